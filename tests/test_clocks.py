"""Times of day as speech recognition writes them, found in requests and carried out."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.calendars import NOW, Calendars

from samantha.hands.said import said
from samantha.hands.times import find, only_when


@pytest.fixture
def home(tmp_path: Path) -> Calendars:
    home = Calendars(tmp_path)
    home.ask("Put dinner with Amy on Friday at eight.", "Put lunch with Paul on Friday at one.")
    return home


@pytest.mark.parametrize(
    ("text", "start"),
    [
        ("Move dinner to 730.", "19:30"),
        ("Move dinner to 7 30.", "19:30"),
        ("Move dinner to 7.30.", "19:30"),
        ("Move dinner to 7-30.", "19:30"),
        ("Move dinner to 7:30.", "19:30"),
        ("Move dinner to 730 pm.", "19:30"),
        ("Move dinner to 1930.", "19:30"),
        ("Move dinner to seven thirty.", "19:30"),
        ("Move dinner to half seven.", "19:30"),
        ("Move dinner to 730 on Friday.", "19:30"),
        ("Move dinner to 730 please.", "19:30"),
        ("Move lunch to 1230.", "12:30"),
        ("Move lunch to 130.", "13:30"),
        ("Move lunch to 12 30.", "12:30"),
        ("Move lunch to 1145.", "11:45"),
    ],
)
def test_hours_and_minutes_that_became_one_number(home: Calendars, text: str, start: str) -> None:
    home.ask(text)
    assert start in [begin[-5:] for _, begin, _ in home.seen()]


@pytest.mark.parametrize(
    ("text", "clock"),
    [
        ("remind me at 730 to call Amy", (7, 30, False)),
        ("set an alarm for 630", (6, 30, False)),
        ("wake me at 0645", (6, 45, True)),
        ("wake me up tomorrow at 1800 hours", (18, 0, True)),
        ("put dinner on saturday 745 pm", (19, 45, True)),
        ("put dinner on saturday at 2030", (20, 30, True)),
        ("put a call on friday from 930 to 1015", (9, 30, False)),
        ("meet me at 7.30 tomorrow", (7, 30, False)),
        ("set an alarm for 6.30", (6, 30, False)),
    ],
)
def test_it_is_found_where_a_time_stands(text: str, clock: tuple[int, int, bool]) -> None:
    found = find(said(text), NOW).whens[0].clock
    assert found is not None
    assert (found.hour, found.minute, found.sure) == clock


@pytest.mark.parametrize(
    "text",
    [
        "set the oven to 200",
        "set the oven at 350 degrees",
        "count to 100",
        "add 250 grams of flour",
        "what is 730 plus 12",
        "call 911",
        "it went from 100 to 1000",
        "the house was built in 1930",
        "version 7-30 of the program",
        "we have 730 tomatoes",
    ],
)
def test_numbers_stay_numbers(text: str) -> None:
    assert not any(when.clock for when in find(said(text), NOW).whens)


def test_what_may_be_a_year_is_asked_about(home: Calendars) -> None:
    before = home.seen()
    assert home.ask("Move dinner to 2030.") == [
        "Do you mean 8:30 in the evening, or the year 2030? At what time, or on which day?"
    ]
    assert home.seen() == before
    home.ask("At 8:30.")
    assert home.seen()[1][1] == "11-27 20:30"


def test_as_an_answer_it_is_a_time() -> None:
    for text, clock in (("730", (7, 30)), ("7 30", (7, 30)), ("to 1230", (12, 30)), ("half seven", (7, 30))):
        when = only_when(said(text), NOW)
        assert when is not None and when.clock is not None
        assert (when.clock.hour, when.clock.minute) == clock
    assert only_when(said("300"), NOW) is None
