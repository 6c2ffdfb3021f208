"""The words of the user's turn, as they are spoken: one transcript after another.

While the user speaks the ears are asked for the words so far whenever they have time. What two transcripts agree on
is certain, and the mind can take it in before the turn is over. A pause's transcript comes before everything else.
Nobody waits for the others, and there is never more than one waiting.
"""

from __future__ import annotations

from collections.abc import Callable

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

LONG_MS = 20_000
"""A turn longer than this is not followed, and its transcript is stopped when it is not wanted: it takes too long."""


class Listening:
    """The ears of one conversation.

    Args:
        transcriber: speech to text.
        sound: the microphone's sound between two moments. words: what of its transcript somebody really said.
        now: the present moment. tell: takes facts for the floor. watch: takes notes. trouble: takes failures.
        certain: takes the words of a turn's beginning each time there are more that will hardly change.
        voice: takes what the voice of a turn sounds like, each time more is known of it.
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
        self._turn = 0
        self._agreement = Agreement()
        self._took = 0
        self._wanted: Transcribe | None = None
        self._next: Follow | Transcribe | None = None
        self._asked = anyio.Event()
        self._present: tuple[Follow | Transcribe, anyio.CancelScope] | None = None

    def follow(self, command: Follow) -> None:
        """Transcribes the turn so far, if there is nothing else to do and it will be done soon."""
        idle = self._present is None and self._next is None
        if idle and self._took <= samples(SLOW_MS) and command.end - command.start <= samples(LONG_MS):
            self._ask(command)

    def transcribe(self, command: Transcribe) -> None:
        """Transcribes next, and tells the floor, unless it is stopped. What only follows is broken off for it."""
        self.stop()
        if self._present is not None and isinstance(self._present[0], Follow):
            self._present[1].cancel()
        self._wanted = command
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
        try:
            said = await self._transcriber.transcribe(self._sound(command.start, command.end))
        except EngineError as error:
            if command is self._wanted:
                self._wanted = None
                self._trouble("ears", error)
                self._tell(TranscriptFailed(self._now(), command.turn, command.revision))
            return
        self._took = self._now() - begun
        self._voice(command.turn, said.voice)
        text = self._words(said, command.start, command.end)
        more = self._take(text) if text else False
        if command is self._wanted:
            self._wanted = None
            self._tell(Transcribed(self._now(), command.turn, command.revision, text))
        elif more:
            self._certain(command.turn, self._agreement.words)

    def _take(self, text: str) -> bool:
        """Whether there are more words now that will hardly change."""
        before = len(self._agreement.words)
        self._agreement.hear(text)
        self._watch(notes.Partial(self._now(), self._turn, text, self._agreement.words))
        return len(self._agreement.words) > before
