"""The conversation as a pure state machine on sample time: no I/O, no threads, no clock, no async."""
