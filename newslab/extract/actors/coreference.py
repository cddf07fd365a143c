"""Which actor a pronoun or description means: rules on gender, number, recency and role."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

#: Mentions that a pronoun can look back on; bounds the cost in long texts.
REACH = 48


@dataclass(eq=False, slots=True)
class Actor:
    """An actor while it is being put together."""

    name: str
    kind: str = ""
    gender: str = ""
    role: str = ""
    affiliation: str = ""
    type: str = ""
    plural: bool = False
    acts: bool = False
    place: bool = False
    forms: dict[str, None] = field(default_factory=dict)
    roles: set[str] = field(default_factory=set)
    count: int = 0
    actor_id: str = ""
    country: str = ""


@dataclass(slots=True)
class Seen:
    """A mention that later words can refer to."""

    actor: Actor
    token: int
    sentence: int
    subject: bool
    quote: int
    gender: str
    source: bool
    verb: int


class Memory:
    """The mentions so far, most recent last."""

    def __init__(self) -> None:
        self.seen: deque[Seen] = deque(maxlen=REACH)

    def add(self, seen: Seen) -> None:
        """Remember a mention."""
        self.seen.append(seen)

    def best(
        self, fits: Callable[[Seen], bool], sentence: int, quote: int, far: int = 4
    ) -> Actor | None:
        """Return the actor whose mentions fit best: near, a subject, a speaker, often named.

        The weights follow the order of factors in Lappin and Leass (1994): sentence recency,
        then subject, with halving by sentence.
        """
        scores: dict[Actor, float] = {}
        for s in reversed(self.seen):
            away = sentence - s.sentence
            if away > far:
                break
            if not fits(s):
                continue
            weight = (1.0 + 0.8 * s.subject + 0.4 * s.source) / (1 << min(away, 8))
            if s.quote >= 0 and s.quote != quote:
                weight *= 0.3
            scores[s.actor] = scores.get(s.actor, 0.0) + weight
        return max(scores, key=scores.__getitem__, default=None)
