"""How time grows with texts that nobody writes: ``python tools/bench.py --only hostile``.

What is measured is a ratio in one run: the time for a text over that for one an eighth as long,
over eight. It is 1 where time grows with the length, 8 where it grows with its square.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterable, Iterator
from resource import RUSAGE_CHILDREN, RUSAGE_SELF, getrusage
from timeit import Timer
from typing import Any

from newslab import Article, parse, parse_corpus, report, sentiment, stance, timeline
from newslab.present.report import NOTEBOOKS

#: Each is repeated; what it strains stands behind it.
PATTERNS = {
    "mentions in one sentence": "Ann Lee praised Bob Ray and ",
    "pronouns": "He said that she met him. ",
    "names": "Ann Lee met Bob Ray. Kim Orr met Jo Day. ",
    "quotations": '"No," he said. ',
    "open marks": 'Ann said "yes and ',
    "nested contents": "Ann said that Bob denied that ",
    "denials": "Ann said the dam was safe. Bob denied that the dam was safe. ",
    "dates": "On March 3, 2024 and ",
    "dated events": "Two days later the dam broke in Rome. ",
    "phrases in phrases": "the head of the board of ",
    "commas": "Bo, Ann, ",
    "conjunctions": "praised the plan and attacked the levy and ",
    "lines": "Ann Lee: yes.\n\n",
    "labels": "Lee said: ",
    "cues without clauses": "accused the police of ",
    "dated clauses": "he left on Monday and ",
    "repairs of the tree": 'Acme said Monday profits fell. "We lost," warned the union. ',
    "inherited sources": "Lee denied it and accused Roe of lying. ",
    "dated nouns without verbs": "in March 2024 vote of ",
}
#: Characters of the two texts that are compared.
SIZES = (10_000, 80_000)
#: How much faster than a text its time may grow: room for what a busy machine adds.
WANTED = 1.3
#: Shorter times, in seconds, count as this one: what disturbs them is as long as they are.
LEAST = 0.05
#: A text of so many characters takes at most so many seconds for each step.
LENGTH, SECONDS = 40_000, 10.0


def steps() -> dict[str, Callable[[Any], object]]:
    """Return what is measured: the parse of an article, and what is made of its tables."""
    return {
        "parse": parse, "stance": stance, "sentiment": sentiment, "timeline": timeline,
        "report": _report,
    }  # fmt: skip


def growth(
    pattern: str, sizes: tuple[int, int] = SIZES, repeats: int = 3, only: Iterable[str] = ()
) -> Iterator[tuple[str, float]]:
    """Yield for each step how much more its time grows than the text: 1 is in proportion."""
    short, long = (_spent(pattern, size, repeats, only) for size in sizes)
    for name, spent in long.items():
        yield name, spent / max(short[name], LEAST) * sizes[0] / sizes[1]


def seconds(
    pattern: str, size: int = LENGTH, only: Iterable[str] = ()
) -> Iterator[tuple[str, float]]:
    """Yield for each step the seconds of processor time that a text takes."""
    yield from _spent(pattern, size, 1, only).items()


def _spent(pattern: str, size: int, repeats: int, only: Iterable[str]) -> dict[str, float]:
    text = "On March 3, " + pattern * (size // len(pattern))
    article = Article(text, article_id="a", published="2024-03-05")
    wanted = {name: step for name, step in steps().items() if name in (only or steps())}
    tables, spent = parse(article), {}
    with tempfile.TemporaryDirectory() as folder:
        if "report" in wanted:
            parse_corpus(article, folder, jobs=1)
        for name, step in wanted.items():
            given = {"parse": article, "report": folder}.get(name, tables)
            timed = Timer(lambda step=step, given=given: step(given), timer=_processor)
            # The shortest of some runs: the one that the machine disturbed least.
            spent[name] = min(timed.repeat(1 if name == "report" else repeats, number=1))
    # One of the three reports.
    return {name: s / len(NOTEBOOKS) if name == "report" else s for name, s in spent.items()}


def _report(tables: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        rows = report(tables, out=folder)
    assert set(rows["status"]) == {"ok"}, rows["message"].tolist()


def _processor() -> float:
    """Seconds of processor time of this process and of those that it has ended."""
    used = map(getrusage, (RUSAGE_SELF, RUSAGE_CHILDREN))
    return sum(r.ru_utime + r.ru_stime for r in used)
