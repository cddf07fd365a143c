"""Corrections of what is made from the tables: applied when it is made."""

from __future__ import annotations

from typing import Any

import pandas as pd

from newslab.article import Article
from newslab.corrected.edit import ACTOR, Edit, Row
from newslab.corrected.file import ACTORS, COLUMNS, Correction
from newslab.tables import TABLES


def revised(table: str, rows: list[Row], parsed: Any) -> tuple[list[Row], list[Row]]:
    """Return the rows of stance or timeline as corrected, and what came of each correction."""
    empty = TABLES["corrections"].frame([])
    known = getattr(parsed, "corrections", empty)
    waiting = plain(known[(known["table"] == table) & known["state"].isna()])
    whole: dict[tuple[str, str], str] = getattr(parsed, "whole_ids", {}) if waiting else {}
    told: list[Row] = []
    for name in dict.fromkeys(w["article_id"] for w in waiting):
        todo = []
        for w in (w for w in waiting if w["article_id"] == name):
            value = whole.get((name, ACTOR.sub(r"\g<id>", w["value"] or "", count=1)), w["value"])
            fields = w | {"value": value if w["column"] in (*ACTORS, "target") else w["value"]}
            todo.append(Correction(*(fields[c] or "" for c in COLUMNS)))
        frames = {n: getattr(parsed, n) for n in ("actors", "mentions", "sentences", "articles")}
        others = {n: plain(f[f["article_id"] == name]) for n, f in frames.items()}
        (about,) = others.pop("articles")
        own = [r for r in rows if r["article_id"] == name]
        edit = Edit(Article(about["text"], article_id=name), todo)
        edit.run(others | {table: own})
        told += edit.told.values()
        rows = [*(r for r in rows if r["article_id"] != name), *own]
    return rows, told


def plain(frame: pd.DataFrame) -> list[Row]:
    """Return the rows of a frame, None for what is missing."""
    values = frame.astype(object)
    return [dict(r) for r in values.where(frame.notna(), None).to_dict("records")]
