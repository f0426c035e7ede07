"""The way out of a name that is not known: the nearest one that is, or all of them."""

from __future__ import annotations

import difflib
from collections.abc import Iterable


def nearest_hint(name: str, known: Iterable[str]) -> str:
    """Say what may have been meant.

    Parameters
    ----------
    name : str
        What was asked for.
    known : iterable of str
        What there is, in the order in which it is listed.

    Returns
    -------
    str
        ``did you mean 'healthy'?`` where one is near, else ``known: healthy, shuffle``.
    """
    names = list(known)
    near = difflib.get_close_matches(name, names, n=1, cutoff=0.4)
    return f"did you mean {near[0]!r}?" if near else f"known: {', '.join(names)}"
