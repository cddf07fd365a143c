"""Rows as readers see them: names, numbers and days in words, links to places and back."""

import re
from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np
import pandas as pd

from newslab.present.escape import Block, cut, render, short_hash, table

#: Safe names of folders, but those that end in a hash, or that a system or a report has taken.
_SAFE = re.compile(r"[a-z0-9]([a-z0-9._-]{0,78}[a-z0-9_-])?")
_TAKEN = re.compile(r".*-[0-9a-f]{8}|(con|prn|aux|nul|index|all-articles|com\d|lpt\d)(\..*)?")
#: What marks lead to that have no row of their own kind.
_OF = {"source": "statement", "cue": "statement"}
#: What a correction's columns are called for readers.
_CORRECTED = {"row_id": "row", "table": "in", "column": "what", "was": "was", "value": "is",
              "state": "state", "note": "because", "reason": "reason", "who": "by"}  # fmt: skip


def names(parsed: Any) -> dict[str, str]:
    """Return each actor's name by id; of many articles, as most of them have it."""
    rows = parsed.actors if len(parsed.articles) == 1 else parsed.cast
    return dict(zip(rows["actor_id"], rows["name"], strict=True))


def titles(parsed: Any) -> dict[str, str]:
    """Return each article's title, else its first sentence with a clause (a date has none)."""
    both = ["article_id", "sentence"]
    telling = parsed.sentences.merge(parsed.clauses[both].drop_duplicates(), on=both)
    first = telling.drop_duplicates("article_id").set_index("article_id")["text"]
    given = parsed.articles.set_index("article_id")["title"]
    told = given.fillna(first).fillna(given.index.to_series())
    return {name: cut(title, 100) for name, title in told.items()}


def called(parsed: Any, ids: Iterable[Any]) -> list[Any]:
    """Return actors by name, an id where none is known; ids of several have "|" between them."""
    known = names(parsed)
    return [None if pd.isna(i) else _named(i, known) for i in ids]


def corrected(made: pd.DataFrame, known: Mapping[str, str]) -> pd.DataFrame:
    """Return corrections as readers see them: actors by name, places by their words."""
    where = made["row_id"].map(short, "ignore").astype("str").fillna(made["key"])
    shown = made.assign(row_id=where)[list(_CORRECTED)]
    for column in ("row_id", "was", "value"):
        words = shown[column].str.replace(r"(?s)^[\d -]+ \((.*)\)$", r"\1", regex=True)
        shown[column] = words.map(lambda w: _named(w, known))
    return shown.rename(columns=_CORRECTED).astype(object)


def _named(words: Any, known: Mapping[str, str]) -> Any:
    """Return actors' ids, which have "|" between them, as their names; all else as it is."""
    ids = str(words).split("|")
    return words if known.keys().isdisjoint(ids) else ", ".join(known.get(i, i) for i in ids)


def plural(n: int, noun: str) -> str:
    """Return ``1 statement``, ``2 statements``, ``no statements``, ``2 countries``."""
    many = re.sub(r"(?<![aeiou])y$", "ie", noun) + "s"
    return f"1 {noun}" if n == 1 else f"{n or 'no'} {many}"


def listed(items: list[str], most: int = 4) -> str:
    """Return items with commas and "and"; says how many more there are: ``a, b, c and 2 more``."""
    shown = items[:most] + ([f"{len(items) - most} more"] if len(items) > most else [])
    return shown[0] if len(shown) == 1 else f"{', '.join(shown[:-1])} and {shown[-1]}"


def span(row: Mapping[str, Any] | pd.Series) -> str:
    """Return the days of a row, from ``earliest`` to ``latest``; whole months and years as such.

    Examples
    --------
    >>> first, last = pd.Timestamp("2024-08-01"), pd.Timestamp("2024-08-31")
    >>> span({"earliest": first, "latest": last}), span({"earliest": last, "latest": last})
    ('2024-08', '2024-08-31')
    """
    first, last = row["earliest"], row["latest"]
    pattern = "%Y-%m-%d"
    if first.is_month_start and last.is_month_end:
        pattern = "%Y" if first.is_year_start and last.is_year_end else "%Y-%m"
    return " to ".join(dict.fromkeys(f"{d:{pattern}}" for d in (first, last)))


def as_sure(parsed: Any) -> pd.DataFrame:
    """Return the statements, no surer than who speaks; another than the source says is sure."""
    said, place = parsed.statements, ["article_id", "start", "actor_id"]
    links = parsed.mentions.drop_duplicates(place).set_index(place)["confidence"].astype(float)
    sources = said[["article_id", "source_start", "actor_id"]].set_axis(place, axis=1)
    link = links.reindex(pd.MultiIndex.from_frame(sources)).to_numpy()
    return said.assign(confidence=np.fmin(said["confidence"].to_numpy(float), link))


def short(row_id: object) -> str:
    """Return a row's id without the article's: ``s01`` of ``2025-03-14-talks/s01``."""
    return str(row_id).rpartition("/")[2]


def slug(article_id: str) -> str:
    """Return an article's folder, which no other has: its id where that is safe, or with a hash."""
    if _SAFE.fullmatch(article_id) and not _TAKEN.fullmatch(article_id):
        return article_id
    words = re.sub(r"[^a-z0-9]+", "-", article_id.lower()).strip("-")[:60].strip("-")
    return f"{words or 'article'}-{short_hash(article_id)}"


def mark_id(article_id: str, kind: str, key: object) -> str:
    """Return the name of a row's place in its marked article, which begins with its folder."""
    words = re.sub(r"[^\w-]+", "-", short(key))
    return f"{slug(article_id)}:{_OF.get(kind, kind)}-{words}"


def row_id(article_id: str, kind: str, key: object) -> str:
    """Return the name of a row in its table."""
    return mark_id(article_id, f"row-{_OF.get(kind, kind)}", key)


def to_places(rows: pd.DataFrame, column: str, kind: str, parsed: Any = None) -> list[Any]:
    """Return links to what a column names in marked articles.

    Their words are its ids, or of ``parsed`` the names of actors, else the titles of the articles.
    """
    words: Any = rows[column].map(short, "ignore")
    if parsed is not None:
        words = called(parsed, rows[column])
    if parsed is not None and kind != "actor":
        known = titles(parsed)
        words = [cut(known[article], 60) for article in rows["article_id"]]
    cells = zip(rows["article_id"], rows[column], words, strict=True)
    return [
        word if pd.isna(key) else render("link", target=mark_id(article, kind, key), words=word)
        for article, key, word in cells
    ]


def linked(
    parsed: Any,
    rows: pd.DataFrame,
    kind: str,
    columns: Mapping[str, Iterable[Any]],
    caption: str,
    **given: Any,
) -> Block:
    """Show rows of one article whose first column, their ids, leads to their words.

    What else is ``given`` is as in `table`.
    """
    (article,), (head, ids) = parsed.articles["article_id"], next(iter(columns.items()))
    keyed = pd.DataFrame({"article_id": article, head: [*ids]})
    given["ids"] = [row_id(article, kind, key) for key in keyed[head]]
    columns = {**columns, head: to_places(keyed, head, kind)}
    return table(columns, caption, rows=rows, limit=None, **given)
