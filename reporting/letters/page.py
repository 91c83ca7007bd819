"""A letter as one self-contained page of HTML that prints on A4; ``page.html`` is its layout."""

from __future__ import annotations

import re
from typing import Final
from urllib.parse import quote

from projections.collections.letters import Letter
from reporting.letters.texts import LetterTexts
from reporting.pages import layout

_UNSAFE: Final = re.compile(r"^\.|[^\w.-]")


def page(texts: LetterTexts) -> str:
    """The page."""
    return layout("letters/page.html").render(paper=texts)


def file_name(letter: Letter) -> str:
    """The name of the file of a letter: the client's code and the number of the reminder.

    Letters and digits of any script stay. What a file name may not have is percent-encoded, so that two codes
    never share a name.
    """
    code = _UNSAFE.sub(lambda found: "%2E" if found[0] == "." else quote(found[0], safe=""), letter.client)
    return f"{code}-{letter.number}.html"
