"""What is done about timers, alarms and reminders; ``reminders`` knows how it is asked for."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from samantha.hands import alike, saying
from samantha.hands.asks import Choice, ForLength, ForWhen, Free
from samantha.hands.due import Kind, Quiet, Reminder, next_time
from samantha.hands.reminder_book import Book
from samantha.hands.said import Said
from samantha.hands.times import find
from samantha.hands.tool import Asked, Change, Done, Steps
from samantha.hands.when import Clock, Part, Repeat, When, hours, later, starts

SNOOZE = timedelta(minutes=10)
_FRESH = timedelta(minutes=15)
LONGEST_NAP = timedelta(hours=3)
"""Who asks at half past two to be woken at six means the morning, and at five the evening."""
LONGEST = timedelta(days=3660)

_HOURS: dict[Part, int] = {"morning": 9, "afternoon": 15, "evening": 19, "night": 22}
"""The hour meant by "tomorrow morning"; she says it, so it can be corrected."""

_EMPTY = frozenset(
    "a an the to for about of on at in that it already just now have has i i've you you've"
    " i'll my your we our me us is are be do so go get some any more reminder".split()
)
"""Words that name nothing."""

LINKS = ("to", "about", "that", "of")
_PERSONS = {
    "my": "your", "me": "you", "i": "you", "mine": "yours", "myself": "yourself", "i'm": "you're", "i've": "you've",
    "i'll": "you'll", "am": "are", "our": "your", "us": "you",
}  # fmt: skip


class Desk:
    """Sets, tells, changes and cancels them, in this file."""

    def __init__(self, book: Book, quiet: Quiet | None) -> None:
        self._book = book
        self._quiet = quiet

    # --- setting ----------------------------------------------------------------------------------------------------

    async def timer(self, asked: Asked) -> Steps:
        """Asked for a timer; for how long, is asked if it is missing."""
        length = asked.lengths.get("length")
        if length is None:
            question = ForLength("For how long?")
            yield question
            length = question.answer
        if length > LONGEST:
            yield Done("That's too long for me.")
            return
        what = yours(asked.text("name") or asked.text("name2")) or saying.length(length)
        end = later(asked.now, length).astimezone(UTC)
        named = "" if what == saying.length(length) else f" for {what}"
        says = f"I've set a timer{named}, {saying.length(length)} from now."
        yield self._set(Reminder(0, "timer", what, end, end), f"set a timer for {what}", says)

    async def alarm(self, asked: Asked) -> Steps:
        """Asked to wake the user."""
        when = asked.when
        if _clockless(when):
            question = ForWhen("At what time?")
            yield question
            when = when.changed(question.answer)
        if when.clock and not when.clock.sure and when.part is None and _wakes_early(when, asked.now):
            when = replace(when, part="morning")
        yield self.at(asked.now, when, "alarm", "")

    async def remind(self, asked: Asked) -> Steps:
        """Asked to remind the user of something; what is missing is asked for."""
        when = asked.when.changed(asked.whens.get("when2", When()))
        what = next((f"{link} {asked.text(link)}" for link in LINKS if asked.text(link)), "")
        if not what:
            about = Free("What shall I remind you of?")
            yield about
            what = about.answer if about.answer.split(" ", 1)[0].lower() in LINKS else f"of this: {about.answer}"
        what = re.sub(r"^to (?:remember|not forget|make sure i) to\b", "to", what)
        what = saying.plain(f"{what} {asked.text('more')}", 300)
        if _clockless(when):
            question = ForWhen("When shall I remind you?" if when == When() else "At what time?")
            yield question
            when = when.changed(question.answer)
        yield self.at(asked.now, when, "reminder", yours(what))

    def at(self, now: datetime, when: When, kind: Kind, what: str) -> Change | Done:
        """An alarm or a reminder for this time."""
        first = None if when.after and when.after > LONGEST else _first(when, now)
        if first is None:
            return Done("I don't understand for when that should be.")
        moment = next_time(first, when.every, now) if when.every else first
        if moment <= now:
            return Done("That time is past already.")
        local = moment.astimezone(now.tzinfo)
        wait = f" That's in your quiet hours, so I'll say it at {saying.clock(over)}." if (
            kind == "reminder" and self._quiet and (over := self._quiet.over(local))
        ) else ""  # fmt: skip
        does = "wake you" if kind == "alarm" else f"remind you {what}"
        says = f"{saying.sentence(_time(local, when.every, now))[:-1]} I'll {does}.{wait}"
        exactly = f"{does} {_time(local, when.every, now)}"
        return self._set(Reminder(0, kind, what, first, moment, when.every), exactly, says)

    def _set(self, new: Reminder, exactly: str, says: str) -> Change:
        async def do() -> Done:
            kept = self._book.add(new)

            async def undo() -> str:
                self._book.drop([kept.number])
                return f"I've dropped the {new.kind}."

            return Done(says, undo)

        return Change("undoable", exactly, do)

    # --- telling ----------------------------------------------------------------------------------------------------

    async def tell(self, kind: Kind, asked: Asked) -> Steps:
        """Those of a kind, or the ones that were named."""
        here = [one for one in self._book.all() if one.kind == kind and one.at]
        here = (_fitting(here, asked) if here else here) or here
        if not here:
            yield Done(f"You have no {kind}s.", found=False)
            return
        count = f"You have one {kind}" if len(here) == 1 else f"You have {len(here)} {kind}s"
        yield Done(f"{count}: {'; '.join(told(one, asked.now) for one in here)}.")

    async def left(self, asked: Asked) -> Steps:
        """How long the timers still run."""
        here = _fitting([one for one in self._book.all() if one.kind == "timer" and one.at], asked)
        if not here:
            yield Done("There is no timer running.", found=False)
            return
        lines = []
        for one in here:
            rest = timedelta(seconds=max(0, round((one.moment - asked.now).total_seconds())))
            named = f" on the timer for {one.what}" if len(here) > 1 else ""
            lines.append(f"{saying.length(rest)}{named}")
        yield Done(f"{saying.sentence(saying.listed(lines))}")

    # --- changing ---------------------------------------------------------------------------------------------------

    async def extend(self, asked: Asked, *, sign: int = 1) -> Steps:
        """A timer runs longer, or shorter (-1)."""
        here = _fitting(
            [one for one in self._book.all() if one.kind == "timer" and one.at], replace(asked, lengths={})
        )
        if not here:
            yield Done("There is no timer running.", found=False)
            return
        choice = _choice(here, asked.now)
        if choice:
            yield choice
        one = here[choice.answer if choice else 0]
        end = one.moment + sign * asked.lengths["length"]
        if end <= asked.now:
            yield Done("It has less than that left.")
            return
        rest = timedelta(seconds=round((end - asked.now).total_seconds()))
        new = replace(one, first=end, at=end)
        yield self._instead(one, new, asked, f"It's {saying.length(rest)} from now.")

    async def shift(self, kind: Kind, sign: int, asked: Asked) -> Steps:
        """So much later, or earlier (-1)."""
        here = [one for one in self._book.all() if one.kind == kind and one.at and not one.every]
        here = _fitting(here, replace(asked, lengths={}))
        if not here:
            yield Done(f"There is no such {kind}.", found=False)
            return
        choice = _choice(here, asked.now)
        if choice:
            yield choice
        one = here[choice.answer if choice else 0]
        moment = one.moment + sign * asked.lengths["length"]
        if moment <= asked.now:
            yield Done("That time is past already.")
            return
        new = replace(one, first=moment, at=moment, again=None)
        yield self._instead(one, new, asked, saying.sentence(f"I've moved it: {told(new, asked.now)}"))

    async def cannot(self, asked: Asked) -> Steps:
        """Asked for what a timer cannot do."""
        yield Done("I can't pause a timer. I can only cancel it, or make it longer.")

    async def reword(self, asked: Asked) -> Steps:
        """A reminder says other words: "Change the reminder to say ring Paul, not ring Peter." """
        new, *old = re.split(r",? (?:and not|not|instead of|rather than) ", yours(asked.text("new")), maxsplit=1)
        named = replace(asked, texts={"what": old[0] if old else asked.text("what")})
        here = _fitting([one for one in self._book.all() if one.kind == "reminder"], named)
        if not here:
            yield Done("There is no such reminder.", found=False)
            return
        choice = _choice(here, asked.now)
        if choice:
            yield choice
        one = here[choice.answer if choice else 0]
        link = one.what.split(" ", 1)[0]
        what = f"{link} {new}" if link in LINKS and new.split(" ", 1)[0] not in LINKS else new
        changed = replace(one, what=saying.plain(what, 300))
        yield self._instead(one, changed, named, saying.sentence(f"I've changed it: {told(changed, asked.now)}"))

    async def move(self, kind: Kind, asked: Asked, *, least: int = 1) -> Steps:
        """To another time. least: how well the words must name it at the least (``_fit``)."""
        here = _fitting([one for one in self._book.all() if one.kind == kind and one.at], asked, least)
        if not here:
            yield Done(f"There is no such {kind}.", found=False)
            return
        choice = _choice(here, asked.now)
        if choice:
            yield choice
        one = here[choice.answer if choice else 0]
        local, to = one.moment.astimezone(asked.now.tzinfo), asked.whens["to"]
        if to.after is None:
            clock = Clock(local.hour, local.minute, True)
            to = When(day=local.date(), clock=None if to.clock else clock).changed(to)
            if to.clock and not to.clock.sure and to.part is None:
                to = replace(to, part="morning" if local.hour < 12 and to.clock.hour != 12 else "afternoon")
        set_anew = self.at(asked.now, to, kind, one.what)
        if isinstance(set_anew, Done) or one.every:
            yield Done("A rhythm can't be moved: cancel it and set a new one.") if one.every else set_anew
            return
        moment = _first(to, asked.now) or one.moment
        says = saying.sentence(f"I've moved it: {told(replace(one, at=moment, again=None), asked.now)}")
        yield self._instead(one, replace(one, first=moment, at=moment, again=None), asked, says)

    def _instead(self, old: Reminder, new: Reminder, asked: Asked, says: str) -> Change:
        """One in the place of another; asked about, if its name only sounds like what was said."""

        def act() -> None:
            self._book.change(lambda here: [new if one.number == old.number else one for one in here])

        async def undo() -> str:
            self._book.change(lambda here: [old if one.number == old.number else one for one in here])
            return "I've put it back."

        sure = _sure(old, asked)
        exactly = f"change the {old.kind}{'' if sure else f' {told(old, asked.now)}'}"
        return Change("undoable", exactly, self._doing(act, says, undo), plain=sure)

    def more(self, words: Said, now: datetime) -> Asked | None:
        """ "Five more minutes", while something has just rung."""
        timed = find(words, now)
        fresh = any(now - one.moment < _FRESH for one in self._book.rung)
        plain = [
            token.word for token in timed.said.tokens if token.word not in ("just", "give", "me", "another", "more")
        ]
        if not fresh or plain not in (["<d0>"], ["later"], ["not", "yet"], ["not", "now"]):
            return None
        return Asked(now, lengths={"length": timed.durations[0]} if timed.durations else {})

    def known(self, words: Said, now: datetime) -> Asked | None:
        """ "Cancel past a timer", where there is a timer that is called so, or sounds like it."""
        match = re.fullmatch(r"(?:cancel|stop|delete|remove|end|turn off|switch off|kill) (.+) timer", words.words)
        if match is None or not any(one.kind == "timer" and _fit(match[1], one) > 1 for one in self._book.all()):
            return None
        return Asked(now, {"name": match[1]})

    # --- cancelling and snoozing ------------------------------------------------------------------------------------

    async def cancel(self, kind: Kind, asked: Asked) -> Steps:
        """One of a kind; which, is asked if it could be several."""
        here = _fitting([one for one in self._book.all() if one.kind == kind], asked)
        if not here:
            yield Done(f"There is no such {kind}.", found=False)
            return
        choice = _choice(here, asked.now)
        if choice:
            yield choice
        gone = here[choice.answer if choice else 0]
        name, sure = told(gone, asked.now), _sure(gone, asked)
        does, says = f"cancel the {kind}{'' if sure else f' {name}'}", f"I've cancelled the {kind}: {name}."
        yield self._drop([gone], does, says, plain=sure)

    async def cancel_all(self, kind: Kind, asked: Asked) -> Steps:
        """All of a kind."""
        here = [one for one in self._book.all() if one.kind == kind]
        if here:
            count = f"your {kind}" if len(here) == 1 else f"all {len(here)} {kind}s"
            yield self._drop(here, f"cancel {count}", f"I've cancelled {count}.")
        else:
            yield Done(f"You have no {kind}s.")

    def _drop(self, gone: Sequence[Reminder], exactly: str, says: str, *, plain: bool = True) -> Change:
        async def undo() -> str:
            self._book.change(lambda here: [*here, *gone])
            return "I've put it back." if len(gone) == 1 else "I've put them back."

        do = self._doing(lambda: self._book.drop([one.number for one in gone]), says, undo)
        return Change("undoable", exactly, do, plain=plain)

    @staticmethod
    def _doing(
        act: Callable[[], None], says: str, undo: Callable[[], Awaitable[str]]
    ) -> Callable[[], Awaitable[Done]]:
        async def do() -> Done:
            act()
            return Done(says, undo)

        return do

    async def snooze(self, asked: Asked) -> Steps:
        """What was just said is said again later."""
        rung = self._book.rung
        if not rung:
            yield Done("There is nothing to snooze.")
            return
        now = asked.now
        moment = later(now, asked.lengths.get("length", SNOOZE))
        if asked.whens:
            moment = starts(asked.when, now, soonest=True) or moment
        if moment <= now:
            yield Done("That time is past already.")
            return
        added: list[int] = []
        then = moment.astimezone(UTC)

        def act() -> None:
            numbers = [one.number for one in rung]
            self._book.change(lambda here: [replace(one, again=None) if one.at else None
                                            for one in here if one.again or one.number not in numbers])  # fmt: skip
            added.extend(self._book.add(replace(o, first=then, at=then, every=None, again=None)).number for o in rung)

        async def undo() -> str:
            self._book.drop(added)
            return "I've dropped that."

        says = f"{saying.sentence(_time(moment, None, now))[:-1]} I'll say it again."
        yield Change("undoable", "say it again later", self._doing(act, says, undo))


def told(one: Reminder, now: datetime) -> str:
    """One of them, as she or the command line tells it."""
    when = _time(one.moment.astimezone(now.tzinfo), one.every, now)
    return f"{one.what}, {when}" if one.kind == "reminder" else f"for {one.what}, {when}" if one.what else when


def _choice(here: Sequence[Reminder], now: datetime) -> Choice | None:
    """The question which of several is meant."""
    names = [told(one, now) for one in here]
    return Choice(f"Which one: {'; '.join(names)}?", names) if len(here) > 1 else None


def _wakes_early(when: When, now: datetime) -> bool:
    """Whether who is to be woken then means the morning: on another day, again and again, or after no mere nap."""
    if when.clock is None or not 4 <= when.clock.hour < 12:
        return False
    if when.every is not None or when.day not in (None, now.date()):
        return True
    soon = starts(when, now, soonest=True)
    return when.day is None and when.clock.hour < 10 and soon is not None and soon - now > LONGEST_NAP


def _clockless(when: When) -> bool:
    """Whether the time of day is missing."""
    if when.every and when.every.freq in ("MINUTELY", "HOURLY"):
        return False
    return when.clock is None and when.after is None and when.part is None


def _first(when: When, now: datetime) -> datetime | None:
    """The first moment in UTC; of a rhythm, a moment from which on it counts."""
    every = when.every
    if when.clock is None and when.after is None and when.part:
        when = replace(when, clock=Clock(_HOURS[when.part], 0, True))
    if every is None:
        moment = starts(when, now, soonest=True)
    elif every.freq in ("MINUTELY", "HOURLY") and when.clock is None:
        moment = later(now, timedelta(minutes=every.every * (1 if every.freq == "MINUTELY" else 60)))
    else:  # of an hour without its half the likeliest, not the next: that is what asking about another day gives
        clock = starts(replace(when, day=now.date() + timedelta(days=1), every=None), now)
        moment = clock and datetime.combine(when.day or now.date(), clock.time(), now.tzinfo)
    return moment.astimezone(UTC) if moment else None


def _time(moment: datetime, every: Repeat | None, now: datetime) -> str:
    if every is None:
        return f"{saying.day(moment.date(), now.date())} at {saying.clock(moment)}"
    if every.freq in ("MINUTELY", "HOURLY"):
        return saying.rhythm(every)
    day = f" from {moment:%B} {moment.day} on" if every.freq in ("MONTHLY", "YEARLY") or every.every > 1 else ""
    return f"{saying.rhythm(every, moment)}{day} at {saying.clock(moment)}"


def _fitting(here: list[Reminder], asked: Asked, least: int = 1) -> list[Reminder]:
    """Those that the request can mean: all, if it says nothing more."""
    if words := _named(asked):
        fits = [(_fit(words, one), one) for one in here]
        best = max((fit for fit, _ in fits), default=0)
        here = [one for fit, one in fits if fit == best >= least]
    if length := asked.lengths.get("length"):
        exact = [one for one in here if one.what == saying.length(length)]
        here = exact or [one for one in here if abs(one.moment - asked.now - length) < timedelta(minutes=1)]
    if "when" in asked.whens:
        here = [one for one in here if _is_at(one.moment.astimezone(asked.now.tzinfo), asked.when, asked.now)]
    return here


def _is_at(moment: datetime, when: When, now: datetime) -> bool:
    """Whether this is the time that was said; seven may be either of the day: "Cancel the seven o'clock alarm." """
    if when.after is not None:
        return moment == starts(when, now)
    if when.clock is None:
        return moment.date() == when.day
    on_day = when.day is None or moment.date() == when.day
    return on_day and moment.minute == when.clock.minute and moment.hour in hours(when.clock, when.part, soonest=True)


def _named(asked: Asked) -> str:
    """What the request calls it."""
    return " ".join(yours(asked.text(name)) for name in ("name", "what") if asked.text(name))


def _fit(said: str, one: Reminder) -> int:
    """How well the words name it: all of them are its own (3), they sound so (2), some of them do (1), or none."""
    wanted, own = [word for word in alike.words(said) if word not in _EMPTY], alike.words(one.what)
    if alike.says(wanted, own):
        return 3
    if alike.sounds(wanted, own):
        return 2
    return 1 if any(alike.sounds_among(word, own) for word in wanted) else 0


def _sure(one: Reminder, asked: Asked) -> bool:
    """Whether the request names it plainly, or by nothing but its kind and time."""
    return not (said := _named(asked)) or _fit(said, one) == 3


def yours(text: str) -> str:
    """ "my" becomes "your": her words for what the user said."""
    return re.sub(r"\b[A-Za-z]+(?:'[a-z]+)?\b", lambda m: _PERSONS.get(m[0].lower(), m[0]), text)
