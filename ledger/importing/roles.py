"""What the columns of a file are about: the client, a number, a date, an amount."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from ledger.importing.client_details import details_of
from ledger.importing.headings import ROLES, currency_of, document_of, says
from ledger.importing.sampling import Column
from ledger.importing.templates import parse, reference

MEANINGS = {
    "client": "client's code",
    "client_name": "client's name",
    "type": "sort of document",
    "tax_id": "client's tax number",
    "due": "due date",
    "paid": "amount paid",
    "paid_on": "day of payment",
    "email": "e-mail address",
    "phone": "telephone number",
    "credit_limit": "credit limit",
    "payment_days": "days to pay",
    "contact": "contact person",
}
"""What columns of a role hold, where its name does not say it."""
SORTS = {
    "invoice": "invoices",
    "payment": "payments",
    "credit": "credit notes",
    "bounced": "payments that bounced, for which payment.reversed needs the payment's number, so none is drafted",
    "": "not known, so none is drafted",
}
"""What rows are taken for, by the sort of document that their word names."""
_FEW = 20  # words of a column that says what each row is


def roles_of(columns: Sequence[Column]) -> dict[str, Column]:
    """The columns by their role, each in one role; in a list of clients, with the details of each."""
    free = [column for column in columns if column.cells and can_be_named(column)]
    details = details_of(free)
    others = [column for column in free if column not in details.values()]
    roles = _roles(others)
    if not details or are_documents(roles):
        return _roles(free)
    if "client" not in roles:
        taken = [*roles.values()]
        coded = (column for column in others if says(column.title, "code") and column not in taken)
        named = (column for column in others if says(column.title, "name") and column not in taken)
        found = {"client": next(coded, None), "client_name": next(named, None)}
        if found["client"] is None:
            found = {"client": found["client_name"]}
        roles |= {role: column for role, column in found.items() if column is not None}
        _prefer_a_number(roles)
    return roles | details


def are_documents(roles: Collection[str]) -> bool:
    """Whether rows with columns of these roles are documents or payments, rather than clients."""
    return {"date", "amount"} <= {*roles} or {"number", "date", "product", "quantity", "price"} <= {*roles}


def _roles(columns: Sequence[Column]) -> dict[str, Column]:
    """The columns by their role, without the details of clients."""
    roles: dict[str, Column] = {}
    free = [*columns]
    if taxed := [column for column in free if says(column.title, "tax_id") and not column.dates.forms]:
        roles["tax_id"] = taxed[0]
        free = [column for column in free if column not in taxed]
    if typed := [column for column in free if documents_in(column)]:
        roles["type"] = typed[0]
        free.remove(typed[0])
    for role in ROLES:
        if fitting := [column for column in free if _has(role, column)]:
            roles[role] = max(fitting, key=lambda column: _rank(role, column))
            free.remove(roles[role])
    others = [column for column in free if not column.dates.forms]
    _name_the_client(roles, others)
    _prefer_a_number(roles)
    if "number" not in roles and "date" in roles:
        taken = [id(column) for column in roles.values()]
        coded = [column for column in others if says(column.title, "code") and id(column) not in taken]
        alone = [column for column in coded if column.is_numbering]
        if alone:
            roles["number"] = alone[0]
    if "amount" not in roles and "paid" in roles:
        roles["amount"] = roles.pop("paid")
    if "date" not in roles and "number" not in roles and "paid_on" in roles:
        roles["date"] = roles.pop("paid_on")
    return roles


def documents_in(column: Column) -> dict[str, list[str]]:
    """The words of a column that names the sort of document of each row, by these sorts.

    Words that name none are under the empty text. A column of other things has no sorts.
    """
    words = dict.fromkeys(column.cells)
    if len(words) > _FEW or column.dates.forms or column.numeric:
        return {}
    sorts: dict[str, list[str]] = {}
    for word in words:
        sorts.setdefault(document_of(word), []).append(word)
    known = sorts.keys() - {""}
    named = len(known) > 1 or (known and says(column.title, "type"))
    return sorts if named and len(sorts.get("", ())) * 2 <= len(words) else {}


def let_pay_by(roles: dict[str, Column], invoices: Collection[int]) -> bool:
    """Take the day of payment for the due day, if only rows of invoices have it, and none before its invoice.

    Args:
        roles: the columns by their role, which it changes.
        invoices: the rows of invoices.

    Returns:
        Whether it did.
    """
    paid, issued = roles.get("paid_on"), roles.get("date")
    if paid is None or issued is None or "due" in roles or not set(paid.numbers) <= set(invoices):
        return False
    since = {
        number: issued.dates.day(cell) for number, cell in zip(issued.numbers, issued.cells, strict=True)
    }
    for number, cell in zip(paid.numbers, paid.cells, strict=True):
        day, first = paid.dates.day(cell), since.get(number)
        if day and first and day < first:
            return False
    roles["due"] = roles.pop("paid_on")
    return True


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
        return bool(column.dates.forms)
    if role in {"paid", "amount"} and is_tax(column):
        return False
    if role == "paid" and says(column.title, "gross"):
        return False  # it is still to be paid
    if role in {"paid", "price", "amount", "quantity"}:
        return column.numeric and not says(column.title, "code")
    if role == "currency":
        return all(map(currency_of, column.cells))
    return (
        column.is_numbering and not says(column.title, "type") if role == "number" else not column.dates.forms
    )


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
