"""A folder of parquet parts with a manifest: what is done stays done, whenever a run is cut.

    statements/ actors/ … articles/   <part>.parquet     manifest.parquet

A part is written table by table, then its rows of the manifest go to a journal (``.journal``): a
part counts from then on. `Dataset.finish` folds the journal into ``manifest.parquet`` and sweeps
what no row of it names.
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pandas as pd

from newslab.errors import DataError
from newslab.formats import absolute
from newslab.tables import PARSED, TABLES, Row

MANIFEST = TABLES["manifest"]


class Dataset:
    """The folder ``out``; nothing is made in it until something is written."""

    def __init__(self, out: str | Path) -> None:
        self.out = Path(out)
        self._journal = self.out / ".journal"
        self._manifest = self.out / "manifest.parquet"

    @property
    def exists(self) -> bool:
        """Tell whether the folder holds a dataset, finished or cut."""
        return self._manifest.is_file() or self._journal.is_dir()

    def file(self, table: str, part: str) -> Path:
        """Path of a part's file of a table."""
        return self.out / table / f"{part}.parquet"

    def manifest(self) -> pd.DataFrame:
        """Rows of all articles, in the order of their ids; the journal's count before older ones.

        Raises
        ------
        DataError
            ``manifest.parquet`` is broken.
        """
        old = [self._manifest] if self._manifest.is_file() else []
        rows = MANIFEST.read([*old, *self._journals()])
        rows = rows.drop_duplicates("article_id", keep="last")
        return rows.sort_values("article_id", ignore_index=True)

    def recover(self) -> None:
        """Make the manifest anew, from what stands in the parts, if it is broken.

        Its articles count as changed: they are parsed again if they are asked for.
        """
        broken = [p for p in (self._manifest, *self._journals()) if p.exists() and not _reads(p)]
        if self._manifest in broken:
            MANIFEST.write(self._manifest, list(self._remains()))
            broken.remove(self._manifest)
        for path in broken:
            path.unlink()

    def _remains(self) -> Iterator[Row]:
        for path in sorted((self.out / "articles").glob("*.parquet")):
            with contextlib.suppress(DataError):
                for row in _rows(TABLES["articles"].read([path])):
                    about = {k: row[k] for k in ("article_id", "characters")}
                    unknown = {"sha256": "unknown", "version": "unknown"}
                    # Its date may be its own: then that counts before one that was given. Its file
                    # is not known either, so it is not dropped as gone.
                    unknown |= {"given": row["published"], "source": row["article_id"]}
                    yield {**about, "status": "ok", "part": path.stem, **unknown}

    def _journals(self) -> list[Path]:
        found = self._journal.glob("*.parquet") if self._journal.is_dir() else ()
        # A rewritten article counts as its last journal says.
        return sorted(
            (p for p in found if not p.name.startswith(".")),
            key=lambda p: (p.stat().st_mtime_ns, p.name),
        )

    def commit(self, part: str, rows: Mapping[str, Iterable[Row]], manifest: Iterable[Row]) -> None:
        """Write a part; it counts when all of it is on disk.

        Raises
        ------
        DataError
            The disk is full, the folder cannot be written, or a row does not fit.
        """
        for table in PARSED:
            TABLES[table].write(self.file(table, part), rows[table])
        rows_of_it = [{**row, "source": self._seen(row["source"])} for row in manifest]
        MANIFEST.write(self._journal / f"{part}.parquet", rows_of_it)

    def _seen(self, source: str) -> str:
        """Return a path as seen from the folder: both may be moved or copied together."""
        return os.path.relpath(source, self.out) if Path(source).is_absolute() else source

    def origins(self) -> dict[str, str]:
        """Return the file, as an absolute path or an address, of each article that has one."""
        manifest = self.manifest()
        return {
            article: source if "://" in source else absolute(str(self.out / source))
            for article, source in zip(manifest["article_id"], manifest["source"], strict=True)
            if source != article
        }

    def given(self) -> dict[str, str]:
        """Return the dates that were given for articles."""
        manifest = self.manifest().dropna(subset="given")
        days = manifest["given"].dt.strftime("%Y-%m-%d")
        return dict(zip(manifest["article_id"], days, strict=True))

    def states(self, part: str) -> list[tuple[str, str]]:
        """Return id and status of each article of a part that was just committed."""
        rows = MANIFEST.read([self._journal / f"{part}.parquet"])
        return list(zip(rows["article_id"], rows["status"], strict=True))

    def broken(self, parts: Iterable[str]) -> set[str]:
        """Return those of ``parts`` of which a file is missing or cut."""
        import pyarrow
        import pyarrow.parquet

        bad = set()
        for part in set(parts):
            for table in PARSED:
                try:
                    pyarrow.parquet.read_metadata(self.file(table, part))
                except (OSError, pyarrow.ArrowException):
                    bad.add(part)
                    break
        return bad

    def frame(self, table: str, manifest: pd.DataFrame) -> pd.DataFrame:
        """Read the rows of a table that belong to the articles of ``manifest``."""
        done = manifest[manifest["status"] == "ok"]
        parts = sorted(done["part"].unique())
        # A part may hold an article's older rows until the next run sweeps them.
        frames = [
            TABLES[table].read(
                [self.file(table, part)], done.loc[done["part"] == part, "article_id"]
            )
            for part in parts
        ]
        if not frames:
            return TABLES[table].frame([])
        # The order is the articles', whichever parts they happen to stand in.
        return pd.concat(frames).sort_values("article_id", kind="stable", ignore_index=True)

    def finish(self, dropped: Iterable[str] = ()) -> pd.DataFrame:
        """Write the manifest without the articles ``dropped``, and sweep rows and files left over.

        Cut at any point, it does the same again.
        """
        kept = self.manifest()
        kept = kept[~kept["article_id"].isin(list(dropped))].reset_index(drop=True)
        self._shrink(kept)
        MANIFEST.write(self._manifest, _rows(kept))
        for path in self._leftovers(set(kept["part"])):
            path.unlink(missing_ok=True)
        with contextlib.suppress(OSError):
            self._journal.rmdir()
        return kept

    def _shrink(self, kept: pd.DataFrame) -> None:
        """Rewrite the parts that hold rows of articles that moved on or went."""
        if not self._manifest.is_file():
            return
        before = MANIFEST.read([self._manifest])
        still = set(zip(kept["article_id"], kept["part"], strict=True))
        gone = [
            p
            for a, p in zip(before["article_id"], before["part"], strict=True)
            if (a, p) not in still
        ]
        for part in sorted(set(gone) & set(kept["part"])):
            articles = kept.loc[kept["part"] == part, "article_id"]
            for table in PARSED:
                frame = TABLES[table].read([self.file(table, part)], articles)
                TABLES[table].write(self.file(table, part), _rows(frame))

    def _leftovers(self, parts: set[str]) -> Iterator[Path]:
        for table in PARSED:
            for path in (self.out / table).glob("*.parquet"):
                if path.stem not in parts:
                    yield path
            # Of a run that was cut in the middle of a file.
            yield from (self.out / table).glob(".*.tmp")
        yield from self._journal.glob("*.parquet")
        yield from self._journal.glob(".*.tmp")
        yield from (self.out / ".work").glob("*.json")

    @contextlib.contextmanager
    def lock(self) -> Iterator[None]:
        """Let one run at a time write; another waits until it is done."""
        try:
            self.out.mkdir(parents=True, exist_ok=True)
            file = (self.out / ".lock").open("w")
        except OSError as error:
            raise DataError(
                f"cannot be written ({error.strerror})",
                where=str(self.out),
                todo="choose a folder that can",
            ) from None
        with file:
            try:
                import fcntl
            except ImportError:  # pragma: no cover - no advisory locks on this system
                yield
                return
            fcntl.flock(file, fcntl.LOCK_EX)
            yield


def _reads(path: Path) -> bool:
    try:
        MANIFEST.read([path])
    except DataError:
        return False
    return True


def _rows(frame: pd.DataFrame) -> list[dict[str, Any]]:
    plain = frame.astype(object)
    return [dict(r) for r in plain.where(frame.notna(), None).to_dict("records")]


def is_dataset(path: str | Path) -> bool:
    """Tell whether ``path`` is a folder that newslab wrote."""
    return Dataset(path).exists
