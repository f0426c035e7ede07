"""Summaries made by hand, and walks of the simulator."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from gaitsense.model.recording import Recording
from gaitsense.pipeline.analysis import Analysis
from gaitsense.pipeline.gait_pipeline import analyze
from gaitsense.report.page import report_html
from gaitsense.report.recording_facts import RecordingFacts, recording_facts
from gaitsense.simulate.walk import SimulatedWalk, simulate_walk

Walked = tuple[Analysis, RecordingFacts]


@pytest.fixture
def foot_summary() -> Callable[..., dict[str, Any]]:
    """One foot's part of a summary, as far as words and numbers need it."""

    def make(
        verdict: str = "no",
        *,
        low: tuple[int, int, int] = (0, 40, 0),
        drag: tuple[int, int, int] = (0, 40, 0),
        less_deg: float | None = None,
        reasons: tuple[str, ...] = (),
        level_n: int | None = None,
        apart_deg: float = 0.5,
        contacts: dict[str, int] | None = None,
        notes: tuple[str, ...] = (),
        **values: dict[str, Any],
    ) -> dict[str, Any]:
        n = sum(low)
        level_n = n if level_n is None else level_n
        entry = {"n": level_n, "of": level_n, "mean": 12.0, "sd": 2.0, "p05": 9.0}
        words = ("yes", "no", "unsure")
        return {
            "strides_n": n,
            "level_n": level_n,
            "contexts": {"level": level_n, "turn": n - level_n},
            "contact_types": {"heel": level_n} if contacts is None else contacts,
            "quality": {"good": n},
            "reasons": {},
            "values": {
                "foot_pitch_late_swing_max_deg": {
                    **entry,
                    "one_stride_uncertainty_sd": 1.0,
                    "mean_uncertainty_sd": math.hypot(1.0, 2.0 / math.sqrt(max(level_n, 1))),
                },
                **values,
            },
            "low_lift": dict(zip(words, low, strict=True)),
            "toe_drag": dict(zip(words, drag, strict=True)),
            "foot_drop_pattern": verdict,
            "foot_drop_pattern_reasons": list(reasons),
            "foot_drop_pattern_strides_n": low[0] + low[1],
            "foot_drop_pattern_level_n": level_n,
            "on_the_spot_n": 0,
            "other_foot_higher_by_deg": less_deg,
            "calibration": {
                "sensors_disagree_deg": apart_deg,
                "sensors_contradict": apart_deg > 7.5,
                "gravity_read_mps2": 9.81,
                "gain_factor": 1.0,
                "pitch_zero_source": "stand",
                "pitch_zero_sd_deg": 1.0,
            },
            "notes": list(notes),
        }

    return make


@pytest.fixture
def no_strides() -> dict[str, Any]:
    return {
        "strides_n": 0,
        "foot_drop_pattern": "unsure",
        "foot_drop_pattern_reasons": ["too_few"],
        "other_foot_higher_by_deg": None,
        "notes": ["No stride was found for this foot."],
    }


def _walked(recording: Recording) -> Walked:
    return analyze(recording), recording_facts(recording)


@pytest.fixture(scope="session")
def dropping_walk() -> SimulatedWalk:
    return simulate_walk("left_foot_drop", seed=1, rate_hz=100.0)


@pytest.fixture(scope="session")
def dropping(dropping_walk: SimulatedWalk) -> Walked:
    return _walked(dropping_walk.recording)


@pytest.fixture(scope="session")
def stairs() -> Walked:
    return _walked(simulate_walk("stairs_up", seed=1, rate_hz=100.0).recording)


@pytest.fixture(scope="session")
def left_only(dropping_walk: SimulatedWalk) -> Walked:
    whole = dropping_walk.recording
    return _walked(Recording({"left": whole["left"]}, whole.metadata))


@pytest.fixture(scope="session")
def sitting() -> Walked:
    random = np.random.default_rng(5)
    acc = np.array([0.3, 1.0, 9.75]) + random.normal(0.0, 0.03, (1200, 3))
    gyr = random.normal(0.0, 0.002, (1200, 3))
    feet = dict.fromkeys(("left", "right"), (None, acc, gyr))
    return _walked(Recording.from_arrays(feet, fs_hz=60.0))


@pytest.fixture(scope="session", params=["dropping", "stairs", "left_only", "sitting"])
def any_walk(request: pytest.FixtureRequest) -> Walked:
    walked: Walked = request.getfixturevalue(request.param)
    return walked


@pytest.fixture(scope="session")
def any_page(any_walk: Walked) -> str:
    """The report of `any_walk`; drawing is slow, so it is made once."""
    return report_html(*any_walk)
