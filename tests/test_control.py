"""The service's parts, each alone: the control socket, systemd's protocol, the lock, the door that stays open."""

from __future__ import annotations

import json
import os
import socket
import stat
import subprocess
import sys
from collections.abc import AsyncIterator, Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from pathlib import Path
from urllib.request import urlopen

import anyio
import numpy as np
import pytest
from anyio.abc import SocketListener

from samantha.audio.pcm import PLAY_RATE, Pcm
from samantha.core import notes
from samantha.core.clock import samples
from samantha.core.notes import Note
from samantha.doors.loudspeaker import PLAY_WINDOW
from samantha.doors.standing import Standing
from samantha.errors import DeviceError, InputError, SamanthaError, ServiceError
from samantha.ports import Frame, Typed
from samantha.service import caller, control_socket, lives
from samantha.service.alone import alone
from samantha.service.control import MOST_WAITING, Answer, Control, Follower, Order
from samantha.service.event_log import as_live_event, as_note
from samantha.service.heartbeat import BEATS, beat
from samantha.service.metrics import offer, page
from samantha.service.notify import Systemd
from samantha.service.paths import runtime_folder
from samantha.service.tally import Tally
from samantha.testing import virtual_time
from samantha.testing.fakes import ScriptedDoor

# ------------------------------------------------------------------------------------- control socket


@pytest.fixture
def env(tmp_path: Path) -> dict[str, str]:
    """A user of his own, whose runtime folder has a short path."""
    return {"HOME": str(tmp_path), "XDG_RUNTIME_DIR": str(tmp_path), "XDG_STATE_HOME": str(tmp_path / "state")}


def with_service(
    env: dict[str, str], orders: dict[str, Order], ask: Callable[[Control], None], rounds: int = 1
) -> None:
    """Calls ``ask`` in a thread while ``orders`` are served."""

    async def run() -> None:
        for _ in range(rounds):
            control = Control(orders)
            listener = await SocketListener.from_socket(control_socket.listening(env, Systemd({})))
            async with anyio.create_task_group() as tasks:
                tasks.start_soon(control.serve, listener)
                await anyio.to_thread.run_sync(ask, control)
                tasks.cancel_scope.cancel()
            await listener.aclose()

    anyio.run(run)


async def hello() -> Answer:
    return {"said": "hello"}


async def refuse() -> Answer:
    raise InputError("that cannot be", where="here", mend="Do something else.")


def test_an_order_is_answered_and_a_refusal_comes_back_as_the_same_error(env: dict[str, str]) -> None:
    def ask(_: Control) -> None:
        assert caller.ask("hello", env) == {"said": "hello"}
        with pytest.raises(SamanthaError, match="that cannot be") as raised:
            caller.ask("refuse", env)
        assert str(raised.value) == str(InputError("that cannot be", where="here", mend="Do something else."))
        assert raised.value.exit_code == InputError.exit_code
        with pytest.raises(SamanthaError, match="no order 'dance'"):
            caller.ask("dance", env)

    with_service(env, {"hello": hello, "refuse": refuse}, ask)


@pytest.mark.parametrize(
    "request_line",
    [b"\n", b"null\n", b"[]\n", b"{}\n", b'{"do": 1}\n', b"\xff\xfe\n", b"[" * 4000 + b"\n", b"x" * 5000 + b"\n"],
)
def test_nonsense_is_told_what_a_request_is_and_harms_nobody(env: dict[str, str], request_line: bytes) -> None:
    def ask(_: Control) -> None:
        with control_socket.called(env, 5) as line, line.makefile("rb") as incoming:
            line.sendall(request_line)
            answer = json.loads(incoming.readline())
            assert answer["ok"] is False
            assert answer["error"]["what"]
        assert caller.ask("hello", env) == {"said": "hello"}

    with_service(env, {"hello": hello}, ask)


def test_whoever_follows_gets_the_events_of_the_conversation(env: dict[str, str]) -> None:
    async def talk() -> Answer:
        controls[0].watch(notes.Turn(samples(1000), 1, "Hello."))
        controls[0].watch(notes.Listening(0))
        controls[0].watch(notes.Muted(samples(2000), True))
        return {}

    controls: list[Control] = []

    def ask(control: Control) -> None:
        controls.append(control)
        events = caller.follow(env)
        first = begun(lambda: next(events))
        while not control.followed:
            os.sched_yield()
        with control_socket.called(env, 5) as line:  # follows too, and leaves without a word
            line.sendall(b'{"do": "captions"}\n')
            line.recv(100)
        caller.ask("talk", env)
        assert first() == {"event": "turn", "at_ms": 1000, "turn": 1, "text": "Hello."}
        assert next(events) == {"event": "muted", "at_ms": 2000, "on": True}

    with_service(env, {"talk": talk}, ask)


def begun(work: Callable[[], Answer]) -> Callable[[], Answer]:
    """The work begun in a thread; what is returned waits for its result."""
    return ThreadPoolExecutor(1).submit(work).result


def test_a_slow_follower_loses_the_oldest_events_and_is_told_how_many() -> None:
    async def run() -> list[Answer]:
        follower = Follower()
        for number in range(MOST_WAITING + 3):
            follower.tell({"event": "x", "n": number})
        return await follower.next()

    events = anyio.run(run)
    assert events[0] == {"event": "missed", "count": 3}
    assert [event["n"] for event in events[1:]] == list(range(3, MOST_WAITING + 3))


def test_the_socket_is_the_users_alone_and_a_stale_one_is_replaced(env: dict[str, str]) -> None:
    def ask(_: Control) -> None:
        path = runtime_folder(env) / "control"
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
        assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
        assert caller.ask("hello", env) == {"said": "hello"}

    with_service(env, {"hello": hello}, ask, rounds=2)  # the first leaves its socket's file behind
    with pytest.raises(ServiceError, match="no service is running"):
        caller.ask("hello", env)


def test_a_runtime_folder_of_systemds_comes_first_and_a_relative_one_is_ignored(tmp_path: Path) -> None:
    assert runtime_folder({"RUNTIME_DIRECTORY": "/run/samantha:/run/other"}) == Path("/run/samantha")
    assert runtime_folder({"XDG_RUNTIME_DIR": str(tmp_path)}) == tmp_path / "samantha"
    assert runtime_folder({"XDG_RUNTIME_DIR": "run", "HOME": "/home/amy"}) == Path(
        "/home/amy/.local/state/samantha/run"
    )


# ------------------------------------------------------------------------------------------- systemd


@pytest.fixture
def manager(tmp_path: Path) -> socket.socket:
    """A service manager's end of the line."""
    line = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
    line.bind(str(tmp_path / "notify"))
    line.settimeout(5)
    return line


def test_systemd_is_told_and_keeps_a_descriptor(manager: socket.socket, env: dict[str, str]) -> None:
    systemd_env = {"NOTIFY_SOCKET": str(manager.getsockname()), "WATCHDOG_USEC": "6000000"}
    systemd = Systemd(systemd_env)
    assert systemd_env == {}, "a child process must not take itself for the service"
    assert systemd.watchdog_s == 6
    systemd.tell("READY=1", "STATUS=Listening")
    assert manager.recv(100) == b"READY=1\nSTATUS=Listening"
    ours = control_socket.listening(env, systemd)
    text, descriptors, _, _ = socket.recv_fds(manager, 100, 1)
    assert text == b"FDSTORE=1\nFDNAME=control"
    with ours, socket.socket(fileno=descriptors[0]) as theirs:
        assert theirs.getsockname() == ours.getsockname()


def test_without_a_manager_nothing_is_watched_and_telling_is_harmless() -> None:
    systemd = Systemd({"WATCHDOG_USEC": "1000", "WATCHDOG_PID": "1"})
    assert systemd.watchdog_s is None
    assert not systemd.here
    systemd.tell("READY=1")
    gone = Systemd({"NOTIFY_SOCKET": "/nowhere/at/all"})
    gone.tell("READY=1")


def test_a_socket_that_systemd_kept_is_taken_over_with_those_who_called_meanwhile(env: dict[str, str]) -> None:
    """The next life is another process, with the socket as descriptor 3."""
    first = control_socket.listening(env, Systemd({}))
    program = """
import os, socket, sys
from samantha.service import control_socket
from samantha.service.notify import Systemd
env = dict(os.environ, LISTEN_PID=str(os.getpid()), LISTEN_FDS="1", LISTEN_FDNAMES=sys.argv[1])
line = control_socket.listening(env, Systemd(env))
if line.fileno() == 3:
    assert not os.get_inheritable(3)
    line.accept()[0].sendall(b"here")
"""
    with first, control_socket.called(env, 5) as waiting:

        def next_life(name: str) -> int:
            def as_three() -> None:
                os.dup2(first.fileno(), 3)

            command = [sys.executable, "-c", program, name]
            environment = os.environ | env
            return subprocess.run(
                command, env=environment, pass_fds=(3,), preexec_fn=as_three, timeout=60, check=False
            ).returncode

        assert next_life("control") == 0
        assert waiting.recv(10) == b"here"
        assert next_life("something-else") == 0  # that makes a new one
        assert runtime_folder(env).joinpath("control").is_socket()


def test_the_watchdog_is_fed_only_while_frames_come_through() -> None:
    told: list[str] = []
    state = {"ready": False, "frames": 0}

    class Told(Systemd):
        def tell(self, *lines: str) -> None:
            told.extend(lines)

    async def run() -> None:
        systemd = Told({"WATCHDOG_USEC": str(BEATS * 1_000_000)})
        async with anyio.create_task_group() as tasks:
            tasks.start_soon(beat, systemd, lambda: bool(state["ready"]), lambda: state["frames"])
            await anyio.sleep(1.5)
            assert {line.partition("=")[0] for line in told} == {"EXTEND_TIMEOUT_USEC"}
            state["ready"] = True
            for _ in range(5):
                told.clear()
                state["frames"] += 31
                await anyio.sleep(1)
                assert told == ["WATCHDOG=1"]
            told.clear()
            await anyio.sleep(10)
            assert told == []
            tasks.cancel_scope.cancel()

    virtual_time.run(run)


# ---------------------------------------------------------------------------------------------- alone


def test_two_of_her_never_run_at_once_and_a_lock_is_never_stale(env: dict[str, str]) -> None:
    with alone(env), pytest.raises(ServiceError, match=f"running already .process {os.getpid()}"), alone(env):
        raise AssertionError
    program = "import os, signal\nfrom samantha.service.alone import alone\n"
    program += "with alone(os.environ):\n    os.kill(os.getpid(), signal.SIGKILL)\n"
    subprocess.run([sys.executable, "-c", program], env=os.environ | env, timeout=60, check=False)
    with alone(env):
        pass


def test_lives_that_did_not_end_as_they_should_are_counted(env: dict[str, str], manager: socket.socket) -> None:
    runtime_folder(env).mkdir()
    assert [lives.begun(env) for _ in range(3)] == [0, 1, 2]
    lives.ended(env, Systemd({"NOTIFY_SOCKET": str(manager.getsockname())}))  # it takes the folder away itself
    assert lives.begun(env) == 3
    lives.ended(env, Systemd({}))
    assert lives.begun(env) == 0
    (runtime_folder(env) / lives.NAME).write_text("many")
    assert lives.begun(env) == 0


# --------------------------------------------------------------------------------- events and figures

SEEN: list[Note] = [
    notes.UserStarted(0, 1),
    notes.Partial(512, 1, "Hello there", "Hello"),
    notes.Dropped(512, 1),
    notes.Turn(16000, 1, "Hello there."),
    notes.ReplyStarted(16512, 1, 1),
    notes.ClauseStarted(16512, 1, "Hi."),
    notes.ReplyEnded(32000, 1, 1, "finished", "Hi."),
    notes.TurnSummary(32000, 1, 1, notes.Stages(600, 200, 320, 320, 96, 0)),
    notes.Muted(32000, True),
    notes.Trouble(32000, "mind", "it failed"),
]


def test_what_is_shown_comes_through_the_socket_as_it_was() -> None:
    for note in SEEN:
        event = as_live_event(note)
        assert event is not None
        shown = as_note(json.loads(json.dumps(event)))
        assert shown == note or (shown is None and isinstance(note, notes.ReplyStarted))


def test_what_happens_is_counted_and_no_word_of_it_is_kept() -> None:
    tally = Tally()
    for note in SEEN:
        tally.watch(note)
    counted = {name: count for name, count in tally.counts.items() if count}
    assert counted == {"turns": 1, "replies": 1, "dropped_turns": 1, "mind_troubles": 1}
    assert tally.last_turn["voice_to_voice_ms"] == 1536
    assert "Hello" not in repr(vars(tally))


def test_figures_are_offered_to_prometheus_on_this_machine_only() -> None:
    tally = Tally()
    for note in SEEN:
        tally.watch(note)
    text = page(tally.counts, {"ready": 1}, tally.delays)
    lines = text.splitlines()
    assert "samantha_turns_total 1" in lines
    assert "# TYPE samantha_ready gauge" in lines
    of_all = [line for line in lines if line.startswith('samantha_delay_seconds_bucket{stage="voice_to_voice"')]
    assert [int(line.rsplit(" ", 1)[1]) for line in of_all] == [0] * 6 + [1] * 5  # 1.536 s
    assert 'samantha_delay_seconds_sum{stage="voice_to_voice"} 1.536' in lines
    with offer(0, lambda: text) as server, ThreadPoolExecutor(1) as pool:
        assert server.server_address[0] == "127.0.0.1"
        answering = pool.submit(server.handle_request)
        with urlopen(f"http://127.0.0.1:{server.server_port}/metrics", timeout=5) as answer:
            assert answer.read().decode() == text
        answering.result(5)
        with pytest.raises(InputError, match="cannot be used"):
            offer(server.server_port, lambda: text)


# ------------------------------------------------------------------------------------- standing door


class Room(ScriptedDoor):
    """Counts how often it is opened; may break after so many frames."""

    def __init__(self, breaks_after: int = 10**9) -> None:
        super().__init__([], after=10**9)
        self.opened = 0
        self._left = breaks_after

    @asynccontextmanager
    async def open(self) -> AsyncIterator[AsyncIterator[Frame | Typed]]:
        self.opened += 1
        async with super().open() as frames:
            yield self._until_broken(frames)

    async def _until_broken(self, frames: AsyncIterator[Frame | Typed]) -> AsyncIterator[Frame | Typed]:
        async for frame in frames:
            yield frame
            self._left -= 1
            if not self._left:
                raise DeviceError("the microphone has stopped")


async def sitting(door: Standing, frames: int, say: int = 0) -> list[Frame]:
    """A conversation of so many frames that says something of so many windows at once."""
    seen: list[Frame] = []
    async with door.open() as inbox:
        if say:
            door.play(Pcm(np.full(say * PLAY_WINDOW, 0.1, np.float32), PLAY_RATE))
        async for frame in inbox:
            assert isinstance(frame, Frame)
            seen.append(frame)
            if len(seen) == frames:
                door.end()
    return seen


def test_conversations_come_and_go_at_a_door_that_is_opened_once() -> None:
    async def run() -> None:
        room = Room()
        door = Standing(room)
        async with door.held():
            first = await sitting(door, 20, say=100)
            assert first[-1].played > 10 * PLAY_WINDOW
            await anyio.sleep(3)  # nobody is there; time goes on
            assert door.brought > 100
            second = await sitting(door, 30, say=10)
            assert second[0].played <= PLAY_WINDOW, "each counts from its own beginning"
            assert second[-1].played == 10 * PLAY_WINDOW, "and what the one before left unsaid is not heard"
        assert room.opened == 1

    virtual_time.run(run)


def test_a_conversation_that_takes_nothing_stops_the_count_of_what_came_through() -> None:
    async def run() -> None:
        door = Standing(Room())
        async with door.held(), door.open():
            await anyio.sleep(1)
            before = door.brought
            await anyio.sleep(10)
            assert door.brought == before

    virtual_time.run(run)


def test_what_breaks_the_door_is_raised_in_the_conversation_and_the_next_finds_it_over() -> None:
    async def run() -> None:
        door = Standing(Room(breaks_after=10))
        async with door.held():
            with pytest.raises(DeviceError, match="stopped"):
                await sitting(door, 1000)
            assert door.over
            with pytest.raises(DeviceError, match="stopped"):
                await sitting(door, 1000)

    virtual_time.run(run)
