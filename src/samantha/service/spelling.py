"""Proofreading, put together: dictionary, rules, the user's own words, the names she remembers, and the mind."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping

from samantha.engines.harper import Harper
from samantha.errors import InputError
from samantha.hands.spelling.own_words import OwnWords
from samantha.hands.spelling.proofreading import Proofreading
from samantha.hands.spelling.review import Reviewer
from samantha.hands.spelling.skill import Spelling
from samantha.mind.memory.store import FILE, MemoryStore
from samantha.ports import LanguageModel
from samantha.service.paths import data_folder

_NAME = re.compile(r"\b[A-Z][\w'’-]+")


def own_words(env: Mapping[str, str]) -> OwnWords:
    """The user's own dictionary."""
    return OwnWords(data_folder(env) / "dictionary.txt")


def known_words(env: Mapping[str, str]) -> set[str]:
    """Words that are right for this user: his dictionary, and the names in what he told her. Raises InputError."""
    return {*own_words(env).all(), *remembered_names(env)}


def remembered_names(env: Mapping[str, str]) -> set[str]:
    """Words with a capital in her memory; none where there is no memory, or it cannot be read just now."""
    folder = data_folder(env)
    if not (folder / FILE).exists():
        return set()
    try:
        store = MemoryStore(folder)
    except InputError:
        return set()
    try:
        return {name.removesuffix("'s") for row in store.rows() for name in _NAME.findall(row.fact.words)}
    except InputError:
        return set()
    finally:
        store.close()


def proofreading(env: Mapping[str, str], model: LanguageModel | None) -> Proofreading:
    """What finds faults. ``model``: None to do without."""
    return Proofreading(Harper(), lambda: known_words(env), model)


def reviewer(model: LanguageModel) -> Reviewer:
    """What goes through faults aloud."""
    return Reviewer(proofreading(os.environ, model), own_words(os.environ))


def spelling(how: Reviewer) -> Spelling:
    """The skill that is asked about spelling."""
    return Spelling(how, lambda: known_words(os.environ))
