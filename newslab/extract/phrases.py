"""Phrases around words of attitude: what they govern, who stands behind them, what turns them."""

from collections.abc import Iterable, Iterator, Sequence
from functools import cache

from newslab import lexicons
from newslab.extract.statements.source import SUBJECTS, is_actor, is_passive, lemma
from newslab.syntax.tree import VERBAL, Span, Token, first_of

NOMINAL = frozenset({"NOUN", "PROPN", "PRON"})
#: A phrase is printed up to so many words behind its head.
_LONGEST = 20
#: What a phrase deals with is so many steps below its first word.
_STEPS = 7


@cache
def words(kind: str) -> dict[str, list[tuple[str, int, str]]]:
    """Return word ▶ (class, sign, slot of the target) of one list of the lexicon."""
    found: dict[str, list[tuple[str, int, str]]] = {}
    for r in lexicons.read("attitudes"):
        if r["list"] == kind:
            found.setdefault(r["word"], []).append((r["class"], int(r["sign"]), r["target"]))
    return found


def entries(token: Token) -> list[tuple[str, int, str]]:
    """Return what the lexicon knows of a word of attitude."""
    kind = "verb" if token.pos_ in VERBAL else "noun" if token.pos_ == "NOUN" else "adjective"
    told = words("adjective").get(token.lower_, ())  # "is committed to", not "committed troops to"
    told = told if first_of(token.rights, "dobj") is None else ()
    return [*told, *words(kind).get(lemma(token), ())]


def ends(token: Token) -> bool:
    """Tell whether a word ends what it governs: "stop", "an end to"."""
    return any(cls == "turn" and at != "subject" for cls, _, at in entries(token))


def brings(verb: Token) -> bool:
    """Tell whether a verb is of what makes or keeps a thing: "release", "pass", "protect"."""
    return lemma(verb) in words("bringing")


def idle(verb: Token) -> bool:
    """Tell whether it shows no attitude to want it: "meet her", "cut jobs", not "scrap it"."""
    trade = (done := slot(verb, "object")) and done.lemma_.lower() in words("business")
    shows = verb.dep_ == "xcomp" and not trade and (entries(verb) or brings(verb))
    return verb.pos_ in VERBAL and not shows


def subject(verb: Token, depth: int = 0) -> Token | None:
    """Return the grammatical subject, taken over from the governing clause where left out."""
    found = first_of(verb.children, *SUBJECTS, "csubj", "csubjpass")
    if found is not None:
        return antecedent(found, verb)
    if depth > 20 or verb.dep_ in ("ROOT", "ccomp"):
        return None
    head = verb.head
    if verb.dep_ in ("acl", "relcl"):
        # "plans to go": the noun does not act; "envoy visiting", "troops surrounded" do.
        return None if any(c.tag_ == "TO" for c in verb.lefts) else head
    lies = verb.dep_ == "pcomp" and head.lower_ in lexicons.words("clause_words", "governed")
    head = head.head if lies else head
    # "accused him of lying": he, not the accuser, would lie.
    controller = first_of(head.children, "dobj", "dative")
    if controller is not None and (lies or verb.dep_ == "xcomp"):
        return controller
    while head.pos_ not in VERBAL and head.dep_ != "ROOT":
        head = head.head
    return subject(head, depth + 1) if head.pos_ in VERBAL else None


def antecedent(pronoun: Token, verb: Token) -> Token:
    """Return the noun that "which" or "who" stands for; other words themselves."""
    if pronoun.tag_ not in ("WDT", "WP") or verb.dep_ != "relcl":
        return pronoun
    noun = verb.head.head if verb.head.dep_ == "conj" else verb.head
    # "a debate between Ann Lee and Tom Ray, *which* is due": the debate
    between = noun.head.lower_ == "between" and noun.head.head.pos_ == "NOUN"
    return noun.head.head if between and pronoun.lower_ == "which" else verb.head


def governed(token: Token, *prepositions: str) -> Token | None:
    """Return what stands behind one of a word's prepositions."""
    beside = (c for c in token.rights if c.lower_ in prepositions)
    return next(filter(None, (first_of(c.rights, "pobj", "pcomp") for c in beside)), None)


def bearer(word: Token) -> Token:
    """Return the verb by which a predicate is said: "is" of "is opposed", "has" of "has doubts"."""
    verb = word.head
    if word.dep_ == "pobj" and not word.lefts and verb.lower_ in words("predicate"):
        loose = first_of(verb.head.children, "dobj") or ends(verb.head)
        return word if loose else verb.head  # "is in favour of", not "dropped it in favour of"
    own = word.dep_ == "dobj" and governed(word, *words("origin")) is None
    light = own and (lemma(verb) in words("light") or ends(verb))
    against = word.dep_ == "prep" and lemma(verb) == "be" and not first_of(verb.rights, "attr")
    return verb if light or against or word.dep_ in ("attr", "acomp", "oprd") else word


def sides(word: Token) -> tuple[Token | None, Token | None] | None:
    """Return who holds what towards whom where that is not said by the word's own verb."""
    up = word.head.head if word.dep_ == "pobj" else word.head
    if word.dep_ == "appos" and is_actor(word):
        return up, None  # "Tom Orr, a critic of hers"
    if word.dep_ not in ("dobj", "pobj") or lemma(up) not in words("receiving"):
        return None
    giver = governed(word, "from", "by") or governed(up, "from", "by")
    if giver is None and word.dep_ == "dobj":  # "won the support of the union"
        giver = governed(word, "of")
        giver = giver if giver is not None and is_actor(giver) else None
    return (giver, subject(up)) if giver is not None else None  # "drew criticism from Tom Orr"


def holder(word: Token) -> Token | None:
    """Return who holds what a word expresses."""
    if beside := sides(word):
        return beside[0]
    verb = bearer(word)
    if verb.pos_ not in VERBAL:
        came = word.head if word.dep_ == "nsubj" else word  # "Support for it came from Ann Lee"
        origin = words("origin")
        return first_of(word.lefts, "poss") or governed(word, *origin) or governed(came, *origin)
    undergone = is_passive(verb) and word.lower_ not in words("adjective")  # "is opposed to"
    return governed(verb, "by") if undergone else subject(verb)


def slot(word: Token, name: str) -> Token | None:
    """Return what stands in a word's slot: its object, or what a preposition of it governs."""
    if name == "subject":  # "called on the mayor to resign"
        return governed(word.head, *words("addressed")) or subject(word)
    if name == "that":  # "concern that *changing the policy* could harm us"
        clause = first_of(word.rights, "acl", "ccomp", "relcl")
        return first_of(clause.lefts, "csubj", "nsubj") if clause is not None else None
    if name == "clause":
        return first_of(word.rights, "xcomp", "ccomp", "dobj")
    passive = is_passive(word) and word.lower_ not in words("adjective")
    if name != "object":
        return None if passive else governed(word, name) or governed(bearer(word), name)
    return subject(word) if passive else first_of(word.children, "dobj", "dative")


def charged(cue: Token) -> Token | None:
    """Return who is charged behind a preposition: "blamed the delay on *the mayor*"."""
    places = [at for _, _, at in entries(cue) if at != "object"]
    return next(filter(None, (governed(w, *places) for w in (cue, *cue.rights))), None)


def aimed(word: Token) -> list[tuple[str, int, Token]]:
    """Return class, sign and target of a word by each of its entries that has one."""
    _, beside = sides(word) or (None, None)
    return [(cls, sign, t) for cls, sign, at in entries(word) if (t := beside or slot(word, at))]


def wanted(verb: Token) -> list[tuple[str, int, Token]]:
    """Return what a verb is aimed at, or makes or keeps: "should be released"."""
    done = slot(verb, "object") or first_of(verb.rights, "xcomp")  # "continue *to back it*"
    brought = done and brings(verb) and not idle(done)
    return aimed(verb) or ([("bring", 1, done)] if done and brought else [])


def meant(word: Token) -> list[tuple[str, int, Token]]:
    """Return what a word is aimed at, but for what only turns another attitude or says what for."""
    if not entries(word):
        return []
    verb = bearer(word)
    bare = any(c.tag_ == "TO" for c in verb.lefts)
    if bare and verb.dep_ in ("advcl", "acl", "relcl"):
        return []  # "came *to oppose*", not "pledged to oppose"
    return [each for each in aimed(word) if each[0] != "turn"]


def targets(root: Token | None) -> Iterator[tuple[Token, int]]:
    """Yield what "to drop *the plan*" is about, −1 where the words before it turn the attitude."""
    turn = 1
    for _ in range(_STEPS):
        if root is None:
            return
        if root.dep_ == "csubj":
            yield root, turn  # "concern that changing the policy could harm us"
            return
        if root.pos_ in VERBAL:
            root, own = _done(root, turn)
            turn *= own
        elif root.pos_ not in NOMINAL:
            root = first_of(root.children, "pobj", "pcomp", "prep")
        elif ends(root) and (
            of := governed(root, *(at for _, _, at in entries(root)))
            or first_of(root.lefts, "poss")
        ):
            if of.head.lower_ in words("also"):
                yield root, turn  # "sanctions on": of themselves, too
            root, turn = of, -turn  # "an end to *the plan*", "*her* dismissal"
        elif root.lower_ in words("empty") and (of := governed(root, "of")):
            root = of  # "the beginning of talks"
        else:
            yield root, turn
            for noun in joined(root)[1:2]:  # "*a bridge* and an end to *the levy*"
                yield from ((t, turn * own) for t, own in targets(noun))
            return


def _done(verb: Token, turn: int) -> tuple[Token | None, int]:
    """Return what a verb deals with, −1 where it does it harm."""
    if turn > 0 and not shows_side(verb):
        return None, 1  # "urge him to concede the election": not for the election
    ill = [at for _, sign, at in entries(verb) if sign < 0]
    against = next(filter(None, (slot(verb, at) for at in ill)), None)
    bad = "object" in ill or against is not None  # "retaliate against"
    if first_of(verb.rights, "oprd"):
        return None, 1  # "to leave the plan intact"
    below = first_of(verb.rights, "xcomp") or slot(verb, "object") or against
    beside = (c for c in verb.children if c.dep_ == "prep" and c.lower_ not in words("negation"))
    return below or next(beside, None), -1 if bad != bool(negation(verb)) else 1


def shows_side(verb: Token) -> bool:
    """Tell whether a verb is for or against what it deals with, or does not keep it from being."""
    known = entries(verb) or brings(verb) or lemma(verb) in words("light")
    return bool(known or negation(verb))


def tells(label: str, cue: Token, root: Token) -> bool:
    """Tell whether an act is towards what its content deals with: not of who urges to do it."""
    known = {cls for cls, _, _ in entries(root)}
    ordered = lemma(cue) in words("command") and not (known and root.pos_ in VERBAL)
    if ordered or (known and lemma(cue) in words("light")):
        return False  # "voiced opposition to": the noun says it
    own = known or brings(root)
    asked = own or negation(root) or is_passive(root)  # "that they be released"
    does = known or (first_of(root.rights, "dobj") is not None and not is_passive(root))
    clause = {"request": asked, "pledge": does, "withhold": not known}
    clause["reject"] = own and known != {"turn"}  # not "refused to leave the house"
    return root.pos_ not in VERBAL or bool(clause.get(label, True))


def top(found: Sequence[Token]) -> Token | None:
    """Return the first of some words that hangs on none of the others."""
    tops = (t for t in found if t.head is t or t.head not in found)
    return next((t for t in tops if not t.is_punct), None)


def joined(noun: Token) -> list[Token]:
    """Return a noun and those that are joined to it."""
    found = [noun]
    for token in found:
        found += (c for c in token.rights if c.dep_ == "conj" and c.pos_ in ("NOUN", "PROPN"))
    return found


def negation(token: Token) -> Token | None:
    """Return what negates a word where it stands, its subject's negation too."""
    near = [*token.children]
    near += [c for t in near if t.dep_ in (*SUBJECTS, "advmod") for c in t.lefts]  # "no longer"
    near += [c for c in token.head.children if c.dep_ == "cc"] if token.dep_ == "conj" else []
    before = (c for c in near if c.i < token.i and c.dep_ != "prep")
    before = (c for c in before if c.lower_ in words("negation"))
    return first_of(near, "neg") or next(before, None)


def avoided(verb: Token) -> Token | None:
    """Return by what a clause is refused or stopped: "*stopped* short of calling"."""
    head = next((a for a in verb.ancestors if a.pos_ in VERBAL), None)
    if head is None or verb.dep_ not in ("pcomp", "xcomp"):
        return None
    against = verb.head.lower_ in words("avoiding") and verb.dep_ == "pcomp"  # "decided against"
    return head if against or lemma(head) in words("avoiding") else None


def shown(verb: Token, *, actor: bool) -> Token | None:
    """Return what a verb says its subject is or does: "is *needless*", "poses *a threat*"."""
    told = first_of(verb.children, "attr", "acomp", "dobj")
    ((whose, _, _),) = words("showing").get(lemma(verb), [("", 0, "")])
    if told is None or whose not in ("any", "actor" if actor else "any"):
        return None  # "the film shows a crime"
    # Not "posed no threat", "should do good work".
    return None if told.dep_ == "dobj" and (negation(told) or due(verb)) else told


def judging(verb: Token) -> int:
    """Return 1 or −1 where a verb says that what its subject does is good or bad: "violates"."""
    told = words("judging").get(lemma(verb))
    side = told[0][1] if told and not is_passive(verb) else 0
    if side > 0 and not first_of(verb.rights, "dobj"):
        return 0  # "everyone benefits"
    return -side if negation(verb) else side


def judged(found: Iterable[Token]) -> int:
    """Return 1, −1 or 0: what the words of judgement among some words come to."""
    known, total, sign = words("judgement") | words("judging"), 0, 1
    for token in found:
        sign *= -1 if token.lower_ in words("negation") else 1
        told = known.get(token.lower_) or known.get(token.lemma_)
        total += sign * told[0][1] if told else 0
    return (total > 0) - (total < 0)


def turn(word: Token) -> int:
    """Return −1 where a word, or the verb that bears it, is negated, or that ends it."""
    verb = bearer(word)
    ended = (verb is not word and ends(verb)) or avoided(verb) is not None  # "dropped its doubts"
    faint = any(c.lower_ in words("faint") for c in word.lefts)  # "has *little* support"
    return -1 if bool(faint or negation(word) or negation(verb)) != ended else 1


def part(noun: Token) -> bool:
    """Tell whether a noun means some of its kind: "*other* Republicans", "*over* 100 experts"."""
    return any(t.lower_ in words("part") for c in noun.lefts for t in c.subtree)


def supposed(word: Token) -> bool:
    """Tell whether an attitude is only thought of: "may support", "to support"."""
    verb = bearer(word)
    bare = verb.tag_ in ("VB", "VBG") and first_of(verb.lefts, "aux") is None
    return bare or bool({c.lower_ for c in verb.lefts} & words("supposed").keys())


def due(verb: Token) -> bool:
    """Tell whether a verb is of what somebody is to do: "should be dropped", "needs to go"."""
    head = verb.head
    known = first_of(head.rights, "acomp") or head  # "it is *vital* to end"
    told = verb.dep_ == "xcomp" or head.dep_ == "attr"  # "it is *time* to end"
    told &= known.lemma_ in words("due") and known.tag_ != "VBD"
    told &= first_of(head.rights, "dobj") is None  # not "has the means to"
    should = any(c.tag_ == "MD" and c.lower_ in words("due") for c in verb.lefts)
    denied = (told or verb.dep_ == "ccomp") and (negation(head) or negation(bearer(head)))
    # "He must have been crushed" guesses, "the tools they need to" says what for.
    guessed = {"must", "have"} <= {c.lower_ for c in verb.lefts}
    return (told or should) and not (denied or guessed or (told and verb.head.dep_ == "relcl"))


def modality(word: Token, target: Token, sign: int) -> str:
    """Return whether an attitude is asserted, negated, former, or holds on a condition."""
    kind = words("condition" if sign > 0 else "exception")
    if any(t.lower_ in kind for t in conditions(word, target)):
        return "conditional"
    was = any(c.lower_ in words("former") for v in (word, bearer(word)) for c in v.children)
    return "negated" if negation(word) else "former" if was else "asserted"


def conditions(word: Token, target: Token) -> list[Token]:
    """Return the words around an attitude that may make it hold on a condition."""
    verbs = (a for a in target.ancestors if a.pos_ in VERBAL)
    below = [c for v in (word, target, *verbs) for c in v.children]
    led = [c for c in below if c.dep_ in ("advcl", "prep")]
    near = [t for c in led for t in (c, *c.children) if t.dep_ != "prep"]  # not "until Friday"
    # "*provided* that fares fall", "as *long* as they do"
    return near + [c for c in below if first_of(c.children, "ccomp", "pcomp", "advcl")]


def edges(head: Token, word: Token, *, named: bool) -> tuple[int, int] | None:
    """Return the first and last token of what an attitude is aimed at, if it says what that is."""
    does = head.dep_ == "csubj"  # "paying less is smart"
    first, last = (head.left_edge.i, head.right_edge.i) if does else extent(head, word)
    opens, kind = head.doc[first], head.lemma_.lower()
    bare = last == head.i and all(c.is_punct or c.lower_ in ("a", "an") for c in head.lefts)
    empty = kind in words("empty") or (bare and kind in words("bare"))  # "making a demand"
    # "this account", "what account"
    pointed = opens.tag_ == "DT" and opens.lower_ in words("pronoun")
    vague = not named and (pointed or opens.tag_ in ("IN", "WDT", "WP"))
    if not (head.pos_ in NOMINAL or does) or empty or vague or sum(map(str.isalpha, head.text)) < 2:
        return None
    return first, head.i if named else last  # a name needs no more words


def extent(head: Token, word: Token | None = None) -> tuple[int, int]:
    """Return the first and last token of a noun phrase, up to what ``word`` says of it."""
    last = head.i
    for child in head.rights:
        condition = words("condition").keys() & {c.lower_ for c in child.children}
        told = child.lower_ in words("phrase") and not condition
        needed = told or child.dep_ in ("acl", "relcl", "nummod")
        far = child.right_edge.i > head.i + _LONGEST
        end = next((t.i - 1 for t in child.subtree if far and t.text == ","), child.right_edge.i)
        beside = child.left_edge.i == last + 1 and end <= head.i + _LONGEST
        if child is word or not (needed and beside):
            break
        last = end
    return head.left_edge.i, last


def reason(word: Token, end: int, holder: Token | None) -> Token | None:
    """Return the first word of why, behind a character: "his rival *for* the delay"."""
    behind = (t for t in word.subtree if t.idx >= end > t.head.idx and t.lower_ in words("reason"))
    why = (t for t in behind if holder not in [*t.subtree])
    return next((t for t in why if t.nbor(-1).lower_ not in words("definite")), None)


def begins(word: Token) -> int:
    """Return where a word's verb begins with its helpers."""
    verb = bearer(word)
    helps, faint = ("aux", "auxpass", "neg"), words("faint")  # "has", "*low* support"
    helpers = [c.idx for c in verb.lefts if c.dep_ in helps or c.lower_ in faint]
    no = (c.left_edge for c in verb.lefts if c.dep_ == "advmod")  # "*no* longer"
    helpers += (t.idx for t in no if t.lower_ in words("negation"))
    led = verb.head if verb.dep_ == "xcomp" and verb.head.pos_ in VERBAL else None
    above = avoided(verb) or led  # "decided against", "needs to", "pledged to"
    return min([verb.idx, word.idx, *helpers, *([above.idx] if above else [])])


def closes(word: Token) -> Token:
    """Return the last token of a judgement: "is good *at it*", "violates the law and Ann Lee …"."""
    rights = bearer(word).rights
    joined = next((c for c in rights if c.i > word.i and c.dep_ in ("cc", "punct")), None)
    return joined.nbor(-1) if joined is not None else rights[-1].right_edge if rights else word


def name(noun: Token, word: Token) -> str:
    """Return a noun phrase without its article and without what ``word`` says of it."""
    first, last = extent(noun, word)
    return Span(noun.doc, first + (noun.doc[first].tag_ == "DT"), last + 1).text
