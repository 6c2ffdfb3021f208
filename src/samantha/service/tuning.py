"""Her voice tuned on the fly: the settings file is saved, and the next sentence sounds as it says.

How she sounds takes effect between two clauses, a closed microphone at once, and who she is with the next answer.
Everything else belongs to engines that are loaded or to a conversation that has begun, and is told as what it is:
settings that count later. A file that cannot be used leaves everything as it was, and she says so, aloud once for
each time it goes wrong.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import TypeAlias

from samantha.errors import SamanthaError
from samantha.mind.mind import LocalMind
from samantha.ports import Voice
from samantha.service import compose, loading
from samantha.service.saved import saves
from samantha.service.settings import Settings, changes
from samantha.session.changing import ChangingVoice
from samantha.session.conversation import Conversation

SECTION = "voice."
"""Settings that take effect at once begin so."""

MUTED = "ears.muted"
"""This one too."""

PERSONA = "persona."
"""And these with the next answer."""

REFUSED = "I can't use the new settings. There is a mistake in them, so I go on with the old ones."


LoadVoice: TypeAlias = Callable[[Settings, Voice], Awaitable[Voice]]
"""The voice of these settings, given the present one. Raises ModelError, ConfigError."""


async def load_voice(settings: Settings, present: Voice) -> Voice:
    """From the models of this user; what is loaded already is taken."""
    return await loading.load_voice(settings, loading.store(settings), present)


class Tuning:
    """The settings in ``file``, taken over as far as that is possible in a running conversation.

    read: the settings as they stand; raises ConfigError. present: those in effect. tell: takes a line for the user.
    """

    def __init__(
        self,
        read: Callable[[], Settings],
        file: Path,
        present: Settings,
        voice: ChangingVoice,
        mind: LocalMind,
        tell: Callable[[str], None],
        load: LoadVoice = load_voice,
    ) -> None:
        self._read = read
        self._file = file
        self._present = present
        self._voice = voice
        self._mind = mind
        self._tell = tell
        self._load = load

    async def follow(self, conversation: Conversation) -> None:
        """Takes over what is saved, until it is cancelled."""
        async for _ in saves(self._file):
            try:
                await self._take_over(conversation)
            except SamanthaError as error:
                self._tell(f"the settings are left as they were: {error}")
                await conversation.announce(REFUSED)

    async def _take_over(self, conversation: Conversation) -> None:
        new = self._read()
        changed = changes(self._present, new)
        if any(name.startswith(SECTION) for name in changed):
            self._voice.change(await self._load(new, self._voice.present))
            conversation.deliver(compose.delivery(new))
        if any(name.startswith(PERSONA) for name in changed):
            self._mind.become(loading.persona(new))
        if MUTED in changed:
            conversation.mute(new.ears.muted)
        self._present = new
        for name in changed:
            self._tell(
                f"{name} is new"
                + ("" if name.startswith((SECTION, PERSONA, MUTED)) else ", and counts from the next start")
            )
