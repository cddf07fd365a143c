"""Many articles: parsed once, kept as parquet, read back as one set of tables."""

from __future__ import annotations

import logging
import os
from collections.abc import Callable, Generator, Iterable, Iterator, Mapping
from contextlib import closing, suppress
from dataclasses import replace
from functools import cached_property
from itertools import chain, islice
from pathlib import Path
from typing import Any

import pandas as pd

from newslab import corrected
from newslab.article import Entry, Listing, Source, apart
from newslab.corpus import across, chunk
from newslab.corpus.chunk import LIMIT
from newslab.corpus.dataset import Dataset
from newslab.corrected import Corrections
from newslab.corrected.file import project
from newslab.errors import AllFailedError, DataError, ParameterError, suggest
from newslab.formats import absolute, locate
from newslab.tables import TABLES, Tables

_log = logging.getLogger("newslab")

#: Gives the rows of a table that belong to the articles of a manifest.
Rows = Callable[[str, pd.DataFrame], pd.DataFrame]


class Corpus(Tables):
    """The tables of many articles; each is read when first asked for.

    Attributes
    ----------
    statements, actors, mentions, dates, sentences, clauses, stance, timeline, articles, corrections
        pandas DataFrames; `newslab.tables.TABLES` describes their columns. An actor has one id
        over all articles (`newslab.corpus.across`).
    manifest
        One row for each article: status (ok, failed), error, note, seconds, version, part.
    """

    def __init__(self, manifest: pd.DataFrame, rows: Rows, out: Path | None = None) -> None:
        self.manifest, self._rows, self.out = manifest, rows, out

    def __repr__(self) -> str:
        counts = self.manifest["status"].value_counts()
        shown = ", ".join(f"{n} {status}" for status, n in counts.items())
        unfit = int((self.corrections["state"] == "unfit").sum())
        told = f"; {unfit} corrections do not fit" if unfit else ""
        return f"<Corpus of {len(self.manifest)} articles ({shown}){told}>"

    def __len__(self) -> int:
        return int((self.manifest["status"] == "ok").sum())

    @property
    def failed(self) -> pd.DataFrame:
        """The manifest's rows of the articles that failed."""
        return self.manifest[self.manifest["status"] == "failed"].reset_index(drop=True)

    @cached_property
    def cast(self) -> pd.DataFrame:
        """One row for each actor over all articles: see `newslab.corpus.across.cast`."""
        return across.cast(self.actors, self.statements)

    @cached_property
    def copies(self) -> pd.DataFrame:
        """The articles that are copies of others: see `newslab.corpus.across.copies`."""
        return across.copies(self.articles)

    @cached_property
    def whole_ids(self) -> dict[tuple[str, str], str]:
        """The id over all articles of each actor, by an article's id and its own id there."""
        made = self.corrections[self.corrections["everywhere"].astype(bool)]
        one = made.loc[made["column"] == "actor_id", "row_id"]
        return across.ids(self._rows("actors", self.manifest), set(one.dropna()))

    def _table(self, name: str) -> pd.DataFrame:
        frame = self._rows(name, self.manifest)
        # The ids of one article alone are those of its parse.
        if len(self) < 2 or name not in across.COLUMNS:
            return frame
        return across.united(name, frame, self.whole_ids)

    def distinct(self) -> Corpus:
        """Return the corpus without copies: each text counts once.

        Examples
        --------
        >>> from newslab import Article
        >>> text = "Talks began in Geneva on Monday after a week of heavy fighting."
        >>> both = load([Article(text, article_id="a"), Article(text + " ", article_id="b")])
        >>> both.distinct().articles["article_id"].tolist()
        ['a']
        """
        return self._part(~self.manifest["article_id"].isin(self.copies["article_id"]))

    def _part(self, kept: pd.Series) -> Corpus:
        return Corpus(self.manifest[kept].reset_index(drop=True), self._rows, self.out)

    def only(self, article_id: str) -> Corpus:
        """Return the corpus of one of the articles; no other part is read."""
        read = self.manifest.loc[self.manifest["status"] == "ok", "article_id"]
        if article_id not in set(read):
            what = f"article_id {article_id!r} is none of {len(read)} articles"
            raise ParameterError(what, todo=suggest(article_id, read))
        return self._part(self.manifest["article_id"] == article_id)


def load(
    source: Source,
    *,
    out: str | Path | None = None,
    names: Mapping[str, str] | None = None,
    published: str | None = None,
    date_format: str | None = None,
    jobs: int | None = None,
) -> Corpus:
    """Give the tables of a source's articles; parse what is missing or has changed.

    Raises `InputError` where nothing is there or none of it could be parsed, `ParameterError` for a
    setting that cannot be used, `DataError` where the tables cannot be read or written.

    Parameters
    ----------
    source
        A folder that newslab wrote, or articles as `newslab.parse_corpus` takes them.
    out
        Where tables are kept. Left out, articles in ``…/data/raw`` keep theirs in
        ``…/data/processed``; others stay in memory, unless no ``published`` is given and the
        project's ``data/processed`` has them all (with the date that was given for them then).
    names, published, date_format, jobs
        As in `newslab.parse_corpus`; ``jobs`` left out is one.

    Examples
    --------
    >>> from newslab import Article
    >>> load([Article('"It works," Ann Lee said.', article_id="a")]).articles["characters"].tolist()
    [25]
    """
    given: Any = {"names": names, "published": published, "date_format": date_format}
    if isinstance(source, (str, Path)) and Dataset(locate(source)).exists:
        if any(given.values()):
            what = "names and dates are for articles, and these are parsed already"
            raise ParameterError(what, where=str(source), todo="leave them out")
        data = Dataset(source)
        _renew(data, corrected.read())
        return Corpus(data.manifest(), data.frame, data.out)
    if out := out or _kept(source, published):
        corpus = parse_corpus(source, out, **given, jobs=1 if jobs is None else jobs)
    else:
        corpus = _in_memory(Listing(source, **given))
    if not len(corpus):
        first, *more = corpus.manifest["error"]
        raise AllFailedError(f"nothing to parse: {first}" if more else first)
    return corpus


def _kept(source: Source, published: str | None) -> Path | None:
    """Return the folder of tables beside a source's ``data/raw``, or the project's if it has it."""
    if isinstance(source, (str, Path)) and "://" not in str(source):
        path = Path(source).absolute()
        for folder in (path, *path.parents):
            if folder.parts[-2:] == ("data", "raw"):
                return folder.parent / "processed"
    data = Dataset(project() / "data" / "processed")
    several: Any = source if isinstance(source, (list, tuple)) else [source]
    paths = all(isinstance(path, (str, Path)) for path in several)
    if published is None and paths and data.exists:
        with suppress(DataError):  # one that is broken is told when it is asked for
            held = set(data.origins(data.manifest()).values())
            files = (file for path in several for file in Listing(path).files(path))
            return data.out if all(absolute(str(file)) in held for file in files) else None
    return None


def parse_corpus(
    source: Source,
    out: str | Path = "data/processed",
    *,
    jobs: int | None = None,
    client: Any = None,
    force: bool = False,
    limit: float = LIMIT,
    names: Mapping[str, str] | None = None,
    published: str | None = None,
    date_format: str | None = None,
    progress: Callable[[str, str], None] | None = None,
) -> Corpus:
    """Parse many articles to parquet; what is done already and has not changed is kept.

    The corpus has the articles of ``source``; its ``failed`` tells which failed and why. Raises
    `InputError` where nothing is there, `ParameterError` for a setting that cannot be used (nothing
    was parsed), and `DataError` where ``out`` cannot be written: what was written before stays.

    Parameters
    ----------
    source
        A path, a glob, a folder, a table of articles, or several of these.
    out
        Folder of the dataset.
    jobs
        Processes; left out, as many as there are cores for more than a chunk of articles. One is
        the caller's own, which an article that kills its process ends.
    client
        A ``distributed.Client`` of any cluster that sees ``out`` and the articles' files.
    force
        Parse all again.
    limit
        Seconds that an article may take; one that takes more has failed.
    names, published, date_format
        As in `newslab.articles`. A date that was given for an article counts until another is.
    progress
        Called with the id and the status (ok, failed) of each article that is done.
    """
    if jobs is not None and jobs < 1:
        raise ParameterError(f"jobs={jobs} makes no sense", todo="give 1 or more")
    data, corrections = Dataset(out), corrected.read()
    # Articles are listed, compared and parsed chunk by chunk: none but these are in memory.
    listing = Listing(source, names, published, date_format)
    found = iter(listing)
    found = chain([*islice(found, 1)], found)
    with data.lock():
        data.recover()
        state = _State(data, corrections, force)
        order = {"data": data, "corrections": corrections, "limit": limit}
        with closing(_parse(order, state.todo(found), jobs, client)) as done:
            for article, status in done:
                if progress is not None:
                    progress(article, status)
        data.finish(state.gone(listing))
    every = Corpus(data.manifest(), data.frame, data.out)
    return every._part(every.manifest["article_id"].isin(state.seen))


def _in_memory(listing: Listing) -> Corpus:
    work = [(entry, entry.digest()) for entry in apart(listing)]
    chunk.check_settings()
    rows, manifest = chunk.parse(work, corrected.read())

    def of(table: str, manifest: pd.DataFrame) -> pd.DataFrame:
        names = set(manifest["article_id"])
        return TABLES[table].frame(r for r in rows[table] if r["article_id"] in names)

    return Corpus(TABLES["manifest"].frame(manifest), of)


def _renew(data: Dataset, corrections: Corrections) -> None:
    """Parse the articles of a dataset anew whose corrections have changed, from its own texts."""
    if data.outdated(data.manifest(), corrections).empty:
        return
    with data.lock():  # another run may have written since
        table = data.outdated(data.manifest(), corrections)
        origins, rows = data.origins(table), data.originals(table)
        made_from = zip(table["article_id"], table["given"], table["sha256"], strict=True)
        todo = ((Entry(n, n, origins.get(n), rows[n], day), digest) for n, day, digest in made_from)
        list(_parse({"data": data, "corrections": corrections}, todo, 1, None))
        data.finish()


class _State:
    """What a dataset holds when a run begins, and what the run has seen."""

    def __init__(self, data: Dataset, corrections: Corrections, force: bool) -> None:
        manifest = data.manifest()
        self.seen, self._origins = set[str](), data.origins(manifest)
        made_from = zip(manifest["given"], manifest["sha256"], strict=True)
        self._given = dict(zip(manifest["article_id"], made_from, strict=True))
        good = manifest[(manifest["version"] == chunk.version()) & (manifest["status"] == "ok")]
        good = good.head(0) if force else good
        for part in (broken := data.broken(good)):
            file = data.file("*", part)
            _log.warning("%s: not as it was written; its articles are parsed again", file)
        good = good[~good["part"].isin(broken)]
        good = good.drop(data.outdated(good, corrections).index)
        #: The digests of the articles whose rows are as they would be made now.
        self._done = dict(zip(good["article_id"], good["sha256"], strict=True))

    def todo(self, found: Iterable[Entry]) -> Iterator[tuple[Entry, str]]:
        """Yield what is to be parsed; a date that was given for an article before still counts."""
        for entry in apart(found, self._origins):
            name = entry.article_id
            if name in self._given and entry.published is pd.NaT:
                day, before = self._given[name]
                dated = replace(entry, published=day)
                # A name may have passed to another file, or to a row of another table.
                of_file = entry.path is not None and self._origins.get(name) == entry.path
                entry = dated if of_file or dated.digest() == before else entry
            self.seen.add(name)
            if self._done.get(name) != (made_from := entry.digest()):
                yield entry, made_from

    def gone(self, listing: Listing) -> list[str]:
        """Return the articles whose file or row is gone; of folders not seen nothing is known."""
        inside = tuple(f"{folder.rstrip('/')}/" for folder in listing.folders)
        left = {a: o for a, o in self._origins.items() if a not in self.seen}
        missing = {
            o
            for o in set(left.values())
            if o in listing.tables or (o.startswith(inside) and not locate(o).exists())
        }
        return [article for article, origin in left.items() if origin in missing]


def _parse(
    order: dict[str, Any], todo: Iterator[tuple[Entry, str]], jobs: int | None, client: Any
) -> Generator[tuple[str, str]]:
    """Parse articles, each chunk as an ``order`` says; yield the id and status of each article."""
    few = list(islice(todo, chunk.SIZE + 1))
    if not few:
        return
    chunk.check_settings()
    jobs = jobs or (os.cpu_count() or 1 if len(few) > chunk.SIZE else 1)
    every: Corrections = order["corrections"]
    orders = (
        order | {"work": work, "corrections": every.of(*(entry.article_id for entry, _ in work))}
        for work in chunk.split(chain(few, todo), jobs)
    )
    if client is None and jobs == 1:
        for one in orders:
            yield from chunk.make(**one).items()
    else:
        from newslab.corpus import cluster

        yield from cluster.run(orders, jobs, client)
