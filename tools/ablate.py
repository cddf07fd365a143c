"""Turn rules off, one at a time and then together, and print what each figure loses.

A rule here is what a table holds: a class of a lexicon, a frame, a pattern, a repair, a feature of
a weighed choice. Each is dropped by name, newslab's modules are loaded anew without it, and the
articles that rules are judged by (`corpora`) are extracted from the same parse. What loses nothing
has not earned its place.

    python tools/ablate.py                          every rule of every table
    python tools/ablate.py cue_words frames         of these tables only
    python tools/ablate.py frames --on wikinews     on one corpus: faster
    python tools/ablate.py --polnear FOLDER         on PolNeAR's development part, too
    python tools/ablate.py --plover FILE            on PLOVER's gold records, too
    python tools/ablate.py --figures                no rule: only the figures
    python tools/ablate.py --made                   how many rows each rule made, right and wrong
"""

from __future__ import annotations

import argparse
import importlib
import multiprocessing
from collections import Counter
from collections.abc import Iterable, Iterator
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from corpora import Corpus, Three, corpora, total, value
from rules import Rule, drop, rules

from newslab.evaluate import dice, paired, places, read_gold
from newslab.syntax import language

GOLD = Path(__file__).resolve().parents[1] / "tests" / "gold"

Figures = dict[tuple[str, str], Three]


class Measured:
    """Corpora whose articles are parsed once; each measurement runs in a process of its own."""

    def __init__(self, every: list[Corpus]) -> None:
        self.docs = [(corpus, list(language.docs(corpus.articles))) for corpus in every]

    def figures(self, dropped: Iterable[Rule] = ()) -> Figures:
        """Return the figures without some rules; none at all if newslab then fails."""
        context = multiprocessing.get_context("fork")
        mine, theirs = context.Pipe(duplex=False)
        # A fork has the parses without copying them, and what it loads anew is gone with it.
        process = context.Process(target=self._measure, args=(list(dropped), theirs))
        process.start()
        theirs.close()
        try:
            found: Figures = mine.recv()
        except EOFError:
            found = {}
        process.join()
        return found

    def _measure(self, dropped: list[Rule], answer: Connection) -> None:
        drop(dropped)
        fresh = importlib.import_module("newslab.parsed")
        loaded: Any = importlib.import_module("newslab.syntax.language")
        found: Figures = {}
        for corpus, docs in self.docs:
            known = {article.article_id: doc for article, doc in docs}
            loaded.docs = lambda articles, known=known: ((a, known[a.article_id]) for a in articles)
            counted = zip(corpus.counts, fresh.parse_many(corpus.articles), strict=True)
            summed = total(count(parsed) for count, parsed in counted)
            found |= {(corpus.name, what): three for what, three in summed.items()}
        answer.send(found)
        answer.close()


# --- what they are worth ------------------------------------------------------------------------


def changes(base: Figures, found: Figures) -> dict[tuple[str, str], float]:
    """Return by how much each figure changes, where it does, in points of a hundred."""
    if not found:
        return {("newslab", "fails"): -100.0}
    moved = {what: 100 * (value(found[what]) - value(base[what])) for what in base}
    return {what: by for what, by in moved.items() if abs(by) > 1e-6}


def free(base: Figures, found: Figures, tolerance: float) -> bool:
    """Say whether no figure falls by more than so many points."""
    return all(by >= -tolerance for by in changes(base, found).values())


def together(measured: Measured, base: Figures, chosen: list[Rule], tolerance: float) -> list[Rule]:
    """Return as many of the rules as can go together: halves of a set that cannot are tried."""
    gone: list[Rule] = []

    def attempt(some: list[Rule]) -> None:
        if not some:
            return
        if free(base, measured.figures([*gone, *some]), tolerance):
            gone.extend(some)
        elif len(some) > 1:
            attempt(some[: len(some) // 2])
            attempt(some[len(some) // 2 :])

    attempt(chosen)
    return gone


def _say(by: dict[tuple[str, str], float]) -> str:
    ordered = sorted(by.items(), key=lambda item: item[1])
    return ", ".join(f"{corpus} {what} {points:+.2f}" for (corpus, what), points in ordered)


def _made() -> Iterator[tuple[str, bool]]:
    """Yield the rule of each statement of the Wikinews articles, and whether the gold has it."""
    parsing = importlib.import_module("newslab.parsed")
    every = list(read_gold(GOLD / "wikinews" / "dev"))
    for gold, parsed in zip(every, parsing.parse_many(g.article for g in every), strict=True):
        text, rows = gold.article.text, parsed.rows["statements"]
        found, wanted = (
            [places(text, r["spans"]) for r in some] for some in (rows, gold.tables["statements"])
        )
        right = _hits(found, wanted)
        yield from ((str(r.get("frame") or r["rule"]), i in right) for i, r in enumerate(rows))


def _hits(found: list[set[int]], wanted: list[set[int]]) -> set[int]:
    share = [[s if (s := dice(f, w)) >= 0.5 else 0.0 for w in wanted] for f in found]
    return {i for i, _ in paired(share)}


def _print_made() -> None:
    made = Counter(_made())
    for rule in sorted({r for r, _ in made}, key=lambda r: -made[r, True]):
        print(f"{rule}: {made[rule, True]} right, {made[rule, False]} wrong")


def main(arguments: list[str] | None = None) -> None:
    """Measure, and print a line for each rule as soon as it is known."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("tables", nargs="*", help="lexicons; none: all")
    parser.add_argument("--polnear", type=Path, metavar="FOLDER")
    parser.add_argument("--plover", type=Path, metavar="FILE")
    parser.add_argument("--on", nargs="+", metavar="CORPUS", help="measure on these only")
    parser.add_argument("--tolerance", type=float, default=0.0, help="points that count as nothing")
    parser.add_argument("--figures", action="store_true", help="measure with every rule, and stop")
    parser.add_argument("--made", action="store_true", help="count rows by rule, and stop")
    a = parser.parse_args(arguments)
    if a.made:
        _print_made()
        return
    every = corpora(GOLD, a.polnear, a.plover)
    measured = Measured([c for c in every if not a.on or c.name.split()[0] in a.on])
    base = measured.figures()
    for (corpus, what), three in base.items():
        print(f"{corpus} {what}: {value(three):.3f} ({', '.join(f'{n:g}' for n in three)})")
    if a.figures:
        return
    idle = []
    for rule in rules(a.tables):
        found = measured.figures([rule])
        print(f"{rule}: {_say(changes(base, found)) or 'nothing'}", flush=True)
        if free(base, found, a.tolerance):
            idle.append(rule)
    gone = together(measured, base, idle, a.tolerance)
    print(f"\n{len(gone)} rules lose nothing together:", *map(str, gone), sep="\n")
    print("Then:", _say(changes(base, measured.figures(gone))) or "nothing changes")


if __name__ == "__main__":
    main()
