"""Pages name no command and no option that does not exist."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import click
import pytest

from ledger.events import KINDS
from tests.helpers.pages import DOCS, PAGES, name_of, text_of
from tests.helpers.places import PACKAGES, ROOT
from tests.helpers.sessions import FENCE
from tests.helpers.walking import commands, context_of

NOW = [page for page in PAGES if page.parent != DOCS / "decisions"]
"""The pages about this version; the others tell of earlier ones too."""
_SPAN = re.compile(r"`([^`]+)`")
_CALL = re.compile(r"(?:^|\| )goodwill ([^|>;#\n]+)", re.MULTILINE)
_OPTION = re.compile(r"(?<![\w-])(--[a-z][a-z-]*|-[a-z])\b(?!-)")
_WHOLE = re.compile(r"--(?:ledger|actor|views)[ =]\S+")
_ELSEWHERE = {"--for-client", "--update-golden"}
"""Options of an event after another on one line, and of the tests."""
_EXTRAS = re.compile(r"""installs\(['"](\w+)['"]\)|\.\[([\w,]+)\]""")
_QUOTED = re.compile(r'"[^"]*"|\'[^\']*\'')


@cache
def options_of(*words: str) -> frozenset[str]:
    """The options of the command that words call, and of the groups around it.

    Raises:
        LookupError: there is no such command.
    """
    found = {"--help", "-h"}
    context: click.Context | None = context_of(*words)
    while context is not None:
        found.update(name for one in context.command.params for name in (*one.opts, *one.secondary_opts))
        context = context.parent
    return frozenset(found)


def calls(text: str) -> Iterator[str]:
    """What follows the name of the program in each call, without quoted text and options of the program.

    Sessions are left out: other tests run them.
    """
    blocks = [block["body"] for block in FENCE.finditer(text) if block["language"] == "sh"]
    spans = [span.replace("\n", " ") for span in _SPAN.findall(FENCE.sub("", text))]
    for code in (*(block.replace("\\\n", " ") for block in blocks), *spans):
        for words in _CALL.findall(code):
            yield _WHOLE.sub("", _QUOTED.sub("TEXT", words)).strip()


def wrong_in(text: str) -> Iterator[str]:
    """The calls of commands that do not exist, and the options that their commands do not have."""
    for call in calls(text):
        path = [word for word in call.split() if not word.startswith("-")][:2]
        path = path if path[1:] and path[1][0].islower() else path[:1]
        try:
            known = options_of(*path)
        except LookupError as unknown:
            yield f"{call}: {unknown}"
        else:
            yield from (f"{call}: {name}" for name in _OPTION.findall(call) if name not in known)


@cache
def every_option() -> frozenset[str]:
    """The options of all commands and kinds, and those of the tools that pages use beside them."""
    words = [*commands(), *(("record", kind) for kind in KINDS)]
    return frozenset(_ELSEWHERE.union(*(options_of(*each) for each in words)))


def about_now(page: Path) -> str:
    """The text of a page; of the changelog, the section of the newest version."""
    text = text_of(page)
    return text.split("\n## ")[1] if page.name == "CHANGELOG.md" else text


@pytest.mark.parametrize("page", NOW, ids=name_of)
def test_a_page_names_only_commands_and_options_that_exist(page: Path) -> None:
    text = about_now(page)
    assert [*wrong_in(text)] == []
    alone = [span for span in _SPAN.findall(FENCE.sub("", text)) if span.startswith("-")]
    assert [name for span in alone for name in _OPTION.findall(span) if name not in every_option()] == []


def test_messages_name_only_commands_and_options_that_exist() -> None:
    sources = [source for package in PACKAGES for source in (ROOT / package).rglob("*.py")]
    assert [
        one for source in sources for one in wrong_in(text_of(source).replace("{", "").replace("}", ""))
    ] == []
    assert sum(1 for source in sources for _ in calls(text_of(source))) > 20


def test_each_extra_that_a_message_or_a_page_tells_to_install_can_be_installed_from_a_clone() -> None:
    extras = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["optional-dependencies"]
    sources = [path for part in PACKAGES for path in (ROOT / part).rglob("*.py")]
    told = [path.read_text("utf-8") for path in (*sources, *NOW)]
    assert not [text for text in told if "goodwill[" in text]  # no index of packages has Goodwill
    named = {name for text in told for pair in _EXTRAS.findall(text) for name in "".join(pair).split(",")}
    assert {"postgres", "stats", "web"} <= named <= set(extras)
    readme = (ROOT / "README.md").read_text("utf-8")
    assert not [name for name in extras if name != "dev" and f"| `{name}` |" not in readme]
