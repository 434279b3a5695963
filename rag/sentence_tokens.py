"""The words of a sentence as attribution sees them: what is a name, a sign or a quotation, and who could speak."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from index.words import FUNCTION_WORDS
from rag.quotations import HIDDEN
from rag.reporting import AGENT_ENDINGS, AGENTS, DAYS, NOBODY, PEOPLE

_ABBREVIATION = r"(?:[A-Z]\.)+|(?:Dr|Mr|Mrs|Ms|Sen|Rep|Gov|Gen|Prof|St|Jr|Sr|Lt|Col|Sgt|Rev|Inc|Co|Corp|Ltd|Capt|Adm)\."
_WORD = r"(?:\w[\u0300-\u036f]*)+"  # accents may stand apart
_TOKEN = re.compile(rf"{HIDDEN}+|{_ABBREVIATION}|[$£€]?{_WORD}(?:['’&.\-/,](?=\w){_WORD})*(?:['’](?=\s))?%?|[^\w\s]")


@dataclass(frozen=True, slots=True)
class Token:
    """A word, a sign, or a run of hidden words."""

    start: int
    end: int
    text: str
    lower: str

    @property
    def capital(self) -> bool:
        """Whether it is written like a name: "Ada", "4moms"."""
        return self.text[0].isupper() or (self.text[0].isdigit() and self.text.isalnum() and not self.text.isdigit())

    @property
    def quoted(self) -> bool:
        """Whether it stands for quoted words."""
        return self.text[0] == HIDDEN

    @property
    def sign(self) -> bool:
        """Whether it is punctuation that a name does not hold."""
        return not self.text[0].isalnum() and self.text not in "&$£€"


def tokenise(text: str) -> tuple[Token, ...]:
    """The tokens of a sentence whose quoted words are hidden."""
    return tuple(Token(m.start(), m.end(), m[0], m[0].lower().replace("’", "'")) for m in _TOKEN.finditer(text))


def lower(tokens: Sequence[Token], at: int) -> str:
    """The word at a place, in lower case; "" beyond the ends."""
    return tokens[at].lower if 0 <= at < len(tokens) else ""


def is_somebody(token: Token) -> bool:
    """Whether a word of a subject speaks for a person or a body: a name, a pronoun, "official", "leader"."""
    word = token.lower
    if word in PEOPLE or word in AGENTS or word.rstrip("s").endswith(AGENT_ENDINGS):
        return True
    return token.capital and word not in FUNCTION_WORDS and word not in DAYS


def is_nobody(token: Token) -> bool:
    """Whether a word cannot be a speaker: "I" and "who", contracted too, but not WHO."""
    return token.lower.split("'")[0] in NOBODY and not (token.text.isupper() and len(token.text) > 1)


def is_word(token: Token, words: frozenset[str]) -> bool:
    """Whether a token is one of these grammar words, and no abbreviation such as WHO."""
    return token.lower in words and not (token.text.isupper() and len(token.text) > 1)
