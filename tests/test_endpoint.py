"""How long a pause must last before the turn is over, by the words so far."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as some

from samantha.core.clock import ms, samples
from samantha.core.endpoint import Outlook, Pauses, needed_silence

PAUSES = Pauses(
    finished_ms=500,
    unsure_ms=700,
    unfinished_ms=1200,
    sway_ms=200,
    over=0.9,
    going_on=0.1,
    shortest_ms=350,
    longest_ms=1300,
)


@pytest.mark.parametrize(
    "text",
    [
        "Should I get a dog or a cat?",
        "Stop!",
        "I think so.",
        "Can you turn it on?",
        "What was that?",
        "What is it like?",
        "Yes, I do.",
        "Where are you from?",
        "Why not?",
        "Do you know what that is like, please?",
        'She said "never."',
        "When I was a child, we lived near the sea.",
        "If it rains, should I take the bus?",
        "When does it open?",
        "I will call you when I am home.",
        "Until tomorrow!",
    ],
)
def test_a_complete_sentence_is_over_soon(text: str) -> None:
    assert needed_silence(text, PAUSES) == samples(500)


@pytest.mark.parametrize(
    "text",
    [
        "I would like to",
        "I would like to.",  # Whisper closes whatever it hears
        "Could you tell me the",
        "And then I went to the shop and...",
        "Um.",
        "Well, let's",
        "I don’t know, because",
        "On Monday,",
        "I was going to —",
        "So I said…",
        "It's",
        "Remind me that",  # not closed: it goes on
        "I was wondering whether.",
        "Is there any difference between?",
        "When I was a child.",
        "Thank you. If it rains tomorrow.",
    ],
)
def test_a_sentence_that_leads_on_is_waited_for(text: str) -> None:
    assert needed_silence(text, PAUSES) == samples(1200)


@pytest.mark.parametrize("text", ["Tell me about Rome", "dog or cat", "", "?!", "  "])
def test_what_is_neither_gets_a_moment_more(text: str) -> None:
    assert needed_silence(text, PAUSES) == samples(700)


@pytest.mark.parametrize(
    ("finished", "expected_ms"),
    [(1.0, 500), (0.9, 500), (0.3, 850), (0.1, 1200), (0.0, 1200)],
)
def test_the_sound_bends_what_the_words_ask_for(finished: float, expected_ms: int) -> None:
    assert ms(needed_silence("dog or cat", PAUSES, Outlook(finished))) == expected_ms


def test_whatever_is_heard_there_is_a_shortest_and_a_longest_pause() -> None:
    assert needed_silence("Stop!", PAUSES, Outlook(1.0)) == samples(350)
    assert needed_silence("I would like to", PAUSES, Outlook(0.0)) == samples(1300)


def test_behind_a_statement_more_may_follow() -> None:
    pauses = Pauses(finished_ms=500, sway_ms=250, more_ms=500, done=0.95)
    assert ms(needed_silence("I had a long day.", pauses, Outlook(over=1.0, done=0.6))) == 500
    assert ms(needed_silence("What time is it?", pauses, Outlook(over=1.0, done=0.98))) == 250
    assert ms(needed_silence("Could you tell me the", pauses, Outlook(over=0.0, done=0.0))) == 1500


def test_thresholds_that_meet_make_a_switch() -> None:
    switch = Pauses(over=0.5, going_on=0.5)
    assert needed_silence("Stop!", switch, Outlook(0.6)) < needed_silence("Stop!", switch, Outlook(0.4))


def test_as_delivered_both_witnesses_together_make_an_answer_quick_and_a_pause_safe() -> None:
    pauses = Pauses()
    assert ms(needed_silence("What time is it?", pauses, Outlook(0.98))) == 300
    assert ms(needed_silence("Could you tell me the", pauses, Outlook(0.98))) > 700  # outlasts a thought
    assert ms(needed_silence("Could you tell me the", pauses, Outlook(0.001))) == 1500
    assert ms(needed_silence("Do you know how to?", pauses, Outlook(0.001))) == 1300  # whatever the transcript closes


@given(
    text=some.sampled_from(["Stop!", "dog or cat", "I would like to", ""]),
    one=some.floats(0, 1),
    other=some.floats(0, 1),
)
def test_the_more_it_sounds_over_the_sooner_it_is(text: str, one: float, other: float) -> None:
    low, high = sorted((one, other))
    assert needed_silence(text, PAUSES, Outlook(high)) <= needed_silence(text, PAUSES, Outlook(low))
