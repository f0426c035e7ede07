from __future__ import annotations

import io
import sys

import pytest

from gaitsense.cli.progress import ProgressBar


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def on_a_terminal(monkeypatch: pytest.MonkeyPatch, patience_s: float) -> str:
    """Return what two stages write to a terminal."""
    terminal = Terminal()
    monkeypatch.setenv("TERM", "xterm")
    with monkeypatch.context() as patch:
        patch.setattr(sys, "stderr", terminal)
        with ProgressBar(patience_s) as progress:
            progress.stage("Reading")(0.5)
            progress.stage("Analysing")(1.0)
    return terminal.getvalue()


def test_long_work_on_a_terminal_shows_a_bar(monkeypatch: pytest.MonkeyPatch) -> None:
    shown = on_a_terminal(monkeypatch, 0.0)
    assert "Reading" in shown
    assert "Analysing" in shown
    assert "100%" in shown


def test_short_work_shows_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    assert not on_a_terminal(monkeypatch, 60.0)


def test_without_a_terminal_nothing_is_shown(capsys: pytest.CaptureFixture[str]) -> None:
    with ProgressBar(patience_s=0.0) as progress:
        progress.stage("Reading")(0.5)
    assert capsys.readouterr() == ("", "")
