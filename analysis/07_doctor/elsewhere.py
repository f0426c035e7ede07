"""Sensors that are not on a shoe, and shoes whose radio is bad: both made up.

A shank and a thigh's pocket are moved by plain curves of a walking leg; they say whether the
doctor notices such a sensor at all, not how often it would in people.
"""

from __future__ import annotations

from typing import Any, Final

import numpy as np
from numpy.typing import NDArray
from scipy.interpolate import CubicSpline
from scipy.spatial.transform import Rotation

import gaitsense
from gaitsense.model.units import STANDARD_GRAVITY_MPS2
from gaitsense.recordings.doctor.examine import examine_recording
from gaitsense.recordings.doctor.walk import examined_feet
from gaitsense.recordings.doctor.walking import in_strides
from gaitsense.simulate.losses import lose_packets

PLACES: Final = ("shank", "pocket")
#: Findings that tell of a sensor that is not on a shoe.
SIGNS: Final = {
    "moves_without_steps",
    "no_rest_in_stance",
    "contradiction",
    "mounting_changed",
    "mounting_loose",
    "axes_unsure",
    "stride_time_odd",
    "no_steps",
}
SEEDS_N: Final = 10
LOST_SHARES: Final = (0.02, 0.05, 0.1, 0.2, 0.3)
PACKET_N: Final = 5
_RATE_HZ: Final = 100.0
_STAND_S: Final = 3.0
_STRIDES_N: Final = 40
#: Shank forward of upright over a stride from contact to contact, °.
_SHANK_U: Final = (0.0, 0.12, 0.3, 0.45, 0.6, 0.72, 0.85, 1.0)
_SHANK_DEG: Final = (-18.0, -8.0, 5.0, 18.0, 45.0, 52.0, 10.0, -18.0)
#: Share of the stride at which the foot leaves the ground; ankle's way and lift, m; from there to
#: the sensor, m.
_SWING_FROM: Final = 0.6
_STRIDE_M, _LIFT_M, _UP_SHANK_M = 1.25, 0.14, 0.25
#: Speed of the hip, m/s, and from there down to the pocket, m.
_SPEED_MPS, _DOWN_THIGH_M = 1.1, 0.2
Array = NDArray[np.float64]


def elsewhere() -> list[dict[str, Any]]:
    """Examine walks whose sensors sit on the shanks or in the pockets."""
    rows = []
    for place in PLACES:
        for seed in range(SEEDS_N):
            recording = gaitsense.Recording.from_arrays(
                {
                    "left": worn(place, seed, 0.0),
                    "right": worn(place, seed + 1000, 0.5),
                }
            )
            examination = examine_recording(recording)
            feet = examined_feet(recording, gaitsense.analyze(recording))
            for side, foot in feet.items():
                said = {f.code for f in examination.findings if f.side == side}
                rows.append(
                    {
                        "place": place,
                        "usable": examination.usable,
                        "in_strides": in_strides(foot),
                        "codes": sorted(said & SIGNS),
                    }
                )
    return rows


def worn(place: str, seed: int, phase: float) -> tuple[Array, Array, Array]:
    """Return the times, s, specific force, m/s², and rate, rad/s, of one sensor."""
    rng = np.random.default_rng(seed)
    stride_s = 1.1 * (1.0 + 0.05 * rng.standard_normal())
    t_s = np.arange(0.0, 2.0 * _STAND_S + _STRIDES_N * stride_s, 1.0 / _RATE_HZ)
    walked = np.clip((t_s - _STAND_S) / stride_s, 0.0, _STRIDES_N)
    whole, u = np.divmod(walked + phase, 1.0)
    # The first and the last stride begin and end at rest.
    ease = np.clip(np.minimum(walked, _STRIDES_N - walked), 0.0, 1.0)
    ease = ease * ease * (3.0 - 2.0 * ease)
    if place == "shank":
        bend = CubicSpline(_SHANK_U, np.radians(_SHANK_DEG), bc_type="periodic")
        tilt = ease * bend(u)
        swing = np.clip((u - _SWING_FROM) / (1.0 - _SWING_FROM), 0.0, 1.0)
        way = _STRIDE_M * swing**3 * (10.0 - 15.0 * swing + 6.0 * swing**2)
        ahead = _STRIDE_M * whole + way + _UP_SHANK_M * np.sin(tilt)
        lift = _LIFT_M * ease * np.sin(np.pi * swing) ** 2
        height = lift + _UP_SHANK_M * np.cos(tilt)
    else:
        turn = 2.0 * np.pi * (walked + phase)
        tilt = ease * np.radians(22.0 * np.sin(turn) + 4.0 * np.sin(2.0 * turn + 1.0))
        ahead = _SPEED_MPS * walked * stride_s - _DOWN_THIGH_M * np.sin(tilt)
        height = 0.02 * ease * np.cos(2.0 * turn) - _DOWN_THIGH_M * np.cos(tilt)
    return (t_s, *sensed(t_s, ahead, height, tilt, rng))


def sensed(
    t_s: Array, ahead_m: Array, height_m: Array, tilt_rad: Array, rng: np.random.Generator
) -> tuple[Array, Array]:
    """Return what a sensor feels that is moved and tilted in one plane, and rolls a little."""
    force_x = np.gradient(np.gradient(ahead_m, t_s), t_s)
    force_z = np.gradient(np.gradient(height_m, t_s), t_s) + STANDARD_GRAVITY_MPS2
    cos, sin = np.cos(tilt_rad), np.sin(tilt_rad)
    acc = np.column_stack(
        [cos * force_x - sin * force_z, 0.4 * np.sin(9.0 * t_s), sin * force_x + cos * force_z]
    )
    gyr = np.column_stack(
        [0.15 * np.sin(7.0 * t_s), np.gradient(tilt_rad, t_s), 0.2 * np.cos(6.0 * t_s)]
    )
    acc = acc + 0.05 * rng.standard_normal(acc.shape)
    gyr = gyr + 0.02 * rng.standard_normal(gyr.shape)
    case = Rotation.random(random_state=rng).as_matrix()
    return acc @ case.T, gyr @ case.T


def lost_packets() -> dict[str, dict[str, float | int]]:
    """Lose packets of simulated walks, and count the strides that keep a measured pitch."""
    table: dict[str, dict[str, float | int]] = {}
    walks = [
        gaitsense.simulate_walk("healthy", seed, rate_hz=_RATE_HZ, duration_s=40.0).recording
        for seed in range(5)
    ]
    whole = sum(measured_strides(walk) for walk in walks)
    for share in LOST_SHARES:
        left = sum(
            measured_strides(lose_packets(walk, share, packet_n=PACKET_N, seed=seed))
            for seed, walk in enumerate(walks)
        )
        table[f"{100 * share:.0f} %"] = {
            "strides_without_loss": whole,
            "share_still_measured": round(left / whole, 3),
        }
    return table


def measured_strides(recording: gaitsense.Recording) -> int:
    """Count strides with a foot pitch."""
    return int(gaitsense.analyze(recording).strides["foot_pitch_late_swing_max_deg"].notna().sum())
