from __future__ import annotations

import numpy as np
import pytest

from gaitsense.model.errors import ConfigError
from gaitsense.simulate.randomness import random_stream


def test_same_arguments_same_numbers():
    a, b = (random_stream(7, "gait", "left").standard_normal(5) for _ in range(2))
    assert (a == b).all()


def test_seed_purpose_and_side_all_matter():
    streams = [
        random_stream(7, "gait", "left"),
        random_stream(8, "gait", "left"),
        random_stream(7, "drags", "left"),
        random_stream(7, "gait", "right"),
        random_stream(7, "gait"),
    ]
    drawn = [stream.standard_normal(4) for stream in streams]
    for k, one in enumerate(drawn):
        assert not any(np.array_equal(one, other) for other in drawn[k + 1 :])


@pytest.mark.parametrize("seed", [-1, 1.5, True, "3", None])
def test_refuses_what_is_no_seed(seed):
    with pytest.raises(ConfigError, match="whole number from 0 up"):
        random_stream(seed, "gait")
