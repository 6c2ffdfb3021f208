"""The event log: one JSON object a line, as documented in docs/events.md and stable from there on."""

from __future__ import annotations

import json
import os
import stat
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import asdict, fields
from pathlib import Path
from typing import IO, Any

from samantha.core import notes
from samantha.core.clock import ms, samples
from samantha.core.notes import Note
from samantha.errors import InputError


def as_event(note: Note) -> dict[str, object] | None:
    """The note as an event, None for one that the log does not have. Times in ms of microphone time."""
    match note:
        case notes.UserStarted(turn=turn):
            event: dict[str, object] = {"event": "user_started", "turn": turn}
        case notes.UserStopped(turn=turn):
            event = {"event": "user_stopped", "turn": turn}
        case notes.Judged(turn=turn, text=text, outlook=outlook):
            expected = {"over": round(outlook.over, 4), "done": round(outlook.done, 4)}
            event = {"event": "judged", "turn": turn, "text": text, **expected}
        case notes.Turn(turn=turn, text=text, who=who):
            event = {"event": "turn", "turn": turn, "text": text} | ({"who": who} if who else {})
        case notes.ReplyStarted(reply=reply, turn=turn):
            event = {"event": "reply_started", "turn": turn, "reply": reply}
        case notes.ClauseStarted(reply=reply, text=text):
            event = {"event": "clause", "reply": reply, "text": text}
        case notes.ReplyEnded(reply=reply, turn=turn, reason=reason, heard=heard):
            event = {"event": "reply_ended", "turn": turn, "reply": reply, "reason": reason, "heard": heard}
        case notes.TurnSummary(turn=turn, reply=reply, stages=stages):
            delays = {"voice_to_voice_ms": stages.voice_to_voice_ms, **asdict(stages)} if stages else {}
            event = {"event": "turn_summary", "turn": turn, "reply": reply, **delays}
        case notes.Muted(on=on):
            event = {"event": "muted", "on": on}
        case notes.Trouble(stage=stage, what=what):
            event = {"event": "trouble", "stage": stage, "what": what}
        case _:
            return None
    return {"event": event.pop("event"), "at_ms": ms(note.at), **event}


def as_live_event(note: Note) -> dict[str, object] | None:
    """The same for those who follow live: they also see the words of a turn while it is spoken."""
    match note:
        case notes.Partial(at=at, turn=turn, text=text, stable=stable):
            return {"event": "partial", "at_ms": ms(at), "turn": turn, "text": text, "stable": stable}
        case notes.Dropped(at=at, turn=turn):
            return {"event": "dropped", "at_ms": ms(at), "turn": turn}
        case _:
            return as_event(note)


def as_note(event: Mapping[str, Any]) -> Note | None:
    """What a live event tells, for those who show it; None for one that nobody shows. Raises KeyError, TypeError."""
    at = samples(event.get("at_ms", 0))
    match event.get("event"):
        case "user_started":
            return notes.UserStarted(at, event["turn"])
        case "partial":
            return notes.Partial(at, event["turn"], event["text"], event["stable"])
        case "dropped":
            return notes.Dropped(at, event["turn"])
        case "turn":
            return notes.Turn(at, event["turn"], event["text"], event.get("who", ""))
        case "clause":
            return notes.ClauseStarted(at, event["reply"], event["text"])
        case "reply_ended":
            return notes.ReplyEnded(at, event["reply"], event["turn"], event["reason"], event["heard"])
        case "turn_summary" if "voice_to_voice_ms" in event:
            stages = notes.Stages(**{field.name: event[field.name] for field in fields(notes.Stages)})
            return notes.TurnSummary(at, event["turn"], event["reply"], stages)
        case "muted":
            return notes.Muted(at, event["on"])
        case "trouble":
            return notes.Trouble(at, event["stage"], event["what"])
        case _:
            return None


class EventLog:
    """Writes events to ``path``, each line complete and flushed when it is written.

    It holds words: whatever was there before, an ordinary file is the user's alone (mode 0600) afterwards.

    Raises:
        InputError: when constructed, if the file cannot be written.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        try:
            descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
            if stat.S_ISREG(os.fstat(descriptor).st_mode):
                with suppress(PermissionError):  # somebody else's file, or one on a stick that knows no modes
                    os.fchmod(descriptor, 0o600)
        except OSError as error:
            raise InputError(
                f"the event log cannot be written: {error.strerror}", where=str(path), mend="Choose another file."
            ) from error
        self._file: IO[str] = os.fdopen(descriptor, "w", encoding="utf-8")
        self._failure: OSError | None = None

    def __call__(self, note: Note) -> None:
        """Writes the note's event, if it has one."""
        event = as_event(note)
        if event is None or self._file.closed or self._failure is not None:
            return
        try:
            self._file.write(json.dumps(event, ensure_ascii=False) + "\n")
            self._file.flush()
        except OSError as error:  # a full disk is no reason to end a conversation; ``close`` tells
            self._failure = error

    def close(self) -> None:
        """Nothing more will be written. Raises InputError if the log is not complete."""
        try:
            self._file.close()
        except OSError as error:
            self._failure = self._failure or error
        failure, self._failure = self._failure, None
        if failure is not None:
            raise InputError(
                f"the event log is not complete: {failure.strerror}", where=str(self._path), mend="Make room."
            ) from failure
