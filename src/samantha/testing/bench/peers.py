"""Other programs behind the same door: ``bench/peers/NAME.py`` of a checkout.

A peer is a module with ``async def load(bench) -> System``, where ``bench`` is what ``service.bench.load`` gives. It
is no part of the package, so that what it needs is nobody's dependency; ``make peers`` installs that
(requirements/peers.txt).
"""

from __future__ import annotations

import importlib.util
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

from samantha.errors import InputError
from samantha.testing.bench.run import System

FOLDER = Path(__file__).parents[4] / "bench" / "peers"


def peer(name: str, folder: Path = FOLDER) -> Callable[[Any], Awaitable[System]]:
    """What loads the peer of that name. Raises InputError."""
    file = folder / f"{name}.py"
    known = sorted(path.stem for path in folder.glob("*.py"))
    if name not in known:
        mend = f"Known: {', '.join(known)}." if known else "Peers come with a checkout of the source, in bench/peers."
        raise InputError(f"there is no peer {name!r}", where="--peer", mend=mend)
    spec = importlib.util.spec_from_file_location(f"samantha_peer_{name}", file)
    if spec is None or spec.loader is None:
        raise InputError("is no Python module", where=str(file))
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module  # dataclasses look themselves up there
    try:
        spec.loader.exec_module(module)
    except ModuleNotFoundError as error:
        mend = "Install what the peers need: make peers, in the checkout."
        raise InputError(f"the peer {name} needs {error.name}", where="--peer", mend=mend) from error
    load: Callable[[Any], Awaitable[System]] = module.load
    return load
