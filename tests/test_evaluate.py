"""Accuracy: on the gold, against the floors, and against the figures that reports show."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

import corpora
import pandas as pd
import pin_accuracy
import pytest

from newslab import evaluate
from newslab.errors import InputError
from newslab.present import notebook

ROOT = Path(__file__).resolve().parents[1]
GOLD = ROOT / "tests" / "gold"
WHAT = list(evaluate.recorded()["what"])


@pytest.fixture(scope="module")
def shown() -> pd.DataFrame:
    return pin_accuracy.shown()


# --- what is measured ---------------------------------------------------------------------------


def test_reports_show_every_figure_as_it_is_measured(shown: pd.DataFrame) -> None:
    assert list(shown["what"]) == WHAT
    same = ["what", "measure", "readers", "articles", "on", "counts_as_right"]
    pd.testing.assert_frame_equal(shown[same], evaluate.recorded()[same])


@pytest.mark.parametrize("what", WHAT)
def test_no_figure_is_a_point_below_what_reports_show(shown: pd.DataFrame, what: str) -> None:
    value = shown.set_index("what").loc[what, "value"]
    assert value >= evaluate.recorded(what)["value"].iloc[0] - 0.01, "run tools/pin_accuracy.py"


def test_figures_add_up(shown: pd.DataFrame) -> None:
    for row in shown.to_dict("records"):
        base = {"F1": (row["found"] + row["gold"]) / 2, "recall": row["gold"]}
        assert row["value"] == pytest.approx(
            row["right"] / base.get(row["measure"], row["found"]), abs=0.001
        )
        if row["measure"] == "F1":
            assert row["precision"] == pytest.approx(row["right"] / row["found"], abs=0.001)
            assert row["recall"] == pytest.approx(row["right"] / row["gold"], abs=0.001)


def test_what_reports_show_was_measured_on_other_articles_than_floors() -> None:
    def articles(part: str) -> list[dict[str, str]]:
        with (GOLD / "wikinews" / part / "articles.csv").open(encoding="utf-8", newline="") as file:
            return list(csv.DictReader(file))

    dev, check = articles("dev"), articles("check")
    assert not {a["url"] for a in dev} & {a["url"] for a in check}
    assert all(a["title"] and a["url"].startswith("https://") for a in [*dev, *check])
    assert (len(dev), len(check)) == (46, 24)
    assert GOLD / "wikinews" / "check" not in pin_accuracy.DEVELOPED_ON.values()


def test_reports_say_where_and_how_far_readers_agree() -> None:
    said = repr(notebook.trust("stance", "date"))
    assert "two readers agree" in said
    assert "Wikinews, kept aside" in said
    assert "Wikinews, MEANTIME" in said


def test_figures_of_elsewhere_say_when_and_with_which_command() -> None:
    table = evaluate.elsewhere()
    assert not table.isna().any().any()
    assert table["measured"].str.fullmatch(r"\d{4}-\d\d-\d\d").all()
    assert all((ROOT / command.split()[1]).is_file() for command in table["command"])


# --- floors -------------------------------------------------------------------------------------


def test_no_figure_is_below_its_floor() -> None:
    sha256, floors = pin_accuracy.read()
    assert sha256 == pin_accuracy.gold_hash(), "the gold has changed: run tools/pin_accuracy.py"
    values = pin_accuracy.measured()
    assert {name: set(v) for name, v in values.items() if name in pin_accuracy.DEVELOPED_ON} == {
        name: set(f) for name, f in floors.items() if name in pin_accuracy.DEVELOPED_ON
    }
    assert pin_accuracy.fallen(values, floors) == {}


def test_a_floor_falls_only_when_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Any
) -> None:
    monkeypatch.setattr(pin_accuracy, "FLOORS", tmp_path / "floors.toml")
    monkeypatch.setattr(pin_accuracy, "ACCURACY", tmp_path / "accuracy.csv")
    monkeypatch.setattr(pin_accuracy, "DEVELOPED_ON", {"wikinews": None})
    monkeypatch.setattr(pin_accuracy, "shown", lambda: pd.DataFrame({"what": ["act"]}))
    monkeypatch.setattr(
        pin_accuracy,
        "measured",
        lambda: {"wikinews": {"act": 0.8, "kind": 0.9}, "own": {"act": 0.9}},
    )
    before = {"wikinews": {"act": 0.9, "kind": 0.5}, "own": {"act": 0.7}}
    (tmp_path / "floors.toml").write_text(pin_accuracy.pinned(before, "x"))
    assert pin_accuracy.main([]) == 1
    assert "wikinews.act: 0.900 -> 0.800, below its floor" in capsys.readouterr().out
    assert pin_accuracy.read(tmp_path / "floors.toml") == ("x", before)
    assert pin_accuracy.main(["--lower"]) == 0
    assert "wikinews.act: 0.900 -> 0.800, lowered" in capsys.readouterr().out
    after = {"wikinews": {"act": 0.79, "kind": 0.89}, "own": {"act": 0.7}}
    assert pin_accuracy.read(tmp_path / "floors.toml") == (pin_accuracy.gold_hash(), after)


def test_a_figure_that_is_measured_no_more_has_fallen() -> None:
    before = {"own": {"act": 0.9, "kind": 0.5}}
    assert pin_accuracy.fallen({"own": {"act": 0.9}}, before) == {"own.kind": (0.5, -1.0)}


def test_the_hash_sees_every_gold_file(tmp_path: Path) -> None:
    seen = {pin_accuracy.gold_hash(tmp_path)}
    files = [("src/one.txt", "a"), ("one/dates.csv", "a"), ("one/dates.csv", "b")]
    for name, text in [*files, ("deep/er/src/two.txt", "a"), ("coref/x.jsonl", "{}")]:
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text)
        seen.add(pin_accuracy.gold_hash(tmp_path))
    assert len(seen) == 6


# --- how rows are compared ----------------------------------------------------------------------


def test_gold_rows_pair_one_to_one_the_most_alike_first() -> None:
    alike = [[0.1, 0.1], [1.0, 1.0]]
    assert evaluate.paired(alike) == [(1, 0), (0, 1)]


def test_a_folder_without_gold_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no gold tables"):
        evaluate.evaluate(tmp_path)


def test_dates_alone_can_be_gold(tmp_path: Path) -> None:
    doc = {"doc_id": "a", "dct": "2025-03-14", "text": "It rained on Monday and on 3 May."}
    right = {"doc_id": "a", "start": 13, "end": 19, "value": "2025-03-10"}
    wrong = {"doc_id": "a", "start": 27, "end": 32, "value": "1999-05-03"}
    (tmp_path / "docs.jsonl").write_text(json.dumps(doc))
    (tmp_path / "gold.jsonl").write_text("\n".join(map(json.dumps, (right, wrong))))
    (row,) = evaluate.evaluate(corpora.dated(tmp_path)).to_dict("records")
    assert (row["what"], row["right"], row["found"], row["gold"]) == ("date", 1, 2, 2)
