"""What an analyst asks of a row (why it is so), corrects in it, and sees of all corrections."""

from __future__ import annotations

import getpass
import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from datetime import datetime
from itertools import pairwise
from typing import Any

import pandas as pd

from newslab import corrected
from newslab.article import Article
from newslab.corrected import Corrections, edit, file
from newslab.corrected.file import ADD, DROP, EVERYWHERE, Key
from newslab.errors import ParameterError, suggest
from newslab.parsed import parse_many
from newslab.present import escape, rows
from newslab.tables import TABLES, parsed_only, records

#: The tables by what the ids of their rows start with.
_TABLES = {letter: table for table, letter in edit.LETTERS.items()}
#: Columns that only say where a row stands.
_PLACES = ("article_id", "start", "end", "spans", "sentence", "paragraph", "content")
#: Candidates that are told, and features of each, the weightiest first.
_CANDIDATES, _FEATURES = 6, 4


def correct(
    parsed: Any,
    table: str = "",
    row: Any = None,
    *,
    drop: bool = False,
    undo: bool = False,
    add: str | None = None,
    everywhere: bool = False,
    reason: str = "",
    who: str | None = None,
    **values: Any,
) -> pd.DataFrame:
    """Correct a row of an article's tables, now and whenever the article is parsed again.

    The correction goes into ``data/corrections.csv`` of the project (``NEWSLAB_CORRECTIONS`` names
    another file), which any editor can change. What depends on it follows: an actor's new id in
    other tables and counts, a date's days, an article's relative dates. Returned is what was just
    added to ``newslab.tables.TABLES["corrections"]`` or taken back, with its state. Nothing is
    written where it does not fit the article or the file makes no sense (`ParameterError`), or the
    file cannot be written (`DataError`).

    Parameters
    ----------
    parsed
        A `Parsed` or a `Corpus`: where the row stands.
    table
        statements, actors, mentions, dates, stance, timeline, or articles.
    row
        The row: its id as in reports (``"s04"``, ``"ann-lee"``; ``"v02"`` of a stance, ``"e02"``
        of an event) or itself, as in ``parsed.statements.iloc[3]``.
    drop, undo
        Take the row out; or take back the last correction (of the row or table, if one is given).
    add
        A row to add instead: words of the article, or their characters as in ``"120-145"``.
        Mentions in the characters of a new actor, or wherever its words stand, become the
        actor's: so one is split in two.
    everywhere
        An actor's correction is for every article in which an actor has the id of ``row``.
    reason, who
        Why, and whose correction it is; ``who`` left out is the name of the account.
    values
        The columns to change and their new values; None takes a value away. The cue and the source
        of a statement are words of the article or their characters. Two actors become one when
        ``actor_id`` of one is set to that of the other; an actor's name does for its id.

    Examples
    --------
    >>> import newslab
    >>> parsed = newslab.parse(newslab.Article('"It works," she said.', article_id="a"))
    >>> newslab.correct(parsed, "statements", "s01", act="praise")  # doctest: +SKIP
      article_id       table                            key column   value ...
    """
    one = One(parsed, row, everywhere)
    article, known = one.article, [*corrected.read()]
    if drop | undo == bool(add or values):
        what = "a row is dropped, or taken back as it was, or columns of it are set"
        raise ParameterError(what, todo="give one of them")
    if undo:
        return _undone(article, table, row)
    cells: dict[str, Any] = {DROP: None} if drop else {}
    if add:
        at = one.characters(add, every=table == "actors")
        # The second row of a place is another one.
        key, cells[ADD] = Key(at.spans, str(len(known) + 1)), at.label
    else:
        key = one.key(table, row)
    about = (EVERYWHERE, "") if everywhere else (article.article_id, article.sha256)
    with suppress(OSError, KeyError):  # an account may have no name
        who = getpass.getuser() if who is None else who
    made = reason, who, f"{datetime.now():%Y-%m-%d %H:%M:%S}"
    place = key.label if everywhere else str(key)
    new = [
        file.correction(*about, table, place, column, one.written(column, value, key), *made)
        for column, value in (cells | values).items()
    ]
    # Tried first: what does not fit is not written.
    told = next(parse_many([article], Corrections([*known, *new]))).corrections
    told = told[told["correction"].isin([c["correction"] for c in new])].reset_index(drop=True)
    for r in told[told["state"] == "unfit"].to_dict("records"):
        raise ParameterError(r["note"], where=f"{article.article_id}, {table}, {r['column']}")
    file.save(new)
    return told


def _undone(article: Article, table: str, row: Any) -> pd.DataFrame:
    """Take back the last correction of an article, a table or a row: all that was set at once."""
    told = next(parse_many([article])).corrections.fillna({"key": "", "when": ""})
    told = told[told["table"].eq(table) if table else slice(None)]
    if row is not None:
        told = told[told["row_id"].map(rows.short, "ignore") == rows.short(_id(row))]
    if told.empty:
        where, todo = article.article_id, "newslab.corrections lists them"
        raise ParameterError("no such correction to take back", where=where, todo=todo)
    for column in ("table", "key", "when"):
        told = told[told[column] == told[column].iloc[-1]]
    file.save((), without={*told["correction"]})
    return told.assign(state="taken back").reset_index(drop=True)


def _id(row: Any) -> Any:
    """Return a row's id, given as such or by the row."""
    return next(iter(dict(row).values())) if isinstance(row, (Mapping, pd.Series)) else row


def corrections(parsed: Any = None) -> pd.DataFrame:
    """List the corrections, and what became of each.

    Of ``parsed``, a `Parsed` or a `Corpus`; left out, all of the project's file, without a state.
    Raises `SettingError` if that makes no sense.

    The columns are those of ``newslab.tables.TABLES["corrections"]``. ``state`` is *applied*
    (``was`` is what the machine had), *superfluous* where it has the same by now, or *unfit* where
    the row is not there any more or the text has changed: ``note`` says what. It is missing for
    what was written after the tables were made, or for an article that is not among these.

    Examples
    --------
    >>> import newslab
    >>> parsed = newslab.parse(newslab.Article("It rained.", article_id="a"))
    >>> newslab.corrections(parsed).empty
    True
    """
    told = [] if parsed is None else records(parsed.corrections)
    seen = {r["correction"] for r in told}
    new = [c for c in corrected.read() if c["correction"] not in seen]
    given = parsed.articles if new and parsed is not None else TABLES["articles"].frame([])
    names = dict(zip(given["sha256"], given["article_id"], strict=True))
    here = {EVERYWHERE, *given["article_id"]}
    for c in new:
        note = "its article is not among these"
        if parsed is None or c["article_id"] in here:
            note = "not applied yet: parse or load again"
        elif moved := names.get(c["sha256"]):
            note = f"its text is that of {moved}: if it is the same, change article_id in the file"
        elif len(given) == 1:  # those of other articles are not missed in one
            continue
        told.append(c | {"note": note})
    return TABLES["corrections"].frame(told)


def unfit(corpus: Any) -> list[str]:
    """Say which corrections came to nothing in the articles of a corpus, and why."""
    made = corrections(corpus)
    lost = made[(made["state"].fillna("unfit") == "unfit") & (made["article_id"] != EVERYWHERE)]
    of = lost.groupby("note", sort=False)["article_id"].unique()
    lines = [f"{rows.listed([*articles])}: {note}" for note, articles in of.items()]
    if others := len({c["correction"] for c in corrected.read()} - {*made["correction"]}):
        lines.append(f"{rows.plural(others, 'correction')} of articles that are not here")
    return lines


def why(parsed: Any, row: Any) -> escape.Block:
    """Say why a row is as it is: rule, words, and whom else its mention might have meant.

    It shows the sentence with the words marked, what the row's columns say, and the candidates for
    how a cue is read and whom a mention means: how probable, and what counted for (+) and against
    (−) it. In JupyterLab it is laid out, elsewhere plain text.

    Parameters
    ----------
    parsed
        A `Parsed` or a `Corpus`.
    row
        The row itself, or its id (``"s04"``, ``"m17"``, ``"d02"``, ``"c31"``; ``"v02"`` of a
        stance, ``"e02"`` of an event), with the article's id before it in a corpus of several
        (``"a1/s04"``). Raises `ParameterError` where there is none.

    Examples
    --------
    >>> import newslab
    >>> parsed = newslab.parse(newslab.Article("Ann Lee resigned on 1 May 2020.", article_id="a"))
    >>> "2020-05-01" in str(newslab.why(parsed, "d01"))
    True
    """
    parsed_only(parsed)
    row = _id(row)
    short = rows.short(row)
    name = _TABLES.get(short[:1], "")
    if not name or not short[1:].isdecimal():
        todo = "give one as s04, m17, d02, e01; of an actor, one of its mentions"
        raise ParameterError(f"{str(row)[:40]!r} is no row's id", todo=todo)
    one = One(parsed, row)
    found, made = one.row(name, short), one.tables.corrections
    kept = [c for c in TABLES[name].columns[1:] if not c.name.endswith(_PLACES)]
    told = [(c.name, found[c.name], c.meaning) for c in kept if found[c.name] is not None]
    about = pd.DataFrame(told, columns=["what", "is", "meaning"], dtype=object)
    blocks = [escape.table(about, f"{name}, row {short}")]
    same = made[made["row_id"] == found[TABLES[name].names[0]]]
    if len(same):
        shown = rows.corrected(same, rows.names(one.tables))
        blocks.append(escape.table(shown, "Corrections of it"))
    if name in ("mentions", "statements"):
        blocks += _choices(one, name, found)
    around = one.tables.sentences
    around = around[(around["start"] < found["end"]) & (around["end"] > found["start"])]
    cuts = (min([found["start"], *around["start"]]), found["start"], found["end"],
            max([found["end"], *around["end"]]))  # fmt: skip
    parts = [one.article.text[start:end] for start, end in pairwise(cuts)]
    page = escape.render("why", parts=parts, tables=[b.markup for b in blocks])
    marked = "{}⟦{}⟧{}".format(*parts)
    return escape.Block(page, "\n\n".join([marked, *(b.plain for b in blocks)]))


def _choices(one: One, name: str, row: dict[str, Any]) -> Iterator[escape.Block]:
    """Parse the article again and weigh what a cue and a mention may mean: no table keeps it."""
    from newslab.extract import actors, statements
    from newslab.extract.statements import choice
    from newslab.syntax import language
    from newslab.syntax.page import Page
    from newslab.syntax.tree import Tree

    ((_, doc),) = language.docs([one.article])
    page = Page(one.article, Tree(doc))
    if row.get("cue_start") is not None:
        readings = choice.explain(page, statements.candidates(page), row["cue_start"])
        yield _weighed("How its cue may be read", "reading", readings)
    first, last = ("start", "end") if name == "mentions" else ("source_start", "source_end")
    if row[first] is not None:
        of = one.tables.mentions[one.tables.mentions["actor_id"] == row["actor_id"]]
        of = of[(of["start"] >= row[first]) & (of["end"] <= row[last])]
        span = next(((m.start, m.end) for m in of.itertuples()), (row[first], row[last]))
        meant = actors.explain(page, statements.find(page), span)[:_CANDIDATES]
        yield _weighed("Who it may mean, the most probable first", "who", meant)


def _weighed(title: str, what: str, found: Iterable[Any]) -> escape.Block:
    weighed = []
    for name, probability, features in found:
        telling = sorted(features.items(), key=lambda f: -abs(f[1]))[:_FEATURES]
        weighed.append((name, probability, ", ".join(f"{k} {v:+.1f}" for k, v in telling)))
    frame = pd.DataFrame(weighed, columns=[what, "probability", "what counted"])
    return escape.table(frame, title)


class One:
    """The tables of one article, and what an analyst means by a row, an actor or words of it.

    ``tables`` are those of the article in which ``row`` stands; in those of many its actors may
    have other ids, of which ``_ids`` has its own.
    """

    def __init__(self, parsed: Any, row: Any, everywhere: bool = False) -> None:
        parsed_only(parsed)
        known = list(parsed.articles["article_id"])
        self.tables, self._ids = parsed, dict[str, str]()
        if len(known) > 1:
            named = row if isinstance(row, str) else row["article_id"] if row is not None else ""
            here = [n for n in (named, named.rpartition("/")[0]) if n in known]
            if everywhere:  # any article will do that has the actor
                here += list(parsed.actors.loc[parsed.actors["actor_id"] == row, "article_id"])
            if not here:
                todo = f"give its whole id, as {known[0]}/s01, or that article alone"
                raise ParameterError(f"{len(known)} articles: in which is the row?", todo=todo)
            self.tables = parsed.only(here[0])
            self._ids = {i: own for (a, own), i in parsed.whole_ids.items() if a == here[0]}
        (told,) = records(self.tables.articles)
        names = ("text", "article_id", "published", "title", "source")
        self.article = Article(*(told[c] for c in names))

    def row(self, table: str, row: Any) -> dict[str, Any]:
        """Return a row, given by its id or as itself; None for what is missing."""
        row = str(_id(row))
        frame, before = getattr(self.tables, table), f"{self.article.article_id}/"
        ids = frame[TABLES[table].names[0]]
        names = {self._ids.get(row, row), before + row, row.removeprefix(before)}
        for found in records(frame[ids.isin(names)]):
            return found
        raise ParameterError(f"no row {row!r} in {table}", todo=suggest(row, map(rows.short, ids)))

    def key(self, table: str, row: Any) -> Key:
        """Return the key by which the file calls a row."""
        if table == "articles" or table not in file.CHANGED:
            return Key()
        chosen = self.row(table, row)
        return self._actor(chosen["actor_id"]) if table == "actors" else file.place(table, chosen)

    def _actor(self, ident: str) -> Key:
        """Return an actor's key: where it is mentioned first, by name if it is, and its own id."""
        known = self.tables.mentions["actor_id"]
        ident = self._ids.get(ident, ident)
        if not (known == ident).any():  # its name does, if one actor has it
            called = [i for i, name in rows.names(self.tables).items() if name == ident]
            ident = called[0] if len(called) == 1 else ident
        own = self.tables.mentions[known == ident]
        first = own.sort_values("form", key=lambda form: form != "name", kind="stable").head(1)
        return Key(tuple((row["start"], row["end"]) for row in records(first)), ident)

    def characters(self, wanted: str, near: int = 0, every: bool = False) -> Key:
        """Return the characters meant, given as such or as words of the article, and these.

        Of words it is the place ``near`` some character, or ``every`` one, with "the" or without.
        """
        text = self.article.text
        with suppress(ParameterError):
            at = file.key(wanted).spans
            return Key(at, " … ".join(text[start:end] for start, end in at))
        words = re.sub(r"^[Tt]he\s", "", wanted).split() if every else wanted.split()
        the = r"(?:\b[Tt]he\s+)?" if every else ""
        pattern = rf"{the}(?<!\w)" + r"\s+".join(map(re.escape, words)) + r"(?!\w)"
        places = [m.span() for m in re.finditer(pattern, text) if words]
        if not places:
            what, todo = f"{wanted!r} are no words of the article", "copy them from its text"
            raise ParameterError(what, where=self.article.article_id, todo=todo)
        nearest = min(places, key=lambda at: abs(at[0] - near))
        return Key(tuple(places) if every else (nearest,), wanted)

    def written(self, column: str, value: Any, key: Key) -> str:
        """Return a value as the file has it; an actor's carries the place where it is named."""
        if value is None or value is pd.NA or value is pd.NaT:
            return ""
        if column in file.PLACES:
            return str(self.characters(str(value), key.spans[0][0]))
        if column in file.STATEMENTS:
            return str(self.key("statements", value))
        if column == "actors":
            return "|".join(self._actor(i.strip()).label for i in str(value).split("|"))
        if isinstance(value, datetime):
            return str(value.date())
        actor = self._actor(str(value)) if column in file.ACTORS else Key()
        return str(actor) if actor.spans else str(self._ids.get(str(value), value))
