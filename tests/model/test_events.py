from __future__ import annotations

import dataclasses
from typing import get_args

import pytest

from gaitsense.model.events import (
    Event,
    MountingFound,
    SignalLost,
    StrideClosed,
    ToeDragSuspected,
)

KNOWN_AT = ("side", "sample", "t_s")


@pytest.mark.parametrize(
    ("kind", "more"),
    [
        (MountingFound, ()),
        (StrideClosed, ("stride",)),
        (SignalLost, ("missing_s",)),
        (ToeDragSuspected, ("start_s", "vibration_mps2")),
    ],
)
def test_every_event_says_which_foot_and_at_which_sample(kind, more):
    assert tuple(field.name for field in dataclasses.fields(kind)) == KNOWN_AT + more


def test_an_event_is_one_of_four():
    assert set(get_args(Event)) == {MountingFound, StrideClosed, SignalLost, ToeDragSuspected}


def test_events_compare_by_value_and_cannot_be_changed():
    event = SignalLost("left", 41, 0.41, 0.3)
    assert event == SignalLost("left", 41, 0.41, 0.3)
    assert event != SignalLost("right", 41, 0.41, 0.3)
    with pytest.raises(dataclasses.FrozenInstanceError):
        event.sample = 42
