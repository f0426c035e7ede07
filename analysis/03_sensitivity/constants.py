"""Every numeric constant of the settings, found by looking at them, and a quarter up and down."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass
from numbers import Real
from typing import Final

import gaitsense
from gaitsense.model.errors import ConfigError

#: What a constant is multiplied by, and how that is written.
STEPS: Final = {"-25 %": 0.75, "+25 %": 1.25}


@dataclass(frozen=True)
class Change:
    """Some constants set to other values, all others as shipped.

    Parameters
    ----------
    name : str
        "default", or what was changed.
    settings : mapping
        "stage.field" to value.
    """

    name: str
    settings: Mapping[str, float]

    @property
    def config(self) -> gaitsense.GaitConfig:
        """The whole settings; a `ConfigError` where they have no meaning."""
        stages: dict[str, dict[str, float]] = {}
        for place, value in self.settings.items():
            stage, name = place.split(".")
            stages.setdefault(stage, {})[name] = value
        whole = gaitsense.GaitConfig()
        changed = {
            stage: dataclasses.replace(getattr(whole, stage), **values)
            for stage, values in stages.items()
        }
        return dataclasses.replace(whole, **changed)

    @property
    def stages(self) -> set[str]:
        """Stages of which a constant is changed."""
        return {place.split(".")[0] for place in self.settings}


DEFAULT: Final = Change("default", {})


def constants() -> dict[str, float]:
    """Return "stage.field" and shipped value of every numeric constant."""
    whole = gaitsense.GaitConfig()
    found: dict[str, float] = {}
    for stage in dataclasses.fields(whole):
        settings = getattr(whole, stage.name)
        for item in dataclasses.fields(settings):
            value = getattr(settings, item.name)
            if isinstance(value, Real) and not isinstance(value, bool):
                found[f"{stage.name}.{item.name}"] = value
    return found


def stepped(place: str, value: float, step: str) -> tuple[Change | None, str]:
    """Move one constant by a quarter; a count is rounded.

    Returns
    -------
    change : Change or None
        None where the step has no meaning.
    why_not : str
        The reason then, else "".
    """
    moved: float = value * STEPS[step]
    if isinstance(value, int):
        moved = round(moved)
    if moved == value:
        return None, "0 has no quarter" if value == 0 else f"{value:g} stays {moved:g} when rounded"
    change = Change(f"{place} {step}", {place: moved})
    try:
        _ = change.config
    except ConfigError as error:
        return None, str(error)
    return change, ""


def steps_of(place: str, value: float) -> dict[str, tuple[Change | None, str]]:
    """Return both steps of one constant."""
    return {step: stepped(place, value, step) for step in STEPS}
