"""Writes the structs of all events from their models: ``python -m ledger.events.generate``.

A struct has the fields of its model, under the same names, with the same defaults and the plain types of what
was judged. A test fails where the written modules differ from the models.
"""

from __future__ import annotations

import types
from collections.abc import Iterable, Iterator
from datetime import datetime
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from pydantic.fields import FieldInfo

from ledger.events import base
from ledger.events.models.base import Event, Value
from ledger.events.models.union import AnyModel

_MODELS = get_args(AnyModel)
_WIDTH = 110
_NOTE = "Written by ``python -m ledger.events.generate`` from the models; changes made here are lost."
_TURNS = {getattr(base, name): name for name in ("GROUND", "OPENING", "RUNNING", "CLOSING")}
_NAMES = {type(None): "None", ...: "...", datetime: "Moment"}
_HOMES = {"date": "datetime", "Decimal": "decimal", "Any": "typing", "Literal": "typing", "field": "msgspec"}
_STRUCTS = ("ledger.events.base", "ledger.events.values")


def modules() -> dict[str, str]:
    """The text of every generated module by the name of its file."""
    parties = [import_module(name) for name in dict.fromkeys(model.__module__ for model in _MODELS)]
    values = import_module("ledger.events.models.values")
    found = {f"{_name(module)}.py": "".join(_module(module)) for module in (values, *parties)}
    return found | {"__init__.py": "".join(_face(sorted(map(_name, (base, values, *parties)))))}


def _name(module: ModuleType) -> str:
    return module.__name__.rpartition(".")[2]


def _module(module: ModuleType) -> Iterator[str]:
    """The structs of the models of a module."""
    yield f'"""{module.__doc__}\n\n{_NOTE}\n"""\n\nfrom __future__ import annotations\n'
    here = [
        model for model in vars(module).values() if _is_model(model) and model.__module__ == module.__name__
    ]
    structs = [_Struct(model) for model in here]
    homes: dict[str, set[str]] = {}
    for name in {name for struct in structs for name in struct.used} - {model.__name__ for model in here}:
        homes.setdefault(_HOMES.get(name) or _STRUCTS[not hasattr(base, name)], set()).add(name)
    for group in (("datetime", "decimal", "typing"), ("msgspec",), _STRUCTS):
        lines = [_import(home, homes[home]) for home in group if home in homes]
        yield "".join(["\n", *lines] if lines else [])
    for struct in structs:
        yield f"\n\n{struct.text}"


def _is_model(found: object) -> bool:
    return isinstance(found, type) and issubclass(found, Value)


def _import(home: str, names: Iterable[str]) -> str:
    ordered = sorted(names, key=lambda name: (not name.isupper(), name.islower(), name))
    line = f"from {home} import {', '.join(ordered)}\n"
    if len(line) <= _WIDTH:
        return line
    return f"from {home} import (\n" + "".join(f"    {name},\n" for name in ordered) + ")\n"


class _Struct:
    """The struct of one model: its text, and the names that the text uses."""

    def __init__(self, model: type[Value]) -> None:
        self.used: set[str] = set()
        self.text = "".join(self._lines(model))

    def _lines(self, model: type[Value]) -> Iterator[str]:
        parents = [parent.__name__ for parent in model.__bases__]
        own = f"{model.__name__}Methods"
        if hasattr(base, own):
            parents.insert(0, own)
        self.used.update(parents)
        yield f"class {model.__name__}({', '.join(parents)}, frozen=True, kw_only=True):\n"
        if "__doc__" in vars(model) and model.__doc__:
            yield f'    """{model.__doc__}"""\n\n'
        if issubclass(model, Event):
            yield from self._class_variables(model)
        inherited = {name for parent in model.__bases__ for name in getattr(parent, "model_fields", {})}
        for name, info in model.model_fields.items():
            if name not in inherited:
                yield f"    {name}: {self._annotation(name, info)}{self._default(info)}\n"

    def _class_variables(self, model: type[Event]) -> Iterator[str]:
        for name in ("kind", "shape", "party", "turn", "filled"):
            if name in vars(model):
                value = getattr(model, name)
                if name == "turn":
                    value = _TURNS[value]
                    self.used.add(value)
                    yield f"    turn = {value}\n"
                else:
                    yield f"    {name} = {_literal(value)}\n"

    def _annotation(self, name: str, info: FieldInfo) -> str:
        text = self._type(info.annotation)
        if len(f"    {name}: {text}{self._default(info)}") <= _WIDTH:
            return text
        head, _, words = text.partition("[")
        words, _, tail = words.rpartition("]")
        return f"{head}[\n" + "".join(f"        {word},\n" for word in words.split(", ")) + f"    ]{tail}"

    def _type(self, annotation: Any) -> str:  # noqa: ANN401 - annotations are of many classes
        """The text of the plain type of a field: without what pydantic checks."""
        origin, inner = get_origin(annotation), get_args(annotation)
        if origin is Annotated:
            return self._type(inner[0])
        if origin in {Union, types.UnionType}:
            return " | ".join(map(self._type, inner))
        if origin is Literal:
            self.used.add("Literal")
            return f"Literal[{', '.join(map(_literal, inner))}]"
        if origin is not None:
            return f"{origin.__name__}[{', '.join(map(self._type, inner))}]"
        name: str = _NAMES.get(annotation) or annotation.__name__
        if name in {*_HOMES, "Moment"} or (isinstance(annotation, type) and issubclass(annotation, Value)):
            self.used.add(name)
        return name

    def _default(self, info: FieldInfo) -> str:
        default = "" if info.is_required() else f"default={info.default!r}"
        if info.alias is None:
            return default.replace("default=", " = ")
        self.used.add("field")
        return f" = field({default}{', ' if default else ''}name={_literal(info.alias)})"


def _literal(value: object) -> str:
    """A constant as the formatter writes it."""
    if isinstance(value, tuple):
        return f"({', '.join(map(_literal, value))}{',' if len(value) == 1 else ''})"
    return f'"{value}"' if isinstance(value, str) else repr(value)


def _face(names: Iterable[str]) -> Iterator[str]:
    """The package: all structs, their union, and each by its kind."""
    yield f'"""All kinds of event, in one closed union.\n\n{_NOTE}\n"""\n\nfrom __future__ import annotations\n\n'
    yield "from typing import TypeAlias, get_args\n\n"
    yield "".join(f"from ledger.events.{name} import *\n" for name in names)
    yield "\n# fmt: off\nAnyEvent: TypeAlias = (\n"
    line = "   "
    for model in _MODELS:
        word = model.__name__ if line == "   " else f"| {model.__name__}"
        if len(f"{line} {word}") > _WIDTH:
            yield f"{line}\n"
            line = "   "
        line = f"{line} {word}"
    yield f'{line}\n)\n# fmt: on\n"""The closed union of all events."""\n\n'
    yield "KINDS: dict[str, type[AnyEvent]] = {event.kind: event for event in get_args(AnyEvent)}\n"
    yield '"""Every kind by its stored name, in the order of the union."""\n'


if __name__ == "__main__":
    for file, text in modules().items():
        (Path(__file__).parent / file).write_text(text, encoding="utf-8")
