"""Whom a sentence, taken alone, attributes its statement to: a rule set over reporting verbs and their subjects.

Quoted words are hidden first, and a dateline, so that only what the writer says counts. Each reporting verb,
"according to" and the like is then asked for its subject, and the outermost one speaks: "A said that B had promised"
is A's word, and in "A said so, the paper reported" it is the paper's. For English only; in other languages nobody
speaks.

The kinds of cue follow the annotated corpora of attribution (Prasad et al. 2007; Pareti 2016). Measured in
benchmarks/README.md.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import lru_cache

from index.words import word_set
from rag.expressions import is_time
from rag.phrases import Phrase, before_participle, describes, is_one, is_participle, phrase_after, subject_before
from rag.quotations import HIDDEN, own_words
from rag.reporting import (
    ADVERBS,
    ANYTHING_FOLLOWS,
    BE,
    BUT_THESE,
    CLAUSE_OPENERS,
    DAYS,
    DETERMINERS,
    ENDS_SPEAKER,
    FOLLOWING,
    INVERTS,
    INVERTS_AFTER_COMMA,
    JOINING,
    NEEDS_CLAUSE,
    NEEDS_OBJECT,
    NEEDS_SOMEBODY,
    NO_ADVERBS,
    NO_AGENT,
    NOBODY,
    NOT_SAID,
    NOUNS,
    OPENERS,
    PARTICIPLES,
    PEOPLE,
    PLURAL,
    PREPOSITIONS,
    READABLE,
    SPEECH_NOUNS,
    STRONG,
    SUBORDINATE,
    TEXTS,
    VERBS,
    WHEN_AND_WHERE,
)
from rag.sentence_tokens import Token, is_nobody, is_somebody, is_word, lower, tokenise

MOST_CHARACTERS = 1500
"""Of a sentence that is looked at."""
MOST_BEHIND = 12
"""Words on when and where something was said that may follow a speaker at the end of a sentence."""
LONGEST_NOUN = 4
"""Words of a noun phrase, its article too, that a name or "who ..." may describe before the verb."""
CONTRASTS = word_set("while although though whereas")
"""What opens a clause whose main clause is the writer's own."""
NAME_LINKS = word_set("of the de la van von der bin al da del di du")
"""Small words inside a name."""
_GOES_ON_WITH = word_set("and but also then ,")
"""What stands before a second verb of a subject."""
_WORDS = word_set("statement statements post posts tweet tweets letter remarks comments testimony email message note")
"""What holds the words of the one whom "from" or "by" names behind it."""
_UNNAMED = re.compile(
    r"\b(?:reportedly|allegedly|purportedly|(?:is|are|was|were) (?:said|reported|alleged|rumou?red) to)\b", re.I
)
_QUOTED_BEHIND = re.compile(rf"\W{{0,3}}?(?P<quoted>{HIDDEN}+)")
_QUOTED_BEFORE = re.compile(rf"(?P<quoted>{HIDDEN}+)\W{{0,3}}?$")
_PHRASES = (
    # in her opinion; in X's view
    re.compile(
        r"\bin (?P<who>(?:his|her|their|its)|[^,;]{2,60}?['’]s?) "
        r"(?:\w+ )?(?:opinion|view|words|eyes|telling|judge?ment)\b",
        re.I,
    ),
    re.compile(r"\bin the (?:opinion|view|words) of (?P<who>[^,;]{2,60}?)(?=,|$|\.)", re.I),
    # X: "...", and not "wrote on X: ..."
    re.compile(rf"(?:^\W{{0,3}}|(?<=[^\w\s]\s))(?P<who>[A-Z][\w.’'-]*(?: [A-Z][\w.’'-]*){{0,4}}): ?(?={HIDDEN})"),
    # For X, this is ...
    re.compile(
        r"For (?P<who>[A-Z][\w.’'-]+(?: [A-Z][\w.’'-]+){1,3}), (?:this|that|it|the [^,]{3,40}?) (?:is|was|means)\b"
    ),
    # in a statement by X
    re.compile(
        r"\b(?:statement|message|letter|press release|report|memo|post|interview|speech)s? "
        r"(?:\w+ ){0,2}?(?:by|from|with) "
        r"(?P<who>[^,;:.]{2,60}?)(?= (?:on|in|after|before|that|which)\b|[,;:.]|$)"
    ),
)


@dataclass(frozen=True, slots=True)
class Speech:
    """Who speaks in a sentence; offsets in the sentence."""

    start: int
    end: int
    """Of the words that name the speaker; equal to `start` where nobody is named ("reportedly")."""
    cue: str
    """The verb or phrase that reports."""
    said: tuple[tuple[int, int], ...]
    """What they are made to say: the statement without who reports it, and when and where."""


@dataclass(frozen=True, slots=True)
class _Claim:
    """A reporting verb at token `verb`, with its subject."""

    verb: int
    subject: Phrase
    outer: bool
    """It stands around the whole sentence."""


def speech_about(sentence: str, at: int, inside: bool = False) -> Speech | None:
    """Who says what stands at offset `at` of `sentence`, where several speak: "X complained, and Y said that ...".

    Each speaks in their own clause; whoever stands around the whole sentence speaks in all of it.
    """
    tokens, claims = _claims(sentence, inside)
    borders = [tokens[claim.subject[0] - 1].start for claim in claims if _joined(tokens, claim)]
    last = max(claims, key=lambda claim: claim.verb, default=None)
    if not borders or last is None or (last.outer and not _joined(tokens, last)):
        return speech(sentence, inside)
    low = max((border for border in borders if border <= at), default=0)
    high = min((border for border in borders if border > at), default=len(sentence))
    found = speech(sentence[low:high], inside and not low)
    if found is None:
        return None
    said = tuple((low + start, low + end) for start, end in found.said)
    return Speech(low + found.start, low + found.end, found.cue, said)


def speaks_by(sentence: str, verbs: Collection[str], inside: bool = False) -> bool:
    """Whether one of the verbs tells what the speaker of the sentence does, and not what somebody else in it does.

    "X said that Y called for it" is no call of X's; "X said it was late and called for a ferry" is one.
    """
    found = speech(sentence, inside)
    tokens, claims = _claims(sentence, inside)
    subjects = {claim.verb: tokens[claim.subject[0]].start for claim in claims}
    return found is not None and any(
        subjects[place] == found.start if place in subjects else lower(tokens, place - 1) in _GOES_ON_WITH
        for place, token in enumerate(tokens)
        if token.lower in verbs
    )


def _joined(tokens: Sequence[Token], claim: _Claim) -> bool:
    """Whether a claim begins a clause of its own behind a comma: ", and Y said". "Y had said" may be told by X."""
    at = claim.subject[0] - 1
    divided = at > 0 and tokens[at - 1].text in ",;" and lower(tokens, at) in JOINING
    return divided and claim.subject[0] < claim.verb and lower(tokens, claim.verb - 1) != "had"


@lru_cache(maxsize=4096)
def speech(sentence: str, inside: bool = False) -> Speech | None:
    """Who speaks in `sentence`; None where it states something itself, or where all of it is quoted.

    `inside` says that the sentence begins within a quotation.
    """
    text = own_words(sentence[:MOST_CHARACTERS], inside)
    tokens, claims = _claims(sentence, inside)
    if claims:
        best = min(claims, key=lambda claim: (not claim.outer, -claim.verb if claim.outer else claim.verb))
        first, last = _without_day(tokens, best.subject)
        said = _said(tokens, best, len(text))
        return Speech(tokens[first].start, tokens[last - 1].end, tokens[best.verb].lower, said)
    for pattern in _PHRASES:
        if found := next((each for each in pattern.finditer(text) if _may_speak(each["who"])), None):
            start, end = found.span("who")
            end -= len(found["who"]) - len(re.sub(r"['’]s?$", "", found["who"]))
            return Speech(start, end, found[0].strip(), _worded(text, *found.span()))
    if found := _UNNAMED.search(text):
        return Speech(found.start(), found.start(), found[0].lower(), ((0, len(text)),))
    return _participle(tokens)


def _may_speak(who: str) -> bool:
    """Whether what stands behind "a message from" may be somebody: no time, and not "around the world"."""
    return not is_time(who) and who.split()[0].lower() not in PREPOSITIONS


def _worded(text: str, start: int, end: int) -> tuple[tuple[int, int], ...]:
    """What is said by whom `text[start:end]` names: of "a plan that is, in X's words, “a mess”" the quoted words."""
    if re.search(r"\bwords\b", text[start:end], re.IGNORECASE):
        beside = _QUOTED_BEHIND.match(text, end) or _QUOTED_BEFORE.search(text, 0, start)
        if beside:
            return (beside.span("quoted"),)
    return (0, start), (end, len(text))


def _claims(sentence: str, inside: bool) -> tuple[tuple[Token, ...], list[_Claim]]:
    """The tokens of a sentence, its quoted words hidden, and the claims in it, in order."""
    tokens = tokenise(own_words(sentence[:MOST_CHARACTERS], inside))
    claims = filter(None, (_claim(tokens, place) for place in range(len(tokens))))
    return tokens, [claim for claim in claims if is_one(tokens, _without_day(tokens, claim.subject))]


def _said(tokens: Sequence[Token], claim: _Claim, length: int) -> tuple[tuple[int, int], ...]:
    """The statement that a claim reports, as offsets: behind it, before it, or on both sides."""
    low, high = min(claim.verb, claim.subject[0]), max(claim.verb + 1, claim.subject[1])
    before, behind = (tokens[0].start, tokens[low].start), (tokens[high - 1].end, length)
    if tokens[claim.verb].lower == "according":
        if is_participle(tokens, high) or lower(tokens, high) in WHEN_AND_WHERE:
            # "according to a report published on Friday, ...": when it was published is not what it says.
            sign = next((token for token in tokens[high:] if token.sign), None)
            behind = (sign.start, length) if sign else behind
        return (before, behind) if low else (behind,)
    if claim.subject[0] == 1 and is_word(tokens[0], CONTRASTS) and low:
        # "While X expressed support, Y sent none": what follows is not X's, unless "he" goes on.
        comma = next((at for at in range(high, len(tokens)) if tokens[at].text == ","), None)
        if comma is not None and lower(tokens, comma + 1) not in PEOPLE:
            return ((behind[0], tokens[comma].start),)
    passive = claim.subject[0] > claim.verb and lower(tokens, claim.subject[0] - 1) == "by"
    if claim.outer or passive:
        return (before,)
    aside = _set_off(tokens, low) and lower(tokens, high) == ","
    return (before, behind) if aside else (behind,)


def _claim(tokens: Sequence[Token], place: int) -> _Claim | None:
    """The claim that the token at `place` makes, if it is a reporting verb or "according to" with a subject."""
    word = tokens[place].lower
    if word == "according" and lower(tokens, place + 1) == "to":
        span = phrase_after(tokens, place + 2)
        if span is None or is_time(_words(tokens, span)):
            return None
        reported = any(token.lower in VERBS for token in tokens[:place])
        outer = place == 0 or _ends(tokens, span[1]) or not reported
        return _Claim(place, _whose(tokens, before_participle(tokens, span)), outer)
    if word == "quoted" and lower(tokens, place + 1) == "as":  # "X was quoted as saying"
        end = _skip_auxiliaries(tokens, place)
        named = subject_before(tokens, end) if end is not None and end < place else None
        return _Claim(place, named, outer=False) if named else None
    base = VERBS.get(word)
    if base is None or (base == word and tokens[place].capital):
        return None
    subject_end = _skip_auxiliaries(tokens, place)
    if subject_end is None:
        return None
    being = any(token.lower in BE for token in tokens[subject_end:place])
    if word.endswith("ing") != being:
        return _passive(tokens, place) if being else None
    return _inverted(tokens, place, base) or _direct(tokens, place, subject_end)


def _whose(tokens: Sequence[Token], span: tuple[int, int]) -> tuple[int, int]:
    """Of "a statement from Ada Quill" and the like the one whose words they are; any other phrase as it is."""
    for at in range(span[0] + 1, span[1] - 1):
        if tokens[at].lower in ("from", "by") and tokens[at - 1].lower in _WORDS:
            behind = at + 1 + (tokens[at + 1].lower in DETERMINERS)
            return (at + 1, span[1]) if behind < span[1] and tokens[behind].capital else span
    return span


def _direct(tokens: Sequence[Token], place: int, subject_end: int) -> _Claim | None:
    """A claim whose subject stands before its verb: "X said"."""
    span = subject_before(tokens, subject_end)
    after = lower(tokens, place + 1)
    if span is None or after == "by" or (after in ("of", "for") and VERBS[tokens[place].lower] in NEEDS_OBJECT):
        return None  # "a plan announced by X", "the man accused of it"
    infinitive = lower(tokens, place - 1) == "to"
    if not (infinitive or _agrees(tokens, place, span)) or not _reports(tokens, place, span):
        return None
    if lower(tokens, span[0] - 1) == "as" and span[0] > 1 and not _ends(tokens, place + 1):
        return None
    behind_quote = tokens[span[0] - 1].quoted if span[0] else False
    located = behind_quote and lower(tokens, place + 1) in WHEN_AND_WHERE
    ends = _ends(tokens, place + 1) or (located and not any(token.quoted for token in tokens[place:]))
    return _Claim(place, span, outer=ends and _set_off(tokens, span[0]))


def _inverted(tokens: Sequence[Token], place: int, base: str) -> _Claim | None:
    """A claim whose subject stands behind its verb: ", said X"."""
    before = tokens[place - 1] if place else None
    if before is None or not (base in INVERTS if before.quoted else base in INVERTS_AFTER_COMMA and _divided(before)):
        return None
    if not before.quoted and _described_before(tokens, place - 1):
        return None
    span = phrase_after(tokens, place + 1)
    if span is None or not _stops(tokens, span[1]) or _begins_clause(tokens, place + 1):
        return None
    ends = _ends(tokens, span[1])
    named = any(is_somebody(token) for token in tokens[slice(*span)])
    return _Claim(place, span, outer=ends or before.quoted) if before.quoted or named or ends else None


def _described_before(tokens: Sequence[Token], comma: int) -> bool:
    """Whether nothing but a name or a short noun phrase, and between commas what describes it, stands before.

    That one speaks: "Ada Quill, the mayor, said the town lost".
    """
    start = comma
    while start > 0 and not (tokens[start - 1].quoted or tokens[start - 1].text in ";:.!?"):
        start -= 1
    start += is_word(tokens[start], SUBORDINATE)
    commas = [at for at in range(start, comma) if tokens[at].text == ","]
    if len(commas) != 1:
        return False
    front, described = tokens[start : commas[0]], tokens[commas[0] + 1 : comma]
    if not front or not described:
        return False
    relative = described[0].lower in ("who", "whose", "which")
    if all(token.capital or token.lower in NAME_LINKS for token in front):
        return relative or described[0].lower in DETERMINERS or (len(described) > 1 and not described[0].capital)
    named = all(token.capital or token.lower in NAME_LINKS for token in described)
    described_first = describes(tokens, (start, commas[0])) and len(front) <= LONGEST_NOUN
    return described_first and (relative or named)


def _passive(tokens: Sequence[Token], place: int) -> _Claim | None:
    """The claim of "was reported by X", which is X's; None where no agent is named."""
    if VERBS[tokens[place].lower] in NO_AGENT:
        return None
    for at in range(place + 1, min(place + 6, len(tokens))):
        if tokens[at].lower == "by":
            span = phrase_after(tokens, at + 1)
            if span is None or is_nobody(tokens[span[0]]) or is_time(_words(tokens, span)):
                return None
            return _Claim(place, before_participle(tokens, span), outer=False)
        if tokens[at].sign or tokens[at].quoted:
            break
    return None


def _participle(tokens: Sequence[Token]) -> Speech | None:
    """The speech of "X hit back, saying that ...", where the subject that opens the sentence is a name."""
    for place, token in enumerate(tokens):
        if token.lower not in PARTICIPLES or lower(tokens, place - 1) != ",":
            continue
        first = next((at for at in range(place) if tokens[at].lower not in OPENERS), place)
        span = phrase_after(tokens, first)
        if span is None:
            continue
        head, end = span
        named = any(t.capital and t.lower not in DETERMINERS for t in tokens[head:end])
        if named or tokens[head].lower in PEOPLE:
            while end > head + 1 and not tokens[end - 1].capital:
                end -= 1
            return Speech(tokens[head].start, tokens[end - 1].end, token.lower, ((token.end, tokens[-1].end),))
    return None


def _skip_auxiliaries(tokens: Sequence[Token], place: int) -> int | None:
    """Where the subject of the verb at `place` ends; None where the verb reports nothing: "did not say"."""
    at = place
    while at > 0:
        before = tokens[at - 1]
        if before.lower in NOT_SAID:
            return None
        if before.lower == "to":
            if lower(tokens, at - 2) != "on" or lower(tokens, at - 3) not in ("went", "goes"):
                return None
            at -= 2
        elif before.lower in DAYS and at > 1:
            at -= lower(tokens, at - 2) == "on"
        elif not (before.lower in BE or before.lower in ADVERBS or _is_adverb(before)):
            break
        at -= 1
    return at


def _is_adverb(token: Token) -> bool:
    return token.lower.endswith("ly") and token.text.islower() and token.lower not in NO_ADVERBS


def _agrees(tokens: Sequence[Token], place: int, span: Phrase) -> bool:
    """Whether a present form and its subject agree in number, and the form is a verb here and no noun."""
    word = tokens[place].lower
    phrase = [token.lower for token in tokens[slice(*span)]]
    if word == VERBS[word] and word not in ("read", "forecast"):
        plural = any(each.endswith("s") and not each.endswith(("'s", "ss", "us")) for each in phrase)
        return plural or "and" in phrase or not PLURAL.isdisjoint(phrase)
    if phrase[-1].endswith(("s'", "'s")):
        return False
    if word not in NOUNS:
        return True
    if tokens[place].capital or place + 1 == len(tokens):
        return False
    after = tokens[place + 1]
    if (_set_off(tokens, span[0]) and _stops(tokens, place + 1)) or (word == "calls" and after.lower in ("for", "on")):
        return True
    return after.quoted or after.capital or after.text == ":" or after.lower in CLAUSE_OPENERS


def _reports(tokens: Sequence[Token], place: int, span: Phrase) -> bool:
    """Whether the verb at `place`, with that subject, reports a statement."""
    base = VERBS[tokens[place].lower]
    after = lower(tokens, place + 1)
    quoted = [token.quoted for token in tokens[place + 1 :]]
    stated = quoted[:1] == [True]
    aside = _set_off(tokens, span[0]) and _stops(tokens, place + 1)
    subject = tokens[slice(*span)]
    source = any(token.lower in TEXTS for token in subject)
    if base in NEEDS_SOMEBODY and not (stated or source or any(map(is_somebody, subject))):
        return False
    if base in ("find", "show") and not source:
        return False
    if base == "read" and subject[-1].lower not in READABLE:
        return any(token.lower in READABLE for token in subject) and (aside or stated or after == ":")
    if base in NEEDS_CLAUSE:
        return stated or aside or after in CLAUSE_OPENERS
    if tokens[place].lower in STRONG or stated or aside or (after == "," and quoted[1:2] == [True]):
        return True
    if base == "call" and any(quoted):
        return after not in ("in", "off", "up")
    if base in ("issue", "voice", "float"):
        return any(lower(tokens, at) in SPEECH_NOUNS for at in range(place + 1, place + 5))
    if base == "view":
        return any(lower(tokens, at) == "as" for at in range(place + 1, place + 9))
    after = after.split("'")[0]
    return after not in BUT_THESE if base in ANYTHING_FOLLOWS else after in FOLLOWING.get(base, ())


def _without_day(tokens: Sequence[Token], subject: Phrase) -> Phrase:
    """A subject without the time that stands behind it: "Ada Quill on April 13 said", "the firm last week said"."""
    first, last = subject
    for at in range(first + 1, last):
        if tokens[at].lower not in WHEN_AND_WHERE:
            continue
        behind = at + (tokens[at].lower in ("on", "in"))
        owned = tokens[at - 1].lower in PREPOSITIONS  # "the class of 2020"
        named = behind == at and tokens[at].capital
        if is_time(_words(tokens, (behind, last))) and not owned and not named:
            return first, at
    return subject


def _words(tokens: Sequence[Token], span: Phrase) -> str:
    return " ".join(token.text for token in tokens[slice(*span)])


def _divided(token: Token) -> bool:
    return token.quoted or token.text in ",?!—–-"


def _set_off(tokens: Sequence[Token], first: int) -> bool:
    """Whether something that could be a statement stands before `first`, divided from it."""
    return first > 0 and _divided(tokens[first - 1])


def _stops(tokens: Sequence[Token], at: int) -> bool:
    """Whether what stands at `at` ends a speaker's clause: nothing, punctuation, or when and where it was said."""
    if at >= len(tokens) or tokens[at].quoted or not tokens[at].text[0].isalnum():
        return True
    return tokens[at].lower in ENDS_SPEAKER


def _ends(tokens: Sequence[Token], at: int) -> bool:
    """Whether no statement follows: nothing quoted and no clause, only when and where it was said."""
    rest = tokens[at:]
    if any(token.quoted for token in rest):
        return False
    words = [token.lower for token in rest if token.text[0].isalnum()]
    if not words:
        return True
    if not _stops(tokens, at) or rest[0].text == ":":
        return False
    return len(words) <= MOST_BEHIND or words[0] in ("who", "adding", "in", "of", "citing")


def _begins_clause(tokens: Sequence[Token], at: int) -> bool:
    """Whether a statement begins at `at`, as in "said he was ..."."""
    word = lower(tokens, at)
    if "'" in word and word.split("'")[0] in PEOPLE | NOBODY:
        return True
    return word in PEOPLE | {"that", "i", "we"} and not _stops(tokens, at + 1)
