"""Corrections applied to the rows of one article: found by their words, changed, dropped, added.

What depends on a row follows by two passes: `Edit._rename` has words mean another actor wherever
they stand, and `Edit._settle` counts anew and parts with ids of what is gone.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace
from difflib import get_close_matches
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
#: Where ids of actors stand (table, column), and what the columns of the words that mean the actor
#: begin with.
_ACTORS: dict[tuple[str, str], str | None] = {
    ("mentions", "actor_id"): "", ("statements", "actor_id"): "source_",
    ("statements", "target_id"): None, ("clauses", "subject_id"): "subject_",
    ("clauses", "object_id"): "object_",
}  # fmt: skip
#: Where ids stand, and of which table.
_REFERENCES = dict.fromkeys(_ACTORS, "actors") | {
    ("statements", "parent_id"): "statements", ("statements", "disputes_id"): "statements",
    ("dates", "anchor_id"): "dates",
}  # fmt: skip
#: Tables of which several rows may be of one clause.
_SHARED = ("stance", "timeline")
_SCORES = {"support": 0.6, "conditional": 0.3, "neutral": 0.0, "oppose": -0.6}
#: What a row has that an analyst adds, until its other columns are set; "" is for its words.
_HAND = "added by an analyst"
_NEW: dict[str, Row] = {
    "statements": {"kind": "indirect", "act": "assert", "negated": False, "rule": _HAND},
    "actors": {"name": "", "kind": "person", "mentions": 0, "first_start": 0},
    "mentions": {"text": "", "form": "name", "rule": _HAND},
    "dates": {"text": "", "type": "DATE", "anchor": "explicit", "rule": _HAND},
    "stance": {"cue": "", "verb": "", "modality": "asserted", "target_kind": "issue",
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
        self.todo = [c | {"article_id": article.article_id} for c in todo]
        self.rows: dict[str, list[Row]] = {}
        #: Rows by the keys that found them, and the last number in the ids of each table.
        self._found: dict[tuple[str, str], Row] = {}
        self._last: dict[str, int] = {}
        day = None if pd.isna(article.published) else article.published.date()
        own = {"article_id": article.article_id, "title": article.title, "published": day}
        self.run({"articles": [own]}, "articles")
        self.by = own.get("corrected_by")
        if self.by:
            # A date that is taken away is read from the text again.
            published = own["published"] or pd.NaT
            self.article = replace(article, title=own["title"], published=published)

    def run(self, rows: dict[str, list[Row]], *tables: str) -> None:
        """Apply in place what is about some ``tables`` of ``rows``, and put them in order."""
        self.rows = rows
        self._last |= {table: len(rows[table]) for table in tables}
        due = [c for c in self.todo if c["table"] in tables]
        added = {(c["table"], c["key"]) for c in due if c["column"] == ADD}
        groups: dict[object, list[Row]] = defaultdict(list)
        for c in due:
            # A row is added whole or not at all.
            whole = (c["table"], c["key"])
            groups[whole if whole in added else c["correction"]].append(c)
        for cells in groups.values():
            told = self._try(sorted(cells, key=lambda c: c["column"] != ADD))
            for c in cells:
                c |= told
        if self.todo:
            self._settle()
        for table in (t for t in tables if self.todo or t in _SHARED):
            rows[table].sort(key=itemgetter(*_ORDER.get(table, ("start",))))

    def made(self) -> list[Row]:
        """Return the table of corrections: those that were tried, with what came of each."""
        return [c for c in self.todo if "state" in c]

    def _try(self, cells: Sequence[Row]) -> Row:
        """Apply the cells of a row, and return what came of them; of all articles one may fit."""
        c, table, column = cells[0], cells[0]["table"], cells[0]["column"]
        try:
            for_all = c["everywhere"] or table == "articles"
            if not for_all and c["sha256"] not in (None, self.article.sha256):
                raise ParameterError("the article's text has changed since")
            row, was = (self._add if column == ADD else self._change)(*cells)
        except NewslabError as error:
            return {} if c["everywhere"] else {"state": "unfit", "note": str(error)}
        _mark(row, *cells)
        if "confidence" in TABLES[table].names:
            row["confidence"] = 1.0  # a person says so
        same = column not in (ADD, DROP) and row.get(column) == was
        told = {"was": None if was is None else str(was), "row_id": row.get(TABLES[table].names[0])}
        return told | {"state": "superfluous" if same else "applied"}

    # Which row or actor is meant

    def _find(self, table: str, at: Key) -> Row:
        rows = self.rows[table]
        if table in ("articles", "actors"):
            return rows[0] if table == "articles" else self._known(at)
        # Rules may cut a name elsewhere; its last word stays.
        keyed = [(place(table, row), row) for row in reversed(rows)]
        keyed = [(k, row) for k, row in keyed if k.spans[-1][1] == at.spans[-1][1]]
        exact = [(k, row) for k, row in keyed if k.spans == at.spans]
        found = {k.label: row for k, row in exact or keyed}
        if at.label and (len(found) > 1 or table in _SHARED):
            # Among several only the same will do: the next in likeness may be another's.
            alike = get_close_matches(at.label, found, 1, 1.0 if len(found) > 1 else 0.5)
            found = {label: found[label] for label in alike}
        if not found:
            raise ParameterError(f"no row of {table} is at {Key(at.spans)} any more")
        return [*found.values()][-1]

    def _known(self, at: Key) -> Row:
        """Return an actor: by its name, else by the words that mean it."""
        known = {a["actor_id"]: a for a in self.rows["actors"]}
        meant = {m["actor_id"] for m in self.rows["mentions"] if (m["start"], m["end"]) in at.spans}
        for found in ({at.label} & known.keys(), meant & known.keys()):
            if len(found) == 1:
                return known[found.pop()]
        what = f"no actor {at.label!r} in the article"
        raise ParameterError(what, todo=suggest(at.label, known))

    # Change, drop, add

    def _change(self, c: Row) -> tuple[Row, Any]:
        """Change or drop a row; return it, and what it was."""
        table, column, same = c["table"], c["column"], (c["table"], c["key"])
        if not any(r is self._found.get(same) for r in self.rows[table]):
            # Its next correction finds it, wherever its words may be by then.
            self._found[same] = self._find(table, key(c["key"], table))
        row = self._found[same]
        was, actor, new = row.get(column), row.get("actor_id"), None
        if column == DROP:
            self.rows[table].remove(row)
            was = row["name"] if table == "actors" else place(table, row).label
        else:
            self._set(row, c)
            new = row.get(column)
        if actor and (column == "actor_id" or (column == DROP and table != "statements")):
            if new and table == "actors":
                self._merge(c, row)
            at = None if table == "actors" else _place_of(row, _ACTORS[table, "actor_id"])
            self._rename(c, actor, new, at)
        return row, was

    def _set(self, row: Row, c: Row) -> None:
        """Set a cell of a row, and what follows from it."""
        column, new = c["column"], self._meant(c)
        row |= self._words(column, new) if column in file.PLACES else {column: new}
        match c["table"], column:
            case "stance", "target":
                named = {a[n]: a for a in self.rows["actors"] for n in ("actor_id", "name")}
                whom = named.get(new, {})
                row |= {"target": whom.get("name", new), "target_id": whom.get("actor_id"),
                        "target_kind": "actor" if whom else "issue"}  # fmt: skip
            case "stance", "stance":
                row["score"] = _SCORES[new]
            case "dates", "value":
                days = describe(new or "")
                row |= dict(zip(("granularity", "earliest", "latest"), days, strict=True))
            case "timeline", "earliest" | "latest":
                first, last = row["earliest"] or new, row["latest"] or new
                if first > last:  # the other end follows
                    first = last = new
                row |= {"earliest": first, "latest": last, "how_dated": "dated by an analyst",
                        "granularity": "day" if first == last else "interval"}  # fmt: skip

    def _meant(self, c: Row) -> Any:
        """Return a correction's value, of a key the id of the statement or actor that it means."""
        table, column, new = c["table"], c["column"], file.value(c)
        if column in file.STATEMENTS and new:
            return self._find("statements", new)["statement_id"]
        if column == "actors" and new:
            return "|".join(self._known(Key((), i.strip()))["actor_id"] for i in new.split("|"))
        if column in file.ACTORS and new:
            # An actor's new id that no other has is a new name; elsewhere it is a slip of the pen.
            own_name = table == "actors" and not new.spans
            return new.label if own_name else self._known(new)["actor_id"]
        return new

    def _cut(self, at: Spans) -> list[str]:
        """Return the words at some places of the article, which cut none."""
        text = self.article.text
        words = [text[start:end] for start, end in at]
        if not all(map(str.strip, words)) or any(end > len(text) for _, end in at):
            raise ParameterError(f"the article has no words at {Key(at)}")
        if any(re.fullmatch(r"\w\w", text[max(i - 1, 0) : i + 1]) for span in at for i in span):
            raise ParameterError(f"{Key(at)} cuts a word", todo="give whole words")
        return words

    def _words(self, column: str, at: Key | None) -> Row:
        """Return the columns for words of the article: a content, a source or a cue."""
        spans = at.spans if at else ()
        words = " … ".join(self._cut(spans)) or None
        start, end = (spans[0][0], spans[-1][1]) if spans else (None, None)
        if column == "spans":
            written = " ".join(f"{s}:{e}" for s, e in spans)
            return {"content": words, "start": start, "end": end, "spans": written}
        lemma = {"cue_lemma": words and words.lower()} if column == "cue" else {}
        return {column: words, f"{column}_start": start, f"{column}_end": end} | lemma

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

    def _rename(self, c: Row, old: Any, new: str | None, at: Spans | None = None) -> None:
        """Put an actor's id in another's place: everywhere, or where some words mean the actor."""
        names = (f"{a['name']} {a['aliases']}" for a in self.rows["actors"] if a["actor_id"] == new)
        forms = {*re.findall(r"\w+", " ".join(names))}
        for (table, column), words in _ACTORS.items():
            for row in self.rows[table]:
                mine = _place_of(row, words)
                here = at is None or any(a < y and x < b for x, y in mine for a, b in at)
                # Another speaker than whom the source names: the name stays whose it is.
                named = c["table"] == "statements" and row.get("form") == "name"
                if row.get(column) != old or not here:
                    continue
                if named and forms.isdisjoint(re.findall(r"\w+", row["text"])):
                    continue
                row[column] = new
                _mark(row, c)
                if at and table == "mentions":
                    row["confidence"] = 1.0

    def _add(self, *cells: Row) -> tuple[Row, None]:
        """Add a row, of several cells; it was nothing."""
        c, table = cells[0], cells[0]["table"]
        at = key(c["key"], table).spans
        row = self._new(table, at)
        for cell in cells[1:]:
            self._set(row, cell)
        own = {column.name for column in TABLES[table].columns if column.required}
        if lacks := [name for name in file.CHANGED[table] if name in own and row[name] is None]:
            raise ParameterError("the new row lacks some", todo=f"give {', '.join(lacks)}")
        self.rows[table].append(row)
        # What is mentioned in a new actor's place, or as a new source, means the actor.
        for span in at if table == "actors" else _place_of(row, "source_"):
            mentions = self.rows["mentions"]
            meant = [m["actor_id"] for m in mentions if (m["start"], m["end"]) == span]
            if meant and row["actor_id"]:
                self._rename(c, meant[0], row["actor_id"], (span,))
            elif table == "actors":
                new = {"actor_id": row["actor_id"], "confidence": 1.0}
                mentions.append(self._new("mentions", (span,)) | new)
        return row, None

    def _new(self, table: str, at: Spans) -> Row:
        """Return a row at some words of the article."""
        name, words = self.article.article_id, " ".join(self._cut(at)[0].split())
        start, end = at[0][0], at[-1][1]
        row = dict.fromkeys(TABLES[table].names) | {"sentence": 1, "paragraph": 1} | _NEW[table]
        row |= {k: words for k in row if row[k] == ""}
        row |= {"article_id": name, "start": start, "end": end}
        for sentence in (s for s in self.rows.get("sentences", ()) if s["start"] <= start):
            row |= {k: sentence[k] for k in ("sentence", "paragraph")}
        if table in LETTERS:
            # Behind all numbers that rows have, or had until they were dropped.
            self._last[table] += 1
            row[TABLES[table].names[0]] = f"{name}/{LETTERS[table]}{self._last[table]:02}"
        return row | (self._words("spans", Key(at)) if table == "statements" else {})

    def _settle(self) -> None:
        """Count mentions anew; part with actors that have none, and with ids of what is gone."""
        rows = self.rows
        if "mentions" in rows:
            starts: dict[str, list[int]] = defaultdict(list)
            rows["mentions"] = [m for m in rows["mentions"] if m["actor_id"]]
            for m in rows["mentions"]:
                starts[m["actor_id"]].append(m["start"])
            rows["actors"] = [a for a in rows["actors"] if a["actor_id"] in starts]
            for a in rows["actors"]:
                own = starts[a["actor_id"]]
                a |= {"mentions": len(own), "first_start": min(own)}
        for (table, column), of in _REFERENCES.items():
            known = {r.get(TABLES[of].names[0]) for r in rows.get(of, ())}
            for row in rows.get(table, ()):
                own_target = column == "target_id" and row[column] == row["actor_id"]
                if row.get(column) not in known or own_target:
                    row[column] = None


def _place_of(row: Row, words: str | None) -> Spans:
    """Return the place of the words that mean a row's actor, if there are any."""
    start, end = row.get(f"{words}start"), row.get(f"{words}end")
    return () if words is None or start is None or end is None else ((start, end),)


def _mark(row: Row, *made: Row) -> None:
    names = [*(row.get("corrected_by") or "").split("|"), *(c["who"] or "an analyst" for c in made)]
    row["corrected_by"] = "|".join(dict.fromkeys(filter(None, names)))
