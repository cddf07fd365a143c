"""Corrections applied to the rows of one article; what depends on them follows."""

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from difflib import SequenceMatcher
from operator import itemgetter
from typing import Any

import pandas as pd

from newslab.article import Article
from newslab.corrected import file
from newslab.corrected.file import ADD, DROP, Key, key, place
from newslab.errors import NewslabError, ParameterError, suggest
from newslab.extract.dates.calendar import describe
from newslab.tables import TABLES, Row, Spans

#: What the number in the ids of a table, its first column, stands behind.
LETTERS = {"statements": "s", "mentions": "m", "dates": "d", "clauses": "c", "stance": "v",
           "timeline": "e"}  # fmt: skip
#: By which columns the rows of a table are in order, if not by ``start``.
_ORDER = {"articles": ("article_id",), "actors": ("first_start",), "stance": ("start", "end"),
          "timeline": ("earliest", "start")}  # fmt: skip
#: Where the ids of a table stand (table, column), and what the columns of the words that mean an
#: actor there begin with.
_NAMED: dict[str, dict[tuple[str, str], str | None]] = {
    "actors": {("mentions", "actor_id"): "", ("statements", "actor_id"): "source_",
               ("statements", "target_id"): None, ("clauses", "subject_id"): "subject_",
               ("clauses", "object_id"): "object_"},
    "statements": {("statements", column): None for column in file.STATEMENTS},
    "dates": {("dates", "anchor_id"): None},
}  # fmt: skip
#: Tables of which several rows may be of one clause.
_SHARED = ("stance", "timeline")
_SCORES = {"support": 0.6, "conditional": 0.3, "neutral": 0.0, "oppose": -0.6}
_DAYS = ("granularity", "earliest", "latest")
#: What else a column's new value sets.
_FOLLOWS: dict[tuple[str, str], Callable[[Row], Row]] = {
    ("statements", "cue"): lambda row: {"cue_lemma": row["cue"] and row["cue"].lower()},
    ("dates", "value"): lambda row: dict(zip(_DAYS, describe(row["value"] or ""), strict=True)),
    ("stance", "stance"): lambda row: {"score": _SCORES[row["stance"]]},
    ("stance", "score"): lambda row: {"stance": _signed(row["stance"], row["score"])},
    ("timeline", "earliest"): lambda _row: {"how_dated": "dated by an analyst"},
    ("timeline", "latest"): lambda _row: {"how_dated": "dated by an analyst"},
}
#: What is to know of the id that an added row lacks.
_NEW_ACTOR = {"actors": " of your own", "mentions": " of an actor (a new one: add it to actors)"}
#: What a row has that an analyst adds, until its other columns are set; "" is for its words.
_HAND = "added by an analyst"
_NEW: dict[str, Row] = {
    "statements": {"kind": "indirect", "act": "assert", "negated": False, "rule": _HAND},
    "actors": {"name": "", "kind": "person", "mentions": 0, "first_start": 0},
    "mentions": {"text": "", "form": "name", "rule": _HAND},
    "dates": {"text": "", "type": "DATE", "anchor": "explicit", "rule": _HAND},
    "stance": {"cue": "", "verb": "", "modality": "asserted", "score": 0.0, "target_kind": "issue",
               "basis": _HAND},
    "timeline": {"event": "", "how_dated": _HAND, "status": "reported"},
}  # fmt: skip


class Edit:
    """The corrections of one article, on their way through its parse.

    ``article`` is the article with its corrected date, ``by`` who corrected that. `run` takes time
    expressions before anything is counted from them, and analyses after all other tables.
    """

    def __init__(self, article: Article, todo: Iterable[Row] = ()) -> None:
        self.article = article
        self.todo = {c["correction"]: c for c in todo}
        self.told: dict[str, Row] = {}
        self.rows: dict[str, list[Row]] = {}
        self._same: dict[tuple[str, str | None], Row] = {}
        own = {c: getattr(article, c) for c in ("article_id", *file.CHANGED["articles"])}
        self.run({"articles": [own]}, "articles")
        self.by = own.get("corrected_by")
        if self.by:
            # A date that is taken away is read from the text again.
            published = pd.NaT if own["published"] is None else own["published"]
            self.article = replace(article, title=own["title"], published=published)

    def run(self, rows: dict[str, list[Row]], *tables: str) -> None:
        """Apply in place what is about some ``tables`` of ``rows``, and put them in order."""
        self.rows = rows
        for cells in _grouped(c for c in self.todo.values() if c["table"] in tables):
            if told := self._try(cells):
                told["article_id"] = self.article.article_id
                self.told |= {c["correction"]: c | told for c in cells}
        if self.todo and "mentions" in tables:
            self._settle()
        for table in (t for t in tables if self.todo or t in _SHARED):
            rows[table].sort(key=itemgetter(*_ORDER.get(table, ("start",))))

    def made(self) -> list[Row]:
        """Return the table of corrections: those that were tried, with what came of each."""
        return [self.told[c] for c in self.todo if c in self.told]

    def _try(self, cells: Sequence[Row]) -> Row | None:
        """Apply the cells of a row, and return what came of them; of all articles one may fit."""
        c = cells[0]
        try:
            for_all = c["everywhere"] or c["table"] == "articles"
            if not for_all and c["sha256"] not in (None, self.article.sha256):
                raise ParameterError("the article's text has changed since")
            row, was = self._add(cells) if c["column"] == ADD else self._change(c)
        except NewslabError as error:
            return None if c["everywhere"] else {"state": "unfit", "note": str(error)}
        for one in cells:
            _mark(row, one)
        if "confidence" in TABLES[c["table"]].names:
            row["confidence"] = 1.0  # a person says so
        same = c["column"] not in (ADD, DROP) and row.get(c["column"]) == was
        state, was = "superfluous" if same else "applied", None if pd.isna(was) else file.shown(was)
        return {"state": state, "was": was, "row_id": row.get(TABLES[c["table"]].names[0])}

    # Which row or actor is meant

    def _find(self, table: str, at: Key) -> Row:
        rows = self.rows[table]
        if table == "articles":
            return rows[0]
        if table == "actors":
            ident = self._known(at)
            return next(r for r in rows if r["actor_id"] == ident)
        keyed = [(r, place(table, r)) for r in rows]
        found = [(r, k) for r, k in keyed if k.spans == at.spans]
        # Rules may cut a name elsewhere; its last word stays.
        found = found or [(r, k) for r, k in keyed if k.spans[-1][1] == at.spans[-1][1]]
        if len(found) > 1 or table in _SHARED:
            found = [(r, k) for r, k in found if _alike(k.label, at.label, len(found))]
        if not found:
            raise ParameterError(f"no row of {table} is at {Key(at.spans)} any more")
        return found[0][0]

    def _known(self, at: Key) -> str:
        """Return an actor's id as it is now: by its name, else by the words that mean it."""
        known = [r["actor_id"] for r in self.rows["actors"]]
        meant = {m["actor_id"] for m in self.rows["mentions"] if (m["start"], m["end"]) in at.spans}
        for found in ({at.label}, meant):
            if len(found & {*known}) == 1:
                return str((found & {*known}).pop())
        what = f"no actor {at.label!r} in the article"
        raise ParameterError(what, todo=suggest(at.label, known))

    # Change, drop, add

    def _change(self, c: Row) -> tuple[Row, Any]:
        """Change or drop a row; return it, and what it was."""
        table, column, same = c["table"], c["column"], (c["table"], c["key"])
        if not any(r is self._same.get(same) for r in self.rows[table]):
            # Its next correction finds it, wherever its words may be by then.
            self._same[same] = self._find(table, key(c["key"], table))
        row = self._same[same]
        at = _place_of(row, _NAMED["actors"].get((table, "actor_id")))
        if column == DROP:
            self.rows[table].remove(row)
            of = "actors" if table == "mentions" else table
            self._rename(c, of, row.get(TABLES[of].names[0]), None, at)
            return row, row["name"] if table == "actors" else place(table, row).label
        was = row.get(column)
        self._set(row, c)
        if column == "actor_id" and was:
            if table == "actors":
                self._merge(c, row)
            self._rename(c, "actors", was, row["actor_id"], at)
        return row, was

    def _set(self, row: Row, c: Row) -> None:
        """Set a cell of a row, and what follows from it; a place in the text sets several."""
        table, column, new = c["table"], c["column"], self._meant(c)
        if column == "target":
            named = {a[n]: a for a in self.rows["actors"] for n in ("actor_id", "name")}
            whom = named.get(new, {})
            row |= {"target_id": whom.get("actor_id"), "target_kind": "actor" if whom else "issue"}
            new = whom.get("name", new)
        row |= self._words(column, new) if column in file.PLACES else {column: new}
        if follow := _FOLLOWS.get((table, column)):
            row |= follow(row)
        first, last = row.get("earliest"), row.get("latest")
        if first is not None and (last is None or first > last):  # the other end follows
            day = last if column == "latest" and last else first
            row |= {"earliest": day, "latest": day, "granularity": row.get("granularity") or "day"}
        elif column in ("earliest", "latest") and row["granularity"] == "day" and first != last:
            row["granularity"] = "interval"

    def _meant(self, c: Row) -> Any:
        """Return a correction's value, of a key the id of the statement or actor that it means."""
        table, column, new = c["table"], c["column"], file.value(c)
        if column in file.STATEMENTS and new:
            return self._find("statements", new)["statement_id"]
        if column == "actors" and new:
            return "|".join(self._known(Key((), i.strip())) for i in new.split("|"))
        if column in file.ACTORS and new:
            # An actor's new id that no other has is a new name; elsewhere it is a slip of the pen.
            return new.label if table == "actors" and not new.spans else self._known(new)
        return new.date() if table != "articles" and isinstance(new, pd.Timestamp) else new

    def _words(self, column: str, at: Key | None) -> Row:
        """Return the columns for words of the article: a content, a source or a cue."""
        text, places = self.article.text, sorted(at.spans) if at else []
        edges = (text[max(i - 1, 0) : i + 1] for span in places for i in span)
        if any(len(edge) > 1 and edge.isalnum() for edge in edges):
            raise ParameterError(f"{column} {at} cuts a word", todo="give whole words")
        words = " … ".join(text[s:e] for s, e in places) or None
        start, end = (places[0][0], places[-1][1]) if places else (None, None)
        if column != "spans":
            return {column: words, f"{column}_start": start, f"{column}_end": end}
        written = " ".join(f"{s}:{e}" for s, e in places)
        return {"content": words, "start": start, "end": end, "spans": written}

    def _merge(self, c: Row, row: Row) -> None:
        """Make one actor of two that have one id."""
        others = (a for a in self.rows["actors"] if a is not row)
        if into := next((a for a in others if a["actor_id"] == row["actor_id"]), None):
            forms = "|".join(filter(None, [into["aliases"], row["name"], row["aliases"]]))
            names = dict.fromkeys(f for f in forms.split("|") if f != into["name"])
            into |= {k: into[k] or row[k] for k in ("role", "affiliation")}
            into["aliases"] = "|".join(names) or None
            _mark(into, c)
            self.rows["actors"].remove(row)

    def _rename(self, c: Row, of: str, old: Any, new: str | None, at: Spans = ()) -> None:
        """Put an id in another's place: everywhere, or where certain words mean the actor."""
        for (table, column), words in _NAMED.get(of, {}).items():
            for row in self.rows[table]:
                here = any(a < y and x < b for x, y in _place_of(row, words) for a, b in at)
                # Another speaker than whom the source names: the name stays whose it is.
                other = bool(at) and c["table"] == "statements" and not self._may_mean(row, new)
                if row.get(column) == old and (here or not at) and not other:
                    row[column] = new
                    _mark(row, c)
                    if here and table == "mentions":
                        row["confidence"] = 1.0

    def _may_mean(self, mention: Row, ident: str | None) -> bool:
        """Whether a mention, if it is a name, shares a word with the names of an actor."""
        actor = next((a for a in self.rows["actors"] if a["actor_id"] == ident), None)
        forms = f"{actor['name']} {actor['aliases'] or ''}" if actor else ""
        shared = {*re.findall(r"\w+", forms)} & {*re.findall(r"\w+", mention.get("text") or "")}
        return mention.get("form") != "name" or bool(shared)

    def _add(self, cells: Sequence[Row]) -> tuple[Row, None]:
        """Add a row, of several cells; it was nothing."""
        table, at = cells[0]["table"], key(cells[0]["key"], cells[0]["table"])
        row = self._new(table, at)
        for cell in cells[1:]:
            self._set(row, cell)
        own = (c.name for c in TABLES[table].columns if c.required)
        required = [name for name in own if name not in ("latest", "granularity")]  # follow
        if lacks := [name for name in required if row.get(name) is None]:
            todo = f"give {', '.join(lacks)}{_NEW_ACTOR.get(table, '')}"
            raise ParameterError("it lacks cells", todo=todo)
        for span in at.spans if table == "actors" else _place_of(row, "source_"):
            self._name(cells[0], row.get("actor_id"), span)
        self.rows[table].append(row)
        return row, None

    def _name(self, c: Row, ident: str | None, span: tuple[int, int]) -> None:
        """Have what is mentioned in an added actor's place, or as a new source, mean the actor."""
        mentions = self.rows.get("mentions", [])
        mention = next((m for m in mentions if (m["start"], m["end"]) == span), None)
        if mention is not None and mention["actor_id"] and ident:
            self._rename(c, "actors", mention["actor_id"], ident, (span,))
        elif c["table"] == "actors":
            new = {"actor_id": ident, "confidence": 1.0}
            mentions.append(self._new("mentions", Key((span,))) | new)

    def _new(self, table: str, at: Key) -> Row:
        """Return a row at some words of the article."""
        text, name = self.article.text, self.article.article_id
        words = [text[s:e].strip() for s, e in at.spans]
        if not words or not all(words) or max(at.spans)[1] > len(text):
            raise ParameterError(f"no row of {table} can be added at {str(at)!r}")
        start, end = min(at.spans)[0], max(at.spans)[1]
        before = [s for s in self.rows.get("sentences", ()) if s["start"] <= start][-1:]
        row = dict.fromkeys(TABLES[table].names) | _NEW[table]
        row |= {"article_id": name, "start": start, "end": end}
        row |= {k: before[0][k] if before else 1 for k in ("sentence", "paragraph")}
        row |= {k: " ".join(words[0].split()) for k in row if row[k] == ""}
        if table in LETTERS:
            # Behind all numbers that rows have, or had until they were dropped.
            own, letter = TABLES[table].names[0], LETTERS[table]
            ids = [r.get(own) or r.get("row_id") for r in (*self.rows[table], *self.told.values())]
            numbers = re.findall(rf"/{letter}(\d+)$", "\n".join(map(str, ids)), re.MULTILINE)
            row[own] = f"{name}/{letter}{max(map(int, numbers), default=0) + 1:02}"
        return row | (self._words("spans", at) if table == "statements" else {})

    def _settle(self) -> None:
        """Count mentions anew, and part with actors that have none."""
        starts: dict[str, list[int]] = defaultdict(list)
        self.rows["mentions"] = [m for m in self.rows["mentions"] if m.get("actor_id")]
        for m in self.rows["mentions"]:
            starts[m["actor_id"]].append(m["start"])
        self.rows["actors"] = [a for a in self.rows["actors"] if a["actor_id"] in starts]
        for a in self.rows["actors"]:
            own = starts[a["actor_id"]]
            a |= {"mentions": len(own), "first_start": min(own)}
        for table, column in _NAMED["actors"]:
            for row in self.rows[table]:
                row[column] = row.get(column) if row.get(column) in starts else None
        for row in self.rows["statements"]:
            if row["target_id"] == row["actor_id"]:
                row["target_id"] = None


def _signed(stance: str, score: float | None) -> str:
    """Return a stance of which a score has the sign, the one that there is if it has."""
    if score is None or score * _SCORES.get(stance, 0.0) > 0:
        return stance
    return "support" if score > 0 else "oppose" if score < 0 else "neutral"


def _alike(label: str, other: str, among: int) -> bool:
    # The same, or of the only row there much the same.
    alike = SequenceMatcher(None, label, other).ratio()
    return other in ("", label) or (among == 1 and alike > 0.5)


def _place_of(row: Row, words: str | None) -> Spans:
    """Return the place of the words that mean a row's actor; none for an actor's own row."""
    start, end = row.get(f"{words}start"), row.get(f"{words}end")
    return () if words is None or start is None or end is None else ((start, end),)


def _mark(row: Row, c: Row) -> None:
    names = dict.fromkeys([*(row.get("corrected_by") or "").split("|"), c["who"] or "an analyst"])
    row["corrected_by"] = "|".join(filter(None, names))


def _grouped(todo: Iterable[Row]) -> list[list[Row]]:
    """Put the cells of an added row with it, for it is added whole or not at all."""
    groups: dict[int, list[Row]] = {}
    added: dict[tuple[str, str], int] = {}
    for n, c in enumerate(todo):
        if c["column"] == ADD:
            added[c["table"], c["key"]] = n
        group = n if c["column"] == DROP else added.get((c["table"], c["key"]), n)
        groups.setdefault(group, []).append(c)
    return list(groups.values())
