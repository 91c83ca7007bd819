"""What a spreadsheet program checks while a person types: lists to choose from, days, hours and numbers."""

from __future__ import annotations

from datetime import date, time
from typing import Any, Final

from xlsxwriter.utility import xl_col_to_name, xl_range_abs  # type: ignore[import-untyped] # it has no types

from ledger.importing.week.layout import Column, Form
from reporting.week import titles
from reporting.week.lists import Lists, list_of

_FIRST_DAY: Final = date(2000, 1, 1)
_LAST_HOUR: Final = time(23, 59, 59)
_OPEN: Final = frozenset({Form.CLIENT, Form.PERSON, Form.PEOPLE, Form.CURRENCY, Form.NAME})
"""Lists that may lack what is new."""


def validation(column: Column, lists: Lists) -> dict[str, Any] | None:
    """The rule for the cells of a column, as XlsxWriter takes it; None if anything may be typed."""
    if (name := list_of(column)) is not None:
        return _listed(column, name, lists)
    _ = lists.words.gettext
    match column.form:
        case Form.DAY:
            return _stop("date", _(titles.A_DAY), criteria=">=", value=_FIRST_DAY)
        case Form.HOUR:
            return _stop("time", _(titles.AN_HOUR), criteria="between", minimum=time(), maximum=_LAST_HOUR)
        case Form.WHOLE | Form.MINUTES | Form.AMOUNT | Form.SHARE:
            return _number(column, lists)
    return None


def _stop(validate: str, message: str, **bounds: Any) -> dict[str, Any]:  # noqa: ANN401 - as XlsxWriter has it
    return {"validate": validate, "error_type": "stop", "error_message": message, **bounds}


def _number(column: Column, lists: Lists) -> dict[str, Any]:
    _ = lists.words.gettext
    kind = "integer" if column.form in {Form.WHOLE, Form.MINUTES} else "decimal"
    if column.most is None:
        return _stop(kind, _(titles.A_NUMBER), criteria=">=", value=column.least)
    message = _(titles.A_NUMBER_WITHIN) % {"least": column.least, "most": column.most}
    return _stop(kind, message, criteria="between", minimum=column.least, maximum=column.most)


def _listed(column: Column, name: str, lists: Lists) -> dict[str, Any] | None:
    at, count = lists.place(name)
    if not count:
        return None
    source = (
        _of_the_client(lists) if name == "person" else f"='{lists.sheet}'!{xl_range_abs(1, at, count, at)}"
    )
    told = ("warning", titles.NOT_IN_LIST) if column.form in _OPEN else ("stop", titles.ONE_OF_LIST)
    return {
        "validate": "list",
        "source": source,
        "error_type": told[0],
        "error_message": lists.words.gettext(told[1]),
    }


def _of_the_client(lists: Lists) -> str:
    """The people of the client of the row, who stand one below the other in the list.

    The client is in the second column of every sheet, and a rule is written for its first row.
    """
    (clients, count), (people, _) = lists.place("of_client"), lists.place("person")
    named = f"'{lists.sheet}'!{xl_range_abs(1, clients, count, clients)}"
    first = f"'{lists.sheet}'!${xl_col_to_name(people)}$1"
    return f"=OFFSET({first},MATCH($B2,{named},0),0,COUNTIF({named},$B2),1)"
