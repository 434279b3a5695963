"""Word search and spelling variants."""

from __future__ import annotations

import unicodedata
from pathlib import Path

import pytest

from index.documents import Passage
from index.errors import StorageError
from index.lexical import WordIndex, content_words, names_in, sound
from index.words import tokens

TEXTS = {
    "a": "Later the mayor Olena Kovalenko met Piotr in Odesa.",
    "b": "Reporters wrote that Kovalienko refused to resign.",
    "c": "The ferries crossed the bay twice, and the supply chain held.",
    "d": "Officials in Slovakia closed the border.",
}


@pytest.fixture
def words(tmp_path: Path) -> WordIndex:
    index = WordIndex.open(tmp_path / "words", known_word=lambda word: word in {"china", "slovenia", "resign"})
    index.write(add=[Passage(id_, id_, 0, len(text), text, ((0, len(text)),)) for id_, text in TEXTS.items()])
    return index


def found(words: WordIndex, question: str) -> list[str]:
    return [id_ for id_, _ in words.search(question, 10)]


def test_other_forms_of_a_word_match(words: WordIndex) -> None:
    """A question in the singular finds the plural."""
    assert found(words, "ferry") == ["c"]


def test_any_word_may_match_and_rarer_words_weigh_more(words: WordIndex) -> None:
    """A passage with the question's rare words comes before one with its common words."""
    assert found(words, "Did the mayor meet Piotr in Slovakia or Odesa?")[0] == "a"


def test_full_score_is_that_of_all_words(words: WordIndex) -> None:
    """A passage with all words of a question comes near the full score, however common; one unknown word lowers it."""
    for question in ("supply chain ferries", "mayor Odesa", "Officials in Slovakia"):
        best = words.search(question, 1)[0][1]
        assert best / words.full_score(question) == pytest.approx(1.0, abs=0.15)
    assert words.search("ferries zzyzx", 1)[0][1] < 0.5 * words.full_score("ferries zzyzx")
    assert words.full_score("of the") == 0


def test_other_transliteration_of_a_name_is_found(words: WordIndex) -> None:
    """Either spelling of a name finds the passages with the other one."""
    assert set(found(words, "Kovalenko")) == {"a", "b"} == set(found(words, "Kovalienko"))
    assert found(words, "Odessa") == ["a"]
    assert words.variants("Pyotr") == frozenset({"piotr"})
    assert words.variants("Covalenko") == frozenset({"kovalenko", "kovalienko"})
    assert sound("thomas") == sound("tomas")


def test_short_name_that_sounds_alike_is_another(tmp_path: Path) -> None:
    """Two letters of four are too many: nothing is said to be mentioned because something else is."""
    index = WordIndex.open(tmp_path / "short")
    text = "Yesterday Merz spoke."
    index.write(add=[Passage("p", "d", 0, len(text), text, ((0, len(text)),))])
    assert index.variants("Mars") == frozenset()


def test_accents_written_apart_are_found(tmp_path: Path) -> None:
    """A letter and its accent may be two characters, in the text or in the question."""
    index = WordIndex.open(tmp_path / "accents")
    text = unicodedata.normalize("NFD", "The mayor is Jürgen Müller.")
    index.write(add=[Passage("p", "d", 0, len(text), text, ((0, len(text)),))])
    assert index.document_frequency("Jürgen") == index.document_frequency("Jurgen") == (1, 1)
    assert [token.text for token in tokens(unicodedata.normalize("NFD", "Jürgen left"))][1:] == ["left"]


def test_abbreviations_have_one_spelling(tmp_path: Path) -> None:
    """U.S., US and USA are one word, and the pronoun is another."""
    index = WordIndex.open(tmp_path / "abbreviations")
    texts = ["The U.S. sent a ship.", "They told us about it.", "A US envoy came."]
    index.write(add=[Passage(str(n), "d", 0, len(t), t, ((0, len(t)),)) for n, t in enumerate(texts)])
    assert set(found(index, "US")) == {"0", "2"} == set(found(index, "U.S.")) == set(found(index, "USA"))
    assert index.document_frequency("usa") == (2, 3)


def test_typing_error_is_found(words: WordIndex) -> None:
    """A word with a slip finds what was meant, and the correction says what that is."""
    assert found(words, "ferires") == ["c"]
    assert words.corrected("Which ferires did Kovalneko take?") == "Which ferries did Kovalenko take?"


def test_known_word_is_no_typing_error(words: WordIndex) -> None:
    """An ordinary word that the corpus lacks is not taken for a slip of another word or name."""
    assert words.variants("China") == frozenset()
    assert words.variants("Slovenia") == frozenset()
    assert words.document_frequency("Slovenia") == (0, 4)


def test_document_frequency_counts_forms_and_variants(words: WordIndex) -> None:
    """A name's frequency counts the passages with its other spellings too."""
    assert words.document_frequency("Kovalenko") == (2, 4)
    assert words.document_frequency("ferry") == (1, 4)


def test_removed_passage_is_neither_found_nor_counted(words: WordIndex) -> None:
    """A word that stood only in a removed passage stands nowhere any more."""
    words.write(remove=["d"])
    assert found(words, "Slovakia border") == []
    assert words.document_frequency("border") == (0, 3)
    assert words.ids() == {"a", "b", "c"}


@pytest.mark.parametrize(
    "question", ["", "?!", "who is it", "\x00\x1b[31m", "‮abc", "🙂🙃", "何ですか", '"AND (OR" NOT) *:']
)
def test_any_text_can_be_searched(words: WordIndex, question: str) -> None:
    """No question makes the word search fail, query operators and control characters included."""
    assert isinstance(words.search(question, 5), list)
    assert isinstance(words.corrected(question), str)


def test_content_words_leave_grammar_out() -> None:
    """The words that say what a question is about come once each, in order, as typed."""
    assert content_words("What did the Mayor of Odesa do to the mayor?") == ["Mayor", "Odesa"]


def test_names_do_not_count_sentence_openings() -> None:
    """A capital at the start of a sentence makes no name."""
    text = "“Later she left. Then Anna came."
    assert names_in(Passage("x", "x", 0, len(text), text, ((0, 16), (17, len(text))))) == ["Anna"]


def test_folder_that_cannot_be_made_is_one_error() -> None:
    """A word index on a disk that refuses is one clear error."""
    with pytest.raises(StorageError):
        WordIndex.open(Path("/proc/footnote/words"))
