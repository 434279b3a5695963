"""What stands before the page and the API: who may ask, and what a browser may load."""

from __future__ import annotations

import re

from starlette.datastructures import Headers, MutableHeaders
from starlette.middleware import Middleware
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

POLICY = (
    "default-src 'self'; script-src 'self' 'unsafe-inline' 'unsafe-eval'; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data:; font-src 'self' data:; object-src 'none'; form-action 'self'; frame-ancestors 'self'"
)
"""What the page may load: gradio needs inline and evaluated scripts; nothing comes from elsewhere."""


class SecurityHeaders:
    """Adds the content security policy, and two smaller headers, to every response."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                headers["Content-Security-Policy"] = POLICY
                headers["X-Content-Type-Options"] = "nosniff"
                headers["Referrer-Policy"] = "no-referrer"
            await send(message)

        await self.app(scope, receive, send_with_headers)


_OWN_NAME = re.compile(r"(localhost|127\.0\.0\.1|\[::1\])(:[0-9]*)?", re.IGNORECASE)


class OwnName:
    """Refuses other names than this machine's own, where only this machine is listened to.

    Without it a page elsewhere could have its own name lead here and read the documents (DNS rebinding).
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request, or refuse it with 400."""
        app = self.app
        if scope["type"] in ("http", "websocket") and not _OWN_NAME.fullmatch(Headers(scope=scope).get("host", "")):
            told = "Only this machine may ask here, under the name 127.0.0.1 or localhost; --host opens it to others."
            app = JSONResponse({"error": told}, 400)
        await app(scope, receive, send)


class OwnOrigin:
    """Refuses what a page of another site asks, by the header Origin, which browsers set and no page can change.

    Programs send none. The scheme is not compared: behind a proxy that does the encryption it is another one here.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request, or refuse it with 403."""
        app = self.app
        if scope["type"] in ("http", "websocket"):
            headers = Headers(scope=scope)
            origin = headers.get("origin")
            if origin is not None and origin.partition("://")[2].lower() != headers.get("host", "").lower():
                told = "Ask from the page itself or from a program; pages of other sites are refused."
                app = JSONResponse({"error": told}, 403)
        await app(scope, receive, send)


def only_here(host: str) -> bool:
    """Whether nobody but this machine reaches what listens on this address."""
    return host.lower() in ("127.0.0.1", "localhost", "::1", "[::1]")


def guards(host: str) -> list[Middleware]:
    """What a request passes before it is answered on this address, in order."""
    names = [Middleware(OwnName)] if only_here(host) else []
    return [Middleware(SecurityHeaders), *names, Middleware(OwnOrigin)]
