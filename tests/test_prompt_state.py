"""A persona evaluated once is read back at the next start, and nothing else ever is."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import anyio
import pytest

from samantha.engines import prompt_state
from samantha.engines.llama import Llama, Sampling
from samantha.models.store import Store
from samantha.ports import Message

pytestmark = pytest.mark.real

PERSONA = [
    Message("system", "You are brief and friendly, and you answer in one sentence."),
    Message("user", "Hello."),
]
QUESTION = [PERSONA[0], Message("user", "What do cats eat?")]


def written(states: Path) -> dict[str, int]:
    return {path.name: path.stat().st_mtime_ns for path in states.glob("*.state")}


def started(states: Path, persona: Sequence[Message] = PERSONA) -> tuple[bool, str]:
    """A program that starts, warms up and answers: whether it read a state back, and the answer."""
    file = Store().file("qwen2.5-coder-0.5b")

    async def run() -> str:
        model = await Llama.load(file, context_tokens=512, sampling=Sampling(temperature=0, seed=1), states=states)
        await model.warm(persona)
        async with model.stream(QUESTION, max_tokens=12) as pieces:
            return "".join([piece async for piece in pieces])

    before = written(states)
    answer = anyio.run(run)
    return bool(before) and written(states) == before, answer


def test_the_second_start_reads_it_back_and_answers_the_same(tmp_path: Path) -> None:
    first, second = started(tmp_path / "prompts"), started(tmp_path / "prompts")
    assert (first[0], second[0]) == (False, True)
    assert first[1] == second[1]


def test_a_state_is_private_and_only_the_newest_is_kept(tmp_path: Path) -> None:
    started(tmp_path)
    started(tmp_path, [Message("system", "You are somebody else."), Message("user", "Hello.")])
    (state,) = tmp_path.glob("*.state")
    assert state.stat().st_mode & 0o777 == 0o600
    assert sorted(p.name for p in tmp_path.iterdir()) == [state.name, f"{state.name}.sha256"]


def test_a_damaged_state_is_not_parsed_but_made_anew(tmp_path: Path) -> None:
    _, answer = started(tmp_path)
    (state,) = tmp_path.glob("*.state")
    data = bytearray(state.read_bytes())
    data[len(data) // 2] ^= 1
    state.write_bytes(data)
    assert started(tmp_path) == (False, answer)
    assert started(tmp_path) == (True, answer)


def test_another_context_prompt_or_model_file_is_another_name(tmp_path: Path) -> None:
    model, other = tmp_path / "a.gguf", tmp_path / "b.gguf"
    model.write_bytes(b"x")
    other.write_bytes(b"xy")
    names = {
        prompt_state.name_of(model, 512, [1, 2]),
        prompt_state.name_of(model, 1024, [1, 2]),
        prompt_state.name_of(model, 512, [1, 2, 3]),
        prompt_state.name_of(other, 512, [1, 2]),
    }
    assert len(names) == 4
