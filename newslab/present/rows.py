"""Rows as readers see them: names, numbers and days in words, links to places and back."""

import re
from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np
import pandas as pd

from newslab.present.escape import Block, cut, render, short_hash, table

#: What the ids of rows and marks start with: a letter for each kind.
LETTERS = {
    "statement": "s", "source": "s", "cue": "s", "actor": "a", "date": "d", "sentence": "n",
    "stance": "v", "event": "e", "tone": "t",
}  # fmt: skip
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


def reach(rows: pd.DataFrame) -> str:
    """Return from when to when some rows reach, as `span` writes days."""
    if rows.empty:
        return "nothing"
    first, last = rows.loc[rows["earliest"].idxmin()], rows.loc[rows["latest"].idxmax()]
    return f"{span(first).partition(' ')[0]} to {span(last).rpartition(' ')[2]}"


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


def prefix(article_id: str) -> str:
    """Return what all names of one article start with, so that several fit on a page."""
    return f"n{short_hash(article_id)}"


def mark_id(start: str, kind: str, key: str) -> str:
    """Return the name of a row's place in the marked article: letters, digits and hyphens."""
    return "-".join(re.sub(r"[^\w-]+", "-", part) for part in (start, LETTERS[kind], key))


def row_id(start: str, kind: str, key: str) -> str:
    """Return the name of a row in its table."""
    return mark_id(f"{start}-row", kind, key)


def to_places(rows: pd.DataFrame, column: str, kind: str, parsed: Any = None) -> list[Any]:
    """Return links to what a column names in marked articles: its id, or a title of ``parsed``."""
    known, links = titles(parsed) if parsed else {}, list[Any]()
    for article, key in zip(rows["article_id"], rows[column], strict=True):
        words = cut(known[article], 60) if parsed else None
        if not pd.isna(key):
            target = mark_id(prefix(article), kind, short(key))
            words = render("link", target=target, words=words or short(key))
        links.append(words)
    return links


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
    head, first = next(iter(columns.items()))
    start = prefix(parsed.articles["article_id"].iloc[0])
    shown = [*map(short, first)] if keys is None else first
    keyed = shown if keys is None else [*map(short, keys)]
    # What an actor sounds like leads to the actor.
    of = "actor" if kind == "tone" else kind
    links = [
        render("link", target=mark_id(start, of, key), words=words)
        for key, words in zip(keyed, shown, strict=True)
    ]
    ids = [row_id(start, kind, key) for key in keyed]
    return table({**columns, head: links}, caption, rows=rows, ids=ids, limit=None, **given)
