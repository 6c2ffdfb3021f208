"""One conversation: carries out what its floor decides, with real engines and a real door.

Everything here happens on one event loop and in one order. A frame of the microphone moves the clock, the detector
judges it, the player learns what has been heard, and the floor is told; what the floor commands is started at once
and never waited for. Transcripts and replies are tasks of their own, each in its cancel scope, and report back as
facts.
"""

from __future__ import annotations

import contextlib
from collections import deque
from collections.abc import AsyncIterator, Callable, Sequence
from functools import partial
from typing import assert_never

import anyio
import numpy as np
from anyio.abc import TaskGroup

from samantha.audio.ring import Ring
from samantha.core import events, notes
from samantha.core.activity import Activity, Silence
from samantha.core.bargein import without_echo, without_her_end
from samantha.core.clock import HEAR_RATE, WINDOW, samples
from samantha.core.endpoint import Outlook
from samantha.core.events import Command, Commit, Fact
from samantha.core.floor import Floor
from samantha.core.notes import Watcher
from samantha.core.phantoms import Evidence, said_something
from samantha.core.recall import Prepared
from samantha.errors import EngineError, SamanthaError
from samantha.ports import (
    Act,
    Company,
    Door,
    Frame,
    Journal,
    Mind,
    Seat,
    SecondLook,
    Skill,
    SpeechDetector,
    Transcriber,
    Transcript,
    Typed,
    Voice,
)
from samantha.session.listening import Listening
from samantha.session.player import Player
from samantha.session.reply import Delivery, Marks, Reply, Speaker, clauses_of
from samantha.session.seating import Seating

KEEP_BESIDES_S = 30
"""Seconds of microphone sound kept on top of the longest turn: its pre-roll, and waiting for the turn before."""


ECHO_SHARE = np.float32(0.01)
"""So much of a window that holds only what is left of her voice is shown to the detector. Silero judges a voice by
what was before it: behind half a second of soft echo it took a user 28 dB above that for noise for 0.4 s, and with
silence in its place it heard him after 60 ms (18 interruptions in two rooms: 33 ms sooner, half the false onsets)."""


UNSURE = -0.15
"""Confidence of a transcript below which other words are looked for: what was misheard in four measured rooms, and
made no sense, had -0.19 to -1.2."""
SHORT_WORDS = 16
"""Requests are short, and a second look at more words takes too long."""


class Conversation:
    """Runs one floor. Build it, ``run`` it once.

    mind, skills, journal: the user's; see ``ports.Seat``. company: where others sit; None: only the user speaks.
    opening: what she says by herself at the beginning. second_look: for words of the user's that nothing understands.
    """

    def __init__(
        self,
        *,
        door: Door,
        detector: SpeechDetector,
        transcriber: Transcriber,
        mind: Mind,
        voice: Voice,
        floor: Floor | None = None,
        activity: Activity | None = None,
        delivery: Delivery | None = None,
        skills: Sequence[Skill] = (),
        journal: Journal | None = None,
        company: Company | None = None,
        opening: Sequence[str] = (),
        second_look: SecondLook | None = None,
        watch: Watcher = lambda _: None,
    ) -> None:
        self._door = door
        self._detector = detector
        self._transcriber = transcriber
        self._floor = floor or Floor()
        self._activity = activity or Activity()
        self._silence = Silence()
        self._watch = watch
        keep_s = self._floor.manners.max_turn_ms // 1000 + KEEP_BESIDES_S
        self._ring = Ring(keep_s)
        self._probabilities: deque[float] = deque(maxlen=keep_s * HEAR_RATE // WINDOW)
        self._player = Player(door)
        self._speaker = Speaker(
            voice,
            self._player,
            delivery or Delivery(),
            now=lambda: self._ring.end,
            judge=self._judge,
            trouble=self._trouble,
            kept=self._kept,
        )
        user = Seat(mind, skills, journal)
        self._seating = Seating(user, company, now=lambda: self._ring.end)
        self._opening = opening
        self._least_pause_ms = 0
        self._notices: dict[int, _Notice] = {}
        self._announced = 0
        self._reply: Reply | None = None
        self._thought: Reply | None = None
        self._commit: Commit | None = None
        self._preparing = False
        self._listening = Listening(
            transcriber,
            self._ring.between,
            self._words,
            now=lambda: self._ring.end,
            tell=self._tell,
            watch=self._watch,
            trouble=self._trouble,
            certain=self._prepare,
            voice=self._seating.heard,
            again=self._look_again,
        )
        self._second_look = second_look
        self._busy_at = 0
        self._muted = False
        self._leaving_off = False
        self._tasks: TaskGroup

    async def run(self) -> None:
        """Talks until the door has nothing more to bring.

        Raises:
            DeviceError, InputError: from the door.
            Exception, SystemExit: whatever a watcher raises (rich leaves the program when nobody reads its output).
        """
        error: Exception | SystemExit | None = None
        async with self._door.open() as inbox, anyio.create_task_group() as self._tasks:
            self._tasks.start_soon(self._listening.run)
            try:
                await self._attend(inbox)
            except (Exception, SystemExit) as caught:  # raised again below: a task group would wrap it
                error = caught
            self._tasks.cancel_scope.cancel()
        for notice in self._notices.values():  # nobody waits for what will not be said any more
            notice.end("")
        if error is not None:
            raise error

    def hush(self) -> None:
        """Silence now, whoever asked for it."""
        self._tell(events.Hushed(self._ring.end))

    def deliver(self, delivery: Delivery) -> None:
        """From the next clause on replies are spoken so."""
        self._speaker.delivery = delivery

    @property
    def quiet(self) -> bool:
        """Nobody speaks or is about to, and no skill leads a dialogue."""
        return self._floor.idle and self._reply is None and not self._least_pause_ms

    def leave_off(self) -> None:
        """From now on she ends with the sentence she is at; only what she announces is said in full."""
        self._leaving_off = True

    async def announce(self, text: str) -> str:
        """Says something by herself as soon as the floor is free; the words of it that were heard before the end."""
        notice = self._notify(text)
        await notice.said.wait()
        return notice.heard

    def _notify(self, text: str) -> _Notice:
        notice = _Notice()
        self._announced += 1
        self._notices[self._announced] = notice
        self._tell(events.Announced(self._ring.end, self._announced, text))
        return notice

    def mute(self, on: bool) -> None:
        """The microphone is closed, at once, or opened again. While it is closed she says nothing either."""
        self._muted = on
        self._door.mute(on)
        self._tell(events.Muted(self._ring.end, on))
        self._watch(notes.Muted(self._ring.end, on))

    def toggle_mute(self) -> None:
        """The other way round."""
        self.mute(not self._muted)

    # ------------------------------------------------------------------------------------ hearing

    async def _attend(self, inbox: AsyncIterator[Frame | Typed]) -> None:
        async for item in inbox:
            match item:
                case Frame():
                    self._take(item)
                case Typed(text=text):
                    self._tell(events.Wrote(self._ring.end, text))
                case _:
                    assert_never(item)
            self._door.idle(self._idle_since())

    def _take(self, frame: Frame) -> None:
        if not self._ring.end:
            self._watch(notes.Listening(0))
            for words in self._opening:
                self._notify(words)
        self._ring.append(frame.pcm)
        self._follow(frame.played)
        judged = frame.pcm * ECHO_SHARE if frame.only_echo else frame.pcm
        probability = self._detector.probability(judged)  # in any case: it remembers what it has heard
        if frame.only_echo:
            probability = 0.0
        self._probabilities.append(probability)
        speech = self._activity.judge(probability)
        silent = not frame.only_echo and self._silence.judge(float(np.mean(np.square(frame.pcm))), speech)
        self._keep_pace()
        self._tell(events.Heard(self._ring.end, speech, silent))

    def _keep_pace(self) -> None:
        """Tells the floor when a skill begins to need longer pauses, or needs them no more."""
        least_ms = max((skill.least_pause_ms for skill in self._seating.present.skills), default=0)
        if least_ms != self._least_pause_ms:
            self._least_pause_ms = least_ms
            self._tell(events.Paced(self._ring.end, least_ms))

    def _follow(self, played: int) -> None:
        """Notes what of the reply has been heard since the last frame."""
        begun = self._player.advance(played, self._ring.end)
        reply = self._reply
        if reply is None:
            return
        now = self._ring.end
        began = now - WINDOW  # the frame tells at its end what was played during it
        if begun and reply.marks.audible is None:
            reply.marks.audible = began
            self._watch(notes.ReplyStarted(began, reply.number, reply.turn))
            self._tell(events.Audible(now, reply.number))
        for text in begun:
            self._watch(notes.ClauseStarted(began, reply.number, text))
            if reply.seat.journal is not None:
                reply.seat.journal.clause(reply.turn, text)
        if self._leaving_off and reply.notice is None and self._player.between_sentences:
            self.hush()
        elif reply.made and self._player.finished:
            self._end(reply, "failed" if reply.failed else "finished")
            self._tell(events.Over(now, reply.number, asked=_asks(reply, self._player.heard)))

    def _idle_since(self) -> int:
        if not self._floor.idle or self._reply is not None:
            self._busy_at = self._ring.end
        return self._ring.end - self._busy_at

    # ------------------------------------------------------------------------- what the floor wants

    def _tell(self, fact: Fact) -> None:
        for command in self._floor.step(fact):
            self._do(command)

    def _do(self, command: Command) -> None:
        now = self._ring.end
        match command:
            case events.Follow():
                self._listening.follow(command)
            case events.Transcribe():
                self._listening.transcribe(command)
            case events.StopTranscribing():
                self._listening.stop()
            case events.Overhear():
                self._tasks.start_soon(self._overhear, command)
            case events.Commit():
                self._commit = command
                seat = self._seating.take(command.turn)
                seat.mind.hears(command.text)
                if seat.journal is not None:
                    seat.journal.turn(command.turn, command.text)
                self._watch(notes.Turn(now, command.turn, command.text, seat.name))
            case events.Drop():
                self._watch(notes.Dropped(now, command.turn))
            case events.Think():
                self._think(command)
            case events.StopThinking():
                self._stop_thinking(command.reply)
            case events.Answer():
                self._answer(command)
            case events.Resume():
                self._resume(command)
            case events.Duck():
                self._player.duck()
            case events.Hold():
                self._player.hold()
            case events.Unduck():
                self._player.unduck()
            case events.Hush():
                self._hush(command)
            case events.Murmur():
                self._tasks.start_soon(self._speaker.murmur, partial(self._floor.pauses_in, command.turn))
            case events.UserStarted():
                self._watch(notes.UserStarted(command.at, command.turn))
            case events.UserStopped():
                self._watch(notes.UserStopped(command.at, command.turn))
            case _:
                assert_never(command)

    async def _overhear(self, command: events.Overhear) -> None:
        """What is said over her; what comes too late for the floor is ignored there."""
        text: str | None = None
        confidence = 0.0
        try:
            said = await self._transcriber.transcribe(self._ring.between(command.start, command.end))
            text = said.text if self._said(said, command.start, command.end) else ""
            confidence = said.confidence
        except EngineError as error:
            self._trouble("ears", error)
        hers = self._player.spoken
        self._tell(events.Overheard(self._ring.end, command.reply, command.revision, text, hers, confidence))

    def _words(self, said: Transcript, start: int, end: int) -> str:
        """What somebody said in this stretch of sound: neither a phantom nor her own voice."""
        if not self._said(said, start, end):
            return ""
        hers = self._player.spoken
        onset = start + samples(self._floor.manners.preroll_ms)
        if not any(word.end > onset for word in hers):
            return without_her_end(said.text, start, hers)
        return without_echo(said.text, start, end, hers)

    async def _look_again(self, turn: int, said: Transcript, words: Callable[[str], str]) -> str:
        """What was said; where it makes no sense and the ears were unsure, what else it may have been and does."""
        heard, look = words(said.text), self._second_look
        unsure = said.confidence < UNSURE and len(heard.split()) <= SHORT_WORDS
        if look is None or said.others is None or not unsure or self._seating.of(turn) is not self._seating.user:
            return heard
        if look.understood(heard):
            return heard
        try:
            others = [words(other) for other in await said.others()]
        except EngineError:  # then what was heard first has to do
            return heard
        return next((other for other in others if other and look.order(other)), heard)

    def _said(self, said: Transcript, start: int, end: int) -> bool:
        evidence = self._evidence(start, end)
        return said_something(said.text, evidence, no_speech=said.no_speech, confidence=said.confidence)

    def _evidence(self, start: int, end: int) -> Evidence:
        """What the detector thought of the sound that was transcribed."""
        newest = self._ring.end // WINDOW
        first = newest - len(self._probabilities)
        wanted = range(max(first, start // WINDOW), min(newest, -(-end // WINDOW)))
        return Evidence.of(self._probabilities[n - first] for n in wanted)

    def _prepare(self, turn: int, words: str) -> None:
        """Has the mind take in words that are certain, so that fewer are left when the turn is over."""
        if not self._preparing and self._reply is None and self._thought is None:
            self._preparing = True
            self._tasks.start_soon(self._take_in, self._seating.of(turn).mind, words)

    async def _take_in(self, mind: Mind, words: str) -> None:
        with contextlib.suppress(EngineError):  # the answer will meet it again, and tell
            await mind.outlook(words)
        self._preparing = False

    def _judge(self, reply: Reply, outlook: Outlook) -> None:
        self._watch(notes.Judged(self._ring.end, reply.turn, reply.so_far or "", outlook))
        self._tell(events.Judged(self._ring.end, reply.number, outlook))

    def _think(self, command: events.Think) -> None:
        seat = self._seating.of(command.turn)
        prepared = self._seating.prepared(seat, command.text)
        act = _act(seat, command.text) if prepared is None else None
        marks = Marks(None, self._ring.end)
        self._thought = Reply(command.reply, command.turn, marks, seat, prepared, so_far=command.text, act=act)
        self._tasks.start_soon(self._speaker.make, self._thought)

    def _stop_thinking(self, number: int) -> None:
        if self._thought is not None and self._thought.number == number:
            self._thought.scope.cancel()
            self._thought = None

    def _answer(self, command: events.Answer) -> None:
        commit = self._commit if self._commit is not None and self._commit.turn == command.turn else None
        marks = Marks(commit, self._ring.end)
        seat = self._seating.user if command.notice is not None else self._seating.present
        self._player.begin()
        thought = self._thought
        if thought is not None and thought.number == command.reply and thought.seat is not seat:
            self._stop_thinking(command.reply)  # the voice has turned out to be another's
        if self._thought is not None and self._thought.number == command.reply and command.words is None:
            self._reply, self._thought = self._thought, None
            self._reply.marks.commit, self._reply.marks.asked = marks.commit, marks.asked
        else:
            if command.words is not None:
                prepared: Prepared | None = Prepared(tuple(clauses_of(command.words)))
            else:
                prepared = self._seating.prepared(seat, commit.text) if commit else None
            act = _act(seat, commit.text) if commit is not None and prepared is None else None
            self._reply = Reply(command.reply, command.turn, marks, seat, prepared, act=act, notice=command.notice)
            self._tasks.start_soon(self._speaker.make, self._reply)
        self._reply.wanted.set()

    def _resume(self, command: events.Resume) -> None:
        """Says again what was not heard, from the beginning of the clause that was broken; there may be nothing."""
        self._player.begin()
        seats = self._seating
        marks = Marks(None, self._ring.end)
        self._reply = Reply(command.reply, seats.repeated_turn, marks, seats.repeats_to, seats.rest(), resumed=True)
        self._tasks.start_soon(self._speaker.make, self._reply)
        self._reply.wanted.set()

    def _hush(self, command: events.Hush) -> None:
        self._player.flush()
        reply = self._reply
        if reply is not None and reply.number == command.reply:
            reply.scope.cancel()
            self._end(reply, command.reason)

    def _end(self, reply: Reply, reason: notes.EndReason) -> None:
        self._reply = None
        clauses, played = self._player.clauses, self._player.played
        self._seating.ended(reply.seat, reply.clauses, clauses, played, reply.turn, reply.prepared)
        heard = self._player.heard
        if heard:
            reply.seat.mind.said(heard, interrupted=reason in ("interrupted", "hushed"))
        if reply.seat.journal is not None:
            reply.seat.journal.reply(reply.turn, heard, reason)
        self._watch(notes.ReplyEnded(self._ring.end, reply.number, reply.turn, reason, heard))
        if reply.notice is not None:
            self._notices.pop(reply.notice).end(heard)
        if not reply.resumed:  # one summary a turn
            self._watch(notes.TurnSummary(self._ring.end, reply.turn, reply.number, reply.marks.stages()))

    async def _kept(self) -> None:
        """All that was said so far is on disk; if it cannot be, she says so as soon as she may."""
        journal = self._seating.user.journal
        if journal is not None and (news := await journal.kept()):
            self._notify(news)

    def _trouble(self, stage: notes.Stage, error: SamanthaError) -> None:
        self._watch(notes.Trouble(self._ring.end, stage, error.what))


class _Notice:
    """Something she says by herself, until it has been said."""

    def __init__(self) -> None:
        self.said = anyio.Event()
        self.heard = ""

    def end(self, heard: str) -> None:
        """It is over; these words of it were heard."""
        self.heard = heard
        self.said.set()


def _act(seat: Seat, text: str, first: int = 0) -> Act | None:
    """How a skill answers these words, if one does; ``first``: the place of the first that is asked."""
    for place, skill in enumerate(seat.skills[first:], first):
        if (act := skill.understands(text)) is not None:
            return partial(_carried_out, act, seat, text, place)
    return None


async def _carried_out(act: Act, seat: Seat, text: str, place: int) -> str | None:
    """By this skill, or if it has found that it cannot, by one behind it."""
    words = await act()
    if words is None and (next_act := _act(seat, text, place + 1)) is not None:
        return await next_act()
    return words


def _asks(reply: Reply, heard: str) -> bool:
    """Whether it was a question of her own, one that wants an answer."""
    return reply.prepared is None and heard.endswith("?")
