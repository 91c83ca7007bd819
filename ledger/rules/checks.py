"""Checks of single figures and dates that rules of several parties share."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from operator import ne
from typing import Final

from ledger.entry import Draft
from ledger.money import CURRENCIES, WITHDRAWN, ZERO
from ledger.rules.client_state import ClientState, Setting
from ledger.rules.refusals import (
    BeforeItsDocument,
    CurrencyWithdrawn,
    EndsBeforeStart,
    HourMissing,
    MixedCurrencies,
    Negative,
    NoCurrency,
    NotPositive,
    OffScale,
    UnknownCurrency,
)
from ledger.times import has_hour


def known_currency(code: str, on: date, *, owed: bool = False) -> None:
    """A currency is in ISO 4217 on a day.

    Args:
        code: the currency.
        on: the day.
        owed: whether it is about what is owed in that currency, which may be paid after its last day.
    """
    last = WITHDRAWN.get(code)
    if last is not None:
        if on > date.fromisoformat(last) and not owed:
            raise CurrencyWithdrawn(code, last, on)
    elif code not in CURRENCIES:
        raise UnknownCurrency(code, _meant_by(code))


_CALLED: Final = {
    "BATH": "THB",
    "BAHT": "THB",
    "EURO": "EUR",
    "EUROS": "EUR",
    "FORINT": "HUF",
    "FT": "HUF",
    "GRN": "UAH",
    "KC": "CZK",
    "LARI": "GEL",
    "LEI": "RON",
    "LEK": "ALL",
    "LEU": "RON",
    "MANAT": "AZN",
    "NTD": "TWD",
    "RMB": "CNY",
    "RUR": "RUB",
    "SFR": "CHF",
    "STG": "GBP",
    "TL": "TRY",
    "ZL": "PLN",
    "ZLOTY": "PLN",
}
"""Currencies by what people call them; without names that several currencies have, such as dollar."""


def _meant_by(code: str) -> str:
    """The currency that is called so, or whose code differs by one letter; a far one would mislead."""
    if code in _CALLED:
        return f"did you mean '{_CALLED[code]}'?"
    swapped = [each for each in CURRENCIES if sorted(each) == sorted(code)]
    of_country = [each for each in CURRENCIES if each[:2] == code[:2] and len(code) == len(each)]
    near = swapped or of_country[:1] or [each for each in CURRENCIES if _one_letter_off(each, code)]
    return f"did you mean '{near[0]}'?" if len(near) == 1 else "write a code such as EUR"


def _one_letter_off(code: str, other: str) -> bool:
    return len(code) == len(other) and sum(map(ne, code, other)) == 1


def same_currency(what: str, currency: str, other: str, other_currency: str) -> None:
    """Both amounts are in one currency."""
    if currency != other_currency:
        raise MixedCurrencies(what, currency, other, other_currency)


def own_currency(client_state: ClientState, field: str, amount: Decimal | None = ZERO) -> None:
    """An amount in the client's own currency, if given, has one."""
    if amount is not None and client_state.account.currency is None:
        raise NoCurrency(field, client_state.name)


def positive(field: str, value: Decimal | int | None) -> None:
    """A figure, if given, is more than zero."""
    if value is not None and value <= 0:
        raise NotPositive(field, value)


def not_negative(field: str, value: Decimal | int | None) -> None:
    """A figure, if given, is zero or more."""
    if value is not None and value < 0:
        raise Negative(field, value)


def within(field: str, value: Decimal | int | None, low: int, high: int) -> None:
    """A figure, if given, lies between two others, both included."""
    if value is not None and not low <= value <= high:
        raise OffScale(field, value, low, high)


def in_order(start: date, end: date) -> None:
    """A period ends on its first day or later."""
    if end < start:
        raise EndsBeforeStart(start, end)


def not_before(what: str, dated: date, day: date) -> None:
    """An event about a document is not earlier than the document."""
    if day < dated:
        raise BeforeItsDocument(what, dated, day)


def sets_again(client_state: ClientState, setting: tuple[str, str], draft: Draft) -> bool:
    """Whether a setting, given by its name and value, has that value already; see ``repeats``."""
    name, value = setting
    return repeats(client_state.settings.get(name), value, draft)


def repeats(before: Setting | None, value: str, draft: Draft) -> bool:
    """Whether a setting has the value of a draft already. The same value for an earlier day is a new fact.

    Raises:
        HourMissing: the draft has no hour, so that views would put it before what is known of its day.
    """
    if before is None:
        return False
    at, known = draft.occurred_at, before.at
    if before.value == value:
        return known.date() <= at.date()
    if not has_hour(at) and known.date() == at.date() and known > at:
        exact = "auto" if known.second or known.microsecond else "minutes"
        raise HourMissing(draft.event.kind, at.date(), known.timetz().isoformat(exact))
    return False
