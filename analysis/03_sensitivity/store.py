"""Outcomes of variants in a file of JSON lines, so that a sweep that was stopped goes on."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any, Final

import gaitsense

_HERE: Final = Path(__file__).resolve().parent
#: Layers of the package that no scored number can depend on.
_NOT_SCORED: Final = ("cli", "report", "recordings", "jobs", "simulate")
#: Scripts here that only lay out what was scored.
_LAYOUT: Final = ("study.py", "tables.py", "leave_one_out.py", "distances.py", "figures.py")


def code_version() -> str:
    """Hash of the program and of the scoring: with other code, nothing of the store counts."""
    package = Path(gaitsense.__file__).parent
    files = [
        path
        for path in sorted(package.rglob("*.py"))
        if path.relative_to(package).parts[0] not in _NOT_SCORED
    ]
    for folder in (_HERE, _HERE.parent / "01_open_half"):
        files += [path for path in sorted(folder.glob("*.py")) if path.name not in _LAYOUT]
    digest = hashlib.sha256()
    for path in files:
        digest.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()[:12]


class Store:
    """The outcomes of one version of the code on one choice of walks.

    Parameters
    ----------
    path : Path
        File of JSON lines, made where there is none.
    walks : iterable of str
        Keys of the walks.
    """

    def __init__(self, path: Path, walks: Iterable[str]) -> None:
        self._path = path
        choice = hashlib.sha256("\n".join(walks).encode()).hexdigest()[:8]
        self._version = f"{code_version()}-{choice}"
        self._known: dict[str, dict[str, Any]] = {}
        if path.exists():
            for line in path.read_text(encoding="utf-8").splitlines():
                try:
                    record = json.loads(line)
                except json.JSONDecodeError:
                    continue  # cut short when the sweep was stopped
                if record["version"] == self._version:
                    self._known[record["key"]] = record["outcome"]

    @staticmethod
    def key(config_hash: str, rows: Iterable[str]) -> str:
        """Name a variant by its settings and the rows that were scored."""
        return f"{config_hash} {','.join(rows)}"

    def get(self, key: str) -> dict[str, Any] | None:
        """Return an outcome, None where it is not known."""
        return self._known.get(key)

    def put(self, key: str, outcome: dict[str, Any]) -> None:
        """Keep an outcome."""
        self._known[key] = outcome
        self._path.parent.mkdir(parents=True, exist_ok=True)
        record = {"version": self._version, "key": key, "outcome": outcome}
        with self._path.open("a", encoding="utf-8") as file:
            file.write(json.dumps(record) + "\n")
