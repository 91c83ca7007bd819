"""Files that commands write: whole, and never over what another program wrote."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final, TextIO, TypeAlias

import click

from commands.ui.targets import FORCE

_HEAD = 65_536  # bytes that tell by which command a file was written
_NAME = re.compile(r'^  "(\w+)": ', re.MULTILINE)
_UNTIL = re.compile(" as of | for |, ")
_OURS = re.compile('<meta name="(goodwill-[^"]+)"')
_VIEW = re.compile(r'\{\s*"view": "(\w+)"')

Mark: TypeAlias = tuple[str, ...] | None
"""What tells files apart; none at all of an empty document, and None of one in another format."""


@contextmanager
def replacing(path: str, form: str, encoding: str = "utf-8") -> Iterator[TextIO]:
    """A stream to a file, which appears or changes only when everything is written.

    A new file is for its owner alone; one that is replaced keeps its mode.

    Args:
        path: where it is to be.
        form: its format, which tells how its beginning is compared with that of the file there.
        encoding: that of its text.

    Raises:
        click.UsageError: there is a file that this command did not write, and no ``--force``.
        OSError: it cannot be written.
    """
    target = Path(path)
    if target.exists() and not target.is_file():  # /dev/stdout, a named pipe
        with target.open("w", encoding=encoding, newline="\n") as stream:
            yield stream
        return
    beside = target.with_name(f".{target.name}.{os.urandom(4).hex()}.new")
    try:
        with _new(beside, path, encoding) as stream:
            yield stream
            stream.flush()
            os.fsync(stream.fileno())
        if target.exists():
            _check_alike(beside, target, form, encoding)
            beside.chmod(target.stat().st_mode & 0o7777)
        beside.replace(target)
    finally:
        beside.unlink(missing_ok=True)


def _new(beside: Path, wanted: str, encoding: str) -> TextIO:
    """A new file of its owner alone; an error names the file that was asked for."""
    try:
        opened = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileNotFoundError as wrong:
        raise FileNotFoundError(wrong.errno, "its directory is missing", wanted) from None
    except OSError as wrong:
        raise type(wrong)(wrong.errno, wrong.strerror, wanted) from None
    return open(opened, "w", encoding=encoding, newline="\n")  # noqa: PTH123 - it is open already


def _check_alike(new: Path, old: Path, form: str, encoding: str) -> None:
    context = click.get_current_context(silent=True)
    forced = context is not None and context.meta.get(FORCE)
    heads = _head(new, encoding), _head(old, encoding)
    if not forced and not _alike(*heads, _MARKS.get(form, _heading)):
        raise click.UsageError(
            f"{old} is there already, and this command did not write it; name another file, or add --force"
        )


def _head(place: Path, encoding: str) -> str:
    with place.open("rb") as file:  # as text it would refuse UTF-16 without a mark of its order
        return file.read(_HEAD).decode(encoding, "replace").strip()


def _alike(new: str, old: str, mark: Callable[[str], Mark]) -> bool:
    """Whether two beginnings are of one command; a file without anything in it may be of any."""
    if not old:
        return True
    was, now = mark(old), mark(new) if new else ()
    return was == now or (was is not None and () in (was, now))


def _first_line(head: str) -> Mark:
    return (head.partition("\n")[0].rstrip("\r"),)


def _heading(head: str) -> Mark:
    """The first line up to the day or the name in it; of a table without a heading, its titles."""
    return (_UNTIL.split(head.partition("\n")[0], maxsplit=1)[0],)


def _page(head: str) -> Mark:
    """What a page of ours says of itself, by name."""
    return tuple(_OURS.findall(head)) or None


def _first_object(head: str) -> Mark:
    """The first names of the object on the first line."""
    try:
        return tuple(json.loads(head.partition("\n")[0].removesuffix(",")))[:3]
    except (ValueError, TypeError, RecursionError):
        return None


def _document(head: str) -> Mark:
    """The view, or the first names of a document; of a list, those of its first object."""
    if head.startswith("["):
        return () if head == "[]" else _first_object(head.removeprefix("[").strip())
    view = _VIEW.match(head)
    return (view[1],) if view else tuple(_NAME.findall(head)[:3]) or None


_MARKS: Final[dict[str, Callable[[str], Mark]]] = {
    "csv": _first_line,
    "json": _document,
    "jsonl": _first_object,
    "html": _page,
}
"""What tells by which command a file of a format was written; of others it is their heading."""
