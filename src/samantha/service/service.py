"""The background service: her engines, the desk, and one sitting after another, until she is told to go.

The desk is opened once and waited for. Settings that are changed while she runs are taken over by ``reload``: the
voice at once, the rest in a new sitting at the same open door, as soon as nobody speaks. What is wrong with them is
said in the log and the status, and the old ones stay.
"""

from __future__ import annotations

import gc
import logging
import os
import time
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import anyio

from samantha import __version__
from samantha.core import notes
from samantha.core.notes import Note
from samantha.doors.desk import Desk
from samantha.doors.lasting import Lasting
from samantha.doors.standing import Standing
from samantha.errors import DeviceError, SamanthaError, ServiceError
from samantha.ports import Door
from samantha.service import compose, loading
from samantha.service.abilities import hands
from samantha.service.absence import Absence
from samantha.service.at_desk import desk
from samantha.service.beside import beside, meanwhile
from samantha.service.control import Answer, Control
from samantha.service.farewell import GOODBYE_S, farewell
from samantha.service.heartbeat import beat
from samantha.service.keeping import UNKEPT, Keeping, begin_or_talk
from samantha.service.loading import Engines
from samantha.service.mcp import Servers
from samantha.service.metrics import page
from samantha.service.notify import Systemd
from samantha.service.outside import Outside
from samantha.service.returning import give_back
from samantha.service.saved import saves
from samantha.service.settings import Settings, changes
from samantha.service.sitting import Sitting
from samantha.service.tally import Tally
from samantha.service.tuning import MUTED, REFUSED, SECTION, load_voice
from samantha.service.walls import network_is_given_up
from samantha.session.conversation import Conversation

log = logging.getLogger(__name__)

QUIET_S = 1.5
"""New settings wait until nobody has spoken for so long."""

LOOK_S = 0.25
STATUS = {"leaving": "Going", "away": "Waiting for devices", "starting": "Starting", "muted": "Muted"}


@dataclass(frozen=True, slots=True)
class Reloaded:
    """Names of the settings that changed, as in the file: those in effect, and those that wait until it is quiet."""

    now: list[str]
    when_quiet: list[str]


class Service:
    """Run it once. ``read``: the settings as they stand in the user's ``file``; may raise ConfigError.

    lives_before: how often it had begun before, as ``lives`` counts. outside: who uses the network for it.
    """

    def __init__(
        self,
        read: Callable[[], Settings],
        file: Path,
        systemd: Systemd,
        *,
        load: Callable[[], Awaitable[Engines]],
        door: Callable[[Settings], Door] = desk,
        env: Mapping[str, str] = os.environ,
        lives_before: int = 0,
        outside: Outside | None = None,
    ) -> None:
        self._read = read
        self._file = file
        self._systemd = systemd
        self._load = load
        self._make_door = door
        self._env = env
        self._outside = outside
        self._servers = Servers(outside.tools) if outside is not None else None
        self.settings = read()
        self._wanted = self.settings
        self._began = time.monotonic()
        self._tally = Tally()
        self._tally.counts["restarts"] = lives_before
        self._absence = Absence()
        self.control = Control(
            {
                "status": self._status,
                "metrics": self._metrics,
                "mute": lambda: self._mute(True),
                "unmute": lambda: self._mute(False),
                "reload": self._ordered_reload,
                "stop": self._stop,
            }
        )
        self._engines: Engines | None = None
        self._kept: Keeping = UNKEPT
        self._desk: Door | None = None
        self._door: Standing | None = None
        self._talk: Conversation | None = None
        self._muted = self.settings.ears.muted
        self._ready = self._told_to_go = self._leaving = False
        self._away = ""
        self._complaint = ""
        self._said = ""
        self._reloading = anyio.Lock()
        self._renew = anyio.Event()
        self._seated = anyio.Event()
        self._go = anyio.Event()
        self._scope = anyio.CancelScope()

    # -------------------------------------------------------------------------------------- her life

    async def run(self) -> None:
        """Everything from waking up to having gone. Raises ModelError, ConfigError, EngineError, InputError."""
        self._tell("Loading the models")
        with self._scope:
            async with beside() as tasks:
                tasks.start_soon(beat, self._systemd, lambda: self._ready, self._frames)
                tasks.start_soon(self._go_when_told)
                hands(self.settings)  # a damaged file is told before anything slow starts
                tasks.start_soon(self._renew_when_quiet)
                tasks.start_soon(self._follow_file)
                tasks.start_soon(self._absence.attend, self._announce)
                tasks.start_soon(give_back, lambda: self._talk is None or self._talk.quiet)
                try:
                    async with meanwhile(self._wake) as awake:  # devices take about as long to open as models to load
                        while not self._leaving:
                            await self._at_a_door(awake)
                finally:
                    self._kept.close()

    async def _wake(self) -> None:
        self._engines = await self._load()
        if self.settings.journal.keep:
            self._kept = begin_or_talk(self.settings.journal, self._env, time.time, log.warning)
        if self._door is None and not self._away:
            self._tell("Opening the microphone")

    async def _at_a_door(self, awake: Callable[[], Awaitable[None]]) -> None:
        """Sitting after sitting for as long as the desk is to be the same, once she is awake."""
        devices = self.settings.desk
        self._desk = self._make_door(self.settings)
        door = Standing(Lasting(self._desk, lost=self._lost, back=self._back, patient=True))
        async with door.held():
            self._door = door
            await awake()
            while not (self._leaving or door.over) and self.settings.desk == devices:
                await self._sit(door)
        self._door = None
        self._leaving = self._leaving or door.over

    async def _sit(self, door: Standing) -> None:
        assert self._engines is not None
        watchers = [self._watch, self._tally.watch, self._absence.watch, self.control.watch]
        able = hands(self.settings, outside=self._outside, servers=self._servers)
        sitting = Sitting(
            self.settings, self._engines, door, able, watchers, in_person=True, kept=self._kept, file=self._file
        )
        await sitting.run(self._take_seat)
        self._talk, self._seated = None, anyio.Event()
        self._kept = self._kept.for_another_sitting()
        del sitting
        gc.collect()  # what it has loaded hangs together in circles, and is large
        if self._wanted is not self.settings and not self._leaving:
            async with self._reloading:
                await self._take_over()

    def _frames(self) -> int | None:
        return self._door.brought if self._door is not None else None

    def _take_seat(self, conversation: Conversation) -> None:
        self._talk = conversation
        self._seated.set()
        if self._muted:
            conversation.mute(True)

    async def _announce(self, text: str) -> None:
        if self._talk is not None:
            await self._talk.announce(text)

    async def leave(self) -> None:
        """She ends her sentence, says that she goes, and ``run`` ends. Asked again, she goes at once."""
        if self._told_to_go:
            self._scope.cancel()
            return
        self._told_to_go = True
        if self._ready and self._talk is None:  # between two sittings: it is the next one that says goodbye
            with anyio.move_on_after(GOODBYE_S):
                await self._seated.wait()
        self._leaving = True
        self._systemd.tell("STOPPING=1")
        self._tell("Going")
        if self._talk is not None and not (self._muted or self._away):
            await farewell(self._talk)
        if self._door is None or self._talk is None:
            self._scope.cancel()
        else:
            self._door.end()

    # --------------------------------------------------------------------------------- new settings

    async def reload(self) -> Reloaded:
        """Takes over what has changed in the settings. Raises what is wrong with them; then the old ones stay."""
        if not self._ready or self._leaving:
            raise ServiceError("she is still starting, or going already", mend="Try again in a moment.")
        async with self._reloading:
            self._systemd.reloading()
            try:
                reloaded = await self._reload()
                self._complaint = ""
                self._tally.counts["reloads"] += 1
                log.info("settings changed: %s", ", ".join(reloaded.now + reloaded.when_quiet) or "none")
                return reloaded
            except SamanthaError as error:
                self._refuse(error)
                raise
            finally:
                self._systemd.tell("READY=1")
                self._tell_state()

    async def _reload(self) -> Reloaded:
        new = self._read()
        changed = changes(self._wanted, new)
        shelf = loading.store(new)
        for model in loading.models(new):
            await anyio.to_thread.run_sync(shelf.path, model)
        hands(new)
        now = [name for name in changed if name.startswith((SECTION, MUTED))]
        if MUTED in now:
            await self._mute(new.ears.muted)
        if any(name.startswith(SECTION) for name in now) and self._engines is not None:
            self._engines.voice.change(await load_voice(new, self._engines.voice.present))
            if self._talk is not None:
                self._talk.deliver(compose.delivery(new))
        self._wanted = new
        # Also what an earlier reload left to a quieter moment.
        later = [name for name in changes(self.settings, new) if not name.startswith((SECTION, MUTED))]
        if later:
            self._renew.set()
        else:
            self.settings = new
        return Reloaded(now, later)

    async def _follow_file(self) -> None:
        """Takes over what is saved, and says once of what is wrong."""
        async for _ in saves(self._file):
            try:
                if self._ready and not self._leaving:
                    await self.reload()
            except SamanthaError:
                await self._announce(REFUSED)

    async def _renew_when_quiet(self) -> None:
        """Ends the sitting for new settings when nobody has spoken for a while."""
        while True:
            await self._renew.wait()
            self._renew = anyio.Event()
            quiet_s = 0.0
            while quiet_s < QUIET_S:
                await anyio.sleep(LOOK_S)
                quiet_s = quiet_s + LOOK_S if self._talk is not None and self._talk.quiet else 0.0
            if self._door is not None:
                self._door.end()

    async def _take_over(self) -> None:
        """The engines that the new settings ask for; those that stay the same stay loaded."""
        assert self._engines is not None
        before, self.settings = self.settings, self._wanted
        try:
            self._engines = await loading.renewed(self._engines, before, self.settings)
        except SamanthaError as error:
            self.settings = self._wanted = before
            self._refuse(error)
            return
        if self.settings.journal != before.journal:
            self._kept.close()
            keep = self.settings.journal.keep
            self._kept = begin_or_talk(self.settings.journal, self._env, time.time, log.warning) if keep else UNKEPT
            self._kept = self._kept.for_another_sitting()
        log.info("a new sitting with the new settings")

    def _refuse(self, error: SamanthaError) -> None:
        self._complaint = str(error)
        log.error("the settings are left as they were: %s", error)
        self._tell_state()

    # ------------------------------------------------------------------------------ what she is told

    async def _go_when_told(self) -> None:
        await self._go.wait()
        await self.leave()

    async def _stop(self) -> Answer:
        self._go.set()
        return {}

    async def _mute(self, on: bool) -> Answer:
        self._muted = on
        if self._talk is not None:
            self._talk.mute(on)
        self._tell_state()
        return {"muted": on}

    async def _ordered_reload(self) -> Answer:
        reloaded = await self.reload()
        return {"now": reloaded.now, "when_quiet": reloaded.when_quiet}

    async def _metrics(self) -> Answer:
        gauges = {"uptime_seconds": self._uptime_s, "memory_bytes": memory_mib() << 20, "ready": int(self._ready)}
        return {"text": page(self._counters(), gauges, self._tally.delays)}

    @property
    def _uptime_s(self) -> float:
        return round(time.monotonic() - self._began, 1)

    def _counters(self) -> dict[str, int]:
        counts = dict(self._tally.counts)
        if isinstance(self._desk, Desk):
            counts["underruns"], counts["overruns"] = self._desk.underruns, self._desk.overruns
            counts["dropped_windows"] = self._desk.dropped_windows
        return counts

    async def _status(self) -> Answer:
        return {
            "state": self._state,
            "version": __version__,
            "pid": os.getpid(),
            "uptime_s": self._uptime_s,
            "memory_mib": memory_mib(),
            "network_given_up": network_is_given_up(),
            "profile": self.settings.profile,
            "voice": self.settings.voice_name,
            "devices": self._desk.devices if isinstance(self._desk, Desk) else {},
            "trouble": self._away,
            "settings_error": self._complaint,
            "waiting_settings": changes(self.settings, self._wanted),
            "last_turn": self._tally.last_turn,
            "counters": self._counters(),
        }

    # ------------------------------------------------------------------------------- what she tells

    def _watch(self, note: Note) -> None:
        match note:
            case notes.Listening() if not self._ready:
                self._ready = True
                self._systemd.tell("READY=1")
                self._tell_state()
            case notes.Turn(turn=turn):
                log.info("turn %s", turn)
            case notes.TurnSummary(turn=turn, stages=stages) if stages is not None:
                log.info("turn %s answered after %d ms", turn, stages.voice_to_voice_ms)
            case notes.Trouble(stage=stage, what=what):
                log.warning("%s: %s", stage, what)
            case _:
                pass

    def _lost(self, error: DeviceError) -> None:
        self._tally.counts["devices_lost"] += self._ready and not self._away
        self._away = error.what
        self._absence.lost()
        log.warning("%s; trying again until it works", error.what)
        self.control.tell({"event": "devices", "working": False, "what": error.what})
        self._tell_state()

    def _back(self) -> None:
        self._away = ""
        self._absence.back()
        log.info("microphone and loudspeaker work")
        self.control.tell({"event": "devices", "working": True})
        self._tell_state()

    @property
    def _state(self) -> str:
        if self._leaving:
            return "leaving"
        if self._away:
            return "away"
        if not self._ready:
            return "starting"
        return "muted" if self._muted else self._tally.doing

    def _tell_state(self) -> None:
        status = STATUS.get(self._state, "Listening")
        if self._away:
            status = f"{status}: {self._away}"
        if self._complaint:
            status = f"{status} (settings left as they were: {self._complaint.splitlines()[0]})"
        self._tell(status)

    def _tell(self, status: str) -> None:
        if status != self._said:
            self._said = status
            log.info("%s", status)
            self._systemd.tell(f"STATUS={status}")


def memory_mib(proc: Path = Path("/proc")) -> int:
    """Memory that this process has in use, in MiB; 0 where that cannot be told."""
    try:
        pages = int((proc / "self/statm").read_text("ascii").split()[1])
    except (OSError, ValueError, IndexError):
        return 0
    return pages * os.sysconf("SC_PAGE_SIZE") >> 20
