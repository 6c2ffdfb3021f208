"""Which questions are of the user's own life, with the real model of meaning."""

from __future__ import annotations

import datetime
from pathlib import Path

import anyio
import pytest

from samantha.core import notes
from samantha.engines.embed import MiniLM
from samantha.mind.memory.asking import asks, opens_as_question
from samantha.mind.memory.memory import MemoryOfUser
from samantha.mind.memory.skill import DOUBTED, OWN, PERHAPS_OWN, MemorySkill
from samantha.models.store import Store
from samantha.service.loading import MEANING_MODEL

pytestmark = pytest.mark.real

TOLD = (
    "Start at Mungadal shed Thursday, six stands, about nine thousand head to go through.",
    "The contractor's Trev Holloway.",
    "My sister Lily can't stand mushrooms.",
)


@pytest.fixture
def memory(tmp_path: Path) -> MemoryOfUser:
    async def told() -> MemoryOfUser:
        meaning = await MiniLM.load(Store().path(MEANING_MODEL))
        mine = MemoryOfUser(tmp_path, meaning, clock=lambda: datetime.datetime(2026, 11, 25, 12), conversation="one")
        skill = MemorySkill(mine)
        for turn, text in enumerate(TOLD, 1):
            skill.watch(notes.Turn(0, turn, text))
        await mine.settle()
        return mine

    return anyio.run(told)


@pytest.mark.parametrize(
    "text", ["who's the contractor", "How many head are there to shear?", "What kind of pizza should I get Lily?"]
)
def test_what_only_the_user_can_have_told_is_of_their_life(memory: MemoryOfUser, text: str) -> None:
    assert memory.personal(text) >= PERHAPS_OWN


@pytest.mark.parametrize(
    "text",
    [
        "Who's the queen of Denmark?",
        "how do you get red wine out of a carpet",
        "Why do cats purr?",
        "Who wrote Emma?",
    ],
)
def test_what_anybody_can_tell_is_not(memory: MemoryOfUser, text: str) -> None:
    assert memory.personal(text) < OWN


def test_what_was_never_told_is_admitted(memory: MemoryOfUser) -> None:
    act = MemorySkill(memory).never_told("What's my landlord's phone number?")
    assert act is not None
    assert (anyio.run(act) or "").startswith(("You've never told me", DOUBTED))


@pytest.mark.parametrize(("text", "own"), [("When's my sister's birthday?", True), ("How high is Everest?", False)])
def test_without_a_model_of_meaning_words_have_to_do(tmp_path: Path, text: str, own: bool) -> None:
    memory = MemoryOfUser(tmp_path, None, clock=lambda: datetime.datetime(2026, 11, 25, 12), conversation="one")
    assert (memory.personal(text) >= OWN) is own


@pytest.mark.parametrize("text", ["who's the cook", "Got how many vegetarians?", "When's the vet?"])
def test_questions_are_seen_by_their_mark_or_first_words(text: str) -> None:
    assert asks(text)


@pytest.mark.parametrize("text", ["Could you open the window?", "I wonder.", "When I was at school we passed notes."])
def test_requests_and_statements_are_no_questions(text: str) -> None:
    assert not asks(text)


def test_an_order_does_not_begin_like_a_question() -> None:
    assert opens_as_question("Which pub's the quiz in, sure I'd forget me own head")
    assert not opens_as_question("What I told you about the trip, lose it")
