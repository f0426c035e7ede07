from __future__ import annotations

import dataclasses
import itertools

import numpy as np
import pandas as pd
import pytest

from gaitsense.model.strides import STRIDE_COLUMNS
from gaitsense.simulate.pattern import DragPattern
from gaitsense.simulate.scenario import load_scenario
from gaitsense.simulate.walk import simulate_walk, write_truth

WANTED = [
    "stride_id", "side", "start_s", "heel_off_s", "toe_off_s", "initial_contact_s", "foot_flat_s",
    "end_s", "stride_length_m", "turn_deg", "elevation_change_m", "lateral_excursion_m",
    "foot_pitch_toe_off_deg", "foot_pitch_mid_swing_deg", "foot_pitch_late_swing_max_deg",
    "foot_pitch_contact_deg", "foot_pitch_range_deg", "swing_pitch_rate_max_dps",
    "toe_clearance_min_m", "heel_clearance_max_m", "sensor_lift_max_m", "contact_type", "context",
    "toe_drag", "toe_drag_start_s", "toe_drag_duration_s",
]  # fmt: skip


#: One of each kind of contact, of drag, of change, of direction and of floor.
KINDS = [
    "healthy", "toe_first", "drags_all_steps", "brace_on_off", "turns", "stairs_up", "slope",
    "sit_and_walk",
]  # fmt: skip


def recorded(scenario, seed, **options):
    """A walk of which only the truth matters: few samples, no filter."""
    return simulate_walk(scenario, seed, rate_hz=50.0, sensor="ideal", **options)


@pytest.mark.parametrize("scenario", KINDS)
def test_columns_are_those_of_the_stride_table(quiet_walk, scenario):
    strides = quiet_walk(scenario, duration_s=15.0).truth.strides
    assert set(WANTED) <= set(strides.columns)
    declared = {column.name: column.dtype for column in STRIDE_COLUMNS}
    assert [name for name in declared if name in strides.columns] == list(strides.columns)
    for name in strides.columns:
        assert str(strides[name].dtype) == declared[name], name


@pytest.mark.parametrize("scenario", KINDS)
def test_strides_follow_each_other_and_ids_count_per_side(quiet_walk, scenario):
    strides = quiet_walk(scenario, duration_s=15.0).truth.strides
    assert strides["end_s"].is_monotonic_increasing
    events = ["start_s", "heel_off_s", "toe_off_s", "initial_contact_s", "foot_flat_s", "end_s"]
    for _, foot in strides.groupby("side"):
        assert list(foot["stride_id"]) == list(range(len(foot)))
        assert (np.diff(foot[events].to_numpy(), axis=1) > 0.0).all()
        gaps = foot["start_s"].to_numpy()[1:] - foot["end_s"].to_numpy()[:-1]
        assert gaps == pytest.approx(0.0, abs=1e-12)
    assert strides["stride_time_s"].to_numpy() == pytest.approx(
        (strides["end_s"] - strides["start_s"]).to_numpy()
    )
    assert strides["swing_time_s"].to_numpy() == pytest.approx(
        (strides["initial_contact_s"] - strides["toe_off_s"]).to_numpy()
    )


@pytest.mark.parametrize("scenario", ["healthy", "toe_drag", "steppage", "turns"])
def test_measures_agree_with_the_samples(quiet_walk, scenario):
    """Every measure again from the samples of truth, at the sampling instants."""
    walk = quiet_walk(scenario, duration_s=15.0)
    for stride in walk.truth.strides.itertuples():
        table = walk.truth.samples[stride.side]
        t_s = table["t_s"]
        whole = table[t_s.between(stride.start_s, stride.end_s)]
        swing = table[t_s.between(stride.toe_off_s, stride.initial_contact_s)]
        pitch = swing["foot_pitch_deg"].to_numpy()
        start = whole[["pos_x_m", "pos_y_m"]].to_numpy()[0]
        way = whole[["pos_x_m", "pos_y_m"]].to_numpy()[-1] - start
        assert stride.stride_length_m == pytest.approx(np.hypot(*way), abs=1e-6)
        assert stride.elevation_change_m == pytest.approx(0.0, abs=1e-9)
        left = np.array([-way[1], way[0]]) / np.hypot(*way)
        aside = (whole[["pos_x_m", "pos_y_m"]].to_numpy() - start) @ left
        farthest = aside[np.argmax(np.abs(aside))] * (1 if stride.side == "left" else -1)
        assert stride.lateral_excursion_m == pytest.approx(farthest, abs=1e-4)
        lift = whole["pos_z_m"].max() - whole["pos_z_m"].iloc[0]
        assert stride.sensor_lift_max_m == pytest.approx(lift, abs=1e-4)
        assert stride.heel_clearance_max_m == pytest.approx(whole["heel_height_m"].max(), abs=1e-4)
        share = (swing["t_s"] - stride.toe_off_s) / stride.swing_time_s
        middle = swing["toe_height_m"][share.between(0.25, 0.75)]
        # At the ends of the look the toe may rise or sink by 1 mm from sample to sample.
        ends = np.interp([0.25, 0.75], share, swing["toe_height_m"])
        assert stride.toe_clearance_min_m == pytest.approx(min(*ends, middle.min()), abs=2e-4)
        assert stride.foot_pitch_toe_off_deg == pytest.approx(pitch[0], abs=0.6)
        assert stride.foot_pitch_contact_deg == pytest.approx(pitch[-1], abs=0.1)
        half = np.interp(0.5, share, pitch)
        assert stride.foot_pitch_mid_swing_deg == pytest.approx(half, abs=0.05)
        assert stride.foot_pitch_late_swing_max_deg == pytest.approx(
            pitch[share >= 0.5].max(), abs=0.02
        )
        span = whole["foot_pitch_deg"].max() - whole["foot_pitch_deg"].min()
        assert stride.foot_pitch_range_deg == pytest.approx(span, abs=0.02)
        rate = np.gradient(pitch, swing["t_s"].to_numpy())
        assert stride.swing_pitch_rate_max_dps == pytest.approx(rate.max(), abs=1.0)
        landing = table[t_s.between(stride.initial_contact_s, stride.foot_flat_s)]
        fall = -np.gradient(landing["foot_pitch_deg"].to_numpy(), landing["t_s"].to_numpy())
        assert stride.slap_pitch_rate_dps == pytest.approx(max(fall.max(), 0.0), abs=2.0)


def test_phases_follow_the_events(quiet_walk):
    walk = quiet_walk("turns", rate_hz=200.0)
    order = {"flat": "push_off", "push_off": "swing", "swing": "landing", "landing": "flat"}
    for side, samples in walk.truth.samples.items():
        strides = walk.truth.strides
        strides = strides[strides["side"] == side]
        phase = samples["phase"].to_numpy()
        for word, begin, end in (
            ("push_off", "heel_off_s", "toe_off_s"),
            ("swing", "toe_off_s", "initial_contact_s"),
            ("landing", "initial_contact_s", "foot_flat_s"),
        ):
            counted = sum(
                ((samples["t_s"] >= a) & (samples["t_s"] < b)).sum()
                for a, b in zip(strides[begin], strides[end], strict=True)
            )
            assert (phase == word).sum() == counted
        changes = [(a, b) for a, b in itertools.pairwise(phase) if a != b]
        for before, after in changes:
            assert "stand" in (before, after) or order[before] == after
        assert ((samples["stride_id"] == -1) == (phase == "stand")).all()


def test_standing_belongs_to_no_stride(quiet_walk):
    """Mid-stance lies at most a quarter of a second from the stride, however long one stands."""
    strides = quiet_walk("turns", rate_hz=200.0).truth.strides
    starts = strides[strides["context"] == "start"]
    assert (starts["heel_off_s"] - starts["start_s"]).to_numpy() == pytest.approx(0.25)
    stops = strides[strides["context"] == "stop"]
    assert (stops["end_s"] - stops["foot_flat_s"]).to_numpy() == pytest.approx(0.25)


def test_contexts():
    turns = recorded("turns", 1).truth.strides
    assert (turns["context"] == "start").sum() == 4
    assert (turns["context"] == "stop").sum() == 4
    turning = turns[turns["context"] == "turn"]
    assert (turning["turn_deg"].abs() > 15.0).all()
    assert {True, False} == set(turning["turn_deg"] > 0.0)
    assert (turns[turns["context"] == "level"]["turn_deg"].abs() < 15.0).all()
    up = recorded("stairs_up", 1).truth.strides
    stairs = up[up["context"] == "stairs_up"]
    assert len(stairs) == 11
    assert (stairs["elevation_change_m"] > 0.16).all()
    assert stairs["toe_clearance_min_m"].isna().all()
    down = recorded("stairs_down", 1).truth.strides
    assert (down[down["context"] == "stairs_down"]["elevation_change_m"] < -0.16).all()


def test_the_path_bows_outward_in_whatever_direction_one_walks():
    """The course of turns walks along all four directions, twice: each bows by 38 mm or so.

    Bows spread by 15 mm from stride to stride, cut at 2.5 of these.
    """
    strides = recorded("turns", 1).truth.strides
    level = strides[strides["context"] == "level"]
    assert (level["lateral_excursion_m"] > 0.0).all()
    assert (level["lateral_excursion_m"] < 0.085).all()
    for _, foot in level.groupby("side"):
        assert foot["lateral_excursion_m"].mean() == pytest.approx(0.042, abs=0.012)


@pytest.mark.parametrize(
    ("scenario", "side", "expected"),
    [
        ("healthy", "left", {"heel"}),
        ("toe_first", "left", {"toe"}),
        ("toe_first", "right", {"heel"}),
        ("steppage", "left", {"toe"}),
        ("left_foot_drop", "left", {"toe", "flat"}),
    ],
)
def test_contact_types(scenario, side, expected):
    strides = recorded(scenario, 2).truth.strides
    level = strides[(strides["side"] == side) & (strides["context"] == "level")]
    assert set(level["contact_type"]) == expected
    low = level["foot_pitch_contact_deg"]
    assert (level["contact_type"] == "toe").equals(low < 0.0)
    assert (level["contact_type"] == "heel").equals(low > 5.0)


def test_foot_drop_is_seen_on_its_side_only():
    for name, drop, sound in (
        ("left_foot_drop", "left", "right"),
        ("right_foot_drop", "right", "left"),
    ):
        strides = recorded(name, 1).truth.strides
        late = strides[strides["context"] == "level"].groupby("side")[
            "foot_pitch_late_swing_max_deg"
        ]
        assert -5.0 < late.mean()[drop] < 3.0
        assert late.mean()[sound] > 15.0
        assert set(strides[strides["toe_drag"] == "yes"]["side"]) == {drop}


def test_the_demo_walk():
    walk = recorded("left_foot_drop", 1)
    assert walk.recording.duration_s == pytest.approx(60.0, abs=4.0)
    strides = walk.truth.strides
    counts = strides["side"].value_counts()
    assert 33 <= counts.min() <= counts.max() <= 37
    assert 5 <= (strides["toe_drag"] == "yes").sum() <= 14
    turned = strides.groupby("side")["turn_deg"].sum()
    assert turned.to_numpy() == pytest.approx([180.0, 180.0])


def test_drags_stand_in_both_tables_alike():
    truth = recorded("toe_drag", 3).truth
    dragged = truth.strides[truth.strides["toe_drag"] == "yes"].set_index(["side", "stride_id"])
    drags = truth.drags.set_index(["side", "stride_id"])
    assert set(drags.index) == set(dragged.index)
    dragged = dragged.loc[drags.index]
    assert (dragged["toe_drag_start_s"] == drags["start_s"]).all()
    assert dragged["toe_drag_duration_s"].to_numpy() == pytest.approx(
        (drags["end_s"] - drags["start_s"]).to_numpy()
    )
    assert (drags["peak_mps2"] > 3.0).all()
    assert (drags["start_s"] >= dragged["toe_off_s"]).all()
    assert (drags["end_s"] <= dragged["initial_contact_s"]).all()
    clear = truth.strides[truth.strides["toe_drag"] == "no"]
    assert clear[["toe_drag_start_s", "toe_drag_duration_s"]].isna().all().all()


def test_length_of_a_drag_is_the_way_of_the_toe(quiet_walk):
    """At mid-swing the toes are straight, so the toe is a fixed lever ahead of the heel."""
    walk = quiet_walk("toe_drag", duration_s=20.0, rate_hz=2000.0)
    for drag in walk.truth.drags.itertuples():
        table = walk.truth.samples[drag.side]
        swing = walk.truth.strides.query(
            f"side == '{drag.side}' and stride_id == {drag.stride_id}"
        ).iloc[0]
        if drag.start_s < swing["toe_off_s"] + 0.25 * swing["swing_time_s"]:
            continue
        mean_speed = drag.length_m / (drag.end_s - drag.start_s)
        during = table[table["t_s"].between(drag.start_s, drag.end_s)]
        x, y = (
            np.gradient(during["pos_x_m"], during["t_s"]),
            np.gradient(during["pos_y_m"], during["t_s"]),
        )
        # The sensor stays near the toe, so their speeds differ by little.
        assert mean_speed == pytest.approx(np.mean(np.hypot(x, y)), rel=0.35)
        assert mean_speed > 0.3


def test_a_drag_slows_the_foot():
    """The same walk, once with a floor that brakes and once without."""
    base = load_scenario("toe_drag")
    speeds = []
    for slowing in (0.0, 0.5):
        drag = DragPattern(
            probability=1.0, duration_s=0.15, slowing=slowing, from_push_off=0.0, into_landing=0.0
        )
        left = dataclasses.replace(base.left, drag=drag, late_swing_max_deg=-6.0)
        walk = recorded(dataclasses.replace(base, left=left), 1, duration_s=20.0)
        drags = walk.truth.drags
        speeds.append((drags["length_m"] / (drags["end_s"] - drags["start_s"])).mean())
    assert 0.6 < speeds[1] / speeds[0] < 0.9


@pytest.mark.parametrize(("kind", "share"), [("from_push_off", 0.0), ("into_landing", 1.0)])
def test_drags_may_begin_with_swing_or_last_until_landing(kind, share):
    base = load_scenario("toe_drag")
    habit = {"from_push_off": 0.0, "into_landing": 0.0, kind: 1.0}
    left = dataclasses.replace(
        base.left,
        late_swing_max_deg=-6.0,
        late_swing_max_sd_deg=0.0,
        drag=DragPattern(probability=1.0, **habit),
    )
    truth = recorded(dataclasses.replace(base, left=left), 1, duration_s=20.0).truth
    strides = truth.strides[truth.strides["toe_drag"] == "yes"]
    assert len(strides) >= 8
    edge = strides["toe_drag_start_s"] + share * strides["toe_drag_duration_s"]
    event = strides["toe_off_s" if share == 0.0 else "initial_contact_s"]
    assert edge.to_numpy() == pytest.approx(event.to_numpy())


def test_no_drags_make_an_empty_table(quiet_walk):
    drags = quiet_walk("healthy", duration_s=15.0).truth.drags
    assert len(drags) == 0
    assert list(drags.columns) == [
        "side", "stride_id", "start_s", "end_s", "length_m", "peak_mps2",
        "kind",
    ]  # fmt: skip


def test_written_tables_read_back_to_the_last_bit(tmp_path):
    walk = simulate_walk("toe_drag", 1, duration_s=15.0)
    folder, truth = tmp_path / "a" / "b", walk.truth
    write_truth(walk, folder)
    assert sorted(path.name for path in folder.iterdir()) == [
        "truth_drags.csv", "truth_samples_left.csv", "truth_samples_right.csv",
        "truth_strides.csv",
    ]  # fmt: skip
    for name, table in (
        ("strides", truth.strides), ("drags", truth.drags), ("samples_left", truth.samples["left"]),
    ):  # fmt: skip
        back = pd.read_csv(folder / f"truth_{name}.csv")
        pd.testing.assert_frame_equal(back, table, check_exact=True, check_dtype=False)


def test_a_long_walk_is_measured_in_pieces_like_a_short_one():
    """More strides than are measured together: the first ones are the same."""
    long = recorded("shuffle", 1, duration_s=70.0).truth.strides
    short = recorded("shuffle", 1, duration_s=30.0).truth.strides
    assert long["side"].value_counts().min() > 50
    left = [table[table["side"] == "left"]["stride_length_m"].to_numpy() for table in (long, short)]
    assert (left[0][:15] == left[1][:15]).all()


def test_contacts_are_those_of_the_strides():
    walk = simulate_walk("left_foot_drop", seed=2, sensor="mpu6050")
    strides = walk.truth.strides
    for side, contacts_s in walk.truth.contacts_s.items():
        own = strides[strides["side"] == side].sort_values("stride_id")
        assert contacts_s.tolist() == own["initial_contact_s"].tolist()
