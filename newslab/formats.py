"""Files ▶ records with the fields of an article."""

import codecs
import csv
import errno
import gzip
import io
import json
import logging
import os
import re
import zlib
from collections import deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from functools import cache, partial
from itertools import chain, dropwhile, islice
from pathlib import Path
from shlex import quote
from typing import IO, Any, NamedTuple, cast

import pandas as pd

from newslab import dateline, lexicons, pages
from newslab.errors import InputError, OwnOutputError, first_line
from newslab.tables import LONE_SURROGATE
from newslab.tables import TABLES as OWN

#: Articles with more characters than this are refused.
MAX_CHARACTERS = 20_000_000
#: Files with more bytes than this are refused (after unpacking): articles, and tables as JSON.
MAX_BYTES = 100_000_000
MAX_JSON_BYTES = 20_000_000_000

PAGES = (".html", ".htm")
_LINES = (".jsonl", ".ndjson")
TABLES = (".csv", ".tsv", *_LINES, ".parquet")
#: Endings of the files of a folder that are read.
KINDS = (".txt", ".text", ".md", *PAGES, *TABLES, ".json")


class Names(NamedTuple):
    """Columns that may hold each field of an article; ``order`` is that of days in figures."""

    columns: dict[str, tuple[str, ...]]
    order: str = ""


#: What news-please, fundus and common tables call the fields of an article; the first found counts.
FIELDS = Names({
    "article_id": ("article_id",),
    "text": ("text", "maintext", "plaintext", "body"),
    "published": (
        "published", "date_publish", "publishing_date", "published_at", "publishedAt",
        "date_published", "datePublished", "publish_date", "publication_date", "pub_date", "date",
    ),
    "title": ("title", "Title", "headline", "Headline"),
    "source": ("source", "url"),
})  # fmt: skip
#: Of these, what may hold something else: what is no day there dates nothing.
_USUAL_DAYS = frozenset(FIELDS.columns["published"][3:])
#: What a column may be called that holds days but is not read.
_LIKE_A_DAY = re.compile(
    r"(?:\b|_|(?=[A-Z]))(?i:date|day|time|timestamp|published|created)(?:\b|_|(?=[A-Z]))"
)

#: Columns of a list of corrections, which may lie beside the articles.
_CORRECTIONS = {"article_id", "table", "key", "column", "value"}

Record = dict[str, str]
#: The rows of a table; an error stands for one that is broken.
Rows = Iterator[Any]

#: What a page or a list of feeds says it is written in.
_CHARSET = re.compile(rb"""(?i)<(?:meta|\?xml)\b[^>]*\b(?:charset|encoding)\s*=\s*["']?([\w-]+)""")
#: What lies outside ASCII in English: marks, signs, a few accents in words.
_USUAL = re.compile(
    "[“”‘’–—…•™£€¥\u00a0]|(?<=[^\\W\\d_])[à-ÿšžœ]|[à-ÿ](?=[a-z])|\\b[À-ÞŠŽŒ](?=[a-z])"
    "|(?<=[A-Z])[À-Þ](?=[A-Z])"
)
_FIGURES = re.compile(r"\d+")
#: A day in figures, of which the order is given.
ORDERS = ("DMY", "MDY", "YMD")
_DAY = re.compile(r"(?<!\d)(\d{1,4})([/.-])(\d{1,2})\2(\d{1,4})(?!\d)")
#: What programs write where there is nothing.
_NOTHING = frozenset(("nan", "nat", "none", "null", "n/a", "<na>"))
_BLOCK = 1_000_000
_ROWS = 1_000
_HEAD = 4_000
_log = logging.getLogger("newslab")
#: Tells what would else be told again for each row or step.
tell_once = cache(_log.warning)


def locate(path: str | Path) -> Path:
    """Return a path, or an address on shared storage (extra scale); raises `InputError`."""
    if not isinstance(path, str | os.PathLike):
        raise InputError(f"{path!r:.80} is no path", todo="give a path or an Article")
    if "://" not in str(path):
        try:
            os.lstat(path)
        except (OSError, ValueError) as error:
            # An article's text, given as a path, is too long for the name of a file.
            if isinstance(error, ValueError) or error.errno == errno.ENAMETOOLONG:
                todo = 'give a path, or for a text newslab.Article(text, article_id="…")'
                raise InputError(f"{str(path)[:60]!r} is no path", todo=todo) from None
        return Path(path)
    try:
        from upath import UPath

        address: Any = UPath(path)
        address.fs  # noqa: B018 - finds the storage's own package
    except Exception as error:  # each storage has its own
        what = f"this address cannot be read ({error})"
        todo = 'pip install "newslab[scale]" and the storage\'s package for fsspec'
        raise InputError(what, where=str(path), todo=todo) from None
    return cast(Path, address)


def absolute(path: str) -> str:
    """Return a path that means the same from every folder; an address is one already."""
    # A link stays the link: what it leads to may change.
    return path if "://" in path else os.path.abspath(path)  # noqa: PTH100


def shown(path: str | Path) -> str:
    r"""Return a path as text that any file can hold: what is no UTF-8 or no character as ``\xe9``.

    Examples
    --------
    >>> shown(os.fsdecode(b"caf\xe9.txt"))
    'caf\\xe9.txt'
    """
    text = str(path)
    if text.isprintable():
        return text
    return re.sub("[\0-\x1f\x7f\udc80-\udcff]", lambda m: f"\\x{ord(m[0]) % 0xDC00:02x}", text)


def unshown(path: str) -> str:
    """Return the path that `shown` showed."""
    one = r"\\x([0189a-f][0-9a-f]|7f)"
    return re.sub(one, lambda m: bytes.fromhex(m[1]).decode("utf-8", "surrogateescape"), path)


def kind(path: Path) -> str:
    """Return the suffix that tells what is in a file, ``.gz`` left out."""
    return Path(path.stem if path.suffix.lower() == ".gz" else path.name).suffix.lower()


def stem(path: Path) -> str:
    """Return a file's name without what tells its format, as `shown`."""
    name = path.stem if path.suffix.lower() == ".gz" else path.name
    return shown(Path(name).stem if kind(path) in KINDS else name)


def is_table(path: Path) -> bool:
    """Tell whether a file holds a table of articles."""
    return kind(path) in TABLES or (kind(path) == ".json" and isinstance(_json(path), list))


def raw(path: Path, most: int = MAX_BYTES) -> bytes:
    """Read a file's bytes, unpacked; raises `InputError`."""
    with _opened(path) as file:
        content = file.read(most + 1)
    if len(content) > most:
        raise InputError(f"has more than {most:,} bytes", where=shown(path), todo="split it")
    return content


@contextmanager
def _opened(path: Path) -> Iterator[IO[bytes]]:
    """Open a file, unpacked; raises `InputError` where that fails, or reading it."""
    try:
        # A pipe would wait for ever for somebody who writes into it.
        if path.exists() and not (path.is_file() or path.is_dir()):
            raise OSError(errno.EINVAL, "it is no regular file")
        with path.open("rb") as file:
            packed = path.suffix.lower() == ".gz"
            yield cast("IO[bytes]", gzip.GzipFile(fileobj=file)) if packed else file
    except FileNotFoundError:
        raise InputError("no such file", where=shown(path), todo="check the path") from None
    except (gzip.BadGzipFile, EOFError, zlib.error):
        what = "is no whole gzip file"
        raise InputError(what, where=shown(path), todo="copy it again") from None
    except OSError as error:
        what = f"cannot be read ({error.strerror or first_line(error)})"
        raise InputError(what, where=shown(path), todo="give the path of a file") from None


def decode(content: bytes, where: str) -> str:
    """Decode UTF-8 or UTF-16, what a page declares, or else cp1252, Mac Roman or cp437.

    A few bytes that are no UTF-8 are each read as ``U+FFFD``, and told. Raises `InputError`.
    """
    text = content.decode(_encoding([content], where), "replace")
    head = text[:10_000]
    odd = sum((c < " " and c not in "\t\n\r\f\v") or "\x7f" <= c < "\xa0" for c in head)
    if odd * 10 > len(head):
        raise InputError("is no text", where=where, todo="give a text file, as UTF-8 if you can")
    return text


def _encoding(blocks: Iterable[bytes], where: str) -> str:
    head, beyond, odd = b"", 0, 0
    for text in codecs.iterdecode(blocks, "utf-8", "surrogateescape"):
        head = head or text[:200_000].encode("utf-8", "surrogateescape")
        beyond += len(text) - len(text.encode("ascii", "ignore"))
        odd += len(LONE_SURROGATE.findall(text))
    few = sum(b > 127 for b in head[:2000]) < len(head[:2000]) / 10
    if head[:2000].count(0) <= len(head[:2000]) / 10:  # else it is UTF-16 or UTF-32
        if odd <= beyond // 2:
            if odd:
                _log.warning("%s: bytes that are no UTF-8: %d; each is read as U+FFFD", where, odd)
            return "utf-8-sig"
        if said := _CHARSET.search(head[:2000]):
            name = said[1].decode()
            # Who declares Latin-1 means cp1252, or nothing; UTF-16 has no markup of single bytes.
            with suppress(UnicodeError, LookupError):
                if codecs.lookup(name).name != "iso8859-1" and "<" in head.decode(name):
                    return name
        # In English only marks and a few accents lie outside ASCII.
        if few:
            known = ("cp1252", "mac_roman", "cp437")
            return max(known, key=lambda e: len(_USUAL.findall(head.decode(e, "replace"))))
    from charset_normalizer import from_bytes

    if (best := from_bytes(head).best()) is None:
        raise InputError("is no text", where=where, todo="give a text file, as UTF-8 if you can")
    return best.encoding


def refuse(path: Path, where: str | None = None) -> None:
    """Raise `InputError` for a file that is no article, by how it begins, whatever its name."""
    with _opened(path) as file:
        text = file.read(_HEAD).decode("latin-1")
    if text.startswith(("ÿþ", "þÿ")) or text[1:16:2] == "\0" * 8 or text[:16:2] == "\0" * 8:
        text = text.replace("\0", "")[2 * text.startswith(("ÿþ", "þÿ")) :]
    text = text.removeprefix("ï»¿")
    for row in lexicons.read("file_kinds"):
        if kind(path) not in row["right_for"].split() and re.match(row["begins"], text):
            error = OwnOutputError if row["kind"].endswith("newslab") else InputError
            raise error(f"looks like {row['kind']}", where=where or shown(path), todo=row["todo"])


def single(path: Path, where: str, usual: Names = FIELDS) -> Record:
    """Read the one article of a file as a record; raises `InputError` that names ``where``."""
    if path.is_dir():
        raise InputError("is a folder", where=where, todo="give a file, or call newslab.load")
    found = list(rows(path, where, usual))
    if len(found) != 1:
        raise InputError(f"holds {len(found)} articles", where=where, todo="call newslab.load")
    return fields(found[0], usual, where)


def rows(path: Path, where: str, usual: Names = FIELDS) -> Rows:
    """Read the rows of a table of articles; raises `InputError` if it cannot be read."""
    try:
        for number, row in enumerate(_rows(path, usual, where)):
            if number == 0:
                _tell_of_days(row, usual, where)
            yield row
    # Arrow has errors of its own for what it does not know in a parquet file.
    except (ValueError, OSError, NotImplementedError, KeyError, csv.Error) as error:
        what = f"cannot be read as {kind(path)[1:]} ({first_line(error)})"
        raise InputError(what, where=where, todo="mend the file") from None


def _rows(path: Path, usual: Names, where: str) -> Rows:
    if kind(path) == ".json":
        data = _json(path)
        yield from data if isinstance(data, list) else [data]
        return
    refuse(path, where)
    if kind(path) == ".parquet":
        import pyarrow.parquet

        with _opened(path) as file:
            table = pyarrow.parquet.ParquetFile(file)
            columns = _known(table.schema_arrow.names, usual, where)
            _tell_of_days(table.schema_arrow.names, usual, where)
            for batch in table.iter_batches(_ROWS, columns=columns):
                yield from batch.to_pylist()
    elif kind(path) in TABLES:
        with _opened(path) as file:
            encoding = _encoding(iter(partial(file.read, _BLOCK), b""), where)
        with _opened(path) as file, io.TextIOWrapper(file, encoding, "replace", newline="") as text:
            yield from (_lines if kind(path) in _LINES else _csv)(text, usual, where)
    else:
        words = decode(raw(path), where)
        yield pages.record(words, where) if kind(path) in PAGES else {"text": words}


def _lines(lines: Iterable[str], usual: Names, where: str) -> Iterator[Any]:
    """Yield the records of JSON lines; raises `InputError` if none of the first has a text."""
    read = map(_line, filter(str.strip, lines))
    first = list(islice(read, _ROWS))
    if columns := dict.fromkeys(name for row in first if isinstance(row, dict) for name in row):
        _known(list(columns), usual, where)
    yield from chain(first, read)


def _line(line: str) -> Any:
    try:
        return json.loads(line)
    except (ValueError, RecursionError) as error:
        return InputError(f"cannot be read as JSON ({error})", todo="mend the row")


def of_frame(frame: pd.DataFrame, usual: Names, where: str) -> Rows:
    """Yield the rows of a DataFrame; raises `InputError`."""
    named = frame.set_axis(list(map(str, frame.columns)), axis="columns")
    few = named.loc[:, ~named.columns.duplicated()][_known(list(named), usual, where)]
    _tell_of_days(named, usual, where)
    yield from (dict(zip(few, row, strict=True)) for row in few.itertuples(index=False, name=None))


def _csv(source: Iterable[str], usual: Names, where: str) -> Iterator[Any]:
    """Yield the rows of a CSV file; one that is broken costs itself only."""
    csv.field_size_limit(MAX_CHARACTERS)
    lines, again, taken = iter(source), deque[str](), list[str]()

    def supply() -> Iterator[str]:
        while (line := again.popleft() if again else next(lines, None)) is not None:
            taken.append(line)
            yield line

    again.append(next(filter(str.strip, lines), ""))
    delimiter = max(",", ";", "\t", "|", key=again[0].count)
    reader = csv.reader(supply(), delimiter=delimiter, strict=True)
    head = [name.strip(" \ufeff") for name in next(reader, [])]
    if not head:
        raise InputError("the file is empty", where=where, todo="put articles in it")
    _known(head, usual, where)
    ids = usual.columns["article_id"]
    while True:
        taken.clear()
        try:
            row = next(reader)
            # A line of a cell that begins as its row does is a row: the mark before it is open.
            other = partial(_begins_otherwise, taken[0], len(head), delimiter)
            behind = list(dropwhile(other, taken[1:] if head[0] in ids else ()))
            broken = "a quotation mark is out of place" if behind else ""
        except StopIteration:
            return
        except csv.Error as error:
            # The mark that ended the cell is that of the row behind it, if there was one.
            behind = taken[1:] if "end of data" in str(error) else taken[1:][-1:]
            broken = str(error) if "limit" in str(error) else "a quotation mark is out of place"
        if broken:
            again.extendleft(reversed(behind))
            row, lost = taken[0].split(delimiter), len(taken) - len(behind)
            broken += f"; lines that cannot be read: {lost}"
            reader = csv.reader(supply(), delimiter=delimiter, strict=True)
        elif len(row) != len(head):
            broken = f"{len(row)} cells, {len(head)} columns"
        if not row:
            continue
        cells = dict(zip(head, row, strict=False))
        named = next((cells[n] for n in ids if n in cells), row[0])
        yield InputError(broken, todo=f"mend the row of {named!r:.80}") if broken else cells


def _begins_otherwise(row: str, columns: int, delimiter: str, line: str) -> bool:
    """Tell whether a line has other cells than a row, or begins with no id like its own."""
    one, other = (text.partition(delimiter)[0].strip('" ') for text in (row, line))
    if line.count(delimiter) != columns - 1 or not _FIGURES.search(one):
        return True
    if one.isdecimal():
        # After "2" a line may begin with "3,000".
        return other != str(int(one) + 1) or bool(re.match(r"\d+,\d{3}\b", line))
    return _FIGURES.sub("0", one) != _FIGURES.sub("0", other)


def _known(columns: Sequence[str], usual: Names, where: str) -> list[str]:
    """Return the columns that are read; raises `InputError` without a text, or for own output."""
    ours = ({c.name for c in t.columns if c.required} for t in OWN.values())
    unnamed = usual.columns["text"] == FIELDS.columns["text"]
    if unnamed and any(need <= set(columns) for need in (*ours, _CORRECTIONS)):
        what, todo = "is a table that newslab wrote", "give the articles themselves"
        raise OwnOutputError(what, where=where, todo=todo)
    if set(usual.columns["text"]).isdisjoint(columns):
        own = "for the text" if unnamed else repr(usual.columns["text"][0])
        what = f"has no column {own} among {', '.join(map(str, columns))}"
        todo = 'name it: --name text COLUMN, in Python names={"text": "COLUMN"}'
        raise InputError(what, where=where, todo=todo)
    read = [c for c in columns if any(c in names for names in usual.columns.values())]
    if twice := [c for c in read if c not in usual.columns["source"] and read.count(c) > 1]:
        raise InputError(f"has two columns {twice[0]!r}", where=where, todo="rename one of them")
    return list(dict.fromkeys(read))


def _tell_of_days(columns: Any, usual: Names, where: str) -> None:
    """Tell of a column that may hold the articles' days, where none is read as that."""
    names = map(str, columns) if isinstance(columns, Iterable) else ()  # the row may be broken
    like = [name for name in names if _LIKE_A_DAY.search(name)]
    if like and set(usual.columns["published"]).isdisjoint(columns):
        todo = f"if {like[0]!r} holds them, name it: --name published {quote(like[0])}"
        _log.warning("%s: no column for the articles' dates; %s", where, todo)


def is_missing(value: object) -> bool:
    """Tell whether a cell holds nothing."""
    # Of a list, and a cell may hold one, pandas asks each item.
    return bool(pd.api.types.is_scalar(value) and (pd.isna(value) or value == ""))


def fields(row: object, usual: Names, where: str) -> Record:
    """Pick the fields of an article out of a row; those that hold nothing are left out."""
    if isinstance(row, InputError):
        row.where = where
        raise row
    if not isinstance(row, Mapping):
        raise InputError("a record is no object with fields", where=where, todo="see the README")
    found: Record = {}
    for field, names in usual.columns.items():
        for name in (n for n in reversed(names) if n in row and not is_missing(row[n])):
            value = _text_of(row[name], where) if field == "text" else _written(row[name])
            value = _day(name, value, usual, where) if field == "published" else value
            if field not in ("text", "published") or not _says_nothing(value):
                found[field] = value
    if "text" not in found and set(usual.columns["text"]).isdisjoint(row):
        _known(list(row), usual, where)
    return found


def _written(value: object) -> str:
    """Return a cell's value; pandas makes 1.0 of 1 in a column with a gap."""
    return str(int(value) if isinstance(value, float) and value.is_integer() else value)


def _day(name: str, value: str, usual: Names, where: str) -> str:
    """Return a day as its column has it, by the order of its figures; "" for what dates nothing."""
    value = in_order(value, usual.order)
    usually = name in _USUAL_DAYS and len(usual.columns["published"]) > 1
    if usually and not _says_nothing(value) and dateline.day(value) is pd.NaT:
        what = "%s: column %r: what is no day like 2025-03-14 dates no article; try %s"
        tell_once(what, where.partition(", row ")[0], name, "--date-format DMY")
        return ""
    return value


def in_order(value: Any, order: str) -> Any:
    """Return a day in figures of which the ``order`` is known as 2025-03-14, all else as it is."""
    if order and isinstance(value, str) and (found := _DAY.search(value)):
        part = dict(zip(order, found.group(1, 3, 4), strict=True))
        if len(part["Y"]) == 4 and int(part["M"]) < 13 and int(part["D"]) < 32:
            return f"{part['Y']}-{part['M']:0>2}-{part['D']:0>2}"
    return value


def _says_nothing(value: str) -> bool:
    # Spaces, marks of direction or of an encoding show nothing.
    shown = any(c.isprintable() and c != " " for c in value)
    return not shown or value.strip().lower() in _NOTHING


def _text_of(value: object, where: str) -> str:
    """Return a text; fundus gives a body of sections with paragraphs."""
    if isinstance(value, str):
        return value
    if isinstance(value, bytes) or not isinstance(value, Iterable):
        raise InputError(f"{value!r:.40} is no text", where=where, todo="give the article's words")
    parts = value.values() if isinstance(value, Mapping) else value
    return "\n\n".join(filter(None, (_text_of(p, where) for p in parts if not is_missing(p))))


def _json(path: Path) -> Any:
    content = raw(path, MAX_JSON_BYTES)
    refuse(path)
    try:
        return json.loads(decode(content, shown(path)))
    except (ValueError, RecursionError) as error:
        todo = "mend the file, or end its name in .jsonl if each line is a record"
        raise InputError(f"is no JSON ({error})", where=shown(path), todo=todo) from None
