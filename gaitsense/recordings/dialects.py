"""Every dialect that is understood: ours, and those that installed packages add."""

from __future__ import annotations

import logging
from typing import Final

from gaitsense.recordings import (
    aemics,
    bids_motion,
    consensys,
    generic_csv,
    gravity_removed,
    matlab_file,
    metabase,
    microstrain,
    npz_trial,
    parquet_session,
    phyphox,
    physilog,
    reference_systems,
    sensor_logger,
    session_csv,
    shimmer2r,
    two_foot_csv,
    witmotion,
    x_imu,
    xsens_dot,
    xsens_mtw,
)
from gaitsense.recordings.dialect import Dialect, Match
from gaitsense.recordings.head import Head
from gaitsense.recordings.plug_ins import PlugInFault, load_plug_ins

_log = logging.getLogger(__name__)

BUILT_IN: Final[tuple[Dialect, ...]] = (
    session_csv.DIALECT,
    xsens_dot.DIALECT,
    xsens_mtw.DIALECT,
    physilog.DIALECT,
    witmotion.DIALECT,
    microstrain.DIALECT,
    aemics.DIALECT,
    x_imu.DIALECT,
    phyphox.DIALECT,
    sensor_logger.DIALECT,
    reference_systems.DIALECT,
    gravity_removed.DIALECT,
    metabase.DIALECT,
    consensys.DIALECT,
    two_foot_csv.DIALECT,
    shimmer2r.DIALECT,
    npz_trial.DIALECT,
    bids_motion.DIALECT,
    matlab_file.DIALECT,
    parquet_session.DIALECT,
    generic_csv.DIALECT,
)


def known_dialects() -> tuple[Dialect, ...]:
    """Return the built-in dialects and those of installed packages.

    Returns
    -------
    tuple of Dialect
        Built-in ones first.
    """
    return BUILT_IN + load_plug_ins().dialects


def choose_dialect(head: Head, said: list[str] | None = None) -> tuple[Dialect, Match] | None:
    """Tell which dialect a file is.

    Parameters
    ----------
    head : Head
        How the file begins.
    said : list of str, optional
        Takes a sentence for each added dialect that failed.

    Returns
    -------
    (Dialect, Match) or None
        The most confident one, built-in before added; None where none knows the file.
    """
    matches: list[tuple[Dialect, Match]] = []
    for dialect in known_dialects():
        try:
            match = dialect.sniff(head)
        except PlugInFault as fault:
            _log.warning("%s", fault)
            if said is not None:
                said.append(str(fault))
            continue
        if match is not None:
            matches.append((dialect, match))
    return max(matches, key=lambda found: found[1].confidence) if matches else None
