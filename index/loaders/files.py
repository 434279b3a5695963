"""Bytes of a file, and bytes as text: everything that can be wrong with a file is refused here."""

from __future__ import annotations

import codecs
import os
import re
import shlex
import stat
import unicodedata
from pathlib import Path

from charset_normalizer import from_bytes

from index.errors import LoadError

MAX_BYTES = 20_000_000
"""Longest file of one document, and longest line of a .jsonl corpus."""

NO_TEXT = "it shows no text."
"""What is wrong with a page or a Markdown file without any."""

_MARKS = (  # the longer ones first: a UTF-32 mark begins with a UTF-16 mark
    (codecs.BOM_UTF32_LE, "UTF-32"), (codecs.BOM_UTF32_BE, "UTF-32"),
    (codecs.BOM_UTF16_LE, "UTF-16"), (codecs.BOM_UTF16_BE, "UTF-16"),
)  # fmt: skip
_SIGNATURES = (
    (b"\x89PNG", "a PNG image"), (b"\xff\xd8\xff", "a JPEG image"), (b"GIF8", "a GIF image"),
    (b"%PDF-", "a PDF file"), (b"PK\x03\x04", "a zip archive or an office file"), (b"\x1f\x8b", "a gzip file"),
    (b"\x7fELF", "a program"), (b"MZ\x90\x00", "a program"), (b"SQLite format 3\x00", "a database"),
    (b"\xd0\xcf\x11\xe0", "an old office file"), (b"7z\xbc\xaf", "a 7z archive"),
)  # fmt: skip
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1a\x7f]")


def check_regular(path: Path) -> os.stat_result:
    """The status of a regular file; raises LoadError for anything else, without opening it."""
    try:
        status = path.stat()
    except FileNotFoundError as error:
        broken = path.is_symlink()
        raise LoadError(path, "it is a link to nothing." if broken else "no such file.") from error
    except (OSError, ValueError) as error:  # a link loop, a forbidden folder, a NUL in the name
        raise LoadError(path, f"{os_reason(error)}.") from error
    if stat.S_ISDIR(status.st_mode):
        raise LoadError(path, "it is a folder, not a file.")
    if not stat.S_ISREG(status.st_mode):
        raise LoadError(path, "it is a pipe, socket or device, not a regular file.")
    return status


def os_reason(error: OSError | ValueError) -> str:
    """What the operating system said, in lower case and without the path."""
    said = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
    return said[:1].lower() + said[1:]


def read_bytes(path: Path) -> bytes:
    """The bytes of a regular file of at most MAX_BYTES. Raises LoadError; never blocks on a pipe."""
    status = check_regular(path)
    if status.st_size > MAX_BYTES:
        raise LoadError(
            path,
            f"{status.st_size / 1e6:.0f} MB is more than the {MAX_BYTES // 1_000_000} MB that one document "
            "may have; split it into several files.",
        )
    try:
        with path.open("rb") as file:
            data = file.read(MAX_BYTES + 1)
    except OSError as error:
        raise LoadError(path, f"{os_reason(error)}.") from error
    if len(data) > MAX_BYTES:
        raise LoadError(path, f"it grew beyond {MAX_BYTES // 1_000_000} MB while it was read.")
    if not data:
        raise LoadError(path, "the file is empty.")
    return data


def refuse_binary(path: Path, data: bytes) -> None:
    """Raises LoadError when the bytes are no text in an encoding without NUL bytes."""
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            raise _wrong_encoding(path, encoding, "its first bytes say")
    for signature, kind in _SIGNATURES:
        if data.startswith(signature):
            raise LoadError(path, f"it is {kind}, whatever its name says; convert it to text first.")
    if b"\0" in (head := data[:4096]):
        # Latin letters in UTF-16 without a mark are every other byte NUL.
        even, odd = head[0::2].count(0), head[1::2].count(0)
        if max(even, odd) > 0.3 * len(head) and min(even, odd) < 0.05 * len(head):
            raise _wrong_encoding(path, "UTF-16LE" if odd > even else "UTF-16BE", "it looks like")
    if b"\0" in data:
        raise LoadError(path, f"it is binary, not text (a NUL at byte {data.index(0)}).")


def decode_utf8(path: Path, data: bytes) -> str:
    """The bytes as UTF-8 text, byte-order mark stripped, newlines untouched.

    Raises LoadError that names the likely encoding and the command that converts it, or the first
    broken byte of what is nearly UTF-8.
    """
    refuse_binary(path, data)
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise _not_utf8(path, data, error) from error
    controls = len(_CONTROL.findall(text))
    if controls > 2 and controls > 0.01 * len(text):
        raise LoadError(path, f"it is binary, not text ({controls} control characters).")
    return text


def check_words(path: Path, text: str, blank: str = "it holds nothing but white space.") -> None:
    """Raises LoadError when the text has no letter and no digit to answer from; `blank` says so of no text."""
    if not text.strip():
        raise LoadError(path, blank)
    if not any(unicodedata.category(character)[0] in "LN" for character in text):
        raise LoadError(path, "it holds no words.")


def _not_utf8(path: Path, data: bytes, error: UnicodeDecodeError) -> LoadError:
    line = data.count(b"\n", 0, error.start) + 1
    where = f"byte {error.start} (line {line})"
    readable = data.decode("utf-8", errors="replace")
    broken = readable.count("\ufffd")
    whole = sum(character > "\x7f" for character in readable) - broken
    if whole > broken:  # mostly valid sequences of several bytes: it was UTF-8 once
        return LoadError(path, f"{where} is broken UTF-8; repair or remove it.")
    if len(_CONTROL.findall(readable)) > 0.01 * len(readable):
        return LoadError(path, f"it is binary, not text ({where} is not UTF-8).")
    guess = from_bytes(data[:200_000]).best()
    if guess is None:
        return LoadError(path, f"{where} is not UTF-8, and no other encoding fits; save it as UTF-8.")
    return _wrong_encoding(path, _common_name(data, guess.encoding), f"{where} is not UTF-8; it looks like")


def _common_name(data: bytes, guess: str) -> str:
    """The guessed encoding, or windows-1252 where the guess is a rarer Latin relative of it."""
    latin = {"cp1250", "cp1252", "cp1254", "cp1257", "cp1258", "latin_1", "cp437", "cp775", "cp850", "cp858",
             "mac_roman", "mac_iceland", "mac_latin2", "mac_turkish", "hp_roman8", "cp500", "cp037"}  # fmt: skip
    if (guess in latin or guess.startswith("iso8859")) and guess not in {"iso8859_5", "iso8859_6", "iso8859_7",
                                                                         "iso8859_8"}:  # fmt: skip
        high = [byte for byte in data if byte > 0x7F]
        common = set("äöüÄÖÜßéèêëàâáãåçñóòôõíìîïúùûøæœ’‘“”–—…«»€°É ".encode("cp1252"))
        if sum(byte in common for byte in high) >= 0.9 * len(high):
            return "windows-1252"
    return guess.replace("_", "-")


def _wrong_encoding(path: Path, encoding: str, why: str) -> LoadError:
    name = shlex.quote(path.name)
    return LoadError(path, f"{why} {encoding}; convert it with: iconv -f {encoding} -t UTF-8 {name} > utf8-{name}")
