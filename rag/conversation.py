"""A follow-up becomes a standalone question: what it leaves out is taken from the conversation.

The trained reader says which words of the conversation the question leaves out, and whether it leaves out any;
two small logistic models, fitted by `training/fit_conversation.py` on questions that people rewrote, weigh that with
what can be counted. `rag/rewriting.py` puts the words in.
What was said before is only searched with: nothing of it is taken for true.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from index.sentences import sentences
from index.words import fold
from rag.answer import MARKER, Turn
from rag.antecedents import may_be_person
from rag.claims import same_name
from rag.composing import REFUSALS
from rag.definitions import name_asked
from rag.expressions import ROLES
from rag.question import ASKING, kind_of, with_capitals
from rag.rewriting import correct, explain, pick, repeats, rewrite, swap
from rag.talk import (
    MOST_TURNS,
    PRONOUNS,
    Conversation,
    Mention,
    Text,
    leaves_all_out,
    names_in,
    names_person,
    points,
    read,
    refers_to_all,
    stands_alone,
)
from rag.transcript import LeftOut

WEIGHTS = Path(__file__).with_name("conversation_weights.json")
LONGEST_FOLLOW_UP = 400
"""Characters; a longer question says what it is about."""
MOST_CHAINED = 4
"""So many questions in a row may each repeat the one before with a change: "and X?", "and Y?"."""
MOST_ADDED = 8
"""Words that a question gains at most."""
FEWEST_ADDED = 1
"""Words that a question gains at least once it needs any, however unsure they are."""
FAR_BEHIND = 0.25
"""A word this much less likely than the best one is no help, except to make up FEWEST_ADDED."""
WORD_FEATURES = ("read", "unread", "asked_first", "asked", "turns")
"""Of a word: what the reader says, or that it saw none of its places; whether it stands in the first question; in
how many questions, and in how many turns, as logarithms."""
NEED_FEATURES = (
    "leaning", "first", "second", "third", "points", "content", "names", "known", "answered", "turns",
)  # fmt: skip
"""Of a question: what the reader says of it and of the three words it leaves out likeliest; whether it points at
something, its content words, whether it has a name, the share of its content that was said before; whether any answer
is known, and the turns."""
UNREAD = -7.0
"""The least log-odds that count, and those of a word that the reader did not see."""
_LABEL = re.compile(r"(?m)^\(.*\)$")
_QUOTED = re.compile(
    r"(?P<quote>“.+?”)(?=[ \n]*(?:\[\d|$))(?: (?:\[\d+\])+ \(“(?P<word>He|She)” is (?P<who>[^()]+?)(?: \[\d+\])?\.\))?",
    re.S,
)
"""A quote, with whom the pronoun that opens it stands for, where the answer says so."""
_OWNED = re.compile(r"['’]s?$")
_LATIN = re.compile(r"[A-Za-z]")


@dataclass(frozen=True, slots=True)
class ConversationWeights:
    """Coefficients of both models."""

    word: Mapping[str, float]
    """Log-odds that a word of the conversation belongs into a question that needs words: WORD_FEATURES, "bias"."""
    need: Mapping[str, float]
    """Log-odds that a question needs words: NEED_FEATURES, "bias"."""
    pointing_above: float
    """A question that points at something ("it", "that") is rewritten from this probability of need on."""
    plain_above: float
    """The same for a short question that points at nothing."""
    word_above: float
    """A word is put in when it belongs there with at least this probability."""

    @classmethod
    @cache
    def open(cls, path: Path = WEIGHTS) -> ConversationWeights:
        """The weights that ship with footnote."""
        return cls(**json.loads(path.read_text("utf-8")))


class ConversationReader(Protocol):
    """Anything that says which words a question leaves out."""

    def left_out(self, talk: Conversation) -> LeftOut:
        """The reading of a question with at least one turn before it."""


class FollowUps:
    """Makes follow-ups standalone questions."""

    def __init__(self, reader: ConversationReader, weights: ConversationWeights) -> None:
        self._reader = reader
        self._weights = weights

    def standalone(self, question: str, history: Sequence[Turn]) -> str:
        """The question as it can be searched alone; unchanged where it does not lean on the conversation.

        Looks at the first turn and the latest ones only; refusals and empty answers say nothing.
        """
        turns = [(turn.question, said(turn.answer)) for turn in (*history[:1], *history[1:][-MOST_TURNS:])]
        return self._resolve(question, with_names(turns), MOST_CHAINED)

    def _resolve(self, question: str, turns: Sequence[tuple[str, str]], chained: int) -> str:
        """`standalone` over (question, answer) pairs; "and X?" takes the question before resolved."""
        if not turns or len(question) > LONGEST_FOLLOW_UP or not _LATIN.search(question):
            return question
        picked = pick(question, turns)
        if chained and repeats(picked or question):
            previous = self._resolve(turns[-1][0], turns[:-1], chained - 1)
            asked = picked or question
            changed = swap(asked, previous) or explain(question, previous) or correct(asked, previous)
            if changed:
                return changed
        talk = Conversation.of(picked or question, turns)
        if not talk.mentions:
            return picked or question
        need, likely = chances(talk, self._reader.left_out(talk), self._weights)
        if not (picked or leans(talk, need, self._weights)):
            return question
        one = person_asked_about(talk)
        return rewrite(picked or question, talk, choose(talk, likely, self._weights.word_above, one), one or {})


def leans(talk: Conversation, need: float, weights: ConversationWeights) -> bool:
    """Whether a question that needs words with this probability is given any."""
    least = weights.pointing_above if points(talk.question) else weights.plain_above
    return leaves_all_out(talk.question) or (need >= least and not stands_alone(talk.question))


def said(answer: str) -> str:
    """The words of an answer that a follow-up may point at: without markers, sources' names and refusals."""
    if answer.startswith(REFUSALS):
        return ""
    quotes = [_told(found) for found in _QUOTED.finditer(answer)]
    if not quotes:  # what a language model wrote
        return _LABEL.sub("", MARKER.sub("", answer)).strip()
    first = answer.partition("\n")[0].strip()
    short = [] if "“" in first or first.endswith((":", "?")) else [first]  # the rest is the answer's own frame
    return " ".join([*short, *quotes])


def with_names(turns: Sequence[tuple[str, str]]) -> list[tuple[str, str]]:
    """(question, answer) pairs whose questions have the capitals of the names that the answers write."""
    told = [answer[start:end] for _, answer in turns for start, end in sentences(answer)]
    return [(with_capitals(question, told), answer) for question, answer in turns]


def _told(found: re.Match[str]) -> str:
    """A quote as a conversation goes on from it: "He (Ada Quill) resigned"."""
    if not found["who"]:
        return found["quote"]
    name = next((part for part in found["who"].split(", ") if part[0].isupper()), found["who"])  # "its head, Ada Quill"
    return re.sub(rf"\b{found['word']}\b", lambda word: f"{word[0]} ({name})", found["quote"], count=1, flags=re.I)


def chances(talk: Conversation, read: LeftOut, weights: ConversationWeights) -> tuple[float, NDArray[np.float64]]:
    """How likely the question needs words, and each mention of the conversation is one of them (0 to 1)."""
    likely = _logistic(_weighed(word_features(talk, read), weights.word, WORD_FEATURES))
    need = _logistic(_weighed(need_features(talk, read), weights.need, NEED_FEATURES))
    return float(need), likely


def word_features(talk: Conversation, read: LeftOut) -> NDArray[np.float64]:
    """WORD_FEATURES of each mention, shape `(mentions, features)`."""
    first = len(talk.asked) - 1
    rows = []
    for mention, best in zip(talk.mentions, _best(talk, read), strict=True):
        asked = [turn for turn, in_answer, _ in mention.places if not in_answer]
        turns = len({turn for turn, _, _ in mention.places})
        rows.append([max(best, UNREAD), best < UNREAD, first in asked, math.log1p(len(asked)), math.log(turns)])
    return np.array(rows, float)


def need_features(talk: Conversation, read: LeftOut) -> NDArray[np.float64]:
    """NEED_FEATURES of the question, shape `(features,)`."""
    best = [*sorted((max(score, UNREAD) for score in _best(talk, read)), reverse=True)[:3], UNREAD, UNREAD][:3]
    content = [seen for seen in talk.question.words if not seen.token.function]
    said = frozenset[str]().union(*(text.stems for text in (*talk.asked, *talk.answers)))
    return np.array([
        read.leaning, *best, points(talk.question), min(len(content), 8), any(seen.name for seen in content),
        sum(seen.token.stem in said for seen in content) / max(1, len(content)),
        any(text.words for text in talk.answers), len(talk.asked),
    ], float)  # fmt: skip


def _best(talk: Conversation, read: LeftOut) -> list[float]:
    """What the reader says of each mention where it stands likeliest; far below UNREAD where it saw none."""
    return [max(read.words.get(place, 2 * UNREAD) for place in mention.places) for mention in talk.mentions]


def _weighed(values: NDArray[np.float64], weights: Mapping[str, float], names: Sequence[str]) -> NDArray[np.float64]:
    return np.asarray(values @ np.array([weights[name] for name in names]) + weights["bias"])


def choose(
    talk: Conversation, likely: NDArray[np.float64], above: float, one: Mapping[str, str] | None
) -> list[Mention]:
    """The mentions to put in, likeliest first.

    Where "that" or nothing at all stands for what was asked before, the words of that question come along; "he" and
    "she" stand for somebody with a name: the `one` whom `person_asked_about` finds, where it does.
    """
    order = [int(i) for i in np.argsort(-likely, kind="stable")]
    whole = refers_to_all(talk.question)
    chosen = [
        i
        for rank, i in enumerate(order)
        if rank < FEWEST_ADDED
        or (rank < MOST_ADDED and likely[i] >= max(above, FAR_BEHIND * likely[order[0]]))
        or (whole and talk.mentions[i].asked_latest and talk.mentions[i].stem not in ASKING)
    ][: 2 * MOST_ADDED]
    if names_person(talk.question):
        asked_about, likeliest = _number(talk, one) if one else None, likeliest_person(talk, likely)
        if asked_about is not None:
            chosen = [asked_about, *(i for i in chosen if i != asked_about)]
        elif likeliest is not None and likeliest not in chosen:
            chosen.append(likeliest)
    return [talk.mentions[i] for i in chosen]


def person_asked_about(talk: Conversation) -> dict[str, str] | None:
    """The words, by their stems, of the name of the person whom the question means; None where that is open.

    That is the one whom the latest question named, or whom the answer named to a question for somebody. A question that
    points back itself keeps to the person of the one before. Somebody who only stands in a quote is a bystander.
    """
    if not names_person(talk.question):
        return None
    pronoun = _pronoun(talk.question)
    for turn, asked in enumerate(talk.asked):
        meant = _pronoun(asked)
        # After "Who were her parents?" and "Where was she born?" it is still the one of before.
        who = kind_of(asked.text) == "person" and not name_asked(asked.text)
        if who and (not turn or not points(asked)):
            return _person_answered(talk, turn)
        named = [] if meant else _people(asked, talk)  # "Did he win the Quill Cup?" goes on about him
        if named:
            return named[0] if len(named) == 1 else None
        if not points(asked) or meant not in (None, pronoun) or _of_several(asked):
            return None
    return None


def _of_several(question: Text) -> bool:
    return any(seen.lower in PRONOUNS["they"] for seen in question.words)


def _pronoun(question: Text) -> str | None:
    """The first of "he" and "she" that a question speaks of, in any form; None where it speaks of neither."""
    return next((kind for seen in question.words for kind in ("he", "she") if seen.lower in PRONOUNS[kind]), None)


def _person_answered(talk: Conversation, turn: int) -> dict[str, str] | None:
    """The name of the first person in a turn's answer, in its exact answer if it has one, whom no question has named so
    far, in any spelling.
    """
    asked = [_folded(name) for question in talk.asked for name in names_in(question)]
    answer = talk.answers[turn]
    short = answer.text.partition("“")[0].strip()
    for name in names_in(read(short) if short else answer):
        words = _folded(name)
        told = any(same_name(words[-1], one[-1]) and (len(one) == 1 or one[0] in words) for one in asked)
        if len(name) > 1 and words[-1] not in ROLES and not told and _may_be_meant(" ".join(name.values()), talk):
            return name
    return None


def _folded(name: Mapping[str, str]) -> list[str]:
    return [fold(_OWNED.sub("", word)) for word in name.values()]


def _people(question: Text, talk: Conversation) -> list[dict[str, str]]:
    """The names in a question that the pronoun may stand for, as far as the conversation tells that they are people's:
    a single word stands for the full name that ends with it.
    """
    surnames = {_OWNED.sub("", [*each.values()][-1]) for each in talk.names() if len(each) > 1}
    return [
        name
        for name in names_in(question)
        if (len(name) > 1 or _OWNED.sub("", next(iter(name.values()))) in surnames)
        and _may_be_meant(_OWNED.sub("", " ".join(name.values())), talk)
    ]


def _number(talk: Conversation, name: Mapping[str, str]) -> int | None:
    numbers = {mention.stem: i for i, mention in enumerate(talk.mentions)}
    return next((numbers[stem] for stem in name if stem in numbers), None)


def likeliest_person(talk: Conversation, likely: NDArray[np.float64]) -> int | None:
    """The number of a mention that belongs to the person's name whose words together are likeliest left out."""
    numbers = {mention.stem: i for i, mention in enumerate(talk.mentions)}
    best: tuple[float, int | None] = (0.0, None)
    for name in talk.names():
        if not _may_be_meant(" ".join(name.values()), talk):
            continue
        held = [numbers[stem] for stem in name if stem in numbers]
        best = max(best, (float(sum(likely[i] for i in held)), held[0] if held else None), key=lambda pair: pair[0])
    return best[1]


def _may_be_meant(name: str, talk: Conversation) -> bool:
    """Whether the "he" or "she" of the question may stand for a name."""
    pronoun = next(kind for kind in ("he", "she") for seen in talk.question.words if seen.lower in PRONOUNS[kind])
    return may_be_person(name, pronoun, talk.told)


def _logistic(value: NDArray[np.float64]) -> NDArray[np.float64]:
    result: NDArray[np.float64] = 1 / (1 + np.exp(-np.clip(value, -30, 30)))
    return result
