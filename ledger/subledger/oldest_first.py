"""Money oldest first: payments that settle nothing yet settle the oldest debt, if the policy says so.

Debts are cleared oldest first, charges before the document that they come on top of. But a charge takes
nothing back: money that was there before it pays it only where nothing else is open.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from decimal import Decimal
from heapq import heappop, heappush
from itertools import islice
from typing import NamedTuple

from msgspec.structs import replace

from ledger.subledger.documents import PAYMENT
from ledger.subledger.items import DERIVED, OpenCredit, OpenItem, Use

ANY_DAY = date.min


class Claim(NamedTuple):
    """An open amount, which waits for money.

    Attributes:
        place: in the order in which debts are cleared; no other claim has it.
        made: the day of a charge; other documents are paid by money of any day.
    """

    place: int
    amount: Decimal
    made: date = ANY_DAY


def cleared(
    debts: Iterable[Claim], charges: Iterable[Claim], money: Iterable[tuple[date, Decimal]]
) -> Iterator[tuple[int, int, Decimal]]:
    """What clears what, all in one currency: the index of the money, the place of the claim, how much.

    Args:
        debts: that are no charges, in order of place; no more are read than the money reaches.
        charges: each with its day.
        money: amounts above zero, each with its day.
    """
    waiting = iter(debts)
    queue = list(islice(waiting, 1))
    later = deque(sorted(charges, key=lambda one: (one.made, one.place)))
    for index, (day, amount) in sorted(enumerate(money), key=lambda one: one[1][0]):
        while later and later[0].made <= day:
            heappush(queue, later.popleft())
        left = amount
        while left and (queue or later):
            one = queue[0] if queue else later[0]
            share = min(left, one.amount)
            left -= share
            yield index, one.place, share
            if share < one.amount:
                (queue or later)[0] = one._replace(amount=one.amount - share)
            elif not queue:
                later.popleft()
            else:
                heappop(queue)
                for debt in islice(waiting, one.made == ANY_DAY):
                    heappush(queue, debt)


def oldest_first(
    items: Sequence[OpenItem], credits_: Sequence[OpenCredit]
) -> tuple[list[OpenItem], list[OpenCredit]]:
    """The same with what payments have left put against the oldest debt of their currency.

    Args:
        items: oldest first.
        credits_: in order of date and number.
    """
    items, credits_ = list(items), list(credits_)
    money: dict[str, list[int]] = {}
    for place, one in enumerate(credits_):
        if one.left > 0 and one.credit.what == PAYMENT:
            money.setdefault(one.credit.currency, []).append(place)
    copied: set[int] = set()
    for currency, places in money.items():
        debts: list[Claim] = []
        charges: list[Claim] = []
        for place, item in enumerate(items):
            if item.open > 0 and item.debt.currency == currency:
                waiting = debts if item.charged is None else charges
                waiting.append(Claim(place, item.open, item.charged or ANY_DAY))
        if not debts and not charges:
            continue
        amounts = [(credits_[place].credit.on, credits_[place].left) for place in places]
        for index, at, share in cleared(debts, charges, amounts):
            if at not in copied:
                copied.add(at)
                items[at] = replace(items[at], uses=[*items[at].uses])
            source = credits_[places[index]]
            credits_[places[index]] = replace(source, left=source.left - share)
            items[at].open -= share
            items[at].uses.append(Use(source.credit, share, DERIVED))
    return items, credits_
