"""llama-cpp-python, compiled once for this machine's processor and kept for every later set-up.

Why compile. The package index has no binary of it, and a binary for every processor would leave out the vector
instructions that make it fast: llama.cpp is built with `-march=native`. The wheel therefore fits one kind of
processor, and its place in the cache is named by all that it depends on: the pinned source, the way it is built,
the processor's instructions and the C library. It does not depend on the Python version: the binding is ctypes,
the wheel's tag `py3-none`.

What is left out of the build: llama.cpp's tools, server, tests, examples, its image part and (llama.cmake) its
helper library. Half of the compile steps are left, and an eighth of the wheel's size.

A build happens in a folder of its own beside the finished wheels; the finished wheel is moved into place in one step.
"""

from __future__ import annotations

import os
import platform
import re
import shutil
import tempfile
from collections.abc import Iterable, Mapping
from pathlib import Path

from tools.steps import (
    Line,
    SetupError,
    alone,
    clock,
    collect_meter,
    digest,
    download_meter,
    ninja_meter,
    run,
)

TARGETS = ("llama", "ggml", "ggml-base", "ggml-cpu")
DEFINES = {
    "LLAMA_BUILD_APP": "OFF",
    "LLAMA_BUILD_EXAMPLES": "OFF",
    "LLAMA_BUILD_SERVER": "OFF",
    "LLAMA_BUILD_TESTS": "OFF",
    "LLAMA_BUILD_TOOLS": "OFF",
    "LLAMA_OPENSSL": "OFF",
    "LLAVA_BUILD": "OFF",
}
# CMake installs headers and a second copy of the libraries for C++ users; the binding reads llama_cpp/lib only.
LEFT_OUT = ("bin/**", "include/**", "lib/**")
# What a user can set to get another build, for example one for a graphics card.
BUILD_ENVIRONMENT = ("CC", "CFLAGS", "CMAKE_ARGS", "CXX", "CXXFLAGS")
# The x86 flags that stand for instructions a compiler may emit; the others come and go with the kernel's version.
X86_INSTRUCTIONS = re.compile(
    r"^(abm|adx|aes|amx|avx|bmi|f16c|fma|gfni|lzcnt|movbe|pclmul|pni|popcnt|sha|sse|ssse|vaes|vpclmul|xop)"
)


def cache_folder(environ: Mapping[str, str], home: Path) -> Path:
    """Return where compiled wheels are kept: below the user's XDG cache folder (a relative one does not count)."""
    named = environ.get("XDG_CACHE_HOME", "")
    base = Path(named) if Path(named).is_absolute() else home / ".cache"
    return base / "samantha" / "wheels"


def instructions(cpuinfo: str) -> list[str]:
    """Return the processor's instruction sets, sorted, from the text of /proc/cpuinfo (x86 or Arm)."""
    for text in cpuinfo.splitlines():
        name, _, value = text.partition(":")
        if name.strip() == "flags":
            return sorted({flag for flag in value.split() if X86_INSTRUCTIONS.match(flag)})
        if name.strip() == "Features":
            return sorted(set(value.split()))
    return []


def wheel_key(
    requirement: str,
    build_tools: str,
    recipe: str,
    cpu: Iterable[str],
    system: str,
    environ: Mapping[str, str],
) -> str:
    """Return the name of the wheel's folder: equal keys mean that the same wheel would be built.

    requirement, build_tools, recipe: the texts of requirements/llama.txt, llama-build.txt and llama.cmake.
    cpu: `instructions()`; system: machine and C library.
    """
    found = re.search(r"^llama-cpp-python==(\S+)", requirement, re.MULTILINE)
    if not found:
        raise SetupError("requirements/llama.txt names no llama-cpp-python version; make it anew with: make lock")
    chosen = [f"{name}={environ.get(name, '')}" for name in BUILD_ENVIRONMENT]
    options = [*TARGETS, *(f"{name}={value}" for name, value in sorted(DEFINES.items())), *LEFT_OUT]
    parts = [requirement, build_tools, recipe, " ".join(cpu), system, *chosen, *options]
    return f"{found[1]}-{digest(parts)[:16]}"


def this_machine(root: Path) -> str:
    """Return the key of the wheel that this checkout wants on this machine."""
    return wheel_key(
        (root / "requirements/llama.txt").read_text(encoding="utf-8"),
        (root / "requirements/llama-build.txt").read_text(encoding="utf-8"),
        (root / "tools/llama.cmake").read_text(encoding="utf-8"),
        instructions(Path("/proc/cpuinfo").read_text(encoding="utf-8", errors="replace")),
        f"{platform.machine()} {_libc()}",
        os.environ,
    )


def _libc() -> str:
    """Return the C library that is running; platform.libc_ver() names the one the interpreter was built for."""
    try:
        return os.confstr("CS_GNU_LIBC_VERSION") or ""
    except (ValueError, OSError):  # a C library that has no such name
        return platform.libc_ver()[0]


def find(cache: Path, key: str) -> Path | None:
    """Return the finished wheel for `key`, if there is one."""
    return next(iter(sorted((cache / key).glob("llama_cpp_python-*.whl"))), None)


def obtain(root: Path, python: Path, cache: Path, key: str, line: Line, log: Path) -> Path:
    """Return the wheel for `key`, compiling it first where nobody has yet.

    python: the interpreter of the environment, which has pip. Network only when compiling.

    Raises:
        SetupError: it cannot be compiled.
    """
    wheel = find(cache, key)
    if wheel:
        line.say(f"compiled before: {wheel.name}")
        return wheel
    cache.mkdir(parents=True, exist_ok=True, mode=0o700)
    with alone(cache / "lock", lambda: line.say("another set-up is compiling it; waiting for that one")):
        wheel = find(cache, key)  # by the one waited for
        if wheel:
            return wheel
        for leftover in cache.glob(
            "build-*"
        ):  # of a set-up that was killed; no other builds while this one holds the lock
            shutil.rmtree(leftover, ignore_errors=True)
        work = Path(tempfile.mkdtemp(prefix="build-", dir=cache))
        try:
            return _keep(_build(root, python, work, line, log), cache / key)
        finally:
            shutil.rmtree(work, ignore_errors=True)


def _build(root: Path, python: Path, work: Path, line: Line, log: Path) -> Path:
    """Compile the pinned source distribution inside `work` with pinned tools; nothing else is fetched."""
    pins, tools = root / "requirements", work / "tools"
    env = {
        **os.environ,
        "CMAKE_BUILD_PARALLEL_LEVEL": os.environ.get("CMAKE_BUILD_PARALLEL_LEVEL", str(len(os.sched_getaffinity(0)))),
        "PATH": f"{tools / 'bin'}:{os.environ.get('PATH', os.defpath)}",
        "PYTHONPATH": str(tools),
        "TMPDIR": str(work),
    }
    pip: list[str | Path] = [python, "-m", "pip"]
    line.begin("fetching cmake and ninja")
    wanted = (pins / "llama-build.txt").read_text(encoding="utf-8").count("==")
    only = ["--require-hashes", "--no-deps", "--only-binary=:all:"]
    command = [*pip, "install", *only, "--target", tools, "-r", pins / "llama-build.txt"]
    run(command, line, log, collect_meter(wanted), env={**env, "PYTHONPATH": ""})
    line.begin("fetching llama.cpp's source")
    source = [
        "--require-hashes",
        "--no-deps",
        "--no-build-isolation",
        "--no-binary=:all:",
        "--progress-bar=raw",
    ]
    run(
        [*pip, "download", *source, "-d", work, "-r", pins / "llama.txt"],
        line,
        log,
        download_meter(),
        env=env,
    )
    line.begin("compiling llama.cpp for this processor, once")
    (sdist,) = work.glob("llama_cpp_python-*.tar.gz")
    options = [f"--config-settings=cmake.define.{name}={value}" for name, value in DEFINES.items()]
    options += [
        f"--config-settings=build.targets={';'.join(TARGETS)}",
        f"--config-settings=wheel.exclude={';'.join(LEFT_OUT)}",
        f"--config-settings=cmake.define.CMAKE_PROJECT_llama.cpp_INCLUDE={root / 'tools/llama.cmake'}",
        "--config-settings=cmake.verbose=false",
    ]
    # Without pip's own cache: it would not know that a wheel in there was compiled for another processor.
    build = ["wheel", "-v", "--no-cache-dir", "--no-deps", "--no-index", "--no-build-isolation"]
    run([*pip, *build, *options, "-w", work / "out", sdist], line, log, ninja_meter(), env=env)
    (wheel,) = (work / "out").glob("*.whl")
    line.say(f"compiled in {clock(line.now() - line.started)}, kept in {work.parent}")
    return wheel


def _keep(wheel: Path, folder: Path) -> Path:
    """Move the finished wheel into its place; before that nothing is there, after it all of it."""
    with wheel.open("rb") as file:
        os.fsync(file.fileno())
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    return wheel.replace(folder / wheel.name)
