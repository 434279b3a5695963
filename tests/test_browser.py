"""The chat page in a real browser. Skipped where no chromium is found."""

from __future__ import annotations

import functools
import http.server
import os
import shutil
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

import ui
from index.documents import Document
from tests.ui_fakes import FakeAssistant

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

sync_api = pytest.importorskip(
    "playwright.sync_api", reason="playwright is not installed (pip install footnote-qa[dev])"
)

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
ARGUMENTS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip
HOSTILE = (
    "<img src=x onerror=document.title='owned'> <script>document.title='owned'</script> "
    "![x](http://198.51.100.1/x.png) [click](javascript:document.title='owned') ${document.title='owned'} "
    "{{7*7}} <svg onload=document.title='owned'> \"'><iframe src=http://198.51.100.1/> <a href=http://198.51.100.1>x</a>"
)
FORBIDDEN = {"SCRIPT", "IMG", "IFRAME", "SVG", "OBJECT", "EMBED", "FORM", "STYLE", "LINK", "VIDEO", "B", "I"}


def chromium() -> str | None:
    """The browser to use: FOOTNOTE_CHROMIUM, or the first one installed."""
    chosen = os.environ.get("FOOTNOTE_CHROMIUM")
    return chosen or next((found for name in NAMES if (found := shutil.which(name))), None)


pytestmark = [
    pytest.mark.skipif(chromium() is None, reason="no chromium found (apt-get install chromium, or FOOTNOTE_CHROMIUM)"),
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),  # gradio leaves event loops open
]


@pytest.fixture(scope="module")
def assistant() -> FakeAssistant:
    return FakeAssistant(Document("hostile<b>.txt", HOSTILE, HOSTILE, f"javascript:{HOSTILE}", HOSTILE, HOSTILE))


@pytest.fixture(scope="module")
def address(assistant: FakeAssistant) -> Iterator[str]:
    page = ui.build(assistant, examples=["What did the bridge cost?", HOSTILE])
    yield ui.serve(page, assistant, port=0)
    page.close(verbose=False)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_api.sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=chromium(), args=ARGUMENTS)
        yield opened
        opened.close()


class Visit:
    """A page that was opened, and every request that it made."""

    def __init__(self, browser: Browser, address: str, **options: Any) -> None:
        self.context = browser.new_context(**options)
        self.page: Page = self.context.new_page()
        self.page.set_default_timeout(15_000)
        self.requests: list[str] = []
        self.troubles: list[str] = []
        self.context.on("request", lambda request: self.requests.append(request.url))
        self.page.on("pageerror", lambda error: self.troubles.append(str(error)))
        self.page.on("dialog", lambda dialog: self.troubles.append(dialog.message))
        self.page.goto(address)
        self.page.wait_for_selector("#documents li")

    def ask(self, question: str, wait: bool = True) -> None:
        before = self.exchanges()
        self.page.fill("#question textarea", question)
        self.page.press("#question textarea", "Enter")
        if not wait:
            self.page.wait_for_selector("#live .reading")
            return
        answered = "document.querySelectorAll('#turns .exchange').length > n"
        idle = "!document.querySelector('#send').disabled"
        self.page.wait_for_function(f"(n) => {answered} && {idle}", arg=before)

    def text(self, selector: str) -> str:
        return self.page.locator(selector).inner_text()

    def exchanges(self) -> int:
        return self.page.locator(".exchange").count()


@pytest.fixture
def visit(browser: Browser, address: str) -> Iterator[Visit]:
    opened = Visit(browser, address, viewport={"width": 1280, "height": 860})
    yield opened
    opened.context.close()


def test_the_first_answer_appears_with_its_source(visit: Visit) -> None:
    """An asked question gets an answer whose marker leads to a card that holds the quote, and back."""
    assert visit.page.title() == "Footnote"
    visit.ask("What did the bridge cost?")
    assert "It cost 14 million crowns" in visit.text("#conversation")
    card = visit.page.locator("#sources [data-citation='1']")
    assert card.locator("mark").inner_text() == "It cost 14 million crowns, said mayor Ada Brook."
    assert "4 March 2024" in card.inner_text()
    assert "91 %" in visit.text("#why")
    visit.page.click("a.marker")
    visit.page.wait_for_function("document.activeElement.dataset.citation === '1'")
    card.locator("[data-back]").click()
    visit.page.wait_for_function("document.activeElement.dataset.cites === '1'")


def test_a_footnote_keeps_the_focus(visit: Visit) -> None:
    """The input takes the focus back when an answer has come, but not from a reader who has gone on to a footnote."""
    visit.ask("What did the bridge cost?")
    visit.page.wait_for_function("document.activeElement.tagName === 'TEXTAREA'")
    visit.page.evaluate("() => setTimeout(() => document.querySelector('a.marker')?.click(), 0)")
    visit.page.wait_for_function("document.activeElement.dataset.citation === '1'")
    visit.page.evaluate(f"({ui.FOCUS_BACK})()")
    visit.page.wait_for_timeout(300)
    assert visit.page.evaluate("document.activeElement.dataset.citation") == "1"


def test_an_earlier_answer_shows_its_own_sources(visit: Visit) -> None:
    """A marker of an earlier answer brings that answer's cards back."""
    visit.ask("the bridge")
    visit.ask("the ferry")
    assert visit.page.locator("#sources [data-citation]").count() == 2
    visit.page.click("[data-exchange='0'] a.marker")
    visit.page.wait_for_selector("#sources [data-turn='0']")
    assert visit.page.locator("#sources [data-citation]").count() == 1


def test_what_was_searched_for_can_be_edited(visit: Visit, assistant: FakeAssistant) -> None:
    """The button puts the standalone question into the input, with a word on it; it is asked as it stands."""
    visit.ask("the bridge")
    visit.ask("And what did it cost?")
    button = visit.page.get_by_role("button", name="Edit what was searched for")
    button.focus()
    visit.page.keyboard.press("Enter")
    box = "document.querySelector('#question textarea')"
    visit.page.wait_for_function(f"{box}.value === 'And what did it cost? (about the bridge)'")
    visit.page.wait_for_function(f"document.activeElement === {box}")
    assert "as it stands" in visit.text("#hint")
    visit.ask("Name each ferry of the bay instead")
    assert assistant.asked[-1] == ("Name each ferry of the bay instead", [])
    assert visit.text("#hint") == ""
    visit.ask("And the ferry?")
    assert len(assistant.asked[-1][1]) == 3


def test_an_edit_ends_where_it_is_left(visit: Visit, assistant: FakeAssistant) -> None:
    """What is edited in one conversation is neither shown nor asked alone in another; a button ends it, too."""
    box = "document.querySelector('#question textarea')"

    def begin() -> None:
        visit.page.get_by_role("button", name="Edit what was searched for").click()
        visit.page.wait_for_function(f"{box}.value.endsWith('(about the bridge)')")

    visit.ask("the bridge")
    visit.ask("And what did it cost?")
    begin()
    visit.page.get_by_role("button", name="Ask within the conversation").click()
    visit.page.wait_for_function("document.querySelector('#hint').innerText === ''")
    visit.ask("And what did it weigh?")
    assert len(assistant.asked[-1][1]) == 2
    visit.page.click("#new")
    visit.page.wait_for_selector("[data-example]")
    visit.ask("the ferry")
    visit.page.locator("[data-open]").nth(1).click()
    visit.page.wait_for_selector("text=And what did it weigh?")
    visit.page.get_by_role("button", name="Edit what was searched for").first.click()
    visit.page.wait_for_function(f"{box}.value.endsWith('(about the bridge)')")
    visit.page.locator("[data-open]").first.click()
    visit.page.wait_for_function(f"{box}.value === ''")
    assert visit.text("#hint") == ""
    visit.ask("And what did the bridge cost? (about the bridge)")
    assert [turn.question for turn in assistant.asked[-1][1]] == ["the ferry"]


def test_a_refusal_is_told_apart(visit: Visit) -> None:
    """A question that the documents do not answer is shown as such, with nothing cited."""
    visit.ask("Who is king?")
    assert "not in the documents" in visit.text(".abstained").lower()
    assert visit.page.locator("#sources [data-citation]").count() == 0


def test_stop_and_ask_again(visit: Visit, assistant: FakeAssistant) -> None:
    """Stop ends the answer and keeps its beginning; asking again starts it anew in its place."""
    visit.ask("slow bridge", wait=False)
    visit.page.wait_for_selector("text=and and and")
    assert visit.page.locator("#question textarea").is_disabled()
    visit.page.click("#stop")
    visit.page.wait_for_selector(".stopped")
    assert assistant.closed.wait(3)
    assert "It cost 14 million crowns" in visit.text(".stopped")
    visit.page.click("#retry")
    visit.page.wait_for_selector("#live .reading")
    visit.page.click("#stop")
    visit.page.wait_for_selector(".stopped")
    assert visit.exchanges() == 1


def test_an_error_keeps_the_conversation(visit: Visit) -> None:
    """After an error the earlier answer still stands, and the next question is answered."""
    visit.ask("the bridge")
    visit.ask("fail at the bridge")
    assert "not available" in visit.text(".error")
    visit.ask("the ferry")
    assert visit.exchanges() == 3
    assert visit.page.locator("a.marker").count() == 3


def test_shift_enter_is_a_new_line(visit: Visit) -> None:
    """Enter sends; Shift and Enter begin a new line."""
    box = visit.page.locator("#question textarea")
    box.fill("the")
    box.press("Shift+Enter")
    box.type("bridge")
    assert box.input_value() == "the\nbridge"
    assert visit.exchanges() == 0
    box.press("Enter")
    visit.page.wait_for_selector("a.marker")
    assert box.input_value() == ""


def test_conversations_are_kept_and_can_be_opened(visit: Visit) -> None:
    """A new conversation begins empty; the earlier one can be opened again, even after a reload."""
    visit.page.click("[data-example='0']")
    visit.page.wait_for_selector("a.marker")
    visit.page.click("#new")
    visit.page.wait_for_selector(".welcome")
    visit.ask("the ferry")
    assert visit.page.locator("#conversations [data-open]").count() == 2
    visit.page.reload()
    visit.page.locator("#conversations [data-open]", has_text="cost").click()
    visit.page.wait_for_selector("#conversations [aria-current]")
    assert "14 million crowns" in visit.text("#conversation")
    visit.ask("and the ferry?")
    assert visit.exchanges() == 2


def test_conversations_that_a_restart_has_ended_are_said_to_be_gone(browser: Browser, assistant: FakeAssistant) -> None:
    """A browser that has asked is told so in the open page and in one that is loaded; one that has not, is not."""
    page = ui.build(assistant)
    address = ui.serve(page, assistant, port=0)

    def restart() -> None:
        nonlocal page
        page.close(verbose=False)
        page = ui.build(assistant)
        assert ui.serve(page, assistant, port=int(address.rsplit(":")[-1].strip("/"))) == address

    def load() -> str:
        visit.page.reload()
        visit.page.wait_for_selector("#documents li")
        visit.page.wait_for_selector(".welcome")
        return visit.text("#turns")

    visit = Visit(browser, address)
    restart()
    assert "are gone" not in load()
    visit.ask("the bridge")
    assert "are gone" not in load()
    visit.page.click("[data-open]")
    visit.page.wait_for_selector("a.marker")
    restart()
    visit.page.fill("#question textarea", "the ferry")
    visit.page.press("#question textarea", "Enter")
    visit.page.wait_for_selector("text=It made its last trip")
    assert "are gone" in visit.text("#hint")
    visit.ask("And what did it cost?")
    assert [turn.question for turn in assistant.asked[-1][1]] == ["the ferry"]
    assert visit.text("#hint") == ""
    restart()
    assert "are gone" in load()
    visit.context.close()
    page.close(verbose=False)


def test_two_tabs_at_once(visit: Visit, address: str) -> None:
    """While one tab is being answered, another one gets its answer."""
    visit.ask("slow bridge", wait=False)
    other = visit.context.new_page()
    other.goto(address)
    other.wait_for_selector("#documents li")
    other.fill("#question textarea", "the ferry")
    other.press("#question textarea", "Enter")
    other.wait_for_selector("a.marker", timeout=10_000)
    assert visit.page.locator("#live .reading").count() == 1
    visit.page.click("#stop")
    visit.page.wait_for_selector(".stopped")


def test_nothing_is_injected_and_nobody_else_is_asked(visit: Visit, address: str) -> None:
    """Question, example, title, outlet, date, quote and source stay text; only our own server is asked."""
    visit.ask(f"hostile {HOSTILE}")
    visit.ask(f"fail {HOSTILE}")
    visit.page.click("[data-show='0']")
    mark = visit.page.locator("#sources mark")
    mark.wait_for()
    assert mark.text_content() == HOSTILE
    visit.page.click("#why summary")
    visit.page.wait_for_timeout(500)
    tags = visit.page.evaluate("[...document.querySelectorAll('#layout *')].map((e) => e.tagName.toUpperCase())")
    assert FORBIDDEN.isdisjoint(tags)
    links = visit.page.evaluate("[...document.querySelectorAll('#layout a')].map((a) => a.getAttribute('href'))")
    assert all(link.startswith("#source-") for link in links), links
    assert visit.page.evaluate(
        "[...document.querySelectorAll('#layout *')].every((e) => [...e.attributes].every((a) => !/^on/i.test(a.name)))"
    )
    assert visit.page.title() == "Footnote"
    assert visit.troubles == []
    assert [url for url in visit.requests if not url.startswith((address, "data:"))] == []


def test_the_policy_blocks_what_an_injection_would_load(visit: Visit) -> None:
    """Even an element that got into the page could not reach another server."""
    visit.page.evaluate(
        "document.addEventListener('securitypolicyviolation', (e) => (window.blocked = e.effectiveDirective));"
        "document.body.append(Object.assign(new Image(), {src: 'http://198.51.100.1/x.png'}))"
    )
    visit.page.wait_for_function("window.blocked")
    assert visit.page.evaluate("window.blocked") == "img-src"


def test_a_page_of_another_port_reads_nothing(visit: Visit, address: str, tmp_path: Path) -> None:
    """What another program of this machine serves to the browser cannot read what is indexed here."""
    read = "url => fetch(url).then(reply => reply.text(), error => error.name)"
    pages = functools.partial(http.server.SimpleHTTPRequestHandler, directory=tmp_path)
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), pages) as elsewhere:
        threading.Thread(target=elsewhere.serve_forever, daemon=True).start()
        visit.page.goto(f"http://127.0.0.1:{elsewhere.server_port}")
        for path in ("api/documents", "config"):
            assert visit.page.evaluate(read, address + path) == "TypeError"
        elsewhere.shutdown()


def test_on_a_phone_nothing_is_wider_than_the_screen(browser: Browser, address: str) -> None:
    """At 390 pixels the page does not scroll sideways, whatever stands in it, and the input stays in reach."""
    phone = Visit(browser, address, viewport={"width": 390, "height": 844}, is_mobile=True, has_touch=True)
    phone.ask("hostile " + "w" * 300)
    assert phone.page.evaluate("document.documentElement.scrollWidth") == 390
    box = phone.page.locator("#question textarea").bounding_box()
    assert box is not None
    assert 0 < box["y"] < 844 - box["height"]
    phone.context.close()


def test_how_it_came_about_stands_below_the_sources(browser: Browser, address: str) -> None:
    """After a cited answer the last block of the right column is in it, not in a second column out of sight."""
    visit = Visit(browser, address, viewport={"width": 1280, "height": 800})
    visit.ask("the ferry")
    visit.page.click("#why summary")
    column, why, sources = (visit.page.locator(each) for each in ("#right", "#why", "#sources"))
    assert column.evaluate("e => e.scrollWidth") == column.evaluate("e => e.clientWidth")
    assert column.evaluate("e => e.scrollHeight > e.clientHeight")  # or nothing would have to wrap
    why.scroll_into_view_if_needed()
    sides = "e => (({left, right, top, bottom}) => [left, right, top, bottom])(e.getBoundingClientRect())"
    left, right, top, _ = why.evaluate(sides)
    assert top >= sources.evaluate(sides)[3]
    assert column.evaluate(sides)[0] <= left < right <= column.evaluate(sides)[1] <= 1280
    visit.context.close()


def test_a_finger_hits_a_footnote(browser: Browser, address: str) -> None:
    """On a phone a footnote is at least 24 pixels wide and high, and lines stand no further apart for it."""
    phone = Visit(browser, address, viewport={"width": 390, "height": 844}, is_mobile=True, has_touch=True)
    phone.ask("the ferry")
    boxes = [marker.bounding_box() for marker in phone.page.locator("a.marker").all()]
    assert len(boxes) == 2
    assert all(box and min(box["width"], box["height"]) >= 24 for box in boxes), boxes
    lines = phone.page.locator(".reply .text").evaluate(
        "e => e.getBoundingClientRect().height / parseFloat(getComputedStyle(e).lineHeight)"
    )
    assert lines == pytest.approx(round(lines), abs=0.02)
    phone.context.close()


@pytest.mark.parametrize(("scheme", "query"), [("dark", ""), ("light", "?__theme=dark")])
def test_dark_mode_is_readable(browser: Browser, address: str, scheme: Any, query: str) -> None:
    """With a dark system, or when asked for, text and background have a contrast of at least 4.5 to 1."""
    dark = Visit(browser, address + query, viewport={"width": 1280, "height": 860}, color_scheme=scheme)
    dark.ask("the ferry")
    for selector in (".reply .text", ".asked", "a.marker", ".card blockquote", ".card mark", "#why dt", ".flag"):
        assert contrast(dark.page, selector) >= 4.5, selector
    assert dark.page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(23, 21, 18)"
    dark.context.close()


def contrast(page: Page, selector: str) -> float:
    """The contrast of an element's text with what lies behind it (WCAG 2.2, 1.4.3)."""
    ratio = page.evaluate(
        """(selector) => {
          const light = (rgb) => {
            const [r, g, b] = rgb.map((c) => (c <= 10 ? c / 3294 : ((c / 255 + 0.055) / 1.055) ** 2.4));
            return 0.2126 * r + 0.7152 * g + 0.0722 * b;
          };
          const parse = (text) => text.match(/[\\d.]+/g).map(Number);
          let at = document.querySelector(selector);
          const ink = light(parse(getComputedStyle(at).color).slice(0, 3));
          while (at) {
            const back = parse(getComputedStyle(at).backgroundColor);
            if (back.length < 4 || back[3] > 0) {
              const paper = light(back.slice(0, 3));
              return (Math.max(ink, paper) + 0.05) / (Math.min(ink, paper) + 0.05);
            }
            at = at.parentElement;
          }
          return 0;
        }""",
        selector,
    )
    return float(ratio)


def test_the_keyboard_reaches_everything(visit: Visit) -> None:
    """From the question, Tab goes to the buttons, the markers and the cards' buttons."""
    visit.ask("the bridge")
    reached = set()
    for _ in range(25):
        visit.page.keyboard.press("Tab")
        reached.add(visit.page.evaluate("document.activeElement.id || document.activeElement.className"))
    assert {"send", "retry", "new", "marker", "back"} <= reached


def test_a_favicon_of_our_own_is_served(visit: Visit, address: str) -> None:
    """The browser tab shows the product's own icon."""
    response = visit.context.request.get(f"{address}favicon.ico")
    assert response.headers["content-type"] == "image/svg+xml"
    assert response.body() == (Path(ui.__file__).parent / "ui_page" / "favicon.svg").read_bytes()
