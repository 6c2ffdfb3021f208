"""What is wrong with a setting, said so that it can be mended: place, what is allowed, the nearest right name."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pydantic_core import ErrorDetails
from rapidfuzz import fuzz, process

from samantha.errors import ConfigError
from samantha.service.settings import KeyPath, McpServer, McpTool, Settings, blocks, field_at, leaves, takes_text
from samantha.service.settings_text import allowed, choices, dotted, one_of, toml, value_of

PREFIX = "SAMANTHA_"
"""Environment variables that begin so are settings."""


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing wrong: where ("" when nowhere in particular), what, and how to mend it."""

    where: str
    what: str
    mend: str = ""


def complaint(problems: Sequence[Problem]) -> ConfigError:
    """All problems, of which there is at least one, as one error."""
    if len(problems) == 1:
        only = problems[0]
        return ConfigError(only.what, where=only.where or None, mend=only.mend or None)
    told = [
        str(ConfigError(each.what, where=each.where or None, mend=each.mend or None))
        for each in sorted(problems, key=_place)
    ]
    return ConfigError(f"{len(problems)} settings are wrong\n" + "\n".join(told))


def problem_of(error: ErrorDetails, origins: Mapping[KeyPath, str]) -> Problem:
    """What pydantic found, in our words. origins: where each given setting came from."""
    path = tuple(str(part) for part in error["loc"])
    name, value, context = dotted(path), error["input"], error.get("ctx", {})
    where = _origin(path, origins)
    match error["type"]:
        case "extra_forbidden":
            return Problem(where, f"there is no setting {name}", _nearest(path, section=isinstance(value, dict)))
        case "missing":
            field = field_at(path)
            mend = f"It is {allowed(field)}." if field is not None else ""
            if path[0] == "profiles":
                mend = "A profile names both its models, ears and mind."
            return Problem(where, f"{name} is missing", mend)
        case "model_type" | "dict_type":
            mend = f"Write [{name}] on a line of its own, and its settings below."
            return Problem(where, f"{name} = {_shown(value)}, but this is a section, not a setting", mend)
        case "choice":
            return _not_possible(where, name, value, one_of(context["choices"]), context["choices"])
        case "order":
            lower, upper = (*path, context["lower"]), (*path, context["upper"])
            where = origins.get(lower) or _origin(upper, origins)
            what = f"{dotted(lower)} = {context['low']} is above {dotted(upper)} = {context['high']}"
            return Problem(where, what, "Lower the first or raise the second.")
    field = field_at(path)
    if field is None:
        return Problem(where, f"{name} = {_shown(value)}: {error['msg']}")
    if isinstance(value, str) and not takes_text(field):
        quoted = isinstance(value_of(value), int | float)
        return Problem(where, _impossible(name, value, allowed(field)), "Leave out the quotes." if quoted else "")
    return _not_possible(where, name, value, allowed(field), choices(field))


def unknown_variable(variable: str) -> Problem:
    """A variable that looks like a setting and is none."""
    known = ["__".join(path).upper() for path, _ in leaves(Settings())]
    nearest = process.extractOne(variable.removeprefix(PREFIX), known, scorer=fuzz.ratio, score_cutoff=60)
    mend = f"Did you mean {PREFIX}{nearest[0]}?" if nearest else "The pattern is SAMANTHA_SECTION__KEY, in capitals."
    return Problem(variable, "no setting belongs to this environment variable", mend)


def shortened(text: str, most: int = 60) -> str:
    """At most so many characters of it, printable whatever it was."""
    text = text.encode("utf-8", "replace").decode()  # the environment may hold what is no text
    return text if len(text) <= most else f"{text[:most]}..."


def _place(problem: Problem) -> tuple[str, int]:
    place, _, line = problem.where.rpartition(":")
    return (place, int(line)) if line.isdecimal() else (problem.where, 0)


def _not_possible(where: str, name: str, value: object, what: str, listed: Sequence[str]) -> Problem:
    nearest = process.extractOne(str(value), listed, scorer=fuzz.ratio, score_cutoff=50)
    return Problem(where, _impossible(name, value, what), f"Did you mean {toml(nearest[0])}?" if nearest else "")


def _impossible(name: str, value: object, what: str) -> str:
    return f"{name} = {_shown(value)}, but allowed is {what}"


def _origin(path: KeyPath, origins: Mapping[KeyPath, str]) -> str:
    """Where this came from; for a section the first thing in it, for something missing the section around it."""
    for depth in range(len(path), 0, -1):
        for given, origin in origins.items():
            if given[:depth] == path[:depth]:
                return origin
    return ""


def _nearest(path: KeyPath, *, section: bool) -> str:
    """Advice on an unknown name: the likest one, or all there are in its section."""
    if path[:2] == ("hands", "mcp") and len(path) > 3:  # named by the user, so no default has it
        names = list((McpServer if len(path) == 4 else McpTool).model_fields)
        likest = process.extractOne(path[-1], names, scorer=fuzz.ratio, score_cutoff=60)
        return f"Did you mean {likest[0]}?" if likest else f"In [{dotted(path[:-1])}] there are {', '.join(names)}."
    found = list(blocks(Settings()))
    known = [block.path for block in found if block.path]
    if not section:
        known = [leaf for leaf, _ in leaves(Settings())]
        known += [(*path[:-1], leaf[-1]) for leaf in known if leaf[0] == path[0] == "profiles"]

    def likeness(other: KeyPath) -> float:
        beside = 10 if other[:-1] == path[:-1] else 0
        return max(fuzz.ratio(path[-1], other[-1]) + beside, fuzz.ratio(dotted(path), dotted(other)))

    best = max(known, key=likeness)
    if likeness(best) >= 70:
        return f"Did you mean {_placed(best, path, section=section)}?"
    around = next((block for block in found if block.path == path[:-1] and path[:-1]), None)
    if around is None:
        return "`samantha config default` shows every setting there is."
    return f"In [{dotted(around.path)}] there are {', '.join(name for name, _ in around.values)}."


def _placed(best: KeyPath, path: KeyPath, *, section: bool) -> str:
    if section:
        return f"[{dotted(best)}]"
    if best[:-1] == path[:-1]:
        return dotted(best)
    return f"{best[-1]} in [{dotted(best[:-1])}]" if best[:-1] else f"{best[-1]}, above the first section"


def _shown(value: object) -> str:
    return shortened(toml(value))
