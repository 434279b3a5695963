"""Questions for which countries or people, and for what one country does: an answer names them.

"Some countries may send boats" has more words of "Which countries will send boats?" than "Norland and Peru agreed to
help at sea" has, and answers nothing.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Sequence

from index.countries import country_of
from index.words import fold, tokens
from rag.expressions import expressions
from rag.features import OPENS_WITH_PRONOUN, holds, words_of
from rag.question import Question, Term, kind_of
from rag.reader import Candidate
from rag.statements import DENIES, JOINS, SCORE_MARGIN, quote

COUNTRIES = frozenset(words_of("countries nations").stems)
PEOPLE = frozenset(words_of("people leaders ministers presidents politicians officials mayors officers").stems)
"""Stems of the nouns that ask for countries and for people."""
OFTEN = 0.5
"""Share of the sentences that name one from which it is what they all are about, and none that was looked for."""
NEAR = 20
"""Characters before a country in which its preposition stands."""
_BEHIND = re.compile(
    r"\b(?:in|into|to|for|from|on|of|with|against|about|across|inside|outside|over) (?:the )?$", re.IGNORECASE
)
"""What stands before a country that does nothing in the sentence."""
_NOT = re.compile(
    r"\b(?:not|no|never|none|nor|neither|without|cannot|refus\w+|reject\w*|oppos\w+|rul(?:e|es|ed|ing) out|against|"
    r"declin\w+|deny|denie[sd]|denying)\b|n['’]t\b",
    re.IGNORECASE,
)
SUPPOSED = re.compile(
    r"\b(?:may|might|could|would|if|whether|possib\w+|likely|perhaps|consider\w*|discuss\w*|propos\w+|suggest\w*)\b",
    re.IGNORECASE,
)
"""Words of a sentence about what may be."""

_SUBJECT = re.compile(
    r"(?:and |but |so )?(?:(?:what|why|when|where|how|who|how (?:many|much) [\w-]+|(?:which|what) [\w-]+) )?"
    r"(?:is|are|was|were|has|have|had|do|does|did|will|would|can|could|should|may|might) (?:the )?(?P<who>[\w.]+)",
    re.IGNORECASE,
)
"""How a question opens that asks what somebody does or is."""
_PERSON = re.compile(
    r"(?:^|, )(?:and |but |so )?(?:(?:what|why|when|where|how) )?"
    r"(?:(?:has|had|does|did|will|would|can|could|should|may|might)|(?P<be>is|was)) "
    r"(?P<who>(?-i:[A-Z][\w.-]*(?: [A-Z][\w.-]*)*))(?!['’])"
    r"(?(be) (?:willing|ready|prepared|able|going|planning|about|likely|trying) to)",
    re.IGNORECASE,
)
"""The same of what one person does or may do, behind a clause too: "If there is a vote, what will Ada Quill do?"."""
HARDLY = 1.0
"""Log-odds that a sentence which names some may be less likely where no other does."""
OPENING_WORDS = 8
"""Words of a sentence in which the one stands of whom it tells."""

Names = Callable[[str], frozenset[str]]
"""What of the kind that is asked for a text names."""


def naming(question: Question, candidates: Sequence[Candidate]) -> list[Candidate]:
    """Those candidates that name some of the countries or people asked for, best first; all where none does.

    A sentence must say yes or no as the question does, and be as likely to answer by itself as one that joins others,
    or, where none is that tells what is, nearly so; what may be comes behind, unless it is asked for.
    """
    names = _names_of(question)
    if names is None:
        return list(candidates)
    found = {candidate: names(quote(candidate)) for candidate in candidates}
    often = Counter(name for each in found.values() for name in each)
    asked = names(question.text) | _all_countries(question.text)
    common = {name for name, times in often.items() if times > OFTEN * len(candidates)}
    denied = bool(_NOT.search(question.text))
    chosen = [c for c, each in found.items() if c.alone >= JOINS - HARDLY and each - asked - common]
    alike = [candidate for candidate in chosen if bool(_NOT.search(quote(candidate))) == denied]
    likely = [candidate for candidate in alike if candidate.alone >= JOINS]
    if SUPPOSED.search(question.text):
        return likely or alike or list(candidates)
    matter = [term for term in question.terms if question.focus.isdisjoint(term.stems)]
    telling = [c for c in alike if _tells(c, matter)]
    sure = [c for c in telling if c in likely] or telling
    return [*sure, *(c for c in likely if c not in sure)] or alike or list(candidates)


def _tells(candidate: Candidate, matter: Sequence[Term]) -> bool:
    """Whether a sentence tells what is, and holds a word of the matter."""
    words = quote(candidate)
    return SUPPOSED.search(words) is None and any(holds(term, words_of(words)) for term in matter)


def of_the_country(question: str, candidates: Sequence[Candidate]) -> list[Candidate]:
    """The candidates without those that only tell of other countries, where a question asks what one country does.

    All are left where no sentence tells of that country that is either as likely to answer by itself as one that joins
    others, or nearly as good as the best.
    """
    subject = _SUBJECT.match(question.strip())
    asked = country_of(fold(subject["who"])) if subject else None
    if asked is None or not subject or not subject["who"][0].isupper():
        return list(candidates)
    nearly = max((c.score for c in candidates), default=0.0) - SCORE_MARGIN
    of_others = [_countries(quote(c)) - {asked} and asked not in _all_countries(quote(c)) for c in candidates]
    own = [asked in _countries(quote(c)) and (c.alone >= JOINS or c.score >= nearly) for c in candidates]
    return [c for c, other in zip(candidates, of_others, strict=True) if not other] if any(own) else list(candidates)


def of_the_person(question: str, candidates: Sequence[Candidate]) -> list[Candidate]:
    """The candidates without those that begin with other people, where a question asks what somebody does.

    All are left where no sentence names that one and is either as likely to answer by itself as one that joins others,
    or nearly as good as the best. The best of these goes before a sentence of nobody that is hardly better.
    """
    subject = _PERSON.search(question.strip())
    surname = subject["who"].split()[-1] if subject else ""
    if not surname or country_of(fold(surname)) or not any(_is_surname(surname, c.hit.text) for c in candidates):
        return list(candidates)
    named = re.compile(rf"\b{re.escape(surname)}\b")
    nearly = max(c.score for c in candidates) - SCORE_MARGIN
    own = [c for c in candidates if named.search(quote(c)) and (c.alone >= JOINS or c.score >= nearly)]
    if not own:
        return list(candidates)
    may_mean = [c for c in candidates if named.search(quote(c)) or OPENS_WITH_PRONOUN.match(quote(c))]
    kept = [c for c in candidates if c in may_mean or not _people(" ".join(quote(c).split()[:OPENING_WORDS]))]
    if kept[0] in may_mean or own[0].score < kept[0].score - SCORE_MARGIN:
        return kept
    return sorted(kept, key=lambda c: c is not own[0])


def of_those_who_do(question: str, candidates: Sequence[Candidate]) -> list[Candidate]:
    """The candidates without the sentences behind the best one that deny something, where a question asks who does it.

    "Norland has no plans to send boats" is no other answer to "Who will send boats?".
    """
    if kind_of(question) != "person" or DENIES.search(question):
        return list(candidates)
    return [c for at, c in enumerate(candidates) if not at or not DENIES.search(quote(c))]


def of_the_side(
    name: str, candidates: Sequence[Candidate], speaker: Callable[[Candidate], str | None]
) -> list[Candidate]:
    """The candidates without what others say that does not even name the one, where each of several is asked for.

    All are left where no sentence that the one says or begins is as likely to answer by itself as one that joins
    others.
    """
    head = words_of(name).last
    own, others = False, []
    for candidate in candidates:
        words, said = quote(candidate), speaker(candidate) or ""
        if head in words_of(said).stems or head in words_of(" ".join(words.split()[:OPENING_WORDS])).stems:
            own = own or candidate.alone >= JOINS
        elif head not in words_of(words).stems and not all(token.function for token in tokens(said)):
            others.append(candidate)
    return [candidate for candidate in candidates if not own or candidate not in others]


def _is_surname(word: str, text: str) -> bool:
    """Whether a word ends the name of a person whom a text names."""
    return any(name.person and name.text.split()[-1] == word for name in expressions(text).names)


def _names_of(question: Question) -> Names | None:
    if not COUNTRIES.isdisjoint(question.focus):
        return _countries
    return None if PEOPLE.isdisjoint(question.focus) else _people


def _countries(text: str) -> frozenset[str]:
    """The countries that a text names, in any form, but for those behind a preposition: "to Peru"."""
    return frozenset(
        country
        for token in tokens(text)
        if (country := country_of(fold(token.text)))
        and not _BEHIND.search(text[max(0, token.start - NEAR) : token.start])
    )


def _all_countries(text: str) -> frozenset[str]:
    """The countries that a text names, wherever they stand."""
    return frozenset(country for token in tokens(text) if (country := country_of(fold(token.text))))


def _people(text: str) -> frozenset[str]:
    """The last names of the people whom a text names."""
    return frozenset(words_of(name.text).last for name in expressions(text).names if name.person)
