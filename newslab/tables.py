"""The tables: declared once, in columns.csv; built, checked and described from that."""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from newslab.errors import DataError, ParameterError, first_line
from newslab.writing import write

if TYPE_CHECKING:
    import pyarrow

Row = dict[str, Any]
Spans = tuple[tuple[int, int], ...]

TEXT, WHOLE, FLAG, DAY, NUMBER = "str", "Int64", "boolean", "datetime64[us]", "Float64"
#: pandas dtype of each type that columns.csv names, and Arrow's name of each.
_TYPES = {"text": TEXT, "whole": WHOLE, "flag": FLAG, "day": DAY, "number": NUMBER}
_ARROW = {TEXT: "string", WHOLE: "int64", FLAG: "bool", DAY: "timestamp[us]", NUMBER: "double"}
_DTYPES: dict[str, Any] = {a: pd.api.types.pandas_dtype(d) for d, a in _ARROW.items() if d != DAY}


@dataclass(frozen=True, slots=True)
class Column:
    """One column; ``required`` ones are never missing, ``values`` lists all that may occur."""

    name: str
    dtype: str
    meaning: str
    example: str = ""
    required: bool = False
    values: tuple[str, ...] = ()


@dataclass(frozen=True)
class Table:
    """A table's name, what one row is, and its columns in order."""

    name: str
    row: str
    columns: tuple[Column, ...]

    @property
    def names(self) -> list[str]:
        """The columns' names, in order."""
        return [c.name for c in self.columns]

    @cached_property
    def schema(self) -> pyarrow.Schema:
        """The columns for Arrow, each with its meaning."""
        import pyarrow

        return pyarrow.schema(
            pyarrow.field(c.name, _ARROW[c.dtype], metadata={"meaning": c.meaning})
            for c in self.columns
        )

    def frame(self, rows: Iterable[Row]) -> pd.DataFrame:
        """Build the DataFrame of ``rows``; a column that a row lacks is missing there."""
        return to_pandas(self.arrow(rows))

    def check(self, frame: pd.DataFrame) -> pd.DataFrame:
        """Return ``frame`` if it fits the declaration, else raise `DataError`."""
        import pandera.pandas as pa

        within = {c.name: pa.Check.isin(c.values) for c in self.columns if c.values}
        columns = {
            c.name: pa.Column(c.dtype, within.get(c.name), nullable=not c.required)
            for c in self.columns
        }
        try:
            return pa.DataFrameSchema(columns, strict=True, ordered=True).validate(frame)
        except pa.errors.SchemaError as error:
            todo = "build it with newslab.parse, or mend the value"
            raise DataError(str(error), where=f"table {self.name}", todo=todo) from None

    def arrow(self, rows: Iterable[Row] | pd.DataFrame) -> pyarrow.Table:
        """Build the Arrow table of ``rows``; raises `DataError` for a value of another type."""
        import pyarrow

        rows = records(rows) if isinstance(rows, pd.DataFrame) else list(rows)
        try:
            arrays = [
                pyarrow.array([_cell(r.get(c.name), c.dtype) for r in rows], kind, from_pandas=True)
                for c, kind in zip(self.columns, self.schema.types, strict=True)
            ]
        except (ValueError, TypeError, pyarrow.ArrowException) as error:
            raise DataError(str(error), where=f"table {self.name}") from None
        return pyarrow.Table.from_arrays(arrays, schema=self.schema)

    def write(self, path: Path, rows: Iterable[Row] | pd.DataFrame) -> str:
        """Check ``rows``, write them to a parquet file as a whole, and return its `checksum`."""
        import pyarrow.parquet

        table, content = self.arrow(rows), pyarrow.BufferOutputStream()
        # A DataFrame was read from files, and these were checked.
        if not isinstance(rows, pd.DataFrame):
            self.check(to_pandas(table))
        pyarrow.parquet.write_table(table, content, compression="zstd", write_page_checksum=True)
        written = content.getvalue().to_pybytes()
        write(path, written)
        return checksum(written)

    def read(self, paths: Iterable[Path], expected: str = "") -> pd.DataFrame:
        """Read parquet files; raises `DataError` for a broken one, or one of another `checksum`."""
        import pyarrow.parquet

        tables = [self.schema.empty_table()]
        for path in paths:
            try:
                content = path.read_bytes()
                if expected and checksum(content) != expected:
                    raise ValueError("not as it was written")
                buffer = pyarrow.BufferReader(content)
                file = pyarrow.parquet.ParquetFile(buffer, page_checksum_verification=True)
                # A thread of Arrow's that lets go of ``content`` while Python exits aborts the
                # process (apache/arrow#34314).
                table = file.read(use_threads=False)
                tables.append(table.select(self.schema.names).cast(self.schema))
            except (OSError, pyarrow.ArrowException, KeyError, ValueError) as error:
                reason = getattr(error, "strerror", None) or first_line(error)
                what = f"is no table of newslab ({reason})"
                todo = "parse the articles again: what is broken is made anew"
                raise DataError(what, where=str(path), todo=todo) from None
        return to_pandas(pyarrow.concat_tables(tables))

    def describe(self) -> pd.DataFrame:
        """List the columns with dtype, meaning and example."""
        shown = pd.DataFrame(list(self.columns)).rename(columns={"name": "column"})
        return shown[["column", "dtype", "meaning", "example"]]


def _declared() -> Iterator[Table]:
    """Read the declarations: a row without a column says what one row of the table is."""
    with files("newslab").joinpath("columns.csv").open(encoding="utf-8") as file:
        cells = pd.read_csv(file, dtype=str, keep_default_na=False)
    for name, rows in cells.groupby("table", sort=False):
        about, *columns = rows.rename(columns={"values": "known"}).itertuples()
        yield Table(str(name), about.meaning, tuple(
            Column(c.column, _TYPES[c.type], c.meaning, c.example, c.required == "yes",
                   tuple(filter(None, c.known.split("|"))))
            for c in columns
        ))  # fmt: skip


#: All tables by name, as columns.csv declares them.
TABLES = {table.name: table for table in _declared()}

LONE_SURROGATE = re.compile("[\ud800-\udfff]")


class Tables:
    """The tables of what was parsed as DataFrames; each is built when first asked for."""

    statements: pd.DataFrame
    actors: pd.DataFrame
    mentions: pd.DataFrame
    dates: pd.DataFrame
    sentences: pd.DataFrame
    clauses: pd.DataFrame
    stance: pd.DataFrame
    timeline: pd.DataFrame
    articles: pd.DataFrame
    corrections: pd.DataFrame

    def _table(self, name: str) -> pd.DataFrame:
        raise NotImplementedError

    def __getattr__(self, name: str) -> pd.DataFrame:
        if name not in PARSED:
            raise AttributeError(f"{type(self).__name__} has no {name!r}", name=name, obj=self)
        self.__dict__[name] = frame = self._table(name)
        return frame

    def __dir__(self) -> list[str]:
        return [*super().__dir__(), *PARSED]


def parsed_only(given: Any) -> None:
    """Raise `ParameterError` for what has no tables, as a path or one of the tables."""
    if not hasattr(given, "statements"):
        todo = "give what newslab.parse or newslab.load returned"
        raise ParameterError(f"{given!r:.60} is no parsed article", todo=todo)


#: The tables that a parse gives, in the order in which they are written.
PARSED = tuple(Tables.__annotations__)


def _cell(value: Any, dtype: str) -> Any:
    if dtype == DAY and isinstance(value, str | date):
        return pd.Timestamp(value)
    # No file can hold half a character.
    return LONE_SURROGATE.sub("\ufffd", value) if isinstance(value, str) else value


def to_pandas(table: pyarrow.Table) -> pd.DataFrame:
    """Convert an Arrow table to the dtypes of the declarations (nullable, missing is `<NA>`)."""
    return table.to_pandas(types_mapper=lambda kind: _DTYPES.get(str(kind)))


def records(frame: pd.DataFrame, *names: str) -> list[dict[str, Any]]:
    """Return the rows of a frame, or some columns of them, with None for what is missing."""
    # Column by column: pandas takes ten times as long to turn a frame into objects.
    kept = names or tuple(frame)
    cells = (frame[n].to_numpy(object, na_value=None) for n in kept)
    columns = ([None if v is pd.NaT else v for v in column] for column in cells)
    return [dict(zip(kept, row, strict=True)) for row in zip(*columns, strict=True)]


def spans(text: str) -> Spans:
    """Read places in a text: ``"120:145 180:230"``."""
    pairs = (re.split("[:-]", part) for part in text.split())
    return tuple((int(start), int(end)) for start, end in pairs)


def checksum(content: bytes) -> str:
    """Return a sum by which a file is known to be as it was written."""
    return f"{zlib.crc32(content):08x}"
