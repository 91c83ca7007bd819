"""The order in which payments without a document clear debts, for the rules and the views.

Debts are cleared oldest first, and charges before the document that they belong to. A charge takes no money
back: a payment made before the charge pays it only if nothing else is open.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator
from datetime import date
from decimal import Decimal
from heapq import heappop, heappush
from itertools import islice
from typing import NamedTuple

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
