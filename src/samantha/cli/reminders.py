"""``samantha reminders``: the timers, alarms and reminders that she keeps."""

from __future__ import annotations

import json
from typing import Annotated

import typer

from samantha.errors import InputError
from samantha.hands.reminding import told
from samantha.service.abilities import book, now

app = typer.Typer(no_args_is_help=True, help="List and cancel timers, alarms and reminders.")


@app.command("list")
def list_(
    as_json: Annotated[bool, typer.Option("--json", help="Machine-readable.")] = False,
) -> None:
    """List them, the soonest first.

    Example: samantha reminders list --json
    """
    here, at = book().all(), now()
    if as_json:
        entries = [
            {"number": o.number, "kind": o.kind, "what": o.what, "at": o.moment.astimezone(at.tzinfo).isoformat(),
             "repeats": o.every is not None} for o in here
        ]  # fmt: skip
        typer.echo(json.dumps(entries, indent=2, ensure_ascii=False))
        return
    for one in here:
        typer.echo(f"{one.number}  {one.kind}: {told(one, at)}")
    if not here:
        typer.echo("There are none.")


@app.command()
def cancel(number: Annotated[int, typer.Argument(help="Its number in the list.")]) -> None:
    """Cancel one; while she runs she follows at once.

    Example: samantha reminders cancel 2
    """
    kept = book()
    if all(one.number != number for one in kept.all()):
        raise InputError(
            "there is no such reminder", where=str(number), mend="`samantha reminders list` shows their numbers."
        )
    kept.drop([number])
