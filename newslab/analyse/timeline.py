"""The timeline: what happened when, from clauses that carry a date."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from functools import cache
from itertools import pairwise
from typing import Protocol

import pandas as pd

from newslab import lexicons
from newslab.analyse.timeline_rows import Row, how, joined, merge, plain
from newslab.corrected import revised
from newslab.tables import TABLES

#: A clause whose verb stands within so many characters of its start has no subject of its own.
HEADLESS = 15

_WORD = re.compile(r"\w+")
_NEXT_WORD = re.compile(r"\s+(\w+)\s+")
_LENGTH = re.compile(r"P(\d{1,3})([DW])")
_FOR = re.compile(r"(\w+)\s+for\s+(?:the\s+)?$", re.I)
_LAST_WORD = re.compile(r"(\w+)\W*$")


class Tables(Protocol):
    """What is read: the tables of one article or of many (`Parsed`, `Corpus`)."""

    @property
    def statements(self) -> pd.DataFrame: ...  # noqa: D102
    @property
    def dates(self) -> pd.DataFrame: ...  # noqa: D102
    @property
    def sentences(self) -> pd.DataFrame: ...  # noqa: D102
    @property
    def clauses(self) -> pd.DataFrame: ...  # noqa: D102
    @property
    def mentions(self) -> pd.DataFrame: ...  # noqa: D102
    @property
    def articles(self) -> pd.DataFrame: ...  # noqa: D102


def timeline(parsed: Tables) -> pd.DataFrame:
    """Return the events of one article or of many: clauses that carry a date.

    A date belongs to the shortest clause that holds it, one before a sentence's subject to the
    first clause after it; a clause coordinated with or relative to a dated one shares its date. A
    date that only bounds or compares ("since 2019", "than in 2020") dates no event, nor does a
    clause that is negated, conditional or asked. What is still to come is an event if it is planned
    ("must close by June", "could sit next spring"); ``how_dated`` says "by" for a deadline, which
    is the latest time, not the likely one. A statement whose day is known
    (``said_on``) is an event, too. Rows of one time that say the same are merged, with all their
    evidence.

    Parameters
    ----------
    parsed
        A `Parsed`, a `Corpus`, or anything with their tables.

    Returns
    -------
    pandas.DataFrame
        The columns of ``newslab.tables.TABLES["timeline"]``, sorted by ``earliest``, ties by place
        in the text. ``how_dated`` says which words gave the days, and what they are counted from;
        ``date_id`` lists all evidence, ``|`` between. ``statement_id`` names the statement in
        whose content an event stands: somebody claims it. It is missing where the article itself
        reports the event, such as the act of a statement ("Kyiv agreed to a truce").

    Examples
    --------
    >>> import newslab
    >>> parsed = newslab.parse(newslab.Article("Paris fell on 14 June 1940.", article_id="a"))
    >>> timeline(parsed)[["earliest", "event", "how_dated"]].values.tolist()
    [[Timestamp('1940-06-14 00:00:00'), 'Paris fell on 14 June 1940', '14 June 1940 → 1940-06-14']]
    """
    rows = [{k: v for k, v in row.items() if k != "tells"} for row in _events(parsed)]
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


def _events(parsed: Tables) -> Iterator[Row]:
    """Yield the events of each article, with the statements that they tell of or stand in."""
    parts = {name: _by_article(getattr(parsed, name)) for name in _NEEDED}
    for article in _records(parsed.articles):
        key = article["article_id"]
        tables = {name: part.get(key, []) for name, part in parts.items()}
        yield from _Article(article, tables).rows()


_NEEDED = ("statements", "dates", "sentences", "clauses", "mentions")


def _records(frame: pd.DataFrame) -> list[Row]:
    """Return the rows as dicts, with None for what is missing."""
    return [
        {k: None if pd.isna(v) else v for k, v in row.items()} for row in frame.to_dict("records")
    ]


def _by_article(frame: pd.DataFrame) -> dict[str, list[Row]]:
    found: dict[str, list[Row]] = defaultdict(list)
    for row in _records(frame):
        found[row["article_id"]].append(row)
    return found


@cache
def _words(kind: str) -> frozenset[str]:
    """Words of one kind of the lexicon ``timeline_words``."""
    return frozenset(r["word"] for r in lexicons.read("timeline_words") if r["kind"] == kind)


def _headless(words: str) -> str:
    """Return a clause without the relative pronoun that it opens with."""
    opening, _, rest = words.partition(" ")
    return rest if rest and opening.lower() in _words("pronoun") else words


class _Article:
    """The tables of one article, and the events in them."""

    def __init__(self, article: Row, tables: dict[str, list[Row]]) -> None:
        self.published, self.text = article["published"], article["text"]
        self.source = article["source"]
        self.statements, self.dates = tables["statements"], tables["dates"]
        self.mentions = tables["mentions"]
        self.date_of = {d["date_id"]: d for d in self.dates}
        self.dates_on = defaultdict(list)
        for date in self.dates:
            if date["earliest"] is not None and date["earliest"] == date["latest"]:
                self.dates_on[date["earliest"]].append(date)
        self.statement_of_cue: dict[int, Row] = {}
        for s in self.statements:
            for at in range(s["cue_start"] or 0, s["cue_end"] or 0):
                self.statement_of_cue.setdefault(at, s)
        self.body = min((s["start"] for s in tables["sentences"]), default=0)
        self.counted: set[int] = set()
        self.clauses, self.clause_of_verb = defaultdict(list), {}
        for clause in tables["clauses"]:
            self.clause_of_verb[clause["verb_start"]] = clause
            self.clauses[clause["sentence"]].append(clause)

    def rows(self) -> list[Row]:
        """Return the events, merged, in no order."""
        clauses = list(self._dated_clauses())
        return merge([*clauses, *self._dated_statements()])

    def _dated_clauses(self) -> Iterator[Row]:
        by_clause: dict[str, list[Row]] = defaultdict(list)
        clause_of = {}
        for date in self.dates:
            deadline = self._is_deadline(date)
            clause = self._clause_of(date) if deadline or self._dates_something(date) else None
            due = self._due(date, clause) if clause is not None and deadline else date
            if clause is not None and due is not None:
                by_clause[clause["clause_id"]].append(due)
                clause_of[clause["clause_id"]] = clause
        for clause, date in self._counted(by_clause, clause_of):
            by_clause[clause["clause_id"]] = [date]
            self.counted.add(clause["verb_start"])
            clause_of[clause["clause_id"]] = clause
        for key, dates in by_clause.items():
            yield self._event(clause_of[key], dates, "")
            for sharer in self._sharers(clause_of[key], dates[0], set(by_clause)):
                yield self._event(sharer, dates, f", shared with “{clause_of[key]['verb']}”")

    def _counted(
        self, dated: dict[str, list[Row]], clause_of: dict[str, Row]
    ) -> list[tuple[Row, Row]]:
        """Clauses that lie so many days from the one they hang on ("four days after X fell")."""
        found = []
        for length in self.dates:
            days = _LENGTH.fullmatch(length["value"] or "")
            word = _NEXT_WORD.match(self.text, length["end"])
            if not days or not word or word[1].lower() not in _words("offset"):
                continue
            clauses = self.clauses[length["sentence"]]
            begins = (length["start"], word.end())
            clause = next((c for c in clauses if c["start"] in begins), None)
            if clause is None:
                clause = self._behind(length, word.end())
                main_id = clause["parent_id"] if clause else None
                if main_id in clause_of:
                    end = len(self.text[: length["start"]].rstrip(" ,"))
                    clause_of[main_id] = clause_of[main_id] | {"end": end}
            main = dated.get(clause["parent_id"]) if clause else None
            if clause is None or main is None or clause["clause_id"] in dated:
                continue
            day = min(main, key=lambda d: d["latest"] - d["earliest"])
            if day["earliest"] == day["latest"] and self._is_told(clause):
                clause = clause | {"start": word.end()}
                found.append((clause, _shifted(length, day, days, word[1].lower())))
        return found

    def _behind(self, length: Row, start: int) -> Row | None:
        """Return the clause that "two days after" opens where the parse took its subject apart.

        In "two days after the head, Tom Orr, reported her" the verb may stand without the words
        before it: they are its subject, not the subject of the clause above.
        """
        clauses = self.clauses[length["sentence"]]
        later = [c for c in clauses if c["verb_start"] > start]
        first = min(later, key=lambda c: c["verb_start"], default=None)
        if first is None or first["passive"] or first["tense"] == "none":
            return None
        if first["subject_start"] is not None and first["subject_start"] >= length["start"]:
            return None
        between = self.text[start : first["verb_start"]].rstrip()
        words, last = between.rstrip(" ,"), _LAST_WORD.search(between)
        if last is None or last[1].lower() in _words("joint") or between.count(",") % 2:
            return None  # "two days after the talks, and left": the subject before goes on
        named = [m for m in self.mentions if start <= m["start"] < first["verb_start"]]
        return first | {
            "start": start,
            "subject_start": start,
            "subject_end": start + len(words),
            "subject_id": named[-1]["actor_id"] if named else None,
        }

    def _dates_something(self, date: Row) -> bool:
        """Say whether the date places an event, rather than bounds, compares or names one."""
        if date["type"] not in ("DATE", "TIME") or date["earliest"] is None:
            return False
        if date["start"] < self.body or date["rule"] == "period":
            return False
        lead, word = self._lead(date)
        coarse = date["granularity"] not in ("day", "time")
        planned = _FOR.search(lead)
        if planned is not None and planned[1].lower() in _words("plan"):
            return True  # "a second strike is planned for September 15"
        if word in _words("bound") or word in _words("bound coarse" if coarse else "bound fine"):
            return False
        # "the 1991 settlement" names, "in 1991" dates
        return not (coarse and word in _words("determiner") and lead.lower().endswith(f"{word} "))

    def _lead(self, date: Row) -> tuple[str, str]:
        """Return the text before a date, and the word there that decides what the date does."""
        lead = self.text[max(0, date["start"] - 30) : date["start"]]
        words = [w.lower() for w in _WORD.findall(lead)][-2:]
        if words and words[-1] in _words("preposition"):
            words.pop()  # "than in 2019"
        return lead, words[-1] if words else ""

    def _is_ahead(self, date: Row) -> bool:
        """Say whether a date lies after the article's own."""
        return bool(self.published is not None and date["latest"] > self.published)

    def _is_deadline(self, date: Row) -> bool:
        """Say whether something is still to be done by a date."""
        if date["type"] not in ("DATE", "TIME") or date["earliest"] is None:
            return False
        return self._is_ahead(date) and self._lead(date)[1] in _words("deadline")

    def _due(self, date: Row, clause: Row) -> Row | None:
        """Return a deadline with the word that makes it one; nothing that is past has one."""
        if clause["tense"] == "past":
            return None
        return date | {"text": f"{self._lead(date)[1]} {date['text']}"}

    def _clause_of(self, date: Row) -> Row | None:
        clauses = self.clauses[date["sentence"]]
        holding = [c for c in clauses if c["start"] <= date["start"] and date["end"] <= c["end"]]
        found: Row | None
        if holding:
            found = min(holding, key=lambda c: c["end"] - c["start"])
        else:
            after = [c for c in clauses if c["start"] >= date["end"]]
            found = min(after, key=lambda c: (c["start"], -c["end"])) if after else None
        if found is None or self._is_bare(found):
            return None
        if found["passive"] and found["tense"] == "none" and found["verb_lemma"] in _words("issue"):
            # "called for calm in a statement issued on Monday": the day of the call
            maker = next((c for c in clauses if c["clause_id"] == found["parent_id"]), None)
            found = maker if maker is not None and self._saying(maker) else found
        inside = self._statement_around(found)
        if inside is not None and not _holds(inside["spans"], date["start"]):
            # "said on Monday he had left": the day of the saying, not of what is said
            cue = self.clause_of_verb.get(inside["cue_start"])
            found = cue if cue is not None and cue["sentence"] == date["sentence"] else found
        return found if self._is_told(found) or self._is_possible(found, date) else None

    def _is_possible(self, clause: Row, date: Row) -> bool:
        """Say whether a clause tells what can happen on a day to come ("could sit next spring")."""
        if clause["modality"] != "conditional" or not self._is_ahead(date):
            return False
        before = _WORD.findall(self.text[: clause["start"]].lower()[-20:])[-1:]
        words = _WORD.findall(self.text[clause["start"] : clause["verb_start"]].lower())
        if _words("condition") & {*before, *words[:1]}:
            return False
        return any(w in _words("possible") for w in words)

    def _is_told(self, clause: Row) -> bool:
        """Say whether the article tells it as a fact, a plan or a saying, not as a mere case."""
        if clause["modality"] == "conditional":
            return clause["tense"] == "future" or self._saying(clause) is not None
        return bool(clause["modality"] == "asserted")

    def _is_bare(self, clause: Row) -> bool:
        """Say whether nothing but a pronoun and a date is said ("It is Thursday")."""
        words = len(_WORD.findall(self.text[clause["start"] : clause["end"]]))
        return bool(clause["verb_lemma"] == "be" and words < 4)

    def _sharers(self, clause: Row, date: Row, dated: set[str]) -> Iterator[Row]:
        """Clauses that hang on a dated one, stand behind it and go on in its tense."""
        for other in self.clauses[clause["sentence"]]:
            if (
                other["clause_id"] not in dated
                and other["parent_id"] == clause["clause_id"]
                and other["start"] >= clause["end"]
                and date["start"] < clause["verb_start"]
                and other["modality"] == "asserted"
                and other["tense"] == clause["tense"]
                and other["subject_id"] is not None
            ):
                yield other

    def _event(self, clause: Row, dates: list[Row], shared: str) -> Row:
        first, last = self._extent(dates)
        used = dates if first is not last else [first]
        inside = self._statement_around(clause)
        said = self._saying(clause)
        event = self._words_of(clause)
        if said is not None and not clause["start"] <= said["start"] < clause["end"]:
            event += ": " + said["content"]
        actors = [clause["subject_id"], clause["object_id"]]
        if said is not None:
            actors += [said["actor_id"], said["target_id"]]
        return {
            "article_id": clause["article_id"],
            "earliest": first["earliest"],
            "latest": last["latest"],
            "granularity": first["granularity"] if first is last else "interval",
            "event": plain(event),
            "actors": joined(actors),
            "statement_id": inside["statement_id"] if inside else None,
            "tells": joined(s["statement_id"] for s in (said or inside,) if s),
            "date_id": joined(d["date_id"] for d in used),
            "status": self._status(clause, first, said, inside),
            "source": self.source,
            "start": clause["start"],
            "end": clause["end"],
            "how_dated": how(used, self.date_of, self.published) + shared,
        }

    def _status(self, clause: Row, date: Row, said: Row | None, inside: Row | None) -> str:
        """Say whether the article tells it as happened or said, or somebody reports or plans it."""
        if inside is not None and inside["act"] == "deny":
            return "denied"
        if self._is_ahead(date) or clause["tense"] == "future":
            return "planned"
        if said is not None:
            return "said"
        return "reported" if inside is not None else "happened"

    def _words_of(self, clause: Row) -> str:
        """Return the clause, with the words for what it says something about if they stand before.

        "which troops had seized in 2024", "signed in 2019" say it of a noun outside the clause.
        """
        words = str(self.text[clause["start"] : self._end_of(clause)])
        opening = words.split(maxsplit=1)[0].lower()
        if opening not in _words("relative") and clause["verb_start"] - clause["start"] > HEADLESS:
            return _headless(words)
        for role in ("subject", "object"):
            start, end = clause[f"{role}_start"], clause[f"{role}_end"]
            if start is not None and end <= clause["start"] and len(self.text[start:end]) < 100:
                acts = role == "subject"  # "the war … began", "the town … which troops took"
                return f"{_headless(self.text[start:end])} … {_headless(words) if acts else words}"
        return _headless(words)

    def _end_of(self, clause: Row) -> int:
        """Return where a clause ends, or the one behind it that says what came before it."""
        word = _NEXT_WORD.match(self.text, clause["end"])
        if word and word[1].lower() in _words("occasion"):
            for other in self.clauses[clause["sentence"]]:
                if other["start"] == word.end() and other["parent_id"] == clause["clause_id"]:
                    return int(other["end"])
        return int(clause["end"])

    def _extent(self, dates: list[Row]) -> tuple[Row, Row]:
        """Return the one date of a clause, or the two that "between … and", "from … to" join."""
        exact = min(dates, key=lambda d: d["latest"] - d["earliest"])
        for first, last in pairwise(dates):
            between = self.text[first["end"] : last["start"]].strip()
            before = _LAST_WORD.search(self.text[max(0, first["start"] - 30) : first["start"]])
            opens = before is not None and before.group(1).lower() in _words("range")
            if opens and between in _words("joint") and first["earliest"] <= last["latest"]:
                return first, last
        return exact, exact

    def _saying(self, clause: Row) -> Row | None:
        """Return the statement whose cue is the clause's own verb."""
        return self.statement_of_cue.get(clause["verb_start"])

    def _statement_around(self, clause: Row) -> Row | None:
        """Return the innermost statement in whose content a clause stands."""
        at = clause["verb_start"]
        near = (s for s in self.statements if s["start"] <= at < s["end"])
        holding = [s for s in near if _holds(s["spans"], at)]
        return min(holding, key=lambda s: s["end"] - s["start"], default=None)

    def _dated_statements(self) -> Iterator[Row]:
        """Statements whose day is known, where no dated clause makes them."""
        for s in self.statements:
            if s["said_on"] is None or s["negated"] or s["parent_id"] is not None:
                continue
            if s["cue_start"] in self.counted:
                continue  # its clause lies days from the one whose date it was given
            near = self.dates_on[s["said_on"]]
            why = min(near, key=lambda d: abs(d["start"] - s["start"]), default=None)
            yield {
                "article_id": s["article_id"],
                "earliest": s["said_on"],
                "latest": s["said_on"],
                "granularity": "day",
                "event": plain(self._told(s)),
                "actors": joined([s["actor_id"], s["target_id"]]),
                "statement_id": None,
                "tells": s["statement_id"],
                "date_id": why["date_id"] if why else None,
                "status": "said",
                "source": self.source,
                "start": s["start"],
                "end": s["end"],
                "how_dated": how([why], self.date_of, self.published) + ", day of the statement"
                if why
                else f"day of the statement → {s['said_on']:%Y-%m-%d}",
            }

    def _told(self, statement: Row) -> str:
        """Return a statement in words: the clause that makes it and what it says."""
        cue = range(statement["cue_start"] or 0, statement["cue_end"] or 0)
        clause = next((self.clause_of_verb[at] for at in cue if at in self.clause_of_verb), None)
        if clause is not None and not _overlap(clause, statement["spans"]):
            return f"{self._words_of(clause)}: {statement['content']}"
        parts = (statement["source"], statement["cue"], statement["content"])
        return " ".join(part for part in parts if part)


def _overlap(clause: Row, spans: str | None) -> bool:
    return any(a < clause["end"] and clause["start"] < b for a, b in _pairs(spans))


def _shifted(length: Row, day: Row, days: re.Match[str], word: str) -> Row:
    """Return the date that lies a length before or after a day."""
    step = pd.Timedelta(days=int(days[1]) * (7 if days[2] == "W" else 1))
    at = day["earliest"] + (step if word in _words("offset ahead") else -step)
    return length | {
        "text": f"{length['text']} {word}",
        "earliest": at,
        "latest": at,
        "granularity": "day",
        "anchor": "previous",
        "anchor_id": day["date_id"],
    }


def _pairs(spans: str | None) -> list[tuple[int, int]]:
    ends = (span.split(":") for span in (spans or "").split())
    return [(int(start), int(end)) for start, end in ends]


def _holds(spans: str | None, offset: int) -> bool:
    return any(start <= offset < end for start, end in _pairs(spans))
