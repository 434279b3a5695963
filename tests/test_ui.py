"""The chat page without a browser: what it renders, and what its handlers do."""

from __future__ import annotations

import re
import socket
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import replace

import httpx
import pytest

import ui
from index.documents import Document, Line
from index.errors import SettingsError
from rag import Assistant
from rag.answer import Answer
from rag.settings import Settings
from tests.ui_fakes import FakeAssistant
from ui_page import panels, render
from ui_page.conversations import Conversations, Exchange
from ui_page.examples import OUTSIDE, examples_for
from ui_page.guard import only_here
from ui_page.handlers import Desk, Shown, stoppable

HOSTILE = "<img src=x onerror=alert(1)>\"'><script>alert(2)</script> [a](javascript:alert(3)) \x00"
IDS = (
    "question", "send", "stop", "retry", "conversation", "sources", "conversations", "documents", "why",
)  # fmt: skip


@pytest.fixture
def desk() -> Desk:
    return Desk(FakeAssistant(), passages=5)


def last(shown: Iterator[Shown]) -> Shown:
    """What the page shows in the end: of every part the latest value."""
    return {name: value for values in shown for name, value in values.items()}


def ask(desk: Desk, question: str, chat: str = "chat") -> str:
    """The conversation's HTML when the question has been dealt with."""
    return str(last(desk.answering(question, "browser", chat, "tab"))["turns"])


def elements(html: str) -> set[str]:
    return {name.lower() for name in re.findall(r"<\s*([a-zA-Z]+)", html)}


def test_every_id_of_the_contract_is_on_the_page() -> None:
    """The page's parts carry the ids that outside tests rely on."""
    page = ui.build(FakeAssistant())
    ids = {block.elem_id for block in page.blocks.values()}
    assert ids.issuperset(IDS)


def test_nothing_of_others_becomes_an_element() -> None:
    """Question, title, outlet, date, quote, source, model name and notice are shown as the text they are."""
    document = Document(HOSTILE, HOSTILE, HOSTILE, HOSTILE, HOSTILE, HOSTILE)
    assistant = FakeAssistant(document)
    answer = replace(
        assistant.ask("hostile"), question=HOSTILE, resolved_question=HOSTILE + HOSTILE, unconfirmed=[HOSTILE]
    )
    exchange = Exchange(HOSTILE, answer, found=tuple(assistant.search("")))
    conversations = Conversations()
    conversations.add("browser", HOSTILE, exchange)
    pieces = [
        render.exchanges([exchange, Exchange(HOSTILE, error=HOSTILE, partial=HOSTILE)]),
        render.live(HOSTILE, HOSTILE),
        render.welcome([HOSTILE]),
        render.conversation_list(conversations.listed("browser"), ""),
        panels.sources(exchange, 0, assistant.document),
        panels.why(exchange, 0),
        panels.document_list(assistant.documents()),
    ]
    for html in pieces:
        assert not elements(html) & {"img", "script", "b", "i"}
        assert "&lt;img src=x onerror=alert(1)&gt;" in html
        assert not re.search(r'href="(?!#source-\d+")', html)
        html.encode("utf-8")


def test_what_cannot_be_shown_is_replaced() -> None:
    """Control characters and half characters, which no page can carry, become a replacement sign."""
    assert render.escape("a\x00b\ud800c\td") == "a\ufffdb\ufffdc\td"


def test_a_source_is_a_link_only_when_it_is_a_web_address() -> None:
    """Only http and https addresses are links; other schemes, paths and broken addresses are text."""
    assert '<a href="https://example.org/a?b=1&amp;c=2"' in render.place("https://example.org/a?b=1&c=2")
    for source in ("javascript:alert(1)", "data:text/html,x", "/articles/a.txt", "http://", "https://[", "//host/x"):
        assert "<a" not in render.place(source)
    assert elements(render.place('https://example.org/"><img src=x>')) == {"p"}


def test_a_marker_leads_to_its_card_and_a_marker_without_citation_is_text() -> None:
    """Only markers that have a citation can be clicked."""
    answer = replace(FakeAssistant().ask("ferry"), text="It stopped. [1] Really? [7]")
    html = render.marked_text(answer, 3)
    assert 'data-cites="1" data-turn="3"' in html
    assert 'data-cites="7"' not in html
    assert "[7]" in html


def test_an_unconfirmed_sentence_is_marked() -> None:
    """A sentence that no source confirms is flagged, and only that one."""
    html = render.marked_text(FakeAssistant().ask("ferry"), 0)
    assert '<span class="unconfirmed">Nobody wept.<span class="flag">not confirmed by a source' in html
    assert html.count('class="unconfirmed"') == 1


def test_the_short_answer_leads_and_is_not_said_twice() -> None:
    """A text that begins with its short answer shows it once, as the first line."""
    answer = replace(FakeAssistant().ask("bridge"), text="14 million crowns\n\n“It cost 14 million crowns.” [1]")
    html = render.answered(answer, 0)
    assert '<p class="short" dir="auto">14 million crowns</p>' in html
    assert html.partition('<p class="actions"')[0].count("14 million crowns") == 2


def test_a_card_holds_the_exact_quote_in_its_context() -> None:
    """The quote stands in <mark>, with the sentences around it and without page furniture."""
    assistant = FakeAssistant()
    html = panels.sources(Exchange("q", assistant.ask("bridge")), 0, assistant.document)
    assert 'data-citation="1"' in html
    assert "<mark>It cost 14 million crowns, said mayor Ada Brook.</mark> Trams cross it" in html
    assert "The new bridge opened on Monday." in html
    assert "Menu" not in html
    assert '<time datetime="2024-03-04">4 March 2024</time>' in html


def test_a_document_without_a_date_says_so() -> None:
    """No date is made up where the document states none."""
    assistant = FakeAssistant()
    html = panels.sources(Exchange("q", assistant.ask("ferry")), 0, assistant.document)
    assert "date not stated" in html


def test_what_is_said_of_the_time_stands_above_the_short_answer() -> None:
    """The page shows as of when an answer holds, then the shortest answer, then the quotes."""
    given = FakeAssistant().ask("bridge")
    html = render.answered(replace(given, text=f"As of 4 March 2024:\n{given.short}\n\n{given.text}"), 0)
    assert (
        '<p class="aside" dir="auto">As of 4 March 2024:</p><p class="short" dir="auto">14 million crowns</p>' in html
    )
    assert html.count("As of 4 March 2024") == html.count("As of 4 March 2024:</p>") + 1  # and in what is copied


def test_a_derived_date_is_marked_as_such() -> None:
    """A card and the list of documents tell a stated date from one that was derived from the text."""
    assert 'published <time datetime="2024-03-04">4 March 2024</time>' in render.day("2024-03-04", "2024-03-02")
    assert "date not stated, speaks of dates up to 2 March 2024 (derived)" in render.day(None, "2024-03-02")
    citation = replace(FakeAssistant().cite(1, "ferry.txt", "It made its last trip on Sunday."), as_of="2024-03")
    assert "speaks of dates up to March 2024 (derived)" in panels.card(citation, None)
    listed = replace(FakeAssistant().documents()[1], as_of="2024")
    assert "speaks of dates up to 2024 (derived)" in panels.document_list([listed])


def test_a_quote_of_a_changed_or_removed_document_is_still_shown() -> None:
    """An old answer keeps its quotes, and says what has become of the document."""
    assistant = FakeAssistant()
    exchange = Exchange("q", assistant.ask("bridge"))
    changed = panels.sources(exchange, 0, lambda _: Document("bridge.txt", "other", "t", "s"))
    removed = panels.sources(exchange, 0, lambda _: None)
    assert "has changed since" in changed
    assert "no longer in the index" in removed
    assert all("<mark>It cost 14 million" in html for html in (changed, removed))


def test_long_context_is_cut_at_sentences() -> None:
    """Around a quote in the middle of a long text stand whole sentences, with ellipses."""
    text = " ".join(f"This is sentence number {n} of the text." for n in range(100))
    start = text.index("This is sentence number 50 ")
    before, after = panels.context(Document("d", text, "t", "s"), start, start + 38)
    assert before.startswith("… This is sentence number 4")
    assert after.endswith("of the text. …")
    assert len(before) + len(after) <= 2 * panels.CONTEXT_CHARACTERS + 4


def test_furniture_between_kept_lines_is_left_out_of_the_context() -> None:
    """Lines that were judged to be furniture are not shown around a quote."""
    text = "First line.\nShare this\nThe quote."
    lines = (Line(0, 11, True, "paragraph"), Line(12, 22, False, "share bar"), Line(23, 33, True, "paragraph"))
    before, _ = panels.context(Document("d", text, "t", "s", lines=lines), 23, 33)
    assert before == "First line.\n"


def test_a_refusal_looks_like_one() -> None:
    """A refusal says that it is not in the documents and why, and cites nothing."""
    assistant = FakeAssistant()
    exchange = Exchange("q", assistant.ask("Who is king?"))
    assert "Not in the documents" in render.exchanges([exchange])
    assert "The documents mention nothing of “Who is king?”." in render.exchanges([exchange])
    assert "data-citation" not in panels.sources(exchange, 0, assistant.document)


@pytest.mark.parametrize("question", ["?!", "why " * 1001])
def test_question_that_cannot_be_searched_is_not_called_absent(
    open_assistant: Callable[..., Assistant], question: str
) -> None:
    """A text without words, or one that is too long, is not said to be missing in documents that nobody searched."""
    answer = open_assistant().ask(question)
    exchange = Exchange(question, answer)
    shown, beside = render.exchanges([exchange]), panels.sources(exchange, 0, FakeAssistant().document)
    why = panels.why(exchange, 0)
    assert '<p class="verdict">Cannot be searched</p>' in shown
    assert render.escape(answer.reason) in shown
    assert "Not in the documents" not in shown
    assert "do not answer" not in shown + beside + why + answer.text
    assert f"<dt>Not searched because</dt><dd>{render.escape(answer.reason)}</dd>" in why


def test_a_reply_is_no_refusal_and_has_no_sources() -> None:
    """A reply to small talk is plain text: no verdict, no confidence, no list of missing sources."""
    answer = Answer("Hello", "Hello", "Hello. Ask me <b>anything</b>.", kind="reply", confidence=1.0)
    exchange = Exchange("Hello", answer)
    shown = render.exchanges([exchange])
    assert "Ask me &lt;b&gt;anything&lt;/b&gt;." in shown
    assert "Not in the documents" not in shown
    assert "Show sources" not in shown
    assert "do not answer" not in panels.sources(exchange, 0, FakeAssistant().document)
    assert "Confidence" not in panels.why(exchange, 0)


def test_what_was_not_searched_shows_no_confidence() -> None:
    """A summary or a found quote has sources, and no confidence that was never measured."""
    assistant = FakeAssistant()
    cited = replace(assistant.ask("bridge"), timings_ms={"retrieve": 0.0, "read": 2.0, "total": 2.0})
    exchange = Exchange("Summarise the first article", cited)
    assert "data-citation" in panels.sources(exchange, 0, assistant.document)
    assert "Confidence" not in panels.why(exchange, 0)
    assert "No passage was found" not in panels.why(exchange, 0)
    assert "Confidence" in panels.why(Exchange("q", assistant.ask("bridge")), 0)


def test_nothing_is_searched_for_a_reply(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """The page lists no found passages beside a reply."""
    reply = Answer("Hello", "Hello", "Hello.", kind="reply", confidence=1.0)
    monkeypatch.setattr(desk.assistant, "stream", lambda question, history: iter(["Hello.", reply]))
    list(desk.answering("Hello", "b", "c", "t"))
    assert desk.conversations.exchanges("b", "c")[-1].found == ()


@pytest.mark.parametrize("count", [0, 2, 10_000])
def test_the_corpus_says_how_to_add_documents(count: int) -> None:
    """The panel names the command that adds documents to this index, whether there are some or none."""
    documents = (FakeAssistant().documents() * count)[:count]
    assert "<code>footnote sync FOLDER</code>" in panels.document_list(documents)
    html = panels.document_list(documents, " --home '/my <index>'")
    assert "<code>footnote sync FOLDER --home &#x27;/my &lt;index&gt;&#x27;</code>" in html
    assert "footnote documents</code>" not in html


@pytest.mark.parametrize(
    ("home", "host", "shown"),
    [
        (None, "127.0.0.1", "FOLDER</code>"),
        (None, "0.0.0.0", "FOLDER</code>"),
        ("/my index", "localhost", "FOLDER --home &#x27;/my index&#x27;</code>"),
        ("/my index", "192.0.2.1", "FOLDER --home HOME</code>"),
    ],
)
def test_the_command_names_the_home_of_this_page(
    monkeypatch: pytest.MonkeyPatch, home: str | None, host: str, shown: str
) -> None:
    """The command adds to the index that the page is open over; where others read it, its path is left out."""
    assistant, desks = FakeAssistant(), []
    monkeypatch.setattr(assistant, "settings", Settings(home=home), raising=False)
    monkeypatch.setattr(ui, "Desk", lambda *given: desks.append(Desk(*given)) or desks[-1])
    ui.build(assistant, host=host)
    assert shown in str(desks[0].corpus()["documents"])


def test_visitors_of_another_machine_see_no_paths_of_this_one() -> None:
    """Where others read the page it shows the id of a file; web addresses stay, and on this machine the path does."""
    path, web = Document("a.txt", "A hostile text.", "A", "/srv/secret/a.txt"), "https://example.org/b"
    for document, here, shown in (
        (path, True, "/srv/secret/a.txt"),
        (path, False, "a.txt"),
        (replace(path, source=web), False, web),
    ):
        desk = Desk(FakeAssistant(document), passages=5, here=here)
        seen = {**last(desk.answering("hostile", "b", "c", "t")), **desk.corpus()}
        for part in ("turns", "sources", "documents"):
            assert shown in str(seen[part])
            assert here or "/srv" not in str(seen[part])


def test_the_page_knows_whether_others_reach_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """An address that others reach is told from those of this machine, and `launch` tells the page which it is."""
    built: list[str] = []

    def refuse(*_: object) -> str:
        raise SettingsError("host", "none")

    monkeypatch.setattr(ui, "build", lambda _assistant, _examples, host: built.append(host))
    monkeypatch.setattr(ui, "serve", refuse)
    with pytest.raises(SettingsError):
        ui.launch(FakeAssistant(), host="0.0.0.0")
    assert built == ["0.0.0.0"]
    assert [only_here(host) for host in ("127.0.0.1", "LOCALHOST", "::1", "[::1]")] == [True] * 4
    assert [only_here(host) for host in ("0.0.0.0", "::", "192.0.2.1", "example.org", "")] == [False] * 5


def test_a_long_corpus_is_cut_and_says_so() -> None:
    """A page does not list ten thousand documents; it says how many more there are."""
    html = panels.document_list(FakeAssistant().documents() * 5000)
    assert html.count("<li>") == panels.LISTED_DOCUMENTS
    assert "9,800 more" in html


def test_an_answer_streams_and_stands_in_the_conversation(desk: Desk) -> None:
    """The text grows while it is written; the last state holds answer, sources and origin."""
    shown = [*desk.answering("What did the bridge cost?", "browser", "chat", "tab")]
    assert shown[0]["busy"] is True
    assert any("caret" in str(values.get("live")) for values in shown)
    end = last(iter(shown))
    assert end["live"] == ""
    assert 'data-cites="1"' in str(end["turns"])
    assert 'data-citation="1"' in str(end["sources"])
    assert "2 passages found and read" in str(end["why"])


def test_a_blank_question_is_not_asked(desk: Desk) -> None:
    """Blank input gets a hint and becomes no part of the conversation."""
    assert last(desk.answering(" \n", "browser", "chat", "tab"))["hint"] == "Type a question first."
    assert desk.conversations.listed("browser") == []


def test_an_error_is_one_line_and_the_conversation_stays(desk: Desk) -> None:
    """After an error the earlier answer, the failed question and what was written are all there."""
    ask(desk, "What did the bridge cost?")
    html = ask(desk, "fail at the bridge")
    assert 'data-cites="1"' in html
    assert "“It cost 14" in html
    assert "The language model small-model is not available" in html
    assert "Traceback" not in html


def test_a_bug_is_told_without_its_innards(desk: Desk, caplog: pytest.LogCaptureFixture) -> None:
    """An unforeseen exception is logged in full and shown as one friendly line."""
    html = ask(desk, "crash")
    assert "Something went wrong" in html
    assert "a bug" not in html
    assert "a bug" in caplog.text


def test_earlier_answers_are_the_history(desk: Desk) -> None:
    """The assistant is given the answered exchanges of this conversation, not the failed ones."""
    assistant = desk.assistant
    assert isinstance(assistant, FakeAssistant)
    for question in ("the bridge", "fail at the bridge", "the ferry"):
        ask(desk, question)
    ask(desk, "another bridge", chat="other")
    assert [turn.question for turn in assistant.asked[2][1]] == ["the bridge"]
    assert assistant.asked[3][1] == []


def test_a_follow_up_shows_what_was_searched_for(desk: Desk) -> None:
    """Over the answer to a follow-up stands the standalone question, with a button; over other answers it does not."""
    assert "Searched for" not in ask(desk, "the bridge")
    html = ask(desk, "And <b>its</b> cost?")
    assert html.count("Searched for") == 1
    assert "And &lt;b&gt;its&lt;/b&gt; cost? (about the bridge)" in html
    assert 'data-edit="1"' in html
    assert desk.searched("browser", "chat", 1) == "And <b>its</b> cost? (about the bridge)"
    assert desk.searched("browser", "chat", 7) == desk.searched("other browser", "chat", 1) == ""


def test_an_edited_question_is_asked_without_the_conversation(desk: Desk) -> None:
    """What was edited is not rewritten again, when it is asked and when it is asked again."""
    assistant = desk.assistant
    assert isinstance(assistant, FakeAssistant)
    ask(desk, "the bridge")
    last(desk.answering("And its cost in May?", "browser", "chat", "tab", alone=True))
    last(desk.again("browser", "chat", "tab"))
    assert [turns for _, turns in assistant.asked[1:]] == [[], []]


def test_stop_ends_the_stream_and_keeps_what_was_written(desk: Desk) -> None:
    """A stop ends the assistant's own stream; the partial text stays and is said to be stopped."""
    assistant = desk.assistant
    assert isinstance(assistant, FakeAssistant)
    shown = desk.answering("slow bridge", "browser", "chat", "tab")
    while "and" not in str(next(shown).get("live")):
        pass
    desk.stop("tab")
    html = str(last(shown)["turns"])
    assert assistant.closed.wait(2)
    assert "It cost 14 million crowns" in html
    assert "Stopped" in html


def test_a_tab_that_goes_away_ends_the_stream(desk: Desk) -> None:
    """Closing the page's generator, as happens when a tab is closed, closes the assistant's stream."""
    assistant = desk.assistant
    assert isinstance(assistant, FakeAssistant)
    shown = desk.answering("slow bridge", "browser", "chat", "tab")
    while "and" not in str(next(shown).get("live")):
        pass
    shown.close()  # type: ignore[attr-defined]
    assert assistant.closed.wait(2)
    assert not desk.conversations.exchanges("browser", "chat")[0].writing


def test_a_stop_is_heard_while_the_assistant_is_silent() -> None:
    """Even a stream that gives nothing for a long time can be stopped at once."""
    stop, release = threading.Event(), threading.Event()

    def silent() -> Iterator[str | Answer]:
        release.wait(5)
        yield "late"

    threading.Timer(0.1, stop.set).start()
    started = time.monotonic()
    assert [*stoppable(silent, stop)] == []
    assert time.monotonic() - started < 1
    release.set()


def test_leaving_a_conversation_does_not_overwrite_the_next_one(desk: Desk) -> None:
    """A tab that moved on is not shown the stopped answer of the conversation it left."""
    shown = desk.answering("slow bridge", "browser", "chat", "tab")
    next(shown)
    desk.leave("tab")
    assert last(shown) == {}


def test_asking_again_replaces_a_failure_and_keeps_an_answer(desk: Desk) -> None:
    """Retry repeats the last question: after an error in its place, after an answer as a new exchange."""
    ask(desk, "fail at the bridge")
    last(desk.again("browser", "chat", "tab"))
    assert len(desk.conversations.exchanges("browser", "chat")) == 1
    ask(desk, "What did the bridge cost?")
    last(desk.again("browser", "chat", "tab"))
    assert [e.question for e in desk.conversations.exchanges("browser", "chat")[1:]] == [
        "What did the bridge cost?"
    ] * 2


def test_there_is_nothing_to_ask_again_at_first(desk: Desk) -> None:
    """Retry in an empty conversation says so and asks nothing."""
    assert "no question" in str(last(desk.again("browser", "chat", "tab"))["hint"])


def test_a_browser_sees_its_own_conversations_only(desk: Desk) -> None:
    """Conversations are listed newest first, for the browser that held them."""
    ask(desk, "the bridge", "one")
    ask(desk, "the ferry", "two")
    assert [c.id for c in desk.conversations.listed("browser")] == ["two", "one"]
    assert desk.conversations.exchanges("somebody else", "one") == ()


def test_a_browser_is_told_that_its_conversations_are_gone(desk: Desk) -> None:
    """Who asked something before the server was started anew is told so; who asked nothing, or finds it, is not."""
    assert "conversations are gone" in str(desk.view("browser", "fresh", asked=True)["turns"])
    assert "conversations are gone" not in str(desk.view("browser", "fresh", asked=False)["turns"])
    ask(desk, "the bridge")
    assert "conversations are gone" not in str(desk.view("browser", "fresh", asked=True)["turns"])


def test_old_conversations_are_forgotten_at_the_limit() -> None:
    """Memory is bounded: the oldest conversation, and the browser that was away longest, go first."""
    held = Conversations(browsers=1, each=2)
    for chat in ("one", "two", "three"):
        held.add("first", chat, Exchange("q"))
    assert [c.id for c in held.listed("first")] == ["three", "two"]
    held.add("second", "four", Exchange("q"))
    assert held.listed("first") == []


def test_many_tabs_are_answered_at_the_same_time(desk: Desk) -> None:
    """Eight tabs asking at once each get their own conversation's answer."""

    def one(tab: int) -> None:
        last(desk.answering(f"bridge {tab}", "browser", f"chat {tab}", f"tab {tab}"))

    threads = [threading.Thread(target=one, args=(tab,)) for tab in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(10)
    for tab in range(8):
        (exchange,) = desk.conversations.exchanges("browser", f"chat {tab}")
        assert exchange.answer is not None
        assert exchange.answer.question == f"bridge {tab}"


def test_a_very_long_question_is_shown_cut() -> None:
    """A question of 100,000 characters does not fill the page."""
    assert len(render.asked("x" * 100_000)) < 2_000
    assert "98,500 more characters" in render.asked("x" * 100_000)


def test_examples_come_from_what_the_documents_say() -> None:
    """Who speaks in the documents gives the examples; the last one shows a refusal."""
    text = "Mayor Ada Brook said the bridge is safe. Later Tom Reed announced a fair. She said so."
    assert examples_for([Document("d", text, "t", "s")]) == [
        "What did Mayor Ada Brook say?",
        "What did Tom Reed announce?",
        OUTSIDE,
    ]
    assert examples_for([]) == []


def test_the_copied_answer_carries_its_footnotes() -> None:
    """What is copied is the text, then a line a citation with title, outlet, date, quote and source."""
    assert render.footnoted(FakeAssistant().ask("bridge")).splitlines()[-1] == (
        "[1] Bridge opens, Elm Gazette, 2024-03-04. “It cost 14 million crowns, said mayor Ada Brook.” "
        "articles/bridge.txt"
    )


@pytest.mark.parametrize("host", ["999.1.1.1", "192.0.2.1", "a" * 80])
def test_a_wrong_host_is_not_called_a_taken_port(host: str) -> None:
    """Who names an address that this machine does not have is told so, and what to use instead."""
    with pytest.raises(SettingsError, match=r"is no address of this machine.* 0\.0\.0\.0") as told:
        ui.serve(ui.build(FakeAssistant()), FakeAssistant(), host=host)
    assert told.value.name == "host"
    assert host in str(told.value)


def test_a_taken_port_is_told() -> None:
    """Who names a port that another program has is told to choose another one."""
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        with pytest.raises(SettingsError, match="is it in use") as told:
            ui.serve(ui.build(FakeAssistant()), FakeAssistant(), port=other.getsockname()[1])
    assert told.value.name == "port"


def test_an_address_with_colons_is_served() -> None:
    """An address of IPv6 may be given with or without brackets."""
    try:
        socket.create_server(("::1", 0), family=socket.AF_INET6).close()
    except OSError:
        pytest.skip("this machine has no IPv6")
    for host in ("::1", "[::1]"):
        page = ui.build(FakeAssistant())
        address = ui.serve(page, FakeAssistant(), host=host, port=0)
        try:
            assert httpx.get(f"{address}api/documents").status_code == 200
            assert httpx.get(f"{address}api/documents", headers={"Host": "example.org"}).status_code == 400
        finally:
            page.close(verbose=False)
