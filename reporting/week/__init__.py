"""The workbook of a week, which a manager fills in and an import reads."""

from __future__ import annotations

from reporting.week.contents import Contents, Kept, Known, Person, ToDo
from reporting.week.writing import workbook

__all__ = ["Contents", "Kept", "Known", "Person", "ToDo", "workbook"]
