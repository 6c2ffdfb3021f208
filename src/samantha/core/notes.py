"""What a conversation tells those who watch it: captions, the event log, benchmarks, tests.

Notes are facts after the fact: nothing in the conversation waits for a watcher or reads a note. ``at`` is the moment
in samples of microphone time.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal, TypeAlias

from samantha.core.endpoint import Outlook

EndReason: TypeAlias = Literal["finished", "interrupted", "user_went_on", "hushed", "failed"]
Stage: TypeAlias = Literal["ears", "mind", "voice", "hands"]


@dataclass(frozen=True, slots=True)
class Listening:
    """The door is open and the microphone delivers."""

    at: int


@dataclass(frozen=True, slots=True)
class UserStarted:
    """A stretch of speech began at ``at``."""

    at: int
    turn: int


@dataclass(frozen=True, slots=True)
class UserStopped:
    """That stretch of speech ended at ``at``; whether the turn did too shows later."""

    at: int
    turn: int


@dataclass(frozen=True, slots=True)
class Partial:
    """What the turn's words are so far; ``stable``: those at its beginning that will hardly change any more."""

    at: int
    turn: int
    text: str
    stable: str = ""


@dataclass(frozen=True, slots=True)
class Judged:
    """In a pause: the turn's words so far, and what the model expects behind them."""

    at: int
    turn: int
    text: str
    outlook: Outlook


@dataclass(frozen=True, slots=True)
class Turn:
    """The turn is over, and this is what was understood. who: the speaker's name, "" for the user."""

    at: int
    turn: int
    text: str
    who: str = ""


@dataclass(frozen=True, slots=True)
class Dropped:
    """What sounded like a turn was none: noise, breath, music."""

    at: int
    turn: int


@dataclass(frozen=True, slots=True)
class ReplyStarted:
    """The reply's first sound left the loudspeaker at ``at``."""

    at: int
    reply: int
    turn: int


@dataclass(frozen=True, slots=True)
class ClauseStarted:
    """She began to say this clause."""

    at: int
    reply: int
    text: str


@dataclass(frozen=True, slots=True)
class ReplyEnded:
    """The reply is over; ``heard``: its words that were really played, "" when none were."""

    at: int
    reply: int
    turn: int
    reason: EndReason
    heard: str


@dataclass(frozen=True, slots=True)
class Muted:
    """The microphone has been closed (``on``) or opened again."""

    at: int
    on: bool


@dataclass(frozen=True, slots=True)
class Trouble:
    """Something failed and the conversation went on; ``what`` never holds anybody's words."""

    at: int
    stage: Stage
    what: str


@dataclass(frozen=True, slots=True)
class Stages:
    """Where one turn's delay went, in ms of microphone time; each begins where the one before ended.

    endpoint: from the end of speech until the pause was long enough.
    transcript: waited for the transcript after that.
    first_token, first_clause: until the first piece of the answer, and its first clause, were thought.
    first_sound: until that clause was synthesised. output_queue: until it left the loudspeaker.
    voice_to_voice: the sum.
    """

    endpoint_ms: int
    transcript_ms: int
    first_token_ms: int
    first_clause_ms: int
    first_sound_ms: int
    output_queue_ms: int

    @property
    def voice_to_voice_ms(self) -> int:
        """From the end of the user's speech to the first sound of the reply."""
        return (
            self.endpoint_ms
            + self.transcript_ms
            + self.first_token_ms
            + self.first_clause_ms
            + self.first_sound_ms
            + self.output_queue_ms
        )


@dataclass(frozen=True, slots=True)
class TurnSummary:
    """Said once a turn, when its reply is over; ``stages`` is None when the reply was never heard."""

    at: int
    turn: int
    reply: int
    stages: Stages | None


Note: TypeAlias = (
    Listening
    | UserStarted
    | UserStopped
    | Partial
    | Judged
    | Turn
    | Dropped
    | ReplyStarted
    | ClauseStarted
    | ReplyEnded
    | Muted
    | Trouble
    | TurnSummary
)
Watcher: TypeAlias = Callable[[Note], None]
"""Called on the event loop; must return at once and not raise."""
