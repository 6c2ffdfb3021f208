"""What she keeps: the journal of what was said, on disk before she answers."""
