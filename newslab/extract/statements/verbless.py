"""Attribution without a verb: "X's claim that", "according to X", "X: …", "“…” — X"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from newslab.extract import names
from newslab.extract.statements import cues, ends, source
from newslab.extract.statements.quotations import around, closed, phrase_end
from newslab.extract.statements.source import Chars, count_words, end_of, noun_phrase, tidy, trim
from newslab.syntax.page import Attribution
from newslab.syntax.tree import first_of

if TYPE_CHECKING:
    from newslab.extract.statements.cues import Cue
    from newslab.syntax.page import Page
    from newslab.syntax.tree import Span, Token

_LABEL = re.compile(r"[\"“”]?(?P<name>[^\W\d_][^\n:\"“”]{1,60}?)(?P<cue>:)(?=\s)")
_SIGNED = re.compile(
    r"[\s\xa0]*(?P<cue>[–—―]|--?)[\s\xa0]*(?P<name>[^\W\d_a-z][^\n“\"”]{1,60}?)[\s\xa0.]*(?=\n|$)"
)
# A line that begins with a mark, whichever way round, and ends with a signature.
_SIGNED_LINE = re.compile(rf"^(?P<said>[\"“”][^\n]*[\"“”]){_SIGNED.pattern}", re.MULTILINE)
#: Words of the longest label or signature; tokens between a noun and the colon behind it.
_NAME, _COLON = 7, 8


def find(page: Page) -> Iterator[Attribution]:
    """Yield the attributions that no verb signals."""
    nouns = cues.lexicon("noun")
    for token in page.doc[:-2]:
        if token.tag_ in ("NN", "NNS") and token.lemma_.lower() in nouns:
            yield from _noun(page, token, nouns[token.lemma_.lower()])
        elif token.lower_ in ("according", "per"):
            yield from _according(page, token)
    yield from _named(page)


# --- X's claim that ------------------------------------------------------------------------------


def _noun(page: Page, noun: Token, cue: Cue) -> Iterator[Attribution]:
    """Read "X's claim that", "the demand by X for", "issued a statement: “…”"."""
    who = _maker(noun) if noun.dep_ not in ("compound", "amod") else None
    frame, first = _said(page, noun, who, cue) if who is not None else ("", 0)
    if who is None or not frame:
        return
    end = ends.find(page, noun, first, "noun")
    span = closed(page, page.doc[first].idx, end_of(page.doc[end - 1]), noun.idx)
    made = _made(noun, noun, "noun", [trim(page.words, *span)], None)
    made.cue_lemma, made.act, made.rule = cue.lemma, cue.act(frame), f"noun with {frame}"
    made.source = noun_phrase(who, without=next((c for c in who.rights if c.i == first), None))
    yield made


def _maker(noun: Token) -> Token | None:
    """Return who makes a claim: its possessor, the noun of its "by", or its giver."""
    owner = first_of(noun.lefts, "poss")
    prep = next((c for c in noun.rights if c.lower_ in ("by", "from", "in")), None)
    found = first_of(prep.rights, "pobj") if prep is not None else None
    if owner is not None or found is not None:
        return owner or found
    verb = cues.lexicon("verb").get(noun.head.lemma_.lower()) if noun.dep_ == "dobj" else None
    giver = source.subject(noun.head) if verb is not None and "express" in verb.acts else None
    return giver.noun if giver is not None else None


def _said(page: Page, noun: Token, who: Token, cue: Cue) -> tuple[str, int]:
    """Return the frame and the first token of what a noun says."""
    doc, last = noun.doc, noun.sent.end
    near = doc[noun.i : min(noun.i + _COLON, last, len(doc) - 1)]
    colon = next((t for t in near if t.text == ":"), None)
    if colon is not None and page.quote_numbers[colon.i + 1] > page.quote_numbers[colon.i]:
        return "quote", colon.i + 1
    after = doc[min(max(noun.i, who.i) + 1, last - 1)]
    finite = any(t.tag_ in source.FINITE for t in doc[after.i : min(after.i + _COLON, last)])
    if "clause" in cue.acts and after.lower_ == "that" and finite:
        return "clause", after.i
    if "inf" in cue.acts and after.tag_ == "TO":
        return "inf", after.i
    for prep in (*noun.rights, *(who.rights if who.i > noun.i else ())):
        if prep.dep_ == "prep" and f"p:{prep.lower_}" in cue.acts:
            return f"p:{prep.lower_}", prep.i
    return "", 0


# --- according to X ------------------------------------------------------------------------------


def _according(page: Page, first: Token) -> Iterator[Attribution]:
    """Read "according to X", "per X"."""
    doc, last = page.doc, first.nbor() if first.lower_ == "according" else first
    noun = first_of(last.rights, "pobj", "pcomp")
    if noun is None or (last is first and noun.pos_ != "PROPN"):
        return  # "10 per cent"
    if noun.tag_ == "NN" and not noun.lefts and not source.is_actor(noun):
        return  # "according to plan"
    span = noun_phrase(noun)
    end = phrase_end(first, span.end)
    fronted = first.is_sent_start or doc[first.i - 1].dep_ == "cc"
    behind = next((k for k in range(end + 1, len(doc)) if doc[k].pos_ != "PROPN"), end)
    if fronted and noun.tag_ == "NN" and behind > end + 1 and doc[behind].text == ",":
        # "According to the mayor, Ann Lee, …": the parse takes the name for the next subject.
        span, end = tidy(doc, span.start, behind), behind
    elif fronted and not any(t.tag_ in source.FINITE for t in doc[end : first.sent.end]):
        # The parse takes the clause behind the comma for an apposition.
        end = next((t.i for t in doc[last.i + 1 : span.end] if t.text == ","), end)
        span = tidy(doc, last.i + 1, end)
    content = around(page, first, first.i, end, fronted=fronted)
    if sum(count_words(page.words, *c) for c in content) > 1:
        yield _made(first, last, "according_to", content, span)


def _made(
    first: Token, last: Token, frame: str, content: list[Chars], who: Span | None
) -> Attribution:
    return Attribution(
        cue=(first.idx, end_of(last)),
        cue_lemma=first.lower_ if last is first else f"{first.lower_} {last.lower_}",
        act="assert",
        content=content,
        rule=frame.replace("_", " "),
        frame=frame,
        cue_root=first,
        source=who,
    )


# --- X: … and “…” — X ----------------------------------------------------------------------------


def _named(page: Page) -> Iterator[Attribution]:
    """Read dialogue and headlines ("Ann Lee: …"), and signed quotations ("“…” — Ann Lee")."""
    text = page.text
    signed = [(q.start, q.end, _SIGNED.match(text, q.end)) for q in page.quotes]
    signed += [(*m.span("said"), m) for m in _SIGNED_LINE.finditer(text)]
    labels = [(_LABEL.match(text, start, end), end) for start, end in page.paragraphs]
    found = [("signed", m, start, end) for start, end, m in signed if m is not None]
    found += [("label", m, m.end(), end) for m, end in labels if m is not None]
    for frame, m, start, end in found:
        span = page.doc.char_span(*m.span("name"), expand=frame == "signed")
        said = trim(text, start, end)
        known = frame == "signed"
        if span is not None and _is_speaker(page, span, known=known) and count_words(text, *said):
            made = _made(span[-1], span[-1], frame, [said], tidy(page.doc, span.start, span.end))
            made.cue, made.cue_lemma = m.span("cue"), m["cue"]
            yield made


def _is_speaker(page: Page, span: Span, *, known: bool) -> bool:
    """Whether words name somebody: a kind of source, or a name that the article has elsewhere."""
    kept = [t for t in span if not t.is_punct and not t.is_space]
    if not 0 < len(kept) <= _NAME or any(t.lower_ in source.words("label") for t in kept):
        return False
    if any(t.pos_ in ("VERB", "AUX", "NUM", "ADV", "PRON") for t in kept[:-1]):
        return False
    if not all(t.text[0].isupper() or t.text in ("of", "the") for t in kept):
        return False
    again = page.doc.times[kept[-1].lower_] > 1 and span.text.title() not in names.places()
    return known or again or source.is_actor(kept[-1])
