"""Names compared by the language of who bears them, so that every spelling belongs to one name."""

from __future__ import annotations

from collections.abc import Iterable

from ledger.text import bare, fold, is_dotless
from ledger.unseen import identifier_key


def compared(name: str, language: str = "") -> str:
    """A name as it is compared: outer space, case and characters that nobody sees do not tell names apart.

    Args:
        name: the name as written.
        language: a BCP 47 tag; its rules decide which small letter belongs to a capital.
    """
    return fold(identifier_key(name), language)


class Spellings:
    """Compares names that clients of several languages bear; equal keys are one name.

    A name that any client of Azerbaijani or Turkish bears is compared by the rules of these languages
    wherever it stands. So ``Ilham`` at a client in Baku and ``ILHAM`` at one in London are one name, and the
    same spelling is never two.

    Args:
        borne: each name with the language of the client that bears it.
    """

    def __init__(self, borne: Iterable[tuple[str | None, str]]) -> None:
        self._dotless = frozenset(bare(name) for name, language in borne if name and is_dotless(language))

    def key(self, name: str | None) -> str:
        """What is equal for two spellings of one name; empty for no name."""
        if not name:
            return ""
        return compared(name, "tr" if self._dotless and bare(name) in self._dotless else "")
