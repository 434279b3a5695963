"""Settings and the environment."""

from __future__ import annotations

import pytest

from index.errors import SettingsError
from rag.settings import SEEDS, Settings, from_environment


@pytest.mark.parametrize(
    ("name", "value"),
    [("passage_tokens", 0), ("passage_tokens", "many"), ("overlap_sentences", -1), ("candidates", 0),
     ("passages_read", 0), ("abstain_below", 1.5), ("timeout_seconds", 0), ("model_provider", "magic"),
     ("abstain_below", "half"), ("timeout_seconds", "long"), ("timeout_seconds", float("nan")),
     ("passages_read", True), ("home", ""), ("home", 5),
     ("api_base", "http://127.0.0.1")],
)  # fmt: skip
def test_impossible_value_is_refused(name: str, value: object) -> None:
    """A value that cannot work fails when the settings are made, and the error names the setting."""
    with pytest.raises(SettingsError) as caught:
        Settings(**{name: value})  # type: ignore[arg-type]
    assert caught.value.name == name


def test_environment_is_read_and_arguments_win() -> None:
    """FOOTNOTE_ variables set what the command line leaves open."""
    environ = {"FOOTNOTE_HOME": "/a", "FOOTNOTE_MODEL": "small", "FOOTNOTE_API_KEY": "k", "HOME": "/root"}
    settings = from_environment(environ, home="/b", model=None)
    assert (settings.home, settings.model, settings.api_key) == ("/b", "small", "k")


def test_seed_articles_are_there() -> None:
    """The articles that ship are where the settings look for them."""
    assert len(list(SEEDS.glob("*.txt"))) == 5


def test_key_is_not_shown() -> None:
    """Printing settings does not print the key."""
    assert "secret" not in repr(Settings(model="m", api_key="secret"))
