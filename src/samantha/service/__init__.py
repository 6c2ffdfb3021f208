"""The composition root: config, and everything put together."""
