"""Letters: dictated, kept sentence by sentence, changed by code, and put on a page."""
