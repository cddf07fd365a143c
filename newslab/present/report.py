"""Notebooks ▶ reports: run with an article's tables, rendered to one safe HTML file each."""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Future
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from newslab.analyst import corrections
from newslab.article import Article, listed
from newslab.errors import NotebookError, ParameterError
from newslab.present import document, index, params
from newslab.present.escape import cut, visible
from newslab.present.words import plural
from newslab.writing import check_folder, write

if TYPE_CHECKING:
    from newslab.present.kernels import Kernel, Pool

#: The notebooks that a report is made from unless others are named.
NOTEBOOKS = ("stance", "sentiment", "timeline")
_PACKAGE = Path(__file__).resolve().parents[1]
#: The folder of reports on all articles together.
WHOLE = "all-articles"
#: What the list of reports tells of an article.
_ABOUT = ("article_id", "published", "title", "headline", "counts")


@dataclass(frozen=True)
class Job:
    """One report to make: a notebook for an article."""

    row: Mapping[str, Any]
    notebook: Path
    given: Mapping[str, Any]
    tables: Path
    folder: Path
    siblings: Sequence[str]

    @property
    def name(self) -> str:
        """The notebook's name, and the report's."""
        return self.notebook.stem

    @property
    def path(self) -> Path:
        """The report's page."""
        return self.folder / f"{self.name}.html"

    @property
    def failed(self) -> Path:
        """Where the executed copy of a failed notebook is kept."""
        return self.folder / f"{self.name}.failed.ipynb"

    @cached_property
    def fingerprint(self) -> str:
        """Hash of all that the report depends on."""
        about = [str(self.row[k]) for k in ("article_id", "sha256", "published", "version")]
        given = [sorted(self.given.items()), list(self.siblings), self.row["corrections"].to_json()]
        parts = repr([_code(), *about, *given]).encode()
        return hashlib.sha256(parts + self.notebook.read_bytes()).hexdigest()


@cache
def _code() -> str:
    """Hash newslab itself: a report is made anew when the program has changed."""
    files = (p for p in _PACKAGE.rglob("*") if p.suffix in (".py", ".csv", ".j2", ".css"))
    return hashlib.sha256(b"".join(p.read_bytes() for p in sorted(files))).hexdigest()


def report(
    source: Any,
    *,
    out: str | Path = "reports",
    notebooks: Sequence[str] = NOTEBOOKS,
    parameters: Mapping[str, Any] | None = None,
    published: str | None = None,
    names: Mapping[str, str] | None = None,
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
        No article is there.

    Examples
    --------
    >>> newslab.report("data/raw/2025-03-14-ceasefire-talks.txt")  # doctest: +SKIP
                       article_id   notebook status ...
    """
    from newslab.corpus import load, parse_corpus
    from newslab.corpus.dataset import is_dataset
    from newslab.present.kernels import Pool

    paths = [find(n) for n in notebooks]
    checked = _checked(parameters or {}, paths)
    workers = jobs or min(2, os.cpu_count() or 1)
    if workers < 1:
        raise ParameterError(f"jobs={jobs} makes no sense", todo="give 1 or more")
    for folder in (out, processed):
        check_folder(Path(folder))
    tell = progress or (lambda _: None)
    tables, out = Path(processed), Path(out)
    given: dict[str, Any] = {"names": names, "published": published}
    parsed = isinstance(source, str | Path) and is_dataset(source)
    if not parsed:
        if not isinstance(source, str | Path | pd.DataFrame | Article):
            source = list(source)
        tell(f"{plural(sum(1 for _ in listed(source, **given)), 'article')}: loading the model")
    # The kernels start while the articles are parsed.
    with Pool(workers) as pool:
        if parsed:
            corpus, tables = load(source, **given), Path(source)
        else:
            corpus = parse_corpus(source, tables, jobs=1, force=force, **given)
        rows = list(_run(list(_jobs(corpus, checked, tables, out)), pool, force, tell))
    failed = [
        (r["article_id"], "", "failed", "", r["error"]) for r in corpus.failed.to_dict("records")
    ]
    index.save_failures(out, corpus.failed)
    index.write_index(out)
    columns = ["article_id", "notebook", "status", "path", "message"]
    return pd.DataFrame([*rows, *failed], columns=columns)


def find(name: str) -> Path:
    """Return a notebook's path: a path as it is, a name from the notebooks of newslab.

    No other folder is searched: a notebook is a program, and another folder may hold one that
    somebody else wrote.
    """
    own = (_PACKAGE.parent if _is_checkout() else _PACKAGE) / "notebooks" / f"{name}.ipynb"
    path = Path(name) if name.endswith(".ipynb") else own
    if path.is_file() and (path is not own or re.fullmatch(r"[\w-]+", name)):
        return path
    todo = f"known: {', '.join(NOTEBOOKS)}, or give a path"
    raise ParameterError("no such notebook", where=name, todo=todo)


def _is_checkout() -> bool:
    return (_PACKAGE.parent / "pyproject.toml").is_file()


def _checked(given: Mapping[str, Any], paths: Sequence[Path]) -> dict[Path, dict[str, Any]]:
    """Give each notebook its parameters, if each report gets a file of its own."""
    seen: dict[str, Path] = {}
    for path in paths:
        if (other := seen.setdefault(path.stem.casefold(), path)) is not path:
            what = f"has the name of {other}, and one report would overwrite the other"
            todo = "rename one of the notebooks, or leave it out"
            raise ParameterError(what, where=str(path), todo=todo)
    if own := set(given) & {"article", "article_id", "published"}:
        what, todo = "is set by the report itself", "give a path, and the date with --published"
        raise ParameterError(what, where=f"parameter {min(own)}", todo=todo)
    return params.check(given, paths)


def _jobs(
    corpus: Any, given: Mapping[Path, dict[str, Any]], tables: Path, out: Path
) -> Iterator[Job]:
    versions = corpus.manifest.set_index("article_id")["version"]
    made = corrections(corpus)
    # A notebook that asks for no article is about all of them.
    whole = [p for p in given if "article_id" not in params.declared(p)]
    stems = [p.stem for p in given if p not in whole]
    every: list[dict[str, Any]] = []
    counts = {
        name: getattr(corpus, name)["article_id"].value_counts()
        for name in ("statements", "actors", "dates")
    }
    first = _first_sentences(corpus)
    for row in corpus.articles.drop(columns="text").to_dict("records"):
        name = row["article_id"]
        about = {
            **row,
            "version": versions[name],
            "corrections": made[made["article_id"] == name],
            "published": None if pd.isna(row["published"]) else row["published"].date().isoformat(),
            "title": None if pd.isna(row["title"]) else row["title"],
            "headline": cut(str(first.get(name, "")), 100),
            "counts": {k: int(c.get(name, 0)) for k, c in counts.items()},
        }
        every.append(about)
        for path in (p for p in given if p not in whole):
            yield Job(about, path, given[path], tables, out / index.slug(name), stems)
    for path in whole if every else ():
        stems = [p.stem for p in whole]
        yield Job(_together(every), path, given[path], tables, out / WHOLE, stems)


def _together(articles: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """Return what a report on all articles says of them, as of one."""
    parts = [str(a[k]) for a in articles for k in ("article_id", "sha256", "published")]
    digest = hashlib.sha256(repr(parts).encode()).hexdigest()
    return {
        "article_id": WHOLE,
        "sha256": digest,
        "version": articles[0]["version"],
        "published": max((a["published"] for a in articles if a["published"]), default=None),
        "title": plural(len(articles), "article").capitalize(),
        "headline": "",
        "corrections": pd.concat([a["corrections"] for a in articles]),
        "counts": {k: sum(a["counts"][k] for a in articles) for k in articles[0]["counts"]},
    }


def _first_sentences(corpus: Any) -> pd.Series:
    """Return the first sentence of each article that tells something: a line of a date does not."""
    both = ["article_id", "sentence"]
    telling = pd.MultiIndex.from_frame(corpus.clauses[both])
    sentences = corpus.sentences.set_index(both, drop=False)
    ordered = pd.concat([sentences[sentences.index.isin(telling)], sentences])
    return ordered.drop_duplicates("article_id").set_index("article_id")["text"]


def _run(
    jobs: Sequence[Job], pool: Pool, force: bool, progress: Callable[[str], None]
) -> Iterator[tuple[str, str, str, str, str]]:
    """Make the reports that are not there; gives their rows as they are done."""
    kept = [not force and _is_kept(job) for job in jobs]
    futures = [
        None if same else pool.submit(execute, job) for job, same in zip(jobs, kept, strict=True)
    ]
    for n, (job, future) in enumerate(zip(jobs, futures, strict=True), 1):
        state, message = _finish(job, future) if future else ("kept", "")
        result = {
            "status": "failed" if state == "failed" else "ok",
            "message": message,
            "fingerprint": job.fingerprint,
        }
        about = {k: job.row[k] for k in _ABOUT}
        index.save_report(job.folder, about, job.name, result, job.siblings)
        name = job.row["article_id"]
        progress(visible(f"{n} of {len(jobs)}: {name}: {job.name} {state}: {message or job.path}"))
        yield name, job.name, state, "" if message else str(job.path), message


def _is_kept(job: Job) -> bool:
    before = index.status(job.folder).get("notebooks", {}).get(job.name, {})
    same = before.get("status") == "ok" and before.get("fingerprint") == job.fingerprint
    return same and job.path.is_file()


def _finish(job: Job, future: Future[Any]) -> tuple[str, str]:
    """Write the page of a notebook that ran; returns its status and message."""
    try:
        book = future.result()
    except NotebookError as error:
        job.path.unlink(missing_ok=True)
        return "failed", str(error)
    write(
        job.path,
        document.of_notebook(
            book, row=job.row, name=job.name, siblings=job.siblings, given=job.given
        ),
    )
    job.failed.unlink(missing_ok=True)
    return "ok", ""


def execute(job: Job, kernel: Kernel) -> Any:
    """Run a notebook; a failed one leaves its executed copy beside the reports.

    Raises
    ------
    NotebookError
        A cell failed, or the kernel died.
    """
    import nbformat
    from nbclient.exceptions import CellExecutionError, DeadKernelError
    from papermill.iorw import load_notebook_node
    from papermill.parameterize import parameterize_notebook

    known = params.declared(job.notebook)
    if "article" not in known:
        what, todo = "has no parameter article", "add it to its cell"
        raise NotebookError(what, where=str(job.notebook), todo=todo)
    values = {"article": str(job.tables), **job.given}
    values |= {"article_id": job.row["article_id"]} if "article_id" in known else {}
    book = load_notebook_node(str(job.notebook))
    book = parameterize_notebook(book, values, kernel_name="python3", language="python")
    try:
        return kernel.run(book)
    except CellExecutionError as error:
        write(job.failed, nbformat.writes(book))  # type: ignore[no-untyped-call]
        cell = next(
            n
            for n, c in enumerate(book.cells, 1)
            if any(o.output_type == "error" for o in c.get("outputs", ()))
        )
        what = f"cell {cell}: {error.ename}: {_line(error.evalue)}"
        raise NotebookError(visible(what), where=job.name, todo=f"see {job.failed}") from None
    except (DeadKernelError, RuntimeError) as error:
        what = f"the kernel stopped ({_line(error)})"
        raise NotebookError(visible(what), where=job.name) from None


def _line(text: object) -> str:
    return " ".join(str(text).split())[:300]
