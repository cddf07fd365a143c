"""A folder of parquet parts with a manifest: what is done stays done, whenever a run is cut.

    statements/ actors/ … articles/ manifest/   <part>.parquet

A part is written table by table, its rows of the manifest last: it counts from then on.
`Dataset.finish` sweeps what was left over. The manifest knows the checksum of each file: what is no
longer as it was written is named when it is read, and made anew by the next run.
"""

from __future__ import annotations

import contextlib
import hashlib
import logging
import os
from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

import filelock
import pandas as pd

from newslab.article import Entry
from newslab.corrected import Corrections
from newslab.errors import DataError
from newslab.formats import absolute, shown, unshown
from newslab.tables import PARSED, TABLES, Row, checksum, records

MANIFEST = TABLES["manifest"]
_log = logging.getLogger("newslab")


class Dataset:
    """The folder ``out``; nothing is made in it until something is written."""

    def __init__(self, out: str | Path) -> None:
        self.out = Path(out)

    @property
    def exists(self) -> bool:
        """Tell whether the folder holds a dataset, finished or cut."""
        return bool(self._written())

    def file(self, table: str, part: str) -> Path:
        """Path of a part's file of a table."""
        return self.out / table / f"{part}.parquet"

    def manifest(self) -> pd.DataFrame:
        """Rows of all articles, in the order of their ids."""
        rows = self._rows().drop_duplicates("article_id", keep="last")
        return rows.sort_values("article_id", ignore_index=True)

    def _rows(self) -> pd.DataFrame:
        """Rows of all parts, the last written last: an article that was parsed again has two."""
        return MANIFEST.read(self._written())

    def _written(self) -> list[Path]:
        found = self.out.glob("manifest/*.parquet")
        return sorted(found, key=lambda p: (p.stat().st_mtime_ns, p.name))

    def recover(self) -> None:
        """Make a broken part of the manifest anew from its tables, as far as these can be read."""
        for path in self._written():
            try:
                MANIFEST.read([path])
            except DataError as error:
                rows, written = self._remains(path.stem), path.stat().st_mtime_ns
                told = f"{len(rows)} articles are kept as its tables have them"
                _log.warning("%s: %s; %s", path, error.what, told)
                if not rows:
                    path.unlink()
                    continue
                MANIFEST.write(path, rows)
                # Parts that were written later still count before it.
                os.utime(path, ns=(written, written))

    def _remains(self, part: str) -> list[Row]:
        """Return rows for a part's articles, which count as changed: asked for, they are parsed."""
        files = [self.file(table, part) for table in PARSED]
        sums = (checksum(f.read_bytes()) if f.is_file() else "missing" for f in files)
        row = {"part": part, "checksums": " ".join(sums), "sha256": "unknown"}
        row |= {"version": "unknown", "status": "ok"}
        with contextlib.suppress(DataError):
            names = TABLES["articles"].read([self.file("articles", part)])["article_id"]
            kept = MANIFEST.frame(row | {"article_id": a, "source": a} for a in names)
            return [
                row | {
                    "article_id": e.article_id,
                    "source": e.article_id,
                    # It may be its own: then that counts before one that was given.
                    "given": e.record["published"],
                    "characters": e.record["characters"],
                }
                for e, _ in self.originals(kept)
                if isinstance(e.record, Mapping)
            ]  # fmt: skip
        return []

    def commit(
        self,
        made_from: Iterable[str],
        rows: Mapping[str, Sequence[Row] | pd.DataFrame],
        manifest: Iterable[Row],
    ) -> None:
        """Write a part, named after what it is made from; it counts when all of it is on disk.

        Raises `DataError`.
        """
        part = hashlib.sha256("\n".join(made_from).encode()).hexdigest()[:20]
        sums = " ".join(TABLES[t].write(self.file(t, part), rows[t]) for t in PARSED)
        own, out = {"part": part, "checksums": sums}, str(self.out)
        noted = [{**row, **own, "source": _seen_from(out, row["source"])} for row in manifest]
        MANIFEST.write(self.file("manifest", part), noted)

    def origins(self, manifest: pd.DataFrame) -> dict[str, str]:
        """Return the file, as an absolute path or an address, of each article that has one."""
        files = {s: self.out / unshown(s) for s in manifest["source"].unique() if "://" not in s}
        of = {s: absolute(str(file)) for s, file in files.items()}
        pairs = zip(manifest["article_id"], manifest["source"], strict=True)
        return {article: of.get(source, source) for article, source in pairs if source != article}

    def intact(self, manifest: pd.DataFrame) -> pd.DataFrame:
        """Leave out, and tell, the parts of which a file is missing or not as it was written."""
        known = dict(zip(manifest["part"], manifest["checksums"], strict=True))

        def as_written(part: str) -> bool:
            files = [self.file(table, part) for table in PARSED]
            sums = (checksum(f.read_bytes()) if f.is_file() else "" for f in files)
            return " ".join(sums) == str(known[part])

        broken = [part for part in known if not as_written(part)]
        for part in broken:
            file = self.file("*", part)
            _log.warning("%s: not as it was written; its articles are parsed again", file)
        return manifest[~manifest["part"].isin(broken)]

    def outdated(self, manifest: pd.DataFrame, corrections: Corrections) -> set[str]:
        """Return the articles that were made with other corrections than there are now.

        A correction of an actor in every article concerns those that have an actor of that id, or
        had one until it was applied.
        """
        every = {c.id: c.key_read.label for c in corrections.of()}
        here: dict[str, set[str]] = {}
        if every:
            named = self.frame("actors", manifest).groupby("article_id")["actor_id"]
            here = {str(article): set(ids) for article, ids in named}
        found = set()
        for article, ids in zip(manifest["article_id"], manifest["corrections"], strict=True):
            made_with = set() if pd.isna(ids) else set(ids.split())
            due = {i for i, actor in every.items() if actor in here.get(article, ())}
            if made_with != corrections.own(article) | due | (made_with & every.keys()):
                found.add(article)
        return found

    def originals(self, manifest: pd.DataFrame) -> list[tuple[Entry, str]]:
        """Return the articles of ``manifest``, with their digests, as before any correction."""
        rows = {r["article_id"]: r for r in records(self.frame("articles", manifest))}
        made = records(self.frame("corrections", manifest))
        # Of several corrections of a cell the first knows what was there in the beginning.
        for c in reversed([c for c in made if c["table"] == "articles"]):
            if c["state"] == "applied":
                rows[c["article_id"]][c["column"]] = c["was"]
        origins, days = self.origins(manifest), given(manifest)
        digests = zip(manifest["article_id"], manifest["sha256"], strict=True)
        return [(Entry(a, origins.get(a), rows[a], days.get(a)), sha) for a, sha in digests]

    def frame(self, table: str, manifest: pd.DataFrame) -> pd.DataFrame:
        """Read the rows of a table that belong to the articles of ``manifest``.

        Raises `DataError` for a file that is missing, or not as it was written.
        """
        frames = []
        for part, rows in manifest[manifest["status"] == "ok"].groupby("part"):
            expected = rows["checksums"].iloc[0].split()[PARSED.index(table)]
            frame = TABLES[table].read([self.file(table, str(part))], expected)
            # A part may hold an article's older rows until the next run sweeps them.
            frames.append(frame[frame["article_id"].isin(rows["article_id"])])
        if not frames:
            return TABLES[table].frame([])
        # The order is the articles', whichever parts they happen to stand in.
        return pd.concat(frames).sort_values("article_id", kind="stable", ignore_index=True)

    def finish(self, dropped: Collection[str] = ()) -> None:
        """Sweep the articles ``dropped``, older rows of the others, and files left over.

        Cut at any point, it does the same again.
        """
        every = self._rows()
        kept = every.drop_duplicates("article_id", keep="last")
        kept = kept[~kept["article_id"].isin(list(dropped))]
        still = every.merge(kept[["article_id", "part"]])["part"].value_counts()
        for part, count in every["part"].value_counts().items():
            # One that is broken stays as it is: it is named when it is read.
            with contextlib.suppress(DataError):
                if still.get(part, 0) < count:
                    self._replace(str(part), kept[kept["part"] == part])
        parts = {path.stem for path in self._written()}
        for folder in (self.out / table for table in (*PARSED, "manifest")):
            for path in (*folder.glob(".*.tmp"), *folder.glob("*.parquet")):
                if path.stem not in parts:
                    path.unlink(missing_ok=True)

    def _replace(self, part: str, rows: pd.DataFrame) -> None:
        """Write a part anew, under a new name, with some of its rows."""
        if len(rows):
            tables = {table: self.frame(table, rows) for table in PARSED}
            self.commit([part, *rows["article_id"]], tables, records(rows))
        self.file("manifest", part).unlink(missing_ok=True)

    def lock(self) -> contextlib.AbstractContextManager[Any]:
        """Let one run at a time write; another waits until it is done."""
        try:
            self.out.mkdir(parents=True, exist_ok=True)
            return filelock.FileLock(self.out / ".lock").acquire()
        except OSError as error:
            what, todo = f"cannot be written ({error.strerror})", "choose a folder that can"
            raise DataError(what, where=str(self.out), todo=todo) from None


@lru_cache(maxsize=1000)
def _seen_from(out: str, source: str) -> str:
    """Return a path as seen from the dataset: both may be moved or copied together."""
    return shown(os.path.relpath(source, out) if Path(source).is_absolute() else source)


def given(manifest: pd.DataFrame) -> dict[str, str]:
    """Return the date that was given for each article that has none of its own."""
    days = manifest.set_index("article_id")["given"].dropna()
    return dict(days.dt.strftime("%Y-%m-%d"))
