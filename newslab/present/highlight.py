"""The article, marked: statements, sources, cues, actors and dates in their places."""

import re
from collections import defaultdict
from collections.abc import Container, Iterable, Iterator, Mapping
from functools import partial
from itertools import pairwise
from typing import Any, NamedTuple

import pandas as pd
from markupsafe import Markup

from newslab.article import Article
from newslab.errors import DataError
from newslab.present.escape import Block, render
from newslab.present.rows import as_sure, linked, mark_id, names, row_id, short
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
#: In words, days that nothing tells, as TIMEX3 writes them, and what a date is counted from.
_WORDS = {
    "PAST_REF": "the past", "PRESENT_REF": "the present", "FUTURE_REF": "the future",
    "explicit": "nothing: it is whole", "article": "the article’s date",
    "previous": "the date before it", "none": "unknown",
}  # fmt: skip


#: The columns of the tables beneath the text, by their heads.
_COLUMNS = {
    "statement": {"statement": "statement_id", "who": "source", "cue": "cue", "act": "act",
                  "what": "content", "quoted": "kind"},
    "actor": {"actor": "actor_id", "name": "name", "is a": "kind", "role": "role",
              "of": "affiliation", "mentions": "mentions"},
    "date": {"date": "date_id", "words": "text", "means": "value", "from": "earliest",
             "to": "latest", "counted from": "anchor"},
}  # fmt: skip


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
    article_id: str,
    numbers: Mapping[int, str] | None = None,
    there: Container[str] = (),
) -> Markup:
    """Return the text in pieces, each of which looks like all marks on it and leads to the inmost.

    ``numbers`` are the sentences', by their starts, and lead to the rows that are ``there``.
    """
    numbers, starts = numbers or {}, defaultdict[int, list[Mark]](list)
    cuts, known = {0, len(text), *numbers}, set[tuple[str, str]]()
    for mark in (m for m in found if 0 <= m.start < m.end <= len(text)):
        starts[mark.start].append(mark)
        cuts |= {mark.start, mark.end}
    around, pieces = list[Mark](), []
    for at, end in pairwise(sorted(cuts)):
        around = sorted([m for m in around if m.end > at] + starts[at], key=_outer)
        begun = []
        for mark in (m for m in around if m.start == at):
            # A row leads back to the first mark of its kind and key.
            name = mark.kind, mark.key
            begun.append((mark, name not in known and mark.kind not in ("source", "cue")))
            known.add(name)
        kinds = dict.fromkeys(m.kind for m in around)
        pieces.append((numbers.get(at), begun, kinds, around[-1:], _GAP.sub("\n\n", text[at:end])))
    place, row = partial(mark_id, article_id), partial(row_id, article_id)
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
    marked = marked_html(unwrapped, found, name, numbered, there)
    body = render("article", kinds=kinds, text=marked, tables=tables)
    return Block(body, "\n\n".join([text, *(t.plain for t in tables)]))


def _table(parsed: Any, kind: str) -> Block:
    """Return a table that marks link to, from `_COLUMNS`."""
    rows = as_sure(parsed) if kind == "statement" else getattr(parsed, f"{kind}s")
    shown: dict[str, Any] = {head: rows[column] for head, column in _COLUMNS[kind].items()}
    if kind == "date":
        shown |= {head: shown[head].replace(_WORDS) for head in ("means", "counted from")}
    if kind == "statement":
        known, pairs = names(parsed), rows[["actor_id", "source"]].to_numpy()
        shown["who"] = [known.get(actor, source) for actor, source in pairs]
    name = f"{kind}s"
    return linked(parsed, rows, kind, shown, name.capitalize(), download=f"{name}.csv")
