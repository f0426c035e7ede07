"""How sentences begin, with a capital unless a file's name stands there, and how one counts."""

from __future__ import annotations

from collections.abc import Iterable


def begun(text: str, names: Iterable[str]) -> str:
    """Begin a sentence with a capital letter.

    Parameters
    ----------
    text : str
        The sentence.
    names : iterable of str
        File names, which keep their letters.

    Returns
    -------
    str
    """
    if any(name and text.startswith(name) for name in names):
        return text
    return text[:1].upper() + text[1:]


def counted(n: int, noun: str) -> str:
    """Write so many of something: ``1 stride``, ``12 strides``.

    Parameters
    ----------
    n : int
        How many.
    noun : str
        One of them.

    Returns
    -------
    str
    """
    return f"{n} {noun}" if n == 1 else f"{n} {noun}s"
