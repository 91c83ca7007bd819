"""What a list of clients says of each, and the parts of a draft that are made of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from ledger.importing.drafted import brace, event, filled, in_one_line, quoted
from ledger.importing.headings import DETAILS, Language, language_of, says, tells
from ledger.importing.sampling import Column
from ledger.importing.templates import reference

_OF_REGISTRATION: Final = ("country", "segment", "territory", "address", "email", "phone", "note")
_COUNTRY = 2  # letters of a code


def details_of(columns: Sequence[Column]) -> dict[str, Column]:
    """The columns of details by what they tell of a client, each in one place."""
    language = language_of(column.title for column in columns)
    details: dict[str, Column] = {}
    free = [column for column in columns if not says(column.title, "manager")]
    for detail in DETAILS:
        if fitting := [column for column in free if _tells(column, detail, language)]:
            details[detail] = fitting[0]
            free.remove(fitting[0])
    return details


def _tells(column: Column, detail: str, language: Language | None) -> bool:
    return tells(column.title, detail, language) and not column.dates.forms and _fits(column, detail)


def _fits(column: Column, detail: str) -> bool:
    match detail:
        case "email":
            return 2 * sum("@" in cell for cell in column.cells) > len(column.cells)
        case "phone":
            return column.is_numbering
        case "credit_limit" | "payment_days":
            return column.numeric
        case "country":
            return all(len(cell) == _COUNTRY and cell.isalpha() for cell in column.cells)
        case "note" | "address":
            return True
        case _:
            return not column.numeric


def registration_fields(roles: Mapping[str, Column]) -> Iterator[tuple[str, str]]:
    """The fields of ``client.registered`` that details give."""
    for field in _OF_REGISTRATION:
        if field == "territory" and (places := _places(roles)):
            yield field, quoted("/".join(reference(column.title) for column in places))
        elif field in roles:
            yield field, brace(roles[field])


def _places(roles: Mapping[str, Column]) -> list[Column]:
    """The region and the city; the region alone if a cell of either is empty."""
    places = [roles[one] for one in ("territory", "city") if one in roles]
    filled = {tuple(column.numbers) for column in places}
    return places if len(filled) == 1 else places[:1]


def further_events(roles: Mapping[str, Column], client: Column, when: str, asked: list[str]) -> Iterator[str]:
    """The events of terms and of the contact person.

    Args:
        roles: the columns by their role.
        client: the column that names the client.
        when: the day of the events.
        asked: the questions, to which it adds its own.
    """
    envelope = ("client", brace(client)), ("once", brace(client)), ("when", when)
    limit, days, contact = (roles.get(one) for one in ("credit_limit", "payment_days", "contact"))
    if days is not None:
        asked.append(
            "Which document makes the debt? billing says the invoice; it can be the order or the delivery."
        )
        fields = [("payment_days", brace(days)), ("billing", quoted("invoice"))]
        fields += [("credit_limit", brace(limit))] if limit is not None else []
        yield from event("client.terms_agreed", fields, *envelope, test=filled(days))
    elif limit is not None:
        asked.append(
            f"{in_one_line(limit.title)} is a part of client.terms_agreed, which needs payment_days and billing too. What are they?"
        )
    if contact is not None:
        if beside := [in_one_line(roles[one].title) for one in ("email", "phone") if one in roles]:
            asked.append(
                f"Is {' and '.join(beside)} of the client, or of the person? contact.added takes them too."
            )
        person = quoted(f"p-{reference(client.title)}")
        fields = [("person", person), ("name", brace(contact)), ("role", quoted("contact person"))]
        yield from event("contact.added", fields, *envelope, test=filled(contact))
