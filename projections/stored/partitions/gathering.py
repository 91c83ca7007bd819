"""Puts the rows of a folder into the stored views of a database, in one switch."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

from ledger.errors import Unreadable
from ledger.store.database import Database
from ledger.store.partition_writing import root_at
from projections.policy import Timetable
from projections.stored.generation import VERSIONS
from projections.stored.history_source import reading
from projections.stored.keeping.filling import Build, Progress, holding
from projections.stored.partitions.job import Plan
from projections.stored.partitions.span_rows import rows_of
from projections.stored.tables.every import RELATIONS


class FromRows(NamedTuple):
    """Rows that were made of partitions; the day of the rebuild is that of the plan.

    Attributes:
        folder: where they are.
        plan: what they are made of; all parts are there.
    """

    folder: Path
    plan: Plan

    def horizon(self, ledger: Database) -> tuple[int, Timetable]:
        """As ``Filling``: the last position that was exported.

        Raises:
            Unreadable: the rows are of another ledger, of other entries, or of another version.
        """
        plan = self.plan
        with reading(ledger) as source:
            last = source.last()
            if plan.ledger != ledger.ledger_id or plan.entries > last:
                raise Unreadable(
                    f"the rows in {self.folder} are of another ledger than {ledger.place}",
                    "name the right one with --ledger",
                )
            if plan.root and plan.root != root_at(ledger, plan.entries):
                raise Unreadable(
                    f"the rows in {self.folder} are made of other entries than those in {ledger.place}",
                    "run `goodwill verify`",
                )
            if plan.versions != VERSIONS:
                raise Unreadable(
                    f"the rows in {self.folder} were made by another version of Goodwill", "make them again"
                )
            return plan.entries, source.policies(plan.entries)

    def fill(self, build: Build, progress: Progress) -> None:
        """As ``Filling``: a transaction for each partition.

        Raises:
            Superseded: another rebuild began meanwhile.
            Unreadable: a file is not the one that was made.
        """
        done, entries = 0, 0
        for number, part in enumerate(self.plan.parts):
            with holding(build.views, build.generation) as written:
                for name, rows in rows_of(self.folder, number, part):
                    relation = RELATIONS.get(name)
                    written.insert(name, relation.stored(written.engine, rows) if relation else rows)
            done, entries = done + part.clients, entries + part.entries
            progress(done, sum(one.clients for one in self.plan.parts), entries)
