"""Word lists as CSV files; the first line of each says where it comes from."""

from __future__ import annotations

import csv
from functools import cache
from importlib.resources import files


@cache
def read(name: str) -> list[dict[str, str]]:
    """Read the word list ``name`` (file ``name.csv`` in this folder), one dict a row.

    Examples
    --------
    >>> read("cues")[0]["lemma"]
    'abstain'
    """
    text = files(__name__).joinpath(f"{name}.csv").read_text(encoding="utf-8")
    return list(csv.DictReader(line for line in text.splitlines() if not line.startswith("#")))


@cache
def words(name: str, kind: str) -> dict[str, str]:
    """Return the words (the first column) of one ``class`` of a list with their ``detail``, if any.

    Examples
    --------
    >>> words("actor_nouns", "spokes")["spokeswoman"]
    'f'
    """
    return {next(iter(r.values())): r.get("detail", "") for r in read(name) if r["class"] == kind}
