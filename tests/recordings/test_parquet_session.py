from __future__ import annotations

import builtins
import dataclasses
from pathlib import Path

import numpy as np
import pytest

from gaitsense.model.errors import ConfigError, RecordingError
from gaitsense.model.recording import Recording, SensorRanges, StreamInfo
from gaitsense.model.shoe import Shoe
from gaitsense.recordings import parquet_session
from gaitsense.recordings.parquet_writer import write_session_parquet
from gaitsense.recordings.read import read_recording
from gaitsense.recordings.session_writer import write_session_csv

pa = pytest.importorskip("pyarrow", reason="the extra 'parquet' is not installed")
parquet = pytest.importorskip("pyarrow.parquet")

VALUES = [f"acc_{axis}_mps2" for axis in "xyz"] + [f"gyr_{axis}_radps" for axis in "xyz"]


@pytest.fixture
def rich(made_recording) -> Recording:
    """Two feet with everything that a recording can hold."""
    left = np.delete(np.arange(70_000, 70_400), [*range(5, 9), *range(100, 350)])
    recording = made_recording(
        left,
        range(390),
        metadata={
            "start_time": "2024-05-01T10:00:00+02:00",
            "pandas": "a key that others use",
            "note": "a key that is ours",
            "a key: with = all\nsorts": " of\tvalues,",
            "": "",
        },
        notes=("first, with comma,", "two\nlines", "", "1 row dropped (line 7)."),
        marker=((0.25, "brace on"), (0.2513, '-1;=2, say "hi"\n\\'), (9.0, "behind")),
    )
    feet = {
        "left": dataclasses.replace(
            recording["left"],
            info=StreamInfo(200.0, SensorRanges(156.9064, None), "", Shoe(0.31, 0.003, "heel")),
            gap_cause="pause",
        ),
        "right": dataclasses.replace(
            recording["right"],
            info=StreamInfo(200.0, SensorRanges(None, 34.9), "Größe, 2", Shoe(0.3, 0.0)),
        ),
    }
    return dataclasses.replace(recording, feet=feet)


def assert_same_samples(back: Recording, recording: Recording) -> None:
    assert back.sides == recording.sides
    for side in recording.sides:
        ours, theirs = back[side], recording[side]
        assert ours.sample.tolist() == theirs.sample.tolist()
        assert ours.t_s.view(np.int64).tolist() == theirs.t_s.view(np.int64).tolist()
        for name in ("acc_mps2", "gyr_radps"):
            mine, wanted = getattr(ours, name), getattr(theirs, name)
            assert mine.dtype == np.float32
            assert mine.view(np.int32).tolist() == wanted.view(np.int32).tolist()
        assert (ours.info, ours.gap_cause, ours.gaps) == (
            theirs.info, theirs.gap_cause, theirs.gaps,
        )  # fmt: skip
    assert back.marker == recording.marker
    assert back.notes == recording.notes


def refused(path: Path) -> RecordingError:
    with pytest.raises(RecordingError) as caught:
        read_recording(path, side="left")
    return caught.value


def test_it_comes_back_to_the_last_bit(rich, tmp_path):
    shares: list[float] = []
    write_session_parquet(rich, tmp_path / "walk.parquet", progress=shares.append)
    back = read_recording(tmp_path / "walk.parquet")
    assert_same_samples(back, rich)
    assert dict(back.metadata) == {
        **rich.metadata,
        "source_format": "gaitsense session Parquet",
        "recognised_by": "the first bytes are those of a Parquet file",
        "source_file": "walk.parquet",
    }
    assert shares[-1] == 1.0
    assert sorted(path.name for path in tmp_path.iterdir()) == ["walk.parquet"]


def test_from_csv_to_parquet_and_back_is_the_same_file(rich, tmp_path):
    rich = dataclasses.replace(rich, metadata={**rich.metadata, "source_format": "some export"})
    write_session_csv(rich, tmp_path / "a.csv")
    write_session_parquet(read_recording(tmp_path / "a.csv"), tmp_path / "b.parquet")
    write_session_csv(read_recording(tmp_path / "b.parquet"), tmp_path / "c.csv")
    assert (tmp_path / "c.csv").read_bytes() == (tmp_path / "a.csv").read_bytes()
    assert b"# original_format: some export\n" in (tmp_path / "c.csv").read_bytes()


def test_other_programs_find_the_columns_of_the_session_csv(rich, tmp_path):
    write_session_parquet(rich, tmp_path / "walk.parquet")
    table = parquet.read_table(tmp_path / "walk.parquet")
    assert table.column_names == ["t_s", "side", *VALUES, "sample", "marker"]
    assert {str(table.schema.field(name).type) for name in VALUES} == {"float"}
    assert str(table.schema.field("t_s").type) == "double"
    assert table.schema.metadata[b"gaitsense_session"] == b"1"
    assert table.schema.metadata[b"left.sensor_place"] == b"heel"
    t_s = table["t_s"].to_pylist()
    assert t_s == sorted(t_s)
    mark = table["marker"].to_pylist().index("brace on")
    # A mark has a row of its own, right before the sample of the same time.
    row = table.slice(mark, 2).to_pylist()
    assert (row[0]["side"], row[0]["acc_x_mps2"], row[0]["sample"]) == (None, None, None)
    assert (row[1]["t_s"], row[1]["side"], row[1]["sample"]) == (0.25, "left", 70_000)


def test_rows_of_one_time_stand_mark_first_then_left_then_right(made_recording, tmp_path):
    recording = made_recording(range(400), range(400))
    right = dataclasses.replace(recording["right"], t_s=recording["left"].t_s)
    marks = tuple((float(t_s), "here") for t_s in right.t_s[::7])
    recording = Recording({"left": recording["left"], "right": right}, marker=marks)
    write_session_parquet(recording, tmp_path / "walk.parquet")
    table = parquet.read_table(tmp_path / "walk.parquet").to_pydict()
    rows = list(zip(table["t_s"], table["side"], strict=True))
    assert rows == sorted(rows, key=lambda row: (row[0], row[1] or ""))


def test_more_rows_than_are_compressed_together(made_recording, tmp_path, monkeypatch):
    monkeypatch.setattr("gaitsense.recordings.parquet_writer._GROUP_ROWS", 64)
    monkeypatch.setattr(parquet_session, "_BATCH_ROWS", 50)
    recording = made_recording(range(200), range(150))
    write_session_parquet(recording, tmp_path / "walk.parquet")
    assert parquet.ParquetFile(tmp_path / "walk.parquet").num_row_groups == 6
    assert_same_samples(read_recording(tmp_path / "walk.parquet"), recording)


def test_what_no_file_can_hold_is_not_written(made_recording, tmp_path):
    recording = made_recording(range(200))
    foot = recording["left"]
    wrong = dataclasses.replace(foot, info=dataclasses.replace(foot.info, rate_hz=50.0))
    with pytest.raises(RecordingError, match="the left foot cannot be written: the rate is said"):
        write_session_parquet(Recording({"left": wrong}), tmp_path / "walk.parquet")
    untimed = dataclasses.replace(recording, marker=((float("nan"), "lost"),))
    with pytest.raises(RecordingError, match="its counters are beyond what a number"):
        write_session_parquet(
            made_recording(range((1 << 53) - 399, (1 << 53) + 1)), tmp_path / "x.parquet"
        )
    with pytest.raises(RecordingError, match="the mark 'lost' has no time"):
        write_session_parquet(untimed, tmp_path / "walk.parquet")
    assert list(tmp_path.iterdir()) == []


def test_an_interruption_leaves_nothing(made_recording, tmp_path):
    def interrupt(share: float) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        write_session_parquet(
            made_recording(range(200)), tmp_path / "walk.parquet", progress=interrupt
        )
    assert list(tmp_path.iterdir()) == []


def test_without_the_package_the_way_out_is_told(made_recording, tmp_path, monkeypatch):
    write_session_parquet(made_recording(range(200)), tmp_path / "walk.parquet")
    kept = builtins.__import__

    def absent(name: str, *rest: object) -> object:
        if name.startswith("pyarrow"):
            raise ImportError(name)
        return kept(name, *rest)

    monkeypatch.setattr(builtins, "__import__", absent)
    assert "install it by 'pip install pyarrow'" in refused(tmp_path / "walk.parquet").message
    with pytest.raises(ConfigError, match="install it by 'pip install pyarrow'"):
        write_session_parquet(made_recording(range(200)), tmp_path / "other.parquet")
    assert not (tmp_path / "other.parquet").exists()


class TestForeign:
    @pytest.fixture
    def columns(self, closed_form) -> dict[str, np.ndarray]:
        k = np.arange(400)
        acc, gyr = closed_form(k, 100.0)
        columns = {"time_ms": k * 10}
        columns |= {f"acc_{axis}": acc[:, i] / 9.80665 for i, axis in enumerate("xyz")}
        columns |= {f"gyr_{axis}_dps": np.degrees(gyr[:, i]) for i, axis in enumerate("xyz")}
        return columns

    def write(self, path: Path, columns: dict[str, object]) -> Path:
        parquet.write_table(pa.table(columns), path)
        return path

    def test_columns_are_told_by_their_names(self, columns, closed_form, tmp_path):
        columns["comment"] = ["walk"] * 400
        path = self.write(tmp_path / "export_left.parquet", columns)
        recording = read_recording(path)
        acc, gyr = closed_form(np.arange(400), 100.0)
        assert recording["left"].rate_hz == pytest.approx(100.0)
        assert recording["left"].acc_mps2 == pytest.approx(acc, abs=1e-5)
        assert recording["left"].gyr_radps == pytest.approx(gyr, abs=1e-5)
        assert recording.metadata["source_format"].startswith("Parquet table with time, acc")
        assert any("acceleration was taken as g" in note for note in recording.notes)

    @pytest.mark.parametrize("name", ["timestamp", "timestamp_ns", "Left time (ms)"])
    @pytest.mark.parametrize(("unit", "per_s"), [("ms", 1000), ("us", 10**6), ("ns", 10**9)])
    def test_a_clock_says_its_unit_by_its_type(self, columns, tmp_path, unit, per_s, name):
        if name.startswith("Left"):
            columns = {f"left {old}": values for old, values in columns.items()}
            columns["time_ms"] = columns.pop("left time_ms")
        del columns["time_ms"]
        ticks = pa.array(np.arange(400) * per_s // 100 + 1_700_000_000 * per_s, pa.int64())
        columns[name] = ticks.cast(pa.timestamp(unit))
        recording = read_recording(self.write(tmp_path / "left.parquet", columns))
        assert recording["left"].rate_hz == pytest.approx(100.0, rel=1e-6)
        assert recording["left"].t_s[0] == pytest.approx(0.0, abs=1e-6)

    def test_missing_values_are_lost_samples(self, columns, tmp_path):
        columns["acc_y"] = [None if k in (7, 8, 200) else v for k, v in enumerate(columns["acc_y"])]
        recording = read_recording(self.write(tmp_path / "left.parquet", columns))
        assert [(gap.after_sample, gap.missing) for gap in recording["left"].gaps] == [
            (6, 2), (199, 1),
        ]  # fmt: skip

    @pytest.mark.parametrize("name", ["acc_y", "time_ms"])
    def test_numbers_that_are_texts_are_called_so(self, columns, tmp_path, name):
        columns[name] = [str(value) for value in columns[name]]
        with pytest.raises(RecordingError, match="of the type string, where numbers are due") as e:
            read_recording(self.write(tmp_path / "left.parquet", columns))
        assert e.value.column == name
        # Beside the numbers, a text of the same meaning does no harm.
        columns["t_s" if name == "time_ms" else "AccY"] = [float(v) for v in columns[name]]
        if name == "time_ms":
            columns["t_s"] = [value / 1000.0 for value in columns["t_s"]]
        read_recording(self.write(tmp_path / "left.parquet", columns))

    def test_lines_are_rows(self, columns, tmp_path):
        columns["time_ms"] = [None if k == 9 else int(v) for k, v in enumerate(columns["time_ms"])]
        notes = read_recording(self.write(tmp_path / "left.parquet", columns)).notes
        assert "1 row without a usable time dropped (line 10)." in notes
        assert notes[-1] == "The lines of a Parquet file are its rows, counted from 1."

    def test_what_cannot_be_told_is_refused_with_what_there_is(self, columns, tmp_path):
        path = self.write(tmp_path / "left.parquet", {"a": [1.0], "b": ["x"]})
        assert "cannot be told by their names (there are a, b)" in refused(path).message
        assert refused(path).message.endswith(
            "or export it as CSV and say which column is what: gaitsense columns "
            f"{path.with_suffix('.csv')}"
        )
        columns["Acc X"] = columns["acc_x"]
        path = self.write(tmp_path / "left.parquet", columns)
        assert "columns 'acc_x' and 'Acc X' could mean the same" in refused(path).message
        assert refused(path).line is None
        del columns["Acc X"], columns["gyr_z_dps"]
        path = self.write(tmp_path / "left.parquet", columns)
        assert "there is no column for gyr z" in refused(path).message

    def test_a_session_that_lost_its_header_is_still_one(self, made_recording, tmp_path):
        recording = made_recording(range(300), range(300))
        write_session_parquet(recording, tmp_path / "walk.parquet")
        table = parquet.read_table(tmp_path / "walk.parquet").replace_schema_metadata(None)
        parquet.write_table(table, tmp_path / "bare.parquet")
        back = read_recording(tmp_path / "bare.parquet")
        assert "version 1 was assumed" in back.notes[0]
        assert back["right"].sample.tolist() == recording["right"].sample.tolist()
        assert back["right"].rate_hz == pytest.approx(200.0, rel=1e-9)

    def test_a_session_without_one_of_its_columns_is_refused(self, made_recording, tmp_path):
        write_session_parquet(made_recording(range(300)), tmp_path / "walk.parquet")
        table = parquet.read_table(tmp_path / "walk.parquet").drop_columns(["gyr_y_radps"])
        parquet.write_table(table, tmp_path / "less.parquet")
        assert (
            "one column 'gyr_y_radps', and here are 0" in refused(tmp_path / "less.parquet").message
        )

    def test_a_session_with_words_for_numbers_is_refused(self, made_recording, tmp_path):
        write_session_parquet(made_recording(range(300)), tmp_path / "walk.parquet")
        table = parquet.read_table(tmp_path / "walk.parquet")
        words = pa.array(["one"] * table.num_rows)
        table = table.set_column(2, "acc_x_mps2", words)
        parquet.write_table(table, tmp_path / "words.parquet")
        assert "'acc_x_mps2' holds no numbers" in refused(tmp_path / "words.parquet").message

    def test_a_header_that_cannot_be_is_refused(self, made_recording, tmp_path):
        write_session_parquet(made_recording(range(300)), tmp_path / "walk.parquet")
        table = parquet.read_table(tmp_path / "walk.parquet")
        said = {**table.schema.metadata, b"rate_hz": b"fast"}
        parquet.write_table(table.replace_schema_metadata(said), tmp_path / "odd.parquet")
        assert (
            "rate_hz is 'fast' where a number is due" in refused(tmp_path / "odd.parquet").message
        )


class TestDamage:
    @pytest.fixture
    def raw(self, made_recording, tmp_path) -> bytes:
        write_session_parquet(made_recording(range(300), range(300)), tmp_path / "walk.parquet")
        return (tmp_path / "walk.parquet").read_bytes()

    @pytest.mark.parametrize("keep", [4, 11, 100, -1, -5])
    def test_a_file_that_breaks_off(self, raw, tmp_path, keep):
        (tmp_path / "cut.parquet").write_bytes(raw[:keep])
        assert "breaks off" in refused(tmp_path / "cut.parquet").message

    def test_a_flipped_bit_among_the_samples_is_seen(self, raw, tmp_path):
        footer = len(raw) - 8 - int.from_bytes(raw[-8:-4], "little")
        random = np.random.default_rng(1)
        for at in random.integers(200, footer - 1, 60):
            broken = bytearray(raw)
            broken[at] ^= 1 << int(random.integers(8))
            (tmp_path / "flipped.parquet").write_bytes(broken)
            assert "damaged" in refused(tmp_path / "flipped.parquet").message

    def test_any_bytes_get_a_sentence_or_are_read(self, raw, tmp_path):
        footer = len(raw) - 8 - int.from_bytes(raw[-8:-4], "little")
        random = np.random.default_rng(2)
        outcomes = []
        for _ in range(300):
            broken = bytearray(raw)
            at = int(random.integers(footer, len(raw) - 4))
            broken[at : at + int(random.integers(3))] = random.bytes(int(random.integers(1, 3)))
            (tmp_path / "odd.parquet").write_bytes(broken)
            try:
                read_recording(tmp_path / "odd.parquet")
            except RecordingError as error:
                outcomes.append(str(error))
        assert len(outcomes) > 100
        assert not any("\n" in said for said in outcomes)

    def test_a_few_bytes_that_claim_a_great_many_rows(self, tmp_path):
        n = 2_000_000
        same = pa.DictionaryArray.from_arrays(pa.array(np.zeros(n, np.int8)), pa.array([9.81]))
        parquet.write_table(pa.table({"acc_x": same}), tmp_path / "bomb.parquet")
        assert (tmp_path / "bomb.parquet").stat().st_size < 100_000
        assert "claims to hold 2000000 rows" in refused(tmp_path / "bomb.parquet").message

    def test_no_rows(self, made_recording, tmp_path):
        write_session_parquet(made_recording(range(300)), tmp_path / "walk.parquet")
        table = parquet.read_table(tmp_path / "walk.parquet").slice(0, 0)
        parquet.write_table(table, tmp_path / "empty.parquet")
        assert "holds no row" in refused(tmp_path / "empty.parquet").message
