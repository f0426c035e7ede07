"""A group of commands, each imported only when it is called or shows its own help."""

from __future__ import annotations

import contextlib
import errno
import os
import sys
import traceback
from collections.abc import Iterator, Mapping, Sequence
from importlib import import_module
from pathlib import Path
from typing import Any, Final, NamedTuple, NoReturn

import click

from gaitsense.cli.faults import ExitCode, OutputLost, ReaderLeft, explain
from gaitsense.model.nearest import nearest_hint

_DEBUG_FLAG: Final = "--debug"
_DEBUG_VARIABLE: Final = "GAITSENSE_DEBUG"
#: What the system says of an output that takes no more.
_FULL: Final = frozenset({errno.ENOSPC, errno.EFBIG, errno.EDQUOT, errno.EIO})


class LazyCommand(NamedTuple):
    """Where a command lives, and what the list of commands says of it.

    Parameters
    ----------
    module : str
        Its module; the command has the name of the module's last part.
    summary : str
        One short sentence.
    """

    module: str
    summary: str


class LazyGroup(click.Group):
    """A group that knows its commands by name and loads them late.

    Parameters
    ----------
    lazy : Mapping[str, LazyCommand]
        Commands by name, in the order in which they are listed.
    *args, **kwargs
        As `click.Group`.
    """

    def __init__(self, *args: Any, lazy: Mapping[str, LazyCommand], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._lazy = lazy

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 # click's
        """Names in the order in which they were given."""
        return list(self._lazy)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        """Import a command; None where there is none of that name."""
        if cmd_name not in self._lazy:
            return None
        module = import_module(self._lazy[cmd_name].module)
        command: click.Command = getattr(module, cmd_name)
        if not any(_DEBUG_FLAG in option.opts for option in command.params):
            command.params.append(debug_option())
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find the command that is meant; a name that is not known gets the nearest one."""
        name = args[0]
        if name not in self._lazy and not name.startswith("-"):
            raise click.UsageError(
                f"There is no command {name!r}; {nearest_hint(name, self._lazy)}", ctx
            )
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002
        """List the commands without importing them."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, entry.summary) for name, entry in self._lazy.items()])

    def make_context(self, *args: Any, **kwargs: Any) -> click.Context:
        """As `click.Command.make_context`; a closed pipe is noticed."""
        with _noticing_the_reader():
            return super().make_context(*args, **kwargs)

    def invoke(self, ctx: click.Context) -> Any:
        """As `click.Group.invoke`; a closed pipe is noticed."""
        with _noticing_the_reader():
            return super().invoke(ctx)

    def main(
        self,
        args: Sequence[str] | None = None,
        prog_name: str | None = None,
        complete_var: str | None = None,
        standalone_mode: bool = True,
        **extra: Any,
    ) -> Any:
        """Run, and end with a sentence and an exit code whatever happens.

        Parameters
        ----------
        args, prog_name, complete_var, standalone_mode, **extra
            As `click.Command.main`.
        """
        words = list(sys.argv[1:] if args is None else args)
        if not standalone_mode:
            return super().main(words, prog_name, complete_var, standalone_mode=False, **extra)
        try:
            code = super().main(words, prog_name, complete_var, standalone_mode=False, **extra)
        except ReaderLeft:
            _discard_output()
            sys.exit(int(ExitCode.READER_LEFT))
        except (Exception, KeyboardInterrupt) as error:  # noqa: BLE001 # the last one to catch it
            _end(
                OutputLost(error)
                if isinstance(error, OSError) and _is_output_lost(error)
                else error,
                debug=_DEBUG_FLAG in words or bool(os.environ.get(_DEBUG_VARIABLE)),
            )
        sys.exit(code if isinstance(code, int) else 0)


def debug_option() -> click.Option:
    """Return the option that shows tracebacks; it may stand before or behind the command.

    Returns
    -------
    click.Option
    """
    return click.Option(
        [_DEBUG_FLAG],
        is_flag=True,
        expose_value=False,
        help=f"Show where a fault happened (or set {_DEBUG_VARIABLE}=1).",
    )


def _end(error: BaseException, *, debug: bool) -> NoReturn:
    sentence, code = explain(error)
    if debug:
        traceback.print_exception(error)
    if isinstance(error, OutputLost):
        _discard_output()
    with contextlib.suppress(OSError):  # nobody is left to be told
        click.echo(f"gaitsense: {sentence}", err=True)
    sys.exit(int(code))


@contextlib.contextmanager
def _noticing_the_reader() -> Iterator[None]:
    """Raise `ReaderLeft` before click or rich turn a closed pipe into an exit code of 1."""
    try:
        yield
    except BrokenPipeError:
        raise ReaderLeft from None
    except SystemExit as end:
        if isinstance(end.__context__, BrokenPipeError):
            raise ReaderLeft from None
        raise


def _is_output_lost(error: OSError) -> bool:
    """Whether it was a stream that refused: files have names, and writing them is guarded."""
    return error.filename is None and error.errno in _FULL


def _discard_output() -> None:
    """Send what waits to be written nowhere, so that no complaint follows when Python ends."""
    with contextlib.suppress(OSError, ValueError), Path(os.devnull).open("wb") as nowhere:
        os.dup2(nowhere.fileno(), sys.stdout.fileno())
