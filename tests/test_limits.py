"""What never reaches the model, and what must."""

from __future__ import annotations

import pytest

from samantha.core.candour import Candour
from samantha.mind import limits
from samantha.mind.limits import plain_answer
from samantha.session.reply import clauses_of


@pytest.mark.parametrize(
    ("request_text", "word"),
    [
        ("Are you a human?", "program"),
        ("Are you really a real person?", "program"),
        ("are you real", "program"),
        ("What did you do last night?", "computer"),
        ("Where do you live?", "computer"),
        ("Hi ESP, turn off dining room.", "switch"),
        ("Turn the lights off.", "switch"),
        ("Please play some music.", "play"),
        ("What is the weather in Paris?", "weather"),
        ("Is it going to rain tomorrow?", "weather"),
        ("Can you check the status of my order number 12345?", "orders"),
        ("I'd like to check my order status please.", "orders"),
        ("Where is my parcel?", "orders"),
        ("Google the tallest building.", "online"),
        ("What are the latest headlines?", "online"),
        ("Export the letter as a PDF.", "samantha letters export"),
        ("Can you print my letter to Amy?", "samantha letters export"),
    ],
)
def test_what_she_cannot_do_is_said_plainly(request_text: str, word: str) -> None:
    answer = plain_answer(request_text)
    assert answer is not None
    assert word in answer


@pytest.mark.parametrize(
    "request_text",
    [
        "Should I get a dog or a cat?",
        "What does Norway export to Germany?",
        "I wrote a letter today.",
        "Would you rather fight a bear or a shark?",
        "Is it safe to swim in the Seine?",
        "How are you?",
        "I met a real person today.",
        "What could I cook for two friends tonight?",
        "In what order should I read the books?",
        "I can't turn my neck.",
        "Why does it rain so much in England?",
        "What time of the year is the best for a walk?",
        "I had a call with my mother.",
        "Why is the news always bad?",
        "who do i send rent to",
        "When did I text Amy to say sorry?",
    ],
)
def test_what_she_can_talk_about_goes_to_the_model(request_text: str) -> None:
    assert plain_answer(request_text) is None


@pytest.mark.parametrize(
    "asked",
    [
        "How many others are you talking to?",
        "How many people do you talk to right now?",
        "Are you talking to someone else?",
        "Do you speak with other people too?",
    ],
)
def test_how_many_others_there_are_is_no_invention(asked: str) -> None:
    assert plain_answer(asked) == "To nobody else. I hold one conversation at a time, and it is this one."


def test_talk_about_other_people_is_not_that_question() -> None:
    assert plain_answer("How many people live in Rome?") is None
    assert plain_answer("I was talking to someone else yesterday.") is None


@pytest.mark.parametrize("line", [line for _, line in limits._LINES])
def test_every_prepared_line_is_said_whole(line: str) -> None:
    """Clause by clause, as it is spoken: none of them is taken for something she had better not say."""
    candour = Candour("Set a timer.")
    assert " ".join(candour.passes(clauses_of(line)) + candour.rest()) == line
