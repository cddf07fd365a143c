"""Corrections of what is made from the tables: applied when it is made."""

from __future__ import annotations

from typing import Any

from newslab.article import Article
from newslab.corrected.edit import Edit, Row
from newslab.corrected.file import ACTORS, COLUMNS, Correction
from newslab.corrected.keys import key
from newslab.tables import records


def revised(table: str, rows: list[Row], parsed: Any) -> tuple[list[Row], list[Row]]:
    """Return the rows of stance or timeline as corrected, and what came of each correction."""
    known = records(parsed.corrections) if hasattr(parsed, "corrections") else []
    waiting = [c for c in known if c["table"] == table and c["state"] is None]
    whole: dict[tuple[str, str], str] = getattr(parsed, "whole_ids", {}) if waiting else {}
    told: list[Row] = []
    for name in dict.fromkeys(w["article_id"] for w in waiting):
        todo = {_correction(w, whole): w["correction"] for w in waiting if w["article_id"] == name}
        frames = {n: getattr(parsed, n) for n in ("actors", "mentions", "sentences", "articles")}
        others = {n: records(f[f["article_id"] == name]) for n, f in frames.items()}
        (about,) = others.pop("articles")
        own = [r for r in rows if r["article_id"] == name]
        edit = Edit(Article(about["text"], article_id=name), [*todo])
        edit.run(others | {table: own})
        told += (row | {"correction": todo[c]} for c, row in edit.told.items())
        rows = [*(r for r in rows if r["article_id"] != name), *own]
    # A timeline is sorted by its days where it is made.
    return _in_order(rows, parsed) if told and table == "stance" else rows, told


def _in_order(rows: list[Row], parsed: Any) -> list[Row]:
    """Order rows as the articles are, and as the text is."""
    order = {name: n for n, name in enumerate(parsed.articles["article_id"])}
    return sorted(rows, key=lambda r: (order[r["article_id"]], r["start"], r["end"]))


def _correction(told: Row, whole: dict[tuple[str, str], str]) -> Correction:
    """Return a waiting correction; an actor in it goes by its id among all articles."""
    value = told["value"] or ""
    if told["column"] in (*ACTORS, "target"):
        ident = key(value, "actors").label
        value = whole.get((told["article_id"], ident), value)
    return Correction(*((told | {"value": value})[c] or "" for c in COLUMNS))
