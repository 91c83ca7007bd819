"""Goodwill for programs: what the commands do, as functions that return dataclasses.

Only ``goodwill demo`` and ``goodwill completion`` have no function here.

    import goodwill

    with goodwill.Ledger("goodwill.db", clock=clock) as ledger:
        answer = goodwill.receivables(ledger, client="ACME", as_of=date(2026, 3, 31))

Every function takes a ``Ledger`` first, and then keyword arguments that are named like the options of the
command: ``as_of``, ``known_at``, ``client``, ``manager``, ``territory``, ``segment``, ``group``. ``Asked``,
``Chosen`` and ``Seen`` describe them. If you leave out ``as_of`` it is today, and ``known_at`` is now, both
by the ledger's clock.

A name is loaded when a program first uses it, so that importing this package costs next to nothing. The names
in ``dir(goodwill)`` stay; the modules behind them may move.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from goodwill.asking import Asked, Chosen, Seen, answer
    from goodwill.auditing import check
    from goodwill.figures import (
        disputes,
        exposure,
        health,
        loyalty,
        metrics,
        promises,
        provision,
        receivables,
    )
    from goodwill.governing import adopt, compare, policy_in_force
    from goodwill.recording import import_files
    from goodwill.reports import (
        beancount,
        explain,
        explain_change,
        export,
        history,
        statement,
        statement_page,
    )
    from goodwill.storing import project, replay, stored_answer
    from goodwill.worklists import collect, record_reminders, record_settlements, reminders, settlements
    from ledger import (
        KINDS,
        Conflict,
        Draft,
        Entry,
        Ledger,
        LedgerError,
        LedgerExists,
        Malformed,
        NoLedger,
        Outcome,
        Refused,
        UnknownKind,
        Unreadable,
        make_event,
    )
    from ledger.errors import Fault
    from projections import Answer, Explanation, Move, UnknownChoice, UnknownDocument, UnknownView
    from projections.framework.comparing import Comparison
    from projections.measures.basis import Period
    from projections.policy import DEFAULT as DEFAULT_POLICY
    from projections.policy import Policy
    from projections.policy import read as read_policy
    from projections.policy import render as render_policy
    from projections.receivables.statement import StatementOfAccount

_HOMES = {
    "goodwill.asking": ("Asked", "Chosen", "Seen", "answer"),
    "goodwill.auditing": ("check",),
    "goodwill.figures": (
        "disputes", "exposure", "health", "loyalty", "metrics", "promises", "provision", "receivables",
    ),
    "goodwill.governing": ("adopt", "compare", "policy_in_force"),
    "goodwill.recording": ("import_files",),
    "goodwill.reports": ("beancount", "explain", "explain_change", "export", "history", "statement", "statement_page"),
    "goodwill.storing": ("project", "replay", "stored_answer"),
    "goodwill.worklists": ("collect", "record_reminders", "record_settlements", "reminders", "settlements"),
    "ledger": (
        "KINDS", "Conflict", "Draft", "Entry", "Ledger", "LedgerError", "LedgerExists", "Malformed", "NoLedger", "Outcome",
        "Refused", "UnknownKind", "Unreadable", "make_event",
    ),
    "ledger.errors": ("Fault",),
    "projections": ("Answer", "Explanation", "Move", "UnknownChoice", "UnknownDocument", "UnknownView"),
    "projections.framework.comparing": ("Comparison",),
    "projections.policy": ("DEFAULT_POLICY", "Policy", "read_policy", "render_policy"),
    "projections.measures.basis": ("Period",),
    "projections.receivables.statement": ("StatementOfAccount",),
}  # fmt: skip
_HOME = {name: home for home, names in _HOMES.items() for name in names}
_CALLED_THERE = {"read_policy": "read", "render_policy": "render", "DEFAULT_POLICY": "DEFAULT"}

__all__ = [
    "DEFAULT_POLICY", "KINDS", "Answer", "Asked", "Chosen", "Comparison", "Conflict", "Draft", "Entry", "Explanation",
    "Fault", "Ledger", "LedgerError", "LedgerExists", "Malformed", "Move", "NoLedger", "Outcome", "Period",
    "Policy", "Refused", "Seen", "StatementOfAccount", "UnknownChoice", "UnknownDocument", "UnknownKind",
    "UnknownView", "Unreadable", "adopt", "answer", "beancount", "check", "collect", "compare", "disputes",
    "explain", "explain_change", "export", "exposure", "health", "history", "import_files", "loyalty", "make_event",
    "metrics", "policy_in_force", "project", "promises", "provision", "read_policy", "receivables",
    "record_reminders", "record_settlements", "reminders", "render_policy", "replay", "settlements",
    "statement", "statement_page", "stored_answer",
]  # fmt: skip


def __getattr__(name: str) -> object:
    if name not in _HOME:
        raise AttributeError(f"module 'goodwill' has no attribute '{name}'")
    found = globals()[name] = getattr(import_module(_HOME[name]), _CALLED_THERE.get(name, name))
    return found


def __dir__() -> list[str]:
    return __all__
