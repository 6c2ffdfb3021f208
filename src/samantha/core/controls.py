"""Spoken requests about the speaking itself, recognised by code: be quiet, go on, say that again.

They must work at any time, at once, and never be misunderstood, so no language model sees them. Only an utterance
that is nothing but such a request counts: "stop" is one, "stop me if you know this one" is not. An address
("Samantha, ...") and politeness around it are left out first.
"""

from __future__ import annotations

import re
from typing import Literal, TypeAlias

Control: TypeAlias = Literal["silence", "go_on", "repeat", "repeat_slower"]
"""silence: say nothing, not even an answer to this. go_on: take up again what was broken off. repeat, repeat_slower:
say the last of it once more."""

_ADDRESS = re.compile(r"^(?:(?:hey|oh|okay|ok)[, ]+)?[^\W\d]+,\s+(?=\w)")
_BEFORE = frozenset("please samantha okay ok oh hey no um uh alright just and yes yeah sorry right now well".split())
_AFTER = frozenset("please samantha now thanks okay ok then for you there".split())
_A_WHILE = r"(?: (?:a|one|just a) (?:second|sec|moment|minute|bit|tick))?"
_ASKING = r"(?:can you |could you |would you |will you |i said )?(?:please )?"

_SILENCE = re.compile(
    rf"{_ASKING}(?:"
    r"stop(?: it| talking| speaking| that| right)?|(?:be |keep |stay )?(?:quiet|silent)|silence|shut up|hush|shh+|sh"
    rf"|(?:hold on|hang on|wait|pause|hold it){_A_WHILE}|(?:just )?(?:a|one) (?:second|sec|moment|minute)"
    r"|(?:that's|that is) enough|enough"
    r")"
)
_GO_ON = re.compile(
    rf"{_ASKING}(?:go on|go ahead|continue|keep going|carry on|keep talking"
    r"|(?:what )?(?:were you|you were) saying)"
)
_AGAIN = (
    r"(?:say|repeat) (?:that|it|this)(?: again| once more| one more time)?|say again|repeat|once more|come again"
    r"|what did you (?:just )?say|what was that|what did you say just"
    r"|i (?:didn't|did not|couldn't|could not) (?:hear|catch|get|understand) (?:that|you|it)"
)
_SLOWLY = r"(?:a (?:bit|little|little bit) |much |more |but )*(?:slower|slowly)"
_REPEAT = re.compile(rf"{_ASKING}(?:{_AGAIN})")
_SLOWER = re.compile(rf"{_ASKING}(?:(?:{_AGAIN}) )?{_SLOWLY}")
_HUH = frozenset(("what", "pardon", "sorry", "excuse me", "huh", "pardon me", "what did you say"))
"""Requests to repeat when they are a question, and something else when they are not."""


def control(text: str) -> Control | None:
    """Which request about her speaking the text is, if it is nothing else."""
    if " ".join(_words(text)) in _HUH and text.rstrip().endswith("?"):
        return "repeat"
    words = _bare(text)
    if _SILENCE.fullmatch(words):
        return "silence"
    if _GO_ON.fullmatch(words):
        return "go_on"
    if _SLOWER.fullmatch(words):
        return "repeat_slower"
    return "repeat" if _REPEAT.fullmatch(words) else None


def _bare(text: str) -> str:
    """Its words without address, politeness and repetition ("Oh, stop, stop it please." is "stop it")."""
    words = _words(_ADDRESS.sub("", text.strip().lower().replace("’", "'"), count=1))
    words = [word for n, word in enumerate(words) if n == 0 or word != words[n - 1]]
    while len(words) > 1 and words[0] in _BEFORE:
        del words[0]
    while len(words) > 1 and words[-1] in _AFTER:
        del words[-1]
    return " ".join(words)


def _words(text: str) -> list[str]:
    return re.findall(r"[\w']+", text.lower().replace("’", "'"))
