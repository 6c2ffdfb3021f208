"""Single stages, each for itself: ears on whole utterances, mind behind a warm persona, voice clause by clause."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from dataclasses import dataclass

import anyio
import numpy as np

from samantha.audio.pcm import Pcm
from samantha.core.clock import HEAR_RATE, samples
from samantha.core.phrases import Phrases
from samantha.ports import Mind, Transcriber, Voice
from samantha.testing.bench.corpus import Item
from samantha.testing.wer import word_errors

BEFORE_MS, BEHIND_MS = 300, 200
"""Sound around the speech that the ears are given: what a conversation gives them."""
MOST_PIECES = 64
LENGTHS_S = (0.0, 2.0, 4.0, 8.0, float("inf"))


@dataclass(frozen=True, slots=True)
class StageRow:
    """One piece of work. group: what it is counted with; values: by name, units last."""

    group: str
    what: str
    values: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class StageFigures:
    """One group of rows."""

    group: str
    count: int
    values: Mapping[str, float]


async def hear(
    ears: Transcriber, items: Sequence[Item], *, padded: Transcriber | None = None, head_start_ms: int = 0
) -> AsyncIterator[StageRow]:
    """Whole utterances understood, grouped by their length; errors and words where the text is known.

    padded: hears the same for comparison. head_start_ms: how long before the shortest pause is over a conversation
    begins with its transcript; what it takes beyond that somebody waits for.
    """
    for item in items:
        start = max(0, item.speech_start - samples(BEFORE_MS))
        sound = Pcm(item.sound[start : item.speech_end + samples(BEHIND_MS)], HEAR_RATE)
        begun = anyio.current_time()
        transcript = await ears.transcribe(sound)
        taken_ms = _since(begun)
        values = {"taken_ms": taken_ms, "behind_the_pause_ms": max(0.0, taken_ms - head_start_ms)}
        if padded is not None:
            begun = anyio.current_time()
            reference = await padded.transcribe(sound)
            values["padded_taken_ms"] = _since(begun)
        if item.text is not None:
            values["errors"], values["words"] = word_errors(item.text, transcript.text)
            if padded is not None:
                values["padded_errors"] = word_errors(item.text, reference.text)[0]
        seconds = (item.speech_end - item.speech_start) / HEAR_RATE
        yield StageRow(_length(seconds), transcript.text, values)


async def think(new_mind: Callable[[], Mind], texts: Sequence[str]) -> AsyncIterator[StageRow]:
    """Each text answered as the first one of a conversation; a piece is about a token."""
    for text in texts:
        mind, phrases = new_mind(), Phrases()
        mind.hears(text)
        begun = anyio.current_time()
        marks: list[float] = []
        clause_ms: float | None = None
        async with mind.answer() as pieces:
            async for piece in pieces:
                marks.append(_since(begun))
                if phrases.feed(piece) and clause_ms is None:
                    clause_ms = marks[-1]
                if len(marks) >= MOST_PIECES:
                    break
        if len(marks) > 1:
            each = {"first_token_ms": marks[0], "first_clause_ms": clause_ms or marks[-1]}
            rate = 1000 * (len(marks) - 1) / max(marks[-1] - marks[0], 1e-6)
            yield StageRow("answers", text, {**each, "tokens_per_s": rate})


async def speak(voice: Voice, clauses: Sequence[str]) -> AsyncIterator[StageRow]:
    """Each clause as sound; the real-time factor is the time taken for a second of sound."""
    for clause in clauses:
        begun = anyio.current_time()
        sound = (await voice.speak(clause)).pcm
        taken_ms = _since(begun)
        if len(sound):
            yield StageRow(
                "clauses", clause, {"taken_ms": taken_ms, "real_time_factor": taken_ms / sound.seconds / 1000}
            )


def totals(rows: Sequence[StageRow]) -> list[StageFigures]:
    """A line for each group, in the order of their names, and one for all if there are several."""
    groups = sorted({row.group for row in rows})
    found = [_total(group, [row for row in rows if row.group == group]) for group in groups]
    return found if len(found) < 2 else [*found, _total("all", rows)]


def _total(group: str, rows: Sequence[StageRow]) -> StageFigures:
    values: dict[str, float] = {}
    for name in rows[0].values:
        column = [row.values[name] for row in rows]
        if name == "words":
            continue
        if name.endswith("errors"):
            words = sum(row.values["words"] for row in rows)
            if words:
                values[f"{name.removesuffix('errors')}word_error_percent"] = 100 * sum(column) / words
            continue
        values[f"{name} p50"], values[f"{name} p95"] = (float(p) for p in np.percentile(column, [50, 95]))
    return StageFigures(group, len(rows), values)


def _length(seconds: float) -> str:
    number = int(np.searchsorted(LENGTHS_S, seconds, side="right")) - 1
    low, high = LENGTHS_S[number], LENGTHS_S[number + 1]
    return f"from {low:.0f} s" if high == float("inf") else f"{low:.0f} to {high:.0f} s"


def _since(begun: float) -> float:
    return (anyio.current_time() - begun) * 1000
