"""A notebook's parameters: what its cell declares, and the check of what a user gives."""

from __future__ import annotations

import difflib
import json
import math
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from newslab.errors import ParameterError

_LINE = re.compile(r"(?P<name>\w+)\s*:\s*(?P<type>\w+)\s*=\s*(?P<default>.*?)\s*#\s*(?P<help>.*)")
_CHOICES = re.compile(r"\bone of ([\w-]+(?:, [\w-]+)*)")
_RANGE = re.compile(r"\bfrom (-?\d+(?:\.\d+)?) to (-?\d+(?:\.\d+)?)")
_DAY = re.compile(r"\bYYYY-MM-DD\b")
_TYPES: dict[str, type] = {"str": str, "int": int, "float": float, "bool": bool}


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

    @property
    def allowed(self) -> str:
        """What is allowed, in a phrase."""
        if m := _CHOICES.search(self.help):
            return f"one of {m[1]}"
        if m := _RANGE.search(self.help):
            return f"{self.type} from {m[1]} to {m[2]}"
        return "a day as YYYY-MM-DD" if _DAY.search(self.help) else self.type

    def convert(self, value: Any) -> Any:
        """Return ``value`` in the parameter's type, or raise `ParameterError`."""
        wanted = _TYPES[self.type]
        if isinstance(value, Typed):
            value = str(value) if wanted is str else typed(value)
        if wanted is float and type(value) is int:
            value = float(value)
        if type(value) is not wanted or not self._fits(value):
            raise ParameterError(
                f"bad value {value!r}", where=f"parameter {self.name}", todo=f"give {self.allowed}"
            )
        return value

    def _fits(self, value: Any) -> bool:
        if m := _CHOICES.search(self.help):
            return str(value) in m[1].split(", ")
        if m := _RANGE.search(self.help):
            return bool(float(m[1]) <= value <= float(m[2]))
        if _DAY.search(self.help):
            return value == "" or _is_day(value)
        return not (isinstance(value, float) and not math.isfinite(value))


def _is_day(value: str) -> bool:
    from datetime import date

    try:
        return date.fromisoformat(value).isoformat() == value
    except ValueError:
        return False


def declared(notebook: Path) -> dict[str, Parameter]:
    """Return the parameters of a notebook by name, from the cell tagged ``parameters``."""
    try:
        cells = json.loads(notebook.read_bytes())["cells"]
    except (OSError, ValueError, KeyError, TypeError):
        raise ParameterError(
            "is no notebook that can be read", where=str(notebook), todo="check the path"
        ) from None
    tagged = [c for c in cells if "parameters" in c.get("metadata", {}).get("tags", ())]
    return lines("".join(tagged[0]["source"]) if tagged else "")


def lines(source: str) -> dict[str, Parameter]:
    """Return the parameters that a cell declares, by name."""
    found = (_LINE.fullmatch(line.strip()) for line in source.splitlines())
    return {
        m["name"]: Parameter(m["name"], m["type"], m["default"], m["help"])
        for m in found
        if m and m["type"] in _TYPES
    }


class Typed(str):
    """A value typed on the command line: text that may stand for a number, True or False."""

    __slots__ = ()


def typed(text: str) -> Any:
    """Convert a value from the command line as papermill does: numbers, True, False, else text.

    Examples
    --------
    >>> typed("7"), typed("0.5"), typed("True"), typed("a1")
    (7, 0.5, True, 'a1')
    """
    if text in ("True", "False"):
        return text == "True"
    for kind in (int, float):
        try:
            return kind(text)
        except ValueError:
            continue
    return text


def check(given: Mapping[str, Any], notebooks: Iterable[Path]) -> dict[Path, dict[str, Any]]:
    """Give each notebook the parameters that it declares, converted.

    Raises
    ------
    ParameterError
        A name that no notebook declares, or a value that is not allowed.
    """
    known = {path: declared(path) for path in notebooks}
    names = sorted(set().union(*known.values()))
    for name in given:
        if name not in names:
            near = difflib.get_close_matches(str(name), names, n=1, cutoff=0.5)
            hint = f"did you mean {near[0]!r}? " if near else ""
            raise ParameterError(
                "no notebook has this parameter",
                where=f"parameter {name}",
                todo=f"{hint}known: {', '.join(names)}",
            )
    return {
        path: {n: p.convert(given[n]) for n, p in parameters.items() if n in given}
        for path, parameters in known.items()
    }
