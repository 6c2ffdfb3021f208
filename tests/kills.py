"""Running conversations killed with SIGKILL at random moments, and what the journal then holds.

Each conversation is a process of its own with everything of a typed one but the language model and the voice, which
are scripted: composition, floor, door, replies, and the journal on the disk. Each begins where the last was killed.
bench/kills.py does it five hundred times.
"""

from __future__ import annotations

import io
import multiprocessing
import random
import time
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path

import anyio

from samantha.core import notes
from samantha.core.notes import Note
from samantha.doors.keyboard import KeyboardDoor
from samantha.engines.silent import Deaf
from samantha.keep.pages import Pages
from samantha.mind.mind import LocalMind
from samantha.mind.persona import Persona
from samantha.service import compose
from samantha.service.keeping import begin
from samantha.service.loading import Engines
from samantha.service.settings import Settings
from samantha.session.changing import ChangingVoice
from samantha.testing.fakes import Luck, ScriptedModel, ScriptedVoice

LATEST_S = 0.7
"""A conversation is killed so long after its process was started, at the latest."""

MOST_TURNS = 12
"""A conversation that is not killed earlier ends by itself after so many turns at most."""


@dataclass(slots=True)
class Tally:
    """What came of it. resumed: openings that were heard and repeated the last turn. ended: came to their end."""

    kills: int = 0
    ended: int = 0
    acknowledged: int = 0
    kept: int = 0
    resumed: int = 0


def converse(folder: Path, first: int, seed: int, told: Connection) -> None:
    """A conversation of turns that are numbered from ``first``; tells each that she has begun to answer."""
    chance = random.Random(seed)
    lines = "".join(f"I have seen number {n}.\n" for n in range(first, first + chance.randint(2, MOST_TURNS)))
    kept = begin(Settings().journal, folder, folder / "memory", time.time)
    mind = LocalMind(ScriptedModel(lambda _: "I see.", Luck(chance, slow_s=0.02)), Persona())
    engines = Engines(Deaf(), Deaf(), mind, ChangingVoice(ScriptedVoice()))
    words: dict[int, str] = {}

    def watch(note: Note) -> None:
        match note:
            case notes.Turn(turn=turn, text=text):
                words[turn] = text
            case notes.ReplyStarted(turn=turn) if turn in words:
                told.send({"answered": words[turn]})
            case notes.ClauseStarted(text=text):
                told.send({"said": text})

    door = KeyboardDoor(io.StringIO(lines), audible=seed % 3 == 0)
    anyio.run(compose.converse(Settings(), engines, door, watch, (), kept).run)
    kept.close()


def killed(folder: Path, times: int, seed: int) -> Tally:
    """Raises AssertionError as soon as the journal does not hold what it must."""
    chance, tally = random.Random(seed), Tally()
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["tests.kills"])
    before = list[str]()
    cut_off = False
    while tally.kills < times:
        ours, theirs = context.Pipe(duplex=False)
        process = context.Process(target=converse, args=(folder, len(before) + 1, chance.getrandbits(20), theirs))
        process.start()
        theirs.close()
        process.join(chance.uniform(0, LATEST_S))
        process.kill()
        process.join()
        tally.ended += process.exitcode == 0
        tally.kills += process.exitcode != 0
        messages = list(_received(ours))
        answered = [m["answered"] for m in messages if "answered" in m]
        opening = " ".join(m["said"] for m in messages if "said" in m).partition("I see.")[0]
        assert not opening or (cut_off and "Sorry, I was gone".startswith(opening[:17])), opening
        if cut_off and answered:
            assert before[-1] in opening, "the thread was not taken up"
            tally.resumed += 1
        before, cut_off = checked(folder, before, answered)
        tally.acknowledged += len(answered)
    tally.kept = len(before)
    return tally


def checked(folder: Path, before: list[str], answered: list[str]) -> tuple[list[str], bool]:
    """All that is in the journal now, and whether its last conversation was cut off."""
    with closing(Pages(folder)) as pages:
        assert not pages.damage
        said = [one.said for one in pages.exchanges() if one.said]
        numbered = [f"I have seen number {n}." for n in range(1, len(said) + 1)]
        assert said == numbered, f"lost, doubled or out of order: {said[-3:]}"
        new = said[len(before) :]
        assert said[: len(before)] == before
        assert answered == new[: len(answered)], "she answered what she did not keep"
        assert len(new) <= len(answered) + 1
        return said, pages.cut_off and bool(said)


def _received(pipe: Connection) -> Iterator[dict[str, str]]:
    with pipe:
        while True:
            try:
                yield pipe.recv()
            except EOFError:
                return
