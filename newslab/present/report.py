"""Notebooks ▶ reports: run with an article's tables, rendered to one safe HTML file each."""

import hashlib
import os
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from itertools import groupby
from pathlib import Path
from typing import Any

import pandas as pd

from newslab.analyse.sentiment import neutral
from newslab.analyst import corrections
from newslab.errors import NotebookError, ParameterError, suggest
from newslab.formats import shown
from newslab.present import document, kernels, notebook
from newslab.present.escape import cut, short_hash, visible
from newslab.present.rows import corrected, names, plural, slug, titles
from newslab.tables import Row
from newslab.writing import check_folder, write

#: The notebooks that a report is made from unless others are named.
NOTEBOOKS = ("stance", "sentiment", "timeline")
_PACKAGE = Path(__file__).resolve().parents[1]
#: The folder of reports on all articles together; that of other sets has more to its name.
WHOLE = "all-articles"
#: The executed copy of a notebook that failed.
_FAILED = ".failed.ipynb"


@dataclass(frozen=True, eq=False)
class _Job:
    """One report to make: a notebook for an article's row, or that of all together, a `set`."""

    row: Row
    name: str
    #: What is remembered of it: the notebook ``made_by``, what was ``given``, its ``label``.
    made: Mapping[str, Any]

    @property
    def path(self) -> Path:
        """Its page."""
        return Path(self.row["folder"], f"{self.name}.html")

    @cached_property
    def fingerprint(self) -> str:
        """Hash of all that the report depends on."""
        row = {k: v for k, v in self.row.items() if k not in ("folder", "corrections")}
        by_hand, given = self.row["corrections"].to_csv(), sorted(self.made["given"].items())
        told = repr([_code(), sorted(neutral()), row, by_hand, given]).encode()
        return hashlib.sha256(told + Path(self.made["made_by"]).read_bytes()).hexdigest()

    @property
    def is_kept(self) -> bool:
        """Whether the report is there and would come out the same."""
        before = document.done(self.row["folder"]).get(self.name, {})
        return before.get("fingerprint") == self.fingerprint and self.path.is_file()


@cache
def _code() -> str:
    """Hash newslab itself: a report is made anew when the program has changed."""
    files = (p for p in _PACKAGE.rglob("*.*") if p.suffix != ".pyc" and p.is_file())
    return hashlib.sha256(b"".join(p.read_bytes() for p in sorted(files))).hexdigest()


def report(
    source: Any,
    *,
    out: str | Path = "reports",
    notebooks: str | Sequence[str] = NOTEBOOKS,
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

    Each article is parsed once. A report that is there and would come out the same is kept; one of
    the same articles that would not is made anew, of whichever notebook it is. The columns are
    ``article_id``, ``notebook``, ``status`` (ok, kept, failed), ``path`` and ``message``. Raises
    `ParameterError` for a parameter, notebook or setting that cannot be used, or a file in place of
    a folder (nothing was run), and `InputError` where no article is.

    Parameters
    ----------
    source
        What `newslab.parse_corpus` takes, or the folder of a dataset that it wrote.
    out, processed
        Folders of the reports (``<out>/<article>/<notebook>.html`` and ``<out>/index.html``) and of
        the articles' tables.
    notebooks, parameters
        Names or paths of notebooks (or one), and values for their parameters.
    published, names, date_format
        As in `newslab.articles`.
    jobs
        Notebooks run at the same time; left out, two where there are two cores.
    force
        Parse and render all again.
    progress
        Called with one line for each report that is done.

    Examples
    --------
    >>> newslab.report("data/raw/2025-03-14-ceasefire-talks.txt")  # doctest: +SKIP
                       article_id   notebook status ...
    """
    from newslab.corpus import load, parse_corpus
    from newslab.corpus.dataset import Dataset

    checked = _checked(parameters or {}, notebooks)
    for folder in (out, processed):
        check_folder(Path(folder))
    neutral()  # or its file is told now
    tell = progress or (lambda _: None)
    tables, out = Path(processed), Path(out)
    given: dict[str, Any] = {"names": names, "published": published, "date_format": date_format}
    parsed = isinstance(source, str | Path) and Dataset(source).exists
    # The kernels start while the articles are parsed.
    with kernels.pool(max(1, jobs or min(2, os.cpu_count() or 1))) as submit:
        if parsed:
            corpus, tables = load(source, **given), Path(source)
        else:
            tell("loading the model")
            corpus = parse_corpus(source, tables, jobs=1, force=force, **given)
        every = _rows(corpus, source, out)
        with Dataset(tables).only(corpus.manifest) as those:
            runs = {
                job: submit(_execute, job, those) if force or not job.is_kept else None
                for job in _jobs(every, checked)
            }
            rows = []
            for n, row in enumerate(_run(runs, corpus, every), 1):
                of, name, how, path, message = row
                tell(visible(f"{n} of {len(runs)}: {of}: {name} {how}: {message or path}"))
                rows.append(row)
    unread = corpus.failed.to_dict("records")
    document.write_index(out, unread)
    rows += [(r["article_id"], "", "failed", "", r["error"]) for r in unread]
    return pd.DataFrame(rows, columns=["article_id", "notebook", "status", "path", "message"])


def find(name: str) -> Path:
    """Return a notebook's path: a path as it is, a name from newslab's own folder only."""
    # A notebook is a program, and another folder may hold one that somebody else wrote.
    checkout = (_PACKAGE.parent / "pyproject.toml").is_file()
    own = (_PACKAGE.parent if checkout else _PACKAGE) / "notebooks" / f"{name}.ipynb"
    path = Path(name) if name.endswith(".ipynb") else own
    if path.is_file() and (path is not own or re.fullmatch(r"[\w-]+", name)):
        return path
    known = suggest(name, (p.stem for p in own.parent.glob("*.ipynb")))
    raise ParameterError("no such notebook", where=name, todo=f"{known}; or give a path")


def _checked(given: Mapping[str, Any], names: str | Sequence[str]) -> dict[Path, dict[str, Any]]:
    """Give each notebook its parameters, if each report gets a file of its own."""
    for own in {"article", "article_id", "published"} & given.keys():
        what, todo = "is set by the report itself", "give a path, and the date with --published"
        raise ParameterError(what, where=f"parameter {own}", todo=todo)
    seen = {document.ARTICLE: Path(f"the page {document.ARTICLE}")}
    of: dict[Path, dict[str, notebook.Parameter]] = {}
    for path in map(find, [names] if isinstance(names, str) else names):
        other = seen.setdefault(path.stem.casefold(), path)
        if other is not path:
            what = f"has the name of {other}, and one report would overwrite the other"
            raise ParameterError(what, where=str(path), todo="rename one of the notebooks")
        of[path] = notebook.declared(path)
        if "article" not in of[path]:
            what, todo = "has no parameter article", 'add it to a cell with the tag "parameters"'
            raise ParameterError(what, where=str(path), todo=todo)
    notebook.check_names(given, {name for known in of.values() for name in known})
    return {
        path: {name: p.convert(given[name]) for name, p in known.items() if name in given}
        for path, known in of.items()
    }


def _rows(corpus: Any, source: Any, out: Path) -> list[Row]:
    """Return what reports and their list say of each article, and of all together, a ``set``."""
    articles = corpus.articles.drop(columns="text").set_index("article_id", drop=False)
    versions = corpus.manifest.set_index("article_id")["version"]
    made, known, called = corrections(corpus), names(corpus), titles(corpus)
    counted = ("statements", "actors", "dates")
    counts = pd.DataFrame({k: getattr(corpus, k)["article_id"].value_counts() for k in counted})
    counts = counts.reindex(articles.index).fillna(0).astype(int)

    def row(of: pd.DataFrame, name: str, title: str, **more: Any) -> Row:
        days = sorted(f"{day:%Y-%m-%d}" for day in of["published"].dropna())
        read, own = [*of["sha256"]], made[made["article_id"].isin(of.index)]
        digest = hashlib.sha256("".join(read).encode()).hexdigest()
        whose = own["article_id"].map(called) if len(read) > 1 else None
        return {
            "article_id": name,
            "title": title,
            "folder": out / slug(name),
            "read": of.to_csv(),
            "sha256": digest if len(read) > 1 else read[0],
            "version": versions[of.index[0]],
            "corrections": corrected(own, known).assign(article=whose),
            "published": " to ".join(dict.fromkeys(days[:1] + days[-1:])),
            "counts": counts.loc[of.index].sum().to_dict(),
        } | more

    rows = [row(one, name, called[name]) for name, one in articles.groupby(level=0, sort=False)]
    several = source if isinstance(source, list | tuple) else [source]
    paths = [p for p in several if isinstance(p, str | Path)]
    own = short_hash("\n".join(sorted(os.path.relpath(p, out) for p in paths) or called))
    # Reports on another set of articles do not take the place of the first one's.
    first = document.status(out / WHOLE).get("set", own)
    words = plural(len(rows), "article").capitalize(), ", ".join(shown(Path(p).name) for p in paths)
    title = cut(" from ".join(filter(None, words)), 100)
    name = WHOLE if own == first else f"{WHOLE}-{own}"
    return [*rows, row(articles, name, title, set=own, folder=out / name)] if rows else []


def _jobs(rows: Iterable[Row], given: Mapping[Path, dict[str, Any]]) -> Iterator[_Job]:
    """Yield the reports to make, and those there that would come out otherwise by now."""
    single = {path for path in given if "article_id" in notebook.declared(path)}
    for row in rows:
        asked = {}
        for path in (p for p in given if (p in single) != ("set" in row)):
            # One comparison of all does not take the place of another.
            told = sorted(given[path].items()) if "set" in row else []
            words = " ".join([path.stem, *(f"{name} {value}" for name, value in told)])
            made_by = os.path.abspath(path)  # noqa: PTH100
            made = {"made_by": made_by, "given": given[path], "label": cut(words, 60)}
            asked[slug(words) if told else words] = made
        for name, made in (asked | document.done(row["folder"]) | asked).items():
            job = _Job(row, name, made)
            if name in asked or (Path(made.get("made_by", "")).is_file() and not job.is_kept):
                yield job


def _run(runs: Mapping[_Job, Any], corpus: Any, rows: list[Row]) -> Iterator[tuple[str, ...]]:
    """Make the reports that are not there, and their articles' pages; gives what became of each."""
    every = {row["folder"].name: row for row in rows if "set" not in row}
    for folder, together in groupby(runs, key=lambda job: job.row["folder"]):
        results, cited = dict[str, Any](), {folder.name}
        for job in together:
            how, message = "kept", ""
            if runs[job]:
                try:
                    page = document.of_notebook(runs[job].result(), job.row, job.made["given"])
                    write(job.path, page)
                    job.path.with_suffix(_FAILED).unlink(missing_ok=True)
                    how = "ok"
                except NotebookError as error:  # a page of another run stays, but is listed no more
                    how, message = "failed", str(error)
                told = {"status": how, "message": message, "fingerprint": job.fingerprint}
                results[job.name] = {**job.made, **told}
            if "set" in job.row and job.path.is_file():
                cited |= {name for _, name in document.LINK.findall(job.path.read_text("utf-8"))}
            yield job.row["article_id"], job.name, how, "" if message else str(job.path), message
        document.save(folder, job.row, results)
        for about in (every[name] for name in sorted(cited & every.keys())):
            if results or not (about["folder"] / f"{document.ARTICLE}.html").is_file():
                document.write_article(about["folder"], corpus.only(about["article_id"]), about)
        document.tie(folder)


async def _execute(job: _Job, tables: Path, kernel: Any) -> Any:
    """Run a notebook; a failed one leaves its executed copy beside the reports."""
    import nbformat
    from nbclient.exceptions import CellExecutionError
    from papermill.iorw import load_notebook_node
    from papermill.parameterize import parameterize_notebook

    book = load_notebook_node(job.made["made_by"])
    values = {"article": str(tables), "article_id": job.row["article_id"], **job.made["given"]}
    if "set" in job.row:
        del values["article_id"]
    book = parameterize_notebook(book, values, kernel_name="python3", language="python")
    try:
        return await kernels.run(book, kernel)
    except CellExecutionError as error:
        if error.ename == ParameterError.__name__:  # says what to do
            raise NotebookError(visible(error.evalue), where=job.name) from None
        copy = job.path.with_suffix(_FAILED)
        write(copy, nbformat.writes(book))  # type: ignore[no-untyped-call]
        # As JupyterLab counts when the notebook itself is run: without the cell that was added.
        own = (c for c in book.cells if "injected-parameters" not in c.metadata.get("tags", ()))
        kinds = [{o.output_type for o in c.outputs} for c in own if c.cell_type == "code"]
        cell = next(n for n, found in enumerate(kinds, 1) if "error" in found)
        what, todo = f"code cell {cell}: {error.ename}: {error.evalue}", f"see {copy}"
    except RuntimeError as error:
        what, todo = f"the kernel stopped ({error})", None
    raise NotebookError(visible(" ".join(what.split())[:300]), where=job.name, todo=todo)
