"""The background service as a user has it: real models, a real sound server, orders from another terminal."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from tests.pulse import RATE, Pulse, despite_dropouts, pulse, shared_pulse, until
from tests.test_desk_talk import MODELS, QUESTION, spoken

from samantha.errors import ConfigError, ServiceError
from samantha.service import caller
from samantha.service.farewell import GOODBYE
from samantha.testing.wer import word_errors

__all__ = ["pulse", "shared_pulse"]

pytestmark = pytest.mark.real

DESK = '[desk]\nmicrophone = "room-ear"\nloudspeaker = "speaker"\n'
SAMANTHA = (sys.executable, "-m", "samantha")


@dataclass
class Terminal:
    """Another terminal of the user whose service is asked."""

    environment: dict[str, str]

    def run(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [*SAMANTHA, *arguments], env=self.environment, capture_output=True, text=True, timeout=120, check=False
        )

    def status(self) -> dict[str, Any]:
        """What ``samantha status --json`` shows, without the second that a process takes; {} where nobody answers."""
        try:
            return caller.ask("status", self.environment)
        except ServiceError:
            return {}

    def order(self, order: str) -> None:
        caller.ask(order, self.environment)


@dataclass
class Served(Terminal):
    """A running service and its settings' file."""

    process: subprocess.Popen[bytes]
    config: Path

    def write(self, text: str) -> None:
        self.config.write_text(f'profile = "swift"\n{text}\n{DESK}', encoding="utf-8")


@contextlib.contextmanager
def serving(pulse: Pulse, folder: Path) -> Iterator[Served]:
    folder.mkdir(exist_ok=True)
    own = {"XDG_DATA_HOME": str(folder / "data"), "XDG_STATE_HOME": str(folder / "state")}
    environment = os.environ | pulse.environment | {"SAMANTHA_MODELS": str(MODELS)} | own
    config = folder / "samantha.toml"
    config.write_text(f'profile = "swift"\n{DESK}', encoding="utf-8")
    process = subprocess.Popen([*SAMANTHA, "serve", "--config", str(config)], env=environment)
    try:
        yield Served(environment, process, config)
    finally:
        process.kill()
        process.wait()


def followed(server: Served, folder: Path) -> tuple[subprocess.Popen[bytes], Path]:
    """The captions' events, from now on in a file."""
    path = folder / "captions.jsonl"
    with path.open("wb") as file:
        command = [*SAMANTHA, "captions", "--json"]
        return subprocess.Popen(command, env=server.environment, stdout=file), path


def events(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def microphones(pulse: Pulse) -> int:
    """How many streams record at the sound server."""
    return len(pulse.pactl("list", "short", "source-outputs").stdout.splitlines())


@despite_dropouts
def test_a_service_talks_obeys_and_says_that_it_goes(pulse: Pulse, tmp_path: Path) -> None:
    with serving(pulse, tmp_path / os.urandom(4).hex()) as server:
        until(lambda: server.status().get("state") == "listening", within_seconds=60)
        second = server.run("serve", "--config", str(server.config))
        assert second.returncode == ServiceError.exit_code
        assert "running already" in second.stderr
        assert "Traceback" not in second.stderr

        server.run("mute")
        until(lambda: microphones(pulse) == 0)
        assert server.status()["state"] == "muted"
        server.run("unmute")
        until(lambda: microphones(pulse) == 1)

        follower, captions = followed(server, tmp_path)

        def is_told() -> bool:
            server.order("mute")
            server.order("unmute")
            return any(event["event"] == "muted" for event in events(captions))

        until(is_told, within_seconds=30)  # it takes a moment to call

        pulse.start_playing("room", spoken().at(RATE).samples, tmp_path)
        until(lambda: any(e["event"] == "turn_summary" for e in events(captions)), within_seconds=60)
        (turn,) = [e["text"] for e in events(captions) if e["event"] == "turn"]
        assert word_errors(QUESTION, turn)[0] <= 1
        status = server.status()
        assert status["devices"] == {"microphone": "room-ear", "loudspeaker": "speaker"}
        assert status["counters"]["turns"] == 1
        assert status["last_turn"]["voice_to_voice_ms"] > 0

        server.write('[voice]\nspeed = 1.2\n[persona]\nname = "Juno"')
        server.run("reload")  # or it has seen by itself that the file was saved
        until(lambda: server.status().get("waiting_settings") == [], within_seconds=30)
        server.write("[voice]\nsped = 1.2")
        bad = server.run("reload")
        assert bad.returncode == ConfigError.exit_code
        assert "Did you mean voice.speed?" in bad.stderr
        assert "voice.sped" in server.status()["settings_error"]
        server.write("[voice]\nspeed = 1.1")
        until(lambda: server.status().get("settings_error") == "", within_seconds=30)
        before = server.status()["counters"]["reloads"]
        server.process.send_signal(signal.SIGHUP)
        until(lambda: server.status()["counters"]["reloads"] > before)

        server.process.send_signal(signal.SIGTERM)
        assert server.process.wait(30) == 0
        follower.wait(10)
        said = [e["heard"] for e in events(captions) if e["event"] == "reply_ended"]
        assert said[-1] == GOODBYE
        assert server.run("status").returncode == ServiceError.exit_code
        assert "no service is running" in server.run("stop").stderr
