"""What notebooks declare and call: parameters, checked; tables and figures for every reader."""

import ast
import io
import json
import math
import re
import sys
import warnings
from collections.abc import Callable, Collection, Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from newslab.errors import InputError, ParameterError, suggest
from newslab.present.escape import Block, render, table, visible
from newslab.present.highlight import article as article
from newslab.present.rows import plural
from newslab.writing import write

# papermill's inspect_notebook reads the same (a test compares them), but to import it takes two
# seconds, in every kernel of a notebook that checks itself.
_LINE = re.compile(
    r"(?P<name>\w+)\s*:\s*(?P<type>str|int|float|bool)\s*="
    r"\s*(?P<default>.*?)\s*#\s*(?P<help>.*)"
)
_READ: dict[str, Callable[[Any], Any]] = {
    "str": str, "int": int, "float": float,
    "bool": {"True": True, "False": False}.__getitem__,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Parameter:
    """One parameter of a notebook; its help says what is allowed beside the default.

    Checked are ``one of a, b``, ``from 0 to 1`` and ``YYYY-MM-DD``.
    """

    name: str
    type: str
    default: str
    help: str

    def convert(self, value: Any) -> Any:
        """Return ``value`` in the parameter's type, or raise `ParameterError`."""
        # What is typed on the command line is text.
        if isinstance(value, str | Path) or (self.type, type(value)) == ("float", int):
            with suppress(ValueError, TypeError, KeyError):
                value = _READ[self.type](value)
        allowed, fits = self._rule()
        usual = str(value) == self.default.strip("\"'")  # whatever the help says
        if type(value).__name__ != self.type or not (usual or fits(value)):
            where = f"parameter {self.name}"
            raise ParameterError(f"bad value {value!r}", where=where, todo=f"give {allowed}")
        return value

    def _rule(self) -> tuple[str, Callable[[Any], Any]]:
        """Return what is allowed, in a phrase, and the test of it."""
        if m := re.search(r"\bone of ([\w-]+(?:, [\w-]+)*)", self.help):
            return f"one of {m[1]}", lambda value: value in m[1].split(", ")
        number = r"(-?\d+(?:\.\d+)?)"
        if m := re.search(rf"\bfrom {number} to {number}", self.help):
            low, high = float(m[1]), float(m[2])
            return f"{self.type} from {m[1]} to {m[2]}", lambda value: low <= value <= high
        if "YYYY-MM-DD" in self.help:
            return "a day as YYYY-MM-DD", re.compile(r"(\d{4}-\d\d-\d\d)?").fullmatch
        return self.type, lambda value: not isinstance(value, float) or math.isfinite(value)


def declared(notebook: Path) -> dict[str, Parameter]:
    """Return the parameters of a notebook by name, from the cell tagged ``parameters``."""
    try:
        cells = json.loads(notebook.read_bytes())["cells"]
        tagged = [c for c in cells if "parameters" in c["metadata"].get("tags", ())]
    except (OSError, ValueError, KeyError, TypeError):
        what, todo = "is no notebook that can be read", "check the path"
        raise ParameterError(what, where=str(notebook), todo=todo) from None
    return lines("".join(tagged[0]["source"]) if tagged else "")


def lines(source: str) -> dict[str, Parameter]:
    """Return the parameters that a cell declares, by name."""
    found = (_LINE.fullmatch(line.strip()) for line in source.splitlines())
    return {m["name"]: Parameter(**m.groupdict()) for m in found if m}


def check_names(given: Iterable[str], names: Collection[str]) -> None:
    """Raise `ParameterError` at the first name that no notebook declares."""
    for name in given:
        if name not in names:
            where, todo = f"parameter {name}", suggest(str(name), names)
            raise ParameterError("no notebook has this parameter", where=where, todo=todo)


def check() -> None:
    """Check the parameters of the notebook that runs: papermill takes any name and any value."""
    from IPython.core.getipython import get_ipython

    shell: Any = get_ipython()
    names: dict[str, Parameter] = {}
    # A kernel may have run other notebooks before this one: the last cell of parameters counts.
    for source in shell.user_ns["In"] if shell else ():
        names = lines(source) or names
        if source.startswith("# Parameters\n"):  # papermill sets them here
            nodes = [n for n in ast.walk(ast.parse(source)) if isinstance(n, ast.Name)]
            check_names((n.id for n in nodes if isinstance(n.ctx, ast.Store)), names)
    for name, parameter in names.items():
        if name in shell.user_ns:
            shell.user_ns[name] = parameter.convert(shell.user_ns[name])


def locate(path: str | Path) -> Path:
    """Find a path from the working folder or those above, as from the project's ``notebooks``."""
    path = Path(path)
    for folder in (Path(), *Path.cwd().parents):
        if (folder / path).exists() or path.is_absolute():
            return folder / path
    what, todo = "no such file here or in the folders above", "check the parameter article"
    raise InputError(what, where=str(path), todo=todo)


def one(corpus: Any, article_id: str = "") -> Any:
    """Return the tables of one article of a corpus; its id may be empty where there is only one."""
    if not article_id and len(corpus) > 1:
        what, todo = f"{len(corpus)} articles", suggest("", corpus.articles["article_id"])
        raise ParameterError(what, where="parameter article_id", todo=f"give one; {todo}")
    return corpus.only(article_id) if article_id else corpus


def start(path: Path) -> None:
    """Write a notebook of one's own to start from: parameters, helpers, a table and a figure."""
    if path.suffix != ".ipynb" or path.exists():
        what = "is there already" if path.exists() else "a notebook's name ends in .ipynb"
        raise ParameterError(what, where=str(path), todo="choose another name")
    write(path, Path(__file__).with_name("template").joinpath("starter.json").read_bytes())


def sentences(items: Sequence[str]) -> Block:
    """Show sentences as a list: what a reader should take away."""
    return Block(render("list", items=items), "\n".join(f"- {i}" for i in items))


def figure(drawn: Any, alt: str, caption: str = "") -> Any:
    """Show a matplotlib figure, which is closed, and in ``alt`` what it shows, with its numbers."""
    from IPython.display import Image

    out = io.BytesIO()
    with warnings.catch_warnings():
        # Letters that the font lacks, labels with too little room: ``alt`` has them in full.
        warnings.simplefilter("ignore", UserWarning)
        drawn.savefig(out, format="png", dpi=192)
    if pyplot := sys.modules.get("matplotlib.pyplot"):
        pyplot.close(drawn)
    width, height = (round(n * 96) for n in drawn.get_size_inches())
    # On clear paper a page makes its ink darker or lighter than itself.
    about = {"caption": visible(caption or alt), "clear": drawn.get_facecolor()[3] == 0}
    words = {"alt": visible(alt), "metadata": about}
    return Image(out.getvalue(), width=width, height=height, **words)  # type: ignore[no-untyped-call]


def show_frames() -> None:
    """Have the notebook that runs show a plain DataFrame as `table` does, with its index."""
    from IPython.core.getipython import get_ipython

    def shown(frame: pd.DataFrame) -> str:
        plain = isinstance(frame.index, pd.RangeIndex) and frame.columns.nlevels == 1
        told = frame if plain else frame.reset_index(allow_duplicates=True)
        return table(told, plural(len(frame), "row"))._repr_html_()

    shell: Any = get_ipython()
    shell.display_formatter.formatters["text/html"].for_type(pd.DataFrame, shown)


def trust(*what: str) -> Block:
    """Show how right newslab was on real articles (``what``, else all), beside two readers."""
    from newslab.evaluate import recorded

    heads = {"readers": "two readers agree", "gold": "number in the articles",
             "on": "articles of", "counts_as_right": "right is"}  # fmt: skip
    shown = recorded(*what).drop(columns=["right", "found", "articles"]).rename(columns=heads)
    return table(shown, "Accuracy on real news articles (1 is perfect)")
