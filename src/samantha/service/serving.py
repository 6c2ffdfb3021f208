"""The service as a process: alone, at its control socket, under its signals."""

from __future__ import annotations

import faulthandler
import logging
import signal
import socket
from collections.abc import Awaitable, Callable, MutableMapping
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import anyio
import anyio.to_thread
from anyio.abc import SocketListener

from samantha.errors import SamanthaError
from samantha.service import lives, loading
from samantha.service.alone import alone
from samantha.service.at_desk import desk
from samantha.service.beside import beside, meanwhile
from samantha.service.control_socket import gone, listening
from samantha.service.loading import Engines
from samantha.service.notify import Systemd
from samantha.service.outside import Outside
from samantha.service.settings import Settings
from samantha.service.walls import give_up_network

if TYPE_CHECKING:
    from samantha.service.service import Service

log = logging.getLogger(__name__)


def serve(
    read: Callable[[], Settings],
    file: Path,
    env: MutableMapping[str, str],
    load: Callable[[Settings], Awaitable[Engines]] = loading.load,
) -> None:
    """Serves until it is told to stop. ``read``: the settings as they stand in the user's ``file``.

    Raises:
        ConfigError, ModelError, EngineError, InputError: before she is ready.
        ServiceError: she is running already.
    """
    faulthandler.enable()  # where a watchdog's signal finds it is in the log
    signal.signal(signal.SIGHUP, signal.SIG_IGN)  # until somebody attends to it
    systemd = Systemd(env)
    with alone(env):
        settings = read()  # what is wrong in the file is said before anything else
        line = listening(env, systemd)
        before = lives.begun(env)
        outside = Outside(env, file if file.exists() else None)
        if not give_up_network():
            log.warning("this kernel does not let the network be given up")

        async def run() -> None:
            first = desk(settings)
            doors = [first]
            async with first.begun(), meanwhile(partial(load, settings)) as loaded:
                service = (await anyio.to_thread.run_sync(_service))(
                    read,
                    file,
                    systemd,
                    load=loaded,
                    door=lambda now: doors.pop() if doors else desk(now),
                    env=env,
                    lives_before=before,
                    outside=outside,
                )
                await _serve(service, line)

        try:
            anyio.run(run)
            lives.ended(env, systemd)
        finally:
            outside.close()
            gone(env, systemd)


def _service() -> type[Service]:
    """It brings most of the program with it, and importing it takes its time: while the models are loaded."""
    from samantha.service.service import Service

    return Service


async def _serve(service: Service, line: socket.socket) -> None:
    listener = await SocketListener.from_socket(line)
    async with beside() as tasks:
        tasks.start_soon(service.control.serve, listener)
        tasks.start_soon(_obey_signals, service)
        await service.run()


async def _obey_signals(service: Service) -> None:
    """SIGTERM and SIGINT: go, the second time at once. SIGHUP: read the settings again."""
    with anyio.open_signal_receiver(signal.SIGTERM, signal.SIGINT, signal.SIGHUP) as signals:
        async with anyio.create_task_group() as tasks:
            async for number in signals:
                if number == signal.SIGHUP:
                    tasks.start_soon(_reload, service)
                else:
                    tasks.start_soon(service.leave)


async def _reload(service: Service) -> None:
    with suppress(SamanthaError):  # it has been said where the user looks
        await service.reload()
