"""Whom a pronoun means, by number, gender, recency and grammatical role."""

from __future__ import annotations

from typing import TYPE_CHECKING

from newslab.extract import names
from newslab.extract.actors.coreference import Seen
from newslab.extract.actors.descriptions import Descriptions

if TYPE_CHECKING:
    from newslab.syntax.tree import Token

_HE = frozenset(("he", "him", "his", "himself"))
_SHE = frozenset(("she", "her", "hers", "herself"))
_IT = frozenset(("it", "its", "itself"))
_THEY = frozenset(("they", "them", "their", "theirs", "themselves"))
_ME = frozenset(("i", "me", "my", "mine", "myself", "we", "us", "our", "ours", "ourselves"))
PRONOUNS = _HE | _SHE | _IT | _THEY | _ME
_SUBJECT = frozenset({"nsubj", "nsubjpass", "csubj"})


class Pronouns(Descriptions):
    """Pronouns that refer to actors."""

    def _pronoun(self, i: int) -> None:
        low, token = self.low[i], self.doc[i]
        quote, sentence = self.quote[i], self.sentence[i]
        if low in _ME:
            self.first_person.append(i)
            return
        possessive = token.dep_ == "poss"
        subject = token.dep_ in _SUBJECT
        reflexive = low.endswith(("self", "selves"))

        first, last = self._asked(token)

        def other(s: Seen) -> bool:
            if first <= s.token <= last:
                return False
            return possessive or reflexive or subject or s.verb != token.head.i or not s.subject

        if low in _HE or low in _SHE:
            want = "m" if low in _HE else "f"

            def fits(s: Seen) -> bool:
                return (
                    (s.actor.kind == "person" or bool(s.gender))
                    and s.gender in {want, ""}
                    and other(s)
                )

            far = 5
        elif low in _IT:

            def fits(s: Seen) -> bool:
                return s.actor.kind in {"organization", "government"} and other(s)

            far = 2
        else:

            def fits(s: Seen) -> bool:
                return (s.actor.plural or s.actor.kind == "group") and other(s)

            far = 2
        if (
            low == "it"
            and token.head.lemma_ in names.parts("impersonal")
            and subject
            and i not in self.sources
        ):
            return
        actor = self.memory.best(fits, sentence, quote, far)
        if actor is None and low in _THEY:
            actor = self.memory.best(
                lambda s: s.actor.kind in {"organization", "government"} and other(s),
                sentence,
                quote,
                1,
            )
        if actor is None and low not in _IT and i in self.sources:
            actor = self.memory.best(fits, sentence, quote, 40)
        if actor is not None:
            if (low in _HE or low in _SHE) and actor.kind == "person" and not actor.gender:
                actor.gender = "m" if low in _HE else "f"
            self.cast.at[i] = actor, "pronoun:subject" if subject else "pronoun"
            self._record(actor, i, i, i + 1, "pronoun")

    def _asked(self, token: Token) -> tuple[int, int]:
        """Return the tokens of "Asked whether Lee would go": "he" of "…, he said no" is not Lee."""
        verb = token.head
        for clause in verb.lefts if token.dep_ in _SUBJECT else ():
            if clause.dep_ == "advcl" and clause.tag_ == "VBN" and not clause.lefts:
                edge = clause.right_edge.i
                return (clause.i, edge) if edge < token.i else (0, -1)
        return 0, -1

    def _first_person_words(self) -> None:
        """Give "I" and "we" to the speaker, who is often named behind the quotation."""
        for i in self.first_person:
            token, speaker = self.doc[i], self.speaker.get(self.quote[i])
            found = self.cast.at.get(speaker.i) if speaker is not None else None
            if found is not None:
                self.cast.at[i] = found[0], "pronoun:speaker"
                end = token.idx + len(token.text)
                self.cast.found.append((token.idx, end, found[0], "pronoun"))

    def _relative(self, i: int) -> None:
        """Give "who" and "which" to the noun whose clause they open."""
        verb = self.doc[i].head
        if verb.dep_ == "relcl" and verb.head.i in self.cast.at:
            self.cast.at[i] = self.cast.at[verb.head.i][0], "pronoun:relative"
