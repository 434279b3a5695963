"""The answer object over HTTP."""

from __future__ import annotations

import json
import urllib.request
from collections.abc import Iterator

import httpx
import pytest
from starlette.testclient import TestClient

import ui
from index.errors import FootnoteError
from rag import Turn
from tests.ui_fakes import FakeAssistant
from ui_page.api import MOST_BYTES, api

JSON = {"Content-Type": "application/json"}


@pytest.fixture
def assistant() -> FakeAssistant:
    return FakeAssistant()


@pytest.fixture
def client(assistant: FakeAssistant) -> Iterator[TestClient]:
    with TestClient(api(assistant), raise_server_exceptions=False) as opened:
        yield opened


def without_time(answer: dict[str, object]) -> dict[str, object]:
    return {name: value for name, value in answer.items() if name != "timings_ms"}


def test_the_answer_object_is_the_one_of_python(client: TestClient, assistant: FakeAssistant) -> None:
    question = "What did the bridge cost?"
    answer = client.post("/ask", json={"question": question})
    assert answer.status_code == 200
    assert without_time(answer.json()) == without_time(assistant.ask(question).to_dict())
    assert answer.json()["citations"]


def test_a_history_makes_a_follow_up(client: TestClient) -> None:
    earlier = {"question": "What did the bridge cost?", "answer": "14 million crowns [1]"}
    for history in ([earlier], ["What did the bridge cost?"]):
        answer = client.post("/ask", json={"question": "And the ferry?", "history": history}).json()
        assert answer["resolved_question"] == "And the ferry? (about the bridge)"


def test_earlier_questions_without_answers_are_asked_first(
    client: TestClient, assistant: FakeAssistant, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[tuple[str, list[Turn]]] = []
    ask = assistant.ask
    monkeypatch.setattr(assistant, "ask", lambda q, h=(): asked.append((q, list(h))) or ask(q, h))
    client.post("/ask", json={"question": "And the ferry?", "history": ["What did the bridge cost?"]})
    assert [question for question, _ in asked] == ["What did the bridge cost?", "And the ferry?"]
    assert asked[1][1] == [Turn("What did the bridge cost?", ask("What did the bridge cost?").text)]


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"nonsense",
        b'"bridge"',
        b"[]",
        b"{}",
        b'{"question": 5}',
        b'{"question": null}',
        b'{"question": "a", "history": "b"}',
        b'{"question": "a", "history": [5]}',
        b'{"question": "a", "history": [{"answer": "b"}]}',
        b'{"question": "a", "history": [{"question": "a", "answer": 5}]}',
        b"\xff\xfe",
        b"[" * 50_000,
        json.dumps({"question": "a", "history": ["b"] * 21}).encode(),
    ],
)
def test_a_bad_request_is_told_what_to_send(client: TestClient, body: bytes) -> None:
    answer = client.post("/ask", content=body, headers=JSON)
    assert answer.status_code == 400
    assert '"question"' in answer.json()["error"]


def test_only_json_is_taken(client: TestClient) -> None:
    """A page of another site can send plain text unasked, but no JSON."""
    answer = client.post("/ask", content=b'{"question": "bridge"}', headers={"Content-Type": "text/plain"})
    assert answer.status_code == 415
    assert "application/json" in answer.json()["error"]


def test_a_request_that_is_too_long_is_refused(client: TestClient) -> None:
    answer = client.post("/ask", json={"question": "a" * MOST_BYTES})
    assert answer.status_code == 413
    assert "history" in answer.json()["error"]


def test_half_a_character_comes_back_as_it_was(client: TestClient) -> None:
    answer = client.post("/ask", content=b'{"question": "bridge \\ud800"}', headers=JSON)
    assert answer.json()["question"] == "bridge \ud800"


def test_search_lists_passages(client: TestClient, assistant: FakeAssistant) -> None:
    hits = client.get("/search", params={"q": "bridge", "k": 1}).json()
    assert hits == [assistant.search("bridge", 1)[0].to_dict()]
    assert len(client.get("/search", params={"q": "bridge"}).json()) == 2


@pytest.mark.parametrize(
    "query", ["", "?q=", "?q=+", "?q=a&k=0", "?q=a&k=x", "?q=a&k=-1", "?q=a&k=1001", "?q=a&k=²", "?q=a&k=000000001999"]
)
def test_a_search_without_words_or_with_a_bad_number_is_told(client: TestClient, query: str) -> None:
    answer = client.get(f"/search{query}")
    assert answer.status_code == 400
    assert "?q=" in answer.json()["error"]


def test_documents_are_listed(client: TestClient) -> None:
    assert [each["id"] for each in client.get("/documents").json()] == ["bridge.txt", "ferry.txt"]


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [("GET", "/ask", 405), ("POST", "/search", 405), ("GET", "/x", 404), ("POST", "/ask/", 404)],
)
def test_another_path_or_method_is_told_which_there_are(
    client: TestClient, method: str, path: str, status: int
) -> None:
    answer = client.request(method, path)
    assert answer.status_code == status
    assert "POST /ask" in answer.json()["error"]


def test_a_stated_failure_and_a_bug_are_told_apart(
    client: TestClient, assistant: FakeAssistant, monkeypatch: pytest.MonkeyPatch
) -> None:
    failures: list[tuple[Exception, int, str]] = [
        (FootnoteError("The disk is full; make room."), 503, "The disk is full; make room."),
        (KeyError("secret"), 500, "log"),
    ]
    for error, status, told in failures:

        def fail(*_: object, error: Exception = error) -> None:
            raise error

        monkeypatch.setattr(assistant, "ask", fail)
        answer = client.post("/ask", json={"question": "bridge"})
        assert answer.status_code == status
        assert told in answer.json()["error"]
        assert "secret" not in answer.text


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")  # gradio leaves event loops open
def test_it_is_served_beside_the_page(assistant: FakeAssistant) -> None:
    page = ui.build(assistant)
    address = ui.serve(page, assistant, port=0)
    try:
        body = json.dumps({"question": "What did the bridge cost?"}).encode()
        request = urllib.request.Request(f"{address}api/ask", body, JSON)
        with urllib.request.urlopen(request, timeout=30) as reply:
            answer = json.load(reply)
            assert "Content-Security-Policy" in reply.headers
        with urllib.request.urlopen(address, timeout=30) as reply:
            assert "gradio" in reply.read().decode()
    finally:
        page.close(verbose=False)
    assert "14 million crowns" in answer["text"]


@pytest.fixture(params=["127.0.0.1", "0.0.0.0"])
def served(request: pytest.FixtureRequest, assistant: FakeAssistant) -> Iterator[httpx.Client]:
    """A client of page and API, listening to this machine only or to all."""
    page = ui.build(assistant)
    address = httpx.URL(ui.serve(page, assistant, host=request.param, port=0))
    with httpx.Client(base_url=f"http://127.0.0.1:{address.port}") as opened:
        yield opened
    page.close(verbose=False)


OPEN = [("GET", "/"), ("GET", "/config"), ("GET", "/gradio_api/info"), ("POST", "/gradio_api/queue/join"),
        ("GET", "/api/documents"), ("GET", "/api/search?q=bridge"), ("POST", "/api/ask")]  # fmt: skip


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_pages_of_other_sites_are_refused(served: httpx.Client) -> None:
    """Whatever a page elsewhere asks, of another port of this machine too, is refused, and no header invites it."""
    for origin in ("https://example.org", "http://localhost:1", "http://127.0.0.1", "null", ""):
        for method, path in OPEN:
            asked = served.request(method, path, json={"question": "bridge"}, headers={"Origin": origin})
            before = {"Origin": origin, "Access-Control-Request-Method": method}
            for answer in (asked, served.options(path, headers=before)):
                assert answer.status_code == 403, (origin, path)
                assert "other sites" in answer.json()["error"]
                assert not [name for name in answer.headers if name.startswith("access-control-")]
                assert "Content-Security-Policy" in answer.headers


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_the_page_itself_and_programs_are_answered(served: httpx.Client) -> None:
    """Requests from the page's own address, with encryption by a proxy too, and those without Origin are answered."""
    here = f"localhost:{served.base_url.port}"
    for origin in ({}, {"Origin": f"http://{here}"}, {"Origin": f"https://{here.upper()}"}):
        for path in ("/", "/config", "/api/documents"):
            assert served.get(path, headers={"Host": here, **origin}).status_code == 200, (origin, path)
        answer = served.post("/api/ask", json={"question": "bridge"}, headers={"Host": here, **origin})
        assert answer.json()["citations"]


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_another_name_that_leads_here_is_refused(assistant: FakeAssistant) -> None:
    """A page elsewhere whose name was made to lead to this machine reads nothing, and is told so as JSON."""
    page = ui.build(assistant)
    with httpx.Client(base_url=ui.serve(page, assistant, port=0)) as client:
        for name in ("example.org", "127.0.0.1.example.org", "localhost.", "localhost:80@example.org", ""):
            for path in ("api/documents", ""):
                answer = client.get(path, headers={"Host": name})
                assert answer.status_code == 400, name
                assert "127.0.0.1 or localhost" in answer.json()["error"]
        for name in ("localhost", "LocalHost:7860", "127.0.0.1:1", "[::1]:7860"):
            assert client.get("api/documents", headers={"Host": name}).status_code == 200, name
    page.close(verbose=False)
