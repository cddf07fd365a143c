"""Bytes of files ▶ records with the fields of an article."""

from __future__ import annotations

import csv
import gzip
import io
import json
import os
import zlib
from collections.abc import Iterable, Iterator, Mapping
from itertools import count
from pathlib import Path
from typing import Any, cast

import pandas as pd

from newslab.errors import InputError

#: Articles with more characters than this are refused.
MAX_CHARACTERS = 20_000_000
#: Files with more bytes than this are refused (after unpacking): articles, and tables of them.
MAX_ARTICLE_BYTES = 100_000_000
MAX_TABLE_BYTES = 20_000_000_000

TEXTS = (".txt", ".text", ".md", "")
PAGES = (".html", ".htm")
TABLES = (".csv", ".tsv", ".jsonl", ".ndjson", ".parquet")

#: What news-please, fundus and common tables call the fields of an article; the first found counts.
FIELDS = {
    "article_id": ("article_id",),
    "text": ("text", "maintext", "plaintext", "body"),
    "published": ("published", "date_publish", "publishing_date"),
    "title": ("title",),
    "source": ("source", "url"),
}

_END = object()


def locate(path: str | Path) -> Path:
    """Return a path; an address on shared storage, as s3://bucket/a.txt, needs the extra scale.

    Raises
    ------
    InputError
        The address cannot be read here.
    """
    if "://" not in str(path):
        return Path(path)
    try:
        from upath import UPath

        address: Any = UPath(path)
        address.fs  # noqa: B018 - finds the storage's own package
    except (ImportError, ValueError) as error:
        raise InputError(
            f"this address cannot be read ({error})",
            where=str(path),
            todo='pip install "newslab[scale]" and the storage\'s package for fsspec',
        ) from None
    return cast(Path, address)


def absolute(path: str) -> str:
    """Return a path that means the same from every folder; an address is one already."""
    # A link stays the link: what it leads to may change.
    return path if "://" in path else os.path.abspath(path)  # noqa: PTH100


def kind(path: Path) -> str:
    """Return the suffix that tells what is in a file, ``.gz`` left out."""
    return Path(path.stem if path.suffix.lower() == ".gz" else path.name).suffix.lower()


def stem(path: Path) -> str:
    """Return a file's name without what tells its format."""
    name = path.stem if path.suffix.lower() == ".gz" else path.name
    return Path(name).stem if kind(path) in (*TEXTS, *PAGES, *TABLES, ".json") else name


def is_table(path: Path) -> bool:
    """Tell whether a file holds a table of articles."""
    return kind(path) in TABLES or (kind(path) == ".json" and isinstance(_json(path), list))


def is_article(path: Path) -> bool:
    """Tell whether a file of a folder is one to read, by its name."""
    known = (*TEXTS[:-1], *PAGES, *TABLES, ".json")
    return kind(path) in known and not any(p.startswith((".", "_")) for p in path.parts[-1:])


def raw(path: Path, limit: int = MAX_ARTICLE_BYTES) -> bytes:
    """Read a file's bytes, unpacked; raises `InputError`."""
    try:
        zipped = path.suffix.lower() == ".gz"
        with path.open("rb") as plain, gzip.open(plain) if zipped else plain as file:
            content: bytes = file.read(limit + 1)
    except FileNotFoundError:
        raise InputError("no such file", where=str(path), todo="check the path") from None
    except (gzip.BadGzipFile, EOFError, zlib.error):
        raise InputError("is no whole gzip file", where=str(path), todo="copy it again") from None
    except OSError as error:
        raise InputError(
            f"cannot be read ({error.strerror})", where=str(path), todo="give the path of a file"
        ) from None
    if len(content) > limit:
        raise InputError(f"has more than {limit:,} bytes", where=str(path), todo="split it")
    return content


def decode(content: bytes, where: str) -> str:
    """Decode UTF-8, UTF-16 (both with or without a mark), cp1252, or what charset-normalizer finds.

    Raises
    ------
    InputError
        The bytes are no text.

    Examples
    --------
    >>> decode("“No,” he said.".encode("cp1252"), "a.txt")
    '“No,” he said.'
    """
    for encoding in _encodings(content):
        try:
            text = content.decode(encoding)
        except UnicodeError:
            continue
        if _is_text(text):
            return text
    from charset_normalizer import from_bytes

    best = from_bytes(content[:200_000]).best()
    if best is not None:
        text = content.decode(best.encoding, "replace")
        if _is_text(text):
            return text
    raise InputError("is no text", where=where, todo="give a text file, as UTF-8 if you can")


def _encodings(content: bytes) -> Iterator[str]:
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        yield "utf-16"
        return
    # UTF-16 without a mark: English text has a NUL in every other byte.
    head = content[:2000]
    if len(content) % 2 == 0 and len(head) > 3:
        if head[1::2].count(0) > len(head) / 2 * 0.7 and head[::2].count(0) == 0:
            yield "utf-16-le"
        if head[::2].count(0) > len(head) / 2 * 0.7 and head[1::2].count(0) == 0:
            yield "utf-16-be"
    yield "utf-8-sig"
    # In English only marks and a few accents lie outside ASCII.
    if sum(b > 127 for b in head) < len(head) / 10:
        yield "cp1252"


def _is_text(text: str) -> bool:
    head = text[:10_000]
    odd = sum((c < " " and c not in "\t\n\r\f\v") or "\x7f" <= c < "\xa0" for c in head)
    return odd * 10 <= len(head)


def single(path: Path) -> dict[str, object]:
    """Read the one article of a file as a record; raises `InputError`."""
    if path.is_dir():
        raise InputError("is a folder", where=str(path), todo="give a file, or call newslab.load")
    if is_table(path):
        found = list(records(path, {}))
        if len(found) == 1:
            return found[0]
        raise InputError(f"holds {len(found)} articles", where=str(path), todo="call newslab.load")
    if kind(path) == ".json":
        return _fields(_json(path), {}, str(path))
    content = raw(path)
    if not content.strip(b" \t\r\n\0") or content == b"\xef\xbb\xbf":
        raise InputError("the file is empty", where=str(path), todo="put the article's text in it")
    if kind(path) in PAGES:
        return _page(content, path)
    return {"text": decode(content, str(path))}


def records(path: Path, names: Mapping[str, str]) -> Iterator[dict[str, object]]:
    """Read the records of a table of articles; raises `InputError`."""
    suffix = kind(path)
    where = str(path)
    try:
        if suffix == ".parquet":
            frame = pd.read_parquet(io.BytesIO(raw(path, MAX_TABLE_BYTES)))
            yield from of_frame(frame, names, where)
            return
        if suffix == ".json":
            rows = iter(_json(path))
        else:
            text = decode(raw(path, MAX_TABLE_BYTES), where)
            rows = _lines(text) if suffix in (".jsonl", ".ndjson") else iter(_csv(text, suffix))
        for number in count(1):
            where = at_row(path, number)
            if (row := next(rows, _END)) is _END:
                return
            yield _fields(row, names, where)
    # Arrow has errors of its own for what it does not know in a parquet file.
    except (ValueError, OSError, NotImplementedError, KeyError, RecursionError, csv.Error) as error:
        raise InputError(
            f"cannot be read as {suffix[1:]} ({error})", where=where, todo="mend the file"
        ) from None


def at_row(table: str | Path, number: int) -> str:
    """Name a row of a table, the first article being row 1."""
    return f"{table}, row {number}"


def _csv(text: str, suffix: str) -> Iterable[dict[str, Any]]:
    csv.field_size_limit(MAX_CHARACTERS)
    return csv.DictReader(
        io.StringIO(text, newline=""), delimiter="," if suffix == ".csv" else "\t"
    )


def _lines(text: str) -> Iterator[Any]:
    return (json.loads(line) for line in text.split("\n") if line.strip())


def of_frame(
    frame: pd.DataFrame, names: Mapping[str, str], where: str
) -> Iterator[dict[str, object]]:
    """Turn the rows of a DataFrame into records; raises `InputError`."""
    for number, row in enumerate(frame.to_dict("records"), 1):
        yield _fields({str(k): v for k, v in row.items()}, names, at_row(where, number))


def is_missing(value: object) -> bool:
    """Tell whether a cell holds nothing."""
    # Of a list, and a cell may hold one, pandas asks each item.
    return bool(pd.api.types.is_scalar(value) and (pd.isna(value) or value == ""))


def _fields(row: object, names: Mapping[str, str], where: str) -> dict[str, object]:
    """Pick the fields of an article out of a row."""
    if not isinstance(row, Mapping):
        raise InputError("a record is no object with fields", where=where, todo="see the README")
    found: dict[str, object] = {}
    for field, usual in FIELDS.items():
        for name in (names[field],) if field in names else usual:
            if not is_missing(row.get(name)):
                found[field] = _text_of(row[name]) if field == "text" else str(row[name])
                break
    if "text" not in found and not any(
        n in row for n in ((names["text"],) if "text" in names else FIELDS["text"])
    ):
        raise InputError(
            f"has no column for the text among {', '.join(map(str, row))}",
            where=where,
            todo='name it: --name text COLUMN, in Python names={"text": "COLUMN"}',
        )
    return found


def _text_of(value: object) -> str:
    """Return a text; fundus gives a body of sections with paragraphs."""
    if isinstance(value, str):
        return value
    if isinstance(value, Mapping):
        return "\n\n".join(filter(None, (_text_of(v) for v in value.values())))
    if isinstance(value, Iterable):
        return "\n\n".join(filter(None, (_text_of(v) for v in value)))
    return str(value)


def _json(path: Path) -> Any:
    try:
        return json.loads(decode(raw(path, MAX_TABLE_BYTES), str(path)))
    except (ValueError, RecursionError) as error:
        raise InputError(f"is no JSON ({error})", where=str(path), todo="mend the file") from None


def _page(content: bytes, path: Path) -> dict[str, object]:
    try:
        import trafilatura
    except ImportError:
        raise InputError(
            "HTML needs the extra html", where=str(path), todo='pip install "newslab[html]"'
        ) from None
    page: Any = trafilatura.bare_extraction(content, with_metadata=True)
    if page is None or not page.text:
        raise InputError("no article found in the page", where=str(path), todo="save its text")
    return {"text": page.text, "title": page.title, "published": page.date, "source": page.url}
