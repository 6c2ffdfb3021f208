"""What the memory does beside a conversation: it never takes a core from a reply that is awaited."""

from __future__ import annotations

import datetime
import random
from collections.abc import Sequence
from pathlib import Path

import anyio
from tests.test_memory import WordEmbedder

from samantha.audio.pcm import Samples
from samantha.core import notes
from samantha.core.clock import samples
from samantha.core.floor import Floor
from samantha.mind.memory.memory import LONGEST_WAIT_S, MemoryOfUser
from samantha.mind.memory.skill import MemorySkill
from samantha.mind.mind import LocalMind
from samantha.mind.persona import Persona
from samantha.session.conversation import Conversation
from samantha.testing import virtual_time
from samantha.testing.fakes import (
    Luck,
    Say,
    ScriptedDetector,
    ScriptedDoor,
    ScriptedModel,
    ScriptedTranscriber,
    ScriptedVoice,
)

NOON = datetime.datetime(2026, 11, 25, 12)


class TimedEmbedder(WordEmbedder):
    """When it was asked about what."""

    def __init__(self) -> None:
        self.asked: list[tuple[float, str]] = []

    async def embed(self, texts: Sequence[str]) -> Samples:
        self.asked += [(anyio.current_time(), text) for text in texts]
        return await super().embed(texts)


async def ticking() -> None:
    """Lets virtual time pass for threads, which it does not wait for."""
    while True:  # noqa: ASYNC110 -- nothing is waited for
        await anyio.sleep(0.001)


def test_nothing_is_taken_in_while_a_reply_is_awaited(tmp_path: Path) -> None:
    embedder = TimedEmbedder()
    at: dict[str, float] = {}

    async def run() -> None:
        memory = MemoryOfUser(tmp_path, embedder, clock=lambda: NOON, conversation="now")
        skill = MemorySkill(memory)

        def watch(note: notes.Note) -> None:
            skill.watch(note)
            if isinstance(note, (notes.Turn, notes.ReplyStarted, notes.ReplyEnded)):
                at.setdefault(type(note).__name__, anyio.current_time())
            if isinstance(note, notes.Turn):
                for turn in range(20):  # and a queue of earlier ones
                    memory.hears(f"My cousin Paul painted {turn} doors.", turn)

        conversation = Conversation(
            door=ScriptedDoor([Say(samples(500), ((1, samples(1200)),))], after=samples(9000), linger=samples(9000)),
            detector=ScriptedDetector(),
            transcriber=ScriptedTranscriber(vocabulary={1: "My sister's name is Anna."}),
            mind=LocalMind(ScriptedModel(lambda _: "Well.", Luck(random.Random(1), slow_s=4.0)), Persona()),
            voice=ScriptedVoice(),
            floor=Floor(),
            skills=[skill],
            watch=watch,
        )
        async with anyio.create_task_group() as tasks:
            tasks.start_soon(ticking)
            async with memory.taking_in():
                await conversation.run()
            tasks.cancel_scope.cancel()

    virtual_time.run(run)
    taken_in = [when for when, text in embedder.asked if "sister" in text or "Paul" in text]
    assert len({text for _, text in embedder.asked if "sister" in text or "Paul" in text}) == 22
    assert at["ReplyStarted"] - at["Turn"] > 0.5, "the reply was there at once: nothing is shown"
    assert at["ReplyStarted"] <= min(taken_in)


def test_a_turn_that_is_not_answered_is_taken_in_after_a_while_and_a_question_waits_for_none(tmp_path: Path) -> None:
    embedder = TimedEmbedder()

    async def run() -> float:
        memory = MemoryOfUser(tmp_path, embedder, clock=lambda: NOON, conversation="now")
        async with anyio.create_task_group() as tasks:
            tasks.start_soon(ticking)
            tasks.start_soon(memory.attend)
            await anyio.sleep(1)
            memory.awaits_reply(True)
            memory.hears("My sister's name is Anna.", 1)
            await anyio.sleep(LONGEST_WAIT_S + 1)
            memory.hears("My brother's name is Paul.", 2)
            before = anyio.current_time()
            await memory.settle()
            took = anyio.current_time() - before
            tasks.cancel_scope.cancel()
        return took

    assert virtual_time.run(run) < LONGEST_WAIT_S
    (sister, _), (brother, _) = embedder.asked
    assert LONGEST_WAIT_S + 1 <= sister < brother
