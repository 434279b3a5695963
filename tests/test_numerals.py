"""Numbers and days: two spellings of one value meet, and two values do not."""

from __future__ import annotations

import pytest

from rag.numerals import days_and_months, numbers


def same(one: str, other: str) -> bool:
    ours, theirs = numbers(one), numbers(other)
    return len(ours) == len(theirs) > 0 and all(a.same(b) for a, b in zip(ours, theirs, strict=True))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("26 boats", "twenty-six boats"), ("26", "Twenty six"), ("126", "one hundred and twenty-six"),
        ("1,000", "a thousand"), ("1,000", "1000"), ("68\u202f000", "68,000"), ("1.5 million", "1,500,000"),
        ("€1.5m", "1.5 million euros"), ("$100bn", "100 billion dollars"), ("US$5 million", "5 million US dollars"),
        ("5 million", "$5 million"), ("50%", "50 per cent"), ("5.5 percent", "5.5 %"),
        ("2-3 million", "2 to 3 million"),
        ("half a million", "500,000"), ("a dozen", "12"), ("the 19th time", "the nineteenth time"),
        ("1.500.000,50", "1,500,000.50"), ("three hundred thousand", "300,000"), ("at 10:30", "by 10:30"),
        ("two thousand and five", "2005"), ("2021-05-04", "2021, 4"),
    ],
)  # fmt: skip
def test_spellings_of_one_number(one: str, other: str) -> None:
    """Two ways to write one number are the same number."""
    assert same(one, other)


@pytest.mark.parametrize(
    ("one", "other"),
    [("26", "27"), ("26 percent", "26 boats"), ("5 million", "5 billion"), ("5 million", "5"), ("€5", "$5"),
     ("1,000", "1"), ("1.5", "15"), ("10:30", "10:31"), ("twenty", "twelve"), ("$100bn", "$100"),
     ("2005", "two thousand")],
)  # fmt: skip
def test_different_numbers(one: str, other: str) -> None:
    """Different values, or one value of different things, are not the same number."""
    assert not same(one, other)


@pytest.mark.parametrize("text", ["one of them", "hundreds of boats", "no number", "1. Boats\n2) Ships"])
def test_no_numbers(text: str) -> None:
    """A pronoun, a vague plural and the number of a list item are no numbers."""
    assert numbers(text) == []


def test_a_range_shares_its_percent_sign() -> None:
    """Both ends of a range of percentages are percentages."""
    assert [n.unit for n in numbers("between 50 and 60%")] == ["%", "%"]


@pytest.mark.parametrize("text", ["4 May 2021", "May 4", "the 4th of May", "2021-05-04", "May the 4th"])
def test_spellings_of_one_day(text: str) -> None:
    """Day and month are found in each usual order."""
    assert days_and_months(text) == (frozenset({(4, 5)}), frozenset({5}))


def test_months_without_a_day() -> None:
    """A month alone counts as a month; "may" and "march" are months only where they must be."""
    assert days_and_months("In August")[1] == {8}
    assert days_and_months("since March")[1] == {3}
    assert days_and_months("They may march. May they?")[1] == frozenset()
