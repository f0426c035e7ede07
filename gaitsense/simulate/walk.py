"""A simulated walk: the recording that two shoe sensors make of it, and the truth."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

import numpy as np
from numpy.typing import ArrayLike

from gaitsense.model.errors import ConfigError
from gaitsense.model.recording import FootRecording, Recording, StreamInfo
from gaitsense.model.samples import SIDES, Side
from gaitsense.simulate.floor_noise import floor_noise
from gaitsense.simulate.jet import Floats
from gaitsense.simulate.motion import FootMotion
from gaitsense.simulate.mount import Mount, on_strap, rattling
from gaitsense.simulate.person import draw_person
from gaitsense.simulate.placement import Placement, place_sensor
from gaitsense.simulate.plan import plan_walk
from gaitsense.simulate.randomness import random_stream
from gaitsense.simulate.rigid_foot import feel
from gaitsense.simulate.rocking import rocking
from gaitsense.simulate.scenario import Scenario, load_scenario
from gaitsense.simulate.sensor import SensorModel, draw_clock_skew, sense, sensor_named
from gaitsense.simulate.shaking import Shaking, shake
from gaitsense.simulate.shocks import Shocks
from gaitsense.simulate.true_foot import TrueFoot
from gaitsense.simulate.truth import Truth

if TYPE_CHECKING:
    import pandas as pd

DEFAULT_RATE_HZ: Final = 200.0
DEFAULT_SENSOR: Final = "bmi270"
#: Anti-alias filter and soft mount look at the motion at least so often per second.
_FINE_RATE_HZ: Final = 800.0
#: Samples computed together: few enough to stay in the processor's cache.
_CHUNK: Final = 20_000


@dataclass(frozen=True, slots=True, eq=False)
class SimulatedWalk:
    """A walk, as recorded and as it was.

    Parameters
    ----------
    recording : Recording
        What the sensors recorded.
    truth : Truth
        What happened.
    scenario : Scenario
        What was asked for.
    """

    recording: Recording
    truth: Truth
    scenario: Scenario


def simulate_walk(
    scenario: str | Path | Scenario,
    seed: int = 0,
    *,
    rate_hz: float | None = None,
    sensor: str | SensorModel | None = None,
    duration_s: float | None = None,
    mounting: str | Mapping[Side, ArrayLike] = "random",
    shocks: bool = True,
) -> SimulatedWalk:
    """Let somebody walk, and record both shoes.

    The same arguments give the same samples, to the last bit. The gait depends on scenario,
    seed and duration alone: another sensor, rate or mounting records the same walk.

    Parameters
    ----------
    scenario : str, Path or Scenario
        A name from `scenario_names`, a TOML file, or a description.
    seed : int
        Seed of everything random, from 0 up.
    rate_hz : float, optional
        Samples per second, Hz. Default 200.
    sensor : str or SensorModel, optional
        A name from `SENSORS`, or a model. Default "bmi270".
    duration_s : float, optional
        Length of the walk, s: the moving part of the route is repeated, or cut short, to fill
        it. By default the route is walked once.
    mounting : "random", "aligned" or Mapping
        How the case is turned on the shoe: any way, drawn by the seed; along the FOOT axes; or
        a unit quaternion SENSOR to FOOT for each foot, scalar first.
    shocks : bool
        Whether impacts and vibration are felt. Without them, with the "ideal" sensor and a
        rigid mount the samples integrate to the truth: over a stride, at 2000 Hz, to 0.001°
        and 0.1 mm.

    Returns
    -------
    SimulatedWalk

    Raises
    ------
    ConfigError
        If scenario, sensor, mounting, seed, rate or duration cannot be used.
    """
    rate = DEFAULT_RATE_HZ if rate_hz is None else rate_hz
    if not (math.isfinite(rate) and 10.0 <= rate <= 20_000.0):
        raise ConfigError(f"rate_hz must lie between 10 and 20000 Hz, not {rate_hz!r}")
    name = "" if isinstance(scenario, Scenario) else Path(scenario).stem
    walk = scenario if isinstance(scenario, Scenario) else load_scenario(scenario)
    model = (
        sensor
        if isinstance(sensor, SensorModel)
        else sensor_named(DEFAULT_SENSOR if sensor is None else sensor)
    )
    plan = plan_walk(walk, seed, duration_s)
    truth: dict[Side, TrueFoot] = {}
    feet: dict[Side, FootRecording] = {}
    info = StreamInfo(float(rate), model.ranges, f"simulated {model.name}", walk.shoe)
    for side in SIDES:
        motion = FootMotion(
            side,
            plan.strides[side],
            walk.foot_length_m,
            walk.floor.brake,
            fidgets=plan.fidgets[side],
        )
        placement = place_sensor(walk, side, seed, mounting)
        shaken, rattles = _shaking(motion, walk, seed) if shocks else (None, ())
        skew = draw_clock_skew(model, random_stream(seed, "clock", side))
        n = int(plan.duration_s * rate + 1e-6)
        sample = np.arange(n, dtype=np.int64)
        truth[side] = TrueFoot(
            motion, placement, shaken, skew, sample / rate, math.radians(walk.slope_deg)
        )
        case = _Case(walk.mount, rattles)
        acc, gyr = _sampled(truth[side], case, rate, anti_alias=model.anti_alias)
        acc, gyr = _in_case(acc, placement), _in_case(gyr, placement)
        acc, gyr = sense(model, acc, gyr, rate, random_stream(seed, "sensor", side))
        feet[side] = FootRecording(
            side, sample, sample / rate, acc.astype(np.float32), gyr.astype(np.float32), info
        )
    metadata = {"source": "simulated", "scenario": name, "seed": str(seed), "sensor": model.name}
    words = tuple(change.word for change in walk.change)
    return SimulatedWalk(
        Recording(feet, metadata, marker=plan.marker), Truth(truth, walk.shoe, words), walk
    )


def write_truth(walk: SimulatedWalk, folder: str | Path) -> None:
    """Write ``truth_strides.csv``, ``truth_samples_<side>.csv`` and ``truth_drags.csv``.

    Where something changes within the walk, or somebody sits, also ``truth_parts.csv`` and
    ``truth_fidgets.csv``.

    Parameters
    ----------
    walk : SimulatedWalk
        The walk; numbers are written so that they read back to the same value.
    folder : str or Path
        Where to; made if absent.
    """
    folder = Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    for name, table in truth_tables(walk.truth).items():
        table.to_csv(folder / name, index=False)


def truth_tables(truth: Truth, *, idle: bool = False) -> dict[str, pd.DataFrame]:
    """Tables of the truth by the names of their files.

    Parameters
    ----------
    truth : Truth
        What happened.
    idle : bool
        Whether fidgets and parts are given even where nobody sits and nothing changes.

    Returns
    -------
    dict of str to pandas.DataFrame
    """
    tables = {"truth_strides.csv": truth.strides, "truth_drags.csv": truth.drags}
    if idle or len(truth.fidgets):
        tables["truth_fidgets.csv"] = truth.fidgets
    if idle or truth.words:
        tables["truth_parts.csv"] = truth.parts
    tables |= {f"truth_samples_{side}.csv": samples for side, samples in truth.samples.items()}
    return tables


def _in_case(foot: Floats, placement: Placement) -> Floats:
    """From FOOT to SENSOR."""
    return foot @ placement.sensor_to_foot


@dataclass(frozen=True, slots=True, eq=False)
class _Case:
    """How the case sits on a shoe, and when it rattles."""

    mount: Mount
    rattles: Sequence[Shaking]

    def feel(self, foot: TrueFoot, t_s: Floats, rate_hz: float) -> tuple[Floats, Floats]:
        """Specific force and angular rate of the case in FOOT, at times of an even rate."""
        acc, gyr = _felt(foot, t_s)
        acc, gyr = on_strap(self.mount, acc, rate_hz), on_strap(self.mount, gyr, rate_hz)
        shake(self.rattles, t_s, acc, gyr)
        return acc, gyr


def _shaking(motion: FootMotion, walk: Scenario, seed: int) -> tuple[Shocks, Sequence[Shaking]]:
    """Collect what shakes the shoe, and what shakes the case on it."""
    side = motion.side
    noise = floor_noise(motion, walk.floor, random_stream(seed, "floor", side))
    person = draw_person(random_stream(seed, "person"))
    rate_dps = walk.stance_rocking_dps * person.rocking
    more = (*noise, *rocking(motion, rate_dps, random_stream(seed, "rocking", side)))
    shoe = Shocks(motion, walk, random_stream(seed, "shocks", side), more, person)
    return shoe, rattling(motion, walk.mount, random_stream(seed, "mount", side))


def _sampled(
    foot: TrueFoot, case: _Case, rate_hz: float, *, anti_alias: bool
) -> tuple[Floats, Floats]:
    """Specific force and angular rate in FOOT at the times of the samples."""
    t_s = foot.t_s * (1.0 + foot.clock_skew)
    if not anti_alias and case.mount.soft_hz == 0.0:
        return case.feel(foot, t_s, rate_hz)
    n_fine = max(2, math.ceil(_FINE_RATE_HZ / rate_hz))
    period_s = (1.0 + foot.clock_skew) / rate_hz
    fine_s = np.arange(-n_fine, len(t_s) * n_fine, dtype=np.float64) * (period_s / n_fine)
    acc, gyr = case.feel(foot, fine_s, n_fine / period_s)
    if not anti_alias:
        return acc[n_fine::n_fine], gyr[n_fine::n_fine]
    # A raised cosine over two periods, centred: no delay, and a zero at the sampling rate.
    shares = np.arange(1 - n_fine, n_fine) / n_fine
    weights = (1.0 + np.cos(np.pi * shares)) / (2.0 * n_fine)
    return _filtered(acc, weights, n_fine, len(t_s)), _filtered(gyr, weights, n_fine, len(t_s))


def _filtered(fine: Floats, weights: Floats, n_fine: int, n: int) -> Floats:
    smooth = np.zeros((n, 3))
    for k, weight in enumerate(weights):
        smooth += weight * fine[k + 1 : k + 1 + n * n_fine : n_fine][:n]
    return smooth


def _felt(foot: TrueFoot, t_s: Floats) -> tuple[Floats, Floats]:
    acc, gyr = np.empty((len(t_s), 3)), np.empty((len(t_s), 3))
    for first in range(0, len(t_s), _CHUNK):
        part = slice(first, first + _CHUNK)
        felt = feel(foot.motion.pose(t_s[part]), foot.placement.ball_from_sensor_m, foot.slope_rad)
        acc[part], gyr[part] = felt.acc_mps2, felt.gyr_radps
    if foot.shocks is not None:
        foot.shocks.add_to(t_s, acc, gyr)
    return acc, gyr
