"""What is changed in the calendar: put in, moved, made longer, renamed, cancelled; each to be undone."""

from __future__ import annotations

import re
import uuid
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import TypeAlias

from samantha.errors import InputError
from samantha.hands import saying
from samantha.hands.asks import ForWhen, Free
from samantha.hands.calendar import changes, series, words
from samantha.hands.calendar.agenda import clashes
from samantha.hands.calendar.changes import Plan
from samantha.hands.calendar.desk import Desk, Meant, days, ending, midnight, moment
from samantha.hands.calendar.event import Event, local
from samantha.hands.calendar.scope import Scope
from samantha.hands.due import next_time
from samantha.hands.said import Said
from samantha.hands.templates import best, compiled
from samantha.hands.times import find
from samantha.hands.tool import Asked, Change, Done, Effect, Steps
from samantha.hands.when import Repeat, When, at, later

_WHOLE_DAYS = re.compile(
    r"\b(birthday|anniversary|holidays?|vacation|day off|days off|wedding anniversary|trip|leave)\b", re.IGNORECASE
)
_OCCASION = re.compile(r"\b(?:meeting|appointment|interview|lesson|class|dentist|doctor|haircut|lunch|dinner|date)\b")
"""What takes place at an hour, so that the next is meant where no day was said."""
_ALL_DAY = re.compile(r"(?:it 's |it is |make it )?(?:an? )?(?:all day(?: long)?|(?:the )?whole day)(?: event)?")
_Text: TypeAlias = tuple[str | None, str | None]
"""A file's text before and after; None where there is no file."""
_CODES = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
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

    async def move(self, asked: Asked, meant: Meant, of: Scope) -> Steps:
        """To another time."""
        event, to = meant.event, asked.whens.get("to", When())
        if to.every:
            day = _day_of(to.every, event, asked.now) if event.occurrence is not None else None
            if day is None:
                yield Done("I can't make another rhythm of it. I can only move it to another day and time.")
                return
            to = replace(to, every=None, day=day)
        while (start := _moved_to(event, to, asked.now)) is None:
            question = ForWhen("To when?" if to == When() else "To which day?" if to.last else "At what time?")
            yield question
            to = to.changed(question.answer)
        was_day = event.all_day and to.clock is not None
        if of == "one":
            yield self._moved(
                asked, meant, event, start, self._desk.length if was_day else event.length, timed=was_day
            )
            return
        slot = _slot(event, asked.now)
        usual = replace(event, start=slot, end=later(slot, event.length))
        soon = to.day is not None and not to.last and timedelta() <= to.day - asked.now.date() < timedelta(days=7)
        if soon and to.day and series.is_weekly(self._text(event), event):
            to = replace(to, day=_in_week_of(slot, to.day.weekday(), asked.now))
        if (start := _moved_to(usual, to, asked.now)) is None or was_day:
            yield Done(f"I can't give every {words.title(event)} a time, only one by one.")
            return
        yield self._all_moved(asked, meant, of, usual, start, event.length, to_day=to.day is not None)

    async def later(self, asked: Asked, meant: Meant, of: Scope, *, sign: int = 1) -> Steps:
        """So much later, or earlier (-1)."""
        event = meant.event
        start = later(event.start, sign * asked.lengths["length"])
        if of == "one":
            yield self._moved(asked, meant, event, start, event.length)
        else:
            yield self._all_moved(asked, meant, of, event, start, event.length)

    async def resize(self, asked: Asked, meant: Meant, of: Scope, *, sign: int = 0) -> Steps:
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
        if of == "one":
            yield self._moved(asked, meant, event, event.start, length)
        else:
            yield self._all_moved(asked, meant, of, event, event.start, length)

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
        return self._change(asked, meant, exactly, {event.file: (old_text, text)}, says, new)

    def _all_moved(
        self, asked: Asked, meant: Meant, of: Scope, usual: Event, start: datetime, length: timedelta, *,
        to_day: bool = False,
    ) -> Change | Done:  # fmt: skip
        """The series, or the rest of it, with every time of it moved as this one is, from ``usual`` to ``start``."""
        event, now = meant.event, asked.now
        if (start, start, length) == (usual.start, event.start, event.length):
            return Done(f"{words.title(event)} is {words.when(event, now)} already.")
        old = self._text(event)
        uid = str(uuid.uuid4())
        text = series.parted(old, event, uid, now) if of == "following" else old
        if text is None:
            return Done(f"I can't part that series. I can only change this {words.title(event)}, or all of them.")
        if text == old:
            of, uid = "all", event.uid
        mine = replace(event, uid=uid)
        along = series.apart(text, mine, now)
        moved = series.moved(text, mine, usual.start, start, length - event.length, now, to_day=to_day)
        if moved is None:
            return Done(f"I can't move every {words.title(event)} to that day, the rule of the series forbids it.")
        texts: dict[Path, _Text] = {event.file: (old, moved)}
        if of == "following" and not self._desk.shelf.is_of_many(event.file):  # a file there holds one event
            file = event.file.with_name(f"{uid}.ics")
            texts = {file: (None, series.only(moved, uid)), event.file: (old, series.without(moved, uid))}
            mine = replace(mine, file=file)
        coming = self._desk.shelf.next_of(moved, mine, now)
        to = words.when(coming, now) if coming else "past"
        if coming and start == usual.start:
            to = f"{to}, until {saying.clock(coming.end)}"
        every = f"every {words.title(event)}{_from(event, now) if of == 'following' else ''}"
        does = "move" if start != usual.start else "change"
        own = "a time of its own" if along == 1 else "times of their own"
        too = f" {words.counted(along, 'other').capitalize()} with {own} {does}d by as much." if along else ""
        says = f"I've {does}d {every}{f': the next is {to}' if coming else ''}.{too}"
        there = self._desk.shelf.between(coming.start, coming.end) if coming else []
        around = [one for one in clashes(there, coming.start, coming.end) if one.uid != event.uid] if coming else []
        exactly = f"{does} {every}, so that the next is {to}"
        return self._change(asked, meant, exactly, texts, f"{says}{words.clash(around)}", coming)

    async def rename(self, asked: Asked, meant: Meant) -> Steps:
        """Another title."""
        event, title = meant.event, _title(asked.text("name"))
        old = self._text(event)
        text = changes.renamed(old, event, title, asked.now)
        says = f"{words.title(event)} is called {title} now."
        exactly = f"call {words.told(event, asked.now)} {title}"
        new = replace(event, title=title)
        yield self._change(asked, meant, exactly, {event.file: (old, text)}, says, new)

    # --- cancelling -------------------------------------------------------------------------------------------------

    async def cancel(self, asked: Asked, meant: Meant, of: Scope) -> Steps:
        """One event, a series, or the rest of one."""
        event = meant.event
        told = words.told(event, asked.now)
        old = self._text(event)
        new: str | None
        if of == "following":
            uid = str(uuid.uuid4())
            parts = series.parted(old, event, uid, asked.now)
            if parts is None:
                yield Done(f"I can't part that series. I can only cancel this {words.title(event)}, or all of them.")
                return
            of = "all" if parts == old else of
            new = series.without(parts, uid)
            told = f"every {words.title(event)}{_from(event, asked.now)}"
        if of != "following":
            new = changes.cancelled(old, event, asked.now, all_of_it=of == "all")
            told = f"every {words.title(event)}" if of == "all" else told
        yield self._change(asked, meant, f"cancel {told}", {event.file: (old, new)}, f"I've cancelled {told}.", None)

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
        self, asked: Asked, meant: Meant, exactly: str, texts: Mapping[Path, _Text], says: str, new: Event | None
    ) -> Change | Done:
        """Of what is surely meant it is done at once, unless other people are in it."""
        event = meant.event
        if self._desk.shelf.is_read_only(event.file):
            return Done(f"{words.title(event)} is in a calendar that can only be read.")
        back = f"I've undone that. {words.title(event)} is {words.when(event, asked.now)} again."
        do = self._doing(asked, texts, says, back, new)
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


def told(*templates: str) -> Callable[[Said, datetime], Asked | None]:
    """Reads what somebody only tells, if it has all that the calendar needs: "I'm having lunch with Paul on Friday
    at noon." Without an hour it is talk, and a question back would be out of place.
    """
    every = [compiled(template) for template in templates]

    def reads(words: Said, now: datetime) -> Asked | None:
        match = best(every, find(words, now), now)
        if match is None or words.text.rstrip().endswith("?"):
            return None
        when, sure = match[1].when, bool(_OCCASION.search(match[1].text("what").lower()))
        return match[1] if when.clock and (when.day or when.part or when.every or sure) else None

    return reads


def bare(noun: str) -> Callable[[Said, datetime], Asked | None]:
    """Reads what is nothing but something to do and its day and hour: "Lunch with Paul on Friday at noon." """
    whole = told(f"[a|an|the|my] {noun} [{{what}}] {{when}} [for {{length}}] [{{more}}]")

    def reads(words: Said, now: datetime) -> Asked | None:
        if (asked := whole(words, now)) is None:
            return None
        with_whom, where = asked.text("what").lower(), asked.text("more").lower()
        known = re.fullmatch(r"(?:appointment|(?:(?:with|at|for|and) (?!(?:me|you)\b)).{1,40})?", with_whom)
        return asked if known and re.fullmatch(r"(?:(?:at|in|with) .{1,40})?", where) else None

    return reads


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


def _from(event: Event, now: datetime) -> str:
    return f" from {saying.day(event.start.date(), now.date()).removeprefix('on ')} on"


def _slot(event: Event, now: datetime) -> datetime:
    """When the series would have this event, even if it has a time of its own."""
    assert event.occurrence is not None and now.tzinfo is not None
    return local(event.occurrence, now.tzinfo)


def _day_of(every: Repeat, event: Event, now: datetime) -> date | None:
    """The day that "to Thursdays" means for this event; None of another rhythm."""
    if (every.freq, every.every, len(every.days)) != ("WEEKLY", 1, 1):
        return None
    return _in_week_of(_slot(event, now), _CODES.index(every.days[0]), now)


def _in_week_of(slot: datetime, weekday: int, now: datetime) -> date:
    """That day of its week, so that what was left out of the series stays left out; of the next if it is past."""
    day = slot.date() + timedelta(days=weekday - slot.weekday())
    return day if day > now.date() else day + timedelta(days=7)


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
    text = re.sub(rf"^(?:{called})| (?:in|down)$", "", text.strip(), flags=re.IGNORECASE)
    text = saying.plain(text, 200)
    return text[:1].upper() + text[1:]
