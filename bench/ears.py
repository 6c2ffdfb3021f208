"""Measures the ears on a folder of sound: detector, gate, transcripts and phantoms.

    python bench/ears.py SPEECH_DIR --noise NOISE_DIR [--model NAME ...] [--hard]

SPEECH_DIR holds sound files and, for word error rates, ``transcripts.tsv`` with a first line naming the columns
``file`` and ``text``. Everything is cut into segments as a conversation would: speech from three windows above 0.5
until 700 ms below 0.35, 300 ms of pre-roll. ``--hard`` adds every speech file 20 dB down and in noise at 10 dB, and
every noise file at other levels and offsets. Breath, music and coloured noise are synthesised here.
"""

from __future__ import annotations

import argparse
import csv
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import anyio
import numpy as np
from platformdirs import user_data_path

from samantha.audio.files import read, windows
from samantha.audio.pcm import Pcm, Samples
from samantha.core.clock import HEAR_RATE, WINDOW
from samantha.core.phantoms import Evidence, doubt, said_something
from samantha.engines.gate import Gated
from samantha.engines.silero import Silero
from samantha.engines.whisper import Whisper
from samantha.ports import SpeechDetector
from samantha.testing.wer import word_errors

SOUNDS = {".wav", ".flac", ".ogg", ".mp3"}
START, START_WINDOWS, STOP, STOP_WINDOWS, PRE_ROLL = 0.5, 3, 0.35, 22, 10


@dataclass(frozen=True)
class Take:
    name: str
    kind: str
    sound: Samples


@dataclass(frozen=True)
class Segment:
    at_seconds: float
    sound: Pcm
    evidence: Evidence


def takes(speech: Path, noise: Path | None, hard: bool) -> Iterator[Take]:
    noises = {file.stem: read(file, HEAR_RATE).samples for file in sounds(noise)} if noise else {}
    for file in sounds(speech):
        sound = read(file, HEAR_RATE).samples
        yield Take(file.stem, "speech", sound)
        if hard:
            yield Take(f"{file.stem} -20 dB", "speech", sound * np.float32(0.1))
            for name, other in {**noises, "white": white(3.0)}.items():
                yield Take(f"{file.stem} in {name}", "speech", mixed(sound, other, 10.0))
    for name, sound in noises.items():
        yield Take(name, "noise", sound)
        for gain_db in (12, 6, -6, -12, -20) if hard else ():
            yield Take(f"{name} {gain_db:+d} dB", "noise", sound * np.float32(10 ** (gain_db / 20)))
        for lead in (1111, 2500, 4111) if hard else ():
            yield Take(f"{name} {lead} later", "noise", np.pad(sound, (lead, 0)))
    for name, sound in synthetic().items():
        for level_db in (-50, -35, -20):
            rms = np.sqrt(np.mean(sound**2))
            gain = 10 ** (level_db / 20) / rms
            yield Take(f"{name} {level_db} dBFS", "noise", (sound * gain).astype(np.float32))


def sounds(folder: Path) -> list[Path]:
    return sorted(file for file in folder.iterdir() if file.suffix.lower() in SOUNDS)


def mixed(sound: Samples, noise: Samples, snr_db: float) -> Samples:
    noise = np.resize(noise, len(sound))
    gain = np.sqrt(np.mean(sound**2) / np.mean(noise**2)) * 10 ** (-snr_db / 20)
    return (sound + noise * np.float32(gain)).astype(np.float32)


def white(seconds: float) -> Samples:
    return np.random.default_rng(1).standard_normal(int(seconds * HEAR_RATE)).astype(np.float32)


def coloured(seconds: float, low: float, high: float, slope: float = 0.0) -> Samples:
    """White noise through a band (Hz, log-Gaussian) and a slope (power of the frequency)."""
    spectrum = np.fft.rfft(white(seconds))
    hertz = np.fft.rfftfreq(int(seconds * HEAR_RATE), 1 / HEAR_RATE) + 1
    band = np.exp(-0.5 * (np.log(hertz / np.sqrt(low * high)) / np.log(high / low) * 2) ** 2)
    return np.fft.irfft(spectrum * band * hertz**slope).astype(np.float32)


def notes(pitches: list[list[float]], each: float, decay: float, vibrato: float) -> Samples:
    t = np.arange(int(each * HEAR_RATE)) / HEAR_RATE
    edge = np.minimum(1, t / 0.02) * np.minimum(1, (each - t) / 0.02) * np.exp(-t * decay)
    played = []
    for chord in pitches:
        tone = np.zeros(len(t))
        for pitch in chord:
            phase = 2 * np.pi * np.cumsum(pitch * (1 + vibrato * np.sin(2 * np.pi * 5.5 * t))) / HEAR_RATE
            tone += sum(np.sin(phase * k) / k for k in range(1, 9))
        played.append(tone * edge)
    return np.concatenate(played).astype(np.float32)


def synthetic() -> dict[str, Samples]:
    t = np.arange(16 * HEAR_RATE) / HEAR_RATE
    breathing = np.clip(np.sin(2 * np.pi * 0.28 * t), 0, 1)
    beat = np.exp(-12 * (t % 0.5)) * np.sin(2 * np.pi * 70 * (t % 0.5))
    hat = np.exp(-80 * (t % 0.25)) * white(16)
    air = coloured(16, 400, 900) + 0.6 * coloured(16, 1200, 2200) + 0.3 * coloured(16, 2500, 4500)
    chords = notes([[262, 330, 392], [220, 262, 330], [175, 220, 262], [196, 247, 294]] * 4, 1.0, 1.5, 0.0)
    melody = notes([[p] for p in [392, 440, 494, 523, 494, 440, 392, 330, 349, 392] * 4], 0.4, 0.0, 0.008)
    made = {
        "white": white(16),
        "pink": coloured(16, 1, 1e9, -0.5),
        "brown": coloured(16, 1, 1e9, -1.0),
        "breath": air * breathing,
        "hum": notes([[50.0]] * 4, 4.0, 0.0, 0.0),
        "chords": chords,
        "melody": melody,
        "drums": beat + 0.4 * hat,
        "band": chords + melody + 3 * beat + hat,
    }
    return {name: np.asarray(sound, np.float32) for name, sound in made.items()}


def cut(sound: Samples) -> list[Samples]:
    sound = np.pad(np.clip(sound, -1, 1), (0, HEAR_RATE))
    return list(sound[: len(sound) // WINDOW * WINDOW].reshape(-1, WINDOW))


def segments(detector: SpeechDetector, sound: Samples) -> tuple[list[Segment], list[float]]:
    heard = cut(sound)
    chances = [detector.probability(window) for window in heard]
    found: list[Segment] = []
    start, run, quiet = None, 0, 0
    for at, chance in enumerate(chances):
        run = run + 1 if chance > START else 0
        quiet = quiet + 1 if chance < STOP else 0
        if start is None and run >= START_WINDOWS:
            start = at - START_WINDOWS + 1
        elif start is not None and (quiet >= STOP_WINDOWS or at == len(chances) - 1):
            pcm = Pcm(np.concatenate(heard[max(0, start - PRE_ROLL) : at + 1]), HEAR_RATE)
            found.append(Segment(start * WINDOW / HEAR_RATE, pcm, Evidence.of(chances[start : at + 1])))
            start = None
    return found, chances


def onsets(chances: list[float]) -> list[int]:
    """Windows in which speech was found anew (three in a row, after 700 ms without)."""
    found, run, quiet, inside = [], 0, 0, False
    for at, chance in enumerate(chances):
        run = run + 1 if chance > START else 0
        quiet = quiet + 1 if chance < STOP else 0
        if run >= START_WINDOWS and not inside:
            found.append(at)
            inside = True
        inside = inside and quiet < STOP_WINDOWS
    return found


def cost_us(detector: SpeechDetector, heard: list[Samples]) -> float:
    began = time.perf_counter()
    for window in heard:
        detector.probability(window)
    return (time.perf_counter() - began) / len(heard) * 1e6


def report_detector(all_takes: list[Take]) -> None:
    speech = [take for take in all_takes if take.kind == "speech"]
    heard = cut(speech[0].sound)
    nothing = [np.zeros(WINDOW, np.float32)] * 2000
    print(f"detector, us a window: Silero {cost_us(Silero(), heard):.0f}, gated", end=" ")
    print(f"{cost_us(Gated(Silero()), heard):.0f}; in digital silence {cost_us(Gated(Silero()), nothing):.0f}")
    late: list[int] = []
    for take in speech:
        lead = np.pad(take.sound, (HEAR_RATE, 0))
        alone, gated = (segments(detector, lead)[1] for detector in (Silero(), Gated(Silero())))
        for onset in onsets(alone):
            first = onset - START_WINDOWS + 1
            found = next((at for at in range(first, len(gated)) if gated[at] > START), len(gated))
            late.append(found - first)
            if late[-1] > 2:
                print(f"  {late[-1]} windows late behind the gate: {take.name} at {first * WINDOW / HEAR_RATE:.2f} s")
    print(f"gate: {len(late)} onsets, {sum(n > 0 for n in late)} of them late, at most {max(late)} windows")


async def report_model(name: str, all_takes: list[Take], texts: dict[str, str]) -> None:
    whisper = await Whisper.load(user_data_path("samantha") / "models" / name)
    print(f"\n{name}\n{'doubt':>6} {'speech':>7} {'mean p':>6} {'no sp':>5} {'conf':>5}  verdict")
    errors = words = count = 0
    spent = 0.0
    doubts: dict[str, list[float]] = {"speech": [], "noise": []}
    wrong = 0
    for take in all_takes:
        said = []
        found, _ = segments(Gated(Silero()), take.sound)
        for segment in found:
            began = time.perf_counter()
            heard = await whisper.transcribe(segment.sound)
            spent += time.perf_counter() - began
            count += 1
            no_speech, confidence = heard.no_speech, heard.confidence
            real = said_something(heard.text, segment.evidence, no_speech=no_speech, confidence=confidence)
            doubts[take.kind].append(doubt(segment.evidence, no_speech=no_speech, confidence=confidence))
            wrong += real != (take.kind == "speech")
            said += [heard.text] if real else []
            print(
                f"{doubts[take.kind][-1]:6.2f} {segment.evidence.speech_ms:4d} ms "
                f"{segment.evidence.mean_probability:6.2f} {heard.no_speech:5.2f} {heard.confidence:5.2f}  "
                f"{'turn' if real else 'none'}  {take.name}: {heard.text}"
            )
        if take.kind == "speech" and not said:
            print(f"  NO TURN from {take.name}")
        if take.name in texts:
            one, of = word_errors(texts[take.name], " ".join(said))
            errors, words = errors + one, words + of
    print(f"{name}: {spent / max(count, 1):.2f} s a segment; wrong verdicts {wrong} of {count}", end="")
    print(f"; word errors {errors}/{words} = {errors / words:.1%}" if words else "")
    if doubts["speech"] and doubts["noise"]:
        print(f"{name}: doubt of speech <= {max(doubts['speech']):.2f}, of noise >= {min(doubts['noise']):.2f}")


async def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    arguments.add_argument("speech", type=Path)
    arguments.add_argument("--noise", type=Path)
    arguments.add_argument("--model", action="append")
    arguments.add_argument("--hard", action="store_true")
    given = arguments.parse_args()
    table = given.speech / "transcripts.tsv"
    texts = {}
    if table.exists():
        with table.open(newline="") as lines:
            rows = csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE)
            texts = {Path(row["file"]).stem: row["text"] for row in rows}
    all_takes = list(takes(given.speech, given.noise, given.hard))
    streamed = sum(1 for file in sounds(given.speech) for _ in windows(file))
    print(f"{len(all_takes)} takes; speech files stream as {streamed} windows")
    report_detector(all_takes)
    for name in given.model or ["whisper-tiny.en", "whisper-base"]:
        await report_model(name, all_takes, texts)


if __name__ == "__main__":
    anyio.run(main)
