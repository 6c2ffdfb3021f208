"""Samantha: a voice assistant that lives on your own computer."""

import os

# onnxruntime collects what is done with it, in a database of its own, for its maker's server. It looks at this once,
# when it is first imported, by whoever that is; so it is set before any other module of the program is there.
os.environ["ORT_DISABLE_TELEMETRY"] = "1"

__version__ = "0.1.0"
