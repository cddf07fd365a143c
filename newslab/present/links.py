"""Rows and their evidence: names of both for links there and back, and how sure a row is."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

import pandas as pd
from markupsafe import Markup

from newslab.present.escape import Block, frame_of, render, short_hash, table

#: From this confidence on a row is sure, below that one it is shown paler.
SURE, UNSURE = 0.9, 0.6
#: What the ids of rows and marks start with: a letter for each kind.
LETTERS = {
    "statement": "s", "source": "s", "cue": "s", "actor": "a", "date": "d", "sentence": "n",
    "stance": "v", "event": "e", "tone": "t",
}  # fmt: skip
#: What the rows of an analysis are read from, and the columns that name it.
_FROM = {"statement_id": "statement", "date_id": "date", "holder_id": "actor",
         "target_id": "actor", "actors": "actor"}  # fmt: skip


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


def named(found: pd.DataFrame, start: str = "") -> pd.DataFrame:
    """Give the rows of an analysis a ``kind``, a short ``key`` and the ``name`` of their table row.

    Keys stay where rows are left out.
    """
    kind = "event" if "how_dated" in found else "stance"
    found = found.assign(kind=kind, key=[f"{LETTERS[kind]}{n + 1:02}" for n in found.index])
    if "unit" in found:  # an actor has a row among the actors, too
        found = found.assign(kind=found["unit"].replace("actor", "tone"), key=found["unit_id"])
    pairs = zip(found["kind"], found["key"], strict=True)
    return found.assign(name=[row(start, kind, key) for kind, key in pairs])


def references(
    evidence: Iterable[pd.DataFrame], start: str
) -> Mapping[tuple[str, str], Iterable[Markup]]:
    """Return links to the rows of analyses by the kind and key of what each was read from."""
    links: dict[tuple[str, str], dict[Markup, None]] = defaultdict(dict)
    for record in (r for found in evidence for r in named(found, start).to_dict("records")):
        if "unit" in record:
            about, words = [(record["unit"], record["key"])], "tone"
        else:
            ids = [(kind, record.get(column, pd.NA)) for column, kind in _FROM.items()]
            about = [(kind, i) for kind, of in ids if not pd.isna(of) for i in of.split("|")]
            words = record["key"]
        for kind, i in about:
            links[kind, short(i)][render("link", target=record["name"], words=words)] = None
    return links


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


def sure(found: pd.DataFrame) -> pd.DataFrame:
    """Return the rows that are sure."""
    return found[found["confidence"].astype(float) >= SURE]


def classes(rows: pd.DataFrame) -> list[str]:
    """Return the style of each row: unsure ones are paler, corrected ones marked."""
    told = rows.reindex(columns=["confidence", "corrected_by"])
    unsure, corrected = told["confidence"].astype(float) < UNSURE, told["corrected_by"].notna()
    return [
        " ".join(["nl-unsure"] * bool(u) + ["nl-corrected"] * bool(c))
        for u, c in zip(unsure, corrected, strict=True)
    ]


def linked(
    parsed: Any,
    rows: pd.DataFrame,
    kind: str,
    columns: Mapping[str, Iterable[Any]],
    caption: str,
    *,
    keys: Iterable[object] | None = None,
    download: str | None = None,
    data: pd.DataFrame | None = None,
) -> Block:
    """Show rows of one article whose first column leads to their words.

    Rows that are not sure are paler, corrected ones say by whom. ``keys`` name the rows, else the
    first of ``columns``; ``download`` and ``data`` are as in `table`.
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
    told = rows.reindex(columns=["confidence", "corrected_by"])
    # A half is rounded up: 0.965 is a little less as a float.
    more = {"sure": told["confidence"].astype(float) + 1e-9, "corrected by": told["corrected_by"]}
    return table(
        frame_of({head: links, **dict(others), **more}),
        caption,
        ids=[row(start, kind, key) for key in keyed],
        classes=classes(rows),
        download=download,
        data=rows if data is None else data,
        limit=max(1, len(rows)),
    )
