"""Words of a conversation are put into a question so that a person can read it.

A pronoun becomes the phrase it stands for, "and X?" the question before it with X in the place of a phrase
of the same kind, and what finds no place stands behind: "Why was that? (about the harbour toll)", "Who else
signed? (besides Ada Quill)".
"""

from __future__ import annotations

import re
from collections.abc import Container, Sequence, Set
from dataclasses import dataclass
from itertools import takewhile

from index.countries import SHORT_COUNTRY, country_of, governed_from, other_names
from index.words import fold, stem, word_set
from rag.antecedents import may_be_person, no_person, unlike_person
from rag.expressions import ROLES
from rag.mentions import countries
from rag.question import BORROWED, kind_of
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
    is_expletive,
    pointer,
    points,
    read,
    stands_alone,
)

LONGEST_PHRASE = 6
"""Words of a phrase on either side of its likeliest one."""
MOST_BESIDE = 2
"""Phrases behind a question that a replaced pronoun has made whole: of the words of more, one in five is meant."""
LONGEST_ITEM = 12
"""Words of an item that "the second one" stands for."""
OTHERS = frozenset({"else", "other", "others", "another"})
"""With one of these a question asks for what was not said yet."""
POSSESSIVES = frozenset({"his", "her", "its", "their"})
_POSSESSIVE = re.compile(r"['’]s$")
_YEAR = re.compile(r"\b[12]\d{3}$")
_ACCORDING = re.compile(r"\baccording to [^,;?!()]+?(?=[,;?!(]|\.?$| \(about )", re.IGNORECASE)
"""The source that a question asks of: "according to Quill"."""
_OWNED_THING = re.compile(r"[A-Z][\w.-]*(?: [A-Z][\w.-]*)*['’]s? \w")
"""Something of somebody with a name: "Quill's plan"."""
_POSSESSIVE_NEXT = re.compile(r"['’]s\b")
_ABOUT = re.compile(
    r"(?:and |but |so |ok |okay |or )?(?:(?:what|how) about|and|or"
    r"|(?P<again>what|how|who|when|where|which)(?: [a-z]+)?"
    r"(?= (?:in|on|before|after|since|during|by|under|at|from) [A-Z\d]))"
    r" (?P<topic>[^?.!]+?)[\s?.!]*",
    re.I,
)
"""What takes up the question before: "and X?", "what about X?", and with the question word again "and what in May?"."""
_CORRECTION = re.compile(
    r"(?:(?:no|nope|sorry|wait|oops|actually)\b[\s,.!–—-]+)+(?:i (?:meant?|was asking about) |make that |rather )?"
    r"(?P<topic>[^?.!,]+?)(?:,? (?:i meant|sorry|please|rather))?[\s?.!]*"
    r"|(?:sorry,? )?i (?:meant?|was asking about) (?P<meant>[^?.!,]+?)[\s?.!]*"
    r"|not (?P<no>[^?.!,]+), (?:but )?(?P<but>[^?.!,]+?)[\s?.!]*",
    re.IGNORECASE,
)
"""What takes back a word of the question before: "no, I meant the pier", "not Ode, Norport"."""
_NO_TOPIC = word_set("thanks thank problem worries idea way more one longer it that this yes no not never really right")
_WHY = re.compile(r"(?:and |but |so )?(?P<word>why|when|where|how|since when|how come)(?P<no> not)?[\s?.!]*", re.I)
_WHEN_DID = re.compile(
    rf"(?:and |but |so )?(?P<word>when|where|why|how) (?P<rest>(?:{'|'.join(sorted(AUXILIARIES))}) .+)", re.IGNORECASE
)
_WHAT_SAID = re.compile(
    r"(?:and |but |so )?what (?:else )?(?P<said>(?:did|does|do|has|have|had|will|would) (?:[\w.'’-]+ ){1,5}?"
    r"(?:say|said|announced?|declared?|claim(?:ed)?|promised?|demand(?:ed)?|proposed?|suggest(?:ed)?|explain(?:ed)?))"
    r"(?P<rest>\b.*)",
    re.IGNORECASE,
)
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
_WHICH = re.compile(
    r"(?:which|what) (?:[\w-]+ )?(?:countries|nations|states) "
    r"(?:(?P<auxiliary>are|were|have|had|will|would|can|could|may|might|should) )?(?P<rest>[a-z].+)",
    re.IGNORECASE,
)
"""A question for the countries that do something."""
_OF_ONE = {"are": "is", "were": "was", "have": "has"}
_BEHIND = " (about "
"""Opens what found no place in a question."""
_NEGATED = {"will": "won't", "shall": "shan't", "can": "can't", "may": "may not", "might": "might not"}
_ARTICLES = ("the", "a", "an")
LONGEST_NOUN = 4
"""Words of "what about the old pier?" that take the place of others."""
_PARTIES = word_set(
    """union hospital company firm council court party government ministry department police army board bank team club
    school university church parliament opposition committee commission agency authority association federation press
    public people workers nurses residents critics neighbours neighbors parents staff"""
)
_AGENTS = ("man", "woman", "men", "women", "er", "or", "ist", "ers", "ors", "ists")
_NO_AGENTS = word_set(
    """weather water number order power paper letter winter summer river offer matter answer border computer tower
    dinner chapter error floor door factor motor sector cover quarter center theater danger disaster register transfer
    corner layer newspaper poster trailer helicopter shelter charter barrier career tender fever cancer murder gender
    mirror corridor harbor list twist mist ladder timber"""
)
_STANCES = frozenset(
    map(
        stem,
        word_set(
            """say said think thought want agree demand propose suggest react respond reply answer promise
            plan expect decide vote support oppose accept reject meet met know hope"""
        ),
    )
)
"""Stems of verbs for what anybody may do."""
_DEEDS = frozenset(map(stem, word_set("do send offer file buy sell pay announce refuse deny join leave sign give")))
"""Stems of verbs whose subject is somebody, a body or a country, and no event."""
_SCOPES = word_set(
    "nationally locally regionally globally worldwide internationally nationwide elsewhere abroad overall"
)


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


def rewrite(question: str, talk: Conversation, chosen: Sequence[Mention], person: Container[str] = ()) -> str:
    """The question with the chosen words in it; in place of a pronoun where one agrees, and behind it.

    "He" or "she" is the `person`, given by stems of the name, where one is known.
    """
    phrases = join(talk, chosen)
    result, used = _replace_pronoun(question, talk, phrases, person)
    # The "Peruvian minister" before the name of the one who is asked about is no subject of its own.
    rest = [
        p.text for p in phrases if p is not used and not (used is not None and used.names and _describes_one(p.text))
    ]
    if used is not None and stands_alone(read(result)):
        rest = rest[:MOST_BESIDE]
    opens = "besides" if any(seen.lower in OTHERS for seen in talk.question.words) else "about"
    return f"{result.strip()} ({opens} {', '.join(rest)})" if rest else result


def _describes_one(words: str) -> bool:
    """Whether a phrase is no more than the adjective of a country and an office."""
    return all(
        word.lower() in ROLES or (_ADJECTIVE.search(word) and country_of(fold(word)) is not None)
        for word in words.split()
    )


def join(talk: Conversation, chosen: Sequence[Mention]) -> list[Phrase]:
    """The chosen words as phrases of the conversation, in the order of the likeliest word of each."""
    wanted = {mention.stem for mention in chosen}
    things = any(seen.lower in PRONOUNS["it"] for seen in talk.question.words)
    covered: set[str] = set()
    phrases: list[Phrase] = []
    for mention in chosen:
        if mention.stem in covered:
            continue
        found = [(_around(talk.text(turn, answer), place, wanted - covered, things), talk.text(turn, answer))
                 for turn, answer, place in mention.places]  # fmt: skip
        span, text = max(found, key=lambda pair: len(_stems(pair[1], pair[0]) & wanted))
        phrase = _phrase(text, span, talk)
        covered |= phrase.stems
        if not any(fold(phrase.text) in other_names(fold(other.text)) for other in phrases):  # "Peru, Peruvian"
            phrases.append(phrase)
    return phrases


def repeats(question: str) -> bool:
    """Whether the question may be the one before with a change: "and X?", "why?", "no, I meant X"."""
    return any(form.fullmatch(question.strip()) for form in (_ABOUT, _WHY, _CORRECTION))


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
    if topic.stems <= read(BORROWED.sub("", previous)).stems:
        return None
    if (single := _one_of(topic, previous)) is not None:
        return single
    if _ACCORDING.fullmatch(topic.text.strip(" ?.!")):
        source = topic.text.strip(" ?.!")
        if named := _ACCORDING.search(previous):
            return f"{previous[: named.start()]}{source}{previous[named.end() :]}"
        hints = BORROWED.search(previous)
        return f"{BORROWED.sub('', previous).rstrip(' ?.!')}, {source}?{hints[0] if hints else ''}"
    place = _place_for(topic, body)
    if place is None:
        return None if asked["again"] else _appended(topic, body)
    start, end = place
    words, rest = asked["topic"].strip(), previous[end:]
    year = _YEAR.search(previous[start:end])
    if year and topic.words[-1].lower in MONTHS:
        words = f"{words} {year[0]}"  # "in January 2025, and what in September?"
    return _once(previous[:start] + (_POSSESSIVE.sub("", words) if _POSSESSIVE_NEXT.match(rest) else words) + rest)


def correct(question: str, previous: str) -> str | None:
    """The previous question with what "no, I meant X" names in the place of a phrase of its kind, or else of its only
    name or noun phrase; None for other questions, and where none is.
    """
    asked = _CORRECTION.fullmatch(question.strip())
    words = asked and (asked["topic"] or asked["meant"] or asked["but"])
    if not asked or not words:
        return None
    topic, body = read(words), read(BORROWED.sub("", previous).rstrip())
    lowers = [seen.lower for seen in topic.words]
    barred = {*QUESTION_WORDS, *AUXILIARIES, *DEMONSTRATIVES, *_NO_TOPIC, *_BEFORE_VERBS}
    if not 0 < len(lowers) <= LONGEST_NOUN or not barred.isdisjoint(lowers) or not topic.runs:
        return None
    if asked["no"]:
        at = body.text.lower().find(asked["no"].lower())
        place = (at, at + len(asked["no"])) if at >= 0 else None
    else:
        rows = _names(body) or [list(run) for run in body.runs if len(run) == 1 and _article(run, body)]
        place = _place_for(topic, body) or (_span(rows[0], body) if len(rows) == 1 else None)
    if place is None:
        return None
    article = re.search(r"\b(?:the|an?) $", body.text[: place[0]], re.IGNORECASE)
    start = article.start() if article and lowers[0] in _ARTICLES else place[0]
    return body.text[:start] + words.strip() + body.text[place[1] :]


def _one_of(topic: Text, previous: str) -> str | None:
    """Asked which countries will do something, the question whether the country of "and X?" will; where that takes
    another form of a verb, X behind the question. None for other questions.
    """
    asked = _WHICH.match(previous.strip())
    name = " ".join(seen.token.text for seen in topic.words if seen.lower != "the")
    if asked is None or country_of(fold(name)) is None:
        return None
    country = topic.text.strip()
    if country.islower():  # "and the uk?", "and italy?"
        country = country.replace(name, name.upper() if len(name) <= SHORT_COUNTRY else name.title())
    if not asked["auxiliary"]:
        return f"{BORROWED.sub('', previous).strip()}{_BEHIND}{country})"
    auxiliary = _OF_ONE.get(asked["auxiliary"].lower(), asked["auxiliary"].lower())
    return f"{auxiliary.capitalize()} {country} {asked['rest']}"


def _once(question: str) -> str:
    """The question without the phrases in brackets that stand in it as well."""
    hints = BORROWED.search(question)
    if not hints:
        return question
    asked = question[: hints.start()]
    rest = [phrase for phrase in hints["phrases"].split(", ") if phrase not in asked]
    return f"{asked} ({hints['opens']} {', '.join(rest)})" if rest else asked


def explain(question: str, previous: str) -> str | None:
    """The question before a bare "why?", "why not?" or "where?", asked with that word; None for other questions.

    A yes-or-no question gets the word in front, one for when, where, why or how in the place of its own, and one for
    what somebody said is asked of "that".
    """
    asked = _WHY.fullmatch(question.strip())
    words = read(previous).words
    if not asked or not words:
        return None
    word = asked["word"].capitalize()
    if words[0].lower in AUXILIARIES:
        first = previous[words[0].token.start : words[0].token.end].lower()
        if asked["no"] and not first.endswith("n't"):
            first = _NEGATED.get(first, f"{first}n't")
        return f"{word} {first}{previous[words[0].token.end :]}"
    if asked["no"]:
        return None
    if told := _WHAT_SAID.match(previous.strip()):
        return f"{word} {told['said']} that{told['rest']}"
    other = _WHEN_DID.match(previous.strip())
    return f"{word} {other['rest']}" if other and other["word"].lower() != word.lower() else None


def pick(question: str, turns: Sequence[tuple[str, str]]) -> str | None:
    """The question with "the second one" replaced by the second thing that the latest of the (question, answer) pairs
    lists; None without such a list. After "the first one" the list is the same.
    """
    asked = _ORDINAL.search(question)
    if not asked or not turns:
        return None
    if pick(turns[-1][0], turns[:-1]):
        return pick(question, turns[:-1])
    items = _listed(*turns[-1])
    which = _ORDINALS[asked["which"].lower()]
    if asked["which"].lower() == "latter":
        which = len(items) - 1
    if len(items) < 2 or not -1 <= which < len(items):
        return None
    return question[: asked.start()] + items[which] + question[asked.end() :]


def _listed(question: str, answer: str) -> list[str]:
    """What a turn lists: a row of names in the answer or else in the question, or else the answer's quotes."""
    row = _row(answer) or _row(question)
    return row or [" ".join(quote.split()[:LONGEST_ITEM]).rstrip(".,;:") for quote in _QUOTE.findall(answer)]


def _row(words: str) -> list[str]:
    """The longest row of names; two without "and" or "or" are none: "the mayor of Norport, Ada Quill"."""
    text = read(words)
    rows: list[list[str]] = [[]]
    joined: list[bool] = [False]
    end = -1
    for run in text.runs:
        names = list(takewhile(lambda place: words[text.words[place].token.start].isupper(), run))
        if not names:
            continue
        start = text.words[names[0]].token.start
        between = words[end:start].strip().lower() if end >= 0 else "."
        if between not in (",", "and", ", and", "or", ", or", "&"):
            rows.append([])
            joined.append(False)
        joined[-1] = joined[-1] or between.endswith(("and", "or", "&"))
        end = text.words[names[-1]].token.end
        rows[-1].append(_POSSESSIVE.sub("", words[start:end]))
    lists = [row for row, whole in zip(rows, joined, strict=True) if len(row) > 2 or (whole and len(row) > 1)]
    return max(lists, key=len, default=[])


def _place_for(topic: Text, body: Text) -> tuple[int, int] | None:
    """Where in the previous question a phrase of the topic's kind stands."""
    first = topic.words[0]
    if first.lower in PREPOSITIONS:
        for run in reversed(body.runs):
            opens = _opening(run, body)
            if opens is not None and body.words[opens].lower == first.lower:
                return body.words[opens].token.start, body.words[run[-1]].token.end
        return None
    if all(_timely(seen) for seen in topic.words):
        return _span([place for place, seen in enumerate(body.words) if _timely(seen)], body)
    if not any(seen.token.text[:1].isupper() for seen in topic.words):
        return _place_for_noun(topic, body)
    rows = _names(body)
    if not rows:
        return None
    acting = [row for row in rows if _subject(row, body)]
    behind = body.text.find(_BEHIND)  # there the likeliest phrase comes first
    asked = [row for row in rows if behind < 0 or body.words[row[0]].token.start < behind]
    row = (acting or asked[-1:] or rows)[0]
    before = row[0] - 1
    if before >= 0 and body.words[before].lower == "the":
        if row not in acting and any(row[-1] + 1 in run for run in body.runs if row[0] in run):
            # "at the Lindo shipyard"; nobody's name stands there
            return None if len(topic.words) > 1 else _span(row, body)
        row = [before, *row]
    return _span(row, body)


def _place_for_noun(topic: Text, body: Text) -> tuple[int, int] | None:
    """The same of "the mayor", where the question has one noun phrase, and that is somebody who says or wants something
    as well, or the same thing: "the old pier" for "the new pier". Of all else it may be a part or a cost.
    """
    head = topic.words[-1]
    if not 1 < len(topic.words) <= LONGEST_NOUN or topic.words[0].lower not in _ARTICLES or head.token.function:
        return None
    core = read(BORROWED.sub("", body.text))
    speech = kind_of(core.text) == "statement"
    nouns = [run for run in core.runs if _article(run, core) or any(core.words[place].name for place in run)]
    if len(nouns) != 1:
        return None
    (run,) = nouns
    same = [place for place in run if core.words[place].token.stem == head.token.stem]
    acting = [place for place in run if _acts(core.words[place]) or (speech and core.words[place].name)]
    if not same and not (acting and _acts(head) and _subject(run, core) and core.stems & _STANCES):
        return None
    noun = range(run[0], (same or acting)[-1] + 1)
    return _span([noun[0] - 1, *noun] if _article(run, core) else noun, core)


def _article(run: Sequence[int], text: Text) -> bool:
    return run[0] > 0 and text.words[run[0] - 1].lower in _ARTICLES


def _acts(seen: Seen) -> bool:
    """Whether a noun is somebody's who says and does things, or that of a body of such people."""
    agent = seen.lower.endswith(_AGENTS) and seen.token.stem not in _NO_AGENTS and seen.lower not in _NO_AGENTS
    return seen.lower in ROLES or seen.lower in _PARTIES or agent


def _appended(topic: Text, body: Text) -> str | None:
    """The previous question with "for a child" behind it, where it asks who, when or how much and has no such phrase;
    "nationally" stands there instead of a place.
    """
    core = read(BORROWED.sub("", body.text).rstrip(" ?.!"))
    if not topic.runs or kind_of(core.text) not in ("number", "money", "percent", "duration", "date", "person"):
        return None
    asked, hints = core.text, BORROWED.search(body.text)
    phrases = {run: opens for run in core.runs if (opens := _opening(run, core)) is not None}
    if len(topic.words) == 1 and topic.words[0].lower in _SCOPES:
        for run, opens in phrases.items():
            name = list(takewhile(lambda place: core.words[place].name, run))
            if name and core.words[opens].lower in ("in", "at"):
                asked = f"{asked[: core.words[opens].token.start]}{asked[core.words[name[-1]].token.end :].lstrip()}"
                break
    elif topic.words[0].lower not in PREPOSITIONS - {"of"} or phrases:
        return None
    return f"{asked.rstrip()} {topic.text.strip()}?{hints[0] if hints else ''}"


def _opening(run: Sequence[int], text: Text) -> int | None:
    """The place of the preposition before a row of content words; None without one."""
    before = run[0] - 1
    if before >= 0 and text.words[before].lower in DETERMINERS:
        before -= 1
    return before if before >= 0 and text.words[before].lower in PREPOSITIONS else None


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


def _replace_pronoun(
    question: str, talk: Conversation, phrases: Sequence[Phrase], person: Container[str]
) -> tuple[str, Phrase | None]:
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
        if is_expletive(own, seen):
            continue
        verb = own.words[place + 1].token.stem if place + 1 < len(own.words) else ""
        phrase = _agreeing(kind, phrases, talk, person, doer=place > 0 and verb in _STANCES | _DEEDS)
        if phrase is None:
            return question, None
        following = own.words[place + 1] if place + 1 < len(own.words) else None
        owns = seen.lower in POSSESSIVES and (
            seen.lower != "her" or (following is not None and not following.token.function)
        )
        start, end = seen.token.start, seen.token.end
        named = phrase.names and phrase.text.lower() not in ROLES  # "President" alone needs its article
        words = phrase.text if named or _OWNED_THING.match(phrase.text) else f"the {phrase.text}"
        owner = "" if not owns else "'" if _PLURAL.search(words) and not phrase.names else "'s"
        return question[:start] + words + owner + question[end:], phrase
    return question, None


def _agreeing(
    kind: str, phrases: Sequence[Phrase], talk: Conversation, person: Container[str], doer: bool
) -> Phrase | None:
    """The likeliest phrase that a pronoun may stand for: for a person a name, first one whose gender is told; for a
    thing no surname, and what the latest question named before what was answered; a place only for a `doer`, such as
    the "it" of "Will it sign?", or where the latest question named no other thing. None is better than a wrong one.
    """
    if kind in ("he", "she"):
        people = [p for p in phrases if p.names and not _ADJECTIVE.search(p.text)]
        people = [p for p in people if may_be_person(p.text, kind, talk.told)]
        known = (p for p in people if any(stem in person for stem in p.stems))
        return next(known, min(people, key=lambda p: unlike_person(p.text, kind, talk.told), default=None))
    nouns = [p for p in phrases if p.noun]
    if kind == "it":
        surnames = _surnames(talk)
        # A name of several words is mostly a person's.
        things = [p for p in nouns if (p.names < 2 or no_person(p.text)) and p.text not in surnames]
        fitting = [p for p in things if not _ADJECTIVE.search(p.text) and (p.names or not _PLURAL.search(p.text))]
        fitting = [p for p in fitting if p.text.lower() not in MONTHS]
        if doer:
            fitting = [p for p in fitting if p.names] or fitting
        else:  # "Who attended the summit in Ode? Was it long?"; a place that was asked about is the last choice
            fitting = [p for p in fitting if not _is_place(p, talk)] or [p for p in fitting if p.asked]
    else:
        fitting = [p for p in nouns if _PLURAL.search(p.text)]
    return next((p for p in fitting if p.asked), next(iter(fitting), None))


def _is_place(phrase: Phrase, talk: Conversation) -> bool:
    """Whether a phrase is a country, a capital, or what something is in or at."""
    name = fold(phrase.text)
    if not phrase.names:
        return False
    if country_of(name) or governed_from(name) or name in countries():
        return True
    within = re.compile(rf"\b(?:in|at|near|outside|to|from) {re.escape(phrase.text)}(?![\w'’-])")
    return any(map(within.search, talk.told))


def _around(text: Text, place: int, wanted: Set[str], things: bool) -> tuple[int, int]:
    """First and last place of the wanted words that stand with one: a name whole, other words up to a comma.

    A name stands with what belongs to it, "Ada Quill's plan", where `things` that "it" may be are looked for.
    """
    words = text.words
    first = last = place
    least, most = max(0, place - LONGEST_PHRASE), min(len(words) - 1, place + LONGEST_PHRASE)
    if words[place].name:
        while first > least and words[first - 1].name and _joined(text, first - 1):
            first -= 1
        while last < most and words[last + 1].name and _joined(text, last):
            last += 1
        if not _ADJECTIVE.search(words[last].lower) and not _describes(text, first):
            if not (things and _POSSESSIVE.search(words[last].token.text) and last < most and _joined(text, last)):
                return first, last
            least = first

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


def _describes(text: Text, first: int) -> bool:
    """Whether the name from `first` on has an article that is a noun's: "in the Lindo shipyard"."""
    before = [seen.lower for seen in text.words[max(0, first - 2) : first]]
    return before[1:] == ["the"] and before[0] in PREPOSITIONS - {"before", "after", "since", "until"}


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
