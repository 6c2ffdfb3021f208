"""Saying a text that is known beforehand: through the same clauses and the same loudspeaker as in a conversation."""

from __future__ import annotations

from samantha.audio.pcm import PLAY_RATE, Pcm, joined, silence
from samantha.core.phrases import Phrases
from samantha.doors.desk import Desk
from samantha.errors import DeviceError
from samantha.ports import Frame, Voice
from samantha.service.settings import Settings

AHEAD = 5 * PLAY_RATE
"""Samples given to the desk ahead of what has been heard."""


async def spoken(text: str, voice: Voice, settings: Settings) -> Pcm:
    """The whole text as sound at PLAY_RATE, with the configured pause between sentences. Raises EngineError."""
    phrases = Phrases()
    parts: list[Pcm] = []
    for clause in [*phrases.feed(text), *phrases.finish()]:
        parts += [(await voice.speak(clause)).pcm, silence(settings.voice.pause_ms / 1000, PLAY_RATE)]
    return joined(parts[:-1], PLAY_RATE)


async def play(pcm: Pcm, settings: Settings) -> None:
    """Plays the sound at the desk and returns when it has been heard. Raises DeviceError."""
    desk = Desk(settings.desk.microphone, settings.desk.loudspeaker, settings.desk.headphones)
    given = 0
    try:
        async with desk.open() as frames:
            async for frame in frames:
                if not isinstance(frame, Frame):
                    continue
                while given < len(pcm) and given - frame.played < AHEAD:
                    desk.play(Pcm(pcm.samples[given : given + AHEAD], PLAY_RATE))
                    given = min(len(pcm), given + AHEAD)
                if frame.played >= len(pcm):
                    return
    except DeviceError as error:
        error.mend = f"{error.mend or ''} Or write it to a file with --output FILE.wav.".strip()
        raise
