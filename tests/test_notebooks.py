import ast
import json
import re
from pathlib import Path

import pytest

from newslab.errors import ParameterError
from newslab.present import notebook as own

FOLDER = Path(__file__).resolve().parents[1] / "notebooks"
BOOKS = sorted(FOLDER.glob("*.ipynb"))
REPORTS = ("stance", "sentiment", "timeline")


def cells(path, kind):
    found = json.loads(path.read_text("utf-8"))["cells"]
    return [c | {"source": "".join(c["source"])} for c in found if c["cell_type"] == kind]


@pytest.fixture(params=BOOKS, ids=lambda p: p.stem)
def book(request):
    return request.param


def test_all_are_there():
    assert {p.stem for p in BOOKS} == {*REPORTS, "corpus", "compare", "tour", "evaluation"}


def test_it_was_run_before_it_was_committed(book):
    code = cells(book, "code")
    assert [c["execution_count"] for c in code] == list(range(1, len(code) + 1))
    assert sum(bool(c["outputs"]) for c in code) >= 2
    assert not [o for c in code for o in c["outputs"] if o["output_type"] in ("error", "stream")]


def test_it_is_small_and_the_same_each_time(book):
    code = cells(book, "code")
    assert len(json.dumps([c["outputs"] for c in code])) <= 250_000
    text = book.read_text("utf-8")
    assert not re.search(r"0x[0-9a-f]{8}|/home/|/root/|/tmp/|iopub|papermill", text)


def test_it_calls_and_does_not_define(book):
    for cell in cells(book, "code"):
        for node in ast.walk(ast.parse(cell["source"])):
            assert not isinstance(
                node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Lambda)
            )
        assert cell["source"].count("\n") < 10


def test_each_parameter_has_a_type_and_help(book):
    tagged = [c for c in cells(book, "code") if "parameters" in c["metadata"].get("tags", [])]
    assert len(tagged) == 1
    lines = [line for line in tagged[0]["source"].splitlines() if line.strip()]
    known = own.declared(book)
    assert len(known) == len(lines)
    for p in known.values():
        assert p.help
        p.convert(ast.literal_eval(p.default))


def test_papermill_sees_the_same_parameters(book):
    import papermill

    seen = papermill.inspect_notebook(str(book))
    assert {n: (p["inferred_type_name"], p["help"]) for n, p in seen.items()} == {
        n: (p.type, p.help) for n, p in own.declared(book).items()
    }


@pytest.mark.parametrize("content", ["", "x", "{}", "[]", '{"cells": 3}', '{"cells": [{}]}'])
def test_what_is_no_notebook_is_told(tmp_path, content):
    (tmp_path / "n.ipynb").write_text(content)
    with pytest.raises(ParameterError, match=r"n\.ipynb: is no notebook that can be read"):
        own.declared(tmp_path / "n.ipynb")


@pytest.mark.parametrize("name", REPORTS)
def test_a_report_says_the_main_thing_first_and_how_far_to_trust_it(name):
    heads = re.findall(
        r"^## (.+)$", "\n".join(c["source"] for c in cells(FOLDER / f"{name}.ipynb", "markdown")),
        re.MULTILINE,
    )  # fmt: skip
    assert heads[0] == "In short"
    assert "How far to trust this" in heads
    assert heads[-1] == "The article, marked"
    figures = [
        o
        for c in cells(FOLDER / f"{name}.ipynb", "code")
        for o in c["outputs"]
        if "image/png" in o.get("data", {})
    ]
    assert len(figures) == (name != "stance")  # whose matrix is a table
    assert all(len(o["metadata"]["image/png"]["alt"]) > 40 for o in figures)
