"""Events in words: the phrase of a clause, what its days come from, and rows that say the same."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable
from typing import Any

import pandas as pd

from newslab import lexicons

Row = dict[str, Any]
Chars = tuple[int, int]

#: Two rows of one time are one event when this share of their words is the same.
SAME = 0.6
#: A phrase that stands for a subject is no longer than this, in characters.
_LONG = 100
#: A clause and one that completes it are no longer than this, and so near to each other.
_COMPLETE, _GAP = 240, 20
#: What stands before a subject is no longer than this ("on Friday", "[…] Today").
_LEAD = 30
_WORD = re.compile(r"\w+")
_BEHIND = re.compile(r"(?:['’]s)? ([\w'’-]+)")
_MORE_NAME = re.compile(r"(?: [A-Z][\w'’-]*)+")
_COMPLEMENT = re.compile(
    r" (?:of|in|on|at|against|between|into|over|by|for) (?:[^.,;:()\n]|(?<=\b[A-Z])\.(?= [A-Z]))+"
)


def plain(text: str) -> str:
    """Return a text on one line."""
    line = re.sub(r"\s+", " ", text).strip(" ,;:")
    return "[" * (line.count("]") > line.count("[")) + line


def joined(ids: Iterable[str | None]) -> str | None:
    """Return ids with ``|`` between, each once."""
    return "|".join(dict.fromkeys(i for i in ids if i)) or None


def words_of(name: str) -> dict[str, str]:
    """Return a class of the words that decide about events."""
    return lexicons.words("timeline_words", name)


class Words:
    """Puts the clauses of a text in words that can be read alone."""

    def __init__(
        self, text: str, actors: list[Row], mentions: list[Row], clauses: dict[int, list[Row]]
    ) -> None:
        self.text, self.clauses = text, clauses
        self.name_of: dict[str, str] = {a["actor_id"]: a["name"] for a in actors}
        self.mentions = sorted(
            (m for m in mentions if m["actor_id"] in self.name_of), key=lambda m: m["start"]
        )
        each = (c for beside in clauses.values() for c in beside)
        self.objects = {(c["object_start"], c["object_end"]) for c in each}

    def phrase(self, clause: Row, until: int | None = None) -> str | None:
        """Return subject, verb, object and the rest of a clause, with names for pronouns.

        None where nobody knows whom its subject means.
        """
        end = self.end(clause) if until is None else until
        above = self._above(clause)
        if above is not None:
            return self.phrase(above, max(end, self.end(above)))
        role = "object" if clause["passive"] else "subject"
        if clause[f"{role}_start"] is None:
            return self._subjectless(clause, end)
        subject = self._subject(clause, role)
        return None if subject is None else self._with_subject(clause, role, subject, end)

    def _subjectless(self, clause: Row, end: int) -> str | None:
        """Return a clause for which the parse has no subject ("there were")."""
        words = self._named(clause["start"], end, {}, None)
        if clause["relation"] == "main":
            finite = clause["tense"] != "none" and clause["start"] < clause["verb_start"]
            return words if finite else None
        subject = self._before(clause)
        return None if subject is None else f"{subject} {words}"

    def _with_subject(self, clause: Row, role: str, subject: str, end: int) -> str | None:
        """Return a clause with its subject in these words, whether it stands in it or not."""
        first, last = clause[f"{role}_start"], clause[f"{role}_end"]
        start = self._behind_relative(clause)
        adverb = _WORD.findall(self.text, max(0, start - 8), start)[-1:]
        told = adverb and adverb[0].lower() in words_of("relative")  # "Geneva, where Kyiv agreed"
        if clause["relation"] == "relative" and start == clause["start"] == first and not told:
            return None  # "the part she took on": nobody knows what
        if start <= first < end:
            own = self.text[first:last].lower() in words_of("own")
            start = first if first - start < _LEAD else start  # "on Friday the bank closed"
            known = {} if own or subject == self.text[first:last] else {(first, last): subject}
            words = self._body(clause, start, end, known, clause[f"{role}_id"])
            return f"{subject}: {words}" if own else words
        if clause["relation"] == "adverbial" and clause["tense"] != "none":
            # its own subject, which the parse missed
            own_words = self.text[start : clause["verb_start"]].split()
            return self._named(start, end, {}, None) if len(own_words) > 1 else None
        return f"{subject} {self._body(clause, start, end, {})}" if last - first < _LONG else None

    def _above(self, clause: Row) -> Row | None:
        """Return the clause that a participle behind it belongs to ("…, accusing the network")."""
        inside = clause["subject_start"] is not None and clause["subject_start"] >= clause["start"]
        if clause["tense"] != "none" or inside:
            return None
        taken_over = clause["relation"] == "adverbial" and clause["subject_start"] is not None
        if not taken_over and clause["relation"] != "complement":
            return None
        above = self._parent(clause)
        return above if above is not None and above["end"] <= clause["start"] else None

    def _behind_relative(self, clause: Row) -> int:
        """Return where a clause begins behind "which", "in which"."""
        start: int = clause["start"]
        if clause["relation"] == "relative":
            for m in list(_WORD.finditer(self.text, start, clause["verb_start"]))[:2]:
                if m.group().lower() in words_of("relative"):
                    return m.end() + 1
        return start

    def _body(
        self, clause: Row, start: int, end: int, known: dict[Chars, str], actor: str | None = None
    ) -> str:
        """Return the words of a clause, with the object that a relative pronoun stands for."""
        first, last, verb = clause["object_start"], clause["object_end"], clause["verb_end"]
        if clause["passive"] or first is None or last > start or clause["relation"] != "relative":
            words = self._named(start, end, known, actor)
            bare = clause["passive"] and clause["tense"] == "none"
            return words.replace("being ", "", 1) if bare else words
        named, thing = self._named(start, verb, known, actor), self.text[first:last]
        if thing.split()[0].lower() in words_of("determiner"):
            thing = thing[0].lower() + thing[1:]
        return f"{named} {thing}{self.text[verb:end]}"

    def _subject(self, clause: Row, role: str) -> str | None:
        """Return a subject in words; for a pronoun a name, or the subject before."""
        said: str = self.text[clause[f"{role}_start"] : clause[f"{role}_end"]]
        low = said.lower()
        if low in words_of("pronoun") or low in words_of("own"):
            if clause["subject_id"] == clause["object_id"] and clause["object_id"] is not None:
                return None  # "the union, which it joined"
            name = self.name_of.get(clause[f"{role}_id"])
            return name or (self._before(clause) if low in words_of("anaphor") else None)
        return said

    def _before(self, clause: Row) -> str | None:
        """Return the subject of the clause that one is joined with."""
        above = self._parent(clause) if clause["relation"] == "joined" else None
        while above is not None:
            role = "object" if above["passive"] else "subject"
            if above[f"{role}_start"] is not None:
                return self._subject(above, role)
            above = self._parent(above) if above["relation"] in ("joined", "complement") else None
        return None

    def _parent(self, clause: Row) -> Row | None:
        beside = self.clauses[clause["sentence"]]
        return next((c for c in beside if c["clause_id"] == clause["parent_id"]), None)

    def _named(self, start: int, end: int, known: dict[Chars, str], actor: str | None) -> str:
        """Return a span with the name of each actor that only pronouns tell of."""
        first, last = (
            bisect_left(self.mentions, at, key=lambda m: m["start"]) for at in (start, end)
        )
        seen, parts, at = {actor}, [], start
        for m in self.mentions[first:last]:
            span = m["start"], m["end"]
            if span not in known and m["form"] == "pronoun" and m["actor_id"] not in seen:
                said = self._in_place_of(m, self.text[start : m["start"]])
                known |= {span: said} if said else {}
            seen.add(m["actor_id"])
        for (first, last), said in sorted(known.items()):
            parts += [self.text[at:first], said]
            at = last
        return "".join([*parts, self.text[at:end]])

    def _in_place_of(self, pronoun: Row, before: str) -> str | None:
        """Return the name for "him", "his" and "her" outside of quotation marks."""
        low, name = pronoun["text"].lower(), self.name_of[pronoun["actor_id"]]
        quoted = sum(before.count(mark) for mark in '"“”') % 2
        if quoted or low not in words_of("person") or name.split()[-1] in before:
            return None
        span = pronoun["start"], pronoun["end"]
        return name if low == "him" or span in self.objects else f"{name}’s"

    def end(self, clause: Row) -> int:
        """Return where a clause ends with what completes it ("…, after the board had met")."""
        start, end, taken = clause["start"], clause["end"], {clause["clause_id"]}
        for other in sorted(self.clauses[clause["sentence"]], key=lambda c: c["start"]):
            between = self.text[end : other["start"]].lower()
            # What is not so goes on: "neither accepting *nor rejecting it*".
            open_ = taken if other["modality"] == "negated" else {clause["clause_id"]}
            beside = other["parent_id"] in open_ and 0 <= len(between) < _GAP
            goes_on = set(between.split()) & set(words_of("joint")) or ";" in between
            short = other["end"] - start < _COMPLETE
            if other["start"] >= end and beside and short and not goes_on:
                end = other["end"]
                taken.add(other["clause_id"])
        return int(end)

    def is_perfect(self, clause: Row) -> bool:
        """Say whether a clause has a helper of the perfect ("has closed")."""
        words = self.text[clause["start"] : clause["verb_end"]].lower().split()
        return bool(set(words) & set(words_of("perfect")))

    def noun_event(self, date: Row) -> Chars | None:
        """Return the span of a noun phrase that names what happened on a date beside it."""
        end = date["end"]
        for word in _BEHIND.finditer(self.text, end, end + 60):
            low = word[1].lower()
            if word.start() != end or low in words_of("link"):
                break
            end = word.end()
            if low in words_of("event"):
                stop = self._event_end(date, end)
                more = self.text[date["end"] : word.start()].strip("'’s ") or stop > end
                return (date["start"], stop) if more or word[1] != low else None
        return None

    def _event_end(self, date: Row, end: int) -> int:
        """Return where a noun of an event ends with its name and with what it was done to."""
        if name := _MORE_NAME.match(self.text, end):
            end = name.end()
        if more := _COMPLEMENT.match(self.text, end):
            beside = self.clauses[date["sentence"]]
            verbs = [at for c in beside for at in (c["start"], c["verb_start"])]
            end = min([more.end(), *(at for at in verbs if at > end)])
        return end


def how(used: list[Row], dates: dict[str, Row], published: pd.Timestamp | None) -> str:
    """Say in words what an event's days come from."""
    first, last = f"{used[0]['earliest']:%Y-%m-%d}", f"{used[-1]['latest']:%Y-%m-%d}"
    days = first if first == last else f"{first} to {last}"
    said = f"{' – '.join(plain(d['text']) for d in used)} → {days}"
    date = used[0]
    if date["anchor"] == "previous" and date["anchor_id"] in dates:
        return f"{said}, from {plain(dates[date['anchor_id']]['text'])}"
    if date["anchor"] == "article" and published is not None:
        return f"{said}, from the article's date"
    return said


def merge(rows: list[Row]) -> list[Row]:
    """Make one of the rows of one time that say the same; the first keeps its words."""
    kept: list[list[Row]] = []
    groups: dict[tuple[Any, Any], list[tuple[set[str], list[Row]]]] = defaultdict(list)
    for row in sorted(rows, key=lambda r: (r["start"], -r["end"])):
        words = {w.lower()[:4] for w in _WORD.findall(row["event"])}
        group = groups[row["earliest"], row["latest"]]
        same = next((held for seen, held in group if _same(seen, words, held[0], row)), None)
        if same is None:
            same = []
            group.append((words, same))
            kept.append(same)
        same.append(row)
    return [_one(same) for same in kept]


def _one(rows: list[Row]) -> Row:
    """Return one row for some that say the same."""
    one = rows[0]
    if one["status"] == "reported":  # what the article tells, too, is no mere claim
        one["status"] = next((r["status"] for r in rows if not r["statement_id"]), "reported")
    claims = rows if all(row["statement_id"] for row in rows) else []
    first_of_date = {row["date_id"]: row for row in reversed(rows)}
    told = [row["how_dated"] for row in rows if first_of_date[row["date_id"]] is row]
    one["statement_id"] = joined(i for row in claims for i in row["statement_id"].split("|"))
    for name in ("actors", "date_id"):
        one[name] = joined(i for row in rows for i in (row[name] or "").split("|"))
    one["how_dated"] = "; ".join(told)
    return one


def _same(seen: set[str], words: set[str], other: Row, row: Row) -> bool:
    """Say whether two rows of one time tell the same."""
    within = other["start"] <= row["start"] and row["end"] <= other["end"]
    return len(seen & words) >= SAME * (len(words) if within else len(seen | words))
