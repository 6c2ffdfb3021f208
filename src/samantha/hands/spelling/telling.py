"""A fault as it is said: only what differs, in its place, letter by letter where the ear cannot tell the two apart.

"In 'the keys over their on': I would write there, T-H-E-R-E, instead of their." A rule says what should be; what the
language model alone thinks is what she would write.
"""

from __future__ import annotations

import re

from samantha.hands.homophones import spelled
from samantha.ports import Fault

WORDS_BEFORE, WORDS_BEHIND = 3, 2
_NUMBERS = ("no", "one", "two", "three", "four", "five")


def told(text: str, fault: Fault) -> str:
    """What is wrong and what it should be; for a word without a proposal, that it is not known."""
    where = f"In “{excerpt(text, fault)}”:"
    was = text[fault.start : fault.end]
    if not fault.proposals:
        return f"{where} I don't know {spelled(was)}."
    return f"{where} {'I would write' if fault.hers else 'it should be'} {difference(was, fault.proposals[0])}."


def excerpt(text: str, fault: Fault) -> str:
    """The fault with a few words of its sentence around it."""
    before = re.search(rf"(?:[^\s.!?]+[ ]+){{0,{WORDS_BEFORE}}}[^\s.!?]*$", text[: fault.start])
    behind = re.match(rf"[^\s.!?]*(?:[ ]+[^\s.!?]+){{0,{WORDS_BEHIND}}}", text[fault.end :])
    start = before.start() if before else fault.start
    end = fault.end + (behind.end() if behind else 0)
    return text[start:end].strip(" ,;:")


def difference(was: str, now: str) -> str:
    """In words: "there, T-H-E-R-E, instead of their", "Monday with a capital M", "a lot, in two words"."""
    was, now = _core(was, now)
    if not now:
        return f"without {was}" if was.strip().isalnum() else "without that mark"
    if now.lower() == was.lower():
        small = next((n for w, n in zip(was, now, strict=True) if w != n), now[0])
        return f"{now}, with a {'capital' if small.isupper() else 'small'} {small.upper()}"
    if now.replace("'", "") == was.replace("'", "").replace("’", ""):
        return f"{spelled(now)}, instead of {was}"
    if now.replace(" ", "") == was.replace(" ", ""):
        return f"{now}, in {_count(len(now.split()))}"
    if not was:
        return f"with {now}"
    alike = " " not in now and " " not in was and now.isascii()
    return f"{spelled(now)}, instead of {was}" if alike else f"{now} instead of {was}"


def _core(was: str, now: str) -> tuple[str, str]:
    """Both without the words that they begin or end with alike, but at least one word of each."""
    old, new = was.split(), now.split()
    while len(old) > 1 and len(new) > 1 and old[0] == new[0]:
        old, new = old[1:], new[1:]
    while len(old) > 1 and len(new) > 1 and old[-1] == new[-1]:
        old, new = old[:-1], new[:-1]
    return " ".join(old), " ".join(new)


def _count(words: int) -> str:
    number = _NUMBERS[words] if words < len(_NUMBERS) else str(words)
    return f"{number} {'word' if words == 1 else 'words'}"
