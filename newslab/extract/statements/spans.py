"""The characters of contents and of noun phrases."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import TYPE_CHECKING

from newslab import lexicons
from newslab.extract.statements.source import FINITE
from newslab.syntax.tree import Span

if TYPE_CHECKING:
    from newslab.syntax.tree import Token, Tree

Chars = tuple[int, int]

# A quotation mark or a bracket belongs to what it encloses; any other mark at an edge does not.
_EDGE = " \t\r\n\xa0,;:.…-–—―"
_OPEN = "\"'“‘„«([$€£#@"
_WORD = re.compile(r"[^\W_]\S*")
_CLAUSES = frozenset({"relcl", "advcl", "parataxis", "ccomp"})
_LEFT_OUT = _CLAUSES | {"npadvmod", "advmod"}
# "Smith, of the university": an apposition; "Smith, in a speech": an adjunct of the verb.
#: Nouns within each other's phrases that are told apart; an odd text has a thousand.
_DEPTH = 30
_DASHES = frozenset({"—", "–", "--", "―"})
_APPOSED = {"of", "from"}


def end_of(token: Token) -> int:
    """One past the token's last character."""
    return int(token.idx + len(token.text))


def trim(text: str, start: int, end: int) -> Chars:
    """Drop blanks and punctuation at the edges, keep quotation marks and what they enclose."""
    while start < end and (text[start] in _EDGE or text[start].isspace()):
        start += 1
    while start < end and (text[end - 1] in _EDGE or text[end - 1].isspace()):
        if text[end - 1] == "." and text[end - 3 : end - 2] == ".":
            break  # an abbreviation: "at 8 a.m."
        end -= 1
    return start, end


def words(text: str, start: int, end: int) -> int:
    """Count the words of ``text[start:end]``."""
    return len(_WORD.findall(text, start, end))


def noun_phrase(noun: Token, without: Token | None = None) -> Span:
    """Return a noun phrase with title and apposition, without relative clauses and adjuncts.

    What hangs on ``without``, a verb that the parse puts into the phrase, is left out.
    """
    doc = noun.doc
    if not noun.children:
        return _named_so(Span(doc, noun.i, noun.i + 1))
    kept = {t.i for t in _phrase(noun)}
    if without is not None and noun.is_ancestor(without):
        kept.difference_update(range(without.left_edge.i, without.right_edge.i + 1))
        kept = {i for i in kept if (i < without.i) == (noun.i < without.i)} | {noun.i}
    # "LONDON (Agency) — The minister": a dash parts the noun phrase from a dateline.
    first = last = noun.i
    while first - 1 in kept and doc[first - 1].text not in _DASHES:
        first -= 1
    while last + 1 in kept and doc[last + 1].text not in _DASHES:
        last += 1
    return _named_so(_undated(tidy(doc, first, last + 1), noun))


def _named_so(span: Span) -> Span:
    """Add the last letter of a name that is written like a genitive: "*Moody's* said"."""
    mark, verb = [*span.doc[span.end : span.end + 2], None, None][:2]
    if mark is None or verb is None or mark.tag_ != "POS" or verb.tag_ not in FINITE:
        return span
    return Span(span.doc, span.start, span.end + 1)


def _undated(span: Span, noun: Token) -> Span:
    """Cut a day off a source that the parse glues on: "the minister *on Monday*"."""
    at = span.end
    while at > span.start and (span.doc[at - 1].lower_ in calendar() or span.doc[at - 1].like_num):
        at -= 1
    dated = at < span.end and at - 1 > noun.i and span.doc[at - 1].pos_ == "ADP"
    return tidy(span.doc, span.start, at - 1) if dated else span


@cache
def calendar() -> frozenset[str]:
    """Return the names of days, months and parts of a day."""
    return frozenset(r["word"] for r in lexicons.read("clause_words") if r["class"] == "calendar")


def tidy(doc: Tree, first: int, end: int) -> Span:
    """Cut punctuation, blanks and conjunctions off the edges of a noun phrase."""
    while end - first > 1 and (
        doc[end - 1].is_space or doc[end - 1].dep_ in ("punct", "cc", "case")
    ):
        if doc[end - 1].text == "." and doc[end - 1].dep_ != "punct":
            break
        if doc[end - 1].text in "\"')]" and any(t.text in "\"'([" for t in doc[first : end - 1]):
            break
        end -= 1
    if "(" in doc.texts[first:end]:
        opened = max(k for k in range(first, end) if doc.texts[k] == "(")
        if ")" not in doc.texts[opened:end]:
            end = max(first + 1, opened)
    while end - first > 1 and (
        doc[first].is_space
        or (doc[first].is_punct and doc[first].text not in _OPEN)
        or doc[first].dep_ in ("cc", "mark", "preconj")
        or doc[first].text in "-–—―"
    ):
        first += 1
    if end - first > 1 and doc[first].lower_ in ("yesterday", "today", "tomorrow", "tonight"):
        first += 1
    if doc[first].text in "\"'" and not any(t.text in "\"'" for t in doc[first + 1 : end]):
        first += 1 if end - first > 1 else 0
    return Span(doc, first, max(first, end))


def _phrase(token: Token, depth: int = 0) -> Iterator[Token]:
    if depth > _DEPTH:
        yield from token.subtree
        return
    for child in token.lefts:
        if child.dep_ not in _LEFT_OUT:
            yield from child.subtree if child.children else (child,)
        elif child.dep_ == "advmod" and child.i + 1 == token.i:
            yield child
    yield token
    broken = False
    for child in token.rights:
        if child.dep_ in _CLAUSES or broken:
            return
        comma = token.doc[child.left_edge.i - 1].text in (",", "-", "–", "—", "--", "―")
        if child.dep_ in ("prep", "acl") and comma and child.lower_ not in _APPOSED:
            return
        hyphen = child.text == "-" and end_of(token.doc[child.i - 1]) == child.idx
        breaks = child.text in ("--", "-", "–", "—", "―", ":", ";")
        if child.dep_ == "punct" and breaks and not hyphen:
            return
        if child.dep_ in ("conj", "appos", "prep", "pobj"):
            yield from _phrase(child, depth + 1)
            broken = any(c.dep_ in _CLAUSES for c in child.rights)
        else:
            yield from child.subtree if child.children else (child,)
