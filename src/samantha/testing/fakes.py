"""Scripted engines and a scripted room, behind the same ports as the real ones.

Each takes its time from a ``Luck`` (or none at all) and may fail when the luck says so, so that a conversation meets
slow, fast and broken engines in every order. They speak ``speech_code``.
"""

from __future__ import annotations

import random
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import anyio
import numpy as np

from samantha.audio.gain import Gain
from samantha.audio.pcm import PLAY_RATE, Pcm, Samples
from samantha.core.clock import HEAR_RATE, WINDOW, samples
from samantha.core.endpoint import Outlook
from samantha.doors.loudspeaker import PLAY_WINDOW
from samantha.errors import EngineError
from samantha.ports import Edit, Frame, Judge, Message, Speech, Transcript, Typed
from samantha.testing import speech_code

SHORTEST_WORD = samples(60)
"""A scripted transcriber hears a word if at least this much of it is in the sound."""


@dataclass(slots=True)
class Luck:
    """Where delays and failures come from; the default is an even, lucky day.

    slow_s: the longest delay of a call; failure: probability in [0, 1] that a call fails.
    """

    random: random.Random = field(default_factory=lambda: random.Random(0))
    slow_s: float = 0.0
    failure: float = 0.0

    async def strike(self, where: str) -> None:
        """Takes some time; raises EngineError in some cases."""
        if self.slow_s:
            await anyio.sleep(self.random.uniform(0, self.slow_s))
        if self.random.random() < self.failure:
            raise EngineError("scripted failure", where=where)


class ScriptedDetector:
    """Hears speech where there is sound. ``deafness``: share of windows it misjudges."""

    def __init__(self, luck: Luck | None = None, deafness: float = 0.0) -> None:
        self._luck = luck or Luck()
        self._deafness = deafness

    def probability(self, window: Samples) -> float:
        """Near 1 for sound, near 0 for silence, with some misjudged."""
        right = 0.95 if np.any(window) else 0.02
        return 1 - right if self._luck.random.random() < self._deafness else right


class ScriptedTranscriber:
    """Reads the words that are written in the sound: "w12 w13"; ``vocabulary``: numbers that are other words."""

    def __init__(self, luck: Luck | None = None, vocabulary: Mapping[int, str] | None = None) -> None:
        self._luck = luck or Luck()
        self._vocabulary = vocabulary or {}

    async def transcribe(self, pcm: Pcm) -> Transcript:
        """The words; "" for silence."""
        await self._luck.strike("ears")
        numbers = speech_code.words(pcm.samples, shortest=SHORTEST_WORD)
        return Transcript(" ".join(self._vocabulary.get(n, f"w{n}") for n in numbers))


class ScriptedModel:
    """A language model that answers from a function of the chat, a word a piece; a token is a word."""

    def __init__(
        self, answer: Callable[[Sequence[Message]], str], luck: Luck | None = None, context_tokens: int = 1000
    ) -> None:
        self._answer = answer
        self._luck = luck or Luck()
        self._context_tokens = context_tokens
        self.prompts: list[list[Message]] = []
        self.slid: list[list[Message]] = []

    @property
    def context_tokens(self) -> int:
        """Words, here."""
        return self._context_tokens

    async def count(self, messages: Sequence[Message]) -> int:
        """Words in all messages, and one more for each."""
        return sum(len(m.content.split()) + 1 for m in messages)

    async def warm(self, messages: Sequence[Message]) -> None:
        """Takes its time."""
        await self._luck.strike("mind")

    async def slide(self, messages: Sequence[Message]) -> None:
        """Takes its time, and keeps note of it."""
        await self._luck.strike("mind")
        self.slid.append(list(messages))

    async def outlook(self, messages: Sequence[Message]) -> Outlook:
        """Takes its time, and knows nothing of it."""
        await self._luck.strike("mind")
        return Outlook(self._luck.random.random(), self._luck.random.random())

    async def likelier(self, text: str, edits: Sequence[Edit]) -> list[float]:
        """Takes its time, and prefers nothing."""
        await self._luck.strike("mind")
        return [0.0 for _ in edits]

    async def prepare_to_choose(self, lead: str) -> None:
        """Takes its time."""
        await self._luck.strike("mind")

    async def choose(self, lead: str, text: str, grammar: str, *, max_tokens: int) -> str:
        """What it would answer to the text, whatever the grammar is."""
        await self._luck.strike("mind")
        return self._answer([Message("user", text)])

    @asynccontextmanager
    async def stream(
        self, messages: Sequence[Message], *, max_tokens: int, judge: Judge | None = None
    ) -> AsyncIterator[AsyncIterator[str]]:
        """The answer, word for word."""
        if judge is not None:
            judge(await self.outlook(messages))
        self.prompts.append(list(messages))
        yield self._pieces(self._answer(messages).split()[:max_tokens])

    async def _pieces(self, words: list[str]) -> AsyncIterator[str]:
        for word in words:
            await self._luck.strike("mind")
            yield f"{word} "


class ScriptedVoice:
    """Says a clause as one coded word a word: ``number`` gives the clause's code, 0.2 s a word."""

    WORD = PLAY_RATE // 5

    def __init__(self, number: Callable[[str], int] = lambda _: 1, luck: Luck | None = None) -> None:
        self._number = number
        self._luck = luck or Luck()

    async def speak(self, text: str, *, speed: float = 1.0) -> Speech:
        """As long as the clause has words."""
        await self._luck.strike("voice")
        word, count = round(self.WORD / speed), len(text.split())
        sound = speech_code.word(self._number(text), word * count) if count else np.zeros(0, np.float32)
        return Speech(Pcm(sound, PLAY_RATE), tuple(word * (n + 1) for n in range(count)))


@dataclass(frozen=True, slots=True)
class Say:
    """Somebody says coded words from ``at`` (samples); ``words``: number and length of each, gapless.

    A negative number is a sound that is no word: a cough, a door.
    """

    at: int
    words: tuple[tuple[int, int], ...]

    @property
    def end(self) -> int:
        """Where the speech ends."""
        return self.at + sum(length for _, length in self.words)


class ScriptedDoor:
    """A room in which a script is spoken; keeps all it heard and played, on one clock.

    echo: what the microphone hears, where nobody speaks, of what the loudspeaker played a window ago.

    The door closes after ``after`` samples at the latest, and earlier when the script is over and the conversation
    has been idle for ``linger`` samples.
    """

    ears_while_speaking = True

    def __init__(
        self,
        script: Sequence[Say | tuple[int, str]],
        *,
        after: int,
        linger: int = samples(1500),
        on_window: Callable[[int], None] = lambda _: None,
        echo: Callable[[Samples], Samples] | None = None,
    ) -> None:
        self._speech = [item for item in script if isinstance(item, Say)]
        self._typed = [item for item in script if not isinstance(item, Say)]
        self._end = max([s.end for s in self._speech] + [at for at, _ in self._typed] + [0])
        self._after = after
        self._linger = linger
        self._on_window = on_window
        self._echo = echo
        self._queue = np.zeros(0, np.float32)
        self._gain = Gain()
        self._muted = False
        self._played = 0
        self._finished = False
        self.now = 0
        self.heard: list[Samples] = []
        self.played: list[Samples] = []
        self.gains: list[float] = []
        """How loud each window of ``played`` was at its end; its samples are as they were given."""

    @asynccontextmanager
    async def open(self) -> AsyncIterator[AsyncIterator[Frame | Typed]]:
        """Frames of the script."""
        yield self._items()

    async def _items(self) -> AsyncIterator[Frame | Typed]:
        start = anyio.current_time()
        while not self._finished and self.now < self._after:
            window = self._window(self.now)
            self.now += WINDOW
            await anyio.sleep_until(start + self.now / HEAR_RATE)
            self._on_window(self.now)
            while self._typed and self._typed[0][0] <= self.now:
                yield Typed(self._typed.pop(0)[1])
            self.heard.append(window)
            if self._muted:
                window = np.zeros(WINDOW, np.float32)
            yield Frame(window, self._play_window())

    def _window(self, at: int) -> Samples:
        window = np.zeros(WINDOW, np.float32)
        for say in self._speech:
            if say.at >= at + WINDOW or say.end <= at:
                continue
            offset = say.at - at
            for number, length in say.words:
                first, last = max(0, offset), min(WINDOW, offset + length)
                if first < last:
                    window[first:last] = number * speech_code.STEP
                offset += length
        if self._echo is not None and self.played:
            heard = self._echo(self.played[-1])[np.arange(WINDOW) * PLAY_RATE // HEAR_RATE]
            window = np.where(window == 0, heard, window)
        return window

    def _play_window(self) -> int:
        out = np.zeros(PLAY_WINDOW, np.float32)
        count = min(len(self._queue), PLAY_WINDOW)
        room = self._gain.room
        if room is not None:
            count = min(count, room)
        out[:count] = self._queue[:count]
        self._gain.apply(out)
        self.gains.append(self._gain.now)
        self._queue = self._queue[count:]
        self._played += count
        self.played.append(out)
        return self._played

    def play(self, pcm: Pcm) -> None:
        """Queues sound."""
        self._queue = np.concatenate([self._queue, pcm.samples])

    def flush(self) -> None:
        """Forgets what is queued."""
        self._queue = self._queue[:0]

    def duck(self, gain: float) -> None:
        """Softer, or standing still at 0."""
        self._gain.aim(gain)

    def mute(self, on: bool) -> None:
        """Hears nothing while it is on."""
        self._muted = on

    def idle(self, since: int) -> None:
        """Closes when the script is over."""
        self._finished = self.now >= self._end and not self._typed and since >= self._linger
