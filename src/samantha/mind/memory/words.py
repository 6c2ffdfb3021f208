"""The words that memories and questions about them have in common: who is who, and which words carry meaning."""

from __future__ import annotations

import re
from collections.abc import Mapping

from samantha.mind.memory.rows import ME

_RELATIONS = (
    "sister brother mother mom mum mommy father dad daddy parents wife husband partner girlfriend boyfriend fiancee fiance"
    " ex-wife ex-husband ex son daughter child kids children baby twin niece nephew aunt uncle cousin grandmother grandma"
    " granny grandfather grandpa grandson granddaughter sister-in-law brother-in-law mother-in-law father-in-law"
    " stepmother stepfather friend boss colleague coworker manager neighbour neighbor roommate flatmate landlord"
    " teacher doctor dentist therapist lawyer dog cat horse rabbit hamster parrot puppy kitten pet"
)
RELATION = (
    r"(?:(?:older|younger|elder|little|big|twin|best|old|new|oldest|youngest|late|ex) )?(?:"
    + "|".join(sorted(_RELATIONS.split(), key=len, reverse=True))
    + r")"
)
NAME = r"(?-i:[A-Z][\w-]+)"

_SAME = {
    "mom": "mother", "mum": "mother", "mommy": "mother", "dad": "father", "daddy": "father", "grandma": "grandmother",
    "granny": "grandmother", "grandpa": "grandfather", "neighbor": "neighbour", "coworker": "colleague",
    "puppy": "dog", "kitten": "cat", "kids": "children", "elder sister": "older sister", "big sister": "older sister",
    "elder brother": "older brother", "big brother": "older brother", "little sister": "younger sister",
    "little brother": "younger brother",
}  # fmt: skip

NO_NAMES = frozenset(
    "I I'm I'd I've I'll A An The It It's This That What When Where Who Why How Do Does Did Is Are Was Were And But So Oh"
    " Well Yes No Yeah Okay Ok My Your His Her Their Our He She They We You If Then Because Please Can Could Would Will"
    " Should Have Has Had There Here Maybe Not Just Today Tomorrow Yesterday Tonight Monday Tuesday Wednesday Thursday"
    " Friday Saturday Sunday January February March April May June July August September October November December"
    " Samantha Remember Forget Tell Let Let's Actually Sorry Thanks Thank Hello Hi Hey Next Last Every Each Some Now Also"
    " After Before On In At For With From To Of One Two Three Christmas Easter Mr Mrs Ms Dr English Italian French German"
    " Spanish Never Nobody Everybody Everyone Something Nothing All".split()
)

_EMPTY = frozenset(
    "a an the is are was were be been am do does did have has had i i'm you me my mine your he she it they we us him her"
    " his its their our them and or but so of to in on at for with from by about as that this these those what when where"
    " who whom whose which why how not no any some there here then than too very really just also can could would will"
    " should may might must tell told say said know remember mention mentioned ever please again still yet if because"
    " s m re ve ll d t don doesn didn isn going get got one thing things something anything".split()
)


def subject_of(phrase: str, names: Mapping[str, str], last: str = "") -> str:
    """Whom or what a phrase means: "my sister's dog" is "sister's dog", "Anna" whoever bears the name, "" nobody.

    names: name in small letters -> whose it is. last: whom "she" means.
    """
    given = re.sub(rf"^((?i:my {RELATION})),? [A-Z][\w-]+,?$", r"\1", phrase.strip(" ,"))  # "my sister Anna"
    words = given.lower().replace("’", "'").removeprefix("the ").strip(" ,")
    if words in ("i", "me", "my", "myself", "us", "we"):
        return ME
    if words in ("he", "she", "they", "it", "his", "her", "their", "its", "him", "them"):
        return last
    words = re.sub(r"^(?:my|our) ", "", words)
    owner, of, thing = words.partition("'s ")
    if of:
        return f"{names.get(owner, _SAME.get(owner, owner))}'s {thing}"
    return names.get(words, _SAME.get(words, words))


def is_relation(subject: str) -> bool:
    """Whether it is somebody's relation to the user, not a name or a thing."""
    return bool(re.fullmatch(rf"(?:.*'s )?{RELATION}", subject))


def person_in(text: str, names: Mapping[str, str]) -> str:
    """The first person named in the text by relation or name, "" if there is none."""
    found = re.search(rf"\b(?:my|our) ({RELATION}(?:'s {RELATION})?)\b", text, re.IGNORECASE)
    if found:
        return subject_of(found.group(1), names)
    for match in re.finditer(r"(?:([\w']+) )?\b([A-Z][\w-]+)\b", text):
        before, word = (match.group(1) or "").lower(), match.group(2)
        if word.lower() in names or (word not in NO_NAMES and (not match.start(2) or before in _BEFORE_PEOPLE)):
            return subject_of(word, names)
    return ""


_BEFORE_PEOPLE = frozenset(
    "with and promised met meet meeting called call miss saw see seeing told love loves by about about asked ask kissed date"
    " dating hugged visit visiting invited help helped helping know knows thank thanked".split()
)


def content_words(text: str) -> list[str]:
    """The words that carry meaning, in small letters, each once."""
    found = re.findall(r"[\w-]+", text.lower().replace("’", "'").replace("'s", ""))
    return list(dict.fromkeys(word for word in found if word not in _EMPTY and len(word) > 1))


def stem(word: str) -> str:
    """What forms of a word have in common, roughly."""
    for ending in ("ings", "ing", "ies", "ied", "ed", "es", "s", "e", "y"):
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            return word[: -len(ending)]
    return word
