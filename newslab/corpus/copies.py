"""Copies: articles that are the same, or nearly so, as agency copy is in many papers."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator

import pandas as pd

#: Words in a row that are compared. Shorter ones are shared by articles on the same event.
SHINGLE = 5
#: Share of these rows that two articles have in common, from which one is a copy of the other.
SIMILAR = 0.5
#: Hashes of an article: its similarities are right to about ±0.06 (one standard error).
HASHES = 128

_COLUMNS = {"article_id": "str", "copy_of": "str", "similarity": "Float64", "kind": "str"}


def find(articles: pd.DataFrame) -> pd.DataFrame:
    """Find the articles that are copies of others, in time that grows with their number.

    The first article to be published (of equals, the first by its id) is the original; others are
    copies if they share half of its runs of five words. A text cut to less than half is none.
    Columns are article_id, copy_of, similarity (0.5 … 1, estimated by MinHash), and kind (exact:
    the same words; near).

    Examples
    --------
    >>> text = "Talks began in Geneva on Monday after a week of heavy fighting near the border."
    >>> find(pd.DataFrame({"article_id": ["a", "b"], "text": [text, text + " (Agency)"],
    ...                    "published": [pd.NaT, pd.NaT]})).values.tolist()
    [['b', 'a', 0.9140625, 'near']]
    """
    found = pd.DataFrame(list(_find(articles)), columns=list(_COLUMNS)).astype(_COLUMNS)
    return found.sort_values("article_id", ignore_index=True)


def _find(articles: pd.DataFrame) -> Iterator[tuple[str, str, float, str]]:
    from datasketch import LeanMinHash, MinHash, MinHashLSH

    index = MinHashLSH(threshold=SIMILAR, num_perm=HASHES, weights=(0.2, 0.8))
    first_with: dict[bytes, str] = {}
    sketches: dict[str, LeanMinHash] = {}
    empty = MinHash(num_perm=HASHES)  # a copy is made faster than a new one
    ordered = articles.sort_values(["published", "article_id"], kind="stable")
    for article_id, text in zip(ordered["article_id"], ordered["text"], strict=True):
        words = re.findall(r"\w+", text.casefold())
        if not words:
            continue
        digest = hashlib.blake2b(" ".join(words).encode(), digest_size=16).digest()
        same = first_with.setdefault(digest, article_id)
        if same != article_id:
            yield article_id, same, 1.0, "exact"
            continue
        sketch = empty.copy()
        starts = range(max(1, len(words) - SHINGLE + 1))
        sketch.update_batch([" ".join(words[i : i + SHINGLE]).encode() for i in starts])
        lean = LeanMinHash(sketch)
        near = [(-lean.jaccard(sketches[other]), other) for other in index.query(lean)]
        unlike, original = min(near, default=(0.0, ""))
        if -unlike >= SIMILAR:
            yield article_id, original, -unlike, "near"
        else:
            index.insert(article_id, lean)
            sketches[article_id] = lean
