"""Word search over passages: BM25 by tantivy (the only file that imports it), and spelling variants.

Fields of one tantivy index: `stem` is searched; `surface` holds every word as it is spelled (lower case, without
accents); `name` holds the words that stand with a capital inside a sentence; `capitals` the abbreviations and
`initials` what names of several words may be abbreviated to, each searched with the other.
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

import jellyfish
import tantivy

from index.abbreviations import abbreviation, abbreviations, initials, initials_at
from index.access import StoreFolder
from index.countries import SHORT_COUNTRY, governed_from, other_names
from index.documents import Passage
from index.errors import StorageError
from index.words import FUNCTION_WORDS

WORD = re.compile(r"[^\W_]+")
SHORT_NAME = 5
"""Letters of a name up to which two letters more or less make another name, however alike they sound."""
DOTTED = re.compile(r"\b(?:[A-Z]\.){2,}")
SOUND_ALIKE = ("ckq", "sz", "ijy", "vw", "fp", "gh")
"""Letters with which two spellings of one name may begin."""
VARIANT_BOOST = 0.7
"""How much a spelling variant counts beside the word itself."""
_HEAP_BYTES = 64_000_000


class WordIndex:
    """Passages findable by their words.

    `known_word` says whether a spelling is an ordinary word of the language; such a word is
    never taken for a typing error of another.
    """

    def __init__(self, index: tantivy.Index, place: StoreFolder, known_word: Callable[[str], bool]) -> None:
        self._index = index
        self._place = place
        self._home = place.folder.parent
        self._known_word = known_word
        self._stem = _analyzer(stem=True)
        self._fold = _analyzer(stem=False)
        self.reload()

    @classmethod
    def open(cls, folder: Path, known_word: Callable[[str], bool] = lambda word: False) -> WordIndex:
        """The word index in `folder`, made when there is none. Raises StorageError."""
        place = StoreFolder(folder)
        return cls(_opened(place), place, known_word)

    def reload(self) -> None:
        """Show the last commit, of this process or another one."""
        if self._place.is_copy:
            self._index = _opened(self._place)
        self._index.reload()
        self._searcher = self._index.searcher()
        self._spelled_like = lru_cache(maxsize=4096)(self._find_spelled_like)
        self._is_mentioned = lru_cache(maxsize=4096)(self._find_mentioned)

    def write(self, add: Sequence[Passage] = (), remove: Iterable[str] = ()) -> None:
        """Add passages and remove passage ids, in one commit. Raises StorageError."""
        try:
            writer = self._index.writer(_HEAP_BYTES, 1)
            for passage_id in (*remove, *(passage.id for passage in add)):
                writer.delete_documents_by_term("id", passage_id)
            for passage in add:
                writer.add_document(
                    tantivy.Document(
                        id=passage.id,
                        stem=spelled(passage.text),
                        surface=spelled(passage.text),
                        name=spelled(" ".join(names_in(passage))),
                        capitals=" ".join(abbreviations(passage.text)),
                        initials=" ".join(initials(passage.text)),
                    )
                )
            writer.commit()
            writer.wait_merging_threads()
        except (OSError, ValueError) as error:
            raise StorageError(self._home, _said(error)) from error
        self.reload()

    def search(self, question: str, k: int) -> list[tuple[str, float]]:
        """Up to k (passage id, BM25 score) pairs, best first; any word of the question may match."""
        names = [(content_words(question[start:end]), short) for start, end, short in initials_at(question)]
        queries = [
            self._any_spelling(word, [short for parts, short in names if word in parts])
            for word in content_words(spelled(question))
        ]
        clauses = [(tantivy.Occur.Should, query) for query in queries]
        if not clauses:
            return []
        found = self._searcher.search(tantivy.Query.boolean_query(clauses), limit=k, count=False)
        return [(self._searcher.doc(address)["id"][0], float(score)) for score, address in found.hits]

    def full_score(self, question: str) -> float:
        """The BM25 score of a passage of mean length that holds every word of the question, or a variant, once."""
        frequencies = [self.document_frequency(word) for word in content_words(spelled(question))]
        return sum(math.log1p((passages - holding + 0.5) / (holding + 0.5)) for holding, passages in frequencies)

    def close(self) -> None:
        """Let go of a copy."""
        self._place.close()

    def ids(self) -> set[str]:
        """The ids of all passages."""
        return {id_ for id_, count in self._terms("id", "") if count}

    def variants(self, word: str) -> frozenset[str]:
        """Other spellings of `word` in the corpus, folded: transliterations, and typing errors.

        A word the corpus holds has only variants that sound the same and are names, as it is; a
        word that neither the corpus nor the language knows has those one or two slips away.
        """
        return frozenset(self._spelled_like(fold(word)))

    def document_frequency(self, word: str) -> tuple[int, int]:
        """Passages that hold the word, another form of it or a spelling variant of it; and all passages."""
        return self._is_mentioned(fold(word)), int(self._searcher.num_docs)

    def abbreviated(self, short: str) -> int:
        """Passages that hold an abbreviation as it is."""
        return self._count(capitals=[short.lower()])

    def written_out(self, short: str) -> int:
        """Passages that hold a name of several words with these initials."""
        return self._count(initials=[short.lower()])

    def corrected(self, text: str) -> str:
        """`text` with each word that is unknown everywhere replaced by its closest spelling in the corpus.

        A country goes by the name that the corpus uses, and a capital that stands for a government by its country.
        """

        def correct(match: re.Match[str]) -> str:
            word = match.group()
            if fold(word) in FUNCTION_WORDS or self._count(stem=self._stemmed(word)):
                return word
            countries = other_names(fold(word)) or governed_from(fold(word), text[: match.start()])
            names = [name for name in countries if self._count(stem=self._stemmed(name))]
            if names:
                return names[0].upper() if len(names[0]) < 4 else names[0].capitalize()
            if self._known_word(word.lower()):
                return word
            variants = self._spelled_like(fold(word))
            if not variants:
                return word
            return variants[0].capitalize() if word[0].isupper() else variants[0]

        return WORD.sub(correct, text)

    def _any_spelling(self, word: str, shorts: Sequence[str] = ()) -> tantivy.Query:
        """The word, its variants, a country's other names, and the names with these initials or that it shortens."""
        exact = self._term(self._stemmed(word))
        countries = [name for each in (word, *map(spelled, shorts)) for name in other_names(fold(each))]
        variants = [*self._spelled_like(fold(word)), *countries]
        if not self._count(stem=self._stemmed(word)):
            variants += governed_from(fold(word))
        capitals = {word, *(name.upper() for name in countries if len(name) <= SHORT_COUNTRY)}
        short_forms = [("initials", short) for name in sorted(capitals) if (short := abbreviation(name))]
        short_forms += [("capitals", short) for short in shorts]
        others = {stem: None for variant in variants for stem in self._stemmed(variant)}
        alternatives = [exact]
        queries = [self._term([stem]) for stem in others]
        queries += [
            tantivy.Query.term_query(self._index.schema, field, short.lower(), "basic") for field, short in short_forms
        ]
        alternatives += [tantivy.Query.boost_query(query, VARIANT_BOOST) for query in queries]
        return tantivy.Query.disjunction_max_query(alternatives, 0.1) if queries else exact

    def _term(self, stems: Sequence[str]) -> tantivy.Query:
        terms = [tantivy.Query.term_query(self._index.schema, "stem", stem, "freq") for stem in stems]
        if len(terms) == 1:
            return terms[0]
        return tantivy.Query.boolean_query([(tantivy.Occur.Should, term) for term in terms])

    def _stemmed(self, word: str) -> list[str]:
        return list(self._stem.analyze(word)) or [fold(word)]

    def _count(self, **terms: Sequence[str]) -> int:
        """Live passages that hold one of the terms of a field; `doc_freq` would count removed ones too."""
        clauses = [
            (tantivy.Occur.Should, tantivy.Query.term_query(self._index.schema, field, term, "basic"))
            for field, words in terms.items()
            for term in words
        ]
        found = self._searcher.search(tantivy.Query.boolean_query(clauses), limit=1, count=True)
        return int(found.count)  # type: ignore[attr-defined]  # missing in tantivy's stubs

    def _find_mentioned(self, word: str) -> int:
        stems = {*self._stemmed(word), *(s for v in self._spelled_like(word) for s in self._stemmed(v))}
        return self._count(stem=sorted(stems))

    def _find_spelled_like(self, word: str) -> tuple[str, ...]:
        if len(word) < 4 or word in FUNCTION_WORDS or not word.isalpha():
            return ()
        in_corpus = self._count(stem=self._stemmed(word)) > 0
        if in_corpus:
            if not self._count(name=[word]):
                return ()
            return self._close(word, "name", sounds=True, slips=2 if len(word) > SHORT_NAME else 1)
        sounding = self._close(word, "name", sounds=True, slips=2 if len(word) > SHORT_NAME else 1)
        if sounding or self._known_word(word):
            return sounding
        return self._close(word, "surface", sounds=False, slips=1 if len(word) < 8 else 2)

    def _terms(self, field: str, prefix: str) -> list[tuple[str, int]]:
        """The words of a field that begin so, each with the number of live passages that hold it."""
        return list(self._searcher.terms_with_prefix(field, prefix, tantivy.Query.all_query()))

    def _close(self, word: str, field: str, *, sounds: bool, slips: int) -> tuple[str, ...]:
        """Words of `field` at most `slips` edits from `word`, closest and then most frequent first."""
        key = sound(word) if sounds else None
        found: list[tuple[int, int, str]] = []
        first = next((letters for letters in SOUND_ALIKE if sounds and word[0] in letters), word[0])
        terms = (found for letter in first for found in self._terms(field, letter))
        for term, count in terms:
            if count and term != word and abs(len(term) - len(word)) <= slips and term.isalpha():
                distance = jellyfish.damerau_levenshtein_distance(word, term)
                if distance <= slips and (key is None or sound(term) == key):
                    found.append((distance, -count, term))
        return tuple(term for _, _, term in sorted(found)[:8])


def _opened(place: StoreFolder) -> tantivy.Index:
    """The index of tantivy in a folder, made when there is none. Raises StorageError."""
    schema = tantivy.SchemaBuilder()
    schema.add_text_field("id", stored=True, tokenizer_name="raw", index_option="basic")
    schema.add_text_field("stem", tokenizer_name="stem", index_option="freq")
    schema.add_text_field("surface", tokenizer_name="fold", index_option="basic")
    for field in ("name", "capitals", "initials"):
        schema.add_text_field(field, tokenizer_name="fold", index_option="basic")
    try:
        index = tantivy.Index(schema.build(), path=str(place.open()))
        index.config_reader("manual")  # nothing watches the folder, which would write to a copy that is being removed
    except (OSError, ValueError) as error:
        raise StorageError(place.folder.parent, _said(error)) from error
    index.register_tokenizer("stem", _analyzer(stem=True))
    index.register_tokenizer("fold", _analyzer(stem=False))
    return index


def spelled(text: str) -> str:
    """The text with accents on their letters and abbreviations in one spelling: U.S. and US become USA (not the
    pronoun), U.K. becomes UK.
    """
    text = unicodedata.normalize("NFC", text)
    return re.sub(r"\bUS\b", "USA", DOTTED.sub(lambda match: match.group().replace(".", ""), text))


def content_words(text: str) -> list[str]:
    """The words of a question that say what it is about, in order, each once, as typed."""
    words: dict[str, str] = {}
    for word in WORD.findall(text):
        words.setdefault(fold(word), word)
    return [word for folded, word in words.items() if folded not in FUNCTION_WORDS]


def names_in(passage: Passage) -> list[str]:
    """Words of a passage that stand with a capital elsewhere than at the start of a sentence."""
    starts = {start - passage.start for start, _ in passage.sentences} or {0}
    found = []
    for match in WORD.finditer(passage.text):
        opening = any(
            not passage.text[s : match.start()].strip(" \"'“”‘’«»(-•*\t") for s in starts if s <= match.start()
        )
        if match.group()[0].isupper() and not opening:
            found.append(match.group())
    return found


@lru_cache(maxsize=65536)
def fold(word: str) -> str:
    """The word in lower case without accents, as the word index spells it."""
    folded = _analyzer(stem=False).analyze(unicodedata.normalize("NFC", word))
    return folded[0] if folded else word.lower()


@lru_cache(maxsize=65536)
def sound(word: str) -> str:
    """The Metaphone key of a folded word; y counts as i and th as t, since transliterations swap them."""
    plain = word.replace("y", "i").replace("j", "i").replace("th", "t")
    return str(jellyfish.metaphone(re.sub(r"(.)\1", r"\1", plain)))


@lru_cache(maxsize=2)
def _analyzer(*, stem: bool) -> Any:
    builder = tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.simple())
    builder = builder.filter(tantivy.Filter.lowercase()).filter(tantivy.Filter.ascii_fold())
    return (builder.filter(tantivy.Filter.stemmer("english")) if stem else builder).build()


def _said(error: Exception) -> str:
    """What the operating system said, out of what tantivy makes of it."""
    said = re.search(r'message: "([^"]+)"', str(error))
    if said:
        return f"{said.group(1)}."
    if "writer was killed" in str(error):
        return "writing the word index broke off; the disk may be full."
    return " ".join(str(error).split()) or type(error).__name__
