"""What ``samantha doctor`` says of the sound server's usual devices: Bluetooth in telephone quality, and monitors.

A Bluetooth headset has two ways to talk to a computer. One carries music, and no microphone (A2DP). The other carries
a telephone call, both ways, at 8 or 16 kHz (HSP, HFP), and desktops change to it by themselves as soon as a program
opens the headset's microphone. Nothing is broken then, but she is hard to understand, and understands less.

PulseAudio and PipeWire are asked alike, through pactl. They name things differently: a profile stands in a property
of the device, ``api.bluez5.profile`` or ``bluetooth.protocol``, or only behind its name.
"""

from __future__ import annotations

import json
import re
import subprocess
from collections.abc import Callable, Mapping
from typing import Any, TypeAlias

from samantha.doors.devices import DIRECTIONS, Direction
from samantha.service.doctor import Finding
from samantha.service.settings import Settings

Node: TypeAlias = Mapping[str, Any]
"""A source, a sink or a card, as pactl has it."""

Ask: TypeAlias = Callable[..., Any]
"""What the server answers to this order of pactl; None if nobody does."""

PATIENCE_S = 5.0
HIGHEST_TELEPHONE_HZ = 16_000
USUAL = ("", "default", "pulse", "pipewire")
"""Names of devices that mean: the server's usual one."""

_TELEPHONE = re.compile(r"(^|[.-])(headset|handsfree|hsp|hfp)-")
_KINDS = {"microphone": "sources", "loudspeaker": "sinks"}


def ask(env: Mapping[str, str]) -> Ask:
    """Asks the sound server of this environment."""

    def answer(*order: str) -> Any:
        # in the C locale: others write 0,00 for a number, which is no JSON
        command, language = ["pactl", "--format=json", *order], {"LC_ALL": "C.UTF-8"}
        try:
            done = subprocess.run(
                command, env={**env, **language}, capture_output=True, timeout=PATIENCE_S, check=False
            )
            return json.loads(done.stdout) if done.returncode == 0 else None
        except (OSError, subprocess.TimeoutExpired, ValueError):
            return None

    return answer


def examine_sound(settings: Settings, asks: Ask) -> list[Finding]:
    """[] where there is no such server."""
    info = asks("info")
    if not isinstance(info, dict):
        return []
    cards = asks("list", "cards") or []
    wanted = {"microphone": settings.desk.microphone, "loudspeaker": settings.desk.loudspeaker}
    usual = {"microphone": info.get("default_source_name"), "loudspeaker": info.get("default_sink_name")}
    findings: list[Finding] = []
    for direction in DIRECTIONS:
        nodes = asks("list", _KINDS[direction]) or []
        node = next((node for node in nodes if _is_meant(node, wanted[direction], usual[direction])), None)
        if node is not None:
            findings += _findings(direction, node, cards)
    return findings or [Finding("sound", "Bluetooth", "ok", "no headset in telephone quality")]


def _is_meant(node: Node, wanted: str, usual: object) -> bool:
    if wanted.casefold() in USUAL:
        return bool(node.get("name") == usual)
    return wanted.casefold() in f"{node.get('name')} {node.get('description')}".casefold()


def _findings(direction: Direction, node: Node, cards: list[Node]) -> list[Finding]:
    name = node.get("description") or node.get("name")
    if direction == "microphone" and node.get("monitor_source"):
        said = f"{name} hears what the loudspeaker plays, not you"
        mend = "Plug a microphone in, or choose one: `pactl list short sources`, `pactl set-default-source NAME`."
        return [Finding("sound", direction, "warn", said, mend)]
    if not is_telephone(node):
        return []
    card = next((card for card in cards if _address(card) and _address(card) in str(node.get("name"))), None)
    what = {"microphone": "she understands less of what you say", "loudspeaker": "she sounds dull"}[direction]
    said = f"{name} is a Bluetooth headset in telephone quality ({rate_hz(node) // 1000} kHz): {what}"
    return [Finding("sound", f"Bluetooth {direction}", "warn", said, _mend(card))]


def is_telephone(node: Node) -> bool:
    """Whether it is a Bluetooth device through which a telephone call goes."""
    properties = node.get("properties", {})
    name = str(node.get("name"))
    bluetooth = properties.get("device.bus") == "bluetooth" or str(properties.get("device.api")).startswith("bluez")
    if not (bluetooth or name.startswith("bluez")):
        return False
    told = properties.get("api.bluez5.profile") or properties.get("bluetooth.protocol")
    if told or "a2dp" in name:
        return bool(_TELEPHONE.search(str(told or name).replace("_", "-")))
    return rate_hz(node) <= HIGHEST_TELEPHONE_HZ


def rate_hz(node: Node) -> int:
    """Samples a second, out of "s16le 1ch 16000Hz"."""
    found = re.search(r"(\d+)Hz", str(node.get("sample_specification")))
    return int(found[1]) if found else 0


def _address(card: Node) -> str:
    return str(card.get("name")).partition("bluez_card.")[2]


def _mend(card: Node | None) -> str:
    """Another microphone first: while this one is in use, the headset stays in that quality."""
    other = "Use another microphone, for Bluetooth carries one in this quality only (`pactl set-default-source NAME`"
    music = _music_profile(card) if card is not None else ""
    if not music or card is None:
        return f"{other})."
    return f"{other}), then give the headset its music profile back: `pactl set-card-profile {card['name']} {music}`."


def _music_profile(card: Node) -> str:
    profiles = {
        name: profile.get("priority", 0)
        for name, profile in card.get("profiles", {}).items()
        if name.startswith("a2dp") and profile.get("sinks") and profile.get("available", True)
    }
    return max(profiles, key=lambda name: int(profiles[name]), default="")
