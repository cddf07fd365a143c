"""The rules that stand in tables, by name, and newslab without some of them."""

from __future__ import annotations

import importlib
import re
import sys
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from newslab import lexicons

LEXICONS = Path(lexicons.__file__).parent
#: The table that stands in code, since it holds code.
REPAIRS = "newslab.syntax.repair"
#: What tells the rules of a lexicon apart: the first of these columns that it has.
COLUMNS = ("feature", "frame", "class", "kind", "relation", "frames", "act", "type", "gender")


class Rule(NamedTuple):
    """A rule by its table and its name."""

    table: str
    name: str

    def __str__(self) -> str:
        return f"{self.table}: {self.name}"


def rules(only: Iterable[str] = ()) -> list[Rule]:
    """Return every rule of the lexicons, and the repairs of the parse."""
    tables = [p.stem for p in sorted(LEXICONS.glob("*.csv"))]
    found = [Rule(t, n) for t in tables for n in _names(t, lexicons.read(t))]
    repairs: Any = importlib.import_module(REPAIRS)
    found += [Rule("repair", repair.mend.__name__) for repair in repairs.REPAIRS]
    chosen = set(only)
    return [rule for rule in found if not chosen or rule.table in chosen]


def _column(rows: list[dict[str, str]]) -> str:
    """Return the column that names the rules: a row with an example is a rule of its own."""
    columns = ("frame", "rule") if "example" in rows[0] else COLUMNS
    return next((c for c in columns if c in rows[0]), "")


def _names(table: str, rows: list[dict[str, str]]) -> list[str]:
    column = _column(rows)
    if not column:
        return ["(all)"]
    return list(dict.fromkeys(name for row in rows for name in _of_row(row, column)))


def _of_row(row: dict[str, str], column: str) -> list[str]:
    """Return the rules of a row; features of one family differ behind ``=`` or ``:``."""
    if column == "frames":
        return row[column].split()
    return [re.split("[=:]", row[column])[0]] if column == "feature" else [row[column]]


def without(rows: list[dict[str, str]], dropped: set[str]) -> list[dict[str, str]]:
    """Return the rows of a lexicon without those of the rules that are dropped."""
    column = _column(rows)
    if not column:
        return []
    if column == "frames":
        kept = [(r, [f for f in r[column].split() if f not in dropped]) for r in rows]
        return [row | {column: " ".join(frames)} for row, frames in kept if frames]
    return [row for row in rows if not dropped.intersection(_of_row(row, column))]


def _forget() -> None:
    for name in [m for m in sys.modules if m == "newslab" or m.startswith("newslab.")]:
        del sys.modules[name]


def drop(dropped: Iterable[Rule]) -> None:
    """Load newslab anew without some rules, in this process for good."""
    by_table: dict[str, set[str]] = {}
    for rule in dropped:
        by_table.setdefault(rule.table, set()).add(rule.name)
    _forget()
    fresh = importlib.import_module("newslab.lexicons")
    read = fresh.read

    @cache
    def fewer(name: str) -> list[dict[str, str]]:
        rows: list[dict[str, str]] = read(name)
        return without(rows, by_table[name]) if name in by_table else rows

    fresh.read = fewer  # type: ignore[attr-defined]
    repairs: Any = importlib.import_module(REPAIRS)
    off = by_table.get("repair", set())
    kept = tuple(r for r in repairs.REPAIRS if r.mend.__name__ not in off)
    repairs.REPAIRS = kept
