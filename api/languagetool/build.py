"""Puts the parts of the protocol together for one app."""

from __future__ import annotations

from typing import TYPE_CHECKING

from api.languagetool.answer import Answerer
from api.languagetool.rules import load_rules
from api.languagetool.service import LanguageToolService
from api.languagetool.upstream import Upstream

if TYPE_CHECKING:
    from api.settings import ApiSettings
    from api.suggest.service import SuggestService
    from coach.coach import Coach


def make_languagetool(
    settings: ApiSettings, coach: Coach, suggesting: SuggestService, *, version: str
) -> LanguageToolService:
    """Make what answers checks, and what asks the other server where one is set."""
    rules = load_rules(coach.rubric, settings.languagetool_categories)
    software = {
        "name": "Empathy Coach",
        "version": version,
        "buildDate": "",
        "apiVersion": 1,
        "premium": False,
        "premiumHint": "",
        "status": "",
    }
    upstream = None
    if settings.languagetool_upstream:
        timeout = settings.languagetool_timeout
        upstream = Upstream(settings.languagetool_upstream, timeout=timeout, rules=rules)
    return LanguageToolService(
        rules=rules,
        answerer=Answerer(rules, coach.rubric, software, settings.language),
        suggesting=suggesting,
        upstream=upstream,
        suggestions=settings.suggestions,
        model=coach.model.name,
    )
