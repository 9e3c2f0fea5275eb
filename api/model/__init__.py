"""Which weights answer."""
