"""What the tests share: one loaded model, tiny articles, and the seed articles indexed once."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from index.embedding import MiniLM
from rag import Assistant, Settings

ARTICLES = {
    "harbour.txt": (
        "Harbour bridge closes for repairs\n\n"
        "The Tolmin harbour bridge will close on 3 May 2024 for eleven weeks, the city council said. "
        "Mayor Ada Quill said the repairs will cost 4.2 million euros. "
        "Buses will use the old tunnel instead.\n"
    ),
    "ferry.txt": (
        "Ferry line returns to Tolmin\n\n"
        "A ferry will cross the bay every twenty minutes while the bridge is closed. "
        "Captain Jonas Varga said the boats can carry 150 passengers each. "
        "Tickets are free for children.\n"
    ),
}


@pytest.fixture(scope="session")
def embedder() -> MiniLM:
    """The real model, loaded once."""
    return MiniLM.open()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with two small articles."""
    place = tmp_path / "articles"
    place.mkdir()
    for name, text in ARTICLES.items():
        (place / name).write_text(text, "utf-8")
    return place


@pytest.fixture
def open_assistant(tmp_path: Path) -> Iterator[Callable[..., Assistant]]:
    """Opens assistants on one empty home, without the seed articles unless asked; closes them all."""
    opened: list[Assistant] = []

    def open_(**values: object) -> Assistant:
        settings = Settings(**{"home": tmp_path / "home", "corpus": None, **values})  # type: ignore[arg-type]
        opened.append(Assistant.open(settings))
        return opened[-1]

    yield open_
    for assistant in opened:
        assistant.close()


@pytest.fixture(scope="session")
def seeds(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    """An assistant over the articles that ship."""
    with Assistant.open(Settings(home=tmp_path_factory.mktemp("seeds") / "home")) as assistant:
        yield assistant
