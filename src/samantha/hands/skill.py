"""One skill over all tools: understands a request, asks what is missing, acts with consent, and takes it back.

Understanding changes nothing and needs no model: the times are found, then the templates of all tools are tried.
Carrying out is the steps of one tool (see ``tool``), which may wait for an answer over several turns; meanwhile
every turn comes here. What answers neither the question nor is a request or question of its own is asked about once
more, then the matter is dropped, so that no "yes" can ever answer a question of long ago.
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Awaitable, Callable, Iterable, Iterator, Sequence
from contextlib import aclosing
from copy import copy
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial
from itertools import chain, islice
from typing import cast

from samantha.errors import SamanthaError
from samantha.hands import consent
from samantha.hands.asks import ForWhen, WhichDay, YesNo, drops
from samantha.hands.misheard import readings
from samantha.hands.paraphrases import Paraphrases
from samantha.hands.repairs import replaced
from samantha.hands.rewording import begins_reported, halves, rewordings
from samantha.hands.said import Said, said
from samantha.hands.templates import Template, best, compiled
from samantha.hands.times import Timed, find, only_when
from samantha.hands.tool import Ask, Asked, Change, Done, Form, Steps, Tool
from samantha.hands.when import When
from samantha.ports import Act

Now = Callable[[], datetime]
Undo = Callable[[], Awaitable[str]]

KEEP_UNDO = 20
"""So many changes can be taken back, the last first."""

SOON = timedelta(minutes=1)
"""After so long a turn has nothing to do with the request before it."""

_TRIES = 4
"""Of the requests that other words may be, so many are tried."""

_REMARK = re.compile(
    r"(?:i|i'm|i've|we|we're|we've|my|there's|it's)\b[^,.!?:\"“]{3,60}[,.!] (?:so )?([^,.!?:\"“]+[.!?]*)",
    re.IGNORECASE,
)
_REPORTS = re.compile(
    r"\b(?:says?|said|tells?|told|asks?|asked|writes?|wrote|written|reads?|mails?|e-?mails?|messages?"
    r"|letters? from|quotes?|heard|thinks?|thought|wants?|wanted|should|would|if|when|until|used to)\b",
    re.IGNORECASE,
)
_UNDO = re.compile(
    r"(?:(?:no|oh|oops|wait|sorry|never ?mind|actually|please) )*(?:(?:undo|take) (?:it|that|this)(?: back| again)?"
    r"|undo(?: (?:the last|my last|the last thing)(?: one)?)?|take back)(?: please)?"
)
_CALLS_OFF = re.compile(
    r"(?:(?:no|sorry|wait|actually|hmm|oh|well|on second thought) )*(?:(?:forget|scrap|cancel|drop|delete|remove"
    r"|scratch|stop|lose|take) (?:it|that|this|them|those|that one|those two)"
    r"(?: (?:off|out|away|back|down|again|from there|after all))*"
    r"|never ?mind|forget about (?:it|that)|don't|don't do (?:it|that))(?: (?:cancel|forget|drop|scrap) (?:it|that))?"
)
"""Takes back what was done a moment ago; alone it means nothing."""
_CORRECTS = re.compile(
    r"(?:no|nope|sorry|wait|actually)[, ]+(?:(?:no|sorry|wait|actually)[, ]+)*(?:i (?:meant|mean"
    r"|said) |make (?:it|that) |i want(?:ed)? |not .+? but )?"
    r"|(?:i (?:meant|mean|said) |make (?:it|that) )",
    re.IGNORECASE,
)
_MEANT = re.compile(
    r"(?:(?:no|nope|sorry|wait|actually|oh)[, ]+)+(?:i (?:meant|mean|said)|not .+? but|make (?:it|that)) "
    r"|(?:(?:no|nope|sorry|wait|oops|oh)[, ]+){2,}",
    re.IGNORECASE,
)
"""Corrects also words, where something was changed just now."""
_OF_ITS_OWN = frozenset(
    "it that this i you he she we they me him her us them is are was were do does did not no what who how why it's"
    " that's as just well fine good thanks thank never nothing none mind undo cancel".split()
)
"""Words of a sentence that is no correction."""
_ANOTHER_ORDER = re.compile(
    r"(?:[,.;]|\band\b)(?: and| then| also| please| can you| could you)* "
    r"(?:add|put|set|start|remind|wake|take|note|write|cancel|delete|move|tell|what|how|when|is|are|do|does)\b",
    re.IGNORECASE,
)
_OPINION = re.compile(
    r"^(?:i|we|people|he|she|they|the|my|all)\b.*\b(?:hate|love|like|dislike|adore|prefer|enjoy|always|never)s?\b"
    r"|\byour (?:favou?rite|opinion|view)\b|\bdo you (?:like|love|hate|think|feel|believe)\b"
)
"""Speaks of things and wants nothing done, however near it comes to an order by its words."""
_READ_OUT = ("sum", "told", "value", "from")
"""Slots that hold what was understood, and no words of the user's."""
_THEN_CORRECTS = re.compile(r"[.!] (?=(?:no|sorry|wait|actually|oh)\b[, ])", re.IGNORECASE)
_REASON = re.compile(r"[,.;] (?=(?:i|he|she|they|we|it|there|that)\b)", re.IGNORECASE)
_FEW = 3
"""An answer that is not understood has at most so many words; more are another matter."""
_QUESTION = re.compile(
    r"(?:so |and |but |well |oh )?(?:what|who|whose|how|why|where|do you|did i|did you|are you|can you|tell me) ",
    re.IGNORECASE,
)
_SAME_ORDER = re.compile(r"\band (?:then |also |please )*(?:remind|wake) me\b|\bat .+ and to \w", re.IGNORECASE)
_CONTENT = re.compile(r".{,40}?\b(?:remind|note|jot|write|remember|tell)\b", re.IGNORECASE)
_THAT_DAY = re.compile(r"\b(?:on )?that (?:same )?(day|morning|afternoon|evening|night)\b", re.IGNORECASE)
_THE_LIST = re.compile(r"(?:(?:on|to|from|off|onto) )?(?:the|my|our) (.+) list", re.IGNORECASE)
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
    undo: Callable[[], Awaitable[str]] | None


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
        self._undo: deque[Callable[[], Awaitable[str]]] = deque(maxlen=KEEP_UNDO)

    def understand_by(self, paraphrases: Paraphrases) -> None:
        """From now on requests in other words are understood too."""
        self._paraphrases = paraphrases

    def understands(self, text: str) -> Act | None:
        """How a request is answered; in the middle of one, every turn is."""
        if self._running is not None:
            return partial(self._answered, text)
        words = said(text)
        if _UNDO.fullmatch(words.words) or (_CALLS_OFF.fullmatch(_without_reason(text)) and self._just_changed):
            return self._take_back
        if (corrected := self._corrected(text)) is not None:
            return partial(self._correct, corrected)
        if (filled := self._filled_in(words)) is not None:
            return partial(self._correct, filled)
        if (repaired := self._with_correction(text)) is not None:
            return partial(self._begun_and_corrected, *repaired)
        request = self._request(words) or self._following(words)
        if (request is None or _has_order_in_it(words, request[1])) and (both := self._both(words.text)) is not None:
            return partial(self._one_then_other, *both)
        if request is not None:
            return partial(self._begun_or_else, words, *request)
        others = self._in_other_words(words)
        if (first := next(others, None)) is not None:
            return partial(self._first_of, chain((first,), others))
        if (request := self._paraphrased(words)) is not None:
            return partial(self._begin, *request)
        return next((act for heard in readings(text) if (act := self._plainly(said(heard))) is not None), None)

    def would(self, text: str) -> bool:
        """Whether these words are a request, whatever is being asked at the moment."""
        words = said(text)
        found = self._request(words) or next(self._in_other_words(words), None) or self._paraphrased(words)
        return found is not None or bool(_UNDO.fullmatch(words.words))

    def knows(self, text: str, *, doubtful: bool = False) -> bool:
        """Whether these words answer what is being asked, or are plainly a request.

        doubtful: they are not what was heard first, so they never count as a yes.
        """
        words = said(text)
        if self._running is not None:
            ask = copy(self._running.ask)
            if drops(words) or ask.take(words, self._now()):
                return not (doubtful and isinstance(ask, YesNo) and ask.answer)
        if self._undo and (
            _UNDO.fullmatch(words.words) or (_CALLS_OFF.fullmatch(words.words) and self._just_changed)
        ):
            return True
        found = self._corrected(text) or self._request(words) or self._following(words)
        return found is not None or (not doubtful and next(self._in_other_words(words), None) is not None)

    @property
    def _just_changed(self) -> bool:
        """Whether the last thing done was a change, moments ago, that can still be taken back."""
        past = self._past
        fresh = past is not None and past.undo is not None and self._now() - past.asked.now <= SOON
        return fresh and bool(self._undo) and past is not None and self._undo[-1] is past.undo

    def told_by_others(self, words: Said) -> bool:
        """Whether it tells what others said or wrote: that is never a request."""
        return begins_reported(words.text) or _reported(words)

    def timed(self, words: Said) -> Timed:
        """The words with their times found."""
        return find(words, self._now())

    def guessed(self, order: str) -> Act | None:
        """How an order is carried out that the user did not say in these words: a change is asked about first."""
        request = self._request(said(order))
        return partial(self._begin, request[0], replace(request[1], guessed=True)) if request else None

    # --- understanding ----------------------------------------------------------------------------------------------

    def _request(self, words: Said) -> tuple[Form, Asked] | None:
        now = self._now()
        if begins_reported(words.text):
            return None
        timed = find(words, now)
        found: list[tuple[int, int, Form, Asked]] = []
        for n, (form, templates) in enumerate(self._forms):
            if match := best(templates, timed, now):
                found.append((match[0], -n, form, match[1]))
        if found:
            (fit, _, form, asked), *others = sorted(found, key=lambda entry: entry[:2], reverse=True)
            return _or_else(form, [other[2:] for other in others if other[0] == fit]), asked
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
        reported = self.told_by_others(words)
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
                second = self._request(said(_of_that_day(other, first[1]))) if first is not None else None
                if first is not None and second is not None and not self.told_by_others(said(text)):
                    return first, second
        return None

    def _plainly(self, words: Said) -> Act | None:
        """How it is answered if it is an undo, or a request that a template knows."""
        if _UNDO.fullmatch(words.words):
            return self._take_back if self._undo else None
        request = self._request(words)
        return partial(self._begin, *request) if request else None

    def _paraphrased(self, words: Said) -> tuple[Form, Asked] | None:
        """The request that is meant by other words, in all likelihood."""
        if self._paraphrases is None or self.told_by_others(words) or _OPINION.search(words.words):
            return None
        plain = self._paraphrases.near(find(words, self._now()))
        request = self._request(said(plain)) if plain else None
        return (request[0], replace(request[1], guessed=True)) if request else None

    def _corrected(self, text: str) -> Asked | None:
        """The last request with what "no, I meant Friday" changes; None if this is no correction of it."""
        match = _CORRECTS.match(text.strip())
        if match is None or self._past is None:
            return None
        asked, rest = self._past.asked, text.strip()[match.end() :]
        if (
            (changed := _changed(asked, rest, self._now()) or _changed(asked, rest.split(",")[0], self._now()))
            or not self._just_changed
            or not _MEANT.match(text.strip())
        ):
            return changed
        return None if self._request(said(rest)) else _reworded(asked, said(rest))

    def _filled_in(self, words: Said) -> Asked | None:
        """The last request with the clock that it lacked: "Set an alarm for tomorrow morning." "Six fifteen." """
        past = self._past
        if past is None or not self._just_changed or past.asked.when.clock or not past.asked.when.day:
            return None
        when = only_when(words, self._now())
        return past.asked.with_when("when", past.asked.when.changed(when)) if when and when.clock else None

    def _with_correction(self, text: str) -> tuple[tuple[Form, Asked], str] | None:
        """A request and, in a sentence behind it, what was meant: "Timer for five minutes. No, six." """
        split = _THEN_CORRECTS.search(text)
        request = self._request(said(text[: split.start()])) if split else None
        return (request, text[split.end() :]) if split and request else None

    # --- acting -----------------------------------------------------------------------------------------------------

    async def _begin(self, form: Form, asked: Asked) -> str:
        for name, when in asked.whens.items():
            if when.doubt:
                return self._wait(_Running(form, asked, _nothing(), _Doubt(name, when)))
        return await self._go_on(form, asked, form.steps(asked))

    async def _begun_and_corrected(self, request: tuple[Form, Asked], correction: str) -> str | None:
        """Does it as it was corrected; as it was said first, if the correction is none."""
        form, asked = request
        rest = correction[match.end() :] if (match := _CORRECTS.match(correction)) else correction
        words = said(rest)
        corrected = _changed(asked, rest, self._now()) or (
            None if self._request(words) is not None else _reworded(asked, words)
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

    async def _one_then_other(self, one: tuple[Form, Asked], other: tuple[Form, Asked]) -> str:
        """Carries out both, to be undone as one; only the first where that must ask."""
        answers = [await self._begin(*one)]
        undo = self._past.undo if self._past else None
        if self._running is None:
            answers.append(await self._begin(*other))
            past = self._past
            if self._running is None and undo and past and past.undo:
                self._undo.pop()
                self._undo.pop()
                self._past = replace(past, undo=_together(past.undo, undo))
                self._undo.append(cast(Undo, self._past.undo))
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
            self._undo.append(done.undo)
        self._past = _Past(form, asked, done.undo)
        return done.says

    async def _answered(self, text: str) -> str | None:
        running, self._running = self._running, None
        assert running is not None
        words = said(text)
        if drops(words) and not isinstance(running.ask, YesNo):
            return _LEFT
        if running.ask.take(words, self._now()):
            return await self._taken(running)
        if (correction := _CORRECTS.match(text.strip())) and (
            changed := _changed(running.asked, text.strip()[correction.end() :], self._now())
        ):
            return await self._begin(running.form, changed)
        if (request := self._request(words)) is not None:
            await running.steps.aclose()
            return await self._begin(*request)
        other_matter = _asks(text) or (running.again and len(words.tokens) > _FEW)
        if other_matter or next(self._in_other_words(words), None) is not None:
            await running.steps.aclose()
            further = self.understands(text)
            return await further() if further else None
        if running.again or _UNDO.fullmatch(words.words):
            await running.steps.aclose()
            return _LEFT
        self._running = replace(running, again=True)
        return f"Sorry, I didn't get that. {running.ask.question}"

    async def _taken(self, running: _Running) -> str:
        form, asked, ask = running.form, running.asked, running.ask
        if isinstance(ask, _Doubt):
            return await self._begin(form, asked.with_when(ask.name, ask.settled))
        if running.change is None:
            return await self._go_on(form, asked, running.steps)
        assert isinstance(ask, YesNo)
        return await self._carry_out(form, asked, running.change) if ask.answer else _LEFT

    async def _take_back(self) -> str:
        if not self._undo:
            return "There is nothing I could undo."
        self._past = None
        try:
            return await self._undo.pop()()
        except SamanthaError as error:
            return f"I couldn't undo that: {error.what}."

    async def _correct(self, asked: Asked) -> str:
        past = self._past
        assert past is not None
        if past.undo is not None and self._undo and self._undo[-1] is past.undo:
            await self._take_back()
        return await self._begin(past.form, asked)


class _Doubt:
    """The question that an impossible or ambiguous time brings with it."""

    def __init__(self, name: str, when: When) -> None:
        self.name = name
        self.question = when.doubt
        self._when = when
        self.settled = When()

    def take(self, answer: Said, now: datetime) -> bool:
        day = WhichDay(self.question, self._when.days)
        if day.take(answer, now) and day.answer:
            self.settled = replace(self._when, doubt="", days=(), day=day.answer)
            return True
        moment = ForWhen(self.question)
        if moment.take(answer, now):
            self.settled = replace(self._when, doubt="", days=()).changed(moment.answer)
            return True
        return False


def _asks(text: str) -> bool:
    """Whether it is a question of its own, which no question of hers can wait for; "which one?" is none."""
    return len(text.split()) > _FEW and bool(text.rstrip().endswith("?") or _QUESTION.match(text))


def _has_order_in_it(words: Said, asked: Asked) -> bool:
    """Whether a slot holds what may be an order of its own: dinner "and remind me to buy flowers".

    What is to be done or noted may have any verb in it ("remind me to call Amy and put the bins out").
    """
    another = _ANOTHER_ORDER if not _CONTENT.match(words.text) else _SAME_ORDER
    return any(another.search(text) for text in asked.texts.values())


def _of_that_day(text: str, first: Asked) -> str:
    """The second order, with the day of the first for "that morning"."""
    day = first.when.day
    return (
        _THAT_DAY.sub(lambda m: f"on {day:%B} {day.day}{'' if m[1] == 'day' else f' in the {m[1]}'}", text)
        if day
        else text
    )


def _or_else(form: Form, others: Sequence[tuple[Form, Asked]]) -> Form:
    """The request; where it finds nothing it is about, the next that was understood: "Move the call to eleven"."""

    async def steps(asked: Asked) -> Steps:
        missed: list[Done] = []
        for one, own in ((form, asked), *((other, _with_slots_of(asked, own)) for other, own in others)):
            async with aclosing(one.steps(own)) as rest:
                async for step in rest:
                    if not (isinstance(step, Done) and not step.found):
                        yield step
                        continue
                    missed.append(step)
                    break
                else:
                    return
        yield missed[0]

    return replace(form, steps=steps) if others else form


def _with_slots_of(asked: Asked, own: Asked) -> Asked:
    """The same request as another tool reads it, with what has been corrected since."""
    whens = {name: asked.whens.get(name, when) for name, when in own.whens.items()}
    return replace(own, now=asked.now, whens=whens, guessed=asked.guessed)


def _without_reason(text: str) -> str:
    """Its words up to what only tells why: "Forget that, he's just rung to cancel." """
    return said(_REASON.split(text, maxsplit=1)[0]).words


def _changed(asked: Asked, text: str, now: datetime) -> Asked | None:
    """The request with one slot said anew: a time, a duration, or who it is with."""
    words = said(text)
    if not words.tokens:
        return None
    if (past := re.fullmatch(r"(half|(?:a )?quarter|five|ten|twenty) past", words.words)) and asked.when.clock:
        minutes = {"half": 30, "five": 5, "ten": 10, "twenty": 20}.get(past[1], 15)
        return asked.with_when("when", replace(asked.when, clock=replace(asked.when.clock, minute=minutes)))
    when = only_when(words, now)
    name = "to" if "to" in asked.whens else "when"
    if when is not None and (name in asked.whens or not asked.lengths):
        if name not in asked.whens and not asked.texts:
            return None
        was = asked.whens.get(name, When())
        if was.every and was.every.days and when.day and not when.every:  # "every Monday", "no, Tuesday"
            day = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")[when.day.weekday()]
            when = replace(when, day=None, every=replace(was.every, days=(day,)))
        return asked.with_when(name, was.changed(when))
    timed = find(words, now)
    if len(timed.said.tokens) == 1 and timed.durations and asked.lengths:
        return replace(asked, lengths=dict.fromkeys(asked.lengths, timed.durations[0]))
    if (number := re.fullmatch(r"(?:for )?(\w+(?: \w+)?)", words.words)) and asked.lengths:
        length = find(said(f"{number[1]} minutes"), now)
        if len(length.said.tokens) == 1 and length.durations:
            return replace(asked, lengths=dict.fromkeys(asked.lengths, length.durations[0]))
    with_whom = re.fullmatch(r"with (.+)", text.strip(" .!?"), re.IGNORECASE)
    what = asked.text("what")
    if with_whom and " with " in what:
        return replace(asked, texts={**asked.texts, "what": f"{what.rsplit(' with ', 1)[0]} with {with_whom[1]}"})
    return None


def _reworded(asked: Asked, words: Said) -> Asked | None:
    """The request with other words in its place for words, as people repair them: "No, I meant bread." """
    slots = [name for name in asked.texts if name not in ("list", *_READ_OUT)]
    if (other := _THE_LIST.fullmatch(words.whole)) and {"things", "thing"} & set(slots):
        return replace(asked, texts={**asked.texts, "list": other[1]})
    if not 1 <= len(words.tokens) <= 5 or not _OF_ITS_OWN.isdisjoint(words.words.split()):
        return None
    new = replaced(asked.texts[slots[0]], words.whole) if len(slots) == 1 else None
    return replace(asked, texts={**asked.texts, slots[0]: new}) if new else None


def _together(last: Undo, first: Undo) -> Undo:
    async def undo() -> str:
        return f"{await last()} {await first()}"

    return undo


def _reported(words: Said) -> bool:
    """Whether what stands behind the remark are somebody's words."""
    return bool(_REMARK.fullmatch(words.text) and _REPORTS.search(words.text))


async def _nothing() -> Steps:
    """No steps yet."""
    return
    yield
