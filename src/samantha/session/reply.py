"""One reply: thought, cut into clauses, spoken and queued, all at once and all in one cancel scope.

The clauses overlap: while one is played the next is synthesised and the one after it thought. Two bounded places keep
her from running away: a few clauses between mind and voice, a few seconds of sound between voice and loudspeaker.
"""

from __future__ import annotations

import contextlib
import itertools
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from functools import partial

import anyio
from anyio.streams.memory import MemoryObjectReceiveStream, MemoryObjectSendStream

from samantha.audio.pcm import PLAY_RATE, silence
from samantha.core.candour import Candour
from samantha.core.clock import HEAR_RATE, WINDOW, ms
from samantha.core.endpoint import Outlook
from samantha.core.events import Commit
from samantha.core.notes import Stage, Stages
from samantha.core.phrases import Phrases
from samantha.core.recall import Prepared
from samantha.errors import EngineError, SamanthaError
from samantha.ports import Act, Seat, Voice
from samantha.session.player import Player

CLAUSES_AHEAD = 3
"""Clauses that may wait between mind and voice."""

SOUND_AHEAD_S = 4.0
"""Seconds of sound that may wait at the loudspeaker before the next clause is synthesised."""

LOST_THREAD = "Sorry, I lost my train of thought."
"""Said when thinking fails, or comes to nothing, before a word was said: silence would look like deafness."""


MURMUR = "Mm-hm."
"""Said to somebody who tells a long story."""

DID_NOT_WORK = "Sorry, that didn't work."
"""Said when a request could not be carried out, and its skill has no words for why."""


@dataclass(slots=True)
class Marks:
    """When each stage of a turn was done, in samples; None while it is not."""

    commit: Commit | None
    asked: int
    token: int | None = None
    clause: int | None = None
    sound: int | None = None
    audible: int | None = None

    def stages(self) -> Stages | None:
        """The delays between the marks, None unless a committed turn's reply became audible.

        What was done ahead, while the pause was still waited for, took no time of anybody's.
        """
        if self.commit is None or self.audible is None or self.sound is None:
            return None
        end = self.commit.speech_end
        moments = [end, self.commit.due, self.asked, self.token or 0, self.clause or 0, self.sound, self.audible]
        reached = list(itertools.accumulate(moments, max))
        return Stages(*(ms(later - earlier) for earlier, later in itertools.pairwise(reached)))


@dataclass(slots=True)
class Reply:
    """A reply in the making or being played.

    seat: whose turn it answers.
    so_far: the words it answers while their turn is not over; None from the start for a committed turn's.
    resumed: it takes up an earlier reply to the same turn.
    prepared: what it says where nothing needs to be thought. act: what finds its words, where that is not the mind.
    notice: which announcement it is, if it answers nobody.
    clauses: what it is to say, as far as that is known.
    wanted: set when the turn is committed; before that nothing may be heard of the reply, nor anybody be told of it.
    scope: cancelling it ends everything that makes the reply. made: nothing more will be queued.
    """

    number: int
    turn: int
    marks: Marks
    seat: Seat
    prepared: Prepared | None = None
    so_far: str | None = None
    act: Act | None = None
    notice: int | None = None
    resumed: bool = False
    clauses: list[str] = field(default_factory=list)
    wanted: anyio.Event = field(default_factory=anyio.Event)
    scope: anyio.CancelScope = field(default_factory=anyio.CancelScope)
    made: bool = False
    failed: bool = False

    @property
    def words(self) -> str:
        """The words it answers, "" if there are none."""
        return self.so_far or (self.marks.commit.text if self.marks.commit else "")


@dataclass(frozen=True, slots=True)
class Delivery:
    """How replies are spoken: pause_ms of silence after a sentence, clause_pause_ms after a clause inside one."""

    pause_ms: int = 180
    clause_pause_ms: int = 60


class Speaker:
    """Makes replies with the mind of whose turn it is, one voice and one player.

    ``now`` tells the moment, ``judge`` takes what is expected behind the words that a reply is thought to ahead of
    time, ``trouble`` takes failures; ``kept`` waits until the turn is on disk: before that nothing is heard.
    """

    def __init__(
        self,
        voice: Voice,
        player: Player,
        delivery: Delivery,
        *,
        now: Callable[[], int],
        judge: Callable[[Reply, Outlook], None],
        trouble: Callable[[Stage, SamanthaError], None],
        kept: Callable[[], Awaitable[None]],
    ) -> None:
        self._voice = voice
        self._player = player
        self.delivery = delivery
        self._now = now
        self._judge = judge
        self._trouble = trouble
        self._kept = kept

    async def make(self, reply: Reply) -> None:
        """Queues the whole reply. Cancel ``reply.scope`` to end it early."""
        with reply.scope:
            send, receive = anyio.create_memory_object_stream[str](CLAUSES_AHEAD)
            async with anyio.create_task_group() as group:
                group.start_soon(self._think, reply, send)
                group.start_soon(self._speak, reply, receive)
            reply.made = True

    async def murmur(self, wanted: Callable[[], bool]) -> None:
        """Says "mm-hm", if it is still wanted when it is ready. It is no reply, and nobody remembers it."""
        with contextlib.suppress(EngineError):
            speech = await self._voice.speak(MURMUR)
            if wanted() and len(speech.pcm):
                self._player.begin()
                self._player.queue(MURMUR, speech, silence(0, PLAY_RATE))

    async def _think(self, reply: Reply, clauses: MemoryObjectSendStream[str]) -> None:
        with clauses:
            if reply.prepared is not None:
                await self._pass_on(reply, reply.prepared.clauses, clauses)
                return
            if reply.act is not None and await self._carry_out(reply, reply.act, clauses):
                return
            try:
                await self._cut(reply, clauses)
            except EngineError as error:
                await reply.wanted.wait()
                self._trouble("mind", error)
                reply.failed = True
                if reply.marks.clause is None:
                    await self._pass_on(reply, [LOST_THREAD], clauses)

    async def _carry_out(self, reply: Reply, act: Act, clauses: MemoryObjectSendStream[str]) -> bool:
        """Does what the turn asked for, when it is committed, and says what came of it; False if it asked nothing."""
        if reply.so_far is not None:
            with contextlib.suppress(EngineError):  # then the pause is as long as the words alone need
                self._judge(reply, await reply.seat.mind.outlook(reply.so_far))
        await reply.wanted.wait()
        try:
            with anyio.CancelScope(shield=True):  # an action is done or not, never half
                words = await act()
        except SamanthaError as error:
            self._trouble("hands", error)
            words = DID_NOT_WORK
        if words is None:
            return False
        reply.marks.token = reply.marks.token or self._now()
        await self._pass_on(reply, clauses_of(words), clauses)
        return True

    async def _cut(self, reply: Reply, clauses: MemoryObjectSendStream[str]) -> None:
        """Cuts the mind's pieces into clauses, and stops the mind when enough has been said."""
        so_far = None if reply.wanted.is_set() else reply.so_far  # what is committed is in the mind's history already
        judge = partial(self._judge, reply) if so_far is not None else None
        phrases = Phrases()
        candour = Candour(reply.words)
        enough = reply.seat.mind.sentences(so_far)
        async with reply.seat.mind.answer(so_far, judge) as pieces:
            async for piece in pieces:
                reply.marks.token = reply.marks.token or self._now()
                await self._pass_on(reply, candour.passes(phrases.feed(piece)), clauses)
                if candour.over or phrases.sentences >= enough:
                    break
            else:
                await self._pass_on(reply, candour.passes(phrases.finish()), clauses)
        await self._pass_on(reply, candour.rest(), clauses)
        if reply.marks.clause is None:
            raise EngineError("the answer holds no words", where="mind")

    async def _pass_on(self, reply: Reply, texts: Sequence[str], clauses: MemoryObjectSendStream[str]) -> None:
        reply.clauses += texts
        for text in texts:
            reply.marks.clause = reply.marks.clause or self._now()
            await clauses.send(text)

    async def _speak(self, reply: Reply, clauses: MemoryObjectReceiveStream[str]) -> None:
        with clauses:
            async for text in clauses:
                while self._player.waiting_s > SOUND_AHEAD_S:  # noqa: ASYNC110 -- what is played is news every window
                    await anyio.sleep(WINDOW / HEAR_RATE)
                speed = reply.prepared.speed if reply.prepared else 1.0
                try:
                    speech = await self._voice.speak(text, speed=speed)
                except EngineError as error:
                    await reply.wanted.wait()
                    self._trouble("voice", error)
                    reply.failed = True
                    continue
                reply.marks.sound = reply.marks.sound or (self._now() if len(speech.pcm) else None)
                await reply.wanted.wait()
                await self._kept()
                if reply.scope.cancel_called:
                    return  # hushed in the very moment the clause was ready: not one sample of it may be played
                if len(speech.pcm):
                    ends = text.rstrip("\"'”’)").endswith((".", "!", "?", "…"))
                    pause_ms = self.delivery.pause_ms if ends else self.delivery.clause_pause_ms
                    self._player.queue(text, speech, silence(pause_ms / 1000, PLAY_RATE))


def clauses_of(text: str) -> list[str]:
    """A whole text as clauses for the ear."""
    phrases = Phrases()
    return [*phrases.feed(text), *phrases.finish()]
