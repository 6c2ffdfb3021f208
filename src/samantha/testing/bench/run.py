"""One turn of the benchmark: an item is heard at its real pace, and what happens is recorded.

Open loop: the microphone never waits. The turn is over a moment after the reply has become audible, so that a run
takes minutes and not hours; what she would have gone on to say is not measured here.
"""

from __future__ import annotations

import dataclasses
import tempfile
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol, TypeAlias

import anyio

from samantha.audio.files import StereoWriter
from samantha.audio.pcm import PLAY_RATE, Pcm
from samantha.core import notes
from samantha.core.clock import HEAR_RATE, WINDOW, ms, samples
from samantha.core.notes import Note, Watcher
from samantha.doors.file import SoundDoor
from samantha.doors.recorded import Recorded
from samantha.ports import Door, Frame, Typed
from samantha.testing.bench.corpus import Item
from samantha.testing.bench.curve import Wait, waits
from samantha.testing.bench.waveform import Measured, loudspeaker, measured
from samantha.testing.wer import word_errors

ENOUGH_S = 1.0
"""The reply is stopped when so much of it has been heard: its loudness is known by then."""
GIVE_UP_S = 15.0
"""No reply within this time after the end of the user's speech is none."""
NOTHING_MS = 3000
"""Nothing in the making for so long after the user's speech means that nothing will come either."""
AFTER_REPLY_MS = 300
"""The same once a reply, or all of a short one, has been heard."""


class Talk(Protocol):
    """A conversation at one door."""

    async def run(self) -> None:
        """Talks until the door has nothing more to bring; afterwards nothing of it is left running."""

    def hush(self) -> None:
        """Silence now."""


System: TypeAlias = Callable[[Door, Watcher], Talk]
"""A program under test: begins a conversation, with nothing remembered, at a door.

It should tell its watcher ``Turn`` (what it understood), ``ReplyEnded`` and ``TurnSummary``; these only explain the
figures and are not part of them."""


@dataclass(frozen=True, slots=True)
class Row:
    """One turn of one system. late_ms: how far sample time lagged behind real time when the reply began, at worst.

    waits: the silences in which it might have answered, where the system tells of them.
    """

    system: str
    item: str
    who: str
    seconds: float
    text: str | None
    understood: str
    said: str
    measured: Measured
    stages_ms: dict[str, int]
    errors: int
    words: int
    late_ms: float
    trouble: tuple[str, ...]
    waits: tuple[Wait, ...] = ()


async def take_turn(name: str, system: System, item: Item, recordings: Path | None = None) -> Row:
    """The item heard by the system, measured. Recordings are kept in that folder, if there is one.

    Raises:
        InputError: if nothing can be written there.
    """
    with tempfile.TemporaryDirectory() as scratch:
        tape = (recordings or Path(scratch)) / f"{name}-{Path(item.name).stem}.wav"
        told: list[Note] = []
        windows = item.windows(-(-(item.speech_end + samples(1000 * GIVE_UP_S)) // WINDOW))
        booth = Booth(Recorded(SoundDoor([iter(windows)]), StereoWriter(tape)), item.speech_end)
        talk = system(booth, told.append)
        booth.hush = talk.hush
        await talk.run()
        played, rate = loudspeaker(tape)
    return row(name, item, measured(played, rate, item), told, booth.late_ms)


def row(name: str, item: Item, figures: Measured, told: list[Note], late_ms: float = 0.0) -> Row:
    """The turn's figures together with what its notes say about them."""
    understood = " ".join(note.text for note in told if isinstance(note, notes.Turn))
    said = " ".join(note.heard for note in told if isinstance(note, notes.ReplyEnded) and note.heard)
    stages = next((n.stages for n in told if isinstance(n, notes.TurnSummary) and n.stages is not None), None)
    errors, words = word_errors(item.text, understood) if item.text is not None else (0, 0)
    trouble = tuple(f"{note.stage}: {note.what}" for note in told if isinstance(note, notes.Trouble))
    return Row(
        system=name,
        item=item.name,
        who=item.who,
        seconds=(item.speech_end - item.speech_start) / HEAR_RATE,
        text=item.text,
        understood=understood,
        said=said,
        measured=figures,
        stages_ms=dataclasses.asdict(stages) if stages is not None else {},
        errors=errors,
        words=words,
        late_ms=late_ms,
        trouble=trouble,
        waits=waits(told, item),
    )


@dataclass(slots=True)
class Booth:
    """A door around ``door`` that closes when enough of the answer to its sound has been heard.

    hush: called right before. late_ms: how far it lagged behind real time, at worst, until the reply could be heard.
    """

    door: Door
    speech_end: int
    hush: Callable[[], None] = lambda: None
    late_ms: float = 0.0
    _at: int = field(default=0, init=False)
    _played: int = field(default=0, init=False)
    _before: int = field(default=0, init=False)  # of those, until the user's end
    _idle: int = field(default=0, init=False)

    @property
    def ears_while_speaking(self) -> bool:
        """As the door's."""
        return self.door.ears_while_speaking

    @asynccontextmanager
    async def open(self) -> AsyncIterator[AsyncIterator[Frame | Typed]]:
        """As the door's."""
        async with self.door.open() as inbox:
            yield self._frames(inbox)

    async def _frames(self, inbox: AsyncIterator[Frame | Typed]) -> AsyncIterator[Frame | Typed]:
        begun = anyio.current_time()
        async for item in inbox:
            if isinstance(item, Frame):
                self._at += WINDOW
                if not item.played:
                    late = anyio.current_time() - begun - self._at / HEAR_RATE
                    self.late_ms = max(self.late_ms, 1000 * late)
                self._played = item.played
                if self._at <= self.speech_end:
                    self._before = item.played
            yield item
            if self._over():
                self.hush()
                return

    def _over(self) -> bool:
        waited = self._at - self.speech_end
        if waited < 0:
            return False
        heard = self._played - self._before
        return (
            heard >= ENOUGH_S * PLAY_RATE
            or waited >= GIVE_UP_S * HEAR_RATE
            or min(ms(self._idle), ms(waited)) >= (AFTER_REPLY_MS if heard else NOTHING_MS)
        )

    def play(self, pcm: Pcm) -> None:
        """Queues sound."""
        self.door.play(pcm)

    def flush(self) -> None:
        """Forgets what is queued."""
        self.door.flush()

    def duck(self, gain: float) -> None:
        """Softer, or standing still at 0."""
        self.door.duck(gain)

    def mute(self, on: bool) -> None:
        """Closes the microphone."""
        self.door.mute(on)

    def idle(self, since: int) -> None:
        """Remembered, and told to the door."""
        self._idle = since
        self.door.idle(since)
