"""Language models: the only file that talks to one, through llama-index's own integrations.

A model runs where the user says, at an OpenAI-compatible address or in Ollama, and may be slow, gone,
or talk nonsense. Whatever goes wrong becomes ModelUnavailable with one line that says what.
"""

from __future__ import annotations

import asyncio
import ipaddress
import queue
import threading
import time
from collections.abc import AsyncIterator, Callable, Generator, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, Protocol
from urllib.parse import urlsplit

from index.errors import ModelUnavailable, SettingsError
from rag.settings import Settings

if TYPE_CHECKING:
    from llama_index.core.llms import ChatMessage

OLLAMA_ADDRESS = "http://127.0.0.1:11434"
"""Where Ollama listens unless told otherwise."""
CONTEXT_TOKENS = 8192
"""What Ollama is asked to keep in mind; room for the passages in any script, and for the reply."""
_DETAIL_CHARACTERS = 160
_NO_KEY = "none"
"""Sent where no key is set: the client insists on one, a local server does not look at it."""
_THOUGHTS = ("<think>", "</think>")
"""What some models put around thoughts that are not part of the reply."""


class LanguageModel(Protocol):
    """Something that goes on writing where a request ends."""

    @property
    def name(self) -> str:
        """What the user calls it; `answered_by` of its answers."""
        ...

    def stream(self, instructions: str, request: str) -> Generator[str, None, None]:
        """The reply, piece by piece as it is written; closing the generator stops the model.

        Raises ModelUnavailable at the first piece or at any later one.
        """
        ...


def connect(settings: Settings) -> LanguageModel:
    """The language model that `settings` names; nothing is sent, or imported, before it is asked.

    Raises SettingsError where the model's name or its address is missing or cannot be one.
    """
    if not settings.model:
        raise SettingsError("model", "no language model is named; name one with --model.")
    address = settings.api_base or (OLLAMA_ADDRESS if settings.model_provider == "ollama" else None)
    if address is None:
        raise SettingsError(
            "api_base", "say where the model is, such as --api-base http://127.0.0.1:8080/v1, "
            "or choose the provider ollama."
        )  # fmt: skip
    try:
        parts = urlsplit(address)
        reachable = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        reachable = False
    if not reachable:
        raise SettingsError("api_base", "expected an address such as http://127.0.0.1:8080/v1.")
    replies = _from_ollama if settings.model_provider == "ollama" else _from_openai_like
    return RemoteModel(
        settings.model, address, (settings.api_key or "").strip() or None, settings.timeout_seconds, replies
    )


@dataclass(frozen=True, slots=True, repr=False)
class RemoteModel:
    """A model behind an HTTP address. No retries: the answer from the articles is there at once."""

    name: str
    address: str
    api_key: str | None
    timeout_seconds: float
    """For the whole reply, however its pieces are spread."""
    replies: Callable[[RemoteModel, list[ChatMessage]], AsyncIterator[str]]

    def stream(self, instructions: str, request: str) -> Generator[str, None, None]:
        """See LanguageModel.

        The conversation runs in an event loop of its own thread: only there can a silent or a
        dribbling server be cut off in time, and a stopped one be hung up on at once.
        """
        from llama_index.core.llms import ChatMessage, MessageRole

        messages = [
            ChatMessage(role=MessageRole.SYSTEM, content=instructions),
            ChatMessage(role=MessageRole.USER, content=request),
        ]
        call = _Call(self, self.replies(self, messages))
        said = False
        try:
            for piece in _without_thoughts(call.pieces()):
                said = said or bool(piece.strip())
                yield piece
        finally:
            call.hang_up()
        if not said:
            raise ModelUnavailable(self.name, "it sent an empty reply.")

    def unavailable(self, error: BaseException) -> ModelUnavailable:
        """`error` in one line that names neither key nor full address."""
        return ModelUnavailable(self.name, _reason(self, error))


class _Call:
    """One conversation in a thread of its own, which ends with the conversation."""

    _END: Final = None

    def __init__(self, model: RemoteModel, reply: AsyncIterator[str]) -> None:
        self._model = model
        self._reply = reply
        self._queue: queue.SimpleQueue[str | BaseException | None] = queue.SimpleQueue()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._task: asyncio.Task[None] | None = None
        self._thread = threading.Thread(target=self._run, name="language-model", daemon=True)

    def pieces(self) -> Iterator[str]:
        """What the model writes; raises ModelUnavailable."""
        deadline = time.monotonic() + self._model.timeout_seconds
        self._thread.start()
        while True:
            try:
                # The loop keeps the limit itself; the second is for a loop that cannot.
                item = self._queue.get(timeout=max(0.0, deadline - time.monotonic()) + 1.0)
            except queue.Empty as error:
                raise self._model.unavailable(TimeoutError()) from error
            if item is self._END:
                return
            if isinstance(item, BaseException):
                raise item if isinstance(item, ModelUnavailable) else self._model.unavailable(item) from item
            yield item

    def hang_up(self) -> None:
        """Close the connection, where it is still open."""
        loop, task = self._loop, self._task
        if loop is not None and task is not None and not loop.is_closed():
            try:
                loop.call_soon_threadsafe(task.cancel)
            except RuntimeError:  # the loop closed in between: nothing is left to hang up
                return
        if self._thread.is_alive():
            self._thread.join(timeout=1.0)

    def _run(self) -> None:
        asyncio.run(self._converse())

    async def _converse(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._task = asyncio.current_task()
        try:
            await asyncio.wait_for(self._listen(), self._model.timeout_seconds)
        except asyncio.CancelledError:
            pass  # hung up: nobody listens any more
        except Exception as error:  # carried to the asker's thread, whatever a foreign server provoked
            self._queue.put(error)
        self._queue.put(self._END)

    async def _listen(self) -> None:
        async for piece in self._reply:
            self._queue.put(piece)


def _from_openai_like(model: RemoteModel, messages: list[ChatMessage]) -> AsyncIterator[str]:
    try:
        import httpx
        from llama_index.llms.openai_like import OpenAILike
    except ImportError as error:
        raise _not_installed(model, "openai") from error

    async def reply() -> AsyncIterator[str]:
        async with httpx.AsyncClient(timeout=model.timeout_seconds, **_ways(model.address)) as client:
            llm = OpenAILike(
                model=model.name,
                api_base=model.address,
                api_key=model.api_key or _NO_KEY,
                is_chat_model=True,
                temperature=0.0,
                max_retries=0,
                timeout=model.timeout_seconds,
                async_http_client=client,  # type: ignore[call-arg]  # taken by its parent's __init__
            )
            async for part in await llm.astream_chat(messages):
                yield part.delta or ""

    return reply()


def _from_ollama(model: RemoteModel, messages: list[ChatMessage]) -> AsyncIterator[str]:
    try:
        import ollama
        from llama_index.llms.ollama import Ollama
    except ImportError as error:
        raise _not_installed(model, "ollama") from error
    headers = {"Authorization": f"Bearer {model.api_key}"} if model.api_key else {}

    async def reply() -> AsyncIterator[str]:
        async with ollama.AsyncClient(
            host=model.address, timeout=model.timeout_seconds, headers=headers, **_ways(model.address)
        ) as client:
            llm = Ollama(
                model=model.name,
                base_url=model.address,
                temperature=0.0,
                context_window=CONTEXT_TOKENS,  # unset, it is looked up with a call that blocks the loop
                async_client=client,
            )
            async for part in await llm.astream_chat(messages):
                yield part.delta or ""

    return reply()


def _not_installed(model: RemoteModel, extra: str) -> ModelUnavailable:
    return ModelUnavailable(
        model.name, f'its library is not installed; install it with pip install "footnote-qa[{extra}]".'
    )


def _ways(address: str) -> dict[str, Any]:
    """How to get to `address`: never by a redirect, and never through a proxy to this machine itself."""
    host = urlsplit(address).hostname or ""
    try:
        here = ipaddress.ip_address(host).is_loopback
    except ValueError:
        here = host == "localhost" or host.endswith(".localhost")
    direct: dict[str, Any] = {"mounts": dict.fromkeys(("all://", "http://", "https://"))} if here else {}
    return {"follow_redirects": False, **direct}


def _without_thoughts(pieces: Iterator[str]) -> Iterator[str]:
    """The pieces of a reply less a block of thoughts, and white space, that it opens with."""
    opening, closing = _THOUGHTS
    held = begun = ""
    for piece in pieces:
        held += piece
        begun = held.lstrip()
        if begun.startswith(opening):
            begun = begun.partition(closing)[2].lstrip()
        if not opening.startswith(begun):
            yield begun
            yield from pieces
            return
    if begun:
        yield begun


def _causes(error: BaseException) -> Iterator[BaseException]:
    current: BaseException | None = error
    while current is not None:
        yield current
        current = current.__cause__ or current.__context__


def _reason(model: RemoteModel, error: BaseException) -> str:
    import httpx

    causes = list(_causes(error))
    if any(isinstance(c, (TimeoutError, asyncio.TimeoutError, httpx.TimeoutException)) for c in causes):
        return f"it did not finish its reply within {model.timeout_seconds:g} seconds."
    status = getattr(error, "status_code", None)
    if isinstance(status, int) and status > 0:
        return _status_reason(status, _detail(model, error))
    if any(isinstance(c, (httpx.ConnectError, ConnectionRefusedError)) for c in causes) or (
        type(error) is ConnectionError  # what Ollama's client makes of a refused connection
    ):
        where = urlsplit(model.address).netloc.rpartition("@")[2]
        return f"nothing answers at {where}; is the server running?"
    if any(isinstance(c, (httpx.TransportError, ConnectionError)) for c in causes):
        return "the connection broke before its reply was complete."
    return f"its reply could not be read ({type(error).__name__})."


def _status_reason(status: int, detail: str) -> str:
    if status in (401, 403):
        return f"the server refused the key ({status}); set FOOTNOTE_API_KEY."
    if status == 404:
        return f"the server knows no such model or address (404); check --model and --api-base{detail}"
    if status == 429:
        return f"the server has too many requests (429){detail}"
    return f"the server answered with error {status}{detail}"


def _detail(model: RemoteModel, error: BaseException) -> str:
    """What the server said, on one line, shortened, without the key; after a colon, with a full stop."""
    said: object = getattr(error, "body", None) or getattr(error, "error", None) or ""
    while isinstance(said, dict):
        said = said.get("message") or said.get("error") or said.get("detail") or ""
    words = " ".join("".join(c if c.isprintable() else " " for c in str(said)).split())
    if model.api_key:
        words = words.replace(model.api_key, "***")
    return f": {words[:_DETAIL_CHARACTERS].rstrip(' .')}." if words else "."
