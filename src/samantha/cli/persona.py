"""``samantha persona``: who she can be, and who she is."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from samantha.errors import ConfigError
from samantha.service import loading, personas
from samantha.service.config import DEFAULT, ENGINE, VOICE, Loaded, alone, load
from samantha.service.settings import leaves
from samantha.service.settings_text import dotted, toml

app = typer.Typer(no_args_is_help=True, help="Show who she can be, and who she is.")

ConfigOption = Annotated[
    Path | None, typer.Option("--config", metavar="FILE", help="Read this file instead of your own.")
]


@app.command("list")
def list_(config: ConfigOption = None) -> None:
    """List the personas: those that come with the program, and your own.

    Example: samantha persona list
    """
    chosen = load(config).settings.persona.who
    table = Table(box=None, pad_edge=False)
    for heading in ("Persona", "How she is", "Talkative", "Voice", "State"):
        table.add_column(heading)
    for name, file in personas.files(os.environ).items():
        state = "in use" if name == chosen else "" if file.parent == personas.SHIPPED else "your own"
        try:
            settings = alone(name).settings
        except ConfigError:
            table.add_row(name, "", "", "", "has a mistake")
            continue
        who = settings.persona
        how = f"{who.character}, {who.humour}" if who.humour else who.character
        table.add_row(name, how, who.talkative, settings.voice_name, state)
    console = Console()
    console.print(table)
    console.print(
        f'\nChoose one in the config: persona = "juno". Your own stand in {personas.folder(os.environ)}.',
        markup=False,
        soft_wrap=True,
    )


@app.command()
def show(
    name: Annotated[str | None, typer.Argument(help="A persona; without it, who she is to you.")] = None,
    config: ConfigOption = None,
) -> None:
    """Show a persona, where each of its lines comes from, and what the language model is told of it.

    Example: samantha persona show otto
    """
    loaded = load(config) if name is None else alone(name)
    for line in _lines(loaded):
        typer.echo(line)
    typer.echo(f"\n{loading.persona(loaded.settings).prompt()[0].content}")


def _lines(loaded: Loaded) -> list[str]:
    """Her settings as TOML, each with its origin if it is not the default."""
    lines = []
    for path, value in leaves(loaded.settings):
        if path[0] == "persona" or path in (ENGINE, VOICE):
            origin = loaded.origins[dotted(path)].removeprefix(DEFAULT)
            lines.append(f"{dotted(path)} = {toml(value)}" + (f"  # {origin}" if origin else ""))
    return lines
