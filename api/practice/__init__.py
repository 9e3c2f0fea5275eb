"""Practice over HTTP: what comes next, what came of it, the private picture, and what is shared."""
