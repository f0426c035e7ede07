from __future__ import annotations

from pathlib import Path

import pytest

from gaitsense.model.errors import RecordingError
from gaitsense.recordings.head import cannot_open, read_head, sniff_head

TEXT = "t_s,temperature °C\n0.0,21.5\n0.1,21.6\n"


@pytest.mark.parametrize(
    ("raw", "encoding"),
    [
        (TEXT.encode("utf-8"), "utf-8"),
        (TEXT.encode("utf-8-sig"), "utf-8"),
        (TEXT.encode("latin-1"), "latin-1"),
        (b"\xff\xfe" + TEXT.encode("utf-16-le"), "utf-16-le"),
        (b"\xfe\xff" + TEXT.encode("utf-16-be"), "utf-16-be"),
        (TEXT.replace("°", "").encode("utf-16-le"), "utf-16-le"),
        (TEXT.replace("°", "").encode("utf-16-be"), "utf-16-be"),
    ],
)
def test_the_encoding_is_told_and_the_lines_are_clean(raw, encoding):
    head = sniff_head(raw, len(raw))
    assert head.kind == "text"
    assert head.encoding == encoding
    assert head.lines[0].replace(" °C", "").replace(" C", "") == "t_s,temperature"
    assert head.lines[1:] == ("0.0,21.5", "0.1,21.6")


@pytest.mark.parametrize(
    ("raw", "kind"),
    [
        (b"\xff\xd8\xff\xe0 JFIF", "a JPEG image"),
        (b"\x89PNG\r\n\x1a\n", "a PNG image"),
        (b"PK\x03\x04 xl/workbook", "an Excel workbook (save its sheet as CSV first)"),
        (b"PK\x03\x04 [Content_Types].xml", "an Excel workbook (save its sheet as CSV first)"),
        (b"PK\x03\x04 walk.csv", "a ZIP archive (unpack it, and give the folder)"),
        (b"\xd0\xcf\x11\xe0 book", "an old Excel workbook (save its sheet as CSV first)"),
        (b"\x1f\x8b\x08", "a gzip archive (unpack it first)"),
        (b"\xef\xbb\xbf\n<!DOCTYPE html>\n<html>", "a web page"),
        (b"<HTML><body>", "a web page"),
        (bytes(range(256)) * 8, "binary data"),
        (b"\x00" * 100, "binary data"),
    ],
)
def test_what_is_not_text_is_named(raw, kind):
    head = sniff_head(raw, len(raw))
    assert head.kind == kind
    assert head.lines == ()


def test_zeros_that_a_crash_left_do_not_make_a_text_binary():
    raw = TEXT.encode() + b"\x00" * 4096 + b"0.2,21.7\n" + b"\x00" * 7
    assert sniff_head(raw, len(raw)).kind == "text"


def test_a_character_cut_at_the_end_of_the_head_is_no_wrong_encoding():
    raw = TEXT.encode()
    cut = raw[: raw.index(b"\xc2") + 1]
    assert sniff_head(cut, len(raw)).encoding == "utf-8"
    assert sniff_head(cut, len(cut)).encoding == "latin-1"


def test_the_line_that_the_head_cuts_is_left_out_and_a_last_line_without_end_is_kept():
    assert sniff_head(b"a,b\n1,2\n3,", 100).lines == ("a,b", "1,2")
    assert sniff_head(b"a,b\n1,2\n3,4", 11).lines == ("a,b", "1,2", "3,4")


@pytest.mark.parametrize(("end", "newline"), [("\n", "\n"), ("\r\n", "\n"), ("\r", "\r")])
def test_every_line_end_is_understood(end, newline):
    raw = end.join(["a,b", "1,2", ""]).encode()
    head = sniff_head(raw, len(raw))
    assert head.newline == newline
    assert head.lines == ("a,b", "1,2")


def test_an_absent_and_an_empty_file_are_named(tmp_path: Path):
    with pytest.raises(RecordingError, match="no such file") as caught:
        read_head(tmp_path / "no.csv")
    assert caught.value.file == tmp_path / "no.csv"
    (tmp_path / "empty.csv").touch()
    with pytest.raises(RecordingError, match="the file is empty"):
        read_head(tmp_path / "empty.csv")
    with pytest.raises(RecordingError, match="is not a file"):
        read_head(tmp_path)


def test_a_file_that_may_not_be_opened_is_named(tmp_path: Path, monkeypatch):
    path = tmp_path / "locked.csv"
    path.write_text(TEXT)

    def refuse(*_args, **_named):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "open", refuse)
    with pytest.raises(RecordingError, match=r"permission denied.*permissions") as caught:
        read_head(path)
    assert caught.value.file == path


def test_an_error_of_the_system_without_words_still_makes_a_sentence():
    assert "cannot be read (oserror)" in str(cannot_open(Path("a.csv"), OSError()))
