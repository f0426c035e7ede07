"""Numbers of things as people read them."""

from __future__ import annotations

import pytest

from gaitsense.model.counting import counted


@pytest.mark.parametrize(
    ("n", "said"), [(0, "0 strides"), (1, "1 stride"), (2, "2 strides"), (21, "21 strides")]
)
def test_only_one_is_one(n, said):
    assert counted(n, "stride") == said
