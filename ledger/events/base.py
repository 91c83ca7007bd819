"""The base of all events and of the values inside them, with what they can do beyond holding their fields.

The classes of events and values are generated from the models (``ledger.events.generate``). A generated class
``Line`` gets the methods of ``LineMethods``, if this module has a class of that name.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal
from typing import Annotated, Any, ClassVar, Final, Literal, Self

from msgspec import Meta, Struct
from msgspec.structs import replace

from ledger.money import WIDE, total

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

SEALED: Final = "[sealed]"
"""Stands for personal data whose key is not there."""
ERASED: Final = "[erased]"
"""Stands for personal data that was erased."""

NAMING: Final = ("number", "visit", "person", "promotion")
"""The fields by which an event names what it is about, the first of them that it has."""

FILLED: set[str] = set()
"""The names of all fields, of any kind, that the ledger fills in."""

Moment = Annotated[datetime, Meta(tz=True)]
"""A date with time and offset."""


class Value(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True, gc=False):
    """A small frozen value inside an event."""


class Event(Value, frozen=True, kw_only=True):
    """A fact about a client, a manager or the house, in the past tense. It is never edited after recording.

    Attributes:
        kind: the stored name. A class may be renamed or moved, a kind may not.
        shape: the number of the kind's newest stored format; reading raises older ones to it
            (``raise_shape``).
        party: the owner of the event's stream.
        turn: orders the events of one day, which often have no hour: causes before consequences.
        filled: the fields that the ledger fills in when a draft leaves them out, so that the stored event is
            complete.
        decimals: whether a field, or one of a value in it, is a Decimal.
        money: the fields that are amounts or prices. Without a currency of its own, an event has that of the
            document that it names, or else its client's.
        personal: the fields that hold personal data, beside a note in an event that names people.
    """

    kind: ClassVar[str]
    shape: ClassVar[int] = 1
    party: ClassVar[Party] = "client"
    turn: ClassVar[int] = RUNNING
    filled: ClassVar[tuple[str, ...]] = ()
    decimals: ClassVar[bool] = False
    money: ClassVar[tuple[str, ...]] = ()
    personal: ClassVar[tuple[str, ...]] = ()

    note: str | None = None
    ref: str | None = None
    people: tuple[str, ...] = ()

    def __init_subclass__(cls) -> None:
        """Collect the fields that the ledger fills in."""
        FILLED.update(cls.filled)

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
    def raise_shape(cls, stored: dict[str, Any], shape: int) -> dict[str, Any]:
        """Stored fields of an older shape, raised by one. A kind whose ``shape`` grows has its own method."""
        raise ValueError(f"{cls.kind} was never stored in shape {shape}; its shape is {cls.shape}", stored)

    def answers(self, draft: Event) -> bool:
        """Whether this recorded event repeats a draft, apart from fields that the ledger filled in."""
        if type(self) is not type(draft):
            return False
        open_ = self.left_open(draft) | self._erased(draft)
        return (replace(self, **open_) if open_ else self) == draft

    def _erased(self, draft: Self) -> dict[str, Any]:
        """The fields that were erased, as the draft has them: nothing tells any more whether they differ."""
        return {
            name: getattr(draft, name) for name in (*self.personal, "note") if getattr(self, name) == ERASED
        }

    def left_open(self, draft: Self) -> dict[str, Any]:
        """The fields that the ledger filled in because the draft left them open, as the draft has them."""
        return {name: given for name in self.filled if (given := getattr(draft, name)) is None or given == ()}


class EntryCorrectedMethods:
    """The ledger fills in fields inside the replacement of a correction."""

    __slots__ = ()
    replacement: dict[str, Any]

    def left_open(self, draft: Self) -> dict[str, Any]:
        """This correction's replacement without the fields that the draft's replacement left open."""
        open_ = FILLED - draft.replacement.keys()
        return {"replacement": {name: value for name, value in self.replacement.items() if name not in open_}}


class VisitHeldMethods:
    """The ledger fills in the number of a next step that is a commitment."""

    __slots__ = ()
    next_step: Any

    def left_open(self, draft: Self) -> dict[str, Any]:
        """The next step as the draft has it, if the ledger gave it its number."""
        left = getattr(draft.next_step, "number", "") is None
        numbered = left and isinstance(self.next_step, Struct)
        return {"next_step": replace(self.next_step, number=None)} if numbered else {}


class ClientDetailsChangedMethods:
    """What a change names."""

    __slots__ = ()
    __struct_fields__: ClassVar[tuple[str, ...]]

    def changed(self) -> dict[str, Any]:
        """The details given, by name."""
        common = Event.__struct_fields__
        given = {name: getattr(self, name) for name in self.__struct_fields__ if name not in common}
        return {name: value for name, value in given.items() if value is not None and value != ()}


class ReturnLineMethods:
    """The worth of a line."""

    __slots__ = ()
    quantity: Decimal
    unit_price: Decimal

    @property
    def value(self) -> Decimal:
        """Quantity x price, unrounded, in the currency of the document."""
        return WIDE.multiply(self.quantity, self.unit_price)


class LineMethods(ReturnLineMethods):
    """The worth of a line with a discount."""

    __slots__ = ()
    discount: Decimal | None

    @property
    def value(self) -> Decimal:
        """Quantity x price less the discount, unrounded, in the currency of the document."""
        gross = super().value
        if self.discount is None:
            return gross
        return WIDE.divide(WIDE.multiply(gross, 100 - self.discount), Decimal(100))


def goods_value(lines: Iterable[ReturnLineMethods]) -> Decimal:
    """The total value of lines, unrounded, in the currency of their document."""
    return total(line.value for line in lines)
