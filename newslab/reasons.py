"""Why a row is as it is: its rule, its words, and the choices that were weighed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

import pandas as pd

from newslab import analyst
from newslab.article import Article
from newslab.corrected import edit
from newslab.errors import ParameterError
from newslab.present.escape import Block, join, render, table
from newslab.present.words import corrected, names
from newslab.tables import TABLES

#: What the ids of rows start with.
_TABLES = {table[0]: table for table in ("statements", "mentions", "dates", "clauses")}
_TABLES |= {letter: table for table, (_, letter) in analyst.ANALYSES.items()}
#: Columns that only say where a row stands.
_PLACES = ("article_id", "start", "end", "spans", "sentence", "paragraph", "content")
#: Candidates that are told, and features of each, the weightiest first.
_CANDIDATES, _FEATURES = 6, 4


def why(parsed: Any, row: Any) -> Block:
    """Say why a row is as it is: rule, words, and whom else its mention might have meant.

    Parameters
    ----------
    parsed
        A `Parsed` or a `Corpus`.
    row
        The row's id (``"s04"``, ``"m17"``, ``"d02"``, ``"c31"``; ``"v02"`` of a stance, ``"e02"``
        of an event), with the article's id before it in a corpus of several (``"a1/s04"``).

    Returns
    -------
    Block
        Its sentence with the words marked, what its columns say, and the candidates for how a
        cue is read and whom a mention means: how probable, and what counted for (+) and against
        (−) it. In JupyterLab it is laid out, elsewhere plain text.

    Raises
    ------
    ParameterError
        There is no such row.

    Examples
    --------
    >>> import newslab
    >>> parsed = newslab.parse(newslab.Article("Ann Lee resigned on 1 May 2020.", article_id="a"))
    >>> "2020-05-01" in str(newslab.why(parsed, "d01"))
    True
    """
    short = str(row).rpartition("/")[2]
    name = _TABLES.get(short[:1], "")
    if not name or not short[1:].isdecimal():
        todo = "give one as s04, m17, d02, v01, e01"
        raise ParameterError(f"{str(row)[:40]!r} is no row's id", todo=todo)
    one = analyst.One(parsed, row)
    alone, article, found = one.tables, one.article, one.row(name, short)
    kept = [c for c in TABLES[name].columns[1:] if not c.name.endswith(_PLACES)]
    told = [(c.name, found[c.name], c.meaning) for c in kept if found[c.name] is not None]
    about = pd.DataFrame(told, columns=["what", "is", "meaning"], dtype=object)
    blocks = [table(about, f"{name}, row {short}")]
    made = alone.corrections[alone.corrections["row_id"] == found.get(edit.IDS.get(name, ""))]
    if len(made):
        blocks.append(table(corrected(made, names(alone)), "Corrections of it"))
    if name in ("mentions", "statements"):
        choices = _choices(article, found.get("cue_start"), _mentioned(alone, name, found))
        blocks += [table(frame, title) for title, frame in choices]
    before, words, after = _sentence(alone, article.text, found)
    page = render(
        "why", before=before, words=words, after=after, tables=join([b.markup for b in blocks])
    )
    return Block(page, "\n\n".join([f"{before}⟦{words}⟧{after}", *(b.plain for b in blocks)]))


def _mentioned(alone: Any, name: str, row: dict[str, Any]) -> tuple[int, int] | None:
    """Return the place of the mention that a row is, or is said by."""
    first, last = ("start", "end") if name == "mentions" else ("source_start", "source_end")
    if row[first] is None:
        return None
    of = alone.mentions[alone.mentions["actor_id"] == row["actor_id"]]
    of = of[(of["start"] >= row[first]) & (of["end"] <= row[last])]
    return next(((m.start, m.end) for m in of.itertuples()), (row[first], row[last]))


def _choices(
    article: Article, cue: int | None, span: tuple[int, int] | None
) -> Iterator[tuple[str, pd.DataFrame]]:
    """Parse the article again and weigh what a cue and a mention may mean: no table keeps it."""
    from newslab.extract import actors, statements
    from newslab.extract.statements import choice
    from newslab.syntax import language
    from newslab.syntax.page import Page
    from newslab.syntax.tree import Tree

    ((_, doc),) = language.docs([article])
    page = Page(article, Tree(doc))
    if cue is not None:
        readings = statements.candidates(page)
        yield "How its cue may be read", _weighed("reading", choice.explain(page, readings, cue))
    if span is not None:
        meant = actors.explain(page, statements.find(page), span)[:_CANDIDATES]
        yield "Who it may mean, the most probable first", _weighed("who", meant)


def _weighed(what: str, found: Iterable[tuple[str, float, dict[str, float]]]) -> pd.DataFrame:
    rows = []
    for name, probability, features in found:
        telling = sorted(features.items(), key=lambda f: -abs(f[1]))[:_FEATURES]
        rows.append((name, probability, ", ".join(f"{k} {v:+.1f}" for k, v in telling)))
    return pd.DataFrame(rows, columns=[what, "probability", "what counted"])


def _sentence(alone: Any, text: str, row: dict[str, Any]) -> tuple[str, str, str]:
    """Return the row's words, and what stands before and behind them in their sentences."""
    start, end = row["start"], row["end"]
    around = alone.sentences[(alone.sentences["start"] < end) & (alone.sentences["end"] > start)]
    first, last = min([start, *around["start"]]), max([end, *around["end"]])
    return text[first:start], text[start:end], text[end:last]
