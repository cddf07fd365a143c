"""The timeline: what happened when, from clauses that carry a date."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from itertools import pairwise
from operator import itemgetter
from pathlib import PurePath
from typing import Any

import pandas as pd

from newslab.analyse import events
from newslab.analyse.events import Row, Rows, joined, words_of
from newslab.corrected import revised
from newslab.tables import Tables, records, spans

#: A clause, its dates and a note on how it came by them.
Dated = tuple[Row, list[Row], str]

#: A conjunction of a clause stands within so many characters before it.
_LEAD = 9
#: What tells how a date is meant stands within so many characters before it.
_LEAD_IN = 60
_TABLES = ("articles", "sentences", "clauses", "dates", "statements", "actors", "mentions")
_FINE = ("day", "time")
#: What is denied or asked is no event.
_TOLD = ("asserted", "conditional")
#: What has more clauses is no sentence: of a text without full stops only so many are looked at.
_CLAUSES = 100
#: A day that an analyst has given, which no words tell.
_GIVEN = {"date_id": None, "text": "given", "granularity": "day", "anchor": "explicit"}


def timeline(parsed: Tables) -> pd.DataFrame:
    """Return the events of one article or of many: clauses that carry a date.

    A date belongs to the shortest clause that holds it, or to the first behind it; what is told
    next in the paragraph shares its day. What only bounds or compares ("than in 2020") dates
    nothing; no event is negated, supposed or asked. Rows that say the same are merged.

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
    parts = {name: _by_article(getattr(parsed, name)) for name in _TABLES}
    rows: list[Row] = []
    for key, (article,) in parts["articles"].items():
        tables = {name: part.get(key, []) for name, part in parts.items()}
        rows += events.merge(_Article(article, tables).rows())
    in_order = itemgetter("earliest", "article_id", "start")
    return revised("timeline", sorted(rows, key=in_order), parsed, in_order)[0]


def _by_article(frame: pd.DataFrame) -> Rows:
    """Return the rows as dicts, with None for what is missing, by their article."""
    found: Rows = defaultdict(list)
    for row in records(frame):
        found[row["article_id"]].append(row)
    return found


class _Article:
    """The tables of one article, and the events in them."""

    def __init__(self, article: Row, tables: Rows) -> None:
        self.article, self.text, self.statements = article, article["text"], tables["statements"]
        #: The article's day; where it has none, nothing lies ahead of it.
        self.today: pd.Timestamp = article["published"] or pd.Timestamp("9999-12-31")
        self.cue_at: dict[int, Row] = {}
        #: The innermost statement in whose content each character stands.
        self.inside: list[Row | None] = [None] * (len(self.text) + 1)
        for s in sorted(self.statements, key=lambda s: s["start"] - s["end"]):
            for start, end in spans(s["spans"] or ""):
                self.inside[start:end] = [s] * (end - start)
            self.cue_at |= dict.fromkeys(range(s["cue_start"] or 0, s["cue_end"] or 0), s)
        self.dates = {d["date_id"]: d for d in tables["dates"] if d["earliest"] is not None}
        self.timed = {d["sentence"] for d in tables["dates"] if d["type"] in ("DATE", "TIME")}
        self.sentences = {s["sentence"]: s for s in tables["sentences"]}
        self.body = min((s["start"] for s in tables["sentences"]), default=0)
        self.clauses: Rows = defaultdict(list)
        for clause in tables["clauses"]:
            if len(held := self.clauses[clause["sentence"]]) < _CLAUSES:
                held.append(clause)
        self.words = events.Words(self.text, tables, self.clauses)
        self.dated: dict[str, Dated] = {}

    def rows(self) -> list[Row]:
        """Return the events, in no order."""
        found = []
        for date in self.dates.values():
            if date["start"] < self.body:
                continue  # when the article is of
            clause = self._clause_of(date) if self._places(date) else None
            if clause:
                self.dated.setdefault(clause["clause_id"], (clause, [], ""))[1].append(date)
            elif span := self.words.noun_event(date):
                found.append(self._row([date], _bare(span, span[0]), self.text[slice(*span)]))
        found += self._said()
        self._share()
        for clause, dates, note in self.dated.values():
            found += [self._event(clause, days, note) for days in self._times(dates)]
        return found

    def _places(self, date: Row) -> bool:
        """Say whether a date places something, rather than bounds, compares or names it."""
        (before, word), behind = self._lead(date), self.text[date["end"] : date["end"] + 2]
        if behind[:1] == "-" or (word in words_of("determiner") and behind.strip().isalpha()):
            # "the 1991 settlement" names, "in the 1991 election" dates
            return before in words_of("preposition") and self.words.noun_event(date) is not None
        bound = (before if word in words_of("preposition") else word) in words_of("bound")
        ahead = word in words_of("deadline") and date["earliest"] > self.today
        told = self.text[max(0, date["start"] - _LEAD_IN) : date["start"]].lower()
        return (not bound or before in words_of("degree") or ahead) and not events.compares(told)

    def _lead(self, date: Row) -> list[str]:
        """Return the two words before a date."""
        told = self.text[max(0, date["start"] - _LEAD_IN) : date["start"]]
        found = re.findall(r"\w+", told.lower())
        return ["", "", *found][-2:]

    def _clause_of(self, date: Row) -> Row | None:
        """Return the shortest clause that holds a date, or the first behind it, if it is told.

        "said on Monday he had left" gives the day of the saying, "said that, on Monday, he left"
        that of what is said: clauses of the statement in which the date stands come first.
        """
        beside, around = self.clauses[date["sentence"]], self.inside[date["start"]]
        clauses = [c for c in beside if self.inside[c["verb_start"]] is around] or beside
        holding = [c for c in clauses if c["start"] <= date["start"] < date["end"] <= c["end"]]
        holding.sort(key=lambda c: c["end"] - c["start"])
        after = [c for c in clauses if c["start"] >= date["end"] and c["relation"] != "relative"]
        # "On June 12, hours before it met, he left"
        after.sort(key=lambda c: (c["relation"] == "adverbial", c["start"], -c["end"]))
        found = [*holding, *after][:1]
        return found[0] if found and self._is_told(found[0], date) else None

    def _is_told(self, clause: Row, date: Row) -> bool:
        """Say whether a clause is an event: neither denied, asked or supposed, and no habit."""
        words = self.text[max(0, clause["start"] - _LEAD) : clause["verb_start"]].lower().split()
        supposed = {*words} & {*words_of("condition")}
        habit = clause["tense"] == "present" and date["earliest"] <= self.today
        told = clause["modality"] in _TOLD and not supposed and not habit
        told = told and not events.is_credit(self.text, clause)
        return told or self._saying(clause) is not None

    def _share(self) -> None:
        """Give the day of a clause to what is told next in its paragraph."""
        stage, paragraph = None, None
        for number, sentence in sorted(self.sentences.items()):
            if number in self.timed:
                stage, paragraph = self._stage(self.clauses[number]), sentence["paragraph"]
            elif stage and sentence["paragraph"] == paragraph:
                note = f", shared with “{stage[0]['verb']}”"
                for clause in filter(self._is_deed, self.clauses[number]):
                    self.dated.setdefault(clause["clause_id"], (clause, stage[1], note))

    def _stage(self, clauses: list[Row]) -> Dated | None:
        """Return the first clause of a sentence, and its dates, that tells of a past day."""
        told = (c for c in clauses if self.inside[c["verb_start"]] is None)
        known = (self.dated.get(c["clause_id"]) for c in told if c["tense"] == "past")
        return next((d for d in known if d and d[1][0]["granularity"] in _FINE), None)

    def _is_deed(self, clause: Row) -> bool:
        """Say whether a clause tells what somebody did, rather than what is so or what he says."""
        told = clause["relation"] == "main" and self.inside[clause["verb_start"]] is None
        done = clause["tense"] == "past" and clause["modality"] == "asserted"
        is_so = clause["verb_lemma"] in words_of("state") or self._saying(clause)
        return told and done and not is_so

    def _said(self) -> Iterator[Row]:
        """Give clauses of statements the day of these; yield rows of those without a clause."""
        single = [d for d in self.dates.values() if d["earliest"] == d["latest"]][::-1]
        near: dict[Any, Row] = {d["earliest"]: d for d in single}
        near |= {(d["earliest"], d["sentence"]): d for d in single}
        for s in self.statements:
            why, note = _why(s, near), ", day of the statement"
            clause = next((c for c in self.clauses[s["sentence"]] if self._saying(c) is s), None)
            if why and clause is None:
                by = " ".join(filter(None, [(s["cue"] or "").lower(), s["source"]]))
                place = _bare((s["start"], s["end"]), s["start"] - 1)
                yield self._row([why], place, f"{s['content']}, {by}", note, s)
            elif why and clause and clause["modality"] != "negated":
                self.dated.setdefault(clause["clause_id"], (clause, [why], note))

    def _event(self, clause: Row, used: list[Row], note: str) -> Row:
        """Return the row of a clause."""
        said, event = self._saying(clause), self.words.phrase(clause)
        if said and clause["start"] > said["start"]:
            event = f"{event}: {said['content']}"  # "It rained," he said
        return self._row(used, clause, event, note, said)

    def _row(
        self, used: list[Row], clause: Row, event: str, note: str = "", said: Row | None = None
    ) -> Row:
        inside = self.inside[clause["verb_start"]]
        status = "said" if said else "reported" if inside else "happened"
        if inside and inside["act"] == "deny":
            status = "denied"
        elif used[0]["earliest"] > self.today or clause["tense"] == "future":
            status = "planned"
        elif clause["tense"] == "past" and used[-1]["earliest"] < self.today < used[-1]["latest"]:
            used = [*used[:-1], used[-1] | {"latest": self.today}]  # "met this year": until now
        actors = [clause["subject_id"], clause["object_id"]]
        actors += [said["actor_id"], said["target_id"]] if said else []
        return {
            "article_id": self.article["article_id"],
            "source": _origin(self.article["source"]),
            "earliest": used[0]["earliest"],
            "latest": used[-1]["latest"],
            "granularity": used[0]["granularity"] if len(used) == 1 else "interval",
            "event": events.closed(events.plain(event)),
            "actors": joined(actors),
            "statement_id": inside["statement_id"] if inside else None,
            "date_id": joined(d["date_id"] for d in used),
            "status": status,
            "start": clause["start"],
            "end": clause["end"],
            "how_dated": events.how(used, self.dates) + note,
        }

    def _times(self, dates: list[Row]) -> list[list[Row]]:
        """Return the times that the dates of a clause give: each its own, or a range of two."""
        for first, last in pairwise(dates):
            between = self.text[first["end"] : last["start"]].strip().lower()
            opens = self._lead(first)[1] in words_of("range") or between != "and"
            # "on December 5 and 6"
            opens = opens or (last["earliest"] - first["latest"]).days == 1
            if opens and between in words_of("joint") and first["earliest"] <= last["latest"]:
                return [[first, last]]
        times = {(d["earliest"], d["latest"]): d for d in reversed(dates)}
        wide = {t for t in times for o in times if t != o and t[0] <= o[0] and o[1] <= t[1]}
        return [[d] for time, d in times.items() if time not in wide]

    def _saying(self, clause: Row) -> Row | None:
        """Return the statement whose cue is the clause's own verb."""
        return self.cue_at.get(clause["verb_start"])


def _why(s: Row, near: dict[Any, Row]) -> Row | None:
    """Return what gives a public act its day; a mere saying needs a date in its sentence."""
    day, own = s["said_on"], near.get((s["said_on"], s["sentence"]))
    aside = day is None or s["parent_id"] is not None or s["negated"]
    if aside or (own is None and s["act"] in words_of("plain act")):
        return None
    return own or near.get(day, _GIVEN | {"earliest": day, "latest": day})


def _bare(span: tuple[int, int], at: int) -> Row:
    """Return what stands for the clause of an event that has none, told at a character."""
    place = {"start": span[0], "end": span[1], "verb_start": at}
    return place | dict.fromkeys(("tense", "subject_id", "object_id"))


def _origin(source: str | None) -> str | None:
    """Return an address, or a file's name: what is passed on names no folder of its maker."""
    return PurePath(source).name if source and "://" not in source else source
