"""A statement of account: what was owed before a period, what happened in it, what is owed at its end.

Opening balance + debits - credits = closing balance, per currency and exactly; the opening balance is that of
``receivables`` as of the day before, the closing balance that as of the last day. The ageing of the closing balance,
money that is not applied yet and what the client disputes stand beside it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from datetime import date, datetime
from decimal import Decimal
from typing import Any, NamedTuple

from ledger.entry import Entry
from ledger.events import ClientRegistered
from ledger.money import zero_of
from ledger.subledger import Account
from projections.framework import clients
from projections.framework.answer import plain_values
from projections.framework.clients import Client
from projections.framework.filters import AccountHolder
from projections.framework.fold import as_it_happened, fold_client
from projections.framework.groups import Group, group_of
from projections.framework.history import History, Horizon
from projections.framework.sums import sum_in
from projections.policy import Policy, in_force
from projections.receivables.ageing import prepare, rows, summed
from projections.receivables.movements import Movement, movements

COLUMNS = (
    "client", "currency", "on", "what", "document", "refers", "due", "instalments", "debit", "credit", "balance",
    "entry", "ref",
)  # fmt: skip
"""The columns of ``StatementOfAccount.table``."""


class Line(NamedTuple):
    """A movement, and the balance after it."""

    movement: Movement
    balance: Decimal

    @property
    def debit(self) -> Decimal | None:
        """By how much more is owed; None where it is less."""
        return self._moved if self.movement.amount > 0 else None

    @property
    def credit(self) -> Decimal | None:
        """By how much less is owed; None where it is more."""
        return -self._moved if self.movement.amount < 0 else None

    @property
    def _moved(self) -> Decimal:
        return self.movement.amount + zero_of(self.movement.currency)


@dataclass(frozen=True, slots=True)
class Section:
    """A statement in one currency.

    Attributes:
        not_due, overdue, unapplied: the closing balance by age, as ``receivables`` has it.
        disputed: how much of what is open the client disputes; part of the balance, never taken out of it.
    """

    currency: str
    opening: Decimal
    lines: list[Line]
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
        end: the last, as of which the closing balance is.
        registered: who the client is, in its own words; None where it was never registered.
        companies: code and name of each company that it is about; more than one for a group.
        sections: one for each currency, in order of its code.
    """

    client: str
    name: str | None
    start: date
    end: date
    known_at: datetime | None
    policy: Policy
    position: int
    registered: ClientRegistered | None
    companies: list[tuple[str, str | None]]
    sections: list[Section]

    def as_json(self) -> dict[str, Any]:
        """The statement as JSON has it: money is text, dates are ISO 8601, what does not apply is null."""
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


def _flat(line: Line) -> dict[str, Any]:
    moved = line.movement
    return {
        "client": moved.client,
        "currency": moved.currency,
        "on": moved.on.isoformat(),
        "what": moved.what,
        "document": moved.document,
        "refers": list(moved.refers) or None,
        "due": moved.due.isoformat() if moved.due else None,
        "instalments": moved.instalments or None,
        "debit": line.debit,
        "credit": line.credit,
        "balance": line.balance,
        "entry": moved.position,
        "ref": moved.ref,
    }


class _Member(NamedTuple):
    client: Client
    happened: Sequence[Entry]
    account: Account


def statement(
    client: str,
    history: History,
    house: Iterable[Entry],
    *,
    start: date,
    horizon: Horizon,
    policy: Policy | None = None,
    group: bool = False,
) -> StatementOfAccount:
    """A client's statement of account.

    Args:
        client: its code.
        history: the entries of the ledger; of others than the client they are read only for a group.
        house: the entries that belong to no client, for the policy in force.
        start: the first day of the period.
        horizon: the last day of the period, as known at a moment.
        policy: None: the one in force by the house's entries.
        group: with every company of the group that the client belongs to, under the top company.

    Raises:
        UnknownChoice: a group is wanted of a client that the ledger does not know.
        UnreadablePolicy: the policy in force is none that this program can use.
    """
    policy = policy or in_force(house, horizon)
    head, codes = group_of(client, history, horizon) if group else Group(client, [client])
    members: list[_Member] = []
    moved: list[Movement] = []
    for code in codes:
        entries = list(history(code))
        happened = as_it_happened(entries, horizon)
        found, account = movements(code, happened)
        state = fold_client((clients.evolve,), entries, horizon).states[0]
        members.append(_Member(state or Client(code), happened, account))
        moved += found
    top = next(member for member in members if member.client.code == head)
    if group:
        moved.sort(key=lambda one: one.on)  # within a day, company by company
    registered = (one.event for one in top.happened if isinstance(one.event, ClientRegistered))
    return StatementOfAccount(
        client=head,
        name=top.client.name,
        start=start,
        end=horizon.as_of,
        known_at=horizon.known_at,
        policy=policy,
        position=horizon.position,
        registered=next(registered, None),
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
    """A section for each currency in which something is open or happened; the client's own, if there is none."""
    states: list[tuple[Client, Account | None]] = [(member.client, member.account) for member in members]
    holder = AccountHolder(top.client.code, top.client.name, top.client.currency, states, named=True)
    aged = {row.currency: row for row in rows(prepare(holder, policy), end)[0]}
    by_currency: dict[str, list[Movement]] = {currency: [] for currency in aged}
    for one in moved:
        by_currency.setdefault(one.currency, []).append(one)
    sections = []
    for currency, own in sorted(by_currency.items()):
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


def _running(balance: Decimal, moved: Iterable[Movement]) -> list[Line]:
    lines = []
    for one in moved:
        balance += one.amount
        lines.append(Line(one, balance))
    return lines
