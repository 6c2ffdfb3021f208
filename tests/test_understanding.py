"""How a request in other words is understood: repaired, misheard, paraphrased, or only with the one before it."""

from __future__ import annotations

import random
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import anyio
import numpy as np
import pytest

from samantha.audio.pcm import Samples
from samantha.hands.chance import chance
from samantha.hands.clock import clock
from samantha.hands.lists import lists
from samantha.hands.paraphrases import Paraphrases
from samantha.hands.reminder_book import Book
from samantha.hands.reminders import reminders
from samantha.hands.repairs import repaired
from samantha.hands.skill import Hands

NOW = datetime(2026, 11, 25, 14, 30, tzinfo=ZoneInfo("America/New_York"))  # a Wednesday


class Words:
    """Texts with the same words mean the same."""

    async def embed(self, texts: Sequence[str]) -> Samples:
        return self.at_once(texts)

    def at_once(self, texts: Sequence[str]) -> Samples:
        rows = np.zeros((len(texts), 512), np.float32)
        for place, text in enumerate(texts):
            for word in text.lower().replace("?", "").replace(".", "").split():
                rows[place, sum(n * letter for n, letter in enumerate(word.encode(), 1)) % 512] += 1
        unit: Samples = rows / np.maximum(1e-6, np.linalg.norm(rows, axis=1, keepdims=True))
        return unit


@pytest.fixture
def hands(tmp_path: Path) -> Hands:
    book = Book(tmp_path / "reminders.json")
    tools = [clock(), lists(tmp_path), chance(random.Random(1)), reminders(book, None)]
    skill = Hands(tools, lambda: NOW)
    skill.understand_by(anyio.run(Paraphrases.learn, Words(), Words().at_once))
    return skill


def talk(hands: Hands, *turns: str) -> list[str | None]:
    async def all_of_it() -> list[str | None]:
        acts = [(act := hands.understands(turn)) and await act() for turn in turns]
        return [answer or None for answer in acts]

    return anyio.run(all_of_it)


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("Put apples, no, pears on the list.", "Put pears on the list."),
        ("What's 3 times 4, no, 3 times 5?", "What's 3 times 5?"),
        ("Call Amy at four, sorry, at five.", "Call Amy at five."),
        ("Add milk, um, eggs and, uh, bread.", "Add milk, eggs and bread."),
        ("Could you, um, put it there?", "Could you put it there?"),
        ("There is no, none at all.", "There is no, none at all."),
        ("No, thanks.", "No, thanks."),
        ("Hmm.", ""),
    ],
)
def test_hesitation_and_repairs_are_taken_out(said: str, meant: str) -> None:
    assert repaired(said) == meant


def test_other_words_are_understood_and_what_they_change_is_asked_first(hands: Hands, tmp_path: Path) -> None:
    assert talk(hands, "Is the timer almost done?") == ["There is no timer running."]
    talk(hands, "Set a timer for ten minutes.")
    assert talk(hands, "Make the timer cancel!", "No.") == ["Shall I cancel the timer?", "All right, I'll leave it."]
    assert len(Book(tmp_path / "reminders.json").all()) == 1
    talk(hands, "Make the timer cancel!", "Yes.")
    assert Book(tmp_path / "reminders.json").all() == []


def test_a_sentence_that_says_more_than_the_known_one_is_left_alone(hands: Hands) -> None:
    assert talk(hands, "Start timing ten minutes or twenty minutes") == [None]


@pytest.mark.parametrize(
    ("turns", "last"),
    [
        (("What time is it in Tokyo?", "And in London?"), "In London it's 7:30 in the evening."),
        (("Add milk to the shopping list.", "And eggs."), "I've put eggs on the shopping list."),
        (("Add milk to the shopping list.", "And how are you?"), None),
        (("Add milk to the shopping list.", "And what does that mean?"), None),
        (("Flip a coin.", "And you?"), None),
    ],
)
def test_a_turn_may_only_make_sense_with_the_one_before(hands: Hands, turns: Sequence[str], last: str | None) -> None:
    assert talk(hands, *turns)[-1] == last


def test_an_order_may_stand_behind_a_remark_but_not_behind_words_of_others(hands: Hands) -> None:
    told = talk(
        hands,
        "I'm boiling eggs, set a timer for six and a half minutes.",
        "The e-mail says, cancel the timer.",
        "My brother told me, cancel the timer.",
        "I read his message, cancel the timer.",
        "How long is left on the timer?",
    )
    assert told[0] == "I've set a timer, 6 minutes and 30 seconds from now."
    assert told[1:] == [None, None, None, "6 minutes and 30 seconds."]


def test_an_undo_that_was_misheard_needs_something_to_undo(hands: Hands, tmp_path: Path) -> None:
    assert talk(hands, "And do that.") == [None]
    talk(hands, "Add milk to my shopping list.", "And do that.")
    assert (tmp_path / "shopping.txt").read_text() == ""


def test_called_off_in_the_next_breath_it_is_taken_back_and_only_then(hands: Hands, tmp_path: Path) -> None:
    assert talk(hands, "Set a timer for six minutes.", "Sorry, cancel it.") == [
        "I've set a timer, 6 minutes from now.",
        "I've dropped the timer.",
    ]
    talk(hands, "Add lemons to the shopping list.", "Hmm, no, take those off again.")
    assert (tmp_path / "shopping.txt").read_text() == ""
    assert talk(hands, "What time is it?", "Scrap those.")[-1] is None
