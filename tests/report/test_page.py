"""The report as a browser and a person get it."""

from __future__ import annotations

import dataclasses
import re
from datetime import UTC, datetime
from html.parser import HTMLParser
from pathlib import Path

import pytest

from gaitsense.pipeline.analysis import Analysis
from gaitsense.pipeline.gait_pipeline import analyze
from gaitsense.report.notices import DRAG_CAVEAT, NOT_A_DIAGNOSIS, PITCH_CAVEAT, URGENT_SIGNS
from gaitsense.report.page import report_html, write_report
from gaitsense.report.recording_facts import RecordingFacts, recording_facts
from gaitsense.report.words import drag_sentence, lift_sentence
from gaitsense.simulate.walk import simulate_walk

Walked = tuple[Analysis, RecordingFacts]
VOID = {"meta", "link", "br", "hr", "img", "input"}


class Reader(HTMLParser):
    """Reads a page as strictly as XML, and collects what matters."""

    def __init__(self, page: str) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.headings: list[int] = []
        self.words: list[str] = []
        self.feed(page)
        self.close()
        assert not self.open

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        assert len(dict(attrs)) == len(attrs), f"{tag} repeats an attribute"
        if re.fullmatch(r"h[1-6]", tag):
            self.headings.append(int(tag[1]))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if self.open and self.open[-1] not in ("style", "title", "desc"):
            self.words.append(data)

    @property
    def text(self) -> str:
        return " ".join(" ".join(self.words).split())


def test_page_is_well_formed_and_needs_nothing_else(any_page: str) -> None:
    reader = Reader(any_page)
    names = [tag for tag, _ in reader.tags]
    assert "script" not in names
    assert "link" not in names
    assert not re.search(r"https?:|@import", any_page)
    assert all(link.startswith("#") for link in re.findall(r"url\(([^)]*)\)", any_page))
    for tag, attrs in reader.tags:
        assert not [name for name in attrs if name.startswith("on")]
        for name in ("src", "href", "xlink:href", "data"):
            link = attrs.get(name)
            assert link is None or link.startswith(("#", "data:image/png;base64,")), (tag, link)
    assert len(any_page.encode()) < 1_000_000


def test_page_can_be_read_aloud(any_page: str) -> None:
    reader = Reader(any_page)
    assert dict(reader.tags)["html"]["lang"] == "en"
    assert reader.headings[0] == 1
    assert reader.headings.count(1) == 1
    assert all(b - a <= 1 for a, b in zip(reader.headings, reader.headings[1:], strict=False))
    ids = [attrs["id"] for _, attrs in reader.tags if "id" in attrs]
    assert len(ids) == len(set(ids))
    for tag, attrs in reader.tags:
        if tag != "svg":
            continue
        if attrs.get("aria-hidden") == "true":
            continue
        assert attrs["role"] == "img"
        assert set(str(attrs["aria-labelledby"]).split()) <= set(ids)
    assert names_of(reader, "caption") == names_of(reader, "table")


def names_of(reader: Reader, name: str) -> int:
    return sum(tag == name for tag, _ in reader.tags)


def test_text_is_large_enough() -> None:
    style = (Path(__file__).parents[2] / "gaitsense/report/page.css").read_text()
    screen = style.split("@media print")[0]
    sizes = re.findall(r"font(?:-size)?: (?:[a-z]+ )?(\d+)px", screen)
    assert sizes
    assert min(map(int, sizes)) >= 16


def test_what_always_stands_there(any_walk: Walked, any_page: str) -> None:
    analysis, facts = any_walk
    text = Reader(any_page).text
    assert lift_sentence(analysis.summary) in text
    assert drag_sentence(analysis.summary) in text
    assert NOT_A_DIAGNOSIS in text
    assert "Not a medical device" in text
    assert "numbness of the groin or saddle area, new bladder or bowel trouble" in text
    assert "severe weakness of both legs – call emergency services now." in text
    assert "face, arm or speech – this is a stroke emergency: call now." in text
    for signs, action in URGENT_SIGNS:
        assert signs in text
        assert action in text
    assert analysis.config.hash in text
    assert facts.data_sha256[:16] in text
    assert str(analysis.summary["walk"]["version"]) in text
    if len(analysis.strides):
        assert DRAG_CAVEAT in text
        assert PITCH_CAVEAT in text


def test_the_sentence_comes_first(dropping: Walked) -> None:
    text = Reader(report_html(*dropping)).text
    places = [text.index(part) for part in ("Pattern consistent", "Walking speed", "Pictures")]
    assert places == sorted(places)
    assert "Simulated walk: left_foot_drop" in text


def test_what_hides_drags_in_most_steps_is_told_at_once() -> None:
    recording = simulate_walk("healthy", seed=1, duration_s=20.0, rate_hz=50.0).recording
    page = report_html(analyze(recording), recording_facts(recording))
    short = page[page.index("<h2>In short</h2>") : page.index("<h2>Numbers</h2>")]
    assert "could not be told in any of" in short
    assert "the sensor is too slow to feel" in short
    assert "set it to 100 samples per second or more and record again.</li>" in short


def test_what_hides_drags_in_few_steps_is_told_with_the_pictures(
    dropping: Walked, monkeypatch: pytest.MonkeyPatch
) -> None:
    for side in ("left", "right"):
        entry = dropping[0].summary[side]["toe_drag"]
        monkeypatch.setitem(entry, "unsure_because", {"stairs": 1})
    page = report_html(*dropping)
    assert "Toe drag unsure in 1 left and 1 right step: the foot changed height" in page
    assert "Toe drag unsure in" not in page[: page.index("<h2>Numbers</h2>")]
    assert "yes from 80\u00a0% on, no under 10\u00a0%" in page


def test_a_walk_of_nothing_is_a_page_too(sitting: Walked) -> None:
    page = report_html(*sitting)
    reader = Reader(page)
    assert "There is nothing to draw, because no steps were found." in reader.text
    assert "not measured" in reader.text
    assert "– no steps" in reader.text
    assert "<figure>" not in page


def test_one_foot_has_one_column(left_only: Walked) -> None:
    reader = Reader(report_html(*left_only))
    assert "The right foot was not measured." in reader.text
    assert "needs steps of both feet" in reader.text
    assert " Right " not in reader.text


def test_context_is_shown_or_said_to_be_missing(stairs: Walked) -> None:
    analysis, facts = stairs
    blank = dataclasses.replace(facts, metadata={})
    text = Reader(report_html(analysis, blank)).text
    assert "Person: not recorded" in text
    assert "Recorded: time not recorded" in text
    assert "Condition (brace, aid, surface): not recorded" in text
    told = {"person": "P07", "start_time": "2024-05-01", "brace": "none", "surface": "carpet"}
    text = Reader(report_html(analysis, dataclasses.replace(facts, metadata=told))).text
    assert "Person: P07 · Recorded: 2024-05-01" in text
    assert "Brace: none · Surface: carpet" in text
    assert "not recorded" not in text
    told["condition"] = "morning"
    text = Reader(report_html(analysis, dataclasses.replace(facts, metadata=told))).text
    assert "Condition (brace, aid, surface): morning · Brace: none" in text


def test_no_text_of_a_user_becomes_html(stairs: Walked) -> None:
    evil = '"><script>alert(1)</script><img src=x onerror=alert(1)>'
    analysis, facts = stairs
    facts = dataclasses.replace(
        facts,
        metadata=dict.fromkeys(("person", "condition", "source_file", "start_time"), evil),
        notes=(evil,),
        marker=((5.0, evil),),
    )
    reader = Reader(report_html(analysis, facts))
    names = {tag for tag, _ in reader.tags}
    assert "script" not in names
    assert "img" not in names
    assert reader.text.count("<script>alert(1)</script>") >= 3


def test_time_of_making_is_said_if_given(sitting: Walked) -> None:
    page = report_html(*sitting, made_at=datetime(2024, 5, 1, 10, 2, tzinfo=UTC))
    assert "Report made: 2024-05-01 10:02" in page
    assert "Report made" not in report_html(*sitting)
    assert report_html(*sitting) == report_html(*sitting)


def test_warnings_stand_beside_the_sentence(dropping: Walked) -> None:
    analysis, facts = dropping
    summary = {
        **analysis.summary,
        "walk": {**analysis.summary["walk"], "notes": ["Feet may be exchanged."]},
        "left": {
            **analysis.summary["left"],
            "notes": ["Gravity reads 10.90 m/s²."],
            "calibration": {
                **analysis.summary["left"]["calibration"],
                "sensors_disagree_deg": 30.0,
                "sensors_contradict": True,
                "gain_factor": 0.9,
                "gravity_read_mps2": 10.9,
                "pitch_zero_source": "none",
                "pitch_zero_sd_deg": None,
            },
        },
    }
    text = Reader(report_html(dataclasses.replace(analysis, summary=summary), facts)).text
    assert "Please check Feet may be exchanged. Left foot: Gravity reads 10.90 m/s²." in text
    assert text.index("Please check") < text.index("Numbers")
    assert "Left ? unsure" in text
    assert "10.90 m/s², corrected by 0.900" in text
    assert "none: angles are from gravity alone" in text


def test_quality_box_says_what_was_lost_and_why(dropping: Walked) -> None:
    analysis, facts = dropping
    foot = dataclasses.replace(facts.feet["left"], lost_n=50, gaps_n=2, longest_gap_s=0.4)
    one = dataclasses.replace(facts.feet["right"], lost_n=1, gaps_n=1, longest_gap_s=0.01)
    facts = dataclasses.replace(
        facts, feet={"left": foot, "right": one}, notes=("Two rows were dropped.",)
    )
    text = Reader(report_html(analysis, facts)).text
    share = 100 * 50 / (foot.samples_n + 50)
    assert f"50 ({share:.2g} %) in 2 gaps, the longest 0.4 s" in text
    assert "in 1 gap, the longest 0.01 s" in text
    assert "Two rows were dropped." in text
    assert "of low lift and drags only a clear no is told." in text
    assert "26.0 ± 0.3 cm long, sensor on the laces" in text
    turns = int(
        ((analysis.strides["side"] == "left") & (analysis.strides["context"] == "turn")).sum()
    )
    assert f"{turns} in turns" in text


def test_written_page_is_the_page(sitting: Walked, tmp_path: Path) -> None:
    write_report(*sitting, tmp_path / "report.html")
    assert (tmp_path / "report.html").read_text("utf-8") == report_html(*sitting)


def test_a_badly_closed_page_would_be_noticed() -> None:
    with pytest.raises(AssertionError):
        Reader("<p><b>x</p></b>")
