"""What form of answer a question wants, and the questions inside it.

Patterns over English grammar words only. A question that fits none of them asks for a fact, which is the form
that every question had before there were others, so that a miss here costs structure and no answer.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from index.sentences import sentences
from index.words import tokens
from rag.question import BORROWED

FORMS = ("fact", "list", "survey", "change", "comparison")
"""A fact has one answer and a list several; a survey asks for all that is said about something; a change for what
was said when; a comparison sets what is said of one beside what is said of another."""

MOST_PARTS = 3
"""Questions in one that are answered; further ones are left to be asked again."""


@dataclass(frozen=True, slots=True)
class Part:
    """One of the questions in a question."""

    question: str
    heading: str | None = None
    """What it is about, to stand above its answer; None where there is only one part."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A question, taken apart."""

    form: str
    """One of FORMS."""
    parts: tuple[Part, ...]
    """At least one."""
    dropped: tuple[str, ...] = ()
    """Further questions, which are too many for one answer."""


LONG_MESSAGE = 60
"""Words from which a text is a message with a question in it."""
_SOURCES = (
    r"(?:the |these |those |all |your |different |various )*(?:articles?|documents?|reports?|sources?|texts?|papers?)"
)
_AS_ONE = (
    r"(?:of (?:one|the same) mind|in agreement|at odds|(?-i:united)|divided|split)"
    r"(?= (?:on|over|about|against|towards?)\b(?! (?:[\w-]+ )?(?:years|months|weeks|days|hours)\b))"
)
_OFFICES = r"\w+(?:ers|ors|dents|ists|ials|men)"
"""Nouns for people that stand beside their names: "ministers", "officials", and not "countries"."""
_YOU_HAVE = r"(?:do (?:you|we) have|have (?:you|we) got|are there|is there)"
_SURVEY = re.compile(
    rf"\bwhat (?:do|does|did|have|has) {_SOURCES}\b"
    r"|\bwhat (?:else )?(?:is|was|has been|have been|are|were) (?:being )?"
    r"(?:said|known|reported|written|mentioned|stated)\b(?! by\b)"
    r"|\bwhat (?:else )?(?:do|can|did|could) (?:we|i|you|one) (?:learn|know|find|read|hear)\b"
    r"|\btell me (?:more |everything |all |something )*(?:about|on|of)\b"
    r"|^\s*(?:please )?(?:enumerate|collect|gather|outline|sum up|summari[sz]e)\b"
    r"|\b(?:give|show) me (?:a |an |the )?(?:list|overview|summary)\b|\b(?:overview|summary) of\b"
    r"|\bwho (?:is|are|was|were) (?:for|against|in favou?r of|opposed)\b"
    r"|\bwhere (?:do|does|did) .+ stand\b"
    r"|\b(?:attitudes?|stances?|reactions?|views?|opinions?|positions?) (?:of|to|on|towards?|about|regarding)\b"
    rf"|\b(?:which|what) {_SOURCES} (?:mention|name|discuss|cover|describe|report|speak|talk|tell|refer|deal|write|say)"
    rf"|\bin (?:which|what) {_SOURCES}\b"
    rf"|^(?:which|what) {_SOURCES} (?:{_YOU_HAVE} )?(?:on|about|concerning)\b"
    rf"|^{_YOU_HAVE} (?:any |an? )?{_SOURCES} (?:on|about|concerning)\b"
    rf"|^(?:which|what) (?:[\w-]+ ){{0,2}}{_OFFICES} (?:(?:do|does|did) {_SOURCES} (?:mention|name|quote|cite)\b"
    r"|(?:is|are|was|were) (?:mentioned|named|quoted|cited)\b(?! by (?!name\b)))"
    r"|\b(?:do|does|did) .+ (?:agree|disagree|differ)\b"
    rf"|^(?:and |but |so )?(?:is|are|was|were) .+ {_AS_ONE}"
    r"|\bwhat (?:does|do|did) each\b"
    r"|^(?:and |so )?what(?: is|['’]s| are) (?:the )?(?:latest|new(?:est|s)?)(?: news)? (?:on|about|from|in)\b"
    r"|^(?:and |so )?(?:is there )?any news (?:on|about|from|of)\b",
    re.IGNORECASE,
)
_LIST = re.compile(
    r"^\s*(?:please )?(?:list|name) (?:all |the |every )|"
    r"\b(?:which|what) (?!(?:is|was|does|has)\b)(?:[\w-]+ )?(?:\w{2,}(?<![siu])s|people|men|women|children)"
    r"(?: of (?!the most\b)[\w'’ -]{2,60}?)? (?:are|were|have|do|does|did|has|will|would|can|could|should|\w+ed)\b"
    r"|\b(?:which|what) (?:[\w-]+ )?(?:countries|nations|(?:prime |foreign )?ministers|presidents|leaders|politicians|"
    r"officials|companies|parties|cities|organi[sz]ations) "
    r"(?!(?:is|was|does|has|in|of|on|at|from|to|by|with|for|the)\b)[a-z]"
    r"|\bwhat (?:[\w-]+ )?(?:evidence|proof|damage|help|aid|assistance|support) "
    r"(?:is|was|did|do|does|has|have|will|could)\b"
    r"|\bwho (?:are|were) (?:some of )?(?:the |[\w.'’ ]+['’]s? )(?:[\w-]+ )?\w{2,}(?<![siu])s\b",
    re.IGNORECASE,
)
_CHANGE = re.compile(
    r"^(?:and |but |so )?(?:"
    r"how (?:has|have|had|did|does|do) .+\b(?:chang|evolv|develop|shift|mov|progress|go from|gone from|come from)"
    r"|how (?:has|have|had|did) (?:the )?(?:[\w-]+ )?(?:number|amount|share|size|total|count|toll|population)s?\b.*"
    r" (?:grow|grown|rise|risen|fall|fallen|increased?|decreased?|shrink|shrunk)"
    r"(?: (?:over|from|between|since|in|during|until)\b.*)?\W*$"
    r"|(?:has|have|had|did) .+\b(?:chang|shift|evolv|soften|harden|toughen|revers|waver)(?:e|ed|en|ened)?\b"
    r"|how (?:has|have|had|did) .+\b(?:grow|grown|spread|expand(?:ed)?|shrink|shrunk|rise|risen|fall|fallen|increased?"
    r"|decreased?|narrow(?:ed)?|widen(?:ed)?)\b.*\b(?:from\b.+\bto|between\b.+\band|over|since|until)\b"
    r"|how (?:was|were|is|are) .+\b(?:narrowed|widened|expanded|extended|scaled (?:back|down|up)|cut|raised|lowered"
    r"|softened|toughened|watered down|changed)\b.*\b(?:from\b.+\bto|between\b.+\band|over time|since)\b"
    r"|what (?:has |have |had )?changed\b"
    r"|what (?:is|was|are|were) the (?:changes?|shifts?|developments?|evolution) (?:in|of)\b)"
    r"|^(?!(?:who|whom|whose|when|where|which|how many|how much)\b).*(?:"
    r"\bat (?:the (?:beginning|start|outset)|first)\b.+\b(?:at the end|in the end|by the end|afterwards?|later)\b"
    r"|\bbefore\b.+\band (?:after(?:wards)?|since)(?: that| it)?\W*$)"
    r"|\b(?:over time|first and later|then and now|earlier and later|before and after)\b"
    r"|\b(?:(?:at )?first|initial(?:ly)?|original(?:ly)?|then|earliest|before|earlier) "
    r"(?:vs\.?|versus|compared (?:to|with)|against) (?:the )?(?:latest|last|later|final|now|current|end|after|today)\b"
    r"|\bfrom (?:the )?(?:(?:very )?(?:first|beginning|start|outset)|original)\b.+\b(?:to|until|till|through) "
    r"(?:now|today|the (?:end|last|latest|present|final))\b"
    r"|\b(?:now|today) (?:and|vs\.?|versus|compared (?:to|with)) (?:before|then|earlier|at first)\b"
    r"|,? (?:and|but) (?:what|how) about (?:now|today|later|afterwards|since)\W*$"
    r"|\b(?:at first|(?<!the )first|initially|originally|earlier|before)\b.+ (?:and|but) "
    r"(?:what|how|when|where|which|who)\b(?:.+)? (?:later|now|then|afterwards|after|today|in the end)\b",
    re.IGNORECASE,
)
_AGAIN = r"(?:what|when|where|who|whom|whose|how|why|which|did|does|do|is|are|was|were|has|have|will|would|can|could)"
_SECOND = re.compile(rf"(?:,? and|,? but|;) (?={_AGAIN}\b)", re.IGNORECASE)
_BETWEEN = re.compile(r"\bbetween\b(?!.*\band\b)", re.IGNORECASE)
"""What an "and" that follows belongs to: "between what it said and what it did"."""
_AND_HOW = re.compile(
    r",? and (?P<asks>when|(?:for|with|by|from|to|at|in|of|on|since|until) "
    r"(?:how (?:much|many)(?: [\w-]+)?|(?:what|which) [\w-]+|whom|when))\W*$",
    re.IGNORECASE,
)
"""A second thing that is asked of the same: "Who won the seat, and with how many votes?", "... and when?"."""
_WH = re.compile(
    r"(?:who|what|which [\w-]+|when|where|how) (?=(?:(?:has|have|had|is|was|were|will) )?\w+)", re.IGNORECASE
)
_QUESTION_MARK = re.compile(r"\?+[\s\"'”’)]*(?=\S)")
_ENTITY = r"((?:the |an? )?[\w.'’-]+(?: [\w.'’-]+){0,3}?)"
_NAME = r"((?:the )?(?:(?-i:[A-Z][\w.'’-]*(?: [A-Z][\w.'’-]*){0,3})|[\w'’-]+))"
_ABOUT = r"(?= (?:on|in|about|over|regarding|when|with)\b|[?.,]|$)"
_EACH = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"\b(?:differences?|contrasts?|similarit(?:y|ies)) between {_ENTITY} and {_ENTITY}{_ABOUT}",
        rf"^(?:(?:please|can|could|you|and) )*(?:compare|contrast) (?:what|how|where) {_NAME} and {_NAME}(?= \w)",
        rf"^(?:(?:please|can|could|you|and) )*(?:compare|contrast) {_ENTITY} (?:and|with|to|against) {_ENTITY}{_ABOUT}",
        rf"\b(?:do|did|are|were|have|had|will|for|of) {_ENTITY} and {_ENTITY}(?= each\b(?! other))",
        rf"^(?:and |but |so )?(?:how |where )?(?:do|does|did) {_ENTITY} and {_ENTITY}(?= (?:agree|disagree|differ|"
        r"see eye to eye|think alike|take different (?:lines|views|positions))\b)",
        rf"^(?:and |but |so )?(?:are|is|were|was) {_ENTITY} and {_ENTITY}(?= {_AS_ONE})",
        rf"{_NAME} on (?:the )?one (?:hand|side),? and {_NAME} on the other(?: hand| side)?\b",
        rf"^how (?:do|does|did) {_ENTITY} compare (?:with|to) {_ENTITY}{_ABOUT}",
        rf"^{_ENTITY} (?:versus|vs\.?|compared (?:with|to)) {_ENTITY}{_ABOUT}",
    )
)
_DO_AGREE = re.compile(
    rf"^(?:and |but |so )?(?:(?:how |where )?(?:do|does|did) {_ENTITY} and {_ENTITY} (?:really |still )?"
    r"(?:agree|disagree|differ|see eye to eye|think alike|take different (?:lines|views|positions))"
    rf"|(?:are|is|were|was) {_ENTITY} and {_ENTITY} {_AS_ONE})(?: with each other)? "
    r"(?P<how>on|about|over|regarding|towards?|against|that|whether|how|when) (?P<what>.+)",
    re.IGNORECASE,
)
"""Whether two agree on something, which what each says of it tells."""
_HOLDS = (
    r"(?:say|think|believe|want|claim|propose|promise|offer|demand|expect|argue|hope|fear|warn|suggest|see|view|feel|mean|"
    r"make of|stand|tell|call|describe|recommend|oppose|support|back|reject|criticize|criticise|blame|accuse|"
    r"said|told|claimed|proposed|promised|offered|demanded|argued|warned|suggested|described|called)\b"
)
"""What each of two holds for himself; what they "agree" or "discuss" they do together."""
_DOES = {"have": "has"}
_NOUN = r"(?:the|an?|his|her|its|their) (?-i:[a-z][\w-]*(?: [a-z][\w-]*){0,2}?)"
_NO_NAME = r"(?!(?:What|How|Where|Why|Who|When|Which|Is|Are|Do|Does|Did)\b)"
_PROPER = rf"{_NO_NAME}(?:the )?(?-i:[A-Z][\w.-]*(?:['’](?!s\b)\w+)?(?: [A-Z][\w.-]*){{0,4}})"
_GROUP = (
    rf"{_NO_NAME}(?:the )?(?-i:[A-Z][\w.-]*(?:['’]s)?(?: [A-Z][\w.-]*(?:['’]s)?){{0,3}} [a-z][\w-]+(?: [a-z][\w-]+)?)"
)
"""Who belongs to a name: "Norlandish officials", "Ada Quill's family"."""
_MANY = r"(?-i:[a-z][\w-]+(?:(?<![su])s|men|people))"
"""Several of a kind: "prosecutors"."""


def _of_each_patterns(name: str) -> tuple[re.Pattern[str], ...]:
    """Questions for what each of two or three says or wants, and for what each of two has, by the form of a `name`.

    "What do Norland and Peru say of it?", "What does Norland say, and Peru?", "What is Norland's view, and Peru's?"
    """
    one, other = f"(?P<one>{name})", f"(?P<other>{name})"
    do = r"(?P<do>do|did|does|will|would|have|has)"
    asks = r"(?:and |but |so )?(?P<ask>(?:what|how|where|why|which [\w-]+)(?: else)?)"
    return tuple(
        re.compile(pattern, re.IGNORECASE)
        for pattern in (
            rf"(?:^|(?<=[?!.] )){asks} {do} {one}(?:, (?P<amid>{name}))?,? and {other}(?P<rest> {_HOLDS}.*)$",
            rf"^{asks} {do} {one}(?P<rest> {_HOLDS}[^?!]*?),? and (?:what|how) (?:do|did|does|have|has) {other} "
            rf"{_HOLDS}\W*$",
            rf"^(?:{asks} )?{do} {one}(?P<rest> [^?!]*), and (?:(?:what|how) about |(?:do|did|does|will|has|have) )?"
            rf"{other}\W*$",
            rf"{one}['’]s? (?P<rest>[^?!.]+?),? and (?:(?:what|how|where|why) (?:[\w-]+ ){{0,3}})?(?:(?:in|by|from) )?"
            rf"{other}['’]s?(?:,? please)?\W*$",
        )
    )


_OF_EACH, _OF_EACH_SMALL = (
    _of_each_patterns(rf"(?:{name}|{_NOUN})") for name in (rf"{_PROPER}|{_GROUP}|{_MANY}", r"[a-z][\w-]+")
)
"""The patterns for names with capitals, and for a question without any."""
_OWNED = re.compile(r"(?:the )?(?:[a-z]+ )?[a-z]+ of (?=\w)")
_OWNS = re.compile(r"['’]s$")
_PLURAL = re.compile(rf"\b{_MANY}$")
_STOP = re.compile(r"(?<![.\s]\w)\.$")
"""The full stop behind a name, but not that of "U.S."."""
_EACH_OTHER = re.compile(r"\b(?:each other|one another)\b", re.IGNORECASE)
_EACH_WORD = re.compile(r"\s*\b(?:each|respectively|both)\b", re.IGNORECASE)
_FRAME = re.compile(
    r"^(?:what|which)(?: is| are|'s)(?: the)? (?:differences?|contrasts?|similarit(?:y|ies)) between\b"
    r"|\b(?:differences?|contrasts?|similarit(?:y|ies)) between\b|\b(?:please )?(?:compare|contrast)\b",
    re.IGNORECASE,
)
_ASIDE = re.compile(
    rf"{_YOU_HAVE}(?= (?:on|about|concerning|any|an?)\b)|"
    rf"{_SOURCES}\b|\b(?:said|says?|known?|reported|written|mentioned|named|quoted|cited|"
    r"stated|learn|find|read|hear|tell|list|collect|gather|outline|sum up|summari[sz]e|overview|summary|"
    r"think|thinks|thought|stands?|favou?r|opposed|agree|differ|"
    r"see eye to eye|think alike|take different (?:lines|views|positions)|"
    rf"{_AS_ONE}|"
    r"disagree|each|sides?|attitudes?|stances?|reactions?|views?|opinions?|positions?|chang\w*|evol\w*|develop\w*|"
    r"shift\w*|moved?|news|latest|"
    r"progress\w*|soften\w*|harden\w*|toughen\w*|revers\w*|over time|first|later|then|now|earlier|"
    r"before|after|afterwards|since|initially|originally|in the end|wants?|wanted|mention\w*|discuss\w*|speaks?|talks?|"
    r"refers?|lines? (?=on|about|towards?)|(?<=his )mind|(?<=her )mind|(?<=its )mind|(?<=their )mind)\b",
    re.IGNORECASE,
)
"""What frames a question for all that is said and is no part of its subject."""
_THINKS = re.compile(
    r"(?:and |but |so )?(?:what|how) (?:do|does|did|have|has) (?:[\w.'’-]+ ){1,4}?"
    r"(?:say|said|think|thought|believe|feel|argue|see)(?: (?:of|about|on) (?:it|this|that))?\W*$",
    re.IGNORECASE,
)
"""A question for what somebody thinks about the one before it: "Will the bridge last? What do experts think?"."""
_AGREEMENT = re.compile(
    rf"(?:(?:,? (?:and|but|or) (?:do|does|did|are|is) (?:(?:all|both|these) )*(?:{_SOURCES}|they|there)"
    rf"|[,;?] (?:do|does|did|are|is) (?:all |both )?(?:{_SOURCES}|the (?:estimates|figures|numbers|accounts)))\b[^?]*"
    r"\b(?:agree\w*|differ\w*|disagree\w*|contradict\w*|consistent)\b[^?]*"
    rf"|[:;,–-]+ ?(?:what|which) (?:[\w-]+ )?(?:do|does|did) {_SOURCES} (?:give|say|name|state|report|mention|tell)"
    r")\W*$",
    re.IGNORECASE,
)
"""What asks, behind a question, whether the articles agree: an answer says that anyway."""
_AGREE_ON = re.compile(
    rf"(?:and |but |so )?(?:(?:do|does|did) (?:(?:all|both|these) )*{_SOURCES} "
    r"(?:all |really )?(?:agree|disagree|differ)"
    r"|(?:is|are|was) there (?:any |a )?(?:contradiction|disagreement|difference|discrepancy|conflict)(?:s|ies)?"
    rf"(?: (?:between|among|in) (?:(?:all|both|these) )*{_SOURCES})?)"
    r" (?:on|about|over|as to|regarding|in) (?P<what>(?:how|when|where|who|whom|which|what)\b.+)",
    re.IGNORECASE,
)
"""What asks, before a question, whether the articles agree on it: an answer says that anyway."""
_ALSO = re.compile(
    r"(?:and|but) (?:(?:what|how) about )?(?:in |for |to )?(?:the )?[\w'’-]+(?: [\w'’-]+)?\W*$", re.IGNORECASE
)
"""A question that only says of whom or what the one before it is asked again: "And Paris?"."""
_LEAST_WORDS = 2
"""Words with meaning that the first of two joined questions must have; "when and where" is one question."""


def question_in(text: str) -> str:
    """What a long message asks: its last sentence with a question mark; a shorter text, or one without, as it is."""
    if len(text.split()) <= LONG_MESSAGE:
        return text
    asking = [text[start:end] for start, end in sentences(text) if text[start:end].rstrip("\"'”’) ").endswith("?")]
    return asking[-1].strip() if asking else text


def take_apart(question: str) -> Asked:
    """The form of a question, and its parts in their order."""
    if agreed := _AGREE_ON.match(question):
        question = agreed["what"][:1].upper() + agreed["what"][1:]
    if (aside := _AGREEMENT.search(question)) and _content(question[: aside.start()]) >= _LEAST_WORDS:
        question = f"{question[: aside.start()]}?"
    if agree := _DO_AGREE.match(question):
        names = [_STOP.sub("", name) for name in agree.groups()[:4] if name]
        link = {"that": " whether", "whether": " whether", "how": " how", "when": " when"}.get(agree["how"].lower(), "")
        says = f"say about{link} {agree['what'].rstrip(' ?')}?"
        return Asked("fact", tuple(Part(f"What {_does(name)} {name} {says}", name) for name in names))
    compared = _compared(question)
    if compared:
        return Asked("comparison", compared)
    if of_each := _of_each(question):
        return Asked(form_of(of_each[0].question), of_each)
    added = BORROWED.search(question)
    about = added[0] if added else ""  # what a follow-up gained from its conversation belongs to each of its parts
    detail, opening = _AND_HOW.search(question.removesuffix(about)), _WH.match(question)
    if detail and opening and _content(question[: detail.start()]) >= _LEAST_WORDS:
        first = question[: detail.start()]
        asks = detail["asks"][:1].upper() + detail["asks"][1:]
        again = Part(f"{asks} {first[opening.end() :]}?{about}", f"{asks}?")
        return Asked(form_of(first), (Part(f"{first}?{about}", f"{first}?"), again))
    first, *others = _joined(question.removesuffix(about))
    # "Did it move? What does each side say?": the second part says what to tell of the first.
    parts = [first, *(other for other in others if _content(subject(other)) or not _ASIDE.search(other))]
    if len(parts) > 1:
        kept = tuple(
            Part(f"{part.rstrip(' ?')}: {first}" if _THINKS.match(part) else f"{part}{about}", part)
            for part in parts[:MOST_PARTS]
        )
        return Asked(form_of(question), kept, tuple(parts[MOST_PARTS:]))
    form = "change" if _CHANGE.search(question) else form_of(first if others else question)
    return Asked(form, (Part(f"{first}{about}" if others else question),))


def form_of(question: str) -> str:
    """The form of answer that one question wants."""
    if _CHANGE.search(question):
        return "change"
    if _SURVEY.search(question):
        return "survey"
    if _LIST.search(question):
        return "list"
    return "fact"


def subject(question: str) -> str:
    """What a question for all that is said is about: the question without the words that frame it."""
    return " ".join(_ASIDE.sub(" ", question).split())


def _compared(question: str) -> tuple[Part, ...]:
    """The question asked of each of the two that it compares; none where it compares nothing."""
    for pattern in _EACH:
        found = pattern.search(question)
        if not found:
            continue
        # "the positions of A and B" are the positions of both
        owned = None if " of " in found.group(2) else _OWNED.match(found.group(1))
        before = _FRAME.sub(" ", question[: found.start(1)]) + (owned[0] if owned else "")
        parts = []
        for one in (1, 2):
            name = _OWNS.sub("", _STOP.sub("", found.group(one).strip().rstrip(",;")))
            name = name.removeprefix(owned[0]) if owned else name
            asked = f"{before} {name} {question[found.end() :]}"
            parts.append(Part(" ".join(_EACH_WORD.sub("", asked).split()), name))
        return tuple(parts)
    return ()


def _of_each(question: str) -> tuple[Part, ...]:
    """The question asked of each of those who say, want or have something each; none where it asks nothing like it.

    "Did the tram move? What do A and B say?" asks each of them whether it moved.
    """
    patterns = _OF_EACH_SMALL if question.islower() else _OF_EACH
    found = next((match for pattern in patterns if (match := pattern.search(question))), None)
    before = question[: found.start()].strip() if found else ""
    if found is None or re.search(r"\bbetween\b", before, re.IGNORECASE):
        return ()
    rest, told = found["rest"].rstrip(" ?.!"), found.groupdict()
    whole = not before or before[-1] in "?!."
    if before and whole and _content(subject(rest)):
        return ()  # "Did the tram move? What do A and B say about the ferry?" are two questions
    about = f": {before}" if before and whole else "?"
    names = [_STOP.sub("", name.strip()) for name in (found["one"], told.get("amid"), found["other"]) if name]
    if any(all(token.function for token in tokens(name)) for name in names):
        return ()  # "Did the fares change, and how?"
    rests = [_EACH_OTHER.sub(" and ".join(n for n in names if n != name), rest) for name in names]
    if "do" in told:
        asks = []
        for name in names:
            do = _does(name) if told["do"].lower() == "do" else _DOES.get(told["do"].lower(), told["do"])
            asks.append(f"{told['ask']} {do}" if told["ask"] else do)
        parts = zip(asks, names, rests, strict=True)
        return tuple(Part(f"{ask} {name}{of}{about}", name) for ask, name, of in parts)
    opening = "What is" if whole and before else before
    return tuple(Part(f"{opening} {name}'s {of}{about}".strip(), name) for name, of in zip(names, rests, strict=True))


def _does(name: str) -> str:
    return "do" if _PLURAL.search(name) else "does"


def _joined(question: str) -> list[str]:
    """The questions that stand one behind the other, or are joined by "and"."""
    sentences = [part.strip() for part in _QUESTION_MARK.split(question)]
    asking = [
        part
        for place, part in enumerate(sentences)
        if re.match(rf"(?:and |but |so )?(?:[\w'’]+ ){{0,3}}{_AGAIN}\b", part, re.I) or (place and _ALSO.match(part))
    ]
    if len(sentences) > 1 and len(asking) == len(sentences):
        return [part if part.endswith("?") else f"{part}?" for part in sentences]
    found = _SECOND.search(question)
    while found:
        first, second = question[: found.start()].strip(), question[found.end() :].strip()
        if (
            _content(first) >= _LEAST_WORDS
            and re.match(rf"\W*(?:[\w'’]+ ){{0,2}}{_AGAIN}\b", first, re.I)
            and not _BETWEEN.search(first)
            and _says(second)
        ):
            return [f"{first.rstrip('?,')}?", second]
        found = _SECOND.search(question, found.end())
    return [question]


def _content(text: str) -> int:
    return sum(not token.function for token in tokens(text))


def _says(text: str) -> bool:
    """Whether what follows "and" is a question of its own and no clause: "and who is against ..." is."""
    return re.match(r"(?:what|when|where|who|whom|how|why|which)\b", text, re.I) is not None and _content(text) > 0
