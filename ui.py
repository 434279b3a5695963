"""The chat page: a question, an answer with footnotes, and the cited passages beside it.

`python ui.py` opens it over the default index; programs ask at the same address (ui_page/api.py). Everything shown
is escaped in ui_page, and a content security policy keeps the browser from asking any other server for anything.
"""

from __future__ import annotations

import errno
import os
import shlex
import socket
import time
import webbrowser
from collections.abc import Iterator, Sequence
from typing import Any

os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"  # read when gradio is imported

import gradio as gr
from starlette.routing import Mount

from index.errors import FootnoteError, SettingsError
from rag.settings import Settings
from ui_page import FOLDER
from ui_page.api import api
from ui_page.conversations import token
from ui_page.guard import guards, only_here
from ui_page.handlers import EDITING, Asker, Desk, Shown
from ui_page.render import GONE

AT_ONCE = 16
"""Questions answered at the same time, over all tabs."""

_PLACEHOLDER = "Ask the documents …"
_WAITING = "Reading …"

# Clicks inside of HTML that we render: gradio hands on the names and the data given to `trigger`.
_ON_TURNS = """
element.addEventListener('click', (event) => {
  const hit = event.target.closest('[data-example], [data-edit], [data-show], [data-cites]');
  if (!hit) return;
  if (hit.dataset.example) return trigger('pick', {example: Number(hit.dataset.example)});
  if (hit.dataset.edit) return trigger('edit', {turn: Number(hit.dataset.edit)});
  const turn = hit.dataset.show || hit.dataset.turn;
  if (document.querySelector('#sources [data-turn]')?.dataset.turn !== turn) {
    trigger('show', {turn: Number(turn)});
  }
});
"""
_ON_LIST = """
element.addEventListener('click', (event) => {
  const hit = event.target.closest('[data-open]');
  if (hit) trigger('pick', {chat: hit.dataset.open});
});
"""
_ON_HINT = """
element.addEventListener('click', (event) => {
  if (event.target.closest('[data-within]')) trigger('within');
});
"""
_FOCUS = """() => {
  const box = document.querySelector('#question textarea');
  if (box && matchMedia('(pointer: fine)').matches) setTimeout(() => box.focus({preventScroll: true}), 60);
}"""
# When an answer has come, the input gets the focus back, unless the reader has gone on to a footnote meanwhile.
FOCUS_BACK = """() => setTimeout(() => {
  const box = document.querySelector('#question textarea');
  const reading = document.activeElement?.closest('#turns, #sources, #why, #documents, #conversations');
  if (box && !reading && matchMedia('(pointer: fine)').matches) box.focus({preventScroll: true});
}, 60)"""


def build(assistant: Asker, examples: Sequence[str] | None = None, host: str = "127.0.0.1") -> gr.Blocks:
    """The page over an open assistant, with these examples or some drawn from its documents.

    It shows paths of this machine only where nobody else reaches `host`. Serve it with `serve` on that host, which
    brings its style, its script and its security headers.
    """
    settings, here = getattr(assistant, "settings", None) or Settings(), only_here(host)
    home = f" --home {shlex.quote(str(settings.home_path)) if here else 'HOME'}" if settings.home is not None else ""
    desk = Desk(assistant, settings.passages_read, examples, home, here)
    blocks: gr.Blocks
    with gr.Blocks(title="Footnote", analytics_enabled=False) as blocks:
        parts = _parts()
        _events(blocks, desk, parts)
    return blocks


def _parts() -> dict[str, Any]:
    """Everything on the page, laid out, by the names that Desk uses."""

    def area(name: str, value: str = "", on: str | None = None) -> gr.HTML:
        return gr.HTML(value, elem_id=name, js_on_load=on, apply_default_css=False)

    parts: dict[str, Any] = {
        # The secret only has to be the same after a restart; what it hides is a random token.
        "browser": gr.BrowserState("", storage_key="footnote", secret="footnote-page-01"),  # noqa: S106
        "asked": gr.BrowserState(False, storage_key="footnote-asked", secret="footnote-page-01"),  # noqa: S106
        "chat": gr.State(""),  # "" after a restart of the server, too, until the page is loaded again
        "picked": gr.State(""),
        "edited": gr.State(""),  # the conversation whose standalone question is being edited in the input
    }
    area("masthead", (FOLDER / "masthead.html").read_text(encoding="utf-8"))
    with gr.Row(elem_id="layout"):
        with gr.Column(elem_id="left"):
            with gr.Column(elem_id="conversations"):
                parts["new"] = gr.Button("New conversation", elem_id="new", size="sm")
                parts["list"] = area("conversation-list", on=_ON_LIST)
            parts["documents"] = area("documents")
        with gr.Column(elem_id="middle"):
            with gr.Column(elem_id="conversation"):
                parts["turns"] = area("turns", on=_ON_TURNS)
                parts["live"] = area("live")
                parts["retry"] = gr.Button("Ask again", elem_id="retry", interactive=False)
            with gr.Column(elem_id="composer"):
                parts["hint"] = area("hint", on=_ON_HINT)
                with gr.Row(elem_id="asking"):
                    parts["question"] = gr.Textbox(
                        elem_id="question",
                        label="Your question",
                        show_label=False,
                        container=False,
                        placeholder=_PLACEHOLDER,
                        lines=1,
                        max_lines=6,
                        autofocus=True,
                    )
                    parts["send"] = gr.Button("Ask", elem_id="send", variant="primary")
                    parts["stop"] = gr.Button("Stop", elem_id="stop", variant="stop", interactive=False)
        with gr.Column(elem_id="right"):
            parts["sources"] = area("sources")
            parts["why"] = area("why")
    return parts


def _events(blocks: gr.Blocks, desk: Desk, parts: dict[str, Any]) -> None:
    """Join the parts to the desk."""
    everything = [part for name, part in parts.items() if name not in ("browser", "new")]
    browser, asked, chat = parts["browser"], parts["asked"], parts["chat"]
    picked, edited, retry = parts["picked"], parts["edited"], parts["retry"]
    quiet: dict[str, Any] = {"api_visibility": "private", "show_progress": "hidden"}
    long: dict[str, Any] = {**quiet, "concurrency_limit": AT_ONCE, "concurrency_id": "answers"}
    quick: dict[str, Any] = {**quiet, "queue": False}

    def shown(values: Shown) -> dict[Any, Any]:
        updates = {parts[name]: value for name, value in values.items() if name not in ("busy", "retry")}
        busy = values.get("busy")
        if busy is not None:
            updates[parts["question"]] = gr.update(interactive=not busy, placeholder=_WAITING if busy else _PLACEHOLDER)
            updates[parts["send"]] = gr.update(interactive=not busy)
            updates[parts["stop"]] = gr.update(interactive=busy)
        if busy or "retry" in values:
            updates[retry] = gr.update(interactive=not busy and values["retry"])
        return updates

    def load(held: str, before: bool) -> dict[Any, Any]:
        mine, fresh = held or token(), token()
        return {
            browser: mine,
            chat: fresh,
            edited: "",
            **shown({**desk.view(mine, fresh, before), **desk.corpus(), "busy": False}),
        }

    def ask(
        text: str, mine: str, before: bool, here: str, editing: str, request: gr.Request
    ) -> Iterator[dict[Any, Any]]:
        told = {parts["hint"]: GONE} if not here and desk.gone(mine, before) else {}
        tab, here = str(request.session_hash), here or token()
        for number, values in enumerate(desk.answering(text or "", mine, here, tab, alone=editing == here)):
            updates: dict[Any, Any] = {edited: "", **shown(values), **told}
            if number == 0 and values.get("busy"):
                updates |= {asked: True, chat: here}
                updates[parts["question"]] = gr.update(value="", interactive=False, placeholder=_WAITING)
            yield updates

    def ask_example(text: str, mine: str, before: bool, here: str, request: gr.Request) -> Iterator[dict[Any, Any]]:
        yield from ask(text, mine, before, here, "", request)

    def again(mine: str, here: str, request: gr.Request) -> Iterator[dict[Any, Any]]:
        for values in desk.again(mine, here, str(request.session_hash)):
            yield {edited: "", **shown(values)}

    def pick(event: gr.EventData) -> str:
        examples, number = desk.examples(), event._data.get("example")
        return examples[number] if isinstance(number, int) and 0 <= number < len(examples) else ""

    def edit(mine: str, here: str, event: gr.EventData) -> dict[Any, Any]:
        turn = event._data.get("turn")
        text = desk.searched(mine, here, turn if isinstance(turn, int) else -1)
        return {question: text, edited: here, parts["hint"]: EDITING} if text else edited_no_more("")

    def edited_no_more(editing: str) -> dict[Any, Any]:
        """The edit is over; what was edited goes with it where `editing` says that it still stands in the input."""
        return {edited: "", parts["hint"]: "", **({question: ""} if editing else {})}

    def show(mine: str, here: str, event: gr.EventData) -> dict[Any, Any]:
        turn = event._data.get("turn")
        return shown(desk.beside(mine, here, turn if isinstance(turn, int) else -1))

    def open_chat(
        mine: str, before: bool, here: str, editing: str, request: gr.Request, event: gr.EventData
    ) -> dict[Any, Any]:
        wanted = event._data.get("chat")
        if wanted not in [c.id for c in desk.conversations.listed(mine)]:
            wanted = here
        desk.leave(str(request.session_hash))
        over = edited_no_more(editing) if wanted != here else {}
        return {chat: wanted, **shown(desk.view(mine, wanted, before)), **over}

    def open_new(mine: str, before: bool, editing: str, request: gr.Request) -> dict[Any, Any]:
        desk.leave(str(request.session_hash))
        fresh = token()
        return {chat: fresh, **shown({**desk.view(mine, fresh, before), **desk.corpus()}), **edited_no_more(editing)}

    def stop(request: gr.Request) -> None:
        desk.stop(str(request.session_hash))

    def idle() -> dict[Any, Any]:
        return shown({"busy": False})

    question, turns = parts["question"], parts["turns"]
    inputs = [question, parts["send"], parts["stop"]]
    blocks.load(load, [browser, asked], [browser, *everything], **quiet)
    blocks.unload(stop)
    held = [browser, asked, chat]
    for answering in (
        gr.on([question.submit, parts["send"].click], ask, [question, *held, edited], everything, **long),
        turns.pick(pick, None, picked, **quick).then(ask_example, [picked, *held], everything, **long),
        retry.click(again, [browser, chat], everything, **long),
    ):  # idle comes as a step of its own: it must come last, and also when something broke
        answering.then(idle, None, inputs, **quick).then(None, js=FOCUS_BACK, **quiet)
    parts["stop"].click(stop, None, None, **quick)
    turns.edit(edit, [browser, chat], [question, edited, parts["hint"]], **quick).then(None, js=_FOCUS, **quiet)
    over = [question, edited, parts["hint"]]
    parts["hint"].within(lambda: edited_no_more(""), None, over, **quick).then(None, js=_FOCUS, **quiet)
    turns.show(show, [browser, chat], [parts["sources"], parts["why"]], **quick)
    parts["list"].pick(open_chat, [*held, edited], everything, **quick)
    parts["new"].click(open_new, [browser, asked, edited], everything, **quick).then(None, js=_FOCUS, **quiet)


def serve(blocks: gr.Blocks, assistant: Asker, host: str = "127.0.0.1", port: int = 7860) -> str:
    """Serve the page, and the assistant below /api, in the background and return its address; `blocks.close()` ends it.

    Port 0 takes a free one. Raises SettingsError when the host or the port cannot be had.
    """
    style = (FOLDER / "style.css").read_text(encoding="utf-8")
    script = (FOLDER / "script.js").read_text(encoding="utf-8")
    host = f"[{host}]" if ":" in host and not host.startswith("[") else host  # as it stands in an address
    before = guards(host)
    port = _port(host, port)
    try:
        app, address, _ = blocks.queue(api_open=False).launch(
            server_name=host,
            server_port=port,
            prevent_thread_lock=True,
            quiet=True,
            inbrowser=False,
            share=False,
            run_history=False,
            footer_links=[],
            enable_monitoring=False,
            ssr_mode=False,
            favicon_path=FOLDER / "favicon.svg",
            theme=_theme(),
            css=style,
            head=f"<script>{script}</script>",
            app_kwargs={"middleware": before},
        )
    except OSError as error:  # somebody else was faster
        raise _taken(host, port) from error
    # Gradio has put its own in front, which would answer the pages of other sites that they may ask.
    app.user_middleware.sort(key=lambda each: each not in before)
    app.middleware_stack = app.build_middleware_stack()
    app.router.routes.insert(0, Mount("/api", api(assistant)))  # gradio takes every path that is not taken before it
    return str(address)


def launch(
    assistant: Asker,
    host: str = "127.0.0.1",
    port: int = 7860,
    open_browser: bool = True,
    examples: Sequence[str] | None = None,
) -> None:
    """Serve the page until Ctrl-C; opens it in the browser if wished. Raises SettingsError as `serve` does."""
    blocks = build(assistant, examples, host)
    address = serve(blocks, assistant, host, port)
    print(f"Footnote is open at {address} (Ctrl-C ends it)", flush=True)
    if open_browser:
        webbrowser.open(address)
    try:
        while True:
            time.sleep(3600)
    except KeyboardInterrupt:
        print()
    finally:
        blocks.close(verbose=False)


def _port(host: str, port: int) -> int:
    """The port, or a free one for 0. Raises SettingsError, and tells a wrong host from a port that is in use."""
    try:
        family, kind, _, _, place = socket.getaddrinfo(host.strip("[]"), port, type=socket.SOCK_STREAM)[0]
        with socket.socket(family, kind) as probe:
            if os.name == "posix":  # or a server that has just ended still holds its port
                probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(place)
            return int(probe.getsockname()[1])
    except (OSError, UnicodeError) as error:
        if isinstance(error, OSError) and not isinstance(error, socket.gaierror) and error.errno != errno.EADDRNOTAVAIL:
            raise _taken(host, port) from error
        told = f"{host!r} is no address of this machine; leave --host out to serve it alone, or use 0.0.0.0 for others."
        raise SettingsError("host", told) from error


def _taken(host: str, port: int) -> SettingsError:
    return SettingsError("port", f"{host}:{port} cannot be opened; is it in use? Choose another with --port.")


def _theme() -> gr.themes.Base:
    """Plain, with the fonts of the reader's system: none is loaded."""
    sans = ["system-ui", "-apple-system", "Segoe UI", "Roboto", "Liberation Sans", "sans-serif"]
    return gr.themes.Base(font=sans, font_mono=["ui-monospace", "Menlo", "Consolas", "monospace"]).set(
        body_background_fill="#faf8f3",
        body_background_fill_dark="#171512",
        body_text_color="#1f1c18",
        body_text_color_dark="#ebe6dc",
    )


if __name__ == "__main__":
    from rag import Assistant

    try:
        with Assistant.open() as opened:
            launch(opened)
    except FootnoteError as problem:
        raise SystemExit(f"footnote: {problem}") from None
