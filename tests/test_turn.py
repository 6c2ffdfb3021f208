"""Smart Turn through our own lane and features: what it says of sound, and how it refuses."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import anyio
import numpy as np
import pytest
from hibari import Hibari
from platformdirs import user_data_path

from samantha.audio.pcm import PLAY_RATE, Pcm, joined, silence
from samantha.core.clock import HEAR_RATE
from samantha.engines.turn import SmartTurn
from samantha.errors import ModelError

NAME = "smart-turn-v3.2"
QUESTION = "Could you please tell me what time the last train to Boston leaves tonight?"


@cache
def judge() -> SmartTurn:
    folder = user_data_path("samantha") / "models" / NAME
    assert folder.is_dir(), f"the model {NAME} is missing; run: make test"
    return anyio.run(SmartTurn.load, folder)


def verdict(pcm: Pcm) -> float:
    return anyio.run(judge().finished, pcm)


@cache
def spoken(text: str) -> Pcm:
    """The text in the project's own voice as the conversation judges it: 16 kHz, 200 ms of pause behind it."""
    sound = Pcm(np.asarray(Hibari()(text, seed=1), np.float32), PLAY_RATE).at(HEAR_RATE)
    loud = np.flatnonzero(np.abs(sound.samples) > 0.01)
    return joined([Pcm(sound.samples[: loud[-1]], HEAR_RATE), silence(0.2, HEAR_RATE)], HEAR_RATE)


def part(whole: Pcm) -> Pcm:
    """Four fifths of it and a pause: "... the last train to Boston"."""
    return joined([Pcm(whole.samples[: len(whole) * 4 // 5], HEAR_RATE), silence(0.2, HEAR_RATE)], HEAR_RATE)


@pytest.mark.real
@pytest.mark.parametrize("gain", [1.0, 0.03])
def test_a_whole_question_sounds_finished_and_a_part_of_it_does_not_however_quiet(gain: float) -> None:
    whole = spoken(QUESTION).scaled(gain)
    assert verdict(part(whole)) < 0.5 < verdict(whole)


@pytest.mark.real
def test_only_the_last_eight_seconds_count() -> None:
    whole = spoken(QUESTION)
    eight = joined([silence(8 - whole.seconds, HEAR_RATE), whole], HEAR_RATE)
    noise = np.random.default_rng(1).standard_normal(3 * HEAR_RATE).astype(np.float32)
    assert verdict(joined([Pcm(noise, HEAR_RATE), eight], HEAR_RATE)) == verdict(eight)


@pytest.mark.real
def test_silence_in_front_changes_nothing() -> None:
    whole = spoken(QUESTION)
    assert verdict(joined([silence(0.5, HEAR_RATE), whole], HEAR_RATE)) == verdict(whole)


@pytest.mark.real
@pytest.mark.parametrize("seconds", [0, 0.001, 1, 20])
def test_any_length_gets_a_probability(seconds: float) -> None:
    assert 0 <= verdict(silence(seconds, HEAR_RATE)) <= 1


@pytest.mark.real
def test_sound_at_another_rate_is_converted() -> None:
    whole = spoken(QUESTION)
    assert verdict(whole.at(PLAY_RATE)) == pytest.approx(verdict(whole), abs=0.1)


def test_a_missing_model_says_how_to_get_it(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="samantha models pull smart"):
        anyio.run(SmartTurn.load, tmp_path / "smart")


def test_a_damaged_model_is_refused(tmp_path: Path) -> None:
    (tmp_path / "turn.onnx").write_bytes(b"not a network")
    with pytest.raises(ModelError, match=r"turn\.onnx"):
        anyio.run(SmartTurn.load, tmp_path)
