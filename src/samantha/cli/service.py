"""``samantha service``: have systemd run her."""

from __future__ import annotations

import os
from typing import Annotated

import typer

from samantha.errors import ServiceError
from samantha.service import installing
from samantha.service.config import load
from samantha.service.units import EXAMPLE, NAME, system_unit, user_unit

app = typer.Typer(no_args_is_help=True, help="Have systemd run her in the background: install, start, stop, logs.")

System = Annotated[bool, typer.Option("--system", help="For the whole system, with ALSA; needs root.")]


@app.command()
def install(system: System = False) -> None:
    """Write the unit, with this program and your folders, and have it started at every login (--system: boot).

    Example: samantha service install
    """
    path = installing.install(load().settings, os.environ, system=system)
    typer.echo(f"Installed as {path}. Start it now with: samantha service start{' --system' if system else ''}")
    if system:
        typer.echo("Its models: sudo SAMANTHA_MODELS=/var/lib/samantha/models samantha models pull")
        typer.echo("Its settings: /etc/samantha/samantha.toml")
    else:
        typer.echo("To have it run before you log in, too: loginctl enable-linger")


@app.command()
def uninstall(system: System = False) -> None:
    """End the service and delete its unit; what she remembers stays.

    Example: samantha service uninstall
    """
    typer.echo("Uninstalled." if installing.uninstall(os.environ, system=system) else "It was not installed.")


@app.command()
def start(system: System = False) -> None:
    """Start the service; returns when she listens.

    Example: samantha service start
    """
    _installed(system).systemctl("start", NAME)


@app.command()
def stop(system: System = False) -> None:
    """End the service: she ends her sentence and says that she goes.

    Example: samantha service stop
    """
    _installed(system).systemctl("stop", NAME)


@app.command()
def status(system: System = False) -> None:
    """Show what systemd says of it; `samantha status` asks her herself.

    Example: samantha service status
    """
    raise typer.Exit(_installed(system).systemctl("status", NAME, check=False))


@app.command()
def logs(
    system: System = False,
    follow: Annotated[bool, typer.Option("--follow", "-f", help="Go on with what comes.")] = False,
) -> None:
    """Show its newest log lines. Nobody's words are in them.

    Example: samantha service logs --follow
    """
    raise typer.Exit(_installed(system).logs(follow=follow))


@app.command()
def unit(
    system: System = False,
    example: Annotated[bool, typer.Option("--example", help="With the paths of the files in config/.")] = False,
) -> None:
    """Print the unit that `install` would write.

    Example: samantha service unit --system
    """
    if example:
        typer.echo((system_unit if system else user_unit)(EXAMPLE), nl=False)
    else:
        typer.echo(installing.text(load().settings, os.environ, system=system), nl=False)


def _installed(system: bool) -> installing.Unit:
    found = installing.unit(os.environ, system=system)
    if not found.path.exists():
        flag = " --system" if system else ""
        raise ServiceError(
            "the service is not installed", where=str(found.path), mend=f"`samantha service install{flag}`"
        )
    return found
