"""One conversation: the floor carried out with real engines and a real door."""
