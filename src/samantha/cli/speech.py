"""``samantha say`` and ``hear``: her voice and her ears, each on its own."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Annotated, Literal

import anyio
import typer
from rich.console import Console
from rich.table import Table

from samantha.audio.files import windows, write
from samantha.core.activity import Activity
from samantha.errors import InputError
from samantha.service import loading
from samantha.service.aloud import play, spoken
from samantha.service.auditions import voice_of
from samantha.service.auditions import voices as known_voices
from samantha.service.config import load
from samantha.service.hearing import utterances
from samantha.service.settings import Settings

ConfigOption = Annotated[
    Path | None, typer.Option("--config", metavar="FILE", help="Read this file instead of your own settings.")
]


def say(
    text: Annotated[str, typer.Argument(help="What to say; - reads it from standard input.")],
    output: Annotated[
        Path | None, typer.Option("--output", metavar="FILE.wav", help="Write it there instead of playing it.")
    ] = None,
    voice: Annotated[str | None, typer.Option("--voice", help="A name of `samantha voice list`.")] = None,
    speed: Annotated[float | None, typer.Option("--speed", help="0.5 (slow) to 2 (fast).")] = None,
    config: ConfigOption = None,
) -> None:
    """Say something aloud, or into a file.

    Example: samantha say "The soup is at 7:30 pm." --voice joe --output soup.wav
    """
    words = sys.stdin.read() if text == "-" else text
    if not words.strip():
        raise InputError("there is nothing to say", mend="Give a text, or - and a text on standard input.")
    settings = load(config, overrides={"voice.speed": speed, **_voice(voice, load(config).settings)}).settings

    async def run() -> None:
        pcm = await spoken(words, await loading.load_voice(settings, loading.store(settings)), settings)
        if output is not None:
            write(output, pcm)
        else:
            await play(pcm, settings)

    anyio.run(run)


def hear(
    file: Annotated[Path, typer.Argument(help="A sound file: WAV, FLAC, OGG or MP3.")],
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object a line: start_ms, end_ms, text.")] = False,
    channel: Annotated[
        Literal["mix", "left", "right"], typer.Option(help="Which channel of a stereo file to listen to.")
    ] = "mix",
    profile: Annotated[str | None, typer.Option("--profile", help="Models to use: swift, full, or your own.")] = None,
    config: ConfigOption = None,
) -> None:
    """Write down what is said in a sound file, an utterance a line.

    Example: samantha hear both.wav --channel right --json
    """
    settings = load(config, overrides={"profile": profile}).settings
    sound = windows(file, {"mix": None, "left": 0, "right": 1}[channel])

    async def run() -> None:
        ears = await loading.load_ears(settings, loading.store(settings))
        activity = Activity(settings.ears.speech_threshold, settings.ears.silence_threshold)
        async for one in utterances(sound, loading.load_detector(settings), activity, ears):
            if as_json:
                line = json.dumps(
                    {"start_ms": one.start_ms, "end_ms": one.end_ms, "text": one.text}, ensure_ascii=False
                )
                typer.echo(line)
            else:
                typer.echo(one.text)

    anyio.run(run)


def voices(
    as_json: Annotated[bool, typer.Option("--json", help="One JSON array, for programs.")] = False,
    config: ConfigOption = None,
) -> None:
    """List the voices she can have.

    Example: samantha voice list
    """
    settings = load(config).settings
    found = known_voices(settings)
    if as_json:
        rows = [
            {"engine": v.engine, "name": v.name, "gender": v.gender, "accent": v.accent, "available": v.available}
            for v in found
        ]
        typer.echo(json.dumps(rows, indent=2))
        return
    table = Table(box=None, pad_edge=False)
    for heading in ("Voice", "Engine", "What it is", "State"):
        table.add_column(heading)
    for v in found:
        chosen = (v.engine, v.name) == (settings.voice.engine, settings.voice_name)
        state = "in use" if chosen and v.available else "ready" if v.available else "not on this machine"
        table.add_row(v.name, v.engine, v.description, state)
    console = Console()
    console.print(table)
    console.print('\nChoose one in the config: [voice] engine = "piper", name = "joe".', markup=False)


def _voice(name: str | None, settings: Settings) -> dict[str, str]:
    """The settings that choose the voice of this name. Raises InputError for an unknown one."""
    if name is None:
        return {}
    voice = voice_of(name, settings)
    return {"voice.engine": voice.engine, "voice.name": voice.name}
