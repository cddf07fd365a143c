r"""Learn where contents end and what is a statement, from tables made by hand.

    python tools/train_statements.py tests/gold/wikinews/{dev,older} tests/gold \
        --cases tests/gold/statements --write

Each folder holds ``<article>/statements.csv`` and ``src/<article>.txt``; the cases are JSON files
of sentences with the statements that are expected. Prints figures on articles only, each by weights
that did not see the article, and by weights that did not see the cue; the strength with the best of
these is taken. ``--write`` puts the weights into ``newslab/lexicons/``, with the figures.
"""

from __future__ import annotations

import argparse
import csv
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from sklearn.feature_extraction import DictVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GroupKFold

from newslab.article import Article, read
from newslab.extract import statements
from newslab.extract.statements import choice
from newslab.syntax import language
from newslab.syntax.page import Page
from newslab.syntax.tree import Token, Tree

LEXICONS = Path(choice.__file__).parents[2] / "lexicons"
#: Weights nearer to zero change no decision.
SMALLEST = 0.05
FOLDS = 8
#: In so many articles (or cases) a feature must be seen.
SEEN = 2
STRENGTHS = (0.3, 1.0, 3.0)

Rows = list[dict[str, str]]
Weights = dict[str, float]


@dataclass
class Example:
    """A decision whose outcome is known: the likeliest of some points, or yes and no.

    ``right`` is the number of the right one of ``options``, each a list of features, or None when
    none of them is.
    """

    article: str
    lemma: str
    options: list[tuple[str, ...]]
    right: int | None

    def samples(self) -> Iterator[tuple[tuple[str, ...], bool]]:
        """Yield what was passed (False), and what was taken (True)."""
        for k, features in enumerate(self.options):
            yield features, k == self.right
            if k == self.right:
                return


# --- reading -------------------------------------------------------------------------------------


def articles(folders: list[Path]) -> Iterator[tuple[str, Page, Rows]]:
    """Yield each article with the rows of its table of statements."""
    for folder in folders:
        for table in sorted(folder.glob("*/statements.csv")):
            source = folder / "src" / f"{table.parent.name}.txt"
            with table.open(encoding="utf-8", newline="") as file:
                rows = list(csv.DictReader(file))
            ((article, doc),) = language.docs([read(source)])
            yield table.parent.name, Page(article, Tree(doc)), rows


def cases(folder: Path) -> Iterator[tuple[str, Page, Rows]]:
    """Yield each sentence of the case files with the rows that are expected of it."""
    for file in sorted(folder.glob("*.json")):
        for number, case in enumerate(json.loads(file.read_text(encoding="utf-8"))):
            name, text = f"{file.stem}#{number}", case["text"]
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


def where_it_ends(name: str, page: Page, rows: Rows) -> Iterator[Example]:
    """Yield the contents of an article whose cue and first word the gold has, too."""
    gold = {int(r["cue_start"]): spans(r) for r in rows if r["cue_start"]}
    for cue, first, kind in _asked(page):
        parts, points = gold.get(cue.idx), list(choice.points(page, cue, first, kind))
        if parts is None or not points:
            continue
        offset, options = page.doc[first].idx, [features for _, features in points]
        part = next((p for p in parts if offset - 2 <= p[0] <= offset + 1), None)
        if part is None:
            if kind == "rest" and all(p[1] <= offset for p in parts):
                yield Example(name, cue.lemma_, options, 0)
            continue
        behind = sum(page.doc[at].idx < part[1] for at, _ in points)
        if behind == len(points):
            yield Example(name, cue.lemma_, options, None)
        elif not any(c.isalnum() for c in page.text[part[1] : page.doc[points[behind][0]].idx]):
            yield Example(name, cue.lemma_, options, behind)


def _asked(page: Page) -> list[tuple[Token, int, str]]:
    """Return the contents whose ends the rules ask for."""
    calls: list[tuple[Token, int, str]] = []
    real = choice.find_end

    def find(page: Page, cue: Token, first: int, kind: str) -> int:
        calls.append((cue, first, kind))
        return real(page, cue, first, kind)

    choice.find_end = find
    try:
        statements.candidates(page)
    finally:
        choice.find_end = real
    return list(dict.fromkeys(calls))


def what_is_said(name: str, page: Page, rows: Rows) -> Iterator[Example]:
    """Yield the candidates of an article; right is what shares half of its words with the gold."""
    found = statements.candidates(page)
    gold = [(int(r["cue_start"]) if r["cue_start"] else -1, _words(page, spans(r))) for r in rows]
    for a in found:
        mine = _words(page, a.content)
        right = any(
            2 * len(mine & words) >= (len(mine) + len(words)) * (0.5 if cue == a.cue[0] else 0.8)
            for cue, words in gold
        )
        yield Example(name, a.cue_lemma, [choice.features(page, a)], 0 if right else None)


def _words(page: Page, parts: list[tuple[int, int]]) -> set[int]:
    touched = (t for s, e in parts for t in page.doc.char_span(s, e, expand=True) or ())
    return {t.i for t in touched if not t.is_punct and not t.is_space}


# --- learning ------------------------------------------------------------------------------------


def learn(found: list[Example], strength: float) -> Weights:
    """Return feature ▶ weight of a logistic regression; "" is the constant."""
    seen: dict[str, set[str]] = {}
    for e in found:
        for features in e.options:
            for feature in features:
                seen.setdefault(feature, set()).add(e.article)
    often = {f for f, where in seen.items() if len(where) >= SEEN}
    samples = [sample for e in found for sample in e.samples()]
    vectors = DictVectorizer()
    x = vectors.fit_transform([{f: 1 for f in fs if f in often} for fs, _ in samples])
    model = LogisticRegression(C=strength, max_iter=2000).fit(x, [taken for _, taken in samples])
    learnt = zip(vectors.feature_names_, model.coef_[0], strict=True)
    return {"": float(model.intercept_[0])} | {
        f: round(float(w), 2) for f, w in learnt if abs(w) >= SMALLEST
    }


def chances(e: Example, weights: Weights) -> np.ndarray:
    """Return the probability of each option, and in the end of none."""
    odds = np.array([weights[""] + sum(weights.get(f, 0.0) for f in fs) for fs in e.options])
    stops = 1 / (1 + np.exp(-odds))
    passed = np.concatenate([[1.0], np.cumprod(1 - stops)])
    return passed * np.append(stops, 1.0)


def validated(found: list[Example], strength: float, groups: list[str]) -> list[np.ndarray]:
    """Return the chances of each example's options by weights that did not see its group."""
    out = [np.zeros(0)] * len(found)
    for train, test in GroupKFold(FOLDS).split(found, groups=groups):
        weights = learn([found[k] for k in train], strength)
        for k in test:
            out[k] = chances(found[k], weights)
    return out


def report(found: list[Example], least: float | None) -> tuple[float, str]:
    """Print the figures of each strength; return the best strength and its figures."""
    tried = []
    for strength in STRENGTHS:
        told, loss = [], 0.0
        for by in ("article", "lemma"):
            all_chances = validated(found, strength, [getattr(e, by) for e in found])
            real = [(e, c) for e, c in zip(found, all_chances, strict=True) if "#" not in e.article]
            loss -= float(np.mean([np.log(c[-1 if e.right is None else e.right]) for e, c in real]))
            if least is None:
                right = [
                    int(c.argmax()) == (len(c) - 1 if e.right is None else e.right) for e, c in real
                ]
                told.append(f"{np.mean(right):.3f} right by {by}")
            else:
                kept = [e.right == 0 for e, c in real if c[0] >= least]
                recall = sum(kept) / sum(e.right == 0 for e, _ in real)
                told.append(f"P {np.mean(kept):.3f} R {recall:.3f} by {by}")
        tried.append((loss / 2, strength, ", ".join(told)))
        print(f"C {strength}: loss {loss / 2:.4f}, {tried[-1][2]}")
    _, strength, figures = min(tried)
    return strength, f"cross-validated {figures}"


def write(name: str, weights: Weights, about: str) -> None:
    """Write weights as a word list, sorted by feature."""
    with (LEXICONS / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
        file.write(
            f"# {about}; learned by tools/train_statements.py on Wikinews articles (CC BY 2.5) and"
            " articles written for newslab; MIT\n"
        )
        out = csv.writer(file, lineterminator="\n")
        out.writerow(["feature", "weight"])
        out.writerows(sorted((f, f"{w:.2f}") for f, w in weights.items()))


def main() -> None:
    """Learn, print the figures, write the weights if told to."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folders", nargs="+", type=Path)
    parser.add_argument("--cases", type=Path)
    parser.add_argument("--write", action="store_true")
    options = parser.parse_args()
    texts = [*articles(options.folders), *(cases(options.cases) if options.cases else ())]
    tasks = (
        ("end_weights", where_it_ends, None, "Log odds that a content ends at a point"),
        (
            "statement_weights",
            what_is_said,
            choice.LEAST,
            "Log odds that a candidate is a statement",
        ),
    )
    for name, read_examples, least, about in tasks:
        found = [e for text in texts for e in read_examples(*text)]
        print(f"{name}: {len(found)} examples")
        strength, figures = report(found, least)
        if options.write:
            write(name, learn(found, strength), f"{about}; {figures}")


if __name__ == "__main__":
    main()
