"""On which day something was said: a date beside the cue, or one that the passage carries on."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from newslab import lexicons
from newslab.extract.actors import Cast
from newslab.syntax.page import Attribution, Page

if TYPE_CHECKING:
    from newslab.syntax.tree import Span, Token

Row = dict[str, Any]

_VERBAL, _FINITE = ("VERB", "AUX"), ("VBD", "VBZ", "VBP", "MD")
#: So many tokens may open a sentence before a date that holds for all of it ("But early on").
_OPENING = 4
#: A speaker goes on so many sentences behind, in the next paragraph.
_REACH = 3
#: A date hangs no deeper under its verb.
_DEEP = 8


def days(page: Page, found: list[Attribution], dates: list[Row], cast: Cast) -> list[str | None]:
    """Return the day of each attribution (ISO), or None where the text gives none.

    A day is that of the cue's own clause, or of the statement before it when the same speaker goes
    on in the past tense, or of the speech or letter that the sentence names. It is never taken
    from the article's date alone.
    """
    reader = _Reader(page, found, dates, cast)
    for a in sorted(found, key=lambda a: a.cue):
        reader.known[id(a)] = reader.day_of(a)
    return [reader.known[id(a)] for a in found]


class _Reader:
    """Reads the statements in the order of their cues; each sees the days of those before."""

    def __init__(self, page: Page, found: list[Attribution], dates: list[Row], cast: Cast) -> None:
        self.page, self.cast = page, cast
        self.dates = [d for d in dates if self._is_day(d)]
        self.contents = page.by_sentence((span, a) for a in found for span in a.content)
        self.known: dict[int, str | None] = {}
        #: What was said before, outside of other statements, with its day.
        self.told: list[tuple[Attribution, str | None]] = []

    def day_of(self, a: Attribution) -> str | None:
        """Return the day of the next attribution."""
        held = self.contents.get(self.page.sentence_at(a.cue[0]).number, [])
        around = [
            (e - s, n) for n, ((s, e), b) in enumerate(held) if b is not a and s <= a.cue[0] < e
        ]
        outer = held[min(around)[1]][1] if around else None
        day = self._beside(a, outer)
        past = day is None and _is_past(a.cue_root)
        if outer is not None:
            # "said on Friday that he might, which he said would help"
            same = past and not self.page.quote_at(a.cue[0]) and self._speaks(a, outer)
            return self.known.get(id(outer)) if same else day
        if past:
            day = self._linked(a) or self._continued(a) or self._occasion(a)
        self.told.append((a, day))
        return day

    def _is_day(self, date: Row) -> bool:
        """Say whether a date is one day that is not ahead, nor counted anew inside a quotation."""
        first, published = date["earliest"], self.page.article.published
        if first is None or first != date["latest"] or date["type"] not in ("DATE", "TIME"):
            return False
        ahead = published == published and first > published.date()
        # "last night" in a speech of Monday is no night before the article
        told = date["anchor"] == "article" and not any(c.isdigit() for c in date["text"])
        quoted = told and self.page.quote_at(date["start"]) is not None
        return date["start"] >= self.page.article.body_start and not ahead and not quoted

    def _beside(self, a: Attribution, around: Attribution | None) -> str | None:
        """Return the day that the cue's clause names, outside of its content and of others."""
        number = self.page.sentence_at(a.cue[0]).number
        near = []
        for d in self.dates:
            if d["sentence"] == number and self._belongs(d, a):
                held = self._holding(d)
                if a not in held and (around in held if around else not held):
                    near.append((abs(d["start"] - a.cue[0]), _iso(d)))
        return min(near)[1] if near else None

    def _holding(self, date: Row) -> list[Attribution]:
        """Return the statements in whose content a date stands."""
        spans = self.contents.get(date["sentence"], [])
        return [b for (s, e), b in spans if s <= date["start"] < e]

    def _belongs(self, date: Row, a: Attribution) -> bool:
        """Say whether a date stands between cue and content, opens the sentence or hangs on it."""
        span, cue = self._span(date["start"], date["end"]), a.cue_root
        if span is None or cue is None:
            return False
        if span.start and span[0].nbor(-1).lower_ in lexicons.words("said_words", "since"):
            return False
        if a.cue[1] <= date["start"] < date["end"] <= a.start:
            return True
        if self._opens(date):
            # "which some have projected", in a sentence of Monday
            return not any(c.dep_ == "aux" and c.lemma_ == "have" for c in cue.children)
        if self._is_right_behind(date, a):
            return True
        roots = [cue, *([cue.head] if a.inherited else []), *_spoken(cue)]
        return any(_hangs_on(span.root, root) for root in roots)

    def _is_right_behind(self, date: Row, a: Attribution) -> bool:
        """Say whether a date ends what follows the content ("…, while speaking yesterday")."""
        behind = self._span(max(e for _, e in a.content), date["start"])
        if behind is None or behind.end_char > date["end"]:
            return False
        words = list(behind)
        return bool(words) and not any(t.dep_ == "nsubj" or t.tag_ in _FINITE for t in words)

    def _span(self, start: int, end: int) -> Span | None:
        return self.page.doc.char_span(start, end, expand=True)

    def _opens(self, date: Row) -> bool:
        start = self.page.sentence_at(date["start"]).start
        words = list(self._span(start, date["start"]) or [])
        short = date["start"] == start or len(words) <= _OPENING
        return short and not any(t.pos_ in _VERBAL or t.text == ";" for t in words)

    def _is_main(self, date: Row) -> bool:
        """Say whether a date opens its sentence or hangs on its main verb."""
        span = self._span(date["start"], date["end"])
        return self._opens(date) or bool(span and _hangs_on(span.root, span.root.sent.root))

    def _continued(self, a: Attribution) -> str | None:
        """Return the day on which the same speaker spoke before, in a passage of one day."""
        here = self.page.sentence_at(a.cue[0])
        for before, day in reversed(self.told):
            there = self.page.sentence_at(before.cue[0])
            near = here.paragraph - there.paragraph < 2 and here.number - there.number <= _REACH
            if here.paragraph != there.paragraph and not near:
                return None
            if day is not None and self._speaks(a, before):
                between = filter(self._is_main, self._stage(there.number, here.number))
                moved = (before.cue[0] < d["start"] < a.cue[0] and _iso(d) != day for d in between)
                return None if any(moved) else day
        return None

    def _linked(self, a: Attribution) -> str | None:
        """Return the day of the sentence before, behind a connective ("In exchange, X pledged")."""
        here = self.page.sentence_at(a.cue[0])
        opening = self.page.text[here.start : a.cue[0]].lower()
        if not opening.startswith(tuple(lexicons.words("said_words", "connective"))):
            return None
        stage = [_iso(d) for d in self._stage(here.number - 1, here.number - 1)]
        return stage[-1] if stage else None

    def _stage(self, first: int, last: int) -> Iterator[Row]:
        """Yield the days of some sentences, but for those inside of what is said."""
        stage = (d for d in self.dates if first <= d["sentence"] <= last)
        yield from (d for d in stage if not self._holding(d))

    def _speaks(self, a: Attribution, before: Attribution) -> bool:
        """Say whether two statements have one speaker, or the second one of those of the first."""
        if a.source is None or before.source is None:
            return False
        now, then = (
            self.cast.actor_of(s.start_char, s.end_char)[0] for s in (a.source, before.source)
        )
        if now is not None and now == then:
            return True
        root = a.source.root
        again = now is None or root.lower_ == before.source.root.lower_
        names = {t.lemma_ for t in before.source if t.pos_ in ("PROPN", "NOUN")}
        return root.lemma_ in names or (root.pos_ == "PRON" and again)

    def _occasion(self, a: Attribution) -> str | None:
        """Return the day of the speech, letter … that the cue's sentence names once more."""
        here = self.page.sentence_at(a.cue[0])
        named = self._nouns(here.start, here.end) & set(lexicons.words("said_words", "occasion"))
        for d in reversed(self.dates if named else []):
            told = self.page.sentence_at(d["start"])
            before = told.number < here.number and named & self._nouns(told.start, told.end)
            if before and self._is_main(d):
                return _iso(d)
        return None

    def _nouns(self, start: int, end: int) -> set[str]:
        """Return the nouns of a sentence that no quotation holds."""
        words = list(self._span(start, end) or [])
        return {t.lemma_ for t in words if t.pos_ == "NOUN" and not self.page.quote_at(t.idx)}


def _iso(date: Row) -> str:
    return str(date["earliest"])[:10]


def _is_past(cue: Token | None) -> bool:
    """Say whether a cue tells of one time in the past, not of what somebody says or has said."""
    if cue is None or any(c.dep_ in ("aux", "auxpass") for c in cue.children):
        return False
    return cue.tag_ == "VBD" or (cue.tag_ == "VBG" and cue.dep_ in ("advcl", "pcomp"))


def _spoken(cue: Token) -> Iterator[Token]:
    """Yield the verbs that tell when a cue's source spoke, besides the cue.

    "*Opening* the case on Monday, X said", "X *left* on Monday, calling it a farce",
    "X, who *addressed* reporters on Monday, said".
    """
    speaking = lexicons.words("said_words", "speaking")
    yield from (c for c in cue.lefts if c.dep_ == "advcl" and c.tag_ == "VBG")
    if cue.tag_ == "VBG" and cue.dep_ in ("advcl", "pcomp"):
        yield cue.head if cue.dep_ == "advcl" else cue.head.head
    subjects = (c for c in cue.lefts if c.dep_ in ("nsubj", "nsubjpass"))
    yield from (r for c in subjects for r in c.rights if r.dep_ == "relcl" and r.lemma_ in speaking)


def _hangs_on(token: Token, verb: Token) -> bool:
    """Say whether a date modifies the cue or its source, with no other clause between."""
    for _ in range(_DEEP):
        if token is verb or token.head is token:
            break
        if token.dep_ == "conj" and token.pos_ not in _VERBAL:
            return False  # "reported two cases, and a death on Monday"
        token = token.head
        if token is not verb and token.pos_ in _VERBAL and token.dep_ != "acl":
            return False
    return token is verb
