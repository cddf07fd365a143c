"""The only gate for input: whatever an article comes as, it leaves here as an `Article`."""

import glob
import hashlib
import logging
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from itertools import chain, count
from pathlib import Path
from typing import Any, TypeAlias

import numpy as np
import pandas as pd

from newslab import dateline, formats
from newslab.errors import InputError, OwnOutputError, ParameterError, suggest
from newslab.tables import LONE_SURROGATE, PARSED

Source: TypeAlias = "str | Path | pd.DataFrame | Article | Iterable[str | Path | Article]"

#: Why something is left out.
_OWN, _EMPTY = "newslab wrote it", "it has no text"
_DAYS = "write published as 2025-03-14, or tell the order of its figures: --date-format DMY"
_ENDING = f"it does not end in {', '.join(formats.KINDS)}"
#: A table of which none of so many rows can be read is none.
_MOST_BROKEN = 10
_log = logging.getLogger("newslab")
_BREAK = re.compile(r"\r\n|\r|\n")
_LINE_END = re.compile(r"(?:\r\n|\r|\n)\s*")
#: A line, and what the next one begins with if that is neither blank nor farther in.
_LINE = re.compile(
    r"(?<![^\r\n])([^\S\r\n]*)(\S[^\r\n]*)"
    r"(?:(?=(?:\r\n|\r|\n)(?!\1[^\S\r\n])[^\S\r\n]*([^\s-]+)))?"
)
#: Lines of such a width are wrapped if so large a share have no room left and end no sentence.
_NARROWEST, _WIDEST, _SHARE_WRAPPED = 40, 100, 0.6
_STOPS = (".", "!", "?", '"', "”", ":")


@dataclass(frozen=True, eq=False)
class Article:
    r"""A news article: its text as read, and what is known about it.

    Parameters
    ----------
    text
        The text, unchanged but for lone surrogates, which no file can hold: each becomes
        ``\ufffd``. All offsets of all tables count its characters.
    article_id
        Name of the article in every table.
    published
        The article's date. Left out, it is read from a header (`` date 2025-03-14 ``,
        ``Date: 14 March 2025``), a dateline, or a date in ``source``'s file name; else `NaT`.
    title, source
        Headline, where the input gives one apart from the text; path or address it was read from.

    Examples
    --------
    >>> a = Article("GENEVA, March 3 (Agency) - Talks began.", article_id="talks-2025-03-04")
    >>> a.published.date().isoformat(), a.text[a.body_start:]
    ('2025-03-03', 'Talks began.')
    """

    text: str
    article_id: str
    published: pd.Timestamp = field(default=pd.NaT)
    title: str | None = None
    source: str | None = None
    body_start: int = field(init=False, default=0)

    def __post_init__(self) -> None:
        for name in ("text", "article_id", "title", "source"):
            value = getattr(self, name)
            if isinstance(value, str):
                object.__setattr__(self, name, LONE_SURROGATE.sub("\ufffd", value))
            elif value is not None or name in ("text", "article_id"):
                what = f"{name} is {value!r:.60}, no text"
                raise InputError(what, where="Article", todo="give a str")
        published, body_start = dateline.find(self.text, self.source or self.article_id)
        given = _timestamp(self.published, self.source or self.article_id)
        object.__setattr__(self, "published", published if given is pd.NaT else given)
        object.__setattr__(self, "body_start", body_start)

    @cached_property
    def sha256(self) -> str:
        """Hash of the text in UTF-8."""
        return hashlib.sha256(self.text.encode()).hexdigest()

    @cached_property
    def wraps(self) -> frozenset[int]:
        """Offsets of the line ends of a hard-wrapped text at which the next word had no room."""
        start = 1 + max(self.text.rfind(end, 0, self.body_start) for end in "\r\n")
        lines = [*_LINE.finditer(self.text, start)]
        width = max((len(m[0].rstrip()) for m in lines), default=0)
        joined = [m for m in lines if m[3]]
        full = [m for m in joined if len(m[0].rstrip()) + len(m[3]) >= width]
        inside = [m[3] for m in full if not m[0].rstrip().endswith(_STOPS)]
        wrapped = any(map(str.islower, inside)) and len(inside) >= _SHARE_WRAPPED * len(joined)
        return frozenset(m.end() for m in full if wrapped and _NARROWEST <= width < _WIDEST)

    @cached_property
    def unwrapped(self) -> str:
        """The text with blanks for line ends that only wrap, length unchanged."""
        wraps = self.wraps
        return _BREAK.sub(lambda m: " " * len(m[0]) if m.start() in wraps else m[0], self.text)

    @cached_property
    def paragraphs(self) -> list[tuple[int, int]]:
        """Spans of the paragraphs of the body: between line ends that are no wraps."""
        found = _LINE_END.finditer(self.text, self.body_start)
        breaks = [m.span() for m in found if m.start() not in self.wraps]
        starts = [self.body_start, *(end for _, end in breaks)]
        ends = [*(start for start, _ in breaks), len(self.text)]
        return [s for s in zip(starts, ends, strict=True) if self.text[slice(*s)].strip()]


def _timestamp(given: object, where: str) -> pd.Timestamp:
    """Read a given date as the day it names, whatever its time zone."""
    if formats.is_missing(given):
        return pd.NaT
    # Whatever else pandas reads would be a guess: to it, "10:30" is today and "March" the year 1.
    sure = isinstance(given, (date, np.datetime64))
    day = pd.Timestamp(given) if sure else dateline.day(str(given))
    if day is pd.NaT:
        raise InputError(f"{given!r} is no date", where=where, todo=_DAYS)
    return day.tz_localize(None).normalize().as_unit("us")


@dataclass(frozen=True, slots=True)
class Entry:
    """An article that is not read yet: its file, or its record when it stands among others.

    ``where`` names it in messages, ``path`` means the same from every folder, ``published`` is the
    date if the article gives none, ``error`` says why nothing can be read, and ``usual`` how the
    fields of a file's record are called.
    """

    article_id: str
    where: str
    path: str | None = None
    record: Mapping[str, Any] | None = None
    published: pd.Timestamp = pd.NaT
    error: str | None = None
    usual: formats.Names = formats.FIELDS

    def read(self) -> Article:
        """Read the article; raises `InputError`."""
        if self.error is not None:
            raise InputError(self.error)
        record = self.record
        if record is None:
            record = formats.single(formats.locate(str(self.path)), self.where, self.usual)
        text, most = record.get("text", ""), formats.MAX_CHARACTERS
        if not text:
            raise InputError("the article is empty", where=self.where, todo="put its text in it")
        if len(text) > most:
            what = f"has {len(text):,} characters, more than {most:,}"
            raise InputError(what, where=self.where, todo="split it into articles")
        source = record.get("source") or (self.where if self.record is None else None)
        day = _timestamp(record.get("published"), self.where)
        article = Article(text, self.article_id, day, record.get("title"), source)
        undated = article.published is pd.NaT
        return replace(article, published=self.published) if undated else article

    def digest(self) -> str:
        """Hash of all that the article is made from, or of why it cannot be read."""
        given, content = [self.article_id, str(self.published), self.usual.order, self.error], b""
        if self.error is None and self.record is None:
            try:
                content = formats.raw(formats.locate(str(self.path)))
            except Exception as error:  # a storage's package has its own
                given.append(str(error))
        made_from = repr([given, sorted((self.record or {}).items())])
        return hashlib.sha256(made_from.encode("utf-8", "replace") + content).hexdigest()


def read(path: str | Path, *, published: str | pd.Timestamp | None = None) -> Article:
    """Read one article from a file: text, a saved page, or JSON of news-please or fundus.

    It may be gzipped, and in UTF-8 or UTF-16, as a page declares, cp1252, Mac Roman or cp437; pages
    need the extra ``html``. ``published`` is its date, if neither its text nor the file's name
    gives it. Raises `InputError` for a file that is missing, empty, too large, no text, or holds
    several articles.

    Examples
    --------
    >>> read("data/raw/2025-03-14-ceasefire-talks.txt").published
    Timestamp('2025-03-14 00:00:00')
    """
    path, day = formats.locate(path), _timestamp(published, "published")
    return Entry(formats.stem(path), formats.shown(path), str(path), published=day).read()


def articles(
    source: Source,
    *,
    names: Mapping[str, str] | None = None,
    published: str | None = None,
    date_format: str | None = None,
) -> Iterator[Article]:
    """Yield all articles of a source.

    Raises `InputError` at one that cannot be read, or at none, and `ParameterError` for a name that
    is no field or a ``date_format`` that is no order.

    Parameters
    ----------
    source
        A path, a glob, a folder (each also as an address on shared storage, ``s3://bucket/raw``,
        with the extra ``scale``), a table of articles (CSV, TSV, JSON, JSON lines, parquet, or a
        DataFrame, with a column ``text`` and, when there, ``article_id``, ``published``,
        ``title``, ``source``), or several of these.
    names
        Your names of these columns, as in ``{"text": "body"}``.
    published
        The date of articles that give none, neither in a column, their text nor a file's name.
    date_format
        The order of day, month and year, ``DMY``, ``MDY`` or ``YMD``, in a table's column of dates
        and in ``published``.

    Examples
    --------
    >>> frame = pd.DataFrame({"body": ["Talks began.", "Talks ended."]})
    >>> [a.article_id for a in articles(frame, names={"text": "body"})]
    ['article-1', 'article-2']
    """
    for entry in apart(Listing(source, names, published, date_format)):
        yield entry.read()


class Listing:
    """The articles of a source, unread, under their own names, of which some may be the same.

    What newslab wrote, rows without text and files of other endings are left out, and told once.
    Listing raises `InputError` if nothing is there, or the one table of ``source`` cannot be read.
    """

    def __init__(
        self,
        source: Source,
        names: Mapping[str, str] | None = None,
        published: object = None,
        date_format: str | None = None,
    ) -> None:
        usual = formats.FIELDS.columns
        for name in (names or {}).keys() - usual:
            raise ParameterError(f"{name!r} is no field of an article", todo=suggest(name, usual))
        if date_format not in (None, *formats.ORDERS):
            todo = f"use {', '.join(formats.ORDERS)}"
            raise ParameterError(f"{date_format!r} is no order of a day", todo=todo)
        published = formats.in_order(published, date_format or "")
        self._source, self._published = source, _timestamp(published, "published")
        own = {f: (n,) for f, n in (names or {}).items()}
        self._usual = formats.Names(usual | own, date_format or "")
        self._seen = set[str]()
        #: Why something was left out: the first of its kind, and how many there are.
        self._left: dict[str, tuple[str, int]] = {}
        #: The folders that were looked through, and the tables that were read to their end.
        self.folders, self.tables = set[str](), set[str]()

    def __iter__(self) -> Iterator[Entry]:
        found = False
        for entry in self._of(self._source):
            found = True
            yield entry
        if not found:
            left = "".join(f"; {first}: {why}" for why, (first, _) in self._left.items())
            where = formats.shown(self._source) if isinstance(self._source, str | Path) else None
            todo = "give a folder, glob or table with some"
            raise InputError(f"no articles there{left}", where=where, todo=todo)
        for why, (first, many) in self._left.items():
            _log.warning("%s: left out, %s (%s in all)", first, why, f"{many:,}")

    def _leave(self, place: str, why: str) -> None:
        first, before = self._left.get(why, (place, 0))
        self._left[why] = first, before + 1

    def _of(self, source: Source, among: bool = False) -> Iterator[Entry]:
        """Yield the articles of a source; ``among`` others a broken file costs itself only."""
        if isinstance(source, pd.DataFrame):
            table = Entry("article", "the DataFrame", published=self._published)
            yield from self._rows(formats.of_frame(source, self._usual, table.where), table)
        elif isinstance(source, Article):
            record = formats.fields(vars(source), formats.FIELDS, source.article_id)
            yield Entry(source.article_id, source.article_id, None, record, self._published)
        elif isinstance(source, str | Path):
            for path in self.files(source):
                alone = not among and str(path) == str(formats.locate(source))
                yield from self._of_file(path, alone)
        elif isinstance(source, Iterable):
            for one in source:
                yield from self._of(one, among=True)
        else:
            raise InputError(f"{source!r:.60} is no source of articles", todo="give a path")

    def _of_file(self, path: Path, alone: bool) -> Iterator[Entry]:
        place, given = formats.absolute(str(path)), formats.shown(path)
        if place in self._seen:
            return
        self._seen.add(place)
        entry = Entry(formats.stem(path), given, place, None, self._published, None, self._usual)
        try:
            if formats.is_table(path):
                yield from self._rows(formats.rows(path, given, self._usual), entry)
                self.tables.add(place)
                return
            if not alone and formats.kind(path) in (*formats.PAGES, ".json"):
                formats.refuse(path)  # what newslab wrote is told apart
            yield entry
        except InputError as error:
            if alone:
                raise
            if isinstance(error, OwnOutputError):
                self._leave(given, _OWN)
            else:
                yield replace(entry, error=str(error))

    def _rows(self, rows: formats.Rows, table: Entry) -> Iterator[Entry]:
        """Yield the articles of a table, itself given as an entry."""
        first = list[InputError]()
        for number, row in enumerate(rows, 1):
            name, where = f"{table.article_id}-{number}", f"{table.where}, row {number}"
            try:
                record = formats.fields(row, self._usual, where)
            except InputError as error:
                first += [error] if number <= _MOST_BROKEN else []
                if number == len(first) == _MOST_BROKEN:
                    raise first[0] from None
                yield Entry(name, where, table.path, error=str(error))
                continue
            if "text" in record:
                name = LONE_SURROGATE.sub("\ufffd", record.get("article_id", name))
                yield Entry(name, where, table.path, record, table.published)
            else:
                self._leave(where, _EMPTY)

    def files(self, source: str | Path) -> Iterator[Path]:
        """Yield the files of a path, a glob or a folder that may be articles."""
        path = formats.locate(source)
        above = [path, *path.parents]
        folder = next((p for p in above if p.is_dir()), above[-1])
        self.folders.add(formats.absolute(str(folder)))
        if path.is_dir():
            yield from self._below(path)
        elif path.exists():
            yield path
        else:
            if "://" in str(source):
                matching: Iterable[Path] = folder.glob(str(path.relative_to(folder)))
            else:
                # pathlib's takes no pattern like "**.txt", and shows what is hidden.
                matching = map(Path, glob.glob(str(source), recursive=True))  # noqa: PTH207
            if not (found := sorted(p for p in matching if p.is_file())):
                where = formats.shown(source)
                raise InputError("no such file or folder", where=where, todo="check the path")
            yield from found

    def _below(self, folder: Path) -> Iterator[Path]:
        """Yield the files of a folder that may be articles, in the order of their names."""
        dataset = (folder / "manifest.parquet").exists() or (folder / ".journal").exists()
        ours = (*PARSED, "csv", "manifest.parquet") if dataset else ()
        try:
            found = sorted(folder.iterdir())
        except OSError as error:
            what, todo = f"cannot be read ({error.strerror})", "give folders that can be read"
            raise InputError(what, where=formats.shown(folder), todo=todo) from None
        for path in found:
            if path.name in ours:
                self._leave(formats.shown(path), _OWN)
            elif path.name.startswith((".", "_")):
                continue
            elif path.is_dir():
                yield from () if path.is_symlink() else self._below(path)
            elif formats.kind(path) in formats.KINDS:
                yield path
            else:
                self._leave(formats.shown(path), _ENDING)


def apart(found: Iterable[Entry], held: Mapping[str, str] | None = None) -> Iterator[Entry]:
    """Tell articles of one name apart by folder or number; names that are ``held`` have files."""
    held, seen, new = held or {}, set[str](), list[str]()
    numbers: dict[str, Iterator[int]] = defaultdict(lambda: count(2))

    def is_free(name: str) -> bool:
        """Tell whether a name has been given to no other file, which is still there."""
        other = None if path is None else held.get(name)
        return name not in seen and (other in (None, path) or not formats.locate(other).exists())

    for entry in found:
        name, path = entry.article_id, entry.path
        own = [name, f"{formats.shown(Path(path).parent.name)}-{name}"] if path else [name]
        # The name that it has already counts before a better one.
        if held.get(own[-1]) == path:
            own.reverse()
        free = next(filter(is_free, chain(own, (f"{name}-{n}" for n in numbers[name]))))
        seen.add(free)
        new += [free] if free != name and free not in held else []
        yield entry if free == name else replace(entry, article_id=free)
    if new:
        _log.warning("%s: so called, as another has its name (%d in all)", new[0], len(new))
