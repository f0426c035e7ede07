"""The table of strides and the summary on disk."""

from __future__ import annotations

import dataclasses
import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gaitsense.model.strides import STRIDE_COLUMNS
from gaitsense.model.whole_file import write_whole
from gaitsense.pipeline.analysis import Analysis
from gaitsense.report.csv_text import defuse, undo_defuse
from gaitsense.report.recording_facts import RecordingFacts
from gaitsense.report.strides_csv import HEADER_LINE, read_strides_csv, write_strides_csv
from gaitsense.report.summary_json import summary_document, write_summary_json

Walked = tuple[Analysis, RecordingFacts]
FORMULA = ("=", "+", "-", "@", "\t", "\r")


@given(st.text() | st.builds("".join, st.lists(st.sampled_from(["'", *FORMULA, "x"]))))
def test_no_text_becomes_a_formula_and_every_text_comes_back(text: str) -> None:
    written = defuse(text)
    assert not written.startswith(FORMULA)
    assert undo_defuse(written) == text


def test_defusing_leaves_ordinary_words_alone() -> None:
    assert [defuse(word) for word in ("left", "", "a=b", "'quoted'")] == [
        "left", "", "a=b", "'quoted'"
    ]  # fmt: skip
    assert defuse("=1+1") == "'=1+1"


def test_strides_read_back_to_the_last_bit(any_walk: Walked, tmp_path: Path) -> None:
    strides = any_walk[0].strides
    write_strides_csv(strides, tmp_path / "strides.csv")
    again = read_strides_csv(tmp_path / "strides.csv")
    pd.testing.assert_frame_equal(again, strides, check_exact=True)
    assert (tmp_path / "strides.csv").read_text().startswith(f"{HEADER_LINE}\n")


def test_any_number_and_any_text_survive(tmp_path: Path) -> None:
    numbers = [0.1 + 0.2, -1e-300, np.nan, 5e-324, -0.0, 1.7976931348623157e308]
    texts = ["=cmd()", "-1", "", "a,b", 'say "x"', "two\nlines"]
    table = pd.DataFrame(
        {
            column.name: pd.Series(
                {"int64": range(6), "float64": numbers, "str": texts}[column.dtype],
                dtype=column.dtype,
            )
            for column in STRIDE_COLUMNS
        }
    )
    write_strides_csv(table, tmp_path / "strides.csv")
    again = read_strides_csv(tmp_path / "strides.csv")
    pd.testing.assert_frame_equal(again, table, check_exact=True)
    assert np.signbit(again["start_s"][4])
    text = (tmp_path / "strides.csv").read_text()
    assert ",-1e-300," in text
    assert ",'=cmd()," in text
    assert table["side"][0] == "=cmd()"


def test_summary_is_strict_json_with_its_origin(any_walk: Walked, tmp_path: Path) -> None:
    analysis, facts = any_walk
    write_summary_json(summary_document(analysis, facts), tmp_path / "summary.json")

    def refuse(word: str) -> None:
        raise AssertionError(f"{word} is not JSON")

    text = (tmp_path / "summary.json").read_text("utf-8")
    document = json.loads(text, parse_constant=refuse)
    assert document["gaitsense_summary"] == 1
    assert document["config_hash"] == analysis.config.hash
    assert document["data_sha256"] == facts.data_sha256
    assert document["config"]["low_lift"]["low_deg"] == analysis.config.low_lift.low_deg
    assert document["walk"]["strides_n"] == len(analysis.strides)
    assert "not a diagnosis" in document["sentence"]
    for side, foot in facts.feet.items():
        assert document["recording"]["feet"][side]["samples_n"] == foot.samples_n
        assert document[side]["strides_n"] == int((analysis.strides["side"] == side).sum())


def test_summary_holds_any_metadata(dropping: Walked, tmp_path: Path) -> None:
    analysis, facts = dropping
    told = {"person": "Å\udcff\u2028", "source_file": "a.csv; b.csv"}
    facts = dataclasses.replace(facts, metadata=told)
    document = summary_document(analysis, facts)
    document["left"]["toe_drag"]["share"] = np.float64(0.5)
    write_summary_json(document, tmp_path / "summary.json")
    again = json.loads((tmp_path / "summary.json").read_bytes())
    assert again["recording"]["metadata"] == told
    assert again["recording"]["source_files"] == ["a.csv", "b.csv"]


def test_numbers_that_are_none_are_null(dropping: Walked) -> None:
    analysis, facts = dropping
    broken = {**analysis.summary, "walk": {"version": "1", "x": float("nan"), "y": np.float32(2)}}
    document = summary_document(dataclasses.replace(analysis, summary=broken), facts)
    assert document["walk"] == {"version": "1", "x": None, "y": 2.0}


def test_a_file_is_whole_or_not_there(tmp_path: Path) -> None:
    write_whole(tmp_path / "a.txt", b"one")
    write_whole(tmp_path / "a.txt", b"two")
    assert (tmp_path / "a.txt").read_bytes() == b"two"
    assert [path.name for path in tmp_path.iterdir()] == ["a.txt"]


@pytest.mark.parametrize("error", [KeyboardInterrupt, OSError])
def test_an_interrupted_file_leaves_the_old_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, error: type[BaseException]
) -> None:
    write_whole(tmp_path / "a.txt", b"old")

    def fail(_: int) -> None:
        raise error

    monkeypatch.setattr("gaitsense.model.whole_file.os.fsync", fail)
    with pytest.raises(error):
        write_whole(tmp_path / "a.txt", b"new")
    assert (tmp_path / "a.txt").read_bytes() == b"old"
    assert [path.name for path in tmp_path.iterdir()] == ["a.txt"]
