from __future__ import annotations

import logging
from importlib import metadata
from pathlib import Path

import numpy as np
import pytest

from gaitsense.model.errors import RecordingError
from gaitsense.model.recording import StreamInfo
from gaitsense.recordings import dialects, plug_ins
from gaitsense.recordings.dialect import Content, Dialect, Match
from gaitsense.recordings.head import sniff_head
from gaitsense.recordings.read import read_recording
from gaitsense.recordings.track import Track

PARTS = {}


def head_of(text: str):
    return sniff_head(text.encode(), len(text.encode()))


def _sniff(head):
    return Match(0.9, "its first line") if head.lines[:1] == ("two-part",) else None


def _read(sources, progress):
    PARTS["read"] = [source.path.name for source in sources]
    progress(1.0)
    k = np.arange(100)
    acc = np.tile(np.array([0.0, 0.0, 9.81], np.float32), (100, 1))
    track = Track(None, k, k / 100.0, acc, acc * 0, StreamInfo(100.0), label="left")
    return Content((track,), {}, ("from parts",))


TWO_PARTS = Dialect("two-parts", "a sensor in two files", _sniff, _read, lambda s: s.path.stem[:3])


def _fail(*_args):
    raise KeyError("acc")


BROKEN_SNIFF = Dialect("broken-sniff", "x", _fail, _fail)
BROKEN_READ = Dialect("broken-read", "x", _sniff, _fail)


ANSWERS_TRUE = Dialect("answers-true", "x", lambda _: True, _fail)
NOT_SURE = Dialect("not-sure", "x", lambda _: Match(float("nan"), "who knows"), _fail)
READS_NOTHING = Dialect("reads-nothing", "x", _sniff, lambda *_: None)
NO_TRACK = Dialect("no-track", "x", _sniff, lambda *_: Content(()))
BROKEN_BUNDLE = Dialect("broken-bundle", "x", _sniff, _read, _fail)


def _refuse(*_args):
    raise RecordingError("no good")


REFUSING = Dialect("refusing", "x", _sniff, _refuse)
NOT_A_DIALECT = "just a text"


@pytest.fixture
def installed(monkeypatch):
    """Let a package be installed that brings dialects."""

    def install(*names: str) -> None:
        entries = [
            metadata.EntryPoint(name, f"{__name__}:{name}", plug_ins.ENTRY_POINT_GROUP)
            for name in names
        ]

        class Local(metadata.EntryPoint):
            def load(self):
                return globals()[self.name]

        entries = [Local(entry.name, entry.value, entry.group) for entry in entries]
        monkeypatch.setattr(metadata, "entry_points", lambda **_: entries)
        plug_ins.load_plug_ins.cache_clear()

    yield install
    plug_ins.load_plug_ins.cache_clear()


def test_the_built_in_dialects_are_known():
    names = [dialect.name for dialect in dialects.known_dialects()]
    assert names[0] == "gaitsense-session"
    assert {"xsens-dot", "xsens-mtw", "physilog", "generic-csv"} <= set(names)
    assert len(set(names)) == len(names)


def test_no_dialect_takes_what_it_does_not_know():
    for text in ("", "prose\n", "a,b\n1,2\n", '{"json": [1, 2]}\n'):
        assert dialects.choose_dialect(head_of(text)) is None
    jpeg = sniff_head(b"\xff\xd8\xff\xe0", 4)
    assert dialects.choose_dialect(jpeg) is None


def test_the_more_confident_dialect_wins(session_text):
    dialect, match = dialects.choose_dialect(head_of(session_text()))
    assert dialect.name == "gaitsense-session"
    assert match.confidence == 1.0
    assert "first line" in match.why


def test_an_added_dialect_reads_its_files_together(installed, tmp_path: Path):
    installed("TWO_PARTS")
    for name in ("one-acc.txt", "one-gyr.txt"):
        (tmp_path / name).write_text("two-part\n")
    recording = read_recording(tmp_path)
    assert PARTS["read"] == ["one-acc.txt", "one-gyr.txt"]
    assert recording.sides == ("left",)
    assert recording.notes == ("from parts",)
    assert recording.metadata["source_format"] == "a sensor in two files"


def test_an_added_dialect_that_cannot_be_loaded_is_named_and_skipped(installed, caplog):
    installed("GONE", "NOT_A_DIALECT", "TWO_PARTS")
    with caplog.at_level(logging.WARNING):
        names = [dialect.name for dialect in dialects.known_dialects()]
    assert names == [*(d.name for d in dialects.BUILT_IN), "two-parts"]
    first, second = plug_ins.load_plug_ins().faults
    assert first.startswith("The dialect 'GONE' (")
    assert first.endswith("cannot be loaded: KeyError: 'GONE'. It was left out.")
    assert second.startswith("The dialect 'NOT_A_DIALECT' (")
    assert second.endswith("is not a Dialect object. It was left out.")
    assert first in caplog.text
    assert second in caplog.text


def test_an_added_dialect_that_fails_does_no_harm(installed, caplog, dot_file, tmp_path):
    installed("BROKEN_SNIFF", "BROKEN_READ")
    with caplog.at_level(logging.WARNING):
        recording = read_recording(dot_file())
    assert recording.sides == ("left",)
    said = "The added dialect 'broken-sniff' failed to look at a file: KeyError: 'acc'."
    assert recording.notes[0] == said
    assert said in caplog.text
    path = tmp_path / "x.txt"
    path.write_text("two-part\n")
    with pytest.raises(RecordingError, match=r"'broken-read' failed \(KeyError: 'acc'\)") as caught:
        read_recording(path)
    assert caught.value.file == path


def test_files_that_an_added_dialect_fails_to_bundle_are_read_alone(installed, caplog, tmp_path):
    installed("BROKEN_BUNDLE")
    path = tmp_path / "x.txt"
    path.write_text("two-part\n")
    with caplog.at_level(logging.WARNING):
        assert read_recording(path).sides == ("left",)
    assert PARTS["read"] == ["x.txt"]
    assert "dialect 'broken-bundle' failed to bundle" in caplog.text


def test_the_reasons_of_an_added_dialect_stand(installed, tmp_path):
    installed("REFUSING")
    path = tmp_path / "x.txt"
    path.write_text("two-part\n")
    with pytest.raises(RecordingError, match="no good"):
        read_recording(path)


@pytest.mark.parametrize(
    ("name", "said"), [("ANSWERS_TRUE", "it answered True"), ("NOT_SURE", "confidence=nan")]
)
def test_an_answer_that_is_no_match_takes_no_file(installed, dot_file, name, said):
    installed(name)
    notes = read_recording(dot_file()).notes
    assert len(notes) == 1
    assert said in notes[0]


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("READS_NOTHING", "TypeError: it returned NoneType, not Content"),
        ("NO_TRACK", "ValueError: it returned no track"),
    ],
)
def test_an_added_dialect_must_read_something(installed, tmp_path, name, said):
    installed(name)
    path = tmp_path / "x.txt"
    path.write_text("two-part\n")
    with pytest.raises(RecordingError, match=said):
        read_recording(path)


def test_a_file_that_nobody_reads_names_the_added_dialects_that_failed(installed, tmp_path):
    installed("GONE", "BROKEN_SNIFF")
    path = tmp_path / "x.txt"
    path.write_text("prose\n")
    with pytest.raises(RecordingError) as caught:
        read_recording(path)
    assert "The dialect 'GONE'" in str(caught.value)
    assert str(caught.value).count("'broken-sniff' failed to look") == 1


def test_packages_that_cannot_be_listed_stop_nothing(monkeypatch, dot_file):
    def fail(**_):
        raise UnicodeDecodeError("utf-8", b"\xff", 0, 1, "invalid start byte")

    monkeypatch.setattr(metadata, "entry_points", fail)
    plug_ins.load_plug_ins.cache_clear()
    try:
        notes = read_recording(dot_file()).notes
    finally:
        plug_ins.load_plug_ins.cache_clear()
    assert len(notes) == 1
    assert notes[0].startswith("Dialects of installed packages cannot be looked for: Unicode")
