"""Nouns that attribute: "the claim by X that", "X's warning that", "a report in the X that"."""

from __future__ import annotations

from typing import TYPE_CHECKING

from newslab.extract.statements import cues
from newslab.extract.statements import source as sources
from newslab.extract.statements.context import Context
from newslab.extract.statements.cues import Cue
from newslab.extract.statements.spans import Chars, end_of, noun_phrase, tidy, trim, words
from newslab.syntax.page import Attribution
from newslab.syntax.tree import first_of

if TYPE_CHECKING:
    from newslab.syntax.tree import Span, Token

_FROM = ("by", "from", "of", "in")


def find(ctx: Context) -> list[Attribution]:
    """Find the statements that a noun with a source signals."""
    lexicon = cues.lexicon("noun")
    found = []
    for token in [t for t in ctx.doc if t.tag_ in ("NN", "NNS")]:
        if token.idx < ctx.page.article.body_start:
            continue
        cue = lexicon.get(token.lemma_.lower())
        made = None
        if cue is not None and token.dep_ not in ("compound", "amod"):
            made = _read(ctx, token, cue)
        if made is None and token.tag_ == "NNS":
            made = _misread(ctx, token)
        if made is None and token.lower_ == "comment":
            made = _no_comment(ctx, token)
        if made is not None:
            found.append(made)
    return found


def _read(ctx: Context, noun: Token, cue: Cue) -> Attribution | None:
    who = _source(ctx, noun)
    if who is None:
        return None
    taken = _content(ctx, noun, who, cue)
    if taken is None:
        return None
    frame, span = taken
    return Attribution(
        cue=(noun.idx, end_of(noun)),
        cue_lemma=cue.lemma,
        act=cue.act(frame),
        content=[span],
        rule=f"noun:{frame}",
        cue_root=noun,
        source=noun_phrase(who, without=_inner(who, span)),
        addressee=_addressee(noun),
    )


def _no_comment(ctx: Context, noun: Token) -> Attribution | None:
    """Read "had no comment on the report"."""
    verb, none = noun.head, any(c.lower_ == "no" for c in noun.lefts)
    if not none or noun.dep_ != "dobj" or verb.lemma_ not in sources.words("comments"):
        return None
    maybe = sources.words("unreal") | sources.words("condition")
    if any(c.dep_ in ("aux", "mark") and c.lower_ in maybe for c in verb.lefts):
        return None
    who = ctx.subject(verb)
    if who is None or who.noun.tag_ in ("WP", "WDT"):
        return None
    said = noun_phrase(noun)
    return Attribution(
        cue=(verb.idx, end_of(verb)),
        cue_lemma=verb.lemma_,
        act="withhold",
        content=[(said.start_char, said.end_char)],
        rule="no comment",
        cue_root=verb,
        source=noun_phrase(who.noun, without=verb),
        negated=True,
        inherited=who.inherited,
    )


def _inner(who: Token, content: Chars) -> Token | None:
    """Return the preposition of a content that the parse hangs on the source."""
    return next((c for c in who.rights if end_of(c) <= content[0] <= end_of(c) + 2), None)


def _addressee(noun: Token) -> Span | None:
    for child in noun.rights:
        if child.lower_ == "to" and child.dep_ == "prep":
            found = first_of(child.rights, "pobj")
            return noun_phrase(found) if found is not None else None
    return None


def _misread(ctx: Context, noun: Token) -> Attribution | None:
    """Read "Ann Lee claims that", of which the parse makes a noun phrase."""
    cue = cues.lexicon("verb").get(noun.lemma_.lower())
    if cue is None or "clause" not in cue.acts or noun.i < 1 or noun.i + 2 >= len(ctx.doc):
        return None
    before, after = noun.nbor(-1), noun.nbor()
    if after.lower_ != "that" or before.pos_ != "PROPN" or before.head.i != noun.i:
        return None
    if not _has_subject(after):
        return None
    taken = _cut(ctx, noun, noun.i + 1, "clause")
    first = before.left_edge.i
    return (
        None
        if taken is None
        else Attribution(
            cue=(noun.idx, end_of(noun)),
            cue_lemma=cue.lemma,
            act=cue.act("clause"),
            content=[taken[1]],
            rule="clause",
            cue_root=noun,
            source=tidy(ctx.doc, first, noun.i),
        )
    )


def _source(ctx: Context, noun: Token) -> Token | None:
    """Return who makes the claim: its possessor, the noun of its "by", or its giver."""
    for child in noun.lefts:
        if child.dep_ == "poss":
            return child
    for word in _FROM:
        for child in noun.rights:
            if child.dep_ in ("prep", "agent") and child.lower_ == word:
                found = first_of(child.rights, "pobj")
                if found is not None and (word != "of" and found.pos_ in sources.NOMINAL):
                    return found
    if noun.dep_ == "dobj" and sources.is_verb(noun.head):
        light = cues.lexicon("verb").get(noun.head.lemma_.lower())
        if light is not None and "express" in light.acts:
            giver = ctx.subject(noun.head)
            return giver.noun if giver is not None else None
    return None


def _content(ctx: Context, noun: Token, who: Token, cue: Cue) -> tuple[str, Chars] | None:
    doc, sent = ctx.doc, noun.sent
    colon = noun.i + 1
    while colon < sent.end and colon < noun.i + 8 and doc[colon].text != ":":
        colon += 1
    if colon < sent.end and doc[colon].text == ":" and "quote" in cue.acts:
        q = ctx.page.next_quote(doc[colon].idx)
        if q is not None and not ctx.text[doc[colon].idx + 1 : q.start].strip():
            return "quote", (q.start, q.end)
    after = max(noun.i, who.i if who.i > noun.i else noun.i) + 1
    if (
        after < sent.end
        and doc[after].lower_ == "that"
        and "clause" in cue.acts
        and (
            doc[after].dep_ == "mark"
            or _has_subject(doc[after])
            or (
                doc[after].dep_ == "det"
                and who.i > noun.i
                and any(t.tag_ in sources.FINITE for t in doc[after : min(after + 7, sent.end)])
            )
        )
    ):
        return _cut(ctx, noun, after, "clause")
    if (
        after < sent.end
        and doc[after].tag_ == "TO"
        and "inf" in cue.acts
        and (doc[after].head.tag_ == "VB")
    ):
        return _cut(ctx, noun, after, "inf")
    inner = who.rights if who.i > noun.i else []
    for child in (*noun.rights, *inner):
        frame = f"p:{child.lower_}"
        if child.dep_ == "prep" and frame in cue.acts:
            return _cut(ctx, noun, child.i + 1, frame)
    return None


def _has_subject(that: Token) -> bool:
    """Whether "that" opens a clause with a subject of its own, whatever the parse calls it."""
    verb = that.head
    own = sources.own_subject(verb) if sources.is_verb(verb) else None
    return own is not None and own.i != that.i and own.i > that.i


def _cut(ctx: Context, noun: Token, first: int, frame: str) -> tuple[str, Chars] | None:
    doc = ctx.doc
    if first >= len(doc):
        return None
    top = doc[first]
    while top.head.i > noun.i and top.head.i != top.i:
        top = top.head
    end = min(max(top.right_edge.i + 1, first + 1), noun.sent.end)
    stop = min(end, ctx.limit(noun, first, whole=True))
    span = trim(ctx.text, *ctx.quotations.closed(doc[first].idx, end_of(doc[stop - 1]), noun.idx))
    return (frame, span) if words(ctx.text, *span) > 1 or frame.startswith("p:") else None
