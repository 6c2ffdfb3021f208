"""A sound file becomes words, utterance by utterance."""

from __future__ import annotations

from collections.abc import Iterator

import anyio
import numpy as np
import pytest

from samantha.audio.pcm import Pcm, Samples
from samantha.core.activity import Activity
from samantha.core.clock import WINDOW, ms, samples
from samantha.errors import EngineError
from samantha.ports import Transcriber, Transcript
from samantha.service.hearing import GAP_MS, LONGEST_MS, MARGIN_MS, Utterance, utterances
from samantha.testing import speech_code
from samantha.testing.fakes import ScriptedDetector, ScriptedTranscriber

WORD = 10
"""Windows of one word: 320 ms."""


def file_of(*parts: tuple[int, int]) -> Iterator[Samples]:
    """Windows of words by number (0 is silence) and how many windows each lasts."""
    for number, count in parts:
        length = count * WINDOW
        sound = speech_code.word(number, length) if number else np.zeros(length, np.float32)
        yield from sound.reshape(-1, WINDOW)


def heard(sound: Iterator[Samples], ears: Transcriber | None = None) -> list[Utterance]:
    async def listen() -> list[Utterance]:
        found = utterances(sound, ScriptedDetector(), Activity(), ears or ScriptedTranscriber())
        return [one async for one in found]

    return anyio.run(listen)


def test_words_with_short_gaps_are_one_utterance() -> None:
    gap = samples(GAP_MS) // WINDOW - 1
    assert heard(file_of((0, 20), (1, WORD), (0, gap), (2, WORD), (0, 40))) == [
        Utterance(ms(20 * WINDOW), ms((30 + gap + WORD) * WINDOW), "w1 w2")
    ]


def test_words_far_apart_are_several() -> None:
    assert heard(file_of((1, WORD), (0, 30), (2, WORD), (0, 30), (3, WORD))) == [
        Utterance(0, 320, "w1"),
        Utterance(ms(40 * WINDOW), ms(50 * WINDOW), "w2"),
        Utterance(ms(80 * WINDOW), ms(90 * WINDOW), "w3"),
    ]


def test_what_is_said_at_the_very_end_is_heard() -> None:
    assert [one.text for one in heard(file_of((0, 5), (1, WORD), (2, 3)))] == ["w1 w2"]


def test_silence_says_nothing() -> None:
    assert heard(file_of((0, 100))) == []
    assert heard(iter([])) == []


def test_sound_without_words_is_no_utterance() -> None:
    assert heard(file_of((0, 10), (1, 1), (0, 30), (2, WORD))) == [Utterance(ms(41 * WINDOW), ms(51 * WINDOW), "w2")]


def test_an_utterance_is_told_as_soon_as_it_is_over() -> None:
    pulled = 0

    def counted() -> Iterator[Samples]:
        nonlocal pulled
        for window in file_of((1, WORD), (0, 1000)):
            pulled += 1
            yield window

    async def first() -> None:
        found = utterances(counted(), ScriptedDetector(), Activity(), ScriptedTranscriber())
        async for _ in found:
            assert (pulled - WORD) * WINDOW <= samples(GAP_MS) + WINDOW
            return

    anyio.run(first)


def test_a_speech_without_pauses_is_cut_and_no_word_of_it_is_lost_or_heard_twice() -> None:
    """Whole words of 32 windows; a cut may fall inside one, which is then heard on one side or on both."""
    count = 4 * LONGEST_MS // 1024
    got = heard(file_of(*((number, 32) for number in range(1, count + 1))))
    assert len(got) >= 4
    assert all(one.end_ms - one.start_ms <= LONGEST_MS + 2 * ms(WINDOW) for one in got)
    numbers = [int(word[1:]) for one in got for word in one.text.split()]
    assert sorted(set(numbers)) == list(range(1, count + 1))
    assert numbers == sorted(numbers)
    assert len(numbers) <= count + len(got)
    lengths: list[Pcm] = []

    class Measuring:
        async def transcribe(self, pcm: Pcm) -> Transcript:
            lengths.append(pcm)
            return Transcript("")

    heard(file_of((1, 32 * count)), Measuring())
    assert sum(len(pcm) for pcm in lengths) == 32 * count * WINDOW  # every sample, and each once


def test_the_margins_of_neighbours_do_not_overlap() -> None:
    lengths: list[int] = []

    class Measuring:
        async def transcribe(self, pcm: Pcm) -> Transcript:
            lengths.append(len(pcm))
            return Transcript("")

    gap = samples(GAP_MS) // WINDOW + 1  # the two margins together are about as long
    heard(file_of((0, 100), (1, WORD), (0, gap), (2, WORD), (0, 100)), Measuring())
    assert lengths[0] == 2 * samples(MARGIN_MS) + WORD * WINDOW
    assert sum(lengths) <= (2 * WORD + gap) * WINDOW + 2 * samples(MARGIN_MS)


def test_failing_ears_end_it_with_their_error() -> None:
    class Broken:
        async def transcribe(self, pcm: Pcm) -> Transcript:
            raise EngineError("no ears", where="ears")

    with pytest.raises(EngineError, match="no ears"):
        heard(file_of((1, WORD)), Broken())
