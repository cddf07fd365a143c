"""Corrections applied to the rows of one article; what depends on them follows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from difflib import get_close_matches
from itertools import count, takewhile
from typing import Any

import pandas as pd

from newslab.article import Article
from newslab.corrected.file import ACTORS, ADD, COLUMNS, DROP, PLACES, STATEMENTS, Correction
from newslab.corrected.keys import Key, Spans, place
from newslab.errors import NewslabError, ParameterError
from newslab.extract.dates.calendar import describe

Row = dict[str, Any]

#: What is made from the tables; its corrections are applied when it is.
ANALYSES = ("stance", "timeline")
#: Each table's ids.
IDS = {"statements": "statement_id", "mentions": "mention_id", "dates": "date_id",
       "clauses": "clause_id", "actors": "actor_id", "articles": "article_id"}  # fmt: skip
#: The columns that name actors, and what the columns of the words that name them begin with.
_NAMED: dict[str, dict[str, str | None]] = {
    "mentions": {"actor_id": ""},
    "statements": {"actor_id": "source_", "target_id": None},
    "clauses": {"subject_id": "subject_", "object_id": "object_"},
}
_SCORES = {"support": 0.6, "conditional": 0.3, "neutral": 0.0, "oppose": -0.6}
#: What a row has that an analyst adds, until its other columns are set.
_BY_HAND = "added by an analyst"
_NEW: dict[str, Row] = {
    "statements": {"kind": "indirect", "act": "assert", "negated": False, "rule": _BY_HAND},
    "actors": {"kind": "person", "role": None, "affiliation": None, "aliases": None},
    "mentions": {"form": "name", "rule": _BY_HAND},
    "dates": {"type": "DATE", "anchor": "explicit", "rule": _BY_HAND}
    | dict.fromkeys(("value", "earliest", "latest", "granularity")),
    "stance": {"modality": "asserted", "score": 0.0, "basis": _BY_HAND},
    "timeline": {"granularity": "day", "how_dated": _BY_HAND, "status": "reported"},
}
#: What an analyst gives of an added row: without it, there is none.
_GIVEN = {"mentions": ["actor_id"], "timeline": ["earliest"],
          "stance": ["holder_id", "target", "stance"]}  # fmt: skip
#: The column of an added row that has its words.
_WORDS = {"actors": "name", "timeline": "event", "stance": "cue"}


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
        self._done: list[tuple[Correction, Row]] = []
        for c in (c for c in todo if c.table == "articles"):
            value, was = c.converted(), getattr(self.article, c.column)
            same = _same(was, value)
            if not same:
                # A date that is taken away is read from the text again.
                new = pd.NaT if value is None and c.column == "published" else value
                self.article = replace(self.article, **{c.column: new})
                _mark(self._by, c)
            self._tell(c, "superfluous" if same else "applied", article.article_id, was)

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
        for c in self.todo:
            if c in self.told or (c.table not in rows and c.table not in ANALYSES):
                continue
            try:
                if c.sha256 and c.sha256 != self.article.sha256 and not c.everywhere:
                    raise ParameterError("the article's text has changed since")
                if c.table in rows:
                    self._apply(c)
                elif "actors" in rows:
                    self._tell(c, None)
            except NewslabError as error:
                if not c.everywhere:
                    self._tell(c, "unfit", note=str(error))
        self._part()

    def _part(self) -> None:
        """Part with added rows that lack what only an analyst can give."""
        for c, row in (done for done in self._done if done[0].column == ADD):
            own = self.rows.get(c.table, [])
            lacks = [k for k in _GIVEN.get(c.table, ()) if row.get(k) is None]
            if lacks and any(r is row for r in own):
                own[:] = [r for r in own if r is not row]
                for other in (o for o, r in self._done if r is row):
                    self._tell(other, "unfit", note=f"it lacks cells; give {', '.join(lacks)}")

    def _tell(
        self, c: Correction, state: str | None, row_id: Any = None, was: Any = None, note: str = ""
    ) -> None:
        self.told[c] = {k: getattr(c, k) or None for k in COLUMNS} | {
            "article_id": self.article.article_id, "state": state, "row_id": row_id,
            "was": None if pd.isna(was) else shown(was), "note": note or None,
            "everywhere": c.everywhere, "correction": c.id,
        }  # fmt: skip

    def _apply(self, c: Correction) -> None:
        row = self._add(c) if c.column == ADD else self._find(c.table, c.key_read)
        change = self._drop if c.column == DROP else self._change
        was = None if c.column == ADD else change(c, row)
        state = "superfluous" if was is row else "applied"
        if state == "applied":
            _mark(row, c)
        self._done.append((c, row))
        self._tell(c, state, row.get(IDS.get(c.table, "")), None if was is row else was)

    # Which row a key means

    def _find(self, table: str, key: Key) -> Row:
        """Return the row of a key."""
        if table == "actors":
            ident = self._known(key.label, key.spans)
            return next(r for r in self.rows["actors"] if r["actor_id"] == ident)
        at = [(r, place(table, r)) for r in self._those(table, key)]
        found = [(r, k) for r, k in at if k.spans == key.spans and key.cue in ((), k.cue)]
        # Rules may cut a content or a name elsewhere; its cue or its last word stays.
        last = key.cue or key.spans[-1][1:]
        found = found or [(r, k) for r, k in at if last in (k.cue, k.spans[-1][1:])]
        if len(found) > 1:
            found = [(r, k) for r, k in found if k.label == key.label][:1]
        if len(found) != 1:
            raise ParameterError(f"no row of {table} is at {replace(key, label='')} any more")
        return found[0][0]

    def _those(self, table: str, key: Key) -> list[Row]:
        """Return the row that was added last with a key, else all rows."""
        there = {id(r) for r in self.rows[table]}
        done = ((c, r) for c, r in self._done if (c.table, c.column) == (table, ADD))
        added = [r for c, r in done if id(r) in there and c.key_read == key]
        return added[-1:] or self.rows[table]

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

    def _change(self, c: Correction, row: Row) -> Any:
        """Set a cell; returns what it was, or the row itself if it is so already."""
        value = self._value(c)
        new = {c.column: value}
        if c.column in PLACES:
            new = self._place(c.column, value.spans if value else ())
        was = row.get(c.column)
        if all(_same(row.get(k), v) for k, v in new.items()):
            return row
        if c.column == "actor_id" and was:
            if c.table == "actors":
                self._merge(c, row, str(value))
            self._rename(c, was, value, _named_at(c.table, row))
        row.update(new)
        if c.table == "dates" and c.column == "value":
            row["granularity"], row["earliest"], row["latest"] = describe(str(value or ""))
        if row.get("earliest") is not None and row.get("latest") is None:
            row |= {"latest": row["earliest"], "granularity": row["granularity"] or "day"}
        if c.table == "stance":
            self._stance(c.column, row)
        return was

    def _value(self, c: Correction) -> Any:
        value = c.converted()
        if c.column in STATEMENTS and value:
            return self._find("statements", value)["statement_id"]
        if c.column in ACTORS and value:
            # An actor's new id that no other has is a new name; elsewhere it is a slip of the pen.
            new = c.table == "actors" and not value.spans
            return value.label if new else self._known(value.label, value.spans)
        return value.date() if c.table == "dates" and isinstance(value, pd.Timestamp) else value

    def _place(self, column: str, at: Spans) -> Row:
        """Return the columns for words of the article: a content, a source or a cue."""
        words = " … ".join(self.article.text[s:e] for s, e in at) or None
        start, end = (at[0][0], at[-1][1]) if at else (None, None)
        if column != "spans":
            return {column: words, f"{column}_start": start, f"{column}_end": end}
        written = " ".join(f"{s}:{e}" for s, e in at)
        return {"content": words, "start": start, "end": end, "spans": written}

    def _stance(self, column: str, row: Row) -> None:
        if column == "stance":
            row["score"] = _SCORES[row["stance"]]
        row.setdefault("verb", row["cue"])  # that of an added row
        target = row.get("target")
        actors = self.rows["actors"]
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

    def _rename(self, c: Correction, old: str, new: str | None, at: Spans = ()) -> None:
        """Put an actor in another's place: everywhere, or where certain words name it."""
        for table, columns in _NAMED.items():
            for row in self.rows[table]:
                for column, words in columns.items():
                    here = () if words is None else _named_at(table, row, words)
                    if row.get(column) == old and (not at or _touch(here, at)):
                        row[column] = new
                        _mark(row, c)

    def _drop(self, c: Correction, row: Row) -> str:
        self.rows[c.table].remove(row)
        if c.table in ("mentions", "actors"):
            self._rename(c, row["actor_id"], None, _named_at(c.table, row))
        for other in self.rows[c.table]:
            for column in (*STATEMENTS, "anchor_id"):
                if c.table in IDS and other.get(column) == row[IDS[c.table]]:
                    other[column] = row[column] if column == "parent_id" else None
        return str(row["name"]) if c.table == "actors" else place(c.table, row).label

    def _add(self, c: Correction) -> Row:
        key, text = c.key_read, self.article.text
        if not key.spans or key.spans[-1][1] > len(text) or c.table not in _NEW:
            raise ParameterError(f"no row of {c.table} can be added at {c.key!r}")
        start, end = key.spans[0][0], key.spans[-1][1]
        before = [*takewhile(lambda s: s["start"] <= start, self.rows.get("sentences", ()))]
        row = _NEW[c.table] | {"article_id": self.article.article_id, "start": start, "end": end}
        row |= {k: before[-1][k] if before else 1 for k in ("sentence", "paragraph")}
        row[_WORDS.get(c.table, "text")] = " ".join(text[slice(*key.spans[0])].split())
        if c.table == "actors":
            row["actor_id"] = c.value.strip()
            self._take(row["actor_id"], key.spans, c)
        elif c.table in IDS:
            # Ids in the text's order would change those of others.
            ids = {r[IDS[c.table]] for r in self.rows[c.table]}
            names = (f"{c.article_id}/{c.table[0]}{n:02d}" for n in count(len(ids) + 1))
            row[IDS[c.table]] = next(name for name in names if name not in ids)
        if c.table == "statements":
            row |= self._place("spans", key.spans) | self._place("source", ())
            row |= self._place("cue", key.cue) | dict.fromkeys(STATEMENTS)
            row["cue_lemma"] = row["cue"] and row["cue"].lower()
        self.rows[c.table].append(row)
        return row

    def _take(self, actor_id: str, at: Spans, c: Correction) -> None:
        """Make an actor's of what is mentioned in some places."""
        if not actor_id:
            raise ParameterError("the added actor has no id", todo="give actor_id")
        held = {(m["start"], m["end"]): m for m in self.rows["mentions"]}
        for span in at:
            new = replace(c, table="mentions", key=str(Key((span,))))
            mention = held.get(span) or self._add(new)
            if mention.get("actor_id"):
                self._rename(c, mention["actor_id"], actor_id, (span,))
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
        for table, columns in _NAMED.items():
            for row in self.rows[table]:
                row |= {k: None for k in columns if row.get(k) not in starts}
        for row in self.rows["statements"]:
            if row["target_id"] == row["actor_id"]:
                row["target_id"] = None
        self.rows["actors"].sort(key=lambda a: a["first_start"])
        for table in ("mentions", "dates", "statements"):
            self.rows[table].sort(key=lambda r: r["start"])


def shown(value: object) -> str:
    """Return a value as the file writes it."""
    if isinstance(value, pd.Timestamp):
        return f"{value:%Y-%m-%d}"
    return str(value).lower() if isinstance(value, bool) else str(value)


def _named_at(table: str, row: Row, words: str | None = None) -> Spans:
    """Return the place of the words that name a row's actor; none for an actor's own row."""
    words = _NAMED.get(table, {}).get("actor_id") if words is None else words
    start, end = row.get(f"{words}start"), row.get(f"{words}end")
    return () if words is None or start is None or end is None else ((start, end),)


def _touch(one: Spans, other: Spans) -> bool:
    """Whether one place holds the other, either way round."""
    return any((a <= c and d <= b) or (c <= a and b <= d) for a, b in one for c, d in other)


def _mark(row: Row, c: Correction) -> None:
    names = dict.fromkeys([*(row.get("corrected_by") or "").split("|"), c.who or "an analyst"])
    row["corrected_by"] = "|".join(filter(None, names))


def _same(was: Any, value: object) -> bool:
    if pd.isna(was) or value is None:
        return bool(pd.isna(was)) and value is None
    return shown(was) == shown(value)
