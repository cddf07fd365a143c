"""Where a content ends: at each point where it could, a score says whether it does.

A content runs to the end of its sentence unless it stops before: at a comma, a dash, a conjunction,
a subordinate clause, an adjunct of the cue. A few named features describe each of these points;
their weights (``lexicons/end_weights.csv``, learned by ``tools/train_statements.py``) add up to the
log odds of ending there. The end is the likeliest point, all points before it having been passed.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from math import exp, log
from typing import TYPE_CHECKING, NamedTuple

from newslab import lexicons
from newslab.extract.statements import cues, source
from newslab.extract.statements.source import DASHES, FINITE
from newslab.syntax.tree import VERBAL

if TYPE_CHECKING:
    from newslab.syntax.page import Page
    from newslab.syntax.tree import Token

_ADJUNCTS = frozenset({"prep", "npadvmod", "advmod", "advcl", "tmod", "agent"})
_CLOSED = frozenset({"IN", "WDT", "WP", "WP$", "WRB", "TO"})
#: Points that are looked at: no content of a readable sentence has more.
_MOST = 40


class Point(NamedTuple):
    """A point where a content could end: before token ``at``."""

    at: int
    features: tuple[str, ...]


@cache
def _weights(name: str) -> dict[str, float]:
    return {r["feature"]: float(r["weight"]) for r in lexicons.read(name)}


def weighed(name: str, features: tuple[str, ...]) -> dict[str, float]:
    """Return the weights that a list gives to some features."""
    known = _weights(name)
    return {f: known[f] for f in features if f in known}


def probability(name: str, features: tuple[str, ...]) -> float:
    """Return the probability that a list of weights gives to some features."""
    known = _weights(name)
    odds = known.get("", 0.0) + sum(known.get(f, 0.0) for f in features)
    return 1 / (1 + exp(-max(-30.0, min(30.0, odds))))


def find(page: Page, cue: Token, first: int, kind: str) -> int:
    """Return one past the last token of the content that starts at token ``first``.

    ``kind`` is what the content is to its cue: the name of a frame, or ``rest`` for what goes on
    behind a cue in the midst of a sentence, which may be nothing.
    """
    passed, best, end = 0.0, -float("inf"), first
    for point in points(page, cue, first, kind):
        stops = probability("end_weights", point.features)
        if passed + log(stops) > best:
            best, end = passed + log(stops), point.at
        passed += log(1 - stops)
    return limit(page, cue, first) if passed > best else end


def limit(page: Page, cue: Token, first: int) -> int:
    """Return the last place where a content can end: its sentence, or the cue's own quotation."""
    number = page.quote_numbers
    end = page.doc[first].sent.end if first >= cue.i else cue.i
    while number[cue.i] >= 0 and end > first + 1 and number[end - 1] != number[cue.i]:
        end -= 1
    return end


def points(page: Page, cue: Token, first: int, kind: str) -> Iterator[Point]:
    """Yield the points where a content could end, in order, its sentence's end left out."""
    doc, number = page.doc, page.quote_numbers
    end, count, before = limit(page, cue, first), 0, ""
    # No content ends before its own head: "that the economies, which are large, *grow*".
    least = first if kind == "rest" else _top(doc[first], first).i + 1
    for at in range(least, end):
        if number[at] != number[cue.i] and number[at - 1] == number[at]:
            continue  # within a quotation
        sign = _sign(doc[at], cue, first)
        if sign and before != "mark":
            count += 1
            yield Point(at, _features(page, cue, first, kind, at, end))
        before = sign
        if count >= _MOST:
            return


def _sign(token: Token, cue: Token, first: int) -> str:
    """Return what makes an end before a token possible, if anything does."""
    if token.text in (",", ";", ":", "(") or (token.text in DASHES and token.dep_ == "punct"):
        return "mark"
    if token.dep_ == "cc" or token.lower_ == "according" or token.i == cue.right_edge.i + 1:
        return "word"
    head = _top(token, first, token.doc.edges[0])
    adjunct = head.dep_ in _ADJUNCTS and (head.head is cue or head.dep_ == "advcl")
    clause = head.dep_ in ("conj", "ccomp") and head.pos_ in VERBAL and head is not token
    return "phrase" if adjunct or clause else ""


def _top(token: Token, start: int, edges: list[int] | None = None) -> Token:
    """Return the head of the largest phrase that begins with a token (``edges``), or behind it."""
    while token.head is not token and token.head.i > token.i and token.head.i >= start:
        if edges is not None and edges[token.head.i] != edges[token.i]:
            break
        token = token.head
    return token


def _features(page: Page, cue: Token, first: int, kind: str, at: int, end: int) -> tuple[str, ...]:
    """Describe a point: the mark there, the word behind it, the phrase that it heads."""
    doc, lead = page.doc, at
    mark = "dash" if doc[at].text in DASHES else doc[at].text if doc[at].is_punct else ""
    while lead < end - 1 and (doc[lead].is_punct or doc[lead].is_space):
        lead += 1
    joined = doc[lead].pos_ == "CCONJ"
    word = doc[min(lead + joined, end - 1)]
    top, word_kind = _top(word, at), _kind(word)
    group, place = kind.partition(":")[0].partition("_")[0], _place(top, cue, first)
    found = [
        f"lead={word_kind}",
        f"and={doc[lead].lower_ if joined else ''}",
        f"top={top.dep_}:{top.tag_}",
        f"place={place}",
        f"{group}&mark={mark}:{word_kind}",
        f"mark={mark}&place={place}:{top.dep_}",
    ]
    if top.pos_ in VERBAL:
        tense = "same" if _finite(top) == _finite(cue) else "other"
        own = source.own_subject(top) is not None
        helper = next((c.lower_ for c in top.lefts if c.dep_ in ("aux", "auxpass")), "")
        told = top.lemma_.lower() in cues.lexicon("verb")
        helper = helper if helper in source.words("shifted") else ""
        found += [
            f"clause={'own' if own else 'shared'}:{tense}:{place}:{joined}",
            f"aux={helper}:{top.dep_ == 'conj'}",
            f"told={told}:own={own}:{top.dep_}",
        ]
    return tuple(found)


def _place(top: Token, cue: Token, first: int) -> str:
    """Return what a phrase hangs on: the cue, what governs it, the content's head or its inside."""
    head = top.head
    if head is cue or head is top:
        return "cue" if head is cue else "root"
    if head.i < first and not cue.is_ancestor(head):
        return "above"
    return "head" if head.head is cue else "inside"


def _kind(word: Token) -> str:
    """Return the word itself if it is a function word that parts clauses, else its tag."""
    for kind in ("contrast", "time", "authors_own", "since", "condition"):
        if word.lower_ in source.words(kind):
            return kind
    return (
        word.lower_ if word.tag_ in _CLOSED or word.lower_ in ("according", "such") else word.tag_
    )


def _finite(verb: Token) -> str:
    helpers = (c.tag_ for c in verb.lefts if c.dep_ in ("aux", "auxpass"))
    tag = next((t for t in helpers if t in FINITE), verb.tag_)
    return "VBP" if tag == "VBZ" else tag
