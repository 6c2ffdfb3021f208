"""What she does by code when she is asked to: one skill over many small tools."""
