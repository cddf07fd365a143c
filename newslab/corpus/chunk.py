"""A chunk of articles ▶ rows of all tables; one bad article costs itself only."""

from __future__ import annotations

import hashlib
import signal
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from functools import cache
from importlib import metadata
from importlib.metadata import PackageNotFoundError
from itertools import islice
from pathlib import Path
from typing import Any, NamedTuple

from newslab import parsed
from newslab.analyse.sentiment import neutral
from newslab.article import Article, Entry
from newslab.corrected import Corrections
from newslab.english import english
from newslab.errors import NewslabError, ParameterError, SettingError
from newslab.formats import shown
from newslab.parsed import Parsed, parse_many
from newslab.tables import PARSED

Rows = dict[str, list[dict[str, Any]]]
#: An article, with the digest of what it is made from.
Work = tuple[Entry, str]

#: Articles in a chunk: enough for a file of each table, little enough to lose at a cut.
SIZE = 100
_PACKAGE = Path(__file__).parents[1]
#: What decides what the tables say.
_DECIDING = ("article.py", "dateline.py", "english.py", "parsed.py", "syntax/**/*.py",
             "extract/**/*.py", "corrected/*.py", "analyse/stance.py", "analyse/timeline.py",
             "lexicons/*.csv")  # fmt: skip
#: Seconds that an article may take.
LIMIT = 300.0


class TooLongError(BaseException):
    """An article took more than its seconds: no handler of other errors may take it."""


class AttemptError(Exception):
    """A chunk could not be parsed as a whole."""


class Order(NamedTuple):
    """A chunk of articles that are to be parsed, and what keeps a part's rows and its manifest."""

    keep: Callable[[str, Rows, list[dict[str, Any]]], None]
    corrections: Corrections
    limit: float = LIMIT
    work: Sequence[Work] = ()


def version() -> str:
    """Name what made the tables: newslab and its rules, the model, an analyst's own cues."""
    from newslab import __version__
    from newslab.extract.statements.cues import own_digest
    from newslab.syntax.language import model_name

    model = model_name()
    with suppress(PackageNotFoundError, ValueError):
        model += f" {metadata.version(model)}"
    return shown(" ".join(filter(None, [__version__, f"rules {_rules()}", model, own_digest()])))


@cache
def _rules() -> str:
    """Name the rules and word lists by their contents: tables of others are made anew."""
    digest = hashlib.sha256()
    for path in (p for pattern in _DECIDING for p in sorted(_PACKAGE.glob(pattern))):
        digest.update(f"{path.relative_to(_PACKAGE)}\0".encode() + path.read_bytes())
    return digest.hexdigest()[:8]


def check_settings() -> None:
    """Load what settings choose, before any article may be blamed; raises `NewslabError`."""
    neutral()
    try:
        parsed.parse(Article("Talks began on Monday, Ann Lee said.", article_id="first"))
    except NewslabError:
        raise
    except Exception as error:
        what = f"no article can be parsed ({type(error).__name__}: {error})"
        raise SettingError(what, todo="check NEWSLAB_MODEL and NEWSLAB_CUES") from error


def split(work: Iterable[Any], jobs: int = 1, size: int = SIZE) -> Iterator[list[Any]]:
    """Cut articles into chunks, of which each of ``jobs`` processes has one at least."""
    rest = iter(work)
    first = list(islice(rest, size * jobs))
    each = max(1, min(size, -(-len(first) // jobs)))
    yield from (first[i : i + each] for i in range(0, len(first), each))
    while more := list(islice(rest, size)):
        yield more


def attempt(order: Order) -> dict[str, str]:
    """Parse a chunk as a whole, write it, and return the status of each article.

    What cannot be read stops no others; raises `AttemptError` for what else one article makes fail.
    """
    began, articles, unread = time.perf_counter(), [], {}
    try:
        with _alarm(order.limit):
            for entry, _ in order.work:
                try:
                    articles.append(english(entry.read(), entry.where))
                except NewslabError as error:
                    unread[entry.article_id] = str(error)
            made = list(parse_many(articles, order.corrections))
    except ParameterError:
        raise
    except TooLongError:
        raise AttemptError(f"took more than {order.limit:g} s") from None
    except Exception as error:  # whatever one article makes fail, the others are parsed
        kind = "" if isinstance(error, NewslabError) else f"{type(error).__name__}: "
        raise AttemptError(f"{kind}{error}") from None
    return _commit(order, made, unread, time.perf_counter() - began)


def make(order: Order, how: Callable[[Order], dict[str, str]] = attempt) -> dict[str, str]:
    """Make an attempt at a chunk; where it fails, at its halves: one bad article is left alone."""
    try:
        return how(order)
    except AttemptError as error:
        if len(order.work) == 1:
            return _commit(order, [], {order.work[0][0].article_id: str(error)})
    half = len(order.work) // 2
    parts = order.work[:half], order.work[half:]
    return {name: s for part in parts for name, s in make(order._replace(work=part), how).items()}


def _commit(
    order: Order, made: Sequence[Parsed], failed: Mapping[str, str], seconds: float = 0.0
) -> dict[str, str]:
    rows = {table: [row for one in made for row in one.rows[table]] for table in PARSED}
    texts = {one.article.article_id: one.article.text for one in made}
    made_by = version()
    # A part is named after what is in it.
    what = [made_by, *(d for _, d in order.work), *(c["correction"] for c in order.corrections)]
    part = hashlib.sha256("\n".join(what).encode()).hexdigest()[:20]
    manifest = []
    for entry, digest in order.work:
        name = entry.article_id
        text = texts.get(name, "")
        odd = text.count("\ufffd")
        applied = {r["correction"] for r in rows["corrections"] if r["article_id"] == name}
        made_with = order.corrections.own.get(name, set()) | applied
        manifest.append({
            "article_id": name,
            "source": entry.path or name,
            "given": entry.published,
            "sha256": digest,
            "status": "failed" if name in failed else "ok",
            "error": failed.get(name),
            "version": made_by,
            "part": part,
            "corrections": " ".join(sorted(made_with)) or None,
            "characters": len(text) or None,
            "seconds": seconds / len(order.work),
            "note": f"characters that could not be read, now U+FFFD: {odd}" if odd else None,
        })  # fmt: skip
    order.keep(part, rows, manifest)
    return {row["article_id"]: row["status"] for row in manifest}


@contextmanager
def _alarm(limit: float) -> Iterator[None]:
    """Raise `TooLongError` after ``limit`` seconds; in the main thread only there are alarms."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return

    def ring(*_: object) -> None:
        raise TooLongError

    before = signal.signal(signal.SIGALRM, ring)
    signal.setitimer(signal.ITIMER_REAL, limit)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
