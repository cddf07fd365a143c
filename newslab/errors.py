"""The one family of errors that newslab raises on purpose."""

from collections.abc import Iterable
from difflib import get_close_matches


def first_line(error: Exception) -> str:
    """Return the first line of what an error says, or else its name."""
    return (str(error).splitlines() or [type(error).__name__])[0]


def suggest(name: str, known: Iterable[str]) -> str:
    """Say which known names another may stand for, and what else is known (the first twelve)."""
    every = sorted(known)
    parts = [k for k in every if name and name in k]
    near = list(dict.fromkeys([*parts, *get_close_matches(name, every)]))[:3]
    hint = f"did you mean {' or '.join(map(repr, near))}? " if near else ""
    return f"{hint}known: {', '.join(every[:12]) or 'none'}{' …' if every[12:] else ''}"


class NewslabError(Exception):
    """Something an analyst can mend: ``what`` is wrong, where (a file, article or row), what to do.

    Examples
    --------
    >>> print(NewslabError("the file is empty", where="data/raw/a.txt", todo="add the text"))
    data/raw/a.txt: the file is empty; add the text
    """

    def __init__(self, what: str, *, where: str | None = None, todo: str | None = None) -> None:
        self.what, self.where, self.todo = what, where, todo
        super().__init__(what)

    def __str__(self) -> str:
        head = f"{self.where}: {self.what}" if self.where else self.what
        return f"{head}; {self.todo}" if self.todo else head

    def _render_traceback_(self) -> list[str]:
        # In a notebook, too, one line says what is wrong: IPython asks for this.
        return [str(self)]


class InputError(NewslabError):
    """An article could not be read: missing, empty, no text, not decodable."""


class AllFailedError(InputError):
    """No article of a source could be parsed; the dataset's manifest says why."""


class OwnOutputError(InputError):
    """What was given as an article is something that newslab wrote."""


class ParameterError(NewslabError):
    """A parameter of a call, a command or a notebook is unknown or has a bad value."""


class SettingError(ParameterError):
    """A setting of the environment, or the list of corrections, cannot be used."""


class DataError(NewslabError):
    """A table on disk or in memory does not have the shape that its schema declares."""


class NotebookError(NewslabError):
    """A notebook failed while a report was made."""
