"""How the cells of a week's workbook look, and how wide their columns are."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final, TypeAlias

from ledger.importing.week.layout import Column, Form

Xlsx: TypeAlias = Any
"""An object of XlsxWriter, which has no types."""

_WIDTHS: Final = {
    Form.CLIENT: 30,
    Form.DAY: 12,
    Form.HOUR: 8,
    Form.TEXT: 38,
    Form.NAME: 14,
    Form.CHOICE: 15,
    Form.PERSON: 26,
    Form.PEOPLE: 32,
    Form.WHOLE: 10,
    Form.MINUTES: 10,
    Form.AMOUNT: 14,
    Form.SHARE: 11,
    Form.CURRENCY: 10,
    Form.FLAG: 10,
}
_NUMBERS: Final = {
    Form.DAY: 14,  # the built-in format of days, which each reader sees as their own program writes them
    Form.HOUR: 20,
    Form.WHOLE: 1,
    Form.MINUTES: 1,
    Form.AMOUNT: 4,
    Form.SHARE: 9,
}
_TEXT: Final = "@"  # what is typed stays text, also 007 and =1+1


@dataclass(frozen=True, slots=True)
class Looks:
    """The formats of a workbook, as XlsxWriter made them.

    Attributes:
        title: of the first line.
        header: of the title of a column.
        needed: of the title of a column that every row must have.
        of: of the cells of a form.
    """

    title: Xlsx
    header: Xlsx
    needed: Xlsx
    of: Mapping[Form, Xlsx]


def looks_of(book: Xlsx) -> Looks:
    """The formats, added to a workbook."""
    header = {"bold": True, "bottom": 1, "bg_color": "#E8EEF4", "text_wrap": True, "valign": "top"}
    return Looks(
        title=book.add_format({"bold": True, "font_size": 14}),
        header=book.add_format(header),
        needed=book.add_format(header | {"bg_color": "#F6D9A8"}),
        of={form: book.add_format(_look(form)) for form in Form},
    )


def _look(form: Form) -> dict[str, Any]:
    wrap = {"text_wrap": True} if form in {Form.TEXT, Form.PEOPLE} else {}
    return {"num_format": _NUMBERS.get(form, _TEXT), "valign": "top", **wrap}


def width_of(column: Column) -> int:
    """The width of a column in characters."""
    return _WIDTHS[column.form]
