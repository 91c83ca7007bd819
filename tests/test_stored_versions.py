"""A fold that changed makes other pages: its version must say so, or stored views would be a mixture."""

from __future__ import annotations

import ast
import hashlib
from pathlib import Path

import pytest

from projections import ALL, clients

ROOT = Path(__file__).parent.parent
PINNED = Path(__file__).parent / "golden" / "fold-versions.txt"
VERSIONS = {"clients": clients.VERSION} | {name: view.version for name, view in ALL.items()}


def imported(tree: ast.Module) -> set[str]:
    """The modules of projections that a module imports."""
    found = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module and node.module.startswith("projections"):
            named = {f"{node.module}.{name.name}" for name in node.names} | {node.module}
            found |= {name for name in named if file_of(name).exists()}
    return found


def file_of(module: str) -> Path:
    path = ROOT / module.replace(".", "/")
    return path / "__init__.py" if path.is_dir() else path.with_suffix(".py")


def meaning(tree: ast.Module) -> str:
    """A module without its docstrings, comments and layout."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef):
            node.body = [part for part in node.body if not _is_text(part)] or [ast.Pass()]
    return ast.dump(tree)


def _is_text(node: ast.stmt) -> bool:
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)


MADE_IN = {"clients": {clients.evolve.__module__}} | {
    name: {made.__module__ for made in (view.evolve, view.prepare, view.rows)} for name, view in ALL.items()
}
"""The modules of what makes the pages and the rows of each view."""


DECLARATION = "projections.framework.declare"
"""It makes neither pages nor rows: how views are declared may change without their being made again."""


def digest(view: str) -> str:
    """What a view's pages and rows depend on in this package, as a hash."""
    waiting, seen = {*MADE_IN[view], "projections.fold"}, dict[str, str]()
    while waiting:
        module = waiting.pop()
        tree = ast.parse(file_of(module).read_text(encoding="utf-8"))
        waiting |= imported(tree) - set(seen) - {module, DECLARATION}
        seen[module] = meaning(tree)
    return hashlib.sha256(repr(sorted(seen.items())).encode()).hexdigest()[:16]


def test_whoever_changes_a_fold_raises_its_version(request: pytest.FixtureRequest) -> None:
    said = [f"{view} {version} {digest(view)}" for view, version in VERSIONS.items()]
    if request.config.getoption("--update-golden"):
        PINNED.write_text("\n".join(said) + "\n", encoding="utf-8")
    pinned = PINNED.read_text(encoding="utf-8").splitlines()
    changed = [line.split()[0] for line in said if line not in pinned]
    assert not changed, (
        f"the code behind {', '.join(changed)} changed. Where stored pages or rows can differ by it, raise its version "
        "where it is declared, so that stored views are made again; then `pytest --update-golden` takes it over"
    )
