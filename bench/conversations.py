"""Talks through a folder of recordings: is everybody understood, answered, and can the answers be understood?

For each file of DIR/transcripts.tsv (columns file, voice, text) one `samantha talk --input`, then `samantha hear` on
the loudspeaker's side of the recording. Prints a line a file and the totals.

    python bench/conversations.py DIR [--profile full] [--only jfk,lk-]
"""

from __future__ import annotations

import argparse
import csv
import json
import statistics
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import soundfile

from samantha.testing.wer import word_errors


@dataclass(frozen=True, slots=True)
class Talk:
    """One conversation: what was understood and said, (errors, words) of both, and the waveform's own delay."""

    understood: str
    said: str
    ears: tuple[int, int]
    mouth: tuple[int, int]
    turns: int
    delay_ms: int | None


def samantha(*arguments: str | Path) -> str:
    return subprocess.run(
        [sys.executable, "-m", "samantha", *map(str, arguments)], capture_output=True, text=True, check=True
    ).stdout


def talk(sound: Path, truth: str, profile: str, folder: Path) -> Talk:
    tape, log = folder / f"{sound.stem}.wav", folder / f"{sound.stem}.jsonl"
    samantha("talk", "--input", sound, "--output", tape, "--events", log, "--profile", profile)
    events = [json.loads(line) for line in log.read_text(encoding="utf-8").splitlines()]
    understood = " ".join(e["text"] for e in events if e["event"] == "turn")
    said = " ".join(e["heard"] for e in events if e["event"] == "reply_ended")
    heard = samantha("hear", tape, "--channel", "right").replace("\n", " ")
    ends = [e["at_ms"] for e in events if e["event"] == "user_stopped"]
    return Talk(
        understood,
        said,
        word_errors(truth, understood),
        word_errors(said, heard) if said else (0, 0),
        sum(e["event"] == "turn" for e in events),
        _delay_ms(tape, ends[-1]) if ends else None,
    )


def _delay_ms(tape: Path, speech_end_ms: int) -> int | None:
    """From the end of speech to the first sound above -40 dB of her channel's peak, on the recording."""
    sound, rate = soundfile.read(tape, dtype="float32")
    right = np.abs(sound[:, 1])
    frame = rate // 200
    level = right[: len(right) // frame * frame].reshape(-1, frame).max(axis=1)
    loud = np.flatnonzero(level > 0.01 * right.max())
    after = loud[loud * 5 > speech_end_ms - 2000]
    return int(after[0]) * 5 - speech_end_ms if len(after) else None


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("corpus", type=Path)
    parser.add_argument("--profile", default="full")
    parser.add_argument("--only", default="", help="beginnings of file names, with commas between")
    options = parser.parse_args()
    with (options.corpus / "transcripts.tsv").open(encoding="utf-8") as table:
        rows = list(csv.DictReader(table, delimiter="\t"))
    wanted = tuple(options.only.split(","))
    talks: list[Talk] = []
    with tempfile.TemporaryDirectory() as folder:
        for row in rows:
            if not row["file"].startswith(wanted):
                continue
            one = talk(options.corpus / row["file"], row["text"], options.profile, Path(folder))
            talks.append(one)
            print(f"{row['file']}: {one.turns} turns, {one.ears[0]}/{one.ears[1]} misheard, {one.delay_ms} ms, her")
            print(f"  voice {one.mouth[0]}/{one.mouth[1]} misheard\n  < {one.understood}\n  > {one.said}", flush=True)
    for name in ("ears", "mouth"):
        errors = sum(getattr(one, name)[0] for one in talks)
        words = sum(getattr(one, name)[1] for one in talks)
        print(f"word errors, {name}: {errors}/{words} = {100 * errors / max(1, words):.1f} %")
    delays = sorted(one.delay_ms for one in talks if one.delay_ms is not None)
    if delays:
        print(f"voice to voice over {len(delays)}: median {statistics.median(delays):.0f} ms, worst {delays[-1]} ms")


if __name__ == "__main__":
    main()
