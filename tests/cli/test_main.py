"""The group: help, version, lazy loading, unknown names, faults of ours."""

from __future__ import annotations

import errno
import importlib
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import click
import pytest
from click.testing import Result

from gaitsense.cli.commands import COMMANDS, cli
from gaitsense.cli.lazy_group import LazyGroup
from gaitsense.cli.main import main
from gaitsense.version import __version__

Run = Callable[..., Result]
HEAVY = ("numpy", "pandas", "matplotlib", "scipy", "vqf", "rich")

SPY = """
import sys
from gaitsense.cli.main import main
sys.argv = ["gaitsense", *sys.argv[1:]]
try:
    main()
except SystemExit as end:
    print("LOADED", *sorted({name.split(".")[0] for name in sys.modules}), *[
        name for name in sys.modules if name.startswith("gaitsense.cli.")])
    raise
"""


def loaded_by(*words: str) -> set[str]:
    done = subprocess.run(
        [sys.executable, "-c", SPY, *words], capture_output=True, text=True, check=True, timeout=60
    )
    return set(done.stdout.splitlines()[-1].split())


@pytest.mark.parametrize(
    "words", [("--help",), ("--version",), (), *[(name, "--help") for name in COMMANDS]]
)
def test_help_and_version_load_nothing_heavy(words: tuple[str, ...]) -> None:
    assert not loaded_by(*words) & set(HEAVY)


def test_a_command_is_loaded_only_when_it_is_called() -> None:
    assert not {f"gaitsense.cli.{name}" for name in COMMANDS} & loaded_by("--help")
    loaded = loaded_by("demo", "--help")
    assert "gaitsense.cli.demo" in loaded
    assert "gaitsense.cli.analyze" not in loaded


@pytest.mark.parametrize("words", [(), ("--help",), ("-h",)])
def test_help_lists_every_command_with_examples(run: Run, words: tuple[str, ...]) -> None:
    result = run(*words)
    assert result.exit_code == 0
    for name, entry in COMMANDS.items():
        assert name in result.stdout
        assert entry.summary.split()[0] in result.stdout
    assert "gaitsense demo" in result.stdout
    assert "not a diagnosis" in " ".join(result.stdout.split())


@pytest.mark.parametrize("name", COMMANDS)
def test_each_command_has_help_with_examples_and_documented_options(run: Run, name: str) -> None:
    result = run(name, "--help")
    assert result.exit_code == 0
    assert f"gaitsense {name}" in result.stdout
    assert "Examples:" in result.stdout
    assert "--debug" in result.stdout
    command = getattr(importlib.import_module(COMMANDS[name].module), name)
    assert command.help
    for option in command.params:
        if isinstance(option, click.Option):
            assert option.help, option.name


def test_version(run: Run) -> None:
    result = run("--version")
    assert (result.exit_code, result.stdout) == (0, f"gaitsense {__version__}\n")


def test_python_m_gaitsense_is_the_same(shell: Callable[..., object]) -> None:
    result = shell("--version")
    assert result.stdout == f"gaitsense {__version__}\n"  # type: ignore[attr-defined]
    assert result.returncode == 0  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (("analyse", "x.csv"), "there is no command 'analyse'; did you mean 'analyze'?"),
        (("zzz",), "there is no command 'zzz'; known: demo, analyze, "),
        (("demo", "--outt", "x"), "no such option"),
        (("--nonsense",), "no such option"),
        (("analyze",), "missing argument 'FILE...'"),
    ],
)
def test_usage_errors(
    run: Run, sentence: Callable[[Result], str], words: tuple[str, ...], expected: str
) -> None:
    result = run(*words)
    assert result.exit_code == 2
    said = sentence(result)
    assert said.lower().startswith(expected.lower())
    assert "--help" in said


def broken(*_: object, **__: object) -> None:
    raise ZeroDivisionError("division by zero")


def test_a_fault_of_ours_is_one_sentence(
    run: Run, sentence: Callable[[Result], str], monkeypatch: pytest.MonkeyPatch, walk_csv: Path
) -> None:
    monkeypatch.setattr("gaitsense.recordings.read.read_recording", broken)
    result = run("analyze", walk_csv)
    assert result.exit_code == 1
    assert "fault of gaitsense" in sentence(result)


def left_by_rich(*_: object, **__: object) -> None:
    end = SystemExit(1)
    end.__context__ = BrokenPipeError(errno.EPIPE, "Broken pipe")
    raise end


@pytest.mark.parametrize(
    ("happening", "code", "said"),
    [
        (BrokenPipeError(errno.EPIPE, "Broken pipe"), 141, ""),
        (left_by_rich, 141, ""),
        (SystemExit(1), 1, ""),
        (OSError(errno.ENOSPC, "No space left on device"), 1, "the output cannot be written (no"),
        (OSError(errno.ENOSPC, "No space", "a file"), 1, "this is a fault of gaitsense"),
        (OSError(errno.EPERM, "Not permitted"), 1, "this is a fault of gaitsense"),
    ],
)
def test_where_the_output_goes_is_no_fault_of_ours(
    run: Run,
    monkeypatch: pytest.MonkeyPatch,
    walk_csv: Path,
    happening: BaseException | Callable[..., None],
    code: int,
    said: str,
) -> None:
    def happens(*_: object, **__: object) -> None:
        if isinstance(happening, BaseException):
            raise happening
        happening()

    monkeypatch.setattr("gaitsense.recordings.read.read_recording", happens)
    result = run("analyze", walk_csv)
    assert result.exit_code == code
    assert result.stderr.startswith(f"gaitsense: {said}" if said else "")
    assert bool(result.stderr) is bool(said)


@pytest.mark.parametrize("how", ["before", "behind", "environment"])
def test_debug_shows_where(
    run: Run, monkeypatch: pytest.MonkeyPatch, walk_csv: Path, how: str
) -> None:
    monkeypatch.setattr("gaitsense.recordings.read.read_recording", broken)
    if how == "environment":
        monkeypatch.setenv("GAITSENSE_DEBUG", "1")
    words = {
        "before": ["--debug", "analyze", walk_csv],
        "behind": ["analyze", walk_csv, "--debug"],
        "environment": ["analyze", walk_csv],
    }[how]
    result = run(*words)
    assert result.exit_code == 1
    assert "Traceback" in result.stderr
    assert "ZeroDivisionError" in result.stderr


def test_main_ends_with_an_exit_code(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "argv", ["gaitsense", "nothing"])
    monkeypatch.setattr(signal, "signal", lambda *_: None)  # the tests must stay interruptible
    with pytest.raises(SystemExit) as ended:
        main()
    assert ended.value.code == 2
    assert capsys.readouterr().err.startswith("gaitsense: there is no command 'nothing'")


def test_warnings_are_shown_only_to_who_asks_for_them(tmp_path: Path) -> None:
    code = (
        "import sys, warnings, gaitsense.cli.simulate as home\n"
        "from gaitsense.cli.main import main\n"
        "home._list_choices = lambda: warnings.warn('of a library')\n"
        "sys.argv = ['gaitsense', 'simulate', '--list']\n"
        "main()\n"
    )
    for flags, shown in (([], False), (["-W", "default"], True)):
        done = subprocess.run(
            [sys.executable, *flags, "-c", code],
            cwd=tmp_path,
            capture_output=True,
            text=True,
            check=True,
            timeout=60,
        )
        assert ("of a library" in done.stderr) is shown


def test_a_command_that_is_not_there_is_none() -> None:
    group = LazyGroup(lazy={})
    context = click.Context(group)
    assert group.get_command(context, "analyze") is None
    assert cli.list_commands(context) == list(COMMANDS)


def test_as_a_library_errors_are_not_swallowed() -> None:
    with pytest.raises(click.UsageError):
        cli.main(["analyze"], standalone_mode=False)
