"""Whatever happens to a run, no result is lost and no other article is.

Nothing here waits for a clock: tests watch for files, or let the fault itself tell.
"""

import json
import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pandas as pd
import pytest
from bench_articles import articles
from pandas.testing import assert_frame_equal

import newslab
from newslab.corpus import cluster
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


RUN = """
import sys
from newslab import parse_corpus
from newslab.corpus import chunk
raw, out, jobs, size = sys.argv[1:5]
chunk.SIZE = int(size)
if __name__ == "__main__":
    if jobs == "dask":
        from distributed import Client
        with Client(n_workers=2, threads_per_worker=1, dashboard_address=None) as client:
            parse_corpus(raw, out=out, client=client)
    else:
        parse_corpus(raw, out=out, jobs=int(jobs))
"""


def start(raw, out, jobs, size=3, code=RUN, **environment):
    """Parse in another process, in chunks of ``size`` articles."""
    script = Path(raw).parent / "run.py"
    script.write_text(code)
    path = os.pathsep.join([environment.pop("PYTHONPATH", ""), str(ROOT)])
    return subprocess.Popen(
        [sys.executable, script, raw, out, str(jobs), str(size)],
        env=os.environ | environment | {"PYTHONPATH": path},
        cwd=environment.pop("PWD", None),
        stderr=subprocess.DEVNULL if jobs == "dask" else None,
        start_new_session=True,
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


def written(out):
    """Count the files that a run has begun to write."""
    return sum(len(files) for folder, _, files in os.walk(out) if folder != str(out))


def kill_while_writing(run, out, more):
    """Kill a run and its processes when it has begun ``more`` files; tell whether it still ran."""
    goal = written(out) + more
    while run.poll() is None and written(out) < goal:
        time.sleep(0.001)
    alive = run.poll() is None
    if alive:
        os.killpg(run.pid, signal.SIGKILL)
    run.wait()
    return alive


@pytest.mark.slow
@pytest.mark.parametrize("jobs", [1, 2, "dask"])
def test_killed_while_parts_are_written_it_goes_on(raw, tmp_path, jobs, pytestconfig):
    if jobs != 1:
        pytest.importorskip("distributed")
    kills = 20 if pytestconfig.getoption("nightly") else 2 if jobs == 1 else 1
    whole = newslab.parse_corpus(raw, out=tmp_path / "whole", jobs=1)
    ids = set(whole.articles["article_id"])
    moments = random.Random(str(jobs))
    out = tmp_path / "out"
    while kills:
        # A part is ten files or so, a run four parts.
        if kill_while_writing(start(raw, out, jobs), out, moments.randint(1, 15)):
            kills -= 1
        if Dataset(out).exists:
            assert set(newslab.load(out).articles["article_id"]) <= ids
            if kills and len(newslab.load(out)) == len(ids):
                out = tmp_path / f"out{kills}"
    same(newslab.parse_corpus(raw, out=out, jobs=1), whole)
    assert not list(out.glob(".journal/*"))
    assert not list(out.rglob("*.tmp"))


KILLED = """
import os, signal, sys
from distributed import Client, LocalCluster
from newslab import parse_corpus
from newslab.corpus import chunk
raw, out, how, size = sys.argv[1:5]
chunk.SIZE = int(size)

def fill():
    return len(bytearray(400_000_000))

def main():
    limit = "300MB" if how == "memory" else 0
    with LocalCluster(
        n_workers=2, threads_per_worker=1, memory_limit=limit, dashboard_address=None
    ) as local, Client(local) as client:
        killed = []

        def progress(*_):
            if killed:
                return
            worker, pid = next(iter(client.run(os.getpid).items()))
            killed.append(pid)
            if how == "memory":
                client.submit(fill, workers=[worker], pure=False)
            else:
                os.kill(pid, signal.SIGKILL)

        parse_corpus(raw, out=out, client=client, progress=progress)
        assert killed

if __name__ == "__main__":
    main()
"""


@pytest.mark.slow
@pytest.mark.parametrize("how", ["signal", "memory"])
def test_a_killed_worker_costs_nothing(raw, tmp_path, how, pytestconfig):
    pytest.importorskip("distributed")
    if how == "memory" and not pytestconfig.getoption("nightly"):
        pytest.skip("fills memory: --nightly")
    assert start(raw, tmp_path / "out", how, size=1, code=KILLED).wait() == 0
    same(newslab.load(tmp_path / "out"), newslab.parse_corpus(raw, out=tmp_path / "one", jobs=1))


FAULTS = """
import os, signal, time
from newslab import parsed
real = parsed._rows
def fault(article, *rest):
    if article.article_id.endswith("4"):
        os._exit(9)
    if article.article_id.endswith("7"):
        os.kill(os.getpid(), signal.SIGALRM)  # as if its seconds were over
        time.sleep(1000)
    if article.article_id.endswith("8"):
        raise ValueError("odd")
    return real(article, *rest)
parsed._rows = fault
"""


@pytest.mark.slow
def test_articles_that_kill_or_block_a_worker_fail_alone(raw, tmp_path):
    pytest.importorskip("distributed")
    (tmp_path / "sitecustomize.py").write_text(FAULTS)
    run = start(raw, tmp_path / "out", 2, size=6, PYTHONPATH=str(tmp_path))
    assert run.wait() == 0
    got = newslab.load(tmp_path / "out")
    errors = dict(zip(got.failed["article_id"].str[-1], got.failed["error"], strict=True))
    assert errors == {
        "4": "ended its process (status 9)",
        "7": "took more than 300 s",
        "8": "ValueError: odd",
    }
    assert len(got) == 9
    # Nothing wrong with them any more: they are parsed, and only they.
    again = newslab.parse_corpus(raw, out=tmp_path / "out", jobs=1)
    same(again, newslab.parse_corpus(raw, out=tmp_path / "whole", jobs=1))


@pytest.mark.slow
def test_two_jobs_keep_a_killer_from_the_caller(tmp_path):
    pytest.importorskip("distributed")
    (tmp_path / "sitecustomize.py").write_text(FAULTS)
    raw, out = tmp_path / "raw", tmp_path / "out"
    raw.mkdir()
    (raw / "a4.txt").write_text("Talks began on Monday.")
    assert start(raw, out, 2, size=100, PYTHONPATH=str(tmp_path)).wait() == 0
    got = newslab.load(out)
    assert got.failed["error"].tolist() == ["ended its process (status 9)"]
    assert len(got) == 0


class Deaf:
    """A process that announces an article and never comes back from it."""

    def __init__(self):
        self.pipe, self.said, self.orders = self, [], []

    def send(self, order):
        self.orders.append(dict(order, failed=dict(order.get("failed", {}))))
        if order.get("failed"):
            self.said = [("at", ""), ("done", {"a": "failed"})]
        else:
            self.said = [("at", ""), ("at", "a")]

    def poll(self, _seconds):
        return bool(self.said)

    def recv(self):
        return self.said.pop(0)

    def end(self):
        return -9


def test_an_article_that_no_alarm_wakes_is_given_up(monkeypatch):
    monkeypatch.setattr(cluster, "_local", type("Local", (), {})())
    monkeypatch.setattr(cluster, "Child", Deaf)
    assert cluster.parse_on_worker({"limit": 5}) == {"a": "failed"}
    (order,) = cluster._local.child.orders
    assert order["failed"] == {"a": "took more than 5 s"}


class Killed(Deaf):
    """Processes that end by themselves, each where the next of ``at`` says, None nowhere."""

    def send(self, order):
        self.at, done = next(self.ends), dict(order.get("failed", {}))
        self.said = [("done", done)] if self.at is None else [("at", self.at)] * bool(self.at)

    def poll(self, _seconds):
        return True

    def recv(self):
        if not self.said:
            raise EOFError
        return super().recv()


@pytest.mark.parametrize(
    ("ends", "failed"),
    [
        (["", None], []),
        (["", "a", None], []),
        (["", "", None], []),
        (["", "a", "", "b", "b", "a", None], ["b"]),
        (["a", "a", "b", None], ["a"]),
    ],
)
def test_a_process_that_is_killed_once_is_no_articles_fault(monkeypatch, ends, failed):
    monkeypatch.setattr(cluster, "_local", type("Local", (), {})())
    monkeypatch.setattr(cluster, "Child", Killed)
    monkeypatch.setattr(Killed, "ends", iter(ends), raising=False)
    assert [*cluster.parse_on_worker({"limit": 5})] == failed


def test_a_process_that_never_starts_is_told(monkeypatch):
    monkeypatch.setattr(cluster, "_local", type("Local", (), {})())
    monkeypatch.setattr(cluster, "Child", Killed)
    monkeypatch.setattr(Killed, "ends", iter(["", "a", "", ""]), raising=False)
    entry = newslab.article.Entry("a", "a.txt", "a.txt")
    with pytest.raises(DataError, match=r"a\.txt: its process fails: ended .*-9"):
        cluster.parse_on_worker({"limit": 5, "work": [(entry, "")]})


def test_two_runs_on_one_folder(raw, tmp_path):
    runs = [start(raw, tmp_path / "out", 1), start(raw, tmp_path / "out", 1)]
    assert [run.wait() for run in runs] == [0, 0]
    same(newslab.load(tmp_path / "out"), newslab.parse_corpus(raw, out=tmp_path / "one", jobs=1))


def full(monkeypatch, room):
    """Let the disk be full behind ``room`` files."""
    real, files = os.fsync, []

    def fsync(handle):
        files.append(handle)
        if len(files) > room:
            raise OSError(28, "No space left on device")
        real(handle)

    monkeypatch.setattr(os, "fsync", fsync)


@pytest.mark.parametrize("room", [0, 3, *range(len(PARSED), len(PARSED) + 3)])
def test_a_full_disk_keeps_what_was_written(raw, tmp_path, monkeypatch, room):
    out, first = tmp_path / "out", tmp_path / "first.txt"
    first.write_text("Talks began on Monday.")
    newslab.parse_corpus(first, out=out, jobs=1)
    full(monkeypatch, room)
    with pytest.raises(DataError, match=r"out/.*: cannot be written \(No space left"):
        newslab.parse_corpus([first, raw], out=out, jobs=1)
    assert "first" in newslab.load(out).articles["article_id"].tolist()
    monkeypatch.undo()
    assert len(newslab.parse_corpus([first, raw], out=out, jobs=1)) == 13
    assert not list(out.rglob("*.tmp"))


def flip(file):
    content = bytearray(file.read_bytes())
    for n in range(40, 140):
        content[n] ^= 255
    file.write_bytes(content)


def without_a_column(file):
    frame = pd.read_parquet(file)
    frame.drop(columns=frame.columns[-1]).to_parquet(file)


def of_another_schema(file):
    pd.DataFrame({"a": [1]}).to_parquet(file)


def without_rows(file):
    pd.read_parquet(file).head(0).to_parquet(file)


@pytest.mark.parametrize(
    "damage", [flip, without_a_column, of_another_schema, without_rows, Path.unlink]
)
@pytest.mark.parametrize("table", ["statements", "articles"])
def test_a_damaged_part_is_named_and_made_again(raw, tmp_path, monkeypatch, caplog, damage, table):
    monkeypatch.setattr(newslab.corpus.chunk, "SIZE", 4)
    out = tmp_path / "out"
    whole = newslab.parse_corpus(raw, out=out, jobs=1)
    want = {t: getattr(whole, t) for t in PARSED}
    part = sorted((out / table).glob("*.parquet"))[1]
    damage(part)
    with pytest.raises(DataError, match=f"{table}/{part.name}"):
        getattr(newslab.load(out), table)
    told = []
    again = newslab.parse_corpus(raw, out=out, jobs=1, progress=lambda *what: told.append(what))
    assert len(told) == 4
    assert part.name in caplog.text
    for t in PARSED:
        assert_frame_equal(getattr(again, t), want[t])
    told.clear()
    newslab.parse_corpus(raw, out=out, jobs=1, progress=lambda *what: told.append(what))
    assert not told


def test_a_damaged_part_does_not_stop_a_run_of_others(raw, tmp_path):
    out, first = tmp_path / "out", tmp_path / "a" / "first.txt"
    first.parent.mkdir()
    first.write_text("Talks began on Monday.")
    newslab.parse_corpus([first, raw], out=out, jobs=1)
    flip(next((out / "dates").glob("*.parquet")))
    # Its only part holds another article, too, which moves on.
    first.write_text("Talks ended on Monday.")
    assert newslab.parse_corpus(first, out=out, jobs=1).articles["text"][0].startswith("Talks end")
    assert len(newslab.parse_corpus([first, raw], out=out, jobs=1)) == 13
    assert len(newslab.load(out).articles) == 13


HUGE = ['"' * 100_000, "“" * 100_000, "a" * 20_000_000, " " * 19_999_999 + "a", "\n" * 200_000]


@pytest.mark.parametrize("text", HUGE, ids=lambda text: repr(text[-3:]))
@pytest.mark.slow
def test_huge_texts_take_no_other_with_them(tmp_path, text, pytestconfig):
    if text != HUGE[0] and not pytestconfig.getoption("nightly"):
        pytest.skip("takes half a minute: --nightly")
    text = text[15:] + "“No,” said Ann."
    lines = [{"article_id": "huge", "text": text}, {"article_id": "small", "text": "Talks began."}]
    (tmp_path / "t.jsonl").write_text("\n".join(map(json.dumps, lines)))
    corpus = newslab.parse_corpus(tmp_path / "t.jsonl", tmp_path / "out", jobs=1)
    assert corpus.articles["text"].tolist() == [text, "Talks began."]
    small = newslab.parse(newslab.Article("Talks began.", article_id="small"))
    assert_frame_equal(corpus.only("small").sentences, small.sentences)


def test_a_file_where_a_folder_should_be(raw, tmp_path):
    out = tmp_path / "out"
    out.mkdir()
    (out / "dates").write_text("no folder")
    with pytest.raises(DataError, match="out/dates"):
        newslab.parse_corpus(raw, out=out, jobs=1)
    (out / "dates").unlink()
    assert len(newslab.parse_corpus(raw, out=out, jobs=1)) == 12


@pytest.mark.parametrize("place", [".journal/x", ".journal/x.parquet", "dates/x.parquet"])
def test_a_folder_where_a_file_should_be(raw, tmp_path, place):
    (tmp_path / "out" / place).mkdir(parents=True)
    for _ in range(2):
        assert len(newslab.parse_corpus(raw, out=tmp_path / "out", jobs=1)) == 12
    assert len(newslab.load(tmp_path / "out").dates) > 0


@pytest.mark.parametrize("damage", [flip, of_another_schema, Path.unlink])
def test_a_broken_manifest_costs_nothing(raw, tmp_path, damage):
    for folder in ("x", "y"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "a.txt").write_text(f"Talks began in {folder} on Monday.")
    out, told = tmp_path / "out", []
    newslab.parse_corpus(tmp_path / "x", out, jobs=1, published="2025-03-14")
    whole = newslab.parse_corpus([tmp_path / "x", raw], out, jobs=1)
    want = {table: getattr(whole, table) for table in PARSED}
    damage(out / "manifest.parquet")
    if damage is not Path.unlink:
        with pytest.raises(DataError, match=r"manifest\.parquet"):
            newslab.load(out)
    # Another file of the same name takes neither the place nor the day of the first.
    other = newslab.parse_corpus(
        tmp_path / "y", out, jobs=1, progress=lambda article, _: told.append(article)
    )
    assert told == ["y-a"]
    assert other.articles["published"].isna().all()
    newslab.parse_corpus(
        [tmp_path / "x", raw], out, jobs=1, progress=lambda *what: told.append(what)
    )
    assert told == ["y-a"]
    (tmp_path / "y" / "a.txt").rename(tmp_path / "y" / "b.txt")
    newslab.parse_corpus(tmp_path / "y", out, jobs=1)
    again = newslab.load(out)
    for table in PARSED:
        found = getattr(again, table)
        found = found[found["article_id"] != "b"].reset_index(drop=True)
        assert_frame_equal(found, want[table])


def test_a_manifest_that_is_lost_with_its_copy_is_not_written_over(raw, tmp_path):
    out = newslab.parse_corpus(raw, tmp_path / "out", jobs=1).out
    for path in (out / "manifest.parquet", out / ".manifest"):
        path.write_bytes(b"broken")
    with pytest.raises(DataError, match=r"manifest.*parse into another folder"):
        newslab.parse_corpus(raw / f"{next(raw.iterdir()).name}", out, jobs=1)
    assert len(pd.read_parquet(out / "articles")) == 12
