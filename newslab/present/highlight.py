"""The article, marked: statements, sources, cues, actors and dates in their places."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import pandas as pd
from markupsafe import Markup

from newslab.errors import DataError
from newslab.present.escape import Block, anchor, fill, html, join, short_hash, table

#: Characters of an article that are shown at most; its tables are complete.
LIMIT = 100_000

KINDS = ("statement", "source", "cue", "actor", "date")
_PLAIN = {"statement": "⟦⟧", "source": "‹›", "cue": "__", "actor": ("", ""), "date": "{}"}


@dataclass(frozen=True, slots=True)
class Mark:
    """A span of the text to mark.

    ``key`` names its row; ``first`` marks are where the row leads back to; ``link`` marks are
    links themselves (a statement's link is its key, as links cannot stand in links).
    """

    start: int
    end: int
    kind: str
    key: str
    title: str
    first: bool = True
    link: bool = True


def marks(parsed: Any, article_id: str | None = None) -> list[Mark]:
    """Return what there is to mark in one article, in text order.

    Parameters
    ----------
    parsed
        A `Parsed`, or anything with the same tables.
    article_id
        Which article, where the tables hold several.
    """
    name = _article(parsed, article_id)["article_id"]
    actors = list(_row_marks(_of(parsed.mentions, name), "actor", "actor_id"))
    named = {m.start for m in actors}
    found = [
        *actors,
        *_statement_marks(_of(parsed.statements, name), named),
        *_row_marks(_of(parsed.dates, name), "date", "date_id"),
    ]
    return sorted(found, key=lambda m: (m.start, -m.end, KINDS.index(m.kind)))


def _statement_marks(statements: pd.DataFrame, named: set[int]) -> Iterator[Mark]:
    """Mark contents, sources and cues; a source in which an actor stands is no link itself."""
    shared: dict[tuple[int, int, str], list[str]] = {}
    for row in statements.to_dict("records"):
        key = short(row["statement_id"])
        for n, part in enumerate(str(row["spans"]).split()):
            start, end = map(int, part.split(":"))
            title = f"statement {key}: {row['act']}"
            yield Mark(start, end, "statement", key, title, n == 0, False)
        for kind in ("source", "cue"):
            if not pd.isna(row[f"{kind}_start"]):
                span = int(row[f"{kind}_start"]), int(row[f"{kind}_end"]), kind
                shared.setdefault(span, []).append(key)
    for (start, end, kind), keys in shared.items():
        link = kind == "cue" or named.isdisjoint(range(start, end))
        yield Mark(start, end, kind, keys[0], f"{kind} of {', '.join(keys)}", False, link)


def _row_marks(rows: pd.DataFrame, kind: str, column: str) -> Iterator[Mark]:
    seen: set[str] = set()
    for row in rows.to_dict("records"):
        key = short(row[column])
        detail = row["value"] if kind == "date" else key
        title = kind if pd.isna(detail) else f"{kind}: {detail}"
        yield Mark(int(row["start"]), int(row["end"]), kind, key, title, key not in seen)
        seen.add(key)


def short(row_id: object) -> str:
    """Return a row's id without the article's: ``s01`` of ``2025-03-14-talks/s01``."""
    return str(row_id).rpartition("/")[2]


def _of(frame: pd.DataFrame, article_id: str) -> pd.DataFrame:
    return frame[frame["article_id"] == article_id]


def _article(parsed: Any, article_id: str | None) -> dict[str, Any]:
    rows = parsed.articles if article_id is None else _of(parsed.articles, article_id)
    if len(rows) != 1:
        raise DataError(
            f"{len(rows)} articles to show, not one",
            where=article_id,
            todo="give the article_id of one of them",
        )
    return dict(rows.to_dict("records")[0])


def _pieces(text: str, found: Iterable[Mark]) -> Iterator[tuple[str, Any]]:
    """Yield ``("open", mark)``, ``("again", mark)``, ``("close", mark)`` and ``("text", words)``.

    They nest as tags must: a mark that overlaps another is closed and opened again ("again").
    """
    end = len(text)
    todo = [m for m in found if 0 <= m.start < m.end <= end]
    starts: dict[int, list[Mark]] = {}
    for m in todo:
        starts.setdefault(m.start, []).append(m)
    bounds = sorted({0, end, *starts, *(m.end for m in todo)})
    stack: list[Mark] = []
    for at, following in zip(bounds, [*bounds[1:], end], strict=True):
        again: list[Mark] = []
        while any(m.end <= at for m in stack):
            m = stack.pop()
            yield "close", m
            if m.end > at:
                again.append(m)
        opening = [("again", m) for m in again] + [("open", m) for m in starts.get(at, ())]
        for what, m in sorted(opening, key=lambda o: (-o[1].end, KINDS.index(o[1].kind))):
            stack.append(m)
            yield what, m
        if following > at:
            yield "text", text[at:following]


def marked_html(text: str, found: Iterable[Mark], prefix: str) -> Markup:
    """Return the text with its marks as nested elements; links lead to the rows."""
    out: list[Markup] = []
    open_link: Mark | None = None
    tags: dict[Mark, list[str]] = {}
    for what, value in _pieces(text, found):
        if what == "text":
            out.append(html(value))
        elif what == "close":
            tag = tags[value].pop()
            open_link = None if tag == "a" else open_link
            out.append(Markup("</a>") if tag == "a" else Markup("</span>"))
        else:
            # A link cannot stand in a link: the inner one is marked only.
            tag = "a" if value.link and open_link is None else "span"
            open_link = value if tag == "a" else open_link
            tags.setdefault(value, []).append(tag)
            out.append(_open(value, tag, prefix, what == "open", open_link is not None))
    return join(out)


def _open(mark: Mark, tag: str, prefix: str, begins: bool, in_link: bool) -> Markup:
    name = anchor(prefix, mark.kind[0], mark.key)
    kind = mark.kind if mark.kind in ("actor", "date") else "statement"
    row = anchor(prefix, "row", kind[0], mark.key)
    place = fill(' id="{n}"', n=name) if mark.first and begins else Markup()
    if tag == "a":
        link = '<a class="nl-m nl-{k}"{p} href="#{r}" title="{t}">'
        return fill(link, k=mark.kind, p=place, r=row, t=mark.title)
    opened = fill('<span class="nl-m nl-{k}"{p} title="{t}">', k=mark.kind, p=place, t=mark.title)
    if mark.kind != "statement" or not begins or in_link:
        return opened
    key = fill('<a class="nl-key" href="#{r}" title="{t}">{k}</a>', r=row, t=mark.title, k=mark.key)
    return opened + key


def marked_text(text: str, found: Iterable[Mark]) -> str:
    """Return the text with its marks in plain characters."""
    out: list[str] = []
    for what, value in _pieces(text, found):
        if what == "text":
            out.append(value)
        elif what == "close":
            out.append(_PLAIN[value.kind][1])
        else:
            key = f"{value.key} " if value.kind == "statement" and what == "open" else ""
            out.append(_PLAIN[value.kind][0] + key)
    return "".join(out)


@cache
def style() -> Markup:
    """Return the style of tables and marks, for a page or a notebook's output."""
    css = files("newslab.present").joinpath("template", "marks.css").read_text("utf-8")
    return Markup("<style>{}</style>").format(Markup(css))


def article(parsed: Any, article_id: str | None = None) -> Block:
    """Show an article with its statements, sources, cues, actors and dates marked.

    Marks differ in line and letter, not in colour alone. Each leads to its row in the tables
    beneath the text, and each row back to its place.

    Parameters
    ----------
    parsed
        A `Parsed`, or a `Corpus`.
    article_id
        Which article, where there are several.
    """
    row = _article(parsed, article_id)
    name, text = row["article_id"], row["text"]
    prefix = f"n{short_hash(name)}"
    found = marks(parsed, name)
    shown = text[:LIMIT]
    cut = f"The first {LIMIT:,} of {len(text):,} characters." if len(text) > LIMIT else ""
    within = [m for m in found if m.end <= len(shown)]
    tables = _tables(parsed, name, prefix, _places(within, prefix))
    body = fill(
        '{style}<div class="newslab nl-article">{legend}<div class="nl-text" dir="auto">'
        "{text}</div><p>{cut}</p></div>{tables}",
        style=style(),
        legend=_legend(),
        text=marked_html(shown, within, prefix),
        cut=cut,
        tables=join([t.markup for t in tables]),
    )
    plain = f"{_PLAIN_LEGEND}\n\n{marked_text(shown, within)}\n{cut}"
    return Block(body, "\n\n".join([plain.rstrip(), *(t.plain for t in tables)]))


_PLAIN_LEGEND = "⟦s01 statement⟧ ‹source› _cue_ {date}"


def _legend() -> Markup:
    kinds = [fill('<span class="nl-m nl-{k}">{k}</span>', k=k) for k in KINDS]
    return fill(
        '<p class="nl-legend">Marked: {k}. A mark leads to its row.</p>', k=join(kinds, ", ")
    )


def _places(shown: Iterable[Mark], prefix: str) -> set[str]:
    """Return the places in the text that rows can lead back to."""
    return {anchor(prefix, m.kind[0], m.key) for m in shown if m.first and m.start < m.end}


def _tables(parsed: Any, name: str, prefix: str, places: set[str]) -> list[Block]:
    """Return the tables that the marks link to."""
    actors, dates = _of(parsed.actors, name), _of(parsed.dates, name)
    statements = _of(parsed.statements, name)
    names = dict(zip(actors["actor_id"], actors["name"], strict=True))
    return [
        _linked(
            statements,
            {
                "statement": statements["statement_id"],
                "who": [names.get(a, s) for a, s in statements[["actor_id", "source"]].to_numpy()],
                "cue": statements["cue"],
                "act": statements["act"],
                "what": statements["content"],
                "quoted": statements["kind"],
                "found by": statements["rule"],
            },
            "Statements, in the order of the text",
            prefix,
            places,
        ),
        _linked(
            actors,
            {
                "actor": actors["actor_id"],
                "name": actors["name"],
                "is a": actors["kind"],
                "role": actors["role"],
                "of": actors["affiliation"],
                "mentions": actors["mentions"],
            },
            "Actors, with the number of places that mention them",
            prefix,
            places,
        ),
        _linked(
            dates,
            {
                "date": dates["date_id"],
                "words": dates["text"],
                "means": dates["value"],
                "from": dates["earliest"],
                "to": dates["latest"],
                "counted from": dates["anchor"],
            },
            "Dates, and what they mean",
            prefix,
            places,
        ),
    ]


def _linked(
    rows: pd.DataFrame, columns: dict[str, Any], caption: str, prefix: str, places: set[str]
) -> Block:
    """Return a table whose first column leads back to the place in the text, where it is shown."""
    letter = next(iter(columns))[0]
    keys = [short(i) for i in next(iter(columns.values()))]
    link = '<a href="#{a}">{k}</a>'
    ids = [anchor(prefix, letter, key) for key in keys]
    back = [
        fill(link, a=i, k=key) if i in places else html(key)
        for i, key in zip(ids, keys, strict=True)
    ]
    cells = {k: list(v) for k, v in columns.items()} | {next(iter(columns)): back}
    shown = pd.DataFrame({k: pd.Series(v, dtype=object) for k, v in cells.items()})
    return table(
        shown, caption, ids=[anchor(prefix, "row", letter, key) for key in keys], limit=len(rows)
    )
