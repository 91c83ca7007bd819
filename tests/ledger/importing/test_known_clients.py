"""A draft for a file whose clients the ledger knows, by code or by name."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from ledger.entry import Draft
from ledger.importing.suggestion import suggest
from ledger.judging import make_event
from ledger.recording.application import Ledger
from tests.helpers.imports import INVOICES, NOW, Desk

HEADER = "Client;Nr factură;Data;Scadența;Suma;Moneda\n"
KNOWN = [("RO-1", "Țiglă & Fiii SRL"), ("RO-2", "Brânză SRL")]


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


def file(desk: Desk, *clients: str) -> Path:
    rows = [f"{client};F-{at};05.01.2026;04.02.2026;100,00;RON\n" for at, client in enumerate(clients)]
    return desk.file("facturi.csv", HEADER + "".join(rows))


def register(ledger: Ledger) -> None:
    for code, name in KNOWN:
        event = make_event("client.registered", {"code": code, "name": name, "currency": "RON"})
        ledger.record(Draft(event, NOW, "ana", code))


def kinds(draft: str) -> list[str]:
    return [event["kind"] for event in tomllib.loads(draft)["event"]]


@pytest.mark.parametrize(
    "cells",
    [("RO-1", "RO-2", "RO-1"), ("Țiglă & Fiii SRL", "BRANZA S.R.L."), ("RO-1", "Brânză SRL", "TOTAL")],
    ids=["codes", "names", "both, and a sum"],
)
def test_a_draft_registers_no_client_that_the_ledger_has(desk: Desk, cells: tuple[str, ...]) -> None:
    path = file(desk, *cells)

    draft = suggest(path, clients=KNOWN)
    report = desk.run(path, draft, use=register)

    assert (report.faults, {*report.appended}, report.warned) == ([], {"invoice.issued"}, {})
    clients = {entry.client for entry in desk.of_kind("invoice.issued")}
    assert clients == {"RO-1", "RO-2"}
    assert kinds(draft) == ["invoice.issued"]
    assert "# ? The ledger has all these clients, so the draft registers none." in draft


def test_a_draft_registers_the_clients_that_the_ledger_lacks(desk: Desk) -> None:
    path = file(desk, "RO-1", "Brânză SRL", "Nou SRL")

    draft = suggest(path, clients=KNOWN)
    report = desk.run(path, draft, use=register)

    assert (report.faults, report.appended) == ([], {"client.registered": 1, "invoice.issued": 3})
    assert desk.events("client.registered")[-1].code == "Nou SRL"
    assert "Are they the same? Brânză SRL: RO-2.\n" in draft
    assert "the draft registers the others, such as Nou SRL. Are they new?" in draft


def test_a_name_that_several_clients_have_is_asked_about_and_not_registered(desk: Desk) -> None:
    path = file(desk, "RO-1", "Brânză SRL")

    draft = suggest(path, clients=[*KNOWN, ("RO-3", "Branza SRL")])
    report = desk.run(path, draft, use=register)

    assert "# ? The ledger has several clients of the name Brânză SRL: RO-2, RO-3. Which is it?" in draft
    [fault] = report.faults
    assert fault.what == (
        "invoice.issued: no client 'Brânză SRL'; register it first with client.registered, or check the code; "
        "did you mean RO-2 (Brânză SRL)?"
    )


def test_without_clients_in_the_ledger_a_draft_registers_all(desk: Desk) -> None:
    (registered, _) = tomllib.loads(suggest(file(desk, "RO-1")))["event"]
    assert (registered["kind"], "if" in registered) == ("client.registered", False)


def test_a_list_of_clients_is_compared_with_the_ledger(desk: Desk) -> None:
    path = desk.file(
        "list.csv", "Client code;Client name;Currency\nRO-1;Țiglă & Fiii SRL;RON\nRO-2;Alt;RON\n"
    )

    report = desk.run(path, suggest(path, clients=KNOWN), use=register)

    [fault] = report.faults
    assert (
        "'RO-2' is recorded already (position 2), where name is 'Brânză SRL' there and 'Alt' here"
        in fault.what
    )


def test_a_name_that_the_mapping_takes_from_the_code_is_told_with_its_remedy(desk: Desk) -> None:
    path = desk.file("thai.csv", "Client,Number,Date,Amount\nRO-1,1,2026-01-05,9\n")
    report = desk.run(path, INVOICES.replace('currency = "EUR" }', 'currency = "RON" }', 1), use=register)

    [fault] = report.faults
    assert fault.what == (
        "client.registered: 'RO-1' is recorded already (position 1), where name is 'Țiglă & Fiii SRL' there and 'RO-1' here; "
        "the mapping takes the name from the column of the code: remove its [[event]] of client.registered, let its `if` leave "
        "out the clients that are known, or take the name from another column"
    )
