"""Words that tell who reports what in an English sentence: reporting verbs, and what may stand around them."""

from __future__ import annotations

from index.words import word_set


def forms(verbs: str) -> dict[str, str]:
    """From every form of the verbs to its base form; an irregular past stands behind a slash: "say/said"."""
    found: dict[str, str] = {}
    for entry in verbs.split():
        base, _, past = entry.partition("/")
        stem = base.removesuffix("e")
        if base in ("quip", "admit", "rebut"):
            stem = base + base[-1]
        if base.endswith("y") and base[-2] not in "aeo":
            third, regular = base[:-1] + "ies", base[:-1] + "ied"
        else:
            third, regular = base + ("es" if base.endswith(("s", "ch", "sh")) else "s"), stem + "ed"
        found |= dict.fromkeys((base, third, past or regular, stem + "ing"), base)
    return found


STRONG = forms(
    """say/said tell/told state warn announce declare insist argue explain assert allege stress emphasize emphasise
    caution remark write/wrote tweet deny accuse urge vow pledge promise claim confirm admit concede acknowledge
    boast reiterate testify quip joke reply respond reveal predict complain demand criticize criticise condemn
    denounce praise blame lament recall hint indicate describe express maintain contend conclude suggest propose
    recommend forecast/forecast comment disclose clarify affirm proclaim reject dispute refute retort opine swear/swore
    advise accept/accepted disagree agree apologize apologise outline underline underscore highlight"""
)
"""Verbs that report what somebody says, whatever follows them."""
WEAK = forms(
    """add note report call continue believe think/thought expect hope fear estimate ask post read/read threaten
    observe mention signal find/found show/showed point credit liken issue voice float view rule advocate"""
)
"""Verbs that report only where a statement or quoted words follow, or where they stand behind a statement."""
VERBS = WEAK | STRONG

FOLLOWING = {
    verb: word_set(words)
    for verb, words in {
        "add": "that there :", "note": "that there how : it he she they the", "report": "that there :",
        "call": "for on", "continue": "that :", "hope": "that the it he she they",
        "fear": "that the it he she they", "ask": "for whether if why how what who when where : people him her them",
        "post": "that : on", "read": ":", "threaten": "to that with", "observe": "that : it the", "mention": "that",
        "signal": "that it he she they his her its their", "find": "that no the a it there",
        "show": "that the a it there how", "point": "to out", "rule": "out", "advocate": "for",
    }.items()
}  # fmt: skip
"""What may follow a weak verb for it to report."""
ANYTHING_FOLLOWS = word_set("believe think expect estimate credit liken")
"""Weak verbs that report before anything but these:"""
BUT_THESE = word_set("to of in on for about . ") | {""}
SPEECH_NOUNS = word_set(
    """warning warnings statement denial appeal apology call threat concern concerns support doubt doubts hope criticism
    idea possibility proposal"""
)
"""What is issued, voiced or floated when somebody speaks."""
NEEDS_CLAUSE = word_set("accept agree disagree recall disclose outline recommend advise forecast")
"""Strong verbs that report only before a clause or quoted words."""
NEEDS_OBJECT = word_set("accuse blame criticize criticise praise condemn denounce credit")
"""Verbs of somebody: "of" or "for" right behind them tells what somebody is accused of."""
NEEDS_SOMEBODY = word_set("underscore underline highlight show suggest indicate reveal accept agree find recall")
"""Verbs whose subject says something only when it is somebody, or a text."""
INVERTS = word_set(
    """say add write report tweet explain argue note warn insist claim state recommend observe joke quip reply respond
    announce ask continue declare predict remark admit concede acknowledge suggest recall post"""
)
"""Verbs that may stand before their subject behind a quotation: "...", said X."""
INVERTS_AFTER_COMMA = word_set("say write report explain argue warn tweet announce")
NO_AGENT = word_set("ask call find show tell read expect reject accept")
"""Verbs whose passive reports nobody's statement: "she was asked by X"."""
NOUNS = word_set(
    """states claims reports comments notes calls hints fears hopes remarks estimates forecasts posts tweets replies
    promises pledges demands advises complaints accounts reads finds shows boasts jokes"""
)
"""Forms that are more often nouns: they report where a statement follows."""
REPORTED_NOUNS = word_set(
    "allegation allegations claim claims accusation accusations charge charges statement assertion suggestion"
)
"""Nouns that a clause without "that" follows: "an allegation X denied"."""
PARTICIPLES = word_set("saying adding stating claiming arguing warning insisting telling calling")
"""Forms that report for the subject of the sentence behind a comma: ", saying that ..."."""

IRREGULAR_PARTICIPLES = word_set("seen made shown sent held given written drawn put done")
"""Participles that do not end in "ed" and may follow a noun: "a letter sent to the council"."""
COME_BY = word_set("seen obtained reviewed viewed heard")
"""Participles behind which "by" names who came by a text, and not who wrote it."""

PEOPLE = word_set("he she they it")
NOBODY = word_set(
    """i we you who which that what this these those there one nobody none nothing everyone everything anyone anything
    something me us and"""
)
CLAUSE_OPENERS = PEOPLE | word_set("that there we i you his her its their this these those the a an")
PLURAL = word_set("they people police few some many others both most several critics media")
AGENTS = word_set(
    "person people man woman men women official officials spokesperson source sources expert experts critics"
)
AGENT_ENDINGS = (
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
TEXTS = word_set(
    """study studies report reports survey surveys poll polls data research analysis review investigation paper papers
    document documents figures investigators researchers scientists police officials experts authors team statement
    letter statistics records findings inquiry audit message memo ruling indictment lawsuit complaint edict release
    article book post tweet description note email sources source court prosecutors agency ministry office government
    economists analysts department company institute center centre council commission committee"""
)
"""Texts and bodies that say, find and show."""
NOUNS_LIKE_VERBS = TEXTS | word_set("claim claims comments")
READABLE = word_set(
    """statement message letter post tweet description note notice email ruling sign text memo report release caption
    headline"""
)
"""What "reads" something when it is quoted."""

BE = word_set("is was were are be been being am 's isn't wasn't")
AUXILIARIES = BE | word_set("has have had having")
NOT_SAID = word_set(
    """will would may might could can should must shall did do does won't wouldn't couldn't can't didn't don't doesn't
    never not hasn't haven't hadn't nor neither refuses refused declined"""
)
"""Words before a verb that make it no report: nothing was said, or not yet."""
ADVERBS = word_set(
    """also later then again earlier once now still just even always often first since further both all already soon
    previously recently today yesterday tonight so too instead only ever long last has have had"""
)
NO_ADVERBS = word_set(
    "family ally assembly reply supply bully anomaly monopoly elderly early daily weekly monthly friendly"
)
"""Words that end like an adverb and are none: "her family said"."""
DAYS = word_set("monday tuesday wednesday thursday friday saturday sunday yesterday today tonight")
WHEN_AND_WHERE = DAYS | word_set(
    """january february march april june july august september october november december tomorrow earlier later
    afterwards last this next late early previously recently in on at during after before when while as to from via
    through under amid following"""
)
"""What may follow a speaker: when and where it was said."""
ENDS_SPEAKER = WHEN_AND_WHERE | word_set("of for with about who and adding by citing reporters")
TIMES = word_set("last this next earlier later")
SUBORDINATE = word_set(
    "because when if after before since where whether than unless until once that which who whom how why what"
)
CONCESSIVE = word_set("as while although though")
JOINING = CONCESSIVE | word_set("but whereas and so yet meanwhile however or")
PREPOSITIONS = word_set(
    """in on at by during after before since amid with without from for to of under over about around against between
    among following despite through throughout within upon per into across like unlike including regarding"""
)
OPENERS = word_set(
    "however meanwhile still yet earlier later also then but and so moreover nevertheless now today yesterday"
)
QUANTITIES = word_set("one other many few some several most both all two three four another each")
"""Determiners that can stand for a noun."""
DETERMINERS = QUANTITIES | word_set("the a an his her its their our my five no more these those this that")
