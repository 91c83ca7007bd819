"""Help fits a terminal of 80 columns, and lists each command on one line."""

from __future__ import annotations

import re

from cli import COMMANDS
from ledger.events import KINDS
from tests.helpers.walking import commands, context_of

COLUMNS = 80
_CUT_OR_MARKED = re.compile(r"[a-z]\.\.\.$|``|[<>]=")


def help_of(*words: str) -> list[str]:
    """The lines of the help of a command."""
    with context_of(*words, columns=COLUMNS) as context:
        return context.get_help().splitlines()


def test_help_fits_a_terminal() -> None:
    kinds = [("record", kind) for kind in KINDS]
    lines = [(words, line) for words in [*commands(), *kinds] for line in help_of(*words)]
    assert [(words, line) for words, line in lines if len(line) > COLUMNS] == []
    assert [(words, line) for words, line in lines if _CUT_OR_MARKED.search(line)] == []


def test_each_command_has_one_line_in_the_list() -> None:
    listed = [line.split(maxsplit=1) for line in help_of()]
    for section in COMMANDS.values():
        for name, line in section.items():
            assert [name, line] in listed
