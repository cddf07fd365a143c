"""Target sentiment: how a sentence presents somebody, whoever it is."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from newslab.analyse.target_sentiment import Target, judge, passage, target_sentiment
from newslab.errors import ParameterError

CASES = [
    ("{} was praised by officials for her brave and generous work.", "positive"),
    ("Critics accused {} of lying and called the scandal a disgrace.", "negative"),
    ("{} will meet reporters on Tuesday.", "neutral"),
    ("Voters love {}, who won by a wide margin.", "positive"),
    ("{} was convicted of fraud and sentenced to ten years in prison.", "negative"),
]
NAMES = ["Li", "Ann Lee", "Mr. Okafor", "President Maria da Silva", "Trump", "Hope"]


def judged(pattern, name):
    start = pattern.index("{}")
    return judge([Target(pattern.replace("{}", name), start, start + len(name))])[0]


@pytest.mark.parametrize(("pattern", "label"), CASES)
def test_plain_cases(pattern, label):
    assert judged(pattern, "Ann Lee").label == label


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize(("pattern", "label"), CASES)
def test_a_name_decides_nothing(pattern, label, name):
    assert judged(pattern, name).probabilities == judged(pattern, "Ann Lee").probabilities


def test_other_names_decide_nothing_either():
    a, b = (
        judge([Target(f"{other} attacked Ann Lee on Monday.", len(other) + 10, len(other) + 17)])[0]
        for other in ("Biden", "Jim Cortez")
    )
    assert a.probabilities == b.probabilities


def test_the_table_says_what_decided_and_what_is_unclear():
    found = target_sentiment([("Officials praised Ms. Li for her courage.", 18, 24)])
    assert found.loc[0, "basis"].startswith("praised")
    assert found.loc[0, "unclear"] == (found.loc[0, "certainty"] < 0.5)
    assert list(target_sentiment([]).columns) == list(found.columns)


@pytest.mark.parametrize(("start", "end"), [(-1, 2), (2, 2), (0, 99)])
def test_a_span_outside_the_sentence_is_refused(start, end):
    with pytest.raises(ParameterError, match="no span"):
        target_sentiment([("Short.", start, end)])


@given(st.text(min_size=1, max_size=60), st.data())
def test_any_text_can_be_judged_and_evidence_slices(sentence, data):
    start = data.draw(st.integers(0, len(sentence) - 1))
    end = data.draw(st.integers(start + 1, len(sentence)))
    (found,) = judge([Target(sentence, start, end)])
    assert np.isclose(sum(found.probabilities), 1)
    assert -1 <= found.score <= 1
    assert all(sentence[a:b] == word for word, a, b, _ in found.words)
    weights = [weight for *_, weight in found.words]
    assert weights == sorted(weights, reverse=True)


def test_names_are_masked():
    text = "Ann Lee told Boris Orlov that she would go."
    read = passage(Target(text, 0, 7), frozenset({"told"}))
    assert [w.text for w in read.words[:4]] == ["T", "told", "N", "that"]
    assert read.at == 0
