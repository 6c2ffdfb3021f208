"""The first meeting's acceptance: three voices answer from sound, correct, talk over her, and are cut off by kill -9.

    python bench/meeting.py [--who NAME ...] [--show]

Each answer is a sound that comes when she has finished, one of them goes on over her voice. Detector, floor, Whisper,
the meeting and her voices are the real ones; time is virtual, and the ears are charged what they take. In the middle
the process kills itself; a second one goes on from what is on disk. Names, voice and settings, what may be
remembered, and the time it took are compared with what was meant.
"""

from __future__ import annotations

import argparse
import datetime
import json
import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from pathlib import Path

import numpy as np
from anyio.from_thread import BlockingPortal, start_blocking_portal

from samantha.audio.pcm import Samples
from samantha.core.clock import HEAR_RATE, WINDOW
from samantha.core.notes import Note, Turn
from samantha.doors.file import SoundDoor
from samantha.mind.changes import Change, Speaks
from samantha.mind.meeting.machine import State
from samantha.mind.meeting.questions import Step
from samantha.mind.meeting.skill import Meeting
from samantha.mind.memory.rows import Fact
from samantha.mind.persona import Persona
from samantha.service import bench, compose, loading
from samantha.service.beside import beside
from samantha.service.config import load
from samantha.service.herself import values
from samantha.service.keeping import Keeping
from samantha.service.loading import Engines
from samantha.service.meeting import Kept, read
from samantha.service.settings_file import write
from samantha.session.changing import ChangingVoice
from samantha.testing import virtual_time
from samantha.testing.charged import ChargedTranscriber, RememberedVoice
from samantha.testing.fakes import ScriptedModel

WHO = ("joe", "heart, low", "heart, high")
NOISE_DB = -60.0
OVER_HER_S = 2.6
"""So long after an answer she is in the middle of the next question."""

NAME = "Theodore"
SPELLED = f"No, {NAME}. T, H, E, O, D, O, R, E."
ANSWERS: Mapping[Step, str] = {
    "name": f"Call me {NAME}.",
    "voice": "A woman's voice, please.",
    "days": "I write letters for other people.",
    "free": "I like playing video games.",
    "people": "My sister Anna.",
    "about": "She makes films about her mother.",
    "talk": "You may chat a little.",
    "remember": "Yes, you may.",
    "herself": "I would like to call you Ada.",
}
MOST_CORRECTIONS = 4
MOST_ANSWERS = 25
DIES_AT: Step = "free"
"""As soon as this question is answered, before the answer is taken, the first process dies."""


class Person:
    """Answers what she asks, as a person does: corrects a wrong name, once goes back over her voice.

    short: leaves when the voice has been asked for twice.
    """

    def __init__(self, short: bool = False) -> None:
        self._short = short
        self._corrections = 0
        self._went_back = False

    def answers(self, state: State) -> tuple[str, ...]:
        """What is said next; a second part is said over her voice."""
        if state.asked == "voice" and (state.name != NAME or not self._corrections):
            self._corrections += 1
            if self._corrections <= MOST_CORRECTIONS:
                return (SPELLED if self._corrections % 2 else f"No, my name is {NAME}.",)
        if state.asked == "voice" and not self._went_back:
            self._went_back = True
            return ("A man's voice, please.", "Go back.")
        return ("Not now.",) if self._short and self._went_back else (ANSWERS[state.asked],)


class Her:
    """Changes as in a conversation, but for threads, of which virtual time has none."""

    persona = Persona()

    def __init__(self, portal: BlockingPortal, voice: ChangingVoice, file: Path) -> None:
        self._portal = portal
        self._voice = voice
        self._file = file

    async def change(self, change: Change) -> None:
        settings = load(self._file, env={}).settings if self._file.exists() else load(os.devnull, env={}).settings
        write(self._file, values(change, settings))
        if isinstance(change, Speaks):
            new = load(self._file, env={}).settings
            loaded = self._portal.call(loading.load_voice, new, loading.store(new))
            self._voice.change(RememberedVoice(self._portal, loaded))


class Told(Kept):
    """As on the user's disk; what may be remembered is written beside it."""

    def __init__(self, folder: Path, engines: Engines) -> None:
        super().__init__(folder / "meeting.json", engines.mind)
        self._told = folder / "told.json"

    async def over(self, name: str, told: Sequence[Fact] | None) -> None:
        await super().over(name, told)
        self._told.write_text(json.dumps([[one.subject, one.attribute, one.value] for one in told or ()]))


def held(
    portal: BlockingPortal, say: bench.Say, person: Person, folder: Path, dies_at: Step | None = None
) -> tuple[State, list[str]]:
    """A meeting over the real ears; how far it came, and what was understood."""
    settings = load(os.devnull, env={}).settings
    shelf = loading.store(settings)
    voice = ChangingVoice(RememberedVoice(portal, portal.call(loading.load_voice, settings, shelf)))
    ears = ChargedTranscriber(portal, portal.call(loading.load_ears, settings, shelf))
    mind = loading.new_mind(settings, ScriptedModel(lambda _: "Well."))
    engines = Engines(loading.load_detector(settings), ears, mind, voice)
    turns: list[str] = []
    skill = Meeting(
        read(folder / "meeting.json"),
        Her(portal, voice, folder / "samantha.toml"),
        Told(folder, engines),
        today=lambda: datetime.date(2026, 5, 1),
    )

    def watch(note: Note) -> None:
        skill.watch(note)
        if isinstance(note, Turn):
            turns.append(note.text)
            (folder / "moments").open("a").write(f"{note.at / HEAR_RATE:.1f} {note.text}\n")
            asked = read(folder / "meeting.json")
            if asked is not None and asked.asked == dies_at:
                os.kill(os.getpid(), signal.SIGKILL)

    door = SoundDoor([windows(portal, say, person, folder) for _ in range(MOST_ANSWERS)])

    async def run() -> None:
        opening = Keeping(opening=[skill.begin()])
        talk = compose.converse(settings, engines, door, watch, [skill], opening)
        async with beside() as tasks:
            tasks.start_soon(skill.attend, talk.announce)
            await talk.run()

    virtual_time.run(run)
    state = read(folder / "meeting.json")
    assert state is not None
    return state, turns


def windows(portal: BlockingPortal, say: bench.Say, person: Person, folder: Path) -> Iterator[Samples]:
    """An answer as the microphone hears it, chosen when its turn comes; nothing when all is said."""
    state = read(folder / "meeting.json")
    if state is None or state.phase != "open":
        return
    gap = np.zeros(round(OVER_HER_S * HEAR_RATE), np.float32)
    sounds: list[Samples] = []
    for text in person.answers(state):
        sounds += [portal.call(say, text).at(HEAR_RATE).samples, gap]
    whole = np.concatenate([np.zeros(HEAR_RATE // 10, np.float32), *sounds[:-1]])
    noise = np.random.default_rng(1).standard_normal(len(whole), np.float32) * np.float32(10 ** (NOISE_DB / 20))
    heard = np.clip(np.pad(whole + noise, (0, -len(whole) % WINDOW)), -1, 1).astype(np.float32)
    yield from heard.reshape(-1, WINDOW)


def part(who: str, folder: Path, first: bool) -> None:
    """One of the two halves, in a process of its own."""
    with start_blocking_portal() as portal:
        say = portal.call(bench.people, load(os.devnull, env={}).settings)[who]
        held(portal, say, Person(), folder, DIES_AT if first else None)


def faults(folder: Path) -> list[str]:
    """What is not as it was meant."""
    settings = load(folder / "samantha.toml", env={}).settings
    state = read(folder / "meeting.json")
    file = folder / "told.json"
    told = file.read_text() if file.exists() else ""
    got = {
        "user's name": (settings.persona.user_name, "Theodore"),
        "her name": (settings.persona.name, "Ada"),
        "voice": (settings.voice.engine, "hibari"),
        "talkative": (settings.persona.talkative, "chatty"),
        "phase": (state.phase if state else "", "done"),
        "sister": ('["sister", "name", "Anna"]' in told, True),
        "letters": ("letters" in told, True),
        "games": ("games" in told, True),
    }
    return [f"{what}: {is_!r}, not {meant!r}" for what, (is_, meant) in got.items() if is_ != meant]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--who", nargs="*", default=WHO)
    parser.add_argument("--show", action="store_true")
    parser.add_argument("--part", choices=("first", "rest"), help=argparse.SUPPRESS)
    parser.add_argument("--folder", type=Path, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.part:
        part(given.who[0], given.folder, given.part == "first")
        return
    for who in given.who:
        with tempfile.TemporaryDirectory() as name:
            ends = [
                subprocess.run(
                    [sys.executable, __file__, "--who", who, "--part", half, "--folder", name], check=False
                ).returncode
                for half in ("first", "rest")
            ]
            moments = (Path(name) / "moments").read_text().splitlines()
            seconds = [float(line.split()[0]) for line in moments]
            took = sum(last for last, after in pairwise([*seconds, 0.0]) if after < last)
            wrong = faults(Path(name)) if ends == [-signal.SIGKILL, 0] else [f"ended with {ends}"]
            print(f"{who}: {'; '.join(wrong) or 'as meant'}, {len(moments)} turns, {took:.0f} s", flush=True)
            if given.show:
                print("\n".join(f"    {line}" for line in moments), flush=True)


if __name__ == "__main__":
    main()
