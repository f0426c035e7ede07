"""How sentences begin: with a capital, unless a file's name stands there."""

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
