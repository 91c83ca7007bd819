"""The fields of a kind of event: name, form in plain words, meaning, and whether an event needs it.

This is the one bridge from the event models to the command line and to exports: ``record`` makes its options
of it, ``kinds`` its tables, and the catalogue its columns.
"""

from __future__ import annotations

import types
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from ledger.constrained import Exact
from ledger.events.models.base import Event, Retired

Form = Literal["text", "number", "whole", "date", "moment", "flag", "choice", "parts", "mapping"]

_WORDS: dict[Form, str] = {
    "text": "text",
    "number": "number",
    "whole": "whole number",
    "date": "date",
    "moment": "date and time",
    "flag": "yes or no",
    "mapping": "fields by name",
}
_FORMS: dict[type, Form] = {
    bool: "flag",
    int: "whole",
    Decimal: "number",
    datetime: "moment",
    date: "date",
    dict: "mapping",
}


@dataclass(frozen=True, slots=True)
class FieldOf:
    """A field of an event, or of a value inside one.

    Attributes:
        name: as it is stored, and as JSON has it.
        form: what kind of value it takes.
        required: whether an event must have it.
        many: whether it may be given several times.
        about: what it means; empty if the name is enough.
        choices: the values it may have, if they are few.
        parts: the fields of the value inside, if it has fields.
        or_text: whether plain text may stand in place of the parts.
        money: whether a number is an amount of money.
        empty: whether it is None if it is left out.
    """

    name: str
    form: Form
    required: bool
    many: bool
    about: str
    choices: tuple[str, ...] = ()
    parts: tuple[FieldOf, ...] = ()
    or_text: bool = False
    money: bool = False
    empty: bool = False

    @property
    def words(self) -> str:
        """Its form in plain words."""
        if self.form == "choice":
            words = " | ".join(self.choices)
        elif self.form == "parts":
            words = ", ".join(part.name + ("" if part.required else "?") for part in self.parts)
            words = f"text, or {words}" if self.or_text else words
        else:
            words = _WORDS[self.form]
        return f"{words} (several)" if self.many else words


def fields_of(model: type[BaseModel]) -> tuple[FieldOf, ...]:
    """The fields of a model: those it must have, those it may have, then those that every event may have."""
    found = [_field(name, info) for name, info in model.model_fields.items()]
    common = set() if not issubclass(model, Event) else set(Event.model_fields)
    return tuple(sorted(found, key=lambda field: (field.name in common, not field.required)))


def _field(name: str, info: FieldInfo) -> FieldOf:
    outer = _bare(info.annotation)
    many = get_origin(outer) is tuple
    inner = _bare(get_args(outer)[0]) if many else outer
    values = [*filter(_is_value, _members(info.annotation))]
    or_text = inner is str and bool(values)
    inner = values[0] if or_text else inner
    about = info.description or next(_descriptions(info.annotation), "")
    form: Form = "text"
    choices: tuple[str, ...] = ()
    parts: tuple[FieldOf, ...] = ()
    if get_origin(inner) is Literal:
        retired = {choice for mark in info.metadata if isinstance(mark, Retired) for choice in mark.choices}
        form, choices = "choice", tuple(each for each in map(str, get_args(inner)) if each not in retired)
    elif _is_value(inner):
        form, parts = "parts", fields_of(inner)
    else:
        form = _FORMS.get(get_origin(inner) or inner, "text")
    required, empty = info.is_required(), info.default is None
    money = form == "number" and any(isinstance(one, Exact) and one.money for one in _notes(info))
    return FieldOf(info.alias or name, form, required, many, about, choices, parts, or_text, money, empty)


def _notes(info: FieldInfo) -> Iterator[object]:
    """What annotations of a field carry, also those inside a union."""
    yield from info.metadata
    for member in get_args(info.annotation):
        yield from getattr(member, "__metadata__", ())


def _is_value(inner: object) -> bool:
    """Whether a type is that of a value with fields."""
    return isinstance(inner, type) and issubclass(inner, BaseModel)


def _bare(annotation: object) -> Any:  # noqa: ANN401 - an annotation
    """The type without ``Annotated`` and without ``| None``."""
    origin = get_origin(annotation)
    if origin is Annotated:
        return _bare(get_args(annotation)[0])
    if origin in (Union, types.UnionType):
        return _bare(next(arg for arg in get_args(annotation) if arg is not type(None)))
    return annotation


def _members(annotation: object) -> Iterator[Any]:
    """The types of which a union may be one, without ``Annotated``."""
    origin = get_origin(annotation)
    if origin is Annotated:
        yield from _members(get_args(annotation)[0])
    elif origin in (Union, types.UnionType):
        for part in get_args(annotation):
            yield from _members(part)
    else:
        yield annotation


def _descriptions(annotation: object) -> Iterator[str]:
    """The descriptions that the parts of an annotation carry, the outermost first."""
    if get_origin(annotation) is Annotated:
        for extra in getattr(annotation, "__metadata__", ()):
            if isinstance(extra, FieldInfo) and extra.description:
                yield extra.description
    if get_origin(annotation) in (Annotated, Union, types.UnionType, tuple):
        for argument in get_args(annotation):
            yield from _descriptions(argument)
