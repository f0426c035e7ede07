from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache

import pytest

from gaitsense.simulate.walk import SimulatedWalk, simulate_walk


@lru_cache(maxsize=32)
def _walk(scenario: str, seed: int, rate_hz: float, duration_s: float | None) -> SimulatedWalk:
    return simulate_walk(
        scenario, seed, rate_hz=rate_hz, sensor="ideal", duration_s=duration_s, shocks=False
    )


@pytest.fixture(scope="session")
def quiet_walk() -> Callable[..., SimulatedWalk]:
    """A walk seen by a perfect sensor, without shocks; shared by the tests, so never changed."""

    def walk(
        scenario: str, seed: int = 1, rate_hz: float = 1000.0, duration_s: float | None = None
    ) -> SimulatedWalk:
        return _walk(scenario, seed, rate_hz, duration_s)

    return walk
