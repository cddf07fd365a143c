"""Corrections applied to the rows of one article; what depends on them follows."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from difflib import get_close_matches
from itertools import count, filterfalse, takewhile
from typing import Any

import pandas as pd

from newslab.article import Article
from newslab.corrected import file
from newslab.corrected.file import Correction, Key, key, place, shown
from newslab.errors import NewslabError, ParameterError
from newslab.extract.dates.calendar import describe
from newslab.tables import TABLES, Spans, records

Row = dict[str, Any]

#: Each table's ids.
IDS = {"statements": "statement_id", "mentions": "mention_id", "dates": "date_id",
       "clauses": "clause_id", "actors": "actor_id", "articles": "article_id"}  # fmt: skip
#: Where the ids of a table stand (table, column), and what the columns of the words that mean an
#: actor there begin with.
_NAMED: dict[str, dict[tuple[str, str], str | None]] = {
    "actors": {
        ("mentions", "actor_id"): "",
        ("statements", "actor_id"): "source_",
        ("statements", "target_id"): None,
        ("clauses", "subject_id"): "subject_",
        ("clauses", "object_id"): "object_",
    },
    "statements": {("statements", column): None for column in file.STATEMENTS},
    "dates": {("dates", "anchor_id"): None},
}
_SCORES = {"support": 0.6, "conditional": 0.3, "neutral": 0.0, "oppose": -0.6}
#: What a row has that an analyst adds, until its other columns are set, and which has its words.
_HAND = "added by an analyst"
_NEW: dict[str, Row] = {
    "statements": {"kind": "indirect", "act": "assert", "negated": False, "rule": _HAND}
    | dict.fromkeys(file.STATEMENTS),
    "actors": {"name": "", "kind": "person", "mentions": 0, "first_start": 0}
    | dict.fromkeys(("role", "affiliation", "aliases")),
    "mentions": {"text": "", "form": "name", "rule": _HAND},
    "dates": {"text": "", "type": "DATE", "anchor": "explicit", "rule": _HAND}
    | dict.fromkeys(("value", "earliest", "latest", "granularity")),
    "stance": {"cue": "", "modality": "asserted", "score": 0.0, "target_kind": "issue",
               "basis": _HAND},
    "timeline": {"event": "", "how_dated": _HAND, "status": "reported"},
}  # fmt: skip


class Edit:
    """The corrections of one article, on their way through its parse.

    ``article`` is the article with its corrected date; `run` takes the time expressions before
    anything is counted from them, `rest` all other rows.
    """

    def __init__(self, article: Article, todo: Sequence[Correction] = ()) -> None:
        self.article, self.todo = article, todo
        self.told: dict[Correction, Row] = {}
        self.rows: dict[str, list[Row]] = {}
        self._by: Row = {}
        for c in (c for c in todo if c.table == "articles"):
            value, was = c.converted(), getattr(self.article, c.column)
            if changed := not _same(was, value):
                # A date that is taken away is read from the text again.
                new = pd.NaT if value is None and c.column == "published" else value
                self.article = replace(self.article, **{c.column: new})
                _mark(self._by, c)
            state, row = "applied" if changed else "superfluous", {"article_id": article.article_id}
            self._tell(c, state, row, was=was)

    def rest(self, rows: dict[str, list[Row]]) -> None:
        """Correct all other tables in place, and add the table of corrections."""
        rows["articles"][0] |= self._by
        if self.todo:
            self.run(rows)
            self._settle()
        rows["corrections"] = [self.told[c] for c in self.todo if c in self.told]

    def run(self, rows: dict[str, list[Row]]) -> None:
        """Apply in place what has not been applied yet and is about ``rows``."""
        self.rows = rows
        for group in _grouped(c for c in self.todo if c not in self.told):
            c, state, note = group[0], None, ""
            if c.table in rows:
                try:
                    if c.sha256 and c.sha256 != self.article.sha256 and not c.everywhere:
                        raise ParameterError("the article's text has changed since")
                    self._add(c, group[1:]) if c.column == file.ADD else self._apply(c)
                except NewslabError as error:
                    state, note = "unfit", str(error)
            # What is made from the tables is corrected when it is made.
            waits = c.table not in rows and "actors" in rows
            for one in group if waits or (note and not c.everywhere) else ():
                self._tell(one, state, note=note)

    def _tell(self, c: Correction, state: str | None, row: Row | None = None, **what: Any) -> None:
        row_id = (row or {}).get(IDS.get(c.table, ""))
        self.told[c] = c.told(state, article_id=self.article.article_id, row_id=row_id, **what)

    # Which row or actor is meant

    def _find(self, table: str, key: Key) -> Row:
        """Return the row of a key."""
        if table == "actors":
            ident = self._known(key.label, key.spans)
            return next(r for r in self.rows["actors"] if r["actor_id"] == ident)
        at = [(r, place(table, r)) for r in self.rows[table]]
        found = [(r, k) for r, k in at if k.spans == key.spans and key.cue in ((), k.cue)]
        # Rules may cut a content or a name elsewhere; its cue or its last word stays.
        last = key.cue or key.spans[-1][1:]
        found = found or [(r, k) for r, k in at if last in (k.cue, k.spans[-1][1:])]
        if len(found) > 1:
            found = [(r, k) for r, k in found if k.label == key.label][:1]
        if not found:
            raise ParameterError(f"no row of {table} is at {replace(key, label='')} any more")
        return found[0][0]

    def _known(self, ident: str, at: Spans = ()) -> str:
        """Return an actor's id as it is now: by its name, else by the words that mean it."""
        known = [r["actor_id"] for r in self.rows["actors"]]
        found = {m["actor_id"] for m in self.rows["mentions"] if (m["start"], m["end"]) in at}
        found &= {*known}  # one that was dropped is none any more
        if ident in known:
            return ident
        if len(found) == 1:
            return str(found.pop())
        near = ", ".join(get_close_matches(ident, known, 3, 0.5)) or "none"
        raise ParameterError(f"no actor {ident!r} in the article", todo=f"near: {near}")

    # Change, drop, add

    def _apply(self, c: Correction) -> None:
        """Change a cell of a row, or drop it."""
        row = self._find(c.table, c.key_read)
        was: Any
        if c.column == file.DROP:
            was = self._drop(c, row)
        else:
            new, was = self._cells(c), row.get(c.column)
            if all(_same(row.get(k), v) for k, v in new.items()):
                self._tell(c, "superfluous", row)
                return
            if c.column == "actor_id" and was:
                if c.table == "actors":
                    self._merge(c, row, new["actor_id"])
                self._rename(c, "actors", was, new["actor_id"], _named_at(c.table, row))
            self._set(row, c, new)
        _mark(row, c)
        self._tell(c, "applied", row, was=was)

    def _cells(self, c: Correction) -> Row:
        """Return the columns that a correction sets; a place in the text sets several."""
        value = c.converted()
        if c.column in file.PLACES:
            return self._place(c.column, value.spans if value else ())
        if c.column in file.STATEMENTS and value:
            value = self._find("statements", value)["statement_id"]
        elif c.column in file.ACTORS and value:
            # An actor's new id that no other has is a new name; elsewhere it is a slip of the pen.
            new = c.table == "actors" and not value.spans
            value = value.label if new else self._known(value.label, value.spans)
        elif c.table == "dates" and isinstance(value, pd.Timestamp):
            value = value.date()
        return {c.column: value}

    def _place(self, column: str, at: Spans) -> Row:
        """Return the columns for words of the article: a content, a source or a cue."""
        words = " … ".join(self.article.text[s:e] for s, e in at) or None
        start, end = (at[0][0], at[-1][1]) if at else (None, None)
        if column != "spans":
            return {column: words, f"{column}_start": start, f"{column}_end": end}
        written = " ".join(f"{s}:{e}" for s, e in at)
        return {"content": words, "start": start, "end": end, "spans": written}

    def _set(self, row: Row, c: Correction, new: Row) -> None:
        """Set cells of a row, and what follows from them."""
        row |= new
        if c.table == "dates" and c.column == "value":
            row["granularity"], row["earliest"], row["latest"] = describe(str(row["value"] or ""))
        if row.get("earliest") is not None and row.get("latest") is None:
            row |= {"latest": row["earliest"], "granularity": row.get("granularity") or "day"}
        if c.table == "stance":
            if c.column == "stance":
                row["score"] = _SCORES[row["stance"]]
            target, actors = row.get("target"), self.rows["actors"]
            whom = next((a for a in actors if target in (a["actor_id"], a["name"])), None)
            row["target_id"], row["target_kind"] = whom and whom["actor_id"], "issue"
            if whom is not None:
                row |= {"target": whom["name"], "target_kind": "actor"}

    def _merge(self, c: Correction, gone: Row, new: str) -> None:
        """Make one actor of two, if another has the id that one gets."""
        into = next((r for r in self.rows["actors"] if r["actor_id"] == new), None)
        if into is not None:
            forms = "|".join(filter(None, [into["aliases"], gone["name"], gone["aliases"]]))
            names = dict.fromkeys(f for f in forms.split("|") if f != into["name"])
            into["aliases"] = "|".join(names) or None
            into |= {k: into[k] or gone[k] for k in ("role", "affiliation")}
            self.rows["actors"].remove(gone)
            _mark(into, c)

    def _rename(self, c: Correction, of: str, old: Any, new: str | None, at: Spans = ()) -> None:
        """Put an id in another's place: everywhere, or where certain words mean the actor."""
        for (table, column), words in _NAMED.get(of, {}).items():
            for row in self.rows[table]:
                here = any(a < y and x < b for x, y in _place_of(row, words) for a, b in at)
                if row.get(column) == old and (here or not at):
                    row[column] = new
                    _mark(row, c)

    def _drop(self, c: Correction, row: Row) -> str:
        self.rows[c.table].remove(row)
        of = "actors" if c.table == "mentions" else c.table
        self._rename(c, of, row.get(IDS.get(of, "")), None, _named_at(c.table, row))
        return str(row["name"]) if c.table == "actors" else place(c.table, row).label

    def _add(self, c: Correction, cells: Sequence[Correction]) -> None:
        """Add a row with its cells: as a whole, or not at all."""
        row = self._new(c.table, c.key_read)
        if c.table == "actors":
            row["actor_id"] = c.value.strip() or None
        for cell in cells:
            self._set(row, cell, self._cells(cell))
        required = [n.name for n in TABLES[c.table].columns if n.required]
        required += ["earliest"] if c.table == "timeline" else []
        if lacks := [name for name in required if row.get(name) is None]:
            raise ParameterError(f"it lacks cells; give {', '.join(lacks)}")
        if c.table == "actors":
            self._take(row["actor_id"], c)
        self.rows[c.table].append(row)
        for one in (c, *cells):
            _mark(row, one)
            self._tell(one, "applied", row)

    def _new(self, table: str, key: Key) -> Row:
        """Return a row at some words of the article."""
        text, name = self.article.text, self.article.article_id
        if not key.spans or key.spans[-1][1] > len(text) or table not in _NEW:
            raise ParameterError(f"no row of {table} can be added at {str(key)!r}")
        start, end = key.spans[0][0], key.spans[-1][1]
        before = [*takewhile(lambda s: s["start"] <= start, self.rows.get("sentences", ()))]
        row = _NEW[table] | {"article_id": name, "start": start, "end": end}
        row |= {k: before[-1][k] if before else 1 for k in ("sentence", "paragraph")}
        row |= {k: " ".join(text[start : key.spans[0][1]].split()) for k in row if row[k] == ""}
        if table == "stance":
            row["verb"] = row["cue"]
        elif table in IDS:
            # Ids in the text's order would change those of others.
            ids = {r[IDS[table]] for r in self.rows[table]}
            names = (f"{name}/{table[0]}{n:02d}" for n in count(len(ids) + 1))
            row[IDS[table]] = next(filterfalse(ids.__contains__, names))
        if table == "statements":
            row |= self._place("spans", key.spans) | self._place("source", ())
            row |= self._place("cue", key.cue)
            row["cue_lemma"] = row["cue"] and row["cue"].lower()
        return row

    def _take(self, actor_id: str, c: Correction) -> None:
        """Make an added actor's what is mentioned in its places."""
        held = {(m["start"], m["end"]): m for m in self.rows["mentions"]}
        for span in c.key_read.spans:
            if (mention := held.get(span)) is None:
                mention = self._new("mentions", Key((span,)))
                self.rows["mentions"].append(mention)
            elif mention["actor_id"]:
                self._rename(c, "actors", mention["actor_id"], actor_id, (span,))
            mention["actor_id"] = actor_id

    def _settle(self) -> None:
        """Count mentions anew, part with actors that have none, and put rows in their order."""
        starts: dict[str, list[int]] = {}
        self.rows["mentions"][:] = [m for m in self.rows["mentions"] if m.get("actor_id")]
        for m in self.rows["mentions"]:
            starts.setdefault(m["actor_id"], []).append(m["start"])
        self.rows["actors"][:] = [a for a in self.rows["actors"] if a["actor_id"] in starts]
        for a in self.rows["actors"]:
            own = starts[a["actor_id"]]
            a |= {"mentions": len(own), "first_start": min(own)}
        for table, column in _NAMED["actors"]:
            for row in self.rows[table]:
                row[column] = row.get(column) if row.get(column) in starts else None
        for row in self.rows["statements"]:
            if row.get("target_id") == row["actor_id"]:
                row["target_id"] = None
        self.rows["actors"].sort(key=lambda a: a["first_start"])
        for table in ("mentions", "dates", "statements"):
            self.rows[table].sort(key=lambda r: r["start"])


def revised(table: str, rows: list[Row], parsed: Any) -> tuple[list[Row], list[Row]]:
    """Return the rows of stance or timeline as corrected, and what came of each correction."""
    known = records(parsed.corrections) if hasattr(parsed, "corrections") else []
    waiting = [c for c in known if c["table"] == table and c["state"] is None]
    told: list[Row] = []
    for name in dict.fromkeys(w["article_id"] for w in waiting):
        own = [r for r in rows if r["article_id"] == name]
        told += _revise(table, own, parsed, [w for w in waiting if w["article_id"] == name])
        rows = [*(r for r in rows if r["article_id"] != name), *own]
    if told:
        order = {name: n for n, name in enumerate(parsed.articles["article_id"])}
        rows.sort(key=lambda r: (order[r["article_id"]], r["start"], r["end"]))
    return rows, told


def _revise(table: str, own: list[Row], parsed: Any, waiting: list[Row]) -> Iterator[Row]:
    """Correct the rows of one article in place, and yield what came of each correction."""
    name, whole = waiting[0]["article_id"], getattr(parsed, "whole_ids", {})
    frames = {n: getattr(parsed, n) for n in ("actors", "mentions", "sentences", "articles")}
    others = {n: records(f[f["article_id"] == name]) for n, f in frames.items()}
    todo = {_waiting(w, whole): w["correction"] for w in waiting}
    edit = Edit(Article(others.pop("articles")[0]["text"], article_id=name), [*todo])
    edit.run(others | {table: own})
    yield from (row | {"correction": todo[c]} for c, row in edit.told.items())


def _waiting(told: Row, whole: dict[tuple[str, str], str]) -> Correction:
    """Return a waiting correction; an actor in it goes by its id among all articles."""
    value = told["value"] or ""
    if told["column"] in (*file.ACTORS, "target"):
        value = whole.get((told["article_id"], key(value, "actors").label), value)
    return Correction(*((told | {"value": value})[c] or "" for c in file.COLUMNS))


def _grouped(todo: Iterable[Correction]) -> list[list[Correction]]:
    """Put the cells of an added row with it; any other correction stands alone."""
    groups: dict[int, list[Correction]] = {}
    added: dict[tuple[str, str], int] = {}
    for n, c in enumerate(todo):
        if c.column == file.ADD:
            added[c.table, c.key] = n
        group = n if c.column == file.DROP else added.get((c.table, c.key), n)
        groups.setdefault(group, []).append(c)
    return list(groups.values())


def _named_at(table: str, row: Row) -> Spans:
    """Return the place of the words that mean a row's actor; none for an actor's own row."""
    return _place_of(row, _NAMED["actors"].get((table, "actor_id")))


def _place_of(row: Row, words: str | None) -> Spans:
    start, end = row.get(f"{words}start"), row.get(f"{words}end")
    return () if words is None or start is None or end is None else ((start, end),)


def _mark(row: Row, c: Correction) -> None:
    names = dict.fromkeys([*(row.get("corrected_by") or "").split("|"), c.who or "an analyst"])
    row["corrected_by"] = "|".join(filter(None, names))


def _same(was: Any, value: object) -> bool:
    if pd.isna(was) or value is None:
        return bool(pd.isna(was)) and value is None
    return shown(was) == shown(value)
