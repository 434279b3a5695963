"""Who and what is mentioned most: names in the kept lines, counted under all their spellings.

Names are runs of capitalised words (rag/expressions.py). A person's surname alone counts for the full name that
ends in it, and spellings that the word index takes for variants of each other are one name. No list of people
or places is needed: a person is who bears a role or a surname that also stands alone, and speaks or acts; a
place is where something is. Both are told by their majority, so a name that stands once may be misjudged.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache

from index.documents import Document, Passage
from index.lexical import DOTTED, WORD, fold
from index.words import FUNCTION_WORDS
from rag.expressions import BODIES, ROLES, SPEAKING, expressions
from rag.statements import SENTENCE_END

_DEMONYM = re.compile(
    r"(?:\w+(?:ian|ish|ese|ean|ican|erman|rench|utch|reek|wiss|zech|aeli|raqi|audi)|(?:west|east|north|south)ern)s?",
    re.I,
)
_TITLES = ROLES - {"us", "uk", "french", "german", "british", "american"}
"""Of the words before a person's name, those that are a role."""
_OFFICE = re.compile(
    rf"(?:\w+ )*(?:{'|'.join(sorted(word.capitalize() for word in _TITLES))}) of (?:the )?([A-Z][\w-]+) ?"
)
_POSSESSIVE = re.compile(r"['’]s(?: |$)")
_SAID_BEFORE = re.compile(rf"(?:{SPEAKING.pattern})(?: to| by)? $", re.IGNORECASE)
_THE = re.compile(r"\bthe (?:\w+ )?$", re.IGNORECASE)
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


@dataclass(frozen=True, slots=True)
class Mention:
    """One place where a name stands."""

    document_id: str
    start: int
    end: int
    sentence: tuple[int, int]
    """Offsets in the document's text of the sentence that holds it."""
    name: str
    """Without the roles in front of it, on one line."""
    titled: bool
    """A role stands before it: "President"."""
    looks_personal: bool
    """Two or three capitalised words, of no known body and without "the"."""
    placed: bool
    speaks: bool


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
        found += _mentions(document, passages)
        small.update(word for passage in passages for word in WORD.findall(passage.text) if word[0].islower())
    people = {mention.name for mention in _persons(found, small)}
    judged = [_judged(mentions, small) for mentions in _group(found, people, variants)]
    return sorted(judged, key=lambda each: (-len(each.mentions), -each.documents, each.name))


def _mentions(document: Document, passages: Sequence[Passage]) -> list[Mention]:
    sure, opening, titles = [], [], []
    usual: set[str] = set()  # words that have their capital elsewhere than at a sentence's start
    for sentence in sorted({span for passage in passages for span in passage.sentences}):
        text = DOTTED.sub(_undotted, document.text[sentence[0] : sentence[1]])
        if _in_title_case(text):
            titles.append((sentence, text))
            continue
        for name in expressions(text).names:
            for start, words, titled in _parts(name.start, name.text):
                if not words or _is_demonym(words, text[start + len(" ".join(words)) :]):
                    continue
                mention = _mention(document.id, sentence, text, start, words)
                mention = replace(
                    mention,
                    titled=mention.titled or titled,
                    looks_personal=(name.person or titled) and mention.looks_personal,
                    placed=mention.placed or name.placed,
                )
                if name.opening:
                    opening.append(mention)
                else:
                    sure.append(mention)
                    usual.update(words)
    found = [*sure, *(mention for mention in opening if mention.name.split()[-1] in usual)]
    for sentence, text in titles:  # every word has a capital: those that have it elsewhere too are names
        for run in _runs(text, usual):
            found.append(_mention(document.id, sentence, text, run[0].start(), [word[0] for word in run]))
    return found


def _mention(document_id: str, sentence: tuple[int, int], text: str, start: int, words: Sequence[str]) -> Mention:
    end = start + len(" ".join(words))
    before, after = text[max(0, start - 30) : start], text[end : end + 30]
    return Mention(
        document_id,
        sentence[0] + start,
        sentence[0] + end,
        sentence,
        " ".join(words),
        titled=(before.split()[-1:] or [""])[0].casefold() in _TITLES,
        looks_personal=1 < len(words) <= 4 and not _THE.search(before) and _is_given_name(words[0]),
        placed=before.rstrip().endswith(" of"),
        speaks=bool(SPEAKING.match(after.lstrip(" ,")) or _SAID_BEFORE.search(before)),
    )


def _is_given_name(word: str) -> bool:
    """Whether a person's name may begin with it."""
    return not (word.isupper() and len(word) > 1) and not _is_demonym([word], "") and word.casefold() not in countries()


def _in_title_case(text: str) -> bool:
    words = [word for word in WORD.findall(text) if word.casefold() not in FUNCTION_WORDS]
    return (
        len(words) >= 4
        and not SENTENCE_END.search(text)
        and sum(word[0].isupper() for word in words) > 0.8 * len(words)
    )


def _runs(text: str, usual: Collection[str]) -> Iterator[list[re.Match[str]]]:
    """Neighbouring words of `usual`."""
    run: list[re.Match[str]] = []
    for word in WORD.finditer(text):
        known = word[0] in usual and not _is_demonym([word[0]], "")
        if run and not (known and text[run[-1].end() : word.start()] == " "):
            yield run
            run = []
        if known:
            run.append(word)
    if run:
        yield run


def _undotted(found: re.Match[str]) -> str:
    """U.S. as "US", as long as before."""
    return found[0].replace(".", "").ljust(len(found[0]))


def _parts(start: int, name: str) -> Iterator[tuple[int, list[str], bool]]:
    """The names in a run of capitalised words: where each starts, its words, and whether a role stands before it.

    "President of Peru Ada Quill" holds a country and a person, "Russia's Novgorod" two places.
    """
    pieces = [piece for piece in _POSSESSIVE.split(name) if piece]
    at = start
    for piece in pieces:
        at = start + name.index(piece, at - start)
        office = _OFFICE.match(piece)
        if office:
            yield at + office.start(1), [office[1]], False
        rest = piece[office.end() :] if office else piece
        offset = at + len(piece) - len(rest)
        words = rest.split()
        roles = [place for place, word in enumerate(words) if word.casefold().strip(".") in _TITLES]
        kept = words[roles[-1] + 1 :] if roles else words
        while kept and kept[0].islower():
            kept = kept[1:]
        yield offset + len(rest) - len(" ".join(kept)), kept, bool(roles or office) and bool(kept)
        at += len(piece)


def _is_demonym(words: Sequence[str], after: str) -> bool:
    """Whether the name is an adjective such as "Italian", which says where someone is from."""
    return len(words) == 1 and bool(_DEMONYM.fullmatch(words[0])) and not SPEAKING.match(after.lstrip())


def _group(found: Sequence[Mention], personal: Collection[str], variants: Variants) -> list[list[Mention]]:
    """Mentions of the same name together.

    A surname alone is the person of that surname in its document, or in the whole corpus where only one bears
    it; a first name alone likewise. Capitals that spell the first letters of a longer name are that name.
    """
    initials = {_initials(mention.name): mention.name for mention in found if " " in mention.name} if found else {}
    bearers: dict[str, set[str]] = {}  # from one word of a name to the full names, in one document and in all
    for mention in found:
        if mention.name in personal:
            for word in (mention.name.split()[0], mention.name.split()[-1]):
                for where in ("", mention.document_id):
                    bearers.setdefault(f"{where}\0{fold(word)}", set()).add(mention.name)
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
            for where in (mention.document_id, ""):
                named = {same[name] for name in bearers.get(f"{where}\0{word}", ())}
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
    place = country or (not person and not body and not acronym and placed >= LEAST_PLACED * count)
    return Mentioned(shown, person, place, country, mentions)


@lru_cache(maxsize=1)
def countries() -> frozenset[str]:
    """English names of countries and territories, in lower case, from the Unicode CLDR."""
    from babel import Locale

    named = Locale("en").territories
    usual = {str(name) for code, name in named.items() if len(code) == 2 and code.isalpha()}
    short = {"US", "USA", "UK", "Britain", "Turkey", "Myanmar", "Congo", "Ivory Coast", "Palestine", "Hong Kong"}
    return frozenset(name.casefold() for name in usual | short)
