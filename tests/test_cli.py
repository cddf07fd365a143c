import html
import json
import re
import subprocess
import sys
from datetime import date
from pathlib import Path

import icalendar
import pandas as pd
import pytest
from make import notebook

import newslab
from newslab import cli
from newslab.corrected import file
from newslab.tables import TABLES

NOTEBOOKS = ("stance", "sentiment", "timeline", "corpus", "compare")
QUOTE = '"It works," Ann Lee said on March 3, 2025.\n'


@pytest.fixture
def run(tmp_path, monkeypatch, capsys, one_kernel):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PYTHONPATH", str(Path(newslab.__file__).parents[1]))
    raw = tmp_path / "data" / "raw"
    raw.mkdir(parents=True)
    (raw / "a1.txt").write_text(QUOTE)
    notebook(tmp_path / "check.ipynb", "print(tone, top)")

    def call(*arguments):
        monkeypatch.setattr(sys, "argv", ["newslab", *arguments])
        try:
            cli.main()
        except SystemExit as exit_:
            code = exit_.code or 0
        else:
            code = 0
        said = capsys.readouterr()
        assert "Traceback" not in said.err + said.out
        return code, said.out, said.err

    return call


def test_parse_writes_tables(run, tmp_path):
    code, out, err = run("parse", "data/raw/a1.txt", "--csv")
    assert (code, err) == (0, "")
    assert "1 of 1 articles in data/processed" in out
    assert newslab.load("data/processed").articles["article_id"].tolist() == ["a1"]
    head = (tmp_path / "data/processed/csv/dates.csv").read_text().splitlines()[0]
    assert head.startswith("date_id,article_id")


@pytest.mark.parametrize("command", [["parse"], ["report"], ["timeline", "--out", "t.csv"]])
def test_what_a_column_is_called_is_asked_in_the_words_of_the_command(run, tmp_path, command):
    (tmp_path / "t.csv").write_text("story,day\nTalks began.,2025-03-14\n")
    code, _, err = run(*command, "t.csv")
    assert code == 2
    assert "no column for the text among story, day; name it: --name text COLUMN" in err


def test_a_report_of_a_table_with_columns_of_its_own(run, tmp_path):
    (tmp_path / "t.csv").write_text("story,day\nTalks began.,14/03/2025\n")
    names = ["--name", "text", "story", "--name", "published", "day", "--date-format", "DMY"]
    code, _, _ = run("report", "t.csv", *names, "--notebook", "check.ipynb")
    assert code == 0
    assert "2025-03-14" in (tmp_path / "reports/t-1/check.html").read_text()
    assert newslab.load("data/processed").articles["text"].tolist() == ["Talks began."]


def test_a_calendar_says_which_events_it_leaves_out(run, tmp_path):
    (tmp_path / "a.txt").write_text("Talks began on March 3, 2025. The war began in August 2024.")
    _, out, _ = run("timeline", "a.txt", "--out", "t.ics")
    assert out == "1 of 2 events (those dated closely enough): t.ics\n"
    _, out, _ = run("timeline", "a.txt", "--out", "t.csv")
    assert out == "2 events: t.csv\n"


def test_progress_is_a_line_each_and_a_bar_on_a_terminal(run, monkeypatch):
    _, out, err = run("report", "--notebook", "check.ipynb")
    assert out.splitlines()[0] == "newslab: looking for articles"
    assert "1 of 1: a1: check ok" in out
    assert err == ""
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True)
    _, out, err = run("report", "--notebook", "check.ipynb", "--force")
    assert "1 of 1: a1" not in out
    assert "1/1" in err
    _, out, err = run("parse", "data/raw", "--force")
    assert "a1: parsed: 1" in err


def test_the_first_line_waits_for_no_heavy_import():
    code = """import sys
from newslab import cli
heavy = {"spacy", "nbconvert", "papermill", "nbclient", "jupyter_client", "dask"}
def said(line):
    print(line, sorted(heavy & set(sys.modules)))
    raise SystemExit
cli._say = said
sys.argv = ["newslab", "report"]
cli.main()"""
    made = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert made.stdout == "newslab: looking for articles []\n", made.stderr


def _calendar(path):
    event = icalendar.Calendar.from_ical(path.read_bytes()).events[0]
    return event["dtstart"].dt, str(event["summary"])


def _slide(path):
    slide = json.loads(path.read_text("utf-8"))["events"][0]
    return date(**slide["start_date"]), html.unescape(slide["text"]["headline"])


def _row(row):
    return pd.Timestamp(row["earliest"]).date(), row["event"]


@pytest.mark.parametrize(
    ("ending", "read"),
    [
        ("csv", lambda path: _row(pd.read_csv(path).iloc[0])),
        ("parquet", lambda path: _row(TABLES["timeline"].read([path]).iloc[0])),
        ("json", _slide),
        ("ics", _calendar),
    ],
)
def test_timeline_writes_a_file_that_others_read(run, tmp_path, ending, read):
    (tmp_path / "talks.txt").write_text("Talks on “B&B <rules>” began on March 3, 2025.\n")
    code, out, err = run("timeline", "talks.txt", "--out", f"out/events.{ending}")
    assert (code, err) == (0, "")
    assert out == f"1 event: out/events.{ending}\n"
    day, event = read(tmp_path / f"out/events.{ending}")
    assert day == date(2025, 3, 3)
    assert event.startswith("Talks on “B&B <rules>” began")


def test_parameters_come_from_a_file_and_the_command_wins(run, tmp_path):
    (tmp_path / "p.yaml").write_text("top: 5\ntone: plain\n")
    given = ["-f", "p.yaml", "-p", "top", "6", "-r", "tone", "loud"]
    code, out, _ = run("report", "--notebook", "check.ipynb", *given)
    assert code == 0
    assert "1 of 1 reports: reports/index.html" in out
    assert "loud 6" in (tmp_path / "reports/a1/check.html").read_text()


BAD = [
    (["parse", "data/raw/none.txt"], 2, "data/raw/none.txt"),
    (["parse"], 2, "PATH"),
    (["parse", "empty"], 2, "empty"),
    (["report", "data/raw/none.txt", "--notebook", "check.ipynb"], 2, "data/raw/none.txt"),
    (["report", "--notebook", "nowhere"], 2, "nowhere: no such notebook"),
    (["report", "--notebook", "check.ipynb", "-p", "topp", "4"], 2, "did you mean 'top'"),
    (["report", "--notebook", "check.ipynb", "-p", "top", "x"], 2, "int from 1 to 9"),
    (["report", "--notebook", "check.ipynb", "-f", "none.yaml"], 2, "none.yaml: cannot be read"),
    (["report", "--notebook", "check.ipynb", "-f", "list.yaml"], 2, "list.yaml"),
    (["timeline", "data/raw/a1.txt"], 2, "--out"),
    (["timeline", "data/raw/a1*", "data/raw/b*", "--out", "t.csv"], 2, "data/raw/b*: no such file"),
    (["timeline", "data/raw/a1.txt", "--out", "events.doc"], 2, "events.doc"),
    (["report", "--jobs", "0"], 2, "'--jobs': 0 is not in the range 1<=x<=1000"),
    (["parse", "data/raw/a1.txt", "--published", "soon"], 2, "soon"),
    (["parse", "data/raw/a1.txt", "--name", "body", "x"], 2, "'body' is no field"),
    (["parse", "data/raw/a1.txt", "--date-format", "D/M"], 2, "'D/M' is no order of a day"),
    (["parse", "data/raw/a1.txt", "--limit", "0"], 2, "'--limit': 0 is not in the range 1<=x"),
    (["parse", "data/raw/a1.txt", "--limit", "9" * 30], 2, "is not in the range 1<=x<=9999999"),
    (["parse", "data/raw/a1.txt", "--limit", "9" * 5000], 2, "is not a valid integer"),
    (["parse", "data/raw/a1.txt", "--out", "file"], 2, "file: is a file, not a folder"),
    (["parse", "data/raw/a1.txt", "--out", "o", "--csv"], 2, "o/csv: is a file, not a folder"),
    (["report", "--out", "file"], 2, "file: is a file, not a folder"),
    (["report", "--out", "file/reports"], 2, "file: is a file, not a folder"),
    (["timeline", "data/raw/a1.txt", "--out", "file/x.csv"], 2, "file: is a file, not a folder"),
    (["timeline", "data/raw/a1.txt", "--out", "folder.csv"], 1, "folder.csv: cannot be written"),
]


@pytest.mark.parametrize(("arguments", "code", "message"), BAD)
def test_wrong_usage_is_one_clear_line(run, tmp_path, arguments, code, message):
    (tmp_path / "empty").mkdir()
    (tmp_path / "list.yaml").write_text("- 1\n")
    (tmp_path / "file").touch()
    (tmp_path / "folder.csv").mkdir()
    (tmp_path / "o").mkdir()
    (tmp_path / "o" / "csv").touch()
    got, out, err = run(*arguments)
    assert got == code
    assert message in err
    assert set(out.splitlines()) <= {"newslab: looking for articles", "loading the model"}
    assert err.startswith("newslab: ")
    assert err.count("\n") == 1


@pytest.mark.parametrize(
    "command",
    [["parse", "data/raw"], ["timeline", "data/raw", "--out", "t.csv"],
     ["report", "--notebook", "check.ipynb"]],
)  # fmt: skip
def test_neutral_words_that_cannot_be_read_are_wrong_usage(run, tmp_path, monkeypatch, command):
    monkeypatch.setenv("NEWSLAB_NEUTRAL", "none.txt")
    code, _, err = run(*command)
    assert code == 2
    assert err.startswith("newslab: NEWSLAB_NEUTRAL=none.txt: cannot be read")
    assert err.count("\n") == 1
    assert not list(tmp_path.glob("data/processed/[!.]*"))


@pytest.mark.parametrize("content", [b"", b"%PDF-1.4 \x00\x01"])
def test_an_article_that_cannot_be_read_fails_alone(run, tmp_path, content):
    (tmp_path / "data/raw/bad.txt").write_bytes(content)
    for command in (["parse"], ["report", "--notebook", "check.ipynb"]):
        code, out, err = run(*command, "data/raw")
        assert code == 1
        assert "bad: parsed" not in out
        assert err.startswith("newslab: bad: ")
        assert err.count("\n") == 1
    assert (tmp_path / "reports/a1/check.html").is_file()


def test_a_failed_notebook_is_named(run, tmp_path):
    notebook(tmp_path / "bad.ipynb", "1 / 0")
    code, _, err = run("report", "--notebook", "bad.ipynb")
    assert code == 1
    assert "a1: bad: code cell 2: ZeroDivisionError: division by zero" in err


def test_a_value_that_a_notebook_refuses_is_told(run):
    code, out, err = run("report", "-n", "compare", "-p", "actors", "Ann Lee|Zorro")
    assert (code, err.count("\n")) == (1, 1)
    assert "0 of 1 reports" in out
    assert "no actor 'Zorro'" in err


def test_articles_that_are_not_read_are_no_reports(run, tmp_path):
    (tmp_path / "data/raw/bad.txt").write_bytes(b"")
    assert "1 of 1 reports" in run("report", "-n", "check.ipynb")[1]


def test_names_do_not_steer_the_terminal(run, tmp_path):
    (tmp_path / "data/raw/x\x1b[31m.txt").write_bytes(b"")
    code, out, err = run("parse", "data/raw")
    assert code == 1
    assert "\x1b" not in out + err


def test_the_command_runs_as_a_module_and_imports_little():
    run = [sys.executable, "-m", "newslab", "--version"]
    said = subprocess.run(run, capture_output=True, text=True, check=True, cwd=Path.cwd())
    assert said.stdout == f"newslab {newslab.__version__}\n"
    code = (
        "import sys, newslab.cli; heavy = {'spacy', 'matplotlib', 'papermill', 'nbconvert',"
        " 'textblob', 'pandera'} & set(sys.modules); assert not heavy, heavy"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


def _documented(command):
    """The options of a command in README's table."""
    text = (Path(__file__).resolve().parents[1] / "README.md").read_text("utf-8")
    rows = re.findall(r"^\| (`-[^|]+) \| ([^|]+) \|", text, re.MULTILINE)
    return {
        option
        for options, of in rows
        if of == "all" or f"`{command}`" in of
        for option in re.findall(r"(?<![\w-])--?[a-z]+", options)
    }


@pytest.mark.parametrize("command", ["parse", "report", "timeline"])
def test_help_and_readme_tell_the_same_options(run, command):
    code, out, err = run(command, "--help")
    assert (code, err) == (0, "")
    told = re.findall(r"^  (-\S.*?)(?:  |$)", out, re.MULTILINE)
    told = {o for options in told for o in re.findall(r"(?<![\w-])--?[a-z]+", options)}
    assert told == _documented(command)


@pytest.mark.parametrize(
    ("words", "known"), [("correct x ", file.CHANGED), ("report -n ", NOTEBOOKS)]
)
def test_the_shell_completes_tables_and_notebooks(run, monkeypatch, words, known):
    monkeypatch.setenv("_NEWSLAB_COMPLETE", "bash_complete")
    monkeypatch.setenv("COMP_WORDS", f"newslab {words}")
    monkeypatch.setenv("COMP_CWORD", "3")
    _, out, _ = run()
    assert {line.removeprefix("plain,") for line in out.splitlines()} == {*known}


def test_help_tells_the_commands(run):
    code, out, _ = run("--help")
    assert code == 0
    assert run() == (0, out, "")
    assert re.findall(r"^  ([a-z]+)  ", out, re.MULTILINE) == [
        "correct", "notebook", "parse", "report", "timeline",
    ]  # fmt: skip
    assert "--version" in out


def test_a_date_that_was_given_is_known_to_every_command(run, tmp_path):
    (tmp_path / "talks.txt").write_text("Ann Lee said on Monday that talks had begun.\n")
    assert run("parse", "talks.txt", "--published", "2025-03-14")[0] == 0
    assert run("timeline", "talks.txt", "--out", "t.csv")[1] == "1 event: t.csv\n"
    assert pd.read_csv(tmp_path / "t.csv")["earliest"].tolist() == ["2025-03-10"]
    with pytest.raises(newslab.errors.ParameterError, match="Article"):
        newslab.parse(newslab.read("talks.txt"), published="2025-03-14")
    (tmp_path / "data/processed/manifest.parquet").write_bytes(b"broken")
    assert run("timeline", "talks.txt", "--out", "t.csv")[1] == "no events: t.csv\n"
    assert newslab.parse("talks.txt", published="2025-03-14").dates["value"].tolist() == [
        "2025-03-10"
    ]


def test_a_correction_without_a_table_is_refused(run):
    code, out, err = run("correct", "data/raw", "--set", "act", "deny")
    assert (code, out) == (2, "")
    assert "table '' is not to correct; use articles, statements" in err


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["report", "-p", "minimum=0.5"], "see newslab report --help"),
        (["parse", "--nope", "x"], "see newslab parse --help"),
        (["--nope"], "see newslab --help"),
    ],
)
def test_a_mistyped_option_leads_to_the_help_of_its_command(monkeypatch, capsys, words, told):
    monkeypatch.setattr(sys, "argv", ["newslab", *words])
    with pytest.raises(SystemExit, match="2"):
        cli.main()
    assert capsys.readouterr().err.strip().endswith(told)


def test_a_day_is_read_in_the_order_that_is_told(run):
    given = ["--published", "03/04/2020", "--date-format", "DMY"]
    assert run("parse", "data/raw", *given)[0] == 0
    published = newslab.load("data/processed").articles["published"]
    assert published.tolist() == [pd.Timestamp("2020-04-03")]


def test_json_lines_without_a_text_are_one_error_and_headlines_are_titles(run, tmp_path):
    (tmp_path / "t.jsonl").write_text('{"story": "Talks began."}\n{"story": "Talks ended."}\n')
    code, _, err = run("parse", "t.jsonl")
    assert (code, err.count("\n")) == (2, 1)
    assert "no column for the text among story; name it" in err
    (tmp_path / "t.csv").write_text("text,Headline,Pub. Day\nTalks began.,Talks,3 May\n")
    assert [a.title for a in newslab.articles(tmp_path / "t.csv")] == ["Talks"]


def test_a_hint_can_be_pasted(tmp_path, caplog):
    (tmp_path / "t.csv").write_text("text,Pub. Day\nTalks began.,2020-03-04\n")
    list(newslab.articles(tmp_path / "t.csv"))
    assert "--name published 'Pub. Day'" in caplog.text
