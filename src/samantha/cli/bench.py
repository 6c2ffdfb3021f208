"""``samantha bench``: how quickly she answers, how well she waits, and what each stage takes."""

from __future__ import annotations

import dataclasses
import json
import os
from collections import deque
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from pathlib import Path
from typing import Annotated

import anyio
import typer
from rich.console import Console

from samantha.cli import bench_duplex
from samantha.engines.whisper import LONGEST_SECONDS
from samantha.errors import InputError
from samantha.models.store import write_whole
from samantha.service import bench, compose, loading
from samantha.service.config import load
from samantha.service.settings import Settings
from samantha.testing.bench import corpus, duplex_figures, plot, report, stages
from samantha.testing.bench.corpus import Item
from samantha.testing.bench.duplex import KINDS
from samantha.testing.bench.peers import peer
from samantha.testing.bench.run import Row, System, take_turn
from samantha.testing.bench.sentences import SENTENCES
from samantha.testing.bench.stages import StageRow
from samantha.testing.echoed import Echoed
from samantha.testing.room import MADE, Room, made

app = typer.Typer(help="Measure her: whole conversations, or one stage alone.", no_args_is_help=True)

CorpusOption = Annotated[
    Path | None,
    typer.Option("--corpus", metavar="DIR", help="Recordings to use, with transcripts.tsv if there is one."),
]
ProfileOption = Annotated[str | None, typer.Option("--profile", help="Models to use: swift, full, or your own.")]
TurnsOption = Annotated[int | None, typer.Option("--turns", min=1, help="How many; 60 or all there are.")]
JsonOption = Annotated[Path | None, typer.Option("--json", metavar="FILE", help="Write everything there, as JSON.")]
RecordingsOption = Annotated[
    Path | None, typer.Option("--recordings", metavar="DIR", help="Keep what was recorded there.")
]
SeedOption = Annotated[int, typer.Option("--seed", help="Another one shuffles sentences, people and pauses anew.")]
ConfigOption = Annotated[
    Path | None, typer.Option("--config", metavar="FILE", help="Read this file instead of your own settings.")
]
RoomsOption = Annotated[
    Path | None, typer.Option("--rooms", metavar="DIR", help="Impulse responses of rooms; else two made here.")
]
NoiseOption = Annotated[
    Path | None, typer.Option("--noise", metavar="DIR", help="Sounds that are nobody's words; else four made here.")
]
RoundsOption = Annotated[int, typer.Option("--rounds", min=1, help="Replies in each of nine sessions a room.")]
OnlyOption = Annotated[
    list[str] | None, typer.Option("--only", metavar="KIND", help=f"Of {', '.join(KINDS)}; all by default.")
]
RealOption = Annotated[bool, typer.Option("--real-pace", help="At the pace of a clock, with all engines at once.")]


TURNS = 60


@app.command()
def talk(
    folder: CorpusOption = None,
    profile: ProfileOption = None,
    turns: TurnsOption = None,
    peers: Annotated[
        list[str] | None,
        typer.Option("--peer", metavar="NAME", help="Another program, on the same turns: naive, pipecat."),
    ] = None,
    cancel_echo: Annotated[
        bool,
        typer.Option(
            "--cancel-echo", help="In a room with open loudspeakers, with and without her voice in the microphone."
        ),
    ] = False,
    json_file: JsonOption = None,
    plot_file: Annotated[
        Path | None, typer.Option("--plot", metavar="FILE.png", help="Draw the delays and the stages.")
    ] = None,
    recordings: RecordingsOption = None,
    seed: SeedOption = 0,
    config: ConfigOption = None,
) -> None:
    """Measure whole turns on recordings of the conversation, at real pace: about six seconds a turn.

    Example: samantha bench talk --profile swift --peer naive --json result.json --plot result.png
    """
    settings = load(config, overrides={"profile": profile}).settings
    _writable(json_file)
    if plot_file is not None:
        plot.possible(plot_file)
    if recordings is not None and not recordings.is_dir():
        raise InputError("there is no such folder", where=str(recordings), mend="Make it first.")
    others = {name: peer(name) for name in peers or []}

    async def run() -> tuple[list[Row], dict[str, object]]:
        facts = _facts(settings, folder, seed)
        with Console(stderr=True).status("getting ready") as status:
            items = await _items(settings, folder, turns, seed)
            mine = await bench.load(settings)
            systems: dict[str, System] = {"samantha": mine.converse}
            if cancel_echo:
                room = Room("office", made("office", *MADE["office"]), delay_ms=100)
                systems = {
                    "samantha": lambda door, watch: mine.converse(Echoed(door, room, cancels=False), watch),
                    "samantha, cancelling echo": lambda door, watch: mine.converse(Echoed(door, room), watch),
                }
            for name, begin in others.items():
                systems[name] = await begin(mine)
            rows: list[Row] = []
            for number, item in enumerate(items, start=1):
                in_turn = deque(systems.items())  # or what the first leaves in caches would count for the second
                in_turn.rotate(number - 1)
                for name, system in in_turn:
                    status.update(f"turn {number} of {len(items)}, {name}")
                    await mine.forget()
                    rows.append(await take_turn(name, system, item, recordings))
        return rows, facts

    rows, facts = anyio.run(run)
    console = Console()
    report.show(rows, console)
    points = report.curve_of(rows, compose.pauses(settings))
    report.show_curve(points, console)
    _warn_if_busy(facts, console)
    _write(json_file, report.as_json(rows, facts, points))
    if plot_file is not None:
        plot.draw(rows, f"profile {settings.profile}", plot_file, points)


@app.command("duplex")
def both(
    folder: CorpusOption = None,
    rooms: RoomsOption = None,
    noise: NoiseOption = None,
    rounds: RoundsOption = 8,
    only: OnlyOption = None,
    real_pace: RealOption = False,
    profile: ProfileOption = None,
    json_file: JsonOption = None,
    recordings: RecordingsOption = None,
    seed: SeedOption = 0,
    config: ConfigOption = None,
) -> None:
    """Measure whether both can talk at once, in simulated rooms with open loudspeakers.

    As fast as it can be computed: a transcript is charged its time. Nothing is thought, her replies are given.

    Example: samantha bench duplex --rounds 4 --only silence --only words --json duplex.json
    """
    settings = load(config, overrides={"profile": profile}).settings
    _writable(json_file)
    facts = _facts(settings, folder, seed)
    with Console(stderr=True).status("getting ready") as status:
        rows = bench_duplex.measure(
            settings,
            folder=folder,
            rooms=rooms,
            noise=noise,
            rounds=rounds,
            only=only,
            real_pace=real_pace,
            seed=seed,
            keep=recordings,
            tell=status.update,
        )
    console = Console()
    duplex_figures.show(rows, console)
    _warn_if_busy(facts, console)
    _write(json_file, duplex_figures.as_json(rows, facts | {"real_pace": real_pace}))


@app.command()
def hear(
    folder: CorpusOption = None,
    profile: ProfileOption = None,
    turns: TurnsOption = None,
    json_file: JsonOption = None,
    seed: SeedOption = 0,
    config: ConfigOption = None,
) -> None:
    """Measure her ears: word error rate and time, by length of the utterance; beside the same model padded to 30 s.

    What is "behind the pause" is left to be waited for when the shortest pause that ends a turn is over.

    Example: samantha bench hear --corpus recordings --profile full
    """
    settings = load(config, overrides={"profile": profile}).settings

    async def rows() -> AsyncIterator[StageRow]:
        items = await _items(settings, folder, turns, seed)
        shelf = loading.store(settings)
        ears = await loading.load_ears(settings, shelf)
        padded = await loading.load_ears(settings, shelf, LONGEST_SECONDS)
        head_start_ms = settings.turns.shortest_ms - settings.turns.pause_to_transcribe_ms
        async for row in stages.hear(ears, items, padded=padded, head_start_ms=head_start_ms):
            yield row

    _stage(rows, _facts(settings, folder, seed), json_file)


@app.command()
def think(
    profile: ProfileOption = None,
    turns: TurnsOption = None,
    json_file: JsonOption = None,
    config: ConfigOption = None,
) -> None:
    """Measure her mind: first token, first clause and tokens per second, with her persona in the cache.

    Example: samantha bench think --profile full --turns 20
    """
    settings = load(config, overrides={"profile": profile}).settings

    async def rows() -> AsyncIterator[StageRow]:
        model = await loading.load_model(settings, loading.store(settings))
        await loading.new_mind(settings, model).warm()
        async for row in stages.think(lambda: loading.new_mind(settings, model), _texts(turns)):
            yield row

    _stage(rows, _facts(settings, None, 0), json_file)


@app.command()
def speak(turns: TurnsOption = None, json_file: JsonOption = None, config: ConfigOption = None) -> None:
    """Measure her voice: time for a clause, and for a second of sound.

    Example: samantha bench speak
    """
    settings = load(config).settings

    async def rows() -> AsyncIterator[StageRow]:
        voice = await loading.load_voice(settings, loading.store(settings))
        async for row in stages.speak(voice, _texts(turns)):
            yield row

    _stage(rows, _facts(settings, None, 0), json_file)


def _stage(rows: Callable[[], AsyncIterator[StageRow]], facts: Mapping[str, object], json_file: Path | None) -> None:
    """Does the work, shows what it comes to, and writes it down."""
    _writable(json_file)

    async def run() -> list[StageRow]:
        with Console(stderr=True).status("measuring"):
            return [row async for row in rows()]

    done = anyio.run(run)
    found = stages.totals(done)
    console = Console()
    report.show_stage(found, console)
    _warn_if_busy(facts, console)
    lines = {"figures": [dataclasses.asdict(one) for one in found], "rows": [dataclasses.asdict(row) for row in done]}
    _write(json_file, {**facts, **lines})


async def _items(settings: Settings, folder: Path | None, turns: int | None, seed: int) -> list[Item]:
    if folder is not None:
        return await anyio.to_thread.run_sync(corpus.folder, folder, turns)
    people = await bench.people(settings)
    lines = corpus.script(list(people), turns or TURNS, seed)
    return [await corpus.spoken(line, people[line.who], seed) for line in lines]


def _texts(turns: int | None) -> Sequence[str]:
    plain = [text.replace(" ~ ", " ").replace(" / ", " ") for text in SENTENCES]
    return [plain[number % len(plain)] for number in range(turns or TURNS)]


def _facts(settings: Settings, folder: Path | None, seed: int) -> dict[str, object]:
    """The circumstances, as they are before anything heavy starts."""
    facts = bench.circumstances(settings, os.getloadavg()[0])
    return {**facts, "corpus": folder.name if folder is not None else "built-in", "seed": seed}


def _warn_if_busy(facts: Mapping[str, object], console: Console) -> None:
    machine = facts["machine"]
    assert isinstance(machine, dict)
    if machine["load_before"] > report.BUSY * machine["cores"]:
        console.print(f"\nOther programs were running (load {machine['load_before']:.1f}): these figures are noisy.")


def _writable(path: Path | None) -> None:
    if path is not None and (path.is_dir() or not path.parent.is_dir()):
        raise InputError("cannot be written there", where=str(path), mend="Give a file in a folder that exists.")


def _write(path: Path | None, content: Mapping[str, object]) -> None:
    if path is None:
        return
    try:
        write_whole(path, json.dumps(content, indent=1, ensure_ascii=False).encode())
    except OSError as error:
        raise InputError(f"cannot be written: {error.strerror}", where=str(path)) from error
