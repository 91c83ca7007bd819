"""The rows of key accounts, their totals, and the entries that they are made of."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Annotated

from projections.framework.columns import CLIENT, CURRENCY, Column, Who

_NOTHING = "nothing was sold to it"
_UNKNOWN = "the cost of some goods is unknown"
_NO_ESTIMATE = "nobody estimated it"
_NOBODY = "nobody ranked it"


def _percent(meaning: str, title: str, null: str, *, quiet: bool = False, spare: bool = False) -> Column:
    return Column(meaning, "percent", null, title=title, decimals=2, quiet=quiet, spare=spare)


@dataclass(frozen=True, kw_only=True)
class KeyAccountRow(Who):
    """What a client, or a group of companies, bought in a period, and its share of all in one currency."""

    rank: Annotated[
        int | None, Column("1 is the largest of the currency.", null=_NOTHING, title="#", place=-2)
    ]
    of: Annotated[int, Column("How many are ranked.", hidden=True)]
    currency: Annotated[str, CURRENCY]
    revenue: Annotated[Decimal, Column("What was sold to the client, by what counts as revenue.")]
    share: Annotated[Decimal | None, _percent("Its part of all revenue.", "SHARE %", _NOTHING)]
    group: Annotated[
        str | None,
        Column(
            "The company at the top of its group.", null="no other company of a group is in view", hidden=True
        ),
    ]
    group_share: Annotated[
        Decimal | None,
        _percent(
            "The part of all revenue that its group of companies makes.",
            "GROUP %",
            "no other company of a group is in view",
            quiet=True,
        ),
    ] = None
    margin: Annotated[
        Decimal | None, Column("Revenue less the cost of the goods.", null=_UNKNOWN, quiet=True)
    ]
    margin_share: Annotated[
        Decimal | None,
        _percent(
            "Its part of all margin.", "OF MARGIN %", f"{_UNKNOWN}, of this client or another", quiet=True
        ),
    ]
    cumulative: Annotated[
        Decimal | None, _percent("The part that it makes with all before it.", "UP TO %", _NOTHING)
    ]
    abc: Annotated[
        str | None, Column("A, B or C, by the cuts of the policy.", null=_NOTHING, title="ABC")
    ] = None
    by: Annotated[
        str, Column("What rank, cumulative part and class are made of: margin or revenue.", hidden=True)
    ] = "revenue"
    key: Annotated[
        bool,
        Column("Whether it is a key account, by its share or its group's, or because a person ranked it so."),
    ]
    depends: Annotated[
        bool, Column("Whether its share, or its group's, is one from which on the policy warns.", hidden=True)
    ] = False
    computed: Annotated[
        str | None,
        Column(
            "The rank by the figures: key by its share or its group's, standard in A or B, small in C.",
            null=_NOTHING,
            spare=True,
        ),
    ]
    ranked: Annotated[
        str | None, Column("The rank that a person gave it, in force on the day.", null=_NOBODY, quiet=True)
    ]
    ranked_on: Annotated[date | None, Column("The day of that.", null=_NOBODY, hidden=True)]
    ranked_for: Annotated[str | None, Column("The reason of that.", null=_NOBODY, hidden=True)]
    wallet: Annotated[
        Decimal | None,
        Column(
            "What the client spends in our category in a year, as estimated; in the row's currency.",
            null=_NO_ESTIMATE,
            quiet=True,
        ),
    ]
    wallet_share: Annotated[
        Decimal | None,
        _percent(
            "Our revenue of the twelve months up to the day, as a part of that.",
            "OF WALLET %",
            _NO_ESTIMATE,
            quiet=True,
        ),
    ]
    wallet_source: Annotated[
        str | None,
        Column(
            "The source of the estimate.", null=_NO_ESTIMATE, title="SOURCE", quiet=True, spare=True, least=12
        ),
    ]
    wallet_on: Annotated[
        date | None,
        Column("The day of the estimate.", null=_NO_ESTIMATE, title="ESTIMATED", quiet=True, spare=True),
    ]


@dataclass(frozen=True, kw_only=True)
class KeyAccountTotal:
    """All that was sold in one currency, and how concentrated that is.

    Attributes:
        revenue: of all; below it what clients took back beyond what they bought, where there are such.
        margin: None where the cost of some goods is unknown.
        by: what makes rank and classes: margin or revenue.
        concentration: of revenue; None where not all clients are in the rows.
        abc: the number of clients in A, B and C.
        depends_on: the clients from whose share on the policy warns.
    """

    currency: str
    clients: int
    revenue: Decimal
    margin: Decimal | None
    by: str
    key_accounts: int
    hhi: Decimal | None = None
    gini: Decimal | None = None
    top_client: Decimal | None = None
    top_ten: Decimal | None = None
    top_fifth: Decimal | None = None
    abc: dict[str, int]
    depends_on: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class KeyAccountItem:
    """An entry of the period that added to a client's revenue, or took off it."""

    client: Annotated[str, CLIENT]
    currency: Annotated[str, CURRENCY]
    entry: Annotated[int, Column("The position of the entry.")]
    on: Annotated[date, Column("The day.")]
    what: Annotated[str, Column("An order, what was cancelled or returned of it, or the kind of document.")]
    document: Annotated[
        str | None, Column("The number of the order or document.", null="the return names no order")
    ]
    revenue: Annotated[Decimal, Column("What it added; below zero, what it took off.")]
    margin: Annotated[
        Decimal | None, Column("The same less the cost of the goods.", null=_UNKNOWN, quiet=True)
    ]
