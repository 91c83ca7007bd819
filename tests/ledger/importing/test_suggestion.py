from __future__ import annotations

import re
import tomllib
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any
from unicodedata import normalize

import pytest

from ledger.errors import Unreadable
from ledger.importing import load_mapping
from ledger.importing.headings import document_of, languages, says
from ledger.importing.suggestion import suggest
from tests.helpers.imports import Desk, Workbook
from tests.helpers.places import DATA, ROOT

TUTORIAL = (ROOT / "docs" / "tutorial" / "import-your-own-spreadsheet.md").read_text(encoding="utf-8")
FILES = re.findall(r"^```csv\n(.*?)^```", TUTORIAL, re.DOTALL | re.MULTILINE)


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


def events_of(draft: str) -> dict[str, dict[str, object]]:
    return {event["kind"]: event["fields"] for event in tomllib.loads(draft)["event"]}


@pytest.mark.parametrize("text", FILES)
def test_the_files_of_the_tutorial_are_understood(desk: Desk, text: str) -> None:
    path = desk.file("debtors.csv", text)

    draft = suggest(path)
    report = desk.run(path, draft, dry_run=True)

    rows = tomllib.loads(draft)["file"]["rows"]
    assert (rows["header"], rows["decimal"], rows["thousands"]) == (3, ",", " ")
    assert rows["dates"] == ["%d.%m.%Y"]
    assert tomllib.loads(draft)["language"] == "az"
    assert events_of(draft)["client.registered"] == {
        "code": "{Müştəri kodu}",
        "name": "{Müştəri adı}",
        "currency": "AZN",
        "locale": "az-AZ",
    }
    assert events_of(draft)["invoice.issued"]["due"] == "{Son ödəniş}"
    assert [one.reason for one in report.left_out] == ["sums of other rows"]
    assert [str(fault) for fault in report.faults if "31.02.2026" not in fault.what] == []


CLEAN = {
    "az": """Müştəri;Qaimə nömrəsi;Tarix;Son ödəniş tarixi;Məbləğ;Ödəniş tarixi
Günəş MMC;Q-1;05.01.2026;04.02.2026;1.250,00 ₼;01.02.2026
İşıq ASC;Q-2;15.01.2026;14.02.2026;860,50 ₼;
""",
    "hu": """Vevő kódja;Vevő neve;Számla sorszáma;Kelt;Fizetési határidő;Összeg
V1;Ágnes Kft.;2026/1;2026.01.05.;2026.02.04.;12 500 Ft
V2;Őrség Zrt.;2026/2;2026.01.25.;2026.02.14.;860,5 Ft
""",
    "th": """รหัสลูกค้า,ชื่อลูกค้า,เลขที่ใบแจ้งหนี้,วันที่,วันครบกำหนด,จำนวนเงิน
C1,บริษัท สยาม,IV1,29/02/2567,30/03/2567,"1,250.00"
C2,บริษัท ไทย,IV2,15/03/2567,15/04/2567,860.50
""",
    "en": """Order No,Customer,Order Date,Article,Qty,Price
O1,Acme,2026-01-05,tea,2,1.50
O1,Acme,2026-01-05,rice,1,3
O2,Best,2026-01-06,tea,5,1.40
""",
    "payments": """Customer;Payment date;Paid
Acme;2026-01-05;9,00 €
Acme;2026-01-05;9,00 €
""",
    "clients": """Customer id,Customer name,Sales agent
1,Acme,Leyla
2,Best,Nigar
""",
    "part paid": """Számlaszám;Ügyfélkód;Kelt;Bruttó összeg;Befizetett összeg;Befizetés napja
SZ-1;Ü-1;2026. 01. 23.;255 016,00 Ft;255 016,00 Ft;2026. 01. 30.
SZ-2;Ü-2;2026. 01. 26.;689 610,00 Ft;0,00 Ft;
""",
    "units": """Order No,Customer,Order Date,Article,Qty,Price
O1,Acme,2026-01-05,tea,2 pcs.,1.50
O2,Best,2026-01-06,tea,5 pcs.,1.40
""",
    "credits": """Customer,Invoice,Date,Amount (EUR)
Acme,1,2026-01-25,100.00
Acme,2,2026-01-26,(20.00)
""",
}
MADE = {
    "az": {"client.registered": 2, "invoice.issued": 2, "payment.received": 1},
    "hu": {"client.registered": 2, "invoice.issued": 2},
    "th": {"client.registered": 2, "invoice.issued": 2},
    "en": {"client.registered": 2, "order.placed": 2},
    "payments": {"client.registered": 1, "payment.received": 2},
    "clients": {"client.registered": 2},
    "part paid": {"client.registered": 2, "invoice.issued": 2, "payment.received": 1},
    "units": {"client.registered": 2, "order.placed": 2},
    "credits": {"client.registered": 1, "invoice.issued": 1, "credit_note.issued": 1},
}


@pytest.mark.parametrize("name", CLEAN)
def test_a_draft_for_a_clean_file_imports_without_edits(desk: Desk, name: str) -> None:
    path = desk.file("file.csv", CLEAN[name])

    report = desk.run(path, suggest(path), dry_run=True)

    assert (report.faults, report.appended) == ([], MADE[name])


TITLES = {
    "az": ("Qaimə nömrəsi", "Tarix", "Son ödəniş", "Müştəri", "Məbləğ", "Valyuta"),
    "ro": ("Nr. factură", "Data", "Data scadenței", "Denumire client", "Valoare", "Moneda"),
    "sq": ("Numri i faturës", "Data", "Afati i pagesës", "Klienti", "Shuma", "Monedha"),
    "hu": ("Számlaszám", "Kelt", "Fizetési határidő", "Vevő", "Összeg", "Pénznem"),
    "th": ("เลขที่ใบแจ้งหนี้", "วันที่", "วันครบกำหนด", "ลูกค้า", "จำนวนเงิน", "สกุลเงิน"),
    "de": ("Rechnungsnummer", "Datum", "Fälligkeit", "Kunde", "Betrag", "Währung"),
    "ru": ("Номер счёта", "Дата", "Срок оплаты", "Клиент", "Сумма", "Валюта"),
    "tr": ("Fatura no", "Tarih", "Vade", "Müşteri", "Tutar", "Para birimi"),
    "fr": ("N° facture", "Date", "Échéance", "Client", "Montant", "Devise"),
    "es": ("Factura", "Fecha", "Vencimiento", "Cliente", "Importe", "Moneda"),
    "it": ("Fattura", "Data", "Scadenza", "Cliente", "Importo", "Valuta"),
    "pl": ("Numer faktury", "Data", "Termin płatności", "Klient", "Kwota", "Waluta"),
}


def test_the_languages_of_titles_are_those_that_have_an_example() -> None:
    assert {language.tag for language in languages()} == {*TITLES, "en"}
    assert all(set(language.parts) == set(languages()[0].parts) for language in languages())
    assert all(set(language.documents) == set(languages()[0].documents) for language in languages())


@pytest.mark.parametrize("left_out", ["", "accents"])
@pytest.mark.parametrize("tag", TITLES)
def test_titles_of_every_language_are_understood_with_and_without_accents(
    desk: Desk, tag: str, left_out: str
) -> None:
    titles = [
        "".join(sign for sign in normalize("NFD", title) if not left_out or not "\u0300" <= sign <= "\u036f")
        for title in TITLES[tag]
    ]
    path = desk.file("file.csv", f"{';'.join(titles)}\nF-1;05.01.2026;04.02.2026;Alma;1.250,00;CHF\n")

    draft = suggest(path)
    report = desk.run(path, draft)

    assert report.faults == []
    assert [(event.number, str(event.due), event.currency) for event in desk.events("invoice.issued")] == [
        ("F-1", "2026-02-04", "CHF")
    ]
    assert desk.amounts() == ["1250.00"]
    if not left_out:
        assert tomllib.loads(draft)["language"] == tag


@pytest.mark.parametrize(
    ("title", "cell", "currency"),
    [("Moneda", "Lei", "RON"), ("Waluta", "zł", "PLN"), ("In what", "eur", "EUR"), ("Pénznem", "Ft", "HUF")],
)
def test_a_column_that_names_the_currency_in_words_or_under_any_title_is_found(
    desk: Desk, title: str, cell: str, currency: str
) -> None:
    path = desk.file("file.csv", f"Customer;Invoice;Date;Amount;{title}\nAlma;1;2026-01-05;9;{cell}\n")

    draft = suggest(path)
    desk.run(path, draft)

    assert "Which currency?" not in draft
    assert [event.currency for event in desk.events("invoice.issued")] == [currency]


TYPED = """Nr. doc;Data;Client;Suma;Tip document
F-100;05.01.2026;Alfa SRL;500,00;factură
F-101;06.01.2026;Beta SRL;300,00;factură
{paid};10.01.2026;Alfa SRL;200,00;încasare
{credited};11.01.2026;Beta SRL;-50,00;storno
C-9;12.01.2026;Alfa SRL;200,00;restituită
"""


@pytest.mark.parametrize(
    ("paid", "credited", "payment", "credit"),
    [
        ("C-1", "N-1", ("C-1", ()), ("N-1", None)),
        ("F-100", "F-101", ("payment of F-100 1", ("F-100",)), ("credit of F-101 1", "F-101")),
    ],
    ids=["numbers of their own", "numbers of invoices"],
)
def test_a_column_of_sorts_of_documents_makes_an_event_for_each_and_no_number(
    desk: Desk, paid: str, credited: str, payment: tuple[str, Any], credit: tuple[str, Any]
) -> None:
    path = desk.file("file.csv", TYPED.format(paid=paid, credited=credited))

    draft = suggest(path)
    report = desk.run(path, draft)

    assert report.faults == []
    assert [one.number for one in desk.events("invoice.issued")] == ["F-100", "F-101"]
    (received,), (credited_note,) = desk.events("payment.received"), desk.events("credit_note.issued")
    assert (received.number, tuple(one.document for one in received.settles)) == payment
    assert (credited_note.number, credited_note.invoice) == credit
    assert desk.events("payment.reversed") == []
    assert "# ? Tip document says what each row is. Is it so? factură: invoices; încasare: payments" in draft
    assert "restituită: payments that bounced" in draft


@pytest.mark.parametrize(
    ("title", "words"),
    [
        ("Sənədin növü", "qaimə ödəniş storno qaytarma"),
        ("Belegart", "Rechnung Zahlung Gutschrift Rücklastschrift"),
        ("Lloji", "faturë pagesë stornim kthyer"),
        ("Típus", "számla befizetés jóváírás visszafizetés"),
        ("ประเภท", "ใบแจ้งหนี้ ชำระ ใบลดหนี้ เช็คคืน"),
        ("Вид", "счёт оплата сторно возврат"),
        ("Tür", "fatura ödeme storno iade"),
        ("Type", "facture règlement avoir rejet"),
        ("Tipo", "factura cobro abono devuelto"),
        ("Tipo", "fattura incasso storno insoluto"),
        ("Rodzaj", "faktura wpłata korekta zwrot"),
        ("Kind", "bill receipt cancellation refund"),
    ],
)
def test_sorts_of_documents_are_known_in_every_language(title: str, words: str) -> None:
    """Each language also names all four alone, so that no part of one language hides a word of another."""
    assert says(title, "type")
    assert [document_of(word) for word in words.split()] == ["invoice", "payment", "credit", "bounced"]


@pytest.mark.parametrize(
    ("word", "sort"),
    [
        ("plată returnată", "bounced"), ("Factură storno", "credit"), ("Credit note", "credit"), ("open", ""),
        ("iade faturası", "credit"), ("payment reversal", "bounced"),
    ],
)  # fmt: skip
def test_a_word_of_two_sorts_is_of_the_one_that_undoes(word: str, sort: str) -> None:
    assert document_of(word) == sort


@pytest.mark.parametrize("title", ["Document", "Nr. document", "Invoice type"])
def test_a_column_without_digits_is_no_number(desk: Desk, title: str) -> None:
    rows = "".join(f"{n};05.01.2026;Alfa;9,00;{word}\n" for n, word in enumerate(["open", "shut", "open"]))
    path = desk.file("file.csv", f"Nr;Data;Client;Suma;{title}\n{rows}")

    assert events_of(suggest(path))["invoice.issued"]["number"] == "{Nr}"


def test_a_currency_that_cannot_be_read_is_a_question_that_names_its_column(desk: Desk) -> None:
    draft = suggest(
        desk.file("file.csv", "Customer;Invoice;Date;Amount;Currency\nA;1;2026-01-05;9;old money\n")
    )

    assert "# ? Which currency? The words of Currency, such as old money, are no codes" in draft


def test_the_title_of_an_amount_can_name_the_currency_in_a_word(desk: Desk) -> None:
    draft = suggest(desk.file("file.csv", "Client;Nr. factura;Data;Valoare (lei)\nAlma;1;2026-01-05;9\n"))

    assert 'currency = "RON"' in draft


@pytest.mark.parametrize(
    ("titles", "amount"),
    [
        ("Nr. factură;Data facturii;Client;Valoare fără TVA;TVA;Total de plată", "{Total de plată}"),
        ("Számlaszám;Kelt;Vevő;Nettó érték;ÁFA összeg;Bruttó", "{Bruttó}"),
        ("Qaimə №;Tarix;Müştəri;ƏDV-siz məbləğ;ƏDV məbləği;Ödəniləcək məbləğ", "{Ödəniləcək məbləğ}"),
        ("Invoice;Date;Customer;Net amount;VAT amount;Amount incl. VAT", "{Amount incl. VAT}"),
        ("Rechnung Nr.;Datum;Kunde;Betrag netto;MwSt Betrag;Betrag brutto", "{Betrag brutto}"),
    ],
)
def test_the_amount_is_the_one_with_tax(desk: Desk, titles: str, amount: str) -> None:
    path = desk.file("file.csv", f"{titles}\nF-1;05.01.2026;Alfa;1.000,00;190,00;1.190,00\n")

    assert events_of(suggest(path))["invoice.issued"]["amount"] == amount


def test_an_amount_without_tax_is_a_question(desk: Desk) -> None:
    path = desk.file(
        "file.csv", "Invoice;Date;Customer;Net amount;VAT\nF-1;05.01.2026;Alfa;1.000,00;190,00\n"
    )

    assert "# ? The amounts of Net amount seem to be without tax" in suggest(path)


@pytest.mark.parametrize(
    "titles",
    [
        "Qaimə;Tarix;Müştəri;Məbləğ;Ödəniş müddəti",
        "Factura;Data;Client;Suma;Termen de plată",
        "Invoice;Date;Customer;Amount;Payment deadline",
    ],
)
def test_the_day_until_which_to_pay_is_no_day_of_a_payment(desk: Desk, titles: str) -> None:
    path = desk.file("file.csv", f"{titles}\nF-1;05.01.2026;Alfa;1.000,00;04.02.2026\n")

    events = events_of(suggest(path))

    assert list(events) == ["client.registered", "invoice.issued"]
    assert events["invoice.issued"]["due"] == f"{{{titles.rsplit(';', maxsplit=1)[-1]}}}"


def test_what_was_paid_without_a_day_is_a_payment_with_a_question(desk: Desk) -> None:
    rows = "F-1;05.01.2026;Alfa;100,00;40,00\nF-2;06.01.2026;Alfa;50,00;0,00\nF-3;07.01.2026;Alfa;60,00;\n"
    path = desk.file("file.csv", f"Factura;Data;Client;Suma;Achitat\n{rows}")

    draft = suggest(path)
    report = desk.run(path, draft)

    assert "# ? When was the money in Achitat received? Data stands in for the day." in draft
    more = desk.run(desk.file("next.csv", path.read_text().replace("40,00", "70,00")), draft)
    assert [fault.row for fault in more.faults] == [2]
    assert report.faults == []
    assert [(one.number, str(one.amount)) for one in desk.events("payment.received")] == [
        ("payment of F-1", "40.00")
    ]


def test_a_name_that_is_a_code_too_is_a_question(desk: Desk) -> None:
    path = desk.file("file.csv", "Factura;Data;Client;Suma\nF-1;05.01.2026;Alfa SRL;100,00\n")

    assert "# ? Client is the code of a client too, so another spelling is another client." in suggest(path)


@pytest.mark.parametrize(
    ("client", "number"),
    [
        ("Client", "CUI"),
        ("Müştəri", "VÖEN"),
        ("Cari", "Vergi No"),
        ("Vevő", "Adószám"),
        ("Firma", "USt-IdNr."),
        ("Klienti", "NIPT"),
        ("Клиент", "ИНН"),
        ("ลูกค้า", "เลขประจำตัวผู้เสียภาษี"),
        ("Client", "N° TVA"),
        ("Cliente", "Partita IVA"),
        ("Cliente", "NIF"),
        ("Kontrahent", "NIP"),
        ("Customer", "VAT number"),
        ("Company", "Registration No"),
    ],
)
def test_two_spellings_under_one_tax_number_are_one_client(desk: Desk, client: str, number: str) -> None:
    rows = "F-1;05.01.2026;Alfa SRL;RO1;100,00\nF-2;06.01.2026;ALFA S.R.L.;RO1;50,00\n"
    path = desk.file("file.csv", f"Invoice;Date;{client};{number};Amount\n{rows}")

    draft = suggest(path)
    report = desk.run(path, draft)

    assert (report.faults, report.appended) == ([], {"client.registered": 1, "invoice.issued": 2})
    (made,) = desk.events("client.registered")
    assert (made.code, made.name, made.tax_id) == ("RO1", "Alfa SRL", "RO1")
    assert "another spelling is another client" not in draft


def test_a_tax_number_that_some_clients_lack_is_no_code_and_a_question(desk: Desk) -> None:
    rows = "F-1;05.01.2026;Alfa SRL;RO1;100,00\nF-2;06.01.2026;Beta SRL;;50,00\n"
    path = desk.file("file.csv", f"Factura;Data;Client;CUI;Suma\n{rows}")

    draft = suggest(path)

    assert "that stays the same? CUI is empty in some rows." in draft
    assert desk.run(path, draft).faults == []
    assert [(made.code, made.tax_id) for made in desk.events("client.registered")] == [
        ("Alfa SRL", "RO1"),
        ("Beta SRL", None),
    ]


def test_a_code_of_the_client_is_kept_beside_its_tax_number(desk: Desk) -> None:
    path = desk.file(
        "file.csv", "Invoice,Date,Customer No,Customer,Tax ID,Amount\nF-1,2026-01-05,C1,Alfa,RO1,9\n"
    )

    draft = suggest(path)

    assert desk.run(path, draft).faults == []
    (made,) = desk.events("client.registered")
    assert (made.code, made.name, made.tax_id) == ("C1", "Alfa", "RO1")
    assert "another spelling" not in draft


@pytest.mark.parametrize(
    ("titles", "decimal"), [("Számla;Kelt;Vevő;Összeg", ","), ("Invoice;Date;Customer;Amount", ".")]
)
def test_whole_numbers_are_taken_for_the_usual_notation_of_the_language(
    desk: Desk, titles: str, decimal: str
) -> None:
    path = desk.file("file.csv", f"{titles}\n1;2026-01-05;Alfa;12 500\n")

    assert tomllib.loads(suggest(path))["file"]["rows"]["decimal"] == decimal


def test_era_and_days_of_thai_dates_are_seen(desk: Desk) -> None:
    path = desk.file("file.csv", CLEAN["th"])

    desk.run(path, suggest(path))

    assert [str(entry.on) for entry in desk.of_kind("invoice.issued")] == ["2024-02-29", "2024-03-15"]
    assert desk.amounts() == ["1250.00", "860.50"]


@pytest.mark.parametrize(
    ("text", "question"),
    [
        ("Customer,Invoice,Date,Amount\nA,1,01/02/2026,9\n", "Day or month first?"),
        ("Customer,Invoice,Date,Amount\nA,1,2026-01-02,1.234\n", "Numbers could also be read"),
        ("Customer,Invoice,Date,Amount\nA,1,2026-01-02,9\n", "Which currency?"),
        ("Customer,Invoice,Date,Amount\nA,1,2026-01-02,9\n", "When are invoices due?"),
        ("a,b\nx,y\n", "Which column names the client?"),
        (
            "Customer,Invoice,Date,Amount\nA,1,2026-01-02,9\n,2,2026-01-02,9\n",
            "1 of the first 2 rows name no client",
        ),
        ("a,b\nx,y\n", "Only clients are made of the rows"),
    ],
)
def test_what_is_not_sure_is_a_question(desk: Desk, text: str, question: str) -> None:
    draft = suggest(desk.file("file.csv", text))

    assert [line for line in draft.splitlines() if line.startswith("# ? ") and question in line]


def test_the_encoding_of_a_draft_is_a_question_if_it_is_a_guess(desk: Desk) -> None:
    rows = "".join(f"Işık Gıda Çiğdem Öğütücü,{n},2026-01-05,9\n" for n in range(30))
    path = desk.file("file.csv", ("Müşteri,Fatura,Tarih,Tutar\n" + rows).encode("cp1254"))

    assert "# ? The encoding is a guess." in suggest(path)
    assert "Işık Gıda" in suggest(path, "cp1254")


def test_a_sheet_and_json_lines_are_understood_too(desk: Desk) -> None:
    path = desk.place / "book.xlsx"
    with Workbook(str(path)) as book:
        page, day = book.add_worksheet(), book.add_format({"num_format": "dd.mm.yyyy"})
        page.write_row(1, 0, ["Customer", "Invoice", "Date", "Amount", "Due"])
        page.write_row(2, 0, ["Acme", "1", "", 9.5])
        page.write_datetime(2, 2, date(2026, 1, 5), day)
        page.write_datetime(2, 4, date(2026, 2, 5), day)
    line = '{"Customer": "Acme", "Invoice": 2, "Date": "2026-01-05", "Amount": 9.50}\n'

    for file in (path, desk.file("file.jsonl", line)):
        report = desk.run(file, suggest(file))
        assert report.faults == []

    assert desk.amounts() == ["9.5", "9.50"]


REAL = {
    "ibm_accounts_receivable.csv": {
        "client.registered": 100,
        "invoice.issued": 2_466,
        "payment.received": 2_466,
    },
    "maven_crm/maven_crm_accounts.csv": {"client.registered": 85},
    "maven_crm/maven_crm_sales_teams.csv": {"client.registered": 35},
    "maven_crm/maven_crm_products.csv": None,
    "maven_crm/maven_crm_sales_pipeline.csv": None,
    "uci_online_retail.csv.gz": None,
}


@cache
def draft_of(public: Path) -> str:
    """The draft for a public file, of which two tests ask."""
    return suggest(public)


@pytest.mark.parametrize("name", REAL)
def test_a_draft_for_a_public_file_loads_and_imports_where_the_file_is_clean(desk: Desk, name: str) -> None:
    path = DATA / name
    if not path.exists():
        pytest.skip(f"the public data is not here: {path}; GOODWILL_TEST_DATA says where it is")
    draft = draft_of(path)

    assert load_mapping(desk.file("draft.toml", draft)).event
    if wanted := REAL[name]:
        report = desk.run(path, draft, dry_run=True)
        assert report.faults == []
        assert report.appended == wanted


def test_the_kind_of_event_of_the_public_files_is_seen() -> None:
    wanted = {
        "uci_online_retail.csv.gz": ["client.registered", "order.placed"],
        "maven_crm/maven_crm_sales_pipeline.csv": ["client.registered", "proposal.made"],
    }
    for name, kinds in wanted.items():
        if not (DATA / name).exists():
            pytest.skip(f"the public data is not here: {DATA / name}; GOODWILL_TEST_DATA says where it is")
        assert list(events_of(draft_of(DATA / name))) == kinds


def test_a_number_is_no_date_of_another_century(desk: Desk) -> None:
    draft = suggest(desk.file("file.csv", "Customer,Invoice,Date,Amount\nA,536365,20260105,9\n"))

    assert tomllib.loads(draft)["file"]["rows"]["dates"] == ["iso"]
    assert "# Invoice | a number: the number | 536365" in draft


def test_a_file_without_a_table_has_no_draft(desk: Desk) -> None:
    with pytest.raises(Unreadable, match="no columns with titles"):
        suggest(desk.file("file.csv", "\n\n"))


@pytest.mark.parametrize(
    "title", ["Customer {EUR}", "Customer {", 'Cus"tomer', "Customer\\", "Customer #1", "}Customer"]
)
def test_a_draft_loads_whatever_the_titles_are(desk: Desk, title: str) -> None:
    quoted = title.replace('"', '""')
    path = desk.file("file.csv", f'"{quoted}",Invoice,Date,Amount\nA,1,2026-01-05,9\n')

    assert desk.run(path, suggest(path), dry_run=True).faults == []


@pytest.mark.parametrize(
    ("days", "forms"),
    [
        (["05.09.2025", "2025-10-01", "06.09.2025", "31.02.2025"], ["%d.%m.%Y", "iso"]),
        (["2025-10-01", "05.09.2025", "2025-10-31"], ["iso", "%d.%m.%Y"]),
        (["31.02.2025", "05.09.2025"], ["%d.%m.%Y"]),
        (["13/02/2025", "05.09.25", "2025-10-01"], ["iso", "%d/%m/%Y", "%d.%m.%y"]),
        (["13/02/2025", "14/02/2025", "02/13/2025", "15/02/2025", "16/02/2025"], ["%d/%m/%Y"]),
    ],
)
def test_a_column_of_dates_may_mix_forms_and_hold_impossible_days(
    desk: Desk, days: list[str], forms: list[str]
) -> None:
    rows = "".join(f"Alma;{n};{day};9\n" for n, day in enumerate(days))
    path = desk.file("file.csv", f"Customer;Invoice;Date;Amount\n{rows}")

    draft = suggest(path)
    report = desk.run(path, draft, on_fault="skip")

    wrong = [day for day in days if day in {"31.02.2025", "02/13/2025"}]
    assert tomllib.loads(draft)["file"]["rows"]["dates"] == forms
    assert f"| a date, {' or '.join(forms)}: the date |" in draft
    assert len(desk.events("invoice.issued")) == len(days) - len(wrong)
    assert {fault.row for fault in report.faults} == {days.index(day) + 2 for day in wrong}
    for day in wrong:
        seen = f"{len(days) - 1} of {len(days)} cells of Date look like dates; row {days.index(day) + 2} is no day: {day}."
        assert f"# ? {seen}" in draft
    assert "Day or month first?" not in draft


@pytest.mark.parametrize(
    "days", [["5-1", "7-2", "x-3"], ["2025-01-05", "open", "closed"], ["20261301", "20250101"]]
)
def test_other_cells_are_no_column_of_dates(desk: Desk, days: list[str]) -> None:
    rows = "".join(f"Alma;{day}\n" for day in days)

    assert "# Date | a date" not in suggest(desk.file("file.csv", f"Customer;Date\n{rows}"))


def test_the_order_of_day_and_month_is_asked_beside_another_form_and_not_of_dates_that_a_sheet_holds(
    desk: Desk,
) -> None:
    text = "Customer,Invoice,Date,Amount\nA,1,2025-01-31,9\nA,2,2025-01-30,9\nA,3,01/02/2025,9\n"
    path = desk.place / "book.xlsx"
    with Workbook(str(path)) as book:
        page = book.add_worksheet()
        page.write_row(0, 0, ["Customer", "Date"])
        page.write(1, 0, "A")
        page.write_datetime(1, 1, date(2025, 1, 5), book.add_format({"num_format": "dd.mm.yyyy"}))

    assert "# ? Day or month first? Both %d/%m/%Y and %m/%d/%Y read 01/02/2025." in suggest(
        desk.file("file.csv", text)
    )
    assert "Day or month first?" not in suggest(path)


SHORT = {
    "az": "Müşt. kodu", "tr": "Müşt. No.", "ro": "Cod cl.", "sq": "Kodi kl.", "hu": "Ügyf. kódja", "th": "รหัส ลูกค.",
    "de": "Kd.-Nr.", "ru": "Код кл.", "fr": "Code cl.", "es": "Cód. cl.", "it": "Cod. cl.", "pl": "Nr kontrah.",
    "en": "Cust. No.",
}  # fmt: skip


@pytest.mark.parametrize("title", [*SHORT.values(), "Kund. Nr.", "Kundennr."])
def test_a_title_that_is_cut_short_names_the_code_of_the_client(desk: Desk, title: str) -> None:
    path = desk.file("file.csv", f"Invoice;Date;Customer;{title};Amount\nF-1;2025-01-05;Alfa;K-1;9\n")

    fields = events_of(suggest(path))["client.registered"]

    assert (fields["code"], fields["name"]) == (f"{{{title}}}", "{Customer}")
    assert SHORT.keys() == {language.tag for language in languages()}


@pytest.mark.parametrize("title", ["Val.", "Com.", "Co.", "C.", "Xyz."])
def test_a_title_cut_so_short_that_it_may_mean_several_things_says_nothing(title: str) -> None:
    assert [what for what in languages()[0].parts if says(title, what)] == []


@pytest.mark.parametrize(
    ("title", "invoice", "payment", "taken"),
    [
        ("Ödəniş tarixi", "05.10.2025", "", "2025-10-05"),
        ("Son ödəniş tarixi", "05.10.2025", "", "2025-10-05"),
        ("Payment date", "05.10.2025", "", "2025-10-05"),
        ("Ödəniş tarixi", "05.08.2025", "", "None"),
        ("Ödəniş tarixi", "05.10.2025", "06.10.2025", "None"),
        ("Ödəniş tarixi", "", "06.10.2025", "None"),
    ],
)
def test_a_day_of_payment_that_invoices_alone_have_is_their_due_day(
    desk: Desk, title: str, invoice: str, payment: str, taken: str
) -> None:
    rows = f"K-1;qaimə;Q-1;05.09.2025;100;{invoice}\nK-1;ödəniş;P-1;06.09.2025;10;{payment}\n"
    path = desk.file("file.csv", f"Müşt. kodu;Növ;Sənəd;Tarix;Məbləğ;{title}\n{rows}")

    draft = suggest(path)
    report = desk.run(path, draft)

    assert report.faults == []
    assert [str(event.due) for event in desk.events("invoice.issued")] == [taken]
    assert ("is taken for the due day" in draft) == (taken != "None" and title[0] != "S")


def test_the_overview_names_what_columns_hold_in_words(desk: Desk) -> None:
    draft = suggest(desk.file("file.csv", "Client,Client name,Due date,Amount\nA,Acme,2026-01-05,9\n"))

    assert "# Client | text: the client's code | A" in draft
    assert "# Client name | text: the client's name | Acme" in draft
    assert "# Due date | a date, iso: the due date | 2026-01-05" in draft


@pytest.mark.parametrize(("title", "asked"), [("Ad", False), ("Kim", True)])
def test_a_column_of_text_beside_the_code_is_the_name_or_asked_about(
    desk: Desk, title: str, *, asked: bool
) -> None:
    path = desk.file(
        "owed.csv", f"Müştəri;{title};Sənəd;Tarix;Məbləğ\nM-1;Bakı Ticarət;F-1;2026-01-05;9,00\n"
    )

    draft = suggest(path)

    assert (f"No field is made of {title}. Is it the client's name?" in draft) is asked
    assert events_of(draft)["client.registered"]["name"] == ("{Müştəri}" if asked else f"{{{title}}}")
    assert f"goodwill import {path} --map" in draft


def test_no_invoice_of_a_file_with_credits_is_left_out_without_a_word(desk: Desk) -> None:
    rows = ["A,1,2026-01-15,100.00", "A,2,2026-01-16,-20.00", "A,3,2026-01-17,", "A,4,2026-01-18,0.00"]
    path = desk.file("file.csv", "\n".join(["Client,Invoice,Date,Amount", *rows, ""]))

    report = desk.run(path, suggest(path), on_fault="skip")

    assert [fault.row for fault in report.faults] == [4, 5]
    assert desk.amounts() == ["100.00"]


def test_a_negative_amount_paid_is_a_fault_and_no_zero_or_empty_one(desk: Desk) -> None:
    rows = ["A,1,2026-01-15,9,5", "A,2,2026-01-16,9,-5", "A,3,2026-01-17,9,", "A,4,2026-01-18,9,0.00"]
    path = desk.file("file.csv", "\n".join(["Client,Invoice,Date,Amount,Paid", *rows, ""]))

    report = desk.run(path, suggest(path), on_fault="skip")

    assert [str(fault) for fault in report.faults] == [
        "file.csv:3: payment.received: amount is -5; give more than zero"
    ]


SORTS = """Client;Type;Number;Date;Due;Amount
D;Debit note;9;2026-01-15;2026-02-15;15.00
A;Invoice;10;2026-01-15;2026-02-15;100.00
A;Credit note;11;2026-01-16;;-20.00
A;Payment;12;2026-01-17;;-80.00
A;Refund;14;2026-01-19;;25.00
E;;15;2026-01-19;2026-02-19;35.00
"""


def test_a_draft_counts_the_rows_of_sorts_that_it_makes_no_event_of(desk: Desk) -> None:
    path = desk.file("file.csv", SORTS)

    report = desk.run(path, suggest(path), on_fault="skip")

    assert [(left.reason, left.count) for left in report.left_out] == [
        ("no event is drafted of these sorts of document", 2)
    ]
    assert [str(fault) for fault in report.faults] == [
        "file.csv:7: the mapping makes no event of it; add one, or a leave_out with the reason"
    ]
    assert [client.code for client in desk.events("client.registered")] == ["A"]
    assert (report.read, report.recorded, report.spoiled) == (6, 3, 1)


def test_a_draft_takes_the_currency_from_cells_that_name_several(desk: Desk) -> None:
    rows = [
        "A,1,2026-01-15,1 100.50 EUR",
        "B,2,2026-01-16,$50",
        "C,3,2026-01-17,(70.5 USD)",
        "D,4,2026-01-18,9.00",
    ]
    path = desk.file("file.csv", "\n".join(["Client,Invoice,Date,Amount", *rows, ""]))

    draft = suggest(path)
    report = desk.run(path, draft, on_fault="skip")

    assert "# ? The cells of Amount name EUR, USD, so each says the currency of its row. Is it so?" in draft
    assert [(one.number, one.currency) for one in desk.events("invoice.issued")] == [
        ("1", "EUR"),
        ("2", "USD"),
    ]
    assert [(one.number, one.currency) for one in desk.events("credit_note.issued")] == [("3", "USD")]
    assert [fault.row for fault in report.faults] == [5]


@pytest.mark.parametrize("sign", "-\N{MINUS SIGN}\N{EN DASH}\N{EM DASH}")
def test_a_draft_takes_the_currency_from_cells_with_any_minus(desk: Desk, sign: str) -> None:
    rows = [
        "A,1,2026-01-15,100.50 USD",
        f"B,2,2026-01-16,{sign}50.00 EUR",
        f"C,3,2026-01-17,EUR {sign}70.00",
        f"D,4,2026-01-18,EUR{sign}80.00",
    ]
    path = desk.file("file.csv", "\n".join(["Client,Invoice,Date,Amount", *rows, ""]))

    report = desk.run(path, suggest(path))

    assert report.faults == []
    assert [(str(one.amount), one.currency) for one in desk.events("credit_note.issued")] == [
        ("50.00", "EUR"),
        ("70.00", "EUR"),
        ("80.00", "EUR"),
    ]


@pytest.mark.parametrize(
    "name", ["Total Energies SRL", "Suma Grup SA", "Cəmil Ticarət MMC", "รวมชัย จำกัด", "Totalis"]
)
def test_a_client_whose_name_begins_as_a_sum_is_no_sum(desk: Desk, name: str) -> None:
    rows = ["Alfa;1;05.01.2026;04.02.2026;100,50", f"{name};2;25.01.2026;24.02.2026;200,25"]
    rows += ["Total Alfa;;;;100,50", "Total;;;;300,75"]
    path = desk.file("file.csv", "\n".join(["Client;Factura;Data;Scadenta;Valoare", *rows, ""]))

    report = desk.run(path, suggest(path))

    assert report.faults == []
    assert [client.code for client in desk.events("client.registered")] == ["Alfa", name]
    assert [left.count for left in report.left_out] == [2]
    assert '{ column = "Client", in = ["Total", "Total Alfa"] }' in suggest(path)


def test_a_file_of_one_client_whose_name_begins_as_a_sum_keeps_its_rows(desk: Desk) -> None:
    rows = ["Total Energies;1;05.01.2026;100,50", "Total Energies;2;25.01.2026;200,25", "Total;;;300,75"]
    path = desk.file("file.csv", "\n".join(["Client;Factura;Data;Valoare", *rows, ""]))

    report = desk.run(path, suggest(path))

    assert report.faults == []
    assert desk.amounts() == ["100.50", "200.25"]
    assert [(left.reason, left.count) for left in report.left_out] == [("sums of other rows", 1)]


@pytest.mark.parametrize(
    "cell",
    [
        *(
            "Grand total:",
            "SUBTOTAL",
            "CƏMİ",
            "Ümumi cəmi",
            "Genel Toplam",
            "Total general",
            "Totali",
            "Gjithsej:",
        ),
        *(
            "Mindösszesen",
            "Végösszeg",
            "ยอดรวม",
            "รวมทั้งสิ้น",
            "Gesamtsumme",
            "ИТОГО:",
            "Totale generale",
            "Ogółem",
        ),
    ],
)
def test_a_row_that_says_nothing_but_a_sum_is_no_client_of_a_list(desk: Desk, cell: str) -> None:
    path = desk.file("file.csv", f"Client;Name;Credit limit\nC1;Alfa;100\nC2;Beta;200\n{cell};;300\n")
    whole = desk.file("whole.csv", f"Client;Credit limit\nAlfa;100\nBeta;200\n{cell};300\n")

    for one in (path, whole):
        report = desk.run(one, suggest(one))
        assert [(left.reason, left.count) for left in report.left_out] == [("sums of other rows", 1)]
