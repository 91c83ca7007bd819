"""A statement of account: the balance before a period, what happened in it, and the balance at its end.

Opening balance + debits - credits = closing balance, per currency and exactly. The opening balance is that of
``receivables`` as of the day before, the closing balance that as of the last day. Beside it stand its ageing,
unapplied money and what the client disputes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, fields
from datetime import date, datetime
from decimal import Decimal
from typing import Any, NamedTuple

from ledger.entry import Entry
from ledger.events import ClientRegistered, HouseDescribed
from ledger.master_data import master_data
from ledger.money import zero_of
from ledger.subledger import Account
from projections.framework import clients
from projections.framework.answer import plain_values
from projections.framework.clients import Client
from projections.framework.company_groups import Group, group_of
from projections.framework.filters import AccountHolder
from projections.framework.fold import as_it_happened, fold_client
from projections.framework.house import house_on
from projections.framework.sums import by_currency, sum_in
from projections.history import History, Horizon
from projections.policy import Policy, in_force
from projections.receivables.ageing import rows, summed
from projections.receivables.movements import Movement, movements
from projections.receivables.open_spans import OpenSpan, open_spans


class StatementLine(NamedTuple):
    """A movement, and the balance after it."""

    movement: Movement
    balance: Decimal

    @property
    def debit(self) -> Decimal | None:
        """The amount, if the client owes more; else None."""
        return self._moved if self.movement.amount > 0 else None

    @property
    def credit(self) -> Decimal | None:
        """The amount, if the client owes less; else None."""
        return -self._moved if self.movement.amount < 0 else None

    @property
    def _moved(self) -> Decimal:
        return self.movement.amount + zero_of(self.movement.currency)


_FLAT: dict[str, Callable[[StatementLine], Any]] = {
    "client": lambda line: line.movement.client,
    "currency": lambda line: line.movement.currency,
    "on": lambda line: line.movement.on.isoformat(),
    "what": lambda line: line.movement.what,
    "document": lambda line: line.movement.document,
    "refers": lambda line: list(line.movement.refers) or None,
    "due": lambda line: line.movement.due.isoformat() if line.movement.due else None,
    "instalments": lambda line: line.movement.instalments or None,
    "debit": lambda line: line.debit,
    "credit": lambda line: line.credit,
    "balance": lambda line: line.balance,
    "entry": lambda line: line.movement.position,
    "ref": lambda line: line.movement.ref,
}
COLUMNS = (*_FLAT,)
"""The columns of ``StatementOfAccount.table``."""


def _flat(line: StatementLine) -> dict[str, Any]:
    return {name: value(line) for name, value in _FLAT.items()}


@dataclass(frozen=True, slots=True)
class Section:
    """A statement in one currency.

    Attributes:
        not_due, overdue, unapplied: the closing balance by age, as in ``receivables``.
        disputed: the part of the balance that the client disputes; it is not deducted.
    """

    currency: str
    opening: Decimal
    lines: list[StatementLine]
    debits: Decimal
    credits: Decimal
    closing: Decimal
    not_due: Decimal
    overdue: dict[str, Decimal]
    unapplied: Decimal
    disputed: Decimal


@dataclass(frozen=True, slots=True)
class StatementOfAccount:
    """A client's statement, with everything that it depends on.

    Attributes:
        start: the first day of the period.
        end: its last day, the day of the closing balance.
        drawn: the day on which it is drawn up, whose sender and address it has.
        sender: how the house had described itself by the day of drawing; None if it had not.
        registered: the client's registration with the details of the day of drawing; None if there is none.
        companies: code and name of each company; more than one for a group.
        sections: one for each currency, in order of its code.
    """

    client: str
    name: str | None
    start: date
    end: date
    known_at: datetime | None
    policy: Policy
    position: int
    drawn: date
    sender: HouseDescribed | None
    registered: ClientRegistered | None
    companies: list[tuple[str, str | None]]
    sections: list[Section]

    def as_json(self) -> dict[str, Any]:
        """The statement as JSON: money is text, dates are ISO 8601, what does not apply is null."""
        sections = [
            {field.name: getattr(section, field.name) for field in fields(section)}
            | {"lines": [*map(_flat, section.lines)]}
            for section in self.sections
        ]
        return plain_values(
            {
                "client": self.client,
                "name": self.name,
                "from": self.start,
                "to": self.end,
                "known_at": self.known_at,
                "policy": self.policy.version,
                "position": self.position,
                "companies": [{"client": code, "name": name} for code, name in self.companies],
                "currencies": sections,
            }
        )

    def table(self) -> list[dict[str, Any]]:
        """Every line flat, for CSV, between the opening and the closing balance of its currency."""
        rows: list[dict[str, Any]] = []
        for section in self.sections:
            empty = dict.fromkeys(COLUMNS) | {"client": self.client, "currency": section.currency}
            opening = {"on": self.start.isoformat(), "what": "opening balance", "balance": section.opening}
            closing = {"on": self.end.isoformat(), "what": "closing balance", "balance": section.closing}
            sums = {"debit": section.debits, "credit": section.credits}
            rows += [empty | opening, *map(_flat, section.lines), empty | closing | sums]
        return rows


class _Member(NamedTuple):
    """A company of the statement.

    Attributes:
        entries: all of its entries.
        moved: what they did to its balance.
    """

    client: Client
    entries: Sequence[Entry]
    moved: Sequence[Movement]
    account: Account


def _member(code: str, history: History, horizon: Horizon) -> _Member:
    entries = list(history(code))
    state = fold_client((clients.evolve,), entries, horizon).states[0]
    moved, account = movements(code, as_it_happened(entries, horizon))
    return _Member(clients.client_of(state, code), entries, moved, account)


def statement(  # noqa: PLR0913 - the options of the command, each by its name
    client: str,
    history: History,
    house: Iterable[Entry],
    *,
    start: date,
    horizon: Horizon,
    drawn: date,
    policy: Policy | None = None,
    group: bool = False,
) -> StatementOfAccount:
    """A client's statement of account.

    Args:
        client: its code.
        history: the entries of the ledger; those of other clients are read only for a group.
        house: the entries that belong to no client: its policy in force, and how it describes itself.
        start: the first day of the period.
        horizon: the last day of the period, as known at a moment.
        drawn: the day on which it is drawn up; it has the address and the accounts of the house of that day.
        policy: None: the policy in force.
        group: whether to include every company of the client's group, under the top company.

    Raises:
        UnknownChoice: a group is wanted for a client that the ledger does not know.
        UnreadablePolicy: this program cannot use the policy in force.
    """
    house = [*house]
    policy = policy or in_force(house, horizon)
    head, codes = group_of(client, history, horizon) if group else Group(client, [client])
    members = [_member(code, history, horizon) for code in codes]
    moved = [one for member in members for one in member.moved]
    top = next(member for member in members if member.client.code == head)
    if group:
        moved.sort(key=lambda one: one.on)  # within a day, company by company
    when_drawn = horizon._replace(as_of=drawn)
    return StatementOfAccount(
        client=head,
        name=top.client.name,
        start=start,
        end=horizon.as_of,
        known_at=horizon.known_at,
        policy=policy,
        position=horizon.position,
        drawn=drawn,
        sender=house_on(house, when_drawn),
        registered=master_data(as_it_happened(top.entries, when_drawn)),
        companies=[(member.client.code, member.client.name) for member in members],
        sections=_sections(top, members, moved, start, horizon.as_of, policy),
    )


def _sections(
    top: _Member,
    members: Sequence[_Member],
    moved: Sequence[Movement],
    start: date,
    end: date,
    policy: Policy,
) -> list[Section]:
    """A section for each currency in which something is open or happened, or else the client's own."""
    client = top.client
    held: list[tuple[Client, Sequence[OpenSpan] | None]] = [
        (member.client, open_spans(member.client, member.account, end, policy)) for member in members
    ]
    holder = AccountHolder(client.code, client.name, client.currency, held, named=True)
    aged = {row.currency: row for row in rows(holder, end, policy)}
    in_currency: dict[str, list[Movement]] = {currency: [] for currency in aged} | dict(by_currency(moved))
    sections = []
    for currency, own in sorted(in_currency.items()):
        before = sum_in(currency, (one.amount for one in own if one.on < start))
        lines = _running(before, [one for one in own if start <= one.on])
        if currency not in aged and not lines and before == 0:
            continue
        owed = aged.get(currency) or summed(currency, (), policy)
        sections.append(
            Section(
                currency=currency,
                opening=before,
                lines=lines,
                debits=sum_in(currency, (line.debit for line in lines if line.debit)),
                credits=sum_in(currency, (line.credit for line in lines if line.credit)),
                closing=lines[-1].balance if lines else before,
                not_due=owed.not_due,
                overdue=owed.overdue,
                unapplied=owed.unapplied,
                disputed=owed.disputed,
            )
        )
    return sections


def _running(balance: Decimal, moved: Iterable[Movement]) -> list[StatementLine]:
    lines = []
    for one in moved:
        balance += one.amount
        lines.append(StatementLine(one, balance))
    return lines
