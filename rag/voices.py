"""Whose words a question asks for, so that it is not answered with somebody else's.

"What did the minister Okafor answer?" is not answered by what Ms Lind said to Okafor, however alike the words are.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence

from rag.antecedents import no_person
from rag.expressions import expressions
from rag.features import holds, words_of
from rag.question import Term

Says = Callable[[str, str], bool]
"""Whether a speaker may be the one who is asked for, or a sentence that is attributed to the speaker tells of that
one's words."""

_NAME = r"(?P<name>(?-i:[A-Z][\w.’'-]*(?: [A-Z][\w.’'-]*)*))"
_VERB = (
    r"(?:say|tell|answer|reply|respond|react|announce|claim|declare|state|write|add|stress|emphasi[sz]e|warn|argue|"
    r"insist|explain|suggest|promise|demand|comment|said|told|answered|replied|announced|claimed|declared|stated|"
    r"written|stressed|warned|argued|insisted|explained|suggested|promised|demanded)"
)
_ASKED = (
    re.compile(
        rf"\b(?:what|how) (?:else )?(?:did|does|do|has|have|had) {_NAME}(?: \w+self)?(?: \w+ly)? {_VERB}\b",
        re.IGNORECASE,
    ),
    re.compile(
        rf"\b(?:what|how) (?:was|were|is|are) {_NAME}['’]s? (?:\w+ )?"
        r"(?:answers?|reply|replies|responses?|reactions?|comments?|words?|remarks?|statements?)\b",
        re.IGNORECASE,
    ),
)
_ARTICLE = re.compile(r"^(?:the|a|an) ", re.IGNORECASE)
_PRONOUN = re.compile(r"\b(?:he|she|his|her|him)\b", re.IGNORECASE)
_POSSESSIVE = re.compile(r"['’]s?$")


def person_asked(question: str, terms: Iterable[Term]) -> tuple[Term, ...]:
    """The words of the name of the person whose words are asked for; empty where it is no person's words.

    A country, its capital, a body and an abbreviation speak through people, whose names are others.
    """
    found = next((match for pattern in _ASKED if (match := pattern.search(question))), None)
    if found is None or no_person(found["name"]):
        return ()
    words = [_POSSESSIVE.sub("", word) for word in found["name"].split()]
    return tuple(term for term in terms if term.named and _POSSESSIVE.sub("", term.typed) in words)


def may_be(person: Sequence[Term], terms: Iterable[Term], texts: Iterable[str]) -> Says:
    """Whether a speaker may be the `person`: everybody but people of another name; everybody without one.

    A body, a country or a paper may tell what the person said, in a sentence that speaks of the person.

    Somebody else whom the question names by `terms` is another: "What did Okafor answer Lind?"

    Who is a person the `texts` tell, by a role or a first name before the last one, and who holds an office: the one
    whose name follows it somewhere.
    """
    if not person:
        return lambda _speaker, _sentence: True
    texts = list(texts)
    others = [term for term in terms if term.named and term not in person]
    people = {name.text.split()[-1] for text in texts for name in expressions(text).names if name.person}

    def says(speaker: str, sentence: str) -> bool:
        if any(holds(term, words_of(speaker)) for term in person):
            return True
        if all(any(holds(term, words_of(word)) for term in others) for word in speaker.split()):
            return False
        office = re.escape(_ARTICLE.sub("", speaker))
        holders = [match["name"] for text in texts for match in re.finditer(rf"(?i:\b{office}),? {_NAME}", text)]
        if holders:
            return any(holds(term, words_of(holder)) for holder in holders for term in person)
        named = expressions(f"by {speaker}").names
        if any(name.person or name.text.split()[-1] in people for name in named):
            return False
        told = any(holds(term, words_of(sentence)) for term in person) or _PRONOUN.search(sentence)
        return bool(told) or not named

    return says
