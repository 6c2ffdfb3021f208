"""The event log: what stands in docs/events.md, to the letter."""

from __future__ import annotations

import json
import os
import re
from pathlib import Path

import pytest

from samantha.core import notes
from samantha.core.clock import samples
from samantha.core.notes import Note, Stages
from samantha.errors import InputError
from samantha.service.event_log import EventLog, as_event

AT = samples(1500)
STAGES = Stages(600, 200, 320, 310, 96, 10)

LINES: list[tuple[Note, str]] = [
    (notes.UserStarted(AT, 1), '{"event": "user_started", "at_ms": 1500, "turn": 1}'),
    (notes.UserStopped(AT, 1), '{"event": "user_stopped", "at_ms": 1500, "turn": 1}'),
    (notes.Turn(AT, 1, "Où, Zoë?"), '{"event": "turn", "at_ms": 1500, "turn": 1, "text": "Où, Zoë?"}'),
    (notes.Turn(AT, 2, "Hi.", "Amy"), '{"event": "turn", "at_ms": 1500, "turn": 2, "text": "Hi.", "who": "Amy"}'),
    (notes.ReplyStarted(AT, 2, 1), '{"event": "reply_started", "at_ms": 1500, "turn": 1, "reply": 2}'),
    (notes.ClauseStarted(AT, 2, 'A "cat".'), r'{"event": "clause", "at_ms": 1500, "reply": 2, "text": "A \"cat\"."}'),
    (
        notes.ReplyEnded(AT, 2, 1, "interrupted", "A"),
        '{"event": "reply_ended", "at_ms": 1500, "turn": 1, "reply": 2, "reason": "interrupted", "heard": "A"}',
    ),
    (
        notes.TurnSummary(AT, 1, 2, STAGES),
        '{"event": "turn_summary", "at_ms": 1500, "turn": 1, "reply": 2, "voice_to_voice_ms": 1536, '
        '"endpoint_ms": 600, "transcript_ms": 200, "first_token_ms": 320, "first_clause_ms": 310, '
        '"first_sound_ms": 96, "output_queue_ms": 10}',
    ),
    (notes.TurnSummary(AT, 1, 2, None), '{"event": "turn_summary", "at_ms": 1500, "turn": 1, "reply": 2}'),
    (notes.Trouble(AT, "mind", "stuck"), '{"event": "trouble", "at_ms": 1500, "stage": "mind", "what": "stuck"}'),
]


def test_every_event_is_one_line_of_exactly_this_json(tmp_path: Path) -> None:
    path = tmp_path / "events.jsonl"
    log = EventLog(path)
    for count, (note, _) in enumerate(LINES, start=1):
        log(note)
        assert len(path.read_text().splitlines()) == count  # flushed: nothing is lost by a power cut
    log.close()
    assert path.read_text(encoding="utf-8") == "".join(f"{line}\n" for _, line in LINES)


@pytest.mark.parametrize(
    "note", [notes.Listening(0), notes.Partial(AT, 1, "so far"), notes.Dropped(AT, 1)], ids=lambda n: type(n).__name__
)
def test_what_was_only_on_the_way_is_no_event(note: Note) -> None:
    assert as_event(note) is None


def test_the_delays_add_up() -> None:
    assert STAGES.voice_to_voice_ms == 600 + 200 + 320 + 310 + 96 + 10


def test_the_documentation_names_every_event_and_key() -> None:
    page = (Path(__file__).parents[1] / "docs" / "events.md").read_text()
    names = set(re.findall(r"`(\w+)`", page))
    for note, line in LINES:
        event = json.loads(line)
        assert event["event"] in names, note
        assert set(event) <= names, note


def test_the_examples_in_the_documentation_are_what_is_written() -> None:
    page = (Path(__file__).parents[1] / "docs" / "events.md").read_text()
    shown = [json.loads(line) for line in page.split("```json")[1].split("```")[0].strip().splitlines()]
    keys = {json.loads(line)["event"]: list(json.loads(line)) for _, line in reversed(LINES)}
    assert shown
    for event in shown:
        assert list(event) == keys[event["event"]]


def test_only_the_user_can_read_it(tmp_path: Path) -> None:
    path = tmp_path / "events.jsonl"
    EventLog(path).close()
    assert path.stat().st_mode & 0o777 == 0o600


def test_a_file_that_others_could_read_is_made_private_and_begun_anew(tmp_path: Path) -> None:
    path = tmp_path / "events.jsonl"
    path.write_text("old\n")
    path.chmod(0o644)
    EventLog(path).close()
    assert path.stat().st_mode & 0o777 == 0o600
    assert path.read_text() == ""


def test_a_device_keeps_its_mode() -> None:
    before = Path(os.devnull).stat().st_mode
    EventLog(Path(os.devnull)).close()
    assert Path(os.devnull).stat().st_mode == before


@pytest.mark.parametrize("where", ["", "missing/events.jsonl"])
def test_where_nothing_can_be_written_is_said_at_once(tmp_path: Path, where: str) -> None:
    path = tmp_path / where
    with pytest.raises(InputError, match="cannot be written") as caught:
        EventLog(path)
    assert str(path) in str(caught.value)
    assert "Choose another file" in str(caught.value)


def test_a_disk_that_fills_up_does_not_end_the_conversation_but_is_told_at_its_end() -> None:
    log = EventLog(Path("/dev/full"))
    for note, _ in LINES:
        log(note)
    with pytest.raises(InputError, match="not complete"):
        log.close()
    log.close()


def test_after_it_is_closed_nothing_is_written(tmp_path: Path) -> None:
    log = EventLog(tmp_path / "events.jsonl")
    log.close()
    log(LINES[0][0])
    log.close()
    assert (tmp_path / "events.jsonl").read_text() == ""
