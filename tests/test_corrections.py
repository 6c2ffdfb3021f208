"""Undo, and "no, I meant ...", over every tool: what was done is taken back, and done as it was meant."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import anyio
import pytest
from tests.turns import talk

from samantha.hands.calendar.desk import Desk
from samantha.hands.calendar.shelf import Shelf
from samantha.hands.calendar.tool import calendar
from samantha.hands.letters.dictation import Dictation
from samantha.hands.letters.shelf import Shelf as Letters
from samantha.hands.lists import lists
from samantha.hands.notes import notes
from samantha.hands.reminder_book import Book
from samantha.hands.reminders import reminders
from samantha.hands.skill import Hands

ZONE = ZoneInfo("America/New_York")
NOW = datetime(2026, 11, 25, 14, 30, tzinfo=ZONE)  # a Wednesday


class Home:
    """Everything that can be changed by voice, in a folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        tools = [
            reminders(Book(folder / "reminders.json"), None),
            lists(folder / "lists"),
            notes(folder / "lists"),
            calendar(Desk(Shelf(folder / "calendars", lambda: ZONE))),
        ]
        self.hands = Hands(tools, lambda: NOW)

    def ask(self, *turns: str) -> list[str | None]:
        async def all_of_it() -> list[str | None]:
            answers: list[str | None] = []
            for turn in turns:
                act = self.hands.understands(turn)
                answers.append(await act() if act else None)
            return answers

        return anyio.run(all_of_it)

    def there(self) -> dict[str, str]:
        """What is on the disk, by file."""
        files = (file for file in self.folder.rglob("*") if file.is_file() and not file.name.startswith("."))
        texts = {str(file.relative_to(self.folder)): _text(file) for file in files}
        return {name: text for name, text in texts.items() if text not in ("", "[]")}


def _text(file: Path) -> str:
    if file.suffix != ".json":
        return file.read_text().strip()
    return json.dumps(sorted(json.loads(file.read_text()), key=lambda one: one["number"]))


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home(tmp_path)


BEFORE = (
    "Add milk and eggs to my shopping list.",
    "Take a note: the boiler makes a noise.",
    "Remind me to call Amy tomorrow at ten.",
    "Set a pasta timer for ten minutes.",
    "Wake me tomorrow at seven.",
    "Put lunch with Amy on Friday at noon.",
    "Put yoga every Tuesday at six in the evening.",
)


@pytest.mark.parametrize(
    "turns",
    [
        ["Add bread to my shopping list."],
        ["Take milk off my shopping list."],
        ["Swap milk for oat milk on my shopping list."],
        ["Clear my shopping list."],
        ["Start a new packing list with socks."],
        ["Take a note: Paul has the key."],
        ["Delete the note about the boiler."],
        ["Delete all my notes.", "Yes."],
        ["Delete my last note."],
        ["Remind me to water the plants on Friday at eight."],
        ["Move the reminder to eleven."],
        ["Make the reminder an hour later."],
        ["Cancel the reminder."],
        ["Cancel all my reminders."],
        ["Set a timer for five minutes."],
        ["Add five minutes to the pasta timer."],
        ["Cancel the pasta timer."],
        ["Wake me on Friday at eight."],
        ["Move the alarm to eight."],
        ["Cancel the alarm."],
        ["Put dinner with Isabella on Saturday at eight."],
        ["Move lunch with Amy to one."],
        ["Make lunch with Amy an hour longer."],
        ["Rename lunch with Amy to lunch with Paul."],
        ["Cancel lunch with Amy."],
        ["Cancel everything on Friday.", "Yes."],
        ["Move yoga to seven.", "only this one"],
        ["Move yoga to seven.", "all of them"],
        ["Move yoga on December 8th to seven.", "undo", "Move yoga an hour later from now on."],
        ["Cancel yoga.", "only this one"],
        ["Cancel all my yoga classes."],
    ],
)
def test_undo_takes_back_each_change_of_each_tool(home: Home, turns: Sequence[str]) -> None:
    home.ask(*BEFORE)
    before = home.there()
    home.ask(*turns)
    assert home.there() != before
    assert home.ask("Undo.") != [None]
    assert home.there() == before


@pytest.mark.parametrize(
    ("request_text", "correction", "as_if"),
    [
        ("Add milk to my shopping list.", "No, I meant bread.", "Add bread to my shopping list."),
        ("Add milk and eggs to my list.", "Sorry, I meant butter.", "Add milk and butter to my list."),
        ("Add milk to my shopping list.", "No, I meant the to-do list.", "Add milk to my to-do list."),
        ("Take a note: Paul's code is 4711.", "No, I said 4712.", "Take a note: Paul's code is 4712."),
        ("Remind me to call Amy tomorrow at ten.", "No, I meant Friday.", "Remind me to call Amy on Friday at ten."),
        ("Remind me to call Amy tomorrow at ten.", "No, at eleven.", "Remind me to call Amy tomorrow at eleven."),
        ("Remind me to call Amy at five.", "No, I meant Paul.", "Remind me to call Paul at five."),
        ("Set a timer for five minutes.", "No, I meant ten minutes.", "Set a timer for ten minutes."),
        ("Set a timer for five minutes.", "No, ten.", "Set a timer for ten minutes."),
        ("Set a pasta timer for five minutes.", "No, I meant rice.", "Set a rice timer for five minutes."),
        ("Wake me at seven.", "No, I meant 730.", "Wake me at 7:30."),
        ("Wake me on Friday at seven.", "No, I meant Saturday.", "Wake me on Saturday at seven."),
    ],
)
def test_a_correction_leaves_what_was_meant_and_nothing_else(
    tmp_path: Path, request_text: str, correction: str, as_if: str
) -> None:
    corrected, plain = Home(tmp_path / "one"), Home(tmp_path / "other")
    corrected.ask(request_text, correction)
    plain.ask(as_if)
    assert corrected.there() == plain.there()
    corrected.ask("Undo.")
    assert corrected.there() == {}


@pytest.mark.parametrize(
    ("request_text", "correction", "answer"),
    [
        ("Put lunch with Amy on Friday at noon.", "No, I meant Saturday.",
         "I've put Lunch with Amy in your calendar, on Saturday at noon."),
        ("Put lunch with Amy on Friday at noon.", "No, with Paul.",
         "I've put Lunch with Paul in your calendar, on Friday at noon."),
        ("Put lunch with Amy on Friday at noon.", "No, I meant Paul.",
         "I've put Lunch with Paul in your calendar, on Friday at noon."),
        ("Put lunch with Amy on Friday at noon.", "No, at 1230.",
         "I've put Lunch with Amy in your calendar, on Friday at 12:30 in the afternoon."),
    ],
)  # fmt: skip
def test_an_event_is_put_as_it_was_meant(home: Home, request_text: str, correction: str, answer: str) -> None:
    assert home.ask(request_text, correction)[1] == answer
    assert len(home.there()) == 1
    home.ask("Undo.")
    assert home.there() == {}


@pytest.mark.parametrize("talk_", ["No, I meant it as a joke.", "No, I said that yesterday.", "Sorry, I mean well."])
def test_talk_that_begins_like_a_correction_is_none(home: Home, talk_: str) -> None:
    home.ask("Add milk to my shopping list.")
    before = home.there()
    assert home.ask(talk_) == [None]
    assert home.there() == before


def test_a_move_and_a_cancelling_are_corrected(home: Home) -> None:
    home.ask(*BEFORE)
    assert home.ask("Move lunch with Amy to one.", "No, I meant two.")[1] == (
        "Lunch with Amy is now on Friday at 2 in the afternoon."
    )
    home.ask("Take milk off my shopping list.", "No, I meant eggs.")
    assert home.there()["lists/shopping.txt"] == "milk"
    home.ask("Cancel yoga on December 1st.", "No, I meant December 8th.")
    shelf = Shelf(home.folder / "calendars", lambda: ZONE)
    yoga = shelf.between(NOW, datetime(2026, 12, 20, tzinfo=ZONE), lambda name: name == "Yoga")
    assert [event.start.day for event in yoga] == [1, 15]


def test_a_letter_is_taken_back_step_by_step_and_goes_to_whom_it_was_meant(tmp_path: Path) -> None:
    shelf = Letters(tmp_path / "letters", lambda: NOW)
    skill = Dictation(shelf)
    assert talk(skill, "Write a letter to Catherine.", "No, I meant Kathryn.")[1].startswith("A letter to Kathryn.")
    assert [letter.newest.to for letter in shelf.letters()] == ["Kathryn"]
    talk(skill, "I miss you.", "I miss the garden.", "Undo that.")
    assert shelf.letters()[0].newest.text == "I miss you."
    talk(skill, "No, I meant to write.", "Change miss to love.", "undo", "That's all for now.")
    assert shelf.letters()[0].newest.text == "I miss you. No, I meant to write."
