"""Templates: text with columns in braces, such as ``{Number}`` or ``inv:{Number}``."""

from __future__ import annotations

import re

from ledger.unseen import identifier_key

_PIECE = re.compile(r"\{\{|\}\}|\{((?:[^{}]|\{\{[^{}]*\}\})+?)\}|[{}]|[^{}]+")
_SPACE = re.compile(r"\s+")


def column_name(name: str) -> str:
    """A column's name as it is compared: trimmed, with one space for each run of spaces and line breaks."""
    return _SPACE.sub(" ", identifier_key(name)).strip()


def reference(name: str) -> str:
    """The column of a name as a template names it."""
    return "{" + name.replace("{", "{{").replace("}", "}}") + "}"


def parse(template: str) -> list[tuple[str, bool]]:
    """The pieces of a template, each with whether it names a column. Two braces stand for one.

    A column's name may hold a pair of braces, each written twice: ``{Amount {{EUR}}}``.

    Raises:
        ValueError: a brace has no pair.
    """
    pieces: list[tuple[str, bool]] = []
    for found in _PIECE.finditer(template):
        text = found[0]
        if found[1] is not None:
            pieces.append((column_name(found[1].replace("{{", "{").replace("}}", "}")), True))
        elif text in {"{", "}"}:
            raise ValueError(
                f"'{template}' has a brace without its pair; write {{{{ or }}}} for a brace as such"
            )
        else:
            pieces.append((text[0] if text in {"{{", "}}"} else text, False))
    return pieces
