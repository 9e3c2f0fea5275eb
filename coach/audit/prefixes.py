"""What the names of further columns begin with in `conversations`."""

from typing import Final

OUTCOME_PREFIX: Final = "outcome_"
SEGMENT_PREFIX: Final = "segment_"
