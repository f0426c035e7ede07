"""A value with the range in which it lies, as people read it."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final

from gaitsense.footdrop.low_lift import wilson_interval

#: Standard deviations that hold 95 % of a normal distribution.
Z_95: Final = 1.96
NOT_MEASURED: Final = "not measured"
MINUS: Final = "\N{MINUS SIGN}"


@dataclass(frozen=True, slots=True)
class Quantity:
    """A measured value.

    Parameters
    ----------
    value : float or None
        The value in `unit`; None where it was not measured.
    half_width : float or None
        Half of its 95 % range, in `unit`; None where it cannot be told.
    n : int
        Strides that it comes from.
    unit : str
        Unit as shown.
    digits : int
        Decimals shown.
    widest : float
        Half-width beyond which the value says nothing, in `unit`.
    """

    value: float | None
    half_width: float | None
    n: int
    unit: str
    digits: int
    widest: float = math.inf

    @property
    def is_measured(self) -> bool:
        """Whether there is a value."""
        return self.value is not None

    @property
    def is_too_unsure(self) -> bool:
        """Whether its range is so wide that the value says nothing."""
        return self.half_width is not None and self.half_width > self.widest

    def text(self) -> str:
        """Write it for people: ``0.70 ± 0.03 m/s``, ``20° ± 4°``, ``not measured``.

        Returns
        -------
        str
            The range is rounded up, so that rounding never makes it look surer.
        """
        if self.value is None:
            return NOT_MEASURED
        number = rounded(self.value, self.digits)
        if self.half_width is None:
            return f"{number}{self._unit} (range unknown)"
        wide = _rounded_up(self.half_width, self.digits)
        if self.is_too_unsure:
            return f"too unsure (± {wide}{self._unit})"
        if self.unit == "°":
            return f"{number}° ± {wide}°"
        return f"{number} ± {wide}{self._unit}"

    @property
    def _unit(self) -> str:
        return self.unit if self.unit in ("", "°") else f" {self.unit}"


@dataclass(frozen=True, slots=True)
class Share:
    """How many strides of those that could be told.

    Parameters
    ----------
    hits : int
        Strides with "yes".
    told : int
        Strides with "yes" or "no".
    unsure : int
        Strides that could not be told.
    """

    hits: int
    told: int
    unsure: int

    def text(self) -> str:
        """Write it for people: ``24 of 25 (96 %, 80–99 %), 11 unsure``.

        Returns
        -------
        str
            With Wilson's 95 % interval.
        """
        if not self.told:
            return f"{self.unsure} unsure" if self.unsure else NOT_MEASURED
        return f"{self.told_text()}{f', {self.unsure} unsure' if self.unsure else ''}"

    def told_text(self) -> str:
        """Write the same without what is unsure: ``24 of 25 (96 %, 80–99 %)``.

        Returns
        -------
        str
        """
        if not self.told:
            return NOT_MEASURED
        low, high = wilson_interval(self.hits, self.told)
        share = percent(self.hits / self.told)
        return f"{self.hits} of {self.told} ({share}, {100.0 * low:.0f}–{percent(high)})"


def rounded(value: float, digits: int) -> str:
    """Write a number with a true minus sign and never as minus zero.

    Parameters
    ----------
    value : float
        Any finite number.
    digits : int
        Decimals.

    Returns
    -------
    str
    """
    text = f"{value:.{digits}f}"
    if float(text) == 0.0:
        text = text.removeprefix("-")
    return text.replace("-", MINUS)


def percent(share: float) -> str:
    """Write a share in whole percent; number and sign stay on one line.

    Parameters
    ----------
    share : float
        0 to 1.

    Returns
    -------
    str
    """
    return f"{100.0 * share:.0f}\N{NO-BREAK SPACE}%"


def duration(seconds: float) -> str:
    """Write how long something lasted: ``59 s``, from three minutes on ``20 min``.

    Parameters
    ----------
    seconds : float
        Its length, s.

    Returns
    -------
    str
    """
    return f"{seconds:.0f} s" if seconds < 180.0 else f"{seconds / 60.0:.0f} min"


def _rounded_up(value: float, digits: int) -> str:
    step = 10.0**-digits
    # Counting in steps first keeps 0.03 from becoming 0.04 by a last bit.
    return f"{math.ceil(round(value / step, 6)) * step:.{digits}f}"
