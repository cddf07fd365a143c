"""A chunk of articles ▶ rows of all tables; one bad article costs itself only."""

from __future__ import annotations

import hashlib
import signal
import threading
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import cache
from importlib import metadata
from importlib.metadata import PackageNotFoundError
from itertools import islice
from pathlib import Path
from types import FrameType
from typing import Any

from newslab import parsed
from newslab.analyse.sentiment import neutral
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


@dataclass(frozen=True)
class How:
    """How to parse: what `newslab.parse_corpus` was told."""

    corrections: Corrections
    jobs: int | None = 1
    client: Any = None
    force: bool = False
    limit: float = LIMIT
    progress: Callable[[str, str], None] = lambda _article, _status: None


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
    neutral()
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
    known = corrections or Corrections()
    attempt = _Attempt(limit, dict(failed or {}), known, careful, tell)
    read = {a.article_id: a for a in attempt.read(work)}
    rows, seconds = attempt.tables([*read.values()])
    applied = defaultdict[str, set[str]](set)
    for row in rows["corrections"]:
        applied[row["article_id"]].add(row["correction"])
    made_by, manifest = version(), []
    for entry, digest in work:
        name, article = entry.article_id, read.get(entry.article_id)
        odd = article.text.count("\ufffd") if article else 0
        manifest.append({
            "article_id": name,
            "source": entry.path or name,
            "given": entry.published,
            "sha256": digest,
            "status": "failed" if name in attempt.errors else "ok",
            "error": attempt.errors.get(name),
            "version": made_by,
            "part": part,
            "corrections": " ".join(sorted(known.own(name) | applied[name])) or None,
            "characters": len(article.text) if article else None,
            "seconds": seconds.get(name),
            "note": f"characters that could not be read, now U+FFFD: {odd}" if odd else None,
        })  # fmt: skip
    return rows, manifest


@dataclass
class _Attempt:
    """Reads and parses articles; notes the errors of those that fail."""

    limit: float
    errors: dict[str, str]
    corrections: Corrections
    careful: bool
    _tell: Tell

    def read(self, work: Work) -> Iterator[Article]:
        """Yield the articles that can be read."""
        for entry, _ in work:
            if entry.article_id in self.errors:
                continue
            self._at(entry.article_id)
            try:
                with _alarm(self.limit):
                    article = entry.read()
                    if other := other_language(article.text):
                        what = f"reads like {other}, not like English"
                        todo = "give articles in English"
                        raise InputError(what, where=entry.where, todo=todo)
            except Exception as error:
                self._note(entry.article_id, error)
            else:
                yield article

    def tables(self, articles: Sequence[Article]) -> tuple[Rows, dict[str, float]]:
        """Return the rows of articles, and each one's share of the seconds of its batch."""
        rows: Rows = {table: [] for table in PARSED}
        seconds: dict[str, float] = {}
        for batch in [[a] for a in articles] if self.careful else [articles]:
            self._at(batch[0].article_id if batch else "")
            began, found = time.perf_counter(), []
            try:
                with _alarm(self.limit * max(1, len(batch))):
                    for one in parse_many(batch, self.corrections):
                        found.append(one.rows)
                        self._at(one.article.article_id)
            except ParameterError:
                raise
            except Exception as error:
                if not self.careful:
                    # Which one it was shows when each goes alone.
                    self.careful = True
                    return self.tables(articles)
                self._note(batch[0].article_id, error)
            each = (time.perf_counter() - began) / max(1, sum(len(a.text) for a in batch))
            seconds |= {a.article_id: each * len(a.text) for a in batch}
            for table in PARSED:
                rows[table] += [row for tables in found for row in tables[table]]
        return rows, seconds

    def _at(self, article: str) -> None:
        self._tell(article if self.careful else "")

    def _note(self, article: str, error: Exception) -> None:
        told = str(error) if isinstance(error, NewslabError) else f"{type(error).__name__}: {error}"
        late = isinstance(error, TooLongError)
        self.errors[article] = f"took more than {self.limit:g} s" if late else told


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
