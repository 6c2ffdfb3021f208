"""The ``samantha`` command: all commands together, and what becomes of their errors."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from samantha import __version__
from samantha.cli import (
    bench,
    calendar,
    care,
    config,
    doctor,
    journal,
    letters,
    measures,
    meet,
    memory,
    models,
    people,
    persona,
    proofread,
    reminders,
    remote,
    serve,
    service,
    speech,
    talk,
    voice,
)
from samantha.errors import SamanthaError

app = typer.Typer(
    name="samantha",
    help="A voice assistant that lives on your own computer. Start with: samantha talk",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
)
app.command()(talk.talk)
app.command()(meet.meet)
app.command()(serve.serve)
for order in (remote.status, remote.mute, remote.unmute, remote.reload, remote.stop, remote.captions, remote.metrics):
    app.command()(order)
app.command()(care.care)
app.command()(speech.say)
app.command()(speech.hear)
app.command("doctor")(doctor.command(measures.stages))
app.add_typer(voice.app, name="voice")
app.add_typer(service.app, name="service")
app.add_typer(models.app, name="models")
app.add_typer(letters.app, name="letters")
app.command()(proofread.proofread)
app.add_typer(proofread.dictionary, name="dictionary")
app.add_typer(memory.app, name="memory")
app.add_typer(config.app, name="config")
app.add_typer(people.app, name="people")
app.add_typer(persona.app, name="persona")
app.add_typer(reminders.app, name="reminders")
app.add_typer(calendar.app, name="calendar")
app.add_typer(journal.app, name="journal")
app.add_typer(bench.app, name="bench")


def _version(asked: bool) -> None:
    if asked:
        typer.echo(f"samantha {__version__}")
        raise typer.Exit


@app.callback()
def _options(
    version: Annotated[bool, typer.Option("--version", callback=_version, is_eager=True, help="Say which.")] = False,
) -> None:
    """Talk aloud to your computer; nothing leaves the machine."""


def main() -> None:
    """Runs the command line: expected errors become their message and exit code, never a traceback."""
    try:
        app()
    except SamanthaError as error:
        print(f"samantha: {error}", file=sys.stderr)
        sys.exit(error.exit_code)
    except BrokenPipeError:
        sys.stderr.close()  # whoever read our output has seen enough
        sys.exit(0)
    except KeyboardInterrupt:
        sys.exit(130)
