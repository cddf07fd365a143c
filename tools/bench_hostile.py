"""How time grows with texts that nobody writes: ``python tools/bench.py --only hostile``.

What is measured is a ratio in one run: the time for a text that is four times as long over that of
the shorter one. It is 4 where time grows with the length, 16 where it grows with its square.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from typing import Any

from newslab import Article, parse, sentiment, stance, timeline

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
}
#: Growth that is still in proportion, with room for what a busy machine adds.
WANTED = 8.0
TIMES = 4


def steps() -> dict[str, Callable[[Any], object]]:
    """Return what is measured, each with the tables of a parse but the first, which parses."""
    return {"parse": parse, "stance": stance, "sentiment": sentiment, "timeline": timeline}


def growth(pattern: str, count: int, repeats: int = 3) -> Iterator[tuple[str, float]]:
    """Yield for each step how much longer it takes for four times as many repetitions."""
    articles = [
        Article("On March 3, " + pattern * n, article_id="a", published="2024-03-05")
        for n in (count, TIMES * count)
    ]
    parsed = [parse(article) for article in articles]
    for name, step in steps().items():
        short, long = articles if name == "parse" else parsed
        yield name, _least(step, long, repeats) / max(_least(step, short, repeats), 1e-4)


def _least(step: Callable[[Any], object], given: Any, repeats: int) -> float:
    """Return the shortest of some runs: the one that the machine disturbed least."""
    spent = []
    for _ in range(repeats):
        began = time.process_time()
        step(given)
        spent.append(time.process_time() - began)
    return min(spent)
