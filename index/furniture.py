"""The vocabulary of page furniture: what menus, share bars, teasers and notices say on any site.

English first, and the common phrases of a few other languages. Whether a line is furniture is decided in
`index.cleaning`, which weighs these hints with the line's shape and its neighbours.
"""

from __future__ import annotations

import re

_MONTH = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sept?|oct|nov|dec)[a-z]*\.?"
DATE_LINE = re.compile(
    r"^(?:(?:published|posted|updated|last updated|created|date)\b:? *(?:on |at )?)?"
    r"(?:(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*\.?,? *)?"
    rf"(?:{_MONTH} \d{{1,2}}(?:st|nd|rd|th)?,? +\d{{4}}|\d{{1,2}}(?:st|nd|rd|th)?\.? {_MONTH},? +\d{{4}}"
    r"|\d{4}-\d\d-\d\d|\d{1,2}[./]\d{1,2}[./]\d{2,4}|\d+ (?:minute|min|hour|day|week|month|year)s? ago)"
    r"(?:[ ,|•·@-]*(?:at )?\d{1,2}[:.h]\d\d.{0,24})?(?: ?updated.{0,60})?(?: (?:by|in|on) [\w .'’&-]{2,40})?\W*$",
    re.IGNORECASE,
)

DATED_BY = re.compile(r"^(?:[Bb]y [\w .'’&-]{2,60}|[A-Z][\w.'’-]+(?: [A-Z][\w.'’-]+){0,3}), *")
"""The place or the writer before the date of a line above an article."""

_PLACE_WORD = r"(?!(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day\b)[A-ZÀ-ÖØ-ÞА-Я][\w.'’/-]*"
_PLACE = rf"{_PLACE_WORD}(?: (?:[a-zà-ÿ]{{1,4}} ){{0,2}}{_PLACE_WORD}){{0,4}}"
_AGENCY = r"(?: ?\([^()]{2,60}\)| ?/[^/]{2,40}/)"
_BEGINS = r"(?= ?[\"“‘«($£€]*(?![a-zà-ÿа-я])\w)"
DATELINE = re.compile(
    rf"\W{{0,3}}{_PLACE}(?:, {_PLACE}){{0,2}}(?:{_AGENCY},?|,| ?[–—]| -{{1,2}}) "
    r"(?P<day>(?:(?!(?i:born|died|since|until|from|on|before|after|ne|né|née|geboren|nacid[oa]|mort|morte)\b)"
    r"[^\W\d_]{2,10}\.?,? )?"
    r"(?:\d{1,2}(?:st|nd|rd|th|er|\.|º)?(?: de)? [^\W\d_]{3,12}\.?(?:,?(?: de)? \d{4})?"
    r"|[^\W\d_]{3,12}\.? \d{1,2}(?:st|nd|rd|th)?(?:,? \d{4})?|\d{4}-\d\d-\d\d|\d{1,2}[./]\d{1,2}[./]\d{4}))"
    rf"(?:(?:{_AGENCY} ?(?:[–—]|-{{1,2}})|,? ?[–—]| -{{1,2}})(?:{_BEGINS}|\s*$)|\.(?: {_BEGINS}|\s*$))"
)
"""How an article opens that says where and when it was written: "VELMAR, March 4, 2026 (CPA) — The council ...".

A word in lower case behind the dash is none: "Velmar, March 4, 1926 — the day of the flood — is ..."."""
_CITY = r"[A-ZÀ-ÖØ-Þ]{2}[A-ZÀ-ÖØ-Þ.'’-]+"
_WRITTEN_AT = re.compile(
    rf"\W{{0,3}}{_CITY}(?: {_CITY}){{0,3}}(?:, {_PLACE}){{0,2}}(?:, [^\W\d_]{{3,12}}\.? \d{{1,2}})?{_AGENCY}?,?"
    rf"(?: ?[–—]| -{{1,2}}){_BEGINS}"
)
"""The same without a date: a city in capitals before a dash."""


def dateline_end(text: str, dated: bool = False) -> int:
    """Where a text begins behind its dateline (a `dated` one only); 0 where it has none, or nothing behind it."""
    found = DATELINE.match(text) or (None if dated else _WRITTEN_AT.match(text))
    behind = text[found.end() :] if found else ""
    return len(text) - len(behind.lstrip()) if behind.strip() else 0


# A line that is nothing but one of these, with or without a mark at its end, is furniture wherever it stands.
_WHOLE: dict[str, tuple[str, ...]] = {
    "menu": (
        r"(?:main |site |close |open |toggle )?(?:menu|navigation)",
        r"(?:skip to|jump to|back to|go to|return to) (?:the )?(?:main |primary |top|home|content|navigation"
        r"|search|footer).*",
        r"home", r"close", r"search(?: for| this site|\.\.\.|…)?:?", r"next", r"previous", r"prev", r"more",
        r"view all", r"see all", r"show more", r"load more", r"read more", r"continue reading", r"learn more",
        r"click here(?: .*)?", r"sections?", r"topics?", r"categor(?:y|ies):?", r"tags?", r"tags?: .{0,60}", r"menü",
        r"suche", r"buscar", r"recherche", r"cerca", r"поиск", r"検索", r"(?:log|sign) ?(?:in|out|up)", r"register",
        r"my account", r"subscribe(?: now)?", r"contact(?: us)?", r"about(?: us)?", r"faq", r"help", r"print",
        r"play", r"pause", r"loading\.*", r"image \d+ of \d+", r"\d+ / \d+", r"here", r"advertise(?: with us)?",
        r"careers", r"sitemap",
    ),
    "share bar": (
        r"(?:share|tweet|pin|email|e-mail|print|copy(?: link)?|follow|save|like|bookmark|comments?|teilen"
        r"|partager|compartir|compartilhar|condividi|facebook|twitter|linkedin|whatsapp|pinterest|reddit"
        r"|telegram|instagram|youtube|flipboard|messenger|x|rss|sms|tumblr|viber|поделиться|поділитися)(?:[\s,"
        r"|/•·]+(?:on|via|by|to|this|with|article|post|story|page|link|share|tweet|pin|email|e-mail|print|copy"
        r"|follow|save|like|facebook|twitter|linkedin|whatsapp|pinterest|reddit|telegram|instagram|youtube"
        r"|flipboard|messenger|x|rss|us|friends?|and|or|(?:opens in new window)))*[:!.]?",
        r"share (?:this|on|via|with|the)\b.{0,40}", r"follow us\b.{0,60}",
        r"(?:\d+ )?(?:shares|likes|views|retweets)",
    ),
    "related stories": (
        r"you (?:may|might)(?: also)? (?:like|enjoy|be interested in)",
        r"more (?:like this|from .{1,40}|on this(?: \w+)?|in .{1,30}|to (?:read|explore))",
        r"(?:more|other|further|similar|related|latest|popular|recent|top|best|trending|featured|recommended"
        r"|most|breaking|must|editors?['’]?s?|today['’]s|our)(?: [\w'’-]+){0,3}? (?:stories|articles?|news"
        r"|posts?|reads?|reading|coverage|videos?|headlines|tags?|topics?|links?|content|searches|picks?|choice"
        r"|popular|viewed|watched|shared|commented|recent|discussed|comments?|entries|now|events?)(?: (?:from|on"
        r"|in|about|by|for) .{1,30}| (?:today|now|this week))?",
        r"what to read next", r"read next", r"up next", r"watch next", r"don['’]t miss", r"in case you missed it",
        r"see also", r"read also", r"also read", r"also on .{1,30}", r"(?:from )?around the web", r"from the web",
        r"from our partners", r"sponsored(?: content| links)?", r"promoted(?: stories| content)?", r"popular",
        r"trending", r"recommended(?: for you)?", r"related", r"just watched", r"up next",
        r"previous (?:post|article)", r"next (?:post|article)",
        r"(?:mehr|weitere (?:artikel|beiträge|themen))(?: zum thema)?", r"auch interessant", r"à lire aussi",
        r"sur le même sujet", r"articles similaires", r"(?:noticias|artículos|notas) relacionad[ao]s",
        r"te puede interesar", r"lea también", r"leia também", r"(?:notícias|posts|artigos) relacionad[ao]s",
        r"você (?:pode|também pode|vai) gostar", r"leggi anche", r"articoli correlati", r"potrebbe interessarti",
        r"читайте (?:также|також|ещё)", r"вам также может .{1,30}", r"похожие .{1,20}", r"свежие записи",
        r"последние новости", r"популярное", r"останні новини", r"関連記事", r"人気記事", r"最新記事",
        r"相关(?:文章|新闻|阅读)",
        r"관련 ?기사",
    ),
    "advertisement": (
        r"(?:-+ ?)?(?:advert|advertisements?|advertising|ads?|sponsored|anzeige|publicidad|publicité|pubblicità"
        r"|реклама)(?: feature| - .{1,40})?[:.]?(?: ?-+)?",
        r"(?:article |story )?continues? (?:below|after).{0,30}", r"scroll (?:down )?to continue.{0,30}",
        r"skip (?:ad|advertisement|past.{1,30})", r"report (?:this )?ad.{0,20}",
    ),
    "comment form": (
        r"(?:leave|post|add|write|submit)(?: a| your)? (?:comment|reply)s?",
        r"(?:no |\d+ )?(?:comments?|replies)(?: \(?\d+\)?)?",
        r"(?:show|view|hide|load)(?: all| more)? comments.{0,20}", r"cancel reply",
        r"your email address will not be published.{0,60}", r"required fields are marked.{0,20}",
        r"(?:name|e-?mail|website|comment)(?: ?\*)", r"join the (?:conversation|discussion).{0,30}",
        r"(?:save my name|notify me of).{0,120}", r"(?:log ?in|sign in|register) to (?:comment|reply|post).{0,40}",
    ),
    "newsletter prompt": (
        r"\(?(?:sign ?up|subscribe|register|support|join|get|download|you can (?:also )?get)\b.{0,200}\b(?:inbox"
        r"|newsletters?|e-?mail|alerts|briefing|sign up|journalism|subscription|subscribers?|our app"
        r"|subscribe)\b.{0,150}",
    ),
    "byline": (
        r"(?:with )?contribut(?:ing|ors?)(?: writers?)?: .{2,150}",
        r".{2,80} contributed to this (?:report|story|article).{0,30}",
        r"(?:follow|reach|contact|e-?mail) (?:\S+ ){1,4}(?:on|at|via) .{2,80}", r"reporting by .{3,100}",
        r"photos? by .{3,60}",
    ),
    "copyright notice": (
        r"(?:copyright|©|\(c\)|all rights reserved).{0,200}",
    ),
}  # fmt: skip
WHOLE = {kind: re.compile(rf"(?:{'|'.join(ways)})(?:[:!…]|\.{{3}})*", re.IGNORECASE) for kind, ways in _WHOLE.items()}
"""For each kind of furniture what a whole line of it says."""

# These hint at furniture where they are found in a line in lower case; the longer the line, the less they weigh.
_PART: dict[str, tuple[str, ...]] = {
    "cookie notice": (
        r"uses? (?:of )?cookies", r"accept (?:all )?cookies",
        r"cookies? (?:policy|settings|preferences|notice|consent)", r"by continuing to (?:use|browse)",
        r"use of cookies", r"privacy (?:policy|notice|settings)", r"terms (?:of|and|&) (?:use|service|conditions)",
        r"terms of service", r"cookie-richtlinie", r"cookies ablehnen",
    ),
    "newsletter prompt": (
        r"\b(?:sign up|signup|subscribe|register)\b.{0,60}\b(?:newsletter|email|e-mail|updates?|alerts?|inbox"
        r"|daily|weekly|briefing|free|today|channel|app)\b",
        r"\bnewsletter\b", r"(?:delivered|straight|sent) (?:directly )?to your inbox",
        r"your (?:e-?mail|email address)", r"already a subscriber", r"subscri(?:be|bers|ption) (?:now|only|to|for)",
        r"support (?:our|independent) journalism", r"download (?:the|our) app", r"unlock this", r"free trial",
        r"become a member",
    ),
    "share bar": (
        r"(?:follow|like|find|join|connect with) (?:us|me|him|her|them|@\w+).{0,40}(?:facebook|twitter|instagram"
        r"|telegram|x|whatsapp|social|linkedin|youtube|google news)\b",
        r"share (?:this|on) ", r"twitter[:.]? @", r"@\w{3,}(?:\.\w+)?\s*$", r"opens in (?:a )?new (?:window|tab)",
        r"click to (?:share|email|print|copy)",
    ),
    "photo caption": (
        r"\b(?:photos?|picture|image|pic|video|foto|bild|фото|credit|photo credit|file photo"
        r"|photograph)\b ?(?:credits?|courtesy|by|source|:|/|©|\()",
        r"\((?:photo|image|file|picture|ap photo|credit)\b", r"getty images", r"shutterstock", r"\bthumbnail\b",
        r"courtesy of", r"^[^.]{3,160}[a-z] ?/ ?[\w ]{2,20}$",
        r"^(?:photos?|image|source|credit|caption|video|watch)\b ?[:|-]", r"\bsource: .{3,70}$",
        r", via [\w ]{3,30}$", r"!\[",
    ),
    "byline": (
        r"\b(?:staff|special|guest|contributing) (?:writer|reporter|correspondent|columnist|to the)\b",
        r"^(?:by|written by|posted by|author|authors|reporting by|edited by|editing by|staff writer|von|par|por"
        r"|di|автор)\b:? +[^.!?]{2,80}$",
        r"^source:",
        r"is an? .{0,40}(?:reporter|correspondent|editor|journalist|columnist|fellow|contributor) (?:for|at|with"
        r"|based|covering|who)",
        r"(?:reach|contact|email) (?:him|her|them|me|the (?:author|reporter))", r"\S+@\S+\.\w{2,}",
        r"(?:contributed to|reporting from) this (?:report|story|article)", r"originally (?:appeared|published)",
        r"min(?:ute)?s? read\b",
    ),
    "link to another article": (
        r"^(?:read|see|watch|listen|also|view|more|here|explore|check)(?: (?:also|more|next|here|on|it|now"
        r"|too))* ?(?::|»|>|-|\|)",
        r"^(?:related|featured|recommended|trending|don't miss)(?: \w+)? ?[:|»>]",
        r"(?:read|see|find out|learn|click here|tap here) (?:more|for|to (?:read|see)).{0,30}$",
        r"^[^.!?:]{2,45}:[^\W\d_‘“]", r"[»›→>]+\s*$",
        r"^(?:lesen sie auch|mehr:|lire aussi|leer también|lea también|leia também|leggi anche|читайте"
        r"|читайте также|czytaj też)\b",
    ),
    "site line": (
        r"video ad feedback", r"replay more videos", r"must watch", r"^welcome to ", r"all rights reserved",
        r"\(c\) ?\d{4}", r"© ?\d{4}", r"copyright \d{4}", r"powered by", r"enable javascript", r"your browser",
        r"this site", r"our (?:site|website|app)", r"get the (?:latest|app)", r"breaking news alerts",
    ),
}  # fmt: skip
PART = {kind: re.compile("|".join(ways)) for kind, ways in _PART.items()}
"""For each kind of furniture what a part of a line in lower case hints at."""


def whole_kind(line: str) -> str | None:
    """The kind of furniture that the line is as a whole, by its words; None for any other line."""
    if len(line) > 400:
        return None
    kind = next((kind for kind, pattern in WHOLE.items() if pattern.fullmatch(line)), None)
    return "date line" if kind is None and DATE_LINE.match(line) else kind


def part_kind(line: str) -> str | None:
    """The kind of furniture that a part of the line hints at; of a long line its beginning and end are read."""
    if len(line) > 200:
        line = f"{line[:80]} {line[-100:]}"
    line = line.lower()
    return next((kind for kind, pattern in PART.items() if pattern.search(line)), None)
