""" "Forget that" is the last deed while that is thought of, else what was just told; "undo" asks of what is old."""

from __future__ import annotations

import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import anyio
import pytest
from tests.test_memory import WordEmbedder

from samantha.core.notes import Turn
from samantha.hands.clock import clock
from samantha.hands.lists import lists
from samantha.hands.reminder_book import Book
from samantha.hands.reminders import reminders
from samantha.hands.skill import Hands
from samantha.mind.memory.memory import MemoryOfUser
from samantha.mind.memory.skill import MemorySkill
from samantha.ports import Skill

ZONE = ZoneInfo("America/New_York")
UNDONE = "I've undone that."


class Home:
    """Hands and memory as a conversation asks them: turn by turn, the next where one finds that it was not meant."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.now = datetime.datetime(2026, 11, 25, 14, 30, tzinfo=ZONE)
        tools = [lists(folder / "lists"), reminders(Book(folder / "reminders.json"), None), clock()]
        self.hands = Hands(tools, lambda: self.now)
        self.memory = MemoryOfUser(
            folder, WordEmbedder(), clock=lambda: self.now.replace(tzinfo=None), conversation="this one"
        )
        self.about = MemorySkill(self.memory)
        self.hands.look_aside(self.about)
        self.turn = 0

    def say(self, *turns: str) -> str | None:
        """Her answer to the last of them; None: the model's."""

        async def run() -> str | None:
            answer: str | None = None
            for text in turns:
                answer = await self._turn(text)
            return answer

        return anyio.run(run)

    async def _turn(self, text: str) -> str | None:
        self.turn += 1
        skills: list[Skill] = [self.hands, self.about]
        acts = [
            skill.understands(text) for skill in skills
        ]  # as it is while she thinks ahead: before the turn is over
        for watch in (self.about.watch, self.hands.watch):
            watch(Turn(0, self.turn, text))
        for act in acts:
            if act is not None and (answer := await act()) is not None:
                await self.memory.settle()
                return answer
        await self.memory.settle()
        return None

    def list(self) -> list[str]:
        """What is on the shopping list."""
        file = self.folder / "lists" / "shopping.txt"
        return file.read_text().splitlines() if file.exists() else []


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home(tmp_path)


SCRAPS = ("Forget that.", "Scrap that.", "Undo that.", "Actually, forget it.", "Scratch that.")


@pytest.mark.parametrize("order", [*SCRAPS, "No, cancel that.", "Delete that, please."])
@pytest.mark.parametrize("between", ["", "It's really cold in here.", "What time is it?", "Do you like music?"])
def test_a_deed_of_a_turn_or_two_ago_is_taken_back(home: Home, order: str, between: str) -> None:
    home.say("Add milk to my shopping list.", *([between] if between else []))
    assert home.say(order) == UNDONE
    assert home.list() == []


@pytest.mark.parametrize("order", [one for one in SCRAPS if one != "Undo that."])
def test_what_was_told_just_now_is_forgotten_and_no_deed_before_it_taken_back(home: Home, order: str) -> None:
    home.say("Add milk to my shopping list.", "It's cold.", "Nice weather, though.", "My sister's name is Jane.")
    assert home.say(order) == "It's gone: one thing."
    assert home.list() == ["milk"]
    assert "Jane" not in str(home.memory.rows)


def test_a_fact_told_since_the_deed_is_what_is_to_be_forgotten(home: Home) -> None:
    assert home.say("Add milk to my shopping list.", "My sister's name is Jane.", "Forget that.") == (
        "It's gone: one thing."
    )
    assert home.list() == ["milk"]


def test_a_fact_asked_for_since_the_deed_is_what_is_to_be_forgotten(home: Home) -> None:
    home.say("My sister's name is Jane.", "Add milk to my shopping list.", "What is my sister's name?")
    assert home.say("Forget that.") == "It's gone: one thing."
    assert home.list() == ["milk"]


@pytest.mark.parametrize("order", ["Scrap that.", "Cancel that.", "Forget that.", "Forget it."])
def test_what_was_done_long_ago_stays(home: Home, order: str) -> None:
    home.say("Add milk to my shopping list.", "It's cold.", "Is it?", "Really cold.")
    home.say(order)
    assert home.list() == ["milk"]
    home.say("Add milk to my shopping list.")
    home.now += datetime.timedelta(minutes=20)
    home.say(order)
    assert home.list() == ["milk"]


@pytest.mark.parametrize("order", ["Never mind.", "Don't.", "Stop it."])
def test_never_mind_takes_back_what_was_done_in_the_turn_before_only(home: Home, order: str) -> None:
    assert home.say("Add milk to my shopping list.", order) == UNDONE
    home.say("Add milk to my shopping list.", "Should I have a coffee, I wonder.", order)
    assert home.list() == ["milk"]


def test_undo_of_what_is_long_ago_says_what_it_is_and_asks(home: Home) -> None:
    home.say("Add milk to my shopping list.", "It's cold.", "Is it?", "Really cold.")
    assert home.say("Undo that.") == (
        "The last thing I did is a while ago. I said: I've put milk on the shopping list. Shall I take that back?"
    )
    assert home.say("No.") == "All right, I'll leave it."
    assert home.list() == ["milk"]
    assert home.say("Undo that.", "Yes.") == UNDONE
    assert home.list() == []


def test_undo_never_forgets_what_was_told(home: Home) -> None:
    home.say("Add milk to my shopping list.", "It's cold.", "Is it?", "My sister's name is Jane.")
    assert str(home.say("Undo that.")).endswith("Shall I take that back?")
    assert "Jane" in str(home.memory.rows)


def test_undo_again_is_the_one_before(home: Home) -> None:
    home.say("Add milk to my shopping list.", "It's cold.", "Is it?", "Add tea to my shopping list.", "Undo that.")
    assert home.say("Undo that.") == UNDONE


def test_with_nothing_done_undo_says_so(home: Home) -> None:
    assert home.say("Undo that.") == "There is nothing I could undo."
