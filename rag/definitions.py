"""What a sentence says that somebody or something is, asked "Who is Ada Quill?" or "What is the Quill Fund?".

By the forms in which news and encyclopedias introduce a name, without a parser: "X is a ...", "X, the ...,",
"the ..., X,", "minister X", "the fund X". After the definition patterns of question answering (Hildebrandt, Katz and
Lin, HLT-NAACL 2004; Xu, Weischedel and Licuanan, SIGIR 2004).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from functools import lru_cache

from index.words import FUNCTION_WORDS, stem, word_set
from rag.expressions import ROLES
from rag.reporting import (
    ADVERBS,
    AGENT_ENDINGS,
    AGENTS,
    AUXILIARIES,
    DAYS,
    NOT_SAID,
    OPENERS,
    PREPOSITIONS,
    SUBORDINATE,
    VERBS,
)
from rag.sentence_tokens import Token, tokenise

MOST_WORDS = 14
"""Words of a definition; a longer one is cut where a clause begins, or is none."""
BEFORE_NAME = 6
"""Words in front of a name that may describe it."""
_CAPITAL = r"[^\W\d_a-zß-öø-ÿ][\w.'’&-]*"
_ASKS = re.compile(
    r"(?:(?:[Ss]o|[Aa]nd|[Bb]ut|[Tt]hen),? )?[Ww]h(?:o|at)(?:['’]s| is| was| are| were)(?: exactly)? "
    r"(?P<the>the |an? )?"
    rf"[\"“']?(?P<name>{_CAPITAL}(?: (?:(?:of|the|and|for|de|la|van|von|der|al|bin|&) )*{_CAPITAL})*)"
    r"[\"”']?\W{0,5}(?:\(about [^)]*\))?$"
)
_BE = {"is", "was", "are", "were", "be", "became", "remains", "remained"}
_CUTS = {"who", "which", "that", "whose", "where", "when", "while", "because", "as", "after", "before", "since", "but"}
"""Words with which a clause begins that a definition can do without."""
ARTICLES = {"the", "a", "an", "his", "her", "its", "their"}
_OWNERS = {"his", "her", "its", "their"}
_TIMES = word_set(
    "day days morning afternoon evening night week weeks month months hour hours minute minutes year later"
)
_PASTS = word_set("heard said found told held ruled wrote read knew saw left went came began")
_SAID_OF = word_set("accused charged convicted suspected known credited blamed")
"""Participles behind a noun that say what is said of it."""
_OPENS = ARTICLES | {"my", "our", "one", "another", "former", "acting"}
_RELATED = word_set(
    """wife husband widow son daughter brother sister father mother cousin uncle aunt nephew niece
    deputy head chair member sergeant lieutenant admiral marshal corporal executive president student sibling twin"""
)
_OFFICES = ROLES | _RELATED
_MAKERS = ("er", "or", "ist", "man", "woman")
_NO_MAKERS = FUNCTION_WORDS | ADVERBS | OPENERS | PREPOSITIONS | {"together", "rather", "another", "whether", "latter"}
_POSSESSIVE = re.compile(r"['’]s?$")


@lru_cache(maxsize=256)
def name_asked(question: str) -> str | None:
    """The name of which a question asks who or what bears it, and nothing else; an office is no name."""
    asked = _ASKS.match(question.strip())
    if asked is None:
        return None
    words = asked["name"].lower().split()
    titled = words[-1] in _OFFICES or (words[0] in _OFFICES and not {"of", "for"}.isdisjoint(words))
    return None if titled or (asked["the"] and _is_agent(words[-1])) else asked["name"]


def definition(name: Sequence[AbstractSet[str]], sentence: str, person: bool) -> tuple[int, int] | None:
    """Offsets in `sentence` of the words that say who or what bears a name; None where none do.

    `name`: of each of its words the stems under which it may stand; the last one must stand in the sentence. Of a
    `person` a first name may stand before it that was not asked for.
    """
    tokens = tokenise(sentence)
    for first, last in _places(name, tokens, person):
        for found in (
            _behind(tokens, last),
            _after_verb(tokens, last),
            _apposed_before(tokens, first, last),
            _in_front(tokens, first, last),
        ):
            if found is not None and found[0] < found[1]:
                return tokens[found[0]].start, tokens[found[1] - 1].end
    return None


def _places(name: Sequence[AbstractSet[str]], tokens: Sequence[Token], person: bool) -> list[tuple[int, int]]:
    """Where the name stands, longest first: token numbers, the first and the one behind the last."""
    stems = [stem(token.text) for token in tokens]
    found = []
    for at, token in enumerate(tokens):
        if stems[at] not in name[-1] or not token.capital or token.lower.endswith("'s"):
            continue
        first, missing = at, list(name[:-1])
        while first > 0 and missing and (stems[first - 1] in missing[-1] or tokens[first - 1].lower in FUNCTION_WORDS):
            if stems[first - 1] in missing[-1]:
                missing.pop()
            first -= 1
        if missing:
            first = at  # a surname alone
        before = tokens[first - 1] if first else None
        other = before is not None and (
            before.text == "&" or (before.capital and not _is_grammar(before) and not _is_office(before))
        )
        if not other or (person and len(name) == 1 and before is not None and before.text != "&"):
            found.append((first, _whole_name(tokens, at + 1)))
    return sorted(found, key=lambda place: place[0] - place[1])


def _whole_name(tokens: Sequence[Token], last: int) -> int:
    """Where the name ends that goes on behind its first words: "Ada" of "Ada Quill"."""
    while last < len(tokens) and tokens[last].capital and not tokens[last].quoted and tokens[last].lower not in DAYS:
        last += 1
    return last


def _after_verb(tokens: Sequence[Token], last: int) -> tuple[int, int] | None:
    """The phrase of "Ada Quill is the ...", "Ada Quill (43) will be the ..."."""
    at = last
    if _text(tokens, at) in (",", "("):
        close = {",": ",", "(": ")"}[_text(tokens, at)]
        at = next((place + 1 for place in range(at + 1, len(tokens)) if tokens[place].text == close), len(tokens))
    at += _lower(tokens, at) == "will"
    if _lower(tokens, at) not in _BE or _lower(tokens, at + 1) in NOT_SAID:
        return None
    start = at + 1
    start += _lower(tokens, start) in ("also", "now", "still", "currently", "then")
    phrase = _cut(tokens, start) if _lower(tokens, start) in _OPENS or _is_role(tokens, start) else None
    late = phrase and not _TIMES.isdisjoint(token.lower for token in tokens[phrase[0] : phrase[1]])
    return None if late else phrase


def _behind(tokens: Sequence[Token], last: int) -> tuple[int, int] | None:
    """The phrase of "Ada Quill, the head of ..., said" and "the Quill Fund (a charity)"."""
    if _text(tokens, last) not in (",", "(", "–", "—") or _in_adjunct(tokens, last):
        return None
    start = last + 1
    if _lower(tokens, start).isdigit() and _text(tokens, start + 1) == ",":  # "Ada Quill, 43, the head of"
        start += 2
    if _lower(tokens, start) == "who" and _lower(tokens, start + 1).endswith("s"):  # "who runs the harbour"
        return _cut(tokens, start)
    if not (_lower(tokens, start) in _OPENS or _is_role(tokens, start) or _lower(tokens, start + 1) == "of"):
        return None
    end = start
    while end < len(tokens) and tokens[end].text not in (",", ")", "–", "—", ".", ";", ":"):
        participle = tokens[end].lower in _SAID_OF and end > start + 1  # "the man accused of ..."
        verb = tokens[end].lower in AUXILIARIES | NOT_SAID | set(VERBS) and not participle
        if tokens[end].quoted or (not tokens[end].capital and verb):
            return None
        if tokens[end].lower in _CUTS:
            break
        end += 1
    words = {token.lower for token in tokens[start:end]}
    company = "and" in words and tokens[start].lower in _OWNERS  # "Quill, her husband and two sons"
    if company or not words.isdisjoint(_TIMES) or _is_past(tokens[end - 1].lower):
        return None
    closed = end < len(tokens) and (tokens[end].text in (",", ")", "–", "—", ".") or tokens[end].lower in _CUTS)
    return (start, end) if closed and 0 < end - start <= MOST_WORDS else None


def _in_adjunct(tokens: Sequence[Token], last: int) -> bool:
    """Whether the words up to `last` open the sentence with a preposition: "According to Quill, the harbour ..."."""
    opens = tokens[0].lower in PREPOSITIONS | SUBORDINATE | {"according"}
    return opens and not any(token.sign for token in tokens[:last])


def _apposed_before(tokens: Sequence[Token], first: int, last: int) -> tuple[int, int] | None:
    """The phrase of "the head of ..., Ada Quill, said" and "a charity, the Quill Fund, paid"."""
    first -= _lower(tokens, first - 1) == "the"
    if _text(tokens, first - 1) != "," or _text(tokens, last) not in (",", ".", "", ")", "–", "—", ";"):
        return None
    start = end = first - 1
    while start > 0 and end - start < MOST_WORDS:
        token = tokens[start - 1]
        if token.sign or token.quoted or (not token.capital and token.lower in AUXILIARIES | NOT_SAID | set(VERBS)):
            break
        start -= 1
    while start < end and tokens[start].lower not in _OPENS and not _is_role(tokens, start):
        start += 1
    somebody = any(_is_agent(token.lower) for token in tokens[start:end])
    if start == end or (tokens[end - 1].capital and not somebody):
        return None
    adjunct = _lower(tokens, start - 1) in PREPOSITIONS - {"by", "from", "with", "to", "for", "of"}
    return (start, end) if somebody or (_lower(tokens, start) in ARTICLES and not adjunct) else None


def _in_front(tokens: Sequence[Token], first: int, last: int) -> tuple[int, int] | None:
    """The words in front of a name, up to an article or a grammar word: "minister Ada Quill", "the fund Quill"."""
    if _lower(tokens, first - 1) in ("named", "called", "dubbed"):  # "a dog named Quill"
        first -= 1
    start = first
    while start > 0 and first - start < BEFORE_NAME and not _ends_in_front(tokens[start - 1]):
        start -= 1
    end = first
    while end > start and tokens[end - 1].capital and not _is_office(tokens[end - 1]):
        end -= 1  # a first name
    if end == start or not tokens[end - 1].text.isalpha() or _lower(tokens, start - 1) == "to":
        return None
    article = _lower(tokens, start - 1) in ARTICLES
    head = tokens[end - 1]
    if _is_office(head):
        return start - article, end
    goes_on = last < len(tokens) and not tokens[last].sign and not _is_grammar(tokens[last])
    return (start - 1, end) if article and not head.capital and not goes_on else None


def _ends_in_front(token: Token) -> bool:
    """Whether a word in front of a name belongs to no description of it."""
    if token.sign or token.quoted or token.lower in DAYS or token.lower == "near" or _POSSESSIVE.search(token.text):
        return True
    return _is_grammar(token) or (not token.capital and token.lower.endswith(("ed", "ing")))


def _is_grammar(token: Token) -> bool:
    return token.lower in FUNCTION_WORDS | PREPOSITIONS or (not token.capital and token.lower in VERBS)


def _cut(tokens: Sequence[Token], start: int) -> tuple[int, int] | None:
    """The noun phrase that begins at `start`, up to a sign or where a clause begins."""
    end = start + 1
    while end < len(tokens) and not tokens[end].sign and tokens[end].lower not in _CUTS and end - start <= MOST_WORDS:
        end += 1
    while end > start and tokens[end - 1].lower in FUNCTION_WORDS:
        end -= 1
    return (start, end) if 0 < end - start <= MOST_WORDS else None


def _is_past(word: str) -> bool:
    """Whether a word ends a clause and no phrase: "Ada Quill, the court heard, left"."""
    return word in _PASTS or word in VERBS or word.endswith("ed")


def _is_role(tokens: Sequence[Token], at: int) -> bool:
    return at < len(tokens) and _is_agent(tokens[at].lower)


def _is_office(token: Token) -> bool:
    """Whether a word says what somebody is; a capital inside of a sentence is a name's, but for offices."""
    return token.lower in _OFFICES or ((not token.capital or token.start == 0) and _is_agent(token.lower))


def _is_agent(word: str) -> bool:
    """Whether a word is what a person or a body can be: "minister", "striker"."""
    single = word.removesuffix("s")
    if word in _OFFICES or word in AGENTS or single.endswith(AGENT_ENDINGS):
        return True
    return len(single) > 4 and single.endswith(_MAKERS) and word not in _NO_MAKERS


def _text(tokens: Sequence[Token], at: int) -> str:
    return tokens[at].text if 0 <= at < len(tokens) else ""


def _lower(tokens: Sequence[Token], at: int) -> str:
    return tokens[at].lower if 0 <= at < len(tokens) else ""
