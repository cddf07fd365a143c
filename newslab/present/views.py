"""Tables ▶ what an analyst reads: the main findings in sentences, and tables with evidence.

``parsed`` is a `Parsed` or a `Corpus`; ``stances``, ``tones``, ``events`` are analyses' tables.
Rows lead to their words in the marked article; among several it is named by its title, else its id.
"""

import re
from collections.abc import Sequence
from typing import Any

import pandas as pd
from markupsafe import Markup

from newslab.analyse.stance import about, disputes, headlines, stance
from newslab.errors import ParameterError, suggest
from newslab.extract.names import fold
from newslab.present.escape import Block, cut, render, table
from newslab.present.rows import as_sure, called, linked, listed, names, plural, span, to_places
from newslab.tables import records

#: From this confidence on a stance is a main point.
_SURE = 0.75


def _told(template: str, **values: Any) -> list[str]:
    """Fill a template of sentences, between which blank lines stand."""
    words = render(f"sentences/{template}", plural=plural, listed=listed, **values).unescape()
    return [" ".join(part.split()) for part in re.split(r"\n\s*\n", words) if part.strip()]


def at_least(parsed: Any, found: pd.DataFrame, minimum: float) -> pd.DataFrame:
    """Leave out rows that are less sure than ``minimum``.

    An event is as sure as its statement and its speaker, an actor's tone as its mentions are on the
    average; what rests on nothing that may be wrong (a sentence's words, an analyst) stays.
    """
    if "confidence" not in found:
        said = as_sure(parsed).set_index("statement_id")["confidence"]
        named = parsed.mentions.groupby("actor_id")["confidence"].mean()
        of = found["unit_id" if "unit" in found else "statement_id"]
        by_hand = found.reindex(columns=["corrected_by"])["corrected_by"].notna()
        sure = of.map(pd.concat([said, named]).astype(float))
        found = found.assign(confidence=sure.mask(by_hand, 1.0))
    return found[found["confidence"].astype(float).fillna(1) >= minimum]


def left_out(every: pd.DataFrame, shown: pd.DataFrame, noun: str = "row") -> list[str]:
    """Say how many rows of a table or an analysis the notebook's parameters left out."""
    less = len(every) - len(shown)
    return [f"Left out by the parameters: {plural(less, noun)}."] if less else []


def stance_summary(parsed: Any, stances: pd.DataFrame) -> list[str]:
    """Return who supports, opposes and contradicts whom or what, in sentences."""
    told = headlines(stances[stances["confidence"] >= _SURE], names(parsed))
    about = {"said": parsed.statements, "stances": stances, "kinds": _kinds(stances)}
    return _told("stance", headlines=told, disputes=_contradictions(parsed), **about)


def _contradictions(parsed: Any) -> list[dict[str, Any]]:
    """Return claims and plain denials that can be read alone, with who is known to have said them.

    What contradicts by its words alone stands in the table: it is less sure.
    """
    said = parsed.statements.set_index("statement_id")
    denials = said.index[said["act"].isin(("deny", "reject"))]
    found = disputes(parsed)
    found = found[found["denial_id"].isin(denials)].drop_duplicates("claim_id")
    rows = found.assign(
        claimant=called(parsed, found["claimant_id"]),
        denier=called(parsed, found["denier_id"]),
        claimed=[_past(*said.loc[claim, ["act", "cue"]]) for claim in found["claim_id"]],
        denied=[_past(*said.loc[denial, ["act", "cue"]]) for denial in found["denial_id"]],
        act=[said.loc[denial, "act"] for denial in found["denial_id"]],
        claim=found["claim"].map(_clause),
        denial=found["denial"].map(_clause),
    )
    return records(rows.dropna(subset=["claimant", "denier"]))


def _past(act: str, cue: str) -> str:
    """Return a cue as it stands before its words: "claimed", "said" for "arguing"."""
    known = {"accuse": "accused", "criticise": "criticised", "deny": "denied", "reject": "rejected"}
    return cue if re.match(r"\w{3,}ed\b", cue) else known.get(act, "said")


def _clause(said: str) -> str:
    """Return what is said as it stands between quotation marks."""
    words = re.sub('["“”]', "'", re.sub(r"^that\W+", "", said))
    return cut(words.strip("',. "), 160)


def _kinds(stances: pd.DataFrame) -> list[str]:
    return [f"{n} {kind}" for kind, n in stances["stance"].value_counts().items()]


def _towards(parsed: Any, stances: pd.DataFrame) -> pd.DataFrame:
    """Return stances with the ``holder`` and whom or what it is ``towards``, by name."""
    actors = pd.Series(called(parsed, stances["target_id"]), stances.index, object)
    to = actors.fillna(stances["target"])
    return stances.assign(holder=called(parsed, stances["holder_id"]), towards=to)


def stance_table(parsed: Any, stances: pd.DataFrame) -> Block:
    """Show each stance with the words that are its evidence."""
    text, found = parsed.articles["text"].iloc[0], _towards(parsed, stances)
    columns = {
        "no.": stances["stance_id"],
        "holder": found["holder"],
        "says or does": found["verb"],
        "towards": found["towards"],
        "about": found["about"].map(lambda words: cut(words, 80), "ignore"),
        "stance": [f"{r.stance} {r.score:+.1f}" for r in found.itertuples()],
        "the article’s words": [cut(text[a:b], 240) for a, b in found[["start", "end"]].to_numpy()],
        "said in": to_places(stances, "statement_id", "statement"),
    }
    caption = "Stances with their evidence, from −1 (opposes) to +1 (supports)"
    return linked(parsed, stances, "stance", columns, caption, download="stance.csv")


def dispute_table(parsed: Any) -> Block:
    """Show the statements that contradict another, side by side."""
    found = disputes(parsed)
    columns = {
        "who": called(parsed, found["denier_id"]),
        "how": found["how"],
        "what": found["denial"],
        "statement": to_places(found, "denial_id", "statement"),
        "against": called(parsed, found["claimant_id"]),
        "who said": found["claim"],
        "in": to_places(found, "claim_id", "statement"),
    }
    return table(columns, "Statements that contradict another")


def sentiment_summary(parsed: Any, tones: pd.DataFrame) -> list[str]:
    """Return how the article sounds and whom it presents how, in sentences."""
    # One mention, or some that may mean another, say too little to be a main point.
    actors = tones[tones["sure"].fillna(0) > 1].sort_values("target_score", kind="stable")
    scores = actors["target_score"].map("({:+.2f})".format)
    named = pd.Series(called(parsed, actors["unit_id"]), actors.index) + " " + scores
    of = {k: [*named[actors["target_sentiment"] == k]] for k in ("positive", "negative")}
    lights = of | {"positive": of["positive"][::-1]}
    own = tones[tones["unit"] == "sentence"].drop_duplicates("unit_id")
    return _told("sentiment", said=parsed.statements, own=own, lights=lights)


def sentence_table(parsed: Any, tones: pd.DataFrame, top: int = 5) -> Block:
    """Show the most positive and negative sentences on whose sign TextBlob and VADER agree."""
    own = tones[tones["unit"] == "sentence"].drop_duplicates("unit_id")
    own = own[((own["polarity"] * own["vader"]) > 0) & (own["polarity"].abs() >= 0.005)]
    own = own.sort_values("polarity", ascending=False, kind="stable")
    own = own.drop(columns="confidence", errors="ignore")
    high, low = own[own["polarity"] > 0].head(top), own[own["polarity"] < 0].tail(top)
    both = pd.concat([high, low])
    columns = {
        "sentence": both["unit_id"],
        "polarity": both["polarity"],
        "subjectivity": both["subjectivity"],
        "text": both["unit_id"].astype(int).map(parsed.sentences.set_index("sentence")["text"]),
        "words that counted": both["basis"],
    }
    caption = f"The most positive sentences ({len(high)}) and the most negative ones ({len(low)})"
    caption += ", where TextBlob and VADER agree on the sign"
    return linked(parsed, both, "sentence", columns, caption, download="sentiment.csv", data=tones)


def actor_table(parsed: Any, tones: pd.DataFrame) -> Block:
    """Show how each actor is presented and how what it says sounds."""
    actors = tones[tones["unit"] == "actor"]
    rows = actors.sort_values("target_score", ascending=False, kind="stable")
    columns = {
        "name": to_places(rows, "unit_id", "actor", parsed),
        "presented as": rows["target_sentiment"],
        "score": rows["target_score"],
        "sure mentions": rows["sure"],
        "polarity of own words": rows["polarity"],
        "subjectivity of own words": rows["subjectivity"],
    }
    caption = "Actors: how they are presented, and how their own words sound"
    return table(columns, caption, rows=rows, limit=None)


def timeline_summary(parsed: Any, events: pd.DataFrame) -> list[str]:
    """Return the main events, and how all lie to the article's day, in sentences."""
    day = parsed.articles["published"].iloc[0]
    before, after = int((events["latest"] < day).sum()), int((events["earliest"] > day).sum())
    when = {"before": before, "on or around": len(events) - before - after, "after": after}
    seen = [f"{n} {words}" for words, n in when.items() if n]
    main = _main_events(at_least(parsed, events, _SURE), day, parsed)
    about = {"said": parsed.statements, "events": events, "main": main, "seen": seen}
    return _told("timeline", **about, day="" if pd.isna(day) else day.date())


def _main_events(sure: pd.DataFrame, day: Any, of: Any = None) -> list[str]:
    """Return in words two events that happened or were said, and the next two planned."""
    # Of the head of an article, else latest; of one day first; a month before is background.
    whole = sure[sure["event"].str.count(r"\s\S") > 2]
    whole = whole.assign(near=0 if of is None else _nearness(of, whole))
    whole = whole.sort_values(["near", "start"], ascending=[False, True], kind="stable")
    first = whole.drop_duplicates(["status", "earliest"]).sort_values("earliest", kind="stable")
    own = first[first["status"].isin(["happened", "said"])]
    last = own[own["earliest"] >= own["earliest"].max() - pd.Timedelta(days=31)]
    last = last.sort_values(["near", "status"], ascending=[True, False], kind="stable")
    last = last.drop_duplicates("earliest", keep="last").tail(2)
    ahead = first[(first["status"] == "planned") & (first["earliest"] >= day)]
    rows = records(pd.concat([last.sort_values("earliest", kind="stable"), ahead.head(2)]))
    how = {"planned": " (planned)", "said": " (as was said)"}
    told = (f"{span(r)}{how.get(r['status'], '')}: {cut(r['event'], 160)}" for r in rows)
    return [line.removesuffix(".") for line in told]


def _nearness(of: Any, events: pd.DataFrame) -> list[int]:
    """Return how many words, 3 at most, events share with the article's head, -1 for fragments."""
    texts = " ".join([*of.articles["title"].dropna(), *of.sentences["text"][:2]]), *events["event"]
    head, *each = ({word[:5] for word in re.findall(r"\w{5,}", t.lower())} for t in texts)
    # "first announced in May", "that opens in June" cannot be read alone
    cut = {*of.clauses["start"][of.clauses["relation"].isin(["relative", "attribute"])]}
    shared = [min(3, len(head & words)) for words in each]
    return [-1 if at in cut else n for at, n in zip(events["start"], shared, strict=True)]


def event_table(parsed: Any, events: pd.DataFrame, every: pd.DataFrame | None = None) -> Block:
    """Show events in order of time, and why each has its date; the download has ``every`` one."""
    found = events.sort_values(["earliest", "latest", "article_id", "start"], kind="stable")
    every = events if every is None else every
    given: Any = {"download": "timeline.csv", "data": every}
    columns: dict[str, Any] = {
        "no.": found["event_id"],
        "when": [span(r) for r in found.to_dict("records")],
        "what": found["event"],
        "told as": found["status"],
        "who": called(parsed, found["actors"]),
        "why this date": found["how_dated"],
    }
    if len(parsed.articles) == 1:
        columns["said in"] = to_places(found, "statement_id", "statement")
        columns["date"] = to_places(found, "date_id", "date")
        caption = "Events in order of time, and why each has its date"
        return linked(parsed, found, "event", columns, caption, **given)
    del columns["no."]
    columns["article"] = to_places(found, "date_id", "date", parsed)
    columns["outlet"] = outlets(found["source"])
    part = f" ({len(events):,} of {len(every):,} events)" if len(events) < len(every) else ""
    return table(columns, f"One timeline of all articles{part}", rows=found, **given)


def busiest(events: pd.DataFrame, top: int = 30) -> pd.DataFrame:
    """Return the events of the days that most articles tell of, at most ``top``."""
    articles = events.groupby(["earliest", "latest"])["article_id"]
    ranked = events.assign(most=articles.transform("nunique"), more=articles.transform("count"))
    return ranked.nlargest(top, ["most", "more"])[events.columns]


def summary(
    whole: Any, corpus: Any, said: pd.DataFrame, issues: Sequence[str], events: pd.DataFrame
) -> list[str]:
    """Return in sentences how many articles there are, who speaks most, and the main events."""
    main = _main_events(at_least(corpus, events, _SURE), corpus.articles["published"].max())
    speakers = _speakers(corpus, said)
    most = [f"{r.name} ({r.statements})" for r in speakers.head(3).itertuples()]
    about = {"said": said, "speakers": speakers, "most": most, "main": main}
    return _told("corpus", whole=whole, corpus=corpus, issues=issues, **about)


def _speakers(corpus: Any, said: pd.DataFrame) -> pd.DataFrame:
    """Return who makes some statements, and how many of them: rows of the cast, the most first."""
    counts = said["actor_id"].value_counts().rename("statements")
    cast = corpus.cast.drop(columns="statements").merge(counts, on="actor_id")
    return cast.sort_values("statements", ascending=False, kind="stable")


def speaker_table(corpus: Any, top: int, said: pd.DataFrame) -> Block:
    """Show who is quoted how often: the share of the statements ``said``, the articles."""
    cast = _speakers(corpus, said).head(top)
    quoted = said.drop_duplicates(["actor_id", "article_id"])
    links = to_places(quoted, "statement_id", "statement", corpus)
    where = pd.Series(links, quoted.index, object).groupby(quoted["actor_id"]).agg(list)
    more = where.map(lambda links: [f"{len(links) - 3} more"] * (len(links) > 3))
    shown = {
        "name": cast["name"],
        "role": cast["role"],
        "statements": cast["statements"],
        "share": [f"{n / len(said):.0%}" for n in cast["statements"]],
        "quoted in": [Markup("; ").join(where[a][:3] + more[a]) for a in cast["actor_id"]],
        "articles": cast["articles"],
        "mentions": cast["mentions"],
        "other names": [None if pd.isna(a) else listed(a.split("|")) for a in cast["aliases"]],
    }
    caption = f"Who speaks most ({plural(len(cast), 'actor')}), with their share of the statements"
    return table(shown, caption, download="cast.csv", data=corpus.cast)


def matrix(parsed: Any, stances: pd.DataFrame, most: int = 8) -> Block:
    """Show what the busiest holders express towards targets: the mean, and of how many passages."""
    named = _towards(parsed, stances)
    cells = named.groupby(["towards", "holder"])[["stance", "score"]].agg(list)
    shown = [render("stance", kinds={*kinds}, scores=scores) for kinds, scores in cells.to_numpy()]
    cells["shown"] = pd.Series(shown, cells.index, object)  # text would forget what is markup
    holders = named["holder"].value_counts().index[:most]
    targets = named.loc[named["holder"].isin(holders), "towards"].value_counts().index[: 2 * most]
    # One axis after the other: both at once make text of markup.
    wide = cells["shown"].unstack().reindex(targets).reindex(columns=holders)
    left = len(cells) - int(wide.notna().to_numpy().sum())
    caption = "Holders (columns) and targets (lines), from −1 (opposes) to +1 (supports)"
    caption += f"; {plural(left, 'pair')} more in the download" if left else ""
    wide = wide.rename_axis(index="towards", columns=None).reset_index()
    return table(wide, caption, download="stance.csv", data=stances)


def chosen(corpus: Any, actors: str) -> list[str]:
    """Return the ids of two actors, ``a|b``, given by id or any name; empty: who speak most."""
    forms = corpus.cast.iloc[::-1].fillna("")[["actor_id", "name", "aliases"]].to_numpy()
    known = {fold(form): row[0] for row in forms for form in split("|".join(row))}
    asked = split(actors) or list(corpus.cast["actor_id"].head(2))
    for name in (name for name in asked if fold(name) not in known):
        todo = suggest(name, corpus.cast["name"])
        raise ParameterError(f"no actor {name!r}", where="parameter actors", todo=todo)
    ids = list(dict.fromkeys(known[fold(name)] for name in asked))
    if len(ids) != 2:
        what = f"{plural(len(ids), 'actor')}, not two"
        raise ParameterError(what, where="parameter actors", todo='give two: "Ann Lee|Bob Ray"')
    return ids


def named(corpus: Any, issues: str) -> list[str]:
    """Return the values of the parameter issues; raises `ParameterError` where nothing has one."""
    tables = corpus.statements, corpus.stance, corpus.timeline
    for issue in (wanted := split(issues)):
        if all(about(corpus, rows, [issue]).empty for rows in tables):
            targets = [cut(t, 50) for t in stance(corpus)["target"].value_counts().index]
            todo = f"stances here are about {listed(targets or ['nothing'], 8)}"
            raise ParameterError(f"nothing names {issue!r}", where="parameter issues", todo=todo)
    return wanted


def split(words: str) -> list[str]:
    """Return the values of a parameter, which has "|" between them."""
    return [w.strip() for w in words.split("|") if w.strip()]


def said(corpus: Any, ids: Sequence[str] | None, issues: Sequence[str]) -> pd.DataFrame:
    """Return the statements of actors (None: all) `about` issues in order of time, with outlet."""
    articles, found = corpus.articles.set_index("article_id"), as_sure(corpus)
    found = found if ids is None else found[found["actor_id"].isin(ids)]
    found = about(corpus, found, issues)
    day = found["said_on"].fillna(found["article_id"].map(articles["published"]))
    found = found.assign(day=day, outlet=outlets(found["article_id"].map(articles["source"])))
    return found.sort_values(["day", "article_id", "start"], ignore_index=True)


#: What the days of statements are.
_BY_DAY = "in order of time (by the article’s day, where it tells no other)"


def said_table(corpus: Any, statements: pd.DataFrame, top: int = 50,
               ids: Sequence[str] = ()) -> Block:  # fmt: skip
    """Show the statements of `said` in order of time; of actors by their ``ids`` side by side."""
    columns = {"day": statements["day"]}
    if ids:
        words, both = statements["act"] + ": " + statements["content"], called(corpus, ids)
        caption = f"{' and '.join(both)} in their words, {_BY_DAY}"
        for i, name in zip(ids, both, strict=True):
            columns[name] = words.where(statements["actor_id"] == i)
    else:
        caption = f"Who said what, {_BY_DAY}"
        columns["who"] = called(corpus, statements["actor_id"])
        columns |= {"act": statements["act"], "what": statements["content"]}
    columns["article"] = to_places(statements, "statement_id", "statement", corpus)
    columns["outlet"] = statements["outlet"]
    return table(columns, caption, rows=statements, limit=top, download="statements.csv")


def outlets(sources: pd.Series) -> pd.Series:
    """Return the hosts of articles' addresses; none for a file."""
    return sources.astype("str").str.extract(r"^\w+://(?:www\.)?([\w.-]+)", expand=False)
