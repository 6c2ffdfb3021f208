"""Brings a language model's weights into a form that is multiplied faster.

What can be fetched is Q4_K_M, and a model whose rows are no multiple of 256 (Qwen2.5 0.5B) is then mostly Q5_0, which
is slow. llama.cpp rearranges weights of IQ4_NL at loading for the processor's vector units: a small model, whose time
goes into arithmetic, reads a prompt in three quarters and draws a token in two thirds of the time. A larger one
waits for memory and gains nothing. IQ4_NL rather than Q4_0: as fast, and it loses a third as much
(``bench/weights.py``, docs/benchmarks.md); finding its values takes most of a minute.
"""

from __future__ import annotations

import ctypes
import subprocess
import sys
from pathlib import Path
from typing import Literal, TypeAlias

from samantha.engines.llama import no_log
from samantha.errors import ModelError

Form: TypeAlias = Literal["iq4_nl"]
"""By llama.cpp's name."""


def requantise(file: Path, target: Path, form: Form) -> None:
    """Writes the model in ``file`` (already verified) to ``target`` in that form. Raises ModelError.

    In a process of its own: llama.cpp cannot be stopped in the middle, a process can (Ctrl-C).
    """
    if subprocess.run([sys.executable, "-m", __name__, str(file), str(target), form], check=False).returncode:
        raise ModelError(
            f"cannot be brought into the form {form}",
            where=str(file),
            mend='Free some disk space, or take the weights as they are: weights = "" in the profile.',
        )


def _main(file: str, target: str, form: str) -> int:
    import llama_cpp

    silent = no_log()
    llama_cpp.llama_log_set(silent, ctypes.c_void_p(None))
    how = llama_cpp.llama_model_quantize_default_params()
    how.ftype = {"iq4_nl": llama_cpp.LLAMA_FTYPE_MOSTLY_IQ4_NL}[form]
    how.allow_requantize = True
    return int(llama_cpp.llama_model_quantize(file.encode(), target.encode(), ctypes.byref(how)))


if __name__ == "__main__":
    sys.exit(_main(*sys.argv[1:]))
