"""``samantha meet``: the first meeting, at any time, and the conversation after it."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from samantha.cli.talk import Ways, hold


def meet(
    keyboard: Annotated[
        bool, typer.Option("--keyboard", help="Type your answers, one a line; works in a pipe too.")
    ] = False,
    input_file: Annotated[
        Path | None, typer.Option("--input", metavar="FILE", help="A sound file as the microphone, at its real pace.")
    ] = None,
    output: Annotated[
        Path | None,
        typer.Option("--output", metavar="FILE.wav", help="Record: left the microphone, right the loudspeaker."),
    ] = None,
    profile: Annotated[
        str | None, typer.Option("--profile", help="Models to use: swift, full, or one of your own.")
    ] = None,
    config: Annotated[
        Path | None, typer.Option("--config", metavar="FILE", help="Read and write this file instead of your own.")
    ] = None,
) -> None:
    """Get to know each other: names, her voice, a few questions about you, and whether she may remember.

    Takes two minutes, and what was interrupted is taken up again. Afterwards the conversation goes on.

    Example: samantha meet --keyboard
    """
    hold(Ways(input_file, output, keyboard=keyboard, profile=profile, config=config), "now")
