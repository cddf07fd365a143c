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

from newslab import dateline, lexicons
from newslab.extract.dates import lexer
from newslab.tables import TABLES, Tables, parsed_only, spans

Row = dict[str, Any]
Rows = Mapping[Any, list[Row]]
#: A clause, its dates and a note on how it came by them.
Dated = tuple[Row, list[Row], str]

#: A class of the words that decide about events.
words_of = partial(lexicons.words, "timeline_words")
#: A clause and one that completes it are no longer than this, and so near to each other.
_COMPLETE, _GAP = 240, 20
_WORD = re.compile(r"\w+")
#: What a quotation looks like that lacks its end or its beginning, and how it is mended.
_CUT = [
    (re.compile(r'(?<!\S)"[^"]*$'), '{} …"'),
    (re.compile(r"“[^”]*$"), "{} …”"),
    (re.compile(r"^[^[]*]"), "[{}"),
]
_COMPLEMENT = re.compile(
    r" (?:of|in|on|at|against|between|into|over|by|for|with) "
    r"(?:[^.,;:()\n]|(?<=\b[A-Z])\.(?= [A-Z])){1,240}(?!\w)"
)
_AMOUNT = r"(?:[$£€]\d[\d.,]*(?: [mb]illion)?|\d[\d.,]*(?: ?%| per ?cent| [mb]illion))"
#: So many characters before a clause its conjunction stands, before a date what tells its meaning.
_LEAD, _LEAD_IN = 9, 60
_DASH = re.compile(r"(?<!\d)(?<!\d ) ?[—–―] | - (?=[a-z])")
#: What tells of what had been so before, or was going on: "had left", "were leaving".
_BEFORE = re.compile(r"\b(?:ha[sd]|have)\b|ing$")
_OF_STATEMENT = ", day of the statement"


def timeline(parsed: Tables) -> pd.DataFrame:
    """Return the events of one article or of many: clauses that carry a date.

    A date belongs to the shortest clause that holds it, or to the first behind it; what is told
    next in the paragraph shares its day. What only bounds or compares ("than in 2020") dates
    nothing; no event is negated, supposed or asked. Rows that say the same are merged.

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
        self.dates: dict[Any, Row] = {}
        for d in (d for d in tables["dates"] if d["earliest"] is not None):
            before = lexer.tokens(self.text, max(0, d["start"] - _LEAD_IN), d["start"])
            self.dates[d["date_id"]] = d | {"inside": self.inside[d["start"]], "before": before}
        self.timed = {d["sentence"] for d in tables["dates"] if d["type"] in ("DATE", "TIME")}
        self.sentences = tables["sentences"]
        self.clauses: dict[int, list[Row]] = defaultdict(list)
        missing = dict.fromkeys(TABLES["clauses"].names)
        for c in tables["clauses"]:
            # ``says`` is the statement whose cue is the clause's own verb.
            at = c["verb_start"]
            c = missing | c | {"inside": self.inside[at], "says": says.get(at)}
            if len(held := self.clauses[c["sentence"]]) < 100:
                held.append(c)  # what has more is no sentence, but a text without full stops
        self.words = Words(self.text, tables, self.clauses)
        self.dated: dict[str, Dated] = {}

    def rows(self) -> Iterator[Row]:
        """Yield the events, in no order."""
        for date in self.dates.values():
            if any(start <= date["start"] < end for start, end in self.words.lines):
                continue  # when the article is of
            clause = self._clause_of(date) if self._places(date) else None
            if clause:
                self.dated.setdefault(clause["clause_id"], (clause, [], ""))[1].append(date)
            elif span := self.words.noun_event(date):
                yield self._row([date], self._bare(span, span[0]), self.text[slice(*span)])
        yield from self._said()
        self._share()
        for clause, dates, note in self.dated.values():
            said, event = clause["says"], self.words.phrase(clause)
            if said and clause["start"] > said["start"]:
                event += f": {said['content']}"  # "It rained," he said
            for days in self._times(clause, dates):
                yield self._row(days, clause, event, note)

    def _places(self, date: Row) -> bool:
        """Say whether a date places something, rather than bounds, compares or names it."""
        before, behind = date["before"], self.text[date["end"] : date["end"] + 2]
        lead, word = ["", "", *(t.text for t in before)][-2:]
        # "the 1991 settlement", "Christmas trees" name, "a 1991 settlement" dates
        known = word in words_of("determiner") and word not in words_of("new")
        noun = behind.strip().isalpha()
        noun = noun and (known or lexer.tokens(date["text"])[-1].kind in ("period", "holiday"))
        if behind[:1] == "-" or (noun and not self._begins(date["end"] + 1, date["sentence"])):
            led = {lead, word} & {*words_of("preposition")}  # "in the 1991 election" dates, too
            return bool(led) and self.words.noun_event(date) is not None
        bound = (lead if word in words_of("preposition") else word) in words_of("bound")
        bound = bound and lead not in words_of("degree")
        named = date["text"].isdigit() and before and before[-1].kind == "capital"
        words = self.text[max(0, date["start"] - _LEAD_IN) : date["start"]].lower()
        return not (bound or named or _comparison().search(words))

    def _begins(self, at: int, sentence: int) -> bool:
        """Say whether a link, a verb or its subject begins at a character."""
        word, beside = _WORD.match(self.text, at), self.clauses[sentence]
        heads = [head for c in beside for head in (c["subject_start"], c["verb_start"])]
        return at in heads or bool(word and word.group().lower() in words_of("link"))

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
        told = filter(lambda c: self._is_told(c, date), [*holding, *after][:1])
        # "The dispute goes back to May, *when* the ship sank"
        when = (c for c in beside if self.text[date["end"] : c["start"]] == ", when ")
        did = (c for c in when if c["verb_lemma"] not in words_of("state"))
        return next(told, None) or next(filter(lambda c: self._happens(c, date), did), None)

    def _is_told(self, clause: Row, date: Row) -> bool:
        """Say whether a date is that of a clause, not of a thing ("praised Friday's vote")."""
        placed = any(t.text in words_of("placing") for t in date["before"][-1:])
        placed = placed or date["start"] == clause["subject_start"]
        noun = self.text[date["end"] : date["end"] + 1] in ("’", "'") and not placed
        return not noun and (clause["says"] is not None or self._happens(clause, date))

    def _happens(self, clause: Row, date: Row) -> bool:
        """Say whether a clause is an event: not denied, asked, supposed, no habit, no credit."""
        words = self.text[max(0, clause["start"] - _LEAD) : clause["verb_start"]].lower().split()
        thought = clause["verb_lemma"] in words_of("thought")
        habit = clause["tense"] == "present" and (thought or date["earliest"] <= self.today)
        habit = habit and date["start"] not in self.words.behind
        maker = clause["verb"].lower() in lexicons.words("name_parts", "credit")
        bare = clause["tense"] == "none" and clause["relation"] in ("main", "joined")
        # "I do not think that it rained"
        above = (clause["relation"] == "reported" and self.words.parent(clause)) or clause
        unreal = above["verb_lemma"] in words_of("thought")
        unreal = unreal and above["modality"] == "negated"
        supposed = unreal or not words_of("condition").keys().isdisjoint(words)
        asked = clause["modality"] not in ("asserted", "conditional")
        return not (asked or supposed or habit or (maker and bare))

    def _share(self) -> None:
        """Give the day of a clause to what is told next in its paragraph."""
        stage, paragraph = None, None
        for sentence in self.sentences:
            clauses = self.clauses[sentence["sentence"]]
            if sentence["sentence"] in self.timed:
                stage, paragraph = self._stage(clauses), sentence["paragraph"]
            elif stage and sentence["paragraph"] == paragraph:
                first, dates, _ = stage
                # what somebody did, not what is so or what he says, nor what had been before
                did = "main", "asserted", first["tense"], None, None, None
                for c in clauses:
                    before = _BEFORE.search(self.text, c["start"], c["verb_end"])
                    kind = c["relation"], c["modality"], c["tense"], c["inside"], c["says"], before
                    if kind == did and c["verb_lemma"] not in words_of("state"):
                        note = f", shared with “{first['verb']}”"
                        self.dated.setdefault(c["clause_id"], (c, dates, note))

    def _stage(self, clauses: list[Row]) -> Dated | None:
        """Return the first clause of a sentence, and its dates, that tells of a past day."""
        known = (self.dated.get(c["clause_id"]) for c in clauses)
        told = (d for d in known if d and d[0]["inside"] is None)
        past = (d for d in told if d[0]["tense"] == "past" or d[1][0]["start"] in self.words.behind)
        return next((d for d in past if d[1][0]["granularity"] in ("day", "time")), None)

    def _said(self) -> Iterator[Row]:
        """Give clauses of statements the day of these; yield rows of those without a clause."""
        single = [d for d in self.dates.values() if d["earliest"] == d["latest"]][::-1]
        near: dict[Any, Row] = {d["earliest"]: d for d in single}
        near |= {(d["earliest"], d["sentence"]): d for d in single}
        for s in self.statements:
            day, own = s["said_on"], near.get((s["said_on"], s["sentence"]))
            aside = day is None or s["parent_id"] is not None
            # A public act has its day from anywhere, a mere saying from its own sentence.
            if aside or (own is None and s["act"] in words_of("plain act")):
                continue
            # A day that an analyst has given is told by no words.
            given = {"date_id": None, "text": "given", "granularity": "day", "anchor": "explicit"}
            why = own or near.get(day, given | {"earliest": day, "latest": day})
            clause = next((c for c in self.clauses[s["sentence"]] if c["says"] is s), None)
            if clause is None:
                by = " ".join(filter(None, [(s["cue"] or "").lower(), s["source"]]))
                place = self._bare((s["start"], s["end"]), s["start"] - 1) | {"says": s}
                yield self._row([why], place, f"{s['content']}, {by}", _OF_STATEMENT)
            elif clause["modality"] != "negated":
                self.dated.setdefault(clause["clause_id"], (clause, [why], _OF_STATEMENT))

    def _bare(self, span: tuple[int, int], at: int) -> Row:
        """Return what stands for the clause of an event that has none, told at a character."""
        place = {"start": span[0], "end": span[1], "inside": self.inside[at]}
        return place | dict.fromkeys(("says", "tense", "subject_id", "object_id"))

    def _row(self, used: list[Row], clause: Row, event: str, note: str = "") -> Row:
        said, inside, tense = clause["says"], clause["inside"] or {}, self.words.tense(clause)
        first, last = used[0]["earliest"], used[-1]["latest"]
        ahead = {"none": self.today}.get(clause["tense"], last)  # "is to open" on a day not over
        status = "said" if said else "reported" if inside else "happened"
        if inside.get("act") == "deny":
            status = "denied"
        elif first > self.today or (tense == "future" and last >= ahead):
            status = "planned"
        elif tense == "past" and used[-1]["earliest"] < self.today < last:
            last = self.today  # "met this year": until now
            used = [*used[:-1], used[-1] | {"latest": last}]
        origin = self.article["source"] or ""  # a file's name: no folder of its maker is told
        actors = [clause["subject_id"], clause["object_id"]]
        actors += [said["actor_id"], said["target_id"]] if said else []
        return {
            "article_id": self.article["article_id"],
            "source": (origin if "://" in origin else PurePath(origin).name) or None,
            "earliest": first,
            "latest": last,
            "granularity": used[0]["granularity"] if len(used) == 1 else "interval",
            "event": plain(event),
            "actors": joined(actors),
            "statement_id": inside.get("statement_id"),
            "date_id": joined(d["date_id"] for d in used),
            "status": status,
            "start": clause["start"],
            "end": clause["end"],
            "how_dated": how(used, self.dates) + note,
        }

    def _times(self, clause: Row, dates: list[Row]) -> list[list[Row]]:
        """Return the times that the dates of a clause give: each its own, or a range of two."""
        moved = clause["verb_lemma"] in lexicons.words("plan_words", "move")
        if ends := next(filter(self._is_range, pairwise(dates)), None):
            return [[ends[1]]] if moved else [[*ends]]
        # A clause of the past that names a day ahead tells of something else on that day.
        past = self.words.tense(clause) == "past"
        dates = [d for d in dates if (d["earliest"] <= self.today) is past or moved] or dates
        times = {(d["earliest"], d["latest"]): d for d in reversed(dates)}
        wide = {t for t in times for o in times if t != o and t[0] <= o[0] and o[1] <= t[1]}
        return [[self._reach(clause, d)] for time, d in times.items() if time not in wide]

    def _reach(self, clause: Row, date: Row) -> Row:
        """Return a date as a span till the article's day ("since 2019") or from it ("through")."""
        kinds, now = [t.kind for t in date.get("before", ())][-1:], self.today
        # "has leaked since 2019", "said it had leaked", not "had led it since 2019": it may be over
        perfect = {"has", "have", "had"} if clause["inside"] else {"has", "have"}
        so_far = perfect.intersection(self.text[clause["start"] : clause["end"]].split())
        till = kinds == ["since"] and so_far and not clause["says"]
        if till and date["latest"] < now < datetime.date.max:
            return date | {"latest": now, "granularity": "interval"}
        on = kinds == ["through"] and now < date["earliest"]
        return date | {"earliest": now, "granularity": "interval"} if on else date

    def _is_range(self, ends: tuple[Row, Row]) -> bool:
        """Say whether two dates are one time ("from 3 to 5 May", "on December 5 and 6")."""
        (first, last), lead = ends, ends[0]["before"]
        between = self.text[first["end"] : last["start"]].strip(" ,\n").lower()
        opens = between != "and" or (last["earliest"] - first["latest"]).days == 1
        opens = opens or bool(lead and lead[-1].kind in ("from", "between"))
        return opens and between in words_of("joint") and first["earliest"] <= last["latest"]


# --- events in words ---------------------------------------------------------------------------


@cache
def _noun_event() -> re.Pattern[str]:
    """Return the pattern of an event's noun behind a date ("’s presidential election")."""
    link, event = ("|".join(words_of(name)) for name in ("link", "event"))
    return re.compile(
        rf"(?:['’]s)?(?: (?!(?i:{link})\b)[\w'’-]+){{0,5}}? (?i:{event})\b(?: [A-Z][\w'’-]*)*"
    )


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
        rf"(?:\b(?:{words})\b|\b(?:{record})\b(?=.* since $)"
        r"|(?<=[,\d%] )(?:up|down) from\b|\b(?:up|down) from \W?\d"
        rf"|\bagainst {_AMOUNT})(?:[^,;.\n]|[.,](?=\d)){{0,45}}$|(?:%| percent| per cent) from $"
        rf"|\bfrom {_AMOUNT}(?: in| at| during)? $"
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
        plain = words_of("pronoun") | words_of("own")
        known = plain | words_of("object") | words_of("determiner")
        #: Where lines go on behind their date, and names by the ends of their mentions.
        days = ((d["start"], d["end"]) for d in tables["dates"])
        self.behind = {s: at for s, e in days if (at := lexer.opens_line(text, s, e))}
        body = min((s["start"] for s in tables["sentences"]), default=0)
        self.lines = [(0, body), *dateline.lines(text).items()]
        self.known = {m["end"]: names.get(m["actor_id"]) for m in tables["mentions"]}
        #: What each pronoun stands for, by its characters.
        self.meant = {
            m["start"]: (m["end"], names[m["actor_id"]])
            for m in tables["mentions"]
            if m["text"].lower() in known and m["actor_id"] in names
            # A link less sure puts no name for "his", which reads well; an analyst's own is sure.
            if (m["confidence"] or 1) >= 0.75 or m["text"].lower() in plain
        }

    def phrase(self, clause: Row, until: int = 0) -> str:
        """Return subject, verb, object and the rest of a clause, with a name for a pronoun."""
        text, end = self.text, max(until, self.end(clause))
        if above := self._above(clause):
            return self.phrase(above, end)
        role = "object" if clause["passive"] else "subject"
        first, last, start = clause[f"{role}_start"], clause[f"{role}_end"], self._start(clause)
        first, start = (self.behind.get(at, at) for at in (first, start))
        within = first is not None and start <= first + 1 < end  # a mark may stand before it
        missed = clause["relation"] == "adverbial" and clause["tense"] != "none" and not within
        if first is None or missed:
            return text[start:end]
        name = self._named(first, last)
        if not within:
            return f"{name} {self._read(start, end, name)}"
        if text[first:last].lower() in words_of("own") and name != text[first:last]:
            return f"{name}: {text[first:end]}"
        start = first if first - start < 30 else start  # "on Friday the bank closed"
        return f"{text[start:first]}{name}{self._behind(clause, name, last, end)}"

    def _read(self, start: int, end: int, subject: str) -> str:
        """Return what is told of a subject, with a name for "him", "her" and "them"."""

        def name(m: re.Match[str]) -> str:
            _, found = self.meant.get(start + m.start(), (0, m.group()))
            told = subject + self.text[start : start + m.start()]
            return m.group() if found.split()[-1] in told else found

        return _object().sub(name, self.text[start:end])

    def _named(self, start: int, end: int) -> str:
        """Return a noun phrase with a name for the pronoun that it is or begins with."""
        behind, name = self.meant.get(start, (start, ""))
        who = self.known.get(start - 2) if self.text[start - 2 : start] == ", " else None
        if who and who == self.known.get(end):
            return who  # "Ann Lee, *a baker* who left"
        if self.text[start : start + 6] == "whose ":
            near = filter(None, map(self.known.get, range(start - 1, start - _GAP, -1)))
            whose, rest = next(near, ""), self.text[start + 6 : end]
            return f"{whose}’s {rest}" if whose else rest
        word, rest = self.text[start:behind].lower(), self.text[behind:end]
        whose = "’s" if rest and word in words_of("determiner") else ""
        return f"{name}{whose}{rest}"

    def _behind(self, clause: Row, name: str, start: int, end: int) -> str:
        """Return what stands behind a subject ("which they *closed the harbour on Monday*")."""
        first, last, verb = clause["object_start"], clause["object_end"], clause["verb_end"]
        if clause["relation"] != "relative" or clause["passive"] or first is None or first > start:
            return self._read(start, end, name)
        the, _, thing = self.text[first:last].partition(" ")
        the = the.lower() if the.lower() in words_of("determiner") else the
        return f"{self.text[start:verb]} {the} {thing}".rstrip() + self.text[verb:end]

    def parent(self, clause: Row) -> Row | None:
        """Return the clause on which a clause depends."""
        beside = self.clauses[clause["sentence"]]
        return next((c for c in beside if c["clause_id"] == clause["parent_id"]), None)

    def _above(self, clause: Row) -> Row | None:
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

    def tense(self, clause: Row) -> Any:
        """Return the tense of a clause; an infinitive looks ahead from the one above ("is to")."""
        above = self._above(clause)
        tense = (above or clause)["tense"]
        if above and tense == "present" and above["verb_start"] < clause["start"]:
            plans = lexicons.words("plan_words", "plan") | lexicons.words("plan_words", "intent")
            return "future" if above["verb_lemma"] in plans | words_of("ahead") else tense
        return tense

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
            if near and other["parent_id"] in held:
                end = int(other["end"])
                held.add(other["clause_id"])  # "…, neither rejecting nor accepting it"
        dash = _DASH.search(self.text, clause["verb_end"], end)  # "— he left in May — to"
        return dash.start() if dash else end

    def noun_event(self, date: Row) -> tuple[int, int] | None:
        """Return the span of a noun phrase that names what happened on a date before it."""
        found = _noun_event().match(self.text, date["end"])
        if found is None:
            return None
        beside = self.clauses[date["sentence"]]
        verbs = (at for c in beside for at in (c["start"], c["verb_start"]) if at > found.end())
        more = _COMPLEMENT.match(self.text, found.end(), min(verbs, default=len(self.text)))
        end = (more or found).end()
        return (date["start"], end) if " " in self.text[date["end"] : end].strip() else None


def how(used: list[Row], dates: dict[Any, Row]) -> str:
    """Say in words what an event's days come from."""
    first, last = f"{used[0]['earliest']:%Y-%m-%d}", f"{used[-1]['latest']:%Y-%m-%d}"
    days = first if first == last else f"{first} to {last}"
    said = f"{' – '.join(plain(d['text']) for d in used)} → {days}"
    if before := dates.get(used[0].get("anchor_id")):
        return f"{said}, from {plain(before['text'])}"
    return f"{said}, from the article's date" if used[0]["anchor"] == "article" else said


def merge(rows: Iterable[Row]) -> list[Row]:
    """Make one of the rows of one time with most words the same; the first keeps its words."""
    groups: dict[Any, list[tuple[set[str], list[Row]]]] = defaultdict(list)
    for row in sorted(rows, key=lambda r: (r["start"], -r["end"])):
        words = {w.lower()[:4] for w in _WORD.findall(row["event"])}
        group = groups[row["earliest"], row["latest"]]
        for seen, same in group:
            doers = {(r["actors"] or "").partition("|")[0] for r in (row, same[0])}
            within = row["end"] <= same[0]["end"] or (words <= seen and len(doers) == 1)
            if len(seen & words) >= 0.6 * len(words if within else seen | words):
                same.append(row)
                break
        else:
            group.append((words, [row]))
    return [_one(same) for group in groups.values() for _, same in group]


def _one(rows: list[Row]) -> Row:
    """Return one row for some that say the same: what the article tells, too, is no mere claim."""
    told = next((row for row in rows if not row["statement_id"]), rows[0])
    one = rows[0] | {name: told[name] for name in ("status", "statement_id")}
    for name in ("actors", "date_id"):
        one[name] = joined(i for row in rows for i in (row[name] or "").split("|"))
    return one | {"how_dated": "; ".join(dict.fromkeys(row["how_dated"] for row in rows))}
