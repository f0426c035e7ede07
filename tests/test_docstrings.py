"""What docstrings say of parameters is what the code takes; arrays say their shape and unit."""

from __future__ import annotations

import argparse
import dataclasses
import importlib
import inspect
import pkgutil
import re
import types
import typing
from collections.abc import Callable, Iterator

import numpy as np
import pytest
from numpy.typing import NDArray

import gaitsense

_SECTION = re.compile(r"^(\w[\w ]*)\n-{3,}$", re.MULTILINE)
#: "(n, 3) float64", "(…) float32", "(4, b, n) float64": a shape and a type behind it.
_SHAPE = re.compile(r"\(\s*[\w…*+\-, ]*\)\s*(float|int|uint|bool|str|complex|object)\w*")
_FLOAT_SHAPE = re.compile(r"\(\s*[\w…*+\-, ]*\)\s*float\w*")
#: Words that say what a number is measured in, or that it has no unit. "unit" also stands in
#: "no unit", "any unit" and "in their unit".
_UNIT = re.compile(
    r"(?<![\w/])(?:[Uu]nit\b|rad\b|deg\b|°|s\b|ms\b|Hz\b|m\b|m/s|mm\b|%|[Ss]hares?\b|samples?\b|"
    r"percent\b|[Pp]robabilit)"
)


class Entry(typing.NamedTuple):
    name: str
    kind: str
    text: str


def sections(doc: str) -> dict[str, str]:
    """Body of each underlined section of a docstring."""
    parts = _SECTION.split(inspect.cleandoc(doc))
    return dict(zip(parts[1::2], parts[2::2], strict=True))


def entries(body: str) -> list[Entry]:
    """Names, types and descriptions of a section; names that share a line come one by one."""
    found: list[Entry] = []
    names, kind, text = "", "", ""

    def close() -> None:
        found.extend(
            Entry(name.lstrip("*"), kind, text) for name in re.findall(r"\*{0,2}\w+", names)
        )

    for line in body.splitlines():
        if line.startswith(" ") or not line.strip():
            text += f" {line.strip()}"
        elif names.endswith(","):
            names += f" {line}"
        else:
            close()
            names, kind, text = line, "", ""
        if not names.endswith(",") and not text:
            names, _, kind = (part.strip() for part in names.partition(" :"))
    close()
    return found


def modules() -> list[str]:
    names = [gaitsense.__name__]
    names += [info.name for info in pkgutil.walk_packages(gaitsense.__path__, "gaitsense.")]
    return [name for name in names if not any(part.startswith("_") for part in name.split("."))]


def documented(module: types.ModuleType) -> Iterator[tuple[str, object, str, list[str]]]:
    """Public things of a module: name, the thing, its docstring, and what it takes."""
    for name, thing in vars(module).items():
        if name.startswith("_") or getattr(thing, "__module__", None) != module.__name__:
            continue
        if inspect.isfunction(thing):
            yield name, thing, thing.__doc__ or "", parameters(thing)
        elif inspect.isclass(thing):
            yield name, thing, own_doc(thing), class_parameters(thing)
            for method_name, method in methods(thing):
                yield f"{name}.{method_name}", method, method.__doc__ or "", parameters(method)


def methods(kind: type) -> Iterator[tuple[str, Callable[..., object]]]:
    """Public methods of a class, but for those that fill in a foreign library's method."""
    foreign = [base for base in kind.__mro__[1:] if not base.__module__.startswith("gaitsense")]
    for name, value in vars(kind).items():
        function = value.__func__ if isinstance(value, classmethod | staticmethod) else value
        if name.startswith("_") or not inspect.isfunction(function):
            continue
        if not any(hasattr(base, name) for base in foreign):
            yield name, function


def parameters(function: Callable[..., object]) -> list[str]:
    return [name for name in inspect.signature(function).parameters if name not in ("self", "cls")]


def class_parameters(kind: type) -> list[str]:
    if dataclasses.is_dataclass(kind):
        fields = [field.name for field in dataclasses.fields(kind) if field.init]
        return [name for name in fields if not name.startswith("_")]
    if issubclass(kind, tuple) and hasattr(kind, "_fields"):
        return list(kind._fields)
    own_init = vars(kind).get("__init__")
    if own_init is None or getattr(kind, "_is_protocol", False):
        return []
    return parameters(own_init)


def own_doc(kind: type) -> str:
    return vars(kind).get("__doc__") or ""


def arrays(thing: object, names: list[str]) -> set[str]:
    """Parameters whose annotation is an array and nothing else."""
    try:
        hints = typing.get_type_hints(thing)
    except NameError:
        # An annotation that only a type checker can see; its text has to do.
        hints = getattr(thing, "__annotations__", {})
        return {name for name in names if str(hints.get(name, "")).startswith("NDArray[")}
    return {name for name in names if typing.get_origin(hints.get(name)) is np.ndarray}


def faults(name: str, thing: object, doc: str, taken: list[str]) -> Iterator[str]:
    body = sections(doc)
    told = entries(body.get("Parameters", ""))
    # Arguments given by name have no order; a doubled name is still found.
    if sorted(entry.name for entry in told) != sorted(taken):
        yield f"{name}: documents {[entry.name for entry in told]}, takes {taken}"
        return
    shaped = {
        entry.name
        for entry in told
        if _SHAPE.search(entry.kind) or re.search(r"(any|same) shape", entry.text)
    }
    for missing in sorted(arrays(thing, taken) - shaped):
        yield f"{name}: array {missing!r} has no shape and type, as in '(n, 3) float64'"
    for entry in told:
        if _FLOAT_SHAPE.match(entry.kind) and not _UNIT.search(f"{entry.kind} {entry.text}"):
            yield f"{name}: array {entry.name!r} has no unit, and does not say 'no unit'"


@pytest.mark.parametrize("module_name", modules())
def test_parameters_are_documented_as_they_are(module_name):
    module = importlib.import_module(module_name)
    found = [fault for public in documented(module) for fault in faults(*public)]
    assert not found, "\n".join(found)


# Can the check fail?


def sound(x: NDArray[np.float64], rate_hz: float, *more: str) -> None:
    """Do nothing.

    Parameters
    ----------
    x : (n, 3) float64
        Rates, rad/s, any
        frame.
    rate_hz : float
        Samples per second.
    *more : str
        Words.

    Returns
    -------
    (n,) float64
    """


@dataclasses.dataclass
class Sound:
    """Two numbers and an array.

    Parameters
    ----------
    first, second : float
        Numbers, m.
    third : (k,) float32
        Forces, m/s².
    """

    first: float
    second: float
    third: NDArray[np.float32]
    _own: int = 0
    derived: int = dataclasses.field(default=0, init=False)

    def method(self, x: int) -> None:
        """Do nothing.

        Parameters
        ----------
        x : int
            A number.
        """


class FillsIn(argparse.Action):
    """A class that has one method by its own name, and one that a foreign base asks for."""

    def format_usage(self) -> str:
        return ""

    def own(self) -> None:
        """Do nothing."""


def faults_of(thing: object, doc: str) -> list[str]:
    taken = class_parameters(thing) if inspect.isclass(thing) else parameters(thing)
    return list(faults("it", thing, doc, taken))


def test_sound_docstrings_pass():
    assert faults_of(sound, sound.__doc__) == []
    assert faults_of(Sound, Sound.__doc__) == []
    assert faults_of(Sound.method, Sound.method.__doc__) == []


def test_only_own_public_methods_are_asked():
    assert [name for name, _ in methods(Sound)] == ["method"]
    assert [name for name, _ in methods(FillsIn)] == ["own"]


def test_names_on_one_line_and_over_two_lines_are_told_apart():
    body = "a, b : float\n    Numbers.\nc, d,\ne\n    Others.\nf\n    No type."
    assert [entry.name for entry in entries(body)] == ["a", "b", "c", "d", "e", "f"]
    assert entries(body)[0] == Entry("a", "float", " Numbers.")
    assert entries(body)[3].text == " Others."


SHAPE = "(n, 3) float64\n        Rates, rad/s, any"


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        (
            "rate_hz : float\n        Samples per second.\n    ",
            "",
            "documents ['x', 'more'], takes",
        ),
        ("rate_hz :", "rate :", "documents ['x', 'rate', 'more'], takes ['x', 'rate_hz', 'more']"),
        ("*more", "*words", "documents ['x', 'rate_hz', 'words']"),
        (SHAPE, "(n, 3) float64\n        Rates, any", "array 'x' has no unit"),
        (SHAPE, "array\n        Rates, rad/s, any", "array 'x' has no shape and type"),
        ("Parameters\n    ----------", "Parameter", "documents []"),
    ],
)
def test_what_is_wrong_with_a_function_is_told(old, new, fault):
    assert old in sound.__doc__
    told = faults_of(sound, sound.__doc__.replace(old, new))
    assert len(told) == 1
    assert fault in told[0]


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        (
            "first, second",
            "first",
            "documents ['first', 'third'], takes ['first', 'second', 'third']",
        ),
        ("third", "derived", "documents ['first', 'second', 'derived']"),
        (", m/s²", "", "array 'third' has no unit"),
        ("(k,) float32", "array", "array 'third' has no shape and type"),
    ],
)
def test_what_is_wrong_with_a_dataclass_is_told(old, new, fault):
    told = faults_of(Sound, Sound.__doc__.replace(old, new))
    assert len(told) == 1
    assert fault in told[0]


def test_the_package_is_walked_as_a_whole():
    assert {"gaitsense.model.samples", "gaitsense.signal.grid"} <= set(modules())
    public = {name for name, *_ in documented(importlib.import_module("gaitsense.model.samples"))}
    assert public == {"other_side", "ImuBlock", "Gap"}
