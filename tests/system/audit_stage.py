"""The real service with the tests' coach, which audits can be run with."""

from __future__ import annotations

import sys

# As where the program serves: neither is installed there, and both take long to load.
if __name__ == "__main__":
    for heavy in ("torch", "transformers"):
        sys.modules[heavy] = None  # type: ignore[assignment]

import uvicorn

from api.app import create_app
from api.settings import load_settings
from tests.fakes import fake_coach

if __name__ == "__main__":
    port = int(sys.argv[1])
    app = create_app(load_settings(port=port), coach=fake_coach())
    uvicorn.run(app, host="127.0.0.1", port=port, log_level="warning")
