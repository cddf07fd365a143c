r"""Learn where contents end and what is a statement, from tables made by hand.

    python tools/train_statements.py tests/gold/wikinews/dev tests/gold \
        --cases tests/gold/statements --write

Each folder holds ``<article>/statements.csv`` and ``src/<article>.txt``; the cases are JSON files
of sentences with the statements that are expected. Prints figures cross-validated over articles;
``--write`` puts the weights into ``newslab/lexicons/``.
"""

from __future__ import annotations

import argparse
import csv
import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from sklearn.feature_extraction import DictVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GroupKFold

from newslab.article import Article, read
from newslab.extract import statements
from newslab.extract.statements import ends, gate
from newslab.extract.statements.quotations import Quotations
from newslab.syntax import language
from newslab.syntax.page import Page
from newslab.syntax.tree import Token, Tree

LEXICONS = Path(ends.__file__).parents[2] / "lexicons"
#: Weights nearer to zero change no decision.
SMALLEST = 0.05
FOLDS = 8
#: In so many candidates a feature must be seen.
SEEN = 3


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


def cases(folder: Path) -> Iterator[tuple[str, Page, list[dict[str, str]]]]:
    """Yield each sentence of the case files with the rows that are expected of it."""
    for file in sorted(folder.glob("*.json")):
        for number, case in enumerate(json.loads(file.read_text(encoding="utf-8"))):
            name, text = f"{file.stem}-{number}", case["text"]
            ((article, doc),) = language.docs([Article(text, article_id=name)])
            rows, at = [], 0
            for row in case["expected"]:
                found, behind = [], 0
                for part in row["content"].split(" … "):
                    start = text.index(part, behind)
                    behind = start + len(part)
                    found.append(f"{start}:{behind}")
                cue = text.find(row["cue"], at)
                at = cue + 1 if cue >= 0 else at
                cue = cue if cue >= 0 else text.index(row["cue"])
                rows.append({"cue_start": str(cue), "spans": " ".join(found)})
            yield name, Page(article, Tree(doc)), rows


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
        statements.candidates(page, Quotations(page))
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


@dataclass
class Candidate:
    """What a cue seems to signal, and whether the gold has it."""

    article: str
    features: tuple[str, ...]
    right: bool


def candidates(name: str, page: Page, rows: list[dict[str, str]]) -> Iterator[Candidate]:
    """Yield the candidates of an article; right is what shares half of its words with the gold."""
    found = statements.candidates(page, Quotations(page))
    gate.lend(found)
    gold = [(int(r["cue_start"]) if r["cue_start"] else -1, _words(page, spans(r))) for r in rows]
    for a in found:
        mine = _words(page, a.content)
        right = any(
            2 * len(mine & words) >= (len(mine) + len(words)) * (0.5 if cue == a.cue[0] else 0.8)
            for cue, words in gold
        )
        yield Candidate(name, gate.features(page, a), right)


def _words(page: Page, parts: list[tuple[int, int]]) -> set[int]:
    return {
        t.i
        for s, e in parts
        for t in page.doc.char_span(s, e, expand=True) or ()
        if not t.is_punct and not t.is_space
    }


def learn_gate(found: list[Candidate], strength: float) -> dict[str, float]:
    """Return feature ▶ weight of the odds that a candidate is a statement."""
    seen = Counter(f for c in found for f in c.features)
    vectors = DictVectorizer()
    x = vectors.fit_transform([{f: 1 for f in c.features if seen[f] >= SEEN} for c in found])
    model = LogisticRegression(C=strength, max_iter=2000).fit(x, [c.right for c in found])
    learnt = dict(zip(vectors.feature_names_, model.coef_[0], strict=True))
    return {"": float(model.intercept_[0])} | {
        f: round(float(w), 2) for f, w in learnt.items() if abs(w) >= SMALLEST
    }


def odds(candidate: Candidate, weights: dict[str, float]) -> float:
    """Return the probability that weights give to a candidate."""
    total = weights[""] + sum(weights.get(f, 0.0) for f in candidate.features)
    return float(1 / (1 + np.exp(-total)))


def validated_gate(found: list[Candidate], strength: float) -> np.ndarray:
    """Return each candidate's probability by weights that did not see its article."""
    out = np.zeros(len(found))
    for train, test in GroupKFold(FOLDS).split(found, groups=[c.article for c in found]):
        weights = learn_gate([found[k] for k in train], strength)
        out[test] = [odds(found[k], weights) for k in test]
    return out


def report(found: list[Candidate], sure: np.ndarray) -> None:
    """Print how many candidates each threshold keeps, and how often each confidence is right."""
    right = np.array([c.right for c in found])
    for least in (0.0, 0.3, 0.35, 0.4, 0.45, 0.5, 0.6):
        kept = sure >= least
        print(
            f"  at least {least:.2f}: {kept.sum()} kept, {right[kept].mean():.3f} right,"
            f" {right[kept].sum() / right.sum():.3f} of the right"
        )
    for low in np.arange(0.3, 1.0, 0.1):
        part = (sure >= low) & (sure < low + 0.1)
        if part.any():
            print(f"  said {low:.1f}-{low + 0.1:.1f}: {part.sum()}, {right[part].mean():.3f} right")


def main() -> None:
    """Learn, print the figures, write the weights if told to."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folders", nargs="+", type=Path)
    parser.add_argument("--cases", type=Path)
    parser.add_argument("--write", action="store_true")
    options = parser.parse_args()
    texts = [*articles(options.folders), *(cases(options.cases) if options.cases else ())]
    found = [c for text in texts for c in choices(*text) if c.points]
    last = sum(c.right is None for c in found)
    print(f"{len(found)} contents, {last / len(found):.3f} end with their sentence")
    for strength in (0.1, 0.3, 1.0):
        print(f"C {strength}: {validated(found, strength):.3f} of ends right, cross-validated")
    seen = [c for text in texts for c in candidates(*text)]
    print(f"{len(seen)} candidates, {sum(c.right for c in seen) / len(seen):.3f} right")
    news = np.array([not c.article.rpartition("-")[2].isdigit() for c in seen])
    for strength in (0.1, 0.3, 1.0):
        print(f"C {strength}, cross-validated, articles only:")
        sure = validated_gate(seen, strength)
        report([c for c, n in zip(seen, news, strict=True) if n], sure[news])
    if options.write:
        origin = (
            "Log odds that a content ends at a point with a feature; learned by"
            " tools/train_statements.py on Wikinews articles (CC BY 2.5) and articles written for"
            " newslab; MIT"
        )
        write("end_weights", learn(found, 1.0), origin)
        write("statement_weights", learn_gate(seen, 1.0), origin)


if __name__ == "__main__":
    main()
