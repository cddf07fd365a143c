"""The command line: ``newslab parse``, ``newslab report`` and ``newslab timeline``."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any, NoReturn

from newslab import __version__
from newslab.errors import InputError, NewslabError, ParameterError


class Parser(argparse.ArgumentParser):
    """A parser that tells what is wrong in one line."""

    def error(self, message: str) -> NoReturn:
        """Raise what is wrong."""
        raise ParameterError(message, todo=f"see {self.prog} --help")


def parser() -> Parser:
    """Return the parser of the command line."""
    top = Parser(
        "newslab",
        description="News articles to tables and reports: who said what about whom, and when.",
        epilog="Exit codes: 0 all done; 1 some articles failed, each named; 2 wrong usage.",
        allow_abbrev=False,
    )
    top.add_argument("--version", action="version", version=f"newslab {__version__}")
    commands = top.add_subparsers(metavar="COMMAND", required=True)

    one = commands.add_parser("parse", help="articles to tables", allow_abbrev=False)
    one.description = "Parse articles to tables: statements, actors, dates, sentences, clauses."
    one.add_argument("paths", nargs="+", metavar="PATH", help="files, globs or folders")
    one.add_argument("--out", type=Path, default=Path("data/processed"), metavar="FOLDER",
                     help="folder of the tables [data/processed]")  # fmt: skip
    one.add_argument("--limit", type=_positive, default=300, metavar="SECONDS",
                     help="time that an article may take [300]")  # fmt: skip
    one.set_defaults(run=parse)

    two = commands.add_parser("report", help="articles to HTML reports", allow_abbrev=False)
    two.description = "Make the reports of articles: a page each for stance, sentiment, timeline."
    two.add_argument("paths", nargs="*", metavar="PATH", default=["data/raw"],
                     help="files, globs or folders [data/raw]")  # fmt: skip
    two.add_argument("--notebook", "-n", action="append", metavar="NAME",
                     help="stance, sentiment, timeline or a path; repeatable [all 3]")  # fmt: skip
    two.add_argument("--out", type=Path, default=Path("reports"), metavar="FOLDER",
                     help="folder of the reports [reports]")  # fmt: skip
    two.add_argument("--processed", type=Path, default=Path("data/processed"), metavar="FOLDER",
                     help="folder of the tables [data/processed]")  # fmt: skip
    two.add_argument("-p", nargs=2, action="append", default=[], metavar=("NAME", "VALUE"),
                     dest="parameters", help="a parameter of the notebooks")  # fmt: skip
    two.add_argument("-r", nargs=2, action="append", default=[], metavar=("NAME", "TEXT"),
                     dest="raw", help="a parameter whose value stays text")  # fmt: skip
    two.add_argument("-f", type=Path, metavar="FILE", dest="file",
                     help="parameters from a YAML file")  # fmt: skip
    two.set_defaults(run=report)

    three = commands.add_parser("timeline", help="articles to one timeline", allow_abbrev=False)
    three.description = "Write the timeline of articles in a format that other programs read."
    three.add_argument("paths", nargs="+", metavar="PATH", help="files, globs or folders")
    three.add_argument("--out", type=Path, required=True, metavar="FILE",
                       help="ends in .csv, .parquet, .json (TimelineJS) or .ics")  # fmt: skip
    three.add_argument("--published", type=_day, metavar="YYYY-MM-DD",
                       help="date of the articles, where they give none")  # fmt: skip
    three.set_defaults(run=timeline)

    for command in (one, two, three):
        command.add_argument("--name", nargs=2, action="append", default=[], dest="names",
                             metavar=("FIELD", "COLUMN"),
                             help="a table's column for text, published, …")  # fmt: skip
    for command in (one, two):
        command.add_argument("--published", type=_day, metavar="YYYY-MM-DD",
                             help="date of the articles, where they give none")  # fmt: skip
        command.add_argument("--jobs", type=_positive, metavar="N",
                             help="how many run at the same time")  # fmt: skip
        command.add_argument("--force", action="store_true", help="make all again")
        command.add_argument("--csv", action="store_true", help="write the tables as CSV, too")
    return top


def _positive(text: str) -> int:
    # A number of any length would overflow the timers.
    if not text.isdecimal() or len(text) > 7 or int(text) < 1:
        raise argparse.ArgumentTypeError("give 1 or more, up to 9999999")
    return int(text)


def _day(text: str) -> str:
    try:
        return date.fromisoformat(text).isoformat()
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is no day; give YYYY-MM-DD") from None


def _source(paths: list[str]) -> str | list[str]:
    # An error about one path can name it.
    return paths[0] if len(paths) == 1 else paths


def parse(given: argparse.Namespace) -> list[str]:
    """Run ``newslab parse``; returns a line for each article that failed."""
    from newslab.corpus import parse_corpus

    _check_folders(given)
    with _progress("articles") as tell:
        corpus = parse_corpus(
            _source(given.paths),
            given.out,
            jobs=given.jobs,
            force=given.force,
            limit=given.limit,
            names=dict(given.names),
            published=given.published,
            progress=lambda article, status: tell(
                f"{article}: {'parsed' if status == 'ok' else status}"
            ),
        )
    if given.csv:
        _write_csv(corpus, given.out)
    without = sum(corpus.manifest["status"] == "skipped")
    skipped = f", {without:,} skipped: no text" if without else ""
    _say(f"{len(corpus)} of {len(corpus.manifest)} articles in {given.out}{skipped}")
    return [f"{r['article_id']}: {r['error']}" for r in corpus.failed.to_dict("records")]


def report(given: argparse.Namespace) -> list[str]:
    """Run ``newslab report``; returns a line for each report that failed."""
    from newslab.corpus import load
    from newslab.present.params import Typed
    from newslab.present.report import NOTEBOOKS
    from newslab.present.report import report as make

    _check_folders(given)
    parameters: dict[str, Any] = _yaml(given.file) if given.file else {}
    parameters |= {name: Typed(value) for name, value in given.parameters}
    parameters |= dict(given.raw)
    with _progress("reports") as tell:
        rows = make(
            _source(given.paths),
            out=given.out,
            notebooks=given.notebook or NOTEBOOKS,
            parameters=parameters,
            published=given.published,
            names=dict(given.names),
            processed=given.processed,
            jobs=given.jobs,
            force=given.force,
            progress=tell,
        )
    if given.csv:
        _write_csv(load(given.processed), given.processed)
    failed = rows[rows["status"] == "failed"]
    _say(f"{len(rows) - len(failed)} of {len(rows)} reports: {given.out / 'index.html'}")
    return [f"{r['article_id']}: {r['message']}" for r in failed.to_dict("records")]


def timeline(given: argparse.Namespace) -> list[str]:
    """Run ``newslab timeline``; returns a line for each article that failed."""
    from newslab.analyse.timeline import timeline as events
    from newslab.analyse.timeline_export import FORMATS, export
    from newslab.corpus import load
    from newslab.writing import check_folder

    if given.out.suffix not in FORMATS:
        raise ParameterError(
            f"no timeline format {given.out.suffix!r}",
            where=str(given.out),
            todo=f"use {', '.join(FORMATS)}",
        )
    check_folder(given.out.parent)
    corpus = load(_source(given.paths), names=dict(given.names), published=given.published)
    table = events(corpus)
    path = export(table, given.out)
    _say(f"{_written(table, given.out.suffix)}: {path}")
    return [f"{r['article_id']}: {r['error']}" for r in corpus.failed.to_dict("records")]


def _written(table: Any, suffix: str) -> str:
    """Tell how many events a file of this format holds."""
    every = f"{len(table)} event{'s' if len(table) != 1 else ''}"
    dated = table[table["earliest"].notna()]
    if suffix == ".ics":
        days = int(dated["granularity"].isin(["day", "time"]).sum())
        return every if days == len(table) else f"{days} of {every} (those with a day)"
    if suffix == ".json" and len(dated) < len(table):
        return f"{len(dated)} of {every} (those with a date)"
    return every


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


def _check_folders(given: argparse.Namespace) -> None:
    """Tell before articles are parsed that a folder of what comes out is a file."""
    from newslab.writing import check_folder

    check_folder(given.out)
    if given.csv:
        check_folder(getattr(given, "processed", given.out) / "csv")


def _write_csv(corpus: Any, out: Path) -> None:
    from newslab.tables import PARSED
    from newslab.writing import csv_text, write

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
    print(_clean(line), flush=True)


def _warn(line: object) -> None:
    print(f"newslab: {_clean(line)}", file=sys.stderr)


def _run() -> int:
    try:
        given = parser().parse_args()
        failed = given.run(given)
    except (ParameterError, InputError) as error:
        _warn(error)
        return 2
    except NewslabError as error:
        _warn(error)
        return 1
    except KeyboardInterrupt:
        _warn("stopped")
        return 130
    except BrokenPipeError:
        # The reader of the output went away, as `head` does.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    for line in failed:
        _warn(line)
    return 1 if failed else 0


def main() -> NoReturn:
    """Run the command line; exit codes: 0 done, 1 some articles failed, 2 wrong usage."""
    sys.exit(_run())
