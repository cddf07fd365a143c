"""On which day something was said: a date beside the cue, or one that the passage carries on."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby, takewhile
from operator import itemgetter
from typing import TYPE_CHECKING, Any

from newslab import lexicons
from newslab.extract.actors import Cast
from newslab.syntax.page import Attribution, Page, Sentence

if TYPE_CHECKING:
    from newslab.syntax.tree import Span, Token

Row = dict[str, Any]

_VERBAL, _FINITE = ("VERB", "AUX"), ("VBD", "VBZ", "VBP", "MD")
#: So many tokens may open a sentence before a date that holds for all of it ("But early on").
_OPENING = 4
#: A speaker goes on so many sentences behind.
_REACH = 3
#: How many statements back the same speaker is looked for; bounds the cost in long texts.
_BACK = 30


@dataclass(slots=True)
class _Day:
    """A day that a text names.

    ``held`` are the statements in whose content it stands, ``opens`` says that it opens its
    sentence, ``main`` that it does or hangs on the main verb.
    """

    iso: str
    root: Token
    start: int
    end: int
    number: int
    held: list[Attribution]
    opens: bool
    main: bool


def days(page: Page, found: list[Attribution], dates: list[Row], cast: Cast) -> list[str | None]:
    """Return the day of each attribution (ISO), or None where the text gives none.

    A day is that of the cue's own clause, or of the statement before it when the same speaker goes
    on in the past tense, or of the speech or letter that the sentence names. It is never taken
    from the article's date alone.
    """
    reader = _Reader(page, found, dates, cast)
    known = {id(a): reader.day_of(a) for a in sorted(found, key=lambda a: a.cue)}
    return [known[id(a)] for a in found]


class _Reader:
    """Reads the statements in the order of their cues; each sees the days of those before."""

    def __init__(self, page: Page, found: list[Attribution], dates: list[Row], cast: Cast) -> None:
        self.page, self.cast = page, cast
        self.contents = page.by_sentence((span, a) for a in found for span in a.content)
        self.days = {n: [*g] for n, g in groupby(self._read(dates), lambda d: d.number)}
        self.again = dict(self._occasions())
        #: What was said last, outside of other statements, on a day.
        self.told: deque[tuple[Attribution, str]] = deque(maxlen=_BACK)

    def _read(self, dates: list[Row]) -> Iterator[_Day]:
        for d in (d for d in dates if d["start"] >= self.page.article.body_start):
            start, end, sentence = d["start"], d["end"], self.page.sentence_at(d["start"])
            span, before = self._span(start, end), list(self._span(sentence.start, start) or [])
            if span is None or not self._is_day(d):
                continue
            parted = any(t.pos_ in _VERBAL or t.text == ";" for t in before)
            opens = len(before) <= _OPENING and not parted
            main = opens or _hangs_on(span.root, span.root.sent.root)
            spans = self.contents.get(sentence.number, [])
            held = [a for (s, e), a in spans if s <= start < e]
            day = d["earliest"].isoformat()
            yield _Day(day, span.root, start, end, sentence.number, held, opens, main)

    def _is_day(self, date: Row) -> bool:
        """Say whether a date is one day that is not ahead, nor counted anew inside a quotation."""
        first, published = date["earliest"], self.page.article.published
        if first is None or first != date["latest"]:
            return False
        ahead = published == published and first > published.date()
        # "last night" in a speech of Monday is no night before the article
        quoted = date["anchor"] == "article" and self.page.quote_at(date["start"])
        return not (ahead or quoted)

    def _span(self, start: int, end: int) -> Span | None:
        return self.page.doc.char_span(start, end, expand=True)

    def day_of(self, a: Attribution) -> str | None:
        """Return the day of the next attribution."""
        here = self.page.sentence_at(a.cue[0])
        spans = self.contents.get(here.number, [])
        around = [(e - s, b) for (s, e), b in spans if b is not a and s <= a.cue[0] < e]
        outer = min(around, key=itemgetter(0))[1] if around else None
        day = self._beside(a, here, outer)
        if outer is not None:
            return day
        if day is None and _is_past(a.cue_root):
            day = self._linked(a, here) or self._continued(a, here) or self.again.get(here.number)
        if day is not None:
            self.told.append((a, day))
        return day

    def _beside(self, a: Attribution, here: Sentence, outer: Attribution | None) -> str | None:
        """Return the nearest day that the cue's clause names, outside of its content."""
        days = (d for d in self.days.get(here.number, ()) if a not in d.held)
        days = (d for d in days if (outer in d.held if outer else not d.held))
        days = (d for d in days if _belongs(d, a, list(self._span(a.end, d.start) or [])))
        return min(((abs(d.start - a.cue[0]), d.iso) for d in days), default=(0, None))[1]

    def _continued(self, a: Attribution, here: Sentence) -> str | None:
        """Return the day on which the same speaker spoke before, in a passage of one day."""
        same = ((b, day) for b, day in reversed(self.told) if self._is_by_same(a, b))
        before, day = next(same, (a, None))
        there = self.page.sentence_at(before.cue[0])
        if here.number - there.number > _REACH:
            return None
        between = (d for d in self._stage(there.number, here.number) if d.main)
        moved = (before.cue[0] < d.start < a.cue[0] and d.iso != day for d in between)
        return None if any(moved) else day

    def _linked(self, a: Attribution, here: Sentence) -> str | None:
        """Return the day of the sentence before, behind a connective ("In exchange, X pledged")."""
        opening = self.page.text[here.start : a.cue[0]].lower()
        if not opening.startswith(tuple(lexicons.words("said_words", "connective"))):
            return None
        return [None, *(d.iso for d in self._stage(here.number - 1, here.number - 1))][-1]

    def _stage(self, first: int, last: int) -> Iterator[_Day]:
        """Yield the days of some sentences, but for those inside of what is said."""
        return (d for n in range(first, last + 1) for d in self.days.get(n, ()) if not d.held)

    def _is_by_same(self, a: Attribution, before: Attribution) -> bool:
        """Say whether two have the same speaker; a pronoun for nobody known may be anybody."""
        if a.source is None or before.source is None:
            return False
        now, then = (
            self.cast.actor_of(s.start_char, s.end_char)[0] for s in (a.source, before.source)
        )
        root = a.source.root
        anybody = now is None and root.pos_ == "PRON"
        return (
            anybody
            or (now is not None and now == then)
            or any(t.lemma_ == root.lemma_ for t in before.source)
        )

    def _occasions(self) -> Iterator[tuple[int, str | None]]:
        """Yield the day of the speech, letter … that a sentence names once more."""
        words, last = lexicons.words("said_words", "occasion"), dict[str, tuple[int, str]]()
        nouns = (t for t in self.page.doc if t.pos_ == "NOUN" and t.lemma_ in words)
        for number, found in groupby(nouns, lambda t: self.page.sentence_at(t.idx).number):
            named = {t.lemma_ for t in found}
            yield number, max((last[n] for n in named if n in last), default=(0, None))[1]
            days = [(d.start, d.iso) for d in self.days.get(number, ()) if d.main]
            last |= dict.fromkeys(named, days[-1]) if days else {}


def _is_past(cue: Token | None) -> bool:
    """Say whether a cue tells of one time in the past, not of what somebody says or has said."""
    if cue is None or any(c.dep_ in ("aux", "auxpass") for c in cue.children):
        return False
    return cue.tag_ == "VBD" or (cue.tag_ == "VBG" and cue.dep_ in ("advcl", "pcomp"))


def _belongs(d: _Day, a: Attribution, behind: list[Token]) -> bool:
    """Say whether a date stands between cue and content, opens the sentence or hangs on it."""
    if a.cue_root is None:
        return False
    if a.cue[1] <= d.start < d.end <= a.start:
        return True
    if d.opens:
        # "which some have projected", in a sentence of Monday
        return not any(c.dep_ == "aux" and c.lemma_ == "have" for c in a.cue_root.children)
    # what follows the content: "…, while speaking yesterday"
    if behind and not any(t.dep_ == "nsubj" or t.tag_ in _FINITE for t in behind):
        return True
    return any(_hangs_on(d.root, verb) for verb in _tellers(a, a.cue_root))


def _tellers(a: Attribution, cue: Token) -> Iterator[Token]:
    """Yield the verbs that tell when somebody spoke.

    "*Opening* the case on Monday, X said", "X *left* on Monday, calling it a farce".
    """
    yield cue
    yield from (c for c in cue.lefts if c.dep_ == "advcl" and c.tag_ == "VBG")
    if a.inherited or (cue.dep_ == "advcl" and cue.tag_ == "VBG"):
        yield cue.head


def _hangs_on(token: Token, verb: Token) -> bool:
    """Say whether a date modifies the cue or its source, with no other clause between."""
    path = [token, *takewhile(lambda t: t is not verb, token.ancestors)]
    crossed = any(t.pos_ in _VERBAL and t.dep_ != "acl" for t in path[1:])
    return path[-1].head is verb and not crossed
