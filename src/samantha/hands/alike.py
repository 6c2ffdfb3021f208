"""Words that an ear takes for one another: names that sound alike and are written differently.

What was said plainly is done, what only sounds like it is asked about first; so whether a name was said and whether
it only sounds so are kept apart here, for everything that is called by its name: events, reminders, lists, letters.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from functools import lru_cache

from rapidfuzz import fuzz

_ALIKE = 84
"""Likeness of two words from which on they may be the same name, written differently."""
_ENDINGS = ("s", "es", "ed", "d", "ing")


@lru_cache(maxsize=10_000)
def words(text: str) -> Sequence[str]:
    """Its words in small letters, without what makes them possessive."""
    return [word.removesuffix("'s") for word in re.findall(r"[^\W_]+(?:'[^\W_]+)?", text.lower().replace("’", "'"))]


def among(word: str, own: Collection[str]) -> bool:
    """Whether it is one of them, or another form of one ("lunches", "called")."""
    return any(word in _stems(other) or other in _stems(word) for other in own)


def sounds_among(word: str, own: Collection[str]) -> bool:
    """Whether it is one of them, or sounds like one."""
    return among(word, own) or any(sounds_like(word, other) for other in own)


def sounds_like(one: str, other: str) -> bool:
    """Whether an ear may take one word for the other."""
    if len(one) < 3 or len(other) < 3:
        return one == other
    return fuzz.ratio(one, other) >= _ALIKE or _skeleton(one) == _skeleton(other)


def says(wanted: Sequence[str], own: Sequence[str]) -> bool:
    """Whether all the words wanted are there."""
    return all(among(word, own) for word in wanted)


def sounds(wanted: Sequence[str], own: Sequence[str]) -> bool:
    """Whether all the words wanted are there by their sound, also if they were parted wrongly ("past a", "pasta")."""
    together = "".join(wanted)
    return all(sounds_among(word, own) for word in wanted) or any(
        sounds_like(together, other) for other in (*own, "".join(own))
    )


def only_one(said: Sequence[str], options: Sequence[str]) -> int | None:
    """Which of few options was named, if the words said sound like words of that one alone: "the X1" may be "the eggs
    one" where only eggs or pasta can be meant.
    """
    heard = {sound for word in said if len(sound := _rough(_LETTERS.get(word, word))) > 1}
    fitting = [n for n, option in enumerate(options) if heard & {_rough(word) for word in words(option)}]
    return fitting[0] if len(fitting) == 1 else None


_LETTERS = dict(
    zip(
        "bcdfghjklmnpqrstvwxz",
        "bee see dee ef gee aitch jay kay el em en pee cue are ess tee vee doubleyou ex zee".split(),
        strict=True,
    )
)
_VOICED = str.maketrans("bdgvz", "ptkfs")


@lru_cache(maxsize=10_000)
def _rough(word: str) -> str:
    """Its skeleton, for ears that cannot tell "b" from "p"; too rough but for a choice between few."""
    return re.sub(r"(.)\1+", r"\1", _skeleton(word.replace("x", "ks")).translate(_VOICED))


@lru_cache(maxsize=10_000)
def _stems(word: str) -> frozenset[str]:
    return frozenset((word, *(word.removesuffix(ending) for ending in _ENDINGS if len(word) - len(ending) >= 3)))


@lru_cache(maxsize=10_000)
def _skeleton(word: str) -> str:
    """What is heard of a word's consonants: Catherine and Kathryn, Amy and Aimee."""
    first = word[0] if word[0] not in "aeiouy" else "a"
    rest = re.sub(r"[aeiouyhw']", "", word[1:].replace("ph", "f"))
    return re.sub(r"(.)\1+", r"\1", (first + rest).replace("c", "k").replace("q", "k").replace("z", "s"))
