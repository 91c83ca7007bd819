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
code those of that client. All of them are read into memory. With
``stored.LedgerHistorySource(ledger.database, ledger.history)`` memory stays flat, and it is faster:
it reads client by client, and only the kinds of event that the answer needs. The command line uses it.

``Filter(clients=(), manager=None, territory=None, segment=None, team=None, mine=None, group=False)`` chooses
the clients; ``team`` and ``mine`` need its ``staffing``. A value that no client has raises
``UnknownChoice``, a LedgerError with a next step; an unknown view raises ``UnknownView``.

``Answer`` has ``view, as_of, known_at, policy, position, rows, totals, items, rules`` and
``as_json(items=False)``, the dict that ``--format json`` prints; ``items=True`` adds "items", a row for each
open document or instalment. Rows are frozen dataclasses, with money as ``Decimal``.
``Answer.table(items=False)`` gives them as flat dicts for CSV and tables, with keys such as ``overdue 1-30``.
``known_at`` is printed as given, so pass the moment of asking for "now".
"""

from ledger.faces import face

__getattr__, __dir__, __all__ = face(__name__, __file__)
