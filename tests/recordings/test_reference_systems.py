from __future__ import annotations

from pathlib import Path

import pytest

from gaitsense.model.errors import RecordingError
from gaitsense.recordings.dialects import choose_dialect
from gaitsense.recordings.head import read_head
from gaitsense.recordings.read import read_recording

OPTOGAIT = ",#,L/R,External,TFlight,TContact,TStep,Elevation,Step,Speed\n" + "".join(
    f"{k},{k},{'RL'[k % 2]},,,0.9{k},0.6{k},,6{k},1.0{k}\n" for k in range(1, 8)
)
ZEBRIS = (
    "\ufefftype,Forefoot left, N,Foot rotation L, degree,Foot rotation L SD, degree,"
    "Step length L, cm,Stance phase L, %\nPWS,401.5,6.1,1.2,58.3,64.0\n"
)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        (OPTOGAIT, "a table of steps from an OptoGait"),
        (OPTOGAIT.replace(",", ";"), "a table of steps from an OptoGait"),
        (ZEBRIS, "a table of gait parameters from a Zebris pressure plate"),
        (ZEBRIS.removeprefix("\ufeff"), "a table of gait parameters from a Zebris"),
    ],
)
def test_it_is_named_and_what_to_give_instead(tmp_path: Path, text, kind):
    path = tmp_path / "walk_left.csv"
    path.write_text(text, encoding="utf-8")
    dialect, match = choose_dialect(read_head(path))
    assert dialect.name == "reference-system"
    assert match.confidence == 0.95
    assert kind in match.why
    with pytest.raises(RecordingError) as caught:
        read_recording(path)
    said = str(caught.value)
    assert said.startswith(f"{path}: this is {kind}")
    assert "without acceleration or angular rate; give the recording of the shoe sensor" in said
    assert "understood are" not in said
    assert "\n" not in said


@pytest.mark.parametrize("gone", ["TFlight", "Stance phase L, %"])
def test_one_name_less_is_another_table(tmp_path: Path, gone):
    path = tmp_path / "walk_left.csv"
    path.write_text((OPTOGAIT if gone == "TFlight" else ZEBRIS).replace(gone, "Other"))
    assert choose_dialect(read_head(path)) is None


def test_beside_a_recording_it_is_left_out_with_the_reason(tmp_path: Path, dot_file):
    dot_file()
    (tmp_path / "optogait.csv").write_text(OPTOGAIT)
    notes = read_recording(tmp_path).notes
    assert len(notes) == 1
    assert notes[0].startswith("Left out: optogait.csv: this is a table of steps from an OptoGait")


def test_what_is_only_refused_is_not_offered(tmp_path: Path):
    path = tmp_path / "walk.txt"
    path.write_text("prose\n")
    with pytest.raises(RecordingError) as caught:
        read_recording(path)
    assert "OptoGait" not in str(caught.value)
    assert "IPOL" not in str(caught.value)
    assert "phyphox" in str(caught.value)
