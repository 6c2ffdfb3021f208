"""What never reaches the model, and what must."""

from __future__ import annotations

import pytest

from samantha.mind.limits import plain_answer


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
        ("Set a timer for five minutes.", "time"),
        ("Remind me to call Catherine.", "time"),
        ("Google the tallest building.", "online"),
        ("What are the latest headlines?", "online"),
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
    ],
)
def test_what_she_can_talk_about_goes_to_the_model(request_text: str) -> None:
    assert plain_answer(request_text) is None
