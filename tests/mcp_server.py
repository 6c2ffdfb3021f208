"""A server of tools over standard input and output, as users have them: see test_mcp.

It keeps what it was told to write in the file named behind it, and reads out what lies in letter.txt beside that.
"""

from __future__ import annotations

import os
import socket
import sys
from pathlib import Path
from typing import Literal

import anyio
from mcp.server.mcpserver import MCPServer
from mcp.server.mcpserver.exceptions import ToolError
from mcp.types import ToolAnnotations

BOOK = Path(sys.argv[1])
READS = ToolAnnotations(read_only_hint=True)

server = MCPServer("notebook")


def keep(line: str) -> None:
    with BOOK.open("a", encoding="utf-8") as book:
        book.write(f"{line}\n")


@server.tool(annotations=READS)
def forecast(city: str, days: int = 1, units: Literal["metric", "imperial"] = "metric") -> str:
    return f"{city}, {days} {units}: rain"


@server.tool(annotations=READS)
def add(amount: float, loud: bool, units: Literal["metric", "imperial"]) -> str:
    return f"{amount!r} {loud!r} {units}"


@server.tool(annotations=READS)
def seen(day: str) -> str:
    return day


@server.tool()
def write_down(text: str) -> str:
    keep(text)
    return "It is written."


@server.tool(annotations=READS)
def letter() -> str:
    return BOOK.with_name("letter.txt").read_text("utf-8")


@server.tool(annotations=READS)
def fails() -> str:
    raise ToolError("there is no such station")


@server.tool(annotations=READS)
def dies() -> str:
    os._exit(3)


@server.tool()
async def waits() -> str:
    keep("begun")
    try:
        await anyio.sleep(600)
    except BaseException:
        keep("stopped")
        raise
    return "done"


@server.tool(annotations=READS)
def reaches() -> str:
    try:
        socket.socket(socket.AF_INET).close()
    except OSError:
        return "no network"
    return f"network, {os.environ.get('KEY')} and {os.environ.get('SECRET')}, of {os.getppid()}"


if __name__ == "__main__":
    server.run()
