"""What the user may do in the folder of an index, and how a store is read where nothing may be written."""

from __future__ import annotations

import os
import shutil
import stat
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path

from index.errors import HomeRefused

CATALOG = "catalog.sqlite"
"""The file of a home that every index has."""
STORES = ("words", "vectors")
"""Folders of the home with what is made from the catalog."""


def check_home(home: Path) -> None:
    """Raises HomeRefused where something else than a folder stands, or what the user may not read."""
    try:
        mode = home.stat().st_mode
    except FileNotFoundError:
        return
    except OSError as error:
        raise HomeRefused(home, error.strerror or str(error)) from error
    if not stat.S_ISDIR(mode):
        raise HomeRefused(home, "it is a file, not a folder")
    unreadable = _refused(_files(home), os.R_OK)
    if unreadable is not None:
        raise HomeRefused(home, f"you are not permitted to read {unreadable}")


def may_write(home: Path) -> bool:
    """Whether the user may write to all of the index in a home that is there."""
    return _refused(_files(home), os.W_OK) is None


def _files(home: Path) -> Iterator[Path]:
    """The home and what belongs to an index in it; the folder may hold anything besides."""
    yield from (home, home / CATALOG)
    for store in STORES:
        yield from (home / store, *(home / store).rglob("*"))


def _refused(places: Iterable[Path], mode: int) -> Path | None:
    """The first that is there and that the user may not use so (os.R_OK or os.W_OK); None where there is none."""
    for place in places:
        wanted = mode | os.X_OK if place.is_dir() else mode
        if not os.access(place, wanted) and os.path.lexists(place):  # a writer may have removed it meanwhile
            return place
    return None


class StoreFolder:
    """The folder of a store, or a copy of it where the user may not write: both stores write lock files to read."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._copy: tempfile.TemporaryDirectory[str] | None = None

    @property
    def is_copy(self) -> bool:
        """Whether a copy was opened, which shows nothing of what others write until it is opened anew."""
        return self._copy is not None

    def open(self) -> Path:
        """The folder, made when there is none, or a new copy of it. Raises OSError, HomeRefused."""
        self.folder.mkdir(parents=True, exist_ok=True)
        self.close()
        if _refused((self.folder, *self.folder.rglob("*")), os.W_OK) is None:
            return self.folder
        try:
            self._copy = tempfile.TemporaryDirectory(prefix="footnote-", ignore_cleanup_errors=True)
            for file in self.folder.rglob("*"):
                if file.is_file():
                    target = Path(self._copy.name, file.relative_to(self.folder))
                    target.parent.mkdir(exist_ok=True)
                    shutil.copyfile(file, target)
        except OSError as error:
            reason = f"you are not permitted to write there, and no copy can be made in {tempfile.gettempdir()}"
            raise HomeRefused(self.folder.parent, f"{reason}: {error.strerror or error}") from error
        return Path(self._copy.name)

    def close(self) -> None:
        """Remove the copy."""
        if self._copy is not None:
            self._copy.cleanup()
            self._copy = None
