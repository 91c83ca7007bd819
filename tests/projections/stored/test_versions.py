"""A view whose figures change raises its VERSION, so that stored views are made again and never a mixture.

The figures of a fixed ledger are kept as hashes, a line for each view. A refactoring that leaves the figures
alone passes; one that changes them without raising the version fails.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator

import pytest

from ledger import Ledger
from projections import ALL, answer
from projections.framework import clients
from projections.framework.fold import fold
from projections.framework.fold_parts import reads
from projections.framework.registry import REGISTER, names_with_rows, views_with_rows
from projections.history import Horizon
from tests.helpers.fixed import DAYS, FACTS, recorded
from tests.helpers.places import GOLDEN

KEPT = GOLDEN / "figures.txt"
VERSIONS = {"clients": clients.VERSION} | {name: view.version for name, view in REGISTER.items()}


@pytest.fixture(scope="module")
def ledger(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ledger]:
    with recorded(tmp_path_factory.mktemp("fixed") / "goodwill.db") as ledger:
        yield ledger


def of_view(ledger: Ledger, view: str) -> Iterator[object]:
    """What a view says of the ledger on several days."""
    for day in DAYS:
        said = answer(view, ledger.history, as_of=day, known_at=None, position=ledger.position)
        yield {name: value for name, value in said.as_json(items=True).items() if name != "policy"}


def of_clients(ledger: Ledger) -> Iterator[object]:
    """Who the clients are on several days."""
    for day in DAYS:
        for code, one in fold((clients.evolve,), ledger.history, Horizon(day, None, ledger.position)).items():
            who = one.states[0]
            parts = who and [who.name, who.currency, who.manager, who.territory, who.segment, who.parent]
            yield [code, one.since.isoformat(), parts]


def digest(*parts: object) -> str:
    return hashlib.sha256(json.dumps(parts, ensure_ascii=False).encode()).hexdigest()[:16]


def said_now(ledger: Ledger) -> dict[str, tuple[str, str]]:
    """Version and hash of each view; and the hash of the ledger that they are about."""
    hashes = {view.name: digest(*of_view(ledger, view.name)) for view in ALL.values()}
    hashes["clients"] = digest(*of_clients(ledger))
    about = digest(FACTS.read_text(encoding="utf-8"), [day.isoformat() for day in DAYS])
    return {"ledger": ("-", about)} | {
        name: (str(version), hashes[name]) for name, version in VERSIONS.items()
    }


def said_before() -> dict[str, tuple[str, str]]:
    lines = (line.split() for line in KEPT.read_text(encoding="utf-8").splitlines())
    return {name: (version, kept) for name, version, kept in lines}


def test_a_view_whose_figures_change_raises_its_version(
    ledger: Ledger, request: pytest.FixtureRequest
) -> None:
    now, before = said_now(ledger), said_before()
    if now["ledger"] == before.get("ledger"):
        unsaid = [
            name
            for name, (version, kept) in now.items()
            if name in before and before[name][0] == version and before[name][1] != kept
        ]
        assert not unsaid, (
            f"{', '.join(unsaid)}: other figures of {FACTS.name} under the same version. If you did not mean to change a "
            "figure, mend the code; if you did, raise `version` in its line of projections/framework/registry.py (VERSION in clients.py for the clients), so that stored views are made "
            "again, and run `pytest --update-golden tests/projections/stored/test_versions.py`"
        )
    if request.config.getoption("--update-golden"):
        KEPT.write_text("".join(f"{name} {' '.join(said)}\n" for name, said in now.items()), encoding="utf-8")
        before = now
    assert now == before, (
        f"a version was raised, a view added, or {FACTS.name} changed: "
        "`pytest --update-golden tests/projections/stored/test_versions.py` keeps the figures as they are now"
    )


def test_the_fixed_ledger_has_every_kind_that_a_view_reads(ledger: Ledger) -> None:
    known = {type(entry.event) for entry in ledger.history()}
    folds = [clients.evolve, *(view.fold for view in views_with_rows())]
    wanted = {kind for evolve in folds for kind in reads(evolve)}
    assert not wanted - known, f"append such events to {FACTS.name}"


def test_the_figures_of_the_fixed_ledger_differ_from_day_to_day(ledger: Ledger) -> None:
    for name in names_with_rows():
        assert len({digest(said) for said in of_view(ledger, name)}) == len(DAYS)
