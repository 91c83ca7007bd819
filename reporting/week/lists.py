"""The lists that a person chooses from, on a sheet of their own."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from ledger.events.base import ERASED, SEALED
from ledger.importing.week.layout import SHEETS, Column, Form
from ledger.text import visible
from reporting.week import titles
from reporting.week.contents import Contents
from reporting.words import Words

_OWN_LIST: Final = {
    Form.CLIENT: "client",
    Form.PERSON: "person",
    Form.PEOPLE: "person",
    Form.FLAG: "flag",
    Form.CURRENCY: "currency",
}
_ORDER: Final = ("client", "of_client", "person", "currency", "competitor", "channel", "topic", "flag")
"""The lists from left to right; ``of_client`` has the client of each person, beside them."""
_BETWEEN: Final = "; "


@dataclass(frozen=True, slots=True)
class Lists:
    """The lists of a workbook.

    Attributes:
        words: of the language of the person who fills it in.
        labels: what each offers, by its name.
        meanings: the word or code that a label of a list stands for.
        clients: the label of each client by its code.
        people: the label of each person by the code of their client and their id.
    """

    words: Words
    labels: Mapping[str, Sequence[str]]
    meanings: Mapping[str, Mapping[str, str]]
    clients: Mapping[str, str]
    people: Mapping[tuple[str, str], str]

    @property
    def sheet(self) -> str:
        """The title of their sheet."""
        return self.words.gettext(titles.LISTS)

    def columns(self) -> Iterator[tuple[str, Sequence[str]]]:
        """The title and the labels of each list, from left to right."""
        for name in _ORDER:
            yield self.words.gettext(titles.LISTED[name]), self.labels[name]

    def place(self, name: str) -> tuple[int, int]:
        """The column of a list, counted from 0, and how many labels it has."""
        return _ORDER.index(name), len(self.labels[name])

    def label(self, column: Column, value: Any, client: str) -> str:  # noqa: ANN401 - a value of JSON
        """A value as a person reads it in its cell.

        Args:
            column: the column of the cell.
            value: as ``ledger.importing.week.row_events`` has it.
            client: the code of the client of the row.
        """
        match column.form:
            case Form.CLIENT:
                return self.clients.get(value, value)
            case Form.PERSON:
                return self.people.get((client, value), value)
            case Form.PEOPLE:
                return _BETWEEN.join(self.people.get((client, one), one) for one in value)
            case Form.FLAG:
                return self.words.gettext(titles.YES if value else titles.NO)
            case Form.CHOICE:
                meanings = self.meanings[column.name]
                return next((label for label, word in meanings.items() if word == value), str(value))
            case _:
                return str(value)


def list_of(column: Column) -> str | None:
    """The name of the list that a column offers; None if it offers none."""
    if column.form is Form.CHOICE or column.name == "competitor":
        return column.name
    return _OWN_LIST.get(column.form)


def lists_of(contents: Contents, words: Words) -> Lists:
    """The lists of a workbook, in the language of the person who fills it in."""
    clients = {one.code: _label(one.name, one.code) for one in contents.clients}
    people = {
        (one.client, one.person): _label(one.name.replace(";", ","), one.person)
        for one in contents.people
        if one.name not in (ERASED, SEALED)
    }
    chosen = {
        column.name: {words.gettext(word): word for word in sheet.choices(column)}
        for sheet in SHEETS
        for column in sheet.columns
        if column.form is Form.CHOICE
    }
    meanings = {
        "client": {label: code for code, label in clients.items()},
        "person": {label: person for (_, person), label in people.items()},
        "flag": {words.gettext(titles.YES): "true", words.gettext(titles.NO): "false"},
        **chosen,
    }
    return Lists(
        words,
        labels={
            **{name: [*found] for name, found in meanings.items()},
            "of_client": [clients.get(client, client) for client, _ in people],
            "person": [*people.values()],
            "currency": sorted({one.currency for one in contents.clients if one.currency}),
            "competitor": contents.competitors,
        },
        meanings=meanings,
        clients=clients,
        people=people,
    )


def _label(name: str, code: str) -> str:
    """A name with the code that tells it apart, on one line."""
    return " ".join(visible(f"{name} · {code}").split())
