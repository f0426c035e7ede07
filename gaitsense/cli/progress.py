"""A progress bar for work that takes longer than a second, on a terminal only."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from types import TracebackType
from typing import TYPE_CHECKING, Final, Self

if TYPE_CHECKING:
    from rich.progress import Progress, TaskID

#: Shorter work shows nothing, s.
PATIENCE_S: Final = 1.0


class ProgressBar:
    """One bar that goes through the stages of a command.

    Parameters
    ----------
    patience_s : float
        How long to wait before anything is shown, s.
    """

    def __init__(self, patience_s: float = PATIENCE_S) -> None:
        self._patience_s = patience_s
        self._wanted = sys.stderr.isatty()
        self._begin_s = time.monotonic()
        self._bar: Progress | None = None
        self._task: TaskID | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._bar is not None:
            self._bar.stop()

    def stage(self, name: str) -> Callable[[float], None]:
        """Begin a stage.

        Parameters
        ----------
        name : str
            What is being done.

        Returns
        -------
        callable
            To be called with the share done, 0 to 1.
        """

        def show(share: float) -> None:
            self._show(name, share)

        show(0.0)
        return show

    def _show(self, name: str, share: float) -> None:
        if not self._wanted:
            return
        if self._bar is None:
            if time.monotonic() - self._begin_s < self._patience_s:
                return
            self._bar, self._task = _begin_bar(name)
        if self._task is not None:
            self._bar.update(self._task, description=name, completed=share)


def _begin_bar(name: str) -> tuple[Progress, TaskID]:
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn

    bar = Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        TaskProgressColumn(),
        console=Console(stderr=True),
        transient=True,
    )
    bar.start()
    return bar, bar.add_task(name, total=1.0)
