"""Long turns through the real ears: what a turn's last words wait for, and what transcribing only those loses.

    python bench/stories.py [--profile swift|full] [--stories N] [--show]

A story is four sentences of the benchmark's in one turn, by one of its people, with pauses of 0.3 to 0.9 s between
them and inside some. Detector, floor, ears and conversation are the real ones; time is virtual, a transcript takes
0.3 s of it however busy the machine is, and 1.2 s of silence end a turn. Each story is told twice: with ``settle_ms``
as in the config, where what a pause has told of a long stretch stands, and with 0, where every pause has the whole
turn transcribed again.
"""

from __future__ import annotations

import argparse
import random
import re
import statistics
from dataclasses import dataclass, field

import numpy as np
from anyio.from_thread import BlockingPortal, start_blocking_portal

from samantha.audio.pcm import Pcm, Samples
from samantha.core.clock import HEAR_RATE, WINDOW
from samantha.core.notes import Note, Turn
from samantha.doors.file import SoundDoor
from samantha.engines.silent import Silent
from samantha.ports import Transcript
from samantha.service import bench, compose, loading
from samantha.service.config import load
from samantha.service.loading import Engines
from samantha.service.settings import Settings
from samantha.session.changing import ChangingVoice
from samantha.testing import virtual_time
from samantha.testing.bench.corpus import audible_span
from samantha.testing.bench.sentences import SENTENCES
from samantha.testing.charged import ChargedTranscriber
from samantha.testing.fakes import ScriptedModel
from samantha.testing.wer import word_errors

SENTENCES_EACH = 4
PAUSES_S = (0.3, 0.9)
OVER_MS = 1200
CHARGED_S = 0.3
NOISE = 0.001
"""Of the room, root mean square: -60 dBFS."""


@dataclass(slots=True)
class Ears:
    """The real ones, and how much sound they were given."""

    charged: ChargedTranscriber
    seconds: list[float] = field(default_factory=list)

    async def transcribe(self, pcm: Pcm) -> Transcript:
        self.seconds.append(pcm.seconds)
        return await self.charged.transcribe(pcm)


@dataclass(slots=True)
class Tally:
    """Of one way. last_s, last_ms: the sound of each story's last transcript, and what it took."""

    errors: int = 0
    words: int = 0
    last_s: list[float] = field(default_factory=list)
    last_ms: list[float] = field(default_factory=list)
    all_s: float = 0.0

    def __str__(self) -> str:
        return (
            f"{100 * self.errors / self.words:.1f} % of {self.words} words wrong; the last transcript hears "
            f"{statistics.median(self.last_s):.1f} s (at most {max(self.last_s):.1f}) and takes "
            f"{statistics.median(self.last_ms):.0f} ms (at most {max(self.last_ms):.0f}); all take {self.all_s:.0f} s"
        )


def patient(settings: Settings, settle_ms: int) -> Settings:
    """She lets people finish."""
    lengths = dict.fromkeys(("finished_ms", "unsure_ms", "unfinished_ms", "shortest_ms", "longest_ms"), OVER_MS)
    turns = settings.turns.model_copy(update=lengths | {"sway_ms": 0, "settle_ms": settle_ms})
    return settings.model_copy(update={"turns": turns})


def told(portal: BlockingPortal, say: bench.Say, parts: list[str], rng: random.Random) -> Samples:
    """The story as the microphone hears it."""
    sound: list[Samples] = [np.zeros(HEAR_RATE // 2, np.float32)]
    for part in parts:
        spoken = portal.call(say, part if part[-1] in ".!?" else f"{part},").at(HEAR_RATE).samples
        gap = np.zeros(round(rng.uniform(*PAUSES_S) * HEAR_RATE), np.float32)
        sound += [spoken[slice(*audible_span(spoken))], gap]
    whole = np.concatenate([*sound, np.zeros(3 * HEAR_RATE, np.float32)])
    return (whole + np.random.default_rng(1).normal(0, NOISE, len(whole))).astype(np.float32)


def heard(portal: BlockingPortal, settings: Settings, engines: Engines, sound: Samples) -> tuple[str, Ears]:
    """What was understood of it, all turns in one, and the ears that did."""
    ears, turns = Ears(ChargedTranscriber(portal, engines.transcriber, CHARGED_S)), list[str]()

    def watch(note: Note) -> None:
        if isinstance(note, Turn):
            turns.append(note.text)

    mind = loading.new_mind(settings, ScriptedModel(lambda _: "I see."))
    mute = ChangingVoice(Silent())
    windows = iter(np.pad(sound, (0, -len(sound) % WINDOW)).reshape(-1, WINDOW))
    all_of_them = Engines(loading.load_detector(settings), ears, mind, mute)
    virtual_time.run(compose.converse(settings, all_of_them, SoundDoor([windows]), watch).run)
    return " ".join(turns), ears


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--profile", default="full")
    parser.add_argument("--stories", type=int, default=24)
    parser.add_argument("--show", action="store_true")
    given = parser.parse_args()
    settings = load(overrides={"profile": given.profile}).settings
    ways = {"as configured": patient(settings, settings.turns.settle_ms), "all again": patient(settings, 0)}
    tallies = {way: Tally() for way in ways}
    rng = random.Random(7)
    with start_blocking_portal() as portal:
        ears = portal.call(loading.load_ears, settings, loading.store(settings))
        mind = loading.new_mind(settings, ScriptedModel(lambda _: ""))
        engines = Engines(loading.load_detector(settings), ears, mind, ChangingVoice(Silent()))
        people = list(portal.call(bench.people, settings).items())
        for number in range(given.stories):
            name, say = people[number % len(people)]
            chosen = rng.sample(SENTENCES, SENTENCES_EACH)
            parts = [part for sentence in chosen for part in re.split(r" [~/] ", sentence)]
            sound = told(portal, say, parts, rng)
            for way, patience in ways.items():
                text, used = heard(portal, patience, engines, sound)
                errors, words = word_errors(" ".join(parts), text)
                tally = tallies[way]
                tally.errors, tally.words = tally.errors + errors, tally.words + words
                tally.last_s.append(used.seconds[-1])
                tally.last_ms.append(1000 * used.charged.took_s[-1])
                tally.all_s += sum(used.charged.took_s)
                if given.show:
                    print(f"{number:2} {name:18} {way:14} {errors} of {words}: {text}", flush=True)
    for way, tally in tallies.items():
        print(f"{way:14} {tally}")


if __name__ == "__main__":
    main()
