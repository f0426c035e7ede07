from __future__ import annotations

import numpy as np
import pytest

from gaitsense.model.errors import RecordingError
from gaitsense.model.recording import Recording, SensorRanges
from gaitsense.model.shoe import Shoe

N = 300


def walk(n: int = N) -> tuple[np.ndarray, np.ndarray]:
    """Specific force in m/s² and rate in rad/s, in closed form, gravity on z."""
    t = np.arange(n) / 100.0
    acc = np.column_stack([2.0 * np.sin(6 * t), 0.5 * np.cos(9 * t), 9.81 + np.sin(7 * t)])
    gyr = np.column_stack([0.7 * np.sin(5 * t), 4.0 * np.sin(6 * t), 0.3 * np.cos(4 * t)])
    return acc, gyr


def test_with_times():
    acc, gyr = walk()
    one = Recording.from_arrays({"left": (7.0 + np.arange(N) / 60.0, acc, gyr)})
    left = one["left"]
    assert left.rate_hz == pytest.approx(60.0, rel=1e-12)
    assert left.info.rate_hz == left.rate_hz
    np.testing.assert_array_equal(left.sample, np.arange(N))
    np.testing.assert_allclose(left.t_s, 7.0 + np.arange(N) / 60.0, rtol=0, atol=1e-12)
    np.testing.assert_array_equal(left.acc_mps2, acc.astype(np.float32))
    np.testing.assert_array_equal(left.gyr_radps, gyr.astype(np.float32))
    assert left.acc_mps2.dtype == left.gyr_radps.dtype == np.float32
    assert [len(block) for block in left.blocks(1000)] == [N]


def test_with_the_rate_alone():
    left = Recording.from_arrays({"left": (None, *walk())}, fs_hz=50)["left"]
    assert left.rate_hz == 50.0
    assert type(left.rate_hz) is float
    np.testing.assert_array_equal(left.t_s, np.arange(N) / 50.0)
    np.testing.assert_array_equal(left.sample, np.arange(N))


def test_with_times_and_the_rate():
    left = Recording.from_arrays({"left": (np.arange(N) / 100.3, *walk())}, fs_hz=100.0)["left"]
    assert left.rate_hz == 100.0
    np.testing.assert_allclose(np.diff(left.t_s), 0.01, rtol=0, atol=1e-12)


@pytest.mark.parametrize("with_times", [True, False])
@pytest.mark.parametrize("worth", [np.nan, np.inf, -np.inf, 1e300])
def test_a_row_without_a_value_is_a_lost_sample(with_times, worth):
    acc, gyr = walk()
    acc[[0, 10, 11], [2, 0, 1]] = worth
    gyr[50, 1] = worth
    acc[-1] = worth
    t_s = np.arange(N) / 100.0 if with_times else None
    left = Recording.from_arrays({"left": (t_s, acc, gyr)}, fs_hz=100.0)["left"]
    kept = np.delete(np.arange(N), [0, 10, 11, 50, N - 1])
    np.testing.assert_array_equal(left.sample, kept)
    np.testing.assert_allclose(left.t_s, kept / 100.0, rtol=0, atol=1e-12)
    np.testing.assert_array_equal(left.gyr_radps, gyr[kept].astype(np.float32))
    assert [(gap.after_sample, gap.missing, gap.cause) for gap in left.gaps] == [
        (9, 2, "lost"),
        (49, 1, "lost"),
    ]
    assert sum(1 for _ in left.blocks(1000)) == 5


def test_what_is_told_is_carried_along():
    shoe, ranges = Shoe(0.25, 0.003, "heel"), SensorRanges(156.9, 34.9)
    one = Recording.from_arrays(
        {"right": (None, *walk())},
        100.0,
        shoe=shoe,
        ranges=ranges,
        device="maker model",
        metadata={"place": "corridor"},
    )
    info = one.streams["right"]
    assert (info.shoe, info.ranges, info.device) == (shoe, ranges, "maker model")
    assert dict(one.metadata) == {"place": "corridor"}
    assert one.notes == ()


def test_each_foot_has_its_own_rate():
    t_s = np.arange(N)
    acc, gyr = walk()
    both = Recording.from_arrays({"right": (t_s / 50, acc, -gyr), "left": (t_s / 128, acc, gyr)})
    assert both.sides == ("left", "right")
    assert both["left"].rate_hz == pytest.approx(128.0)
    assert both["right"].rate_hz == pytest.approx(50.0)


@pytest.mark.parametrize(
    ("acc", "gyr", "note"),
    [
        (np.full((N, 3), np.nan), walk()[1], "right: 0 of 300 rows hold all six values"),
        (walk()[0], np.full((N, 3), np.nan), "right: 0 of 300 rows hold all six values"),
        (walk()[0][:1], walk()[1][:1], "right: 1 of 1 rows hold all six values"),
        (np.empty((0, 3)), np.empty((0, 3)), "right: 0 of 0 rows"),
        (np.zeros((N, 3)), np.zeros((N, 3)), "right: the accelerometer reads 0 throughout"),
        (np.zeros((N, 3)), walk()[1], "right: the accelerometer reads 0 throughout"),
    ],
)
def test_a_silent_foot_leaves_the_other_with_a_note(acc, gyr, note):
    feet = {"left": (None, *walk()), "right": (None, acc, gyr)}
    one = Recording.from_arrays(feet, 100.0)
    assert one.sides == ("left",)
    assert len(one.notes) == 1
    assert one.notes[0].startswith(note)
    assert one.notes[0].endswith(".")
    with pytest.raises(RecordingError, match=f"^{note}"):
        Recording.from_arrays({"right": (None, acc, gyr)}, 100.0)


def test_two_silent_feet_are_both_named():
    nothing = (None, np.zeros((N, 3)), np.zeros((N, 3)))
    with pytest.raises(RecordingError, match=r"^left: .*silent\. right: .*silent\.$"):
        Recording.from_arrays({"left": nothing, "right": nothing}, 100.0)


def test_no_foot_at_all():
    with pytest.raises(RecordingError, match="no foot is given"):
        Recording.from_arrays({})


def changed(name: str, value: object) -> tuple:
    acc, gyr = walk()
    parts = {"t_s": np.arange(N) / 100.0, "acc_mps2": acc, "gyr_radps": gyr} | {name: value}
    return tuple(parts.values())


@pytest.mark.parametrize(
    ("foot", "message"),
    [
        (changed("acc_mps2", walk()[0].T), r"left acc_mps2 must have three columns.*\(3, 300\)"),
        (changed("gyr_radps", walk()[1][:, 0]), r"left gyr_radps must have three.*\(300,\)"),
        (changed("gyr_radps", walk()[1][:-1]), "acc_mps2 has 300 rows and gyr_radps 299"),
        (changed("t_s", np.arange(N - 1) / 100.0), r"one number per row \(300\).*\(299,\)"),
        (changed("t_s", np.zeros((N, 1))), r"one number per row \(300\).*\(300, 1\)"),
        (changed("t_s", None), "left: give t_s, or the rate as fs_hz"),
        (changed("t_s", np.arange(N)[::-1] / 100.0), "time runs backwards at sample 1"),
        (changed("t_s", np.zeros(N)), "time does not advance"),
        (changed("acc_mps2", [["a", "b", "c"]] * N), "left acc_mps2 holds something"),
        (changed("acc_mps2", [[1.0, 2.0], [3.0]]), "left acc_mps2 holds something"),
        (changed("gyr_radps", walk()[1] * 1j), "left gyr_radps holds something"),
        (changed("t_s", ["soon"] * N), "left t_s holds something that is not a number"),
        (
            changed("t_s", np.datetime64("2024-05-01") + np.arange(N).astype("m8[ms]")),
            "left t_s holds something that is not a number",
        ),
        (changed("t_s", np.arange(N).astype("m8[ms]")), "left t_s holds something"),
        (walk(), r"left: give \(t_s, acc_mps2, gyr_radps\)"),
    ],
)
def test_arrays_that_do_not_fit_are_refused_in_a_sentence(foot, message):
    with pytest.raises(RecordingError, match=message):
        Recording.from_arrays({"left": foot})


@pytest.mark.parametrize("fs_hz", [0.0, -100.0, np.nan, np.inf])
def test_a_rate_that_is_none_is_refused(fs_hz):
    with pytest.raises(RecordingError, match="fs_hz must be a positive number"):
        Recording.from_arrays({"left": (None, *walk())}, fs_hz)


def test_an_unknown_side_is_refused():
    with pytest.raises(RecordingError, match="'left' or 'right', not 'both'"):
        Recording.from_arrays({"left": (None, *walk()), "both": (None, *walk())}, 100.0)


@pytest.mark.parametrize(
    ("acc_factor", "gyr_factor", "guess"),
    [
        (1 / 9.80665, 1.0, r"looks like g, so multiply by 9\.80665"),
        (1000 / 9.80665, 1.0, r"looks like mg, so multiply by 0\.00980665"),
        (4096 / 9.80665, 1.0, "looks like raw counts"),
        (1.0, 180 / np.pi, r"looks like °/s, so multiply by 0\.0174533"),
    ],
)
def test_wrong_units_are_refused_with_the_right_guess(acc_factor, gyr_factor, guess):
    acc, gyr = walk()
    with pytest.raises(RecordingError, match=f"^right: .*{guess}"):
        Recording.from_arrays({"right": (None, acc * acc_factor, gyr * gyr_factor)}, 100.0)


@pytest.mark.parametrize(
    ("motion", "guess"),
    [
        (0.1, r"9\.8; gravity seems to have been removed; export the raw acceleration$"),
        # As strong as g itself would look: both are said.
        (1.0, r"\(or, if gravity has been removed, export the raw acceleration\)$"),
        (3.0, r"9\.8; gravity seems to have been removed; export the raw acceleration$"),
    ],
)
def test_gravity_that_was_removed_is_noticed(motion, guess):
    acc, gyr = walk()
    with pytest.raises(RecordingError, match=guess):
        Recording.from_arrays({"left": (None, (acc - [0.0, 0.0, 9.81]) * motion, gyr)}, 100.0)


def test_lost_rows_do_not_count_in_the_units():
    acc, gyr = walk()
    acc[: N - 20] = np.nan
    assert len(Recording.from_arrays({"left": (None, acc, gyr)}, 100.0)["left"]) == 20


def test_lists_and_read_only_arrays_are_taken_and_left_as_they_are():
    acc, gyr = walk()
    for array in (acc, gyr):
        array.flags.writeable = False
    copies = acc.copy(), gyr.copy()
    left = Recording.from_arrays({"left": (None, acc, gyr)}, 100.0)["left"]
    again = Recording.from_arrays({"left": (None, acc.tolist(), gyr.tolist())}, 100.0)["left"]
    np.testing.assert_array_equal(left.acc_mps2, again.acc_mps2)
    np.testing.assert_array_equal(acc, copies[0])
    np.testing.assert_array_equal(gyr, copies[1])


@pytest.mark.parametrize(
    ("factor", "refused"), [(1.0, False), (1.1, False), (10.0, True), (0.001, True)]
)
def test_a_rate_that_contradicts_the_times_is_refused(factor, refused):
    t_s = np.arange(500) / 100.0 * factor
    acc, gyr = np.tile([0.0, 0.0, 9.81], (500, 1)), np.full((500, 3), 0.1)
    feet = {"left": (t_s, acc, gyr)}
    if not refused:
        assert Recording.from_arrays(feet, fs_hz=100.0)["left"].rate_hz == 100.0
        return
    with pytest.raises(RecordingError, match=r"fs_hz says 100 .* the times say"):
        Recording.from_arrays(feet, fs_hz=100.0)


@pytest.mark.parametrize(
    ("fs_hz", "said"),
    [
        ("100", "fs_hz must be a positive number, got '100'"),
        (True, "fs_hz must be a positive number, got True"),
        ([100.0], r"fs_hz must be a positive number, got \[100.0\]"),
        (np.array([100.0]), r"fs_hz must be a positive number, got array\(\[100\.\]\)"),
        (np.array([1.0, 2.0]), "fs_hz must be a positive number, got array"),
        (1e12, r"fs_hz says 1e\+12 samples per second, and no motion sensor gives more than 20000"),
        (20_001.0, "fs_hz says 20001 samples"),
    ],
)
def test_a_rate_that_is_no_number_or_too_fast_is_refused(fs_hz, said):
    with pytest.raises(RecordingError, match=said):
        Recording.from_arrays({"left": (None, *walk())}, fs_hz)


@pytest.mark.parametrize("fs_hz", [20_000, np.float32(100.0), np.int64(100), np.array(100.0)])
def test_every_kind_of_number_is_a_rate(fs_hz):
    left = Recording.from_arrays({"left": (None, *walk())}, fs_hz)["left"]
    assert left.rate_hz == float(fs_hz)
    assert type(left.rate_hz) is float


@pytest.mark.parametrize(
    ("feet", "said"),
    [
        (None, "feet must map each foot to its arrays.*not NoneType"),
        ([("left", walk())], "feet must map each foot to its arrays.*not list"),
        ("left", "feet must map each foot to its arrays.*not str"),
        ({"left": None}, r"left: give \(t_s, acc_mps2, gyr_radps\)"),
        ({"left": 5.0}, r"left: give \(t_s, acc_mps2, gyr_radps\)"),
        ({"left": {"acc": walk()[0]}}, r"left: give \(t_s, acc_mps2, gyr_radps\)"),
        ({"left": "abc"}, r"left: give \(t_s, acc_mps2, gyr_radps\)"),
        ({"left": (None, None, None)}, "left acc_mps2 must have three columns x, y, z"),
        ({"left": (None, *walk()), None: ()}, "'left' or 'right', not None"),
    ],
)
def test_wrong_containers_are_refused_in_a_sentence(feet, said):
    with pytest.raises(RecordingError, match=said) as caught:
        Recording.from_arrays(feet, 100.0)
    assert "\n" not in str(caught.value)


def test_a_list_of_three_arrays_is_a_foot():
    assert len(Recording.from_arrays({"left": [None, *walk()]}, 100.0)["left"]) == N


def test_a_masked_value_is_a_lost_sample():
    acc, gyr = walk()
    mask = np.zeros((N, 3), bool)
    mask[20, 1] = True
    masked = np.ma.masked_array(acc, mask)
    left = Recording.from_arrays({"left": (None, masked, gyr)}, 100.0)["left"]
    assert left.sample.tolist() == [k for k in range(N) if k != 20]
    whole = np.ma.masked_array(np.rint(acc * 100).astype(np.int32), mask)
    with pytest.raises(RecordingError, match="0 of 300 rows"):
        Recording.from_arrays({"left": (None, np.ma.masked_all((N, 3)), gyr)}, 100.0)
    with pytest.raises(RecordingError, match=r"looks like mg"):
        Recording.from_arrays({"left": (None, whole, gyr)}, 100.0)
    assert not masked.mask[21].any()


def test_a_masked_time_is_no_time():
    t_s = np.ma.masked_array(np.arange(N) / 100.0, np.arange(N) == 5)
    with pytest.raises(RecordingError, match="time is missing at sample 5"):
        Recording.from_arrays({"left": (t_s, *walk())})


def test_one_foots_samples_given_for_both_are_refused():
    acc, gyr = walk()
    t_s = np.arange(N) / 100.0
    with pytest.raises(RecordingError, match=r"both feet hold the same .*choose the right"):
        Recording.from_arrays({"left": (t_s, acc, gyr), "right": (t_s + 1.0, acc, gyr)})
    feet = Recording.from_arrays({"left": (t_s, acc, gyr), "right": (t_s, acc, gyr * 1.001)})
    assert feet.sides == ("left", "right")
    still = (t_s, acc * [0.0, 0.0, 1.0], np.full((N, 3), 0.01))
    assert Recording.from_arrays({"left": still, "right": still}).sides == ("left", "right")


@pytest.mark.parametrize("rows", [50, 300])
def test_values_that_never_change_are_noted(rows):
    acc, gyr = np.tile([0.0, 0.6, 9.78], (rows, 1)), np.tile([0.001, 0.0, 0.0], (rows, 1))
    notes = Recording.from_arrays({"left": (None, acc, gyr)}, 100.0).notes
    (note,) = notes
    assert note == (
        f"left: the values never change, all {rows} samples are the same, so this sensor was not "
        "measuring; check it and record again."
    )
    for values in (acc, gyr):
        values[rows // 2, 1] += 0.001
        assert Recording.from_arrays({"left": (None, acc, gyr)}, 100.0).notes == ()
        values[rows // 2, 1] -= 0.001


@pytest.mark.parametrize(
    ("factor", "said"),
    [
        (1e3, "say 0.1 samples per second, too few .*; if they are milliseconds, .* by 1000, or"),
        (
            1e6,
            "say 0.0001 samples per second, too few .*; if they are microseconds, .* by 1000000,",
        ),
        (
            1e9,
            "say 1e-07 samples per second, too few .*; if they are nanoseconds, .* by 1000000000,",
        ),
        (1e-3, r"say 1e\+05 samples per second, and no motion sensor gives more than 20000"),
    ],
)
def test_times_that_are_no_seconds_are_told(factor, said):
    with pytest.raises(RecordingError, match=said):
        Recording.from_arrays({"left": (np.arange(N) / 100.0 * factor, *walk())})


@pytest.mark.parametrize("step_s", [1.0, 0.5])
@pytest.mark.parametrize("rate_hz", [None, 100.0])
def test_times_rounded_to_whole_seconds_are_refused(step_s, rate_hz):
    t_s = np.floor(np.arange(N) / 100.0 / step_s) * step_s
    with pytest.raises(RecordingError, match=f"advance only every {step_s:g} s, .* finer times"):
        Recording.from_arrays({"left": (t_s, *walk())}, rate_hz)


@pytest.mark.parametrize("rate_hz", [10.0, 24.0])
def test_a_slow_sensor_is_no_other_unit(rate_hz):
    left = Recording.from_arrays({"left": (np.arange(N) / rate_hz, *walk())})["left"]
    assert left.rate_hz == pytest.approx(rate_hz)


def test_unix_seconds_as_float32_have_lost_their_digits():
    t_s = (1.7e9 + np.arange(N) / 100.0).astype(np.float32)
    with pytest.raises(
        RecordingError, match=r"near 1\.7e\+09 have lost .* advances by 128 at once"
    ):
        Recording.from_arrays({"left": (t_s, *walk())})
    with pytest.raises(RecordingError, match="have lost their last digits"):
        Recording.from_arrays({"left": (t_s, *walk())}, 100.0)
    whole = Recording.from_arrays({"left": (1.7e9 + np.arange(N) / 100.0, *walk())})
    assert whole["left"].rate_hz == pytest.approx(100.0, rel=1e-6)


def test_a_few_equal_samples_are_no_matter():
    rows = np.tile([0.0, 0.6, 9.78], (49, 1))
    assert Recording.from_arrays({"left": (None, rows, rows * 0.01)}, 100.0).notes == ()
