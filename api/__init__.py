"""The HTTP service: `create_app(settings)` and everything browsers and help desks load."""

import models as models  # first: it switches off what libraries would report about their use
from api.app import create_app

__all__ = ["create_app"]
