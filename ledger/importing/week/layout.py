"""The layout of a week's workbook: its sheets, their columns, and which field of an event each column is.

The program that writes a workbook and the one that reads it both go by this declaration. A sheet is a kind of
event, and a row is one event. The titles that people read are not here: the writer chooses the language, and
the workbook itself says which title stands for which column (``ledger.importing.week.stamp``).
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import Final, get_args, get_type_hints

from ledger.events import KINDS

VERSION: Final = 1
"""The version of the layout. A reader refuses a workbook of a later version."""
HIDDEN: Final = "goodwill"
"""The name of the hidden sheet, which says what the workbook is."""
ID: Final = "goodwill-row"
"""The title of the hidden first column, which has the id of each row."""
EMPTY_ROWS: Final = 100
"""How many rows a sheet has for what a person adds."""

MOST_ROWS: Final = 10_000
"""The most rows that a sheet may have."""


class Form(Enum):
    """What a cell of a column holds."""

    CLIENT = "the code of a client"
    DAY = "a calendar day"
    HOUR = "a time of day"
    TEXT = "free text"
    NAME = "a number, a code or a name"
    CHOICE = "one of a closed list"
    PERSON = "the id of a person"
    PEOPLE = "the ids of people"
    WHOLE = "a whole number"
    MINUTES = "a duration in minutes"
    AMOUNT = "an amount"
    SHARE = "a share from 0 to 1"
    CURRENCY = "an ISO 4217 code"
    FLAG = "yes or no"


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a sheet.

    Attributes:
        name: what the two programs call it.
        form: what a cell of it holds.
        field: the field of the event; empty for what belongs to the envelope or to the moment.
        needed: whether a row must have it.
        filled: whether the import or the ledger gives it where a row leaves it out.
        least: the smallest number that it takes.
        most: the largest number that it takes.
    """

    name: str
    form: Form
    field: str = ""
    needed: bool = False
    filled: bool = False
    least: int | None = None
    most: int | None = None


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet: one kind of event.

    Attributes:
        name: what the two programs call it; ids of rows begin with it.
        kind: the kind of event.
        columns: from left to right.
        moment: the field of the event that the day and the hour are; empty: they are the entry's own.
        ahead: whether the day may lie in the future.
    """

    name: str
    kind: str
    columns: tuple[Column, ...]
    moment: str = ""
    ahead: bool = False

    def choices(self, column: Column) -> tuple[str, ...]:
        """The words of the event that a column with a closed list takes."""
        return _words(self.kind, column.field)


def _words(kind: str, field: str) -> tuple[str, ...]:
    """The words of a field that takes one of several, ``None`` left out."""
    hint = get_type_hints(KINDS[kind])[field]
    parts = [part for part in get_args(hint) if part is not type(None)]
    return tuple(parts if isinstance(parts[0], str) else get_args(parts[0]))


_CLIENT = Column("client", Form.CLIENT, needed=True)
_DAY = Column("day", Form.DAY, needed=True)
_HOUR = Column("hour", Form.HOUR)
_NOTE = Column("note", Form.TEXT, "note")
_CURRENCY = Column("currency", Form.CURRENCY, "currency", filled=True)
_PERSON = Column("person", Form.PERSON, "person")
_NUMBER = Column("number", Form.NAME, "number", filled=True)
_CHANNEL = Column("channel", Form.CHOICE, "channel", needed=True)

SHEETS: Final = (
    Sheet(
        "plan",
        "visit.planned",
        (
            _CLIENT,
            _DAY,
            _HOUR,
            _CHANNEL,
            Column("purpose", Form.TEXT, "purpose", needed=True),
            Column("visit", Form.NAME, "visit", filled=True),
            _NOTE,
        ),
        moment="at",
        ahead=True,
    ),
    Sheet(
        "visits",
        "visit.held",
        (
            _CLIENT,
            _DAY,
            _HOUR,
            _CHANNEL,
            Column("summary", Form.TEXT, "summary", needed=True),
            Column("visit", Form.NAME, "visit", filled=True),
            Column("people", Form.PEOPLE, "people"),
            Column("minutes", Form.MINUTES, "minutes", least=0),
            Column("prepared", Form.FLAG, "prepared"),
            Column("asked", Form.TEXT, "asked"),
            Column("step", Form.TEXT, "next_step"),
            Column("step_due", Form.DAY, "next_step"),
            Column("place", Form.TEXT, "place"),
            _NOTE,
        ),
        moment="started_at",
    ),
    Sheet(
        "objections",
        "objection.raised",
        (
            _CLIENT,
            _DAY,
            Column("topic", Form.CHOICE, "topic", needed=True),
            Column("severity", Form.WHOLE, "severity", needed=True, least=1, most=3),
            Column("about", Form.NAME, "about"),
            _PERSON,
            _NUMBER,
            _NOTE,
        ),
    ),
    Sheet(
        "proposals",
        "proposal.made",
        (
            _CLIENT,
            _DAY,
            _NUMBER,
            Column("amount", Form.AMOUNT, "amount", needed=True, least=0),
            _CURRENCY,
            Column("valid_until", Form.DAY, "valid_until"),
            Column("closes_on", Form.DAY, "closes_on"),
            Column("probability", Form.SHARE, "probability", least=0, most=1),
            _NOTE,
        ),
    ),
    Sheet(
        "competitors",
        "competitor.seen",
        (
            _CLIENT,
            _DAY,
            Column("competitor", Form.NAME, "competitor", needed=True),
            Column("product", Form.NAME, "product"),
            Column("price", Form.AMOUNT, "price", least=0),
            Column("where", Form.TEXT, "where"),
            _NOTE,
        ),
    ),
    Sheet(
        "expenses",
        "expense.spent",
        (
            _CLIENT,
            _DAY,
            Column("amount", Form.AMOUNT, "amount", needed=True, least=0),
            _CURRENCY,
            Column("purpose", Form.TEXT, "purpose", needed=True),
            _PERSON,
            _NOTE,
        ),
    ),
)
"""The sheets that a person fills in, in the order in which an import decides what they say."""

BY_NAME: Final = {sheet.name: sheet for sheet in SHEETS}
BY_KIND: Final = {sheet.kind: sheet for sheet in SHEETS}
