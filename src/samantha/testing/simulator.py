"""Whole conversations with scripted people in virtual time, and what must be true of every one of them.

``simulate(seed)`` builds a story from the seed alone: people who pause, talk over her, clear their throat, type and
want silence; ears, mind and voice that are slow, fast or fail. The real session runs it. Afterwards ``check`` holds
the recording and the notes against invariants that no story may break. A seed that fails is a bug report that fits in
a test's name.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from samantha.audio.pcm import PLAY_RATE, Samples
from samantha.core import notes
from samantha.core.clock import HEAR_RATE, WINDOW, ms, samples
from samantha.core.endpoint import Pauses
from samantha.core.floor import Floor, Manners
from samantha.core.notes import Note
from samantha.mind.mind import Brevity, LocalMind
from samantha.mind.persona import Persona
from samantha.ports import Message
from samantha.session.conversation import Conversation
from samantha.session.reply import LOST_THREAD
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

NOISE_CODE = -9
"""Sound that a detector takes for speech and that holds no word."""


class Violation(AssertionError):
    """An invariant does not hold; the message says which, where and for which seed."""


@dataclass(slots=True)
class Story:
    """What will happen: everything the seed decided.

    needed: numbers of the words that must be understood; others may be (a murmur over her voice need not).
    hushes: moments, in samples, at which somebody presses the key for silence.
    slow_s, slow_ears_s: the longest delay of any engine, and of the ears if that is more.
    max_turn_ms: how long a turn may be; short ones cut through words and sentences.
    """

    seed: int
    script: list[Say | tuple[int, str]] = field(default_factory=list)
    needed: list[int] = field(default_factory=list)
    hushes: list[int] = field(default_factory=list)
    slow_s: float = 0.0
    slow_ears_s: float = 0.0
    failure: float = 0.0
    deafness: float = 0.0
    max_turn_ms: int = 90_000

    @property
    def cuts_off(self) -> bool:
        """Whether turns are ended while somebody speaks, on purpose."""
        return self.max_turn_ms < 60_000


@dataclass(slots=True)
class Record:
    """What happened: notes in order, both sides of the sound (16 kHz and 24 kHz), prompts, and whether it ended."""

    story: Story
    notes: list[Note]
    heard: Samples
    played: Samples
    prompts: list[list[Message]]
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
        if kind < 0.12:
            at = _noise(tale, chance, at)
        elif kind < 0.2:
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
    say = Say(at, ((NOISE_CODE, samples(chance.uniform(40, 900))),))
    tale.script.append(say)
    return say.end


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

    door = ScriptedDoor(tale.script, after=last + samples(120_000), on_window=press_key)
    conversation = Conversation(
        door=door,
        detector=ScriptedDetector(Luck(random.Random(seed + 3)), tale.deafness),
        transcriber=ScriptedTranscriber(ears_luck),
        mind=LocalMind(model, Persona(), Brevity(sentences=3, max_tokens=60)),
        voice=ScriptedVoice(_code, luck),
        floor=make_floor(Manners(pauses=Pauses(), max_turn_ms=tale.max_turn_ms)),
        watch=seen.append,
    )
    virtual_time.run(conversation.run)
    return Record(
        tale,
        seen,
        np.concatenate(door.heard),
        np.concatenate(door.played),
        model.prompts,
        ended=door.now < last + samples(120_000),
    )


def _answer(chance: random.Random) -> Callable[[Sequence[Message]], str]:
    """Answers whose every word carries the answer's number, in one to four sentences."""
    count = 0

    def answer(_: Sequence[Message]) -> str:
        nonlocal count
        count += 1
        sentences = [" ".join([f"a{count}"] * chance.randint(1, 14)) for _ in range(chance.randint(1, 4))]
        return " ".join(f"{sentence.capitalize()}." for sentence in sentences)

    return answer


def _code(clause: str) -> int:
    """The number of the answer a clause belongs to."""
    first = clause.split()[0].strip(".,").lower() if clause.split() else ""
    return int(first[1:]) if first[:1] == "a" and first[1:].isdigit() else CANNED_CODE


# --------------------------------------------------------------------------------------------- invariants


def check(record: Record) -> None:
    """Raises Violation for the first invariant that does not hold."""
    for invariant in (
        _ends_by_itself,
        _understands_every_word_once,
        _answers_every_turn,
        _one_reply_at_a_time,
        _silent_when_hushed,
        _yields_the_floor,
        _does_not_cut_off,
        _history_holds_what_was_heard,
    ):
        problem = invariant(record)
        if problem:
            raise Violation(f"seed {record.story.seed}: {invariant.__name__.strip('_')}: {problem}")


def _ends_by_itself(record: Record) -> str | None:
    return None if record.ended else "still busy two minutes after the last word"


def _understands_every_word_once(record: Record) -> str | None:
    got = [int(w[1:]) for n in record.notes if isinstance(n, notes.Turn) for w in n.text.split()]
    if record.story.cuts_off:  # a word that was cut in two may be understood twice
        got = [n for n, after in pairwise([*got, 0]) if n != after]
    if len(set(got)) != len(got):
        return f"words understood twice: {got}"
    excused = any(isinstance(n, notes.Trouble) and n.stage == "ears" for n in record.notes)
    missing = sorted(set(record.story.needed) - set(got))
    if missing and not excused:
        return f"words lost: {missing}"
    spoken = [n for n in got if n in record.story.needed]
    return None if spoken == sorted(spoken) else f"words out of order: {spoken}"


def _answers_every_turn(record: Record) -> str | None:
    turns = [n.turn for n in record.notes if isinstance(n, notes.Turn)]
    ended = [n.turn for n in record.notes if isinstance(n, notes.ReplyEnded)]
    if len(set(ended)) != len(ended):
        return f"two replies to one turn: {ended}"
    unanswered = set(turns) - set(ended)
    return f"turns without a reply: {sorted(unanswered)}" if unanswered else None


def _codes(record: Record) -> NDArray[np.int64]:
    codes: NDArray[np.int64] = np.rint(record.played / speech_code.STEP).astype(np.int64)
    return codes


def _one_reply_at_a_time(record: Record) -> str | None:
    codes = _codes(record)
    order = [int(c) for c in codes[codes > 0] if c != CANNED_CODE]
    if any(later < earlier for earlier, later in pairwise(order)):
        return "an older reply is heard after a newer one"
    alive: int | None = None
    for note in record.notes:
        match note:
            case notes.ReplyStarted(reply=reply):
                if alive is not None:
                    return f"reply {reply} begins while {alive} is being heard"
                alive = reply
            case notes.ClauseStarted(reply=reply) if reply != alive:
                return f"a clause of reply {reply} while {alive} has the floor"
            case notes.ReplyEnded(reply=reply) if reply == alive:
                alive = None
    return None


def _silent_when_hushed(record: Record) -> str | None:
    codes = _codes(record)
    for note in record.notes:
        if isinstance(note, notes.ReplyEnded) and note.reason in ("interrupted", "hushed", "user_went_on"):
            at = note.at * PLAY_RATE // HEAR_RATE
            sounding = codes[max(0, at - 1)]
            if sounding > 0 and np.any(codes[at : at + PLAY_RATE // 20] == sounding):
                return f"reply {note.reply} is heard after it was hushed at {ms(note.at)} ms"
    return None


def _stretches(record: Record) -> list[tuple[int, int]]:
    """Where the people really spoke: starts and ends of sound, gaps under 100 ms bridged, words only."""
    spoken = np.concatenate([[False], record.heard > 0, [False]])
    edges = np.flatnonzero(np.diff(spoken.astype(np.int8)))
    found: list[tuple[int, int]] = []
    for start, end in zip(edges[::2], edges[1::2], strict=True):
        if found and start - found[-1][1] < samples(100):
            found[-1] = (found[-1][0], int(end))
        else:
            found.append((int(start), int(end)))
    return found


def _yields_the_floor(record: Record) -> str | None:
    """Nobody is talked over for long: after 600 ms of steady talk, what was sounding at its beginning is silent."""
    if record.story.cuts_off:
        return None
    codes = _codes(record)
    slack = samples(600 if not record.story.deafness else 800)
    for start, end in _stretches(record):
        if end - start < slack + WINDOW:
            continue
        before = codes[start * PLAY_RATE // HEAR_RATE]
        after = codes[(start + slack) * PLAY_RATE // HEAR_RATE : end * PLAY_RATE // HEAR_RATE]
        if before > 0 and np.any(after == before):
            return f"goes on over somebody who has talked since {ms(start)} ms"
        if np.any(after > 0):
            return f"begins to talk over somebody who has talked since {ms(start)} ms"
    return None


def _does_not_cut_off(record: Record) -> str | None:
    """No turn is taken for finished while its words are still being said."""
    if record.story.cuts_off:
        return None
    for note in record.notes:
        if isinstance(note, notes.Turn):
            recent = record.heard[max(0, note.at - samples(150)) : note.at]
            written = f"w{note.text[1:]}" == note.text and any(
                isinstance(s, tuple) and s[1] == note.text for s in record.story.script
            )
            if np.count_nonzero(recent > 0) > samples(100) and not written:
                return f"turn {note.turn} was cut off at {ms(note.at)} ms"
    return None


def _history_holds_what_was_heard(record: Record) -> str | None:
    heard = [n.heard for n in record.notes if isinstance(n, notes.ReplyEnded) and n.heard]
    shown = len(Persona().prompt())  # the examples in front of every conversation
    for prompt in record.prompts:
        for message in prompt[shown:]:
            if message.role == "assistant" and message.content.replace(" —", "") not in _joins(heard):
                return f"the history holds {message.content!r}, which nobody heard"
    codes = _codes(record)
    for note in record.notes:
        if isinstance(note, notes.ReplyEnded) and note.heard and _code(note.heard) != CANNED_CODE:
            words = len(note.heard.split())
            played = np.count_nonzero(codes == _code(note.heard)) / ScriptedVoice.WORD
            if not words - 0.5 <= played <= words + 1.25 and LOST_THREAD not in note.heard:
                return f"reply {note.reply}: {played:.1f} words were played, the ledger has {words}"
    return None


def _joins(heard: list[str]) -> set[str]:
    """Every reply's heard words, and runs of neighbouring ones joined, as the history joins them."""
    found = set()
    for first in range(len(heard)):
        text = ""
        for last in range(first, min(first + 4, len(heard))):
            text = f"{text} {heard[last]}".strip()
            found.add(text)
    return found
