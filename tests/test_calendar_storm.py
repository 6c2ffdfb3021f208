"""A hundred chance histories of a calendar and its server: after a sync both are the same, and no edit is lost."""

from __future__ import annotations

import contextlib
import random
from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest
from tests.calendars import NOW, ZONE, ics

from samantha.errors import ServerError
from samantha.hands.calendar import copy as copies
from samantha.hands.calendar.copy import Copy
from samantha.hands.calendar.remote import Changed
from samantha.hands.calendar.shelf import Shelf
from samantha.hands.calendar.sync import Sync

BASE = "https://dav.example.org/home/"


class Scripted:
    """A server's calendar in memory. cut_after: so many requests are answered before the line is cut."""

    def __init__(self, tells_tags: bool) -> None:
        self.files: dict[str, tuple[str, str]] = {}
        self.cut_after = -1
        self._tells_tags = tells_tags
        self._count = 0

    def keep(self, address: str, text: str) -> str:
        self._count += 1
        self.files[address] = f'"{self._count}"', text
        return self.files[address][0]

    def _answer(self) -> None:
        if self.cut_after == 0:
            raise ServerError("cut", offline=True)
        self.cut_after -= 1

    def tags(self) -> Mapping[str, str]:
        self._answer()
        return {address: tag for address, (tag, _) in self.files.items()}

    def texts(self, addresses: Sequence[str]) -> Mapping[str, tuple[str, str]]:
        self._answer()
        return {address: self.files[address] for address in addresses if address in self.files}

    def address(self, file_name: str) -> str:
        return f"{BASE}{file_name}"

    def put(self, address: str, text: str, tag: str | None) -> str:
        self._answer()
        if self.files.get(address, (None,))[0] != tag:
            raise Changed
        new = self.keep(address, text)
        return new if self._tells_tags else ""

    def delete(self, address: str, tag: str) -> None:
        self._answer()
        if self.files.get(address, (None,))[0] != tag:
            raise Changed
        del self.files[address]


class Story:
    """One chance history. mine: versions written here that nothing here has replaced since the last sync."""

    def __init__(self, seed: int, folder: Path) -> None:
        self.chance = random.Random(seed)
        self.folder = folder / "home"
        self.shelf = Shelf(folder, lambda: ZONE)
        self.server = Scripted(tells_tags=self.chance.random() < 0.7)
        self.number = 0
        copies.save(self.folder, Copy("home", BASE, "Home"))

    def event(self, name: str) -> str:
        self.number += 1
        return ics(f"SUMMARY:Edit {self.number}", f"DTSTART:20261127T{self.number % 24:02}0000Z", uid=name)

    def sync(self) -> None:
        copy = copies.load(self.folder)
        assert copy is not None
        Sync(self.shelf, self.folder, copy, self.server, NOW).run()

    def names(self) -> list[str]:
        return [file.name for file in self.shelf.files(self.folder)]

    def step(self) -> None:
        """Somebody does something, on one side."""
        name = f"{self.chance.choice('abcd')}.ics"
        here = self.chance.random() < 0.5
        gone = self.chance.random() < 0.3
        address = self.server.address(name)
        if here:
            file = self.folder / name
            old = self.shelf.text(file)
            if old is not None or not gone:
                self.shelf.write(file, old, None if gone else self.event(name))
        elif gone:
            self.server.files.pop(address, None)
        else:
            self.server.keep(address, self.event(name))

    def here(self) -> dict[str, str]:
        return {name: self.shelf.text(self.folder / name) or "" for name in self.names()}

    def there(self) -> dict[str, str]:
        return {address.removeprefix(BASE): text for address, (_, text) in self.server.files.items()}

    def set_aside(self) -> list[str]:
        kept = self.folder / ".kept"
        return [file.read_bytes().decode() for file in kept.iterdir()] if kept.is_dir() else []


@pytest.mark.parametrize("first", range(0, 100, 20))
def test_both_sides_become_the_same_and_no_edit_is_lost(first: int, tmp_path: Path) -> None:
    for seed in range(first, first + 20):
        story = Story(seed, tmp_path / str(seed))
        for _ in range(6):
            for _ in range(story.chance.randint(0, 4)):
                story.step()
            mine, agreed = story.here(), copies.load(story.folder)
            assert agreed is not None
            edits = [
                text for name, text in mine.items()
                if name not in agreed.files or copies.digest(text) != agreed.files[name].digest
            ]  # fmt: skip
            story.server.cut_after = story.chance.choice((-1, 1, 2, 3))
            with contextlib.suppress(ServerError):
                story.sync()
            story.server.cut_after = -1
            story.sync()
            assert story.here() == story.there(), seed
            known = [*story.there().values(), *story.set_aside()]
            assert all(edit in known for edit in edits), seed
            before = dict(story.server.files)
            story.sync()
            assert story.server.files == before, seed
