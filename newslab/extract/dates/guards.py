"""What only looks like a date, and which tense decides between last Tuesday and next."""

import re
from bisect import bisect_right
from collections.abc import Callable

from newslab import lexicons
from newslab.extract.dates.resolvers import Words
from newslab.syntax.lexer import MONTHS
from newslab.syntax.page import Page
from newslab.syntax.tree import VERBAL, first_of
from newslab.syntax.tree import Token as Word

#: Kinds of words behind which a month is a month and a year a year.
_LEADS = {
    "on", "from", "until", "since", "before", "after", "early", "last", "next", "this", "to",
    "through", "between", "of", "in", "at", "for", "preposition", "than",
}  # fmt: skip
_ROLES, _NAMES = ("nsubj", "nsubjpass", "dobj"), ("3", "4", "5", "6", "8")  # May, not July
_TITLE = 80
_BEFORE_CHRIST = re.compile(r"\s+(?:BCE?\b|B\.C\.)")
#: Of a year before or after these news seldom speaks without a preposition.
_OLD, _AHEAD = 1800, 2050


def is_name(page: Page, guard: str, w: Words) -> bool:
    """Say whether the words are part of a name or a count, not a date; some rows have a guard."""
    if _BEFORE_CHRIST.match(page.text, w.tokens[-1].end):
        return True  # of "about 1600 B.C." no calendar knows
    if len(w.tokens) > 2:
        return False
    return (guard != "" and _GUARDS[guard](page, w)) or _in_title(page, w.tokens[-1].start)


def _person(page: Page, w: Words) -> bool:
    """Tell a month from a person or a verb ("Theresa May", "May I ask", "March and April left")."""
    word = word_at(page, w.tokens[0].start)
    first = next(t for t in (word, *word.ancestors) if t.dep_ != "conj")
    named = w.lead == "capital" or _goes_on(page, w) or word.pos_ in ("AUX", "VERB")
    named = named and w.lead not in ("and", "or")
    acts = first.dep_ in _ROLES and (w.tokens[0].kind != "month" or w.tokens[0].value in _NAMES)
    return len(w.tokens) == 1 and w.lead not in _LEADS and (named or acts)


def _in_title(page: Page, offset: int) -> bool:
    """Say whether it stands in a short quotation of words that all are capitalised: a title."""
    quote = page.quote_at(offset)
    said = page.text[quote.start : min(quote.end, quote.start + _TITLE + 1)] if quote else ""
    return " " in said[:_TITLE] == said and all(w[0].isupper() for w in re.findall(r"\w{4,}", said))


def _goes_on(page: Page, w: Words) -> bool:
    """Say whether a capitalised word that is no date stands right behind."""
    capital = bool(w.after) and w.after[0].capital and w.after[0].kind not in (*MONTHS, "zone")
    return capital and page.text[w.tokens[-1].end : w.after[0].start] == " "


def _is_count(page: Page, w: Words) -> bool:
    """Tell a year from a number of things ("2000 people", "page 2014")."""
    token = w.tokens[-1]
    far = token.kind == "year" and not _OLD <= int(token.text) <= _AHEAD
    if w.lead == "numbered" or (far and len(w.tokens) == 1 and w.lead not in _LEADS):
        return True
    word = word_at(page, token.start)
    counted = word.head if word.head.i == word.i + 1 and word.head.tag_ == "NNS" else None
    return w.lead != "the" and (counted is not None or first_of(word.lefts, "advmod") is not None)


#: By the column ``guard`` of ``date_patterns``.
_GUARDS: dict[str, Callable[[Page, Words], bool]] = {
    "person": _person,
    # "Arab Spring", "Saturday Night Live", "Christmas Island"
    "part": lambda page, w: w.tokens[-1].capital and (w.lead == "capital" or _goes_on(page, w)),
    "count": _is_count,
    # "the Sunday Review"
    "title": lambda page, w: _goes_on(page, w) and "the" in (w.tokens[0].kind, w.lead),
    # "the Weekly Friday"
    "paper": lambda _, w: w.tokens[0].capital and w.lead not in ("", "dot"),
}


def word_at(page: Page, offset: int) -> Word:
    """Return the parsed word that holds a character."""
    return page.doc[max(0, bisect_right(page.doc.starts, offset) - 1)]


def tense(page: Page, start: int, end: int) -> str:
    """Return the tense of the verb that governs some characters: past, future, planned or none."""
    word, last = word_at(page, start), word_at(page, end - 1)
    outside = (a for a in word.ancestors if not word.i <= a.i <= last.i)
    verb = next((a for a in outside if a.pos_ in VERBAL), None)
    if verb is None or page.quote_at(start) is not page.quote_at(verb.idx):
        return "none"
    if _is_on_either_side(verb, word, last):
        return "none"
    # A plain present puts something on a day ahead ("the trial opens on Monday").
    head = last.head.head if last.head.dep_ == "prep" else last.head
    plain = head is verb and verb.tag_ in ("VBZ", "VBP")
    scheduled = plain and first_of(verb.children, "aux", "ccomp") is None
    return "future" if scheduled else _verb_tense(verb)


def _is_on_either_side(verb: Word, first: Word, last: Word) -> bool:
    """Whether a verb does not tell when: "put it off to June 2", "promised a vote on June 2"."""
    moved = verb.lemma_ in lexicons.words("plan_words", "move")
    within = last.head.dep_ == "prep" and last.head.head.pos_ == "NOUN"
    within = within or any(c.lower_ in ("has", "have") for c in verb.lefts)
    intended = within and verb.lemma_ in lexicons.words("plan_words", "intent")
    return intended or _names(first, last) or (moved and first.head.lower_ in ("to", "until"))


def _names(first: Word, last: Word) -> bool:
    """Whether a date says which: "the October elections", which may lie on either side."""
    inside = last.dep_ in ("compound", "nmod") and last.i < last.head.i
    listed = first.i > 0 and first.nbor(-1).dep_ == "cc"  # "In March and April sales fell"
    return inside and last.head.pos_ == "NOUN" and not listed


def _verb_tense(verb: Word) -> str:
    helpers = [c for c in verb.children if c.dep_ in ("aux", "auxpass")]
    tags = {verb.tag_, *(h.tag_ for h in helpers)}
    if verb.lower_ in lexicons.words("plan_words", "plan") and verb.tag_ != "VBD":
        # "has been scheduled": what is planned lies ahead; what was planned, on either side
        return "planned" if tags & {"VBD", "VBG"} else "future"
    if any(h.lemma_ == "have" for h in helpers):
        return "past"
    if "MD" in tags:
        return "future"
    if "TO" in tags:
        return _infinitive_tense(verb)
    # A participle without a helper, too: "the bank closed on Monday stays so".
    return "past" if "VBD" in tags or (verb.tag_ == "VBN" and not helpers) else "none"


def _infinitive_tense(verb: Word) -> str:
    """Return past for what came about ("managed to flee"), else future ("agreed to meet")."""
    head = verb.head
    if head.lower_ in lexicons.words("plan_words", "plan"):
        return _verb_tense(head)
    if verb.dep_ in ("acl", "relcl") and any(
        c.lower_ in lexicons.words("plan_words", "unique") for c in (head, *head.lefts)
    ):
        return next((_verb_tense(a) for a in head.ancestors if a.pos_ in VERBAL), "none")
    intends = head.lemma_ == "be" or head.lemma_ in lexicons.words("plan_words", "intent")
    came_about = verb.dep_ in ("xcomp", "advcl") and not intends
    return "past" if came_about and _verb_tense(head) == "past" else "future"
