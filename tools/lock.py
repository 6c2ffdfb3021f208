"""Make requirements/*.txt anew from pyproject.toml: `make lock`, with ARGS=--upgrade for the newest versions.

Each file pins versions and the hashes of all files of a version, for every Python and processor we support, and
holds no address: which index or mirror the files come from is the business of whoever installs them. So the
resolver runs with no configuration but its defaults, whatever indexes this machine is set up with.

    lock.txt         what Samantha needs when it runs, but for llama-cpp-python
    llama.txt        llama-cpp-python's source distribution
    llama-build.txt  what compiling that takes
    build.txt        what installing this checkout (and docopt, which has no binary) takes
    dev.txt          what tests and checks need, agreeing with lock.txt
    peers.txt        what the benchmark's peers need. Versions of lock.txt win over what those ask for: they share our
                     process, and ours is the program that is measured as it is installed everywhere else
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
RESOLVER = "uv==0.13.9"
HEAD = "# Versions and hashes only, no addresses. Made from pyproject.toml by `make lock`.\n"
OPTIONS = (
    "--quiet",
    "--no-config",
    "--universal",
    "--python-version=3.11",
    "--fork-strategy=fewest",  # one version for all Pythons where there is one
    "--generate-hashes",
    "--no-header",
    "--no-annotate",
    "--no-emit-index-url",
    "--no-emit-find-links",
)
LEFT_OUT = ("niquests",)
"""Never installed, though something asks for it: caldav works with requests as well, and niquests brings a fork of
urllib3 that writes itself over the real one whenever Python starts."""
FILES: dict[str, Sequence[str]] = {
    "lock.txt": ("pyproject.toml", "--no-emit-package=llama-cpp-python"),
    "llama.txt": ("pyproject.toml", "--no-deps"),
    "llama-build.txt": ("--group=llama-build",),
    "build.txt": ("--group=build",),
    "dev.txt": ("--group=dev", "--constraints=requirements/lock.txt"),
    "peers.txt": ("--group=peers", "--override=requirements/lock.txt", "--constraints=requirements/dev.txt"),
}


def main(arguments: Sequence[str]) -> int:
    """Write every file of requirements/ anew; `arguments` go to the resolver."""
    with tempfile.TemporaryDirectory() as folder:
        scratch = Path(folder)
        subprocess.run([sys.executable, "-m", "venv", scratch], check=True)
        subprocess.run([scratch / "bin/python", "-m", "pip", "install", "--quiet", RESOLVER], check=True)
        left_out = scratch / "left-out.txt"
        left_out.write_text("".join(f"{package}; python_version < '3'\n" for package in LEFT_OUT), encoding="utf-8")
        env = {name: value for name, value in os.environ.items() if not name.startswith(("UV_", "PIP_"))}
        for name, options in FILES.items():
            target = ROOT / "requirements" / name
            part = target.with_name(name + ".part")
            if target.exists():
                part.write_bytes(target.read_bytes())  # the resolver keeps the versions it finds there
            command = [
                str(scratch / "bin/uv"),
                "pip",
                "compile",
                *OPTIONS,
                *options,
                f"--override={left_out}",
                *arguments,
                f"--output-file={part}",
            ]
            subprocess.run(command, check=True, cwd=ROOT, env=env)
            text = part.read_text(encoding="utf-8")
            if name == "llama.txt":
                text = only(text, "llama-cpp-python")
            problems = faults(text)
            if problems:
                print(f"requirements/{name}: " + "; ".join(problems), file=sys.stderr)
                return 1
            part.write_text(HEAD + text, encoding="utf-8")
            part.replace(target)
            print(f"requirements/{name}: {len(entries(text))} pinned")
    return 0


def entries(text: str) -> list[str]:
    """Return the requirements of a pinned file, each with its hashes, as one line without continuations."""
    lines = [line for line in text.splitlines() if line.strip() and not line.lstrip().startswith("#")]
    return "\n".join(lines).replace("\\\n", " ").splitlines()


def only(text: str, package: str) -> str:
    """Return the part of a pinned file that is about one package."""
    found = re.search(rf"^{re.escape(package)}==.*\n(?:[ ]+.*\n?)*", text, re.MULTILINE)
    return found[0] if found else ""


def faults(text: str) -> list[str]:
    """Return what is wrong with a pinned file: it is empty, holds an address, or pins something badly."""
    found = entries(text)
    problems = [] if found else ["it pins nothing"]
    if re.search(r"://|^\s*-(?!-hash=sha256:)| @ ", text, re.MULTILINE):
        problems.append("it holds an address or an option")
    for entry in found:
        name = entry.split()[0]
        if not re.match(r"^[a-z0-9][a-z0-9._-]*==[^*\s]+$", name):
            problems.append(f"{name} is not pinned to one version")
        if not re.search(r" --hash=sha256:[0-9a-f]{64}", entry):
            problems.append(f"{name} has no hash")
    return problems


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
