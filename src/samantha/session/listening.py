"""The words of the user's turn, as they are spoken: one transcript after another.

While the user speaks the ears are asked for the words so far whenever they have time. What two transcripts agree on
is certain, and the mind can take it in before the turn is over. A pause's transcript comes before everything else.
Nobody waits for the others, and there is never more than one waiting. Where the sound has gone, the words so far may
be all there are: if they turn out to be, theirs is the pause's transcript, begun before anybody knew of a pause.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import TypeAlias

import anyio

from samantha.audio.pcm import Pcm
from samantha.core import notes
from samantha.core.agreement import Agreement
from samantha.core.clock import samples
from samantha.core.events import Fact, Follow, Transcribe, Transcribed, TranscriptFailed
from samantha.core.notes import Watcher
from samantha.errors import EngineError
from samantha.ports import Transcriber, Transcript, Voiceprint

SLOW_MS = 600
"""Ears that take longer for a transcript follow no turn: they would keep the pause's transcript waiting."""

SURE_MS = 64
"""So long without sound, and what follows the words before it is worth more than what is under way."""

LONG_MS = 20_000
"""A turn longer than this is not followed, and its transcript is stopped when it is not wanted: it takes too long."""


Again: TypeAlias = Callable[[int, Transcript, Callable[[str], str]], Awaitable[str]]
"""Takes a turn, its transcript, and what of words heard in its sound somebody really said."""


class Listening:
    """The ears of one conversation.

    Args:
        transcriber: speech to text.
        sound: the microphone's sound between two moments. words: what of its transcript somebody really said.
        now: the present moment. tell: takes facts for the floor. watch: takes notes. trouble: takes failures.
        certain: takes the words of a turn's beginning each time there are more that will hardly change.
        voice: takes what the voice of a turn sounds like, each time more is known of it.
        again: the words of a turn that may be over, after a second look if they need one.
    """

    def __init__(
        self,
        transcriber: Transcriber,
        sound: Callable[[int, int], Pcm],
        words: Callable[[Transcript, int, int], str],
        *,
        now: Callable[[], int],
        tell: Callable[[Fact], None],
        watch: Watcher,
        trouble: Callable[[notes.Stage, EngineError], None],
        certain: Callable[[int, str], None],
        voice: Callable[[int, Voiceprint | None], None],
        again: Again,
    ) -> None:
        self._transcriber = transcriber
        self._sound = sound
        self._words = words
        self._now = now
        self._tell = tell
        self._watch = watch
        self._trouble = trouble
        self._certain = certain
        self._voice = voice
        self._again = again
        self._turn = 0
        self._agreement = Agreement()
        self._took = 0
        self._wanted: Transcribe | None = None
        self._next: Follow | Transcribe | None = None
        self._asked = anyio.Event()
        self._present: tuple[Follow | Transcribe, anyio.CancelScope] | None = None
        self._latest: tuple[Follow | Transcribe, Transcript] | None = None

    def follow(self, command: Follow) -> None:
        """Transcribes the turn so far, if there is nothing else to do and it will be done soon.

        Behind SURE_MS without sound what follows a turn in the middle of its words is broken off for it.
        """
        if self._took > samples(SLOW_MS) or command.end - command.start > samples(LONG_MS) or self._next is not None:
            return
        if self._present is None:
            self._ask(command)
        elif command.silence >= samples(SURE_MS):
            present, scope = self._present
            if isinstance(present, Follow) and present.end <= command.end - command.silence:
                scope.cancel()
                self._ask(command)

    def transcribe(self, command: Transcribe) -> None:
        """Transcribes next, and tells the floor, unless it is stopped. What only follows is broken off for it."""
        self.stop()
        self._wanted = command
        if self._present is not None and _has_all(self._present[0], command):
            return
        if self._present is not None and isinstance(self._present[0], Follow):
            self._present[1].cancel()
        self._ask(command)

    def stop(self) -> None:
        """The floor does not wait for a transcript any more. One that is under way is of use, unless it is long."""
        self._wanted = self._next = None
        if self._present is not None:
            command, scope = self._present
            if command.end - command.start > samples(LONG_MS):
                scope.cancel()

    async def run(self) -> None:
        """Transcribes what is asked for, until it is cancelled."""
        while True:
            await self._asked.wait()
            self._asked = anyio.Event()
            command, self._next = self._next, None
            if command is not None:
                with anyio.CancelScope() as scope:
                    self._present = command, scope
                    await self._serve(command)
                self._present = None

    def _ask(self, command: Follow | Transcribe) -> None:
        self._next = command
        self._asked.set()

    async def _serve(self, command: Follow | Transcribe) -> None:
        if command.turn != self._turn:
            self._turn, self._agreement = command.turn, Agreement()
        begun = self._now()
        source, heard_before = command, None
        if self._latest is not None and isinstance(command, Transcribe) and _has_all(self._latest[0], command):
            source, heard_before = self._latest
        try:
            said = heard_before or await self._transcriber.transcribe(self._sound(command.start, command.end))
        except EngineError as error:
            if (wanted := self._wanted_of(command)) is not None:
                self._trouble("ears", error)
                self._tell(TranscriptFailed(self._now(), wanted.turn, wanted.revision))
            return
        wanted = self._wanted_of(command)
        end = (wanted or command).end

        def words(heard: str) -> str:
            return f"{source.known} {self._words(replace(said, text=heard), source.start, end)}".strip()

        text = words(said.text)
        more = False
        if heard_before is None:
            self._took = self._now() - begun
            self._latest = command, said
            if not command.known:  # whose voice it is, is told by the longest stretch
                self._voice(command.turn, said.voice)
            more = self._take(text) if text else False
        if wanted is not None:
            if text:
                text = await self._again(command.turn, said, words)
            self._tell(Transcribed(self._now(), wanted.turn, wanted.revision, text))
        elif more:
            self._certain(command.turn, self._agreement.words)

    def _wanted_of(self, command: Follow | Transcribe) -> Transcribe | None:
        """The pause that this transcript is for; it waits no more."""
        wanted = self._wanted
        if wanted is None or not (command is wanted or _has_all(command, wanted)):
            return None
        self._wanted = None
        return wanted

    def _take(self, text: str) -> bool:
        """Whether there are more words now that will hardly change."""
        before = len(self._agreement.words)
        self._agreement.hear(text)
        self._watch(notes.Partial(self._now(), self._turn, text, self._agreement.words))
        return len(self._agreement.words) > before


def _has_all(command: Follow | Transcribe, wanted: Transcribe) -> bool:
    """Whether the transcript of this stretch of sound has all the words that are wanted."""
    return isinstance(command, Follow) and command.turn == wanted.turn and command.end >= wanted.spoken_until
