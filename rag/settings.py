"""Settings, frozen; nothing else reads the environment."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import platformdirs

import index
from index.errors import SettingsError

SEEDS = Path(index.__file__).resolve().parent.parent / "seeds"
"""The articles that ship with footnote, in a checkout and in an installed wheel alike."""


@dataclass(frozen=True, slots=True)
class Settings:
    """Every dial there is. Impossible values raise SettingsError when the object is made."""

    home: str | Path | None = None
    """The folder of the index; None: a per-user data folder."""
    corpus: str | Path | None = SEEDS
    """What is indexed when the home is empty; None: nothing."""
    passage_tokens: int = 160
    """Longest passage, in tokens of cl100k_base; a longer sentence is split. Part of the index's fingerprint."""
    overlap_sentences: int = 1
    """Sentences that a passage shares with the one before it. Part of the index's fingerprint."""
    candidates: int = 50
    """Passages that each of the two searches contributes to the fusion."""
    passages_read: int = 12
    """Fused passages that the reader looks at."""
    abstain_below: float | None = None
    """Answers with a lower confidence (0 to 1) are refused; None: the default chosen on development data."""
    model: str | None = None
    """A language model's name; None: answers are extractive."""
    model_provider: str = "openai-like"
    """How the language model is reached: "openai-like" or "ollama"."""
    api_base: str | None = None
    """The language model's address."""
    api_key: str | None = field(default=None, repr=False)
    """Read from the environment only (FOOTNOTE_API_KEY)."""
    timeout_seconds: float = 60.0
    """How long one answer of the language model may take."""

    def __post_init__(self) -> None:
        whole = {
            "passage_tokens": (16, 8000),
            "overlap_sentences": (0, 10),
            "candidates": (1, 10_000),
            "passages_read": (1, 1000),
        }
        for name, (low, high) in whole.items():
            value = getattr(self, name)
            if not isinstance(value, int) or isinstance(value, bool) or not low <= value <= high:
                raise SettingsError(name, f"expected a whole number from {low} to {high}, found {value!r}.")
        least = self.abstain_below
        if least is not None and not (isinstance(least, (int, float)) and 0 <= least <= 1):
            raise SettingsError("abstain_below", f"expected a number from 0 to 1, found {self.abstain_below!r}.")
        if not isinstance(self.timeout_seconds, (int, float)) or not self.timeout_seconds > 0:
            raise SettingsError("timeout_seconds", f"expected more than 0, found {self.timeout_seconds!r}.")
        if self.home is not None and (not isinstance(self.home, (str, Path)) or self.home == ""):
            raise SettingsError("home", f"expected a folder, found {self.home!r}.")
        if self.model_provider not in ("openai-like", "ollama"):
            raise SettingsError("model_provider", f'expected "openai-like" or "ollama", found {self.model_provider!r}.')
        if self.model is None and self.api_base is not None:
            raise SettingsError("api_base", "an address without a model; name the model with --model too.")

    @property
    def home_path(self) -> Path:
        """The folder of the index, absolute."""
        home = self.home if self.home is not None else platformdirs.user_data_dir("footnote", appauthor=False)
        return Path(home).expanduser().absolute()


def from_environment(environ: Mapping[str, str] = os.environ, **values: object) -> Settings:
    """Settings from FOOTNOTE_* variables, overridden by those of `values` that are not None.

    FOOTNOTE_HOME, FOOTNOTE_MODEL, FOOTNOTE_MODEL_PROVIDER, FOOTNOTE_API_BASE, FOOTNOTE_API_KEY.
    Raises SettingsError for an impossible value.
    """
    chosen: dict[str, object] = {
        name: environ[variable]
        for name in ("home", "model", "model_provider", "api_base", "api_key")
        if environ.get(variable := f"FOOTNOTE_{name.upper()}")
    }
    chosen |= {name: value for name, value in values.items() if value is not None}
    return Settings(**chosen)  # type: ignore[arg-type]  # values are checked in __post_init__
