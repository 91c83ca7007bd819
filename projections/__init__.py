"""What the facts mean: pure folds of a client's entries, and the views made of them for a date.

One function answers every question::

    answer(
        name: str,                                  # a name in ALL: "health", "loyalty", "receivables"
        entries: Iterable[Entry] | History,         # ledger.history(), or better: the function itself (see below)
        *,
        as_of: date,                                # facts that had happened by the end of this day
        known_at: datetime | None,                  # facts the ledger knew by this moment; None: all of them
        position: int,                              # facts up to this position: ledger.position_at(known_at)
        policy: Policy | None = None,               # None: the one in force on as_of, as known at known_at
        where: Filter = ANY,
    ) -> Answer

``History`` is ``Callable[[str | None], Iterable[Entry]]``: all entries in order of position for None, those of
one client for its code. Given the function, memory stays flat: only a client whose facts did not arrive in
order of their date is read a second time. Fastest is ``stored.LedgerPasts(ledger.recorder.database, ledger.history)``,
by which only the clients and kinds of event are read that the answer needs; so the command line asks.

``Filter(clients=(), manager=None, territory=None, segment=None, group=False)`` names the clients wanted. A value
that no client has raises ``UnknownChoice``, a LedgerError with a next step; an unknown view raises ``UnknownView``.

``Answer`` has ``view, as_of, known_at, policy, position, rows, totals, items, rules`` and ``as_json(items=False)``: the
dict of the command-line contract (``items=True`` adds "items": one row per open document or instalment). Rows are
frozen dataclasses, money in them ``Decimal``; ``Answer.table(items=False)`` gives them as flat dicts for CSV and
tables, with keys such as ``overdue 1-30``. ``known_at`` is printed as given: pass the moment of asking for "now".
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from projections.framework.answer import Answer
    from projections.framework.asking import UnknownView, answer
    from projections.framework.attribution.explaining import Explanation, UnknownDocument, explain
    from projections.framework.attribution.moving import Move, explain_change
    from projections.framework.declare import View
    from projections.framework.filters import ANY, Filter, UnknownChoice
    from projections.framework.history import History
    from projections.framework.registry import ALL
    from projections.policy import DEFAULT, Policy

__all__ = [
    "ALL",
    "ANY",
    "DEFAULT",
    "Answer",
    "Explanation",
    "Filter",
    "History",
    "Move",
    "Policy",
    "UnknownChoice",
    "UnknownDocument",
    "UnknownView",
    "View",
    "answer",
    "explain",
    "explain_change",
]

_MODULES = {
    "framework.filters": ("ANY", "Filter", "UnknownChoice"),
    "framework.attribution.explaining": ("Explanation", "UnknownDocument", "explain"),
    "framework.history": ("History",),
    "framework.answer": ("Answer",),
    "framework.asking": ("UnknownView", "answer"),
    "framework.declare": ("View",),
    "framework.registry": ("ALL",),
    "framework.attribution.moving": ("Move", "explain_change"),
    "policy": ("DEFAULT", "Policy"),
}
"""Where each name lies: its module is imported when it is asked for, so that the register alone costs nothing."""


def __getattr__(name: str) -> object:
    for module, names in _MODULES.items():
        if name in names:
            return getattr(import_module(f"projections.{module}"), name)
    raise AttributeError(name)
