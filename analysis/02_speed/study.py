"""Time and memory beside the peer, in one run on one machine.

    python analysis/02_speed/study.py --peer PYTHON [--runs N] [--hours 1,2,4,8]

PYTHON is the interpreter of an environment made for this alone: `python -m venv peer`, then
`peer/bin/pip install gaitmap==2.6.0 gaitmap_mad==2.6.0` (AGPL: never a dependency of ours).
Without --peer only our own side is measured, and nothing is kept. The hour is a healthy walk of the
open half (5047_normal_20), repeated; the peer gets it in the sensor frame that it wants, we get it
as mounted. Runs of both alternate. Rewrites `result.json` and the table in the README.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any, Final

import numpy as np

import gaitsense
from gaitsense.recordings.session_writer import write_session_csv

_HERE: Final = Path(__file__).resolve().parent
sys.path.insert(0, str(_HERE.parent / "01_open_half"))

from sets import data_folder, read_trial

_RATE_HZ: Final = 204.8
_HOUR_N: Final = int(3600 * _RATE_HZ)
_CSV_MB: Final = 77.0
_BEGIN, _END = "<!-- table: begin, written by study.py -->", "<!-- table: end -->"

Runs = list[dict[str, float]]


def make_hour(data: Path, path: Path) -> None:
    """Write one hour of both feet, in the peer's frame and as mounted."""
    trial = read_trial(data / "gaitmap_mocap_sample" / "trials" / "5047_normal_20.npz")
    arrays = {}
    for side in ("left", "right"):
        for name, source, unit in (
            (f"acc_{side}", f"acc_{side}", 1.0),
            (f"gyr_dps_{side}", f"gyr_{side}", 1.0),
            (f"raw_acc_{side}", f"accraw_{side}", 1.0),
            (f"raw_gyr_{side}", f"gyrraw_{side}", np.pi / 180.0),
        ):
            walk = np.asarray(trial[source], float) * unit
            arrays[name] = np.resize(walk, (_HOUR_N, 3)).astype(np.float32)
    np.savez(path, **arrays)


def run(*command: str) -> dict[str, float]:
    """Run a script that prints one JSON document."""
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(f"{' '.join(command)} failed:\n{done.stderr[-2000:]}")
    found: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return found


def wall(*command: str) -> dict[str, float]:
    """Time a whole command; peak memory of the largest child so far is the kernel's own count."""
    begin = time.perf_counter()
    child = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    assert child.stderr is not None
    said = child.stderr.read()
    _, status, usage = os.wait4(child.pid, 0)
    seconds = time.perf_counter() - begin
    if status:
        raise SystemExit(f"{' '.join(command)} failed:\n{said.decode()[-2000:]}")
    return {"seconds": seconds, "peak_mb": usage.ru_maxrss / 1024}


def summary(runs: Runs, key: str) -> dict[str, Any]:
    """Median and range of one figure over the runs."""
    values = sorted(one[key] for one in runs)
    return {"median": statistics.median(values), "low": values[0], "high": values[-1]}


def measure_csv(hour: Path, folder: Path, runs: int) -> dict[str, Runs]:
    """Time reading and the whole command on a session CSV of the hour and one of 77 MB."""
    with np.load(hour, allow_pickle=False) as arrays:
        feet = {
            side: (None, arrays[f"raw_acc_{side}"], arrays[f"raw_gyr_{side}"])
            for side in ("left", "right")
        }
    whole = folder / "hour.csv"
    write_session_csv(gaitsense.Recording.from_arrays(feet, fs_hz=_RATE_HZ), whole)
    share = min(1.0, _CSV_MB * 1e6 / whole.stat().st_size)
    part = {
        side: (None, *(a[: int(share * _HOUR_N)] for a in arrays[1:]))
        for side, arrays in feet.items()
    }
    small = folder / "part.csv"
    write_session_csv(gaitsense.Recording.from_arrays(part, fs_hz=_RATE_HZ), small)
    reading = str(_HERE / "reading.py")
    command = [sys.executable, "-m", "gaitsense", "analyze", str(whole), "--tables-only", "--out"]
    out: dict[str, Runs] = {"read": [], "command": [], "read_hour": []}
    for k in range(runs):
        out["read"].append(run(sys.executable, reading, str(small)))
        out["read_hour"].append(run(sys.executable, reading, str(whole)))
        out["command"].append(wall(*command, str(folder / f"out{k}")))
    for one in out["read"]:
        one["mb"] = small.stat().st_size / 1e6
    for one in (*out["command"], *out["read_hour"]):
        one["mb"] = whole.stat().st_size / 1e6
    return out


def main() -> int:
    """Measure, print the table, and keep it where the peer was there."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--data", help="folder of the recordings (else GAITSENSE_DATA)")
    parser.add_argument("--peer", metavar="PYTHON", help="interpreter of the peer's environment")
    parser.add_argument("--runs", type=int, default=5, metavar="N")
    parser.add_argument("--hours", default="1,2,4,8", help="lengths for the growth")
    args = parser.parse_args()
    result: dict[str, Any] = {
        "version": gaitsense.__version__,
        "python": platform.python_version(),
        "cores": os.cpu_count(),
        "runs": args.runs,
    }
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        hour = folder / "hour.npz"
        make_hour(data_folder(args.data), hour)
        ours: Runs = []
        peer: Runs = []
        for k in range(args.runs):
            ours.append(run(sys.executable, str(_HERE / "ours.py"), str(hour), str(_RATE_HZ), "1"))
            if args.peer:
                peer.append(run(args.peer, str(_HERE / "peer.py"), str(hour), str(_RATE_HZ)))
            print(
                f"run {k + 1} of {args.runs}: {ours[-1]} {peer[-1:]}", file=sys.stderr, flush=True
            )
        result |= {"ours": ours, "peer": peer, "csv": measure_csv(hour, folder, args.runs)}
        result["growth"] = {
            hours: run(sys.executable, str(_HERE / "ours.py"), str(hour), str(_RATE_HZ), hours)
            for hours in args.hours.split(",")
        }
    nothing = [wall(sys.executable, "-c", "pass") for _ in range(args.runs)]
    imported = [wall(sys.executable, "-c", "import gaitsense") for _ in range(args.runs)]
    helped = [wall(sys.executable, "-m", "gaitsense", "--help") for _ in range(args.runs)]
    result |= {"python_alone": nothing, "import": imported, "help": helped}
    text = table(result)
    print(text)
    if args.peer:
        encoded = json.dumps(result, indent=1, ensure_ascii=False, allow_nan=False)
        (_HERE / "result.json").write_text(encoded + "\n", encoding="utf-8")
        readme = _HERE / "README.md"
        before, _, rest = readme.read_text(encoding="utf-8").partition(_BEGIN)
        after = rest.partition(_END)[2]
        readme.write_text(f"{before}{_BEGIN}\n{text}\n{_END}{after}", encoding="utf-8")
    return 0


def _cell(runs: Runs, key: str, unit: str) -> str:
    if not runs:
        return "not measured"
    s = summary(runs, key)
    return f"{s['median']:.3g} {unit} ({s['low']:.3g} to {s['high']:.3g})"


def table(result: dict[str, Any]) -> str:
    """Lay out medians and ranges."""
    ours, peer, csv = result["ours"], result["peer"], result["csv"]
    ratio = "not measured"
    if peer:
        each = [p["seconds"] / o["seconds"] for p, o in zip(peer, ours, strict=True)]
        ratio = f"{statistics.median(each):.0f}× ({min(each):.0f} to {max(each):.0f})"
    over = [
        {"seconds": a["seconds"] - b["seconds"]}
        for a, b in zip(result["import"], result["python_alone"], strict=True)
    ]
    rows = [
        (
            "1 h of both feet, arrays to stride table",
            _cell(ours, "seconds", "s"),
            _cell(peer, "seconds", "s"),
            f"≥ 30×, aim 50×: {ratio}",
        ),
        (
            "its peak memory, data included",
            _cell(ours, "peak_mb", "MB"),
            _cell(peer, "peak_mb", "MB"),
            "≤ 800 MB, aim 600",
        ),
        (
            "strides found",
            f"{ours[0]['strides']:.0f}",
            f"{peer[0]['strides']:.0f}" if peer else "not measured",
            "",
        ),
        (
            "first call of a fresh process, 1 min of both feet",
            _cell(ours, "first_call_s", "s"),
            _cell(peer, "first_call_s", "s"),
            "",
        ),
        (
            f"`gaitsense analyze --tables-only` on it as CSV ({csv['command'][0]['mb']:.0f} MB)",
            _cell(csv["command"], "seconds", "s"),
            "–",
            "≤ 6 s, aim 4",
        ),
        ("its peak memory", _cell(csv["command"], "peak_mb", "MB"), "–", ""),
        ("reading that CSV", _cell(csv["read_hour"], "seconds", "s"), "–", ""),
        (
            f"reading {csv['read'][0]['mb']:.0f} MB of CSV",
            _cell(csv["read"], "seconds", "s"),
            "–",
            "≤ 1.5 s",
        ),
        ("`import gaitsense`, beyond Python itself", _cell(over, "seconds", "s"), "–", "≤ 0.25 s"),
        ("`gaitsense --help`, whole", _cell(result["help"], "seconds", "s"), "–", "≤ 0.2 s"),
    ]
    for hours, one in result["growth"].items():
        needs = f"{one['seconds']:.3g} s, peak {one['peak_mb']:.0f} MB"
        needs += f" (with the arrays alone {one['before_mb']:.0f})"
        rows.append((f"{hours} h of both feet, arrays to stride table", needs, "–", "linear"))
    lines = ["| what | gaitsense | peer | to reach |", "|---|---|---|---|"]
    return "\n".join(lines + ["| " + " | ".join(row) + " |" for row in rows])


if __name__ == "__main__":
    raise SystemExit(main())
