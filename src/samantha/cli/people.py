"""``samantha people``: those she knows by voice."""

from __future__ import annotations

import os
from typing import Annotated

import typer

from samantha.service.acquaintances import Acquaintances

app = typer.Typer(no_args_is_help=True, help="Show, rename and forget those she knows by voice.")

Name = Annotated[str, typer.Argument(help="A person's name, as `samantha people list` shows it.")]


@app.command("list")
def list_() -> None:
    """List those who have been introduced.

    Example: samantha people list
    """
    known = Acquaintances(os.environ).guests
    for person in known:
        typer.echo(f"{person.name}  ({person.voice.seconds:.0f} s of speech heard)")
    if not known:
        typer.echo('Nobody has been introduced. Say "This is Amy" to her, with Amy beside you.')


@app.command()
def rename(name: Name, new: Annotated[str, typer.Argument(help="What to call this person.")]) -> None:
    """Call somebody otherwise, from the next conversation on.

    Example: samantha people rename Amie Amy
    """
    Acquaintances(os.environ).rename(name, new)
    typer.echo(f"{name} is {new} now.")


@app.command()
def forget(name: Name) -> None:
    """Forget somebody's voice, and everything that person has told her.

    Example: samantha people forget Amy
    """
    Acquaintances(os.environ).forget(name)
    typer.echo(f"{name} is forgotten: the voice, and all that was told in it.")
