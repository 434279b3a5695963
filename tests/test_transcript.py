"""A question and its conversation as the reader sees them."""

from __future__ import annotations

from functools import cache

import pytest

from rag.spans import SpanReader
from rag.talk import Conversation
from rag.transcript import PIECES, Transcript, lay_out

TURNS = [
    ("Who is Jonas Varga?", "Jonas Varga is the captain of the ferry Lindo."),
    ("How old is the ferry?", "The ferry is forty years old."),
    ("Where does it sail?", "It sails to Arnsby."),
]


@cache
def reader() -> SpanReader:
    """The real one, loaded once."""
    return SpanReader.open()


def laid(question: str, turns: list[tuple[str, str]]) -> Transcript:
    """The row of a conversation."""
    return lay_out(reader().tokenizer, Conversation.of(question, turns))


def text(row: Transcript) -> str:
    """The row in words, each text ended by a bar."""
    tokenizer = reader().tokenizer
    (separator,) = {row.ids[row.question - 1]}
    parts: list[list[int]] = [[]]
    for piece in row.ids[1:]:
        if piece == separator:
            parts.append([])
        else:
            parts[-1].append(piece)
    return " | ".join(tokenizer.decode(part) for part in parts if part)


def test_the_latest_turn_comes_first_then_the_first_one() -> None:
    """After the question stand the latest turn, the first one, and those between."""
    assert text(laid("Why?", TURNS)) == (
        "why? | where does it sail? | it sails to arnsby. | who is jonas varga? | "
        "jonas varga is the captain of the ferry lindo. | how old is the ferry? | the ferry is forty years old."
    )


def test_each_word_is_found_where_it_begins() -> None:
    """A word of the conversation has the piece that it begins with."""
    talk = Conversation.of("Why?", TURNS)
    row = lay_out(reader().tokenizer, talk)
    for (turn, in_answer, place), piece in row.pieces.items():
        word = talk.text(turn, in_answer).words[place].lower
        assert word.startswith(reader().tokenizer.decode([row.ids[piece]]).removeprefix("##"))
    assert len(row.pieces) == sum(len(talk.text(t, a).words) for t in range(3) for a in (False, True))


def test_a_long_conversation_is_cut() -> None:
    """No row is longer than the reader reads, and the latest question is always in it."""
    turns = [(f"What happened in Town{n}? " * 20, "Nothing happened there. " * 200) for n in range(9)]
    row = laid("Why? " * 100, turns)
    assert len(row.ids) <= PIECES
    assert any(turn == 0 and not in_answer for turn, in_answer, _ in row.pieces)


@pytest.mark.parametrize("turns", [[("", "")], [("🤔", "なぜ")], [("[SEP] [CLS]", "x" * 3000)]])
def test_odd_conversations_are_read(turns: list[tuple[str, str]]) -> None:
    """Empty texts, emoji, other scripts and the marks' own names do no harm."""
    talk = Conversation.of("Why?", turns)
    read = reader().left_out(talk)
    assert set(read.words) <= {
        (turn, in_answer, place)
        for turn in range(len(turns))
        for in_answer in (False, True)
        for place in range(len(talk.text(turn, in_answer).words))
    }


def test_the_reader_finds_what_a_pronoun_leaves_out() -> None:
    """Of the words of a conversation those that the question points at are likelier than others."""
    talk = Conversation.of("Is he married?", TURNS[:1])
    read = reader().left_out(talk)
    score = {}
    for (turn, in_answer, place), value in read.words.items():
        word = talk.text(turn, in_answer).words[place].lower
        score[word] = max(value, score.get(word, value))
    assert min(score["jonas"], score["varga"]) > max(score["captain"], score["ferry"], score["lindo"])
