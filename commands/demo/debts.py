"""Stories of debts: clients pay late, in parts, too much or not at all; credit control reminds them."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from msgspec.structs import replace

from commands.demo.client import Client, Late, Story
from ledger import events
from ledger.events import Settles

_REMINDERS = ((5, "e-mail"), (17, "telephone"), (29, "letter"))  # days after the due date
_STUCK = 40, 200  # days
_SMALL = 10  # what is less is paid in one sum


@dataclass(slots=True)
class Bill:
    """What a client has still to pay of a document, or of one of its instalments, and by which day."""

    document: str
    open: Decimal
    due: int
    instalment: int | None = None

    def settles(self) -> Settles:
        """A settlement of all that is open."""
        return Settles(document=self.document, amount=self.open, instalment=self.instalment)


def opening(client: Client) -> Story:
    """The client owed something before the ledger began, and pays it."""
    amount = client.size * client.dice.between(9, 90) * client.prices()[0].unit_price
    bill = Bill(client.number("OB"), amount, client.today + client.dice.between(3, 40))
    currency, due = client.currency, client.date(bill.due)
    client.owed += amount
    yield events.BalanceOpened(amount=amount, currency=currency, number=bill.document, due=due)
    yield from collect(client, bill)


def collect(client: Client, bill: Bill) -> Story:
    """The client pays a bill in its own time; until then credit control reminds of it, and may give it up."""
    dice, habit = client.dice, client.habit
    stuck = dice.chance(habit.stuck)
    late = habit.late + int((dice.random() + dice.random() - 1) * habit.unsteady)
    pays_on = bill.due + late + (dice.between(*_STUCK) if stuck else 0)
    for level, (days, channel) in enumerate(_REMINDERS, 1):
        if pays_on <= bill.due + days:
            break
        yield client.until(bill.due + days)
        number, documents = client.number("REM"), (bill.document,)
        yield events.ReminderSent(number=number, level=level, channel=channel, documents=documents)
        if dice.chance(0.5):
            yield 1
            number, promised = client.number("PR"), client.today + dice.between(4, 11)
            day = client.date(promised)
            yield events.PaymentPromised(number=number, amount=bill.open, by_date=day, documents=documents)
            if not stuck and dice.chance(habit.keeps_word):
                pays_on = min(pays_on, promised - 3)
    debts = [bill.settles()]
    if stuck and habit.hardly_pays and bill.instalment is None:
        yield client.until(bill.due + _STUCK[0])
        if dice.chance(0.3):
            interest = max(client.rounded(bill.open * _STUCK[0] * 9 / 36_500), Decimal(1))
            debts.append(Settles(document=client.number("CH"), amount=interest))
            yield from _charge(client, bill.document, debts[-1])
        if dice.chance(0.2):
            yield from _give_up(client, bill)
    yield client.until(pays_on)
    yield from _pay(client, debts)
    bill.open = Decimal(0)


def _charge(client: Client, document: str, interest: Settles) -> Story:
    """Credit control charges interest on a document, which the client will pay along with it."""
    number, amount, due = interest.document, interest.amount, client.date(client.today + 14)
    client.owed += amount
    yield events.ChargeAdded(number=number, what="interest", amount=amount, document=document, due=due)


def _give_up(client: Client, bill: Bill) -> Story:
    """Credit control writes a bill off; two months later the client is going to pay it after all."""
    number, document, amount = client.number("WO"), bill.document, bill.open
    reason, later = "too small for the court", "a new owner pays old debts"
    client.owed -= amount
    yield events.DebtWrittenOff(number=number, document=document, amount=amount, reason=reason)
    yield 60
    client.owed += amount
    yield events.DebtRecovered(number=number, document=document, amount=amount, reason=later)


def _pay(client: Client, debts: list[Settles]) -> Story:
    """The client pays in one sum, or a part of the first document before the rest."""
    first, *others = debts
    if first.amount > _SMALL and client.dice.chance(client.habit.parts):
        part = client.rounded(first.amount * client.dice.between(30, 70) / 100)
        yield from _transfer(client, [replace(first, amount=part)])
        yield client.dice.between(7, 25)
        debts = [replace(first, amount=first.amount - part), *others]
    yield from _transfer(client, debts)


def _transfer(client: Client, debts: list[Settles]) -> Story:
    """The client pays: as it should, for nothing named, or too much; the bank or a clerk may fail."""
    dice, number = client.dice, client.number("PAY")
    amount = sum((debt.amount for debt in debts), Decimal(0))
    if dice.chance(client.habit.unnamed):
        yield payment(client, number, amount)
    elif not client.signs and dice.chance(0.03):
        days = dice.between(8, 30)
        yield days
        yield Late(days, payment(client, number, amount, debts))
    elif not client.habit.hardly_pays and dice.chance(0.015):
        excess = max(client.rounded(amount * dice.between(1, 5) / 100), Decimal(1))
        yield payment(client, number, amount + excess, debts)
        yield dice.between(3, 10)
        client.owed += excess
        yield events.PaymentRefunded(number=number, amount=excess, reason="paid more than was owed")
    elif dice.chance(0.02):
        yield payment(client, number, amount)
        yield from _settle_mistyped(client, number, debts)
    else:
        yield payment(client, number, amount, debts)
        if dice.chance(client.habit.bounces):
            yield dice.between(1, 4)
            client.owed += amount
            yield events.PaymentReversed(number=number, reason="the bank returned it: no cover")
            yield dice.between(6, 15)
            yield from _transfer(client, debts)


def _settle_mistyped(client: Client, source: str, debts: list[Settles]) -> Story:
    """A clerk puts a payment against its documents, the first time with a wrong amount."""
    right = [
        events.SettlementMade(
            source=source, target=debt.document, amount=debt.amount, instalment=debt.instalment
        )
        for debt in debts
    ]
    wrong = replace(right[0], amount=client.rounded(debts[0].amount / 2))
    yield wrong
    yield events.SettlementReversed(
        source=source,
        target=wrong.target,
        amount=wrong.amount,
        instalment=wrong.instalment,
        reason="mistyped",
    )
    yield from right


def payment(
    client: Client, number: str, amount: Decimal, debts: list[Settles] | None = None, *, advance: bool = False
) -> events.PaymentReceived:
    """A payment of the client, in full or in advance, for documents or for none."""
    client.owed -= amount
    return events.PaymentReceived(
        number=number,
        amount=amount,
        currency=client.currency,
        method=client.pick("methods"),
        settles=tuple(debts or ()),
        advance=advance,
    )
