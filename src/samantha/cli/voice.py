"""``samantha voice``: which voices there are, and how they sound beside each other."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import anyio
import typer

from samantha.audio.files import write
from samantha.cli import speech
from samantha.errors import InputError
from samantha.service.aloud import play
from samantha.service.auditions import candidates
from samantha.service.config import load

app = typer.Typer(no_args_is_help=True, help="Her voices: list them, hear candidates side by side.")
app.command("list")(speech.voices)

TEXT = "Hello, it's good to hear from you. How was your day?"


@app.command("try")
def try_voices(
    voices: Annotated[
        list[str] | None,
        typer.Argument(metavar="[VOICE[@SPEED]]...", help="As `samantha voice list` has them; none: all."),
    ] = None,
    text: Annotated[str, typer.Option("--text", help="What they say.")] = TEXT,
    out: Annotated[
        Path | None, typer.Option("--out", metavar="FOLDER", help="Write a WAV file of each there, and play nothing.")
    ] = None,
    config: speech.ConfigOption = None,
) -> None:
    """Hear voices one after the other, otherwise tuned as in your settings, and see how to choose each.

    While she talks, saving the settings file is enough: the next sentence has the new voice.

    Example: samantha voice try heart heart@1.2 joe --out voices
    """
    if not text.strip():
        raise InputError("there is nothing to say", mend="Give a text, or leave out --text.")
    found = candidates(voices or (), load(config).settings)
    if out is not None:
        out.mkdir(parents=True, exist_ok=True)

    async def run() -> None:
        for candidate in found:
            pcm = await candidate.say(text)
            typer.echo(f"{candidate.label:12} {candidate.lines}")
            if out is not None:
                write(out / f"{candidate.label}.wav", pcm)
            else:
                await play(pcm, candidate.settings)

    anyio.run(run)
