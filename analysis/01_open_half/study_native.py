"""Read every maker's file as a user would, and judge what comes of it: row S12.

    python analysis/01_open_half/study_native.py [--data DIR]

Each file is read without any option; where only the foot is asked for, a second time with it.
What must come of it stands in `native_expected.toml`, counted in the files by hand. Rewrites
`result_native.json` and its table in the README.
"""

from __future__ import annotations

import argparse
import json
import os
import tomllib
from pathlib import Path
from typing import Any, Final

import numpy as np
import report
from sets import data_folder

import gaitsense

_HERE: Final = Path(__file__).resolve().parent
_GRAVITY_MPS2: Final = 9.81
_GRAVITY_SHARE: Final = 0.06
_DURATION_SHARE: Final = 0.005
#: The calmest tenth of the samples is where a rest would be.
_CALM_PERCENT: Final = 10.0
_ASKS_FOR_FOOT: Final = "say which foot with --side"


def read(paths: list[Path]) -> tuple[gaitsense.Recording | None, str, bool]:
    """Read a file as it is; return recording, refusal, and whether the foot was asked for."""
    given = paths[0] if len(paths) == 1 else paths
    try:
        return gaitsense.read_recording(given), "", False
    except gaitsense.GaitsenseError as error:
        if _ASKS_FOR_FOOT not in str(error):
            return None, str(error), False
    return gaitsense.read_recording(given, side="left"), "", True


def judge(expected: dict[str, Any], data: Path) -> dict[str, Any]:
    """Read one file, or the files of one sensor, and compare with what stands in it."""
    paths = [data / "native_formats" / name for name in expected["path"]]
    recording, refusal, asked_foot = read(paths)
    out: dict[str, Any] = {
        "file": " + ".join(Path(name).name for name in expected["path"]),
        "expected": expected["expect"],
        "asked_for_foot": asked_foot,
        # Where the recordings lie is this machine's matter.
        "refusal": refusal.partition(": ")[2].replace(f"{data / 'native_formats'}{os.sep}", ""),
        "faults": [],
    }
    if recording is None:
        if expected["expect"] == "read":
            out["faults"].append("refused, but it is a recording")
        if expected.get("word", "").casefold() not in refusal.casefold():
            out["faults"].append(f"the refusal does not name {expected['word']!r}")
        return out
    if expected["expect"] != "read":
        out["faults"].append("read, but it is no recording, or a fact is missing")
    feet = [recording[side] for side in recording.sides]
    taken = recording.metadata["source_format"]
    if expected["device"].casefold() not in taken.casefold():
        out["faults"].append(f"taken for {taken}")
    out |= {
        "taken_for": taken,
        "why": recording.metadata["recognised_by"],
        "sides": list(recording.sides),
        "rate_hz": [foot.rate_hz for foot in feet],
        "samples": [len(foot) for foot in feet],
        "lost": sum(gap.missing for foot in feet for gap in foot.gaps),
        "duration_s": max(float(foot.t_s[-1] - foot.t_s[0]) for foot in feet),
        "calm_mps2": [_calm_mps2(foot) for foot in feet],
        "notes": list(recording.notes),
    }
    _compare(out, expected)
    return out


def _calm_mps2(foot: Any) -> float:
    turning = np.linalg.norm(foot.gyr_radps, axis=1)
    calm = turning <= np.percentile(turning, _CALM_PERCENT)
    return float(np.median(np.linalg.norm(foot.acc_mps2[calm], axis=1)))


def _compare(out: dict[str, Any], expected: dict[str, Any]) -> None:
    if abs(out["duration_s"] / expected.get("duration_s", np.nan) - 1.0) > _DURATION_SHARE:
        out["faults"].append(f"lasts {out['duration_s']:.3f} s, not {expected['duration_s']}")
    if out["lost"] != expected.get("lost", 0):
        out["faults"].append(f"{out['lost']} samples lost, not {expected['lost']}")
    off = [abs(g / _GRAVITY_MPS2 - 1.0) > _GRAVITY_SHARE for g in out["calm_mps2"]]
    if expected.get("rest") is True and any(off):
        out["faults"].append(f"gravity reads {out['calm_mps2']}")
    if expected.get("rest") == "off" and not any("than gravity" in note for note in out["notes"]):
        out["faults"].append("gravity is wrong and nothing is said")


def table(results: list[dict[str, Any]]) -> str:
    """Lay out every file."""
    heads = (
        "file",
        "taken for",
        "rate, Hz",
        "duration, s",
        "lost",
        "sides",
        r"\|a\| when calm, m/s²",
        "result",
    )
    lines = ["| " + " | ".join(heads) + " |", "|---" * len(heads) + "|"]
    for one in results:
        verdict = "**NO**: " + "; ".join(one["faults"]) if one["faults"] else "as expected"
        if "taken_for" not in one:
            said = one["refusal"].partition(";")[0]
            lines.append(f"| {one['file']} | {said} | – | – | – | – | – | {verdict} |")
            continue
        cells = [
            one["file"],
            one["taken_for"],
            " / ".join(f"{rate:.4g}" for rate in one["rate_hz"]),
            f"{one['duration_s']:.3f}",
            str(one["lost"]),
            "asked for" if one["asked_for_foot"] else " and ".join(one["sides"]),
            " / ".join(f"{g:.2f}" for g in one["calm_mps2"]),
            verdict,
        ]
        lines.append("| " + " | ".join(cells) + " |")
    return "\n".join(lines)


def main() -> int:
    """Run the study; the exit code is 1 when a file is not what it should be."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--data", help="folder of the recordings (else GAITSENSE_DATA)")
    data = data_folder(parser.parse_args().data)
    expected = tomllib.loads((_HERE / "native_expected.toml").read_text(encoding="utf-8"))["file"]
    results = [judge(one, data) for one in expected]
    text = table(results)
    print(text)
    faults = sum(bool(one["faults"]) for one in results)
    print(f"{len(results)} files, {faults} not as expected")
    document = report.plain({"version": gaitsense.__version__, "files": results})
    path = _HERE / "result_native.json"
    encoded = json.dumps(document, indent=1, ensure_ascii=False, allow_nan=False)
    path.write_text(encoded + "\n", encoding="utf-8")
    report.replace_table(_HERE / "README.md", "native", text)
    return int(faults > 0)


if __name__ == "__main__":
    raise SystemExit(main())
