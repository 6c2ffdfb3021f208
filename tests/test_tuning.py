"""Her voice tuned while she talks: what is saved is in the next sentence, and what is wrong changes nothing."""

from __future__ import annotations

from pathlib import Path

import anyio
import pytest

from samantha.core.clock import samples
from samantha.core.floor import Floor
from samantha.errors import ModelError
from samantha.mind.mind import LocalMind
from samantha.mind.persona import Persona
from samantha.ports import Speech, Voice
from samantha.service.beside import beside
from samantha.service.config import load
from samantha.service.saved import LOOK_S, saves
from samantha.service.settings import Settings
from samantha.service.tuning import REFUSED, Tuning
from samantha.session.changing import ChangingVoice
from samantha.session.conversation import Conversation
from samantha.testing import virtual_time
from samantha.testing.fakes import ScriptedDetector, ScriptedDoor, ScriptedModel, ScriptedTranscriber, ScriptedVoice

ANSWER = "It is so."


class Heard:
    """A conversation of a typed turn every ten seconds, while the settings file is saved in between.

    said: each clause with the speed she had when she said it. told: lines for the user.
    """

    def __init__(self, folder: Path, saved: dict[int, str]) -> None:
        self.file = folder / "samantha.toml"
        self.said: list[tuple[float, str]] = []
        self.told: list[str] = []
        self._saved = {samples(second * 1000): text for second, text in saved.items()}
        turns = max(saved) // 10 + 2
        script = [(samples(n * 10_000 + 1000), "And now?") for n in range(turns)]
        self._door = ScriptedDoor(script, after=samples(turns * 10_000), on_window=self._save)
        virtual_time.run(self._talk)

    def _save(self, now: int) -> None:
        for at in [at for at in self._saved if at <= now]:
            self.file.write_text(self._saved.pop(at), encoding="utf-8")

    def _read(self) -> Settings:
        return load(self.file if self.file.exists() else None, env={"HOME": str(self.file.parent)}).settings

    async def _talk(self) -> None:
        present = Settings()
        self.mind = LocalMind(ScriptedModel(lambda _: ANSWER), Persona())
        voice = ChangingVoice(_Tuned(present, self.said))
        conversation = Conversation(
            door=self._door,
            detector=ScriptedDetector(),
            transcriber=ScriptedTranscriber(),
            mind=self.mind,
            voice=voice,
            floor=Floor(),
        )
        tuning = Tuning(self._read, self.file, present, voice, self.mind, self.told.append, self._load)
        async with beside() as tasks:
            tasks.start_soon(tuning.follow, conversation)
            await conversation.run()

    async def _load(self, settings: Settings, present: Voice) -> Voice:
        await anyio.sleep(0.3)
        if settings.voice.engine == "piper":
            raise ModelError("the voice is missing", mend="Run: samantha models pull piper-joe")
        return _Tuned(settings, self.said)


class _Tuned:
    """A voice that notes what it says at which speed."""

    def __init__(self, settings: Settings, said: list[tuple[float, str]]) -> None:
        self._speed = settings.voice.speed
        self._said = said
        self._voice = ScriptedVoice()

    async def speak(self, text: str, *, speed: float = 1.0) -> Speech:
        self._said.append((self._speed, text))
        return await self._voice.speak(text, speed=speed)


def test_the_next_sentence_after_saving_has_the_new_voice(tmp_path: Path) -> None:
    heard = Heard(tmp_path, {5: "[voice]\nspeed = 1.5\n", 15: "[voice]\nspeed = 0.8\nvolume = 0.5\n"})
    assert heard.said == [(1.0, ANSWER), (1.5, ANSWER), (0.8, ANSWER)]
    assert heard.told == ["voice.speed is new", "voice.speed is new", "voice.volume is new"]


def test_a_mistake_in_the_file_keeps_the_old_voice_and_is_said_once_aloud(tmp_path: Path) -> None:
    heard = Heard(tmp_path, {5: "[voice]\nspeed = 9\n", 25: "[voice]\nspeed = 1.5\n"})
    refused = [(1.0, clause) for clause in ("I can't use the new settings.", "There is a mistake in them,")]
    assert heard.said[1:3] == refused
    assert REFUSED.startswith(" ".join(clause for _, clause in refused))
    assert [speed for speed, text in heard.said if text == ANSWER] == [1.0, 1.0, 1.0, 1.5]
    assert len([text for _, text in heard.said if text == refused[0][1]]) == 1
    problem, new = heard.told
    assert "samantha.toml:2" in problem and "voice.speed = 9" in problem
    assert new == "voice.speed is new"


def test_a_model_that_is_gone_keeps_the_old_voice_and_names_the_command(tmp_path: Path) -> None:
    heard = Heard(tmp_path, {5: '[voice]\nengine = "piper"\n'})
    assert [speed for speed, text in heard.said if text == ANSWER] == [1.0, 1.0]
    (problem,) = heard.told
    assert "samantha models pull piper-joe" in problem


def test_a_microphone_that_is_closed_in_the_settings_is_closed_at_once(tmp_path: Path) -> None:
    heard = Heard(tmp_path, {5: "[ears]\nmuted = true\n"})
    assert heard.told == ["ears.muted is new"]
    assert len(heard.said) == 1, "she says nothing while it is closed"


def test_and_opened_again(tmp_path: Path) -> None:
    heard = Heard(tmp_path, {5: "[ears]\nmuted = true\n", 25: "[ears]\nmuted = false\n"})
    assert heard.told == ["ears.muted is new", "ears.muted is new"]
    assert len(heard.said) == 4, "what was typed meanwhile is answered then"


def test_what_cannot_change_while_she_talks_is_told_as_that(tmp_path: Path) -> None:
    heard = Heard(tmp_path, {5: "[voice]\nspeed = 1.5\n[mind]\ntemperature = 0.1\n"})
    assert heard.told == ["mind.temperature is new, and counts from the next start", "voice.speed is new"]
    assert heard.said[1] == (1.5, ANSWER)


@pytest.mark.parametrize("writes", [1, 4])
def test_a_save_is_told_once_when_nobody_is_writing_any_more(tmp_path: Path, writes: int) -> None:
    file = tmp_path / "file"
    file.write_text("x")
    told: list[float] = []

    async def watch() -> None:
        async for _ in saves(file):
            told.append(anyio.current_time())

    async def run() -> None:
        async with beside() as tasks:
            tasks.start_soon(watch)
            for n in range(writes):
                await anyio.sleep(LOOK_S)
                file.write_text("x" * (n + 2))
            await anyio.sleep(10)

    virtual_time.run(run)
    assert len(told) == 1
    assert writes * LOOK_S < told[0] <= (writes + 2) * LOOK_S
