"""What the two halves of the tool share: the shelf, which events a request means, and the one spoken of last."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import aclosing
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path

from samantha.hands.asks import Choice
from samantha.hands.calendar import series, words
from samantha.hands.calendar.agenda import fit, fitting
from samantha.hands.calendar.event import Event
from samantha.hands.calendar.scope import HowMany, Scope, said_of
from samantha.hands.calendar.shelf import Shelf
from samantha.hands.said import Said
from samantha.hands.times import find, only_when
from samantha.hands.tool import Asked, Done, Steps
from samantha.hands.when import Part, When, at, starts

AHEAD = (timedelta(days=45), timedelta(days=400))
"""So far ahead an event is looked for: the first is nearly always enough."""

HOURS: dict[Part, tuple[int, int]] = {
    "morning": (5, 12),
    "afternoon": (12, 18),
    "evening": (17, 24),
    "night": (20, 24),
}

IT = re.compile(r"(?:it|that|this|that one|this one|them|those)?", re.IGNORECASE)

RECENT = timedelta(minutes=5)
"""So long "it" means the event that was spoken of last."""


@dataclass
class Desk:
    """calendar: the name of that for new events, "" for the usual one; length: of new events.

    trouble: what is to be said behind a change of these files, if their server cannot be told; else "".
    synced: what there is to say of the sync; it also begins one.
    """

    shelf: Shelf
    calendar: str = ""
    length: timedelta = timedelta(hours=1)
    trouble: Callable[[Sequence[Path]], str] = lambda files: ""
    synced: Callable[[datetime], str] = lambda now: "Your calendars are on this computer only."
    _last: Event | None = None
    _last_at: datetime | None = None

    def recent(self, now: datetime) -> Event | None:
        """What "it" means."""
        return self._last if self._last_at and timedelta() <= now - self._last_at <= RECENT else None

    def spoke_of(self, event: Event | None, now: datetime) -> None:
        """From now on "it" means this event."""
        self._last, self._last_at = event, now

    def meant(self, asked: Asked, *, past: bool = False) -> Meant:
        """The events that the words and the time of the request mean."""
        of, said = said_of(asked.text("what"))
        said = re.sub(r"^(?:my|the|our) ", "", said, flags=re.IGNORECASE)
        when = asked.when
        of = of or ("one" if when.day else None)
        if IT.fullmatch(said) and when == When():
            last = self.recent(asked.now)
            return Meant([last] if last else [], True, asked.now, of=of)
        for events in self._looked_for(said, when, asked.now):
            found, sure = fitting(said, events)
            if found:
                return Meant(found, sure, asked.now, said, of)
        if past and when == When():
            found, sure = fitting(said, self.shelf.between(asked.now - timedelta(days=60), asked.now))
            return Meant(found[-1:], sure, asked.now, said, of)
        return Meant([], False, asked.now, said, of)

    def about_one(self, steps: Callable[[Asked, Meant], Steps], *, past: bool = False) -> Callable[[Asked], Steps]:
        """Steps that begin with the event that is meant: asked for if there are several, told if there is none."""

        async def found(asked: Asked) -> Steps:
            meant = self.meant(asked, past=past)
            if meant.missing:
                yield Done(meant.missing, found=False)
                return
            if meant.ask:
                yield meant.ask
            async with aclosing(steps(asked, meant)) as rest:
                async for step in rest:
                    yield step

        return found

    def about_series(
        self, steps: Callable[[Asked, Meant, Scope], Steps], of: Scope | None = None
    ) -> Callable[[Asked], Steps]:
        """Steps that begin with the event that is meant, and how much of its series: as said (``of``), or asked."""

        async def found(asked: Asked, meant: Meant) -> Steps:
            event, how_much = meant.event, of or meant.of
            if asked.whens.get("to", When()).every:  # "to Thursdays"
                how_much = how_much or "all"
            text = self.shelf.text(event.file) if event.occurrence is not None else None
            if text is None or not series.repeats(text, event):
                how_much = "one"
            if how_much is None:
                question = HowMany(event, asked.now)
                yield question
                how_much = question.answer
            async with aclosing(steps(asked, meant, how_much)) as rest:
                async for step in rest:
                    yield step

        return self.about_one(found)

    def _looked_for(self, said: str, when: When, now: datetime) -> Iterator[list[Event]]:
        """Where to look, the likeliest first."""
        if when.day:
            spans = [days(when, now)]
        else:
            begin = now if when.clock is None else midnight(now.date(), now)
            spans = [(begin, now + ahead) for ahead in AHEAD]
        for begin, end in spans:
            events = self.shelf.between(begin, end, lambda name: fit(said, name) > 0)
            yield [event for event in events if _is_then(event, when)]


class Meant:
    """events: what may be meant; sure: every word fits. of: how much of a series, if it was said. ask: the question
    which, if there are several."""

    def __init__(
        self, events: Sequence[Event], sure: bool, now: datetime, said: str = "", of: Scope | None = None
    ) -> None:
        self._events = events
        self.sure = sure
        self.of = of
        self.ask = Which(events, now) if len(events) > 1 else None
        none = f"I find no {said} in your calendar." if said else "I don't know which event you mean."
        self.missing = "" if events else none

    @property
    def event(self) -> Event:
        """The one that is meant, once ``ask`` is answered."""
        return self._events[self.ask.answer if self.ask else 0]


class Which:
    """Which of several events; answer: its place."""

    def __init__(self, events: Sequence[Event], now: datetime) -> None:
        self._events = events[:5]
        names = [words.told(event, now) for event in self._events]
        self._choice = Choice(f"Which one: {'; '.join(names)}?", names)
        self.question = self._choice.question
        self.answer = 0

    def take(self, answer: Said, now: datetime) -> bool:
        """By its time, if that fits only one; else by number or words."""
        when = only_when(answer, now) or next(iter(find(answer, now).whens), None)
        if when and not when.doubt:
            fits = [n for n, event in enumerate(self._events) if _is_then(event, when)]
            if len(fits) == 1:
                self.answer = fits[0]
                return True
        if self._choice.take(answer, now):
            self.answer = self._choice.answer
            return True
        return False


def days(when: When, now: datetime) -> tuple[datetime, datetime]:
    """From the first midnight to the last of the days that were said, today if none was."""
    first = when.day or now.date()
    return midnight(first, now), midnight((when.last or first) + timedelta(days=1), now)


def midnight(day: date, now: datetime) -> datetime:
    """When that day begins."""
    return at(day, time(), now)


def ending(until: When, start: datetime) -> datetime | None:
    """The end that was said, the first such moment behind the start; None if it is none."""
    if until.clock is None:
        return None
    for hour in (until.clock.hour, until.clock.hour + 12):
        if hour < 24 and (not until.clock.sure or hour == until.clock.hour):
            end = at(until.day or start.date(), time(hour, until.clock.minute), start)
            if end > start:
                return end
    hour = until.clock.hour % (24 if until.clock.sure else 12)
    return at(start.date() + timedelta(days=1), time(hour, until.clock.minute), start)


def part_of(title: str) -> Part | None:
    """When of the day people do that."""
    if re.search(r"\b(breakfast|brunch|sunrise|school run)\b", title, re.IGNORECASE):
        return "morning"
    if re.search(
        r"\b(dinner|supper|drinks?|party|concert|cinema|film|movie|theat(?:er|re)|opera|date|bar|pub|cocktails?"
        r"|babysit\w*|bedtime|sunset|fireworks)\b", title, re.IGNORECASE,
    ):  # fmt: skip
        return "evening"
    return None


def moment(when: When, now: datetime, title: str) -> datetime | None:
    """The moment meant for this occasion; None if the clock is missing."""
    return starts(when, now, part_of(title))


def _is_then(event: Event, when: When) -> bool:
    """Whether the event is at the time said, as far as one was."""
    if when.day and not event.overlaps(*days(when, event.start)):
        return False
    clock = when.clock
    if clock and (event.all_day or event.start.minute != clock.minute):
        return False
    if clock and (event.start.hour != clock.hour if clock.sure else event.start.hour % 12 != clock.hour % 12):
        return False
    if when.part and not event.all_day:
        first, last = HOURS[when.part]
        return first <= event.start.hour < last
    return True
