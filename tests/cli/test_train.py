from __future__ import annotations

import json

import pytest
from click.testing import CliRunner

from gaitsense.cli.commands import cli
from gaitsense.footdrop.drag_model import shipped_model
from gaitsense.jobs import train_drags

FACTS = {"trained_on": "simulated walks only", "walks_n": 20, "strides_n": 700, "drags_n": 90}


@pytest.fixture
def trained(monkeypatch):
    """Give another outcome to the training: the shipped model with changes."""

    def give(**changes):
        asked = {}

        def train(walks_n, jobs_n, show):
            asked.update(walks_n=walks_n, jobs_n=jobs_n)
            show(1.0)
            return shipped_model().as_dict() | FACTS | changes

        monkeypatch.setattr(train_drags, "train", train)
        return asked

    return give


def test_it_says_whether_the_shipped_model_came_out(trained):
    asked = trained()
    result = CliRunner().invoke(cli, ["train", "--walks", "20", "--jobs", "2"])
    assert result.exit_code == 0, result.output
    assert asked == {"walks_n": 20, "jobs_n": 2}
    assert "20 simulated walks, 700 strides, 90 of them with a drag." in result.output
    assert "The model is the shipped one, to six digits." in result.output


def test_and_when_it_did_not(trained):
    trained(intercept=0.5)
    result = CliRunner().invoke(cli, ["train"])
    assert "The model is not the shipped one.\n" in result.output


def test_other_walks_explain_why_it_did_not(trained):
    trained(intercept=0.5)
    result = CliRunner().invoke(cli, ["train", "--walks", "20"])
    assert "not the shipped one, which was trained on 600 walks." in result.output


def test_the_model_is_written_where_asked(trained, tmp_path):
    trained()
    file = tmp_path / "new" / "model.json"
    result = CliRunner().invoke(cli, ["train", "--walks", "20", "--out", str(file)])
    assert result.exit_code == 0, result.output
    assert json.loads(file.read_text(encoding="utf-8")) == shipped_model().as_dict() | FACTS


@pytest.mark.parametrize(
    "content", ["t_s,acc_x\n0,1\n", "[1]", '{"format": 1}', '{"format": 9}', "\udcff"]
)
def test_a_file_that_is_no_model_is_kept_and_no_time_is_lost(trained, tmp_path, content):
    asked = trained()
    file = tmp_path / "walk.csv"
    file.write_bytes(content.encode("utf-8", "surrogateescape"))
    result = CliRunner().invoke(cli, ["train", "--out", str(file)])
    assert result.exit_code == 2
    assert "is no toe-drag model and would be lost" in result.output
    assert file.read_bytes() == content.encode("utf-8", "surrogateescape")
    assert not asked


def test_a_place_that_cannot_be_made_is_said_before_the_training(trained, tmp_path):
    asked = trained()
    tmp_path.joinpath("file").touch()
    result = CliRunner().invoke(cli, ["train", "--out", str(tmp_path / "file" / "model.json")])
    assert result.exit_code == 2
    assert "is a file, not a folder; choose another --out" in result.output
    assert not asked


def test_an_earlier_model_is_replaced(trained, tmp_path):
    file = tmp_path / "model.json"
    for intercept in (0.5, 0.25):
        trained(intercept=intercept)
        result = CliRunner().invoke(cli, ["train", "--out", str(file)])
        assert result.exit_code == 0, result.output
    assert json.loads(file.read_text(encoding="utf-8"))["intercept"] == 0.25


def test_the_default_number_of_walks_is_the_shipped_models(trained):
    asked = trained()
    CliRunner().invoke(cli, ["train"])
    assert asked["walks_n"] == train_drags.DEFAULT_WALKS_N
    assert asked["jobs_n"] >= 1


def test_too_few_walks_are_refused():
    result = CliRunner().invoke(cli, ["train", "--walks", "3"])
    assert result.exit_code == 2
