"""Opens ONNX networks the way a machine with few cores needs it: a fixed count of threads, none of which spins."""

from __future__ import annotations

from pathlib import Path

import onnxruntime
from onnxruntime.capi import onnxruntime_pybind11_state as refusals

from samantha.engines.durations import revealing
from samantha.errors import ModelError

DAMAGED = (
    refusals.Fail,
    refusals.InvalidArgument,
    refusals.InvalidGraph,
    refusals.InvalidProtobuf,
    refusals.NoSuchFile,
    refusals.RuntimeException,
    OSError,
    ValueError,
    KeyError,
    IndexError,
)
"""What opening a damaged model file, or the JSON beside it, raises; onnxruntime's own have no common root."""


def opened(path: Path, *, threads: int, mend: str, reveal: str = "") -> onnxruntime.InferenceSession:
    """A session on the CPU that is asleep between its calls.

    reveal: kind of node whose result becomes a last output (see ``durations``), if there is just one of them.

    Raises:
        ModelError: the file is missing or damaged; mend says what the user can do.
    """
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    options.inter_op_num_threads = 1
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    options.log_severity_level = 3
    # Its own arena doubles now and then, for texts of new lengths, and never shrinks; and it keeps a plan for each.
    options.enable_cpu_mem_arena = False
    options.enable_mem_pattern = False
    try:
        model = revealing(path.read_bytes(), reveal) if reveal else str(path)
        return onnxruntime.InferenceSession(model, options, providers=["CPUExecutionProvider"])
    except DAMAGED as error:
        raise ModelError(
            f"the model cannot be opened ({type(error).__name__})", where=str(path), mend=mend
        ) from error
