"""Timers, alarms and reminders: set by words, kept in a file, said when due; days pass in virtual time."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import anyio
import pytest
from typer.testing import CliRunner

from samantha.cli.app import app
from samantha.core.clock import HEAR_RATE, samples
from samantha.core.floor import Floor, Manners
from samantha.core.notes import Listening, Note, ReplyEnded, ReplyStarted, Turn
from samantha.errors import InputError
from samantha.hands.due import Quiet, next_time
from samantha.hands.reminder_book import Book
from samantha.hands.reminders import reminders
from samantha.hands.ringing import Ringing
from samantha.hands.skill import Hands
from samantha.hands.when import Repeat
from samantha.mind.mind import LocalMind
from samantha.mind.persona import Persona
from samantha.session.conversation import Conversation
from samantha.testing import simulator, virtual_time
from samantha.testing.fakes import (
    Say,
    ScriptedDetector,
    ScriptedDoor,
    ScriptedModel,
    ScriptedTranscriber,
    ScriptedVoice,
)

ZONE = ZoneInfo("America/New_York")
NOW = datetime(2026, 11, 25, 14, 30, tzinfo=ZONE)  # a Wednesday
NIGHT = Quiet(time(22), time(7))
SPRING = datetime(2027, 3, 13, 20, 0, tzinfo=ZONE)  # the evening before the clocks go forward
AUTUMN = datetime(2026, 10, 31, 20, 0, tzinfo=ZONE)  # the evening before they go back


class Home:
    """A file, and conversations that come and go around it."""

    def __init__(self, folder: Path, now: datetime = NOW, quiet: Quiet | None = None) -> None:
        self.book = Book(folder / "reminders.json")
        self.begin, self.quiet = now, quiet
        self.told: list[tuple[float, str]] = []

    def now(self) -> datetime:
        return datetime.fromtimestamp(self.begin.timestamp() + anyio.current_time(), ZONE)

    def moments(self) -> list[datetime]:
        """When it was that she had begun to say something."""
        return [datetime.fromtimestamp(self.begin.timestamp() + at - 2, ZONE) for at, _ in self.told]

    def ask(self, *turns: str, at: datetime | None = None) -> list[str | None]:
        hands = Hands([reminders(self.book, self.quiet)], lambda: at or self.begin)

        async def all_of_it() -> list[str | None]:
            acts: list[str | None] = []
            for turn in turns:
                act = hands.understands(turn)
                acts.append(await act() if act else None)
            return acts

        return virtual_time.run(all_of_it)

    def live(self, seconds: float, *, answers_after: float | None = None, begin: datetime | None = None) -> list[str]:
        """She runs for so long; what she said by herself. The user may answer each time."""
        self.begin = begin or self.begin
        self.told = []

        async def main() -> None:
            ringing = Ringing(self.book, self.now, self.quiet)

            async def announce(text: str) -> str:
                ringing.watch(ReplyStarted(0, 1, 1))
                await anyio.sleep(2)
                self.told.append((anyio.current_time(), text))
                if answers_after is not None:
                    group.start_soon(answer)
                return text

            async def answer() -> None:
                await anyio.sleep(answers_after or 0)
                ringing.watch(Turn(0, 1, "thank you"))

            async with anyio.create_task_group() as group:
                group.start_soon(ringing.run, announce)
                ringing.watch(Listening(0))
                await anyio.sleep(seconds)
                group.cancel_scope.cancel()

        virtual_time.run(main)
        return [text for _, text in self.told]


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home(tmp_path)


@pytest.mark.parametrize(
    ("request_text", "answer"),
    [
        ("Set a timer for five minutes.", "I've set a timer, 5 minutes from now."),
        ("Set a ten minute pasta timer.", "I've set a timer for pasta, 10 minutes from now."),
        ("Start a pasta timer for ten minutes.", "I've set a timer for pasta, 10 minutes from now."),
        (
            "Remind me to call Catherine tomorrow at ten.",
            "Tomorrow at 10 in the morning I'll remind you to call Catherine.",
        ),
        (
            "In twenty minutes remind me to call my mother.",
            "Today at 2:50 in the afternoon I'll remind you to call your mother.",
        ),
        (
            "Every weekday at eight remind me to stretch.",
            "Every weekday at 8 in the morning I'll remind you to stretch.",
        ),
        ("Wake me at seven.", "Tomorrow at 7 in the morning I'll wake you."),
        ("Please wake me up tomorrow at seven.", "Tomorrow at 7 in the morning I'll wake you."),
        ("Remind me every day at noon about the pills.", "Every day at noon I'll remind you about the pills."),
        (
            "Remind me tomorrow morning to water the plants.",
            "Tomorrow at 9 in the morning I'll remind you to water the plants.",
        ),
        ("Set an alarm for 6:30 am.", "Tomorrow at 6:30 in the morning I'll wake you."),
        ("Remind me yesterday at ten to call Amy.", "That time is past already."),
        ("What reminders do I have?", "You have no reminders."),
        ("How long is left on the timer?", "There is no timer running."),
        ("Cancel the timer.", "There is no such timer."),
        ("Snooze for ten minutes.", "There is nothing to snooze."),
        ("You remind me of my sister.", None),
        ("That was an alarming film.", None),
    ],
)
def test_plain_requests(home: Home, request_text: str, answer: str | None) -> None:
    assert home.ask(request_text) == [answer]


def test_what_is_missing_is_asked_for_and_undo_takes_back(home: Home) -> None:
    assert home.ask("Remind me to call Catherine.", "tomorrow at ten", "Undo.", "What reminders do I have?") == [
        "When shall I remind you?",
        "Tomorrow at 10 in the morning I'll remind you to call Catherine.",
        "I've dropped the reminder.",
        "You have no reminders.",
    ]
    assert home.ask("Set a timer.", "ten minutes")[0] == "For how long?"
    assert home.ask("How much time is left on the timer?", at=NOW + timedelta(minutes=4)) == ["6 minutes."]


def test_one_of_several_is_cancelled_and_a_correction_corrects(home: Home) -> None:
    home.ask("Set a timer for five minutes.", "Set a pasta timer for ten minutes.")
    assert home.ask("Cancel the pasta timer.", "Undo.", "Cancel the timer.", "the first one") == [
        "I've cancelled the timer: for pasta, today at 2:40 in the afternoon.",
        "I've put it back.",
        "Which one: for 5 minutes, today at 2:35 in the afternoon; for pasta, today at 2:40 in the afternoon?",
        "I've cancelled the timer: for 5 minutes, today at 2:35 in the afternoon.",
    ]
    home.ask("Remind me to call Amy tomorrow at ten.", "No, I meant Friday.")
    assert home.ask("What reminders do I have?") == [
        "You have one reminder: to call Amy, on Friday at 10 in the morning."
    ]


def test_a_reminder_is_moved_by_its_words_and_to_the_likelier_twelve(home: Home) -> None:
    assert home.ask("Remind me to call Catherine tomorrow at ten.", "Move the call to eleven.", "No, to twelve.") == [
        "Tomorrow at 10 in the morning I'll remind you to call Catherine.",
        "I've moved it: to call Catherine, tomorrow at 11 in the morning.",
        "I've moved it: to call Catherine, tomorrow at noon.",
    ]


def test_a_timer_is_said_in_its_second_and_once_more_if_nobody_answers(home: Home) -> None:
    home.ask("Set a timer for five minutes.")
    assert home.live(1000) == ["Your timer for 5 minutes is over."] * 2
    assert [round(at) for at, _ in home.told] == [302, 364]
    assert home.book.all() == []


def test_who_answers_is_not_told_again(home: Home) -> None:
    home.ask("Set a timer for five minutes.")
    assert home.live(1000, answers_after=10) == ["Your timer for 5 minutes is over."]
    assert home.book.all() == []


def test_what_was_missed_is_told_once_at_the_next_start(home: Home) -> None:
    home.ask(
        "Every day at eight remind me to stretch.", "Remind me to call Amy at five.", "Wake me tomorrow at seven."
    )
    late = NOW + timedelta(days=3)
    assert home.live(600, answers_after=5, begin=late) == [
        "This was for Wednesday, November 25 at 5 in the evening: I was to remind you to call Amy."
        " I was to wake you on Thursday, November 26 at 7 in the morning."
        " This was for Thursday, November 26 at 8 in the morning: I was to remind you to stretch."
    ]
    assert [one.what for one in home.book.all()] == ["to stretch"]
    assert home.book.all()[0].moment == datetime(2026, 11, 29, 8, tzinfo=ZONE)


def test_a_suspended_machine_is_noticed_at_once(home: Home) -> None:
    home.ask("Set a timer for one hour.")
    jumps: Callable[[], datetime] = home.now
    slept = timedelta(hours=5)
    home.now = lambda: jumps() + (slept if anyio.current_time() > 60 else timedelta())  # type: ignore[method-assign]
    assert home.live(63) == ["Your timer for 1 hour was over today at 3:30 in the afternoon."]


def test_reminders_wait_for_the_end_of_the_quiet_hours_and_alarms_do_not(tmp_path: Path) -> None:
    home = Home(tmp_path, quiet=NIGHT)
    assert home.ask("Remind me to call Amy at eleven pm.", "Wake me up tomorrow at five am.")[0] == (
        "Today at 11 at night I'll remind you to call Amy. "
        "That's in your quiet hours, so I'll say it at 7 in the morning."
    )
    home.live(24 * 3600, answers_after=5)
    assert [(NOW + timedelta(seconds=at)).hour for at, _ in home.told] == [5, 7]


def test_quiet_hours_that_lose_an_hour_end_by_the_clock(tmp_path: Path) -> None:
    home = Home(tmp_path, SPRING, quiet=NIGHT)
    home.ask("Remind me to call Amy at eleven pm.")
    home.live(20 * 3600, answers_after=5)
    assert [f"{moment:%H:%M}" for moment in home.moments()] == ["07:00"]


@pytest.mark.parametrize(("begin", "timer"), [(SPRING, "06:00"), (AUTUMN, "04:00")])
def test_when_the_clocks_change_reminders_keep_the_clock_and_timers_the_time(
    tmp_path: Path, begin: datetime, timer: str
) -> None:
    home = Home(tmp_path, begin)
    home.ask("Every day at eight remind me to stretch.", "Wake me tomorrow at seven.", "Set a timer for nine hours.")
    home.live(45 * 3600, answers_after=5)
    assert [f"{moment:%H:%M}" for moment in home.moments()] == [timer, "07:00", "08:00", "08:00"]


def test_what_was_said_to_nobody_is_said_once_more_after_a_restart(home: Home) -> None:
    home.ask("Set a timer for five minutes.")
    assert home.live(320) == ["Your timer for 5 minutes is over."]
    assert home.live(600, begin=NOW + timedelta(minutes=20)) == ["Your timer for 5 minutes is over."]
    assert home.live(600, begin=NOW + timedelta(minutes=40)) == []


def test_a_reminder_waits_while_the_user_talks_and_talk_over_it_is_an_answer(home: Home) -> None:
    """In a whole conversation: the user speaks when it is due, and again over her words."""
    home.ask("Set a timer for two seconds.")
    talking = Say(samples(1500), tuple((number, samples(320)) for number in range(1, 6)))
    stop = next(number for number, text in simulator.VOCABULARY.items() if "stop" in text.lower())
    door = ScriptedDoor([talking, Say(samples(4500), ((stop, samples(400)),))], after=samples(300_000))
    seen: list[Note] = []
    ringing = Ringing(home.book, home.now, None)

    def watch(note: Note) -> None:
        ringing.watch(note)
        seen.append(note)

    conversation = Conversation(
        door=door,
        detector=ScriptedDetector(),
        transcriber=ScriptedTranscriber(vocabulary=simulator.VOCABULARY),
        mind=LocalMind(ScriptedModel(lambda _: "Yes."), Persona()),
        voice=ScriptedVoice(),
        floor=Floor(Manners()),
        watch=watch,
    )

    async def main() -> None:
        async with anyio.create_task_group() as group:
            group.start_soon(ringing.run, conversation.announce)
            await conversation.run()
            group.cancel_scope.cancel()

    virtual_time.run(main)
    spoken = [(round(note.at / HEAR_RATE, 1), note.heard) for note in seen if isinstance(note, ReplyEnded)]
    turns = [note.at / HEAR_RATE for note in seen if isinstance(note, Turn)]
    assert [heard for _, heard in spoken] == ["Yes.", "Your timer for"]
    assert len(turns) == 2
    assert turns[0] < spoken[0][0] < spoken[1][0] < turns[1]
    assert home.book.all() == []


@pytest.mark.parametrize(
    ("first", "every", "now", "expected"),
    [
        ("2026-03-06T08:00", Repeat("DAILY"), "2026-03-07T09:00", "2026-03-08T08:00"),  # the clocks go forward
        ("2026-03-06T02:30", Repeat("DAILY"), "2026-03-07T09:00", "2026-03-08T03:30"),  # an hour that is skipped
        ("2026-10-30T08:00", Repeat("DAILY"), "2026-10-31T09:00", "2026-11-01T08:00"),  # and back
        ("2026-11-25T08:00", Repeat("WEEKLY", 1, ("MO", "FR")), "2026-11-25T14:30", "2026-11-27T08:00"),
        ("2026-11-25T08:00", Repeat("WEEKLY", 2), "2026-11-25T14:30", "2026-12-09T08:00"),
        ("2026-01-31T08:00", Repeat("MONTHLY"), "2026-01-31T09:00", "2026-02-28T08:00"),
        ("2028-02-29T08:00", Repeat("YEARLY"), "2028-03-01T09:00", "2029-02-28T08:00"),
        ("2026-11-01T00:30", Repeat("HOURLY", 2), "2026-11-01T00:45", "2026-11-01T01:30-05:00"),
    ],
)
def test_a_rhythm_keeps_its_clock(first: str, every: Repeat, now: str, expected: str) -> None:
    def local(text: str) -> datetime:
        moment = datetime.fromisoformat(text)
        return moment if moment.tzinfo else moment.replace(tzinfo=ZONE)

    assert next_time(local(first).astimezone(UTC), every, local(now)) == local(expected).astimezone(UTC)


def test_snooze_says_it_again_later(home: Home) -> None:
    home.ask("Set a timer for five minutes.")
    home.live(310, answers_after=1)
    assert home.ask("Snooze for ten minutes.", at=NOW + timedelta(seconds=310)) == [
        "Today at 2:45 in the afternoon I'll say it again."
    ]
    assert home.live(700, answers_after=1, begin=NOW + timedelta(seconds=310)) == [
        "Your timer for 5 minutes is over."
    ]


def test_the_file_is_private_and_a_damaged_one_is_told(tmp_path: Path, home: Home) -> None:
    home.ask("Wake me at seven.")
    file = tmp_path / "reminders.json"
    assert file.stat().st_mode & 0o777 == 0o600
    for damaged in ("{", "[1]", '[{"number": 1}]', file.read_text().replace("2026-", "x")):
        file.write_text(damaged)
        with pytest.raises(InputError, match="no file of reminders"):
            home.book.all()


def test_the_command_lists_and_cancels(tmp_path: Path) -> None:
    env = {"XDG_DATA_HOME": str(tmp_path)}
    Home(tmp_path / "samantha").ask("Every weekday at eight remind me to stretch.")
    run = CliRunner()
    listed = json.loads(run.invoke(app, ["reminders", "list", "--json"], env=env).stdout)
    assert [(one["number"], one["what"], one["repeats"]) for one in listed] == [(1, "to stretch", True)]
    assert isinstance(run.invoke(app, ["reminders", "cancel", "7"], env=env).exception, InputError)
    assert run.invoke(app, ["reminders", "cancel", "1"], env=env).exit_code == 0
    assert run.invoke(app, ["reminders", "list"], env=env).stdout == "There are none.\n"
