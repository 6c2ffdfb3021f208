"""A run as a picture: how the delays are spread and where they come from. Only this needs matplotlib."""

from __future__ import annotations

from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from samantha.errors import InputError
from samantha.testing.bench.curve import Point
from samantha.testing.bench.report import by_system
from samantha.testing.bench.run import Row

if TYPE_CHECKING:
    from matplotlib.axes import Axes

COLOURS = ("#4477aa", "#66ccee", "#228833", "#ccbb44", "#ee6677", "#aa3377", "#bbbbbb", "#332288")


def possible(path: Path) -> None:
    """Raises InputError unless a picture can be made and written there."""
    if find_spec("matplotlib") is None:
        raise InputError("a plot needs matplotlib", where="--plot", mend="Install it: pip install matplotlib.")
    if path.suffix.lower() != ".png" or not path.parent.is_dir():
        raise InputError("cannot be a picture", where=str(path), mend="Give a .png file in a folder that exists.")


def _draw_curve(axes: Axes, points: Sequence[Point]) -> None:
    axes.plot([p.cut_offs for p in points], [p.p50_ms for p in points], marker="o", label="p50")
    axes.plot([p.cut_offs for p in points], [p.p95_ms for p in points], marker="o", label="p95")
    for point in points:
        axes.annotate(f"{point.scale:g}", (point.cut_offs, point.p50_ms), fontsize="x-small")
    axes.set(xlabel="turns cut off, %, with all pauses times ...", ylabel="end of speech to first sound, ms")
    axes.grid(alpha=0.3)
    axes.legend(fontsize="small")


def draw(rows: Sequence[Row], title: str, path: Path, points: Sequence[Point] = ()) -> None:
    """Writes the picture; afterwards ``path`` is whole or untouched. Raises InputError."""
    possible(path)
    from matplotlib.figure import Figure

    picture = Figure(figsize=(16 if points else 11, 4.5), layout="constrained")
    spread, stages, *more = picture.subplots(1, 3 if points else 2)
    if points:
        _draw_curve(more[0], points)
    picture.suptitle(title)
    systems = by_system(rows)
    for name, found in systems.items():
        delays = sorted(d for r in rows if r.system == name and (d := r.measured.voice_to_voice_ms) is not None)
        if delays:
            label = f"{name}: p50 {found.p50_ms:.0f} ms, cut-offs {found.cut_offs.percent or 0:.1f} %"
            spread.step(delays, 100 * np.arange(1, len(delays) + 1) / len(delays), where="post", label=label)
    spread.set(xlabel="end of speech to first sound, ms", ylabel="share of turns, %", ylim=(0, 100))
    spread.axvline(0, color="black", linewidth=0.6)
    spread.grid(alpha=0.3)
    spread.legend(loc="lower right", fontsize="small")
    names = list(dict.fromkeys(stage for found in systems.values() for stage in found.stages_ms))
    for place, found in enumerate(systems.values()):
        left = 0.0
        for stage, colour in zip(names, COLOURS, strict=False):
            width = found.stages_ms.get(stage, 0.0)
            legend = stage.removesuffix("_ms").replace("_", " ") if place == 0 else ""
            stages.barh(place, width, left=left, color=colour, label=legend)
            left += width
    stages.set_yticks(range(len(systems)), list(systems))
    stages.invert_yaxis()
    stages.set(xlabel="medians of the stages, one after another, ms")
    if names:
        stages.legend(loc="upper center", bbox_to_anchor=(0.5, -0.15), ncols=3, fontsize="small")
    part = path.with_name(path.name + ".part")
    try:
        picture.savefig(part, format="png", dpi=110)
        part.replace(path)
    except OSError as error:
        part.unlink(missing_ok=True)
        raise InputError(f"cannot be written: {error.strerror}", where=str(path)) from error
