"""The rows of exported tables: from the stored views, by one process or several, or from the entries."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from datetime import date, datetime
from functools import cache, partial
from multiprocessing.util import Finalize
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Final, NamedTuple

from goodwill.asking import from_facts, history_source, question_of, shown, stored_views
from goodwill.storing import replay
from ledger.codec import decode
from ledger.corrections import CORRECTIONS
from ledger.entry import Entry
from ledger.events import KINDS
from ledger.garbage_collector import collect, collected_by_hand, uncollected
from ledger.recording.entry_log import EntryLog
from projections import stored
from projections.stored.answering import answers_all
from projections.stored.executors import pool
from projections.stored.history_source import reading
from projections.stored.keeping.filling import chunked
from reporting.feed.folded import folded
from reporting.feed.folder import Piece
from reporting.feed.reading import Batch, Sources, batches
from reporting.feed.shares import Made, Maker, Share

if TYPE_CHECKING:
    from ledger.store.database import Database
    from projections import Answer
    from projections.history import Horizon

_ENTRIES: Final = 2_500  # in a share of clients; a process holds all of its rows


class Order(NamedTuple):
    """What an export writes, as every process that makes rows of it has to know.

    Attributes:
        url, keys, now: the place of the ledger, the folder of its keys, and its clock's moment.
        horizon: how far rows look.
        form, tables, personal: as ``Maker`` takes them.
    """

    url: str
    keys: Path | None
    now: datetime
    horizon: Horizon
    form: str
    tables: tuple[str, ...]
    personal: bool


class Task(NamedTuple):
    """A share of an order."""

    order: Order
    share: Share


@contextmanager
def rows(ledger: EntryLog, horizon: Horizon, wanted: Collection[str]) -> Iterator[Iterator[Batch]]:
    """The rows of tables, as far as a horizon looks: of the stored views, or of one fold of each client."""
    with _sources(ledger, horizon) as sources:
        stored = answers_all(ledger.database, horizon)
        yield (batches if stored else folded)(sources, wanted)


@contextmanager
def rows_in_shares(ledger: EntryLog, order: Order, jobs: int) -> Iterator[Iterator[Batch | Piece]]:
    """The rows of an order by several processes, where the stored views can answer; else as ``rows``.

    Args:
        ledger: its entries.
        order: what is written.
        jobs: how many processes, this one among them.
    """
    with _sources(ledger, order.horizon) as sources:
        if not answers_all(ledger.database, order.horizon):
            yield folded(sources, order.tables)
            return

        def run(shares: Sequence[Share]) -> Iterator[tuple[Share, Made]]:
            tasks = [Task(order, share) for share in shares]
            return ((task.share, made) for task, made in pool(jobs).run(make_share, tasks))

        _MAKERS[order] = maker = _maker(sources, order)
        try:
            with reading(ledger.database) as source:
                streams = [*source.streams(order.horizon.position)]
            clients = ([one.client for one in some] for some in chunked(streams, _ENTRIES))
            yield maker.rows(clients, run)
        finally:
            del _MAKERS[order]


_MAKERS: dict[Order, Maker] = {}
"""What makes shares in this process. A worker opens the ledger for its first task."""


@uncollected()
def make_share(task: Task) -> Made:
    """Make a share, in this process or in a worker."""
    order = task.order
    if order not in _MAKERS:
        opened = ExitStack()
        Finalize(None, opened.close, exitpriority=0)  # when the worker exits
        ledger = opened.enter_context(EntryLog(order.url, clock=lambda: order.now, keys=order.keys))
        _MAKERS[order] = _maker(opened.enter_context(_sources(ledger, order.horizon)), order)
    try:
        return _MAKERS[order].make(task.share)
    finally:
        if not task.share.clients:  # the parts of an answer refer to each other
            collect()


def _maker(sources: Sources, order: Order) -> Maker:
    return Maker(sources, order.form, order.tables, personal=order.personal)


@contextmanager
def _sources(ledger: EntryLog, horizon: Horizon) -> Iterator[Sources]:
    """What rows are made of. Cycles of objects are freed where an answer is asked for."""
    with ExitStack() as opened, collected_by_hand():
        yield Sources(
            history=history_source(ledger),
            horizon=horizon,
            unowned=cache(partial(_unowned, ledger, horizon.position)),
            answer=_Answers(ledger, horizon, opened).of,
        )


class _Answers:
    """The answers of views for a day and for earlier days.

    For other days than that of the export, views are made in a database that goes with it where the ledger
    keeps none that can answer: folding the facts anew for every day would take long.
    """

    def __init__(self, ledger: EntryLog, horizon: Horizon, opened: ExitStack) -> None:
        self._ledger, self._horizon, self._opened = ledger, horizon, opened
        self._made: Database | None = None

    def of(self, view: str, day: date) -> Answer:
        """The answer of a view for a day; earlier answers that nobody holds are freed first."""
        collect()  # account holders and those that they are compared with refer to each other
        question = question_of(self._ledger, as_of=day, known_at=self._horizon.known_at)
        if day == self._horizon.as_of:
            return shown(self._ledger, view, question)
        database = self._ledger.database
        return (
            stored.answer(database, view, question)
            or stored.answer(database, view, question, views=self._views())
            or from_facts(self._ledger, view, question)
        )

    def _views(self) -> Database | None:
        if self._made is None:
            place = str(Path(self._opened.enter_context(TemporaryDirectory())) / "views.db")
            replay(self._ledger, views=place, months=False)
            self._made = self._opened.enter_context(stored_views(place, self._ledger))
        return self._made


def _unowned(ledger: EntryLog, position: int) -> list[Entry]:
    """The entries of managers and of the house up to a position."""
    kinds = [name for name, kind in KINDS.items() if kind.party != "client"]
    rows = ledger.recorder.chosen(kinds=[*kinds, *CORRECTIONS], upto=position)
    return [decode(row) for row in rows if row.client is None]
