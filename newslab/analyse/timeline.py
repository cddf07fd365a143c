"""The timeline: what happened when, from clauses that carry a date."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import cached_property
from itertools import pairwise
from pathlib import PurePath
from typing import Any

import pandas as pd

from newslab import lexicons
from newslab.analyse.events import Row, Words, how, joined, merge, plain
from newslab.corrected import revised
from newslab.tables import TABLES, Tables, records

_FINE = ("day", "time")
#: In the sentences behind a dated one its day goes on so far.
REACH = 3
#: What lasts "since June" till the article's day is told so within this many days.
_YEAR = 366
#: What has more clauses is no sentence: of a text without full stops only so many are looked at.
_CLAUSES = 100

#: A clause, its dates and a note on how it came by them, by the clause's id.
Dated = dict[str, tuple[Row, list[Row], str]]


def timeline(parsed: Tables) -> pd.DataFrame:
    """Return the events of one article or of many: clauses that carry a date.

    A date belongs to the shortest clause that holds it, one before a subject to the first clause
    after it; what is joined with a dated clause, or told in the sentences behind, shares its day. A
    date that only bounds or compares ("than in 2020") dates nothing, nor is a clause an event that
    is negated, conditional or asked. Rows of one time that say the same are merged.

    Parameters
    ----------
    parsed
        A `Parsed`, a `Corpus`, or anything with their tables.

    Returns
    -------
    pandas.DataFrame
        The columns of ``newslab.tables.TABLES["timeline"]``, sorted by ``earliest``, ties by place
        in the text. ``status`` tells what happened or was said from what is reported (it stands
        in a statement, which ``statement_id`` names), planned or denied. ``how_dated`` says which
        words gave the days, and what they are counted from; ``date_id`` lists all evidence, ``|``
        between.

    Examples
    --------
    >>> import newslab
    >>> parsed = newslab.parse(newslab.Article("Paris fell on 14 June 1940.", article_id="a"))
    >>> timeline(parsed)[["earliest", "event", "how_dated"]].values.tolist()
    [[Timestamp('1940-06-14 00:00:00'), 'Paris fell on 14 June 1940', '14 June 1940 → 1940-06-14']]
    """
    rows = list(_events(parsed))
    rows, _ = revised("timeline", rows, parsed)
    rows.sort(key=lambda r: (r["earliest"], r["article_id"], r["start"]))
    return TABLES["timeline"].frame(rows)


def undated(parsed: Tables) -> pd.DataFrame:
    """Return the statements that no date of the text reaches, which the timeline leaves out.

    Returns
    -------
    pandas.DataFrame
        Those rows of the statements table, in the order of the text.
    """
    dated = {i for row in _events(parsed) for i in (row["tells"] or "").split("|")}
    statements = parsed.statements
    keep = ~statements["statement_id"].isin(dated) & statements["said_on"].isna()
    return statements[keep].reset_index(drop=True)


#: The columns that are read: the others cost more time than the events.
_NEEDED = {
    "statements": "statement_id sentence kind act content start end spans source actor_id cue"
    " cue_start cue_end target_id negated said_on parent_id",
    "actors": "actor_id name",
    "dates": "date_id sentence text start end type value earliest latest granularity anchor"
    " anchor_id",
    "sentences": "sentence paragraph start",
    "clauses": "clause_id sentence start end parent_id verb verb_lemma verb_start verb_end tense"
    " modality passive subject_start subject_end subject_id object_start object_end object_id",
    "articles": "published source text",
}


def _events(parsed: Tables) -> Iterator[Row]:
    """Yield the events of each article, with the statements that they tell of or stand in."""
    parts = {name: _by_article(getattr(parsed, name), columns) for name, columns in _NEEDED.items()}
    for key, (article,) in parts["articles"].items():
        tables = {name: part.get(key, []) for name, part in parts.items()}
        yield from merge(_Article(article, tables).rows())


def _by_article(frame: pd.DataFrame, columns: str) -> dict[str, list[Row]]:
    """Return the rows as dicts, with None for what is missing, by their article."""
    found: dict[str, list[Row]] = defaultdict(list)
    for row in records(frame, "article_id", *columns.split()):
        found[row["article_id"]].append(row)
    return found


def _class(name: str) -> Iterable[str]:
    return lexicons.words("timeline_words", name)


class _Article:
    """The tables of one article, and the events in them."""

    def __init__(self, article: Row, tables: dict[str, list[Row]]) -> None:
        self.article, self.published = article, article["published"]
        self.text = article["text"]
        self.statements = [s | {"pairs": _pairs(s["spans"])} for s in tables["statements"]]
        self.dates = [d for date in tables["dates"] if (d := self._as_said(date)) is not None]
        self.date_of = {d["date_id"]: d for d in self.dates}
        self.cue_at = {
            at: s for s in self.statements for at in range(s["cue_start"] or 0, s["cue_end"] or 0)
        }
        self.body = min((s["start"] for s in tables["sentences"]), default=0)
        self.paragraph = {s["sentence"]: s["paragraph"] for s in tables["sentences"]}
        self.clauses: dict[int, list[Row]] = defaultdict(list)
        for clause in tables["clauses"]:
            if len(held := self.clauses[clause["sentence"]]) < _CLAUSES:
                held.append(clause)
        self.words = Words(self.text, tables["actors"], self.clauses)

    def rows(self) -> list[Row]:
        """Return the events, in no order."""
        dated: Dated = {}
        for date in self.dates:
            clause = self._clause_of(date) if self._places(date) else None
            if clause is not None:
                dated.setdefault(clause["clause_id"], (clause, [], ""))[1].append(date)
        used = {d["date_id"] for _, dates, _ in dated.values() for d in dates}
        dated |= self._later(dated)
        for clause, dates, _ in list(dated.values()):
            for other in self._sharers(clause):
                note = f", shared with “{clause['verb']}”"
                dated.setdefault(other["clause_id"], (other, dates, note))
        told = [
            self._event(clause, days, note)
            for clause, dates, note in dated.values()
            for days in self._times(dates)
        ]
        return [*told, *self._named(used), *self._said()]

    # --- which date belongs to which clause -----------------------------------------------------

    def _places(self, date: Row) -> bool:
        """Say whether a date places something, rather than bounds, compares or names it."""
        if date["start"] < self.body or date["earliest"] is None:
            return False
        behind = self.text[date["end"] : date["end"] + 2]
        digits = any(c.isdigit() for c in date["text"])
        before, word = self._lead(date)
        if behind[:1] == "-" or (date["granularity"] == "interval" and not digits):
            return word in _class("preposition")  # "served in World War II", not "survived" it
        if self._bounds(date, before, word):
            return self._ends_range(date)
        # "the 1991 settlement" names, "in 1991" and "in the 1991 election" date
        describes = re.match(r" [^\W\d]", behind) and word in {"for", *_class("determiner")}
        if before in _class("preposition") and self.words.noun_event(date) is not None:
            return True
        return not describes or not (digits or date["granularity"] not in _FINE)

    def _bounds(self, date: Row, before: str, word: str) -> bool:
        """Say whether a date is only a limit ("by", "than in", "for Monday")."""
        if word in _class("deadline") and self._is_ahead(date):
            return False
        if word == "for":
            return date["granularity"] in _FINE and before not in _class("plan")
        clock = word == "by" and date["granularity"] == "time"
        return word in _class("bound") and before not in _class("degree") and not clock

    def _ends_range(self, date: Row) -> bool:
        """Say whether a date ends a range that one before it opens ("from 2008 until 2016")."""
        before = [d for d in self.dates if 0 < date["start"] - d["end"] < 10]
        return any(self.text[d["end"] : date["start"]].strip() in _class("joint") for d in before)

    def _lead(self, date: Row) -> tuple[str, str]:
        """Return the two words before a date that decide what it does there."""
        found = re.findall(r"\w+", self.text[max(0, date["start"] - 40) : date["start"]].lower())
        words = ["", "", *found]
        if words[-1] in _class("preposition") and words[-2] in _class("bound"):
            words.pop()  # "than in 2019"
        return words[-2], words[-1]

    def _as_said(self, date: Row) -> Row | None:
        """Return a date of a quotation as the speaker means it ("last night" in a speech)."""
        deictic = set(date["text"].lower().split()) <= set(_class("deictic"))
        if date["anchor"] != "article" or date["earliest"] is None or not deictic:
            return date
        around = self._around(date["start"])
        if around is None or around["kind"] != "direct" or date["granularity"] not in _FINE:
            return date
        if around["said_on"] is None or self.published is None:
            return None
        step = around["said_on"] - self.published
        return date | {"earliest": date["earliest"] + step, "latest": date["latest"] + step}

    def _is_ahead(self, date: Row) -> bool:
        """Say whether a date lies after the article's own."""
        return bool(self.published is not None and date["earliest"] > self.published)

    def _clause_of(self, date: Row) -> Row | None:
        clauses = self.clauses[date["sentence"]]
        holding = [c for c in clauses if c["start"] <= date["start"] < date["end"] <= c["end"]]
        after = [c for c in clauses if c["start"] >= date["end"] and not self._is_relative(c)]
        shortest = min(holding, key=lambda c: c["end"] - c["start"], default=None)
        found = shortest or min(after, key=lambda c: (c["start"], -c["end"]), default=None)
        if found is None:
            return None
        found = self._governing(found, holding)
        inside = self._around(found["verb_start"])
        if inside and not _within(date["start"], inside):
            # "said on Monday he had left": the day of the saying, not of what is said
            found = next((c for c in clauses if self._saying(c) is inside), found)
        due = self._lead(date)[1] in _class("deadline") and self._is_ahead(date)
        told = self._is_told(found, date) and not (due and found["tense"] == "past")
        return found if told else None

    def _before_verb(self, clause: Row) -> list[str]:
        return list(self.text[clause["start"] : clause["verb_start"]].lower().split())

    def _is_relative(self, clause: Row) -> bool:
        return bool(set(self._before_verb(clause)[:2]) & set(_class("relative")))

    def _governing(self, clause: Row, holding: list[Row]) -> Row:
        """Return the clause that an infinitive completes, where that holds the date, too."""
        words = self.text[max(0, clause["start"] - 4) : clause["verb_start"]].lower().split()
        above = next((c for c in holding if c["clause_id"] == clause["parent_id"]), None)
        if above is None or self._saying(above) is not None:
            return clause
        return above if clause["tense"] == "none" and "to" in words else clause

    def _is_told(self, clause: Row, date: Row | None = None) -> bool:
        """Say whether the article tells it as a fact, a plan or a saying, not as a mere case."""
        words = self.text[clause["start"] : clause["end"]].lower().split()
        if clause["verb_lemma"] == "be" and len(words) < 4:
            return False  # "It is Thursday"
        if clause["modality"] != "conditional":
            return bool(clause["modality"] == "asserted")
        before = self.text[max(0, clause["start"] - 20) : clause["start"]].lower()
        opening = {*before.split()[-1:], *words[:1]}
        possible = bool(date and self._is_ahead(date)) and not opening & set(_class("condition"))
        possible = possible and bool(set(words) & set(_class("possible")))
        return possible or clause["tense"] == "future" or self._saying(clause) is not None

    # --- dates that clauses take over -----------------------------------------------------------

    def _sharers(self, clause: Row) -> Iterator[Row]:
        """Yield clauses that a dated one is joined with, or that a dated participle leads up to."""
        end = self.words.end(clause)
        for other in self.clauses[clause["sentence"]]:
            told = other["modality"] == "asserted" and other["verb_lemma"] not in _class("state")
            said = self._saying(other)
            told = told and (said is None or said["act"] not in _class("plain act"))
            told = told and not self._is_relative(other)
            if not told or other["start"] < end or not self._has_subject(other):
                continue
            same = other["parent_id"] == clause["clause_id"] and other["tense"] == clause["tense"]
            leads = other["clause_id"] == clause["parent_id"] and clause["tense"] == "none"
            if same or (leads and other["tense"] == "past"):
                yield other

    def _is_perfect(self, clause: Row) -> bool:
        return bool({*self._before_verb(clause), clause["verb"]} & set(_class("perfect")))

    def _has_subject(self, clause: Row) -> bool:
        return clause["object_start" if clause["passive"] else "subject_start"] is not None

    def _later(self, dated: Dated) -> Dated:
        """Return main clauses behind a dated one in its paragraph: what happened next."""
        found: Dated = {}
        stage: tuple[Row, list[Row]] | None = None
        has_date = {d["sentence"] for d in self.dates if d["earliest"] is not None}
        for number, clauses in sorted(self.clauses.items()):
            if number in has_date:
                stage = self._stage(clauses, dated)
                continue
            if stage is None or number - stage[0]["sentence"] > REACH:
                continue
            opening, days = stage
            if self.paragraph.get(number) != self.paragraph.get(opening["sentence"]):
                continue
            for clause in clauses:
                if clause["parent_id"] is None and self._goes_on(clause):
                    note = f", shared with “{opening['verb']}”"
                    found[clause["clause_id"]] = clause, days, note
        return found

    def _stage(self, clauses: list[Row], dated: Dated) -> tuple[Row, list[Row]] | None:
        """Return the first clause of a sentence that tells of a past day, and its dates."""
        for clause in clauses:
            _, dates, _ = dated.get(clause["clause_id"], (clause, [], ""))
            told = clause["tense"] == "past" and self._around(clause["verb_start"]) is None
            if told and dates and dates[0]["granularity"] in _FINE:
                return None if self._is_ahead(dates[0]) else (clause, dates)
        return None

    def _goes_on(self, clause: Row) -> bool:
        """Say whether a main clause tells what somebody did then."""
        return (
            clause["tense"] == "past"
            and clause["modality"] == "asserted"
            and self._has_subject(clause)
            and clause["verb_lemma"] not in _class("state")
            and not self._is_perfect(clause)
            and self._saying(clause) is None
            and self._around(clause["verb_start"]) is None
        )

    # --- rows -----------------------------------------------------------------------------------

    def _event(self, clause: Row, used: list[Row], note: str) -> Row:
        said = self._saying(clause)
        event = self.words.phrase(clause) if said is None else self._told(said, clause)
        actors = [clause["subject_id"], clause["object_id"]]
        actors += [said["actor_id"], said["target_id"]] if said else []
        row = self._row(used, (clause["start"], clause["end"]), event, clause["verb_start"], note)
        teller = said or self._around(clause["verb_start"])
        row["tells"] = teller["statement_id"] if teller else None
        if row["status"] != "denied" and clause["tense"] == "future":
            row["status"] = "planned"
        elif said is not None and row["status"] in ("happened", "reported"):
            row["status"] = "said"
        published = self.published
        if published is not None and len(used) == 1 and row["earliest"] <= published:
            lasts = self._lead(used[0])[1] == "since" and self._is_perfect(clause)
            recent = (published - row["earliest"]).days < _YEAR and row["granularity"] != "year"
            row["latest"] = published if lasts and recent else min(row["latest"], published)
        return row | {"actors": joined(actors)}

    def _row(
        self, used: list[Row], span: tuple[int, int], event: str, at: int, note: str = ""
    ) -> Row:
        """Return the row of an event that is told at a character."""
        inside = self._around(at)
        status = "planned" if self._is_ahead(used[0]) else "reported" if inside else "happened"
        return {
            "article_id": self.article["article_id"],
            "source": _origin(self.article["source"]),
            "earliest": used[0]["earliest"],
            "latest": used[-1]["latest"],
            "granularity": used[0]["granularity"] if len(used) == 1 else "interval",
            "event": plain(event),
            "actors": None,
            "statement_id": inside["statement_id"] if inside else None,
            "tells": None,
            "date_id": joined(d["date_id"] for d in used),
            "status": "denied" if inside and inside["act"] == "deny" else status,
            "start": span[0],
            "end": span[1],
            "how_dated": how(used, self.date_of, self.published) + note,
        }

    def _times(self, dates: list[Row]) -> list[list[Row]]:
        """Return the times that the dates of a clause give: each its own, or a range of two."""
        for first, last in pairwise(dates):
            between = self.text[first["end"] : last["start"]].strip().lower()
            opens = self._lead(first)[1] in _class("range") or between not in ("and", ",")
            if opens and between in _class("joint") and first["earliest"] <= last["latest"]:
                return [[first, last]]
        times = {(d["earliest"], d["latest"]): d for d in reversed(dates)}
        wide = {t for t in times for o in times if t != o and t[0] <= o[0] and o[1] <= t[1]}
        return [[d] for time, d in times.items() if time not in wide]

    def _named(self, used: set[str]) -> Iterator[Row]:
        """Yield events that a noun tells beside its date ("the 2020 presidential election")."""
        for date in self.dates:
            span = self.words.noun_event(date) if date["earliest"] is not None else None
            if span and date["date_id"] not in used and date["start"] >= self.body:
                yield self._row([date], span, self.text[slice(*span)], date["start"])

    def _said(self) -> Iterator[Row]:
        """Yield statements whose day is known and that do more than assert."""
        of_day: dict[Any, list[Row]] = defaultdict(list)
        for date in self.dates:
            if date["earliest"] == date["latest"]:
                of_day[date["earliest"]].append(date)
                of_day[date["earliest"], date["sentence"]].append(date)
        for s in filter(_is_dated, self.statements):
            near, own = of_day[s["said_on"]], of_day[s["said_on"], s["sentence"]]
            if not own and s["act"] in _class("plain act"):
                continue
            given = {"text": "given", "earliest": s["said_on"], "latest": s["said_on"]}
            given |= {"granularity": "day", "anchor": "explicit", "date_id": None}
            found = own or near
            at = bisect_right(found, s["start"], key=lambda d: d["start"])
            beside = found[max(0, at - 1) : at + 1]
            why = min(beside, key=lambda d: abs(d["start"] - s["start"]), default=given)
            clause = next((c for c in self.clauses[s["sentence"]] if self._saying(c) is s), None)
            if clause is not None and clause["modality"] == "negated":
                continue  # "neither rejecting nor accepting it"
            span, told = (s["start"], s["end"]), self._told(s, clause)
            row = self._row([why], span, told, s["cue_start"] or 0, ", day of the statement")
            row |= {"actors": joined([s["actor_id"], s["target_id"]]), "statement_id": None}
            yield row | {"status": "said", "tells": s["statement_id"]}

    def _told(self, statement: Row, clause: Row | None) -> str:
        """Return a statement in words: the clause that makes it and what it says."""
        parts = (statement["source"], statement["cue"], statement["content"])
        if clause is None:
            return " ".join(part for part in parts if part)
        end = clause["end"]
        within = any(clause["start"] < e and s < end for s, e in statement["pairs"])
        return self.words.phrase(clause) + ("" if within else f": {statement['content']}")

    def _saying(self, clause: Row) -> Row | None:
        """Return the statement whose cue is the clause's own verb."""
        return self.cue_at.get(clause["verb_start"])

    def _around(self, at: int) -> Row | None:
        """Return the innermost statement in whose content a character stands."""
        places, innermost = self._innermost
        return innermost[bisect_right(places, at)]

    @cached_property
    def _innermost(self) -> tuple[list[int], list[Row | None]]:
        """The places where a statement's words begin or end; what is innermost before each."""
        # Of equals the first counts: it is put there last.
        ordered = sorted(self.statements, key=lambda s: s["end"] - s["start"])[::-1]
        spans = [(start, end, s) for s in ordered for start, end in s["pairs"]]
        places = sorted({place for span in spans for place in span[:2]})
        innermost: list[Row | None] = [None] * (len(places) + 1)
        for start, end, s in spans:
            first, last = bisect_right(places, start), bisect_right(places, end)
            innermost[first:last] = [s] * (last - first)
        return places, innermost


def _within(at: int, statement: Row) -> bool:
    """Say whether a character stands in what a statement says."""
    return any(start <= at < end for start, end in statement["pairs"])


def _is_dated(s: Row) -> bool:
    """Say whether a statement was made, by itself, on a day that is known."""
    return s["said_on"] is not None and s["parent_id"] is None and not s["negated"]


def _origin(source: str) -> str:
    """Return an address, or a file's name: what is passed on names no folder of its maker."""
    known = isinstance(source, str) and "://" not in source
    return PurePath(source).name if known else source


def _pairs(spans: str | None) -> list[tuple[int, int]]:
    ends = (span.split(":") for span in (spans or "").split())
    return [(int(start), int(end)) for start, end in ends]
