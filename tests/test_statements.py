"""Statements: cases by form, any text, and the lexicon of cues."""

from __future__ import annotations

import csv
import json
import re
from collections import defaultdict
from collections.abc import Callable
from itertools import chain, pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

import newslab
from newslab import Article, Parsed, lexicons
from newslab.errors import SettingError
from newslab.extract.statements import cues
from newslab.syntax import language, repair
from newslab.syntax.tree import Tree
from newslab.tables import TABLES

GOLD = Path(__file__).parent / "gold"
LEXICONS = Path(lexicons.__file__).parent
FORMS = {
    f.stem: json.loads(f.read_text(encoding="utf-8"))
    for f in sorted((GOLD / "statements").glob("*.json"))
}
ACTS = next(c.values for c in TABLES["statements"].columns if c.name == "act")
CASES = [
    pytest.param(
        case,
        id=f"{form}-{n}",
        marks=[pytest.mark.xfail(reason=case["xfail"])] if "xfail" in case else [],
    )
    for form, cases in FORMS.items()
    for n, case in enumerate(cases)
]
TEXTS = {
    form: [case["text"] for case in cases]
    for form, cases in FORMS.items()
    if form not in ("marks", "odd_marks")
}


def rows(text: str, published: str | None = None) -> list[dict[str, Any]]:
    return records(newslab.parse(Article(text, article_id="a", published=published)))


def records(parsed: Parsed) -> list[dict[str, Any]]:
    found = parsed.statements.astype(object)
    return found.where(found.notna(), None).to_dict("records")


def short(row: dict[str, Any]) -> dict[str, Any]:
    """A row as the case files write it: what it links to by number, days as ISO."""
    return {
        **row,
        "actor": row["actor_id"],
        "target": row["target_id"],
        "parent": row["parent_id"] and row["parent_id"].split("/")[1],
        "disputes": row["disputes_id"] and row["disputes_id"].split("/")[1],
        "said_on": row["said_on"] and row["said_on"].date().isoformat(),
    }


# --- the cases ----------------------------------------------------------------------------------


@pytest.mark.parametrize("case", CASES)
def test_cases(case: dict[str, Any], parse_case: Callable[..., Parsed]) -> None:
    """What a case does not name is not compared, but for links between its rows."""
    found = [short(r) for r in records(parse_case(case["text"], case.get("published")))]
    wanted = [{"parent": None, "disputes": None, **row} for row in case["expected"]]
    keys = [list(row) for row in wanted] + [["source", "cue", "content"]] * len(found)
    assert [{k: r[k] for k in ks} for r, ks in zip(found, keys, strict=False)] == wanted


def test_there_are_cases_of_every_form_and_act() -> None:
    every = [row for p in CASES for row in p.values[0]["expected"]]
    assert len(CASES) >= 200
    assert {row["act"] for row in every} == set(ACTS)
    assert {row["kind"] for row in every} == {"direct", "mixed", "indirect"}


def test_the_words_of_a_case_stand_in_its_text() -> None:
    for case in (p.values[0] for p in CASES):
        for row in case["expected"]:
            parts = row["content"].split(" … ")
            assert all(w in case["text"] for w in [*parts, row["cue"], row["source"] or ""])


# --- any text -----------------------------------------------------------------------------------

PIECES = st.sampled_from(
    [
        '"', "“", "”", "„", "'", "‘", "’", "''", "``", "«", "»", ": ", " - ", " — ", "; ", ", ",
        ". ", "? ", "\n", "\n\n", "\r\n", "\0", "…", "(", ")", "Ann Lee", " Bob Ray ", " he ",
        "the mayor", " said ", " said that ", "according to ", " denied ", "He said", "The dam ",
        " and claimed ", " accused Bob Ray of ", " asked whether ", "as Lee put it", "in his words",
        " neither confirmed nor denied ", "on Tuesday", "the claim by Lee that ", " was told by ",
    ]
)  # fmt: skip
HOSTILE = st.lists(
    PIECES | st.text(st.characters(exclude_categories=["Cs"]), max_size=6), max_size=40
).map("".join)


@given(HOSTILE)
@example("the claim by Lee that  denied ")  # a text that stops at its cue
@example("according to , “the dam according to")  # a source of no word
@example(" denied He said ; he ?, ``")  # a quotation of none
@example(" - ;  and claimed \r\nthe mayor „")  # a root that is a blank
@example('"""He said, ": ')  # a quotation that is never closed, and a blank
def test_every_row_slices_back_and_links_to_rows(text: str) -> None:
    found = rows(text, "2025-06-11")
    ids = {r["statement_id"]: r for r in found}
    assert len(ids) == len(found)
    assert [r["start"] for r in found] == sorted(r["start"] for r in found)
    for r in found:
        spans = [tuple(map(int, s.split(":"))) for s in r["spans"].split()]
        assert all(0 <= start < end <= len(text) for start, end in spans)
        assert spans == sorted(spans)
        assert all(a[1] <= b[0] for a, b in pairwise(spans))
        assert (spans[0][0], spans[-1][1]) == (r["start"], r["end"])
        assert " … ".join(text[s:e] for s, e in spans) == r["content"]
        assert r["content"] == r["content"].strip(" \t\r\n") != ""
        assert text[r["cue_start"] : r["cue_end"]] == r["cue"] != ""
        assert r["act"] in ACTS
        if r["source"] is None:
            assert r["actor_id"] is None
        else:
            assert text[r["source_start"] : r["source_end"]] == r["source"] != ""
        above, seen = r["parent_id"], {r["statement_id"]}
        while above is not None:
            assert above not in seen
            seen.add(above)
            above = ids[above]["parent_id"]
        assert r["disputes_id"] is None or r["disputes_id"] in ids.keys() - {r["statement_id"]}


def counts(texts: list[str]) -> list[int]:
    articles = [Article(t, article_id=f"a{n}") for n, t in enumerate(texts)]
    return [len(p.rows["statements"]) for p in newslab.parse_many(articles)]


def curly(text: str) -> str:
    text = re.sub(r'(?<![^\s(—])"', "“", text).replace('"', "”")
    return re.sub(r"(?<!\w)'(?=\w)", "‘", text).replace("'", "’")


@pytest.mark.parametrize("form", list(TEXTS))
def test_line_ends_and_curly_marks_change_no_count(form: str) -> None:
    texts = TEXTS[form]
    plain = counts(texts)
    assert counts([curly(t) for t in texts]) == plain
    assert counts([t.replace("\n", "\n\n") for t in texts]) == plain
    assert counts([t.replace("\n", "\r\n") for t in texts]) == plain


# --- the lexicon of cues ------------------------------------------------------------------------


@pytest.fixture
def own_cues(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    path = tmp_path / "own.csv"

    def write(*lines: str, columns: str = "lemma,pos,act,frames") -> Path:
        path.write_text("\n".join(["# my own", columns, *lines]) + "\n", encoding="utf-8")
        monkeypatch.setenv(cues.EXTRA_CUES, str(path))
        return path

    return write


def test_an_analyst_adds_a_cue(own_cues: Any) -> None:
    text = "Ida Novak bloviated that the list was lost."
    assert rows(text) == []
    own_cues("bloviate,verb,criticise,clause")
    (row,) = rows(text)
    assert (row["cue_lemma"], row["act"], row["content"]) == (
        "bloviate",
        "criticise",
        "that the list was lost",
    )


def test_an_analyst_changes_an_act_of_one_frame(own_cues: Any) -> None:
    own_cues("describe,verb,criticise,obj_as")
    text = "Ida Novak described the list as useless. Viktor Stahl described the list."
    assert [r["act"] for r in rows(text)] == ["criticise", "assert"]


def test_a_file_of_cues_that_is_not_there_is_named(own_cues: Any) -> None:
    path = own_cues()
    path.unlink()
    with pytest.raises(SettingError, match=re.escape(f"{path}: cannot be read")):
        rows("Ida Novak said no.")


@pytest.mark.parametrize("columns", ["lemma,pos,act", "lemma;pos;act;frames"])
def test_a_file_of_cues_without_a_column_is_named(own_cues: Any, columns: str) -> None:
    path = own_cues("bloviate,verb,criticise,clause", columns=columns)
    with pytest.raises(SettingError, match=re.escape(f"{path}: row 1 lacks a column")):
        rows("Ida Novak said no.")


def test_a_file_of_cues_with_an_unknown_act_is_named(own_cues: Any) -> None:
    path = own_cues("bloviate,verb,blame,clause")
    with pytest.raises(SettingError, match=re.escape(str(path))):
        rows("Ida Novak bloviated that the list was lost.")


def test_a_file_of_cues_may_begin_with_a_byte_order_mark(own_cues: Any) -> None:
    path = own_cues()
    path.write_text("lemma,pos,act,frames\nbloviate,verb,warn,clause\n", encoding="utf-8-sig")
    assert [r["act"] for r in rows("Ida Novak bloviated that all was lost.")] == ["warn"]


def entries(name: str) -> list[str]:
    lines = (LEXICONS / f"{name}.csv").read_text(encoding="utf-8").splitlines()
    assert lines[0].startswith("# ")
    return lines[2:]


def test_cues_are_sorted_and_none_stands_twice() -> None:
    lines = entries("cues")
    assert lines == sorted(set(lines))


def test_cue_words_are_sorted_by_class_and_none_stands_twice() -> None:
    lines = entries("cue_words")
    assert lines == sorted(set(lines), key=lambda line: (line.rsplit(",", 1)[1], line))


def test_cues_have_known_acts_and_parts_of_speech() -> None:
    table = lexicons.read("cues")
    assert {r["act"] for r in table} == set(ACTS)
    assert {r["pos"] for r in table} == {"verb", "noun", "expressed"}
    assert all(0 < len(fs) == len(set(fs)) for fs in (r["frames"].split() for r in table))


def test_a_frame_of_a_cue_has_one_act() -> None:
    acts = defaultdict(set)
    for row in lexicons.read("cues"):
        for frame in row["frames"].split():
            acts[row["lemma"], row["pos"], frame].add(row["act"])
    assert {k: v for k, v in acts.items() if len(v) > 1} == {}


def test_frames_of_cues_are_in_the_table_of_frames() -> None:
    known = {row["frame"] for row in lexicons.read("frames")} | {"quote"}
    used = {f.removeprefix("not:") for r in lexicons.read("cues") for f in r["frames"].split()}
    assert {f for f in used if not f.startswith("p:")} <= known


@pytest.mark.parametrize("row", lexicons.read("frames"), ids=lambda row: row["frame"])
def test_a_frame_finds_its_example_and_not_its_counterexample(row: dict[str, str]) -> None:
    content = row["example"][row["example"].index("[") + 1 : row["example"].index("]")]
    found = rows(re.sub(r"[\[\]]", "", row["example"]))
    assert (row["frame"], content) in {(r["frame"], r["content"]) for r in found}
    assert row["frame"] not in {r["frame"] for r in rows(row["counterexample"])}


def test_each_repair_mends_a_case(monkeypatch: pytest.MonkeyPatch) -> None:
    texts = enumerate(chain.from_iterable(TEXTS.values()))
    docs = [doc for _, doc in language.docs([Article(t, article_id=str(n)) for n, t in texts])]

    def trees(*repairs: repair.Repair) -> list[list[tuple[int, str, str]]]:
        monkeypatch.setattr(repair, "REPAIRS", repairs)
        return [[(t.head.i, t.dep_, t.tag_) for t in Tree(doc)] for doc in docs]

    every = repair.REPAIRS
    whole = trees(*every)
    for one in every:
        assert "*" in one.example
        assert trees(*(r for r in every if r is not one)) != whole, one.example


# --- whom a statement is about, and what it disputes ---------------------------------------------


def sentences(name: str) -> list[Any]:
    """The cases of a table: a text, and what is expected."""
    with (Path(__file__).parent / "cases" / f"{name}.csv").open(encoding="utf-8") as table:
        return [
            pytest.param(
                *(row["text"], row[name]),
                id=f"{name}-{n}",
                marks=[pytest.mark.xfail(reason=row["xfail"])] if row["xfail"] else [],
            )
            for n, row in enumerate(csv.DictReader(table))
        ]


@pytest.mark.parametrize(("text", "target"), sentences("targets"))
def test_a_target_is_who_is_addressed_or_judged(
    text: str, target: str, parse_case: Callable[..., Parsed]
) -> None:
    assert {*parse_case(text).statements.target_id.dropna()} == {target} - {""}


@pytest.mark.parametrize(("text", "disputed"), sentences("disputes"))
def test_a_denial_is_of_what_another_said(
    text: str, disputed: str, parse_case: Callable[..., Parsed]
) -> None:
    """``2>1``: the second statement is against the first."""
    found = parse_case(text).statements
    number = {known: n for n, known in enumerate(found.statement_id, 1)}
    pairs = found.dropna(subset="disputes_id")
    told = zip(pairs.statement_id, pairs.disputes_id, strict=True)
    assert " ".join(f"{number[a]}>{number[b]}" for a, b in told) == disputed


@pytest.mark.parametrize("text", ["The claim by Ann Lee:", "Ann Lee:", "The claim:", ":"])
def test_a_text_may_end_in_a_colon(text: str) -> None:
    assert newslab.parse(Article(text, article_id="a")).statements.empty
