"""Did anybody really say that? What keeps Whisper's phantoms out of the conversation.

Whisper must write something: given a murmur or a passing car it writes "Thank you.", "You" or a whole invented
sentence. No single number tells such a text from a real one. Whisper's own no-speech probability overlaps (a
quiet reader has 0.55, a crowd 0.26), so does its confidence, and Silero is 60 % sure of some crowds and of some
short answers alike. But they fail on different sounds, and their sum separates well: a voice that Silero is sure of
may be hard to understand, and one that Silero doubts must be understood clearly.

    doubt = 0.5 * no_speech + 0.2 * -confidence + (1 - mean_probability)

The no-speech probability counts half: base is 0.77 to 0.88 sure that a plainly spoken "Dear Catherine, comma, new
paragraph." was none, since it hardly looks like speech as it is written.

Measured with ``bench/ears.py --hard`` on 19 recordings of speech (clean, 20 dB down, and at 10 dB over
street, crowd, telephone, horn, dog and white noise), eleven dictated turns, and on those noises, breath and music
alone, at many levels, every segment through tiny.en and base. The 422 transcripts of speech have a doubt of 0.57 at
most, half of them 0.12; the 48 transcripts of noise have 0.64 at least (tiny.en alone 0.78), nearly all of
them of the crowd. Somebody else's clear speech nearby is speech and passes: that it was not meant for her is for
others to judge.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from samantha.core.clock import WINDOW, ms

SPEECH = 0.5
"""Silero's probability above which a window counts as speech."""

_PHANTOMS = frozenset(
    {
        "you",
        "thank you",
        "thank you so much",
        "thank you very much",
        "thanks for watching",
        "thank you for watching",
        "please subscribe",
        "like and subscribe",
        "silence",
        "music",
    }
)
"""What Whisper writes most often when nothing was said (its training text was full of video subtitles)."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """What the detector has to say about an utterance.

    speech_ms: time in windows that were speech; mean_probability: their mean probability, 0 without any.
    """

    speech_ms: int
    mean_probability: float

    @classmethod
    def of(cls, probabilities: Iterable[float]) -> Evidence:
        """Sums up the probabilities of an utterance's windows."""
        speech = [p for p in probabilities if p > SPEECH]
        return cls(ms(len(speech) * WINDOW), sum(speech) / len(speech) if speech else 0.0)


@dataclass(frozen=True, slots=True)
class Limits:
    """How much doubt a text survives."""

    most_doubt: float = 0.6
    """Between the most doubtful speech (0.57) and the least doubtful noise (0.64) measured."""

    most_doubt_of_phantom: float = 0.3
    """For a text that is a known phantom; a real "Thank you very much." has 0.11 at most, noise 0.82 at least."""

    words_per_second: float = 6.0
    """Nobody speaks faster for long; more words than this in the time of speech were made up."""

    words_free: int = 4
    """Allowed on top: short words pass between windows."""


def doubt(evidence: Evidence, *, no_speech: float, confidence: float) -> float:
    """How doubtful it is that these were words, from 0 (clear speech) to about 1.5.

    Args:
        evidence: of the utterance's windows.
        no_speech: Whisper's probability that there was no speech, in [0, 1].
        confidence: average log-probability per token, <= 0.
    """
    return 0.5 * no_speech - 0.2 * confidence + (1.0 - evidence.mean_probability)


def said_something(
    text: str, evidence: Evidence, *, no_speech: float, confidence: float, limits: Limits | None = None
) -> bool:
    """Whether the text is what somebody said, and not what Whisper makes of noise."""
    limits = limits or Limits()
    words = "".join(c if c.isalnum() or c == "'" else " " for c in text.lower()).split()
    if not any(c.isalnum() for word in words for c in word):
        return False
    if len(words) > limits.words_free + limits.words_per_second * evidence.speech_ms / 1000:
        return False
    known = " ".join(words) in _PHANTOMS
    most = limits.most_doubt_of_phantom if known else limits.most_doubt
    return doubt(evidence, no_speech=no_speech, confidence=confidence) <= most
