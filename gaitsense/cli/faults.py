"""What a command says when it cannot go on, and the exit code that it ends with.

====  =======================================
0     done
1     a fault of ours, or the output cannot be written
2     usage: an option or a setting
3     sensor or radio
4     data: a recording that cannot be used
5     the clinic store
130   interrupted
141   whoever read the output has left
====  =======================================

141 is what a shell reports of any program that a closed pipe ends (128 + SIGPIPE). It is not 0:
``gaitsense analyze … | head -3`` may have been cut off before it could say that there are no steps.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Sequence
from enum import IntEnum
from pathlib import Path

import click

from gaitsense.model.errors import (
    ConfigError,
    DeviceError,
    GaitsenseError,
    StoreError,
)
from gaitsense.version import __version__


class ExitCode(IntEnum):
    """How a command ended."""

    DONE = 0
    OURS = 1
    USAGE = 2
    DEVICE = 3
    DATA = 4
    STORE = 5
    INTERRUPTED = 130
    READER_LEFT = 141


class Interrupted(Exception):
    """Somebody pressed Ctrl-C.

    Parameters
    ----------
    written : sequence of Path
        Files that are whole on the disk.
    removed : sequence of Path
        Files of an earlier run that were removed to make room for new ones.
    """

    def __init__(self, written: Sequence[Path] = (), removed: Sequence[Path] = ()) -> None:
        self.written = tuple(written)
        self.removed = tuple(path for path in removed if path not in written)
        super().__init__("interrupted")


class OutputLost(Exception):
    """What is printed cannot be written.

    Parameters
    ----------
    cause : OSError
        What the system said.
    """

    def __init__(self, cause: OSError) -> None:
        self.reason = (cause.strerror or type(cause).__name__).lower()
        super().__init__(self.reason)


class ReaderLeft(Exception):
    """Whoever read the output through a pipe has closed it."""


@contextlib.contextmanager
def keeping_count(written: list[Path], removed: Sequence[Path] = ()) -> Iterator[None]:
    """Let an interruption say which files are whole, and which earlier ones are gone.

    Parameters
    ----------
    written : list of Path
        Grows while the block runs.
    removed : sequence of Path
        Likewise: files of an earlier run.

    Yields
    ------
    None

    Raises
    ------
    Interrupted
        In place of `KeyboardInterrupt`.
    """
    try:
        yield
    except KeyboardInterrupt:
        raise Interrupted(written, removed) from None


def explain(error: BaseException) -> tuple[str, ExitCode]:
    """Say in one sentence what happened.

    Parameters
    ----------
    error : BaseException
        What ended the command.

    Returns
    -------
    sentence : str
        What, where, and how to mend it.
    code : ExitCode
        What the command ends with.
    """
    if isinstance(error, Interrupted | KeyboardInterrupt | click.Abort):
        written = getattr(error, "written", ())
        kept = f"whole files are {_listed(written)}" if written else "nothing was written"
        removed = getattr(error, "removed", ())
        gone = f"; removed, as of an earlier run: {_listed(removed)}" if removed else ""
        return f"interrupted; {kept}{gone}.", ExitCode.INTERRUPTED
    if isinstance(error, click.UsageError):
        where = error.ctx.command_path if error.ctx else "gaitsense"
        message = " ".join(error.format_message().split())
        return f"{_ended(_lower_first(message))} See '{where} --help'.", ExitCode.USAGE
    if isinstance(error, click.ClickException):
        return _ended(_lower_first(error.format_message())), ExitCode.USAGE
    if isinstance(error, OutputLost):
        advice = "free some space, or print to a terminal or another file"
        return f"the output cannot be written ({error.reason}); {advice}.", ExitCode.OURS
    for kind, code in (
        (ConfigError, ExitCode.USAGE),
        (DeviceError, ExitCode.DEVICE),
        (StoreError, ExitCode.STORE),
        (GaitsenseError, ExitCode.DATA),
    ):
        if isinstance(error, kind):
            return _ended(str(error)), code
    if isinstance(error, MemoryError):
        advice = "close other programs, or cut the recording into shorter ones"
        return f"there is not enough memory for so long a recording; {advice}.", ExitCode.DATA
    what = " ".join(f"{type(error).__name__}: {error}".split())
    sentence = (
        f"this is a fault of gaitsense {__version__}, not of yours ({what}); run the same command "
        "with --debug to see where it happened, and report it."
    )
    return sentence, ExitCode.OURS


def _listed(paths: Sequence[Path]) -> str:
    return ", ".join(str(path) for path in paths)


def _ended(sentence: str) -> str:
    return sentence if sentence.endswith((".", "?", "!")) else f"{sentence}."


def _lower_first(message: str) -> str:
    return message[:1].lower() + message[1:]
