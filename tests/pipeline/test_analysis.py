"""The result: its tables' columns, and that each sample stands in one stride."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

import gaitsense
from gaitsense.model.strides import REASONS, STRIDE_COLUMNS, TRAJECTORY_COLUMNS


def test_the_table_has_the_declared_columns_and_kinds(foot_drop):
    table = foot_drop.strides
    assert list(table.columns) == [column.name for column in STRIDE_COLUMNS]
    for column in STRIDE_COLUMNS:
        assert str(table[column.name].dtype) == column.dtype, column.name
        if not column.nullable:
            assert table[column.name].notna().all(), column.name


def test_words_are_the_declared_words(foot_drop):
    table = foot_drop.strides
    assert set(table["side"]) == {"left", "right"}
    assert set(table["low_lift"]) | set(table["toe_drag"]) <= {"yes", "no", "unsure"}
    assert set(table["contact_type"].dropna()) <= {"heel", "flat", "toe"}
    assert set(table["quality"]) <= {"good", "reduced", "poor"}
    told = {word for text in table["reasons"].dropna() for word in text.split(";") if word}
    assert told <= set(REASONS)


def test_events_of_a_stride_follow_each_other(foot_drop):
    table = foot_drop.strides
    order = ["start_s", "heel_off_s", "toe_off_s", "initial_contact_s", "foot_flat_s", "end_s"]
    whole = table.dropna(subset=order)
    assert len(whole) > 0.9 * len(table)
    assert (np.diff(whole[order].to_numpy(), axis=1) >= 0.0).all()
    assert np.allclose(table["stride_time_s"], table["end_s"] - table["start_s"])
    assert np.allclose(
        whole["swing_time_s"] + whole["stance_time_s"], whole["stride_time_s"], atol=1e-9
    )


def test_strides_are_half_open_and_do_not_overlap(foot_drop):
    for _, foot in foot_drop.strides.groupby("side"):
        assert foot["stride_id"].tolist() == list(range(len(foot)))
        assert (foot["end_s"].to_numpy()[:-1] <= foot["start_s"].to_numpy()[1:] + 1e-9).all()


def test_no_verdict_is_empty_where_something_is_unsure(foot_drop):
    table = foot_drop.strides
    unsure = (table["low_lift"] == "unsure") | (table["toe_drag"] == "unsure")
    assert unsure.any()
    assert (table.loc[unsure, "reasons"].fillna("") != "").all()


def test_the_path_holds_each_sample_of_a_stride_once(foot_drop, foot_drop_walk):
    for side in ("left", "right"):
        path = foot_drop.trajectory(side)
        assert list(path.columns) == [column.name for column in TRAJECTORY_COLUMNS]
        assert (np.diff(path["t_s"]) > 0.0).all()
        rows = foot_drop.strides.query("side == @side").set_index("stride_id")
        start_s = rows.loc[path["stride_id"], "start_s"].to_numpy()
        end_s = rows.loc[path["stride_id"], "end_s"].to_numpy()
        assert (path["t_s"] >= start_s - 1e-9).all()
        assert (path["t_s"] < end_s - 1e-9).all()
        t_s = foot_drop_walk.recording[side].t_s
        inside = np.zeros(len(t_s), bool)
        for _, row in rows.iterrows():
            inside |= (t_s >= row["start_s"] - 1e-3) & (t_s < row["end_s"] - 1e-3)
        assert abs(len(path) - inside.sum()) <= len(rows)


def test_the_path_agrees_with_the_table(foot_drop):
    path, rows = foot_drop.trajectory("left"), foot_drop.strides.query("side == 'left'")
    for _, row in rows[rows["context"] == "level"].iterrows():
        own = path[path["stride_id"] == row["stride_id"]]
        assert own[["pos_x_m", "pos_y_m", "pos_z_m"]].iloc[0].abs().max() < 1e-6
        assert own["pos_z_m"].max() == pytest.approx(row["sensor_lift_max_m"], abs=0.002)
        assert own["pos_x_m"].iloc[-1] == pytest.approx(row["stride_length_m"], abs=0.03)
        pitch = own["foot_pitch_deg"]
        # While it stands a foot rocks by more than that, about level.
        moves = pitch[own["t_s"].between(row["heel_off_s"], row["foot_flat_s"])]
        assert moves.max() - moves.min() == pytest.approx(row["foot_pitch_range_deg"], abs=0.1)
        # Read up to 30 ms before contact: the path passes through it there.
        ago_s = row["initial_contact_s"] - own["t_s"]
        near = pitch[ago_s.between(-0.005, 0.035)]
        assert near.min() - 0.1 < row["foot_pitch_contact_deg"] < near.max() + 0.1
        size = own[["quat_w", "quat_x", "quat_y", "quat_z"]].pow(2).sum(axis=1)
        assert np.allclose(size, 1.0, atol=1e-5)


def test_what_is_not_there_is_asked_for_in_vain(foot_drop_walk):
    left = foot_drop_walk.recording["left"]
    n = 500
    still = np.tile([0.0, 0.0, 9.81], (n, 1)), np.full((n, 3), 0.001)
    recording = gaitsense.Recording.from_arrays({"left": (None, *still)}, fs_hz=left.rate_hz)
    result = gaitsense.analyze(recording)
    assert isinstance(result.strides, pd.DataFrame)
    assert len(result.strides) == 0
    assert [str(kind) for kind in result.strides.dtypes] == [c.dtype for c in STRIDE_COLUMNS]
    with pytest.raises(gaitsense.GaitsenseError, match="no 'right' foot; it holds left"):
        result.trajectory("right")
    with pytest.raises(gaitsense.GaitsenseError, match="no stride of the left foot"):
        result.mounting("left")


def test_the_mounting_is_the_simulators(foot_drop, foot_drop_walk):
    """Rows of the true matrix SENSOR to FOOT are the foot's axes in SENSOR."""
    for side, true in foot_drop_walk.truth.mounting.items():
        found = foot_drop.mounting(side)
        for axis, row in ((found.forward, 0), (found.leftward, 1), (found.up, 2)):
            assert np.degrees(np.arccos(np.clip(axis @ true[row], -1.0, 1.0))) < 8.0


def test_it_shows_itself_in_a_line(foot_drop):
    assert repr(foot_drop) == "<Analysis, strides: left 36, right 35>"
