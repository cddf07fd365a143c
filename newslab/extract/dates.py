"""Time expressions: TIMEX3 spans and values."""

from __future__ import annotations

from typing import Any

from newslab.extract.page import Page


def find(page: Page) -> list[dict[str, Any]]:
    """Return the rows of the dates table."""
    return []
