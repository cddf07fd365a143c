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
from types import FrameType
from typing import Any

from newslab import parsed
from newslab.article import Article, Entry
from newslab.corrected import Corrections
from newslab.errors import InputError, NewslabError, ParameterError, SettingError
from newslab.parsed import parse_many
from newslab.syntax.english import other_language
from newslab.tables import PARSED

Rows = dict[str, list[dict[str, Any]]]
#: Articles, each with the digest of what it is made from.
Work = Sequence[tuple[Entry, str]]
Tell = Callable[[str], None]

#: Articles in a chunk: enough to fill the pipeline's batches, little enough to lose at a cut.
SIZE = 100
_PACKAGE = Path(__file__).parents[1]
#: What decides what the tables say.
_DECIDING = ("dateline.py", "syntax/**/*.py", "extract/**/*.py", "lexicons/*.csv")
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
    with suppress(PackageNotFoundError, ValueError):
        model += f" {metadata.version(model)}"
    return " ".join(filter(None, [__version__, f"rules {_rules()}", model, own_digest()]))


@cache
def _rules() -> str:
    """Name the rules and word lists by their contents: tables of others are made anew."""
    digest = hashlib.sha256()
    for path in (p for pattern in _DECIDING for p in sorted(_PACKAGE.glob(pattern))):
        digest.update(f"{path.relative_to(_PACKAGE)}\0".encode() + path.read_bytes())
    return digest.hexdigest()[:8]


def check_settings() -> None:
    """Load all that settings choose, before an article is parsed: what they do is no fault of its.

    Raises
    ------
    SettingError, InputError
        The pipeline or a list of words that the environment names cannot be used.
    """
    try:
        parsed.parse(Article("Talks began on Monday, Ann Lee said.", article_id="first"))
    except NewslabError:
        raise
    except Exception as error:
        raise SettingError(
            f"no article can be parsed ({type(error).__name__}: {error})",
            todo="check NEWSLAB_MODEL and NEWSLAB_CUES",
        ) from error


def name(work: Work, corrections: Corrections) -> str:
    """Name a part after what is in it."""
    digests = [digest for _, digest in work]
    ids = [c.id for entry, _ in work for c in corrections.of(entry.article_id)]
    return hashlib.sha256("\n".join([version(), *digests, *ids]).encode()).hexdigest()[:20]


def split(work: Iterable[Any], jobs: int = 1, size: int = SIZE) -> Iterator[list[Any]]:
    """Cut articles into chunks, of which each of ``jobs`` processes has one at least."""
    rest = iter(work)
    first = list(islice(rest, size * jobs))
    each = max(1, min(size, -(-len(first) // jobs)))
    yield from (first[i : i + each] for i in range(0, len(first), each))
    while more := list(islice(rest, size)):
        yield more


def parse(
    work: Work,
    part: str,
    *,
    limit: float = LIMIT,
    failed: Mapping[str, str] | None = None,
    careful: bool = False,
    tell: Tell = lambda _: None,
    corrections: Corrections | None = None,
) -> tuple[Rows, list[dict[str, Any]]]:
    """Parse a chunk to the rows of each table, and of the manifest.

    Articles that are known to have ``failed`` are left out, each with its reason; ``careful`` takes
    one at a time and tells which.
    """
    errors, known = dict(failed or {}), corrections or Corrections()
    articles = list(_read(work, errors, limit, tell if careful else lambda _: None))
    rows, seconds = _tables(articles, known, errors, limit, tell, careful)
    made_with = _made_with(rows, known, [entry.article_id for entry, _ in work])
    made_by, read = version(), {a.article_id: a for a in articles}
    manifest = []
    for entry, digest in work:
        error = errors.get(entry.article_id)
        row: dict[str, Any] = {
            "article_id": entry.article_id,
            "source": entry.path or entry.article_id,
            "given": entry.published,
            "sha256": digest,
            "status": "ok" if error is None else "failed",
            "error": error,
            "version": made_by,
            "part": part,
            "corrections": made_with[entry.article_id],
        }
        if (article := read.get(entry.article_id)) is not None:
            row["characters"] = len(article.text)
            row["seconds"] = seconds.get(entry.article_id)
            if odd := article.text.count("\ufffd"):
                row["note"] = f"characters that could not be read, now U+FFFD: {odd}"
        manifest.append(row)
    return rows, manifest


def _made_with(
    rows: Rows, corrections: Corrections, articles: Iterable[str]
) -> dict[str, str | None]:
    """Return the corrections of each article: its own, and those for all that were applied."""
    ids = {article: corrections.own(article) for article in articles}
    for row in rows["corrections"]:
        ids[row["article_id"]].add(row["correction"])
    return {article: " ".join(sorted(own)) or None for article, own in ids.items()}


def _read(work: Work, errors: dict[str, str], limit: float, tell: Tell) -> Iterator[Article]:
    for entry, _ in work:
        if entry.article_id in errors:
            continue
        tell(entry.article_id)
        try:
            with _alarm(limit):
                article = entry.read()
                if other := other_language(article.text):
                    raise InputError(
                        f"reads like {other}, not like English",
                        where=entry.where,
                        todo="give articles in English",
                    )
        except Exception as error:
            errors[entry.article_id] = _reason(error, limit)
        else:
            yield article


def _reason(error: Exception, limit: float) -> str:
    if isinstance(error, TooLongError):
        return f"took more than {limit:g} s"
    return str(error) if isinstance(error, NewslabError) else f"{type(error).__name__}: {error}"


def _tables(
    articles: Sequence[Article],
    corrections: Corrections,
    errors: dict[str, str],
    limit: float,
    tell: Tell,
    careful: bool,
) -> tuple[Rows, dict[str, float]]:
    """Return the rows of articles, and each one's share of the seconds of its batch."""
    rows: Rows = {table: [] for table in PARSED}
    seconds: dict[str, float] = {}
    for batch in [[a] for a in articles] if careful else [articles]:
        tell(batch[0].article_id if careful else "")
        began, found = time.perf_counter(), []
        try:
            with _alarm(limit * max(1, len(batch))):
                for one in parse_many(batch, corrections):
                    found.append(one.rows)
                    tell(one.article.article_id if careful else "")
        except ParameterError:
            raise
        except Exception as error:
            if not careful:
                # Which one it was shows when each goes alone.
                return _tables(articles, corrections, errors, limit, tell, careful=True)
            errors[batch[0].article_id] = _reason(error, limit)
        each = (time.perf_counter() - began) / max(1, sum(len(a.text) for a in batch))
        seconds |= {a.article_id: each * len(a.text) for a in batch}
        for table in PARSED:
            rows[table] += [row for tables in found for row in tables[table]]
    return rows, seconds


@contextmanager
def _alarm(limit: float) -> Iterator[None]:
    """Raise `TooLongError` after ``limit`` seconds, where the system and thread allow an alarm."""
    main = threading.current_thread() is threading.main_thread()
    if not hasattr(signal, "setitimer") or not main:
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
