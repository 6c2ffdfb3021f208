"""Transcribing a file: the same ears as in a conversation, without anybody answering."""

from __future__ import annotations

from collections import deque
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass

from samantha.audio.pcm import Samples
from samantha.audio.ring import Ring
from samantha.core.activity import Activity
from samantha.core.clock import HEAR_RATE, WINDOW, ms, samples
from samantha.core.phantoms import Evidence, said_something
from samantha.ports import SpeechDetector, Transcriber

GAP_MS = 600
"""Speech this far apart is two utterances."""

MARGIN_MS = 300
"""Sound taken along on both sides of an utterance."""

LONGEST_MS = 28_000
"""Utterances are cut here at the latest: Whisper's own window is 30 s."""

KEEP_S = LONGEST_MS // 1000 + 10
"""Sound and probabilities kept: the longest utterance, its margins and the gap behind it."""


@dataclass(frozen=True, slots=True)
class Utterance:
    """Words and where they were said, ms from the file's beginning."""

    start_ms: int
    end_ms: int
    text: str


async def utterances(
    windows: Iterator[Samples], detector: SpeechDetector, activity: Activity, transcriber: Transcriber
) -> AsyncIterator[Utterance]:
    """What is said in the sound, utterance by utterance, as soon as each is understood. Raises EngineError."""
    ring = Ring(KEEP_S)
    probabilities: deque[float] = deque(maxlen=KEEP_S * HEAR_RATE // WINDOW)
    done = 0
    for start, end in _stretches(windows, detector, activity, ring, probabilities):
        first = max(done, start - samples(MARGIN_MS))
        done = min(end + samples(MARGIN_MS), ring.end)  # where speech was cut, the rest of it comes next
        said = await transcriber.transcribe(ring.between(first, done))
        evidence = Evidence.of(list(probabilities)[(start - ring.end) // WINDOW :])
        if said_something(said.text, evidence, no_speech=said.no_speech, confidence=said.confidence):
            yield Utterance(ms(start), ms(end), said.text)


def _stretches(
    windows: Iterator[Samples],
    detector: SpeechDetector,
    activity: Activity,
    ring: Ring,
    probabilities: deque[float],
) -> Iterator[tuple[int, int]]:
    """Beginnings and ends of speech, each told once the gap behind it has been heard."""
    start = end = None
    for window in windows:
        ring.append(window)
        probabilities.append(detector.probability(window))
        if activity.judge(probabilities[-1]):
            start = ring.end - WINDOW if start is None else start
            end = ring.end
        if start is not None and end is not None:
            over = ring.end - end >= samples(GAP_MS) or end - start >= samples(LONGEST_MS)
            if over:
                yield start, end
                start = end = None
    if start is not None and end is not None:
        yield start, end
