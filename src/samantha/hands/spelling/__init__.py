"""Spelling and grammar: faults found, told aloud, and mended one by one with the user's yes."""
