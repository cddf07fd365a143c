"""Actors: mentions ▶ types ▶ links ▶ cast.

* `naming`, `mentions`: the names, noun phrases and pronouns that may refer to an actor;
* `types`: whether each names a person, an organization, a place or a thing;
* `entity`, `link`: which of them are one, by one scored choice for each;
* `cast`: the actors, their rows, and who is behind a span.
"""

from newslab.extract.actors import mentions
from newslab.extract.actors.cast import Cast
from newslab.extract.actors.entity import described
from newslab.extract.actors.link import Linker
from newslab.syntax.page import Attribution, Page

__all__ = ["Cast", "explain", "find"]


def find(page: Page, attributions: list[Attribution]) -> Cast:
    """Find the actors; the sources of ``attributions`` are actors for certain."""
    linker = Linker(page.doc)
    linker.run(mentions.find(page, attributions))
    return Cast(page, linker)


def explain(
    page: Page, attributions: list[Attribution], span: tuple[int, int]
) -> list[tuple[str, float, dict[str, float]]]:
    """Return whom the mention at ``span`` may mean, how probably, what each feature adds to it."""
    found = mentions.find(page, attributions)
    asked = next((m for m in found if span[0] <= page.doc[m.head].idx < span[1]), None)
    linker = Linker(page.doc, asked)
    linker.run(found)
    if asked and asked.rule:
        return [(described(page.doc, linker.of[asked.head]), 1.0, {asked.rule: 1.0})]
    return linker.told
