"""Somebody sits: the feet fidget, rest in between, and take no step."""

from __future__ import annotations

import itertools

import numpy as np
import pytest

from gaitsense.simulate.pattern import StridePattern
from gaitsense.simulate.scenario import Scenario
from gaitsense.simulate.sitting import draw_fidgets
from gaitsense.simulate.walk import simulate_walk, write_truth

LEFT = StridePattern(late_swing_max_deg=-6.0)  # one foot lands on its toe, one on its heel
SITS = Scenario(route="stand 2; walk 6; sit 60; stand 2; walk 6; stand 2", left=LEFT)


@pytest.fixture(scope="module")
def walk():
    return simulate_walk(SITS, 5, rate_hz=500.0, sensor="ideal", mounting="aligned", shocks=False)


@pytest.fixture(scope="module")
def sitting(walk):
    (start_s, one), (end_s, other) = walk.recording.marker
    assert (one, other) == ("sits down", "stands up")
    return start_s, end_s


def during(table, start_s, end_s):
    return table[table["t_s"].between(start_s, end_s)]


def test_it_lasts_as_long_as_it_says_and_holds_no_stride(walk, sitting):
    start_s, end_s = sitting
    assert end_s - start_s == pytest.approx(60.0)
    strides = walk.truth.strides
    assert not ((strides["start_s"] < end_s) & (strides["foot_flat_s"] > start_s)).any()
    after = strides.loc[strides["start_s"] > start_s, "heel_off_s"].min()
    assert after == pytest.approx(end_s + 2.0)
    for samples in walk.truth.samples.values():
        assert (during(samples, start_s + 0.5, end_s)["stride_id"] == -1).all()


def test_every_kind_of_fidget_is_there_and_lies_within(walk, sitting):
    fidgets = walk.truth.fidgets
    assert set(fidgets["kind"]) == {"heel_raised", "toes_raised", "slid"}
    assert set(fidgets["side"]) == {"left", "right"}
    assert fidgets["start_s"].min() > sitting[0] + 1.0
    assert fidgets["end_s"].max() < sitting[1] - 1.0
    for _, foot in fidgets.groupby("side"):
        for before, after in itertools.pairwise(foot.itertuples()):
            assert after.start_s - before.end_s >= 2.0


def test_each_fidget_moves_what_it_names_and_nothing_else(walk):
    for fidget in walk.truth.fidgets.itertuples():
        part = during(walk.truth.samples[fidget.side], fidget.start_s, fidget.end_s)
        toe, heel = part["toe_height_m"].to_numpy(), part["heel_height_m"].to_numpy()
        pitch = part["foot_pitch_deg"].to_numpy()
        place = part[["pos_x_m", "pos_y_m", "pos_z_m"]].to_numpy()
        middle = len(part) // 2
        if fidget.kind == "slid":
            assert np.abs(place[middle] - place[0])[:2] == pytest.approx(
                np.abs(fidget.way_m * np.cos(np.radians([7.0, 83.0]))), abs=1e-9
            )
            assert max(np.abs(toe).max(), np.abs(heel).max(), np.abs(pitch).max()) < 1e-9
        else:
            # From heel to ball it is 0.72 of a shoe of 0.26 m; the toes are the rest.
            down, rises = (toe, heel) if fidget.kind == "heel_raised" else (heel, toe)
            length_m = 0.26 * (0.72 if fidget.kind == "heel_raised" else 1.0)
            assert np.abs(down).max() < 1e-9
            assert rises.max() == pytest.approx(
                length_m * np.sin(np.radians(fidget.rise_deg)), abs=1e-6
            )
            sign = -1.0 if fidget.kind == "heel_raised" else 1.0
            assert pitch[middle] == pytest.approx(sign * fidget.rise_deg, abs=1e-6)
            assert 3.0 <= fidget.rise_deg <= 12.0
        assert place[-1] == pytest.approx(place[0], abs=1e-5)


def test_between_fidgets_the_feet_rest(walk, sitting):
    for side, samples in walk.truth.samples.items():
        still = samples["t_s"].between(*sitting)
        for fidget in walk.truth.fidgets.itertuples():
            if fidget.side == side:
                still &= ~samples["t_s"].between(fidget.start_s, fidget.end_s)
        assert still.mean() > 0.4
        assert (walk.recording[side].gyr_radps[still.to_numpy()] == 0.0).all()
        assert walk.recording[side].acc_mps2[still.to_numpy()] == pytest.approx(
            np.array([[0.0, 0.0, 9.80665]]).repeat(still.sum(), axis=0), abs=1e-5
        )


def test_what_is_felt_is_what_moves(walk, sitting):
    """Second differences of the true path, and differences of the true pitch."""
    for side, samples in walk.truth.samples.items():
        rows = samples["t_s"].between(*sitting).to_numpy()
        path = samples.loc[rows, ["pos_x_m", "pos_y_m", "pos_z_m"]].to_numpy()
        pitch = np.radians(samples.loc[rows, "foot_pitch_deg"].to_numpy())
        foot = walk.recording[side]
        rate = -np.gradient(pitch, 0.002)
        assert foot.gyr_radps[rows][:, 1] == pytest.approx(rate, abs=2e-3)
        force = np.diff(path, 2, axis=0) / 0.002**2 + [0.0, 0.0, 9.80665]
        felt = np.linalg.norm(foot.acc_mps2[rows][1:-1], axis=1)
        assert felt == pytest.approx(np.linalg.norm(force, axis=1), abs=5e-3)
        assert felt.max() - felt.min() > 0.3


def test_sitting_changes_nothing_of_the_steps():
    stands = Scenario(route=SITS.route.replace("sit 60; stand 2", "stand 62"), left=LEFT)
    one, other = (
        simulate_walk(scenario, 5, rate_hz=50.0, sensor="ideal").truth.strides
        for scenario in (SITS, stands)
    )
    assert one["stride_length_m"].to_numpy() == pytest.approx(other["stride_length_m"])
    assert one["initial_contact_s"].to_numpy() == pytest.approx(other["initial_contact_s"])


def test_a_short_sit_may_pass_without_a_fidget():
    assert draw_fidgets(10.0, 15.0, np.random.default_rng(1)) == []


def test_fidgets_are_written_beside_the_truth(tmp_path, walk):
    write_truth(walk, tmp_path)
    assert (tmp_path / "truth_fidgets.csv").read_text(encoding="utf-8").startswith("side,kind,")
    assert not (tmp_path / "truth_parts.csv").exists()
