"""Conversations: what was asked in a browser, and what came back. Kept in memory, by browser."""

from __future__ import annotations

import secrets
import threading
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from rag.answer import Answer, Turn
from rag.retrieval import Hit


def token() -> str:
    """A new name for a browser, a conversation or an exchange, which nobody can guess."""
    return secrets.token_urlsafe(16)


@dataclass(frozen=True, slots=True)
class Exchange:
    """A question and what came of it: an answer, a text that was stopped, or an error."""

    question: str
    answer: Answer | None = None
    partial: str = ""
    """What had been written when it was stopped, or when it failed."""
    error: str | None = None
    """One line that says what to do; None where nothing failed."""
    found: tuple[Hit, ...] = ()
    """The passages found for the question, best first."""
    alone: bool = False
    """It was asked as it stands, without the conversation before it."""
    writing: bool = False
    """It is being answered now, in one tab or another."""
    key: str = field(default_factory=token)


@dataclass
class Conversation:
    """The exchanges of one chat, in order."""

    id: str
    exchanges: list[Exchange] = field(default_factory=list)

    @property
    def name(self) -> str:
        """The first question, on one line."""
        return " ".join(self.exchanges[0].question.split()) if self.exchanges else "New conversation"


def history(exchanges: Sequence[Exchange]) -> list[Turn]:
    """The answered exchanges, as the assistant takes them; failures and stopped ones are left out."""
    return [Turn(e.question, e.answer.text) for e in exchanges if e.answer is not None]


class Conversations:
    """Every browser's conversations, newest first. Safe to use from several threads.

    A browser is known by a token that only it holds. When more than `browsers` have come, the one
    that was away longest is forgotten; of one browser, the newest `each` conversations are kept.
    """

    def __init__(self, browsers: int = 1000, each: int = 100) -> None:
        self._browsers = browsers
        self._each = each
        self._lock = threading.RLock()
        self._held: OrderedDict[str, OrderedDict[str, Conversation]] = OrderedDict()

    def listed(self, browser: str) -> list[Conversation]:
        """The browser's conversations, newest first."""
        with self._lock:
            return list(reversed(self._held.get(browser, OrderedDict()).values()))

    def exchanges(self, browser: str, chat: str) -> tuple[Exchange, ...]:
        """What was said so far; nothing for a conversation that the browser does not hold."""
        with self._lock:
            held = self._find(browser, chat)
            return tuple(held.exchanges) if held else ()

    def add(self, browser: str, chat: str, exchange: Exchange) -> None:
        """Append to a conversation, which is begun if need be."""
        with self._lock:
            mine = self._held.setdefault(browser, OrderedDict())
            self._held.move_to_end(browser)
            mine.setdefault(chat, Conversation(chat)).exchanges.append(exchange)
            while len(mine) > self._each:
                mine.popitem(last=False)
            while len(self._held) > self._browsers:
                self._held.popitem(last=False)

    def change(self, browser: str, chat: str, key: str, **values: object) -> None:
        """Set fields of the exchange with this key; nothing happens if it is gone meanwhile."""
        with self._lock:
            held = self._find(browser, chat)
            for place, exchange in enumerate(held.exchanges if held else ()):
                if held and exchange.key == key:
                    held.exchanges[place] = replace(exchange, **values)  # type: ignore[arg-type]

    def take_last(self, browser: str, chat: str) -> Exchange | None:
        """The last exchange, whose question is to be asked again; the exchange goes if nothing had answered it.

        None where nothing was asked, and while the last question is still being answered.
        """
        with self._lock:
            held = self._find(browser, chat)
            if not held or not held.exchanges or held.exchanges[-1].writing:
                return None
            last = held.exchanges[-1]
            if last.answer is None:
                held.exchanges.pop()
            return last

    def _find(self, browser: str, chat: str) -> Conversation | None:
        return self._held.get(browser, OrderedDict()).get(chat)
