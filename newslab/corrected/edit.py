"""Corrections applied to the rows of one article; what depends on them follows."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import date
from difflib import get_close_matches
from typing import Any

import pandas as pd

from newslab.article import Article
from newslab.corrected import file
from newslab.corrected.file import ADD, DROP, Correction, Key
from newslab.errors import NewslabError

Row = dict[str, Any]
Rows = dict[str, list[Row]]

#: Where a row's own characters stand, and those of its cue.
_OWN = {"clauses": ("verb_start", "verb_end"), "statements": ("cue_start", "cue_end")}
_ID = {"statements": "statement_id", "mentions": "mention_id", "dates": "date_id",
       "clauses": "clause_id", "actors": "actor_id", "articles": "article_id"}  # fmt: skip
#: The columns that hold ids of actors, each with the columns of the words that they come from.
_REFERENCES: dict[str, dict[str, str | None]] = {
    "statements": {"actor_id": "source", "target_id": None},
    "clauses": {"subject_id": "subject", "object_id": "object"},
}
#: What is made from the tables; its corrections are applied when it is.
ANALYSES = ("stance", "timeline")
_SCORES = {"support": 0.6, "conditional": 0.3, "neutral": 0.0, "oppose": -0.6}


class UnfitError(NewslabError):
    """A correction does not fit the article as it is parsed now."""


class Edit:
    """The corrections of one article, on their way through its parse.

    ``article`` is the article with its corrected date; `dates` takes the time expressions before
    anything is counted from them, `rest` all other rows.
    """

    def __init__(self, article: Article, todo: Sequence[Correction] = ()) -> None:
        self.todo = [c for c in todo if c.table != "articles"]
        self.told: dict[Correction, Row] = {}
        self.rows: Rows = {}
        self.article, self.article_by = article, ""
        for c in (c for c in todo if c.table == "articles"):
            self._article(c)

    def _article(self, c: Correction) -> None:
        value = file.convert(c.table, c.column, c.value)
        value = pd.Timestamp(value).as_unit("us") if c.column == "published" and value else value
        was = getattr(self.article, c.column)
        if was == value or (was is pd.NaT and value is None):
            self._tell(c, "superfluous", note="it is so already")
            return
        self._tell(c, "applied", self.article.article_id, None if was is pd.NaT else was)
        # A date that is taken away is read from the text again: nobody can say that there is none.
        self.article = replace(self.article, **{c.column: pd.NaT if value is None else value})
        self.article_by = _joined(self.article_by, c)

    def dates(self, rows: list[Row]) -> None:
        """Correct the dates in place."""
        self._run("dates", {"dates": rows})

    def rest(self, rows: Rows) -> None:
        """Correct all other tables in place, and add the table of corrections."""
        if self.article_by:
            rows["articles"][0]["corrected_by"] = self.article_by
        if self.todo:
            self._run(None, rows)
            self._settle()
        rows["corrections"] = [self.told[c] for c in sorted(self.told, key=_line)]

    def analysis(self, table: str, rows: Rows) -> list[Row]:
        """Correct the rows of an analysis in place; returns what came of each correction."""
        self._run(table, rows)
        return list(self.told.values())

    def _run(self, only: str | None, rows: Rows) -> None:
        self.rows = rows
        for c in self.todo:
            if c in self.told or (only and c.table != only):
                continue
            if only is None and c.table in ANALYSES and not self._drifted(c):
                self._tell(c, None)
                continue
            try:
                self._apply(c)
            except NewslabError as error:
                if not (c.everywhere and isinstance(error, UnfitError)):
                    self._tell(c, "unfit", note=str(error))

    def _tell(
        self, c: Correction, state: str | None, row_id: object = None, was: object = None,
        note: str = "",
    ) -> None:  # fmt: skip
        told = {k: getattr(c, k) or None for k in file.COLUMNS if k != "article_id"}
        self.told[c] = told | {
            "article_id": self.article.article_id, "state": state, "row_id": row_id,
            "was": None if was is None else shown(was), "note": note or None,
            "everywhere": c.everywhere, "correction": c.id,
        }  # fmt: skip

    def _apply(self, c: Correction) -> None:
        if self._drifted(c):
            raise UnfitError("the article's text has changed since")
        if c.column == ADD:
            row, was, note = self._add(c), None, ""
        else:
            row, note = self._find(c.table, c.parsed_key())
            was = self._drop(c, row) if c.column == DROP else self._change(c, row)
            if was is row:
                self._tell(c, "superfluous", _id(c.table, row), note="it is so already")
                return
        if c.column != DROP:
            self._mark(row, c)
        self._tell(c, "applied", _id(c.table, row), was, note)

    def _drifted(self, c: Correction) -> bool:
        return bool(c.sha256) and c.sha256 != self.article.sha256 and not c.everywhere

    def _mark(self, row: Row, c: Correction) -> None:
        row["corrected_by"] = _joined(row.get("corrected_by"), c)

    # Which row a key means

    def _find(self, table: str, key: Key) -> tuple[Row, str]:
        """Return the row of a key, and what has changed about it."""
        if table == "actors":
            return self._actor(key)
        rows = self.rows[table]
        same = [r for r in rows if place(table, r).spans == key.spans]
        same = [r for r in same if not key.cue or place(table, r).cue == key.cue] or same
        note = ""
        if not same:
            # The rules may cut a content or a name elsewhere; its cue or its last word stays.
            same = [r for r in rows if _is_still(place(table, r), key)]
            note = f"it stood at {replace(key, label='')}" if same else ""
        if len(same) > 1:
            same = [r for r in same if place(table, r).label == key.label]
        if len(same) == 1:
            return same[0], note
        raise UnfitError(self._missing(table, key, len(same)))

    def _missing(self, table: str, key: Key, found: int) -> str:
        if found:
            return f"{found} rows of {table} have these characters"
        near = [k for k in (place(table, r) for r in self.rows[table]) if _touch(k, key)]
        instead = f"; there is now {' and '.join(map(str, near))}" if near else ""
        return f"nothing of {table} stands at {replace(key, label='')} any more{instead}"

    def _actor(self, key: Key) -> tuple[Row, str]:
        ident = self._known(key.label, key.spans[0] if key.spans else None)
        row = next(r for r in self.rows["actors"] if r["actor_id"] == ident)
        return row, f"it was {key.label}" if key.label and ident != key.label else ""

    def _known(self, ident: str, at: tuple[int, int] | None) -> str:
        """Return an actor's id as it is now: by its name, else by the words that mean it."""
        known = [r["actor_id"] for r in self.rows["actors"]]
        if ident in known:
            return ident
        found = {m["actor_id"] for m in self.rows["mentions"] if (m["start"], m["end"]) == at}
        if len(found) == 1:
            return str(found.pop())
        near = get_close_matches(ident, known, 3, 0.5)
        raise UnfitError(
            f"no actor {ident!r} in the article", todo=f"near: {', '.join(near)}" if near else None
        )

    # Change, drop, add

    def _change(self, c: Correction, row: Row) -> Any:
        """Set a cell; returns what it was, or the row itself if it is so already."""
        value = file.convert(c.table, c.column, c.value)
        if c.table in ANALYSES and isinstance(value, date):
            value = pd.Timestamp(value)
        if c.column in file.ACTORS and value is not None:
            value = self._reference(c, str(value))
        if c.column in file.STATEMENTS and value is not None:
            value = self._find("statements", value)[0]["statement_id"]
        if c.column in file.PLACES:
            return self._place(c.column, row, value)
        was = row.get(c.column)
        if _same(was, value):
            return row
        if c.table == "actors" and c.column == "actor_id":
            self._merge(str(was), str(value), c)
        elif c.table == "mentions" and c.column == "actor_id":
            self._move(row, value, c)
        row[c.column] = value
        self._follow(c, row, was)
        return was

    def _reference(self, c: Correction, value: str) -> str:
        ident, at = file.actor(value)
        # A new id that no actor has is a new name; elsewhere it is a slip of the pen.
        if c.table == "actors" and c.column == "actor_id" and at is None:
            return ident
        return self._known(ident, at)

    def _follow(self, c: Correction, row: Row, was: Any) -> None:
        if c.table == "dates" and c.column == "value":
            _describe(row)
        elif c.table == "statements" and c.column in ("actor_id", "target_id"):
            span = row["source_start"], row["source_end"]
            if c.column == "actor_id" and row["actor_id"] is not None and was is not None:
                for m in self.rows["mentions"]:
                    if (m["start"], m["end"]) == span and m["actor_id"] == was:
                        self._move(m, row["actor_id"], c)
                        m["actor_id"] = row["actor_id"]
                        self._mark(m, c)
            if row["target_id"] == row["actor_id"]:
                row["target_id"] = None
        elif c.table == "stance":
            _name_target(c.column, row, self.rows["actors"])
            if c.column == "stance":
                row["score"] = _SCORES[row["stance"]]
        elif c.table == "timeline" and c.column in ("earliest", "latest"):
            row["granularity"] = "day" if row["earliest"] == row["latest"] else "interval"
            row["how_dated"] += "; corrected"

    def _place(self, column: str, row: Row, value: Any) -> Any:
        start, end = (value[0][0], value[-1][1]) if value else (None, None)
        if column == "spans":
            was = row["spans"]
            new: Row = _content(self.article.text, value)
        else:
            was = (
                None if row.get("source") is None else f"{row['source_start']}-{row['source_end']}"
            )
            words = self.article.text[start:end] if value else None
            new = {"source": words, "source_start": start, "source_end": end}
        if all(row.get(k) == v for k, v in new.items()):
            return row
        row.update(new)
        return was

    def _merge(self, old: str, new: str, c: Correction) -> None:
        """Make one actor of two, or give one another id."""
        gone = next(r for r in self.rows["actors"] if r["actor_id"] == old)
        into = next((r for r in self.rows["actors"] if r["actor_id"] == new), None)
        if into is not None:
            forms = [into["aliases"], gone["name"], gone["aliases"]]
            names = dict.fromkeys(f for v in forms if v for f in v.split("|"))
            into["aliases"] = "|".join(n for n in names if n != into["name"]) or None
            for column in ("role", "affiliation"):
                into[column] = into[column] or gone[column]
            self.rows["actors"].remove(gone)
            self._mark(into, c)
        self._replace(lambda row, column: row[column] == old, new, c)
        for m in self.rows["mentions"]:
            if m["actor_id"] == old:
                m["actor_id"] = new

    def _move(self, mention: Row, new: str | None, c: Correction) -> None:
        """Let who spoke or acted in a mention's words follow it to another actor."""
        old, start, end = mention["actor_id"], mention["start"], mention["end"]

        def stands_for(row: Row, column: str) -> bool:
            words = next(w[column] for w in _REFERENCES.values() if column in w)
            if words is None or row[column] != old or row.get(f"{words}_start") is None:
                return False
            return bool(row[f"{words}_start"] <= start and end <= row[f"{words}_end"])

        self._replace(stands_for, new, c)

    def _replace(self, which: Callable[[Row, str], bool], new: str | None, c: Correction) -> None:
        for table, columns in _REFERENCES.items():
            for row in self.rows[table]:
                for column in columns:
                    if row.get(column) is not None and which(row, column):
                        row[column] = new
                        self._mark(row, c)
                if table == "statements" and row["target_id"] == row["actor_id"]:
                    row["target_id"] = None

    def _drop(self, c: Correction, row: Row) -> str:
        self.rows[c.table].remove(row)
        if c.table == "actors":
            self.rows["mentions"][:] = [
                m for m in self.rows["mentions"] if m["actor_id"] != row["actor_id"]
            ]
            self._replace(lambda r, column: r[column] == row["actor_id"], None, c)
        elif c.table == "mentions":
            self._move(row, None, c)
        ident = _id(c.table, row)
        for other in self.rows[c.table]:
            for column in ("parent_id", "disputes_id", "anchor_id"):
                if ident is not None and other.get(column) == ident:
                    other[column] = row[column] if column == "parent_id" else None
        return str(row["name"]) if c.table == "actors" else place(c.table, row).label

    def _add(self, c: Correction) -> Row:
        key = c.parsed_key()
        if not key.spans or any(end > len(self.article.text) for _, end in key.spans):
            raise UnfitError(f"the article has no characters {key}")
        if c.table != "actors" and any(place(c.table, r) == key for r in self.rows[c.table]):
            raise UnfitError(f"{c.table} has a row at {key} already")
        row: Row = getattr(self, f"_new_{c.table}")(c, key)
        self.rows[c.table].append(row)
        return row

    def _new(self, c: Correction, key: Key, letter: str = "") -> Row:
        start, end = key.spans[0][0], key.spans[-1][1]
        row = {"article_id": self.article.article_id, "start": start, "end": end}
        if letter:
            numbers = [str(r[_ID[c.table]]).rpartition(letter)[2] for r in self.rows[c.table]]
            number = max((int(n) for n in numbers if n.isdecimal()), default=0) + 1
            row[_ID[c.table]] = f"{self.article.article_id}/{letter}{number:02d}"
        inside = [s for s in self.rows.get("sentences", ()) if s["start"] <= start]
        row["sentence"] = inside[-1]["sentence"] if inside else 1
        row["paragraph"] = inside[-1]["paragraph"] if inside else 1
        return row

    def _new_statements(self, c: Correction, key: Key) -> Row:
        cue = slice(*key.cue) if key.cue else slice(0)
        ident = self._known(*file.actor(c.value)) if c.value.strip() else None
        words = self.article.text[cue] or None
        quoted = self.article.text[key.spans[0][0]] in "\"“”'‘"
        return self._new(c, key, "s") | _content(self.article.text, key.spans) | {
            "kind": "direct" if quoted else "indirect", "act": "assert", "cue": words,
            "cue_lemma": words and words.lower(), "actor_id": ident, "negated": False,
            "cue_start": key.cue and key.cue[0], "cue_end": key.cue and key.cue[1],
            "source": None, "source_start": None, "source_end": None, "target_id": None,
            "parent_id": None, "disputes_id": None, "rule": "added by an analyst",
        }  # fmt: skip

    def _new_mentions(self, c: Correction, key: Key) -> Row:
        row = self._new(c, key, "m")
        words = self.article.text[row["start"] : row["end"]]
        form = "name" if words[:1].isupper() else "description"
        ident = self._known(*file.actor(c.value))
        return row | {"actor_id": ident, "text": words, "form": form}

    def _new_actors(self, c: Correction, key: Key) -> Row:
        ident = c.value.strip()
        if any(r["actor_id"] == ident for r in self.rows["actors"]):
            raise UnfitError(f"there is an actor {ident!r} already", todo="change the mentions")
        self.rows["actors"].append({"actor_id": ident})  # so that mentions may be of it
        for span in key.spans:
            at = Key((span,))
            held = [m for m in self.rows["mentions"] if (m["start"], m["end"]) == span]
            for m in held:
                self._move(m, ident, c)
                m["actor_id"] = ident
            if not held:
                mention = replace(c, table="mentions", value=ident)
                self.rows["mentions"].append(self._new_mentions(mention, at))
        self.rows["actors"].pop()
        name = self.article.text[slice(*key.spans[0])]
        return {
            "article_id": self.article.article_id, "actor_id": ident, "name": name,
            "kind": "person", "role": None, "affiliation": None, "aliases": None,
        }  # fmt: skip

    def _new_dates(self, c: Correction, key: Key) -> Row:
        row = self._new(c, key, "d")
        words = self.article.text[row["start"] : row["end"]]
        row |= {"text": words, "type": "DATE", "value": c.value.strip(), "anchor": "explicit",
                "anchor_id": None, "rule": "added by an analyst"}  # fmt: skip
        _describe(row)
        return row

    def _new_stance(self, c: Correction, key: Key) -> Row:
        parts = [p.strip() for p in c.value.split("|")]
        if len(parts) != 3 or parts[1] not in _SCORES:
            raise UnfitError(f"value {c.value!r} is no stance", todo="write holder | oppose | whom")
        holder, stance, target = parts
        row = self._new(c, key) | {
            "holder_id": self._known(*file.actor(holder)), "stance": stance,
            "score": _SCORES[stance], "modality": "asserted", "target": target,
            "cue": self.article.text[slice(*key.spans[0])], "basis": "added by an analyst",
        }  # fmt: skip
        _name_target("target", row, self.rows["actors"])
        return row

    def _new_timeline(self, c: Correction, key: Key) -> Row:
        first, _, last = (p.strip() for p in c.value.partition("/"))
        row = self._new(c, key) | {"granularity": "day", "how_dated": "added by an analyst"}
        row["event"] = " ".join(self.article.text[row["start"] : row["end"]].split())
        row["earliest"] = pd.Timestamp(file.day(first))
        row["latest"] = pd.Timestamp(file.day(last or first))
        return row

    def _settle(self) -> None:
        """Count mentions anew, part with actors that have none, and put rows in their order."""
        count: dict[str, list[int]] = {}
        for m in self.rows["mentions"]:
            count.setdefault(m["actor_id"], []).append(m["start"])
        self.rows["actors"][:] = [a for a in self.rows["actors"] if a["actor_id"] in count]
        for a in self.rows["actors"]:
            starts = count[a["actor_id"]]
            a["mentions"], a["first_start"] = len(starts), min(starts)
        known = {a["actor_id"] for a in self.rows["actors"]}
        for table, columns in _REFERENCES.items():
            for row in self.rows[table]:
                row.update({k: None for k in columns if row.get(k) and row[k] not in known})
        self.rows["actors"].sort(key=lambda a: a["first_start"])
        self.rows["mentions"].sort(key=lambda m: m["start"])
        self.rows["statements"].sort(key=lambda s: (s["start"], -s["end"]))


def revised(table: str, rows: list[Row], parsed: Any) -> tuple[list[Row], list[Row]]:
    """Return the rows of an analysis as an analyst corrected them, and what came of each.

    Parameters
    ----------
    table
        The analysis: stance or timeline.
    rows
        What it found.
    parsed
        The tables that it read.
    """
    known = getattr(parsed, "corrections", None)
    if known is None or known.empty:
        return rows, []
    waiting = plain(known[(known["table"] == table)])
    waiting = [w for w in waiting if w["state"] is None]
    found = {r["article_id"]: r for r in plain(parsed.articles)} if waiting else {}
    told: list[Row] = []
    for name in dict.fromkeys(w["article_id"] for w in waiting):
        names = ("actors", "mentions", "sentences")
        others = {n: plain(f[f["article_id"] == name]) for n in names for f in [getattr(parsed, n)]}
        into: dict[str, str] = getattr(parsed, "local_ids", lambda _article: {})(name)
        of_it = _renamed([r for r in rows if r["article_id"] == name], into)
        article = Article(found[name]["text"], article_id=name)
        edit = Edit(article, [_again(w) for w in waiting if w["article_id"] == name])
        told += edit.analysis(table, {**_all_renamed(others, into), table: of_it})
        back = {local: united for united, local in into.items()}
        rows = [r for r in rows if r["article_id"] != name] + _renamed(of_it, back)
    return rows, told


def _again(row: Row) -> Correction:
    return Correction(**{k: row[k] or "" for k in file.COLUMNS})


def plain(frame: pd.DataFrame) -> list[Row]:
    """Return the rows of a frame, None for what is missing."""
    values = frame.astype(object)
    return [dict(r) for r in values.where(frame.notna(), None).to_dict("records")]


def _all_renamed(rows: Rows, names: dict[str, str]) -> Rows:
    return {table: _renamed(found, names) for table, found in rows.items()}


def _renamed(rows: list[Row], names: dict[str, str]) -> list[Row]:
    """Return rows with other ids for their actors."""
    if not names:
        return [dict(r) for r in rows]
    found = []
    for row in rows:
        new = {c: names.get(row[c], row[c]) for c in file.ACTORS if c in row}
        if row.get("actors"):
            new["actors"] = "|".join(names.get(a, a) for a in str(row["actors"]).split("|"))
        found.append(row | new)
    return found


def place(table: str, row: Row) -> Key:
    """Return the key of a row, as `newslab.correct` writes it."""
    if table == "statements":
        spans = file.spans(str(row["spans"]).replace(":", "-"))
        words = f"{row.get('source') or '–'} {row.get('cue') or ''}: {row['content']}"
    else:
        spans = ((int(row["start"]), int(row["end"])),)
        words = str(next(row[c] for c in ("text", "event", "target") if c in row))
        words = f"{row['holder_id']} → {words}" if "holder_id" in row else words
    columns = _OWN.get(table)
    cued = columns is not None and not _none(row.get(columns[0]))
    cue = (int(row[columns[0]]), int(row[columns[1]])) if columns and cued else None
    return Key(spans, cue, " ".join(words.split())[:50].strip())


def shown(value: object) -> str:
    """Return a value as the file writes it."""
    if isinstance(value, pd.Timestamp):
        return f"{value:%Y-%m-%d}"
    return str(value).lower() if isinstance(value, bool) else str(value)


def _is_still(now: Key, key: Key) -> bool:
    if key.cue:
        return now.cue == key.cue
    return now.spans[-1][1] == key.spans[-1][1]


def _touch(now: Key, key: Key) -> bool:
    spans = [*key.spans, *([key.cue] if key.cue else [])]
    return any(s < end and start < e for s, e in spans for start, end in now.spans)


def _id(table: str, row: Row) -> Any:
    return row.get(_ID.get(table, ""))


def _line(c: Correction) -> int:
    return int(c.where.rpartition(" ")[2] or 0) if c.where else 0


def _joined(before: str | None, c: Correction) -> str:
    names = dict.fromkeys([*(before or "").split("|"), c.who or "an analyst"])
    return "|".join(n for n in names if n)


def _none(value: object) -> bool:
    return value is None or value is pd.NA or value is pd.NaT or value != value


def _same(was: Any, value: Any) -> bool:
    if _none(was) or value is None:
        return _none(was) and value is None
    return bool(was == value or shown(was) == shown(value))


def _content(text: str, spans: Iterable[tuple[int, int]]) -> Row:
    spans = list(spans)
    return {
        "content": " … ".join(text[s:e] for s, e in spans),
        "start": spans[0][0],
        "end": spans[-1][1],
        "spans": " ".join(f"{s}:{e}" for s, e in spans),
    }


def _describe(row: Row) -> None:
    from newslab.extract.dates.calendar import describe

    row["granularity"], row["earliest"], row["latest"] = describe(str(row["value"] or ""))


def _name_target(column: str, row: Row, actors: list[Row]) -> None:
    """Keep id, name and kind of a stance's target together."""
    names = {a["actor_id"]: a["name"] for a in actors}
    if column == "target":
        ids = {name: ident for ident, name in names.items()} | {i: i for i in names}
        row["target_id"] = ids.get(row["target"])
    if column in ("target", "target_id"):
        row["target"] = names.get(row["target_id"], row["target"])
        row["target_kind"] = "issue" if _none(row["target_id"]) else "actor"
