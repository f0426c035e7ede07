"""Options that describe the shoe: its length as people measure it, and the sensor's place."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Final

import click

if TYPE_CHECKING:
    from gaitsense.model.recording import Recording
    from gaitsense.model.shoe import SensorPlace

_LENGTH: Final = re.compile(
    r"(?P<number>\d+([.,]\d*)?|[.,]\d+)\s*(?P<unit>mm|cm|m)?", re.IGNORECASE
)
_METRES: Final = {"mm": 0.001, "cm": 0.01, "m": 1.0}
#: What a bare number must be: smallest, largest, and its unit.
_BARE: Final = ((0.10, 0.40, "m"), (10.0, 40.0, "cm"), (100.0, 400.0, "mm"))
#: One standard deviation of a length that somebody measured, m.
_MEASURED_SD_M: Final = 0.003


class FootLength(click.ParamType[float]):
    """A shoe's length: ``27``, ``27.5 cm``, ``0.27``, ``270mm``; becomes metres."""

    name = "LENGTH"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> float:
        """Read a length.

        Parameters
        ----------
        value : str or float
            As typed; a float is taken for metres.
        param, ctx
            As `click.ParamType.convert`.

        Returns
        -------
        float
            Length, m.
        """
        if isinstance(value, float):
            return value
        match = _LENGTH.fullmatch(str(value).strip())
        if match:
            number = float(match["number"].replace(",", "."))
            units = [unit for low, high, unit in _BARE if low <= number <= high]
            unit = (match["unit"] or "").lower() or (units[0] if units else "")
            if unit and 0.10 <= number * _METRES[unit] <= 0.40:
                return number * _METRES[unit]
        return self.fail(
            f"{value!r} is not the length of a shoe; measure it from heel to toe and give "
            "centimetres, for instance 27 (a shoe size is not a length)",
            param,
            ctx,
        )


def shoe_options(command: Callable[..., None]) -> Callable[..., None]:
    """Add ``--foot-length`` and ``--sensor-place`` to a command.

    Parameters
    ----------
    command : callable
        Takes ``foot_length_m`` and ``sensor_place``, each None where not given.

    Returns
    -------
    callable
    """
    command = click.option(
        "--sensor-place",
        type=click.Choice(["dorsum", "lateral", "heel"]),
        help="Where the sensor sits: on the laces, on the outer side, on the heel.",
    )(command)
    return click.option(
        "--foot-length",
        "foot_length_m",
        type=FootLength(),
        metavar="CM",
        help="Outer length of the shoe, heel to toe (27, 27.5cm, 0.27m, 270mm; a bare 270 is taken "
        "for mm); makes toe height surer.",
    )(command)


def with_shoe(
    recording: Recording, foot_length_m: float | None, sensor_place: SensorPlace | None
) -> Recording:
    """Put what the user said of the shoes in place of what the files say.

    Parameters
    ----------
    recording : Recording
        As read.
    foot_length_m : float or None
        Measured length, m; None keeps the file's.
    sensor_place : str or None
        Place of the sensors; None keeps the file's.

    Returns
    -------
    Recording
    """
    told: dict[str, Any] = {}
    if foot_length_m is not None:
        told |= {"foot_length_m": foot_length_m, "foot_length_sd_m": _MEASURED_SD_M}
    if sensor_place is not None:
        told["sensor_place"] = sensor_place
    feet = {
        side: dataclasses.replace(
            foot,
            info=dataclasses.replace(foot.info, shoe=dataclasses.replace(foot.info.shoe, **told)),
        )
        for side, foot in recording.feet.items()
    }
    return dataclasses.replace(recording, feet=feet)
