"""A process that audits the invented conversations slowly, so that it can be killed in between.

`python -m tests.audit.worker FOLDER COUNT [LIMIT]`; no file may grow beyond LIMIT bytes.
"""

from __future__ import annotations

import resource
import sys
import time
from dataclasses import dataclass
from pathlib import Path

# As where the program serves: neither is installed there, and both take seconds to load.
if __name__ == "__main__":
    for heavy in ("torch", "transformers"):
        sys.modules[heavy] = None  # type: ignore[assignment]

from coach.audit.errors import AuditError
from coach.audit.options import AuditOptions
from models.prediction import Prediction, TextPair
from tests.audit_fixture import conversations, run_audit
from tests.fakes import FakeClassifier, fake_coach

OPTIONS = AuditOptions(team="team", chunk_turns=12)


@dataclass
class Slow(FakeClassifier):
    """Takes a while for each reply, as real weights do."""

    seconds: float = 0.004

    def predict(self, pair: TextPair) -> Prediction:
        time.sleep(self.seconds if "|" not in pair.reply else 0)
        return super().predict(pair)


def main(folder: Path, count: int, limit: int | None) -> None:
    if limit:
        resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
    coach = fake_coach()
    coach.classifier = Slow()
    run_audit(folder, conversations(count), options=OPTIONS, coach=coach).close()


if __name__ == "__main__":
    try:
        main(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]) if sys.argv[3:] else None)
    except AuditError as error:
        sys.exit(f"{error.code}: {error}")
