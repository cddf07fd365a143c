from pathlib import Path

import pytest

from newslab import evaluate
from newslab.errors import InputError
from newslab.present import notebook

ROOT = Path(__file__).resolve().parents[1]
GOLD, RAW = ROOT / "tests" / "gold", ROOT / "data" / "raw"


@pytest.fixture(scope="module")
def measured():
    return evaluate.evaluate(GOLD).set_index("what")


def test_all_is_measured(measured):
    assert list(measured.index) == list(evaluate.MEASURES)
    assert measured["value"].between(0, 1).all()
    assert measured.loc["statement", "gold"] > 200


@pytest.mark.parametrize("what", list(evaluate.MEASURES))
def test_it_is_no_worse_than_the_figures_that_reports_show(measured, what):
    # Both are rounded to three digits; tests/test_statements.py compares with the floors.
    assert measured.loc[what, "value"] >= evaluate.recorded([what])["value"].iloc[0]


def test_what_the_figures_were_measured_on_is_told_as_it_is():
    assert len(list(GOLD.glob("src/*.txt"))) == 9
    real = [p.name for p in GOLD.glob("src/*.txt") if (RAW / p.name).is_file()]
    assert real == ["2025-03-14-ceasefire-talks.txt"]
    for name in ("README.md", "CHANGELOG.md", "notebooks/evaluation.ipynb"):
        assert evaluate.GOLD in " ".join((ROOT / name).read_text("utf-8").split())
    assert evaluate.GOLD in repr(notebook.trust("act"))


def test_gold_rows_pair_one_to_one_the_most_alike_first():
    found, gold = [{"n": 1}, {"n": 2}], [{"n": 2}, {"n": 2}]
    pairs = evaluate._pairs(found, gold, lambda f, g: 1.0 if f["n"] == g["n"] else 0.1)
    assert pairs == [(1, 0), (0, 1)]


def test_a_folder_without_gold_is_an_error(tmp_path):
    with pytest.raises(InputError, match="no gold tables"):
        evaluate.evaluate(tmp_path)


def test_figures_add_up(measured):
    f1 = measured.loc["statement"]
    expected = 2 * f1["right"] / (f1["found"] + f1["gold"])
    assert f1["value"] == pytest.approx(expected, abs=0.001)
