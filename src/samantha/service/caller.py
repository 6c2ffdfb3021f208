"""The other end of the control socket: what ``samantha status`` and its like say to the service, and hear."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from typing import IO, Any

from samantha.errors import SamanthaError, ServiceError
from samantha.service.control_socket import called

PATIENCE_S = 60.0
"""So long an answer may take: a reload loads a voice, a stop finishes a sentence."""

Answer = dict[str, Any]


def ask(order: str, env: Mapping[str, str] = os.environ) -> Answer:
    """What the service answers. Raises ServiceError if there is none, and the error it answers with."""
    with _asked(order, env) as (answer, _):
        return answer


def stop(env: Mapping[str, str] = os.environ) -> None:
    """The service has ended when this returns. Raises ServiceError if there is none."""
    with _asked("stop", env) as (_, more):
        _line(more)  # its end comes with the process's


def follow(env: Mapping[str, str] = os.environ) -> Iterator[Answer]:
    """The events of the conversation, from now on until the service ends. Raises ServiceError if there is none."""
    with _asked("captions", env) as (_, more):
        while (event := _line(more)) is not None:
            yield event


@contextmanager
def _asked(order: str, env: Mapping[str, str]) -> Iterator[tuple[Answer, IO[bytes]]]:
    """The answer, and what comes behind it for as long as it comes."""
    with closing(called(env, PATIENCE_S)) as line, line.makefile("rb") as incoming:
        try:
            line.sendall(json.dumps({"do": order}).encode() + b"\n")
            answer = _line(incoming)
        except OSError:
            answer = None
        if answer is None:
            raise ServiceError("the service does not answer", mend="`samantha service logs` may tell why.")
        if not answer.pop("ok", False):
            raise _as_error(answer.get("error", {}))
        line.settimeout(None)
        yield answer, incoming


def _line(incoming: IO[bytes]) -> Answer | None:
    """The next line; None at the end."""
    try:
        found = json.loads(incoming.readline() or "null")
    except (ValueError, ConnectionError):
        return None  # cut off
    return found if isinstance(found, dict) else None


def _as_error(said: Mapping[str, Any]) -> SamanthaError:
    error = SamanthaError(
        str(said.get("what", "it could not be done")), where=said.get("where"), mend=said.get("mend")
    )
    error.exit_code = int(said.get("exit_code", 1))
    return error
