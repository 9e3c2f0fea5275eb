"""The HTTP service: `create_app(settings)` and everything browsers and help desks load."""
