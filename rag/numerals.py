"""Numbers and days of a text, in figures or in words, so that two spellings of one value meet."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache

from index.words import NUMBER_WORDS

_PIECE = re.compile(
    r"\d+(?:[.,:]\d+|[\u00a0\u2009\u202f]\d{3}(?!\d))*"  # 68,000  2.5  10:30  68 000
    r"|[^\W\d_]+"
    r"|[%$€£¥₹₴]"
)
_SCALES = {
    "hundred": 1e2, "thousand": 1e3, "k": 1e3, "million": 1e6, "m": 1e6, "mn": 1e6, "billion": 1e9, "bn": 1e9, "b": 1e9,
    "trillion": 1e12, "tn": 1e12, "dozen": 12.0,
}  # fmt: skip
_UNITS = {
    word: unit
    for unit, words in {
        "%": "% percent pct", "$": "$ dollar dollars usd", "€": "€ euro euros eur", "£": "£ pound pounds gbp",
        "¥": "¥ yen yuan", "₹": "₹ rupee rupees", "₴": "₴ hryvnia hryvnias",
    }.items()
    for word in words.split()
}  # fmt: skip
_ORDINAL_WORDS = (
    "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth", "eleventh", "twelfth", "thirteenth",
    "fourteenth", "fifteenth", "sixteenth", "seventeenth", "eighteenth", "nineteenth", "twentieth",
)  # fmt: skip
_ORDINALS = {word: float(value) for value, word in enumerate(_ORDINAL_WORDS, 3)} | {
    "thirtieth": 30.0,
    "fortieth": 40.0,
    "fiftieth": 50.0,
}
_WORDS = {word: float(value) for word, value in NUMBER_WORDS.items()}
_LINKS = frozenset(["-", "–", "—", "to", "and", "or"])
_MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
_MONTH = r"(?P<m>Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?|Sept?(?:ember)?" \
         r"|Oct(?:ober)?|Nov(?:ember)?|Dec(?:ember)?)\b\.?"  # fmt: skip
_DAY = r"(?P<d>\d{1,2})(?:st|nd|rd|th)?(?!\d|[.,:]\d)"
_DAYS = (
    re.compile(rf"\b{_DAY}(?: of)? {_MONTH}"),
    re.compile(rf"\b{_MONTH} (?:the )?{_DAY}"),
    re.compile(r"\b\d{4}-(?P<m>\d{2})-(?P<d>\d{2})\b"),
)
_BARE_MONTH = re.compile(rf"\b{_MONTH}")
_MONTH_AFTER = re.compile(r"\b(?i:in|since|until|by|of|last|next|this) (March|May)\b")
_ISO_DATE = re.compile(r"\b(\d{4})-\d{2}-(\d{2})\b")
_LIST_NUMBER = re.compile(r"(?m)^\s*(?:\d{1,2}[.)]|[-*•])\s+")


@dataclass(frozen=True, slots=True)
class Number:
    """A number as somebody wrote it."""

    values: frozenset[float | str]
    """What it may mean: 1.234 may be a decimal or a thousand; a time of day stays as written."""
    unit: str | None = None
    """"%" or a currency's sign."""

    def same(self, other: Number) -> bool:
        """Whether both may be one number; a missing currency is no difference, a missing percent is."""
        if self.unit != other.unit and ("%" in (self.unit, other.unit) or (self.unit and other.unit)):
            return False
        return not self.values.isdisjoint(other.values)


def numbers(text: str) -> list[Number]:
    """The numbers of `text`, in order. A lone "one" is a pronoun, and "hundreds" no number."""
    plain = _ISO_DATE.sub(r"\1 ; \2", _LIST_NUMBER.sub("", text))  # its month is no number in other spellings
    return list(_numbers(plain))


@lru_cache(maxsize=4096)
def days_and_months(text: str) -> tuple[frozenset[tuple[int, int]], frozenset[int]]:
    """The (day, month) pairs that `text` names, and every month of it."""
    days, months = set(), set()
    for pattern in _DAYS:
        for found in pattern.finditer(text):
            day, month = int(found["d"]), _month(found["m"])
            if 1 <= day <= 31 and 1 <= month <= 12:
                days.add((day, month))
                months.add(month)
    for found in _BARE_MONTH.finditer(text):
        if found["m"] not in ("May", "March", "Mar", "Jan", "Dec"):  # also a verb, a word, a name
            months.add(_month(found["m"]))
    months |= {_month(name) for name in _MONTH_AFTER.findall(text)}
    return frozenset(days), frozenset(months)


def _month(name: str) -> int:
    return int(name) if name.isdigit() else _MONTHS.index(name[:3].lower()) + 1


def _numbers(text: str) -> Iterator[Number]:
    pieces = list(_PIECE.finditer(text))
    held: Number | None = None
    held_end = 0
    i = 0
    while i < len(pieces):
        parsed = _figure(text, pieces, i) or _spelled(text, pieces, i)
        if parsed is None:
            i += 1
            continue
        number, scale, after = parsed
        unit, after = _unit(text, pieces, i, after)
        number = replace(number, unit=unit)
        if held is not None:
            if text[held_end : pieces[i].start()].strip(" $€£¥₹₴") in _LINKS:
                held = _sharing(held, scale, unit)
            yield held
        held, held_end = number, pieces[after - 1].end()
        i = after
    if held is not None:
        yield held


def _sharing(first: Number, scale: float, unit: str | None) -> Number:
    """The first number of a range, which shares scale and unit with the second: 2 to 3 million, 50-60%."""
    scaled = {value * scale for value in first.values if isinstance(value, float)}
    return Number(first.values | scaled, first.unit or unit)


def _near(text: str, left: re.Match[str], right: re.Match[str]) -> bool:
    return text[left.end() : right.start()] in ("", " ", "-", "\u00a0", "\u202f", "\n")


def _figure(text: str, pieces: list[re.Match[str]], i: int) -> tuple[Number, float, int] | None:
    digits = pieces[i][0]
    if not digits[0].isdecimal():
        return None
    values = _values(digits)
    if i + 1 < len(pieces) and _near(text, pieces[i], pieces[i + 1]):
        word = pieces[i + 1][0].lower()
        scale = _SCALES.get(word)
        if scale is not None and (len(word) > 2 or pieces[i].end() == pieces[i + 1].start()):
            scaled: set[float | str] = {value * scale for value in values if isinstance(value, float)}
            money = i > 0 and pieces[i - 1][0] in "$€£¥₹₴"
            # 100m may be metres: both readings stand.
            return Number(frozenset(scaled | values if word in ("m", "b") and not money else scaled)), scale, i + 2
    return Number(frozenset(values)), 1.0, i + 1


def _values(digits: str) -> set[float | str]:
    plain = re.sub(r"[\u00a0\u2009\u202f]", "", digits)
    if ":" in plain:
        return {plain}
    if re.fullmatch(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?", plain):
        return {float(plain.replace(",", ""))}
    if re.fullmatch(r"\d{1,3}(?:\.\d{3})+,\d+|\d{1,3}(?:\.\d{3}){2,}", plain):
        return {float(plain.replace(".", "").replace(",", "."))}
    if re.fullmatch(r"[1-9]\d{0,2}\.\d{3}", plain):
        return {float(plain), float(plain.replace(".", ""))}
    if re.fullmatch(r"\d+(?:[.,]\d+)?", plain):
        return {float(plain.replace(",", "."))}
    return {plain}  # an address, a version, a numeric date


def _spelled(text: str, pieces: list[re.Match[str]], i: int) -> tuple[Number, float, int] | None:
    """The longest number in words that begins at piece i: "one hundred and twenty-six"."""
    total = current = last_scale = 0.0
    started, after = i, i
    bare_one = False
    while after < len(pieces) and (after == started or _near(text, pieces[after - 1], pieces[after])):
        word = pieces[after][0].lower()
        if word in _WORDS and (current == 0 or (current % 100 >= 20 and current % 10 == 0 and 0 < _WORDS[word] < 10)
                               or (current >= 100 and current % 100 == 0)):  # fmt: skip
            current += _WORDS[word]
            bare_one = after == started and word == "one"
        elif word in _ORDINALS:
            current += _ORDINALS[word]
            after += 1
            break
        elif word in _SCALES and len(word) > 2 and current:
            last_scale = _SCALES[word]
            current *= last_scale
            bare_one = False
            if last_scale >= 1e3:
                total, current = total + current, 0.0
        elif word in ("a", "an") and after == started and _scale_at(pieces, after + 1):
            current = 1.0
        elif word == "half" and after == started and _scale_at(pieces, after + 2):
            current = 0.5
            after += 1
        elif not (word == "and" and (total or current >= 100) and _number_at(pieces, after + 1)):
            break
        after += 1
    value = total + current
    if after == started or bare_one:
        return None
    return Number(frozenset([value])), last_scale or 1.0, after


def _scale_at(pieces: list[re.Match[str]], i: int) -> bool:
    return i < len(pieces) and len(pieces[i][0]) > 2 and pieces[i][0].lower() in _SCALES


def _number_at(pieces: list[re.Match[str]], i: int) -> bool:
    return i < len(pieces) and pieces[i][0].lower() in _WORDS


def _unit(text: str, pieces: list[re.Match[str]], first: int, after: int) -> tuple[str | None, int]:
    """The unit before or after the number, and where it ends."""
    if first and _near(text, pieces[first - 1], pieces[first]) and pieces[first - 1][0] in "$€£¥₹₴":
        return _UNITS[pieces[first - 1][0]], after
    for at in range(after, min(after + 2, len(pieces))):
        if not _near(text, pieces[at - 1], pieces[at]):
            break
        word = pieces[at][0].lower()
        if word == "per" and at + 1 < len(pieces) and pieces[at + 1][0].lower() in ("cent", "cents"):
            return "%", at + 2
        # A currency may have an adjective before it ("million US dollars"); a percent sign may not.
        if word in _UNITS and word not in "$€£¥₹₴" and (_UNITS[word] != "%" or at == after):
            return _UNITS[word], at + 1
    return None, after
