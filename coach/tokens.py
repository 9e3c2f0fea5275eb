"""Access tokens: made once, shown once, kept only as a hash."""

from __future__ import annotations

import datetime as dt
import hashlib
import hmac
import secrets
from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

from coach.errors import StoreError
from coach.principal import PRINCIPAL_ROLES, Principal, PrincipalRole
from coach.store.lazy import LazyStore
from coach.store.tables import TokenRow
from coach.store.tokens import TokenRepository

if TYPE_CHECKING:
    from collections.abc import Callable

PREFIX = "ec_"
SELECTOR_LENGTH = 8
MAX_NAME = 80


class TokenError(StoreError):
    """A token that cannot be made or found; `code` and `values` let an edge say it in German."""

    def __init__(self, code: str, message: str, **values: object) -> None:
        super().__init__(message)
        self.code = code
        self.values = values


@dataclass(frozen=True, slots=True)
class TokenRecord:
    """What may be shown of a token: everything but its secret."""

    name: str
    selector: str
    principal: Principal
    created: dt.date
    last_used: dt.date | None
    revoked: dt.date | None


class TokenStore:
    """Makes, lists, revokes and checks tokens.

    The database is opened on first use, so a service on loopback that nobody shows a token never
    touches the disk. `SELECTOR_LENGTH` characters of the secret are public: they find the row,
    and the whole secret is then compared by hash in constant time.
    """

    def __init__(
        self, url: str | None = None, *, today: Callable[[], dt.date] = dt.date.today
    ) -> None:
        self._store = LazyStore(url)
        self._today = today

    def create(
        self,
        name: str,
        *,
        role: PrincipalRole,
        agent: str | None = None,
        team: str | None = None,
    ) -> str:
        """Make a token and return its secret, which cannot be shown again.

        Raises:
            TokenError: the name, agent, team or role cannot be used, or the name is taken.
        """
        for field, value in (("name", name), ("agent", agent), ("team", team)):
            _check_label(field, value)
        _check_role(role)
        secret = PREFIX + secrets.token_urlsafe(32)
        row = TokenRow(
            name=name,
            selector=_selector(secret),
            digest=_digest(secret),
            role=role,
            agent=agent,
            team=team,
            created=self._today(),
        )
        if not self._repository().add(row):
            message = f"A token named {name!r} exists already. Choose another name."
            raise TokenError("token-exists", message, name=name)
        return secret

    def list(self) -> tuple[TokenRecord, ...]:
        """Return all tokens, revoked ones too, the oldest first."""
        return tuple(_record(row) for row in self._repository().all())

    def revoke(self, name: str) -> TokenRecord:
        """Revoke a token at once.

        Raises:
            TokenError: no token has that name.
        """
        row = self._repository().revoke(name, self._today())
        if row is None:
            message = f"There is no token named {name!r}. See `coach token list`."
            raise TokenError("token-unknown", message, name=name)
        return _record(row)

    def verify(self, secret: str) -> Principal | None:
        """Return who bears this token, or None when it is unknown or revoked."""
        if not secret.startswith(PREFIX) or not secret.isascii():
            return None
        row = self._repository().by_selector(_selector(secret))
        if row is None or not hmac.compare_digest(row.digest, _digest(secret)):
            return None
        if row.revoked is not None:
            return None
        today = self._today()
        if row.last_used != today:
            self._repository().mark_used(row.id, today)
        return _record(row).principal

    def has_active(self) -> bool:
        """Tell whether at least one token can be used."""
        return self._repository().has_active()

    def close(self) -> None:
        """Close the database if it was opened."""
        self._store.close()

    def _repository(self) -> TokenRepository:
        return TokenRepository(self._store.engine())


def _selector(secret: str) -> str:
    return secret[len(PREFIX) : len(PREFIX) + SELECTOR_LENGTH]


def _digest(secret: str) -> bytes:
    """Hash a secret of 256 random bits; it needs no salt and no slow hash."""
    return hashlib.blake2b(secret.encode(), digest_size=32, person=b"coach-token").digest()


def _record(row: TokenRow) -> TokenRecord:
    principal = Principal(role=cast("PrincipalRole", row.role), agent=row.agent, team=row.team)
    return TokenRecord(
        name=row.name,
        selector=row.selector,
        principal=principal,
        created=row.created,
        last_used=row.last_used,
        revoked=row.revoked,
    )


def _check_label(field: str, value: str | None) -> None:
    if value is None:
        return
    if not value.strip() or len(value) > MAX_NAME or not value.isprintable():
        shown = value[:MAX_NAME]
        message = f"The {field} {shown!r} must have 1 to {MAX_NAME} printable characters."
        raise TokenError("token-label", message, field=field, value=shown, limit=MAX_NAME)


def _check_role(role: str) -> None:
    if role not in PRINCIPAL_ROLES:
        roles = ", ".join(PRINCIPAL_ROLES)
        message = f"Unknown role {role!r}. Choose one of {roles}."
        raise TokenError("token-role", message, role=role, roles=roles)
