"""Where names stand in a document: runs of capitalised words (rag/expressions.py) that are no roles and no demonyms."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from index.documents import Document, Passage
from index.lexical import DOTTED, WORD
from index.words import FUNCTION_WORDS
from rag.expressions import ROLES, SPEAKING, expressions
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


@lru_cache(maxsize=1)
def countries() -> frozenset[str]:
    """English names of countries and territories, in lower case, from the Unicode CLDR."""
    from babel import Locale

    named = Locale("en").territories
    usual = {str(name) for code, name in named.items() if len(code) == 2 and code.isalpha()}
    short = {"US", "USA", "UK", "Britain", "Turkey", "Myanmar", "Congo", "Ivory Coast", "Palestine", "Hong Kong"}
    return frozenset(name.casefold() for name in usual | short)
