"""What an analyst calls to correct tables, and to see what became of corrections."""

from __future__ import annotations

import getpass
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from datetime import datetime
from typing import Any

import pandas as pd

from newslab import corrected
from newslab.analyse.stance import stance
from newslab.analyse.timeline import timeline
from newslab.article import Article
from newslab.corrected import Correction, Corrections, file
from newslab.corrected.file import ADD, DROP, EVERYWHERE, Key
from newslab.errors import ParameterError
from newslab.parsed import Parsed, parse_many
from newslab.tables import TABLES, Tables

_IDS = {"statements": "statement_id", "mentions": "mention_id", "dates": "date_id",
        "clauses": "clause_id", "actors": "actor_id"}  # fmt: skip

#: What is made from the tables, and how reports call its rows.
ANALYSES: dict[str, Callable[[Any], pd.DataFrame]] = {"stance": stance, "timeline": timeline}
_LETTERS = {"stance": "v", "timeline": "e"}


def correct(
    parsed: Any,
    table: str,
    row: Any = None,
    *,
    drop: bool = False,
    add: str | None = None,
    cue: str | None = None,
    everywhere: bool = False,
    reason: str = "",
    who: str | None = None,
    **values: Any,
) -> pd.DataFrame:
    """Correct a row of an article's tables, now and whenever the article is parsed again.

    The correction goes into ``data/corrections.csv`` of the project (``NEWSLAB_CORRECTIONS`` names
    another file), which any editor can change. What depends on it follows: an actor's new id in
    statements, mentions, clauses and counts, a date's days, an article's relative dates.

    Parameters
    ----------
    parsed
        A `Parsed` or a `Corpus`: where the row stands.
    table
        statements, actors, mentions, dates, clauses, stance, timeline, or articles.
    row
        The row: its id (``"s04"``, ``"ann-lee"``; ``"v02"`` of a stance and ``"e02"`` of an event,
        as reports have them) or itself, as in ``parsed.statements.iloc[3]``.
        For ``articles`` it may be left out where there is one article.
    drop
        Take the row out.
    add
        A row to add instead: words of the article, or their characters as in ``"120-145"``. What
        else it needs is in ``values``: an actor's ``actor_id`` (mentions in these characters become
        the new actor's: so one actor is split in two), a mention's ``actor_id``, a date's
        ``value``, a stance's ``stance`` (as in ``"ann-lee | oppose | bob-ray"``), an event's
        ``earliest``.
    cue
        The cue of an added statement: its words or characters.
    everywhere
        An actor's correction is for every article in which an actor has the id of ``row``.
    reason, who
        Why, and whose correction it is; ``who`` left out is the name of the account.
    values
        The columns to change and their new values; None takes a value away. Actors with two ids
        become one when ``actor_id`` of one is set to that of the other.

    Returns
    -------
    pandas.DataFrame
        The corrections just made (``newslab.tables.TABLES["corrections"]``) with their state.

    Raises
    ------
    ParameterError
        It does not fit the article; nothing was written.
    DataError
        The file of corrections makes no sense or cannot be written.

    Examples
    --------
    >>> import newslab
    >>> parsed = newslab.parse(newslab.Article('"It works," she said.', article_id="a"))
    >>> newslab.correct(parsed, "statements", "s01", act="praise")  # doctest: +SKIP
      article_id       table                            key column   value ...
    """
    article_id = _article_id(parsed, table, row)
    article = _article(parsed, article_id)
    local = _local(parsed, article_id)
    key = (
        _added(article, add, cue)
        if add is not None
        else _key(parsed, table, row, article_id, local)
    )
    about = {
        "article_id": EVERYWHERE if everywhere else article_id,
        "sha256": "" if everywhere else article.sha256,
        "table": table,
        "key": key.label if everywhere else str(key),
        "reason": reason,
        "who": _account() if who is None else who,
        "when": f"{datetime.now():%Y-%m-%d %H:%M}",
    }
    cells = _cells(parsed, table, add is not None, drop, values)
    new = [
        Correction(**about, column=c, value=_written(parsed, article, c, v, local))
        for c, v in cells
    ]
    if not new:
        raise ParameterError("nothing to correct", todo="give a column and its value, or drop=True")
    for one in new:
        file.check(one)
    told = _tried(article, new)
    corrected.save(new)
    return told


def _cells(
    parsed: Any, table: str, add: bool, drop: bool, values: Mapping[str, Any]
) -> Iterator[tuple[str, Any]]:
    rest = dict(values)
    if add:
        first = {"statements": "actor_id", "actors": "actor_id", "mentions": "actor_id",
                 "dates": "value", "stance": "stance", "timeline": "earliest"}  # fmt: skip
        yield ADD, rest.pop(first.get(table, ""), "")
    if drop:
        yield DROP, ""
    yield from rest.items()


def _tried(article: Article, new: list[Correction]) -> pd.DataFrame:
    """Return what would become of new corrections; raises `ParameterError` if one does not fit."""
    known = Corrections([*corrected.read().rows, *new])
    table = _told(next(parse_many([article], known)))
    table = table[table["correction"].isin([c.id for c in new])].reset_index(drop=True)
    for row in table[table["state"] == "unfit"].to_dict("records"):
        raise ParameterError(str(row["note"]), where=f"{row['table']}, {row['column']}")
    return table


def corrections(parsed: Any = None) -> pd.DataFrame:
    """List the corrections, and what became of each.

    Parameters
    ----------
    parsed
        A `Parsed` or a `Corpus`; left out, all that the project's file holds, without a state.

    Returns
    -------
    pandas.DataFrame
        The columns of ``newslab.tables.TABLES["corrections"]``. ``state`` is *applied*;
        *superfluous* where the machine's row is right by now; *unfit* where the row is not there
        any more or the text has changed: ``note`` says what. It is missing for what was written
        after the tables were made.

    Raises
    ------
    DataError
        The file of corrections makes no sense.

    Examples
    --------
    >>> import newslab
    >>> parsed = newslab.parse(newslab.Article("It rained.", article_id="a"))
    >>> newslab.corrections(parsed).empty
    True
    """
    if parsed is None:
        return _frame(_untold(c, None) for c in corrected.read().rows)
    told = _told(parsed)
    rows = told.to_dict("records")
    seen, here = set(told["correction"]), set(parsed.articles["article_id"])
    for c in corrected.read().rows:
        if c.id in seen or (isinstance(parsed, Parsed) and c.article_id not in here):
            continue
        if c.everywhere:
            rows.append(_untold(c, "unfit", f"no actor {c.key!r} in any of these articles"))
        elif c.article_id in here:
            rows.append(_untold(c, None, "made after these tables: parse or load again"))
        else:
            rows.append(_untold(c, "unfit", "no such article among these"))
    return _frame(rows)


def _frame(rows: Any) -> pd.DataFrame:
    return TABLES["corrections"].frame(rows)


def _untold(c: Correction, state: str | None, note: str | None = None) -> dict[str, Any]:
    row = {k: getattr(c, k) or None for k in file.COLUMNS}
    return row | {"state": state, "note": note, "everywhere": c.everywhere, "correction": c.id}


def _told(parsed: Any) -> pd.DataFrame:
    """Return the table of corrections with what came of those of analyses."""
    table: pd.DataFrame = parsed.corrections
    rows = {r["correction"] + r["article_id"]: r for r in table.to_dict("records")}
    for name, analysis in ANALYSES.items():
        if (table["table"] == name).any():
            found = corrected.plain(analysis(_Machine(parsed)))
            _, told = corrected.revised(name, found, parsed)
            rows |= {r["correction"] + r["article_id"]: r for r in told}
    return _frame(rows.values())


class _Machine(Tables):
    """The tables of an article or corpus without corrections of what is made from them."""

    def __init__(self, parsed: Any) -> None:
        self._parsed = parsed
        self.corrections = TABLES["corrections"].frame([])

    def __getattr__(self, name: str) -> Any:
        return getattr(self._parsed, name)


# How what an analyst gives becomes a row of the file


def _account() -> str:
    with suppress(OSError, KeyError):
        return getpass.getuser()
    return ""


def _article_id(parsed: Any, table: str, row: Any) -> str:
    if isinstance(row, (pd.Series, Mapping)) and "article_id" in row:
        return str(row["article_id"])
    known = list(parsed.articles["article_id"])
    if len(known) == 1:
        return str(known[0])
    if isinstance(row, str):
        if table == "articles" and row in known:
            return row
        column = _IDS.get(table, "article_id")
        frame = getattr(parsed, table if table in _IDS else "articles")
        found = list(frame.loc[frame[column] == row, "article_id"])
        # For an actor of many articles any of these will do: the correction is for all.
        if found and (table == "actors" or len(found) == 1):
            return str(found[0])
    raise ParameterError(
        f"{len(known)} articles: in which is the row?",
        todo="give the row itself, or its whole id, or take corpus.only(article_id)",
    )


def _article(parsed: Any, article_id: str) -> Article:
    if isinstance(parsed, Parsed):
        return parsed.article
    frame = parsed.articles
    row = frame[frame["article_id"] == article_id].iloc[0]
    title, source = (None if pd.isna(row[c]) else str(row[c]) for c in ("title", "source"))
    return Article(row["text"], article_id, row["published"], title, source)


def _local(parsed: Any, article_id: str) -> dict[str, str]:
    found: dict[str, str] = getattr(parsed, "local_ids", lambda _article: {})(article_id)
    return found


def _key(parsed: Any, table: str, row: Any, article_id: str, local: Mapping[str, str]) -> Key:
    """Return the key of a row that was given by its id or as itself."""
    if table == "articles":
        return Key()
    if table not in file.CHANGED:
        raise ParameterError(f"no table {table!r}", todo=f"use {', '.join(file.CHANGED)}")
    if isinstance(row, str):
        row = _named(parsed, table, row, article_id)
    if not isinstance(row, (pd.Series, Mapping)):
        raise ParameterError(f"{row!r} is no row of {table}", todo="give a row of the DataFrame")
    plain = {k: None if pd.api.types.is_scalar(v) and pd.isna(v) else v for k, v in row.items()}
    plain |= {c: local.get(str(plain[c]), plain[c]) for c in file.ACTORS if plain.get(c)}
    if table != "actors":
        return corrected.place(table, plain)
    return Key(_seen(parsed, article_id, str(row["actor_id"])), None, str(plain["actor_id"]))


def _named(parsed: Any, table: str, row: str, article_id: str) -> Any:
    """Return a row by its id, or by what a report calls it: ``v03`` of stance, ``e02``."""
    if table in _IDS:
        frame = getattr(parsed, table)
        names = [row] if table == "actors" else [row, f"{article_id}/{row}"]
        found = frame[(frame["article_id"] == article_id) & frame[_IDS[table]].isin(names)]
    else:
        alone = parsed.only(article_id) if hasattr(parsed, "only") else parsed
        frame = ANALYSES[table](alone)
        found = frame[[f"{_LETTERS[table]}{n + 1:02}" == row for n in frame.index]]
    if not len(found):
        raise ParameterError(f"no row {row!r} in {table}", where=article_id, todo="see its ids")
    return found.iloc[0]


def _seen(parsed: Any, article_id: str, actor_id: str) -> tuple[tuple[int, int], ...]:
    """Return where an actor is mentioned, by name if it is."""
    frame = parsed.mentions
    own = frame[(frame["article_id"] == article_id) & (frame["actor_id"] == actor_id)]
    named = own[own["form"] == "name"]
    rows = (named if len(named) else own).head(1)
    return tuple((int(s), int(e)) for s, e in rows[["start", "end"]].to_numpy())


def _added(article: Article, add: str, cue: str | None) -> Key:
    spans = _characters(article, add)
    return Key(spans, None if cue is None else _characters(article, cue, near=spans[0][0])[0])


def _characters(article: Article, words: str, near: int = 0) -> tuple[tuple[int, int], ...]:
    """Return the characters that are meant, given as such or as words of the article."""
    with suppress(ValueError, ParameterError):
        return file.key(words, "dates").spans
    starts = [i for i in range(len(article.text)) if article.text.startswith(words, i)]
    if not words or not starts:
        raise ParameterError(f"{words!r} are no words of the article", where=article.article_id)
    start = min(starts, key=lambda i: abs(i - near))
    return ((start, start + len(words)),)


def _written(
    parsed: Any, article: Article, column: str, value: Any, local: Mapping[str, str]
) -> str:
    """Return a value as the file has it; an actor's carries the place where it is named."""
    if value is None or value is pd.NA or value is pd.NaT:
        return ""
    if column in file.PLACES:
        return str(Key(_characters(article, str(value))))
    if column in file.STATEMENTS:
        return str(_key(parsed, "statements", value, article.article_id, local))
    if column in file.ACTORS:
        ident, spans = str(value), _seen(parsed, article.article_id, str(value))
        return local.get(ident, ident) + (f" ({Key(spans)})" if spans else "")
    return corrected.shown(value)
