"""The user's MCP servers, seen from the process that talks.

They are begun by another process (``mcp_child``), which may use the network where this one may not and has the
library ``mcp`` in its memory. That process is begun at the first question (``outside``), and anew if it has died.
Only the names of servers and tools and the arguments go there; what is run for a name it reads in the settings.
"""

from __future__ import annotations

import re
import socket
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from itertools import count
from typing import Any

import anyio

from samantha.errors import ConfigError, ServerError
from samantha.hands.mcp import Answer, Calls, Lent, Offer, Server, lent
from samantha.hands.templates import compiled
from samantha.hands.tool import Tool
from samantha.service.lines import Lines
from samantha.service.settings import McpServer, Settings

GRACE_S = 75.0
"""So much later than it should have answered the other process counts as frozen."""


class Servers:
    """All servers. line: leads to the process that holds them, as ``Outside.tools`` does."""

    def __init__(self, line: socket.socket) -> None:
        self._lines = Lines(line)
        self._numbers = count(1)
        self._answers: dict[int, dict[str, Any] | None] = {}
        self._reading = anyio.Lock()

    def named(self, name: str, how: McpServer) -> Server:
        """One of them, as the settings have it."""
        return _Server(name, partial(self.ask, name, how))

    async def ask(self, server: str, how: McpServer, **what: object) -> dict[str, Any]:
        """What the other process answers to this; cancelled, it is told so. Raises ServerError."""
        answer = await self._asked(server, how, what)
        if "gone" in answer and "call" not in what:  # it has begun anew by now, and to look changes nothing
            answer = await self._asked(server, how, what)
        if "gone" in answer:
            raise ServerError(
                "the process that holds your servers has ended", mend="It begins anew when you ask again."
            )
        if "error" in answer:
            raise ServerError(answer["error"], mend=answer["mend"])
        return answer

    async def _asked(self, server: str, how: McpServer, what: Mapping[str, object]) -> dict[str, Any]:
        n = next(self._numbers)
        self._answers[n] = None
        try:
            with anyio.fail_after(2 * how.timeout_s + GRACE_S):
                await self._lines.write({"n": n, "server": server, **what})
                return await self._answer(n)
        except anyio.get_cancelled_exc_class():
            with anyio.CancelScope(shield=True), suppress(OSError):
                await self._lines.write({"cancel": n})
            raise
        except (OSError, TimeoutError):
            return {"gone": True}
        finally:
            del self._answers[n]

    async def _answer(self, n: int) -> dict[str, Any]:
        """Whoever waits reads for all."""
        while (answer := self._answers[n]) is None:
            async with self._reading:
                if self._answers[n] is None:
                    read = await self._lines.read() or {"gone": True}
                    for asked in [read["n"]] if "n" in read else list(self._answers):
                        if asked in self._answers:
                            self._answers[asked] = read
        return answer


@dataclass(frozen=True, slots=True)
class _Server:
    """A server by its name. asks: as ``Servers.ask`` with that name."""

    name: str
    asks: Callable[..., Awaitable[dict[str, Any]]]

    async def begin(self) -> None:
        """It runs, if it can."""
        with suppress(ServerError):
            await self.asks()

    async def offer(self, tool: str) -> Offer:
        """What it says of this tool. Raises ServerError."""
        answer = await self.asks(offer=tool)
        return Offer(answer["reads"], answer["schema"])

    async def call(self, tool: str, arguments: Mapping[str, object]) -> Answer:
        """Has it done. Raises ServerError."""
        answer = await self.asks(call=tool, arguments=arguments)
        return Answer(answer["text"], answer["failed"], answer["other"])


def lending(settings: Settings, servers: Servers | None) -> tuple[Tool, Calls] | None:
    """What the user's servers lend, and what goes on beside it; None if they lend nothing.

    servers: None: the sentences are only looked at. Raises ConfigError.
    """
    found = []
    for name, how in settings.hands.mcp.items():
        for tool, asked in how.tools.items():
            _check(asked.say, f"hands.mcp.{name}.tools.{tool}.say")
            if servers is not None:
                always = dict(one.split("=", 1) for one in asked.always)
                found.append(Lent(servers.named(name, how), tool, asked.say, always, how.trust == "reads"))
    calls = Calls(list({one.server.name: one.server for one in found}.values()))
    return (lent(found, calls), calls) if found else None


def own_sentences(settings: Settings) -> list[str]:
    """Those of the user's that have no slot and no choice: they may be understood in other words too."""
    said = [one for how in settings.hands.mcp.values() for asked in how.tools.values() for one in asked.say]
    return [plain for one in said if not re.search(r"[{(]", plain := " ".join(_MAY_BE_LEFT_OUT.sub("", one).split()))]


_MAY_BE_LEFT_OUT = re.compile(r"\[[^\[\]]*\]")


def _check(sentences: list[str], where: str) -> None:
    """Raises ConfigError for a sentence that is none, or that would be every sentence."""
    for sentence in sentences:
        try:
            pattern = compiled(sentence).pattern
        except ValueError as error:
            raise ConfigError(str(error), where=where, mend="[...] may be left out, (a|b) is one of them.") from None
        if any(pattern.fullmatch("xyz " * words) for words in (1, 2, 3)):
            mend = 'Add words of its own, as in "what is the weather in {city}".'
            raise ConfigError(f"{sentence!r} would be whatever is said", where=where, mend=mend)
