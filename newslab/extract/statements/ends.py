"""Where a content ends: at each point where it could, a score says whether it does.

A content runs from its first word to the end of its sentence unless it stops before. It can stop at
a comma, a dash, a conjunction, a subordinate clause, an adjunct of the cue. Each of these points is
described by a few named features; their weights (``lexicons/end_weights.csv``, learned by
``tools/train_statements.py``) add up to the log odds of ending there. The end is the point that is
most likely, all points before it having been passed.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from math import exp, log
from typing import TYPE_CHECKING, NamedTuple

from newslab import lexicons
from newslab.extract.statements import cues, source
from newslab.extract.statements.source import FINITE, is_verb
from newslab.extract.statements.spans import DASHES

if TYPE_CHECKING:
    from newslab.syntax.page import Page
    from newslab.syntax.tree import Token

_SUBORDINATE = frozenset({"advcl", "relcl", "acl"})
_ADJUNCTS = frozenset({"prep", "npadvmod", "advmod", "advcl", "tmod", "agent"})
#: Points that are looked at: no content of a readable sentence has more.
_MOST = 40
_LONG, _SHORT = 8, 3


class Point(NamedTuple):
    """A point where a content could end: before token ``at``."""

    at: int
    features: tuple[str, ...]


@cache
def weights(name: str) -> dict[str, float]:
    """Return the learned weights of one list: feature ▶ weight."""
    return {r["feature"]: float(r["weight"]) for r in lexicons.read(name)}


def log_odds(name: str, features: tuple[str, ...]) -> float:
    """Add up the weights of some features, and the list's own constant."""
    known = weights(name)
    return known.get("", 0.0) + sum(known.get(f, 0.0) for f in features)


def probability(name: str, features: tuple[str, ...]) -> float:
    """Return the probability that weights give to some features."""
    return 1 / (1 + exp(-max(-30.0, min(30.0, log_odds(name, features)))))


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
        passed += log(1 - stops + 1e-12)
    last = limit(page, cue, first)
    return last if passed > best else end


def limit(page: Page, cue: Token, first: int) -> int:
    """Return the last place where a content can end: its sentence, or the cue's own quotation."""
    number, end = page.quote_numbers, cue.sent.end if first >= cue.i else cue.i
    if first >= cue.sent.end:
        end = page.doc[first].sent.end
    if number[cue.i] >= 0:
        while end > first + 1 and number[end - 1] != number[cue.i]:
            end -= 1
    return end


def points(page: Page, cue: Token, first: int, kind: str) -> Iterator[Point]:
    """Yield the points where a content could end, in order, its sentence's end left out."""
    doc, quote_of = page.doc, page.quote_numbers
    end, count = limit(page, cue, first), 0
    own = quote_of[first] if quote_of[first] == quote_of[cue.i] else quote_of[cue.i]
    subtree_end = cue.right_edge.i + 1
    for at in range(first + (kind != "rest"), end):
        if quote_of[at] != own and quote_of[at - 1] == quote_of[at]:
            continue  # within a quotation
        sign = _sign(doc[at], cue, first, subtree_end)
        if sign is None or (at > first and _sign(doc[at - 1], cue, first, subtree_end) == "mark"):
            continue
        count += 1
        if count > _MOST:
            return
        yield Point(at, _features(page, cue, first, kind, at, end))


def _sign(token: Token, cue: Token, first: int, subtree_end: int) -> str | None:
    """Return what makes a content end before a token possible."""
    if token.text in (",", ";", ":", "(") or (token.text in DASHES and token.dep_ == "punct"):
        return "mark"
    if token.dep_ == "cc":
        return "and"
    if token.i == subtree_end:
        return "subtree"
    head = _opened(token, first)
    if head.dep_ in _ADJUNCTS and (head.head is cue or head.dep_ == "advcl"):
        return "adjunct"
    if head.dep_ in ("conj", "ccomp") and source.is_verb(head) and head is not token:
        return "clause"
    return "according" if token.lower_ == "according" else None


def _opened(token: Token, first: int) -> Token:
    """Return the head of the largest phrase that begins with a token, after ``first``."""
    top, edges = token, token.doc.edges[0]
    while top.head is not top and edges[top.head.i] == token.i and top.head.i > token.i:
        top = top.head
    return top


def _features(page: Page, cue: Token, first: int, kind: str, at: int, end: int) -> tuple[str, ...]:
    """Describe a point: the mark there, the word behind it, the phrase that it heads."""
    doc, number = page.doc, page.quote_numbers
    mark = doc[at].text if doc[at].is_punct else ""
    lead = at
    while lead < end - 1 and (doc[lead].is_punct or doc[lead].is_space):
        lead += 1
    joined = doc[lead].dep_ == "cc" or doc[lead].pos_ == "CCONJ"
    word = doc[min(lead + joined, end - 1)]
    top, word_kind = _top(word, at), _kind_of(word)
    group, place = kind.partition(":")[0].partition("_")[0], _place(top, cue, first)
    found = [
        f"mark={'dash' if mark in DASHES else mark}",
        f"lead={word_kind}",
        f"and={doc[lead].lower_ if joined else ''}",
        f"top={top.dep_}:{top.tag_}",
        f"place={place}",
        f"{group}&place={place}:{top.dep_}",
        f"{group}&mark={mark}:{word_kind}",
        f"mark={mark}&place={place}:{top.dep_}",
        f"length={_length(at - first)}",
        f"rest={_length(end - at)}",
    ]
    if at == cue.right_edge.i + 1:
        found.append(f"{group}&subtree")
    if at and -1 != number[at - 1] != number[cue.i]:
        found.append("behind quotation")
    if is_verb(top):
        found += _clause_features(top, cue, f"{place}:{mark}", joined)
    return tuple(found)


def _clause_features(top: Token, cue: Token, where: str, joined: bool) -> list[str]:
    """Describe a clause that begins at a point: whose it is, its tense beside the cue's."""
    told = top.lemma_.lower() in cues.lexicon("verb")
    own = source.own_subject(top) is not None
    form = top.tag_ if top.tag_ in ("VBG", "VBN", "VB") else "finite"
    tense = "same" if _finite(top) == _finite(cue) else "other"
    return [
        f"verb={'cue' if told else 'other'}:{form}:{where}",
        f"clause={'own' if own else 'shared'}:{tense}:{where.partition(':')[0]}:{joined}",
        f"aux={_auxiliary(top)}:{'conj' if top.dep_ == 'conj' else 'sub'}",
        f"told={told}:own={own}:{top.dep_}",
    ]


def _top(token: Token, start: int) -> Token:
    """Return the head of what begins at or behind a point."""
    while token.head is not token and token.head.i >= start and token.head.i > token.i:
        token = token.head
    return token


def _place(top: Token, cue: Token, first: int) -> str:
    """Return what a phrase hangs on: the cue, what governs it, the content's head or its inside."""
    head = top.head
    if head is top or head is cue:
        return "cue" if head is cue else "root"
    if head.i < first and not cue.is_ancestor(head):
        return "above"
    if head.head is cue:
        return "head"
    return "inside"


def _kind_of(word: Token) -> str:
    """Return the word itself if it is a function word that parts clauses, else its tag."""
    for kind in ("contrast", "time", "authors_own", "since", "condition"):
        if word.lower_ in source.words(kind):
            return kind
    if word.tag_ in ("IN", "WDT", "WP", "WP$", "WRB", "TO", "JJ") or word.lower_ == "according":
        return word.lower_ if word.tag_ != "JJ" or word.lower_ == "such" else "JJ"
    return word.tag_


def _length(count: int) -> str:
    return "short" if count <= _SHORT else "middle" if count <= _LONG else "long"


def _finite(verb: Token) -> str:
    helpers = (c.tag_ for c in verb.lefts if c.dep_ in ("aux", "auxpass"))
    tag = next((t for t in helpers if t in FINITE), verb.tag_)
    return "VBP" if tag == "VBZ" else tag


def _auxiliary(verb: Token) -> str:
    """Return the auxiliary that shifts a clause back: "would", "had"."""
    found = next((c.lower_ for c in verb.lefts if c.dep_ in ("aux", "auxpass")), "")
    return found if found in ("would", "could", "should", "might", "had", "will", "to") else ""
