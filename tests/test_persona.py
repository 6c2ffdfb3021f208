"""What stands in front of every conversation."""

from __future__ import annotations

from samantha.mind.persona import Persona


def test_the_prompt_says_who_she_is_and_to_whom_she_speaks() -> None:
    system = Persona(name="Ada", user_name="Alex", manner="You love the sea.").prompt("Friday, May 1, 2026")[0]
    assert system.role == "system"
    assert "You are Ada" in system.content
    assert "Samantha" not in system.content
    assert "You are talking to Alex." in system.content
    assert "Today is Friday, May 1, 2026." in system.content
    assert system.content.endswith("You love the sea.")


def test_what_is_not_known_leaves_no_gap() -> None:
    system = Persona().prompt()[0].content
    assert "Today" not in system and "talking to" not in system
    assert "  " not in system and system == system.strip()


def test_she_is_told_what_she_is() -> None:
    assert "a program that lives on this person's own computer" in Persona().prompt()[0].content


def test_the_examples_are_exchanges_that_a_chat_template_takes() -> None:
    roles = [message.role for message in Persona().prompt()]
    assert roles[0] == "system"
    assert roles[1::2] == ["user"] * (len(roles) // 2)
    assert roles[2::2] == ["assistant"] * (len(roles) // 2)
