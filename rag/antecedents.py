"""Names that a pronoun can stand for. By form, not by list: nobody's name is known here."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from index.abbreviations import abbreviation
from index.countries import governed_from, other_names
from index.words import fold, word_set
from rag.quotations import hide, within_quotation

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
    deputy vice premier actor actress singer author writer speaker attorney commissioner driver justice"""
)
_ROLE_ENDINGS = ("man", "woman", "er", "or", "ist", "official")
_OPENING = word_set(
    """the a an in on at of and but for from with as if it he she they we i this that these those there when while after
    before since what who why how where his her its their our my not no yes so or nor to by like unlike although despite
    because though during under over only even meanwhile however still also earlier later then now here more most some
    all many monday tuesday wednesday thursday friday saturday sunday january february march april may june july august
    september october november december today yesterday read via sign related photo image images advertisement"""
)
"""Words whose capital comes from the place, and days and months."""
_BODIES = word_set(
    """news inc ltd company university court party group council times post house street city state states committee
    ministry office department government union bank church school college league club kingdom association south north
    east west new great united commission agency institute corporation center centre museum service services foundation
    press police network palace forum international typhoon hurricane storm cyclone"""
)
"""Words in the names of bodies and places."""
_OWNERS = word_set("his her its their")
_MALE = word_set("mr sir lord king prince spokesman chairman pope he his him")
_FEMALE = word_set("mrs ms miss lady queen princess spokeswoman chairwoman actress she her")


def names(text: str, low: int, high: int, pronoun: str) -> Iterator[str]:
    """The names in `text[low:high]` that the pronoun fits, subjects first; quoted words are left out."""
    hidden = hide(text[low:high], within_quotation(text, low))
    objects = []
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
        if not name.endswith(" ".join(words)) or _OBJECT.search(hidden[max(0, at - 40) : at]):
            objects.append(name)
        else:
            yield name
    if pronoun != "they":  # "The auditors of Norport reported. They ...": what stands behind "of" is one
        yield from objects


def fits(pronoun: str, name: str, text: str) -> bool:
    """Whether "he", "she", "it" or "they" can stand for a name or phrase of the text."""
    if pronoun in ("he", "she"):
        other = _FEMALE if pronoun == "he" else _MALE
        return other.isdisjoint(_lowered(name)) and _is_person(name, text)
    return not _is_person(name, text) or (pronoun == "they" and " and " in name)


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


def _is_person(name: str, text: str) -> bool:
    """Whether a name is a person's: by a role, or as two capitalised words or the last of such two in the text."""
    words = name.split()
    lowered = _lowered(name)
    if not ROLES.isdisjoint(lowered[:-1]) or (lowered[-1] in ROLES and words[0][0].islower()):
        return True
    if lowered[0] in ("the", "a", "an"):
        return lowered[-1] in ROLES or lowered[-1].endswith(_ROLE_ENDINGS)
    if "," in name or len(words) > 4 or any(word in _OPENING or word in _BODIES for word in lowered):
        return False
    return words[-1] in _surnames(text) and not _is_place(name, text)


def _is_place(name: str, text: str) -> bool:
    """Whether the text has something in or near what bears that name."""
    return re.search(rf"\b(?i:in|near|outside|throughout) (?:the )?{re.escape(name)}(?!['’\w])", text) is not None


@lru_cache(maxsize=64)
def _surnames(text: str) -> frozenset[str]:
    """The last words of what looks like a person's name in the text: two to four capitalised words in a row."""
    found = set()
    for match in _NAME.finditer(text):
        words = _without(match[0].split(), _OPENING | ROLES)
        last = _POSSESSIVE.sub("", words[-1]) if words else ""
        if 2 <= len(words) <= 4 and last.casefold() not in _OPENING | _BODIES and not last.isupper():
            found.add(last)
    return frozenset(found)


def _without(words: list[str], openers: frozenset[str]) -> list[str]:
    """The words from the first one on that is not among `openers`."""
    return next((words[place:] for place, word in enumerate(words) if word.casefold() not in openers), [])


def _lowered(name: str) -> list[str]:
    return [word.strip(".,'’").casefold() for word in name.split()]
