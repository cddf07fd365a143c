"""Several processes: the same tables, and no article takes others with it."""

import pytest
from pandas.testing import assert_frame_equal

import newslab
from newslab.corpus import chunk, cluster
from newslab.tables import PARSED


@pytest.fixture
def raw(tmp_path, monkeypatch):
    folder = tmp_path / "raw"
    folder.mkdir()
    for n in range(6):
        (folder / f"a{n}.txt").write_text(f'"Talk {n} works," Ann Lee said on Monday.')
    monkeypatch.setattr(chunk.split, "__defaults__", (3,))
    return folder


def test_few_articles_use_all_processes():
    assert [len(c) for c in chunk.split(range(7), 2, 100)] == [4, 3]
    assert [len(c) for c in chunk.split(range(7), 1, 3)] == [3, 3, 1]
    assert [len(c) for c in chunk.split(range(2), 8, 100)] == [1, 1]
    assert list(chunk.split([], 2)) == []


def test_two_processes_give_the_tables_of_one(raw, tmp_path):
    one = newslab.parse_corpus(raw, out=tmp_path / "one", jobs=1)
    two = newslab.parse_corpus(raw, out=tmp_path / "two", jobs=2)
    assert (len(one), len(two)) == (6, 6)
    for table in PARSED:
        assert_frame_equal(getattr(one, table), getattr(two, table))
    assert not cluster._children
