"""What llama.cpp calls while it works: functions of the C library, because Python would keep it waiting.

Before each of some five hundred steps of a token it asks whether it is to stop, and while it loads a model it tells
two thousand lines. A callback in Python needs the interpreter each time, and may wait 5 ms for it when another thread
computes in Python: loading took 3.2 s instead of 1.1 while the rest of the program was imported.
"""

from __future__ import annotations

import ctypes
from contextlib import nullcontext
from typing import Any

from samantha.engines.worker import Stop


def silence_log() -> None:
    """Drops llama.cpp's own lines on standard error, and nobody else's; its errors still raise."""
    import llama_cpp

    # getpid() takes no arguments and minds none.
    llama_cpp.llama_log_set(_function("getpid", llama_cpp.llama_log_callback), ctypes.c_void_p(None))
    # The binding's own way sends the output of the whole process nowhere while a model loads, whoever writes it.
    parts: list[Any] = [llama_cpp.llama, llama_cpp._internals]
    for part in parts:
        part.suppress_stdout_stderr = lambda **_: nullcontext()


def obey(context: Any, stop: Stop) -> None:
    """From now on llama.cpp stops in the middle of an evaluation when asked to; ``stop`` must be kept until then.

    context: llama.cpp's own pointer.
    """
    import llama_cpp

    # strlen() of an empty string is 0, which is "go on"; of a flag that is raised it is 1.
    llama_cpp.llama_set_abort_callback(
        context, _function("strlen", llama_cpp.ggml_abort_callback), ctypes.c_void_p(stop.address)
    )


def _function(name: str, kind: Any) -> Any:
    """The C library's function of that name, as a callback."""
    return ctypes.cast(getattr(ctypes.CDLL(None), name), kind)
