"""Proofreading aloud: a letter and a dictated text gone through one by one, from sound to what is kept.

    python bench/review.py [--who NAME ...] [--show]

Each of the benchmark's people has a letter checked that was kept with faults in it, and a text that is said: changes
are taken, refused, asked for once more and undone. The sound comes turn by turn, each when her answer is over.
Detector, floor, Whisper, spelling and her voice are the real ones, without a language model; time is virtual. Counted
are the texts that end as they were meant to, and the turns that did what they should.
"""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
from anyio.from_thread import BlockingPortal, start_blocking_portal
from bench import letter

from samantha.audio.pcm import Samples
from samantha.core.clock import HEAR_RATE, samples
from samantha.core.notes import Note, ReplyEnded, Turn
from samantha.doors.file import SoundDoor
from samantha.hands.letters.dictation import Dictation
from samantha.hands.letters.shelf import Shelf
from samantha.hands.spelling.review import Reviewer
from samantha.ports import Skill
from samantha.service import bench, compose, loading
from samantha.service.config import load
from samantha.service.loading import Engines
from samantha.service.spelling import own_words, proofreading, spelling
from samantha.testing import virtual_time
from samantha.testing.charged import ChargedTranscriber
from samantha.testing.fakes import ScriptedModel

KEPT = (
    "I left the keys over their on the table. She don't like the new house. We recieved your letter on Monday."
    " Its a long way. I should of called you."
)
LETTER: Sequence[tuple[str, str]] = (
    ("Check my letter to Catherine.", "there, T-H-E-R-E, instead of their"),
    ("Yes.", "doesn't, D-O-E-S-N-apostrophe-T, instead of don't"),
    ("No, leave it.", "received, R-E-C-E-I-V-E-D, instead of recieved"),
    ("What?", "received, R-E-C-E-I-V-E-D, instead of recieved"),
    ("Yes, please.", "It's, I-T-apostrophe-S, instead of Its"),
    ("Undo that.", "received, R-E-C-E-I-V-E-D, instead of recieved"),
    ("Yes.", "It's, I-T-apostrophe-S, instead of Its"),
    ("Change it.", "have, H-A-V-E, instead of of"),
    ("Yes.", "That was the last one; 4 changed."),
)
"""What is said, and what must be in her answer."""
MENDED = (
    "I left the keys over there on the table. She don't like the new house. We received your letter on Monday."
    " It's a long way. I should have called you."
)
SAID: Sequence[tuple[str, str]] = (
    ("Check this. He don't know it, and I have went to the market.", "doesn't"),
    ("Yes.", "gone, G-O-N-E, instead of went"),
    ("No.", "Now it reads: He doesn't know it, and I have went to the market."),
)


@dataclass(frozen=True, slots=True)
class Gone:
    """What came of it: the letter, and of each script her answers and the turns."""

    letter: str
    answers: list[str]
    turns: list[str]


def through(portal: BlockingPortal, engines: Engines, sounds: Sequence[Samples], folder: Path) -> Gone:
    """One script through the real ears; a letter with faults in it lies in ``folder``."""
    settings, env = load().settings, {"HOME": str(folder)}
    shelf = Shelf(folder / "letters", lambda: datetime(2026, 11, 25, 20, tzinfo=UTC))
    shelf.add(shelf.begin("Catherine"), KEPT, "wrote it")
    checks = Reviewer(proofreading(env, None), own_words(env))
    heard = Engines(
        loading.load_detector(settings),
        ChargedTranscriber(portal, engines.transcriber),
        loading.new_mind(settings, ScriptedModel(lambda _: "I did not get that.")),
        engines.voice,
    )
    answers: list[str] = []
    turns: list[str] = []

    def watch(note: Note) -> None:
        if isinstance(note, Turn):
            turns.append(note.text)
        elif isinstance(note, ReplyEnded):
            answers.append(note.heard)

    door = SoundDoor(letter.windows(sound) for sound in sounds)
    skills: list[Skill] = [Dictation(shelf, None, checks), spelling(checks)]
    virtual_time.run(compose.converse(settings, heard, door, watch, skills).run)
    return Gone(shelf.letters()[0].newest.text, answers, turns)


def sound(portal: BlockingPortal, say: bench.Say, text: str) -> Samples:
    """One turn as the microphone hears it, with half a second of the room before and behind it."""
    dry = np.pad(portal.call(say, text).at(HEAR_RATE).samples, samples(500))
    noise = np.random.default_rng(1).standard_normal(len(dry), np.float32)
    heard: Samples = (dry + noise * np.float32(10 ** (letter.NOISE_DB / 20))).astype(np.float32)
    return heard


def right(script: Sequence[tuple[str, str]], gone: Gone) -> int:
    """How many turns were answered as they should be."""
    answers = [*gone.answers, *[""] * len(script)]
    return sum(wanted in answer for (_, wanted), answer in zip(script, answers, strict=False))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--who", nargs="*", default=[])
    parser.add_argument("--show", action="store_true")
    given = parser.parse_args()
    with start_blocking_portal() as portal:
        engines = letter.engines(portal)
        people = portal.call(bench.people, load().settings)
        turns = texts = of = 0
        for name, say in people.items():
            if given.who and name not in given.who:
                continue
            for script in (LETTER, SAID):
                sounds = [sound(portal, say, text) for text, _ in script]
                with tempfile.TemporaryDirectory() as folder:
                    gone = through(portal, engines, sounds, Path(folder))
                done = right(script, gone)
                ends = gone.letter == MENDED if script is LETTER else done == len(script)
                turns, texts, of = turns + done, texts + ends, of + len(script)
                print(
                    f"{name}: {done} of {len(script)} turns right, the text {'as meant' if ends else 'NOT as meant'}"
                )
                if given.show:
                    for heard, answer in zip(gone.turns, gone.answers, strict=False):
                        print(f"    < {heard}\n    > {answer}")
        print(f"all: {turns} of {of} turns, {texts} texts as meant")


if __name__ == "__main__":
    main()
