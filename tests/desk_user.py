"""Somebody at a desk with the running service: speaks into its microphone, listens to its loudspeaker, in tones."""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from tests import tones
from tests.pulse import RATE, Pulse, until
from tests.test_desk_talk import MODELS

from samantha.errors import ServiceError
from samantha.keep.pages import Pages
from samantha.service import caller


@dataclass
class DeskUser:
    """events: what the service has told since it was followed, each with when (``time.monotonic``)."""

    pulse: Pulse
    folder: Path
    environment: dict[str, str]
    process: subprocess.Popen[bytes]
    events: list[tuple[float, dict[str, Any]]] = field(default_factory=list)

    def status(self) -> dict[str, Any]:
        """{} where nobody answers."""
        try:
            return caller.ask("status", self.environment)
        except ServiceError:
            return {}

    def follow(self) -> threading.Thread:
        """From now on events are gathered, by a thread that ends with the service."""
        thread = threading.Thread(target=self._follow, daemon=True)
        thread.start()
        return thread

    def _follow(self) -> None:
        with contextlib.suppress(ServiceError):
            for event in caller.follow(self.environment):
                self.events.append((time.monotonic(), event))

    def when(self, after: int, true: Callable[[dict[str, Any]], bool], within_seconds: float = 10.0) -> float:
        """Waits for such an event among those behind the first ``after``; when it came."""
        until(lambda: any(true(event) for _, event in self.events[after:]), within_seconds)
        return next(at for at, event in self.events[after:] if true(event))

    def say(self, number: int, place: str = "room") -> None:
        """The number, into the microphone that is there."""
        sound = np.concatenate([np.zeros(RATE // 10, np.float32), tones.chord(number, tones.SPOKEN_S, RATE)])
        self.pulse.start_playing(place, sound, self.folder)

    @contextlib.contextmanager
    def hearing(self, place: str = "speaker") -> Iterator[Callable[[], list[int]]]:
        """Numbers that come out of the loudspeaker there, so far."""
        path = self.folder / f"{time.monotonic_ns()}.raw"
        with self.pulse.recording(place, path):
            yield lambda: tones.numbers_in(np.fromfile(path, np.float32), RATE)

    @property
    def journal(self) -> Path:
        """The folder of the journal."""
        return self.folder / "state/samantha/journal"

    def kept(self) -> list[str]:
        """What the user has said, by the journal; the service must have ended."""
        with contextlib.closing(Pages(self.journal)) as pages:
            assert not pages.damage
            return [one.said for one in pages.exchanges() if one.said]


@contextlib.contextmanager
def at_the_desk(pulse: Pulse, folder: Path, desk: str) -> Iterator[DeskUser]:
    """The service is running, for a user of its own; ``desk``: that section of the settings."""
    folder.mkdir(exist_ok=True)
    homes = {f"XDG_{name}_HOME": str(folder / name.lower()) for name in ("DATA", "STATE", "CONFIG", "CACHE")}
    environment = os.environ | pulse.environment | homes | {"SAMANTHA_MODELS": str(MODELS)}
    config = folder / "samantha.toml"
    quiet = "cancel_echo = false"  # chords are no voice to learn an echo from, and a chime would be heard among them
    config.write_text(f"[desk]\n{quiet}\n{desk}", encoding="utf-8")
    process = subprocess.Popen([sys.executable, "-m", "tests.tones", str(config)], env=environment)
    try:
        yield DeskUser(pulse, folder, environment, process)
    finally:
        process.kill()
        process.wait()
