"""The answer object over HTTP, beside the page: POST /api/ask, GET /api/search and GET /api/documents.

Replies are JSON, with the fields that the command line prints; a failure is `{"error": "what to do"}`.
"""

from __future__ import annotations

import json
import re
from dataclasses import asdict
from typing import Any

from anyio.to_thread import run_sync
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from index.errors import FootnoteError
from rag.answer import Answer, Turn
from ui_page.handlers import Asker

MOST_BYTES = 1_000_000
"""Of a request."""
MOST_ASKED = 20
"""Earlier questions without their answers: each of them is asked first."""
MOST_PASSAGES = 1000
FORM = '{"question": "...", "history": [{"question": "...", "answer": "..."}]}'


def api(assistant: Asker) -> Starlette:
    """The application that answers below `/api`."""

    async def ask(request: Request) -> Response:
        if request.headers.get("content-type", "").partition(";")[0].strip().lower() != "application/json":
            # a second lock: a page elsewhere sends JSON only after a preflight, and guard.py refuses those
            raise HTTPException(415, "Send the header Content-Type: application/json.")
        question, history = _asked(await _body(request))
        return _json((await run_sync(_answer, assistant, question, history)).to_dict())

    async def search(request: Request) -> Response:
        query, k = request.query_params.get("q", ""), request.query_params.get("k", "10")
        if not query.strip() or not re.fullmatch("[0-9]{1,4}", k) or not 1 <= int(k) <= MOST_PASSAGES:
            raise HTTPException(400, f"Search with ?q=WORDS, and &k=NUMBER from 1 to {MOST_PASSAGES} if you like.")
        return _json([hit.to_dict() for hit in await run_sync(assistant.search, query, int(k))])

    async def documents(_: Request) -> Response:
        return _json([asdict(document) for document in await run_sync(assistant.documents)])

    application = Starlette(
        routes=[
            Route("/ask", ask, methods=["POST"]),
            Route("/search", search),
            Route("/documents", documents),
        ],
        exception_handlers={HTTPException: _refused, FootnoteError: _failed, 500: _broken},
    )
    application.router.redirect_slashes = False  # many clients do not follow a redirected POST
    return application


def _answer(assistant: Asker, question: str, history: list[Turn | str]) -> Answer:
    """The answer within a conversation; earlier questions that come without their answers are asked first."""
    turns: list[Turn] = []
    for earlier in history:
        turns.append(Turn(earlier, assistant.ask(earlier, turns).text) if isinstance(earlier, str) else earlier)
    return assistant.ask(question, turns)


def _asked(body: bytes) -> tuple[str, list[Turn | str]]:
    """The question and what was said before it: questions, with or without their answers."""
    try:
        given = json.loads(body)
        question, before = given["question"], given.get("history", [])
        if not isinstance(question, str) or not isinstance(before, list):
            raise TypeError("the question is no text or the history no list")
        history = [_earlier(item) for item in before]
        if sum(isinstance(earlier, str) for earlier in history) > MOST_ASKED:
            raise ValueError("too many earlier questions come without answers")
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        told = f"the history may be left out, and at most {MOST_ASKED} of its answers."
        raise HTTPException(400, f"Send JSON such as {FORM}; {told}") from error
    return question, history


def _earlier(item: Any) -> Turn | str:
    question, answer = (item, None) if isinstance(item, str) else (item["question"], item.get("answer"))
    if not isinstance(question, str) or not isinstance(answer, str | None):
        raise TypeError("an earlier question or its answer is no text")
    return question if answer is None else Turn(question, answer)


async def _body(request: Request) -> bytes:
    body = b""
    async for piece in request.stream():
        body += piece
        if len(body) > MOST_BYTES:
            raise HTTPException(413, f"Send at most {MOST_BYTES:,} bytes; leave out the oldest turns of the history.")
    return body


def _json(value: Any, status: int = 200) -> Response:
    return Response(json.dumps(value), status, media_type="application/json")  # halves of characters stay escaped


async def _refused(_: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    told = (
        error.detail if error.status_code in (400, 413, 415) else "There are POST /ask, GET /search and GET /documents."
    )
    return _json({"error": told}, error.status_code)


async def _failed(_: Request, error: Exception) -> Response:
    return _json({"error": str(error)}, 503)


async def _broken(_: Request, _error: Exception) -> Response:
    return _json({"error": "Something broke while answering; the server's log says what."}, 500)
