"""The cast of an article: which entities are actors, their rows, and who is behind a span."""

import re
from bisect import bisect_left
from collections import Counter
from operator import itemgetter
from typing import Any

from newslab.extract import names
from newslab.extract.actors.entity import (
    BEFORE_OFFICE,
    DEFINITE,
    NAME_WORDS,
    OF,
    Entity,
    described,
    shown,
)
from newslab.extract.actors.link import Linker, confidence
from newslab.extract.actors.mentions import Mention, head_of, is_field, issuers
from newslab.syntax.page import Page
from newslab.syntax.tree import Span, Token, Tree

#: Least odds of a person or body for an actor; for one who neither speaks, acts nor comes again, by
#: whether it is named.
_LEAST = 0.55
_LEAST_ONCE = {True: 0.6, False: 0.75}
#: Odds from which what has no name is a thing, even if it "says", and what does nothing a place.
_THING, _PLACE = 0.7, 0.2


class Cast:
    """The actors of one article; ``at`` has by a token's number whom it means, and the rule."""

    def __init__(self, page: Page, linker: Linker) -> None:
        self._page, self._doc, self._of = page, page.doc, linker.of
        self.at: dict[int, tuple[Entity, str]] = {}
        self._actors = [e for e in linker.entities if is_actor(e)]
        used: Counter[str] = Counter()
        for e in self._actors:
            self._describe(e)
            base = e.actor_id = slug(e)
            while used[e.actor_id]:  # a namesake
                used[base] += 1
                e.actor_id = f"{base}-{used[base]}"
            used[e.actor_id] += 1
            for m in e.mentions:
                m.rule = m.rule or _form(m, e)
                self.at[m.head] = e, m.rule
                for i in range(m.name, m.end) if m.form == "name" else ():
                    self.at.setdefault(i, (e, m.rule))
        known = ((t.i, self._issuer(t)) for t in page.doc if t.lower_ in names.nouns("document"))
        #: The documents that somebody issued, in order.
        self._issued = [(i, actor) for i, actor in known if actor is not None]

    def actor_of(self, start: int, end: int) -> tuple[str | None, str]:
        """Return the id of the actor behind the characters ``start:end`` and the rule, if any."""
        span = self._doc.char_span(start, end, expand=True)
        if span is None:
            return None, "unresolved"
        actor, rule = self.behind(self._doc[head_of(self._doc, span.start, span.end)])
        return (actor.actor_id, rule) if actor else (None, rule)

    def behind(self, head: Token) -> tuple[Entity | None, str]:
        """Return the actor behind the phrase that hangs on ``head``; who issued a document."""
        if head.lower_ not in names.nouns("document"):
            return self.at.get(head.i, (None, "unresolved"))
        actor = self._issuer(head)
        if actor is None and any(t.lower_ in DEFINITE for t in head.lefts):
            told = self._issued[: bisect_left(self._issued, head.i, key=itemgetter(0))]
            study = names.parts("study")  # "a survey by Acme … *the study*"
            like = study if head.lower_ in study else {head.lemma_}
            same = (by for i, by in reversed(told) if self._doc[i].lemma_ in like)
            actor = next(same, None)
        return actor, "issuer" if actor else "unresolved"

    def _issuer(self, document: Token, deep: int = 2) -> Entity | None:
        """Return who issued a document, by the words beside it; that of "a page of the report"."""
        found, verb = issuers(document), document.head
        if document.dep_ == "pobj" and verb.lower_ == "in":  # "said in a statement"
            verb = verb.head
        if document.dep_ == "dobj" or verb is not document.head:  # "put out a statement saying …"
            found += [t for t in verb.lefts if t.dep_ == "nsubj"]
        near = next((self.at[t.i][0] for t in found if t.i in self.at), None)
        inner = [k for p in document.rights for k in p.rights if deep and p.dep_ == "prep"]
        whole = (self._issuer(k, deep - 1) for k in inner if k.lower_ in names.nouns("document"))
        return near or next(filter(None, whole), None)

    def rows(self) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
        """Return the rows of the actors and of the mentions table."""
        article = self._page.article.article_id
        actors: dict[Entity, dict[str, Any]] = {}
        mentions: list[dict[str, Any]] = []
        pairs = ((m, e) for e in self._actors for m in e.mentions if self._is_told(m, e))
        told = [((s := self._span(m)).start_char, s.end_char, m, e) for m, e in pairs]
        for start, end, m, e in sorted(told, key=itemgetter(0, 1)):
            aliases = "|".join(f for f in e.forms if f != e.name) or None
            row = {"actor_id": e.actor_id, "article_id": article, "mentions": 0, "aliases": aliases}
            row |= {k: getattr(e, k) or None for k in ("name", "kind", "role", "affiliation")}
            actors.setdefault(e, {**row, "first_start": start})["mentions"] += 1
            mentions.append({
                "mention_id": f"{article}/m{len(mentions) + 1}",
                "article_id": article,
                "text": self._page.text[start:end],
                "start": start,
                "end": end,
                "form": _form(m, e),
                "rule": m.rule,
                "confidence": confidence(m.form, m.sure * actorhood(e)),
                "actor_id": e.actor_id,
            })  # fmt: skip
        return list(actors.values()), mentions

    def _describe(self, e: Entity) -> None:
        """Work out what an actor's row says."""
        e.kind = _kind(e)
        called = [m for m in e.mentions if not m.is_pronoun]
        for m in called if e.kind != "government" or not e.country else ():
            start, end = _office(self._doc, m)
            if start < end:
                person = e.kind == "person" and m.odds[0] > m.odds[1]
                e.role = e.role or (Span(self._doc, start, end).text if person else "")
                e.affiliation = e.affiliation or self._belongs(m, end, e)
        e.name = described(self._doc, e)
        if e.kind == "government" and e.country:
            e.name = e.affiliation = e.country
        e.forms = dict.fromkeys(f for m in called if self._is_told(m, e) for f in self._forms(m))

    def _belongs(self, m: Mention, end: int, own: Entity) -> str:
        """Return the country or body of "German minister", "Acme's chief", "head of Acme"."""
        doc, head = self._doc, self._doc[end - 1]
        if head.lower_ in names.parts("no_office"):
            return ""
        of = (k for p in (*head.rights, *doc[m.head].rights) if p.lower_ in OF for k in p.rights)
        for t in (*doc[max(m.start - 1, 0) : end - 1], *of):
            kind, country = names.place(doc.texts, t.i)
            owner = self._of.get(t.i, own)
            if country and kind != "region":
                return country
            if owner is not own and owner.named and owner.odds[0] <= 0.5:
                return shown(owner)
        return ""

    def _span(self, m: Mention) -> Span:
        """Return a mention's words, a name's without an article."""
        start = m.start
        while start < m.head and self._doc[start].tag_ in {"DT", "PDT"} and m.form == "name":
            start += 1
        return Span(self._doc, start, m.end)

    def _forms(self, m: Mention) -> list[str]:
        """Return what a mention calls somebody, a description also with what stands behind it."""
        span, head = self._span(m), self._doc[m.head]
        behind = [c.right_edge.i + 1 for c in head.rights if c.i == m.end and c.dep_ == "prep"]
        ends = [*behind, m.until] if m.form == "description" else []
        longer = [Span(self._doc, span.start, end).text for end in ends if end > m.end]
        return [*filter(None, [span.text, " ".join(m.words), *longer])]

    def _is_told(self, m: Mention, e: Entity) -> bool:
        """Whether a mention is of the actor: "in Berlin" is of no government."""
        where = names.parts("place_preposition") | names.parts("inside")
        t = self._doc[m.head]
        inside = m.place and t.dep_ == "pobj" and t.head.lower_ in where
        return not (inside and e.kind == "government" and not m.source)


def _form(m: Mention, e: Entity) -> str:
    if e.kind == "government" and m.place not in ("", "country"):
        return "metonym"
    if m.form == "description" and names.is_title(m.low) and not m.plural:
        return "title"
    return "pronoun" if m.is_pronoun else m.form


def slug(actor: Entity) -> str:
    """Return an actor's id as its name makes it."""
    words = re.sub("[.'’]", "", names.ARTICLE.sub("", actor.name).lower()).split()
    if actor.kind == "government" and actor.affiliation == actor.name:
        the = ["the"] if words[0] == "united" else []
        return "-".join(["government", "of", *the, *words])
    if len(words) > NAME_WORDS:
        words = [w for w in words if w not in names.parts("small in headings")]
    return "-".join(words[-NAME_WORDS:])


def is_actor(e: Entity) -> bool:
    """Whether an entity speaks, or is a person or a body; a country only if it acts."""
    if not (e.mentions and (e.named or _is_called(e))):
        return False
    if (e.spoke and (e.named or e.odds[3] < _THING)) or _is_concerned(e):
        return True
    acts = any(m.acts for m in e.mentions)
    if _is_anybody(e) or all(m.aside for m in e.mentions) or (_is_where(e) and not acts):
        return False
    least = _LEAST if acts or e.mentions[1:] else _LEAST_ONCE[e.named]
    return e.odds[0] + e.odds[1] > least


def _is_called(e: Entity) -> bool:
    """Whether a noun is used of somebody: not only "they", or "the reports"."""
    documents = names.nouns("document").keys()
    return bool({head.removesuffix("s") for head in e.heads - documents} - documents)


def _is_anybody(e: Entity) -> bool:
    """Whether a bare noun neither acts nor is told of again: "22 men", "buyers"."""
    m = e.mentions[0]
    return not (e.named or e.mentions[1:] or m.acts or m.det)


def _is_where(e: Entity) -> bool:
    """Whether an entity is a country, or sooner a place than a person and called no body."""
    body = any(e.details) or not e.heads.isdisjoint(names.nouns("government"))
    return e.is_government or (max(_PLACE, e.odds[0]) < e.odds[2] and not body)


def _is_concerned(e: Entity) -> bool:
    """Whether somebody is told, or judged; a place that is may stand for its government."""
    judged = (m.odds[0] + m.odds[1] + m.odds[2] * e.named for m in e.mentions if m.judged)
    told = (m.told and m.low not in names.nouns("thing") for m in e.mentions)  # "told an *inquest*"
    return any(told) or any(odds > 0.5 for odds in judged)


def actorhood(e: Entity) -> float:
    """Return how sure it is that an entity is an actor at all: who speaks is one."""
    return 1.0 if e.spoke or e.is_government else e.odds[0] + e.odds[1]


def _kind(e: Entity) -> str:
    if e.is_government or (not e.named and e.heads & names.nouns("polity").keys()):
        return "government"
    together = not (e.named or e.heads.isdisjoint(names.nouns("group")))
    if (e.plural > 0 and not e.bodily) or together:  # "the family"
        return "group"
    if e.odds[0] < e.odds[1] or e.bodily:
        return "organization"
    several = not e.named and "group" in map(names.senses().get, e.heads)  # "her legal team"
    return "group" if several else "person"


def _held(office: Token) -> int:
    """Return the last word of what an office is: of "chief *of staff*", not "head of Acme"."""
    of = office.doc[office.i + 1 : office.i + 3]
    whole = is_field(of[1]) if len(of) > 1 and of[0].lower_ == "of" else False
    return of[1].i if whole else office.i


def _office(doc: Tree, m: Mention) -> tuple[int, int]:
    """Return the words of an office: before a name, or a description that is beside one."""
    start, end = m.start, m.name if m.form == "name" else _held(doc[m.head]) + 1
    while end > start and doc[end - 1].lower_ in names.parts("courtesy"):
        end -= 1
    before = (t for t in doc[start:end] if t.tag_ in BEFORE_OFFICE or t.lower_ == "one")
    start = max([start, *(t.i + 1 for t in before)])
    heads = (doc[i].lower_ for i in range(start, end) if i == end - 1 or doc[i + 1].lower_ in OF)
    # "Mayor of London", "referee Ann Lee"
    jobs = names.senses() if m.odds[0] > m.odds[1] else {}
    titled = any(names.is_title(low) or jobs.get(low) == "person" for low in heads)
    return (start, end) if titled or m.form == "description" else (end, end)
