"""The doctor: each trouble is found, told in a line, and comes with what mends it."""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path

import anyio
import pytest
import typer
from typer.testing import CliRunner

from samantha.cli.doctor import command
from samantha.doors.devices import DeviceInfo
from samantha.errors import DeviceError, EngineError
from samantha.models.catalog import Catalog, File, Kind, Model, PathSource
from samantha.models.store import Store
from samantha.service.doctor import (
    FULL_AT_MOST_MS,
    GIB,
    Finding,
    Machine,
    Measure,
    Report,
    examine,
    suiting,
    this_machine,
    voice_to_voice_ms,
)
from samantha.service.settings import Settings

MODELS: dict[str, Kind] = {
    "whisper-tiny.en": "ears",
    "whisper-base": "ears",
    "qwen2.5-coder-0.5b": "mind",
    "qwen2.5-coder-1.5b": "mind",
    "piper-joe": "voice",
}
MACHINE = Machine("a processor", 4, 16 * GIB, 8 * GIB, 50 * GIB, "Linux 6", "3.11.2")
HEADSET = DeviceInfo(0, "Headset", "ALSA", 1, 2, 48_000.0, is_default_input=True, is_default_output=True)
FULL = {"ears whisper-base": 450.0, "mind qwen2.5-coder-1.5b": 900.0, "voice hibari": 30.0}


def content(name: str) -> bytes:
    return name.encode() * 10


@pytest.fixture
def store(tmp_path: Path) -> Store:
    """All models of the catalog, tiny and whole."""
    entries = []
    for name, kind in MODELS.items():
        file = File(name="model.bin", size=len(content(name)), sha256=hashlib.sha256(content(name)).hexdigest())
        source = PathSource(folder=tmp_path)
        entries.append(Model(name=name, kind=kind, licence="x", description="x", files=(file,), sources=(source,)))
        (tmp_path / name).mkdir()
        (tmp_path / name / "model.bin").write_bytes(content(name))
    return Store(tmp_path, Catalog(models=tuple(entries)))


def timed(**stages_ms: float) -> Measure:
    """Measurements that give these figures."""

    def giving(figure: float) -> Callable[[], Awaitable[float]]:
        async def measure() -> float:
            return figure

        return measure

    return {stage: giving(figure) for stage, figure in stages_ms.items()}


def examined(
    store: Store,
    settings: Settings | None = None,
    *,
    devices: Callable[[], list[DeviceInfo]] = lambda: [HEADSET],
    measure: Measure | None = None,
    machine: Machine = MACHINE,
    version: Callable[[str], str | None] = lambda _: "1.0",
) -> Report:
    async def look() -> Report:
        return await examine(
            settings or Settings(),
            store=store,
            list_devices=devices,
            measure=timed(**FULL) if measure is None else measure,
            machine=machine,
            version=version,
        )

    return anyio.run(look)


def problems(report: Report) -> Sequence[Finding]:
    return [finding for finding in report.findings if finding.mark in ("warn", "fail")]


def only_problem(report: Report) -> Finding:
    (found,) = problems(report)
    return found


def test_a_machine_with_everything_has_no_problems(store: Store) -> None:
    report = examined(store)
    assert problems(report) == []
    assert report.can_talk
    assert report.suits == "full"
    assert report.voice_to_voice_ms == {"full": 32 + 450 + 900 + 30}
    assert set(report.models.values()) == {"ready"}
    assert {finding.group for finding in report.findings} == {"sound", "models", "libraries", "machine", "speed"}


# Sound


def test_no_microphone_keeps_her_from_talking_and_says_what_still_works(store: Store) -> None:
    speaker = DeviceInfo(0, "Speaker", "ALSA", 0, 2, 44_100.0)
    report = examined(store, devices=lambda: [speaker])
    found = only_problem(report)
    assert (found.name, found.mark, found.said) == ("microphone", "fail", "no microphone found")
    assert "--keyboard" in found.mend
    assert not report.can_talk


def test_a_device_that_is_not_there_is_named_with_those_that_are(store: Store) -> None:
    settings = Settings.model_validate({"desk": {"loudspeaker": "kitchen"}})
    found = only_problem(examined(store, settings))
    assert found.said == "no device is called 'kitchen'"
    assert "'Headset'" in found.mend


def test_without_portaudio_its_own_advice_is_given_once(store: Store) -> None:
    def none() -> list[DeviceInfo]:
        raise DeviceError("PortAudio's library is missing", mend="Install it")

    found = only_problem(examined(store, devices=none))
    assert (found.name, found.mark, found.mend) == ("PortAudio", "fail", "Install it")


# Models


def test_a_needed_model_that_is_missing_or_damaged_is_to_be_pulled(store: Store) -> None:
    shutil.rmtree(store.root / "whisper-base")
    mind = store.root / "qwen2.5-coder-1.5b/model.bin"
    mind.write_bytes(content("qwen2.5-coder-1.5b")[:-1] + b"x")
    report = examined(store)
    assert report.models["whisper-base"] == "missing"
    assert report.models["qwen2.5-coder-1.5b"] == "damaged"
    assert [(found.name, found.mark) for found in problems(report)] == [
        ("whisper-base", "fail"),
        ("qwen2.5-coder-1.5b", "fail"),
    ]
    assert "samantha models pull whisper-base" in problems(report)[0].mend
    assert not report.can_talk


def test_models_of_another_profile_are_only_mentioned_when_missing(store: Store) -> None:
    shutil.rmtree(store.root / "whisper-tiny.en")
    shutil.rmtree(store.root / "piper-joe")
    report = examined(store)
    assert problems(report) == []
    assert report.models["whisper-tiny.en"] == "missing"


def test_the_mans_voice_needs_its_model(store: Store) -> None:
    shutil.rmtree(store.root / "piper-joe")
    settings = Settings.model_validate({"voice": {"engine": "piper"}})
    assert only_problem(examined(store, settings)).name == "piper-joe"


def test_an_unknown_model_gets_the_nearest_names_and_a_wrong_kind_is_refused(store: Store) -> None:
    settings = Settings.model_validate({"ears": {"model": "wisper-base"}, "mind": {"model": "piper-joe"}})
    report = examined(store, settings)
    unknown, wrong = problems(report)
    assert (unknown.name, unknown.mark, report.models["wisper-base"]) == ("wisper-base", "fail", "unknown")
    assert "whisper-base" in unknown.mend
    assert (wrong.name, wrong.mark, wrong.said) == ("piper-joe", "fail", "is for voice, not mind")


def test_a_disk_too_small_for_the_models_still_to_come_is_told(store: Store) -> None:
    shutil.rmtree(store.root / "whisper-base")
    machine = Machine("a processor", 4, 16 * GIB, 8 * GIB, 10, "Linux 6", "3.11.2")
    assert [(found.group, found.name) for found in problems(examined(store, machine=machine))] == [
        ("models", "whisper-base"),
        ("models", "disk"),
    ]


# Libraries


def test_a_missing_library_keeps_her_from_talking_unless_it_is_the_other_voice(store: Store) -> None:
    def version(name: str) -> str | None:
        return None if name in ("piper-tts", "faster-whisper") else "1.0"

    report = examined(store, version=version)
    assert [(found.name, found.mark) for found in problems(report)] == [
        ("faster-whisper", "fail"),
        ("piper-tts", "warn"),
    ]
    assert report.libraries["piper-tts"] is None


def test_more_threads_than_cores_and_little_memory_are_warned_of(store: Store) -> None:
    machine = Machine("a processor", 1, 16 * GIB, GIB // 2, 50 * GIB, "Linux 6", "3.11.2")
    report = examined(store, Settings(profile="swift"), machine=machine)
    assert [found.name for found in problems(report)] == ["memory", "ears threads", "mind threads"]
    assert problems(report)[1].mend == "Set threads = 1 in [ears]."
    assert report.can_talk


# Speed


def test_a_slow_machine_is_advised_to_take_the_swift_profile(store: Store) -> None:
    slow = {**FULL, "mind qwen2.5-coder-1.5b": 3000.0}
    report = examined(store, measure=timed(**slow))
    assert report.suits == "swift"
    assert 'profile = "swift"' in only_problem(report).mend
    assert report.can_talk
    assert problems(examined(store, Settings(profile="swift"), measure=timed(**slow))) == []


def test_a_stage_that_fails_is_told_and_the_others_are_still_measured(store: Store) -> None:
    async def broken() -> float:
        raise EngineError("out of memory", mend="Close something")

    report = examined(store, measure={"ears whisper-base": broken, **timed(gate=0.1)})
    found = only_problem(report)
    assert (found.mark, found.said, found.mend) == ("warn", "not measured: out of memory", "Close something")
    assert report.stages_ms == {"gate": 0.1}
    assert report.voice_to_voice_ms == {}


def test_the_estimate_waits_for_the_slower_of_silence_and_work() -> None:
    settings = Settings()
    quick = {"ears whisper-base": 50.0, "mind qwen2.5-coder-1.5b": 100.0, "voice hibari": 30.0}
    assert voice_to_voice_ms(settings, "full", quick) == 300
    assert voice_to_voice_ms(settings, "full", {**FULL, "ears whisper-base": 1000.0}) == 1032 + 900 + 30
    assert voice_to_voice_ms(settings, "swift", FULL) is None


@pytest.mark.parametrize(
    ("delay", "gib", "profile"),
    [
        (FULL_AT_MOST_MS, 3, "full"),
        (FULL_AT_MOST_MS + 1, 3, "swift"),
        (500.0, 2.9, "swift"),
        (None, 3, "full"),
        (None, 2.9, "swift"),
    ],
)
def test_the_profile_that_suits_follows_delay_and_memory(delay: float | None, gib: float, profile: str) -> None:
    assert suiting(delay, int(gib * GIB))[0] == profile


# The machine


def test_the_machine_is_read_from_proc(tmp_path: Path) -> None:
    (tmp_path / "meminfo").write_text("MemTotal:       1000 kB\nMemFree:  5 kB\nMemAvailable:    600 kB\n")
    (tmp_path / "cpuinfo").write_text("processor\t: 0\nmodel name\t: Some CPU @ 2GHz\n\nmodel name\t: Some CPU\n")
    machine = this_machine(tmp_path / "not" / "yet", proc=tmp_path)
    assert (machine.processor, machine.memory_bytes, machine.memory_available_bytes) == (
        "Some CPU @ 2GHz",
        1_024_000,
        614_400,
    )
    assert machine.cores >= 1
    assert machine.disk_free_bytes > 0


def test_a_system_without_proc_gives_what_it_can(tmp_path: Path) -> None:
    machine = this_machine(tmp_path, proc=tmp_path)
    assert machine.memory_available_bytes == 0
    assert machine.processor


# The command


def run(tmp_path: Path, *arguments: str, devices: list[DeviceInfo] | None = None) -> tuple[int, str]:
    app = typer.Typer()
    app.command()(command(lambda settings, store: timed(**FULL), lambda: devices or []))
    env = {"HOME": str(tmp_path), "XDG_CONFIG_HOME": None, "SAMANTHA_MODELS": str(tmp_path), "COLUMNS": "150"}
    result = CliRunner(env=env).invoke(app, list(arguments))
    return result.exit_code, result.stdout


def test_the_command_shows_each_problem_with_its_remedy_and_exits_1(tmp_path: Path) -> None:
    code, told = run(tmp_path)
    assert code == 1
    lines = told.splitlines()
    (missing,) = (number for number, line in enumerate(lines) if line.startswith("fail  whisper-base"))
    assert "`samantha models pull whisper-base`" in lines[missing + 1]
    assert lines[-1].startswith("She cannot talk yet: 4 to mend")


def test_the_command_lists_the_devices_by_name(tmp_path: Path) -> None:
    _, told = run(tmp_path, devices=[DeviceInfo(0, "[bold]Odd: name", "ALSA", 1, 2, 48_000.0)])
    assert "  [bold]Odd: name (ALSA): 1 in, 2 out, 48000 Hz" in told


def test_json_holds_facts_and_findings_and_quick_measures_nothing(tmp_path: Path) -> None:
    code, told = run(tmp_path, "--json", devices=[HEADSET])
    report = json.loads(told)
    assert code == 1
    assert report["can_talk"] is False
    assert report["devices"][0]["name"] == "Headset"
    assert report["models"]["whisper-base"] == "missing"
    assert report["stages_ms"] == FULL
    assert {"group", "name", "mark", "said", "mend"} == set(report["findings"][0])
    assert json.loads(run(tmp_path, "--json", "--quick")[1])["stages_ms"] == {}
