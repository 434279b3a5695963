"""Everything that can go wrong, as one tree.

FootnoteError               one base to catch; str(error) is one line that says what to do
├── LoadError               a file cannot become a document        .path .reason
├── NotSynced               nothing was indexed from that path     .path
├── NoIndex                 that folder holds no index             .home
├── IndexMismatch           made with other settings or a version  .home .field .expected .found
├── IndexBusy               another process is writing             .home
├── StorageError            the disk refused                       .home .reason
│   └── HomeRefused         no folder, or one that is not permitted
├── ModelFileError          a shipped weight file is not the one   .path .reason
├── SettingsError           a setting has an impossible value      .name .reason
└── ModelUnavailable        a language model did not answer        .model .reason
"""

from __future__ import annotations

import shlex
from pathlib import Path


class FootnoteError(Exception):
    """The base of every error that footnote raises on purpose."""


class LoadError(FootnoteError):
    """A file that cannot become a document; the rest of its folder is not affected."""

    def __init__(self, path: Path | str, reason: str) -> None:
        self.path = Path(path)
        self.reason = reason
        super().__init__(f"Cannot read {path}: {reason}")


class NotSynced(FootnoteError):
    """Nothing in the index was added by a sync of this path."""

    def __init__(self, path: Path) -> None:
        self.path = path
        super().__init__(f'Nothing in the index was synced from {path}. "footnote documents --paths" lists what was.')


class NoIndex(FootnoteError):
    """A command that makes no index was given a folder without one."""

    def __init__(self, home: Path) -> None:
        self.home = home
        super().__init__(
            f'There is no index in {home}. Check the path, or make one there: "footnote sync FOLDER --home '
            f'{shlex.quote(str(home))}".'
        )


class IndexMismatch(FootnoteError):
    """The index was made with another model, other passage settings or another format."""

    def __init__(self, home: Path, field: str, expected: str, found: str) -> None:
        self.home = home
        self.field = field
        self.expected = expected
        self.found = found
        super().__init__(
            f"The index in {home} was made with {field} {found}, and this version of footnote needs "
            f'{expected}. Choose another --home, or delete that folder and run "footnote sync" again.'
        )


class IndexBusy(FootnoteError):
    """Another process holds the write lock of this home."""

    def __init__(self, home: Path) -> None:
        self.home = home
        super().__init__(
            f"Another footnote process is writing to {home}. Try again when it has finished, or choose another --home."
        )


class StorageError(FootnoteError):
    """The disk refused: full, or the files of the index are damaged."""

    advice = 'If the disk is full, make room; if it is damaged, delete that folder and run "footnote sync" again.'

    def __init__(self, home: Path, reason: str) -> None:
        self.home = home
        self.reason = reason
        super().__init__(f"Cannot use the index in {home}: {reason.rstrip('.')}. {self.advice}")


class HomeRefused(StorageError):
    """The home is no folder, or the user may not read or write there; nothing is damaged."""

    advice = "Choose another --home."


class ModelFileError(FootnoteError):
    """A weight file of the package is missing, truncated or altered."""

    def __init__(self, path: Path, reason: str) -> None:
        self.path = path
        self.reason = reason
        super().__init__(f"The model file {path} {reason}. Install footnote-qa again.")


class SettingsError(FootnoteError):
    """A setting is unknown or has a value that cannot work."""

    def __init__(self, name: str, reason: str) -> None:
        self.name = name
        self.reason = reason
        super().__init__(f"Setting {name}: {reason}")


class ModelUnavailable(FootnoteError):
    """A language model is not installed, not reachable, too slow, or refused."""

    def __init__(self, model: str, reason: str) -> None:
        self.model = model
        self.reason = reason
        super().__init__(f"The language model {model} is not available: {reason}")
