"""Whom a sentence, taken alone, attributes its statement to: a rule set over reporting verbs and their subjects.

Quoted words are hidden first, so that only what the writer says counts. Each reporting verb, "according to" and
the like is then asked for its subject, and the outermost one speaks: "A said that B had promised" is A's word,
and in "A said so, the paper reported" it is the paper's. For English only; in other languages nobody speaks.

The forms follow what annotated corpora of attribution describe (Prasad et al., 2007; Pareti, 2016). Measured in
benchmarks/README.md.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from index.words import FUNCTION_WORDS, word_set

MOST_CHARACTERS = 1500
"""Of a sentence that is looked at."""
HIDDEN = "¤"
"""What stands for each character of quoted words."""


def _forms(verbs: str) -> dict[str, str]:
    """Every form that ends a subject, with the base form: say says; "-ing" forms too."""
    found: dict[str, str] = {}
    for entry in verbs.split():
        base, _, past = entry.partition("/")
        stem = base[:-1] if base.endswith("e") else base
        doubled = base + base[-1] if base in ("quip", "admit", "rebut") else stem
        third = base[:-1] + "ies" if base.endswith("y") and base[-2] not in "aeo" else base + (
            "es" if base.endswith(("s", "ch", "sh")) else "s"
        )  # fmt: skip
        regular = base[:-1] + "ied" if third.endswith("ies") else doubled + "ed"
        for form in (base, third, past or regular, doubled + "ing"):
            found[form] = base
    return found


STRONG = _forms(
    """say/said tell/told state warn announce declare insist argue explain assert allege stress emphasize emphasise
    caution remark write/wrote tweet deny accuse urge vow pledge promise claim confirm admit concede acknowledge
    boast reiterate testify quip joke reply respond reveal predict complain demand criticize criticise condemn
    denounce praise blame lament recall hint indicate describe express maintain contend conclude suggest propose
    recommend forecast/forecast comment disclose clarify affirm proclaim reject dispute refute retort opine swear/swore
    advise accept/accepted disagree agree apologize apologise outline underline underscore highlight"""
)
"""Verbs that report what somebody says, whatever follows them."""
WEAK = _forms(
    """add note report call continue believe think/thought expect hope fear estimate ask post read/read threaten
    observe mention signal find/found show/showed point credit liken
    issue voice float view rule advocate"""
)
"""Verbs that report only where a statement or quoted words follow, or where they stand behind a statement."""
_INVERTS = word_set(
    """say add write report tweet explain argue note warn insist claim state recommend observe joke quip reply respond
    announce ask continue declare predict remark admit concede acknowledge suggest recall post"""
)
"""Verbs that may stand before their subject: ", said X"."""
_INVERTS_AFTER_COMMA = word_set("say write report explain argue warn tweet announce")
_NOUNS = word_set(
    """states claims reports comments notes calls hints fears hopes remarks estimates forecasts posts tweets replies
    promises pledges demands advises complaints accounts reads finds shows boasts jokes"""
)
"""Forms that are more often nouns: they report where a statement follows."""
_SPOKEN = word_set(
    """warning warnings statement denial appeal apology call threat concern concerns support doubt doubts hope criticism
    idea possibility proposal"""
)
"""What is issued, voiced or floated when somebody speaks."""
_AGENTS = word_set(
    "person people man woman men women official officials spokesperson source sources expert experts critics"
)
_AGENT_ENDINGS = (
    "man",
    "woman",
    "ist",
    "ator",
    "ician",
    "ister",
    "ident",
    "nalyst",
    "searcher",
    "eader",
    "icer",
    "awyer",
)
_REPORTED_NOUNS = word_set(
    "allegation allegations claim claims accusation accusations charge charges statement assertion suggestion"
)
_PLURAL = word_set("they people police few some many others both most several critics media we")
NOT_OF_THINGS = word_set("underscore underline highlight show suggest indicate reveal confirm accept agree find recall")
"""Verbs whose subject says something only when it is somebody, or a text."""
_NEEDS_CLAUSE = word_set("accept agree disagree recall disclose outline recommend advise forecast")
_OBJECT_FIRST = word_set("tell accuse urge blame call advise liken credit criticize criticise condemn praise describe")
_CLAUSE = word_set("that he she it they there we i you his her its their this these those the a an")
_FOLLOWING = {
    "add": "that there :", "note": "that there how : it he she they the", "report": "that there :",
    "call": "for on", "continue": "that :", "believe": "*", "think": "*", "expect": "*", "hope": "that the it he she they",
    "fear": "that the it he she they", "estimate": "*", "ask": "for whether if why how what who when where : people him her them",
    "post": "that : on", "read": ":", "threaten": "to that with", "observe": "that : it the", "mention": "that",
    "signal": "that it he she they his her its their", "find": "that no the a it there", "show": "that the a it there how",
    "point": "to out", "credit": "*", "liken": "*",
    "rule": "out", "advocate": "for",
}  # fmt: skip
"""What may follow a weak verb for it to report; "*" is anything but an infinitive."""
PEOPLE = word_set("he she they it")
PERSONS = word_set("he she")
_NOBODY = word_set("i we you who which that what this these those there one nobody none everyone anyone me us and")
_BE = word_set("is was were are be been being am 's isn't wasn't")
_HAVE = word_set("has have had having")
_MODAL = word_set(
    """will would may might could can should must shall did do does won't wouldn't couldn't can't didn't don't doesn't
    never not hasn't haven't hadn't nor neither refuses refused declined"""
)
_ADVERBS = word_set(
    """also later then again earlier once now still just even always often first since further both all already soon
    previously recently today yesterday tonight so too instead only ever long last has have had"""
)
_WHEN = word_set(
    """monday tuesday wednesday thursday friday saturday sunday january february march april june july august september
    october november december yesterday today tonight tomorrow earlier later afterwards last this next late early
    previously recently in on at during after before when while as to from via through under amid following"""
)
_DAYS = word_set("monday tuesday wednesday thursday friday saturday sunday yesterday today tonight")
_SUBORDINATE = word_set(
    "because when if after before since where whether than unless until once that which who whom how why what"
)
_JOINING = word_set("but while though although whereas and so yet as meanwhile however or")
_PREPOSITIONS = word_set(
    """in on at by during after before since amid with without from for to of under over about against between among
    following despite through throughout within upon per into across like unlike including regarding"""
)
_OPENERS = word_set(
    "however meanwhile still yet earlier later also then but and so moreover nevertheless now today yesterday"
)
_DETERMINERS = word_set(
    """the a an his her its their our my some many several most few two three four five both all other another one no
    more each these those this that"""
)
_TEXTS = word_set(
    """study studies report reports survey surveys poll polls data research analysis review investigation paper papers
    document documents figures investigators researchers scientists police officials experts authors team statement
    letter statistics records findings inquiry audit message memo ruling indictment lawsuit complaint edict release
    article book post tweet description note email sources source court prosecutors agency ministry office government
    economists analysts department company institute center centre council commission committee"""
)
_READING = word_set(
    "statement message letter post tweet description note email ruling sign text memo report release caption headline"
)
_ABBREVIATION = r"(?:[A-Z]\.)+|(?:Dr|Mr|Mrs|Ms|Sen|Rep|Gov|Gen|Prof|St|Jr|Sr|Lt|Col|Sgt|Rev|Inc|Co|Corp|Ltd|Capt|Adm)\."
_TOKEN = re.compile(rf"{HIDDEN}+|{_ABBREVIATION}|[$£€]?\w+(?:['’&.\-/,](?=\w)\w+)*(?:['’](?=\s))?%?|[^\w\s]")
_MARKS = re.compile(r"[“”„«»\"]|’’|''")
_SINGLE = re.compile(r"(?<!\w)‘(?=[^’]*\s)[^‘]*?’(?!\w)")
_UNNAMED = re.compile(
    r"\b(?:reportedly|allegedly|purportedly|(?:is|are|was|were) (?:said|reported|alleged|rumou?red) to)\b", re.I
)
_VIEW = re.compile(
    r"\bin (?P<own>(?:his|her|their|its)|[^,;]{2,60}?['’]s?) (?:\w+ )?(?:opinion|view|words|eyes|telling|judg[e]?ment)\b"
    r"|\bin the (?:opinion|view|words) of (?P<of>[^,;]{2,60}?)(?=,|$|\.)",
    re.I,
)
_FROM = re.compile(
    r"\b(?:statement|message|letter|press release|report|memo|post|interview|speech)s? (?:\w+ ){0,2}?(?:by|from|with) "
    r"(?P<of>[^,;:.]{2,60}?)(?= (?:on|in|after|before|that|which)\b|[,;:.]|$)"
)
_LABEL = re.compile(rf"\W{{0,3}}(?P<name>[A-Z][\w.’'-]*(?: [A-Z][\w.’'-]*){{0,4}}): ?(?={HIDDEN})")
_FOR = re.compile(
    r"For (?P<name>[A-Z][\w.’'-]+(?: [A-Z][\w.’'-]+){1,3}), (?:this|that|it|the [^,]{3,40}?) (?:is|was|means)\b"
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
class _Token:
    start: int
    end: int
    text: str
    lower: str

    @property
    def capital(self) -> bool:
        return self.text[0].isupper() or (self.text[0].isdigit() and self.text.isalnum() and not self.text.isdigit())

    @property
    def quoted(self) -> bool:
        return self.text[0] == HIDDEN


@dataclass(frozen=True, slots=True)
class _Claim:
    """A reporting verb with its subject, as tokens [first, last)."""

    rank: int
    """0 for one that stands around the whole sentence, 1 for others."""
    verb: int
    first: int
    last: int


def quotations(text: str, inside: bool = False) -> tuple[list[tuple[int, int]], bool]:
    """Where the quoted words of a text stand, marks included, and whether a quotation is open at its end.

    A mark that closes need not be of the kind that opened: “so", as texts from the web have it. `inside` says that
    the text begins within a quotation.
    """
    found, opened = [], 0 if inside else None
    for mark in _MARKS.finditer(text):
        if opened is None and mark[0] not in ("”", "’’"):
            opened = mark.start()
        elif opened is not None and (mark[0] not in ("“", "„", "«") or _closes(text, mark.start())):
            found.append((opened, mark.end()))
            opened = None
    if opened is not None:
        found.append((opened, len(text)))
    return found, opened is not None


def _closes(text: str, at: int) -> bool:
    """Whether an opening mark stands where only a closing one can: behind a word, before a space."""
    return at > 0 and not text[at - 1].isspace() and text[at + 1 : at + 2].isspace()


def hide(text: str, inside: bool = False) -> str:
    """`text` with its quoted words, marks included, hidden; equally long."""
    for start, end in quotations(text, inside)[0]:
        text = text[:start] + HIDDEN * (end - start) + text[end:]
    return _SINGLE.sub(lambda found: HIDDEN * len(found[0]), text)


@lru_cache(maxsize=4096)
def speech(sentence: str, inside: bool = False) -> Speech | None:
    """Who speaks in `sentence`; None where it states something itself, or where all of it is quoted.

    `inside` says that the sentence begins within a quotation.
    """
    text = hide(sentence[:MOST_CHARACTERS], inside)
    tokens = tuple(_Token(m.start(), m.end(), m[0], m[0].lower().replace("’", "'")) for m in _TOKEN.finditer(text))
    claims = [claim for place in range(len(tokens)) if (claim := _claim(tokens, place))]
    if claims:
        best = min(claims, key=lambda claim: (claim.rank, claim.verb if claim.rank else -claim.verb))
        return Speech(
            tokens[best.first].start, tokens[best.last - 1].end, tokens[best.verb].lower, _said(tokens, best, len(text))
        )
    for pattern in (_VIEW, _LABEL, _FOR, _FROM):
        if found := pattern.search(text):
            group = found.lastgroup or "of"
            start, end = found.span(group)
            own = found[group]
            end -= 2 if own.endswith(("'s", "’s")) else own.endswith(("'", "’"))
            return Speech(start, end, found[0].strip(), ((0, found.start()), (found.end(), len(text))))
    if found := _UNNAMED.search(text):
        return Speech(found.start(), found.start(), found[0].lower(), ((0, len(text)),))
    return _participle(tokens)


def _said(tokens: Sequence[_Token], claim: _Claim, length: int) -> tuple[tuple[int, int], ...]:
    """The statement that a claim reports, as offsets: behind it, before it, or on both sides."""
    low, high = min(claim.verb, claim.first), max(claim.verb + 1, claim.last)
    before, behind = (0, tokens[low].start), (tokens[high - 1].end, length)
    if tokens[claim.verb].lower == "according":
        return (before, behind) if low else (behind,)
    passive = claim.first > claim.verb and _lower(tokens, claim.first - 1) == "by"
    if claim.rank == 0 or passive:
        return (before,)
    aside = _set_off(tokens, low) and high < len(tokens) and tokens[high].text == ","
    return (before, behind) if aside else (behind,)


def _claim(tokens: Sequence[_Token], place: int) -> _Claim | None:
    """The claim that the token at `place` makes, if it is a reporting verb or "according to" with a subject."""
    word = tokens[place].lower
    if word == "according" and _lower(tokens, place + 1) == "to":
        span = _after(tokens, place + 2)
        if span is None:
            return None
        outer = place == 0 or _ends(tokens, span[1]) or not any(_base(t.lower) for t in tokens[:place])
        return _Claim(0 if outer else 1, place, *span)
    base = _base(word)
    if base is None or tokens[place].quoted or (base == word and tokens[place].capital):
        return None
    subject_end = _skip_auxiliaries(tokens, place)
    if subject_end is None:
        return None
    passive = subject_end < 0
    if passive:
        return _passive(tokens, place, -subject_end)
    if word.endswith("ing") and not (set(t.lower for t in tokens[subject_end:place]) & _BE):
        return None
    before = tokens[place - 1] if place else None
    if before and (base in _INVERTS if before.quoted else before.text in ",?!—–-" and base in _INVERTS_AFTER_COMMA):
        span = _after(tokens, place + 1)
        named = span and (
            before.quoted or any(_is_somebody(t) for t in tokens[span[0] : span[1]]) or _ends(tokens, span[1])
        )
        if span and named and _stops(tokens, span[1]) and not _is_clause(tokens, place + 1):
            return _Claim(0 if _ends(tokens, span[1]) or before.quoted else 1, place, *span)
    span = _before(tokens, subject_end)
    if span is None or not _agrees(tokens, place, span) or not _reports(tokens, place, span):
        return None
    if _lower(tokens, span[0] - 1) == "as" and span[0] > 1 and not _ends(tokens, place + 1):
        return None
    quoted_before = span[0] > 0 and tokens[span[0] - 1].quoted and _lower(tokens, place + 1) in _WHEN
    around = _ends(tokens, place + 1) or (quoted_before and not any(token.quoted for token in tokens[place:]))
    rank = 0 if _set_off(tokens, span[0]) and around else 1
    return _Claim(rank, place, *span)


def _agrees(tokens: Sequence[_Token], place: int, span: tuple[int, int]) -> bool:
    """Whether a present form and its subject agree in number, and the form is a verb here and no noun."""
    word = tokens[place].lower
    subject = tokens[span[1] - 1]
    if word == _base(word) and word not in ("read", "forecast", "put"):
        phrase = {token.lower for token in tokens[span[0] : span[1]]}
        return bool(phrase & _PLURAL) or "and" in phrase or any(
            token.lower.endswith("s") and not token.lower.endswith(("'s", "ss", "us")) for token in tokens[span[0] : span[1]]
        )  # fmt: skip
    if subject.lower.endswith(("s'", "'s")) and not subject.quoted:
        return False
    if word in _NOUNS:
        if tokens[place].capital:
            return False
        after = tokens[place + 1] if place + 1 < len(tokens) else None
        if _set_off(tokens, span[0]) and _stops(tokens, place + 1):
            return True
        return after is not None and (
            after.quoted or after.text == ":" or after.lower in _CLAUSE or after.capital
            or (word == "calls" and after.lower in ("for", "on"))
        )  # fmt: skip
    return True


def _base(word: str) -> str | None:
    return STRONG.get(word) or WEAK.get(word)


def _lower(tokens: Sequence[_Token], place: int) -> str:
    return tokens[place].lower if 0 <= place < len(tokens) else ""


def _skip_auxiliaries(tokens: Sequence[_Token], place: int) -> int | None:
    """Where the subject of the verb at `place` ends; negative for a passive; None where it reports nothing."""
    at = place
    word = tokens[place].lower
    be = 0
    while at > 0:
        before = tokens[at - 1]
        if before.lower in _MODAL:
            return None
        if before.lower in _BE:
            be = be or at
        elif before.lower == "to":
            if _lower(tokens, at - 2) == "on" and _lower(tokens, at - 3) in ("went", "goes"):
                at -= 2
            else:
                return None
        elif before.lower in _DAYS and at > 1:
            at -= _lower(tokens, at - 2) == "on"
        elif not (before.lower in _ADVERBS or (before.lower.endswith("ly") and before.text.islower())):
            break
        at -= 1
    if be and not word.endswith("ing"):
        return -at or None
    return at


def _passive(tokens: Sequence[_Token], place: int, subject_end: int) -> _Claim | None:
    """ "was reported by X": X; nobody where no agent is named."""
    if _base(tokens[place].lower) in ("ask", "call", "find", "show", "tell", "read", "expect"):
        return None
    for at in range(place + 1, min(place + 6, len(tokens))):
        if tokens[at].lower == "by":
            span = _after(tokens, at + 1)
            return _Claim(1, place, *span) if span and not _is_nobody(tokens[span[0]]) else None
        if tokens[at].text in ",;:" or tokens[at].quoted:
            break
    return None


def _reports(tokens: Sequence[_Token], place: int, span: tuple[int, int]) -> bool:
    """Whether the verb at `place`, with that subject, reports a statement."""
    word = tokens[place].lower
    base = _base(word) or ""
    after = _lower(tokens, place + 1)
    stated = place + 1 < len(tokens) and tokens[place + 1].quoted
    aside = _set_off(tokens, span[0]) and _stops(tokens, place + 1)
    source = any(token.lower in _TEXTS for token in tokens[span[0] : span[1]])
    somebody = source or any(_is_somebody(token) for token in tokens[span[0] : span[1]])
    if base in NOT_OF_THINGS and not somebody and not stated:
        return False
    if base in ("find", "show") and not source:
        return False
    if base == "read" and tokens[span[1] - 1].lower not in _READING:
        return any(t.lower in _READING for t in tokens[span[0] : span[1]]) and (aside or stated or after == ":")
    if word in STRONG and base not in _NEEDS_CLAUSE:
        return True
    if base in _NEEDS_CLAUSE:
        return stated or aside or after in _CLAUSE
    if stated or aside or (after == "," and place + 2 < len(tokens) and tokens[place + 2].quoted):
        return True
    if base == "call" and any(token.quoted for token in tokens[place + 1 :]):
        return after not in ("in", "off", "up")
    allowed = _FOLLOWING.get(base, "").split()
    if any(word in _SPOKEN for word in (_lower(tokens, i) for i in range(place + 1, place + 5))) and base in (
        "issue",
        "voice",
        "float",
    ):
        return True
    if base == "view":
        return any(_lower(tokens, i) == "as" for i in range(place + 1, place + 9))
    after = after.split("'")[0]
    return after in allowed or (allowed == ["*"] and after not in ("to", "of", "in", "on", "for", "about", ".", ""))


def _is_somebody(token: _Token) -> bool:
    """Whether a word of a subject speaks for a person or a body: a name, a pronoun, "official", "driver"."""
    word = token.lower
    if word in PEOPLE or word in _AGENTS or word.rstrip("s").endswith(_AGENT_ENDINGS):
        return True
    return token.capital and word not in FUNCTION_WORDS | _DAYS


def _is_nobody(token: _Token) -> bool:
    """Whether a word cannot be a speaker: "I" and "who", contracted too, but not WHO."""
    return token.lower.split("'")[0] in _NOBODY and not (token.text.isupper() and len(token.text) > 1)


def _set_off(tokens: Sequence[_Token], first: int) -> bool:
    """Whether something that could be a statement stands before `first`, divided from it."""
    return first > 0 and (tokens[first - 1].quoted or tokens[first - 1].text in ",?!—–-")


def _stops(tokens: Sequence[_Token], at: int) -> bool:
    """Whether what stands at `at` ends a speaker's clause: nothing, punctuation, or when and where it was said."""
    return at >= len(tokens) or tokens[at].quoted or not tokens[at].text[0].isalnum() or tokens[at].lower in (
        _WHEN | _DAYS | {"of", "for", "with", "about", "who", "and", "adding", "by", "citing", "reporters"}
    )  # fmt: skip


def _ends(tokens: Sequence[_Token], at: int) -> bool:
    """Whether no statement follows: nothing quoted and no clause, only when and where it was said."""
    rest = tokens[at:]
    if any(token.quoted for token in rest):
        return False
    words = [token.lower for token in rest if token.text[0].isalnum()]
    if not words:
        return True
    if not _stops(tokens, at) or rest[0].text in ":":
        return False
    return len(words) <= 12 or words[0] in ("who", "adding", "in", "of", "citing")


def _is_clause(tokens: Sequence[_Token], at: int) -> bool:
    """Whether a statement begins at `at`, as in "said he was ..."."""
    word = _lower(tokens, at)
    return "'" in word and word.split("'")[0] in PEOPLE | _NOBODY or (
        word in PEOPLE | {"that", "i", "we"} and not _stops(tokens, at + 1)
    )  # fmt: skip


def _after(tokens: Sequence[_Token], at: int) -> tuple[int, int] | None:
    """The noun phrase that begins at `at`, as tokens; None where none does."""
    first = at
    if _lower(tokens, at) in PEOPLE:
        return (at, at + 1)
    named = at < len(tokens) and tokens[at].capital
    while at < len(tokens):
        token = tokens[at]
        word = token.lower
        if token.quoted or (not token.text[0].isalnum() and token.text not in "&$£€"):
            break
        if (
            word in _BE | _HAVE | _MODAL | (_SUBORDINATE if not token.text.isupper() else frozenset())
            or (word in _DAYS and at > first)
            or _is_month(tokens, at, first)
        ):
            break
        if at > first and _base(word) not in (None, word) and not token.capital and not _is_noun(tokens, at):
            break
        if at > first and word in _PREPOSITIONS | _JOINING and not _goes_on(tokens, first, at, named):
            break
        named = named or (token.capital and tokens[first].lower not in _DETERMINERS)
        at += 1
    while at > first and tokens[at - 1].lower in _PREPOSITIONS | _JOINING | _ADVERBS | _DETERMINERS - {
        "one",
        "other",
        "few",
        "many",
    }:
        at -= 1
    # "the group's spokesman, Ada Quill": the name belongs to it.
    if at > first and not tokens[at - 1].capital and _lower(tokens, at) == "," and tokens[first].lower in _DETERMINERS:
        name = at + 1
        while name < len(tokens) and tokens[name].capital and tokens[name].lower not in _DAYS:
            name += 1
        if 2 <= name - at - 1 <= 4 and (name == len(tokens) or not tokens[name].text[0].isalnum()):
            at = name
    if at == first or _is_nobody(tokens[first]) or tokens[first].lower.split("'")[0] in PEOPLE | _PREPOSITIONS:
        return None
    return None if tokens[first].lower in _SUBORDINATE - {"who"} else (first, at)


def _is_noun(tokens: Sequence[_Token], at: int) -> bool:
    """Whether a word that could be a verb ("report", "post") is a noun here: a modifier stands before it."""
    return tokens[at].lower in _TEXTS | {"claims", "claim", "comments"}


def _is_month(tokens: Sequence[_Token], at: int, first: int) -> bool:
    return at > first and tokens[at].lower in ("last", "this", "next", "earlier", "later") and not tokens[at].capital


def _goes_on(tokens: Sequence[_Token], first: int, at: int, named: bool) -> bool:
    """Whether the preposition or conjunction at `at` belongs to the phrase that began at `first`."""
    word = tokens[at].lower
    after = tokens[at + 1] if at + 1 < len(tokens) else None
    if after is None or after.quoted:
        return False
    if word == "of":
        return True
    if word == "and":
        return after.capital or after.lower in _DETERMINERS
    common = not tokens[at - 1].capital and not (named and tokens[first].capital)
    if common and word in ("in", "at", "on"):
        return after.capital and after.lower not in _DAYS | _WHEN
    return common and word in ("from", "by", "for", "with", "to")


def _before(tokens: Sequence[_Token], end: int) -> tuple[int, int] | None:
    """The noun phrase that ends before token `end`, as the subject of a clause; None where none does."""
    last = end
    if last == 0:
        return None
    if tokens[last - 1].text in ",—–)":
        return _apposed(tokens, last)
    first = last
    while first > 0 and not _divides(tokens, first - 1):
        first -= 1
    span = _subject(tokens, first, last)
    if span and span[0] == first and first > 1 and tokens[first - 1].text == "," and any(
        token.lower == "and" for token in tokens[first:last]
    ):  # fmt: skip
        start = first - 1
        while start > 0 and not _divides(tokens, start - 1):
            start -= 1
        # "Officials in Ode, Nahe and Ulm warned": the list began before the comma.
        listed = any(token.lower in ("in", "of", "from", "at") for token in tokens[start + 1 : first - 1])
        if listed and tokens[start].lower not in _PREPOSITIONS and tokens[first - 2].capital and tokens[first].capital:
            whole = _subject(tokens, start, last)
            return whole or span
    return span


def _divides(tokens: Sequence[_Token], at: int) -> bool:
    token = tokens[at]
    if token.quoted or (not token.text[0].isalnum() and token.text not in "&$£€"):
        return True
    return token.lower in _SUBORDINATE | (_JOINING - {"and"})


def _subject(tokens: Sequence[_Token], first: int, last: int) -> tuple[int, int] | None:
    """The noun phrase at the end of the words [first, last) of a clause."""
    if first > 0 and tokens[first - 1].lower in _SUBORDINATE and not (
        tokens[first - 1].lower == "that" and first == 2 and tokens[0].lower in ("recall", "note", "remember")
    ):  # fmt: skip
        return None
    if first > 0 and tokens[first - 1].lower == "as" and first > 1 and not _set_off(tokens, first - 1):
        return None
    while first < last and (
        tokens[first].lower in _OPENERS
        or tokens[first].lower.endswith("ly")
        and tokens[first].capital
        and last - first > 2
    ):
        first += 1
    for at in range(last - 1, first - 1, -1):  # what stands before a verb or a late "and" is another clause's
        word = tokens[at].lower
        verb = word in _BE | _HAVE | _MODAL or (
            at < last - 1 and not tokens[at].capital and _base(word) and not _is_noun(tokens, at)
        )
        if verb:
            if word in _MODAL or at == last - 1:
                return None
            cut = next((i for i in range(at + 1, last) if tokens[i].lower in ("and", ",")), None)
            if cut is None:
                return None
            first = cut + 1
            break
    counts = _lower(tokens, first + 1)[:1].isdigit() and tokens[first].lower in ("about", "over", "under")
    if first < last and tokens[first].lower in _PREPOSITIONS and not counts:
        first = _past_adjunct(tokens, first, last)
    while last > first and (tokens[last - 1].lower in _DAYS or tokens[last - 1].lower in _ADVERBS):
        last -= 1
    if (
        first >= last
        or _is_nobody(tokens[last - 1])
        or tokens[last - 1].lower
        in _PREPOSITIONS
        | _DETERMINERS
        - {
            "one",
            "other",
            "many",
            "few",
            "some",
            "several",
            "most",
            "both",
            "all",
            "two",
            "three",
            "four",
            "another",
            "each",
        }
    ):
        return None
    if (_is_nobody(tokens[first]) and tokens[first].lower not in _DETERMINERS) or _lower(tokens, last - 2) == "to":
        return None
    for at in range(first + 1, last):
        before, word = tokens[at - 1], tokens[at].lower
        if before.capital and word in ("last", "this", "next", "earlier"):
            last = at
            break
        if before.lower in _REPORTED_NOUNS and (tokens[at].capital or word in PEOPLE):
            return None  # "an allegation Ada denied"
    if last - first > 12:
        return _shortened(tokens, first, last)
    return first, last


def _past_adjunct(tokens: Sequence[_Token], first: int, last: int) -> int:
    """Where the subject begins behind "In July", "By Monday" without a comma."""
    if tokens[last - 1].lower in PEOPLE:
        return last - 1
    for at in range(last - 1, first + 1, -1):
        if tokens[at].lower in _DETERMINERS:
            return at
    at = last - 1
    if not tokens[at].capital:
        return last
    while at - 1 > first and tokens[at - 1].capital and tokens[at - 1].lower not in _DAYS | _WHEN:
        at -= 1
    return at if at > first + 1 else last


def _shortened(tokens: Sequence[_Token], first: int, last: int) -> tuple[int, int] | None:
    """A long phrase up to what describes it."""
    for at in range(first + 1, last):
        if tokens[at].lower in _PREPOSITIONS - {"of"} or (
            tokens[at].lower.endswith(("ing", "ed")) and tokens[at].text.islower()
        ):
            return first, at
    return None


def _apposed(tokens: Sequence[_Token], last: int) -> tuple[int, int] | None:
    """The subject of "X, the minister of Y, warned": the first of the parts between commas that can be one."""
    parts: list[tuple[int, int]] = []
    end = last - 1
    at = end
    while at >= 0:
        stop = at == 0 or tokens[at - 1].quoted or tokens[at - 1].text in ";:.!?"
        if stop or tokens[at - 1].text in ",—–()":
            if at < end:
                parts.append((at, end))
            if stop:
                break
            end = at - 1
        at -= 1
    parts.reverse()
    for number, (first, stop_at) in enumerate(parts[:-1]):
        head = tokens[first].lower
        if head in _PREPOSITIONS | _SUBORDINATE | {"as", "while", "although", "though"} or (
            head.endswith(("ing", "ed")) and not tokens[first + 1 : stop_at] == () and tokens[first].text[1:].islower()
            and head not in ("king",) and tokens[first].start == 0
        ):  # fmt: skip
            continue
        span = _subject(tokens, first, stop_at)
        if span is None:
            continue
        following = parts[number + 1]
        if tokens[span[0]].lower in _DETERMINERS and (
            all(t.capital for t in tokens[following[0] : following[1]]) and 2 <= following[1] - following[0] <= 4
        ):  # fmt: skip
            return span[0], following[1]
        return span
    return None


def _participle(tokens: Sequence[_Token]) -> Speech | None:
    """ "X hit back, saying that ...": the subject that opens the sentence, where it is a name."""
    for place, token in enumerate(tokens):
        base = _base(token.lower)
        if base and token.lower.endswith("ing") and place and tokens[place - 1].text == "," and (
            token.lower in ("saying", "adding", "stating", "claiming", "arguing", "warning", "insisting", "telling", "calling")
        ):  # fmt: skip
            first = 0
            while first < place and tokens[first].lower in _OPENERS:
                first += 1
            span = _after(tokens, first)
            if span and (
                any(t.capital and t.lower not in _DETERMINERS for t in tokens[span[0] : span[1]])
                or tokens[span[0]].lower in PEOPLE
            ):
                head = span[0]
                end = span[1]
                while end > head + 1 and not tokens[end - 1].capital:
                    end -= 1
                said = ((token.end, tokens[-1].end),)
                return Speech(tokens[head].start, tokens[end - 1].end, token.lower, said)
    return None
