"""A private, headless PulseAudio whose loudspeakers are also microphones: real streams without a sound card.

Three null sinks. What is played into one comes out of its monitor, and ALSA, hence PortAudio, knows both by name:
``speaker`` and ``speaker-ear``, ``room`` and ``room-ear``, ``hall`` and ``hall-ear``.
"""

from __future__ import annotations

import functools
import os
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from ctypes.util import find_library
from dataclasses import dataclass
from pathlib import Path
from typing import ParamSpec

import numpy as np
import pytest
from numpy.typing import NDArray

from samantha.errors import SamanthaError

P = ParamSpec("P")

SINKS = ("speaker", "room", "hall")
RATE = 48_000


@dataclass
class Pulse:
    """A running server; everything that talks to sound finds it through ``environment``."""

    command: list[str]
    environment: dict[str, str]

    def __post_init__(self) -> None:
        self.server = self._started()

    def restart(self) -> None:
        """The server that has died is there again, as it was at first."""
        self.server = self._started()

    def _started(self) -> subprocess.Popen[bytes]:
        return subprocess.Popen(self.command, env=os.environ | self.environment, stderr=subprocess.DEVNULL)

    def pactl(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        environment = os.environ | self.environment
        return subprocess.run(["pactl", *arguments], env=environment, capture_output=True, text=True)

    def unplug(self) -> None:
        """All devices are gone. (Of a single one the server would move our streams to another.)"""
        assert self.pactl("unload-module", "module-null-sink").returncode == 0

    def hold(self, sink: str) -> None:
        """The sink takes and its monitor gives nothing more, and nobody is told, as with hardware that hangs."""
        assert self.pactl("suspend-sink", sink, "1").returncode == 0

    def start_playing(self, sink: str, samples: NDArray[np.float32], folder: Path) -> subprocess.Popen[bytes]:
        """Plays (n,) float32 at 48 kHz into a sink, from now."""
        path = folder / f"{sink}.raw"
        path.write_bytes(samples.tobytes())
        return self._client("--playback", f"--device={sink}", str(path))

    @contextmanager
    def recording(self, sink: str, path: Path) -> Iterator[None]:
        """All that comes out of the sink goes to ``path`` as float32 at 48 kHz, from before the first sample."""
        recorder = self._client("--record", f"--device={sink}.monitor", str(path))
        until(lambda: path.exists() and path.stat().st_size > 0)
        yield
        recorder.terminate()
        recorder.wait()

    def _client(self, *arguments: str) -> subprocess.Popen[bytes]:
        shape = ["--raw", f"--rate={RATE}", "--channels=1", "--format=float32le", "--latency-msec=20"]
        return subprocess.Popen(["pacat", *shape, *arguments], env=os.environ | self.environment)


def despite_dropouts(test: Callable[P, None]) -> Callable[P, None]:
    """The test, up to three times: a sound server on a busy machine drops blocks, a fault of ours is there again.

    For tests with a sound server that outlives them.
    """

    @functools.wraps(test)
    def trying(*args: P.args, **kwargs: P.kwargs) -> None:
        for _ in range(2):
            try:
                return test(*args, **kwargs)
            except* (AssertionError, SamanthaError):  # also out of a task group
                pass
        return test(*args, **kwargs)

    return trying


def until(true: Callable[[], bool], within_seconds: float = 5.0) -> None:
    """Waits for something outside this process; fails when it does not come."""
    deadline = time.monotonic() + within_seconds
    while not true():
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(0.02)


def need_portaudio() -> None:
    if not find_library("portaudio"):
        pytest.skip("PortAudio is not installed (apt-get install libportaudio2)")


@contextmanager
def running_pulse() -> Iterator[Pulse]:
    need_portaudio()
    for program in ("pulseaudio", "pactl", "pacat"):
        if not shutil.which(program):
            pytest.skip(
                f"{program} is not installed (apt-get install pulseaudio pulseaudio-utils libasound2-plugins)"
            )
    folder = Path(tempfile.mkdtemp(prefix="pulse-"))  # not tmp_path: a socket's path has room for 107 characters
    ears = [f"pcm.{sink} {{ type pulse device {sink} }}" for sink in SINKS]
    ears += [f"pcm.{sink}-ear {{ type pulse device {sink}.monitor }}" for sink in SINKS]
    default = "pcm.!default { type pulse }"
    (folder / "asound.conf").write_text("\n".join(["</usr/share/alsa/alsa.conf>", default, *ears, ""]))
    modules = [f"module-native-protocol-unix auth-anonymous=1 socket={folder}/native"]
    # norewinds: blocks of 50 ms, as hardware has; otherwise a null sink works 2 s ahead, and its monitor starts late
    modules += [f"module-null-sink sink_name={sink} rate={RATE} norewinds=1" for sink in SINKS]
    quiet = ["-n", "--daemonize=no", "--exit-idle-time=-1", "--use-pid-file=no", "--disable-shm=yes", "--log-level=0"]
    environment = {
        "HOME": str(folder),
        "XDG_RUNTIME_DIR": str(folder),
        "PULSE_SERVER": f"unix:{folder}/native",
        "ALSA_CONFIG_PATH": str(folder / "asound.conf"),
    }
    loaded = [word for module in modules for word in ("-L", module)]
    pulse = Pulse(["pulseaudio", *quiet, *loaded], environment)
    try:
        until(lambda: pulse.pactl("info").returncode == 0)
        yield pulse
    finally:
        pulse.server.send_signal(signal.SIGCONT)
        pulse.server.kill()
        pulse.server.wait()
        shutil.rmtree(folder)


@contextmanager
def environment_of(pulse: Pulse) -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        for name, value in pulse.environment.items():
            patch.setenv(name, value)
        yield


@pytest.fixture(scope="module")
def shared_pulse() -> Iterator[Pulse]:
    with running_pulse() as pulse:
        yield pulse


@pytest.fixture
def pulse(shared_pulse: Pulse) -> Iterator[Pulse]:
    """A sound server that tests share: leave it as it was."""
    with environment_of(shared_pulse):
        yield shared_pulse


@pytest.fixture
def own_pulse() -> Iterator[Pulse]:
    """A sound server to break."""
    with running_pulse() as pulse, environment_of(pulse):
        yield pulse
