"""What a small parser gets wrong, put right once, before any rule sees the tree.

Each row of `REPAIRS` says of which tokens it may be true and what it does to one of them; the rows
are tried in order, on each token once.
"""

from __future__ import annotations

from bisect import insort
from collections.abc import Callable
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from newslab import lexicons

if TYPE_CHECKING:
    from newslab.syntax.tree import Token, Tree

FINITE = frozenset({"VBD", "VBZ", "VBP", "MD"})
_PAST = frozenset({"VBD", "VBZ"})
_SUBJECTS = frozenset({"nsubj", "nsubjpass", "expl"})
#: What no finite verb goes on from; what has a subject of its own; where a subject adrift hangs;
#: what may stand behind it.
_LOOSE = frozenset({"VB", "VBG", "VBN"})
_FREE = frozenset({"ROOT", "ccomp", "parataxis", "conj", "dep", "advcl"})
_ADRIFT = frozenset({"appos", "conj", "npadvmod"})
_BESIDE = frozenset({"advmod", "aux", "auxpass", "neg"})
#: Frames of verbs that have an object; tags of what may begin it.
_ACTIVE = ("quote", "obj", "obj_as", "obj_to", "pred", "p:for")
_NOMINAL = frozenset({"NOUN", "PROPN", "NUM"})
_OBJECTS = frozenset({"NNP", "PRP", "PRP$", "DT"})
#: What stands before a closing mark.
_BEFORE_MARK = frozenset(",?!")


class Repair(NamedTuple):
    """One mistake: the relations or tags of the token concerned, an example, what puts it right."""

    on: frozenset[str]
    example: str
    mend: Callable[[Token], None]


def mend(tree: Tree) -> None:
    """Put right what the table of repairs knows."""
    concerned = frozenset().union(*(repair.on for repair in REPAIRS))
    for token in tree:
        if token.dep_ in concerned or token.tag_ in concerned:
            for repair in REPAIRS:
                if token.dep_ in repair.on or token.tag_ in repair.on:
                    repair.mend(token)


def hang(token: Token, head: Token, relation: str) -> None:
    """Hang a token on another; nothing happens if it would hang on itself."""
    if head is token or token.is_ancestor(head):
        return
    unhang(token)
    token.head, token.dep_ = head, relation
    insort(head.lefts if token.i < head.i else head.rights, token)


def unhang(token: Token) -> None:
    """Take a token off what it hangs on."""
    for side in (token.head.lefts, token.head.rights):
        if token in side:
            side.remove(token)


def _has_subject(token: Token) -> bool:
    return any(c.dep_ in _SUBJECTS for c in token.children)


def _first(token: Token) -> Token:
    while token.lefts:  # not its left_edge: that is counted for the whole tree, as it is then
        token = token.lefts[0]
    return token


def finite_tag(verb: Token) -> str:
    """Return the tag of what is finite in a clause, its helper or itself."""
    helpers = (c.tag_ for c in verb.lefts if c.dep_ in ("aux", "auxpass"))
    tag = next((t for t in helpers if t in FINITE), verb.tag_)
    return "VBP" if tag == "VBZ" else tag


def _acronym(token: Token) -> None:
    if token.text.isupper() and token.lower_ in lexicons.words("name_parts", "acronym"):
        token.tag_, token.pos_ = "NNP", "PROPN"


def _participle_tells(token: Token) -> None:
    """Give a sentence without a verb the one that the parse takes for a participle in it."""
    above = [*token.ancestors]
    nouns = [a for a in above if a.pos_ in _NOMINAL]
    if nouns and finite_tag(above[-1]) not in FINITE and _has_object(token):
        root = above[-1]
        subject = next((c for c in root.lefts if c.dep_ in _SUBJECTS), nouns[-1])
        unhang(token)
        token.head, token.dep_, token.tag_ = token, "ROOT", "VBD"
        hang(subject, token, "nsubj")
        hang(root, token, "nsubj" if root is subject else "advcl")
        for rest in [c for c in subject.rights if c.i > token.i]:
            hang(rest, token, rest.dep_)
        day = token.rights[0].lower_ in lexicons.words("clause_words", "calendar")
        token.rights[0].dep_ = "npadvmod" if day else "dobj"


def _has_object(token: Token) -> bool:
    """Whether a participle of telling has an object, as in no "man *called* Lee"."""
    before, after = token.doc[token.i - 1], token.rights[:1]
    apart = before.text == "," or any(a.dep_ == "relcl" for a in token.ancestors)
    told = token.lemma_.lower() in _telling(*_ACTIVE) and (apart or token.tag_ == "VBD")
    named = any(_first(c).tag_ in _OBJECTS and _first(c).i == token.i + 1 for c in after)
    return told and named and all(c.lower_ != "by" for c in token.rights)


def _named_auxiliary(token: Token) -> None:
    verb = token.head
    named = token.tag_ in ("NNP", "MD") and token.text.istitle() and token.i + 1 == verb.i
    if named and verb.tag_ in _PAST and not _has_subject(verb):
        token.tag_, token.pos_, token.dep_ = "NNP", "PROPN", "nsubj"


def _speaker_behind(token: Token) -> None:
    before = token.nbor(-1) if token.i else token
    if before.text not in (",", '"', "'") or _has_subject(token):
        return
    said = before.text == '"' or any(c.dep_ == "ccomp" for c in token.children)
    noun = next((c for c in token.rights if c.dep_ in ("dobj", "attr")), None)
    if noun is not None and _first(noun).i == token.i + 1 and said:
        noun.dep_ = "nsubj"


def _day_of_saying(token: Token) -> None:
    """Hang a day on the verb before it, not on the clause behind it or on that one's subject."""
    first, noun = _first(token) if token.dep_ == "npadvmod" else token, token.head
    if not _is_day(token, first):
        return
    before = first.nbor(-1) if first.i else token
    verb = before.nbor(-1) if before.dep_ == "prep" and before.i else before
    verb = verb.head if verb.dep_ == "dobj" else verb
    clause = next((c for c in verb.rights if c.dep_ == "ccomp"), None)
    if clause is None:
        return
    if before.dep_ != "prep":
        if any(c.dep_ in _SUBJECTS and c is not token for c in clause.lefts):
            hang(token, verb, "npadvmod")
        return
    hang(before, verb, "prep")
    hang(token, before, "pobj")
    if noun.head is before and not _has_subject(clause):
        hang(noun, clause, "nsubj")


def _is_day(token: Token, first: Token) -> bool:
    named = token.lower_.endswith("day") or first.lower_ in ("last", "this")
    named = named and all(c.dep_ != "case" for c in token.rights)  # "said *Monday's* fall was"
    return named and token.lower_ in lexicons.words("clause_words", "calendar")


@cache
def _telling(*frames: str) -> frozenset[str]:
    rows, wanted = lexicons.read("cues"), {*frames} or {"clause", "obj_clause"}
    verbs = (r for r in rows if r["pos"] == "verb")
    return frozenset(r["lemma"] for r in verbs if wanted & {*r["frames"].split()})


def _is_told(noun: Token, clause: Token) -> bool:
    """Whether a noun is what is told, not who: "*the truth* that", "*a story* that he denied"."""
    tale = noun.lower_ in lexicons.words("cue_words", "tale")
    return tale or any(c.dep_ == "dobj" for c in clause.lefts)


def _clause_adrift(token: Token) -> None:
    """Hang what is said on the verb of saying, not on its object or on a noun of its adjunct."""
    noun = token.head
    verb = next((a for a in noun.ancestors if a.pos_ == "VERB"), noun)
    that = any(c.lower_ == "that" and c.dep_ != "nsubj" for c in token.lefts)
    subject = next((c for c in token.lefts if c.dep_ in _SUBJECTS), token)
    bare = subject is not token and subject.tag_ not in ("WDT", "WP", "WRB") and not that
    addressed = verb.lemma_.lower() in _telling("obj_clause") and not _is_told(noun, token)
    if (
        noun.i > verb.i
        and verb.lemma_.lower() in _telling()
        and ((bare or (that and addressed)) if noun.head is verb else that)
    ):
        hang(token, verb, "ccomp")


def _complement_adrift(token: Token) -> None:
    """Hang what somebody is accused of, hailed as or blamed for on the verb, not on a noun."""
    noun, above = token.head, token.head.head
    # "was accused by *Lee* of lying", "referred to *Lee* as a liar"
    verb = above.head if above.dep_ in ("agent", "prep") else above
    last = all(c.lower_ != token.lower_ or c.i <= token.i for c in noun.rights)
    taken = last and noun.dep_ == ("dobj" if verb is above else "pobj")
    cue = f"{verb.lemma_.lower()} {above.lower_}" if above.dep_ == "prep" else verb.lemma_.lower()
    if taken and cue in _telling(f"obj_{token.lower_}"):
        hang(token, verb, "prep")


def _subject_adrift(token: Token) -> None:
    """Give a verb the noun before it, which the parse hangs on what stands in front of that."""
    if token.dep_ not in _FREE or not token.i:
        return
    last = min([c for c in token.lefts if c.dep_ in _BESIDE], default=token).nbor(-1)
    apposition = last.text == ","  # "in Ayr, Lee, *the mayor*, said"
    noun, found = last.nbor(-1) if apposition else last, []
    while noun.i < token.i and noun.head is not noun:
        found += [noun] * (noun.pos_ in ("NOUN", "PROPN") and bool(_set_off(noun)))
        noun = noun.head
    noun = found[apposition] if len(found) > apposition else token
    # A subject within a quotation is no subject of the verb behind it.
    quoted = [c for c in token.lefts if c.i < noun.i] if _set_off(noun) == '"' else []
    if all(c.dep_ not in _SUBJECTS or c in quoted for c in token.children):
        hang(noun, token, "nsubj")


def _set_off(noun: Token) -> str:
    """Return the mark or word before a noun phrase, if what stands before it may end there."""
    doc, first = noun.doc, _first(noun).i
    first += doc[first].text == '"'
    lead = doc[first - 1].lower_
    closed = lead == '"' and doc[first - 2].text in _BEFORE_MARK
    behind = noun.dep_ == "pobj" and lead in lexicons.words("cue_words", "time")
    return lead if closed or behind or (lead == "," and noun.dep_ in _ADRIFT) else ""


def _noun_that_tells(token: Token) -> None:
    """Read a verb that the parse takes for a plural, though it has a subject."""
    if token.dep_ == "ROOT" and _has_subject(token) and token.lemma_.lower() in _telling():
        token.tag_, token.pos_ = "VBZ", "VERB"


def _speaker_modified(token: Token) -> None:
    """Read a verb between a quotation and who speaks, which the parse takes for an adjective."""
    before, noun = token.nbor(-1) if token.i else token, token.head
    behind = noun.i > token.i and noun.pos_ in ("NOUN", "PROPN") and noun.head is not noun
    if before.text == '"' and behind and token.lemma_.lower() in _telling():
        for word in [c for c in noun.lefts if c.i <= token.i]:
            hang(word, noun.head, "ccomp" if word is token else "dep")
        hang(noun, token, "nsubj")
        token.tag_, token.pos_ = "VBD", "VERB"


def _conjunct_adrift(token: Token) -> None:
    """Hang a finite verb on the finite verb before it, not on what follows "to" or "would"."""
    loose = finite_tag(token.head) in _LOOSE or finite_tag(token.head) == "MD"
    if token.tag_ in _PAST and loose and not _has_subject(token):
        above = [a for a in token.ancestors if a.tag_ == "VBN" or finite_tag(a) in FINITE - {"MD"}]
        same = (a for a in above if a.tag_ == "VBN" or finite_tag(a) == finite_tag(token))
        hang(token, next(same, above[0] if above else token), "conj")


def _plural_conjunct(token: Token) -> None:
    telling = token.lemma_.lower() in _telling() and not token.lefts
    if telling and token.tag_ == "VB" and token.head.tag_ in FINITE:
        token.tag_ = "VBP"


def _title_adrift(token: Token) -> None:
    """Hang the title before a name on it: "*Minister for Water* Ann Lee", "*chair and* Ann Lee"."""
    first = _first(token)
    title = first.nbor(-1) if first.i and token.tag_ == "NNP" else token
    if title.is_punct or title.is_space:
        return
    roles = lexicons.words("actor_nouns", "role")
    while title.lower_ not in roles and title.head.i < first.i and title.head is not title:
        if title.pos_ in ("VERB", "AUX"):  # "the man charged with murdering *Ann Lee*"
            return
        title = title.head
    if title.lower_ in roles and title.i < first.i:
        hang(title, token, "compound")


def _particle(token: Token) -> None:
    if any(c.dep_ == "pobj" for c in token.rights):
        token.tag_, token.pos_, token.dep_ = "IN", "ADP", "prep"


def _subject_as_object(token: Token) -> None:
    """Give what is told its subject, which the parse takes for the object of the telling."""
    verb = next((a for a in token.ancestors if a.pos_ == "VERB"), token)
    noun = next((c for c in verb.rights if c.dep_ == "dobj" and c.i < token.i), token)
    last = noun
    while last.rights:
        last = last.rights[-1]
    that = [c for c in noun.lefts if c.tag_ == "IN"]
    near = last.i + 1 == _first(token).i and token.head is verb
    told = _lacks_subject(token) and verb.lemma_.lower() in _telling()
    if noun is not token and told and (that or near):
        hang(token, verb, "ccomp")
        hang(noun, token, "nsubj")
        for word in that:
            hang(word, token, "mark")


def _lacks_subject(verb: Token) -> bool:
    finite = finite_tag(verb) in FINITE | {"VB"} and all(c.tag_ != "TO" for c in verb.lefts)
    return finite and not _has_subject(verb)


def _clause_behind_adjunct(token: Token) -> None:
    verb = token.head
    beside = token.lefts[:1] and token.lefts[0].dep_ == "prep" and token.lefts[0].i == verb.i + 1
    if beside and _has_subject(token) and verb.lemma_.lower() in _telling():
        token.dep_ = "ccomp"


def _judgement(token: Token) -> None:
    """Read what something is called, which the parse takes for what it does or what is done."""
    noun = token.nbor(-1) if token.i else token
    verb = next((a for a in token.ancestors if a is not noun), token)
    bare = token.tag_ in ("VBN", "VBD") and all(c is noun or c.is_punct for c in token.children)
    called = noun.i > verb.i and verb.lemma_.lower() in _telling("pred") - _telling()
    if bare and called and noun.dep_ in ("dobj", "nsubj"):
        hang(noun, verb, "dobj")
        hang(token, verb, "oprd")


def _fronted_telling(token: Token) -> None:
    """Put a verb of saying in front of a sentence above what it tells, not below."""
    clause, above = token.head, token.head.head
    between = token.doc[token.i + 1 : clause.i]
    near = all((t.tag_ not in FINITE or t.head is clause) and not t.is_punct for t in between)
    fronted = clause.dep_ == "ccomp" and token.i < clause.i < above.i
    if near and fronted and token.lemma_.lower() in _telling():
        hang(token, above, "advcl")
        hang(clause, token, "ccomp")
        for noun in [c for c in token.rights if c.dep_ == "dobj"]:
            hang(noun, clause, "nsubj")


REPAIRS = (
    Repair(frozenset({"PRP", "WP"}), "*WHO* warned of a shortage.", _acronym),
    Repair(frozenset({"aux", "advmod"}), "*May* denied the report.", _named_auxiliary),
    Repair(frozenset({"acl"}), "Lee, the mayor, *called* Roe a liar.", _participle_tells),
    Repair(_PAST, "“We lost,” *warned* the union.", _speaker_behind),
    Repair(_PAST | {"VBP"}, "On the Oise, a river, *Lee* said so.", _subject_adrift),
    Repair(frozenset({"NNS"}), "But Lee *claims* that he won.", _noun_that_tells),
    Repair(frozenset({"amod"}), "“We lost our lead” *announced* coach Lee.", _speaker_modified),
    Repair(frozenset({"conj"}), "He saw no need to go and *said* so.", _conjunct_adrift),
    Repair(frozenset({"conj"}), "They say it is near but *warn* of delays.", _plural_conjunct),
    Repair(frozenset({"nsubj"}), "The *head* of planning Ann Lee said so.", _title_adrift),
    Repair(frozenset({"RP", "prt"}), "The family called *on* police to wait.", _particle),
    Repair(frozenset({"advcl"}), "Lee said after the vote he *would* go.", _clause_behind_adjunct),
    Repair(frozenset({"ccomp", "acl"}), "Lee called the study *flawed*.", _judgement),
    Repair(frozenset({"ccomp", "conj", "acl"}), "Lee demanded the bank *pay*.", _subject_as_object),
    Repair(
        frozenset({"advcl", "csubj", "csubjpass"}),
        "*Saying* it was late, Lee urged Roe to go.",
        _fronted_telling,
    ),
    Repair(frozenset({"acl", "relcl"}), "Lee told a panel it *was* late.", _clause_adrift),
    Repair(frozenset({"prep"}), "Lee accused guards *of* taking bribes.", _complement_adrift),
    Repair(frozenset({"NNP", "NN"}), "Acme said (on) *Monday* profits fell.", _day_of_saying),
)
