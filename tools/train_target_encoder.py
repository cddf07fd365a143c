"""Train what the encoder adds to target sentiment, and write the weights as JSON.

    python tools/train_target_encoder.py train.jsonl [--out newslab/analyse/target_encoder.json]

``train.jsonl``: as for ``train_target_sentiment.py``. Needs the extras ``encoder`` and ``train``;
reading 8,700 targets takes minutes, so ``--vectors FILE.npy`` keeps what was read. The penalty is
chosen by cross-validation over sentences.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GroupKFold, cross_val_score

from newslab.analyse import encoder
from newslab.analyse.target_sentiment import Target, passage
from newslab.syntax.language import ordinary


def main() -> None:
    """Read the corpus, fit, write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("corpus", type=Path)
    parser.add_argument("--out", type=Path, default=Path("newslab/analyse/target_encoder.json"))
    parser.add_argument("--vectors", type=Path)
    parser.add_argument("--penalties", type=float, nargs="+", default=[0.001, 0.003, 0.01])
    a = parser.parse_args()
    items = [json.loads(line) for line in a.corpus.open(encoding="utf-8")]
    if a.vectors and a.vectors.exists():
        x = np.load(a.vectors)
    else:
        targets = (Target(i["sentence"], i["from"], i["to"]) for i in items)
        x = encoder.vectors([passage(t, ordinary()) for t in targets])
        if a.vectors:
            np.save(a.vectors, x)
    x = x.astype(np.float64)
    mean, spread = x.mean(0), np.maximum(x.std(0), 1e-6)
    groups = np.unique([i["sentence"] for i in items], return_inverse=True)[1]
    y = np.array([i["polarity"] for i in items])
    z, best, score = (x - mean) / spread, a.penalties[0], 0.0
    for c in a.penalties if len(a.penalties) > 1 else []:
        model = LogisticRegression(C=c, max_iter=300)
        by_fold = cross_val_score(model, z, y, groups=groups, cv=GroupKFold(4), scoring="f1_macro")
        print(f"C={c}: macro-F1 {by_fold.mean():.4f} by cross-validation", flush=True)
        best, score = (c, by_fold.mean()) if by_fold.mean() > score else (best, score)
    model = LogisticRegression(C=best, max_iter=300).fit(z, y)
    weights = model.coef_.T / spread[:, None]
    data = {
        "about": f"NewsMTSC, {len(items)} targets, all-MiniLM-L6-v2, C={best}",
        "intercept": np.round(model.intercept_ - mean @ weights, 4).tolist(),
        "weights": [[float(f"{v:.4g}") for v in row] for row in weights],
    }
    a.out.write_text(json.dumps(data, separators=(",", ":")).replace("],", "],\n"))
    print(f"C={best}, {a.out.stat().st_size / 1e3:.0f} kB")


if __name__ == "__main__":
    main()
