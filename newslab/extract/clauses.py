"""Clauses: who did what to whom."""

from __future__ import annotations

from typing import Any

from newslab.extract.actors import Cast
from newslab.extract.page import Page


def rows(page: Page, cast: Cast) -> list[dict[str, Any]]:
    """Return the rows of the clauses table."""
    return []
