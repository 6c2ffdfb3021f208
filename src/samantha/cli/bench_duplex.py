"""What ``samantha bench duplex`` does: rooms, people and real engines, at the pace that is wanted."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from anyio.from_thread import BlockingPortal, start_blocking_portal

from samantha.audio.files import read
from samantha.audio.pcm import Pcm, Samples
from samantha.core.bargein import is_backchannel
from samantha.core.clock import HEAR_RATE, samples
from samantha.core.notes import Watcher
from samantha.errors import InputError
from samantha.ports import Door, Transcriber, Voice
from samantha.service import bench, compose, loading
from samantha.service.loading import Engines
from samantha.service.settings import Settings
from samantha.session.changing import ChangingVoice
from samantha.testing import room, virtual_time
from samantha.testing.bench import corpus, duplex, duplex_noises, duplex_script
from samantha.testing.bench.duplex import DuplexRow, Kind, Over
from samantha.testing.bench.run import Talk
from samantha.testing.charged import ChargedTranscriber, RememberedVoice
from samantha.testing.fakes import ScriptedModel

LONGEST_S = 6.0
"""Longer recordings are cut to so much: she has yielded long before."""


@dataclass(frozen=True, slots=True)
class Lab:
    """Engines on a loop of their own, and what is said over her."""

    settings: Settings
    portal: BlockingPortal
    ears: Transcriber
    voice: Voice
    real_pace: bool

    def begin(self, door: Door, watch: Watcher) -> Talk:
        """A conversation with a mind that recites."""
        mind = loading.new_mind(self.settings, ScriptedModel(duplex.answer))
        ears = self.ears if self.real_pace else ChargedTranscriber(self.portal, self.ears)
        engines = Engines(loading.load_detector(self.settings), ears, mind, ChangingVoice(self.voice))
        return compose.converse(self.settings, engines, door, watch)

    def run(self, talk: Talk) -> None:
        """To its end: by the clock, or as fast as it can be computed."""
        if self.real_pace:
            self.portal.call(talk.run)
        else:
            virtual_time.run(talk.run)

    def transcribe(self, pcm: Pcm) -> str:
        """What the ears make of a sound."""
        return self.portal.call(self.ears.transcribe, pcm.at(HEAR_RATE)).text


def measure(
    settings: Settings,
    *,
    folder: Path | None,
    rooms: Path | None,
    noise: Path | None,
    rounds: int,
    only: Sequence[str] | None,
    real_pace: bool,
    seed: int,
    keep: Path | None,
    tell: Callable[[str], None],
) -> list[DuplexRow]:
    """Every round of every session. Raises InputError for folders that are of no use, before anything is loaded."""
    if keep is not None and not keep.is_dir():
        raise InputError("there is no such folder", where=str(keep), mend="Give a folder that exists.")
    if unknown := set(only or ()) - set(duplex.KINDS):
        raise InputError(f"no such kind: {unknown.pop()}", where="--only", mend=f"One of {', '.join(duplex.KINDS)}.")
    responses = room.responses(rooms)
    sounds = _folder(noise) if noise is not None else duplex_noises.noises()
    rows: list[DuplexRow] = []
    with start_blocking_portal() as portal:
        shelf = loading.store(settings)
        ears = portal.call(loading.load_ears, settings, shelf)
        voice = portal.call(loading.load_voice, settings, shelf)
        lab = Lab(settings, portal, ears, voice if real_pace else RememberedVoice(portal, voice), real_pace)
        overs = {kind: some for kind, some in _overs(lab, folder, sounds, seed).items() if not only or kind in only}
        hers = duplex.loudness(portal.call(voice.speak, duplex_script.REPLIES[0]).pcm.samples)
        compare = "words" in overs
        plan = list(duplex.sessions(responses, overs, rounds=rounds, hers=hers, headphones=compare, seed=seed))
        for number, session in enumerate(plan, start=1):
            tell(f"session {number} of {len(plan)}, {session.room.name}")
            rows += duplex.hold(session, lab.begin, lab.run, lab.transcribe, keep)
    return rows


def _overs(lab: Lab, folder: Path | None, sounds: Mapping[str, Samples], seed: int) -> dict[Kind, list[Over]]:
    """What comes over her, by kind, each list in an order of chance."""
    people = lab.portal.call(bench.people, lab.settings)
    found: dict[Kind, list[Over]] = {"silence": [Over("silence", "")], "words": [], "backchannel": [], "noise": []}
    said: list[tuple[Kind, Sequence[str]]] = [
        ("words", duplex_script.INTERRUPTIONS),
        ("backchannel", duplex_script.BACKCHANNELS),
    ]
    for kind, texts in said:
        for name, say in people.items():
            for text in texts:
                sound = lab.portal.call(say, text).at(HEAR_RATE).samples
                found[kind].append(Over(kind, f"{name}: {text}", text, _cut(sound, duplex.USER_DB)))
    for item in corpus.folder(folder) if folder is not None else ():
        if item.text is not None and item.speech_end - item.speech_start <= samples(1000 * LONGEST_S):
            kind = "backchannel" if is_backchannel(item.text) else "words"
            sound = item.sound[item.speech_start : item.speech_end]
            found[kind] += [Over(kind, item.name, item.text, _cut(sound, duplex.USER_DB))] * len(people)
    level = duplex.USER_DB + duplex.NOISE_DB
    found["noise"] = [Over("noise", name, "", _cut(sound, level)) for name, sound in sounds.items()]
    for some in found.values():
        random.Random(seed).shuffle(some)
    return found


def _cut(sound: Samples, db: float) -> Samples:
    return duplex.levelled(sound[: samples(1000 * LONGEST_S)], db)


def _folder(path: Path) -> dict[str, Samples]:
    files = [file for file in sorted(path.iterdir()) if file.suffix in corpus.SOUNDS] if path.is_dir() else []
    if not files:
        raise InputError(
            "no sounds there", where=str(path), mend=f"Give a folder of {', '.join(corpus.SOUNDS)} files."
        )
    return {file.stem: read(file, HEAR_RATE).samples for file in files}
