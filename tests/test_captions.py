"""What a conversation looks like on a terminal, in a file, and at the keyboard."""

from __future__ import annotations

import io
import re

import pytest
from rich.console import Console

from samantha.cli.captions import Captions, Replies
from samantha.core import notes
from samantha.core.notes import Note, Stages

STAGES = Stages(600, 200, 300, 300, 90, 10)


def screen(printed: str) -> list[str]:
    """The lines that stand on the terminal in the end."""
    plain = re.sub(r"\x1b\[[\d;]*m", "", printed)
    return [line.rsplit("\r\x1b[2K", 1)[-1].rstrip() for line in plain.split("\n")]


def captions(*seen: Note, terminal: bool = True, name: str = "Samantha", width: int = 60) -> list[str]:
    file = io.StringIO()
    show = Captions(
        Console(file=file, force_terminal=terminal, width=width, highlight=False, _environ={"TERM": "xterm"}), name
    )
    for note in seen:
        show(note)
    if not terminal:
        assert "\x1b" not in file.getvalue() and "\r" not in file.getvalue()
    return screen(file.getvalue())


TURN: list[Note] = [
    notes.Listening(0),
    notes.UserStarted(0, 1),
    notes.Partial(0, 1, "Should I get"),
    notes.UserStarted(0, 1),
    notes.Partial(0, 1, "Should I get a dog?"),
    notes.Turn(0, 1, "Should I get a dog?"),
    notes.ReplyStarted(0, 1, 1),
    notes.ClauseStarted(0, 1, "A cat,"),
    notes.ClauseStarted(0, 1, "I would say."),
    notes.ReplyEnded(0, 1, 1, "finished", "A cat, I would say."),
    notes.TurnSummary(0, 1, 1, STAGES),
]

SHOWN = [
    "You       Should I get a dog?",
    "Samantha  A cat, I would say.",
    "          1.50 s after you stopped",
    "",
]


@pytest.mark.parametrize("terminal", [True, False])
def test_a_turn_and_its_answer(terminal: bool) -> None:
    first, *others = captions(*TURN, terminal=terminal)
    assert first.startswith("Listening.")
    assert others == SHOWN


def test_words_that_are_certain_are_not_dim_and_the_others_are() -> None:
    file = io.StringIO()
    console = Console(file=file, force_terminal=True, width=60, highlight=False, _environ={"TERM": "xterm"})
    Captions(console, "Samantha")(notes.Partial(0, 1, "Should I get", stable="Should I"))
    assert re.split(r"(\x1b\[[\d;]*m)", file.getvalue().rsplit("\x1b[2K")[-1])[2:] == [
        "You       ",
        "\x1b[0m",
        "Should I",
        "\x1b[2m",
        " get",
        "\x1b[0m",
        "",
    ]


def test_words_appear_as_they_are_heard() -> None:
    assert captions(notes.UserStarted(0, 1))[-1] == "You       …"
    assert captions(notes.UserStarted(0, 1), notes.Partial(0, 1, "Should I"))[-1] == "You       Should I"


def test_her_words_appear_clause_by_clause() -> None:
    assert captions(notes.ClauseStarted(0, 1, "A cat,"))[-1] == "Samantha  A cat,"


def test_of_long_words_in_the_making_the_end_is_shown_in_one_line() -> None:
    shown = captions(notes.Partial(0, 1, "word " * 30 + "end"), width=40)
    assert len(shown) == 1
    assert len(shown[0]) <= 40 and shown[0].endswith("word end")


def test_what_was_no_turn_leaves_no_trace() -> None:
    assert captions(notes.UserStarted(0, 1), notes.Dropped(0, 1)) == [""]


@pytest.mark.parametrize("reason", ["interrupted", "hushed"])
def test_a_dash_shows_where_she_was_cut_off(reason: notes.EndReason) -> None:
    assert captions(notes.ClauseStarted(0, 1, "I think"), notes.ReplyEnded(0, 1, 1, reason, "I")) == [
        "Samantha  I think —",
        "",
    ]


def test_a_murmur_does_not_break_her_line() -> None:
    shown = captions(
        notes.ClauseStarted(0, 1, "I think"),
        notes.UserStarted(0, 2),
        notes.Partial(0, 2, "mm"),
        notes.Dropped(0, 2),
        notes.ClauseStarted(0, 1, "so."),
    )
    assert shown == ["Samantha  I think so."]


def test_a_reply_nobody_heard_shows_nothing() -> None:
    assert captions(notes.ReplyEnded(0, 1, 1, "user_went_on", ""), notes.TurnSummary(0, 1, 1, None)) == [""]


def test_trouble_has_a_line_of_its_own() -> None:
    trouble = notes.Trouble(0, "ears", "no [ears]")
    assert captions(notes.UserStarted(0, 1), trouble) == ["(ears: no [ears])", ""]
    assert captions(notes.ClauseStarted(0, 1, "I think"), trouble, notes.ClauseStarted(0, 1, "so.")) == [
        "Samantha  I think",
        "(ears: no [ears])",
        "Samantha  so.",
    ]


@pytest.mark.parametrize(
    "text", ["[bold]loud[/bold]", "a [/dim] b", r"C:\[x]", ":dog:", "back\\", "[1] two", "100 %"]
)
def test_words_are_shown_as_they_are_whatever_they_look_like(text: str) -> None:
    assert captions(notes.Partial(0, 1, text))[-1] == f"You       {text}"
    assert captions(notes.Turn(0, 1, text))[-2] == f"You       {text}"
    assert captions(notes.ClauseStarted(0, 1, text))[-1] == f"Samantha  {text}"


def test_she_has_the_name_she_was_given() -> None:
    assert captions(notes.ClauseStarted(0, 1, "Yes."), name="Al [x]") == ["Al [x]    Yes."]
    assert captions(notes.ClauseStarted(0, 1, "Yes."), name="Maximiliana") == ["Maximiliana Yes."]


def replies(*seen: Note, prompt: str = "") -> str:
    file = io.StringIO()
    show = Replies(Console(file=file, width=20, highlight=False), prompt)
    for note in seen:
        show(note)
    return file.getvalue()


def test_in_a_pipe_only_her_words_are_printed_a_line_a_reply() -> None:
    assert replies(*TURN, *TURN[5:]) == "A cat, I would say.\nA cat, I would say.\n"


def test_a_reply_that_was_not_heard_is_no_line() -> None:
    assert replies(notes.Listening(0), notes.ReplyEnded(0, 1, 1, "failed", "")) == ""


def test_a_prompt_asks_for_the_next_line() -> None:
    assert replies(*TURN, prompt="> ") == "> A cat, I would say.\n> "


def test_her_words_are_printed_as_they_are() -> None:
    assert (
        replies(notes.ClauseStarted(0, 1, "See [1] and :dog: here, and more.")) == "See [1] and :dog: here, and more."
    )
