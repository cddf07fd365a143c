"""What an analyst reads about many articles: who speaks, who stands where when, what happened."""

from __future__ import annotations

from typing import Any

import pandas as pd

from newslab.present.escape import Block, table
from newslab.present.words import names_of, plural


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
    """Show who speaks how often, in how many articles."""
    columns = ["name", "role", "affiliation", "statements", "articles", "mentions", "aliases"]
    shown = corpus.cast[columns].head(top).rename(columns={"aliases": "other names"})
    caption = f"The {top} actors who speak most"
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
        "statement_id": "statement", "how_dated": "why this date",
    }  # fmt: skip
    who = [names_of(known, ids) for ids in events["actors"]]
    frame = events.assign(who=who)[list(columns)].rename(columns=columns)
    part = f" ({len(events):,} of {len(every):,} events)" if len(events) < len(every) else ""
    caption = f"One timeline of all articles{part}"
    return table(frame, caption, download="timeline.csv", data=every)


def copy_table(corpus: Any) -> Block:
    """Show which articles are copies of which."""
    return table(corpus.copies, "Copies: the same text, or most of it", download="copies.csv")
