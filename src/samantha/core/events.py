"""What the floor is told and what it wants done: two closed unions of small values.

``Fact`` goes in, ``Command`` comes out. Every fact has the moment it became known (``at``, samples at 16 kHz) and
names its turn or reply, so that a late one can be recognised and ignored. Facts do no I/O and commands are only
wishes: the session carries them out.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

from samantha.core.endpoint import Outlook
from samantha.core.ledger import Word

HushReason: TypeAlias = Literal["interrupted", "user_went_on", "hushed"]
"""Why a reply is silenced: talked over, taken back before its first sound, or told to be quiet."""


# ---------------------------------------------------------------------------------------------- facts


@dataclass(frozen=True, slots=True)
class Heard:
    """One window of the microphone ended at ``at``; ``speech``: somebody speaks in it.

    silent: it is no louder than windows in which nobody speaks. Speech that ends is, before a detector is sure of it.
    """

    at: int
    speech: bool
    silent: bool = False


@dataclass(frozen=True, slots=True)
class Wrote:
    """A turn was typed."""

    at: int
    text: str


@dataclass(frozen=True, slots=True)
class Transcribed:
    """A transcript asked for is ready; text is "" when nothing was said."""

    at: int
    turn: int
    revision: int
    text: str


@dataclass(frozen=True, slots=True)
class TranscriptFailed:
    """A transcript asked for will not come."""

    at: int
    turn: int
    revision: int


@dataclass(frozen=True, slots=True)
class Judged:
    """What is expected behind the words reply ``reply`` is thought to."""

    at: int
    reply: int
    outlook: Outlook


@dataclass(frozen=True, slots=True)
class Overheard:
    """What somebody says over a reply, as asked for by ``Overhear``.

    text: "" when nothing was said, None when it could not be transcribed. hers: her words around that moment, with
    the moments at which they were heard. confidence: of the ears in these words, their log-probability, <= 0.
    """

    at: int
    reply: int
    revision: int
    text: str | None
    hers: tuple[Word, ...] = ()
    confidence: float = 0.0


@dataclass(frozen=True, slots=True)
class Audible:
    """The first sound of a reply has left the loudspeaker."""

    at: int
    reply: int


@dataclass(frozen=True, slots=True)
class Over:
    """A reply has ended by itself: played to its end, or given up; ``asked``: with a question."""

    at: int
    reply: int
    asked: bool = False


@dataclass(frozen=True, slots=True)
class Hushed:
    """The user wants silence now (a key, a command)."""

    at: int


@dataclass(frozen=True, slots=True)
class Announced:
    """She has something to say by herself, as soon as the floor is free; ``notice``: its number."""

    at: int
    notice: int
    text: str


@dataclass(frozen=True, slots=True)
class Paced:
    """From now on no pause shorter than ``least_pause_ms`` ends a turn."""

    at: int
    least_pause_ms: int


@dataclass(frozen=True, slots=True)
class Muted:
    """The microphone has been closed (``on``) or opened again; while it is closed she says nothing."""

    at: int
    on: bool


Fact: TypeAlias = (
    Heard
    | Wrote
    | Transcribed
    | TranscriptFailed
    | Judged
    | Overheard
    | Audible
    | Over
    | Hushed
    | Announced
    | Paced
    | Muted
)


# ------------------------------------------------------------------------------------------- commands


@dataclass(frozen=True, slots=True)
class Follow:
    """The turn is being spoken: its words so far, from ``start`` to ``end``, are wanted if the ears have time.

    Nobody waits for them. They help the next transcript, show the user what is understood, and may be made ready
    for an answer.

    silence: samples at the end in which there is no sound. The turn may be over then, and these be all its words.
    known: the turn's words before ``start``, from an earlier pause.
    """

    turn: int
    start: int
    end: int
    silence: int = 0
    known: str = ""


@dataclass(frozen=True, slots=True)
class Transcribe:
    """Transcribe the microphone from ``start`` to ``end``; an earlier revision of the turn is not wanted any more.

    spoken_until: behind it there is no sound; a transcript that reaches so far has all the words.
    known: the turn's words before ``start``, from an earlier pause.
    """

    turn: int
    revision: int
    start: int
    end: int
    spoken_until: int
    known: str = ""


@dataclass(frozen=True, slots=True)
class StopTranscribing:
    """No transcript of this turn is wanted any more."""

    turn: int


@dataclass(frozen=True, slots=True)
class Overhear:
    """Transcribe what is said over reply ``reply``, from ``start`` to ``end``; one at a time is asked for."""

    reply: int
    revision: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Commit:
    """The turn is a fact now: this is what the user said, and it was over at ``speech_end``.

    No ``Answer`` follows one that only asks for silence. ``due`` is when the pause had been long enough; later means
    the transcript was waited for.
    """

    turn: int
    text: str
    speech_end: int
    due: int


@dataclass(frozen=True, slots=True)
class Drop:
    """The turn was none: nothing was said in it."""

    turn: int


@dataclass(frozen=True, slots=True)
class Think:
    """Begin to make reply ``reply`` to the words that turn ``turn`` has so far, in case it is over with them.

    Nothing of it may be heard or remembered before ``Answer`` names it. How likely that was all is to be told
    (``Judged``) as soon as it is known.
    """

    reply: int
    turn: int
    text: str


@dataclass(frozen=True, slots=True)
class StopThinking:
    """The turn went on: reply ``reply`` is dropped without a trace."""

    reply: int


@dataclass(frozen=True, slots=True)
class Answer:
    """Make and play reply ``reply`` to turn ``turn``; with ``words``, exactly these and without thinking.

    A reply that is being thought already goes on and may be heard now. notice: which announcement it is, if any.
    """

    reply: int
    turn: int
    words: str | None = None
    notice: int | None = None


@dataclass(frozen=True, slots=True)
class Resume:
    """Take up reply ``of`` again, as reply ``reply``, where it broke off: what interrupted it was nothing."""

    reply: int
    of: int


@dataclass(frozen=True, slots=True)
class Duck:
    """Somebody may be speaking over reply ``reply``: softer, at once."""

    reply: int


@dataclass(frozen=True, slots=True)
class Hold:
    """Somebody is: not a sound of reply ``reply`` for now, but none of it is lost. Comes after ``Duck``."""

    reply: int


@dataclass(frozen=True, slots=True)
class Unduck:
    """It was nothing: reply ``reply`` goes on where it was, as loud as before. Comes after ``Duck`` or ``Hold``."""

    reply: int


@dataclass(frozen=True, slots=True)
class Hush:
    """Silence reply ``reply`` at once, then stop making it."""

    reply: int
    reason: HushReason


@dataclass(frozen=True, slots=True)
class Murmur:
    """Turn ``turn`` is long and has paused for more: a short "mm-hm", if the pause still lasts when it is ready."""

    turn: int


@dataclass(frozen=True, slots=True)
class UserStarted:
    """For those who watch: a stretch of the user's speech began at ``at``."""

    turn: int
    at: int


@dataclass(frozen=True, slots=True)
class UserStopped:
    """For those who watch: that stretch of speech had ended at ``at``."""

    turn: int
    at: int


Command: TypeAlias = (
    Follow
    | Transcribe
    | StopTranscribing
    | Overhear
    | Commit
    | Drop
    | Think
    | StopThinking
    | Answer
    | Resume
    | Duck
    | Hold
    | Unduck
    | Hush
    | Murmur
    | UserStarted
    | UserStopped
)
