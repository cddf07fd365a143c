"""What stands beside a cue: quotations, and the sentence around "X said"; who has the others."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from operator import attrgetter
from typing import TYPE_CHECKING

from newslab.extract.statements.choice import content
from newslab.extract.statements.source import DASHES, FINITE, Chars, end_of, noun_phrase, trim

if TYPE_CHECKING:
    from newslab.syntax.page import Attribution, Page, Quote
    from newslab.syntax.tree import Token

_BETWEEN = " ,:;-–—―\n\r\t\xa0"
_STOPS = tuple(".!?…")
#: Characters between a verb and what it is about to quote, at most.
_REACH = 200
#: Attributions that a floating quotation can look back on.
_RECENT = 12
#: Frames of speech: whoever spoke last goes on speaking.
_SPOKEN = frozenset({"quote", "clause", "obj_clause", "parenthesis", "label", "signed", "noun"})


def is_utterance(page: Page, q: Quote) -> bool:
    """Whether a quotation is an utterance, not a word or phrase within a sentence."""
    inside = page.words[slice(*q.inner)].strip(" '\"‘“[(…")
    several = " " in inside or inside.endswith((",", *_STOPS))
    return several and (inside[0].isupper() or inside[0].isdigit())


def has_verb(page: Page, start: int, end: int) -> bool:
    """Whether a finite verb stands between two characters."""
    first, last = (bisect_left(page.doc.starts, at) for at in (start, end))
    return any(t.tag_ in FINITE for t in page.doc[first:last])


def before(page: Page, first: Token, *, comma: bool) -> Chars | None:
    """Return the quotation before a clause of saying that starts at ``first``.

    With ``comma``, only one that a comma joins to the clause, for a cue with something behind.
    """
    at = bisect_right(page.quotes, first.idx, key=attrgetter("end")) - 1
    if at < 0:
        return None
    q = page.quotes[at]
    gap = page.words[q.end : first.idx]
    closes = page.words[slice(*q.inner)].rstrip(" \xa0'\"’”").endswith(_STOPS)
    if gap.strip(_BETWEEN) or gap.count("\n") > 1 or (closes and ("\n" in gap or comma)):
        return None
    # Where its sentence begins, if it does not itself: A “farce,” he said.
    sent = page.doc[bisect_left(page.doc.starts, q.start)].sent
    lead = page.words[sent.start_char : q.start]
    if lead and is_adjunct(sent[0], first.i):
        return None  # In an interview on “Face the Nation,” he said …
    apart = lead.rstrip().endswith((":", ",", *_STOPS))
    whole = not lead.strip(_BETWEEN + "\"'") or apart
    return trim(page.words, q.start if whole else sent.start_char, q.end)


def behind(page: Page, verb: Token, end: int, *, split: bool) -> Chars | None:
    """Return the quotation behind a clause of saying that ends before token ``end``.

    ``split``: another one stands before the clause, and this one goes on with it.
    """
    start = end_of(page.doc[end - 1])
    q = page.quote_behind(start)
    if q is None or q.start - end_of(verb) > _REACH:
        return None
    tail = page.words[start : q.start]
    mark = tail.rstrip()[-1:]
    if ("\n" in tail.strip(" ") and mark != ":") or has_verb(page, start, q.start):
        return None
    if split:
        between = page.doc[end : bisect_left(page.doc.starts, q.start)]
        says = not tail.strip(_BETWEEN) or _goes_on(between)
    elif mark == ",":
        says = is_utterance(page, q) or has_verb(page, q.start, q.end)
    else:
        beside = start == end_of(verb) and " " in page.words[q.start : q.end]  # read “no bikes”
        says = mark == ":" or (not mark and (beside or is_utterance(page, q)))
    return (q.start, q.end) if says else None


def _goes_on(between: list[Token]) -> bool:
    """Whether words join two quotations: “I love it,” he said, *but still* “it has to go”."""
    return 1 < len(between) < 4 and between[0].text == "," and between[1].tag_ == "CC"


# --- without a cue -------------------------------------------------------------------------------


def give_floating(page: Page, found: list[Attribution]) -> None:
    """Give each utterance without a cue to the speaker before it."""
    held = {n: a for a in reversed(found) for n in _held(page, a)}
    # Of two that end together, the one that holds the other comes last.
    outer = [a for a in found if page.quote_at(a.cue[0]) is None]
    past = sorted(outer, key=lambda a: (_end(a), -a.start))
    recent: list[Attribution] = []
    ended = 0
    for number, q in enumerate(page.quotes):
        while ended < len(past) and _end(past[ended]) <= q.start:
            recent.append(past[ended])
            ended += 1
        lead = page.words[max(0, q.start - 3) : q.start].strip()
        begins = not lead or lead[-1] in ".!?:\"”’'"
        if number in held or not (begins and is_utterance(page, q)):
            continue
        owner = _owner(page, q, recent[-_RECENT:], held.get(number - 1))
        owner = owner or (held.get(number + 1) if not q.closed else None)
        if owner is not None:
            owner.content = sorted({*owner.content, trim(page.words, q.start, q.end)})
            owner.notes = [*dict.fromkeys([*owner.notes, "floating quotation"])]
            held[number] = owner
            recent.append(owner)


def _held(page: Page, a: Attribution) -> Iterator[int]:
    """Yield the numbers of the quotations that an attribution has, or a part of them."""
    numbers, own = page.quote_numbers, page.quote_at(a.cue[0])
    for start, end in a.content:
        for token in page.doc.char_span(start, end, expand=True) or ():
            number = numbers[token.i]
            if number >= 0 and page.quotes[number] != own:
                yield number


def _owner(
    page: Page, q: Quote, recent: list[Attribution], previous: Attribution | None
) -> Attribution | None:
    paragraph = page.paragraph_at(q.start)
    beside = [a for a in recent if page.paragraph_at(max(a.cue[0], a.start)) == paragraph]
    if beside:
        # The last cue of speech of the paragraph, rather than "backed" or "accused".
        return next((a for a in reversed(beside) if a.frame in _SPOKEN), beside[-1])
    return previous if q.start <= page.paragraphs[paragraph - 1][0] + 1 else None


def _end(a: Attribution) -> int:
    return max(a.cue[1], a.end)


# --- around a clause or phrase of saying ---------------------------------------------------------

BREAKS = DASHES | {","}
#: Words of a day behind a source.
_DAY = 6
#: Tags of what goes on with a source: "X, *who* left, A", "X, *citing* Y, A".
_ADDED = frozenset({"WP", "WDT", "WP$", "VBG"})
#: Tags of what begins a relative clause, relations of what stands before a subject.
_RELATIVE = frozenset({"WDT", "WP"})
_FRONTED = frozenset({"prep", "advcl"})
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
    first -= first > 0 and verb.doc[first - 1].lower_ == "as"
    for child in verb.rights:
        beside = child.left_edge.i == end and child.dep_ in _BESIDE
        if child is subject:
            end = max(end, noun_phrase(child).end)
        elif beside and not any(t.tag_ in FINITE for t in child.subtree):
            end = child.right_edge.i + 1
    return first, end


def phrase_end(first: Token, end: int) -> int:
    """Return the end of a phrase with its relative clause and day: "…, *who left,* A"."""
    doc, last = first.doc, first.sent.end
    if end + 1 < last and doc[end].text == "," and doc[end + 1].tag_ in _ADDED:
        return next((k for k in range(end + 2, last) if doc[k].text == ","), end)
    near = next((k for k in range(end, min(end + _DAY, last)) if doc[k].text == ","), end)
    return end if any(t.tag_ in FINITE for t in doc[end:near]) else near


def around(page: Page, cue: Token, first: int, end: int, *, fronted: bool = False) -> list[Chars]:
    """Return the parts of a sentence around tokens ``first:end``, which a comma sets off.

    What is ``fronted`` has nothing before it.
    """
    doc, last = page.doc, cue.sent.end
    start = first if fronted else _left_start(page, cue, first)
    adjunct = is_adjunct(doc[start], first)
    left = content(page, cue, start, "whole", first) if start < first - 1 else None
    right, at = None, next((k for k in range(end, last) if doc[k].text not in BREAKS), last)
    if at < last and (at > end or left is None):
        told = left is not None and not adjunct and has_verb(page, *left)
        right = content(page, cue, at, "rest" if told else "whole")
    if right is None and adjunct:
        return []  # "While they talked, he said nothing"
    return [span for span in (left, right) if span is not None]


def is_adjunct(token: Token, end: int) -> bool:
    """Whether the phrase that begins with a token goes with a verb behind token ``end``."""
    top = token
    while top.head is not top and top.head.i < end:
        top = top.head
    return top.dep_ in _FRONTED and top.pos_ != "NOUN" and top.head.i >= end


def _left_start(page: Page, cue: Token, first: int) -> int:
    """Return where the clause before a cue begins: its sentence, or its part of it."""
    doc, start = page.doc, cue.sent.start
    if doc[first - 2].tag_ in _RELATIVE:
        return first - 2  # "the park, which, he said, is open"
    start = max((k + 1 for k in range(start, first) if doc[k].text in (";", ":")), default=start)
    return start + (doc[start].dep_ == "cc")
