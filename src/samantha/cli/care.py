"""``samantha care``: the quiet count of your talks with her, and the help lines she would name."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from samantha.errors import InputError
from samantha.service import compose
from samantha.service.company import care_file, read
from samantha.service.config import load

SHOWN_DAYS = 14


def care(
    forget: Annotated[bool, typer.Option("--forget", help="Delete the count.")] = False,
    lines: Annotated[bool, typer.Option("--lines", help="Show the help lines she would name.")] = False,
    config: Annotated[
        Path | None, typer.Option("--config", metavar="FILE", help="Read this file instead of your own settings.")
    ] = None,
) -> None:
    """Show how much you have talked with her of late; the count stays on this computer, and only you see it.

    Example: samantha care --lines
    """
    settings = load(config).settings
    file = care_file(os.environ)
    if forget:
        try:
            file.unlink(missing_ok=True)
        except OSError as error:
            raise InputError(f"the count cannot be deleted: {error.strerror}", where=str(file)) from None
        typer.echo("The count is deleted.")
        return
    if lines:
        known = compose.help_lines(settings)
        typer.echo(f"Emergency  {known.emergency}\nCrisis     {known.crisis}\nAbuse      {known.abuse}")
        return
    if not settings.care.count:
        typer.echo("Nothing is counted: care.count is false in your settings.")
    days = read(file)
    if not days:
        typer.echo("No talk has been counted yet.")
        return
    table = Table("Day", "Minutes", "After midnight", box=None, pad_edge=False)
    for name in sorted(days)[-SHOWN_DAYS:]:
        late = days[name].late_minutes
        table.add_row(name, f"{days[name].minutes:.0f}", f"{late:.0f}" if late else "")
    Console().print(table)
