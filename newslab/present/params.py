"""A notebook's parameters: what its cell declares, and the check of what a user gives."""

from __future__ import annotations

import ast
import difflib
import json
import math
import re
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from newslab.errors import ParameterError

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
#: What the cell starts with in which papermill sets parameters.
INJECTED = "# Parameters\n"


@dataclass(frozen=True, slots=True)
class Parameter:
    """One parameter of a notebook: its name, type, default and help.

    The help says what is allowed in words that are checked, too: ``one of a, b``, ``from 0 to 1``,
    ``YYYY-MM-DD``.
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
        if type(value).__name__ != self.type or not fits(value):
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


def assigned(source: str) -> list[str]:
    """Return the names that a cell sets."""
    nodes = ast.walk(ast.parse(source))
    return [n.id for n in nodes if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)]


def known(given: Iterable[str], names: Iterable[str]) -> None:
    """Raise `ParameterError` at the first name that no notebook declares."""
    names = sorted(names)
    for name in given:
        if name not in names:
            near = difflib.get_close_matches(str(name), names, n=1, cutoff=0.5)
            hint = f"did you mean {near[0]!r}? " if near else ""
            what, todo = "no notebook has this parameter", f"{hint}known: {', '.join(names)}"
            raise ParameterError(what, where=f"parameter {name}", todo=todo)


def check(given: Mapping[str, Any], notebooks: Iterable[Path]) -> dict[Path, dict[str, Any]]:
    """Give each notebook the parameters that it declares, converted, or raise `ParameterError`."""
    books = {path: declared(path) for path in notebooks}
    known(given, set().union(*books.values()))
    return {
        path: {n: p.convert(given[n]) for n, p in parameters.items() if n in given}
        for path, parameters in books.items()
    }
