"""Rules of the house that no linter of ours holds: file sizes, names, imports, layers."""

from __future__ import annotations

import ast
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
PACKAGE = ROOT / "gaitsense"
#: Folders of Python files that belong to the project.
OWN = ("gaitsense", "tests", "analysis", "datasets", "firmware_protocol")
#: A file holds one idea; what grows beyond this holds two.
MOST_LINES = 330
NAMELESS = {"utils", "util", "helpers", "helper", "common", "misc", "core"}
#: They are folders of studies, data and specifications, not packages: an `__init__.py` in
#: `datasets` would hide the well-known package of that name.
NOT_PACKAGES = ("analysis", "datasets", "firmware_protocol")


def python_files(*folders: str) -> list[Path]:
    return sorted(path for name in folders for path in (ROOT / name).rglob("*.py"))


def named(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"), filename=str(path))


def imported(module: ast.Module) -> Iterator[str]:
    """Every module that is imported, wherever the import stands."""
    for node in ast.walk(module):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield "." * node.level + (node.module or "")
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def prints(module: ast.Module) -> list[int]:
    """Lines that call `print`."""
    return [
        node.lineno
        for node in ast.walk(module)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name)
        and node.func.id == "print"
    ]


def test_there_is_something_to_look_at():
    assert {"gaitsense/model/samples.py", "tests/test_house.py"} <= {
        named(path) for path in python_files(*OWN)
    }


def test_no_file_of_the_package_is_too_long():
    lengths = {
        named(path): len(path.read_text(encoding="utf-8").splitlines())
        for path in python_files("gaitsense")
    }
    assert {name: n for name, n in lengths.items() if n > MOST_LINES} == {}


def test_every_module_has_a_name_that_says_something():
    parts = {
        named(path): {path.stem, *path.parent.relative_to(ROOT).parts}
        for path in python_files("gaitsense")
    }
    assert [name for name, words in parts.items() if words & NAMELESS] == []


def test_nothing_is_pickled():
    found = {
        named(path): sorted(
            name
            for name in imported(tree(path))
            if name.split(".")[0]
            in {"pickle", "cPickle", "_pickle", "dill", "cloudpickle", "shelve"}
        )
        for path in python_files(*OWN)
    }
    assert {name: modules for name, modules in found.items() if modules} == {}


def test_no_import_is_relative():
    found = [
        named(path)
        for path in python_files(*OWN)
        if any(name.startswith(".") for name in imported(tree(path)))
    ]
    assert found == []


def test_only_the_command_line_prints():
    found = {
        named(path): prints(tree(path))
        for path in python_files("gaitsense")
        if path.relative_to(PACKAGE).parts[0] != "cli"
    }
    assert {name: lines for name, lines in found.items() if lines} == {}


def test_the_checks_see_what_they_look_for():
    module = ast.parse("def f():\n    from os import path\n    import pickle as p\n    print(1)\n")
    assert set(imported(module)) == {"os", "os.path", "pickle"}
    assert set(imported(ast.parse("from . import x"))) >= {"."}
    assert prints(module) == [4]
    assert prints(ast.parse("console.print(1)\nrepr(print)")) == []


@pytest.mark.parametrize("folder", NOT_PACKAGES)
def test_a_folder_beside_the_package_is_not_a_package(folder):
    assert [named(path) for path in (ROOT / folder).rglob("__init__.py")] == []


def test_tests_are_not_packages_either():
    assert [named(path) for path in (ROOT / "tests").rglob("__init__.py")] == []


def test_every_folder_of_the_package_is_one():
    folders = {path.parent for path in python_files("gaitsense")}
    assert [named(folder) for folder in folders if not (folder / "__init__.py").is_file()] == []


def test_the_layers_hold():
    here = str(Path(sys.executable).parent)
    program = shutil.which("lint-imports", path=here) or shutil.which("lint-imports")
    if program is None:
        pytest.skip("import-linter is not installed; it comes with the extra 'dev'")
    told = subprocess.run(
        [program, "--no-cache", "--no-logo"],
        cwd=ROOT,
        capture_output=True,
        encoding="utf-8",
        errors="replace",
        check=False,
    )
    assert told.returncode == 0, told.stdout + told.stderr


def loaded_by(statement: str) -> set[str]:
    """Top-level modules that a fresh interpreter holds after a statement."""
    code = f"import sys; {statement}; print(*{{name.split('.')[0] for name in sys.modules}})"
    told = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    )
    return set(told.stdout.split())


def test_importing_the_package_loads_nothing_heavy():
    heavy = {"pandas", "scipy", "matplotlib", "sklearn", "vqf", "click", "rich"}
    loaded = loaded_by("import gaitsense")
    assert "gaitsense" in loaded
    assert loaded & heavy == set()


def test_reading_the_signal_and_the_model_loads_nothing_heavy():
    loaded = loaded_by("import gaitsense; gaitsense.Recording; import gaitsense.signal.grid")
    assert "numpy" in loaded
    assert loaded & {"pandas", "scipy", "matplotlib"} == set()
