"""Bulk audits: from exports of conversations to evidence a QA team can show.

`coach.audit.run` scores, `coach.audit.results` reads what it wrote, `coach.audit.formula` is how a
conversation's score is made.
"""
