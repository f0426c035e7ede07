import threading
import time

import pytest

import gaitsense
from gaitsense.model.samples import other_side
from gaitsense.pipeline import gait_pipeline
from gaitsense.pipeline.both_feet import Going, Stopped, on_each_foot


def test_each_foot_gets_its_own_result_in_order():
    assert on_each_foot(lambda side, _going: side.upper(), ("left", "right")) == {
        "left": "LEFT",
        "right": "RIGHT",
    }
    assert list(on_each_foot(lambda side, _going: side, ("right",))) == ["right"]
    assert on_each_foot(lambda side, _going: side, ()) == {}


def test_both_feet_are_worked_on_at_the_same_time():
    # Each foot waits until the other one has come as far: one after the other would never end.
    met = threading.Barrier(2, timeout=30.0)
    assert on_each_foot(lambda _side, _going: met.wait() >= 0, ("left", "right")) == {
        "left": True,
        "right": True,
    }


@pytest.mark.parametrize("failing", ["left", "right"])
@pytest.mark.parametrize("fault", [ValueError("a fault"), KeyboardInterrupt()])
def test_a_fault_of_one_foot_ends_the_work_on_the_other(fault, failing):
    ended = []

    def work(side: str, going: Going) -> None:
        if side == failing:
            raise fault
        latest_s = time.monotonic() + 10.0
        try:
            while time.monotonic() < latest_s:
                going.check()
        except Stopped:
            ended.append(side)
            raise

    with pytest.raises(type(fault)):
        on_each_foot(work, ("left", "right"))
    assert ended == [other_side(failing)]


def test_a_walk_that_is_interrupted_while_progress_is_told_ends(foot_drop_walk, monkeypatch):
    monkeypatch.setattr(gait_pipeline, "_BIG_BLOCK", 100)
    told = []

    def interrupt(share: float) -> None:
        told.append(share)
        if len(told) == 3:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        gaitsense.analyze(foot_drop_walk.recording, progress=interrupt)
    samples = sum(len(foot) for foot in foot_drop_walk.recording.feet.values())
    assert len(told) < samples / 100 / 2


def test_progress_rises_to_the_whole(foot_drop_walk, monkeypatch):
    monkeypatch.setattr(gait_pipeline, "_BIG_BLOCK", 500)
    told = []
    gaitsense.analyze(foot_drop_walk.recording, progress=told.append)
    assert told == sorted(told)
    assert told[-1] == 1.0
