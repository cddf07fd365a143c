"""The cast of an article: its actors, their mentions, and who is behind a span."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from newslab.extract import names
from newslab.extract.actors.mentions import head_of
from newslab.extract.actors.rules import issuers

if TYPE_CHECKING:
    from newslab.syntax.page import Page
    from newslab.syntax.tree import Token

#: Most words of an id.
_ID_WORDS = 5
#: Most tokens of a phrase that are looked at.
_PHRASE = 60


@dataclass(eq=False, slots=True)
class Actor:
    """An actor: what its row says."""

    name: str
    kind: str
    role: str = ""
    affiliation: str = ""
    #: Whether it is a country's government; its name is the country's.
    governs: bool = False
    forms: dict[str, None] = field(default_factory=dict)
    actor_id: str = ""


@dataclass(frozen=True, slots=True)
class Place:
    """Where an actor is mentioned: characters, how, why, and how surely."""

    start: int
    end: int
    actor: Actor
    form: str
    rule: str
    confidence: float


class Cast:
    """The actors of one article.

    ``at`` tells for a token's number the actor that its phrase means, and how it is known.

    Examples
    --------
    >>> import newslab
    >>> newslab.parse(newslab.Article("Ann Lee resigned.", article_id="a")).actors.name.tolist()
    ['Ann Lee']
    """

    def __init__(self, page: Page) -> None:
        self._page = page
        self.at: dict[int, tuple[Actor, str]] = {}
        self.found: list[Place] = []
        self.actors: list[Actor] = []

    def actor_of(self, start: int, end: int) -> tuple[str | None, str]:
        """Return the actor behind the characters ``start:end`` and the rule that found it.

        Parameters
        ----------
        start, end
            Characters of `Article.text`.

        Returns
        -------
        tuple
            The actor's id, or None with the rule ``unresolved``.
        """
        doc, starts = self._page.doc, self._page.doc.starts
        first = max(0, bisect_right(starts, start) - 1)
        last = max(first + 1, bisect_left(starts, end))
        actor, rule = self.behind(doc[head_of(doc, first, last)], first, last)
        return (actor.actor_id, rule) if actor else (None, rule)

    def behind(self, head: Token, first: int, last: int) -> tuple[Actor | None, str]:
        """Return the actor behind the tokens ``first:last``, which hang on ``head``."""
        if head.i in self.at:
            return self.at[head.i]
        if head.lower_ in names.nouns("document"):
            return self._issuer(head)
        for i in range(first, min(last, first + _PHRASE)):
            # The head may hang wrongly in the parse: the first name before a clause or phrase.
            token = head.doc[i]
            if i in self.at and token.dep_ not in ("poss", "pobj") and token.pos_ != "PRON":
                return self.at[i]
        if head.pos_ == "PROPN":
            return self.at.get(first, (None, "unresolved"))
        return None, "unresolved"

    def _issuer(self, document: Token) -> tuple[Actor | None, str]:
        """Return who issued a document: "a survey by …", "put out a statement saying …"."""
        for token in issuers(document):
            if token.i in self.at and token.dep_ != "amod":
                return self.at[token.i][0], "issuer"
        if document.dep_ == "dobj":
            for token in document.head.lefts:
                if token.dep_ == "nsubj" and token.i in self.at:
                    return self.at[token.i][0], "issuer"
        return None, "unresolved"

    def name_ids(self) -> None:
        """Give each actor its id: the name in lower case, a number behind it for a namesake."""
        used: Counter[str] = Counter()
        for a in self.actors:
            base = a.actor_id = slug(a)
            while used[a.actor_id]:
                used[base] += 1
                a.actor_id = f"{base}-{used[base]}"
            used[a.actor_id] += 1

    def rows(self) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
        """Return the rows of the actors and of the mentions table."""
        article, text = self._page.article.article_id, self._page.text
        found = sorted(self.found, key=lambda p: (p.start, p.end))
        mentions = [
            {
                "mention_id": f"{article}/m{number}",
                "article_id": article,
                "actor_id": p.actor.actor_id,
                "text": text[p.start : p.end],
                "start": p.start,
                "end": p.end,
                "form": p.form,
                "rule": p.rule,
                "confidence": p.confidence,
            }
            for number, p in enumerate(found, 1)
        ]
        starts: dict[Actor, list[int]] = {}
        for p in found:
            starts.setdefault(p.actor, []).append(p.start)
        actors = [
            {
                "actor_id": a.actor_id,
                "article_id": article,
                "name": a.name,
                "kind": a.kind,
                "role": a.role or None,
                "affiliation": a.affiliation or None,
                "aliases": "|".join(f for f in a.forms if f != a.name) or None,
                "mentions": len(at),
                "first_start": at[0],
            }
            for a, at in starts.items()
        ]
        return actors, mentions


def slug(actor: Actor) -> str:
    """Return an actor's id as its name makes it."""
    words = names.ARTICLE.sub("", actor.name).lower().split()
    if actor.governs:
        the = ["the"] if words[0] == "united" else []
        return "-".join(["government", "of", *the, *words])
    if len(words) > _ID_WORDS:
        words = [w for w in words if w not in names.parts("small")]
    return "-".join(words[-_ID_WORDS:])
