from __future__ import annotations

import tomllib
from pathlib import Path

from packaging.version import Version

import gaitsense
from gaitsense import version

ROOT = Path(version.__file__).resolve().parents[1]


def test_the_version_is_a_public_release_number():
    parsed = Version(version.__version__)
    assert str(parsed) == version.__version__, "PEP 440 would write it otherwise"
    assert parsed.local is None
    assert gaitsense.__version__ == version.__version__


def test_the_build_reads_this_very_file():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    assert project["project"]["dynamic"] == ["version"]
    assert "version" not in project["project"]
    source = ROOT / project["tool"]["hatch"]["version"]["path"]
    assert source == Path(version.__file__).resolve()
    # hatchling finds the number by this pattern, so it must be written as plain text.
    assert f'__version__ = "{version.__version__}"' in source.read_text(encoding="utf-8")
