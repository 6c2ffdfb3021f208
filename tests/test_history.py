"""What has been said, kept inside the context window; and the mind that keeps it."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Literal

import anyio
import pytest
from hypothesis import given
from hypothesis import strategies as st

from samantha.mind.history import MOST_MESSAGES, History
from samantha.mind.mind import Brevity, LocalMind
from samantha.mind.persona import Persona
from samantha.ports import Message
from samantha.testing.fakes import ScriptedModel

PERSONA = [Message("system", "You are brief.")]
"""Four tokens of the scripted model, for which a word is one, and a message one more."""


def user(text: str) -> Message:
    return Message("user", text)


def hers(text: str) -> Message:
    return Message("assistant", text)


def history(*messages: Message) -> History:
    made = History()
    for message in messages:
        made.add(message)
    return made


def fitted(made: History, room: int) -> list[Message]:
    model = ScriptedModel(lambda _: "")

    async def fit() -> list[Message]:
        prompt = await made.fit(PERSONA, model, room)
        assert await model.count(prompt) <= room or len(prompt[-1].content.split()) == 1
        return prompt

    return anyio.run(fit)


def test_what_fits_is_kept_whole_and_in_order() -> None:
    said = [user("one"), hers("two"), user("three")]
    assert fitted(history(*said), 100) == [*PERSONA, *said]


def test_what_stays_when_turns_go_is_kept_evaluated_and_nothing_else_is_moved() -> None:
    made = history(*[m for n in range(10) for m in (user(f"question {n}"), hers(f"answer {n}"))], user("question 10"))
    model = ScriptedModel(lambda _: "")

    async def fit() -> None:
        kept = await made.fit(PERSONA, model, 44)
        assert model.slid == [kept]
        assert await made.fit(PERSONA, model, 44) == kept
        made.forget(lambda words: "9" in words)
        await made.fit(PERSONA, model, 20)
        assert model.slid == [kept], "what was evaluated behind something forgotten remembers it"

    anyio.run(fit)


def test_a_turn_that_goes_on_is_one_message() -> None:
    assert history(user("I would like"), user("some tea.")).messages == (user("I would like some tea."),)
    assert history(user("a"), hers("b"), hers("c")).messages == (user("a"), hers("b c"))


def test_a_chat_begins_with_the_user() -> None:
    assert history(hers("Sorry?"), user("Hello")).messages == (user("Hello"),)


def test_a_day_of_talk_is_bounded_and_still_begins_with_the_user() -> None:
    made = History()
    for n in range(MOST_MESSAGES):
        made.add(user(f"question {n}"))
        assert made.messages[0].role == "user"
        made.add(hers(f"answer {n}"))
        assert made.messages[0].role == "user"
        assert len(made.messages) <= MOST_MESSAGES


def test_the_oldest_turns_go_first_and_the_persona_never() -> None:
    said = [m for n in range(10) for m in (user(f"question {n}"), hers(f"answer {n}"))] + [user("question 10")]
    made = history(*said)
    kept = fitted(made, 44)
    assert kept[0] == PERSONA[0]
    assert kept[1].role == "user"
    assert kept[1:] == said[-len(kept) + 1 :]
    assert 3 < len(kept) < len(said)
    assert tuple(kept[1:]) == made.messages  # dropped for good


def test_more_is_dropped_than_needed_so_that_the_beginning_stays_the_same() -> None:
    """The model's cache lives on an unchanged beginning; dropping one turn every time would change it every time."""
    made = History()
    beginnings: list[str] = []
    for n in range(60):
        made.add(user(f"question {n}"))
        beginnings.append(fitted(made, 64)[1].content)
        made.add(hers(f"answer {n}"))
    changes = sum(later != earlier for earlier, later in pairwise(beginnings))
    assert 3 <= changes <= 60 / 3


def test_of_one_endless_turn_the_end_is_kept() -> None:
    words = [f"w{n}" for n in range(500)]
    kept = fitted(history(user(" ".join(words))), 40)[1:]
    assert len(kept) == 1
    left = kept[0].content.split()
    assert left == words[-len(left) :]
    assert 20 <= len(left) <= 35


def test_where_nothing_can_be_left_out_the_last_word_stays() -> None:
    assert fitted(history(user("a"), hers("b"), user("c d e")), 3)[-1] == user("e")


@given(
    st.lists(st.tuples(st.sampled_from(["user", "assistant"]), st.integers(1, 30)), max_size=20),
    st.integers(5, 90),
)
def test_a_prompt_fits_alternates_and_ends_with_the_user(
    said: list[tuple[Literal["user", "assistant"], int]], room: int
) -> None:
    made = history(*(Message(role, "word " * count) for role, count in said), user("Well?"))
    prompt = fitted(made, room)
    assert prompt[0] == PERSONA[0]
    assert [m.role for m in prompt[1:]] == ["user", "assistant"] * ((len(prompt) - 2) // 2) + ["user"]


# --------------------------------------------------------------------------------------------- mind


async def answered(mind: LocalMind) -> str:
    async with mind.answer() as pieces:
        return "".join([piece async for piece in pieces]).strip()


def last(messages: Sequence[Message]) -> str:
    return f"to: {messages[-1].content}"


def test_the_mind_answers_the_last_turn_from_persona_and_history() -> None:
    model = ScriptedModel(last)
    mind = LocalMind(model, Persona())

    async def talk() -> list[str]:
        mind.hears("Hello.")
        first = await answered(mind)
        mind.said("Hi", interrupted=True)
        mind.hears("How are you?")
        return [first, await answered(mind)]

    assert anyio.run(talk) == ["to: Hello.", "to: How are you?"]
    shown = Persona().prompt()
    assert model.prompts[1] == [*shown, user("Hello."), hers("Hi —"), user("How are you?")]


def test_the_answer_always_has_room_in_the_window() -> None:
    fixed = sum(len(message.content.split()) + 1 for message in Persona().prompt())
    model = ScriptedModel(last, context_tokens=fixed + 100)
    mind = LocalMind(model, Persona(), Brevity(max_tokens=50))

    async def talk() -> None:
        for n in range(30):
            mind.hears(f"A question of seven words, number {n}.")
            await answered(mind)
            mind.said("An answer.", interrupted=False)

    anyio.run(talk)
    longest = max(sum(len(m.content.split()) + 1 for m in prompt) for prompt in model.prompts)
    assert fixed < longest <= fixed + 50


@pytest.mark.parametrize(
    "text", ["Tell me a story.", "Explain how a fridge works.", "Go on.", "Tell me more about Rome, please."]
)
def test_who_asks_for_more_gets_more(text: str) -> None:
    mind = LocalMind(ScriptedModel(lambda _: "word " * 1000), Persona(), Brevity(2, 10, 9, 20))
    mind.hears(text)
    assert mind.sentences() == 9
    assert len(anyio.run(answered, mind).split()) == 20
    mind.hears("Thanks. Is it late?")
    assert mind.sentences() == 2
    assert len(anyio.run(answered, mind).split()) == 10
