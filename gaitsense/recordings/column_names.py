"""What a column means, from its name: quantity, axis, foot and unit."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final, Literal

from gaitsense.model.samples import Side
from gaitsense.model.units import RAD_PER_DEG, STANDARD_GRAVITY_MPS2

Quantity = Literal["time", "acc", "gyr"]

#: Factors to m/s², rad/s and s.
UNIT_FACTORS: Final[dict[Quantity, dict[str, float]]] = {
    "acc": {
        "m/s^2": 1.0,
        "mps2": 1.0,
        "g": STANDARD_GRAVITY_MPS2,
        "mg": STANDARD_GRAVITY_MPS2 / 1000.0,
    },
    "gyr": {
        "rad/s": 1.0,
        "radps": 1.0,
        "deg/s": RAD_PER_DEG,
        "dps": RAD_PER_DEG,
        "mdps": RAD_PER_DEG / 1000.0,
    },
    "time": {"s": 1.0, "ms": 1e-3, "us": 1e-6, "ns": 1e-9},
}
_SPELLINGS: Final = {
    "m/s2": "m/s^2",
    "m/s²": "m/s^2",
    "m/(s^2)": "m/s^2",
    "m/s**2": "m/s^2",
    "ms2": "m/s^2",
    "ms^-2": "m/s^2",
    "°/s": "deg/s",
    "deg/sec": "deg/s",
    "degps": "deg/s",
    "rad/sec": "rad/s",
    "rads": "rad/s",
    "sec": "s",
    "seconds": "s",
    "milliseconds": "ms",
    "msec": "ms",
    "µs": "us",
    "μs": "us",
}
_ACC: Final = re.compile(r"a|acc|accel|accelerometer|acceleration|scaledaccel|accelln|accelwr")
_GYR: Final = re.compile(
    r"g|w|gyr|gyro|gyroscope|scaledgyro|rotationrate|angularvelocity|angularrate|angvel|omega"
)
_TIME: Final = re.compile(r"t|time|timestamp|elapsed|elapsedtime|seconds|unixtime|epoch")
#: Acceleration without gravity is of no use here.
_NO_GRAVITY: Final = re.compile(r"linear|free|user|nograv|withoutg|dynamic", re.IGNORECASE)
_BRACKETS: Final = re.compile(r"[\[(]\s*(?P<unit>[^\[\]]*?)\s*[\])]\s*$")
_SUFFIX: Final = re.compile(
    r"[_\s](?P<unit>mps2|ms2|m/s2|m/s\^2|m/s²|mg|radps|rad/s|rads|dps|deg/s|degps|mdps|ms|us|ns|s|g)$",
    re.IGNORECASE,
)
_SIDE: Final = re.compile(
    r"^((?P<word>left|right)(foot|shoe)?[_\s.\-]*|(?P<letter>l|r)(f|foot)?[_\s.\-]+)", re.IGNORECASE
)
#: What a units row holds where there is no unit.
_NO_UNIT: Final = frozenset({"", "-", "n/a", "no_units", "no unit"})


@dataclass(frozen=True, slots=True)
class ColumnMeaning:
    """What a column holds.

    Parameters
    ----------
    quantity : {"time", "acc", "gyr"}
        Time, specific force or angular rate.
    axis : str
        "x", "y", "z"; "" for time.
    side : {"left", "right"} or None
        The foot, where the name tells it.
    unit : str or None
        A key of `UNIT_FACTORS`, or None where neither name nor units row tell it.
    """

    quantity: Quantity
    axis: str
    side: Side | None
    unit: str | None


def column_meaning(name: str, unit: str = "") -> ColumnMeaning | None:
    """Read a column's meaning out of its name.

    Parameters
    ----------
    name : str
        For instance ``acc_x_mps2``, ``Gyroscope Y (deg/s)``, ``left_ax``, ``time (ms)``.
    unit : str
        Its cell in the units row, if there is one.

    Returns
    -------
    ColumnMeaning or None
        None for what is not time, specific force or angular rate, or not in a unit of it.
    """
    if _NO_GRAVITY.search(name):
        return None
    bare, side = _take_side(name.strip())
    bare, own_unit = _take_unit(bare)
    words = re.sub(r"[^a-z]", "", bare.casefold()).removesuffix("axis")
    axis = words[-1:] if words[-1:] in ("x", "y", "z") else ""
    stem = words.removesuffix(axis)
    quantity: Quantity
    if not axis and _TIME.fullmatch(words):
        quantity = "time"
    elif axis and _ACC.fullmatch(stem):
        quantity = "acc"
    elif axis and _GYR.fullmatch(stem):
        quantity = "gyr"
    else:
        return None
    stated = (own_unit or unit.strip("[]() ")).casefold().replace(" ", "")
    if stated in _NO_UNIT:
        return ColumnMeaning(quantity, axis, side, None)
    known = known_unit(quantity, stated)
    return ColumnMeaning(quantity, axis, side, known) if known else None


def known_unit(quantity: Quantity, text: str) -> str | None:
    """Find the unit that people mean.

    Parameters
    ----------
    quantity : {"time", "acc", "gyr"}
        What is measured in it.
    text : str
        For instance ``m/s²``, ``Deg/Sec``, ``ms``.

    Returns
    -------
    str or None
        A key of `UNIT_FACTORS`; None where it is no unit of the quantity.
    """
    stated = text.strip().casefold().replace(" ", "")
    known = _SPELLINGS.get(stated, stated)
    return known if known in UNIT_FACTORS[quantity] else None


def _take_side(name: str) -> tuple[str, Side | None]:
    match = _SIDE.match(name)
    if match is None:
        return name, None
    return name[match.end() :], "left" if name[0] in "lL" else "right"


def _take_unit(name: str) -> tuple[str, str]:
    for pattern in (_BRACKETS, _SUFFIX):
        match = pattern.search(name)
        if match:
            return name[: match.start()], match["unit"]
    return name, ""
