"""Words of a conversation are put into a question so that a person can read it.

A pronoun becomes the phrase it stands for, "and X?" the question before it with X in the place of a phrase
of the same kind, and what finds no place stands behind: "Why was that? (about the harbour toll)", "Who else
signed? (besides Ada Quill)".
"""

from __future__ import annotations

import re
from collections.abc import Sequence, Set
from dataclasses import dataclass
from itertools import takewhile

from index.countries import other_names
from index.words import fold, stem, word_set
from rag.antecedents import may_be_person, no_person, unlike_person
from rag.expressions import ROLES
from rag.talk import (
    AUXILIARIES,
    DEMONSTRATIVES,
    DETERMINERS,
    MONTHS,
    PREPOSITIONS,
    PRONOUNS,
    QUESTION_WORDS,
    Conversation,
    Mention,
    Seen,
    Text,
    pointer,
    points,
    read,
)

LONGEST_PHRASE = 6
"""Words of a phrase on either side of its likeliest one."""
LONGEST_ITEM = 12
"""Words of an item that "the second one" stands for."""
OTHERS = frozenset({"else", "other", "others", "another"})
"""With one of these a question asks for what was not said yet."""
POSSESSIVES = frozenset({"his", "her", "its", "their"})
_POSSESSIVE = re.compile(r"['’]s$")
_YEAR = re.compile(r"\b[12]\d{3}$")
_POSSESSIVE_NEXT = re.compile(r"['’]s\b")
_ABOUT = re.compile(
    r"(?:and |but |so |ok |okay |or )?(?:(?:what|how) about|and|or"
    r"|(?:what|how|who|when|where|which)(?: [a-z]+)?(?= (?:in|on|before|after|since|during|by|under|at|from) [A-Z\d]))"
    r" (?P<topic>[^?.!]+?)[\s?.!]*",
    re.I,
)
"""What takes up the question before: "and X?", "what about X?", and with the question word again "and what in May?"."""
_WHY = re.compile(r"(?:and |but |so )?(?P<word>why|when|where|how|since when|how come)(?P<no> not)?[\s?.!]*", re.I)
_ADJECTIVE = re.compile(r"(?:ern|ish|ese|[eic]an|ch)$")
"""Endings of names that mostly stand before a noun: of peoples and regions."""
_PLURAL = re.compile(r"[^sui]s$")
_MEASURES = frozenset(
    map(
        stem,
        word_set(
            """second minute hour day week weekend month year decade century time moment percent per cent kilometre
            kilometer metre meter centimetre mile foot inch ton tonne kilo kilogram gram litre degree thousand million
            billion trillion dozen half return end"""
        ),
    )
)
"""Stems of nouns that tell how much, how long or when, and are hardly ever what "it" or "they" stands for."""
_BEFORE_VERBS = frozenset().union(*PRONOUNS.values()) - POSSESSIVES | word_set(
    "i you we who to not will would can could should may might must"
)
"""Words behind which a verb or an adjective stands rather than a noun."""
_ORDINALS = {
    "first": 0, "former": 0, "second": 1, "latter": 1, "third": 2, "fourth": 3, "fifth": 4, "last": -1,
}  # fmt: skip
_ORDINAL = re.compile(rf"\bthe (?P<which>{'|'.join(_ORDINALS)})(?: one\b| of them\b| of those\b|(?=\W*$))", re.I)
_QUOTE = re.compile(r"“([^“”]+)”")
_BEHIND = " (about "
"""Opens what found no place in a question."""


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words of the conversation that stand side by side."""

    text: str
    names: int
    """Words that it ends with and that are written like a name; a single one counts only where it is all."""
    noun: bool
    """It looks neither like a verb or an adverb alone nor like a measure of time or size."""
    asked: bool
    """It stands in the latest question."""
    stems: frozenset[str]


def rewrite(question: str, talk: Conversation, chosen: Sequence[Mention]) -> str:
    """The question with the chosen words in it; in place of a pronoun where one agrees, and behind it."""
    phrases = join(talk, chosen)
    result, used = _replace_pronoun(question, talk, phrases)
    rest = [phrase.text for phrase in phrases if phrase is not used]
    opens = "besides" if any(seen.lower in OTHERS for seen in talk.question.words) else "about"
    return f"{result.strip()} ({opens} {', '.join(rest)})" if rest else result


def join(talk: Conversation, chosen: Sequence[Mention]) -> list[Phrase]:
    """The chosen words as phrases of the conversation, in the order of the likeliest word of each."""
    wanted = {mention.stem for mention in chosen}
    covered: set[str] = set()
    phrases: list[Phrase] = []
    for mention in chosen:
        if mention.stem in covered:
            continue
        found = [(_around(talk.text(turn, answer), place, wanted - covered), talk.text(turn, answer))
                 for turn, answer, place in mention.places]  # fmt: skip
        span, text = max(found, key=lambda pair: len(_stems(pair[1], pair[0]) & wanted))
        phrase = _phrase(text, span, talk)
        covered |= phrase.stems
        if not any(fold(phrase.text) in other_names(fold(other.text)) for other in phrases):  # "Peru, Peruvian"
            phrases.append(phrase)
    return phrases


def repeats(question: str) -> bool:
    """Whether the question may be the one before with a change: "and X?", "why?"."""
    return bool(_ABOUT.fullmatch(question.strip()) or _WHY.fullmatch(question.strip()))


def swap(question: str, previous: str) -> str | None:
    """The previous question with the topic of "and X?" in the place of a phrase of its kind; None where none is."""
    asked = _ABOUT.fullmatch(question.strip())
    if not asked:
        return None
    topic = read(asked["topic"])
    lowers = [seen.lower for seen in topic.words]
    if not 0 < len(lowers) <= 5 or lowers[0] in (*QUESTION_WORDS, *AUXILIARIES, *DEMONSTRATIVES):
        return None
    if any(not forms.isdisjoint(lowers) for forms in PRONOUNS.values()):
        return None
    body = read(previous)
    if topic.stems <= body.stems:
        return None
    place = _place_for(topic, body)
    if place is None:
        return None
    start, end = place
    words, rest = asked["topic"].strip(), previous[end:]
    year = _YEAR.search(previous[start:end])
    if year and topic.words[-1].lower in MONTHS:
        words = f"{words} {year[0]}"  # "in January 2025, and what in September?"
    return previous[:start] + (_POSSESSIVE.sub("", words) if _POSSESSIVE_NEXT.match(rest) else words) + rest


def explain(question: str, previous: str) -> str | None:
    """The yes-or-no question before a bare "why?" with "why" in front of it; None for other questions."""
    asked = _WHY.fullmatch(question.strip())
    words = read(previous).words
    if not asked or not words or words[0].lower not in AUXILIARIES:
        return None
    first = previous[words[0].token.start : words[0].token.end].lower()
    return f"{asked['word'].capitalize()} {first}{previous[words[0].token.end :]}"


def pick(question: str, answer: str) -> str | None:
    """The question with "the second one" replaced by the second thing the answer lists; None without such a list."""
    asked = _ORDINAL.search(question)
    if not asked:
        return None
    items = _listed(answer)
    which = _ORDINALS[asked["which"].lower()]
    if asked["which"].lower() == "latter":
        which = len(items) - 1
    if len(items) < 2 or not -1 <= which < len(items):
        return None
    return question[: asked.start()] + items[which] + question[asked.end() :]


def _listed(answer: str) -> list[str]:
    """The things that an answer lists: a row of names, or else its quotes."""
    text = read(answer)
    rows: list[list[str]] = [[]]
    end = -1
    for run in text.runs:
        names = list(takewhile(lambda place: answer[text.words[place].token.start].isupper(), run))
        if not names:
            continue
        start = text.words[names[0]].token.start
        between = answer[end:start].strip().lower() if end >= 0 else "."
        if between not in (",", "and", ", and", "or", ", or", "&"):
            rows.append([])
        end = text.words[names[-1]].token.end
        rows[-1].append(_POSSESSIVE.sub("", answer[start:end]))
    longest = max(rows, key=len)
    if len(longest) > 1:
        return longest
    return [" ".join(quote.split()[:LONGEST_ITEM]).rstrip(".,;:") for quote in _QUOTE.findall(answer)]


def _place_for(topic: Text, body: Text) -> tuple[int, int] | None:
    """Where in the previous question a phrase of the topic's kind stands."""
    first = topic.words[0]
    if first.lower in PREPOSITIONS:
        for run in reversed(body.runs):
            opens = run[0] - 1
            if opens >= 0 and body.words[opens].lower in DETERMINERS:
                opens -= 1
            if opens >= 0 and body.words[opens].lower == first.lower:
                return body.words[opens].token.start, body.words[run[-1]].token.end
        return None
    if all(_timely(seen) for seen in topic.words):
        return _span([place for place, seen in enumerate(body.words) if _timely(seen)], body)
    if not any(seen.token.text[:1].isupper() for seen in topic.words):
        return None
    rows = _names(body)
    if not rows:
        return None
    acting = [row for row in rows if _subject(row, body)]
    behind = body.text.find(_BEHIND)  # there the likeliest phrase comes first
    asked = [row for row in rows if behind < 0 or body.words[row[0]].token.start < behind]
    row = (acting or asked[-1:] or rows)[0]
    before = row[0] - 1
    if before >= 0 and body.words[before].lower == "the":
        row = [before, *row]
    return _span(row, body)


def _subject(row: Sequence[int], body: Text) -> bool:
    before = row[0] - 1
    if before >= 0 and body.words[before].lower == "the":
        before -= 1
    return before < 0 or body.words[before].lower in AUXILIARIES


def _names(body: Text) -> list[list[int]]:
    """Places of each name, whole."""
    rows: list[list[int]] = []
    for run in body.runs:
        names = [place for place in run if body.words[place].name]
        if names and names == list(range(names[0], names[-1] + 1)):
            rows.append(names)
    return rows


def _timely(seen: Seen) -> bool:
    return seen.lower in MONTHS or seen.lower[0].isdigit()


def _span(places: Sequence[int], text: Text) -> tuple[int, int] | None:
    if not places:
        return None
    start, end = text.words[places[0]].token.start, text.words[places[-1]].token.end
    return start, end - len(_possessive_ending(text.text[start:end]))


def _possessive_ending(words: str) -> str:
    found = _POSSESSIVE.search(words)
    return found[0] if found else ""


def _surnames(talk: Conversation) -> frozenset[str]:
    """The last words of the names of people, as far as their whole name was said."""
    names = (list(name.values()) for name in talk.names())
    return frozenset(words[-1] for words in names if len(words) > 1 and not no_person(" ".join(words)))


def _replace_pronoun(question: str, talk: Conversation, phrases: Sequence[Phrase]) -> tuple[str, Phrase | None]:
    """The question with its first pronoun replaced, and the phrase that stands there; unchanged where none agrees."""
    own = talk.question
    if not points(own):
        return question, None
    first = pointer(own) or 0
    for place, seen in enumerate(own.words[first:], first):
        if seen.name:
            return question, None  # a name in front of the pronoun: the pronoun may mean that one
        kind = next((kind for kind, forms in PRONOUNS.items() if seen.lower in forms), None)
        if kind is None or "'" in seen.lower or seen.lower.endswith(("self", "selves", "hers")):
            continue
        phrase = _agreeing(kind, phrases, talk)
        if phrase is None:
            return question, None
        following = own.words[place + 1] if place + 1 < len(own.words) else None
        owns = seen.lower in POSSESSIVES and (
            seen.lower != "her" or (following is not None and not following.token.function)
        )
        start, end = seen.token.start, seen.token.end
        named = phrase.names and phrase.text.lower() not in ROLES  # "President" alone needs its article
        words = phrase.text if named else f"the {phrase.text}"
        owner = "" if not owns else "'" if _PLURAL.search(words) and not phrase.names else "'s"
        return question[:start] + words + owner + question[end:], phrase
    return question, None


def _agreeing(kind: str, phrases: Sequence[Phrase], talk: Conversation) -> Phrase | None:
    """The likeliest phrase that a pronoun may stand for: for a person a name, first one whose gender is told; for a
    thing no surname, and what the latest question named before what was answered. None is better than a wrong one.
    """
    if kind in ("he", "she"):
        people = [p for p in phrases if p.names and not _ADJECTIVE.search(p.text)]
        people = [p for p in people if may_be_person(p.text, kind, talk.told)]
        return min(people, key=lambda p: unlike_person(p.text, kind, talk.told), default=None)
    nouns = [p for p in phrases if p.noun]
    if kind == "it":
        surnames = _surnames(talk)
        # A name of several words is mostly a person's.
        things = [p for p in nouns if (p.names < 2 or no_person(p.text)) and p.text not in surnames]
        fitting = [p for p in things if not _ADJECTIVE.search(p.text) and (p.names or not _PLURAL.search(p.text))]
    else:
        fitting = [p for p in nouns if _PLURAL.search(p.text)]
    return next((p for p in fitting if p.asked), next(iter(fitting), None))


def _around(text: Text, place: int, wanted: Set[str]) -> tuple[int, int]:
    """First and last place of the wanted words that stand with one: a name whole, other words up to a comma."""
    words = text.words
    first = last = place
    least, most = max(0, place - LONGEST_PHRASE), min(len(words) - 1, place + LONGEST_PHRASE)
    if words[place].name:
        while first > least and words[first - 1].name and _joined(text, first - 1):
            first -= 1
        while last < most and words[last + 1].name and _joined(text, last):
            last += 1
        if not _ADJECTIVE.search(words[last].lower):
            return first, last

    def fits(at: int) -> bool:
        return not words[at].token.function and words[at].token.stem in wanted

    while first > least and _joined(text, first - 1) and fits(first - 1):
        first -= 1
    while last < most and _joined(text, last):
        step = last + 1
        while words[step].lower in ("of", "the") and step + 1 < len(words) and _joined(text, step):
            step += 1
        if not fits(step):
            break
        last = step
    return first, last


def _joined(text: Text, place: int) -> bool:
    """Whether nothing but a space or a hyphen stands between a word and the next."""
    return text.text[text.words[place].token.end : text.words[place + 1].token.start] in (" ", "-", "–")


def _stems(text: Text, span: tuple[int, int]) -> set[str]:
    return {seen.token.stem for seen in text.words[span[0] : span[1] + 1] if not seen.token.function}


def _phrase(text: Text, span: tuple[int, int], talk: Conversation) -> Phrase:
    words = text.words[span[0] : span[1] + 1]
    content = [seen for seen in words if not seen.token.function]
    written = " ".join(text.text[words[0].token.start : words[-1].token.end].split())
    last = content[-1]
    ending = len(list(takewhile(lambda seen: seen.name or seen.token.text in talk.capitals, reversed(content))))
    stems = frozenset(seen.token.stem for seen in content)
    return Phrase(
        text=_POSSESSIVE.sub("", written),
        names=ending if ending > 1 or len(content) == 1 else 0,
        noun=last.name
        or not (
            last.lower.endswith(("ed", "ly", "ing"))
            or last.token.stem in _MEASURES
            or (len(content) == 1 and last.before in _BEFORE_VERBS)
        ),
        asked=bool(talk.asked) and stems <= talk.asked[0].stems,
        stems=stems,
    )
