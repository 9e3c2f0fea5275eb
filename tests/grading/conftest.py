"""One small audit for all tests of grading."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from coach.audit.results import AuditResults
from tests.audit_fixture import build_audit


@pytest.fixture(scope="session")
def audit(tmp_path_factory: pytest.TempPathFactory) -> Iterator[AuditResults]:
    with build_audit(tmp_path_factory.mktemp("audit")) as results:
        yield results
