"""Every stride of every kind of walk is found, and fidgets on a chair are none.

Kills, among others: a segmentation that needs a strong push-off, a heel that lands, or a path
that comes back to its own height.
"""

from __future__ import annotations

import numpy as np
import pytest

import gaitsense
from gaitsense.simulate.scenario import Scenario, scenario_names

#: Where a contact may be found, s.
NEAR_S = 0.3


def matches(found, true):
    """How many of the true contacts, per foot, have one of their own that was found near."""
    left, hits = list(found), 0
    for contact in true:
        near = [other for other in left if abs(other - contact) <= NEAR_S]
        if near:
            left.remove(min(near, key=lambda other: abs(other - contact)))
            hits += 1
    return hits


@pytest.mark.parametrize("name", scenario_names())
def test_every_stride_is_found_and_none_is_invented(name):
    walk = gaitsense.simulate_walk(name, seed=4)
    found, true = gaitsense.analyze(walk.recording).strides, walk.truth.strides
    for side in ("left", "right"):
        own, real = (
            np.sort(table.loc[table["side"] == side, "initial_contact_s"].to_numpy(float))
            for table in (found, true)
        )
        assert len(own) == len(real)
        assert matches(own, real) == len(real)


def test_five_minutes_on_a_chair_holds_no_stride():
    scenario = Scenario(route="stand 3; walk 16; sit 300; stand 2; walk 16; stand 3")
    walk = gaitsense.simulate_walk(scenario, seed=2, rate_hz=100.0)
    (sits_s, _), (up_s, _) = walk.recording.marker
    assert len(walk.truth.fidgets) > 50
    strides = gaitsense.analyze(walk.recording).strides
    assert not strides["initial_contact_s"].between(sits_s, up_s).any()
    assert len(strides) == len(walk.truth.strides)
