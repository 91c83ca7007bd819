"""What the facts mean: pure folds of a client's entries, and the views made of them for a date.

One function answers every question::

    answer(
        name: str,                                  # "receivables", "loyalty" or "health": a name in ALL
        entries: Iterable[Entry] | History,         # ledger.history(), or better: the function itself (see below)
        *,
        as_of: date,                                # facts that had happened by the end of this day
        known_at: datetime | None,                  # facts the ledger knew by this moment; None: all of them
        position: int,                              # facts up to this position: ledger.position_at(known_at)
        policy: Policy = DEFAULT,
        where: Filter = ANY,
    ) -> Answer

``History`` is ``Callable[[str | None], Iterable[Entry]]``: all entries in order of position for None, those of
one client for its code. Given the function, memory stays flat: only a client whose facts did not arrive in
order of their date is read a second time. From the command line: ``answer(name, ledger.history, ...)``.

``Filter(clients=(), manager=None, territory=None, segment=None, group=False)`` names the clients wanted. A value
that no client has raises ``UnknownChoice``, a LedgerError with a next step; an unknown view raises ``UnknownView``.

``Answer`` has ``view, as_of, known_at, policy, position, rows, totals, items`` and ``as_json(items=False)``: the
dict of the command-line contract (``items=True`` adds "items": one row per open document or instalment). Rows are
frozen dataclasses, money in them ``Decimal``; ``Answer.table()`` gives them as flat dicts for CSV and tables,
with keys such as ``overdue 1-30``. ``known_at`` is printed as given: pass the moment of asking for "now".
"""
