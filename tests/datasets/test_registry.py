from __future__ import annotations

import copy
import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
DATASETS = ROOT / "datasets"


@pytest.fixture(scope="module")
def catalogue(script):
    return script("catalogue.py")


@pytest.fixture
def sets(catalogue):
    return copy.deepcopy(catalogue.load())


def test_nothing_is_wrong_with_the_registry(catalogue, sets):
    assert catalogue.faults(sets) == []


def test_every_folder_is_a_set_and_every_converter_is_registered(sets):
    folders = {
        path.name for path in DATASETS.iterdir() if path.is_dir() and path.name[0] not in "_."
    }
    assert {entry["id"] for entry in sets} == folders
    converters = {path.relative_to(DATASETS).as_posix() for path in DATASETS.glob("*/convert.py")}
    assert {entry["converter"] for entry in sets} == converters | {"", "synthetic/make.py"}


def test_every_set_of_the_data_folder_is_registered(sets, shared_data):
    there = {path.name for path in shared_data.iterdir() if path.is_dir()}
    assert {entry["folder"] for entry in sets} - {""} == there


def test_cards_and_readme_say_the_same_licence(sets):
    readme = (DATASETS / "README.md").read_text(encoding="utf-8")
    for entry in sets:
        card = (DATASETS / entry["card"]).read_text(encoding="utf-8")
        if entry["status"] == "converter":
            assert f"[{entry['id']}]({entry['id']}/)" in readme
            word = {"CC-BY-NC-SA": "CC BY-NC-SA", "mixed": "Each file has"}
            assert word.get(entry["licence"], entry["licence"]) in card
            assert f"python datasets/{entry['converter']} --out" in card
        if entry["status"] == "known":
            assert re.search(r"not\s+confirmed|to be read there", card), entry["id"]
        if entry["doi"] and entry["status"] != "native_formats":
            assert entry["doi"] in card


def test_links_of_readme_and_cards_lead_somewhere():
    for page in [DATASETS / "README.md", *DATASETS.glob("*/README.md")]:
        for target in re.findall(r"\]\(([^)#]+)\)", page.read_text(encoding="utf-8")):
            assert (page.parent / target).exists(), f"{page}: {target}"


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ({"title": None}, "title is missing"),
        ({"colour": "red"}, "colour is not known"),
        ({"people": ""}, "people is empty"),
        ({"may_train": "no"}, "may_train must be bool"),
        ({"may_train": True}, "may_train contradicts the licence CC-BY-NC-SA"),
        ({"may_redistribute": True}, "may_redistribute contradicts the licence CC-BY-NC-SA"),
        ({"licence": "free"}, "licence 'free' is none of 'MIT'"),
        ({"status": "lost"}, "status 'lost' is none of"),
        ({"doi": "doi:10.5201/x"}, "doi 'doi:10.5201/x' has not the form of one"),
        ({"doi": ""}, "doi and doi_of go together"),
        ({"id": "Truong 2019"}, "id 'Truong 2019' has not the form of one"),
        ({"sha256": "abc"}, "sha256 'abc' has not the form of one"),
        ({"address": "http://x.org"}, "address does not begin with https://"),
        ({"shows": ["S1", "S15"]}, "shows 'S15', which is no row of the benchmarks"),
        ({"rate_hz": [100]}, "rate_hz holds 100, where a rate in Hz with a point is due"),
        ({"rate_hz": [1.0]}, "rate_hz holds 1.0"),
        ({"card": "other/README.md"}, "the card is <id>/README.md"),
        ({"converter": "truong2019_ipol265/none.py"}, "none.py is not there"),
        ({"converter": ""}, "contradicts converter ''"),
        ({"folder": ""}, "a folder among the data goes with the status 'converter'"),
        ({"confirmed": False}, "a set is confirmed, or says in 'unconfirmed' what is not"),
        ({"unconfirmed": "rate"}, "a set is confirmed, or says in 'unconfirmed' what is not"),
        ({"status": "known", "address": "", "doi": ""}, "nobody can find it"),
    ],
)
def test_each_fault_of_a_registry_is_said(catalogue, sets, change, fault):
    entry = next(entry for entry in sets if entry["id"] == "truong2019_ipol265")
    for key, value in change.items():
        if value is None:
            del entry[key]
        else:
            entry[key] = value
    said = catalogue.faults(sets)
    assert any(fault in sentence for sentence in said), said


def test_two_sets_of_one_name_are_said(catalogue, sets):
    assert catalogue.faults([*sets, sets[0]]) == [f"{sets[0]['id']}: there twice"]


def run(*arguments: str):
    return subprocess.run(
        [sys.executable, str(DATASETS / "catalogue.py"), *arguments],
        capture_output=True,
        encoding="utf-8",
        env={"PYTHONIOENCODING": "utf-8", "PYTHONUTF8": "1"},
        check=False,
    )


def test_the_catalogue_prints_the_sets(sets):
    told = run()
    assert told.returncode == 0
    assert [line.split()[0] for line in told.stdout.splitlines()] == [
        "id",
        *(e["id"] for e in sets),
    ]
    assert json.loads(run("--json").stdout) == sets
    one = run("pyshoe_vicon")
    assert one.stdout.startswith("PyShoe: curved walks")
    assert "doi: 10.21227/v1z6-9z84" in one.stdout
    assert "may train: no" in one.stdout
    assert json.loads(run("--json", "pyshoe_vicon").stdout)[0]["id"] == "pyshoe_vicon"


def test_a_set_that_is_not_there_is_a_sentence():
    told = run("pyshoe")
    assert told.returncode == 2
    assert told.stderr == "Error: there is no set 'pyshoe'; did you mean pyshoe_vicon?\n"
    assert "there are truong2019_ipol265" in run("qqq").stderr
