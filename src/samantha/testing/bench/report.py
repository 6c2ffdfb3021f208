"""A run as tables for people and as JSON for programs."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping, Sequence

from rich.console import Console
from rich.table import Table

from samantha.core.endpoint import Pauses
from samantha.testing.bench.curve import Point, curve
from samantha.testing.bench.figures import Figures, Share, figures, ratio
from samantha.testing.bench.run import Row
from samantha.testing.bench.stages import StageFigures

LATE_MS = 100.0
"""Sample time so far behind real time means that the machine was too busy for its figures to be quoted."""
BUSY = 0.5
"""Load before the run, as a share of the cores, from which others were in the way."""


def by_system(rows: Sequence[Row]) -> dict[str, Figures]:
    """The figures of each system, in the order in which they came."""
    names = list(dict.fromkeys(row.system for row in rows))
    return {name: figures([row for row in rows if row.system == name]) for name in names}


def ratios(systems: Mapping[str, Figures]) -> dict[str, float | None]:
    """The first system's median as a share of each other's."""
    ours, *others = systems
    return {other: ratio(systems[ours], systems[other]) for other in others}


def as_json(
    rows: Sequence[Row], circumstances: Mapping[str, object], points: Sequence[Point] = ()
) -> dict[str, object]:
    """Everything there is to know about a run."""
    systems = by_system(rows)
    return {
        **circumstances,
        "systems": {name: dataclasses.asdict(found) for name, found in systems.items()},
        "ratios": ratios(systems),
        "curve": [dataclasses.asdict(point) for point in points],
        "rows": [dataclasses.asdict(row) | {"cut_off": row.measured.cut_off} for row in rows],
    }


def curve_of(rows: Sequence[Row], pauses: Pauses) -> list[Point]:
    """Latency against cut-offs, of the first system: all its pauses shorter or longer."""
    return curve([row.waits for row in rows if row.system == rows[0].system], pauses)


def show_curve(points: Sequence[Point], console: Console) -> None:
    """Prints the curve, if there is one."""
    if points:
        table = _table("\nall pauses times", *(f"\n{point.scale:g}" for point in points))
        table.add_row("p50", *(_ms(point.p50_ms) for point in points))
        table.add_row("p95", *(_ms(point.p95_ms) for point in points))
        table.add_row("cut off", *(f"{point.cut_offs:.1f} %" for point in points))
        kept = ["-" if p.short_unfinished_kept is None else f"{p.short_unfinished_kept:.0f} %" for p in points]
        table.add_row("short unfinished pauses kept", *kept)
        console.print(table)


def show(rows: Sequence[Row], console: Console) -> None:
    """Prints the tables: a column for each system."""
    systems = by_system(rows)
    table = _table("", *systems)
    for title, cell in _FIGURES.items():
        table.add_row(title, *(cell(found) for found in systems.values()))
    console.print(table)
    stages = list(dict.fromkeys(stage for found in systems.values() for stage in found.stages_ms))
    if stages:
        table = _table("\nstages, medians", *(f"\n{name}" for name in systems))
        for stage in stages:
            cells = [_ms(found.stages_ms.get(stage)) for found in systems.values()]
            table.add_row(stage.removesuffix("_ms").replace("_", " "), *cells)
        table.add_row("on the waveform besides", *(_ms(found.unexplained_ms) for found in systems.values()))
        console.print(table)
    for other, share in ratios(systems).items():
        if share is not None:
            console.print(f"\n{next(iter(systems))} takes {share:.2f} of the time of {other}.")
    late = max(found.late_ms for found in systems.values())
    if late > LATE_MS:
        console.print(f"\nThe machine was too busy: sound came up to {late:.0f} ms late. Do not quote these figures.")


def show_stage(found: Sequence[StageFigures], console: Console) -> None:
    """Prints one stage's figures: a column for each group."""
    table = _table("", *(one.group for one in found))
    table.add_row("count", *(str(one.count) for one in found))
    for name in dict.fromkeys(name for one in found for name in one.values):
        table.add_row(name, *(_number(one.values.get(name)) for one in found))
    console.print(table)


def _table(*headings: str) -> Table:
    table = Table(box=None, pad_edge=False)
    for number, heading in enumerate(headings):
        table.add_column(heading, justify="right" if number else "left")
    return table


def _ms(value: float | None) -> str:
    return "-" if value is None else f"{value:.0f} ms"


def _number(value: float | None) -> str:
    return "-" if value is None else f"{value:.0f}" if abs(value) >= 100 else f"{value:.2f}"


def _share(share: Share) -> str:
    return "-" if share.percent is None else f"{share.percent:.1f} % ({share.count} of {share.of})"


def _interval(found: Figures) -> str:
    return "-" if found.p50_interval_ms is None else "{:.0f} to {:.0f} ms".format(*found.p50_interval_ms)


_FIGURES: Mapping[str, Callable[[Figures], str]] = {
    "turns": lambda f: str(f.turns),
    "voice to voice, p50": lambda f: _ms(f.p50_ms),
    "  95 % interval": _interval,
    "  p95": lambda f: _ms(f.p95_ms),
    "  p99": lambda f: _ms(f.p99_ms),
    "cut off": lambda f: _share(f.cut_offs),
    "unanswered": lambda f: _share(f.unanswered),
    "pauses kept": lambda f: _share(f.pauses_kept),
    "  words unfinished": lambda f: _share(f.unfinished_kept),
    "  and up to 700 ms": lambda f: _share(f.short_unfinished_kept),
    "words misunderstood": lambda f: _share(f.word_errors),
}
