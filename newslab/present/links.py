"""Rows and their evidence: names of both for links there and back, and how sure a row is."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence, Set
from typing import Any

import pandas as pd
from markupsafe import Markup

from newslab.present.escape import Block, anchor, render, short_hash, table

#: From this confidence on a row is sure, below that one it is shown paler.
SURE, UNSURE = 0.9, 0.6
#: What the ids of rows and marks start with: a letter for each kind.
LETTERS = {
    "statement": "s", "actor": "a", "date": "d", "sentence": "n", "stance": "v", "event": "e",
    "tone": "t",
}  # fmt: skip


def short(row_id: object) -> str:
    """Return a row's id without the article's: ``s01`` of ``2025-03-14-talks/s01``."""
    return str(row_id).rpartition("/")[2]


def prefix(article_id: str) -> str:
    """Return what all names of one article start with, so that several fit on a page."""
    return f"n{short_hash(article_id)}"


def place(start: str, kind: str, key: str) -> str:
    """Return the name of a row's place in the marked article."""
    return anchor(start, LETTERS[kind], key)


def row(start: str, kind: str, key: str) -> str:
    """Return the name of a row in its table."""
    return anchor(start, "row", LETTERS[kind], key)


def to_place(parsed: Any, kind: str, row_id: object, words: str | None = None) -> Markup | None:
    """Return a link to a row's place in the marked article; none where the row is missing."""
    if pd.isna(row_id):
        return None
    key = short(row_id)
    start = prefix(parsed.articles["article_id"].iloc[0])
    return render("link", target=place(start, kind, key), words=words or key)


def kind_of(found: pd.DataFrame) -> str:
    """Tell whether the rows of an analysis are events, stances or sentences and actors."""
    if "how_dated" in found:
        return "event"
    return "stance" if "holder_id" in found else "sentence"


def keys(found: pd.DataFrame) -> list[str]:
    """Return a short name for each row of an analysis, which stays where rows are left out."""
    if (kind := kind_of(found)) == "sentence":
        return [str(i) for i in found["unit_id"]]
    return [f"{LETTERS[kind]}{n + 1:02}" for n in found.index]


def references(found: pd.DataFrame, start: str) -> dict[tuple[str, str], list[Markup]]:
    """Return links to an analysis' rows by the kind and key of what each was read from."""
    columns = {
        "statement": ("statement_id",),
        "date": ("date_id",),
        "actor": ("holder_id", "target_id", "actors"),
    }
    links: dict[tuple[str, str], list[Markup]] = defaultdict(list)
    kind = kind_of(found)
    for record, key in zip(found.to_dict("records"), keys(found), strict=True):
        if kind == "sentence":
            # An actor has a row of its own, too; a sentence's number leads to the sentence's.
            target = row(start, "tone" if record["unit"] == "actor" else "sentence", key)
            links[record["unit"], key].append(render("link", target=target, words="tone"))
            continue
        link = render("link", target=row(start, kind, key), words=key)
        for about, names in columns.items():
            ids = [str(record[n]) for n in names if n in record and not pd.isna(record[n])]
            for one in dict.fromkeys(short(i) for joined in ids for i in joined.split("|")):
                links[about, one].append(link)
    return links


def sure(found: pd.DataFrame) -> pd.DataFrame:
    """Return the rows that are sure, or all where the table does not say how sure they are."""
    if "confidence" not in found or found["confidence"].isna().all():
        return found
    return found[found["confidence"].ge(SURE).fillna(False)]


def at_least(found: pd.DataFrame, minimum: float) -> pd.DataFrame:
    """Leave out rows that are less sure than ``minimum``; one that does not say stays."""
    if "confidence" not in found:
        return found
    return found[(~found["confidence"].lt(minimum)).fillna(True)]


def classes(rows: pd.DataFrame) -> list[str]:
    """Return the style of each row: unsure ones are paler, corrected ones marked."""
    return [_class(r) for r in rows.to_dict("records")]


def _class(record: Mapping[str, Any]) -> str:
    confidence, corrected = (record.get(c, pd.NA) for c in ("confidence", "corrected_by"))
    unsure = not pd.isna(confidence) and confidence < UNSURE
    return " ".join(
        name
        for name, holds in (("nl-unsure", unsure), ("nl-corrected", not pd.isna(corrected)))
        if holds
    )


def linked(
    rows: pd.DataFrame,
    kind: str,
    columns: Mapping[str, Iterable[Any]],
    caption: str,
    start: str,
    *,
    ids: Sequence[str] | None = None,
    places: Set[str] | None = None,
    download: str | None = None,
    data: pd.DataFrame | None = None,
) -> Block:
    """Show rows whose first column leads to their words in the article.

    Rows that are not sure are paler, corrected ones say by whom. The first of ``columns`` names
    the rows by their keys; ``ids`` are their names on the page, else made of the keys; ``places``
    are those in the text that are shown, else all; ``download`` and ``data`` are as in `table`.
    """
    (head, first), *others = ((name, list(values)) for name, values in columns.items())
    names = [short(key) for key in first]
    marks = [place(start, kind, key) for key in names]
    links = [
        render("link", target=mark, words=key) if places is None or mark in places else key
        for mark, key in zip(marks, names, strict=True)
    ]
    more = {
        title: list(rows[name])
        for name, title in (("confidence", "sure"), ("corrected_by", "corrected by"))
        if name in rows and rows[name].notna().any()
    }
    shown = {head: links, **dict(others), **more}
    return table(
        pd.DataFrame({k: pd.Series(v, dtype=object) for k, v in shown.items()}),
        caption,
        ids=ids or [row(start, kind, key) for key in names],
        classes=classes(rows),
        download=download,
        data=data,
        limit=max(1, len(rows)),
    )
