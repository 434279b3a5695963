"""Where names stand in a document: runs of capitalised words (rag/expressions.py) that are no roles and no demonyms."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from index.documents import Document, Passage
from index.lexical import DOTTED, WORD
from index.words import FUNCTION_WORDS, word_set
from rag.expressions import BODIES, ROLES, SPEAKING, Name, expressions
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
_BELONGING = re.compile(r" of (?:the )?")
"""What joins a person's name to a body's or a place's: "Ada Quill of the University of Norwick"."""
_OWNED = re.compile(r"['’]s?$")
_BEFORE_NAMES = word_set(
    "like unlike despite although because during since amid among without meanwhile today yesterday"
)
"""Words whose capital at a sentence's start joins them to a name: "Like Quill, he"."""
_POSSESSIVE = re.compile(r"['’]s(?: |$)")
_SAID_BEFORE = re.compile(rf"(?:{SPEAKING.pattern})(?: to| by)? $", re.IGNORECASE)
_THE = re.compile(r"\bthe (?:\w+ )?$", re.IGNORECASE)


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


def mentions(document: Document, passages: Sequence[Passage]) -> list[Mention]:
    """Every name in the passages of a document, each time that it stands there."""
    sure, opening = [], []
    usual: set[str] = set()  # words that have their capital elsewhere than at a sentence's start
    spans = sorted({span for passage in passages for span in passage.sentences})
    read = [(span, DOTTED.sub(_undotted, document.text[span[0] : span[1]])) for span in spans]
    titles = [(sentence, text) for sentence, text in read if _in_title_case(text)]
    prose = [(sentence, text) for sentence, text in read if not _in_title_case(text)]
    alone = {name.text for _, text in prose for name in expressions(text).names if " " not in name.text}
    for sentence, text in prose:
        for name, mention in _mentions_in(document.id, sentence, text, alone):
            if name.opening:
                opening.append(mention)
            else:
                sure.append(mention)
                usual.update(mention.name.split())
    found = [*sure, *(mention for mention in opening if mention.name.split()[-1] in usual)]
    for sentence, text in titles:  # every word has a capital: those that have it elsewhere too are names
        for run in _runs(text, usual):
            found.append(_mention(document.id, sentence, text, run[0].start(), [word[0] for word in run]))
    return found


def _mentions_in(
    document_id: str, sentence: tuple[int, int], text: str, alone: Collection[str]
) -> Iterator[tuple[Name, Mention]]:
    """The mentions of one sentence, each with the run of capitalised words that it stands in."""
    for whole in expressions(text).names:
        for name in _divided(whole, text, alone):
            # "Ada Quill of the University of Norwick said": she speaks
            speaks = name.person and bool(SPEAKING.match(text[whole.end : whole.end + 30].lstrip(" ,")))
            for start, words, titled in _parts(name.start, name.text):
                if not words or _is_demonym(words, text[start + len(" ".join(words)) :]):
                    continue
                mention = _mention(document_id, sentence, text, start, words)
                yield (
                    name,
                    replace(
                        mention,
                        titled=mention.titled or titled,
                        looks_personal=(name.person or titled) and mention.looks_personal,
                        placed=mention.placed or name.placed,
                        speaks=mention.speaks or speaks,
                    ),
                )


def _mention(document_id: str, sentence: tuple[int, int], text: str, start: int, words: Sequence[str]) -> Mention:
    end = start + len(" ".join(words))
    before, after = text[max(0, start - 30) : start], text[end : end + 30]
    return Mention(
        document_id,
        sentence[0] + start,
        sentence[0] + end,
        sentence,
        " ".join(words),
        titled=(before.split()[-1:] or [""])[0].casefold().strip(".") in _TITLES,
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


def _divided(name: Name, text: str, alone: Collection[str]) -> Iterator[Name]:
    """A person and the body or place that the person is of, where both are one run; the name itself otherwise.

    "Ada Quill of the University of Norwick" holds a person where a body follows, or where the surname also stands
    `alone` in the document. "National Gallery of Norwick" is one name.
    """
    joined = _BELONGING.search(name.text)
    words = name.text[: joined.start()].split() if joined else []
    plain = [word for word in words if word.casefold().strip(".") not in _TITLES]
    rest = name.text[joined.end() :] if joined else ""
    of_body = len(plain) > 1 and not BODIES.isdisjoint(rest.casefold().split())
    known = len(words) > 1 and bool(plain) and plain[-1] in alone
    person = 0 < len(plain) <= 3 and plain[-1] == words[-1] and BODIES.isdisjoint(map(str.casefold, plain))
    spoiled = _THE.search(text[: name.start]) or any(map(_OWNED.search, words))
    if joined is None or not person or spoiled or not (of_body or known):
        yield name
        return
    end, start = name.start + joined.start(), name.start + joined.end()
    yield replace(name, end=end, text=text[name.start : end], person=True, opening=False)
    yield replace(name, start=start, text=text[start : name.end], person=False, placed=True, opening=False)


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
        while kept and (kept[0].islower() or kept[0].casefold() in _BEFORE_NAMES):
            kept = kept[1:]
        yield offset + len(rest) - len(" ".join(kept)), kept, bool(roles or office) and bool(kept)
        at += len(piece)


def _is_demonym(words: Sequence[str], after: str) -> bool:
    """Whether the name is an adjective such as "Italian", which says where someone is from."""
    return len(words) == 1 and bool(_DEMONYM.fullmatch(words[0])) and not SPEAKING.match(after.lstrip())


@lru_cache(maxsize=1)
def countries() -> frozenset[str]:
    """English names of countries and territories, in lower case, from the Unicode CLDR."""
    from babel import Locale

    named = Locale("en").territories
    bodies = {"EU", "EZ", "UN"}  # the European Union, the Eurozone, the United Nations
    usual = {str(name) for code, name in named.items() if len(code) == 2 and code.isalpha() and code not in bodies}
    short = {"US", "USA", "UK", "Britain", "Turkey", "Myanmar", "Congo", "Ivory Coast", "Palestine", "Hong Kong"}
    return frozenset(name.casefold() for name in usual | short)
