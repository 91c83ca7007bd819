"""Of whomever rows are asked, they are those of the house: teams share them, and covers move none."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.entry import Entry, Fact
from projections import ALL, Answer, Filter, UnknownChoice
from projections.framework.answering import ask_all
from projections.framework.filters import ANY
from projections.framework.grouping import grouped
from projections.framework.staffing import staffing_of
from projections.history import Horizon, Remembered, remembered
from projections.policy import DEFAULT
from tests.helpers.depth import tries
from tests.helpers.entries import Book
from tests.helpers.histories import ALL as ANYTHING
from tests.helpers.histories import CLIENTS, FIRST, SELLING, facts, ledger
from tests.helpers.seen import saw, sees
from tests.helpers.stored import DAY

VIEWS = [view for view in ALL.values() if view.groups or view.name in {"receivables", "plan", "pay"}]
"""Those that are summed by managers."""
COMPARING = [view for view in VIEWS if view.compares]
ALONE = [view for view in VIEWS if not view.compares]
"""Those of which only the clients are read that are chosen."""
HEADS = ("Cleo", "Dina")
"""Anna and Ben report to Cleo; Dina reports to nobody, and stands in for Anna."""
MANAGERS = ("Anna", "Ben", *HEADS)
STAYING = [one for one in ANYTHING if one[0] != "client.reassigned"]
COVERED = {"from_": FIRST.date(), "until": date(2026, 12, 31), "reason": "leave"}


@st.composite
def houses(draw: st.DrawFn) -> tuple[list[Entry], dict[str, str]]:
    """Entries of clients that managers share out among them, and the manager of each client."""
    book: Book = ledger(draw(facts(draw(st.sampled_from((STAYING, SELLING))))))
    managers = {code: draw(st.sampled_from(MANAGERS)) for code in CLIENTS}
    for code, manager in managers.items():
        book.add("client.reassigned", code, "2025-12-30", manager=manager)
    for manager in MANAGERS:
        above = {"reports_to": HEADS[0]} if manager not in HEADS else {}
        book.add("manager.appointed", None, "2025-12-31", name=manager, role="r", from_=FIRST.date(), **above)
    return book.entries, managers


def covered(entries: Sequence[Entry], managers: dict[str, str]) -> list[Entry]:
    """The same where Dina stands in for Anna, as the house says and as each of Anna's clients says too."""
    book = Book()
    book.entries = [*entries]
    deputy = {"deputy": HEADS[1], **COVERED}
    book.add("manager.covered", None, "2026-01-01", manager="Anna", **deputy)
    for code, manager in managers.items():
        if manager == "Anna":
            book.add("client.covered", code, "2026-01-01", **deputy)
    return book.entries


def asked(entries: Sequence[Entry], where: Filter = ANY) -> list[Answer]:
    """The answers of all views; none where nobody has what is asked for."""
    horizon = Horizon(DAY, None, len(entries))
    where = replace(where, staffing=staffing_of(entries, entries, horizon))
    try:
        return [
            said
            for views in (COMPARING, ALONE)
            for (said,) in ask_all(views, remembered(entries), horizon, (DEFAULT,), where)
        ]
    except UnknownChoice:
        return []


def known(answers: Sequence[Answer], codes: Sequence[str]) -> dict[str, list[Any]]:
    """The rows of some clients in each view."""
    return {one.view: [row for row in one.rows if row.client in codes] for one in answers}


@sees(30)
@tries(12, 100, shrink=False)
@given(houses())
def test_managers_and_teams_share_the_rows_of_the_house(drawn: tuple[list[Entry], dict[str, str]]) -> None:
    entries, managers = drawn
    house, teams = asked(entries), {"Cleo": {"Anna", "Ben", "Cleo"}, "Dina": {"Dina"}}
    assert len(house) == len(VIEWS)
    wanted = [(Filter(manager=one), {one}) for one in MANAGERS]
    wanted += [(Filter(team=head), people) for head, people in teams.items()]
    for where, people in wanted:
        codes = [code for code, manager in managers.items() if manager in people]
        for one in asked(entries, where):
            assert one.rows == known(house, codes)[one.view], (one.view, where)
            saw(len(one.rows))


@sees(30)
@tries(12, 100, shrink=False)
@given(houses())
def test_a_cover_moves_nothing_and_shows_nothing_twice(drawn: tuple[list[Entry], dict[str, str]]) -> None:
    entries, managers = drawn
    before = asked(entries)
    after = covered(entries, managers)
    house = asked(after)
    assert known(house, CLIENTS) == known(before, CLIENTS)
    sums = {one.view: summed(one) for one in house if ALL[one.view].groups}
    assert sums == {one.view: summed(one) for one in before if ALL[one.view].groups}
    # Dina sees Anna's clients beside her own, each once, and Anna still sees hers.
    for name, people in (("Dina", {"Anna", "Dina"}), ("Anna", {"Anna"})):
        codes = [code for code, manager in managers.items() if manager in people]
        for one in asked(after, Filter(mine=name)):
            assert one.rows == known(house, codes)[one.view], (one.view, name)
            saw(len(one.rows))


class Noting(Remembered):
    """A history that notes of which clients the kind invoice.issued was read."""

    def __init__(self, entries: Sequence[Entry]) -> None:
        super().__init__(entries)
        self.read: list[str] = []

    def facts(self, client: str, kinds: Collection[str], horizon: Horizon) -> tuple[list[Fact], date]:
        self.read += [client] if "invoice.issued" in kinds else []
        return super().facts(client, kinds, horizon)


@pytest.mark.parametrize(
    ("where", "chosen"),
    [
        (Filter(manager="Anna"), ["ACME"]),
        (Filter(segment="shops"), ["BETA", "CETA"]),
        (Filter(territory="Asia", group=True), ["ACME", "CETA"]),
        (ANY, ["ACME", "BETA", "CETA"]),
    ],
)
def test_only_the_entries_of_clients_that_a_filter_chooses_are_folded(
    where: Filter, chosen: list[str]
) -> None:
    book = Book().client("ACME", manager="Anna", territory="Asia/Thailand")
    book.client("BETA", manager="Ben", segment="shops")
    book.client("CETA", manager="Ben", segment="Shops", territory="Asia", parent="ACME")
    history = Noting(book.entries)
    ((said,),) = ask_all([ALL["receivables"]], history, Horizon(DAY, None, 9), (DEFAULT,), where)
    assert history.read == chosen
    assert [client.code for one in said.holders for client, _ in one.members] == chosen
    assert [*said.clients] == ["ACME", "BETA", "CETA"]


def summed(found: Answer) -> list[Any]:
    """The sums of an answer by manager."""
    groups = ALL[found.view].groups
    assert groups
    return grouped(found, groups, "manager").rows
