"""The optional encoder of target sentiment; what needs its weights is skipped without them."""

import numpy as np
import pytest

from newslab.analyse import encoder, target_sentiment
from newslab.analyse.target_sentiment import Target, judge
from newslab.errors import ParameterError

PRAISE = "Officials praised Ms. Li for her courage."
needs_encoder = pytest.mark.skipif(not encoder.available(), reason="the extra 'encoder'")


def test_without_the_extra_it_is_left_out_or_asked_for(monkeypatch):
    monkeypatch.setattr(encoder, "PACKAGES", ("no_such_package",))
    encoder._model.cache_clear()
    table = target_sentiment.target_sentiment([(PRAISE, 18, 24)])
    assert table["label"].tolist() == ["positive"]
    with pytest.raises(ParameterError, match=r"newslab\[encoder\]"):
        target_sentiment.target_sentiment([(PRAISE, 18, 24)], encoder=True)


@needs_encoder
def test_a_name_decides_nothing():
    one, other = (
        judge([Target(f"Officials praised {n} for her courage.", 18, 18 + len(n))], encoder=True)[0]
        for n in ("Ms. Li", "President Maria da Silva")
    )
    assert one.label == "positive"
    assert one.probabilities == other.probabilities


@needs_encoder
@pytest.mark.parametrize("text", ["x", " ", "\u0301", "😀" * 300, "word " * 600])
def test_any_text_can_be_judged(text):
    (found,) = judge([Target(text, 0, 1)], encoder=True)
    assert np.isclose(sum(found.probabilities), 1)
