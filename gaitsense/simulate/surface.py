"""Floors: what a shoe feels of what it walks on."""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from gaitsense.model.errors import ConfigError
from gaitsense.model.nearest import nearest_hint
from gaitsense.simulate.pattern import require


@dataclass(frozen=True, slots=True)
class Surface:
    """A floor, level and firm enough to stand on. Defaults are a smooth hard one.

    Parameters
    ----------
    gain : float
        How strongly it makes a sliding shoe vibrate; 1 is a smooth hard floor.
    band_hz : tuple of two float
        Lowest and highest frequency of that vibration, Hz.
    brake : float
        How much harder it slows a sliding toe; 1 is a smooth hard floor.
    impact : float
        Factor on the landing's shock; 1 is a hard floor.
    brush_mps2 : float
        Root mean square per axis of what a shoe feels that passes low without touching the
        floor, m/s²: at 3 m/s, with the toe at height 0; it grows with the speed and falls
        evenly to nothing at `brush_height_m`.
    brush_height_m : float
        How high what stands on the floor reaches, m; 0: nothing stands on it.
    crunch_mps2 : float
        Root mean square per axis, median over the strides, of what loose ground adds while the
        foot comes down and while it pushes off, m/s².
    hum_mps2 : float
        Root mean square per axis of a vibration that is always there while the foot stands on
        it, m/s².
    hum_swing_share : float
        How much of the hum still reaches a foot in the air, 0..1.
    """

    gain: float = 1.0
    band_hz: tuple[float, float] = (20.0, 100.0)
    brake: float = 1.0
    impact: float = 1.0
    brush_mps2: float = 0.0
    brush_height_m: float = 0.0
    crunch_mps2: float = 0.0
    hum_mps2: float = 0.0
    hum_swing_share: float = 0.0

    def __post_init__(self) -> None:
        require("surface.gain", self.gain, 0.0, 5.0)
        require("surface.band_hz[0]", self.band_hz[0], 5.0, 400.0)
        require("surface.band_hz[1]", self.band_hz[1], self.band_hz[0], 400.0)
        require("surface.brake", self.brake, 0.0, 3.0)
        require("surface.impact", self.impact, 0.0, 2.0)
        require("surface.brush_mps2", self.brush_mps2, 0.0, 50.0)
        require("surface.brush_height_m", self.brush_height_m, 0.0, 0.2)
        require("surface.crunch_mps2", self.crunch_mps2, 0.0, 50.0)
        require("surface.hum_mps2", self.hum_mps2, 0.0, 20.0)
        require("surface.hum_swing_share", self.hum_swing_share, 0.0, 1.0)


#: Floors by name. Every figure is an assumption, none is measured; what stands behind each:
#:
#: tile        smooth and hard: the floor that all other figures are relative to.
#: carpet      a pile gives way and damps, so it is quiet and low in tone; its loops hold a toe.
#: asphalt     grains of millimetres pass a sole that slides at 1 to 3 m/s several hundred times
#:             a second, so it is loud up to high tones; rubber grips it.
#: grass       soil is soft under the heel and quiet under the toe, which digs in; blades of
#:             4 cm whip a shoe that never touches the ground.
#: gravel      stones of a centimetre roll and jump: loud, low to high; the bed gives way under
#:             the heel, and grinds while the foot comes down and pushes off.
#: treadmill   a belt over a springy deck, which motor, rollers and the other foot shake all the
#:             time; through the body a little of it reaches the foot in the air (0.2 is meant
#:             to be much). Its belt is the world in which the walk's path is told: as long as
#:             it runs evenly, no sensor on the foot can tell the difference.
SURFACES: Final = MappingProxyType(
    {
        "tile": Surface(),
        "carpet": Surface(gain=0.4, band_hz=(15.0, 50.0), brake=1.5, impact=0.75),
        "asphalt": Surface(gain=1.6, band_hz=(25.0, 150.0), brake=1.3),
        "grass": Surface(
            gain=0.5,
            band_hz=(10.0, 60.0),
            brake=1.6,
            impact=0.5,
            brush_mps2=3.0,
            brush_height_m=0.04,
        ),
        "gravel": Surface(gain=1.8, band_hz=(15.0, 120.0), brake=1.5, impact=0.7, crunch_mps2=6.0),
        "treadmill": Surface(gain=0.9, brake=1.2, impact=0.8, hum_mps2=0.8, hum_swing_share=0.2),
    }
)


def surface_named(name: str) -> Surface:
    """Return a floor by its name.

    Parameters
    ----------
    name : str
        A key of `SURFACES`.

    Returns
    -------
    Surface

    Raises
    ------
    ConfigError
        If there is none; the nearest name is offered.
    """
    if name not in SURFACES:
        raise ConfigError(f"surface {name!r} is not known; {nearest_hint(name, SURFACES)}")
    return SURFACES[name]
