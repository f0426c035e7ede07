"""A setting is chosen on all people but one and applied to that one.

The people whose scores are published are the ones that the constants were looked at with. If a
constant was fitted to them, another setting will often be the best for all but one of them, or
the best for the others will not be good for the one left out. Three numbers are set side by side:
the shipped settings; the best setting in hindsight, which is the most that a fit could have
gained; and the mean over people who each get the setting that is best for the others, which is
what a fit would really have gained.
"""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from constants import STEPS, Change, constants, stepped

if TYPE_CHECKING:
    from sweep import Sweep
    from tables import Moved

#: Row, metric, who is left out, whether more is better, and how it is written. The sets of S7 do
#: not name their walkers, so there a walk is left out: less than a person, as it may be the same.
_JUDGED: Final = (
    ("S1", "f1", "per_person", True, "S1 F1 of strides"),
    ("S5", "mae_deg", "per_person", False, "S5 error of the foot-strike angle, °"),
    ("S5", "change_mae_deg", "per_person", False, "S5 error of its changes, °"),
    ("S7", "vicon_length", "per_walk", False, "S7 error of stride length by walk, optics, %"),
    ("S7", "tape_length", "per_walk", False, "S7 error of stride length by walk, tape, cm"),
)
#: A setting that measures fewer strides than this less is no candidate.
_LOST_YIELD: Final = 0.01
_JOINT_N: Final = 3


@dataclass(frozen=True)
class Judged:
    """One number, chosen with one person left out.

    Parameters
    ----------
    what : str
        The metric, and among which settings was chosen.
    people_n, settings_n : int
        How many people (or walks), and candidates with the shipped settings.
    plain, hindsight, left_out : float
        Shipped settings; the setting best for all; the mean with one left out.
    best : str
        The setting best for all.
    chosen : dict
        How often each setting was chosen.
    """

    what: str
    people_n: int
    settings_n: int
    plain: float
    hindsight: float
    left_out: float
    best: str
    chosen: dict[str, int]

    def as_data(self) -> dict[str, Any]:
        """Return what the result file holds."""
        return {
            "what": self.what,
            "people": self.people_n,
            "settings": self.settings_n,
            "plain": round(self.plain, 5),
            "hindsight": round(self.hindsight, 5),
            "left_out": round(self.left_out, 5),
            "best": self.best,
            "chosen": self.chosen,
        }


def choose(what: str, values: Mapping[str, Mapping[str, float]], *, more: bool) -> Judged:
    """Choose among settings with each person left out in turn.

    Parameters
    ----------
    what : str
        Name of the number.
    values : mapping
        Setting to person to value; the first setting is the shipped one and wins a draw.
    more : bool
        Whether more is better.
    """
    names = list(values)
    people = list(values[names[0]])
    grid = np.array([[values[name][who] for who in people] for name in names])
    good = grid if more else -grid
    total = good.sum(axis=1)
    picked = []
    for k in range(len(people)):
        others = np.round(total - good[:, k], 9)
        picked.append(int(np.argmax(others)))
    best = int(np.argmax(np.round(total, 9)))
    mean = float(np.mean([grid[name, k] for k, name in enumerate(picked)]))
    chosen = Counter(names[k] for k in picked)
    return Judged(
        what,
        len(people),
        len(names),
        float(grid[0].mean()),
        float(grid[best].mean()),
        mean,
        names[best],
        dict(chosen.most_common()),
    )


def _of(
    name: str, by: str, default: Mapping[str, Any], outcomes: Mapping[str, Mapping[str, Any]]
) -> dict[str, dict[str, float]]:
    """Values by setting and person, of settings that measure what the shipped ones do."""
    shipped = {who: v for who, v in default[by][name].items() if v is not None}
    least = default["yields"].get(name, 1.0) - _LOST_YIELD
    values = {"default": shipped}
    for word, outcome in outcomes.items():
        own = outcome[by].get(name, {})
        whole = all(own.get(who) is not None for who in shipped)
        if whole and outcome["yields"].get(name, 1.0) >= least:
            values[word] = {who: own[who] for who in shipped}
    return values


def judge(default: Mapping[str, Any], outcomes: Mapping[str, Mapping[str, Any]]) -> list[Judged]:
    """Choose among all settings with a single constant moved."""
    return [
        choose(f"{word}; one constant moved", _of(f"{row}.{key}", by, default, outcomes), more=more)
        for row, key, by, more, word in _JUDGED
    ]


def jointly(
    sweep: Sweep,
    default: Mapping[str, Any],
    table: list[Moved],
    outcomes: Mapping[str, Mapping[str, Any]],
) -> list[Judged]:
    """Choose among all combinations of the three constants that move a number most.

    Which three is decided by the size of what they do to the mean over all people, not by its
    direction; that much of the person left out is seen.
    """
    from sweep import Wanted

    judged = []
    shipped = constants()
    for row, key, by, more, word in _JUDGED:
        name = f"{row}.{key}"
        size = {one.place: one.largest_on(name) for one in table}
        places = sorted(size, key=lambda place: -size[place])[:_JOINT_N]
        places = [place for place in places if size[place] > 0]
        choices = []
        for place in places:
            steps = [stepped(place, shipped[place], step)[0] for step in STEPS]
            choices.append([{}, *(dict(one.settings) for one in steps if one is not None)])
        wanted = []
        for parts in itertools.product(*choices):
            settings = {k: v for part in parts for k, v in part.items()}
            if len(settings) > 1:
                text = ", ".join(f"{k} {v:g}" for k, v in settings.items())
                wanted.append(Wanted(Change(text, settings), (row,)))
        found = sweep.run(wanted, f"combinations for {row}")
        alone = {one: outcome for one, outcome in outcomes.items() if one.split(" ")[0] in places}
        together = {one.change.name: outcome for one, outcome in zip(wanted, found, strict=True)}
        values = _of(name, by, default, alone | together)
        judged.append(choose(f"{word}; {', '.join(places)} together", values, more=more))
    return judged
