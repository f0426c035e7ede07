from __future__ import annotations

from pathlib import Path

import pytest

from gaitsense.cli import column_option
from gaitsense.model.errors import RecordingError
from gaitsense.recordings.read import UnknownTable


@pytest.fixture
def logger(tmp_path) -> Path:
    """The beginning of a table that no format knows."""
    rows = [f"{10 * k};0.1;0.2;0.9;1;2;{k}" for k in range(9)]
    path = tmp_path / "logger_left.txt"
    path.write_text("\n".join(["Zeit;VBX;VBY;VBZ;DX;DY;DZ", *rows]) + "\n")
    return path


WAY_OUT = "; if it is a sensor's table, say which column is what: gaitsense columns "


class TestOffer:
    def test_a_name_with_blanks_can_be_typed_as_it_is_said(self, tmp_path):
        path = tmp_path / "my log.txt"
        with pytest.raises(RecordingError) as caught, column_option.offering_columns():
            raise UnknownTable("this is a table", file=path)
        assert caught.value.message == f"{path}: this is a table{WAY_OUT}'{path}'"

    @pytest.mark.parametrize("words", [("analyze",), ("convert", "--out", "x.csv")])
    def test_it_is_told_instead_of_what_is_understood(self, run, logger, sentence, words):
        done = run(*words, logger)
        assert done.exit_code == 4
        said = sentence(done)
        assert said.startswith(f"{logger}: this is a table with the columns Zeit, VBX")
        assert "understood are" not in said
        assert said.endswith(f"{WAY_OUT}{logger}.")

    def test_of_several_files_the_first_table_is_named(self, run, logger, sentence):
        other = logger.with_name("notes.txt")
        other.write_text("talked a lot")
        said = sentence(run("analyze", other, logger))
        assert said.startswith("none of the files can be used: notes.txt: this is text")
        assert "understood are" not in said
        assert said.endswith(f"{WAY_OUT}{logger}.")
        said = sentence(run("analyze", logger.parent))
        assert said.startswith(f"{logger.parent}: none of the files can be used: ")
        assert said.endswith(f"{WAY_OUT}{logger}.")

    def test_where_there_is_no_table_the_known_formats_are_told(self, run, tmp_path, sentence):
        (tmp_path / "notes.txt").write_text("talked a lot")
        done = run("analyze", "notes.txt")
        assert done.exit_code == 4
        assert "; understood are: " in sentence(done)
        assert "gaitsense columns" not in done.stderr

    def test_other_faults_stay_as_they_are(self):
        with pytest.raises(RecordingError, match=r"^too short$"), column_option.offering_columns():
            raise RecordingError("too short")
