"""What the columns of a file are about: the client, a number, a date, an amount."""

from __future__ import annotations

from collections.abc import Sequence

from ledger.importing.headings import ROLES, currency_of, says
from ledger.importing.sampling import Column
from ledger.importing.templates import parse, reference

MEANINGS = {
    "client": "client's code",
    "client_name": "client's name",
    "tax_id": "client's tax number",
    "due": "due date",
    "paid": "amount paid",
    "paid_on": "day of payment",
}
"""What columns of a role hold, where its name does not say it."""


def roles_of(columns: Sequence[Column]) -> dict[str, Column]:
    """The columns by their role, each in one role."""
    roles: dict[str, Column] = {}
    free = [column for column in columns if column.cells and can_be_named(column)]
    if taxed := [column for column in free if says(column.title, "tax_id") and not column.dates]:
        roles["tax_id"] = taxed[0]
        free = [column for column in free if column not in taxed]
    for role in ROLES:
        if fitting := [column for column in free if _has(role, column)]:
            roles[role] = max(fitting, key=lambda column: _rank(role, column))
            free.remove(roles[role])
    others = [column for column in free if not column.dates]
    _name_the_client(roles, others)
    _prefer_a_number(roles)
    if "number" not in roles and "date" in roles:
        alone = [column for column in others if says(column.title, "code") and column not in roles.values()]
        if alone:
            roles["number"] = alone[0]
    if "amount" not in roles and "paid" in roles:
        roles["amount"] = roles.pop("paid")
    if "date" not in roles and "number" not in roles and "paid_on" in roles:
        roles["date"] = roles.pop("paid_on")
    return roles


def _name_the_client(roles: dict[str, Column], others: Sequence[Column]) -> None:
    """Find the column of the client's name beside that of its code, among columns without a role."""
    client = roles.get("client")
    if client is None:
        return
    named = [column for column in others if says(column.title, "name") and not column.numeric]
    near = [column for column in named if says(column.title, "client")] or named
    if _is_code_of(client):
        near += [one for one in others if says(one.title, "client") and not one.numeric]
    if says(client.title, "name") and (code := next((one for one in others if _is_code_of(one)), None)):
        roles["client"], roles["client_name"] = code, client
    elif near:
        roles["client_name"] = near[0]


def _prefer_a_number(roles: dict[str, Column]) -> None:
    """Let the tax number be the client's code, if every client has one: a name may have two spellings."""
    client, number = roles.get("client"), roles.get("tax_id")
    if number is None or (client and (_is_code_of(client) or len(number.cells) < len(client.cells))):
        return
    roles["client"] = number
    if client:
        roles.setdefault("client_name", client)


def can_be_named(column: Column) -> bool:
    """Whether a template can name the column; a brace without its pair cannot be written in one."""
    try:
        return parse(reference(column.title)) == [(column.title, True)]
    except ValueError:
        return False


def _is_code_of(column: Column) -> bool:
    return says(column.title, "client") and says(column.title, "code")


def _has(role: str, column: Column) -> bool:
    """Whether a column can have a role; one of nothing but currencies has it under any title."""
    said = says(column.title, role) or (role == "amount" and _is_whole(column))
    return (role == "currency" or said) and _fits(role, column)


def _is_whole(column: Column) -> bool:
    """Whether a column is of all that an invoice asks for: a total, or an amount with tax."""
    return says(column.title, "gross") or says(column.title, "total")


def is_net(column: Column) -> bool:
    """Whether the amounts of a column are without tax."""
    return says(column.title, "net")


def is_tax(column: Column) -> bool:
    """Whether the amounts of a column are of tax alone."""
    return says(column.title, "tax") and not (is_net(column) or says(column.title, "gross"))


def _fits(role: str, column: Column) -> bool:
    if role in {"due", "paid_on", "date"}:
        return bool(column.dates)
    if role in {"paid", "amount"} and is_tax(column):
        return False
    if role == "paid" and says(column.title, "gross"):
        return False  # it is still to be paid
    if role in {"paid", "price", "amount", "quantity"}:
        return column.numeric and not says(column.title, "code")
    if role == "currency":
        return all(map(currency_of, column.cells))
    return not column.dates or role == "number"


def _rank(role: str, column: Column) -> tuple[int, float]:
    """How well a column suits a role; of equals the first is taken."""
    if role == "date":
        return says(column.title, "number"), 0
    if role in {"client", "product"}:
        return says(column.title, "code"), 0
    if role == "number":
        return says(column.title, "code") + says(column.title, "number"), column.share_of_different
    if role == "amount":
        return 0 if is_net(column) else 2 if _is_whole(column) else 1, 0
    return says(column.title, role), 0
