"""Strict TOML: a key that nobody asked for is refused, with the nearest name."""

from __future__ import annotations

import dataclasses
import math
import tomllib
import types
from collections.abc import Mapping
from pathlib import Path
from typing import Any, TypeVar, Union, get_args, get_origin, get_type_hints

from gaitsense.model.errors import ConfigError
from gaitsense.model.nearest import nearest_hint

T = TypeVar("T")


def read_toml(path: str | Path) -> dict[str, Any]:
    """Read a TOML file.

    Parameters
    ----------
    path : str or Path
        The file.

    Returns
    -------
    dict
        Its tables.

    Raises
    ------
    ConfigError
        If the file is absent, unreadable or not TOML.
    """
    try:
        # Some editors put a byte order mark in front.
        return tomllib.loads(Path(path).read_text(encoding="utf-8-sig"))
    except FileNotFoundError:
        raise ConfigError(f"{path}: there is no such file; check the name") from None
    except UnicodeDecodeError:
        raise ConfigError(
            f"{path}: this is not text in UTF-8; save it in the editor as UTF-8"
        ) from None
    except OSError as error:
        reason = (error.strerror or type(error).__name__).lower()
        raise ConfigError(
            f"{path}: cannot be read ({reason}); check its name and permissions"
        ) from None
    except ValueError as error:  # TOMLDecodeError is one; a number of 5000 digits is another
        raise ConfigError(f"{path}: is not valid TOML: {error}") from None


def from_table(kind: type[T], table: Mapping[str, Any], place: str = "") -> T:
    """Build a frozen dataclass from a table, refusing what it does not know.

    Parameters
    ----------
    kind : type
        A dataclass; its fields may be numbers, booleans, text, one of several of these, or
        dataclasses in turn.
    table : Mapping
        Keys and values as read from TOML.
    place : str
        Path of keys that led here, for messages.

    Returns
    -------
    instance of `kind`
        Fields absent from the table keep their defaults.

    Raises
    ------
    ConfigError
        If a key is unknown (the nearest known name is offered) or a value has the wrong type.
    """
    assert dataclasses.is_dataclass(kind)  # a fault of ours, not of a user
    hints = get_type_hints(kind)
    names = [field.name for field in dataclasses.fields(kind) if field.init]
    values: dict[str, Any] = {}
    for key, value in table.items():
        where = f"{place}.{key}" if place else key
        if key not in names:
            raise ConfigError(f"setting {where!r} is not known; {nearest_hint(key, names)}")
        values[key] = _convert(hints[key], value, where)
    return kind(**values)


def _convert(wanted: Any, value: Any, where: str) -> Any:
    if dataclasses.is_dataclass(wanted) and isinstance(wanted, type):
        if not isinstance(value, Mapping):
            raise ConfigError(f"setting {where!r} must be a table, not {value!r}")
        return from_table(wanted, value, where)
    if get_origin(wanted) in (Union, types.UnionType):
        inner = [choice for choice in get_args(wanted) if choice is not type(None)]
        if len(inner) > 1 and type(value) not in inner:
            words = " or ".join(_WORDS[choice] for choice in inner)
            raise ConfigError(f"setting {where!r} must be {words}, not {value!r}")
        return value if len(inner) > 1 else _convert(inner[0], value, where)
    if wanted is float and isinstance(value, int) and not isinstance(value, bool):
        value = float(value) if abs(value) < 2**1023 else math.inf
    if not isinstance(value, wanted) or (wanted is int and isinstance(value, bool)):
        raise ConfigError(f"setting {where!r} must be {_WORDS[wanted]}, not {value!r}")
    if wanted is float and not math.isfinite(value):
        raise ConfigError(f"setting {where!r} must be a finite number, not {value!r}")
    return value


_WORDS = {float: "a number", int: "a whole number", bool: "true or false", str: "a text"}
