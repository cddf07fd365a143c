"""The tables: declared once, here; built, checked and described from the declaration."""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from newslab.errors import DataError
from newslab.writing import write

if TYPE_CHECKING:
    import pandera.pandas as pa
    import pyarrow

Row = Mapping[str, Any]

TEXT, OFFSET, COUNT, FLAG, DAY, NUMBER = (
    "str",
    "Int64",
    "Int64",
    "boolean",
    "datetime64[us]",
    "Float64",
)


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its name, pandas dtype, meaning, and an example of a value.

    ``required`` columns are never missing; ``values`` lists all that may occur.
    """

    name: str
    dtype: str
    meaning: str
    example: str = ""
    required: bool = False
    values: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Table:
    """A table's name, what one row is, and its columns in order."""

    name: str
    row: str
    columns: tuple[Column, ...]

    @property
    def names(self) -> list[str]:
        """The columns' names, in order."""
        return [c.name for c in self.columns]

    def frame(self, rows: Iterable[Row]) -> pd.DataFrame:
        """Build the DataFrame of ``rows``; a column that a row lacks is missing there."""
        return to_pandas(self.arrow(rows))

    def check(self, frame: pd.DataFrame) -> pd.DataFrame:
        """Return ``frame`` if it fits the declaration, else raise `DataError`."""
        import pandera.errors

        try:
            return _schema(self.name).validate(frame, lazy=True)
        except pandera.errors.SchemaErrors as error:
            first = error.failure_cases.iloc[0]
            raise DataError(
                f"column {first['column']!r} fails {first['check']!r}"
                f" ({first['failure_case']!r}; {len(error.failure_cases)} in all)",
                where=f"table {self.name}",
                todo="build it with newslab.parse, or mend the value",
            ) from None

    def arrow(self, rows: Iterable[Row] | pd.DataFrame) -> pyarrow.Table:
        """Build the Arrow table of ``rows``; raises `DataError` for a value of another type."""
        import pyarrow

        rows = rows if isinstance(rows, pd.DataFrame) else list(rows)
        schema = _arrow_schema(self.name)
        try:
            arrays = [
                pyarrow.array(_values(rows, column), field.type, from_pandas=True)
                for column, field in zip(self.columns, schema, strict=True)
            ]
        except (ValueError, TypeError, pyarrow.ArrowException) as error:
            raise DataError(str(error), where=f"table {self.name}") from None
        return pyarrow.Table.from_arrays(arrays, schema=schema)

    def write(self, path: Path, rows: Iterable[Row] | pd.DataFrame) -> str:
        """Check ``rows``, write them to a parquet file as a whole, and return its `checksum`.

        Raises
        ------
        DataError
            A row does not fit the declaration, or the file cannot be written.
        """
        import pyarrow
        import pyarrow.parquet

        table, content = self.arrow(rows), pyarrow.BufferOutputStream()
        # A DataFrame was read from files, and these were checked.
        if not isinstance(rows, pd.DataFrame):
            self.check(to_pandas(table))
        pyarrow.parquet.write_table(table, content, compression="zstd")
        written = content.getvalue().to_pybytes()
        write(path, written)
        return checksum(written)

    def read(self, paths: Iterable[Path], sums: Iterable[str] | None = None) -> pd.DataFrame:
        """Read parquet files into one DataFrame; with ``sums``, each as it was written only.

        Raises
        ------
        DataError
            A file is missing, broken, or has other columns than declared.
        """
        import pyarrow

        schema, paths = _arrow_schema(self.name), list(paths)
        expected = ["" for _ in paths] if sums is None else list(sums)
        tables = [_read(p, schema, e) for p, e in zip(paths, expected, strict=True)]
        return to_pandas(pyarrow.concat_tables([schema.empty_table(), *tables]))

    def describe(self) -> pd.DataFrame:
        """List the columns with dtype, meaning and example."""
        return pd.DataFrame(
            [(c.name, c.dtype, c.meaning, c.example) for c in self.columns],
            columns=["column", "dtype", "meaning", "example"],
        )


KINDS = ("direct", "mixed", "indirect")
ACTS = (
    "assert", "deny", "agree", "reject", "demand", "request", "pledge", "threaten",
    "warn", "accuse", "criticise", "praise", "ask", "withhold",
)  # fmt: skip
ACTOR_KINDS = ("person", "group", "organization", "government")
FORMS = ("name", "title", "pronoun", "metonym", "description")
TIMEX_TYPES = ("DATE", "TIME", "DURATION", "SET")
ANCHORS = ("explicit", "article", "previous", "none")
#: How an article tells an event of its timeline.
STATUSES = ("happened", "said", "reported", "planned", "denied")
STANCES = ("support", "oppose", "conditional", "neutral")
ATTITUDES = ("act", "verdict", "judgement", "should", "wish", "word", "told")
MODALITIES = ("asserted", "negated", "conditional", "asked")
STATES = ("applied", "superfluous", "unfit")
TENSES = ("past", "present", "future", "none")


def _id(name: str, meaning: str, example: str = "") -> Column:
    return Column(name, TEXT, meaning, example, required=True)


_ARTICLE = _id("article_id", "the article", "2025-03-14-ceasefire-talks")
_START = Column("start", OFFSET, "first character in Article.text", "52", required=True)
_END = Column("end", OFFSET, "one past the last character", "143", required=True)
_CORRECTED = Column("corrected_by", TEXT, "who corrected the row (table corrections)", "M. Ray")

TABLES: dict[str, Table] = {
    t.name: t
    for t in (
        Table(
            "statements",
            "an attribution: somebody says something, signalled by a cue (PARC, PolNeAR)",
            (
                _id("statement_id", "stable id: article id, '/', s and a number in text order"),
                _ARTICLE,
                Column("paragraph", COUNT, "paragraph of the cue, from 1", "1", required=True),
                Column("sentence", COUNT, "sentence of the cue, from 1", "1", required=True),
                Column("kind", TEXT, "how much of the content is quoted", "mixed", True, KINDS),
                Column("act", TEXT, "speech act, after the cue", "assert", True, ACTS),
                Column("content", TEXT, "what is attributed; parts joined by ' … '", required=True),
                _START,
                _END,
                Column(
                    "spans", TEXT, "start:end of each part of the content", "120:145 180:230", True
                ),
                Column(
                    "source",
                    TEXT,
                    "the mention that speaks, as written",
                    "U.S. President Donald Trump",
                ),
                Column("source_start", OFFSET, "first character of the source", "17"),
                Column("source_end", OFFSET, "one past the source's last character", "44"),
                Column("actor_id", TEXT, "the actor behind the source", "donald-trump"),
                Column("cue", TEXT, "the words that signal the attribution", "stated"),
                Column("cue_lemma", TEXT, "the cue's dictionary form", "state"),
                Column("cue_start", OFFSET, "first character of the cue", "45"),
                Column("cue_end", OFFSET, "one past the cue's last character", "51"),
                Column(
                    "target_id", TEXT, "actor who is addressed or is the cue's object", "joe-biden"
                ),
                Column("negated", FLAG, "the attribution itself is negated", "False", True),
                Column(
                    "said_on", DAY, "day on which it was said, where the text tells", "2025-03-11"
                ),
                Column("parent_id", TEXT, "statement in whose content this one stands"),
                Column("disputes_id", TEXT, "statement that this one denies or contradicts"),
                Column("frame", TEXT, "what the cue takes, as its lexicon says", "obj_of"),
                Column(
                    "rule", TEXT, "which rules found statement, source and actor", required=True
                ),
                Column(
                    "confidence", NUMBER, "share of such rows that are right on real news", "0.93"
                ),
                _CORRECTED,
            ),
        ),
        Table(
            "actors",
            "a person, group, organization or government that acts or speaks",
            (
                _id("actor_id", "the name in lower case with hyphens", "donald-trump"),
                _ARTICLE,
                Column("name", TEXT, "fullest name in the article, no title", "Donald Trump", True),
                Column("kind", TEXT, "what it is", "person", True, ACTOR_KINDS),
                Column("role", TEXT, "title or office", "U.S. President"),
                Column("affiliation", TEXT, "country or organization", "United States"),
                Column("aliases", TEXT, "other surface forms, '|' between", "Trump"),
                Column("mentions", COUNT, "number of mentions", "9", True),
                Column("first_start", OFFSET, "where it is first mentioned", "17", True),
                _CORRECTED,
            ),
        ),
        Table(
            "mentions",
            "a place in the text that refers to an actor",
            (
                _id("mention_id", "stable id: article id, '/', m and a number in text order"),
                _ARTICLE,
                Column("actor_id", TEXT, "the actor referred to", "donald-trump", True),
                Column("text", TEXT, "the words", "Trump", True),
                _START,
                _END,
                Column("form", TEXT, "how it refers", "name", True, FORMS),
                Column("rule", TEXT, "why it refers to that actor"),
                Column("confidence", NUMBER, "share of such links that are right, 0 to 1", "0.94"),
                _CORRECTED,
            ),
        ),
        Table(
            "dates",
            "a time expression, as TIMEX3 has it",
            (
                _id("date_id", "stable id: article id, '/', d and a number in text order"),
                _ARTICLE,
                Column("sentence", COUNT, "sentence, from 1", "1", True),
                Column("text", TEXT, "the words", "Two days later", True),
                _START,
                _END,
                Column("type", TEXT, "TIMEX3 type", "DATE", True, TIMEX_TYPES),
                Column("value", TEXT, "TIMEX3 value", "2025-03-13"),
                Column("earliest", DAY, "first day it may mean", "2025-03-13"),
                Column("latest", DAY, "last day it may mean, inclusive", "2025-03-13"),
                Column("granularity", TEXT, "day, week, month, quarter, season, year …", "day"),
                Column("anchor", TEXT, "what it is counted from", "previous", True, ANCHORS),
                Column("anchor_id", TEXT, "the date it is counted from, if one in the text"),
                Column("rule", TEXT, "which pattern found it", required=True),
                _CORRECTED,
            ),
        ),
        Table(
            "sentences",
            "a sentence of the article",
            (
                Column("sentence", COUNT, "number, from 1", "1", True),
                _ARTICLE,
                Column("paragraph", COUNT, "paragraph, from 1", "1", True),
                _START,
                _END,
                Column("text", TEXT, "the sentence", required=True),
            ),
        ),
        Table(
            "clauses",
            "a clause: who did what to whom",
            (
                _id("clause_id", "stable id: article id, '/', c and a number in text order"),
                _ARTICLE,
                Column("sentence", COUNT, "sentence, from 1", "1", True),
                _START,
                _END,
                Column("text", TEXT, "the clause's own words", required=True),
                Column("parent_id", TEXT, "clause that it depends on"),
                Column("verb", TEXT, "its head, as written", "met", True),
                Column(
                    "verb_lemma",
                    TEXT,
                    "the head's dictionary form, particle included",
                    "meet",
                    True,
                ),
                Column("verb_start", OFFSET, "first character of the head", "851", True),
                Column("verb_end", OFFSET, "one past the head's last character", "854", True),
                Column("tense", TEXT, "tense of the clause", "past", True, TENSES),
                Column("modality", TEXT, "is it asserted", "asserted", True, MODALITIES),
                Column(
                    "passive", FLAG, "the grammatical subject undergoes the verb", "False", True
                ),
                Column("subject_start", OFFSET, "who does it (the logical subject)"),
                Column("subject_end", OFFSET, "one past the subject's last character"),
                Column("subject_id", TEXT, "the subject's actor"),
                Column("object_start", OFFSET, "to whom or what"),
                Column("object_end", OFFSET, "one past the object's last character"),
                Column("object_id", TEXT, "the object's actor"),
                _CORRECTED,
            ),
        ),
        Table(
            "attitudes",
            "a word that expresses an attitude, with whose and towards what: stance reads it",
            (
                _ARTICLE,
                Column("kind", TEXT, "where it stands", "act", True, ATTITUDES),
                Column("label", TEXT, "act of the statement, or class of the word", "accuse", True),
                Column("statement_id", TEXT, "the statement whose source holds, or tells of it"),
                Column("holder_start", OFFSET, "a mention of the holder, if not that source"),
                Column("verb", TEXT, "the relation, in the article's words", "accused", True),
                Column("target", TEXT, "whom or what it is aimed at, as written", required=True),
                Column("target_at", OFFSET, "first character of its head", required=True),
                Column("about", TEXT, "what it is about", "of lying"),
                Column("sign", COUNT, "1 for, −1 against", "-1", True),
                Column("modality", TEXT, "is it asserted", "asserted", True, MODALITIES),
                Column("cue", TEXT, "the word that decided", "accused", True),
                _START,
                _END,
            ),
        ),
        Table(
            "articles",
            "an article that was parsed",
            (
                _ARTICLE,
                Column("published", DAY, "the article's date", "2025-03-14"),
                Column("title", TEXT, "headline, where the input gives one"),
                Column("source", TEXT, "path or address it was read from"),
                Column("sha256", TEXT, "hash of the text in UTF-8", required=True),
                Column("characters", COUNT, "length of the text", "2783", True),
                Column("text", TEXT, "the text as read", required=True),
                _CORRECTED,
            ),
        ),
        Table(
            "corrections",
            "a correction by an analyst, and what came of it in an article",
            (
                _ARTICLE,
                Column("sha256", TEXT, "hash of the text that it was made for"),
                Column("table", TEXT, "the table that it corrects", "statements", True),
                Column("key", TEXT, "characters of the row: content, cue", "52-143 cue 45-51"),
                Column("column", TEXT, "what it changes; add or drop: a row", "actor_id", True),
                Column("value", TEXT, "what it sets there", "ann-lee"),
                Column("reason", TEXT, "why", "he is the judge"),
                Column("who", TEXT, "who made it", "M. Ray"),
                Column("when", TEXT, "when it was made", "2025-03-15 10:12"),
                Column("state", TEXT, "what came of it", "applied", False, STATES),
                Column("row_id", TEXT, "id of the row that it changed"),
                Column("was", TEXT, "what the machine had there", "bob-ray"),
                Column("note", TEXT, "what has changed about the row, or why it does not fit"),
                Column("everywhere", FLAG, "whether it is for every article", "False", True),
                Column("correction", TEXT, "eight characters that tell it from others", "", True),
            ),
        ),
        Table(
            "manifest",
            "an article of a dataset: what came of it",
            (
                _ARTICLE,
                Column(
                    "source",
                    TEXT,
                    "file it was read from, as seen from the dataset's folder; else its id",
                    "../raw/a1.txt",
                    True,
                ),
                Column("given", DAY, "the date given for it, if it has none of its own"),
                Column("sha256", TEXT, "hash of what was read, metadata included", required=True),
                Column("characters", COUNT, "length of the text", "2783"),
                Column("status", TEXT, "what came of it", "ok", True, ("ok", "failed", "skipped")),
                Column("error", TEXT, "why it failed or was skipped"),
                Column("seconds", NUMBER, "time that its parse took, its share of a batch", "0.05"),
                Column(
                    "version",
                    TEXT,
                    "newslab's version and rules, the model's",
                    required=True,
                ),
                Column(
                    "part", TEXT, "name of the parquet files with its rows, if any", required=True
                ),
                Column("checksums", TEXT, "of these files, in the order in which they are written"),
                Column("note", TEXT, "what is odd about how it was read"),
                Column("corrections", TEXT, "the corrections that it was made with"),
            ),
        ),
        Table(
            "stance",
            "what a holder expresses towards a target, with its evidence",
            (
                _ARTICLE,
                Column("holder_id", TEXT, "actor who holds it", "donald-trump", True),
                Column("target_id", TEXT, "actor it is about, if one", "joe-biden"),
                Column("target", TEXT, "whom or what it is about, as written", "Joe Biden", True),
                Column("target_kind", TEXT, "actor or issue", "actor", True, ("actor", "issue")),
                Column("stance", TEXT, "the stance", "oppose", True, STANCES),
                Column("score", NUMBER, "from −1 (oppose) to 1 (support)", "-0.6", True),
                Column("modality", TEXT, "is it asserted", "asserted", True, MODALITIES),
                Column("statement_id", TEXT, "the statement that is the evidence"),
                Column("cue", TEXT, "the word that decided", "criticized", True),
                _START,
                _END,
                Column("basis", TEXT, "what in the words decided it", required=True),
                Column("verb", TEXT, "the relation, in the article's words", "criticized"),
                Column("about", TEXT, "what it is about", "for the delay"),
                Column("confidence", NUMBER, "share of such rows that were right", "0.9"),
                _CORRECTED,
            ),
        ),
        Table(
            "sentiment",
            "the tone of a unit's words and how it presents a target",
            (
                _ARTICLE,
                Column(
                    "unit",
                    TEXT,
                    "what is measured",
                    "sentence",
                    True,
                    ("sentence", "statement", "actor"),
                ),
                Column("unit_id", TEXT, "its id or number", "1", True),
                Column("polarity", NUMBER, "TextBlob, −1 … 1", "0.5"),
                Column("subjectivity", NUMBER, "TextBlob, 0 … 1", "0.5"),
                Column("target_id", TEXT, "actor presented", "donald-trump"),
                Column(
                    "target_sentiment",
                    TEXT,
                    "how it is presented",
                    "positive",
                    False,
                    ("negative", "neutral", "positive"),
                ),
                Column("target_score", NUMBER, "positive minus negative probability", "0.4"),
                Column("basis", TEXT, "the words that counted"),
                Column("vader", NUMBER, "VADER's score of a sentence, −1 … 1", "0.4"),
                Column("sure", COUNT, "an actor's mentions that leave no doubt", "3"),
            ),
        ),
        Table(
            "timeline",
            "an event: a clause with a date",
            (
                _ARTICLE,
                Column("earliest", DAY, "first day it may have happened", "2025-03-11"),
                Column("latest", DAY, "last day, inclusive", "2025-03-11"),
                Column("granularity", TEXT, "day, week, month …", "day"),
                Column("event", TEXT, "the clause", required=True),
                Column("actors", TEXT, "actor ids, '|' between"),
                Column("statement_id", TEXT, "the statement that it stands in"),
                Column("date_id", TEXT, "the time expression that dates it"),
                Column(
                    "status",
                    TEXT,
                    "told by the article as happened or as said, in somebody's words as reported, "
                    "planned or denied",
                    "happened",
                    True,
                    STATUSES,
                ),
                Column("source", TEXT, "path or address of its article"),
                _START,
                _END,
                Column(
                    "how_dated",
                    TEXT,
                    "why this date",
                    "Two days later → 2025-03-13, from March 11",
                    True,
                ),
                _CORRECTED,
            ),
        ),
    )
}

#: The tables that a parse gives, in the order in which they are written.
PARSED = (
    "statements", "actors", "mentions", "dates", "sentences", "clauses", "attitudes", "articles",
    "corrections",
)  # fmt: skip


_SURROGATE = re.compile("[\ud800-\udfff]")


class Tables:
    """The tables of what was parsed as DataFrames; each is built when first asked for."""

    statements: pd.DataFrame
    actors: pd.DataFrame
    mentions: pd.DataFrame
    dates: pd.DataFrame
    sentences: pd.DataFrame
    clauses: pd.DataFrame
    attitudes: pd.DataFrame
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


def _values(rows: Iterable[Row] | pd.DataFrame, column: Column) -> Any:
    if isinstance(rows, pd.DataFrame):
        return rows[column.name]
    values = [r.get(column.name) for r in rows]
    if column.dtype == DAY:
        return [_day(v) for v in values]
    if column.dtype == TEXT:
        # No file can hold half a character.
        return [_SURROGATE.sub("\ufffd", v) if isinstance(v, str) else v for v in values]
    return values


def _day(value: Any) -> Any:
    value = date.fromisoformat(value) if isinstance(value, str) else value
    return pd.Timestamp(value) if type(value) is date else value


@cache
def _schema(name: str) -> pa.DataFrameSchema:
    import pandera.pandas as pa

    return pa.DataFrameSchema(
        {
            c.name: pa.Column(
                c.dtype,
                pa.Check.isin(c.values) if c.values else None,
                nullable=not c.required,
                description=c.meaning,
            )
            for c in TABLES[name].columns
        },
        strict=True,
        ordered=True,
        name=name,
    )


@cache
def _arrow_schema(name: str) -> pyarrow.Schema:
    import pyarrow

    types = {
        TEXT: pyarrow.string(),
        OFFSET: pyarrow.int64(),
        FLAG: pyarrow.bool_(),
        DAY: pyarrow.timestamp("us"),
        NUMBER: pyarrow.float64(),
    }
    return pyarrow.schema(
        [
            pyarrow.field(c.name, types[c.dtype], metadata={"meaning": c.meaning})
            for c in TABLES[name].columns
        ]
    )


def to_pandas(table: pyarrow.Table) -> pd.DataFrame:
    """Convert an Arrow table to the dtypes of the declarations (nullable, missing is `<NA>`)."""
    import pyarrow

    nullable = {
        pyarrow.int64(): pd.Int64Dtype(),
        pyarrow.bool_(): pd.BooleanDtype(),
        pyarrow.float64(): pd.Float64Dtype(),
    }
    frame = table.to_pandas(types_mapper=nullable.get)
    # An all-missing text column comes as object from some versions of Arrow.
    texts = [f.name for f in table.schema if f.type == pyarrow.string()]
    return frame.astype(dict.fromkeys(texts, TEXT))


def checksum(content: bytes) -> str:
    """Return a sum by which a file is known to be as it was written."""
    return f"{zlib.crc32(content):08x}"


def _read(path: Path, schema: pyarrow.Schema, expected: str) -> pyarrow.Table:
    import pyarrow
    import pyarrow.parquet

    try:
        content = path.read_bytes()
        if expected and checksum(content) != expected:
            raise ValueError("not as it was written")
        table = pyarrow.parquet.ParquetFile(pyarrow.BufferReader(content)).read()
        return table.select(schema.names).cast(schema)
    except (OSError, pyarrow.ArrowException, KeyError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error).splitlines()[0]
        raise DataError(
            f"is no table of newslab ({reason})",
            where=str(path),
            todo="parse the articles again: what is broken is made anew",
        ) from None
