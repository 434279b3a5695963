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
    r"(?:[ ,|•·@-]*(?:at )?\d{1,2}[:.h]\d\d.{0,24})?\W*$",
    re.IGNORECASE,
)

# A line that is nothing but one of these is furniture wherever it stands.
_WHOLE = {
    "menu": r"(?:main |site |close |open |toggle )?(?:menu|navigation)|(?:skip to|jump to|back to|go to|return to) "
            r"(?:the )?(?:main |primary |top|home|content|navigation|search|footer).*|home|close|search(?: for| this site"
            r"|\.\.\.|…)?:?|next|previous|prev|more|view all|see all|show more|load more|read more|continue reading|learn more"
            r"|click here(?: .*)?|sections?|topics?|categor(?:y|ies):?|tags?|tags?: .{0,60}|menü|suche|buscar|recherche|cerca|поиск|検索"
            r"|(?:log|sign) ?(?:in|out|up)|register|my account|subscribe(?: now)?|contact(?: us)?|about(?: us)?|faq"
            r"|help|print|play|pause|loading\.*|image \d+ of \d+|\d+ / \d+|here|advertise(?: with us)?|careers|sitemap",
    "share bar": r"(?:share|tweet|pin|email|e-mail|print|copy(?: link)?|follow|save|like|bookmark|comments?|teilen|partager"
                 r"|compartir|compartilhar|condividi|facebook|twitter|linkedin|whatsapp|pinterest|reddit|telegram"
                 r"|instagram|youtube|flipboard|messenger|x|rss|sms|tumblr|viber|поделиться|поділитися)"
                 r"(?:[\s,|/•·]+(?:on|via|by|to|this|with|article|post|story|page|link|share|tweet|pin|email|e-mail"
                 r"|print|copy|follow|save|like|facebook|twitter|linkedin|whatsapp|pinterest|reddit|telegram|instagram"
                 r"|youtube|flipboard|messenger|x|rss|us|friends?|and|or|(?:opens in new window)))*[:!.]?"
                 r"|share (?:this|on|via|with|the)\b.{0,40}|follow us\b.{0,60}|(?:\d+ )?(?:shares|likes|views|retweets)",
    "related stories": r"(?:you (?:may|might)(?: also)? (?:like|enjoy|be interested in)|more (?:like this|from .{1,40}|on this(?: \w+)?"
                       r"|in .{1,30}|to (?:read|explore))|(?:more|other|further|similar|related|latest|popular|recent|top|best|trending"
                       r"|featured|recommended|most|breaking|must|editors?['’]?s?|today['’]s|our)(?: [\w'’-]+){0,3}?"
                       r" (?:stories|articles?|news|posts?|reads?|reading|coverage|videos?|headlines|tags?|topics?|links?|content|searches"
                       r"|picks?|choice|popular|viewed|watched|shared|commented|recent|discussed|comments?|entries|now|events?)"
                       r"(?: (?:from|on|in|about|by|for) .{1,30}| (?:today|now|this week))?|what to read next|read next|up next|watch next"
                       r"|don['’]t miss|in case you missed it|see also|read also|also read|also on .{1,30}|(?:from )?around the web"
                       r"|from the web|from our partners|sponsored(?: content| links)?|promoted(?: stories| content)?|popular|trending"
                       r"|recommended(?: for you)?|related|just watched|up next|previous (?:post|article)|next (?:post|article)"
                       r"|(?:mehr|weitere (?:artikel|beiträge|themen))(?: zum thema)?|auch interessant|à lire aussi|sur le même sujet"
                       r"|articles similaires|(?:noticias|artículos|notas) relacionad[ao]s|te puede interesar|lea también|leia também"
                       r"|(?:notícias|posts|artigos) relacionad[ao]s|você (?:pode|também pode|vai) gostar|leggi anche|articoli correlati"
                       r"|potrebbe interessarti|читайте (?:также|також|ещё)|вам также может .{1,30}|похожие .{1,20}|свежие записи"
                       r"|последние новости|популярное|останні новини|関連記事|人気記事|最新記事|相关(?:文章|新闻|阅读)|관련 ?기사)[:!.…]*",
    "advertisement": r"(?:-+ ?)?(?:advert|advertisements?|advertising|ads?|sponsored|anzeige|publicidad|publicité|pubblicità|реклама)"
                     r"(?: feature| - .{1,40})?[:.]?(?: ?-+)?|(?:article |story )?continues? (?:below|after).{0,30}"
                     r"|scroll (?:down )?to continue.{0,30}|skip (?:ad|advertisement|past.{1,30})|report (?:this )?ad.{0,20}",
    "comment form": r"(?:leave|post|add|write|submit)(?: a| your)? (?:comment|reply)s?|(?:no |\d+ )?(?:comments?|replies)(?: \(?\d+\)?)?"
                    r"|(?:show|view|hide|load)(?: all| more)? comments.{0,20}|cancel reply|your email address will not be published.{0,60}"
                    r"|required fields are marked.{0,20}|(?:name|e-?mail|website|comment)(?: ?\*)|join the (?:conversation|discussion).{0,30}"
                    r"|(?:save my name|notify me of).{0,120}|(?:log ?in|sign in|register) to (?:comment|reply|post).{0,40}",
    "newsletter prompt": r"\(?(?:sign ?up|subscribe|register|support|join|get|download|you can (?:also )?get)\b.{0,200}\b(?:inbox|newsletters?"
                         r"|e-?mail|alerts|briefing|sign up|journalism|subscription|subscribers?|our app|subscribe)\b.{0,150}",
    "byline": r"(?:with )?contribut(?:ing|ors?)(?: writers?)?: .{2,150}|.{2,80} contributed to this (?:report|story|article).{0,30}"
              r"|(?:follow|reach|contact|e-?mail) (?:\S+ ){1,4}(?:on|at|via) .{2,80}|reporting by .{3,100}|photos? by .{3,60}",
    "copyright notice": r"(?:copyright|©|\(c\)|all rights reserved).{0,200}",
}  # fmt: skip
WHOLE = {reason: re.compile(rf"(?:{pattern})", re.IGNORECASE) for reason, pattern in _WHOLE.items()}

# These mark a line as furniture when they are found in it; the longer the line, the less they weigh.
_PART = {
    "cookie notice": r"uses? (?:of )?cookies|accept (?:all )?cookies|cookies? (?:policy|settings|preferences|notice|consent)"
                     r"|by continuing to (?:use|browse)|use of cookies|privacy (?:policy|notice|settings)|terms (?:of|and|&) "
                     r"(?:use|service|conditions)|terms of service|cookie-richtlinie|cookies ablehnen",
    "newsletter prompt": r"\b(?:sign up|signup|subscribe|register)\b.{0,60}\b(?:newsletter|email|e-mail|updates?|alerts?|inbox|daily|"
                         r"weekly|briefing|free|today|channel|app)\b|\bnewsletter\b|(?:delivered|straight|sent) (?:directly )?to your"
                         r" inbox|your (?:e-?mail|email address)|already a subscriber|subscri(?:be|bers|ption) (?:now|only|to|for)"
                         r"|support (?:our|independent) journalism|download (?:the|our) app|unlock this|free trial|become a member",
    "share bar": r"(?:follow|like|find|join|connect with) (?:us|me|him|her|them|@\w+).{0,40}(?:facebook|twitter|instagram|telegram|"
                 r"x|whatsapp|social|linkedin|youtube|google news)\b|share (?:this|on) |twitter[:.]? @|@\w{3,}(?:\.\w+)?\s*$|opens in (?:a )?new"
                 r" (?:window|tab)|click to (?:share|email|print|copy)",
    "photo caption": r"\b(?:photos?|picture|image|pic|video|foto|bild|фото|credit|photo credit|file photo|photograph)\b ?(?:credits?|courtesy"
                     r"|by|source|:|/|©|\()|\((?:photo|image|file|picture|ap photo|credit)\b|getty images|shutterstock"
                     r"|\bthumbnail\b|courtesy of|^[^.]{3,160}[a-z] ?/ ?[\w ]{2,20}$"
                     r"|^(?:photos?|image|source|credit|caption|video|watch)\b ?[:|-]|\bsource: .{3,70}$|, via [\w ]{3,30}$|!\[",
    "byline": r"^(?:by|written by|posted by|author|authors|reporting by|edited by|editing by|staff writer|von|par|por|di|автор)\b:? +"
              r"[^.!?]{2,80}$|^source:|is an? .{0,40}(?:reporter|correspondent|editor|journalist|columnist|fellow|contributor)"
              r" (?:for|at|with|based|covering|who)|(?:reach|contact|email) (?:him|her|them|me|the (?:author|reporter))|\S+@\S+\.\w{2,}"
              r"|(?:contributed to|reporting from) this (?:report|story|article)|originally (?:appeared|published)|min(?:ute)?s? read\b",
    "link to another article": r"^(?:read|see|watch|listen|also|view|more|here|explore|check)(?: (?:also|more|next|here|on|it|now|too))*"
                               r" ?(?::|»|>|-|\|)|^(?:related|featured|recommended|trending|don't miss)"
                               r"(?: \w+)? ?[:|»>]|(?:read|see|find out|learn|click here|tap here) (?:more|for|to (?:read|see)).{0,30}$"
                               r"|^[^.!?:]{2,45}:[^\W\d_‘“]|[»›→>]+\s*$|^(?:lesen sie auch|mehr:|lire aussi|leer también|lea también"
                               r"|leia também|leggi anche|читайте|читайте также|czytaj też)\b",
    "site line": r"video ad feedback|replay more videos|must watch|^welcome to |all rights reserved|\(c\) ?\d{4}|© ?\d{4}|copyright \d{4}|powered by|enable javascript"
                 r"|your browser|this site|our (?:site|website|app)|get the (?:latest|app)|breaking news alerts",
}  # fmt: skip
PART = {reason: re.compile(pattern) for reason, pattern in _PART.items()}


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
