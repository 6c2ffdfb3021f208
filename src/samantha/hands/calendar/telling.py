"""What is asked about the calendar, and told from it."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime, time, timedelta

from samantha.hands import saying
from samantha.hands.calendar import words
from samantha.hands.calendar.agenda import Gap, clashes, fit, gaps, names_something
from samantha.hands.calendar.desk import AHEAD, HOURS, IT, Desk, Meant, days, ending, moment
from samantha.hands.calendar.event import Event
from samantha.hands.calendar.scope import said_of
from samantha.hands.said import Said, said
from samantha.hands.templates import best, compiled
from samantha.hands.times import find, only_when
from samantha.hands.tool import Asked, Done, Steps
from samantha.hands.when import When, at

_LEAST_GAP = timedelta(minutes=30)
_NAME = re.compile(
    r"(?:(?:my|the|our|a|an) )?(?:\w+ )?(?:lunch|dinner|breakfast|brunch|supper|drinks|meetings?|appointments?"
    r"|call with|interview|date with|flight|party|concert|lesson|class|dentist|checkup|rehearsal|reservation"
    r"|stand-?up|review with|visit from|picnic|event)\b",
    re.IGNORECASE,
)
"""What events are called."""
_WAKING = (time(9), time(21))
"""When a gap counts as free time, if no part of the day was said."""


class Telling:
    """The questions, each with its steps."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    async def day(self, asked: Asked) -> Steps:
        """What there is at a time, a day or several."""
        yield self._day(asked)

    def _day(self, asked: Asked) -> Done:
        begin, end = _range(asked.when, asked.now)
        return Done(self.told(asked.when, asked.now), found=bool(self._desk.shelf.between(begin, end)))

    def told(self, when: When, now: datetime) -> str:
        """What there is then, as sentences."""
        begin, end = _range(when, now)
        events = self._desk.shelf.between(begin, end)
        damaged = self._damaged()
        if when.clock is not None:
            at_ = f"{saying.day(begin.date(), now.date())} at {saying.clock(begin)}"
            there = "; ".join(words.brief(event) for event in events)
            return f"{saying.sentence(at_)[:-1]} you have {there or 'nothing'}.{damaged}"
        if when.last and when.last != when.day:
            first = f"You have {words.counted(len(events), 'thing')}. " if len(events) > 1 else ""
            told = words.of_days(events, begin.date(), now)
            days_ = [saying.day(day, now.date()).removeprefix("on ") for day in (begin.date(), when.last)]
            none = f"You have nothing from {' to '.join(days_)}"
            return f"{first}{told or none}.{damaged}"
        return f"{self._one_day(events, begin, end, when, now)}{damaged}"

    def _one_day(self, events: Sequence[Event], begin: datetime, end: datetime, when: When, now: datetime) -> str:
        """What there is on a day or a part of it; of today what is left."""
        part = f" in the {when.part}" if when.part in ("morning", "afternoon", "evening") else ""
        day = f"{saying.day(begin.date(), now.date())}{part}"
        left = [event for event in events if event.end > now] if begin <= now < end else events
        if len(left) == 1:
            self._desk.spoke_of(left[0], now)
        if not left:
            return f"You have nothing {'more ' if events else ''}{day}."
        have = "have" if len(left) == len(events) else "still have"
        return f"You {have} {words.counted(len(left), 'thing')} {day}: {words.of_a_day(left, begin.date())}."

    async def next(self, asked: Asked) -> Steps:
        """What comes next, or what comes next of its kind."""
        wanted = asked.text("what")
        for ahead in AHEAD:
            coming = [
                event for event in self._desk.shelf.between(asked.now, asked.now + ahead)
                if event.start > asked.now and not event.all_day and (not wanted or fit(wanted, event.name))
            ]  # fmt: skip
            if coming:
                self._desk.spoke_of(coming[0], asked.now)
                beside = [event for event in coming[1:] if event.start == coming[0].start]
                also = f" At the same time: {words.of_a_day(beside, coming[0].start.date())}." if beside else ""
                yield Done(f"Next is {self._whole(coming[0], asked.now)}{also}")
                return
        none = f"I find no {wanted} ahead of you." if wanted else "There is nothing ahead in your calendar."
        yield Done(none, found=False)

    async def when(self, asked: Asked, meant: Meant) -> Steps:
        """When something is."""
        event = meant.event
        self._desk.spoke_of(event, asked.now)
        was = "was" if event.end <= asked.now else "is"
        again = " It comes again after that." if event.occurrence is not None and was == "is" else ""
        yield Done(f"{words.title(event)} {was} {words.when(event, asked.now)}{_length(event)}.{again}")

    async def lasts(self, asked: Asked, meant: Meant) -> Steps:
        """How long something is, and when it is over."""
        event = meant.event
        self._desk.spoke_of(event, asked.now)
        length = (
            "the whole day" if event.all_day else f"{saying.length(event.length)}, until {saying.clock(event.end)}"
        )
        yield Done(f"{words.title(event)} {words.when(event, asked.now)} takes {length}.")

    async def about(self, asked: Asked, meant: Meant) -> Steps:
        """Where something is, and what else is written about it."""
        event = meant.event
        self._desk.spoke_of(event, asked.now)
        note = f" Its note says: {saying.sentence(saying.plain(event.note, 300))}" if event.note else ""
        names = saying.listed([saying.plain(name, 40) for name in event.people[:6]])
        with_whom = f" Invited: {names}." if names else ""
        place = "" if event.place else " No place is written there."
        yield Done(f"{self._whole(event, asked.now)}{place}{with_whom}{note}")

    async def synced(self, asked: Asked) -> Steps:
        """Whether the calendars agree with their servers; a sync begins."""
        yield Done(self._desk.synced(asked.now))

    async def edge(self, asked: Asked, *, last: bool = False) -> Steps:
        """What is first, or last, of a day."""
        begin, end = _range(asked.when, asked.now)
        events = [event for event in self._desk.shelf.between(begin, end) if not event.all_day]
        if not events:
            yield self._day(asked)
            return
        event = events[-1 if last else 0]
        self._desk.spoke_of(event, asked.now)
        yield Done(self._whole(event, asked.now))

    async def free(self, asked: Asked, *, busy: bool = False, what: bool = False) -> Steps:
        """Whether a time is free; asked the other way round, whether it is taken; or what there is then."""
        when, now = asked.when, asked.now
        until = asked.whens.get("until")
        if when.clock is None and when.after is None:
            yield replace(self._day(asked), says=self._free_day(when, now, busy=busy))
            return
        if until is not None and until.day and not when.day:
            when = replace(when, day=until.day)
        begin = moment(when, now, asked.text("what"))
        assert begin is not None
        end = (until and ending(until, begin)) or begin + asked.lengths.get("length", self._desk.length)
        day = saying.day(begin.date(), now.date())
        then = f"{day} {words.span(begin, end)}" if until else f"{day} at {saying.clock(begin)}"
        taken = [event for event in self._desk.shelf.between(begin, end) if event.blocks]
        hours = clashes(taken, begin, end)
        if hours:
            names = saying.listed([f"{words.title(event)} {words.span(event.start, event.end)}" for event in hours])
            yield Done(saying.sentence(f"{'' if what else 'Yes, ' if busy else 'No, '}{then} you have {names}"))
            return
        all_day = [words.title(event) for event in taken if event.all_day]
        also = f" But all day there is {saying.listed(all_day)}." if all_day else ""
        free = f"{then} you have nothing" if what else f"{'No' if busy else 'Yes'}, you are free {then}"
        yield Done(f"{saying.sentence(free)}{also}")

    def _free_day(self, when: When, now: datetime, *, busy: bool) -> str:
        begin, end = _range(when, now)
        events = [event for event in self._desk.shelf.between(max(begin, now), end) if event.blocks]
        told = self.told(when, now)
        if busy:
            return told
        return f"Yes. {told}" if not events else f"Not the whole time. {told}"

    async def gaps(self, asked: Asked) -> Steps:
        """When there is time."""
        when, now = asked.when, asked.now
        if when.last:
            when = replace(when, last=None)
        begin, end = _range(when, now)
        if when.part is None:
            begin, end = at(begin.date(), _WAKING[0], now), at(begin.date(), _WAKING[1], now)
        begin = max(begin, now.replace(second=0, microsecond=0))
        least = asked.lengths.get("length", _LEAST_GAP)
        free = gaps(self._desk.shelf.between(begin, end), begin, end, least) if begin < end else []
        day = saying.day(begin.date(), now.date())
        if not free:
            yield Done(f"There is no time left {day}.")
        elif free == [Gap(begin, end)]:
            yield Done(f"You are free {day} the whole time {words.span(begin, end)}.")
        else:
            times = saying.listed([words.span(gap.begin, gap.end) for gap in free])
            yield Done(f"{saying.sentence(day)[:-1]} you are free {times}.")

    def _whole(self, event: Event, now: datetime) -> str:
        place = f", at {saying.plain(event.place, 80)}" if event.place else ""
        return f"{words.told(event, now)}{_length(event)}{place}."

    def _damaged(self) -> str:
        files = self._desk.shelf.damaged()
        return f" {words.counted(len(files), 'calendar file').capitalize()} can't be read." if files else ""

    # --- questions that only the calendar's own events make its own -------------------------------------------------

    def if_known(self, sentences: Sequence[str], *, both: bool = False) -> Callable[[Said, datetime], Asked | None]:
        """Reads a request only if the calendar has an event of that name, or (``both``: and) it is called like one.

        "When is lunch with Amy?" is for the calendar even if no such event is there: nothing must be invented.
        """

        templates = [compiled(one) for one in sentences]

        def reads(what: Said, now: datetime) -> Asked | None:
            match = best(templates, find(what, now), now)
            if match is None:
                return None
            _, name = said_of(match[1].text("what"))
            if IT.fullmatch(name):
                return match[1] if self._desk.recent(now) else None
            if not names_something(name):
                return None
            named = bool(_NAME.match(name))
            if both and not named:
                return None
            if named and not both:
                return match[1]
            return match[1] if any(fit(name, one) for one in self._desk.shelf.names()) else None

        return reads


def whats_on(what: Said, now: datetime) -> Asked | None:
    """ "What's on tomorrow?", whose "on" belongs to the time: without it the date is asked for."""
    timed = find(what, now)
    if timed.said.words != "what is <t0>" or not re.search(r"\bon\b", what.text, re.IGNORECASE):
        return None
    return Asked(now, whens={"when": timed.whens[0]})


def looks(what: Said, now: datetime) -> Asked | None:
    """ "What does my week look like?", which is this week."""
    match = _LOOKS.fullmatch(what.words)
    when = only_when(said("today" if match[1] == "day" else f"this {match[1]}"), now) if match else None
    return Asked(now, whens={"when": when}) if when else None


_LOOKS = re.compile(r"(?:what|how) (?:does|is) (?:my|the) (day|week|weekend|month) look(?:ing)?(?: like)?")


def _range(when: When, now: datetime) -> tuple[datetime, datetime]:
    """The time that was said, from its begin to its end."""
    if when.clock is not None or when.after is not None:
        begin = moment(when, now, "")
        assert begin is not None
        return begin, begin + timedelta(minutes=1)
    begin, end = days(when, now)
    if when.part:
        first, last = HOURS[when.part]
        return at(begin.date(), time(first), now), at(begin.date(), time(last), now) if last < 24 else end
    return begin, end


def _length(event: Event) -> str:
    if event.all_day or event.length in (timedelta(), timedelta(hours=1)):
        return ""
    return f", for {saying.length(event.length)}"
