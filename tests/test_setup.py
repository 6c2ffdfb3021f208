"""Set-up does what has to be done once, shows how far it is, and takes nothing that is not pinned."""

from __future__ import annotations

import io
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tools import llama_wheel, lock, setup
from tools.steps import (
    Line,
    SetupError,
    Share,
    Stamps,
    alone,
    clock,
    collect_meter,
    digest,
    download_meter,
    is_live,
    ninja_meter,
    no_meter,
    run,
)

ROOT = Path(__file__).resolve().parents[1]
PINS = sorted((ROOT / "requirements").glob("*.txt"))
SH = Path("/bin/sh")


def quiet() -> Line:
    return Line("step", io.StringIO(), live=False)


class Ticks:
    """A clock that is moved by hand, in seconds."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


# --- stamps ---------------------------------------------------------------------------------------------------------


def test_a_step_is_current_only_with_the_key_it_was_finished_with(tmp_path: Path) -> None:
    stamps = Stamps(tmp_path / "state")
    assert not stamps.current("packages", "a")
    stamps.put("packages", "a")
    assert stamps.current("packages", "a")
    assert not stamps.current("packages", "b")
    assert not stamps.current("llama", "a")
    stamps.drop("packages")
    assert not stamps.current("packages", "a")
    assert [entry.name for entry in (tmp_path / "state").iterdir()] == []


@given(st.lists(st.text(max_size=4), max_size=4), st.lists(st.text(max_size=4), max_size=4))
def test_different_inputs_have_different_digests_wherever_they_are_cut(one: list[str], other: list[str]) -> None:
    assert (digest(one) == digest(other)) == (one == other)


# --- progress -------------------------------------------------------------------------------------------------------


def test_ninja_lines_say_how_far_the_compile_is() -> None:
    meter = ninja_meter()
    assert meter("  [12/74] Building CXX object vendor/llama.cpp/src/llama.cpp.o\n") == Share(12, 74)
    assert meter("[74/74] Linking CXX shared library bin/libllama.so") == Share(74, 74)
    assert meter("  -- Including CPU backend") is None
    assert meter("  [100%] Built target") is None
    assert meter("[1/0] nonsense") is None


def test_pip_lines_say_how_far_a_download_and_an_installation_are() -> None:
    assert download_meter()("Progress 262144 of 76589250\n") == Share(262144, 76589250)
    assert download_meter()("Progress 0 of 0") is None
    meter = collect_meter(2)
    assert meter("Looking in links: somewhere") is None
    assert meter("Collecting numpy==2.4.6 (from -r requirements/lock.txt (line 3))") == Share(1, 2)
    assert meter("  Downloading numpy-2.4.6-cp311.whl (16 MB)") is None
    assert meter("Requirement already satisfied: rich==15.0.0 in ./.venv/lib") == Share(2, 2)
    assert meter("Ignoring colorama: markers 'sys_platform == \"win32\"' don't match") == Share(2, 2)


def test_in_a_pipe_a_long_task_gives_a_line_for_every_tenth() -> None:
    out, ticks = io.StringIO(), Ticks()
    line = Line("llama.cpp", out, live=False, now=ticks)
    line.begin("compiling")
    for done in range(1, 75):
        ticks.now += 5
        line.tick()
        line.show(Share(done, 74))
    texts = out.getvalue().splitlines()
    assert texts[0].split() == ["llama.cpp", "compiling"]
    assert [text.split(": ")[1].split(" %")[0] for text in texts[1:]] == [str(n) for n in range(10, 101, 10)]
    assert texts[-1].endswith("compiling: 100 %, 6 min 10 s")
    assert "\r" not in out.getvalue() and "\033" not in out.getvalue()


def test_in_a_pipe_a_short_task_gives_one_line() -> None:
    out = io.StringIO()
    line = Line("packages", out, live=False, now=Ticks())
    line.begin("installing")
    for done in range(1, 51):
        line.show(Share(done, 50))
    assert len(out.getvalue().splitlines()) == 1


def test_on_a_terminal_one_line_moves_and_keeps_its_clock_going() -> None:
    out, ticks = io.StringIO(), Ticks()
    line = Line("llama.cpp", out, live=True, now=ticks)
    line.begin("compiling")
    line.show(Share(37, 74))
    ticks.now = 65
    line.tick()
    assert "\n" not in out.getvalue()
    last = out.getvalue().split("\r\033[K")[-1]
    assert last == f"  llama.cpp  [{'#' * 15}{'.' * 15}]  50 %  compiling, 1 min 05 s"


def test_nothing_is_written_over_where_that_cannot_be_seen() -> None:
    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    assert is_live(Terminal(), {"TERM": "xterm"})
    assert not is_live(Terminal(), {})
    assert not is_live(Terminal(), {"TERM": "dumb"})
    assert not is_live(io.StringIO(), {"TERM": "xterm"})


@pytest.mark.parametrize(
    ("seconds", "text"), [(0.4, "0 s"), (59.4, "59 s"), (59.6, "1 min 00 s"), (125, "2 min 05 s")]
)
def test_durations_are_written_as_people_write_them(seconds: float, text: str) -> None:
    assert clock(seconds) == text


# --- commands -------------------------------------------------------------------------------------------------------


def test_a_commands_lines_are_metered_and_logged(tmp_path: Path) -> None:
    seen: list[str] = []

    def meter(text: str, /) -> Share | None:
        seen.append(text)
        return None

    run([SH, "-c", r"printf 'one\ntwo\rthree' ; echo four >&2"], quiet(), tmp_path / "log", meter)
    assert seen == ["one\n", "two\r", "threefour\n"]
    assert "threefour" in (tmp_path / "log").read_text()


def test_a_failed_command_shows_the_end_of_what_it_said_and_where_the_rest_is(tmp_path: Path) -> None:
    log = tmp_path / "log"
    run([SH, "-c", "echo of an earlier one"], quiet(), log, no_meter)
    with pytest.raises(SetupError) as caught:
        run([SH, "-c", "echo no route to host; exit 3"], quiet(), log, no_meter)
    message = str(caught.value)
    assert "no route to host" in message and "status 3" in message and str(log) in message
    assert "of an earlier one" not in message


def test_what_stops_set_up_stops_its_commands_and_their_children(tmp_path: Path) -> None:
    def meter(text: str, /) -> Share | None:
        (tmp_path / "grandchild").write_text(text)
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run([SH, "-c", "sleep 600 & echo $!; wait"], quiet(), tmp_path / "log", meter)
    status = Path(f"/proc/{int((tmp_path / 'grandchild').read_text())}/stat")
    for _ in range(10_000):  # a killed orphan stays visible until it has been collected
        if not status.exists() or status.read_text().rsplit(")", 1)[1].split()[0] == "Z":
            return
        os.sched_yield()
    pytest.fail("the grandchild lives on")


def test_two_set_ups_work_one_after_the_other(tmp_path: Path) -> None:
    waited: list[str] = []
    holder = "import sys; from pathlib import Path; from tools.steps import alone\n"
    holder += "with alone(Path(sys.argv[1]), print): print('held', flush=True); sys.stdin.read()"
    command = [sys.executable, "-c", holder, str(tmp_path / "lock")]
    with subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as other:
        assert other.stdin is not None and other.stdout is not None
        assert other.stdout.readline() == b"held\n"

        def waiting() -> None:
            waited.append("once")
            assert other.stdin is not None
            other.stdin.close()

        with alone(tmp_path / "lock", waiting):
            assert waited == ["once"]


# --- the compiled wheel ---------------------------------------------------------------------------------------------


INTEL = "processor\t: 0\nflags\t\t: fpu avx2 ibpb_exit_to_user fma avx512f sse4_1\n\nflags: no\n"
ARM = "processor\t: 0\nFeatures\t: fp asimd asimddp i8mm\n"


def key(
    requirement: str = "llama-cpp-python==1.2.3 \\\n    --hash=sha256:00\n",
    tools: str = "cmake==4",
    recipe: str = "",
    cpu: str = INTEL,
    system: str = "x86_64 glibc 2.36",
    environ: dict[str, str] | None = None,
) -> str:
    return llama_wheel.wheel_key(requirement, tools, recipe, llama_wheel.instructions(cpu), system, environ or {})


def test_instructions_are_the_ones_a_compiler_may_use() -> None:
    assert llama_wheel.instructions(INTEL) == ["avx2", "avx512f", "fma", "sse4_1"]
    assert llama_wheel.instructions(ARM) == ["asimd", "asimddp", "fp", "i8mm"]
    assert llama_wheel.instructions("") == []


def test_a_kernel_update_does_not_make_it_compile_again() -> None:
    assert key(cpu=INTEL.replace("ibpb_exit_to_user", "another_mitigation")) == key()
    assert key(environ={"HOME": "/elsewhere"}) == key()


def test_everything_the_wheel_depends_on_changes_its_key() -> None:
    keys = [
        key(),
        key(requirement="llama-cpp-python==1.2.4 \\\n    --hash=sha256:00\n"),
        key(requirement="llama-cpp-python==1.2.3 \\\n    --hash=sha256:01\n"),
        key(tools="cmake==5"),
        key(recipe="set(A B)"),
        key(cpu=INTEL.replace("avx512f ", "")),
        key(cpu=ARM),
        key(system="x86_64 glibc 2.31"),
        key(environ={"CMAKE_ARGS": "-DGGML_VULKAN=ON"}),
    ]
    assert len(set(keys)) == len(keys)
    assert keys[0].startswith("1.2.3-")


def test_a_source_without_a_version_is_refused() -> None:
    with pytest.raises(SetupError, match="make lock"):
        key(requirement="# nothing\n")


def test_the_cache_is_the_users_and_a_relative_one_does_not_count(tmp_path: Path) -> None:
    assert llama_wheel.cache_folder({}, tmp_path) == tmp_path / ".cache/samantha/wheels"
    assert llama_wheel.cache_folder({"XDG_CACHE_HOME": "/c"}, tmp_path) == Path("/c/samantha/wheels")
    assert llama_wheel.cache_folder({"XDG_CACHE_HOME": "c"}, tmp_path) == tmp_path / ".cache/samantha/wheels"


def test_a_finished_wheel_is_taken_as_it_is(tmp_path: Path) -> None:
    wheel = tmp_path / "k/llama_cpp_python-1.2.3-py3-none-linux_x86_64.whl"
    wheel.parent.mkdir()
    wheel.write_bytes(b"wheel")
    no_python = tmp_path / "python-that-does-not-exist"
    assert llama_wheel.obtain(ROOT, no_python, tmp_path, "k", quiet(), tmp_path / "log") == wheel


def test_a_failed_build_and_a_killed_one_leave_nothing_behind(tmp_path: Path) -> None:
    cache = tmp_path / "wheels"
    (cache / "build-of-a-killed-set-up/out").mkdir(parents=True)
    with pytest.raises(SetupError):
        llama_wheel.obtain(ROOT, Path("/bin/false"), cache, "k", quiet(), tmp_path / "log")
    assert [entry.name for entry in cache.iterdir()] == ["lock"]
    assert llama_wheel.find(cache, "k") is None


# --- what is pinned -------------------------------------------------------------------------------------------------


def test_there_is_a_pinned_file_for_everything_that_is_installed() -> None:
    assert [path.name for path in PINS] == sorted(lock.FILES)


@pytest.mark.parametrize("path", PINS, ids=lambda path: path.name)
def test_pinned_files_hold_versions_and_hashes_and_no_address(path: Path) -> None:
    assert lock.faults(path.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("", "pins nothing"),
        ("numpy==2.4.6\n", "has no hash"),
        (f"numpy>=2 --hash=sha256:{'0' * 64}\n", "not pinned"),
        (f"numpy==2.* --hash=sha256:{'0' * 64}\n", "not pinned"),
        (f"--index-url https://example.org/simple\nnumpy==2 --hash=sha256:{'0' * 64}\n", "address"),
        (f"-f /wheels\nnumpy==2 --hash=sha256:{'0' * 64}\n", "address"),
        (f"numpy @ file:///numpy.whl --hash=sha256:{'0' * 64}\n", "address"),
    ],
)
def test_a_bad_pinned_file_is_noticed(text: str, fault: str) -> None:
    assert any(fault in problem for problem in lock.faults(text))


def test_what_samantha_asks_for_is_pinned() -> None:
    tomllib = pytest.importorskip("tomllib")
    asked = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["dependencies"]
    names = {entry.split(">")[0] for entry in asked}
    pinned = {
        entry.split("==")[0]
        for name in ("lock.txt", "llama.txt")
        for entry in lock.entries((ROOT / "requirements" / name).read_text(encoding="utf-8"))
    }
    assert names <= pinned


def test_requirements_are_counted_not_their_hashes() -> None:
    for path in PINS:
        text = path.read_text(encoding="utf-8")
        assert setup.requirement_count(text) == len(lock.entries(text)) > 0


# --- refusals -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("minor", [11, 12, 13])
def test_supported_pythons_are_taken(minor: int) -> None:
    assert setup.python_refusal((3, minor, 0), "/usr/bin/python3", lambda _: None) is None


@pytest.mark.parametrize("version", [(3, 10, 13), (3, 14, 0), (2, 7, 18)])
def test_another_python_is_refused_with_the_command_that_mends_it(version: tuple[int, int, int]) -> None:
    which = {"python3.12": "/usr/bin/python3.12"}.get
    text = setup.python_refusal(version, "/usr/bin/python3", which)
    assert text is not None
    assert ".".join(map(str, version)) in text and "/usr/bin/python3" in text and "3.11, 3.12 or 3.13" in text
    assert text.endswith("make talk PYTHON=python3.12")
    text = setup.python_refusal(version, "/usr/bin/python3", lambda _: None)
    assert text is not None and "Install one of them" in text


def test_a_missing_debian_package_is_one_line_to_type() -> None:
    assert setup.apt_line(["g++", "libportaudio2"]) == (
        "sudo apt-get install --no-install-recommends g++ libportaudio2"
    )


# --- the whole of it ------------------------------------------------------------------------------------------------


@pytest.fixture
def checkout() -> Iterator[Path]:
    """A copy of what set-up reads, without an environment."""
    with tempfile.TemporaryDirectory() as folder:
        for name in ("tools", "requirements"):
            (Path(folder) / name).mkdir()
            for path in (ROOT / name).iterdir():
                if path.is_file():
                    (Path(folder) / name / path.name).write_bytes(path.read_bytes())
        (Path(folder) / "pyproject.toml").write_bytes((ROOT / "pyproject.toml").read_bytes())
        yield Path(folder)


def set_up(checkout: Path, *words: str) -> subprocess.CompletedProcess[str]:
    env = {"PATH": os.environ["PATH"], "HOME": ""}
    command = [sys.executable, "-m", "tools.setup", *words]
    return subprocess.run(command, cwd=checkout, env=env, capture_output=True, text=True, timeout=60)


def test_an_environment_of_somebody_elses_is_left_alone(checkout: Path) -> None:
    (checkout / ".venv").mkdir()
    (checkout / ".venv/precious").write_text("mine")
    result = set_up(checkout)
    assert result.returncode == 1
    assert "Move it out of the way" in result.stderr and "Traceback" not in result.stderr
    assert [path.name for path in (checkout / ".venv").iterdir()] == ["precious"]


def test_a_current_checkout_is_left_alone_at_once(checkout: Path) -> None:
    code = "from tools import setup; [setup.STAMPS.put(step.name, step.key) for step in setup._steps(True)]"
    subprocess.run([sys.executable, "-c", code], cwd=checkout, env={"PATH": os.environ["PATH"]}, check=True)
    started = time.monotonic()
    result = set_up(checkout, "--dev")
    assert result.returncode == 0 and result.stdout.split() == ["set-up", "up", "to", "date"]
    assert time.monotonic() - started < 5
    assert not (checkout / ".venv/bin").exists()


def test_a_stopped_set_up_says_so_in_one_sentence(checkout: Path) -> None:
    with (checkout / "requirements/lock.txt").open("w") as pins:
        pins.write("# nothing is pinned here, so that there is nothing to fetch\n")
    env = {"PATH": os.environ["PATH"], "HOME": str(checkout)}
    command = [sys.executable, "-m", "tools.setup"]
    with subprocess.Popen(
        command, cwd=checkout, env=env, text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as process:
        assert process.stdout is not None
        assert "making an environment" in process.stdout.readline()
        process.send_signal(signal.SIGTERM)
        _, said = process.communicate(timeout=30)
    assert process.returncode == 130
    assert "start again to go on" in said and "Traceback" not in said
