"""A column map: which column of a table is what, where the table does not say so itself.

A small TOML file::

    device = "our logger"

    [time]
    column = "Zeit"       # a name in the header, or a number counted from 1
    unit = "ms"

    [units]
    acc = "g"
    gyr = "deg/s"

    [foot]                # or [left] and [right]
    acc_x = "ax"
    ...
    gyr_z = 7
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, get_args

from gaitsense.model.errors import ConfigError
from gaitsense.model.recording import SensorRanges
from gaitsense.model.samples import SIDES, Side
from gaitsense.model.timebase import FASTEST_RATE_HZ
from gaitsense.model.toml import from_table, read_toml
from gaitsense.model.units import RAD_PER_DEG, STANDARD_GRAVITY_MPS2
from gaitsense.recordings.column_map_parts import (
    CHANNELS,
    FootColumns,
    TableShape,
    TimeColumn,
    ValueUnits,
)
from gaitsense.recordings.column_names import UNIT_FACTORS, Quantity, known_unit
from gaitsense.recordings.layout import DELIMITERS, DecimalSign

_DELIMITER_WORDS: Final = {
    "tab": "\t", "space": " ", "comma": ",", "semicolon": ";", "bar": "|"
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class ColumnMap:
    """Which column is what.

    Parameters
    ----------
    device : str
        Maker and model.
    side : str, optional
        The foot of a table with one sensor: ``left`` or ``right``.
    table : TableShape
        Where the table is.
    time : TimeColumn
        How time is told.
    units : ValueUnits
        Units and full scales.
    foot : FootColumns, optional
        The columns of a table with one sensor.
    left, right : FootColumns, optional
        The columns of each foot.

    Raises
    ------
    ConfigError
        If something is missing or contradicts itself.
    """

    device: str = "unknown"
    side: str | None = None
    table: TableShape = field(default_factory=TableShape)
    time: TimeColumn = field(default_factory=TimeColumn)
    units: ValueUnits = field(default_factory=ValueUnits)
    foot: FootColumns | None = None
    left: FootColumns | None = None
    right: FootColumns | None = None

    def __post_init__(self) -> None:
        self._check_feet()
        self._check_time()
        self._check_table()
        for quantity, unit in (("acc", self.units.acc), ("gyr", self.units.gyr)):
            _check_unit(quantity, unit, f"units.{quantity}")
        for name in ("acc_scale", "gyr_scale"):
            if not getattr(self.units, name) > 0.0:
                raise ConfigError(f"'units.{name}' must be larger than 0; what one count means")
        _ = self.ranges  # they are checked by what holds them

    @classmethod
    def from_toml(cls, path: str | Path) -> ColumnMap:
        """Read a column map.

        Parameters
        ----------
        path : str or Path
            A TOML file.

        Returns
        -------
        ColumnMap

        Raises
        ------
        ConfigError
            If the file cannot be read, names a setting that is not known (the nearest name is
            offered), or lacks one.
        """
        table = read_toml(path)
        try:
            return from_table(cls, table)
        except ConfigError as error:
            raise ConfigError(f"{path}: {error}") from None

    @property
    def feet(self) -> Mapping[Side | None, FootColumns]:
        """Columns of each sensor; None is the foot that only the file's name tells."""
        if self.foot is not None:
            sides = [side for side in SIDES if side == self.side]
            return {sides[0] if sides else None: self.foot}
        both: tuple[tuple[Side, FootColumns | None], ...] = (
            ("left", self.left),
            ("right", self.right),
        )
        return {side: columns for side, columns in both if columns is not None}

    @property
    def delimiters(self) -> tuple[str, ...]:
        """Delimiters to try, the likeliest first."""
        told = self.table.delimiter
        return DELIMITERS if told is None else (_DELIMITER_WORDS.get(told, told),)

    @property
    def decimal(self) -> DecimalSign | None:
        """The decimal sign, None where it is to be found."""
        signs: tuple[DecimalSign, ...] = get_args(DecimalSign)
        return next((sign for sign in signs if sign == self.table.decimal), None)

    @property
    def ranges(self) -> SensorRanges:
        """Full scales in m/s² and rad/s."""
        acc_g, gyr_dps = self.units.acc_range_g, self.units.gyr_range_dps
        return SensorRanges(
            None if acc_g is None else acc_g * STANDARD_GRAVITY_MPS2,
            None if gyr_dps is None else gyr_dps * RAD_PER_DEG,
        )

    def factor(self, quantity: Quantity) -> float:
        """Return what makes m/s², rad/s or s of a column's values.

        Parameters
        ----------
        quantity : {"time", "acc", "gyr"}
            What the column holds.

        Returns
        -------
        float
        """
        if quantity == "time":
            return UNIT_FACTORS["time"][known_unit("time", self.time.unit) or "s"]
        told = self.units.acc if quantity == "acc" else self.units.gyr
        scale = self.units.acc_scale if quantity == "acc" else self.units.gyr_scale
        return UNIT_FACTORS[quantity][known_unit(quantity, told) or ""] * scale

    def _check_feet(self) -> None:
        named = [name for name in ("foot", "left", "right") if getattr(self, name) is not None]
        if not named or (len(named) > 1 and "foot" in named):
            raise ConfigError(
                "a column map needs the columns of one sensor, in a table [foot], or those of "
                "both feet, in tables [left] and [right]"
            )
        if self.side is not None and (self.side not in SIDES or "foot" not in named):
            raise ConfigError(
                '\'side\' must be "left" or "right", and belongs to a map with a table [foot]'
            )
        for name in named:
            self._check_foot(name, getattr(self, name))

    def _check_foot(self, name: str, foot: FootColumns) -> None:
        absent = [f"'{name}.{channel}'" for channel in CHANNELS if getattr(foot, channel) is None]
        if absent:
            raise ConfigError(
                f"{', '.join(absent)} must name a column: its name in the header, or its number"
            )
        refs = {
            f"{name}.{item.name}": getattr(foot, item.name)
            for item in dataclasses.fields(foot)
            if not item.name.endswith("flip")
        }
        refs["time.column"] = self.time.column
        for key, ref in refs.items():
            if isinstance(ref, int) and ref < 1:
                raise ConfigError(f"{key!r} is {ref}, but columns are counted from 1")
            if isinstance(ref, str) and self.table.header_line == 0:
                raise ConfigError(
                    f"{key!r} is a name, but 'table.header_line' says that there is no header; "
                    "give columns by their numbers"
                )
        for key in ("acc_flip", "gyr_flip"):
            axes = getattr(foot, key)
            if not set(axes) <= set("xyz") or len(set(axes)) != len(axes):
                raise ConfigError(
                    f"'{name}.{key}' must name axes whose sign is turned, for instance \"xz\""
                )

    def _check_time(self) -> None:
        columns = [self.time.column, *(foot.time for foot in self.feet.values())]
        timed = [column for column in columns if column is not None]
        lacking = [
            side or "foot"
            for side, foot in self.feet.items()
            if foot.time is None and self.time.column is None
        ]
        rate_hz = self.time.rate_hz
        if bool(timed) == (rate_hz is not None) or (timed and lacking):
            raise ConfigError(
                "a column map needs either 'time.column' with 'time.unit', or 'time.rate_hz' "
                "where no column holds times"
            )
        if timed:
            _check_unit("time", self.time.unit, "time.unit")
        elif rate_hz is not None and not 1.0 <= rate_hz <= FASTEST_RATE_HZ:
            raise ConfigError(
                f"'time.rate_hz' is {rate_hz:g}, which is no motion sensor's; give samples per "
                "second"
            )

    def _check_table(self) -> None:
        shape = self.table
        if not set(self.delimiters) <= set(DELIMITERS):
            raise ConfigError(
                f"'table.delimiter' is {shape.delimiter!r}; known are {', '.join(_DELIMITER_WORDS)}"
            )
        if shape.decimal is not None and self.decimal is None:
            raise ConfigError('\'table.decimal\' must be "." or ","')
        if self.delimiters == (shape.decimal,):
            raise ConfigError("'table.delimiter' and 'table.decimal' cannot both be a comma")
        if (shape.header_line or 0) < 0 or shape.skip_rows < 0:
            raise ConfigError("'table.header_line' and 'table.skip_rows' cannot be negative")


def _check_unit(quantity: str, unit: str, where: str) -> None:
    for known, factors in UNIT_FACTORS.items():
        if known == quantity and known_unit(known, unit) is None:
            what = f"is {unit!r}" if unit else "is missing"
            raw = (
                "; of raw counts, give the unit of the sensor's scale, and what one count means "
                f"as {where}_scale"
                if unit.casefold() in ("raw", "counts", "lsb")
                else ""
            )
            raise ConfigError(f"{where!r} {what}; known are {', '.join(factors)}{raw}")
