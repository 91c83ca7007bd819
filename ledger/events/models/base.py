"""The base of all models, and the types of their fields that say what a field means."""

from __future__ import annotations

from contextlib import suppress
from typing import Annotated, Any, ClassVar, TypeAlias, TypeVar

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Discriminator,
    Field,
    GetJsonSchemaHandler,
    StringConstraints,
    Tag,
)
from pydantic_core import CoreSchema

from ledger.constrained import CurrencyCode, Identifier, Quantity, Text
from ledger.events.base import RUNNING, Party
from ledger.patterns import COUNTRY, LOCALE, PERIOD
from ledger.times import parse_span


def optional(description: str, *, default: object = None, **more: Any) -> Any:  # noqa: ANN401 - as pydantic's Field
    """A field that a draft can leave out; ``more`` is passed to pydantic's ``Field``."""
    return Field(default=default, description=description, **more)


class Value(BaseModel):
    """A small frozen value inside an event."""

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)


def _form(value: object) -> str:
    return "(text)" if isinstance(value, str) else "(value)"


V = TypeVar("V", bound=Value)
OrText: TypeAlias = Annotated[
    Annotated[Text, Tag("(text)")] | Annotated[V, Tag("(value)")], Discriminator(_form)
]
"""Text, or a value with fields. An error names the field and not the form (see ``ledger.problems``)."""


class Event(Value):
    """The model of a kind of event; ``ledger.events.Event`` says what its class variables are."""

    model_config = ConfigDict(
        frozen=True,
        extra="forbid",
        defer_build=True,
        validate_by_name=True,
        validate_by_alias=True,
        serialize_by_alias=True,
    )

    kind: ClassVar[str]
    shape: ClassVar[int] = 1
    party: ClassVar[Party] = "client"
    turn: ClassVar[int] = RUNNING
    filled: ClassVar[tuple[str, ...]] = ()

    note: Text | None = optional("a remark in free text")
    ref: Identifier | None = optional("the name of this in another system or on paper")
    people: tuple[Identifier, ...] = optional("ids of the people involved", default=())


class Personal:
    """Marks a field that holds personal data of the person or the people whom its event names.

    It is encrypted under their keys, and erased with them. If the event names nobody, it stays in clear.
    """


class Retired:
    """Marks choices that were recorded once and are only read now: a rule refuses to record them."""

    def __init__(self, *choices: str) -> None:
        self.choices = choices

    def __get_pydantic_json_schema__(
        self, schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> dict[str, Any]:
        """The schema without these choices."""
        found = handler(schema)
        found["enum"] = [choice for choice in found["enum"] if choice not in self.choices]
        return found


def _in_days(value: object) -> object:
    """A month, quarter or year as its first and last day; another text as it is, for the pattern to judge."""
    if isinstance(value, str):
        with suppress(ValueError):
            return "..".join(map(str, parse_span(value)))
    return value


Period = Annotated[
    str,
    BeforeValidator(_in_days),
    StringConstraints(pattern=PERIOD),
    Field(
        description="2026-03, 2026-Q1, 2026, or from one day to another, both included: 2026-01-01..2026-03-31"
    ),
]
Name = Annotated[Identifier, Field(description="a name as its owner writes it, in any script")]
Reason = Annotated[Text, Field(description="the reason, in free text")]
Currency: TypeAlias = Annotated[CurrencyCode, Field(description="an ISO 4217 code such as EUR")]
Country = Annotated[str, StringConstraints(pattern=COUNTRY), Field(description="an ISO 3166 code such as AZ")]
Locale = Annotated[
    str,
    StringConstraints(pattern=LOCALE),
    Field(description="a language, such as ro-RO"),
]
Territory = Annotated[Identifier, Field(description="a place, or a path of places: Asia/Thailand/Bangkok")]
Percent = Annotated[Quantity, Field(description="percent: 5 means 5 %")]
PersonalText = Annotated[Text, Personal()]
