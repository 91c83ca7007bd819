"""How much work a signed balance makes that many later entries contradict."""

from __future__ import annotations

import pytest

from projections import checking
from projections.framework import fold
from tests.helpers.entries import Book


@pytest.mark.parametrize("many", [20, 200])
def test_a_signed_balance_is_folded_as_often_however_many_entries_come_late(
    many: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    book = Book().client("ACME")
    book.add(
        "balance.confirmed", "ACME", "2026-04-02", as_of="2026-03-31", amount="0.00", currency="EUR", by="B"
    )
    for number in range(many):
        book.add("invoice.issued", "ACME", "2026-03-01", number=f"I-{number}", amount="1.00", currency="EUR")
    folded, whole = list[int](), fold.fold_client

    def counted(evolve: object, entries: list[object], horizon: object) -> object:
        folded.append(len(entries))
        return whole(evolve, entries, horizon)  # type: ignore[arg-type]

    monkeypatch.setattr(checking, "fold_client", counted)
    (fault,) = checking.confirmations(book.entries)
    assert "the ledger said 0.00 EUR then and says" in fault.what
    assert fault.what.endswith("3, 4, 5, 6, 7, 8, 9, 10, 11, 12, ...")
    assert len(folded) == 4
