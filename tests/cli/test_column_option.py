from __future__ import annotations

from pathlib import Path

import pytest

from gaitsense.cli import column_option
from gaitsense.model.errors import RecordingError
from gaitsense.recordings.read import UnknownTable, read_recording


@pytest.fixture
def logger(tmp_path) -> Path:
    """The beginning of a table that no format knows."""
    rows = [f"{10 * k};0.1;0.2;0.9;1;2;{k}" for k in range(9)]
    path = tmp_path / "logger_left.txt"
    path.write_text("\n".join(["Zeit;VBX;VBY;VBZ;DX;DY;DZ", *rows]) + "\n")
    return path


class TestOffer:
    def test_analyze_names_the_command_on_a_terminal(self, monkeypatch, tmp_path):
        monkeypatch.setattr("sys.stdin", Terminal())
        monkeypatch.setattr("sys.stderr", Terminal())
        path = tmp_path / "my log.txt"
        with pytest.raises(RecordingError) as caught, column_option.offering_columns():
            raise UnknownTable("this is a table", file=path)
        assert caught.value.message == (
            f"{path}: this is a table; to say which column is what, run: gaitsense columns '{path}'"
        )

    def test_it_is_told_instead_of_what_is_understood(self, monkeypatch, logger):
        monkeypatch.setattr("sys.stdin", Terminal())
        monkeypatch.setattr("sys.stderr", Terminal())
        with pytest.raises(RecordingError) as caught, column_option.offering_columns():
            read_recording(logger)
        said = str(caught.value)
        assert said.startswith(f"{logger}: this is a table with the columns Zeit, VBX")
        assert "understood are" not in said
        assert said.endswith(f"run: gaitsense columns {logger}")

    def test_and_nothing_elsewhere(self, run, logger, sentence):
        done = run("analyze", logger)
        assert done.exit_code == 4
        assert "this is a table with the columns Zeit, VBX" in sentence(done)
        assert "gaitsense columns" not in done.stderr

    def test_other_faults_stay_as_they_are(self, monkeypatch):
        monkeypatch.setattr("sys.stdin", Terminal())
        monkeypatch.setattr("sys.stderr", Terminal())
        with pytest.raises(RecordingError, match=r"^too short$"), column_option.offering_columns():
            raise RecordingError("too short")


class Terminal:
    def isatty(self) -> bool:
        return True
