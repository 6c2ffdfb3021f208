"""Says what is due: the task beside a conversation.

It looks at the wall clock every second, for a timer of the event loop stands still while the machine is suspended and
knows nothing of a clock that is set.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime, timedelta

import anyio

from samantha.core.notes import Listening, Note, ReplyStarted, Turn
from samantha.errors import SamanthaError
from samantha.hands import saying
from samantha.hands.due import LATE, Quiet, Reminder, after_saying, answered, due
from samantha.hands.reminder_book import Book

_LOOK_S = 1.0


class Ringing:
    """``now``: the time, in the user's zone. ``watch`` is told of everything that happens in the conversation.

    ahead: what else there is to say at a moment, each time once; in quiet hours it is not asked.
    """

    def __init__(
        self,
        book: Book,
        now: Callable[[], datetime],
        quiet: Quiet | None,
        ahead: Callable[[datetime], Sequence[str]] = lambda now: (),
    ) -> None:
        self.book = book
        self._ahead = ahead
        self._now = now
        self._quiet = quiet
        self._ready = anyio.Event()
        self._announcing = False
        self._answered = False

    def watch(self, note: Note) -> None:
        """Any turn of the user's after the words began is an answer."""
        match note:
            case Listening():
                self._ready.set()
            case ReplyStarted() if self._announcing:
                self._answered = False
            case Turn():
                self._answered = True
            case _:
                pass

    async def run(self, announce: Callable[[str], Awaitable[str]]) -> None:
        """Goes on until it is cancelled. A file that cannot be read or written is told, and ends it."""
        await self._ready.wait()
        try:
            while True:
                await self._look(announce)
                await anyio.sleep(self._until_next())
        except SamanthaError as error:
            await announce(f"I can't keep your reminders any more: {error.what}.")

    async def _look(self, announce: Callable[[str], Awaitable[str]]) -> None:
        here = self.book.all()
        if self._answered:
            self._answered = False
            if any(one.again for one in here):
                self.book.change(lambda all_of_them: [answered(one) if one.again else one for one in all_of_them])
                here = self.book.all()
        now = self._now()
        ready = due(here, now, self._quiet)
        silent = self._quiet is not None and self._quiet.over(now) is not None
        lines = [*(line(one, now) for one in ready), *(() if silent else self._ahead(now))]
        if not lines:
            return
        self.book.rung = ready or self.book.rung
        self._announcing = True
        await announce(" ".join(lines))
        self._announcing = False
        said, now = {one.number for one in ready}, self._now()
        self.book.change(lambda here: [after_saying(one, now) if one.number in said else one for one in here])

    def _until_next(self) -> float:
        waits = [(one.moment - self._now()).total_seconds() for one in self.book.all()]
        return min([_LOOK_S, *(wait for wait in waits if wait > 0)])


def line(one: Reminder, now: datetime) -> str:
    """What she says when it is due, and for when it was if that is a while ago."""
    late = one.again is None and one.at is not None and one.at < now - LATE
    then = one.moment.astimezone(now.tzinfo)
    was = f"{saying.day(then.date(), now.date())} at {saying.clock(then)}"
    match one.kind:
        case "timer":
            return f"Your timer for {one.what} was over {was}." if late else f"Your timer for {one.what} is over."
        case "alarm":
            clock = saying.clock(then if one.again is None else now - timedelta(seconds=now.second))
            return f"I was to wake you {was}." if late else f"It's {clock}. This is your alarm."
        case "reminder":
            return (
                f"This was for {was.removeprefix('on ')}: I was to remind you {one.what}."
                if late
                else f"I'm to remind you {one.what}."
            )
