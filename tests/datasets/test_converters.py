"""Every set of the data folder, two trials each; skipped where it is absent."""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import gaitsense

pytestmark = pytest.mark.accuracy

LOST = -32768
TRUTH = ["what", "side", "start_s", "end_s", "value", "unit"]
PATH = ["t_s", "side", "point", "x_m", "y_m", "z_m"]
#: Two trials of each set; what their arrays are called; the feet and what those are called.
TRIALS = {
    "truong2019_ipol265": (("5-1", "100-1"), "", {"left": "left", "right": "right"}),
    "voisard2023_ipol497": (("1-1", "1-2"), "", {"left": "left", "right": "right"}),
    "gaitmap_mocap_sample": (
        ("5047_normal_20", "healthy_4x10m_ic"), "", {"left": "left", "right": "right"},
    ),
    "koroglu_footprints": (("SC31", "SC34"), "", {"right": "foot"}),
    "movingreality_stroke": (("MR002_FBIC", "MR003_1Reg"), "", {"left": "left", "right": "right"}),
    "pyshoe_vicon": (("2017-11-22-11-22-03", "2017-11-22-11-22-46"), "", {"right": "right"}),
    "tripod_excerpt": (("FZ_PWS",), "", {"left": "left", "right": "right"}),
}  # fmt: skip
#: Strides that the whole of the first trial surely has, per foot, and its least F1 of events.
LEAST_STRIDES = {
    "truong2019_ipol265": 15, "voisard2023_ipol497": 14, "gaitmap_mocap_sample": 25,
    "koroglu_footprints": 30, "movingreality_stroke": 90, "pyshoe_vicon": 18,
    "tripod_excerpt": 90,
}  # fmt: skip


@pytest.fixture(scope="module")
def converted(script, shared_data, tmp_path_factory):
    """Convert the two trials of a set once; gives the folder they are in."""
    done: dict[str, Path] = {}

    def convert(set_id: str) -> Path:
        if set_id not in done:
            module = script(f"{set_id}/convert.py")
            out = tmp_path_factory.mktemp(set_id)
            main = sys.modules["converting"].main
            names = TRIALS[set_id][0]
            options = ["--out", str(out), "--data", str(shared_data), "--only", *names]
            assert main(set_id, module.trials, None, options) == 0
            done[set_id] = out
        return done[set_id]

    return convert


def source(shared_data: Path, set_id: str, trial: str):
    """Times or None, acc (m/s²), gyr (°/s) by foot, and rate; read from the counts by hand."""
    arrays = np.load(shared_data / set_id / "trials" / f"{trial}.npz", allow_pickle=False)
    feet = {}
    for side, name in TRIALS[set_id][2].items():
        vectors = []
        for kind in ("acc", "gyr"):
            key = f"{kind}_{name}"
            if f"{kind}raw_{name}" in arrays.files:
                vectors.append(arrays[f"{kind}raw_{name}"].astype(float))
                continue
            counts = arrays[key]
            value = counts * float(arrays[f"{key}__scale"])
            vectors.append(np.where(counts == LOST, np.nan, value))
        given = [key for key in ("time", f"t_{name}") if key in arrays.files]
        feet[side] = (arrays[given[0]].astype(float) if given else None, *vectors)
    return feet, float(arrays["fs"])


def gravity_mps2(shared_data: Path, trial: str, side: str) -> np.ndarray:
    table = pd.read_csv(shared_data / "truong2019_ipol265" / "trials.csv", dtype={"trial": str})
    row = table[table["trial"] == trial].iloc[0]
    return 9.80665 * row[[f"grav_{axis}_{side}" for axis in "xyz"]].to_numpy(float)


@pytest.mark.parametrize(
    ("set_id", "at"), [(s, k) for s in TRIALS for k in range(len(TRIALS[s][0]))]
)
def test_samples_are_those_of_the_source(converted, shared_data, set_id, at):
    trial = TRIALS[set_id][0][at]
    recording = gaitsense.read_recording(converted(set_id) / f"{trial}.csv")
    feet, rate_hz = source(shared_data, set_id, trial)
    assert list(recording.sides) == list(feet)
    for side, (t_s, acc, gyr) in feet.items():
        if set_id == "truong2019_ipol265":
            acc = acc + gravity_mps2(shared_data, trial, side)
        foot = recording[side]
        whole = np.isfinite(acc).all(axis=1) & np.isfinite(gyr).all(axis=1)
        assert len(foot) == np.count_nonzero(whole)
        np.testing.assert_allclose(foot.acc_mps2, acc[whole], rtol=2e-7, atol=1e-6)
        np.testing.assert_allclose(np.degrees(foot.gyr_radps), gyr[whole], rtol=3e-7, atol=1e-5)
        assert foot.rate_hz == pytest.approx(rate_hz, rel=1e-9)
        times = np.arange(len(acc)) / rate_hz if t_s is None else t_s
        # Times of the file are put onto one line; a stamp may be late by a third of a period.
        atol = 1e-9 if t_s is None else 0.35 / rate_hz
        np.testing.assert_allclose(foot.t_s, times[whole], atol=atol)
        # Rows of NaN are gaps, but for those before the first and after the last sample.
        inside = whole[np.argmax(whole) : len(whole) - np.argmax(whole[::-1])]
        missing = sum(gap.missing for gap in foot.gaps)
        assert missing == np.count_nonzero(~inside)
        if set_id == "voisard2023_ipol497":
            assert missing > 50


@pytest.mark.parametrize("set_id", TRIALS)
def test_a_converted_walk_can_be_analysed(converted, set_id):
    trial = TRIALS[set_id][0][0]
    analysis = gaitsense.analyze(gaitsense.read_recording(converted(set_id) / f"{trial}.csv"))
    for _, strides in analysis.strides.groupby("side"):
        assert len(strides) >= LEAST_STRIDES[set_id]


def truth_of(folder: Path, trial: str) -> pd.DataFrame:
    table = pd.read_csv(folder / f"{trial}_truth.csv")
    assert list(table.columns) == TRUTH
    assert table["what"].notna().all()
    return table


def path_of(folder: Path, trial: str) -> pd.DataFrame:
    table = pd.read_csv(folder / f"{trial}_path.csv")
    assert list(table.columns) == PATH
    return table


@pytest.mark.parametrize("set_id", TRIALS)
def test_truth_lies_within_the_recording(converted, set_id):
    for trial in TRIALS[set_id][0]:
        recording = gaitsense.read_recording(converted(set_id) / f"{trial}.csv")
        truth = truth_of(converted(set_id), trial)
        assert len(truth) > 0
        timed = truth[truth["start_s"].notna() & ~truth["what"].str.endswith("_clock")]
        assert not (timed["start_s"] < 0.0).any()
        last_s = max(float(recording[side].t_s[-1]) for side in recording.sides)
        assert not (timed[["start_s", "end_s"]].max() > last_s + 0.02).any()
        spans = truth[truth["end_s"].notna()]
        assert (spans["end_s"] > spans["start_s"]).all()


def test_events_of_truong_and_voisard_are_where_the_sets_have_them(converted, shared_data):
    steps = truth_of(converted("truong2019_ipol265"), "5-1")
    assert steps.iloc[0].tolist()[:4] == ["footstep", "left", 9.41, 10.43]
    assert len(steps) == 29 + 29
    events = truth_of(converted("voisard2023_ipol497"), "1-1")
    of = dict(list(events.groupby("what")))
    assert of["walk"][["start_s", "end_s"]].to_numpy().tolist() == [[4.59, 24.64]]
    assert of["uturn"][["start_s", "end_s"]].to_numpy().tolist() == [[13.16, 14.74]]
    assert of["toe_off"].iloc[0]["start_s"] == 5.27
    assert of["heel_strike"].iloc[0]["start_s"] == 5.74
    assert of["toe_off"]["side"].value_counts().to_dict() == {"right": 18, "left": 17}


def test_markers_are_where_the_sample_has_them(converted, shared_data):
    folder = converted("gaitmap_mocap_sample")
    truth = truth_of(folder, "5047_normal_20")
    counts = truth["what"].value_counts()
    assert counts["heel_strike"] == counts["toe_off"] == counts["stride_length"] == 57
    first = truth[truth["what"] == "heel_strike"].iloc[0]
    assert first["start_s"] == pytest.approx(657 / 204.8)
    length = truth[truth["what"] == "stride_length"].iloc[0]
    assert (length["value"], length["unit"]) == (1.39608, "m")
    assert truth[truth["what"] == "pitch_ic"].iloc[0][["value", "unit"]].tolist() == [
        26.23243,
        "deg",
    ]
    path = path_of(folder, "5047_normal_20")
    arrays = np.load(shared_data / "gaitmap_mocap_sample/trials/5047_normal_20.npz")
    toe = path[(path["point"] == "toe marker") & (path["side"] == "left")]
    np.testing.assert_allclose(toe[["x_m", "y_m", "z_m"]], arrays["mkTOE_left"], atol=1e-6)
    np.testing.assert_allclose(toe["t_s"], np.arange(len(toe)) / 100.0)
    assert (truth_of(folder, "healthy_4x10m_ic")["what"] == "stride_by_hand").all()


def test_prints_and_the_optical_point_are_where_the_sets_have_them(converted, shared_data):
    prints = path_of(converted("koroglu_footprints"), "SC31")
    table = pd.read_csv(shared_data / "koroglu_footprints" / "footprints.csv")
    own = table[table["trial"] == "SC31"]
    np.testing.assert_allclose(prints[["x_m", "y_m"]], own[["x_m", "y_m"]])
    np.testing.assert_allclose(prints["t_s"], own["stance_sample"] / 200.0, atol=0.003)
    point = path_of(converted("pyshoe_vicon"), "2017-11-22-11-22-03")
    arrays = np.load(shared_data / "pyshoe_vicon/trials/2017-11-22-11-22-03.npz")
    place = arrays["pos_right"] * float(arrays["pos_right__scale"])
    np.testing.assert_allclose(point[["x_m", "y_m", "z_m"]], place, atol=1e-6)
    stances = truth_of(converted("pyshoe_vicon"), "2017-11-22-11-22-03")
    assert stances["start_s"].iloc[0] == pytest.approx(629 / 200.0, abs=0.006)


def test_a_whole_walks_truth_has_no_times(converted):
    truth = truth_of(converted("movingreality_stroke"), "MR002_FBIC")
    assert truth[["what", "value", "unit"]].to_numpy().tolist() == [
        ["mean_foot_strike_angle", pytest.approx(36.96247), "deg"],
        ["belt_speed", 1.6, "m/s"],
    ]
    assert truth[["start_s", "end_s", "side"]].isna().all().all()
    assert len(truth_of(converted("movingreality_stroke"), "MR003_1Reg")) == 1


def test_strides_of_optogait_agree_with_the_belt(converted):
    truth = truth_of(converted("tripod_excerpt"), "FZ_PWS")
    median = truth.groupby("what")["value"].median()
    speed_mps = median["stride_length_on_optogait_clock"] / median["stride_time_on_optogait_clock"]
    # 3.7 km/h, as the set's table of people says.
    assert speed_mps == pytest.approx(3.7 / 3.6, rel=0.02)
    assert set(truth["side"]) == {"left", "right"}


def test_samples_of_makers_are_converted(script, shared_data, tmp_path):
    module = script("native_formats/convert.py")
    names = ["xsens_mtw_lost_packets", "two_foot"]
    options = ["--out", str(tmp_path), "--data", str(shared_data), "--only", *names]
    assert sys.modules["converting"].main("native_formats", module.trials, None, options) == 0
    foot = gaitsense.read_recording(tmp_path / "xsens_mtw_lost_packets.csv")["left"]
    assert (len(foot), sum(gap.missing for gap in foot.gaps)) == (1498, 236)
    assert gaitsense.read_recording(tmp_path / "two_foot.csv").sides == ("left", "right")
    there = {trial.name for trial in module.trials(shared_data / "native_formats")}
    assert set(names) < there


@pytest.mark.parametrize(
    ("set_id", "file", "n"),
    [
        (
            "movingreality_stroke",
            "xsens_mtw_awinda/MTManager2019_MT_012000E0_000-000_00B4778E_leftfoot_head.txt",
            2987,
        ),
        ("voisard2023_ipol497", "xsens_mtw_awinda/ipol_12-3_lf_lost_packets.txt", 1498),
        ("tripod_excerpt", "gaitup_physilog5/TRIPOD_FZ_PWS_LF_head.csv", 3993),
    ],
)
def test_files_as_their_authors_published_them_are_taken(
    script, shared_data, tmp_path, set_id, file, n
):
    module = script(f"{set_id}/convert.py")
    path = shared_data / "native_formats" / file
    options = ["--out", str(tmp_path), "--original", str(path)]
    main = sys.modules["converting"].main
    assert main(set_id, module.trials, module.read_original, options) == 0
    assert len(gaitsense.read_recording(tmp_path / f"{path.stem}.csv")["left"]) == n


@pytest.mark.parametrize(
    "set_id", ["voisard2023_ipol497", "movingreality_stroke", "tripod_excerpt"]
)
def test_a_trial_itself_is_read_as_its_converted_session(converted, shared_data, set_id):
    trial = TRIALS[set_id][0][0]
    direct = gaitsense.read_recording(shared_data / set_id / "trials" / f"{trial}.npz")
    session = gaitsense.read_recording(converted(set_id) / f"{trial}.csv")
    assert direct.metadata["source_format"] == "NumPy trial of a research set (.npz)"
    for side in ("left", "right"):
        np.testing.assert_array_equal(direct[side].sample, session[side].sample)
        np.testing.assert_array_equal(direct[side].acc_mps2, session[side].acc_mps2)
        np.testing.assert_allclose(direct[side].gyr_radps, session[side].gyr_radps, rtol=2e-7)


def test_a_trial_without_gravity_is_refused_and_the_converter_named(shared_data):
    path = shared_data / "truong2019_ipol265" / "trials" / "5-1.npz"
    with pytest.raises(gaitsense.RecordingError, match=r"truong2019_ipol265/convert\.py"):
        gaitsense.read_recording(path)
