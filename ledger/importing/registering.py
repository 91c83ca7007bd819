"""The registration of clients in a draft, and what a person should look at in it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from ledger.importing.client_details import registration_fields
from ledger.importing.described import name_beside
from ledger.importing.drafted import brace, event, in_one_line, quoted
from ledger.importing.headings import Language, says
from ledger.importing.sampling import Column, Sample


def registration(
    client: Column,
    roles: Mapping[str, Column],
    language: Language | None,
    currency: str,
    since: str,
    test: str | None,
) -> Iterator[str]:
    """The event that registers clients.

    Args:
        client: the column of the client's code.
        roles: the columns by their role.
        language: that of the titles.
        currency: the value of the field ``currency``.
        since: the day from which on they are clients.
        test: the test which rows register one; None: all do.
    """
    fields = [("code", brace(client)), ("name", brace(roles.get("client_name", client)))]
    fields.append(("currency", currency))
    if language:
        fields.append(("locale", quoted(language.locale)))
    fields += [(one, brace(roles[one])) for one in ("tax_id", "manager") if one in roles]
    fields += registration_fields(roles)
    yield from event("client.registered", fields, ("once", brace(client)), ("when", since), test=test)


def questions_about(found: Sample, client: Column, roles: Mapping[str, Column]) -> Iterator[str]:
    """What a person should look at in the registration of clients."""
    name, number = roles.get("client_name", client), roles.get("tax_id")
    if name is client and says(client.title, "client"):
        some = f" {in_one_line(number.title)} is empty in some rows." if number else ""
        yield (
            f"{in_one_line(client.title)} is the code of a client too, so another spelling is another "
            f"client. Does a column have a code, or a tax number, that stays the same?{some}"
        )
    if name is client:
        yield from name_beside(found, (*roles.values(), client))
    if "date" not in roles:
        yield "Since when are they clients? 2020-01-01 stands in for it."
