"""A matplotlib figure as an SVG element that can stand inside an HTML page."""

from __future__ import annotations

import html
import io
import re
import warnings
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Final

from gaitsense.report.palette import GREY, INK

if TYPE_CHECKING:
    from matplotlib.figure import Figure

#: 12 points are 16 pixels of the page; pictures are drawn at the page's width.
_FONT_PT: Final = 12
_STYLE: Final[dict[str, Any]] = {
    "font.family": "sans-serif",
    "font.size": _FONT_PT,
    "axes.labelsize": _FONT_PT,
    "axes.titlesize": _FONT_PT,
    "xtick.labelsize": _FONT_PT,
    "ytick.labelsize": _FONT_PT,
    "legend.fontsize": _FONT_PT,
    "axes.edgecolor": GREY,
    "axes.labelcolor": INK,
    "text.color": INK,
    "xtick.color": INK,
    "ytick.color": INK,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.axisbelow": True,
    "axes.unicode_minus": True,
    "hatch.linewidth": 0.8,
    "svg.fonttype": "none",
    # A dollar sign in a person's own words is a dollar sign.
    "text.parse_math": False,
}
#: What a stand-alone file needs and an element in a page does not.
_OUTSIDE: Final = re.compile(r"^.*?(?=<svg\b)|\s*<metadata>.*?</metadata>", re.DOTALL)
_NAMESPACES: Final = re.compile(r'\s+xmlns(:xlink)?="[^"]*"')
_IDS: Final = re.compile(r'(?<=\bid=")|(?<=xlink:href="#)|(?<=url\(#)')


def draw_svg(
    name: str,
    title: str,
    description: str,
    size_in: tuple[float, float],
    draw: Callable[[Figure], None],
) -> str:
    """Draw a figure and return it as an SVG element.

    Parameters
    ----------
    name : str
        Unique in the page; stands before every id of the element.
    title, description : str
        What a person who cannot see the picture is told.
    size_in : (float, float)
        Width and height, inch; 10 inches are the page's width.
    draw : callable
        Draws into the figure.

    Returns
    -------
    str
        The same figure gives the same text, wherever and whenever it is drawn.
    """
    import matplotlib as mpl
    from matplotlib.figure import Figure

    out = io.StringIO()
    nothing = dict.fromkeys(("Date", "Creator", "Format", "Type"))
    style: Any = {**_STYLE, "svg.hashsalt": name}
    with mpl.rc_context(style), warnings.catch_warnings():
        # The reader's own fonts write the text; ours only measure it.
        warnings.filterwarnings("ignore", message="Glyph .* missing from font")
        figure = Figure(figsize=size_in, layout="constrained")
        draw(figure)
        figure.savefig(out, format="svg", metadata=nothing)
    text = _NAMESPACES.sub("", _OUTSIDE.sub("", out.getvalue()))
    text = _IDS.sub(f"{name}-", text)
    words = (
        f'<title id="{name}-title">{html.escape(title)}</title>'
        f'<desc id="{name}-desc">{html.escape(description)}</desc>'
    )
    begin, rest = text.split(">", 1)
    label = f' role="img" aria-labelledby="{name}-title {name}-desc"'
    return f"{begin}{label}>{words}{rest.rstrip()}"
