"""The attribute ruler of newslab's own model, with a table in place of its rules for single words.

The ruler tries each of its 179 rules on each token: a fifth of the pipeline's time. Five rules of
six ask for a tag, or for a tag and a word; these are looked up, and the ruler keeps the others.
What comes out is the same, which a test holds against the ruler for every tag and word. That
leans on the order of the model's rules: a rule for a word stands behind the one for its tag, and
none that is looked up is to override one that is not. Another model keeps its own ruler.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product
from typing import TYPE_CHECKING, Any, cast

import numpy as np
from spacy.attrs import LEMMA, MORPH, POS
from spacy.pipeline import AttributeRuler

if TYPE_CHECKING:
    from spacy.tokens import Doc
    from thinc.types import Ints2d

_SET = (POS, MORPH, LEMMA)


class TagTable:
    """A spaCy component that does what the model's `AttributeRuler` does."""

    def __init__(self, ruler: AttributeRuler) -> None:
        self._others = AttributeRuler(ruler.vocab)
        of_tag: dict[int, dict[int, int]] = {}
        of_word: dict[tuple[int, int], dict[int, int]] = {}
        for rule, values in zip(ruler.patterns, ruler.attrs, strict=True):
            if not _is_plain(rule) or not values.keys() <= set(_SET):
                self._others.add_patterns([rule])
                continue
            for tag, word in _asked(rule):
                key = ruler.vocab.strings.add(tag)
                if word is None:
                    of_tag.setdefault(key, {}).update(values)
                else:
                    pair = key, ruler.vocab.strings.add(word)
                    of_word.setdefault(pair, {}).update(values)
        self._of_tag = {tag: _row(values) for tag, values in of_tag.items()}
        self._of_word = {
            pair: _row({**of_tag.get(pair[0], {}), **values}) for pair, values in of_word.items()
        }

    def __call__(self, doc: Doc) -> Doc:
        """Set part of speech, morphology and the lemmas that are exceptions."""
        none = _row({})
        rows = [
            self._of_word.get((tag, word)) or self._of_tag.get(tag, none)
            for tag, word in doc.to_array(["TAG", "LOWER"]).tolist()
        ]
        if rows:
            doc.from_array(list(_SET), cast("Ints2d", np.array(rows, "uint64")))
        return self._others(doc) if self._others.patterns else doc


def _is_plain(rule: dict[str, Any]) -> bool:
    """Tell whether a rule asks one token for its tag, or for its tag and word, and no more."""
    return all(
        len(pattern) == 1 and {"TAG"} <= pattern[0].keys() <= {"TAG", "LOWER"}
        and all(isinstance(v, str) or v.keys() == {"IN"} for v in pattern[0].values())
        for pattern in rule["patterns"]
    )  # fmt: skip


def _asked(rule: dict[str, Any]) -> Iterator[tuple[str, str | None]]:
    """Yield the tags, each with a word or None, that a plain rule asks for."""
    for (token,) in rule["patterns"]:
        tag, word = token["TAG"], token.get("LOWER")
        yield from product(
            tag["IN"] if isinstance(tag, dict) else [tag],
            word["IN"] if isinstance(word, dict) else [word],
        )


def _row(values: dict[int, int]) -> tuple[int, ...]:
    return tuple(values.get(attribute, 0) for attribute in _SET)
