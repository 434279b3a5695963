"""Names that mean one country: Britain, British and UK; and the capital that stands for its government.

countries.tsv has a line for each country: its one-word names and what its people are called, a tab, its capital.
The facts are those of the countryinfo package (MIT), names of several words left out.
"""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

TABLE = Path(__file__).with_name("countries.tsv")
SHORT_COUNTRY = 3
"""Letters of the longest name of a country that is an abbreviation."""
_PLACE_BEFORE = re.compile(r"\b(?:in|at|to|from|near|outside|around|into|via|through|leave|visit\w*) $", re.IGNORECASE)


def other_names(word: str) -> tuple[str, ...]:
    """Other names of the country that a folded `word` names, folded, the country's own name first."""
    return tuple(name for name in _table()[0].get(word, ()) if name != word)


def country_of(word: str) -> str | None:
    """The country's own name, folded, where a folded `word` names it or its people; None for any other word."""
    return next(iter(_table()[0].get(word, ())), None)


def governed_from(word: str, before: str = "") -> tuple[str, ...]:
    """Names of the country whose capital the folded `word` is: "Lima refused" means that Peru did.

    None where the text `before` it shows that the city is meant: "the talks in Lima".
    """
    return () if _PLACE_BEFORE.search(before) else _table()[1].get(word, ())


@cache
def _table() -> tuple[dict[str, tuple[str, ...]], dict[str, tuple[str, ...]]]:
    names: dict[str, tuple[str, ...]] = {}
    capitals: dict[str, tuple[str, ...]] = {}
    for line in TABLE.read_text("utf-8").splitlines():
        country, _, capital = line.casefold().partition("\t")
        for word in country.split():
            names[word] = tuple(dict.fromkeys((*names.get(word, ()), *country.split())))
        for word in capital.split():
            capitals[word] = tuple(country.split())
    return names, capitals
