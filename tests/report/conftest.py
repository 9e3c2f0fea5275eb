"""One small audit and its reports for all tests that only read them."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from coach.audit.results import AuditResults
from coach.contracts import Language
from coach.report.write import render_report
from tests.audit_fixture import build_audit


@pytest.fixture(scope="session")
def audit(tmp_path_factory: pytest.TempPathFactory) -> Iterator[AuditResults]:
    with build_audit(tmp_path_factory.mktemp("audit")) as results:
        yield results


@pytest.fixture(scope="session")
def pages(audit: AuditResults) -> dict[Language, str]:
    """The report of the small audit in both languages."""
    return {"de": render_report(audit, "de"), "en": render_report(audit, "en")}
