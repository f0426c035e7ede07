from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gaitsense.model.errors import ConfigError
from gaitsense.model.toml import from_table
from gaitsense.recordings.column_map import ColumnMap
from gaitsense.recordings.column_map_parts import (
    FootColumns,
    TableShape,
    TimeColumn,
    ValueUnits,
)
from gaitsense.recordings.column_map_text import column_map_text

FOOT = {"acc_x": "ax", "acc_y": "ay", "acc_z": "az", "gyr_x": 5, "gyr_y": 6, "gyr_z": 7}


def table(**changes: object) -> dict[str, object]:
    whole: dict[str, object] = {
        "time": {"column": "t", "unit": "ms"},
        "units": {"acc": "g", "gyr": "deg/s"},
        "foot": dict(FOOT),
    }
    for key, value in changes.items():
        if isinstance(value, dict) and isinstance(whole.get(key), dict):
            value = {**whole[key], **value}
        whole[key] = value
    return {key: value for key, value in whole.items() if value is not None}


def made(**changes: object) -> ColumnMap:
    return from_table(ColumnMap, table(**changes))


def test_units_become_si():
    columns = made(units={"acc": "mg", "acc_scale": 0.5, "gyr": "°/s", "acc_range_g": 16,
                          "gyr_range_dps": 2000})  # fmt: skip
    assert columns.factor("acc") == pytest.approx(0.5 * 9.80665e-3)
    assert columns.factor("gyr") == pytest.approx(math.pi / 180)
    assert columns.factor("time") == 1e-3
    assert columns.ranges.acc_mps2 == pytest.approx(156.9064)
    assert columns.ranges.gyr_radps == pytest.approx(34.906585)


def test_feet_are_those_that_are_named():
    assert list(made().feet) == [None]
    assert list(made(side="right").feet) == ["right"]
    both = made(foot=None, left=FOOT, right={**FOOT, "acc_x": 9})
    assert list(both.feet) == ["left", "right"]
    assert both.feet["right"].channels == (9, "ay", "az", 5, 6, 7)


@pytest.mark.parametrize(
    ("told", "tried"),
    [("tab", ("\t",)), (";", (";",)), (None, ("\t", ";", ",", "|", " "))],
)
def test_delimiters_may_be_words(told, tried):
    assert made(table={"delimiter": told} if told else {}).delimiters == tried


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"foot": None}, "needs the columns of one sensor"),
        ({"left": FOOT}, "needs the columns of one sensor"),
        ({"foot": {"gyr_z": None}}, "'foot.gyr_z' must name a column"),
        ({"foot": {"acc_x": 0}}, "'foot.acc_x' is 0, but columns are counted from 1"),
        ({"foot": {"acc_x": True}}, "'foot.acc_x' must be a text or a whole number, not True"),
        ({"foot": {"acc_x": 1.0}}, "'foot.acc_x' must be a text or a whole number, not 1.0"),
        ({"foot": {"acx": 1}}, "'foot.acx' is not known; did you mean 'acc_x'?"),
        ({"foot": {"acc_flip": "xw"}}, "'foot.acc_flip' must name axes"),
        ({"foot": {"gyr_flip": "xx"}}, "'foot.gyr_flip' must name axes"),
        ({"side": "links"}, '\'side\' must be "left" or "right"'),
        ({"foot": None, "left": FOOT, "side": "left"}, "'side' must be"),
        ({"units": {"acc": "m"}}, "'units.acc' is 'm'; known are m/s.2, mps2, g, mg"),
        ({"units": {"gyr": ""}}, "'units.gyr' is missing; known are rad/s"),
        ({"units": {"acc": "raw"}}, r"of raw counts, give the unit.*as units\.acc_scale"),
        ({"units": {"acc_scale": 0}}, "'units.acc_scale' must be larger than 0"),
        ({"units": {"gyr_scale": -1}}, "'units.gyr_scale' must be larger than 0"),
        ({"units": {"acc_range_g": 1600}}, "no motion sensor's"),
        ({"time": {"unit": "h"}}, "'time.unit' is 'h'; known are s, ms, us, ns"),
        ({"time": {"rate_hz": 100}}, "either 'time.column' with 'time.unit', or 'time.rate_hz'"),
        ({"time": None}, "either 'time.column' with 'time.unit', or 'time.rate_hz'"),
        ({"time": {"column": None, "rate_hz": 1e6}}, "'time.rate_hz' is 1e"),
        ({"table": {"delimiter": "x"}}, "'table.delimiter' is 'x'; known are tab"),
        ({"table": {"decimal": "'"}}, "'table.decimal' must be"),
        ({"table": {"delimiter": "comma", "decimal": ","}}, "cannot both be a comma"),
        ({"table": {"header_line": -1}}, "cannot be negative"),
        ({"table": {"skip_rows": -1}}, "cannot be negative"),
        ({"table": {"header_line": 0}}, r"'foot\.acc_x' is a name, but .*there is no header"),
        ({"tabel": {}}, "'tabel' is not known; did you mean 'table'?"),
    ],
)
def test_what_cannot_be_meant_is_refused(changes, message):
    given = table(**changes)
    for part in given.values():
        if isinstance(part, dict):
            for key in [key for key, value in part.items() if value is None]:
                del part[key]
    with pytest.raises(ConfigError, match=message):
        from_table(ColumnMap, given)


def test_both_feet_need_times_of_their_own_or_shared_ones():
    alone = {"foot": None, "left": {**FOOT, "time": 1}, "right": dict(FOOT)}
    with pytest.raises(ConfigError, match=r"either 'time\.column'"):
        made(**alone, time=None)
    assert made(**alone).left.time == 1


def test_a_message_names_the_file(tmp_path):
    path = tmp_path / "map.toml"
    path.write_text("[foot]\nacc_q = 1\n", encoding="utf-8")
    with pytest.raises(ConfigError, match=r"map.toml: setting 'foot.acc_q' is not known"):
        ColumnMap.from_toml(path)
    path.write_text("[foot\n", encoding="utf-8")
    with pytest.raises(ConfigError, match=r"map.toml: is not valid TOML"):
        ColumnMap.from_toml(path)


_TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
_REF = st.one_of(st.integers(1, 50), _TEXT)


@given(
    refs=st.lists(_REF, min_size=8, max_size=8),
    device=_TEXT,
    source=_TEXT,
    names=st.lists(_TEXT, max_size=5),
    rated=st.booleans(),
    flips=st.sampled_from(["", "x", "zy"]),
)
def test_what_is_written_reads_back(tmp_path_factory, refs, device, source, names, rated, flips):
    foot = FootColumns(*refs[:6], None if rated else refs[6], flips, flips)
    time = TimeColumn(rate_hz=104.0) if rated else TimeColumn(refs[7], "us")
    units = ValueUnits("mg", "mdps", 0.488, 70.0 / 1.1, 16.0, 2000.0)
    shape = TableShape("\t", ",", 3, 2)
    one = ColumnMap(device, "left", shape, time, units, foot)
    two = ColumnMap(device, None, TableShape(), time, units, None, foot, foot)
    path = tmp_path_factory.mktemp("map") / "map.toml"
    for columns in (one, two):
        path.write_text(column_map_text(columns, names, source), encoding="utf-8", newline="")
        assert ColumnMap.from_toml(path) == columns


def test_each_line_is_explained():
    text = column_map_text(made(foot={"gyr_x": 5}), ["t", "ax", "ay", "az", "om\x07ega"], "log.txt")
    settings = [line for line in text.splitlines() if " = " in line and not line.startswith("#")]
    assert len(settings) == 10
    assert all("  # " in line for line in settings if not line.startswith("column"))
    assert 'gyr_x = 5  # angular rate about the first axis, called "om\\u0007ega"' in settings
