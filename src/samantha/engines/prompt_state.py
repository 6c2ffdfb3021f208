"""A prompt's evaluated state on disk, so that the persona need not be evaluated at every start.

Evaluating two hundred tokens takes seconds on a small machine, reading their keys and values back some milliseconds.
The file belongs to one model file, one context size and exactly these tokens; anything else is another name. It holds
what the persona says of the user, so it is private (0600), and its hash lies beside it: llama.cpp only gets to parse
bytes that this program wrote.
"""

from __future__ import annotations

import ctypes
import hashlib
import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any


def name_of(model_file: Path, context_tokens: int, tokens: Sequence[int], kind: str = "") -> str:
    """File name of the state: the model's name, and a digest of everything that the state depends on.

    kind: what it is for; one of each kind is kept.
    """
    facts = model_file.stat()
    parts = f"{model_file.name} {facts.st_size} {facts.st_mtime_ns} {context_tokens} {list(tokens)}"
    return f"{model_file.stem}{kind}-{hashlib.sha256(parts.encode()).hexdigest()[:32]}.state"


def restore(model: Any, tokens: Sequence[int], file: Path) -> bool:
    """Whether the model's cache now holds exactly these tokens, read from the file."""
    if not restore_context(model, tokens, file):
        model.reset()
        return False
    model.input_ids[: len(tokens)] = tokens
    model.n_tokens = len(tokens)
    return True


def restore_context(context: Any, tokens: Sequence[int], file: Path) -> bool:
    """The same of a bare context; where it fails nothing of what was read is used."""
    import llama_cpp

    try:
        whole = hashlib.sha256(file.read_bytes()).hexdigest() == _seal(file).read_text(encoding="ascii").strip()
    except OSError:
        return False
    if not whole:
        return False
    found = (llama_cpp.llama_token * len(tokens))()
    count = ctypes.c_size_t(0)
    read = llama_cpp.llama_state_seq_load_file(
        context.ctx, os.fsencode(file), 0, found, len(tokens), ctypes.byref(count)
    )
    return bool(read) and list(found)[: count.value] == list(tokens)


def keep(context: Any, tokens: Sequence[int], file: Path) -> None:
    """Writes the state of these tokens, the first in the cache; older ones of its kind go. Raises OSError."""
    import llama_cpp

    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    part = file.with_name(f"{file.name}.part")
    os.close(os.open(part, os.O_CREAT | os.O_WRONLY | os.O_TRUNC, 0o600))
    given = (llama_cpp.llama_token * len(tokens))(*tokens)
    if not llama_cpp.llama_state_seq_save_file(context.ctx, os.fsencode(part), 0, given, len(tokens)):
        part.unlink(missing_ok=True)
        return
    model_name = file.name.rpartition("-")[0]
    for old in file.parent.glob(f"{model_name}-*.state*"):
        if old != part:
            old.unlink(missing_ok=True)
    _seal(file).write_text(hashlib.sha256(part.read_bytes()).hexdigest(), encoding="ascii")
    part.replace(file)


def _seal(file: Path) -> Path:
    return file.with_name(f"{file.name}.sha256")
