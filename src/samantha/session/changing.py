"""A voice that can be exchanged while she talks: from one clause to the next, by whoever chooses another."""

from __future__ import annotations

from samantha.ports import Speech, Voice


class ChangingVoice:
    """Speaks with the voice it has at the moment.

    A clause that is being synthesised is finished in the voice it was begun in, and so is what has been queued.
    """

    def __init__(self, voice: Voice) -> None:
        self.present = voice

    def change(self, voice: Voice) -> None:
        """From the next clause on she speaks with this one."""
        self.present = voice

    async def speak(self, text: str, *, speed: float = 1.0) -> Speech:
        """One clause as sound, as the present voice says it. Raises EngineError."""
        return await self.present.speak(text, speed=speed)
