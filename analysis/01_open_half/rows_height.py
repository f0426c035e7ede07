"""S8 and S9: heights of optical markers, through a lever arm fitted on the same shoe."""

from __future__ import annotations

import itertools
from typing import Any, Final

import numpy as np
from matching import fit_lever, lever_height
from methods import Found
from numpy.typing import NDArray
from scipy.ndimage import median_filter, uniform_filter1d
from scipy.signal import find_peaks
from scoring import (
    LeftOut,
    Measured,
    Row,
    RowScore,
    Spot,
    by_person,
    mean_abs,
    median_abs,
    people_metric,
    share,
    spread,
)
from sets import SIDES, Walk

Array = NDArray[np.float64]

_JUMP_M: Final = 0.02
_END_HEIGHT_M: Final = 0.02
#: The foot swings while the reference is this much above its stance height, m.
_RAISED_M: Final = 0.01
#: A rise of the reference counts as one of the two of a swing from this prominence, m.
_PROMINENCE_M: Final = 0.003
_WHOLE: Final = 0.95
#: A reference swing longer than this holds more than one real swing, s.
_LONGEST_SWING_S: Final = 1.0


def _measure_s8(walk: Walk, found: Found) -> dict[str, Any]:
    t_s, vicon = walk.truth["vicon_t_s"], walk.truth["vicon_m"]
    path = found.path(walk.truth["side"])
    strides = []
    dropped = {"jump": 0, "end": 0, "flat": 0}
    stances = np.searchsorted(t_s, walk.truth["stances_s"])
    for begin, end in itertools.pairwise(stances):
        part = slice(begin, end + 1)
        raw = vicon[part, 2]
        if (np.abs(np.diff(raw)) > _JUMP_M).any():
            dropped["jump"] += 1
            continue
        if abs(raw[-1] - raw[0]) > _END_HEIGHT_M:
            dropped["end"] += 1
            continue
        # Five samples of median: spikes of a few mm below the limit of a jump are still there.
        reference = median_filter(raw, 5, mode="nearest")
        reference = reference - float(np.median(raw[:6]))
        raised = reference > _RAISED_M
        if not raised.any():
            dropped["flat"] += 1
            continue
        height, lever = lever_height(path, t_s[part])
        good = np.isfinite(height)
        strides.append(
            {
                "reference": reference,
                "height": height,
                "lever": lever,
                "valley": _valley(reference, 1.0 / float(np.median(np.diff(t_s)))),
                "measured": bool(good[raised].mean() >= _WHOLE),
                "span_s": (float(t_s[begin]), float(t_s[end])),
                "calm": bool((_step_lengths(vicon[part]) <= _JUMP_M).all()),
            }
        )
    return {"strides": strides, "dropped": dropped, "all": len(stances) - 1}


def _step_lengths(path: Array) -> Array:
    """Distance from sample to sample, in all three directions."""
    return np.linalg.norm(np.diff(path, axis=0), axis=1)


def _valley(reference: Array, rate_hz: float) -> tuple[int, int] | None:
    """Find the two rises between which mid-swing lies; None where there is one rise."""
    smooth = uniform_filter1d(reference, max(3, round(0.03 * rate_hz)), mode="nearest")
    peaks, _ = find_peaks(smooth, height=_RAISED_M, prominence=_PROMINENCE_M)
    return (int(peaks[0]), int(peaks[-1])) if len(peaks) >= 2 else None


def _score_s8(measured: Measured) -> RowScore:
    every = [(ref, stride) for ref, m in measured for stride in m["strides"]]
    arms: dict[str, Array] = {}
    for person, own in by_person(measured).items():
        good = [s for _, m in own for s in m["strides"] if s["measured"]]
        arms[person] = fit_lever(
            [s["reference"] - s["height"] for s in good], [s["lever"] for s in good]
        )
    lows: dict[str, list[float]] = {}
    peaks: dict[str, list[float]] = {}
    traces: dict[str, list[float]] = {}
    calm: dict[str, dict[str, list[float]]] = {"lows": {}, "peaks": {}}
    spots = []
    with_valley = 0
    for ref, stride in every:
        with_valley += stride["valley"] is not None
        if not stride["measured"]:
            spots.append(Spot(ref, "right", *stride["span_s"], 999.0, "not measured"))
            continue
        ours = stride["height"] + stride["lever"] @ arms[ref.person]
        reference = stride["reference"]
        error = 1000.0 * (np.nanmax(ours) - reference.max())
        peaks.setdefault(ref.person, []).append(error)
        if stride["calm"]:
            calm["peaks"].setdefault(ref.person, []).append(error)
        traces.setdefault(ref.person, []).append(
            1000.0 * float(np.sqrt(np.nanmean((ours - reference) ** 2)))
        )
        note = f"peak {error:+.1f} mm"
        if stride["valley"] is not None:
            swing = slice(stride["valley"][0], stride["valley"][1] + 1)
            low = 1000.0 * (np.nanmin(ours[swing]) - reference[swing].min())
            lows.setdefault(ref.person, []).append(low)
            if stride["calm"]:
                calm["lows"].setdefault(ref.person, []).append(low)
            note += f", minimum {low:+.1f} mm"
            error = max(abs(error), abs(low))
        spots.append(Spot(ref, "right", *stride["span_s"], abs(error), note))
    low_yield = share(sum(map(len, lows.values())), with_valley)
    peak_yield = share(sum(map(len, peaks.values())), len(every))
    metrics = []
    for name, word, items, got, floor in (
        ("minimum", "mid-swing minimum", lows, low_yield, 3.8),
        ("peak", "peak height", peaks, peak_yield, 3.7),
    ):
        for suffix, text, of, targets in (
            ("", "mean absolute error", mean_abs, {"floor": floor, "aim": 3.0}),
            ("_median", "median absolute error", median_abs, {}),
            ("_bias", "bias", _mean, {}),
        ):
            metrics.append(
                people_metric(
                    f"{name}{suffix}_mm",
                    f"{word}, {text}, mm",
                    items,
                    of,
                    sense="zero" if suffix == "_bias" else "low",
                    yield_share=got,
                    least_yield=0.95,
                    **targets,
                )
            )
    # The other reading of "no jump": in all directions. It drops the fast swings, too.
    for name, word, items, floor in (
        ("minimum_calm_mm", "mid-swing minimum, no 3-D jump: MAE, mm", calm["lows"], 3.8),
        ("peak_calm_mm", "peak height, no 3-D jump: MAE, mm", calm["peaks"], 3.7),
    ):
        metrics.append(
            people_metric(name, word, items, mean_abs, sense="low", floor=floor, aim=3.0)
        )
    metrics.append(
        people_metric(
            "trace_mm",
            "height over the stride, RMS, mm",
            traces,
            _mean,
            sense="low",
            yield_share=peak_yield,
        )
    )
    dropped = {why: sum(m["dropped"][why] for _, m in measured) for why in ("jump", "end", "flat")}
    left_out = [
        LeftOut("reference strides", "the Vicon height jumps by more than 2 cm", dropped["jump"]),
        LeftOut("reference strides", "end heights differ by more than 2 cm", dropped["end"]),
        LeftOut("reference strides", "the Vicon point never rises by 1 cm", dropped["flat"]),
        LeftOut(
            "minima",
            "the Vicon height has a single rise, no mid-swing minimum",
            len(every) - with_valley,
        ),
    ]
    details = {
        "lever_arm_m": {who: arm.tolist() for who, arm in arms.items()},
        "reference_strides": sum(m["all"] for _, m in measured),
    }
    return RowScore(metrics, left_out, spots, details)


def _mean(errors: Array) -> float:
    return float(np.mean(errors))


def _measure_s9(walk: Walk, found: Found) -> list[dict[str, Any]]:
    out = []
    for side in SIDES:
        markers = walk.truth["markers"][side]
        t_s = markers["t_s"]
        height, lever = lever_height(found.path(side), t_s)
        for stride in walk.truth["strides"][side].itertuples():
            inside = (t_s >= stride.start_s) & (t_s < stride.end_s)
            swing_s = stride.ic_s - stride.tc_s
            middle = (t_s >= stride.tc_s + 0.25 * swing_s) & (t_s <= stride.tc_s + 0.75 * swing_s)
            begin = float(stride.start_s)
            out.append(
                {
                    "side": side,
                    "s_id": int(stride.s_id),
                    "swing_s": swing_s,
                    "span_s": (begin, float(stride.end_s)),
                    "middle": middle[inside],
                    "height": height[inside],
                    "lever": lever[inside],
                    "measured": bool(np.isfinite(height[inside]).mean() >= _WHOLE),
                }
                | {
                    name: markers[name][inside, 2]
                    - float(np.interp(begin, t_s, markers[name][:, 2]))
                    for name in ("toe", "heel")
                }
            )
    return out


def _score_s9(measured: Measured) -> RowScore:
    scored, spots, arms = [], [], {}
    long_swings = sum(s["swing_s"] > _LONGEST_SWING_S for _, m in measured for s in m)
    for ref, strides in measured:
        single = [s for s in strides if s["swing_s"] <= _LONGEST_SWING_S]
        for side in SIDES:
            own = [s for s in single if s["side"] == side]
            even = [s for s in own if s["s_id"] % 2 == 0 and s["measured"]]
            arm = {
                name: fit_lever([s[name] - s["height"] for s in even], [s["lever"] for s in even])
                for name in ("toe", "heel")
            }
            arms[f"{ref.trial} {side}"] = {name: one.tolist() for name, one in arm.items()}
            for s in own:
                if s["s_id"] % 2 == 0:
                    continue
                errors = dict.fromkeys(("low", "toe_top", "heel_top"), float("nan"))
                if s["measured"]:
                    toe = s["height"] + s["lever"] @ arm["toe"]
                    heel = s["height"] + s["lever"] @ arm["heel"]
                    errors = {
                        "low": 1000.0 * (np.nanmin(toe[s["middle"]]) - s["toe"][s["middle"]].min()),
                        "toe_top": 1000.0 * (np.nanmax(toe) - s["toe"].max()),
                        "heel_top": 1000.0 * (np.nanmax(heel) - s["heel"].max()),
                    }
                scored.append((ref.person, errors))
                bad = np.nan_to_num(abs(errors["low"]), nan=999.0)
                spots.append(Spot(ref, side, *s["span_s"], bad, f"minimum {errors['low']:+.1f} mm"))
    people = {who for who, _ in scored}
    got = share(sum(np.isfinite(e["low"]) for _, e in scored), len(scored))
    metrics = []
    for name, what, targets in (
        ("low", "toe marker, mid-swing minimum", ((-3.3, 2.0), (6.9, 4.0))),
        ("toe_top", "toe marker, largest height", ((None, None), (None, None))),
        ("heel_top", "heel marker, largest height", ((None, None), (None, None))),
    ):
        items = {who: [e[name] for person, e in scored if person == who] for who in sorted(people)}
        for key, text, of, sense, (floor, aim) in (
            ("bias", "bias", _mean, "zero", targets[0]),
            ("sd", "SD", spread, "low", targets[1]),
        ):
            metrics.append(
                people_metric(
                    f"{name}_{key}_mm",
                    f"{what}, {text}, mm",
                    items,
                    of,
                    sense=sense,
                    floor=floor,
                    aim=aim,
                    yield_share=got,
                )
            )
    left_out = [
        LeftOut(
            "reference strides",
            "even number: the lever arm is fitted on them",
            sum(s["s_id"] % 2 == 0 for _, m in measured for s in m),
        ),
        LeftOut(
            "reference strides", "two real swings in one reference stride (a turn)", long_swings
        ),
    ]
    return RowScore(metrics, left_out, spots, {"lever_arm_m": arms})


ROWS: Final = (
    Row(
        "S8",
        "height of a point on the shoe",
        lambda ref: ref.set_name == "pyshoe" and ref.kind == "walk",
        _measure_s8,
        _score_s8,
        why_not=lambda ref: {"run": "running", "unannotated": "no annotated stances"}.get(
            ref.kind if ref.set_name == "pyshoe" else "", ""
        ),
    ),
    Row(
        "S9",
        "height of toe and heel",
        lambda ref: ref.set_name == "mocap",
        _measure_s9,
        _score_s9,
    ),
)
