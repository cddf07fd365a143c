"""Train the model of target sentiment and write its weights as JSON.

    python tools/train_target_sentiment.py train.jsonl [--out newslab/analyse/target_sentiment.json]

``train.jsonl``: NewsMTSC's training part (Hamborg and Donnay, EACL 2021, MIT), one target a line:
sentence, from, to, polarity (−1, 0, 1). Needs scikit-learn. A logistic regression whose features
are scaled by their log-count ratios (Wang and Manning, ACL 2012): what tells the labels apart is
penalised less. The penalty is chosen by cross-validation over sentences; only words that are no
names, and features seen in at least three targets, are kept.
"""

from __future__ import annotations

import argparse
import json
from collections import Counter
from pathlib import Path
from typing import Any

import numpy as np
from scipy.sparse import csr_matrix
from sklearn.base import BaseEstimator, TransformerMixin
from sklearn.feature_extraction import DictVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import f1_score
from sklearn.model_selection import GroupKFold, cross_val_predict
from sklearn.pipeline import make_pipeline

from newslab.analyse.target_sentiment import Target, features, passage
from newslab.syntax.language import stem

UNIT = 1000
#: In so many targets a feature must be seen, and so much (of UNIT) must it weigh.
SEEN = 3
LEAST = 3


def vocabulary(items: list[dict[str, Any]]) -> frozenset[str]:
    """Return the stems of words that are written small at least twice."""
    texts = {i["sentence"] for i in items}
    counts = Counter(w for t in texts for w in t.replace("’", "'").split() if w.islower())
    stems = Counter[str]()
    for word, n in counts.items():
        stems[stem(word.strip(".,;:!?\"“”'()[]"))] += n
    return frozenset(s for s, n in stems.items() if n >= 2 and s.isalpha())


def vector(item: dict[str, Any], known: frozenset[str]) -> dict[str, float]:
    """Return a target's features."""
    found: dict[str, float] = {}
    target = Target(item["sentence"], item["from"], item["to"])
    for name, value, _ in features(passage(target, known)):
        found[name] = found.get(name, 0.0) + value
    return found


class CountRatio(TransformerMixin, BaseEstimator):  # type: ignore[misc]
    """Scale each feature by how far its frequency in one label is from that in the others."""

    def fit(self, x: csr_matrix, y: np.ndarray) -> CountRatio:
        """Take the largest absolute log-count ratio over the labels, one count added to each."""
        there = (x != 0).astype(float)
        ratios = []
        for label in np.unique(y):
            own = np.asarray(there[y == label].sum(axis=0)).ravel() + 1
            other = np.asarray(there[y != label].sum(axis=0)).ravel() + 1
            ratios.append(np.abs(np.log((own / own.sum()) / (other / other.sum()))))
        self.scale_ = np.maximum.reduce(ratios)
        return self

    def transform(self, x: csr_matrix) -> csr_matrix:
        """Scale."""
        return x.multiply(self.scale_).tocsr()


def main() -> None:
    """Read the corpus, choose the penalty, fit, write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("corpus", type=Path)
    parser.add_argument("--out", type=Path, default=Path("newslab/analyse/target_sentiment.json"))
    parser.add_argument("--words", type=Path, default=Path("newslab/lexicons/ordinary_words.csv"))
    parser.add_argument("--penalties", type=float, nargs="+", default=[0.01, 0.02, 0.03, 0.05])
    a = parser.parse_args()
    items = [json.loads(line) for line in a.corpus.open(encoding="utf-8")]
    known = vocabulary(items)
    y = np.array([i["polarity"] for i in items])
    groups = np.unique([i["sentence"] for i in items], return_inverse=True)[1]
    vectorizer = DictVectorizer()
    x = vectorizer.fit_transform([vector(i, known) for i in items]).tocsr()
    seen = np.asarray((x != 0).sum(axis=0)).ravel() >= SEEN
    x, names = x[:, seen], vectorizer.get_feature_names_out()[seen]
    best, score = a.penalties[0], 0.0
    for c in a.penalties if len(a.penalties) > 1 else []:
        model = make_pipeline(CountRatio(), LogisticRegression(C=c, max_iter=1000))
        guess = cross_val_predict(model, x, y, groups=groups, cv=GroupKFold(4))
        f1 = f1_score(y, guess, average="macro")
        print(f"C={c}: macro-F1 {f1:.4f} by cross-validation", flush=True)
        best, score = (c, f1) if f1 > score else (best, score)
    ratio = CountRatio().fit(x, y)
    model = LogisticRegression(C=best, max_iter=1000).fit(ratio.transform(x), y)
    weights = np.round(model.coef_.T * ratio.scale_[:, None] * UNIT).astype(int)
    kept = {n: w.tolist() for n, w in zip(names, weights, strict=True) if np.abs(w).max() >= LEAST}
    data = {
        "about": f"NewsMTSC, {len(items)} targets, logistic regression scaled by count ratios,"
        f" C={best}",
        "unit": UNIT,
        "intercept": np.round(model.intercept_, 4).tolist(),
        "features": kept,
    }
    a.out.write_text(
        json.dumps(data, ensure_ascii=False, separators=(",", ":")).replace("],", "],\n"),
        encoding="utf-8",
    )
    about = a.words.read_text(encoding="utf-8").splitlines()[:2]
    a.words.write_text("\n".join([*about, *sorted(known), ""]), encoding="utf-8")
    print(f"{len(kept)} features, {a.out.stat().st_size / 1e6:.2f} MB")


if __name__ == "__main__":
    main()
