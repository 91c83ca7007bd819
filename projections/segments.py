"""The segments of loyalty: how many clients each has and what they bought, and who moved between two days.

A client that has no row on a day counts as one without a standing order: it is in the segment "none".
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from operator import itemgetter
from typing import Annotated

from ledger.money import zero_of
from ledger.text import counted
from projections.framework.answer import Answer
from projections.framework.columns import CURRENCY, Column, Who
from projections.framework.sums import by_currency, sum_in, totals_of
from projections.loyalty import NO_SEGMENT, LoyaltyRow, counts
from projections.remarks import Remark


@dataclass(frozen=True, kw_only=True)
class SegmentRow:
    """A segment in one currency."""

    segment: Annotated[str, Column("What the scores of its clients are called; none: no order stands.")]
    currency: Annotated[str, CURRENCY]
    clients: Annotated[int, Column("How many are in it.", unit="clients")]
    orders: Annotated[int, Column("Their orders that stand.", unit="orders")]
    value: Annotated[Decimal, Column("What they ordered, less what was taken back.")]


@dataclass(frozen=True, slots=True)
class SegmentTotal:
    """All clients in view of one currency."""

    currency: str
    clients: int
    orders: int
    value: Decimal


@dataclass(frozen=True, kw_only=True)
class SegmentMoveRow:
    """The clients that were in one segment on a day, and in another, or the same, on a later day."""

    segment_before: Annotated[str, Column("The segment on the first day.", title="FROM")]
    segment_after: Annotated[str, Column("The segment on the last day.", title="TO")]
    currency: Annotated[str, CURRENCY]
    clients: Annotated[int, Column("How many they are.", unit="clients")]
    value_before: Annotated[
        Decimal, Column("What they had ordered by the first day, less what was taken back.")
    ]
    value_after: Annotated[Decimal, Column("The same by the last day.")]


@dataclass(frozen=True, slots=True)
class SegmentMoveTotal:
    """All clients in view of one currency, and how many of them are in another segment than before."""

    currency: str
    clients: int
    moved: int
    value_before: Decimal
    value_after: Decimal


@dataclass(frozen=True, kw_only=True)
class ClientMove(Who):
    """A client that is in another segment than before."""

    currency: Annotated[str, CURRENCY]
    segment_before: Annotated[str, Column("The segment on the first day.", title="FROM")]
    segment_after: Annotated[str, Column("The segment on the last day.", title="TO")]
    value_before: Annotated[
        Decimal, Column("What it had ordered by the first day, less what was taken back.")
    ]
    value_after: Annotated[Decimal, Column("The same by the last day.")]


def segmented(answer: Answer) -> Answer:
    """An answer of loyalty with a row for each segment and currency, in the order of the policy.

    As in the totals of loyalty, lost clients do not count, nor do those of which nothing stands. A caution
    says how many were lost.
    """
    rows = [row for row in answer.rows if counts(row)]
    found = [
        SegmentRow(
            segment=segment,
            currency=currency,
            clients=len(own),
            orders=sum(row.frequency for row in own),
            value=sum_in(currency, (row.monetary for row in own)),
        )
        for currency, same in by_currency(rows)
        for segment in _names(answer)
        if (own := [row for row in same if row.segment == segment])
    ]
    lost = {row.client for row in answer.rows if row.state is not None and (row.frequency or row.monetary)}
    made = answer.made_into(SegmentRow, found, totals_of(SegmentTotal, found), listing="segments")
    return replace(made, doubts=lambda: [*answer.doubts(), _without(len(lost))]) if lost else made


def _without(lost: int) -> Remark:
    return Remark(
        f"{counted(lost, 'client')} that left {'are' if lost > 1 else 'is'} in no segment and no total",
        "`goodwill loyalty` lists each, and --from DATE counts them too",
    )


def moved(before: Answer, after: Answer) -> Answer:
    """A later answer of loyalty with a row for each pair of segments; ``items`` are who moved."""
    moves = [*_moves(before.rows, after.rows)]
    found = [
        SegmentMoveRow(
            segment_before=was,
            segment_after=now,
            currency=currency,
            clients=len(own),
            value_before=sum_in(currency, (one.value_before for one in own)),
            value_after=sum_in(currency, (one.value_after for one in own)),
        )
        for currency, same in by_currency(moves)
        for was in _names(before)
        for now in _names(after)
        if (own := [one for one in same if (one.segment_before, one.segment_after) == (was, now)])
    ]
    sums = totals_of(
        SegmentMoveTotal, found, lambda same: {"moved": sum(row.clients for row in same if _changes(row))}
    )
    items = filter(_changes, moves)
    return replace(after, item_shape=ClientMove).made_into(
        SegmentMoveRow, found, sums, items, listing="segments", since=before.as_of
    )


def _names(answer: Answer) -> list[str]:
    """The segments under the policy of an answer."""
    return [*dict.fromkeys(one.name for one in answer.rules.loyalty.segments), NO_SEGMENT]


def _changes(move: SegmentMoveRow | ClientMove) -> bool:
    return move.segment_before != move.segment_after


def _moves(before: Iterable[LoyaltyRow], after: Iterable[LoyaltyRow]) -> Iterator[ClientMove]:
    """The segments and values of each client and currency on two days."""
    was, now = ({(row.client, row.currency): row for row in rows} for rows in (before, after))
    for key, row in sorted((was | now).items(), key=itemgetter(0)):
        old, new = was.get(key), now.get(key)
        yield ClientMove(
            client=row.client,
            name=row.name,
            currency=row.currency,
            segment_before=old.segment if old else NO_SEGMENT,
            segment_after=new.segment if new else NO_SEGMENT,
            value_before=old.monetary if old else zero_of(row.currency),
            value_after=new.monetary if new else zero_of(row.currency),
        )
