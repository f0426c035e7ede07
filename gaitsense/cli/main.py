"""Where the program begins and ends: Ctrl-C gets a sentence there as well."""

from __future__ import annotations

import sys


def main() -> None:
    """Run the command line."""
    try:
        # Loading takes long enough to be interrupted.
        from gaitsense.cli.commands import run

        run()
    except KeyboardInterrupt:
        sys.stderr.write("gaitsense: interrupted.\n")
        sys.exit(130)
    finally:
        import signal

        # All is done and said; while Python cleans up, Ctrl-C would only spoil the exit code.
        signal.signal(signal.SIGINT, signal.SIG_IGN)
