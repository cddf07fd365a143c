"""Quotation marks: which characters of a paragraph stand between them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

#: Marks that open a quotation, with those that close it. Two apostrophes or graves are one mark,
#: as news archives write it. A single or straight mark opens and closes where it is no apostrophe.
_PAIRS = {
    "“": r"[”\"]",
    "„": r"[“”]",
    r"(?<!\w)(?:«|»(?=\S))": r"[«»]",
    r"(?<!\w)[‘‚](?=\S)": r"[’‘](?!\w)",
    r"``|(?:''|\")(?<!\w\")(?=\S)|\"(?=[^\w\s])": r"''|``|[\"”]",
    r"(?<!\w)'(?=[\w\"“\[])": r"['’](?!\w)",
}
_OPENS = re.compile("|".join(f"({mark})" for mark in _PAIRS))
_CLOSES = [re.compile(mark) for mark in _PAIRS.values()]


@dataclass(frozen=True, slots=True)
class Quote:
    """A quotation: offsets of its marks (``end`` is one past the closing mark)."""

    start: int
    end: int
    closed: bool = True
    width: int = 1

    @property
    def inner(self) -> tuple[int, int]:
        """Offsets of what stands between the marks."""
        return self.start + self.width, self.end - self.width if self.closed else self.end


def find(text: str, paragraphs: list[tuple[int, int]]) -> list[Quote]:
    """Return the outermost quotations of ``text``, in order.

    A quotation stays within its paragraph. One that is never closed runs to the paragraph's end
    when the next paragraph opens with a mark again (the convention for a quotation over several
    paragraphs), else it is an odd mark and opens nothing.
    """
    follows = [*(text[start] for start, _ in paragraphs[1:]), " "]
    spans = zip(paragraphs, follows, strict=False)
    return [q for (start, end), next_ in spans for q in _within(text, start, end, next_)]


def _within(text: str, start: int, end: int, following: str) -> Iterator[Quote]:
    # Where one mark is not closed, no later one of its kind is.
    odd: set[int] = set()
    while (opened := _OPENS.search(text, start, end)) is not None:
        start, kind = opened.end(), (opened.lastindex or 1) - 1
        if kind in odd:
            continue
        if (closed := _CLOSES[kind].search(text, start + 1, end)) is not None:
            width = min(len(opened[0]), len(closed[0]))
            yield Quote(opened.start(), closed.end(), width=width)
            start = closed.end()
        elif following in '"“„«‘':
            yield Quote(opened.start(), end, closed=False, width=len(opened[0]))
            return
        else:
            odd.add(kind)
