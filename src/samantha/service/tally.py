"""What has happened since the service began, as numbers: a watcher that keeps no word of what was said."""

from __future__ import annotations

from collections import Counter
from dataclasses import asdict
from typing import Literal, TypeAlias

from samantha.core import notes
from samantha.core.notes import Note
from samantha.service.metrics import Histogram

Doing: TypeAlias = Literal["listening", "hearing", "thinking", "speaking"]

COUNTED = (
    "turns",
    "replies",
    "interruptions",
    "dropped_turns",
    "failed_replies",
    "ears_troubles",
    "mind_troubles",
    "voice_troubles",
    "hands_troubles",
    "devices_lost",
    "restarts",
    "reloads",
)
"""Every counter there is; each is 0 at the start."""


class Tally:
    """Give it every note."""

    def __init__(self) -> None:
        self.counts: Counter[str] = Counter(dict.fromkeys(COUNTED, 0))
        self.doing: Doing = "listening"
        self.last_turn: dict[str, int] = {}
        """Delays of the newest turn that was answered, in ms, as in docs/events.md."""
        self.delays: dict[str, Histogram] = {}

    def watch(self, note: Note) -> None:
        """Counts."""
        match note:
            case notes.UserStarted():
                self.doing = "hearing"
            case notes.Dropped():
                self.counts["dropped_turns"] += 1
                self.doing = "listening"
            case notes.Turn():
                self.counts["turns"] += 1
                self.doing = "thinking"
            case notes.ReplyStarted():
                self.counts["replies"] += 1
                self.doing = "speaking"
            case notes.ReplyEnded(reason=reason):
                self.counts["interruptions"] += reason == "interrupted"
                self.counts["failed_replies"] += reason == "failed"
                self.doing = "listening"
            case notes.TurnSummary(stages=stages) if stages is not None:
                self.last_turn = {"voice_to_voice_ms": stages.voice_to_voice_ms, **asdict(stages)}
                for stage, delay_ms in self.last_turn.items():
                    self.delays.setdefault(stage.removesuffix("_ms"), Histogram()).add(delay_ms / 1000)
            case notes.Trouble(stage=stage):
                self.counts[f"{stage}_troubles"] += 1
            case notes.Muted():
                self.doing = "listening"
            case _:
                pass
