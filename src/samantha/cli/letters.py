"""``samantha letters``: the letters that were dictated, as files on this machine."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from samantha.errors import InputError
from samantha.hands.letters.page import Format, exported
from samantha.hands.letters.shelf import Shelf
from samantha.service import compose

app = typer.Typer(help="The letters you dictated: list, show, export, restore, delete.", no_args_is_help=True)

Name = Annotated[str, typer.Argument(help="A letter's name, or whom it is to.")]


@app.command("list", epilog="Example: samantha letters list")
def list_letters() -> None:
    """List all letters, the one worked on last first."""
    letters = _shelf().letters()
    if not letters:
        typer.echo("No letters yet. Say: I'd like to write a letter to ...")
        return
    table = Table(box=None, pad_edge=False)
    for heading in ("Name", "To", "Saved", "Words", "Versions"):
        table.add_column(heading)
    for letter in letters:
        last = letter.newest
        table.add_row(
            letter.name, last.to, f"{last.saved:%Y-%m-%d %H:%M}", str(len(last.text.split())), str(last.number)
        )
    Console().print(table)


@app.command(epilog="Example: samantha letters show catherine --versions")
def show(
    name: Name,
    version: Annotated[int | None, typer.Option("--version", help="An older version instead of the newest.")] = None,
    versions: Annotated[
        bool, typer.Option("--versions", help="List its versions and what was done in each.")
    ] = False,
) -> None:
    """Print a letter, or the list of its versions."""
    shelf = _shelf()
    letter = shelf.named(name)
    if versions:
        for one in shelf.versions(letter):
            by = "" if one.by == "you" else f" ({one.by}'s words)"
            again = f" (as in version {one.like})" if one.like != one.number else ""
            typer.echo(f"{one.number:>4}  {one.saved:%Y-%m-%d %H:%M:%S}  {one.what}{by}{again}")
        return
    typer.echo((letter.newest if version is None else shelf.version(letter, version)).text)


@app.command(epilog="Example: samantha letters export catherine --format pdf")
def export(
    name: Name,
    kind: Annotated[Format, typer.Option("--format", help="What to make of it.")] = "pdf",
    output: Annotated[
        Path | None,
        typer.Option("--output", metavar="FILE", help="Where to; - prints md and txt. Default: NAME.FORMAT here."),
    ] = None,
    paper: Annotated[str, typer.Option(help="us-letter or a4.")] = "us-letter",
) -> None:
    """Make a page of a letter: pdf or docx to print, md or txt to paste."""
    if paper not in ("us-letter", "a4"):
        raise InputError(f"there is no paper {paper!r}", where="--paper", mend="Take us-letter or a4.")
    letter = _shelf().named(name)
    if not letter.newest.text.strip():
        raise InputError(f"the letter {letter.name!r} is empty", mend="Dictate something first.")
    made = exported(letter.newest.text, kind, to=letter.newest.to, on=letter.newest.saved.date(), paper=paper)
    if output == Path("-") and kind in ("md", "txt"):
        typer.echo(made.decode(), nl=False)
        return
    target = output or Path(f"{letter.name}.{kind}")
    part = target.with_name(f"{target.name}.part")
    try:
        with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as out:
            out.write(made)
            out.flush()
            os.fsync(out.fileno())
        part.replace(target)
    except OSError as error:
        mend = "Name another file with --output."
        raise InputError(f"cannot be written: {error.strerror}", where=str(target), mend=mend) from error
    typer.echo(f"{target}: the letter to {letter.newest.to}")


@app.command(epilog="Example: samantha letters restore catherine 12")
def restore(
    name: Name, version: Annotated[int, typer.Argument(help="See: samantha letters show NAME --versions")]
) -> None:
    """Make an older version the newest again; nothing is lost by it."""
    shelf = _shelf()
    letter = shelf.named(name)
    old = shelf.version(letter, version)
    new = shelf.add(letter, old.text, "restored", by=old.by, like=old.like)
    typer.echo(f"{letter.name}: version {new.newest.number} has the text of version {version} again")


@app.command(epilog="Example: samantha letters delete catherine")
def delete(name: Name, yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False) -> None:
    """Delete a letter and all its versions for good."""
    shelf = _shelf()
    letter = shelf.named(name)
    if not yes and not typer.confirm(
        f"Delete the letter {letter.name!r} and its {letter.newest.number} versions for good?"
    ):
        raise typer.Exit(1)
    shelf.delete(letter)
    typer.echo(f"{letter.name}: deleted")


def _shelf() -> Shelf:
    return compose.letter_shelf(os.environ)
