"""A run over a source: which of its articles have no rows yet, or others, and who parses them."""

from __future__ import annotations

import logging
import os
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from itertools import chain, islice
from pathlib import Path

import pandas as pd

from newslab.article import Article, Entry, Source, apart, folders, listed
from newslab.corpus import chunk
from newslab.corpus.dataset import Dataset
from newslab.corrected import Corrections
from newslab.formats import locate

_log = logging.getLogger("newslab")


def update(
    data: Dataset,
    source: Source,
    names: Mapping[str, str] | None,
    published: str | None,
    how: chunk.How,
) -> set[str]:
    """Bring a dataset up to date with a source, and return the ids of the source's articles.

    Articles are listed, compared and parsed chunk by chunk: none but these are in memory.
    """
    if not isinstance(source, (str, Path, pd.DataFrame, Article)) and isinstance(source, Iterable):
        source = list(source)
    found = listed(source, names=names, published=published)
    found = chain([next(found)], found)
    with data.lock():
        data.recover()
        state = _State(data, how)
        _parse(data, state.todo(found), how)
        data.finish(state.gone(set(folders(source))))
    return state.seen


def renew(data: Dataset, corrections: Corrections) -> None:
    """Parse the articles of a dataset anew whose corrections have changed, from its own texts."""
    manifest = data.manifest()
    names = data.outdated(manifest[manifest["status"] == "ok"], corrections)
    if not names:
        return
    changed = manifest[manifest["article_id"].isin(names)]
    origins, days = data.origins(changed), _given(changed)
    digests = dict(zip(changed["article_id"], changed["sha256"], strict=True))
    todo = [
        (Entry(name, origins.get(name), row, days.get(name)), digests[name])
        for row in data.originals(changed)
        for name in [row["article_id"]]
    ]
    with data.lock():
        _parse(data, iter(todo), chunk.How(corrections))
        data.finish()


def _given(manifest: pd.DataFrame) -> dict[str, str]:
    dated = manifest.dropna(subset="given")
    return dict(zip(dated["article_id"], dated["given"].dt.strftime("%Y-%m-%d"), strict=True))


def with_text(found: Iterable[Entry]) -> Iterator[Entry]:
    """Leave out the rows of tables that have no text: they cost no more than being read."""
    without, first = 0, ""
    for entry in found:
        if not entry.empty:
            yield entry
            continue
        without += 1
        first = first or entry.where
    if without:
        _log.warning("%s: no text, left out; rows without text: %s", first, f"{without:,}")


def digest(entry: Entry) -> str:
    """Return a hash of what an article is made from."""
    try:
        return entry.digest()
    # A storage's package has errors of its own.
    except Exception as error:
        return f"unreadable: {error}"


class _State:
    """What a dataset holds when a run begins, and what the run has seen."""

    def __init__(self, data: Dataset, how: chunk.How) -> None:
        self.seen: set[str] = set()
        self._tables: set[str | None] = set()
        manifest = data.manifest()
        self._origins = data.origins(manifest)
        self._given = _given(manifest)
        self._done = {} if how.force else _done(data, manifest, how.corrections)

    def todo(self, found: Iterable[Entry]) -> Iterator[tuple[Entry, str]]:
        """Yield what is to be parsed; a date that was given for an article before still counts."""
        for entry in apart(with_text(self._noted(found)), self._origins):
            name, published = entry.article_id, entry.published
            # A name may have passed to another file.
            if published is None and self._origins.get(name) in (None, entry.path):
                published = self._given.get(name)
            dated = replace(entry, published=published)
            made_from = digest(dated)
            self.seen.add(name)
            if self._done.get(name) != made_from:
                yield dated, made_from

    def _noted(self, found: Iterable[Entry]) -> Iterator[Entry]:
        """Note which tables are read to their end."""
        for entry in found:
            if entry.row is not None:
                self._tables.add(entry.path)
            elif entry.error is not None:
                self._tables.discard(entry.path)
            yield entry

    def gone(self, folders_seen: set[str]) -> list[str]:
        """Return the articles whose file is no longer in the folders just seen, or row in a table.

        Of other folders nothing is known: their disk may not be there today.
        """
        inside = tuple(f"{folder.rstrip('/')}/" for folder in folders_seen)
        left = {a: o for a, o in self._origins.items() if a not in self.seen}
        missing = {
            o
            for o in set(left.values())
            if o in self._tables or (o.startswith(inside) and not locate(o).exists())
        }
        return [article for article, origin in left.items() if origin in missing]


def _done(data: Dataset, manifest: pd.DataFrame, corrections: Corrections) -> dict[str, str]:
    """Return the digests of the articles whose rows are as they would be made now."""
    good = manifest[(manifest["version"] == chunk.version()) & (manifest["status"] == "ok")]
    broken = data.broken(good)
    for part in broken:
        file = data.file("*", part)
        _log.warning("%s: not as it was written; its articles are parsed again", file)
    good = good[~good["part"].isin(broken)]
    good = good[~good["article_id"].isin(data.outdated(good, corrections))]
    return dict(zip(good["article_id"], good["sha256"], strict=True))


def _parse(data: Dataset, todo: Iterator[tuple[Entry, str]], how: chunk.How) -> None:
    few = list(islice(todo, chunk.SIZE + 1))
    if not few:
        return
    chunk.check_settings()
    jobs = how.jobs or (os.cpu_count() or 1 if len(few) > chunk.SIZE else 1)
    chunks = chunk.split(chain(few, todo), jobs)
    if how.client is not None or jobs > 1:
        from newslab.corpus import cluster

        cluster.run(data, chunks, jobs, how)
        return
    for one in chunks:
        part = chunk.name(one, how.corrections)
        rows, manifest = chunk.parse(one, part, how.corrections, limit=how.limit)
        data.commit(part, rows, manifest)
        for row in manifest:
            how.progress(row["article_id"], row["status"])
