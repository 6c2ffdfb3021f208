"""Makes a speech network tell how long it holds each phoneme.

Both voices' networks compute it, once, in a node of a kind that occurs nowhere else in them (the rounding of lengths
to whole frames), and then keep it to themselves. An ONNX file is one protobuf message, and protobuf merges what is
appended to a message into it (encoding guide, "Last One Wins"). So the few bytes of one more declared output, put
behind the file's own, are all it takes; piper-tts does the same with the onnx package
(``piper/patch_voice_with_alignment.py``).
"""

from __future__ import annotations

from collections.abc import Iterator

# Field numbers of onnx.proto3 (onnx 1.x, unchanged since the first release).
_MODEL_GRAPH = 7
_GRAPH_NODE = 1
_GRAPH_OUTPUT = 12
_NODE_OUTPUT = 2
_NODE_OP_TYPE = 4
_VALUE_NAME = 1

_LENGTH_DELIMITED = 2
_FIXED_BYTES = {1: 8, 5: 4}


def revealing(model: bytes, op: str) -> bytes:
    """The model with the result of its one node of this kind as a last output; as it was if there is not just one.

    Raises:
        ValueError, IndexError: it is no ONNX model.
    """
    names = [name for kind, name in _nodes(memoryview(model)) if kind == op]
    if len(names) != 1:
        return model
    output = _field(_VALUE_NAME, names[0].encode())
    return model + _field(_MODEL_GRAPH, _field(_GRAPH_OUTPUT, output))


def _nodes(model: memoryview) -> Iterator[tuple[str, str]]:
    """Kind and first result of every node."""
    for graph in _messages(model, _MODEL_GRAPH):
        for node in _messages(graph, _GRAPH_NODE):
            kind = b"".join(bytes(value) for value in _messages(node, _NODE_OP_TYPE)).decode()
            result = next((bytes(value).decode() for value in _messages(node, _NODE_OUTPUT)), "")
            yield kind, result


def _messages(message: memoryview, wanted: int) -> Iterator[memoryview]:
    """The length-delimited values of one field."""
    at = 0
    while at < len(message):
        key, at = _varint(message, at)
        number, wire = key >> 3, key & 7
        if wire == _LENGTH_DELIMITED:
            size, at = _varint(message, at)
            if number == wanted:
                yield message[at : at + size]
            at += size
        elif wire == 0:
            _, at = _varint(message, at)
        elif wire in _FIXED_BYTES:
            at += _FIXED_BYTES[wire]
        else:
            raise ValueError(f"wire type {wire} is not one of protobuf's")


def _varint(data: memoryview, at: int) -> tuple[int, int]:
    value = shift = 0
    while True:
        byte = data[at]
        at += 1
        value |= (byte & 127) << shift
        shift += 7
        if byte < 128:
            return value, at


def _field(number: int, payload: bytes) -> bytes:
    return _as_varint(number << 3 | _LENGTH_DELIMITED) + _as_varint(len(payload)) + payload


def _as_varint(value: int) -> bytes:
    out = bytearray()
    while value > 127:
        out.append(value & 127 | 128)
        value >>= 7
    return bytes([*out, value])
