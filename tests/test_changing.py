"""A voice exchanged while she talks."""

from __future__ import annotations

import anyio

from samantha.audio.pcm import PLAY_RATE, Pcm, silence
from samantha.ports import Speech
from samantha.session.changing import ChangingVoice
from samantha.testing import virtual_time


class Slow:
    """A voice that takes a second for a clause of its own length."""

    def __init__(self, length_s: float) -> None:
        self._sound: Pcm = silence(length_s, PLAY_RATE)

    async def speak(self, text: str, *, speed: float = 1.0) -> Speech:
        await anyio.sleep(1)
        return Speech(self._sound)


def test_the_next_clause_has_the_new_voice_and_the_one_in_the_making_the_old() -> None:
    voice = ChangingVoice(Slow(1))
    lengths: list[float] = []

    async def speak() -> None:
        for _ in range(2):
            lengths.append((await voice.speak("Hello.")).pcm.seconds)

    async def run() -> None:
        async with anyio.create_task_group() as group:
            group.start_soon(speak)
            await anyio.sleep(0.5)
            voice.change(Slow(2))

    virtual_time.run(run)
    assert lengths == [1, 2]
