"""Tools of other programs: what a server offers over MCP, asked for in sentences that the user has written.

The server tells which arguments its tool wants and whether it only reads. That, and all it answers, is text from
outside: it is said, and nothing ever happens on its word. Nothing of a tool is carried out without a yes, unless the
user trusts this server's word that it only reads; and what a server has done nobody here can take back.
"""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Protocol

import anyio
from anyio.abc import TaskGroup

from samantha.errors import ServerError
from samantha.hands.numbers import number
from samantha.hands.said import Said, said
from samantha.hands.saying import listed, plain, sentence
from samantha.hands.tool import Asked, Change, Done, Form, Steps, Tool
from samantha.hands.when import When, starts

PATIENCE_S = 4.0
"""So long she waits for a server in silence."""

MOST_LETTERS = 400
"""Of what a server answers; it takes half a minute to say."""

MOST_OPTIONS = 6
"""Of a question."""

_NO_SPEECH = re.compile(r"[_\W]+")


@dataclass(frozen=True, slots=True)
class Offer:
    """What a server says of a tool of its. reads: that it changes nothing. schema: JSON Schema of its arguments."""

    reads: bool
    schema: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Answer:
    """What a tool answered. failed: it says that it could not. other: there was something beside text."""

    text: str
    failed: bool = False
    other: bool = False


class Server(Protocol):
    """A program that offers tools."""

    @property
    def name(self) -> str:
        """As the user calls it."""

    async def begin(self) -> None:
        """It runs, if it can: what is wrong is told when it is asked for something."""

    async def offer(self, tool: str) -> Offer:
        """What it says of this tool; changes nothing. Raises ServerError."""

    async def call(self, tool: str, arguments: Mapping[str, object]) -> Answer:
        """Has it done; cancelled, the server is told to stop. Raises ServerError: it is done or not, nobody knows."""


@dataclass(frozen=True, slots=True)
class Lent:
    """A tool of a server, and how the user asks for it.

    sentences: templates whose slots are named like arguments. always: arguments that are the same each time.
    trusted: whether the server is believed that it only reads.
    """

    server: Server
    name: str
    sentences: Sequence[str]
    always: Mapping[str, str]
    trusted: bool


class Calls:
    """Beside the conversation: servers begin, and calls that take long go on; what came of them is announced."""

    def __init__(self, servers: Sequence[Server] = ()) -> None:
        self._servers = servers
        self._tasks: TaskGroup | None = None
        self._late: dict[anyio.CancelScope, str] = {}

    async def run(self, announce: Callable[[str], Awaitable[str]]) -> None:
        """Goes on until it is cancelled; with it end all calls."""
        async with anyio.create_task_group() as tasks:
            self._tasks, self._announce = tasks, announce
            for server in self._servers:
                tasks.start_soon(server.begin)
            try:
                await anyio.sleep_forever()
            finally:
                self._tasks = None

    async def outcome(self, server: str, call: Callable[[], Awaitable[str]]) -> str:
        """What is to be said of it: at once if it is quick, or that it will be told. Where nothing runs beside, all
        of it is waited for."""
        if self._tasks is None:
            return await call()
        outcome: list[str] = []
        done, scope = anyio.Event(), anyio.CancelScope()

        async def wait() -> None:
            with scope:
                outcome.append(await call())
            done.set()
            if self._late.pop(scope, None) is not None and outcome:
                await self._announce(outcome[0])

        self._tasks.start_soon(wait)
        with anyio.move_on_after(PATIENCE_S):
            await done.wait()
        if outcome:
            return outcome[0]
        self._late[scope] = server
        return sentence(
            f'{server} takes its time. I\'ll tell you what comes of it; say "stop waiting" to give it up.'
        )

    @property
    def waiting(self) -> bool:
        """Whether something is still to come."""
        return bool(self._late)

    def stop(self) -> str:
        """Nothing is waited for any more; what is to be said of that."""
        servers = list(dict.fromkeys(self._late.values()))
        for scope in self._late:
            scope.cancel()
        self._late.clear()
        return f"I've told {listed(servers)} to stop; what it has done already stays done."

    async def give_up(self, asked: Asked) -> Steps:
        """Asked to wait no more."""
        yield Done(self.stop())


def lent(tools: Sequence[Lent], calls: Calls) -> Tool:
    """All tools that servers lend, as one tool of hers."""
    forms = [Form(partial(_steps, one, calls), one.sentences) for one in tools]
    return Tool("mcp", [*forms, Form(calls.give_up, reads=partial(_stops, calls))])


_STOPS = re.compile(
    r"(?:(?:ok|okay|no|oh|sorry) )*(?:stop|cancel|quit|never ?mind|give up|forget)"
    r"(?: (?:waiting|it|that|this|the call|about it|waiting for it))*"
)


def _stops(calls: Calls, words: Said, now: datetime) -> Asked | None:
    """ "Stop waiting", "never mind": only while something is waited for."""
    return Asked(now) if calls.waiting and _STOPS.fullmatch(words.words) else None


async def _steps(tool: Lent, calls: Calls, asked: Asked) -> Steps:
    """Asks for what is missing, for a yes where one is needed, and has it done."""
    server = tool.server.name
    try:
        with anyio.fail_after(PATIENCE_S):
            offer = await tool.server.offer(tool.name)
    except TimeoutError:
        yield Done(sentence(f"{server} is not ready yet. Ask me again in a moment"))
        return
    except ServerError as error:
        yield Done(_trouble(error))
        return
    arguments: dict[str, object] = {}
    for wanted in _wanted(offer.schema):
        words = tool.always.get(wanted.name) or _words(asked, wanted.name)
        value = wanted.value(words)
        if value is None and (wanted.required or words):
            if not wanted.askable:
                yield Done(sentence(f"{server} wants to be told more of {_spoken(wanted.name)} than can be said"))
                return
            question = _ForValue(wanted)
            yield question
            value = question.answer
        if value is not None:
            arguments[wanted.name] = value
    if offer.reads and tool.trusted:
        yield Done(await calls.outcome(server, lambda: _outcome(tool, arguments, changes=False)))
        return

    async def do() -> Done:
        async def undo() -> str:
            return calls.stop() if calls.waiting else f"What {server} has done I can't take back."

        return Done(await calls.outcome(server, lambda: _outcome(tool, arguments, changes=True)), undo)

    yield Change("final", _exactly(tool, arguments), do)


async def _outcome(tool: Lent, arguments: Mapping[str, object], *, changes: bool) -> str:
    """What there is to say when it is over."""
    try:
        return _told(tool.server.name, await tool.server.call(tool.name, arguments))
    except ServerError as error:
        return _trouble(error) + (" I can't tell whether it was done." if changes else "")


def _told(server: str, answer: Answer) -> str:
    """The answer as hers, with whose words they are."""
    text = plain(answer.text, MOST_LETTERS)
    if answer.failed:
        return sentence(f"{server} could not do it: {text}" if text else f"{server} could not do it")
    if not text:
        return sentence(f"{server} answered with what can't be said" if answer.other else f"{server} has done it")
    return sentence(f"{server} says: {text}")


def _trouble(error: ServerError) -> str:
    return f"{sentence(error.what)} {error.mend or ''}".strip()


def _exactly(tool: Lent, arguments: Mapping[str, object]) -> str:
    told = [f"{_spoken(name)} {plain(str(value), 2000)}" for name, value in arguments.items()]
    return f"use {_spoken(tool.name)} of {tool.server.name}" + (f", with {listed(told)}" if told else "")


def _spoken(name: str) -> str:
    """A name as programs have it, in words."""
    return plain(_NO_SPEECH.sub(" ", re.sub(r"(?<=[a-z])(?=[A-Z])", " ", name)), 40).lower()


# ------------------------------------------------------------------------------------ arguments


@dataclass(frozen=True, slots=True)
class _Wanted:
    """An argument. kind: its JSON type, "" for one that words cannot give. options: the only values, if not ()."""

    name: str
    kind: str
    required: bool
    options: tuple[str, ...] = ()

    @property
    def askable(self) -> bool:
        """Whether words can give it."""
        return self.kind in ("string", "number", "integer", "boolean")

    @property
    def question(self) -> str:
        """As she asks for it."""
        name = _spoken(self.name)
        if self.options:
            told = listed([plain(one, 40) for one in self.options[:MOST_OPTIONS]])
            return f"Which {name}: {' or '.join(told.rsplit(' and ', 1))}?"
        if self.kind == "boolean":
            return f"{name.capitalize()}: yes or no?"
        return f"Which {name}?" if self.kind == "string" else f"What number for {name}?"

    def value(self, words: str) -> object:
        """What these words are as an argument; None if they are none."""
        if not words or not self.askable:
            return None
        spoken = said(words).words
        if self.options:
            return next((one for one in self.options if said(one).words == spoken), None)
        if self.kind == "string":
            return words
        if self.kind == "boolean":
            return {"yes": True, "true": True, "on": True, "no": False, "false": False, "off": False}.get(spoken)
        read = number(spoken.split(), 0)
        if read is None or read[1] != len(spoken.split()):
            return None
        if self.kind == "integer":
            return int(read[0]) if read[0].denominator == 1 else None
        return float(read[0])


class _ForValue:
    """answer: an argument's value."""

    def __init__(self, wanted: _Wanted) -> None:
        self.question = wanted.question
        self.answer: object = None
        self._wanted = wanted

    def take(self, answer: Said, now: datetime) -> bool:
        """Words that are such a value."""
        self.answer = self._wanted.value(answer.whole)
        return self.answer is not None


def _wanted(schema: Mapping[str, object]) -> list[_Wanted]:
    """The arguments of a tool, as far as its schema can be understood."""
    properties, required = schema.get("properties"), schema.get("required")
    if not isinstance(properties, Mapping):
        return []
    needed = required if isinstance(required, Sequence) else ()
    return [_read_as(str(name), of, name in needed) for name, of in properties.items()]


def _read_as(name: str, of: object, required: bool) -> _Wanted:
    kinds = [of] if isinstance(of, Mapping) else []
    if kinds and isinstance(several := kinds[0].get("anyOf"), Sequence):
        kinds = [one for one in several if isinstance(one, Mapping) and one.get("type") != "null"]
    if not kinds:
        return _Wanted(name, "", required)
    kind, options = kinds[0].get("type"), kinds[0].get("enum")
    if isinstance(kind, list):
        kind = next((one for one in kind if one != "null"), "")
    texts = tuple(one for one in options if isinstance(one, str)) if isinstance(options, Sequence) else ()
    return _Wanted(name, "string" if texts else str(kind), required, texts)


def _words(asked: Asked, name: str) -> str:
    """What was said in that slot: the user's own words, or a time as ISO 8601 has it, or a length in seconds."""
    if (when := asked.whens.get(name)) is not None:
        return _iso(when, asked.now)
    if (length := asked.lengths.get(name)) is not None:
        return f"{length / timedelta(seconds=1):g}"
    return asked.text(name)


def _iso(when: When, now: datetime) -> str:
    if when.clock is None and when.after is None:
        return (when.day or now.date()).isoformat()
    moment = starts(when, now)
    return moment.isoformat(timespec="minutes") if moment is not None else ""
