"""A run over a source: which of its articles have no rows yet, or others, and who parses them."""

from __future__ import annotations

import logging
import os
from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import cache
from itertools import chain, islice
from pathlib import Path

import pandas as pd

from newslab.article import Article, Entry, Source, apart, folders, listed
from newslab.corpus import chunk
from newslab.corpus.dataset import Dataset, given
from newslab.corrected import Corrections
from newslab.errors import InputError
from newslab.formats import locate

_log = logging.getLogger("newslab")


def update(data: Dataset, source: Source, how: chunk.How) -> pd.DataFrame:
    """Bring a dataset up to date with a source, and return the manifest of the source's articles.

    Articles are listed, compared and parsed chunk by chunk: none but these are in memory.
    """
    if not isinstance(source, (str, Path, pd.DataFrame, Article)) and isinstance(source, Iterable):
        source = list(source)
    found = listed(source, how.names, how.published)
    found = chain([next(found)], found)
    with data.lock():
        data.recover()
        state = _State(data, how)
        _parse(data, state.todo(found), how)
        data.finish(state.gone(folders(source)))
    manifest = data.manifest()
    return manifest[manifest["article_id"].isin(state.seen)].reset_index(drop=True)


def renew(data: Dataset, corrections: Corrections) -> None:
    """Parse the articles of a dataset anew whose corrections have changed, from its own texts."""
    manifest = data.manifest()
    names = data.outdated(manifest[manifest["status"] == "ok"], corrections)
    if names:
        with data.lock():
            todo = data.originals(manifest[manifest["article_id"].isin(names)])
            _parse(data, iter(todo), chunk.How(corrections))
            data.finish()


class _State:
    """What a dataset holds when a run begins, and what the run has seen."""

    def __init__(self, data: Dataset, how: chunk.How) -> None:
        self.seen: set[str] = set()
        self._tables: set[str | None] = set()
        manifest = data.manifest()
        self._origins, self._given = data.origins(manifest), given(manifest)
        self._done = {} if how.force else _done(data, manifest, how.corrections)

    def todo(self, found: Iterable[Entry]) -> Iterator[tuple[Entry, str]]:
        """Yield what is to be parsed; a date that was given for an article before still counts."""
        for entry in apart(self._with_text(found), self._origins):
            name, published = entry.article_id, entry.published
            # A name may have passed to another file.
            if published is None and self._origins.get(name) in (None, entry.path):
                published = self._given.get(name)
            dated = replace(entry, published=published)
            try:
                digest = dated.digest()
            # A storage's package has errors of its own.
            except Exception as error:
                digest = f"unreadable: {error}"
            self.seen.add(name)
            if self._done.get(name) != digest:
                yield dated, digest

    def _with_text(self, found: Iterable[Entry]) -> Iterator[Entry]:
        """Leave out rows without text, and note which tables are read to their end."""
        empty, first = 0, ""
        for entry in found:
            if entry.row is not None:
                self._tables.add(entry.path)
            elif isinstance(entry.record, InputError):
                self._tables.discard(entry.path)
            if entry.empty:
                empty, first = empty + 1, first or entry.where
            else:
                yield entry
        if empty:
            _log.warning("%s: no text, left out; rows without text: %s", first, f"{empty:,}")

    def gone(self, seen: Iterable[str]) -> list[str]:
        """Return the articles whose file is no longer in the folders just seen, or row in a table.

        Of other folders nothing is known: their disk may not be there today.
        """
        inside = tuple(f"{folder.rstrip('/')}/" for folder in seen)

        @cache
        def is_gone(origin: str) -> bool:
            return origin in self._tables or (
                origin.startswith(inside) and not locate(origin).exists()
            )

        return [a for a, o in self._origins.items() if a not in self.seen and is_gone(o)]


def _done(data: Dataset, manifest: pd.DataFrame, corrections: Corrections) -> dict[str, str]:
    """Return the digests of the articles whose rows are as they would be made now."""
    now = (manifest["version"] == chunk.version()) & (manifest["status"] == "ok")
    good = data.intact(manifest[now])
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

        cluster.run(data.out, chunks, jobs, how)
        return
    for one in chunks:
        how.tell(chunk.parse(one, how.corrections, how.limit, data.out))
