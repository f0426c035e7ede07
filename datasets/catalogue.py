"""Print the registry of public gait recordings, and check it.

python datasets/catalogue.py                 # one line per set
python datasets/catalogue.py pyshoe_vicon    # all that is known of one
python datasets/catalogue.py --json
"""

from __future__ import annotations

import argparse
import difflib
import json
import re
import sys
import textwrap
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final

FOLDER: Final = Path(__file__).resolve().parent
REGISTRY: Final = FOLDER / "registry.toml"

#: Every key that a set must have, and its type.
KEYS: Final[dict[str, type]] = {
    "id": str, "title": str, "status": str, "people": str, "sensors": str, "rate_hz": list,
    "reference": str, "address": str, "doi": str, "doi_of": str, "licence": str,
    "licence_of": str, "may_train": bool, "may_redistribute": bool, "citation": str, "size": str,
    "sha256": str, "shows": list, "cannot": str, "folder": str, "card": str, "converter": str,
    "confirmed": bool,
}  # fmt: skip
#: Only where something is not confirmed.
UNCONFIRMED: Final = "unconfirmed"
#: May be empty: not known, or there is none.
MAY_BE_EMPTY: Final = frozenset(
    {"rate_hz", "address", "doi", "doi_of", "size", "sha256", "shows", "folder", "converter"}
)
#: A set is ours, has a converter, or is known from its papers only.
STATUSES: Final = ("here", "converter", "known")
#: Licences, and whether each can allow training and passing on.
LICENCES: Final = {
    "MIT": True,
    "CC-BY-NC-SA": False,
    "AGPL-3.0": False,
    "mixed": False,
    "not confirmed": False,
}
DOI_OF: Final = ("", "data", "paper", "method", "full set")
ROWS: Final = frozenset({*(f"S{k}" for k in range(1, 15)), *(f"D{k}" for k in range(1, 7))})
_ID: Final = re.compile(r"[a-z][a-z0-9_]*")
_DOI: Final = re.compile(r"10\.\d{4,9}/[^\s\"]+")
_SHA256: Final = re.compile(r"[0-9a-f]{64}")


def load(path: Path = REGISTRY) -> list[dict[str, Any]]:
    """Read the registry: one mapping per set, in its order."""
    with path.open("rb") as file:
        sets: list[dict[str, Any]] = tomllib.load(file)["set"]
    return sets


def faults(sets: list[dict[str, Any]], folder: Path = FOLDER) -> list[str]:
    """Say everything that is wrong with a registry; an empty list where nothing is."""
    ids = [str(entry.get("id")) for entry in sets]
    found = [f"{name}: there twice" for name in dict.fromkeys(ids) if ids.count(name) > 1]
    for entry in sets:
        name = entry.get("id", "a set without id")
        found += [f"{name}: {fault}" for fault in _faults_of(entry, folder)]
    return found


def _faults_of(entry: Mapping[str, Any], folder: Path) -> Iterator[str]:
    yield from (f"{key} is missing" for key in KEYS if key not in entry)
    yield from (f"{key} is not known" for key in entry if key not in {*KEYS, UNCONFIRMED})
    for key, kind in KEYS.items():
        value = entry.get(key)
        if value is not None and type(value) is not kind:
            yield f"{key} must be {kind.__name__}"
        elif value in ("", []) and key not in MAY_BE_EMPTY:
            yield f"{key} is empty"
    if any(type(entry.get(key)) is not kind for key, kind in KEYS.items()):
        return
    yield from _wrong_values(entry)
    yield from _contradictions(entry)
    for key in ("card", "converter"):
        if entry[key] and not (folder / entry[key]).is_file():
            yield f"{key} {entry[key]} is not there"


def _wrong_values(entry: Mapping[str, Any]) -> Iterator[str]:
    for key, known in (("status", STATUSES), ("licence", LICENCES), ("doi_of", DOI_OF)):
        if entry[key] not in known:
            yield f"{key} {entry[key]!r} is none of {', '.join(map(repr, known))}"
    for key, form in (("id", _ID), ("doi", _DOI), ("sha256", _SHA256)):
        if entry[key] and not form.fullmatch(entry[key]):
            yield f"{key} {entry[key]!r} has not the form of one"
    if entry["address"] and not entry["address"].startswith("https://"):
        yield "address does not begin with https://"
    for row in entry["shows"]:
        if row not in ROWS:
            yield f"shows {row!r}, which is no row of the benchmarks"
    for rate_hz in entry["rate_hz"]:
        if type(rate_hz) is not float or not 10.0 <= rate_hz <= 4000.0:
            yield f"rate_hz holds {rate_hz!r}, where a rate in Hz with a point is due"


def _contradictions(entry: Mapping[str, Any]) -> Iterator[str]:
    allows = LICENCES.get(entry["licence"], False)
    for key in ("may_train", "may_redistribute"):
        if entry[key] and not allows:
            yield f"{key} contradicts the licence {entry['licence']}"
    if bool(entry["doi"]) != bool(entry["doi_of"]):
        yield "doi and doi_of go together"
    if entry["confirmed"] == (UNCONFIRMED in entry):
        yield "a set is confirmed, or says in 'unconfirmed' what is not"
    if bool(entry["converter"]) == (entry["status"] == "known"):
        yield f"status {entry['status']!r} contradicts converter {entry['converter']!r}"
    if bool(entry["folder"]) != (entry["status"] == "converter"):
        yield "a folder among the data goes with the status 'converter'"
    if entry["card"] != f"{entry['id']}/README.md":
        yield "the card is <id>/README.md"
    if not (entry["address"] or entry["doi"] or entry["status"] != "known"):
        yield "nobody can find it: neither address nor DOI"


def describe(entry: Mapping[str, Any]) -> str:
    """Write all that is known of a set, a line per fact."""
    lines = [entry["title"], ""]
    for key, value in entry.items():
        if key == "title" or value in ("", []):
            continue
        shown = {True: "yes", False: "no"}.get(value) if type(value) is bool else None
        text = shown or (", ".join(map(str, value)) if isinstance(value, list) else str(value))
        lines += textwrap.wrap(
            f"{key.replace('_', ' ')}: {text}", 78, initial_indent="  ", subsequent_indent="      "
        )
    return "\n".join(lines)


def overview(sets: list[dict[str, Any]]) -> str:
    """Write one line per set: id, licence, rows that it can show, title."""
    wide = max(len(entry["id"]) for entry in sets)
    lines = [f"{'id':{wide}}  {'licence':13}  {'state':9}  title"]
    lines += [
        f"{entry['id']:{wide}}  {entry['licence']:13}  {entry['status']:9}  {entry['title']}"
        for entry in sets
    ]
    return "\n".join(lines)


def main(arguments: list[str] | None = None) -> int:
    """Run from the command line; returns the exit code."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("id", nargs="?", help="a set; all of them where none is named")
    parser.add_argument("--json", action="store_true", help="for programs")
    given = parser.parse_args(arguments)
    sets = load()
    wrong = faults(sets)
    for fault in wrong:
        print(f"Please check registry.toml: {fault}", file=sys.stderr)
    if given.id is not None:
        ids = [entry["id"] for entry in sets]
        if given.id not in ids:
            near = difflib.get_close_matches(given.id, ids, n=1, cutoff=0.4)
            hint = f"did you mean {near[0]}?" if near else f"there are {', '.join(ids)}"
            print(f"Error: there is no set {given.id!r}; {hint}", file=sys.stderr)
            return 2
        sets = [entry for entry in sets if entry["id"] == given.id]
    if given.json:
        print(json.dumps(sets, indent=2, ensure_ascii=False))
    else:
        print(describe(sets[0]) if given.id else overview(sets))
    return 4 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
