"""Sound whose last word is known to end at a certain sample.

The built-in corpus is spoken by the project's own voices, so the labels are exact by construction: a part of an
utterance reaches from its first to its last sample within -40 dB of its own peak, and parts are put so far from each
other that the pause between them has the length that was drawn. The softer rest of a decay is kept; it lies beyond
the label. Everything depends on the seed alone.

A folder of recordings has no such labels. There the end of the speech is the end of the last window that Silero
takes for speech: recordings carry noise behind the last word, which a level would take for speech.
"""

from __future__ import annotations

import csv
import random
import re
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import numpy as np

from samantha.audio.files import read
from samantha.audio.pcm import Pcm, Samples
from samantha.core.clock import HEAR_RATE, WINDOW, samples
from samantha.engines.silero import Silero
from samantha.errors import InputError
from samantha.testing.bench.sentences import SENTENCES

LABEL_DB = -40.0
"""A part of an utterance begins and ends with its first and last sample above this, against its own peak."""
LEAD_MS = 600
"""Room before the speech, in which detectors settle."""
THINKING_MS = (200, 1200)
"""Shortest and longest pause behind words that cannot stand alone."""
BREATH_MS = (200, 600)
"""The same behind words that can. Longer ones are the other's turn, between people too."""
NOISE_DB = -60.0
"""Room noise, root mean square, dBFS; the voices speak at about -20."""
LOUDNESS_DB = (0.0, -4.0, -8.0)
SOUNDS = (".wav", ".flac", ".ogg", ".mp3")

Say = Callable[[str], Awaitable[Pcm]]
"""A voice: text to sound."""


@dataclass(frozen=True, slots=True)
class Pause:
    """A pause inside an utterance, in samples at HEAR_RATE. unfinished: the words before it cannot stand alone."""

    start: int
    length: int
    unfinished: bool

    @property
    def end(self) -> int:
        """Where speech goes on."""
        return self.start + self.length


@dataclass(frozen=True, slots=True, eq=False)
class Item:
    """One utterance. sound: (n,) float32 at HEAR_RATE, quiet around the speech; speech_start, speech_end: the labels.

    text: what is said, None if unknown. room_db: noise that goes on behind the sound, None for none.
    """

    name: str
    who: str
    text: str | None
    sound: Samples
    speech_start: int
    speech_end: int
    pauses: tuple[Pause, ...] = ()
    room_db: float | None = None
    seed: int = 0

    def windows(self, count: int) -> Samples:
        """So many windows of the microphone, (count, 512) float32: the sound, and the room around and behind it."""
        heard = np.zeros(count * WINDOW, np.float32)
        known = min(len(self.sound), len(heard))
        heard[:known] = self.sound[:known]
        if self.room_db is not None:
            noise = np.random.default_rng(self.seed).standard_normal(len(heard), np.float32)
            heard += noise * np.float32(10 ** (self.room_db / 20))
        return np.clip(heard, -1, 1).reshape(count, WINDOW)


@dataclass(frozen=True, slots=True)
class Line:
    """One utterance before it is spoken. parts: its words between pauses; pauses: length in samples, unfinished."""

    number: int
    who: str
    parts: tuple[str, ...]
    pauses: tuple[tuple[int, bool], ...]
    loudness_db: float

    @property
    def text(self) -> str:
        """All its words."""
        return " ".join(self.parts)


def script(people: Sequence[str], count: int, seed: int = 0) -> list[Line]:
    """Who says what, and how long they think in between: the whole benchmark on paper.

    All sentences come once, in an order of their own, before the first comes again (by somebody else).
    """
    rng = random.Random(seed)
    lines: list[Line] = []
    while len(lines) < count:
        turn = len(lines) // len(SENTENCES)
        for place in rng.sample(range(len(SENTENCES)), len(SENTENCES)):
            parts = re.split(r" ([~/]) ", SENTENCES[place])
            marks = parts[1::2]
            ranges = [THINKING_MS if mark == "~" else BREATH_MS for mark in marks]
            pauses = tuple(
                (samples(rng.uniform(*span)), mark == "~") for span, mark in zip(ranges, marks, strict=True)
            )
            who = people[(place + turn) % len(people)]
            lines.append(Line(len(lines) + 1, who, tuple(parts[::2]), pauses, rng.choice(LOUDNESS_DB)))
    return lines[:count]


async def spoken(line: Line, say: Say, seed: int = 0) -> Item:
    """The line as sound, with exact labels. Raises EngineError."""
    last = len(line.parts) - 1
    texts = [part if at == last or part[-1] in ".!?," else f"{part}," for at, part in enumerate(line.parts)]
    parts = [(await say(text)).at(HEAR_RATE).scaled(10 ** (line.loudness_db / 20)).samples for text in texts]
    sound, start, end, pauses = joined(parts, line.pauses)
    return Item(f"{line.number:03}", line.who, line.text, sound, start, end, pauses, NOISE_DB, seed + line.number)


def joined(
    parts: Sequence[Samples], pauses: Sequence[tuple[int, bool]]
) -> tuple[Samples, int, int, tuple[Pause, ...]]:
    """The parts with exactly these pauses between them; the sound, where its speech starts and ends, and the pauses.

    parts: (n,) float32 at HEAR_RATE, none of them silent; pauses: length in samples, words before it unfinished.
    """
    spans = [audible_span(part) for part in parts]
    starts = [samples(LEAD_MS)]
    for (span, _), (length, _) in zip(pairwise(spans), pauses, strict=True):
        starts.append(starts[-1] + span[1] - span[0] + length)
    offsets = [start - span[0] for start, span in zip(starts, spans, strict=True)]
    sound = np.zeros(max(o + len(p) for o, p in zip(offsets, parts, strict=True)), np.float32)
    for offset, part in zip(offsets, parts, strict=True):
        before = max(0, -offset)
        sound[offset + before : offset + len(part)] += part[before:]
    ends = [offset + span[1] for offset, span in zip(offsets, spans, strict=True)]
    labels = tuple(Pause(end, length, bare) for end, (length, bare) in zip(ends[:-1], pauses, strict=True))
    return sound, starts[0], ends[-1], labels


def audible_span(sound: Samples) -> tuple[int, int]:
    """From the first to behind the last sample above LABEL_DB of the peak. Raises ValueError for silence."""
    size = np.abs(sound)
    if not size.any():
        raise ValueError("nothing is to be heard in this sound")
    loud = np.flatnonzero(size > size.max() * 10 ** (LABEL_DB / 20))
    return int(loud[0]), int(loud[-1]) + 1


def folder(path: Path, count: int | None = None) -> list[Item]:
    """Recordings of a folder: those of ``transcripts.tsv`` (columns file and text) or every sound file there is.

    Files in which nobody speaks are left out.

    Raises:
        InputError: there is no such folder, nothing to listen to in it, or a file that cannot be read.
    """
    if not path.is_dir():
        raise InputError("there is no such folder", where=str(path), mend="Give a folder of sound files.")
    items: list[Item] = []
    for name, who, text in _listed(path):
        if count is not None and len(items) >= count:
            break
        sound = np.pad(read(path / name, HEAR_RATE).samples, (samples(LEAD_MS), 0))
        span = spoken_span(sound)
        if span is not None:
            items.append(Item(name, who, text, sound, *span))
    if not items:
        raise InputError("nobody speaks in this folder", where=str(path), mend=f"It needs {', '.join(SOUNDS)} files.")
    return items


def spoken_span(sound: Samples) -> tuple[int, int] | None:
    """From the beginning of the first to the end of the last window that Silero takes for speech; None for none."""
    judge = Silero()
    padded = np.pad(sound, (0, -len(sound) % WINDOW)).reshape(-1, WINDOW)
    speech = np.flatnonzero([judge.probability(window) > 0.5 for window in padded])
    return (int(speech[0]) * WINDOW, (int(speech[-1]) + 1) * WINDOW) if len(speech) else None


def _listed(path: Path) -> list[tuple[str, str, str | None]]:
    """File name, who speaks and what is said, for every recording."""
    table = path / "transcripts.tsv"
    if not table.is_file():
        return [(file.name, "", None) for file in sorted(path.iterdir()) if file.suffix.lower() in SOUNDS]
    try:
        with table.open(encoding="utf-8", newline="") as lines:
            rows = list(csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE))
        return [(row["file"], row.get("who") or row.get("voice") or "", row.get("text") or None) for row in rows]
    except (OSError, UnicodeDecodeError, KeyError, csv.Error) as error:
        mend = "It needs tabs between its columns and the columns file and text."
        raise InputError(f"the table cannot be read ({type(error).__name__})", where=str(table), mend=mend) from error
