"""From the catalog to a verified file on disk."""
