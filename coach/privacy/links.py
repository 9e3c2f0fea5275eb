"""Links that lead to one person: accounts, tokens, profiles. A link to a help page may stay."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, Final

from coach.privacy.entity import Found

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tldextract import TLDExtract

_SCORE: Final = 1.0
_LINK = re.compile(
    r"(?<![\w@.-])(?:(?P<scheme>https?://|www\.)[^\s<>\"'“”„|]{3,2000}"
    r"|(?:[a-z0-9-]{1,63}\.){1,4}[a-z]{2,18}(?:/[^\s<>\"'“”„|]{2,2000}))",
    re.IGNORECASE,
)
_TRAILING: Final = ".,;:!?)]}*_'’"
_PERSONAL = re.compile(
    r"://[^/]*@"
    r"|[?&#;][\w.\-\[\]]{1,40}="
    r"|/[^/?#]*\d{4,}"
    r"|/(?:u|user|users|profil|profile|profiles|konto|account|accounts|kund(?:e|en|in)|customers?|"
    r"members?|mitglied(?:er)?|in|people|person|track|tracking|sendung|ticket|tickets|order|orders|"
    r"bestellung(?:en)?|case|invoice|rechnung(?:en)?|portal|my|mein)/[^/?#\s]{2,}"
    r"|(?:facebook|instagram|twitter|x|tiktok|xing|linkedin|github|youtube|threads|t|wa|paypal)"
    r"\.(?:com|me|net|de)/[^\s?#]{2,}"
    r"|/(?:@|~|%40)\w+",
    re.IGNORECASE,
)


def find_links(text: str) -> Iterator[Found]:
    """Return links with a part that belongs to one person."""
    for match in _LINK.finditer(text):
        link = match[0].rstrip(_TRAILING)
        if _PERSONAL.search(link) and (match["scheme"] or _has_known_suffix(link)):
            yield Found("url", match.start(), match.start() + len(link), _SCORE)


def _has_known_suffix(link: str) -> bool:
    """Tell `nordheim.de/…` from `und.oder/…`."""
    return bool(_suffixes().extract_str(link).suffix)


@cache
def _suffixes() -> TLDExtract:
    """Return the list of public suffixes that ships with the package; nothing is fetched."""
    from tldextract import TLDExtract

    return TLDExtract(suffix_list_urls=(), cache_dir=None)
