"""The tables of a column map: where the table is, time, units, and the columns of a foot."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

#: The six values of a sample, in the order in which they are read.
CHANNELS: Final = ("acc_x", "acc_y", "acc_z", "gyr_x", "gyr_y", "gyr_z")
#: A column: its name in the header, or its number from 1.
ColumnRef = str | int


@dataclass(frozen=True, slots=True)
class TableShape:
    """Where the table is, as far as it is not found by itself.

    Parameters
    ----------
    delimiter : str, optional
        What separates cells: a comma, semicolon, bar, tab or space, as such or as a word.
    decimal : str, optional
        The decimal sign, a point or a comma.
    header_line : int, optional
        Line of the row of names, counted from 1; 0 where there is none.
    skip_rows : int
        Rows between the header and the first sample, units for instance. Default 0.
    """

    delimiter: str | None = None
    decimal: str | None = None
    header_line: int | None = None
    skip_rows: int = 0


@dataclass(frozen=True, slots=True)
class TimeColumn:
    """How time is told.

    Parameters
    ----------
    column : str or int, optional
        The column of times, of both feet where there are two. Times of day are not read; where
        there are no others, give `rate_hz`.
    unit : str
        ``s``, ``ms``, ``us`` or ``ns``.
    rate_hz : float, optional
        Samples per second, Hz, where no column holds times.
    """

    column: str | int | None = None
    unit: str = ""
    rate_hz: float | None = None


@dataclass(frozen=True, slots=True)
class ValueUnits:
    """Units and full scales.

    Parameters
    ----------
    acc : str
        ``m/s^2``, ``g`` or ``mg``.
    gyr : str
        ``rad/s``, ``deg/s`` or ``mdps``.
    acc_scale, gyr_scale : float
        What one count of a raw column means in that unit. Default 1: values are in the unit.
    acc_range_g, gyr_range_dps : float, optional
        Full scales: 16 for ±16 g, 2000 for ±2000 °/s.
    """

    acc: str = ""
    gyr: str = ""
    acc_scale: float = 1.0
    gyr_scale: float = 1.0
    acc_range_g: float | None = None
    gyr_range_dps: float | None = None


@dataclass(frozen=True, slots=True)
class FootColumns:
    """The columns of one sensor.

    Parameters
    ----------
    acc_x, acc_y, acc_z : str or int
        Columns of specific force; naming them in another order swaps axes.
    gyr_x, gyr_y, gyr_z : str or int
        Columns of angular rate.
    time : str or int, optional
        A column of times of this foot alone.
    acc_flip, gyr_flip : str
        Axes whose sign is turned, for instance ``y`` or ``xz``. Default none.
    """

    acc_x: str | int | None = None
    acc_y: str | int | None = None
    acc_z: str | int | None = None
    gyr_x: str | int | None = None
    gyr_y: str | int | None = None
    gyr_z: str | int | None = None
    time: str | int | None = None
    acc_flip: str = ""
    gyr_flip: str = ""

    @property
    def channels(self) -> tuple[ColumnRef, ...]:
        """The six columns in the order of `CHANNELS`."""
        return tuple(getattr(self, name) for name in CHANNELS)
