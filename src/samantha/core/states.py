"""Who can hold the floor, and what has to be known of each while they do. The transitions are ``floor``'s."""

from __future__ import annotations

from dataclasses import dataclass

from samantha.core.clock import WINDOW, samples
from samantha.core.endpoint import Outlook
from samantha.core.events import Heard
from samantha.core.talkover import Listener


@dataclass(slots=True)
class Run:
    """A run of speech: where it began, how much of it was speech, its last speech. Gaps under 100 ms belong to it."""

    start: int = 0
    speech: int = 0
    last: int = 0

    def hear(self, fact: Heard) -> None:
        """Takes one window in; a longer gap ends the run."""
        if fact.speech:
            if not self.speech:
                self.start = fact.at - WINDOW
            self.speech += WINDOW
            self.last = fact.at
        elif self.speech and fact.at - self.last > samples(100):
            self.speech = 0

    def lasts(self, ms: int) -> bool:
        """Whether there have been ``ms`` of speech in it."""
        return self.speech >= samples(ms)


@dataclass(slots=True)
class Nobody:
    """The floor is free."""


@dataclass(slots=True)
class User:
    """The user's turn: speech from ``start`` (pre-roll included) to ``speech_end`` so far.

    revision: number of the newest transcript asked for, of the sound up to sound_end; text: that transcript, None
        while it is not there.
    known: its words up to ``known_until``, which are not transcribed again; "" and where it starts at first.
    followed: until where words so far were last asked for.
    silent_since: end of the first of the last windows, all without sound; None if there was sound in the last.
    pausing: a transcript has been asked for in the present pause.
    reply: number of the reply that is being thought to the words ``thought``, None while there is none;
        outlook: what is expected behind those words, None while nobody has told.
    retried: the present pause's transcript has failed once. lost: twice.
    capped: the turn has reached its greatest length; what follows is another turn.
    murmured: when she last said "mm-hm" in it.
    rest: where speech that followed a capped turn began and ended so far, None while there is none.
    interrupted: the reply she takes up again if this turn turns out to be nothing, None if there is none.
    """

    turn: int
    start: int
    speech_end: int
    revision: int = 0
    sound_end: int = 0
    text: str | None = None
    known: str = ""
    known_until: int = 0
    followed: int = 0
    silent_since: int | None = None
    pausing: bool = False
    reply: int | None = None
    thought: str = ""
    outlook: Outlook | None = None
    retried: bool = False
    lost: bool = False
    capped: bool = False
    murmured: int = 0
    rest: tuple[int, int] | None = None
    interrupted: Her | None = None


@dataclass(slots=True)
class Her:
    """Her reply to ``turn``; ``audible`` since its first sound.

    listener: follows speech over it, None while there is none; echoes: some of it came back in the microphone;
    resumed: so often it has been taken up again.
    """

    reply: int
    turn: int
    audible: bool = False
    listener: Listener | None = None
    echoes: bool = False
    resumed: int = 0
