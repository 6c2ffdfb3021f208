"""What ``samantha doctor`` says of the user's MCP servers: whether each begins, and what it offers."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import closing
from pathlib import Path

import anyio

from samantha.errors import ServerError
from samantha.hands.saying import listed, plain
from samantha.service.doctor import Finding
from samantha.service.mcp import Servers
from samantha.service.outside import Outside
from samantha.service.settings import McpServer, Settings


async def examine_mcp(settings: Settings, env: Mapping[str, str], file: Path | None) -> list[Finding]:
    """All of them at once; takes as long as the slowest. file: the settings, None: the user's."""
    if not settings.hands.mcp:
        return []
    found: dict[str, list[Finding]] = {}
    with closing(Outside(env, file)) as outside:
        servers = Servers(outside.tools)

        async def look(name: str, how: McpServer) -> None:
            found[name] = await _server(servers, name, how)

        async with anyio.create_task_group() as tasks:
            for name, how in settings.hands.mcp.items():
                tasks.start_soon(look, name, how)
    return [finding for name in settings.hands.mcp for finding in found[name]]


async def _server(servers: Servers, name: str, how: McpServer) -> list[Finding]:
    try:
        offered = dict((await servers.ask(name, how))["tools"])
    except ServerError as error:
        return [Finding("tools", name, "warn", error.what, f"Run it by hand: {' '.join(how.command)}")]
    told = [f"{plain(tool, 60)} (reads)" if reads else plain(tool, 60) for tool, reads in offered.items()]
    findings = [Finding("tools", name, "ok", f"offers {listed(told) if told else 'nothing'}")]
    for tool in how.tools:
        if tool not in offered:
            mend = f"Take [hands.mcp.{name}.tools.{tool}] out of your settings, or give it the name of one."
            findings.append(Finding("tools", name, "warn", f"has no tool called {tool}", mend))
    return findings
