from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner, Result

from gaitsense.cli import columns
from gaitsense.cli.commands import cli
from gaitsense.recordings.column_map import ColumnMap
from gaitsense.recordings.read import read_recording


@pytest.fixture
def logger(walk, tmp_path) -> Path:
    """A table that no format knows: ms, g and °/s under names of its own."""
    foot = walk["left"]
    lines = ["a logger", "Zeit;VBX;VBY;VBZ;DX;DY;DZ"]
    for k in range(len(foot)):
        values = [*(foot.acc_mps2[k] / 9.80665), *np.degrees(foot.gyr_radps[k])]
        cells = [f"{(foot.t_s[k] - foot.t_s[0]) * 1000:.0f}", *(f"{v:.4f}" for v in values)]
        lines.append(";".join(cells).replace(".", ","))
    path = tmp_path / "logger_left.txt"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


@pytest.fixture
def raw(walk, tmp_path) -> Path:
    """Counts without any header or time, 60 Hz."""
    foot = walk["left"]
    counts = np.rint(np.hstack([foot.acc_mps2 / 9.80665 * 2048, np.degrees(foot.gyr_radps) * 16.4]))
    path = tmp_path / "raw.csv"
    path.write_text("\n".join(",".join(f"{v:.0f}" for v in row) for row in counts) + "\n")
    return path


@pytest.fixture
def answer(run, monkeypatch):
    """Type a command and answers to its questions."""
    monkeypatch.setattr(columns, "_is_terminal", lambda: True)

    def typed(words: list[object], *answers: str) -> Result:
        return CliRunner().invoke(
            cli, [str(word) for word in words], input="".join(f"{a}\n" for a in answers),
            prog_name="gaitsense",
        )  # fmt: skip

    return typed


def test_what_is_proposed_is_enough_for_a_plain_logger(run, logger, tmp_path):
    done = run("columns", logger, "--yes")
    assert done.exit_code == 0, done.stderr
    assert "acc_x in g, by values" in done.stdout
    assert "at 60 Hz; at rest |acc| is 9." in done.stdout
    assert "left: " in done.stdout
    made = ColumnMap.from_toml(tmp_path / "logger_left.toml")
    assert made.time.column == "Zeit"
    assert made.foot.channels == ("VBX", "VBY", "VBZ", "DX", "DY", "DZ")
    assert (made.units.acc, made.units.gyr, made.time.unit) == ("g", "deg/s", "ms")
    assert made.side is None
    done = run("analyze", logger, "--columns", "logger_left.toml", "--tables-only", "--out", "o")
    assert done.exit_code == 0, done.stderr
    assert "left foot" in done.stdout
    done = run("convert", logger, "--columns", "logger_left.toml", "--out", "walk.csv")
    assert done.exit_code == 0, done.stderr


def test_enter_takes_and_words_correct(answer, logger, tmp_path):
    answers = ["name", "3", "2", "vbz", "", "", "QQ", "DZ", "", "", "x", "g", "1", ""]
    done = answer(["columns", logger, "--out", "map.toml"], *answers)
    assert done.exit_code == 0, done.output
    assert "'QQ' is none of them; type another name or number, 1 to 7." in done.stdout
    assert "'x' is no unit that is known here; type m/s^2, g or mg." in done.stdout
    made = ColumnMap.from_toml(tmp_path / "map.toml")
    assert made.foot.channels == ("VBY", "VBX", "VBZ", "DX", "DY", "DZ")
    assert made.units.acc == "g"


def test_counts_without_a_header_or_times(answer, raw, tmp_path):
    done = answer(
        ["columns", raw],
        "left", *[""] * 6, "none", "0", "60", "", "", "deg/s", "0.0609756",
    )  # fmt: skip
    assert done.exit_code == 0, done.output
    made = ColumnMap.from_toml(tmp_path / "raw.toml")
    assert made.side == "left"
    assert made.foot.channels == (1, 2, 3, 4, 5, 6)
    assert made.time.rate_hz == 60.0
    assert (made.units.acc, made.units.acc_scale) == ("g", 1 / 2048)
    assert (made.units.gyr, made.units.gyr_scale) == ("deg/s", 0.0609756)
    assert made.table.header_line == 0


def test_both_feet_by_number(answer, raw, tmp_path):
    raw.write_text("\n".join(f"{row},{row}1" for row in raw.read_text().splitlines()) + "\n")
    numbers = [str(k) for k in range(7, 13)]
    done = answer(
        ["columns", raw],
        "both", *[str(k) for k in range(1, 7)], *numbers, "none", "60", "g", str(1 / 2048),
        "deg/s", "0.0609756",
    )  # fmt: skip
    assert done.exit_code == 0, done.output
    assert "right: " in done.stdout
    assert ColumnMap.from_toml(tmp_path / "raw.toml").right.channels == tuple(range(7, 13))


def test_a_foot_that_nothing_tells_is_asked_for_when_it_is_used(answer, raw):
    done = answer(
        ["columns", raw],
        "name", *[""] * 6, "none", "60", "", "", "deg/s", "0.0609756",
    )  # fmt: skip
    assert "the sensor: " in done.stdout
    assert done.stdout.endswith("raw.toml --side left (or right)\n")


def test_what_cannot_be_proposed_must_be_asked(run, raw, sentence, tmp_path):
    done = run("columns", raw, "--yes")
    assert done.exit_code == 2
    assert "nothing can be proposed for 'Samples per second'" in sentence(done)
    assert not (tmp_path / "raw.toml").exists()


def test_no_question_without_a_terminal(run, logger, sentence, tmp_path):
    done = run("columns", logger)
    assert done.exit_code == 2
    assert "here is no terminal to answer on" in sentence(done)
    assert list(tmp_path.glob("*.toml")) == []


def test_nothing_is_written_over_unasked(run, answer, logger, sentence, tmp_path):
    (tmp_path / "logger_left.toml").write_text("mine")
    assert "is there already" in sentence(run("columns", logger, "--yes"))
    assert answer(["columns", logger], "n").exit_code == 2
    assert (tmp_path / "logger_left.toml").read_text() == "mine"
    assert answer(["columns", logger], "y", *[""] * 12).exit_code == 0
    assert "is the table itself" in sentence(run("columns", logger, "--yes", "--out", logger))


def test_ctrl_c_leaves_nothing(answer, logger, tmp_path):
    done = answer(["columns", logger], "name", "")
    assert done.exit_code == 130
    assert list(tmp_path.glob("*.toml*")) == []


def test_a_file_that_needs_no_map_is_told(run, walk_csv):
    said = "This file is known (gaitsense session CSV) and may be read without a map"
    assert run("columns", walk_csv, "--yes").stdout.startswith(said)


def test_a_file_that_is_unknown_is_not_called_known(run, logger):
    assert "is known" not in run("columns", logger, "--yes").stdout


def test_a_table_without_names_is_not_called_known(run, logger, tmp_path, sentence):
    """It looks like the samples of BIDS, and could be read as such with two more files."""
    rows = logger.read_text().replace(",", ".").replace(";", "\t").splitlines()[2:]
    (tmp_path / "plain_left.tsv").write_text("\n".join(rows) + "\n")
    done = run("columns", "plain_left.tsv", "--yes")
    assert done.exit_code == 0, done.stderr
    assert "is known" not in done.stdout
    assert "gaitsense columns" in sentence(run("analyze", "plain_left.tsv"))


def test_feet_with_clocks_of_their_own_keep_them(run, answer, walk, tmp_path):
    feet = {}
    for side in ("left", "right"):
        foot = walk[side]
        n = min(len(walk["left"]), len(walk["right"]))
        feet[f"{side}_t_s"] = foot.t_s[:n] + (3.0 if side == "right" else 0.0)
        for kind, values in (("acc", foot.acc_mps2), ("gyr", foot.gyr_radps)):
            unit = "mps2" if kind == "acc" else "radps"
            feet |= {f"{side}_{kind}_{a}_{unit}": values[:n, k] for k, a in enumerate("xyz")}
    path = tmp_path / "both.csv"
    rows = [
        ",".join(f"{float(value):.6f}" for value in row) for row in zip(*feet.values(), strict=True)
    ]
    path.write_text("\n".join([",".join(feet), *rows]) + "\n")
    assert "This file is known" in run("columns", path, "--yes", "--out", "c.toml").stdout
    for done in (
        run("columns", path, "--yes", "--out", "a.toml"),
        answer(["columns", path, "--out", "b.toml"], *[""] * 15),
    ):
        assert done.exit_code == 0, done.output
    for name in ("a.toml", "b.toml"):
        recording = read_recording(path, columns=tmp_path / name)
        begin_s = {side: recording[side].t_s[0] for side in recording.sides}
        ahead_s = 3.0 + walk["right"].t_s[0] - walk["left"].t_s[0]
        assert begin_s["right"] - begin_s["left"] == pytest.approx(ahead_s, abs=0.01)


def test_columns_that_state_different_units_are_not_read_by_one(run, logger):
    logger.write_text(logger.read_text().replace("VBX;VBY;VBZ", "acc x (g);acc y (mg);acc z (g)"))
    done = run("columns", logger, "--yes")
    assert done.exit_code == 4
    assert "its name says mg and the map says g" in done.stderr


def test_a_place_that_cannot_be_written(run, logger, sentence):
    done = run("columns", logger, "--yes", "--out", "absent/map.toml")
    assert "absent/map.toml cannot be written" in sentence(done)


def test_a_map_that_reads_nothing_sensible_says_so(answer, logger, tmp_path):
    answers = ["name", *[""] * 8, "m/s^2", ""]
    done = answer(["columns", logger], *answers)
    assert done.exit_code == 4
    assert "this looks like g" in done.stderr
    assert "logger_left.toml was written, but does not fit: mend it there" in done.stderr
    assert "Written: " not in done.stdout
    assert (tmp_path / "logger_left.toml").exists()


def test_a_proposal_that_does_not_fit_is_not_written(run, logger, tmp_path, sentence):
    logger.write_text(logger.read_text().replace("VBX;VBY;VBZ", "acc x (g);acc y (g);acc z (mg)"))
    said = sentence(run("columns", logger, "--yes"))
    assert "so what is proposed does not fit, and nothing was written" in said
    assert list(tmp_path.glob("*.toml")) == []


def test_the_fault_of_the_file_comes_first(run, sentence, tmp_path):
    done = run("columns", tmp_path)
    assert done.exit_code == 2
    assert "this is a folder; name one table in it" in sentence(done)
    assert "this is a folder" in sentence(run("columns", "."))
    (tmp_path / "photo.jpg").write_bytes(b"\xff\xd8\xff" + bytes(20))
    assert "is a JPEG image" in sentence(run("columns", tmp_path / "photo.jpg"))
    assert "there is no such file" in sentence(run("columns", "absent.csv"))


def test_a_column_is_one_axis_only_and_enter_says_what_to_do(answer, raw, tmp_path):
    done = answer(
        ["columns", raw],
        "Left", "1", "1", "2", "0", "3", "4", "5", "6",
        "none", "", "1e9", "-5", "x", "60", "", "-1", "y", "", "deg/s", "", "0.0609756",
    )  # fmt: skip
    assert done.exit_code == 0, done.output
    assert "'1' is taken already, as acceleration x; type another name or number." in done.stdout
    assert "'0' is none of them; type another name or number, 1 to 6." in done.stdout
    assert "Nothing can be proposed here; type an answer, or leave by Ctrl-C" in done.stdout
    assert "'1e9' is no motion sensor's rate; type samples per second, 1 to 20000" in done.stdout
    assert "'-5' is no motion sensor's rate" in done.stdout
    assert "'x' is no motion sensor's rate" in done.stdout
    assert "'y' is no number larger than 0" in done.stdout
    assert "'-1' is no number larger than 0" in done.stdout
    made = ColumnMap.from_toml(tmp_path / "raw.toml")
    assert made.foot.channels == (1, 2, 3, 4, 5, 6)
    assert (made.side, made.time.rate_hz) == ("left", 60.0)


def test_a_foot_is_one_of_few_words(answer, raw):
    done = answer(["columns", raw], "middle")
    assert "'middle' is none of them; type left, right, both or name." in done.stdout


def test_counts_of_a_gyroscope_have_no_scale_by_themselves(answer, raw, tmp_path):
    rows = raw.read_text().splitlines()
    raw.write_text("\n".join(["ax,ay,az,gx,gy,gz", *rows]) + "\n")
    done = answer(["columns", raw], "left", *[""] * 6, "none", "60", "", "", "deg/s", "", "0.061")
    assert done.exit_code == 0, done.output
    assert ColumnMap.from_toml(tmp_path / "raw.toml").units.gyr_scale == 0.061


def test_times_of_day_are_said_not_to_be_read(run, answer, logger, tmp_path, sentence, monkeypatch):
    head, names, *rows = logger.read_text().splitlines()
    clocked = [
        f"12.03.2026 10:00:{k / 60:06.3f};{row.partition(';')[2]}" for k, row in enumerate(rows)
    ]
    logger.write_text("\n".join([head, names, *clocked]) + "\n")
    said = sentence(run("columns", logger, "--yes"))
    assert "for 'Samples per second', as times of day are not read" in said
    done = answer(["columns", logger], "name", *[""] * 6, "Zeit", "", "60", *[""] * 4)
    assert "time of" in done.stdout.partition("Which foot?")[0]
    assert "Zeit holds times of day, which are not read. Where no column counts" in done.stdout
    assert "'Zeit' holds times of day, which are not read; type another column" in done.stdout
    assert done.exit_code == 0, done.output
    assert ColumnMap.from_toml(tmp_path / "logger_left.toml").time.rate_hz == 60.0


def test_names_with_blanks_and_line_ends_are_typed_as_a_shell_takes_them(run, logger, tmp_path):
    for name, shown in (
        ("übung 1 links.txt", "'{}übung 1 links.txt'"),
        ("a\nlinks.txt", "$'{}a\\nlinks.txt'"),
    ):
        path = tmp_path / name
        path.write_text(logger.read_text())
        done = run("columns", path, "--yes")
        assert done.exit_code == 0, done.stderr
        use = f"gaitsense analyze {shown.format(f'{tmp_path}/')} --columns "
        assert use in done.stdout
    text = (tmp_path / "übung 1 links.toml").read_text(encoding="utf-8")
    assert 'Made for "übung 1 links.txt"' in text


def test_what_reads_only_by_name_is_not_called_known(run, logger):
    """It looks like a table whose names say it, until its time is sought."""
    logger.write_text(
        logger.read_text().replace("Zeit;VBX;VBY;VBZ;DX;DY;DZ", "X;ax;ay;az;gx;gy;gz")
    )
    done = run("columns", logger, "--yes")
    assert done.exit_code == 0, done.stderr
    assert "is known" not in done.stdout
