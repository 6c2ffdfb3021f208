"""``samantha config``: what the settings are, where each came from, and where to change them."""

from __future__ import annotations

import difflib
import json
import os
import shlex
import subprocess
from pathlib import Path
from typing import Annotated

import typer

from samantha.errors import ConfigError, InputError
from samantha.models.store import private_folder, write_whole
from samantha.service.config import DEFAULT, load
from samantha.service.paths import config_file
from samantha.service.settings_text import dotted, render, render_default

app = typer.Typer(no_args_is_help=True, help="Show, explain and edit the settings.")

ConfigOption = Annotated[
    Path | None, typer.Option("--config", metavar="FILE", help="Read this file instead of your own.")
]


@app.command()
def show(
    config: ConfigOption = None,
    as_json: Annotated[bool, typer.Option("--json", help="Machine-readable, with the origin of each.")] = False,
) -> None:
    """Show the settings in effect, and where each that is not the default came from.

    Example: SAMANTHA_VOICE__SPEED=1.2 samantha config show
    """
    loaded = load(config)
    if as_json:
        told = {"settings": loaded.settings.model_dump(mode="json"), "origins": dict(loaded.origins)}
        typer.echo(json.dumps(told, indent=2, ensure_ascii=False))
        return
    origins = loaded.origins
    typer.echo(render(loaded.settings, lambda path: origins[dotted(path)].removeprefix(DEFAULT)), nl=False)


@app.command()
def default(
    check: Annotated[bool, typer.Option("--check", help="Compare with --file instead of printing.")] = False,
    file: Annotated[Path, typer.Option(metavar="FILE", help="The file to compare.")] = Path("config/samantha.toml"),
) -> None:
    """Print the documented default file: every setting, what it does, what is allowed.

    Example: samantha config default > my-samantha.toml
    """
    wanted = render_default()
    if not check:
        typer.echo(wanted, nl=False)
        return
    try:
        found = file.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"the file cannot be read: {error}", where=str(file)) from None
    if found == wanted:
        return
    lines = difflib.unified_diff(
        found.splitlines(keepends=True), wanted.splitlines(keepends=True), str(file), "samantha config default"
    )
    typer.echo("".join(lines), nl=False)
    typer.echo(f"{file} is not what `samantha config default` prints: write it again.", err=True)
    raise typer.Exit(1)


@app.command()
def path() -> None:
    """Print where your settings file is, or would be.

    Example: less "$(samantha config path)"
    """
    typer.echo(config_file(os.environ))


@app.command()
def edit() -> None:
    """Open your settings in $VISUAL or $EDITOR, then check them; a new file explains every setting.

    Example: EDITOR=nano samantha config edit
    """
    file = config_file(os.environ)
    editor = shlex.split(os.environ.get("VISUAL") or os.environ.get("EDITOR") or "nano")
    try:
        if not file.exists():
            private_folder(file.parent)
            write_whole(file, render_default(commented=True).encode())
        status = subprocess.run([*editor, str(file)], check=False).returncode
    except OSError as error:
        why = (error.strerror or str(error)).lower()
        raise ConfigError(
            f"the editor cannot be opened: {why}", where=str(error.filename or editor[0]), mend=f"Edit {file}."
        ) from None
    if status != 0:
        raise typer.Exit(status)
    load(file)
    typer.echo("These settings are fine. Her voice takes them up at once, the rest counts from the next start.")
