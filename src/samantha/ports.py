"""The seams: what the conversation needs of engines and doors, as Protocols.

Engines and doors never import each other or the session; they meet here. Each Protocol has a scripted fake
in ``samantha.testing`` and at least one real implementation, and both run the same contract tests.

All waiting is anyio's and every call may be cancelled at any ``await``: when the call returns or raises, the
engine is truly idle again.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field
from typing import Literal, Protocol, TypeAlias

from samantha.audio.pcm import Pcm, Samples
from samantha.core.endpoint import Outlook


@dataclass(frozen=True, slots=True)
class Message:
    """One entry of a chat, as chat templates know it."""

    role: Literal["system", "user", "assistant"]
    content: str


@dataclass(frozen=True, slots=True)
class Voiceprint:
    """What a voice sounds like, whatever it says.

    direction: (n,) float32 of length 1; two of the same voice have a greater product than two of different ones.
    seconds: how much speech it was taken from.
    """

    direction: Samples
    seconds: float


@dataclass(frozen=True, slots=True)
class Transcript:
    """What an utterance said.

    text: plain words, "" when nothing was said.
    no_speech: probability in [0, 1] that there was no speech at all (Whisper's own).
    confidence: average log-probability per token, <= 0.
    voice: what the voice sounds like; None: nobody has asked, or it was too short to tell.
    others: finds what else it may have been, the likeliest first, at some cost; None: it cannot be told. Raises
        EngineError.
    """

    text: str
    no_speech: float = 0.0
    confidence: float = 0.0
    voice: Voiceprint | None = None
    others: Callable[[], Awaitable[Sequence[str]]] | None = field(default=None, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Speech:
    """A clause as sound.

    pcm: at PLAY_RATE, silence trimmed at both ends. ends: the sample at which each word of ``text.split()`` ends,
    ascending and at most len(pcm); () where the voice cannot tell.
    """

    pcm: Pcm
    ends: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Frame:
    """One window of microphone sound on the session's sample clock.

    pcm: (512,) float32 in [-1, 1], 16 kHz mono.
    played: how many samples (PLAY_RATE) of what was given to ``Door.play`` had left the loudspeaker at the end
        of this window, counted from the start of the session; flushed samples never count.
    only_echo: nothing is in it but what is left of her own voice, or her voice cannot be told from others' yet:
        whatever it sounds like, nobody speaks.
    """

    pcm: Samples
    played: int
    only_echo: bool = False


@dataclass(frozen=True, slots=True)
class Typed:
    """A turn that was typed instead of spoken."""

    text: str


class SecondLook(Protocol):
    """Decides between what the ears have heard and what else it may have been."""

    def understood(self, text: str) -> bool:
        """Whether these words make sense to her as they are, so that no others are wanted."""

    def order(self, text: str) -> bool:
        """Whether these words are plainly a request, or an answer to what she has asked."""


class SpeechDetector(Protocol):
    """Judges windows in order; cheap enough to run on the event loop (well under a millisecond)."""

    def probability(self, window: Samples) -> float:
        """Probability in [0, 1] that the window, (512,) float32 at 16 kHz, holds speech."""


class Transcriber(Protocol):
    """Speech to text."""

    async def transcribe(self, pcm: Pcm) -> Transcript:
        """Text of one utterance (16 kHz mono). Raises EngineError."""


Judge: TypeAlias = Callable[[Outlook], None]
"""Takes what is expected behind the words of a turn. Called on the event loop, once."""


@dataclass(frozen=True, slots=True)
class Edit:
    """Other words for a stretch of a text: ``words`` for text[start:end]."""

    start: int
    end: int
    words: str


class LanguageModel(Protocol):
    """Thinks of an answer."""

    @property
    def context_tokens(self) -> int:
        """Size of the context window: prompt and answer together."""

    async def count(self, messages: Sequence[Message]) -> int:
        """Tokens that these messages take as a prompt, template included."""

    async def warm(self, messages: Sequence[Message]) -> None:
        """Afterwards a prompt that begins with these messages starts sooner; nothing else changes."""

    async def slide(self, messages: Sequence[Message]) -> None:
        """The conversation's oldest messages have left the window: a prompt that begins with these starts as soon as
        if they still stood there.

        Not for what is to be forgotten: what was evaluated of the rest was evaluated behind it. Raises EngineError.
        """

    async def outlook(self, messages: Sequence[Message]) -> Outlook:
        """Whether the last message, a user's, ends where it stands, by the words alone.

        Afterwards a prompt that begins with these messages, or with these words of the last one, starts sooner.
        Raises EngineError.
        """

    def stream(
        self, messages: Sequence[Message], *, max_tokens: int, judge: Judge | None = None
    ) -> AbstractAsyncContextManager[AsyncIterator[str]]:
        """Pieces of the answer as they are thought. Leaving the context stops the thinking. Raises EngineError.

        judge: is told on the way, before the first piece, what ``outlook`` would say: together that costs less.
        """

    async def likelier(self, text: str, edits: Sequence[Edit]) -> Sequence[float]:
        """How much likelier each edit alone would make the text: natural logarithm of the ratio, negative for less.

        Nothing of it stays, and what ``warm`` and earlier prompts have prepared is not disturbed. Raises EngineError.
        """

    async def prepare_to_choose(self, lead: str) -> None:
        """Afterwards ``choose`` starts sooner behind this lead. Raises EngineError."""

    async def choose(self, lead: str, text: str, grammar: str, *, max_tokens: int) -> str:
        """The likeliest words behind lead and text that the grammar (GBNF, its root) allows.

        Nothing of it stays, and what ``warm`` and earlier prompts have prepared is not disturbed. Raises EngineError.
        """


@dataclass(frozen=True, slots=True)
class Fault:
    """Something in a text that may be wrong.

    start, end: where it stands. proposals: what could stand there instead, the likeliest first; () for none known.
    why: one sentence. hers: the language model alone thinks so.
    """

    start: int
    end: int
    kind: Literal["spelling", "grammar", "homophone"]
    proposals: tuple[str, ...]
    why: str
    hers: bool = False


class Proofreader(Protocol):
    """Finds faults in a text by a dictionary and by rules."""

    async def faults(self, text: str, *, markdown: bool = False) -> Sequence[Fault]:
        """In order, none overlapping another. Raises EngineError."""

    async def knows(self, words: Sequence[str]) -> Sequence[bool]:
        """Whether each of these is a word of the dictionary. Raises EngineError."""


class Mind(Protocol):
    """What she is and knows: holds the persona and the history, and answers from them.

    ``so_far``: words of a turn that is not over yet and may never be; they are answered as if it were, and nothing is
    remembered of it. None: answer the committed turn.
    """

    def hears(self, text: str) -> None:
        """The user has said this: a committed turn."""

    def said(self, heard: str, *, interrupted: bool) -> None:
        """The user has heard these words of hers; ``interrupted``: there would have been more."""

    async def outlook(self, so_far: str) -> Outlook:
        """Whether the turn is over with these words. An answer to them starts sooner afterwards.

        Raises EngineError.
        """

    def sentences(self, so_far: str | None = None) -> int:
        """How many sentences the answer may have."""

    def answer(
        self, so_far: str | None = None, judge: Judge | None = None
    ) -> AbstractAsyncContextManager[AsyncIterator[str]]:
        """Pieces of the answer to what has been heard. Leaving the context stops the thinking. Raises EngineError.

        judge: is told what ``outlook`` would say of the words, before the first piece.
        """


Act: TypeAlias = Callable[[], Awaitable[str | None]]
"""Carries out what a turn asked for, and returns what is to be said of the result, "" for nothing.

None: it was not for this skill after all, and nothing was done; the next is asked, at last the mind.

Called once, and only when the turn is committed; nothing cuts it short, so it takes moments. Raises SamanthaError."""


class Skill(Protocol):
    """Answers some turns by code; the language model never sees those."""

    @property
    def least_pause_ms(self) -> int:
        """No shorter pause ends a turn now: 0 as usual, more while the skill leads a dialogue with long thoughts."""

    def understands(self, text: str) -> Act | None:
        """How a turn with these words is answered; None: it is not for this skill.

        Changes nothing and takes under 50 ms: it is asked about the words of turns that may still go on, more than
        once a turn. In the middle of a dialogue of its own a skill takes every turn.
        """


@dataclass(frozen=True, slots=True)
class Exchange:
    """A turn that was committed, with what was heard in answer to it, as it stands in the journal.

    id: names it for good; later ones have greater ids. at: seconds since 1970. said: the user's words, "" where she
    spoke by herself. heard: those of hers that were heard. ended: how her reply ended, as ``notes.EndReason`` has
    it; "" where nobody knows: it has not ended yet, or the program did first.
    """

    id: int
    conversation: int
    turn: int
    at: float
    said: str
    heard: str
    ended: str


class Journal(Protocol):
    """Takes down what is said, in the order in which it is told; told is not kept yet."""

    def turn(self, turn: int, words: str) -> None:
        """The user has said this: a committed turn."""

    def clause(self, turn: int, words: str) -> None:
        """She has begun to say this, in a reply to that turn."""

    def reply(self, turn: int, heard: str, ended: str) -> None:
        """A reply to that turn is over; these words of it were heard."""

    async def kept(self) -> str:
        """Waits until all that was told is on disk, or cannot be; what is to be said about that, "" for nothing."""


@dataclass(frozen=True, slots=True, eq=False)
class Seat:
    """What one of those who talk with her has of her; nothing is shared between two seats.

    mind: holds what was said in this seat. skills: asked in this order about every turn; the mind answers what none
    of them understands. journal: keeps what is said; None: nobody does. name: whose it is, "" for the user's.
    """

    mind: Mind
    skills: Sequence[Skill] = ()
    journal: Journal | None = None
    name: str = ""


class Company(Protocol):
    """Those who talk with her, told apart by their voices."""

    def seat(self, voice: Voiceprint | None, before: Seat | None) -> Seat | None:
        """Where somebody sits who sounds so, None for the user. before: where somebody spoke a moment ago, if at all.

        Takes under a millisecond and changes nothing: it is asked about turns that may still go on.
        """


class Voice(Protocol):
    """Text to speech."""

    async def speak(self, text: str, *, speed: float = 1.0) -> Speech:
        """One clause as sound; empty if nothing is to be said. ``speed``: times the voice's own, 0.5 to 2.

        Raises EngineError.
        """


class Embedder(Protocol):
    """What texts mean, as directions: the more two texts mean the same, the nearer their product is to 1."""

    async def embed(self, texts: Sequence[str]) -> Samples:
        """(len(texts), dimensions) float32, each row of length 1. Raises EngineError."""

    def at_once(self, texts: Sequence[str]) -> Samples:
        """The same on the caller's own thread, for a sentence or two: 5 ms each."""


class Door(Protocol):
    """Where sound comes in and goes out, both on one sample clock.

    ``play`` takes sound ahead of time; the door plays it gapless, and silence when it has nothing. ``flush`` forgets
    at once whatever has not left the loudspeaker. ``duck`` acts on all that has not left it. ``Frame.played`` is the
    only truth about what was heard.
    """

    @property
    def ears_while_speaking(self) -> bool:
        """Whether speech in the microphone during playback can be trusted to be the user's, not her own echo."""

    def open(self) -> AbstractAsyncContextManager[AsyncIterator[Frame | Typed]]:
        """Opens the devices; the iterator ends when the door has nothing more to bring.

        Raises DeviceError or InputError, also later, from the iterator.
        """

    def play(self, pcm: Pcm) -> None:
        """Queues sound at PLAY_RATE behind what is queued already. Never blocks."""

    def flush(self) -> None:
        """Forgets what has been queued and not yet been heard; ``duck`` stays as it is."""

    def duck(self, gain: float) -> None:
        """From now on everything is played this loud: 1 as it is, less is softer, reached in a ramp without a click.

        At 0 the loudspeaker stands still: what is queued waits, and nothing of it counts as played.
        """

    def mute(self, on: bool) -> None:
        """Closes the microphone, so that nothing can be heard, or opens it again.

        While it is closed frames of digital silence keep the clock going.
        """

    def idle(self, since: int) -> None:
        """Told with every frame: nobody has spoken and nothing has been in the making for ``since`` samples.

        A door that brings its input turn by turn brings the next; one whose input has ended may end its iterator.
        """
