"""A notebook of one's own to start from: ``newslab notebook mine.ipynb``."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from newslab.errors import ParameterError
from newslab.writing import write

#: Cells by what they start with: "#" is prose, all else is code; the first code is the parameters.
_CELLS = (
    "# My report\n\nWhat it shows, in a sentence.",
    'article: str = "data/raw"  # path of the article, or of its tables\n'
    'article_id: str = ""  # which article, where the path holds several (empty: the only one)\n'
    "top: int = 5  # from 1 to 50: how many rows to list",
    "import newslab\n"
    "from newslab.present import notebook, views\n"
    "\n"
    "notebook.check()\n"
    "parsed = notebook.one(newslab.load(notebook.locate(article)), article_id)\n"
    "speakers = parsed.statements['source'].value_counts().head(top)",
    "## In short",
    "notebook.sentences([f'{who} speaks {n} times.' for who, n in speakers.items()])",
    "## A table\n\nAny pandas DataFrame does; this one can be downloaded, too.",
    "shown = parsed.statements[['source', 'act', 'content']].head(top)\n"
    "views.table(shown, 'The first statements', download='first.csv')",
    "## A figure\n\nAny matplotlib figure, with a sentence for those who cannot see it.",
    "from matplotlib.figure import Figure\n"
    "\n"
    "drawn = Figure(figsize=(6, 3), layout='constrained')\n"
    "axes = drawn.subplots()\n"
    "_ = axes.barh(speakers.index.astype(str), speakers)\n"
    "notebook.figure(drawn, f'How often each of {len(speakers)} sources speaks.')",
    "## The article, marked",
    "notebook.article(parsed)",
)


def write_starter(path: Path) -> Path:
    """Write a notebook with tagged parameters and the helpers, ready for ``newslab report -n``.

    Parameters
    ----------
    path
        Where to; ends in ``.ipynb``, and nothing is there yet.

    Raises
    ------
    ParameterError
        The name has another ending, or the file is there.
    """
    if path.suffix != ".ipynb":
        raise ParameterError("a notebook's name ends in .ipynb", where=str(path), todo="add it")
    if path.exists():
        raise ParameterError("is there already", where=str(path), todo="choose another name")
    cells = [_cell(f"cell-{n + 1}", source) for n, source in enumerate(_CELLS)]
    cells[1]["metadata"] = {"tags": ["parameters"]}
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    book = {"nbformat": 4, "nbformat_minor": 5, "metadata": {"kernelspec": kernel}, "cells": cells}
    write(path, json.dumps(book, indent=1) + "\n")
    return path


def _cell(name: str, source: str) -> dict[str, Any]:
    cell = {"id": name, "metadata": {}, "source": source}
    if source.startswith("#"):
        return cell | {"cell_type": "markdown"}
    return cell | {"cell_type": "code", "execution_count": None, "outputs": []}
