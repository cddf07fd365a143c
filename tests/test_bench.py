"""The benchmark runs, prints ratios and draws them."""

import csv

from newslab import bench, bench_articles


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
