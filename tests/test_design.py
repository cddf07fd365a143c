"""What holds for all code and word lists of newslab: read from the source, nothing is run."""

from __future__ import annotations

import ast
import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from spacy.glossary import GLOSSARY
from spacy.tokens import Token

from newslab import lexicons
from newslab.syntax.lexer import kinds

PACKAGE = Path(lexicons.__file__).parents[1]
LEXICONS = sorted((PACKAGE / "lexicons").glob("*.csv"))
FILES = sorted(PACKAGE.rglob("*.py"))

#: Lines of Python that the package has at most: lower it with what is deleted, never raise it.
LINES = 14960
#: Functions with more branches than this are hard to follow …
BRANCHES = 15
#: … and there are so many of them at most: lower it with each that is split.
TANGLED = 0

#: Columns that say why a row is there, for people.
FOR_PEOPLE = {"rule", "basis", "how_dated"}


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def name(path: Path) -> str:
    return path.relative_to(PACKAGE).as_posix()


def test_the_package_is_thin() -> None:
    assert sum(len(path.read_text(encoding="utf-8").splitlines()) for path in FILES) <= LINES


# --- rules are read by people -------------------------------------------------------------------


def _is_explanation(node: ast.AST) -> bool:
    """Whether an expression reads a column for people: ``row["rule"]``, ``a.rule``, ``get``."""
    if isinstance(node, ast.Attribute):
        return node.attr in FOR_PEOPLE and isinstance(node.ctx, ast.Load)
    if isinstance(node, ast.Subscript) and isinstance(node.ctx, ast.Load):
        return isinstance(node.slice, ast.Constant) and node.slice.value in FOR_PEOPLE
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.args:
        first = node.args[0]
        return (
            node.func.attr == "get"
            and isinstance(first, ast.Constant)
            and first.value in FOR_PEOPLE
        )
    return False


def _decides(node: ast.AST) -> Iterator[ast.AST]:
    """Yield what a node decides by: what it compares or looks up, whose letters it looks at."""
    if isinstance(node, ast.Compare):
        yield from (node.left, *node.comparators)
    elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
        letters = ("startswith", "endswith", "partition", "split", "removeprefix", "find", "index")
        if node.func.attr in letters:
            yield node.func.value
    elif isinstance(node, ast.Subscript):
        yield node.slice


def test_no_code_decides_by_what_is_for_people() -> None:
    found = {
        f"{name(path)}:{part.lineno}"
        for path in FILES
        for node in ast.walk(tree(path))
        for decision in _decides(node)
        for part in ast.walk(decision)
        if _is_explanation(part)
    }
    assert found == set()


# --- code ---------------------------------------------------------------------------------------


def test_no_two_modules_have_one_name() -> None:
    names = defaultdict(list)
    for path in FILES:
        if not path.stem.startswith("__"):
            names[path.stem].append(name(path))
    assert {n: paths for n, paths in names.items() if len(paths) > 1} == {}


def branches(function: ast.AST) -> int:
    kinds = (ast.If, ast.For, ast.While, ast.IfExp, ast.Try, ast.comprehension, ast.Match)
    inner = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
    count, queue = 0, [*ast.iter_child_nodes(function)]
    while queue:
        node = queue.pop()
        if isinstance(node, inner):
            continue
        count += isinstance(node, kinds)
        count += len(node.values) - 1 if isinstance(node, ast.BoolOp) else 0
        count += len(node.ifs) if isinstance(node, ast.comprehension) else 0
        queue += ast.iter_child_nodes(node)
    return count


def test_few_functions_have_many_branches() -> None:
    tangled = {
        f"{name(path)}: {node.name}": branches(node)
        for path in FILES
        for node in ast.walk(tree(path))
        if isinstance(node, ast.FunctionDef) and branches(node) > BRANCHES
    }
    assert len(tangled) <= TANGLED, tangled


@cache
def classes() -> set[str]:
    """Return what kinds of words the lexicons and the lexer of dates tell apart."""
    every = [row for path in LEXICONS for row in lexicons.read(path.stem)]
    return {row[c] for row in every for c in ("class", "kind", "type") if c in row} | {*kinds()}


def _is_word(text: object) -> bool:
    """Whether a constant is a word of the language, no label of the parser or name of code."""
    known = text in GLOSSARY or hasattr(Token, str(text)) or text in classes()
    return isinstance(text, str) and not known and bool(re.fullmatch("[a-z]{2,}('[a-z]+)?", text))


def _words(node: ast.AST) -> list[str]:
    """Return the words of a literal list, or of a text that is split into one."""
    if isinstance(node, (ast.List, ast.Tuple, ast.Set)):
        return [
            str(e.value) for e in node.elts if isinstance(e, ast.Constant) and _is_word(e.value)
        ]
    split = isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)
    if split and node.func.attr == "split" and isinstance(node.func.value, ast.Constant):  # type: ignore[attr-defined]
        return [w for w in str(node.func.value.value).split() if _is_word(w)]  # type: ignore[attr-defined]
    return []


@pytest.mark.parametrize("room", ["syntax", "extract", "analyse", "corpus"])
def test_no_list_of_words_stands_in_code(room: str) -> None:
    found = {
        f"{name(path)}:{node.lineno}": _words(node)  # type: ignore[attr-defined]
        for path in FILES
        if name(path).startswith(room)
        for node in ast.walk(tree(path))
        if len(_words(node)) >= 8
    }
    assert found == {}


# --- word lists ---------------------------------------------------------------------------------


@pytest.mark.parametrize("path", LEXICONS, ids=lambda p: p.stem)
def test_a_word_list_is_sorted_without_duplicates_and_says_whence(path: Path) -> None:
    lines = path.read_bytes().decode("utf-8").splitlines()
    assert re.match("# .{20,}", lines[0])
    rows = [tuple(row.values()) for row in lexicons.read(path.stem)]
    assert [row for row, n in Counter(rows).items() if n > 1] == []
    assert all(None not in row for row in rows)
    by_class = sorted(rows, key=lambda row: (row[-1], ",".join(row)))
    by_line = sorted(rows, key=",".join)
    assert rows in (sorted(rows), by_line, by_class)


def _constants() -> Iterator[str]:
    for path in FILES:
        docs = {
            node.body[0].value
            for node in ast.walk(tree(path))
            if isinstance(node, (ast.Module, ast.FunctionDef, ast.ClassDef))
            and node.body
            and isinstance(node.body[0], ast.Expr)
        }
        for node in ast.walk(tree(path)):
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and node not in docs:
                yield node.value


@cache
def told() -> str:
    """Return all text constants of the code, but what explains it, and the tables of frames."""
    tables = ("frames", "date_patterns", "date_parts")
    cells = [cell for name in tables for row in lexicons.read(name) for cell in row.values()]
    return "\n".join([*_constants(), *cells])


@pytest.mark.parametrize("path", LEXICONS, ids=lambda p: p.stem)
def test_every_class_of_words_is_read_by_code(path: Path) -> None:
    assert re.search(rf"\b{path.stem}\b", told()), "no code reads the list"
    rows = lexicons.read(path.stem)
    column = next((c for c in ("list", "class") if c in rows[0]), None)
    column = "kind" if path.stem == "time_words" else column
    classes = {row[column] for row in rows} if column else set()
    read = {c for c in classes if re.search(rf"(?<!\w){re.escape(c)}(?!\w)", told())}
    # Kinds of words are written with underscores in patterns.
    read |= {c for c in classes if " " in c and c.replace(" ", "_") in told()}
    assert classes - read == set()
