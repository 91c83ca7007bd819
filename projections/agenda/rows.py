"""The rows of an agenda."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Annotated

from projections.agenda.reasons import UNREPORTED
from projections.framework.columns import Column, in_words

_ALL_CLIENTS = "it concerns all clients of a manager"


@dataclass(frozen=True, kw_only=True)
class AgendaRow:
    """A thing to do."""

    when: Annotated[date, Column("The day on which to do it: the day due, or the day asked if it is past.")]
    at: Annotated[
        str | None,
        Column(
            "The hour, where it is fixed; with its offset where that is not the house's.",
            null="any hour",
            quiet=True,
        ),
    ]
    client: Annotated[str | None, Column("The client's code.", null=_ALL_CLIENTS)]
    name: Annotated[
        str | None, Column("The client's name.", null=_ALL_CLIENTS, quiet=True, least=10, spare=True)
    ]
    reason: Annotated[
        str,
        Column(
            "Why, as a code of the closed list.",
            key=1,
            words=in_words,
            colours={in_words(UNREPORTED): "yellow"},
        ),
    ]
    what: Annotated[str, Column("What it is about.", least=14, personal=True)]
    number: Annotated[
        str | None,
        Column("The number of what it is about.", null="it has none", key=2, stored="", quiet=True),
    ]
    due: Annotated[date | None, Column("The day by which it is to be done.", null="at once", spare=True)]
    age_days: Annotated[
        int, Column("Days since the fact behind it.", unit="days", title="DAYS AGO", spare=True)
    ]
    worth: Annotated[
        Decimal | None,
        Column(
            "The client's share of twelve months' revenue of all clients in view, in the same currency.",
            unit="percent",
            null="nobody in view bought anything",
            decimals=1,
            title="WORTH %",
            spare=True,
        ),
    ]
    entry: Annotated[int, Column("The position of the entry behind it.", hidden=True)]
    starts: Annotated[
        str | None, Column("The fixed moment, with its offset.", null="no hour is fixed", hidden=True)
    ]
    why: Annotated[str, Column("What the reason means, and what the day follows from.", hidden=True)]


@dataclass(frozen=True, kw_only=True)
class ReasonedRow(AgendaRow):
    """A thing to do, with the reason in words in place of what it is about."""

    what: Annotated[str, Column("What it is about.", hidden=True, personal=True)]
    entry: Annotated[int, Column("The position of the entry behind it.", spare=True)]
    why: Annotated[str, Column("What the reason means, and what the day follows from.", least=20)]
