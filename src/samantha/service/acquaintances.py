"""The file of those she knows by voice, and the folder that each of them has.

Other programs may change the file, so it is looked at again whenever it has changed. Whoever is forgotten leaves
nothing: the voice goes from the file, everything kept for that person with the folder; with the last of them the
user's own voice goes too, because nobody needs to tell it from another any more.
"""

from __future__ import annotations

import contextlib
import shutil
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import numpy as np
from pydantic import BaseModel, TypeAdapter, ValidationError

from samantha.errors import InputError
from samantha.mind.people.circle import USER, Person
from samantha.models.store import private_folder, write_whole
from samantha.ports import Voiceprint
from samantha.service.paths import data_folder


class _Kept(BaseModel):
    key: str
    name: str
    seconds: float
    voice: list[float]


_ALL = TypeAdapter(list[_Kept])


class Acquaintances:
    """A Circle on disk. Raises InputError where the file cannot be read or written."""

    def __init__(self, env: Mapping[str, str]) -> None:
        self._folder = data_folder(env) / "people"
        self._file = self._folder / "people.json"
        self._seen = -1
        self._people: tuple[Person, ...] = ()

    @property
    def people(self) -> Sequence[Person]:
        """The user first; () before the first introduction."""
        seen = self._changed_at()
        if seen != self._seen:
            self._people, self._seen = self._read(), seen
        return self._people

    @property
    def guests(self) -> list[Person]:
        """All but the user."""
        return [person for person in self.people if person.key != USER]

    def folder(self, person: Person) -> Path:
        """Where everything that is this person's is kept; it may not exist yet."""
        return self._folder / person.key

    def new_key(self) -> str:
        """A key that nobody has."""
        taken = [int(file.name) for file in self._folder.glob("[0-9]*") if file.name.isdigit()]
        taken += [int(person.key) for person in self.guests]
        return str(max(taken, default=0) + 1)

    def welcome(self, *people: Person) -> None:
        """From now on these are known too."""
        for person in people:
            if person.key != USER:
                with _told(self._file):
                    private_folder(self.folder(person))
        self._write([*self.people, *people])

    def rename(self, old: str, new: str) -> None:
        """From now on this person is called so. Raises InputError for a name that is nobody's, or another's."""
        chosen = self.named(old)
        if any(person.name.lower() == new.lower() and person is not chosen for person in self.people):
            raise InputError(f"there is a {new} already", mend="Choose another name.")
        self._write([Person(p.key, new, p.voice) if p is chosen else p for p in self.people])

    def forget(self, name: str) -> None:
        """Afterwards nothing is left of this person. Raises InputError for a name that is nobody's."""
        chosen = self.named(name)
        with _told(self._file):
            if self.folder(chosen).is_dir():
                shutil.rmtree(self.folder(chosen))
        left = [person for person in self.people if person is not chosen]
        self._write(left if any(person.key != USER for person in left) else [])

    def named(self, name: str) -> Person:
        """The person of that name. Raises InputError if there is none."""
        for person in self.guests:
            if person.name.lower() == name.lower():
                return person
        known = ", ".join(person.name for person in self.guests) or "nobody"
        raise InputError(f"there is nobody called {name!r}", mend=f"Introduced so far: {known}.")

    def _changed_at(self) -> int:
        try:
            return self._file.stat().st_mtime_ns
        except FileNotFoundError:
            return 0
        except OSError as error:
            raise _unreadable(self._file, error) from error

    def _read(self) -> tuple[Person, ...]:
        try:
            kept = _ALL.validate_json(self._file.read_bytes())
        except FileNotFoundError:
            return ()
        except (OSError, ValidationError) as error:
            raise _unreadable(self._file, error) from error
        return tuple(Person(k.key, k.name, Voiceprint(np.array(k.voice, np.float32), k.seconds)) for k in kept)

    def _write(self, people: Sequence[Person]) -> None:
        kept = [
            _Kept(key=p.key, name=p.name, seconds=p.voice.seconds, voice=p.voice.direction.tolist()) for p in people
        ]
        with _told(self._file):
            private_folder(self._folder)
            if kept:
                write_whole(self._file, _ALL.dump_json(kept))
            else:
                self._file.unlink(missing_ok=True)
        self._people, self._seen = tuple(people), self._changed_at()


@contextlib.contextmanager
def _told(file: Path) -> Iterator[None]:
    """The system's complaints as ours."""
    try:
        yield
    except OSError as error:
        raise InputError(
            f"the people she knows cannot be kept: {error.strerror}",
            where=str(file),
            mend="Is the disk full, or the file another's?",
        ) from error


def _unreadable(file: Path, error: Exception) -> InputError:
    return InputError(
        f"the people she knows cannot be read: {type(error).__name__}",
        where=str(file),
        mend="Move the file away to begin anew; voices have to be introduced again then.",
    )
