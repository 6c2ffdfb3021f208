"""``samantha models``: what models there are, fetching them, and proving that they are whole."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TimeRemainingColumn, TransferSpeedColumn
from rich.table import Table

from samantha.errors import ModelError
from samantha.models import fetch
from samantha.models.catalog import Model
from samantha.models.store import State, Store
from samantha.service import loading, weights
from samantha.service.config import load
from samantha.service.settings import Settings

app = typer.Typer(help="The models on this machine: list, fetch, verify.", no_args_is_help=True)


ASKING_VOICE = "piper-joe"
"""The man's voice, which also asks the questions of the demonstration."""

ConfigOption = Annotated[
    Path | None, typer.Option("--config", metavar="FILE", help="Read this file instead of your own settings.")
]

INTERRUPTED = 130
"""Exit code of a command that was stopped with Ctrl-C, as shells have it."""

MEANING: dict[State, str] = {
    "ready": "ready",
    "unverified": "here, to be checked at first use",
    "damaged": "damaged",
    "missing": "not here",
}


@app.command("list", epilog="Example: samantha models list --json")
def list_models(
    as_json: Annotated[bool, typer.Option("--json", help="One JSON array, for programs.")] = False,
    config: ConfigOption = None,
) -> None:
    """Show every model of the catalog and whether it is on this machine."""
    store = loading.store(load(config).settings)
    if as_json:
        typer.echo(json.dumps([_as_json(store, model) for model in store.catalog.models], indent=2))
        return
    table = Table(box=None, pad_edge=False)
    for heading in ("Model", "Size", "State", "What it is"):
        table.add_column(heading, justify="right" if heading == "Size" else "left", no_wrap=heading == "Model")
    for model in store.catalog.models:
        state = MEANING[store.state(model.name)]
        about = f"{model.kind}, {model.licence}: {model.description}"
        table.add_row(model.name, _megabytes(model.size), state, about)
    console = Console()
    console.print(table)
    console.print(f"\nThey lie in {store.root}", soft_wrap=True, highlight=False)


@app.command(epilog="Example: samantha models pull whisper-tiny.en qwen2.5-coder-0.5b")
def pull(
    names: Annotated[
        list[str] | None, typer.Argument(help="Models to fetch; without names, those your settings need.")
    ] = None,
    profile: Annotated[str | None, typer.Option(help="All models this profile needs.")] = None,
    everything: Annotated[bool, typer.Option("--all", help="Every model of the catalog.")] = False,
    folder: Annotated[
        Path | None, typer.Option("--from", help="A folder to look into first, such as a copied models folder.")
    ] = None,
    config: ConfigOption = None,
) -> None:
    """Fetch models, check them and put them into the store. What is there already costs nothing."""
    settings = load(config, overrides={"profile": profile}).settings
    store = loading.store(settings)
    wanted = _wanted(store, names or [], settings if profile or not (names or everything) else None, everything)
    try:
        pull_all(store, wanted, Console(), folder=folder)
        if settings.mind_model in wanted:
            bring_into_form(store, settings, Console())
    except KeyboardInterrupt:
        typer.echo("Stopped. What has arrived is kept; the next pull goes on from there.", err=True)
        raise typer.Exit(INTERRUPTED) from None


@app.command(epilog="Example: samantha models verify whisper-base")
def verify(
    names: Annotated[
        list[str] | None, typer.Argument(help="Models to check; without names, all that are here.")
    ] = None,
    config: ConfigOption = None,
) -> None:
    """Read every byte of the models on this machine and compare it with the catalog."""
    store = loading.store(load(config).settings)
    for name in names or []:
        store.catalog.model(name)
    wanted = names or [name for name in store.catalog.names if store.state(name) != "missing"]
    flawed = False
    for name in wanted:
        try:
            store.verify(name)
        except ModelError as error:
            flawed = True
            typer.echo(f"{name}: {error}", err=True)
        else:
            typer.echo(f"{name}: whole")
    if not wanted:
        typer.echo(f"No models are in {store.root}. Fetch the default ones: `samantha models pull`.")
    if flawed:
        raise typer.Exit(ModelError.exit_code)


def pull_all(store: Store, names: list[str], console: Console, *, folder: Path | None = None) -> None:
    """All the named models are in the store; the console has seen how far it is. Raises ModelError."""
    fetch.check_room(store, names)
    show = _bars if console.is_terminal and not console.is_dumb_terminal else _lines
    for name in names:
        model = store.catalog.model(name)
        with show(console, model) as (progress, say):
            fetched = fetch.pull(store, name, folder=folder, progress=progress, say=say)
        said = "fetched and verified" if fetched else "is here"
        console.print(f"{name}: {said}", highlight=False, soft_wrap=True)


def bring_into_form(store: Store, settings: Settings, console: Console) -> None:
    """The language model's weights are there in the form the profile wants, if it wants one. Raises ModelError."""
    file, form = store.file(settings.mind_model), settings.mind_weights
    if form and weights.in_form(file, form) is None:
        with console.status(f"{settings.mind_model}: bringing its weights into the form {form}, about a minute"):
            weights.make(file, form)
        console.print(f"{settings.mind_model}: also in the form {form} now", highlight=False, soft_wrap=True)


def _wanted(store: Store, names: list[str], settings: Settings | None, everything: bool) -> list[str]:
    """The models asked for, each once, in order; every name is known. Raises ModelError.

    settings: those whose models are wanted too, None for none.
    """
    needed = [*loading.models(settings), ASKING_VOICE] if settings else []
    asked = [*names, *needed, *(store.catalog.names if everything else ())]
    for name in asked:
        store.catalog.model(name)
    return list(dict.fromkeys(asked))


Shown = tuple[fetch.Progress, fetch.Say]


@contextmanager
def _bars(console: Console, model: Model) -> Iterator[Shown]:
    """A live bar, for a terminal."""
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        DownloadColumn(),
        TransferSpeedColumn(),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=console, transient=True) as bars:
        task = bars.add_task(model.name, total=model.size)

        def progress(done: int, total: int) -> None:
            bars.update(task, completed=done, total=total)

        def say(line: str) -> None:
            bars.console.print(line, highlight=False, markup=False, soft_wrap=True)

        yield progress, say


@contextmanager
def _lines(console: Console, model: Model) -> Iterator[Shown]:
    """One plain line for every tenth, for a file or a pipe."""
    told = -1

    def progress(done: int, total: int) -> None:
        nonlocal told
        if (tenth := done * 10 // total) > told:
            told = tenth
            say(f"{model.name}: {_megabytes(done)} of {_megabytes(total)} ({tenth * 10} %)")

    def say(line: str) -> None:
        console.print(line, highlight=False, markup=False, soft_wrap=True)

    yield progress, say


def _as_json(store: Store, model: Model) -> dict[str, str | int]:
    return {
        "name": model.name,
        "kind": model.kind,
        "bytes": model.size,
        "state": store.state(model.name),
        "licence": model.licence,
        "description": model.description,
        "folder": str(store.folder(model.name)),
    }


def _megabytes(size: int) -> str:
    return f"{size / 1e6:.1f} MB"
