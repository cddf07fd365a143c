"""Events in words: the phrase of a clause, what its days come from, and rows that say the same."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from typing import Any

import pandas as pd

from newslab import lexicons

Row = dict[str, Any]

#: Two rows of one time are one event when this share of their words is the same.
SAME = 0.6
#: A phrase that stands for a subject is no longer than this, in characters.
_LONG = 100
#: Columns that hold several ids.
_SEVERAL = ("actors", "statement_id", "tells", "date_id")
#: A clause and one that completes it are no longer than this, and so near to each other.
_COMPLETE, _GAP = 240, 20
_WORD = re.compile(r"\w+")
_BEHIND = re.compile(r"(?:['’]s)? ([\w'’-]+)")


def plain(text: str) -> str:
    """Return a text on one line."""
    return re.sub(r"\s+", " ", text).strip(" ,;:")


def joined(ids: Iterable[str | None]) -> str | None:
    """Return ids with ``|`` between, each once."""
    return "|".join(dict.fromkeys(i for i in ids if i)) or None


def _class(name: str) -> dict[str, str]:
    return lexicons.words("timeline_words", name)


class Words:
    """Puts the clauses of a text in words that can be read alone."""

    def __init__(self, text: str, actors: list[Row], clauses: dict[int, list[Row]]) -> None:
        self.text, self.clauses = text, clauses
        self.name_of: dict[str, str] = {a["actor_id"]: a["name"] for a in actors}

    def phrase(self, clause: Row) -> str:
        """Return subject, verb, object and the rest of a clause, with names for pronouns."""
        start, end = clause["start"], self.end(clause)
        words = self.text[start:end]
        opening, _, rest = words.partition(" ")
        if rest and opening.lower() in _class("relative"):
            start, words = end - len(rest), self._with_object(clause, end - len(rest), end)
        role = "object" if clause["passive"] else "subject"
        first, last = clause[f"{role}_start"], clause[f"{role}_end"]
        if first is None:
            return words
        name = self._name(clause, role)
        if start == first and last <= end and self._is_pronoun((first, last)):
            # "I fear": the verb does not go with a name
            own = self.text[first:last].lower() in _class("own")
            return (
                f"{name}: {words}"
                if own and name != words[: len(name)]
                else name + words[last - start :]
            )
        before = self.text[start : clause["verb_start"]].split()
        outside = last <= start and last - first < _LONG and not any(w[0].isupper() for w in before)
        return f"{name} {words}" if outside else words

    def _with_object(self, clause: Row, start: int, end: int) -> str:
        """Return a relative clause with the object that its pronoun stands for in its place."""
        first, last, verb = clause["object_start"], clause["object_end"], clause["verb_end"]
        if first is None or last > start or not start < verb <= end or last - first > _LONG:
            return self.text[start:end]
        thing = plain(self.text[first:last])
        return f"{self.text[start:verb]} {thing}{self.text[verb:end]}"

    def end(self, clause: Row) -> int:
        """Return where a clause ends with what completes it ("…, after the board had met")."""
        start, end, taken = clause["start"], clause["end"], {clause["clause_id"]}
        for other in sorted(self.clauses[clause["sentence"]], key=lambda c: c["start"]):
            between = self.text[end : other["start"]].lower()
            # What is not so goes on: "neither accepting *nor rejecting it*".
            open_ = taken if other["modality"] == "negated" else {clause["clause_id"]}
            beside = other["parent_id"] in open_ and 0 <= len(between) < _GAP
            joined = set(between.split()) & set(_class("joint")) or ";" in between
            short = other["end"] - start < _COMPLETE
            if other["start"] >= end and beside and short and not joined:
                end = other["end"]
                taken.add(other["clause_id"])
        return int(end)

    def _is_pronoun(self, span: tuple[int, int]) -> bool:
        return self.text[slice(*span)].lower() in _class("pronoun")

    def _name(self, clause: Row, role: str) -> str:
        """Return a subject in words; for a pronoun the actor's name."""
        span = (clause[f"{role}_start"], clause[f"{role}_end"])
        said: str = self.text[slice(*span)]
        return self.name_of.get(clause[f"{role}_id"], said) if self._is_pronoun(span) else said

    def noun_event(self, date: Row) -> tuple[int, int] | None:
        """Return the span of a noun phrase that names what happened on a date beside it."""
        end = date["end"]
        for word in _BEHIND.finditer(self.text, end, end + 60):
            if word.start() != end:
                break
            end = word.end()
            if word[1].lower() in _class("event"):
                return date["start"], end
        return None


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
    kept: list[Row] = []
    several: dict[int, dict[str, dict[str, None]]] = {}
    reasons: dict[int, list[str]] = {}
    groups: dict[tuple[Any, Any], list[tuple[set[str], Row]]] = defaultdict(list)
    for row in sorted(rows, key=lambda r: (r["start"], -r["end"])):
        words = {w.lower()[:4] for w in _WORD.findall(row["event"])}
        group = groups[row["earliest"], row["latest"]]
        same = next((other for seen, other in group if _same(seen, words, other, row)), None)
        if same is None:
            group.append((words, row))
            kept.append(row)
            continue
        held = several.setdefault(id(same), {name: _ids(same[name]) for name in _SEVERAL})
        told = reasons.setdefault(id(same), [same["how_dated"]])
        if not (same["statement_id"] and row["statement_id"]):
            row["statement_id"] = same["statement_id"] = None
            held["statement_id"].clear()
            same["status"] = row["status"] if same["status"] == "reported" else same["status"]
        if row["date_id"] not in held["date_id"]:
            told.append(row["how_dated"])
        for name, ids in held.items():
            ids.update(_ids(row[name]))
        same["tells"] = row["tells"] if same["tells"] is None else same["tells"]
    for row in kept:
        if held := several.get(id(row), {}):
            row.update({name: joined(ids) for name, ids in held.items()})
            row["how_dated"] = "; ".join(reasons[id(row)])
    return kept


def _ids(joint: str | None) -> dict[str, None]:
    return dict.fromkeys((joint or "").split("|"))


def _same(seen: set[str], words: set[str], other: Row, row: Row) -> bool:
    """Say whether two rows of one time tell the same: that it was said, or what was said."""
    if other["tells"] and other["tells"] == row["tells"]:
        both = bool(other["statement_id"]) == bool(row["statement_id"])
        return both and len(seen & words) >= SAME * min(len(seen), len(words))
    within = other["start"] <= row["start"] and row["end"] <= other["end"]
    return len(seen & words) >= SAME * (len(words) if within else len(seen | words))
