"""What is said around a clause or phrase of saying: "A, X said, B"; "A, according to X, B"."""

from __future__ import annotations

from typing import TYPE_CHECKING

from newslab.extract.statements import ends
from newslab.extract.statements.source import FINITE, own_subject
from newslab.extract.statements.spans import DASHES, Chars, end_of, noun_phrase, trim, words

if TYPE_CHECKING:
    from newslab.extract.statements.quotations import Quotations
    from newslab.syntax.page import Page
    from newslab.syntax.tree import Token

BREAKS = DASHES | {","}
#: Words of a day behind a source.
_DAY = 6
#: What belongs to a clause of saying besides its subject.
_BESIDE = frozenset({"prep", "npadvmod", "advmod", "dobj", "dative", "prt", "agent", "tmod"})


def segment(verb: Token, subject: Token | None, last: Token) -> tuple[int, int]:
    """Return the tokens of a clause of saying without what is said."""
    first, end = verb.i, last.i + 1
    for child in reversed(verb.lefts):
        if child.dep_ in ("aux", "auxpass", "neg", "advmod") and child.right_edge.i + 1 == first:
            first = child.left_edge.i
        elif child is subject:
            first = min(first, noun_phrase(child, without=verb).start)
            break
    if first and verb.doc[first - 1].lower_ == "as":
        first -= 1
    for child in verb.rights:
        beside = child.left_edge.i == end and child.dep_ in _BESIDE
        if child is subject:
            end = max(end, noun_phrase(child).end)
        elif beside and not any(t.tag_ in FINITE and own_subject(t) for t in child.subtree):
            end = max(end, child.right_edge.i + 1)
        elif child.i > end:
            break
    return first, end


def comma(first: Token, end: int) -> int:
    """Return the end of a phrase with its relative clause and day: "…, *who left,* A"."""
    doc, last = first.doc, first.sent.end
    if end + 1 < last and doc[end].text == "," and doc[end + 1].tag_ in ("WP", "WDT", "WP$"):
        return next((k for k in range(end + 2, last) if doc[k].text == ","), end)
    near = next((k for k in range(end, min(end + _DAY, last)) if doc[k].text == ","), end)
    return end if any(t.tag_ in FINITE for t in doc[end:near]) else near


def spans(
    page: Page, quotations: Quotations, cue: Token, first: int, end: int, *, fronted: bool = False
) -> list[Chars]:
    """Return the parts of a sentence around tokens ``first:end``, which a comma sets off.

    What is ``fronted`` has nothing before it.
    """
    doc, last = page.doc, cue.sent.end
    start = first if fronted else left_start(page, cue, first)
    found = []
    if start < first - 1 or (start < first and doc[first].dep_ == "prep"):
        left = quotations.closed(doc[start].idx, end_of(doc[first - 1]), cue.idx)
        opened = quotations.ending_at(doc[first].idx)
        if opened is not None and opened.end > left[0]:
            left = min(left[0], quotations.sentence_start(opened)), left[1]
        found.append(trim(page.text, *left))
    right = end
    while right < last and (doc[right].is_space or doc[right].text in BREAKS):
        right += 1
    if right < last and (right > end or not found):
        told = any(quotations.has_verb(*span) for span in found)
        stop = ends.find(page, cue, right, "rest" if told else "whole")
        if stop > right:
            part = quotations.closed(doc[right].idx, end_of(doc[stop - 1]), cue.idx)
            found.append(trim(page.text, *part))
    return [span for span in found if words(page.text, *span) > 0]


def left_start(page: Page, cue: Token, first: int) -> int:
    """Return where the clause before a cue begins: its sentence, its part of it, its quotation."""
    doc, number, start = page.doc, page.quote_numbers, cue.sent.start
    for at in range(start, first):
        own = number[at] == number[cue.i]
        if (doc[at].text in (";", ":") and own) or (number[cue.i] >= 0 and not own):
            start = at + 1
    while start < first and (
        doc[start].is_space or doc[start].dep_ == "cc" or doc[start].text in ("'", '"', "that", ",")
    ):
        if doc[start].text == '"' and number[start] not in (-1, number[cue.i]):
            break
        start += 1
    return start
