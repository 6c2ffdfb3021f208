"""What is changed in the calendar: put in, moved, made longer, renamed, cancelled; each to be undone."""

from __future__ import annotations

import re
import uuid
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TypeAlias

from samantha.errors import InputError
from samantha.hands import saying
from samantha.hands.asks import Choice, ForWhen, Free
from samantha.hands.calendar import changes, words
from samantha.hands.calendar.agenda import clashes
from samantha.hands.calendar.changes import Plan
from samantha.hands.calendar.desk import Desk, Meant, days, ending, midnight, moment
from samantha.hands.calendar.event import Event
from samantha.hands.due import next_time
from samantha.hands.said import Said
from samantha.hands.tool import Asked, Change, Done, Effect, Steps
from samantha.hands.when import When, at, later

_WHOLE_DAYS = re.compile(
    r"\b(birthday|anniversary|holidays?|vacation|day off|days off|wedding anniversary|trip|leave)\b", re.IGNORECASE
)
_ALL_DAY = re.compile(r"(?:it 's |it is |make it )?(?:an? )?(?:all day(?: long)?|(?:the )?whole day)(?: event)?")
_Text: TypeAlias = tuple[str | None, str | None]
"""A file's text before and after; None where there is no file."""
_LENGTHS = (timedelta(minutes=1), timedelta(days=60))


class Planning:
    """The changes, each with its steps."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    # --- putting in -------------------------------------------------------------------------------------------------

    async def put(self, asked: Asked, *, ordered: bool = True, all_day: bool = False, noun: str = "") -> Steps:
        """Something new. ordered: the user asked for it; else he only told of it, and she asks. noun: what it is."""
        title = _title(f"{noun} {asked.text('what')} {asked.text('more')}") if noun != "event" else ""
        if not title:
            called = Free("What shall I call it?")
            yield called
            title = _title(called.answer)
        when, until = asked.when, asked.whens.get("until", When())
        if until.day and not when.day and when.clock:
            when = replace(when, day=until.day)
        all_day = all_day or (when.clock is None and bool(until.day or _WHOLE_DAYS.search(title)))
        while (plan := _plan(title, when, until, asked, self._desk.length, all_day=all_day)) is None:
            question = _AtTime(_missing(when, asked.now, title, all_day=all_day))
            yield question
            all_day = all_day or question.all_day
            when = (replace(when, clock=None, day=None) if _is_past(when, asked.now, title) else when).changed(
                question.answer
            )
        file = self._desk.shelf.place_for(uid := str(uuid.uuid4()), self._desk.calendar)
        if self._desk.shelf.is_read_only(file):
            yield Done("New events go into a calendar of yours that can only be read, so I left it.")
            return
        event = Event(title, plan.start, plan.start + plan.length, plan.all_day, file, uid, "")
        around = self._desk.shelf.between(event.start, event.end)
        if any(one.title.lower() == title.lower() and one.start == event.start for one in around):
            yield Done(f"{title} is in your calendar already, {words.when(event, asked.now)}.")
            return
        told = f"{title} in your calendar, {_when(event, plan, asked.now)}"
        clash = "" if plan.all_day else words.clash(clashes(around, event.start, event.end))
        says = f"I've put {told}.{clash}"
        text = changes.new(plan, uid, asked.now)
        do = self._doing(asked, {file: (None, text)}, says, "I've taken it out again.", event)
        yield Change("undoable", f"put {told}", do, plain=ordered)

    # --- moving -----------------------------------------------------------------------------------------------------

    async def move(self, asked: Asked, meant: Meant) -> Steps:
        """To another time."""
        event, to = meant.event, asked.whens.get("to", When())
        if to.every:
            yield Done("Of a series I can only move single times.")
            return
        while (start := _moved_to(event, to, asked.now)) is None:
            question = ForWhen("To when?" if to == When() else "To which day?" if to.last else "At what time?")
            yield question
            to = to.changed(question.answer)
        was_day = event.all_day and to.clock is not None
        yield self._moved(asked, meant, event, start, self._desk.length if was_day else event.length, timed=was_day)

    async def later(self, asked: Asked, meant: Meant, *, sign: int = 1) -> Steps:
        """So much later, or earlier (-1)."""
        start = later(meant.event.start, sign * asked.lengths["length"])
        yield self._moved(asked, meant, meant.event, start, meant.event.length)

    async def resize(self, asked: Asked, meant: Meant, *, sign: int = 0) -> Steps:
        """So much longer (1) or shorter (-1); so long, or until a time (0)."""
        event, until = meant.event, asked.whens.get("until")
        if event.all_day:
            yield Done(f"{words.title(event)} is for the whole day.")
            return
        length = asked.lengths.get("length", timedelta())
        if until is not None:
            length = (ending(until, event.start) or event.start) - event.start
        elif sign:
            length = event.length + sign * length
        if not _LENGTHS[0] <= length <= _LENGTHS[1]:
            yield Done(f"{words.title(event)} takes {saying.length(event.length)}; I can't make that of it.")
            return
        yield self._moved(asked, meant, event, event.start, length)

    def _moved(
        self, asked: Asked, meant: Meant, event: Event, start: datetime, length: timedelta, *, timed: bool = False
    ) -> Change | Done:
        if (start, length) == (event.start, event.length):
            return Done(f"{words.title(event)} is {words.when(event, asked.now)} already.")
        if start < min(event.start, asked.now):
            return Done("That time is past already.")
        all_day = event.all_day and not timed
        new = replace(event, start=start, end=later(start, length), all_day=all_day)
        old_text = self._text(event)
        text = changes.moved(old_text, event, start, length, asked.now, all_day=all_day)
        around = clashes(self._desk.shelf.between(new.start, new.end), new.start, new.end, event)
        to = words.when(new, asked.now)
        if start == event.start:
            to = f"{to}, until {saying.clock(new.end)}"
        once = " That is this one time only." if event.occurrence is not None else ""
        says = f"{words.title(event)} is now {to}.{once}{words.clash(around)}"
        does = f"move {words.told(event, asked.now)} to" if start != event.start else f"let {words.title(event)} be"
        exactly = f"{does} {to.removeprefix('on ')}"
        return self._change(asked, meant, exactly, (old_text, text), says, new)

    async def rename(self, asked: Asked, meant: Meant) -> Steps:
        """Another title."""
        event, title = meant.event, _title(asked.text("name"))
        old = self._text(event)
        text = changes.renamed(old, event, title, asked.now)
        says = f"{words.title(event)} is called {title} now."
        exactly = f"call {words.told(event, asked.now)} {title}"
        new = replace(event, title=title)
        yield self._change(asked, meant, exactly, (old, text), says, new)

    # --- cancelling -------------------------------------------------------------------------------------------------

    async def cancel(self, asked: Asked, meant: Meant, *, all_of_it: bool = False) -> Steps:
        """One event; of a series she asks whether one or all."""
        event = meant.event
        if event.occurrence is not None and not all_of_it and not asked.when.day:
            which = Choice(
                f"Only {words.told(event, asked.now)}, or all of them?",
                ["all of them", "only this one"],
                [r"all|every|everything|series|whole|each", r"only|just|this|that|one|next|first"],
            )
            yield which
            all_of_it = which.answer == 0
        old = self._text(event)
        new = changes.cancelled(old, event, asked.now, all_of_it=all_of_it)
        every = all_of_it and event.occurrence is not None
        told = f"every {words.title(event)}" if every else words.told(event, asked.now)
        says = f"I've cancelled {told}."
        yield self._change(asked, meant, f"cancel {told}", (old, new), says, None)

    async def cancel_day(self, asked: Asked) -> Steps:
        """Everything of a day, which is always asked about."""
        begin, end = days(asked.when, asked.now)
        shelf = self._desk.shelf
        events = [
            one for one in shelf.between(begin, end) if one.end > asked.now and not shelf.is_read_only(one.file)
        ]
        day = saying.day(begin.date(), asked.now.date())
        if not events:
            yield Done(f"You have nothing {day}.")
            return
        texts: dict[Path, _Text] = {}
        for event in events:
            old, text = texts.get(event.file) or (self._text(event), self._text(event))
            if text is not None:
                texts[event.file] = old, changes.cancelled(text, event, asked.now, all_of_it=False)
        says = f"I've cancelled {words.counted(len(events), 'thing')} {day}."
        exactly = f"cancel {'; '.join(words.told(event, asked.now) for event in events)}"
        effect: Effect = "sends" if any(self._tells_others(event) for event in events) else "undoable"
        yield Change(effect, exactly, self._doing(asked, texts, says, "I've put them back.", None), plain=False)

    # --- carrying out -----------------------------------------------------------------------------------------------

    def _change(
        self, asked: Asked, meant: Meant, exactly: str, text: _Text, says: str, new: Event | None
    ) -> Change | Done:
        """Of what is surely meant it is done at once, unless other people are in it."""
        event = meant.event
        if self._desk.shelf.is_read_only(event.file):
            return Done(f"{words.title(event)} is in a calendar that can only be read.")
        back = f"I've undone that. {words.title(event)} is {words.when(event, asked.now)} again."
        do = self._doing(asked, {event.file: text}, says, back, new)
        if self._tells_others(event):
            return Change("sends", f"{exactly}, of which the others in it may be told", do)
        return Change("undoable", exactly, do, plain=meant.sure)

    def _tells_others(self, event: Event) -> bool:
        return event.others and self._desk.shelf.is_copy(event.file)

    def _text(self, event: Event) -> str:
        text = self._desk.shelf.text(event.file)
        if text is None:
            raise InputError("it is no longer in the calendar", where=str(event.file))
        return text

    def _doing(
        self, asked: Asked, texts: Mapping[Path, _Text], says: str, back: str, new: Event | None
    ) -> Callable[[], Awaitable[Done]]:
        """Writes the files; undo puts back what was there, if nobody has changed them since."""
        shelf, before = self._desk.shelf, self._desk.recent(asked.now)

        async def do() -> Done:
            for file, (old, text) in texts.items():
                shelf.write(file, old, text)
            self._desk.spoke_of(new, asked.now)

            async def undo() -> str:
                for file, (old, text) in texts.items():
                    shelf.write(file, text, old)
                self._desk.spoke_of(before, asked.now)
                return f"{back}{self._desk.trouble(list(texts))}"

            return Done(f"{says}{self._desk.trouble(list(texts))}", undo)

        return do


class _AtTime:
    """answer: a time; or all_day."""

    def __init__(self, question: str) -> None:
        self.question = question
        self.answer = When()
        self.all_day = False
        self._when = ForWhen(question)

    def take(self, answer: Said, now: datetime) -> bool:
        """A time and nothing else, or "all day"."""
        self.all_day = bool(_ALL_DAY.fullmatch(answer.words))
        if self.all_day:
            return True
        taken = self._when.take(answer, now)
        self.answer = self._when.answer
        return taken


def _plan(title: str, when: When, until: When, asked: Asked, usual: timedelta, *, all_day: bool) -> Plan | None:
    """The new event; None if a time is missing, or is past."""
    now = asked.now
    if all_day and when.day:
        last = until.day or when.last or when.day
        length = timedelta(days=max(1, (last - when.day).days + 1))
        return Plan(title, midnight(when.day, now), length, True, when.every)
    if all_day or (when.last and when.last != when.day) or _is_past(when, now, title):
        return None
    start = moment(replace(when, every=None), now, title)
    if start is None:
        return None
    if when.every:
        first = moment(replace(when, every=None, day=when.day or now.date() + timedelta(days=1)), now, title)
        assert first is not None
        on_first = at(when.day or now.date(), first.time(), now)
        start = next_time(on_first.astimezone(UTC), when.every, now).astimezone(now.tzinfo)
    length = asked.lengths.get("length") or (end - start if (end := ending(until, start)) else usual)
    if not _LENGTHS[0] <= length <= _LENGTHS[1]:
        length = usual
    return Plan(title, start, length, False, when.every)


def _is_past(when: When, now: datetime, title: str) -> bool:
    start = None if when.every else moment(when, now, title)
    return (start is not None and start <= now) or (when.day is not None and when.day < now.date())


def _missing(when: When, now: datetime, title: str, *, all_day: bool) -> str:
    if _is_past(when, now, title):
        return "That time is past already. For when instead?"
    if all_day or (when.last and when.last != when.day):
        return "For which day?"
    if when == When():
        return "For when?"
    return "At what time, or all day?"


def _moved_to(event: Event, to: When, now: datetime) -> datetime | None:
    """The new start; None if something is missing."""
    if to.after is not None:
        return later(now, to.after)
    day = to.day
    if to.day and to.last and to.last != to.day:  # "next week": the same day of that week
        ahead = (event.start.weekday() - to.day.weekday()) % 7
        day = to.day + timedelta(days=ahead)
        if (to.last - to.day).days > 6 or day > to.last:
            return None
    if to.clock is None:
        if day is None or to.part is not None:
            return None
        return at(day, event.start.time(), now) if not event.all_day else midnight(day, now)
    if 7 <= to.clock.hour <= 11 and not to.clock.sure and not to.part:  # the half of the day it is in now
        to = replace(to, part="morning" if event.start.hour < 14 else "evening")
    return moment(replace(to, day=day or event.start.date(), last=None), now, event.title)


def _when(event: Event, plan: Plan, now: datetime) -> str:
    """The time of a new event, its rhythm and its length as far as they are not the usual."""
    told = words.when(event, now)
    if not plan.all_day and plan.length != timedelta(hours=1):
        told = f"{saying.day(event.start.date(), now.date())} {words.span(event.start, event.end)}"
    if plan.every is None:
        return told
    clock = "" if plan.all_day else f" at {saying.clock(event.start)}"
    first = saying.day(event.start.date(), now.date()).removeprefix("on ")
    return f"{saying.rhythm(plan.every, event.start)}{clock}, the first time {first}"


def _title(text: str) -> str:
    """The user's words as a title."""
    called = r"(?:(?:the|an?) )?(?:event|appointment|meeting|entry) (?:called|named) |(?:the|an?|my|our) "
    text = re.sub(rf"^(?:{called})", "", text.strip(), flags=re.IGNORECASE)
    text = saying.plain(text, 200)
    return text[:1].upper() + text[1:]
