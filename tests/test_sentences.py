"""What refuses says what is wrong and what to do next, in the same words everywhere."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from tests.helpers.places import PACKAGES, ROOT

REFUSALS = {"UsageError", "BadParameter", "ClickException", "MappingError", "OutOfBounds", "Unreadable"}
REASONS = {"its column {name} is not what was written"}
"""Parts of a fault of `goodwill check`, which adds the next step."""
LEAST = 3  # words; a shorter text is a fact, not a sentence
STEP = re.compile(
    r"; |\. Void or |(^|: )(add|change|give|name|write) "  # says what to do
    r"|: (goodwill record )?\{[^}]*\}|has \{_NUMBER\}"  # passes on a sentence that says it
)
NEVER = re.compile(r"\b(said|wanted|none of|somebody|whoever|whatever)\b|[^.]\.$")


def sources() -> Iterator[Path]:
    return (source for package in PACKAGES for source in (ROOT / package).rglob("*.py"))


def text_of(node: ast.expr | None) -> str:
    """A sentence as its source has it, with the names of its facts in braces."""
    match node:
        case ast.Constant(str(text)):
            return text
        case ast.FormattedValue():
            return f"{{{ast.unparse(node.value)}}}"
        case ast.JoinedStr():
            return "".join(map(text_of, node.values))
        case ast.BinOp(left, ast.Add(), right):
            return text_of(left) + text_of(right)
    return ""


def stated_at_once(source: Path) -> Iterator[str]:
    """The texts of a module's errors that say what to do in the same argument as what is wrong."""
    text = source.read_text(encoding="utf-8")
    if "Unreadable(" not in text and "OutOfBounds(" not in text:
        return
    for node in ast.walk(ast.parse(text)):
        match node:
            case ast.Call(ast.Name("Unreadable" | "OutOfBounds"), [what, *_]) if "; " in text_of(what):
                yield text_of(what)


def sentences(source: Path) -> Iterator[str]:
    """The sentences of the errors that a module raises, and those of its rules."""
    for node in ast.walk(ast.parse(source.read_text(encoding="utf-8"))):
        match node:
            case ast.Raise(ast.Call(func, arguments)):
                if ast.unparse(func).rpartition(".")[2] in REFUSALS:
                    yield "; ".join(filter(None, map(text_of, arguments)))
            case ast.ClassDef():
                stated = {name.id: text_of(value) for one in node.body for name, value in _stated(one)}
                if "what" in stated:
                    yield "; ".join(stated[one] for one in ("what", "advice") if one in stated)


def _stated(statement: ast.stmt) -> Iterator[tuple[ast.Name, ast.expr]]:
    """The name that a statement of a class gives a value, and the value."""
    match statement:
        case ast.Assign([ast.Name() as name], value):
            yield name, value


def test_what_to_do_is_an_argument_of_its_own() -> None:
    assert [text for source in sources() for text in stated_at_once(source)] == []


def test_every_refusal_says_what_to_do_next() -> None:
    found = [(str(source.relative_to(ROOT)), text) for source in sources() for text in sentences(source)]
    found = [(source, text) for source, text in found if len(text.split()) > LEAST and text not in REASONS]
    assert len(found) >= 240
    assert [one for one in found if not STEP.search(one[1])] == []
    assert [one for one in found if NEVER.search(re.sub(r"\{.*?\}", "", one[1]))] == []
    assert [one for one in found if one[1][:1].isupper()] == []
