"""Where letters lie: a folder each, in it every version as a readable file of its own, the newest with the highest
number.

A version is never changed, only added, so there is one act on the disk for everything, also for an undo: write aside,
fsync, rename. A power cut leaves the version before. A file has four lines of heading, an empty line and the letter.
Everything is for the user alone (0700, 0600).
"""

from __future__ import annotations

import os
import re
import shutil
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from rapidfuzz.fuzz import ratio

from samantha.errors import InputError
from samantha.hands import alike

NEAR = 78
"""Likeness in per cent from which a name that was heard is taken for a letter's."""


@dataclass(frozen=True, slots=True)
class Version:
    """A letter as it was at one time.

    number: from 1 on. to: whom it is for. by: "you" or "Samantha", whose words were added. what: what was done, in
    words. like: the number of the version whose text this is again, after an undo; else its own.
    """

    number: int
    to: str
    text: str
    saved: datetime
    by: str
    what: str
    like: int


@dataclass(frozen=True, slots=True)
class Letter:
    """A letter on the shelf: its name and its newest version."""

    name: str
    newest: Version


class Shelf:
    """The letters of one user."""

    def __init__(self, folder: Path, now: Callable[[], datetime]) -> None:
        self.folder = folder
        self._now = now

    def letters(self) -> list[Letter]:
        """All letters, the one worked on last first."""
        if not self.folder.is_dir():
            return []
        found = [self._letter(entry.name) for entry in self.folder.iterdir() if _numbers(entry)]
        return sorted(found, key=lambda letter: letter.newest.saved, reverse=True)

    def named(self, name: str) -> Letter:
        """The letter with this name or to this person. Raises InputError."""
        if _slug(name) == name and _numbers(self.folder / name):
            return self._letter(name)
        found = self.to(name)
        if found is None or not (self.is_to(found, name) or ratio(_slug(found.newest.to), _slug(name)) >= NEAR):
            known = ", ".join(letter.name for letter in self.letters())
            mend = (
                f"There are: {known}." if known else 'There are none yet: say "I\'d like to write a letter to ...".'
            )
            raise InputError(f"there is no letter {name!r}", where=str(self.folder), mend=mend)
        return found

    def to(self, person: str) -> Letter | None:
        """The newest letter to this person, whose name may have been misheard: see ``is_to``."""
        letters, wanted = self.letters(), _slug(person)
        same = [letter for letter in letters if _slug(letter.newest.to) == wanted]
        sure = same or [letter for letter in letters if self.is_to(letter, person)]
        near = sure or [letter for letter in letters if ratio(_slug(letter.newest.to), wanted) >= NEAR]
        names = wanted.split("-")
        near = near or [one for one in letters if alike.sounds(names, _slug(one.newest.to).split("-"))]
        return near[0] if near else None

    @staticmethod
    def is_to(letter: Letter, person: str) -> bool:
        """Whether it is to just this person, and not only to one whose name sounds alike."""
        return set(_slug(person).split("-")) - {"my", "the"} <= set(_slug(letter.newest.to).split("-"))

    def begin(self, to: str) -> Letter:
        """A new, empty letter."""
        slug = _slug(to) or "letter"
        name, n = slug, 1
        while (self.folder / name).exists():
            n += 1
            name = f"{slug}-{n}"
        version = Version(1, to, "", self._now(), "you", "began", 1)
        self._write(name, version)
        return Letter(name, version)

    def add(self, letter: Letter, text: str, what: str, *, by: str = "you", like: int | None = None) -> Letter:
        """The letter with a new version, safe on the disk. Raises InputError where that cannot be."""
        number = letter.newest.number + 1
        version = Version(number, letter.newest.to, text, self._now(), by, " ".join(what.split()), like or number)
        self._write(letter.name, version)
        return Letter(letter.name, version)

    def version(self, letter: Letter, number: int) -> Version:
        """An older version. Raises InputError."""
        file = self.folder / letter.name / _file(number)
        if not file.is_file():
            raise InputError(
                f"there is no version {number} of {letter.name!r}",
                mend=f"See them: samantha letters show {letter.name} --versions",
            )
        return _read(file)

    def versions(self, letter: Letter) -> list[Version]:
        """All versions, the oldest first."""
        return [_read(self.folder / letter.name / _file(n)) for n in _numbers(self.folder / letter.name)]

    def delete(self, letter: Letter) -> None:
        """The letter and all its versions are gone."""
        shutil.rmtree(self.folder / letter.name)

    def _letter(self, name: str) -> Letter:
        folder = self.folder / name
        return Letter(name, _read(folder / _file(_numbers(folder)[-1])))

    def _write(self, name: str, version: Version) -> None:
        folder = self.folder / name
        try:
            for made in (self.folder, folder):
                made.mkdir(mode=0o700, parents=True, exist_ok=True)
            file = folder / _file(version.number)
            part = file.with_suffix(".part")
            with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as out:
                out.write(_written(version))
                out.flush()
                os.fsync(out.fileno())
            part.rename(file)
            _sync(folder)
            _sync(self.folder)
        except OSError as error:
            raise InputError(
                f"the letter cannot be saved: {error.strerror}",
                where=str(folder),
                mend="Make room or give the right to write there.",
            ) from error


def _sync(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _file(number: int) -> str:
    return f"{number:05}.md"


def _numbers(folder: Path) -> list[int]:
    return (
        sorted(int(file.stem) for file in folder.glob("[0-9]*.md") if file.stem.isdigit()) if folder.is_dir() else []
    )


def _written(version: Version) -> str:
    again = f" (version {version.like} again)" if version.like != version.number else ""
    saved = version.saved.isoformat(timespec="seconds")
    head = f"To: {version.to}\nSaved: {saved}\nBy: {version.by}\nWhat: {version.what}{again}\n"
    return f"{head}\n{version.text}\n"


def _read(file: Path) -> Version:
    try:
        head, _, text = file.read_text(encoding="utf-8").partition("\n\n")
        fields = dict(line.split(": ", 1) for line in head.splitlines())
        number = int(file.stem)
        again = re.search(r" \(version (\d+) again\)$", fields["What"])
        what = fields["What"][: again.start()] if again else fields["What"]
        saved = datetime.fromisoformat(fields["Saved"])
        like = int(again[1]) if again else number
        return Version(number, fields["To"], text.removesuffix("\n"), saved, fields["By"], what, like)
    except (OSError, ValueError, KeyError) as error:
        raise InputError(
            "this version of a letter cannot be read", where=str(file), mend="Mend its heading or move the file away."
        ) from error


def _slug(name: str) -> str:
    plain = unicodedata.normalize("NFKD", name.lower()).encode("ascii", "ignore").decode()
    return "-".join(re.findall(r"[a-z0-9]+", plain))
