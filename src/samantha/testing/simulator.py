"""Whole conversations with scripted people in virtual time.

``simulate(seed)`` builds a story from the seed alone: people who pause, talk over her, say "mm-hm" and "stop", clear
their throat, type and want silence; a room that gives her own voice back; ears, mind and voice that are slow, fast
or fail. The real session runs it. Afterwards ``invariants.check`` holds the recording and the notes against what no
story may break. A seed that fails is a bug report that fits in a test's name.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import anyio
import numpy as np

from samantha.audio.pcm import Samples
from samantha.core.clock import HEAR_RATE, samples
from samantha.core.endpoint import Pauses
from samantha.core.floor import Floor, Manners
from samantha.core.notes import Note
from samantha.mind.mind import Brevity, LocalMind
from samantha.mind.persona import Persona
from samantha.ports import Message
from samantha.session.conversation import Conversation
from samantha.testing import speech_code, virtual_time
from samantha.testing.fakes import (
    Luck,
    Say,
    ScriptedDetector,
    ScriptedDoor,
    ScriptedModel,
    ScriptedTranscriber,
    ScriptedVoice,
)

CANNED_CODE = 8000
"""Code of her prepared lines, which belong to no answer of the model."""

ANNOUNCEMENT = "It is time. Somebody is at the door."

NOISE_CODE = -9
"""Sound that a detector takes for speech and that holds no word."""

BACKCHANNELS = {7001: "Mm-hm.", 7002: "Yeah.", 7003: "Oh, wow!"}
STOPS = {7101: "Stop.", 7102: "Hold on.", 7103: "Be quiet, please."}
REQUESTS = {7201: "Go on.", 7202: "What did you say?", 7203: "Say that again, slower."}
ECHO = 6000
"""Added to the code of her answer where the microphone hears her."""

VOCABULARY = BACKCHANNELS | STOPS | REQUESTS | {ECHO + n: f"a{n % 100}" for n in range(1, 200)}
"""What people say besides numbered words."""

WINDOWS_PER_WORD = 6
"""Windows of the microphone in a word of hers, about."""


@dataclass(slots=True)
class Story:
    """What will happen: everything the seed decided.

    needed: numbers of the words that must be understood; others may be (a murmur over her voice need not).
    hushes: moments, in samples, at which somebody presses the key for silence.
    announcements: moments at which she has something to say by herself.
    slow_s, slow_ears_s: the longest delay of any engine, and of the ears if that is more.
    max_turn_ms: how long a turn may be; short ones cut through words and sentences.
    echo: the microphone hears her.
    """

    seed: int
    script: list[Say | tuple[int, str]] = field(default_factory=list)
    needed: list[int] = field(default_factory=list)
    hushes: list[int] = field(default_factory=list)
    announcements: list[int] = field(default_factory=list)
    slow_s: float = 0.0
    slow_ears_s: float = 0.0
    failure: float = 0.0
    deafness: float = 0.0
    max_turn_ms: int = 90_000
    echo: bool = False

    @property
    def cuts_off(self) -> bool:
        """Whether turns are ended while somebody speaks, on purpose."""
        return self.max_turn_ms < 60_000


@dataclass(slots=True)
class Record:
    """What happened: notes in order, both sides of the sound (16 kHz and 24 kHz), prompts, and whether it ended.

    heard holds the people alone, no echo; gains: how loud she was at the end of each window, 1 at full voice.
    announced: what was heard of each announcement that is over.
    """

    story: Story
    notes: list[Note]
    heard: Samples
    played: Samples
    gains: list[float]
    prompts: list[list[Message]]
    announced: list[str]
    ended: bool


def story(seed: int) -> Story:
    """The story of this seed."""
    chance = random.Random(seed)
    tale = Story(
        seed,
        slow_s=chance.choice([0.0, 0.05, 0.3, 0.8]),
        failure=chance.choice([0.0, 0.0, 0.0, 0.05, 0.3]),
        deafness=chance.choice([0.0, 0.0, 0.02]),
    )
    at, number = samples(chance.uniform(200, 1500)), 1
    for _ in range(chance.randint(2, 7)):
        kind = chance.random()
        if kind < 0.14:
            at = _noise(tale, chance, at)
        elif kind < 0.24:
            at = _short(tale, chance, at, BACKCHANNELS, pieces=2)
        elif kind < 0.31:
            at = _short(tale, chance, at, STOPS)
        elif kind < 0.37:
            at = _short(tale, chance, at, REQUESTS)
        elif kind < 0.44:
            tale.script.append((at, f"w{number}"))
            number += 1
        else:
            at, number = _utterance(tale, chance, at, number)
        if chance.random() < 0.12:
            tale.hushes.append(at + samples(chance.uniform(0, 4000)))
        at += samples(chance.choice([chance.uniform(150, 1200), chance.uniform(1200, 9000)]))
    if chance.random() < 0.15:
        tale.max_turn_ms = chance.randint(1500, 4000)
        tale.slow_ears_s = chance.choice([0.0, 2.5])  # much is said while a long turn is transcribed
    elif chance.random() < 0.2:
        tale.slow_ears_s = 2.0  # and before it is known that somebody only coughed, she has been interrupted
    tale.echo = not tale.cuts_off and chance.random() < 0.15
    own = random.Random(seed + 4)
    tale.announcements = sorted(own.randint(0, at) for _ in range(own.choice([0, 0, 1, 2])))
    return tale


def _utterance(tale: Story, chance: random.Random, at: int, number: int) -> tuple[int, int]:
    """A few stretches of words with thinking pauses between them; the first is long enough to interrupt."""
    for stretch in range(chance.randint(1, 3)):
        words: list[tuple[int, int]] = []
        spoken = 0
        while not words or (stretch == 0 and spoken < samples(700)) or chance.random() < 0.5:
            length = samples(chance.uniform(160, 420))
            words.append((number, length))
            number, spoken = number + 1, spoken + length
        say = Say(at, tuple(words))
        tale.script.append(say)
        if spoken >= samples(700):  # a shorter one may fall on her voice, where it is a murmur that she may ignore
            tale.needed += [n for n, _ in words]
        at = say.end + samples(chance.uniform(120, 1100))
    return at, number


def _noise(tale: Story, chance: random.Random, at: int) -> int:
    """A cough, a door: sound without words."""
    say = Say(at, ((NOISE_CODE, samples(chance.uniform(40, 1300))),))
    tale.script.append(say)
    return say.end


def _short(tale: Story, chance: random.Random, at: int, codes: dict[int, str], pieces: int = 1) -> int:
    """A word or two for her, or for nobody."""
    count = chance.randint(1, pieces)
    say = Say(at, tuple((chance.choice(list(codes)), samples(chance.uniform(200, 450))) for _ in range(count)))
    tale.script.append(say)
    return say.end


class _Room:
    """What the microphone hears of her: her answers' words, marked as echo, each as long as a word of hers."""

    def __init__(self) -> None:
        self._windows = 0

    def __call__(self, played: Samples) -> Samples:
        self._windows = self._windows + 1 if np.any(played) else 0
        codes = np.rint(played / speech_code.STEP)
        other = 100 * (self._windows // WINDOWS_PER_WORD % 2)  # neighbours differ, or they would be one
        heard = np.where((codes > 0) & (codes < 100), (codes + ECHO + other) * speech_code.STEP, 0.0)
        return heard.astype(np.float32)


def simulate(seed: int, make_floor: Callable[[Manners], Floor] = Floor) -> Record:
    """Runs the story of this seed with the real session. Raises virtual_time.Deadlock if it hangs."""
    tale = story(seed)
    luck = Luck(random.Random(seed + 1), tale.slow_s, tale.failure)
    ears_luck = Luck(luck.random, max(tale.slow_s, tale.slow_ears_s), tale.failure)
    seen: list[Note] = []
    model = ScriptedModel(_answer(random.Random(seed + 2)), luck, context_tokens=400)
    hushes = sorted(tale.hushes)
    last = max([s.end if isinstance(s, Say) else s[0] for s in tale.script])

    def press_key(now: int) -> None:
        while hushes and hushes[0] <= now:
            hushes.pop(0)
            conversation.hush()

    door = ScriptedDoor(
        tale.script, after=last + samples(120_000), on_window=press_key, echo=_Room() if tale.echo else None
    )
    conversation = Conversation(
        door=door,
        detector=ScriptedDetector(Luck(random.Random(seed + 3)), tale.deafness),
        transcriber=ScriptedTranscriber(ears_luck, VOCABULARY),
        mind=LocalMind(model, Persona(), Brevity(sentences=3, max_tokens=60)),
        voice=ScriptedVoice(code, luck),
        floor=make_floor(Manners(pauses=Pauses(), max_turn_ms=tale.max_turn_ms)),
        watch=seen.append,
    )
    announced: list[str] = []

    async def announce(at: int) -> None:
        await anyio.sleep(at / HEAR_RATE)
        announced.append(await conversation.announce(ANNOUNCEMENT))

    async def run() -> None:
        async with anyio.create_task_group() as group:
            for at in tale.announcements:
                group.start_soon(announce, at)
            await conversation.run()
            group.cancel_scope.cancel()

    virtual_time.run(run)
    return Record(
        tale,
        seen,
        _without_echo(np.concatenate(door.heard)),
        np.concatenate(door.played),
        door.gains,
        model.prompts,
        announced,
        ended=door.now < last + samples(120_000),
    )


def _without_echo(heard: Samples) -> Samples:
    codes = np.rint(heard / speech_code.STEP)
    return np.where((codes > ECHO) & (codes < ECHO + 200), np.float32(0.0), heard)


def _answer(chance: random.Random) -> Callable[[Sequence[Message]], str]:
    """Answers whose every word carries the answer's number, in one to four sentences."""
    count = 0

    def answer(_: Sequence[Message]) -> str:
        nonlocal count
        count += 1
        sentences = [" ".join([f"a{count}"] * chance.randint(1, 14)) for _ in range(chance.randint(1, 4))]
        return " ".join(f"{sentence.capitalize()}." for sentence in sentences)

    return answer


def code(clause: str) -> int:
    """The number of the answer a clause belongs to."""
    first = clause.split()[0].strip(".,").lower() if clause.split() else ""
    return int(first[1:]) if first[:1] == "a" and first[1:].isdigit() else CANNED_CODE
