from __future__ import annotations

from pathlib import Path

import pytest

from gaitsense.model import errors

#: Each class and the class right above it, as the design draws the tree.
TREE = {
    "GaitsenseError": Exception,
    "ConfigError": errors.GaitsenseError,
    "RecordingError": errors.GaitsenseError,
    "CalibrationError": errors.GaitsenseError,
    "DeviceError": errors.GaitsenseError,
    "StoreError": errors.GaitsenseError,
    "BluetoothUnavailable": errors.DeviceError,
    "DeviceNotFound": errors.DeviceError,
    "ConnectionLost": errors.DeviceError,
}


def test_the_tree_is_the_designs_and_nothing_else():
    found = {
        name: value.__base__
        for name, value in vars(errors).items()
        if isinstance(value, type) and issubclass(value, Exception)
    }
    assert found == TREE


@pytest.mark.parametrize(
    ("place", "text"),
    [
        ({}, "bad value"),
        ({"file": "walk.csv"}, "walk.csv: bad value"),
        ({"file": Path("a") / "walk.csv"}, f"{Path('a') / 'walk.csv'}: bad value"),
        ({"line": 7}, "line 7: bad value"),
        ({"column": "acc x"}, "column 'acc x': bad value"),
        ({"file": "walk.csv", "column": "t"}, "walk.csv, column 't': bad value"),
        (
            {"file": "walk.csv", "line": 1, "column": "t"},
            "walk.csv, line 1, column 't': bad value",
        ),
        ({"file": "walk.csv", "line": 0}, "walk.csv, line 0: bad value"),
    ],
)
def test_a_recording_error_names_the_place_before_the_message(place, text):
    assert str(errors.RecordingError("bad value", **place)) == text


def test_a_recording_error_keeps_its_parts_for_programs():
    error = errors.RecordingError("bad value", file="walk.csv", line=3, column="t_s")
    assert (error.message, error.file, error.line, error.column) == (
        "bad value",
        Path("walk.csv"),
        3,
        "t_s",
    )
    assert error.args == ("bad value",)
    assert errors.RecordingError("bad value").file is None


def test_a_missing_radio_says_why_in_one_word_for_programs():
    error = errors.BluetoothUnavailable("Bluetooth is off; switch it on", "off")
    assert (str(error), error.reason) == ("Bluetooth is off; switch it on", "off")


def test_what_moves_a_cursor_or_ends_a_line_is_spelt_out():
    error = errors.RecordingError("cell '\x1b[31m°\u2028'", file="a\nb.csv", column="x\r")
    assert str(error) == r"a\nb.csv, column 'x\r': cell '\x1b[31m°\u2028'"
    assert error.file == Path("a\nb.csv")
