"""What this process gives up for good, whoever started it: the network.

She listens to a room, and a model's file or a library may be somebody else's. So the process in which models are
loaded asks the kernel to refuse it, and every process below it, new sockets of any network (a seccomp filter of a few
instructions, as in Documentation/userspace-api/seccomp_filter.rst). Local sockets stay: the sound server, systemd,
her own control socket. Sockets that are open already stay too. What needs the network is done elsewhere
(``service.outside``).
"""

from __future__ import annotations

import ctypes
import errno
import platform
import socket
import struct
from dataclasses import dataclass
from typing import Final

_NO_NEW_PRIVILEGES: Final = 38
_FILTER_MODE: Final = 1
_ALL_THREADS: Final = 1

_LOAD, _EQUAL, _AT_LEAST, _RETURN = 0x20, 0x15, 0x35, 0x06
_ALLOW: Final = 0x7FFF0000
_REFUSE: Final = 0x00050000 | errno.EAFNOSUPPORT
_NUMBER, _ARCHITECTURE, _FIRST_ARGUMENT = 0, 4, 16
"""Where they stand in the kernel's ``struct seccomp_data``."""

_OTHER_TABLE: Final = 0x40000000
"""From this number on x86 means the calls of x32."""


@dataclass(frozen=True, slots=True)
class _Kernel:
    """Its name for itself, and the numbers of its calls."""

    audit: int
    socket: int
    io_uring_setup: int
    seccomp: int


_KERNELS = {
    "x86_64": _Kernel(0xC000003E, 41, 425, 317),
    "aarch64": _Kernel(0xC00000B7, 198, 425, 277),
}


def give_up_network() -> bool:
    """Afterwards no thread of this process and no process below it can open a network's socket.

    False where the kernel does not do that: it is old, or of another kind.
    """
    kernel = _KERNELS.get(platform.machine())
    if kernel is None:
        return False
    program = _program(kernel)
    code = ctypes.create_string_buffer(b"".join(program), len(program) * 8)
    head = struct.pack("HxxxxxxP", len(program), ctypes.addressof(code))
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.prctl(_NO_NEW_PRIVILEGES, 1, 0, 0, 0):
        return False
    return bool(libc.syscall(kernel.seccomp, _FILTER_MODE, _ALL_THREADS, head) == 0)


def network_is_given_up() -> bool:
    """Whether this process can open no network's socket."""
    try:
        socket.socket(socket.AF_INET).close()
    except OSError as error:
        return error.errno in (errno.EAFNOSUPPORT, errno.EPERM)
    return False


def _program(kernel: _Kernel) -> list[bytes]:
    """Reads one system call: other tables and io_uring, which opens sockets too, are refused like networks."""
    allow, refuse = 9, 10
    lines = [
        (_LOAD, _ARCHITECTURE, None, None),
        (_EQUAL, kernel.audit, 2, refuse),
        (_LOAD, _NUMBER, None, None),
        (_AT_LEAST, _OTHER_TABLE, refuse, 4),
        (_EQUAL, kernel.io_uring_setup, refuse, 5),
        (_EQUAL, kernel.socket, 6, allow),
        (_LOAD, _FIRST_ARGUMENT, None, None),
        (_EQUAL, socket.AF_UNIX, allow, 8),
        (_EQUAL, socket.AF_NETLINK, allow, refuse),
        (_RETURN, _ALLOW, None, None),
        (_RETURN, _REFUSE, None, None),
    ]
    return [
        struct.pack("HBBI", code, 0 if yes is None else yes - n - 1, 0 if no is None else no - n - 1, value)
        for n, (code, value, yes, no) in enumerate(lines)
    ]
