"""Exit codes and sentences, error by error."""

from __future__ import annotations

from pathlib import Path

import click
import pytest

from gaitsense.cli.faults import ExitCode, Interrupted, OutputLost, explain, keeping_count
from gaitsense.model.errors import (
    BluetoothUnavailable,
    CalibrationError,
    ConfigError,
    ConnectionLost,
    DeviceNotFound,
    GaitsenseError,
    RecordingError,
    StoreError,
)


@pytest.mark.parametrize(
    ("error", "code", "sentence"),
    [
        (ConfigError("no such setting"), 2, "no such setting."),
        (click.UsageError("Bad option"), 2, "bad option. See 'gaitsense --help'."),
        (click.UsageError("Did you mean x?"), 2, "did you mean x? See 'gaitsense --help'."),
        (click.ClickException("Cannot do it."), 2, "cannot do it."),
        (BluetoothUnavailable("the radio is off", "off"), 3, "the radio is off."),
        (DeviceNotFound("no sensor"), 3, "no sensor."),
        (ConnectionLost("gone"), 3, "gone."),
        (RecordingError("is empty", file="a.csv", line=3), 4, "a.csv, line 3: is empty."),
        (CalibrationError("mounting"), 4, "mounting."),
        (GaitsenseError("other data"), 4, "other data."),
        (StoreError("locked"), 5, "locked."),
        (
            OutputLost(OSError(28, "No space left on device")),
            1,
            (
                "the output cannot be written (no space left on device); free some space, or print "
                "to a terminal or another file."
            ),
        ),
        (KeyboardInterrupt(), 130, "interrupted; nothing was written."),
        (click.Abort(), 130, "interrupted; nothing was written."),
        (Interrupted([Path("a"), Path("b/c")]), 130, "interrupted; whole files are a, b/c."),
        (
            Interrupted([Path("a")], [Path("a"), Path("b")]),
            130,
            "interrupted; whole files are a; removed, as of an earlier run: b.",
        ),
    ],
)
def test_each_error_has_its_code_and_sentence(
    error: BaseException, code: int, sentence: str
) -> None:
    assert explain(error) == (sentence, ExitCode(code))


def test_a_fault_of_ours_says_so_and_how_to_see_it() -> None:
    sentence, code = explain(ZeroDivisionError("division\nby zero"))
    assert code is ExitCode.OURS
    assert "fault of gaitsense" in sentence
    assert "not of yours (ZeroDivisionError: division by zero)" in sentence
    assert "--debug" in sentence
    assert "\n" not in sentence


def test_an_interruption_knows_what_was_written() -> None:
    written: list[Path] = []

    def work() -> None:
        with keeping_count(written):
            written.append(Path("one"))
            raise KeyboardInterrupt

    with pytest.raises(Interrupted) as caught:
        work()
    assert caught.value.written == (Path("one"),)
    with pytest.raises(ValueError, match="other"), keeping_count([]):
        raise ValueError("other")
