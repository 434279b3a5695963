"""Names and words of a sentence against a passage."""

from __future__ import annotations

import pytest

from rag.claims import best_quote, names, same_name, supported
from tests.fakes import document, hits_of


def holds(passage: str, sentence: str) -> bool:
    return supported(sentence, hits_of(document(passage, title="x")))


@pytest.mark.parametrize(
    ("one", "other"),
    [("ukraine", "ukrainian"), ("italy", "italian"), ("zelensky", "zelenskiy"), ("tusk", "tuska"),
     ("mexico", "mexican"), ("turkey", "turkish"), ("china", "chinese"), ("russia", "russians"),
     ("brazil", "brazilians"), ("europe", "european")],
)  # fmt: skip
def test_forms_of_one_name(one: str, other: str) -> None:
    """A country and its people, a case ending and another transliteration are forms of one name."""
    assert same_name(one, other)
    assert same_name(other, one)


@pytest.mark.parametrize(
    ("one", "other"),
    [("austria", "australia"), ("georgia", "george"), ("johnson", "johnston"), ("iran", "iraq"), ("maria", "mario"),
     ("slovakia", "slovenia"), ("martin", "martinez"), ("niger", "nigeria")],
)  # fmt: skip
def test_different_names(one: str, other: str) -> None:
    """Names that only look alike are different."""
    assert not same_name(one, other)
    assert not same_name(other, one)


@pytest.mark.parametrize(
    ("sentence", "found"),
    [
        ("Leaders met in Kalmar.", ["Kalmar"]),
        ("France sent boats.", ["France"]),
        ("Officials said: “Boats must go.”", []),
        ("She saw Anna Lind of the Coast Guard.", ["Anna", "Lind", "Coast", "Guard"]),
        ("- Boats came\n- Captains left", []),
        ("A UN boat", ["UN"]),
    ],
)
def test_names_of_a_sentence(sentence: str, found: list[str]) -> None:
    """Capitalised words are names, save a common word that opens a sentence, a quotation or a list item."""
    assert [token.text for run in names(sentence) for token in run] == found


@pytest.mark.parametrize(
    ("passage", "sentence"),
    [
        ("The European Union paid for boats.", "The EU paid for boats."),
        ("The EU paid for boats.", "The European Union paid for boats."),
        ("The U.S. paid for boats.", "The United States paid for boats."),
        ("Łukasz Wałęsa paid for boats.", "Lukasz Walesa paid for boats."),
        ("Lind paid for boats.", "President Lind paid for boats."),
        ("渡轮在卡尔马附近沉没，26人获救。", "26人在渡轮沉没后获救。"),
    ],
)
def test_confirmed(passage: str, sentence: str) -> None:
    """Abbreviations, letters without accents and a title beside a name are no difference."""
    assert holds(passage, sentence)


@pytest.mark.parametrize(
    ("passage", "sentence"),
    [
        ("The European Union paid for boats.", "The UN paid for boats."),
        ("Lind paid for boats.", "Berg paid for boats."),
        ("Lind paid for boats.", "Lind and Berg paid for boats."),
        ("The navy paid for boats.", "The President paid for boats."),
        ("Boats sank on 4 May.", "Boats sank on 4 June."),
        ("Boats sank on 4 May and 5 June.", "Boats sank on 5 May."),
        ("渡轮沉没。", "总统去了北京。"),
        ("Boats sank.", "..."),
    ],
)
def test_not_confirmed(passage: str, sentence: str) -> None:
    """A name, a day or a subject that the passage lacks is not confirmed."""
    assert not holds(passage, sentence)


def test_the_article_s_date_is_not_the_event_s() -> None:
    """A sentence may name the article's title and outlet, but its date confirms nothing."""
    (hit,) = hits_of(document("A ferry sank.", title="Kalmar disaster", published="2021-05-05"))
    assert supported("A ferry sank, says Kalmar disaster.", [hit])
    assert not supported("A ferry sank on 5 May 2021.", [hit])


def test_the_quote_with_the_number_wins() -> None:
    """Of two sentences with equal words, the one that holds the number is quoted."""
    text = "Boats sank near the town. Boats sank near the town, 26 of them."
    (hit,) = hits_of(document(text))
    assert best_quote("Twenty-six boats sank.", hit) == (26, len(text))


def test_no_quote_without_a_shared_word() -> None:
    """A passage that shares no word with a sentence has nothing to quote for it."""
    (hit,) = hits_of(document("Boats sank."))
    assert best_quote("Bananas ripen.", hit) is None
