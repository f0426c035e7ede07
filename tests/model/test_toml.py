from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

import pytest

from gaitsense.model.errors import ConfigError
from gaitsense.model.toml import from_table, read_toml


@dataclass(frozen=True)
class Inner:
    window_s: float = 0.5
    count_n: int = 3


@dataclass(frozen=True)
class Outer:
    inner: Inner = field(default_factory=Inner)
    name: str = "walk"
    loud: bool = False
    limit_m: float | None = None
    derived: int = field(default=7, init=False)


def test_an_empty_table_keeps_every_default():
    assert from_table(Outer, {}) == Outer()


def test_what_is_named_is_set_and_the_rest_keeps_its_default():
    table = {"inner": {"window_s": 0.25}, "name": "stairs", "loud": True, "limit_m": 0.02}
    assert from_table(Outer, table) == Outer(Inner(0.25, 3), "stairs", True, 0.02)


def test_a_whole_number_will_do_for_a_number():
    made = from_table(Outer, {"inner": {"window_s": 2}, "limit_m": 1})
    assert (made.inner.window_s, made.limit_m) == (2.0, 1.0)
    assert (type(made.inner.window_s), type(made.limit_m)) == (float, float)


@pytest.mark.parametrize(
    ("table", "message"),
    [
        ({"nmae": "x"}, "setting 'nmae' is not known; did you mean 'name'?"),
        (
            {"inner": {"windw_s": 1.0}},
            "setting 'inner.windw_s' is not known; did you mean 'window_s'?",
        ),
        ({"qqq": 1}, "setting 'qqq' is not known; known: inner, name, loud, limit_m"),
        ({"derived": 1}, "setting 'derived' is not known; known: inner, name, loud, limit_m"),
        ({"inner": 3}, "setting 'inner' must be a table, not 3"),
        ({"inner": {"window_s": "1"}}, "setting 'inner.window_s' must be a number, not '1'"),
        ({"inner": {"window_s": True}}, "setting 'inner.window_s' must be a number, not True"),
        ({"inner": {"count_n": True}}, "setting 'inner.count_n' must be a whole number, not True"),
        ({"inner": {"count_n": 3.0}}, "setting 'inner.count_n' must be a whole number, not 3.0"),
        ({"name": 5}, "setting 'name' must be a text, not 5"),
        ({"loud": 1}, "setting 'loud' must be true or false, not 1"),
        ({"loud": "true"}, "setting 'loud' must be true or false, not 'true'"),
        ({"limit_m": "much"}, "setting 'limit_m' must be a number, not 'much'"),
        ({"limit_m": float("inf")}, "setting 'limit_m' must be a finite number, not inf"),
        ({"limit_m": float("nan")}, "setting 'limit_m' must be a finite number, not nan"),
        ({"limit_m": 10**400}, "setting 'limit_m' must be a finite number, not inf"),
        ({"name": ["a"]}, "setting 'name' must be a text, not ['a']"),
    ],
)
def test_a_wrong_setting_is_named_with_its_way_out(table, message):
    with pytest.raises(ConfigError) as caught:
        from_table(Outer, table)
    assert str(caught.value) == message


def test_the_place_stands_before_the_key():
    with pytest.raises(ConfigError, match=r"'walk\.inner\.count_n'"):
        from_table(Outer, {"inner": {"count_n": "3"}}, place="walk")


def test_a_file_gives_its_tables(tmp_path: Path):
    file = tmp_path / "settings.toml"
    file.write_text('name = "über"\n[inner]\nwindow_s = 0.75\n', encoding="utf-8")
    assert read_toml(file) == {"name": "über", "inner": {"window_s": 0.75}}
    assert from_table(Outer, read_toml(str(file))) == Outer(Inner(0.75), "über")


def test_an_empty_file_gives_no_tables(tmp_path: Path):
    (tmp_path / "empty.toml").write_bytes(b"")
    assert read_toml(tmp_path / "empty.toml") == {}


def test_a_missing_file(tmp_path: Path):
    with pytest.raises(ConfigError, match=r"absent\.toml: there is no such file") as caught:
        read_toml(tmp_path / "absent.toml")
    assert caught.value.__cause__ is None


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"window_s =\nb = 1\n", "is not valid TOML: .*line 1"),
        ('a = "ü"'.encode("cp1252"), "this is not text in UTF-8; save it in the editor as UTF-8"),
        (b"a = 1\na = 2\n", "is not valid TOML: .*"),
        (b"\xff\xfe\x00a", "this is not text in UTF-8; save it in the editor as UTF-8"),
        (b"a = " + b"1" * 5000, "is not valid TOML: .*5000 digits"),
    ],
)
def test_a_file_that_is_not_toml(tmp_path: Path, content: bytes, message: str):
    (tmp_path / "bad.toml").write_bytes(content)
    with pytest.raises(ConfigError, match=rf"bad\.toml: {message}"):
        read_toml(tmp_path / "bad.toml")


def test_a_byte_order_mark_is_no_fault(tmp_path: Path):
    (tmp_path / "a.toml").write_bytes(b"\xef\xbb\xbfa = 1\r\nb = 2\r\n")
    assert read_toml(tmp_path / "a.toml") == {"a": 1, "b": 2}


def test_a_folder_is_not_a_file(tmp_path: Path):
    with pytest.raises(ConfigError, match="cannot be read"):
        read_toml(tmp_path)


@dataclass(frozen=True)
class Column:
    ref: str | int | None = None


@pytest.mark.parametrize("ref", ["acc_x", 3])
def test_one_of_several_types_is_taken_as_it_is(ref):
    assert from_table(Column, {"ref": ref}).ref == ref


@pytest.mark.parametrize("ref", [True, 3.0, ["x"], {}])
def test_none_of_several_types_is_refused(ref):
    with pytest.raises(ConfigError, match="'ref' must be a text or a whole number, not"):
        from_table(Column, {"ref": ref})
