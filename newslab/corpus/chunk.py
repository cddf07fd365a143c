"""A chunk of articles ▶ rows of all tables; one bad article costs itself only."""

from __future__ import annotations

import hashlib
import signal
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence, Set
from contextlib import contextmanager, suppress
from functools import cache
from importlib import metadata, resources
from importlib.metadata import PackageNotFoundError
from importlib.resources.abc import Traversable
from types import FrameType
from typing import Any

from newslab.article import Article, Entry
from newslab.errors import NewslabError, NoTextError
from newslab.parsed import parse_many
from newslab.tables import PARSED

Rows = dict[str, list[dict[str, Any]]]

#: Articles in a chunk: enough to fill the pipeline's batches, little enough to lose at a cut.
SIZE = 100
#: Seconds that an article may take.
LIMIT = 300.0


class TooLongError(Exception):
    """An article took more than its seconds."""


def version() -> str:
    """Name what made the tables: newslab and its rules, the model, an analyst's own cues."""
    from newslab import __version__
    from newslab.extract.statements.cues import own_digest
    from newslab.syntax.language import model_name

    model = model_name()
    with suppress(PackageNotFoundError):
        model += f" {metadata.version(model)}"
    return " ".join(filter(None, [__version__, f"rules {_rules()}", model, own_digest()]))


@cache
def _rules() -> str:
    """Name the rules and word lists by their contents: tables of others are made anew."""
    digest = hashlib.sha256(resources.files("newslab").joinpath("dateline.py").read_bytes())
    for package in ("newslab.syntax", "newslab.extract", "newslab.lexicons"):
        for path, content in _contents(resources.files(package), package):
            digest.update(f"{path}\0".encode() + content)
    return digest.hexdigest()[:8]


def _contents(folder: Traversable, path: str) -> Iterator[tuple[str, bytes]]:
    for item in sorted(folder.iterdir(), key=lambda i: i.name):
        if item.is_dir() and item.name != "__pycache__":
            yield from _contents(item, f"{path}/{item.name}")
        elif item.name.endswith((".py", ".csv")):
            yield f"{path}/{item.name}", item.read_bytes()


def name(digests: Iterable[str]) -> str:
    """Name a part after what is in it."""
    return hashlib.sha256("\n".join([version(), *digests]).encode()).hexdigest()[:20]


def split(entries: Sequence[Any], jobs: int = 1, size: int = SIZE) -> Iterator[Sequence[Any]]:
    """Cut a list of articles into chunks, of which each of ``jobs`` processes has one at least."""
    size = max(1, min(size, -(-len(entries) // jobs)))
    return (entries[i : i + size] for i in range(0, len(entries), size))


def parse(
    entries: Sequence[tuple[Entry, str]],
    part: str,
    *,
    limit: float = LIMIT,
    failed: Mapping[str, str] | None = None,
    careful: bool = False,
    tell: Callable[[str], None] = lambda _: None,
) -> tuple[Rows, list[dict[str, Any]]]:
    """Parse a chunk.

    Parameters
    ----------
    entries
        Articles and the digests of what they are made from.
    part
        Name of the chunk's part.
    limit
        Seconds for an article.
    failed
        Reasons of articles that are known to fail, and left out.
    careful
        One article at a time, each announced by ``tell``.

    Returns
    -------
    tuple
        Rows of each table, and the manifest's rows.
    """
    errors = dict(failed or {})
    empty: set[str] = set()
    articles = list(_read(entries, errors, empty, limit, tell if careful else lambda _: None))
    rows: Rows = {table: [] for table in PARSED}
    seconds: dict[str, float] = {}
    if not careful:
        try:
            _all(articles, limit, rows, seconds, tell)
        except Exception:
            # Which one it was shows when each goes alone.
            rows = {table: [] for table in PARSED}
            seconds = {}
            careful = True
    if careful and not seconds:
        _one_by_one(articles, limit, rows, seconds, errors, tell)
    sizes, made_by = {a.article_id: len(a.text) for a in articles}, version()
    return rows, [
        {
            "article_id": entry.article_id,
            "source": entry.origin or entry.article_id,
            "given": entry.published,
            "sha256": digest,
            "characters": sizes.get(entry.article_id),
            "status": _status(entry.article_id, errors, empty),
            "error": errors.get(entry.article_id),
            "seconds": seconds.get(entry.article_id),
            "version": made_by,
            "part": part,
        }
        for entry, digest in entries
    ]


def _status(article: str, errors: Mapping[str, str], empty: Set[str]) -> str:
    if article in empty:
        return "skipped"
    return "failed" if article in errors else "ok"


def _read(
    entries: Sequence[tuple[Entry, str]],
    errors: dict[str, str],
    empty: set[str],
    limit: float,
    tell: Callable[[str], None],
) -> Iterator[Article]:
    for entry, _ in entries:
        if entry.article_id in errors:
            continue
        tell(entry.article_id)
        try:
            with _alarm(limit):
                article = entry.read()
        except Exception as error:
            errors[entry.article_id] = _reason(error, limit)
            if isinstance(error, NoTextError):
                empty.add(entry.article_id)
        else:
            yield article


def _reason(error: Exception, limit: float) -> str:
    if isinstance(error, TooLongError):
        return f"took more than {limit:g} s"
    return str(error) if isinstance(error, NewslabError) else f"{type(error).__name__}: {error}"


def _all(
    articles: Sequence[Article],
    limit: float,
    rows: Rows,
    seconds: dict[str, float],
    tell: Callable[[str], None],
) -> None:
    began = time.perf_counter()
    with _alarm(limit * max(1, len(articles))):
        for parsed in parse_many(articles):
            _add(rows, parsed.rows)
            tell("")
    # The pipeline works in batches: an article's time is its share by length.
    each = (time.perf_counter() - began) / max(1, sum(len(a.text) for a in articles))
    seconds.update({a.article_id: each * len(a.text) for a in articles})


def _one_by_one(
    articles: Sequence[Article],
    limit: float,
    rows: Rows,
    seconds: dict[str, float],
    errors: dict[str, str],
    tell: Callable[[str], None],
) -> None:
    for article in articles:
        tell(article.article_id)
        began = time.perf_counter()
        try:
            with _alarm(limit):
                found = next(parse_many([article])).rows
        except Exception as error:
            errors[article.article_id] = _reason(error, limit)
        else:
            _add(rows, found)
        seconds[article.article_id] = time.perf_counter() - began


def _add(rows: Rows, more: Mapping[str, list[dict[str, Any]]]) -> None:
    for table in PARSED:
        rows[table] += more[table]


@contextmanager
def _alarm(limit: float) -> Iterator[None]:
    """Raise `TooLongError` after ``limit`` seconds, where the system and thread allow an alarm."""
    if (
        not hasattr(signal, "setitimer")
        or threading.current_thread() is not threading.main_thread()
    ):
        yield
        return

    def ring(_number: int, _frame: FrameType | None) -> None:
        raise TooLongError

    before = signal.signal(signal.SIGALRM, ring)
    signal.setitimer(signal.ITIMER_REAL, limit)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
