"""What the columns of a file are about: the client, a number, a date, an amount."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ledger.importing.headings import CODES, NAMES, WORDS, says
from ledger.importing.sampling import Column
from ledger.importing.templates import parse, reference


def roles_of(columns: Sequence[Column]) -> dict[str, Column]:
    """The columns by their role, each in one role."""
    roles: dict[str, Column] = {}
    free = [column for column in columns if column.cells and can_be_named(column)]
    for role, parts in WORDS.items():
        fitting = [column for column in free if says(column.title, parts) and _fits(role, column)]
        if fitting:
            roles[role] = max(fitting, key=lambda column: _rank(role, column))
            free.remove(roles[role])
    others = [column for column in free if not column.dates]
    if client := roles.get("client"):
        named = [column for column in others if says(column.title, NAMES) and not column.numeric]
        near = [column for column in named if says(column.title, WORDS["client"])] or named
        if says(client.title, NAMES) and (code := next((one for one in others if _is_code_of(one)), None)):
            roles["client"], roles["client_name"] = code, client
        elif near:
            roles["client_name"] = near[0]
    if "number" not in roles and "date" in roles:
        alone = [column for column in others if says(column.title, CODES) and column not in roles.values()]
        if alone:
            roles["number"] = alone[0]
    if "amount" not in roles and "paid" in roles:
        roles["amount"] = roles.pop("paid")
    if "date" not in roles and "number" not in roles and "paid_on" in roles:
        roles["date"] = roles.pop("paid_on")
    return roles


def can_be_named(column: Column) -> bool:
    """Whether a template can name the column; a brace without its pair cannot be written in one."""
    try:
        return parse(reference(column.title)) == [(column.title, True)]
    except ValueError:
        return False


def _is_code_of(column: Column) -> bool:
    return says(column.title, WORDS["client"]) and says(column.title, CODES)


def _fits(role: str, column: Column) -> bool:
    if role in {"due", "paid_on", "date"}:
        return bool(column.dates)
    if role in {"paid", "price", "amount", "quantity"}:
        return column.numeric and not says(column.title, CODES)
    if role == "currency":
        return all(re.fullmatch("[A-Z]{3}", cell) for cell in column.cells)
    return not column.dates or role == "number"


def _rank(role: str, column: Column) -> tuple[int, float]:
    """How well a column suits a role; of equals the first is taken."""
    if role == "date":
        return says(column.title, WORDS["number"]), 0
    if role in {"client", "product"}:
        return says(column.title, CODES), 0
    if role == "number":
        return says(column.title, CODES) + says(column.title, WORDS["number"]), column.share_of_different
    return 0, 0
