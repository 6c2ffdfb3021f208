"""What the benchmark needs of the composition: engines loaded once, conversations that begin with nothing remembered,
and people who ask with voices unlike hers.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, replace

import anyio
import anyio.to_thread

from samantha.audio.pcm import Pcm
from samantha.core.notes import Watcher
from samantha.engines.hibari import Hibari, HibariStyle
from samantha.engines.piper import Piper, PiperStyle
from samantha.mind.mind import LocalMind
from samantha.ports import Door, LanguageModel, SpeechDetector, Voice
from samantha.service import compose, loading
from samantha.service.doctor import LIBRARIES, installed_version, this_machine
from samantha.service.loading import Engines
from samantha.service.settings import Settings
from samantha.session.changing import ChangingVoice
from samantha.session.conversation import Conversation

ASKING_MODEL = "piper-joe"
MEN: Mapping[str, float] = {"joe": 1.0, "joe, brisk": 1.15, "joe, slow": 0.88}
"""Speeds of the man's voice."""
WOMEN: Mapping[str, tuple[float, float]] = {
    "heart": (0.0, 1.0),
    "heart, low": (-4.0, 0.95),
    "heart, high": (3.0, 1.05),
    "heart, low and brisk": (-3.0, 1.2),
    "heart, slow": (1.0, 0.85),
}
"""Pitch in semitones and speed of the woman's voice."""
NOT_HERS = ("heart, low", "heart, high", "heart, low and brisk")
"""What of the woman's voice may ask when the woman's voice also answers."""

Say = Callable[[str], Awaitable[Pcm]]


@dataclass(frozen=True, slots=True)
class Bench:
    """Everything that takes seconds to load, and ways to begin anew with it."""

    settings: Settings
    engines: Engines
    model: LanguageModel

    @property
    def voice(self) -> Voice:
        """Hers."""
        return self.engines.voice

    def new_mind(self) -> LocalMind:
        """She herself at the beginning of a conversation; her persona is in the model's cache."""
        return loading.new_mind(self.settings, self.model)

    def new_detector(self) -> SpeechDetector:
        """A detector that has heard nothing yet."""
        return loading.load_detector(self.settings)

    async def forget(self) -> None:
        """The model's cache holds her persona and nothing of the last conversation: the next may ask the same."""
        await self.new_mind().warm()

    def converse(self, door: Door, watch: Watcher) -> Conversation:
        """A conversation with nothing before it."""
        fresh = replace(self.engines, detector=self.new_detector(), mind=self.new_mind())
        return compose.converse(self.settings, fresh, door, watch)


async def load(settings: Settings) -> Bench:
    """Loads all engines, warm. Raises ModelError, ConfigError or EngineError."""
    shelf = loading.store(settings)
    for name in loading.models(settings):
        shelf.catalog.model(name)
    ears = await loading.load_ears(settings, shelf)
    voice = await loading.load_voice(settings, shelf)
    model = await loading.load_model(settings, shelf)
    mind = loading.new_mind(settings, model)
    await mind.warm()
    return Bench(settings, Engines(loading.load_detector(settings), ears, mind, ChangingVoice(voice)), model)


async def people(settings: Settings) -> dict[str, Say]:
    """Those who ask, by name: voices unlike hers, and the same sound for the same text every time.

    Raises:
        ModelError: a voice is not on this machine.
    """
    shelf = loading.store(settings)
    woman = await Hibari.load("heart", seed=1)
    if settings.voice.engine == "piper":
        return {name: _woman(woman, name) for name in WOMEN}
    man = await Piper.load(await anyio.to_thread.run_sync(shelf.path, ASKING_MODEL))
    return {name: _man(man, speed) for name, speed in MEN.items()} | {name: _woman(woman, name) for name in NOT_HERS}


def _woman(voice: Hibari, name: str) -> Say:
    pitch, speed = WOMEN[name]
    style = HibariStyle(speed=speed, pitch_semitones=pitch, seed=1)

    async def say(text: str) -> Pcm:
        voice.style = style
        return (await voice.speak(text)).pcm

    return say


def _man(voice: Piper, speed: float) -> Say:
    style = PiperStyle(speed=speed, noise_scale=0.0, noise_w_scale=0.0)  # without chance

    async def say(text: str) -> Pcm:
        voice.style = style
        return (await voice.speak(text)).pcm

    return say


def circumstances(settings: Settings, load_before: float) -> dict[str, object]:
    """What a figure must not be quoted without: machine, versions, models and their hashes, settings, load."""
    shelf = loading.store(settings)
    models = {name: shelf.catalog.model(name) for name in loading.models(settings)}
    machine = this_machine(shelf.root)
    return {
        "profile": settings.profile,
        "machine": {
            "processor": machine.processor,
            "cores": machine.cores,
            "memory_bytes": machine.memory_bytes,
            "system": machine.system,
            "python": machine.python,
            "load_before": load_before,
        },
        "versions": {name: installed_version(name) for name in ("samantha", *LIBRARIES)},
        "models": {name: {file.name: file.sha256 for file in model.files} for name, model in models.items()},
        "voice": {"engine": settings.voice.engine, "name": settings.voice_name},
        "settings": settings.model_dump(mode="json", exclude={"persona", "desk", "models", "profiles"}),
    }
