"""Which currency an answer is asked in, and the rates of exchange that it could have known."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ledger import Ledger
    from projections import Answer
    from projections.rates import Rates


def rates_for(ledger: Ledger, answer: Answer, currency: str) -> tuple[str, Rates]:
    """The currency as ISO 4217 writes it, and the rates that the answer could have known.

    Raises:
        UnknownCurrency: ISO 4217 has no such code.
    """
    from commands.house import house_entries
    from ledger.rules.checks import known_currency
    from projections.fold import Horizon
    from projections.rates import rates_in_force

    code = currency.strip().upper()
    known_currency(code)
    horizon = Horizon(answer.as_of, answer.known_at, answer.position)
    return code, rates_in_force(house_entries(ledger), horizon)
