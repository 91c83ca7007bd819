"""The people of the distributor: managers of key accounts, and those around them. All of them are made up."""

from __future__ import annotations

__all__ = ["CREDIT_CONTROL", "HEAD", "MANAGERS", "ORDER_DESK", "deputy_of", "manager_of"]

MANAGERS = (
    "Aytən Quliyeva",
    "Ștefan Munteanu",
    "ณัฐธิดา แก้วมณี",
    "Gëzim Çela",
    "Szűcs Eszter",
    "ნინო გელაშვილი",
)
HEAD = "Ilinca Bălan"
"""The head of sales, who allows what a manager may not."""

CREDIT_CONTROL = "Orxan Cəfərov"
ORDER_DESK = "Δέσποινα Νικολάου"

_OF_COUNTRY = {"AZ": 0, "RO": 1, "TH": 2, "AL": 3, "GR": 3, "HU": 4, "GE": 5, "TR": 5}


def manager_of(country: str) -> str:
    """The manager who answers for a country's clients."""
    return MANAGERS[_OF_COUNTRY[country]]


def deputy_of(manager: str) -> str:
    """The colleague who stands in for a manager, and to whom clients are handed over."""
    return MANAGERS[(MANAGERS.index(manager) + 1) % len(MANAGERS)]
