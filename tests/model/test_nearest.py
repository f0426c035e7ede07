from __future__ import annotations

import pytest

from gaitsense.model.nearest import nearest_hint


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("helthy", "did you mean 'healthy'?"),
        ("shuffel", "did you mean 'shuffle'?"),
        ("zzz", "known: shuffle, healthy"),
        ("", "known: shuffle, healthy"),
    ],
)
def test_the_nearest_name_or_all(name, said):
    assert nearest_hint(name, iter(("shuffle", "healthy"))) == said
