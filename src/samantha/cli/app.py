"""The ``samantha`` command: all commands together, and what becomes of their errors."""

from __future__ import annotations

import sys
from importlib import import_module
from typing import Annotated, Any

import typer
from typer.core import TyperGroup
from typer.main import get_command

from samantha import __version__
from samantha.errors import SamanthaError

COMMANDS = {
    "talk": "talk:talk",
    "meet": "meet:meet",
    "serve": "serve:serve",
    "status": "remote:status",
    "mute": "remote:mute",
    "unmute": "remote:unmute",
    "reload": "remote:reload",
    "stop": "remote:stop",
    "captions": "remote:captions",
    "metrics": "remote:metrics",
    "care": "care:care",
    "say": "speech:say",
    "hear": "speech:hear",
    "doctor": "measures:doctor",
    "voice": "voice:app",
    "service": "service:app",
    "models": "models:app",
    "letters": "letters:app",
    "proofread": "proofread:proofread",
    "dictionary": "proofread:dictionary",
    "memory": "memory:app",
    "config": "config:app",
    "people": "people:app",
    "persona": "persona:app",
    "reminders": "reminders:app",
    "calendar": "calendar:app",
    "journal": "journal:app",
    "bench": "bench:app",
}
"""Each command's module and what it is there: a function, or an app of several commands."""


class Commands(TyperGroup):
    """Imports a command's module when that command is asked for: all of them together take more than a second."""

    def __init__(self, **how: Any) -> None:
        super().__init__(**how)
        names: Any = dict.fromkeys(COMMANDS)
        self.commands = names  # what help lists, and what a mistyped name is compared with

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        """The command of that name, None if there is none."""
        if cmd_name not in COMMANDS:
            return None
        module, _, attribute = COMMANDS[cmd_name].partition(":")
        found = getattr(import_module(f"samantha.cli.{module}"), attribute)
        if not isinstance(found, typer.Typer):
            alone = typer.Typer(add_completion=False)
            alone.command()(found)
            found = alone
        command = get_command(found)
        command.name = cmd_name
        return command


app = typer.Typer(
    name="samantha",
    help="A voice assistant that lives on your own computer. Start with: samantha talk",
    cls=Commands,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
)


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
