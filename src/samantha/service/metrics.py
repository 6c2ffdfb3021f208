"""The service's figures in Prometheus' text format, and a page of them on this machine for those who want one.

The service itself listens at no port. ``offer`` is a process of its own that asks it over the control socket, once a
page, and answers on the loopback address only.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from samantha.errors import InputError, SamanthaError

LOOPBACK = "127.0.0.1"
CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"
BOUNDS_S = (0.1, 0.25, 0.5, 0.75, 1.0, 1.5, 2.0, 3.0, 5.0, 10.0)


@dataclass(slots=True)
class Histogram:
    """How many values were at most each of BOUNDS_S, and how many there were in all."""

    counts: list[int] = field(default_factory=lambda: [0] * (len(BOUNDS_S) + 1))
    sum_s: float = 0.0

    def add(self, seconds: float) -> None:
        """One more value."""
        self.counts[bisect_left(BOUNDS_S, seconds)] += 1
        self.sum_s += seconds

    def lines(self, name: str, label: str) -> list[str]:
        """As Prometheus has it: each bucket holds those below it, too."""
        below, lines = 0, []
        for bound, count in zip((*map(str, BOUNDS_S), "+Inf"), self.counts, strict=True):
            below += count
            lines.append(f'{name}_bucket{{{label},le="{bound}"}} {below}')
        return [*lines, f"{name}_sum{{{label}}} {self.sum_s:.3f}", f"{name}_count{{{label}}} {below}"]


def page(counters: Mapping[str, int], gauges: Mapping[str, float], delays: Mapping[str, Histogram]) -> str:
    """All figures. delays: by stage, in the names of docs/events.md without ``_ms``."""
    lines: list[str] = []
    for kind, figures, suffix in (("counter", counters, "_total"), ("gauge", gauges, "")):
        for name, value in figures.items():
            lines += [f"# TYPE samantha_{name}{suffix} {kind}", f"samantha_{name}{suffix} {value}"]
    lines.append("# TYPE samantha_delay_seconds histogram")
    for stage, histogram in delays.items():
        lines += histogram.lines("samantha_delay_seconds", f'stage="{stage}"')
    return "\n".join([*lines, ""])


def offer(port: int, ask: Callable[[], str]) -> ThreadingHTTPServer:
    """A server on the loopback address that answers every GET of /metrics with what ``ask`` says now.

    Raises:
        InputError: the port cannot be used.
    """

    class Answers(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            """The page, or why there is none."""
            if self.path != "/metrics":
                self.send_error(404)
                return
            try:
                body = ask().encode()
            except SamanthaError as error:
                self.send_error(503, explain=error.what)
                return
            self.send_response(200)
            self.send_header("Content-Type", CONTENT_TYPE)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:
            """Nothing: whoever asks every few seconds need not be told of."""

    try:
        return ThreadingHTTPServer((LOOPBACK, port), Answers)
    except OSError as error:
        raise InputError(
            f"this port cannot be used: {error.strerror}", where=f"{LOOPBACK}:{port}", mend="Choose another."
        ) from error
