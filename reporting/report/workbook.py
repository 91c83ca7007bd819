"""A report of a month as a workbook: what it is about, its plans and its figures, a sheet for each."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from io import BytesIO
from typing import Any, Final, TypeAlias

from xlsxwriter import Workbook  # type: ignore[import-untyped] # it has no types

from ledger.money import rounded
from projections.report.page import Report
from reporting.report.tables import about, title

Cell: TypeAlias = str | Decimal | date | None
Xlsx: TypeAlias = Any
"""An object of XlsxWriter, which has no types."""

_OPTIONS: Final = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
_DIGITS: Final = 15  # that a cell keeps of a number; a longer one is written as text
_PLANS: Final = (
    "metric",
    "currency",
    "from",
    "until",
    "plan",
    "actual",
    "done %",
    "expected by now",
    "weighted",
)


def workbook(report: Report) -> bytes:
    """The workbook of a report as an XLSX file; the same report gives the same bytes."""
    file = BytesIO()
    with Workbook(file, _OPTIONS) as book:
        made = (report.known_at or datetime(2000, 1, 1, tzinfo=UTC)).astimezone(UTC)
        book.set_properties({"title": title(report), "created": made.replace(tzinfo=None, microsecond=0)})
        lines = (
            title(report),
            about(report),
            f"fingerprint {report.fingerprint}",
            *(note.what for note in report.notes),
        )
        _sheet(book, "Report", ("",), ((line,) for line in lines))
        _sheet(book, "Plans", _PLANS, _plans(report))
        _sheet(book, "Figures", ("section", "figure", "currency", *report.months), _figures(report))
    return file.getvalue()


def _plans(report: Report) -> Iterator[tuple[Cell, ...]]:
    for row in report.plans:
        money = (_money(amount, row.currency) for amount in (row.plan, row.actual))
        coming = (_money(amount, row.currency) for amount in (row.expected, row.weighted))
        yield row.metric, row.currency, row.start, row.end, *money, row.done, *coming


def _figures(report: Report) -> Iterator[tuple[Cell, ...]]:
    for one in report.figures:
        months = (one.month, one.month_before, one.year_before)
        yield one.section, one.figure, one.currency, *(_money(value, one.currency) for value in months)


def _money(value: Decimal | None, currency: str | None) -> Decimal | None:
    """Money to its smallest coin, a count as it is."""
    return rounded(value, currency) if value is not None and currency else value


def _sheet(book: Xlsx, name: str, titles: Sequence[str], rows: Iterable[Sequence[Cell]]) -> None:
    sheet, bold = book.add_worksheet(name), book.add_format({"bold": True})
    day = book.add_format({"num_format": "yyyy-mm-dd"})
    for at, text in enumerate(titles):
        sheet.write_string(0, at, text, bold)
    widths = [*map(len, titles)]
    for number, row in enumerate(rows, 1):
        for at, value in enumerate(row):
            widths[at] = max(widths[at], len(str(value or "")))
            match value:
                case Decimal() if len(value.as_tuple().digits) <= _DIGITS:
                    sheet.write_number(number, at, value, book.add_format({"num_format": _look(value)}))
                case date():
                    sheet.write_datetime(number, at, value, day)
                case None:
                    pass
                case _:
                    sheet.write_string(number, at, str(value))
    for at, width in enumerate(widths):
        sheet.set_column(at, at, min(width + 2, 48))
    sheet.freeze_panes(1, 0)


def _look(value: Decimal) -> str:
    """The format of a number with its decimal places."""
    places = max(-int(value.as_tuple().exponent), 0)
    return f"#,##0.{'0' * places}" if places else "#,##0"
