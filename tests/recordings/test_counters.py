from __future__ import annotations

import numpy as np
import pytest

from gaitsense.model.errors import RecordingError
from gaitsense.recordings.counters import keep_counted, unwrap_counter
from gaitsense.recordings.rows import Notes
from gaitsense.recordings.table import Table


def unwrap(values, modulus=65536):
    values = np.asarray(values, float)
    return unwrap_counter(values, modulus).tolist()


def test_a_counter_rises_through_its_wrap_and_keeps_what_is_lost_there():
    assert unwrap([65533, 65534, 65535, 0, 1, 4]) == [65533, 65534, 65535, 65536, 65537, 65540]
    assert unwrap([65530, 6]) == [65530, 65542]
    assert unwrap([65535, 0, 65535, 0]) == [65535, 65536, 65535, 65536]


def test_two_wraps():
    true = np.arange(0, 200_000, 7)
    assert unwrap(true % 65536) == true.tolist()


def test_32_bits():
    assert unwrap([2**32 - 1, 0, 16667], 2**32) == [2**32 - 1, 2**32, 2**32 + 16667]


def test_a_step_back_stays_one():
    assert unwrap([100, 101, 90, 102]) == [100, 101, 90, 102]


def test_a_counter_that_does_not_wrap_there_is_left_alone():
    assert unwrap([65535, 65536, 65537, 3]) == [65535, 65536, 65537, 3]
    assert unwrap([]) == []


def counted(values, **options):
    values = np.asarray(values, float)
    notes = Notes()
    table = Table({"n": values}, {}, np.arange(len(values)) + 10)
    return keep_counted(table, ("n",), notes, **options).numbers["n"].tolist(), notes.sentences


@pytest.mark.parametrize("bad", [np.nan, -1.0, 2.5, np.inf, 2.0**53, 1e300])
def test_what_does_not_count_is_dropped_with_its_line(bad):
    kept, said = counted([1, 2, bad, 4])
    assert kept == [1, 2, 4]
    assert said == ["1 row without a whole number in n dropped (line 12)."]


def test_a_counter_may_be_allowed_below_zero():
    assert counted([-5, -4], lowest=-np.inf) == ([-5, -4], [])


def test_a_column_that_counts_nothing_is_named():
    with pytest.raises(RecordingError, match="no row has a whole number in n") as caught:
        counted([0.5, 1.5])
    assert caught.value.column == "n"
