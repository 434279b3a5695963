"""Why a question is refused: what of it the articles lack, in words that a person understands."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from index.countries import SHORT_COUNTRY, country_of
from index.words import fold, stem, tokens, word_set
from rag.features import holds, words_of
from rag.question import ASKING, BORROWED, Question, Term
from rag.speech import speech

MOST_WORDS = 2
"""Words that a reason names."""
NOTHING = "No sentence in the articles says so."
_MISSING = {
    "number": "how many", "money": "how much", "percent": "how much", "duration": "how long", "date": "when",
    "person": "who", "place": "where", "reason": "why", "manner": "how", "statement": "what was said",
    "polar": "whether this is so",
}  # fmt: skip
GENERAL = ASKING | frozenset(
    map(
        stem,
        word_set(
            """able actual agree allow answer appear area average back bad base become begin believe big bring call care
            carry case cause certain change claim clear close come common compare complete concern consider contain
            continue control cost current cut deal decide describe different difficult early easy effect end event exact
            example expect fact fall far fast feel final find first follow form former full future general get give go
            good great group grow half hand happen hard have head help hold idea important include increase individual
            information interest involve issue job keep kind large last late later lead learn leave left less level life
            light like likely line little live look lose main major make matter mean meet member mention method middle
            minute modern move near need new news next normal note occur offer official old open order original part
            particular past pay percent perform person piece plan play point position possible prepare present previous
            problem process produce provide public put question raise rate reach read real receive recent reduce refer
            relate remain report require respond result return right role rule run second see seem send serve set share
            short show side similar single situation size small special stand start state stay step stop story strong
            subject support sure system take talk term think third today together top total treat true try turn use
            usual value various view visit wait want way week well whole win word work world write wrong young
            again ago already also anyway away earlier enough ever farther further get got just latest least less longer
            more most mostly newest nowadays often perhaps probably quite rather really recently simply since soon still
            though together usually yet"""
        ),
    )
)
"""Stems of words so general that an article without them may say the same in others."""


_OF_PEOPLE = re.compile(r"(?:[ai]n|ish|ese|[cs]h|[aqkl]i|ic|ss|eek|ek)s?$")
"""How adjectives end that tell where somebody is from."""


def reason_to_refuse(question: Question, sentences: Sequence[str]) -> str:
    """Which part of the question the articles lack, in words; `sentences` of them were found, best first."""
    if not question.terms:
        return "The question holds no word to look for."
    question = _as_asked(question)
    named = [term for term in question.terms if term.named]
    runs = _runs(question, named)
    strangers = [_shown(question, run) for run in runs if not all(term.known for term in run)]
    if strangers:
        return f"The articles mention {_listed(strangers, 'or')} nowhere."
    unknown = [term for term in question.terms if not term.known and term.stems.isdisjoint(ASKING)]
    telling = [term for term in unknown if term.stems.isdisjoint(GENERAL)]
    if telling and not runs and sum(term.weight for term in unknown) > 0.5 * question.weight:
        telling = sorted(telling, key=lambda term: -term.weight)[:MOST_WORDS]
        words = _listed([term.typed for term in telling], "or", quoted=True)
        return f"The articles use the {'word' if len(telling) == 1 else 'words'} {words} nowhere."
    if not sentences:
        return NOTHING
    how = next((words for words in ("how old", "how much") if words in question.text.casefold()), None)
    missing = how or _MISSING.get(question.kind, "this")
    if question.kind == "statement" and any(_speaks(term, sentence) for sentence in sentences for term in named):
        missing = "this"
    if runs:
        mentioned = _listed([_shown(question, run) for run in runs], "and")
        return f"The articles mention {mentioned}, but do not say {missing}."
    known = [term for term in question.terms if term.known and term.stems.isdisjoint(ASKING | GENERAL)]
    heaviest = sorted(known, key=lambda term: -term.weight)[:MOST_WORDS]
    if not heaviest:
        return NOTHING
    subject = _listed([term.typed for term in question.terms if term in heaviest], "and", quoted=True)
    return f"The articles speak of {subject}, but do not say {missing}."


def _as_asked(question: Question) -> Question:
    """The question without the words that it borrowed from its conversation; of one that has no others, with those that
    the articles know.
    """
    text = BORROWED.sub("", question.text)
    typed = {token.text for token in tokens(text)}
    own = tuple(term for term in question.terms if term.typed in typed)
    if own:
        return replace(question, text=text, terms=own)
    return replace(question, terms=tuple(term for term in question.terms if term.known))


def _speaks(name: Term, sentence: str) -> bool:
    """Whether the sentence tells what somebody of this name said."""
    if not holds(name, words_of(sentence)):
        return False
    found = speech(sentence)
    return found is not None and holds(name, words_of(sentence[found.start : found.end]))


def _runs(question: Question, terms: Sequence[Term]) -> list[list[Term]]:
    """The names that these words make: those that follow one another are one, as in "Norland Islands"."""
    runs: list[list[Term]] = []
    for term in terms:
        if runs and f"{_written(question, runs[-1])} {term.typed}" in question.text:
            runs[-1].append(term)
        else:
            runs.append([term])
    return runs


def _written(question: Question, run: Sequence[Term]) -> str:
    return " ".join(term.typed for term in run)


def _shown(question: Question, run: Sequence[Term]) -> str:
    """The name, with the article that it has where it is no part of a longer phrase: "the Alps", "Alps hotel"; of an
    adjective such as "Peruvian" the country.
    """
    name = _written(question, run)
    if country := _country_of_people(name):
        return country
    before, _, behind = question.text.partition(name)
    follower = next(iter(tokens(behind)), None)
    alone = follower is None or follower.function or not behind.startswith(" ")
    return f"the {name}" if alone and before.lower().endswith(" the ") else name


def _country_of_people(word: str) -> str | None:
    """The country whose people or things an adjective names: "Peru" for "Peruvian"; None for any other word."""
    country = country_of(fold(word)) if _OF_PEOPLE.search(word) else None
    if country is None or country == fold(word):
        return None
    return f"the {country.upper()}" if len(country) <= SHORT_COUNTRY else country.capitalize()


def _listed(words: Sequence[str], joint: str, quoted: bool = False) -> str:
    plain = list(dict.fromkeys(word.replace("’", "'").removesuffix("'s") for word in words))
    shown = [f"“{word}”" for word in plain] if quoted else plain
    return shown[0] if len(shown) == 1 else f"{', '.join(shown[:-1])} {joint} {shown[-1]}"
