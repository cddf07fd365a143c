"""Learn where contents end, from articles with hand-made tables of statements.

    python tools/train_statements.py FOLDER... [--write]

Each folder holds ``<article>/statements.csv`` and ``src/<article>.txt``. Prints figures
cross-validated over articles; ``--write`` puts the weights into ``newslab/lexicons/``.
"""

from __future__ import annotations

import argparse
import csv
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from sklearn.feature_extraction import DictVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GroupKFold

from newslab.article import read
from newslab.extract import statements
from newslab.extract.statements import ends
from newslab.syntax import language
from newslab.syntax.page import Page
from newslab.syntax.tree import Token, Tree

LEXICONS = Path(ends.__file__).parents[2] / "lexicons"
#: Weights nearer to zero change no decision.
SMALLEST = 0.05
FOLDS = 8


@dataclass
class Choice:
    """One content whose end is known: its points, and which of them is right (None: the last)."""

    article: str
    points: list[ends.Point]
    right: int | None


def articles(folders: list[Path]) -> Iterator[tuple[str, Page, list[dict[str, str]]]]:
    """Yield each article with the rows of its table of statements."""
    for folder in folders:
        for table in sorted(folder.glob("*/statements.csv")):
            source = folder / "src" / f"{table.parent.name}.txt"
            with table.open(encoding="utf-8", newline="") as file:
                rows = list(csv.DictReader(file))
            ((article, doc),) = language.docs([read(source)])
            yield table.parent.name, Page(article, Tree(doc)), rows


def spans(row: dict[str, str]) -> list[tuple[int, int]]:
    """Return the characters of a row's content."""
    if row.get("spans"):
        return [(int(a), int(b)) for a, b in (s.split(":") for s in row["spans"].split())]
    return [(int(row["start"]), int(row["end"]))]


def asked(page: Page) -> list[tuple[Token, int, str]]:
    """Return the contents whose ends the rules ask for."""
    calls: list[tuple[Token, int, str]] = []
    real = ends.find

    def find(page: Page, cue: Token, first: int, kind: str) -> int:
        calls.append((cue, first, kind))
        return real(page, cue, first, kind)

    ends.find = find
    try:
        statements.find(page)
    finally:
        ends.find = real
    return list(dict.fromkeys(calls))


def choices(name: str, page: Page, rows: list[dict[str, str]]) -> Iterator[Choice]:
    """Yield the contents of an article whose cue and first word the gold has, too."""
    gold = {int(r["cue_start"]): spans(r) for r in rows if r["cue_start"]}
    for cue, first, kind in asked(page):
        parts = gold.get(cue.idx)
        if parts is None:
            continue
        offset = page.doc[first].idx
        part = next((p for p in parts if offset - 2 <= p[0] <= offset + 1), None)
        points = list(ends.points(page, cue, first, kind))
        if part is None:
            if kind == "rest" and points and all(p[1] <= offset for p in parts):
                yield Choice(name, points, 0)
            continue
        last = [k for k, p in enumerate(points) if page.doc[p.at].idx < part[1]]
        following = last[-1] + 1 if last else 0
        if following == len(points):
            yield Choice(name, points, None)
        elif not any(c.isalnum() for c in page.text[part[1] : page.doc[points[following].at].idx]):
            yield Choice(name, points, following)


def samples(found: list[Choice]) -> tuple[list[dict[str, int]], np.ndarray]:
    """Return the points that were passed (0) and those at which a content ended (1)."""
    rows, labels = [], []
    for choice in found:
        for k, point in enumerate(choice.points):
            rows.append(dict.fromkeys(point.features, 1))
            labels.append(int(k == choice.right))
            if k == choice.right:
                break
    return rows, np.array(labels)


def learn(found: list[Choice], strength: float) -> dict[str, float]:
    """Return feature ▶ weight of a logistic regression; "" is the constant."""
    rows, labels = samples(found)
    vectors = DictVectorizer()
    model = LogisticRegression(C=strength, max_iter=2000)
    model.fit(vectors.fit_transform(rows), labels)
    found_weights = dict(zip(vectors.feature_names_, model.coef_[0], strict=True))
    return {"": float(model.intercept_[0])} | {
        f: round(float(w), 2) for f, w in found_weights.items() if abs(w) >= SMALLEST
    }


def chosen(points: list[ends.Point], weights: dict[str, float]) -> int | None:
    """Return the point that weights choose, as `newslab.extract.statements.ends.find` does."""
    passed, best, end = 0.0, -np.inf, None
    for k, point in enumerate(points):
        odds = weights[""] + sum(weights.get(f, 0.0) for f in point.features)
        stops = 1 / (1 + np.exp(-odds))
        if passed + np.log(stops) > best:
            best, end = passed + np.log(stops), k
        passed += np.log(1 - stops + 1e-12)
    return None if passed > best else end


def validated(found: list[Choice], strength: float) -> float:
    """Return the share of ends chosen right, each by weights that did not see its article."""
    groups = [c.article for c in found]
    right = 0
    for train, test in GroupKFold(FOLDS).split(found, groups=groups):
        weights = learn([found[k] for k in train], strength)
        right += sum(chosen(found[k].points, weights) == found[k].right for k in test)
    return right / len(found)


def write(name: str, weights: dict[str, float], origin: str) -> None:
    """Write weights as a word list, sorted by feature."""
    with (LEXICONS / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
        file.write(f"# {origin}\n")
        out = csv.writer(file, lineterminator="\n")
        out.writerow(["feature", "weight"])
        out.writerows(sorted((f, f"{w:.2f}") for f, w in weights.items()))


def main() -> None:
    """Learn, print the figures, write the weights if told to."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folders", nargs="+", type=Path)
    parser.add_argument("--write", action="store_true")
    options = parser.parse_args()
    found = [c for a in articles(options.folders) for c in choices(*a) if c.points]
    last = sum(c.right is None for c in found)
    print(f"{len(found)} contents, {last / len(found):.3f} end with their sentence")
    best = max((0.1, 0.3, 1.0), key=lambda s: validated(found, s))
    for strength in (0.1, 0.3, 1.0):
        print(f"C {strength}: {validated(found, strength):.3f} of ends right, cross-validated")
    if options.write:
        origin = (
            "Log odds that a content ends at a point with a feature; learned by"
            " tools/train_statements.py on Wikinews articles (CC BY 2.5) and articles written for"
            " newslab; MIT"
        )
        write("end_weights", learn(found, best), origin)


if __name__ == "__main__":
    main()
