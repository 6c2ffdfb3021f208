"""Simulated rooms, the door into them, engines that are charged their time, and the figures of talk over her."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import anyio
import numpy as np
import pytest
from anyio.from_thread import start_blocking_portal

from samantha.audio.files import write
from samantha.audio.pcm import PLAY_RATE, Pcm, Samples
from samantha.core import notes
from samantha.core.clock import HEAR_RATE, WINDOW, samples
from samantha.core.notes import Watcher
from samantha.doors.loudspeaker import PLAY_WINDOW
from samantha.errors import InputError
from samantha.ports import Door, Frame, Speech, Transcript, Typed
from samantha.testing import virtual_time
from samantha.testing.bench import duplex
from samantha.testing.bench.duplex import DuplexRow, Over, Session
from samantha.testing.bench.duplex_figures import figures, groups
from samantha.testing.bench.duplex_noises import noises
from samantha.testing.bench.duplex_script import REPLIES
from samantha.testing.bench.figures import Share
from samantha.testing.charged import ChargedTranscriber, RememberedVoice
from samantha.testing.echoed import Echoed
from samantha.testing.room import Coupling, Room, responses
from samantha.testing.room_door import RoomDoor, Round

BARE = np.array([1.0], np.float32)
"""The response of a room without walls."""


def noise(seconds: float, rate: int, seed: int = 3) -> Samples:
    return np.asarray(0.1 * np.random.default_rng(seed).standard_normal(round(seconds * rate)), np.float32)


# ------------------------------------------------------------------------------------------ the room


@pytest.mark.parametrize("delay_ms", [20, 300])
def test_a_click_comes_back_after_the_delay_as_loud_as_the_room_says(delay_ms: int) -> None:
    room = Coupling(Room("bare", BARE, delay_ms=delay_ms, echo=0.5))
    tone = np.sin(2 * np.pi * 500 * np.arange(PLAY_WINDOW) / PLAY_RATE).astype(np.float32)
    heard = [room.hear(tone if n == 0 else np.zeros(PLAY_WINDOW, np.float32)) for n in range(16)]
    sound = np.concatenate(heard)
    loud = np.flatnonzero(np.abs(sound) > 0.05)
    assert abs(loud[0] - samples(delay_ms)) < samples(1)
    assert loud[-1] - loud[0] < WINDOW + samples(1)
    assert np.abs(sound).max() == pytest.approx(0.5, abs=0.05)


def test_rooms_come_from_here_or_from_a_folder(tmp_path: Path) -> None:
    assert all(float(np.sum(made**2)) == pytest.approx(1, abs=1e-3) for made in responses(None).values())
    with pytest.raises(InputError, match="no such folder"):
        responses(tmp_path / "nowhere")
    with pytest.raises(InputError, match=r"no \.wav"):
        responses(tmp_path)
    click = np.zeros(PLAY_RATE, np.float32)
    click[PLAY_RATE // 2] = 0.9
    write(tmp_path / "hall.wav", Pcm(click, PLAY_RATE))
    (hall,) = responses(tmp_path).values()
    assert int(np.abs(hall).argmax()) <= samples(6), "its own delay is cut off"


# ------------------------------------------------------------------------------------------ the door


def visit(door: RoomDoor, answer: Samples) -> tuple[list[str], list[Frame]]:
    """Answers every question with the same sound."""
    asked: list[str] = []
    frames: list[Frame] = []

    async def main() -> None:
        quiet = given = 0
        async with door.open() as items:
            async for item in items:
                if isinstance(item, Typed):
                    asked.append(item.text)
                    quiet = 0
                    door.play(Pcm(answer, PLAY_RATE))
                    given = sum(len(answer) for _ in asked)
                else:
                    frames.append(item)
                    quiet = quiet + WINDOW if item.played == given else 0
                door.idle(quiet)

    virtual_time.run(main)
    return asked, frames


def test_rounds_follow_one_another_and_each_sound_comes_when_it_is_due() -> None:
    user = noise(0.5, HEAR_RATE)
    door = RoomDoor(Room("bare", BARE, echo=0.0), [Round("one", user, over_ms=500), Round("two", None)])
    asked, frames = visit(door, noise(1, PLAY_RATE))
    first, second = door.rounds
    assert asked == ["one", "two"]
    assert door.ears_while_speaking and not any(frame.only_echo for frame in frames)
    assert first.sound_at is not None and second.sound_at is None
    assert abs(first.sound_at - first.began - samples(500)) <= 2 * WINDOW
    at = first.sound_at // WINDOW
    assert np.array_equal(np.concatenate(door.tape.people[at : at + 15]), user[: 15 * WINDOW])
    assert frames[-1].played == 2 * PLAY_RATE


def test_her_voice_comes_back_and_is_taken_out_and_never_counts_while_it_is_not_known() -> None:
    room = Room("bare", BARE, delay_ms=100, echo=0.5)
    door = RoomDoor(room, [Round("one"), Round("two")], chimes=False)
    _, frames = visit(door, noise(4, PLAY_RATE))
    playing = [n for n, sound in enumerate(door.tape.played) if sound.any()]
    early, late = playing[:16], playing[-60:]
    assert all(frames[n].only_echo for n in early)
    raw, clean = (np.concatenate([side[n] for n in late]) for side in (door.tape.raw, door.tape.clean))
    assert np.mean(clean**2) < 0.1 * np.mean(raw**2)


def test_where_it_chimes_the_echo_is_known_before_her_first_word() -> None:
    door = RoomDoor(Room("bare", BARE, delay_ms=300, echo=0.5), [Round("one", noise(1, HEAR_RATE), over_ms=100)])
    _, frames = visit(door, noise(3, PLAY_RATE))
    (first,) = door.rounds
    assert first.sound_at is not None
    at = first.sound_at // WINDOW
    assert not any(frame.only_echo for frame in frames[at + 1 : at + 30]), "whoever speaks in it is heard"
    assert frames[-1].played == 3 * PLAY_RATE, "the chime counts nowhere"


def test_a_door_that_cancels_nothing_trusts_its_ears_only_without_echo() -> None:
    assert not RoomDoor(Room("bare", BARE), [], cancels=False).ears_while_speaking
    assert RoomDoor(Room("bare", BARE, echo=0.0), [], cancels=False).ears_while_speaking


@pytest.mark.parametrize("cancels", [True, False])
def test_any_door_can_stand_in_a_room_and_her_voice_is_taken_out_or_never_in_it(cancels: bool) -> None:
    inner = RoomDoor(Room("bare", BARE, echo=0.0), [Round("one", noise(0.5, HEAR_RATE), over_ms=2000)])
    door = Echoed(inner, Room("bare", BARE, delay_ms=100, echo=0.5), cancels=cancels)
    inbox: list[Frame] = []

    async def main() -> None:
        async with door.open() as items:
            async for item in items:
                if isinstance(item, Typed):
                    door.play(Pcm(noise(4, PLAY_RATE), PLAY_RATE))
                else:
                    inbox.append(item)
                door.idle(samples(2000) if inbox and inbox[-1].played == 4 * PLAY_RATE else 0)

    virtual_time.run(main)
    (first,) = inner.rounds
    assert first.sound_at is not None
    at = first.sound_at // WINDOW
    her, user = (np.concatenate([f.pcm for f in inbox[a:b]]) for a, b in ((at - 32, at), (at + 1, at + 14)))
    assert np.mean(her**2) < 0.05 * np.mean(user**2)
    assert all(frame.only_echo is cancels for frame in inbox[at - 16 : at - 1])
    assert not any(frame.only_echo for frame in inbox[at + 1 : at + 14])


# ---------------------------------------------------------------------------------- charged engines


class Slow:
    """Ears and a voice that take their time."""

    spoken = 0

    async def transcribe(self, pcm: Pcm) -> Transcript:
        sum(range(10**6))  # as a real engine: the loop of the world stands still meanwhile
        return Transcript("heard")

    async def speak(self, text: str, *, speed: float = 1.0) -> Speech:
        self.spoken += 1
        return Speech(Pcm(np.zeros(10, np.float32), PLAY_RATE), (10,))


def test_a_transcript_takes_as_long_in_virtual_time_as_it_took() -> None:
    with start_blocking_portal() as portal:
        ears = ChargedTranscriber(portal, Slow())

        async def main() -> tuple[str, float]:
            said = await ears.transcribe(Pcm(np.zeros(10, np.float32), HEAR_RATE))
            return said.text, anyio.current_time()

        text, passed = virtual_time.run(main)
    assert text == "heard"
    assert passed == pytest.approx(ears.took_s[0]) and passed > 0


def test_what_was_said_once_is_not_synthesised_again() -> None:
    slow = Slow()
    with start_blocking_portal() as portal:
        voice = RememberedVoice(portal, slow)

        async def main() -> None:
            first = await voice.speak("Hello.")
            assert await voice.speak("Hello.") is first
            await voice.speak("Hello.", speed=0.9)

        virtual_time.run(main)
    assert slow.spoken == 2


# -------------------------------------------------------------------------------------- the figures


class Scripted:
    """Answers with sound, and stops of its own accord after ``stops_ms`` of it, or never."""

    def __init__(self, door: Door, watch: Watcher, stops_ms: int | None) -> None:
        self._door, self._watch, self._stops_ms = door, watch, stops_ms

    def hush(self) -> None:
        raise AssertionError("nobody hushes anybody here")

    async def run(self) -> None:
        async with self._door.open() as items:
            await self._talk(items)

    async def _talk(self, items: AsyncIterator[Frame | Typed]) -> None:
        now = turn = quiet = began = played = 0
        speaking = False
        async for item in items:
            if isinstance(item, Typed):
                turn, speaking, began = turn + 1, True, played
                self._watch(notes.Turn(now, turn, item.text))
                self._door.play(Pcm(noise(4, PLAY_RATE), PLAY_RATE))
            else:
                now, played = now + WINDOW, item.played
                over = played - began
                stops = self._stops_ms is not None and over >= self._stops_ms * PLAY_RATE // 1000
                if speaking and (stops or over == 4 * PLAY_RATE):
                    self._door.flush()
                    speaking = False
                    reason: notes.EndReason = "interrupted" if stops else "finished"
                    heard = REPLIES[0] if not stops else "Lisbon is"
                    self._watch(notes.ReplyEnded(now, turn, turn, reason, heard))
            quiet = 0 if speaking else quiet + WINDOW
            self._door.idle(quiet)


def held(over: Over, stops_ms: int | None) -> DuplexRow:
    session = Session(0, Room("bare", BARE, echo=0.0), None, (over,), (500,))
    (row,) = duplex.hold(
        session,
        lambda door, watch: Scripted(door, watch, stops_ms),
        lambda talk: virtual_time.run(talk.run),
        lambda pcm: "Lisbon is",
    )
    return row


WORDS = Over("words", "somebody", "Wait.", noise(1, HEAR_RATE))
"""Begins after 500 ms."""


def test_who_stops_for_words_has_yielded_and_it_is_told_when() -> None:
    row = held(WORDS, stops_ms=1000)
    assert row.stopped and not row.by_herself
    assert row.yield_ms == pytest.approx(500, abs=70)
    assert row.ledger == 0


def test_who_stops_before_anybody_spoke_has_interrupted_herself_and_not_yielded() -> None:
    for over in (WORDS, Over("silence", "")):
        row = held(over, stops_ms=320)
        assert row.stopped and row.by_herself and row.yield_ms is None
    found = figures([held(WORDS, stops_ms=320), held(WORDS, stops_ms=1000)])
    assert found.self_interruptions == Share(1, 2)
    assert found.missed == Share(0, 1)
    assert found.yield_p50_ms == pytest.approx(500, abs=70)


def test_who_goes_on_has_missed_words_and_kept_the_rest() -> None:
    cough = Over("noise", "cough", "", noises()["cough"])
    found = figures([held(WORDS, None), held(cough, None), held(Over("silence", ""), None)])
    assert found.missed == Share(1, 1)
    assert found.noises_kept == Share(1, 1)
    assert found.self_interruptions == Share(0, 3) and found.self_interruptions_per_hour == 0
    assert found.lost_words == Share(0, 2)
    assert found.word_errors == Share(1, 1)


def test_every_room_has_every_loudness_and_delay_and_headphones_are_apart() -> None:
    rooms = {"a": BARE, "b": BARE}
    plan: dict[str, Any] = {"rounds": 2, "hers": 0.1, "headphones": True}
    sessions = list(duplex.sessions(rooms, {"silence": [Over("silence", "")], "words": [WORDS]}, **plan))
    loud = [(s.room.name, s.echo_db, s.room.delay_ms) for s in sessions if s.echo_db is not None]
    assert len(set(loud)) == len(loud) == 2 * 3 * 3
    assert len(sessions) == len(loud) + 2 * 3
    assert all(s.room.echo == 0 for s in sessions if s.echo_db is None)
    row = held(WORDS, None)
    assert list(groups([row])) == ["headphones"]
