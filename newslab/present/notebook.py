"""What notebooks call: find the article, show tables and figures with words for every reader."""

from __future__ import annotations

import io
import sys
import warnings
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from newslab.errors import InputError, ParameterError
from newslab.present import params
from newslab.present.escape import Block, render, table, visible
from newslab.present.highlight import article as article
from newslab.writing import write

if TYPE_CHECKING:
    from matplotlib.figure import Figure


def locate(path: str | Path) -> Path:
    """Find a path from any working folder: as it is, else from the folders above.

    So ``data/raw/x.txt`` is found from the project's root (papermill) and from ``notebooks/``
    (JupyterLab, nbval).
    """
    path, here = Path(path), Path.cwd()
    for folder in (Path(), *here.parents):
        if (folder / path).exists() or path.is_absolute():
            return folder / path
    what, todo = "no such file here or in the folders above", "check the parameter article"
    raise InputError(what, where=str(path), todo=todo)


def check() -> None:
    """Check the notebook's parameters as ``newslab report`` does, by what their cell says of them.

    papermill and JupyterLab take any name and any value: a wrong one would give an empty report,
    or that of another article.
    """
    from IPython.core.getipython import get_ipython

    shell: Any = get_ipython()
    declared: dict[str, params.Parameter] = {}
    # A kernel may have run other notebooks before this one: the last cell of parameters counts.
    for source in shell.user_ns["In"] if shell else ():
        declared = params.lines(source) or declared
        if source.startswith(params.INJECTED):
            params.known(params.assigned(source), declared)
    for name, parameter in declared.items():
        if name in shell.user_ns:
            shell.user_ns[name] = parameter.convert(shell.user_ns[name])


def one(corpus: Any, article_id: str = "") -> Any:
    """Return the tables of one article of a corpus.

    ``article_id`` may be empty where there is only one.
    """
    ids = list(corpus.manifest.loc[corpus.manifest["status"] == "ok", "article_id"])
    if not article_id and len(ids) == 1:
        return corpus
    if article_id not in ids:
        what = f"{article_id!r} is none of {len(ids)} articles"
        todo = f"give one of {', '.join(ids[:5])}{' …' if len(ids) > 5 else ''}"
        raise ParameterError(what, where="parameter article_id", todo=todo)
    return corpus.only(article_id)


def start(path: Path) -> Path:
    """Write a notebook of one's own to start from: parameters, helpers, a table and a figure."""
    if path.suffix != ".ipynb" or path.exists():
        what = "is there already" if path.exists() else "a notebook's name ends in .ipynb"
        raise ParameterError(what, where=str(path), todo="choose another name")
    write(path, Path(__file__).with_name("template").joinpath("starter.json").read_bytes())
    return path


def sentences(items: Iterable[str]) -> Block:
    """Show sentences as a list: what a reader should take away."""
    items = list(items)
    return Block(render("list", items=items), "\n".join(f"- {i}" for i in items))


def figure(drawn: Figure, alt: str, caption: str = "") -> Any:
    """Show a matplotlib figure with a sentence for those who cannot see it.

    ``alt`` says what it shows in a sentence or two, with its main numbers; ``caption`` stands below
    it, left out the same. The figure is closed.
    """
    from IPython.display import Image

    out = io.BytesIO()
    with warnings.catch_warnings():
        # Letters that the font lacks, labels with too little room: ``alt`` has them in full.
        warnings.simplefilter("ignore", UserWarning)
        drawn.savefig(out, format="png", dpi=144)
    if pyplot := sys.modules.get("matplotlib.pyplot"):
        pyplot.close(drawn)
    width, height = (round(n * 96) for n in drawn.get_size_inches())
    about = {"caption": visible(caption or alt)}
    return Image(  # type: ignore[no-untyped-call]
        out.getvalue(), width=width, height=height, alt=visible(alt), metadata=about
    )


def trust(*what: str) -> Block:
    """Show how right newslab was on real articles, beside how far two careful readers agree.

    ``what`` are some of `newslab.evaluate.MEASURES`; none: all.
    """
    from newslab.evaluate import MEASURES, recorded

    heads = {"what": "what", "measure": "measure", "value": "value", "readers": "two readers agree",
             "gold": "number in the articles", "on": "articles of",
             "counts_as_right": "right is"}  # fmt: skip
    shown = recorded(what or MEASURES)[list(heads)].rename(columns=heads)
    return table(shown, "Accuracy on real news articles (1 is perfect)")
