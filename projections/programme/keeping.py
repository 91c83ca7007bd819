"""The moves of a client's points, kept up to date at the cost of what facts touched in between."""

from __future__ import annotations

from collections.abc import Iterable
from collections.abc import Set as AbstractSet
from datetime import date
from decimal import Decimal
from typing import NamedTuple, TypeAlias

from msgspec import Struct, field

from ledger.programme_keys import Programme
from ledger.subledger.open_items import refreshed
from ledger.subledger.orders import Order
from ledger.subledger.points.moves import Move, Paying, backs_of, moves_by_facts, moves_of_order, paying_of
from ledger.subledger.points.paid import Paid
from projections.policy import Policy
from projections.programme.member import Member
from projections.receivables.order_payments import OrderPayments, order_payments, orders_near

MoveKey: TypeAlias = tuple[str, str, date, int]
"""Names a move among those of its client: all of it but its points."""


class _Earned(NamedTuple):
    """What an order's moves follow from.

    Attributes:
        goods: what its goods and what points paid of them follow from.
        paid: what was paid of it, where payment matters.
        points: what its goods earn, day by day, as worked out while they stayed the same.
    """

    goods: object
    paid: Paid | None
    points: dict[date, Decimal]


class MoveCache(Struct):
    """The moves of a client as they were when they were last asked for.

    Attributes:
        depends: what of the policy they depend on.
        facts: how many facts about points there were.
        currency: the client's.
        moves: by the order that made them; under None those that none made.
        paying: the redemptions that pay for orders.
        earned: by order, what its moves follow from.
    """

    depends: object
    facts: int = 0
    currency: str | None = None
    moves: dict[str | None, list[Move]] = field(default_factory=dict)
    paying: Paying = field(default_factory=dict)
    earned: dict[str, _Earned] = field(default_factory=dict)

    def earn(self, order: Order, programme: Programme, paid: Paid | None) -> dict[MoveKey, Move | None]:
        """Work out the moves of an order again, if what they follow from changed; returns what changed."""
        number, paying = order.number, self.paying.get(order.number, ())
        known, goods = self.earned.get(number), (order.position, len(order.taken), paying)
        if known is None or known.goods != goods:
            known = _Earned(goods, None, {})
        elif known.paid == paid:
            return {}
        self.earned[number] = _Earned(goods, paid, known.points)
        return self.put(number, moves_of_order(order, programme, paying, paid, known.points))

    def put(self, order: str | None, moves: Iterable[Move]) -> dict[MoveKey, Move | None]:
        """Keep the moves of an order in place of those before; returns what changed, by key."""
        before, after = self.moves.pop(order, []), [*moves]
        if after:
            self.moves[order] = after
        if before == after:
            return {}
        return {**dict.fromkeys(map(_key, before)), **{_key(one): one for one in after}}


def kept_moves(member: Member, policy: Policy) -> tuple[MoveCache | None, dict[MoveKey, Move | None] | None]:
    """The moves of a client, and by key those that changed since they were last asked for; None at first.

    None is kept while a source is overdrawn, which ties its documents together.
    """
    account, wanted = member.account, depends(policy)
    live, payments = refreshed(account), None
    if policy.programme.by_payments and (payments := order_payments(account, policy)) is None:
        live.read.pop(MoveCache, None)
        return None, None
    kept: MoveCache | None = live.read.get(MoveCache)
    touched = (payments or live).take_moved(MoveCache)
    if kept is not None and touched is not None and kept.depends == wanted:
        return kept, _take(member, policy, kept, touched, payments)
    kept = live.read[MoveCache] = MoveCache(wanted)
    _take(member, policy, kept, account.orders.keys(), payments)
    return kept, None


def depends(policy: Policy) -> object:
    """What of a policy the moves of points depend on."""
    programme = policy.programme
    counts = programme.qualifying.counts, programme.qualifying.per
    ordered = programme.by_orders and (programme.point_value, policy.receivables.allocation, counts)
    return programme.earn, programme.pooling, ordered


def _take(
    member: Member, policy: Policy, kept: MoveCache, touched: AbstractSet[str], payments: OrderPayments | None
) -> dict[MoveKey, Move | None]:
    """Work out again the moves that facts under these numbers may change; returns those that changed."""
    account, points, programme = member.account, member.points, policy.programme
    orders, changed = set[str](), dict[MoveKey, Move | None]()
    if programme.by_orders or points.redeemed:
        orders = orders_near(account, touched) if payments is None else {*touched}
    known = points.facts, account.currency
    if known != (kept.facts, kept.currency) or not orders.isdisjoint(kept.paying):
        backs = backs_of(account, points)
        orders |= kept.paying.keys()
        kept.facts, kept.currency = known
        kept.paying = paying_of(account, points, backs)
        orders |= kept.paying.keys()
        changed = kept.put(None, moves_by_facts(points, programme, backs))
    for number in orders & account.orders.keys() if programme.by_orders else ():
        paid = None if payments is None else payments.of(number)
        changed |= kept.earn(account.orders[number], programme, paid)
    return changed


def _key(move: Move) -> MoveKey:
    return move[:4]
