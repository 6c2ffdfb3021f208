"""How soon a plain request is answered aloud, against talk in the same run: on the waveform, at real pace.

    python bench/hands_voice.py [--profile full] [--turns 20] [--json FILE]

So many requests of ``requests.tsv`` that need nothing beforehand, and as many sentences of ``samantha bench talk``
without thinking pauses, said in turn by the same people in the same noise, each into a conversation of its own with
all her skills over an empty home. See docs/benchmarks.md for what is measured.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import tempfile
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import anyio
from bench.hands import ZONE, World, rows

from samantha.core.notes import Watcher
from samantha.ports import Door
from samantha.service import bench, compose
from samantha.service.config import load
from samantha.session.conversation import Conversation
from samantha.testing.bench import corpus
from samantha.testing.bench.corpus import Line
from samantha.testing.bench.figures import figures
from samantha.testing.bench.run import Row, take_turn
from samantha.testing.bench.sentences import SENTENCES

PLAIN = ("clock", "sums", "units", "timers", "alarms", "reminders", "lists", "notes", "chance", "calendar")
KINDS = ("request", "talk")


def sentences(count: int) -> list[tuple[str, str]]:
    """(kind, words), the kinds in turn; the same every time."""
    chance = random.Random(7)
    able = [row.turns[0] for row in rows() if row.kind in PLAIN and len(row.turns) == 1 and not row.before]
    talk = [text for text in SENTENCES if " ~ " not in text and " / " not in text]
    pairs = zip(chance.sample(able, count), chance.sample(talk, count), strict=True)
    return [(kind, words) for pair in pairs for kind, words in zip(KINDS, pair, strict=True)]


async def measure(profile: str, count: int) -> tuple[list[Row], dict[str, object]]:
    """The turns, and the circumstances of the run."""
    settings = load(overrides={"profile": profile}).settings
    facts = bench.circumstances(settings, os.getloadavg()[0])
    people = await bench.people(settings)
    names = list(people)
    mine = await bench.load(settings)
    found: list[Row] = []
    for number, (kind, words) in enumerate(sentences(count)):
        who = names[number // 2 % len(names)]
        line = Line(number + 1, who, (words,), (), corpus.LOUDNESS_DB[number // 2 % len(corpus.LOUDNESS_DB)])
        item = await corpus.spoken(line, people[who])
        await mine.forget()
        with tempfile.TemporaryDirectory() as home:
            world = World(Path(home), datetime.now(ZONE))
            await world.open()

            def begin(door: Door, watch: Watcher, world: World = world) -> Conversation:
                fresh = replace(mine.engines, detector=mine.new_detector(), mind=mine.new_mind())
                return compose.converse(mine.settings, fresh, door, watch, world.skills)

            found.append(await take_turn(kind, begin, item))
            print(kind, found[-1].measured.voice_to_voice_ms, words, "|", found[-1].said[:60], flush=True)
    return found, facts


def told(found: Sequence[Row]) -> dict[str, object]:
    """The figures of each kind."""
    totals: dict[str, object] = {}
    for kind in KINDS:
        one = figures([row for row in found if row.system == kind])
        totals[kind] = {
            "turns": one.turns,
            "p50_ms": one.p50_ms,
            "p50_interval_ms": one.p50_interval_ms,
            "p95_ms": one.p95_ms,
            "cut_offs": one.cut_offs.count,
            "unanswered": one.unanswered.count,
            "stages_ms": dict(one.stages_ms),
        }
    return totals


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--profile", default="full")
    parser.add_argument("--turns", type=int, default=20, help="of each kind")
    parser.add_argument("--json", type=Path)
    given = parser.parse_args()
    found, facts = anyio.run(measure, given.profile, given.turns)
    totals = told(found)
    print(json.dumps(totals, indent=1))
    if given.json:
        given.json.write_text(json.dumps({"facts": facts, "totals": totals}, indent=1), encoding="utf-8")


if __name__ == "__main__":
    main()
