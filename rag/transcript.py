"""A question and what was said before it, as one row of word pieces for the trained reader.

For each word of the conversation the reader says how likely the question leaves it out (term classification,
Voskarides et al. 2020).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from rag.talk import Conversation, Text

if TYPE_CHECKING:
    from tokenizers import Tokenizer

PIECES = 224
"""Longest row; what was said long ago is what is left out."""
QUESTION_PIECES, ASKED_PIECES, LATEST_ANSWER_PIECES, ANSWER_PIECES = 48, 40, 96, 32
"""Most word pieces of the question, of an earlier question, of the latest answer, of an earlier answer."""

Place = tuple[int, bool, int]
"""Turn (0: the latest), whether in its answer, and place in that text's words, as in `rag.talk.Mention`."""


@dataclass(frozen=True, slots=True)
class LeftOut:
    """What the reader says to a question after a conversation."""

    words: Mapping[Place, float]
    """For each word that was read, log-odds that the question leaves it out."""
    leaning: float
    """Log-odds that it leaves out any word."""


@dataclass(frozen=True, slots=True)
class Transcript:
    """The question, the latest turn, the first one, and those between, the later before the earlier."""

    ids: list[int]
    question: int
    """Word pieces up to and with the first separator."""
    pieces: dict[Place, int]
    """Where in `ids` each word begins."""

    def read(self, scores: Sequence[float], leaning: float) -> LeftOut:
        """The reading, from a score for each word piece."""
        return LeftOut({place: float(scores[piece]) for place, piece in self.pieces.items()}, leaning)


def lay_out(tokenizer: Tokenizer, talk: Conversation) -> Transcript:
    """The row for a question with at least one turn before it; `tokenizer` neither pads nor truncates."""
    cls, sep = tokenizer.encode("").ids  # the two marks that stand around any text
    asked = tokenizer.encode(talk.question.text, add_special_tokens=False).ids[:QUESTION_PIECES]
    ids = [cls, *asked, sep]
    first = len(ids)
    pieces: dict[Place, int] = {}
    for turn, in_answer, text, most in _texts(talk):
        encoded = tokenizer.encode(text.text, add_special_tokens=False)
        room = min(most, PIECES - 1 - len(ids))
        if room <= 0 or not encoded.ids:
            continue
        begins = {offsets[0]: len(ids) + number for number, offsets in enumerate(encoded.offsets[:room])}
        for place, seen in enumerate(text.words):
            if seen.token.start in begins:
                pieces[turn, in_answer, place] = begins[seen.token.start]
        ids += [*encoded.ids[:room], sep]
    return Transcript(ids, first, pieces)


def _texts(talk: Conversation) -> Iterator[tuple[int, bool, Text, int]]:
    last = len(talk.asked) - 1
    for turn in dict.fromkeys([0, last, *range(1, last)]):
        yield turn, False, talk.asked[turn], ASKED_PIECES
        yield turn, True, talk.answers[turn], ANSWER_PIECES if turn else LATEST_ANSWER_PIECES
