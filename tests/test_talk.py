"""The whole program as a user starts it, with real models: sound in, sound out, and what happens when it is stopped.

What is said to her is made here with the man's voice, so every word and its last sample are known.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import anyio
import numpy as np
import pytest
import soundfile

from samantha.audio.files import write
from samantha.audio.pcm import PLAY_RATE, Pcm, joined, silence
from samantha.core import notes
from samantha.core.clock import HEAR_RATE
from samantha.doors.file import file_door
from samantha.engines.piper import Piper, PiperStyle
from samantha.engines.silent import Silent
from samantha.mind.mind import LocalMind
from samantha.mind.persona import Persona
from samantha.models.store import Store
from samantha.service import compose, loading
from samantha.service.loading import Engines
from samantha.service.settings import Settings
from samantha.session.changing import ChangingVoice
from samantha.testing.fakes import ScriptedModel
from samantha.testing.wer import word_errors

pytestmark = pytest.mark.real

QUESTIONS = ("Should I get a dog or a cat?", "What could I cook for two friends tonight?")


def samantha(*arguments: str | Path, stdin: str = "", timeout: float = 300) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "samantha", *map(str, arguments)],
        input=stdin,
        capture_output=True,
        text=True,
        timeout=timeout,
        check=False,
    )


def events_of(path: Path) -> list[dict[str, object]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


@pytest.fixture(scope="module")
def question(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two spoken questions, far enough apart for an answer to the first."""
    path = tmp_path_factory.mktemp("spoken") / "questions.wav"

    async def make() -> Pcm:
        voice = await Piper.load(Store().path("piper-joe"))
        first, second = [(await voice.speak(text)).pcm for text in QUESTIONS]
        gap = silence(14, PLAY_RATE)
        return joined([silence(0.7, PLAY_RATE), first, gap, second, silence(0.2, PLAY_RATE)], PLAY_RATE)

    write(path, anyio.run(make))
    return path


@pytest.fixture(scope="module")
def conversation(question: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[dict[str, object]]]:
    """Both questions asked through the whole pipeline: the recording, and the events."""
    folder = tmp_path_factory.mktemp("conversation")
    tape, log = folder / "both.wav", folder / "events.jsonl"
    done = samantha("talk", "--input", question, "--output", tape, "--events", log, "--profile", "swift")
    assert done.returncode == 0, done.stderr
    return tape, events_of(log)


def named(events: list[dict[str, object]], name: str) -> list[dict[str, object]]:
    return [event for event in events if event["event"] == name]


def test_spoken_questions_are_understood(conversation: tuple[Path, list[dict[str, object]]]) -> None:
    turns = [str(event["text"]) for event in named(conversation[1], "turn")]
    errors, words = word_errors(" ".join(QUESTIONS), " ".join(turns))
    assert errors / words <= 0.12, turns


def test_every_turn_is_answered_and_summed_up(conversation: tuple[Path, list[dict[str, object]]]) -> None:
    events = conversation[1]
    assert [e["turn"] for e in named(events, "turn")] == [e["turn"] for e in named(events, "turn_summary")]
    for ended in named(events, "reply_ended"):
        clauses = " ".join(str(c["text"]) for c in named(events, "clause") if c["reply"] == ended["reply"])
        assert ended["reason"] in ("finished", "interrupted")  # a long answer meets the second question
        assert ended["heard"]
        assert clauses == ended["heard"] if ended["reason"] == "finished" else clauses.startswith(str(ended["heard"]))
    for summary in named(events, "turn_summary"):
        stages = ("endpoint", "transcript", "first_token", "first_clause", "first_sound", "output_queue")
        assert summary["voice_to_voice_ms"] == sum(int(str(summary[f"{stage}_ms"])) for stage in stages)


def test_the_recording_holds_both_sides_on_one_clock(conversation: tuple[Path, list[dict[str, object]]]) -> None:
    tape, events = conversation
    sound, rate = soundfile.read(tape, dtype="float32")
    assert sound.shape[1] == 2
    started = int(str(named(events, "reply_started")[0]["at_ms"])) * rate // 1000
    right = np.abs(sound[:, 1])
    first = int(np.argmax(right > 0.01 * right.max()))
    # She may begin with a soft sound and 20 ms of silence are left in front: within 120 ms of the event.
    assert 0 <= first - started < 0.12 * rate


def test_what_she_says_can_be_heard_back(conversation: tuple[Path, list[dict[str, object]]]) -> None:
    tape, events = conversation
    said = " ".join(str(event["heard"]) for event in named(events, "reply_ended"))
    done = samantha("hear", tape, "--channel", "right", "--json")
    assert done.returncode == 0, done.stderr
    heard = " ".join(json.loads(line)["text"] for line in done.stdout.splitlines())
    errors, words = word_errors(said, heard)
    assert errors / words <= 0.15, (said, heard)  # a few dozen words only: one error more must not fail it


def test_the_keyboard_works_in_a_pipe() -> None:
    done = samantha("talk", "--keyboard", "--profile", "swift", stdin="Are you a person?\nHello.\n")
    assert done.returncode == 0, done.stderr
    lines = done.stdout.splitlines()
    assert len(lines) == 2
    assert "program" in lines[0]
    assert lines[1].strip()


@pytest.mark.parametrize("after_event", ["start", "turn", "clause"])
def test_ctrl_c_ends_it_within_a_second_with_every_file_whole(
    tmp_path: Path, question: Path, after_event: str
) -> None:
    tape, log = tmp_path / "both.wav", tmp_path / "events.jsonl"
    command = [sys.executable, "-m", "samantha", "talk", "--input", question, "--output", tape, "--events", log]
    process = subprocess.Popen(
        [*map(str, command), "--profile", "swift"], stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    _wait_for(log, after_event, process)
    begun = time.monotonic()
    process.send_signal(signal.SIGINT)
    process.wait(timeout=10)
    assert time.monotonic() - begun < 1.0
    assert process.returncode == 128 + signal.SIGINT
    assert sorted(path.name for path in tmp_path.iterdir()) == ["both.wav", "events.jsonl"]
    soundfile.read(tape)
    events_of(log)


def _wait_for(log: Path, name: str, process: subprocess.Popen[bytes]) -> None:
    """Until the event is in the log (``start``: until the log is there, long before the engines are)."""
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        if log.exists() and (name == "start" or f'"{name}"' in log.read_text(encoding="utf-8")):
            os.sched_yield()
            return
        if process.poll() is not None:
            raise AssertionError("it ended before that")
        process_pause()
    raise AssertionError(f"no {name} within a minute")


def process_pause() -> None:
    """A moment for another process; nothing here depends on how long it is."""
    signal.sigtimedwait([], 0.01)


def test_eight_khz_mono_and_stereo_48_khz_both_simply_work(tmp_path: Path) -> None:
    async def make() -> Pcm:
        voice = await Piper.load(Store().path("piper-joe"))
        voice.style = PiperStyle(noise_scale=0.0, noise_w_scale=0.0)  # without chance
        return joined([silence(0.5, PLAY_RATE), (await voice.speak("Are you a person?")).pcm], PLAY_RATE)

    pcm = anyio.run(make)
    soundfile.write(tmp_path / "mono8.wav", pcm.at(8000).samples, 8000)
    both = np.column_stack([pcm.at(48000).samples] * 2)
    soundfile.write(tmp_path / "stereo48.flac", both, 48000)
    for name in ("mono8.wav", "stereo48.flac"):
        log = tmp_path / f"{name}.jsonl"
        done = samantha("talk", "--input", tmp_path / name, "--events", log, "--profile", "swift")
        assert done.returncode == 0, done.stderr
        (turn,) = named(events_of(log), "turn")
        assert word_errors("Are you a person?", str(turn["text"]))[0] <= 1


@pytest.mark.parametrize(
    ("content", "message"),
    [(None, "no such file"), (b"", "empty"), (b"no sound at all " * 40, "not a sound file")],
)
def test_an_input_that_is_no_sound_is_refused_in_one_line(
    tmp_path: Path, content: bytes | None, message: str
) -> None:
    path = tmp_path / "input.wav"
    if content is not None:
        path.write_bytes(content)
    done = samantha("talk", "--input", path)
    assert done.returncode == 2
    assert str(path) in done.stderr
    assert message in done.stderr.lower()
    assert "Traceback" not in done.stderr


def test_an_unknown_model_in_the_config_names_the_nearest(tmp_path: Path) -> None:
    config = tmp_path / "mine.toml"
    config.write_text('[mind]\nmodel = "qwen2.5-code-1.5b"\n', encoding="utf-8")
    done = samantha("talk", "--keyboard", "--config", config, stdin="Hello.\n")
    assert done.returncode == 3
    assert "qwen2.5-coder-1.5b" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_flipped_byte_in_a_model_is_refused_before_it_is_parsed(tmp_path: Path) -> None:
    store = Store()
    root = tmp_path / "models"
    for name in ("whisper-tiny.en", "qwen2.5-coder-0.5b"):
        (root / name).mkdir(parents=True)
        for file in store.path(name).iterdir():
            if file.name == "model.bin":
                data = bytearray(file.read_bytes())
                data[len(data) // 2] ^= 1
                (root / name / file.name).write_bytes(data)
            elif not file.name.startswith("."):
                (root / name / file.name).symlink_to(file)
    config = tmp_path / "mine.toml"
    config.write_text(f'profile = "swift"\n[models]\nfolder = "{root}"\n', encoding="utf-8")
    spoken = tmp_path / "any.wav"
    write(spoken, silence(0.1, PLAY_RATE))
    done = samantha("talk", "--input", spoken, "--config", config)
    assert done.returncode == 3
    assert "model.bin" in done.stderr
    assert "samantha models pull whisper-tiny.en" in done.stderr
    assert "Traceback" not in done.stderr


def _sounds() -> dict[str, Pcm]:
    """Things a microphone hears that nobody says: 20 s of each."""
    chance = np.random.default_rng(7)
    time_s = np.arange(20 * HEAR_RATE) / HEAR_RATE
    white = chance.standard_normal(len(time_s))
    breath = (
        np.convolve(white, np.hanning(24) / 12, "same") * np.clip(np.sin(2 * np.pi * 0.25 * time_s), 0, None) ** 2
    )
    notes = np.array([220, 277.2, 329.6, 440, 554.4])[(time_s * 2).astype(int) % 5]
    phase = np.cumsum(notes) / HEAR_RATE
    music = sum(np.sin(2 * np.pi * k * phase) / k for k in range(1, 6)) * np.exp(-3 * (time_s * 2 % 1))
    knocks = white * np.exp(-60 * (time_s * 1.5 % 1))
    sounds = {"white noise": 0.05 * white, "breath": 0.1 * breath, "music": 0.2 * music, "knocks": 0.5 * knocks}
    return {name: Pcm(sound.astype(np.float32), HEAR_RATE) for name, sound in sounds.items()}


def _turns_in(path: Path) -> list[str]:
    """What a conversation that hears this file, as fast as it can, takes for turns; real ears, scripted answers."""
    understood: list[str] = []

    def watch(note: notes.Note) -> None:
        if isinstance(note, notes.Turn):
            understood.append(note.text)

    async def run() -> None:
        settings = Settings(profile="swift")
        engines = Engines(
            loading.load_detector(settings),
            await loading.load_ears(settings, Store()),
            LocalMind(ScriptedModel(lambda _: "Yes."), Persona()),
            ChangingVoice(Silent()),
        )
        await compose.converse(settings, engines, file_door(path, real_pace=False), watch).run()

    anyio.run(run)
    return understood


@pytest.mark.parametrize("name", ["white noise", "breath", "music", "knocks"])
def test_what_nobody_says_makes_no_turn(tmp_path: Path, name: str) -> None:
    write(tmp_path / "sound.wav", _sounds()[name])
    assert _turns_in(tmp_path / "sound.wav") == []


def test_ten_minutes_of_digital_silence_make_no_turn(tmp_path: Path) -> None:
    write(tmp_path / "silence.wav", silence(600, HEAR_RATE))
    assert _turns_in(tmp_path / "silence.wav") == []


def test_the_same_way_of_listening_does_hear_speech(tmp_path: Path, question: Path) -> None:
    assert _turns_in(question), "the tests above would prove nothing"
