"""Sums and units as they are told."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from tests.turns import talk

from samantha.hands.skill import Hands
from samantha.hands.sums import sums
from samantha.hands.units import units


@pytest.fixture
def hands() -> Hands:
    return Hands([units(), sums()], lambda: datetime(2026, 11, 25, 14, 30, tzinfo=UTC))


@pytest.mark.parametrize(
    ("turn", "answer"),
    [
        (
            "The bill came to 86 dollars 40 and there are three of us. What does each one pay?",
            "86.4 divided by 3 is 28.8.",
        ),
        (
            "There's a coat in the sale, it was eighty pounds and it's fifteen percent off. What would I pay?",
            "80 minus 15 percent is 68.",
        ),
        (
            "Dinner was 94 dollars. Put twenty percent on for the waiter, then split it four ways. How much each?",
            "94 plus 20 percent divided by 4 is 28.2.",
        ),
        (
            "Split a bill of 94 pounds 60 between four of us with a ten percent tip.",
            "94.6 plus 10 percent divided by 4 is 26.015.",
        ),
        ("My recipe's for four and needs 300 grams of rice. How much for six?", "300 divided by 4 times 6 is 450."),
        ("I got 18 out of 24 on my quiz, what percent is that?", "18 divided by 24 times 100 is 75."),
        ("If one jar is 2.49 and I need six of them, what'll it cost me?", "2.49 times 6 is 14.94."),
        ("I'm paying 62 dollars a month for the phone. What is it over a year?", "62 times 12 is 744."),
        (
            "The shopping came to thirteen sixty five and I handed over a twenty. How much change should I get?",
            "20 minus 13.65 is 6.35.",
        ),
        ("Average of 82, 91 and 77?", "82 plus 91 plus 77 divided by 3 is about 83.333."),
        ("A third plus a quarter, what does that make?", "About 0.583."),
        ("What's the square root of fifty, roughly?", "About 7.071."),
    ],
)
def test_a_sum_may_be_told_as_a_story(hands: Hands, turn: str, answer: str) -> None:
    assert talk(hands, turn) == [answer]


@pytest.mark.parametrize(
    "turn",
    [
        "I had 3 sisters and 2 brothers, and what a time we had.",
        "She was 18 and he was 24, and they split up.",
        "What would you do with a million dollars?",
        "I spent 40 years at sea and have 10 left.",
    ],
)
def test_not_every_story_with_numbers_is_a_sum(hands: Hands, turn: str) -> None:
    assert hands.understands(turn) is None


@pytest.mark.parametrize(
    ("turn", "answer"),
    [
        ("I'm twelve stone four. What's that in kilos, please?", "About 12.286 stone are about 78.018 kilograms."),
        (
            "The wind's fifteen knots, they said. What is that in miles an hour?",
            "15 knots are about 17.262 miles per hour.",
        ),
        (
            "The recipe says 350 Fahrenheit and my oven's in Celsius. What's that?",
            "350 degrees Fahrenheit are about 176.67 degrees Celsius.",
        ),
        ("Our plot is two acres, dear. How many hectares would that be?", "2 acres are about 0.809 hectares."),
        (
            "My internet's a hundred megabits per second. What's that in megabytes per second?",
            "100 megabits per second are 12.5 megabytes per second.",
        ),
        ("200 grams of butter in ounces?", "200 grams are about 7.055 ounces."),
        ("How many ounces in a pound and a half?", "1.5 pounds are 24 ounces."),
        ("How many tablespoons is a quarter of a cup?", "0.25 cups are 4 tablespoons."),
        ("How many megabytes are in two and a half gigs?", "2.5 gigabytes are 2,500 megabytes."),
        (
            "The sign says 130 kilometres an hour. How fast is that in miles per hour?",
            "130 kilometers per hour are about 80.778 miles per hour.",
        ),
    ],
)
def test_units_are_found_in_what_is_told(hands: Hands, turn: str, answer: str) -> None:
    assert talk(hands, turn) == [answer]


@pytest.mark.parametrize(
    "turn",
    [
        "I ran five miles today. How good is that?",
        "I've lost two pounds, what do you think of that?",
        "It takes an hour.",
    ],
)
def test_an_amount_that_is_only_told_of_is_not_converted(hands: Hands, turn: str) -> None:
    assert hands.understands(turn) is None


def test_for_a_tip_the_bill_is_asked_for(hands: Hands) -> None:
    told = "15 percent of 80 is 12; with it 92."
    assert talk(hands, "Could you work out the tip for us?", "80 dollars, fifteen percent")[1] == told
    assert talk(hands, "How much should we tip?", "It's 80 pounds.", "Fifteen.")[1:] == ["How many percent?", told]
    assert talk(hands, "What's the tip?", "Twenty percent of 12.")[1] == "20 percent of 12 is 2.4; with it 14.4."


def test_another_amount_of_the_same(hands: Hands) -> None:
    assert talk(hands, "What's five miles in kilometres?", "And ten?")[1] == "10 miles are about 16.093 kilometers."
