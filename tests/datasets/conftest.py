"""The scripts of `datasets/`, which are no package."""

from __future__ import annotations

import importlib.util
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).resolve().parents[2]
DATASETS = ROOT / "datasets"


@pytest.fixture(scope="session")
def script() -> Iterator[Callable[[str], ModuleType]]:
    """Load a script by its path below `datasets/`; what it puts before the path is taken away."""
    path_before = list(sys.path)
    loaded: dict[str, ModuleType] = {}

    def load(name: str) -> ModuleType:
        if name not in loaded:
            stem = name.removesuffix(".py")
            # Converters ask for this one by its plain name.
            module_name = stem if "/" not in stem else f"datasets_{stem.replace('/', '_')}"
            spec = importlib.util.spec_from_file_location(module_name, DATASETS / name)
            assert spec is not None
            assert spec.loader is not None
            module = importlib.util.module_from_spec(spec)
            sys.modules[module_name] = module
            spec.loader.exec_module(module)
            loaded[name] = module
        return loaded[name]

    load("converting.py")
    yield load
    sys.path[:] = path_before
    for module in loaded.values():
        sys.modules.pop(module.__name__, None)
