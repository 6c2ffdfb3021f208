"""Her own voice is taken out of the microphone, and nobody else's."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from samantha.audio.echo import EchoCanceller
from samantha.audio.pcm import Samples
from samantha.core.clock import HEAR_RATE, WINDOW, samples

WINDOWS = 320
LEARNED = 128
"""Windows after which the room is known (4 s)."""
TALKING = 192
"""Window from which the user talks."""


def speech(seed: int) -> Samples:
    """Ten seconds of syllables: buzz and noise through three formants, rising and falling."""
    rng = np.random.default_rng(seed)
    count = WINDOWS * WINDOW
    sound = np.zeros(count)
    at = 0
    while at < count:
        length = samples(rng.uniform(120, 300))
        buzz = np.sign(np.sin(2 * np.pi * rng.uniform(110, 220) * np.arange(length) / HEAR_RATE))
        spectrum = np.fft.rfft(0.5 * buzz + 0.3 * rng.standard_normal(length))
        hertz = np.fft.rfftfreq(length, 1 / HEAR_RATE)
        formants = [(rng.uniform(300, 800), 200), (rng.uniform(900, 2200), 300), (rng.uniform(2400, 4500), 600)]
        shape = 0.03 + sum(np.exp(-(((hertz - middle) / width) ** 2)) for middle, width in formants)
        syllable = np.fft.irfft(spectrum * shape, length) * np.hanning(length) * rng.uniform(0.5, 1)
        sound[at : at + length] += syllable[: count - at]
        at += round(length * rng.uniform(0.9, 1.3))
    return np.asarray(0.05 * sound / np.sqrt(np.mean(sound**2)), np.float32)


def echo_of(played: Samples, delay_ms: int) -> Samples:
    """As loud as what was played, through a room that falls by 60 dB in 150 ms, and a little noise."""
    rng = np.random.default_rng(8)
    tail = samples(150)
    room = 0.1 * rng.standard_normal(tail) * 10 ** (-3 * np.arange(tail) / tail)
    room[0] = 1
    size = 2 * len(played)
    echo = np.fft.irfft(np.fft.rfft(played, size) * np.fft.rfft(room, size), size)
    echo = np.concatenate([np.zeros(samples(delay_ms)), echo])[: len(played)]
    echo *= np.sqrt(np.mean(played**2) / np.mean(echo**2))
    return np.asarray(echo + 1e-4 * rng.standard_normal(len(echo)), np.float32)


def process(canceller: EchoCanceller, heard: Samples, played: Samples) -> tuple[Samples, NDArray[np.bool_]]:
    """What is left, and for every window whether it is only echo."""
    cleaned, only_echo = [], []
    for window, sound in zip(heard.reshape(-1, WINDOW), played.reshape(-1, WINDOW), strict=True):
        cleaned.append(canceller.process(window, sound))
        only_echo.append(canceller.only_echo)
    return np.concatenate(cleaned), np.array(only_echo)


def level_db(sound: Samples) -> float:
    return float(10 * np.log10(np.mean(sound**2)))


@pytest.mark.parametrize("delay_ms", [20, 100, 300])
def test_the_echo_is_found_and_taken_off(delay_ms: int) -> None:
    canceller = EchoCanceller()
    played = speech(1)
    heard = echo_of(played, delay_ms)
    cleaned, only_echo = process(canceller, heard, played)
    since = LEARNED * WINDOW
    assert level_db(heard[since:]) - level_db(cleaned[since:]) >= 10
    assert canceller.aligned and canceller.delay_ms == pytest.approx(delay_ms, abs=10)
    assert only_echo[LEARNED:].mean() > 0.7


@pytest.mark.parametrize("delay_ms", [20, 100, 300])
def test_who_talks_over_the_echo_is_heard(delay_ms: int) -> None:
    played, user = speech(1), speech(51)
    user[: TALKING * WINDOW] = 0
    heard = echo_of(played, delay_ms) + user
    cleaned, only_echo = process(EchoCanceller(), heard, played)
    since = TALKING * WINDOW
    assert np.corrcoef(heard[since:], user[since:])[0, 1] < 0.85, "there is something to take off"
    assert np.corrcoef(cleaned[since:], user[since:])[0, 1] >= 0.93
    assert only_echo[TALKING:].mean() < 0.5


def test_while_nothing_is_played_nothing_is_changed() -> None:
    heard = speech(51)
    cleaned, only_echo = process(EchoCanceller(), heard, np.zeros_like(heard))
    assert np.array_equal(cleaned, heard)
    assert not only_echo.any()


def test_as_long_as_the_echo_is_not_known_whatever_is_heard_while_she_plays_counts_as_hers() -> None:
    played, user = speech(1), speech(51)
    played[8 * WINDOW :] = 0  # a quarter of a second: too little to find anything
    canceller = EchoCanceller()
    _, only_echo = process(canceller, user, played)  # and headphones are worn, so it is never found
    assert not canceller.aligned
    assert only_echo[: 8 + samples(500) // WINDOW].all()
    assert only_echo[25:].mean() < 0.1, "half a second behind it everybody is heard again"
