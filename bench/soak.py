"""Talks with the service for hours, through a sound server of its own, and watches what it takes.

Questions go into its microphone one after the other. Every ten seconds its memory, file descriptors, threads and
processor time, those of its sound process included, are read from /proc, and its counters at the control socket.
All of it is written to a JSON file and drawn beside it once a minute, so that Ctrl-C loses nothing. Memory is what no
file stands behind: the models' own pages come and go with the page cache.

    python bench/soak.py run --minutes 120 --out soak.json
    python bench/soak.py run --minutes 3 --questions 0 --out idle.json     # nobody speaks
    python bench/soak.py draw --out soak.json --picture docs/soak.png
"""

from __future__ import annotations

import argparse
import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from pathlib import Path

import anyio
import numpy as np
from numpy.typing import NDArray

sys.path.insert(0, str(Path(__file__).parent.parent))

from tests.pulse import RATE, Pulse, running_pulse

from samantha.engines.piper import Piper
from samantha.errors import ServiceError
from samantha.models.store import Store
from samantha.service.caller import ask

QUESTIONS = (
    "Should I get a dog or a cat?",
    "My sister lives in Boston.",
    "What could I cook for two friends tonight?",
    "How many cups are in a liter?",
    "Where does my sister live?",
    "Tell me something about the moon.",
    "What time is it?",
    "I have a meeting with Amy on Friday.",
    "What is fifteen percent of eighty?",
    "Set a timer for five minutes.",
    "How do you say thank you in Italian?",
    "What do you know about me?",
)
EVERY_S = 10
WARM_MIN = 10
"""Growth is measured behind these minutes."""
PEAK_MIN = 5

COUNTED = ("turns", "replies", "underruns", "overruns", "dropped_windows", "failed_replies", "devices_lost")
CONFIG = '[desk]\nmicrophone = "room-ear"\nloudspeaker = "speaker"\n'
TICKS = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True, slots=True)
class Sample:
    """The process and its children at a moment; the parts of the lists in the order of the processes' numbers.

    load: running programs of the whole machine, mean of a minute. asked: questions so far. counters: the service's.
    """

    minutes: float
    memory_mib: list[float]
    cpu_s: list[float]
    descriptors: int
    threads: int
    load: float
    asked: int
    counters: dict[str, int]


@dataclass(slots=True)
class Soak:
    """A run so far."""

    profile: str
    began: str
    cores: int
    samples: list[Sample] = field(default_factory=list)

    def keep(self, path: Path) -> None:
        """Writes it, and draws it."""
        part = path.with_name(f"{path.name}.part")
        part.write_text(json.dumps({"found": found(self), **asdict(self)}))
        part.replace(path)
        if len(self.samples) > 1:
            draw(self, path.with_suffix(".png"))


def family(pid: int) -> list[int]:
    """The process and all below it."""
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return [pid, *(found for child in children for found in family(int(child)))]


def sample(pid: int, minutes: float, asked: int, environment: dict[str, str]) -> Sample:
    """What they take now."""
    memory, cpu, descriptors, threads = [], [], 0, 0
    for one in family(pid):
        proc = Path(f"/proc/{one}")
        lines = dict(line.split(":", 1) for line in (proc / "smaps_rollup").read_text().splitlines()[1:])
        memory.append(int(lines["Anonymous"].split()[0]) / 1024)
        user, system = (proc / "stat").read_text().rpartition(")")[2].split()[11:13]
        cpu.append((int(user) + int(system)) / TICKS)
        descriptors += len(list((proc / "fd").iterdir()))
        threads += len(list((proc / "task").iterdir()))
    counters: dict[str, int] = {}
    with suppress(ServiceError):  # it does not listen yet
        counted = ask("status", environment)["counters"]
        counters = {name: counted.get(name, 0) for name in COUNTED}
    return Sample(round(minutes, 2), memory, cpu, descriptors, threads, os.getloadavg()[0], asked, counters)


def questions() -> list[NDArray[np.float32]]:
    """All of them as sound, in the man's voice."""

    async def make() -> list[NDArray[np.float32]]:
        voice = await Piper.load(Store().path("piper-joe"))
        return [np.asarray((await voice.speak(text)).pcm.at(RATE).samples, np.float32) for text in QUESTIONS]

    return anyio.run(make)


def samples(pulse: Pulse, profile: str, minutes: float, most: int, every_s: float, folder: Path) -> Iterator[Sample]:
    """One every ten seconds for so long, of a service that is asked ``most`` questions, one in ``every_s``."""
    spoken = questions() if most else []
    config, said = folder / "samantha.toml", folder / "said.txt"
    config.write_text(CONFIG)
    homes = {name: str(folder / name.lower()) for name in ("XDG_DATA_HOME", "XDG_STATE_HOME", "XDG_CONFIG_HOME")}
    environment = os.environ | pulse.environment | homes | {"SAMANTHA_MODELS": str(Store().root)}
    arguments = [sys.executable, "-m", "samantha", "serve", "--config", str(config), "--profile", profile]
    with said.open("wb") as out, subprocess.Popen(arguments, env=environment, stdout=out, stderr=out) as process:
        begun, asked, taken = time.monotonic(), 0, 0
        try:
            while (gone_s := time.monotonic() - begun) < minutes * 60:
                if process.poll() is not None:
                    raise SystemExit(f"the service has ended:\n{said.read_text()[-2000:]}")
                if asked < most and gone_s > (asked + 1) * every_s:
                    pulse.start_playing("room", spoken[asked % len(spoken)], folder)
                    asked += 1
                if gone_s > (taken + 1) * EVERY_S:
                    taken += 1
                    yield sample(process.pid, gone_s / 60, asked, environment)
                time.sleep(0.2)
        finally:
            process.send_signal(signal.SIGTERM)


def found(soak: Soak) -> dict[str, object]:
    """MiB an hour behind the warm-up, by a straight line through everything, and through the highest of every five
    minutes: what is given back and taken again each minute is no growth. Ranges of descriptors and threads; counts.
    """
    if len(soak.samples) < 2:
        return {}
    last = soak.samples[-1]
    late = [one for one in soak.samples if one.minutes > WARM_MIN] or soak.samples[len(soak.samples) // 2 :]
    peaks: dict[int, tuple[float, float]] = {}
    whole = [one for one in late if one.minutes < last.minutes // PEAK_MIN * PEAK_MIN] or late
    for one in whole:
        span = int(one.minutes // PEAK_MIN)
        peaks[span] = max(peaks.get(span, (0.0, 0.0)), (sum(one.memory_mib), one.minutes))
    first, processes = late[0], range(min(len(late[0].cpu_s), len(last.cpu_s)))
    seconds = max(last.minutes - first.minutes, 0.01) * 60
    return {
        "minutes": last.minutes,
        "mib_an_hour": slope([(one.minutes, sum(one.memory_mib)) for one in late]),
        "peaks_mib_an_hour": slope([(minutes, mib) for mib, minutes in peaks.values()]),
        "memory_mib": [round(sum(one.memory_mib)) for one in (first, last)],
        "descriptors": [min(one.descriptors for one in late), max(one.descriptors for one in late)],
        "threads": [min(one.threads for one in late), max(one.threads for one in late)],
        "cpu_percent": [round(100 * (last.cpu_s[n] - first.cpu_s[n]) / seconds, 1) for n in processes],
        "load": round(float(np.mean([one.load for one in late])), 1),
        "asked": last.asked,
        **last.counters,
    }


def slope(points: Sequence[tuple[float, float]]) -> float:
    """A hour, of points by minutes."""
    at, mib = zip(*points, strict=True)
    return round(60 * float(np.polyfit(at, mib, 1)[0]), 2) if len(points) > 1 else 0.0


def draw(soak: Soak, path: Path) -> None:
    """Memory, descriptors, threads and underruns over time."""
    from matplotlib.figure import Figure

    picture = Figure(figsize=(9, 8), layout="constrained")
    figures = found(soak)
    picture.suptitle(
        f"samantha serve, profile {soak.profile}, {figures['minutes']} minutes:"
        f" {figures['peaks_mib_an_hour']} MiB an hour"
    )
    rows = {
        "memory, MiB": [sum(one.memory_mib) for one in soak.samples],
        "descriptors": [one.descriptors for one in soak.samples],
        "threads": [one.threads for one in soak.samples],
        "underruns": [one.counters.get("underruns", 0) for one in soak.samples],
        "load of the machine": [one.load for one in soak.samples],
    }
    every = picture.subplots(len(rows), 1, sharex=True)
    for axes, (name, values) in zip(every, rows.items(), strict=True):
        axes.plot([one.minutes for one in soak.samples], values)
        axes.set(ylabel=name)
        axes.axvline(WARM_MIN, color="0.6", linewidth=0.8)
        axes.grid(alpha=0.3)
    every[-1].set(xlabel="minutes")
    picture.savefig(path, dpi=90)


def read(path: Path) -> Soak:
    """A run that was kept."""
    given = json.loads(path.read_text())
    return Soak(given["profile"], given["began"], given["cores"], [Sample(**one) for one in given["samples"]])


def run(profile: str, minutes: float, most: int, every_s: float, path: Path) -> None:
    """Runs it, and keeps what there is whatever ends it."""
    soak = Soak(profile, time.strftime("%Y-%m-%d %H:%M"), os.cpu_count() or 0)
    with running_pulse() as pulse, tempfile.TemporaryDirectory() as folder:
        try:
            for one in samples(pulse, profile, minutes, most, every_s, Path(folder)):
                soak.samples.append(one)
                if len(soak.samples) % 6 == 0:
                    soak.keep(path)
                    print(json.dumps(found(soak)), flush=True)
        except KeyboardInterrupt:
            print("interrupted; what there is stays")
        finally:
            soak.keep(path)
    print(json.dumps(found(soak)))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", choices=["run", "draw"])
    parser.add_argument("--minutes", type=float, default=120)
    parser.add_argument("--profile", default="swift")
    parser.add_argument("--questions", type=int, default=1_000_000, help="as many at the most; 0: nobody speaks")
    parser.add_argument("--every", type=float, default=20, metavar="S", help="seconds from one to the next")
    parser.add_argument("--out", type=Path, default=Path("soak.json"), help="what is written, or drawn")
    parser.add_argument("--picture", type=Path, help="where `draw` puts the picture; default: beside it")
    given = parser.parse_args()
    if given.what == "run":
        run(given.profile, given.minutes, given.questions, given.every, given.out)
    else:
        draw(read(given.out), given.picture or given.out.with_suffix(".png"))


if __name__ == "__main__":
    main()
