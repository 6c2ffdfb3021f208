"""A door whose devices come and go, scripted in virtual time; with a real sound server: tests/test_devices.py."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager

import anyio
import numpy as np
import pytest

from samantha.audio.pcm import PLAY_RATE, Pcm
from samantha.core.clock import HEAR_RATE, WINDOW
from samantha.doors.lasting import Lasting
from samantha.doors.loudspeaker import PLAY_WINDOW
from samantha.errors import DeviceError
from samantha.ports import Frame, Typed
from samantha.testing import virtual_time
from samantha.testing.fakes import ScriptedDoor


class Breaking(ScriptedDoor):
    """A room whose devices live for so many windows each time; 0: they cannot be opened, -1: they bring nothing."""

    def __init__(self, lives: Sequence[int]) -> None:
        super().__init__([], after=10**9)
        self._lives = list(lives)

    @asynccontextmanager
    async def open(self) -> AsyncIterator[AsyncIterator[Frame | Typed]]:
        self._queue, self._played = self._queue[:0], 0
        life = self._lives.pop(0)
        if not life:
            raise DeviceError("no microphone found")
        async with super().open() as frames:
            yield self._until_broken(frames, life)

    async def _until_broken(self, frames: AsyncIterator[Frame | Typed], life: int) -> AsyncIterator[Frame | Typed]:
        if life > 0:
            async for frame in frames:
                yield frame
                life -= 1
                if not life:
                    break
        raise DeviceError("the microphone has stopped")


def kept(
    lives: Sequence[int],
    seconds: float,
    on_frame: Callable[[Lasting, int], None],
    *,
    patient: bool = False,
    asleep_s: Callable[[], float] = lambda: 0.0,
) -> tuple[list[Frame], list[str]]:
    """The frames of so much virtual time, and what was told meanwhile."""
    told: list[str] = []
    door = Lasting(
        Breaking(lives),
        lost=lambda error: told.append(error.what),
        back=lambda: told.append("back"),
        patient=patient,
        asleep_s=asleep_s,
    )
    frames: list[Frame] = []

    async def run() -> None:
        with anyio.move_on_after(seconds):
            async with door.open() as inbox:
                async for frame in inbox:
                    assert isinstance(frame, Frame)
                    frames.append(frame)
                    on_frame(door, len(frames))

    virtual_time.run(run)
    return frames, told


def test_time_goes_on_in_silence_while_the_devices_are_away_and_each_reason_and_their_return_are_told_once() -> None:
    frames, told = kept([30, 0, 0, 0, 60, -1, 0, -1, 10_000], 20, lambda door, n: None)
    assert told == ["the microphone has stopped", "no microphone found", "back"] * 2
    assert abs(len(frames) * WINDOW / HEAR_RATE - 20) < 1


def test_devices_that_are_missing_at_the_first_opening_are_an_error_as_without_it() -> None:
    with pytest.raises(DeviceError, match="no microphone found"):
        kept([0, 1000], 5, lambda door, n: None)


def test_what_the_conversation_raises_comes_out_alone() -> None:
    def fail(door: Lasting, number: int) -> None:
        raise KeyError(number)

    with pytest.raises(KeyError):
        kept([1000], 5, fail)


def test_what_was_not_heard_when_the_devices_broke_is_played_by_the_next_and_counted_once() -> None:
    def speak(door: Lasting, number: int) -> None:
        if number == 3:
            for _ in range(4):
                door.play(Pcm(np.full(10 * PLAY_WINDOW, 0.1, np.float32), PLAY_RATE))

    frames, _ = kept([20, 0, 1000], 5, speak)
    counts = [frame.played for frame in frames]
    assert counts == sorted(counts)
    assert counts[25] < 20 * PLAY_WINDOW
    assert counts[-1] == 40 * PLAY_WINDOW


def test_a_flush_while_the_devices_are_away_forgets_and_counting_goes_on_from_what_was_told() -> None:
    def speak(door: Lasting, number: int) -> None:
        if number in (3, 100):
            door.play(Pcm(np.full(40 * PLAY_WINDOW, 0.1, np.float32), PLAY_RATE))
        if number == 30:
            door.flush()

    frames, _ = kept([20, 0, 0, 1000], 8, speak)
    at_loss = frames[25].played
    assert 0 < at_loss < 20 * PLAY_WINDOW
    assert {frame.played for frame in frames[25:95]} == {at_loss}
    assert frames[-1].played == at_loss + 40 * PLAY_WINDOW


def test_when_the_computer_has_slept_the_devices_are_opened_anew_and_what_she_was_saying_is_said() -> None:
    asleep_s = [100.0]

    def sleep(door: Lasting, number: int) -> None:
        if number == 3:
            door.play(Pcm(np.full(40 * PLAY_WINDOW, 0.1, np.float32), PLAY_RATE))
        if number == 20:
            asleep_s[0] += 8 * 3600
        if number == 300:
            asleep_s[0] += 0.02  # the two clocks are not read at the same moment

    frames, told = kept([10_000, 0, 10_000, 0], 20, sleep, asleep_s=lambda: asleep_s[0])
    assert told == ["the computer was asleep", "no microphone found", "back"]
    assert frames[-1].played == 40 * PLAY_WINDOW


def test_a_patient_door_is_open_when_the_microphone_has_delivered_and_not_before() -> None:
    frames, told = kept([0, 0, -1, 0, 1000], 12, lambda door, number: None, patient=True)
    assert told == ["no microphone found", "the microphone has stopped", "back"]
    assert len(frames) < 10 * HEAR_RATE / WINDOW
