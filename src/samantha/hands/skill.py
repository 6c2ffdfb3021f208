"""One skill over all tools: understands a request, asks what is missing, acts with consent, and takes it back.

Understanding changes nothing and needs no model: the times are found, then the templates of all tools are tried.
Carrying out is the steps of one tool (see ``tool``), which may wait for an answer over several turns; meanwhile
every turn comes here. What answers neither the question nor is a request or question of its own is asked about once
more, then the matter is dropped, so that no "yes" can ever answer a question of long ago.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from copy import copy
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial
from itertools import chain, islice

from samantha.core.notes import Note
from samantha.errors import SamanthaError
from samantha.hands import consent, corrections
from samantha.hands.aside import Aside
from samantha.hands.asks import FEW, Doubt, YesNo, asks_itself, drops
from samantha.hands.corrections import calls_off, scraps, undoes, without_reason
from samantha.hands.deeds import RECENT, Deeds, Undo
from samantha.hands.misheard import readings
from samantha.hands.no_request import begins_reported, is_opinion, points_back, told_by_others
from samantha.hands.paraphrases import Paraphrases
from samantha.hands.repairs import replaced
from samantha.hands.rewording import rewordings
from samantha.hands.said import Said, said
from samantha.hands.templates import Template, best, compiled
from samantha.hands.times import Timed, find, only_when
from samantha.hands.tool import Ask, Asked, Change, Done, Form, Steps, Tool, or_else
from samantha.hands.two_orders import halves, has_order_in_it, of_that_day, together
from samantha.ports import Act

Now = Callable[[], datetime]

SOON = timedelta(minutes=1)
"""After so long a turn has nothing to do with the request before it."""

_TRIES = 4
"""Of the requests that other words may be, so many are tried."""

_LEFT = "All right, I'll leave it."


@dataclass(frozen=True, slots=True)
class _Running:
    """A request in the middle of its steps, waiting for an answer."""

    form: Form
    asked: Asked
    steps: Steps
    ask: Ask
    change: Change | None = None
    again: bool = False


@dataclass(frozen=True, slots=True)
class _Past:
    """What was done last, to be corrected."""

    form: Form
    asked: Asked
    undo: Undo | None


class Hands:
    """The skill. ``now``: the time, in the user's zone."""

    least_pause_ms = 0

    def __init__(self, tools: Sequence[Tool], now: Now) -> None:
        self._now = now
        self._forms: list[tuple[Form, list[Template]]] = [
            (form, [compiled(template) for template in form.templates]) for tool in tools for form in tool.forms
        ]
        self._paraphrases: Paraphrases | None = None
        self._running: _Running | None = None
        self._past: _Past | None = None
        self._aside: Aside | None = None
        self._found = True
        self._deeds = Deeds(now)

    def watch(self, note: Note) -> None:
        """Counts the user's turns, so that "scrap that" never means what nobody is thinking of any more."""
        self._deeds.watch(note)

    def understand_by(self, paraphrases: Paraphrases) -> None:
        """From now on requests in other words are understood too."""
        self._paraphrases = paraphrases

    def look_aside(self, aside: Aside) -> None:
        """From now on what no tool finds is looked for there too, and "forget that" may mean what was told there."""
        self._aside = aside

    def understands(self, text: str) -> Act | None:
        """How a request is answered; in the middle of one, every turn is."""
        act = self._understood(text)
        return act if act is None or self._aside is None else partial(self._or_aside, act, self._aside, text)

    async def _or_aside(self, act: Act, aside: Aside, text: str) -> str | None:
        """What the tools say, or where they find nothing, what is known aside from them."""
        self._found = True
        says = await act()
        return says if says is None or self._found else await aside.instead(text, says)

    def _understood(self, text: str) -> Act | None:
        if self._running is not None:
            return partial(self._answered, text)
        text = self._of_that_day(text)
        words = said(text)
        if undoes(words):
            return self._undone
        if (taken := self._scrapped(text)) is not None:
            return taken
        if (corrected := self._corrected(text)) is not None:
            return partial(self._correct, corrected)
        if (filled := self._filled_in(words)) is not None:
            return partial(self._correct, filled)
        if (repaired := self._with_correction(text)) is not None:
            return partial(self._begun_and_corrected, *repaired)
        request = self._request(words) or self._following(words)
        if (request is None or has_order_in_it(words, request[1])) and (both := self._both(words.text)) is not None:
            return partial(self._one_then_other, *both)
        if request is not None:
            return partial(self._begun_or_else, words, *request)
        others = self._in_other_words(words)
        if (first := next(others, None)) is not None:
            return partial(self._first_of, chain((first,), others))
        if (request := self._paraphrased(words)) is not None:
            return partial(self._begin, *request)
        return next((act for heard in readings(text) if (act := self._plainly(said(heard))) is not None), None)

    def _of_that_day(self, text: str) -> str:
        """The turn, with the day of the request before it for "that day": "Is Friday free?" "Book it that day." """
        past = self._past
        return of_that_day(text, past.asked) if past and self._now() - past.asked.now <= RECENT else text

    def would(self, text: str) -> bool:
        """Whether these words are a request, whatever is being asked at the moment."""
        words = said(text)
        found = self._request(words) or next(self._in_other_words(words), None) or self._paraphrased(words)
        return found is not None or undoes(words)

    def knows(self, text: str, *, doubtful: bool = False) -> bool:
        """Whether these words answer what is being asked, or are plainly a request.

        doubtful: they are not what was heard first, so they never count as a yes.
        """
        words = said(text)
        if self._running is not None:
            ask = copy(self._running.ask)
            if drops(words) or ask.take(words, self._now()):
                return not (doubtful and isinstance(ask, YesNo) and ask.answer)
        if self._deeds.last and (undoes(words) or self._scrapped(text) is not None):
            return True
        found = self._corrected(text) or self._request(words) or self._following(words)
        return found is not None or (not doubtful and next(self._in_other_words(words), None) is not None)

    @property
    def _just_changed(self) -> bool:
        """Whether the last thing done was a change, moments ago, that can still be taken back."""
        past = self._past
        return past is not None and self._now() - past.asked.now <= SOON and self._deeds.is_last(past.undo)

    def _scrapped(self, text: str) -> Act | None:
        """How what was done a turn or two ago is taken back; None if nothing was, or the words do not say so."""
        if self._deeds.turns_ago is None:
            return None
        words = without_reason(text)
        return self._scrap if scraps(words) else self._call_off if calls_off(words) and self._just_changed else None

    def timed(self, words: Said) -> Timed:
        """The words with their times found."""
        return find(words, self._now())

    def guessed(self, order: str) -> Act | None:
        """How an order is carried out that the user did not say in these words: a change is asked about first."""
        request = self._request(said(order))
        return partial(self._begun_if_found, request[0], replace(request[1], guessed=True)) if request else None

    # --- understanding ----------------------------------------------------------------------------------------------

    def _request(self, words: Said) -> tuple[Form, Asked] | None:
        now = self._now()
        if begins_reported(words.text):
            reckoned = ((form, form.reads(words, now)) for form, _ in self._forms if form.reckons and form.reads)
            return next(((form, asked) for form, asked in reckoned if asked), None)
        timed = find(words, now)
        found: list[tuple[int, int, Form, Asked]] = []
        for n, (form, templates) in enumerate(self._forms):
            if match := best(templates, timed, now):
                found.append((match[0], -n, form, match[1]))
        if found:
            (fit, _, form, asked), *others = sorted(found, key=lambda entry: entry[:2], reverse=True)
            return or_else(form, [other[2:] for other in others if other[0] == fit]), asked
        for form, _ in self._forms:
            if form.reads and (read := form.reads(words, now)):
                return form, read
        return None

    def _following(self, words: Said) -> tuple[Form, Asked] | None:
        """What makes sense only with what was asked a moment ago: "And in London?", "And eggs.", "Again." """
        past, now = self._past, self._now()
        if past is None or past.form.follows is None or now - past.asked.now > SOON or not words.tokens:
            return None
        asked = past.form.follows(past.asked, words, now)
        return (past.form, asked) if asked else None

    def _in_other_words(self, words: Said) -> Iterator[tuple[Form, Asked, bool]]:
        """The requests that it is in other words; and whether each must change something, or it was none."""
        reported = told_by_others(words)
        for reading in rewordings(self.timed(words)):
            if (not reported or reading.only_asks) and (request := self._request(said(reading.text))) is not None:
                yield request[0], replace(request[1], guessed=not reading.sure), reading.changes

    def _both(self, text: str) -> tuple[tuple[Form, Asked], tuple[Form, Asked]] | None:
        """Two orders in one turn: "Put milk on my list and set a timer for ten minutes." """
        for reading in (
            text,
            *(reading.text for reading in rewordings(self.timed(said(text))) if " and " in reading.text),
        ):
            for one, other in halves(reading):
                first = self._request(said(one))
                second = self._request(said(of_that_day(other, first[1]))) if first is not None else None
                if first is not None and second is not None and not told_by_others(said(text)):
                    return first, second
        return None

    def _plainly(self, words: Said) -> Act | None:
        """How it is answered if it is an undo, or a request that a template knows."""
        if undoes(words):
            return self._undone if self._deeds.last else None
        request = self._request(words)
        return partial(self._begin, *request) if request else None

    def _paraphrased(self, words: Said) -> tuple[Form, Asked] | None:
        """The request that is meant by other words, in all likelihood."""
        if self._paraphrases is None or told_by_others(words) or is_opinion(words) or points_back(words):
            return None
        if self._aside is not None and self._aside.claims(words.text):
            return None
        plain = self._paraphrases.near(find(words, self._now()))
        request = self._request(said(plain)) if plain else None
        return (request[0], replace(request[1], guessed=True)) if request else None

    def _corrected(self, text: str) -> Asked | None:
        """The last request with what "no, I meant Friday" changes; None if this is no correction of it."""
        rest, now = corrections.correction(text), self._now()
        if rest is None or self._past is None or now - self._past.asked.now > RECENT:
            return None
        asked = self._past.asked
        changed = corrections.changed(asked, rest, now) or corrections.changed(asked, rest.split(",")[0], now)
        if changed or not self._just_changed or not corrections.corrects_words(text):
            return changed
        return None if self._request(said(rest)) else corrections.reworded(asked, said(rest))

    def _filled_in(self, words: Said) -> Asked | None:
        """The last request with the clock that it lacked: "Set an alarm for tomorrow morning." "Six fifteen." """
        past = self._past
        if past is None or not self._just_changed or past.asked.when.clock or not past.asked.when.day:
            return None
        when = only_when(words, self._now())
        return past.asked.with_when("when", past.asked.when.changed(when)) if when and when.clock else None

    def _with_correction(self, text: str) -> tuple[tuple[Form, Asked], str, tuple[Form, Asked] | None] | None:
        """A request and, in a sentence behind it, what was meant: "Timer for five minutes. No, six."; and the request
        that it is with those words in the place of others, if it is one.
        """
        split = corrections.corrected_at_once(text)
        request = self._request(said(split[0])) if split else None
        if split is None or request is None:
            return None
        whole = replaced(split[0], corrections.correction(split[1]) or split[1])
        return request, split[1], self._request(said(whole)) if whole else None

    # --- acting -----------------------------------------------------------------------------------------------------

    async def _begin(self, form: Form, asked: Asked) -> str:
        for name, when in asked.whens.items():
            if when.doubt:
                return self._wait(_Running(form, asked, _nothing(), Doubt(name, when)))
        return await self._go_on(form, asked, form.steps(asked))

    async def _begun_and_corrected(
        self, request: tuple[Form, Asked], correction: str, again: tuple[Form, Asked] | None
    ) -> str | None:
        """Does it as it was corrected; as it was said first, if the correction is none."""
        form, asked = request
        right = corrections.correction(correction)
        rest = correction if right is None else right
        words = said(rest)
        if again is not None and corrections.is_read_out(asked):
            return await self._begin(*again)
        corrected = corrections.changed(asked, rest, self._now()) or (
            None if self._request(words) is not None else corrections.reworded(asked, words)
        )
        return await self._begin(form, corrected or asked)

    async def _begun_or_else(self, words: Said, form: Form, asked: Asked) -> str | None:
        """Begins it; where it finds nothing it is about, the first that it is in other words and that finds some:
        "Delete the note about the paint, we've finished the hall."
        """
        if any(when.doubt for when in asked.whens.values()):
            return await self._begin(form, asked)
        steps = form.steps(asked)
        step = await anext(steps)
        if not (isinstance(step, Done) and not step.found):
            return await self._taken_on(form, asked, steps, step)
        for other, again, _ in islice(self._in_other_words(words), _TRIES):
            further = other.steps(again)
            found = await anext(further)
            if not isinstance(found, Done) or (found.found and other is not form):
                return await self._taken_on(other, again, further, found)
        return self._finish(form, asked, step)

    async def _begun_if_found(self, form: Form, asked: Asked) -> str | None:
        """Begins what was only guessed; None if it finds nothing it is about: then it was no such request."""
        if any(when.doubt for when in asked.whens.values()):
            return await self._begin(form, asked)
        steps = form.steps(asked)
        step = await anext(steps)
        return None if isinstance(step, Done) and not step.found else await self._taken_on(form, asked, steps, step)

    async def _one_then_other(self, one: tuple[Form, Asked], other: tuple[Form, Asked]) -> str:
        """Carries out both, to be undone as one; only the first where that must ask."""
        answers = [await self._begin(*one)]
        undo = self._past.undo if self._past else None
        if self._running is None:
            answers.append(await self._begin(*other))
            past = self._past
            if self._running is None and undo and past and past.undo:
                self._deeds.take()
                self._deeds.take()
                both = together(past.undo, undo)
                self._past = replace(past, undo=both)
                self._deeds.add(both, " ".join(answers))
        return " ".join(answers)

    async def _first_of(self, requests: Iterable[tuple[Form, Asked, bool]]) -> str | None:
        """Begins the first of these that has something to act on; None if none has, as is likely of talk."""
        for form, asked, changes in islice(requests, _TRIES):
            if any(when.doubt for when in asked.whens.values()):
                return await self._begin(form, asked)
            steps = form.steps(asked)
            step = await anext(steps)
            if not (changes and isinstance(step, Done)):
                return await self._taken_on(form, asked, steps, step)
        return None

    async def _go_on(self, form: Form, asked: Asked, steps: Steps) -> str:
        """Takes steps until something must be asked or it is done; what is to be said."""
        return await self._taken_on(form, asked, steps, await anext(steps))

    async def _taken_on(self, form: Form, asked: Asked, steps: Steps, step: Ask | Change | Done) -> str:
        match step:
            case Done():
                return self._finish(form, asked, step)
            case Change():
                if asked.guessed:
                    step = replace(step, plain=False)
                if consent.needs_yes(step):
                    return self._wait(_Running(form, asked, steps, YesNo(consent.question(step)), step))
                return await self._carry_out(form, asked, step)
            case _:
                return self._wait(_Running(form, asked, steps, step))

    def _wait(self, running: _Running) -> str:
        self._running = running
        return running.ask.question

    async def _carry_out(self, form: Form, asked: Asked, change: Change) -> str:
        try:
            done = await change.do()
        except SamanthaError as error:
            return f"That didn't work: {error.what}. {error.mend or ''}".strip()
        return self._finish(form, asked, done)

    def _finish(self, form: Form, asked: Asked, done: Done) -> str:
        if done.undo:
            self._deeds.add(done.undo, done.says)
        self._past = _Past(form, asked, done.undo)
        self._found = done.found
        return done.says

    async def _answered(self, text: str) -> str | None:
        running, self._running = self._running, None
        assert running is not None
        words = said(text)
        if drops(words) and not isinstance(running.ask, YesNo):
            return _LEFT
        if running.ask.take(words, self._now()):
            return await self._taken(running)
        right = corrections.correction(text)
        if right is not None and (changed := corrections.changed(running.asked, right, self._now())):
            return await self._begin(running.form, changed)
        if (request := self._request(words)) is not None:
            await running.steps.aclose()
            return await self._begin(*request)
        other_matter = asks_itself(text) or (running.again and len(words.tokens) > FEW)
        if other_matter or next(self._in_other_words(words), None) is not None:
            await running.steps.aclose()
            further = self.understands(text)
            return await further() if further else None
        if running.again or undoes(words):
            await running.steps.aclose()
            return _LEFT
        self._running = replace(running, again=True)
        return f"Sorry, I didn't get that. {running.ask.question}"

    async def _taken(self, running: _Running) -> str:
        form, asked, ask = running.form, running.asked, running.ask
        if isinstance(ask, Doubt):
            return await self._begin(form, asked.with_when(ask.name, ask.settled))
        if running.change is None:
            return await self._go_on(form, asked, running.steps)
        assert isinstance(ask, YesNo)
        return await self._carry_out(form, asked, running.change) if ask.answer else _LEFT

    async def _undone(self) -> str:
        """Takes back what was done last; what was long ago only after a yes."""
        last = self._deeds.last
        if self._deeds.undoing or self._deeds.turns_ago is not None:
            return await self._take_back()
        if last is None:
            return "There is nothing I could undo."

        async def undo() -> Done:
            return Done(await self._take_back())

        question = f"The last thing I did is a while ago. I said: {last.says} Shall I take that back?"
        change = Change("undoable", "take that back", undo)
        return self._wait(
            _Running(Form(lambda _: _nothing()), Asked(self._now()), _nothing(), YesNo(question), change)
        )

    async def _scrap(self) -> str | None:
        """Takes back what was done a turn or two ago, if it is that which is meant."""
        ago = self._deeds.turns_ago
        told = ago is not None and ago > 1 and self._aside is not None and await self._aside.just_told()
        return None if ago is None or told else await self._take_back()

    async def _call_off(self) -> str | None:
        """Takes back what was done in the turn before."""
        ago = self._deeds.turns_ago
        return None if ago is None or ago > 1 else await self._take_back()

    async def _take_back(self) -> str:
        if self._deeds.last is None:
            return "There is nothing I could undo."
        self._past = None
        try:
            return await self._deeds.take()()
        except SamanthaError as error:
            return f"I couldn't undo that: {error.what}."

    async def _correct(self, asked: Asked) -> str:
        past = self._past
        assert past is not None
        if self._deeds.is_last(past.undo):
            await self._take_back()
        return await self._begin(past.form, asked)


async def _nothing() -> Steps:
    """No steps yet."""
    return
    yield
