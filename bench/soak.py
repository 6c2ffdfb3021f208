"""Talks with the running program for hours, through a sound server of its own, and watches what it takes.

Questions go into its microphone one after the other; its memory, file descriptors and threads, those of its sound
process included, are read from /proc every ten seconds, into a CSV file and a picture. Memory is what is not backed
by a file: the models' own pages come and go with the page cache.

    python bench/soak.py serve --minutes 120 --out soak
"""

from __future__ import annotations

import argparse
import csv
import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from dataclasses import astuple, dataclass, fields
from pathlib import Path

import anyio
import numpy as np
from numpy.typing import NDArray

sys.path.insert(0, str(Path(__file__).parent.parent))

from tests.pulse import RATE, Pulse, running_pulse

from samantha.engines.piper import Piper
from samantha.models.store import Store

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
QUESTION_EVERY_S = 20
WARM_MIN = 10
"""Growth is measured behind these minutes."""

CONFIG = '[desk]\nmicrophone = "room-ear"\nloudspeaker = "speaker"\n'


@dataclass(frozen=True, slots=True)
class Sample:
    """The process and its children at a moment."""

    minutes: float
    memory_mib: float
    descriptors: int
    threads: int
    turns: int


def family(pid: int) -> list[int]:
    """The process and all below it."""
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return [pid, *(found for child in children for found in family(int(child)))]


def sample(pid: int, begun: float, turns: int) -> Sample:
    """What they take now."""
    memory_kib = descriptors = threads = 0
    for one in family(pid):
        proc = Path(f"/proc/{one}")
        lines = dict(line.split(":", 1) for line in (proc / "smaps_rollup").read_text().splitlines()[1:])
        memory_kib += int(lines["Anonymous"].split()[0])
        descriptors += len(list((proc / "fd").iterdir()))
        threads += len(list((proc / "task").iterdir()))
    return Sample(round((time.monotonic() - begun) / 60, 2), memory_kib / 1024, descriptors, threads, turns)


def questions() -> list[NDArray[np.float32]]:
    """All of them as sound, in the man's voice."""

    async def make() -> list[NDArray[np.float32]]:
        voice = await Piper.load(Store().path("piper-joe"))
        return [np.asarray((await voice.speak(text)).pcm.at(RATE).samples, np.float32) for text in QUESTIONS]

    return anyio.run(make)


def soak(pulse: Pulse, command: str, profile: str, minutes: float, folder: Path) -> list[Sample]:
    """Runs it for so long. Raises AssertionError if it ends by itself."""
    spoken, models = questions(), str(Store().root)
    config, said = folder / "samantha.toml", folder / "said.txt"
    config.write_text(CONFIG)
    homes = {name: str(folder / name.lower()) for name in ("XDG_DATA_HOME", "XDG_STATE_HOME", "XDG_CONFIG_HOME")}
    environment = os.environ | pulse.environment | homes | {"SAMANTHA_MODELS": models}
    arguments = [sys.executable, "-m", "samantha", command, "--config", str(config), "--profile", profile]
    samples: list[Sample] = []
    with said.open("wb") as out, subprocess.Popen(arguments, env=environment, stdout=out, stderr=out) as process:
        begun, asked = time.monotonic(), 0
        while (gone_s := time.monotonic() - begun) < minutes * 60:
            assert process.poll() is None, said.read_text()
            if gone_s > (asked + 1) * QUESTION_EVERY_S:
                pulse.start_playing("room", spoken[asked % len(spoken)], folder)
                asked += 1
            if gone_s > (len(samples) + 1) * EVERY_S:
                samples.append(sample(process.pid, begun, asked))
            time.sleep(0.2)
        if command == "serve":
            status = [sys.executable, "-m", "samantha", "status", "--json"]
            print(subprocess.run(status, env=environment, capture_output=True, text=True, check=False).stdout)
        process.send_signal(signal.SIGTERM)
        process.wait(30)
    print(said.read_text()[-2000:])
    return samples


def growth(samples: list[Sample]) -> dict[str, object]:
    """MiB an hour behind the warm-up, by a straight line; the range of descriptors and threads there."""
    late = [one for one in samples if one.minutes > WARM_MIN] or samples[len(samples) // 2 :]
    slope = np.polyfit([one.minutes / 60 for one in late], [one.memory_mib for one in late], 1)[0]
    return {
        "mib_an_hour": round(float(slope), 2),
        "descriptors": [min(one.descriptors for one in late), max(one.descriptors for one in late)],
        "threads": [min(one.threads for one in late), max(one.threads for one in late)],
        "questions": samples[-1].turns,
        "minutes": samples[-1].minutes,
    }


def draw(samples: list[Sample], title: str, path: Path) -> None:
    """Memory, descriptors and threads over time."""
    from matplotlib.figure import Figure

    picture = Figure(figsize=(9, 6), layout="constrained")
    picture.suptitle(title)
    rows = picture.subplots(3, 1, sharex=True)
    for axes, name in zip(rows, ("memory_mib", "descriptors", "threads"), strict=True):
        axes.plot([one.minutes for one in samples], [getattr(one, name) for one in samples])
        axes.set(ylabel=name.replace("_mib", ", MiB"))
        axes.grid(alpha=0.3)
    rows[-1].set(xlabel="minutes")
    picture.savefig(path, dpi=90)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("command", choices=["serve", "talk"])
    parser.add_argument("--minutes", type=float, default=120)
    parser.add_argument("--profile", default="swift")
    parser.add_argument("--out", type=Path, default=Path("soak"))
    given = parser.parse_args()
    with running_pulse() as pulse, tempfile.TemporaryDirectory() as folder:
        samples = soak(pulse, given.command, given.profile, given.minutes, Path(folder))
    with given.out.with_suffix(".csv").open("w", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow([field.name for field in fields(Sample)])
        writer.writerows(astuple(one) for one in samples)
    found = growth(samples)
    print(json.dumps(found))
    title = f"samantha {given.command}, profile {given.profile}: {found['mib_an_hour']} MiB an hour"
    draw(samples, title, given.out.with_suffix(".png"))


if __name__ == "__main__":
    main()
