"""The timeline: what happened when, from clauses that carry a date."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterator
from functools import cached_property
from itertools import pairwise
from pathlib import PurePath
from typing import Any

import pandas as pd

from newslab.analyse.events import Row, Words, how, joined, merge, plain, words_of
from newslab.corrected import revised
from newslab.tables import TABLES, Tables, records

#: A clause, its dates and a note on how it came by them, by the clause's id.
Dated = dict[str, tuple[Row, list[Row], str]]

_FINE = ("day", "time")
#: Within so many characters a date opens its sentence ("Early on Monday, …").
_OPENING = 12
#: What lasts "since June" till the article's day is told so within this many days.
_YEAR = 366
#: What has more clauses is no sentence: of a text without full stops only so many are looked at.
_CLAUSES = 100


def timeline(parsed: Tables) -> pd.DataFrame:
    """Return the events of one article or of many: clauses that carry a date.

    A date belongs to the shortest clause that holds it, or to the first behind it; what is joined
    with that, or told next, shares its day. What only bounds or compares ("than in 2020") dates
    nothing; no event is negated, conditional or asked. Rows that say the same are merged.

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
    parts = {name: _by_article(getattr(parsed, name), columns) for name, columns in _NEEDED.items()}
    rows: list[Row] = []
    for key, (article,) in parts["articles"].items():
        tables = {name: part.get(key, []) for name, part in parts.items()}
        rows += merge(_Article(article, tables).rows())
    rows, _ = revised("timeline", rows, parsed)
    rows.sort(key=lambda r: (r["earliest"], r["article_id"], r["start"]))
    return TABLES["timeline"].frame(rows)


#: The columns that are read: the others cost more time than the events.
_NEEDED = {
    "statements": "statement_id sentence kind act content start end spans source actor_id cue"
    " cue_start cue_end target_id negated said_on parent_id",
    "actors": "actor_id name",
    "mentions": "actor_id text start end form",
    "dates": "date_id sentence text start end type value earliest latest granularity anchor"
    " anchor_id",
    "sentences": "sentence paragraph start end",
    "clauses": "clause_id sentence start end parent_id relation verb verb_lemma verb_start"
    " verb_end tense modality passive subject_start subject_end subject_id object_start"
    " object_end object_id",
    "articles": "published source text",
}


def _by_article(frame: pd.DataFrame, columns: str) -> dict[str, list[Row]]:
    """Return the rows as dicts, with None for what is missing, by their article."""
    found: dict[str, list[Row]] = defaultdict(list)
    for row in records(frame, "article_id", *columns.split()):
        found[row["article_id"]].append(row)
    return found


class _Article:
    """The tables of one article, and the events in them."""

    def __init__(self, article: Row, tables: dict[str, list[Row]]) -> None:
        self.article, self.published = article, article["published"]
        self.text = article["text"]
        self.statements, self.cue_at = tables["statements"], dict[int, Row]()
        for s in self.statements:
            s["pairs"] = [tuple(map(int, pair.split(":"))) for pair in (s["spans"] or "").split()]
            self.cue_at |= dict.fromkeys(range(s["cue_start"] or 0, s["cue_end"] or 0), s)
        self.dates = [d for d in tables["dates"] if d["earliest"] is not None]
        self.date_of = {d["date_id"]: d for d in self.dates}
        self.timed = {d["sentence"] for d in tables["dates"] if d["type"] in ("DATE", "TIME")}
        self.sentences = {s["sentence"]: s for s in tables["sentences"]}
        self.body = min((s["start"] for s in tables["sentences"]), default=0)
        self.clauses: dict[int, list[Row]] = defaultdict(list)
        for clause in tables["clauses"]:
            if len(held := self.clauses[clause["sentence"]]) < _CLAUSES:
                held.append(clause)
        self.words = Words(self.text, tables["actors"], tables["mentions"], self.clauses)

    def rows(self) -> list[Row]:
        """Return the events, in no order."""
        dated: Dated = {}
        for date in self.dates:
            clause = self._clause_of(date) if self._places(date) else None
            if clause is not None:
                dated.setdefault(clause["clause_id"], (clause, [], ""))[1].append(date)
        for clause, dates, _ in dated.values():
            dates[:] = self._own(clause, dates)
        named = self._named({d["date_id"] for _, dates, _ in dated.values() for d in dates})
        wordless = [row for s in self.statements if (row := self._said(s, dated)) is not None]
        dated |= self._later(dated)
        for clause, dates, _ in list(dated.values()):
            for other in self._sharers(clause):
                note = f", shared with “{clause['verb']}”"
                dated.setdefault(other["clause_id"], (other, dates, note))
        times = (
            (c, days, note) for c, dates, note in dated.values() for days in self._times(dates)
        )
        told = (self._event(clause, days, note) for clause, days, note in times)
        return [*named, *wordless, *(row for row in told if row is not None)]

    # --- which date belongs to which clause -----------------------------------------------------

    def _places(self, date: Row) -> bool:
        """Say whether a date places something, rather than bounds, compares or names it."""
        if date["start"] < self.body or self._means_another_day(date):
            return False
        behind = self.text[date["end"] : date["end"] + 2]
        digits = any(c.isdigit() for c in date["text"])
        before, word = self._lead(date)
        if word == "for" and before in words_of("plan"):
            return True
        if behind[:1] == "-" or (date["granularity"] == "interval" and not digits):
            return word in words_of("preposition")  # "served in World War II", not "survived" it
        if self._bounds(date, before, word):
            return False
        # "the 1991 settlement" names, "in 1991" and "in the 1991 election" date
        describes = re.match(r" [^\W\d]", behind) and word in {"for", *words_of("determiner")}
        if before in words_of("preposition") and self.words.noun_event(date) is not None:
            return True
        return not describes or (date["granularity"] in _FINE and not digits)

    def _bounds(self, date: Row, before: str, word: str) -> bool:
        """Say whether a date is only a limit ("by", "than in", "for Monday")."""
        if word in words_of("deadline") and self._is_ahead(date):
            return False
        if word == "for":
            return date["granularity"] in _FINE
        if word == "of" and date["granularity"] == "year":
            return True  # "the Act of 1867"
        clock = word == "by" and date["granularity"] == "time"
        return word in words_of("bound") and before not in words_of("degree") and not clock

    def _lead(self, date: Row) -> tuple[str, str]:
        """Return the two words before a date that decide what it does there."""
        found = re.findall(r"\w+", self.text[max(0, date["start"] - 40) : date["start"]].lower())
        words = ["", "", *found]
        if words[-1] in words_of("preposition") and words[-2] in words_of("bound"):
            words.pop()  # "than in 2019"
        return words[-2], words[-1]

    def _means_another_day(self, date: Row) -> bool:
        """Say whether "last night" stands in a quotation of another day than the article's."""
        around = self._around(date["start"])
        deictic = set(date["text"].lower().split()) <= set(words_of("deictic"))
        if around is None or around["kind"] != "direct" or date["anchor"] != "article":
            return False
        return deictic and bool(around["said_on"] != self.published)

    def _is_ahead(self, date: Row) -> bool:
        """Say whether a date lies after the article's own."""
        return bool(self.published is not None and date["earliest"] > self.published)

    def _clause_of(self, date: Row) -> Row | None:
        """Return the shortest clause that holds a date, or the one that it opens, if it is told."""
        clauses = self.clauses[date["sentence"]]
        holding = [c for c in clauses if c["start"] <= date["start"] < date["end"] <= c["end"]]
        after = [c for c in clauses if c["start"] >= date["end"] and c["relation"] != "relative"]
        # "On June 12, hours before it met, he left"
        main = [c for c in after if c["relation"] != "adverbial"]
        opened = min(main or after, key=_order, default=None)
        found = min(holding, key=lambda c: c["end"] - c["start"], default=opened)
        if found is None:
            return None
        found = self._governing(self._in_content(date, found, after), holding)
        inside = self._around(found["verb_start"])
        if inside and not _within(date["start"], inside):
            # "said on Monday he had left": the day of the saying, not of what is said
            found = next((c for c in clauses if self._saying(c) is inside), found)
        return found if self._is_told(found, date) else None

    def _governing(self, found: Row, holding: list[Row]) -> Row:
        """Return the clause that an infinitive completes, where that holds the date, too."""
        while found["relation"] == "complement":
            above = next((c for c in holding if c["clause_id"] == found["parent_id"]), None)
            if above is None or self._saying(above) is not None:
                break
            found = above
        return found

    def _in_content(self, date: Row, found: Row, after: list[Row]) -> Row:
        """Return what is said rather than the saying ("said that, on Monday, he had left")."""
        said = self._saying(found)
        if said is None or not _within(date["start"], said):
            return found
        first = min((c for c in after if _within(c["start"], said)), key=_order, default=found)
        return first if self.text[date["end"] : first["start"]].strip() in ("", ",") else found

    def _own(self, clause: Row, dates: list[Row]) -> list[Row]:
        """Return the dates that are a clause's own, of those in it and those before it.

        "On Sunday, the ban of 3 May ended", but "Despite hopes on Sunday, he died on Monday".
        """
        fine = [d for d in dates if d["granularity"] in _FINE]
        front = [d for d in fine if d["start"] < clause["start"]]
        inside = [d for d in fine if d not in front]
        if not (front and inside):
            return dates
        opens = self.sentences[clause["sentence"]]["start"] + _OPENING
        return front if front[0]["start"] < opens else inside

    def _is_told(self, clause: Row, date: Row) -> bool:
        """Say whether the article tells it as a fact, a plan or a saying, not as a mere case."""
        words = self.text[clause["start"] : clause["end"]].lower().split()
        if clause["verb_lemma"] == "be" and (len(words) < 4 or words[0] in ("it", "it's")):
            return False  # "It is Thursday"
        ahead = self._is_ahead(date)
        if clause["tense"] == "present" and not ahead:
            return self._saying(clause) is not None  # "shops close on Sunday"
        if clause["tense"] == "past" and ahead and not self._saying(clause):
            # not "spoke of the debate of 15 May"
            return bool({*words} & {*words_of("plan")}) or self.words.is_perfect(clause)
        if clause["modality"] != "conditional" or self._saying(clause) is not None:
            return clause["modality"] in ("asserted", "conditional")
        before = self.text[max(0, clause["start"] - 20) : clause["start"]].lower().split()[-1:]
        if clause["tense"] == "present":
            return ahead and not {*before, *words[:1]} & set(words_of("condition"))
        return clause["tense"] == "future" or self._around(clause["verb_start"]) is not None

    # --- dates that clauses take over -----------------------------------------------------------

    def _sharers(self, clause: Row) -> Iterator[Row]:
        """Yield clauses that a dated one is joined with, or that a dated participle leads up to."""
        end = self.words.end(clause)
        for other in self.clauses[clause["sentence"]]:
            joined_to = other["parent_id"] == clause["clause_id"] and other["relation"] == "joined"
            if (
                joined_to
                and other["tense"] == clause["tense"]
                and self._is_deed(other)
                and other["start"] >= end
            ):
                yield other

    def _is_deed(self, clause: Row) -> bool:
        """Say whether a clause tells what somebody did, rather than what is so or what he says."""
        said = self._saying(clause)
        return (
            clause["tense"] == "past"
            and clause["modality"] == "asserted"
            and clause["verb_lemma"] not in words_of("state")
            and not clause["verb"].endswith("ing")
            and not self.words.is_perfect(clause)
            and (said is None or said["act"] not in words_of("plain act"))
        )

    def _later(self, dated: Dated) -> Dated:
        """Return main clauses behind a dated one in its paragraph: what happened next."""
        found: Dated = {}
        stage: tuple[Row, list[Row]] | None = None
        for number, sentence in sorted(self.sentences.items()):
            clauses = [c for c in self.clauses[number] if self._around(c["verb_start"]) is None]
            if number in self.timed:
                stage = self._stage(clauses, dated)
            elif stage is not None:
                opening, days = stage
                first = re.match(r"\W*(\w*)", self.text[sentence["start"] : sentence["end"]])
                same = sentence["paragraph"] == self.sentences[opening["sentence"]]["paragraph"]
                if not same or (first and first[1].lower() in words_of("elsewhen")):
                    stage = None
                    continue
                note = f", shared with “{opening['verb']}”"
                for clause in clauses:
                    main = clause["relation"] == "main" and self._saying(clause) is None
                    if main and self._is_deed(clause):
                        found[clause["clause_id"]] = clause, days, note
        return found

    def _stage(self, clauses: list[Row], dated: Dated) -> tuple[Row, list[Row]] | None:
        """Return the first clause of a sentence that tells of a past day, and its dates."""
        for clause in clauses:
            _, dates, _ = dated.get(clause["clause_id"], (clause, [], ""))
            if clause["tense"] == "past" and dates and dates[0]["granularity"] in _FINE:
                return None if self._is_ahead(dates[0]) else (clause, dates)
        return None

    # --- rows -----------------------------------------------------------------------------------

    def _event(self, clause: Row, used: list[Row], note: str) -> Row | None:
        """Return the row of a clause; None where nobody knows of whom it tells."""
        said = self._saying(clause)
        event = self.words.phrase(clause) if said is None else self._told(said, clause)
        if event is None:
            return None
        row = self._row(used, (clause["start"], clause["end"]), event, clause["verb_start"], note)
        if row["status"] != "denied" and clause["tense"] == "future":
            row["status"] = "planned"
        elif said is not None and row["status"] in ("happened", "reported"):
            row["status"] = "said"
        published = self.published
        if published is not None and len(used) == 1 and row["earliest"] <= published:
            lasts = self._lead(used[0])[1] == "since" and self.words.is_perfect(clause)
            recent = (published - row["earliest"]).days < _YEAR and row["granularity"] != "year"
            row["latest"] = published if lasts and recent else min(row["latest"], published)
        actors = [clause["subject_id"], clause["object_id"]]
        actors += [said["actor_id"], said["target_id"]] if said else []
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
            opens = self._lead(first)[1] in words_of("range") or between not in ("and", ",")
            # "on December 5 and 6"
            opens = opens or (last["earliest"] - first["latest"]).days == 1
            if opens and between in words_of("joint") and first["earliest"] <= last["latest"]:
                return [[first, last]]
        times = {(d["earliest"], d["latest"]): d for d in reversed(dates)}
        wide = {t for t in times for o in times if t != o and t[0] <= o[0] and o[1] <= t[1]}
        return [[d] for time, d in times.items() if time not in wide]

    def _named(self, used: set[str]) -> list[Row]:
        """Return events that a noun tells beside its date ("the 2020 presidential election")."""
        free = (d for d in self.dates if d["date_id"] not in used and d["start"] >= self.body)
        spans = ((d, span) for d in free if (span := self.words.noun_event(d)) is not None)
        rows = [self._row([d], span, self.text[slice(*span)], d["start"]) for d, span in spans]
        day = self.published
        return [r | ({"status": "planned"} if day and r["latest"] > day else {}) for r in rows]

    def _said(self, s: Row, dated: Dated) -> Row | None:
        """Give the clause of a statement the day of it; return the row of one without a clause."""
        if s["said_on"] is None or s["parent_id"] is not None or s["negated"]:
            return None
        near, own = self._of_day[s["said_on"]], self._of_day[s["said_on"], s["sentence"]]
        if not own and s["act"] in words_of("plain act"):
            return None
        given = {"text": "given", "earliest": s["said_on"], "latest": s["said_on"]}
        given |= {"granularity": "day", "anchor": "explicit", "date_id": None}
        given |= {"start": s["start"], "end": s["start"]}
        found = own or near
        at = bisect_right(found, s["start"], key=lambda d: d["start"])
        why = min(
            found[max(0, at - 1) : at + 1],
            key=lambda d: abs(d["start"] - s["start"]),
            default=given,
        )
        clause = next((c for c in self.clauses[s["sentence"]] if self._saying(c) is s), None)
        note = ", day of the statement"
        if clause is None:
            words = " ".join(filter(None, [(s["cue"] or "").lower(), s["source"]]))
            words = f"{s['content']}, {words}" if words else s["content"]
            row = self._row([why], (s["start"], s["end"]), words, s["cue_start"] or 0, note)
            actors = joined([s["actor_id"], s["target_id"]])
            return row | {"actors": actors, "statement_id": None, "status": "said"}
        if clause["modality"] != "negated":  # "neither rejecting nor accepting it"
            dated.setdefault(clause["clause_id"], (clause, [why], note))
        return None

    def _told(self, statement: Row, clause: Row) -> str | None:
        """Return a statement in words: the clause that makes it and what it says."""
        stop, end = self.sentences[clause["sentence"]]["end"], self.words.end(clause)
        starts = [first for first, _ in statement["pairs"]]
        if clause["start"] <= starts[0] < stop:
            return self.words.phrase(clause, max(end, min(statement["pairs"][-1][1], stop)))
        # "A," he said, "B"
        behind = [first for first in starts if clause["start"] < first < end]
        phrase = self.words.phrase(clause, min(behind, default=end))
        return f"{phrase}: {statement['content']}" if phrase is not None else None

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

    @cached_property
    def _of_day(self) -> dict[Any, list[Row]]:
        """The dates of each day, and of each day and sentence."""
        found: dict[Any, list[Row]] = defaultdict(list)
        for date in self.dates:
            if date["earliest"] == date["latest"]:
                found[date["earliest"]].append(date)
                found[date["earliest"], date["sentence"]].append(date)
        return found


def _order(clause: Row) -> tuple[int, int]:
    """Order clauses by their start, the wider first."""
    return clause["start"], -clause["end"]


def _within(at: int, statement: Row) -> bool:
    """Say whether a character stands in what a statement says."""
    return any(start <= at < end for start, end in statement["pairs"])


def _origin(source: str) -> str:
    """Return an address, or a file's name: what is passed on names no folder of its maker."""
    known = isinstance(source, str) and "://" not in source
    return PurePath(source).name if known else source
