"""The benchmark runs, prints ratios and draws them."""

import csv

import bench
import bench_articles
import bench_hostile
import pytest


def test_articles_are_the_same_each_time_and_differ():
    texts = [a.text for a in bench_articles.articles(50, 6)]
    assert texts == [a.text for a in bench_articles.articles(50, 6)]
    assert len(set(texts)) == 50


def test_it_measures_prints_and_draws(tmp_path, capsys, monkeypatch):
    monkeypatch.setattr(bench, "apart", lambda measure, *given: measure(*given))
    small = ["--articles", "2", "--sizes", "1", "2", "--sentences", "3", "--out", str(tmp_path)]
    bench.main(["--only", "speed", "growth", *small])
    lines = capsys.readouterr().out.splitlines()
    assert any(line.startswith("newslab over spaCy alone") for line in lines)
    with (tmp_path / "bench.csv").open() as file:
        rows = {r["figure"]: r for r in csv.DictReader(file)}
    assert len(rows) == len(lines)
    assert rows["time an article, 2 over 1"]["wanted"] == "≤ 1.1"
    assert float(rows["core-hours a million articles"]["value"]) > 0
    assert (tmp_path / "bench.png").stat().st_size > 1000


def test_time_over_hostile_patterns_is_told_for_each_step():
    steps = ["parse", "stance", "sentiment", "timeline"]
    found = dict(bench_hostile.growth("Ann Lee praised Bob Ray. ", (50, 100), 1, steps))
    assert list(found) == steps
    assert all(ratio > 0 for ratio in found.values())
    assert list(dict(bench_hostile.seconds("Ann Lee left. ", 50, steps))) == steps


@pytest.mark.slow
@pytest.mark.parametrize("name", list(bench_hostile.PATTERNS))
def test_time_grows_with_the_length_of_a_text(name, request):
    if not request.config.getoption("nightly"):
        pytest.skip("with --nightly")
    grown = dict(bench_hostile.growth(bench_hostile.PATTERNS[name]))
    assert {s: r for s, r in grown.items() if r > bench_hostile.WANTED} == {}
    spent = dict(bench_hostile.seconds(bench_hostile.PATTERNS[name]))
    assert {s: t for s, t in spent.items() if t > bench_hostile.SECONDS} == {}
