"""Who she is while she talks, and how that changes: in the settings first, then for the next sentence."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, assert_never

import anyio

from samantha.engines.silent import Silent
from samantha.engines.voices import VoiceInfo, voices
from samantha.errors import InputError
from samantha.mind.changes import CallsHerself, CallsYou, Change, Speaks, Talks
from samantha.mind.mind import LocalMind
from samantha.mind.persona import Persona
from samantha.service import loading
from samantha.service.loading import Engines
from samantha.service.settings import KeyPath, Settings
from samantha.service.settings_file import write


class Living:
    """She in one conversation. Run ``attend`` beside it.

    file: the user's settings. called: told when she or the user gets another name. Where she has no voice at all,
    only the settings get one.
    """

    def __init__(
        self,
        settings: Settings,
        engines: Engines,
        file: Path,
        *,
        called: Callable[[Persona], None] = lambda _: None,
    ) -> None:
        self._settings = settings
        self._mind: LocalMind = engines.mind
        self._voice = engines.voice
        self._file = file
        self._called = called
        self._other = anyio.Event()

    @property
    def persona(self) -> Persona:
        """As the next sentence has it."""
        return loading.persona(self._settings)

    async def change(self, change: Change) -> None:
        """It is so from the next sentence on, and stands in the user's settings.

        Raises InputError, ConfigError, ModelError, EngineError: then nothing has changed.
        """
        chosen = values(change, self._settings)
        new = _with(self._settings, chosen)
        voice = None
        if isinstance(change, Speaks) and not isinstance(self._voice.present, Silent):
            voice = await loading.load_voice(new, loading.store(new), self._voice.present)
        await anyio.to_thread.run_sync(write, self._file, chosen)
        self._settings = new
        if voice is not None:
            self._voice.change(voice)
        self._mind.become(self.persona)
        self._called(self.persona)
        self._other.set()

    async def attend(self) -> None:
        """Evaluates the prompt ahead of the next turn whenever it has changed, until it is cancelled."""
        while True:
            await self._other.wait()
            self._other = anyio.Event()
            await self._mind.warm()


def values(change: Change, settings: Settings) -> dict[KeyPath, object]:
    """The change as settings. Raises InputError for a voice that is not here."""
    match change:
        case CallsYou(name):
            return {("persona", "user_name"): name}
        case CallsHerself(name):
            return {("persona", "name"): name}
        case Talks(how):
            return {("persona", "talkative"): how}
        case Speaks(voice):
            chosen = _chosen(voice, _voices(settings), settings)
            return {("voice", "engine"): chosen.engine, ("voice", "name"): chosen.name}
        case _:
            assert_never(change)


def _voices(settings: Settings) -> list[VoiceInfo]:
    """Those that can speak now."""
    shelf = loading.store(settings)
    known = voices(shelf.folder(name) for name in shelf.catalog.names if name.startswith("piper-"))
    return [voice for voice in known if voice.available]


def _chosen(wanted: str, ready: list[VoiceInfo], settings: Settings) -> VoiceInfo:
    """The voice that is meant; the present one if it is of that kind already. Raises InputError."""
    now = next((v for v in ready if (v.engine, v.name) == (settings.voice.engine, settings.voice_name)), None)
    if wanted == "other":
        fitting = [v for v in ready if v is not now and (now is None or v.gender != now.gender)]
        fitting += [v for v in ready if v is not now]
    else:
        fitting = [v for v in [now, *ready] if v is not None and wanted in (v.gender, v.name)]
    if fitting:
        return fitting[0]
    kind = f"no {wanted}'s voice" if wanted in ("woman", "man") else "no such voice"
    raise InputError(f"there is {kind} on this computer", mend="`samantha models pull piper-joe` fetches a man's.")


def _with(settings: Settings, chosen: dict[KeyPath, object]) -> Settings:
    """The settings with these in them."""
    for (section, name), value in chosen.items():
        changed = getattr(settings, section).model_copy(update={name: value})
        updates: dict[str, Any] = {section: changed}
        settings = settings.model_copy(update=updates)
    return settings
