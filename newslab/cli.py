"""The command line: ``newslab parse``, ``report``, ``correct``, ``timeline`` and ``notebook``."""

import re
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NoReturn

import click

import newslab as lab
from newslab import analyst
from newslab.corpus.dataset import Dataset
from newslab.corrected import file as corrections
from newslab.errors import AllFailedError, InputError, NewslabError, ParameterError
from newslab.present import notebook as book
from newslab.present import rows
from newslab.present.escape import visible
from newslab.tables import PARSED
from newslab.writing import check_folder, csv_text, write


def _source(_context: Any, _parameter: Any, paths: tuple[str, ...]) -> str | list[str]:
    # An error about one path can name it.
    return paths[0] if len(paths) == 1 else list(paths)


def _yaml(_context: Any, _parameter: Any, path: Path | None) -> dict[str, Any]:
    import yaml  # type: ignore[import-untyped]

    try:
        return dict(yaml.safe_load(path.read_bytes())) if path else {}
    except (OSError, ValueError, TypeError, yaml.YAMLError) as error:
        why = getattr(error, "strerror", None) or type(error).__name__
        what = f"cannot be read as YAML ({why})"
        todo = "write a line 'name: value' for each parameter"
        raise ParameterError(what, where=str(path), todo=todo) from None


def _pairs(*names: str, metavar: str, help: str) -> Callable[[Any], Any]:
    return _option(*names, nargs=2, multiple=True, metavar=metavar, help=help,
                   callback=lambda _context, _parameter, pairs: dict(pairs))  # fmt: skip


_NOTEBOOKS = ("stance", "sentiment", "timeline", "corpus", "compare")
_option, _PATH = click.option, click.Path(path_type=Path)
# More would overflow the timers.
_COUNT, _FEW = click.IntRange(1, 9_999_999), click.IntRange(1, 1000)
_SOME = click.argument("source", nargs=-1, required=True, metavar="PATH...", callback=_source)
_JOBS = _option("--jobs", type=_FEW, metavar="N", help="How many run at the same time.")
_FORCE = _option("--force", is_flag=True, help="Make all again.")


def _of_articles(command: Any) -> Any:
    """Give a command the options that say how articles are read."""
    order = "Order of days in figures, or MDY, YMD."
    for option in (
        _option("--date-format", metavar="DMY", help=order),
        _option("--published", metavar="YYYY-MM-DD", help="Date of articles that give none."),
        _pairs("--name", "names", metavar="FIELD COLUMN", help="Column for text, …; repeatable."),
    ):
        command = option(command)
    return command


def _folder(name: str, default: str, what: str) -> Callable[[Any], Any]:
    return _option(name, type=_PATH, default=default, metavar="FOLDER", help=f"{what} [{default}].")


@click.group(
    epilog="Exit codes: 0 all done; 1 some articles failed, each named; 2 wrong usage.",
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
@click.version_option(lab.__version__, message="newslab %(version)s")
def newslab() -> None:
    """News articles to tables and reports: who said what about whom, and when."""


@newslab.command(short_help="Articles to tables.")
@_SOME
@_folder("--out", "data/processed", "Folder of the tables")
@_option("--limit", type=_COUNT, default=300, metavar="SECONDS", help="Time of an article [300].")
@_of_articles
@_JOBS
@_FORCE
@_option("--csv", is_flag=True, help="Write the tables as CSV, too.")
def parse(source: Any, out: Path, csv: bool, **given: Any) -> list[str]:
    """Parse articles to tables: statements, actors, mentions, dates, stance, timeline and others.

    PATH is a file, a glob or a folder.
    """
    check_folder(out / "csv" if csv else out)
    with _progress() as tell:
        given["progress"] = lambda a, how: tell(f"{a}: {'parsed' if how == 'ok' else how}")
        corpus = lab.parse_corpus(source, out, **given)
    for name in PARSED if csv else ():
        write(out / "csv" / f"{name}.csv", csv_text(getattr(corpus, name)))
    _say(f"{len(corpus)} of {len(corpus.manifest)} articles in {out}")
    _tell_unfit(out)
    return _failed(corpus)


@newslab.command(short_help="Articles to HTML reports.")
@click.argument("source", nargs=-1, metavar="[PATH...]", callback=_source)
@_option("--notebook", "-n", "notebooks", multiple=True, metavar="NAME",
         help=f"{', '.join(_NOTEBOOKS)} or a path; repeatable.",
         shell_complete=lambda *now: [n for n in _NOTEBOOKS if n.startswith(now[-1])])  # fmt: skip
@_folder("--out", "reports", "Folder of the reports")
@_folder("--processed", "data/processed", "Folder of the tables")
@_pairs("-p", "-r", "parameters", metavar="NAME VALUE", help="A parameter; repeatable.")
@_option("-f", "file", type=_PATH, metavar="FILE", callback=_yaml, help="Parameters as YAML.")
@_of_articles
@_JOBS
@_FORCE
def report(source: Any, notebooks: Any, file: Any, **given: Any) -> list[str]:
    """Make the reports of articles: a page each for stance, sentiment, timeline.

    PATH is a file, a glob, a folder, or a folder of tables [data/raw].
    """
    # What a report imports takes a while on a busy machine.
    _say("newslab: looking for articles")
    given["parameters"] = file | given["parameters"]
    with _progress() as tell:
        given |= {"notebooks": notebooks} if notebooks else {}
        made = lab.report(source or "data/raw", progress=tell, **given)
    failed, pages = made[made["status"] == "failed"], made[made["notebook"] != ""]
    done = int((pages["status"] != "failed").sum())
    _say(f"{done} of {len(pages)} reports: {given['out'] / 'index.html'}")
    _tell_unfit(given["processed"])
    return [f"{r['article_id']}: {r['message']}" for r in failed.to_dict("records")]


@newslab.command(short_help="Articles to one timeline.")
@_SOME
@_option("--out", type=_PATH, required=True, metavar="FILE",
         help="Ends in .csv, .parquet, .json (TimelineJS) or .ics.")  # fmt: skip
@_of_articles
def timeline(source: Any, out: Path, **given: Any) -> list[str]:
    """Write the timeline of articles in a format that other programs read."""
    from newslab.analyse import timeline_export

    timeline_export.check(out)
    check_folder(out.parent)
    corpus = lab.load(source, **given)
    table = lab.timeline(corpus)
    every, count = rows.plural(len(table), "event"), len(timeline_export.held(table, out.suffix))
    told = every if count == len(table) else f"{count} of {every} (those dated closely enough)"
    _say(f"{told}: {timeline_export.export(table, out)}")
    return _failed(corpus)


@newslab.command(short_help="A notebook of your own to start from.")
@click.argument("path", type=_PATH)
def notebook(path: Path) -> None:
    """Write a starter notebook that makes a report: newslab report -n PATH."""
    book.start(path)
    _say(f"{path}: open it in JupyterLab, or newslab report -n {path}")


@newslab.command(short_help="Correct a row, or list the corrections.")
@click.argument("source")
@click.argument(
    "table", type=click.Choice([*corrections.CHANGED]), metavar="[TABLE]", required=False
)
@click.argument("row", required=False)
@_pairs("--set", "values", metavar="COLUMN VALUE", help="A column's new value; repeatable.")
@_option("--add", metavar="WORDS", help="Words of the article for a new row, or their characters.")
@_option("--drop", is_flag=True, help="Take the row out.")
@_option("--undo", is_flag=True, help="Take back the last correction, of the article or a ROW.")
@_option("--everywhere", is_flag=True, help="An actor's correction is for every article.")
@_option("--reason", default="", metavar="TEXT", help="Why.")
def correct(source: str, table: str | None, row: str | None, values: Any, **given: Any) -> None:
    """Correct a row of an article's tables: an actor's id, an act, a date.

    SOURCE is an article or a folder, TABLE one of statements, actors, mentions, dates, stance,
    timeline and articles, ROW the id of a row: newslab correct data/raw/a1.txt statements s04
    --set act deny. With SOURCE alone the corrections are listed with what became of each.
    """
    known = corrections.CHANGED.get(table or "", [*values])
    for column in values.keys() - known:
        what = f"column {column!r} of {table} is not to correct"
        raise ParameterError(what, todo=f"use {', '.join(known)}")
    corpus, changes = lab.load(source), any((table, values, *given.values()))
    how = values | given | {"table": table or "", "row": row} if changes else {}
    told = (lab.correct if changes else lab.corrections)(corpus, **how)
    shown = rows.corrected(told, rows.names(corpus)).assign(of=told["article_id"]).fillna("")
    for r in shown.to_dict("records"):
        change = f"{r['what']} {r['was'] or '–'} → {r['is'] or '–'} {r['because']}".rstrip()
        _say(f"{r['state'] or 'not applied'}: {r['of']}: {r['in']} {r['row']}: {change}")
    if changes:
        _say(f"kept in {corrections.path()}; pages have it after the next newslab report")


def _tell_unfit(tables: Path) -> None:
    data = Dataset(tables)
    for line in analyst.unfit(lab.Corpus(data.manifest(), data.frame)):
        _say(f"newslab: not corrected as {corrections.path()} says: {line}", err=True)


def _failed(corpus: Any) -> list[str]:
    return [f"{r['article_id']}: {r['error']}" for r in corpus.failed.to_dict("records")]


@contextmanager
def _progress() -> Iterator[Callable[[str], None]]:
    """Tell each line as it comes, or on a terminal how many are done, in a bar."""
    if not sys.stdout.isatty():
        yield _say
        return
    from tqdm import tqdm

    with tqdm(unit="", dynamic_ncols=True) as bar:

        def tell(line: str) -> None:
            done = re.match(r"(\d+) of (\d+): ", line)
            bar.total = int(done[2]) if done else bar.total
            bar.set_description_str(_plain(line), refresh=False)
            bar.update(int(done[1]) - bar.n if done else 1)

        yield tell


def _say(line: object, err: bool = False) -> None:
    click.echo(_plain(line), err=err)


def _plain(line: object) -> str:
    return visible(line).replace("\r", " ").replace("\n", " ")


def main() -> NoReturn:
    """Run the command line; exit codes: 0 done, 1 some articles failed, 2 wrong usage."""
    try:
        words = sys.argv[1:] or ["--help"]
        failed = newslab.main(words, prog_name="newslab", standalone_mode=False) or []
        code = 1 if failed else 0
    except click.UsageError as error:
        where = error.ctx.command_path if error.ctx else "newslab"
        if where == "newslab" and {*sys.argv[1:2]} & newslab.commands.keys():
            where += f" {sys.argv[1]}"  # some mistakes are told in the group's context
        failed, code = [f"{error.format_message().rstrip('.')}; see {where} --help"], 2
    except NewslabError as error:
        usage = isinstance(error, ParameterError | InputError)
        failed, code = [error], 2 if usage and not isinstance(error, AllFailedError) else 1
    except click.Abort:
        failed, code = ["stopped"], 130
    for line in failed:
        _say(f"newslab: {line}", err=True)
    sys.exit(code)
