"""Rows and their evidence: names of both for links there and back, and how sure a row is."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

import pandas as pd
from markupsafe import Markup

from newslab.present.escape import Block, render, short_hash, table

#: What the ids of rows and marks start with: a letter for each kind.
LETTERS = {
    "statement": "s", "source": "s", "cue": "s", "actor": "a", "date": "d", "sentence": "n",
    "stance": "v", "event": "e", "tone": "t",
}  # fmt: skip


def short(row_id: object) -> str:
    """Return a row's id without the article's: ``s01`` of ``2025-03-14-talks/s01``."""
    return str(row_id).rpartition("/")[2]


def prefix(article_id: str) -> str:
    """Return what all names of one article start with, so that several fit on a page."""
    return f"n{short_hash(article_id)}"


def place(start: str, kind: str, key: str) -> str:
    """Return the name of a row's place in the marked article: letters, digits and hyphens."""
    return "-".join(re.sub(r"[^\w-]+", "-", part) for part in (start, LETTERS[kind], key))


def row(start: str, kind: str, key: str) -> str:
    """Return the name of a row in its table."""
    return place(f"{start}-row", kind, key)


def to_place(
    article_id: str, kind: str, row_id: object, words: str | None = None
) -> Markup | str | None:
    """Return a link to a row's place in its marked article; the words alone without a row."""
    if pd.isna(row_id):
        return words
    key = short(row_id)
    return render("link", target=place(prefix(article_id), kind, key), words=words or key)


def named(found: pd.DataFrame) -> pd.DataFrame:
    """Give the rows of an analysis a ``kind`` and a ``key``, which stays if rows are left out."""
    kind = "event" if "how_dated" in found else "stance"
    return found.assign(kind=kind, key=[f"{LETTERS[kind]}{n + 1:02}" for n in found.index])


def at_least(parsed: Any, found: pd.DataFrame, minimum: float) -> pd.DataFrame:
    """Leave out rows that are less sure than ``minimum``.

    An event is as sure as its statement, an actor's tone as its mentions are on the average; what
    rests on nothing that may be wrong (a sentence's words) stays.
    """
    if "confidence" not in found:
        said = parsed.statements.set_index("statement_id")["confidence"]
        named = parsed.mentions.groupby("actor_id")["confidence"].mean()
        of = found["unit_id" if "unit" in found else "statement_id"]
        found = found.assign(confidence=of.map(pd.concat([said, named]).astype(float)))
    return found[found["confidence"].astype(float).fillna(1) >= minimum]


def linked(
    parsed: Any,
    rows: pd.DataFrame,
    kind: str,
    columns: Mapping[str, Iterable[Any]],
    caption: str,
    *,
    keys: Iterable[object] | None = None,
    **given: Any,
) -> Block:
    """Show rows of one article whose first column leads to their words.

    ``keys`` name the rows, else the first of ``columns``; what else is ``given`` is as in `table`.
    """
    (head, first), *others = columns.items()
    start = prefix(parsed.articles["article_id"].iloc[0])
    keyed = [short(key) for key in (first if keys is None else keys)]
    # What an actor sounds like leads to the actor.
    of = "actor" if kind == "tone" else kind
    links = [
        render("link", target=place(start, of, key), words=short(words))
        for key, words in zip(keyed, first, strict=True)
    ]
    ids = [row(start, kind, key) for key in keyed]
    shown = {head: links, **dict(others)}
    return table(shown, caption, rows=rows, ids=ids, limit=None, **given)
