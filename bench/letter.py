"""The letters' acceptance: three paragraphs dictated with corrections, from a WAV to a printed page.

    python bench/letter.py [--who NAME ...] [--out DIR] [--show]

Each of the benchmark's people dictates the same letter: "new paragraph", a spelled name, "scratch that", "change ...
to ...", a word taken out, and the last sentence read aloud. The sound is one WAV, open loop: nobody waits for her.
Detector, floor, Whisper, dictation and her voice are the real ones; time is virtual, and the ears are charged what
they take. What lies on the shelf afterwards is compared with the letter that was meant: word error rate, paragraphs,
versions. ``--out`` keeps the sound and the page, NAME.wav, NAME.pdf and NAME.txt.
"""

from __future__ import annotations

import argparse
import datetime
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from anyio.from_thread import BlockingPortal, start_blocking_portal

from samantha.audio.files import write
from samantha.audio.pcm import Pcm, Samples
from samantha.core.clock import HEAR_RATE, WINDOW
from samantha.core.notes import Note, Turn
from samantha.doors.file import SoundDoor
from samantha.hands.letters.dictation import Dictation
from samantha.hands.letters.page import exported
from samantha.hands.letters.shelf import Shelf, Version
from samantha.service import bench, compose, loading
from samantha.service.config import load
from samantha.service.loading import Engines
from samantha.session.changing import ChangingVoice
from samantha.testing import virtual_time
from samantha.testing.charged import ChargedTranscriber, RememberedVoice
from samantha.testing.fakes import ScriptedModel
from samantha.testing.wer import word_errors

NOISE_DB = -60.0
WRITTEN_GAP_S = 2.9
"""Between two sentences of a letter: more than the two seconds after which she takes one down."""

SCRIPT: Sequence[tuple[str, float]] = (
    ("I'd like to write a letter to Catherine.", 9.0),
    ("Dear Catherine, comma, new paragraph.", WRITTEN_GAP_S),
    ("I have been sitting here, thinking about all the things I wanted to apologize to you for.", WRITTEN_GAP_S),
    ("All the pain we caused each other, and everything I put on you.", WRITTEN_GAP_S),
    ("I was always right.", WRITTEN_GAP_S),
    ("Scratch that.", 3.5),
    ("I am sorry for that. New paragraph.", WRITTEN_GAP_S),
    ("I will always love you, because we grew up together.", WRITTEN_GAP_S),
    ("You helped make me who I am, and I am happy for it.", WRITTEN_GAP_S),
    ("Change happy to grateful.", 5.0),
    ("My neighbor Isabella, I, S, A, B, E, L, L, A, asks about you every week.", WRITTEN_GAP_S),
    ("She says that the garden is in full bloom now. New paragraph.", WRITTEN_GAP_S),
    ("I just wanted you to know that there will be a part of you in me always.", WRITTEN_GAP_S),
    ("Change part to piece.", 5.0),
    ("Whatever someone you become, and wherever you are in the world, I am sending you love.", WRITTEN_GAP_S),
    ("Delete the word someone.", 5.0),
    ("Read me the last sentence.", 11.0),
    ("You are my friend to the end. New paragraph.", WRITTEN_GAP_S),
    ("Love, comma, new line, Theodore.", WRITTEN_GAP_S),
    ("That's all for now.", 6.0),
)
"""What is said, and how long nobody says anything behind it (s)."""

MEANT = "\n\n".join(
    (
        "Dear Catherine,",
        "I have been sitting here, thinking about all the things I wanted to apologize to you for. All the pain we"
        " caused each other, and everything I put on you. I am sorry for that.",
        "I will always love you, because we grew up together. You helped make me who I am, and I am grateful for it."
        " My neighbor Isabella asks about you every week. She says that the garden is in full bloom now.",
        "I just wanted you to know that there will be a piece of you in me always. Whatever you become, and wherever"
        " you are in the world, I am sending you love. You are my friend to the end.",
        "Love,\nTheodore",
    )
)

SHORT: Sequence[tuple[str, float]] = (
    *SCRIPT[:2],
    SCRIPT[2],
    *SCRIPT[4:6],
    ("I am happy that we grew up together.", WRITTEN_GAP_S),
    ("Change happy to grateful.", 5.0),
    SCRIPT[-1],
)
SHORT_MEANT = (
    "Dear Catherine,\n\nI have been sitting here, thinking about all the things I wanted to apologize to you for. I"
    " am grateful that we grew up together."
)


@dataclass(frozen=True, slots=True)
class Written:
    """What came of it. versions: of the letter, the oldest first; turns: what was understood, in order."""

    versions: list[Version]
    turns: list[str]

    @property
    def text(self) -> str:
        """The letter as it is at the end, "" if there is none."""
        return self.versions[-1].text if self.versions else ""


def sound(portal: BlockingPortal, say: bench.Say, script: Sequence[tuple[str, float]]) -> Samples:
    """The whole dictation as the microphone hears it."""
    parts: list[Samples] = [np.zeros(HEAR_RATE // 2, np.float32)]
    for text, gap_s in script:
        parts += [portal.call(say, text).at(HEAR_RATE).samples, np.zeros(round(gap_s * HEAR_RATE), np.float32)]
    whole = np.concatenate(parts)
    noise = np.random.default_rng(1).standard_normal(len(whole), np.float32) * np.float32(10 ** (NOISE_DB / 20))
    heard: Samples = np.clip(whole + noise, -1, 1).astype(np.float32)
    return heard


def windows(heard: Samples) -> Iterator[Samples]:
    """The sound as a door brings it."""
    yield from np.pad(heard, (0, -len(heard) % WINDOW)).reshape(-1, WINDOW)


def dictate(portal: BlockingPortal, bench_: Engines, heard: Samples, folder: Path) -> Written:
    """The dictation through the real ears; the letters lie in ``folder``."""
    settings = load().settings
    hours = iter(range(10_000))
    begin = datetime.datetime(2026, 11, 25, 20, tzinfo=datetime.UTC)
    shelf = Shelf(folder, lambda: begin + datetime.timedelta(seconds=next(hours)))
    mind = loading.new_mind(settings, ScriptedModel(lambda _: "I did not get that."))
    engines = Engines(
        loading.load_detector(settings), ChargedTranscriber(portal, bench_.transcriber), mind, bench_.voice
    )
    turns: list[str] = []

    def watch(note: Note) -> None:
        if isinstance(note, Turn):
            turns.append(note.text)

    talk = compose.converse(
        settings,
        engines,
        SoundDoor([windows(heard)]),
        watch,
        [Dictation(shelf)],
    )
    virtual_time.run(talk.run)
    letters = shelf.letters()
    return Written(shelf.versions(letters[0]) if letters else [], turns)


def engines(portal: BlockingPortal) -> Engines:
    """Ears and her voice, as the defaults have them."""
    settings = load().settings
    shelf = loading.store(settings)
    ears = portal.call(loading.load_ears, settings, shelf)
    voice = RememberedVoice(portal, portal.call(loading.load_voice, settings, shelf))
    mind = loading.new_mind(settings, ScriptedModel(lambda _: ""))
    return Engines(loading.load_detector(settings), ears, mind, ChangingVoice(voice))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--who", nargs="*", default=[])
    parser.add_argument("--out", type=Path)
    parser.add_argument("--show", action="store_true")
    given = parser.parse_args()
    errors = words = 0
    with start_blocking_portal() as portal:
        loaded = engines(portal)
        people = portal.call(bench.people, load().settings)
        for name, say in people.items():
            if given.who and name not in given.who:
                continue
            heard = sound(portal, say, SCRIPT)
            with tempfile.TemporaryDirectory() as folder:
                written = dictate(portal, loaded, heard, Path(folder))
            wrong, of = word_errors(MEANT, written.text)
            errors, words = errors + wrong, words + of
            blocks = written.text.count("\n\n") + 1
            print(
                f"{name}: {wrong} of {of} words wrong ({wrong / of:.1%}), {blocks} of {MEANT.count(chr(10) * 2) + 1} "
                f"paragraphs, {len(written.versions)} versions, {len(heard) / HEAR_RATE:.0f} s of sound",
                flush=True,
            )
            if given.show:
                print("\n".join(f"    < {turn}" for turn in written.turns), f"\n{written.text}\n", flush=True)
            if given.out and written.versions:
                given.out.mkdir(parents=True, exist_ok=True)
                file = given.out / name.replace(", ", "-").replace(" ", "-")
                write(file.with_suffix(".wav"), Pcm(heard, HEAR_RATE))
                file.with_suffix(".txt").write_text(written.text, encoding="utf-8")
                on = datetime.date(2026, 11, 25)
                file.with_suffix(".pdf").write_bytes(exported(written.text, "pdf", to="Catherine", on=on))
    print(f"all: {errors} of {words} words wrong = {errors / max(1, words):.1%}")


if __name__ == "__main__":
    main()
