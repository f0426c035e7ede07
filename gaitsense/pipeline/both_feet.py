"""Both feet at once: neither needs to know of the other until the walk is judged as a whole.

numpy lets go of the interpreter while it computes, so a thread for each foot keeps two cores
busy. What a foot's thread computes does not depend on the other's, nor on which is faster.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor, as_completed
from typing import TypeVar

from gaitsense.model.samples import Side

_Result = TypeVar("_Result")


class Stopped(Exception):
    """Work on one foot ended early because the other one's, or the whole, was given up."""


class Going:
    """Asked by long work whether it should go on."""

    def __init__(self) -> None:
        self._given_up = threading.Event()

    def check(self) -> None:
        """Go on, or end.

        Raises
        ------
        Stopped
            If the work is no longer wanted.
        """
        if self._given_up.is_set():
            raise Stopped

    def give_up(self) -> None:
        """Let every `check` from now on end its work."""
        self._given_up.set()


def on_each_foot(
    work: Callable[[Side, Going], _Result], sides: Iterable[Side]
) -> dict[Side, _Result]:
    """Do the same work on each foot, at the same time.

    Parameters
    ----------
    work : callable
        Takes the foot, and a `Going` to check now and then; touches nothing of the other foot.
    sides : iterable of {"left", "right"}
        The feet.

    Returns
    -------
    dict of Side
        What the work returned for each foot, in the order of `sides`.

    Raises
    ------
    BaseException
        What the work on one foot raised, or an interruption; the other foot's is then ended.
    """
    going = Going()
    feet = list(sides)
    if len(feet) == 1:
        return {feet[0]: work(feet[0], going)}
    with ThreadPoolExecutor(max_workers=max(len(feet), 1)) as pool:
        try:
            futures = {side: pool.submit(work, side, going) for side in feet}
            # Whichever foot fails first ends the other; asked in order, the second would wait.
            for future in as_completed(futures.values()):
                future.result()
        except BaseException:
            going.give_up()
            raise
    return {side: future.result() for side, future in futures.items()}
