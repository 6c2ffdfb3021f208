"""What a duplex run comes to, in one table and as JSON."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from rich.console import Console
from rich.table import Table

from samantha.testing.bench.duplex import DuplexRow
from samantha.testing.bench.figures import Share, percentile

AT_MOST_LEDGER = 1
"""Words by which the history may differ from what was heard."""


@dataclass(frozen=True, slots=True)
class DuplexFigures:
    """Of some rounds; None where nothing was measured.

    self_interruptions: of all replies, those in which her own echo silenced her before anybody made a sound; they
    count neither as yields nor as missed or kept. Per hour: of her voice in replies over which nobody spoke.
    self_turns, softened: of those, where a turn was made of nothing, where she was softer for a moment. yield: what
    she needs to fall silent for words. lost_words: replies with words that were never heard though nobody took the
    floor. ledger_true: interrupted replies of which the history differs from a transcription of what was played by
    one word at most.
    """

    replies: int
    hours: float
    self_interruptions: Share
    self_interruptions_per_hour: float | None
    self_turns: Share
    softened: Share
    yield_p50_ms: float | None
    yield_p95_ms: float | None
    missed: Share
    backchannels_kept: Share
    noises_kept: Share
    word_errors: Share
    lost_words: Share
    ledger_true: Share
    echo_off_first_db: float | None
    echo_off_db: float | None


def figures(rows: Sequence[DuplexRow]) -> DuplexFigures:
    """Of these rounds."""
    silent = _of(rows, "silence")
    met = [row for row in rows if not row.by_herself]  # she was still speaking when somebody came over her
    words = _of(met, "words")
    kept = [row for row in rows if row.kind != "words" and not row.stopped]
    hours = sum(row.seconds for row in silent) / 3600
    alone = sum(row.by_herself for row in silent)
    yields = [row.yield_ms for row in words if row.yield_ms is not None]
    ledger = [row.ledger for row in words if row.ledger is not None]
    echo = [(row.first, row.echo_off_db) for row in silent if row.echo_off_db is not None]
    return DuplexFigures(
        replies=len(rows),
        hours=sum(row.seconds for row in rows) / 3600,
        self_interruptions=Share(len(rows) - len(met), len(rows)),
        self_interruptions_per_hour=alone / hours if hours else None,
        self_turns=Share(sum(bool(row.turns) for row in silent), len(silent)),
        softened=Share(sum(row.softened for row in silent), len(silent)),
        yield_p50_ms=percentile(yields, 50),
        yield_p95_ms=percentile(yields, 95),
        missed=Share(sum(not row.stopped for row in words), len(words)),
        backchannels_kept=_kept(_of(met, "backchannel")),
        noises_kept=_kept(_of(met, "noise")),
        word_errors=Share(sum(row.errors for row in words), sum(row.words for row in words)),
        lost_words=Share(sum(bool(row.lost) for row in kept), len(kept)),
        ledger_true=Share(sum(words <= AT_MOST_LEDGER for words in ledger), len(ledger)),
        echo_off_first_db=percentile([db for first, db in echo if first], 50),
        echo_off_db=percentile([db for first, db in echo if not first], 50),
    )


def groups(rows: Sequence[DuplexRow]) -> dict[str, DuplexFigures]:
    """All rounds with loudspeakers, those of each room, and those with headphones."""
    loud = [row for row in rows if row.echo_db is not None]
    rooms = list(dict.fromkeys(row.room for row in loud))
    found = {"all rooms": loud} | {room: [row for row in loud if row.room == room] for room in rooms}
    found["headphones"] = [row for row in rows if row.echo_db is None]
    return {name: figures(some) for name, some in found.items() if some}


def as_json(rows: Sequence[DuplexRow], circumstances: Mapping[str, object]) -> dict[str, object]:
    """Everything there is to know about a run."""
    found = {name: dataclasses.asdict(one) for name, one in groups(rows).items()}
    return {**circumstances, "groups": found, "rows": [dataclasses.asdict(row) for row in rows]}


def show(rows: Sequence[DuplexRow], console: Console) -> None:
    """Prints a column for each room."""
    found = groups(rows)
    table = Table(box=None, pad_edge=False)
    for number, name in enumerate(["", *found]):
        table.add_column(name, justify="right" if number else "left")
    for field in dataclasses.fields(DuplexFigures):
        table.add_row(_title(field.name), *(_cell(getattr(one, field.name)) for one in found.values()))
    console.print(table)


def _title(name: str) -> str:
    return name.replace("_per_hour", " per hour").replace("_ms", ", ms").replace("_db", ", dB").replace("_", " ")


def _cell(value: object) -> str:
    match value:
        case Share():
            return "-" if value.percent is None else f"{value.percent:.1f} % ({value.count}/{value.of})"
        case float():
            return f"{value:.0f}" if abs(value) >= 100 else f"{value:.2f}"
        case None:
            return "-"
        case _:
            return str(value)


def _of(rows: Sequence[DuplexRow], kind: str) -> list[DuplexRow]:
    return [row for row in rows if row.kind == kind]


def _kept(rows: Sequence[DuplexRow]) -> Share:
    """Replies that went on to their end, and nothing was taken for a turn."""
    return Share(sum(not row.stopped and not row.turns for row in rows), len(rows))
