"""Drafts for lists of clients, and for workbooks with several sheets."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest

from ledger.importing.faults import MappingError
from ledger.importing.headings import languages
from ledger.importing.suggestion import suggest
from tests.helpers.imports import Desk, Workbook


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


def fields_of(draft: str) -> dict[str, dict[str, Any]]:
    return {event["kind"]: event["fields"] for event in tomllib.loads(draft)["event"]}


ORDER = (
    *(
        "code",
        "name",
        "tax_id",
        "country",
        "region",
        "city",
        "address",
        "segment",
        "manager",
        "contact",
        "email",
    ),
    *("phone", "payment_days", "credit_limit", "note"),
)
ROWS = """C-1;Alma;12345678;HU;North;Bergen;Main 1;retail;Eva Kis;Olga May;olga@alma.example;+36 1 234 5678;30;2500,50;since 2019
C-2;Beta;87654321;TR;South;Ankara;Main 2;retail;Eva Kis;;beta@beta.example;;;;
"""
TITLES = {
    "en": "Client code;Client name;Tax number;Country;Region;City;Address;Segment;Account manager;Contact person;E-mail;Phone;Payment terms (days);Credit limit;Notes",
    "az": "Müştəri kodu;Müştəri adı;VÖEN;Ölkə;Region;Şəhər;Ünvan;Seqment;Menecer;Əlaqədar şəxs;E-poçt;Telefon;Ödəniş müddəti (gün);Kredit limiti;Qeyd",
    "tr": "Cari kodu;Cari adı;Vergi no;Ülke;Bölge;Şehir;Adres;Segment;Müşteri temsilcisi;İlgili kişi;E-posta;Telefon;Vade (gün);Kredi limiti;Açıklama",
    "ro": "Cod client;Denumire client;CUI;Țara;Județ;Oraș;Adresă;Segment;Agent;Persoană de contact;E-mail;Telefon;Termen de plată (zile);Limită de credit;Observații",
    "sq": "Kodi i klientit;Emri i klientit;NIPT;Shteti;Rajoni;Qyteti;Adresa;Segmenti;Agjenti;Personi i kontaktit;E-mail;Telefoni;Afati i pagesës (ditë);Limiti i kredisë;Shënime",
    "hu": "Vevő kódja;Vevő neve;Adószám;Ország;Régió;Város;Cím;Szegmens;Üzletkötő;Kapcsolattartó;E-mail cím;Telefonszám;Fizetési határidő (nap);Hitelkeret;Megjegyzés",
    "th": "รหัสลูกค้า;ชื่อลูกค้า;เลขประจำตัวผู้เสียภาษี;ประเทศ;ภาค;จังหวัด;ที่อยู่;กลุ่มลูกค้า;พนักงานขาย;ผู้ติดต่อ;อีเมล;โทรศัพท์;เครดิต (วัน);วงเงินเครดิต;หมายเหตุ",
    "de": "Kundennummer;Kundenname;Ust-ID;Land;Gebiet;Ort;Anschrift;Kundengruppe;Kundenbetreuer;Ansprechpartner;E-Mail;Telefon;Zahlungsziel (Tage);Kreditlimit;Bemerkung",
    "ru": "Код клиента;Наименование клиента;ИНН;Страна;Регион;Город;Адрес;Сегмент;Менеджер;Контактное лицо;Эл. почта;Телефон;Отсрочка (дней);Кредитный лимит;Примечание",
    "fr": "Code client;Nom du client;SIRET;Pays;Région;Ville;Adresse;Segment;Commercial;Interlocuteur;E-mail;Téléphone;Délai de paiement (jours);Plafond de crédit;Remarques",
    "es": "Código de cliente;Nombre del cliente;NIF;País;Provincia;Ciudad;Dirección;Segmento;Vendedor;Persona de contacto;Correo;Teléfono;Plazo de pago (días);Límite de crédito;Observaciones",
    "it": "Codice cliente;Nome cliente;Partita IVA;Paese;Regione;Città;Indirizzo;Segmento;Agente;Referente;E-mail;Telefono;Pagamento (giorni);Fido;Note",
    "pl": "Kod klienta;Nazwa klienta;NIP;Kraj;Region;Miasto;Adres;Segment;Opiekun klienta;Osoba kontaktowa;E-mail;Telefon;Termin płatności (dni);Limit kredytowy;Uwagi",
}


def test_every_language_of_titles_has_a_list_of_clients() -> None:
    assert {language.tag for language in languages()} == {*TITLES}


@pytest.mark.parametrize("tag", TITLES)
def test_the_usual_columns_of_a_list_of_clients_are_placed(desk: Desk, tag: str) -> None:
    path = desk.file("clients.csv", f"{TITLES[tag]}\n{ROWS}")
    title = dict(zip(ORDER, (f"{{{one}}}" for one in TITLES[tag].split(";")), strict=True))

    draft = suggest(path)

    fields = fields_of(draft)
    registered = fields["client.registered"]
    plain = ("code", "name", "tax_id", "country", "address", "segment", "manager", "email", "phone", "note")
    assert {field: registered[field] for field in plain} == {field: title[field] for field in plain}
    assert registered["territory"] == f"{title['region']}/{title['city']}"
    assert fields["client.terms_agreed"] == {
        "payment_days": title["payment_days"],
        "billing": "invoice",
        "credit_limit": title["credit_limit"],
    }
    assert fields["contact.added"]["name"] == title["contact"]
    assert "No field is made of" not in draft


@pytest.mark.parametrize("tag", TITLES)
def test_a_draft_for_a_list_of_clients_imports_without_edits(desk: Desk, tag: str) -> None:
    path = desk.file("clients.csv", f"{TITLES[tag]}\n{ROWS}")

    report = desk.run(path, suggest(path))

    made = {"client.registered": 2, "client.terms_agreed": 1, "contact.added": 1}
    assert (report.faults, report.appended) == ([], made)
    [terms] = desk.events("client.terms_agreed")
    assert (terms.payment_days, str(terms.credit_limit)) == (30, "2500.50")


def test_a_list_without_the_word_client_is_of_the_codes_and_names(desk: Desk) -> None:
    draft = suggest(desk.file("list.csv", "No;Name;City\n1;Alma;Bergen\n2;Beta;Ankara\n"))

    assert fields_of(draft)["client.registered"] | {"currency": ""} == {
        "code": "{No}",
        "name": "{Name}",
        "currency": "",
        "territory": "{City}",
    }


def test_a_column_without_a_place_is_named(desk: Desk) -> None:
    draft = suggest(desk.file("list.csv", "Client;City;Shoe size;Shelf\nA;Bergen;44;left\n"))

    assert "# ? No field is made of Shelf. Is it the client's name? The code stands in for it." in draft
    assert "# ? No field is made of Shoe size. Should it be?" in draft
    invoices = suggest(desk.file("owed.csv", "Client,Invoice,Date,Amount,Shelf\nA,1,2026-01-05,9,left\n"))
    assert "# ? No field is made of Shelf." in invoices


def test_a_city_is_left_out_of_territories_if_some_clients_have_none(desk: Desk) -> None:
    draft = suggest(desk.file("list.csv", "Client;Region;City\nA;North;Bergen\nB;South;\n"))

    assert fields_of(draft)["client.registered"]["territory"] == "{Region}"


def test_a_limit_without_days_to_pay_is_a_question(desk: Desk) -> None:
    draft = suggest(desk.file("list.csv", "Client;City;Credit limit (EUR)\nA;Bergen;5000\n"))

    assert "client.terms_agreed" not in fields_of(draft)
    assert "# ? Credit limit (EUR) is a part of client.terms_agreed, which needs payment_days" in draft
    assert fields_of(draft)["client.registered"]["currency"] == "EUR"


def test_columns_of_documents_keep_their_roles_beside_details_of_clients(desk: Desk) -> None:
    text = "Customer,Invoice,Date,Amount,Product category,City\nA,1,2026-01-05,9,tea,Bergen\n"

    assert [*fields_of(suggest(desk.file("owed.csv", text)))] == ["client.registered", "invoice.issued"]


def book(desk: Desk, **sheets: list[list[str]]) -> Path:
    path = desk.place / "book.xlsx"
    with Workbook(str(path)) as made:
        for name, rows in sheets.items():
            page = made.add_worksheet(name)
            for number, row in enumerate(rows):
                page.write_row(number, 0, row)
            if name == "Hidden":
                page.hide()
    return path


CLIENTS = [["Client code", "Client name", "City"], ["C-1", "Alma", "Bergen"]]
INVOICES = [["Client code", "Invoice", "Date", "Amount"], ["C-1", "1", "2026-01-05", "9"]]


def test_a_draft_of_a_workbook_names_the_other_sheets_with_rows_and_takes_one_by_name(desk: Desk) -> None:
    path = book(desk, Cover=[["Ours"]], Clients=CLIENTS, Invoices=INVOICES, Empty=[], Hidden=INVOICES)

    first, second = suggest(path), suggest(path, sheet="Invoices")

    assert "# ? Only the sheet Clients is read; rows are in Invoices too." in first
    assert tomllib.loads(first)["file"]["rows"]["sheet"] == "Clients"
    assert [*fields_of(second)] == ["client.registered", "invoice.issued"]
    assert "# ? Only the sheet Invoices is read; rows are in Clients too." in second
    assert desk.run(path, first).faults == []
    assert desk.run(path, second, dry_run=True).appended == {"invoice.issued": 1}


def test_a_draft_of_a_workbook_with_one_sheet_names_no_other(desk: Desk) -> None:
    assert "Only the sheet" not in suggest(book(desk, Clients=CLIENTS, Empty=[]))


def test_a_sheet_that_is_not_there_is_refused(desk: Desk) -> None:
    with pytest.raises(MappingError, match="has no sheet 'Client'; did you mean 'Clients'"):
        suggest(book(desk, Clients=CLIENTS), sheet="Client")
    with pytest.raises(MappingError, match="has no sheets; leave out --sheet"):
        suggest(desk.file("list.csv", "Client\nA\n"), sheet="Clients")


SHEETS = """
[file.clients]
sheet = "Clients"
[file.invoices]
sheet = "Invoices"

[[event]]
kind = "client.registered"
file = "clients"
once = "{Client code}"
when = 2026-01-01
fields = { code = "{Client code}", name = "{Client name}", currency = "EUR" }

[[event]]
kind = "invoice.issued"
file = "invoices"
client = "{Client code}"
when = "{Date}"
fields = { number = "{Invoice}", amount = "{Amount}", currency = "EUR" }
"""


def test_one_mapping_of_several_sheets_needs_no_match(desk: Desk) -> None:
    report = desk.run(book(desk, Clients=CLIENTS, Invoices=INVOICES), SHEETS)
    assert (report.faults, report.appended) == ([], {"client.registered": 1, "invoice.issued": 1})


def test_of_kinds_that_are_not_all_sheets_the_error_shows_a_match(desk: Desk) -> None:
    with pytest.raises(
        MappingError, match=r'several kinds, such as match = "clients\*.csv"; kinds that are sheets'
    ):
        desk.run(book(desk, Clients=CLIENTS), SHEETS.replace('sheet = "Invoices"', 'match = "x"'))
