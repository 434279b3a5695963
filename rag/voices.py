"""Whose words a question asks for, so that it is not answered with somebody else's.

"What did the minister Okafor answer?" is not answered by what Ms Lind said to Okafor, however alike the words are.
Among the words of the one who is asked about, those on the subject of the question come first; where there are none,
that is said.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import takewhile

from index.countries import SHORT_COUNTRY, country_of, governed_from
from index.words import fold
from rag.antecedents import ROLES, full_names, no_person
from rag.claims import same_name
from rag.expressions import expressions, is_time
from rag.features import OPENS_WITH_PRONOUN, holds, words_of
from rag.question import ASKING, Term
from rag.references import MANY, ONE
from rag.reporting import VERBS

Says = Callable[[str, str], bool]
"""Whether a speaker may be the one who is asked for, or a sentence that is attributed to the speaker tells of that
one's words."""

_CAPITALS = r"(?-i:[A-Z][\w.’'-]*(?: [A-Z][\w.’'-]*)*)"
_NAME = rf"(?P<name>{_CAPITALS})"
_WHO = rf"(?:(?:the )?{_NAME}|(?:the|his|her|its|their) (?P<noun>[\w’'-]+(?: [\w’'-]+){{0,5}}?))"
_VERB = (
    r"(?:say|tell|answer|reply|respond|react|announce|claim|declare|state|write|add|stress|emphasi[sz]e|warn|argue|"
    r"insist|explain|suggest|promise|demand|comment|think|feel|believe|want|ask|call|propose|predict|deny|object|"
    r"complain|said|told|answered|replied|announced|claimed|declared|stated|written|stressed|warned|argued|insisted|"
    r"explained|suggested|promised|demanded|thought|felt|believed|wanted|asked|proposed|predicted|denied)"
)
_ASKED = (
    re.compile(
        rf"\b(?:what|how|which) (?:else )?(?P<thing>(?:[a-z][\w-]* ){{0,2}}?)(?:did|does|do|has|have|had) {_WHO}"
        rf"(?<!['’]s)(?: \w+self)?(?: \w+ly)? (?:{_VERB}|give|given|issue|issued|voice|voiced)\b"
        rf"(?P<topic>[^?(]*)",
        re.IGNORECASE,
    ),
    re.compile(
        rf"\b(?:what|how) (?:was|were|is|are) {_NAME}['’]s? (?:\w+ )?"
        r"(?:answers?|reply|replies|responses?|reactions?|comments?|words?|remarks?|statements?|opinions?|views?)\b"
        r"(?P<topic>[^?(]*)",
        re.IGNORECASE,
    ),
)
_CLAUSE = re.compile(
    r"\s*(?:that )?(?:\w+ )?(?:is|are|was|were|has|have|had|will|would|can|could|should|may|might|must)\b",
    re.IGNORECASE,
)
"""The verb of what somebody says of the thing that a question asks for."""
_DOCUMENTS = re.compile(rf"(?:\w+ )*(?:{ONE}|{MANY})", re.IGNORECASE)
_ARTICLE = re.compile(r"^(?:the|a|an) ", re.IGNORECASE)
_PRONOUN = re.compile(r"\b(?:he|she|his|her|him)\b", re.IGNORECASE)
_POINTS_BACK = re.compile(
    r"^\W*(?:he|she|they|his|her|their)\b|\b(?:it|its|them|there|this|these|those)\b", re.IGNORECASE
)
"""Words by which a sentence goes on about what the one before speaks of."""
_POSSESSIVE = re.compile(r"['’]s?$")
_LINK = re.compile(r" (?:of|to|for|who|whose|which|in|at|on|from|by) ")
_TOWARDS = re.compile(r"\b(?:with|to|for|about|against|between)\b")
"""What stands before somebody who does nothing in a sentence."""
_VERB_BEHIND = re.compile(
    r"(?P<name>[A-Z][\w’'-]+)(?: [IVX]+\b)?(?:, [^,]{1,60},)?(?: (?:has|have|had|also|then|later|since|once))*"
    r" (?P<verb>[a-z]+)"
)
"""A capitalised word and the verb behind it."""
ON_TOPIC = 0.2
"""Least share of the subject's words, by weight, in a sentence that speaks of it."""
OPENING_WORDS = 6
"""Words of a sentence in which its subject stands."""
MOST_NAMES = 2
"""Names that may stand between a title and a surname, and words between a country and a title."""
BEFORE, IN_TITLE = 0.5, 0.4
"""What a word of the subject counts that stands in the sentence before, or only in the title of the document."""


@dataclass(frozen=True, slots=True)
class Voice:
    """Somebody, or a body, whose words are asked for."""

    name: str
    """As typed, without an article."""
    terms: tuple[Term, ...]
    """Of the name; titles are left out where something else is there."""
    topic: tuple[Term, ...]
    """What the words are to be about; empty where anything will do."""
    proper: bool
    """It is a name, and no common noun such as "the mayor"."""
    person: bool
    """It is somebody with a name or an office, and no country, body or group, as far as the name tells."""
    certain: bool
    """The articles show that it is a person: by a title, an office or a first name."""
    holders: tuple[str, ...] = ()
    """Full names of those who hold the office in the articles that were found."""
    given: str = ""
    """The given name: as typed, or of the only one of that title and surname in the articles; "" where unknown."""
    also: frozenset[str] = frozenset()
    """Surnames of those who hold an office that the subject names."""

    @property
    def unheard(self) -> str:
        """Why a question is not answered where the articles quote nothing of the one."""
        return f"The articles quote nothing that {self._called} said."

    @property
    def known(self) -> bool:
        """Whether the documents hold every word of the name."""
        return all(term.known for term in self.terms)

    @property
    def unknown(self) -> str | None:
        """Why a question is not answered where no article has a word for the one: "the police"; else None."""
        return f"The articles do not mention {self._called}." if self.person and self.absent else None

    @property
    def absent(self) -> bool:
        """Whether no article has the common noun by which the one is called: it may use another one."""
        head = words_of(_LINK.split(self.name)[0]).last
        return not self.proper and any(head in term.stems and not term.known for term in self.terms)

    @property
    def _called(self) -> str:
        return self.name if self.proper else f"the {self.name}"

    def speaks(self, speaker: str) -> bool:
        """Whether a speaker, as an article names them, is the one: not by a title alone, nor by another first name."""
        if any(_same(holder, speaker) for holder in self.holders):
            return True
        if not self.terms:
            return False
        if not (self.person and self.proper):
            whole = all(holds(term, words_of(speaker)) for term in self.terms)
            return whole or _is_short_for(speaker, self.terms[-1])
        return any(not self.given or not first or self._is_given(first) for first in self._firsts(speaker))

    def somebody_else(self, speaker: str) -> bool:
        """Whether a speaker has the surname and another first name."""
        return any(True for _ in self._firsts(speaker)) and not self.speaks(speaker)

    def _firsts(self, words: str) -> Iterator[Sequence[str]]:
        """The first names before each place where the surname stands in some words; may be none."""
        found = re.findall(r"[\w’'.-]+|[,;:]", words)
        for at, word in enumerate(found):
            if holds(self.terms[-1], words_of(_POSSESSIVE.sub("", word))):
                first = at
                while first and found[first - 1][0].isupper() and not _is_title(found[first - 1]):
                    first -= 1
                yield found[first:at]

    def _is_given(self, first: Sequence[str]) -> bool:
        typed = self.terms[0] if len(self.terms) > 1 else None
        return any(_alike(self.given, word) or (typed and holds(typed, words_of(word))) for word in first)

    def named_in(self, sentence: str) -> bool:
        """Whether a sentence names the one."""
        if self.person and self.proper:
            return self.speaks(sentence)
        return all(holds(term, words_of(sentence)) for term in self.terms) or any(
            holder.split()[-1] in sentence for holder in self.holders
        )

    def reports(self, sentence: str) -> bool:
        """Whether a reporting verb stands behind the name, in any clause: "where Queen Ada II called it a lie"."""
        if not (self.person and self.proper and self.named_in(sentence)):
            return False
        return any(
            found["verb"].lower() in VERBS
            for found in _VERB_BEHIND.finditer(sentence)
            if holds(self.terms[-1], words_of(found["name"]))
        )

    def share(self, sentence: str, before: str = "", title: str = "") -> float:
        """The share of the subject's words that the sentence holds; what stands before it or in the title counts less.

        Words by their weights, 0 to 1.
        """
        whole = sum(term.weight for term in self.topic)
        places = ((words_of(sentence), 1.0), (words_of(before), BEFORE), (words_of(title), IN_TITLE))
        held = sum(t.weight * next((worth for at, worth in places if holds(t, at)), 0.0) for t in self.topic)
        held = max(held, whole * any(re.search(rf"\b{re.escape(name)}\b", sentence) is not None for name in self.also))
        return held / whole if whole else 0.0

    def tells(self, told: Told) -> bool:
        """Whether a sentence on the subject is attributed to the one, or the writer tells in it what the one does."""
        if self.topic and not self.on_topic(told.text):
            return False
        if told.speaker:
            return self.speaks(told.speaker)
        return bool(self.terms) and self.named_in(" ".join(told.text.split()[:OPENING_WORDS]))

    def on_topic(self, sentence: str) -> bool:
        """Whether a sentence itself speaks of the subject."""
        return self.share(sentence) >= ON_TOPIC


def voice_asked(question: str, terms: Sequence[Term], texts: Sequence[str]) -> Voice | None:
    """Whose words a question asks for, as the texts tell who that is; None where it asks for nobody's.

    A country, its capital, a body and an abbreviation are no persons: they speak through people with other names. One
    word is a person's name where a text has it behind a first name or a title, or where there is no text to tell.
    """
    found = next((match for pattern in _ASKED if (match := pattern.search(question))), None)
    if found is None:
        return None
    noun = found.groupdict().get("noun")
    name = _POSSESSIVE.sub("", noun or found["name"])
    if _DOCUMENTS.fullmatch(name) or not name:
        return None
    words = words_of(name).stems
    named = [term for term in terms if not term.stems.isdisjoint(words)]
    own = words_of(_behind_title(name)).stems  # what stands before a title is the office's: "Norlandish minister Lind"
    plain = [term for term in named if not _is_title(term.typed) and not term.stems.isdisjoint(own)]
    # "How many ferries did X say would come?"; what is announced, or a warning that is given, need not be called so.
    thing = found.groupdict().get("thing") or "" if _CLAUSE.match(found["topic"]) else ""
    rest = words_of(f"{thing}{found['topic']}").stems
    topic = [t for t in terms if t.known and t not in named and rest & t.stems and not ASKING & t.stems]
    topic = [term for term in topic if not is_time(term.typed)]
    offices = [term for term in topic if _is_title(term.typed)]
    also = frozenset(who.split()[-1] for t in offices for text in texts for who in holders(t.typed, [t], text))
    head = _LINK.split(name)[0].split()[-1]
    if not named:
        return None  # "WHO", "May": a word that the question's terms leave out tells nobody
    office = _is_title(head) if noun else not plain
    person = office or not (noun or found[0].lower().count(f"the {name.lower()}") or no_person(name))
    if office:
        holding = tuple(dict.fromkeys(who for text in texts for who in holders(name, named, text)))
        return Voice(name, tuple(named), tuple(topic), False, True, True, holding, also=also)
    if noun or not person:
        return Voice(name, tuple(named), tuple(topic), not noun, False, False, also=also)
    certain = len(name.split()) > 1 or not texts or any(_is_somebody(name, text) for text in texts)
    given = plain[0].typed if len(plain) > 1 else _given(name, texts)
    return Voice(name, tuple(plain), tuple(topic), True, True, certain, (), given, also)


def by_country(question: str, known: Callable[[str], bool]) -> str | None:
    """A question for what a capital says as one for what its country says, by the first of its names that is `known`.

    None for any other question, and where none is.
    """
    found = next((match for pattern in _ASKED if (match := pattern.search(question))), None)
    capital = _POSSESSIVE.sub("", (found and found["name"]) or "")
    name = next(filter(known, governed_from(fold(capital))), None)
    if found is None or name is None:
        return None
    country = name.upper() if len(name) <= SHORT_COUNTRY else name.capitalize()
    at = found.start("name")
    return f"{question[:at]}{country}{question[at + len(capital) :]}"


def _behind_title(name: str) -> str:
    """The part of a name behind its last title; all of it where nothing is."""
    words = name.split()
    last = max((at for at, word in enumerate(words) if _is_title(word)), default=-1)
    return " ".join(words[last + 1 :]) or name


def _is_somebody(surname: str, text: str) -> bool:
    """Whether a text has that name behind a first name or a title."""
    titled = (_is_title(m[1]) for m in re.finditer(rf"\b([A-Z][\w’'-]+\.?) {re.escape(surname)}\b", text))
    return any(titled) or next(full_names(surname, text), None) is not None


def _given(name: str, texts: Iterable[str]) -> str:
    """The first name of the only one who has the title and the surname of `name`, as in "Judge Lind"; "" without."""
    *titles, surname = name.split()
    if not titles:
        return ""
    title = re.escape(" ".join(titles))
    found = {m[1] for t in texts for m in re.finditer(rf"\b{title} ([A-Z][\w’'-]+) {re.escape(surname)}\b", t)}
    return found.pop() if len(found) == 1 else ""


def holders(office: str, terms: Sequence[Term], text: str) -> Iterator[str]:
    """Who holds an office in a text: "Mayor Ada Quill", "the mayor, Ada Quill", "Ada Quill, the mayor of Ode".

    All words of the office must stand there.
    """
    head = _LINK.split(office)[0].split()[-1].lower()
    for found in re.finditer(_CAPITALS, text):
        run = found[0].rstrip(".").split()
        last = max((at for at, word in enumerate(run) if _is_title(word)), default=-1)
        name = " ".join(run[last + 1 :])
        if not name:
            continue
        before = re.split(
            r"[.;:!?\n“”\"]|, |\b(?:and|or)\b", text[max(0, found.start() - 60) : found.start()].rstrip(", ")
        )[-1]
        beside = before.split()[-1:] if last < 0 else run[last : last + 1]
        described = f"{before} {found[0]}"
        if [word.lower() for word in beside] == [head] and all(holds(term, words_of(described)) for term in terms):
            yield _POSSESSIVE.sub("", name)
            continue
        after = re.match(r", ((?:the|a|an|its|his|her|their|[A-Z][\w-]*['’]s) [^,.;:!?\n]{2,80})", text[found.end() :])
        described = after[1] if after else ""
        if head in _LINK.split(described)[0].lower().split() and all(holds(t, words_of(described)) for t in terms):
            yield name


def _is_title(word: str) -> bool:
    return word.strip(".,'’").casefold() in ROLES


def _same(name: str, speaker: str) -> bool:
    """Whether a speaker's phrase names the one of a full name, by it or by the surname alone."""
    first, last = name.split()[0], name.split()[-1]
    found = re.findall(r"[\w’'.-]+", speaker)
    for at, word in enumerate(found):
        if _POSSESSIVE.sub("", word) == last:
            before = found[at - 1] if at else ""
            if not before[:1].isupper() or _is_title(before) or before == first or first == last:
                return True
    return False


def _alike(one: str, other: str) -> bool:
    """Whether two first names may be one: one begins the other, as an initial or a short form does."""
    one, other = one.rstrip(".").casefold(), other.rstrip(".").casefold()
    return one.startswith(other) or other.startswith(one)


def _is_short_for(speaker: str, head: Term) -> bool:
    """Whether a speaker is what a longer name of a body is called behind: "the board" for the Ferry Board."""
    words = words_of(_ARTICLE.sub("", speaker)).tokens
    return len(words) == 1 and words[0].text.islower() and not head.stems.isdisjoint({words[0].stem})


def may_be(asked: Voice | None, terms: Iterable[Term], texts: Iterable[str]) -> Says:
    """Whether a speaker may be the person who is asked for: everybody but people of another name.

    A body, a country or a paper may tell what the person said, in a sentence that speaks of the person. For a country
    everybody may speak but who holds an office of another one: not "Norlandish minister Lind" for Peru. Everybody may
    be, too, where no person is asked for, and where nobody is known to hold the office.

    Somebody else whom the question names by `terms` is another: "What did Okafor answer Lind?"

    Who is a person the `texts` tell, by a role or a first name before the last one, and who holds an office: the one
    whose name follows it somewhere.
    """
    texts = list(texts)
    if asked is not None and (country := _country_asked(asked)):
        return lambda speaker, _sentence: country in (_countries_of(speaker, texts) or {country})
    if asked is None or not asked.person or (not asked.proper and not asked.holders):
        return lambda _speaker, _sentence: True
    others = [term for term in terms if term.named and term not in asked.terms]
    people = {name.text.split()[-1] for text in texts for name in expressions(text).names if name.person}

    def says(speaker: str, sentence: str) -> bool:
        if asked.speaks(speaker):
            return True
        if asked.somebody_else(speaker):
            return False
        if others and all(any(holds(term, words_of(word)) for term in others) for word in speaker.split()):
            return False
        office = re.escape(_ARTICLE.sub("", speaker))
        holding = [match["name"] for text in texts for match in re.finditer(rf"(?i:\b{office}),? {_NAME}", text)]
        if holding:
            return any(asked.speaks(holder) for holder in holding)
        named = expressions(f"by {speaker}").names
        if any(name.person or _is_one_of(name.text.split()[-1], people) for name in named):
            return False
        return asked.named_in(sentence) or bool(_PRONOUN.search(sentence)) or not named

    return says


def _is_one_of(surname: str, people: set[str]) -> bool:
    """Whether a surname is among those of known people, in another spelling perhaps: Chaikovsky, Chaikovskiy."""
    return any(same_name(fold(surname), fold(known)) for known in people)


def _country_asked(asked: Voice) -> str | None:
    """The country that is asked for, by its name or its capital."""
    word = fold(asked.name)
    return None if asked.person else country_of(word) or next(iter(governed_from(word)), None)


def _countries_of(speaker: str, texts: Iterable[str]) -> set[str]:
    """The countries by which a speaker is called: "Norlandish officials", "Norlandish minister Lind" in the texts."""
    found = {country for word in speaker.split() if (country := country_of(fold(word)))}
    surname = _POSSESSIVE.sub("", speaker.split()[-1])
    for text in texts:
        for match in re.finditer(rf"\b{re.escape(surname)}\b", text):
            before = text[max(0, match.start() - 80) : match.start()].split()
            names = 0
            while before and names < MOST_NAMES and before[-1][0].isupper() and not _is_title(before[-1]):
                before.pop()
                names += 1
            titled = False
            while before and _is_title(before[-1]):
                before.pop()
                titled = True
            described = takewhile(str.islower, reversed(before))  # "Norlandish transport minister"
            at = len(list(described)) + 1
            if titled and at <= min(MOST_NAMES + 1, len(before)) and (country := country_of(fold(before[-at]))):
                found.add(country)
    return found


@dataclass(frozen=True, slots=True)
class Told:
    """One sentence that may answer: what it says, who says it, the sentence before, and the title of its document."""

    text: str
    speaker: str | None
    before: str
    speaker_before: str | None = None
    title: str = ""


@dataclass(frozen=True, slots=True)
class Heard:
    """Which of some sentences the one who is asked about says."""

    chosen: tuple[int, ...]
    """Their numbers, in the order that they had; all where nothing sets some apart."""
    own: bool
    """Whether one of them is attributed to the one who is asked about."""
    told_of: bool
    """Whether the writer tells of the one what is asked, or one sentence of that one speaks of it."""
    on_topic: bool
    """Whether they speak of what is asked."""


def heard(asked: Voice, told: Sequence[Told]) -> Heard:
    """Of sentences, best first, those of the one who is asked about, and of these those on the subject.

    What the writer tells of that one counts too, "The mayor opposes the plan" has no reporting verb, and what others
    report of it.
    """
    own = [at for at, each in enumerate(told) if each.speaker and asked.speaks(each.speaker)]
    everything = tuple(range(len(told)))
    if not asked.certain:
        return Heard(everything, bool(own), True, True)  # countries, bodies and "both sides" speak through others
    reported = [at for at, each in enumerate(told) if at not in own and _tells_of(asked, each)]
    continues = {at for at, each in enumerate(told) if at in own or _POINTS_BACK.search(each.text)}
    shares = {
        at: asked.share(told[at].text, *((told[at].before, told[at].title) if at in continues else ()))
        for at in sorted({*own, *reported})
    }
    best = max(shares.values(), default=0.0)
    if asked.topic and best >= ON_TOPIC:
        on_it = [at for at in shares if shares[at] >= ON_TOPIC]
        # What has the subject's words itself comes before what stands behind or under them, and words before deeds.
        chosen = tuple(sorted(on_it, key=lambda at: (not asked.on_topic(told[at].text), at not in own)))
        theirs = any(at in own or _acts(asked, told[at]) for at in chosen)
        return Heard(chosen, any(at in own for at in chosen), True, theirs)
    if not asked.topic and own:
        return Heard(tuple(own), True, True, True)
    chosen = (*own, *reported) if own else everything
    return Heard(chosen, bool(own), not asked.topic and bool(reported), not asked.topic)


def _acts(asked: Voice, told: Told) -> bool:
    """Whether a sentence begins with the one or goes on about that one: "the talks with Ms Lind" tell none of her
    words.
    """
    opening = _TOWARDS.split(" ".join(told.text.split()[:OPENING_WORDS]))[0]
    return asked.named_in(opening) or OPENS_WITH_PRONOUN.match(told.text) is not None


def _tells_of(asked: Voice, told: Told) -> bool:
    if asked.named_in(told.text):
        return True
    of_before = asked.named_in(told.before) or bool(told.speaker_before and asked.speaks(told.speaker_before))
    return of_before and OPENS_WITH_PRONOUN.match(told.text) is not None
