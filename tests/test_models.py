"""Language models over HTTP: what they say arrives, and whatever goes wrong is said in one line."""

from __future__ import annotations

import json
import socket
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from index.errors import ModelUnavailable, SettingsError
from rag.models import connect
from rag.settings import Settings

KEY = "sk-secret-0123456789"
PIECES = ("Two trains ", "collided ", "[1].")


class ModelServer:
    """A server on this machine that answers each request with `reply`, and remembers what came."""

    def __init__(self, reply: Callable[[BaseHTTPRequestHandler], None]) -> None:
        self.requests: list[dict[str, Any]] = []
        self.headers: list[dict[str, str]] = []
        self.hung_up = threading.Event()
        self.closing = threading.Event()
        server = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                server.requests.append({"path": self.path, **json.loads(body)})
                server.headers.append(dict(self.headers))
                self.close_connection = True
                try:
                    reply(self)
                except (BrokenPipeError, ConnectionResetError):
                    server.hung_up.set()

            def log_message(self, *_: object) -> None:
                """Says nothing."""

        self._http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._http.daemon_threads = True
        threading.Thread(target=self._http.serve_forever, args=(0.01,), daemon=True).start()

    @property
    def address(self) -> str:
        """Where it listens."""
        return f"http://127.0.0.1:{self._http.server_port}"

    def close(self) -> None:
        """Stop listening."""
        self.closing.set()
        self._http.shutdown()
        self._http.server_close()


Serve = Callable[[Callable[[BaseHTTPRequestHandler], None]], ModelServer]


@pytest.fixture
def serve() -> Iterator[Serve]:
    """Starts servers, and stops them after the test."""
    servers: list[ModelServer] = []

    def start(reply: Callable[[BaseHTTPRequestHandler], None]) -> ModelServer:
        servers.append(ModelServer(reply))
        return servers[-1]

    yield start
    for server in servers:
        server.close()


CHUNKED = ("Transfer-Encoding", "chunked")


def head(
    request: BaseHTTPRequestHandler, *more: tuple[str, str], status: int = 200, kind: str = "text/event-stream"
) -> None:
    request.send_response(status)
    for name, value in (("Content-Type", kind), *more):
        request.send_header(name, value)
    request.end_headers()


def chunk(text: str) -> bytes:
    data = text.encode()
    return f"{len(data):x}\r\n".encode() + data + b"\r\n"


def event(piece: str) -> str:
    part = {"index": 0, "delta": {"role": "assistant", "content": piece}, "finish_reason": None}
    return "data: " + json.dumps(
        {"id": "1", "object": "chat.completion.chunk", "created": 1, "model": "m", "choices": [part]}
    ) + "\n\n"  # fmt: skip


def streaming(*pieces: str, pause: float = 0.0) -> Callable[[BaseHTTPRequestHandler], None]:
    """An OpenAI-compatible reply in pieces."""

    def reply(request: BaseHTTPRequestHandler) -> None:
        head(request, CHUNKED)
        for piece in pieces:
            request.wfile.write(chunk(event(piece)))
            request.wfile.flush()
            time.sleep(pause)
        request.wfile.write(chunk("data: [DONE]\n\n") + b"0\r\n\r\n")

    return reply


def failing(status: int, body: str, *headers: tuple[str, str]) -> Callable[[BaseHTTPRequestHandler], None]:
    """A reply of one body with a status."""

    def reply(request: BaseHTTPRequestHandler) -> None:
        head(request, *headers, status=status, kind="application/json")
        request.wfile.write(body.encode())

    return reply


def said_by(address: str, provider: str = "openai-like", **more: Any) -> list[str]:
    base = f"{address}/v1" if provider == "openai-like" else address
    chosen: dict[str, Any] = {"timeout_seconds": 20.0, "api_key": KEY} | more
    model = connect(Settings(model="m-1", model_provider=provider, api_base=base, **chosen))
    return list(model.stream("Be brief.", "What happened?"))


def reason_of(address: str, **more: Any) -> str:
    with pytest.raises(ModelUnavailable) as caught:
        said_by(address, **more)
    assert caught.value.model == "m-1"
    message = str(caught.value)
    assert "\n" not in message
    assert KEY not in message
    return caught.value.reason


def test_openai_like_reply_arrives_in_pieces(serve: Serve) -> None:
    """The pieces of an OpenAI-compatible server arrive as they were sent, and the prompt arrives there."""
    server = serve(streaming(*PIECES))
    assert "".join(said_by(server.address)) == "Two trains collided [1]."
    request = server.requests[0]
    assert request["path"] == "/v1/chat/completions"
    assert request["model"] == "m-1"
    assert request["stream"] is True
    assert [(m["role"], m["content"]) for m in request["messages"]] == [
        ("system", "Be brief."), ("user", "What happened?"),
    ]  # fmt: skip
    assert server.headers[0]["Authorization"] == f"Bearer {KEY}"


def test_ollama_reply_arrives_in_pieces(serve: Serve) -> None:
    """The pieces of an Ollama server arrive as they were sent, with the key where there is one."""

    def reply(request: BaseHTTPRequestHandler) -> None:
        head(request, kind="application/x-ndjson")
        for piece in PIECES:
            line = {"model": "m-1", "message": {"role": "assistant", "content": piece}, "done": piece == PIECES[-1]}
            request.wfile.write(json.dumps(line).encode() + b"\n")

    server = serve(reply)
    assert said_by(server.address, "ollama") == list(PIECES)
    assert [r["path"] for r in server.requests] == ["/api/chat"]
    assert server.headers[0]["authorization"] == f"Bearer {KEY}"


def test_first_piece_does_not_wait_for_the_last(serve: Serve) -> None:
    """The first piece arrives while the server is still at the others."""
    server = serve(streaming("a ", *["b "] * 100, pause=0.1))
    model = connect(Settings(model="m-1", api_base=f"{server.address}/v1", timeout_seconds=30))
    with closing(model.stream("", "?")) as pieces:
        started = time.monotonic()
        assert next(pieces) == "a "
        assert time.monotonic() - started < 8


def test_closing_hangs_up(serve: Serve) -> None:
    """A stopped answer closes the connection, so that the server stops writing."""
    server = serve(streaming(*["word "] * 2000, pause=0.01))
    model = connect(Settings(model="m-1", api_base=f"{server.address}/v1", timeout_seconds=60))
    pieces = model.stream("", "?")
    assert next(pieces) == "word "
    pieces.close()
    assert server.hung_up.wait(10)


def test_server_without_key_gets_no_other_key(serve: Serve, monkeypatch: pytest.MonkeyPatch) -> None:
    """A server that needs no key works without one, and is not sent a key meant for somebody else."""
    monkeypatch.setenv("OPENAI_API_KEY", KEY)
    server = serve(streaming(*PIECES))
    assert said_by(server.address, api_key=None)
    assert KEY not in json.dumps(server.headers)


def test_proxy_settings_do_not_reach_this_machine(serve: Serve, monkeypatch: pytest.MonkeyPatch) -> None:
    """A server on this machine is reached directly even where proxies are set."""
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    monkeypatch.delenv("NO_PROXY", raising=False)
    monkeypatch.delenv("no_proxy", raising=False)
    assert said_by(serve(streaming(*PIECES)).address)


def test_nothing_but_the_named_server_is_asked(serve: Serve, monkeypatch: pytest.MonkeyPatch) -> None:
    """No name is looked up and no other machine is reached, for a vocabulary or anything else."""
    looked_up: list[object] = []
    real = socket.getaddrinfo

    def watched(host: Any, *rest: Any, **more: Any) -> Any:
        looked_up.append(host.decode() if isinstance(host, bytes) else host)
        return real(host, *rest, **more)

    monkeypatch.setattr(socket, "getaddrinfo", watched)
    assert said_by(serve(streaming(*PIECES)).address)
    assert set(looked_up) <= {"127.0.0.1"}


@pytest.mark.parametrize("opening", ["<think>Two? Or [1]?</think>\n\n", "\n<think>\n</think>"])
def test_thoughts_are_not_part_of_the_reply(serve: Serve, opening: str) -> None:
    """What a model thinks before its reply is left out, however it is cut into pieces."""
    said = [*opening, *PIECES]
    assert "".join(said_by(serve(streaming(*said)).address)) == "Two trains collided [1]."


def test_a_reply_of_thoughts_only_is_empty(serve: Serve) -> None:
    """A model that thinks and never replies is unavailable."""
    assert "empty reply" in reason_of(serve(streaming("<think>", "hm")).address)


def test_an_angle_bracket_is_no_thought(serve: Serve) -> None:
    """A reply that begins like a thought but is none arrives whole."""
    assert "".join(said_by(serve(streaming("<th", "ree> [1]")).address)) == "<three> [1]"


def test_empty_reply(serve: Serve) -> None:
    """A reply of white space only is no reply."""
    assert "empty reply" in reason_of(serve(streaming("", " \n")).address)


def test_silent_server(serve: Serve) -> None:
    """A server that accepts and says nothing is given up when the time is over."""

    def reply(request: BaseHTTPRequestHandler) -> None:
        server.closing.wait(30)

    server = serve(reply)
    started = time.monotonic()
    assert "did not finish its reply within 1 seconds" in reason_of(server.address, timeout_seconds=1.0)
    assert time.monotonic() - started < 6


def test_server_that_only_keeps_the_line_open(serve: Serve) -> None:
    """Signs of life without words do not extend the time."""

    def reply(request: BaseHTTPRequestHandler) -> None:
        head(request, CHUNKED)
        while not server.closing.wait(0.05):
            request.wfile.write(chunk(": still here\n\n"))

    server = serve(reply)
    assert "within 1 seconds" in reason_of(server.address, timeout_seconds=1.0)
    assert server.hung_up.wait(10)


def test_time_is_counted_over_the_whole_reply(serve: Serve) -> None:
    """A server that sends each piece in time but never ends is given up when the time is over."""
    server = serve(streaming(*["word "] * 500, pause=0.1))
    assert "within 1 seconds" in reason_of(server.address, timeout_seconds=1.0)


def test_connection_that_breaks_amid_the_reply(serve: Serve) -> None:
    """A connection that breaks amid the reply is said to have broken, after the pieces that came."""

    def reply(request: BaseHTTPRequestHandler) -> None:
        head(request, CHUNKED)
        request.wfile.write(chunk(event("Two trains ")))
        request.wfile.flush()
        request.connection.shutdown(socket.SHUT_RDWR)

    model = connect(Settings(model="m-1", api_base=f"{serve(reply).address}/v1", timeout_seconds=20))
    pieces = model.stream("", "?")
    assert next(pieces) == "Two trains "
    with pytest.raises(ModelUnavailable, match="broke before its reply was complete"):
        next(pieces)


@pytest.mark.parametrize("provider", ["openai-like", "ollama"])
def test_nobody_listens(provider: str) -> None:
    """Where no server listens, the message says at which address."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    reason = reason_of(f"http://127.0.0.1:{port}", provider=provider)
    assert reason == f"nothing answers at 127.0.0.1:{port}; is the server running?"


@pytest.mark.parametrize(
    ("status", "words"),
    [(401, "FOOTNOTE_API_KEY"), (403, "FOOTNOTE_API_KEY"), (404, "--model"), (429, "too many"), (500, "error 500"),
     (400, "error 400"), (307, "error 307")],
)  # fmt: skip
@pytest.mark.parametrize("provider", ["openai-like", "ollama"])
def test_refusals_of_the_server(serve: Serve, status: int, words: str, provider: str) -> None:
    """An error status is told in words, once, and without the key that the server repeats."""
    body = json.dumps({"error": {"message": f"bad\nkey {KEY}"}})
    server = serve(failing(status, body, ("Location", "http://127.0.0.1:9/")))
    assert words in reason_of(server.address, provider=provider)
    assert len(server.requests) == 1


def test_what_the_server_says_is_passed_on(serve: Serve) -> None:
    """The server's own words follow the status, shortened, on one line."""
    server = serve(failing(400, json.dumps({"error": {"message": "context\ntoo small " + "x" * 900}})))
    reason = reason_of(server.address)
    assert "context too small" in reason
    assert len(reason) < 250


@pytest.mark.parametrize(
    "body",
    ["<html>hello</html>", "data: {not json}\n\n", 'data: {"choices": "none"}\n\n', "data: 7\n\n",
     'data: {"error": {"message": "overloaded"}}\n\n'],
)  # fmt: skip
def test_garbage(serve: Serve, body: str) -> None:
    """A server that talks nonsense makes the model unavailable, nothing worse."""

    def reply(request: BaseHTTPRequestHandler) -> None:
        head(request)
        request.wfile.write(body.encode())

    assert reason_of(serve(reply).address)


@pytest.mark.parametrize(
    ("provider", "package"),
    [("openai-like", "llama_index.llms.openai_like"), ("ollama", "llama_index.llms.ollama")],
)
def test_missing_extra(monkeypatch: pytest.MonkeyPatch, provider: str, package: str) -> None:
    """Without its extra a model is unavailable, and the message is the command that installs it."""
    monkeypatch.setitem(sys.modules, package, None)
    extra = "openai" if provider == "openai-like" else "ollama"
    assert f'pip install "footnote-qa[{extra}]"' in reason_of("http://127.0.0.1:9", provider=provider)


@pytest.mark.parametrize("address", ["127.0.0.1:8080", "ftp://host/v1", "http://", "http://[::1", "x"])
def test_impossible_address(address: str) -> None:
    """An address that cannot be one is refused at once, and the message shows one that can."""
    with pytest.raises(SettingsError, match=r"http://127\.0\.0\.1:8080/v1"):
        connect(Settings(model="m-1", api_base=address))


def test_no_address() -> None:
    """Articles go nowhere unless the user says where."""
    with pytest.raises(SettingsError, match="--api-base"):
        connect(Settings(model="m-1"))


def test_ollama_needs_no_address() -> None:
    """Ollama is looked for on this machine when no address is given."""
    assert connect(Settings(model="m-1", model_provider="ollama")).name == "m-1"


def test_the_key_is_not_shown() -> None:
    """Printing a model does not print its key."""
    model = connect(Settings(model="m-1", model_provider="ollama", api_key=KEY))
    assert KEY not in repr(model)
