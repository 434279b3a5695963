"""Words as the reader compares them: tokens with offsets, and the stem under which two spellings meet."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

import snowballstemmer

_TOKEN = re.compile(
    r"(?:[^\W\d_]\.){2,}"  # U.S.
    r"|\d+(?:[.,:/]\d+)*"  # 68,000  4/9  10:30
    r"|(?:[^\W\d_][\u0300-\u036f]*)+\d*(?:['’](?:[^\W\d_][\u0300-\u036f]*)+)*"  # don't, G7; accents apart
)
_STEMMER = snowballstemmer.stemmer("english")


def word_set(words: str) -> frozenset[str]:
    """The words of a list that white space divides."""
    return frozenset(words.split())


FUNCTION_WORDS = word_set(
    """a about above after again against all also am an and any are aren't as at be because been before being
    below besides between both but by can can't cannot could couldn't did didn't do does doesn't doing don't down during
    each either else etc even ever few for from further had hadn't has hasn't have haven't having he he'd he'll
    he's her here here's hers herself him himself his how how's i i'd i'll i'm i've if in into is isn't it it's
    its itself just let let's may me might more most must mustn't my myself neither no nor not now of off on once
    one only onto or other ought our ours ourselves out over own per please same shall shan't she she'd she'll
    she's should shouldn't so some such than that that's the their theirs them themselves then there there's
    these they they'd they'll they're they've this those though through thus to too toward towards under unless
    until up upon us very via was wasn't we we'd we'll we're we've were weren't what what's when when's where
    where's whether which while who who's whom whose why why's will with within without won't would wouldn't yes
    yet you you'd you'll you're you've your yours yourself yourselves"""
)
"""English words that carry grammar and no subject matter."""

NUMBER_WORDS = {
    "zero": "0", "one": "1", "two": "2", "three": "3", "four": "4", "five": "5", "six": "6", "seven": "7",
    "eight": "8", "nine": "9", "ten": "10", "eleven": "11", "twelve": "12", "thirteen": "13", "fourteen": "14",
    "fifteen": "15", "sixteen": "16", "seventeen": "17", "eighteen": "18", "nineteen": "19", "twenty": "20",
    "thirty": "30", "forty": "40", "fifty": "50", "sixty": "60", "seventy": "70", "eighty": "80", "ninety": "90",
}  # fmt: skip

_IRREGULAR = {
    form: base
    for base, forms in {
        "say": "said", "meet": "met", "win": "won", "write": "wrote written", "give": "gave given",
        "take": "took taken", "go": "went gone", "make": "made", "hold": "held", "lead": "led",
        "leave": "left", "lose": "lost loss", "pay": "paid", "send": "sent", "spend": "spent", "tell": "told",
        "think": "thought", "buy": "bought", "bring": "brought", "build": "built", "begin": "began begun",
        "become": "became", "break": "broke broken", "catch": "caught", "choose": "chose chosen choice",
        "come": "came", "draw": "drew drawn", "drive": "drove driven", "fall": "fell fallen", "feel": "felt",
        "fight": "fought", "find": "found", "fly": "flew flown flight", "grow": "grew grown growth",
        "hear": "heard", "keep": "kept", "know": "knew known", "lend": "lent", "mean": "meant", "run": "ran",
        "rise": "rose risen", "sell": "sold sale", "shoot": "shot", "show": "shown", "speak": "spoke spoken speech",
        "stand": "stood", "steal": "stole stolen", "strike": "struck", "swear": "swore sworn", "teach": "taught",
        "throw": "threw thrown", "understand": "understood", "wear": "wore worn", "sing": "sang sung song",
        "sink": "sank sunk", "forbid": "forbade forbidden", "die": "died dies dying death dead", "deal": "dealt",
        "seek": "sought", "bear": "bore borne", "birth": "born", "sit": "sat", "shake": "shook shaken",
        "eat": "ate eaten", "hide": "hid hidden", "withdraw": "withdrew withdrawn withdrawal",
        "man": "men", "woman": "women", "child": "children", "person": "people persons", "foot": "feet",
        "life": "lives", "arrive": "arrival", "refuse": "refusal", "propose": "proposal", "approve": "approval",
    }.items()
    for form in forms.split()
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Token:
    """A word of a text."""

    start: int
    end: int
    text: str
    stem: str
    """Equal for the forms of one word; the digits for a number word."""
    function: bool
    """True for a word that carries grammar only."""


def fold(word: str) -> str:
    """The word in lower case without accents, dots of abbreviation and possessive ending."""
    plain = "".join(c for c in unicodedata.normalize("NFKD", word) if not unicodedata.combining(c))
    plain = plain.replace("’", "'")
    if plain.isupper() and plain.replace(".", "") == "US":
        return "usa"  # not the pronoun
    if len(plain) > 1 and plain[1] == "." and not plain[0].isdigit():
        plain = plain.replace(".", "")
    plain = plain.casefold()
    return plain[:-2] if plain.endswith("'s") else plain.rstrip("'")


@lru_cache(maxsize=100_000)
def stem(word: str) -> str:
    """The form under which `word` is compared: "committed" and "commits" give one stem."""
    plain = fold(word)
    plain = NUMBER_WORDS.get(plain, _IRREGULAR.get(plain, plain))
    if len(plain) > 40 or not plain.isascii():
        return plain[:40]
    return str(_STEMMER.stemWord(plain))


@lru_cache(maxsize=100_000)
def _is_function(word: str) -> bool:
    lower = word.casefold().replace("’", "'")
    return lower in FUNCTION_WORDS and not (word.isupper() and len(word) == 2)  # US, UK, WHO stay


def tokens(text: str) -> list[Token]:
    """The words of `text`, in order, with their offsets."""
    return [
        Token(found.start(), found.end(), word, stem(word), _is_function(word))
        for found in _TOKEN.finditer(text)
        for word in (found[0],)
    ]
