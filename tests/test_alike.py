"""Names that sound alike: found, told from names that were said plainly, and confirmed wherever things have names."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import anyio
import pytest

from samantha.hands.alike import among, only_one, says, sounds, words
from samantha.hands.lists import lists
from samantha.hands.notes import notes
from samantha.hands.reminder_book import Book
from samantha.hands.reminders import reminders
from samantha.hands.skill import Hands

NOW = datetime(2026, 11, 25, 14, 30, tzinfo=ZoneInfo("America/New_York"))  # a Wednesday


class Home:
    """Somebody's lists, notes and reminders."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.book = Book(folder / "reminders.json")
        self.hands = Hands([reminders(self.book, None), lists(folder), notes(folder)], lambda: NOW)

    def ask(self, *turns: str) -> list[str | None]:
        async def all_of_it() -> list[str | None]:
            answers: list[str | None] = []
            for turn in turns:
                act = self.hands.understands(turn)
                answers.append(await act() if act else None)
            return answers

        return anyio.run(all_of_it)

    def reminders(self) -> list[str]:
        return [one.what for one in self.book.all()]

    def lines(self, name: str) -> list[str]:
        file = self.folder / f"{name}.txt"
        return file.read_text().splitlines() if file.exists() else []


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home(tmp_path)


@pytest.mark.parametrize(
    ("said", "name", "plainly", "by_ear"),
    [
        ("call Catherine", "to call Catherine", True, True),
        ("called Catherine", "to call Catherine", True, True),
        ("call Kathryn", "to call Catherine", False, True),
        ("Aimee", "lunch with Amy", False, True),
        ("past a", "pasta", False, True),
        ("lunches", "lunch with Amy", True, True),
        ("call Paul", "to call Catherine", False, False),
        ("Hans", "a hand", False, False),
        ("Al", "Ali", False, False),
    ],
)
def test_what_was_said_and_what_only_sounds_so(said: str, name: str, plainly: bool, by_ear: bool) -> None:
    wanted, own = words(said), words(name)
    assert (says(wanted, own), sounds(wanted, own)) == (plainly, by_ear)


def test_forms_of_a_word_are_the_word() -> None:
    assert among("tomatoes", ["tomato"]) and among("call", ["calling"])
    assert not among("is", ["i"]) and not among("king", ["k"])


# --- timers and reminders -------------------------------------------------------------------------------------------


def test_a_reminder_that_only_sounds_like_it_is_cancelled_after_a_yes(home: Home) -> None:
    home.ask("Remind me to call Catherine tomorrow at ten.")
    question = "Shall I cancel the reminder to call Catherine, tomorrow at 10 in the morning?"
    assert home.ask("Cancel the reminder to call Kathryn.", "No.") == [question, "All right, I'll leave it."]
    assert home.ask("Cancel the reminder to call Paul.", "No.")[0] == question
    assert home.reminders() == ["to call Catherine"]
    home.ask("Cancel the reminder to call Kathryn.", "Yes.")
    assert home.reminders() == []
    home.ask("undo")
    assert home.ask("Cancel the reminder to call Catherine.") == [
        "I've cancelled the reminder: to call Catherine, tomorrow at 10 in the morning."
    ]


def test_of_several_the_one_that_was_said_is_meant(home: Home) -> None:
    home.ask("Remind me to call Catherine tomorrow at ten.", "Remind me to call Paul tomorrow at nine.")
    home.ask("Cancel the reminder to call Paul.")
    assert home.reminders() == ["to call Catherine"]


def test_a_reminder_is_moved_after_a_yes_if_it_only_sounds_like_it(home: Home) -> None:
    home.ask("Remind me to call Catherine tomorrow at ten.")
    assert home.ask("Move the reminder to call Kathryn to eleven.", "Yes.") == [
        "Shall I change the reminder to call Catherine, tomorrow at 10 in the morning?",
        "I've moved it: to call Catherine, tomorrow at 11 in the morning.",
    ]


@pytest.mark.parametrize("heard", ["Cancel the past a timer.", "Cancel past a timer."])
def test_a_timer_whose_name_was_misheard_is_found_and_confirmed(home: Home, heard: str) -> None:
    home.ask("Set a pasta timer for ten minutes.", "Set a timer for five minutes.")
    assert home.ask(heard, "Yes.")[0] == "Shall I cancel the timer for pasta, today at 2:40 in the afternoon?"
    assert home.reminders() == ["5 minutes"]


def test_a_timer_that_is_not_there_is_none(home: Home) -> None:
    home.ask("Set a pasta timer for ten minutes.")
    assert home.ask("Cancel the egg timer.", "Stop being a timer.") == ["There is no such timer.", None]
    assert home.reminders() == ["pasta"]


# --- lists and notes ------------------------------------------------------------------------------------------------


def test_groceries_are_the_shopping_list(home: Home) -> None:
    home.ask("Add milk to the grocery list.", "Add eggs to my groceries.", "Put bread on the groceries list.")
    assert home.lines("shopping") == ["milk", "eggs", "bread"]


def test_a_list_whose_name_only_sounds_so_is_asked_about(home: Home) -> None:
    home.ask("Start a new packing list with socks.")
    assert home.ask("Add shoes to the pecking list.", "Yes.") == [
        "There is no pecking list. Shall I take the packing list?",
        "I've put shoes on the packing list.",
    ]
    assert home.ask("What's on the shipping list?", "yes")[0] == (
        "There is no shipping list. Shall I take the shopping list?"
    )
    assert home.ask("Add a hat to the peeking list.", "No.")[1] == "I've put a hat on the peeking list."
    assert (home.lines("packing"), home.lines("peeking")) == (["socks", "shoes"], ["a hat"])


def test_a_thing_that_only_sounds_so_is_struck_after_a_yes(home: Home) -> None:
    home.ask("Add call Catherine to my to-do list.", "Add water the plants to my to-do list.")
    assert home.ask("Take call Kathryn off my to-do list.", "No.")[0] == (
        "Shall I take call Catherine off the to-do list?"
    )
    assert home.ask("Take call Catherine off my to-do list.") == ["I've taken call Catherine off the to-do list."]
    assert home.lines("to-do") == ["water the plants"]


def test_a_thing_that_only_sounds_so_is_replaced_after_a_yes(home: Home) -> None:
    home.ask("Add pears to my shopping list.")
    assert (
        home.ask("Swap pairs for plums on my shopping list.", "Yes.")[0] == "Shall I put plums in the place of pears?"
    )
    assert home.lines("shopping") == ["plums"]


def test_a_note_that_only_sounds_so_is_deleted_after_a_yes(home: Home) -> None:
    home.ask("Take a note: Catherine likes tulips.")
    assert home.ask("Delete the note about Kathryn.", "No.")[0] == (
        "Shall I delete the note: Catherine likes tulips?"
    )
    home.ask("Delete the note about Catherine.")
    assert home.lines("notes") == []


@pytest.mark.parametrize(
    ("text", "place"),
    [("x", 0), ("eggs won", 0), ("past a", 1), ("basta", 1), ("weather", None), ("eggs pasta", None)],
)
def test_of_few_the_one_is_chosen_that_alone_sounds_so(text: str, place: int | None) -> None:
    options = ["for eggs, today at 2:35 in the afternoon", "for pasta, today at 2:40 in the afternoon"]
    assert only_one(text.split(), options) == place
