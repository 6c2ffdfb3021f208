"""Times what a turn brings to mind, with 10,000 memories, stage by stage.

    python bench/recall.py [--memories 10000] [--folder DIR]

The memories are sentences made from templates, their meanings computed by the real model; with ``--folder`` they are
made once and kept. Prints the median, the 95th percentile and the worst of 300 turns, in milliseconds: ``recall``
as a conversation calls it; its parts alone, the turn's meaning, the full text, and the rest; ``is it one``, whether a
turn is a question about memories, asked on the event loop; and ``taking in`` of 50 new sentences.
"""

from __future__ import annotations

import argparse
import datetime
import random
import statistics
import tempfile
import time
from collections.abc import Awaitable, Callable
from pathlib import Path

import anyio

from samantha.engines.embed import MiniLM
from samantha.mind.memory.memory import MemoryOfUser
from samantha.mind.memory.reading import read
from samantha.mind.memory.rows import Source
from samantha.mind.memory.skill import MemorySkill
from samantha.mind.memory.words import content_words
from samantha.service import loading
from samantha.service.config import load

START = datetime.datetime(2026, 1, 1, 9)
WHO = (
    "My sister Anna|My brother Paul|My boss|My mother|I|Amy|My neighbour|Catherine|My cousin|My best friend|We".split(
        "|"
    )
)
DID = (
    "bought|painted|lost|found|sold|repaired|borrowed|forgot|admired|photographed|dropped|cleaned|ordered|returned"
    "|wrapped|collected|promised|drew|described|hid"
).split("|")
WHAT = (
    "bicycle|kitchen|violin|lamp|garden chair|suitcase|novel|teapot|boat|camera|jacket|clock|piano|umbrella|tent"
    "|mirror|ladder|blanket|typewriter|record player|kite|sofa|wallet|ring|map|vase|canoe|saddle|telescope|recipe"
).split("|")
WHICH = "old|green|broken|tiny|heavy|expensive|wooden|yellow|borrowed|beautiful|rusty|silver".split("|")
WHERE = (
    "in Boston|at the market|near the lake|on the balcony|at work|in the attic|by the station|in Lisbon|at the party"
    "|behind the church|in the office|at the airport"
).split("|")
WHEN = ("last week|on Monday|in the summer|after the wedding|yesterday|before the storm|at Christmas|in March").split(
    "|"
)
ASKED = (
    "I was thinking about my sister and the {which} {what} again.",
    "Do you remember who {did} the {what} {where}?",
    "Catherine called, she asked about the {what}.",
    "What a long day. I would love to sit {where} for once.",
    "Paul says the {what} is still {where}, can you believe that?",
    "When did my brother say that he {did} the {which} {what}?",
)


def sentence(draw: random.Random) -> str:
    parts = (WHO, DID, ["the"], WHICH, WHAT, WHERE, WHEN)
    return " ".join(draw.choice(part) for part in parts) + "."


def turns(draw: random.Random, count: int) -> list[str]:
    return [
        draw.choice(ASKED).format(
            which=draw.choice(WHICH), what=draw.choice(WHAT), did=draw.choice(DID), where=draw.choice(WHERE)
        )
        for _ in range(count)
    ]


async def filled(folder: Path, embedder: MiniLM, count: int) -> MemoryOfUser:
    memory = MemoryOfUser(folder, embedder, clock=lambda: START + datetime.timedelta(days=400), conversation="bench")
    draw = random.Random(1)
    kept = len(memory.store.rows(superseded=True))
    while kept < count:
        at = START + datetime.timedelta(minutes=45 * kept)
        facts = list(read(sentence(draw), at.date(), {}).facts)
        kept += len(memory.store.add(facts, Source("", at, f"{at.date()}", kept)))
    await memory.settle()
    return memory


async def timed(name: str, texts: list[str], job: Callable[[str], Awaitable[object]]) -> float:
    spent_ms = []
    for text in texts:
        began = time.perf_counter()
        await job(text)
        spent_ms.append((time.perf_counter() - began) * 1000)
    spent_ms = sorted(spent_ms[len(spent_ms) // 10 :])
    p95 = spent_ms[int(0.95 * len(spent_ms))]
    print(f"{name:10} p50 {statistics.median(spent_ms):6.1f}  p95 {p95:6.1f}  worst {spent_ms[-1]:6.1f} ms")
    return statistics.median(spent_ms)


async def bench(folder: Path, count: int) -> None:
    settings = load(overrides={}).settings
    embedder = await MiniLM.load(loading.store(settings).path(loading.MEANING_MODEL))
    memory = await filled(folder, embedder, count)
    print(f"{len(memory.rows)} memories")
    texts = turns(random.Random(2), 330)

    async def full_text(text: str) -> object:
        return memory.store.matches(content_words(text))

    whole = await timed("recall", texts, lambda text: memory.recall(text, 3))
    meaning = await timed("meaning", texts, lambda text: embedder.embed([text]))
    words = await timed("full text", texts, full_text)
    print(f"{'the rest':10} p50 {whole - meaning - words:6.1f} ms")
    skill = MemorySkill(memory)

    async def is_it_one(text: str) -> object:
        return skill.understands(text)

    async def taking_in(text: str) -> object:
        memory.hears(text, 0)
        return await memory.settle()

    draw = random.Random(count)
    asked = [f"Is my sister's {draw.choice(WHAT)} {draw.choice(WHERE)}?" for _ in range(100)]
    await timed("is it one", asked, is_it_one)
    await timed("taking in", [sentence(draw) for _ in range(50)], taking_in)
    await memory.forget([row for row in memory.rows.values() if row.source.conversation == "bench"])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--memories", type=int, default=10_000)
    parser.add_argument("--folder", type=Path)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        anyio.run(bench, given.folder or Path(temporary), given.memories)


main()
