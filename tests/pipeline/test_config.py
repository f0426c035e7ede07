"""Settings: read from TOML, refused with a sentence, named by a hash."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest

import gaitsense
from gaitsense import ConfigError, GaitConfig
from gaitsense.pipeline import limits


def read(tmp_path, text):
    path = tmp_path / "settings.toml"
    path.write_text(text, encoding="utf-8")
    return GaitConfig.from_toml(path)


def test_what_the_file_does_not_name_keeps_its_default(tmp_path):
    config = read(tmp_path, "[low_lift]\nlow_deg = -2.5\n[grid]\nbridge_s = 0.03\n")
    assert config.low_lift.low_deg == -2.5
    assert config.grid.bridge_s == 0.03
    whole = GaitConfig()
    assert config.toe_drag == whole.toe_drag
    assert dataclasses.replace(config, low_lift=whole.low_lift, grid=whole.grid) == whole


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[low_lif]\n", "'low_lif' is not known; did you mean 'low_lift'"),
        ("[grid]\nbridge = 0.02\n", "'grid.bridge' is not known; did you mean 'bridge_s'"),
        ("[grid]\nbridge_s = 'short'\n", "'grid.bridge_s' must be a number"),
        ("[grid]\nbridge_s = -0.1\n", "'grid.bridge_s' is -0.1; use 0 to 60"),
        ("grid = 3\n", "'grid' must be a table"),
        ("[low_lift]\npattern_share = 3\n", "'low_lift.pattern_share' is 3; use 0 to 1"),
        ("[low_lift]\nfewest_strides_n = 0\n", "fewest_strides_n' is 0; use 1 or more"),
        ("[closed_stride]\nrest_tilt_sd_deg = 0\n", "rest_tilt_sd_deg' is 0; use more than 0"),
        ("[uncertainty]\nlength_share = 1.5\n", "length_share' is 1.5; use 0 to 1"),
        ("[context]\ntoe_deg = -91\n", "'context.toe_deg' is -91; use -90 to 90"),
        ("[motion_level]\nwindow_s = 0\n", "'motion_level.window_s' is 0; use 0.01 to 2"),
        ("[toe_drag]\nno_below = 0.9\n", "must not exceed 'toe_drag.yes_from', which is 0.8"),
        ("[drag_signs]\ncore_from = 0.9\n", "below 'drag_signs.core_to', which is 0.88"),
        ("[drag_signs]\ncore_from = 0.34\n", "below 'drag_signs.early_to', which is 0.34"),
        ("[drag_signs]\nearly_to = 1.1\n", "'drag_signs.early_to' is 1.1; use 0 to 1"),
        ("[drag_signs]\nfading_m = 0\n", "'drag_signs.fading_m' is 0; use more than 0"),
        ("[lift_profile]\nleg_signs_n = 5\n", "'lift_profile.leg_signs_n' is 5; use 1 to 4"),
        (
            "[lift_profile]\nlow_heel_ratio = 1.5\n",
            "must lie below 'lift_profile.high_lift_ratio', which is 1.3",
        ),
        (
            "[sole_points]\nfewest_strides_n = 33\n",
            "not exceed 'sole_points.most_strides_n', which",
        ),
        ("[acc_bias]\nleast_turn_deg = 181\n", "least_turn_deg' is 181; use 0 to 180"),
        ("[closing]\nleast_turn_deg = 181\n", "least_turn_deg' is 181; use 0 to 180"),
        ("[grid]\nbridge_s = nan\n", "grid.bridge_s"),
        ("[grid]\nbreak_s = inf\n", "grid.break_s"),
    ],
)
def test_a_mistake_is_refused_with_a_way_out(tmp_path, text, said):
    with pytest.raises(ConfigError, match=said):
        read(tmp_path, text)


@pytest.mark.parametrize(
    ("stage", "name", "value"),
    [
        ("low_lift", "low_deg", float("nan")),
        ("low_lift", "low_deg", "five"),
        ("low_lift", "low_deg", True),
        ("low_lift", "fewest_strides_n", 2.5),
    ],
)
def test_a_mistake_in_python_is_refused_too(stage, name, value):
    config = GaitConfig()
    wrong = dataclasses.replace(getattr(config, stage), **{name: value})
    with pytest.raises(ConfigError, match=f"'{stage}.{name}'"):
        dataclasses.replace(config, **{stage: wrong})


def test_numbers_of_numpy_are_numbers():
    config = GaitConfig()
    for value in (np.int64(9), np.float32(9.0), np.float64(9.0)):
        lift = dataclasses.replace(config.low_lift, fewest_strides_n=value)
        assert dataclasses.replace(config, low_lift=lift).low_lift.fewest_strides_n == 9


def test_as_many_strides_may_be_asked_as_are_needed(tmp_path):
    assert read(tmp_path, "[sole_points]\nfewest_strides_n = 32\n").sole_points.most_strides_n == 32


def test_every_limit_names_a_setting():
    names = {f"{stage}.{name}" for stage, group in GaitConfig().as_dict().items() for name in group}
    pairs = [*limits._RISING, *limits._NOT_ABOVE]
    assert {*limits._RANGES, *(name for pair in pairs for name in pair)} <= names


def test_a_stage_that_is_none_is_refused():
    with pytest.raises(ConfigError, match="'low_lift' must be a group of settings, not int"):
        dataclasses.replace(GaitConfig(), low_lift=5)


def test_a_sign_that_has_a_meaning_is_taken(tmp_path):
    assert read(tmp_path, "[mounting]\ntoe_out_deg = -7\n").mounting.toe_out_deg == -7


def test_the_hash_names_the_settings(tmp_path):
    assert GaitConfig().hash == GaitConfig().hash
    assert read(tmp_path, "").hash == GaitConfig().hash
    assert read(tmp_path, "[grid]\nbridge_s = 0.03\n").hash != GaitConfig().hash


def test_every_setting_can_be_set_alone(tmp_path):
    """No number of the tree is read from elsewhere: each one survives the way through TOML."""
    for stage, settings in GaitConfig().as_dict().items():
        for name, value in settings.items():
            if isinstance(value, bool) or not isinstance(value, int | float):
                continue
            other = value + 1 if isinstance(value, int) else 1.01 * value
            config = read(tmp_path, f"[{stage}]\n{name} = {other}\n")
            assert getattr(getattr(config, stage), name) == other, (stage, name)


def test_the_settings_stand_in_the_result(foot_drop):
    assert foot_drop.summary["walk"]["config_hash"] == GaitConfig().hash
    assert foot_drop.summary["walk"]["version"] == gaitsense.__version__


def test_a_limit_that_is_moved_moves_the_verdict():
    walk = gaitsense.simulate_walk("healthy", seed=1, duration_s=20.0)
    config = GaitConfig()
    strict = dataclasses.replace(
        config, low_lift=dataclasses.replace(config.low_lift, low_deg=40.0)
    )
    level = gaitsense.analyze(walk.recording, strict).strides.query("context == 'level'")
    assert (level["low_lift"] == "yes").all()
    usual = gaitsense.analyze(walk.recording).strides
    assert not (usual["low_lift"] == "yes").any()
