"""The timeline: what happened when, from clauses that carry a date, in words that read alone."""

import datetime
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from functools import cache, partial
from itertools import pairwise
from operator import itemgetter
from pathlib import PurePath
from typing import Any

import pandas as pd

from newslab import lexicons
from newslab.syntax import lexer
from newslab.tables import TABLES, Tables, parsed_only, spans

Row = dict[str, Any]
Rows = Mapping[Any, list[Row]]

#: A class of the words that decide about events.
words_of = partial(lexicons.words, "timeline_words")
#: A clause and one that completes it are no longer than this, and so near to each other.
_COMPLETE, _GAP = 240, 20
_WORD, _NEXT = re.compile(r"\w+"), re.compile(r" ([^\W\d_]+)\b")
_DASH = re.compile(r"(?<!\d)(?<!\d ) ?[—–―] | - (?=[a-z])")
#: What a quotation looks like that lacks its end or its beginning, and how it is mended.
_CUT = [
    (re.compile(r'(?<!\S)"[^"]*$'), '{} …"'),
    (re.compile(r"“[^”]*$"), "{} …”"),
    (re.compile(r"^[^[]*]"), "[{}"),
]
#: So many characters before a clause its conjunction stands, before a date what tells its meaning.
_LEAD, _LEAD_IN = 9, 60


def timeline(parsed: Tables) -> pd.DataFrame:
    """Return the events of one article or of many: clauses that carry a date.

    A date belongs to the shortest clause that holds it, or to the first behind it. What only
    bounds or compares ("than in 2020") or names ("Friday's vote") dates nothing; no event is
    negated, supposed or asked, and none of somebody whom only a pronoun tells. Rows of one time
    that say the same are merged.

    Parameters
    ----------
    parsed
        A `Parsed` or a `Corpus`: tables of one article or of many.

    Returns
    -------
    pandas.DataFrame
        The columns of ``newslab.tables.TABLES["timeline"]``, sorted by ``earliest``, ties by place
        in the text. ``status`` tells what happened or was said from what is reported (it stands
        in a statement, which ``statement_id`` names), planned or denied. ``how_dated`` says which
        words gave the days, and what they are counted from; ``date_id`` lists all evidence, ``|``
        between.

    Examples
    --------
    >>> import newslab
    >>> parsed = newslab.parse(newslab.Article("Paris fell on 14 June 1940.", article_id="a"))
    >>> timeline(parsed)[["earliest", "event", "how_dated"]].values.tolist()
    [[Timestamp('1940-06-14 00:00:00'), 'Paris fell on 14 June 1940', '14 June 1940 → 1940-06-14']]
    """
    parsed_only(parsed)
    order = ["earliest", "article_id", "start"]
    return parsed.timeline.sort_values(order, kind="stable", ignore_index=True)


def rows(tables: Rows) -> list[Row]:
    """Return an article's events, in order of time, from the rows of its other tables."""
    found = sorted(merge(_Article(tables).rows()), key=itemgetter("earliest", "start"))
    return [r | {"event_id": f"{r['article_id']}/e{n:02}"} for n, r in enumerate(found, 1)]


class _Article:
    """The tables of one article, and the events in them."""

    def __init__(self, tables: Rows) -> None:
        (self.article,), self.statements = tables["articles"], tables["statements"]
        published = self.article["published"]
        self.text = self.article["text"].replace("\xa0", " ")  # a hard blank is one, too
        #: The article's day; where it has none, nothing lies ahead of it.
        self.today = datetime.date.max if pd.isna(published) else published.date()
        #: The innermost statement in whose content each character stands.
        self.inside: list[Row | None] = [None] * (len(self.text) + 1)
        says: dict[int, Row] = {}
        for s in sorted(self.statements, key=lambda s: s["start"] - s["end"]):
            for start, end in spans(s["spans"] or ""):
                self.inside[start:end] = [s] * (end - start)
            says |= dict.fromkeys(range(s["cue_start"] or 0, s["cue_end"] or 0), s)
        within = {s["sentence"]: range(s["start"], s["end"]) for s in tables["sentences"]}
        #: The dates that have days; that of a dateline stands in no sentence.
        self.dates: dict[Any, Row] = {}
        for d in tables["dates"]:
            if d["earliest"] is not None and d["start"] in within.get(d["sentence"], ()):
                before = lexer.tokens(self.text, max(0, d["start"] - _LEAD_IN), d["start"])
                own = {"inside": self.inside[d["start"]], "before": before}
                self.dates[d["date_id"]] = d | own
        self.clauses: dict[int, list[Row]] = defaultdict(list)
        missing = dict.fromkeys(TABLES["clauses"].names)
        for c in tables["clauses"]:
            # ``says`` is the statement whose cue is the clause's own verb.
            at = c["verb_start"]
            c = missing | c | {"inside": self.inside[at], "says": says.get(at)}
            if len(held := self.clauses[c["sentence"]]) < 100:
                held.append(c)  # what has more is no sentence, but a text without full stops
        self.words = Words(self.text, tables, self.clauses)

    def rows(self) -> Iterator[Row]:
        """Yield the events, in no order."""
        for clause, dates in self._dated().values():
            said = clause["says"]
            if event := self.words.phrase(clause):
                if said and clause["start"] > said["start"]:
                    event += f": {said['content']}"  # "It rained," he said
                for days in self._times(clause, dates):
                    yield self._row(days, clause, event)

    def _dated(self) -> dict[str, tuple[Row, list[Row]]]:
        """Return the clauses that are events, and the dates of each."""
        found: dict[str, tuple[Row, list[Row]]] = {}
        for date in self.dates.values():
            if clause := self._clause_of(date) if self._places(date) else None:
                found.setdefault(clause["clause_id"], (clause, []))[1].append(date)
        for clause, date in self._said():
            found.setdefault(clause["clause_id"], (clause, [date]))
        return found

    def _said(self) -> Iterator[tuple[Row, Row]]:
        """Yield the clauses of statements, each with the day on which it was said."""
        single = [d for d in self.dates.values() if d["latest"] == d["earliest"]][::-1]
        days: dict[Any, Row] = {d["earliest"]: d for d in single}
        own: dict[Any, Row] = {(d["earliest"], d["sentence"]): d for d in single}
        for c in (c for beside in self.clauses.values() for c in beside if c["says"]):
            on, plain = c["says"]["said_on"], c["says"]["act"] in words_of("plain act")
            # A public act has its day from anywhere, a mere saying from its own sentence.
            day = own.get((on, c["sentence"])) or (None if plain else days.get(on))
            if day and day["inside"] is not c["says"] and c["modality"] != "negated":
                yield c, day

    def _places(self, date: Row) -> bool:
        """Say whether a date places something, rather than bounds, compares or names it."""
        said, first = date["inside"] or {}, lexer.tokens(date["text"])[0].kind
        if said.get("kind") == "direct" and first in ("deictic_day", "tonight", "this", "last"):
            return False  # counted from a day that the article may not tell
        lead, word = ["", "", *(t.text for t in date["before"])][-2:]
        if self._names(date, word):
            subjects = (c["subject_start"] for c in self.clauses[date["sentence"]])
            if words_of("placing").keys() & {lead, word}:  # "in the 1991 election"
                return True
            # "Friday's vote failed", not "Iraq War veterans left", "9/11 families sued"
            lasting = lexer.tokens(date["text"])[-1].kind in ("period", "holiday")
            return date["start"] in subjects and not lasting
        bound = (lead if word in words_of("preposition") else word) in words_of("bound")
        bound = bound and lead not in words_of("degree")
        words = self.text[max(0, date["start"] - _LEAD_IN) : date["start"]].lower()
        return not (bound or _comparison().search(words))

    def _names(self, date: Row, word: str) -> bool:
        """Say whether a date names a thing ("Friday's vote", "the 1991 settlement")."""
        if self.text[date["end"] : date["end"] + 1] in ("-", "’", "'"):
            return True
        # "a 1991 settlement" dates
        known = word in words_of("determiner") and word not in words_of("new")
        known = known or lexer.tokens(date["text"])[-1].kind in ("period", "holiday")
        known = known or any(t.kind == "possessive" for t in date["before"][-1:])
        behind = _NEXT.match(self.text, date["end"]) if known else None
        if behind is None or behind[1] in words_of("link"):
            return False
        beside = self.clauses[date["sentence"]]
        return all(behind.start(1) not in (c["subject_start"], c["verb_start"]) for c in beside)

    def _clause_of(self, date: Row) -> Row | None:
        """Return the shortest clause that holds a date, or the first behind it, if it is told.

        "said on Monday he had left" gives the day of the saying, "said that, on Monday, he left"
        that of what is said: clauses of the statement in which the date stands come first.
        """
        beside = self.clauses[date["sentence"]]
        clauses = [c for c in beside if c["inside"] is date["inside"]] or beside
        holding = [c for c in clauses if c["start"] <= date["start"] < date["end"] <= c["end"]]
        holding.sort(key=lambda c: c["end"] - c["start"])
        after = [c for c in clauses if c["start"] >= date["end"] and c["relation"] != "relative"]
        # "On June 12, hours before it met, he left"
        after.sort(key=lambda c: (c["relation"] == "adverbial", c["start"], -c["end"]))
        nearest = [*holding, *after][:1]
        return next((c for c in nearest if c["says"] or self._happens(c, date)), None)

    def _happens(self, clause: Row, date: Row) -> bool:
        """Say whether a clause is an event: not denied, asked, supposed, a habit or a caption."""
        verb, above = clause["verb"].lower(), self.words.parent(clause) or clause
        words = self.text[max(0, clause["start"] - _LEAD) : clause["verb_start"]].lower().split()
        thought = clause["verb_lemma"] in words_of("thought")
        habit = clause["tense"] == "present" and (thought or date["earliest"] <= self.today)
        # "I do not think that it rained"
        unreal = above["modality"] == "negated" and above["verb_lemma"] in words_of("thought")
        supposed = unreal or not words_of("condition").keys().isdisjoint(words)
        asked = clause["modality"] not in ("asserted", "conditional")
        # "Poster at a march in May", "Editing by Ann Lee on Monday"
        bare = clause["tense"] == "none" and clause["relation"] == "main"
        caption = verb == clause["verb_lemma"] or verb.endswith("ing")
        caption = bare and (caption or clause["subject_start"] is None)  # "Posted on May 3"
        # "The accident *occurred* on Monday", not "Ann Lee came on Monday"
        retold = clause["verb_lemma"] in words_of("retold") and not clause["subject_id"]
        return not (asked or supposed or habit or caption or retold)

    def _row(self, used: list[Row], clause: Row, event: str) -> Row:
        said, inside = clause["says"], clause["inside"] or {}
        tense = (self.words.above(clause) or clause)["tense"]
        status = self._status(used, clause, tense)
        if status != "denied" and tense == "past" and used[-1]["earliest"] < self.today:
            # "met this year": until now
            used = [*used[:-1], used[-1] | {"latest": min(used[-1]["latest"], self.today)}]
        origin = self.article["source"] or ""  # a file's name: no folder of its maker is told
        actors = [clause["subject_id"], clause["object_id"]]
        actors += [said["actor_id"], said["target_id"]] if said else []
        return {
            "article_id": self.article["article_id"],
            "source": (origin if "://" in origin else PurePath(origin).name) or None,
            "earliest": used[0]["earliest"],
            "latest": used[-1]["latest"],
            "granularity": used[0]["granularity"] if len(used) == 1 else "interval",
            "event": plain(event),
            "actors": joined(actors),
            "statement_id": inside.get("statement_id"),
            "date_id": joined(d["date_id"] for d in used),
            "status": status,
            "start": clause["start"],
            "end": clause["end"],
            "how_dated": how(used, self.dates),
        }

    def _status(self, used: list[Row], clause: Row, tense: str) -> str:
        """Return whether an event happened, was said, is reported, planned or denied."""
        inside = clause["inside"] or {}
        # "is to open today"
        ahead = tense == "future" or (tense == "present" and clause["relation"] == "complement")
        if inside.get("act") == "deny":
            return "denied"
        if used[0]["earliest"] > self.today or (ahead and used[-1]["latest"] >= self.today):
            return "planned"
        said = clause["says"] and clause["says"]["act"] not in words_of("deed act")
        return "said" if said else "reported" if inside else "happened"

    def _times(self, clause: Row, dates: list[Row]) -> list[list[Row]]:
        """Return the times that the dates of a clause give: each its own, or a range of two."""
        if ends := next(filter(self._is_range, pairwise(dates)), None):
            return [[*ends]]
        times = {(d["earliest"], d["latest"]): d for d in reversed(dates)}
        wide = {t for t in times for o in times if t != o and t[0] <= o[0] and o[1] <= t[1]}
        return [[self._reach(clause, d)] for time, d in times.items() if time not in wide]

    def _reach(self, clause: Row, date: Row) -> Row:
        """Return a date, as a span till the article's day if it is so since then."""
        # "has leaked since 2019", "said it had leaked", not "had led it since 2019": it may be over
        perfect = {"has", "have", "had"} if clause["inside"] else {"has", "have"}
        so_far = perfect.intersection(self.text[clause["start"] : clause["end"]].split())
        since = [t.kind for t in date["before"]][-1:] == ["since"] and not clause["says"]
        if since and so_far and date["latest"] < self.today < datetime.date.max:
            return date | {"latest": self.today, "granularity": "interval"}
        return date

    def _is_range(self, ends: tuple[Row, Row]) -> bool:
        """Say whether two dates are one time ("from 3 to 5 May", "on December 5 and 6")."""
        (first, last), lead = ends, ends[0]["before"]
        between = self.text[first["end"] : last["start"]].strip(" ,\n").lower()
        opens = between != "and" or (last["earliest"] - first["latest"]).days == 1
        opens = opens or bool(lead and lead[-1].kind in ("from", "between"))
        return opens and between in words_of("joint") and first["earliest"] <= last["latest"]


# --- events in words ---------------------------------------------------------------------------


@cache
def _object() -> re.Pattern[str]:
    """Return the pattern of a quotation, or of a pronoun that is an object outside of one."""
    words, link = ("|".join(words_of(name)) for name in ("object", "link"))
    return re.compile(rf'"[^"]*"?|“[^”]*”?|\b(?:{words})\b(?! (?!(?:{link})\b)\w)')


@cache
def _comparison() -> re.Pattern[str]:
    """Return the pattern of what compares with a date behind it ("up from 4 % in", "12 % from")."""
    words, record = ("|".join(words_of(name)) for name in ("comparison", "record"))
    return re.compile(
        rf"(?:\b(?:{words})\b|(?<=[,\d%] )(?:up|down) from\b|\b(?:up|down) from \W?\d)"
        rf"(?:[^,;.\n]|[.,](?=\d)){{0,45}}$|\b(?:{record})\b.* since $"
        r"|(?:%|\bpercent|\bper cent) from $|\bfrom \W?\d[^ ]*(?: %| [mb]illion)?(?: in| at)? $"
    )


def plain(text: str) -> str:
    """Return a text on one line, with the marks of a quotation that it was cut from."""
    text = " ".join(text.split()).strip(" ,;:")
    for lost, form in _CUT:
        text = form.format(text) if lost.search(text) else text
    return text


def joined(ids: Iterable[str | None]) -> str | None:
    """Return ids with ``|`` between, each once."""
    return "|".join(dict.fromkeys(i for i in ids if i)) or None


class Words:
    """Puts the clauses of a text in words that can be read alone."""

    def __init__(self, text: str, tables: Rows, clauses: Rows) -> None:
        self.text, self.clauses = text, clauses
        each = ((a["actor_id"], a["name"]) for a in tables["actors"])
        names = {actor: f"the {name}" if name[:2].islower() else name for actor, name in each}
        self.timed = {d["start"] for d in tables["dates"] if d["earliest"]}
        #: What a pronoun, or "the company", stands for, by its characters.
        self.meant = {
            m["start"]: (m["end"], names[m["actor_id"]])
            for m in tables["mentions"]
            if m["actor_id"] in names
            and (m["confidence"] or 1) >= _enough(m["text"].lower(), names[m["actor_id"]])
        }

    def phrase(self, clause: Row, until: int = 0) -> str | None:
        """Return subject, verb, object and the rest of a clause, with a name for a pronoun.

        None where it tells of nobody knows whom.
        """
        text, end = self.text, max(until, self.end(clause))
        if above := self.above(clause):
            return self.phrase(above, end)
        role = "object" if clause["passive"] else "subject"
        first, last, start = clause[f"{role}_start"], clause[f"{role}_end"], self._start(clause)
        if first is None:
            return text[start:end]
        within = start <= first + 1 < end  # a mark may stand before it
        name, before = self._subject(clause, first, last), clause["object_start"]
        gap = clause["relation"] == "relative" and not clause["passive"] and before is not None
        behind = last if within else start
        rest = self._read(behind, end, name)
        if gap and before < first:
            rest = self._with_object(clause, behind, end)
        if rest.startswith(f", {name}"):
            name = text[first:last]  # "the mayor, Ann Lee, left"
        if not self._is_clear(name, text[first:last], rest):
            return None
        if not within:
            return f"{name} {_helper(clause, name)}{rest}"
        if text[first:last].lower() in words_of("own"):
            return f"{name}: {text[first:end]}"
        apart = text[first - 1 : first].isspace()  # not in "pre-orders"
        start = first if apart and first - start < 30 else start  # "on Friday the bank closed"
        return f"{text[start:first]}{name}{rest}"

    def _with_object(self, clause: Row, start: int, end: int) -> str:
        """Return what is told of a subject with the object before it ("which they *closed*")."""
        the, _, rest = self.text[clause["object_start"] : clause["object_end"]].partition(" ")
        thing = f"{the.lower() if the.lower() in words_of('determiner') else the} {rest}".rstrip()
        verb = clause["verb_end"]
        return f"{self.text[start:verb]} {thing}{self.text[verb:end]}"

    def _is_clear(self, name: str, told: str, rest: str) -> bool:
        """Say whether subject and object are more than pronouns, and no name comes twice."""
        unknown = name.lower().partition(" ")[0] in words_of("pronoun") | words_of("own")
        twice = name != told and name.lower() in rest.lower()
        return not (unknown or twice or _vague().match(rest))

    def _read(self, start: int, end: int, subject: str) -> str:
        """Return what is told of a subject, with a name for "him", "her" and "them"."""

        def name(m: re.Match[str]) -> str:
            _, found = self.meant.get(start + m.start(), (0, m.group()))
            told = subject + self.text[start : start + m.start()]
            return m.group() if found.split()[-1] in told else found

        return _object().sub(name, self.text[start:end])

    def _subject(self, clause: Row, start: int, end: int) -> str:
        """Return a clause's subject; "it" is that of the clause above ("it sank as *it* left")."""
        above, it = self.parent(clause), self.text[start:end].lower() == "it"
        if above and it and clause["relation"] != "reported":
            role = "object" if above["passive"] else "subject"
            first, last = above[f"{role}_start"], above[f"{role}_end"]
            name = "" if first is None else self._named(first, last)
            if name and _be(name, above[f"{role}_id"]) == "was ":
                return name
        return self._named(start, end)

    def _named(self, start: int, end: int) -> str:
        """Return a noun phrase with a name for the pronoun that it is or begins with."""
        behind, name = self.meant.get(start, (start, ""))
        if name and name in self.text[behind:end]:
            return self.text[start:end]  # "the mayor, Ann Lee, 41"
        word, rest = self.text[start:behind].lower(), self.text[behind:end]
        whose = "’s" if rest and word in words_of("determiner") else ""
        return f"{name}{whose}{rest}"

    def parent(self, clause: Row) -> Row | None:
        """Return the clause on which a clause depends."""
        beside = self.clauses[clause["sentence"]]
        return next((c for c in beside if c["clause_id"] == clause["parent_id"]), None)

    def above(self, clause: Row) -> Row | None:
        """Return the clause that an infinitive, or a participle behind it, belongs to."""
        if clause["tense"] != "none":
            return None
        above, first = self.parent(clause), clause["subject_start"]
        if above is None or clause["relation"] in ("complement", "reported"):
            return above  # "let him go"
        # ", accusing the bank", "after being stabbed", not ", *having* shut it in May"
        finite = clause["relation"] == "adverbial" and above["tense"] != "none"
        finite = finite and not self.text.startswith("having ", clause["start"])
        behind = first is not None and first < clause["start"] > above["verb_start"]
        return above if finite and behind else None

    def _start(self, clause: Row) -> int:
        """Return where a clause begins behind "which", "in which"."""
        start: int = clause["start"]
        first = list(_WORD.finditer(self.text, start, clause["verb_start"]))[:2]
        behind = (m.end() + 1 for m in first if m.group().lower() in words_of("relative"))
        return next(behind, start) if clause["relation"] == "relative" else start

    def end(self, clause: Row) -> int:
        """Return where a clause ends with what completes it ("…, after the board had met")."""
        end, held = int(clause["end"]), {clause["clause_id"]}
        for other in sorted(self.clauses[clause["sentence"]], key=lambda c: c["start"]):
            near = 0 <= other["start"] - end < _GAP and other["end"] - clause["start"] < _COMPLETE
            # "He left in May and is to return *in July*" are two events.
            other_time = other["relation"] == "joined" and not self.timed.isdisjoint(
                range(other["start"], other["end"])
            )
            if near and other["parent_id"] in held and not other_time:
                end = int(other["end"])
                held.add(other["clause_id"])  # "…, neither rejecting nor accepting it"
        dash = _DASH.search(self.text, clause["verb_end"], end)  # "— he left in May — to"
        return dash.start() if dash else end


@cache
def _vague() -> re.Pattern[str]:
    """Return the pattern of an object that is a pronoun, with no noun before it to mean."""
    words, nouns = ("|".join(words_of(name)) for name in ("object", "determiner"))
    link = "|".join(words_of("link"))
    return re.compile(rf"(?: (?!(?:{nouns})\b)[a-z]+)+? (?:{words})\b(?! (?!(?:{link})\b)\w)")


def _enough(text: str, name: str) -> float:
    """Return how sure a link must be for a name to stand in its place; above 1 is never."""
    if text in words_of("pronoun") | words_of("own"):
        return 0.5
    if text in words_of("object") | words_of("determiner"):
        return 0.75  # "his" reads well without
    bare = re.fullmatch(r"the [a-z]+", text) and name[0].isupper()
    return 0.85 if bare else 2


def _helper(clause: Row, done_to: str) -> str:
    """Return what makes a participle behind its noun a sentence."""
    bare = clause["relation"] == "attribute" and clause["passive"]
    return _be(done_to, clause["object_id"]) if bare else ""


def _be(noun: str, actor: str | None) -> str:
    """Return the verb that makes "plans announced in May" a sentence; for an actor, of his."""
    head = re.split(r" (?:of|in|on|for|to|by|against|between)\b", noun)[0].split()[-1]
    # "General Motors", "Jobs", but "Photos", "Super PACs"
    named = head[0].isupper() and (actor or not noun.startswith(head))
    named = named and not head[-2:-1].isupper()
    one = named or head.endswith(("ss", "us", "is"))
    return "was " if one or not head.endswith(("s", "people", "men", "children")) else "were "


def how(used: list[Row], dates: dict[Any, Row]) -> str:
    """Say in words what an event's days come from."""
    first, last = f"{used[0]['earliest']:%Y-%m-%d}", f"{used[-1]['latest']:%Y-%m-%d}"
    days = first if first == last else f"{first} to {last}"
    said = f"{' – '.join(plain(d['text']) for d in used)} → {days}"
    if before := dates.get(used[0].get("anchor_id")):
        return f"{said}, from {plain(before['text'])}"
    return f"{said}, from the article's date" if used[0]["anchor"] == "article" else said


def merge(rows: Iterable[Row]) -> list[Row]:
    """Make one of the rows of one time that share most words; the first keeps its words."""
    groups: dict[Any, list[tuple[set[str], set[str], list[Row]]]] = defaultdict(list)
    for row in sorted(rows, key=lambda r: (r["start"], -r["end"])):
        words = _stems(row["event"])
        actors = {*(row["actors"] or "").split("|")} - {""}
        group = groups[row["earliest"], row["latest"]]
        for seen, known, same in group:
            shared, within = len(seen & words), row["end"] <= same[0]["end"]
            alike = known & actors or within or seen == words or shared > 2
            if alike and shared and 10 * shared >= 6 * min(len(seen), len(words)):
                same.append(row)
                break
        else:
            group.append((words, actors, [row]))
    return [_one(same) for group in groups.values() for _, _, same in group]


def _stems(event: str) -> set[str]:
    """Return how the words begin that tell an event from others: no names, no times."""
    told = (t.text for t in lexer.tokens(event) if t.kind == "word")
    return {word[:4] for word in told if len(word) > 3 and word not in words_of("link")}


def _one(rows: list[Row]) -> Row:
    """Return one row for some that say the same: what the article tells, too, is no mere claim."""
    told = next((row for row in rows if not row["statement_id"]), rows[0])
    one = rows[0] | {name: told[name] for name in ("status", "statement_id")}
    for name in ("actors", "date_id"):
        one[name] = joined(i for row in rows for i in (row[name] or "").split("|"))
    return one | {"how_dated": "; ".join(dict.fromkeys(row["how_dated"] for row in rows))}
