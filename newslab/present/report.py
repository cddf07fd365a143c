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
from newslab.errors import InputError, NotebookError, ParameterError, suggest
from newslab.formats import shown
from newslab.present import document, kernels, notebook
from newslab.present.escape import cut, short_hash, visible
from newslab.present.rows import corrected, names, plural, prefix, titles
from newslab.tables import Row
from newslab.writing import check_folder, write

#: The notebooks that a report is made from unless others are named.
NOTEBOOKS = ("stance", "sentiment", "timeline")
_PACKAGE = Path(__file__).resolve().parents[1]
#: The folder of reports on all articles together; that of other sets has more to its name.
WHOLE = "all-articles"
#: The executed copy of a notebook that failed.
_FAILED = ".failed.ipynb"
_TO_ARTICLE = re.compile(rf"/{document.ARTICLE}\.html#(n[0-9a-f]{{8}})-")


@dataclass(frozen=True, eq=False)
class _Job:
    """One report to make: a notebook for an article's row, or that of all together, a `set`."""

    row: Row
    notebook: Path
    given: Mapping[str, Any]
    #: What it is called, and its page.
    label: str
    path: Path

    @cached_property
    def fingerprint(self) -> str:
        """Hash of all that the report depends on."""
        tables = (self.row[t].to_csv() for t in ("articles", "corrections"))
        given = sorted(self.given.items())
        parts = repr([_code(), sorted(neutral()), self.row["version"], given, *tables]).encode()
        return hashlib.sha256(parts + self.notebook.read_bytes()).hexdigest()

    @property
    def is_kept(self) -> bool:
        """Whether the report is there and would come out the same."""
        before = document.status(self.row["folder"])["notebooks"].get(self.path.stem, {})
        same = before.items() >= {"status": "ok", "fingerprint": self.fingerprint}.items()
        return same and self.path.is_file()


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
    ``article_id``, ``notebook``, ``status`` (ok, kept, failed), ``path`` and ``message``; whether a
    notebook refused a parameter's value, such as a name, stands in ``attrs["refused"]``. Raises
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
        articles = _articles(corpus, tables, out)
        with Dataset(tables).only(corpus.manifest) as those:
            sets = [_together(articles, source, those, out)] if articles else []
            every = _jobs(articles + sets, checked)
            runs = {j: submit(_execute, j) if force or not j.is_kept else None for j in every}
            rows = []
            for n, row in enumerate(_run(runs, corpus, articles), 1):
                of, name, how, path, message = row
                tell(visible(f"{n} of {len(runs)}: {of}: {name} {how}: {message or path}"))
                rows.append(row)
    unread, known = corpus.failed.to_dict("records"), {*Dataset(tables).manifest()["article_id"]}
    document.forget(out, os.path.relpath(tables, out), known)
    document.write_index(out, unread)
    rows += [(r["article_id"], "", "failed", "", r["error"]) for r in unread]
    found = pd.DataFrame(rows, columns=["article_id", "notebook", "status", "path", "message"])
    found.attrs["refused"] = "refused" in {*found["status"]}
    return found.replace({"status": {"refused": "failed"}})


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


def _articles(corpus: Any, tables: Path, out: Path) -> list[Row]:
    """Return what reports and their list say of each article, and ``homes``: pages by prefixes."""
    versions = corpus.manifest.set_index("article_id")["version"]
    made, known, called = corrections(corpus), names(corpus), titles(corpus)
    articles, counted = corpus.articles.drop(columns="text"), ("statements", "actors", "dates")
    counts = {k: getattr(corpus, k)["article_id"].value_counts() for k in counted}
    return [
        {
            "article_id": name,
            "folder": out / document.slug(name),
            "tables": os.path.relpath(tables, out),
            "values": {"article": str(tables), "article_id": name},
            "homes": {prefix(name): f"./{document.ARTICLE}.html"},
            "articles": articles[articles["article_id"] == name],
            "sha256": sha256,
            "version": versions[name],
            "corrections": corrected(made[made["article_id"] == name], known),
            "published": None if pd.isna(day) else f"{day:%Y-%m-%d}",
            "title": called[name],
            "counts": {k: int(c.get(name, 0)) for k, c in counts.items()},
        }
        for name, sha256, day in articles[["article_id", "sha256", "published"]].to_numpy()
    ]


def _together(articles: list[Row], source: Any, tables: Path, out: Path) -> Row:
    """Return what a report on all articles says of them, as of one."""
    several = source if isinstance(source, list | tuple) else [source]
    paths = [p for p in several if isinstance(p, str | Path)]
    every = pd.concat([a["articles"] for a in articles])
    named = [os.path.relpath(p, out) for p in paths] or [*every["article_id"]]
    own = short_hash("\n".join(sorted(named)))
    # Reports on another set of articles do not take the place of the first one's.
    first = document.status(out / WHOLE).get("set", own)
    name = WHOLE if own == first else f"{WHOLE}-{own}"
    many = plural(len(articles), "article").capitalize()
    of = ", ".join(shown(Path(p).name) for p in paths)
    days = sorted(a["published"] for a in articles if a["published"])
    there = f"{document.ARTICLE}.html"
    return {
        "article_id": name,
        "set": own,
        "folder": out / name,
        "values": {"article": str(tables)},
        "homes": {s: f"../{a['folder'].name}/{there}" for a in articles for s in a["homes"]},
        "articles": every,
        "sha256": hashlib.sha256("".join(every["sha256"]).encode()).hexdigest(),
        "version": articles[0]["version"],
        "corrections": pd.concat([a["corrections"].assign(article=a["title"]) for a in articles]),
        "published": " to ".join(dict.fromkeys([days[0], days[-1]])) if days else None,
        "title": cut(" of ".join(filter(None, (many, of))), 100),
        "counts": pd.DataFrame([a["counts"] for a in articles]).sum().to_dict(),
    }


def _jobs(rows: Iterable[Row], given: Mapping[Path, dict[str, Any]]) -> Iterator[_Job]:
    """Yield the reports to make, and those there that would come out otherwise by now."""
    single = {path for path in given if "article_id" in notebook.declared(path)}
    for row in rows:
        asked = set()
        for path in (p for p in given if (p in single) != ("set" in row)):
            # One comparison of all does not take the place of another.
            told = sorted(given[path].items()) if "set" in row else []
            label = [path.stem, ", ".join(str(value) for _, value in told)]
            words = " ".join([path.stem, *(f"{name} {value}" for name, value in told)])
            name = document.slug(words) if told else words
            asked.add(name)
            yield _Job(row, path, given[path], cut(": ".join(filter(None, label)), 60),
                       row["folder"] / f"{name}.html")  # fmt: skip
        for name, made in document.done(document.status(row["folder"])).items():
            if name not in asked and Path(book := made.get("made_by", "")).is_file():
                page = row["folder"] / f"{name}.html"
                other = _Job(row, Path(book), made["given"], made["label"], page)
                yield from () if other.is_kept else (other,)


def _run(runs: Mapping[_Job, Any], corpus: Any, articles: list[Row]) -> Iterator[tuple[str, ...]]:
    """Make the reports that are not there, and their articles' pages; gives the reports' rows."""
    every = {start: article for article in articles for start in article["homes"]}
    for folder, together in groupby(runs, key=lambda job: job.row["folder"]):
        results: dict[str, Any] = {}
        stale: set[str] = set()
        for job in together:
            future, how, message, homes = runs[job], "kept", "", job.row["homes"]
            if future:
                how = "ok"
                try:
                    write(job.path, document.of_notebook(future.result(), job.row, job.given))
                    job.path.with_suffix(_FAILED).unlink(missing_ok=True)
                except NotebookError as error:  # a page of another run stays, but is listed no more
                    how, message = "failed", str(error)
                except ParameterError as error:  # a slip of the pen leaves all as it was
                    how, message = "refused", str(error)
            if how in ("ok", "failed"):
                results[job.path.stem] = {
                    "status": how, "message": message, "label": job.label,
                    "fingerprint": job.fingerprint, "given": dict(job.given),
                    "made_by": os.path.abspath(job.notebook),  # noqa: PTH100
                }  # fmt: skip
            leads = {*homes}
            if "set" in job.row:  # to the pages of those that it cites
                page = job.path.read_text("utf-8") if job.path.is_file() else ""
                leads &= {*_TO_ARTICLE.findall(page)}
            stale |= {s for s in leads if future or not (folder / homes[s]).is_file()}
            path = "" if message else str(job.path)
            yield job.row["article_id"], job.path.stem, how, path, message
        document.save(folder, job.row, results)
        for about in (every[start] for start in sorted(stale)):
            document.write_article(about["folder"], corpus.only(about["article_id"]), about)
        document.tie(folder)


async def _execute(job: _Job, kernel: Any) -> Any:
    """Run a notebook; a failed one leaves its executed copy beside the reports."""
    import nbformat
    from nbclient.exceptions import CellExecutionError
    from papermill.iorw import load_notebook_node
    from papermill.parameterize import parameterize_notebook

    book = load_notebook_node(str(job.notebook))
    values = job.row["values"] | job.given
    book = parameterize_notebook(book, values, kernel_name="python3", language="python")
    try:
        return await kernels.run(book, kernel)
    except CellExecutionError as error:
        known = {ParameterError.__name__: ParameterError, InputError.__name__: NotebookError}
        if told := known.get(error.ename):  # says what to do
            raise told(visible(error.evalue), where=job.path.stem) from None
        copy = job.path.with_suffix(_FAILED)
        write(copy, nbformat.writes(book))  # type: ignore[no-untyped-call]
        # As JupyterLab counts when the notebook itself is run: without the cell that was added.
        own = (c for c in book.cells if "injected-parameters" not in c.metadata.get("tags", ()))
        kinds = [{o.output_type for o in c.outputs} for c in own if c.cell_type == "code"]
        cell = next(n for n, found in enumerate(kinds, 1) if "error" in found)
        what, todo = f"code cell {cell}: {error.ename}: {error.evalue}", f"see {copy}"
    except RuntimeError as error:
        what, todo = f"the kernel stopped ({error})", None
    raise NotebookError(visible(" ".join(what.split())[:300]), where=job.path.stem, todo=todo)
