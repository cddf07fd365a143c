"""A notebook of one's own to start from: ``newslab notebook mine.ipynb``."""

from __future__ import annotations

from pathlib import Path

from newslab.errors import ParameterError
from newslab.writing import write


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
    write(path, Path(__file__).with_name("template").joinpath("starter.json").read_bytes())
    return path
