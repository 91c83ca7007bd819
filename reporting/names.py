"""The names of the kinds of movement in a statement."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from reporting.words import Words


def N_(message: str) -> str:  # noqa: N802 - the name by which gettext's tools know what is to be translated
    """The message itself, marked for the catalogues."""
    return message


NAMES: Final[Mapping[str, str]] = {
    "cancellation": N_("Invoice cancelled"),
    "cost": N_("Costs"),
    "credit note": N_("Credit note"),
    "delivery": N_("Delivery"),
    "fee": N_("Fee"),
    "interest": N_("Interest"),
    "invoice": N_("Invoice"),
    "opening": N_("Balance carried over"),
    "order": N_("Order"),
    "order cancellation": N_("Order cancelled"),
    "payment": N_("Payment"),
    "recovery": N_("Write-off reversed"),
    "refund": N_("Refund"),
    "replaced": N_("Billed with its orders"),
    "return": N_("Return of goods"),
    "reversal": N_("Returned payment"),
    "write-off": N_("Write-off"),
}
"""The names by the movement's ``what``."""


def named(what: str, words: Words) -> str:
    """The name of a kind of movement, in the reader's language."""
    return words.gettext(NAMES[what])
