"""The base of all events, and the values that events are made of."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Annotated, Any, ClassVar, Final, Literal, TypeAlias

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints

from ledger.money import WIDE, Amount, CurrencyCode, Quantity, total
from ledger.text import Identifier, Text
from ledger.times import parse_date, parse_moment

Party = Literal["client", "manager", "house"]
"""The owner of an event's stream."""

GROUND: Final = 0
"""The turn of master data and terms, which apply to all other events of the same day."""
OPENING: Final = 1
"""The turn of events that open something: an order, an invoice, a payment, a proposal."""
RUNNING: Final = 2
"""The turn of all other events."""
CLOSING: Final = 3
"""The turn of events that end or reverse something: a cancellation, a return, a reversal, a resolution."""

FILLED: set[str] = set()
"""The names of all fields, of any kind, that the ledger fills in."""


def optional(description: str, *, default: object = None, **more: Any) -> Any:  # noqa: ANN401 - as pydantic's Field
    """A field that a draft can leave out; ``more`` is passed to pydantic's ``Field``."""
    return Field(default=default, description=description, **more)


class Value(BaseModel):
    """A small frozen value inside an event."""

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)


class Event(Value):
    """A fact about a client, a manager or the house, in the past tense. It is never edited after recording.

    Attributes:
        kind: the stored name. A class may be renamed or moved, a kind may not.
        shape: the number of the kind's newest stored format; reading raises older ones to it
            (``raise_shape``).
        party: the owner of the event's stream.
        turn: orders the events of one day, which often have no hour: causes before consequences.
        filled: the fields that the ledger fills in when a draft leaves them out, so that the stored event is
            complete.
    """

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

    @classmethod
    def raised(cls, stored: dict[str, Any], shape: int) -> dict[str, Any]:
        """Stored fields of any shape, raised to the newest.

        Raises:
            ValueError: the shape is newer than this program, or does not exist.
        """
        if shape > cls.shape:
            raise ValueError(
                f"{cls.kind} is stored in shape {shape}, this version of Goodwill knows {cls.shape}; upgrade it"
            )
        for older in range(shape, cls.shape):
            stored = cls.raise_shape(stored, older)
        return stored

    @classmethod
    def __pydantic_init_subclass__(cls, **_: object) -> None:
        """Collect the fields that the ledger fills in."""
        FILLED.update(cls.filled)

    @classmethod
    def raise_shape(cls, stored: dict[str, Any], shape: int) -> dict[str, Any]:
        """Stored fields of an older shape, raised by one. A kind whose ``shape`` grows overrides this."""
        raise ValueError(f"{cls.kind} was never stored in shape {shape}; its shape is {cls.shape}", stored)

    def answers(self, draft: Event) -> bool:
        """Whether this recorded event repeats a draft, apart from fields that the ledger filled in."""
        if type(self) is not type(draft):
            return False
        fields = type(self).model_fields
        open_ = {
            name: getattr(draft, name) for name in self.filled if getattr(draft, name) == fields[name].default
        }
        return (self.model_copy(update=open_) if open_ else self) == draft


class Personal:
    """Marks a field that holds personal data: encrypted under the person's key, erased with it."""


def parsed_day(value: object) -> object:
    """A date, or a date from its text."""
    return parse_date(value) if isinstance(value, str) else _only(date, value)


def _moment(value: object) -> object:
    if isinstance(value, datetime):
        return value if value.tzinfo is not None else value.replace(tzinfo=UTC)
    if isinstance(value, date):
        return datetime(value.year, value.month, value.day, tzinfo=UTC)
    return parse_moment(value) if isinstance(value, str) else _only(datetime, value)


def _only(wanted: type, value: object) -> object:
    if type(value) is not wanted:
        raise ValueError(f"a {wanted.__name__} in ISO 8601 is wanted, such as 2026-03-01")
    return value


Day = Annotated[date, BeforeValidator(parsed_day)]
"""A calendar date, written 2026-03-01."""

Moment = Annotated[datetime, BeforeValidator(_moment)]
"""A date with time and offset, written 2026-03-01T10:00+04:00; without an offset it is UTC."""

Period = Annotated[
    str,
    StringConstraints(pattern=r"^\d{4}-\d\d-\d\d\.\.\d{4}-\d\d-\d\d$"),
    Field(description="from one day to another, both included: 2026-01-01..2026-03-31"),
]
Name = Annotated[Identifier, Field(description="a name as its owner writes it, in any script")]
Reason = Annotated[Text, Field(description="the reason, in free text")]
Currency: TypeAlias = Annotated[CurrencyCode, Field(description="an ISO 4217 code such as EUR")]
Percent = Annotated[Quantity, Field(description="percent: 5 means 5 %")]
PersonalText = Annotated[Text, Personal()]


class Pieces(Value):
    """A quantity of one product."""

    product: Identifier
    quantity: Quantity


class ReturnLine(Pieces):
    """Goods that came back, at the price per unit that is credited."""

    unit_price: Amount

    @property
    def value(self) -> Decimal:
        """Quantity x price, unrounded, in the currency of the document."""
        return WIDE.multiply(self.quantity, self.unit_price)


class Line(ReturnLine):
    """Goods ordered, offered or billed; prices and costs are per unit, the discount is in percent."""

    discount: Percent | None = None
    unit_cost: Amount | None = None

    @property
    def value(self) -> Decimal:
        """Quantity x price less the discount, unrounded, in the currency of the document."""
        gross = WIDE.multiply(self.quantity, self.unit_price)
        if self.discount is None:
            return gross
        return WIDE.divide(WIDE.multiply(gross, 100 - self.discount), Decimal(100))


class Instalment(Value):
    """A part of a document's amount with its own due date."""

    due: Day
    amount: Amount


class OneInstalment(Value):
    """One instalment of a document, counted from 1."""

    document: Identifier
    instalment: int


class Settles(Value):
    """An amount of a payment for one document or one of its instalments (counted from 1)."""

    document: Identifier
    amount: Amount
    instalment: int | None = None


class Share(Value):
    """An amount of a payment, a credit or a write-off."""

    source: Identifier
    amount: Amount


def goods_value(lines: Iterable[ReturnLine]) -> Decimal:
    """The total value of lines, unrounded, in the currency of their document."""
    return total(line.value for line in lines)
