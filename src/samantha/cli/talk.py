"""``samantha talk``: the main job, a spoken conversation."""

from __future__ import annotations

import contextlib
import os
import signal
import sys
import threading
import time
from collections.abc import Callable, Sequence
from contextlib import AsyncExitStack, ExitStack
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Annotated, NoReturn

import anyio
import typer
from anyio import from_thread
from anyio.abc import TaskGroup
from anyio.lowlevel import current_token
from rich.console import Console

from samantha.audio.files import StereoWriter
from samantha.cli.captions import Captions, Replies
from samantha.core.notes import Watcher
from samantha.doors.desk import Desk
from samantha.doors.devices import has_microphone
from samantha.doors.file import file_door
from samantha.doors.keyboard import KeyboardDoor
from samantha.doors.lasting import Lasting
from samantha.doors.recorded import Recorded
from samantha.doors.standing import Standing
from samantha.errors import DeviceError, InputError, SamanthaError
from samantha.mind.mind import LocalMind
from samantha.ports import Door
from samantha.service import loading
from samantha.service.abilities import hands
from samantha.service.absence import Absence
from samantha.service.alone import alone
from samantha.service.at_desk import desk
from samantha.service.beside import beside, meanwhile
from samantha.service.config import load, settings_file
from samantha.service.demo import demo_door
from samantha.service.event_log import EventLog
from samantha.service.farewell import farewell
from samantha.service.keeping import UNKEPT, Keeping, begin_or_talk
from samantha.service.loading import Engines
from samantha.service.mcp import Servers
from samantha.service.meeting import Meet
from samantha.service.outside import Outside
from samantha.service.settings import Settings
from samantha.service.sitting import Sitting
from samantha.service.tuning import Tuning
from samantha.session.changing import ChangingVoice
from samantha.session.conversation import Conversation

DEMO_FILE = Path("demo.wav")
SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


def talk(
    input_file: Annotated[
        Path | None, typer.Option("--input", metavar="FILE", help="A sound file as the microphone, at its real pace.")
    ] = None,
    output: Annotated[
        Path | None,
        typer.Option("--output", metavar="FILE.wav", help="Record: left the microphone, right the loudspeaker."),
    ] = None,
    events: Annotated[
        Path | None, typer.Option("--events", metavar="FILE.jsonl", help="Log every event as a line of JSON.")
    ] = None,
    keyboard: Annotated[
        bool, typer.Option("--keyboard", help="Type your turns, one a line; works in a pipe too.")
    ] = False,
    profile: Annotated[
        str | None, typer.Option("--profile", help="Models to use: swift, full, or one of your own.")
    ] = None,
    journal: Annotated[
        bool | None,
        typer.Option("--journal/--no-journal", help="Keep what is said, or not, this once, whoever speaks."),
    ] = None,
    config: Annotated[
        Path | None, typer.Option("--config", metavar="FILE", help="Read this file instead of your own settings.")
    ] = None,
) -> None:
    """Talk with her: at the desk, with a sound file as your voice, or by keyboard.

    Without a microphone she holds a short demonstration on sound that the program makes itself.

    Example: samantha talk --input question.wav --output both.wav --events turns.jsonl

    Example: echo "Should I get a dog or a cat?" | samantha talk --keyboard
    """
    hold(Ways(input_file, output, events, keyboard, profile, journal, config), "never" if config else "first")


@dataclass(frozen=True, slots=True)
class Ways:
    """How a conversation is to be held, as the command line says it."""

    input_file: Path | None = None
    output: Path | None = None
    events: Path | None = None
    keyboard: bool = False
    profile: str | None = None
    journal: bool | None = None
    config: Path | None = None


def hold(how: Ways, meet: Meet) -> None:
    """Holds a conversation. ``meet``: whether it begins with the first meeting; "first" counts at the desk alone.

    Raises SamanthaError.
    """
    if how.keyboard and how.input_file is not None:
        raise InputError("--keyboard and --input are two ways to speak", mend="Choose one of them.")

    def read() -> Settings:
        return load(how.config, overrides={"profile": how.profile}).settings

    settings, output = read(), how.output
    console = Console(highlight=False)
    with ExitStack() as stack:
        for number in _signals():  # the event loop takes them over as soon as it runs
            before = signal.signal(number, lambda number, _: _leave(stack.close, number))
            stack.callback(signal.signal, number, before)
        # Whatever the user gave is opened before anything slow starts, so that a mistake costs nothing.
        door: Door | None = None
        if how.input_file is not None:
            door = file_door(how.input_file)
        elif how.keyboard:
            if sys.stdin is None:
                raise InputError("there is no standard input to read turns from")
            door = KeyboardDoor(sys.stdin, audible=output is not None)
        elif has_microphone():
            door = desk(settings)
        else:
            if meet == "now":
                raise DeviceError("there is no microphone", mend="`samantha meet --keyboard` is the same in text.")
            console.print("No microphone found, so here is a short demonstration on sound made by this program.")
            output = output or DEMO_FILE
        if _in_person(door):
            stack.enter_context(alone(os.environ))
        tape = stack.enter_context(StereoWriter(output)) if output is not None else None
        log = EventLog(how.events) if how.events is not None else None
        if log is not None:
            stack.callback(log.close)
        wanted = settings.journal.keep and _in_person(door) if how.journal is None else how.journal
        kept = begin_or_talk(settings.journal, os.environ, time.time, _say) if wanted else UNKEPT
        stack.callback(kept.close)
        prompt = "> " if how.keyboard and sys.stdin.isatty() else ""
        captions = Captions(console, settings.persona.name)
        show = Replies(console, prompt) if how.keyboard else captions
        watchers: list[Watcher] = [show, *([log] if log is not None else [])]
        speaks = not how.keyboard or output is not None
        tuning = partial(Tuning, read, settings_file(how.config), settings, tell=captions.aside) if speaks else None
        file = settings_file(how.config) if _in_person(door) or meet == "now" else None
        meet = "never" if meet == "first" and not isinstance(door, Desk) else meet
        servers = None
        if settings.hands.mcp:
            outside = Outside(os.environ, how.config)
            stack.callback(outside.close)
            servers = Servers(outside.tools)
        conversation = _Talk(
            settings, door, tape, watchers, captions, kept, tuning, file, meet, not how.keyboard, servers
        )
        anyio.run(conversation.run, stack.close)
    if door is None:
        console.print(f"Both voices are in {output}: left what she heard, right what she said.", soft_wrap=True)


def _in_person(door: Door | None) -> bool:
    """Somebody is there. A file, a pipe or the demonstration is nobody's life."""
    return isinstance(door, Desk) or (isinstance(door, KeyboardDoor) and sys.stdin.isatty())


def _say(text: str) -> None:
    print(f"samantha: {text}", file=sys.stderr)


@dataclass(frozen=True, slots=True)
class _Talk:
    """The conversation and the signals that end it. No door: the demonstration.

    tuning: follows the settings for the voice and the mind it is given; None: she has no voice. file: where wishes
    about herself are written; None: nowhere. servers: those of tools.
    """

    settings: Settings
    door: Door | None
    tape: StereoWriter | None
    watchers: list[Watcher]
    captions: Captions
    kept: Keeping
    tuning: Callable[[ChangingVoice, LocalMind], Tuning] | None
    file: Path | None
    meet: Meet
    hears: bool
    servers: Servers | None

    async def run(self, close_files: Callable[[], None]) -> None:
        """Loads everything, then talks. Ctrl-C ends it at any moment, with every file whole."""
        async with beside() as tasks:
            talking: list[Conversation] = []
            tasks.start_soon(_leave_on_signal, close_files, talking)
            await self._talk(tasks, talking)

    async def _talk(self, tasks: TaskGroup, talking: list[Conversation]) -> None:
        able = hands(self.settings, servers=self.servers)
        absence = Absence()
        async with AsyncExitStack() as stack:
            with Console(stderr=True).status("Waking up …"):
                door, engines = await self._wake(stack, absence)
            sitting = Sitting(
                self.settings,
                engines,
                Recorded(door, self.tape) if self.tape is not None else door,
                able,
                [*self.watchers, absence.watch],
                _in_person(self.door),
                self.kept,
                self.file,
                self.captions.rename,
                self.meet,
            )

            def began(conversation: Conversation) -> None:
                if _in_person(self.door):
                    talking.append(conversation)
                tasks.start_soon(absence.attend, conversation.announce)
                if isinstance(self.door, Desk) and sys.stdin.isatty():
                    _obey_keys(conversation)
                if isinstance(self.door, Desk) and self.settings.ears.muted:
                    conversation.mute(True)
                if self.tuning is not None:
                    tasks.start_soon(self.tuning(engines.voice, engines.mind).follow, conversation)

            await sitting.run(began)
        desk = self.door
        if isinstance(desk, Desk) and (lost := desk.dropped_windows + desk.underruns + desk.overruns):
            _say(f"the machine was too busy {lost} times to hear or play a moment of sound")

    async def _wake(self, stack: AsyncExitStack, absence: Absence) -> tuple[Door, Engines]:
        """The door to talk at and the engines. Devices take about as long to open as models to load: both at once."""
        load = partial(loading.load, self.settings, hears=self.hears, speaks=self.tuning is not None)
        if not isinstance(self.door, Desk):
            return self.door or await demo_door(loading.store(self.settings)), await load()
        awake = await stack.enter_async_context(meanwhile(load))
        desk = Standing(Lasting(self.door, lost=partial(self._lost, absence), back=partial(self._back, absence)))
        await stack.enter_async_context(desk.held())
        return desk, await awake()

    def _lost(self, absence: Absence, error: DeviceError) -> None:
        absence.lost()
        self.captions.aside(f"{error.what}; she goes on as soon as it works again")

    def _back(self, absence: Absence) -> None:
        absence.back()
        self.captions.aside("microphone and loudspeaker work again")


def _obey_keys(conversation: Conversation) -> None:
    """From now on the Enter key silences her, and m before it closes the microphone or opens it again."""
    token = current_token()

    def watch() -> None:
        with contextlib.suppress(anyio.RunFinishedError):
            for line in sys.stdin:
                obey = conversation.toggle_mute if line.strip().lower() == "m" else conversation.hush
                from_thread.run_sync(obey, token=token)

    # A daemon: a read of a terminal cannot be interrupted and must not keep the process.
    threading.Thread(target=watch, name="keys", daemon=True).start()


def _signals() -> list[signal.Signals]:
    """Those that end her; not a closed terminal where the user wants to outlive it."""
    return [one for one in SIGNALS if one != signal.SIGHUP or signal.getsignal(one) is not signal.SIG_IGN]


async def _leave_on_signal(close_files: Callable[[], None], talking: Sequence[Conversation]) -> None:
    """Leaves at the first signal; from here on between two steps of the event loop, never in the middle of one.

    Told to go by SIGTERM she says goodbye to the person she is talking with, unless she is told twice.
    """
    with anyio.open_signal_receiver(*_signals()) as signals:
        async with anyio.create_task_group() as going:
            async for number in signals:
                if number != signal.SIGTERM or not talking:
                    _leave(close_files, number)
                going.start_soon(_say_goodbye_and_leave, close_files, talking[-1])
                talking = ()


async def _say_goodbye_and_leave(close_files: Callable[[], None], conversation: Conversation) -> None:
    await farewell(conversation)
    _leave(close_files, signal.SIGTERM)


def _leave(close_files: Callable[[], None], number: int) -> NoReturn:
    """Ends the process at once, with every file closed.

    A model in the middle of a computation cannot be interrupted, and nobody wants to wait for it: so nothing is
    waited for. What must be whole is closed here; a device's child process sees its pipe close and goes too.
    """
    try:
        close_files()
    except SamanthaError as error:
        _say(str(error))
    with contextlib.suppress(OSError):  # the terminal may have gone first
        sys.stdout.flush()
        console = Console(stderr=True)
        console.show_cursor()  # the spinner of waking up hides it
        console.print()
    os._exit(128 + number)
