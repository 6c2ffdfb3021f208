"""A text file to be proofread: read as it is encoded, and written back with the same encoding and line ends.

Written aside, synced and renamed, with the file's own rights; never over a file that has changed meanwhile.
"""

from __future__ import annotations

import codecs
import os
import stat
import sys
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from samantha.errors import InputError
from samantha.ports import Fault

MOST_BYTES = 10_000_000
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_MARKDOWN = {".md", ".markdown"}


@dataclass(frozen=True, slots=True)
class Page:
    """file: None for standard input. text: with the line ends it has. raw: the bytes as they were read."""

    file: Path | None
    text: str
    encoding: str
    raw: bytes

    @classmethod
    def read(cls, file: Path | None) -> Page:
        """The text of a file or of standard input. Raises InputError."""
        try:
            raw = sys.stdin.buffer.read(MOST_BYTES + 1) if file is None else _bytes(file)
        except OSError as error:
            raise InputError(
                f"cannot be read: {error.strerror}", where=str(file or "-"), mend="Name a text."
            ) from error
        where = str(file or "standard input")
        if len(raw) > MOST_BYTES:
            raise InputError("is too long", where=where, mend=f"At most {MOST_BYTES // 1_000_000} MB at a time.")
        encoding = next((name for mark, name in _MARKS if raw.startswith(mark)), "utf-8")
        try:
            text = raw.decode(encoding)
        except UnicodeDecodeError:
            encoding, text = "cp1252", raw.decode("cp1252", "replace")
        if "\0" in text or "\ufffd" in text:
            raise InputError("is no text", where=where, mend="Give a text file, in UTF-8 or UTF-16 or Windows-1252.")
        return cls(file, text, encoding, raw)

    @property
    def name(self) -> str:
        """As the user calls it."""
        return str(self.file or "-")

    @property
    def markdown(self) -> bool:
        """Whether code and links in it are no prose."""
        return self.file is not None and self.file.suffix.lower() in _MARKDOWN

    def with_changes(self, changes: Sequence[tuple[Fault, str]]) -> Page:
        """The same with these words in the places of these faults, none of which overlaps another."""
        text = self.text
        for fault, words in sorted(changes, key=lambda change: change[0].start, reverse=True):
            text = text[: fault.start] + words + text[fault.end :]
        return replace(self, text=text)

    def write(self) -> None:
        """The file holds this text, or still the old one. Raises InputError."""
        assert self.file is not None, "standard input cannot be changed"
        try:
            made = self._encoded()
            file = self.file.resolve(strict=True)
            if file.read_bytes() != self.raw:
                raise InputError("has changed meanwhile", where=self.name, mend="Start again.")
            part = file.with_name(f".{file.name}.part")
            rights = stat.S_IMODE(file.stat().st_mode)
            with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, rights), "wb") as out:
                os.fchmod(out.fileno(), rights)
                out.write(made)
                out.flush()
                os.fsync(out.fileno())
            part.replace(file)
        except OSError as error:
            mend = "Make room or give the right to write there."
            raise InputError(f"cannot be written: {error.strerror}", where=self.name, mend=mend) from error

    def _encoded(self) -> bytes:
        try:
            if self.encoding == "utf-16":  # in the order it had
                order = "utf-16-le" if self.raw.startswith(codecs.BOM_UTF16_LE) else "utf-16-be"
                return self.raw[:2] + self.text.encode(order)
            return self.text.encode(self.encoding)
        except UnicodeEncodeError as error:
            raise InputError(
                f"cannot be written as {self.encoding}", where=self.name, mend="Save it as UTF-8 first."
            ) from error


def line_of(text: str, at: int) -> tuple[int, int, str]:
    """Number and column of this place, from 1 on, and its line without its end."""
    begin = text.rfind("\n", 0, at) + 1
    end = text.find("\n", at)
    line = text[begin : end if end >= 0 else len(text)].rstrip("\r")
    return text.count("\n", 0, at) + 1, at - begin + 1, line


def _bytes(file: Path) -> bytes:
    if file.is_dir():
        raise InputError("is a folder", where=str(file), mend="Name a file.")
    with file.open("rb") as lines:
        return lines.read(MOST_BYTES + 1)
