"""Questions about the corpus instead of its content: recognised by whole patterns, so that nothing else is taken.

What a pattern leaves open (which article?) must name a document of the index (rag/references.py); where it
names none, the question is about the content after all, and is searched.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from rag.references import MANY, ONE

_OPENING = re.compile(
    r"(?:(?:please|ok|okay|so|well|now|and|then|hi|hello|hey|footnote|thanks|great|first|finally|also)[,!.:]* +)+"
    r"|(?:can|could|would|will|may|might) (?:you|i|we) (?:please |kindly |maybe |perhaps )?(?=\w)"
    r"|(?:i(?:'d| would) like to know|i (?:want|need) to know|i(?:'d| would) (?:like|love)(?: you)? to|"
    r"i (?:want|need)(?: you)? to|let(?:'s| us)|let me|help me|do you know|"
    r"are you able to|is it possible to) (?=\w)"
    r"|(?:(?:just|quickly|briefly|shortly) )(?=\w)"
    r"|tell me (?=who|what|which|how|when)"
)
_CLOSING = re.compile(
    r"[\s,]*\b(?:please|thanks|thank you|for me|in (?:short|brief|a few (?:words|sentences)|(?:one|two|three|\d) "
    r"(?:words?|sentences?))|briefly|shortly|again|then|now|in general|generally|overall)$|[\s?!.…,;:]+$"
)
_THERE = (
    r"(?:(?:in|inside|within|of|from|for|throughout|across|by|through) (?:here|there|the (?:index|"
    r"corpus|collection|database|archive|library)|"
    r"this (?:index|corpus|collection|database|archive|library)|your (?:index|corpus|collection|"
    r"database|archive|library|"
    r"knowledge base|memory)|total|all)|altogether|overall|available|at the moment|right now|currently|so far)"
)
_HAVE = (
    r"(?:do|can|did|have|are|does|is) (?:you|i|we|this|footnote|it) (?:have|got|know|hold|use|"
    r"see|contain|read|indexed|"
    r"index|search|ask about|using|based on|rely on|loaded|offer|cover|cite|quote)(?: in| from|"
    r" on| access to| about)?|"
    r"(?:are|is)(?= (?:in|inside|within|here|there)\b)|(?:are|is) (?:there|available|indexed|"
    r"loaded|included|stored|searched|known)|you (?:have|know|use)|"
    r"(?:are|is) (?:your answers|this|it|the answers) (?:based on|from|taken from)|have been (?:indexed|loaded|read)"
)
_OWN = r"(?:(?:all|the|of|your|these|those|every|each|available|indexed|different|other|single|my|our) )*"
_SHORT = (
    r"(?:(?:short|brief|quick|concise|small|little|complete|full|general|good|nice|two|three|few)"
    r"[ -]?(?:sentence|line|paragraph|word)? )*"
)
_SUM = (
    rf"(?:(?:a|an|the|some|me) )*{_SHORT}"
    r"(?:summary|summaries|overview|recap|gist|synopsis|abstract|digest|run ?down|outline|tl;?dr)"
)
_MOST = (
    r"(?:the )?(?:most(?: often| frequently| commonly| of all| of the time| times)?|"
    r"more (?:often )?than (?:anyone|anybody|any other)|best|top)"
)
_NAMED = r"(?:mentioned|named|talked about|discussed|written about|spoken of|referred to|brought up|cited by name)"
_PEOPLE = r"(?:people|persons?|individuals?|humans?|public figures?)"
_PLACES = r"(?:places?|locations?|cities|city|towns?|regions?|countries|country|nations?|states)"
_NAMES = r"(?:names?|proper names?)"
_KIND = rf"(?P<kind>{_PEOPLE}|{_PLACES}|{_NAMES}|people and places|names and places)"
_IN = r"(?: (?:in|by|within|throughout|across|of|from) (?P<ref>.+?))?"
_IN_THERE = rf"(?:{_THERE}| |,)*"

_PATTERNS: tuple[tuple[str, str], ...] = (
    ("list", rf"(?:what|which)(?: kinds? of| sorts? of)? {_OWN}{MANY} (?:{_HAVE}){_IN_THERE}"),
    ("list", rf"(?:what|which) (?:are|is) {_OWN}{MANY}(?: (?:that )?(?:{_HAVE}))?{_IN_THERE}"),
    ("list",
     rf"(?:list|show|name|display|print|enumerate|give|tell)(?: me)?(?: a list of| the list of|"
     rf" the titles of| the names of)? {_OWN}(?:titles of the )?{MANY}(?: (?:that )?(?:{_HAVE}))?{_IN_THERE}"),
    ("list", rf"(?:a |the )?list of {_OWN}{MANY}{_IN_THERE}|what (?:{MANY}) {_HAVE}{_IN_THERE}|what {MANY}"),
    ("list",
     r"(?:what(?: is|'s) in|what does|describe|show(?: me)?) (?:the|your|this) (?:corpus|collection|"
     r"index|archive|library|database)(?: contain| hold| have)?"),
    ("list",
     rf"what are (?:your|the titles of {_OWN}|the names of {_OWN})(?:{MANY})|what do you know|"
     rf"what can you answer (?:from|about)"),
    ("count",
     rf"how many {_OWN}{MANY} (?:{_HAVE}){_IN_THERE}|"
     rf"(?:what(?: is|'s) )?the (?:total )?number of {_OWN}{MANY}{_IN_THERE}|"
     rf"count {_OWN}{MANY}{_IN_THERE}|how many {MANY}{_IN_THERE}"),
    ("count", r"how (?:big|large) is (?:the|your|this) (?:corpus|collection|index|archive|library|database)"),
    ("dates",
     r"when (?:was|were|is|are|has|have) (?P<ref>.+?) (?:been )?(?:published|released|posted|"
     r"put online|issued|dated|from)"),
    ("dates",
     r"what(?: is|'s| are| was| were)? the (?:publication |publishing |release )?dates?(?: of publication)? "
     r"of (?P<ref>.+)|how (?:old|recent|new|current|up[ -]to[ -]date) (?:is|are) (?P<ref2>.+)"),
    ("dates",
     r"(?:what|which) (?:period|periods|time|time span|time frame|years?|months?|dates?|time period) (?:do|"
     r"does|are|is) (?P<ref>.+?) (?:cover|covered by|span|from|come from|date from)"),
    ("newest",
     rf"(?:what|which|show(?: me)?|name)(?: {ONE})?(?: is| was|'s)? (?:the )?(?P<which>newest|"
     rf"latest|most recent|most recently published|oldest|earliest|first published|last published)(?: {ONE}|"
     rf" one)?(?: (?:that )?(?:{_HAVE}))?{_IN_THERE}"),
    ("outlets",
     r"(?:who|which (?:outlet|newspaper|publisher|publication|web ?site|site|media|paper|agency)|"
     r"what (?:outlet|newspaper|publisher|publication|web ?site|site)) (?:has |have )?(?:published|"
     r"released|posted|put online|publishes) (?P<ref>.+)"),
    ("outlets",
     r"(?:where|what (?:outlets?|web ?sites?|sites?|publishers?|newspapers?)|which (?:outlets?|"
     r"web ?sites?|sites?|publishers?|newspapers?)) (?:is|are|do|does|was|were|did) (?P<ref>.+?)(?: come|"
     r" taken| originally)? from"),
    ("about",
     r"what(?: is|'s| are| was|re|'re)? (?P<ref>.+?) (?:all |really |mainly |mostly |actually )?about|"
     r"what (?P<ref2>.+?) (?:is|are) (?:all |really |mainly )?about"),
    ("about",
     r"what (?:do|does|did) (?P<ref>.+?) (?:say|talk about|cover|discuss|deal with|report|report on|"
     r"tell|tell us|contain|describe|speak of)"),
    ("about",
     r"(?:what(?: is|'s| are) )?(?:the )?(?:main |key |central |general |overall |primary )*(?:topics?|"
     r"subjects?|themes?|ideas?|message|content|contents|point|thesis) (?:of|in|covered in|covered by|"
     r"discussed in) (?P<ref>.+)"),
    ("about",
     r"(?:what|which) (?:topics?|subjects?|themes?|issues?) (?:do|does|are|is) (?P<ref>.+?) (?:cover|"
     r"discuss|treat|about|deal with|talk about|address|covered|discussed)"),
    ("about",
     r"(?:what|which) (?:topics?|subjects?|themes?) (?:do|are) (?P<ref>you) (?:know about|cover|"
     r"familiar with|know)|what do (?P<ref2>you) know about"),
    ("about", r"(?:tell me (?:something )?about|describe) (?P<ref>.+)"),
    ("summary",
     r"(?:summari[sz]e|sum up|recap|recapitulate|outline|condense|boil down)(?: to me)?(?: the (?:content|"
     r"contents|main points|key points) of)? (?P<ref>.+?)(?: up)?"),
    ("summary",
     rf"(?:i |what is |what's )?(?:give|write|make|create|provide|show|get|need|have|produce|want|prepare)?(?: me|"
     rf" us)? ?{_SUM}(?: of|:| for| about)? (?P<ref>.+)"),
    ("summary",
     r"(?:what(?: is|'s| are) )?(?:give me |list |show me |tell me )?(?:the )?(?:main|key|most important|"
     r"central|core|essential) (?:points?|takeaways?|facts?|ideas?|messages?|statements?|sentences?|"
     r"findings?) (?:of|in|from) (?P<ref>.+)"),
    ("summary", rf"(?:summari[sz]e|(?:give me |i need )?{_SUM}|(?:what are |give me |list )?(?:the )?(?:main|key) "
                rf"(?:points|takeaways|facts|ideas|messages))(?P<ref>)"),
    ("about", r"(?:what|which) (?:topics|subjects|themes)(?: are| do you)? (?:cover|covered|discussed|treated|there)"),
    ("list", r"what (?:information|data|knowledge|texts?) (?:do you have|is there|is available)"),
    ("most",
     rf"(?P<kind>who)(?: is|'s| are| was| were| gets| get| has been)? (?:the )?(?:person |people )?(?:that "
     rf"is |who is )?(?:{_NAMED} {_MOST}|{_MOST} {_NAMED}){_IN}"),
    ("most",
     rf"(?P<kind>who) (?:appears?|occurs?|comes up|features?) {_MOST}{_IN}|(?:who|which|what) (?:is|"
     rf"are|was|were) {_MOST} {_NAMED} {_KIND.replace('kind', 'kind2')}{_IN.replace('ref', 'ref2')}"),
    ("most",
     rf"(?:what|which|whose) {_KIND}(?: is| are| was| were| gets| get)? (?:{_NAMED} {_MOST}|{_MOST} {_NAMED}){_IN}|"
     rf"(?:what|which|whose) {_KIND.replace('kind', 'kind2')} "
     rf"(?:appears?|occurs?|comes? up) {_MOST}{_IN.replace('ref', 'ref2')}"),
    ("most",
     rf"(?:list|show|name|give)?(?: me)? ?(?:the )?(?:\w+ )?(?:{_MOST}|most)(?:[ -](?:often|frequently))?[ -]{_NAMED} "
     rf"{_KIND}{_IN}|(?:what|which) (?:is|are) the (?:most (?:frequent|common)|main|key) "
     rf"{_KIND.replace('kind', 'kind2')}{_IN.replace('ref', 'ref2')}"),
    ("most",
     rf"(?P<kind>who)(?: all)? is {_NAMED}{_IN}|(?P<kind3>who) appears in (?P<ref3>.+)|(?:what|"
     rf"which) {_KIND.replace('kind', 'kind2')} (?:is|are) {_NAMED}{_IN.replace('ref', 'ref2')}|"
     rf"(?:list|show|name|give|who are)(?: me)? (?:all |of |the )*{_KIND.replace('kind', 'kind4')}(?: that are|"
     rf" who are)? (?:{_NAMED}|that appear){_IN.replace('ref', 'ref4')}"),
)  # fmt: skip
_THAT = r"(?:that|this|it|so)"
_THE_ARTICLE = r"(?:(?:the|this|that) (?:.+ )?article(?: .+)?|this (?:document|story|piece|text))"
_ABOUT_ANSWERS: tuple[tuple[str, str], ...] = (
    ("source",
     rf"where (?:does|did|do) (?:it|they|this|that|the {MANY}|the {ONE}) say {_THAT}|"
     rf"(?:in|from) (?:which|what) (?:article|document|source)|"
     rf"(?:in|from) (?:which|what) {ONE}(?: (?:is|was) {_THAT}(?: from| in)?| does it say {_THAT}|"
     rf" (?:did|do) you (?:find|read|have|get) {_THAT})"),
    ("source",
     rf"(?:which|what) (?:{ONE}|source)(?: (?:says?|said|states?|reports?|mentions?) {_THAT}|"
     rf" (?:is|was) {_THAT} (?:from|in))|which article|"
     rf"(?:what is|what's|what are) your sources?(?: (?:of|for) {_THAT})?"),
    ("source",
     rf"where is (?:that|this) (?:from|taken from|quoted from|written|stated)|"
     rf"where (?:did|do) you (?:find|read|see|get|have|take) {_THAT}(?: from)?"),
    ("author",
     rf"who (?:wrote|authored) (?P<ref>it|this|that|{_THE_ARTICLE})|"
     rf"who (?:is|was) (?P<ref2>it|this|that|{_THE_ARTICLE}) (?:written )?by"),
    ("author",
     rf"who(?: is|'s| are| was) the (?:authors?|writer)(?: of (?P<ref>it|this|that|{_THE_ARTICLE}))?"),
)  # fmt: skip
_AMONG = (
    r"(?:(?:what|which)(?: one| of (?:them|these|those|the articles))?(?: is| was|'s) |what about )?(?:the )?"
    r"(?P<which>newest|latest|most recent|oldest|earliest)(?: one| of (?:them|these|those|all))?"
)
"""After a list of documents."""
_WHOLE = tuple((intent, re.compile(pattern)) for intent, pattern in (*_PATTERNS, *_ABOUT_ANSWERS))
_LISTED = (*_WHOLE, ("newest", re.compile(_AMONG)))


@dataclass(frozen=True, slots=True)
class Request:
    """A question about the corpus."""

    intent: str
    """`list`, `count`, `dates`, `newest`, `outlets`, `about`, `summary`, `most`, `author`, or `source` (of the latest
    answer).
    """
    reference: str
    """The words that say which documents are meant; empty where none stand."""
    kind: str = ""
    """What is counted, for `most`: `people`, `places`, `countries` or `names`."""
    oldest: bool = False
    """For `newest`: the oldest is asked for."""


def recognise(question: str, listed: bool = False) -> list[Request]:
    """What the question may ask about the corpus, likeliest first; none where it is about something else.

    `listed`: documents were spoken of before as such, so that "the oldest one" is one of them.
    """
    text = _stripped(question)
    if not text or len(text) > 400:
        return []
    found = []
    for intent, pattern in _LISTED if listed else _WHOLE:
        match = pattern.fullmatch(text)
        if match is None:
            continue
        groups = match.groupdict()
        reference = next((value for name, value in groups.items() if name.startswith("ref") and value), "")
        kind = next((value for name, value in groups.items() if name.startswith("kind") and value), "")
        found.append(
            Request(intent, reference.strip(" :,"), _counted(kind), (groups.get("which") or "")[:1] in ("o", "e", "f"))
        )
    return list(dict.fromkeys(found))


def _stripped(question: str) -> str:
    """In lower case, on one line, without courtesies around it."""
    text = unicodedata.normalize("NFKC", question).replace("’", "'").replace("‘", "'").casefold()
    text = " ".join(text.split())
    before = None
    while text != before:
        before = text
        text = _CLOSING.sub("", text)
        opening = _OPENING.match(text)
        text = text[opening.end() :] if opening else text
    return text


def _counted(kind: str) -> str:
    if kind in ("countries", "country", "nations", "nation", "states"):
        return "countries"
    if re.fullmatch(_PLACES, kind):
        return "places"
    return "people" if kind == "who" or re.fullmatch(_PEOPLE, kind) else "names" if kind else ""
