"""Generated news articles for the benchmark: any number, the same ones each time."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from random import Random

from newslab.article import Article

_FIRST = [
    "Ann",
    "Ben",
    "Clara",
    "David",
    "Elena",
    "Farid",
    "Grace",
    "Hugo",
    "Irene",
    "James",
    "Karin",
    "Luis",
    "Maya",
    "Nils",
    "Olga",
]
_LAST = [
    "Arden",
    "Brook",
    "Castillo",
    "Drew",
    "Engel",
    "Fisk",
    "Grant",
    "Hale",
    "Ibsen",
    "Jarvis",
    "Keller",
    "Lund",
    "Moreno",
]
_PLACES = [
    "Geneva",
    "Lisbon",
    "Nairobi",
    "Oslo",
    "Ottawa",
    "Quito",
    "Riga",
    "Seoul",
    "Tunis",
    "Vienna",
    "Warsaw",
    "Zagreb",
]
_STATES = [
    "France",
    "Germany",
    "India",
    "Japan",
    "Kenya",
    "Mexico",
    "Norway",
    "Poland",
    "Spain",
    "Turkey",
    "Ukraine",
    "Peru",
]
_ROLES = (
    "Foreign Minister", "Prime Minister", "police spokesman", "union leader", "Senator",
    "Health Minister", "company chairman", "human rights lawyer", "Judge", "Mayor",
)  # fmt: skip
_BODIES = (
    "the European Commission", "the Central Bank", "the Harbor Workers Union", "Northwind Energy",
    "the Election Commission", "the World Health Organization", "the Supreme Court",
)  # fmt: skip
_THINGS = (
    "the ceasefire", "the new tariffs", "the budget plan", "the election result", "the port strike",
    "the border treaty", "the vaccine order", "the gas contract", "the climate bill", "the ruling",
)  # fmt: skip
_VERBS = [
    "supported",
    "opposed",
    "delayed",
    "signed",
    "criticized",
    "rejected",
    "welcomed",
    "discussed",
]
_SENTENCES = (
    "{who}, the {role} of {state}, said that {thing} would be {verb} before {month}.",
    "“We have never {verb} {thing}, and we will not do so now,” {last} said on {day}.",
    "“This is a step forward,” {last} told reporters in {place}. “But the work is not done.”",
    "{body} denied that it had {verb} {thing} in {year}.",
    "According to {body}, {number} people were affected by {thing} since {month} {year}.",
    "Two days later, {other} accused {state} of breaking its word over {thing}.",
    "{state} {verb} {thing} after talks in {place} that lasted {hours} hours.",
    "The decision came as {body} and {other} met behind closed doors to settle {thing}.",
    "He added that the government of {state} “cannot and must not wait” for {thing}.",
    "Prices rose by {number} percent last week, the highest level since {year}.",
    "{other} asked whether {thing} could still be {verb}, but {last} declined to comment.",
    "Analysts in {place} expect that {thing} will be {verb} by the end of next month.",
    "Thousands of people gathered in the centre of {place} on {day} to protest against {thing}.",
    "In a statement released late on {day}, {body} said it was “deeply concerned” about {thing}.",
)
_DAYS = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]
_MONTHS = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
]


def article(number: int, sentences: int = 24) -> Article:
    """Return the generated article of a number: about 400 words, quotations and dates in it.

    Examples
    --------
    >>> article(7).text == article(7).text, len(article(7).text.split()) > 300
    (True, True)
    """
    # The seed is a text: the same on every version and platform.
    random = Random(f"newslab {number}")
    people = [f"{random.choice(_FIRST)} {random.choice(_LAST)}" for _ in range(4)]
    day = date(2025, 1, 1) + timedelta(days=number % 365)
    lines = [_sentence(random, people) for _ in range(sentences)]
    blocks = [" ".join(lines[i : i + 3]) for i in range(0, sentences, 3)]
    place = random.choice(_PLACES).upper()
    head = f"{place}, {day:%B} {day.day}, {day.year} - "
    return Article(head + "\n\n".join(blocks), article_id=f"generated-{number:07}")


def _sentence(random: Random, people: list[str]) -> str:
    who, other = random.sample(people, 2)
    return random.choice(_SENTENCES).format(
        who=who, other=other, last=who.split()[1], role=random.choice(_ROLES),
        state=random.choice(_STATES), place=random.choice(_PLACES), body=random.choice(_BODIES),
        thing=random.choice(_THINGS), verb=random.choice(_VERBS), day=random.choice(_DAYS),
        month=random.choice(_MONTHS), year=random.randint(1990, 2024),
        number=random.randint(2, 900), hours=random.randint(2, 30),
    )  # fmt: skip


def articles(count: int, sentences: int = 24) -> Iterator[Article]:
    """Yield the first ``count`` generated articles."""
    return (article(n, sentences) for n in range(count))
