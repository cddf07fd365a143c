"""Quotation marks: which characters of a paragraph stand between them."""

from __future__ import annotations

import re
from dataclasses import dataclass

_MARK = re.compile("[\"“”„«»‘’'‚`]")
_OPEN_OF = {"“": "”", "„": "“”", "«": "»", "»": "«", "‘": "’", "‚": "‘’"}


# Two apostrophes for one mark, as news archives write it: read as a straight mark and a filler.
_DOUBLED = re.compile("''|``")
_FILLER = "\x00"


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
    quotes: list[Quote] = []
    text = _DOUBLED.sub('"' + _FILLER, text)
    follows = [*(start for start, _ in paragraphs[1:]), None]
    for (start, end), behind in zip(paragraphs, follows, strict=False):
        quotes += _in_paragraph(text, start, end, continued=_opens(text, behind))
    return quotes


def _opens(text: str, at: int | None) -> bool:
    return at is not None and text[at] in '"“„«‘'


def _in_paragraph(text: str, start: int, end: int, *, continued: bool) -> list[Quote]:
    found: list[Quote] = []
    odd: set[str] = set()
    while True:
        opened: tuple[int, str] | None = None
        for m in _MARK.finditer(text, start, end):
            at, mark = m.start(), m.group()
            if opened is None:
                closers = _closers(text, start, end, at, mark)
                if closers and closers not in odd:
                    opened = at, closers
            elif mark in opened[1] and _closes(text, opened[0], at, end, mark):
                width = 1 + (text[opened[0] + 1] == _FILLER)
                close = at + 1 + (text[at + 1 : at + 2] == _FILLER)
                found.append(Quote(opened[0], close, width=min(width, close - at)))
                opened = None
        if opened is None:
            return found
        if continued:
            width = 1 + (text[opened[0] + 1 : opened[0] + 2] == _FILLER)
            return [*found, Quote(opened[0], end, closed=False, width=width)]
        # An odd mark: look again behind it, so that it costs itself only. What would close it
        # does not come any more, for no other mark of its kind either.
        start, continued = opened[0] + 1, False
        odd.add(opened[1])


def _closers(text: str, start: int, end: int, at: int, mark: str) -> str:
    """Return the marks that would close a quotation opened at ``at``; none if it opens none."""
    before = text[at - 1] if at > start else " "
    after = text[at + 1] if at + 1 < end else " "
    if mark in _OPEN_OF:
        if mark in "‘‚»«" and (before.isalnum() or not after.strip()):
            return ""
        return _OPEN_OF[mark] + ('"' if mark == "“" else "")
    if mark == '"':
        # Straight marks open where a blank, bracket or dash stands before and none after.
        if after.isspace() or (before.isalnum() and after.isalnum()):
            return ""
        return '"”'
    if mark == "'" and not before.isalnum() and (after.isalnum() or after in '"“['):
        return "'’"
    return ""


def _closes(text: str, opened: int, at: int, end: int, mark: str) -> bool:
    after = text[at + 1] if at + 1 < end else " "
    if mark in "'’":
        # An apostrophe stands inside a word, or closes a plural's genitive before a noun.
        return not after.isalnum() and at > opened + 1
    return at > opened + 1
