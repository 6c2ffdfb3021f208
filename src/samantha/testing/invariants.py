"""What must be true of every conversation, whoever talks over whom: checked on a recording of it and its notes.

Each invariant takes a ``Record`` and says what is wrong with it, or None. They look at what people would notice (the
sound on both sides) and at what she remembers, not at how the floor came to its decisions.
"""

from __future__ import annotations

import re
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from samantha.audio.pcm import PLAY_RATE
from samantha.core import notes
from samantha.core.clock import HEAR_RATE, WINDOW, ms, samples
from samantha.core.controls import control
from samantha.mind.persona import Persona
from samantha.session.reply import LOST_THREAD
from samantha.testing import speech_code
from samantha.testing.fakes import ScriptedVoice
from samantha.testing.simulator import BACKCHANNELS, CANNED_CODE, NOISE_CODE, Record, code


class Violation(AssertionError):
    """An invariant does not hold; the message says which, where and for which seed."""


def check(record: Record) -> None:
    """Raises Violation for the first invariant that does not hold."""
    for invariant in (
        _ends_by_itself,
        _understands_every_word_once,
        _answers_every_turn,
        _says_what_she_has_to_say,
        _one_reply_at_a_time,
        _silent_when_hushed,
        _ducks_at_the_onset,
        _comes_back,
        _yields_the_floor,
        _goes_on_for_nothing,
        _hears_no_echo,
        _does_not_cut_off,
        _history_holds_what_was_heard,
    ):
        problem = invariant(record)
        if problem:
            raise Violation(f"seed {record.story.seed}: {invariant.__name__.strip('_')}: {problem}")


def _ends_by_itself(record: Record) -> str | None:
    return None if record.ended else "still busy two minutes after the last word"


def _understands_every_word_once(record: Record) -> str | None:
    texts = " ".join(n.text for n in record.notes if isinstance(n, notes.Turn))
    got = [int(number) for number in re.findall(r"\bw(\d+)", texts)]
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
    """Once, but that she may take up again what was interrupted; and not at all who only wants silence."""
    turns = {n.turn: n.text for n in record.notes if isinstance(n, notes.Turn)}
    ended: dict[int, str] = {}
    for note in record.notes:
        if isinstance(note, notes.ReplyEnded):
            if ended.get(note.turn, "interrupted") not in ("interrupted", "user_went_on"):
                return f"two replies to turn {note.turn}"
            ended[note.turn] = note.reason
            written = any(isinstance(s, tuple) and s[1] == turns.get(note.turn) for s in record.story.script)
            if control(turns.get(note.turn, "")) == "silence" and not written:
                return f"an answer to {turns[note.turn]!r}"
    unanswered = [turn for turn, text in turns.items() if turn not in ended and control(text) != "silence"]
    return f"turns without a reply: {unanswered}" if unanswered else None


def _says_what_she_has_to_say(record: Record) -> str | None:
    """Every announcement is said in the end, unless the conversation closed before its time, or is talked over."""
    due = [at for at in record.story.announcements if at < len(record.heard)]
    if len(record.announced) < len(due):
        return f"{len(due)} announcements, of which only {len(record.announced)} were made"
    return None


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
    starts = [n.at * PLAY_RATE // HEAR_RATE for n in record.notes if isinstance(n, notes.ReplyStarted)]
    for note in record.notes:
        if isinstance(note, notes.ReplyEnded) and note.reason in ("interrupted", "hushed", "user_went_on"):
            at = note.at * PLAY_RATE // HEAR_RATE
            sounding = codes[max(0, at - 1)]
            until = min(
                [at + PLAY_RATE // 20, *(start for start in starts if start >= at)]
            )  # the next may say the same
            if sounding > 0 and np.any(codes[at:until] == sounding):
                return f"reply {note.reply} is heard after it was hushed at {ms(note.at)} ms"
    return None


def _stretches(record: Record, words_only: bool = True) -> list[tuple[int, int]]:
    """Where the people really spoke: starts and ends of sound, gaps under 100 ms bridged.

    words_only: what is meant for her; without it, noise and "mm-hm" as well.
    """
    said = record.heard != 0
    if words_only:
        said &= ~np.isin(np.rint(record.heard / speech_code.STEP), [NOISE_CODE, *BACKCHANNELS])
    spoken = np.concatenate([[False], said, [False]])
    edges = np.flatnonzero(np.diff(spoken.astype(np.int8)))
    found: list[tuple[int, int]] = []
    for start, end in zip(edges[::2], edges[1::2], strict=True):
        if found and start - found[-1][1] < samples(100):
            found[-1] = (found[-1][0], int(end))
        else:
            found.append((int(start), int(end)))
    return found


def _speech(record: Record, start: int, end: int) -> bool:
    """Whether somebody made a sound in this stretch of samples."""
    return bool(np.any(record.heard[max(0, start) : end]))


def _ducks_at_the_onset(record: Record) -> str | None:
    """Within 100 ms and the window in which that falls, if it is the first sound in a while."""
    if record.story.deafness or record.story.echo:
        return None
    codes = _codes(record)
    for start, end in _stretches(record, words_only=False):
        due = start + samples(100)
        if end < due or _speech(record, start - samples(300), start):
            continue
        first, last = start // WINDOW, due // WINDOW + 1
        window = codes[first * PLAY_RATE * WINDOW // HEAR_RATE : (last + 1) * PLAY_RATE * WINDOW // HEAR_RATE]
        if np.all(window > 0) and record.gains[first] == 1 and record.gains[last] == 1:
            return f"at full voice over somebody who has made a sound since {ms(start)} ms"
    return None


def _comes_back(record: Record) -> str | None:
    """She is never left soft or silent: a second after the last sound of anybody she is at full voice."""
    if record.story.deafness or record.story.echo:
        return None
    for number, gain in enumerate(record.gains):
        at = number * WINDOW
        if gain < 1 and not _speech(record, at - samples(1000), at + WINDOW):
            return f"ducked at {ms(at)} ms, and nobody has made a sound for a second"
    return None


def _yields_the_floor(record: Record) -> str | None:
    """Nobody is talked over for long: after 350 ms of steady talk she is silent, and stays so while it lasts.

    Where she hears herself, or is hard of hearing, the words must come first.
    """
    story = record.story
    if story.cuts_off:
        return None
    codes = _codes(record)
    ears_ms = 1000 * max(story.slow_s, story.slow_ears_s)
    slack = samples(2000 + 3 * ears_ms if story.echo else 800 if story.deafness else 350)
    for start, end in _stretches(record):
        if end - start < slack + WINDOW or _speech(record, start - samples(300), start):
            continue
        before = codes[start * PLAY_RATE // HEAR_RATE]
        after = codes[(start + slack) * PLAY_RATE // HEAR_RATE : end * PLAY_RATE // HEAR_RATE]
        if before > 0 and np.any(after == before):
            return f"goes on over somebody who has talked since {ms(start)} ms"
        if np.any(after > 0):
            return f"begins to talk over somebody who has talked since {ms(start)} ms"
    return None


def _goes_on_for_nothing(record: Record) -> str | None:
    """A cough, an "mm-hm" or her own voice interrupts nobody whose ears work well."""
    story = record.story
    if story.deafness or story.cuts_off or story.failure or max(story.slow_s, story.slow_ears_s) > 0.3:
        return None
    asked = [note.at for note in record.notes if isinstance(note, notes.ClauseStarted) and "?" in note.text]
    codes = np.rint(record.heard / speech_code.STEP)
    for note in record.notes:
        if isinstance(note, notes.ReplyEnded) and note.reason == "interrupted" and not asked:
            before = {int(c) for c in codes[max(0, note.at - samples(2500)) : note.at]} - {0}
            if before <= {NOISE_CODE, *BACKCHANNELS}:
                return f"interrupted at {ms(note.at)} ms by nothing"
    return None


def _hears_no_echo(record: Record) -> str | None:
    """No turn is made of her own words. (A word or two, caught between somebody's, nobody can tell from his.)"""
    for note in record.notes:
        if isinstance(note, notes.Turn) and re.search(r"^(a\d+ ?)+$|(\ba\d+ ){3}", note.text):
            return f"turn {note.turn} holds her own words: {note.text!r}"
    return None


def _does_not_cut_off(record: Record) -> str | None:
    """No turn is taken for finished while its words are still being said."""
    if record.story.cuts_off:
        return None
    for note in record.notes:
        if isinstance(note, notes.Turn):
            recent = record.heard[max(0, note.at - samples(150)) : note.at]
            written = any(isinstance(s, tuple) and s[1] == note.text for s in record.story.script)
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
    return _ledger_is_true(record)


def _ledger_is_true(record: Record) -> str | None:
    """The words that were noted as heard were played, and hardly more; a word that was broken may be said again."""
    codes = _codes(record)
    pairs = pairwise(record.gains)
    begun_again = sum(before == 0 and after > 0 for before, after in pairs)
    said: dict[int, list[str]] = {}
    for note in record.notes:
        if isinstance(note, notes.ReplyEnded) and note.heard and code(note.heard) != CANNED_CODE:
            said.setdefault(code(note.heard), []).append(note.heard)
    for number, texts in said.items():
        if any(LOST_THREAD in text for text in texts):
            continue
        words = sum(len(text.split()) for text in texts)
        length = np.count_nonzero(codes == number) / ScriptedVoice.WORD
        slower = any(isinstance(n, notes.Turn) and control(n.text) == "repeat_slower" for n in record.notes)
        most = words * (1.4 if slower else 1) + 1.25 * len(texts) + begun_again
        if not words - 0.75 * len(texts) <= length <= most:
            return f"answer {number}: {length:.1f} words were played, the ledger has {words}"
    return None


def _joins(heard: list[str]) -> set[str]:
    """Every reply's heard words, and runs of neighbouring ones joined, as the history joins them."""
    found = set()
    for first in range(len(heard)):
        text = ""
        for last in range(first, min(first + 6, len(heard))):
            text = f"{text} {heard[last]}".strip()
            found.add(text)
    return found
