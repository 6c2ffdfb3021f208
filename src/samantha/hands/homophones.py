"""Words that sound alike and are written differently: no ear can tell them apart, so they are spelled out."""

from __future__ import annotations

_GROUPS = """
their there they're; your you're; its it's; to too two; whose who's; here hear; no know; new knew; right write;
by buy bye; for four; one won; son sun; sea see; be bee; would wood; weather whether; peace piece; week weak;
meet meat; dear deer; break brake;
past passed; threw through; wear where; which witch; our hour; whole hole; sent scent cent;
bare bear; mail male; plain plane; principal principle; stationery stationary; then than; affect effect; lose loose;
accept except; advice advise; quiet quite; aloud allowed; blue blew; red read; ate eight; night knight; great grate;
pair pear; wait weight; role roll; sight site cite; tale tail; waist waste; rain reign; flour flower; heal heel;
steal steel; story storey; him hymn; knot not; need knead; sole soul; some sum; stair stare; way weigh; we're were
"""
GROUPS: tuple[tuple[str, ...], ...] = tuple(tuple(group.split()) for group in _GROUPS.split(";"))
_GROUP_OF = {word: group for group in GROUPS for word in group}


def sound_alikes(word: str) -> tuple[str, ...]:
    """The other words of its group, nothing for a word without one."""
    word = word.lower().replace("’", "'")
    return tuple(other for other in _GROUP_OF.get(word, ()) if other != word)


def spelled(word: str) -> str:
    """The word and its letters, for the ear: "their, T-H-E-I-R", "it's, I-T-apostrophe-S"."""
    letters = (
        "apostrophe" if letter in "'’" else letter.upper() for letter in word if letter.isalpha() or letter in "'’"
    )
    return f"{word}, {'-'.join(letters)}"
