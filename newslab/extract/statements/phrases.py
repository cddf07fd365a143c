"""Attribution without a verb: "according to X", "in X's words", "X: …", "“…” — X"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from newslab import lexicons
from newslab.extract.statements import around, source
from newslab.extract.statements.spans import Chars, end_of, noun_phrase, tidy, trim, words
from newslab.syntax.page import Attribution
from newslab.syntax.tree import first_of

if TYPE_CHECKING:
    from newslab.extract.statements.quotations import Quotations
    from newslab.syntax.page import Page
    from newslab.syntax.tree import Span, Token

_LABEL = re.compile(r"[^\W\d_][^\n:\"“”]{1,60}?:(?=\s)")
_SIGNED = re.compile(
    r"[\s\xa0]*(?P<cue>[–—―]|--?)[\s\xa0]*(?P<name>[^\W\d_a-z][^\n“\"”]{1,60}?)[\s\xa0.]*(?=\n|$)"
)
#: Words of the longest label or signature.
_NAME = 7


def find(page: Page, quotations: Quotations) -> Iterator[Attribution]:
    """Yield the attributions that no verb or noun of saying signals."""
    start = page.article.body_start
    for token in page.doc[:-2]:
        if token.idx < start:
            continue
        if token.lower_ in ("according", "per"):
            yield from _according(page, quotations, token)
        elif token.lower_ in ("in", "by") and page.quote_numbers[token.i] < 0:
            yield from _own_words(page, quotations, token)
    yield from _labels(page)
    yield from _signed(page)


def _according(page: Page, quotations: Quotations, first: Token) -> Iterator[Attribution]:
    """Read "according to X", "per X"."""
    doc = page.doc
    last = first.nbor() if first.lower_ == "according" else first
    if first.lower_ == "according" and last.lower_ != "to":
        return
    noun = first_of(last.rights, "pobj", "pcomp") or _noun_behind(last)
    bare = noun is not None and noun.tag_ == "NN" and not noun.lefts
    if (
        noun is None
        or (
            bare
            and not (
                source.is_actor(noun) or noun.lower_ in lexicons.words("actor_nouns", "document")
            )
        )
        or (last is first and noun.pos_ != "PROPN")
    ):
        return  # "according to plan", "10 per cent"
    span = noun_phrase(noun)
    if span.start <= last.i:
        span = tidy(doc, last.i + 1, max(last.i + 2, span.end))
    end = around.comma(first, span.end)
    before = doc[first.i - 1] if first.i else first
    fronted = (
        first.is_sent_start or bool(before.is_space) or before.dep_ == "cc" or before.tag_ == "IN"
    )
    if fronted and not any(t.tag_ in source.FINITE for t in doc[end : first.sent.end]):
        # The parse takes the clause behind the comma for an apposition.
        comma = next((t.i for t in doc[last.i + 1 : span.end] if t.text == ","), end)
        span, end = tidy(doc, last.i + 1, comma), comma
    content = around.spans(page, quotations, first, first.i, end, fronted=fronted)
    if content and sum(words(page.text, *c) for c in content) > 1:
        yield _made(first, last, "according_to", content, span)


def _noun_behind(last: Token) -> Token | None:
    """Return the head of the noun phrase behind a preposition that the parse left alone."""
    doc = last.doc
    noun = next((t for t in doc[last.i + 1 : last.i + 9] if t.pos_ in source.NOMINAL), None)
    while noun is not None and noun.head.i > noun.i and noun.dep_ in ("compound", "poss", "amod"):
        noun = noun.head
    return noun


def _own_words(page: Page, quotations: Quotations, first: Token) -> Iterator[Attribution]:
    """Read "in X's words", "by X's account", "in the words of X"."""
    spoken = source.words("spoken")
    noun = next((c for c in first.rights if c.dep_ == "pobj" and c.lower_ in spoken), None)
    if noun is None:
        return
    of = next((c for c in noun.rights if c.lower_ == "of"), None)
    owner = first_of(noun.lefts, "poss") or (first_of(of.rights, "pobj") if of else None)
    if owner is None:
        return
    end = noun.right_edge.i + 1
    content = around.spans(page, quotations, first, first.i, end)
    if content:
        last = noun if owner.i < noun.i or of is None else of
        yield _made(first, last, "own_words", content, noun_phrase(owner))


def _made(first: Token, last: Token, frame: str, content: list[Chars], who: Span) -> Attribution:
    lemma = f"{first.lower_} {last.lower_}" if last is not first else first.lower_
    return Attribution(
        cue=(first.idx, end_of(last)),
        cue_lemma=lemma,
        act="assert",
        content=content,
        rule=frame.replace("_", " "),
        frame=frame,
        cue_root=first,
        source=who,
    )


# --- X: … and “…” — X ---------------------------------------------------------------------------


def _labels(page: Page) -> Iterator[Attribution]:
    """Read dialogue and headlines: a name and a colon at the start of a paragraph."""
    text = page.text
    for start, end in page.paragraphs:
        at = start + (text[start] in '"“”')
        m = _LABEL.match(text, at, end) if start >= page.article.body_start else None
        span = page.doc.char_span(at, m.end() - 1) if m is not None else None
        if m is None or span is None or not _is_speaker(page, span):
            continue
        content = trim(text, m.end(), end)
        if words(text, *content):
            yield _marked(span, (m.end() - 1, m.end()), ":", content, "label")


def _is_speaker(page: Page, span: Span, *, known: bool = False) -> bool:
    """Whether words name somebody: a kind of source, or a name that the article has elsewhere."""
    kept = [t for t in span if not t.is_punct and not t.is_space]
    labels, small = source.words("label"), ("of", "the", "de", "van", "for", "and")
    if not kept or len(kept) > _NAME or any(t.lower_ in labels for t in kept):
        return False
    last = kept[-1]
    if any(t.pos_ in ("VERB", "AUX", "NUM", "ADV", "PRON") for t in kept[:-1]):
        return False
    if not all(t.text[0].isupper() or t.lower_ in small for t in kept):
        return False
    kinds = ("document", "role", "spokes", "group")
    again = page.doc.lower.count(last.lower_) > 1 and last.pos_ in ("PROPN", "NOUN", "X")
    place = span.text.title() in {r["name"] for r in lexicons.read("places")}
    kind = any(last.lower_ in lexicons.words("actor_nouns", k) for k in kinds)
    return known or kind or (again and not place)


def _signed(page: Page) -> Iterator[Attribution]:
    """Read a quotation signed with a name: “…” — Ann Lee."""
    for q in page.quotes:
        m = _SIGNED.match(page.text, q.end)
        span = page.doc.char_span(*m.span("name"), expand=True) if m is not None else None
        if m is not None and span is not None and _is_speaker(page, span, known=True):
            yield _marked(span, m.span("cue"), m["cue"], (q.start, q.end), "signed")


def _marked(span: Span, cue: Chars, lemma: str, content: Chars, frame: str) -> Attribution:
    return Attribution(
        cue=cue,
        cue_lemma=lemma,
        act="assert",
        content=[content],
        rule=frame,
        frame=frame,
        cue_root=span[-1],
        source=tidy(span.doc, span.start, span.end),
    )
