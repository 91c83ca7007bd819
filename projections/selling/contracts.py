"""The contracts of a client, and which of its orders name one."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Annotated, Any, NamedTuple, TypeAlias

from ledger.entry import Fact
from ledger.events import ContractEnded, ContractRenewed, ContractSigned, OrderPlaced
from ledger.money import amount_text
from ledger.times import shifted
from projections.framework.columns import Column
from projections.framework.numbered import Kept


class Contract(NamedTuple):
    """What is agreed in a contract from one day to another, while no fact changes it.

    A contract that was renewed has several, and holds one of them on each day.

    Attributes:
        terms: what was agreed besides the value, in words.
        auto_renewal: 1 if it goes on by itself, or else 0.
        renewal: which renewal agreed it; 0 if none did.
        position: the entry that signed or last renewed it.
        holds_from: the first day on which the contract holds it.
        renewed_from: the first day of what follows it; None where nothing does.
    """

    number: Annotated[str, Column(key=1)]
    renewal: Annotated[int, Column(key=2)]
    starts: date
    ends: date
    notice_by: date | None
    value: Decimal | None
    minimum: Decimal | None
    terms: str | None
    auto_renewal: int
    responsible: str | None
    ended: date | None
    position: int
    holds_from: date
    renewed_from: date | None = None

    def holds(self, day: date) -> bool:
        """Whether the contract holds it on a day, and nobody has ended it."""
        return self.ended is None and self.holds_from <= day < (self.renewed_from or date.max)

    @property
    def over(self) -> date:
        """The last day of its term, or the day on which it was ended."""
        return self.ends if self.ended is None else min(self.ends, self.ended)


def held_on(day: str) -> str:
    """In SQL, the rows that ``Contract.holds`` finds to hold on a day."""
    return f"ended IS NULL AND holds_from <= {day} AND (renewed_from IS NULL OR {day} < renewed_from)"


@dataclass(slots=True)
class Contracts(Kept[Contract]):
    """The contracts of a client.

    Attributes:
        named: the contract that an order names, by the order's number.
        last: the key of what each contract holds at the end, by its number.
        newest_renewal: the number of the newest renewal of each contract.
    """

    named: dict[str, str] = field(default_factory=dict)
    last: dict[str, tuple[Any, ...]] = field(default_factory=dict)
    newest_renewal: dict[str, int] = field(default_factory=dict)

    def agreed(self, number: str) -> list[Contract]:
        """What was agreed in a contract and not replaced before it held."""
        every = (row for row in self.rows.values() if row.number == number)
        return [row for row in every if row.renewed_from is None or row.holds_from < row.renewed_from]

    def holding(self, day: date) -> list[Contract]:
        """What the contracts that nobody has ended hold on a day, by number."""
        return sorted(row for row in self.rows.values() if row.holds(day))

    def parted(self, number: str, ends: date) -> tuple[list[Contract], list[Contract]]:
        """What was agreed in a contract, without and then with what is for terms after a day, in order."""
        agreed = sorted(self.agreed(number), key=lambda row: row.holds_from)
        later = [row for row in agreed if row.starts > ends and row.ended is None]
        return [row for row in agreed if row not in later], later

    def agree(self, row: Contract, entry: Fact) -> None:
        """Let a contract hold something new from a day on, until what is agreed for later terms begins."""
        before, later = self.parted(row.number, row.ends)
        for one in before:
            until = min(one.renewed_from or date.max, row.holds_from)
            if until != one.renewed_from:
                self.put((one.number, one.renewal), one._replace(renewed_from=until), entry)
        key = row.number, row.renewal
        if not later:
            self.last[row.number] = key
        else:
            following = later[0]._replace(holds_from=max(entry.on, shifted(row.ends, 1)))
            row = row._replace(renewed_from=following.holds_from)
            if following != later[0]:
                self.put((following.number, following.renewal), following, entry)
        self.newest_renewal[row.number] = row.renewal
        self.put(key, row, entry)

    def end(self, number: str, entry: Fact) -> None:
        """End a contract, and what was agreed for later."""
        for one in self.agreed(number):
            if one.renewed_from is None or one.renewed_from > entry.on:
                self.put((one.number, one.renewal), one._replace(ended=entry.on), entry)


FoldedEvent: TypeAlias = ContractSigned | ContractRenewed | ContractEnded | OrderPlaced


def evolve(state: Contracts | None, entry: Fact, event: FoldedEvent) -> Contracts:
    """The contracts after an entry."""
    contracts = state or Contracts()
    match event:
        case OrderPlaced():
            if event.contract is not None:
                contracts.named[event.number] = event.contract
            elif contracts.named:
                contracts.named.pop(event.number, None)
        case ContractEnded():
            contracts.end(event.number, entry)
        case ContractSigned():
            contracts.agree(_agreed(contracts, entry, event, entry.on), entry)
        case ContractRenewed():
            holds_from = _renewed_from(contracts, entry, event)
            contracts.agree(_agreed(contracts, entry, event, holds_from), entry)
    return contracts


def _renewed_from(contracts: Contracts, entry: Fact, event: ContractRenewed) -> date:
    """The day from which a renewal holds: the first day of its term, or once the term before it is over."""
    agreed, _ = contracts.parted(event.number, event.ends)
    before = [row for row in agreed if row.holds_from < event.starts]
    return max(entry.on, min(event.starts, shifted(before[-1].over, 1))) if before else entry.on


def _agreed(
    contracts: Contracts, entry: Fact, event: ContractSigned | ContractRenewed, holds_from: date
) -> Contract:
    terms = [
        "goes on by itself" if event.auto_renewal else "",
        "" if event.minimum is None else f"minimum {amount_text(event.minimum)}",
        "" if event.bonus is None else f"bonus {event.bonus.normalize():f} %",
        "" if event.notice_days is None else f"notice {event.notice_days} days",
    ]
    return Contract(
        number=event.number,
        renewal=contracts.newest_renewal.get(event.number, -1) + 1,
        starts=event.starts,
        ends=event.ends,
        notice_by=None if event.notice_days is None else shifted(event.ends, -event.notice_days),
        value=event.value,
        minimum=event.minimum,
        terms=", ".join(filter(None, terms)) or None,
        auto_renewal=int(bool(event.auto_renewal)),
        responsible=event.responsible,
        ended=None,
        position=entry.position,
        holds_from=holds_from,
    )
