"""The articles that ship, judged line by line as a careful reader would."""

from __future__ import annotations

import pytest

from index.documents import Document
from index.loaders import load
from rag.settings import SEEDS

LEFT_OUT: dict[str, dict[str, str]] = {
    "000_6fc57eb9818f104e.txt": {
        "spot_img": "no words",
        "Popular": "related stories",
        "Share this post:": "share bar",
        "More like this": "related stories",
        "HERE": "menu",
        "Ukraine received the first batch of air": "teaser of another article",
        "Ukraine received the first batch of missiles": "teaser of another article",
        "From June 1, tariffs": "teaser of another article",
        "In Ukraine, a review": "teaser of another article",
        "BEB investigates": "teaser of another article",
        "A small Kyiv bank": "teaser of another article",
        "An official of the Irpin": "teaser of another article",
        "Chief Specialist": "teaser of another article",
        "A foreigner was kidnapped": "teaser of another article",
        "Law enforcement officers": "teaser of another article",
        "After four years of war": "teaser of another article",
        "Four years after": "teaser of another article",
        "In Kyiv, an SBU": "teaser of another article",
        "On February 23, 2026": "teaser of another article",
        "Singer Vitaly": "teaser of another article",
        "Vitaly Kozlovsky's wife": "teaser of another article",
    },
    "001_87205d0aa53a927a.txt": {
        "Creator:": "page header",
        "Zelenskiy & Macron": "page header",
        "Quick Read": "page header",
        "LATEST NEWS": "related stories",
    },
    "002_7295f573a2675215.txt": {
        "January 31, 2025": "date line",
        "OP: Zelensky and Macron discussed possible security guarantees for Ukraine thumbnail": "photo caption",
        "Ukraine News Today": "page header",
        "The President’s office is also expected to support France in the negotiating process to enter the EU”, –":
            "repeated line",
        "Read also:": "link to another article",
        "Related posts": "related stories",
        "NATO is said": "teaser of another article",
        "pravda.com.ua": "teaser of another article",
        "Sumy:": "teaser of another article",
        "radiosvoboda": "teaser of another article",
        "China called": "teaser of another article",
        "ukr inform": "teaser of another article",
        "Leave a Comment": "comment form",
        "This website uses cookies": "cookie notice",
    },
    "003_007f2ef855a8243c.txt": {
        "![]() |": "no words",
        "Presidents Zelensky (left) and Macron at a joint press conference at the Elysee Palace on 4/9. Photo: AFP |":
            "photo caption",
        "Presidents Zelensky (left) and Macron at a joint press conference at the Elysee Palace on 4/9. Photo: AFP":
            "photo caption",
        "Huyen Le": "byline",
    },
    "004_f1c94cd1dbc136bc.txt": {
        "Menu": "menu",
        "Search": "menu",
        "| Politics": "page header",
        "Zelenskiy Says Ukraine Discussing Possible U.S. Troop Presence as Security Guarantee. Source": "photo caption",
        "• Market Data": "page footer",
        "Close": "menu",
        "Welcome to": "site line",
        "Sign up for daily updates": "newsletter prompt",
        "stories unfolding": "newsletter prompt",
    },
}  # fmt: skip
"""How each line that is no article begins, and what it is; all other lines are article."""

KEPT = {  # all kept lines, the headline among them
    "000_6fc57eb9818f104e.txt": 8,
    "001_87205d0aa53a927a.txt": 21,
    "002_7295f573a2675215.txt": 10,
    "003_007f2ef855a8243c.txt": 11,
    "004_f1c94cd1dbc136bc.txt": 8,
}

STATED: dict[str, tuple[str, str | None, str | None]] = {
    "000_6fc57eb9818f104e.txt": (
        'Ukraine "may consider" Macron\'s proposal to deploy Western troops as a security guarantee, Zelensky said',
        None, None,
    ),
    "001_87205d0aa53a927a.txt": ("Zelenskiy and Macron Discuss Security Guarantees for Postwar Ukraine", None, None),
    "002_7295f573a2675215.txt": (
        "OP: Zelensky and Macron discussed possible security guarantees for Ukraine", "2025-01-31", None,
    ),
    "003_007f2ef855a8243c.txt": ("These security guarantees will be implemented the day …", None, None),
    "004_f1c94cd1dbc136bc.txt": (
        "Zelenskiy Says Ukraine Discussing Possible U.S. Troop Presence as Security Guarantee", None, "EconoTimes",
    ),
}  # fmt: skip
"""Title, date and outlet, as the page states them; how the text begins where there is no headline."""


def seed(name: str) -> Document:
    return load(SEEDS / name, name)


@pytest.mark.parametrize("name", LEFT_OUT)
def test_the_furniture_of_a_seed_is_left_out(name: str) -> None:
    """Each line of furniture is left out with the right reason, and every other line is kept."""
    document = seed(name)
    beginnings = sorted(LEFT_OUT[name].items(), key=lambda item: -len(item[0]))
    for line in document.lines:
        words = " ".join(document.text[line.start : line.end].split())
        expected = next((why for beginning, why in beginnings if words.startswith(beginning)), None)
        if words == STATED[name][0]:
            expected = None
        assert (line.kept, line.reason if not line.kept else None) == (expected is None, expected), words
    assert sum(line.kept for line in document.lines) == KEPT[name]


@pytest.mark.parametrize("name", STATED)
def test_a_seed_states_what_it_states(name: str) -> None:
    """Title, date and outlet are those on the page; the file's name stands in for a title that is not there."""
    document = seed(name)
    assert (document.title, document.published, document.outlet) == STATED[name]


@pytest.mark.parametrize("name", STATED)
def test_offsets_point_into_the_file(name: str) -> None:
    """A seed's text is its file, so that a quote is found in the file at the same place."""
    document = seed(name)
    assert document.text == (SEEDS / name).read_bytes().decode("utf-8")
    assert [document.text[line.start : line.end] for line in document.lines] == [
        line for line in document.text.split("\n") if line.strip()
    ]
