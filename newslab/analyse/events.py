"""Events in words: the phrase of a clause, what its days come from, and rows that say the same."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from functools import cache, partial
from typing import Any

from newslab import lexicons

Row = dict[str, Any]
Rows = dict[Any, list[Row]]
Chars = tuple[int, int]

#: A class of the words that decide about events.
words_of = partial(lexicons.words, "timeline_words")
#: Two rows of one time are one event when this share of their words is the same.
SAME = 0.6
#: Links less sure than this put no name for "his": it reads well as it is.
_SURE = 0.75
#: A clause and one that completes it are no longer than this, and so near to each other.
_COMPLETE, _GAP = 240, 20
#: What stands before a subject is no longer than this ("on Friday", "[…] Today").
_LEAD = 30
_WORD = re.compile(r"\w+")
#: What a quotation looks like that lacks its end or its beginning, and how it is mended.
_CUT = [
    (re.compile(r'(?<!\S)"[^"]*$'), '{} …"'),
    (re.compile(r"“[^”]*$"), "{} …”"),
    (re.compile(r'^[^"]*[\w.,!?]"'), '"{}'),
    (re.compile(r"^[^[]*]"), "[{}"),
]
_COMPLEMENT = re.compile(
    r" (?:of|in|on|at|against|between|into|over|by|for) "
    r"(?:[^.,;:()\n]|(?<=\b[A-Z])\.(?= [A-Z])){1,240}(?!\w)"
)


@cache
def _noun_event() -> re.Pattern[str]:
    """Return the pattern of an event's noun behind a date ("’s presidential election")."""
    link, event = ("|".join(words_of(name)) for name in ("link", "event"))
    return re.compile(
        rf"(?:['’]s)?(?: (?!(?i:{link})\b)[\w'’-]+){{0,5}}? (?i:{event})\b(?: [A-Z][\w'’-]*)*"
    )


@cache
def _comparison() -> re.Pattern[str]:
    words = "|".join(words_of("comparison"))
    return re.compile(
        rf"(?:\b(?:{words})\b|\bagainst \S*\d)(?:[^,;.\n]|\.(?=\d)){{0,45}}$"
        r"|\d\S*(?: ?%| percent| per cent)? from $"
    )


def compares(before: str) -> bool:
    """Say whether what stands before a date compares with it ("up from 4 % in", "12 % from")."""
    return _comparison().search(before) is not None


def is_credit(text: str, clause: Row) -> bool:
    """Say whether a clause names who made the article ("Editing by Ann Lee")."""
    credits = lexicons.words("name_parts", "credit")
    by = text[clause["verb_end"] : clause["verb_end"] + 4]
    return by == " by " and clause["tense"] == "none" and clause["verb"].lower() in credits


def plain(text: str) -> str:
    """Return a text on one line."""
    return " ".join(text.split()).strip(" ,;:")


def closed(text: str) -> str:
    """Return a phrase with the marks of a quotation that it was cut from."""
    for lost, form in _CUT:
        text = form.format(text) if lost.search(text) else text
    return text


def joined(ids: Iterable[str | None]) -> str | None:
    """Return ids with ``|`` between, each once."""
    return "|".join(dict.fromkeys(i for i in ids if i)) or None


def _may_stand(mention: Row) -> bool:
    """Whether a pronoun's name may stand in its place; one that an analyst added is sure."""
    sure = mention["confidence"]
    whose = mention["text"].lower() in words_of("determiner")
    return not whose or sure is None or not sure < _SURE


class Words:
    """Puts the clauses of a text in words that can be read alone."""

    def __init__(self, text: str, tables: Rows, clauses: Rows) -> None:
        self.text, self.clauses = text, clauses
        names = {a["actor_id"]: a["name"] for a in tables["actors"]}
        known = words_of("pronoun") | words_of("own") | words_of("determiner")
        #: What each pronoun stands for, by its characters.
        self.meant = {
            m["start"]: (m["end"], names[m["actor_id"]])
            for m in tables["mentions"]
            if m["text"].lower() in known and m["actor_id"] in names and _may_stand(m)
        }

    def phrase(self, clause: Row, until: int | None = None) -> str:
        """Return subject, verb, object and the rest of a clause, with a name for a pronoun."""
        text, end = self.text, self.end(clause) if until is None else until
        above = self._above(clause)
        if above is not None:
            return self.phrase(above, max(end, self.end(above)))
        role = "object" if clause["passive"] else "subject"
        first, last, start = clause[f"{role}_start"], clause[f"{role}_end"], self._start(clause)
        within = first is not None and start <= first < end
        missed = clause["relation"] == "adverbial" and clause["tense"] != "none" and not within
        if first is None or missed:
            return text[start:end]
        name = self._named(first, last)
        if not within:
            return f"{name} {text[start:end]}"
        if text[first:last].lower() in words_of("own") and name != text[first:last]:
            return f"{name}: {text[first:end]}"
        start = first if first - start < _LEAD else start  # "on Friday the bank closed"
        return f"{text[start:first]}{name}{self._behind(clause, last, end)}"

    def _named(self, start: int, end: int) -> str:
        """Return a noun phrase with a name for the pronoun that it is or begins with."""
        behind, name = self.meant.get(start, (start, ""))
        word, rest = self.text[start:behind].lower(), self.text[behind:end]
        whose = "’s" if rest and word in words_of("determiner") else ""
        return f"{name}{whose}{rest}"

    def _behind(self, clause: Row, start: int, end: int) -> str:
        """Return what stands behind a subject ("which they *closed the harbour on Monday*")."""
        first, last, verb = clause["object_start"], clause["object_end"], clause["verb_end"]
        if clause["relation"] != "relative" or clause["passive"] or first is None or first > start:
            return self.text[start:end]
        the, _, thing = self.text[first:last].partition(" ")
        the = the.lower() if the.lower() in words_of("determiner") else the
        return f"{self.text[start:verb]} {the} {thing}".rstrip() + self.text[verb:end]

    def _above(self, clause: Row) -> Row | None:
        """Return the clause that an infinitive, or a participle behind it, belongs to."""
        beside, first = self.clauses[clause["sentence"]], clause["subject_start"]
        above = next((c for c in beside if c["clause_id"] == clause["parent_id"]), None)
        if above is None or clause["tense"] != "none" or clause["relation"] == "complement":
            return above if clause["tense"] == "none" else None
        # ", accusing the bank"
        behind = first is not None and first < clause["start"] >= above["end"]
        return above if behind and clause["relation"] == "adverbial" else None

    def _start(self, clause: Row) -> int:
        """Return where a clause begins behind "which", "in which"."""
        start: int = clause["start"]
        first = list(_WORD.finditer(self.text, start, clause["verb_start"]))[:2]
        behind = (m.end() + 1 for m in first if m.group().lower() in words_of("relative"))
        return next(behind, start) if clause["relation"] == "relative" else start

    def end(self, clause: Row) -> int:
        """Return where a clause ends with what completes it ("…, after the board had met")."""
        end, held = int(clause["end"]), {clause["clause_id"]}
        for other in sorted(self.clauses[clause["sentence"]], key=lambda c: c["start"]):
            near = 0 <= other["start"] - end < _GAP and other["end"] - clause["start"] < _COMPLETE
            if near and other["parent_id"] in held:
                end = int(other["end"])
                held.add(other["clause_id"])  # "…, neither rejecting nor accepting it"
        return end

    def noun_event(self, date: Row) -> Chars | None:
        """Return the span of a noun phrase that names what happened on a date before it."""
        found = _noun_event().match(self.text, date["end"])
        if found is None:
            return None
        beside = self.clauses[date["sentence"]]
        verbs = (at for c in beside for at in (c["start"], c["verb_start"]) if at > found.end())
        more = _COMPLEMENT.match(self.text, found.end(), min(verbs, default=len(self.text)))
        end = (more or found).end()
        return (date["start"], end) if " " in self.text[date["end"] : end].strip() else None


def how(used: list[Row], dates: dict[Any, Row]) -> str:
    """Say in words what an event's days come from."""
    first, last = f"{used[0]['earliest']:%Y-%m-%d}", f"{used[-1]['latest']:%Y-%m-%d}"
    days = first if first == last else f"{first} to {last}"
    said = f"{' – '.join(plain(d['text']) for d in used)} → {days}"
    if before := dates.get(used[0].get("anchor_id")):
        return f"{said}, from {plain(before['text'])}"
    return f"{said}, from the article's date" if used[0]["anchor"] == "article" else said


def merge(rows: list[Row]) -> list[Row]:
    """Make one of the rows of one time that say the same; the first keeps its words."""
    groups: dict[Any, list[tuple[set[str], list[Row]]]] = defaultdict(list)
    for row in sorted(rows, key=lambda r: (r["start"], -r["end"])):
        words = {w.lower()[:4] for w in _WORD.findall(row["event"])}
        group = groups[row["earliest"], row["latest"]]
        for seen, same in group:
            within = row["end"] <= same[0]["end"]
            if len(seen & words) >= SAME * len(words if within else seen | words):
                same.append(row)
                break
        else:
            group.append((words, [row]))
    return [_one(same) for group in groups.values() for _, same in group]


def _one(rows: list[Row]) -> Row:
    """Return one row for some that say the same: what the article tells, too, is no mere claim."""
    told = next((row for row in rows if not row["statement_id"]), rows[0])
    one = rows[0] | {name: told[name] for name in ("status", "statement_id")}
    for name in ("actors", "date_id"):
        one[name] = joined(i for row in rows for i in (row[name] or "").split("|"))
    return one | {"how_dated": "; ".join(dict.fromkeys(row["how_dated"] for row in rows))}
