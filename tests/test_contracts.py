"""What the ports promise, checked on the scripted parts and on the real ones alike."""

from __future__ import annotations

import gc
import io
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from functools import cache
from pathlib import Path

import anyio
import numpy as np
import pytest
from hibari import Hibari

from samantha.audio.files import StereoWriter
from samantha.audio.gain import RAMP
from samantha.audio.pcm import PLAY_RATE, Pcm, Samples, silence
from samantha.core.clock import HEAR_RATE, WINDOW
from samantha.doors.file import SoundDoor
from samantha.doors.keyboard import KeyboardDoor
from samantha.doors.loudspeaker import PLAY_WINDOW
from samantha.doors.recorded import Recorded
from samantha.engines.gate import gated_silero
from samantha.engines.llama import Llama
from samantha.engines.silent import Deaf
from samantha.engines.silero import Silero
from samantha.engines.whisper import Whisper
from samantha.models.store import Store
from samantha.ports import Door, Frame, LanguageModel, Message, SpeechDetector, Transcriber, Typed
from samantha.testing.fakes import Say, ScriptedDetector, ScriptedDoor, ScriptedModel, ScriptedTranscriber

CHAT = [Message("system", "You are brief."), Message("user", "What is the capital of France?")]


# ------------------------------------------------------------------------------------- language models


@cache
def llama() -> Llama:
    async def load() -> Llama:
        return await Llama.load(Store().file("qwen2.5-coder-0.5b"), context_tokens=512)

    return anyio.run(load)


@pytest.fixture(autouse=True, scope="module")
def _put_away() -> Iterator[None]:
    """llama.cpp wants its models freed before the interpreter ends."""
    yield
    llama.cache_clear()
    gc.collect()


def scripted_model() -> LanguageModel:
    return ScriptedModel(lambda _: "The capital of France is Paris. " * 20)


MODELS = [
    pytest.param(scripted_model, id="scripted"),
    pytest.param(llama, id="llama", marks=pytest.mark.real),
]
MakeModel = Callable[[], LanguageModel]


async def pieces_of(model: LanguageModel, max_tokens: int) -> list[str]:
    async with model.stream(CHAT, max_tokens=max_tokens) as pieces:
        return [piece async for piece in pieces]


@pytest.mark.parametrize("make", MODELS)
def test_a_model_answers_in_pieces_at_most_as_many_as_allowed(make: MakeModel) -> None:
    pieces = anyio.run(pieces_of, make(), 6)
    assert 1 <= len(pieces) <= 6
    assert all(pieces)


@pytest.mark.parametrize("make", MODELS)
def test_a_model_counts_more_for_more(make: MakeModel) -> None:
    model = make()

    async def main() -> None:
        assert 0 < await model.count(CHAT[:1]) < await model.count(CHAT) < model.context_tokens
        assert await model.count(CHAT) == await model.count(CHAT)

    anyio.run(main)


@pytest.mark.parametrize("make", MODELS)
def test_a_model_that_is_warm_answers_all_the_same(make: MakeModel) -> None:
    model = make()

    async def main() -> None:
        await model.warm(CHAT)
        assert await pieces_of(model, 4)

    anyio.run(main)


@pytest.mark.parametrize("make", MODELS)
def test_a_model_left_early_is_free_at_once(make: MakeModel) -> None:
    model = make()

    async def main() -> None:
        async with model.stream(CHAT, max_tokens=100) as pieces:
            async for _ in pieces:
                break
        async with model.stream(CHAT, max_tokens=100):
            pass
        with anyio.fail_after(5):
            assert await pieces_of(model, 2)

    anyio.run(main)


@pytest.mark.parametrize("make", MODELS)
def test_a_model_can_be_cancelled_at_any_moment(make: MakeModel) -> None:
    model = make()

    async def main() -> None:
        for seconds in (0, 0.02, 0.1):
            with anyio.move_on_after(seconds):
                await pieces_of(model, 100)
            with anyio.move_on_after(seconds):
                await model.count(CHAT)
        assert await pieces_of(model, 2)

    anyio.run(main)


# ------------------------------------------------------------------------------------------------ ears


@cache
def speech() -> Samples:
    """Somebody's "Can you help me?" in whole windows, and the silence around it."""
    voice = Pcm(np.asarray(Hibari()("Can you help me?", seed=1), np.float32), PLAY_RATE).at(HEAR_RATE).samples
    sound = np.pad(voice, HEAR_RATE)
    return np.pad(sound, (0, -len(sound) % WINDOW))


@pytest.mark.parametrize("make", [ScriptedDetector, Deaf, Silero, gated_silero])
def test_a_detector_gives_probabilities_and_hears_nothing_in_silence(make: Callable[[], SpeechDetector]) -> None:
    detector = make()
    found = [detector.probability(window) for window in speech().reshape(-1, WINDOW)]
    assert all(isinstance(chance, float) and 0 <= chance <= 1 for chance in found)
    assert max(found[:30]) < 0.35
    assert make is Deaf or max(found) > 0.5


def whisper() -> Transcriber:
    async def load() -> Whisper:
        return await Whisper.load(Store().path("whisper-tiny.en"))

    return anyio.run(load)


EARS = [
    pytest.param(ScriptedTranscriber, id="scripted"),
    pytest.param(cache(whisper), id="whisper", marks=pytest.mark.real),
]


@pytest.mark.parametrize("make", EARS)
def test_ears_make_a_transcript_of_anything_even_of_nothing(make: Callable[[], Transcriber]) -> None:
    ears = make()

    async def main() -> None:
        for sound in (silence(0, HEAR_RATE), silence(0.01, HEAR_RATE), Pcm(speech(), HEAR_RATE)):
            heard = await ears.transcribe(sound)
            assert heard.text == heard.text.strip()
            assert 0 <= heard.no_speech <= 1
            assert heard.confidence <= 0

    anyio.run(main)


@pytest.mark.parametrize("make", EARS)
def test_ears_that_are_cancelled_hear_again(make: Callable[[], Transcriber]) -> None:
    ears = make()

    async def main() -> None:
        for seconds in (0, 0.05):
            with anyio.move_on_after(seconds):
                await ears.transcribe(Pcm(speech(), HEAR_RATE))
        await ears.transcribe(Pcm(speech(), HEAR_RATE))

    anyio.run(main)


# ----------------------------------------------------------------------------------------------- doors


def quiet() -> Iterator[Samples]:
    for _ in range(25):
        yield np.zeros(WINDOW, np.float32)


@asynccontextmanager
async def opened(door: Door) -> AsyncIterator[AsyncIterator[Frame | Typed]]:
    with anyio.fail_after(5):
        async with door.open() as inbox:
            yield inbox


DOORS = [
    pytest.param(lambda _: ScriptedDoor([], after=25 * WINDOW), id="scripted"),
    pytest.param(lambda _: SoundDoor([quiet()]), id="file"),
    pytest.param(lambda _: KeyboardDoor(io.StringIO("Hello"), audible=True), id="keyboard"),
    pytest.param(lambda _: KeyboardDoor(io.StringIO("Hello")), id="silent keyboard"),
    pytest.param(lambda tmp: Recorded(SoundDoor([quiet()]), StereoWriter(tmp / "tape.wav")), id="recorded"),
]


@pytest.mark.parametrize("make", DOORS)
def test_a_door_tells_truly_what_was_heard(make: Callable[[Path], Door], tmp_path: Path) -> None:
    """Plays after frames 3 and 4, flushes after frame 6, plays again after frame 8."""
    counts: list[int] = []

    async def main() -> None:
        door = make(tmp_path)
        async with opened(door) as inbox:
            async for item in inbox:
                assert isinstance(item, Frame)
                assert item.pcm.shape == (WINDOW,) and item.pcm.dtype == np.float32
                counts.append(item.played)
                match len(counts):
                    case 3 | 4:
                        door.play(silence(10 * PLAY_WINDOW / PLAY_RATE, PLAY_RATE))
                    case 6:
                        door.flush()
                    case 8:
                        door.play(silence(0.001, PLAY_RATE))
                    case 12:
                        return
                door.idle(0)

    anyio.run(main)
    assert counts[:3] == [0, 0, 0]
    assert counts == sorted(counts)
    assert 0 < counts[3] < counts[4] <= 20 * PLAY_WINDOW
    assert counts[6] == counts[7] == counts[5]  # silenced
    assert counts[8] == counts[7] + PLAY_RATE // 1000
    assert counts[-1] == counts[8]


@pytest.mark.parametrize("make", DOORS)
def test_a_door_ducked_to_nothing_stands_still_and_loses_nothing(
    make: Callable[[Path], Door], tmp_path: Path
) -> None:
    """Softer after frame 4, still after frame 6, back after frame 10."""
    counts: list[int] = []

    async def main() -> None:
        door = make(tmp_path)
        async with opened(door) as inbox:
            async for item in inbox:
                assert isinstance(item, Frame)
                counts.append(item.played)
                match len(counts):
                    case 3:
                        door.play(silence(30 * PLAY_WINDOW / PLAY_RATE, PLAY_RATE))
                    case 4:
                        door.duck(0.25)
                    case 6:
                        door.duck(0.0)
                        door.play(silence(PLAY_WINDOW / PLAY_RATE, PLAY_RATE))
                    case 10:
                        door.duck(1.0)
                    case 15:
                        return
                door.idle(0)

    anyio.run(main)
    assert counts == sorted(counts)
    assert 0 < counts[3] <= counts[5]
    assert counts[6] <= counts[5] + RAMP  # no further than the ramp
    assert counts[9] == counts[6]
    assert counts[10] > counts[9]
    assert counts[-1] == min(31 * PLAY_WINDOW, counts[10] + 4 * PLAY_WINDOW)


def voices() -> Iterator[Samples]:
    for _ in range(25):
        yield np.full(WINDOW, 0.5, np.float32)


LOUD_DOORS = [
    pytest.param(lambda _: ScriptedDoor([Say(0, ((9, 25 * WINDOW),))], after=25 * WINDOW), id="scripted"),
    pytest.param(lambda _: SoundDoor([voices()]), id="file"),
    pytest.param(lambda tmp: Recorded(SoundDoor([voices()]), StereoWriter(tmp / "tape.wav")), id="recorded"),
]


@pytest.mark.parametrize("make", LOUD_DOORS)
def test_a_muted_door_hears_nothing_and_time_goes_on(make: Callable[[Path], Door], tmp_path: Path) -> None:
    heard: list[bool] = []

    async def main() -> None:
        door = make(tmp_path)
        async with opened(door) as inbox:
            async for item in inbox:
                assert isinstance(item, Frame)
                heard.append(bool(np.any(item.pcm)))
                if len(heard) in (5, 10):
                    door.mute(len(heard) == 5)
                if len(heard) == 15:
                    return
                door.idle(0)

    anyio.run(main)
    assert heard == [True] * 5 + [False] * 5 + [True] * 5
