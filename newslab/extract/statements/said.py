"""On which day something was said: a date beside the cue, or one that the passage carries on."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from newslab import lexicons
from newslab.extract.actors import Cast
from newslab.syntax.page import Attribution, Page
from newslab.syntax.tree import Span, first_of

if TYPE_CHECKING:
    from newslab.syntax.tree import Token

Row = dict[str, Any]

_VERBAL = ("VERB", "AUX")
#: So many tokens may open a sentence before a date that holds for all of it ("But early on").
_OPENING = 4
#: A speaker goes on so many sentences behind, in the next paragraph.
_REACH = 2


def days(page: Page, found: list[Attribution], dates: list[Row], cast: Cast) -> list[str | None]:
    """Return the day of each attribution (ISO), or None where the text gives none.

    A day is that of the cue's own clause, or of the statement before it when the same speaker goes
    on in the past tense, or of the speech or letter that the sentence names. It is never taken
    from the article's date alone.
    """
    reader = _Reader(page, found, dates, cast)
    order = sorted(range(len(found)), key=lambda i: found[i].cue)
    for i in order:
        reader.read(i)
    return [reader.days[i] for i in range(len(found))]


class _Reader:
    """Reads the statements in the order of their cues; each sees the days of those before."""

    def __init__(self, page: Page, found: list[Attribution], dates: list[Row], cast: Cast) -> None:
        self.page, self.found, self.cast = page, found, cast
        self.dates = [d for d in dates if self._is_day(d)]
        self.near: dict[int, list[Row]] = {}
        for d in self.dates:
            self.near.setdefault(d["sentence"], []).append(d)
        spans = ((span, a) for a in found for span in a.content)
        self.contents = page.by_sentence(spans)
        self.days: dict[int, str | None] = {}
        self.meetings = sorted(self._find_meetings(), key=lambda m: m[0].cue)
        #: What was said and held before, outside of other statements, with its day.
        self.told: list[tuple[Attribution, str | None]] = []

    def read(self, i: int) -> None:
        """Find the day of one attribution."""
        a = self.found[i]
        while self.meetings and self.meetings[0][0].cue < a.cue:
            self.told.append(self.meetings.pop(0))
        around = self._around(a)
        day = self._beside(a, around)
        if day is None and around is None:
            day = self._shared(a) or self._linked(a) or self._continued(a) or self._occasion(a)
        elif day is None and around is not None and self._performs(a, around):
            day = self.days.get(self.found.index(around))
        self.days[i] = day
        if around is None:
            self.told.append((a, day))

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

    # --- a date of its own ----------------------------------------------------------------------

    def _around(self, a: Attribution) -> Attribution | None:
        """Return the smallest statement in whose content the cue stands."""
        held = self.contents.get(self.page.sentence_at(a.cue[0]).number, [])
        holding = [
            (e - s, n) for n, ((s, e), b) in enumerate(held) if b is not a and s <= a.cue[0] < e
        ]
        return held[min(holding)[1]][1] if holding else None

    def _beside(self, a: Attribution, around: Attribution | None) -> str | None:
        """Return the day that the cue's clause names, outside of its content and of others."""
        number = self.page.sentence_at(a.cue[0]).number
        best: tuple[int, str] | None = None
        for d in self.near.get(number, []):
            holders = [b for (s, e), b in self.contents.get(number, []) if s <= d["start"] < e]
            if a in holders or any(b is not around for b in holders):
                continue
            if around is not None and around not in holders:
                continue
            distance = abs(d["start"] - a.cue[0])
            if self._belongs(d, a) and (best is None or distance < best[0]):
                best = distance, _iso(d)
        return best[1] if best else None

    def _belongs(self, date: Row, a: Attribution) -> bool:
        """Say whether a date opens the cue's sentence or hangs on the cue."""
        span = self.page.doc.char_span(date["start"], date["end"], expand=True)
        if span is None or a.cue_root is None:
            return False
        if span.start and span[0].nbor(-1).lower_ in lexicons.words("said_words", "since"):
            return False
        if a.cue[1] <= date["start"] < date["end"] <= a.start or self._opens(date):
            return True
        roots = [a.cue_root, *([a.cue_root.head] if a.inherited else []), *_spoken(a.cue_root)]
        return any(_hangs_on(span.root, root) for root in roots)

    def _opens(self, date: Row) -> bool:
        start = self.page.sentence_at(date["start"]).start
        words = list(self.page.doc.char_span(start, date["start"], expand=True) or [])
        short = date["start"] == start or len(words) <= _OPENING
        return short and not any(t.pos_ in _VERBAL or t.text == ";" for t in words)

    # --- a day carried on -----------------------------------------------------------------------

    def _shared(self, a: Attribution) -> str | None:
        """Return the day of a coordinated cue whose subject this one shares."""
        if not a.inherited or a.source is None:
            return None
        for k, b in enumerate(self.found):
            same = b.source is not None and b.source.start == a.source.start
            if same and not _is_embedded(b) and (day := self.days.get(k)):
                return day
        return None

    def _find_meetings(self) -> Iterator[tuple[Attribution, str]]:
        """Yield what is no statement but has speakers and a day ("They met on Monday")."""
        for d in self.dates:
            span = self.page.doc.char_span(d["start"], d["end"], expand=True)
            if span is None or self.page.quote_at(d["start"]) is not None:
                continue
            verb = next((t for t in span.root.ancestors if t.pos_ in _VERBAL), span.root)
            subject = first_of(verb.lefts, "nsubj")
            met = verb.lemma_ in lexicons.words("said_words", "meeting") and _is_past(verb)
            if met and subject is not None and self._is_of_event(d):
                who = self.page.doc[subject.left_edge.i : subject.right_edge.i + 1]
                cue = (verb.idx, verb.idx + len(verb))
                yield (
                    Attribution(
                        cue,
                        verb.lemma_,
                        "",
                        [],
                        "meeting",
                        verb,
                        Span(verb.doc, who[0].i, who[-1].i + 1),
                    ),
                    _iso(d),
                )

    def _continued(self, a: Attribution) -> str | None:
        """Return the day on which the same speaker spoke before, in a passage of one day."""
        if not _is_past(a.cue_root):
            return None
        here = self.page.sentence_at(a.cue[0])
        for before, day in reversed(self.told):
            there = self.page.sentence_at(before.cue[0])
            near = here.paragraph - there.paragraph < 2 and here.number - there.number <= _REACH
            if here.paragraph != there.paragraph and not near:
                return None
            if self._speaks(a, before) and not _is_embedded(before):
                days = self._stage(there.number, here.number)
                moved = (before.cue[0] < d["start"] < a.cue[0] and _iso(d) != day for d in days)
                return None if any(moved) else day
        return None

    def _linked(self, a: Attribution) -> str | None:
        """Return the day of the sentence before, behind a connective ("In exchange, X pledged")."""
        here = self.page.sentence_at(a.cue[0])
        opening = self.page.text[here.start : a.cue[0]].lower()
        linked = any(opening.startswith(w) for w in lexicons.words("said_words", "connective"))
        if not linked or not _is_past(a.cue_root):
            return None
        stage = [_iso(d) for d in self._stage(here.number - 1, here.number - 1)]
        return stage[-1] if stage else None

    def _stage(self, first: int, last: int) -> Iterator[Row]:
        """Yield the days of some sentences, but for those inside of what is said."""
        for number in range(first, last + 1):
            held = [span for span, _ in self.contents.get(number, [])]
            for d in self.near.get(number, []):
                if not any(s <= d["start"] < e for s, e in held):
                    yield d

    def _performs(self, a: Attribution, around: Attribution) -> bool:
        """Say whether a statement within another is made with it ("I pledge that …")."""
        cue = a.cue_root
        if cue is None or not self._speaks(a, around):
            return False
        quoted = self.page.quote_at(a.cue[0]) is not None
        return cue.tag_ in ("VBP", "VB") if quoted else _is_past(cue)

    def _speaks(self, a: Attribution, before: Attribution) -> bool:
        """Say whether two statements have one speaker, or the second one of those of the first."""
        if a.source is None or before.source is None:
            return False
        ids = [
            self.cast.actor_of(b.source.start_char, b.source.end_char)[0]
            for b in (a, before)
            if b.source
        ]
        if ids[0] is not None and ids[0] == ids[1]:
            return True
        words = {t.lemma_ for t in before.source if t.pos_ in ("PROPN", "NOUN")}
        root = a.source.root
        again = ids[0] is None or root.lower_ == before.source.root.lower_
        return root.lemma_ in words or (root.pos_ == "PRON" and again)

    def _occasion(self, a: Attribution) -> str | None:
        """Return the day of the speech, letter … that the cue's sentence names once more."""
        here = self.page.sentence_at(a.cue[0])
        if not _is_past(a.cue_root):
            return None
        named = {w.lemma_ for w in self._outside(here.start, here.end)}
        named &= set(lexicons.words("said_words", "occasion"))
        for d in reversed(self.dates if named else []):
            told = self.page.sentence_at(d["start"])
            if told.number < here.number and not self.page.quote_at(d["start"]):
                words = {w.lemma_ for w in self._outside(told.start, told.end)}
                if named & words and self._is_of_event(d):
                    return _iso(d)
        return None

    def _is_of_event(self, date: Row) -> bool:
        """Say whether a date tells when what its sentence is about took place."""
        span = self.page.doc.char_span(date["start"], date["end"], expand=True)
        return span is not None and (self._opens(date) or _hangs_on(span.root, span.root.sent.root))

    def _outside(self, start: int, end: int) -> Iterator[Token]:
        """Yield the nouns of a sentence that no quotation holds."""
        for token in self.page.doc.char_span(start, end, expand=True) or []:
            if token.pos_ == "NOUN" and self.page.quote_at(token.idx) is None:
                yield token


def _iso(date: Row) -> str:
    return str(date["earliest"])[:10]


def _is_embedded(a: Attribution) -> bool:
    """Say whether it only tells who somebody is ("Ann Lee, who had asked for it on Monday")."""
    return a.cue_root is not None and a.cue_root.dep_ == "relcl"


def _is_past(cue: Token | None) -> bool:
    """Say whether a cue tells of one time in the past, not of what somebody says or has said."""
    if cue is None or any(c.dep_ in ("aux", "auxpass") for c in cue.children):
        return False
    return cue.tag_ == "VBD" or (cue.tag_ == "VBG" and cue.dep_ == "advcl")


def _spoken(cue: Token) -> Iterator[Token]:
    """Yield the verbs that tell when a cue's source spoke, besides the cue.

    "*Opening* the case on Monday, X said", "X, who *addressed* reporters on Monday, said",
    "X *left* on Monday, calling it a farce".
    """
    yield from (c for c in cue.lefts if c.dep_ == "advcl" and c.tag_ == "VBG")
    if cue.dep_ == "advcl" and cue.tag_ == "VBG":
        yield cue.head
    subject = first_of(cue.lefts, "nsubj", "nsubjpass")
    clause = first_of(subject.rights, "relcl") if subject is not None else None
    if clause is not None and clause.lemma_ in lexicons.words("said_words", "speaking"):
        yield clause


def _hangs_on(token: Token, verb: Token) -> bool:
    """Say whether a date modifies the cue or its source, with no other clause between."""
    steps = 0
    while token is not verb and token.head is not token and steps < 8:
        token, steps = token.head, steps + 1
        if token is not verb and token.pos_ in _VERBAL and token.dep_ != "acl":
            return False
    return token is verb
