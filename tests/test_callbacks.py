"""What llama.cpp calls back: nothing that needs Python, and nothing that takes away what others print."""

from __future__ import annotations

import ctypes
import subprocess
import sys

from samantha.engines.worker import Stop

LOADS = """
import sys
from samantha.engines.callbacks import silence_log
import llama_cpp
silence_log()
binding = llama_cpp._internals
with binding.suppress_stdout_stderr(disable=False), llama_cpp.llama.suppress_stdout_stderr(disable=False):
    llama_cpp.llama_backend_init()
    llama_cpp.llama_model_load_from_file(b"there is no such file", llama_cpp.llama_model_default_params())
    print("said meanwhile", file=sys.stderr)
"""


def test_a_flag_that_nobody_raised_is_an_empty_string_and_one_that_was_is_none() -> None:
    stop = Stop()
    assert (bool(stop), ctypes.string_at(stop.address)) == (False, b"")
    stop.set()
    assert (bool(stop), len(ctypes.string_at(stop.address))) == (True, 1)


def test_while_a_model_is_loaded_llama_cpp_prints_nothing_and_everybody_else_what_he_likes() -> None:
    done = subprocess.run([sys.executable, "-c", LOADS], capture_output=True, text=True, check=True)
    assert (done.stdout, done.stderr) == ("", "said meanwhile\n")
