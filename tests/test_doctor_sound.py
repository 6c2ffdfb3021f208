"""What `samantha doctor` says of the sound server's usual devices."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from typing import Any

import pytest
from tests.pulse import Pulse, own_pulse

from samantha.service.doctor_sound import ask, examine_sound, is_telephone
from samantha.service.settings import Settings

__all__ = ["own_pulse"]

ADDRESS = "74_D7_13_E4_27_D8"


def load(pulse: Pulse, module: str, *arguments: str) -> None:
    done = pulse.pactl("load-module", module, *arguments)
    assert done.returncode == 0, done.stderr


def test_a_headset_in_telephone_quality_is_recognised_explained_and_mended(own_pulse: Pulse) -> None:
    asks = ask(os.environ)
    own_pulse.pactl("set-default-source", "room.monitor")
    (monitor,) = examine_sound(Settings(), asks)
    assert (monitor.mark, monitor.name) == ("warn", "microphone")
    assert "hears what the loudspeaker plays" in monitor.said

    source, sink = f"bluez_input.{ADDRESS}.0", f"bluez_output.{ADDRESS}.1"
    told = "device.bus=bluetooth api.bluez5.profile=headset-head-unit device.description=Headset"
    shape = ("rate=16000", "channels=1")
    heard = (f"source_name={source}", "master=room.monitor", f"source_properties='{told}'")
    load(own_pulse, "module-remap-source", *heard, *shape)
    load(own_pulse, "module-null-sink", f"sink_name={sink}", *shape, f"sink_properties='{told}'")
    own_pulse.pactl("set-default-source", source)
    own_pulse.pactl("set-default-sink", sink)
    found = examine_sound(Settings(), asks)
    assert [finding.name for finding in found] == ["Bluetooth microphone", "Bluetooth loudspeaker"]
    assert all("Headset is a Bluetooth headset in telephone quality (16 kHz)" in finding.said for finding in found)

    shown = subprocess.run(
        [sys.executable, "-m", "samantha", "doctor", "--quick", "--json"], capture_output=True, text=True, check=False
    )
    said = [finding["said"] for finding in json.loads(shown.stdout)["findings"] if finding["group"] == "sound"]
    assert [finding.said for finding in found] == said[-2:]

    music = "device.bus=bluetooth api.bluez5.profile=a2dp-sink"
    load(own_pulse, "module-null-sink", f"sink_name=bluez_output.{ADDRESS}.2", f"sink_properties='{music}'")
    load(own_pulse, "module-remap-source", "source_name=mic", "master=room.monitor")
    own_pulse.pactl("set-default-source", "mic")
    own_pulse.pactl("set-default-sink", f"bluez_output.{ADDRESS}.2")
    (fine,) = examine_sound(Settings(), asks)
    assert fine.mark == "ok"


def test_a_machine_without_such_a_server_is_told_nothing() -> None:
    assert examine_sound(Settings(), ask({"PULSE_SERVER": "unix:/nowhere", "PATH": os.environ["PATH"]})) == []
    assert examine_sound(Settings(), ask({"PATH": "/nowhere"})) == []


CARD = {
    "name": f"bluez_card.{ADDRESS}",
    "driver": "module-bluez5-device.c",
    "properties": {"device.api": "bluez5", "device.bus": "bluetooth", "device.form_factor": "headset"},
    "profiles": {
        "off": {"sinks": 0, "sources": 0, "priority": 0, "available": True},
        "headset-head-unit": {"sinks": 1, "sources": 1, "priority": 1, "available": True},
        "a2dp-sink-sbc": {"sinks": 1, "sources": 0, "priority": 18, "available": True},
        "a2dp-sink": {"sinks": 1, "sources": 0, "priority": 19, "available": True},
        "a2dp-sink-aptx": {"sinks": 1, "sources": 0, "priority": 20, "available": False},
    },
    "active_profile": "headset-head-unit",
}
"""As pactl shows a headset of PipeWire's, less what nobody looks at."""


def test_the_command_that_gives_the_music_back_names_the_card_and_its_best_profile() -> None:
    node = {"name": f"bluez_input.{ADDRESS}.0", "sample_specification": "s16le 1ch 8000Hz", "properties": {}}
    answers: dict[tuple[str, ...], Any] = {
        ("info",): {"default_source_name": node["name"], "default_sink_name": "speaker"},
        ("list", "cards"): [CARD],
        ("list", "sources"): [node],
    }
    (warning,) = examine_sound(Settings(), lambda *order: answers.get(order))
    assert "(8 kHz)" in warning.said
    assert f"`pactl set-card-profile bluez_card.{ADDRESS} a2dp-sink`" in warning.mend


@pytest.mark.parametrize(
    ("name", "rate", "properties", "telephone"),
    [
        ("bluez_source.04_52_C7.headset_head_unit", 44100, {"bluetooth.protocol": "headset_head_unit"}, True),
        ("bluez_sink.04_52_C7.a2dp_sink", 44100, {"bluetooth.protocol": "a2dp_sink"}, False),
        ("bluez_sink.04_52_C7.a2dp_sink", 16000, {}, False),
        ("bluez_input.04_52_C7.handsfree-head-unit", 16000, {}, True),
        ("bluez_output.04_52_C7.1", 48000, {"device.bus": "bluetooth"}, False),
        ("alsa_input.usb-telephone", 16000, {"device.bus": "usb"}, False),
    ],
)
def test_old_and_new_servers_name_it_differently(
    name: str, rate: int, properties: dict[str, str], telephone: bool
) -> None:
    node = {"name": name, "sample_specification": f"s16le 1ch {rate}Hz", "properties": properties}
    assert is_telephone(node) is telephone
