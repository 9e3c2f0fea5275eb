"""What holds for every test: nothing of the caller's own settings reaches one."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest

OWN = "COACH_"


@pytest.fixture(scope="session", autouse=True)
def _without_the_callers_settings() -> Iterator[None]:
    """Leave out every `COACH_…` of the shell, so that no test meets the caller's database."""
    with pytest.MonkeyPatch.context() as patch:
        for name in [name for name in os.environ if name.startswith(OWN)]:
            patch.delenv(name)
        yield
