"""Huddles over HTTP: make a kit from an audit, take the edited kit away as a file."""
