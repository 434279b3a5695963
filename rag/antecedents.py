"""Names that a pronoun can stand for. By form, not by list: nobody's name is known here."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from index.abbreviations import abbreviation
from index.countries import governed_from, other_names
from index.sentences import sentences
from index.words import fold, word_set
from rag.quotations import hide, own_words, within_quotation
from rag.reporting import AGENT_ENDINGS, AGENTS, DETERMINERS, OPENERS, PREPOSITIONS, QUANTITIES, SUBORDINATE
from rag.sentence_tokens import lower, tokenise

_CAPITAL = r"[A-ZÀ-ÖØ-Þ][\w’'-]*[\w]"
_TITLE = r"(?:(?:Dr|Mr|Mrs|Ms|Prof|St|Gen|Sen|Gov)\. )?"
_NAME = re.compile(
    rf"{_TITLE}{_CAPITAL}(?: {_TITLE}(?:(?:de|la|van|von|der|bin|al|da|del|di|du) )?(?:{_CAPITAL}|[A-Z]\.)){{0,4}}"
)
_ARTICLE = re.compile(r"\b[Tt]he ")
_POSSESSIVE = re.compile(r"['’]s?$")
_OBJECT = re.compile(
    r"\b(?:of|to|with|from|by|for|in|at|on|against|about|like|between|than|over|under|after|and) (?:the )?(?:\w+ )?$",
    re.I,
)
"""What stands before a name that is no subject."""
ROLES = word_set(
    """president minister prime chancellor king queen mr mrs ms miss dr prof professor sir lord lady senator sen rep gov
    secretary general gen colonel captain judge mayor governor spokesman spokeswoman spokesperson director chief leader
    foreign defense defence former chairman chairwoman ceo pope prince princess ambassador commander coach officer
    deputy vice premier actor actress singer author writer speaker attorney commissioner driver justice
    congressman congresswoman lawmaker representative"""
)
_ROLE_ENDINGS = ("man", "woman", "er", "or", "ist", "official")
_OPENING = word_set(
    """the a an in on at of and but for from with as if it he she they we i this that these those there when while after
    before since what who why how where his her its their our my not no yes so or nor to by like unlike although despite
    because though during under over only even meanwhile however still also earlier later then now here more most some
    all many monday tuesday wednesday thursday friday saturday sunday january february march april may june july august
    september october november december feb apr jun jul aug sep sept oct nov dec tue tues wed thu thurs fri sat today
    yesterday read via sign related photo image images advertisement"""
)
"""Words whose capital comes from the place, and days and months."""
_BODIES = word_set(
    """news inc ltd company university court party group council times post house street city state states committee
    ministry office department government union bank church school college league club kingdom association south north
    east west new great united commission agency institute corporation center centre museum service services foundation
    board alliance authority federation fund press police network palace forum international typhoon hurricane storm
    cyclone bridge river mount mountain island islands airport hospital harbour harbor road avenue hotel stadium
    theatre canal tunnel museum award cup show festival prize gallery square gulf strait ocean sea bay lake valley
    desert peninsula canyon act treaty agreement accord pact summit conference project programme program operation
    convention protocol"""
)
"""Words in the names of bodies and places."""
_OWNERS = word_set("his her its their")
_TOWN = "(?:mayor|town|city|village|port|island|county)"
_MALE = word_set("mr sir lord king prince spokesman chairman pope he his him")
_FEMALE = word_set("mrs ms miss lady queen princess spokeswoman chairwoman actress she her")

_HUSBANDS = r"husband|father|son|brother|uncle|nephew|grandfather|grandson|stepfather|stepson|widower|boyfriend|dad"
_WIVES = (
    r"wife|mother|daughter|sister|aunt|niece|grandmother|granddaughter|stepmother|stepdaughter|widow|girlfriend|mum"
)
_KIN_OF = r"(?:\b(?:his|her|their|my|our|whose)|['’]s?) (?:[\w-]+ )?"
_MAN = re.compile(rf"(?:\b(?:Mr|Sir|Lord)\b\.?|{_KIN_OF}(?:{_HUSBANDS}),?) $", re.IGNORECASE)
"""What stands before a man's name: "his brother, "."""
_WOMAN = re.compile(rf"(?:\b(?:Mrs|Ms|Miss|Lady)\b\.?|{_KIN_OF}(?:{_WIVES}),?|\b\w+woman|\bactress) $", re.IGNORECASE)
_A_MAN = re.compile(rf", (?:a |an |the )?(?:[\w-]+ )?(?:{_HUSBANDS}) (?:of|who)\b")
"""What stands behind a man's name: ", a father of three"."""
_A_WOMAN = re.compile(rf", (?:a |an |the )?(?:[\w-]+ )?(?:{_WIVES}) (?:of|who)\b")
_OPENS_WITH = re.compile(r"[^\w]*(?:(?!(?:the|a|an)\b)[\w’'-]+,? ){0,2}?(?P<word>he|his|she|her)\b", re.IGNORECASE)
"""A sentence whose first words hold a pronoun: "Later, she said"."""
_OWN = re.compile(r"\b(?P<word>himself|herself|his|her)\b(?= [a-z])", re.IGNORECASE)
_SUBJECT = re.compile(r"\bs?he\b", re.IGNORECASE)
_OWN_THING = re.compile(rf"{_OWN.pattern}(?! (?:[\w-]+ )?(?:{_HUSBANDS}|{_WIVES})\b)", re.IGNORECASE)
"""What somebody of the sentence has; "Ada Quill, his wife," is none of them."""
_GENDER = {"he": "he", "his": "he", "him": "he", "himself": "he", "she": "she", "her": "she", "herself": "she"}
_CALLED = 3
"""What a title or a word of kinship weighs against a pronoun that seems to stand for the name."""
SUBJECT_WORDS = 2
"""Words behind the article of a subject that tell whether it is somebody: "the new mayor"."""
_CLEAR = 2
"""So many times as often a name must be a man's as a woman's, or the other way round, to be taken for it."""


def names(text: str, low: int, high: int, pronoun: str) -> Iterator[str]:
    """The names in `text[low:high]` that the pronoun fits, subjects first; quoted words are left out."""
    subjects, objects = subjects_and_objects(text, low, high, pronoun)
    yield from subjects
    if pronoun in ("he", "she"):  # "The auditors of Norport reported. They ...": what stands behind "of" is neither
        yield from objects


def subjects_and_objects(text: str, low: int, high: int, pronoun: str) -> tuple[list[str], list[str]]:
    """The names in `text[low:high]` that the pronoun fits; what stands behind "of", "to" or the like is no subject."""
    hidden = own_words(text[low:high], within_quotation(text, low))
    subjects: list[str] = []
    objects: list[str] = []
    for found in _NAME.finditer(hidden):
        words = _without(found[0].split(), _OPENING)
        name = _POSSESSIVE.sub("", " ".join(words))
        if not name or not fits(pronoun, name, text):
            continue
        opens = len(words) == 1 and not hidden[: found.start()].strip()
        if opens and pronoun in ("it", "they") and not re.search(rf"[a-z,] {re.escape(name)}\b", text):
            continue  # "Ferry owners met": the capital comes from the place
        article = _ARTICLE.search(hidden[: found.end()], max(0, found.start() - 4))
        if pronoun in ("it", "they") and article and article.end() == found.end() - len(" ".join(words)):
            name = f"{article[0].strip()} {name}"
        at = found.end() - len(" ".join(words))
        no_subject = not name.endswith(" ".join(words)) or _OBJECT.search(hidden[max(0, at - 40) : at])
        (objects if no_subject else subjects).append(name)
    return subjects, objects


def speaks_of_a_thing(sentence: str) -> bool:
    """Whether the subject of a sentence has an article and no name, and is nobody: "the report", "its new union"."""
    tokens = tokenise(own_words(sentence))
    comma = next((at for at, token in enumerate(tokens) if token.text == ","), -1)
    first = comma + 1 if tokens and tokens[0].lower in PREPOSITIONS | SUBORDINATE else 0
    first += lower(tokens, first) in OPENERS
    subject = tokens[first + 1 : first + 1 + SUBJECT_WORDS]
    if lower(tokens, first) not in DETERMINERS - QUANTITIES or not subject or subject[0].capital:
        return False
    return not any(token.lower in ROLES | AGENTS or token.lower.endswith(AGENT_ENDINGS) for token in subject)


def fits(pronoun: str, name: str, text: str) -> bool:
    """Whether "he", "she", "it" or "they" can stand for a name or phrase of the text."""
    if pronoun in ("he", "she"):
        other = _FEMALE if pronoun == "he" else _MALE
        if not other.isdisjoint(_lowered(name)) or not _is_person(name, text):
            return False
        return _genders(text).get(_bearer(name, _full_names(text)), pronoun) == pronoun
    return not _is_person(name, text) or (pronoun == "they" and " and " in name)


def opening_pronoun(text: str, start: int, end: int) -> tuple[str, int] | None:
    """The "he" or "she" (also of "his" and "her") among the first words of `text[start:end]`, and where it stands.

    None within a quotation, and where somebody is named before it.
    """
    opening = _OPENS_WITH.match(hide(text[start:end], within_quotation(text, start)))
    if opening is None:
        return None
    pronoun, at = _GENDER[opening["word"].lower()], start + opening.start("word")
    return None if next(names(text, start, at, pronoun), None) else (pronoun, at)


def in_apposition(name: str) -> str:
    """The name in "Its director, Ada Quill", which says more than whose director; any other phrase as it is."""
    described, _, named = name.partition(", ")
    return named if named and described.split()[0].casefold() in _OWNERS else name


def told_apart(name: str, text: str, at: int) -> str:
    """A surname that two people of the text share with the first name of the one who is named in full before `at`.

    As it is where both are.
    """
    surname = _POSSESSIVE.sub("", name)
    shared = " " not in surname and len({words for words, _ in full_names(surname, text)}) > 1
    return in_full(surname, text, at) if shared else name


def in_full(name: str, text: str, at: int) -> str:
    """A surname with the first name of the only one of that name whom the text names in full before `at`."""
    before = {words for words, start in full_names(name, text) if start < at} if name.isalpha() else set()
    return before.pop() if len(before) == 1 else name


def full_names(surname: str, text: str) -> Iterator[tuple[str, int]]:
    """The people of that surname that the text names in full, each time, and where: "Mayor Ada Quill" as "Ada Quill".

    What stands before the first name, a role or where somebody is from, is left out.
    """
    for found in re.finditer(rf"\b({_CAPITAL}|[A-Z]\.) {re.escape(surname)}(?![\w-])", text):
        first = found[1].casefold().rstrip(".")
        if not (first in ROLES or first in _OPENING or first in _BODIES):
            yield found[0], found.start()


def no_person(name: str) -> bool:
    """Whether a name is a country's, a capital's or a body's, or an abbreviation: never "he" or "she"."""
    words = [_POSSESSIVE.sub("", word) for word in name.split()]
    folded = [fold(word) for word in words]
    place = len(folded) == 1 and bool(other_names(folded[0]) or governed_from(folded[0]))
    return place or not _BODIES.isdisjoint(folded) or any(map(abbreviation, words))


def may_be_person(name: str, pronoun: str, quotes: Sequence[str]) -> bool:
    """Whether "he" or "she" may stand for a name in sentences that need not follow one another: it is no place's or
    body's, and they do not tell that it is of the other gender.
    """
    if no_person(name):
        return False
    if any(_is_place(name, quote) or (" " not in name and _is_something(name, quote)) for quote in quotes):
        return False
    return gender_told(name, quotes) in (None, pronoun)


def unlike_person(name: str, pronoun: str, quotes: Sequence[str]) -> int:
    """How little the sentences show that a name which `may_be_person` is somebody's: 0 where they tell the gender, 2 of
    a single word that something is "of" or "for", as of a firm's; 1 of other names.
    """
    if gender_told(name, quotes) == pronoun:
        return 0
    belongs = re.compile(rf"\b(?:of|at|for|from|into) {re.escape(name)}(?!['’\w])")
    return 2 if " " not in name and any(map(belongs.search, quotes)) else 1


def gender_told(name: str, quotes: Sequence[str]) -> str | None:
    """Whether a name is "he" or "she", where the sentences that hold it tell only one of them: by a title or a word of
    kinship, by "she (Ada Quill)", or by the pronouns behind the name where nobody else is named.
    """
    last = re.compile(rf"\b{re.escape(name.split()[-1])}(?![\w-])")
    signs: set[str] = set()
    for quote in quotes:
        hidden = hide(quote)
        held = [found for found in _NAME.finditer(hidden) if last.search(found[0])]
        for found in held:
            front = f"{hidden[: found.start()]}{found[0][: last.search(found[0]).start()]}"  # type: ignore[union-attr]
            for gender, title, appositive in (("he", _MAN, _A_MAN), ("she", _WOMAN, _A_WOMAN)):
                stands = re.search(rf"\b{gender} \([^()]*$", front, re.IGNORECASE)
                if stands or title.search(front) or appositive.match(hidden, found.end()):
                    signs.add(gender)
        before = hidden[: held[0].start()] if held else ""
        # "Did Ada Quill say that he knew?", "He warned Ada Quill, he said."
        if not held or quote.rstrip().endswith("?") or _OBJECT.search(before) or _SUBJECT.search(before):
            continue
        others = [found for found in _NAME.finditer(hidden) if _names_other(found, last, hidden)]
        # "Quill met Roe in her office": what is somebody's own is the subject's.
        if all(" " not in found[0] and found.start() > held[0].start() for found in others):
            signs.update(_GENDER[found[0].lower()] for found in _OWN_THING.finditer(hidden, held[0].end()))
        if not others:
            signs.update(_GENDER[found[0].lower()] for found in _SUBJECT.finditer(hidden, held[0].end()))
    return signs.pop() if len(signs) == 1 else None


def _names_other(found: re.Match[str], last: re.Pattern[str], hidden: str) -> bool:
    """Whether a name is not the one that ends so, and may be a person's."""
    words = _without(found[0].split(), _OPENING | ROLES)
    if not words or last.search(found[0]) or no_person(" ".join(words)):
        return False
    return len(words) > 1 or not _OBJECT.search(hidden[: found.start()])


def _is_something(name: str, text: str) -> bool:
    """Whether a text has something of that name that is nobody: "the mayor of Norport", "the Norport ferries"."""
    article = "" if name.lower() in ROLES else "|the"
    return re.search(rf"\b(?:{_TOWN} of{article}) {re.escape(name)}(?!['’\w]| family\b)", text) is not None


def _is_person(name: str, text: str) -> bool:
    """Whether a name is a person's: by a role, or as two capitalised words or the last of such two in the text."""
    if _ARTICLE.match(name):  # "the report by Judge Quill"
        name = re.split(r" (?:by|from|on|about|into) ", name)[0]
    words = name.split()
    lowered = _lowered(name)
    if not ROLES.isdisjoint(lowered[:-1]) or (lowered[-1] in ROLES and words[0][0].islower()):
        return True
    if lowered[0] in ("the", "a", "an"):
        return lowered[-1] in ROLES or lowered[-1].endswith(_ROLE_ENDINGS)
    if "," in name or len(words) > 4 or any(word in _OPENING or word in _BODIES for word in lowered):
        return False
    return words[-1] in _surnames(text) and not _is_place(name, text) and not no_person(name)


@dataclass(frozen=True, slots=True)
class _Sentence:
    """What a sentence tells of whether its people, and those of the one before, are men or women."""

    people: frozenset[str]
    """As `_bearer` has them."""
    called: tuple[tuple[str, str], ...]
    """(person, "he" or "she") by a title or a word of kinship."""
    opens_with: str | None
    """The gender of a pronoun among the first words, before any name."""
    own: frozenset[str]
    """The genders of what is somebody's own there, behind the first name: "sold her boat"."""
    pronouns: frozenset[str]
    """The genders of all pronouns."""


@lru_cache(maxsize=64)
def _genders(text: str) -> Mapping[str, str]:
    """From people of the text, as `_bearer` has them, to "he" or "she", as far as the text itself tells.

    A title or a word of kinship stands before the name, or a pronoun seems to stand for it: one that owns something
    in a sentence that names nobody else, or one that opens the next sentence, unless that sentence opens with
    one itself: "She spoke of Ada Quill. She ...". Nothing is told where the signs differ,
    nor of a surname that several bear.
    """
    signs: dict[str, Counter[str]] = {}
    before = _Sentence(frozenset(), (), None, frozenset(), frozenset())
    for low, high in sentences(text):
        here = _sentence(hide(text[low:high], within_quotation(text, low)), text)
        for person, gender in here.called:
            signs.setdefault(person, Counter())[gender] += _CALLED
        if here.opens_with and len(before.people) == 1 and not before.opens_with:
            signs.setdefault(next(iter(before.people)), Counter())[here.opens_with] += 1
        if len(here.people) == len(here.own) == 1 and before.people <= here.people and not here.own & before.pronouns:
            signs.setdefault(next(iter(here.people)), Counter()).update(here.own)
        before = here
    most = {person: counted.most_common(1)[0][0] for person, counted in signs.items()}
    return {
        person: gender
        for person, gender in most.items()
        if signs[person][gender] >= _CLEAR * signs[person]["she" if gender == "he" else "he"]
        and len(_full_names(text).get(person, ())) < 2
    }


def _sentence(hidden: str, text: str) -> _Sentence:
    """The signs in a sentence of the text whose quotations are hidden."""
    people, called, first = [], [], len(hidden)
    for found in _NAME.finditer(hidden):
        words = _without(found[0].split(), _OPENING)
        name = _POSSESSIVE.sub("", " ".join(words))
        if not name or not _is_person(name, text):
            continue
        at = found.end() - len(" ".join(words))
        first = min(first, at)
        people.append(_bearer(name, _full_names(text)))
        roles = words[: len(words) - len(_bare(name))]
        before = f"{hidden[max(0, at - 60) : at]}{' '.join(roles)}{' ' if roles else ''}"
        for gender, title, appositive in (("he", _MAN, _A_MAN), ("she", _WOMAN, _A_WOMAN)):
            if title.search(before) or appositive.match(hidden, found.end()):
                called.append((people[-1], gender))
    opening = _OPENS_WITH.match(hidden[:first])
    pronouns = (_GENDER.get(word) for word in re.findall(r"[a-z]+", hidden.lower()))
    return _Sentence(
        frozenset(people),
        tuple(called),
        _GENDER[opening["word"].lower()] if opening else None,
        frozenset(_GENDER[word.lower()] for word in _OWN.findall(hidden[first:])),
        frozenset(filter(None, pronouns)),
    )


def _bearer(name: str, fulls: Mapping[str, set[str]]) -> str:
    """The first and last name of whom a name of the text means; a surname that several bear stays alone."""
    words = _bare(name)
    if len(words) != 1:
        return f"{words[0]} {words[-1]}" if words else name
    borne = fulls.get(words[0], set())
    return next(iter(borne)) if len(borne) == 1 else words[0]


def _bare(name: str) -> list[str]:
    """The words of a name without the roles before it, and whose roles they are."""
    words = name.split()
    return _behind_roles([word.rstrip(".,") for word in words]) if words[0][0].isupper() else []


@lru_cache(maxsize=64)
def _full_names(text: str) -> Mapping[str, set[str]]:
    """From the surnames of the text to the first and last names of those who bear them."""
    found: dict[str, set[str]] = {}
    for match in _NAME.finditer(text):
        words = _bare(_POSSESSIVE.sub("", " ".join(_without(match[0].split(), _OPENING))) or "-")
        if len(words) > 1 and words[-1] in _surnames(text):
            found.setdefault(words[-1], set()).add(f"{words[0]} {words[-1]}")
    return found


def _is_place(name: str, text: str) -> bool:
    """Whether the text has something in or near what bears that name."""
    return (
        re.search(rf"\b(?i:in|near|outside|throughout) (?:the )?{re.escape(name)}(?!['’\w]| [A-Z])", text) is not None
    )


@lru_cache(maxsize=64)
def _surnames(text: str) -> frozenset[str]:
    """The last words of what looks like a person's name in the text: two to four capitalised words in a row, roles and
    whose they are left out.
    """
    found = set()
    for match in _NAME.finditer(text):
        words = _without(_behind_roles(match[0].split()), _OPENING)
        last = _POSSESSIVE.sub("", words[-1]) if words else ""
        if 2 <= len(words) <= 4 and last.casefold() not in _OPENING | _BODIES and not last.isupper():
            found.add(last)
    return frozenset(found)


def _behind_roles(words: list[str]) -> list[str]:
    """The words behind the last role: "Pedro Lind" of "Norlandish Prime Minister Pedro Lind"; no role, all of them."""
    last = max((at for at, word in enumerate(words) if word.rstrip(".").casefold() in ROLES), default=-1)
    return words[last + 1 :]


def _without(words: list[str], openers: frozenset[str]) -> list[str]:
    """The words from the first one on that is not among `openers`."""
    return next((words[place:] for place, word in enumerate(words) if word.casefold() not in openers), [])


def _lowered(name: str) -> list[str]:
    return [word.strip(".,'’").casefold() for word in name.split()]
