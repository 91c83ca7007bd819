"""Keys and numbers that name the place of a row in its file: ``payment:{Date}:{#count}``.

The number of a row, and how many rows before it have the same key, are no columns. The template is read with
a sign in their place, which no cell holds, and the sign is replaced last.
"""

from __future__ import annotations

from collections import Counter
from typing import Any

_ROW, _COUNT = "{#row}", "{#count}"
_SIGNS = {_ROW: "\x01", _COUNT: "\x02"}


class Places:
    """Fills in the number of a row and the count of a text."""

    def __init__(self) -> None:
        self._counts = Counter[str]()

    def filled(self, text: str, row: int) -> str:
        """The text of a row. The first row with the text has the count 1."""
        text = text.replace(_SIGNS[_ROW], str(row))
        if _SIGNS[_COUNT] in text:
            self._counts[text] += 1
            text = text.replace(_SIGNS[_COUNT], str(self._counts[text]))
        return text


def numbering(template: Any) -> tuple[Places | None, Any]:  # noqa: ANN401 - any value of the mapping
    """What fills a template in, if it names a place, and the template with signs instead of places."""
    if not isinstance(template, str) or not any(place in template for place in _SIGNS):
        return None, template
    for place, sign in _SIGNS.items():
        template = template.replace(place, sign)
    return Places(), template
