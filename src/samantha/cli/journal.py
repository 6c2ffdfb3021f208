"""``samantha journal``: look at what was said, take it along, and make her forget it."""

from __future__ import annotations

import json
import os
from dataclasses import asdict
from datetime import datetime
from typing import Annotated

import anyio
import typer

from samantha.errors import InputError
from samantha.keep.reading import beside_the_writer, every, newest
from samantha.service import keeping
from samantha.service.paths import journal_folder

app = typer.Typer(no_args_is_help=True, help="What was said: show it, export it, forget it.")


@app.command()
def show(last: Annotated[int, typer.Option(min=1, max=100_000, help="So many of the newest turns.")] = 20) -> None:
    """Show the newest turns, each with its number.

    Example: samantha journal show --last 5
    """
    with beside_the_writer(journal_folder(os.environ)) as connection:
        found = newest(connection, last) if connection is not None else []
    for one in found:
        typer.echo(f"{one.id}  {datetime.fromtimestamp(one.at):%Y-%m-%d %H:%M}")
        if one.said:
            typer.echo(f"  You: {one.said}")
        if one.heard:
            typer.echo(f"  She: {one.heard}")
    if not found:
        typer.echo("The journal is empty.")


@app.command()
def export() -> None:
    """Print everything as lines of JSON, oldest first.

    Example: samantha journal export > journal.jsonl
    """
    with beside_the_writer(journal_folder(os.environ)) as connection:
        for one in every(connection) if connection is not None else ():
            typer.echo(json.dumps(asdict(one), ensure_ascii=False))


@app.command()
def forget(
    turns: Annotated[list[int] | None, typer.Argument(metavar="[NUMBER]...", help="As `show` numbers them.")] = None,
    everything: Annotated[bool, typer.Option("--all", help="All that was ever said.")] = False,
) -> None:
    """Delete turns for good, from the journal and its backups. A damaged journal that was set aside goes too.

    If a conversation is running, it is asked to do it, which takes a moment.

    Example: samantha journal forget 12 13
    """
    if bool(turns) == everything:
        raise InputError("what is to be forgotten?", mend="Give the numbers of turns, or --all.")
    folder = journal_folder(os.environ)
    if everything:
        anyio.run(keeping.forget, folder, None)
        typer.echo("Everything is forgotten.")
        return
    with beside_the_writer(folder) as connection:
        known = {one.id for one in every(connection)} & set(turns or []) if connection is not None else set[int]()
    anyio.run(keeping.forget, folder, known)
    typer.echo(f"Turns forgotten: {len(known)}.")
