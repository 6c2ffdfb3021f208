"""``samantha memory``: looking into what she remembers, and changing it."""

from __future__ import annotations

import os
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Annotated, TypeVar

import anyio
import typer
from rich.console import Console
from rich.table import Table

from samantha.errors import InputError
from samantha.mind.memory import exchange, telling
from samantha.mind.memory.memory import MemoryOfUser
from samantha.mind.memory.reading import read
from samantha.mind.memory.rows import TOLD, Fact, Memory
from samantha.service import remembering
from samantha.service.config import load

T = TypeVar("T")

app = typer.Typer(help="What she remembers: look, correct, forget, take it with you.", no_args_is_help=True)

Number = Annotated[
    int, typer.Argument(metavar="NUMBER", help="A memory's number, as `samantha memory list` shows it.")
]


@app.command("list")
def list_memories(
    everything: Annotated[bool, typer.Option("--all", help="Also those that hold no longer.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON array, for programs.")] = False,
) -> None:
    """Show all memories, oldest first."""
    memory = _memory()
    _show(memory, memory.store.rows(superseded=everything), as_json)


@app.command()
def search(
    words: Annotated[list[str], typer.Argument(help="Words of what you told her.")],
    as_json: Annotated[bool, typer.Option("--json", help="One JSON array, for programs.")] = False,
) -> None:
    """Show the memories that have these words, best first."""
    memory = _memory()
    found = _run(memory, lambda: memory.recall(" ".join(words), 20))
    _show(memory, [hit.memory for hit in found], as_json)


@app.command()
def show(number: Number) -> None:
    """Show one memory: what it says, the words, when they were said, and what took its place."""
    memory = _memory()
    row = _row(memory, number)
    fact, source = row.fact, row.source
    typer.echo(telling.sentence(row, memory.today))
    typer.echo(f"  words         {fact.words}")
    typer.echo(
        f"  said          {source.at:%Y-%m-%d %H:%M}, turn {source.turn} of conversation {source.conversation}"
    )
    typer.echo(f"  understood    {fact.subject} / {fact.attribute} / {fact.value} ({fact.kind})")
    if row.superseded_by:
        typer.echo(f"  no longer so  see {row.superseded_by}")


@app.command()
def edit(
    number: Number, words: Annotated[str, typer.Argument(help="What it should say, as you would tell her.")]
) -> None:
    """Put other words in a memory's place; nothing is left of the old ones."""
    memory = _memory()
    old = _row(memory, number)
    text = " ".join(words.split())
    if not text:
        raise InputError("there are no words in that", where="memory edit", mend="Give a sentence.")
    _run(memory, memory.settle)
    facts = read(text, memory.today, memory.names, old.fact.subject).facts
    fact = facts[0] if facts else Fact(old.fact.subject, TOLD, text, text)
    _run(memory, lambda: memory.edit(old, fact))
    typer.echo(telling.sentence(_row(memory, number), memory.today))


@app.command()
def forget(
    numbers: Annotated[list[int] | None, typer.Argument(metavar="[NUMBER]...", help="Memories to delete.")] = None,
    about: Annotated[
        str | None, typer.Option("--about", help="Everything about somebody: a name, or my sister.")
    ] = None,
    everything: Annotated[bool, typer.Option("--everything", help="All there is.")] = False,
) -> None:
    """Delete memories for good, and the sentences they came from."""
    memory = _memory()
    if not (numbers or about or everything):
        raise InputError(
            "nothing to forget was named", where="memory forget", mend="Give numbers, --about or --everything."
        )
    if everything:
        count = _run(memory, memory.forget_all)
    elif about:
        count = _run(memory, lambda: memory.forget_about(about))
    else:
        rows = [_row(memory, number) for number in numbers or []]
        count = _run(memory, lambda: memory.forget(rows))
    typer.echo(f"Forgotten: {count}.")


@app.command()
def export(folder: Annotated[Path, typer.Argument(help="A folder for memories.md and memories.json.")]) -> None:
    """Write all memories to read (Markdown) and to take back in (JSON)."""
    memory = _memory()
    rows = memory.store.rows(superseded=True)
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        _write(folder / "memories.json", exchange.as_json(rows))
        _write(folder / "memories.md", exchange.as_markdown(rows, memory.today))
    except OSError as error:
        raise InputError(f"cannot be written: {error.strerror}", where=str(folder)) from error
    typer.echo(f"{len(rows)} memories are in {folder}: memories.md to read, memories.json to import.")


@app.command("import")
def import_memories(file: Annotated[Path, typer.Argument(help="memories.json of an export.")]) -> None:
    """Take in exported memories; what is known already is left as it is."""
    try:
        text = file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"cannot be read ({type(error).__name__})", where=str(file)) from error
    memory = _memory()
    rows = exchange.from_json(text, str(file))
    count = sum(len(memory.store.add([row.fact], row.source)) for row in rows if not row.superseded_by)
    typer.echo(f"Taken in: {count}.")


@app.command()
def off() -> None:
    """From now on she keeps nothing and recalls nothing; what there is stays."""
    _memory().store.switch(False)
    typer.echo(
        "She keeps nothing from now on. What she has is still there: see `samantha memory forget --everything`."
    )


@app.command()
def on() -> None:
    """From now on she remembers."""
    _memory().store.switch(True)
    typer.echo("She remembers from now on.")


def _memory() -> MemoryOfUser:
    return remembering.plain_memory(load().settings)


def _run(memory: MemoryOfUser, job: Callable[[], Awaitable[T]]) -> T:
    async def settled() -> T:
        await memory.settle()
        return await job()

    return anyio.run(settled)


def _row(memory: MemoryOfUser, number: int) -> Memory:
    for row in memory.store.rows(superseded=True):
        if row.number == number:
            return row
    raise InputError(f"there is no memory {number}", where="memory", mend="`samantha memory list` shows the numbers.")


def _show(memory: MemoryOfUser, rows: list[Memory], as_json: bool) -> None:
    if as_json:
        typer.echo(exchange.as_json(rows))
        return
    if not memory.store.on:
        typer.echo("The memory is off.")
    if not rows:
        typer.echo("Nothing.")
        return
    table = Table(box=None, pad_edge=False)
    for heading in ("No.", "Said on", "What she would say"):
        table.add_column(heading)
    for row in rows:
        said = telling.sentence(row, memory.today) + (
            f" [no longer so: {row.superseded_by}]" if row.superseded_by else ""
        )
        table.add_row(str(row.number), f"{row.source.at:%Y-%m-%d}", said.replace("[", r"\["))
    Console(highlight=False).print(table)


def _write(file: Path, text: str) -> None:
    """The file whole under its own name, the user's alone."""
    part = file.with_name(f"{file.name}.part")
    with os.fdopen(os.open(part, os.O_CREAT | os.O_WRONLY | os.O_TRUNC, 0o600), "w", encoding="utf-8") as stream:
        stream.write(text)
        stream.flush()
        os.fsync(stream.fileno())
    part.replace(file)
