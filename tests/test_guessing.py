"""Requests in words nobody thought of: the model chooses an order inside a grammar, and she asks first."""

from __future__ import annotations

import random
import re
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import anyio
import pytest
from tests.test_understanding import Words

from samantha.hands import orders
from samantha.hands.chance import chance
from samantha.hands.clock import clock
from samantha.hands.guessing import Guessing
from samantha.hands.likely import Likely
from samantha.hands.lists import lists
from samantha.hands.notes import notes
from samantha.hands.paraphrases import Paraphrases
from samantha.hands.reminder_book import Book
from samantha.hands.reminders import reminders
from samantha.hands.said import said
from samantha.hands.skill import Hands
from samantha.hands.sums import sums
from samantha.hands.times import find
from samantha.hands.units import units
from samantha.ports import Message
from samantha.testing.fakes import ScriptedModel

NOW = datetime(2026, 11, 25, 14, 30, tzinfo=ZoneInfo("America/New_York"))  # a Wednesday


def able(folder: Path) -> Hands:
    tools = [clock(), sums(), units(), lists(folder), notes(folder), chance(random.Random(1))]
    return Hands([*tools, reminders(Book(folder / "reminders.json"), None)], lambda: NOW)


def talk(folder: Path, order: str, *turns: str) -> list[str | None]:
    """What is answered when the model makes this order of every turn; None: nothing was understood."""

    def model(messages: Sequence[Message]) -> str:
        return order

    async def run() -> list[str | None]:
        hands = able(folder)
        guessing = Guessing(hands, ScriptedModel(model))
        known = await Paraphrases.learn(Words(), Words().at_once)
        await guessing.prepare(await Likely.learn(Words(), Words().at_once, known))
        answers: list[str | None] = []
        for turn in turns:
            act = hands.understands(turn) or guessing.understands(turn)
            answers.append(await act() if act else None)
        return answers

    return anyio.run(run)


SAID = "An hour for the laundry, about in an hour poke, you and me?"
"""Much like a sentence that is known to be a request."""


def test_what_the_model_understood_is_asked_about_before_it_is_done(tmp_path: Path) -> None:
    asked, done = talk(tmp_path, "remind me about the laundry in an hour", SAID, "Yes.")
    assert asked == "Shall I remind you about the laundry today at 3:30 in the afternoon?"
    assert done == "Today at 3:30 in the afternoon I'll remind you about the laundry."
    assert talk(tmp_path, "remind me about the laundry in an hour", SAID, "No.")[-1] == "All right, I'll leave it."
    assert len(Book(tmp_path / "reminders.json").all()) == 1


def test_what_only_tells_is_told_at_once(tmp_path: Path) -> None:
    assert talk(tmp_path, "what time is it in Tokyo", SAID) == ["In Tokyo it's 4:30 at night, tomorrow."]


def test_dictation_begins_by_plain_words_alone(tmp_path: Path) -> None:
    assert talk(tmp_path, "write a letter to Paul", SAID) == [
        'If that is what you want, say "write a letter to Paul".'
    ]


def test_talk_goes_back_to_the_conversation(tmp_path: Path) -> None:
    assert talk(tmp_path, "talk", SAID) == [None]
    assert talk(tmp_path, "an order that no tool knows", SAID) == [None]


def test_what_is_surely_talk_or_told_by_others_never_comes_to_the_model(tmp_path: Path) -> None:
    told = talk(tmp_path, "cancel the alarm", "I had a strange dream last night.", f"My brother said, {SAID}", "Hm.")
    assert told == [None, None, None]


@pytest.mark.parametrize(
    "order",
    [
        "remind me to water the plants tomorrow at nine",
        "remind me about the bins at noon",
        "remind me that the rent is due tomorrow at nine",
        "set a timer for a quarter of an hour for the soup",
        "cancel the eggs timer",
        "cancel the reminder about the rent",
        "how long is left on the eggs timer",
        "add oat milk and rice to my shopping list",
        "take butter off my shopping list",
        "is rice on my shopping list",
        "clear my to do list",
        "take a note: the key is under the pot",
        "what did I note about the key",
        "delete the note about the key",
        "add five minutes to the eggs timer",
        "make the alarm half an hour later",
        "move the alarm to seven",
        "wake me at half past six",
        "what is the date next Wednesday",
        "what day of the week is January 4th",
        "how many days until January 4th",
        "calculate seven times twelve",
        "calculate 15 percent of 80",
        "how many kilos are in 150 pounds",
        "choose between tea and coffee",
    ],
)
def test_every_order_is_one_that_a_tool_knows(order: str, tmp_path: Path) -> None:
    assert able(tmp_path).understands(order) is not None


def allowed(grammar: str, order: str) -> bool:
    """Whether a grammar of this simple kind takes the words: its rules as one regular expression."""
    rules = dict(line.split(" ::= ", 1) for line in grammar.splitlines())

    def pattern(rule: str) -> str:
        parts = re.findall(r'"(?:[^"\\]|\\.)*"|\w+|[()|?]', rule)
        made = ""
        for part in parts:
            if part.startswith('"'):
                made += re.escape(part[1:-1].replace('\\"', '"').replace("\\n", "\n"))
            else:
                made += f"(?:{pattern(rules[part])})" if part in rules else part.replace("(", "(?:")
        return made

    return re.fullmatch(pattern(rules["root"]), f" {order}\n") is not None


def test_the_grammar_takes_the_turns_own_words_and_times_only() -> None:
    grammar = orders.grammar(find(said("Poke me in an hour about the wet laundry."), NOW))
    assert allowed(grammar, "remind me about the wet laundry in an hour")
    assert allowed(grammar, "add wet laundry to my shopping list")
    assert allowed(grammar, "talk")
    assert not allowed(grammar, "remind me about the wet laundry in two hours")
    assert not allowed(grammar, "remind me about the dry laundry in an hour")
    assert not allowed(grammar, "delete everything")
