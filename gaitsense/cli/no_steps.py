"""What to say of a recording that can be read and holds no step."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from gaitsense.model.errors import RecordingError
from gaitsense.report.quantity import duration

if TYPE_CHECKING:
    from gaitsense.model.recording import Recording

#: Rotation under which a shoe rests, rad/s.
_STILL_RADPS: Final = 0.5
#: Share of the time from which on a recording counts as rest.
_MOSTLY: Final = 0.9


def no_steps_error(recording: Recording) -> RecordingError:
    """Say what was found in place of steps, and what to do.

    Parameters
    ----------
    recording : Recording
        What was analysed.

    Returns
    -------
    RecordingError
        To be raised once the tables are written.
    """
    still = np.concatenate(
        [np.linalg.norm(foot.gyr_radps, axis=1) < _STILL_RADPS for foot in recording.feet.values()]
    )
    share = float(np.mean(still))
    found = f"no steps were found in {duration(recording.duration_s)} of {_feet(recording)}"
    if share >= _MOSTLY:
        return RecordingError(
            f"{found}, which rested {100.0 * share:.0f} % of the time; record a walk of at least "
            "12 straight steps of each foot"
        )
    return RecordingError(
        f"{found}, which moved {100.0 * (1.0 - share):.0f} % of the time; record at least 12 "
        "straight steps of each foot, with the sensor fixed to the shoe"
    )


def _feet(recording: Recording) -> str:
    return f"the {' and the '.join(recording.sides)} foot"
