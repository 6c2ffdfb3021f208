"""The whole session with scripted engines in virtual time: overlap, delays, failures, and what she remembers."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from typing import TypeVar

import anyio
import numpy as np
import pytest

from samantha.audio.pcm import PLAY_RATE, Pcm
from samantha.core import notes
from samantha.core.clock import HEAR_RATE, WINDOW, ms, samples
from samantha.core.endpoint import Outlook
from samantha.core.floor import NOT_CAUGHT, Floor, Manners
from samantha.core.notes import Note
from samantha.doors.loudspeaker import PLAY_WINDOW
from samantha.errors import DeviceError, EngineError, InputError
from samantha.mind.mind import LocalMind
from samantha.mind.persona import Persona
from samantha.ports import (
    Act,
    Door,
    Frame,
    Judge,
    Message,
    Mind,
    Skill,
    Speech,
    Transcriber,
    Transcript,
    Typed,
    Voice,
)
from samantha.session.conversation import Conversation
from samantha.session.reply import DID_NOT_WORK, LOST_THREAD, SOUND_AHEAD_S
from samantha.testing import simulator, virtual_time
from samantha.testing.fakes import (
    Say,
    ScriptedDetector,
    ScriptedDoor,
    ScriptedModel,
    ScriptedTranscriber,
    ScriptedVoice,
)

N = TypeVar("N")

LONG = samples(600_000)
HELLO = Transcript("Hello there.")


def said(at_ms: int, *numbers: int, word_ms: int = 320) -> Say:
    """Somebody says these numbered words."""
    return Say(samples(at_ms), tuple((number, samples(word_ms)) for number in numbers))


def only(seen: Sequence[Note], kind: type[N]) -> list[N]:
    return [note for note in seen if isinstance(note, kind)]


@dataclass
class Thinking:
    """A mind whose pieces come when they are due: seconds of thought, and a piece or an error."""

    thoughts: Sequence[tuple[float, str | EngineError]]
    most: int = 100
    sure: float = 0.0879  # as long a pause as nobody knew better: 800 ms
    log: Callable[[str], None] = lambda _: None

    def __post_init__(self) -> None:
        self.history: list[str] = []

    def hears(self, text: str) -> None:
        self.history.append(f"user: {text}")

    def said(self, heard: str, *, interrupted: bool) -> None:
        self.history.append(f"her: {heard}{' (interrupted)' if interrupted else ''}")

    async def outlook(self, so_far: str) -> Outlook:
        return Outlook(self.sure)

    def sentences(self, so_far: str | None = None) -> int:
        return self.most

    @asynccontextmanager
    async def answer(
        self, so_far: str | None = None, judge: Judge | None = None
    ) -> AsyncIterator[AsyncIterator[str]]:
        if judge is not None:
            judge(Outlook(self.sure))
        yield self._pieces()

    async def _pieces(self) -> AsyncIterator[str]:
        for seconds, thought in self.thoughts:
            await anyio.sleep(seconds)
            if isinstance(thought, EngineError):
                raise thought
            self.log(f"thinks {thought.strip()}")
            yield thought


@dataclass
class Speaking:
    """A voice that takes its time, fails at the clauses it is told to, and tells what it is at."""

    seconds: float = 0.0
    fails: Callable[[str], bool] = lambda _: False
    log: Callable[[str], None] = lambda _: None

    async def speak(self, text: str, *, speed: float = 1.0) -> Speech:
        await anyio.sleep(self.seconds)
        if self.fails(text):
            raise EngineError("no voice", where="voice")
        self.log(f"speaks {text}")
        return await ScriptedVoice().speak(text, speed=speed)


@dataclass
class Hearing:
    """Ears that understand the same whatever they hear, after a while."""

    transcript: Transcript = HELLO
    seconds: float = 0.0

    def __post_init__(self) -> None:
        self.heard: list[Pcm] = []
        self.finished = 0

    async def transcribe(self, pcm: Pcm) -> Transcript:
        self.heard.append(pcm)
        await anyio.sleep(self.seconds)
        self.finished += 1
        return self.transcript


UNFOLLOWED = Manners(follow_ms=10**9, pause_to_transcribe_ms=128)
"""One transcript a pause, so that every one of them can be counted."""


def talk(
    door: Door,
    *,
    mind: Mind,
    voice: Voice | None = None,
    ears: Transcriber | None = None,
    manners: Manners | None = None,
    skills: Sequence[Skill] = (),
    conversations: list[Conversation] | None = None,
) -> list[Note]:
    """The notes of a whole conversation."""
    seen: list[Note] = []
    conversation = Conversation(
        door=door,
        detector=ScriptedDetector(),
        transcriber=ears or ScriptedTranscriber(),
        mind=mind,
        voice=voice or Speaking(),
        floor=Floor(manners or UNFOLLOWED),
        skills=skills,
        watch=seen.append,
    )
    if conversations is not None:
        conversations.append(conversation)
    virtual_time.run(conversation.run)
    return seen


def words(text: str, seconds: float = 0.0) -> list[tuple[float, str | EngineError]]:
    return [(seconds, f"{word} ") for word in text.split()]


def sound_of(door: ScriptedDoor) -> list[bool]:
    """Per window: whether anything was played."""
    return [bool(np.any(window)) for window in door.played]


# -------------------------------------------------------------------------------------- one good turn


def test_a_question_is_heard_answered_and_remembered() -> None:
    door = ScriptedDoor([said(500, 1, 2, 3)], after=LONG)
    mind = Thinking(words("That is a good one. I like it."))
    seen = talk(door, mind=mind)
    assert [type(note) for note in seen if not isinstance(note, notes.ClauseStarted)] == [
        notes.Listening,
        notes.UserStarted,
        notes.UserStopped,
        notes.Partial,
        notes.Judged,
        notes.Turn,
        notes.ReplyStarted,
        notes.ReplyEnded,
        notes.TurnSummary,
    ]
    assert only(seen, notes.Turn)[0].text == "w1 w2 w3"
    ended = only(seen, notes.ReplyEnded)[0]
    assert (ended.reason, ended.heard) == ("finished", "That is a good one. I like it.")
    assert mind.history == ["user: w1 w2 w3", "her: That is a good one. I like it."]


def test_the_moments_told_are_those_of_the_sound() -> None:
    door = ScriptedDoor([said(512, 1, 2, 3)], after=LONG)
    seen = talk(door, mind=Thinking(words("Good.")))
    assert only(seen, notes.UserStarted)[0].at == samples(512)
    assert only(seen, notes.UserStopped)[0].at == samples(512 + 960)
    assert only(seen, notes.ReplyStarted)[0].at == sound_of(door).index(True) * WINDOW
    assert [note.at for note in only(seen, notes.ClauseStarted)] == [only(seen, notes.ReplyStarted)[0].at]


def test_a_clause_is_played_while_the_rest_is_still_being_thought() -> None:
    log: list[str] = []
    door = ScriptedDoor([said(500, 1, 2, 3)], after=LONG)
    mind = Thinking(words("A cat, I would say. They are calm. Dogs want walks.", 0.3), log=log.append)
    talk(door, mind=mind, voice=Speaking(0.1, log=log.append))
    first, last = log.index("speaks A cat,"), log.index("thinks walks.")
    assert first < log.index("thinks are") < last
    assert log.index("speaks They are calm.") < last
    assert log[-1] == "speaks Dogs want walks."


def test_the_next_clause_is_made_while_the_one_before_is_heard_so_that_no_gap_is_left() -> None:
    door = ScriptedDoor([said(500, 1, 2, 3)], after=LONG)
    text = "One two three four five. Six seven eight nine ten. More of it here then."
    talk(door, mind=Thinking(words(text)), voice=Speaking(0.5))
    played = np.concatenate(door.played)
    sounding = np.flatnonzero(played)
    gaps = np.diff(sounding)
    pauses = gaps[gaps > 1]
    assert len(pauses) == 2
    assert all(abs(pause / PLAY_RATE - 0.18) < 0.001 for pause in pauses)


def test_the_mind_is_stopped_when_enough_has_been_said() -> None:
    log: list[str] = []
    mind = Thinking(words("One is here. Two is here. Three is here."), most=2, log=log.append)
    seen = talk(ScriptedDoor([said(500, 1, 2, 3)], after=LONG), mind=mind)
    assert only(seen, notes.ReplyEnded)[0].heard == "One is here. Two is here."
    assert log[-1] == "thinks here." and len(log) == 6


# --------------------------------------------------------------------------------------------- delays


def test_every_stage_has_its_delay_and_together_they_are_what_the_user_waited() -> None:
    door = ScriptedDoor([said(512, 1, 2, 3)], after=LONG)
    mind = Thinking([(0.5, "Good "), (0.2, "to "), (0.2, "know. "), (5.0, "More.")])
    seen = talk(door, mind=mind, voice=Speaking(0.25), ears=Hearing(seconds=1.0))
    stages = only(seen, notes.TurnSummary)[0].stages
    assert stages is not None
    window = ms(WINDOW)
    assert stages.endpoint_ms == 600
    assert abs(stages.transcript_ms - (128 + 1000 - 600)) <= window
    assert abs(stages.first_token_ms - 500) <= window
    assert abs(stages.first_clause_ms - 400) <= window
    assert abs(stages.first_sound_ms - 250) <= window
    assert 0 <= stages.output_queue_ms <= window
    first_sound = sound_of(door).index(True) * WINDOW
    assert stages.voice_to_voice_ms == ms(first_sound - samples(512 + 960))


def test_a_typed_turn_has_no_delay_before_the_thinking() -> None:
    seen = talk(ScriptedDoor([(samples(1000), "Hello")], after=LONG), mind=Thinking([(0.5, "Hi there.")]))
    stages = only(seen, notes.TurnSummary)[0].stages
    assert stages is not None
    assert (stages.endpoint_ms, stages.transcript_ms) == (0, 0)
    assert abs(stages.first_token_ms - 500) <= ms(WINDOW)


def test_a_reply_nobody_heard_has_no_delays() -> None:
    seen = talk(
        ScriptedDoor([(samples(1000), "Hello")], after=LONG), mind=Thinking(words("Hi.")), voice=Speaking(fails=bool)
    )
    assert [summary.stages for summary in only(seen, notes.TurnSummary)] == [None]


# ----------------------------------------------------------------------------------------- many turns


def test_typed_turns_are_answered_one_after_another() -> None:
    mind = Thinking(words("So it is."))
    seen = talk(ScriptedDoor([(samples(500), "one"), (samples(520), "two")], after=LONG), mind=mind)
    assert mind.history == ["user: one", "her: So it is.", "user: two", "her: So it is."]
    assert [note.reply for note in only(seen, notes.ClauseStarted)] == [1, 2]


def test_a_pause_for_thought_does_not_end_the_turn() -> None:
    ears = Hearing(seconds=1.0)
    door = ScriptedDoor([said(500, 1, 2), said(500 + 640 + 450, 3, 4)], after=LONG)
    seen = talk(door, mind=Thinking(words("Yes.")), ears=ears)
    assert len(only(seen, notes.Turn)) == 1
    assert len(ears.heard) == 2
    assert ears.heard[1].seconds > 640 * 2 / 1000 + 0.45


def test_who_goes_on_before_her_first_sound_is_answered_once_for_all_he_said() -> None:
    door = ScriptedDoor([said(500, 1, 2, 3), said(500 + 960 + 1200, 4, 5)], after=LONG)
    mind = Thinking(words("Yes. ", 1.5))
    seen = talk(door, mind=mind)
    assert [note.reason for note in only(seen, notes.ReplyEnded)] == ["user_went_on", "finished"]
    assert mind.history == ["user: w1 w2 w3", "user: w4 w5", "her: Yes."]
    assert len(only(seen, notes.TurnSummary)) == 2


def test_she_falls_silent_when_talked_over_and_remembers_only_what_was_heard() -> None:
    door = ScriptedDoor([said(512, 1, 2, 3), said(4512, 4, 5, 6)], after=LONG)
    model = ScriptedModel(lambda chat: "Short." if len(chat) > shown + 1 else "word " * 30 + ".")
    shown = len(Persona().prompt())
    seen = talk(door, mind=LocalMind(model, Persona()))
    first = only(seen, notes.ReplyEnded)[0]
    assert first.reason == "interrupted"
    onset = samples(4512) // WINDOW
    silent_from = onset + samples(300) // WINDOW  # held, long before it is known what is said
    assert first.at <= samples(4512 + 700)
    assert not any(sound_of(door)[silent_from : silent_from + 20])
    second = only(seen, notes.ReplyStarted)[1]
    assert second.at == sound_of(door).index(True, silent_from) * WINDOW
    assert only(seen, notes.ReplyEnded)[1].heard == "Short."
    heard_words = np.count_nonzero(np.concatenate(door.played[:silent_from])) / ScriptedVoice.WORD
    assert -0.7 <= heard_words - len(first.heard.split()) < 0.3
    assert 5 < len(first.heard.split()) < 25
    assert model.prompts[-1][shown:] == [
        Message("user", "w1 w2 w3"),
        Message("assistant", f"{first.heard} —"),
        Message("user", "w4 w5 w6"),
    ]


def test_a_hush_is_silence_in_the_next_window() -> None:
    conversations: list[Conversation] = []
    at = samples(4000) // WINDOW * WINDOW

    def press(now: int) -> None:
        if now == at:
            conversations[0].hush()

    door = ScriptedDoor([said(512, 1, 2, 3)], after=LONG, on_window=press)
    seen = talk(door, mind=Thinking(words("word " * 40)), conversations=conversations)
    sounding = sound_of(door)
    assert sounding[at // WINDOW - 2]
    assert not any(sounding[at // WINDOW - 1 :])  # the window that ends at ``at`` had not been played yet
    assert [note.reason for note in only(seen, notes.ReplyEnded)] == ["hushed"]


def test_what_is_hushed_is_neither_thought_nor_spoken_any_further() -> None:
    """Not even the clause that a voice, which cannot be stopped at once, has ready a moment later."""
    log: list[str] = []

    class Stubborn:
        async def speak(self, text: str, *, speed: float = 1.0) -> Speech:
            with anyio.CancelScope(shield=True):
                await anyio.sleep(0.5)
            log.append(f"speaks {text}")
            return await ScriptedVoice().speak(text, speed=speed)

    conversations: list[Conversation] = []

    def press(now: int) -> None:
        if now // WINDOW == samples(3000) // WINDOW:
            conversations[0].hush()
            log.append("hush")

    door = ScriptedDoor([said(512, 1, 2, 3)], after=LONG, linger=samples(10_000), on_window=press)
    mind = Thinking(words("One is here. Two is here. Three is here. " * 9, 0.1), log=log.append)
    talk(door, mind=mind, voice=Stubborn(), conversations=conversations)
    after = log[log.index("hush") + 1 :]
    assert len(after) <= 1 and all(entry.startswith("speaks") for entry in after)
    assert not any(sound_of(door)[samples(3000) // WINDOW :])


def test_a_turn_of_minutes_is_transcribed_from_its_first_word() -> None:
    ears = Hearing()
    talk(
        ScriptedDoor([said(500, 1, word_ms=200_000)], after=LONG),
        mind=Thinking(words("Goodness.")),
        ears=ears,
        manners=replace(UNFOLLOWED, max_turn_ms=300_000),
    )
    assert ears.heard[0].seconds > 200
    assert np.count_nonzero(ears.heard[0].samples) == 200 * HEAR_RATE


# -------------------------------------------------------------------------------------- nobody speaks


def test_silence_makes_no_turn() -> None:
    seen = talk(ScriptedDoor([], after=samples(60_000), linger=LONG), mind=Thinking([]))
    assert [type(note) for note in seen] == [notes.Listening]


def test_a_phantom_makes_no_turn() -> None:
    ears = Hearing(Transcript("Thank you.", no_speech=0.9, confidence=-0.9))
    mind = Thinking(words("You are welcome."))
    seen = talk(ScriptedDoor([said(500, -9)], after=LONG), mind=mind, ears=ears)
    assert len(ears.heard) == 1
    assert len(only(seen, notes.Dropped)) == 1
    assert not only(seen, notes.Turn) and not only(seen, notes.Partial)
    assert mind.history == []


def test_the_same_words_really_said_are_one() -> None:
    ears = Hearing(Transcript("Thank you.", no_speech=0.1, confidence=-0.2))
    seen = talk(ScriptedDoor([said(500, 1, 2)], after=LONG), mind=Thinking(words("Welcome.")), ears=ears)
    assert [turn.text for turn in only(seen, notes.Turn)] == ["Thank you."]


# ------------------------------------------------------------------------------------------- failures


def test_when_thinking_fails_she_says_so() -> None:
    mind = Thinking([(0.3, EngineError("out of memory", where="mind"))])
    seen = talk(ScriptedDoor([said(500, 1, 2, 3)], after=LONG), mind=mind)
    assert [(note.stage, note.what) for note in only(seen, notes.Trouble)] == [("mind", "out of memory")]
    ended = only(seen, notes.ReplyEnded)[0]
    assert (ended.reason, ended.heard) == ("failed", LOST_THREAD)


@pytest.mark.parametrize("answer", ["", "   ", "🙂", "---"])
def test_an_answer_without_a_word_is_not_met_with_silence(answer: str) -> None:
    seen = talk(ScriptedDoor([said(500, 1, 2, 3)], after=LONG), mind=Thinking([(0.1, answer)] if answer else []))
    ended = only(seen, notes.ReplyEnded)[0]
    assert (ended.reason, ended.heard) == ("failed", LOST_THREAD)


def test_when_thinking_fails_in_the_middle_what_was_thought_is_said() -> None:
    mind = Thinking([*words("That is easy. It is"), (0.1, EngineError("stuck", where="mind"))])
    seen = talk(ScriptedDoor([said(500, 1, 2, 3)], after=LONG), mind=mind)
    ended = only(seen, notes.ReplyEnded)[0]
    assert (ended.reason, ended.heard) == ("failed", "That is easy.")


def test_a_clause_that_cannot_be_spoken_is_left_out_and_not_remembered() -> None:
    mind = Thinking(words("One is here. Two is there. Three is gone."))
    seen = talk(
        ScriptedDoor([said(500, 1, 2, 3)], after=LONG), mind=mind, voice=Speaking(fails=lambda text: "Two" in text)
    )
    assert [note.stage for note in only(seen, notes.Trouble)] == ["voice"]
    assert only(seen, notes.ReplyEnded)[0].reason == "failed"
    assert mind.history[-1] == "her: One is here. Three is gone."


def test_without_any_voice_the_conversation_still_goes_on() -> None:
    mind = Thinking(words("Yes."))
    door = ScriptedDoor([(samples(500), "one"), (samples(3000), "two")], after=LONG)
    seen = talk(door, mind=mind, voice=Speaking(fails=lambda _: mind.history == ["user: one"]))
    assert [(note.reason, note.heard) for note in only(seen, notes.ReplyEnded)] == [
        ("failed", ""),
        ("finished", "Yes."),
    ]
    assert mind.history == ["user: one", "user: two", "her: Yes."]


def test_ears_that_fail_twice_are_apologised_for_and_make_no_turn() -> None:
    class Broken:
        async def transcribe(self, pcm: Pcm) -> Transcript:
            raise EngineError("no ears", where="ears")

    mind = Thinking(words("Never thought."))
    seen = talk(ScriptedDoor([said(500, 1, 2, 3)], after=LONG), mind=mind, ears=Broken())
    assert [note.stage for note in only(seen, notes.Trouble)] == ["ears", "ears"]
    assert only(seen, notes.ReplyEnded)[0].heard == NOT_CAUGHT
    assert not only(seen, notes.Turn)


@dataclass
class Unplugged:
    """A door that is lost after a while, or cannot even be opened."""

    door: Door
    windows: int
    ears_while_speaking: bool = True

    @asynccontextmanager
    async def open(self) -> AsyncIterator[AsyncIterator[Frame | Typed]]:
        if not self.windows:
            raise DeviceError("no microphone", mend="Plug one in.")
        async with self.door.open() as inbox:
            yield self._until_lost(inbox)

    async def _until_lost(self, inbox: AsyncIterator[Frame | Typed]) -> AsyncIterator[Frame | Typed]:
        left = self.windows
        async for item in inbox:
            yield item
            left -= 1
            if not left:
                raise DeviceError("the microphone has gone", mend="Plug it in again.")

    def play(self, pcm: Pcm) -> None:
        self.door.play(pcm)

    def flush(self) -> None:
        self.door.flush()

    def duck(self, gain: float) -> None:
        self.door.duck(gain)

    def mute(self, on: bool) -> None:
        self.door.mute(on)

    def idle(self, since: int) -> None:
        self.door.idle(since)


@pytest.mark.parametrize(
    ("windows", "meanwhile"),
    [(0, "opening"), (20, "listening"), (55, "transcribing"), (80, "thinking"), (130, "playing")],
)
def test_a_lost_device_ends_everything_with_its_own_error(windows: int, meanwhile: str) -> None:
    door = Unplugged(ScriptedDoor([said(512, 1, 2, 3)], after=LONG), windows)
    with pytest.raises(DeviceError, match="no microphone" if meanwhile == "opening" else "has gone"):
        talk(door, mind=Thinking(words("word " * 100, 0.2)), ears=Hearing(seconds=0.5))


@pytest.mark.parametrize("error", [SystemExit, BrokenPipeError])
def test_when_nobody_reads_the_captions_any_more_it_ends_without_a_group_of_errors(
    error: type[BaseException],
) -> None:
    def watch(note: Note) -> None:
        if isinstance(note, notes.ClauseStarted):
            raise error

    conversation = Conversation(
        door=ScriptedDoor([said(500, 1, 2, 3)], after=LONG),
        detector=ScriptedDetector(),
        transcriber=ScriptedTranscriber(),
        mind=Thinking(words("Yes.")),
        voice=Speaking(),
        watch=watch,
    )
    with pytest.raises(error):
        virtual_time.run(conversation.run)


# --------------------------------------------------------------------------------------- backpressure


class Metered(ScriptedDoor):
    """Measures how much sound waits to be played."""

    given = 0
    most = 0

    def play(self, pcm: Pcm) -> None:
        super().play(pcm)
        self.given += len(pcm)
        self.most = max(self.most, self.given - self.played_so_far)

    @property
    def played_so_far(self) -> int:
        return self.given - len(self._queue)


def test_only_a_few_seconds_of_sound_are_made_ahead() -> None:
    door = Metered([(samples(500), "Tell me everything.")], after=LONG)
    seen = talk(door, mind=Thinking(words("This is one more sentence to say. " * 40)))
    clause_s = 7 * ScriptedVoice.WORD / PLAY_RATE + 0.18
    assert SOUND_AHEAD_S < door.most / PLAY_RATE <= SOUND_AHEAD_S + clause_s + PLAY_WINDOW / PLAY_RATE
    assert only(seen, notes.ReplyEnded)[0].heard.count("sentence") == 40


def test_an_endless_answer_is_not_thought_far_ahead_of_the_voice() -> None:
    log: list[str] = []
    mind = Thinking(words("This is one more sentence to say. " * 40), log=log.append)
    talk(ScriptedDoor([(samples(500), "Go on.")], after=LONG), mind=mind, voice=Speaking(log=log.append))
    ahead = most = 0
    for entry in log:
        ahead += {"thinks say.": 1, "speaks This is one more sentence to say.": -1}.get(entry, 0)
        most = max(most, ahead)
    assert 1 < most <= 6


# ------------------------------------------------------------------------------------ thinking ahead


def test_what_is_thought_in_the_pause_is_heard_as_soon_as_the_turn_is_over() -> None:
    door = ScriptedDoor([said(320, 1, 2)], after=samples(30_000))
    mind = Thinking([(0.1, "One is here. ")])
    (summary,) = only(talk(door, mind=mind, voice=Speaking(0.1)), notes.TurnSummary)
    assert summary.stages is not None
    # The pause is 800 ms, and the transcript is there after 200: both 100 ms fit into what is left.
    assert (summary.stages.endpoint_ms, summary.stages.voice_to_voice_ms) == (800, 800)


def test_a_thought_that_came_too_early_leaves_no_trace() -> None:
    door = ScriptedDoor([said(320, 1, 2), said(1500, 3, 4)], after=samples(30_000))
    log: list[str] = []
    mind = Thinking([(0.05, "One is here. ")], log=log.append)
    seen = talk(door, mind=mind, voice=Speaking(log=log.append))
    assert log.count("thinks One is here.") == 2  # it was thought, thrown away, and thought again
    assert mind.history == ["user: w1 w2 w3 w4", "her: One is here."]
    assert len(only(seen, notes.ReplyStarted)) == len(only(seen, notes.ReplyEnded)) == 1


def test_a_thought_that_fails_ahead_troubles_nobody_unless_it_is_wanted() -> None:
    door = ScriptedDoor([said(320, 1, 2), said(1500, 3, 4)], after=samples(30_000))
    mind = Thinking([(0.05, EngineError("no idea", where="mind"))])
    seen = talk(door, mind=mind)
    assert len(only(seen, notes.Trouble)) == 1  # of the turn as a whole, not of its first half


# ------------------------------------------------------------------------------------ speech over her voice

MM, STOP, GO_ON, AGAIN, SLOWER = 7001, 7101, 7201, 7202, 7203
CATS = "Cats are calm soft happy beings sleeping a lot. Dogs are not and want their walks. Birds can fly and sing."


def talked_over(*said_over: Say) -> tuple[ScriptedDoor, Thinking, list[Note]]:
    """She speaks about cats from about 1.7 s on, five words a second, and somebody says this."""
    door = ScriptedDoor([said(320, 1, 2), *said_over], after=LONG)
    mind = Thinking([(0.0, CATS + " ")])
    ears = ScriptedTranscriber(vocabulary=simulator.VOCABULARY)
    return door, mind, talk(door, mind=mind, ears=ears, voice=ScriptedVoice())


def quietest(door: ScriptedDoor, from_ms: int, to_ms: int) -> float:
    return min(door.gains[samples(from_ms) // WINDOW : samples(to_ms) // WINDOW])


def test_at_a_word_over_her_she_is_softer_within_a_tenth_of_a_second_and_silent_within_three() -> None:
    door, _, seen = talked_over(said(3008, 4, 5, 6))
    assert quietest(door, 0, 3008) == 1
    assert door.gains[samples(3008 + 96) // WINDOW] < 0.3
    silent = samples(3008 + 256) // WINDOW
    assert not any(sound_of(door)[silent : silent + 30])
    assert only(seen, notes.ReplyEnded)[0].reason == "interrupted"


def test_at_a_backchannel_she_goes_on_and_nothing_is_lost_or_remembered() -> None:
    door, mind, seen = talked_over(said(3008, MM))
    assert quietest(door, 3000, 4000) == 0
    assert quietest(door, 4200, 9000) == 1
    assert [(note.reason, note.heard) for note in only(seen, notes.ReplyEnded)] == [("finished", CATS)]
    assert [note.text for note in only(seen, notes.ClauseStarted)] == [f"{text}." for text in CATS[:-1].split(". ")]
    assert mind.history == ["user: w1 w2", f"her: {CATS}"]


def test_the_word_at_which_she_was_held_is_said_again_from_its_beginning() -> None:
    door, _, _ = talked_over(said(3008, MM))
    length = np.count_nonzero(np.concatenate(door.played))
    words = len(CATS.split()) * ScriptedVoice.WORD
    assert words < length <= words + ScriptedVoice.WORD


def test_who_says_stop_has_silence_and_no_answer() -> None:
    door, mind, seen = talked_over(said(3008, STOP))
    assert [note.reason for note in only(seen, notes.ReplyEnded)] == ["interrupted"]
    assert [note.text for note in only(seen, notes.Turn)] == ["w1 w2", "Stop."]
    assert not any(sound_of(door)[samples(3300) // WINDOW :])
    assert mind.history[-1] == "user: Stop."


def test_who_says_go_on_hears_the_rest_from_the_clause_that_was_broken() -> None:
    _, mind, seen = talked_over(said(3008, STOP), said(6000, GO_ON))
    rest = only(seen, notes.ReplyEnded)[1]
    assert rest.reason == "finished"
    assert CATS.endswith(rest.heard) and rest.heard.startswith("Cats are calm")
    assert mind.history[-3:] == ["user: Stop.", "user: Go on.", f"her: {rest.heard}"]


def test_without_a_rest_going_on_is_for_the_mind() -> None:
    _, _, seen = talked_over(said(9000, GO_ON))
    assert [note.heard for note in only(seen, notes.ReplyEnded)] == [CATS, CATS]  # it has one thought only


@pytest.mark.parametrize(("request_code", "pace"), [(AGAIN, 1.0), (SLOWER, 0.75)])
def test_her_last_sentence_is_said_again_and_slower_if_wanted(request_code: int, pace: float) -> None:
    door, mind, seen = talked_over(said(9024, request_code))
    again = only(seen, notes.ReplyEnded)[1]
    assert again.heard == "Birds can fly and sing."
    length = np.count_nonzero(np.concatenate(door.played[samples(9024) // WINDOW :]))
    assert length == round(5 * ScriptedVoice.WORD / pace)
    assert mind.history[-1] == "her: Birds can fly and sing."


def test_what_interrupted_her_and_was_nothing_is_forgotten_and_she_takes_up_her_clause_again() -> None:
    """The words of a long cough come so late that she has given way."""
    door = ScriptedDoor([said(320, 1, 2), Say(samples(3008), ((-9, samples(1000)),))], after=LONG)
    mind = Thinking([(0.0, CATS + " ")])

    class Slow(ScriptedTranscriber):
        async def transcribe(self, pcm: Pcm) -> Transcript:
            await anyio.sleep(1.0)
            return await super().transcribe(pcm)

    seen = talk(door, mind=mind, ears=Slow())
    first, second = only(seen, notes.ReplyEnded)
    assert (first.reason, second.reason) == ("interrupted", "finished")
    assert (first.turn, second.turn) == (1, 1)
    assert second.heard == CATS
    assert len(only(seen, notes.TurnSummary)) == 1
    assert len(only(seen, notes.Dropped)) == 1


def test_while_muted_nothing_is_heard_and_nothing_said() -> None:
    conversations: list[Conversation] = []

    def press(now: int) -> None:
        if now // WINDOW in (samples(3008) // WINDOW, samples(6016) // WINDOW):
            conversations[0].toggle_mute()

    door = ScriptedDoor([said(320, 1, 2), said(4000, 3, 4), said(7000, 5, 6)], after=LONG, on_window=press)
    seen = talk(door, mind=Thinking([(0.0, CATS + " ")]), conversations=conversations)
    assert [note.on for note in only(seen, notes.Muted)] == [True, False]
    assert only(seen, notes.ReplyEnded)[0].reason == "hushed"
    assert [note.text for note in only(seen, notes.Turn)] == ["w1 w2", "w5 w6"]
    assert not any(sound_of(door)[samples(3008) // WINDOW : samples(7000) // WINDOW])


# ------------------------------------------------------------------------------ what she does by code


@dataclass
class Counting:
    """A skill that counts how often it was asked to; it takes turns that hold its word."""

    word: str = "w1"
    least_pause_ms: int = 0
    seconds: float = 0.0
    fails: bool = False

    def __post_init__(self) -> None:
        self.done: list[str] = []

    def understands(self, text: str) -> Act | None:
        async def act() -> str:
            await anyio.sleep(self.seconds)
            if self.fails:
                raise InputError("no such thing")
            self.done.append(text)
            return f"Done {len(self.done)} times. Anything else?"

        return act if self.word in text.split() else None


def test_a_skill_answers_what_it_understands_and_the_mind_the_rest() -> None:
    skill, mind = Counting(), Thinking(words("Yes."))
    door = ScriptedDoor([said(500, 1, 2), said(8000, 3, 4)], after=LONG)
    seen = talk(door, mind=mind, skills=[Counting("w9"), skill])
    assert skill.done == ["w1 w2"]
    assert mind.history == ["user: w1 w2", "her: Done 1 times. Anything else?", "user: w3 w4", "her: Yes."]
    assert [note.text for note in only(seen, notes.ClauseStarted)] == ["Done 1 times.", "Anything else?", "Yes."]


def test_nothing_is_carried_out_before_the_turn_is_over_and_only_once() -> None:
    skill = Counting()
    door = ScriptedDoor([said(500, 1, 2), said(500 + 640 + 450, 3)], after=LONG)
    talk(door, mind=Thinking(words("Yes.")), skills=[skill])
    assert skill.done == ["w1 w2 w3"]


def test_what_is_being_carried_out_is_not_cut_short_by_who_goes_on() -> None:
    skill = Counting(seconds=2.0)
    door = ScriptedDoor([said(500, 1, 2), said(500 + 640 + 1500, 3)], after=LONG)
    seen = talk(door, mind=Thinking(words("Yes.")), skills=[skill])
    assert skill.done == ["w1 w2"]
    assert [note.reason for note in only(seen, notes.ReplyEnded)] == ["user_went_on", "finished"]


def test_a_typed_turn_is_for_the_skills_too() -> None:
    skill = Counting("tea")
    talk(ScriptedDoor([(samples(500), "make tea")], after=LONG), mind=Thinking(words("Yes.")), skills=[skill])
    assert skill.done == ["make tea"]


def test_what_cannot_be_carried_out_is_said_and_told() -> None:
    door = ScriptedDoor([said(500, 1, 2)], after=LONG)
    seen = talk(door, mind=Thinking(words("Yes.")), skills=[Counting(fails=True)])
    assert [(note.stage, note.what) for note in only(seen, notes.Trouble)] == [("hands", "no such thing")]
    assert only(seen, notes.ReplyEnded)[0].heard == DID_NOT_WORK


@pytest.mark.parametrize(("least_pause_ms", "turns"), [(0, 2), (2500, 1)])
def test_a_skill_can_ask_for_longer_pauses(least_pause_ms: int, turns: int) -> None:
    door = ScriptedDoor([said(500, 1, 2), said(500 + 640 + 1900, 3, 4)], after=LONG)
    seen = talk(door, mind=Thinking(words("Yes.")), skills=[Counting(least_pause_ms=least_pause_ms)])
    assert len(only(seen, notes.Turn)) == turns


def announced(door: ScriptedDoor, *moments_s: float) -> tuple[list[str], list[Note]]:
    """What was heard of announcements made at these moments, and the notes."""
    heard: list[str] = []
    seen: list[Note] = []
    conversation = Conversation(
        door=door,
        detector=ScriptedDetector(),
        transcriber=ScriptedTranscriber(vocabulary=simulator.VOCABULARY),
        mind=Thinking(words("Yes.")),
        voice=ScriptedVoice(),
        floor=Floor(UNFOLLOWED),
        watch=seen.append,
    )

    async def announce(number: int, at_s: float) -> None:
        await anyio.sleep(at_s)
        heard.append(await conversation.announce(f"Number {number} is due. Shall I do it?"))

    async def run() -> None:
        async with anyio.create_task_group() as group:
            for number, at_s in enumerate(moments_s):
                group.start_soon(announce, number, at_s)
            await conversation.run()
            group.cancel_scope.cancel()

    virtual_time.run(run)
    return heard, seen


def test_what_she_has_to_say_by_herself_waits_until_the_floor_is_free() -> None:
    heard, seen = announced(ScriptedDoor([said(500, 1, 2, 3)], after=LONG), 0.8, 0.9)
    assert heard == ["Number 0 is due. Shall I do it?", "Number 1 is due. Shall I do it?"]
    assert [note.heard for note in only(seen, notes.ReplyEnded)] == ["Yes.", *heard]
    assert len(only(seen, notes.Turn)) == 1


def test_an_announcement_that_is_talked_over_tells_what_was_heard_of_it() -> None:
    heard, _ = announced(ScriptedDoor([said(1024, STOP)], after=LONG), 0.1)
    assert heard == ["Number 0 is due. Shall"]


# ----------------------------------------------------------------------------------------- leaving off


def test_she_leaves_off_at_the_end_of_a_sentence_and_still_says_what_is_announced() -> None:
    text = "One two three four five. Six seven eight nine ten. And so on and on."
    door = ScriptedDoor([said(500, 1, 2, 3)], after=samples(20_000))
    seen: list[Note] = []

    async def run() -> None:
        conversation = Conversation(
            door=door,
            detector=ScriptedDetector(),
            transcriber=ScriptedTranscriber(),
            mind=Thinking(words(text)),
            voice=Speaking(),
            floor=Floor(UNFOLLOWED),
            watch=seen.append,
        )
        async with anyio.create_task_group() as tasks:
            tasks.start_soon(conversation.run)
            await anyio.sleep(2.5)  # in the first sentence
            assert not conversation.quiet
            conversation.leave_off()
            assert await conversation.announce("I have to go now. Goodbye.") == "I have to go now. Goodbye."
            assert conversation.quiet
            tasks.cancel_scope.cancel()

    virtual_time.run(run)
    assert [(note.reason, note.heard) for note in only(seen, notes.ReplyEnded)] == [
        ("hushed", "One two three four five."),
        ("finished", "I have to go now. Goodbye."),
    ]


def test_her_mm_hm_is_heard_in_the_pause_of_a_story_and_nobody_remembers_it() -> None:
    story = replace(UNFOLLOWED, mm_hm_ms=1000)
    door = ScriptedDoor([said(500, 1, 2, 3, 4, 5)], after=LONG)
    mind = Thinking(words("I see."))
    seen = talk(door, mind=mind, ears=Hearing(Transcript("And then I went to the")), manners=story)
    (turn,) = only(seen, notes.Turn)
    murmured = sound_of(door)[samples(2100) // WINDOW : turn.at // WINDOW]
    assert 0 < sum(murmured) < len(murmured)
    assert mind.history == ["user: And then I went to the", "her: I see."]
    assert [note.text for note in only(seen, notes.ClauseStarted)] == ["I see."]
