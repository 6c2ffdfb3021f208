"""Voices to choose from, and candidates to be heard side by side before one of them is chosen."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from samantha.audio.pcm import Pcm
from samantha.engines.voices import VoiceInfo
from samantha.engines.voices import voices as known_voices
from samantha.errors import InputError
from samantha.models.catalog import nearest
from samantha.service import loading
from samantha.service.aloud import spoken
from samantha.service.settings import Settings

SLOWEST, FASTEST = 0.5, 2.0


@dataclass(frozen=True, slots=True)
class Candidate:
    """A voice at a speed. label: as it was asked for, "heart" or "heart@1.2"."""

    label: str
    settings: Settings

    @property
    def lines(self) -> str:
        """What chooses it in the settings file."""
        how = self.settings.voice
        return f'[voice] engine = "{how.engine}", name = "{self.settings.voice_name}", speed = {how.speed}'

    async def say(self, text: str) -> Pcm:
        """The text in this voice. Raises ModelError, ConfigError, EngineError."""
        voice = await loading.load_voice(self.settings, loading.store(self.settings))
        return await spoken(text, voice, self.settings)


def voices(settings: Settings) -> list[VoiceInfo]:
    """All voices, ready or not."""
    shelf = loading.store(settings)
    return known_voices(shelf.folder(name) for name in shelf.catalog.names if name.startswith("piper-"))


def voice_of(name: str, settings: Settings) -> VoiceInfo:
    """The voice of this name. Raises InputError for an unknown one."""
    found = voices(settings)
    for voice in found:
        if voice.name == name:
            return voice
    near = nearest(name, [v.name for v in found]) or [v.name for v in found if v.available]
    raise InputError(f"there is no voice {name!r}", where="voice", mend=f"Did you mean {' or '.join(near)}?")


def candidates(labels: Sequence[str], settings: Settings) -> list[Candidate]:
    """Those that are named, all that are ready if none is: each tuned as in the settings. Raises InputError."""
    return [_candidate(label, settings) for label in labels or [v.name for v in voices(settings) if v.available]]


def _candidate(label: str, settings: Settings) -> Candidate:
    name, _, given = label.partition("@")
    voice = voice_of(name, settings)
    try:
        speed = float(given) if given else settings.voice.speed
    except ValueError:
        speed = 0.0
    if not SLOWEST <= speed <= FASTEST:
        raise InputError(
            f"{given!r} is no speed", where=label, mend=f"After @ stands a number from {SLOWEST} to {FASTEST}."
        )
    tuned = settings.voice.model_copy(update={"engine": voice.engine, "name": voice.name, "speed": speed})
    return Candidate(label, settings.model_copy(update={"voice": tuned}))
