"""A chunk of articles ▶ rows of all tables; one bad article costs itself only."""

from __future__ import annotations

import hashlib
import signal
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import cache
from importlib import metadata
from importlib.metadata import PackageNotFoundError
from itertools import islice
from pathlib import Path
from typing import Any

from newslab import parsed
from newslab.analyse.sentiment import neutral
from newslab.article import Article, Entry
from newslab.corpus.dataset import Dataset
from newslab.corrected import Corrections
from newslab.errors import InputError, NewslabError, ParameterError, SettingError
from newslab.parsed import parse_many
from newslab.syntax.english import other_language
from newslab.tables import PARSED

Rows = dict[str, list[dict[str, Any]]]
#: Articles, each with the digest of what it is made from.
Work = Sequence[tuple[Entry, str]]
#: What came of each article: its rows, or why there are none; and the seconds that it took.
Outcomes = dict[str, tuple[Rows | str, float]]
Parser = Callable[[Sequence[Entry], Corrections, float], Outcomes]

#: Articles in a chunk: enough for a file of each table, little enough to lose at a cut.
SIZE = 100
_PACKAGE = Path(__file__).parents[1]
#: What decides what the tables say.
_DECIDING = ("dateline.py", "syntax/**/*.py", "extract/**/*.py", "lexicons/*.csv")
#: Seconds that an article may take.
LIMIT = 300.0
TOO_LONG = "took more than {:g} s"


@dataclass(frozen=True)
class How:
    """How to read and parse: what `newslab.parse_corpus` was told."""

    corrections: Corrections
    jobs: int | None = 1
    client: Any = None
    force: bool = False
    limit: float = LIMIT
    progress: Callable[[str, str], None] | None = None
    names: Mapping[str, str] | None = None
    published: str | None = None

    def tell(self, done: Mapping[str, str]) -> None:
        """Tell the status of each article that is done."""
        if self.progress is not None:
            for article, status in done.items():
                self.progress(article, status)


class TooLongError(BaseException):
    """An article took more than its seconds: no handler of other errors may take it."""


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

    Raises `SettingError` or `InputError` if what the environment names cannot be used.
    """
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


def outcomes(entries: Sequence[Entry], corrections: Corrections, limit: float) -> Outcomes:
    """Parse articles all at once, which is faster; where one of them fails, each alone."""
    began, articles = time.perf_counter(), list[Article]()
    found: dict[str, Rows | str] = {}
    try:
        with _alarm(limit):
            for entry in entries:
                try:
                    articles.append(_read(entry))
                except NewslabError as error:
                    found[entry.article_id] = str(error)
            found |= {p.article.article_id: dict(p.rows) for p in parse_many(articles, corrections)}
    except ParameterError:
        raise
    # Whatever one article makes fail, the others are parsed.
    except (Exception, TooLongError) as error:
        if len(entries) > 1:
            alone = (outcomes([entry], corrections, limit) for entry in entries)
            return {name: outcome for one in alone for name, outcome in one.items()}
        told = str(error) if isinstance(error, NewslabError) else f"{type(error).__name__}: {error}"
        late = isinstance(error, TooLongError)
        found = {entries[0].article_id: TOO_LONG.format(limit) if late else told}
    share = (time.perf_counter() - began) / len(entries)
    return {name: (outcome, share) for name, outcome in found.items()}


def _read(entry: Entry) -> Article:
    article = entry.read()
    if other := other_language(article.text):
        what, todo = f"reads like {other}, not like English", "give articles in English"
        raise InputError(what, where=entry.where, todo=todo)
    return article


def parse(
    work: Work, corrections: Corrections, limit: float, out: Path, how: Parser = outcomes
) -> dict[str, str]:
    """Parse a chunk to a part of the dataset ``out``, and return the status of each article."""
    found = how([entry for entry, _ in work], corrections, limit)
    tables: Rows = {table: [] for table in PARSED}
    made_by, manifest = version(), list[dict[str, Any]]()
    for entry, digest in work:
        name = entry.article_id
        outcome, seconds = found[name]
        rows, error = ({}, outcome) if isinstance(outcome, str) else (outcome, None)
        for table, own in rows.items():
            tables[table] += own
        applied = {row["correction"] for row in rows.get("corrections", ())}
        text = rows["articles"][0]["text"] if rows else ""
        odd = text.count("\ufffd")
        manifest.append({
            "article_id": name,
            "source": entry.path or name,
            "given": entry.published,
            "sha256": digest,
            "status": "failed" if error else "ok",
            "error": error,
            "version": made_by,
            "corrections": " ".join(sorted(corrections.own(name) | applied)) or None,
            "characters": len(text) or None,
            "seconds": seconds,
            "note": f"characters that could not be read, now U+FFFD: {odd}" if odd else None,
        })  # fmt: skip
    ids = (c.id for entry, _ in work for c in corrections.of(entry.article_id))
    Dataset(out).commit([made_by, *(digest for _, digest in work), *ids], tables, manifest)
    return {row["article_id"]: row["status"] for row in manifest}


def _ring(*_: object) -> None:
    raise TooLongError


@contextmanager
def _alarm(limit: float) -> Iterator[None]:
    """Raise `TooLongError` after ``limit`` seconds, where the system and thread allow an alarm."""
    main = threading.current_thread() is threading.main_thread()
    if not hasattr(signal, "setitimer") or not main:
        yield
        return

    before = signal.signal(signal.SIGALRM, _ring)
    signal.setitimer(signal.ITIMER_REAL, limit)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
