"""How well does she tell voices apart?

    python bench/people.py --corpus FOLDER     measures on the speech in FOLDER/speech
    python bench/people.py --learn             makes the whitening anew, from her own voices

``FOLDER/speech/*.flac`` are recordings whose names begin with their speaker (``jfk.flac``, ``amy-hello.flac``); long
ones are cut into pieces of about three seconds. None of these voices is among those the whitening was learned from.
Every piece is heard as it is and in four made rooms with noise 25 dB below it. A voice is known from up to three of
its pieces; every other piece of the corpus is compared with it, in the same room and in another.
"""

from __future__ import annotations

import argparse
import itertools
import time
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import anyio
import numpy as np
import soxr
from numpy.typing import NDArray

from samantha.audio.files import read
from samantha.audio.pcm import Samples
from samantha.core.clock import HEAR_RATE
from samantha.engines.hibari import Hibari, HibariStyle
from samantha.engines.piper import Piper
from samantha.engines.voiceprint import CEPSTRA, FILE, mixed, statistics, voiceprint
from samantha.mind.people.circle import SURE
from samantha.ports import Voice, Voiceprint
from samantha.service import loading
from samantha.service.config import load
from samantha.testing.room import made

ROOMS = ((0, 0), (200, 1), (350, 2), (500, 3), (700, 4))
"""Decay in ms and seed; 0: no room, no noise."""

NOISE = 10 ** (-25 / 20)
SHRUNK = 0.6
"""Share of the covariance within voices that is taken to be the same in all directions: so few voices know it ill."""

KNOWN_FROM = 3
DRAWS = 6
SENTENCES = (
    "The quick brown fox jumped over the lazy dog near the river.",
    "I would like to know what the weather is going to be tomorrow.",
    "My sister lives in Boston and she works as a doctor.",
    "Could you please remind me to call the garage on Friday?",
    "We went to the beach last summer and the water was very cold.",
    "She said that the music was too loud for the children.",
    "There are seven apples and three oranges in the kitchen.",
    "He bought a new jacket because the old one was worn out.",
    "What do you think about moving the meeting to Thursday?",
    "The train was late again so I walked home in the rain.",
    "I have been thinking about my father a lot these days.",
    "Please put eggs, milk and a loaf of bread on the shopping list.",
    "They are planning a surprise party for her birthday in June.",
    "The garden looks beautiful when the roses are in bloom.",
    "How far is it from here to the nearest station?",
    "You should have seen his face when the lights went out.",
)


def in_room(sound: Samples, room: tuple[int, int], rng: np.random.Generator) -> Samples:
    """The sound as a microphone in that room has it, at the same loudness."""
    decay_ms, seed = room
    if decay_ms:
        response = made("", decay_ms, seed)
        points = len(sound) + len(response)
        sound = np.fft.irfft(np.fft.rfft(sound, points) * np.fft.rfft(response, points), points)[: len(sound)]
        sound = sound + rng.standard_normal(len(sound)) * np.sqrt(np.mean(sound**2)) * NOISE
    heard: Samples = (0.05 * sound / np.sqrt(np.mean(sound**2))).astype(np.float32)
    return heard


# ------------------------------------------------------------------------------------------ learning


async def own_voices() -> dict[str, list[Samples]]:
    """Her own voices, as they are and as shorter and longer throats would have them."""
    settings = load(None).settings
    hibari = await Hibari.load("heart")
    piper = await Piper.load(loading.store(settings).path("piper-joe"))
    voices: list[tuple[str, Voice, tuple[float, ...]]] = [("joe", piper, (0.8, 0.88, 1.0, 1.12, 1.25))]
    for semitones in (-4, -2, 0, 2):
        throats = (0.88, 1.0, 1.14) if semitones == 0 else (1.0,)
        voices.append((f"heart {semitones}", hibari.turned(HibariStyle(pitch_semitones=semitones)), throats))
    found: dict[str, list[Samples]] = defaultdict(list)
    for sentence, (name, voice, throats) in itertools.product(SENTENCES, voices):
        spoken = (await voice.speak(sentence)).pcm
        for throat in throats:
            found[f"{name} {throat}"].append(soxr.resample(spoken.samples, spoken.rate, HEAR_RATE * throat))
    return found


def learn(voices: dict[str, list[Samples]]) -> NDArray[np.float32]:
    """What engines/voiceprint.npy holds."""
    rng = np.random.default_rng(1)
    seen = [
        (name, statistics(in_room(sound, room, rng))[0])
        for name, sounds in voices.items()
        for sound in sounds
        for room in (ROOMS[0], ROOMS[int(rng.integers(1, len(ROOMS)))])
    ]
    everything = np.array([found for _, found in seen])
    mean, spread = everything.mean(axis=0), everything.std(axis=0)
    within = np.zeros((2 * CEPSTRA, 2 * CEPSTRA))
    for name in voices:
        of_voice = np.array([(found - mean) / spread for one, found in seen if one == name])
        of_voice -= of_voice.mean(axis=0)
        within += of_voice.T @ of_voice
    within /= len(everything)
    within = (1 - SHRUNK) * within + SHRUNK * np.trace(within) / len(within) * np.eye(len(within))
    values, vectors = np.linalg.eigh(within)
    return np.vstack([mean, spread, vectors / np.sqrt(values)]).astype(np.float32)


# ----------------------------------------------------------------------------------------- measuring


def pieces(folder: Path) -> Iterator[tuple[str, str, Samples]]:
    """Speaker, name and sound of every piece."""
    for file in sorted((folder / "speech").glob("*.flac")):
        sound = read(file).at(HEAR_RATE).samples
        count = max(1, len(sound) // (3 * HEAR_RATE)) if len(sound) > 5 * HEAR_RATE else 1
        speaker = file.stem.split("-")[0]
        speaker = speaker if speaker in ("jfk", "tau2") else file.stem
        for number, piece in enumerate(np.array_split(sound, count)):
            yield speaker, f"{file.stem} {number}", piece


def heard(folder: Path) -> dict[tuple[str, int], list[tuple[str, Voiceprint]]]:
    """By speaker and room: name and voice of every piece with a second of speech in it."""
    rng = np.random.default_rng(2)
    found: dict[tuple[str, int], list[tuple[str, Voiceprint]]] = defaultdict(list)
    took = []
    for speaker, name, sound in pieces(folder):
        for number, room in enumerate(ROOMS):
            audible = in_room(sound, room, rng)
            began = time.perf_counter()
            voice = voiceprint(audible)
            took.append((time.perf_counter() - began) / len(sound) * HEAR_RATE)
            if voice is not None and voice.seconds >= 1:
                found[speaker, number].append((name, voice))
    print(f"a second of sound takes {1000 * float(np.median(took)):.1f} ms")
    return found


def equal_error(same: NDArray[np.float64], others: NDArray[np.float64]) -> float:
    """The share of errors where as many of the same voice are refused as of others are accepted."""
    limits = np.sort(np.concatenate([same, others]))
    refused = np.searchsorted(np.sort(same), limits) / len(same)
    accepted = 1 - np.searchsorted(np.sort(others), limits) / len(others)
    at = int(np.argmin(np.abs(refused - accepted)))
    return float(refused[at] + accepted[at]) / 2


def measure(folder: Path) -> None:
    found = heard(folder)
    rng = np.random.default_rng(3)
    scores: dict[tuple[bool, bool], list[float]] = defaultdict(list)
    for (speaker, room), mine in found.items():
        if len(mine) <= 2:
            continue
        for _ in range(DRAWS):
            drawn = [mine[n] for n in rng.permutation(len(mine))[: min(KNOWN_FROM, len(mine) - 1)]]
            known = mixed([voice for _, voice in drawn])
            names = {name for name, _ in drawn}
            for (other, elsewhere), theirs in found.items():
                for name, voice in theirs:
                    if name not in names:
                        score = float(known.direction @ voice.direction)
                        scores[other == speaker, elsewhere == room].append(score)
    speakers = {speaker for speaker, _ in found}
    known_ones = {speaker for (speaker, _), mine in found.items() if len(mine) > 2}
    print(f"{len(speakers)} voices, {len(known_ones)} of them known in turn")
    for here, words in ((True, "in the same room"), (False, "in another room")):
        same, others = np.array(scores[True, here]), np.array(scores[False, here])
        print(
            f"{words}: equal error rate {equal_error(same, others):.1%}; at {SURE} "
            f"refused {np.mean(same < SURE):.1%}, taken for the known one {np.mean(others >= SURE):.1%} "
            f"({len(same)} and {len(others)} comparisons)"
        )


async def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--corpus", type=Path)
    parser.add_argument("--learn", action="store_true")
    how = parser.parse_args()
    if how.learn:
        np.save(FILE, learn(await own_voices()))
        print(f"written: {FILE}")
    if how.corpus:
        measure(how.corpus)


if __name__ == "__main__":
    anyio.run(main)
