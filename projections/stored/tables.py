"""The tables of the stored views: what each column holds, and how a database stores it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from decimal import Decimal
from typing import Any, Literal, NamedTuple

from projections.policy import Weights

__all__ = ["MONTHLY", "STATUS", "TABLES", "Column", "Form", "Table", "stored", "value_for"]

Form = Literal["text", "whole", "number", "money", "day"]
"""What a column holds; each database has its own type for it."""

MONTHLY = "_monthly"
"""What the name of a table of month-ends ends in."""


class Column(NamedTuple):
    """A column of a stored view.

    Attributes:
        meaning: one sentence, with the unit.
        source: what the view calls it, where that is not a name in SQL.
    """

    name: str
    form: Form
    meaning: str
    source: str = ""


class Table(NamedTuple):
    """A stored view: the state on one day, and the same at the end of every month."""

    name: str
    about: str
    columns: tuple[Column, ...]


_CLIENT = Column("client", "text", "The client's code.")
_AS_OF = Column("as_of", "day", "The day for which the row is: what had happened by its end.")
_NAME = Column("name", "text", "The client's name.")
_CURRENCY = Column("currency", "text", "The currency of the row's money, as ISO 4217 has it.")
_FAULT = Column(
    "fault", "text", "Why there are no figures: what of this client could not be read; else empty."
)
_POLICY = Column(
    "policy", "text", "The version of the policy in force on that day, under which the row was made."
)


def _table(name: str, about: str, *columns: Column) -> Table:
    return Table(name, about, (_CLIENT, _AS_OF, *columns, _FAULT))


def _view(name: str, about: str, *columns: Column) -> Table:
    return _table(name, about, _POLICY, *columns)


TABLES = {
    table.name: table
    for table in (
        _table(
            "clients",
            "The directory: a row for each client.",
            _NAME,
            Column("currency", "text", "The client's own currency, as ISO 4217 has it."),
            Column("manager", "text", "Who answers for the client."),
            Column("territory", "text", "Where it belongs, as a path: Asia/Thailand."),
            Column("segment", "text", "The segment that the client was registered in."),
            Column("parent", "text", "The code of the company that owns it."),
        ),
        _view(
            "health",
            "How each relationship stands: a row for each client.",
            _NAME,
            Column("score", "number", "From 0 to 100; empty where nothing is known."),
            Column("band", "text", "What the score is called: healthy, watch, at risk."),
            Column("confidence", "number", "From 0 to 1: how much of the weight has data, and how fresh."),
            *(
                Column(
                    f"component_{name}",
                    "number",
                    f"The component {name}, from 0 to 100.",
                    f"components {name}",
                )
                for name in Weights._fields
            ),
            Column("trend_30", "number", "The score less that of 30 days before."),
            Column("trend_90", "number", "The score less that of 90 days before."),
            Column("drag", "text", "The component that is lowest among those known."),
        ),
        _view(
            "loyalty",
            "What each client ordered and earned: a row for each client and currency. What compares clients (r, f, "
            "m and the segment they make) depends on who is in view, so `goodwill loyalty` works it out when asked.",
            _NAME,
            Column("recency_days", "whole", "Days since the last order that stands."),
            Column("frequency", "whole", "Orders that stand."),
            Column("monetary", "money", "What was ordered, less what was taken back."),
            _CURRENCY,
            Column("points", "money", "Points granted less points redeemed; the client's, the same on each row."),
            Column("qualifying", "money", "Points granted."),
            Column("tier", "text", "The standing that the qualifying points reach."),
        ),
        _view(
            "receivables",
            "Who owes what: a row for each client and currency with anything open. Always "
            "not_due + overdue - unapplied = balance.",
            _NAME,
            _CURRENCY,
            Column("balance", "money", "What the client owes."),
            Column("not_due", "money", "Of it, not due yet."),
            Column("overdue", "money", "Of it, past its due date."),
            Column("unapplied", "money", "What is left of payments and credits."),
            Column("open_items", "whole", "Open documents and instalments."),
            Column("disputed", "money", "Of what is open, what the client contests; part of the balance."),
            Column("promised", "money", "Of what is open, what is promised for a day to come; part of the balance."),
        ),
        _view(
            "receivables_buckets",
            "How long it is overdue: a row for each client, currency and bucket with anything in it. The policy says "
            "where a bucket ends, so buckets of different days may differ.",
            _CURRENCY,
            Column("bucket", "text", "Days past the due date: 1-30, 31-60, over 120."),
            Column("number", "whole", "Which bucket, from 1, the youngest first."),
            Column("amount", "money", "What is open in it."),
        ),
        _view(
            "receivables_items",
            "What is open: a row for each document, instalment or credit that is left (negative).",
            _CURRENCY,
            Column("document", "text", "The document's number."),
            Column("what", "text", "What it is: invoice, charge, opening, order, delivery, payment, ..."),
            Column("instalment", "whole", "Which instalment, from 1; empty where there is one."),
            Column("on_day", "day", "The document's own date.", "on"),
            Column("due", "day", "When it is due; empty for credits."),
            Column("amount", "money", "What it was for."),
            Column("open", "money", "What is open of it."),
            Column("age", "whole", "Days since the document's own date."),
            Column("days_late", "whole", "Days past the due date; 0 where it is not late."),
            Column("bucket", "text", "The overdue bucket, not due or unapplied."),
            Column("entries", "text", "Positions of the entries it is made of, with spaces between."),
            Column("disputed", "money", "Of what is open, what the client contests."),
            Column("promised", "money", "Of what is open, what is promised for a day to come."),
        ),
    )
}  # fmt: skip
"""Every stored view by its name."""

STATUS = Table(
    "views_status",
    "How fresh the tables are: one row.",
    (
        Column(
            "position",
            "whole",
            "The last entry taken in; every entry of the ledger up to it is in the tables.",
        ),
        Column(
            "as_of",
            "day",
            "Today, as the tables have it. Rows of clients of whom something new was taken in are of this day.",
        ),
        Column(
            "oldest",
            "day",
            "Up to this day every client's rows hold: none waits to be made for a later day than this, or under a policy adopted since.",
        ),
        Column("months", "whole", "1 where month-ends are kept, 0 where they are not."),
    ),
)
"""What the tables say of themselves."""


def stored(database: str, table: str, rows: Sequence[Sequence[object]]) -> list[tuple[object, ...]]:
    """Rows as a database stores them: exact in each; SQLite has neither decimals nor dates, so it stores text.

    Column by column: what a column holds is known, and need not be asked of each value.

    Args:
        database: the engine's name.
        table: one of ``TABLES``, or its month-ends.
        rows: of that table, as a ``Showing`` makes them.
    """
    if not rows:
        return []
    columns = [*zip(*rows, strict=True)]
    for number, written in _WRITTEN[database][table.removesuffix(MONTHLY)]:
        columns[number] = written(columns[number])
    return list(zip(*columns, strict=True))


def value_for(database: str, value: object) -> object:
    """A value as a database stores it."""
    write = _VALUES[database].get(type(value))
    return value if write is None else write(value)


def _positions(value: Iterable[int]) -> str:
    return " ".join(map(str, value))


def _plain(values: Iterable[Decimal | None]) -> tuple[str | None, ...]:
    """Amounts as digits; text is made four times as fast where nobody asks for a format, and has an exponent seldom."""
    return tuple(
        [
            None if value is None else text if "E" not in (text := str(value)) else f"{value:f}"
            for value in values
        ]
    )


def _days(values: Iterable[date | None]) -> tuple[str | None, ...]:
    return tuple([None if value is None else value.isoformat() for value in values])


_VALUES: dict[str, dict[type, Callable[[Any], str]]] = {
    "sqlite": {tuple: _positions, Decimal: "{:f}".format, date: date.isoformat},
    "postgresql": {tuple: _positions},
}
_FORMS: dict[str, dict[Form, Callable[[Iterable[Any]], tuple[str | None, ...]]]] = {
    "sqlite": {"money": _plain, "day": _days},
    "postgresql": {},
}
_WRITTEN = {
    database: {
        name: [
            (number, forms[column.form])
            for number, column in enumerate(table.columns)
            if column.form in forms
        ]
        for name, table in TABLES.items()
    }
    for database, forms in _FORMS.items()
}
"""For each table, the columns that are written as something else, by their place."""
