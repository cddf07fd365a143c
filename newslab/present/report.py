"""Notebooks ▶ reports: run with an article's tables, rendered to one safe HTML file each."""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Future
from dataclasses import dataclass
from functools import cache, cached_property
from itertools import count, groupby
from pathlib import Path
from typing import Any

import pandas as pd

from newslab.analyse.sentiment import neutral
from newslab.analyst import corrections
from newslab.errors import NotebookError, ParameterError
from newslab.formats import shown
from newslab.present import document, kernels, notebook
from newslab.present.escape import cut, short_hash, visible
from newslab.present.rows import corrected, names, plural, prefix, titles
from newslab.writing import check_folder, write

#: The notebooks that a report is made from unless others are named.
NOTEBOOKS = ("stance", "sentiment", "timeline")
_PACKAGE = Path(__file__).resolve().parents[1]
#: The folder of reports on all articles together; that of other sets has more to its name.
WHOLE = "all-articles"
#: The executed copy of a notebook that failed.
_FAILED = ".failed.ipynb"
Row = Mapping[str, Any]
_TO_ARTICLE = re.compile(rf"/{document.ARTICLE}\.html#(n[0-9a-f]{{8}})-")


@dataclass(frozen=True, eq=False)
class _Job:
    """One report to make: a notebook for an article, or for all together, a `set`.

    ``homes`` are the pages of marked articles that it may lead to, by what their names start with.
    """

    row: Row
    notebook: Path
    given: Mapping[str, Any]
    tables: Path
    folder: Path
    homes: Mapping[str, str]

    @property
    def told(self) -> dict[str, Any]:
        """The parameters that tell it from other reports on all articles by the same notebook."""
        return dict(sorted(self.given.items())) if "set" in self.row else {}

    @property
    def label(self) -> str:
        """What it is called: its notebook, and the parameters that tell it from others."""
        told = ", ".join(map(str, self.told.values()))
        return cut(": ".join(filter(None, [self.notebook.stem, told])), 60)

    @cached_property
    def path(self) -> Path:
        """The page: so one comparison does not take the place of another."""
        words = [self.notebook.stem, *(f"{k} {v}" for k, v in self.told.items())]
        return self.folder / f"{document.slug(' '.join(words)) if self.told else words[0]}.html"

    @cached_property
    def fingerprint(self) -> str:
        """Hash of all that the report depends on."""
        about = [str(self.row[k]) for k in ("article_id", "sha256", "published", "version")]
        given = [sorted(self.given.items()), self.row["corrections"].to_json()]
        parts = repr([_code(), sorted(neutral()), *about, *given]).encode()
        return hashlib.sha256(parts + self.notebook.read_bytes()).hexdigest()

    @property
    def is_kept(self) -> bool:
        """Whether the report is there and would come out the same."""
        before = document.status(self.folder).get("notebooks", {}).get(self.path.stem, {})
        same = (before.get("status"), before.get("fingerprint")) == ("ok", self.fingerprint)
        return same and self.path.is_file()

    def leads(self) -> set[str]:
        """Return whose pages it leads to: its article's, or those that it cites."""
        if "set" not in self.row:
            return {*self.homes}
        page = self.path.read_text("utf-8") if self.path.is_file() else ""
        return self.homes.keys() & _TO_ARTICLE.findall(page)


@cache
def _code() -> str:
    """Hash newslab itself: a report is made anew when the program has changed."""
    kinds = (".py", ".csv", ".json", ".j2", ".css")
    files = (p for p in _PACKAGE.rglob("*") if p.suffix in kinds)
    return hashlib.sha256(b"".join(p.read_bytes() for p in sorted(files))).hexdigest()


def report(
    source: Any,
    *,
    out: str | Path = "reports",
    notebooks: Sequence[str] = NOTEBOOKS,
    parameters: Mapping[str, Any] | None = None,
    published: str | None = None,
    names: Mapping[str, str] | None = None,
    date_format: str | None = None,
    processed: str | Path = "data/processed",
    jobs: int | None = None,
    force: bool = False,
    progress: Callable[[str], None] | None = None,
) -> pd.DataFrame:
    """Make the reports of articles, and the page that lists them.

    Each article is parsed once; a report that is there and would come out the same is kept.

    Parameters
    ----------
    source
        A path, a glob, a folder, or several: what `newslab.parse_corpus` takes; or the folder of
        a dataset that it wrote.
    out
        Folder of the reports: ``<out>/<article>/<notebook>.html`` and ``<out>/index.html``.
    notebooks
        Names of notebooks that newslab has, or paths.
    parameters
        Values for the notebooks' parameters.
    published
        The articles' date, where they do not give it.
    names
        Your names of the columns of a table of articles, as in ``{"text": "body"}``.
    date_format
        The order of its days in figures: ``DMY``, ``MDY`` or ``YMD``.
    processed
        Folder for the tables of articles.
    jobs
        Notebooks run at the same time; left out, two where there are two cores.
    force
        Parse and render all again.
    progress
        Called with one line for each report that is done.

    Returns
    -------
    pandas.DataFrame
        ``article_id``, ``notebook``, ``status`` (ok, kept, failed), ``path``, ``message``.

    Raises
    ------
    ParameterError
        A parameter is unknown or has a bad value, two notebooks have one name, or a file is where a
        folder is to be written; nothing was run.
    InputError
        No article is there, or ``NEWSLAB_NEUTRAL`` names no file of words.

    Examples
    --------
    >>> newslab.report("data/raw/2025-03-14-ceasefire-talks.txt")  # doctest: +SKIP
                       article_id   notebook status ...
    """
    from newslab.corpus import load, parse_corpus
    from newslab.corpus.dataset import Dataset

    paths = [find(n) for n in notebooks]
    checked = _checked(parameters or {}, paths)
    for folder in (out, processed):
        check_folder(Path(folder))
    neutral()  # or its file is told now
    tell = progress or (lambda _: None)
    tables, out = Path(processed), Path(out)
    given: dict[str, Any] = {"names": names, "published": published, "date_format": date_format}
    parsed = isinstance(source, str | Path) and Dataset(source).exists
    if not parsed:
        tell("loading the model")
    # The kernels start while the articles are parsed.
    with kernels.pool(max(1, jobs or min(2, os.cpu_count() or 1))) as submit:
        if parsed:
            corpus, tables = load(source, **given), Path(source)
        else:
            corpus = parse_corpus(source, tables, jobs=1, force=force, **given)
        articles = _articles(corpus)
        with Dataset(tables).only(corpus.manifest) as those:
            every = list(_jobs(articles, checked, out, tables, source, those))
            futures = {j: submit(_execute, j) if force or not j.is_kept else None for j in every}
            rows = list(_run(futures, corpus, articles, tell))
    unread = corpus.failed.to_dict("records")
    document.write_index(out, unread)
    rows += [(r["article_id"], "", "failed", "", r["error"]) for r in unread]
    return pd.DataFrame(rows, columns=["article_id", "notebook", "status", "path", "message"])


def find(name: str) -> Path:
    """Return a notebook's path: a path as it is, a name from the notebooks of newslab only.

    A notebook is a program, and another folder may hold one that somebody else wrote.
    """
    checkout = (_PACKAGE.parent / "pyproject.toml").is_file()
    own = (_PACKAGE.parent if checkout else _PACKAGE) / "notebooks" / f"{name}.ipynb"
    path = Path(name) if name.endswith(".ipynb") else own
    if path.is_file() and (path is not own or re.fullmatch(r"[\w-]+", name)):
        return path
    todo = f"known: {', '.join(NOTEBOOKS)}, or give a path"
    raise ParameterError("no such notebook", where=name, todo=todo)


def _checked(given: Mapping[str, Any], paths: Sequence[Path]) -> dict[Path, dict[str, Any]]:
    """Give each notebook its parameters, if each report gets a file of its own."""
    seen = {document.ARTICLE: Path(f"the page {document.ARTICLE}")}
    for path in paths:
        other = seen.setdefault(path.stem.casefold(), path)
        if other is not path:
            what = f"has the name of {other}, and one report would overwrite the other"
            raise ParameterError(what, where=str(path), todo="rename one of the notebooks")
        if "article" not in notebook.declared(path):
            what, todo = "has no parameter article", "add it to its cell"
            raise ParameterError(what, where=str(path), todo=todo)
    for own in {"article", "article_id", "published"} & given.keys():
        what, todo = "is set by the report itself", "give a path, and the date with --published"
        raise ParameterError(what, where=f"parameter {own}", todo=todo)
    return notebook.converted(given, paths)


def _articles(corpus: Any) -> list[dict[str, Any]]:
    """Return what reports and their list say of each article."""
    versions = corpus.manifest.set_index("article_id")["version"]
    told, known, called = corrections(corpus), names(corpus), titles(corpus)
    counts = {
        name: getattr(corpus, name)["article_id"].value_counts()
        for name in ("statements", "actors", "dates")
    }
    return [
        {
            **row,
            "version": versions[name := row["article_id"]],
            "corrections": corrected(told[told["article_id"] == name], known),
            "published": None if pd.isna(row["published"]) else f"{row['published']:%Y-%m-%d}",
            "title": called[name],
            "counts": {k: int(c.get(name, 0)) for k, c in counts.items()},
        }
        for row in corpus.articles.drop(columns="text").to_dict("records")
    ]


def _together(articles: Sequence[Row], source: Any, out: Path) -> dict[str, Any]:
    """Return what a report on all articles says of them, as of one.

    The first set of articles has the name `WHOLE`: reports on another do not take their place.
    """
    several = [source] if isinstance(source, str | Path) else source
    listed = several if isinstance(several, list | tuple) else ()
    paths = [p for p in listed if isinstance(p, str | Path)]
    own = short_hash("\n".join(sorted(os.path.relpath(p, out) for p in paths)))
    first = document.status(out / WHOLE).get("set", own)
    of = ", ".join(shown(Path(p).name) for p in paths)
    days = sorted(a["published"] for a in articles if a["published"])
    parts = repr([[a["article_id"], a["sha256"], a["published"]] for a in articles])
    many = plural(len(articles), "article").capitalize()
    return {
        **articles[0],
        "article_id": WHOLE if own == first else f"{WHOLE}-{own}",
        "set": own,
        "of": of,
        "sha256": hashlib.sha256(parts.encode()).hexdigest(),
        "published": " to ".join(dict.fromkeys([days[0], days[-1]])) if days else None,
        "title": cut(" of ".join(filter(None, (many, of))), 100),
        "corrections": pd.concat([a["corrections"].assign(article=a["title"]) for a in articles]),
        "counts": {k: sum(a["counts"][k] for a in articles) for k in articles[0]["counts"]},
    }


def _jobs(
    articles: Sequence[Row],
    given: Mapping[Path, dict[str, Any]],
    out: Path,
    tables: Path,
    source: Any,
    those: Path,
) -> Iterator[_Job]:
    """Yield the reports to make: of each article, then of all by notebooks that ask for none."""
    single = [path for path in given if "article_id" in notebook.declared(path)]
    homes = {}
    for about in articles:
        name, start = document.slug(about["article_id"]), prefix(about["article_id"])
        homes[start] = f"../{name}/{document.ARTICLE}.html"
        own = {start: f"./{document.ARTICLE}.html"}
        yield from (_Job(about, p, given[p], tables, out / name, own) for p in single)
    if articles:
        about = _together(articles, source, out)
        to = out / about["article_id"]
        yield from (_Job(about, p, given[p], those, to, homes) for p in given if p not in single)


def _run(
    futures: Mapping[_Job, Future[Any] | None],
    corpus: Any,
    articles: Sequence[Row],
    tell: Callable[[str], None],
) -> Iterator[tuple[str, str, str, str, str]]:
    """Make the reports that are not there, and their articles' pages; gives the reports' rows."""
    every = {prefix(a["article_id"]): a for a in articles}
    counted = count(1)
    for folder, together in groupby(futures, key=lambda job: job.folder):
        results: dict[str, Any] = {}
        stale: set[str] = set()
        for job in together:
            of, name = job.row["article_id"], job.path.stem
            how, message = _made(job, futures[job])
            made = how != "kept"
            stale |= {s for s in job.leads() if made or not (folder / job.homes[s]).is_file()}
            if made:
                results[name] = {"status": how, "message": message, "label": job.label,
                                 "fingerprint": job.fingerprint}  # fmt: skip
            line = f"{next(counted)} of {len(futures)}: {of}: {name} {how}: {message or job.path}"
            tell(visible(line))
            yield of, name, how, "" if message else str(job.path), message
        document.save(folder, job.row, results)
        for about in (every[start] for start in sorted(stale)):
            name = about["article_id"]
            document.write_article(folder.parent / document.slug(name), corpus.only(name), about)
        document.tie(folder)


def _made(job: _Job, future: Future[Any] | None) -> tuple[str, str]:
    """Write the page of a notebook that ran; returns what became of it, and what is wrong."""
    if future is None:
        return "kept", ""
    try:
        about = {"row": job.row, "given": job.given}
        write(job.path, document.of_notebook(future.result(), job.homes, **about))
        job.path.with_suffix(_FAILED).unlink(missing_ok=True)
        return "ok", ""
    except NotebookError as error:
        job.path.unlink(missing_ok=True)
        return "failed", str(error)


async def _execute(job: _Job, kernel: Any) -> Any:
    """Run a notebook; a failed one leaves its executed copy beside the reports."""
    import nbformat
    from nbclient.exceptions import CellExecutionError
    from papermill.iorw import load_notebook_node
    from papermill.parameterize import parameterize_notebook

    one = {} if "set" in job.row else {"article_id": job.row["article_id"]}
    values = {"article": str(job.tables), **job.given, **one}
    book = load_notebook_node(str(job.notebook))
    book = parameterize_notebook(book, values, kernel_name="python3", language="python")
    try:
        return await kernels.run(book, kernel)
    except CellExecutionError as error:
        copy = job.path.with_suffix(_FAILED)
        write(copy, nbformat.writes(book))  # type: ignore[no-untyped-call]
        kinds = [{o.output_type for o in c.get("outputs", ())} for c in book.cells]
        cell = next(n for n, found in enumerate(kinds, 1) if "error" in found)
        what, todo = f"cell {cell}: {error.ename}: {error.evalue}", f"see {copy}"
    except RuntimeError as error:
        what, todo = f"the kernel stopped ({error})", None
    raise NotebookError(visible(" ".join(what.split())[:300]), where=job.path.stem, todo=todo)
