"""Scores requests through sound: spoken in a room, heard by real ears, carried out by the real skills.

    python bench/hands_aloud.py [--voice joe --voice heart,\\ low] [--rooms FOLDER] [--seed N] [--ears NAME]
        [--once] [--show] [--json]

Forty requests of ``requests.tsv``, those that the seed draws, each said by every voice given; the rooms take turns.
Time is virtual: the ears are charged for what they take, the pauses between turns cost nothing. She answers without a
sound, and what no skill understands is answered by a stub, so that only hearing and understanding are measured.
"""

from __future__ import annotations

import argparse
import json
import random
import tempfile
from collections import deque
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import anyio
import numpy as np
from anyio.from_thread import BlockingPortal, start_blocking_portal
from bench.hands import Knowing, Row, World, knowing, rows, wrong

from samantha.audio.pcm import Pcm, Samples
from samantha.core.clock import HEAR_RATE, WINDOW, samples
from samantha.core.endpoint import Outlook
from samantha.core.notes import Note, Turn
from samantha.doors.loudspeaker import Loudspeaker
from samantha.engines.silent import Silent
from samantha.ports import Act, Frame, Message, Skill, Transcriber, Typed
from samantha.service import bench, compose, loading
from samantha.service.config import load
from samantha.service.loading import Engines
from samantha.service.settings import Settings
from samantha.session.changing import ChangingVoice
from samantha.testing import room, virtual_time
from samantha.testing.bench import duplex
from samantha.testing.charged import ChargedTranscriber
from samantha.testing.fakes import ScriptedModel

COUNT = 40
UNSPEAKABLE = ("chat", "spelling")
"""Kinds that are left out: no request, or one whose point is how it is written (so is "change there to their")."""
FIRST_WRITTEN = 215
"""The forty are of these rows: the set as it was first written."""

NEXT_MS = 900
LONGEST_S = 90
NOISE = 1e-3
"""Root mean square of the room's own noise; the speech has duplex.USER_DB, 26 dB below full scale."""


def chosen(seed: int) -> list[Row]:
    """The forty that the seed draws."""
    able = [row for row in rows()[:FIRST_WRITTEN] if row.kind not in UNSPEAKABLE and "there" not in row.turns[-1]]
    return random.Random(seed).sample(able, COUNT)


class Speaker:
    """A door into a room in which somebody says one turn after the other, each when nothing is going on."""

    ears_while_speaking = True

    def __init__(self, turns: Sequence[Samples], seed: int) -> None:
        self._turns = deque(turns)
        self._sound = np.zeros(samples(500), np.float32)
        self._rng = np.random.default_rng(seed)
        self._loudspeaker = Loudspeaker(instant=True)
        self._now = 0
        self._finished = False

    @asynccontextmanager
    async def open(self) -> AsyncIterator[AsyncIterator[Frame | Typed]]:
        yield self._items()

    async def _items(self) -> AsyncIterator[Frame | Typed]:
        start = anyio.current_time()
        while not self._finished and self._now < LONGEST_S * HEAR_RATE:
            self._now += WINDOW
            await anyio.sleep_until(start + self._now / HEAR_RATE)
            window = NOISE * self._rng.standard_normal(WINDOW, np.float32)
            window[: len(self._sound[:WINDOW])] += self._sound[:WINDOW]
            self._sound = self._sound[WINDOW:]
            yield Frame(np.clip(window, -1, 1), self._loudspeaker.advance())

    def play(self, pcm: Pcm) -> None:
        self._loudspeaker.play(pcm)

    def flush(self) -> None:
        self._loudspeaker.flush()

    def duck(self, gain: float) -> None:
        self._loudspeaker.duck(gain)

    def mute(self, on: bool) -> None:
        pass

    def idle(self, since: int) -> None:
        if since >= samples(NEXT_MS) and not len(self._sound):
            self._finished = not self._turns
            if self._turns:
                self._sound = self._turns.popleft()


class Noted:
    """The skills as one that notes what they answer; ``answers`` has None for a turn that none understood."""

    def __init__(self, world: World, portal: BlockingPortal) -> None:
        self._world = world
        self._portal = portal
        self.answers: list[str | None] = [None]

    @property
    def least_pause_ms(self) -> int:
        return max(skill.least_pause_ms for skill in self._world.skills)

    def understands(self, text: str) -> Act | None:
        act = self._world.understood(text)
        if act is None:
            return None

        async def noted() -> str:
            answer = self._portal.call(act)  # it may wait for a thread, and virtual time has none
            self.answers.append(answer)
            return answer

        return noted


class Listener(ScriptedModel):
    """Has no opinion about whether a turn is over, and little to say."""

    def __init__(self) -> None:
        super().__init__(lambda _: "I see.")

    async def outlook(self, messages: Sequence[Message]) -> Outlook:
        return Outlook(0.3)


@dataclass(frozen=True)
class Lab:
    """What stays the same for all requests."""

    settings: Settings
    portal: BlockingPortal
    ears: Transcriber
    known: Knowing
    twice: bool
    """Whether what nothing understands is looked at a second time."""

    def say(
        self, row: Row, turns: Sequence[Samples], folder: Path, seed: int
    ) -> tuple[str, list[str], list[str | None]]:
        """What was wrong with the effect, what was heard, and what was answered."""
        world = World(folder, row.now, self.known)
        self.portal.call(world.open)
        for what in row.before:
            world.prepare(what)
        before, noted = world.state(), Noted(world, self.portal)
        heard: list[str] = []

        def watch(note: Note) -> None:
            if isinstance(note, Turn):
                heard.append(note.text)

        skills: list[Skill] = [noted]
        engines = Engines(
            loading.load_detector(self.settings),
            ChargedTranscriber(self.portal, self.ears),
            loading.new_mind(self.settings, Listener()),
            ChangingVoice(Silent()),
        )
        look = world.second_look if self.twice else None
        talk = compose.converse(self.settings, engines, Speaker(turns, seed), watch, skills, second_look=look)
        virtual_time.run(talk.run)
        return wrong(row, before, world.state(), noted.answers), heard, noted.answers


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--voice", action="append", default=[], help="who says them; all that there are if not given")
    parser.add_argument("--rooms", type=Path, help="a folder of impulse responses; else rooms made here")
    parser.add_argument("--seed", type=int, default=40, help="which forty (default: %(default)s)")
    parser.add_argument("--ears", default="", help="the model of the ears; else that of the profile")
    parser.add_argument("--once", action="store_true", help="without a second look at what nothing understands")
    parser.add_argument("--show", action="store_true")
    parser.add_argument("--json", action="store_true")
    given = parser.parse_args()
    settings = load(
        overrides={"turns.still_there_s": 0, **({"ears.model": given.ears} if given.ears else {})}
    ).settings
    responses = room.responses(given.rooms)
    rooms = list(responses)
    figures: dict[str, object] = {"ears": settings.ears_model, "rooms": rooms, "seed": given.seed}
    with start_blocking_portal() as portal:
        lab = Lab(
            settings,
            portal,
            portal.call(loading.load_ears, settings, loading.store(settings)),
            portal.call(knowing),
            not given.once,
        )
        people = portal.call(bench.people, settings)
        for name in given.voice or people:
            right = 0
            for number, row in enumerate(chosen(given.seed)):
                place = rooms[number % len(rooms)]
                turns = []
                for text in row.turns:
                    dry = portal.call(people[name], text).at(HEAR_RATE).samples
                    turns.append(
                        duplex.levelled(np.convolve(dry, responses[place]).astype(np.float32), duplex.USER_DB)
                    )
                with tempfile.TemporaryDirectory() as folder:
                    missed, heard, answers = lab.say(row, turns, Path(folder), number)
                right += not missed
                if given.show and missed:
                    print(
                        f"{name}, {place}: {' / '.join(row.turns)}\n    heard {heard}\n    {missed}: {answers}",
                        flush=True,
                    )
            figures[name] = {"right": right, "of": COUNT}
            print(name, right, "of", COUNT, flush=True)
    if given.json:
        print(json.dumps(figures, indent=1))


if __name__ == "__main__":
    main()
