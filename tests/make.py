"""Articles and notebooks for tests, made by hand: what the tables say is known."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import nbformat

from newslab import Article, Parsed
from newslab.article import Entry, Listing, apart
from newslab.parsed import _article_row

TEXT = 'Ann Lee said "it works" on March 3. Bob Ray denied that she had said so.'


def entries(source: Any, **given: Any) -> list[Entry]:
    """List the articles of a source, unread."""
    return list(apart(Listing(source, **given)))


def span(text: str, words: str) -> tuple[int, int]:
    start = text.index(words)
    return start, start + len(words)


def statement(text: str, n: int, who: str, cue: str, content: str, name: str) -> dict[str, Any]:
    (start, end), (cue_start, cue_end) = span(text, content), span(text, cue)
    source_start, source_end = span(text, who)
    return {
        "statement_id": f"{name}/s{n:02}", "article_id": name, "paragraph": 1, "sentence": 1,
        "kind": "indirect", "act": "assert", "content": content, "start": start, "end": end,
        "spans": f"{start}:{end}", "source": who, "source_start": source_start,
        "source_end": source_end, "actor_id": who.lower().replace(" ", "-"), "cue": cue,
        "cue_lemma": cue, "cue_start": cue_start, "cue_end": cue_end, "negated": False,
        "rule": "hand",
    }  # fmt: skip


def actor(text: str, who: str, name: str) -> dict[str, Any]:
    return {
        "actor_id": who.lower().replace(" ", "-"), "article_id": name, "name": who,
        "kind": "person", "mentions": 1, "first_start": text.index(who),
    }  # fmt: skip


def mention(text: str, n: int, who: str, name: str) -> dict[str, Any]:
    start, end = span(text, who)
    return {
        "mention_id": f"{name}/m{n:02}", "article_id": name, "text": who, "start": start,
        "end": end, "form": "name", "actor_id": who.lower().replace(" ", "-"),
    }  # fmt: skip


def date(text: str, n: int, words: str, name: str) -> dict[str, Any]:
    start, end = span(text, words)
    return {
        "date_id": f"{name}/d{n:02}", "article_id": name, "sentence": 1, "text": words,
        "start": start, "end": end, "type": "DATE", "value": "2025-03-03", "earliest": "2025-03-03",
        "latest": "2025-03-03", "granularity": "day", "anchor": "article", "rule": "hand",
    }  # fmt: skip


def parsed(text: str = TEXT, name: str = "a1", **rows: Any) -> Parsed:
    """Tables of the little article above, or of another with rows of its own."""
    if text == TEXT and not rows:
        rows = {
            "statements": [
                statement(text, 1, "Ann Lee", "said", '"it works"', name),
                statement(text, 2, "Bob Ray", "denied", "that she had said so", name),
            ],
            "actors": [actor(text, "Ann Lee", name), actor(text, "Bob Ray", name)],
            "mentions": [mention(text, 1, "Ann Lee", name), mention(text, 2, "Bob Ray", name)],
            "dates": [date(text, 1, "March 3", name)],
        }
    empty: dict[str, list[dict[str, Any]]] = {
        n: [] for n in ("statements", "actors", "mentions", "dates", "sentences", "clauses")
    }
    article = Article(text, article_id=name)
    return Parsed(article, empty | rows | {"articles": [_article_row(article)]})


PARAMETERS = """article: str = ""  # path of the article
article_id: str = ""  # which one, where there are several
top: int = 3  # from 1 to 9: how many
tone: str = "plain"  # one of plain, loud: how to say it
since: str = ""  # YYYY-MM-DD: leave out what is older"""


def notebook(path: Path, *cells: str, title: str = "Check") -> Path:
    """Write a notebook with the parameters above and code cells."""
    book = nbformat.v4.new_notebook()
    first = nbformat.v4.new_code_cell(PARAMETERS, metadata={"tags": ["parameters"]})
    book.cells = [nbformat.v4.new_markdown_cell(f"# {title}\n\nWhat it shows."), first]
    book.cells += [
        nbformat.v4.new_markdown_cell(c[3:])
        if c.startswith("md:")
        else nbformat.v4.new_code_cell(c)
        for c in cells
    ]
    book.metadata["kernelspec"] = {
        "name": "python3",
        "display_name": "Python 3",
        "language": "python",
    }
    nbformat.write(book, path)
    return path
