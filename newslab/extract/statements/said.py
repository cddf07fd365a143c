"""On which day something was said: a date beside the cue, or one that the passage carries on."""

from __future__ import annotations

from bisect import bisect_left
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial
from itertools import groupby, takewhile
from operator import attrgetter
from typing import TYPE_CHECKING, Any

from newslab import lexicons
from newslab.extract.actors import Cast
from newslab.syntax import lexer
from newslab.syntax.lexer import MONTHS
from newslab.syntax.page import Attribution, Page
from newslab.syntax.repair import FINITE
from newslab.syntax.tree import VERBAL, first_of

if TYPE_CHECKING:
    from newslab.syntax.tree import Span, Token

Row = dict[str, Any]
_words = partial(lexicons.words, "said_words")

#: So many tokens may open a sentence before a date that holds for all of it ("But early on").
_OPENING = 4
#: A speaker goes on so many sentences behind.
_REACH = 3
#: How many statements back the same speaker is looked for; bounds the cost in long texts.
_BACK = 30
#: "Today" in a quotation is the day told last, if that is less than so many days ago.
#: A day without a year in a content, longer ago than this, may be ahead ("set polls for June 12").
_RECENT, _FAR = 8, 183


@dataclass(slots=True)
class _Day:
    """A day that a text names.

    ``held`` are the statements in whose content it stands, ``opens`` says that it opens its
    sentence or such a content, ``main`` that it does or hangs on the main verb.
    """

    day: date
    root: Token
    start: int
    end: int
    number: int
    held: list[Attribution]
    opens: bool
    main: bool


def days(page: Page, found: list[Attribution], dates: list[Row], cast: Cast) -> list[date | None]:
    """Return the day of each attribution, or None where the text gives none.

    A day is that of the cue's own clause, or of the statement before it when the same speaker goes
    on in the past tense, or of the speech or letter that the sentence names or at which the speaker
    was, or the day told last that the words call "today". It is never taken from the article's date
    alone.
    """
    reader = _Reader(page, found, dates, cast)
    for a in sorted(found, key=lambda a: a.cue):
        reader.read(a)
    return [reader.known[id(a)] or reader.aside(a) for a in found]


class _Reader:
    """Reads the statements in the order of their cues; each sees the days of those before."""

    def __init__(self, page: Page, found: list[Attribution], dates: list[Row], cast: Cast) -> None:
        self.page, self.cast = page, cast
        self.contents = page.by_sentence((span, a) for a in found for span in a.content)
        dates = [d for d in dates if d["start"] >= page.article.body_start]
        known = (self._day(d) for d in dates if self._is_day(d))
        self.days = {n: [*g] for n, g in groupby(filter(None, known), lambda d: d.number)}
        #: The days that the article itself tells of.
        self.stage = [d for ds in self.days.values() for d in ds if d.main and not d.held]
        #: Where it tells of a longer time: "Lee said so in July, too".
        self.vague = self._vague(dates)
        self.today, self.again = dict(self._spoken(dates)), dict(self._occasions())
        self.known: dict[int, date | None] = {}
        #: What was said last, outside of other statements, on a day; when each first spoke.
        self.told: deque[tuple[Attribution, date]] = deque(maxlen=_BACK)
        self.first: dict[str, tuple[Attribution, date]] = {}

    def _vague(self, dates: list[Row]) -> list[int]:
        found = (self._day(d) for d in dates if d["earliest"] is not None and not self._is_day(d))
        return [d.start for d in found if d is not None and d.main and not d.held]

    def _is_day(self, date: Row) -> bool:
        """Say whether a date is one day that is not ahead, nor counted anew inside a quotation."""
        first = date["earliest"]
        if first is None or first != date["latest"]:
            return False
        # "last night" in a speech of Monday is no night before the article; "March 3" is March 3
        named = any(t.kind in MONTHS for t in lexer.tokens(date["text"]))
        anew = date["anchor"] == "article" and self.page.quote_at(date["start"]) and not named
        # "OSLO, May 3 (Agency)", "Monday, May 3, 2021"
        span = self._span(date["start"], date["end"])
        own = named and self._age(first) == 0 and span is not None and span.root.dep_ != "pobj"
        return not (anew or own or self._age(first) < 0)

    def _day(self, d: Row) -> _Day | None:
        start, end, sentence = d["start"], d["end"], self.page.sentence_at(d["start"])
        span, around = self._span(start, end), self._around(start)
        far = d["anchor"] == "article" and self._age(d["earliest"]) > _FAR
        if span is None or (far and around):
            return None
        first, held = self._opens(sentence.start, start), [a for _, a in around]
        opens = first or any(self._opens(begin, start) for (begin, _), _ in around)
        main = first or _hangs_on(span.root, span.root.sent.root)
        return _Day(d["earliest"], span.root, start, end, sentence.number, held, opens, main)

    def _opens(self, begin: int, start: int) -> bool:
        """Say whether a date stands so near to a beginning that it holds for all behind it."""
        before = list(self._span(begin, start) or ())
        return len(before) <= _OPENING and not any(t.pos_ in VERBAL for t in before)

    def _spoken(self, dates: list[Row]) -> Iterator[tuple[int, int]]:
        """Yield whose quotation says "today" or "tomorrow", and how many days ahead that is."""
        for d in dates:
            first, around = lexer.tokens(d["text"])[0], self._around(d["start"])
            same = first.kind == "tonight" or (first.kind == "this" and d["type"] == "TIME")
            ahead = 0 if same else int(first.value) if first.kind == "deictic_day" else -1
            if around and ahead >= 0 and self.page.quote_at(d["start"]):
                yield id(around[0][1]), ahead

    def _span(self, start: int, end: int) -> Span | None:
        return self.page.doc.char_span(start, end, expand=True)

    def _around(self, offset: int) -> list[tuple[tuple[int, int], Attribution]]:
        """Return the contents in which a character stands, the smallest first."""
        spans = self.contents.get(self.page.sentence_at(offset).number, ())
        holding = (span for span in spans if span[0][0] <= offset < span[0][1])
        return sorted(holding, key=lambda span: span[0][1] - span[0][0])

    def _outer(self, a: Attribution) -> Attribution | None:
        return next((b for _, b in self._around(a.cue[0]) if b is not a), None)

    def read(self, a: Attribution) -> None:
        """Find the day of the next attribution."""
        outer, number = self._outer(a), self.page.sentence_at(a.cue[0]).number
        day = self._beside(a, number, outer)
        if day is None and outer is None and (_is_past(a.cue_root) or a.cue_root.dep_ == "prep"):
            day = self._linked(a, number)
            if day is None and not self._is_vague(a):
                day = self._continued(a, number) or self.again.get(number)
                day = day or self._took_part(a, number)
        self.known[id(a)] = day = day or self._called_today(a)
        # "what she described as a failure" opens no passage
        aside = any(c.tag_ == "WP" for c in a.cue_root.lefts)
        if day is not None and outer is None and not aside:
            self.told.append((a, day))
            self.first.setdefault(self._who(a), (a, day))

    def aside(self, a: Attribution) -> date | None:
        """Return the day of what is told apart: in a headline, in a quotation ("I thank him")."""
        outer, root, number = self._outer(a), a.source.root, self.page.sentence_at(a.cue[0]).number
        if outer is not None:
            speaks = root.lower_ in _words("speaker")
            return self.known[id(outer)] if speaks and a.cue_root.tag_ == "VBP" else None
        first, day = self.first.get(self._who(a), (a, None))
        later = self._told(0, a.cue[0]) or root.pos_ == "PRON" or self._is_vague(a)
        return None if later or day is None else self._if_near(day, number, first.cue[0])

    def _if_near(self, day: date, number: int, offset: int) -> date | None:
        """Return a day that is told near a sentence, or is the article's own or the one before."""
        far = abs(number - self.page.sentence_at(offset).number) > _REACH
        return None if far and self._age(day) > 1 else day

    def _who(self, a: Attribution) -> str:
        return self.cast.actor_of(a.source.start_char, a.source.end_char)[0] or ""

    def _age(self, day: date) -> int:
        """Return how many days before the article a day is; many where nobody knows."""
        published = self.page.article.published
        return (published.date() - day).days if published == published else _RECENT

    def _beside(self, a: Attribution, number: int, outer: Attribution | None) -> date | None:
        """Return the nearest day that the cue's clause names, outside of its content if one is."""
        cue, near = a.cue_root, []
        for d in self.days.get(number, ()):
            told = outer in d.held if outer else all(b is a for b in d.held)
            if told and self._belongs(d, a, cue):
                near.append((a in d.held, abs(d.start - a.cue[0]), d.day))
        return min(near)[2] if near else None

    def _belongs(self, d: _Day, a: Attribution, cue: Token) -> bool:
        """Say whether a date stands between cue and content, opens the sentence or hangs on it."""
        if a in d.held:
            return self._is_adverb(d, cue)
        if a.cue[1] <= d.start < d.end <= a.start:
            return True
        if a.source.start_char <= d.start < a.source.root.idx:
            who = self.cast.at.get(a.source.root.i)  # "9/11 widow Ann Lee", "Monday's report"
            return who is None or who[0].kind != "person"
        if d.opens:
            # "which some have projected", "she later said", in a sentence of Monday
            other = {c.lemma_ for c in cue.children if c.dep_ in ("aux", "advmod", "mark")}
            return other.isdisjoint(_words("another time"))
        # what follows the content: "…, while speaking yesterday"
        behind = list(self._span(a.end, d.start) or ())
        told = any(t.dep_ == "nsubj" or t.tag_ in FINITE for t in behind)
        if behind and not (told or behind[-1].lower_ in _words("aside")):
            return True
        return any(_hangs_on(d.root, verb) for verb in _tellers(cue, a.inherited))

    def _is_adverb(self, d: _Day, cue: Token) -> bool:
        """Say whether a date in a content tells of its cue ("urged calm on Monday, too")."""
        date = d.root.head if d.root.dep_ == "pobj" else d.root
        bare = date.dep_ == "npadvmod" or (date.head is cue and date.lower_ == "on")
        return bare and not self.page.quote_at(d.start) and _hangs_on(d.root, cue)

    def _called_today(self, a: Attribution) -> date | None:
        """Return the day told last where a quotation speaks of it as today or tomorrow."""
        ahead, told = self.today.get(id(a)), self._told(0, a.start)
        if ahead is None or not told or self._age(told[-1].day) >= _RECENT:
            return None
        return told[-1].day - timedelta(ahead)

    def _told(self, start: int, end: int) -> list[_Day]:
        """Return the days of which the article tells between two characters."""
        first, last = (bisect_left(self.stage, at, key=attrgetter("start")) for at in (start, end))
        return self.stage[first:last]

    def _continued(self, a: Attribution, number: int) -> date | None:
        """Return the day on which the same speaker spoke before, if no other is told since."""
        same = ((b, day) for b, day in reversed(self.told) if self._is_by_same(a, b))
        before, day = next(same, (a, None))
        since = any(d.day != day for d in self._told(before.cue[0], a.cue[0]))
        return None if day is None or since else self._if_near(day, number, before.cue[0])

    def _took_part(self, a: Attribution, number: int) -> date | None:
        """Return the day told last, if it is that of an occasion where the same speaker was."""
        last = next(reversed(self._told(0, a.cue[0])), None)
        if last is None or last.number >= number or not _is_occasion(last.root):
            return None
        there = {self.cast.at[t.i][0] for t in last.root.sent if t.i in self.cast.at}
        spoke = max([last.start, *(b.cue[0] for b, on in self.told if on == last.day)])
        here = self.cast.behind(a.source.root)[0] in there
        return self._if_near(last.day, number, spoke) if here else None

    def _is_vague(self, a: Attribution) -> bool:
        """Say whether a sentence tells of another time ("said so in July, too", "said then")."""
        own = self.page.sentence_at(a.cue[0])
        behind = self.page.text[a.cue[1] : own.end].lstrip().lower()
        once = behind.startswith(tuple(_words("back then")))
        return once or bisect_left(self.vague, own.end) > bisect_left(self.vague, own.start)

    def _linked(self, a: Attribution, number: int) -> date | None:
        """Return the day of the sentence before, behind a connective ("In exchange, X pledged")."""
        opening = self.page.text[self.page.sentence_at(a.cue[0]).start : a.cue[0]].lower()
        if not opening.startswith(tuple(_words("connective"))):
            return None
        return [None, *(d.day for d in self.days.get(number - 1, ()) if not d.held)][-1]

    def _is_by_same(self, a: Attribution, before: Attribution) -> bool:
        """Say whether two have the same speaker; a pronoun for nobody known may be anybody."""
        now, then, root = self._who(a), self._who(before), a.source.root
        known = now == then if now else root.pos_ == "PRON"
        return known or any(t.lemma_ == root.lemma_ for t in before.source)

    def _occasions(self) -> Iterator[tuple[int, date | None]]:
        """Yield the day of the speech, letter … that a sentence names once more."""
        words, last = _words("occasion"), dict[str, tuple[int, date]]()
        nouns = (t for t in self.page.doc if t.pos_ == "NOUN" and t.lemma_ in words)
        for number, found in groupby(nouns, lambda t: self.page.sentence_at(t.idx).number):
            named = {t.lemma_: {d.lower_ for d in t.lefts} & {"a", "an"} for t in found}
            again = [last[n] for n, a in named.items() if n in last and not a]
            yield number, max(again, default=(0, None))[1]
            days = [(d.start, d.day) for d in self.days.get(number, ()) if d.main]
            last |= dict.fromkeys(named, days[-1]) if days else {}


def _is_occasion(day: Token) -> bool:
    """Say whether a day is that of words before an audience ("spoke on Monday", "a hearing")."""
    verb = next((t for t in day.ancestors if t.pos_ in VERBAL), day)
    nouns = {*_words("occasion")} - {*_words("written")}
    speaks = verb.lemma_ in _words("address")
    return speaks or any(t.lemma_.lower() in nouns and t.pos_ == "NOUN" for t in day.sent)


def _is_past(cue: Token) -> bool:
    """Say whether a cue tells of one time in the past, not of what somebody says or has said."""
    helpers = [c.tag_ for c in cue.children if c.dep_ in ("aux", "auxpass")]
    if cue.tag_ != "VBG":
        return cue.tag_ == "VBD" and not helpers
    above = next((t.tag_ for t in cue.ancestors if t.tag_ in FINITE), "")
    under = cue.dep_ in ("acl", "advcl", "pcomp") and above not in ("VBZ", "VBP", "MD")
    return helpers == ["VBD"] or (not helpers and under)


def _tellers(cue: Token, inherited: bool) -> Iterator[Token]:
    """Yield the verbs that tell when somebody spoke, the cue, one beside it or one above it.

    "*Opening* the case on Monday, X said", "X said as he *left* on Monday", "X *left* on Monday,
    calling it a farce", "X *replied* on Monday by saying", "X *made* his plea on Monday".
    """
    yield cue
    yield from (c for c in cue.children if _is_meanwhile(c))
    for above in (t for t in cue.ancestors if t.pos_ in VERBAL):
        if not (inherited or _is_under(cue)):
            return
        yield above
        cue, inherited = above, False


def _is_under(verb: Token) -> bool:
    """Say whether a verb, or a noun for one, tells what another verb does."""
    where = any(c.lower_ == "where" for c in verb.lefts)
    where = where or verb.head.lemma_ in _words("occasion")
    beside = verb.dep_ == "conj" and first_of(verb.lefts, "nsubj", "nsubjpass") is None
    under = verb.dep_ in ("pcomp", "acl", "dobj", "xcomp") or (verb.dep_ == "relcl" and where)
    why = verb.tag_ == "VBG" and verb.head.lower_ in _words("aside")
    return (under and not why) or beside or _is_meanwhile(verb)  # "sued for saying"


def _is_meanwhile(verb: Token) -> bool:
    """Say whether a clause tells what went on meanwhile ("leaving", "asked", "as he went")."""
    by_then = verb.tag_ == "VBG" or verb.lower_ in _words("asked")
    by_then = by_then or any(c.dep_ == "mark" and c.lower_ == "as" for c in verb.lefts)
    return verb.dep_ == "advcl" and by_then


def _hangs_on(token: Token, verb: Token) -> bool:
    """Say whether a date modifies the cue or its source, with no other clause between."""
    path = [token, *takewhile(lambda t: t is not verb, token.ancestors)]
    crossed = any(t.pos_ in VERBAL and t.dep_ != "acl" for t in path[1:])
    aside = any(t.lower_ in _words("aside") for t in path[1:])
    return path[-1].head is verb and not (crossed or aside)
