"""What an analyst reads about many articles: who speaks, who stands where when, what happened."""

from __future__ import annotations

import re
from collections.abc import Sequence
from difflib import get_close_matches
from typing import Any
from urllib.parse import urlsplit

import pandas as pd

from newslab.errors import ParameterError
from newslab.present.escape import Block, table
from newslab.present.words import listed, names_of, plural

_HEADS = {"content": "what", "article_id": "article"}


def names(corpus: Any) -> dict[str, str]:
    """Return each actor's name by id, as most articles have it."""
    return dict(zip(corpus.cast["actor_id"], corpus.cast["name"], strict=True))


def summary(whole: Any, corpus: Any) -> list[str]:
    """Return how many articles there are, from when, and who speaks most, in sentences.

    ``whole`` is the corpus with its copies, ``corpus`` the one without them.
    """
    found = [
        f"{plural(len(whole), 'article').capitalize()},"
        f" {plural(len(whole) - len(corpus), 'copy')} among them; copies are left out below."
    ]
    days = corpus.articles["published"].dropna()
    if len(days):
        found.append(f"Published from {days.min().date()} to {days.max().date()}.")
    if len(whole.failed):
        found.append(f"{plural(len(whole.failed), 'article').capitalize()} could not be parsed.")
    said = corpus.cast[corpus.cast["statements"] > 0]
    found.append(
        f"{plural(len(corpus.statements), 'statement').capitalize()}"
        f" by {plural(len(said), 'actor')}."
    )
    for row in said.head(3).to_dict("records"):
        found.append(
            f"{row['name']} has {plural(row['statements'], 'statement')}"
            f" in {plural(row['articles'], 'article')}."
        )
    return found


def speaker_table(corpus: Any, top: int = 20) -> Block:
    """Show who is quoted how often: the share of all statements, and the articles."""
    said = corpus.statements.groupby("actor_id")["article_id"].unique().map(list)
    cast = corpus.cast.head(top).set_index("actor_id")
    share = cast["statements"] / max(1, len(corpus.statements))
    shown = cast.assign(
        share=[f"{s:.0%}" for s in share],
        quoted=said.reindex(cast.index).map(lambda ids: listed(ids, 3), na_action="ignore"),
        aliases=cast["aliases"].str.replace("|", ", "),
    )[["name", "role", "statements", "share", "quoted", "articles", "mentions", "aliases"]]
    shown = shown.rename(columns={"aliases": "other names", "quoted": "quoted in"})
    caption = f"The {top} actors who speak most; share of all statements"
    return table(shown, caption, download="cast.csv", data=corpus.cast)


def over_time_table(stances: pd.DataFrame, corpus: Any, top: int = 20) -> Block:
    """Show the mean stance by day of publication, of the pairs with the most days first."""
    known, both = names(corpus), ["holder", "towards"]
    day = corpus.articles.set_index("article_id")["published"]
    found = pd.DataFrame(
        {
            "holder": [known.get(h, h) for h in stances["holder_id"]],
            "towards": [known.get(t, t) for t in stances["target_id"].fillna(stances["target"])],
            "day": stances["article_id"].map(day),
            "score": stances["score"],
        }
    ).dropna(subset="day")
    rows = found.groupby([*both, "day"], as_index=False)["score"].agg(["mean", "count"])
    rows["days"] = rows.groupby(both)["day"].transform("count")
    rows = rows.sort_values(["days", *both, "day"], ascending=[False, True, True, True])
    shown = rows.rename(columns={"mean": "score", "count": "passages"}).drop(columns="days")
    return table(shown, "Mean stance by day: −1 opposes, +1 supports", limit=top,
                 download="stance_over_time.csv")  # fmt: skip


def matrix(stances: pd.DataFrame, known: dict[str, str], most: int = 8) -> Block:
    """Show the mean stance of holders towards targets, and the number of passages behind each.

    Those with the most passages are shown, ``most`` at most; the caption says how many are not.
    """
    named = pd.DataFrame({
        "holder": [known.get(h, h) for h in stances["holder_id"]],
        "towards": [known.get(t, t) for t in stances["target_id"].fillna(stances["target"])],
        "score": stances["score"],
    })  # fmt: skip
    cells = named.groupby(["holder", "towards"])["score"].agg(["mean", "size"]).reset_index()
    cells["shown"] = [f"{m:+.1f} ({n})" for m, n in cells[["mean", "size"]].to_numpy()]
    holders, targets = (list(named[c].value_counts().index) for c in ("holder", "towards"))
    wide = cells.pivot(index="holder", columns="towards", values="shown")
    wide = wide.reindex(index=holders[:most], columns=targets[:most]).reset_index()
    left = f"{plural(len(holders[most:]), 'holder')}, {plural(len(targets[most:]), 'target')} more"
    caption = "Mean stance from −1 to 1, in brackets the passages behind it"
    caption += f"; {left}" if holders[most:] or targets[most:] else ""
    return table(wide, caption, download="stance.csv", data=stances)


def chosen(corpus: Any, actors: str) -> list[str]:
    """Return the ids of two actors, ``a|b``, given by id or any name; empty: who speak most.

    Raises
    ------
    ParameterError
        There are not two, or one is not among the actors.
    """
    cast = corpus.cast
    known: dict[str, str] = {}
    for row in cast.iloc[::-1].to_dict("records"):
        forms = "" if pd.isna(row["aliases"]) else str(row["aliases"])
        names_of_it = [row["actor_id"], row["name"], *forms.split("|")]
        known |= {str(n).casefold(): row["actor_id"] for n in names_of_it if n}
    asked = [a.strip() for a in actors.split("|") if a.strip()] or list(cast["actor_id"].head(2))
    for name in asked:
        if name.casefold() not in known:
            near = ", ".join(get_close_matches(name.casefold(), known, 5, 0.5))
            todo = f"near: {near}" if near else "see the report corpus for who there is"
            raise ParameterError(f"no actor {name!r}", where="parameter actors", todo=todo)
    ids = list(dict.fromkeys(known[name.casefold()] for name in asked))
    if len(ids) != 2:
        what = f"{plural(len(ids), 'actor')}, not two"
        raise ParameterError(what, where="parameter actors", todo='give two: "Ann Lee|Bob Ray"')
    return ids


def split(issues: str) -> list[str]:
    """Return the issues of a parameter, which has "|" between them."""
    return [i.strip() for i in issues.split("|") if i.strip()]


def said(corpus: Any, ids: Sequence[str] | None, issues: Sequence[str]) -> pd.DataFrame:
    """Return the statements of actors that name an issue, in order of time, with their articles.

    Parameters
    ----------
    corpus
        Many articles, or one.
    ids
        The actors; None: all.
    issues
        Words of which a statement has one; empty: all statements.
    """
    articles = corpus.articles.set_index("article_id")
    found = corpus.statements
    found = found.assign(
        day=found["said_on"].fillna(found["article_id"].map(articles["published"])),
        outlet=found["article_id"].map(articles["source"]).map(outlet, na_action="ignore"),
    )
    if ids is not None:
        found = found[found["actor_id"].isin(list(ids))]
    if issues:
        words = "|".join(rf"\b{re.escape(i)}" for i in issues)
        found = found[found["content"].str.contains(words, case=False, regex=True)]
    return found.sort_values(["day", "article_id", "start"], ignore_index=True)


def said_table(statements: pd.DataFrame, known: dict[str, str], top: int = 50) -> Block:
    """Show the statements of `said` in order of time, with article and outlet."""
    who = [known.get(a, a) for a in statements["actor_id"]]
    columns = ["day", "who", "act", "content", "article_id", "outlet"]
    shown = statements.assign(who=who)[columns].rename(columns=_HEADS)
    caption = "Who said what, in order of time"
    return table(shown, caption, download="statements.csv", data=statements, limit=top)


def side_by_side(
    statements: pd.DataFrame, ids: Sequence[str], known: dict[str, str], top: int = 50
) -> Block:
    """Show the words of two actors in a column each, in order of time."""
    words = statements["act"] + ": " + statements["content"]
    columns = {known.get(i, i): words.where(statements["actor_id"] == i) for i in ids}
    shown = statements[["day"]].assign(**columns).join(statements[["article_id", "outlet"]])
    caption = f"{' and '.join(columns)} in their words"
    return table(shown.rename(columns=_HEADS), caption, download="words.csv", data=statements,
                 limit=top)  # fmt: skip


def compared(
    statements: pd.DataFrame,
    stances: pd.DataFrame,
    ids: Sequence[str],
    known: dict[str, str],
    issues: Sequence[str],
) -> list[str]:
    """Return how often two actors are quoted and take a stance, in sentences."""
    on = f" that name {' or '.join(issues)}" if issues else ""
    found = []
    for i in ids:
        own = statements[statements["actor_id"] == i]
        took = stances[stances["holder_id"] == i]["stance"].value_counts()
        kinds = listed([f"{n} {kind}" for kind, n in took.items()] or ["none"])
        where = plural(own["article_id"].nunique(), "article")
        found.append(
            f"{known.get(i, i)}: {plural(len(own), 'statement')}{on} in {where}; stances: {kinds}."
        )
    return found


def outlet(source: str) -> str | None:
    """Return the host of an article's address; None for a file.

    Examples
    --------
    >>> outlet("https://www.example.org/news/1"), outlet("data/raw/a1.txt")
    ('example.org', None)
    """
    host = urlsplit(source).hostname
    return host and host.removeprefix("www.")


def busiest(events: pd.DataFrame, top: int = 30) -> pd.DataFrame:
    """Return the events of the days that most articles tell of, at most ``top``, in order of time.

    Examples
    --------
    >>> from newslab.tables import TABLES
    >>> len(busiest(TABLES["timeline"].frame([])))
    0
    """
    dated = events[events["earliest"].notna()]
    articles = dated.groupby(["earliest", "latest"], dropna=False)["article_id"]
    ranked = dated.assign(most=articles.transform("nunique"), more=articles.transform("count"))
    kept = ranked.sort_values(["most", "more"], ascending=False, kind="stable").head(top)
    return kept[events.columns].sort_values(["earliest", "latest"], kind="stable")


def event_table(
    events: pd.DataFrame, known: dict[str, str], every: pd.DataFrame | None = None
) -> Block:
    """Show events of all articles in one order of time; the download holds ``every`` one."""
    every = events if every is None else every
    columns = {
        "earliest": "from", "latest": "to", "event": "what", "who": "who", "article_id": "article",
        "outlet": "outlet",
        "statement_id": "statement", "how_dated": "why this date",
    }  # fmt: skip
    who = [names_of(known, ids) for ids in events["actors"]]
    outlets = events["source"].map(outlet, na_action="ignore")
    frame = events.assign(who=who, outlet=outlets)[list(columns)].rename(columns=columns)
    part = f" ({len(events):,} of {len(every):,} events)" if len(events) < len(every) else ""
    caption = f"One timeline of all articles{part}"
    return table(frame, caption, download="timeline.csv", data=every)


def copy_table(corpus: Any) -> Block:
    """Show which articles are copies of which."""
    return table(corpus.copies, "Copies: the same text, or most of it", download="copies.csv")
