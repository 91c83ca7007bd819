"""A client's statement: what each entry added to an open document or to a credit, and what it took off.

Of a debt: what was issued, what changed it, less what settles it. Of a credit, below zero: what it was worth, less
what was taken back of it and what it settles. So the lines of a document sum to what is open of it, and all of
them to the balance.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import TypeAlias

from ledger.money import NO_CURRENCY, quantum
from projections.choice import Party
from projections.contributions import EXPLICIT, Contribution, Of, Span
from projections.policy import Policy
from projections.receivables.account import Account
from projections.receivables.settling import Books, OpenCredit, OpenPart, Use, settle

__all__ = ["explain", "moved"]

_Pair: TypeAlias = tuple[str, str]
"""The numbers of a source and of what it settles."""

BALANCE = "balance"
_NOTHING = Decimal(0)


def explain(party: Party[Account], as_of: date, policy: Policy) -> list[Contribution]:
    """Every line of every document, closed ones included: the oldest debt first, credits after the debts."""
    del as_of  # an account holds what had happened by the day, and nothing else
    found: list[Contribution] = []
    for _, account in party.members:
        if account is not None:
            books = settle(account, policy)
            undone = _undone(account, books)
            for part in books.parts:
                found += _owed(account, part, undone.get(id(part), []))
            for one in books.credits:
                found += _credited(account, one, books)
    return [replace(one, amount=one.amount + 0 * quantum(one.currency or NO_CURRENCY)) for one in found]


def moved(span: Span[Account], policy: Policy) -> list[Contribution]:
    """What each entry after the first day did to the balance: the movements of a statement. Settling moves nothing."""
    from projections.receivables.movements import movements  # noqa: PLC0415 - they fold with this package

    del policy  # it says what settles what, not what is owed
    return [
        Contribution(BALANCE, one.currency, one.what, one.document, one.position, one.amount)
        for client, happened in span.happened.items()
        for one in movements(client, happened)[0]
        if one.on > span.since
    ]


def _owed(account: Account, part: OpenPart, undone: Sequence[_Pair]) -> Iterator[Contribution]:
    debt = part.debt
    also = tuple(
        number for number in account.debts if number != debt.number and debt.number in account.names(number)
    )
    of = Of(debt.number, part.instalment if len(debt.parts) > 1 else None, debt.position, also)
    changes = debt.parts[part.instalment - 1].changes
    issued = part.amount - sum((change.amount for change in changes), _NOTHING)
    line = Contribution(BALANCE, debt.currency, debt.what, debt.number, debt.position, issued, of)
    yield line
    for change in changes:
        yield replace(line, what="changed", position=change.position, amount=change.amount)
    for use in part.uses:
        yield replace(
            line,
            what=use.credit.what,
            document=use.credit.number,
            position=use.credit.position,
            amount=-use.amount,
            how=use.how,
            said_by=_said_by(account, use),
        )
    for pair in undone:
        yield from _taken_back(account, pair, line)


def _said_by(account: Account, use: Use) -> int | None:
    """The newest entry that said so."""
    if use.target is None:
        return None
    said = account.statements[use.credit.number, use.target]
    return max(statement.position for statement in said if statement.amount > 0)


def _taken_back(account: Account, pair: _Pair, line: Contribution) -> Iterator[Contribution]:
    """What settled the document for a while, and no longer does."""
    source, _ = pair
    credit = next(iter(account.credits.get(source, ())), None)
    said_by = next(said.position for said in account.statements[pair] if said.amount > 0)
    for undone in account.statements[pair]:
        if undone.amount < 0:
            yield replace(
                line,
                what=credit.what if credit else "settlement",
                document=source,
                position=credit.position if credit else said_by,
                amount=undone.amount,
                how=EXPLICIT,
                said_by=said_by,
            )
            yield replace(
                line, what="undone", document=source, position=undone.position, amount=-undone.amount
            )


def _undone(account: Account, books: Books) -> dict[int, list[_Pair]]:
    """Settlements of which something was taken back, by the instalment they are shown under: their first."""
    found: dict[int, list[_Pair]] = {}
    for pair, statements in account.statements.items():
        amounts = [statement.amount for statement in statements]
        named = books.under(account.names(pair[1]))
        if named and min(amounts) < 0 < max(amounts):
            found.setdefault(id(named[0]), []).append(pair)
    return found


def _credited(account: Account, one: OpenCredit, books: Books) -> Iterator[Contribution]:
    credit = one.credit
    of = Of(credit.number, None, credit.position)
    issued = credit.amount - sum((change.amount for change in credit.changes), _NOTHING)
    line = Contribution(BALANCE, credit.currency, credit.what, credit.number, credit.position, -issued, of)
    yield line
    for change in credit.changes:
        yield replace(line, what="taken back", position=change.position, amount=-change.amount)
    for part in books.parts:
        for use in part.uses:
            if use.credit is credit:
                yield replace(
                    line,
                    what=part.debt.what,
                    document=part.debt.number,
                    position=part.debt.position,
                    amount=use.amount,
                    how=use.how,
                    said_by=_said_by(account, use),
                )
