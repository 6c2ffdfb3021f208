"""Both talk at once: sessions in rooms, measured on what was played and heard.

A session is one conversation in one room with one delay, drift and loudness of the echo. In each of its rounds she
gives a prepared reply of about ten seconds, and somebody interrupts her, says "mm-hm", coughs, or is silent. Nothing
is thought; ears, voice, detector, canceller and the whole session are the real ones.

Whether she stopped is her own note; when, and everything else, is told by the sound.
"""

from __future__ import annotations

import itertools
import random
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, TypeAlias

import numpy as np
import soundfile
import soxr

from samantha.audio.pcm import PLAY_RATE, Pcm, Samples
from samantha.core import notes
from samantha.core.clock import HEAR_RATE, WINDOW
from samantha.core.notes import Note, Watcher
from samantha.doors.loudspeaker import PLAY_WINDOW
from samantha.ports import Door, Message
from samantha.testing.bench.corpus import audible_span
from samantha.testing.bench.duplex_script import AFTERWARDS, REPLIES
from samantha.testing.bench.run import Talk
from samantha.testing.bench.waveform import FRAME_MS, audible
from samantha.testing.room import Room
from samantha.testing.room_door import Heard, RoomDoor, Round
from samantha.testing.wer import word_errors

Kind: TypeAlias = Literal["silence", "words", "backchannel", "noise"]
KINDS: tuple[Kind, ...] = ("silence", "words", "backchannel", "noise")
"""Who comes over her: nobody, somebody with something to say, with nothing to say, something that is nobody."""

USER_DB = -26.0
"""Level of people at the microphone, root mean square where they speak, dBFS."""
NOISE_DB = -6.0
"""Level of noises against people's."""
LEVELS_DB = (-6.0, 0.0, 6.0)
DELAYS_MS = (20.0, 100.0, 300.0)
DRIFTS_PPM = (0.0, 40.0, -20.0, 80.0)
OVER_MS = (500, 3700)
"""When, in her reply, somebody begins, at the earliest and the latest; there are five seconds of it left at least."""

Begin: TypeAlias = Callable[[Door, Watcher], Talk]
Transcribe: TypeAlias = Callable[[Pcm], str]


@dataclass(frozen=True, slots=True, eq=False)
class Over:
    """What comes over her: (n,) float32 at HEAR_RATE, at its level; text: its words, "" for none."""

    kind: Kind
    name: str
    text: str = ""
    sound: Samples | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Session:
    """One conversation. echo_db: her voice against the user's at the microphone, None for headphones.

    overs: what comes over her, round by round; over_ms: when, in each of her replies. first: number of her first one.
    """

    number: int
    room: Room
    echo_db: float | None
    overs: tuple[Over, ...]
    over_ms: tuple[int, ...]
    first: int = 0


@dataclass(frozen=True, slots=True)
class DuplexRow:
    """One round.

    first: nothing had been played before in its session. stopped: she did not come to the end of her reply.
    by_herself: she fell silent, for good or not, before anybody had made a sound: her own echo did it.
    yield_ms: from the first audible sample over her to the last one of hers, None if she did not stop for it.
    turns: what was taken for turns of the user's. errors, words: of what was said over her.
    lost: words of the reply that were not heard. ledger: words by which the history differs from a transcript of
    what was played, None where she did not stop. softened: she was softer, or silent, for a moment.
    echo_off_db: what the canceller took off her voice while nobody else spoke. seconds: of her voice.
    """

    session: int
    room: str
    echo_db: float | None
    delay_ms: float
    drift_ppm: float
    kind: Kind
    over: str
    first: bool
    stopped: bool
    by_herself: bool
    yield_ms: float | None
    turns: tuple[str, ...]
    errors: int
    words: int
    lost: int
    ledger: int | None
    softened: bool
    echo_off_db: float | None
    seconds: float


def levelled(sound: Samples, db: float) -> Samples:
    """The sound with this root mean square, dBFS, over its louder windows."""
    louder: Samples = np.clip(sound * np.float32(10 ** (db / 20) / loudness(sound)), -1, 1)
    return louder


def loudness(sound: Samples) -> float:
    """Root mean square of the windows that are within 30 dB of the loudest."""
    powers = np.square(np.pad(sound, (0, -len(sound) % WINDOW))).reshape(-1, WINDOW).mean(1)
    return float(np.sqrt(powers[powers > 1e-3 * powers.max()].mean()))


def sessions(
    responses: Mapping[str, Samples],
    overs: Mapping[Kind, Sequence[Over]],
    *,
    rounds: int,
    hers: float,
    headphones: bool,
    seed: int = 0,
) -> Iterator[Session]:
    """Every room with every loudness and delay; kinds and sounds turn about. hers: loudness of her voice.

    headphones: the same once more without any echo, to compare. seed: another meets others at other moments.
    """
    chance = random.Random(seed)
    kinds = [kind for kind in KINDS if overs.get(kind)]
    endless = {kind: itertools.cycle(overs[kind]) for kind in kinds}
    where = [(name, level, delay) for name in responses for level in LEVELS_DB for delay in DELAYS_MS]
    for number, (name, level, delay) in enumerate(where):
        echo = 10 ** ((USER_DB + level) / 20) / hers
        drift = chance.choice(DRIFTS_PPM)
        first = chance.randrange(len(kinds))
        chosen = tuple(next(endless[kinds[(first + n) % len(kinds)]]) for n in range(rounds))
        over_ms = tuple(chance.randint(*OVER_MS) for _ in chosen)
        what = (chosen, over_ms, chance.randrange(len(REPLIES)))
        yield Session(number, Room(name, responses[name], delay, drift, echo), level, *what)
        if headphones and level == 0:
            yield Session(number, Room(name, responses[name], echo=0.0), None, *what)


def hold(
    session: Session, begin: Begin, run: Callable[[Talk], None], transcribe: Transcribe, keep: Path | None = None
) -> list[DuplexRow]:
    """Has the conversation and measures its rounds. run: lets a conversation run to its end.

    keep: folder for a recording of it. Raises OSError if that cannot be written.
    """
    rounds = [
        Round(question(session.first + n), over.sound, over_ms)
        for n, (over, over_ms) in enumerate(zip(session.overs, session.over_ms, strict=True))
    ]
    door = RoomDoor(session.room, rounds, seed=session.number)
    told: list[Note] = []
    run(begin(door, told.append))
    if keep is not None:
        _keep(door, keep / f"{session.number:03d}-{session.room.name}.flac")
    ends = [heard.began for heard in door.rounds[1:]] + [len(door.tape.raw) * WINDOW]
    rows = []
    for number, (heard, end) in enumerate(zip(door.rounds, ends, strict=True)):
        mine = [note for note in told if heard.began <= note.at < end]
        rows.append(_measured(session, number, door, heard, end, mine, transcribe))
    return rows


def question(number: int) -> str:
    """What is typed to have reply ``number``."""
    return f"Tell me story {number % len(REPLIES)}"


def answer(messages: Sequence[Message]) -> str:
    """What her model says to it. (Behind a "stop", which has no answer, both stand in one message.)"""
    asked = messages[-1].content
    found = (text for number, text in enumerate(REPLIES) if asked.endswith(question(number)))
    return next(found, AFTERWARDS)


def _keep(door: RoomDoor, path: Path) -> None:
    """What people said, what the microphone heard, what was left of it, and what was played: four channels."""
    tape = door.tape
    played = soxr.resample(np.concatenate(tape.played), PLAY_RATE, HEAR_RATE)
    sides = [np.concatenate(side) for side in (tape.people, tape.raw, tape.clean)]
    length = len(sides[0])
    soundfile.write(path, np.stack([*sides, np.resize(played, length)], axis=1), HEAR_RATE)


def _measured(
    session: Session, number: int, door: RoomDoor, heard: Heard, end: int, mine: list[Note], transcribe: Transcribe
) -> DuplexRow:
    over = session.overs[number]
    reply = REPLIES[(session.first + number) % len(REPLIES)]
    turns = [note for note in mine if isinstance(note, notes.Turn)]
    ends = [note for note in mine if isinstance(note, notes.ReplyEnded) and turns and note.turn == turns[0].turn]
    said = " ".join(note.heard for note in ends if note.heard)
    lost = word_errors(reply, said)
    stopped = bool(ends) and ends[-1].reason != "finished"
    others = tuple(note.text for note in turns[1:])
    errors, words = word_errors(over.text, " ".join(others)) if over.kind == "words" else (0, 0)
    first, last = heard.began // WINDOW, end // WINDOW
    played = np.concatenate(door.tape.played[first:last])
    until = ends[-1].at - heard.began if stopped else end - heard.began
    hers = played[: (until // WINDOW + 1) * PLAY_WINDOW]
    alone = over.sound is None and session.room.echo > 0
    onset = _onset(heard, over)
    by_herself = any(note.reason != "finished" and (onset is None or note.at <= onset) for note in ends)
    return DuplexRow(
        session=session.number,
        room=session.room.name,
        echo_db=session.echo_db,
        delay_ms=session.room.delay_ms,
        drift_ppm=session.room.drift_ppm,
        kind=over.kind,
        over=over.name,
        first=number == 0,
        stopped=stopped,
        by_herself=by_herself,
        yield_ms=_yield_ms(hers, onset - heard.began) if stopped and not by_herself and onset is not None else None,
        turns=others,
        errors=errors,
        words=words,
        lost=lost[0],
        ledger=word_errors(said, transcribe(Pcm(hers, PLAY_RATE)))[0] if stopped and said else None,
        softened=min(door.tape.gains[first:last], default=1.0) < 1,
        echo_off_db=_echo_off_db(door, first, last) if alone else None,
        seconds=len(audible(played, PLAY_RATE)) * FRAME_MS / 1000,
    )


def _onset(heard: Heard, over: Over) -> int | None:
    """Where what came over her can first be heard, None if nothing came."""
    if heard.sound_at is None or over.sound is None:
        return None
    return heard.sound_at + audible_span(over.sound)[0]


def _yield_ms(hers: Samples, onset: int) -> float | None:
    """From there, in samples of this round, to her last audible sound; None if she made none."""
    if not hers.any():
        return None
    return float(audible(hers, PLAY_RATE)[-1] + 1) * FRAME_MS - 1000 * onset / HEAR_RATE


def _echo_off_db(door: RoomDoor, first: int, last: int) -> float | None:
    tape = door.tape
    spoken = [n for n in range(first, last) if np.any(np.abs(tape.played[n]) > 0.01)]
    if not spoken:
        return None
    raw, clean = (sum(float(np.square(side[n]).sum()) for n in spoken) for side in (tape.raw, tape.clean))
    return float(10 * np.log10(raw / max(clean, 1e-12)))
