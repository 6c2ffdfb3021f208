"""The process that holds the user's MCP servers: begins them when they are asked for, and keeps them until it ends.

It reads what to run in the settings, at each question, so that changed settings hold at once; whoever asks can only
name a server. It takes part in nothing but tools: what servers ask of models or users is refused by the library.
What they write on their error output is thrown away, since it may hold what was said.
"""

from __future__ import annotations

import logging
import math
import os
import socket
import sys
from collections.abc import Mapping, Sequence
from contextlib import suppress
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any, TextIO

import anyio
from anyio.abc import TaskGroup

from samantha.errors import ConfigError, ServerError
from samantha.hands.saying import length, plain
from samantha.service.config import load
from samantha.service.lines import Lines
from samantha.service.settings import McpServer

if TYPE_CHECKING:
    import mcp
    from mcp.types import Tool

START_S = 60.0
"""A server that is fetched first may take its time."""

MOST_LETTERS = 4000
MOST_PAGES = 20


class _Held:
    """A server that is being begun, runs, or has ended. over: why, once it is. nowhere: takes its complaints."""

    def __init__(self, name: str, how: McpServer, nowhere: TextIO) -> None:
        self._name = name
        self._nowhere = nowhere
        self.how = how
        self.ready = anyio.Event()
        self.client: mcp.Client | None = None
        self.over: Exception | None = None
        self._scope = anyio.CancelScope()

    async def hold(self) -> None:
        """Until it is let go or ends by itself."""
        from mcp import Client, StdioServerParameters, stdio_client

        command, *arguments = self.how.command
        env = dict(one.split("=", 1) for one in self.how.env)
        try:
            with self._scope, anyio.fail_after(START_S) as starting:
                begun = stdio_client(StdioServerParameters(command=command, args=arguments, env=env), self._nowhere)
                async with Client(begun) as client:
                    starting.deadline = math.inf
                    self.client = client
                    self.ready.set()
                    await anyio.sleep_forever()
        except TimeoutError:
            self.over = ServerError(f"{self._name} did not begin within {length(timedelta(seconds=START_S))}")
        except Exception as error:  # another program's: nothing of it may end this process
            self.over = error
        finally:
            self.client = None
            self.over = self.over or EOFError()
            self.ready.set()

    def let_go(self) -> None:
        """Ends it."""
        self.over = self.over or EOFError()
        self._scope.cancel()


class _Desk:
    """All servers. file: the settings, "" for the user's."""

    def __init__(self, file: str, tasks: TaskGroup, nowhere: TextIO) -> None:
        self._nowhere = nowhere
        self._file = Path(file) if file else None
        self._tasks = tasks
        self._held: dict[str, _Held] = {}
        self._listed: Mapping[str, McpServer] = {}

    async def answer(self, request: Mapping[str, Any]) -> dict[str, object]:
        """What there is to answer; what is wrong is in it."""
        name = str(request["server"])
        try:
            if "call" in request:
                return await self._call(name, request["call"], request["arguments"])
            offered = await self._offered(name)
            if "offer" not in request:
                return {"tools": [[tool.name, _reads(tool)] for tool in offered]}
            found = next((tool for tool in offered if tool.name == request["offer"]), None)
            if found is None:
                mend = "The doctor tells those it has."
                raise ServerError(f"{name} has no tool called {request['offer']}", mend=mend)
            return {"reads": _reads(found), "schema": found.input_schema}
        except Exception as error:  # whatever another program made of it
            wrong = _wrong(name, error, self._listed.get(name))
            return {"error": wrong.what, "mend": wrong.mend}

    async def _offered(self, name: str) -> Sequence[Tool]:
        """Its tools. A server that has died meanwhile is begun anew."""
        held = self._held.get(name)
        try:
            return await self._list(name)
        except Exception:
            if held is None or held is not self._held.get(name):
                raise  # it has only now been begun
            self._let_go(name)
        return await self._list(name)

    async def _list(self, name: str) -> Sequence[Tool]:
        how, client = await self._client(name)
        found: list[Tool] = []
        cursor: str | None = None
        with anyio.fail_after(how.timeout_s):
            for _ in range(MOST_PAGES):
                page = await client.list_tools(cursor=cursor)
                found += page.tools
                if (cursor := page.next_cursor) is None:
                    break
        return found

    async def _call(self, name: str, tool: str, arguments: dict[str, Any]) -> dict[str, object]:
        how, client = await self._client(name)
        with anyio.fail_after(how.timeout_s):
            result = await client.call_tool(tool, arguments)
        texts = [block.text for block in result.content if block.type == "text"]
        other = len(texts) < len(result.content)
        return {"text": " ".join(texts)[:MOST_LETTERS], "failed": bool(result.is_error), "other": other}

    async def _client(self, name: str) -> tuple[McpServer, mcp.Client]:
        how = self._settings().get(name)
        if how is None:
            raise ServerError(f"there is no server {name} in your settings any more")
        held = self._held.get(name)
        if held is None or held.how != how or held.over is not None:
            self._let_go(name)
            held = self._held[name] = _Held(name, how, self._nowhere)
            self._tasks.start_soon(held.hold)
        await held.ready.wait()
        if held.client is None:
            raise held.over or EOFError()
        return how, held.client

    def _let_go(self, name: str) -> None:
        if (held := self._held.pop(name, None)) is not None:
            held.let_go()

    def _settings(self) -> Mapping[str, McpServer]:
        """As they stand now; what cannot be read is told elsewhere, and leaves those of before."""
        with suppress(ConfigError):
            self._listed = load(self._file).settings.hands.mcp
        return self._listed


def _reads(tool: Tool) -> bool:
    return tool.annotations is not None and tool.annotations.read_only_hint is True


def _wrong(name: str, error: BaseException, how: McpServer | None) -> ServerError:
    """What the user can do with it."""
    from mcp import MCPError
    from mcp.types import CONNECTION_CLOSED

    while isinstance(error, BaseExceptionGroup):
        error = error.exceptions[0]
    look = "Look at its command in your settings."
    match error:
        case ServerError():
            return error
        case TimeoutError():
            most = timedelta(seconds=how.timeout_s if how is not None else START_S)
            return ServerError(f"{name} did not answer within {length(most)}")
        case FileNotFoundError():
            program = how.command[0] if how is not None else name
            return ServerError(f"{name} cannot be started, there is no program {program}", mend=look)
        case MCPError() if error.code != CONNECTION_CLOSED:
            return ServerError(f"{name} refuses: {plain(error.message, 200)}")
        case (
            MCPError() | EOFError() | anyio.EndOfStream() | anyio.ClosedResourceError() | anyio.BrokenResourceError()
        ):
            return ServerError(f"{name} has ended")
        case OSError():
            return ServerError(f"{name} cannot be started, {(error.strerror or str(error)).lower()}", mend=look)
        case _:
            return ServerError(f"{name} answers what cannot be understood")


async def _serve(file: str, nowhere: TextIO) -> None:
    """Answers until the other end is gone."""
    lines = Lines(socket.socket(fileno=0))
    asked: dict[int, anyio.CancelScope] = {}

    async def answer(desk: _Desk, request: Mapping[str, Any]) -> None:
        with asked.setdefault(request["n"], anyio.CancelScope()):
            told = await desk.answer(request)
            await lines.write({"n": request["n"], **told})
        asked.pop(request["n"], None)

    async with anyio.create_task_group() as tasks:
        desk = _Desk(file, tasks, nowhere)
        while (request := await lines.read()) is not None:
            if "cancel" not in request:
                tasks.start_soon(answer, desk, request)
            elif (scope := asked.get(request["cancel"])) is not None:
                scope.cancel()
        tasks.cancel_scope.cancel()


if __name__ == "__main__":
    logging.disable(logging.CRITICAL)  # what the library tells may hold what was said
    with Path(os.devnull).open("w", encoding="utf-8") as nowhere:
        anyio.run(_serve, sys.argv[1], nowhere)
