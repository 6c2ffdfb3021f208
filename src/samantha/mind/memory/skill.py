"""Her memory by voice: questions about it, corrections and forgetting, answered by code from stored rows.

The language model never sees these turns, so it can neither invent an answer nor say that something is forgotten
which is not. What was not told is admitted; names, dates and words are those of the rows.
"""

from __future__ import annotations

import datetime
import math
from collections.abc import Sequence
from typing import assert_never

from samantha.core import notes
from samantha.core.notes import Note
from samantha.mind.limits import plain_answer
from samantha.mind.memory import telling
from samantha.mind.memory.asking import (
    Order,
    Question,
    asks,
    bare,
    day_asked,
    follows_up,
    is_definite,
    is_of_ours,
    is_of_ours_alone,
    is_yes_no,
    opens_as_question,
    order,
    question,
)
from samantha.mind.memory.finding import FAINT, same
from samantha.mind.memory.meant import PERHAPS as MAY_BE_MEANT
from samantha.mind.memory.meant import SURELY as IS_MEANT
from samantha.mind.memory.meant import Candidate, meant
from samantha.mind.memory.memory import MemoryOfUser
from samantha.mind.memory.ordering import PERHAPS, SURELY
from samantha.mind.memory.rows import ME, TOLD, Memory
from samantha.mind.memory.unsaying import points, topic_of
from samantha.mind.memory.wants import wants
from samantha.mind.memory.words import person_in
from samantha.ports import Act, Skill

MOST_TOLD = 4
"""So many things she says of a subject in one answer."""

UNSURE = "I'm not sure you told me that. What comes to mind:"
DOUBTED = "I don't think you've told me that. The nearest I have:"

NEAR_IF_OPEN = 0.7
"""What an order is to forget that may be meant for the furniture has to be so near to it."""

OWN = 1.0
PERHAPS_OWN = -1.0
"""A question that is so surely of the user's life was told or never told; or it is looked into."""

LEAST_IF_OPEN = 1.0
LEAST_IF_OURS = -1.0
"""A question that need not be of what was told is answered from a row with so much, and else left to the mind; the
second if it is of something that both know.
"""

NOTHING = "I had kept nothing of that."

ALL = "forget absolutely everything"
"""What has to be said before all is forgotten."""


class MemorySkill:
    """Answers what is asked of her memory, and takes in all other turns (``watch``).

    private: skills whose turns are no memories: letters may be another's words, cries for help are not noted down.
    """

    least_pause_ms = 0

    def __init__(self, memory: MemoryOfUser, private: Sequence[Skill] = ()) -> None:
        self._memory = memory
        self._private = private
        self._told: tuple[Memory, ...] = ()
        self._turn = 0
        self._before = 0
        self._offered = -2
        """The turn that she did not surely understand as an order to forget: what it said itself goes, too."""
        self._answered = -2
        """The turn of the last question that she answered, or to which she admitted that she was never told."""

    def watch(self, note: Note) -> None:
        """Takes in what the user says, but for what is said about the memory itself."""
        if isinstance(note, (notes.ReplyStarted, notes.ReplyEnded)):
            self._memory.awaits_reply(False)
        if not isinstance(note, notes.Turn):
            return
        self._memory.awaits_reply(True)
        self._before, self._turn = self._turn, note.turn
        if any(skill.understands(note.text) is not None for skill in self._private):
            return
        asked = self._order(note.text)
        if self.understands(note.text) is None or (asked is not None and asked.kind == "forget_perhaps"):
            self._memory.hears(note.text, note.turn)
            self._told = ()

    def says_of(self, rows: Sequence[Memory]) -> None:
        """What she says now rests on these: "how do you know that?" and "forget that" mean them."""
        self._told = tuple(rows)

    async def just_told(self) -> bool:
        """Whether the turn before told her a fact or was answered from what she remembers: "forget that" is that."""
        await self._memory.settle()
        rows = self._memory.of_turn(self._before)
        return bool(self._told) or any(row.fact.attribute != TOLD for row in rows)

    def understands(self, text: str) -> Act | None:
        """How a question or an order about her memory is carried out, if it is surely one."""
        if (asked := self._order(text)) is not None:
            return self._ordered(asked, text)
        wanted = self._question(text)
        if wanted is None or (wanted.form == "again" and not self._told_of):
            return None
        if wanted.form in ("fact", "search") and not (wanted.only_told and self._memory.covers(text)):
            return None  # what is asked may be in a calendar, or anybody's knowledge
        return lambda: self._answer(wanted, text)

    def never_told(self, text: str) -> Act | None:
        """The answer to a question that nobody else took: what she has, or that she was never told."""
        wanted = self._question(text)
        if wanted is None and plain_answer(text) is None and asks(text):
            wanted = Question("search", only_told=False)
        if wanted is None or wanted.form == "again":
            return None
        of_last = self._turn - self._answered <= 1 and follows_up(text)
        if wanted.form in ("about", "today") or of_last or self._memory.foresees(text):
            return lambda: self._answer(wanted, text)
        may = wanted.only_told or is_of_ours(text) or self._memory.covers(text, definite=is_definite(text))
        own = self._memory.personal(text) if may else -math.inf
        if own >= OWN:
            return lambda: self._answer(wanted, text)
        return (lambda: self._answer_if(wanted, text)) if own >= PERHAPS_OWN else None

    def claims(self, text: str) -> bool:
        """Whether a question is surely one about what was told."""
        return self._order(text) is None and self.understands(text) is not None

    async def instead(self, text: str, says: str) -> str:
        """What is said to words for which a tool has found nothing and would say ``says``.

        Nobody is told "I find no interview" who has told of one, nor that there is nothing on a day that has plans.
        """
        if self._order(text) is not None:
            act = self.understands(text)
            return (await act() if act is not None else None) or says
        if (day := day_asked(text, self._memory.today)) is not None:
            return await self._with_plans(day, says)
        wanted = self._question(text)
        if wanted is None or wanted.form not in ("fact", "search") or self.never_told(text) is None:
            return says
        answer = await self._memory.answers(wanted, text)
        if not answer.rows and not is_yes_no(text):
            return f"{says.rstrip('.')}, and you've never told me that."
        return await self._answer(wanted, text) if answer.rows and (answer.sure or not is_yes_no(text)) else says

    async def _with_plans(self, day: datetime.date, says: str) -> str:
        """``says``, and what was told of that day."""
        await self._memory.settle()
        rows = [
            row for row in self._memory.rows.values() if row.fact.day == day and row.fact.kind in ("plan", "event")
        ]
        told = list({row.fact.words: row for row in rows}.values())[-MOST_TOLD:]
        self._told = tuple(told)
        plans = " ".join(telling.quoted(row, self._memory.today) for row in told)
        return f"{says.rstrip('.')} in your calendar. {plans}" if plans else says

    def _order(self, text: str) -> Order | None:
        """What the text orders her to do with what she remembers: by its grammar, or by its words and meaning."""
        if (asked := order(text)) is not None:
            return asked
        sure = -math.inf if opens_as_question(text) else self._memory.ordering(text)
        return Order("forget_meant" if sure >= SURELY else "forget_perhaps") if sure >= PERHAPS else None

    def _question(self, text: str) -> Question | None:
        if plain_answer(text) is not None:
            return None
        return question(text, self._memory.names, self._memory.last_person, self._memory.people)

    @property
    def _told_of(self) -> tuple[Memory, ...]:
        """The rows her last answer came from."""
        return self._told or tuple(self._memory.brought)

    # ------------------------------------------------------------------------------------ questions

    async def _answer(self, wanted: Question, text: str) -> str:
        today = self._memory.today
        if wanted.form == "again":
            sources = {row.fact.words: row for row in self._told_of}
            return " ".join(telling.quoted(row, today) for row in list(sources.values())[:2])
        if wanted.form == "today":
            return await self._told_today()
        answer = await self._memory.answers(wanted, text)
        self._told, self._answered = tuple(answer.rows), self._turn
        self._memory.speaks_of(wanted.subject or person_in(text, self._memory.names))
        if not answer.rows:
            return f"You've never told me {_unknown(wanted)}."
        if not answer.sure:
            first, *behind = answer.rows
            said = [_small(telling.quoted(first, today)), *(f"And: {row.fact.words}" for row in behind)]
            return f"{UNSURE if answer.score >= FAINT else DOUBTED} {' '.join(said)}"
        if wanted.form != "about":
            first, *behind = answer.rows
            answered = telling.answer(first, wants(bare(text)), today, asked=same(first.fact, wanted))
            return " ".join([answered, *(f"And: {row.fact.words}" for row in behind)])
        said = list(dict.fromkeys(telling.sentence(row, today) for row in answer.rows))
        more = len(said) - MOST_TOLD
        rest = [f"And {more} more {'things' if more > 1 else 'thing'}."] if more > 0 else []
        return " ".join([*said[-MOST_TOLD:], *rest])

    async def _answer_if(self, wanted: Question, text: str) -> str | None:
        """The answer, if something was told that may be one."""
        answer = await self._memory.answers(wanted, text)
        least = LEAST_IF_OURS if is_of_ours_alone(text) else LEAST_IF_OPEN
        return await self._answer(wanted, text) if answer.rows and answer.score >= least else None

    async def _told_today(self) -> str:
        """The last things that the user has told today."""
        await self._memory.settle()
        today = self._memory.today
        rows = {row.fact.words: row for row in self._memory.rows.values() if row.source.at.date() == today}
        self._told = tuple(rows.values())[-MOST_TOLD:]
        if not rows:
            return "You've told me nothing today that I kept."
        told = "; ".join(words.rstrip(".!") for words in list(rows)[-MOST_TOLD:])
        return f"You told me today: {told}."

    # ------------------------------------------------------------------------------------ orders

    def _ordered(self, asked: Order, text: str) -> Act | None:
        match asked.kind:
            case "between_us":
                return self._keep_nothing
            case "keep_again":
                return self._keep_again if self._memory.private else None
            case "forget_all":
                return self._forget_all if "absolutely" in text.lower() else _ask_again
            case "forget_if_told":
                return (lambda: self._forget_about(asked, text)) if self._memory.covers(asked.rest) else None
            case "forget_about":
                return lambda: self._forget_about(asked, text)
            case "forget_if_like":
                return lambda: self._forget_if_near(asked, text)
            case "forget_perhaps":
                return lambda: self._forget_meant(asked, text, None)
            case "forget_like" | "forget_meant":
                return lambda: self._forget_meant(asked, text)
            case "forget_that" if asked.around:
                return lambda: self._forget_meant(asked, text)
            case "forget_that":
                return self._forget_that
            case "forget_saying":
                return lambda: self._forget_saying(asked, text)
            case "wrong":
                return (lambda: self._correct(asked.rest)) if self._told_of else None
            case _:
                assert_never(asked.kind)

    async def _keep_nothing(self) -> str:
        await self._memory.keep_nothing()
        self._told = ()
        return "It stays between us. I keep nothing of this conversation, until you say: you may remember again."

    async def _keep_again(self) -> str:
        await self._memory.keep_again()
        return "Thank you. From now on I remember again."

    async def _forget_all(self) -> str:
        count = await self._memory.forget_all()
        self._told = ()
        return f"Everything is gone: {_things(count)}."

    async def _forget_about(self, asked: Order, text: str) -> str | None:
        count = await self._memory.forget_about(asked.rest)
        if not count:
            return await self._forget_meant(asked, text, "I had nothing of that. What was said of it is gone too.")
        self._told = ()
        return f"It's gone: {_things(count)}."

    async def _forget_saying(self, asked: Order, text: str) -> str | None:
        count = await self._memory.forget_saying(asked.rest)
        if not count:
            return await self._forget_meant(asked, text)
        await self._memory.forget_turn(self._turn)  # the order itself says what is to be forgotten
        self._told = ()
        return f"It's gone: {_things(count)}."

    async def _forget_if_near(self, asked: Order, text: str) -> str | None:
        rows, _ = meant(near := await self._may_mean(asked, text))
        if not rows or max(one.nearness for one in near if one.rows == rows) < NEAR_IF_OPEN:
            return None  # it may be meant for a list, or for the furniture
        return await self._forgotten(rows, asked.rest)

    async def _forget_meant(self, asked: Order, text: str, nothing: str | None = NOTHING) -> str | None:
        """Forgets what an order speaks of or points at; if that is not sure, she says what it may be."""
        topic, points = wish_of(asked, text)
        if not topic:
            return await self._forget_that()
        rows, likely = meant(await self._may_mean(asked, text))
        just_told = self._memory.of_turn(self._before)
        named = asked.kind in ("forget_about", "forget_saying")
        if likely < MAY_BE_MEANT and (named or nothing is None or not just_told):
            return nothing
        if likely < IS_MEANT or asked.kind == "forget_perhaps":
            self._told, self._offered = tuple(rows if likely >= MAY_BE_MEANT else just_told), self._turn
            return f"{telling.quoted(self._told[0], self._memory.today)} If I should forget it, say: forget that."
        if points and all(row in just_told for row in rows):
            await self._memory.forget_turn(self._turn)
            return await self._forget_that()
        return await self._forgotten(rows, topic)

    async def _may_mean(self, asked: Order, text: str) -> list[Candidate]:
        topic, points = wish_of(asked, text)
        return await self._memory.may_mean(text, topic, points=points, turn=self._turn, before=self._before)

    async def _forgotten(self, rows: Sequence[Memory], asked: str) -> str:
        count = await self._memory.forget_wake(rows, asked)
        await self._memory.forget_turn(self._turn)  # the order itself says what is to be forgotten
        self._told = ()
        return f"It's gone: {_things(count)}."

    async def _forget_that(self) -> str:
        await self._memory.settle()
        just_told = self._memory.of_turn(self._before)
        rows = [*self._told, *(just_told if self._offered == self._before or not self._told else ())]
        rows = rows or self._memory.brought
        count = await self._memory.forget(rows)
        taken_down = await self._memory.forget_turn(self._before)
        self._told = ()
        if not count:
            return "It's gone." if taken_down else NOTHING
        return f"It's gone: {_things(count)}."

    async def _correct(self, rest: str) -> str:
        if not rest:
            return "I'm sorry. Tell me what is right, or say: forget that."
        kept = await self._memory.correct(self._told_of[-1], rest, self._turn)
        if not kept:
            return "I'm sorry. I did not understand what is right."
        self._told = tuple(kept)
        right = [row for row in kept if row.fact.attribute != TOLD] or kept
        return "Thank you. " + " ".join(telling.sentence(row, self._memory.today) for row in right)


class NeverTold:
    """The memory's last word, behind all other skills."""

    least_pause_ms = 0

    def __init__(self, memory: MemorySkill) -> None:
        self._memory = memory

    def understands(self, text: str) -> Act | None:
        """Admits what she was never told, if nobody else answers."""
        return self._memory.never_told(text)


def wish_of(asked: Order, text: str) -> tuple[str, bool]:
    """What an order to forget speaks of, "" if it only points, and whether it points at what was just said."""
    if asked.kind in ("forget_meant", "forget_perhaps"):
        return topic_of(text), points(text)
    if asked.kind == "forget_that":
        return topic_of(asked.around), True
    return asked.rest, False


def _small(sentence: str) -> str:
    return sentence[0].lower() + sentence[1:]


def _unknown(wanted: Question) -> str:
    if wanted.form != "about":
        return "that"
    return "anything about yourself" if wanted.subject == ME else f"anything about {telling.who(wanted.subject)}"


async def _ask_again() -> str:
    return f"If I should really forget everything there is, say: {ALL}."


def _things(count: int) -> str:
    return "one thing" if count == 1 else f"{count} things"
