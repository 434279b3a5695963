"""What a conversation has spoken of, word by word, and what a question points at."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from index.words import Token, tokens, word_set
from rag.expressions import ROLES
from rag.question import ASKING

MOST_TURNS = 6
"""So many of the latest turns are looked at, and the first one: the cost does not grow with the conversation."""
MOST_CHARACTERS = 900
"""Of an answer or an earlier question; what comes later in it is rarely what a follow-up points at."""

LONGEST_WORD = 40
"""Characters; what is longer is no word."""
FULL = 3
"""Content words that make a question whole."""

PRONOUNS = {
    "he": word_set("he him his himself he's he'd he'll"),
    "she": word_set("she her hers herself she's she'd she'll"),
    "it": word_set("it its itself it's it'd it'll"),
    "they": word_set("they them their theirs themselves they're they've they'd they'll"),
}
"""Personal pronouns of the third person, by agreement."""
DEMONSTRATIVES = word_set("this that these those that's such")
DETERMINERS = word_set("the a an his her its their my our your this that these those some any each every")
PREPOSITIONS = word_set(
    "of in on at to for from with by about after before during between under over against into through since until"
)
AUXILIARIES = word_set(
    "is are was were be been did do does has have had will would can could should may might must didn't doesn't "
    "isn't wasn't weren't aren't don't hasn't haven't won't wouldn't can't couldn't"
)
MONTHS = word_set(
    "january february march april may june july august september october november december monday tuesday wednesday "
    "thursday friday saturday sunday"
)
QUESTION_WORDS = ("who", "what", "when", "where", "why", "how", "which")
EXPLETIVE = re.compile(
    r"\b(?:is|was) it (?:\w+ ){0,2}(?:that|to|for)\b|\bit(?: is| was|['’]s) (?:\w+ ){1,2}(?:that|to|for|never)\b"
    r"|\b(?:how (?:long|hard|much(?: \w+)?|many \w+)|what)(?: \w+){0,2} it (?:takes?|took|taken|costs?) "
    r"(?:(?:(?!and\b)[\w'’-]+ ){0,4}?to [\w'’-]+ \w|(?:an?|the|most|people)\b)"
    r"|\bwhat (?:does|did|would|will) it mean to\b",
    re.I,
)
"""An "it" that stands for nothing said before: "is it true that", "did it cost to build a tunnel", "how long does it
take a lorry"; that of "did it cost to build?" stands for what is built.
"""
OBJECTS = word_set("it this that these those them him her")
_LATER = word_set("then now yet again too today")
MOST_VERBS = 2
"""Content words between a subject and its object: "plan to do", "want to change"."""
_NO_VERB = (
    (AUXILIARIES - {"be", "do"})
    | DETERMINERS
    | DEMONSTRATIVES
    | frozenset().union(*PRONOUNS.values())
    | word_set("got who whom whose what which when where why how if whether because and or but while as than")
)
"""Words that no verb and preposition before an object holds: they open a clause or a noun phrase of their own. What
somebody has "on it" or "with her" may be theirs.
"""
_BREAK = re.compile(r"[.!?;:\n]")
_BREAK_OR_COMMA = re.compile(r"[.!?;:,\n]")


@dataclass(frozen=True, slots=True)
class Seen:
    """A word where it stands in an earlier text."""

    token: Token
    lower: str
    name: bool
    """Written like a name."""
    before: str
    """The word in front of it in its sentence, in lower case."""


@dataclass(frozen=True, slots=True)
class Text:
    """An earlier question or answer, read once."""

    text: str
    words: tuple[Seen, ...]
    runs: tuple[tuple[int, ...], ...]
    """Places in `words` of each row of content words."""
    stems: frozenset[str]
    """Of content words."""


@lru_cache(maxsize=1024)
def read(text: str) -> Text:
    """The words of a text with what surrounds them."""
    text = text[:MOST_CHARACTERS]
    found = tokens(text)
    lowers = [token.text.casefold().replace("’", "'") for token in found]
    capitals = sum(t.text[:1].isupper() for t in found)
    small = any(token.text[:1].islower() and not token.function for token in found)
    shouting = capitals > 0.7 * len(found) > 3 and not small  # one long name fills most of a short question
    words: list[Seen] = []
    runs: list[list[int]] = []
    at = 0
    for place, token in enumerate(found):
        gap = text[at : token.start]
        opens = place == 0 or bool(_BREAK.search(gap))
        at = token.end
        if not token.function:
            follows = place > 0 and not opens and not found[place - 1].function
            if not (follows and gap in (" ", "-", "–", "’ ", "' ", '" ', "  ")):
                runs.append([])
            runs[-1].append(place)
        capital = token.text[:1].isupper() and not token.function and not shouting
        if capital and opens:
            following = found[place + 1] if place + 1 < len(found) else None
            near = following is not None and not _BREAK.search(text[token.end : following.start])
            capital = bool(near and following and following.text[:1].isupper() and not following.function)
        words.append(Seen(token, lowers[place], capital, "" if opens else lowers[place - 1]))
    return Text(
        text,
        tuple(words),
        tuple(tuple(run) for run in runs),
        frozenset(t.stem for t in found if not t.function),
    )


@dataclass(slots=True)
class Mention:
    """A content word of the conversation that the question does not hold, with all its occurrences."""

    stem: str
    places: list[tuple[int, bool, int]] = field(default_factory=list)
    """Turn (0: the latest), whether in an answer, and place in that text's words; latest first."""

    @property
    def asked_latest(self) -> bool:
        """Whether it stands in the latest question."""
        return any(turn == 0 and not in_answer for turn, in_answer, _ in self.places)


@dataclass(slots=True)
class Conversation:
    """The part of a conversation that is looked at, for one question."""

    question: Text
    asked: list[Text]
    """Earlier questions, latest first; of a long conversation the latest ones and the first."""
    answers: list[Text]
    """What was answered to them."""
    mentions: list[Mention]

    @classmethod
    def of(cls, question: str, turns: Sequence[tuple[str, str]]) -> Conversation:
        """The conversation, from (question, answer) pairs in order."""
        kept = [*turns[:1], *turns[1:][-MOST_TURNS:]]
        asked = [read(question_text) for question_text, _ in reversed(kept)]
        answers = [read(answer_text) for _, answer_text in reversed(kept)]
        own = read(question)
        found: dict[str, Mention] = {}
        for turn, pair in enumerate(zip(asked, answers, strict=True)):
            for in_answer, text in enumerate(pair):
                for place, seen in enumerate(text.words):
                    stem = seen.token.stem
                    if not seen.token.function and stem not in own.stems and len(seen.lower) <= LONGEST_WORD:
                        mention = found.setdefault(stem, Mention(stem))
                        mention.places.append((turn, bool(in_answer), place))
        return cls(own, asked, answers, list(found.values()))

    def text(self, turn: int, in_answer: bool) -> Text:
        """The text of a turn, counted back from the latest."""
        return self.answers[turn] if in_answer else self.asked[turn]

    @property
    def told(self) -> list[str]:
        """What was said, quote by quote, the latest question first."""
        return [
            part for text in (*self.asked, *self.answers) for part in re.split(r"[“”\n]", text.text) if part.strip()
        ]

    @property
    def capitals(self) -> frozenset[str]:
        """The words that are written like a name anywhere, which tells them where they open a sentence."""
        return frozenset(seen.token.text for text in (*self.asked, *self.answers) for seen in text.words if seen.name)

    def names(self) -> list[dict[str, str]]:
        """The words of each name that was said, whole, by their stems."""
        return [name for text in (*self.asked, *self.answers) for name in names_in(text)]


def names_in(text: Text) -> list[dict[str, str]]:
    """The words of each name in a text, whole, by their stems."""
    rows: list[dict[str, str]] = []
    for run in text.runs:
        inside = False
        for place in run:
            seen = text.words[place]
            if seen.name and not inside:
                rows.append({})
            if seen.name:
                rows[-1][seen.token.stem] = seen.token.text
            inside = seen.name
    return rows


def points(question: Text) -> bool:
    """Whether the question points at something outside of itself: by a pronoun, "that", or for want of content."""
    words = question.words
    content = sum(not seen.token.function for seen in words)
    linked = [seen.lower for seen in words[:2]] in (["what", "about"], ["how", "about"]) or (
        bool(words) and words[0].lower in ("and", "but", "or")
    )
    return not content or (linked and content <= 3) or pointer(question) is not None


def pointer(question: Text) -> int | None:
    """The place of the first pronoun or "that" that stands for something outside of the question; None without one.

    A pronoun behind a name, or behind an earlier clause with content, may point at that; the "it" of "it is true
    that" points at nothing.
    """
    words = question.words
    named = False
    for place, seen in enumerate(words):
        named = named or seen.name
        if not (seen.lower in DEMONSTRATIVES or any(seen.lower in forms for forms in PRONOUNS.values())):
            continue
        joins = place > 0 and not words[place - 1].token.function and place + 1 < len(words)
        conjunction = seen.lower == "that" and joins
        if conjunction or is_expletive(question, seen):
            continue
        return None if _explained(question, place) or (named and not _is_object(question, place)) else place
    return None


def is_expletive(question: Text, seen: Seen) -> bool:
    """Whether a word of the question stands in "is it true that" or the like."""
    return any(found.start() <= seen.token.start < found.end() for found in EXPLETIVE.finditer(question.text))


def _is_object(question: Text, place: int) -> bool:
    """Whether the pronoun at `place` ends a clause whose subject is a name: "What did Quill say about it?".

    It cannot stand for that name; "it" and "her" in "Did Norport say it would pay?" or "Did Quill sell her boat?" can.
    """
    words = question.words
    if words[place].lower not in OBJECTS or any(seen.lower not in _LATER for seen in words[place + 1 :]):
        return False
    auxiliary = next((at for at, seen in enumerate(words) if seen.lower in AUXILIARIES), place)
    first = auxiliary + 1
    while first < place and (words[first].lower in DETERMINERS or words[first].lower in ROLES):
        first += 1
    last = first
    while last < place and words[last].name:
        last += 1
    verb = words[last:place]
    return (
        first < last < place
        and not any(seen.name for seen in (*words[:auxiliary], *verb))
        and not words[last - 1].lower.endswith(("'s", "s'"))
        and sum(not seen.token.function for seen in verb) <= MOST_VERBS
        and not any(seen.lower in _NO_VERB for seen in verb)
        and not _BREAK_OR_COMMA.search(question.text[words[auxiliary].token.start : words[place].token.start])
    )


def names_person(question: Text) -> bool:
    """Whether the question speaks of "him" or "her"."""
    return any(seen.lower in PRONOUNS["he"] | PRONOUNS["she"] for seen in question.words)


def refers_to_all(question: Text) -> bool:
    """Whether the question asks about all that was asked before: by a "that" without a noun, or without content."""
    words = question.words
    if all(seen.token.function or seen.token.stem in ASKING for seen in words):
        return True
    return words[-1].lower == "so" or any(  # "who said so?"
        seen.lower in DEMONSTRATIVES and (place + 1 == len(words) or words[place + 1].token.function)
        for place, seen in enumerate(words)
    )


def leaves_all_out(question: Text) -> bool:
    """Whether the question asks about all that was asked before and has next to no content of its own."""
    return refers_to_all(question) and sum(not seen.token.function for seen in question.words) <= 1


def _explained(question: Text, place: int) -> bool:
    """Whether an earlier clause of the question may hold what the word at `place` points at."""
    words = question.words
    for end in range(place, 0, -1):
        gap = question.text[words[end - 1].token.end : words[end].token.start]
        before = sum(not seen.token.function for seen in words[:end])
        if words[end].lower in ("and", "but", "or") and before:
            return True
        if re.search(r"[.!?;:,\n]", gap) and before > 1:
            return True
    return False


def stands_alone(question: Text) -> bool:
    """Whether the question points at nothing and holds a name or FULL content words: it opens its own topic."""
    content = [seen for seen in question.words if not seen.token.function]
    return not points(question) and (len(content) >= FULL or any(seen.name for seen in content))
