"""What stands beside every result that a person sees."""

from __future__ import annotations

from typing import Final

NOT_A_DIAGNOSIS: Final = "This is a measurement, not a diagnosis. Discuss it with a clinician."

INTENDED_USE: Final = (
    "Research and education software. Not a medical device; not for diagnosis, treatment "
    "decisions or the control of a stimulator; not clinically validated."
)

#: Signs with which nobody should wait for a measurement, each with what to do.
URGENT_SIGNS: Final = (
    (
        (
            "Sudden leg weakness with numbness of the groin or saddle area, new bladder or bowel "
            "trouble, or severe weakness of both legs"
        ),
        "call emergency services now.",
    ),
    ("Sudden trouble with face, arm or speech", "this is a stroke emergency: call now."),
)

PITCH_CAVEAT: Final = (
    "One sensor on the shoe measures the foot against the floor, not the ankle: hip and knee lift "
    "the foot too, so this is not the strength of the muscles that raise it."
)

DRAG_CAVEAT: Final = (
    "The drag detector was trained and tested on simulated drags, and its probabilities hold for "
    "these; no public recording labels real ones."
)

RANGE_NOTE: Final = (
    "± and ranges in brackets: where the true value of this walk lies with about 95 % certainty."
)
