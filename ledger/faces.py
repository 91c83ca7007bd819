"""The face of a package: names that a program can import from it, each loaded when it is first used.

The stub beside ``__init__.py`` has a line for each name: ``from ledger.entry import Draft as Draft``. Type
checkers and editors read the same stub. No name may be that of a module of the package: importing the module
would put it in the name's place.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable
from importlib import import_module

_LINE = re.compile(r"^from (\S+) import (\w+) as (\w+)$", re.MULTILINE)


def face(package: str, file: str) -> tuple[Callable[[str], object], Callable[[], list[str]], list[str]]:
    """``__getattr__``, ``__dir__`` and ``__all__`` of a package.

    Args:
        package: its ``__name__``.
        file: its ``__file__``.
    """
    with open(f"{file.removesuffix('.py')}.pyi", encoding="utf-8") as stub:  # noqa: PTH123 - help needs no pathlib
        homes = {name: (module, there) for module, there, name in _LINE.findall(stub.read())}

    def load(name: str) -> object:
        if name not in homes:
            raise AttributeError(f"module '{package}' has no attribute '{name}'")
        module, there = homes[name]
        found = vars(sys.modules[package])[name] = getattr(import_module(module), there)
        return found

    return load, lambda: sorted(homes), sorted(homes)
