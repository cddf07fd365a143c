"""Whatever happens to a run, no result is lost and no other article is."""

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from bench_articles import articles
from pandas.testing import assert_frame_equal

import newslab
from newslab.corpus.dataset import Dataset
from newslab.errors import DataError
from newslab.tables import PARSED

ROOT = Path(newslab.__file__).parents[1]


@pytest.fixture
def raw(tmp_path):
    folder = tmp_path / "raw"
    folder.mkdir()
    for a in articles(12, 3):
        (folder / f"{a.article_id}.txt").write_text(a.text)
    return folder


def same(one, two):
    for table in PARSED:
        assert_frame_equal(getattr(one, table), getattr(two, table))


def start(raw, out, jobs, size=3, **environment):
    """Parse in another process, in chunks of ``size`` articles."""
    code = (
        f"from newslab import chunk, parse_corpus; chunk.split.__defaults__ = ({size},);"
        f"parse_corpus({str(raw)!r}, out={str(out)!r}, jobs={jobs}, limit=2)"
    )
    path = os.pathsep.join([environment.pop("PYTHONPATH", ""), str(ROOT)])
    return subprocess.Popen(
        [sys.executable, "-c", code],
        env=os.environ | environment | {"PYTHONPATH": path},
        cwd=environment.pop("PWD", None),
    )


def test_surroundings_do_not_change_a_byte(raw, tmp_path):
    places = [
        {"LC_ALL": "C", "TZ": "Pacific/Auckland", "PYTHONHASHSEED": "1", "PWD": "/"},
        {"LC_ALL": "C.UTF-8", "TZ": "America/Lima", "PYTHONHASHSEED": "2", "PWD": str(tmp_path)},
    ]
    runs = [start(raw, tmp_path / f"o{n}", 1, **place) for n, place in enumerate(places)]
    assert [run.wait() for run in runs] == [0, 0]
    for table in PARSED:
        one, two = (sorted((tmp_path / f"o{n}" / table).iterdir()) for n in (0, 1))
        assert [p.name for p in one] == [p.name for p in two]
        assert [p.read_bytes() for p in one] == [p.read_bytes() for p in two]


@pytest.mark.parametrize("jobs", [1, 2])
def test_killed_at_any_moment_it_goes_on(raw, tmp_path, jobs, pytestconfig):
    if jobs > 1:
        pytest.importorskip("distributed")
    kills = 20 if pytestconfig.getoption("nightly") else 2
    whole = newslab.parse_corpus(raw, out=tmp_path / "whole", jobs=1)
    out, moments = tmp_path / "out", random.Random(jobs)
    while kills:
        run = start(raw, out, jobs)
        until = time.monotonic() + 60
        # A part more than before, so that the cut falls into the work.
        parts = len(list(out.glob(".journal/*")))
        while run.poll() is None and time.monotonic() < until:
            if len(list(out.glob(".journal/*"))) > parts:
                time.sleep(moments.uniform(0, 0.3))
                break
            time.sleep(0.01)
        if run.poll() is None:
            run.send_signal(signal.SIGKILL)
            kills -= 1
        run.wait()
        if Dataset(out).exists:
            assert set(newslab.load(out).articles["article_id"]) <= set(
                whole.articles["article_id"]
            )
        if len(newslab.load(out)) == len(whole) and kills:
            out = tmp_path / f"out{kills}"
    same(newslab.parse_corpus(raw, out=out, jobs=1), whole)
    assert not list(out.glob(".journal/*"))


FAULTS = """
import os, time
from newslab import parsed
real = parsed._rows
def fault(article, doc):
    if article.article_id.endswith("4"):
        os._exit(9)
    if article.article_id.endswith("7"):
        time.sleep(1000)
    if article.article_id.endswith("8"):
        raise ValueError("odd")
    return real(article, doc)
parsed._rows = fault
"""


def test_articles_that_kill_or_block_a_worker_fail_alone(raw, tmp_path):
    pytest.importorskip("distributed")
    (tmp_path / "sitecustomize.py").write_text(FAULTS)
    run = start(raw, tmp_path / "out", 2, size=6, PYTHONPATH=str(tmp_path))
    assert run.wait() == 0
    got = newslab.load(tmp_path / "out")
    errors = dict(zip(got.failed["article_id"].str[-1], got.failed["error"], strict=True))
    assert errors == {
        "4": "ended its process (status 9)",
        "7": "took more than 2 s",
        "8": "ValueError: odd",
    }
    assert len(got) == 9
    # Nothing wrong with them any more: they are parsed, and only they.
    again = newslab.parse_corpus(raw, out=tmp_path / "out", jobs=1)
    same(again, newslab.parse_corpus(raw, out=tmp_path / "whole", jobs=1))


def test_two_jobs_keep_a_killer_from_the_caller(tmp_path):
    pytest.importorskip("distributed")
    (tmp_path / "sitecustomize.py").write_text(FAULTS)
    for ids in (("a1", "a4"), ("a4",)):
        raw, out = (tmp_path / f"{name}{len(ids)}" for name in ("raw", "out"))
        raw.mkdir()
        for name in ids:
            (raw / f"{name}.txt").write_text("Talks began on Monday.")
        assert start(raw, out, 2, size=100, PYTHONPATH=str(tmp_path)).wait() == 0
        got = newslab.load(out)
        assert got.failed["error"].tolist() == ["ended its process (status 9)"]
        assert len(got) == len(ids) - 1


def test_two_runs_on_one_folder(raw, tmp_path):
    runs = [start(raw, tmp_path / "out", 1), start(raw, tmp_path / "out", 1)]
    assert [run.wait() for run in runs] == [0, 0]
    same(newslab.load(tmp_path / "out"), newslab.parse_corpus(raw, out=tmp_path / "one", jobs=1))


def test_a_full_disk_keeps_what_was_written(raw, tmp_path, monkeypatch):
    import pyarrow.parquet

    out, first = tmp_path / "out", tmp_path / "first.txt"
    first.write_text("Talks began on Monday.")
    newslab.parse_corpus(first, out=out, jobs=1)
    real, written = pyarrow.parquet.write_table, []

    def full(table, file, **options):
        written.append(file)
        if len(written) > 3:
            file.write(b"PAR1")
            raise OSError(28, "No space left on device")
        real(table, file, **options)

    monkeypatch.setattr(pyarrow.parquet, "write_table", full)
    with pytest.raises(DataError, match=r"out/.*parquet: cannot be written \(No space left"):
        newslab.parse_corpus([first, raw], out=out, jobs=1)
    assert newslab.load(out).articles["article_id"].tolist() == ["first"]
    monkeypatch.undo()
    assert len(newslab.parse_corpus([first, raw], out=out, jobs=1)) == 13
    assert not list(out.rglob("*.tmp"))


def test_a_file_where_a_folder_should_be(raw, tmp_path):
    out = tmp_path / "out"
    out.mkdir()
    (out / "dates").write_text("no folder")
    with pytest.raises(DataError, match="out/dates"):
        newslab.parse_corpus(raw, out=out, jobs=1)
    (out / "dates").unlink()
    assert len(newslab.parse_corpus(raw, out=out, jobs=1)) == 12


def test_a_broken_manifest_is_named_and_made_again(raw, tmp_path):
    other = tmp_path / "other.txt"
    other.write_text("Talks began on Monday.")
    newslab.parse_corpus(other, out=tmp_path / "out", jobs=1)
    whole = newslab.parse_corpus([other, raw], out=tmp_path / "out", jobs=1)
    want = {table: getattr(whole, table) for table in PARSED}
    manifest = whole.out / "manifest.parquet"
    manifest.write_bytes(manifest.read_bytes()[:50])
    with pytest.raises(DataError, match=r"manifest\.parquet"):
        newslab.load(whole.out)
    # What the run does not ask for is kept.
    assert len(newslab.parse_corpus(raw, out=whole.out, jobs=1)) == 12
    again = newslab.load(whole.out)
    for table in PARSED:
        assert_frame_equal(getattr(again, table), want[table])
