"""The currency that a cell names beside its number, which must be that of the event."""

from __future__ import annotations

from ledger.importing.headings import currencies_beside, sign_in
from ledger.importing.values import MINUSES, Cell, word_in


def currencies_named(cell: Cell) -> tuple[str, ...]:
    """The currencies that the sign, word or code beside a number can mean; none if there is none."""
    if type(cell) is not str or not cell or (cell[0].isdigit() and cell[-1].isdigit()):
        return ()
    return currencies_beside(sign_in(cell) or word_in(cell.strip(f"() {MINUSES}")))


def another_currency(cell: Cell, currency: str) -> str:
    """What is wrong with an amount of a currency whose cell names another one; empty if nothing is."""
    named = currencies_named(cell)
    if not named or currency.strip().upper() in named:
        return ""
    return (
        f"'{cell}' names {named[0]}, and the currency here is {currency}; "
        "correct one of them, or let the mapping's currency come from that cell"
    )
