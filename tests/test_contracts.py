"""Contracts about what may import what, whose lists of modules a new module has to join."""

from __future__ import annotations

import tomllib
from typing import Final

import pytest

from tests.helpers.places import ROOT

CONTRACTS: Final = {
    one["name"].partition(":")[0]: one
    for one in tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"][
        "contracts"
    ]
}


def inner(package: str) -> set[str]:
    """The modules and packages in a package, by their full names."""
    found = (ROOT / package).iterdir()
    names = {path.stem for path in found if path.suffix == ".py" or (path / "__init__.py").exists()}
    return {f"{package}.{name}" for name in names - {"__init__"}}


@pytest.mark.parametrize(
    ("contract", "side", "free"),
    [
        (
            "The framework knows no view",
            "forbidden_modules",
            {"framework", "history", "ordering", "policy", "remarks", "stored"},
        ),
        ("Views do not know that they are stored", "source_modules", {"stored"}),
    ],
)
def test_a_contract_about_views_names_each_of_them(contract: str, side: str, free: set[str]) -> None:
    named, every = set(CONTRACTS[contract][side]), inner("projections")
    free = {f"projections.{name}" for name in free}
    missing = sorted(every - free - named)
    assert not missing, (
        f"add {', '.join(missing)} to {side} of the contract {contract!r} in pyproject.toml, or to the exceptions here"
    )
    assert not sorted(named - every), "take modules that are gone out of the contract in pyproject.toml"
    assert not sorted(free & named), "a module is an exception and named by the contract"
