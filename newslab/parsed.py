"""One article, parsed: its tables, and the calls that make them."""

from collections.abc import Iterable, Iterator, Mapping
from itertools import tee
from pathlib import Path
from typing import Any

import pandas as pd

from newslab import corrected
from newslab.article import Article, read
from newslab.corrected import Corrections, Edit
from newslab.errors import ParameterError
from newslab.syntax import language
from newslab.tables import TABLES, Tables


class Parsed(Tables):
    """The tables of one ``article``; each is built when first asked for.

    ``statements``, ``actors``, ``mentions``, ``dates``, ``sentences``, ``clauses``, ``stance``,
    ``timeline``, ``articles`` and ``corrections`` are pandas DataFrames; `newslab.tables.TABLES`
    describes their columns.
    """

    def __init__(self, article: Article, rows: Mapping[str, list[dict[str, Any]]]) -> None:
        self.article = article
        self.rows = rows

    def __repr__(self) -> str:
        counts = ", ".join(f"{len(self.rows[n])} {n}" for n in ("statements", "actors", "dates"))
        unfit = sum(r["state"] == "unfit" for r in self.rows.get("corrections", ()))
        told = f"; {unfit} corrections do not fit" if unfit else ""
        return f"<Parsed {self.article.article_id}: {counts}{told}>"

    def _repr_mimebundle_(
        self, include: Iterable[str] | None = None, exclude: Iterable[str] | None = None
    ) -> dict[str, str]:
        # The one way from here to a page: how an article looks in JupyterLab.
        from newslab.present.highlight import article

        shown = article(self)
        return {"text/html": shown._repr_html_(), "text/plain": shown.plain}

    def _table(self, name: str) -> pd.DataFrame:
        return TABLES[name].frame(self.rows.get(name, ()))


def parse(article: Article | str | Path, *, published: str | None = None) -> Parsed:
    """Parse one article, a path (see `newslab.read`) or an `Article`, to a `Parsed`: its tables.

    ``published`` is the date of a file that does not give it; an `Article` has its own. Raises
    `InputError` for a file that is missing, empty, no text or not in English, `ParameterError` for
    ``published`` with an `Article`, and `SettingError` for a setting (the model, word lists, the
    file of `newslab.corrections`) that cannot be used.

    Examples
    --------
    >>> parsed = parse(Article('"It works," Ann Lee said.', article_id="a"))
    >>> parsed.statements[["source", "cue", "content"]].values.tolist()
    [['Ann Lee', 'said', '"It works,"']]
    """
    if not isinstance(article, Article):
        article = language.english(read(article, published=published))
    elif published is not None:
        raise ParameterError("published is for files", todo="give it to the Article")
    return next(parse_many([article]))


def parse_many(
    articles: Iterable[Article], corrections: Corrections | None = None
) -> Iterator[Parsed]:
    """Yield a `Parsed` of each article, in their order, batched through the pipeline.

    ``articles`` is consumed as needed. ``corrections`` left out are those of the project's file
    (`newslab.correct`); raises `SettingError` if that or another setting cannot be used.
    """
    known = corrected.read() if corrections is None else corrections
    given, edits = tee(Edit(article, known.of(article.article_id)) for article in articles)
    docs = language.docs(edit.article for edit in given)
    for (article, doc), edit in zip(docs, edits, strict=True):
        yield Parsed(article, _rows(article, doc, edit))


def _rows(article: Article, doc: Any, edit: Edit) -> dict[str, list[dict[str, Any]]]:
    """Run the extractors over one parsed article; each sees what the ones before it found."""
    from newslab.analyse import stance, timeline
    from newslab.extract import actors, attitudes, clauses, dates, statements
    from newslab.syntax.page import Page
    from newslab.syntax.tree import Tree

    page = Page(article, Tree(doc))
    found_dates = dates.find(page)
    sentences = page.rows()
    edit.run({"dates": found_dates, "sentences": sentences}, "dates")
    attributions = statements.find(page)
    cast = actors.find(page, attributions)
    rows = {
        "sentences": sentences,
        "dates": found_dates,
        "statements": statements.rows(page, attributions, cast, found_dates),
        "clauses": clauses.rows(page, cast),
        "articles": [_article_row(article) | {"corrected_by": edit.by}],
    }
    rows["actors"], rows["mentions"] = cast.rows()
    edit.run(rows, "statements", "actors", "mentions")
    found = attitudes.find(page, rows["statements"], rows["mentions"])
    rows["stance"] = stance.rows(found, rows["actors"])
    rows["timeline"] = timeline.rows(rows)
    edit.run(rows, "stance", "timeline")
    rows["corrections"] = edit.made()
    return rows


def _article_row(article: Article) -> dict[str, Any]:
    names = ("article_id", "published", "title", "source", "sha256", "text")
    return {name: getattr(article, name) for name in names} | {"characters": len(article.text)}
