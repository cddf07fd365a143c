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
    monkeypatch.setattr(chunk, "SIZE", 3)
    return folder


def test_few_articles_use_all_processes_and_the_first_chunks_are_small(raw, monkeypatch):
    def sizes(many, jobs):
        return [len(c) for c in chunk.split(range(many), jobs)]

    assert sizes(7, 1) == [3, 3, 1]
    monkeypatch.setattr(chunk, "SIZE", 100)
    assert sizes(7, 2) == [4, 3]
    assert sizes(2, 8) == [1, 1]
    assert sizes(0, 2) == []
    assert sizes(400, 1) == [10, 20, 40, 80, 100, 100, 50]


def test_two_processes_give_the_tables_of_one(raw, tmp_path):
    one = newslab.parse_corpus(raw, out=tmp_path / "one", jobs=1)
    two = newslab.parse_corpus(raw, out=tmp_path / "two", jobs=2)
    assert (len(one), len(two)) == (6, 6)
    for table in PARSED:
        assert_frame_equal(getattr(one, table), getattr(two, table))
    assert not cluster._children
