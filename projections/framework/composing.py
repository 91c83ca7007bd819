"""Composes the answer of a view of what its rows are made of, from facts or from stored spans."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import cache, partial
from typing import TYPE_CHECKING, Any

from projections.framework.answer import Answer
from projections.framework.filters import AccountHolder
from projections.framework.fold import fold_on, kinds_of
from projections.history import HistorySource, Horizon
from projections.policy import Policy

if TYPE_CHECKING:
    from projections.framework.registry import AnyView
    from projections.framework.tables import Unstored


def answer_of(
    view: AnyView,
    based: Sequence[AccountHolder[Any]],
    horizon: Horizon,
    made: tuple[Policy, HistorySource],
    chosen: Sequence[AccountHolder[Any]],
    beside: Iterable[Any] = (),
) -> Answer:
    """A view's answer about account holders with what its rows are made of.

    Args:
        view: the view.
        based: the account holders.
        horizon: how far it looks.
        made: how figures are made: the policy, and the history that has what is not stored.
        chosen: the same with their states.
        beside: what the rows of clients are made of that are only compared with.
    """
    as_of, (policy, source) = horizon.as_of, made
    unstored = view.storing.unstored
    told = partial(with_texts, unstored, source=source, horizon=horizon) if unstored else None
    rows = view.of(based, as_of, policy, beside, told)

    @cache
    def behind() -> list[Any]:
        if (items := view.items) is None:
            return []
        return [item for holder in based if holder.shown for item in items.of(holder, as_of, policy)]

    doubts = partial(view.showing.cautions, based, policy)
    return replace(composed(view, rows, horizon, policy, chosen), behind=behind, doubts=lambda: [*doubts()])


def composed(
    view: AnyView,
    rows: list[Any],
    horizon: Horizon,
    policy: Policy,
    holders: Sequence[AccountHolder[Any]],
) -> Answer:
    """A view's answer that has these rows, with no items and no cautions."""
    return Answer(
        view=view.name,
        as_of=horizon.as_of,
        known_at=horizon.known_at,
        policy=policy.version,
        position=horizon.position,
        rows=rows,
        totals=view.totals.of(rows),
        behind=tuple,
        rules=policy,
        shape=view.table.row,
        item_shape=view.items.table.row if view.items else None,
        holders=holders,
        more=view.about(horizon.as_of),
    )


def with_texts(unstored: Unstored, rows: list[Any], source: HistorySource, horizon: Horizon) -> list[Any]:
    """Rows with the texts that only entries have; no entry is read where no row lacks one."""
    alone = [*map(unstored.alone, rows)]
    events = source.events({*alone} - {0}) if any(alone) else {}
    rows = [unstored.told(row, events[at]) if at else row for row, at in zip(rows, alone, strict=True)]
    if all(alone):
        return rows
    firsts = [None if at else unstored.first(row) for row, at in zip(rows, alone, strict=True)]
    since: dict[str, int] = {}
    for row, first in zip(rows, firsts, strict=True):
        if first is not None:
            since[row.client] = min(first, since.get(row.client, first))
    if not since:
        return rows
    folds = [unstored.evolve]
    facts = source.some(since, kinds_of(folds), horizon)
    states = {code: fold_on(folds, own, horizon.as_of).states[0] for code, own in facts.items()}
    return [
        row if first is None else unstored.filled(row, states[row.client])
        for row, first in zip(rows, firsts, strict=True)
    ]
