"""Recurring events by words: one time of a series, all of them, or all from one on, as real files."""

from __future__ import annotations

import random
from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import icalendar
import pytest
import recurring_ical_events
from tests.calendars import NOW, ZONE, Calendars, ics

from samantha.hands.calendar import series
from samantha.hands.calendar.shelf import Shelf

YOGA = (
    "SUMMARY:Yoga",
    "DTSTART;TZID=America/New_York:20261027T180000",
    "DTEND;TZID=America/New_York:20261027T190000",
    "RRULE:FREQ=WEEKLY;BYDAY=TU",
    "X-COLOUR:green",
)
ASKS = "Only Yoga on Tuesday at 6 in the evening, or all of them?"


@pytest.fixture
def home(tmp_path: Path) -> Calendars:
    return Calendars(tmp_path)


def starts(home: Calendars, days: int = 400, zone: ZoneInfo = ZONE) -> list[str]:
    return [f"{event.start.astimezone(zone):%m-%d %a %H:%M}" for event in home.events(days)]


# --- how much of it -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("turns", "first_two"),
    [
        (["Move yoga to seven.", "only this one"], ["12-01 Tue 19:00", "12-08 Tue 18:00"]),
        (["Move yoga to seven.", "Just this once, please."], ["12-01 Tue 19:00", "12-08 Tue 18:00"]),
        (["Move yoga to seven.", "The one on Tuesday."], ["12-01 Tue 19:00", "12-08 Tue 18:00"]),
        (["Move yoga to seven.", "All of them."], ["12-01 Tue 19:00", "12-08 Tue 19:00"]),
        (["Move yoga to seven.", "The whole series."], ["12-01 Tue 19:00", "12-08 Tue 19:00"]),
        (["Move yoga to seven.", "Every one."], ["12-01 Tue 19:00", "12-08 Tue 19:00"]),
        (["Move yoga.", "all", "to seven"], ["12-01 Tue 19:00", "12-08 Tue 19:00"]),
        (["Move yoga an hour later.", "not all, just this one"], ["12-01 Tue 19:00", "12-08 Tue 18:00"]),
        (["Move yoga an hour later.", "from now on"], ["12-01 Tue 19:00", "12-08 Tue 19:00"]),
        (["Move yoga to Thursday.", "all of them"], ["11-26 Thu 18:00", "12-03 Thu 18:00"]),
        (["Move yoga to Thursday.", "this time"], ["11-26 Thu 18:00", "12-08 Tue 18:00"]),
        (["Cancel yoga.", "only this one"], ["12-08 Tue 18:00", "12-15 Tue 18:00"]),
        (["Cancel yoga.", "all of them"], []),
        (["Cancel yoga.", "everything from now on"], []),
    ],
)
def test_how_much_of_a_series_is_asked(home: Calendars, turns: Sequence[str], first_two: Sequence[str]) -> None:
    home.put(ics(*YOGA))
    assert ASKS in home.ask(*turns)
    assert starts(home)[:2] == first_two


@pytest.mark.parametrize(
    ("text", "first_two"),
    [
        ("Cancel yoga this Tuesday only.", ["12-08 Tue 18:00", "12-15 Tue 18:00"]),
        ("Cancel yoga just this once.", ["12-08 Tue 18:00", "12-15 Tue 18:00"]),
        ("Cancel just the next yoga.", ["12-08 Tue 18:00", "12-15 Tue 18:00"]),
        ("Cancel Tuesday's yoga.", ["12-08 Tue 18:00", "12-15 Tue 18:00"]),
        ("Cancel all my yoga classes.", []),
        ("Cancel every yoga.", []),
        ("Cancel the whole yoga series.", []),
        ("Cancel yoga for good.", []),
        ("Cancel yoga from now on.", []),
        ("Delete all yoga from my calendar.", []),
        ("Move yoga to seven just this once.", ["12-01 Tue 19:00", "12-08 Tue 18:00"]),
        ("Move yoga on Tuesday to seven.", ["12-01 Tue 19:00", "12-08 Tue 18:00"]),
        ("Move the next yoga to seven.", ["12-01 Tue 19:00", "12-08 Tue 18:00"]),
        ("Move all my yoga classes to seven.", ["12-01 Tue 19:00", "12-08 Tue 19:00"]),
        ("Move every yoga to seven.", ["12-01 Tue 19:00", "12-08 Tue 19:00"]),
        ("Move yoga to seven every time.", ["12-01 Tue 19:00", "12-08 Tue 19:00"]),
        ("Move yoga to seven from now on.", ["12-01 Tue 19:00", "12-08 Tue 19:00"]),
        ("Move yoga to Thursdays.", ["11-26 Thu 18:00", "12-03 Thu 18:00"]),
        ("Move yoga to every Monday at seven.", ["11-30 Mon 19:00", "12-07 Mon 19:00"]),
        ("Make all yoga half an hour earlier.", ["12-01 Tue 17:30", "12-08 Tue 17:30"]),
    ],
)
def test_what_was_said_is_not_asked(home: Calendars, text: str, first_two: Sequence[str]) -> None:
    home.put(ics(*YOGA))
    (answer,) = home.ask(text)
    assert answer and not answer.endswith("?")
    assert starts(home)[:2] == first_two


def test_an_answer_about_something_else_is_none(home: Calendars) -> None:
    file = home.put(ics(*YOGA))
    before = file.read_bytes()
    assert home.ask("Cancel yoga.", "What do I have today?") == [ASKS, "You have nothing today."]
    assert home.ask("Cancel yoga.", "The weather is nice and that is all.", "Never mind.")[1:] == [
        f"Sorry, I didn't get that. {ASKS}",
        "All right, I'll leave it.",
    ]
    assert file.read_bytes() == before


def test_what_only_sounds_like_it_is_confirmed_before_all_go(home: Calendars) -> None:
    home.put(ics(*YOGA).replace("Yoga", "Yoga with Catherine"))
    assert home.ask("Cancel all yoga with Kathryn.", "no")[0] == "Shall I cancel every Yoga with Catherine?"
    assert len(starts(home, 14)) == 2


# --- all of them ----------------------------------------------------------------------------------------------------

HELD = (
    "SUMMARY:Yoga",
    "DTSTART;TZID=America/New_York:20261027T180000",
    "DURATION:PT1H",
    "RRULE:FREQ=WEEKLY;UNTIL=20270331T235959Z;BYDAY=TU",
    "EXDATE;TZID=America/New_York:20261208T180000,20261215T180000",
    "EXDATE:20261222T230000Z",
    "END:VEVENT",
    "BEGIN:VEVENT",
    "UID:one",
    "DTSTAMP:20260101T000000Z",
    "RECURRENCE-ID;TZID=America/New_York:20270105T180000",
    "SUMMARY:Yoga in the park",
    "DTSTART;TZID=America/New_York:20270106T090000",
    "DTEND;TZID=America/New_York:20270106T110000",
)


def test_all_of_a_series_move_with_what_was_left_out_and_moved_apart_and_undo_gives_the_bytes_back(
    home: Calendars,
) -> None:
    file = home.put(ics(*HELD))
    before, old = file.read_bytes(), starts(home)
    assert old[:4] == ["12-01 Tue 18:00", "12-29 Tue 18:00", "01-06 Wed 09:00", "01-12 Tue 18:00"]
    assert home.ask("Move yoga to Thursday at seven.", "all of them")[1] == (
        "I've moved every Yoga: the next is tomorrow at 7 in the evening."
        " One other with a time of its own moved by as much."
    )
    new = starts(home)
    assert new[:4] == ["11-26 Thu 19:00", "12-03 Thu 19:00", "12-31 Thu 19:00", "01-08 Fri 10:00"]
    assert len(new) == len(old) + 1  # that of this week's Tuesday is still to come now
    assert {line[-5:] for line in new} == {"19:00", "10:00"}  # also after summer time has come
    assert home.ask("undo") == ["I've undone that. Yoga is on Tuesday at 6 in the evening again."]
    assert file.read_bytes() == before


def test_a_series_of_another_zone_keeps_the_clock_of_that_zone(home: Calendars) -> None:
    paris = ZoneInfo("Europe/Paris")
    file = home.put(
        ics("SUMMARY:Call", "DTSTART;TZID=Europe/Paris:20261103T180000", "DURATION:PT30M", "RRULE:FREQ=WEEKLY")
    )
    home.ask("Move every call to one.")
    assert "DTSTART;TZID=Europe/Paris:20261103T190000" in file.read_text()
    assert {line[-9:] for line in starts(home, 300, paris)} == {"Tue 19:00"}
    assert {line[-5:] for line in starts(home, 300)} == {"13:00", "14:00"}  # between two changes to summer time


def test_a_time_that_was_moved_alone_takes_the_new_time_too_and_stays_it(home: Calendars) -> None:
    file = home.put(ics(*YOGA))
    home.ask("Move yoga to eight just this once.", "Move all yoga to seven.")
    assert starts(home)[:2] == ["12-01 Tue 19:00", "12-08 Tue 19:00"]
    home.ask("Make it an hour later.", "only this one")
    assert starts(home)[:2] == ["12-01 Tue 20:00", "12-08 Tue 19:00"]
    home.ask("Move all of it half an hour later.")
    assert starts(home)[:2] == ["12-01 Tue 20:30", "12-08 Tue 19:30"]
    assert file.read_text().count("BEGIN:VEVENT") == 2
    home.ask("undo", "undo", "undo", "undo")
    assert file.read_bytes() == ics(*YOGA).encode()


def test_all_of_a_series_are_made_longer(home: Calendars) -> None:
    home.put(ics(*HELD))
    assert home.ask("Make every yoga half an hour longer.")[0] == (
        "I've changed every Yoga: the next is on Tuesday at 6 in the evening, until 7:30 in the evening."
        " One other with a time of its own changed by as much."
    )
    assert [end[-5:] for _, _, end in home.seen()][:4] == ["19:30", "19:30", "11:30", "19:30"]


def test_a_yearly_day_is_moved_for_every_year(home: Calendars) -> None:
    home.put(ics("SUMMARY:Amy's birthday", "DTSTART;VALUE=DATE:20201203", "RRULE:FREQ=YEARLY"))
    home.ask("Move Amy's birthday to December 4th.", "all of them")
    assert starts(home, 500) == ["12-04 Fri 00:00", "12-04 Sat 00:00"]
    assert home.ask("Move Amy's birthday to three.", "all of them")[1] == (
        "I can't give every Amy's birthday a time, only one by one."
    )


@pytest.mark.parametrize(
    ("rule", "request_text"),
    [
        ("FREQ=MONTHLY;BYDAY=-1TU", "Move all yoga to Thursday."),
        ("FREQ=WEEKLY;BYDAY=TU,TH", "Move all yoga to Wednesday."),
        ("FREQ=DAILY", "Move all yoga to Friday."),
    ],
)
def test_a_rule_that_cannot_be_moved_is_left_alone(home: Calendars, rule: str, request_text: str) -> None:
    file = home.put(ics(*YOGA).replace("FREQ=WEEKLY;BYDAY=TU", rule))
    before = file.read_bytes()
    assert home.ask(request_text) == ["I can't move every Yoga to that day, the rule of the series forbids it."]
    assert file.read_bytes() == before
    assert (home.ask("Move all yoga to seven.")[0] or "").startswith("I've moved every Yoga")
    assert {line[-5:] for line in starts(home)} == {"19:00"}


def test_a_series_of_no_zone_and_one_in_utc_are_moved(home: Calendars) -> None:
    home.put(ics("SUMMARY:Tea", "DTSTART:20261124T160000", "RRULE:FREQ=WEEKLY", uid="tea"), "tea")
    home.put(ics("SUMMARY:Run", "DTSTART:20261124T120000Z", "RRULE:FREQ=WEEKLY", uid="run"), "run")
    home.ask("Move all tea to five.", "Move every run to eight.")
    assert starts(home, 14) == ["12-01 Tue 08:00", "12-01 Tue 17:00", "12-08 Tue 08:00", "12-08 Tue 17:00"]


def all_starts(text: str) -> list[datetime]:
    calendar = icalendar.Calendar.from_ical(text)
    there = recurring_ical_events.of(calendar).between(datetime(2026, 1, 1), datetime(2027, 6, 1))
    return sorted(one.start.replace(tzinfo=None) for one in there)


def test_of_any_rule_all_times_move_by_the_same_step(home: Calendars) -> None:
    """A hundred chance series and steps; what the library expands is as before, so much later."""
    chance = random.Random(7)
    tried = 0
    for _ in range(100):
        day = datetime(2026, 9, chance.randint(1, 9), chance.randint(0, 23), 30)
        codes = chance.sample(["MO", "TU", "WE", "TH", "FR", "SA", "SU"], chance.randint(1, 3))
        rule = chance.choice(
            [
                f"FREQ=WEEKLY;INTERVAL={chance.randint(1, 3)};BYDAY={','.join(codes)}",
                f"FREQ=DAILY;INTERVAL={chance.randint(1, 4)}",
                f"FREQ=WEEKLY;INTERVAL={chance.randint(1, 3)}",
                "FREQ=MONTHLY",
                "FREQ=MONTHLY;BYMONTHDAY=3,12",
                "FREQ=MONTHLY;BYDAY=2FR",
            ]
        ) + chance.choice(["", ";COUNT=9", ";UNTIL=20261220T170000Z"])
        text = ics("SUMMARY:Yoga", f"DTSTART;TZID=America/New_York:{day:%Y%m%dT%H%M%S}", f"RRULE:{rule}")
        times = all_starts(text)
        gone, apart = times[2], times[3]
        text = text.replace(
            "END:VEVENT",
            f"EXDATE;TZID=America/New_York:{gone:%Y%m%dT%H%M%S}\r\nEND:VEVENT\r\nBEGIN:VEVENT\r\nUID:one\r\n"
            f"DTSTAMP:20260101T000000Z\r\nSUMMARY:Yoga\r\nRECURRENCE-ID;TZID=America/New_York:{apart:%Y%m%dT%H%M%S}\r\n"
            f"DTSTART;TZID=America/New_York:{apart + timedelta(hours=2):%Y%m%dT%H%M%S}\r\nEND:VEVENT",
        )
        home.put(text)
        event = home.shelf.between(NOW - timedelta(days=100), NOW)[0]
        step = timedelta(hours=chance.choice([-5, 1, 3, 24, 30, 72, -48]))
        moved = series.moved(text, event, event.start, event.start + step, timedelta(), NOW, to_day=False)
        if moved is not None:
            tried += 1
            assert all_starts(moved)[:9] == [one + step for one in all_starts(text)[:9]], (rule, day, step)
    assert tried > 60


# --- from one on ----------------------------------------------------------------------------------------------------


def test_from_one_on_a_series_becomes_two_and_the_past_stays(home: Calendars) -> None:
    file = home.put(ics(*HELD).replace("UNTIL=20270331T235959Z", "COUNT=14"))
    before = file.read_bytes()
    whole = [event.start for event in home.shelf.between(NOW - timedelta(days=60), NOW + timedelta(days=400))]
    assert home.ask("Move yoga to seven from now on.") == [
        "I've moved every Yoga from Tuesday on: the next is on Tuesday at 7 in the evening."
        " One other with a time of its own moved by as much."
    ]
    new = [event.start for event in home.shelf.between(NOW - timedelta(days=60), NOW + timedelta(days=400))]
    assert new == [start if start < NOW else start + timedelta(hours=1) for start in whole]
    assert len(list(home.folder.rglob("*.ics"))) == 2
    assert starts(home)[0] == "12-01 Tue 19:00"
    home.ask("Make it an hour later.", "all")
    assert starts(home)[0] == "12-01 Tue 20:00"
    home.ask("undo", "undo")
    assert [(one, one.read_bytes()) for one in home.folder.rglob("*.ics")] == [(file, before)]


def test_from_one_on_in_a_file_of_many_stays_in_it(home: Calendars) -> None:
    (home.folder / "work.ics").write_bytes(ics(*YOGA).encode())
    home.ask("Move yoga on December 8th to seven.", "undo")
    home.ask("Move yoga to seven from now on.")
    assert [path.name for path in home.folder.rglob("*.ics")] == ["work.ics"]
    past = home.shelf.between(NOW - timedelta(days=60), NOW)
    assert {f"{event.start:%H:%M}" for event in past} == {"18:00"}
    assert {line[-5:] for line in starts(home)} == {"19:00"}


def test_cancelled_from_one_on_the_past_stays(home: Calendars) -> None:
    file = home.put(ics(*HELD))
    assert home.ask("Cancel yoga.", "from now on")[1] == "I've cancelled every Yoga from Tuesday on."
    assert starts(home) == []
    assert len(home.shelf.between(NOW - timedelta(days=60), NOW)) == 5
    home.ask("undo")
    assert file.read_bytes() == ics(*HELD).encode()


def test_an_invitation_to_one_time_is_no_series(home: Calendars) -> None:
    home.put(ics("SUMMARY:Review", "RECURRENCE-ID:20261127T150000Z", "DTSTART:20261127T150000Z"))
    assert home.ask("Cancel the review.") == ["I've cancelled Review on Friday at 10 in the morning."]


def test_another_program_reads_the_same(tmp_path: Path) -> None:
    """What she wrote, read by a shelf of its own in another zone."""
    home = Calendars(tmp_path)
    home.put(ics(*YOGA))
    home.ask("Move all yoga to Thursday at seven.")
    berlin = ZoneInfo("Europe/Berlin")
    there = Shelf(tmp_path, lambda: berlin).between(NOW, NOW + timedelta(days=15))
    assert [f"{event.start:%m-%d %H:%M}" for event in there] == ["11-27 01:00", "12-04 01:00"]
