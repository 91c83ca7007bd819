"""What the tests of importing share: a ledger, a file, a mapping, and what the ledger holds afterwards."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import xlsxwriter  # type: ignore[import-untyped] # it has no types

from ledger.entry import Entry
from ledger.importing import OnFault, Report, load_mapping, run_import
from ledger.recording.application import Ledger

Workbook: Any = xlsxwriter.Workbook
NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)

INVOICES = """
[[event]]
kind = "client.registered"
once = "{Client}"
when = 2026-01-01
fields = { code = "{Client}", name = "{Client}", currency = "EUR" }

[[event]]
kind = "invoice.issued"
client = "{Client}"
when = "{Date}"
fields = { number = "{Number}", amount = "{Amount}", currency = "EUR", due = "{Date}" }
"""
"""The mapping of a file with the columns Client, Number, Date and Amount."""


class Desk:
    """A place with a ledger, where files are written and imported."""

    def __init__(self, place: Path) -> None:
        self.place = place
        self.url = str(place / "ledger.db")
        with Ledger.create(self.url, clock=lambda: NOW):
            pass

    def file(self, name: str, content: str | bytes) -> Path:
        path = self.place / name
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    def run(
        self,
        files: Path | Sequence[Path],
        mapping: str = INVOICES,
        *,
        on_fault: OnFault = "stop",
        use: Callable[[Ledger], None] = lambda _: None,
        **options: Any,
    ) -> Report:
        files = [files] if isinstance(files, Path) else files
        with Ledger(self.url, clock=lambda: NOW) as ledger:
            use(ledger)
            said = load_mapping(self.file("mapping.toml", mapping))
            return run_import(ledger, files, said, actor="clerk", on_fault=on_fault, **options)

    def entries(self) -> list[Entry]:
        with Ledger(self.url, clock=lambda: NOW) as ledger:
            return list(ledger.history())

    def events(self, kind: str) -> list[Any]:
        return [entry.event for entry in self.of_kind(kind)]

    def of_kind(self, kind: str) -> list[Entry]:
        return [entry for entry in self.entries() if entry.kind == kind]

    def amounts(self) -> list[str]:
        return [str(event.amount) for event in self.events("invoice.issued")]
