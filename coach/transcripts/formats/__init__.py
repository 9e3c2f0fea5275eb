"""The formats that can be read, in the order they are tried."""

from __future__ import annotations

from typing import Final

from coach.transcripts.format import Format
from coach.transcripts.formats.abcd import ABCD
from coach.transcripts.formats.airlines import AIRLINES
from coach.transcripts.formats.captions import SRT, WEBVTT
from coach.transcripts.formats.chatwoot import CHATWOOT
from coach.transcripts.formats.contact_lens import CONTACT_LENS
from coach.transcripts.formats.csv_table import CSV
from coach.transcripts.formats.freshdesk import FRESHDESK
from coach.transcripts.formats.genesys import GENESYS
from coach.transcripts.formats.helpscout import HELPSCOUT
from coach.transcripts.formats.insights import INSIGHTS
from coach.transcripts.formats.intercom import INTERCOM
from coach.transcripts.formats.jsonl import JSONL
from coach.transcripts.formats.mailbox import EML, MBOX
from coach.transcripts.formats.parquet import PARQUET
from coach.transcripts.formats.twcs import TWCS
from coach.transcripts.formats.zammad import ZAMMAD
from coach.transcripts.formats.zendesk import ZENDESK
from coach.transcripts.formats.zendesk_export import ZENDESK_EXPORT

FORMATS: Final[tuple[Format, ...]] = (
    ZENDESK,
    ZENDESK_EXPORT,
    INTERCOM,
    CHATWOOT,
    ZAMMAD,
    FRESHDESK,
    HELPSCOUT,
    INSIGHTS,
    CONTACT_LENS,
    GENESYS,
    ABCD,
    TWCS,
    AIRLINES,
    PARQUET,
    WEBVTT,
    SRT,
    MBOX,
    EML,
    JSONL,
    CSV,
)
