"""Real engines in virtual time: they compute as long as they take, and are charged for it.

A real engine waits on threads, and virtual time has none. So it lives on an event loop of its own; a call stops the
virtual world until the answer is there, and then lets pass in it the time the engine took, before the answer is
given. Everything keeps its order, the engine's latency counts to the millisecond, and the silence between costs
nothing. What is not counted is two engines at work at once: each has the machine to itself.
"""

from __future__ import annotations

import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from functools import partial

import anyio
from anyio.from_thread import BlockingPortal

from samantha.audio.pcm import Pcm
from samantha.ports import Speech, Transcriber, Transcript, Voice


class ChargedTranscriber:
    """Ears that live on the portal's loop. charge_s: what a transcript is charged instead of what it takes."""

    def __init__(self, portal: BlockingPortal, ears: Transcriber, charge_s: float | None = None) -> None:
        self._portal = portal
        self._ears = ears
        self._charge_s = charge_s
        self.took_s: list[float] = []
        """What each transcript took."""
        self.others_took_s: list[float] = []
        """What each second look took."""

    async def transcribe(self, pcm: Pcm) -> Transcript:
        """As the ears do, after as long."""
        begun = time.perf_counter()
        said = self._portal.call(self._ears.transcribe, pcm)
        self.took_s.append(time.perf_counter() - begun)
        await anyio.sleep(self.took_s[-1] if self._charge_s is None else self._charge_s)
        if said.others is None:
            return said
        return replace(said, others=partial(self._others, said.others))

    async def _others(self, find: Callable[[], Awaitable[Sequence[str]]]) -> Sequence[str]:
        begun = time.perf_counter()
        found = self._portal.call(find)
        self.others_took_s.append(time.perf_counter() - begun)
        await anyio.sleep(self.others_took_s[-1])
        return found


class RememberedVoice:
    """A voice that lives on the portal's loop and says what it has said before at once, and free of charge."""

    def __init__(self, portal: BlockingPortal, voice: Voice) -> None:
        self._portal = portal
        self._voice = voice
        self._said: dict[tuple[str, float], Speech] = {}

    async def speak(self, text: str, *, speed: float = 1.0) -> Speech:
        """As the voice does."""
        if (text, speed) not in self._said:
            self._said[text, speed] = self._portal.call(lambda: self._voice.speak(text, speed=speed))
        return self._said[text, speed]
