"""The axes along which a lift is described: what each says, what it rests on, what it cannot say.

The axes describe movement. None of them names a cause: the same movement has many.
"""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

_PROPOSAL: Final = "no published band; working proposal"


@dataclass(frozen=True, slots=True)
class LiftAxis:
    """One axis in words.

    Parameters
    ----------
    short : str
        Its name in two words.
    title : str
        What is seen where the sign is there, in plain words.
    measure : str
        What its value is.
    unit : str
        Unit of the value; "" for a share, a ratio or a count.
    source : str
        Where its norm band comes from.
    limit : str
        What the sign cannot say.
    """

    short: str
    title: str
    measure: str
    unit: str
    source: str
    limit: str


#: Axes by name, in the order in which they are told.
LIFT_AXES: Final = MappingProxyType(
    {
        "foot_dominant": LiftAxis(
            "toes low",
            "The toes stay low though the leg is lifted",
            "share of the missing toe height that is the foot's, not the leg's",
            "",
            f"{_PROPOSAL} (pitch under 10° before landing, heel not lower than the other one's)",
            "Pitch is measured to the floor, not to the shank: a stiff knee lowers it too.",
        ),
        "whole_leg": LiftAxis(
            "leg low",
            "The foot is lifted, but the whole leg swings low and slowly",
            "signs of a low, slow leg, of four",
            "",
            f"{_PROPOSAL} (heel lift, swing share, raising rate and arc beside the other foot)",
            "Pain, fear and weakness look alike here; both legs alike are not seen, as each is "
            "compared with the other.",
        ),
        "foot_and_leg": LiftAxis(
            "toes and leg low",
            "The toes stay low and the whole leg swings low and slowly",
            "signs of a low, slow leg, of four",
            "",
            f"{_PROPOSAL} (the same signs, with pitch under 10° before landing)",
            "Which of the two is first cannot be told; a stiff knee alone can make both.",
        ),
        "short_stance": LiftAxis(
            "short stance",
            "The foot is stood on for a shorter time than the other one, and is lifted",
            "stance share less than the other foot's, by their mean",
            "",
            "19 of 20 healthy feet of open recordings lie within 6 % (analysis/05_foot_drop); a "
            "symmetry index within 10 % is usually called normal",
            "Pain, weakness and poor balance all shorten stance; a leg that swings long stands "
            "short by the same measure.",
        ),
        "slap": LiftAxis(
            "slap",
            "After the heel has landed, the sole slaps down",
            "pitch at contact by the fastest lowering of the toes after it",
            "s",
            f"{_PROPOSAL}; 19 of 20 healthy feet of open recordings take more than 0.03 s "
            "(analysis/05_foot_drop)",
            "Hard shoes and floors make some healthy soles slap; landings on the flat sole or "
            "the toe have none; both feet alike are not seen.",
        ),
        "steppage": LiftAxis(
            "high lift",
            "The leg lifts the hanging foot higher than the other one",
            "highest sensor lift by the other foot's",
            "",
            f"{_PROPOSAL}; one healthy adult lifts the sensor by 0.16 m on both sides",
            "The cases must sit alike on both shoes; a high lift of both feet is not seen.",
        ),
        "lift_falls": LiftAxis(
            "lift falls",
            "The foot is lifted less and less during the walk",
            "change of the largest pitch before landing from the first to the last stride",
            "°",
            f"{_PROPOSAL} (3°, and more than what one stride's value may be off)",
            "Slowing down lowers the lift too, and so does an instruction; tiring is one reason "
            "among several.",
        ),
        "clearance_falls": LiftAxis(
            "toe falls",
            "The toe passes lower and lower over the floor during the walk",
            "change of the lowest toe height in mid-swing from the first to the last stride",
            "m",
            f"{_PROPOSAL} (4 mm, and more than what one stride's value may be off)",
            "Toe height is known to a centimetre or so, so falls of some millimetres stay untold; "
            "speeding up lowers the toe too.",
        ),
    }
)

#: What no sign and no combination of signs can say.
SHARED_PICTURES: Final = (
    "A peroneal nerve or a nerve root at L5 can leave the toes low, make the sole slap and the "
    "leg lift higher; after a stroke or with MS the toes stay low as well, often with a stiff, "
    "swinging leg; a weak hip flexor or a painful hip joint leaves the foot lifted but the leg "
    "low, slow or briefly stood on; these pictures overlap, and one sensor on a shoe cannot "
    "separate them."
)
