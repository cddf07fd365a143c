"""The benchmark: ``python tools/bench.py`` (extras ``scale`` and ``bench``).

Everything is measured on the same generated articles in one run, and what counts are ratios: they
hold from machine to machine, seconds do not. Each measurement has a process of its own, so that
its peak of memory is its own, too.
"""

from __future__ import annotations

import argparse
import csv
import importlib.util
import os
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from typing import TYPE_CHECKING, Any

import bench_hostile
from bench_articles import articles

if TYPE_CHECKING:
    from matplotlib.axes import Axes

Figures = dict[str, float]

#: Articles that each pipeline takes at its turn, so that a busy moment of the machine hits all.
TURN = 32


def apart(measure: Callable[..., Any], *given: Any) -> Any:
    """Measure in a fresh process."""
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        return pool.submit(measure, *given).result()


def speed(count: int, sentences: int) -> Figures:
    """Measure words a second of processor time: spaCy alone, newslab, textacy's quotations."""
    pipelines = dict(_pipelines())
    everything = [a.text for a in articles(count, sentences)]
    words = sum(len(t.split()) for t in everything)
    spent: dict[str, float] = defaultdict(float)
    for run in pipelines.values():
        run(everything[:10])
    turns = list(pipelines.items())
    for i in range(0, count, TURN):
        turns.append(turns.pop(0))
        for name, run in turns:
            began = time.process_time()
            run(everything[i : i + TURN])
            spent[name] += time.process_time() - began
    return {name: words / spent[name] for name in pipelines}


def _pipelines() -> Iterator[tuple[str, Callable[[list[str]], None]]]:
    import spacy

    from newslab.article import Article
    from newslab.parsed import parse_many
    from newslab.syntax.language import model_name

    # Components of newslab's own pipeline, and those that a user of textacy gets.
    bare, full = spacy.load(model_name(), exclude=["ner"]), spacy.load(model_name())

    def alone(texts: list[str]) -> None:
        for _ in bare.pipe(texts, batch_size=32):
            pass

    def newslab(texts: list[str]) -> None:
        for _ in parse_many(Article(t, article_id=str(n)) for n, t in enumerate(texts)):
            pass

    yield "spaCy alone", alone
    yield "newslab", newslab
    if importlib.util.find_spec("textacy") is None:
        return
    from textacy.extract.triples import direct_quotations

    for name, nlp in (("textacy", full), ("textacy without NER", bare)):

        def textacy(texts: list[str], nlp: Any = nlp) -> None:
            for doc in nlp.pipe(texts, batch_size=32):
                for _ in _quietly(iter(direct_quotations(doc))):
                    pass

        yield name, textacy


def _quietly(found: Iterator[Any]) -> Iterator[Any]:
    """Leave an article at which textacy gives up (odd quotation marks) with what it found."""
    try:
        yield from found
    except ValueError:
        return


def corpus(count: int, sentences: int, jobs: int) -> Figures:
    """Parse a folder of articles to parquet: seconds, peak of memory, bytes."""
    import resource

    from newslab.corpus import parse_corpus

    with tempfile.TemporaryDirectory() as folder:
        raw, out = Path(folder, "raw"), Path(folder, "processed")
        raw.mkdir()
        characters = 0
        for a in articles(count, sentences):
            characters += len(a.text)
            (raw / f"{a.article_id}.txt").write_text(a.text, encoding="utf-8")
        # The model is loaded before the time runs.
        parse_corpus(next(raw.iterdir()), Path(folder, "first"), jobs=1)
        began, processor = time.perf_counter(), _processor()
        done = parse_corpus(raw, out, jobs=jobs)
        seconds, processor = time.perf_counter() - began, _processor() - processor
        assert len(done) == count, done.failed
        return {
            "articles": count,
            "seconds": seconds,
            "processor seconds": processor,
            "MB of memory": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
            "bytes of text": characters,
            "bytes of tables": sum(f.stat().st_size for f in out.rglob("*.parquet")),
            "files": sum(1 for _ in out.rglob("*.parquet")),
        }


def _processor() -> float:
    """Seconds of processor time of this process and of those that it has ended."""
    return sum(os.times()[:4])


def reports(count: int, sentences: int) -> float:
    """Make three reports for each article; return how many a minute."""
    from newslab.present.report import report

    with tempfile.TemporaryDirectory() as folder:
        raw = Path(folder, "raw")
        raw.mkdir()
        for a in articles(count, sentences):
            (raw / f"{a.article_id}.txt").write_text(a.text, encoding="utf-8")
        began = time.perf_counter()
        rows = report(raw, out=Path(folder, "reports"), processed=Path(folder, "processed"))
        assert set(rows["status"]) == {"ok"}, rows
        return len(rows) / (time.perf_counter() - began) * 60


Line = tuple[str, float, str]


def run(given: argparse.Namespace) -> Iterator[Line]:
    """Measure what was asked for; yield a figure's name, its value and what it should be."""
    if "speed" in given.only:
        words = apart(speed, given.articles, given.sentences)
        for name, each in words.items():
            yield f"words/s: {name}", each, ""
        yield "newslab over spaCy alone", words["newslab"] / words["spaCy alone"], "≥ 0.9"
        if "textacy" in words:
            both = (
                words["newslab"] / words["textacy"],
                words["newslab"] / words["textacy without NER"],
            )
            yield "newslab over textacy", both[0], "≥ 1.3"
            yield "newslab over textacy without NER", both[1], ""
    if "growth" in given.only:
        yield from _growth([apart(corpus, n, given.sentences, 1) for n in given.sizes])
    if "workers" in given.only:
        one, two = (apart(corpus, given.shared, given.sentences, jobs) for jobs in (1, 2))
        yield "two workers over one", one["seconds"] / two["seconds"], "≥ 1.7"
        more = two["processor seconds"] / one["processor seconds"]
        yield "processor time, two workers over one", more, ""
    if "reports" in given.only:
        yield "reports a minute", apart(reports, given.reported, given.sentences), ""
    if "hostile" in given.only:
        for name, pattern in bench_hostile.PATTERNS.items():
            for step, ratio in bench_hostile.growth(pattern):
                yield f"growth of {step}: {name}", ratio, f"≤ {bench_hostile.WANTED:g}"
            for step, spent in bench_hostile.seconds(pattern):
                yield f"seconds of {step}: {name}", spent, f"≤ {bench_hostile.SECONDS:g}"


def _growth(sizes: Sequence[Figures]) -> Iterator[Line]:
    for s in sizes:
        yield f"ms an article: {s['articles']:,}", _each(s) * 1000, ""
        yield f"MB of memory: {s['articles']:,}", s["MB of memory"], ""
    first, last = sizes[0], sizes[-1]
    if len(sizes) > 1:
        before = sizes[-2]
        yield f"time an article, {_over(last, first)}", _each(last) / _each(first), "≤ 1.1"
        memory = last["MB of memory"] / before["MB of memory"]
        yield f"peak of memory, {_over(last, before)}", memory, "≤ 1.2"
    yield "core-hours a million articles", _each(last) * 1e6 / 3600, ""
    yield "GB of tables a million articles", last["bytes of tables"] / last["articles"] / 1e3, ""
    yield "tables over text, bytes", last["bytes of tables"] / last["bytes of text"], ""


def _each(one: Figures) -> float:
    """Seconds of processor time for an article."""
    return one["processor seconds"] / one["articles"]


def _over(one: Figures, other: Figures) -> str:
    return f"{one['articles']:,} over {other['articles']:,}"


def draw(lines: Sequence[Line], path: Path) -> None:
    """Draw the figures of a run: words a second, time and memory against size."""
    from matplotlib.figure import Figure

    groups = {g: _group(lines, g) for g in ("words/s", "ms an article", "MB of memory")}
    shown = {g: rows for g, rows in groups.items() if rows}
    if not shown:
        return
    figure = Figure(figsize=(4 * len(shown), 3), layout="constrained")
    for axes, (group, rows) in zip(
        figure.subplots(1, len(shown), squeeze=False)[0], shown.items(), strict=True
    ):
        _bars(axes, group, rows)
    figure.savefig(path, dpi=120)


def _group(lines: Sequence[Line], group: str) -> list[tuple[str, float]]:
    return [(n.partition(": ")[2], v) for n, v, _ in lines if n.startswith(f"{group}: ")]


def _bars(axes: Axes, group: str, rows: Sequence[tuple[str, float]]) -> None:
    names, values = zip(*reversed(rows), strict=True)
    bars = axes.barh(names, values, color="#4477aa")
    axes.bar_label(bars, fmt="{:,.0f}", padding=3)
    axes.set_title(group, loc="left", fontsize=10)
    axes.set_xlim(0, max(values) * 1.25)
    axes.spines[["top", "right"]].set_visible(False)


PARTS = ("speed", "growth", "workers", "reports", "hostile")


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the benchmark."""
    parser = argparse.ArgumentParser("python tools/bench.py", description="Measure newslab.")
    parser.add_argument("--only", nargs="+", choices=PARTS, default=PARTS, help="what to measure")
    parser.add_argument("--articles", type=int, default=400, help="for the speed [400]")
    parser.add_argument("--sizes", type=int, nargs="+", default=[100, 1000, 10_000],
                        help="for the growth [100 1000 10000]")  # fmt: skip
    parser.add_argument("--shared", type=int, default=2000, help="for two workers [2000]")
    parser.add_argument("--reported", type=int, default=10, help="for the reports [10]")
    parser.add_argument("--sentences", type=int, default=24, help="in an article [24]")
    parser.add_argument("--out", type=Path, default=Path("build/bench"), metavar="FOLDER",
                        help="folder of the results [build/bench]")  # fmt: skip
    given = parser.parse_args(arguments)
    lines = []
    for line in run(given):
        name, value, wanted = line
        print(f"{name:45} {value:12,.3f}  {wanted}", flush=True)
        lines.append(line)
    given.out.mkdir(parents=True, exist_ok=True)
    with (given.out / "bench.csv").open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows([("figure", "value", "wanted"), *lines])
    draw(lines, given.out / "bench.png")


if __name__ == "__main__":
    main()
