"""The command line: ``newslab parse`` and ``newslab report``."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Any

import typer

from newslab import __version__
from newslab.errors import InputError, NewslabError, ParameterError

app = typer.Typer(
    name="newslab",
    help="News articles to tables and reports: who said what about whom, and when.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)

Paths = Annotated[list[str], typer.Argument(metavar="PATH…", help="Files, globs or folders.")]
Published = Annotated[
    str | None,
    typer.Option(metavar="YYYY-MM-DD", help="Date of the articles, where they give none."),
]
Jobs = Annotated[int | None, typer.Option(min=1, help="How many run at the same time.")]
Force = Annotated[bool, typer.Option("--force", help="Make all again.")]
Csv = Annotated[bool, typer.Option("--csv", help="Write the tables as CSV files, too.")]


@app.command()
def parse(
    paths: Paths,
    out: Annotated[Path, typer.Option(help="Folder of the tables.")] = Path("data/processed"),
    jobs: Jobs = None,
    force: Force = False,
    csv: Csv = False,
    published: Published = None,
) -> None:
    """Parse articles to tables: statements, actors, mentions, dates, sentences, clauses."""
    from newslab.corpus import parse_corpus

    with _progress("articles") as tell:
        corpus = parse_corpus(
            paths,
            out,
            jobs=jobs,
            force=force,
            published=published,
            progress=lambda article: tell(f"{article}: parsed"),
        )
    if csv:
        _write_csv(corpus, out)
    _say(f"{len(corpus)} of {len(corpus.manifest)} articles in {out}")
    _fail([f"{r['article_id']}: {r['error']}" for r in corpus.failed.to_dict("records")])


@app.command()
def report(
    paths: Annotated[
        list[str] | None, typer.Argument(metavar="[PATH…]", help="As for parse [data/raw].")
    ] = None,
    notebook: Annotated[
        list[str] | None,
        typer.Option("--notebook", "-n", help="stance, sentiment, timeline, or a path [all 3]."),
    ] = None,
    out: Annotated[Path, typer.Option(help="Folder of the reports.")] = Path("reports"),
    processed: Annotated[Path, typer.Option(help="Folder of the tables.")] = Path("data/processed"),
    parameter: Annotated[
        list[tuple[str, str]] | None,
        typer.Option("-p", metavar="NAME VALUE", help="A notebook's parameter."),
    ] = None,
    raw: Annotated[
        list[tuple[str, str]] | None,
        typer.Option("-r", metavar="NAME TEXT", help="A parameter whose value stays text."),
    ] = None,
    file: Annotated[
        Path | None, typer.Option("-f", metavar="FILE", help="Parameters from a YAML file.")
    ] = None,
    jobs: Jobs = None,
    force: Force = False,
    csv: Csv = False,
    published: Published = None,
) -> None:
    """Make the reports of articles: one HTML page each for stance, sentiment and timeline."""
    from newslab.corpus import load
    from newslab.present.params import Typed
    from newslab.present.report import NOTEBOOKS
    from newslab.present.report import report as make

    given: dict[str, Any] = _yaml(file) if file else {}
    given |= {name: Typed(value) for name, value in parameter or ()}
    given |= dict(raw or ())
    with _progress("reports") as tell:
        rows = make(
            paths or ["data/raw"],
            out=out,
            notebooks=notebook or NOTEBOOKS,
            parameters=given,
            published=published,
            processed=processed,
            jobs=jobs,
            force=force,
            progress=tell,
        )
    if csv:
        _write_csv(load(processed), processed)
    failed = rows[rows["status"] == "failed"]
    _say(f"{len(rows) - len(failed)} of {len(rows)} reports: {out / 'index.html'}")
    _fail([f"{r['article_id']}: {r['message']}" for r in failed.to_dict("records")])


def _yaml(path: Path) -> dict[str, Any]:
    import yaml  # type: ignore[import-untyped]

    try:
        found = yaml.safe_load(path.read_text("utf-8"))
    except (OSError, UnicodeDecodeError, yaml.YAMLError):
        raise ParameterError(
            "is no YAML file that can be read", where=str(path), todo="check the path"
        ) from None
    if not isinstance(found, dict):
        raise ParameterError(
            "holds no parameters", where=str(path), todo="write a line 'name: value' for each"
        )
    return {str(name): value for name, value in found.items()}


def _write_csv(corpus: Any, out: Path) -> None:
    from newslab.present.escape import csv_text
    from newslab.present.index import write
    from newslab.tables import PARSED

    for name in PARSED:
        write(out / "csv" / f"{name}.csv", csv_text(getattr(corpus, name)))


@contextmanager
def _progress(unit: str) -> Iterator[Callable[[str], None]]:
    """Show a bar on a terminal, one line for each done otherwise."""
    if not sys.stderr.isatty():
        yield _say
        return
    from tqdm.auto import tqdm

    with tqdm(unit=f" {unit}", leave=False) as bar:

        def tell(line: str) -> None:
            bar.write(_clean(line))
            bar.update()

        yield tell


def _clean(line: object) -> str:
    from newslab.present.escape import visible

    return visible(line).replace("\r", " ").replace("\n", " ")


def _say(line: object) -> None:
    typer.echo(_clean(line))


def _fail(lines: list[str]) -> None:
    for line in lines:
        typer.echo(f"newslab: {_clean(line)}", err=True)
    if lines:
        raise typer.Exit(1)


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"newslab {__version__}")
        raise typer.Exit


@app.callback()
def options(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Show the version.")
    ] = False,
) -> None:
    """Stand before the commands."""


def main() -> None:
    """Run the command line; exit codes: 0 done, 1 some articles failed, 2 wrong usage."""
    try:
        app()
    except (ParameterError, InputError) as error:
        typer.echo(f"newslab: {_clean(error)}", err=True)
        sys.exit(2)
    except NewslabError as error:
        typer.echo(f"newslab: {_clean(error)}", err=True)
        sys.exit(1)
    except KeyboardInterrupt:
        typer.echo("newslab: stopped", err=True)
        sys.exit(130)
    except BrokenPipeError:
        # The reader of the output went away, as `head` does.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(1)
