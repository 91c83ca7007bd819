"""The people of the distributor, all of them made up: managers of key accounts, and the desks beside them."""

from __future__ import annotations

MANAGERS = (
    "Aytən Quliyeva",
    "Ștefan Munteanu",
    "ณัฐธิดา แก้วมณี",
    "Gëzim Çela",
    "Szűcs Eszter",
    "ნინო გელაშვილი",
)
HEAD = "Ilinca Bălan"
CREDIT_CONTROL = "Orxan Cəfərov"
ORDER_DESK = "Δέσποινα Νικολάου"
TRAINEE = "Kelmendi Fatos"
"""Leaves the house again."""

COVERED = MANAGERS[1]
"""The manager whose holiday the house covers as a whole; those of others are covered client by client."""

_KINDS = {
    HEAD: "client.terms_agreed client.reassigned debt.written_off discount.approved discount.refused "
    "health.overridden house.described manager.appointed manager.covered manager.left points.granted plan.set "
    "policy.adopted price.listed product.described competitor.described suggestion.answered tier.floored",
    CREDIT_CONTROL: "balance.opened balance.confirmed charge.added client.credit_checked debt.recovered "
    "order.held order.released payment.received payment.refunded payment.reversed rate.set reminder.sent "
    "settlement.made settlement.reversed",
    ORDER_DESK: "credit_note.issued invoice.cancelled invoice.issued order.delivered order.promised "
    "return.received",
}
DESKS = {kind: desk for desk, kinds in _KINDS.items() for kind in kinds.split()}
"""Who records an event of a kind; the client's manager records the others."""


def deputy_of(manager: str) -> str:
    """The colleague who stands in for a manager, and who takes over clients."""
    return MANAGERS[(MANAGERS.index(manager) + 1) % len(MANAGERS)]


def holiday_of(manager: str) -> int:
    """The day of the first year, counted from 0, on which a manager's two weeks of holiday begin."""
    return 120 + 20 * MANAGERS.index(manager)
