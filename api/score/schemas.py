"""Requests and assessments as JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

from pydantic import AliasChoices, BaseModel, ConfigDict, Field, ValidationError, WrapValidator

from api.errors import Problem
from api.openapi import example
from coach import contracts
from coach.contracts import (
    MAX_CHARACTERS,
    Channel,
    Dimension,
    Language,
    Masks,
    Phase,
    Polarity,
    Role,
    Tier,
    Verdict,
)

if TYPE_CHECKING:
    from pydantic import ValidatorFunctionWrapHandler

MAX_BATCH = 256
MAX_THREAD = 200

Text = Annotated[str, Field(max_length=MAX_CHARACTERS)]


class MessageIn(BaseModel):
    """One earlier message of the conversation."""

    model_config = ConfigDict(extra="forbid")

    role: Role = Field(description="Who wrote it.")
    text: Text


class ScoreIn(BaseModel):
    """One reply to score, with the context it answers."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [
                {
                    "reply": "Guten Tag Frau Yılmaz, drei Wochen ohne Ihr Paket, und das vor der "
                    "Taufe: Das ist ärgerlich. Ich rufe heute noch im Lager an und melde mich bis "
                    "16 Uhr bei Ihnen.",
                    "customer": "Mein Paket ist seit drei Wochen unterwegs, am Samstag ist Taufe!",
                    "channel": "email",
                },
                {
                    "reply": "We apologise for any inconvenience caused. Your ticket has been "
                    "forwarded to the relevant department.",
                    "customer": "This is the third time my internet is down. I work from home!",
                    "channel": "chat",
                    "language": "en",
                },
            ]
        },
    )

    reply: Text = Field(description="The reply or draft; offsets count its code points.")
    customer: Text | None = Field(None, description="The customer's message it answers.")
    thread: list[MessageIn] = Field(
        default=[], max_length=MAX_THREAD, description="Earlier messages, the oldest first."
    )
    phase: Phase | None = Field(None, description="Where in the conversation the reply stands.")
    channel: Channel | None = Field(None, description="`phone` is experimental.")
    language: Language | None = Field(
        None,
        description="Language of the reply; recognised when left out. `lang` is accepted too.",
        validation_alias=AliasChoices("language", "lang"),
    )
    masks: Masks = Field("flag", description="`neutral` for exports whose names are masked.")
    id: Annotated[str, Field(max_length=200)] | None = Field(
        None, description="Comes back with the assessment."
    )

    def to_request(self) -> contracts.Request:
        """Return the domain's request."""
        return contracts.Request(
            reply=self.reply,
            customer=self.customer,
            thread=tuple(contracts.Message(item.role, item.text) for item in self.thread),
            phase=self.phase,
            channel=self.channel,
            language=self.language,
            masks=self.masks,
            id=self.id,
        )


class InvalidItem(BaseModel):
    """An item of a batch that does not validate; the others are scored all the same."""

    errors: list[dict[str, Any]]
    id: str | None


def _keep_invalid(value: Any, handler: ValidatorFunctionWrapHandler) -> Any:  # noqa: ANN401
    try:
        return handler(value)
    except ValidationError as error:
        given = value.get("id") if isinstance(value, dict) else None
        found = error.errors(include_url=False, include_input=False)
        item_id = given if isinstance(given, str) and len(given) <= 200 else None
        return InvalidItem(errors=[dict(item) for item in found], id=item_id)


class BatchIn(BaseModel):
    """Up to 256 replies; each gets its own result or its own error."""

    model_config = example(
        requests=[
            {"id": "1", "reply": "Gern, ich sehe gleich nach."},
            {"id": "2", "reply": "I will call you at 3 pm.", "customer": "Nobody called me back!"},
        ]
    )

    requests: Annotated[
        list[Annotated[ScoreIn, WrapValidator(_keep_invalid)]],
        Field(min_length=1, max_length=MAX_BATCH),
    ]

    def items(self) -> list[ScoreIn | InvalidItem]:
        """Return the items, those that do not validate as `InvalidItem`."""
        return list(self.requests)


class SourceOut(BaseModel):
    """The paper or practice a mark rests on."""

    id: str
    short: str
    title: str
    idea: str


class NeedOut(BaseModel):
    """How much the customer's situation calls for empathy."""

    level: int = Field(ge=0, le=2)
    probabilities: list[float] = Field(min_length=3, max_length=3)


class DimensionOut(BaseModel):
    """One dimension of the reply."""

    level: int = Field(ge=0, le=3)
    probabilities: list[float] = Field(min_length=4, max_length=4)
    score: float = Field(ge=0, le=100, description="33 is neutral, 67 good, 100 strong.")
    confidence: float = Field(ge=0, le=1)
    verdict: Verdict
    abstained: bool


class BehaviourOut(BaseModel):
    """A passage that earned or cost something, with the reason in the reader's language."""

    id: str
    dimension: Dimension
    polarity: Polarity
    start: int = Field(ge=0)
    end: int = Field(ge=0)
    text: str
    confidence: float = Field(ge=0, le=1)
    tier: Tier
    name: str
    reason: str
    source: SourceOut


class SlotOut(BaseModel):
    """A slot still to be filled in."""

    start: int = Field(ge=0)
    end: int = Field(ge=0)
    text: str


class AssessmentOut(BaseModel):
    """What the coach says of one reply."""

    model_config = ConfigDict(serialize_by_alias=True)

    schema_: str = Field(serialization_alias="schema")
    id: str | None
    language: Language | None
    phase: Phase | None
    need: NeedOut | None
    empathy: DimensionOut | None
    hospitality: DimensionOut | None
    authenticity: DimensionOut | None
    overall: float | None
    capped_by: str | None
    behaviours: list[BehaviourOut]
    slots: list[SlotOut]
    abstained: str | None = Field(description="Null, or why there are no levels.")
    abstained_reason: str | None = Field(description="The same in the reader's language.")
    model: str
    rubric: str


class BatchResult(BaseModel):
    """The outcome of one item: an assessment or a problem."""

    index: int = Field(ge=0)
    id: str | None
    assessment: AssessmentOut | None
    error: Problem | None


class BatchOut(BaseModel):
    """One result an item, in the order of the request."""

    results: list[BatchResult]
