"""Files that newslab writes for people and other programs: as a whole, and CSV without formulas."""

import contextlib
import os
import re
from pathlib import Path
from typing import Any
from uuid import uuid4

import pandas as pd

from newslab.errors import DataError, ParameterError

#: What a spreadsheet takes for a formula: spaces and line ends before the sign do not stop it.
_FORMULA = re.compile(r"\s*[=+\-@＝＋－＠]")
_NUMBER = re.compile(r"[+-]?\d+(\.\d+)?([eE][+-]?\d+)?")


def csv_text(frame: pd.DataFrame) -> str:
    r"""Return ``frame`` as CSV in which a spreadsheet takes no cell and no head for a formula.

    An apostrophe before the cell makes it text. Numbers stay as they are.

    Examples
    --------
    >>> print(csv_text(pd.DataFrame({"@x": ["=1+1", "-0.5", "- no"]})), end="")
    '@x
    '=1+1
    -0.5
    '- no
    """
    safe = frame.rename(columns=_text)
    for n, dtype in enumerate(frame.dtypes):
        if dtype.kind not in "biufcM":
            safe.isetitem(n, [_text(v) for v in frame.iloc[:, n]])
    return str(safe.to_csv(index=False, lineterminator="\n"))


def is_formula(text: str) -> bool:
    """Tell whether a spreadsheet takes a text for a formula; a number is none."""
    return bool(_FORMULA.match(text)) and not _NUMBER.fullmatch(text)


def _text(value: Any) -> Any:
    return f"'{value}" if isinstance(value, str) and is_formula(value) else value


def write(path: Path, content: str | bytes) -> None:
    """Write a file as a whole or not at all; raises `DataError` if it cannot be written."""
    data = content if isinstance(content, bytes) else content.encode("utf-8", "replace")
    # Readers of a folder skip names that start with a dot, so a file half written is never seen.
    hidden = path.with_name(f".{uuid4().hex}.tmp")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with hidden.open("xb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        hidden.replace(path)
    except OSError as error:
        what = f"cannot be written ({error.strerror})"
        todo = "make room or choose another place; what was written before is safe"
        raise DataError(what, where=str(path), todo=todo) from None
    finally:
        with contextlib.suppress(OSError):
            hidden.unlink(missing_ok=True)


def check_folder(path: Path) -> None:
    """Raise `ParameterError` before the work is done if a file stands where a folder is to be."""
    for place in (path, *path.parents):
        if os.path.lexists(place) and not place.is_dir():
            what = "is a file, not a folder to write to"
            raise ParameterError(what, where=str(place), todo="choose another")
