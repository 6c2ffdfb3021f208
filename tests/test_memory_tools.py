"""What was told and no tool knows of: where a calendar or a clock finds nothing, the memory is asked."""

import datetime
from pathlib import Path

import anyio
import pytest
from tests.test_memory import Talk

from samantha.core import notes
from samantha.service.abilities import hands
from samantha.service.settings import Settings

FRIDAY = "2026-11-27"


class WithTools(Talk):
    """The memory behind the tools, as in a conversation."""

    def __init__(self, folder: Path, day: str = FRIDAY) -> None:
        super().__init__(folder / "memory", day)
        now = datetime.datetime.fromisoformat(f"{day} 12:00").astimezone()
        env = {"HOME": str(folder), "XDG_DATA_HOME": str(folder / "data"), "XDG_STATE_HOME": str(folder / "state")}
        self.tools = hands(Settings(), env, lambda: now).skill
        self.tools.look_aside(self.skill)

    def ask(self, text: str) -> str | None:
        """What she says; None: the model would think."""
        return anyio.run(self._ask, text)

    async def _ask(self, text: str) -> str | None:
        self.turn += 1
        acts = [skill.understands(text) for skill in (self.tools, self.skill, self.last)]
        self.skill.watch(notes.Turn(0, self.turn, text))
        for act in acts:
            if act is not None and (says := await act()) is not None:
                return says
        await self.memory.settle()
        return None


def told(folder: Path, *texts: str) -> WithTools:
    """The same memory on the next day."""
    talk = WithTools(folder, "2026-11-26")
    for text in texts:
        talk.ask(text)
    later = WithTools(folder)
    anyio.run(later.memory.settle)
    return later


def test_a_day_that_was_told_is_told_where_the_calendar_has_no_such_entry(tmp_path: Path) -> None:
    talk = told(tmp_path, "Our class reunion is on December 5th at the Riverside Inn.")
    assert "December 5th" in (talk.ask("When is our class reunion?") or "")


def test_where_nobody_knows_both_are_admitted(tmp_path: Path) -> None:
    talk = told(tmp_path, "My son Paul wants to become a pilot.")
    assert talk.ask("When is my job interview?") == (
        "I find no job interview in your calendar, and you've never told me that."
    )


def test_what_the_calendar_knows_comes_first(tmp_path: Path) -> None:
    talk = told(tmp_path, "My dentist appointment is on Tuesday.")
    talk.ask("Put the dentist appointment in my calendar on Wednesday at nine.")
    assert "Wednesday" in (talk.ask("When is my dentist appointment?") or "")


def test_a_habit_that_was_told_is_no_request_in_other_words(tmp_path: Path) -> None:
    talk = told(tmp_path, "I usually get up at half past five to go running.")
    assert talk.skill.claims("What time do I get up?")
    assert not talk.skill.claims("What time is it?")
    assert not talk.skill.claims("Forget what I told you about running.")


def test_a_plan_that_was_only_told_is_part_of_its_day(tmp_path: Path) -> None:
    talk = told(tmp_path, "On Sunday I'm having lunch with my mother.")
    says = talk.ask("What do I have on Sunday?") or ""
    assert says.startswith("You have nothing on Sunday in your calendar. You told me yesterday: On Sunday I'm")
    assert talk.ask("What do I have on Saturday?") == "You have nothing tomorrow."


@pytest.mark.parametrize("text", ["Cancel the meeting with Paul.", "Is there any milk on the shopping list?"])
def test_an_order_that_finds_nothing_is_no_question_about_memories(tmp_path: Path, text: str) -> None:
    says = told(tmp_path, "I had a meeting with Paul.", "We drink a lot of milk.").ask(text) or ""
    assert "told me" not in says


def test_what_is_no_alarm_is_forgotten_where_it_was_told(tmp_path: Path) -> None:
    talk = told(tmp_path, "I burned the peanuts and the fire alarm went off.")
    assert (talk.ask("Forget about the fire alarm.") or "").startswith("It's gone")
    assert not talk.memory.rows
