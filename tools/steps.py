"""What set-up is made of: commands whose progress can be seen, and stamps that say what need not be done again.

Theory. A step is a function whose result depends on known inputs. The inputs are hashed into a key, and the key is
written to a stamp only after the step has ended well; a step whose stamp already holds the key is skipped without
touching anything. So an interrupted step is done again, and a finished one costs one small file read.

A command's output goes to a log that nobody needs to see unless it fails. What is shown instead is one line, computed
from the output: a bar that moves on a terminal, or a line for every tenth of the work in a pipe.

Standard library only, and readable by any Python 3.8, so that a refusal of an old Python is a sentence and not a
syntax error.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import re
import selectors
import signal
import subprocess
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol, TextIO

BAR_WIDTH = 30
TICK_S = 1.0
QUIET_S = 3.0  # in a pipe, lines about the same task are at least this far apart


class SetupError(Exception):
    """Set-up cannot go on; the message says what, where and how to mend it."""


@dataclass(frozen=True)
class Share:
    """How much of a command's work is done: `done` of `total`, in whatever the command counts."""

    done: int
    total: int


class Meter(Protocol):
    """Reads one line of a command's output; returns how far the command is if the line says so."""

    def __call__(self, line: str, /) -> Share | None:
        """Return the share done so far, or None for a line that says nothing about it."""


def no_meter(_line: str, /) -> Share | None:
    """Read nothing out of a line: for commands that are over soon."""
    return None


def digest(parts: Iterable[str | bytes]) -> str:
    """Return 64 hex digits that change when any part, or the cut between two parts, changes."""
    total = hashlib.sha256()
    for part in parts:
        data = part.encode() if isinstance(part, str) else part
        total.update(b"%d:" % len(data) + data)
    return total.hexdigest()


@dataclass(frozen=True)
class Stamps:
    """The stamps of one checkout: a file a step in `folder`, holding the key the step was last finished with."""

    folder: Path

    def current(self, step: str, key: str) -> bool:
        """Return whether `step` was finished with exactly this key."""
        try:
            return (self.folder / step).read_text(encoding="ascii") == key
        except (FileNotFoundError, NotADirectoryError, UnicodeDecodeError):
            return False

    def put(self, step: str, key: str) -> None:
        """Say that `step` is finished; it is never half said."""
        self.folder.mkdir(parents=True, exist_ok=True)
        part = self.folder / (step + ".part")
        with part.open("w", encoding="ascii") as file:
            file.write(key)
            file.flush()
            os.fsync(file.fileno())
        part.replace(self.folder / step)

    def drop(self, step: str) -> None:
        """Say that `step` is not finished."""
        (self.folder / step).unlink(missing_ok=True)


def ninja_meter() -> Meter:
    """Return a meter of ninja's "[12/74] Building ..." lines."""
    pattern = re.compile(r"^\s*\[(\d+)/(\d+)\] ")

    def meter(line: str) -> Share | None:
        found = pattern.match(line)
        return Share(int(found[1]), int(found[2])) if found and int(found[2]) else None

    return meter


def download_meter() -> Meter:
    """Return a meter of pip's "Progress 123 of 456" lines (bytes, `--progress-bar=raw`)."""
    pattern = re.compile(r"^\s*Progress (\d+) of (\d+)")

    def meter(line: str) -> Share | None:
        found = pattern.match(line)
        return Share(int(found[1]), int(found[2])) if found and int(found[2]) else None

    return meter


def collect_meter(total: int) -> Meter:
    """Return a meter of pip going through `total` pinned requirements; it counts, so use it for one command only."""
    pattern = re.compile(r"^\s*(Collecting|Requirement already satisfied:|Ignoring) ")
    seen = 0

    def meter(line: str) -> Share | None:
        nonlocal seen
        if not pattern.match(line):
            return None
        seen = min(seen + 1, total)
        return Share(seen, total)

    return meter


def clock(seconds: float) -> str:
    """Return a duration as people write it: 7 s, 2 min 05 s."""
    whole = round(seconds)
    return f"{whole} s" if whole < 60 else f"{whole // 60} min {whole % 60:02d} s"


@dataclass
class Line:
    """One step's line on the screen: a moving bar on a terminal, a line for every tenth elsewhere."""

    step: str
    out: TextIO
    live: bool
    now: Callable[[], float] = time.monotonic
    started: float = field(init=False)
    _task: str = field(default="", init=False)
    _share: Share | None = field(default=None, init=False)
    _tenth: int = field(default=0, init=False)
    _began: float = field(default=0.0, init=False)
    _spoke: float = field(default=0.0, init=False)

    def __post_init__(self) -> None:
        self.started = self.now()

    def say(self, text: str) -> None:
        """Print a whole line of its own."""
        self._print(text)

    def begin(self, task: str) -> None:
        """Announce a task; its bar starts empty."""
        self._task, self._share, self._tenth = task, None, 0
        self._began = self._spoke = self.now()
        if self.live:
            self.tick()
        else:
            self._print(task)

    def show(self, share: Share) -> None:
        """Show how far the task is; in a pipe only what is a tenth further, and not line upon line."""
        self._share = share
        tenth = 10 * share.done // share.total
        if self.live:
            self.tick()
        elif tenth > self._tenth and self.now() - self._spoke >= QUIET_S:
            self._tenth, self._spoke = tenth, self.now()
            self._print(f"{self._task}: {10 * tenth} %, {clock(self.now() - self._began)}")

    def tick(self) -> None:
        """Refresh the elapsed time on a terminal."""
        if not self.live:
            return
        text = f"{self._task}, {clock(self.now() - self._began)}"
        if self._share:
            filled = BAR_WIDTH * self._share.done // self._share.total
            percent = 100 * self._share.done // self._share.total
            text = f"[{'#' * filled}{'.' * (BAR_WIDTH - filled)}] {percent:3d} %  {text}"
        self.out.write(f"\r\033[K  {self.step:<10} {text}")
        self.out.flush()

    def _print(self, text: str) -> None:
        self.out.write(("\r\033[K" if self.live else "") + f"  {self.step:<10} {text}\n")
        self.out.flush()


def is_live(out: TextIO, environ: Mapping[str, str]) -> bool:
    """Return whether `out` is a terminal on which a line can be written over."""
    return out.isatty() and environ.get("TERM", "dumb") != "dumb"


def run(
    command: Sequence[str | Path], line: Line, log: Path, meter: Meter, env: Mapping[str, str] | None = None
) -> None:
    """Run `command` to its end with its output in `log`, showing what `meter` makes of it on `line`.

    Whatever ends this function early, the command and all its children end with it.

    Raises:
        SetupError: the command failed; the message ends with the last lines of its output.
    """
    words = [str(word) for word in command]
    with log.open("ab") as sink:
        sink.write(("\n$ " + " ".join(words) + "\n").encode())
        sink.flush()
        start = sink.tell()
        process = subprocess.Popen(
            words,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            env=dict(os.environ if env is None else env),
            start_new_session=True,
        )
        try:
            for text in _lines(process, line):
                if not text.lstrip().startswith(b"Progress "):  # thousands of lines that nobody reads later
                    sink.write(text)
                share = meter(text.decode(errors="replace"))
                if share:
                    line.show(share)
            status = process.wait()
        finally:
            _end(process)
    if status != 0:
        raise SetupError(_failure(words, status, log, start))


@contextmanager
def alone(lock: Path, waiting: Callable[[], None]) -> Iterator[None]:
    """Hold `lock` against every other set-up on this machine; calls `waiting` once if another one has it."""
    lock.parent.mkdir(parents=True, exist_ok=True)
    with lock.open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            waiting()
            fcntl.flock(file, fcntl.LOCK_EX)
        yield


def _lines(process: subprocess.Popen[bytes], line: Line) -> Iterator[bytes]:
    """Yield the output's lines as they come (also those ended by a carriage return), ticking while none comes."""
    assert process.stdout is not None
    rest = b""
    with selectors.DefaultSelector() as selector:
        selector.register(process.stdout, selectors.EVENT_READ)
        while True:
            if not selector.select(TICK_S):
                line.tick()
                continue
            data = os.read(process.stdout.fileno(), 65536)
            if not data:
                break
            *whole, rest = re.split(rb"(?<=[\r\n])", rest + data)
            yield from whole
    if rest:
        yield rest


def _end(process: subprocess.Popen[bytes]) -> None:
    if process.stdout is not None:
        process.stdout.close()
    if process.poll() is not None:
        return
    for end in (signal.SIGTERM, signal.SIGKILL):
        try:
            os.killpg(process.pid, end)
            process.wait(timeout=3)
            return
        except ProcessLookupError:
            return
        except subprocess.TimeoutExpired:
            continue


def _failure(words: Sequence[str], status: int, log: Path, start: int) -> str:
    with log.open("rb") as file:
        file.seek(start)
        output = file.read().decode(errors="replace").splitlines()
    tail = "\n".join("    " + text for text in output[-15:])
    return (
        f"`{' '.join(words[:4])} ...` ended with status {status}. "
        f"The end of what it said (all of it is in {log}):\n{tail}\n"
        "  What is finished stays finished: mend the cause (a network that is away, a full disk) and start again."
    )
