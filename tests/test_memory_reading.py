"""What a turn tells: short sentences, whom "she" means, and which words a fact keeps."""

import datetime
from pathlib import Path

import pytest
from tests.test_memory import Talk

from samantha.mind.memory.reading import read

TODAY = datetime.date(2026, 11, 25)


def kept(text: str, last: str = "") -> list[tuple[str, str]]:
    """Whose each memory is, and its words."""
    return [(fact.subject, fact.words) for fact in read(text, TODAY, {}, last).facts]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("He passed!", [("son", "He passed!")]),
        ("She's pregnant.", [("son", "She's pregnant.")]),
        ("Last year he forgot all about it.", [("son", "Last year he forgot all about it.")]),
        ("I said he could have my old car.", [("me", "I said he could have my old car.")]),
        ("It's on Maple Street.", [("me", "It's on Maple Street.")]),
        ("It's blue.", [("me", "It's blue.")]),
        ("I know about two hundred words so far.", [("me", "I know about two hundred words so far.")]),
        ("It's awful.", []),
        ("It's so cold.", []),
        ("I said stop.", []),
        ("I know what you mean.", []),
        ("I see.", []),
    ],
)
def test_short_sentences_are_kept_if_they_tell_something(text: str, expected: list[tuple[str, str]]) -> None:
    assert [(subject if subject == "me" else "son", words) for subject, words in kept(text, "son")] == expected


def test_somebody_who_is_new_is_whom_the_next_sentence_means() -> None:
    facts = read("There's a new manager at work. Her name is Isabella and she's strict.", TODAY, {}).facts
    assert ("new manager", "name", "Isabella") in {(fact.subject, fact.attribute, fact.value) for fact in facts}


def test_a_name_keeps_none_of_what_else_its_sentence_tells(tmp_path: Path) -> None:
    talk = Talk(tmp_path)
    talk.say("My sister Catherine lives in Denver.")
    later = Talk(tmp_path, "2026-12-25")
    later.say("Catherine moved to Portland.")
    says = later.say("Where does Catherine live?") or ""
    assert "Portland" in says
    assert all("Denver" not in row.fact.words for row in later.memory.rows.values())


def test_a_name_is_forgotten_with_the_sentence_that_told_it(tmp_path: Path) -> None:
    talk = Talk(tmp_path)
    talk.say("My neighbor Tatiana owes me forty dollars.", "What do you know about my neighbor?", "Forget that.")
    assert not talk.memory.rows
    assert b"Tatiana" not in (tmp_path / "memory.sqlite3").read_bytes()


def test_who_is_who_does_not_part_what_was_told_in_one_go(tmp_path: Path) -> None:
    talk = Talk(tmp_path)
    talk.say("I broke the window of the school.", "I told my friend Amy about it.", "Forget that I broke the window.")
    assert not talk.memory.rows


def test_whatever_is_stated_is_kept_and_what_is_said_to_her_is_not(tmp_path: Path) -> None:
    talk = Talk(tmp_path)
    kept = (
        "Practice is Tuesdays and Fridays, Mill Park.",
        "can't stand coffee all of a sudden",
        "Forty-two ewes lambed so far.",
        "that weekend in Leeds cost four hundred",
    )
    talk.say(
        *kept, "Thank you very much.", "You have a lovely voice.", "Put it on the list.", "the room, how much was it"
    )
    assert [row.fact.words for row in talk.memory.rows.values()] == list(kept)


def test_a_scrap_belongs_to_the_sentence_before_it(tmp_path: Path) -> None:
    talk = Talk(tmp_path)
    talk.say("She hates the day centre. Hates it. Won't get in the minibus.")
    assert [row.fact.words for row in talk.memory.rows.values()] == [
        "She hates the day centre. Hates it.",
        "Won't get in the minibus.",
    ]
