"""Where sentences may start."""

from __future__ import annotations

import pytest

from newslab.syntax import language


@pytest.mark.parametrize(
    ("words", "starts"),
    [
        ([], []),
        (["One", "two", "Three"], [0, -1, -1]),
        (["One", ".", "Two"], [0, -1, 0]),
        (["\n", "One", "\n\n", "two"], [-1, 1, -1, 1]),
        (["One", "\r", "two"], [0, -1, 1]),
        (["It", "cost", "$", "3", "m.", "The", "firm"], [0, -1, -1, -1, -1, 1, -1]),
        (["3", "m.", "of"], [0, -1, 0]),
    ],
)
def test_where_sentences_may_start(words: list[str], starts: list[int]) -> None:
    assert language._starts(words) == starts
