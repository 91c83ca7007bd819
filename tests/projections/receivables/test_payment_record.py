"""How a client pays: the rows of each day follow from those of the day before."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from operator import itemgetter

from hypothesis import given
from hypothesis import strategies as st

from ledger.entry import Entry
from ledger.subledger import Account
from projections import Policy
from projections import receivables as view
from projections.framework.clients import Client
from projections.framework.fold import fold_days
from projections.policy import Receivables
from projections.receivables import payment_record
from projections.receivables.payment_record import PaymentFact, touched_payments
from tests.helpers.depth import tries
from tests.helpers.entries import Book
from tests.helpers.histories import FIRST
from tests.helpers.seen import saw, sees

CLIENT = Client("ACME")
MOVES = st.lists(
    st.tuples(
        st.sampled_from(
            ["invoice.issued"] * 3
            + ["payment.received"] * 3
            + [
                "payment.promised",
                "charge.added",
                "credit_note.issued",
                "payment.reversed",
                "debt.written_off",
            ]
        ),
        st.integers(1, 40),
        st.integers(0, 60),
        st.integers(0, 8),
    ),
    min_size=4,
    max_size=14,
)


def book_of(moves: list[tuple[str, int, int, int]]) -> Book:
    book = Book().client("ACME")
    invoices: list[str] = []
    payments: list[str] = []
    for number, (kind, amount, count, which) in enumerate(sorted(moves, key=itemgetter(2))):
        day = (FIRST + timedelta(days=count)).isoformat()
        fields = {"number": f"N-{number}", "amount": str(amount * 10), "currency": "EUR"}
        match kind:
            case "invoice.issued":
                fields["due"] = (FIRST + timedelta(days=count + which)).date().isoformat()
                invoices.append(fields["number"])
            case "payment.received":
                payments.append(fields["number"])
            case "payment.promised":
                fields["by_date"] = (FIRST + timedelta(days=count + which - 4)).date().isoformat()
                del fields["currency"]
            case "charge.added":
                fields["what"] = "fee"
            case "payment.reversed":
                if not payments:
                    continue
                fields = {"number": payments.pop(which % len(payments)), "reason": "bounced"}
            case "debt.written_off":
                if not invoices:
                    continue
                fields = {
                    "number": f"N-{number}", "document": invoices[which % len(invoices)], "amount": "10", "reason": "x",
                }  # fmt: skip
        book.add(kind, "ACME", day, **fields)
    return book


@sees(130)
@given(moves=MOVES, allocation=st.sampled_from(["oldest-first", "explicit"]))
@tries(25, 120)
def test_the_rows_of_each_day_follow_from_those_of_the_day_before(
    moves: list[tuple[str, int, int, int]], allocation: str
) -> None:
    policy = Policy(receivables=Receivables(allocation=allocation))  # type: ignore[arg-type]
    entries: list[Entry] = book_of(moves).entries
    rows: dict[object, PaymentFact] = {}
    for day, folded, _ in fold_days((view.evolve,), entries, [date.min], changes=True):
        account = folded.states[0]
        if account is None:
            continue
        touched = touched_payments(CLIENT, account, day, policy)
        if touched is None:
            rows = {one[:4]: one for one in payment_record.payment_record(CLIENT, account, day, policy)}
        for key, row in touched or ():
            if row is None:
                rows.pop(key, None)
            else:
                rows[key] = row
        ((_, again, _),) = fold_days((view.evolve,), entries, [day])
        fresh: Account = again.states[0]
        assert fresh.live is None  # so it is settled whole, which is the definition
        whole = [*payment_record.payment_record(CLIENT, fresh, day, policy)]
        saw(len(whole))
        assert sorted(rows.values()) == sorted(whole)
        assert [str(one) for one in sorted(rows.values())] == [str(one) for one in sorted(whole)]


@sees(100)
@given(moves=MOVES)
@tries(15, 80)
def test_an_account_that_is_asked_day_after_day_has_the_rows_of_one_that_is_settled_whole(
    moves: list[tuple[str, int, int, int]],
) -> None:
    entries, policy = book_of(moves).entries, Policy()
    for day, folded, _ in fold_days((view.evolve,), entries, [date.min], changes=True):
        if folded.states[0] is None:
            continue
        found = [*payment_record.payment_record(CLIENT, folded.states[0], day, policy)]
        ((_, again, _),) = fold_days((view.evolve,), entries, [day])
        whole = [*payment_record.payment_record(CLIENT, again.states[0], day, policy)]
        saw(folded.states[0].live is not None and len(whole))
        assert sorted(found) == sorted(whole)


def test_what_was_paid_late_what_is_open_and_what_was_promised_are_rows() -> None:
    book = Book().client("ACME")
    book.add(
        "invoice.issued", "ACME", "2026-01-01", number="1", amount="100", currency="EUR", due="2026-01-31"
    )
    book.add(
        "invoice.issued", "ACME", "2026-01-01", number="2", amount="50", currency="EUR", due="2026-02-28"
    )
    book.add("payment.promised", "ACME", "2026-02-01", number="P", amount="100", by_date="2026-02-10")
    book.add("payment.received", "ACME", "2026-02-05", number="B", amount="100", currency="EUR")
    ((_, folded, _),) = fold_days((view.evolve,), book.entries, [date(2026, 2, 6)])
    found = payment_record.payment_record(CLIENT, folded.states[0], date(2026, 2, 6), Policy())
    assert sorted(found) == [
        PaymentFact.of(("open", date(2026, 2, 28), 0, "EUR"), Decimal(50)),
        PaymentFact.of(("paid", date(2026, 2, 5), 5, "EUR"), Decimal(100)),
        PaymentFact.of(("promised", date(2026, 2, 10), 4, "EUR"), Decimal(100), Decimal(100)),
    ]


def test_only_rows_that_change_are_named() -> None:
    book = Book().client("ACME")
    for number, issued in (("1", "2026-01-01"), ("2", "2026-01-02"), ("3", "2026-01-03")):
        book.add("invoice.issued", "ACME", issued, number=number, amount="100", currency="EUR", due=issued)
    book.add("payment.received", "ACME", "2026-01-05", number="P", amount="30", currency="EUR")
    found = {}
    for day, folded, _ in fold_days((view.evolve,), book.entries, [date(2026, 1, 2)], changes=True):
        found[day.day] = touched_payments(CLIENT, folded.states[0], day, Policy())
    assert found[2] is None
    assert [key[:2] for key, _ in found[3] or ()] == [("open", date(2026, 1, 3))]
    assert dict(found[5] or ()) == {
        row[:4]: row
        for row in (
            PaymentFact.of(("open", date(2026, 1, 1), 0, "EUR"), Decimal(70)),
            PaymentFact.of(("paid", date(2026, 1, 5), 4, "EUR"), Decimal(30)),
        )
    }
