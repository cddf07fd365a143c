"""What all tests share: options, one parse of all sentence cases of a module, one kernel."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future
from contextlib import nullcontext
from functools import cached_property
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings

import newslab
from newslab import Article, Parsed
from newslab.present import kernels

for name, examples in (("ci", 100), ("nightly", 2000)):
    settings.register_profile(
        name, max_examples=examples, deadline=None, suppress_health_check=list(HealthCheck)
    )

#: What a case is parsed from: its text, and the day of the article.
Key = tuple[str, str | None]
#: What has work done by a kernel.
Submit = Callable[..., Future[Any]]


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--nightly", action="store_true", help="2,000 examples, 20 cuts, growth")


def pytest_configure(config: pytest.Config) -> None:
    settings.load_profile("nightly" if config.getoption("nightly") else "ci")


class Cases:
    """The texts of the cases that were selected, parsed together when the first is asked for."""

    def __init__(self, keys: Iterable[Key]) -> None:
        self._keys = list(dict.fromkeys(keys))

    @cached_property
    def _parsed(self) -> dict[Key, Parsed]:
        return dict(zip(self._keys, newslab.parse_many(map(_article, self._keys)), strict=True))

    def parse(self, text: str, published: str | None = None) -> Parsed:
        """Return a text's tables; one that is no selected case is parsed here."""
        key = text, published
        if key not in self._parsed:
            self._parsed[key] = newslab.parse(_article(key))
        return self._parsed[key]


def _article(key: Key) -> Article:
    return Article(key[0], article_id="a", published=key[1])


def _key(item: pytest.Item) -> Key | None:
    """Return what a test asks for: its ``case``, or its ``text`` on its module's PUBLISHED."""
    given: dict[str, Any] = getattr(getattr(item, "callspec", None), "params", {})
    case = given.get("case")
    if isinstance(case, dict):
        return case["text"], case.get("published")
    text = given.get("text")
    published = getattr(getattr(item, "module", None), "PUBLISHED", None)
    return (text, published) if isinstance(text, str) else None


@pytest.fixture(scope="module")
def parse_case(request: pytest.FixtureRequest) -> Callable[..., Parsed]:
    """Parse the text of a case, ``parse_case(text, published)``: all cases of a module at once."""
    items = (i for i in request.session.items if i.getparent(pytest.Module) is request.node)
    wanted = (i for i in items if "parse_case" in getattr(i, "fixturenames", ()))
    return Cases(key for key in map(_key, wanted) if key is not None).parse


async def _execute(code: str, kernel: Any) -> None:
    kernel.kc.execute(code, silent=True)


@pytest.fixture(scope="session")
def _kernel() -> Iterator[Submit]:
    with pytest.MonkeyPatch.context() as patch:
        # Kernels import the newslab under test from any folder.
        patch.setenv("PYTHONPATH", str(Path(newslab.__file__).parents[1]))
        with kernels.pool(1) as submit:
            submit(_execute, "").result()
            patch.undo()
            yield submit


@pytest.fixture
def one_kernel(_kernel: Submit, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Submit:
    """Let reports run in one kernel that is there, in ``tmp_path``: to start some takes seconds."""
    there = f"import os; os.chdir({str(tmp_path)!r})"
    _kernel(_execute, there).result()
    monkeypatch.setattr(kernels, "pool", lambda size: nullcontext(_kernel))
    return _kernel
