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

_KINDS = {
    HEAD: "client.terms_agreed client.reassigned discount.approved discount.refused points.granted plan.set",
    CREDIT_CONTROL: "balance.opened balance.confirmed charge.added client.credit_checked debt.recovered "
    "debt.written_off order.held order.released payment.received payment.refunded payment.reversed "
    "rate.set reminder.sent settlement.made settlement.reversed",
    ORDER_DESK: "credit_note.issued invoice.cancelled invoice.issued order.delivered return.received",
}
DESKS = {kind: desk for desk, kinds in _KINDS.items() for kind in kinds.split()}
"""Who records an event of a kind; the client's manager records the others."""


def deputy_of(manager: str) -> str:
    """The colleague who stands in for a manager, and who takes over clients."""
    return MANAGERS[(MANAGERS.index(manager) + 1) % len(MANAGERS)]
