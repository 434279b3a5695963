"""Who and what is mentioned most: names in the kept lines, counted under all their spellings.

A person's surname alone counts for the full name that ends in it, and spellings that the word index takes for
variants of each other are one name. No list of people or places is needed: a person is who bears a role or a
surname that also stands alone, and speaks or acts; a place is where something is. Both are told by their majority,
so a name that stands once may be misjudged.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from index.countries import governed_from
from index.documents import Document, Passage
from index.lexical import WORD, fold
from rag.expressions import BODIES
from rag.mentions import Mention, countries, mentions
from rag.statements import SENTENCE_END

_GOOD_WORDS = (8, 40)
"""Of a sentence that is shown for a name."""
LEAST_PLACED = 0.15
"""Share of a place's mentions that stand behind "in", "from" and the like."""
OFTEN_ALONE = 3
"""So often a surname must stand alone in a document to show that the full name is a person's."""
LONG_NAME = 7
"""Letters from which on a surname alone is taken for another spelling of one that sounds the same."""
Variants = Callable[[str], frozenset[str]]
"""The other spellings of a word in the corpus, folded (`WordIndex.variants`)."""


@dataclass(slots=True)
class Mentioned:
    """A name, with all that counts for it."""

    name: str
    """As it is spelled most often in full."""
    person: bool = False
    place: bool = False
    country: bool = False
    """A country or territory of the Unicode CLDR."""
    mentions: list[Mention] = field(default_factory=list)

    @property
    def documents(self) -> int:
        """How many documents mention it."""
        return len({mention.document_id for mention in self.mentions})

    @property
    def spellings(self) -> list[str]:
        """Other forms of its last word, most frequent first: of a person's surname."""
        words = Counter(mention.name.split()[-1] for mention in self.mentions)
        own, first = fold(self.name.split()[-1]), fold(self.name.split()[0])
        return [word for word, _ in words.most_common() if fold(word) not in (own, first)] if self.person else []

    def best(self, texts: dict[str, str]) -> Mention:
        """The mention whose sentence shows the name best: in full, in a whole sentence of ordinary length."""

        def fitness(mention: Mention) -> tuple[bool, bool, bool]:
            words = texts[mention.document_id][mention.sentence[0] : mention.sentence[1]]
            ordinary = _GOOD_WORDS[0] <= len(words.split()) <= _GOOD_WORDS[1]
            return bool(SENTENCE_END.search(words)), mention.name == self.name, ordinary

        return max(self.mentions, key=fitness)


def mentioned(documents: Iterable[tuple[Document, Sequence[Passage]]], variants: Variants) -> list[Mentioned]:
    """Every name of these documents, most often mentioned first."""
    found: list[Mention] = []
    small: set[str] = set()  # words that stand without a capital somewhere
    for document, passages in documents:
        found += mentions(document, passages)
        small.update(word for passage in passages for word in WORD.findall(passage.text) if word[0].islower())
    people = {mention.name for mention in _persons(found, small)}
    judged = [_judged(mentions, small) for mentions in _group(found, people, variants)]
    return sorted(judged, key=lambda each: (-len(each.mentions), -each.documents, each.name))


def _group(found: Sequence[Mention], personal: Collection[str], variants: Variants) -> list[list[Mention]]:
    """Mentions of the same name together.

    A surname alone is the person of that surname in its document, of several the one last named in full before it,
    or the person in the whole corpus where only one bears it; a first name alone likewise. Capitals that spell the
    first letters of a longer name are that name.
    """
    initials = {_initials(mention.name): mention.name for mention in found if " " in mention.name} if found else {}
    in_full: dict[tuple[str, str], list[Mention]] = {}  # by document and one word of the name, in the order of the text
    bearers: dict[str, set[str]] = {}  # the full names with that word, in all documents
    for mention in sorted(found, key=lambda mention: mention.start):
        if mention.name in personal:
            for word in {fold(mention.name.split()[0]), fold(mention.name.split()[-1])}:
                in_full.setdefault((mention.document_id, word), []).append(mention)
                bearers.setdefault(word, set()).add(mention.name)
    same = _same_person(personal, variants)
    spelled = {
        word: name
        for name in sorted(personal)
        if len(surname := fold(name.split()[-1])) >= LONG_NAME
        for word in variants(surname)
        if len(word) >= LONG_NAME
    }

    def key(mention: Mention) -> str:
        if mention.name in personal:
            return same[mention.name]
        word = fold(mention.name)
        if " " not in mention.name:
            here = in_full.get((mention.document_id, word), ())
            if here:  # a headline may give the surname of who is named in full below
                before = bisect_left(here, mention.start, key=lambda each: each.start)
                return same[here[max(before - 1, 0)].name]
            named = {same[name] for name in bearers.get(word, ())}
            if len(named) == 1:
                return named.pop()
            if mention.name.isupper() and mention.name in initials:
                return initials[mention.name].casefold()
            if word in spelled:
                return same[spelled[word]]
        return mention.name.casefold()

    groups: dict[str, list[Mention]] = {}
    for mention in found:
        groups.setdefault(key(mention), []).append(mention)
    return list(groups.values())


def _persons(found: Sequence[Mention], small: Collection[str]) -> Iterator[Mention]:
    """Mentions of people by their full name.

    Somebody who bears a role, speaks, or is called by the surname alone again and again, which is no ordinary word.
    """
    acting = {(mention.document_id, mention.name.split()[-1]) for mention in found if mention.titled or mention.speaks}
    alone = Counter((mention.document_id, mention.name) for mention in found if mention.name.casefold() not in small)
    acting |= {word for word, count in alone.items() if count >= OFTEN_ALONE and not word[1].isupper()}
    for mention in found:
        if _personal(mention, small) and (mention.document_id, mention.name.split()[-1]) in acting:
            yield mention


def _personal(mention: Mention, small: Collection[str]) -> bool:
    return mention.looks_personal and mention.name.split()[0].casefold() not in small


def _same_person(names: Collection[str], variants: Variants) -> dict[str, str]:
    """For each full name the key of its person: equal surnames or spellings of one, and no two first names."""
    keys: dict[str, str] = {}
    for name in sorted(names):
        first, last = fold(name.split()[0]), fold(name.split()[-1])
        keys[name] = next(
            (
                key
                for other, key in keys.items()
                if fold(other.split()[0]) == first
                and (fold(other.split()[-1]) == last or fold(other.split()[-1]) in variants(last))
            ),
            f"{first} {last}",
        )
    return keys


def _initials(name: str) -> str:
    return "".join(word[0] for word in name.split() if word[0].isupper())


def _judged(mentions: list[Mention], small: Collection[str]) -> Mentioned:
    names = Counter(mention.name for mention in mentions)
    longest = Counter({name: count for name, count in names.items() if 1 < len(name.split()) <= 3}) or names
    shown = max(longest, key=lambda name: (longest[name], name))
    count = len(mentions)
    placed = sum(mention.placed for mention in mentions)
    body = not BODIES.isdisjoint(word.casefold() for word in shown.split())
    country = any(name.removeprefix("the ").casefold() in countries() for name in names)
    alone = max(
        Counter(m.document_id for m in mentions if " " not in m.name and m.name.casefold() not in small).values(),
        default=0,
    )
    acting = any(m.titled or (m.speaks and " " in shown) for m in mentions) or alone >= OFTEN_ALONE
    personal = any(mention.titled or _personal(mention, small) for mention in mentions)
    person = acting and personal and not body and not country and placed <= count / 2
    acronym = shown.isupper() and not country
    capital = any(governed_from(fold(name)) for name in names)  # papers say "Lima" more than "in Lima"
    place = country or (not person and not body and not acronym and (capital or placed >= LEAST_PLACED * count))
    return Mentioned(shown, person, place, country, mentions)
