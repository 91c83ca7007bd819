"""Writes the structs of all events from their models: ``python -m ledger.events.generate``.

A struct has the fields of its model, under the same names, with the same defaults and the plain types of what
was judged. A test fails where the written modules differ from the models.
"""

from __future__ import annotations

import re
import types
from collections.abc import Iterable, Iterator
from datetime import datetime
from decimal import Decimal
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from pydantic.fields import FieldInfo

from ledger.events import base
from ledger.events.models.base import Personal, Value
from ledger.events.models.fields import fields_of
from ledger.events.models.union import AnyModel

_WIDTH = 110
_NOTE = "Written by ``python -m ledger.events.generate`` from the models; changes made here are lost."
_MODELS = get_args(AnyModel)
_VALUES = import_module("ledger.events.models.values")
_TURNS = {getattr(base, name): name for name in ("GROUND", "OPENING", "RUNNING", "CLOSING")}
_NAMES = {type(None): "None", ...: "...", datetime: "Moment"}


def modules() -> dict[str, str]:
    """The text of every generated module by the name of its file."""
    parties = [import_module(name) for name in dict.fromkeys(model.__module__ for model in _MODELS)]
    found = {f"{_name(module)}.py": _module(module) for module in (_VALUES, *parties)}
    return found | {"__init__.py": "".join(_face(sorted(map(_name, (base, _VALUES, *parties)))))}


def _name(module: ModuleType) -> str:
    return module.__name__.rpartition(".")[2]


def _module(module: ModuleType) -> str:
    """The structs of the models of a module."""
    head = f'"""{module.__doc__}\n\n{_NOTE}\n"""\n\nfrom __future__ import annotations\n'
    structs = ["".join(_struct(model)) for model in _models_of(module)]
    code = "\n".join(line for struct in structs for line in struct.splitlines() if '"""' not in line)
    imports = _imports(module, set(re.findall("[A-Za-z]+", code)))
    return "".join([head, *imports, "\n\n", "\n\n".join(structs)])


def _models_of(module: ModuleType) -> list[type[Value]]:
    return [
        model
        for model in vars(module).values()
        if isinstance(model, type) and issubclass(model, Value) and model.__module__ == module.__name__
    ]


def _imports(module: ModuleType, words: set[str]) -> Iterator[str]:
    """The imports of the names that the code of a module uses, in groups."""
    bases = {
        *_TURNS.values(),
        "Event",
        "Moment",
        "Value",
        *(name for name in vars(base) if "Methods" in name),
    }
    values = {model.__name__ for model in _models_of(_VALUES)} if module is not _VALUES else set()
    for group in (
        {"datetime": {"date"}, "decimal": {"Decimal"}, "typing": {"Any", "Literal"}},
        {"msgspec": {"field"}},
        {"ledger.events.base": bases, "ledger.events.values": values},
    ):
        lines = [_import(home, names & words) for home, names in group.items() if names & words]
        yield "".join(["\n", *lines] if lines else [])


def _import(home: str, names: Iterable[str]) -> str:
    ordered = sorted(names, key=lambda name: (not name.isupper(), name))
    line = f"from {home} import {', '.join(ordered)}\n"
    if len(line) <= _WIDTH:
        return line
    return f"from {home} import (\n" + "".join(f"    {name},\n" for name in ordered) + ")\n"


def _struct(model: type[Value]) -> Iterator[str]:
    own = f"{model.__name__}Methods"
    parents = [*([own] if hasattr(base, own) else []), *(parent.__name__ for parent in model.__bases__)]
    yield f"class {model.__name__}({', '.join(parents)}, frozen=True, kw_only=True):\n"
    if "__doc__" in vars(model) and model.__doc__:
        yield f'    """{model.__doc__}"""\n\n'
    for name in ("kind", "shape", "party", "turn", "filled"):
        if name in vars(model):
            value = getattr(model, name)
            yield f"    {name} = {_TURNS[value] if name == 'turn' else _literal(value)}\n"
    if "kind" in vars(model) and _has_decimals(model):
        yield "    decimals = True\n"
    if "kind" in vars(model) and (money := tuple(one.name for one in fields_of(model) if one.money)):
        yield f"    money = {_literal(money)}\n"
    if "kind" in vars(model) and (personal := _personal(model)):
        yield f"    personal = {_literal(personal)}\n"
    inherited = {line for parent in model.__bases__ for line in _fields(parent)}
    yield from (line for line in _fields(model) if line not in inherited)


def _has_decimals(annotation: Any) -> bool:  # noqa: ANN401 - annotations are of many classes
    """Whether a value of a type is a Decimal, or holds one."""
    if isinstance(annotation, type) and issubclass(annotation, Value):
        return any(_has_decimals(info.annotation) for info in annotation.model_fields.values())
    return annotation is Decimal or any(map(_has_decimals, get_args(annotation)))


def _personal(model: type[Value]) -> tuple[str, ...]:
    """The fields that hold personal data."""
    return tuple(name for name, info in model.model_fields.items() if _is_personal(info))


def _is_personal(part: Any) -> bool:  # noqa: ANN401 - a field, a type, or what annotates one
    metadata = (*getattr(part, "metadata", ()), *getattr(part, "__metadata__", ()))
    inner = (part.annotation,) if isinstance(part, FieldInfo) else get_args(part)
    return any(isinstance(one, Personal) for one in metadata) or any(map(_is_personal, inner))


def _fields(model: type) -> Iterator[str]:
    """The fields of a model, those that it inherits among them."""
    for name, info in model.model_fields.items() if issubclass(model, Value) else ():
        line = f"    {name}: {_type(info.annotation)}{_default(info)}\n"
        yield line if len(line) <= _WIDTH else _folded(line)


def _folded(line: str) -> str:
    """A long field with one word of its type on each line, as the formatter writes it."""
    head, _, words = line.partition("[")
    words, _, tail = words.rpartition("]")
    field, _, outer = head.partition(": ")
    inside = "    " if tail.startswith(" | None") else ""
    listed = "".join(f"{inside}        {word},\n" for word in words.split(", "))
    if not inside:
        return f"{head}[\n{listed}    ]{tail}"
    tail = tail.removeprefix(" | None")
    return f"{field}: (\n        {outer}[\n{listed}        ]\n        | None\n    ){tail}"


def _type(annotation: Any) -> str:  # noqa: ANN401 - annotations are of many classes
    """The text of the plain type of a field: without what pydantic checks."""
    origin, inner = get_origin(annotation), get_args(annotation)
    if origin is Annotated:
        return _type(inner[0])
    if origin in {Union, types.UnionType}:
        return " | ".join(map(_type, inner))
    if origin is Literal:
        return f"Literal[{', '.join(map(_literal, inner))}]"
    if origin is not None:
        return f"{origin.__name__}[{', '.join(map(_type, inner))}]"
    return _NAMES.get(annotation) or str(annotation.__name__)


def _default(info: FieldInfo) -> str:
    default = "" if info.is_required() else f"default={_literal(info.default)}"
    if info.alias is None:
        return default.replace("default=", " = ")
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
