"""The benchmark: exact labels, arithmetic on recordings whose answer is known, figures, and one run for real."""

from __future__ import annotations

import json
import subprocess
import sys
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import anyio
import numpy as np
import pytest

from samantha.audio.files import write
from samantha.audio.pcm import PLAY_RATE, Pcm, Samples
from samantha.core import notes
from samantha.core.clock import HEAR_RATE, WINDOW, samples
from samantha.core.endpoint import Pauses
from samantha.errors import InputError
from samantha.mind.mind import LocalMind
from samantha.mind.persona import Persona
from samantha.ports import Door
from samantha.session.conversation import Conversation
from samantha.testing import speech_code, virtual_time
from samantha.testing.bench import corpus, plot, report, run, stages
from samantha.testing.bench.corpus import Item, Pause
from samantha.testing.bench.figures import Share, figures, median_interval, percentile, ratio
from samantha.testing.bench.peers import FOLDER, peer
from samantha.testing.bench.run import Row, take_turn
from samantha.testing.bench.sentences import SENTENCES
from samantha.testing.bench.waveform import FRAME_MS, Measured, audible, loudspeaker, measured
from samantha.testing.fakes import ScriptedDetector, ScriptedModel, ScriptedTranscriber, ScriptedVoice

SPEECH_END_MS = 2000


def tone(length_ms: float, level: float = 0.3, rate: int = HEAR_RATE) -> Samples:
    times = np.arange(round(length_ms * rate / 1000)) / rate
    return (level * np.sin(2 * np.pi * 200 * times)).astype(np.float32)


def item(*pauses: Pause, speech_end_ms: float = SPEECH_END_MS, text: str | None = "hello there") -> Item:
    sound = np.zeros(samples(speech_end_ms), np.float32)
    return Item("one", "somebody", text, sound, samples(500), samples(speech_end_ms), pauses)


def played(*replies: tuple[float, float], total_ms: float = 5000, level: float = 0.3) -> Samples:
    """The loudspeaker's channel, with a tone from so many to so many ms."""
    channel = np.zeros(round(total_ms * PLAY_RATE / 1000), np.float32)
    for start_ms, end_ms in replies:
        start = round(start_ms * PLAY_RATE / 1000)
        sound = tone(end_ms - start_ms, level, PLAY_RATE)
        channel[start : start + len(sound)] = sound
    return channel


# ------------------------------------------------------------------------------------ the waveform


@pytest.mark.parametrize("delay_ms", [5, 240, 1555])
def test_a_reply_is_measured_from_the_end_of_speech_to_its_first_audible_frame(delay_ms: int) -> None:
    found = measured(played((SPEECH_END_MS + delay_ms, 4500)), PLAY_RATE, item())
    assert found.voice_to_voice_ms == found.after_end_ms == delay_ms
    assert not found.cut_off


def test_a_reply_that_comes_too_early_is_negative_and_a_cut_off() -> None:
    found = measured(played((1600, 1900), (2800, 4000)), PLAY_RATE, item())
    assert found == Measured(-400, 800, ())
    assert found.cut_off


def test_silence_is_no_reply() -> None:
    found = measured(played(), PLAY_RATE, item())
    assert found == Measured(None, None, ())
    assert not found.cut_off
    assert measured(np.zeros(0, np.float32), PLAY_RATE, item()).voice_to_voice_ms is None


def test_what_is_40_db_below_the_peak_cannot_be_heard_whatever_the_volume() -> None:
    for level in (0.9, 0.01):
        quiet = played((1000, 2500), level=level / 110)
        assert measured(quiet + played((2600, 4000), level=level), PLAY_RATE, item()).voice_to_voice_ms == 600
        heard = played((1000, 2500), level=level / 90)
        assert measured(heard + played((2600, 4000), level=level), PLAY_RATE, item()).cut_off


def test_a_pause_is_kept_if_nothing_is_heard_in_it() -> None:
    pauses = (Pause(samples(800), samples(400), True), Pause(samples(1500), samples(300), False))
    both = measured(played((2300, 3000)), PLAY_RATE, item(*pauses)).pauses
    assert [(p.start_ms, p.length_ms, p.unfinished, p.kept) for p in both] == [
        (800, 400, True, True),
        (1500, 300, False, True),
    ]

    def kept(*replies: tuple[float, float]) -> list[bool]:
        return [p.kept for p in measured(played(*replies), PLAY_RATE, item(*pauses)).pauses]

    assert kept((1000, 1050), (2300, 3000)) == [False, True]
    assert kept((1195, 1300)) == [False, True]
    assert kept((1200, 1500)) == [True, True]  # between the pauses: talked over, but no pause was taken
    assert kept((700, 2100)) == [False, False]
    unaligned = item(Pause(samples(803), samples(400), True))
    assert not measured(played((700, 805)), PLAY_RATE, unaligned).pauses[0].kept  # 2 ms of it are in the pause


def test_short_gaps_are_no_pauses() -> None:
    gap = Pause(samples(800), samples(190), True)
    assert measured(played((2300, 3000)), PLAY_RATE, item(gap)).pauses == ()


def test_frames_are_numbered_from_the_start_and_an_unfinished_one_counts() -> None:
    channel = np.zeros(1001, np.float32)
    channel[[0, 1000]] = 0.5
    assert audible(channel, PLAY_RATE).tolist() == [0, 1000 // (PLAY_RATE * FRAME_MS // 1000)]


# -------------------------------------------------------------------------------------- the corpus


async def say(text: str) -> Pcm:
    """A tone for each letter, with edges that sink below -40 dB: 20 ms at each end cannot be heard."""
    sound = tone(40 * len(text), rate=PLAY_RATE)
    edge = PLAY_RATE // 50
    sound[:edge] *= 0.005
    sound[-edge:] *= 0.005
    return Pcm(sound, PLAY_RATE)


def test_labels_are_where_the_sound_is() -> None:
    parts = [tone(700), tone(500, 0.02)]  # the second part softer: each is judged by its own peak
    sound, start, end, pauses = corpus.joined(parts, [(samples(431), True)])
    assert start == samples(corpus.LEAD_MS)
    (pause,) = pauses
    assert pause.length == samples(431) and pause.unfinished
    loud = np.abs(sound) > 0
    assert not loud[:start].any() and loud[start : start + 5].any()
    assert not loud[pause.start + 2 : pause.end - 2].any()
    assert loud[pause.start - 5 : pause.start].any() and loud[pause.end : pause.end + 5].any()
    assert loud[end - 5 : end].any() and not loud[end + 2 :].any()


def test_what_is_too_soft_to_hear_stays_outside_the_labels() -> None:
    part = np.concatenate([tone(100, 0.002), tone(500), tone(300, 0.002)])
    sound, start, end, (pause,) = corpus.joined([part, part], [(samples(600), False)])
    assert abs(pause.start - start - samples(500)) <= 2
    assert abs((end - start) - samples(1600)) <= 4
    assert len(sound) >= end + samples(299)
    loud = np.flatnonzero(np.abs(sound) > 0.003)
    assert max(np.diff(loud)) == pytest.approx(pause.length, abs=2)


def test_spoken_lines_have_exact_labels() -> None:
    lines = corpus.script(["a", "b"], 40)
    made = [anyio.run(corpus.spoken, line, say) for line in lines]
    for line, one in zip(lines, made, strict=True):
        assert [p.length for p in one.pauses] == [length for length, _ in line.pauses]
        assert corpus.audible_span(one.sound[one.speech_start :])[0] == 0
        assert one.speech_start + corpus.audible_span(one.sound[one.speech_start :])[1] == one.speech_end
    assert any(one.pauses for one in made)


def test_the_script_says_everything_once_before_it_repeats_and_depends_on_the_seed_alone() -> None:
    people = ["a", "b", "c", "d", "e"]
    assert len(set(SENTENCES)) == len(SENTENCES) >= 60
    lines = corpus.script(people, 2 * len(SENTENCES))
    texts = Counter(line.text for line in lines[: len(SENTENCES)])
    assert set(texts.values()) == {1}
    assert len({(line.text, line.who) for line in lines}) == len(lines)
    assert corpus.script(people, 10) == lines[:10]
    assert corpus.script(people, 10, seed=1) != lines[:10]
    assert {line.who for line in lines} == set(people)


def test_pauses_lie_in_their_range() -> None:
    pauses = [pause for line in corpus.script(["a"], 300) for pause in line.pauses]
    for unfinished, (shortest, longest) in ((True, corpus.THINKING_MS), (False, corpus.BREATH_MS)):
        lengths = [length for length, bare in pauses if bare is unfinished]
        assert samples(shortest) <= min(lengths) < max(lengths) <= samples(longest)
        assert max(lengths) - min(lengths) > samples((longest - shortest) * 0.7)


def test_the_room_goes_on_behind_the_words() -> None:
    (line,) = corpus.script(["a"], 1)
    one = anyio.run(corpus.spoken, line, say)
    count = one.speech_end // WINDOW + 40
    heard = one.windows(count).reshape(-1)
    assert np.array_equal(heard, one.windows(count).reshape(-1))
    behind = heard[one.speech_end + samples(100) :]
    level_db = 20 * np.log10(np.sqrt(np.mean(behind**2)))
    assert level_db == pytest.approx(corpus.NOISE_DB, abs=1)
    assert np.abs(heard[: one.speech_end]).max() == pytest.approx(np.abs(one.sound).max(), rel=0.05)


def test_a_folder_of_recordings_is_a_corpus(tmp_path: Path) -> None:
    write(tmp_path / "quiet.wav", Pcm(np.zeros(HEAR_RATE, np.float32), HEAR_RATE))
    with pytest.raises(InputError, match="nobody speaks"):
        corpus.folder(tmp_path)
    with pytest.raises(InputError, match="no such folder"):
        corpus.folder(tmp_path / "nowhere")
    (tmp_path / "transcripts.tsv").write_text("name\twords\nquiet.wav\tnothing\n", encoding="utf-8")
    with pytest.raises(InputError, match="cannot be read"):
        corpus.folder(tmp_path)


# ---------------------------------------------------------------------------------------- one turn


def scripted(door: Door, watch: notes.Watcher, answer: str = "w7 w8 w9 w7 w8 w9.") -> Conversation:
    return Conversation(
        door=door,
        detector=ScriptedDetector(),
        transcriber=ScriptedTranscriber(),
        mind=LocalMind(ScriptedModel(lambda _: answer), Persona()),
        voice=ScriptedVoice(lambda _: 1000),
        watch=watch,
    )


def spoken_item(seconds: float = 1.0) -> Item:
    lead = samples(corpus.LEAD_MS) // WINDOW * WINDOW
    word = speech_code.word(3, round(seconds * HEAR_RATE / WINDOW) * WINDOW)
    sound = np.concatenate([np.zeros(lead, np.float32), word])
    return Item("w3.wav", "code", "w3", sound, lead, len(sound))


def take(system: run.System, one: Item, folder: Path) -> Row:
    async def turn() -> Row:
        return await take_turn("scripted", system, one, folder)

    return virtual_time.run(turn)


def test_a_turn_is_measured_on_its_recording(tmp_path: Path) -> None:
    row = take(scripted, spoken_item(), tmp_path)
    stages_ms = sum(row.stages_ms.values())
    assert row.measured.voice_to_voice_ms == pytest.approx(stages_ms, abs=64)
    assert row.stages_ms["endpoint_ms"] >= Pauses().shortest_ms
    assert (row.understood, row.errors, row.words) == ("w3", 0, 1)
    assert row.said and row.late_ms < 1 and not row.trouble
    sound, rate = loudspeaker(tmp_path / "scripted-w3.wav")
    assert measured(sound, rate, spoken_item()) == row.measured


def test_a_reply_is_stopped_when_enough_of_it_was_heard(tmp_path: Path) -> None:
    def long_winded(door: Door, watch: notes.Watcher) -> Conversation:
        return scripted(door, watch, " ".join(["w7 w8 w9 w7 w8 w9."] * 3))

    row = take(long_winded, spoken_item(), tmp_path)
    sound, rate = loudspeaker(tmp_path / "scripted-w3.wav")
    heard_s = len(audible(sound, rate)) * FRAME_MS / 1000
    assert run.ENOUGH_S * 0.8 <= heard_s <= run.ENOUGH_S + 0.1
    assert row.measured.voice_to_voice_ms is not None


@dataclass
class Clockwork:
    """Understands nothing; plays half a second of tone at fixed moments, in samples."""

    door: Door
    moments: tuple[int, ...]
    hushed_at: int = 0
    at: int = 0

    async def run(self) -> None:
        async with self.door.open() as frames:
            async for _ in frames:
                self.at += WINDOW
                if any(self.at - WINDOW < moment <= self.at for moment in self.moments):
                    self.door.play(Pcm(tone(500, rate=PLAY_RATE), PLAY_RATE))

    def hush(self) -> None:
        self.hushed_at = self.at


def wound_up(*moments: int) -> tuple[run.System, list[Clockwork]]:
    begun: list[Clockwork] = []

    def begin(door: Door, watch: notes.Watcher) -> Clockwork:
        begun.append(Clockwork(door, moments))
        return begun[-1]

    return begin, begun


def test_a_system_that_never_answers_ends_unanswered(tmp_path: Path) -> None:
    system, begun = wound_up()
    one = spoken_item()
    row = take(system, one, tmp_path)
    assert row.measured.voice_to_voice_ms is None
    assert (row.understood, row.errors, row.words) == ("", 1, 1)
    assert begun[0].hushed_at - one.speech_end == pytest.approx(samples(1000 * run.GIVE_UP_S), abs=WINDOW)


def test_a_turn_that_was_cut_off_goes_on_until_the_reply_behind_the_words(tmp_path: Path) -> None:
    one = spoken_item(3)
    early = one.speech_start + samples(500)
    moments = [
        early,
        early + samples(600),
        early + samples(1200),
        *(one.speech_end + samples(t) for t in (500, 1500)),
    ]
    system, begun = wound_up(*moments)
    row = take(system, one, tmp_path)
    assert row.measured.cut_off
    assert row.measured.voice_to_voice_ms == pytest.approx(-2500, abs=70)
    assert row.measured.after_end_ms == pytest.approx(500, abs=70)
    assert begun[0].hushed_at - one.speech_end == pytest.approx(samples(2000), abs=3 * WINDOW)


# ------------------------------------------------------------------------------------- the figures


def rows_of(delays: Sequence[float | None], system: str = "one") -> list[Row]:
    return [run.row(system, item(text="one two"), Measured(d, d, ()), []) for d in delays]


def test_percentiles_and_shares() -> None:
    found = figures(rows_of([*range(0, 1001, 10), -50, None]))
    assert found.turns == 103
    assert found.p50_ms == 495
    assert found.p95_ms == pytest.approx(949.5)
    assert found.p99_ms == pytest.approx(989.9)
    assert (found.least_ms, found.most_ms) == (-50, 1000)
    assert found.cut_offs == Share(1, 103)
    assert found.unanswered == Share(1, 103)
    assert found.word_errors == Share(206, 206)
    assert found.pauses_kept.percent is None


def test_pauses_are_counted_by_kind_and_length() -> None:
    pauses = [
        Pause(samples(800), samples(300), True),
        Pause(samples(1200), samples(701), True),
        Pause(samples(2000), samples(300), False),
    ]
    one = item(*pauses, speech_end_ms=3000)
    found = figures([run.row("one", one, measured(played((1500, 1600), (4000, 4500)), PLAY_RATE, one), [])])
    assert found.pauses_kept == Share(2, 3)
    assert found.unfinished_kept == Share(1, 2)
    assert found.short_unfinished_kept == Share(1, 1)


def test_no_turns_answered_is_no_figure_and_no_crash() -> None:
    found = figures(rows_of([None, None]))
    assert [found.p50_ms, found.p50_interval_ms, found.p95_ms, found.unexplained_ms] == [None] * 4
    assert found.unanswered.percent == 100
    assert ratio(found, found) is None
    assert percentile([], 50) is None


def test_the_interval_of_the_median_holds_it_and_narrows_with_more_turns() -> None:
    values = np.random.default_rng(1).lognormal(6, 0.3, 400).tolist()
    few, many = median_interval(values[:40]), median_interval(values)
    assert few is not None and many is not None
    assert many[0] < np.median(values) < many[1]
    assert few[0] < np.median(values) < few[1]
    assert many[1] - many[0] < few[1] - few[0]


def test_stages_are_told_beside_the_waveform() -> None:
    summary = notes.TurnSummary(0, 1, 1, notes.Stages(200, 10, 100, 50, 30, 20))
    turn = run.row("one", item(), Measured(440, 440, ()), [notes.Turn(0, 1, "Hello there."), summary])
    found = figures([turn])
    assert found.stages_ms["first_token_ms"] == 100
    assert found.unexplained_ms == 30
    assert found.word_errors == Share(0, 2)


def test_the_report_tells_everything_and_compares() -> None:
    rows = rows_of([100, 200, 300]) + rows_of([400, 400, 900], "other")
    told = report.as_json(rows, {"profile": "swift"})
    assert told["ratios"] == {"other": 0.5}
    assert len(json.loads(json.dumps(told))["rows"]) == 6


def test_ears_are_counted_by_length() -> None:
    async def hear() -> list[stages.StageRow]:
        ears, items = ScriptedTranscriber(), [spoken_item(1), spoken_item(5)]
        return [row async for row in stages.hear(ears, items, padded=ears, head_start_ms=10_000)]

    rows = anyio.run(hear)
    assert [row.group for row in rows] == ["0 to 2 s", "4 to 8 s"]
    *_, every = stages.totals(rows)
    assert (every.group, every.count, every.values["word_error_percent"]) == ("all", 2, 0)
    assert (every.values["padded_word_error_percent"], every.values["behind_the_pause_ms p95"]) == (0, 0)


def test_peers_and_pictures_that_cannot_be_are_refused_before_the_run(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no peer 'nobody'"):
        peer("nobody")
    (tmp_path / "needy.py").write_text("import surely_not_installed\n", encoding="utf-8")
    with pytest.raises(InputError, match=r"needs surely_not_installed(.|\n)*make peers"):
        peer("needy", tmp_path)
    with pytest.raises(InputError):
        plot.possible(tmp_path / "picture.jpeg")


def test_without_pipecat_its_peer_says_what_is_missing_and_how_to_get_it() -> None:
    """In a Python that has no Pipecat, whether the one that runs the tests has it or not."""
    program = "import sys; sys.modules['pipecat'] = None; from samantha.cli.app import main; main()"
    done = subprocess.run(
        [sys.executable, "-c", program, "bench", "talk", "--peer", "pipecat"],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == InputError.exit_code
    assert "--peer: the peer pipecat needs pipecat" in done.stderr
    assert "make peers" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_picture_is_drawn(tmp_path: Path) -> None:
    pytest.importorskip("matplotlib")
    summary = notes.TurnSummary(0, 1, 1, notes.Stages(200, 10, 100, 50, 30, 20))
    rows = [run.row("one", item(), Measured(440, 440, ()), [summary]), *rows_of([None, 300], "other")]
    plot.draw(rows, "a run", tmp_path / "run.png")
    assert (tmp_path / "run.png").read_bytes().startswith(b"\x89PNG")
    assert [path.name for path in tmp_path.iterdir()] == ["run.png"]


# -------------------------------------------------------------------------------------- for real


@pytest.mark.real
def test_a_turn_of_hers_and_one_of_the_naive_chain(tmp_path: Path) -> None:
    assert FOLDER.is_dir()
    result = tmp_path / "result.json"
    arguments = ["bench", "talk", "--profile", "swift", "--turns", "1", "--peer", "naive", "--json", str(result)]
    done = subprocess.run(
        [sys.executable, "-m", "samantha", *arguments], capture_output=True, text=True, timeout=150, check=False
    )
    assert done.returncode == 0, done.stderr
    told: dict[str, Any] = json.loads(result.read_text(encoding="utf-8"))
    assert "voice to voice, p50" in done.stdout
    assert set(told["systems"]) == {"samantha", "naive"}
    assert [row["system"] for row in told["rows"]] == ["samantha", "naive"]
    assert told["rows"][0]["text"] == told["rows"][1]["text"]
    assert all(row["understood"] for row in told["rows"])
    assert all(len(files) for files in told["models"].values())
    assert told["systems"]["naive"]["stages_ms"]["endpoint_ms"] >= 700
    assert result.stat().st_mode & 0o777 == 0o600
