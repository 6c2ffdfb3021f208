"""Make a fresh checkout ready to talk: `python3 -m tools.setup [--dev]`, or one of the Makefile's targets.

The steps, each of which is skipped while its inputs have not changed (steps.py says how that is known):

    system      Python's version, its venv module, a C++ compiler, PortAudio's library
    .venv       an environment of this checkout
    packages    what requirements/lock.txt pins, by version and hash (with --dev also dev.txt)
    llama.cpp   compiled once for this processor, kept for other checkouts (llama_wheel.py)
    samantha    this checkout itself, editable

Nothing is fetched that is not pinned by its hash, and nothing is fetched at all when every step is current.

PortAudio is the one thing that may stay missing: without it there is no microphone and no loudspeaker, but sound
files and the keyboard work, so set-up says how to get it and goes on.
"""

from __future__ import annotations

import argparse
import ctypes.util
import importlib.util
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from tools import llama_wheel
from tools.steps import Line, SetupError, Stamps, alone, clock, collect_meter, digest, is_live, no_meter, run

ROOT = Path(__file__).resolve().parents[1]
VENV = ROOT / ".venv"
PYTHON = VENV / "bin/python"
STATE = VENV / ".samantha"  # our mark on the environment: stamps, lock and log
LOG = STATE / "setup.log"
STAMPS = Stamps(STATE)

PYTHONS = ((3, 11), (3, 12), (3, 13))
PIP_INSTALL = (PYTHON, "-m", "pip", "install", "--require-hashes", "--no-deps", "--no-build-isolation")


@dataclass(frozen=True)
class Need:
    """Something of the operating system's: how to see that it is there, and the Debian package that brings it."""

    what: str
    package: str
    here: Callable[[], bool]
    vital: bool = True


@dataclass(frozen=True)
class Step:
    """A part of set-up: `work` brings about a state that depends on nothing but what went into `key`."""

    name: str
    key: str
    work: Callable[[Line], None]


def main(arguments: Sequence[str] | None = None) -> int:
    """Bring the checkout up to date; 0 when it is, 1 with one message when it cannot be."""
    parser = argparse.ArgumentParser(prog="tools.setup", description="Make this checkout ready to talk.")
    parser.add_argument("--dev", action="store_true", help="also what the tests and checks need")
    dev = bool(parser.parse_args(arguments).dev)
    for number in (signal.SIGHUP, signal.SIGTERM):
        signal.signal(number, _stop)
    _clean_environment()
    try:
        _set_up(dev)
    except SetupError as error:
        return _complain(str(error))
    except OSError as error:
        return _complain(f"{error.filename or 'the operating system'}: {error.strerror or error}")
    except KeyboardInterrupt:
        return _complain("stopped. What is finished stays finished: start again to go on.", 130)
    return 0


def python_refusal(version: tuple[int, int, int], executable: str, which: Callable[[str], str | None]) -> str | None:
    """Return why this Python cannot be used and what to do about it, or None if it can."""
    if tuple(version[:2]) in PYTHONS:
        return None
    supported = ", ".join(f"{major}.{minor}" for major, minor in PYTHONS[:-1]) + " or {}.{}".format(*PYTHONS[-1])
    mine = ".".join(str(number) for number in version[:3])
    names = [f"python{major}.{minor}" for major, minor in reversed(PYTHONS)]
    found = next((name for name in names if which(name)), None)
    mend = (
        f"You have {found}: make talk PYTHON={found}" if found else "Install one of them: make talk PYTHON=python3.11"
    )
    return f"Samantha needs Python {supported}; {executable} is {mine}. {mend}"


def apt_line(packages: Sequence[str]) -> str:
    """Return the one line a user can type to install Debian packages."""
    return "sudo apt-get install --no-install-recommends " + " ".join(packages)


def requirement_count(text: str) -> int:
    """Return how many requirements a pinned file holds."""
    return sum("==" in line and not line.startswith((" ", "#")) for line in text.splitlines())


def _set_up(dev: bool) -> None:
    started = time.monotonic()
    if sys.platform != "linux":
        raise SetupError(f"Samantha runs on Linux; this is {sys.platform}.")
    refusal = python_refusal(sys.version_info[:3], sys.executable, shutil.which)
    if refusal:
        raise SetupError(refusal)
    _refuse_foreign_venv()
    STATE.mkdir(parents=True, exist_ok=True)
    with alone(
        STATE / "lock", lambda: _line("set-up").say("another one is at work in this checkout; waiting for it")
    ):
        _system(_line("system"))
        if (STATE / "installing").exists():  # a set-up was stopped in the middle of installing: start from clean
            STAMPS.drop(".venv")
        done = [step.name for step in _steps(dev) if _do(step)]
    _line("set-up").say(f"finished in {clock(time.monotonic() - started)}" if done else "up to date")


def _steps(dev: bool) -> list[Step]:
    """Return the steps in order; a step's key includes those of the steps it builds upon."""
    pins = ROOT / "requirements"
    venv = digest([sys.version, sys.base_prefix, str(ROOT)])
    packages = digest([venv, (pins / "build.txt").read_bytes(), (pins / "lock.txt").read_bytes()])
    steps = [
        Step(".venv", venv, _make_venv),
        Step("packages", packages, _install_packages),
        Step("llama.cpp", digest([venv, llama_wheel.this_machine(ROOT)]), _install_llama),
        Step("samantha", digest([venv, (ROOT / "pyproject.toml").read_bytes()]), _install_ourselves),
    ]
    if dev:
        steps.append(Step("dev", digest([packages, (pins / "dev.txt").read_bytes()]), _install_dev))
    return steps


def _do(step: Step) -> bool:
    """Do a step unless it is current; return whether it was done."""
    if STAMPS.current(step.name, step.key):
        return False
    STAMPS.drop(step.name)
    step.work(_line(step.name))
    STAMPS.put(step.name, step.key)
    return True


def _needs() -> list[Need]:
    debian_venv = "python{}.{}-venv".format(*sys.version_info[:2])
    compilers = [os.environ.get("CXX", "c++"), "g++"]
    return [
        Need("Python's venv module", debian_venv, lambda: importlib.util.find_spec("ensurepip") is not None),
        Need("a C++ compiler", "g++", lambda: any(shutil.which(name.split()[0]) for name in compilers)),
        Need(
            "PortAudio's library",
            "libportaudio2",
            lambda: bool(ctypes.util.find_library("portaudio")),
            vital=False,
        ),
    ]


def _system(line: Line) -> None:
    """See what the operating system lacks and install it where that is allowed; once, not at every start."""
    missing = [need for need in _needs() if not need.here()]
    if not missing:
        return
    tried = digest(need.package for need in missing)
    if not STAMPS.current("system", tried):
        _apt_install([need.package for need in missing], line)
        missing = [need for need in missing if not need.here()]
    vital = [need for need in missing if need.vital]
    if vital:
        what = " and ".join(need.what for need in vital)
        raise SetupError(f"missing: {what}. Install with:\n\n    {apt_line([need.package for need in missing])}\n")
    for need in missing:
        STAMPS.put("system", tried)
        line.say(f"{need.what} is missing: no microphone and no loudspeaker until you run")
        line.say(f"    {apt_line([need.package])}")


def _apt_install(packages: list[str], line: Line) -> None:
    """Install Debian packages as root or through a sudo that asks no password; else, or on failure, do nothing."""
    if not shutil.which("apt-get"):
        return
    if os.geteuid() == 0:
        apt = ["apt-get"]
    elif shutil.which("sudo") and subprocess.run(["sudo", "-n", "true"], capture_output=True).returncode == 0:
        apt = ["sudo", "-n", "DEBIAN_FRONTEND=noninteractive", "apt-get"]
    else:
        return
    env = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    install = [*apt, "install", "-y", "--no-install-recommends", "-o", "DPkg::Lock::Timeout=120", *packages]
    line.begin(f"installing {', '.join(packages)} with apt-get")
    try:
        # On a fresh machine the package lists are often missing or old.
        run([*apt, "update", "-o", "Acquire::Retries=1"], line, LOG, no_meter, env)
        run(install, line, LOG, no_meter, env)
    except SetupError:
        line.say(f"apt-get could not install {', '.join(packages)} (see {LOG})")
    else:
        line.say(f"installed {', '.join(packages)}")


def _refuse_foreign_venv() -> None:
    if VENV.exists() and not STATE.is_dir():
        raise SetupError(f"{VENV} was not made by this set-up. Move it out of the way, then start again.")


def _make_venv(line: Line) -> None:
    for entry in VENV.iterdir():
        if entry == STATE:
            continue
        if entry.is_dir() and not entry.is_symlink():
            shutil.rmtree(entry)
        else:
            entry.unlink()
    for step in ("packages", "llama.cpp", "samantha", "dev", "installing"):
        STAMPS.drop(step)
    line.begin("making an environment")
    run([sys.executable, "-m", "venv", VENV], line, LOG, no_meter)
    line.say("Python {}.{}.{} in {}".format(*sys.version_info[:3], VENV))


def _install_packages(line: Line) -> None:
    pins = ROOT / "requirements"
    count = requirement_count((pins / "lock.txt").read_text(encoding="utf-8"))
    line.begin(f"installing {count} pinned packages")
    # docopt, which num2words asks for, exists as a source only; everything else must be a binary, or say so at once.
    binary = ["--only-binary=:all:", "--no-binary=docopt", "--use-pep517"]
    _install([*PIP_INSTALL, "--only-binary=:all:", "-r", pins / "build.txt"], line, 0)
    _install([*PIP_INSTALL, *binary, "-r", pins / "lock.txt"], line, count)
    line.say(f"{count} pinned packages, {clock(line.now() - line.started)}")


def _install_dev(line: Line) -> None:
    pins = ROOT / "requirements/dev.txt"
    count = requirement_count(pins.read_text(encoding="utf-8"))
    line.begin(f"installing {count} packages for tests and checks")
    _install([*PIP_INSTALL, "--only-binary=:all:", "-r", pins], line, count)
    line.say(f"{count} packages for tests and checks, {clock(line.now() - line.started)}")


def _install_llama(line: Line) -> None:
    cache = llama_wheel.cache_folder(os.environ, Path.home())
    wheel = llama_wheel.obtain(ROOT, PYTHON, cache, llama_wheel.this_machine(ROOT), line, LOG)
    local = ["--no-index", "--no-deps", "--force-reinstall"]
    _install([PYTHON, "-m", "pip", "install", *local, wheel], line, 0)


def _install_ourselves(line: Line) -> None:
    line.begin("installing this checkout")
    local = ["--no-index", "--no-deps", "--no-build-isolation", "-e", str(ROOT)]
    _install([PYTHON, "-m", "pip", "install", *local], line, 0)
    line.say(f"this checkout is installed: {VENV / 'bin/samantha'}")


def _install(command: Sequence[str | Path], line: Line, count: int) -> None:
    """Run a pip command that changes the environment; if it is cut short, the environment will be made anew."""
    STAMPS.put("installing", "")
    run(command, line, LOG, collect_meter(count) if count else no_meter)
    STAMPS.drop("installing")


def _clean_environment() -> None:
    """Take out of the environment what would lead Python, pip or a HOME astray."""
    for name in ("PYTHONHOME", "PYTHONPATH", "PIP_PREFIX", "PIP_TARGET", "PIP_REQUIRE_VIRTUALENV"):
        os.environ.pop(name, None)
    os.environ.update(PIP_DISABLE_PIP_VERSION_CHECK="1", PIP_NO_INPUT="1", PIP_USER="0")
    if not os.environ.get("HOME"):
        os.environ.pop("HOME", None)  # an empty one means the root folder to Python, a missing one the user's own


def _line(step: str) -> Line:
    return Line(step, sys.stdout, is_live(sys.stdout, os.environ))


def _stop(_number: int, _frame: object) -> None:
    raise KeyboardInterrupt


def _complain(text: str, status: int = 1) -> int:
    print(f"\nset-up: {text}", file=sys.stderr)
    return status


if __name__ == "__main__":
    sys.exit(main())
