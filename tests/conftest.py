from __future__ import annotations

import os
from pathlib import Path

import pytest


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The folder of real recordings; the test is skipped where it is absent."""
    beside = Path(__file__).resolve().parents[2] / "shared" / "data"
    folder = Path(os.environ.get("GAITSENSE_DATA", beside))
    if not folder.is_dir():
        pytest.skip(f"no real recordings at {folder}; set GAITSENSE_DATA to their folder")
    return folder
