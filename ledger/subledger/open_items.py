"""The open items of an account. One function settles any document; a cache keeps the result between reads.

``settle`` gives every item, settled for good or not; ``live_books`` only what is open, at the cost of what
facts touched since the last read. Both apply cash by the same functions, so they agree by construction.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import TypeVar

from ledger.money import ZERO
from ledger.subledger.account import Account
from ledger.subledger.billing import billing_of, counts, followed, followers, source_of, worth
from ledger.subledger.documents import INVOICE, RETURN, Credit
from ledger.subledger.explicit import age, explicit, overdrawn, settled_in_full, unit_of
from ledger.subledger.items import Books, Linked, OpenCredit, OpenItem, Shortfalls, Unit
from ledger.subledger.linked import settle_linked
from ledger.subledger.live import Live
from ledger.subledger.oldest_first import oldest_first
from ledger.subledger.unbilled import orders_near, orders_touched, unbilled
from ledger.subledger.waiting import apply_cash, credit_place, take, waiting_of

_WHOLE_SETTLINGS = 3  # a score and its two trends need them; keeping what is open costs more than these
K = TypeVar("K")
V = TypeVar("V")


def settle(account: Account, *, derive: bool) -> Books:
    """Every item and credit of an account, settled.

    Args:
        account: the account.
        derive: whether payments that entries put against nothing settle the oldest debt.
    """
    numbers = {*account.documents, *account.orders, *account.statements}
    short: Shortfalls = {}
    units = {unit: explicit(account, unit, short) for unit in {unit_of(account, one) for one in numbers}}
    used = _link(account, units, short)
    credits_ = [
        one
        for number in {*account.credits, *account.returns}
        for one in _credits(account, number, short, used)
    ]
    return _books(account, [item for items in units.values() for item in items], credits_, derive=derive)


def live_books(account: Account, *, derive: bool) -> Books:
    """The open items of an account, and the credits that have something left.

    They are kept until a fact touches the account, so every caller shares them.
    """
    live = refreshed(account)
    waiting = live.waiting.get(derive)
    if waiting is None:
        waiting = live.waiting[derive] = waiting_of(account, live)
    if waiting.books is None:
        waiting.books = apply_cash(account, live, waiting, derive=derive)
    return waiting.books


def _books(account: Account, items: list[OpenItem], credits_: list[OpenCredit], *, derive: bool) -> Books:
    items.sort(key=lambda item: age(account, item))
    credits_.sort(key=credit_place)
    return Books(*oldest_first(items, credits_)) if derive else Books(items, credits_)


def settled_explicitly(account: Account, number: str) -> list[OpenItem]:
    """The items of the debts that a number stands for, after explicit settlements alone."""
    return explicit(account, unit_of(account, number), {})


def items_by_facts(account: Account, numbers: Iterable[str]) -> Iterator[OpenItem]:
    """The items of the debts that are settled with these, as entries and linked credits settle them.

    They are as ``settle`` has them before money oldest first, if no source of the account is overdrawn.
    """
    for unit in {unit_of(account, number) for number in numbers}:
        items = explicit(account, unit, {})
        settle_linked(account, unit, items, lambda credit: _settling(account, credit, {}).left)
        yield from items


def open_of(account: Account, number: str) -> list[OpenItem]:
    """The open items of the debts with exactly this number, before payments settle the oldest."""
    return refreshed(account).items.get(number, [])


def left_of(account: Account, number: str) -> Decimal:
    """What explicit settlements leave of a source, before linked credits settle their documents."""
    credit = source_of(account, number)
    if credit is None:
        return ZERO
    return max(worth(account, credit) - account.linked().stated.get(number, ZERO), ZERO)


def refreshed(account: Account) -> Live:
    """The live set of an account, after settling again what was touched."""
    live = account.live
    if live is None:
        live = account.live = Live(placed={*account.orders})
        numbers = {*account.documents, *account.orders, *account.statements}
        _apply(account, live, numbers, {*account.credits, *account.returns})
    elif live.touched:
        live.note(live.touched)
        touched = {number for number in live.touched if not _waits(account, live, number)}
        live.touched = set()
        if touched:
            _refresh(account, live, touched)
    return live


def worth_keeping(account: Account) -> bool:
    """Whether what is open of an account should be kept from now on, because it is asked for often.

    It counts each call until then, for which the caller settles the whole account.
    """
    if account.live is None and account.settlings < _WHOLE_SETTLINGS:
        account.settlings += 1
        return False
    return True


def open_orders(account: Account) -> dict[str, Decimal]:
    """The part of each order that is not owed yet, if it is more than zero."""
    live = refreshed(account)
    if live.placed:
        near = orders_touched(account, live.placed)
        live.placed = set()
        amounts = unbilled(account, near)
        for number in near:
            _keep(live.unbilled, number, amounts.get(number, ZERO))
    return live.unbilled


def _waits(account: Account, live: Live, number: str) -> bool:
    """Whether a number is only that of an order that waits for its invoice: nothing is open because of it."""
    if (order := account.orders.get(number)) is None or number in live.items:
        return False
    links = account.linked()
    return not (
        number in links.bills
        or number in links.followers
        or number in account.statements
        or number in account.documents
        or number in account.credits
        or number in account.returns
        or billing_of(account, order) != INVOICE
    )


def _refresh(account: Account, live: Live, touched: set[str]) -> None:
    links = account.linked()
    documents = touched | orders_near(account, touched)
    sources = {number for document in documents for number in followers(account, document)} | touched
    sources |= {one.returned for number in sources for one in account.credits_under(number) if one.returned}
    documents |= _followed(account, sources)
    for source in sources:
        if source in links.stated and (live.short.get(source) or overdrawn(account, source)):
            documents.update(links.targets[source])
    _apply(account, live, documents, sources)
    live.note(documents)
    for derive, waiting in [*live.waiting.items()]:
        if not take(account, live, waiting, documents, sources):
            for cleared in waiting.cleared.values():
                live.note(cleared.by_number)
            del live.waiting[derive]


def _apply(account: Account, live: Live, documents: set[str], sources: set[str]) -> None:
    """Settle the debts under these numbers again, and keep what is open of them and left of their sources.

    The numbers that had to be settled together with them are added to both.
    """
    owed = [
        number for number in documents if may_be_owed(account, number) and not _is_done(account, live, number)
    ]
    units = _settle(account, live, {unit_of(account, number) for number in owed})
    used = _link(account, units, live.short)
    documents |= {target for unit in units for target in unit.targets}
    for number in documents:
        live.items.pop(number, None)
        sources.update(account.statements.get(number, ()))
        for follower in followers(account, number):
            sources.add(follower)
            for credit in account.credits_under(follower):
                _keep(live.linked, credit.key, used.get(credit.key, ZERO))
    for items in units.values():
        for item in items:
            if item.open:
                live.items.setdefault(item.debt.number, []).append(item)
    for source in sources:
        left = [one for one in _credits(account, source, live.short, live.linked) if one.left]
        _keep(live.credits, source, left)


def _is_done(account: Account, live: Live, number: str) -> bool:
    """Whether settling a document would find nothing: it is paid, and nobody is short of it since it came."""
    short = any(source in live.short for source in account.statements.get(number, ()))
    return not short and settled_in_full(account, number) is not None


def may_be_owed(account: Account, number: str) -> bool:
    """Whether anything may be owed under a number, or entries settle it."""
    if number in account.documents or number in account.statements:
        return True
    order = account.orders.get(number)
    return order is not None and billing_of(account, order) != INVOICE


def _settle(account: Account, live: Live, wanted: set[Unit]) -> dict[Unit, list[OpenItem]]:
    """The items of units, settled explicitly, with the units whose linked credits changed by that."""
    before = {source: dict(amounts) for source, amounts in live.short.items()}
    units = {unit: explicit(account, unit, live.short) for unit in wanted}
    changed = {one for one in {*before, *live.short} if before.get(one, {}) != live.short.get(one, {})}
    for number in _followed(account, changed):
        unit = unit_of(account, number)
        if unit not in units:
            units[unit] = explicit(account, unit, live.short)
    return units


def _followed(account: Account, sources: Iterable[str]) -> set[str]:
    """The documents that credits of these numbers are linked to."""
    return {
        document
        for number in sources
        for credit in account.credits_under(number)
        if (document := followed(account, credit)) is not None
    }


def _link(account: Account, units: dict[Unit, list[OpenItem]], short: Shortfalls) -> Linked:
    found: Linked = {}
    for unit, items in units.items():
        found |= settle_linked(account, unit, items, lambda credit: _settling(account, credit, short).left)
    return found


def _credits(account: Account, number: str, short: Shortfalls, linked: Linked) -> Iterator[OpenCredit]:
    """The credits with a number that count, with what settlements leave of them."""
    for credit in account.credits_under(number):
        if credit.what != RETURN or counts(account, credit):
            one = _settling(account, credit, short)
            if followed(account, credit) is not None:
                one.left -= linked.get(credit.key, ZERO)
            yield one


def _settling(account: Account, credit: Credit, short: Shortfalls) -> OpenCredit:
    """A credit with what explicit settlements leave of it."""
    left = rest = worth(account, credit)
    stated = account.linked().stated.get(credit.number)
    if stated and source_of(account, credit.number) is credit:
        left += sum(short.get(credit.number, {}).values(), -stated)
    return OpenCredit(credit, rest, left)


def _keep(place: dict[K, V], key: K, found: V) -> None:
    """Keep a list or an amount under a key if there is anything of it."""
    if found:
        place[key] = found
    else:
        place.pop(key, None)
