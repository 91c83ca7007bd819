"""What the facts mean: pure folds of a client's entries, and the views made from them for a date.

One function answers every question::

    answer(
        name: str,                                  # a name in ALL, such as "receivables"
        entries: Iterable[Entry] | History,         # ledger.history(), or better the function itself
        *,
        as_of: date,                                # facts that had happened by the end of this day
        known_at: datetime | None,                  # facts recorded by this moment; None: all
        position: int,                              # facts up to this position: ledger.position_at(known_at)
        policy: Policy | None = None,               # None: the one in force on as_of, as known at known_at
        where: Filter = ANY,
    ) -> Answer

``History`` is ``Callable[[str | None], Iterable[Entry]]``: for None all entries in order of position, for a
code those of that client. Give the function, and memory stays flat: only a client whose facts did not arrive
in order of their date is read again. ``stored.LedgerHistorySource(ledger.recorder.database, ledger.history)``
is faster, because it reads only the clients and kinds of event that the answer needs; the command line uses
it.

``Filter(clients=(), manager=None, territory=None, segment=None, group=False)`` chooses the clients. A value
that no client has raises ``UnknownChoice``, a LedgerError with a next step; an unknown view raises
``UnknownView``.

``Answer`` has ``view, as_of, known_at, policy, position, rows, totals, items, rules`` and
``as_json(items=False)``, the dict that ``--format json`` prints; ``items=True`` adds "items", a row for each
open document or instalment. Rows are frozen dataclasses, with money as ``Decimal``.
``Answer.table(items=False)`` gives them as flat dicts for CSV and tables, with keys such as ``overdue 1-30``.
``known_at`` is printed as given, so pass the moment of asking for "now".
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
"""The module of each name, which is imported on first use, so that reading the register imports no view."""


def __getattr__(name: str) -> object:
    for module, names in _MODULES.items():
        if name in names:
            return getattr(import_module(f"projections.{module}"), name)
    raise AttributeError(name)
