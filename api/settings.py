"""Settings of the service: keyword arguments, then `COACH_…` variables, then `coach.toml`."""

from __future__ import annotations

import ipaddress
import os
import re
import tomllib
from pathlib import Path
from typing import Annotated, Any, Literal
from urllib.parse import urlsplit

from pydantic import Field, ValidationError, field_validator, model_validator
from pydantic_core import PydanticCustomError
from pydantic_settings import (
    BaseSettings,
    NoDecode,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    TomlConfigSettingsSource,
)

from api.sentences import sentences
from coach.contracts import MAX_CHARACTERS, Language
from coach.errors import CoachError
from coach.faults import say_fault
from coach.messages import system_language

CONFIG_VARIABLE = "COACH_CONFIG"
DEFAULT_CONFIG = "coach.toml"
MEBIBYTE = 1024 * 1024
ANY_ORIGIN = "*"
ORIGIN = re.compile(r"https?://(?:[a-z0-9.-]+|\[[0-9a-f:.]+\])(?::[0-9]{1,5})?")
LOCAL_NAMES = ("localhost", "127.0.0.1", "::1")

Names = Annotated[tuple[str, ...], NoDecode]
LogLevel = Literal["debug", "info", "warning", "error", "critical"]


class SettingsError(CoachError):
    """Settings that do not validate, or that would leave the service open."""

    code = "invalid-settings"


class ApiSettings(BaseSettings):
    """Everything that can be set about the service; the defaults suit one person's machine."""

    model_config = SettingsConfigDict(env_prefix="COACH_", extra="forbid", frozen=True)

    host: str = Field("127.0.0.1", description="Address to listen on.")
    port: int = Field(8000, ge=0, le=65535, description="Port to listen on.")
    allowed_hosts: Names = Field((), description="Further names this service answers to.")
    cors_origins: Names = Field((), description="Origins whose pages may call the service.")
    frame_origins: Names = Field(
        (),
        description="Origins whose pages may show /chatwoot in a frame, and tell it what to read.",
    )
    require_tokens: bool = Field(
        default=False,
        description="Ask for a token on loopback too; elsewhere it is always asked for.",
    )
    database: str | None = Field(None, description="Database address; SQLite when left out.")
    language: Language = Field("en", description="Language of answers when nobody asks for one.")
    log_level: LogLevel = Field("info", description="How much is logged; never message text.")
    metrics_levels: bool = Field(
        default=True, description="Count levels and abstentions in /metrics."
    )

    suggestions: bool = Field(default=True, description="Make suggestions.")
    feedback: bool = Field(
        default=False,
        description="Count accepted, edited and dismissed suggestions by source and day.",
    )

    languagetool_upstream: str | None = Field(
        None,
        pattern=r"^https?://[^\s?#]+$",
        description="Another LanguageTool server, whose matches are merged with ours.",
    )
    languagetool_timeout: float = Field(4.0, gt=0, description="Seconds to wait for it.")
    languagetool_categories: Literal["style", "dimension"] = Field(
        "style", description="Category of our matches: STYLE, or one for each dimension."
    )
    languagetool_port: int | None = Field(
        None, ge=1, le=65535, description="A second port to listen on, 8081 for most clients."
    )

    huddles: bool = Field(default=True, description="Prepare huddles from audits.")
    own_words: bool = Field(
        default=True, description="Let trainers and QA look at their own words before keeping them."
    )
    practice_audits: bool = Field(
        default=True, description="Let people practise with customers' redacted messages of audits."
    )
    audits: bool = Field(default=True, description="Score uploaded transcripts in bulk.")
    audit_upload_limit: int = Field(
        512 * MEBIBYTE, ge=1024, description="Largest upload for an audit in bytes."
    )
    audit_workers: int = Field(1, ge=1, le=256, description="Replies an audit scores at once.")

    weights: Path | None = Field(None, description="Folder of the model's weights.")
    house: Path | None = Field(None, description="The house rules, house.toml.")
    workers: int | None = Field(None, ge=1, le=256, description="Replies scored at once.")
    threads: int | None = Field(None, ge=1, le=256, description="Processor threads per reply.")

    body_limit: int = Field(MEBIBYTE, ge=1024, description="Largest request body in bytes.")
    batch_body_limit: int = Field(8 * MEBIBYTE, ge=1024, description="The same for a batch.")
    text_limit: int = Field(
        MAX_CHARACTERS, ge=1, le=MAX_CHARACTERS, description="Longest text in characters."
    )
    queue_characters: int = Field(
        400_000, ge=1, description="Characters that may wait, for single replies and batches each."
    )
    cache_entries: int = Field(1024, ge=0, description="Results kept in memory; 0 keeps none.")
    timeout: float = Field(10.0, gt=0, description="Seconds until a single reply is given up.")
    batch_timeout: float = Field(120.0, gt=0, description="Seconds until a batch is given up.")
    body_timeout: float = Field(15.0, gt=0, description="Seconds for a client to send its body.")
    drain_timeout: float = Field(20.0, ge=0, description="Seconds to finish work when stopping.")

    @model_validator(mode="after")
    def _any_origin_needs_tokens(self) -> ApiSettings:
        """Refuse pages of every origin where whoever asks is answered."""
        if ANY_ORIGIN in self.cors_origins and not self.tokens_required:
            raise _broken("setting-any-origin")
        return self

    @model_validator(mode="after")
    def _other_server_is_another(self) -> ApiSettings:
        """Refuse to ask ourselves, over and over."""
        parts = urlsplit(self.languagetool_upstream or "")
        here = (*LOCAL_NAMES, self.host, *self.allowed_hosts)
        if parts.hostname in here and parts.port in {self.port, self.languagetool_port}:
            raise _broken("setting-itself")
        return self

    @field_validator("frame_origins")
    @classmethod
    def _origins(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        """Accept nothing but origins: they end up in a header."""
        for name in value:
            if not ORIGIN.fullmatch(name):
                raise _broken("setting-origin", origin=name)
        return value

    @field_validator("allowed_hosts", "cors_origins", "frame_origins", mode="before")
    @classmethod
    def _split(cls, value: object) -> object:
        """Accept `a.example, b.example` beside a list."""
        if isinstance(value, str):
            return tuple(part.strip() for part in value.split(",") if part.strip())
        return value

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Read keyword arguments first, then the environment, then the file."""
        del dotenv_settings, file_secret_settings
        file = Path(os.environ.get(CONFIG_VARIABLE, DEFAULT_CONFIG))
        return init_settings, env_settings, TomlConfigSettingsSource(settings_cls, toml_file=file)

    @property
    def listens_beyond_loopback(self) -> bool:
        """Tell whether other machines can reach the service."""
        return not is_loopback(self.host)

    @property
    def tokens_required(self) -> bool:
        """Tell whether every caller has to show a token."""
        return self.require_tokens or self.listens_beyond_loopback


def is_loopback(host: str) -> bool:
    """Tell whether an address is reachable from this machine alone."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


def load_settings(**given: Any) -> ApiSettings:  # noqa: ANN401 - one value per setting
    """Read the settings from all their sources.

    Raises:
        SettingsError: a value breaks its rule; the message names the setting.
    """
    chosen = os.environ.get(CONFIG_VARIABLE)
    if chosen and not Path(chosen).is_file():
        raise SettingsError(_say("startup-config", variable=CONFIG_VARIABLE, path=chosen))
    try:
        return ApiSettings(**given)
    except ValidationError as error:
        raise SettingsError(_explain(error)) from None
    except tomllib.TOMLDecodeError as error:
        path = chosen or DEFAULT_CONFIG
        raise SettingsError(_say("startup-toml", path=path, error=error)) from error


def _explain(error: ValidationError) -> str:
    language = system_language()
    faults = (say_fault(item, language, own=sentences()) for item in error.errors())
    return "\n".join((_say("startup-settings"), *(f"  {fault}" for fault in faults)))


def _broken(rule: str, **values: object) -> PydanticCustomError:
    """Return a broken rule of our own; its sentence stands in `messages.toml`."""
    return PydanticCustomError(rule, "breaks {rule}", {"rule": rule, **values})


def _say(key: str, **values: object) -> str:
    return sentences().text(key, system_language(), **values)
