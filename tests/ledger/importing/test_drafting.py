from __future__ import annotations

from pathlib import Path

import pytest

from tests.helpers.imports import INVOICES, Desk, Workbook

CLIENTS = """
[[event]]
kind = "client.registered"
once = "{Client}"
when = 2026-01-01
fields = { code = "{Client}", name = "{Client}", currency = "EUR" }
"""
ORDERS = (
    CLIENTS
    + """
[[event]]
kind = "order.placed"
client = "{Client}"
when = "{Date}"
[event.fields]
number = "{Order}"
currency = "EUR"
lines = { each = { product = "{Product}", quantity = "{Pieces}", unit_price = "{Price}" } }
"""
)
LINES = """Order,Client,Date,Product,Pieces,Price
O1,A,2026-01-05,tea,2,1.50
O1,A,2026-01-05,rice,1,3
O2,B,2026-01-06,tea,5,1.40
O1,A,2026-01-05,salt,1,0.50
"""


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


def grouped(within: int, *, same: str = "Client") -> str:
    return f'[file.lines]\ngroup = {{ by = "{{Order}}", within = {within}, same = "{same}" }}\n{ORDERS}'


def test_rows_with_one_number_are_one_document(desk: Desk) -> None:
    desk.run(desk.file("lines.csv", LINES), grouped(1))

    orders = desk.events("order.placed")
    assert [order.number for order in orders] == ["O1", "O2"]
    assert [line.product for line in orders[0].lines] == ["tea", "rice", "salt"]
    assert [entry.source for entry in desk.of_kind("order.placed")] == ["lines.csv:2-3,5", "lines.csv:4"]


def test_a_document_that_comes_again_is_a_fault(desk: Desk) -> None:
    report = desk.run(desk.file("lines.csv", LINES), grouped(0))

    assert [(fault.row, fault.what) for fault in report.faults] == [
        (5, "document 'O1' comes again after other documents; raise within in the mapping's group")
    ]


def test_rows_of_one_document_that_disagree_are_a_fault(desk: Desk) -> None:
    report = desk.run(
        desk.file("lines.csv", LINES.replace("O1,A,2026-01-05,rice", "O1,C,2026-01-05,rice")), grouped(9)
    )

    assert [str(fault) for fault in report.faults] == [
        "lines.csv:3: document 'O1' has another Client here than on row 2; make them the same"
    ]
    assert report.spoiled == 3


def test_a_fault_in_a_line_names_the_row_of_the_line(desk: Desk) -> None:
    text = (
        LINES.replace("rice,1,3", "rice,one,3")
        .replace("salt,1", ",1")
        .replace("tea,5,1.40", "tea,5,1.123456789")
    )

    report = desk.run(desk.file("lines.csv", text), grouped(9))

    assert [(fault.row, fault.field) for fault in report.faults] == [
        (3, "lines.2.quantity"),
        (4, "lines.1.unit_price"),
    ]
    text = text.replace("rice,one,3", "rice,1,3")
    report = desk.run(desk.file("lines.csv", text), grouped(9))
    assert (report.faults[0].row, report.faults[0].field) == (5, "lines.3.product")


def test_lines_can_have_a_condition_and_a_number_can_be_their_total(desk: Desk) -> None:
    mapping = (
        '[file.lines]\ngroup = { by = "{Order}", within = 9 }\n'
        + CLIENTS
        + """
[[event]]
kind = "order.placed"
client = "{Client}"
when = "{Date}"
[event.fields]
number = "{Order}"
currency = "EUR"
lines.if = { column = "Product", not = { column = "Product", equals = "salt" } }
lines.each = { product = "{Product}", quantity = "{Pieces}", unit_price = "{Price}" }
[[event]]
kind = "invoice.issued"
client = "{Client}"
when = "{Date}"
[event.fields]
number = "I-{Order}"
currency = "EUR"
amount = { from = "{Price}", total = true }
"""
    )
    mapping = mapping.replace('column = "Product", not', "not")

    desk.run(desk.file("lines.csv", LINES), mapping)

    assert [len(order.lines) for order in desk.events("order.placed")] == [2, 1]
    assert desk.amounts() == ["5.00", "1.40"]


def test_a_row_may_make_several_events_and_a_payment_settle_its_invoice(desk: Desk) -> None:
    mapping = (
        INVOICES
        + """
[[event]]
kind = "payment.received"
client = "{Client}"
when = "{Paid}"
if = { column = "Paid", empty = false }
fields.number = "P{Number}"
fields.amount = "{Amount}"
fields.currency = "EUR"
fields.settles = [{ document = "{Number}", amount = "{Amount}" }]
"""
    )

    desk.run(
        desk.file(
            "file.csv", "Client,Number,Date,Amount,Paid\nA,1,2026-01-05,9,2026-02-01\nA,2,2026-01-05,9,\n"
        ),
        mapping,
    )

    (payment,) = desk.events("payment.received")
    assert [(one.document, str(one.amount)) for one in payment.settles] == [("1", "9")]


CONDITIONS = [
    ('column = "Client", equals = "Bakı"', "1"),
    ('column = "Client", in = ["Bakı", "Gəncə"]', "12"),
    ('column = "Client", begins_with = ["G", "S"]', "23"),
    ('column = "Client", ends_with = "ə"', "2"),
    ('column = "Client", contains = "an"', ""),
    ("column = \"Client\", matches = '^.{4}$'", "1"),
    ('column = "Paid", empty = true', "13"),
    ('column = "Amount", greater = 5', "2"),
    ('column = "Amount", at_least = 5', "12"),
    ('column = "Amount", less = 5', "3"),
    ('column = "Amount", at_most = 5, not = { column = "Client", equals = "Bakı" }', "3"),
    ('column = "Date", at_least = 2026-01-06', "23"),
    ('column = "Date", less = 2026-01-06T00:00:00Z', "1"),
    ('all = [{ column = "Amount", less = 6 }, { column = "Date", greater = 2026-01-05 }]', "3"),
    ('any = [{ column = "Amount", greater = 6 }, { column = "Client", contains = "B" }]', "12"),
]


@pytest.mark.parametrize(("condition", "numbers"), CONDITIONS)
def test_a_condition_chooses_rows(desk: Desk, condition: str, numbers: str) -> None:
    text = "Client;Number;Date;Amount;Paid\nBakı;1;05.01.2026;5;\nGəncə;2;06.01.2026;7,5;x\nSumqayıt;3;07.01.2026;-1;-\n"
    head = '[file.rows]\ndecimal = ","\ndates = "%d.%m.%Y"\nempty = ["-"]\n'
    leave = f'[[leave_out]]\nreason = "chosen"\nif = {{ {condition} }}\n'

    report = desk.run(desk.file("file.csv", text), head + leave + INVOICES, dry_run=True)

    chosen = "".join(str(row - 1) for one in report.left_out for row in _numbers(one.rows))
    assert chosen == numbers


def test_a_cell_that_a_condition_cannot_read_is_a_fault_that_names_its_column(desk: Desk) -> None:
    text = "Client,Number,Date,Amount,Weight\nA,1,2026-01-05,9,5 kg\n"
    leave = '[[leave_out]]\nreason = "light"\nif = { column = "Weight", less = 9 }\n'

    (fault,) = desk.run(desk.file("file.csv", text), leave + INVOICES, dry_run=True).faults

    assert fault.what.startswith(
        "the condition on Weight cannot be tested: '5 kg' has 'kg' beside its number"
    )


def _numbers(spans: str) -> list[int]:
    found: list[int] = []
    for span in spans.split(","):
        first, _, last = span.partition("-")
        found += range(int(first), int(last or first) + 1)
    return found


def test_a_comparison_with_what_is_no_number_is_a_fault(desk: Desk) -> None:
    leave = '[[leave_out]]\nreason = "small"\nif = { column = "Amount", less = 5 }\n'

    report = desk.run(
        desk.file("file.csv", "Client,Number,Date,Amount\nA,1,2026-01-05,much\n"), leave + INVOICES
    )

    assert [fault.row for fault in report.faults] == [2]


VALUES = [
    ('"{Name}"', "Əliyev  Ltd"),
    ('"{Code}: {Name}"', "17850.0: Əliyev  Ltd"),
    ('"{Nothing}{Nothing}"', None),
    ('"as {{such}}"', "as {such}"),
    ("""{ from = "{Code}", replace = [['\\.0$', ""]] }""", "17850"),
    ('{ first = ["{Nothing}", "{Name}"] }', "Əliyev  Ltd"),
    ('{ from = "{Nothing}", default = "none" }', "none"),
    ('{ from = "{Word}", map = { GTXPro = "GTX Pro" } }', "GTX Pro"),
    ('{ from = "{Name}", map = { GTXPro = "GTX Pro" } }', "Əliyev  Ltd"),
    ('{ from = "{Name}", map = { GTXPro = "GTX Pro" }, otherwise = "other" }', "other"),
    ('{ from = "{Word}", case = "upper" }', "GTXPRO"),
    ('{ from = "{Word}", case = "lower", replace = [["Pro", " pro"]] }', "gtx pro"),
]


@pytest.mark.parametrize(("value", "wanted"), VALUES)
def test_a_value_goes_through_its_steps(desk: Desk, value: str, wanted: str | None) -> None:
    mapping = CLIENTS.replace("fields = {", f"fields = {{ ref = {value},")

    desk.run(
        desk.file("file.csv", "Client,Name,Code,Word,Nothing\nA,Əliyev  Ltd,17850.0,GTXPro, \n"), mapping
    )

    assert desk.events("client.registered")[0].ref == wanted


def test_a_cell_becomes_what_its_field_holds(desk: Desk) -> None:
    mapping = (
        CLIENTS
        + """
[[event]]
kind = "client.terms_agreed"
client = "{Client}"
when = { from = "{At}", dates = "%d/%m/%Y %H:%M", zone = "Asia/Baku" }
key = "terms:{Client}"
actor = "{Clerk}"
on_behalf_of = "{Boss}"
fields.payment_days = "{Days}"
fields.billing = { from = "{Billing}", map = { faktura = "invoice" } }
fields.prepaid = { from = "{Prepaid}", map = { "bəli" = true, "yox" = false } }
fields.credit_limit = { from = "{Limit}", negate = true, decimal = ",", thousands = " ." }
fields.discount_limit = { from = "{Discount}", absolute = true }
fields.people = { from = "{People}", split = "/" }
"""
    )
    text = "Client\tAt\tClerk\tBoss\tDays\tBilling\tPrepaid\tLimit\tDiscount\tPeople\n"
    text += "A\t01/02/2026 10:00\tAysel\tIlqar\t30.0\tfaktura\tbəli\t-1.000,50\t(5 %)\tp1 / p2\n"

    desk.run(desk.file("file.tsv", text), mapping)

    entry = desk.entries()[-1]
    terms = desk.events("client.terms_agreed")[0]
    assert (entry.actor, entry.on_behalf_of, entry.occurred_at.isoformat()) == (
        "Aysel",
        "Ilqar",
        "2026-02-01T10:00:00+04:00",
    )
    assert (terms.payment_days, terms.billing, terms.prepaid) == (30, "invoice", True)
    assert (str(terms.credit_limit), str(terms.discount_limit)) == ("1000.50", "5")
    assert terms.people == ("p1", "p2")


def test_a_word_that_the_field_does_not_know_is_a_fault_that_lists_those_it_knows(desk: Desk) -> None:
    mapping = (
        CLIENTS
        + """
[[event]]
kind = "client.ranked"
client = "{Client}"
when = 2026-01-01
key = "rank:{Client}"
fields = { rank = "{Rank}", reason = "list" }
"""
    )

    report = desk.run(desk.file("file.csv", "Client,Rank\nA,gold\n"), mapping)

    assert "'gold' is not one of key, standard, small, prospect; translate it with map" in str(
        report.faults[0]
    )


def test_a_visit_is_keyed_by_the_number_in_the_file_and_its_next_step_may_have_a_day(desk: Desk) -> None:
    mapping = """
[[event]]
kind = "client.registered"
once = "{Client}"
when = 2026-01-01
fields = { code = "{Client}", name = "{Client}", currency = "EUR" }
[[event]]
kind = "visit.planned"
client = "{Client}"
when = 2026-02-01
fields = { visit = "{Visit}", at = "{Day}", channel = "visit", purpose = "tea" }
[[event]]
kind = "visit.held"
client = "{Client}"
when = "{Day}"
key = "held:{Visit}"
fields = { visit = "{Visit}", channel = "visit", started_at = "{Day}", summary = "s", next_step = { what = "{Next}", due = "{Due}" } }
"""
    file = desk.file("file.csv", "Client,Visit,Day,Next,Due\nA,V-9,2026-03-01,send prices,2026-03-09\n")
    desk.run(file, mapping)
    (planned,) = desk.of_kind("visit.planned")
    assert planned.key == "visit.planned:A:V-9"
    (held,) = desk.events("visit.held")
    assert (held.next_step.what, str(held.next_step.due), held.next_step.number) == (
        "send prices",
        "2026-03-09",
        "C-1",
    )


LOOKED_UP = """
[file.visits]
match = "visits*"
[file.visits.set]
manager = { from = "{Agent}", look_up = { in = "people", by = "{Name}", take = "{Manager}" } }
[file.people]
match = "people*"
[[event]]
file = "visits"
kind = "client.registered"
once = "{Client}"
when = 2026-01-01
fields = { code = "{Client}", name = "{Client}", currency = "EUR", manager = "{manager}" }
"""


def test_a_value_is_found_in_another_file(desk: Desk) -> None:
    people = desk.file("people.csv", "Name;Manager\nAysel;Ilqar\nOrxan;Nigar\nOrxan;Kamran\n")
    visits = desk.file("visits.csv", "Client,Agent\nA,Aysel\nB,\nC,Orxan\nD,Nobody\n")

    report = desk.run([visits, people], LOOKED_UP, on_fault="skip")

    assert [client.manager for client in desk.events("client.registered")] == ["Ilqar", None]
    assert [fault.what for fault in report.faults] == [
        "'Orxan' stands several times in the file people, with different {Manager}; keep one of the rows",
        "'Nobody' is not in the file people under {Name}; add it, or give a default",
    ]
    assert report.read == 4


def test_what_is_not_found_may_have_a_default(desk: Desk) -> None:
    people = desk.file("people.csv", "Name;Manager\nAysel;Ilqar\n")
    visits = desk.file("visits.csv", "Client,Agent\nA,Nobody\n")
    mapping = LOOKED_UP.replace('take = "{Manager}" }', 'take = "{Manager}" }, default = "the house"')

    desk.run([people, visits], mapping)

    assert desk.events("client.registered")[0].manager == "the house"


def test_a_computed_column_stands_for_the_one_it_is_made_of(desk: Desk) -> None:
    mapping = """[file.rows.set]\nClient = { from = "{Client}", replace = [['\\.0$', ""]] }\n""" + INVOICES

    desk.run(desk.file("file.csv", "Client,Number,Date,Amount\n17850.0,1,2026-01-05,9\n"), mapping)

    assert {entry.client for entry in desk.entries()} == {"17850"}


def test_events_are_recorded_by_time_where_the_mapping_says_so(desk: Desk) -> None:
    text = "Client,Number,Date,Amount\nA,2,2026-01-09,9\nA,1,2025-01-05,9\n"

    desk.run(desk.file("file.csv", text), 'order = "when"\n' + INVOICES)

    assert [invoice.number for invoice in desk.events("invoice.issued")] == ["1", "2"]
    assert desk.entries()[0].kind == "client.registered"


def test_kinds_of_file_are_recorded_in_the_order_of_the_mapping(desk: Desk) -> None:
    mapping = """
[file.clients]
match = "*.clients"
[file.invoices]
match = ["inv*", "bills*"]
[[event]]
file = "clients"
kind = "client.registered"
when = 2026-01-01
fields = { code = "{Code}", name = "{Code}", currency = "EUR", parent = "{Parent}" }
[[event]]
file = "invoices"
kind = "invoice.issued"
client = "{Client}"
when = "{Date}"
fields = { number = "{Number}", amount = "{Amount}", currency = "EUR", due = "{Date}" }
"""
    files = [
        desk.file("BILLS.csv", "Client,Number,Date,Amount\nB,2,2026-01-05,9\n"),
        desk.file("inv.csv", "Number;Client;Date;Amount\n1;A;2026-01-05;9\n"),
        desk.file("our.clients", "Code,Parent\nA,B\nB,\n"),
    ]

    report = desk.run(files, mapping)

    assert report.faults == []
    assert [entry.source for entry in desk.entries()] == [
        "our.clients:2",
        "our.clients:3",
        "BILLS.csv:2",
        "inv.csv:2",
    ]


def test_a_sheet_is_imported_with_the_dates_and_numbers_it_holds(desk: Desk) -> None:
    path = desk.place / "book.xlsx"
    with Workbook(str(path)) as book:
        page = book.add_worksheet()
        page.write_row(0, 0, ["Client", "Number", "Date", "Amount"])
        page.write_row(1, 0, ["Ünver", 17850, "", 1234.5])
        page.write_number(1, 2, 46027, book.add_format({"num_format": "dd.mm.yyyy"}))
        page.write_row(2, 0, ["Ünver", 17851, "06.01.2026", "1.234,50"])
    mapping = '[file.rows]\ndecimal = ","\nthousands = "."\ndates = "%d.%m.%Y"\n' + INVOICES

    desk.run(path, mapping)

    assert desk.amounts() == ["1234.5", "1234.50"]
    assert [entry.occurred_at.date().isoformat() for entry in desk.entries()[1:]] == [
        "2026-01-05",
        "2026-01-06",
    ]
    assert [event.number for event in desk.events("invoice.issued")] == ["17850", "17851"]


def test_json_lines_are_imported_with_the_amounts_as_written(desk: Desk) -> None:
    text = '{"Client": "A", "Number": 1, "Date": "2026-01-05", "Amount": 10.10}\n{"Client": "A", "Number": "2", "Date": "2026-01-05", "Amount": 0.30}\n'

    desk.run(desk.file("file.jsonl", text), INVOICES)

    assert desk.amounts() == ["10.10", "0.30"]


def test_warnings_are_counted_by_what_they_are(desk: Desk) -> None:
    mapping = """
[[event]]
kind = "client.registered"
once = "{Client}"
when = 2026-01-01
fields = { code = "{Client}", name = "{Client}", currency = "EUR" }
[[event]]
kind = "invoice.issued"
client = "{Client}"
when = 2026-02-01
fields = { number = "{Number}", amount = "5.00", currency = "EUR", due = "{Due}", orders = ["{Order}"] }
"""
    file = desk.file("file.csv", "Client,Number,Due,Order\nA,1,,\nA,2,,\nA,3,2025-02-01,SO-9\n")
    report = desk.run(file, mapping)
    assert report.warned == {"no-due-date": 2, "due-before-issue": 1, "unknown-reference": 1}


SOME = """
[[event]]
kind = "invoice.issued"
if = { column = "What", equals = "invoice" }
client = "{Client}"
when = 2026-01-05
fields = { number = "{Number}", amount = "{Amount}", currency = "EUR" }
"""


def test_a_row_that_adds_nothing_is_a_fault_although_its_client_is_registered(desk: Desk) -> None:
    rows = "What,Client,Number,Amount\ninvoice,A,1,10\ndebit,A,2,20\ninvoice,A,3,30\n"

    report = desk.run(desk.file("rows.csv", rows), CLIENTS + SOME, on_fault="skip")

    assert [str(fault) for fault in report.faults] == [
        "rows.csv:3: the mapping makes no event of it; add one, or a leave_out with the reason"
    ]
    assert (report.read, report.spoiled) == (3, 1)
    assert desk.amounts() == ["10", "30"]


def test_a_row_that_registers_its_client_alone_adds_something(desk: Desk) -> None:
    rows = "What,Client,Number,Amount\nnone,A,,\ninvoice,B,3,30\n"

    report = desk.run(desk.file("rows.csv", rows), CLIENTS + SOME)

    assert report.faults == []
    assert report.appended == {"client.registered": 2, "invoice.issued": 1}


def test_rows_that_repeat_what_happens_once_are_no_fault(desk: Desk) -> None:
    rows = "Client,Rank\nA,key\nA,\n"
    once = CLIENTS.replace(
        'kind = "client.registered"', 'kind = "client.registered"\nif = { column = "Rank", empty = false }'
    )

    report = desk.run(desk.file("rows.csv", rows), CLIENTS + once)

    assert report.faults == []


@pytest.mark.parametrize("cell", ["50 USD", "$50", "50 Ft", "(50 \u20bc)", "(50 USD)"])
def test_an_amount_that_names_another_currency_than_its_event_is_a_fault(desk: Desk, cell: str) -> None:
    rows = (
        f"Client,Number,Date,Amount\nA,1,2026-01-05,70 EUR\nA,2,2026-01-05,{cell}\nA,3,2026-01-05,9 \u20ac\n"
    )

    report = desk.run(desk.file("rows.csv", rows), INVOICES, on_fault="skip")

    (fault,) = report.faults
    assert (fault.row, fault.field) == (3, "amount")
    assert fault.what.startswith(f"'{cell}' names ")
    assert "and the currency here is EUR; correct one of them" in fault.what
    assert desk.amounts() == ["70", "9"]


def test_a_sign_of_several_currencies_names_each_of_them(desk: Desk) -> None:
    rows = "Client,Number,Date,Amount\nA,1,2026-01-05,$ 70\n"

    report = desk.run(desk.file("rows.csv", rows), INVOICES.replace("EUR", "BRL"))

    assert report.faults == []


def test_lines_sums_and_amounts_of_arithmetic_name_a_currency_where_their_cells_do(desk: Desk) -> None:
    text = LINES.replace("tea,2,1.50", "tea,2,$1.50")
    total = INVOICES.replace("{Number}", "I-{Order}").replace(
        '"{Amount}"', '{ from = "{Price}", total = true }'
    )
    group = '[file.lines]\ngroup = { by = "{Order}", within = 9 }\n'
    converted = total.replace('from = "{Price}", total = true', 'calculate = "{Price} * 2"')

    lines = desk.run(desk.file("lines.csv", text), group + ORDERS, on_fault="skip")
    sums = desk.run(desk.file("lines.csv", text), group + total, on_fault="skip")

    assert [(fault.row, fault.field) for fault in lines.faults] == [(2, "lines.1.unit_price")]
    assert [(fault.row, fault.field) for fault in sums.faults] == [(2, "amount")]
    assert desk.run(desk.file("lines.csv", text), group + converted.replace("I-", "J-")).faults == []


def test_a_word_beside_a_quantity_is_its_unit_and_no_currency(desk: Desk) -> None:
    group = '[file.lines]\ngroup = { by = "{Order}", within = 9 }\n'

    report = desk.run(desk.file("lines.csv", LINES.replace("tea,2,", "pen,2 PEN,")), group + ORDERS)

    assert report.faults == []
    assert str(desk.events("order.placed")[0].lines[0].quantity) == "2"
