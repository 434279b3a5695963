"""Who is named beside a verb: the noun phrase that ends before it, or that begins behind it.

Boundaries are found by grammar words, punctuation and capitals, without a parser. A phrase is a pair of token
numbers, the first and the one behind the last.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from index.words import word_set
from rag.expressions import ROLES
from rag.reporting import (
    ADVERBS,
    AUXILIARIES,
    COME_BY,
    CONCESSIVE,
    DAYS,
    DETERMINERS,
    IRREGULAR_PARTICIPLES,
    JOINING,
    NOT_SAID,
    NOUNS_LIKE_VERBS,
    OPENERS,
    PEOPLE,
    PREPOSITIONS,
    QUANTITIES,
    REPORTED_NOUNS,
    SUBORDINATE,
    TIMES,
    VERBS,
    WHEN_AND_WHERE,
)
from rag.sentence_tokens import Token, is_nobody, is_somebody, is_word, lower

LONGEST_PHRASE = 12
"""Words; a longer subject is cut before what describes it."""
Phrase = tuple[int, int]

_FINITE = AUXILIARIES | NOT_SAID
_DIVIDING = SUBORDINATE | (JOINING - {"and"})
_LINKING = PREPOSITIONS | JOINING
_NO_SUBJECT_START = PREPOSITIONS | SUBORDINATE | CONCESSIVE
_PLACES = word_set("outside inside near behind beside above below beyond")
"""Prepositions that may also end a subject: "demonstrators outside"."""
_NO_PHRASE_END = PREPOSITIONS | (DETERMINERS - QUANTITIES)
_PARTY = re.compile(r"[A-Z]-[A-Z][A-Za-z.]*")
"""A party and a state behind a name: "Ada Quill, D-CT"."""
_MOMENTS = word_set("time day week month year moment hour")
"""Nouns of times, as in "this week" and in "by the time Ada announced it"."""
_UP_TO = word_set("around by about until till since from")
"""What stands before such a time that a clause describes; "at the time Ada said ..." tells what she said."""
_POSSESSIVE = word_set("its their his my our your the a an")
_ARTICLES = _POSSESSIVE | word_set("this these those")
_BEFORE_ARTICLES = _LINKING | DETERMINERS | ADVERBS | _PLACES | word_set("half such even only than not nearly almost")
"""What an article may stand behind within a noun phrase."""
_AMID_TITLES = re.compile(r"am|pm|.*[^s]'")
"""What stands amid the lines of a live page that run on: "9:44 pm ET Share", "'win' Bo Tarn" of a headline."""
_CLAUSE_WORDS = PEOPLE | word_set("which who whom whose that")
"""Words that begin a clause, or are its subject."""
_TRAILING = _LINKING | ADVERBS | (DETERMINERS - {"one", "other", "few", "many"})


def is_one(tokens: Sequence[Token], span: Phrase) -> bool:
    """Whether a phrase can be one noun phrase: no article stands right behind a noun or a verb in it, and no clause;
    behind a name's "The" and a participle it may.

    "Ode plans to use the harbour to settle its" is none, nor is "a car they".
    """
    first, last = span
    if any(_AMID_TITLES.fullmatch(token.lower) for token in tokens[first:last]):
        return False
    clause = any(is_word(tokens[at], _CLAUSE_WORDS) for at in range(first + 1, last))
    return (
        not clause
        and tokens[last - 1].lower not in _POSSESSIVE
        and not any(
            tokens[at].lower in _ARTICLES and not tokens[at].capital and not _leads_on(tokens, first, at - 1)
            for at in range(first + 1, last)
        )
    )


def _leads_on(tokens: Sequence[Token], first: int, at: int) -> bool:
    """Whether an article may stand behind the word at `at` of a phrase: "the head of", "a guide leading"."""
    word = tokens[at].lower
    return word in _BEFORE_ARTICLES or tokens[at].sign or (at > first and word.endswith("ing"))


def phrase_after(tokens: Sequence[Token], first: int) -> Phrase | None:
    """The noun phrase that begins at `first`; None where none does."""
    if lower(tokens, first) in PEOPLE:
        return first, first + 1
    if first >= len(tokens) or is_nobody(tokens[first]):
        return None
    opening = tokens[first].lower
    if opening.split("'")[0] in PEOPLE | PREPOSITIONS or is_word(tokens[first], SUBORDINATE):
        return None
    at = first
    named = tokens[first].capital
    while at < len(tokens) and not _closes_phrase(tokens, first, at, named):
        named = named or (tokens[at].capital and opening not in DETERMINERS)
        at += 1
    while at > first and tokens[at - 1].lower in _TRAILING:
        at -= 1
    if at == first:
        return None
    # "the group's spokesman, Ada Quill": the name belongs to it.
    if not tokens[at - 1].capital and lower(tokens, at) == "," and describes(tokens, (first, at)):
        name = at + 1
        while name < len(tokens) and tokens[name].capital and tokens[name].lower not in DAYS:
            name += 1
        if 2 <= name - at - 1 <= 4 and (name == len(tokens) or tokens[name].sign or tokens[name].quoted):
            at = name
    return first, at


def _closes_phrase(tokens: Sequence[Token], first: int, at: int, named: bool) -> bool:
    """Whether the phrase that begins at `first` is over before the token at `at`."""
    token = tokens[at]
    word = token.lower
    if token.quoted or token.sign or word in _FINITE or is_word(token, SUBORDINATE):
        return True
    if at == first:
        return False
    if word in DAYS or (word in TIMES and not token.capital):
        return True
    if VERBS.get(word, word) != word and not token.capital and word not in NOUNS_LIKE_VERBS:
        return True
    return word in _LINKING and not _goes_on(tokens, first, at, named)


def _goes_on(tokens: Sequence[Token], first: int, at: int, named: bool) -> bool:
    """Whether the preposition or conjunction at `at` belongs to the phrase that began at `first`."""
    word = tokens[at].lower
    after = tokens[at + 1] if at + 1 < len(tokens) else None
    if after is None or after.quoted:
        return False
    if word == "of":
        return True
    if word == "and":
        return after.capital or after.lower in DETERMINERS
    common = not tokens[at - 1].capital and not (named and tokens[first].capital)
    if common and word in ("in", "at", "on"):
        return after.capital and after.lower not in WHEN_AND_WHERE
    return common and word in ("from", "by", "for", "with", "to")


def subject_before(tokens: Sequence[Token], last: int) -> Phrase | None:
    """The noun phrase that ends before token `last`, as the subject of a clause; None where none does."""
    if last > 2 and _PARTY.fullmatch(tokens[last - 1].text) and tokens[last - 2].text == ",":
        last -= 2
    if last == 0:
        return None
    if tokens[last - 1].text in ",—–)":
        return _apposed(tokens, last - 1)
    first = _clause_start(tokens, last)
    span = _subject(tokens, first, last)
    if span is None or lower(tokens, first - 1) != ",":
        return span
    if lower(tokens, first) == "and" and (begun := _list_start(tokens, first - 1)) is not None:
        return _subject(tokens, begun, last) or span
    if span[0] != first:
        return span
    # "Officials in Ode, Nahe and Ulm warned": the list began before the comma.
    start = _clause_start(tokens, first - 1)
    listed = any(token.lower in ("in", "of", "from", "at") for token in tokens[start + 1 : first - 1])
    joined = any(token.lower == "and" for token in tokens[first:last])
    names = tokens[first - 2].capital and tokens[first].capital
    if listed and joined and names and tokens[start].lower not in PREPOSITIONS:
        return _subject(tokens, start, last) or span
    return span


def _list_start(tokens: Sequence[Token], comma: int) -> int | None:
    """Where "Officials in Ode, Nahe, and Ulm" begins, whose last comma is given; None where names make no list."""
    at, items = comma, 0
    while at > 0 and tokens[at].text == ",":
        name = at
        while name > 0 and tokens[name - 1].capital:
            name -= 1
        if name == at:
            return None
        at, items = name - 1, items + 1
    start = _clause_start(tokens, at + 1)
    return start if items > 1 and tokens[start].lower not in PREPOSITIONS else None


def _clause_start(tokens: Sequence[Token], at: int) -> int:
    while at > 0 and not (tokens[at - 1].quoted or tokens[at - 1].sign or is_word(tokens[at - 1], _DIVIDING)):
        at -= 1
    return at


def _subject(tokens: Sequence[Token], first: int, last: int) -> Phrase | None:
    """The noun phrase at the end of the words [first, last) of a clause."""
    if first > 0 and _subordinate(tokens, first - 1):
        return None
    while first < last and (tokens[first].lower in OPENERS or _opens_as_adverb(tokens, first, last)):
        first += 1
    behind_verb = _behind_verb(tokens, first, last)
    if behind_verb is None:
        return None
    first = behind_verb
    if lower(tokens, first) in TIMES and lower(tokens, first + 1) in _MOMENTS | DAYS:
        first += 2  # "This week Ada said"
    counts = lower(tokens, first + 1)[:1].isdigit() and lower(tokens, first) in ("about", "around", "over", "under")
    if first < last and tokens[first].lower in PREPOSITIONS and not counts:
        first = _past_adjunct(tokens, first, last)
    while last > first and (tokens[last - 1].lower in DAYS or tokens[last - 1].lower in ADVERBS):
        last -= 1
    if first >= last or is_nobody(tokens[last - 1]) or tokens[last - 1].lower in _NO_PHRASE_END:
        return None
    if (is_nobody(tokens[first]) and tokens[first].lower not in DETERMINERS) or lower(tokens, last - 2) == "to":
        return None
    for at in range(max(3, first - 2), last):
        when = [lower(tokens, place) for place in (at - 3, at - 2)]
        if tokens[at].capital and lower(tokens, at - 1) in _MOMENTS and when[0] in _UP_TO and when[1] == "the":
            return None  # "around the time Ada announced it, prices rose"
    for at in range(first + 1, last):
        if tokens[at - 1].capital and tokens[at].lower in TIMES:
            return first, at
        if tokens[at - 1].lower in REPORTED_NOUNS and (tokens[at].capital or tokens[at].lower in PEOPLE):
            return None  # "an allegation Ada denied"
    first = _behind_thing(tokens, first, last)
    return (first, last) if last - first <= LONGEST_PHRASE else _shortened(tokens, first, last)


def _behind_thing(tokens: Sequence[Token], first: int, last: int) -> int:
    """Where the name begins in what stands behind a comma for what was just told: ", a move Ada Quill called late".

    `first` where the noun may be somebody ("the mayor Ada Quill"), or is not right before the name.
    """
    name = next((at for at in range(last, first + 1, -1) if not tokens[at - 1].capital), first)
    between = tokens[first + 1 : name]
    if lower(tokens, first - 1) != "," or tokens[first].lower not in ("a", "an", "the") or name == last or not between:
        return first
    linked = any(token.lower in _LINKING | DETERMINERS or token.lower.endswith("ing") for token in between)
    noun = between[-1]
    return first if linked or is_somebody(noun) or noun.lower in ROLES or not noun.text.isalpha() else name


def _subordinate(tokens: Sequence[Token], at: int) -> bool:
    """Whether the word at `at` makes what follows it no statement of the sentence: "because", "that"."""
    word = tokens[at].lower
    if word == "as":
        return at > 0 and not (tokens[at - 1].quoted or tokens[at - 1].sign)
    reminds = word == "that" and at == 1 and tokens[0].lower in ("recall", "note", "remember")
    return is_word(tokens[at], SUBORDINATE) and not reminds


def _opens_as_adverb(tokens: Sequence[Token], first: int, last: int) -> bool:
    return tokens[first].lower.endswith("ly") and tokens[first].capital and last - first > 2


def _behind_verb(tokens: Sequence[Token], first: int, last: int) -> int | None:
    """Where the subject begins when another clause's verb stands before it; None where that one has no subject."""
    for at in range(last - 1, first - 1, -1):
        token = tokens[at]
        reports = at < last - 1 and not token.capital and token.lower in VERBS and token.lower not in NOUNS_LIKE_VERBS
        if token.lower in _FINITE or reports:
            if token.lower in NOT_SAID:
                return None
            joined = (place for place in range(at + 1, last) if tokens[place].lower in ("and", ","))
            cut = next(joined, None)
            return None if cut is None else cut + 1
    return first


def _past_adjunct(tokens: Sequence[Token], first: int, last: int) -> int:
    """Where the subject begins behind "In July", "By Monday" without a comma; `last` where it does not."""
    if tokens[last - 1].lower in PEOPLE:
        return last - 1
    for at in range(last - 1, first + 1, -1):
        if tokens[at].lower in DETERMINERS:
            return at
    at = last - 1
    if not tokens[at].capital:
        return last
    while at - 1 > first and tokens[at - 1].capital and tokens[at - 1].lower not in WHEN_AND_WHERE:
        at -= 1
    return at if at > first + 1 else last


def _shortened(tokens: Sequence[Token], first: int, last: int) -> Phrase | None:
    """A long phrase up to what describes it."""
    for at in range(first + 1, last):
        describes = tokens[at].lower.endswith(("ing", "ed")) and tokens[at].text.islower()
        if tokens[at].lower in PREPOSITIONS - {"of"} or describes:
            return first, at
    return None


def _apposed(tokens: Sequence[Token], comma: int) -> Phrase | None:
    """The subject of "X, the minister of Y, warned": the first of the parts between commas that can be one."""
    parts: list[Phrase] = []
    end = at = comma
    while at >= 0:
        stop = at == 0 or tokens[at - 1].quoted or tokens[at - 1].text in ";:.!?"
        if stop or tokens[at - 1].text in ",—–()":
            if at < end:
                parts.insert(0, (at, end))
            if stop:
                break
            end = at - 1
        at -= 1
    for part, following in pairwise(parts):
        opening = tokens[part[0]]
        adjunct = opening.start == 0 and opening.lower.endswith(("ing", "ed")) and part[1] - part[0] > 1
        if opening.lower in _NO_SUBJECT_START | _PLACES or adjunct:
            continue
        span = _subject(tokens, *part)
        if span is None or not is_one(tokens, span):
            continue
        named = all(token.capital for token in tokens[slice(*following)]) and 2 <= following[1] - following[0] <= 4
        return (span[0], following[1]) if named and describes(tokens, span) else span
    return None


def describes(tokens: Sequence[Token], span: Phrase) -> bool:
    """Whether a phrase says what somebody is, so that a name may follow: "the mayor", "Norport's new mayor"."""
    first, end = span
    owned = any(token.lower.endswith(("'s", "s'")) for token in tokens[first : end - 1])
    return tokens[first].lower in DETERMINERS or (owned and not tokens[end - 1].capital)


def is_participle(tokens: Sequence[Token], at: int) -> bool:
    """Whether the word at `at`, if there is one, has the form of a past participle."""
    word = lower(tokens, at)
    return (word.endswith("ed") or word in IRREGULAR_PARTICIPLES) and tokens[at].text.islower()


def before_participle(tokens: Sequence[Token], span: Phrase) -> Phrase:
    """The phrase without a participle that ends it and says when, where or by whom it came to light.

    "an audit published" on Friday, "a letter seen" by a paper; "a report published by X" is one to the end.
    """
    first, end = span
    for at in range(first + 1, end):
        if not is_participle(tokens, at) or tokens[at - 1].lower in DETERMINERS:
            continue
        after = tokens[at + 1] if at + 1 < len(tokens) else None
        ends = after is None or after.sign or after.lower in (PREPOSITIONS | WHEN_AND_WHERE | ADVERBS) - {"by"}
        if ends or (after is not None and after.lower == "by" and tokens[at].lower in COME_BY):
            return first, at
    return span
