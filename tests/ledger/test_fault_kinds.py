"""The kinds of faults: one place names them, and says what each means for a copy, a stream and the views."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from ledger import fault_kinds
from ledger.errors import LedgerError, Refused
from ledger.fault_kinds import DAMAGES_COPY, DAMAGES_STREAM, HIDES_VIEWS, KINDS
from tests.helpers.places import PACKAGES, ROOT

CODES = {kind.code for kind in KINDS}


def below(kind: type[LedgerError]) -> Iterator[type[LedgerError]]:
    for one in kind.__subclasses__():
        yield one
        yield from below(one)


def modules() -> Iterator[tuple[Path, ast.Module]]:
    for package in PACKAGES:
        for file in (ROOT / package).rglob("*.py"):
            if file != Path(fault_kinds.__file__):
                yield file, ast.parse(file.read_text(encoding="utf-8"))


def test_no_module_types_a_code_of_a_fault() -> None:
    typed = [
        (file.name, node.lineno)
        for file, tree in modules()
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and getattr(node.func, "id", None) == "Fault"
        and len(node.args) > 2
        and isinstance(node.args[2], ast.Constant)
    ]
    typed += [
        (file.name, node.lineno)
        for file, tree in modules()
        for node in ast.walk(tree)
        if isinstance(node, ast.Set | ast.Tuple | ast.List | ast.Compare)
        for part in ast.iter_child_nodes(node)
        if isinstance(part, ast.Constant) and part.value in CODES and "-" in str(part.value)
    ]
    assert typed == []


def test_a_code_is_of_one_kind_or_of_one_rule() -> None:
    assert len(CODES) == len(KINDS) > 20
    assert not CODES & {one.code for one in below(Refused)}


def test_every_fault_of_a_check_that_the_manual_lists_is_of_a_kind_or_a_rule() -> None:
    manual = (ROOT / "docs/how-to/check-a-ledger.md").read_text(encoding="utf-8")
    table = manual.partition("| code | means |")[2].partition("\n\n")[0]
    listed = {
        code
        for line in table.splitlines()
        for code in re.findall("`([a-z-]+)`", line.split("|")[1:2][0] if "|" in line else "")
    }
    assert len(listed) > 15
    assert listed <= CODES | {one.code for one in below(Refused)}


def test_what_each_kind_damages_is_as_it_was() -> None:
    """A kind that is added says here whether it keeps a backup from being restored."""
    assert {kind.code for kind in KINDS} - DAMAGES_COPY == {
        "balance-contradicted", "contradicted", "not-admitted", "not-sealed", "recorded-ahead",
        "too-early", "undigested", "views-ahead", "views-broken", "views-differ",
    }  # fmt: skip
    assert {"client-differs", "undigested", "unreadable", "version-gap"} == DAMAGES_STREAM
    assert {"damaged-file", "views-broken"} == HIDES_VIEWS
