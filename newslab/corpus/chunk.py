"""A chunk of articles ▶ rows of all tables; one bad article costs itself only."""

import hashlib
import signal
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, nullcontext, suppress
from functools import cache
from importlib import metadata
from importlib.metadata import PackageNotFoundError
from itertools import islice
from operator import itemgetter
from pathlib import Path
from typing import Any

from newslab import parsed
from newslab.analyse.sentiment import neutral
from newslab.article import Article, Entry
from newslab.corpus.dataset import Dataset
from newslab.corrected import Corrections
from newslab.errors import NewslabError, ParameterError, SettingError
from newslab.formats import shown
from newslab.parsed import parse_many
from newslab.syntax.language import english
from newslab.tables import PARSED

Rows = dict[str, list[dict[str, Any]]]
#: Articles, each with the digest of what it is made from.
Work = Sequence[tuple[Entry, str]]

#: Articles in a chunk: enough for a file of each table, little enough to lose at a cut.
SIZE, FIRST = 100, 10
_PACKAGE = Path(__file__).parents[1]
#: What decides what the tables say.
_DECIDING = ("article.py", "dateline.py", "formats.py", "pages.py", "parsed.py",
             "columns.csv", "syntax/**/*.py", "extract/**/*.py", "corrected/*.py",
             "analyse/stance.py", "analyse/timeline.py", "lexicons/*.csv")  # fmt: skip
#: Seconds that an article may take.
LIMIT = 300.0


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


def split(work: Iterable[Any], jobs: int = 1) -> Iterator[list[Any]]:
    """Cut articles into chunks, small ones first: something is soon there, and all have work."""
    rest, size = iter(work), FIRST
    while some := list(islice(rest, min(size, SIZE) * jobs)):
        each = -(-len(some) // jobs)
        yield from (some[i : i + each] for i in range(0, len(some), each))
        size *= 2


def make(data: Dataset, work: Work, corrections: Corrections, **how: Any) -> dict[str, str]:
    """Parse a chunk as `parse` does, write it, and return the status of each article."""
    rows, manifest = parse(work, corrections, **how)
    data.commit(manifest[0]["part"], rows, manifest)
    return {row["article_id"]: row["status"] for row in manifest}


def parse(
    work: Work,
    corrections: Corrections,
    limit: float = LIMIT,
    failed: Mapping[str, str] | None = None,
    tell: Callable[[str], None] = lambda _article: None,
) -> tuple[Rows, list[dict[str, Any]]]:
    """Parse a chunk to the rows of each table, and of the manifest.

    Where ``failed`` is given, those are left out, each for its reason, and the others are parsed
    one by one, not all at once. One that is parsed alone is told before its turn.
    """
    rows: Rows = {table: [] for table in PARSED}
    made_by, manifest = version(), list[dict[str, Any]]()
    # A part is named after what is in it.
    entries, digests = zip(*work, strict=True)
    made_from = [made_by, *digests, *map(itemgetter("correction"), corrections)]
    part = hashlib.sha256("\n".join(made_from).encode()).hexdigest()[:20]
    began = time.perf_counter()
    found = {} if failed is not None else _attempt(entries, corrections, limit)[0]
    share = (time.perf_counter() - began) / len(work)
    for entry, digest in work:
        name, began = entry.article_id, time.perf_counter()
        error = (failed or {}).get(name)
        if error is None and name not in found:
            tell(name)
            one, error = _attempt([entry], corrections, limit)
            found |= one
        own = found.get(name, {})
        for table, more in own.items():
            rows[table] += more
        applied = {row["correction"] for row in own.get("corrections", ())}
        text = own["articles"][0]["text"] if own else ""
        odd = text.count("\ufffd")
        manifest.append({
            "article_id": name,
            "source": entry.path or name,
            "given": entry.published,
            "sha256": digest,
            "status": "failed" if error else "ok",
            "error": error,
            "version": made_by,
            "part": part,
            "corrections": " ".join(sorted(corrections.own.get(name, set()) | applied)) or None,
            "characters": len(text) or None,
            "seconds": time.perf_counter() - began + share,
            "note": f"characters that could not be read, now U+FFFD: {odd}" if odd else None,
        })  # fmt: skip
    tell("")
    return rows, manifest


def _attempt(
    entries: Sequence[Entry], corrections: Corrections, limit: float
) -> tuple[dict[str, Rows], str | None]:
    """Return the rows of articles by their ids, or why there are none; one that fails fails all."""
    try:
        with _alarm(limit):
            articles = []
            for entry in entries:
                # What cannot be read stops no others.
                with suppress(NewslabError) if len(entries) > 1 else nullcontext():
                    articles.append(english(entry.read(), entry.where))
            made = parse_many(articles, corrections)
            return {one.article.article_id: dict(one.rows) for one in made}, None
    except ParameterError:
        raise
    except TooLongError:
        return {}, f"took more than {limit:g} s"
    except Exception as error:  # whatever one article makes fail, the others are parsed
        kind = "" if isinstance(error, NewslabError) else f"{type(error).__name__}: "
        return {}, f"{kind}{error}"


@contextmanager
def _alarm(limit: float) -> Iterator[None]:
    """Raise `TooLongError` after ``limit`` seconds; in the main thread only there are alarms."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return

    def ring(*_: object) -> None:
        raise TooLongError

    before = signal.signal(signal.SIGALRM, ring)
    others = signal.setitimer(signal.ITIMER_REAL, limit)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, *others)  # a caller's own goes on
        signal.signal(signal.SIGALRM, before)
