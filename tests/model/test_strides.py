from __future__ import annotations

import re
from typing import get_args

import pytest

from gaitsense.model.columns import Column, ColumnType
from gaitsense.model.strides import (
    REASONS,
    SD_COLUMNS,
    STRIDE_COLUMNS,
    TRAJECTORY_COLUMNS,
    ContactType,
    Context,
    Quality,
    Verdict,
)

#: The names that the design fixes; programs rely on them.
PROMISED = [
    "stride_id",
    "side",
    "start_s",
    "heel_off_s",
    "toe_off_s",
    "initial_contact_s",
    "foot_flat_s",
    "end_s",
    "stride_time_s",
    "swing_time_s",
    "stance_time_s",
    "stride_length_m",
    "walking_speed_mps",
    "turn_deg",
    "elevation_change_m",
    "lateral_excursion_m",
    "sensor_lift_max_m",
    "foot_pitch_toe_off_deg",
    "foot_pitch_mid_swing_deg",
    "foot_pitch_late_swing_max_deg",
    "foot_pitch_contact_deg",
    "foot_pitch_range_deg",
    "swing_pitch_rate_max_dps",
    "slap_pitch_rate_dps",
    "toe_clearance_min_m",
    "heel_clearance_max_m",
    "contact_type",
    "context",
    "low_lift",
    "toe_drag_probability",
    "toe_drag",
    "toe_drag_start_s",
    "toe_drag_duration_s",
    "toe_drag_length_m",
    "reasons",
    "quality",
]
PROMISED_SD = [
    "stride_length_m",
    "foot_pitch_late_swing_max_deg",
    "foot_pitch_contact_deg",
    "toe_clearance_min_m",
]
#: The unit that a name's ending claims; the longest ending counts.
UNIT_OF_ENDING = {"_s": "s", "_m": "m", "_mps": "m/s", "_deg": "°", "_dps": "°/s"}
TABLES = {"strides": STRIDE_COLUMNS, "trajectory": TRAJECTORY_COLUMNS}


def every_column() -> list:
    return [
        pytest.param(column, id=f"{table}.{column.name}")
        for table, columns in TABLES.items()
        for column in columns
    ]


def names(columns: tuple[Column, ...]) -> list[str]:
    return [column.name for column in columns]


def test_the_promised_columns_are_there():
    assert set(PROMISED) <= set(names(STRIDE_COLUMNS))


def test_the_promised_columns_stand_in_the_promised_order():
    present = [name for name in names(STRIDE_COLUMNS) if name in PROMISED]
    assert present == PROMISED


def test_the_trajectory_has_its_columns():
    assert names(TRAJECTORY_COLUMNS) == [
        *("t_s", "stride_id", "pos_x_m", "pos_y_m", "pos_z_m"),
        *("quat_w", "quat_x", "quat_y", "quat_z"),
        *("foot_pitch_deg", "toe_height_m", "heel_height_m"),
    ]


@pytest.mark.parametrize("table", TABLES)
def test_names_are_unique(table):
    assert len(set(names(TABLES[table]))) == len(TABLES[table])


@pytest.mark.parametrize("column", every_column())
def test_the_name_carries_the_unit(column):
    bare = column.name.removesuffix("_sd")
    ending = re.search(r"_(s|m|mps|deg|dps)$", bare)
    assert column.unit == (UNIT_OF_ENDING[ending.group()] if ending else "")


@pytest.mark.parametrize("column", every_column())
def test_a_column_is_declared_in_full(column):
    assert re.fullmatch(r"[a-z][a-z0-9_]*", column.name)
    assert column.dtype in get_args(ColumnType)
    # A meaning is one sentence for a person, or a list of the words that can stand there.
    assert column.meaning.endswith(".")
    assert len(column.meaning) >= 10
    if column.unit:
        assert column.dtype == "float64"
    if column.dtype == "int64":
        assert not column.nullable, "a whole number has no way to say 'not measured'"


def test_every_deviation_has_its_measure_right_before_it_in_the_same_unit():
    order = names(STRIDE_COLUMNS)
    for at, column in enumerate(STRIDE_COLUMNS):
        if not column.name.endswith("_sd"):
            continue
        measure = STRIDE_COLUMNS[at - 1]
        assert order[at - 1] == column.name.removesuffix("_sd")
        assert (measure.unit, measure.dtype) == (column.unit, column.dtype)
        assert column.nullable


def test_the_measures_with_a_deviation_are_the_promised_ones():
    assert list(SD_COLUMNS) == PROMISED_SD


@pytest.mark.parametrize(
    ("column", "words"),
    [
        ("contact_type", ContactType),
        ("context", Context),
        ("low_lift", Verdict),
        ("toe_drag", Verdict),
        ("quality", Quality),
    ],
)
def test_a_column_of_words_says_which_words(column, words):
    meaning = next(item.meaning for item in STRIDE_COLUMNS if item.name == column)
    for word in get_args(words):
        assert re.search(rf"\b{word}\b", meaning)


def test_verdicts_are_three():
    assert get_args(Verdict) == ("yes", "no", "unsure")


@pytest.mark.parametrize(("word", "sentence"), REASONS.items(), ids=list(REASONS))
def test_a_reason_is_one_word_and_one_sentence(word, sentence):
    # ';' separates reasons in the table, so a word holds nothing but letters and underscores.
    assert re.fullmatch(r"[a-z][a-z_]*", word)
    assert re.match(r"[A-Z]", sentence)
    assert sentence.endswith(".")
    assert len(sentence.split()) >= 5


def test_reasons_are_told_apart_by_their_sentences():
    assert len(set(REASONS.values())) == len(REASONS)
