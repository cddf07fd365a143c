"""What an analyst reads about many articles: who speaks, who stands where when, what happened.

An article is named by its title, else its id, and leads to the words in its marked text.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from difflib import get_close_matches
from typing import Any
from urllib.parse import urlsplit

import pandas as pd

from newslab.errors import ParameterError
from newslab.present.escape import Block, cut, frame_of, join, table
from newslab.present.links import at_least as at_least
from newslab.present.links import classes, to_place
from newslab.present.words import listed, name_of, names_of, plural, span, towards


def names(corpus: Any) -> dict[str, str]:
    """Return each actor's name by id, as most articles have it."""
    return dict(zip(corpus.cast["actor_id"], corpus.cast["name"], strict=True))


def summary(whole: Any, corpus: Any) -> list[str]:
    """Return how many articles there are, from when, and who speaks most, in sentences.

    ``whole`` is the corpus with its copies, ``corpus`` the one without them.
    """
    copies = len(whole) - len(corpus)
    told = f"{plural(copies, 'copy')} among them, left out below" if copies else "none is a copy"
    found = [f"{plural(len(whole), 'article').capitalize()}, {told}."]
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


def _cited(corpus: Any, ids: Iterable[str], kind: str, rows: Iterable[object]) -> list[Any]:
    """Return links to places in articles, by the articles' titles or ids."""
    titles = corpus.articles.set_index("article_id")["title"].dropna()
    return [
        to_place(a, kind, row, cut(titles.get(a, a), 45)) for a, row in zip(ids, rows, strict=True)
    ]


def speaker_table(corpus: Any, top: int = 20) -> Block:
    """Show who is quoted how often: the share of all statements, and the articles."""
    cast = corpus.cast[corpus.cast["statements"] > 0].head(top)
    quoted = corpus.statements.drop_duplicates(["actor_id", "article_id"])
    where = _cited(corpus, quoted["article_id"], "statement", quoted["statement_id"])
    links = pd.Series(where, dtype=object).groupby(quoted["actor_id"].array).agg(list)
    share = cast["statements"] / max(1, len(corpus.statements))
    shown = frame_of({
        "name": cast["name"],
        "role": cast["role"],
        "statements": cast["statements"],
        "share": [f"{s:.0%}" for s in share],
        "quoted in": [_some(links[a]) for a in cast["actor_id"]],
        "articles": cast["articles"],
        "mentions": cast["mentions"],
        "other names": [
            None if pd.isna(a) else listed(str(a).split("|")) for a in cast["aliases"]
        ],
    })  # fmt: skip
    caption = f"Who speaks most ({len(cast)} actors), with their share of all statements"
    return table(shown, caption, download="cast.csv", data=corpus.cast)


def _some(links: Sequence[Any], most: int = 3) -> Any:
    more = [f"{len(links) - most} more"] if len(links) > most else []
    return join([*links[:most], *more], "; ")


def matrix(stances: pd.DataFrame, known: dict[str, str], most: int = 8) -> Block:
    """Show the mean stance of holders towards targets, and the number of passages behind each.

    Those with the most passages are shown, ``most`` of each; the caption says how many are not.
    """
    named = towards(known, stances)
    cells = named.groupby(["holder", "towards"])["score"].agg(["mean", "size"]).reset_index()
    cells = cells.sort_values("size", ascending=False, kind="stable")
    cells["shown"] = [f"{m:+.1f} ({n})" for m, n in cells[["mean", "size"]].to_numpy()]
    holders = named["holder"].value_counts().index[:most]
    kept = cells[cells["holder"].isin(holders)]
    kept = kept[kept["towards"].isin(kept["towards"].unique()[: 2 * most])]
    wide = kept.pivot(index="towards", columns="holder", values="shown")
    order = [h for h in holders if h in wide]
    wide = wide.reindex(index=kept["towards"].unique(), columns=order)
    left = len(cells) - len(kept)
    caption = "Mean stance of holders (columns) from −1 to 1, in brackets the passages behind it"
    caption += f"; {plural(left, 'pair')} more in the download" if left else ""
    return table(wide.reset_index(), caption, download="stance.csv", data=stances)


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


def said_table(
    corpus: Any, statements: pd.DataFrame, known: dict[str, str], top: int = 50
) -> Block:
    """Show the statements of `said` in order of time, with article and outlet."""
    columns = {
        "day": statements["day"],
        "who": [name_of(known, a) for a in statements["actor_id"]],
        "act": statements["act"],
        "what": statements["content"],
    }
    return _words(corpus, statements, columns, "Who said what, in order of time", top)


def side_by_side(
    corpus: Any,
    statements: pd.DataFrame,
    ids: Sequence[str],
    known: dict[str, str],
    top: int = 50,
) -> Block:
    """Show the words of two actors in a column each, in order of time."""
    words = statements["act"] + ": " + statements["content"]
    own = {known.get(i, i): words.where(statements["actor_id"] == i) for i in ids}
    caption = f"{' and '.join(own)} in their words"
    return _words(corpus, statements, {"day": statements["day"]} | own, caption, top)


def _words(corpus: Any, statements: pd.DataFrame, columns: dict[str, Any], caption: str,
           top: int) -> Block:  # fmt: skip
    where = _cited(corpus, statements["article_id"], "statement", statements["statement_id"])
    shown = frame_of({**columns, "article": where, "outlet": statements["outlet"]})
    return table(shown, caption, classes=classes(statements), download="statements.csv",
                 data=statements, limit=top)  # fmt: skip


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
    corpus: Any, events: pd.DataFrame, known: dict[str, str], every: pd.DataFrame | None = None
) -> Block:
    """Show events of all articles in one order of time; the download holds ``every`` one."""
    every = events if every is None else every
    shown = frame_of({
        "when": [span(r) for r in events.to_dict("records")],
        "what": events["event"],
        "told as": events["status"],
        "who": [names_of(known, ids) for ids in events["actors"]],
        "article": _cited(corpus, events["article_id"], "date", events["date_id"]),
        "outlet": events["source"].map(outlet, na_action="ignore"),
        "why this date": events["how_dated"],
    })  # fmt: skip
    part = f" ({len(events):,} of {len(every):,} events)" if len(events) < len(every) else ""
    caption = f"One timeline of all articles{part}"
    return table(shown, caption, classes=classes(events), download="timeline.csv", data=every)


def copy_table(corpus: Any) -> Block:
    """Show which articles are copies of which."""
    return table(corpus.copies, "Copies: the same text, or most of it", download="copies.csv")
