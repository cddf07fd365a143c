"""What only looks like a date, and which tense decides between last Tuesday and next."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable
from itertools import islice
from typing import TYPE_CHECKING

from newslab import lexicons
from newslab.extract.dates.matched import MONTHS, Words
from newslab.syntax.page import Page
from newslab.syntax.tree import first_of

if TYPE_CHECKING:
    from newslab.syntax.tree import Token as Word

#: Kinds of words behind which a month is a month, a short weekday a weekday.
_DAY_LEADS = {
    "on", "from", "until", "since", "before", "after", "early", "last", "next", "this", "to",
    "and", "or", "through", "between",
}  # fmt: skip
_LEADS = {*_DAY_LEADS, "of", "in", "at", "preposition"}
_ROLES = {"nsubj", "nsubjpass", "dobj", "pobj", "appos", "conj", "dative", "attr"}
_TITLE = 80
#: Of a year before this news seldom speaks without a preposition.
_OLD = 1800


def is_name(page: Page, guard: str, w: Words) -> bool:
    """Say whether the words are part of a name or a count, not a date; some rows have a guard."""
    if _is_short_name(page, w) or len(w.tokens) > 2:
        return _is_short_name(page, w)
    return _in_title(page, w.tokens[0].start) or (guard != "" and _GUARDS[guard](page, w))


def _touches(page: Page, w: Words) -> tuple[bool, bool]:
    """Say whether a capitalised word that is no date stands right before and right behind."""
    before = bool(w.before) and w.before[-1].kind == "capital"
    after = bool(w.after) and w.after[0].capital and w.after[0].kind not in (*MONTHS, "zone")
    return (
        before and page.text[w.before[-1].end : w.tokens[0].start] == " ",
        after and page.text[w.tokens[-1].end : w.after[0].start] in (" ", "\n"),
    )


def _in_title(page: Page, offset: int) -> bool:
    """Say whether it stands in a quotation of few words that all are capitalised: a title."""
    quote = page.quote_at(offset)
    if quote is None or quote.end - quote.start > _TITLE:
        return False
    words = re.findall(r"\w+", page.text[quote.start : quote.end])
    capitals = sum(word[0].isupper() for word in words)
    return capitals > 1 and all(word[0].isupper() for word in words if len(word) > 3)


def _is_short_name(page: Page, w: Words) -> bool:
    """Tell "Sun" and "Mon" from names: they have a dot, a preposition or a day beside them."""
    token = w.first("abbreviated_weekday")
    if token is None or w.has("month", "abbreviated_month", "small"):
        return False
    at = w.tokens.index(token)
    lead = w.tokens[at - 1] if at else w.before[-1] if w.before else None
    if lead is not None and lead.kind in ("the", "capital"):
        return True
    return not w.has("dot") and (lead is None or lead.kind not in _DAY_LEADS)


def _is_person(page: Page, w: Words) -> bool:
    """Tell the month from the surname, the first name and the verb."""
    if len(w.tokens) > 1 or (w.before and w.before[-1].kind in _LEADS):
        return False
    word = word_at(page, w.tokens[0].start)
    if word is None or any(_touches(page, w)):
        return word is not None
    return word.pos_ in ("AUX", "VERB") or word.dep_ in ("nsubj", "nsubjpass", "dobj")


def _is_title(page: Page, w: Words) -> bool:
    """Tell a weekday from a paper, a club, a show ("the Sunday Review", "Saturday Night Live")."""
    word, after = word_at(page, w.tokens[-1].start), _touches(page, w)[1]
    article = "the" in (w.tokens[0].kind, w.before[-1].kind if w.before else "")
    if after and (article or (word and word.is_sent_start and word.dep_ == "compound")):
        return True
    if word is None or not w.before or not w.before[-1].capital:
        return False
    # "Sheffield Wednesday lost", not "Apple Tuesday launched"
    run = [t.kind for t in w.before if not t.capital or t.kind == "the"][-1:] == ["the"]
    return word.dep_ in _ROLES and (run or word.dep_.startswith("nsubj"))


def _is_capital_name(page: Page, w: Words) -> bool:
    """Tell a season or a part of the day from a name ("Arab Spring", "Saturday Night Live")."""
    token = w.last("season", "part_of_day")
    if token is None or not token.capital:
        return False
    word = word_at(page, token.start)
    return word is not None and not word.is_sent_start and (token.kind == "season" or any(
        _touches(page, w)
    ))  # fmt: skip


def _is_count(page: Page, w: Words) -> bool:
    """Tell a year from a number of things ("2000 people", "page 2014")."""
    before, token = (w.before[-1] if w.before else None), w.tokens[-1]
    lead = before.kind if before else ""
    joined = before is not None and before.end == w.tokens[0].start
    if lead == "numbered" or (joined and lead in ("hyphen", "slash", "dot")):
        return True
    year = int(token.text) if token.kind == "year" else 2000
    if not 1400 <= year <= 2050:
        return lead not in ("in", "since", "until")
    dated = lead in {"the", *_LEADS} - {"and", "or"}
    old = len(w.tokens) == 1 and not dated and year < _OLD
    return old or (lead != "the" and _counts(word_at(page, token.start)))


def _counts(word: Word | None) -> bool:
    """Say whether figures count something ("2000 people", "roughly 2000 Thai stores")."""
    if word is None or word.i + 1 >= len(word.doc):
        return False
    many = word.nbor().tag_ == "NNS" and word.head is word.nbor()
    return many or any(c.dep_ == "advmod" for c in word.lefts)


_GUARDS: dict[str, Callable[[Page, Words], bool]] = {
    "person": _is_person,
    "title": _is_title,
    "count": _is_count,
    "capital": _is_capital_name,
    # "Christmas Island"
    "place": lambda page, w: len(w.tokens) == 1 and _touches(page, w)[1],
}


def word_at(page: Page, offset: int) -> Word | None:
    """Return the parsed word that holds a character."""
    at = bisect_right(page.doc.starts, offset) - 1
    return page.doc[at] if at >= 0 else None


def is_attributive(page: Page, start: int, end: int) -> bool:
    """Say whether a date only describes a noun behind it ("the November 27 memorandum")."""
    word, last = word_at(page, start), word_at(page, end - 1)
    if word is None or last is None:
        return False
    head = next((a for a in (last, *last.ancestors) if not word.i <= a.i <= last.i), last)
    return head.i > last.i and head.pos_ in ("NOUN", "PROPN") and last.dep_ != "npadvmod"


# --- tense --------------------------------------------------------------------------------------


def tense(page: Page, start: int, end: int) -> str:
    """Return the tense of the verb that governs some characters: past, future or none."""
    word, last = word_at(page, start), word_at(page, end - 1)
    if word is None or last is None:
        return "none"
    above = next((a for a in word.ancestors if a.i > last.i or a.i < word.i), word)
    chain = (above, *islice(above.ancestors, 30))
    verb = next((t for t in chain if t.pos_ in ("VERB", "AUX")), None)
    if verb is None:
        return "none"
    moves = verb.lemma_ in lexicons.words("plan_words", "move")
    if moves and word.head.lower_ in ("to", "until"):
        return "none"  # "postponed it to June 2": the day may lie on either side
    return "future" if _is_scheduled(verb, last) else _verb_tense(verb)


def _is_scheduled(verb: Word, date: Word) -> bool:
    """Say whether a plain present puts something on a day ahead ("the trial opens on Monday")."""
    if verb.tag_ not in ("VBZ", "VBP") or any(c.dep_ in ("aux", "ccomp") for c in verb.children):
        return False
    head = date.head.head if date.head.dep_ == "prep" else date.head
    return head is verb


def _verb_tense(verb: Word) -> str:
    """Return the tense of a verb with its helpers."""
    helpers = [c for c in verb.children if c.dep_ in ("aux", "auxpass")]
    tags = {h.tag_ for h in helpers}
    if _is_planned(verb):
        # "has been scheduled": what is planned lies ahead; what was planned, on either side
        return "planned" if "VBD" in tags or verb.tag_ == "VBD" else "future"
    if any(h.lemma_ in ("have", "'ve") for h in helpers):
        return "past"
    if "MD" in tags:
        # "could not leave on Friday"
        past = {"could", "would"} & {h.lower_ for h in helpers}
        return "past" if past and first_of(verb.children, "neg") else "future"
    if "TO" in tags:
        return _infinitive_tense(verb)
    # A participle without a helper, too: "the bank closed on Monday stays so".
    past = {"VBD", "VBN"} if not helpers else {"VBD"}
    return "past" if past & {verb.tag_, *tags} else "none"


def _is_planned(verb: Word) -> bool:
    plans = lexicons.words("plan_words", "plan")
    due = any(c.lower_ in plans for c in verb.rights if c.dep_ == "acomp")
    return due or (verb.lower_ in plans and verb.tag_ != "VBD")


def _infinitive_tense(verb: Word) -> str:
    """Return past for what came about ("managed to flee"), else future ("agreed to meet")."""
    head = verb.head
    if head.lower_ in lexicons.words("plan_words", "plan"):
        return _verb_tense(head)
    intends = head.lemma_ == "be" or head.lemma_ in lexicons.words("plan_words", "intent")
    if verb.dep_ not in ("xcomp", "advcl") or intends:
        return "future"
    return "past" if _verb_tense(head) == "past" else "future"
