"""Turns said to a skill alone, without a conversation around it."""

from __future__ import annotations

import anyio

from samantha.ports import Skill


def talk(skill: Skill, *turns: str) -> list[str]:
    """Its answers to the turns; every one of them must be the skill's."""

    async def run() -> list[str]:
        said = []
        for turn in turns:
            act = skill.understands(turn)
            assert act is not None, turn
            said.append(await act() or "")
        return said

    return anyio.run(run)
