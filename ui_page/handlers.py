"""What happens on the page, without a word about how it is shown: for all tabs together."""

from __future__ import annotations

import itertools
import logging
import queue
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Protocol

from index.catalog import DocumentSummary
from index.documents import Document
from index.errors import FootnoteError
from rag.answer import Answer, Turn
from rag.retrieval import Hit
from ui_page import panels, render
from ui_page.conversations import Conversations, Exchange, history
from ui_page.examples import examples_for

log = logging.getLogger(__name__)

STREAM_SECONDS = 0.05
"""How often a growing answer is shown anew, and how soon a stop is heard."""
EXAMPLE_DOCUMENTS = 20
"""So many documents are looked through for example questions."""

EDITING = (
    "This question will be searched as it stands, without the conversation before it. "
    '<button type="button" data-within>Ask within the conversation</button>'
)
"""HTML that stands over the input while a standalone question is edited in it."""

Shown = dict[str, object]
"""Part of the page by name -> its HTML; `busy`: an answer is being written; `retry`: one can be asked for again."""


class Asker(Protocol):
    """What the page needs of an assistant."""

    def ask(self, question: str, history: Sequence[Turn] = ()) -> Answer:
        """The answer, whole."""

    def stream(self, question: str, history: Sequence[Turn] = ()) -> Iterator[str | Answer]:
        """Pieces of text, then the Answer."""

    def search(self, question: str, k: int = 10) -> list[Hit]:
        """The passages found, best first."""

    def documents(self) -> list[DocumentSummary]:
        """What is indexed."""

    def document(self, document_id: str) -> Document:
        """A stored document. Raises FootnoteError for an unknown id."""


@dataclass
class Run:
    """An answer that is being written in one tab."""

    stop: threading.Event = field(default_factory=threading.Event)
    left: bool = False
    """The tab shows another conversation by now."""


class Desk:
    """Answers what the tabs ask. `browser`, `chat` and `tab` are tokens; see Conversations."""

    def __init__(
        self, assistant: Asker, passages: int, examples: Sequence[str] | None = None, home: str = "", here: bool = True
    ) -> None:
        """`passages`: how many found passages are listed; `examples`: None draws some from the documents.

        `home` as in panels.document_list; `here`: all who ask do so on this machine, and may see its paths.
        """
        self.assistant = assistant
        self.passages = passages
        self.home = home
        self.here = here
        self.conversations = Conversations()
        self._given = examples
        self._runs: dict[str, Run] = {}

    def answering(self, question: str, browser: str, chat: str, tab: str, *, alone: bool = False) -> Iterator[Shown]:
        """Answer a question in a conversation, yielding what changes on the page; it is busy until the end.

        `alone`: it is searched as it stands, without the conversation before it.
        """
        if not question.strip():
            yield {"hint": "Type a question first."}
            return
        held = self.conversations
        earlier = held.exchanges(browser, chat)
        exchange = Exchange(question, alone=alone, writing=True)
        held.add(browser, chat, exchange)
        run = self._runs[tab] = Run()
        try:
            turns = render.exchanges(earlier) if earlier else ""
            yield {"hint": "", "turns": turns, "live": render.live(question, ""), "busy": True}
            for text in self._written(exchange, earlier, (browser, chat), run.stop):
                if not run.left:
                    yield {"live": render.live(question, text)}
        finally:
            run.stop.set()
            held.change(browser, chat, exchange.key, writing=False)
            if self._runs.get(tab) is run:
                del self._runs[tab]
        if not run.left:
            yield self.view(browser, chat)

    def _written(
        self, exchange: Exchange, earlier: Sequence[Exchange], where: tuple[str, str], stop: threading.Event
    ) -> Iterator[str]:
        """The text so far, ever longer; the exchange keeps it, and the answer or the error in the end."""
        text = ""
        before = [] if exchange.alone else history(earlier)
        try:
            for piece in stoppable(lambda: self.assistant.stream(exchange.question, before), stop):
                if isinstance(piece, str):
                    text += piece
                    self.conversations.change(*where, exchange.key, partial=text)
                    yield text
                else:
                    cited = [replace(c, source=self.place(c.source, c.document_id)) for c in piece.citations]
                    self.conversations.change(*where, exchange.key, answer=replace(piece, citations=cited))
                    if not render.was_searched(piece):
                        continue
                    hits = tuple(self.assistant.search(piece.resolved_question, self.passages))
                    self.conversations.change(*where, exchange.key, found=hits)
        except FootnoteError as error:
            self.conversations.change(*where, exchange.key, error=str(error))
        except Exception:  # the outermost door: the page says so, the log says why
            log.exception("No answer to the question %r", exchange.question[:200])
            said = "Something went wrong; the terminal that runs footnote says what. You can ask again."
            self.conversations.change(*where, exchange.key, error=said)

    def again(self, browser: str, chat: str, tab: str) -> Iterator[Shown]:
        """Ask the last question again; a failed or stopped exchange gives way to the new one."""
        last = self.conversations.take_last(browser, chat)
        if last is None:
            yield {"hint": "There is no question to ask again yet."}
        else:
            yield from self.answering(last.question, browser, chat, tab, alone=last.alone)

    def searched(self, browser: str, chat: str, turn: int) -> str:
        """What an exchange was searched for; nothing where the conversation has no such answer."""
        exchanges = self.conversations.exchanges(browser, chat)
        answer = exchanges[turn].answer if 0 <= turn < len(exchanges) else None
        return answer.resolved_question if answer else ""

    def stop(self, tab: str) -> None:
        """Stop what is being written in a tab; what stands is kept."""
        if run := self._runs.get(tab):
            run.stop.set()

    def leave(self, tab: str) -> None:
        """Stop what is being written in a tab that goes to another conversation."""
        if run := self._runs.get(tab):
            run.left = True
            run.stop.set()

    def gone(self, browser: str, asked: bool) -> bool:
        """Whether a browser that has asked something (`asked`) finds none of it: the server has been started anew."""
        return asked and not self.conversations.listed(browser)

    def view(self, browser: str, chat: str, asked: bool = False) -> Shown:
        """The whole conversation, with the sources of its last exchange; `asked` as in `gone`."""
        exchanges = self.conversations.exchanges(browser, chat)
        turns = render.exchanges(exchanges) or render.welcome(self.examples(), self.gone(browser, asked))
        return {
            "hint": "",
            "live": "",
            "turns": turns,
            "list": render.conversation_list(self.conversations.listed(browser), chat),
            "retry": bool(exchanges),
            **self.beside(browser, chat, len(exchanges) - 1),
        }

    def beside(self, browser: str, chat: str, turn: int) -> Shown:
        """Sources and origin of one exchange; of none where the conversation does not have it."""
        exchanges = self.conversations.exchanges(browser, chat)
        exchange = exchanges[turn] if 0 <= turn < len(exchanges) else None
        return {
            "sources": panels.sources(exchange, turn, self.opened),
            "why": panels.why(exchange, turn),
        }

    def place(self, source: str, document_id: str) -> str:
        """Where a document lies, as those who ask may know it: its id instead of a path of another machine."""
        return source if self.here or not Path(source).is_absolute() else document_id

    def opened(self, document_id: str) -> Document | None:
        """A stored document; None where it cannot be had any more."""
        try:
            return self.assistant.document(document_id)
        except FootnoteError as error:
            log.warning("%s", error)
            return None

    def corpus(self) -> Shown:
        """The documents, as the index holds them now."""
        try:
            listed = [replace(d, source=self.place(d.source, d.id)) for d in self.assistant.documents()]
            return {"documents": panels.document_list(listed, self.home)}
        except FootnoteError as error:
            return {"documents": panels.document_list([], self.home), "hint": render.escape(error)}

    def examples(self) -> list[str]:
        """The examples given, or some drawn from the documents as they are now."""
        if self._given is not None:
            return list(self._given)
        first = itertools.islice(self.assistant.documents(), EXAMPLE_DOCUMENTS)
        return examples_for([d for item in first if (d := self.opened(item.id)) is not None])


def stoppable(begin: Callable[[], Iterator[str | Answer]], stop: threading.Event) -> Iterator[str | Answer]:
    """The items of `begin()`, texts joined to one every STREAM_SECONDS, until `stop` is set.

    The stream runs in a thread of its own: a stop is heard at once even while it waits for a slow
    model, and the stream is closed as soon as it gives its next item. What it raises is raised here.
    """
    items: queue.SimpleQueue[str | Answer | BaseException | None] = queue.SimpleQueue()
    ended: BaseException | None = None

    def produce() -> None:
        stream = begin()
        try:
            for item in stream:
                items.put(item)
                if stop.is_set():
                    break
            items.put(None)
        except BaseException as error:  # raised again in the thread that asked
            items.put(error)
        finally:
            if close := getattr(stream, "close", None):
                close()

    threading.Thread(target=produce, name="footnote-answer", daemon=True).start()
    text, shown = "", time.monotonic() - STREAM_SECONDS
    while not stop.is_set():
        try:
            item = items.get(timeout=STREAM_SECONDS)
        except queue.Empty:
            item = ""
        if isinstance(item, str):
            text += item
            if not text or time.monotonic() - shown < STREAM_SECONDS:
                continue
        if text:
            yield text
            text, shown = "", time.monotonic()
        if isinstance(item, Answer):
            yield item
        elif not isinstance(item, str):
            ended = item
            break
    if text:
        yield text
    if ended is not None:
        raise ended
