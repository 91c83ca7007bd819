"""The workbook of a week, which a manager fills in and an import reads."""

from __future__ import annotations

from reporting.week.contents import Contents, Known, Person, PrefilledRow, ToDo
from reporting.week.writing import workbook

__all__ = ["Contents", "Known", "Person", "PrefilledRow", "ToDo", "workbook"]
