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

from ledger.faces import face

__getattr__, __dir__, __all__ = face(__name__, __file__)
