"""Measures how well the end of a turn can be told, early in a pause, from words, from sound, and from both.

    python bench/endpoints.py [--corpus DIR] [--noise DBFS] [--tail MS] [--keep FILE] [--from FILE]

The sentences of ``endpoints.tsv`` are spoken by our own voices (``|`` is where a speaker pauses to think). Each gives
a finished turn, the whole, and an unfinished one, what comes before the bar, cut out of the whole in the pause that a
comma makes. In a folder of recordings (``--corpus``) every pause that Silero finds is an unfinished turn and the last
one a finished turn. The ears hear what a conversation would have them hear: everything up to the first window that
lies 200 ms behind the last speech. ``--tail``: how much of that pause Smart Turn is given. ``--keep`` writes what was
measured, an object of JSON a line; ``--from`` reads it again instead of measuring, which takes some minutes.

Tables: Smart Turn alone by voice and kind; how soon each rule ends the turns (shares in %; on the rows of unfinished
ones a share is that of turns cut off if the pause lasts so long); and what thresholds of ``Pauses`` cost.
"""

from __future__ import annotations

import argparse
import csv
import itertools
import json
import time
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, replace
from pathlib import Path

import anyio
import numpy as np
from platformdirs import user_data_path
from rapidfuzz import fuzz

from samantha.audio.files import read
from samantha.audio.pcm import Pcm, Samples, silence
from samantha.core.activity import Activity
from samantha.core.clock import HEAR_RATE, WINDOW, ms, samples
from samantha.core.endpoint import Pauses, needed_silence
from samantha.engines.hibari import Hibari
from samantha.engines.piper import Piper
from samantha.engines.silero import Silero
from samantha.engines.turn import SmartTurn
from samantha.engines.whisper import Whisper
from samantha.ports import Voice

SOUNDS = {".wav", ".flac", ".ogg", ".mp3"}
EARS = ("whisper-tiny.en", "whisper-base")
LOOK_MS = 200
"""Silence after which the turn is judged: a pause shorter than that is none."""

REST_WINDOWS = 10
"""So many windows of speech after a pause make it one."""

TAILS_MS = (0, 50, 100, 150, 200)
"""How much of the pause Smart Turn is given."""

DEADLINES_MS = (250, 300, 400, 500, 700, 1000)
PAUSES_MS = (200, 1200)
"""Thinking pauses, from and to, when costs are reckoned."""

CUT_OFF_MS = 1000
"""How long one would rather wait than be cut off: the price that turns cut-offs into milliseconds."""

QUIET_DB = -35.0
"""Against the loudest 10 ms; quieter stretches inside a sentence are candidates for the pause."""


@dataclass(frozen=True)
class Take:
    """One turn so far. words: what was said in it, "" if unknown."""

    source: str
    kind: str
    finished: bool
    words: str
    sound: Pcm


@dataclass(frozen=True)
class Judged:
    """What was found out about a take: probabilities by how much of the pause was given, texts by who heard them."""

    source: str
    kind: str
    finished: bool
    words: str
    seconds: float
    judge_ms: float
    probabilities: dict[str, float]
    texts: dict[str, str]


# ------------------------------------------------------------------------------------------------------------ corpus


async def voices(models: Path) -> list[list[tuple[str, Voice]]]:
    """Two rows of voices: every sentence is spoken by one of each."""
    joe = [(f"joe x{speed}", await Piper.load(models / "piper-joe", speed=speed)) for speed in (1.0, 0.85, 1.2)]
    styles = [(0, 1.0, 1.0), (3, 0.9, 1.2), (-5, 1.15, 1.3)]
    heart = [
        (
            f"heart {pitch:+d} x{speed}",
            await Hibari.load(speed=speed, pitch_semitones=pitch, expressiveness=lively, seed=1),
        )
        for pitch, speed, lively in styles
    ]
    return [list(joe), list(heart)]


async def spoken(rows: list[list[tuple[str, Voice]]], noise_db: float) -> list[Take]:
    found: list[Take] = []
    with Path(__file__).with_suffix(".tsv").open(encoding="utf-8") as file:
        sentences = list(csv.DictReader(file, delimiter="\t"))
    for number, sentence in enumerate(sentences):
        before, _, after = (part.strip() for part in sentence["sentence"].partition("|"))
        for row in rows:
            name, voice = row[number % len(row)]
            whole = (await voice.speak(f"{before} {after}".strip())).pcm.at(HEAR_RATE)
            found.append(Take(name, sentence["kind"], True, f"{before} {after}".strip(), paused(whole, noise_db)))
            if after:
                pausing = before if before.endswith((",", ".")) else before + ","
                sound = (await voice.speak(f"{pausing} {after}")).pcm.at(HEAR_RATE)
                part = Pcm(sound.samples[: cut(sound, len(pausing) / len(f"{pausing} {after}"))], HEAR_RATE)
                found.append(Take(name, sentence["kind"], False, before, paused(part, noise_db)))
    return found


def cut(sound: Pcm, expected: float) -> int:
    """Where the longest quiet stretch begins, not too far from the expected fraction of the sound."""
    frame = samples(10)
    count = len(sound) // frame
    power = np.mean(sound.samples[: count * frame].reshape(count, frame) ** 2, axis=1) + 1e-12
    quiet = 10 * np.log10(power / power.max()) < QUIET_DB
    best, length, begun = round(expected * count), 0, 0
    for at, silent in enumerate([*quiet, False]):
        if silent:
            continue
        if at - begun > length and abs((begun + at) / 2 / count - expected) < 0.2:
            best, length = begun, at - begun
        begun = at + 1
    return best * frame


def paused(sound: Pcm, noise_db: float) -> Pcm:
    """The sound as the conversation has it when it judges; noise_db: white noise over all of it, dBFS."""
    long = np.concatenate([sound.samples, silence(1.0, HEAR_RATE).samples])
    noisy = long + np.random.default_rng(1).standard_normal(len(long)) * 10 ** (noise_db / 20)
    heard = noisy.astype(np.float32)
    *_, (end, _) = [(len(sound) + samples(LOOK_MS), 0), *pauses_in(heard)]
    return Pcm(heard[:end], HEAR_RATE)


def pauses_in(sound: Samples) -> Iterator[tuple[int, int]]:
    """Ends of the windows that are LOOK_MS behind the last speech, and how many windows were speech so far."""
    silero, activity = Silero(), Activity()
    last, speech = None, 0
    for at in range(WINDOW, len(sound) + 1, WINDOW):
        if activity.judge(silero.probability(sound[at - WINDOW : at])):
            last, speech = at, speech + 1
        elif last is not None and at - last >= samples(LOOK_MS):
            yield at, speech
            last = None


def recorded(folder: Path) -> Iterator[Take]:
    for file in sorted(file for file in folder.iterdir() if file.suffix in SOUNDS):
        sound = np.concatenate([read(file, HEAR_RATE).samples, silence(1.0, HEAR_RATE).samples])
        pauses = list(pauses_in(sound))
        for at, speech in pauses:
            rest = pauses[-1][1] - speech
            if rest >= REST_WINDOWS or rest == 0:  # what is shorter is a noise behind the end
                kind = "pause" if rest else "end"
                yield Take("recordings", kind, not rest, "", Pcm(sound[:at], HEAR_RATE))


# --------------------------------------------------------------------------------------------------------- measuring


async def measured(corpus: Path | None, noise_db: float) -> list[Judged]:
    models = user_data_path("samantha") / "models"
    takes = await spoken(await voices(models), noise_db)
    if corpus:
        takes += recorded(corpus)
    judge = await SmartTurn.load(models / "smart-turn-v3.2")
    found: list[Judged] = []
    for take in takes:
        begun = time.perf_counter()
        probabilities = {str(tail): await judge.finished(ending(take.sound, tail)) for tail in TAILS_MS}
        took = 1000 * (time.perf_counter() - begun) / len(TAILS_MS)
        seconds = take.sound.seconds
        found.append(Judged(take.source, take.kind, take.finished, take.words, seconds, took, probabilities, {}))
    for name in EARS:
        ears = await Whisper.load(models / name)
        for take, judged in zip(takes, found, strict=True):
            judged.texts[name] = (await ears.transcribe(take.sound)).text
    return found


def ending(sound: Pcm, tail_ms: int) -> Pcm:
    """With only so much of its pause."""
    return Pcm(sound.samples[: len(sound) - samples(LOOK_MS - tail_ms)], sound.rate)


def usable(found: list[Judged]) -> list[Judged]:
    """Without the takes that were cut in the wrong place or spoken badly: neither ear heard roughly the words."""
    good = [
        judged
        for judged in found
        if not judged.words
        or judged.kind in ("filler", "short")  # fillers are not written down, short ones misheard
        or max(fuzz.ratio(judged.words.lower(), text.lower()) for text in judged.texts.values()) > 75
    ]
    print(f"{len(found)} takes, {len(found) - len(good)} of them dropped: cut in the wrong place or not understood")
    return good


# ------------------------------------------------------------------------------------------------------------ tables


def verdicts(found: list[Judged], tail: str) -> None:
    """Smart Turn alone, at 0.5, as it is meant to be used."""
    took = [judged.judge_ms for judged in found]
    print(f"\nSmart Turn: {np.median(took):.0f} ms a call (p95 {np.percentile(took, 95):.0f})")
    print(f"{'':18} finished  called unfinished   unfinished  called finished")
    for key in ("source", "kind"):
        for name in sorted({getattr(judged, key) for judged in found}):
            mine = [judged for judged in found if getattr(judged, key) == name]
            ends, goes_on = ([j.probabilities[tail] for j in mine if j.finished is side] for side in (True, False))
            wrong = share(ends, lambda p: p <= 0.5), share(goes_on, lambda p: p > 0.5)
            print(f"{name:18} {len(ends):8} {wrong[0]:>18}   {len(goes_on):10} {wrong[1]:>16}")


def share(values: list[float], which: Callable[[float], bool]) -> str:
    return f"{100 * sum(map(which, values)) / len(values):.0f}" if values else "-"


Rule = Callable[[str, float], int]
"""Milliseconds of silence by text and probability."""


def rules(pauses: Pauses) -> dict[str, Rule]:
    return {
        "words": lambda text, _: ms(needed_silence(text, pauses)),
        "sound at 0.5": lambda _, p: pauses.shortest_ms if p > 0.5 else pauses.longest_ms,
        "both": lambda text, p: ms(needed_silence(text, pauses, p)),
    }


KINDS: dict[str, Callable[[Judged], bool]] = {
    "finished": lambda j: j.finished and j.source != "recordings",
    "unfinished": lambda j: not j.finished and j.kind not in ("story", "pause"),
    "story": lambda j: not j.finished and j.kind == "story",
    "recorded end": lambda j: j.finished and j.source == "recordings",
    "recorded pause": lambda j: not j.finished and j.kind == "pause",
}


def deadlines(found: list[Judged], pauses: Pauses, tail: str) -> None:
    for ears in EARS:
        print(f"\n{'ends within, ms (' + ears + ')':40}" + "".join(f"{d:>6}" for d in DEADLINES_MS) + "   mean")
        for name, rule in rules(pauses).items():
            for title, which in KINDS.items():
                waits = [float(rule(j.texts[ears], j.probabilities[tail])) for j in found if which(j)]
                if waits:
                    shares = "".join(f"{share(waits, lambda wait, d=d: wait <= d):>6}" for d in DEADLINES_MS)
                    print(f"{name:24}{title:16}{shares} {np.mean(waits):6.0f}")


def bargains(found: list[Judged], tail: str) -> None:
    """What the thresholds of the sound cost; chosen on one voice, to be checked on the other."""
    spoken_ones = [j for j in found if KINDS["finished"](j) or KINDS["unfinished"](j)]
    print(f"\n{'':31}wait, ms   cut off, %   cost, ms      (joe | heart)")
    costs: dict[tuple[float, float, int], float] = {}
    for over, going_on, sway_ms in itertools.product((0.5, 0.7, 0.8, 0.9, 0.95), (0.05, 0.1, 0.3), (250, 350, 450)):
        pauses = replace(Pauses(), over=over, going_on=going_on, sway_ms=sway_ms)
        sides = [
            cost([j for j in spoken_ones if j.source.startswith(voice)], pauses, tail) for voice in ("joe", "heart")
        ]
        costs[over, going_on, sway_ms] = sides[0][2]
        if sway_ms == Pauses().sway_ms:
            wait, lost, price = (f"{a:5.0f}|{b:.0f}" for a, b in zip(*sides, strict=True))
            print(f"over {over:<5} going on {going_on:<5} {wait:>14} {lost:>12} {price:>10}")
    best = min(costs, key=costs.__getitem__)
    print(f"cheapest on joe: over {best[0]}, going_on {best[1]}, sway_ms {best[2]}")


def cost(found: list[Judged], pauses: Pauses, tail: str) -> tuple[float, float, float]:
    """Mean wait of finished turns, ms; unfinished ones cut off by pauses evenly spread over PAUSES_MS, %; the sum."""
    waits = {
        side: np.array(
            [ms(needed_silence(j.texts[EARS[1]], pauses, j.probabilities[tail])) for j in found if j.finished is side]
        )
        for side in (True, False)
    }
    least, most = PAUSES_MS
    lost = float(np.clip((most - waits[False]) / (most - least), 0, 1).mean())
    wait = float(waits[True].mean())
    return wait, 100 * lost, wait + CUT_OFF_MS * lost


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--corpus", type=Path)
    parser.add_argument("--noise", type=float, default=-65.0, help="room noise, dBFS (default -65)")
    parser.add_argument("--tail", type=int, default=LOOK_MS, choices=TAILS_MS)
    parser.add_argument("--keep", type=Path)
    parser.add_argument("--from", dest="kept", type=Path)
    args = parser.parse_args()
    if args.kept:
        found = [Judged(**json.loads(line)) for line in args.kept.read_text(encoding="utf-8").splitlines()]
    else:
        found = anyio.run(measured, args.corpus, args.noise)
    if args.keep:
        args.keep.write_text("".join(json.dumps(asdict(j)) + "\n" for j in found), encoding="utf-8")
    good, tail = usable(found), str(args.tail)
    verdicts(good, tail)
    deadlines(good, Pauses(), tail)
    bargains(good, tail)


if __name__ == "__main__":
    main()
