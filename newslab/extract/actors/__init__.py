"""Actors: mentions ▶ types ▶ links ▶ cast.

* `naming`, `mentions`: the names, noun phrases and pronouns that may refer to an actor;
* `types`: whether each names a person, an organization, a place or a thing;
* `entity`, `evidence`, `link`: which of them are one, by one scored choice for each;
* `roles`, `cast`: the actors, their rows, and who is behind a span.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from newslab.extract.actors import mentions
from newslab.extract.actors.cast import Cast, cast_of
from newslab.extract.actors.link import Linker
from newslab.extract.actors.roles import described

if TYPE_CHECKING:
    from newslab.syntax.page import Attribution, Page

__all__ = ["Cast", "explain", "find"]


def find(page: Page, attributions: list[Attribution]) -> Cast:
    """Find the actors; the sources of ``attributions`` are actors for certain."""
    return cast_of(page, link_all(page, attributions)[0])


def link_all(page: Page, attributions: list[Attribution]) -> tuple[Linker, list[mentions.Mention]]:
    """Return a linker that has read the article, and the mentions that it read."""
    linker, found = prepare(page, attributions)
    linker.run(found)
    return linker, found


def explain(
    page: Page, attributions: list[Attribution], span: tuple[int, int]
) -> list[tuple[str, float, dict[str, float]]]:
    """Return whom a mention may mean, the best first, and what speaks for and against each.

    Parameters
    ----------
    page, attributions
        As for `find`.
    span
        Start and end of the mention in characters of `Article.text`, as its row has them.

    Returns
    -------
    list of (name, probability, contributions)
        A candidate's fullest name or description ("(nobody before)" for somebody new), how
        probable the link is, and what each feature adds to its score. For what a rule decided,
        one candidate and the rule; empty if nothing is mentioned there.
    """
    linker, found = prepare(page, attributions)
    heads = (page.doc[m.head].idx for m in found)
    asked = next((m for m, at in zip(found, heads, strict=True) if span[0] <= at < span[1]), None)
    told = linker.run(found, asked)
    if asked and asked.rule and asked.head in linker.of:
        return [(described(page.doc, linker.of[asked.head]), 1.0, {asked.rule: 1.0})]
    return told


def prepare(page: Page, attributions: list[Attribution]) -> tuple[Linker, list[mentions.Mention]]:
    """Return a linker that has read nothing yet, and the mentions in the order to read them."""
    sources = mentions.Sources(page, attributions)
    return Linker(page, sources), mentions.find(page, sources)
