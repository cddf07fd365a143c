"""The article, marked: statements, sources, cues, actors and dates in their places."""

import re
from collections import defaultdict
from collections.abc import Container, Iterable, Iterator, Mapping
from functools import partial
from itertools import pairwise, takewhile
from operator import eq
from typing import Any, NamedTuple

import pandas as pd
from markupsafe import Markup

from newslab.article import Article
from newslab.errors import DataError
from newslab.present.escape import Block, render
from newslab.present.rows import as_sure, linked, mark_id, names, prefix, row_id, short
from newslab.tables import spans

#: Kinds of marks, the outer ones first. The first three show the key of their row, which is a link;
#: the others are links themselves.
KINDS = ("statement", "stance", "event", "source", "cue", "actor", "date")
_KEYED = KINDS[:3]
#: What marks of whole rows say; an event has the id of its date, too.
_TITLES = {"event": "event {key}: {how_dated}", "stance": "stance {key}: {basis}",
           "actor": "actor: {key}", "date": "date: {value}"}  # fmt: skip
#: Blank lines, of which one is shown.
_GAP = re.compile(r"\n(?:[^\S\n]*\n){2,}")
#: What TIMEX3 writes for days that nothing tells.
_VAGUE = {"PAST_REF": "the past", "PRESENT_REF": "the present", "FUTURE_REF": "the future"}
#: What a date is counted from, in words.
_ANCHORS = {"explicit": "nothing: it is whole", "article": "the article’s date",
            "previous": "the date before it", "none": "unknown"}  # fmt: skip


class Mark(NamedTuple):
    """A span of the text to mark; ``key`` names its row."""

    start: int
    end: int
    kind: str
    key: str
    title: str


def marks(parsed: Any, *evidence: pd.DataFrame) -> Iterator[Mark]:
    """Yield what there is to mark, the evidence of analyses too."""
    said = parsed.statements.assign(key=parsed.statements["statement_id"].map(short))
    for row in said.to_dict("records"):
        for start, end in spans(row["spans"]):
            yield Mark(start, end, "statement", row["key"], f"statement {row['key']}: {row['act']}")
    for kind in ("source", "cue"):
        for (start, end), keys in said.groupby([f"{kind}_start", f"{kind}_end"])["key"]:
            yield Mark(start, end, kind, keys.iloc[0], f"{kind} of {', '.join(keys)}")
    for rows in (parsed.mentions, parsed.dates, *evidence):
        kind = next(kind for kind in _TITLES if f"{kind}_id" in rows)
        for row in rows.to_dict("records"):
            key = short(row[f"{kind}_id"])
            yield Mark(row["start"], row["end"], kind, key, _TITLES[kind].format(key=key, **row))


def _outer(m: Mark) -> tuple[bool, int, int, int]:
    return m.kind not in _KEYED, m.start, -m.end, KINDS.index(m.kind)


def marked_html(
    text: str,
    found: Iterable[Mark],
    start: str,
    numbers: Mapping[int, str] | None = None,
    there: Container[str] = (),
) -> Markup:
    """Return the text with its marks as nested elements, which stay open as long as they can.

    ``start`` begins all names of the article; ``numbers`` are the sentences', by their starts, and
    lead to the rows that are ``there``.
    """
    numbers, length = numbers or {}, len(text)
    starts, cuts = defaultdict[int, list[Mark]](list), {0, *numbers}
    for mark in (m for m in found if 0 <= m.start < m.end <= length):
        starts[mark.start].append(mark)
        cuts |= {mark.start, mark.end}
    known, before, pieces = set[tuple[str, str]](), list[tuple[Mark, str]](), []
    around: list[Mark] = []
    for at, end in pairwise([*sorted(n for n in cuts if n < length), length, length]):
        around = sorted([m for m in around if m.end > at] + starts[at], key=_outer)
        shown = [(mark, "span") for mark in around]
        # A link cannot stand in a link: the innermost is one.
        if around and around[-1].kind not in _KEYED:
            shown[-1] = around[-1], "a"
        # Nor can a sentence's number, which may be one, too.
        kept = 0 if at in numbers else sum(takewhile(bool, map(eq, before, shown)))
        opened = []
        for mark, tag in shown[kept:]:
            # A row leads back to the first mark of its kind and key.
            name = mark.kind, mark.key
            opened.append((mark, tag, name not in known and mark.kind not in ("source", "cue")))
            known.add(name)
        piece = _GAP.sub("\n\n", text[at:end])
        pieces.append((at, numbers.get(at), before[kept:], opened, piece))
        before = shown
    place, row = partial(mark_id, start), partial(row_id, start)
    return render("marked", pieces=pieces, keyed=_KEYED, place=place, row=row, there=there)


def article(parsed: Any, *evidence: pd.DataFrame, there: Container[str] = ()) -> Block:
    """Show an article with its statements, sources, cues, actors and dates marked.

    Marks differ in line and letter, not in colour alone. Each leads to its row in the tables
    beneath the text, and each row back to its place. Sentences carry their numbers.

    ``parsed`` is a `Parsed`, or a `Corpus` of one article. ``evidence`` are rows of
    `newslab.stance` or `newslab.timeline` that are shown: their words are marked, too. ``there``
    are the names of rows in other tables: a sentence's number leads to its row.
    """
    if len(parsed.articles) != 1:
        what, todo = f"{len(parsed.articles)} articles to show, not one", "take corpus.only(…)"
        raise DataError(what, todo=todo)
    name, text = parsed.articles[["article_id", "text"]].iloc[0]
    found = list(marks(parsed, *evidence))
    tables = [_table(parsed, kind) for kind in _COLUMNS]
    kinds = [k for k in KINDS if k not in ("stance", "event") or k in {m.kind for m in found}]
    numbered = parsed.sentences.set_index("start")["sentence"].astype(str).to_dict()
    unwrapped = Article(text, article_id=name).unwrapped
    marked = marked_html(unwrapped, found, prefix(name), numbered, there)
    body = render("article", kinds=kinds, text=marked, tables=tables)
    return Block(body, "\n\n".join([text, *(t.plain for t in tables)]))


def _table(parsed: Any, kind: str) -> Block:
    """Return a table that marks link to, from `_COLUMNS`."""
    caption, columns = _COLUMNS[kind]
    rows = as_sure(parsed) if kind == "statement" else getattr(parsed, f"{kind}s")
    shown: dict[str, Any] = {head: rows[column] for head, column in columns.items()}
    if kind == "date":
        shown["means"] = rows["value"].replace(_VAGUE)
        shown["counted from"] = rows["anchor"].replace(_ANCHORS)
    if kind == "statement":
        known, pairs = names(parsed), rows[["actor_id", "source"]].to_numpy()
        shown["who"] = [known.get(actor, source) for actor, source in pairs]
    return linked(parsed, rows, kind, shown, caption, download=f"{kind}s.csv")


_COLUMNS = {
    "statement": (
        "Statements, in the order of the text",
        {"statement": "statement_id", "who": "source", "cue": "cue", "act": "act",
         "what": "content", "quoted": "kind"},
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
