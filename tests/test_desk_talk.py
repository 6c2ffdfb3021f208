"""A conversation at the desk, as a user has it: from the microphone to the loudspeaker of a real sound server."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import anyio
import numpy as np
import pytest
from tests.pulse import RATE, Pulse, despite_dropouts, need_portaudio, own_pulse, pulse, shared_pulse, until

from samantha.audio.pcm import PLAY_RATE, Pcm, joined, silence
from samantha.engines.piper import Piper
from samantha.errors import DeviceError
from samantha.models.store import Store
from samantha.testing.wer import word_errors

__all__ = ["own_pulse", "pulse", "shared_pulse"]

pytestmark = pytest.mark.real

QUESTION = "Are you a person?"
MODELS = Store().root  # as it is before the sound server's home takes the place of the user's


@pytest.fixture(autouse=True)
def _portaudio() -> None:
    need_portaudio()


def spoken() -> Pcm:
    async def make() -> Pcm:
        voice = await Piper.load(Store(MODELS).path("piper-joe"))
        return joined(
            [silence(0.3, PLAY_RATE), (await voice.speak(QUESTION)).pcm, silence(0.5, PLAY_RATE)], PLAY_RATE
        )

    return anyio.run(make)


@despite_dropouts
def test_a_question_into_the_microphone_is_answered_by_the_loudspeaker(pulse: Pulse, tmp_path: Path) -> None:
    log, tape, played = tmp_path / "events.jsonl", tmp_path / "both.wav", tmp_path / "speaker.raw"
    config = tmp_path / "desk.toml"
    desk = 'microphone = "room-ear"\nloudspeaker = "speaker"\n'
    config.write_text(f'profile = "swift"\n[desk]\n{desk}', encoding="utf-8")
    command = [sys.executable, "-m", "samantha", "talk", "--config", config, "--events", log, "--output", tape]
    own = {"XDG_DATA_HOME": str(tmp_path / "data"), "XDG_STATE_HOME": str(tmp_path / "state")}
    environment = os.environ | pulse.environment | {"SAMANTHA_MODELS": str(MODELS)} | own
    with pulse.recording("speaker", played):
        process = subprocess.Popen([*map(str, command)], env=environment, stdout=subprocess.PIPE, text=True)
        try:
            assert process.stdout is not None
            while "Listening" not in process.stdout.readline():
                assert process.poll() is None
            pulse.start_playing("room", spoken().at(RATE).samples, tmp_path)
            until(lambda: '"reply_ended"' in log.read_text(encoding="utf-8"), within_seconds=60)
            process.send_signal(signal.SIGINT)
            assert process.wait(10) == 128 + signal.SIGINT
        finally:
            process.kill()  # one that still talks would keep the next try from it
    events = [json.loads(line) for line in log.read_text(encoding="utf-8").splitlines()]
    (turn,) = [e["text"] for e in events if e["event"] == "turn"]
    (ended,) = [e for e in events if e["event"] == "reply_ended"]
    assert word_errors(QUESTION, turn)[0] <= 1
    assert ended["reason"] == "finished"
    sound = np.fromfile(played, np.float32)
    seconds = np.count_nonzero(np.abs(sound) > 1e-3) / RATE
    assert seconds > 0.5 * len(ended["heard"].split()) * 0.2, "her words came out of the loudspeaker"


def test_a_wrong_microphone_is_one_message_and_an_exit_code(pulse: Pulse, tmp_path: Path) -> None:
    config = tmp_path / "desk.toml"
    config.write_text('profile = "swift"\n[desk]\nmicrophone = "nowhere"\n', encoding="utf-8")
    own = {"XDG_DATA_HOME": str(tmp_path / "data"), "XDG_STATE_HOME": str(tmp_path / "state")}
    environment = os.environ | pulse.environment | {"SAMANTHA_MODELS": str(MODELS)} | own
    command = [sys.executable, "-m", "samantha", "talk", "--config", str(config)]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == DeviceError.exit_code
    assert "nowhere" in done.stderr
    assert "Traceback" not in done.stderr
