"""An assistant over two tiny documents, for the page's tests: it answers by keyword."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator, Sequence
from dataclasses import replace

from index.catalog import DocumentInfo, DocumentSummary
from index.documents import Document, Line, Passage
from index.errors import LoadError, ModelUnavailable
from rag.answer import Answer, Citation, Turn
from rag.retrieval import Hit

BRIDGE = (
    "Bridge opens\n\nMenu\n\nThe old bridge over the Elm was closed for two years. The new bridge opened on Monday. "
    "It cost 14 million crowns, said mayor Ada Brook. Trams cross it from May."
)
FERRY = "Ferry stops\n\nThe Elm ferry ran for ninety years. It made its last trip on Sunday."


class FakeAssistant:
    """Answers questions about the bridge; refuses, dawdles, or fails when the question says so."""

    def __init__(self, *extra: Document) -> None:
        menu = BRIDGE.index("Menu")
        bridge = Document(
            "bridge.txt",
            BRIDGE,
            "Bridge opens",
            "articles/bridge.txt",
            "2024-03-04",
            "Elm Gazette",
            (
                Line(0, 12, True, "headline"),
                Line(menu, menu + 4, False, "menu"),
                Line(menu + 6, len(BRIDGE), True, "paragraph"),
            ),
        )
        ferry = Document(
            "ferry.txt",
            FERRY,
            "Ferry stops",
            "articles/ferry.txt",
            None,
            None,
            (Line(0, 11, True, "headline"), Line(13, len(FERRY), True, "paragraph")),
        )
        self.held = {d.id: d for d in (bridge, ferry, *extra)}
        self.closed = threading.Event()
        """Set when a stream that was begun has ended, by itself or because it was closed."""
        self.asked: list[tuple[str, list[Turn]]] = []

    def documents(self) -> list[DocumentSummary]:
        """Each document, with one passage."""
        return [
            DocumentSummary(
                d.id, d.title, d.source, d.published, d.outlet, d.sha256, 1, d.characters_kept, d.characters_left_out
            )
            for d in self.held.values()
        ]

    def document(self, document_id: str) -> Document:
        """The document, if it is held."""
        if document_id not in self.held:
            raise LoadError(document_id, "no such document")
        return self.held[document_id]

    def search(self, question: str, k: int = 10) -> list[Hit]:
        """Every document as one passage."""
        return [
            Hit(
                Passage(f"{d.id}:0", d.id, 0, len(d.text), d.text),
                DocumentInfo(d.id, d.title, d.source, d.published, d.outlet, d.sha256),
                0.03,
                0.5,
                rank,
                None,
            )
            for rank, d in enumerate(list(self.held.values())[:k], start=1)
        ]

    def cite(self, number: int, document_id: str, quote: str) -> Citation:
        """A citation that holds."""
        d = self.held[document_id]
        start = d.text.index(quote)
        return Citation(
            number, d.id, d.title, d.source, d.published, quote, start, start + len(quote), d.sha256, d.outlet
        )

    def ask(self, question: str, history: Sequence[Turn] = ()) -> Answer:
        """As `answer`; "and ..." after another question is a follow-up."""
        follows = bool(history) and question.lower().startswith("and")
        return replace(self.answer(question), resolved_question=question + " (about the bridge)" * follows)

    def answer(self, question: str) -> Answer:
        """An answer, or a refusal where the question speaks of neither bridge, ferry nor notice."""
        times = {"retrieve": 4.2, "read": 11.0, "generate": 0.0, "total": 15.9}
        words = question.lower()
        hostile = [i for i in self.held if i not in ("bridge.txt", "ferry.txt")]
        if "hostile" in words and hostile:
            quote = self.held[hostile[0]].text
            return Answer(
                question,
                question,
                f"{quote} [1]",
                quote[:60],
                False,
                None,
                0.7,
                [self.cite(1, hostile[0], quote)],
                "<b>model</b>",
                times,
                "<i>notice</i>",
            )
        if "ferry" in words:
            cited = [
                self.cite(1, "ferry.txt", "It made its last trip on Sunday."),
                self.cite(2, "bridge.txt", "The new bridge opened on Monday."),
            ]
            return Answer(
                question,
                question,
                "It made its last trip on Sunday. [1] The new bridge opened on Monday. [2] Nobody wept.",
                "Sunday",
                False,
                None,
                0.82,
                cited,
                "small-model",
                times,
                None,
                ["Nobody wept."],
            )
        if "bridge" in words or "cost" in words:
            cited = [self.cite(1, "bridge.txt", "It cost 14 million crowns, said mayor Ada Brook.")]
            return Answer(
                question,
                question,
                "“It cost 14 million crowns, said mayor Ada Brook.” [1]",
                "14 million crowns",
                False,
                None,
                0.91,
                cited,
                "extractive",
                times,
            )
        return Answer(
            question,
            question,
            "The documents do not say.",
            None,
            True,
            f"The documents mention nothing of “{question}”.",
            0.07,
            [],
            "extractive",
            times,
        )

    def stream(self, question: str, history: Sequence[Turn] = ()) -> Iterator[str | Answer]:
        """Words, then the answer. `slow` never ends by itself; `fail` raises after some words."""
        self.asked.append((question, list(history)))
        self.closed.clear()
        try:
            if question.startswith("crash"):
                raise RuntimeError("a bug")
            answer = self.ask(question, history)
            for number, word in enumerate(answer.text.split(" ")):
                yield word + " "
                time.sleep(0.005)
                if question.startswith("fail") and number == 2:
                    raise ModelUnavailable("small-model", "it did not answer within 60 seconds.")
            while question.startswith("slow"):
                yield "and "
                time.sleep(0.03)
            yield answer
        finally:
            self.closed.set()
