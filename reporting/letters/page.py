"""A letter as one self-contained page of HTML that prints on A4; ``page.html`` is its layout."""

from __future__ import annotations

import re
from hashlib import sha256
from typing import Final
from urllib.parse import quote

from projections.collections.letters import Letter
from reporting.letters.texts import LetterTexts
from reporting.pages import layout

_LONGEST: Final = 180  # bytes; a file name has 255, the number and the file beside it need the rest
_UNSAFE: Final = re.compile(r"^\.|[^\w.-]")


def page(texts: LetterTexts) -> str:
    """The page."""
    return layout("letters/page.html").render(paper=texts)


def file_name(letter: Letter) -> str:
    """The name of the file of a letter: the client's code and the number of the reminder.

    Letters and digits of any script stay. What a file name may not have is percent-encoded, so that two codes
    never share a name. A code that is too long for a file name ends in a digest of the whole.
    """
    code = _UNSAFE.sub(lambda found: "%2E" if found[0] == "." else quote(found[0], safe=""), letter.client)
    if len(code.encode()) > _LONGEST:
        cut = code.encode()[:_LONGEST].decode(errors="ignore")
        code = f"{cut}~{sha256(letter.client.encode()).hexdigest()[:16]}"
    return f"{code}-{letter.number}.html"
