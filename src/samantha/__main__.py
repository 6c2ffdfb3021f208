"""``python -m samantha``: the same as ``samantha``."""

from samantha.cli.app import main

main()
