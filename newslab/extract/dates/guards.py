"""What only looks like a date, and which tense decides between last Tuesday and next."""

from __future__ import annotations

import re
from bisect import bisect_right
from functools import cache
from typing import TYPE_CHECKING

from newslab import lexicons
from newslab.extract.dates.lexer import Token
from newslab.extract.dates.words import Words
from newslab.syntax.page import Page
from newslab.syntax.tree import first_of

if TYPE_CHECKING:
    from newslab.syntax.tree import Token as Word

#: Kinds of words behind which a month is a month.
_LEADS = {
    "of", "in", "on", "at", "from", "between", "until", "since", "through", "preposition",
    "before", "after", "early", "last", "next", "this", "to",
}  # fmt: skip
_WEAK = frozenset({"month", "weekday", "year"})
_TITLE_WORDS = 10


def is_name(page: Page, rule: str, w: Words) -> bool:
    """Say whether the words are part of a name or a count, not a date."""
    if len(w.tokens) <= 2 and _in_title(page, w.tokens[0].start):
        return True
    token = w.tokens[-1]
    if rule == "deictic day" and token.capital and len(w.tokens) == 1:
        first = word_at(page, token.start)
        # "the Today programme", "USA Today"
        named = first is not None and (first.dep_ == "compound" or first.head.pos_ == "PROPN")
        return named and first is not None and not first.is_sent_start
    if rule not in _WEAK or len(w.tokens) > 2:
        return False
    if rule == "year":
        return _is_count(page, w)
    before = w.before[-1] if w.before else None
    after = w.after[0] if w.after else None
    touches = after is not None and page.text[token.end : after.start] in (" ", "\n")
    if rule == "month":
        return _is_person(page, w, before, after, touches)
    return _is_paper(page, w, before, after, touches)


def _in_title(page: Page, offset: int) -> bool:
    """Say whether it stands in a quotation of few words that all are capitalised: a title."""
    quote = page.quote_at(offset)
    if quote is None or quote.end - quote.start > 80:
        return False
    words = re.findall(r"\w+", page.text[quote.start : quote.end])
    long = [word for word in words if len(word) > 3]
    return (
        len(words) <= _TITLE_WORDS
        and sum(word[0].isupper() for word in words) > 1
        and all(word[0].isupper() for word in long)
    )


def _is_person(
    page: Page, w: Words, before: Token | None, after: Token | None, touches: bool
) -> bool:
    """Tell the month from the surname, the first name and the verb."""
    if len(w.tokens) > 1:
        return False
    if before and before.kind in _LEADS:
        return False
    if after and touches and after.capital and after.kind == "capital":
        return True
    if before and before.kind == "capital" and page.text[before.end : w.tokens[0].start] == " ":
        return True
    word = word_at(page, w.tokens[0].start)
    if word is None:
        return False
    return word.pos_ in ("AUX", "VERB") or word.dep_ in ("nsubj", "nsubjpass")


def _is_paper(
    page: Page, w: Words, before: Token | None, after: Token | None, touches: bool
) -> bool:
    """Tell a weekday from the title of a newspaper ("the Thursday Review", "the Weekly Friday")."""
    first = w.tokens[0]
    if after and after.kind == "possessive" and len(w.after) > 1 and w.after[1].kind == "capital":
        return True
    article = "the" in (before.kind if before else "", first.kind)
    if after and touches and after.capital and article:
        return True
    if (
        before
        and before.kind in ("capital", "frequency")
        and before.capital
        and page.text[before.end : first.start] == " "
    ):
        run = list(w.before)
        while run and run[-1].capital and run[-1].kind != "the":
            run.pop()
        if run and run[-1].kind == "the":
            if len(w.after) > 1 and w.after[0].kind == "comma" and w.after[1].kind in ("a", "the"):
                return True
            word = word_at(page, first.start)
            return word is not None and word.dep_ in (
                "dobj",
                "pobj",
                "nsubj",
                "appos",
                "conj",
                "dative",
                "attr",
            )
    return False


def _is_count(page: Page, w: Words) -> bool:
    """Tell a year from a number of things ("2000 people", "page 2014")."""
    before = w.before[-1] if w.before else None
    if (
        before
        and before.kind in ("numbered", "hyphen", "slash", "dot")
        and before.end == w.tokens[0].start
    ):
        return True
    if before and before.kind == "numbered":
        return True
    year = int(w.tokens[-1].text) if w.tokens[-1].text.isdigit() else 2000
    if w.tokens[-1].kind == "year" and not 1400 <= year <= 2050:
        return not (before and before.kind in ("in", "since", "until"))
    word = word_at(page, w.tokens[-1].start)
    if word is None:
        return False
    following = page.doc[word.i + 1] if word.i + 1 < len(page.doc) else None
    if (
        following is not None
        and following.tag_ == "NNS"
        and not (before and before.kind in ("the", "possessive"))
    ):
        return word.dep_ == "nummod" and word.head.i == following.i
    return False


def word_at(page: Page, offset: int) -> Word | None:
    """Return the parsed word that holds a character."""
    at = bisect_right(page.doc.starts, offset) - 1
    return page.doc[at] if at >= 0 else None


@cache
def _plans() -> frozenset[str]:
    words = lexicons.read("time_words")
    return frozenset(r["word"] for r in words if r["kind"] == "plan")


def tense(page: Page, start: int, end: int) -> str:
    """Return the tense of the verb that governs some characters: past, future or none."""
    word = word_at(page, start)
    if word is None:
        return "none"
    last = word_at(page, end - 1) or word
    inside = range(word.i, last.i + 1)
    seen = 0
    while (
        (word.i in inside or word.pos_ not in ("VERB", "AUX"))
        and word.head.i != word.i
        and seen < 30
    ):
        word, seen = word.head, seen + 1
    if word.pos_ not in ("VERB", "AUX"):
        return "none"
    if word.dep_ == "ccomp" and word.head.i < min(inside):
        subject = first_of(word.lefts, "nsubj", "nsubjpass")
        if subject is not None and subject.left_edge.i > last.i:
            # "said on Tuesday it will cut jobs": the day is that of "said".
            word = word.head
    return "future" if _is_plan(word, last) else _verb_tense(word)


def _is_plan(verb: Word, date: Word) -> bool:
    """Say whether a plain present puts something on a day ahead ("the trial opens on Monday")."""
    if verb.tag_ not in ("VBZ", "VBP") or any(c.dep_ in ("aux", "ccomp") for c in verb.children):
        return False
    if verb.lemma_ == "have" or verb.dep_ == "aux":
        return False
    head = date.head.head if date.head.dep_ == "prep" else date.head
    return bool(head.i == verb.i)


def _verb_tense(verb: Word, depth: int = 0) -> str:
    if verb.lower_ in _plans():
        return "future"  # "has been scheduled", "was set": what is planned lies ahead
    helpers = [c for c in verb.children if c.dep_ in ("aux", "auxpass")]
    if any(h.tag_ == "MD" for h in helpers):
        return "past" if any(h.lemma_ == "have" for h in helpers) else "future"
    if any(h.tag_ == "TO" for h in helpers):
        return "past" if any(h.lemma_ == "have" for h in helpers) else "future"
    if verb.lower_ == "got" and any(h.lemma_ in ("have", "'ve") for h in helpers):
        return "present"  # "I've got an exam on Friday"
    if verb.tag_ == "VBD" or any(h.tag_ == "VBD" for h in helpers):
        return "past"
    if any(h.lemma_ in ("have", "'ve") for h in helpers):
        return "past"
    if verb.tag_ == "VBN" and not helpers:
        return "past"
    if verb.tag_ in ("VBZ", "VBP") or any(h.tag_ in ("VBZ", "VBP") for h in helpers):
        return "present"
    if depth < 4 and verb.head.i != verb.i and verb.head.pos_ in ("VERB", "AUX"):
        return _verb_tense(verb.head, depth + 1)
    return "none"
