"""Orders to the running service from any terminal: ``status``, ``mute``, ``reload``, ``stop`` and their like."""

from __future__ import annotations

import json
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.table import Table
from rich.text import Text

from samantha.cli.captions import Captions
from samantha.service import caller
from samantha.service.config import load
from samantha.service.event_log import as_note
from samantha.service.metrics import LOOPBACK, offer

AsJson = Annotated[bool, typer.Option("--json", help="One JSON object, for programs.")]

STATES = {
    "starting": "starting",
    "away": "waiting for microphone and loudspeaker",
    "muted": "muted: the microphone is closed",
    "leaving": "going",
}
MUTED = "Muted: the microphone is closed. `samantha unmute` opens it again."
NO_SOUND = "The microphone is closed and she is silent. `samantha unmute` opens it again."


def status(as_json: AsJson = False) -> None:
    """Show what the service is doing: state, devices, delays, memory, counters.

    Example: samantha status --json
    """
    answer = caller.ask("status")
    if as_json:
        typer.echo(json.dumps(answer, indent=2))
        return
    table = Table(box=None, pad_edge=False, show_header=False)
    for name, value in _lines(answer):
        table.add_row(Text(name, "bold"), Text(value))
    Console().print(table)


def mute(as_json: AsJson = False) -> None:
    """Close the microphone itself, until `samantha unmute`.

    Example: samantha mute
    """
    _order("mute", NO_SOUND, as_json)


def unmute(as_json: AsJson = False) -> None:
    """Open the microphone again.

    Example: samantha unmute
    """
    _order("unmute", "Listening again.", as_json)


def stop(as_json: AsJson = False) -> None:
    """End the service: she ends her sentence, says that she goes, and has gone when this returns.

    Example: samantha stop
    """
    caller.stop()
    typer.echo("{}" if as_json else "She has gone.")


def reload(as_json: AsJson = False) -> None:
    """Take over changed settings: the voice at once, the rest as soon as nobody speaks.

    Example: samantha reload
    """
    answer = caller.ask("reload")
    if as_json:
        typer.echo(json.dumps(answer))
        return
    for words, names in (("In effect", answer["now"]), ("As soon as it is quiet", answer["when_quiet"])):
        if names:
            typer.echo(f"{words}: {', '.join(names)}")
    if not answer["now"] and not answer["when_quiet"]:
        typer.echo("Nothing has changed.")


def captions(as_json: Annotated[bool, typer.Option("--json", help="Events as lines of JSON.")] = False) -> None:
    """Follow the conversation of the service live, until it ends or you press Ctrl-C.

    Example: samantha captions --json
    """
    events = caller.follow()
    if as_json:
        for event in events:
            print(json.dumps(event, ensure_ascii=False), flush=True)
        return
    screen = Captions(Console(highlight=False), load().settings.persona.name, muted=MUTED)
    for event in events:
        if event.get("event") == "devices":
            screen.aside("microphone and loudspeaker work again" if event["working"] else str(event["what"]))
        elif event.get("event") == "missed":
            screen.aside(f"{event['count']} events came too fast to show")
        elif (note := as_note(event)) is not None:
            screen(note)


def metrics(
    listen: Annotated[
        int | None,
        typer.Option("--listen", metavar="PORT", min=1, max=65535, help="Offer them on this machine until Ctrl-C."),
    ] = None,
) -> None:
    """Print the service's figures for Prometheus, or offer them at http://127.0.0.1:PORT/metrics.

    Example: samantha metrics --listen 9464
    """

    def page() -> str:
        return str(caller.ask("metrics")["text"])

    if listen is None:
        typer.echo(page(), nl=False)
        return
    with offer(listen, page) as server:
        typer.echo(f"http://{LOOPBACK}:{server.server_port}/metrics until Ctrl-C")
        server.serve_forever()


def _order(order: str, done: str, as_json: bool) -> None:
    answer = caller.ask(order)
    typer.echo(json.dumps(answer) if as_json else done)


def _lines(answer: dict[str, Any]) -> list[tuple[str, str]]:
    state = str(answer["state"])
    shown = STATES.get(state, state)
    lines = [("state", f"{shown}: {answer['trouble']}" if answer["trouble"] else shown)]
    lines += [(name, str(device)) for name, device in answer["devices"].items()]
    lines += [("profile", str(answer["profile"])), ("voice", str(answer["voice"]))]
    lines.append(("up", f"{_duration(answer['uptime_s'])}, process {answer['pid']}, {answer['memory_mib']} MiB"))
    if answer["last_turn"]:
        stages = {name.removesuffix("_ms").replace("_", " "): ms for name, ms in answer["last_turn"].items()}
        total = stages.pop("voice to voice")
        parts = ", ".join(f"{name} {ms}" for name, ms in stages.items() if ms)
        lines.append(("last turn", f"answered after {total / 1000:.2f} s (ms: {parts})"))
    counts = [f"{count} {name.replace('_', ' ')}" for name, count in answer["counters"].items() if count]
    lines.append(("counted", ", ".join(counts) or "nothing yet"))
    if answer["waiting_settings"]:
        lines.append(("settings", f"waiting until it is quiet: {', '.join(answer['waiting_settings'])}"))
    if answer["settings_error"]:
        lines.append(("settings", f"left as they were: {answer['settings_error']}"))
    return lines


def _duration(seconds: float) -> str:
    minutes, hours = int(seconds) // 60, int(seconds) // 3600
    if hours:
        return f"{hours} h {minutes % 60} min"
    return f"{minutes} min" if minutes else f"{int(seconds)} s"
