"""How a number of things is written for people."""

from __future__ import annotations


def counted(n: int, noun: str) -> str:
    """Write so many of something: ``1 stride``, ``12 strides``.

    Parameters
    ----------
    n : int
        How many.
    noun : str
        One of them; more have an s behind it.

    Returns
    -------
    str
    """
    return f"{n} {noun}" if n == 1 else f"{n} {noun}s"
