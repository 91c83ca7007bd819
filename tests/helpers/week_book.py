"""A week's workbook in the hands of a person: written by the command, filled in with another program."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import openpyxl  # type: ignore[import-untyped] # it has no types

from tests.helpers.commanding import line, ran, registered

WEEK = "2026-W27"  # from 29 June to 5 July
CLIENTS = {"AZ-01": "Xəzər Ticarət MMC", "TH-9": "บริษัท รุ่งเรือง จำกัด", "GE-2": "შპს ვაკე"}


def recorded(*more: str) -> None:
    """A ledger in the present folder: a house in Baku, three clients of Leyla, a person, a planned visit."""
    lines = [
        line("house.described", None, "2026-01-01", name="Casa", time_zone="Asia/Baku"),
        *(registered(code, name, manager="Leyla") for code, name in CLIENTS.items()),
        line("contact.added", "AZ-01", person="P-1", name="Əli Vəliyev", role="buyer"),
        line(
            "visit.planned",
            "AZ-01",
            "2026-06-20",
            at="2026-06-30T10:00+04:00",
            channel="visit",
            purpose="tea",
        ),
        *more,
    ]
    ran("record", "--data", "-", input="\n".join(lines))


def written(path: str = "week.xlsx") -> Filled:
    """The workbook of the week, as the command writes it."""
    ran("template", "week", "--manager", "Leyla", "--week", WEEK, "--output", path)
    return Filled(path)


class Filled:
    """A workbook that a person fills in."""

    def __init__(self, path: str | Path) -> None:
        self.path = str(path)

    @contextmanager
    def opened(self) -> Iterator[Any]:
        """The workbook, saved at the end."""
        book = openpyxl.load_workbook(self.path)
        yield book
        book.save(self.path)

    def put(self, sheet: str, row: int, **cells: Any) -> None:
        """Type into cells of a row, as ``typed`` does."""
        self.put_all((sheet, row, cells))

    def put_all(self, *rows: tuple[str, int, dict[str, Any]]) -> None:
        """Type into cells of several rows, and save the workbook once: that is most of the work."""
        with self.opened() as book:
            for sheet, row, cells in rows:
                typed(book[sheet], row, **cells)


def typed(page: Any, row: int, **cells: Any) -> None:
    """Type into cells of a row, by the titles of their columns; text stays text, and None empties a cell."""
    columns = {cell.value: cell.column for cell in page[1]}
    for title, value in cells.items():
        cell = page.cell(row, columns[title.replace("_", " ")])
        cell.value = value
        if isinstance(value, str):
            cell.data_type = "s"
