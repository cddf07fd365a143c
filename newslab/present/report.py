"""Notebooks ▶ reports: run with an article's tables, rendered to one safe HTML file each."""

from __future__ import annotations

import hashlib
import os
import re
import tempfile
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd
from markupsafe import Markup

from newslab.errors import NotebookError, ParameterError
from newslab.present import index, page, params
from newslab.present.escape import cut, html, visible
from newslab.writing import check_folder, write

if TYPE_CHECKING:
    from newslab.present.kernels import Kernel, Pool

#: The notebooks that a report is made from unless others are named.
NOTEBOOKS = ("stance", "sentiment", "timeline")
#: Parameters that the report itself sets.
_SET_HERE = ("article", "article_id", "published")
_PACKAGE = Path(__file__).resolve().parents[1]
_STYLE = re.compile(r"<style>[^<]*</style>")
_ANCHOR_LINK = re.compile(r'<a class="anchor-link"[^>]*>[^<]*</a>')
_TITLE = re.compile(r"# +([^\n]+)\n*")


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
    def fingerprint(self) -> str:
        """Hash of all that the report depends on."""
        parts: list[str | bytes] = [
            _code(),
            self.notebook.read_bytes(),
            *(str(self.row[k]) for k in ("article_id", "sha256", "published", "version")),
            repr(sorted(self.given.items())),
            repr(list(self.siblings)),
        ]
        return _digest(parts)


def _digest(parts: Iterable[str | bytes]) -> str:
    sums = (hashlib.sha256(p.encode() if isinstance(p, str) else p).digest() for p in parts)
    return hashlib.sha256(b"".join(sums)).hexdigest()


@cache
def _code() -> bytes:
    """Hash newslab itself: a report is made anew when the program has changed."""
    files = (p for p in _PACKAGE.rglob("*") if p.suffix in (".py", ".csv", ".j2", ".css"))
    return _digest(p.read_bytes() for p in sorted(files)).encode()


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
        A path, a glob, a folder, or several: what `newslab.parse_corpus` takes.
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
        Folder of the tables.
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
    from newslab.corpus import parse_corpus
    from newslab.present.kernels import Pool

    paths = _apart([find(n) for n in notebooks])
    checked = _checked(parameters or {}, paths)
    workers = jobs or min(2, os.cpu_count() or 1)
    if workers < 1:
        raise ParameterError(f"jobs={jobs} makes no sense", todo="give 1 or more")
    for folder in (out, processed):
        check_folder(Path(folder))
    # The kernels start while the articles are parsed.
    with Pool(workers, partial(_one, force=force)) as pool:
        corpus = parse_corpus(
            source, processed, names=names, published=published, jobs=1, force=force
        )
        todo = list(_jobs(corpus, paths, checked, Path(processed), Path(out)))
        rows = list(_run(todo, pool, progress or (lambda _: None)))
    failed = [
        (r["article_id"], "", "failed", "", r["error"]) for r in corpus.failed.to_dict("records")
    ]
    done = {job.row["article_id"] for job in todo}
    index.save_failures(Path(out), corpus.failed, done, Path(processed))
    index.write_index(Path(out))
    columns = ["article_id", "notebook", "status", "path", "message"]
    return pd.DataFrame([*rows, *failed], columns=columns)


def find(name: str) -> Path:
    """Return a notebook's path: a path as it is, a name from the notebooks of newslab.

    Those are ``notebooks/`` of the working folder if it is a checkout of newslab, else the ones
    that the package came with. No other folder is searched: a notebook is a program, and the
    folders above, or another project's, may hold one that somebody else wrote.
    """
    path = Path(name)
    if path.suffix == ".ipynb":
        if path.is_file():
            return path
        raise ParameterError("no such notebook", where=name, todo="check the path")
    checkouts = [f / "notebooks" for f in (Path.cwd(), _PACKAGE.parent) if _is_checkout(f)]
    for folder in (*checkouts, _PACKAGE / "notebooks"):
        if re.fullmatch(r"[\w-]+", name) and (folder / f"{name}.ipynb").is_file():
            return folder / f"{name}.ipynb"
    raise ParameterError(
        "no such notebook", where=name, todo=f"known: {', '.join(NOTEBOOKS)}, or give a path"
    )


def _is_checkout(folder: Path) -> bool:
    try:
        project = (folder / "pyproject.toml").read_text("utf-8")
    except (OSError, UnicodeDecodeError):
        return False
    named = re.search(r'^name = "newslab"$', project, re.MULTILINE)
    return bool(named) and (folder / "newslab" / "present" / "report.py").is_file()


def _apart(paths: list[Path]) -> list[Path]:
    """Return the notebooks' paths if each report gets a file of its own, on any file system."""
    seen: dict[str, Path] = {}
    for path in paths:
        if (other := seen.setdefault(path.stem.casefold(), path)) is not path:
            raise ParameterError(
                f"has the name of {other}, and one report would overwrite the other",
                where=str(path),
                todo="rename one of the notebooks, or leave it out",
            )
    return paths


def _checked(given: Mapping[str, Any], paths: Sequence[Path]) -> dict[Path, dict[str, Any]]:
    for name in given:
        if name in _SET_HERE:
            raise ParameterError(
                "is set by the report itself",
                where=f"parameter {name}",
                todo="give the article as a path, its date with --published",
            )
    return params.check(given, paths)


def _jobs(
    corpus: Any,
    paths: Sequence[Path],
    given: Mapping[Path, dict[str, Any]],
    tables: Path,
    out: Path,
) -> Iterator[Job]:
    versions = corpus.manifest.set_index("article_id")["version"]
    counts = {
        name: getattr(corpus, name)["article_id"].value_counts()
        for name in ("statements", "actors", "dates")
    }
    first = corpus.sentences.drop_duplicates("article_id").set_index("article_id")["text"]
    for row in corpus.articles.drop(columns="text").to_dict("records"):
        name = row["article_id"]
        about = {
            **row,
            "version": versions[name],
            "published": None if pd.isna(row["published"]) else row["published"].date().isoformat(),
            "title": None if pd.isna(row["title"]) else row["title"],
            "headline": cut(str(first.get(name, "")), 100),
            "counts": {k: int(c.get(name, 0)) for k, c in counts.items()},
        }
        folder = out / index.slug(name)
        stems = [p.stem for p in paths]
        for path in paths:
            yield Job(about, path, given[path], tables, folder, stems)


def _run(
    jobs: Sequence[Job], pool: Pool[Job, tuple[str, str]], progress: Callable[[str], None]
) -> Iterator[tuple[str, str, str, str, str]]:
    futures = [pool.submit(job) for job in jobs]
    for job, future in zip(jobs, futures, strict=True):
        state, message = future.result()
        path = job.folder / f"{job.name}.html"
        shown = f"{job.row['article_id']}: {job.name} {state}"
        progress(visible(f"{shown}: {message}" if message else f"{shown}: {path}"))
        page = str(path) if state != "failed" else ""
        yield job.row["article_id"], job.name, state, page, message


_status_lock = threading.Lock()


def _one(job: Job, kernel: Kernel, force: bool) -> tuple[str, str]:
    """Make one report unless it is there; returns its status and message."""
    path = job.folder / f"{job.name}.html"
    before = index.status(job.folder).get("notebooks", {}).get(job.name, {})
    fingerprint = job.fingerprint
    kept = path.is_file() and before.get("fingerprint") == fingerprint
    if kept and before.get("status") == "ok" and not force:
        return "kept", ""
    try:
        write(path, render(execute(job, kernel), job))
        (job.folder / f"{job.name}.failed.ipynb").unlink(missing_ok=True)
        state, message = "ok", ""
    except NotebookError as error:
        path.unlink(missing_ok=True)
        state, message = "failed", str(error)
    with _status_lock:
        found = index.status(job.folder) or {"notebooks": {}}
        found |= {k: job.row[k] for k in ("article_id", "published", "title", "headline", "counts")}
        found["notebooks"][job.name] = {
            "status": state,
            "message": message,
            "fingerprint": fingerprint,
        }
        index.save_status(job.folder, found)
    return state, message


def execute(job: Job, kernel: Kernel) -> Any:
    """Run a notebook; a failed one leaves its executed copy beside the reports.

    Raises
    ------
    NotebookError
        A cell failed, or the kernel died.
    """
    import papermill
    from nbclient.exceptions import DeadKernelError
    from papermill.exceptions import PapermillExecutionError

    values = {"article": str(job.tables), "article_id": job.row["article_id"], **job.given}
    known = params.declared(job.notebook)
    for name in ("article", "article_id"):
        if name not in known:
            raise NotebookError(
                f"has no parameter {name}", where=str(job.notebook), todo="add it to its cell"
            )
    with tempfile.TemporaryDirectory(prefix="newslab-") as folder:
        copy = Path(folder) / "copy.ipynb"
        try:
            return papermill.execute_notebook(
                _literal(job.notebook),
                _literal(copy),
                values,
                engine_name=_engine(),
                kernel_name="python3",
                progress_bar=False,
                # Written once, in the end or at a failure, not after every cell.
                request_save_on_cell_execute=False,
                kernel=kernel,
            )
        except PapermillExecutionError as error:
            kept = job.folder / f"{job.name}.failed.ipynb"
            write(kept, copy.read_text("utf-8"))
            raise NotebookError(
                visible(f"cell {error.cell_index + 1}: {error.ename}: {_line(error.evalue)}"),
                where=job.name,
                todo=f"see {kept}",
            ) from None
        except (DeadKernelError, RuntimeError) as error:
            raise NotebookError(
                visible(f"the kernel stopped ({_line(error)})"), where=job.name
            ) from None


@cache
def _engine() -> str:
    """Register a papermill engine that runs a notebook in a kernel that is there already."""
    from papermill.clientwrap import PapermillNotebookClient
    from papermill.engines import NBClientEngine, papermill_engines

    class Engine(NBClientEngine):  # type: ignore[misc]
        @classmethod
        def execute_managed_notebook(
            cls, nb_man: Any, kernel_name: str, *, kernel: Kernel, **kwargs: Any
        ) -> Any:
            client = PapermillNotebookClient(nb_man, km=kernel.manager, kernel_name=kernel_name)
            client.kc = kernel.client
            return client.execute()

    papermill_engines.register("newslab", Engine)
    return "newslab"


def _literal(path: Path) -> str:
    """Return a path that papermill does not take for a template."""
    return str(path).replace("{", "{{").replace("}", "}}")


def _line(text: object) -> str:
    return " ".join(str(text).split())[:300]


_render_lock = threading.Lock()


@cache
def _exporter() -> Any:
    from nbconvert import HTMLExporter

    exporter: Any = HTMLExporter(  # type: ignore[no-untyped-call]
        template_name="newslab", extra_template_basedirs=[str(_PACKAGE / "present" / "template")]
    )
    exporter.register_filter("gate", html)
    exporter.register_filter("without_style", lambda text: _STYLE.sub("", text))
    exporter.register_filter("plain_headings", lambda text: _ANCHOR_LINK.sub("", text))
    return exporter


def render(notebook: Any, job: Job) -> str:
    """Return an executed notebook as a page; the same notebook gives the same characters."""
    title = _tidy(notebook)
    with _render_lock:
        main, _ = _exporter().from_notebook_node(notebook)
    return str(page.whole(title, Markup(main), job.row, job.name, job.siblings, job.given))


def _tidy(notebook: Any) -> str:
    """Take the title off the first cell, and off all cells what differs from run to run."""
    title = "Report"
    for n, cell in enumerate(notebook.cells):
        cell["id"] = f"cell-{n + 1}"
        tags = cell.metadata.get("tags", [])
        cell["metadata"] = type(cell.metadata)(tags=tags)
        if n == 0 and cell.cell_type == "markdown" and (m := _TITLE.match(cell.source)):
            title, cell["source"] = m[1], cell.source[m.end() :]
    # The cells of parameters hold this machine's paths; the page says what was given.
    notebook["cells"] = [
        c
        for c in notebook.cells
        if not {"parameters", "injected-parameters"} & set(c.metadata.tags)
    ]
    return title
