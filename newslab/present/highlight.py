"""The article, marked: statements, sources, cues, actors and dates in their places."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise
from operator import attrgetter
from typing import Any

import pandas as pd
from markupsafe import Markup

from newslab.errors import DataError
from newslab.present import links
from newslab.present.escape import Block, join, render
from newslab.present.links import LETTERS, short
from newslab.present.words import names

#: Characters of an article that are shown at most; its tables are complete.
LIMIT = 100_000

KINDS = ("statement", "stance", "event", "source", "cue", "actor", "date")
#: Kinds whose mark shows the key of its row, which is a link; the others are links themselves.
_KEYED = ("statement", "stance", "event")


_start = attrgetter("start")


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


def marks(parsed: Any, *evidence: pd.DataFrame) -> list[Mark]:
    """Return what there is to mark, the evidence of analyses too."""
    actors = list(_row_marks(parsed.mentions, "actor", "actor_id"))
    named = {m.start for m in actors}
    return [
        *actors,
        *_statement_marks(parsed.statements, named),
        *_row_marks(parsed.dates, "date", "date_id"),
        *(mark for rows in evidence for mark in _evidence_marks(rows)),
    ]


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


def _evidence_marks(found: pd.DataFrame) -> Iterator[Mark]:
    kind = links.kind_of(found)
    if kind == "sentence":
        return
    for row, key in zip(found.to_dict("records"), links.keys(found), strict=True):
        about = row["basis"] if kind == "stance" else row["how_dated"]
        yield Mark(int(row["start"]), int(row["end"]), kind, key, f"{kind} {key}: {about}", True,
                   False)  # fmt: skip


def marked_html(
    text: str,
    found: Iterable[Mark],
    prefix: str,
    sentences: pd.DataFrame | None = None,
    told: Collection[str] = (),
) -> Markup:
    """Return the text with its marks as nested elements; links lead to the rows.

    ``prefix`` starts all names of the article; ``sentences`` are those whose numbers to show,
    ``told`` the numbers that have a row on the page. A mark that overlaps another is closed and
    opened again, as tags must nest; a link cannot stand in a link: the inner one is marked only.
    """
    numbers: dict[int, str] = {}
    if sentences is not None:
        numbers = dict(zip(sentences["start"], sentences["sentence"].astype(str), strict=True))
    marks = sorted((m for m in found if 0 <= m.start < m.end <= len(text)), key=_start)
    starts = {n: list(together) for n, together in groupby(marks, _start)}
    ends = {0, len(text), *numbers, *starts, *map(attrgetter("end"), marks)}
    bounds = sorted(n for n in ends if n <= len(text))
    shown: list[dict[str, Any]] = []
    stack: list[tuple[Mark, str]] = []
    ending = Counter(mark.end for mark in marks)
    in_link = False
    for at, following in pairwise([*bounds, len(text)]):
        again, link_ends = _close(stack, at, ending[at], shown)
        in_link &= not link_ends
        if number := numbers.get(at):
            row = "" if in_link or number not in told else links.row(prefix, "sentence", number)
            name = links.place(prefix, "sentence", number)
            shown.append({"what": "number", "number": number, "id": name, "row": row})
        opening = [*starts.get(at, ()), *again]
        for mark in sorted(opening, key=lambda m: (-m.end, KINDS.index(m.kind))):
            tag = "a" if mark.link and not in_link else "span"
            in_link = in_link or tag == "a"
            stack.append((mark, tag))
            shown.append(_open(mark, tag, prefix, mark.start == at, in_link))
        shown.append({"what": "text", "words": text[at:following]})
    return render("marked", pieces=shown)


def _close(
    stack: list[tuple[Mark, str]], at: int, due: int, shown: list[dict[str, Any]]
) -> tuple[list[Mark], bool]:
    """Close the marks that end, of which so many are due, and those in them.

    Returns which of these go on, and whether a link is among them.
    """
    again, link_ends = [], False
    while due:
        mark, tag = stack.pop()
        shown.append({"what": "close", "tag": tag})
        link_ends = link_ends or tag == "a"
        due -= mark.end == at
        again += [mark] if mark.end > at else []
    return again, link_ends


def _open(mark: Mark, tag: str, prefix: str, begins: bool, in_link: bool) -> dict[str, Any]:
    kind = mark.kind if mark.kind in LETTERS else "statement"
    return {
        "what": "open",
        "tag": tag,
        "mark": mark,
        "id": links.place(prefix, kind, mark.key) if mark.first and begins else "",
        "row": links.row(prefix, kind, mark.key),
        "keyed": mark.kind in _KEYED and begins and not in_link,
    }


def article(parsed: Any, *evidence: pd.DataFrame) -> Block:
    """Show an article with its statements, sources, cues, actors and dates marked.

    Marks differ in line and letter, not in colour alone. Each leads to its row in the tables
    beneath the text, and each row back to its place. Sentences carry their numbers.

    Parameters
    ----------
    parsed
        A `Parsed`, or a `Corpus` of one article.
    evidence
        Rows of `newslab.stance`, `newslab.timeline` or `newslab.sentiment` that are shown: their
        words are marked, too, and statements, actors and dates lead to them.
    """
    if len(parsed.articles) != 1:
        what, todo = f"{len(parsed.articles)} articles to show, not one", "take corpus.only(…)"
        raise DataError(what, todo=todo)
    name, text = parsed.articles[["article_id", "text"]].iloc[0]
    prefix = links.prefix(name)
    shown = text[:LIMIT]
    found = [m for m in marks(parsed, *evidence) if m.end <= len(shown)]
    # The places in the text that rows can lead back to.
    places = {links.place(prefix, m.kind, m.key) for m in found if m.first and m.kind in LETTERS}
    related = _related(evidence, prefix)
    told = [key for kind, key in related if kind == "sentence"]
    tables = [_table(parsed, kind, name, places, related) for kind in _COLUMNS]
    cut = f"The first {LIMIT:,} of {len(text):,} characters." if len(text) > LIMIT else ""
    body = render(
        "article",
        kinds=[k for k in KINDS if k not in ("stance", "event") or k in {m.kind for m in found}],
        text=marked_html(shown, found, prefix, parsed.sentences, told),
        cut=cut,
        tables=tables,
    )
    return Block(body, "\n\n".join([shown, cut, *(t.plain for t in tables)]))


def _related(
    evidence: Iterable[pd.DataFrame], prefix: str
) -> Mapping[tuple[str, str], Sequence[Markup]]:
    """Return links to the rows that were read from each statement, actor, date and sentence."""
    related: dict[tuple[str, str], list[Markup]] = defaultdict(list)
    for rows in evidence:
        for about, to_rows in links.references(rows, prefix).items():
            related[about] += to_rows
    return related


def _table(
    parsed: Any, kind: str, name: str, places: set[str], related: Mapping[tuple[str, str], Any]
) -> Block:
    """Return a table that marks link to, from `_COLUMNS`."""
    caption, columns = _COLUMNS[kind]
    rows = getattr(parsed, f"{kind}s")
    shown: dict[str, Any] = {head: rows[column] for head, column in columns.items()}
    if kind == "statement":
        known = names(parsed)
        pairs = rows[["actor_id", "source"]].to_numpy()
        shown["who"] = [known.get(actor, source) for actor, source in pairs]
    if kind == "date":
        shown["means"] = rows["value"].replace(_REFERENCES)
        shown["counted from"] = rows["anchor"].replace(_ANCHORS)
    lists = [related.get((kind, short(i)), ()) for i in rows[f"{kind}_id"]]
    shown["read from it"] = [join(found, " ") or None for found in lists]
    return links.linked(name, rows, kind, shown, caption, places=places, download=f"{kind}s.csv")


_COLUMNS = {
    "statement": (
        "Statements, in the order of the text",
        {"statement": "statement_id", "who": "source", "cue": "cue", "act": "act",
         "what": "content", "quoted": "kind", "found by": "rule"},
    ),
    "actor": (
        "Actors, with the number of places that mention them",
        {"actor": "actor_id", "name": "name", "is a": "kind", "role": "role",
         "of": "affiliation", "mentions": "mentions"},
    ),
    "date": (
        "Dates, and what they mean",
        {"date": "date_id", "words": "text", "means": "value", "from": "earliest",
         "to": "latest", "counted from": "anchor"},
    ),
}  # fmt: skip
_ANCHORS = {
    "explicit": "nothing: it is a date of its own",
    "article": "the article’s date",
    "previous": "another date in the text",
    "none": "not known",
}
_REFERENCES = {
    "PRESENT_REF": "the time of the article",
    "PAST_REF": "before the article",
    "FUTURE_REF": "after the article",
}
