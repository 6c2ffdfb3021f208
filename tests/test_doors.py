"""The doors without a device: sound files and keyboard, and the tape that runs along."""

from __future__ import annotations

import io
import os
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TextIO

import anyio
import numpy as np
import pytest
import soundfile

from samantha.audio.files import StereoWriter, write
from samantha.audio.pcm import PLAY_RATE, Pcm, Samples
from samantha.core import notes
from samantha.core.clock import HEAR_RATE, WINDOW, samples
from samantha.core.notes import Note
from samantha.doors.file import LINGER_MS, NEXT_MS, SoundDoor, file_door
from samantha.doors.keyboard import LONGEST_LINE, KeyboardDoor
from samantha.doors.loudspeaker import PLAY_WINDOW, Loudspeaker
from samantha.doors.recorded import Recorded
from samantha.engines.silent import Deaf, Silent
from samantha.errors import DeviceError, InputError
from samantha.mind.mind import LocalMind
from samantha.mind.persona import Persona
from samantha.ports import Door, Frame, Typed
from samantha.session.conversation import Conversation
from samantha.testing import speech_code, virtual_time
from samantha.testing.fakes import ScriptedDetector, ScriptedModel, ScriptedTranscriber, ScriptedVoice

WINDOW_S = WINDOW / HEAR_RATE


def windows(count: int, value: float = 0.0) -> Iterator[Samples]:
    """Windows of one value each."""
    for _ in range(count):
        yield np.full(WINDOW, value, np.float32)


def spoken(*numbers: int) -> Iterator[Samples]:
    """Coded words of ten windows each."""
    for number in numbers:
        yield from speech_code.word(number, 10 * WINDOW).reshape(-1, WINDOW)


def tone(length: int) -> Pcm:
    return Pcm(np.full(length, 0.5, np.float32), PLAY_RATE)


# --------------------------------------------------------------------------------------- loudspeaker


def test_a_loudspeaker_plays_a_window_at_a_time() -> None:
    loudspeaker = Loudspeaker()
    assert loudspeaker.advance() == 0
    loudspeaker.play(tone(PLAY_WINDOW + 100))
    loudspeaker.play(tone(100))
    assert [loudspeaker.advance() for _ in range(3)] == [PLAY_WINDOW, PLAY_WINDOW + 200, PLAY_WINDOW + 200]


def test_what_was_flushed_never_counts_as_played() -> None:
    loudspeaker = Loudspeaker()
    loudspeaker.play(tone(2 * PLAY_WINDOW))
    loudspeaker.advance()
    loudspeaker.flush()
    assert loudspeaker.advance() == PLAY_WINDOW
    loudspeaker.play(tone(10))
    assert loudspeaker.advance() == PLAY_WINDOW + 10


def test_where_nobody_listens_it_plays_everything_at_once() -> None:
    loudspeaker = Loudspeaker(instant=True)
    loudspeaker.play(tone(100_000))
    assert loudspeaker.advance() == 100_000


# ---------------------------------------------------------------------------------------- sound files


def test_windows_come_at_a_microphones_pace_whether_anybody_keeps_up_or_not() -> None:
    door = SoundDoor([windows(40)])
    times: list[float] = []

    async def listen() -> None:
        async with door.open() as inbox:
            async for _ in inbox:
                times.append(anyio.current_time())
                if len(times) == 10:
                    await anyio.sleep(5 * WINDOW_S)  # somebody is busy
                if len(times) == 40:
                    return

    virtual_time.run(listen)
    due = [(n + 1) * WINDOW_S for n in range(40)]
    assert times[:10] == pytest.approx(due[:10])
    assert times[10:15] == pytest.approx([15 * WINDOW_S] * 5)  # they were waiting
    assert times[15:] == pytest.approx(due[15:])  # and no drift is left of it


def test_the_sound_comes_whole_and_then_silence() -> None:
    door = SoundDoor([windows(3, 0.25)])

    async def listen() -> list[float]:
        heard: list[float] = []
        async with door.open() as inbox:
            async for item in inbox:
                assert isinstance(item, Frame)
                heard.append(float(item.pcm.mean()))
                if len(heard) == 5:
                    break
        return heard

    assert virtual_time.run(listen) == [0.25, 0.25, 0.25, 0.0, 0.0]


def test_silence_need_not_take_its_time() -> None:
    door = SoundDoor([windows(1000)], real_pace=False)

    async def listen() -> tuple[int, float]:
        count = 0
        async with door.open() as inbox:
            async for _ in inbox:
                count += 1
                door.idle(count * WINDOW)
        return count, anyio.current_time()

    count, seconds = virtual_time.run(listen)
    assert 1000 <= count <= 1002
    assert seconds == 0


def conversation(door: Door, seen: list[Note], answer: str = "Well, it depends.") -> Conversation:
    return Conversation(
        door=door,
        detector=ScriptedDetector(),
        transcriber=ScriptedTranscriber(),
        mind=LocalMind(ScriptedModel(lambda _: answer), Persona()),
        voice=ScriptedVoice(),
        watch=seen.append,
    )


def test_the_next_question_waits_for_the_answer_and_the_run_ends_after_the_last() -> None:
    seen: list[Note] = []
    door = SoundDoor([spoken(1, 2), spoken(3, 4)])
    virtual_time.run(conversation(door, seen).run)
    asked = [note for note in seen if isinstance(note, notes.UserStarted)]
    ended = [note for note in seen if isinstance(note, notes.ReplyEnded)]
    assert [note.text for note in seen if isinstance(note, notes.Turn)] == ["w1 w2", "w3 w4"]
    assert [note.reason for note in ended] == ["finished", "finished"]
    assert abs(asked[1].at - ended[0].at - samples(NEXT_MS)) <= WINDOW


def test_the_run_ends_a_second_after_the_last_reply() -> None:
    seen: list[Note] = []
    end: list[float] = []

    async def main() -> None:
        await conversation(SoundDoor([spoken(1, 2)]), seen).run()
        end.append(anyio.current_time())

    virtual_time.run(main)
    over = next(note.at for note in seen if isinstance(note, notes.ReplyEnded)) / HEAR_RATE
    assert abs(end[0] - over - LINGER_MS / 1000) <= WINDOW_S


def test_a_sound_file_is_heard_from_its_first_sample_to_its_last(tmp_path: Path) -> None:
    path = tmp_path / "question.wav"
    sound = np.sin(np.arange(2000) / 20).astype(np.float32) * np.float32(0.5)
    write(path, Pcm(sound, HEAR_RATE))
    door = file_door(path)

    async def listen() -> list[Samples]:
        heard: list[Samples] = []
        async with door.open() as inbox:
            async for item in inbox:
                assert isinstance(item, Frame)
                heard.append(item.pcm)
                door.idle(len(heard) * WINDOW)
        return heard

    heard = np.concatenate(virtual_time.run(listen))
    assert np.allclose(heard[:2000], sound, atol=1e-4)
    assert not heard[2000:].any()


def test_a_bad_file_is_refused_before_anything_begins(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no such file"):
        file_door(tmp_path / "missing.wav")


def test_a_file_that_turns_out_damaged_ends_the_conversation_with_that_message() -> None:
    def damaged() -> Iterator[Samples]:
        yield from windows(10)
        raise InputError("damaged after second 0.3", where="question.mp3")

    with pytest.raises(InputError, match=r"question\.mp3: damaged after second 0\.3"):
        virtual_time.run(conversation(SoundDoor([damaged()]), []).run)


# ------------------------------------------------------------------------------------------- keyboard


def typed(lines: TextIO, *, most: int = 200) -> list[str]:
    """What the door brings to somebody who answers in no time."""

    async def listen() -> list[str]:
        door = KeyboardDoor(lines)
        got: list[str] = []
        with anyio.fail_after(5):
            async with door.open() as inbox:
                async for item in inbox:
                    if isinstance(item, Typed):
                        got.append(item.text)
                        door.idle(0)
                        if len(got) == most:
                            break
                    else:
                        assert not item.pcm.any()
                        door.idle(WINDOW)
        return got

    return anyio.run(listen)


def test_every_line_is_a_turn_and_the_end_of_input_is_the_end() -> None:
    assert typed(io.StringIO("one\n\n   \n  two words \nthree")) == ["one", "two words", "three"]


def test_no_input_at_all_is_over_at_once() -> None:
    assert typed(io.StringIO("")) == []


def test_an_endless_line_is_cut() -> None:
    assert typed(io.StringIO("x" * (LONGEST_LINE + 1000))) == ["x" * LONGEST_LINE]


@pytest.mark.parametrize("errors", ["strict", "surrogateescape"])
def test_bytes_that_are_no_text_become_strange_letters_and_not_the_end(errors: str) -> None:
    read, written = os.pipe()
    os.write(written, b"caf\xe9\nnext\n")
    os.close(written)
    with os.fdopen(read, encoding="utf-8", errors=errors) as lines:
        assert typed(lines) == ["caf�", "next"]


def test_the_next_line_is_taken_only_when_it_is_wanted() -> None:
    async def listen() -> list[str]:
        door = KeyboardDoor(io.StringIO("one\ntwo\n"))
        happened: list[str] = []
        async with door.open() as inbox:
            async for item in inbox:
                if isinstance(item, Typed):
                    happened.append(item.text)
                    busy = 5
                    door.idle(0)
                elif happened and busy:
                    busy -= 1
                    happened.append("busy")
                    door.idle(0)
                else:
                    door.idle(WINDOW)
        return happened

    assert anyio.run(listen) == ["one", *["busy"] * 5, "two", *["busy"] * 5]


def test_a_line_typed_later_is_taken_when_it_comes() -> None:
    read, written = os.pipe()

    async def listen(lines: TextIO) -> list[str]:
        door = KeyboardDoor(lines)
        got: list[str] = []
        frames = 0
        async with door.open() as inbox:
            async for item in inbox:
                door.idle(WINDOW)
                if isinstance(item, Typed):
                    got.append(f"{item.text} after {frames}")
                    os.close(written)
                frames += 1
                if frames == 4:
                    os.write(written, b"late\n")
        return got

    with os.fdopen(read, encoding="utf-8") as lines:
        assert anyio.run(listen, lines)[0] in {f"late after {n}" for n in range(4, 8)}


def test_leaving_does_not_wait_for_somebody_to_type() -> None:
    read, written = os.pipe()

    async def leave(lines: TextIO) -> None:
        with anyio.fail_after(2):
            async with KeyboardDoor(lines).open() as inbox:
                async for _ in inbox:
                    return

    with os.fdopen(read, encoding="utf-8") as lines:
        anyio.run(leave, lines)
        os.close(written)  # only now the reading thread sees the end


def test_lines_in_a_pipe_are_a_whole_conversation() -> None:
    seen: list[Note] = []
    model = ScriptedModel(lambda chat: f"You said {chat[-1].content}")
    talk = Conversation(
        door=KeyboardDoor(io.StringIO("one.\ntwo.\n")),
        detector=Deaf(),
        transcriber=Deaf(),
        mind=LocalMind(model, Persona()),
        voice=Silent(),
        watch=seen.append,
    )
    anyio.run(talk.run)
    replies = [note.heard for note in seen if isinstance(note, notes.ReplyEnded)]
    assert replies == ["You said one.", "You said two."]


# ---------------------------------------------------------------------------------------------- tape


@dataclass
class Script:
    """A door with one impulse in the microphone and a loudspeaker that tells what it is told to tell.

    played: ``Frame.played`` of each window; at: what is done before a window, by its number.
    """

    played: Sequence[int]
    impulse_at: int = 0
    ears_while_speaking: bool = True
    flushed: int = 0
    given: list[Pcm] = field(default_factory=list)

    @asynccontextmanager
    async def open(self) -> AsyncIterator[AsyncIterator[Frame | Typed]]:
        yield self._frames()

    async def _frames(self) -> AsyncIterator[Frame | Typed]:
        for number, played in enumerate(self.played):
            window = np.zeros(WINDOW, np.float32)
            if number == self.impulse_at // WINDOW:
                window[self.impulse_at % WINDOW] = 0.9
            yield Frame(window, played)

    def play(self, pcm: Pcm) -> None:
        self.given.append(pcm)

    def flush(self) -> None:
        self.flushed += 1

    def duck(self, gain: float) -> None:
        pass

    def mute(self, on: bool) -> None:
        pass

    def idle(self, since: int) -> None:
        pass


def impulse(length: int, at: int) -> Pcm:
    sound = np.zeros(length, np.float32)
    sound[at] = 0.9
    return Pcm(sound, PLAY_RATE)


def peaks(channel: Samples) -> list[int]:
    """Where the sound is loud: one place a hundred samples."""
    loud = np.flatnonzero(np.abs(channel) > 0.5)
    return [int(at) for n, at in enumerate(loud) if n == 0 or at - loud[n - 1] > 100]


async def tape(door: Door, recorded: Recorded, plan: dict[int, Pcm | None]) -> None:
    """Listens to the end; after window n it plays ``plan[n]``, or flushes for None."""
    number = 0
    async with recorded.open() as inbox:
        async for _ in inbox:
            if number in plan:
                sound = plan[number]
                recorded.flush() if sound is None else recorded.play(sound)
            number += 1


def run_tape(path: Path, door: Script, plan: dict[int, Pcm | None]) -> tuple[Samples, Samples]:
    recorded = Recorded(door, StereoWriter(path))
    anyio.run(tape, door, recorded, plan)
    sound, rate = soundfile.read(path, dtype="float32")
    assert rate == PLAY_RATE
    assert len(sound) == len(door.played) * PLAY_WINDOW
    return sound[:, 0], sound[:, 1]


def test_both_sides_lie_where_they_were_heard(tmp_path: Path) -> None:
    """The microphone's impulse in window 4; hers given after window 2, played from the next window on."""
    counts = [0, 0, 0, 768, 1536, 1600, 1600, 1600, 1600, 1600]
    left, right = run_tape(tmp_path / "both.wav", Script(counts, 4 * WINDOW + 100), {2: impulse(1600, 900)})
    assert abs(peaks(left)[0] - (4 * WINDOW + 100) * 3 // 2) <= 1
    assert peaks(right) == [3 * PLAY_WINDOW + 900]


def test_a_break_between_two_sounds_is_a_break_on_the_tape(tmp_path: Path) -> None:
    counts = [0, 100, 100, 100, 200, 200]
    _, right = run_tape(tmp_path / "both.wav", Script(counts), {0: impulse(100, 50), 3: impulse(100, 50)})
    assert peaks(right) == [PLAY_WINDOW + 50, 4 * PLAY_WINDOW + 50]


def test_what_was_flushed_is_not_on_the_tape_and_moves_nothing(tmp_path: Path) -> None:
    counts = [0, 768, 768, 768, 768 + 300, 768 + 300]
    door = Script(counts)
    _, right = run_tape(tmp_path / "both.wav", door, {0: impulse(5000, 2000), 1: None, 3: impulse(300, 7)})
    assert door.flushed == 1
    assert peaks(right) == [4 * PLAY_WINDOW + 7]


def test_a_device_that_counts_unevenly_is_within_a_window_and_does_not_drift(tmp_path: Path) -> None:
    """It plays more than a window's worth in one window and less in the next, and is silenced in between."""
    sounds: dict[int, Pcm | None] = {}
    counts: list[int] = []
    total = 0
    for block in range(20):
        at = block * 8
        sounds[at] = impulse(4000, 1)
        sounds[at + 4] = None
        sounds[at + 5] = impulse(200, 100)
        gained = [0, 1000, 500, 900, 800, 0, 0, 200]
        for gain in gained:
            total += gain
            counts.append(total)
    _, right = run_tape(tmp_path / "both.wav", Script(counts), sounds)
    expected = [at for block in range(20) for at in (block * 8 + 1, block * 8 + 7)]
    assert len(peaks(right)) == len(expected)
    for got, number in zip(peaks(right), expected, strict=True):
        assert number * PLAY_WINDOW <= got < (number + 1) * PLAY_WINDOW


def test_with_the_file_door_a_whole_conversation_is_on_the_tape_to_the_sample(tmp_path: Path) -> None:
    path = tmp_path / "both.wav"
    seen: list[Note] = []
    door = Recorded(SoundDoor([spoken(400, 401)]), StereoWriter(path))
    virtual_time.run(conversation(door, seen).run)
    sound, _ = soundfile.read(path, dtype="float32")
    started = next(note.at for note in seen if isinstance(note, notes.ReplyStarted))
    assert np.flatnonzero(sound[:, 1])[0] == started * PLAY_RATE // HEAR_RATE
    words = np.count_nonzero(sound[:, 1]) / ScriptedVoice.WORD
    assert words == len("Well, it depends.".split())
    assert np.count_nonzero(np.abs(sound[:, 0]) > 0.01) == pytest.approx(20 * PLAY_WINDOW, abs=20)


def test_a_tape_is_whole_when_the_device_is_lost(tmp_path: Path) -> None:
    class Lost(Script):
        async def _frames(self) -> AsyncIterator[Frame | Typed]:
            async for frame in super()._frames():
                yield frame
            raise DeviceError("the microphone has gone")

    path = tmp_path / "both.wav"
    door = Lost([0] * 10)
    with pytest.raises(DeviceError, match="has gone"):
        anyio.run(tape, door, Recorded(door, StereoWriter(path)), {})
    assert len(soundfile.read(path)[0]) == 10 * PLAY_WINDOW


def test_a_recorded_door_is_otherwise_the_door(tmp_path: Path) -> None:
    deaf = Script([], ears_while_speaking=False)
    writer = StereoWriter(tmp_path / "both.wav")
    recorded = Recorded(deaf, writer)
    assert not recorded.ears_while_speaking
    recorded.play(tone(10))
    recorded.flush()
    assert [len(pcm) for pcm in deaf.given] == [10] and deaf.flushed == 1
    writer.close()
