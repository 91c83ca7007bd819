"""The layout of a week's workbook fits the events, and its rows and its hidden sheet say what they said."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.entry import Entry
from ledger.events.models import MODELS
from ledger.importing.week.layout import SHEETS, Column, Form, Sheet
from ledger.importing.week.row_events import changed, fields_of, moment_of, prints_of, values_of
from ledger.importing.week.stamp import NotAWeek, Stamp, StampedRow, read, version_of
from ledger.judging import make_event
from tests.helpers.depth import tries

BAKU = ZoneInfo("Asia/Baku")
TEXTS = st.text("aé=+@ш中ع\u0e01 '\"", min_size=1).filter(lambda text: text.strip() == text)
OF_FORM: dict[Form, st.SearchStrategy[Any]] = {
    Form.DAY: st.dates(datetime(2020, 1, 1).date(), datetime(2030, 1, 1).date()).map(str),
    Form.HOUR: st.times().map(lambda hour: f"{hour:%H:%M}").filter(lambda hour: hour != "00:00"),
    Form.PEOPLE: st.lists(TEXTS, min_size=1, max_size=3),
    Form.AMOUNT: st.decimals("0.01", "999999.99", places=2).map(lambda number: f"{number.normalize():f}"),
    Form.SHARE: st.sampled_from(["0", "0.25", "1"]),
    Form.CURRENCY: st.sampled_from(["EUR", "AZN"]),
    Form.FLAG: st.booleans(),
}


def value_of(sheet: Sheet, column: Column) -> st.SearchStrategy[Any]:
    if column.form is Form.CHOICE:
        return st.sampled_from(sheet.choices(column))
    if column.form in {Form.WHOLE, Form.MINUTES}:
        return st.integers(column.least, column.most or 999)
    return OF_FORM.get(column.form, TEXTS)


@st.composite
def rows(draw: st.DrawFn) -> tuple[Sheet, dict[str, Any]]:
    sheet = draw(st.sampled_from(SHEETS))
    kept = [column for column in sheet.columns if column.needed or column.filled or draw(st.booleans())]
    values = {column.name: draw(value_of(sheet, column)) for column in kept}
    if "step" not in values:
        values.pop("step_due", None)
    return sheet, values


def entry_of(sheet: Sheet, values: dict[str, Any]) -> Entry:
    event = make_event(sheet.kind, fields_of(sheet, values, BAKU))
    at = moment_of(values, BAKU)
    return Entry(1, UUID(int=1), 1, event, at, datetime(2026, 1, 1, tzinfo=UTC), "ana", values["client"])


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda sheet: sheet.name)
def test_a_sheet_has_every_field_that_its_kind_needs(sheet: Sheet) -> None:
    fields = MODELS[sheet.kind].model_fields
    known = {info.alias or name for name, info in fields.items()}
    needed = {info.alias or name for name, info in fields.items() if info.is_required()}
    own = {column.field for column in sheet.columns if column.field}
    assert own <= known
    assert needed <= own | {sheet.moment}
    assert [column.name for column in sheet.columns][:2] == ["client", "day"]


@tries(25, 200)
@given(rows())
def test_a_row_says_of_its_event_what_it_said_before(row: tuple[Sheet, dict[str, Any]]) -> None:
    sheet, values = row
    assert values_of(sheet, entry_of(sheet, values), BAKU) == values
    assert changed(sheet, prints_of(sheet, values), values) == []


@tries(25, 200)
@given(rows(), st.data())
def test_the_cell_that_a_person_changed_is_found(
    row: tuple[Sheet, dict[str, Any]], data: st.DataObject
) -> None:
    sheet, values = row
    column = data.draw(st.sampled_from([one for one in sheet.columns if one.name in values]))
    new = data.draw(value_of(sheet, column).filter(lambda value: value != values[column.name]))
    assert changed(sheet, prints_of(sheet, values), values | {column.name: new}) == [column]


def test_what_is_filled_in_for_a_row_is_no_change_of_it() -> None:
    plan = SHEETS[0]
    values = {"client": "A", "day": "2026-06-29", "channel": "call", "purpose": "tea"}
    before = prints_of(plan, values | {"visit": "V-1"})
    assert changed(plan, before, values) == []
    assert [one.name for one in changed(plan, before, values | {"visit": "V-2"})] == ["visit"]


def test_a_day_without_an_hour_stays_that_day_whatever_its_offset() -> None:
    event = make_event("competitor.seen", {"competitor": "Nord"})
    at = datetime.fromisoformat("2026-06-30T00:00-03:00")
    entry = Entry(1, UUID(int=1), 1, event, at, datetime(2026, 7, 1, tzinfo=UTC), "ana", "A")
    values = values_of(SHEETS[4], entry, BAKU)
    assert values == {"client": "A", "day": "2026-06-30", "competitor": "Nord"}


def test_an_hour_of_another_place_is_shown_in_the_time_zone_of_the_house() -> None:
    event = make_event("visit.planned", {"at": "2026-06-30T22:30+02:00", "channel": "call", "purpose": "tea"})
    entry = Entry(
        1, UUID(int=1), 1, event, datetime(2026, 6, 1, tzinfo=UTC), datetime(2026, 7, 1, tzinfo=UTC), "a", "A"
    )
    values = values_of(SHEETS[0], entry, BAKU)
    assert (values["day"], values["hour"]) == ("2026-07-01", "00:30")


PRINTS = prints_of(SHEETS[0], {})


def stamp(**given: Any) -> Stamp:
    plain = dict.fromkeys(("ledger", "book", "manager", "week", "zone", "decimal", "thousands"), "x")
    tables: dict[str, Any] = {
        "days": "dmy",
        "sheets": {sheet.name: sheet.name for sheet in SHEETS},
        "columns": {sheet.name: {column.name: column.name for column in sheet.columns} for sheet in SHEETS},
        "choices": {},
        "currencies": {},
        "counts": {sheet.name: 7 for sheet in SHEETS},
    }
    return Stamp(**{**plain, **tables, **given})


@tries(25, 200)
@given(
    TEXTS, st.dictionaries(TEXTS, TEXTS), st.dictionaries(TEXTS, st.dictionaries(TEXTS, TEXTS, min_size=1))
)
def test_a_hidden_sheet_reads_as_it_was_written(
    text: str, table: dict[str, str], nested: dict[str, dict[str, str]]
) -> None:
    given = stamp(
        manager=text,
        thousands=" ",
        currencies=table,
        choices=nested,
        written={"plan-1": StampedRow(None, PRINTS), "plan-2": StampedRow(text, PRINTS)},
    )
    found = [list(pair) for pair in given.rows()]
    assert version_of(found) == 1
    assert read(found) == given


@pytest.mark.parametrize(
    "rows",
    [[], [["other", "1"]], [["goodwill week"]], [["goodwill week", "x"]], [["goodwill week", "1e999"]]],
    ids=["none", "other", "short", "text", "endless"],
)
def test_another_sheet_is_no_hidden_sheet(rows: list[list[str]]) -> None:
    with pytest.raises(NotAWeek):
        version_of(rows)


@pytest.mark.parametrize(
    "row",
    [
        ["ledger"],
        ["counts", "7"],
        ["counts", '["plan", 99999]'],
        ["counts", '["plan", "many"]'],
        ["days", '"d"'],
        ["decimal", '""'],
        ["counts", '["plan", 1e999]'],
        ["manager", "7"],
        ["choices", '["client", "A", ["A"]]'],
        ["written", "[" * 30_000],
        ["written", "{"],
        ["written", '["plan-1", null, "ab"]'],
        ["written", '["other-1", null, "ab"]'],
        ["columns", '["plan"]'],
    ],
    ids=lambda row: " ".join(row)[:30],
)
def test_a_hidden_sheet_that_was_changed_is_found_out(row: list[str]) -> None:
    with pytest.raises(NotAWeek):
        read([*map(list, stamp().rows()), row])


@pytest.mark.parametrize("name", ["book", "sheets", "columns", "counts"])
def test_a_hidden_sheet_without_a_row_is_found_out(name: str) -> None:
    with pytest.raises(NotAWeek):
        read([pair for pair in map(list, stamp().rows()) if pair[0] != name])
