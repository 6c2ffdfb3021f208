"""Every voice keeps the same promises; then what each one's settings do."""

from __future__ import annotations

import os
import shutil
import weakref
from collections.abc import Callable, Coroutine
from functools import cache, partial
from pathlib import Path
from typing import Any

import anyio
import numpy as np
import pytest
import soundfile
from typer.testing import CliRunner

from samantha.audio.pcm import PLAY_RATE, Pcm, Samples, silence
from samantha.cli.app import app
from samantha.core.clock import HEAR_RATE
from samantha.engines import trim
from samantha.engines.hibari import Hibari, HibariStyle
from samantha.engines.piper import Piper, PiperStyle
from samantha.engines.spoken import spoken
from samantha.engines.voices import voices
from samantha.engines.whisper import Whisper
from samantha.errors import ConfigError, InputError, ModelError
from samantha.models.store import Store
from samantha.ports import Speech, Voice
from samantha.service import loading
from samantha.service.auditions import candidates
from samantha.service.settings import Settings
from samantha.testing.fakes import ScriptedVoice
from samantha.testing.wer import word_errors

SENTENCE = "The train to Boston leaves in twenty minutes."


def pulled(name: str) -> Path:
    """The folder of a pulled model."""
    data = Path(os.environ.get("XDG_DATA_HOME") or Path.home() / ".local/share")
    folder = data / "samantha" / "models" / name
    assert folder.is_dir(), f"the model {name} is missing; run: make test"
    return folder


@cache
def hibari() -> Hibari:
    return anyio.run(partial(Hibari.load, seed=1))


@cache
def piper() -> Piper:
    return anyio.run(Piper.load, pulled("piper-joe"))


def turned(style: HibariStyle) -> Hibari:
    """The same loaded voice with other settings."""
    return hibari().turned(style)


def said(voice: Voice, text: str) -> Pcm:
    return spoken_as(voice, text).pcm


def spoken_as(voice: Voice, text: str, speed: float = 1.0) -> Speech:
    return anyio.run(partial(voice.speak, text, speed=speed))


def wait(job: Callable[[], Coroutine[Any, Any, Any]]) -> Any:
    return anyio.run(job)


# To put another voice under the contract, add it here.
EVERY_VOICE = [
    pytest.param(ScriptedVoice, id="scripted"),
    pytest.param(hibari, id="hibari"),
    pytest.param(piper, id="piper", marks=pytest.mark.real),
]
REAL_VOICES = EVERY_VOICE[1:]


@pytest.mark.parametrize("make", EVERY_VOICE)
class TestContract:
    def test_a_clause_is_mono_sound_at_the_play_rate(self, make: Callable[[], Voice]) -> None:
        pcm = said(make(), SENTENCE)
        assert pcm.rate == PLAY_RATE
        assert 1.0 < pcm.seconds < 5.0
        assert 0 < np.abs(pcm.samples).max() <= 1.0

    def test_nothing_to_say_is_no_sound(self, make: Callable[[], Voice]) -> None:
        assert len(said(make(), "")) == 0

    def test_more_words_take_longer(self, make: Callable[[], Voice]) -> None:
        voice = make()
        assert len(said(voice, SENTENCE)) > 1.5 * len(said(voice, "The train."))

    def test_slower_takes_longer(self, make: Callable[[], Voice]) -> None:
        voice = make()
        slow, usual = (len(spoken_as(voice, SENTENCE, speed).pcm) for speed in (0.7, 1.0))
        assert 1.2 < slow / usual < 1.7

    @pytest.mark.parametrize(
        "text", [SENTENCE, "It costs $20 — or £1,234.50, at 7:30 pm.", "Yes. Dr. Smith is out of the house. Is he?"]
    )
    def test_every_word_ends_somewhere_in_the_sound_and_later_than_the_one_before(
        self, make: Callable[[], Voice], text: str
    ) -> None:
        speech = spoken_as(make(), text)
        assert len(speech.ends) == len(text.split())
        assert list(speech.ends) == sorted(speech.ends)
        assert speech.ends[0] > 0 and speech.ends[-1] <= len(speech.pcm)
        assert speech.ends[-1] > 0.9 * len(speech.pcm)

    def test_it_speaks_again_after_a_cancelled_clause(self, make: Callable[[], Voice]) -> None:
        voice = make()

        async def scene() -> Pcm:
            async with anyio.create_task_group() as group:
                group.start_soon(voice.speak, SENTENCE)
                await anyio.lowlevel.checkpoint()
                group.cancel_scope.cancel()
            return (await voice.speak("Hello there.")).pcm

        assert len(wait(scene)) > 0

    def test_two_clauses_asked_for_at_once_are_both_said(self, make: Callable[[], Voice]) -> None:
        voice, sounds = make(), list[Pcm]()

        async def one(text: str) -> None:
            sounds.append((await voice.speak(text)).pcm)

        async def scene() -> None:
            async with anyio.create_task_group() as group:
                group.start_soon(one, "Hello there.")
                group.start_soon(one, "Good morning.")

        wait(scene)
        assert len(sounds) == 2 and all(len(s) for s in sounds)


@pytest.mark.parametrize("make", REAL_VOICES)
class TestRealVoices:
    @pytest.mark.parametrize("text", ["...", " — ", "😀", '"'])
    def test_what_has_no_sound_makes_none(self, make: Callable[[], Voice], text: str) -> None:
        assert len(said(make(), text)) == 0

    @pytest.mark.parametrize("text", ["Four.", "She sells.", "He said so.", "Half of it.", "Three", "Puff.", "Yes."])
    def test_speech_begins_and_ends_at_once(self, make: Callable[[], Voice], text: str) -> None:
        first, last = audible_ms(said(make(), text))
        assert first <= 80
        assert last <= 110

    @pytest.mark.parametrize("text", ["Yes.", SENTENCE, "Hello there! How are you today?"])
    def test_every_clause_is_equally_loud(self, make: Callable[[], Voice], text: str) -> None:
        assert trim.loudness_db(said(make(), text)) == pytest.approx(trim.LEVEL_DB, abs=1.0)

    @pytest.mark.real
    def test_it_can_be_understood(self, make: Callable[[], Voice]) -> None:
        errors = count = 0
        for text in UNDERSTAND:
            wrong, words = word_errors(spoken(text), spoken(heard(said(make(), text))))
            errors, count = errors + wrong, count + words
        assert errors / count <= 0.10

    def test_numbers_and_times_are_said_as_words(self, make: Callable[[], Voice]) -> None:
        short, long = said(make(), "It is 7:30 p.m."), said(make(), "It is seven thirty PM.")
        assert short.seconds == pytest.approx(long.seconds, rel=0.15)


UNDERSTAND = [
    "Paris is a lovely city in the spring.",
    "Your meeting with Amy begins at 7:30 p.m.",
    "That costs $9.99, which is about 15 percent less.",
    "Half of her friends should have gone fishing.",
    SENTENCE,
    "I am sorry to hear that, it must have been hard.",
]


@cache
def whisper() -> Whisper:
    return anyio.run(Whisper.load, pulled("whisper-base"))


def heard(pcm: Pcm) -> str:
    return anyio.run(whisper().transcribe, pcm.at(HEAR_RATE)).text


def audible_ms(pcm: Pcm) -> tuple[int, int]:
    """Milliseconds before the first and behind the last 5 ms above -40 dB of the loudest."""
    frame = pcm.rate // 200
    power = (pcm.samples[: len(pcm) // frame * frame].reshape(-1, frame) ** 2).mean(axis=1)
    loud = np.flatnonzero(power > power.max() * 1e-4)
    return int(loud[0]) * 5, (len(power) - 1 - int(loud[-1])) * 5


class TestHibariSettings:
    def test_the_defaults_are_the_voice_as_it_was_trained(self) -> None:
        model = hibari()._model
        raw = Pcm(np.asarray(model(SENTENCE, seed=1), np.float32), PLAY_RATE)
        expected = trim.finished(raw, 1.0)
        assert np.allclose(said(hibari(), SENTENCE).samples, expected.samples, atol=1e-4)

    def test_the_seed_makes_it_repeatable(self) -> None:
        assert np.array_equal(said(hibari(), SENTENCE).samples, said(hibari(), SENTENCE).samples)
        other = said(turned(HibariStyle(seed=2)), SENTENCE)
        assert not np.array_equal(said(hibari(), SENTENCE).samples, other.samples)

    def test_speed(self) -> None:
        fast, slow = (said(turned(HibariStyle(speed=s, seed=1)), SENTENCE).seconds for s in (1.5, 0.7))
        assert fast < said(hibari(), SENTENCE).seconds < slow

    def test_volume_is_linear(self) -> None:
        half = said(turned(HibariStyle(volume=0.5, seed=1)), SENTENCE)
        assert trim.loudness_db(half) == pytest.approx(trim.LEVEL_DB - 6, abs=0.5)

    def test_pitch_moves_the_melody_and_leaves_the_pace(self) -> None:
        base, high = said(hibari(), SENTENCE), said(turned(HibariStyle(pitch_semitones=4, seed=1)), SENTENCE)
        assert abs(high.seconds - base.seconds) < 0.1
        assert np.median(pitch_hz(high)) / np.median(pitch_hz(base)) == pytest.approx(2 ** (4 / 12), rel=0.08)

    def test_expressiveness_widens_the_melody(self) -> None:
        spreads = [
            np.std(np.log2(pitch_hz(said(turned(HibariStyle(expressiveness=e, seed=1)), SENTENCE))))
            for e in (0, 1, 2)
        ]
        assert spreads[0] < 0.6 * spreads[1] and spreads[1] < 0.8 * spreads[2]

    def test_breath_is_the_air_in_the_voice(self) -> None:
        airs = [
            air_db(said(turned(HibariStyle(breath=b, seed=1)), "Oh, my own lonely yellow moon.")) for b in (0, 1, 3)
        ]
        assert airs[0] + 2 < airs[1] < airs[2] - 2


def pitch_hz(pcm: Pcm) -> Samples:
    """Pitch of the voiced stretches, from the autocorrelation of 100 ms windows."""
    found = []
    for at in range(0, len(pcm) - 2400, 300):
        window = pcm.samples[at : at + 2400]
        if np.sqrt((window**2).mean()) > 0.05:
            echo = np.fft.irfft(np.abs(np.fft.rfft(window - window.mean(), 8192)) ** 2)[:400]
            lag = 50 + int(np.argmax(echo[50:]))
            if echo[lag] > 0.5 * echo[0]:
                found.append(PLAY_RATE / lag)
    return np.asarray(found, np.float32)


def air_db(pcm: Pcm) -> float:
    """Share of the power above 4 kHz."""
    power = np.abs(np.fft.rfft(pcm.samples)) ** 2
    return float(10 * np.log10(power[len(power) // 3 :].sum() / power.sum()))


@pytest.mark.real
class TestPiperSettings:
    def test_speed_and_volume(self) -> None:
        loaded = piper()
        fast = said(loaded.turned(PiperStyle(speed=1.5, volume=0.5)), SENTENCE)
        assert fast.seconds < 0.8 * said(loaded, SENTENCE).seconds
        assert trim.loudness_db(fast) == pytest.approx(trim.LEVEL_DB - 6, abs=0.5)

    def test_without_noise_it_says_everything_the_same_way(self) -> None:
        loaded = piper()
        even = loaded.turned(PiperStyle(noise_scale=0, noise_w_scale=0))
        assert np.allclose(said(even, SENTENCE).samples, said(even, SENTENCE).samples, atol=1e-4)
        assert not np.array_equal(said(loaded, SENTENCE).samples, said(loaded, SENTENCE).samples)


class TestWhatIsMissing:
    def test_an_unknown_hibari_voice_gets_the_nearest_names(self) -> None:
        with pytest.raises(ConfigError, match=r"hart.*\n.*heart"):
            wait(partial(Hibari.load, "hart"))

    def test_a_voice_that_is_not_here_is_never_downloaded(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("HIBARI_HOME", str(tmp_path))
        with pytest.raises(ModelError, match="not on this machine"):
            wait(partial(Hibari.load, "emma"))
        assert list(tmp_path.iterdir()) == []

    def test_a_missing_piper_folder_names_the_command_that_mends_it(self, tmp_path: Path) -> None:
        with pytest.raises(ModelError, match="samantha models pull piper-joe"):
            wait(partial(Piper.load, tmp_path / "piper-joe"))

    @pytest.mark.real
    @pytest.mark.parametrize("damaged", ["en_US-joe-medium.onnx", "en_US-joe-medium.onnx.json"])
    def test_a_damaged_piper_file_is_named(self, tmp_path: Path, damaged: str) -> None:
        folder = tmp_path / "piper-joe"
        folder.mkdir()
        for file in ("en_US-joe-medium.onnx", "en_US-joe-medium.onnx.json"):
            shutil.copy(pulled("piper-joe") / file, folder)
        (folder / damaged).write_bytes((folder / damaged).read_bytes()[:1000])
        with pytest.raises(ModelError, match=damaged):
            wait(partial(Piper.load, folder))

    def test_the_list_tells_what_can_speak_now(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("HIBARI_HOME", str(tmp_path))
        listed = {(v.engine, v.name): v for v in voices([tmp_path / "piper-joe"])}
        assert listed["hibari", "heart"].available and listed["hibari", "heart"].gender == "woman"
        assert not listed["hibari", "emma"].available and listed["hibari", "emma"].accent == "British"
        assert not listed["piper", "joe"].available and listed["piper", "joe"].gender == "man"


class TestTrimming:
    def test_silence_goes_and_a_soft_beginning_stays(self) -> None:
        rng = np.random.default_rng(0)
        vowel = 0.3 * np.sin(2 * np.pi * 200 * np.arange(PLAY_RATE // 2) / PLAY_RATE)
        soft = 0.3 * 10 ** (-38 / 20) * rng.standard_normal(PLAY_RATE // 10)  # a fricative 38 dB below the vowel
        quiet = silence(0.3, PLAY_RATE).samples
        pcm = trim.trimmed(Pcm(np.concatenate([quiet, soft, vowel, soft, quiet]).astype(np.float32), PLAY_RATE))
        assert pcm.seconds == pytest.approx(0.5 + 2 * 0.1 + (trim.LEAD_MS + trim.TAIL_MS) / 1000, abs=0.011)

    @pytest.mark.parametrize("text", ["Four.", "She sells.", "He said so.", "Half.", "Three thieves.", "Puff.", "If"])
    def test_no_frame_that_can_be_heard_is_cut(self, text: str) -> None:
        raw = np.asarray(hibari()._model(text, seed=1), np.float32)
        start, stop = trim.edges(Pcm(raw, PLAY_RATE))
        cut = np.concatenate([raw[:start], raw[stop:]])
        assert len(cut) > 0.3 * PLAY_RATE
        # Differences weigh the high frequencies of f, s and th up, where the ear is keenest and voices are softest.
        assert worst_db(np.diff(cut)) < worst_db(np.diff(raw)) - 40
        assert worst_db(cut) < worst_db(raw) - 46

    def test_digital_silence_becomes_nothing(self) -> None:
        assert len(trim.trimmed(silence(1, PLAY_RATE))) == 0
        assert len(trim.finished(silence(0, 22_050), 1.0)) == 0

    def test_peaks_are_bent_and_never_clipped(self) -> None:
        loud = Pcm(
            np.sin(np.arange(24_000) / 20).astype(np.float32) * np.linspace(0, 1, 24_000, dtype=np.float32), PLAY_RATE
        )
        out = trim.levelled(loud, 8.0).samples
        assert np.abs(out).max() < 1.0
        assert np.all(np.diff(np.sort(np.abs(out))) >= 0)


def worst_db(samples: Samples) -> float:
    """Level of the loudest 5 ms, dB."""
    frame = PLAY_RATE // 200
    if len(samples) < frame:
        return -140.0
    power = (samples[: len(samples) // frame * frame].reshape(-1, frame) ** 2).mean(axis=1)
    return float(10 * np.log10(power.max() + 1e-14))


@pytest.mark.real
def test_another_style_of_the_same_voice_loads_nothing_and_an_exchanged_voice_leaves_no_thread() -> None:
    async def run() -> None:
        shelf = Store()
        first = await loading.load_voice(Settings.model_validate({"voice": {"speed": 1.0}}), shelf)
        faster = await loading.load_voice(Settings.model_validate({"voice": {"speed": 1.5}}), shelf, first)
        assert isinstance(first, Hibari) and isinstance(faster, Hibari)
        assert faster.turned(first.style).style == first.style and faster.style.speed == 1.5
        assert faster._model is first._model
        lane = weakref.ref(first._lane)
        del first
        man = await loading.load_voice(Settings.model_validate({"voice": {"engine": "piper"}}), shelf, faster)
        assert isinstance(man, Piper)
        del faster
        assert lane() is None

    anyio.run(run)


@pytest.mark.real
def test_candidates_are_written_side_by_side_with_the_lines_that_choose_them(tmp_path: Path) -> None:
    asked = ["voice", "try", "heart", "heart@1.5", "--text", SENTENCE, "--out", str(tmp_path / "out")]
    done = CliRunner().invoke(app, asked)
    assert done.exit_code == 0, done.output
    assert done.output.splitlines()[1] == 'heart@1.5    [voice] engine = "hibari", name = "heart", speed = 1.5'
    plain, fast = (soundfile.info(tmp_path / "out" / f"{name}.wav").duration for name in ("heart", "heart@1.5"))
    assert 1.2 < plain / fast < 1.8


def test_a_candidate_that_does_not_exist_is_told_with_the_nearest() -> None:
    with pytest.raises(InputError, match="Did you mean heart"):
        candidates(["hart"], Settings())
    with pytest.raises(InputError, match="no speed"):
        candidates(["heart@quick"], Settings())
