"""What the live view would have shown of a recorded walk, sample by sample."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gaitsense.model.recording import Recording
from gaitsense.model.samples import ImuBlock
from gaitsense.pipeline.config import GaitConfig
from gaitsense.pipeline.gait_pipeline import GaitPipeline

if TYPE_CHECKING:
    import pandas as pd


def live_trace(recording: Recording, config: GaitConfig | None = None) -> pd.DataFrame:
    """Show what `GaitPipeline.state` would have shown at each sample of a recording.

    Parameters
    ----------
    recording : Recording
        One or two feet.
    config : GaitConfig, optional
        Settings.

    Returns
    -------
    pandas.DataFrame
        One row per sample and foot in time order: side, t_s, phase, foot_pitch_deg,
        foot_pitch_sd_deg, toe_height_m. Truly sample by sample, so about 10 s per minute of two
        feet.
    """
    import pandas as pd

    pipeline = GaitPipeline(recording.streams, config)
    rows = []
    for block in recording.blocks(1):
        pipeline.push(block)
        if isinstance(block, ImuBlock):
            state = pipeline.state(block.side)
            rows.append(
                (
                    state.side,
                    state.t_s,
                    state.phase,
                    state.foot_pitch_deg,
                    state.foot_pitch_sd_deg,
                    state.toe_height_m,
                )
            )
    names = ["side", "t_s", "phase", "foot_pitch_deg", "foot_pitch_sd_deg", "toe_height_m"]
    return pd.DataFrame(rows, columns=names)
