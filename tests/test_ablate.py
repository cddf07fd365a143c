"""The tool that turns rules off: what it drops, and what it calls free."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from ablate import changes, free, together
from rules import Rule, rules, without

TOOLS = Path(__file__).resolve().parents[1] / "tools"


@pytest.mark.parametrize(
    ("rows", "dropped", "kept"),
    [
        ([{"word": "a", "class": "x"}, {"word": "b", "class": "y"}], "x", ["b"]),
        ([{"feature": "cut=a", "weight": "1"}, {"feature": "to", "weight": "2"}], "cut", ["to"]),
        ([{"lemma": "say", "frames": "obj"}, {"lemma": "add", "frames": "obj as"}], "obj", ["add"]),
        ([{"name": "a", "value": "1"}, {"name": "b", "value": "2"}], "(all)", []),
    ],
)
def test_a_rule_is_dropped_by_its_name(
    rows: list[dict[str, str]], dropped: str, kept: list[str]
) -> None:
    assert [next(iter(row.values())) for row in without(rows, {dropped})] == kept


def test_every_lexicon_has_rules() -> None:
    tables = {rule.table for rule in rules()}
    lexicons = {p.stem for p in (TOOLS.parent / "newslab" / "lexicons").glob("*.csv")}
    assert lexicons <= tables


class Fake:
    """Figures that fall by a point for each of the rules that are needed, or for a pair."""

    def __init__(self, needed: set[str], pair: set[str]) -> None:
        self.needed, self.pair = needed, pair

    def figures(self, dropped: list[Rule]) -> dict[tuple[str, str], tuple[float, float, float]]:
        names = {rule.name for rule in dropped}
        lost = len(names & self.needed) + (self.pair <= names)
        return {("a", "b"): (100 - lost, 100, 100)}


def test_rules_go_together_only_where_nothing_is_lost() -> None:
    fake = Fake(needed={"c"}, pair={"a", "d"})
    base = fake.figures([])
    chosen = [Rule("t", name) for name in "abcde"]
    gone = together(fake, base, chosen, 0.0)  # type: ignore[arg-type]
    assert {rule.name for rule in gone} == {"a", "b", "e"}


def test_what_fails_is_not_free() -> None:
    base = {("a", "b"): (1.0, 2.0, 2.0)}
    assert not free(base, {}, tolerance=50)
    assert changes(base, base) == {}
    assert free(base, {("a", "b"): (2.0, 2.0, 2.0)}, tolerance=0)


@pytest.mark.slow
def test_it_loads_newslab_without_a_rule() -> None:
    code = (
        "from rules import Rule, drop; drop([Rule('cues', 'clause')]); import newslab;"
        "text = 'Ann Lee said that it works. \"It works,\" said Bob Ray.';"
        "found = newslab.parse(newslab.Article(text, article_id='a')).statements;"
        "print('|'.join(found['source']))"
    )
    run = subprocess.run(
        [sys.executable, "-c", code], cwd=TOOLS, capture_output=True, text=True, check=True
    )
    assert run.stdout.strip() == "Bob Ray"
