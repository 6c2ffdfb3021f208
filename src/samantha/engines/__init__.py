"""One file per engine, each behind a Protocol of samantha.ports."""
