"""Whether text stands in stored data as its own words: "Martin" does in "ask Martin", not in "Martina"."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Final

_UNSPACED: Final = (
    r"\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
)
"""Scripts without spaces between words, as Thai and Chinese: there a text may stand beside any letter."""
_LETTER: Final = rf"[^\W{_UNSPACED}]"


def forms_of(text: str) -> set[str]:
    """How a text is written in stored data: as it is, in JSON, and in JSON within JSON."""
    once = {json.dumps(text, ensure_ascii=ascii_only)[1:-1] for ascii_only in (False, True)}
    return {text, *once, *(json.dumps(form, ensure_ascii=False)[1:-1] for form in once)}


def stands_in(text: str, value: object) -> bool:
    """Whether a text stands in a stored value, such as the JSON of an entry, as words of its own."""
    return text in words_with(text, value)


def words_with(text: str, value: object) -> Iterator[str]:
    """The words of a stored value that hold a text: the text itself, or a longer word such as "Martina"."""
    before, after = (f"{_LETTER}*" if re.match(_LETTER, edge) else "" for edge in (text[0], text[-1]))
    word = re.compile(f"{before}{re.escape(text)}{after}")
    for string in _strings_in(value):
        if text in string:
            yield from word.findall(string)


def _strings_in(value: object) -> Iterator[str]:
    """The strings of a stored value. JSON is decoded, because a line break ends with a letter in it."""
    if isinstance(value, bytes):
        value = value.decode(errors="replace")
    if isinstance(value, dict):
        value = [*value, *value.values()]
    if isinstance(value, list):
        for one in value:
            yield from _strings_in(one)
    elif isinstance(value, str):
        inner = _decoded(value)
        if inner is None:
            yield value
        else:
            yield from _strings_in(inner)


def _decoded(text: str) -> object:
    """What a text says in JSON; None if it is no JSON of a text, a list or an object."""
    try:
        return json.loads(text) if text[:1] in {'"', "[", "{"} else None
    except ValueError:
        return None
