"""The cast of an article: its actors, their mentions, and who is behind a span."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from typing import TYPE_CHECKING, Any

from newslab.extract import names
from newslab.extract.actors.coreference import Actor
from newslab.syntax.page import Page

if TYPE_CHECKING:
    from newslab.syntax.tree import Token

_NP_WORD = frozenset({"NOUN", "PROPN", "ADJ", "DET", "NUM", "PRON"})


class Cast:
    """The actors of one article.

    Examples
    --------
    >>> import newslab
    >>> newslab.parse(newslab.Article("Ann Lee resigned.", article_id="a")).actors.name.tolist()
    ['Ann Lee']
    """

    def __init__(self, page: Page) -> None:
        self._page = page
        self.starts = page.doc.starts
        self.at: dict[int, tuple[Actor, str]] = {}
        self.found: list[tuple[int, int, Actor, str]] = []
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
        actor, rule = self.find(start, end)
        return (actor.actor_id, rule) if actor else (None, rule)

    def find(self, start: int, end: int) -> tuple[Actor | None, str]:
        """Return the actor itself; see `actor_of`."""
        first = max(0, bisect_right(self.starts, start) - 1)
        last = max(first + 1, bisect_left(self.starts, end))
        if not self.starts:
            return None, "unresolved"
        doc = self._page.doc
        return self.behind(doc[head_of(doc, first, last)], first, last)

    def behind(self, head: Token, first: int, last: int) -> tuple[Actor | None, str]:
        """Return the actor behind the tokens ``first:last``, which hang on ``head``."""
        if head.i in self.at:
            return self.at[head.i]
        if head.lower_ in names.nouns("document"):
            return self._issuer(head, first, last)
        counted = head.lower_ in names.parts("quantity")  # "thousands of teachers"
        for i in range(first, min(last, first + 60)):
            # The head may hang wrongly in the parse: the first name before a clause or phrase.
            if i not in self.at:
                continue
            token = head.doc[i]
            owned = token.dep_ == "poss" or (token.dep_ == "pobj" and not counted)
            if not owned and token.pos_ != "PRON":
                return self.at[i]
        if head.pos_ == "PROPN":
            return self.at.get(first, (None, "unresolved"))
        return None, "unresolved"

    def _issuer(self, document: Token, first: int, last: int) -> tuple[Actor | None, str]:
        """Return who issued a document: "a survey by …", "put out a statement saying …".

        Not who has seen it: "a memo obtained by …".
        """
        doc = self._page.doc
        for i in range(first, min(last, first + 60)):
            token = doc[i]
            own = token.head is document and token.dep_ in ("poss", "compound", "nmod")
            by = (
                token.dep_ == "pobj"
                and token.head.lower_ in ("by", "from")
                and token.head.head.lemma_ not in names.parts("obtains")
            )
            if i in self.at and (own or by):
                return self.at[i][0], "issuer"
        if document.dep_ == "dobj":
            for token in document.head.lefts:
                if token.dep_ == "nsubj" and token.i in self.at:
                    return self.at[token.i][0], "issuer"
        return None, "unresolved"

    def rows(self) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
        """Return the rows of the actors and of the mentions table."""
        article, text = self._page.article.article_id, self._page.text
        first: dict[int, int] = {}
        count: dict[int, int] = {}
        mentions: list[dict[str, Any]] = []
        for start, end, actor, form in sorted(self.found, key=lambda m: (m[0], m[1])):
            if not actor.actor_id:
                continue
            first.setdefault(id(actor), start)
            count[id(actor)] = count.get(id(actor), 0) + 1
            mentions.append(
                {
                    "mention_id": f"{article}/m{len(mentions) + 1}",
                    "article_id": article,
                    "actor_id": actor.actor_id,
                    "text": text[start:end],
                    "start": start,
                    "end": end,
                    "form": form,
                }
            )
        actors = [
            {
                "actor_id": a.actor_id,
                "article_id": article,
                "name": a.name,
                "kind": a.kind,
                "role": a.role or None,
                "affiliation": a.affiliation or None,
                "aliases": "|".join(f for f in a.forms if f != a.name) or None,
                "mentions": count[id(a)],
                "first_start": first[id(a)],
            }
            for a in sorted(self.actors, key=lambda a: first.get(id(a), 0))
            if a.actor_id and id(a) in first
        ]
        return actors, mentions


def head_of(doc: Any, first: int, last: int) -> int:
    """Return the token of ``first:last`` that the others hang on."""
    for i in range(first, last):
        token = doc[i]
        if token.pos_ in _NP_WORD and token.dep_ != "det" and not first <= token.head.i < last:
            return i
    for i in range(first, last):
        if not first <= doc[i].head.i < last or doc[i].head.i == i:
            return i
    return first
