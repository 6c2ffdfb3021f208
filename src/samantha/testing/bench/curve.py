"""Latency against cut-offs: what the same run would have come to, had every pause been shorter or longer.

A run tells for each pause of the user's when its words and the model's judgement of them were there. How long to wait
then is ``core.endpoint``'s decision, a pure function, so it can be taken again with other lengths. What cannot be
repeated is estimated: a reply that nobody waited for in the run takes the median time of those that were.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace

import numpy as np

from samantha.core import notes
from samantha.core.clock import ms
from samantha.core.endpoint import Outlook, Pauses, needed_silence
from samantha.core.notes import Note
from samantha.testing.bench.corpus import Item

SCALES = (0.4, 0.6, 0.8, 1.0, 1.25, 1.5, 2.0)
"""Times the lengths in use."""
SLACK_MS = 150
"""The detector sees the end of speech so much later than it is, at the most."""
SHORT_PAUSE_MS = 700
"""Pauses behind unfinished words up to this length are to be kept."""


@dataclass(frozen=True, slots=True)
class Wait:
    """A silence in which a turn might have ended. Times in ms of the recording.

    end_ms: where the detector saw speech end; text, outlook: its words and what is expected behind them, known at
    ready_ms.
    until_ms: where speech went on, None at the turn's end, which is spoken_ms. sound_ms: the answer's first sound.
    must: it stands behind unfinished words and is short, so it has to be waited for.
    """

    end_ms: int
    text: str
    outlook: Outlook | None
    ready_ms: int
    until_ms: int | None
    spoken_ms: int
    sound_ms: int | None
    must: bool = False


@dataclass(frozen=True, slots=True)
class Point:
    """One place on the curve; shares in percent, None of nothing."""

    scale: float
    p50_ms: float
    p95_ms: float
    cut_offs: float
    short_unfinished_kept: float | None


def waits(told: Sequence[Note], item: Item) -> tuple[Wait, ...]:
    """The silences of one turn, from its notes."""
    found: list[Wait] = []
    outlook: Outlook | None = None
    text = ""
    end: int | None = None
    ready = 0
    for note in told:
        match note:
            case notes.UserStopped(at=at):
                end = ready = at
            case notes.Partial(at=at, text=words):
                text, ready = words, max(ready, at)
            case notes.Judged(at=at, text=words, outlook=expected):
                text, outlook, ready = words, expected, at
            case notes.UserStarted() | notes.ReplyStarted() if end is not None:
                found += _wait(item, told, ms(end), text, outlook, ms(ready))
                end = None
            case _:
                pass
    return tuple(found)


def _wait(
    item: Item, told: Sequence[Note], end_ms: int, text: str, outlook: Outlook | None, ready_ms: int
) -> list[Wait]:
    spoken_ms = ms(item.speech_end)
    if end_ms >= spoken_ms - SLACK_MS:
        stages = next((n.stages for n in told if isinstance(n, notes.TurnSummary) and n.stages is not None), None)
        sound_ms = end_ms + stages.voice_to_voice_ms if stages else None
        return [Wait(end_ms, text, outlook, ready_ms, None, spoken_ms, sound_ms)]
    return [
        Wait(
            end_ms, text, outlook, ready_ms, ms(pause.end), spoken_ms, None,
            must=pause.unfinished and ms(pause.length) <= SHORT_PAUSE_MS,
        )
        for pause in item.pauses
        if ms(pause.start) - SLACK_MS <= end_ms < ms(pause.end)
    ]  # fmt: skip


def curve(turns: Sequence[Sequence[Wait]], pauses: Pauses, scales: Sequence[float] = SCALES) -> list[Point]:
    """What the turns come to with all lengths multiplied by each scale; nothing where no turn was followed."""
    known = [turn for turn in turns if turn and turn[-1].until_ms is None and turn[-1].sound_ms is not None]
    return [at(known, _scaled(pauses, scale), scale) for scale in scales] if known else []


def at(turns: Sequence[Sequence[Wait]], pauses: Pauses, scale: float = 1.0) -> Point:
    """What turns that were answered come to with these lengths."""
    lead_ms = float(np.median([max(0, (turn[-1].sound_ms or 0) - turn[-1].ready_ms) for turn in turns]))
    delays, cut, kept = [], 0, []
    for turn in turns:
        answered = [_answered_ms(wait, pauses, lead_ms) for wait in turn]
        early = [a < w.until_ms for a, w in zip(answered, turn, strict=True) if w.until_ms is not None]
        kept += [a >= w.until_ms for a, w in zip(answered, turn, strict=True) if w.must and w.until_ms is not None]
        delays.append(answered[-1] - turn[-1].spoken_ms)
        cut += any(early)
    p50, p95 = np.percentile(delays, [50, 95])
    return Point(scale, float(p50), float(p95), 100 * cut / len(turns), 100 * float(np.mean(kept)) if kept else None)


def _answered_ms(wait: Wait, pauses: Pauses, lead_ms: float) -> float:
    due = wait.end_ms + ms(needed_silence(wait.text, pauses, wait.outlook))
    sound = wait.sound_ms if wait.sound_ms is not None else wait.ready_ms + lead_ms
    made = min(sound, wait.ready_ms + lead_ms)  # a sound that waited for the turn's end was made before
    return max(due, wait.ready_ms, made)


def _scaled(pauses: Pauses, scale: float) -> Pauses:
    lengths: Mapping[str, float] = {
        name: round(value * scale) for name, value in asdict(pauses).items() if name.endswith("_ms")
    }
    return replace(pauses, **lengths)  # type: ignore[arg-type]  # every name ending in _ms is an int
