"""Actors and their mentions: who is behind a name, a title, a pronoun, a capital."""

from __future__ import annotations

from typing import Any

from newslab.extract.page import Attribution, Page


class Cast:
    """The actors of one article."""

    def actor_of(self, start: int, end: int) -> tuple[str | None, str]:
        """Return the actor behind the characters ``start:end`` and the rule that found it."""
        return None, "unresolved"

    def rows(self) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
        """Return the rows of the actors and of the mentions table."""
        return [], []


def find(page: Page, attributions: list[Attribution]) -> Cast:
    """Find the actors; the sources of ``attributions`` are actors for certain."""
    return Cast()
