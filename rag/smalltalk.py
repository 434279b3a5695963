"""Small talk, and questions about the assistant itself: recognised when nothing else is said, and answered.

Every clause of what was typed must be small talk as a whole. A question that begins with a greeting, or
that goes on where a pattern ends ("What can you do about noise?"), is a question about the documents.
"""

from __future__ import annotations

import re
import unicodedata

_YOU = r"(?:you|u|footnote|this (?:tool|program|app|assistant|bot|chat|page|thing))"
_MACHINE = (
    r"(?:(?:a|an|the|real|actual|just|living|large|some kind of) )*(?:human(?: being)?|person|"
    r"people|man|woman|robot|bot|"
    r"chat ?bot|machine|ai|artificial intelligence|computer(?: program)?|program|assistant|language model|llm|"
    r"chat ?gpt|gpt ?\d?|claude|gemini|copilot|bard|llama|siri|alexa|search engine|alive|real)"
)
_GENTLE = (
    r"(?:you|so|very|much|a|lot|lots|bunch|million|ton|indeed|again|for|your|the|all|of|this|"
    r"that|it|to|both|everyone|"
    r"help|helping|me|us|answer|answers|answering|time|information|info|explanation|explaining|"
    r"everything|quick|great|"
    r"good|nice|kind|kindly|kindness|support|effort|clear|clarification|response|reply|footnote|"
    r"man|mate|friend|there)"
)

HERE = " here"
"""Ends the name of a pattern that speaks of the assistant only as long as nothing else was spoken of."""
_FILES = (
    r"(?:(?:an?|my|the|any|some|these|this) )?(?:other )?(?:pdfs?|word|docx?|excel|xlsx?|csv|epubs?|powerpoint|pptx?"
    r"|markdown|html|txt|jsonl?)(?: (?:files?|documents?|texts?))?"
)
_PATTERNS = {
    "greeting": (
        r"(?:(?:hello|hi+|hey+|hiya|howdy|greetings|welcome back|good (?:morning|afternoon|evening|"
        r"day)|hallo|moin|servus|"
        r"gr[uü](?:ß|ss) gott|guten (?:tag|morgen|abend)|bonjour|bonsoir|salut|hola|buen(?:os d[ií]as|"
        r"as tardes|as noches)"
        r"|ciao|buon(?:giorno|asera)|ol[aá]|bom dia|boa tarde|hej|hei|god dag|cześć|dzień dobry|"
        r"ahoj|dobrý den|merhaba|"
        r"привет|здравствуйте|добрый (?:день|вечер)|доброе утро|привіт|вітаю|добрий (?:день|ранок|вечір)|"
        r"你好|您好|こんにちは|안녕하세요|مرحبا|שלום|नमस्ते|xin chào)"
        r"(?: (?:there|again|everyone|everybody|all|footnote|bot|assistant|friend|my friend|to you|you))*)+"
    ),
    "wellbeing": (
        r"how are (?:you|u|things)(?: doing| feeling)?(?: today| this morning| tonight)?|how(?: is|"
        r"'s) (?:it going|life|your "
        r"day(?: going)?|everything)|how do you do|what(?: is|'s) up|(?:nice|pleased|good) to meet you|"
        r"how have you been|"
        r"wie geht(?:'s| es)(?: dir| ihnen)?|(?:comment )?ça va|cómo estás|come stai|як справи|как дела"
    ),
    "thanks": (
        rf"(?:(?:ok|okay|great|perfect|cool|super|wow|many|much|and|well) )*(?:thanks|thank you|"
        rf"thank u|thx|tysm|ty|cheers)"
        rf"(?: {_GENTLE})*|much appreciated|i (?:really )?appreciate (?:it|that|your help|this)|"
        rf"you(?:'ve| have) been "
        r"(?:very |so |really |most )?helpful|(?:that|this|it) (?:was|is) (?:very |really |so |"
        r"quite |most |extremely )*"
        r"(?:helpful|useful|great|perfect|good|nice|interesting|kind|clear|informative|amazing)(?: of you|"
        r" to know| to hear)?"
        r"|that(?:'s| is) (?:very |really |so |quite )*(?:helpful|useful|great|perfect|good|nice|"
        r"interesting|kind|clear|"
        r"amazing)(?: of you| to know| to hear)?|that (?:really |has )?help(?:s|ed)(?: me)?(?: a lot|"
        r" so much)?|very helpful|"
        r"danke(?: schön| sehr| dir| ihnen| vielmals)*|vielen dank|herzlichen dank|merci(?: beaucoup|"
        r" bien| à vous| à toi)?|"
        r"(?:muchas |mil )?gracias|grazie(?: mille)?|(?:muito )?obrigad[oa]|tack(?: så mycket)?|takk|dziękuję|děkuji|"
        r"teşekkürler|спасибо(?: большое)?|дякую|щиро дякую|谢谢|ありがとう(?:ございます)?|감사합니다|شكرا|תודה|cảm ơn"
    ),
    "approval": (
        r"(?:ok|okay|great|good|cool|nice|perfect|awesome|excellent|fine|wonderful|fantastic|brilliant|got it|i see|"
        r"understood|all right|alright|wow|amazing|interesting|makes sense|that makes sense|sounds good|fair enough|"
        r"(?:very |so )(?:good|nice|interesting|cool)|(?:well done|good (?:job|work|bot|answer)|"
        r"nice (?:work|job|one)|"
        r"great (?:job|work|answer)))(?: then| to know)?"
    ),
    "farewell": (
        r"(?:(?:ok|okay|well) )?(?:(?:good ?)?bye(?: bye)?(?: for now| then| now| footnote)?|see (?:you|"
        r"ya|u)(?: later| soon| tomorrow|"
        r" around| then| next time| again)*|farewell|good night|so long|take care|cya|have a (?:nice|"
        r"good|great|lovely) "
        r"(?:day|evening|night|weekend|one|time|week)|until (?:next time|tomorrow)|talk to you (?:later|soon)|"
        r"that(?:'s| is| will be) all(?: for (?:now|today))?|tschü(?:ss|ß)|auf wiedersehen|au revoir|"
        r"adi[oó]s|hasta luego|"
        r"arrivederci|tchau|до свидания|пока|до побачення|бувай|再见|さようなら)"
    ),
    "identity": (
        rf"(?:and )?(?:who|what)(?: exactly)? are you(?: exactly| really)?|(?:what(?: is|'s) your|"
        rf"do you have a) name|what should i call "
        rf"you|(?:are|r) {_YOU} {_MACHINE}(?: or {_MACHINE})?|am i (?:talking|speaking|chatting) (?:to|"
        rf"with) {_MACHINE}|"
        rf"is this {_MACHINE}|introduce yourself|tell me (?:something |more )?about yourself|describe yourself|"
        rf"(?:who|which company) (?:made|built|created|developed|programmed|trained|wrote) (?:you|footnote)|"
        rf"(?:who|what) is (?:footnote|this assistant|this bot|this chat ?bot|this program|this tool|this app)|"
        rf"what kind of (?:assistant|bot|chat ?bot|ai|program|tool|model) (?:are you|is this)|"
        rf"(?:do|are) you (?:use|using|run|running|based|built|powered)(?: on| by)? {_MACHINE}|"
        rf"(?:what|which) (?:language |ai )?model (?:are you|do you use|is this|are you (?:using|based on))"
    ),
    "abilities": (
        rf"help(?: me)?|i need (?:some )?help|(?:so )?what can {_YOU} do(?: for me| here)?|what (?:can|"
        rf"could|should|may|do) i "
        rf"(?:ask(?: {_YOU})?(?: here| about| for)?|do (?:here|with (?:you|footnote)))|how (?:can|"
        rf"could|do) {_YOU} help(?: me)?|"
        rf"(?:can|could) you help(?: me)?|how (?:can|do|should) i (?:use|work with|talk to) (?:{_YOU}|"
        rf"this)|what are you "
        rf"(?:able to do|capable of|good at|good for|for|here for)|what do you do(?: here)?|what(?: is|"
        rf"'s) your (?:job|purpose|"
        rf"function|role|task)|what are your (?:abilities|capabilities|features|functions|skills|limits|limitations|"
        rf"strengths)|(?:what|which) (?:kinds? of |sorts? of |types? of )?questions (?:can|could|may|should|do) "
        rf"(?:i ask(?: you)?|you (?:answer|understand))|(?:what|which) (?:kinds? of )?things can (?:i ask(?: "
        rf"you)?|you do)|"
        rf"what (?:can't|cannot|can not) you (?:do|answer)|give me (?:an|some) example questions?"
    ),
    "abilities here": r"what can i do(?: with this)?|give me (?:an|some) examples?",
    "working": (
        rf"how do(?:es)? (?:{_YOU}|all this) (?:all |actually |really )*work|how do you (?:actually |"
        rf"really )?(?:know|find|get|come up with|answer|"
        rf"produce|choose|make|write) (?:(?:all|this|that|these|it|the|your|my|questions?|answers?|"
        rf"things|information|"
        rf"everything) ?)+|where do you (?:get|take|have) (?:your|the|this|that|these|all|information|answers?|data|"
        rf"knowledge|it|from| )+|where do(?:es)? (?:your|the|these) (?:answers?|information|data|"
        rf"knowledge) come from|"
        rf"(?:explain|tell me) how (?:{_YOU} works?|you work|this works)|how (?:was|were) (?:this|"
        rf"that|your) answers? (?:made|found)"
    ),
    "working here": r"how does (?:this|it|that) (?:all )?work|how it works|what is this(?: for| place| here)?",
    "adding": (
        r"(?:how|where) (?:can|do|should|could) i (?:add|index|upload|load|import|include|use|put in) (?:(?:my|own|new|"
        r"more|other|some|a|an|the|another|further|different) )*"
        r"(?:documents?|articles?|files?|texts?|folders?|sources?)"
        rf"|(?:can|do|does) {_YOU} (?:read|open|support|handle|index|understand|accept|take) {_FILES}"
        rf"|(?:can|may|could) i (?:add|index|upload|load|import|use|give you|ask about) {_FILES}"
        r"|(?:what|which) (?:kinds? of |types? of |sorts? of )?(?:files?|formats?|file (?:types?|formats?)|documents?) "
        rf"(?:(?:can|do|does) {_YOU} (?:read|open|support|handle|index|understand|accept|take)"
        r"|(?:can|may) i (?:add|index|upload|load|import|use)|are (?:supported|accepted|possible))"
    ),
    "trust": (
        rf"(?:can|should|may) (?:i|we|one) (?:trust|rely on|believe) (?:{_YOU}|this|your (?:answers|"
        rf"sources)|the answers)|"
        rf"how (?:accurate|reliable|good|trustworthy|sure|certain) (?:are you|are your answers|is {_YOU})|"
        rf"are (?:you|your answers) "
        rf"(?:always |ever )?(?:right|correct|accurate|reliable|trustworthy|wrong)|(?:do|can) you (?:ever |"
        rf"sometimes )?(?:make "
        rf"(?:mistakes|errors|things up|stuff up|up answers)|hallucinate|invent things|lie)|why should i (?:trust|"
        rf"believe) you"
    ),
    "doubt": (
        r"(?:are you|you are|you're) (?:really |quite |absolutely |so |very )?(?:sure|certain)"
        r"(?: (?:about|of) (?:that|this|it))?|is (?:that|this|it) (?:really |actually |all )?(?:right|true|correct|so)"
    ),
    "internet": (
        r"(?:do|can) you (?:search|use|access|browse|have access to|look at|go on|surf) (?:the )?(?:internet|"
        r"web|google|"
        r"wikipedia|online)|are you (?:online|offline|connected to the (?:internet|web))|(?:do|can) you "
        r"(?:know|see|read) (?:the )?(?:latest|current|today's|recent) (?:news|events)|what(?: is|"
        r"'s) your knowledge cut ?off"
    ),
}
_WHOLE = {intent: re.compile(pattern) for intent, pattern in _PATTERNS.items()}
_DOUBT = re.compile(r"\W*(?:oh )?(?:really|sure|seriously|for real)\W*\?\W*")
"""A question of one word; without the question mark it agrees."""
_BREAK = re.compile(r"[,.!?;:\n…。！？،؟]+|\s[-–—]+\s|\s*\(.{0,3}\)\s*")
_JOINED = re.compile(r" (?:and|but|then|so) ")
_NOT_WORDS = re.compile(r"[^\w\s'-]+")
_COURTESY = re.compile(r"^(?:please|so|well|sorry|excuse me) |(?: please)$")
_EMPTY = frozenset(["please", "so", "well", "sorry", "excuse me", "footnote"])


def small_talk(question: str, talking: bool) -> list[str]:
    """What is said, by the names of the patterns, in order; empty when anything else is said too.

    `talking`: the documents were asked about before, so that "How does it work?" speaks of them.
    """
    text = unicodedata.normalize("NFKC", question).casefold().replace("’", "'").strip()
    if len(text) > 200:
        return []
    if _DOUBT.fullmatch(text):
        return ["doubt"]
    said: list[str] = []
    for clause in filter(None, map(_bare, _BREAK.split(text))):
        intents = _intents(clause, talking)
        if not intents:
            return []
        said += [intent for intent in intents if intent != "courtesy"]
    return list(dict.fromkeys(said))


def _intents(clause: str, talking: bool) -> list[str]:
    intent = _intent(clause, talking)
    if intent:
        return [intent]
    parts = [_intent(_bare(part), talking) for part in _JOINED.split(clause)]
    return [part for part in parts if part] if len(parts) > 1 and all(parts) else []


def _intent(clause: str, talking: bool) -> str | None:
    if clause in _EMPTY:
        return "courtesy"
    both = (clause, _COURTESY.sub("", clause))
    found = next((intent for intent, pattern in _WHOLE.items() if any(map(pattern.fullmatch, both))), None)
    if found and found.endswith(HERE):
        return None if talking else found.removesuffix(HERE)
    return found


def _bare(clause: str) -> str:
    return " ".join(_NOT_WORDS.sub(" ", clause).split())


def answer_small_talk(said: list[str], documents: int, writer: str | None) -> str:
    """The reply to what `small_talk` found, over so many documents; `writer` is the language model, if one writes."""
    lines = [_say(intent, documents, writer) for intent in said]
    return "\n\n".join(dict.fromkeys(line for line in lines if line))


def _say(intent: str, documents: int, writer: str | None) -> str:
    have = f"the {documents:,} documents" if documents > 1 else "the one document" if documents else ""
    invited = (
        f"Ask me about {have} that I have: I answer in their own words, and every sentence has a footnote."
        if documents
        else 'There are no documents to answer from yet. Add some with "footnote sync FOLDER".'
    )
    author = (
        f"The language model {writer} writes the answers, and each of its sentences is checked against the documents."
        if writer
        else "No language model writes the answers: they are sentences of the documents, word for word."
    )
    if intent == "abilities":
        return _ABILITIES + (f"\n\n{invited}" if not documents else "")
    if intent == "adding":
        return _adding()
    return {
        "greeting": f"Hello. {invited}",
        "wellbeing": f"I am a program and always well, thank you. {invited}",
        "thanks": "You are welcome.",
        "approval": "Glad to help." if documents else invited,
        "farewell": "Goodbye.",
        "identity": "I am Footnote, a program that answers questions about documents. I am not a person, and I know "
        f"nothing but what the documents say. {author}",
        "working": "A question is searched in the documents by meaning and by words. A small trained reader "
        "picks the "
        f"sentences that answer. {author} Each sentence gets a footnote with its place in the document, checked "
        f"before "
        "it is shown. Where the documents do not answer, I say so.",
        "trust": _TRUST,
        "doubt": _TRUST,
        "internet": f"No. I know only the documents that were given to me, and look nothing up elsewhere. {author}",
    }[intent]


def _adding() -> str:
    from index.loaders import SUFFIXES  # reading files needs libraries that answering does not

    return (
        f'Run "footnote sync FOLDER" (or a file), and again after changes. I read {", ".join(SUFFIXES[:-1])} and '
        f"{SUFFIXES[-1]} files; others, such as PDF, have to be saved as one of these first."
    )


_TRUST = (
    "Every quote stands in its document, which is checked. Whether it answers your question is not always right: read "
    "the footnotes, and see how sure each answer is. Whether the documents themselves are right, I cannot know."
)
_ABILITIES = """You can ask me

- what the documents say: "Who closed the bridge?" I answer in their own words, with footnotes, or say that they do not;
- on in the conversation: "And when was that?";
- about the documents: "Which articles do you have?", "What is the second article about?", "Who is mentioned most?";
- for a summary in verbatim sentences: "Summarise the second article";
- where a sentence stands: paste it, and I name the article, the place and what differs.

I do not calculate, give opinions, or know anything that is not in the documents."""
