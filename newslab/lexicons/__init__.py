"""Word lists as CSV files, the first line of each says where it comes from; and an analyst's."""

import csv
import os
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import NamedTuple

from newslab.errors import SettingError


class Own(NamedTuple):
    """An analyst's own list: its file and what it says."""

    path: str
    text: str


def own(setting: str) -> Own | None:
    """Return the list that a setting of the environment names, as it is now; None if none is set.

    Raises `SettingError` if it cannot be read.
    """
    path = os.environ.get(setting, "").strip()
    if not path:
        return None
    try:
        changed = Path(path).stat()
        return _own(path, changed.st_mtime_ns, changed.st_size)
    except (OSError, UnicodeDecodeError) as error:
        what, todo = f"cannot be read ({error})", "save it as UTF-8"
        raise SettingError(what, where=f"{setting}={path}", todo=todo) from None


@cache
def _own(path: str, _changed: int, _size: int) -> Own:
    # A byte order mark, as spreadsheets write it, is no part of the first column's name.
    return Own(path, Path(path).read_text(encoding="utf-8-sig"))


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
