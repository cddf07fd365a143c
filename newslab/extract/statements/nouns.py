"""Nouns that attribute: "the claim by X that", "X's warning that", "his message: …"."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from newslab.extract.statements import cues, ends, source
from newslab.extract.statements.spans import end_of, noun_phrase, trim, words
from newslab.syntax.page import Attribution
from newslab.syntax.tree import first_of

if TYPE_CHECKING:
    from newslab.extract.statements.cues import Cue
    from newslab.extract.statements.quotations import Quotations
    from newslab.syntax.page import Page
    from newslab.syntax.tree import Span, Token

_FROM = ("by", "from", "in")
#: Tokens between a noun and the colon that announces what it says.
_COLON = 8


def find(page: Page, quotations: Quotations) -> Iterator[Attribution]:
    """Yield the statements that a noun with a source signals."""
    lexicon, start = cues.lexicon("noun"), page.article.body_start
    for noun in page.doc:
        if noun.tag_ not in ("NN", "NNS") or noun.dep_ in ("compound", "amod"):
            continue
        cue = lexicon.get(noun.lemma_.lower())
        if cue is None or noun.idx < start:
            continue
        who = _source(noun)
        taken = _content(page, quotations, noun, who, cue) if who is not None else None
        if who is None or taken is None:
            continue
        frame, first, end = taken
        span = quotations.closed(page.doc[first].idx, end_of(page.doc[end - 1]), noun.idx)
        span = trim(page.text, *span)
        if words(page.text, *span):
            yield Attribution(
                cue=(noun.idx, end_of(noun)),
                cue_lemma=cue.lemma,
                act=cue.act(frame),
                content=[span],
                rule=f"noun with {frame}",
                frame="noun",
                cue_root=noun,
                source=noun_phrase(who, without=_inner(who, span)),
                addressee=_addressee(noun),
            )


def _source(noun: Token) -> Token | None:
    """Return who makes the claim: its possessor, the noun of its "by", or its giver."""
    owner = first_of(noun.lefts, "poss")
    if owner is not None:
        return owner
    for word in _FROM:
        prep = next((c for c in noun.rights if c.lower_ == word), None)
        found = first_of(prep.rights, "pobj") if prep is not None else None
        if found is not None and found.pos_ in source.NOMINAL:
            return found
    if noun.dep_ == "dobj" and source.is_verb(noun.head):
        light = cues.lexicon("verb").get(noun.head.lemma_.lower())
        giver = source.subject(noun.head) if light and "express" in light.acts else None
        return giver.noun if giver is not None else None
    return None


def _inner(who: Token, content: tuple[int, int]) -> Token | None:
    """Return the preposition of a content that the parse hangs on the source."""
    return next((c for c in who.rights if c.idx == content[0]), None)


def _addressee(noun: Token) -> Span | None:
    to = next((c for c in noun.rights if c.lower_ == "to" and c.dep_ == "prep"), None)
    found = first_of(to.rights, "pobj") if to is not None else None
    return noun_phrase(found) if found is not None else None


def _content(
    page: Page, quotations: Quotations, noun: Token, who: Token, cue: Cue
) -> tuple[str, int, int] | None:
    """Return the frame and the tokens of what a noun says."""
    doc, last = page.doc, noun.sent.end
    colon = next((t.i for t in doc[noun.i : min(noun.i + _COLON, last)] if t.text == ":"), None)
    q = quotations.starting_behind(doc[colon].idx) if colon is not None else None
    if q is not None and not page.text[doc[colon or 0].idx + 1 : q.start].strip():
        return "quote", quotations.token_at(q.start), quotations.token_at(q.end)
    after = max(noun.i, who.i) + 1
    if after >= last:
        return None
    token = doc[after]
    if "clause" in cue.acts and token.lower_ == "that" and _opens_clause(token, last):
        return "clause", after, ends.find(page, noun, after, "noun")
    if "inf" in cue.acts and token.tag_ == "TO" and token.head.tag_ == "VB":
        return "inf", after, ends.find(page, noun, after, "noun")
    for child in (*noun.rights, *(who.rights if who.i > noun.i else ())):
        if child.dep_ == "prep" and f"p:{child.lower_}" in cue.acts and child.i + 1 < last:
            return f"p:{child.lower_}", child.i, ends.find(page, noun, child.i, "noun")
    return None


def _opens_clause(that: Token, last: int) -> bool:
    """Whether "that" opens a clause with a subject of its own, whatever the parse calls it."""
    own = source.own_subject(that.head) if source.is_verb(that.head) else None
    if that.dep_ == "mark" or (own is not None and own.i > that.i):
        return True
    ahead = that.doc[that.i : min(that.i + 7, last)]
    return that.dep_ == "det" and any(t.tag_ in source.FINITE for t in ahead)
