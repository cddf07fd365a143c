"""A folder of parquet parts with a manifest: what is done stays done, whenever a run is cut.

    statements/ actors/ … articles/   <part>.parquet     manifest.parquet

A part is written table by table, then its rows of the manifest go to a journal (``.journal``): a
part counts from then on. `Dataset.finish` folds the journal into ``manifest.parquet``, of which a
copy is kept (``.manifest``), and sweeps what no row of it names. The manifest knows the checksum of
each file: what is no longer as it was written is named when it is read, and made anew by the next
run.
"""

import contextlib
import hashlib
import logging
import os
import tempfile
from collections.abc import Collection, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import filelock
import pandas as pd

from newslab.corrected import Corrections
from newslab.corrected.file import key
from newslab.corrected.file import path as kept_in
from newslab.errors import DataError
from newslab.formats import absolute, shown, tell_once, unshown
from newslab.tables import PARSED, TABLES, Row, checksum, records

MANIFEST = TABLES["manifest"]
_log = logging.getLogger("newslab")


class Dataset:
    """The folder ``out``; nothing is made in it until something is written."""

    def __init__(self, out: str | Path) -> None:
        self.out = Path(out).absolute()  # a worker may have another working folder
        self._journal, self._manifest = self.out / ".journal", self.out / "manifest.parquet"
        self._copy = self.out / ".manifest"

    @property
    def exists(self) -> bool:
        """Tell whether the folder holds a dataset, finished or cut."""
        return bool(self._written()) or self._journal.is_dir()

    def file(self, table: str, part: str) -> Path:
        """Path of a part's file of a table."""
        return self.out / table / f"{part}.parquet"

    def manifest(self, without: Collection[str] = ()) -> pd.DataFrame:
        """Rows of all articles, in the order of their ids; those of the journal count."""
        rows = MANIFEST.read(self._written()).drop_duplicates("article_id", keep="last")
        rows = rows[~rows["article_id"].isin(list(without))]
        return rows.sort_values("article_id", ignore_index=True)

    def _written(self) -> list[Path]:
        """Return the files of the manifest, the last written last."""
        found = [p for p in self._journal.glob("*.parquet") if p.is_file()]
        found.sort(key=lambda p: (p.stat().st_mtime_ns, p.name))
        return [*[p for p in (self._manifest, self._copy) if p.is_file()][:1], *found]

    def recover(self) -> None:
        """Drop broken files of the journal; its copy takes the place of a broken manifest."""
        for path in self._written():
            try:
                MANIFEST.read([path])
            except DataError as error:
                _log.warning("%s: %s; what can be is made anew", path, error.what)
                if path.parent == self._journal:
                    path.unlink()
                    continue
                try:
                    MANIFEST.write(path, MANIFEST.read([self._copy]))
                except DataError as other:  # a run would sweep what no manifest names
                    other.todo = "parse into another folder"
                    raise

    def commit(
        self, part: str, rows: Mapping[str, Sequence[Row] | pd.DataFrame], manifest: Sequence[Row]
    ) -> None:
        """Write a part; it counts when all of it is on disk. Raises `DataError`."""
        sums = " ".join(TABLES[t].write(self.file(t, part), rows[t]) for t in PARSED)
        noted = ({**r, "checksums": sums, "source": self._place(r["source"])} for r in manifest)
        MANIFEST.write(self._journal / f"{part}.parquet", noted)

    def _place(self, source: str) -> str:
        """Return a path as seen from the dataset: both may be moved or copied together."""
        return shown(os.path.relpath(source, self.out) if Path(source).is_absolute() else source)

    def origins(self, manifest: pd.DataFrame) -> dict[str, str]:
        """Return the file, as an absolute path or an address, of each article that has one."""
        files = {s: self.out / unshown(s) for s in manifest["source"].unique() if "://" not in s}
        of = {s: absolute(str(file)) for s, file in files.items()}
        pairs = zip(manifest["article_id"], manifest["source"], strict=True)
        return {article: of.get(source, source) for article, source in pairs if source != article}

    def broken(self, manifest: pd.DataFrame) -> list[str]:
        """Return the parts of ``manifest`` of which a file is missing or not as it was written."""

        def sums(part: str) -> str:
            files = (self.file(table, part) for table in PARSED)
            return " ".join(checksum(f.read_bytes()) if f.is_file() else "" for f in files)

        parts = manifest[manifest["status"] == "ok"].drop_duplicates("part")
        both = zip(parts["part"], parts["checksums"], strict=True)
        return [part for part, written in both if sums(part) != written]

    def outdated(self, manifest: pd.DataFrame, corrections: Corrections) -> pd.DataFrame:
        """Return the rows of articles that were made with other corrections than there are now."""
        # One of an actor everywhere concerns whom has that id, or had it until it was applied.
        every = {c["correction"]: key(c["key"], "actors").label for c in corrections.of()}
        here: dict[str, set[str]] = {}
        if every:
            named = self.frame("actors", manifest).groupby("article_id")["actor_id"]
            here = {str(article): set(ids) for article, ids in named}
        manifest, found = manifest[manifest["status"] == "ok"], set()
        made = manifest["corrections"].fillna("").str.split().map(set)
        kept = kept_in()
        if made.any() and not corrections and not (kept.exists() and kept.stat().st_size):
            tell_once("%s: is empty or gone; what it corrected is as newslab reads it again", kept)
        for article, made_with in zip(manifest["article_id"], made, strict=True):
            due = {i for i, actor in every.items() if actor in here.get(article, ())}
            own = corrections.own.get(article, set())
            if made_with != own | due | (made_with & every.keys()):
                found.add(article)
        return manifest[manifest["article_id"].isin(found)]

    def originals(self, manifest: pd.DataFrame) -> dict[str, dict[str, Any]]:
        """Return the articles of ``manifest``, by id, as they were before any correction."""
        rows = {r["article_id"]: r for r in records(self.frame("articles", manifest))}
        made = self.frame("corrections", manifest)
        made = made[(made["table"] == "articles") & (made["state"] == "applied")]
        # Of several corrections of a cell the first knows what was there in the beginning.
        for c in reversed(records(made)):
            rows[c["article_id"]][c["column"]] = c["was"]
        return rows

    def frame(self, table: str, manifest: pd.DataFrame) -> pd.DataFrame:
        """Read a table's rows of some articles; raises `DataError` for a file that is broken."""
        frames = [TABLES[table].frame([])]
        for part, rows in manifest[manifest["status"] == "ok"].groupby("part"):
            sums = dict(zip(PARSED, str(rows["checksums"].iloc[0]).split(), strict=False))
            frame = TABLES[table].read([self.file(table, str(part))], sums.get(table, "unknown"))
            # A part may hold an article's older rows until the next run sweeps them.
            frames.append(frame[frame["article_id"].isin(rows["article_id"])])
        # The order is the articles', whichever parts they happen to stand in.
        return pd.concat(frames).sort_values("article_id", kind="stable", ignore_index=True)

    @contextlib.contextmanager
    def only(self, manifest: pd.DataFrame) -> Iterator[Path]:
        """Give a folder that holds, as a dataset, the articles of ``manifest`` and no others."""
        if len(manifest) == len(self.manifest()):
            yield self.out
            return
        with tempfile.TemporaryDirectory() as folder:
            for table in PARSED:
                Path(folder, table).symlink_to(self.out / table)
            MANIFEST.write(Path(folder, "manifest.parquet"), manifest)
            yield Path(folder)

    def finish(self, dropped: Collection[str] = ()) -> None:
        """Write the manifest without ``dropped``, and sweep; cut anywhere, it does so again."""
        self._shrink(self.manifest(dropped))
        kept = self.manifest(dropped)
        if dropped or self._written() != [self._manifest] or not self._copy.is_file():
            for path in (self._copy, self._manifest):
                MANIFEST.write(path, kept)
        # What a run that was cut left over, and what no row of the manifest names.
        tables, parts = [self.out / table for table in PARSED], set(kept["part"])
        left = [p for f in (self.out, self._journal, *tables) for p in f.glob(".*.tmp")]
        left += self._journal.glob("*.parquet")
        left += [p for f in tables for p in f.glob("*.parquet") if p.stem not in parts]
        for path in filter(Path.is_file, left):
            path.unlink(missing_ok=True)
        with contextlib.suppress(OSError):
            self._journal.rmdir()

    def _shrink(self, kept: pd.DataFrame) -> None:
        """Write parts anew, under new names, that hold rows of articles that moved on or went."""
        before = MANIFEST.read(self._written()[:1])[["article_id", "part"]]
        both = before.merge(kept[["article_id", "part"]], "left", indicator="still")
        moved = set(both.loc[both["still"] == "left_only", "part"])
        for part, rows in kept[kept["part"].isin(moved)].groupby("part"):
            if not (rows["status"] == "ok").any():
                continue
            name = hashlib.sha256("\n".join([str(part), *rows["article_id"]]).encode()).hexdigest()
            # One that is broken stays as it is: it is named when it is read.
            with contextlib.suppress(DataError):
                tables = {t: self.frame(t, rows) for t in PARSED}
                self.commit(name[:20], tables, rows.assign(part=name[:20]).to_dict("records"))

    def lock(self) -> contextlib.AbstractContextManager[Any]:
        """Let one run at a time write; another waits until it is done."""
        try:
            self.out.mkdir(parents=True, exist_ok=True)
            return filelock.FileLock(self.out / ".lock").acquire()
        except OSError as error:
            what, todo = f"cannot be written ({error.strerror})", "choose a folder that can"
            raise DataError(what, where=str(self.out), todo=todo) from None
