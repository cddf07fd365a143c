"""Corrections applied to the rows of one article; what depends on them follows."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace
from difflib import get_close_matches
from itertools import count, filterfalse, takewhile
from operator import itemgetter
from typing import Any

import pandas as pd

from newslab.article import Article
from newslab.corrected import file
from newslab.corrected.file import Correction, Key, key, place
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
    "actors": {("mentions", "actor_id"): "", ("statements", "actor_id"): "source_",
               ("statements", "target_id"): None, ("clauses", "subject_id"): "subject_",
               ("clauses", "object_id"): "object_"},
    "statements": {("statements", column): None for column in file.STATEMENTS},
    "dates": {("dates", "anchor_id"): None},
}  # fmt: skip
_SCORES = {"support": 0.6, "conditional": 0.3, "neutral": 0.0, "oppose": -0.6}
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

    ``article`` is the article with its corrected date; `run` takes the time expressions before
    anything is counted from them, `rest` all other rows.
    """

    def __init__(self, article: Article, todo: Sequence[Correction] = ()) -> None:
        self.article, self.todo = article, todo
        self.told: dict[Correction, Row] = {}
        self.rows: dict[str, list[Row]] = {}
        columns = file.CHANGED["articles"]
        self._own = {c: getattr(article, c) for c in ("article_id", *columns)}
        self.run({"articles": [self._own]})
        if "corrected_by" in self._own:
            # A date that is taken away is read from the text again.
            published = pd.NaT if self._own["published"] is None else self._own["published"]
            self.article = replace(article, title=self._own["title"], published=published)

    def rest(self, rows: dict[str, list[Row]]) -> None:
        """Correct all other tables in place, and add the table of corrections."""
        rows["articles"][0]["corrected_by"] = self._own.get("corrected_by")
        if self.todo:
            self.run(rows)
            self._settle()
        rows["corrections"] = [self.told[c] for c in dict.fromkeys(self.todo) if c in self.told]

    def run(self, rows: dict[str, list[Row]]) -> None:
        """Apply in place what has not been applied yet and is about ``rows``."""
        self.rows = rows
        for cells in _grouped(c for c in self.todo if c not in self.told):
            if cells[0].table in rows:
                self._try(cells)
            elif "actors" in rows:
                for c in cells:  # what is made from the tables is corrected when it is made
                    self._tell(c, None)

    def _try(self, cells: Sequence[Correction]) -> None:
        c, *others = cells
        try:
            own = c.everywhere or c.table == "articles"
            if c.sha256 not in ("", self.article.sha256) and not own:
                raise ParameterError("the article's text has changed since")
            self._add(c, others) if c.column == file.ADD else self._apply(c)
        except NewslabError as error:
            for one in () if c.everywhere else cells:
                self._tell(one, "unfit", note=str(error))

    def _tell(self, c: Correction, state: str | None, row: Row | None = None, **what: Any) -> None:
        row_id = (row or {}).get(IDS.get(c.table, ""))
        self.told[c] = c.told(state, article_id=self.article.article_id, row_id=row_id, **what)

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
        if len(found) > 1:
            found = [(r, k) for r, k in found if k.label == at.label]
        if not found:
            raise ParameterError(f"no row of {table} is at {replace(at, label='')} any more")
        return found[0][0]

    def _known(self, at: Key) -> str:
        """Return an actor's id as it is now: by its name, else by the words that mean it."""
        known = [r["actor_id"] for r in self.rows["actors"]]
        found = {m["actor_id"] for m in self.rows["mentions"] if (m["start"], m["end"]) in at.spans}
        found = {at.label} & {*known} or found & {*known}
        if len(found) == 1:
            return str(found.pop())
        near = ", ".join(get_close_matches(at.label, known, 3, 0.5)) or "none"
        raise ParameterError(f"no actor {at.label!r} in the article", todo=f"near: {near}")

    # Change, drop, add

    def _apply(self, c: Correction) -> None:
        row = self._find(c.table, c.key_read)
        at = _place_of(row, _NAMED["actors"].get((c.table, "actor_id")))
        if c.column == file.DROP:
            self.rows[c.table].remove(row)
            of = "actors" if c.table == "mentions" else c.table
            self._rename(c, of, row.get(IDS.get(of, "")), None, at)
            was = row["name"] if c.table == "actors" else place(c.table, row).label
        else:
            new, was = self._cells(c), row.get(c.column)
            if c.column == "actor_id" and was:
                self._merge(c, row, new["actor_id"])
                self._rename(c, "actors", was, new["actor_id"], at)
            self._set(row, c, new)
        _mark(row, c)
        self._tell(c, "applied", row, was=was)

    def _cells(self, c: Correction) -> Row:
        """Return the columns that a correction sets; a place in the text sets several."""
        value = c.converted()
        if c.column in file.PLACES:
            return self._words(c.column, value.spans if value else ())
        if c.column in file.STATEMENTS and value:
            value = self._find("statements", value)["statement_id"]
        elif c.column in file.ACTORS and value:
            # An actor's new id that no other has is a new name; elsewhere it is a slip of the pen.
            new = c.table == "actors" and not value.spans
            value = value.label if new else self._known(value)
        elif c.table == "dates" and isinstance(value, pd.Timestamp):
            value = value.date()
        return {c.column: value}

    def _words(self, column: str, at: Spans) -> Row:
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
        if c.column == "cue":
            row["cue_lemma"] = row["cue"] and row["cue"].lower()
        if c.table == "dates" and c.column == "value":
            row["granularity"], row["earliest"], row["latest"] = describe(str(row["value"] or ""))
        if row.get("earliest") is not None and row.get("latest") is None:
            row |= {"latest": row["earliest"], "granularity": row.get("granularity") or "day"}
        if c.column == "stance":
            row["score"] = _SCORES[row["stance"]]
        if c.column == "target":
            named = {a[n]: a for a in self.rows["actors"] for n in ("actor_id", "name")}
            whom = named.get(row["target"], {})
            row["target_id"], row["target"] = whom.get("actor_id"), whom.get("name", row["target"])
            row["target_kind"] = "actor" if whom else "issue"

    def _merge(self, c: Correction, row: Row, new: str) -> None:
        """Make one actor of two, if the row is one's that gets the id of another."""
        into = next((r for r in self.rows["actors"] if r["actor_id"] == new), None)
        if c.table == "actors" and into not in (None, row):
            forms = "|".join(filter(None, [into["aliases"], row["name"], row["aliases"]]))
            names = dict.fromkeys(f for f in forms.split("|") if f != into["name"])
            into["aliases"] = "|".join(names) or None
            into |= {k: into[k] or row[k] for k in ("role", "affiliation")}
            self.rows["actors"].remove(row)
            _mark(into, c)

    def _rename(self, c: Correction, of: str, old: Any, new: str | None, at: Spans = ()) -> None:
        """Put an id in another's place: everywhere, or where certain words mean the actor."""
        for (table, column), words in _NAMED.get(of, {}).items():
            for row in self.rows[table]:
                here = any(a < y and x < b for x, y in _place_of(row, words) for a, b in at)
                if row.get(column) == old and (here or not at):
                    row[column] = new
                    _mark(row, c)

    def _add(self, c: Correction, cells: Sequence[Correction]) -> None:
        row = self._new(c.table, c.key_read)
        for cell in cells:
            self._set(row, cell, self._cells(cell))
        required = [n.name for n in TABLES[c.table].columns if n.required]
        required += ["earliest"] * (c.table == "timeline")
        if lacks := [name for name in required if row.get(name) is None]:
            raise ParameterError(f"it lacks cells; give {', '.join(lacks)}")
        for span in c.key_read.spans if c.table == "actors" else ():
            self._take(c, span, row["actor_id"])
        self.rows[c.table].append(row)
        for one in (c, *cells):
            _mark(row, one)
            self._tell(one, "applied", row)

    def _new(self, table: str, at: Key) -> Row:
        """Return a row at some words of the article."""
        text, name = self.article.text, self.article.article_id
        if not at.spans or at.spans[-1][1] > len(text):
            raise ParameterError(f"no row of {table} can be added at {str(at)!r}")
        (start, first), end = at.spans[0], at.spans[-1][1]
        before = [*takewhile(lambda s: s["start"] <= start, self.rows.get("sentences", ()))]
        row = dict.fromkeys(TABLES[table].names) | _NEW[table]
        row |= {"article_id": name, "start": start, "end": end}
        row |= {k: before[-1][k] if before else 1 for k in ("sentence", "paragraph")}
        row |= {k: " ".join(text[start:first].split()) for k in row if row[k] == ""}
        if table in IDS and table != "actors":
            # Ids in the text's order would change those of others.
            ids = {r[IDS[table]] for r in self.rows[table]}
            names = (f"{name}/{table[0]}{n:02d}" for n in count(len(ids) + 1))
            row[IDS[table]] = next(filterfalse(ids.__contains__, names))
        if table == "statements":
            row |= self._words("spans", at.spans)
        return row

    def _take(self, c: Correction, span: tuple[int, int], actor_id: str) -> None:
        """Make an added actor's what is mentioned in its places."""
        mentions = self.rows["mentions"]
        mention = next((m for m in mentions if (m["start"], m["end"]) == span), None)
        if mention is None:
            mentions.append(self._new("mentions", Key((span,))) | {"actor_id": actor_id})
        elif mention["actor_id"]:
            self._rename(c, "actors", mention["actor_id"], actor_id, (span,))

    def _settle(self) -> None:
        """Count mentions anew, part with actors that have none, and put rows in their order."""
        starts: dict[str, list[int]] = defaultdict(list)
        self.rows["mentions"][:] = [m for m in self.rows["mentions"] if m.get("actor_id")]
        for m in self.rows["mentions"]:
            starts[m["actor_id"]].append(m["start"])
        self.rows["actors"][:] = [a for a in self.rows["actors"] if a["actor_id"] in starts]
        for a in self.rows["actors"]:
            own = starts[a["actor_id"]]
            a |= {"mentions": len(own), "first_start": min(own)}
        for table, column in _NAMED["actors"]:
            for row in self.rows[table]:
                row[column] = row.get(column) if row.get(column) in starts else None
        for row in self.rows["statements"]:
            if row["target_id"] == row["actor_id"]:
                row["target_id"] = None
        for table in ("mentions", "dates", "statements", "actors"):
            first = "first_start" if table == "actors" else "start"
            self.rows[table].sort(key=itemgetter(first))


def revised(table: str, rows: list[Row], parsed: Any) -> tuple[list[Row], list[Row]]:
    """Return the rows of stance or timeline as corrected, and what came of each correction."""
    waiting: dict[str, list[Row]] = defaultdict(list)
    for c in records(parsed.corrections) if hasattr(parsed, "corrections") else ():
        if c["table"] == table and c["state"] is None:
            waiting[c["article_id"]].append(c)
    told: list[Row] = []
    for name, todo in waiting.items():
        frames = {n: getattr(parsed, n) for n in ("actors", "mentions", "sentences", "articles")}
        own = {n: records(f[f["article_id"] == name]) for n, f in frames.items()}
        own[table] = [r for r in rows if r["article_id"] == name]
        ids = {_waiting(c, getattr(parsed, "whole_ids", {})): c["correction"] for c in todo}
        edit = Edit(Article(own.pop("articles")[0]["text"], article_id=name), [*ids])
        edit.run(own)
        told += [row | {"correction": ids[c]} for c, row in edit.told.items()]
        rows = [*(r for r in rows if r["article_id"] != name), *own[table]]
    if told:
        order = {name: n for n, name in enumerate(parsed.articles["article_id"])}
        rows.sort(key=lambda r: (order[r["article_id"]], r["start"], r["end"]))
    return rows, told


def _waiting(told: Row, whole: dict[tuple[str, str], str]) -> Correction:
    """Return a waiting correction; an actor in it goes by its id among all articles."""
    value = told["value"] or ""
    if told["column"] in (*file.ACTORS, "target"):
        value = whole.get((told["article_id"], key(value, "actors").label), value)
    return Correction(*((told | {"value": value})[c] or "" for c in file.COLUMNS))


def _place_of(row: Row, words: str | None) -> Spans:
    """Return the place of the words that mean a row's actor; none for an actor's own row."""
    start, end = row.get(f"{words}start"), row.get(f"{words}end")
    return () if words is None or start is None or end is None else ((start, end),)


def _mark(row: Row, c: Correction) -> None:
    names = dict.fromkeys([*(row.get("corrected_by") or "").split("|"), c.who or "an analyst"])
    row["corrected_by"] = "|".join(filter(None, names))


def _grouped(todo: Iterable[Correction]) -> list[list[Correction]]:
    """Put the cells of an added row with it, for it is added whole or not at all."""
    groups: dict[int, list[Correction]] = {}
    added: dict[tuple[str, str], int] = {}
    for n, c in enumerate(todo):
        if c.column == file.ADD:
            added[c.table, c.key] = n
        group = n if c.column == file.DROP else added.get((c.table, c.key), n)
        groups.setdefault(group, []).append(c)
    return list(groups.values())
