"""Faces of packages: every name of a stub loads, and stays what it is when other modules are loaded."""

from __future__ import annotations

from importlib import import_module
from pkgutil import iter_modules
from types import ModuleType

import pytest

from tests.helpers.places import ROOT

PACKAGES = sorted(
    ".".join(stub.parent.relative_to(ROOT).parts)
    for folder in ("goodwill", "ledger", "projections", "reporting")
    for stub in (ROOT / folder).rglob("__init__.pyi")
)


def test_there_are_faces() -> None:
    assert {"goodwill", "ledger", "projections", "projections.policy"} <= set(PACKAGES)


@pytest.mark.parametrize("package", PACKAGES)
def test_no_name_is_that_of_a_module_which_would_take_its_place(package: str) -> None:
    face = import_module(package)
    assert not set(dir(face)) & {module.name for module in iter_modules(face.__path__)}


@pytest.mark.parametrize("package", PACKAGES)
def test_every_name_loads(package: str) -> None:
    face = import_module(package)
    for name in dir(face):
        assert not isinstance(getattr(face, name), ModuleType)
    with pytest.raises(AttributeError, match=f"module '{package}' has no attribute 'nothing'"):
        face.nothing  # noqa: B018 - asking is the test
