"""The first meeting: a short interview, after which they know each other's names."""
