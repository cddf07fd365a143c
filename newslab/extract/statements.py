"""Statements: who says what, by rules on the parse and a lexicon of cues."""

from __future__ import annotations

from typing import Any

from newslab.extract.actors import Cast
from newslab.extract.page import Attribution, Page


def find(page: Page) -> list[Attribution]:
    """Find the attributions of an article."""
    return []


def rows(
    page: Page, attributions: list[Attribution], cast: Cast, dates: list[dict[str, Any]]
) -> list[dict[str, Any]]:
    """Return the rows of the statements table."""
    return []
