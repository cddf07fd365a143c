"""Attribution without a verb: "X's claim that", "according to X", "X: …", "“…” — X"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from newslab.extract import names
from newslab.extract.statements import cues, source
from newslab.extract.statements.choice import content
from newslab.extract.statements.quotations import around, phrase_end
from newslab.extract.statements.source import count_words, end_of, noun_phrase, tidy, trim
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
#: Tokens between a noun and the colon behind it, at most.
_COLON = 8


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
    who = _maker(noun)
    frame, first = _said(page, noun, who, cue) if who is not None else ("", 0)
    said = content(page, noun, first, "noun") if frame else None
    if who is not None and said is not None:
        speaker = noun_phrase(who, without=next((c for c in who.rights if c.i == first), None))
        place, act = (noun.idx, end_of(noun)), cue.act(frame)
        made = Attribution(place, cue.lemma, act, [said], "noun", noun, speaker)
        made.notes.append(f"with {frame}")
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
    if "clause" in cue.acts and after.lower_ == "that":
        return "clause", after.i
    if "inf" in cue.acts and after.tag_ == "TO":
        return "inf", after.i
    for prep in (*noun.rights, *(who.rights if who.i > noun.i else ())):
        if f"p:{prep.lower_}" in cue.acts:
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
    fronted = first.is_sent_start or doc[first.i - 1].dep_ == "cc"
    who, end = _authority(first, last, noun, fronted=fronted)
    said = around(page, first, first.i, end, fronted=fronted)
    if sum(count_words(page.words, *c) for c in said) > 1:
        cue = (first.idx, end_of(last))
        words = first.lower_ if last is first else f"{first.lower_} {last.lower_}"
        yield Attribution(cue, words, "assert", said, "according_to", first, who)


def _authority(first: Token, last: Token, noun: Token, *, fronted: bool) -> tuple[Span, int]:
    """Return who is named, and the end of the phrase; in front of a sentence the parse errs."""
    doc, span = first.doc, noun_phrase(noun)
    end = phrase_end(first, span.end)
    behind = next((k for k in range(end + 1, len(doc)) if doc[k].pos_ != "PROPN"), end)
    if fronted and noun.tag_ == "NN" and doc[behind].text == ",":
        # "According to the mayor, Ann Lee, …": the name is taken for the next subject.
        return tidy(doc, span.start, behind), behind
    if fronted and not any(t.tag_ in source.FINITE for t in doc[end : first.sent.end]):
        # The clause behind the comma is taken for an apposition.
        end = next((t.i for t in doc[last.i + 1 : span.end] if t.text == ","), end)
        return tidy(doc, last.i + 1, end), end
    return span, end


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
            who = tidy(page.doc, span.start, span.end)
            yield Attribution(m.span("cue"), m["cue"], "assert", [said], frame, span[-1], who)


def _is_speaker(page: Page, span: Span, *, known: bool) -> bool:
    """Whether words name somebody: a kind of source, or a name that the article has elsewhere."""
    kept = [t for t in span if not t.is_punct]
    if any(t.lower_ in source.words("label") for t in kept):
        return False
    if any(t.pos_ in ("VERB", "AUX", "NUM", "ADV", "PRON") for t in kept[:-1]):
        return False
    if not all(t.text[0].isupper() or t.text in ("of", "the") for t in kept):
        return False
    again = page.doc.times[kept[-1].lower_] > 1 and span.text.title() not in names.places()
    return known or again or source.is_actor(kept[-1])
