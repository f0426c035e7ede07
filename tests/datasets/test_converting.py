"""The machinery of the converters, on sets that were made up here."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import gaitsense

DATASETS = Path(__file__).resolve().parents[2] / "datasets"
RATE_HZ = 100.0
N = 300


@pytest.fixture(scope="module")
def converting(script):
    return script("converting.py")


def walk(seed: float = 0.0, n: int = N, rate_hz: float = RATE_HZ):
    """Specific force, m/s², and rates, °/s, in closed form."""
    t_s = np.arange(n) / rate_hz
    acc = np.column_stack(
        [2.0 * np.sin(6.0 * t_s + seed), np.cos(9.0 * t_s), 9.81 + 1.5 * np.sin(7.0 * t_s)]
    )
    gyr = np.column_stack([20.0 * np.sin(5.0 * t_s), 240.0 * np.sin(6.0 * t_s + seed), t_s])
    return t_s, acc, gyr


@pytest.fixture
def data(tmp_path: Path):
    """A data folder with two made-up trials of koroglu_footprints."""
    folder = tmp_path / "data" / "koroglu_footprints"
    (folder / "trials").mkdir(parents=True)
    for k, name in enumerate(("A1", "A2")):
        t_s, acc, gyr = walk(k, n=2 * N, rate_hz=200.0)
        counts = np.round(acc / 0.005).astype(np.int16)
        counts[50] = -32768
        np.savez_compressed(
            folder / "trials" / f"{name}.npz",
            fs=200.0, time=t_s.astype(np.float32), acc_foot=counts, acc_foot__scale=0.005,
            gyr_foot=gyr,
        )  # fmt: skip
    (folder / "trials.csv").write_text("trial,n_samples\nA1,600\nA2,600\n")
    (folder / "footprints.csv").write_text(
        "trial,idx,stance_sample,x_m,y_m\nA1,0,100,0.0,0.0\nA1,1,340,1.3,0.1\nA2,0,90,0.0,0.0\n"
    )
    return folder.parent


@pytest.fixture
def run(script, converting, data, tmp_path, capsys):
    """Run a converter in this process; gives its exit code and what it said."""

    def call(set_id: str, *options: str, out: Path | None = None):
        module = script(f"{set_id}/convert.py")
        original = getattr(module, "original", getattr(module, "read_original", None))
        arguments = ["--out", str(out or tmp_path / "out"), "--data", str(data), *options]
        code = converting.main(set_id, module.trials, original, arguments)
        return code, capsys.readouterr()

    return call


def test_trials_become_sessions_with_truth_and_path(run, tmp_path):
    code, told = run("koroglu_footprints")
    assert (code, told.out, told.err) == (
        0, f"2 of 2 trials written to {tmp_path / 'out'}.\n", "",
    )  # fmt: skip
    names = {path.name for path in (tmp_path / "out").iterdir()}
    assert names == {f"A{k}{end}.csv" for k in (1, 2) for end in ("", "_truth", "_path")}
    recording = gaitsense.read_recording(tmp_path / "out" / "A1.csv")
    foot = recording["right"]
    _, acc, gyr = walk(0, n=2 * N, rate_hz=200.0)
    kept = np.delete(np.arange(2 * N), 50)
    np.testing.assert_allclose(foot.acc_mps2, acc[kept], atol=0.0026)
    np.testing.assert_allclose(np.degrees(foot.gyr_radps), gyr[kept], rtol=3e-7, atol=1e-5)
    assert [(gap.after_sample, gap.missing) for gap in foot.gaps] == [(49, 1)]
    assert recording.metadata["data_set"] == "koroglu_footprints"
    assert recording.metadata["trial"] == "A1"
    assert recording.metadata["caution"] == "the side is not known"
    assert foot.device == "MicroStrain 3DM-GX5-25"
    truth = pd.read_csv(tmp_path / "out" / "A1_truth.csv")
    assert truth[["what", "side", "start_s"]].to_numpy().tolist() == [
        ["stance", "right", 0.5], ["stance", "right", 1.7],
    ]  # fmt: skip
    path = pd.read_csv(tmp_path / "out" / "A1_path.csv")
    assert path[["t_s", "x_m", "y_m"]].to_numpy().tolist() == [[0.5, 0.0, 0.0], [1.7, 1.3, 0.1]]


def test_what_is_there_is_left_as_it_is(run, tmp_path):
    run("koroglu_footprints", "--only", "A2")
    session = tmp_path / "out" / "A2.csv"
    session.write_text("mine")
    code, told = run("koroglu_footprints")
    assert (code, told.out) == (
        0, f"1 of 2 trials written to {tmp_path / 'out'}, 1 were there already.\n",
    )  # fmt: skip
    assert session.read_text() == "mine"


def test_an_interrupted_conversion_leaves_no_half_and_goes_on(
    run, converting, tmp_path, monkeypatch
):
    write = converting.write_session_csv
    calls = []

    def interrupted(recording, path, **rest):
        calls.append(path.name)
        if len(calls) == 2:
            raise KeyboardInterrupt
        write(recording, path, **rest)

    monkeypatch.setattr(converting, "write_session_csv", interrupted)
    code, told = run("koroglu_footprints")
    assert code == 130
    assert told.err == "Interrupted; what is written is whole. Run it again to go on.\n"
    assert not (tmp_path / "out" / "A2.csv").exists()
    assert not list((tmp_path / "out").glob("*.part"))
    monkeypatch.undo()
    code, told = run("koroglu_footprints")
    assert code == 0
    assert "1 of 2 trials written" in told.out
    assert gaitsense.read_recording(tmp_path / "out" / "A2.csv").sides == ("right",)


def test_half_a_table_is_never_left(converting, tmp_path, monkeypatch):
    def broken(self, path, **_):
        Path(path).write_text("what,si")
        raise KeyboardInterrupt

    monkeypatch.setattr(pd.DataFrame, "to_csv", broken)
    rows = converting.truth_rows([("stance", "left", 1.0, None, None, None)])
    with pytest.raises(KeyboardInterrupt):
        converting._write_table(rows, converting.TRUTH, tmp_path / "a.csv")
    assert list(tmp_path.iterdir()) == []


def test_a_trial_that_cannot_be_converted_stops_no_other(run, data, tmp_path):
    (data / "koroglu_footprints" / "trials" / "A1.npz").write_bytes(b"PK\x03\x04 broken")
    code, told = run("koroglu_footprints")
    assert code == 4
    assert told.err.startswith("Not converted: A1: ")
    assert "the archive is damaged" in told.err
    assert (tmp_path / "out" / "A2.csv").exists()
    assert not (tmp_path / "out" / "A1.csv").exists()


@pytest.mark.parametrize("place", ["data/koroglu_footprints", "data/koroglu_footprints/out"])
def test_nothing_is_written_into_the_data(run, tmp_path, place):
    before = sorted(tmp_path.rglob("*"))
    code, told = run("koroglu_footprints", out=tmp_path / place)
    assert code == 2
    assert "lies inside the data, where nothing is written; choose another --out" in told.err
    assert sorted(tmp_path.rglob("*")) == before


@pytest.mark.parametrize("place", ["", "converted", "datasets/koroglu_footprints/out"])
def test_nothing_is_written_into_the_project(run, place):
    code, told = run("koroglu_footprints", out=DATASETS.parent / place)
    assert code == 2
    assert "lies inside the project" in told.err


def test_a_set_or_a_trial_that_is_not_there_is_a_sentence(run, data):
    code, told = run("pyshoe_vicon")
    assert code == 2
    assert (
        "pyshoe_vicon: the set is not there; give the folder that holds pyshoe_vicon/" in told.err
    )
    code, told = run("koroglu_footprints", "--only", "A3")
    assert (code, told.err) == (2, "Error: there is no trial 'A3'; there are A1, A2, …\n")
    (data / "koroglu_footprints" / "footprints.csv").unlink()
    code, told = run("koroglu_footprints")
    assert code == 4
    assert "there is no such table; copy the whole set" in told.err


def test_the_progress_goes_from_nothing_to_all(converting, tmp_path):
    shares: list[float] = []
    recording = converting.recorded("x", "y", {"left": (None, *walk()[1:])}, RATE_HZ, "board")
    trials = [converting.Trial(f"t{k}", lambda: converting.Converted(recording)) for k in range(4)]
    assert converting.convert(trials, tmp_path, shares.append) == (4, 0, [])
    assert shares == [0.0, 0.25, 0.5, 0.75, 1.0]


def test_a_converter_runs_from_the_command_line(data, tmp_path):
    told = subprocess.run(
        [sys.executable, str(DATASETS / "koroglu_footprints" / "convert.py"), "--out", "out"],
        cwd=tmp_path,
        env={
            "GAITSENSE_DATA": str(data),
            "PATH": "",
            "SYSTEMROOT": "",
            "MPLCONFIGDIR": str(tmp_path),
        },
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert (told.returncode, told.stdout) == (0, "2 of 2 trials written to out.\n")
    assert (tmp_path / "out" / "A1.csv").is_file()


@pytest.mark.parametrize("set_id", [path.parent.name for path in DATASETS.glob("*/convert.py")])
def test_every_converter_has_help_with_an_example(run, capsys, set_id):
    with pytest.raises(SystemExit) as left:
        run(set_id, "--help")
    assert left.value.code == 0
    told = " ".join(capsys.readouterr().out.split())
    assert f"example: python datasets/{set_id}/convert.py --out converted/{set_id}" in told


def ipol_walk(folder: Path, name: str, gravity: np.ndarray) -> Path:
    """A walk in the published form: g without gravity, °/s, 16 columns."""
    columns = []
    for seed in (0.0, 0.3):
        _, acc, gyr = walk(seed)
        bare = acc / 9.80665 - gravity
        columns += [bare[:, 2], *bare.T, gyr[:, 2], *gyr.T]
    names = [foot + kind + axis for foot in "LR" for kind in "AR" for axis in "VXYZ"]
    path = folder / f"{name}.csv"
    pd.DataFrame(np.column_stack(columns), columns=names).to_csv(path, index=False)
    path.with_suffix(".json").write_text(
        '{"LeftFootActivity": [[10, 60]], "RightFootActivity": [[50, 120], [130, 180]]}'
    )
    return path


@pytest.fixture
def ipol(data, tmp_path, monkeypatch):
    folder = data / "truong2019_ipol265"
    folder.mkdir()
    columns = [f"grav_{axis}_{side}" for side in ("left", "right") for axis in "xyz"]
    (folder / "trials.csv").write_text(
        f"trial,sensor,{','.join(columns)}\n9-1,Xsens,0.0,0.6,0.8,0.0,0.6,0.8\n"
    )
    # What --data says goes before it.
    monkeypatch.setenv("GAITSENSE_DATA", str(tmp_path / "elsewhere"))
    return tmp_path


def test_a_published_walk_without_gravity_gets_it_back(run, ipol):
    path = ipol_walk(ipol, "9-1", np.array([0.0, 0.6, 0.8]))
    assert run("truong2019_ipol265", "--original", str(path))[0] == 0
    recording = gaitsense.read_recording(ipol / "out" / "9-1.csv")
    for side, seed in (("left", 0.0), ("right", 0.3)):
        _, acc, gyr = walk(seed)
        np.testing.assert_allclose(recording[side].acc_mps2, acc, atol=1e-5)
        np.testing.assert_allclose(np.degrees(recording[side].gyr_radps), gyr, rtol=1e-6, atol=1e-5)
    truth = pd.read_csv(ipol / "out" / "9-1_truth.csv")
    assert truth[["side", "start_s", "end_s"]].to_numpy().tolist() == [
        ["left", 0.1, 0.6], ["right", 0.5, 1.2], ["right", 1.3, 1.8],
    ]  # fmt: skip


def test_a_published_walk_without_an_estimate_or_of_another_form_is_refused(run, ipol):
    code, told = run("truong2019_ipol265", "--original", str(ipol_walk(ipol, "9-2", np.zeros(3))))
    assert code == 4
    assert "estimated in truong2019_ipol265/trials.csv for other walks only" in told.err
    other = ipol / "9-1.csv"
    other.write_text("a,b\n1,2\n")
    code, told = run("truong2019_ipol265", "--original", str(other))
    assert code == 4
    assert "no table with the columns LAX to RRZ" in told.err


def test_footsteps_that_cannot_be_read_are_a_sentence(run, ipol):
    path = ipol_walk(ipol, "9-1", np.array([0.0, 0.6, 0.8]))
    for text in ("{", "[]", '{"LeftFootActivity": [[1]]}'):
        path.with_suffix(".json").write_text(text)
        code, told = run("truong2019_ipol265", "--original", str(path))
        assert code == 4
        assert "no JSON with the footsteps of both feet" in told.err
    assert not (ipol / "out" / "9-1.csv").exists()


def test_what_would_be_left_aside_is_refused(run, tmp_path):
    code, told = run("pyshoe_vicon", "--original", "a.mat", "b.mat")
    assert (code, "each file is a walk of its own" in told.err) == (4, True)
    code, told = run("koroglu_footprints", "--original", "a.csv", "--only", "A1")
    assert (code, "give one of both" in told.err) == (2, True)


def test_a_published_matlab_file_is_converted(run, tmp_path):
    from scipy.io import savemat

    t_s, acc, gyr = walk(0, n=2 * N, rate_hz=200.0)
    place = np.column_stack([t_s, 0.0 * t_s, 0.1 + 0.0 * t_s])
    imu = np.hstack([acc, np.radians(gyr)])
    savemat(tmp_path / "w.mat", {"imu": imu, "ts": 7.0 + t_s[None, :], "gt": place})
    assert run("pyshoe_vicon", "--original", str(tmp_path / "w.mat"))[0] == 0
    foot = gaitsense.read_recording(tmp_path / "out" / "w.csv")["right"]
    np.testing.assert_allclose(foot.acc_mps2, acc, rtol=1e-6, atol=1e-6)
    np.testing.assert_allclose(np.degrees(foot.gyr_radps), gyr, rtol=1e-6, atol=1e-5)
    np.testing.assert_allclose(foot.t_s, t_s, atol=1e-9)
    path = pd.read_csv(tmp_path / "out" / "w_path.csv")
    np.testing.assert_allclose(path[["x_m", "y_m", "z_m"]], place, atol=1e-6)
    (tmp_path / "v.mat").write_bytes(b"MATLAB 5.0 MAT-file" + bytes(200))
    code, told = run("pyshoe_vicon", "--original", str(tmp_path / "v.mat"))
    assert code == 4
    assert "no MATLAB file with the arrays imu, ts and gt" in told.err


def test_a_makers_file_that_is_none_is_refused(run, tmp_path):
    (tmp_path / "left.txt").write_text("prose\n")
    code, told = run("movingreality_stroke", "--original", str(tmp_path / "left.txt"))
    assert code == 4
    assert "Not converted: left: " in told.err
