"""A foot whose motion is known in closed form: it stands, swings, and stands again.

Every curve is a polynomial piece with its two derivatives, so the sensor's path, attitude,
specific force and rate follow without a numerical step. Nothing of the package is used.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import numpy as np
import pytest
from numpy.typing import NDArray

from gaitsense.gait.mounting import MountingEvidence
from gaitsense.gait.segmentation import StrideSpan
from gaitsense.gait.traces import ACC, GYR, POS, QUAT, VEL, StrideTrace
from gaitsense.signal.grid import GridChunk

G = 9.80665


@dataclass(frozen=True)
class Curve:
    """A quantity at some instants, with its first and second time derivative."""

    value: NDArray
    rate: NDArray
    bend: NDArray

    def __add__(self, other: Curve) -> Curve:
        return Curve(self.value + other.value, self.rate + other.rate, self.bend + other.bend)

    def __mul__(self, other: Curve | float) -> Curve:
        if not isinstance(other, Curve):
            return Curve(other * self.value, other * self.rate, other * self.bend)
        a, b = self, other
        return Curve(
            a.value * b.value,
            a.rate * b.value + a.value * b.rate,
            a.bend * b.value + 2.0 * a.rate * b.rate + a.value * b.bend,
        )

    def through(self, f: NDArray, df: NDArray, ddf: NDArray) -> Curve:
        """Chain rule, given a function and its derivatives at this curve's values."""
        return Curve(f, df * self.rate, ddf * self.rate**2 + df * self.bend)

    def sin(self) -> Curve:
        s, c = np.sin(self.value), np.cos(self.value)
        return self.through(s, c, -s)

    def cos(self) -> Curve:
        s, c = np.sin(self.value), np.cos(self.value)
        return self.through(c, -s, -c)


def step(t: NDArray, t0: float, t1: float) -> Curve:
    """From 0 to 1 between t0 and t1, by a polynomial of degree 7: rate 140/T u³(1-u)³."""
    u = np.clip((t - t0) / (t1 - t0), 0.0, 1.0)
    v, span = u * (1.0 - u), t1 - t0
    return Curve(
        u**4 * (35.0 - 84.0 * u + 70.0 * u**2 - 20.0 * u**3),
        140.0 * v**3 / span,
        420.0 * v**2 * (1.0 - 2.0 * u) / span**2,
    )


def bump(t: NDArray, t0: float, t1: float) -> Curve:
    """From 0 to 1 half-way and back to 0: (4u(1-u))⁴."""
    u = np.clip((t - t0) / (t1 - t0), 0.0, 1.0)
    w, dw, span = 4.0 * u * (1.0 - u), 4.0 - 8.0 * u, t1 - t0
    return Curve(w**4, 4.0 * w**3 * dw / span, (12.0 * w**2 * dw**2 - 32.0 * w**3) / span**2)


@dataclass(frozen=True)
class Swing:
    """One swing. Pitch passes through its knots (share of swing, °) with zero rate at each."""

    swing_s: float = 0.5
    length_m: float = 1.2
    lift_m: float = 0.12
    rise_m: float = 0.0
    bow_m: float = 0.0
    turn_deg: float = 0.0
    knots: tuple[tuple[float, float], ...] = ((0.0, 0.0), (0.3, -55.0), (0.8, 20.0), (1.0, 0.0))


@dataclass(frozen=True)
class AnalyticWalk:
    """Samples of one foot and the truth about them; arrays (k, n), truth in WORLD."""

    rate_hz: float
    t_s: NDArray
    acc_mps2: NDArray
    gyr_radps: NDArray
    pitch_rad: NDArray
    heading_rad: NDArray
    pos_m: NDArray
    vel_mps: NDArray
    up_sensor: NDArray
    mount: NDArray
    spans: list[StrideSpan]
    flag: NDArray = field(repr=False)

    def chunk(self, first: int = 0, end: int | None = None) -> GridChunk:
        part = slice(first, end)
        return GridChunk(
            first,
            self.t_s[part],
            np.ascontiguousarray(self.acc_mps2[:, part]),
            np.ascontiguousarray(self.gyr_radps[:, part]),
            self.flag[part],
        )

    def tilt_error_rad(self, trace: StrideTrace) -> NDArray:
        """Angle between the true and the computed vertical at each sample of a stride."""
        w, x, y, z = trace.data[QUAT].astype(float)
        up = np.stack([2 * (x * z - w * y), 2 * (y * z + w * x), w * w - x * x - y * y + z * z])
        true = self.up_sensor[:, trace.span.start_sample : trace.span.end_sample + 1]
        off = np.linalg.norm(np.cross(up, true, axis=0), axis=0)
        return np.arctan2(off, (up * true).sum(axis=0))


def walk(
    swings: Sequence[Swing] = (Swing(),),
    *,
    rate_hz: float = 400.0,
    stance_s: float = 0.6,
    stand_s: float = 1.0,
    mount: NDArray | None = None,
    roll_radps: float = 0.0,
    roll_height_m: float = 0.08,
    bias_radps: Sequence[float] = (0.0, 0.0, 0.0),
    offset_mps2: Sequence[float] = (0.0, 0.0, 0.0),
    gain: float = 1.0,
    aside_deg: float = 0.0,
) -> AnalyticWalk:
    """Stand, swing, stand, swing, …, stand.

    `mount` turns FOOT into SENSOR. While rolling, the toes go down at `roll_radps` all the
    time but in swing, about a pivot `roll_height_m` below the sensor; in each mid-stance the
    sole is flat. Bias, offset and gain are the sensor's errors. The foot travels `aside_deg`
    to the left of where its toes point.
    """
    mount = np.eye(3) if mount is None else mount
    t0 = stand_s + np.cumsum([0.0] + [swing.swing_s + stance_s for swing in swings[:-1]])
    t1 = t0 + [swing.swing_s for swing in swings]
    mid = [t0[0] - 0.5 * stance_s, *(t1 + 0.5 * stance_s)]
    n = round((t1[-1] + stand_s) * rate_hz) + 1
    t = np.arange(n) / rate_hz
    nil = Curve(np.zeros(n), np.zeros(n), np.zeros(n))

    rolled = Curve(roll_radps * (t - mid[0]), np.full(n, roll_radps), np.zeros(n))
    pitch, heading, x, y, z = (nil,) * 5
    for k, swing in enumerate(swings):
        way = step(t, t0[k], t1[k])
        arc = bump(t, t0[k], t1[k])
        turned = sum(s.turn_deg for s in swings[:k]) + 0.5 * swing.turn_deg
        ahead = np.radians(turned + aside_deg)
        c, s = np.cos(ahead), np.sin(ahead)
        x = x + way * (swing.length_m * c) + arc * (-swing.bow_m * s)
        y = y + way * (swing.length_m * s) + arc * (swing.bow_m * c)
        z = z + way * swing.rise_m + arc * swing.lift_m
        heading = heading + way * np.radians(swing.turn_deg)
        rolled = rolled + way * (-roll_radps * (mid[k + 1] - mid[k]))
        for (u0, p0), (u1, p1) in itertools.pairwise(swing.knots):
            ends = t0[k] + u0 * swing.swing_s, t0[k] + u1 * swing.swing_s
            pitch = pitch + step(t, *ends) * np.radians(p1 - p0)
    pitch = pitch + rolled * -1.0
    x = x + rolled.sin() * heading.cos() * roll_height_m
    y = y + rolled.sin() * heading.sin() * roll_height_m
    z = z + rolled.cos() * roll_height_m

    # WORLD from FOOT is a turn by the heading after one by -pitch about y.
    cp, sp, ch, sh = (
        np.cos(pitch.value),
        np.sin(pitch.value),
        np.cos(heading.value),
        np.sin(heading.value),
    )
    toes = np.stack([ch * cp, sh * cp, sp])
    left = np.stack([-sh, ch, np.zeros(n)])
    top = np.stack([-ch * sp, -sh * sp, cp])
    force = np.stack([x.bend, y.bend, z.bend + G])
    foot_acc = np.stack([(axis * force).sum(axis=0) for axis in (toes, left, top)])
    foot_gyr = np.stack([heading.rate * sp, -pitch.rate, heading.rate * cp])
    foot_up = np.stack([sp, np.zeros(n), cp])

    border = [round(m * rate_hz) for m in mid]
    spans = [
        StrideSpan(
            border[k],
            border[k + 1],
            round(t0[k] * rate_hz),
            round(t1[k] * rate_hz),
            k == 0,
            k == len(swings) - 1,
            border[k + 1],
        )
        for k in range(len(swings))
    ]
    return AnalyticWalk(
        rate_hz,
        t,
        gain * (mount @ foot_acc) + np.array(offset_mps2)[:, None],
        mount @ foot_gyr + np.array(bias_radps)[:, None],
        pitch.value,
        heading.value,
        np.stack([x.value, y.value, z.value]),
        np.stack([x.rate, y.rate, z.rate]),
        mount @ foot_up,
        mount,
        spans,
        np.zeros(n, np.uint8),
    )


def matrix(quat: Sequence[float]) -> NDArray:
    """Rotation matrix of a quaternion (w, x, y, z), which need not be of length 1."""
    w, x, y, z = np.array(quat) / np.linalg.norm(quat)
    return np.array(
        [
            [1 - 2 * (y * y + z * z), 2 * (x * y - w * z), 2 * (x * z + w * y)],
            [2 * (x * y + w * z), 1 - 2 * (x * x + z * z), 2 * (y * z - w * x)],
            [2 * (x * z - w * y), 2 * (y * z + w * x), 1 - 2 * (x * x + y * y)],
        ]
    )


def trace(
    n: int = 101,
    *,
    pitch_deg: NDArray | float = 0.0,
    pos_m: NDArray | None = None,
    vel_mps: NDArray | None = None,
    gyr_radps: NDArray | None = None,
    acc_mps2: NDArray | None = None,
    flag: NDArray | None = None,
    start: int = 0,
    move: int = 20,
    still: int = 80,
    rate_hz: float = 100.0,
    **more: object,
) -> StrideTrace:
    """A closed stride with given contents; the case's axes are the foot's."""
    data = np.zeros((16, n), np.float32)
    half = 0.5 * np.radians(np.broadcast_to(pitch_deg, n))
    data[QUAT] = np.stack([np.cos(half), 0.0 * half, -np.sin(half), 0.0 * half])
    data[ACC.stop - 1] = G
    for part, given in ((POS, pos_m), (VEL, vel_mps), (GYR, gyr_radps), (ACC, acc_mps2)):
        if given is not None:
            data[part] = given
    span = StrideSpan(
        start,
        start + n - 1,
        start + move,
        start + still,
        bool(more.pop("from_stand", False)),
        bool(more.pop("to_stand", False)),
        start + n - 1,
    )
    rest = {
        "turn_rad": 0.0,
        "velocity_error_mps": 0.0,
        "rest_force_mps2": G,
        "mean_force_mps2": G,
        "disagreement_rad": 0.0,
        "way_m": 1.0,
        "evidence": evidence(),
        "acc_bias_mps2": np.zeros(3),
    }
    return StrideTrace(
        span,
        start / rate_hz,
        (start + n - 1) / rate_hz,
        data,
        np.zeros(n, np.uint8) if flag is None else flag,
        **{**rest, **more},
    )


def evidence(
    up: Sequence[float] = (0.0, 0.0, 1.0),
    axis: Sequence[float] = (0.0, 1.0, 0.0),
    travel_m: Sequence[float] = (1.2, 0.0, 0.0),
) -> MountingEvidence:
    """What a stride says that turned about one axis only."""
    turning = np.array(axis, float) / np.linalg.norm(axis)
    return MountingEvidence(
        np.array(up, float), np.outer(turning, turning), np.array(travel_m, float)
    )


@pytest.fixture(scope="session")
def analytic_walk() -> Callable[..., AnalyticWalk]:
    return walk


@pytest.fixture(scope="session")
def swing() -> type[Swing]:
    return Swing


@pytest.fixture(scope="session")
def rotation() -> Callable[[Sequence[float]], NDArray]:
    return matrix


@pytest.fixture(scope="session")
def make_trace() -> Callable[..., StrideTrace]:
    return trace


@pytest.fixture(scope="session")
def make_evidence() -> Callable[..., MountingEvidence]:
    return evidence
